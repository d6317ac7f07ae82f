"""A verantwoording as PDF/UA: tagged, in Dutch, with bookmarks and table headings. Made by typst."""

from dataclasses import asdict
from pathlib import Path

from speerpunten.rapportage.weergave.pdf import zet
from speerpunten.verantwoording.gegevens import Actieregel, Subsidieregel, Verantwoording

SJABLOON = Path(__file__).with_name("verantwoording.typ")


def pdf(stuk: Verantwoording) -> bytes:
    """Give the file. Text of people goes in as data, never as markup. Raises PdfMislukt."""
    return zet(SJABLOON, _gegevens(stuk))


def _gegevens(stuk: Verantwoording) -> dict:
    """Give what the template prints: plain values, days as 31/12/2025, and every sentence ready."""
    plannen: dict[str, list[dict]] = {}
    for actie in stuk.acties:
        plannen.setdefault(actie.plan, []).append(_actie(actie, stuk.jaar))
    return {
        "organisatie": stuk.organisatie,
        "rechtsvorm": stuk.rechtsvorm,
        "kbo": stuk.kbo,
        "jaar": str(stuk.jaar),
        "op": stuk.op,
        "vandaag": stuk.vandaag,
        "loopt_nog": stuk.loopt_nog,
        "moet_nog_beginnen": stuk.moet_nog_beginnen,
        "kop": stuk.kop,
        "plannen": [{"naam": naam, "acties": acties} for naam, acties in plannen.items()],
        "anderen": [_actie(actie, stuk.jaar) for actie in stuk.anderen],
        "begonnen": [_subsidie(regel) for regel in stuk.begonnen],
        "lopend": [_subsidie(regel) for regel in stuk.lopend],
        "totaal": stuk.totaal_in_woorden,
        "besloten": any(not regel.openbaar for regel in (*stuk.acties, *stuk.anderen)),
    }


def _actie(actie: Actieregel, jaar: int) -> dict:
    subsidies = [r.tekst + ("" if r.jaar == jaar else f" (telt in {r.jaar})") for r in actie.subsidies]
    return asdict(actie) | {"rol": actie.rol, "subsidies": subsidies}


def _subsidie(regel: Subsidieregel) -> dict:
    return asdict(regel) | {"bedrag": regel.bedrag_in_woorden}
