"""`manage.py maak_proefdata`: seeded data for measuring."""

import datetime as dt
import sys
from argparse import ArgumentParser, ArgumentTypeError

from django.core.management.base import BaseCommand
from django.utils import timezone

from speerpunten.proefdata import Omvang, maak_proefdata

BREEDTE = 40  # characters of the bar


def aantal(tekst: str) -> int:
    """Read a number from 0 on; raises ArgumentTypeError."""
    if not tekst.isdecimal():
        raise ArgumentTypeError(f"“{tekst}” is geen aantal")
    return int(tekst)


def dag(tekst: str) -> dt.date:
    """Read a day, not in the future; raises ArgumentTypeError."""
    try:
        gelezen = dt.date.fromisoformat(tekst)
    except ValueError as fout:
        raise ArgumentTypeError(f"“{tekst}” is geen dag, zoals 2026-11-23") from fout
    if gelezen > timezone.localdate():
        raise ArgumentTypeError("die dag moet nog komen")
    return gelezen


def toon_voortgang(gedaan: int, totaal: int) -> None:
    """Draw a bar on stderr."""
    vol = BREEDTE * gedaan // totaal
    slot = "\n" if gedaan == totaal else ""
    sys.stderr.write(f"\r[{'#' * vol}{'.' * (BREEDTE - vol)}] {gedaan}/{totaal} meldingen{slot}")
    sys.stderr.flush()


class Command(BaseCommand):
    help = "Maakt gegevens om te meten: overal (proef) achter de naam, bij hetzelfde zaad altijd hetzelfde."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--plannen", type=aantal, default=1, help="hoeveel plannen")
        parser.add_argument("--acties", type=aantal, default=300, help="hoeveel acties in elk plan")
        parser.add_argument("--rondes", type=aantal, default=8, help="hoeveel halfjaarlijkse rondes in elk plan")
        parser.add_argument("--zaad", type=aantal, default=1, help="begin van het toeval")
        parser.add_argument("--rapporten", type=aantal, default=1, help="van hoeveel rondes het rapport definitief is")
        parser.add_argument("--dag", type=dag, default=None, help="de dag waarop de laatste ronde loopt (vandaag)")

    def handle(self, *args, plannen: int, acties: int, rondes: int, zaad: int, rapporten: int, **opties) -> None:
        omvang = Omvang(plannen, acties, rondes, zaad, rapporten, opties["dag"] or timezone.localdate())
        gemaakt = maak_proefdata(omvang, toon_voortgang)
        self.stdout.write(f"{plannen} plannen, {plannen * acties} acties en {gemaakt} meldingen gemaakt.")
