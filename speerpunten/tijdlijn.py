"""The acties of a plan in time: where each begins and ends on a scale, and its mijlpalen. No request, no HTML."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from speerpunten.keuzes import GEEN_GEGEVENS, STATUS_LABELS
from speerpunten.models import Actie, Beleidsplan, Mijlpaal, Speerpunt
from speerpunten.overzicht import deel_plan, zichtbare_acties
from speerpunten.verloop_plan import PlanVerloop, kwartaaleinde, stel_verloop_samen, telt_op

UITLOOP = dt.timedelta(days=366)  # how far the scale goes beyond the plan, on either side, for what does so
SMALST = 0.5  # of a bar, in per cent
KORT = 8  # quarters: so short a scale names them
JAREN = 12  # names on a scale at the most


class Uiteinde(StrEnum):
    """How one end of a bar is known."""

    BEKEND = "bekend"
    PLAN = "plan"  # not known: that of the plan is taken
    VERDER = "verder"  # goes on: it has no end, or one beyond the scale


@dataclass(frozen=True)
class Merk:
    """A line of the scale: where, and the word at it (or "")."""

    x: float  # per cent
    woord: str = ""


@dataclass(frozen=True)
class Schaal:
    """Days on a line from 0 to 100 per cent: whole quarters."""

    van: dt.date
    tot: dt.date

    def x(self, dag: dt.date) -> float:
        """Give where a day begins, in per cent; a day beyond the scale stands at its edge."""
        lengte = (self.tot - self.van).days + 1
        return round(min(max(100 * (dag - self.van).days / lengte, 0), 100), 2)

    def bevat(self, dag: dt.date) -> bool:
        return self.van <= dag <= self.tot

    @property
    def kwartalen(self) -> list[dt.date]:
        """Give the first days of the quarters."""
        dagen, dag = [], self.van
        while dag <= self.tot:
            dagen.append(dag)
            dag = kwartaaleinde(dag) + dt.timedelta(days=1)
        return dagen

    @property
    def merken(self) -> list[Merk]:
        """Give the years with their names; on a short scale the quarters."""
        kwartalen = self.kwartalen
        if len(kwartalen) <= KORT:
            return [Merk(self.x(dag), f"K{dag.month // 3 + 1} {dag.year}") for dag in kwartalen]
        jaren = [dag for dag in kwartalen if dag.month == 1]
        stap = -(-len(jaren) // JAREN)
        return [Merk(self.x(dag), "" if nr % stap else str(dag.year)) for nr, dag in enumerate(jaren)]

    @property
    def streepjes(self) -> list[Merk]:
        """Give the quarters between the years, where there is room for them."""
        kwartalen = self.kwartalen
        ruim = KORT < len(kwartalen) <= 4 * JAREN
        return [Merk(self.x(dag)) for dag in kwartalen if dag.month > 1] if ruim else []


@dataclass(frozen=True)
class Punt:
    """A mijlpaal on the scale: reached, missed or still to come."""

    mijlpaal: Mijlpaal
    soort: str  # bereikt, gemist, open
    x: float
    op_schaal: bool

    @property
    def zin(self) -> str:
        """Tell it in words: "Zaal gevonden, tegen 30/09/2024, bereikt op 01/10/2024"."""
        zin = f"{self.mijlpaal.titel}, tegen {self.mijlpaal.streefdatum:%d/%m/%Y}"
        if self.soort == "bereikt":
            return f"{zin}, bereikt op {self.mijlpaal.bereikt_op:%d/%m/%Y}"
        return f"{zin}, niet bereikt" if self.soort == "gemist" else zin


@dataclass(frozen=True)
class Balk:
    """One actie as a bar with its mijlpalen."""

    actie: Actie
    status: str
    x: float
    breedte: float
    begin: Uiteinde
    slot: Uiteinde
    begin_in_woorden: str
    slot_in_woorden: str
    punten: tuple[Punt, ...]

    @property
    def status_label(self) -> str:
        return STATUS_LABELS[self.status]

    @property
    def masker(self) -> str:
        """Name the ends that fade because nobody knows them: begin, slot, beide; empty where both are known."""
        vaag = (self.begin == Uiteinde.PLAN, self.slot == Uiteinde.PLAN)
        return {(True, True): "beide", (True, False): "begin", (False, True): "slot"}.get(vaag, "")

    @property
    def eind(self) -> float:
        return round(self.x + self.breedte, 2)

    @property
    def bereikt(self) -> int:
        return sum(punt.soort == "bereikt" for punt in self.punten)


@dataclass(frozen=True)
class Groep:
    """The acties of one speerpunt in time."""

    speerpunt: Speerpunt
    balken: tuple[Balk, ...]


@dataclass(frozen=True)
class Tijdlijn:
    """The acties that a reader sees in time, per speerpunt, and how their statuses went."""

    schaal: Schaal
    op: dt.date
    groepen: tuple[Groep, ...]
    verloop: PlanVerloop
    plan: Beleidsplan

    @property
    def balken(self) -> list[Balk]:
        return [balk for groep in self.groepen for balk in groep.balken]

    @property
    def aantal(self) -> int:
        return len(self.balken)

    @property
    def doorlopend(self) -> int:
        return sum(balk.actie.doorlopend for balk in self.balken)

    @property
    def zonder_einde(self) -> int:
        """Count those of which nobody said when they end."""
        return sum(balk.slot == Uiteinde.PLAN for balk in self.balken)

    @property
    def zonder_begin(self) -> int:
        return sum(balk.begin == Uiteinde.PLAN for balk in self.balken)

    @property
    def met_einde(self) -> int:
        return self.aantal - self.doorlopend - self.zonder_einde

    @property
    def punten(self) -> list[Punt]:
        return [punt for balk in self.balken for punt in balk.punten]

    @property
    def bereikt(self) -> int:
        return sum(punt.soort == "bereikt" for punt in self.punten)

    @property
    def gemist(self) -> int:
        return sum(punt.soort == "gemist" for punt in self.punten)

    @property
    def buiten_schaal(self) -> int:
        """Count the mijlpalen that are too far from the plan to be drawn; the table names them."""
        return sum(not punt.op_schaal for punt in self.punten)

    @property
    def statussen(self) -> list[tuple[str, str]]:
        """Give (code, word) of the statuses of the bars, in the order of the ramp."""
        getekend = {balk.status for balk in self.balken}
        return [(code, woord) for code, woord in STATUS_LABELS.items() if code in getekend]

    @property
    def x_op(self) -> float | None:
        """Give where the day of the page stands; None where it is beyond the scale."""
        return self.schaal.x(self.op) if self.schaal.bevat(self.op) else None

    @property
    def randen(self) -> list[Merk]:
        """Give where the plan begins and ends."""
        return [Merk(self.schaal.x(self.plan.van)), Merk(self.schaal.x(self.plan.tot + dt.timedelta(days=1)))]

    @property
    def kop(self) -> str:
        """Give the answer in one sentence: how many acties end, go on, or have an end that nobody told."""
        if not self.aantal:
            return "Er zijn nog geen acties."
        delen = [
            (self.met_einde, "met een einddatum"),
            (self.doorlopend, "doorlopend"),
            (self.zonder_einde, "zonder bekend einde"),
        ]
        woorden = [f"{aantal} {woord}" for aantal, woord in delen if aantal]
        acties = "1 actie" if self.aantal == 1 else f"{self.aantal} acties"
        return f"{acties}: {woorden[0].partition(' ')[2]}." if len(woorden) == 1 else f"{acties}: {_rij(woorden)}."


def _rij(woorden: list[str]) -> str:
    return f"{', '.join(woorden[:-1])} en {woorden[-1]}"


def stel_tijdlijn_samen(
    plan: Beleidsplan, gebruiker, *, op: dt.date, speerpunt: Speerpunt | None = None, speerpunten: Iterable[Speerpunt]
) -> Tijdlijn:
    """Compute the acties of a plan (or of one speerpunt) in time, as this reader may see them on day `op`.

    In: the `speerpunten` of the plan, in order. Three queries, whatever its size.
    """
    velden = ("nummer", "titel", "start", "start_alleen_jaar", "einde", "einde_alleen_jaar", "doorlopend")
    alle = zichtbare_acties(plan, gebruiker).select_related(None).only(*velden, "gearchiveerd_op", "speerpunt")
    speerpunten = list(speerpunten)
    acties = deel_plan(alle.filter(speerpunt=speerpunt) if speerpunt else alle, plan, speerpunten)
    verloop = stel_verloop_samen(acties, plan, op=op)
    geteld = [actie for actie in acties if telt_op(actie, op)]
    mijlpalen: dict[int, list[Mijlpaal]] = {}
    for mijlpaal in Mijlpaal.objects.filter(actie__in=[actie.pk for actie in geteld]):
        mijlpalen.setdefault(mijlpaal.actie_id, []).append(mijlpaal)
    schaal = maak_schaal(plan, op, _dagen(geteld, mijlpalen))
    groepen: dict[int, list[Balk]] = {}
    for actie in geteld:
        status = verloop.per_actie.get(actie.pk, GEEN_GEGEVENS)
        balk = maak_balk(actie, plan, mijlpalen.get(actie.pk, ()), status=status, schaal=schaal, op=op)
        groepen.setdefault(actie.speerpunt_id, []).append(balk)
    gekozen = [s for s in speerpunten if speerpunt is None or s.pk == speerpunt.pk]
    return Tijdlijn(schaal, op, tuple(Groep(s, tuple(groepen.get(s.pk, ()))) for s in gekozen), verloop, plan)


def _dagen(acties: list[Actie], mijlpalen: dict[int, list[Mijlpaal]]) -> list[dt.date]:
    """Give every day that wants to be on the scale."""
    bekend = [dag for actie in acties for dag in (actie.start, actie.einde) if dag]
    return bekend + [mijlpaal.streefdatum for rij in mijlpalen.values() for mijlpaal in rij]


def maak_schaal(plan: Beleidsplan, op: dt.date, dagen: Iterable[dt.date]) -> Schaal:
    """Give a scale of whole quarters around the plan, with the days that are at most a year beyond it, and `op`."""
    vroegst, laatst = plan.van - UITLOOP, plan.tot + UITLOOP
    binnen = [plan.van, plan.tot, *(dag for dag in (*dagen, op) if vroegst <= dag <= laatst)]
    begin = kwartaaleinde(min(binnen))
    return Schaal(dt.date(begin.year, begin.month - 2, 1), kwartaaleinde(max(binnen)))


def maak_balk(
    actie: Actie, plan: Beleidsplan, mijlpalen: Iterable[Mijlpaal], *, status: str, schaal: Schaal, op: dt.date
) -> Balk:
    """Place one actie on the scale; a begin or end that is not known counts as that of the plan."""
    van = actie.start or min(plan.van, actie.einde or plan.van)
    tot = schaal.tot if actie.doorlopend else actie.einde or max(plan.tot, van)
    x = schaal.x(van)
    breedte = max(schaal.x(tot + dt.timedelta(days=1)) - x, SMALST)
    begin = Uiteinde.PLAN if actie.start is None else _bekend(schaal.van <= actie.start)
    slot = Uiteinde.PLAN if actie.einde is None else _bekend(actie.einde <= schaal.tot)
    return Balk(
        actie=actie,
        status=status,
        x=round(min(x, 100 - SMALST), 2),
        breedte=round(breedte, 2),
        begin=begin,
        slot=Uiteinde.VERDER if actie.doorlopend else slot,
        begin_in_woorden=_in_woorden(actie.start, actie.start_alleen_jaar, plan.van, "begin"),
        slot_in_woorden="doorlopend"
        if actie.doorlopend
        else _in_woorden(actie.einde, actie.einde_alleen_jaar, plan.tot, "einde"),
        punten=tuple(_punt(mijlpaal, schaal, op) for mijlpaal in mijlpalen),
    )


def _bekend(op_schaal: bool) -> Uiteinde:
    return Uiteinde.BEKEND if op_schaal else Uiteinde.VERDER


def _in_woorden(dag: dt.date | None, alleen_jaar: bool, van_plan: dt.date, woord: str) -> str:
    """Tell one end: "30/09/2024", "2024", or that the plan's is taken."""
    if dag is None:
        return f"niet bekend, telt als het {woord} van het plan ({van_plan:%d/%m/%Y})"
    return str(dag.year) if alleen_jaar else f"{dag:%d/%m/%Y}"


def _punt(mijlpaal: Mijlpaal, schaal: Schaal, op: dt.date) -> Punt:
    soort = "bereikt" if mijlpaal.is_bereikt(op) else "gemist" if mijlpaal.is_gemist(op) else "open"
    return Punt(mijlpaal, soort, schaal.x(mijlpaal.streefdatum), schaal.bevat(mijlpaal.streefdatum))
