"""A report as PDF/UA: tagged, in Dutch, with bookmarks, alternative texts and table headings. Made by typst."""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from pathlib import Path
from unicodedata import category

from django.conf import settings

from speerpunten.rapportage.gegevens import Actieregel, Bedragregel, Speerpuntdeel, Stuk, Subsidies, Telling, Vorige
from speerpunten.rapportage.weergave.beeld import balk_svg
from speerpunten.rapportage.weergave.maker import MakerMislukt, laat_maken

SJABLOON = Path(__file__).parent / "sjablonen" / "rapport.typ"
MAKER = Path(__file__).parent / "maak_pdf.py"
KOPLETTER = "SourceSerif"
ONBEKEND = "\ufffd"  # stands where a character cannot be shown
_ONZICHTBAAR = {"Cc", "Cf", "Mn"}
LETTERS = settings.BASE_DIR / "static" / "vendor" / "fonts" / "pdf"


class PdfMislukt(MakerMislukt):
    """typst refused; the text says why."""


def pdf(stuk: Stuk) -> bytes:
    """Give the file. Text of people goes in as data, never as markup. Raises PdfMislukt."""
    return zet(SJABLOON, _gegevens(stuk))


def zet(sjabloon: Path, gegevens: dict, *, soort: str = "pdf") -> bytes:
    """Give the file ("pdf", or "png" of one page) that a template makes of its data: plain values and days. Raises
    PdfMislukt."""
    invoer = json.dumps(_toonbaar(gegevens), default=_dag, ensure_ascii=False)
    return laat_maken(MAKER, str(sjabloon), str(LETTERS), soort, invoer=invoer, fout=PdfMislukt)


@cache
def _letters() -> frozenset[str]:
    """Give every character that the letters of the file can show."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415  a worker that makes no PDF holds no fonts

    tekens: set[int] = set()
    for bestand in LETTERS.glob("*.ttf"):
        if not bestand.name.startswith(KOPLETTER):  # headings have the others to fall back on
            with TTFont(bestand, lazy=True) as letter:
                tekens |= letter.getBestCmap().keys()
    return frozenset(map(chr, tekens))


def _toonbaar(deel: object) -> object:
    """Put a mark for each character that no letter can show (a smiley, say), wherever it stands: PDF/UA allows none."""
    if isinstance(deel, str):
        kan = _letters()
        return "".join(t if t in kan or t == "\n" else "" if category(t) in _ONZICHTBAAR else ONBEKEND for t in deel)
    if isinstance(deel, list | tuple):
        return [_toonbaar(lid) for lid in deel]
    if isinstance(deel, dict):
        return {naam: _toonbaar(lid) for naam, lid in deel.items()}
    return deel


def _dag(waarde: object) -> str:
    if isinstance(waarde, dt.date):
        return f"{waarde:%d/%m/%Y}"
    raise TypeError(f"{waarde!r} is geen dag.")


def _gegevens(stuk: Stuk) -> dict:
    """Give what the template prints: plain values, days as 31/12/2025, and every sentence ready."""
    r = stuk.rapportage
    return {
        "titel": r.titel,
        "plan": asdict(r.plan),
        "ronde": asdict(r.ronde) if r.ronde else None,
        "op": r.op,
        "opgemaakt_op": r.opgemaakt_op,
        "definitief_op": stuk.definitief_op,
        "sha256": stuk.sha256,
        "rechtzettingen": [asdict(regel) for regel in stuk.rechtzettingen],
        "behandelingen": [asdict(regel) for regel in stuk.behandelingen],
        "telling": _telling(r.telling),
        "vorige": _vorige(r.vorige) if r.vorige else None,
        "deelname": asdict(r.deelname) if r.deelname else None,
        "oudere_standen": r.oudere_standen,
        "oudste_stand": r.oudste_stand,
        "niet_openbaar": r.niet_openbaar,
        "inleiding": r.inleiding,
        "conclusie": r.conclusie,
        "subsidies": _subsidies(r.subsidies) if r.subsidies else None,
        "speerpunten": [_speerpunt(deel) for deel in r.speerpunten],
    }


def _vorige(vorige: Vorige) -> dict:
    return {"naam": vorige.naam, "op": vorige.op, "telling": _telling(vorige.telling)}


def _telling(telling: Telling) -> dict:
    return {
        "kop": telling.kop,
        "zin": telling.zin,
        "totaal": telling.totaal,
        "aandacht": telling.aandacht,
        "tallen": [[tal.label, tal.aantal] for tal in telling.tallen],
        "svg": balk_svg(telling),
    }


def _speerpunt(deel: Speerpuntdeel) -> dict:
    return {
        "nummer": deel.nummer,
        "titel": deel.titel,
        "duiding": deel.duiding,
        "telling": _telling(deel.telling),
        "acties": [_actie(actie) for actie in deel.acties],
        "ook": [asdict(verwijzing) for verwijzing in deel.ook],
        "indicatoren": [asdict(indicator) for indicator in deel.indicatoren],
    }


def _subsidies(subsidies: Subsidies) -> dict:
    def rijen(regels: Iterable[Bedragregel]) -> list[list[str]]:
        return [[regel.naam, str(regel.aantal), regel.bedrag_in_woorden] for regel in regels]

    tabellen = [[wat, rijen([*regels, subsidies.totaal])] for wat, regels in subsidies.tabellen]
    return {"totaal": subsidies.totaal.bedrag_in_woorden, "tabellen": tabellen}


def _actie(actie: Actieregel) -> dict:
    anderen = (r.organisatie if r.rol == "partner" else f"{r.organisatie} ({r.rol})" for r in actie.anderen)
    return asdict(actie) | {
        "trekker": actie.trekker or "niemand",
        "anderen": ", ".join(anderen),
        "beleidsdomeinen": ", ".join(actie.beleidsdomeinen),
        "doelgroepen": ", ".join(actie.doelgroepen),
        "bereikt": actie.mijlpalen_bereikt,
        "subsidies": [subsidie.tekst for subsidie in actie.subsidies],
    }
