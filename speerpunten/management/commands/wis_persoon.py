"""`manage.py wis_persoon ADRES --reden ...`: erase a person, as the page of a beheerder does."""

from argparse import ArgumentParser

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from organisaties.models import Gebruiker
from speerpunten.services.wissen import bezwaar_tegen_wissen, wis_persoon


class Command(BaseCommand):
    help = "Wist een persoon: naam en adres verdwijnen, wat die deed blijft staan. Kan niet ongedaan gemaakt worden."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("adres", help="het e-mailadres van deze persoon")
        parser.add_argument("--reden", required=True, help="waarom; blijft bewaard, dus zonder naam")
        parser.add_argument("--proef", action="store_true", help="zeg of het kan, en schrijf niets")

    def handle(self, *args, adres: str, reden: str, proef: bool, **opties) -> None:
        wie = Gebruiker.objects.filter(email__iexact=adres.strip()).first()
        if wie is None:
            raise CommandError("Niemand heeft dit adres.")
        if bezwaar := bezwaar_tegen_wissen(wie, door=None):
            raise CommandError(bezwaar)
        if proef:
            self.stdout.write(f"Proef: gebruiker {wie.pk} kan gewist worden. Er is niets geschreven.")
            return
        try:
            wie = wis_persoon(gebruiker=wie, reden=reden, door=None)
        except ValidationError as fout:
            raise CommandError(" ".join(fout.messages)) from fout
        self.stdout.write(f"Gewist. Wat deze persoon deed, staat nu bij “{wie}”.")
        self.stdout.write("In aanvaarde teksten, definitieve rapporten en bestanden veranderde niets: zie schrap_naam.")
