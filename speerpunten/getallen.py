"""Numbers as one writes them here: 1.234,5 and € 1.234,56. Pure."""

import re
from decimal import Decimal

NIETS = Decimal(0)
_GETAL = re.compile(r"(-?)(\d{1,3}(?:[. ]\d{3})+|\d{1,15})(?:,(\d+))?", re.ASCII)
_WIT = re.compile(r"[\u00a0\u2009\u202f]")  # spaces between thousands that are no common space


def _met_punten(heel: int) -> str:
    return f"{heel:,}".replace(",", ".")


def getal(waarde: Decimal | int) -> str:
    """Write a number with as many decimals as it has: 1234.50 becomes "1.234,5"."""
    heel, _, rest = f"{abs(waarde):f}".partition(".")
    rest = rest.rstrip("0")
    teken = "-" if waarde < 0 else ""
    return f"{teken}{_met_punten(int(heel))}{',' if rest else ''}{rest}"


def bedrag(waarde: Decimal) -> str:
    """Write an amount to the cent: "€ 1.234,56"."""
    heel, _, cent = f"{abs(waarde):.2f}".partition(".")
    return f"{'-' if waarde < 0 else ''}€\u00a0{_met_punten(int(heel))},{cent}"


def kaal(waarde: Decimal) -> str:
    """Give a number as plain text for a log or a file: 1234.50 becomes "1234.5"."""
    tekst = f"{waarde:f}"
    return (tekst.rstrip("0").rstrip(".") if "." in tekst else tekst) or "0"


def lees_getal(tekst: str) -> Decimal:
    """Read what someone typed: "1.234,5", "1 234,5" or "1234,5". Raises ValueError for what could mean two things.

    A point only stands between thousands: "1.5" is refused, and never taken for 15 or for 1,5.
    """
    gevonden = _GETAL.fullmatch(_WIT.sub(" ", tekst).strip())
    if gevonden is None:
        raise ValueError(f"{tekst!r} is no number")
    teken, heel, rest = gevonden.groups()
    return Decimal(f"{teken}{heel.replace('.', '').replace(' ', '')}.{rest or '0'}")
