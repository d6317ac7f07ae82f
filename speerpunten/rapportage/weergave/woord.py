"""Word files: paragraphs, headings, lists and tables, gathered here and written by a process of its own."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import Path

from speerpunten.rapportage.weergave.maker import MakerMislukt, laat_maken

MAKER = Path(__file__).with_name("maak_docx.py")
TAAL = "nl-BE"
_GEEN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class WoordMislukt(MakerMislukt):
    """No Word file came of it; the text says why."""


@dataclass(frozen=True)
class Alinea:
    """A paragraph: its style (empty: the usual one) and its pieces of text, each bold or not."""

    stijl: str = ""
    runs: list[tuple[str, bool]] = field(default_factory=list)

    def zeg(self, tekst: str, *, vet: bool = False) -> None:
        """Add a piece of text."""
        self.runs.append((tekst, vet))


@dataclass(frozen=True)
class Tabel:
    """A table; its headings come back on each page."""

    koppen: list[str]
    rijen: list[list[str]]


@dataclass(frozen=True)
class Blad:
    """What goes into a file: its title and author, and its parts in order."""

    titel: str
    auteur: str
    delen: list[Alinea | Tabel] = field(default_factory=list)


def schoon(deel: object) -> object:
    """Leave out the characters that no XML can hold, wherever they stand in frozen values."""
    if isinstance(deel, str):
        return _GEEN_XML.sub("", deel)
    if isinstance(deel, tuple):
        return tuple(schoon(lid) for lid in deel)
    if is_dataclass(deel):
        return replace(deel, **{veld.name: schoon(getattr(deel, veld.name)) for veld in fields(deel)})
    return deel


def als_bytes(blad: Blad) -> bytes:
    """Give the file. Raises WoordMislukt."""
    over = {"titel": blad.titel, "auteur": blad.auteur, "taal": TAAL}
    inhoud = {"over": over, "delen": [vars(deel) for deel in blad.delen]}
    return laat_maken(MAKER, invoer=json.dumps(inhoud), fout=WoordMislukt)


def alinea(blad: Blad, tekst: str = "", stijl: str = "") -> Alinea:
    """Add a paragraph at the end."""
    nieuw = Alinea(stijl)
    blad.delen.append(nieuw)
    if tekst:
        nieuw.zeg(tekst)
    return nieuw


def kop(blad: Blad, tekst: str, level: int) -> None:
    """Add a heading of level 1, 2 ..., or (0) the title."""
    alinea(blad, tekst, f"Heading {level}" if level else "Title")


def alineas(blad: Blad, tekst: str) -> None:
    """Add a paragraph per block of text."""
    for deel in filter(None, tekst.replace("\r\n", "\n").split("\n\n")):
        alinea(blad, deel)


def met_label(blad: Blad, label: str, tekst: str) -> None:
    """Add a paragraph that begins with a label; nothing where there is no text."""
    if tekst:
        nieuw = alinea(blad)
        nieuw.zeg(f"{label}: ", vet=True)
        nieuw.zeg(tekst)


def lijst(blad: Blad, regels: Iterable[str]) -> None:
    """Add a list with bullets."""
    for regel in regels:
        alinea(blad, regel, "List Bullet")


def tabel(blad: Blad, koppen: Sequence[str], rijen: Iterable[Sequence[object]]) -> None:
    """Add a table whose first row is a heading that comes back on each page."""
    blad.delen.append(Tabel(list(koppen), [[str(waarde) for waarde in rij] for rij in rijen]))
