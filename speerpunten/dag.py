"""`?op=`: the day that a page speaks about; `?van=&tot=`: two days that it compares."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
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

    def kijk(self, plan: Beleidsplan) -> dict[str, Any]:
        """Give how the acties of a plan are looked at on this day, as `stel_overzicht_samen` and its like ask: the day,
        the address of their list, and what its links keep."""
        return {"op": self.op, "lijst_url": reverse("acties", args=[plan.slug]), "query": self.query}

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


@dataclass(frozen=True)
class Dagen:
    """Two days that a page compares, with remarks where the address made no sense."""

    van: dt.date
    tot: dt.date
    vandaag: dt.date
    opmerkingen: tuple[str, ...] = ()


def lees_dagen(request: HttpRequest, van: dt.date, tot: dt.date) -> Dagen:
    """Read `?van=&tot=`; `van` and `tot` are what stands there where the address says nothing, or no day.

    Two days in the wrong order are turned round; a day that still has to come becomes today. Each with a remark.
    """
    vandaag = timezone.localdate()
    opmerkingen: list[str] = []
    eerste = _lees(request, "van", van, vandaag, opmerkingen)
    laatste = _lees(request, "tot", tot, vandaag, opmerkingen)
    if eerste > laatste:
        opmerkingen.append(f"{eerste:%d/%m/%Y} komt na {laatste:%d/%m/%Y}. We draaiden de twee dagen om.")
    elif eerste == laatste:
        opmerkingen.append("Dit is twee keer dezelfde dag. Kies een vroegere dag om mee te vergelijken.")
    return Dagen(min(eerste, laatste), max(eerste, laatste), vandaag, tuple(opmerkingen))


def _lees(request: HttpRequest, naam: str, standaard: dt.date, vandaag: dt.date, opmerkingen: list[str]) -> dt.date:
    tekst = request.GET.get(naam, "").strip()
    if not tekst:
        return standaard
    try:
        dag = dt.date.fromisoformat(tekst)
    except ValueError:
        opmerkingen.append(f"“{tekst[:40]}” is geen dag. Schrijf hem als 2024-12-31. U ziet {standaard:%d/%m/%Y}.")
        return standaard
    if dag > vandaag:
        opmerkingen.append(f"{dag:%d/%m/%Y} moet nog komen. U ziet vandaag.")
        return vandaag
    return dag


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
