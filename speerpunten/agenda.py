"""The calendar of a plan: when rondes open and must be answered, and when mijlpalen are due. Public content alone.

The same bytes for the same content, so that their hash can be the ETag. Knows no request and no reader.
"""

import datetime as dt
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from icalendar import Calendar, Event

from speerpunten.models import Beleidsplan, Mijlpaal, Ronde

VERVERS = dt.timedelta(hours=12)


def maak_agenda(plan: Beleidsplan) -> bytes:
    """Give the calendar of a public plan as iCalendar (RFC 5545, 7986). Two queries."""
    agenda = Calendar()
    agenda.add("prodid", "-//Samenleven//Agenda van een beleidsplan//NL")
    agenda.add("version", "2.0")
    agenda.add("calscale", "GREGORIAN")
    naam = _schoon(plan.naam)
    for sleutel in ("name", "x-wr-calname"):
        agenda.add(sleutel, naam)
    agenda.add("description", _schoon(f"Deadlines en mijlpalen van {plan.naam}."))
    agenda.add("url", settings.BASE_URL + plan.get_absolute_url())
    agenda.add("refresh-interval", VERVERS, parameters={"VALUE": "DURATION"})
    agenda.add("x-published-ttl", "PT12H")
    for afspraak in (*_rondes(plan), *_mijlpalen(plan)):
        agenda.add_component(afspraak)
    return agenda.to_ical()


def _rondes(plan: Beleidsplan) -> Iterator[Event]:
    """Give two days of each ronde: all have the same, an uitstel of one organisatie stays out."""
    laatst = _laatst_bewaard(Ronde)
    for ronde in plan.rondes.annotate(bewaard_op=laatst).order_by("opent", "pk"):
        over = f"Over {ronde.van:%d/%m/%Y} tot en met {ronde.tot:%d/%m/%Y}."
        url = reverse("rapporten", args=[plan.slug])
        kern = {"url": url, "soort": "Rapporteringsronde", "op": ronde.bewaard_op, "plan": plan}
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


def _mijlpalen(plan: Beleidsplan) -> Iterator[Event]:
    """Give the mijlpalen of the public acties that are in the plan; one that was reached says so."""
    mijlpalen = (
        Mijlpaal.objects.filter(actie__speerpunt__plan=plan, actie__openbaar=True, actie__gearchiveerd_op=None)
        .select_related("actie__speerpunt")
        .defer("actie__zoektekst")
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
            plan=plan,
        )


def _laatst_bewaard(model: type) -> Subquery:
    """Give when a row was last changed, as its history knows; None where that is not known."""
    keren = model.history.model.objects.filter(id=OuterRef("pk")).order_by("-history_date", "-history_id")
    return Subquery(keren.values("history_date")[:1])


def _afspraak(
    sleutel: str,
    dag: dt.date,
    titel: str,
    tekst: str,
    *,
    url: str,
    soort: str,
    op: dt.datetime | None,
    plan: Beleidsplan,
) -> Event:
    """Give one event of a whole day: no hour and no zone; its end is the day after (it does not count)."""
    afspraak = Event()
    afspraak.add("uid", f"{sleutel}@{urlsplit(settings.BASE_URL).hostname}")
    op = op or dt.datetime.combine(plan.van, dt.time(), dt.UTC)
    afspraak.add("dtstamp", op.astimezone(dt.UTC).replace(microsecond=0))
    afspraak.add("dtstart", dag)
    if dag < dt.date.max:
        afspraak.add("dtend", dag + dt.timedelta(days=1))
    afspraak.add("summary", _schoon(titel))
    afspraak.add("description", _schoon(f"{tekst}\n{settings.BASE_URL}{url}"))
    afspraak.add("url", settings.BASE_URL + url)
    afspraak.add("categories", [soort])
    afspraak.add("transp", "TRANSPARENT")
    return afspraak


def _schoon(tekst: str) -> str:
    """Take out what a calendar cannot hold; every kind of line end becomes one."""
    return "\n".join("".join(t for t in regel if t >= " " and t != "\x7f") for regel in tekst.splitlines())
