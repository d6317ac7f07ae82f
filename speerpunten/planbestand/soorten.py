"""The kinds of value that a plan file may hold. Each reader takes what JSON gave and returns a plain value.

A reader raises ValueError with a Dutch sentence for whoever wrote the file. Days stay text ("2026-03-01"), so that
what was read can be compared, stored and shown as it stood.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from organisaties.kbo import normaliseer_kbo, valideer_kbo
from speerpunten.getallen import kaal

Waarde = str | int | bool | None | list | dict
Lezer = Callable[[object], Waarde]

VROEGSTE_JAAR, LAATSTE_JAAR = 1900, 2200
MAX_TEKST = 20_000  # characters of one long text
MAX_GETOOND = 60  # characters of a wrong value in a message
_DAG = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_JAAR = re.compile(r"\d{4}", re.ASCII)
_DECIMAAL = re.compile(r"-?\d{1,12}(\.\d{1,2})?", re.ASCII)
_SLEUTEL = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ONLEESBAAR = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_is_url = URLValidator(schemes=["http", "https"])


def toon(waarde: object) -> str:
    """Give a wrong value as it may stand in a message: short, printable, between quotes; a container by its kind."""
    if isinstance(waarde, dict):
        return "een object"
    if isinstance(waarde, list):
        return "een lijst"
    if waarde is None or isinstance(waarde, bool):
        return {None: "null", True: "true", False: "false"}[waarde]
    if isinstance(waarde, int) and abs(waarde) >= 10**MAX_GETOOND:
        return "een getal dat te groot is"
    tekst = _ONLEESBAAR.sub("?", str(waarde))
    return f"“{tekst[:MAX_GETOOND]}…”" if len(tekst) > MAX_GETOOND else f"“{tekst}”"


def gelijke_regels(waarde: str) -> str:
    """Give a text with one kind of line end: a browser sends another one than a file holds."""
    return waarde.replace("\r\n", "\n").replace("\r", "\n")


def tekst(maximum: int = MAX_TEKST, *, regels: bool = True) -> Lezer:
    """Give the reader of a text of at most `maximum` characters; without `regels` it stands on one line."""

    def lees(waarde: object) -> str:
        if not isinstance(waarde, str):
            raise ValueError(f"{toon(waarde)} is geen tekst. Schrijf de tekst tussen aanhalingstekens.")
        if _ONLEESBAAR.search(waarde):
            raise ValueError("in deze tekst staat een onleesbaar teken.")
        kaal = gelijke_regels(waarde).strip()
        if len(kaal) > maximum:
            raise ValueError(f"deze tekst telt {len(kaal)} tekens. Er mogen er {maximum} staan.")
        if not regels and re.search(r"[\n\r\t]", kaal):
            raise ValueError("deze tekst moet op één regel staan.")
        return kaal

    return lees


def webadres(maximum: int = 500) -> Lezer:
    """Give the reader of a full web address; empty is allowed."""
    lees_tekst = tekst(maximum, regels=False)

    def lees(waarde: object) -> str:
        adres = lees_tekst(waarde)
        try:
            if adres:
                _is_url(adres)
        except ValidationError:
            raise ValueError(f"{toon(adres)} is geen webadres. Begin met https:// of http://.") from None
        return adres

    return lees


def emailadres(waarde: object) -> str:
    """Read an e-mail address; empty is allowed."""
    adres = tekst(254, regels=False)(waarde)
    try:
        if adres:
            validate_email(adres)
    except ValidationError:
        raise ValueError(f"{toon(adres)} is geen e-mailadres.") from None
    return adres


def kbo(waarde: object) -> str:
    """Read a KBO number and give it as 0862.910.119; empty is allowed."""
    nummer = normaliseer_kbo(tekst(20, regels=False)(waarde))
    if not nummer.isascii():
        raise ValueError(f"{toon(nummer)} is geen KBO-nummer. Schrijf tien gewone cijfers, zoals 0862.910.119.")
    try:
        if nummer:
            valideer_kbo(nummer)
    except ValidationError as fout:
        raise ValueError(fout.messages[0]) from None
    return nummer


def _als_dag(waarde: str) -> dt.date | None:
    """Give the day that this text says, or None."""
    try:
        dag = dt.date.fromisoformat(waarde) if _DAG.fullmatch(waarde) else None
    except ValueError:
        return None
    return dag if dag and VROEGSTE_JAAR <= dag.year <= LAATSTE_JAAR else None


def dag(waarde: object) -> str | None:
    """Read a day, between 1900 and 2200; null is unknown."""
    if waarde is None or (isinstance(waarde, str) and _als_dag(waarde)):
        return waarde
    raise ValueError(f"{toon(waarde)} is geen dag. Schrijf JJJJ-MM-DD, tussen {VROEGSTE_JAAR} en {LAATSTE_JAAR}.")


def dag_of_jaar(waarde: object) -> str | None:
    """Read a day or only a year; null is unknown."""
    if waarde is None or (isinstance(waarde, str) and _als_dag(waarde)):
        return waarde
    if isinstance(waarde, str) and _JAAR.fullmatch(waarde) and VROEGSTE_JAAR <= int(waarde) <= LAATSTE_JAAR:
        return waarde
    raise ValueError(f"{toon(waarde)} is geen dag. Schrijf JJJJ-MM-DD of alleen het jaar, tussen aanhalingstekens.")


def nummer(waarde: object) -> int:
    """Read a number from 1 to 9999."""
    if isinstance(waarde, bool) or not isinstance(waarde, int):
        raise ValueError(f"{toon(waarde)} is geen getal. Schrijf een getal zonder aanhalingstekens, zoals 3.")
    if not 1 <= waarde <= 9999:
        raise ValueError(f"{toon(waarde)} past niet. Kies een getal van 1 tot en met 9999.")
    return waarde


def decimaal(waarde: object) -> str | None:
    """Read a number with at most two decimals, as text ("1234.5") or as a whole number; null is unknown."""
    if waarde is None:
        return None
    tekst = str(waarde) if isinstance(waarde, int) and not isinstance(waarde, bool) else waarde
    if not isinstance(tekst, str) or not _DECIMAAL.fullmatch(tekst):
        raise ValueError(
            f"{toon(waarde)} is geen getal. Schrijf het tussen aanhalingstekens met een punt, zoals “12.5”."
        )
    return kaal(Decimal(tekst))


def ja_nee(waarde: object) -> bool:
    """Read true or false."""
    if not isinstance(waarde, bool):
        raise ValueError(f"{toon(waarde)} is geen ja of nee. Schrijf true of false, zonder aanhalingstekens.")
    return waarde


def sleutel(maximum: int = 80) -> Lezer:
    """Give the reader of a stable key."""

    def lees(waarde: object) -> str:
        if not isinstance(waarde, str) or not _SLEUTEL.fullmatch(waarde):
            raise ValueError(f"{toon(waarde)} is geen sleutel. Gebruik kleine letters, cijfers en koppeltekens.")
        if len(waarde) > maximum:
            raise ValueError(f"deze sleutel telt {len(waarde)} tekens. Er mogen er {maximum} staan.")
        return waarde

    return lees


def keuze(codes: Iterable[str]) -> Lezer:
    """Give the reader of one of these codes."""
    bekend = tuple(codes)

    def lees(waarde: object) -> str:
        if waarde not in bekend:
            raise ValueError(f"{toon(waarde)} is geen keuze. Kies uit: {', '.join(bekend)}.")
        return waarde

    return lees


def mogelijk(lees_een: Lezer) -> Lezer:
    """Give the reader of a value that may be null: none."""
    return lambda waarde: None if waarde is None else lees_een(waarde)


def lijst(lees_een: Lezer) -> Lezer:
    """Give the reader of a list of single values, each once."""

    def lees(waarde: object) -> list:
        if not isinstance(waarde, list):
            raise ValueError(f"{toon(waarde)} is geen lijst. Schrijf de waarden tussen vierkante haken.")
        gelezen = [lees_een(een) for een in waarde]
        if dubbel := [een for een, aantal in Counter(gelezen).items() if aantal > 1]:
            raise ValueError(f"{toon(dubbel[0])} staat er meer dan één keer in.")
        return gelezen

    return lees
