"""Find the list in a sheet: the row with the headings, which column is which, and where one is not sure."""

import datetime as dt
import difflib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from speerpunten.uitwisseling.cellen import Celprobleem, is_leeg, tekst
from speerpunten.uitwisseling.dagen import dag
from speerpunten.uitwisseling.indeling import BLADEN, Blad, vlak
from speerpunten.uitwisseling.lezer import Bestandsfout, Celfout, Celwaarde, Tabel, Tabelrij

ZOEKDIEPTE = 40  # filled rows among which the headings stand
MAX_SAMENGEVOEGD = 60_000  # rows in merged cells: more is no list of people
GELIJKEND = 0.84  # from which likeness two headings may mean the same
WEG = ""  # a column that is left out on purpose
MAX_WOORD = 60  # characters: what is longer is no status but a story
TUSSENKOP = ""  # the key of what stands alone in a row: perhaps a heading of the rows below it
_DAG = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}")
_DAG_ERACHTER = re.compile(r"[\s(]*(?:op|dd\.?|tot)?\s*(\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4})\)?\s*$", re.IGNORECASE)
_UITLEG_ERACHTER = re.compile(r"\s*\([^()]*\)\s*$|\s+(?:19|20)\d{2}\s*$")

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

    @property
    def dag(self) -> dt.date | None:
        """Give the day in the heading: "Status 31/12/2023"."""
        return dag_achteraan(self.kopje)


def dag_achteraan(kopje: str) -> dt.date | None:
    """Give the day with which a text ends, or None."""
    gevonden = _DAG_ERACHTER.search(kopje)
    try:
        return dag(gevonden[1]) if gevonden else None
    except Celprobleem:
        return None


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

    def dag_van(self, naam: str) -> dt.date | None:
        """Give the day in the heading of a column of the layout; None where it has none."""
        return next((kolom.dag for kolom in self.kolommen if kolom.naam == naam), None)

    @cached_property
    def dag_erboven(self) -> dt.date | None:
        """Give the one day that ends a cell above the headings: "Opvolging, stand op 31/12/2024"; None for several."""
        erboven = (cel for rij in self.tabel.rijen if rij.nummer < self.kop.nummer for cel in rij.cellen)
        met_een = (cel for cel in erboven if isinstance(cel, str) and len(_DAG.findall(cel)) == 1)
        dagen = {dag_achteraan(cel) for cel in met_een} - {None}
        return dagen.pop() if len(dagen) == 1 else None

    def rijen(self) -> Iterator[tuple[int, Cellen]]:
        """Give each row below the headings as its number and its cells by column name; headings told twice go.

        A cell that is merged with those below it speaks for each of these rows. Of a row with one filled cell, that
        stands under `TUSSENKOP` too.
        """
        plaatsen = [(kolom.naam, kolom.index) for kolom in self.kolommen if kolom.naam]
        kopjes = [vlak(cel) for cel in self.kop.cellen]
        ingevuld, _ = self._samengevoegd
        for rij in self.tabel.rijen:
            if rij.nummer <= self.kop.nummer or [vlak(cel or "") for cel in rij.cellen] == kopjes:
                continue
            cellen = {naam: rij.cellen[plek] if plek < len(rij.cellen) else None for naam, plek in plaatsen}
            gevuld = [cel for cel in rij.cellen if not is_leeg(cel)]
            if boven := ingevuld.get(rij.nummer):
                cellen |= {naam: boven[plek] for naam, plek in plaatsen if plek in boven}
            elif len(gevuld) == 1 and isinstance(gevuld[0], str):
                cellen[TUSSENKOP] = gevuld[0]
            if not all(is_leeg(cel) for cel in cellen.values()) and not self._is_voorbeeld(cellen):
                yield rij.nummer, cellen

    @cached_property
    def _samengevoegd(self) -> tuple[dict[int, dict[int, Celwaarde | Celfout]], set[int]]:
        """Give what a cell says that is merged with those below it (row -> column -> value), and the rows in which
        cells are merged that tell one record from another. Raises Bestandsfout."""
        per_nummer = {rij.nummer: rij.cellen for rij in self.tabel.rijen}
        nummers = [rij.nummer for rij in self.tabel.rijen]
        kolommen = {kolom.index for kolom in self.kolommen if kolom.naam}
        sleutels = {kolom.index for kolom in self.kolommen if kolom.naam in self.blad.sleutels}
        waarden: dict[int, dict[int, Celwaarde | Celfout]] = {}
        dubbel: set[int] = set()
        bezocht = 0
        for (bovenste, links), (onderste, rechts) in self.tabel.samengevoegd:
            geraakt = {plek for plek in kolommen if links <= plek <= rechts} if bovenste != onderste else set()
            if not geraakt:
                continue
            cellen = per_nummer.get(bovenste + 1, ())
            rijen = nummers[bisect_left(nummers, bovenste + 1) : bisect_right(nummers, onderste + 1)]
            bezocht += len(rijen)
            if bezocht > MAX_SAMENGEVOEGD:
                raise Bestandsfout("Er zijn te veel cellen samengevoegd. Splits ze en vul elke cel in.")
            if geraakt & sleutels:
                dubbel.update(rijen)
            for nummer in rijen:
                if nummer > bovenste + 1 and links < len(cellen):
                    waarden.setdefault(nummer, {}).update(dict.fromkeys(geraakt - sleutels, cellen[links]))
        return waarden, dubbel

    def _is_voorbeeld(self, cellen: Cellen) -> bool:
        """Tell whether a row is the example of the template, untouched."""
        gevuld = {naam: str(cel) for naam, cel in cellen.items() if not is_leeg(cel)}
        return gevuld == {naam: str(waarde) for naam, waarde in self.blad.voorbeeld.items()}

    def samengevoegd_in(self, nummer: int) -> bool:
        """Tell whether cells that tell one record from another are merged over this row and another."""
        return nummer in self._samengevoegd[1]


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
    kernen = {index: _kern(kopje, betekenissen) for index, kopje in kopjes}
    gekozen: dict[int, tuple[str, bool]] = {}
    eigen = {vlak(kolom.naam) for kolom in blad.kolommen}
    for bekend, zeker in ((eigen, True), (betekenissen, True), (None, False)):
        for index, kern in kernen.items():
            gevonden = kern if bekend else _lijkend(kern, betekenissen)
            if index in gekozen or gevonden is None or (bekend and gevonden not in bekend):
                continue
            naam = betekenissen[gevonden]
            if naam not in {gezet for gezet, _ in gekozen.values()}:
                gekozen[index] = (naam, zeker)
    return [Herkendekolom(index, kopje, *gekozen.get(index, (WEG, False))) for index, kopje in kopjes]


def _kern(kopje: str, betekenissen: Mapping[str, str]) -> str:
    """Give a heading (flat) without a day, a year or an explanation behind it, unless it means something as it is."""
    if vlak(kopje) in betekenissen:
        return vlak(kopje)
    return vlak(_UITLEG_ERACHTER.sub("", _DAG_ERACHTER.sub("", kopje)) or kopje)


def _lijkend(kopje: str, betekenissen: Mapping[str, str]) -> str | None:
    gelijkend = difflib.get_close_matches(kopje, betekenissen, n=1, cutoff=GELIJKEND)
    return gelijkend[0] if gelijkend else None


def _verhalen_zijn_geen_status(lijst: Lijst) -> None:
    """Take a column of stories under the heading "Stand van zaken" for the toelichting that it is."""
    status = next((kolom for kolom in lijst.kolommen if kolom.naam == "status"), None)
    if status is None:
        return
    woorden = [tekst(cellen["status"]) for _, cellen in lijst.rijen() if isinstance(cellen.get("status"), str)]
    if sum(len(woord) > MAX_WOORD for woord in woorden) * 2 > len(woorden):
        status.naam, status.zeker = ("toelichting" if lijst.index("toelichting") is None else WEG), False


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
        _verhalen_zijn_geen_status(beste)
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


def pas_toe(lijst: Lijst, keuzes: Mapping[str, str]) -> list[str]:
    """Take over what the user chose per column: index (as text) -> column of the layout, or empty to leave it out.

    Give a remark for each column that was chosen twice: the first one counts.
    """
    bekend = {kolom.naam for kolom in lijst.blad.kolommen}
    gezien: dict[str, str] = {}
    opmerkingen = []
    for kolom in lijst.kolommen:
        gekozen = keuzes.get(str(kolom.index))
        if gekozen is not None and (gekozen == WEG or gekozen in bekend):
            kolom.naam, kolom.zeker = gekozen, True
        if eerste := gezien.get(kolom.naam):
            opmerkingen.append(
                f"{lijst.naam}: kolom {eerste} is al “{kolom.naam}”. Kolom {kolom.letter} telt niet mee."
            )
            kolom.naam = WEG
        elif kolom.naam:
            gezien[kolom.naam] = kolom.letter
    return opmerkingen
