"""`manage.py controleer_rapporten`: every definitive report still has the hash kept with it, and can be read."""

import sys

import msgspec
from django.core.management.base import BaseCommand

from speerpunten.models import Rapport
from speerpunten.rapportage.bewaren import OnbekendSchema, uit_json
from speerpunten.rapportage.stuk import is_ongeschonden


class Command(BaseCommand):
    help = "Kijkt na of elk definitief rapport nog is zoals het bewaard werd. Eindigt met 1 als er een niet klopt."

    def handle(self, *args, **opties) -> None:
        fouten = aantal = 0
        for rapport in Rapport.objects.select_related("ronde__plan").order_by("pk").iterator(chunk_size=10):
            aantal += 1
            if waarom := _wat_is_er_mis(rapport):
                fouten += 1
                self.stderr.write(f"FOUT  {rapport.ronde.plan.slug}/{rapport.ronde.slug}: {waarom}")
            else:
                self.stdout.write(f"goed  {rapport.ronde.plan.slug}/{rapport.ronde.slug}  {rapport.sha256}")
        self.stdout.write(f"{aantal} nagekeken, {fouten} fout.")
        if fouten:
            sys.exit(1)


def _wat_is_er_mis(rapport: Rapport) -> str:
    """Tell what is wrong with a report; empty where nothing is."""
    if not is_ongeschonden(rapport):
        return "de inhoud past niet bij het controlegetal."
    try:
        uit_json(rapport.inhoud, rapport.schema)
    except (OnbekendSchema, msgspec.DecodeError) as fout:
        return f"de inhoud kan niet gelezen worden: {fout}"
    return ""
