"""What an import would do, row by row: the preview that people read, and what the acts are done from."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

NIEUW, GEWIJZIGD, ONGEWIJZIGD, FOUT, WEG = "nieuw", "gewijzigd", "ongewijzigd", "fout", "weg"
OORDELEN = (FOUT, NIEUW, GEWIJZIGD, WEG, ONGEWIJZIGD)  # in the order in which they are shown


@dataclass(frozen=True)
class Wijziging:
    """One cell that says something else than what stands there now."""

    kolom: str
    oud: str
    nieuw: str


@dataclass(frozen=True)
class Rijfout:
    """What is wrong in a row: in which column (empty: the row as a whole), and what would be right."""

    kolom: str
    tekst: str


@dataclass
class Regel:
    """What one row would do."""

    lijst: str  # the name of the sheet in the file
    soort: str  # the name of the sheet in the layout
    rij: int
    titel: str
    oordeel: str = ONGEWIJZIGD
    wijzigingen: list[Wijziging] = field(default_factory=list)
    fouten: list[Rijfout] = field(default_factory=list)
    opmerkingen: list[str] = field(default_factory=list)

    def fout(self, kolom: str, tekst: str) -> None:
        self.fouten.append(Rijfout(kolom, tekst))
        self.oordeel = FOUT

    @property
    def is_fout(self) -> bool:
        return self.oordeel == FOUT

    def als_dict(self) -> dict[str, object]:
        """Give the row as plain values, to keep and to show."""
        return {
            "lijst": self.lijst,
            "soort": self.soort,
            "rij": self.rij,
            "titel": self.titel,
            "oordeel": self.oordeel,
            "wijzigingen": [[w.kolom, w.oud, w.nieuw] for w in self.wijzigingen],
            "fouten": [[f.kolom, f.tekst] for f in self.fouten],
            "opmerkingen": self.opmerkingen,
        }


@dataclass
class Vraag:
    """A value that the plan does not know: what it is, what can be chosen for it, and what is chosen now."""

    sleutel: str
    soort: str  # organisatie, beleidsdomein, doelgroep, speerpunt, actie, status, verloop or resultaat
    waarde: str
    keuzes: list[tuple[str, str]]
    gekozen: str
    twijfel: bool  # whether something is nearly the same, or nothing fits: do read this one
    aantal: int = 0  # rows in which it stands

    def als_dict(self) -> dict[str, object]:
        return dict(self.__dict__)


@dataclass
class Kolomkeuze:
    """A column of the file as the preview shows it."""

    index: int
    letter: str
    kopje: str
    naam: str
    zeker: bool


@dataclass
class Lijstbeeld:
    """A list of the file as the preview shows it: which one, where its headings stand, its columns."""

    naam: str
    soort: str
    kop: int
    kolommen: list[Kolomkeuze]
    mogelijk: list[str]
    zonder_kopje: list[str]


@dataclass
class Voorstel:
    """The whole preview: the lists that were found, what is asked, every row, and remarks about the file."""

    lijsten: list[Lijstbeeld] = field(default_factory=list)
    vragen: list[Vraag] = field(default_factory=list)
    regels: list[Regel] = field(default_factory=list)
    opmerkingen: list[str] = field(default_factory=list)
    tellers: dict[str, int] = field(default_factory=dict)  # how often each choice for the whole file matters

    @property
    def tellingen(self) -> dict[str, int]:
        """Give how many rows have which verdict, and how many cells change."""
        teller = Counter(regel.oordeel for regel in self.regels)
        cellen = sum(len(regel.wijzigingen) for regel in self.regels if regel.oordeel == GEWIJZIGD)
        return {oordeel: teller[oordeel] for oordeel in OORDELEN} | {"cellen": cellen}

    @property
    def per_soort(self) -> dict[str, dict[str, int]]:
        uit: dict[str, dict[str, int]] = {}
        for regel in self.regels:
            uit.setdefault(regel.soort, dict.fromkeys(OORDELEN, 0))[regel.oordeel] += 1
        return uit

    @property
    def mag(self) -> bool:
        """Tell whether it can be done: nothing wrong, and something to do."""
        tellingen = self.tellingen
        return not tellingen[FOUT] and bool(tellingen[NIEUW] or tellingen[GEWIJZIGD])

    def als_dict(self) -> dict[str, object]:
        return {
            "lijsten": [
                {**lijst.__dict__, "kolommen": [dict(kolom.__dict__) for kolom in lijst.kolommen]}
                for lijst in self.lijsten
            ],
            "vragen": [vraag.als_dict() for vraag in self.vragen],
            "regels": [regel.als_dict() for regel in self.regels],
            "opmerkingen": self.opmerkingen,
            "tellingen": self.tellingen,
            "per_soort": self.per_soort,
            "tellers": self.tellers,
            "mag": self.mag,
        }

    @property
    def vingerafdruk(self) -> str:
        """Give a hash of what it would do: another one means that the plan moved on since it was read."""
        return vingerafdruk(regel.als_dict() for regel in self.regels)


def vingerafdruk(regels: Iterable[dict[str, object]]) -> str:
    doen = [regel for regel in regels if regel["oordeel"] != ONGEWIJZIGD]
    return hashlib.sha256(json.dumps(doen, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
