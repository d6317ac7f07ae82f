"""What a report holds, as frozen dataclasses: the one object behind every rendering, and what a definitive one keeps.

The names are the schema of the kept JSON (`docs/rapport.md`): a change of meaning or name is a new `SCHEMA`, and what
was kept in an older one stays readable. No names of people.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from speerpunten.getallen import bedrag
from speerpunten.keuzes import GEEN_GEGEVENS, OrganisatieRol
from speerpunten.tellen import Segment, kop, segmenten, zin

SCHEMA = 1


@dataclass(frozen=True)
class Tal:
    """How many acties have a status."""

    code: str
    label: str
    aantal: int


@dataclass(frozen=True)
class Telling:
    """How acties stand: every status of the ramp, in order; they add up to `totaal`."""

    tallen: tuple[Tal, ...]
    totaal: int
    aandacht: int

    @property
    def aantallen(self) -> dict[str, int]:
        return {tal.code: tal.aantal for tal in self.tallen}

    @property
    def zin(self) -> str:
        """Tell the numbers in words: "2 uitgevoerd, 4 in uitvoering"."""
        return zin(self.aantallen)

    @property
    def kop(self) -> str:
        """Give the answer in one sentence."""
        return kop(self.aantallen)

    @property
    def segmenten(self) -> list[Segment]:
        """Give the parts of the bar."""
        return segmenten(self.aantallen)

    def aantal(self, code: str) -> int:
        return next((t.aantal for t in self.tallen if t.code == code), 0)


@dataclass(frozen=True)
class Rol:
    """An organisatie at an actie, as it was called then."""

    organisatie: str
    rol: str


@dataclass(frozen=True)
class Mijlpaalregel:
    """A mijlpaal: when it should be reached, and when it was (None: not by the day of the report)."""

    titel: str
    streefdatum: dt.date
    bereikt_op: dt.date | None


@dataclass(frozen=True)
class Aandacht:
    """Why an actie asks for attention, since when, and whether that was computed."""

    reden: str
    sinds: dt.date
    berekend: bool


@dataclass(frozen=True)
class Indicatorregel:
    """An indicator on the day of the report, in words; `procent` of the way to its target (None: cannot be said)."""

    naam: str
    tekst: str
    gemeten_op: dt.date | None
    procent: int | None


@dataclass(frozen=True)
class Subsidieregel:
    """A subsidie with its decision; the amount in euro."""

    organisatie: str
    soort: str
    bedrag: Decimal
    van: dt.date
    tot: dt.date
    financier: str
    besluit: str
    url: str

    @property
    def tekst(self) -> str:
        """Tell it in one line."""
        wat = f"{bedrag(self.bedrag)} ({self.soort}) van {self.financier} aan {self.organisatie}"
        return f"{wat}, {self.van:%d/%m/%Y} tot {self.tot:%d/%m/%Y}" + (
            f", besluit {self.besluit}" if self.besluit else ""
        )


@dataclass(frozen=True)
class Bedragregel:
    """A sum of subsidies, in euro, and of how many."""

    naam: str
    bedrag: Decimal
    aantal: int

    @property
    def bedrag_in_woorden(self) -> str:
        return bedrag(self.bedrag)


@dataclass(frozen=True)
class Subsidies:
    """What the subsidies of the plan come to, split three ways; each way adds up to `totaal`."""

    totaal: Bedragregel
    per_jaar: tuple[Bedragregel, ...]
    per_speerpunt: tuple[Bedragregel, ...]
    per_financier: tuple[Bedragregel, ...]

    @property
    def tabellen(self) -> tuple[tuple[str, tuple[Bedragregel, ...]], ...]:
        return ("jaar", self.per_jaar), ("speerpunt", self.per_speerpunt), ("financier", self.per_financier)


@dataclass(frozen=True)
class Actieregel:
    """One actie on the day of the report. `melding`: the key of its stand; `uit_ronde`: it was said in the ronde."""

    id: int
    code: str
    titel: str
    rollen: tuple[Rol, ...]
    beleidsdomeinen: tuple[str, ...]
    doelgroepen: tuple[str, ...]
    looptijd: str
    beoogd_resultaat: str
    status: str
    status_label: str
    verloop: str
    verloop_label: str
    resultaat: str
    resultaat_label: str
    toelichting: str
    reden: str
    bereikt_resultaat: str
    melding: int | None
    peildatum: dt.date | None
    uit_ronde: bool
    niets_veranderd: bool
    herkomst: str
    mijlpalen: tuple[Mijlpaalregel, ...]
    aandachtspunten: tuple[Aandacht, ...]
    indicatoren: tuple[Indicatorregel, ...]
    subsidies: tuple[Subsidieregel, ...]

    @property
    def heeft_stand(self) -> bool:
        return self.status != GEEN_GEGEVENS

    @property
    def trekker(self) -> str:
        """Give who leads it; empty where nobody does."""
        return next((r.organisatie for r in self.rollen if r.rol == OrganisatieRol.TREKKER), "")

    @property
    def anderen(self) -> tuple[Rol, ...]:
        return tuple(r for r in self.rollen if r.rol != OrganisatieRol.TREKKER)

    @property
    def mijlpalen_bereikt(self) -> int:
        return sum(m.bereikt_op is not None for m in self.mijlpalen)


@dataclass(frozen=True)
class Verwijzing:
    """An actie that is counted elsewhere."""

    code: str
    titel: str


@dataclass(frozen=True)
class Speerpuntdeel:
    """One speerpunt: what staff write about it, its numbers, its acties, and acties of others that touch it."""

    nummer: int
    titel: str
    duiding: str
    telling: Telling
    acties: tuple[Actieregel, ...]
    ook: tuple[Verwijzing, ...]
    indicatoren: tuple[Indicatorregel, ...]

    @property
    def met_resultaat(self) -> list[Actieregel]:
        """Give the acties that say what was reached."""
        return [actie for actie in self.acties if actie.resultaat or actie.bereikt_resultaat]

    @property
    def met_aandacht(self) -> list[Actieregel]:
        return [actie for actie in self.acties if actie.aandachtspunten]


@dataclass(frozen=True)
class Ontbrekend:
    """An organisatie that has no accepted stand in the ronde for these acties; empty name: nobody answers for them."""

    organisatie: str
    acties: tuple[Verwijzing, ...]


@dataclass(frozen=True)
class Deelname:
    """How many acties the ronde asked about, how many have an accepted stand in it, and who is missing."""

    gevraagd: int
    beantwoord: int
    ontbreken: tuple[Ontbrekend, ...]


@dataclass(frozen=True)
class Periode:
    """The ronde: its name and days."""

    naam: str
    van: dt.date
    tot: dt.date
    eindronde: bool
    opent: dt.date
    deadline: dt.date
    sluit: dt.date


@dataclass(frozen=True)
class Vorige:
    """The figures of the definitive report before this one."""

    naam: str
    op: dt.date
    telling: Telling


@dataclass(frozen=True)
class Planregel:
    """The plan, as it was called then."""

    naam: str
    bestuur: str
    van: dt.date
    tot: dt.date
    besluit: str
    contact: str


@dataclass(frozen=True)
class Rapportage:
    """The report of a ronde, or (without one) of a day: the stand of all public acties on day `op`."""

    schema: int
    titel: str
    plan: Planregel
    ronde: Periode | None
    op: dt.date
    opgemaakt_op: dt.date
    inleiding: str
    conclusie: str
    telling: Telling
    vorige: Vorige | None
    deelname: Deelname | None
    niet_openbaar: int
    subsidies: Subsidies | None
    speerpunten: tuple[Speerpuntdeel, ...]

    @property
    def acties(self) -> list[Actieregel]:
        """Give every actie, by code."""
        return [actie for deel in self.speerpunten for actie in deel.acties]

    @property
    def oudste_stand(self) -> dt.date | None:
        return min((a.peildatum for a in self.acties if a.peildatum), default=None)

    @property
    def oudere_standen(self) -> int:
        """Count the acties whose stand was not said in the ronde."""
        return sum(a.heeft_stand and not a.uit_ronde for a in self.acties) if self.ronde else 0

    @property
    def vergelijking(self) -> list[tuple[int, Tal]]:
        """Give per status the number in the report before this one, and now."""
        return [(self.vorige.telling.aantal(tal.code), tal) for tal in self.telling.tallen] if self.vorige else []


@dataclass(frozen=True)
class Rechtzettingregel:
    """A correction to a definitive report; `code` is that of an actie in it, or empty."""

    nummer: int
    op: dt.date
    code: str
    stond: str
    wordt: str
    reden: str


@dataclass(frozen=True)
class Behandelingregel:
    """Which body treated the report, and when."""

    orgaan: str
    dag: dt.date
    url: str


@dataclass(frozen=True)
class Schrappingregel:
    """A name was taken out of the kept text: when, and the hash of the text before and after."""

    op: dt.date
    oud_sha256: str
    nieuw_sha256: str


@dataclass(frozen=True)
class Stuk:
    """What every rendering gets: the report, and what stands beside it once it is definitive (None: a draft)."""

    gegeven: Rapportage | Callable[[], Rapportage]  # or what reads it: a file of the kept text needs no more than that
    definitief_op: dt.date | None = None
    sha256: str = ""
    inhoud: str = ""  # the canonical text that was kept
    rechtzettingen: tuple[Rechtzettingregel, ...] = ()
    behandelingen: tuple[Behandelingregel, ...] = ()
    schrappingen: tuple[Schrappingregel, ...] = ()

    @cached_property
    def rapportage(self) -> Rapportage:
        return self.gegeven() if callable(self.gegeven) else self.gegeven

    @property
    def is_definitief(self) -> bool:
        return self.definitief_op is not None

    def rechtzettingen_bij(self, code: str) -> list[Rechtzettingregel]:
        """Give the corrections to one actie; with an empty code those to the report as a whole."""
        return [r for r in self.rechtzettingen if r.code == code]
