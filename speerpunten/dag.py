"""`?op=`: the day that a page speaks about."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone

from speerpunten.models import Beleidsplan, Ronde
from speerpunten.models.ronde import RondeQuerySet

MAX_SNEL = 12  # shortcuts: of a plan with more rondes the latest


@dataclass(frozen=True)
class Dag:
    """The day of a page: chosen in the address, or today; with a remark where the address made no sense."""

    op: dt.date
    vandaag: dt.date
    is_gekozen: bool = False
    opmerking: str = ""

    @property
    def query(self) -> dict[str, str]:
        """Give what every link of the page keeps."""
        return {"op": self.op.isoformat()} if self.is_gekozen else {}

    @property
    def staart(self) -> str:
        """Give the end of an address that keeps the day: "?op=2024-12-31", or nothing."""
        return f"?op={self.op.isoformat()}" if self.is_gekozen else ""


def lees_dag(request: HttpRequest) -> Dag:
    """Read `?op=JJJJ-MM-DD`; what is no day, or still has to come, becomes today with a remark in Dutch."""
    vandaag = timezone.localdate()
    tekst = request.GET.get("op", "").strip()
    if not tekst:
        return Dag(vandaag, vandaag)
    try:
        dag = dt.date.fromisoformat(tekst)
    except ValueError:
        return Dag(
            vandaag,
            vandaag,
            opmerking=f"“{tekst[:40]}” is geen dag. Schrijf hem als 2024-12-31. U ziet de stand van vandaag.",
        )
    if dag > vandaag:
        return Dag(vandaag, vandaag, opmerking=f"{dag:%d/%m/%Y} moet nog komen. U ziet de stand van vandaag.")
    return Dag(dag, vandaag, is_gekozen=True)


def snelkeuzes(plan: Beleidsplan, vandaag: dt.date) -> list[tuple[str, str]]:
    """Give the shortcuts of a date field, as (label, JJJJ-MM-DD): the end of each ronde that is past, the latest first,
    and the start of the plan. One query."""
    return als_snelkeuzes(plan, vandaag, voorbije_rondes(plan, vandaag).values_list("tot", flat=True))


def voorbije_rondes(plan: Beleidsplan, vandaag: dt.date) -> RondeQuerySet:
    """Give the rondes of which the last day is a shortcut."""
    return Ronde.objects.filter(plan=plan, tot__lt=vandaag)


def als_snelkeuzes(plan: Beleidsplan, vandaag: dt.date, einden: Iterable[dt.date]) -> list[tuple[str, str]]:
    """Give the shortcuts, from the last days of rondes that were fetched already."""
    dagen = sorted(set(einden), reverse=True)[:MAX_SNEL]
    begin = [(f"begin, {plan.van:%d/%m/%Y}", plan.van.isoformat())] if plan.van < vandaag else []
    return [*((f"{dag:%d/%m/%Y}", dag.isoformat()) for dag in dagen), *begin]
