"""Put a backup back: first read and checked whole, then put in place in one move; what was there is kept aside.

What fails before the move changes nothing. What fails after it (a migration, a check) turns the move back.
"""

import datetime as dt
import io
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from organisaties.handelingen import leg_vast
from organisaties.models import Handelingsoort
from samenleven.reservekopie import gegevens
from samenleven.reservekopie.archief import BESTANDEN, DATABANK, STUK, Manifest, lees
from samenleven.reservekopie.fout import ReservekopieFout
from samenleven.reservekopie.maken import MOTOR


@dataclass(frozen=True)
class Uitslag:
    """What was put back, and where what was there is kept (empty: nothing was there)."""

    manifest: Manifest
    oude_databank: str
    oude_bestanden: str


def kijk_na(pad: Path) -> Manifest:
    """Read a whole backup and compare it with its sums; nothing is written. Raises ReservekopieFout, OSError."""

    @contextmanager
    def nergens(naam: str) -> Iterator[IO[bytes]]:
        with open(os.devnull, "wb") as bak:
            yield bak

    manifest = lees(pad, nergens)
    _eis_van_hier(manifest)
    return manifest


def zet_terug(pad: Path, meld: Callable[[str], None] = lambda zin: None) -> Uitslag:
    """Put a backup in the place of what is here, migrate it to this release, and check the whole.

    `meld` is told each step. Raises ReservekopieFout where it is refused or a check fails; then all is as it was.
    """
    stempel = f"{timezone.now().astimezone(dt.UTC):%Y%m%dt%H%M%Sz}"
    settings.BESTANDEN.mkdir(mode=0o700, parents=True, exist_ok=True)
    klaar = Path(tempfile.mkdtemp(prefix=".terug-", dir=settings.BESTANDEN))
    try:
        meld("Nakijken …")
        manifest = lees(pad, lambda naam: _bak(klaar, naam))
        _eis_van_hier(manifest)
        wissel = MOTOR[connection.vendor].Wissel(klaar / DATABANK, stempel)
        wissel.keur()
        bestanden = _Bestandenwissel(klaar / BESTANDEN, stempel)
        meld("Terugzetten …")
        wissel.voer_uit()
        try:
            bestanden.voer_uit()
            _maak_af(manifest, meld)
        except BaseException:
            bestanden.draai_terug()
            wissel.draai_terug()
            raise
        return Uitslag(manifest, wissel.bewaard, bestanden.bewaard)
    finally:
        shutil.rmtree(klaar)


@contextmanager
def _bak(klaar: Path, naam: str) -> Iterator[IO[bytes]]:
    pad = klaar / naam
    pad.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(pad, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb", buffering=STUK) as doel:
        yield doel
        doel.flush()
        os.fsync(doel.fileno())


def _eis_van_hier(manifest: Manifest) -> None:
    """Refuse the backup of another kind of database, or of a later release."""
    if manifest.motor != connection.vendor:
        raise ReservekopieFout(
            f"Deze reservekopie is van {manifest.motor}, en deze installatie draait op {connection.vendor}. "
            "Een reservekopie gaat alleen terug naar dezelfde soort databank."
        )
    if onbekend := gegevens.onbekende_migraties(manifest.migraties):
        raise ReservekopieFout(
            f"Deze reservekopie is van een latere versie van Samenleven ({onbekend[0]} is hier onbekend). "
            "Werk eerst bij."
        )


class _Bestandenwissel:
    """Put files in the place of those of BESTANDEN, which go to a directory of their own inside it."""

    def __init__(self, nieuw: Path, stempel: str) -> None:
        self._nieuw, self._oud = nieuw, settings.BESTANDEN / f".voor-{stempel}"
        self._gezet: list[str] = []

    def voer_uit(self) -> None:
        _verhuis(settings.BESTANDEN, self._oud)
        if self._nieuw.exists():
            self._gezet = [pad.name for pad in self._nieuw.iterdir()]
            _verhuis(self._nieuw, settings.BESTANDEN)
        gegevens.fsync(settings.BESTANDEN)

    def draai_terug(self) -> None:
        if not self._oud.exists():
            return
        for naam in self._gezet:
            if (settings.BESTANDEN / naam).exists():
                os.replace(settings.BESTANDEN / naam, self._nieuw / naam)
        _verhuis(self._oud, settings.BESTANDEN)
        self._oud.rmdir()

    @property
    def bewaard(self) -> str:
        """Give where the old ones are; empty where there were none."""
        if any(self._oud.iterdir()):
            return str(self._oud)
        self._oud.rmdir()
        return ""


def _verhuis(van: Path, naar: Path) -> None:
    """Move what stands in a directory to another on the same disk; names with a dot in front are no files of ours."""
    naar.mkdir(mode=0o700, exist_ok=True)
    for pad in list(van.iterdir()):
        if not pad.name.startswith("."):
            os.replace(pad, naar / pad.name)


def _maak_af(manifest: Manifest, meld: Callable[[str], None]) -> None:
    """Compare what now stands there with the manifest, migrate, check, log, and end every session."""
    if (nu := gegevens.aantallen_van(manifest.aantallen)) != manifest.aantallen:
        anders = sorted(tabel for tabel in nu if nu[tabel] != manifest.aantallen[tabel])
        raise ReservekopieFout(f"Na het terugzetten klopt het aantal rijen niet: {', '.join(anders)}.")
    meld("Bijwerken naar deze versie …")
    call_command("migrate", verbosity=0, interactive=False)
    meld("Controleren …")
    connection.check_constraints()
    if achter := MOTOR[connection.vendor].reeksen_achter():
        raise ReservekopieFout(f"De teller van {achter[0]} loopt achter.")
    weg = [naam for naam in gegevens.bestandsnamen() if not (settings.BESTANDEN / naam).is_file()]
    if onverwacht := sorted(set(weg) - set(manifest.ontbrekend)):
        raise ReservekopieFout(f"Er ontbreken bestanden: {onverwacht[0]} ({len(onverwacht)} in totaal).")
    _controleer_rapporten()
    Session.objects.all().delete()
    leg_vast(Handelingsoort.TERUGGEZET, kopie_van=manifest.gemaakt_op, versie=manifest.versie)


def _controleer_rapporten() -> None:
    """Let every definitive report be compared with its sum."""
    stil = io.StringIO()
    try:
        call_command("controleer_rapporten", stdout=stil, stderr=stil)
    except SystemExit as fout:
        raise ReservekopieFout(f"Een definitief rapport klopt niet: {stil.getvalue()}") from fout
