"""The calendar of a plan: when rondes open and must be answered, and when mijlpalen are due. Public content alone.

The same bytes for the same content, so that their hash can be the ETag. Knows no request and no reader.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.urls import reverse

from speerpunten.ical import dag, moment, onderdeel, schoon, tekst
from speerpunten.models import Beleidsplan, Mijlpaal, Ronde

VERVERS = "PT12H"


def maak_agenda(plan: Beleidsplan) -> bytes:
    """Give the calendar of a public plan as iCalendar (RFC 5545, 7986). Two queries."""
    naam = schoon(plan.naam)  # calendar programs show it as it stands
    kop = [
        ("VERSION", "2.0"),
        ("PRODID", "-//Samenleven//Agenda van een beleidsplan//NL"),
        ("CALSCALE", "GREGORIAN"),
        ("DESCRIPTION", tekst(f"Deadlines en mijlpalen van {plan.naam}.")),
        ("NAME", naam),
        ("X-WR-CALNAME", naam),
        ("REFRESH-INTERVAL;VALUE=DURATION", VERVERS),
        ("URL", settings.BASE_URL + plan.get_absolute_url()),
        ("X-PUBLISHED-TTL", VERVERS),
    ]
    plek = Plek(settings.BASE_URL, dt.datetime.combine(plan.van, dt.time(), dt.UTC))
    return onderdeel("VCALENDAR", kop, *_rondes(plan, plek), *_mijlpalen(plan, plek)).encode()


@dataclass(frozen=True)
class Plek:
    """What all events of a calendar share: where the plan is, and since when where history does not know."""

    basis: str
    begin: dt.datetime

    @cached_property
    def naam(self) -> str:
        return urlsplit(self.basis).hostname or ""


def _rondes(plan: Beleidsplan, plek: Plek) -> Iterator[str]:
    """Give two days of each ronde: all have the same, an uitstel of one organisatie stays out."""
    laatst = _laatst_bewaard(Ronde)
    for ronde in plan.rondes.annotate(bewaard_op=laatst).order_by("opent", "pk"):
        over = f"Over {ronde.van:%d/%m/%Y} tot en met {ronde.tot:%d/%m/%Y}."
        url = reverse("rapporten", args=[plan.slug])
        kern = {"url": url, "soort": "Rapporteringsronde", "op": ronde.bewaard_op, "plek": plek}
        yield _afspraak(
            f"ronde-{ronde.pk}-opent",
            ronde.opent,
            f"{ronde.naam}: de ronde opent",
            f"{over} Antwoorden kan vanaf vandaag, met deadline {ronde.deadline:%d/%m/%Y}.",
            **kern,
        )
        yield _afspraak(
            f"ronde-{ronde.pk}-deadline",
            ronde.deadline,
            f"{ronde.naam}: deadline",
            f"{over} De ronde sluit op {ronde.sluit:%d/%m/%Y}.",
            **kern,
        )


def _mijlpalen(plan: Beleidsplan, plek: Plek) -> Iterator[str]:
    """Give the mijlpalen of the public acties that are in the plan; one that was reached says so."""
    mijlpalen = (
        Mijlpaal.objects.filter(actie__speerpunt__plan=plan, actie__openbaar=True, actie__gearchiveerd_op=None)
        .select_related("actie__speerpunt")
        .only("titel", "streefdatum", "bereikt_op", "actie__nummer", "actie__titel", "actie__speerpunt__nummer")
        .annotate(bewaard_op=_laatst_bewaard(Mijlpaal))
        .order_by("streefdatum", "pk")
    )
    for mijlpaal in mijlpalen:
        bereikt = f"Bereikt op {mijlpaal.bereikt_op:%d/%m/%Y}." if mijlpaal.bereikt_op else "Nog niet bereikt."
        yield _afspraak(
            f"mijlpaal-{mijlpaal.pk}",
            mijlpaal.streefdatum,
            f"{'Bereikt: ' if mijlpaal.bereikt_op else ''}{mijlpaal.actie.code} {mijlpaal.titel}",
            f"Mijlpaal van actie {mijlpaal.actie}.\n{bereikt}",
            url=mijlpaal.actie.get_absolute_url(),
            soort="Mijlpaal",
            op=mijlpaal.bewaard_op,
            plek=plek,
        )


def _laatst_bewaard(model: type) -> Subquery:
    """Give when a row was last changed, as its history knows; None where that is not known."""
    keren = model.history.model.objects.filter(id=OuterRef("pk")).order_by("-history_date", "-history_id")
    return Subquery(keren.values("history_date")[:1])


def _afspraak(
    sleutel: str,
    dag_: dt.date,
    titel: str,
    woorden: str,
    *,
    url: str,
    soort: str,
    op: dt.datetime | None,
    plek: Plek,
) -> str:
    """Give one event of a whole day: no hour and no zone; its end is the day after (it does not count)."""
    adres = plek.basis + url
    erna = [("DTEND;VALUE=DATE", dag(dag_ + dt.timedelta(days=1)))] if dag_ < dt.date.max else []
    return onderdeel(
        "VEVENT",
        [
            ("SUMMARY", tekst(titel)),
            ("DTSTART;VALUE=DATE", dag(dag_)),
            *erna,
            ("DTSTAMP", moment(op or plek.begin)),
            ("UID", f"{sleutel}@{plek.naam}"),
            ("CATEGORIES", soort),
            ("DESCRIPTION", tekst(f"{woorden}\n{adres}")),
            ("TRANSP", "TRANSPARENT"),
            ("URL", adres),
        ],
    )
