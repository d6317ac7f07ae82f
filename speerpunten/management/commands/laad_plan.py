"""`manage.py laad_plan FILE`: load a plan file (`docs/planbestand.md`)."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from speerpunten.planbestand.bestand import Planfout
from speerpunten.planbestand.laden import is_ooit_geladen, laad_plan, planslug


class Command(BaseCommand):
    help = "Laadt een planbestand. Wat met de hand gewijzigd is, blijft en wordt genoemd."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("bestand", type=Path, help="het planbestand (JSON); zie docs/planbestand.md")
        parser.add_argument("--proef", action="store_true", help="toon wat er zou veranderen en verander niets")
        parser.add_argument("--afwezig", action="store_true", help="laad alleen een plan dat nog nooit geladen is")

    def handle(self, *args, bestand: Path, proef: bool, afwezig: bool, verbosity: int, **opties) -> None:
        try:
            if afwezig and is_ooit_geladen(planslug(bestand)):
                self.stdout.write(f"{bestand.name}: dit plan is al eens geladen. Er is niets gewijzigd.")
                return
            verslag = laad_plan(bestand, proef=proef)
        except Planfout as fout:
            raise CommandError(f"Het planbestand is niet geladen. Er is niets gewijzigd.\n{fout}") from None
        for regel in verslag.regels(kort=verbosity < 1):
            self.stdout.write(regel)
