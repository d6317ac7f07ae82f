"""What one cell says: a text, a day, ja or nee, a choice, names. Raises Celprobleem with what would be right."""

import datetime as dt
import re

from django.db.models import TextChoices

from speerpunten.uitwisseling.indeling import vlak
from speerpunten.uitwisseling.lezer import Celfout, Celwaarde
from speerpunten.uitwisseling.woorden import JA, NEE, is_niets, is_rechtsvorm

Cel = Celwaarde | Celfout


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


def keuze(cel: Cel, keuzes: type[TextChoices], woorden: dict[TextChoices, tuple[str, ...]]) -> str | None:
    """Give the code of a choice, by its code, its label or another usual word; empty for an empty cell.

    None for a word that nobody foresaw.
    """
    woord = vlak(tekst(cel))
    if not woord:
        return ""
    for lid in keuzes:
        if woord in {vlak(lid.value), vlak(lid.label), *woorden.get(lid, ())}:
            return lid.value
    return None


def webadres(cel: Cel) -> str:
    """Give an address of the web; one that begins with www gets what browsers put before it."""
    adres = tekst(cel)
    return f"https://{adres}" if re.match(r"www\.\S+$", adres, re.IGNORECASE) else adres


def namen(cel: Cel) -> list[str]:
    """Split a cell with names by ; or by lines, each name once, in order; "-" and "n.v.t." are no names."""
    delen = re.split(r"[;\n]", tekst(cel))
    return list(dict.fromkeys(" ".join(deel.split()) for deel in delen if deel.strip() and not is_niets(deel)))


def losse_namen(naam: str) -> list[str]:
    """Split what may be several names, by commas and by " / ": not within brackets, nor before a legal form."""
    uit: list[str] = []
    for deel in re.split(r",(?![^()]*\))|\s/\s", naam):
        if uit and is_rechtsvorm(deel):
            uit[-1] = f"{uit[-1]}, {deel.strip()}"
        elif deel.strip() and not is_niets(deel):
            uit.append(deel.strip())
    return uit


def verbonden_namen(naam: str) -> list[str]:
    """Split what may be two names or one: by "en", "&", "+" and "/"."""
    return [deel.strip() for deel in re.split(r"\s+en\s+|\s*[&+/]\s*", naam) if deel.strip()]
