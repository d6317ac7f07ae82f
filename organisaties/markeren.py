"""Where the words of a search stand in a text: an excerpt around the first, with each of them marked, safe as HTML."""

import re
import unicodedata

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from organisaties.zoektekst import stam

OMGEVING = 90  # characters before the first hit
LENGTE = 240  # characters of an excerpt
_WOORD = re.compile(r"[\w.]+")


def plat(tekst: str) -> tuple[str, list[int]]:
    """Give a text in lower case without accents, and for each of its characters where it stands in the text itself."""
    tekens, plaatsen = [], []
    for plaats, teken in enumerate(tekst):
        for een in unicodedata.normalize("NFKD", teken.lower()):
            if not unicodedata.combining(een):
                tekens.append(een)
                plaatsen.append(plaats)
    return "".join(tekens), plaatsen


def _deel(woord: str, gezocht: list[str]) -> tuple[int, int] | None:
    """Give which part of a word of a text is a hit: all of it where it is another form of what is sought."""
    eigen = stam(woord)
    for vraag in gezocht:
        wortel = stam(vraag)
        if wortel == eigen:
            return 0, len(woord)
        for vorm in (vraag, wortel):
            if vorm in woord:
                begin = woord.index(vorm)
                return begin, begin + len(vorm)
        if vraag in eigen or wortel in eigen:
            return 0, len(woord)
    return None


def treffers(tekst: str, gezocht: list[str]) -> list[tuple[int, int]]:
    """Give begin and end of each hit in a text, in order. In: the words of `zoekwoorden`."""
    vlak, plaatsen = plat(tekst)
    plaatsen.append(len(tekst))
    uit = []
    for gevonden in _WOORD.finditer(vlak):
        ruw = gevonden[0]
        woord = ruw.strip("._")
        if woord and (deel := _deel(woord, gezocht)):
            begin = gevonden.start() + ruw.index(woord)
            uit.append((plaatsen[begin + deel[0]], max(plaatsen[begin + deel[1]], plaatsen[begin + deel[0]] + 1)))
    return uit


def markeer(tekst: str, gezocht: list[str]) -> SafeString:
    """Give a whole text with its hits marked."""
    return _gemarkeerd(tekst, treffers(tekst, gezocht), 0, len(tekst))


def fragment(tekst: str, gezocht: list[str]) -> SafeString:
    """Give a piece of a text around its first hit, cut between words; empty where there is no hit."""
    tekst = " ".join(tekst.split())
    raak = treffers(tekst, gezocht)
    if not raak:
        return SafeString("")
    begin = 0 if raak[0][0] <= OMGEVING else _na_spatie(tekst, raak[0][0] - OMGEVING, raak[0][0])
    einde = len(tekst) if begin + LENGTE >= len(tekst) else max(tekst.rfind(" ", 0, begin + LENGTE), raak[0][1])
    inhoud = _gemarkeerd(tekst, [(van, tot) for van, tot in raak if tot <= einde], begin, einde)
    return format_html("{}{}{}", "… " if begin else "", inhoud, " …" if einde < len(tekst) else "")


def _na_spatie(tekst: str, vanaf: int, tot: int) -> int:
    spatie = tekst.find(" ", vanaf, tot)
    return spatie + 1 if spatie >= 0 else vanaf


def _gemarkeerd(tekst: str, raak: list[tuple[int, int]], begin: int, einde: int) -> SafeString:
    delen, plaats = [], begin
    for van, tot in raak:
        delen += [escape(tekst[plaats:van]), format_html("<mark>{}</mark>", tekst[van:tot])]
        plaats = tot
    return mark_safe("".join([*delen, escape(tekst[plaats:einde])]))
