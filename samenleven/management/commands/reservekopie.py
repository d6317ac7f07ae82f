"""`manage.py reservekopie`: the database and the files in one checked archive. The application runs on."""

import datetime as dt
import sys
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from samenleven.reservekopie import ReservekopieFout
from samenleven.reservekopie.bewaren import ruim_op
from samenleven.reservekopie.maken import maak


class Command(BaseCommand):
    help = "Maakt een reservekopie van de databank en de bestanden, en ruimt oude op. De toepassing mag blijven lopen."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--map", type=Path, default=settings.RESERVEKOPIE, help="waar ze komt (RESERVEKOPIE)")
        parser.add_argument(
            "--bewaar",
            type=int,
            default=settings.RESERVEKOPIE_DAGEN,
            metavar="DAGEN",
            help="zoveel dagen blijven alle kopieën; daarna een per week en per maand. 0: niets opruimen",
        )

    def handle(self, *args, map: Path, bewaar: int, **opties) -> None:
        if bewaar < 0:
            raise CommandError("--bewaar is een aantal dagen, 0 of meer.")
        try:
            uitslag = maak(map)
        except (ReservekopieFout, OSError) as fout:
            raise CommandError(f"Er is geen reservekopie gemaakt. {fout}") from fout
        self.stdout.write(f"{uitslag.pad}  {uitslag.grootte / 1e6:.1f} MB, {uitslag.bestanden} bestanden")
        if bewaar:
            weken, maanden = settings.RESERVEKOPIE_WEKEN, settings.RESERVEKOPIE_MAANDEN
            nu = timezone.now().astimezone(dt.UTC)
            for naam in ruim_op(map, nu, dagen=bewaar, weken=weken, maanden=maanden):
                self.stdout.write(f"opgeruimd: {naam}")
        if uitslag.ontbrekend:
            eerste = ", ".join(uitslag.ontbrekend[:5])
            self.stderr.write(f"Let op: {len(uitslag.ontbrekend)} bestanden stonden niet op de schijf: {eerste}")
            sys.exit(1)
