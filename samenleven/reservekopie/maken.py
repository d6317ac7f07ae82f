"""Make a backup: one moment of the database, and every file that it names at that moment.

Files never change and have names of their own (docs/adr/0014-bijlagen.md), but one may be taken away while the backup
runs. So each gets a second name (hard link) right after the moment; where one was gone by then, another moment is
taken.
"""

import datetime as dt
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

import samenleven
from organisaties.handelingen import leg_vast
from organisaties.models import Handelingsoort
from samenleven.reservekopie import gegevens, postgresql, sqlite
from samenleven.reservekopie.archief import BESTANDEN, DATABANK, Archiefschrijver, Manifest
from samenleven.reservekopie.bewaren import DEEL, VERGETEN, naam_voor

POGINGEN = 5
MOTOR = {"sqlite": sqlite, "postgresql": postgresql}


@dataclass(frozen=True)
class Uitslag:
    """Where the backup stands, how large it is in bytes, and which files the database names that are not there."""

    pad: Path
    grootte: int
    bestanden: int
    ontbrekend: tuple[str, ...]


class _BestandWeg(Exception):
    """A file was taken away between the moment of the database and its second name."""


def maak(map_: Path) -> Uitslag:
    """Write a backup in a directory (made where it is not there) and log it.

    It gets its name once it is whole and on the disk. Raises ReservekopieFout, OSError.
    """
    map_.mkdir(mode=0o700, parents=True, exist_ok=True)
    _ruim_resten_op()
    nu = timezone.now().astimezone(dt.UTC)
    pad = map_ / naam_voor(nu)
    deel = map_ / f"{pad.name}.{os.getpid()}{DEEL}"
    try:
        for poging in range(1, POGINGEN + 1):
            try:
                manifest = _schrijf(deel, nu, streng=poging < POGINGEN)
                break
            except _BestandWeg:
                continue
        gegevens.fsync(deel)
        os.replace(deel, pad)
        gegevens.fsync(map_)
    finally:
        deel.unlink(missing_ok=True)
    grootte = pad.stat().st_size
    leg_vast(Handelingsoort.RESERVEKOPIE, bestand=pad.name, grootte=grootte, bijlagen=len(manifest.bestanden))
    return Uitslag(pad, grootte, len(manifest.bestanden), tuple(manifest.ontbrekend))


def _schrijf(deel: Path, nu: dt.datetime, *, streng: bool) -> Manifest:
    """Write the archive. Where `streng`, raise _BestandWeg for a file that is named and not there."""
    motor = MOTOR[connection.vendor]
    kopie = deel.with_name(deel.name + ".databank")
    try:
        with _tweede_namen() as vastgehouden:
            with motor.momentopname(kopie):
                ontbrekend = _houd_vast(gegevens.bestandsnamen(), vastgehouden)
                if ontbrekend and streng:
                    raise _BestandWeg
                manifest = Manifest(
                    motor=connection.vendor,
                    motor_versie=motor.versie(),
                    versie=samenleven.VERSIE,
                    gemaakt_op=nu.isoformat(timespec="seconds"),
                    migraties=gegevens.toegepast(),
                    aantallen=gegevens.aantallen(),
                    ontbrekend=ontbrekend,
                )
            with os.fdopen(os.open(deel, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stroom:
                schrijver = Archiefschrijver(stroom)
                manifest.databank = schrijver.schrijf_bestand(DATABANK, kopie)
                for naam in sorted(_namen_in(vastgehouden)):
                    manifest.bestanden[naam] = schrijver.schrijf_bestand(BESTANDEN + naam, vastgehouden / naam)
                schrijver.sluit(manifest)
    finally:
        kopie.unlink(missing_ok=True)
    return manifest


def _ruim_resten_op() -> None:
    """Throw away what a backup that was killed left among the files."""
    gisteren = (timezone.now() - VERGETEN).timestamp()
    for map_ in settings.BESTANDEN.glob(".reservekopie-*"):
        if map_.stat().st_mtime < gisteren:
            shutil.rmtree(map_)


@contextmanager
def _tweede_namen() -> Iterator[Path]:
    """Give a directory on the disk of BESTANDEN, gone again at the end."""
    settings.BESTANDEN.mkdir(mode=0o700, parents=True, exist_ok=True)
    map_ = Path(tempfile.mkdtemp(prefix=".reservekopie-", dir=settings.BESTANDEN))
    try:
        yield map_
    finally:
        shutil.rmtree(map_)


def _houd_vast(namen: set[str], map_: Path) -> list[str]:
    """Give each file a second name in `map_` (a copy where the disk knows no hard links); give which are not there."""
    weg = []
    for naam in sorted(namen):
        doel = map_ / naam
        doel.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            os.link(settings.BESTANDEN / naam, doel)
        except FileNotFoundError:
            weg.append(naam)
        except OSError:
            shutil.copyfile(settings.BESTANDEN / naam, doel)
    return weg


def _namen_in(map_: Path) -> Iterator[str]:
    return (pad.relative_to(map_).as_posix() for pad in map_.rglob("*") if pad.is_file())
