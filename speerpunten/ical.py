"""Writes iCalendar (RFC 5545): lines of at most 75 octets, texts with their marks escaped. Pure, and only writes.

A library makes an object of every value of every event; a plan with thousands of mijlpalen waits for that.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator

EINDE = "\r\n"
LANGST = 74  # octets of a line, without the space before what goes on
_STUURTEKEN = re.compile(r"[\x00-\x1f\x7f]")  # what a calendar cannot hold
_ESCAPES = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})


def schoon(waarde: str) -> str:
    """Take control characters out of a text; every kind of line end becomes one."""
    return "\n".join(_STUURTEKEN.sub("", regel) for regel in waarde.splitlines())


def tekst(waarde: str) -> str:
    """Give a text as the value of a property: what a calendar cannot hold out, and its marks escaped."""
    return schoon(waarde).translate(_ESCAPES)


def dag(waarde: dt.date) -> str:
    return f"{waarde.year:04}{waarde.month:02}{waarde.day:02}"


def moment(waarde: dt.datetime) -> str:
    """Give a time, in UTC and whole seconds."""
    utc = waarde.astimezone(dt.UTC)
    return f"{dag(utc)}T{utc.hour:02}{utc.minute:02}{utc.second:02}Z"


def onderdeel(naam: str, regels: Iterable[tuple[str, str]], *binnenin: str) -> str:
    """Give a component ("VEVENT") with its properties, as (name, value), and the components within it."""
    delen = [f"BEGIN:{naam}", *(vouw(f"{eigenschap}:{waarde}") for eigenschap, waarde in regels)]
    return EINDE.join([*delen, ""]) + "".join(binnenin) + f"END:{naam}{EINDE}"


def vouw(regel: str) -> str:
    """Fold a line: no longer than 75 octets, no character and no escape cut in two."""
    if len(regel) < LANGST // 4 or len(regel.encode()) <= LANGST:
        return regel
    return f"{EINDE} ".join(_stukken(regel))


def _stukken(regel: str) -> Iterator[str]:
    begin = 0
    while begin < len(regel):
        einde = begin + LANGST
        while len(regel[begin:einde].encode()) > LANGST:
            einde -= 1
        if einde < len(regel) and regel[einde - 1] == "\\":
            einde -= 1
        yield regel[begin:einde]
        begin = einde
