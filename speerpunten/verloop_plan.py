"""The course of a plan: how many acties had which status at the end of each quarter, as known today.

Knows no request and no HTML. One query, whatever the number of days; the rule is that of `met_stand` and `telbaar`,
folded in Python.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from speerpunten.keuzes import GEEN_GEGEVENS, STATUS_LABELS, MeldingToestand, Status
from speerpunten.models import Actie, Beleidsplan, Melding
from speerpunten.tellen import Segment, segmenten, zin

MAANDEN = 3  # of a quarter
HOOGSTENS = 24  # days; a longer plan is followed per half year, year and so on


class Gezegd(Protocol):
    """What the fold needs of an accepted melding."""

    pk: int
    actie_id: int
    vervangt_id: int | None
    peildatum: dt.date
    status: str


@dataclass(frozen=True)
class Peiling:
    """How many acties had which status on one day; every actie that counted then, once."""

    dag: dt.date
    aantallen: dict[str, int]

    @property
    def totaal(self) -> int:
        return sum(self.aantallen.values())

    @property
    def segmenten(self) -> list[Segment]:
        return segmenten(self.aantallen)

    @property
    def zin(self) -> str:
        return zin(self.aantallen)


@dataclass(frozen=True)
class PlanVerloop:
    """The course of a plan, the last day being the one that the page is about."""

    peilingen: tuple[Peiling, ...]
    per_actie: dict[int, str]  # actie -> its status on the last day; not there: no data

    @property
    def kop(self) -> str:
        """Give the answer in one sentence: how many were done at the beginning and are now."""
        eerste, laatste = self.peilingen[0], self.peilingen[-1]
        if not laatste.totaal:
            return "Er zijn nog geen acties."
        nu = _klaar(laatste)
        if len(self.peilingen) == 1 or not eerste.totaal:
            return f"Op {laatste.dag:%d/%m/%Y} {nu}."
        return f"Op {eerste.dag:%d/%m/%Y} {_klaar(eerste)}, op {laatste.dag:%d/%m/%Y} {nu}."

    @property
    def statussen(self) -> list[tuple[str, str]]:
        """Give (code, word) of the statuses that occur on any of the days, in the order of the ramp."""
        gezien = {code for peiling in self.peilingen for code, aantal in peiling.aantallen.items() if aantal}
        return [(code, woord) for code, woord in STATUS_LABELS.items() if code in gezien]

    @property
    def tabelkolommen(self) -> list[str]:
        return ["Dag", *STATUS_LABELS.values(), "Totaal"]

    @property
    def tabelrijen(self) -> list[list[str | int]]:
        """Give the table behind the bars: a row per day."""
        return [[f"{p.dag:%d/%m/%Y}", *p.aantallen.values(), p.totaal] for p in self.peilingen]


def _klaar(peiling: Peiling) -> str:
    klaar = peiling.aantallen[Status.UITGEVOERD]
    return f"{'was' if klaar <= 1 else 'waren'} {klaar or 'geen'} van de {peiling.totaal} acties uitgevoerd"


def kwartaaleinde(dag: dt.date) -> dt.date:
    """Give the last day of the quarter of a day."""
    maand = -(-dag.month // MAANDEN) * MAANDEN
    return dt.date(dag.year, maand, 31 if maand in {3, 12} else 30)


def peildagen(van: dt.date, tot: dt.date, op: dt.date) -> list[dt.date]:
    """Give the days of the course of a plan from `van` to `tot`, seen on day `op`: ends of quarters, its end, and `op`.

    `op` always comes last, also after the end of the plan or before its beginning. A long plan has a day per half
    year, year or more, so that there are never many more than `HOOGSTENS`.
    """
    dagen, dag = [], van
    while (einde := kwartaaleinde(dag)) < min(tot, op):
        dagen.append(einde)
        dag = einde + dt.timedelta(days=1)
    if tot < op:
        dagen.append(tot)
    stap = -(-len(dagen) // HOOGSTENS) or 1
    return [*dagen[::-stap][::-1], op]  # counted from the end: what is near stays


def statussen_op(meldingen: Iterable[Gezegd], dagen: Iterable[dt.date]) -> list[dict[int, str]]:
    """Give for each day, in order, actie -> status, as `ActieQuerySet.met_stand` finds it.

    In: accepted meldingen, ordered by peildatum, aanvaard_op and key, and days in order. A melding that any of them
    replaces counts on no day, whatever day its replacement speaks about.
    """
    meldingen = list(meldingen)
    vervangen = {melding.vervangt_id for melding in meldingen}
    geldig = [melding for melding in meldingen if melding.pk not in vervangen]
    uit, nu, plaats = [], {}, 0
    for dag in dagen:
        while plaats < len(geldig) and geldig[plaats].peildatum <= dag:
            nu[geldig[plaats].actie_id] = geldig[plaats].status
            plaats += 1
        uit.append(dict(nu))
    return uit


def telt_op(actie: Actie, dag: dt.date) -> bool:
    """Tell whether an actie counts on a day, as `ActieQuerySet.telbaar` does: until it is archived or merged."""
    return actie.gearchiveerd_op is None or actie.gearchiveerd_op > dag


def _peiling(dag: dt.date, acties: list[Actie], statussen: dict[int, str]) -> Peiling:
    teller = Counter(statussen.get(actie.pk, GEEN_GEGEVENS) for actie in acties if telt_op(actie, dag))
    return Peiling(dag, {code: teller[code] for code in STATUS_LABELS})


def stel_verloop_samen(acties: Iterable[Actie], plan: Beleidsplan, *, op: dt.date) -> PlanVerloop:
    """Compute the course of these acties of a plan until day `op`: one query.

    In: the acties that the reader sees (`overzicht.zichtbare_acties`), those that were archived as well.
    """
    acties = list(acties)
    dagen = peildagen(plan.van, plan.tot, op)
    aanvaard = Melding.objects.filter(
        actie__in=[actie.pk for actie in acties], toestand=MeldingToestand.AANVAARD
    ).order_by("peildatum", "aanvaard_op", "pk")
    kolommen = ("pk", "actie_id", "vervangt_id", "peildatum", "status")
    per_dag = statussen_op(aanvaard.values_list(*kolommen, named=True), dagen)
    peilingen = (_peiling(dag, acties, statussen) for dag, statussen in zip(dagen, per_dag, strict=True))
    return PlanVerloop(tuple(peilingen), per_dag[-1])
