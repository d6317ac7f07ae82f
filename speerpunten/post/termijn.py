"""When a ronde asks: the deadline of an organisatie, and the days on which a mail is due. Pure days, no clock."""

import datetime as dt
from typing import NamedTuple

from speerpunten.keuzes import Postsoort
from speerpunten.models import Ronde

DAGEN_VOORAF = ((14, Postsoort.HERINNERING_14), (7, Postsoort.HERINNERING_7), (1, Postsoort.HERINNERING_1))
WEEK = dt.timedelta(days=7)


class Termijn(NamedTuple):
    """By when an organisatie should have answered, and the last day on which it still can."""

    deadline: dt.date
    sluit: dt.date


class Moment(NamedTuple):
    """A mail that is due on a day."""

    soort: Postsoort
    dag: dt.date


def termijn_van(ronde: Ronde, uitstel: dt.date | None = None) -> Termijn:
    """Give the deadline in this ronde, and the last day, of an organisatie that has uitstel until a day, or none."""
    return Termijn(ronde.deadline_voor(uitstel), ronde.sluit_voor(uitstel))


def momenten(opent: dt.date, termijn: Termijn) -> list[Moment]:
    """Give the days on which a mail is due, in order (design, section 6: Mail).

    At opening; 14, 7 and 1 days before the deadline, where that is after the opening; weekly after it until it closes.
    """
    dagen = [Moment(Postsoort.OPENING, opent)]
    vooraf = (Moment(soort, termijn.deadline - dt.timedelta(days=n)) for n, soort in DAGEN_VOORAF)
    dagen += [moment for moment in vooraf if moment.dag > opent]
    dag = termijn.deadline + WEEK
    while dag <= termijn.sluit:
        dagen.append(Moment(Postsoort.TE_LAAT, dag))
        dag += WEEK
    return dagen
