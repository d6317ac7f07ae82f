"""`manage.py zet_terug FILE`: put a backup back, checked first; what was there is kept aside (docs/uitrol.md)."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from samenleven.reservekopie import ReservekopieFout
from samenleven.reservekopie.archief import Manifest
from samenleven.reservekopie.gegevens import heeft_gegevens
from samenleven.reservekopie.terugzetten import kijk_na, zet_terug


class Command(BaseCommand):
    help = "Zet een reservekopie terug. Stop eerst de toepassing. Met --proef wordt ze alleen nagekeken."
    requires_migrations_checks = False
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("bestand", type=Path)
        parser.add_argument("--ja", action="store_true", help="zet terug, ook als hier al gegevens staan")
        parser.add_argument("--proef", action="store_true", help="kijk de reservekopie na en schrijf niets")

    def handle(self, *args, bestand: Path, ja: bool, proef: bool, **opties) -> None:
        try:
            if proef:
                self._vertel(kijk_na(bestand))
                self.stdout.write("De reservekopie is heel. Er is niets geschreven.")
                return
            if not ja and heeft_gegevens():
                raise CommandError("Hier staan al gegevens. Met --ja komt de reservekopie in de plaats ervan.")
            uitslag = zet_terug(bestand, self.stdout.write)
        except (ReservekopieFout, OSError) as fout:
            raise CommandError(f"Er is niets teruggezet. {fout}") from fout
        self._vertel(uitslag.manifest)
        for wat, waar in (("databank", uitslag.oude_databank), ("bestanden", uitslag.oude_bestanden)):
            if waar:
                self.stdout.write(f"De vorige {wat} is bewaard: {waar}")
        self.stdout.write("Teruggezet en nagekeken. Iedereen meldt zich opnieuw aan.")

    def _vertel(self, manifest: Manifest) -> None:
        rijen, aantal = sum(manifest.aantallen.values()), len(manifest.bestanden)
        self.stdout.write(
            f"Gemaakt op {manifest.gemaakt_op} door versie {manifest.versie} op {manifest.motor} "
            f"{manifest.motor_versie}: {rijen} rijen, {aantal} bestanden."
        )
