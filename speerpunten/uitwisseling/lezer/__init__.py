"""Read a spreadsheet (XLSX, XLS, ODS, CSV) into tables of plain values, or refuse it with a clear word.

The reading itself is done by `proces.py`, in a process with little memory: no file can take the application down.
"""

import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

MAX_BESTAND = 20 * 1024 * 1024  # bytes
MAX_TIJD = 60  # seconds
PROCES = Path(__file__).with_name("proces.py")

Celwaarde = str | int | float | bool | dt.date | None


class Bestandsfout(Exception):
    """Why a file cannot be read, in Dutch, with what to do about it."""


@dataclass(frozen=True)
class Celfout:
    """A cell in which a formula failed: "#REF!"."""

    tekst: str

    def __str__(self) -> str:
        return self.tekst


@dataclass(frozen=True)
class Tabelrij:
    """A filled row: its number as the program shows it (from 1), and its cells from the first column on."""

    nummer: int
    cellen: tuple[Celwaarde | Celfout, ...]


@dataclass
class Tabel:
    """One sheet: its name (empty for CSV), its filled rows, and the merged ranges ((row, column), (row, column))."""

    naam: str
    rijen: list[Tabelrij] = field(default_factory=list)
    samengevoegd: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)
    formules: int = 0


def lees(inhoud: bytes) -> list[Tabel]:
    """Give the tables of a file, judged by its content. Raises Bestandsfout."""
    if not inhoud:
        raise Bestandsfout("Dit bestand is leeg.")
    if len(inhoud) > MAX_BESTAND:
        raise Bestandsfout("Dit bestand is groter dan 20 MB. Knip weg wat geen lijst is, zoals foto’s.")
    with tempfile.TemporaryDirectory(prefix="samenleven-import-") as map_:
        pad = Path(map_) / "bestand"
        pad.write_bytes(inhoud)
        tabellen = _lees_pad(pad)
    if not any(tabel.rijen for tabel in tabellen):
        raise Bestandsfout("Er staat niets in dit bestand.")
    return tabellen


def _lees_pad(pad: Path) -> list[Tabel]:
    uit = pad.with_name("uit")
    with uit.open("wb") as stroom:
        try:
            klaar = subprocess.run(  # noqa: S603  our own script, on a file that we named
                [sys.executable, "-I", str(PROCES), str(pad)],
                stdout=stroom,
                stderr=subprocess.DEVNULL,
                stdin=subprocess.DEVNULL,
                timeout=MAX_TIJD,
                env={"PATH": os.environ.get("PATH", ""), "PYTHONIOENCODING": "utf-8"},
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise Bestandsfout("Dit bestand lezen duurt te lang. Knip weg wat geen lijst is.") from None
    tabellen = list(_ontvouw(uit))
    if klaar.returncode:
        raise Bestandsfout(
            "Dit bestand vraagt te veel geheugen: er staat iets heel ver onder of rechts van de lijst. Kopieer alleen "
            "de lijst naar een nieuw bestand en importeer dat."
        )
    return tabellen


def _ontvouw(pad: Path) -> Iterator[Tabel]:
    """Give the tables that the process wrote. Raises Bestandsfout with what it said."""
    tabel = None
    with pad.open(encoding="utf-8") as regels:
        for regel in regels:
            if not regel.endswith("\n"):
                break  # the process died in the middle of it
            deel = json.loads(regel)
            if isinstance(deel, list):
                tabel.rijen.append(Tabelrij(deel[0], tuple(_cel(waarde) for waarde in deel[1])))
                continue
            if tabel is not None:
                yield tabel
            if "fout" in deel:
                raise Bestandsfout(deel["fout"])
            samengevoegd = [(tuple(van), tuple(tot)) for van, tot in deel["samengevoegd"]]
            tabel = Tabel(deel["blad"], samengevoegd=samengevoegd, formules=deel["formules"])
    if tabel is not None:
        yield tabel


def _cel(waarde: object) -> Celwaarde | Celfout:
    if isinstance(waarde, dict):
        return dt.date.fromisoformat(waarde["d"]) if "d" in waarde else Celfout(waarde["f"])
    return waarde
