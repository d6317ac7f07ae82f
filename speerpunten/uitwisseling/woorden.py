"""The words that people use in their own lists, beside the codes and labels of the application."""

import difflib
import re

from speerpunten.keuzes import Resultaat, Status, Verloop
from speerpunten.uitwisseling.indeling import vlak

MAANDEN = {
    naam: nummer
    for nummer, namen in enumerate(
        "januari jan|februari feb|maart mrt maa|apr april|mei|juni jun|juli jul|augustus aug|september sep sept|"
        "oktober okt|november nov|december dec".split("|"),
        start=1,
    )
    for naam in namen.split()
}
JA = {"ja", "j", "yes", "y", "x", "waar", "true", "1", "v"}
NEE = {"nee", "neen", "n", "no", "onwaar", "false", "0", ""}
# A cell that says that there is nothing to say; written flat.
NIETS = {"", "-", "--", "/", "?", "nvt", "n v t", "niet van toepassing", "geen", "onbekend", "nog te bepalen", "tbd"}
NIETS |= {"niet bekend", "te bepalen", "nog niet bekend", "nb", "n b"}
GEEN_STAND = NIETS | {"geen gegevens"}
DOORLOPEND = {"doorlopend", "continu", "permanent", "lopend", "structureel", "onbepaald", "onbepaalde duur", "heden"}
DOORLOPEND |= {"geen einde", "geen einddatum", "doorlopende actie", "blijvend"}
HELE_PERIODE = {"hele periode", "volledige periode", "hele beleidsperiode", "hele plan", "volledige looptijd"}
TOTALEN = re.compile(r"(?:sub|eind|algemeen )?tota(?:al|len)\b")

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
# What a word most likely means that is not sure enough to take over unasked; flat.
VERMOEDENS = {"gepland": Status.NIET_GESTART, "ingepland": Status.NIET_GESTART, "gepland voor later": Status.OPGESCHORT}

RECHTSVORMEN = {"vzw", "asbl", "ivzw", "aisbl", "bv", "cv", "cvba", "nv", "npo", "fv", "ngo", "so"}
VULWOORDEN = {"de", "het", "een", "van", "voor", "en", "in", "the", "la", "le", "les", "of"}
WOORD_GELIJKEND = 0.75  # from which likeness two words may be one word, mistyped


def is_niets(tekst: str) -> bool:
    """Tell whether a cell says that there is nothing: "-", "n.v.t.", "nog te bepalen"."""
    return vlak(tekst) in NIETS


def is_rechtsvorm(tekst: str) -> bool:
    woorden = vlak(tekst).split()
    return bool(woorden) and all(woord in RECHTSVORMEN for woord in woorden)


def zonder_rechtsvorm(naam: str) -> str:
    """Give a name (flat) without "vzw" and the like."""
    return " ".join(woord for woord in vlak(naam).split() if woord not in RECHTSVORMEN) or vlak(naam)


def zelfde_woorden(een: str, ander: str) -> bool:
    """Tell whether two names say the same words, but for a typing mistake, a legal form or a small word.

    "Taalhuis vzw" and "Taalhius" do; "niveau 1" and "niveau 2", or "Buurthuis Noord" and "Buurthuis Zuid", do not.
    """
    links, rechts = (
        [woord for woord in zonder_rechtsvorm(naam).split() if woord not in VULWOORDEN] for naam in (een, ander)
    )
    return len(links) == len(rechts) and all(map(_zelfde_woord, links, rechts))


def _zelfde_woord(een: str, ander: str) -> bool:
    if een == ander:
        return True
    if min(len(een), len(ander)) < 4 or re.findall(r"\d+", een) != re.findall(r"\d+", ander):
        return False
    return difflib.SequenceMatcher(None, een, ander).ratio() >= WOORD_GELIJKEND


def vermoed_status(woord: str) -> str:
    """Give what somebody's own word for a status most likely means ("50 %", "Afgerond (2023)"), or nothing."""
    if gevonden := re.fullmatch(r"(\d{1,3})\s*%|0[.,](\d+)", woord.strip()):
        deel = float(gevonden[1] or 0) if gevonden[2] is None else 100 * float(f"0.{gevonden[2]}")
        return Status.NIET_GESTART if deel == 0 else Status.UITGEVOERD if deel >= 100 else Status.IN_UITVOERING
    kern = vlak(re.sub(r"\([^()]*\)|\d+", " ", woord))
    if kern in VERMOEDENS:
        return VERMOEDENS[kern]
    bekend = {vlak(lid.label): lid for lid in Status} | {w: lid for lid, ws in STATUSWOORDEN.items() for w in ws}
    passend = [w for w in bekend if len(w) > 3 and f"{kern} ".startswith(f"{w} ")]
    return bekend[max(passend, key=len)] if passend else ""
