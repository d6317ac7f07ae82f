"""What one organisatie did in one calendar year, over all plans: written once, and handed in for its subsidies.

Frozen values, so that every rendering says the same.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from speerpunten.getallen import bedrag
from speerpunten.keuzes import GEEN_GEGEVENS, GEEN_GEGEVENS_LABEL, RAPPORTERENDE_ROLLEN, STATUS_LABELS
from speerpunten.tellen import kop, zin


@dataclass(frozen=True)
class Stand:
    """Where an actie stood at the end of the year (or today, in this year), and what was reached."""

    status: str = GEEN_GEGEVENS
    status_label: str = GEEN_GEGEVENS_LABEL
    verloop: str = ""
    verloop_label: str = ""
    resultaat: str = ""
    resultaat_label: str = ""
    bereikt_resultaat: str = ""
    peildatum: dt.date | None = None
    is_ouder: bool = False  # about a day before the year


@dataclass(frozen=True)
class Gezegd:
    """What one accepted stand of the year says; a text that the one before it said already is left out."""

    peildatum: dt.date
    status_label: str
    verloop_label: str
    wie: str
    niets_veranderd: bool
    toelichting: str
    reden: str
    bereikt_resultaat: str


@dataclass(frozen=True)
class Mijlpaalregel:
    """A mijlpaal that was due, or reached, in the year; `bereikt_op`: when, also where that was later."""

    titel: str
    streefdatum: dt.date
    bereikt_op: dt.date | None


@dataclass(frozen=True)
class Cijfer:
    """An indicator at the end of the year, in words, and what was measured in the year."""

    naam: str
    waarde: str  # "340 van 500 deelnemers"
    dag: dt.date | None  # of the last meting
    doel: str
    erbij: str  # of what is added up, what the year brought: "120 deelnemers"
    metingen: tuple[tuple[dt.date, str], ...]


@dataclass(frozen=True)
class Subsidieregel:
    """A subsidie whose period meets the year; it counts in the year in which it begins (ADR 15)."""

    soort: str
    periode: str
    jaar: int
    bedrag: Decimal
    financier: str
    besluit: str
    besluit_url: str
    actie: str  # code and title; empty: for none in particular
    actie_id: int | None
    plan: str
    aan: str  # another name than that of the organisatie: of before it was merged

    @property
    def bedrag_in_woorden(self) -> str:
        return bedrag(self.bedrag)

    @property
    def tekst(self) -> str:
        """Tell it in one line."""
        delen = [f"{self.bedrag_in_woorden} van {self.financier}", f"{self.soort} {self.periode}", self.besluit]
        return ", ".join(filter(None, delen))


@dataclass(frozen=True)
class Actieregel:
    """One actie of the organisatie in the year."""

    id: int
    code: str
    titel: str
    plan: str
    speerpunt: str
    rollen: tuple[str, ...]
    openbaar: bool
    looptijd: str
    uit_het_plan_op: dt.date | None  # archived or merged, in the year or later
    beoogd_resultaat: str
    stand: Stand
    gezegd: tuple[Gezegd, ...]
    mijlpalen: tuple[Mijlpaalregel, ...]
    cijfers: tuple[Cijfer, ...]
    subsidies: tuple[Subsidieregel, ...]

    @property
    def rol(self) -> str:
        return ", ".join(self.rollen)

    @property
    def is_eigen(self) -> bool:
        """Tell whether the organisatie leads it or carries it out."""
        return any(rol in RAPPORTERENDE_ROLLEN for rol in self.rollen)


@dataclass(frozen=True)
class Verantwoording:
    """Everything about one organisatie and one year that one reader may know."""

    organisatie: str
    rechtsvorm: str
    kbo: str
    jaar: int
    op: dt.date  # the last day of the year, or today
    vandaag: dt.date
    acties: tuple[Actieregel, ...]  # that it leads or carries out
    anderen: tuple[Actieregel, ...]  # to which it contributes otherwise
    subsidies: tuple[Subsidieregel, ...]

    @property
    def is_leeg(self) -> bool:
        return not (self.acties or self.anderen or self.subsidies)

    @property
    def loopt_nog(self) -> bool:
        """Tell whether the year is not over: the figures are those of today."""
        return self.op.year == self.jaar and (self.op.month, self.op.day) != (12, 31)

    @property
    def moet_nog_beginnen(self) -> bool:
        return self.jaar > self.vandaag.year

    @property
    def aantallen(self) -> dict[str, int]:
        teller = Counter(actie.stand.status for actie in self.acties)
        return {code: teller.get(code, 0) for code in STATUS_LABELS}

    @property
    def kop(self) -> str:
        """Give the answer in one sentence."""
        return (
            kop(self.aantallen) if self.acties else f"In {self.jaar} trok of voerde deze organisatie geen acties uit."
        )

    @property
    def zin(self) -> str:
        return zin(self.aantallen)

    @property
    def begonnen(self) -> list[Subsidieregel]:
        """Give the subsidies that count in the year: those that begin in it."""
        return [regel for regel in self.subsidies if regel.jaar == self.jaar]

    @property
    def lopend(self) -> list[Subsidieregel]:
        """Give those that began before and count in the year in which they did."""
        return [regel for regel in self.subsidies if regel.jaar != self.jaar]

    @property
    def totaal(self) -> Decimal:
        return sum((regel.bedrag for regel in self.begonnen), Decimal(0))

    @property
    def totaal_in_woorden(self) -> str:
        return bedrag(self.totaal)
