"""What a cell says about days: a day, only a year, or a period.

Nothing is guessed: of "najaar 2023" only the year is known. Raises Celprobleem with what would be right.
"""

import datetime as dt
import re
from dataclasses import dataclass

from speerpunten.uitwisseling.cellen import Cel, Celprobleem, tekst
from speerpunten.uitwisseling.indeling import vlak
from speerpunten.uitwisseling.woorden import DOORLOPEND, HELE_PERIODE, MAANDEN, is_niets

JAAR = r"(?:19|20|21)\d{2}"
_TOT = re.compile(r"\s+(?:-|–|—|t/m|tem|tot(?: en met)?)\s+|\s*[–—]\s*", re.IGNORECASE)
_JAREN = re.compile(rf"({JAAR})\s*[-–/]\s*({JAAR}|\d{{2}})")
_DEEL_VAN_JAAR = re.compile(r"[1-4](?:e|de|ste)|[qkt][1-4]|(?:0?[1-9]|1[0-2])/")
_WOORDEN = set(
    "begin midden half eind einde voorjaar najaar lente zomer herfst winter kwartaal trimester semester".split()
)
_WOORDEN |= set("helft eerste tweede derde vierde laatste in de het van jaar loop kalenderjaar".split()) | set(MAANDEN)


def _jaar(getal: int) -> int:
    """Give the year of two digits: 24 is 2024."""
    return getal if getal > 99 else 2000 + getal


def dag(cel: Cel) -> dt.date | None:
    """Give a day, also from a text: 30/09/2024, 30-9-24, 2024-09-30, 30 september 2024. None where there is none."""
    if isinstance(cel, dt.date):
        return cel
    woord = tekst(cel).lower()
    if is_niets(woord):
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


@dataclass(frozen=True)
class Grens:
    """The start or the end of an actie: a day, or only a year (its first or last day); without a day: unknown."""

    dag: dt.date | None = None
    alleen_jaar: bool = False
    doorlopend: bool = False  # the cell says that there is no end
    opmerking: str = ""  # what of the cell was not taken over


def grens(cel: Cel, *, einde: bool) -> Grens:
    """Give the start (or `einde`) that a cell tells; of a month or a season only the year, with a remark."""
    if isinstance(cel, dt.date):
        return Grens(cel)
    woord = tekst(cel)
    if is_niets(woord) or vlak(woord) in HELE_PERIODE:
        return Grens()
    if vlak(woord) in DOORLOPEND:
        return Grens(doorlopend=True)
    try:
        return Grens(dag(cel))
    except Celprobleem:
        return _alleen_jaar(woord, einde)


def _alleen_jaar(woord: str, einde: bool) -> Grens:
    """Give the year in a text that tells no day. Raises Celprobleem without exactly one."""
    delen = woord.lower().replace("/", "/ ").replace(",", " ").split()
    jaren = [deel for deel in delen if re.fullmatch(JAAR, deel)]
    if len(jaren) != 1 or not all(_is_deel(deel) for deel in delen if deel not in jaren):
        raise Celprobleem(
            f"“{woord[:40]}” is geen dag en geen jaar. Schrijf een dag als 31/12/2024 of alleen een jaar als 2024."
        )
    jaar = int(jaren[0])
    opmerking = f"Van “{woord[:40]}” is alleen het jaar overgenomen: {jaar}." if len(delen) > 1 else ""
    return Grens(dt.date(jaar, 12, 31) if einde else dt.date(jaar, 1, 1), alleen_jaar=True, opmerking=opmerking)


def _is_deel(woord: str) -> bool:
    """Tell whether a word names a part of a year."""
    return woord.rstrip(".") in _WOORDEN or _DEEL_VAN_JAAR.fullmatch(woord) is not None


def looptijd(cel: Cel) -> tuple[Grens, Grens]:
    """Give the start and the end that one cell tells: "2022-2025", "maart 2023 - eind 2024", "vanaf 2023", "2024"."""
    if isinstance(cel, dt.date):
        return Grens(), Grens(cel)
    woord = " ".join(tekst(cel).split())
    if jaren := _JAREN.fullmatch(woord):
        van, tot = int(jaren[1]), int(jaren[2])
        tot = tot if tot > 99 else van - van % 100 + tot
        return grens(str(van), einde=False), grens(str(tot), einde=True)
    if gevonden := re.match(r"(?:vanaf|sinds|van|start)\s+(?!.*\btot\b)", woord, re.IGNORECASE):
        return grens(woord[gevonden.end() :], einde=False), Grens()
    if gevonden := re.match(r"(?:tot en met|tot|tegen|t/m|tem)\s+", woord, re.IGNORECASE):
        return Grens(), grens(woord[gevonden.end() :], einde=True)
    delen = _TOT.split(re.sub(r"^van\s+", "", woord, flags=re.IGNORECASE))
    if len(delen) == 1 and woord.count("-") == 1 and re.search(r"[/.]", woord):
        delen = woord.split("-")  # 01/03/2022-30/09/2024
    if len(delen) == 2:
        return grens(delen[0], einde=False), grens(delen[1], einde=True)
    einde = grens(woord, einde=True)
    return (grens(woord, einde=False) if einde.alleen_jaar else Grens()), einde
