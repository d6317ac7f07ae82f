"""What an import does to each record, gathered from all the sheets that speak of it."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from organisaties.models import Organisatie
from speerpunten.models import Actie, Beleidsplan, Melding
from speerpunten.services.acties import MijlpaalRegel, Omgeving
from speerpunten.uitwisseling.cellen import Cel, Celprobleem, tekst
from speerpunten.uitwisseling.herkenning import Cellen, Lijst
from speerpunten.uitwisseling.lezer import Celfout
from speerpunten.uitwisseling.register import Register
from speerpunten.uitwisseling.voorstel import GEWIJZIGD, NIEUW, WEG, Regel, Wijziging

MISLUKT = object()  # what `lees_cel` gives where it noted a mistake


@dataclass(frozen=True)
class Keuzes:
    """What the user chose for the whole file, beside the answers: see `forms.imports` for what each means."""

    peildatum: dt.date | None = None
    verloop: str = ""
    resultaat: str = ""
    aanvullen: bool = False
    van_boven: bool = False
    dagen_leeg: bool = False
    samen: bool = False
    fouten_weg: bool = False


@dataclass
class Actiewerk:
    """One actie that an import makes or changes: its columns stand on the object, its lists here."""

    actie: Actie
    is_nieuw: bool
    kolommen: bool = False  # whether a column of the actie itself changes
    oud: dict[str, object] = field(default_factory=dict)  # what stood in the columns that change
    lijsten: dict[str, list] = field(default_factory=dict)
    archief: tuple[dt.date, str] | None = None  # since when and why it was archived; the import brings it back
    mijlpalen: dict[str, MijlpaalRegel] | None = None  # by title
    regels: list[Regel] = field(default_factory=list)

    @property
    def verandert(self) -> bool:
        anders = self.kolommen or bool(self.lijsten) or self.mijlpalen is not None
        return self.is_nieuw or anders or self.archief is not None

    @property
    def omgeving(self) -> Omgeving:
        mijlpalen = None if self.mijlpalen is None else list(self.mijlpalen.values())
        return Omgeving(**self.lijsten, mijlpalen=mijlpalen)


@dataclass
class Standwerk:
    """One stand that an import adds, about an actie that may be new."""

    actie: Actie
    melding: Melding
    organisatie: Organisatie | None  # in whose name; may still have to be made
    regel: Regel


@dataclass
class Werk:
    """Everything that a file would do, and what is known of the plan meanwhile."""

    plan: Beleidsplan
    register: Register
    keuzes: Keuzes
    vandaag: dt.date
    acties: dict[int, Actiewerk] = field(default_factory=dict)  # by id() of the object: a new one has no pk
    standen: list[Standwerk] = field(default_factory=list)
    gezien: dict[tuple[int, dt.date], tuple[Regel, dict[str, str]]] = field(default_factory=dict)
    organisaties: dict[int, tuple[Organisatie, dict[str, object]]] = field(default_factory=dict)
    organisaties_nieuw: set[int] = field(default_factory=set)  # id() of those that have a good row of their own
    plekken: dict[int, str] = field(default_factory=dict)  # id() of a record -> the row that speaks of it
    contactpersonen: list[object] = field(default_factory=list)
    tellers: Counter[str] = field(default_factory=Counter)  # how often a choice for the whole file matters

    def aan(self, actie: Actie) -> Actiewerk:
        """Give the work on an actie, begun where it was not yet."""
        return self.acties.setdefault(id(actie), Actiewerk(actie, is_nieuw=actie.pk is None))

    def trekker_van(self, actie: Actie) -> Organisatie | None:
        """Give who says how an actie stands, as it will be: the trekker, else an uitvoerder, else the opdrachtgever."""
        werk = self.acties.get(id(actie))
        if werk and "rollen" in werk.lijsten:
            rollen = werk.lijsten["rollen"]
        else:
            rollen = [(rij.organisatie, rij.rol) for rij in actie.rollen.all()] if actie.pk else []
        for gezocht in ("trekker", "uitvoerder"):
            for organisatie, rol in rollen:
                if rol == gezocht:
                    return organisatie
        return self.plan.opdrachtgever


def lees_cel(regel: Regel, kolom: str, cellen: Cellen, functie: Callable[[Cel], object]) -> object:
    """Read one cell; what is wrong with it is noted in the row, and MISLUKT comes back."""
    cel = cellen.get(kolom)
    try:
        if isinstance(cel, Celfout):
            raise Celprobleem(f"Deze cel geeft een fout ({cel}). Vul de waarde zelf in.")
        return functie(cel)
    except Celprobleem as probleem:
        regel.fout(kolom, str(probleem))
        return MISLUKT


def lees_dagcel(
    werk: Werk, regel: Regel, kolom: str, cellen: Cellen, lees: Callable[[Cel], object], leeg: object = None
) -> object:
    """Read a cell about days; one that nobody can read is a mistake, or (where the user says so) `leeg`, and told."""
    try:
        return lees(cellen.get(kolom))
    except Celprobleem as probleem:
        werk.tellers["onleesbare_dagen"] += 1
        if not werk.keuzes.dagen_leeg:
            regel.fout(kolom, str(probleem))
            return MISLUKT
        cel = cellen.get(kolom)
        woord = str(cel) if isinstance(cel, Celfout) else tekst(cel)
        regel.opmerkingen.append(f"Niet overgenomen: “{woord[:60]}” ({kolom}).")
        return leeg


def begin_regel(lijst: Lijst, nummer: int, titel: str) -> Regel:
    """Give the row of the preview; merged cells are a mistake: nobody knows for which row they speak."""
    regel = Regel(lijst.naam, lijst.blad.naam, nummer, titel[:120])
    if lijst.samengevoegd_in(nummer):
        regel.fout("", "In deze rij zijn cellen samengevoegd met een andere rij. Splits ze en vul elke cel in.")
    return regel


def laat_weg(regel: Regel, waarom: str) -> Regel:
    """Leave a row out on purpose, and say why; one with mistakes keeps them."""
    if not regel.is_fout:
        regel.oordeel = WEG
    regel.opmerkingen.append(waarom)
    return regel


def noteer(regel: Regel, wijzigingen: Mapping[str, tuple[str, str]], *, is_nieuw: bool) -> None:
    """Note what differs per column (old, new), and the verdict that follows."""
    regel.wijzigingen += [Wijziging(kolom, oud, nieuw) for kolom, (oud, nieuw) in wijzigingen.items()]
    if regel.is_fout:
        return
    if is_nieuw:
        regel.oordeel = NIEUW
    elif regel.wijzigingen:
        regel.oordeel = GEWIJZIGD
