"""Find the list in a sheet: the row with the headings, which column is which, and where one is not sure."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from speerpunten.uitwisseling.cellen import is_leeg, tekst
from speerpunten.uitwisseling.indeling import BLADEN, Blad, vlak
from speerpunten.uitwisseling.lezer import Celfout, Celwaarde, Tabel, Tabelrij

ZOEKDIEPTE = 40  # filled rows among which the headings stand
GELIJKEND = 0.84  # from which likeness two headings may mean the same
WEG = ""  # a column that is left out on purpose

Cellen = dict[str, Celwaarde | Celfout]


@dataclass
class Herkendekolom:
    """A column of the file: its letter, its heading, what it is taken for (empty: left out), and how sure that is."""

    index: int
    kopje: str
    naam: str
    zeker: bool

    @property
    def letter(self) -> str:
        return letter(self.index)


@dataclass
class Lijst:
    """A list found in a sheet: which of the layout it is, its columns, and its rows below the headings."""

    tabel: Tabel
    blad: Blad
    kop: Tabelrij
    kolommen: list[Herkendekolom]
    zonder_kopje: list[str] = field(default_factory=list)

    @property
    def naam(self) -> str:
        return self.tabel.naam or self.blad.naam

    def index(self, naam: str) -> int | None:
        """Give where a column of the layout stands; None where the file has none."""
        return next((kolom.index for kolom in self.kolommen if kolom.naam == naam), None)

    def rijen(self) -> Iterator[tuple[int, Cellen]]:
        """Give each row below the headings as its number and its cells by column name; headings told twice go."""
        plaatsen = [(kolom.naam, kolom.index) for kolom in self.kolommen if kolom.naam]
        kopjes = [vlak(cel) for cel in self.kop.cellen]
        for rij in self.tabel.rijen:
            if rij.nummer <= self.kop.nummer or [vlak(cel or "") for cel in rij.cellen] == kopjes:
                continue
            cellen = {naam: rij.cellen[plek] if plek < len(rij.cellen) else None for naam, plek in plaatsen}
            if not all(is_leeg(cel) for cel in cellen.values()) and not self._is_voorbeeld(cellen):
                yield rij.nummer, cellen

    def _is_voorbeeld(self, cellen: Cellen) -> bool:
        """Tell whether a row is the example of the template, untouched."""
        gevuld = {naam: str(cel) for naam, cel in cellen.items() if not is_leeg(cel)}
        return gevuld == {naam: str(waarde) for naam, waarde in self.blad.voorbeeld.items()}

    def samengevoegd_in(self, nummer: int) -> bool:
        """Tell whether cells that matter are merged over this row and another."""
        plekken = {kolom.index for kolom in self.kolommen if kolom.naam}
        return any(
            van[0] <= nummer - 1 <= tot[0] and van[0] != tot[0] and any(van[1] <= plek <= tot[1] for plek in plekken)
            for van, tot in self.tabel.samengevoegd
        )


def letter(index: int) -> str:
    """Give the letters of a column as a spreadsheet shows them: 0 is A, 26 is AA."""
    uit = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        uit = chr(65 + rest) + uit
    return uit


def _betekenissen(blad: Blad) -> dict[str, str]:
    """Give heading (flat) -> column of the layout, its own name first."""
    uit: dict[str, str] = {}
    for kolom in blad.kolommen:
        uit.setdefault(vlak(kolom.naam), kolom.naam)
    for kolom in blad.kolommen:
        for synoniem in kolom.synoniemen:
            uit.setdefault(vlak(synoniem), kolom.naam)
    return uit


def _lees_kop(blad: Blad, rij: Tabelrij) -> list[Herkendekolom]:
    """Give what each heading of a row means in this layout; each column once, exact names before likely ones."""
    betekenissen = _betekenissen(blad)
    kopjes = [(index, tekst(cel)) for index, cel in enumerate(rij.cellen) if isinstance(cel, str) and not is_leeg(cel)]
    gekozen: dict[int, tuple[str, bool]] = {}
    eigen = {vlak(kolom.naam) for kolom in blad.kolommen}
    for bekend, zeker in ((eigen, True), (betekenissen, True), (None, False)):
        for index, kopje in kopjes:
            gevonden = vlak(kopje) if bekend else _lijkend(vlak(kopje), betekenissen)
            if index in gekozen or gevonden is None or (bekend and gevonden not in bekend):
                continue
            naam = betekenissen[gevonden]
            if naam not in {gezet for gezet, _ in gekozen.values()}:
                gekozen[index] = (naam, zeker)
    return [Herkendekolom(index, kopje, *gekozen.get(index, (WEG, False))) for index, kopje in kopjes]


def _lijkend(kopje: str, betekenissen: Mapping[str, str]) -> str | None:
    gelijkend = difflib.get_close_matches(kopje, betekenissen, n=1, cutoff=GELIJKEND)
    return gelijkend[0] if gelijkend else None


def _waarde(blad: Blad, kolommen: list[Herkendekolom], tabelnaam: str) -> float:
    """Tell how much a row of headings looks like this layout; 0: not at all."""
    namen = {kolom.naam for kolom in kolommen if kolom.naam}
    if len(namen) < 2 or not namen & set(blad.sleutels):
        return 0
    punten = sum(1.0 if kolom.zeker else 0.6 for kolom in kolommen if kolom.naam)
    eigen = sum(vlak(kolom.kopje) == vlak(kolom.naam) for kolom in kolommen if kolom.naam)
    return punten + eigen * 0.5 + (5 if vlak(tabelnaam) == blad.naam else 0)


def herken(tabel: Tabel) -> Lijst | None:
    """Find the list in a sheet, or None where there is none."""
    beste, hoogste = None, 0.0
    for rij in tabel.rijen[:ZOEKDIEPTE]:
        for blad in BLADEN:
            kolommen = _lees_kop(blad, rij)
            waarde = _waarde(blad, kolommen, tabel.naam)
            if waarde > hoogste:
                beste, hoogste = Lijst(tabel, blad, rij, kolommen), waarde
    if beste:
        met_kopje = {kolom.index for kolom in beste.kolommen}
        gevuld = {
            index
            for rij in tabel.rijen
            if rij.nummer > beste.kop.nummer
            for index, cel in enumerate(rij.cellen)
            if not is_leeg(cel)
        }
        beste.zonder_kopje = [letter(index) for index in sorted(gevuld - met_kopje)]
    return beste


def pas_toe(lijst: Lijst, keuzes: Mapping[str, str]) -> None:
    """Take over what the user chose per column: index (as text) -> column of the layout, or empty to leave it out."""
    bekend = {kolom.naam for kolom in lijst.blad.kolommen}
    for kolom in lijst.kolommen:
        gekozen = keuzes.get(str(kolom.index))
        if gekozen is not None and (gekozen == WEG or gekozen in bekend):
            kolom.naam, kolom.zeker = gekozen, True
