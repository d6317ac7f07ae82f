"""What one cell says: a text, a day, ja or nee, a choice, names. Raises Celprobleem with what would be right."""

import datetime as dt
import re

from django.db.models import TextChoices

from speerpunten.keuzes import Resultaat, Status, Verloop
from speerpunten.uitwisseling.indeling import vlak
from speerpunten.uitwisseling.lezer import Celfout, Celwaarde

Cel = Celwaarde | Celfout
MAANDEN = {
    naam: nummer
    for nummer, namen in enumerate(
        "januari jan|februari feb|maart mrt maa|april apr|mei|juni jun|juli jul|augustus aug|september sep sept|"
        "oktober okt|november nov|december dec".split("|"),
        start=1,
    )
    for naam in namen.split()
}
JA = {"ja", "j", "yes", "y", "x", "waar", "true", "1", "v"}
NEE = {"nee", "neen", "n", "no", "onwaar", "false", "0", ""}
# How people call these in their own lists, beside the code and the label.
STATUSWOORDEN = {
    Status.UITGEVOERD: (
        "afgerond",
        "afgewerkt",
        "voltooid",
        "gerealiseerd",
        "klaar",
        "gedaan",
        "volledig uitgevoerd",
        "beeindigd",
        "100",
    ),
    Status.IN_UITVOERING: (
        "lopend",
        "lopende",
        "loopt",
        "bezig",
        "gestart",
        "opgestart",
        "in opvolging",
        "in ontwikkeling",
        "uitvoering",
    ),
    Status.IN_VOORBEREIDING: ("voorbereiding", "in opmaak", "wordt voorbereid", "opstart", "in opstart"),
    Status.NIET_GESTART: (
        "nog niet gestart",
        "niet begonnen",
        "nog niet begonnen",
        "te starten",
        "nog te starten",
        "0",
    ),
    Status.OPGESCHORT: ("on hold", "uitgesteld", "gepauzeerd", "ligt stil"),
    Status.STOPGEZET: ("gestopt", "geschrapt", "geannuleerd", "vervallen", "niet weerhouden"),
}
VERLOOPWOORDEN = {
    Verloop.OP_SCHEMA: ("groen", "volgens planning", "goed", "ok", "op koers"),
    Verloop.BIJSTURING: ("bijsturen", "oranje", "aandacht", "bij te sturen", "risico"),
    Verloop.VERTRAAGD: ("rood", "vertraging", "loopt vertraging op", "achter op schema"),
}
RESULTAATWOORDEN = {
    Resultaat.BEREIKT: ("ja", "volledig bereikt", "gehaald"),
    Resultaat.DEELS: ("deels", "gedeeltelijk", "gedeeltelijk bereikt"),
    Resultaat.NIET_BEREIKT: ("nee", "niet gehaald"),
}


class Celprobleem(Exception):
    """Why a cell cannot be read, with what would be right."""


def is_leeg(cel: Cel) -> bool:
    return cel is None or (isinstance(cel, str) and not cel.strip())


def tekst(cel: Cel) -> str:
    """Give a text, on one kind of line end and without the spaces around it."""
    if isinstance(cel, Celfout):
        raise Celprobleem(f"Deze cel geeft een fout ({cel}). Vul de tekst zelf in.")
    if cel is None:
        return ""
    if isinstance(cel, bool):
        return "ja" if cel else "nee"
    if isinstance(cel, dt.date):
        return f"{cel:%d/%m/%Y}"
    return str(cel).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()


def _jaar(getal: int) -> int:
    """Give the year of two digits: 24 is 2024."""
    return getal if getal > 99 else 2000 + getal


def dag(cel: Cel) -> dt.date | None:
    """Give a day, also from a text: 30/09/2024, 30-9-24, 2024-09-30, 30 september 2024. None for an empty cell."""
    if isinstance(cel, dt.date):
        return cel
    woord = tekst(cel).lower()
    if not woord:
        return None
    uitleg = f"“{woord[:40]}” is geen dag. Schrijf hem als 31/12/2024."
    if gevonden := re.fullmatch(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ t]\d{1,2}:\d{2}(?::\d{2})?)?", woord):
        jaar, maand, nummer = map(int, gevonden.groups())
    elif gevonden := re.fullmatch(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{2}|\d{4})", woord):
        nummer, maand, jaar = map(int, gevonden.groups())
    elif (
        gevonden := re.fullmatch(
            r"(?:\w+dag |(?:ma|di|wo|do|vr|za|zo)\.? )?(\d{1,2})(?:ste|de|e)?[\s-]+([a-z]+)\.?[\s-]+'?(\d{2}|\d{4})",
            woord,
        )
    ) and (gevonden[2] in MAANDEN):
        nummer, maand, jaar = int(gevonden[1]), MAANDEN[gevonden[2]], int(gevonden[3])
    else:
        raise Celprobleem(uitleg)
    try:
        return dt.date(_jaar(jaar), maand, nummer)
    except ValueError:
        raise Celprobleem(uitleg) from None


def dag_of_jaar(cel: Cel, *, einde: bool) -> tuple[dt.date | None, bool]:
    """Give a day, and whether only its year is told: then the first day of it counts, or the last (`einde`)."""
    woord = tekst(cel) if not isinstance(cel, dt.date) else ""
    if re.fullmatch(r"\d{4}", woord):
        jaar = int(woord)
        if not 1900 <= jaar <= 2200:
            raise Celprobleem(f"“{woord}” is geen jaar. Schrijf een dag als 31/12/2024 of een jaar als 2024.")
        return (dt.date(jaar, 12, 31) if einde else dt.date(jaar, 1, 1)), True
    try:
        return dag(cel), False
    except Celprobleem:
        raise Celprobleem(
            f"“{woord[:40]}” is geen dag en geen jaar. Schrijf een dag als 31/12/2024 of alleen een jaar als 2024."
        ) from None


def ja_nee(cel: Cel, *, leeg: bool) -> bool:
    """Give ja (True) or nee; `leeg` is what an empty cell says."""
    if is_leeg(cel):
        return leeg
    woord = vlak(tekst(cel))
    if woord in JA:
        return True
    if woord in NEE:
        return False
    raise Celprobleem(f"“{tekst(cel)[:40]}” is geen ja en geen nee. Schrijf ja of nee.")


def keuze(cel: Cel, keuzes: type[TextChoices], woorden: dict[TextChoices, tuple[str, ...]]) -> str:
    """Give the code of a choice, by its code, its label or another usual word; empty for an empty cell."""
    woord = vlak(tekst(cel))
    if not woord:
        return ""
    for lid in keuzes:
        if woord in {vlak(lid.value), vlak(lid.label), *woorden.get(lid, ())}:
            return lid.value
    mogelijk = ", ".join(lid.label.lower() for lid in keuzes)
    raise Celprobleem(f"“{tekst(cel)[:40]}” ken ik niet. Kies uit: {mogelijk}.")


def namen(cel: Cel) -> list[str]:
    """Split a cell with names: by ; or by lines, each name once, in order."""
    delen = re.split(r"[;\n]", tekst(cel))
    return list(dict.fromkeys(" ".join(deel.split()) for deel in delen if deel.strip()))
