"""Read a page of the trail: three queries, however many tables it comes from and however long it is.

First which rows stand on the page (one query over all tables, each by its own index and no further than a page), then
what those rows say and what stood there before, then the names of all that they speak of.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db.models import BigIntegerField, CharField, F, IntegerField, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast
from django.utils import timezone

from speerpunten.lijsten import als_rij, lees_rij
from speerpunten.spoor.bronnen import BRONNEN, PLAATS, ZOEKBAAR, Bron
from speerpunten.spoor.namen import haal_namen
from speerpunten.spoor.rij import Rij
from speerpunten.spoor.woorden import Regel, regel_van

PER_PAGINA = 50
PER_STUK = 500  # of a file
MAX_TEKST = 100  # characters of a search


@dataclass(frozen=True)
class Plek:
    """Where a row stands in the trail: its moment, its table (number in BRONNEN) and its key. Newest first."""

    op: dt.datetime
    bron: int
    pk: int

    def __str__(self) -> str:
        return f"{round(self.op.timestamp() * 1_000_000)}-{self.bron}-{self.pk}"

    @classmethod
    def lees(cls, tekst: str) -> "Plek | None":
        """Read what `str` gave; None for anything else."""
        delen = tekst.split("-")
        if len(delen) != 3 or not all(deel.isascii() and deel.isdecimal() and len(deel) < 17 for deel in delen):
            return None
        micro, bron, pk = map(int, delen)
        try:
            op = dt.datetime.fromtimestamp(micro // 1_000_000, dt.UTC) + dt.timedelta(microseconds=micro % 1_000_000)
        except (OverflowError, OSError, ValueError):
            return None
        return cls(op, bron, pk)

    @property
    def volgorde(self) -> tuple:
        return (-self.op.timestamp(), self.bron, -self.pk)


@dataclass(frozen=True)
class Vraag:
    """What one wants to see: what stands on the page of one thing (`bij`: kind, key), and how it is narrowed."""

    bij: tuple[str, int] | None = None
    waarover: str = ""  # kind of thing (VOORWERPEN)
    door: int | None = None
    soort: str = ""  # SOORTEN
    van: dt.date | None = None
    tot: dt.date | None = None  # included
    tekst: str = ""

    def rijen(self, bron: Bron) -> QuerySet | None:
        """Give the rows of one table that are asked for; None where it can have none."""
        rijen = bron.rijen()
        voorwaarden: list[Q | None] = []
        if self.bij:
            voorwaarden.append(bron.bij(*self.bij))
        if self.waarover:
            voorwaarden.append(bron.waarover(self.waarover))
        if self.soort:
            voorwaarden.append(bron.soorten.get(self.soort, Q()) or Q() if self.soort in bron.soorten else None)
        if self.door is not None:
            voorwaarden.append(Q(**{bron.door: self.door}) if bron.door else None)
        if self.tekst:
            if "zoekbaar" in bron.zoek:
                rijen = rijen.annotate(**ZOEKBAAR)
            voorwaarden.append(_bevat(bron, self.tekst) if bron.zoek else None)
        if self.van:
            voorwaarden.append(Q(**{f"{bron.op}__gte": _begin(self.van)}))
        if self.tot:
            voorwaarden.append(Q(**{f"{bron.op}__lt": _begin(self.tot + dt.timedelta(days=1))}))
        if None in voorwaarden:
            return None
        for voorwaarde in voorwaarden:
            rijen = rijen.filter(voorwaarde)
        return rijen


@dataclass(frozen=True)
class Blad:
    """One page of the trail; `verder`: where the next one begins, "" on the last."""

    regels: list[Regel]
    verder: str = ""


def _begin(dag: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(dag, dt.time.min))


def _bevat(bron: Bron, tekst: str) -> Q:
    uit = Q()
    for veld in bron.zoek:
        uit |= Q(**{f"{veld}__icontains": tekst})
    return uit


def _na(bron: Bron, plek: Plek) -> Q:
    """Give the condition that a row comes after this place."""
    nummer = PLAATS[bron.naam]
    if nummer < plek.bron:
        return Q(**{f"{bron.op}__lt": plek.op})
    tot = Q(**{f"{bron.op}__lte": plek.op})
    return tot & (Q(**{f"{bron.op}__lt": plek.op}) | Q(pk__lt=plek.pk)) if nummer == plek.bron else tot


def _plekken(vraag: Vraag, na: Plek | None, aantal: int) -> list[Plek]:
    """Give the first `aantal` places that are asked for, in one query."""
    delen = []
    for bron in BRONNEN:
        rijen = vraag.rijen(bron)
        if rijen is None:
            continue
        if na:
            rijen = rijen.filter(_na(bron, na))
        eerste = rijen.order_by(f"-{bron.op}", "-pk").values("pk")[:aantal]
        delen.append(
            bron.model._base_manager.filter(pk__in=eerste)
            .order_by()
            .annotate(
                spoor_bron=Value(PLAATS[bron.naam], IntegerField()),
                spoor_op=F(bron.op),
                spoor_pk=Cast("pk", BigIntegerField()),
            )
            .values_list("spoor_op", "spoor_bron", "spoor_pk")
        )
    if not delen:
        return []
    gevonden = delen[0].union(*delen[1:], all=True) if len(delen) > 1 else delen[0]
    return sorted((Plek(*rij) for rij in gevonden), key=lambda plek: plek.volgorde)[:aantal]


def _inhoud(plekken: list[Plek]) -> list[Rij]:
    """Give what stands on these places, in their order, in one query."""
    per_bron: dict[int, list[int]] = {}
    for plek in plekken:
        per_bron.setdefault(plek.bron, []).append(plek.pk)
    delen = [_met_inhoud(BRONNEN[nummer], nummer, sleutels) for nummer, sleutels in per_bron.items()]
    gevonden = delen[0].union(*delen[1:], all=True) if len(delen) > 1 else delen[0]
    rijen = {
        (bron, pk): Rij(BRONNEN[bron], pk, lees_rij(nu), lees_rij(vorige) if vorige else None)
        for bron, pk, nu, vorige in gevonden
    }
    return [replace(rijen[plek.bron, plek.pk], op=plek.op) for plek in plekken if (plek.bron, plek.pk) in rijen]


def _met_inhoud(bron: Bron, nummer: int, sleutels: list[int]) -> QuerySet:
    rijen = bron.model._base_manager.filter(pk__in=sleutels).order_by()
    vast = {"_door": F(bron.door)} if bron.door else {}
    if bron.voorwerp:
        vast["_over"] = F(bron.voorwerp[1])
    leeg = Value(None, CharField())
    if bron.is_historie:
        kolommen = kolommen_van(bron.model)
        vorige = bron.model._base_manager.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
        ervoor = vorige.order_by("-history_id").annotate(spoor=Cast(als_rij(*kolommen), CharField())).values("spoor")
        leeg = Subquery(ervoor[:1], output_field=CharField())
    else:
        kolommen = bron.kolommen
    return rijen.annotate(
        spoor_bron=Value(nummer, IntegerField()),
        spoor_pk=Cast("pk", BigIntegerField()),
        spoor_rij=Cast(als_rij(*kolommen, **vast), CharField()),
        spoor_vorige=leeg,
    ).values_list("spoor_bron", "spoor_pk", "spoor_rij", "spoor_vorige")


def kolommen_van(model: type[Model]) -> tuple[str, ...]:
    """Give the columns of a historical record that its words need."""
    return ("history_id", "history_type", *(veld.attname for veld in model.tracked_fields))


def lees_spoor(vraag: Vraag, *, na: Plek | None = None, aantal: int = PER_PAGINA) -> Blad:
    """Give a page of what is asked for, newest first, beginning after `na`: three queries at most."""
    plekken = _plekken(vraag, na, aantal + 1)
    getoond = plekken[:aantal]
    if not getoond:
        return Blad([])
    rijen = _inhoud(getoond)
    namen = haal_namen(rijen)
    verder = str(getoond[-1]) if len(plekken) > aantal else ""
    return Blad([regel_van(rij, namen) for rij in rijen], verder)


def alle_regels(vraag: Vraag) -> Iterator[Regel]:
    """Give everything that is asked for, newest first, some hundreds at a time."""
    na = None
    while True:
        blad = lees_spoor(vraag, na=na, aantal=PER_STUK)
        yield from blad.regels
        if not blad.verder:
            return
        na = Plek.lees(blad.verder)
