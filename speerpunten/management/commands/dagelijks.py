"""`manage.py dagelijks`: the mails of today (design, sections 6 and 9), and once a week what may go (`ruim_op`).

May run any number of times, also at once.
"""

import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.utils import timezone

from speerpunten.keuzes import Posttoestand
from speerpunten.models import Post
from speerpunten.post.vervallend import Voorstel, vervallend
from speerpunten.services.opruimen import ruim_op_als_het_tijd_is
from speerpunten.services.post import voer_dag_uit
from speerpunten.services.standteksten import leg_standteksten_vast


class Command(BaseCommand):
    help = "Verstuurt de mails van vandaag. Mag zo vaak lopen als u wil. Met --proef gaat er niets weg."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--proef", action="store_true", help="toon wat er zou vertrekken en schrijf niets")

    def handle(self, *args, proef: bool, **opties) -> None:
        if proef:
            self._toon()
            return
        run = voer_dag_uit()
        leg_standteksten_vast()
        if (opgeruimd := ruim_op_als_het_tijd_is()) is not None:
            self.stdout.write(f"{sum(opgeruimd.values())} opgeruimd.")
        self.stdout.write(
            f"{run.verzonden} verzonden, {run.uitgesteld} later opnieuw, {run.overgeslagen} overgeslagen, "
            f"{run.mislukt} mislukt."
        )
        if run.fout:
            self.stderr.write(run.fout)
        if run.mislukt:
            sys.exit(1)

    def _toon(self) -> None:
        """Print what a run would send now, and what it would skip; reads only."""
        vandaag = timezone.localdate()
        wacht = Post.objects.filter(toestand=Posttoestand.KLAAR).order_by("pk")
        nieuw = [voorstel for mail in vervallend(vandaag) for voorstel in mail]
        for post in wacht:
            self.stdout.write(f"{'wacht':<12} {post.adres}  {post.get_soort_display()}")
        for voorstel in nieuw:
            self.stdout.write(self._regel(voorstel))
        weg = len(wacht) + sum(not voorstel.overgeslagen for voorstel in nieuw)
        rest = sum(bool(voorstel.overgeslagen) for voorstel in nieuw)
        self.stdout.write(f"Proef: {weg} te versturen, {rest} over te slaan. Er is niets geschreven.")

    def _regel(self, voorstel: Voorstel) -> str:
        wat = "overslaan" if voorstel.overgeslagen else "versturen"
        acties = f", {len(voorstel.regels)} acties" if voorstel.regels else ""
        ronde = f"  {voorstel.ronde}" if voorstel.ronde else ""
        dag = f"{voorstel.voor_dag:%d/%m/%Y}"
        delen = f"{wat:<12} {voorstel.aan.email}  {voorstel.soort.label} ({dag}){ronde}{acties}"
        return f"{delen}  {voorstel.overgeslagen}".rstrip()
