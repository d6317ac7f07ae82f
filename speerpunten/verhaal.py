"""The story of a plan, for citizens: what was promised, what came of it, what is stuck and why, what follows.

It holds public acties and accepted stands alone, whoever reads it, and names organisaties, never people. Every number
is one of the overview and leads to its list. Knows no request and no HTML.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from django.db.models import QuerySet

from organisaties.voorbereid import voorbereid
from speerpunten.keuzes import AFGERONDE_STATUSSEN, GEEN_GEGEVENS, STATUS_LABELS, Herkomst, Status
from speerpunten.kortstand import Kortstand
from speerpunten.lijsten import in_een, verdeel
from speerpunten.models import Beleidsplan, Mijlpaal, Rapport, Ronde, Speerpunt
from speerpunten.overzicht import (
    OPENBAAR,
    PlanOverzicht,
    SpeerpuntStand,
    Telling,
    bij_overzicht,
    naar_gewicht,
    stel_overzicht_samen,
)
from speerpunten.stand import MET_WOORDEN, ActieStand

GENOEMD = 3  # acties told in one part of a chapter; the others are in the list behind its number
WOORDEN = 60  # of one quotation; the page of the actie holds all of it
KORT = 30  # words of what follows
VERTELD = [status for status in STATUS_LABELS if status != Status.OPGESCHORT]  # of which acties are told
# Status -> what stands before its number, and after it where it is one, or more.
KERN = {
    Status.UITGEVOERD: ("", "is uitgevoerd.", "zijn uitgevoerd."),
    Status.IN_UITVOERING: ("", "loopt.", "lopen."),
    Status.STOPGEZET: ("", "gaat niet verder.", "gaan niet verder."),
    GEEN_GEGEVENS: ("Van ", "weten we niet hoe het ermee staat.", "weten we niet hoe het ermee staat."),
}


@dataclass(frozen=True)
class Citaat:
    """What was said, by which organisatie, about which day; shortened where it is long."""

    tekst: str
    wie: str
    op: dt.date
    uit_bron: bool = False


@dataclass(frozen=True)
class Regel:
    """One actie in the story: what was said of it, why it asks for attention, and what follows."""

    titel: str
    url: str
    status: str
    status_label: str
    citaat: Citaat | None
    redenen: tuple[str, ...]
    vervolg: str
    volgens_bron: str  # what an undated source says, where nobody reported


@dataclass(frozen=True)
class Groep:
    """A part of a chapter: how many acties, the list that holds exactly those, and the ones that are told."""

    aantal: int
    url: str
    regels: tuple[Regel, ...]
    elders: int = 0  # how many of them are told where the chapter says what asks for attention

    @property
    def rest(self) -> int:
        return self.aantal - len(self.regels)


@dataclass(frozen=True)
class Wending:
    """A mijlpaal that still has to come."""

    titel: str
    dag: dt.date
    actie: str
    url: str


@dataclass(frozen=True)
class Hoofdstuk:
    """One speerpunt as a short chapter."""

    speerpunt: Speerpunt
    telling: Telling
    bereikt: Groep
    lopend: Groep
    moeilijk: Groep
    gestopt: Groep
    straks: Groep  # in preparation
    nog_niet: Groep
    onbekend: Groep
    wendingen: tuple[Wending, ...]

    @property
    def is_stil(self) -> bool:
        """Tell whether nobody said anything yet of what was promised here."""
        return 0 < self.telling.totaal == self.onbekend.aantal

    @property
    def komt_er_iets(self) -> bool:
        return bool(self.straks.aantal or self.nog_niet.aantal or self.wendingen)


@dataclass(frozen=True)
class Verhaal:
    """The story of a plan on a day."""

    plan: Beleidsplan
    overzicht: PlanOverzicht
    hoofdstukken: tuple[Hoofdstuk, ...]
    rapporten: tuple[tuple[str, str], ...]  # address and name of the definitive reports, the latest period first
    opvolger: tuple[str, str] | None  # address and name of the plan that follows, where the reader may see it

    @property
    def telling(self) -> Telling:
        return self.overzicht.telling

    @property
    def kern(self) -> tuple[tuple[str, int, str, str], ...]:
        """Give what weighs most, as sentences in four parts: before the number, the number, its list, and after it."""
        aantallen, lijst = self.telling.aantallen, self.telling.lijst_url
        zinnen = [
            (voor, aantallen[status], lijst(status=status), een if aantallen[status] == 1 else meer)
            for status, (voor, een, meer) in KERN.items()
        ]
        zinnen.insert(2, ("", self.telling.aandacht, self.telling.aandacht_url, self._aandacht))
        return tuple(zin for zin in zinnen if zin[1])

    @property
    def _aandacht(self) -> str:
        return f"vra{'agt' if self.telling.aandacht == 1 else 'gen'} aandacht. U leest hieronder waarom."


def stel_verhaal_samen(plan: Beleidsplan, gebruiker, *, op: dt.date, lijst_url: str, query: dict[str, str]) -> Verhaal:
    """Tell the story of a plan on day `op`: six queries, whatever its size. In: as `stel_overzicht_samen`.

    Of a public plan everybody gets the same; of another one a reader gets the public acties that they may see.
    """
    kijk = {"op": op, "lijst_url": lijst_url, "query": query}
    overzicht = stel_overzicht_samen(plan, gebruiker, welke=OPENBAAR, ook_komend=True, **kijk)
    keuzes = [_kies(deel, overzicht) for deel in overzicht.speerpunten]
    (verteld,) = bij_overzicht(overzicht, [kort for keuze in keuzes for kort in keuze.alle], velden=MET_WOORDEN)
    per_actie = {stand.actie.pk: stand for stand in verteld}
    rapporten, opvolger = _elders(plan, gebruiker)
    return Verhaal(
        plan=plan,
        overzicht=overzicht,
        hoofdstukken=tuple(
            _hoofdstuk(deel, keuze, per_actie) for deel, keuze in zip(overzicht.speerpunten, keuzes, strict=True)
        ),
        rapporten=rapporten,
        opvolger=opvolger,
    )


@voorbereid
def _lijsten(gebruiker, *, plan: int) -> QuerySet:
    leesbaar = Ronde.objects.filter(plan=plan, pk__in=Rapport.objects.zichtbaar_voor(gebruiker).values("ronde"))
    return in_een(
        tot=(leesbaar, "slug", "tot"),
        naam=(leesbaar, "slug", "naam"),
        opvolger=(Beleidsplan.objects.zichtbaar_voor(gebruiker).filter(opvolger_van=plan), "slug", "naam"),
    )


def _elders(plan: Beleidsplan, gebruiker) -> tuple[tuple[tuple[str, str], ...], tuple[str, str] | None]:
    """Give the definitive reports and the next plan that this reader may see: one query."""
    lijsten = verdeel(_lijsten(gebruiker, plan=plan.pk))
    tot = dict(lijsten["tot"])
    rondes = [Ronde(plan=plan, slug=slug, naam=naam) for slug, naam in lijsten["naam"]]
    rondes.sort(key=lambda ronde: tot[ronde.slug], reverse=True)
    volgt = [Beleidsplan(slug=slug, naam=naam) for slug, naam in lijsten["opvolger"]]
    return (
        tuple((ronde.rapport_url, ronde.naam) for ronde in rondes),
        (volgt[0].get_absolute_url(), volgt[0].naam) if volgt else None,
    )


@dataclass(frozen=True)
class _Keuze:
    """Which acties a chapter tells: of each status, of what asks for attention, and with a mijlpaal to come."""

    groepen: dict[str, list[Kortstand]]
    elders: dict[str, int]
    moeilijk: list[Kortstand]
    wendingen: list[tuple[Mijlpaal, Kortstand]]

    @property
    def alle(self) -> Iterator[Kortstand]:
        return chain(*self.groepen.values(), self.moeilijk, (kort for _, kort in self.wendingen))


def _kies(deel: SpeerpuntStand, overzicht: PlanOverzicht) -> _Keuze:
    moeilijk = naar_gewicht(deel.standen)[:GENOEMD]
    groepen: dict[str, list[Kortstand]] = {status: [] for status in VERTELD}
    elders = dict.fromkeys(STATUS_LABELS, 0)
    for kort in sorted(deel.standen, key=lambda s: s.peildatum or dt.date.min, reverse=True):
        if kort in moeilijk:
            elders[kort.status] += 1
        elif kort.status in groepen and len(groepen[kort.status]) < GENOEMD:
            groepen[kort.status].append(kort)
    return _Keuze(groepen, elders, moeilijk, _wendingen(deel.standen, overzicht))


def _wendingen(standen: Iterable[Kortstand], overzicht: PlanOverzicht) -> list[tuple[Mijlpaal, Kortstand]]:
    """Give the first mijlpalen that still have to come, of acties that go on."""
    lopend = (kort for kort in standen if kort.status not in AFGERONDE_STATUSSEN)
    paren = [(m, s) for s in lopend for m in overzicht.mijlpalen.get(s.actie_id, ()) if m.streefdatum >= overzicht.op]
    return sorted(paren, key=lambda paar: (paar[0].streefdatum, paar[0].pk))[:GENOEMD]


def _hoofdstuk(deel: SpeerpuntStand, keuze: _Keuze, per_actie: dict[int, ActieStand]) -> Hoofdstuk:
    telling = deel.telling

    def regels(gekozen: Iterable[Kortstand]) -> tuple[Regel, ...]:
        return tuple(_regel(per_actie[kort.actie_id]) for kort in gekozen)

    def groep(status: str) -> Groep:
        aantal, url = telling.aantallen[status], telling.lijst_url(status=status)
        return Groep(aantal, url, regels(keuze.groepen[status]), keuze.elders[status])

    return Hoofdstuk(
        speerpunt=deel.speerpunt,
        telling=telling,
        bereikt=groep(Status.UITGEVOERD),
        lopend=groep(Status.IN_UITVOERING),
        moeilijk=Groep(telling.aandacht, telling.aandacht_url, regels(keuze.moeilijk)),
        gestopt=groep(Status.STOPGEZET),
        straks=groep(Status.IN_VOORBEREIDING),
        nog_niet=groep(Status.NIET_GESTART),
        onbekend=groep(GEEN_GEGEVENS),
        wendingen=tuple(
            Wending(mijlpaal.titel, mijlpaal.streefdatum, (stand := per_actie[kort.actie_id]).titel, stand.url)
            for mijlpaal, kort in keuze.wendingen
        ),
    )


def _regel(actiestand: ActieStand) -> Regel:
    stand = actiestand.stand
    afgerond = bool(stand and stand.is_afgerond)
    if stand and stand.status == Status.STOPGEZET:
        redenen = (stand.reden,) if stand.reden else ()
    else:
        redenen = tuple(actiestand.redenen)
    return Regel(
        titel=actiestand.titel,
        url=actiestand.url,
        status=actiestand.status,
        status_label=actiestand.status_label,
        citaat=_citaat(actiestand),
        redenen=redenen,
        vervolg=_kort(stand.volgende_stappen, KORT) if stand and not afgerond else "",
        volgens_bron="" if stand else _kort(actiestand.actie.volgens_bron, KORT),
    )


def _citaat(actiestand: ActieStand) -> Citaat | None:
    """Give what the stand says was achieved, else how it goes; None where it says neither."""
    stand = actiestand.stand
    tekst = (stand.bereikt_resultaat or stand.toelichting) if stand else ""
    if not tekst.strip():
        return None
    uit_bron = stand.herkomst == Herkomst.PUBLIEKE_BRON
    wie = "een publieke bron" if uit_bron else stand.organisatie.naam if stand.organisatie else "het bestuur"
    return Citaat(_kort(tekst, WOORDEN), wie, stand.peildatum, uit_bron)


def _kort(tekst: str, woorden: int) -> str:
    alle = tekst.split()
    return " ".join(alle[:woorden]) + (" …" if len(alle) > woorden else "")
