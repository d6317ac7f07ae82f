"""The overview of a plan on a day: counts that add up, per speerpunt and in total. Knows no request and no HTML."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet

from organisaties.eenvan import EenVanDeze
from organisaties.voorbereid import voorbereid
from speerpunten.kader import laatst_gesloten, lees_kader
from speerpunten.keuzes import STATUS_LABELS
from speerpunten.kortstand import Kortstand, Mijlpalen, in_het_kort, lees_kort, mijlpalen_in
from speerpunten.lijsten import aantal_rijen
from speerpunten.models import Actie, Beleidsplan, Ronde, Speerpunt
from speerpunten.models.actie import ActieQuerySet
from speerpunten.models.ronde import laatst_gesloten_van
from speerpunten.stand import MET_TEKSTEN, ActieStand, met_aandacht, op_dag
from speerpunten.tellen import Segment, kop, segmenten, zin

ALLE = Q()
OPENBAAR = Q(openbaar=True)  # acties that everybody may know, once their plan is public


@dataclass(frozen=True)
class Telling:
    """How many acties have which status; every actie counts once, so the numbers add up to `totaal`."""

    aantallen: dict[str, int]
    totaal: int
    aandacht: int
    url: str  # the list of exactly these acties
    query: dict[str, str]  # what narrows that list

    @classmethod
    def van(cls, standen: Iterable[ActieStand | Kortstand], url: str, query: dict[str, str]) -> "Telling":
        standen = list(standen)
        teller = Counter(s.status for s in standen)
        aantallen = {code: teller.get(code, 0) for code in STATUS_LABELS}
        return cls(aantallen, len(standen), sum(s.vraagt_aandacht for s in standen), url, query)

    @classmethod
    def som(cls, delen: Iterable["Telling"], url: str, query: dict[str, str]) -> "Telling":
        """Add up what was counted in parts."""
        delen = list(delen)
        aantallen = {code: sum(deel.aantallen[code] for deel in delen) for code in STATUS_LABELS}
        return cls(aantallen, sum(aantallen.values()), sum(deel.aandacht for deel in delen), url, query)

    def lijst_url(self, **over: str) -> str:
        """Give the address of the list that a number counts."""
        query = urlencode(self.query | over)
        return f"{self.url}?{query}" if query else self.url

    @property
    def alle_url(self) -> str:
        return self.lijst_url()

    @property
    def aandacht_url(self) -> str:
        return self.lijst_url(aandacht="ja")

    @cached_property
    def segmenten(self) -> list[Segment]:
        """Give every status, also those with none, in the order of the ramp."""
        return segmenten(self.aantallen, lambda code: self.lijst_url(status=code))

    @property
    def balk(self) -> list[Segment]:
        """Give the same for who draws them alone: without their lists."""
        return segmenten(self.aantallen)

    @property
    def zin(self) -> str:
        """Tell the numbers in words: "2 uitgevoerd, 4 in uitvoering"."""
        return zin(self.aantallen)

    @property
    def kop(self) -> str:
        """Give the answer in one sentence."""
        return kop(self.aantallen)

    @property
    def kop_voor_burgers(self) -> str:
        """Give the same answer without the word "stand"."""
        return kop(self.aantallen, onbekend_is="weten we niet hoe het ermee staat")

    @property
    def tabelrij(self) -> list[int]:
        """Give the numbers in the order of the ramp, and their sum."""
        return [*self.aantallen.values(), self.totaal]


@dataclass(frozen=True)
class SpeerpuntStand:
    """One speerpunt: its acties, how they stand, and those of others that touch it (counted there, not here)."""

    speerpunt: Speerpunt
    telling: Telling
    standen: tuple[ActieStand, ...] | tuple[Kortstand, ...]
    ook: tuple[ActieStand, ...] = ()


@dataclass(frozen=True)
class PlanOverzicht:
    """Everything that the overview of a plan tells about one day, for one reader."""

    plan: Beleidsplan
    op: dt.date
    telling: Telling
    speerpunten: tuple[SpeerpuntStand, ...]
    standen: tuple[Kortstand, ...]  # by code
    rondes: tuple[Ronde, ...]
    laatste_ronde: Ronde | None
    mijlpalen: Mijlpalen = field(repr=False)  # those that were missed; also of acties that the reader may not see

    @property
    def aandacht(self) -> list[Kortstand]:
        """Give the acties that ask for attention, what was said before what was computed, the longest first."""
        return naar_gewicht(self.standen)

    @property
    def laatst_gemeld(self) -> list[Kortstand]:
        """Give the acties with a stand, the latest day first; of one day the last accepted."""
        return sorted((s for s in self.standen if s.peildatum), key=attrgetter("gezegd_op"), reverse=True)

    @property
    def aantal_bij(self) -> int:
        """Count the acties with a stand from the last closed ronde or later."""
        return sum(s.is_bij for s in self.standen) if self.laatste_ronde else 0

    @cached_property
    def oudste_stand(self) -> dt.date | None:
        return min((s.peildatum for s in self.standen if s.peildatum), default=None)

    @property
    def jongste_stand(self) -> dt.date | None:
        return max((s.peildatum for s in self.standen if s.peildatum), default=None)

    @property
    def tabelkolommen(self) -> list[str]:
        return ["Speerpunt", *STATUS_LABELS.values(), "Totaal"]

    @property
    def tabelrijen(self) -> list[list[str | int]]:
        """Give the table behind the bars: a row per speerpunt, and the sum."""
        rijen = [[f"{s.speerpunt.nummer}. {s.speerpunt.titel}", *s.telling.tabelrij] for s in self.speerpunten]
        return [*rijen, ["Totaal", *self.telling.tabelrij]]

    @cached_property
    def niet_openbaar(self) -> int:
        return sum(not s.openbaar for s in self.standen)


def naar_gewicht(standen: Iterable[Kortstand]) -> list[Kortstand]:
    """Give those that ask for attention, in order of weight."""
    return sorted((s for s in standen if s.vraagt_aandacht), key=attrgetter("gewicht"))


def zichtbare_acties(plan: Beleidsplan, gebruiker) -> ActieQuerySet:
    """Give every actie of a plan that this reader sees, also those that no longer count, by code."""
    return Actie.objects.in_plan(plan).zichtbaar_voor(gebruiker).select_related("speerpunt__plan").op_code()


def acties_van(plan: Beleidsplan, gebruiker, op: dt.date) -> ActieQuerySet:
    """Give the acties of a plan that this reader sees and that count on day `op`, by code."""
    return zichtbare_acties(plan, gebruiker).telbaar(op)


@voorbereid
def sleutels_op_code(gebruiker, *, plan: int, op: dt.date) -> QuerySet:
    """Ask for the keys of the acties of a plan that this reader sees and that count on day `op`, by code."""
    return acties_van(Beleidsplan(pk=plan), gebruiker, op).values_list("pk", flat=True)


def als_lijst(acties: ActieQuerySet, plan: Beleidsplan, teksten: Iterable[str] = ()) -> list[Actie]:
    """Give acties of one plan with what a list shows of them, and `teksten` (see `voor_lijst`): one query."""
    return deel_plan(acties.voor_lijst(*teksten), plan)


def deel_plan(acties: Iterable[Actie], plan: Beleidsplan, punten: Iterable[Speerpunt] = ()) -> list[Actie]:
    """Let acties share the objects of their speerpunten and of the plan: else each has its own."""
    bekend = {punt.pk: punt for punt in punten}
    rijen = list(acties)
    for actie in rijen:
        punt = bekend.get(actie.speerpunt_id)
        if punt is None:
            punt = bekend[actie.speerpunt_id] = actie.speerpunt
            punt.plan = plan
        actie.speerpunt = punt
    return rijen


@voorbereid
def _acties(
    gebruiker,
    welke: Q,
    eindronde: bool | None,
    teksten: tuple[str, ...],
    kaal: bool,
    met_trekker: bool,
    *,
    op: dt.date,
    ronde: int | None,
    ronde_van: dt.date | None,
    plan: int | None = None,
    speerpunt: int | None = None,
    acties: list[int] | None = None,
) -> ActieQuerySet:
    """Ask for the acties of a plan, of what touches a speerpunt of it, or with these keys; with what a list needs."""
    laatste_ronde = None if ronde is None else Ronde(pk=ronde, van=ronde_van, eindronde=eindronde)
    if acties is not None:
        gekozen = Actie.objects.filter(EenVanDeze("pk", acties))
    else:
        gekozen = acties_van(Beleidsplan(pk=plan), gebruiker, op).filter(welke)
    if speerpunt is not None:
        raakt = Exists(Actie.ook_bij.through.objects.filter(actie=OuterRef("pk"), speerpunt=speerpunt))
        gekozen = gekozen.filter(Q(speerpunt=speerpunt) | Q(raakt))
    gekozen = op_dag(gekozen, op=op, laatste_ronde=laatste_ronde, met_trekker=met_trekker)
    return (gekozen.select_related(None) if kaal else gekozen.select_related("speerpunt")).voor_lijst(*teksten)


def _dag(op: dt.date, ronde: Ronde | None) -> dict[str, Any]:
    return {"op": op, "ronde": ronde and ronde.pk, "ronde_van": ronde and ronde.van}


def standen_van(
    plan: Beleidsplan,
    gebruiker,
    op: dt.date,
    *,
    welke: Q = ALLE,
    speerpunt: Speerpunt | None = None,
    rondes: Iterable[Ronde] | None = None,
    punten: Iterable[Speerpunt] = (),
    teksten: tuple[str, ...] = (),
    met_trekker: bool = True,
    **hoe: Any,
) -> tuple[list[ActieStand], Ronde | None]:
    """Give the acties of a plan with their stand on day `op`, and the ronde that closed last: four queries.

    In: `welke` (one that always is the same: how it is written is kept) or the `speerpunt` that they touch; all
    `rondes` of the plan, where somebody has them already (one query less), and all its `punten`;
    `teksten` of each actie as `voor_lijst`; whether each has the name of its trekker; what is fetched of each stand,
    as `met_aandacht` asks.
    """
    ronde = laatst_gesloten(plan, op) if rondes is None else laatst_gesloten_van(rondes, op)
    waarden = _dag(op, ronde) | {"plan": plan.pk, "speerpunt": speerpunt and speerpunt.pk}
    acties = _acties(gebruiker, welke, ronde and ronde.eindronde, teksten, bool(punten), met_trekker, **waarden)
    return met_aandacht(deel_plan(acties, plan, punten), op=op, laatste_ronde=ronde, **hoe), ronde


def standen_bij(
    sleutels: Sequence[int],
    plan: Beleidsplan,
    *,
    op: dt.date,
    laatste_ronde: Ronde | None,
    teksten: tuple[str, ...] = (),
    punten: Iterable[Speerpunt] = (),
    **hoe: Any,
) -> list[ActieStand]:
    """Give the acties with these keys, in their order, with their stand on day `op`: three queries.

    In: keys of acties of one plan that the reader may see; `teksten` as `voor_lijst`; all `punten` of the plan, where
    somebody has them; the rest as `met_aandacht`.
    """
    ronde, kaal = laatste_ronde, bool(punten)
    waarden = _dag(op, ronde) | {"acties": list(sleutels)}
    acties = _acties(None, ALLE, ronde and ronde.eindronde, teksten, kaal, True, **waarden)
    per_sleutel = {actie.pk: actie for actie in deel_plan(acties, plan, punten)}
    op_volgorde = [per_sleutel[sleutel] for sleutel in sleutels if sleutel in per_sleutel]
    return met_aandacht(op_volgorde, op=op, laatste_ronde=ronde, **hoe)


@voorbereid
def _korte(
    gebruiker,
    welke: Q,
    eindronde: bool | None,
    *,
    plan: int,
    op: dt.date,
    ronde: int | None,
    ronde_van: dt.date | None,
) -> QuerySet:
    laatste_ronde = None if ronde is None else Ronde(pk=ronde, van=ronde_van, eindronde=eindronde)
    acties = acties_van(Beleidsplan(pk=plan), gebruiker, op).filter(welke)
    return in_het_kort(acties, op=op, laatste_ronde=laatste_ronde)


def korte_standen(
    plan: Beleidsplan,
    gebruiker,
    *,
    op: dt.date,
    laatste_ronde: Ronde | None,
    mijlpalen: Mijlpalen,
    welke: Q = ALLE,
) -> list[Kortstand]:
    """Give where the acties of a plan stand on day `op`, by code: one query. In: `mijlpalen` that were missed, at
    least; `welke` as `standen_van`."""
    ronde = laatste_ronde
    rijen = _korte(gebruiker, welke, ronde and ronde.eindronde, plan=plan.pk, **_dag(op, ronde))
    return lees_kort(rijen, mijlpalen, op=op, laatste_ronde=ronde)


def stel_overzicht_samen(
    plan: Beleidsplan,
    gebruiker,
    *,
    op: dt.date,
    lijst_url: str,
    query: dict[str, str],
    welke: Q = ALLE,
    ook_komend: bool = False,
) -> PlanOverzicht:
    """Compute the overview of a plan on day `op` as this reader may see it: three queries, whatever its size.

    `lijst_url` is the address of the list of acties and `query` what every link to it keeps (such as `op`). `welke`
    keeps some acties alone; with `ook_komend` its mijlpalen are also those that still have to come.
    """
    punten, rondes = lees_kader(plan)
    laatste_ronde = laatst_gesloten_van(rondes, op)
    mijlpalen = mijlpalen_in(plan, op, ook_komend=ook_komend)
    dag = {"op": op, "laatste_ronde": laatste_ronde}
    standen = korte_standen(plan, gebruiker, mijlpalen=mijlpalen, welke=welke, **dag)
    per_speerpunt: dict[int, list[Kortstand]] = {}
    for stand in standen:
        per_speerpunt.setdefault(stand.speerpunt_id, []).append(stand)
    per_punt = tuple(
        _speerpunt_stand(speerpunt, per_speerpunt.get(speerpunt.pk, ()), lijst_url, query) for speerpunt in punten
    )
    return PlanOverzicht(
        plan=plan,
        op=op,
        telling=Telling.som((deel.telling for deel in per_punt), lijst_url, query),
        speerpunten=per_punt,
        standen=tuple(standen),
        rondes=tuple(rondes),
        laatste_ronde=laatste_ronde,
        mijlpalen=mijlpalen,
    )


def bij_overzicht(
    overzicht: PlanOverzicht, *groepen: Iterable[Kortstand], velden: Sequence[str] = MET_TEKSTEN
) -> list[list[ActieStand]]:
    """Give what a page shows of groups of acties of an overview, each in its order: two queries. In: the `velden` that
    are fetched of each stand."""
    groepen = [list(groep) for groep in groepen]
    sleutels = list(dict.fromkeys(kort.actie_id for groep in groepen for kort in groep))
    hoe = {"op": overzicht.op, "laatste_ronde": overzicht.laatste_ronde, "velden": velden}
    punten = [deel.speerpunt for deel in overzicht.speerpunten]
    standen = standen_bij(sleutels, overzicht.plan, punten=punten, mijlpalen=overzicht.mijlpalen, **hoe)
    per_actie = {stand.actie.pk: stand for stand in standen}
    return [[per_actie[kort.actie_id] for kort in groep] for groep in groepen]


def _speerpunt_stand(
    speerpunt: Speerpunt,
    standen: Iterable[ActieStand | Kortstand],
    lijst_url: str,
    query: dict[str, str],
    ook: Iterable[ActieStand] = (),
) -> SpeerpuntStand:
    telling = Telling.van(standen, lijst_url, query | {"speerpunt": str(speerpunt.nummer)})
    return SpeerpuntStand(speerpunt, telling, tuple(standen), tuple(ook))


def stel_speerpunt_samen(
    speerpunt: Speerpunt, gebruiker, *, op: dt.date, lijst_url: str, query: dict[str, str]
) -> SpeerpuntStand:
    """Compute one speerpunt on day `op` as this reader may see it: five queries. In: as `stel_overzicht_samen`."""
    standen, _ = standen_van(speerpunt.plan, gebruiker, op, speerpunt=speerpunt)
    eigen = [s for s in standen if s.actie.speerpunt_id == speerpunt.pk]
    ook = [s for s in standen if s.actie.speerpunt_id != speerpunt.pk]
    return _speerpunt_stand(speerpunt, eigen, lijst_url, query, ook)


def plannen_met_aantallen(gebruiker) -> QuerySet[Beleidsplan]:
    """Give the plans that this reader sees with `aantal_speerpunten` and `aantal_acties` (today), in one query."""
    acties = Actie.objects.zichtbaar_voor(gebruiker).telbaar().filter(speerpunt__plan=OuterRef("pk"))
    speerpunten = Speerpunt.objects.filter(plan=OuterRef("pk"))
    return Beleidsplan.objects.zichtbaar_voor(gebruiker).annotate(
        aantal_acties=aantal_rijen(acties), aantal_speerpunten=aantal_rijen(speerpunten)
    )
