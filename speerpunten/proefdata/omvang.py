"""How much is asked, the calendar of it, and the names that the parts share."""

import datetime as dt
import random
from dataclasses import dataclass, field

from django.utils import timezone

from organisaties.models import Gebruiker, Organisatie
from speerpunten.models import Actie, Beleidsplan, Indicator, Mijlpaal, Ronde

Toeval = random.Random


@dataclass(frozen=True)
class Omvang:
    """How much is asked: plans, acties in each plan, rondes in each plan, and of how many of the last closed rondes the
    report is definitive. `dag`: the day on which the last ronde is open."""

    plannen: int
    acties: int
    rondes: int
    zaad: int = 1
    rapporten: int = 0
    dag: dt.date = field(default_factory=timezone.localdate)


@dataclass(frozen=True)
class Mensen:
    """Who speaks for each organisatie (by its key), and the staff of a plan."""

    partners: dict[int, Gebruiker]
    medewerkers: list[Gebruiker]


@dataclass(frozen=True)
class Proefplan:
    """A plan that was made, before anything was said: its rondes (the oldest first), its acties, the trekker of each
    (as the acties stand), and by the key of an actie its mijlpalen and indicatoren."""

    plan: Beleidsplan
    rondes: list[Ronde]
    acties: list[Actie]
    trekkers: list[Organisatie]
    mijlpalen: dict[int, list[Mijlpaal]]
    indicatoren: dict[int, list[Indicator]]
    mensen: Mensen


def halfjaren(aantal: int, vandaag: dt.date) -> list[tuple[dt.date, dt.date]]:
    """Give the first and last day of the half year of today and those before it, the oldest first."""
    huidig = vandaag.year * 2 + (vandaag.month > 6)
    return [
        (dt.date(half // 2, 7, 1), dt.date(half // 2, 12, 31))
        if half % 2
        else (dt.date(half // 2, 1, 1), dt.date(half // 2, 6, 30))
        for half in range(huidig - aantal + 1, huidig + 1)
    ]


def tijdstip(dag: dt.date, toeval: Toeval) -> dt.datetime:
    """Give a moment within the working hours of a day."""
    return timezone.make_aware(dt.datetime.combine(dag, dt.time(9 + toeval.randrange(8), toeval.randrange(60))))
