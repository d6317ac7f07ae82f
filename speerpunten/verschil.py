"""What changed between two texts, word by word, and between two meldingen, field by field."""

import datetime as dt
import difflib
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.text import capfirst

from organisaties.voorbereid import voorbereid
from speerpunten.indicatoren import metingen_rond
from speerpunten.keuzes import Soort
from speerpunten.meten import IndicatorStand, in_woorden
from speerpunten.models import Actie, Gebeurtenis, Melding, MijlpaalMelding, Ronde
from speerpunten.models.melding import INHOUD

ENIGSZINS_GELIJK = 0.35  # share of words that two texts must have in common to be compared word by word
MAX_PAREN = 20_000  # equal pairs of words above which a comparison takes too long for a page
_DEEL = re.compile(r"\s+|\w+|[^\w\s]")
_ZIN = re.compile(r"[^.!?\n]*(?:[.!?\n]+\s*|$)")


@dataclass(frozen=True)
class VeldVerschil:
    """One field: what it said, what it says, and the words that stayed (gelijk), went (weg) and came (nieuw)."""

    label: str
    oud: str
    nieuw: str
    delen: tuple[tuple[str, str], ...]

    @property
    def is_veranderd(self) -> bool:
        return self.oud != self.nieuw


def _vervangen(oud: str, nieuw: str) -> tuple[tuple[str, str], ...]:
    return tuple((soort, tekst) for soort, tekst in (("weg", oud), ("nieuw", nieuw)) if tekst)


def woordverschil(oud: str, nieuw: str) -> tuple[tuple[str, str], ...]:
    """Give the pieces of both texts in order, each with gelijk, weg or nieuw.

    Texts that have little in common are shown as one replaced by the other: a stray "the" in between says nothing.
    """
    if _gedeeld(oud.split(), nieuw.split()) < ENIGSZINS_GELIJK:
        return _vervangen(oud, nieuw)
    return tuple(_samen(_vergelijk(_DEEL.findall(oud), _DEEL.findall(nieuw))))


def _gedeeld(a: list[str], b: list[str]) -> float:
    """Give the share of words that two texts have in common, whatever their order (0 to 1)."""
    samen = (Counter(a) & Counter(b)).total()
    return 2 * samen / (len(a) + len(b)) if a or b else 1.0


def _vergelijk(a: list[str], b: list[str]) -> Iterator[tuple[str, str]]:
    """Compare two lists of words. What is equal at both ends costs nothing; a middle that is too long, or says the
    same words over and over, is compared line by line, and else shown as replaced: a page never waits for it."""
    kop = next((nr for nr, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rest_a, rest_b = a[kop:], b[kop:]
    staart = next(
        (nr for nr, (x, y) in enumerate(zip(reversed(rest_a), reversed(rest_b), strict=False)) if x != y),
        min(len(rest_a), len(rest_b)),
    )
    midden_a, midden_b = rest_a[: len(rest_a) - staart], rest_b[: len(rest_b) - staart]
    if kop:
        yield "gelijk", "".join(a[:kop])
    if _paren(midden_a, midden_b) <= MAX_PAREN:
        yield from _uit_elkaar(midden_a, midden_b, _vervangen)
    else:
        yield from _per_regel("".join(midden_a), "".join(midden_b))
    if staart:
        yield "gelijk", "".join(rest_a[len(rest_a) - staart :])


def _paren(a: list[str], b: list[str]) -> int:
    """Count the pairs of equal words: what comparing them costs."""
    in_b = Counter(woord for woord in b if not woord.isspace())
    return sum(aantal * in_b[woord] for woord, aantal in Counter(a).items())


def _uit_elkaar(a: list[str], b: list[str], ongelijk: Callable) -> Iterator[tuple[str, str]]:
    """Give the pieces of two lists; `ongelijk` gets each stretch of text that became another."""
    for soort, a1, a2, b1, b2 in difflib.SequenceMatcher(str.isspace, a, b, autojunk=False).get_opcodes():
        if soort == "equal":
            yield "gelijk", "".join(a[a1:a2])
        else:
            yield from ongelijk("".join(a[a1:a2]), "".join(b[b1:b2]))


def _per_regel(oud: str, nieuw: str) -> Iterator[tuple[str, str]]:
    """Compare long texts by lines and sentences, and only what differs by words."""
    a, b = _ZIN.findall(oud), _ZIN.findall(nieuw)
    if _paren(a, b) > MAX_PAREN:
        yield from _vervangen(oud, nieuw)
        return
    yield from _uit_elkaar(a, b, _per_woord)


def _per_woord(oud: str, nieuw: str) -> Iterator[tuple[str, str]]:
    a, b = _DEEL.findall(oud), _DEEL.findall(nieuw)
    return _uit_elkaar(a, b, _vervangen) if _paren(a, b) <= MAX_PAREN else iter(_vervangen(oud, nieuw))


def _samen(delen: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Join neighbours of one kind."""
    for soort, groep in itertools.groupby(delen, key=lambda deel: deel[0]):
        yield soort, "".join(tekst for _, tekst in groep)


def _tekst(waarde: object) -> str:
    if isinstance(waarde, bool):
        return "ja" if waarde else "nee"
    return f"{waarde:%d/%m/%Y}" if isinstance(waarde, dt.date) else str(waarde or "")


def _waarde(object_: Melding | Actie | None, veld: str) -> str:
    if object_ is None:
        return ""
    toon = getattr(object_, f"get_{veld}_display", None)
    return _tekst(toon() if toon else getattr(object_, veld))


def _veld(label: str, oud: str, nieuw: str, *, heel: bool) -> VeldVerschil:
    """Compare two values: texts word by word, choices and days as a whole."""
    delen = _vervangen(oud, nieuw) if heel and oud != nieuw else woordverschil(oud, nieuw)
    return VeldVerschil(label, oud, nieuw, delen)


def verschillen(
    oud: Melding | Actie | Ronde | None, nieuw: Melding | Actie | Ronde, velden: Iterable[str]
) -> list[VeldVerschil]:
    """Compare two objects of one model in these fields; `oud` is None where there was nothing before.

    A field that is empty on both sides is left out.
    """
    uit = []
    for naam in velden:
        veld = nieuw._meta.get_field(naam)
        regel = _veld(
            capfirst(veld.verbose_name),
            _waarde(oud, naam),
            _waarde(nieuw, naam),
            heel=veld.get_internal_type() != "TextField",
        )
        if regel.oud or regel.nieuw:
            uit.append(regel)
    return uit


def inhoudverschillen(was: dict, nu: dict) -> list[VeldVerschil]:
    """Compare what was sent at two times, as the log kept it (see `Melding.inhoud`); only what differs."""
    uit = []
    for naam in INHOUD:
        oud, nieuw = str(was.get(naam, "")), str(nu.get(naam, ""))
        if oud != nieuw:
            veld = Melding._meta.get_field(naam)
            keuzes = dict(veld.flatchoices)
            label = capfirst(veld.verbose_name)
            uit.append(_veld(label, str(keuzes.get(oud, oud)), str(keuzes.get(nieuw, nieuw)), heel=bool(keuzes)))
    oud_gemeten, nieuw_gemeten = was.get("metingen") or {}, nu.get("metingen") or {}
    for naam in dict.fromkeys([*oud_gemeten, *nieuw_gemeten]):
        oud, nieuw = (str(gemeten.get(naam, "")) for gemeten in (oud_gemeten, nieuw_gemeten))
        if oud != nieuw:
            uit.append(_veld(f"Indicator “{naam}”", oud, nieuw, heel=True))
    voor, na = ({b["naam"]: b["sha256"] for b in inhoud.get("bijlagen", ())} for inhoud in (was, nu))
    if voor != na:
        ander = {naam for naam in voor.keys() & na.keys() if voor[naam] != na[naam]}
        uit.append(lijstverschil("Bijlagen", voor, [f"{n} (een ander bestand)" if n in ander else n for n in na]))
    return uit


def taalverschillen(gebeurtenis: Gebeurtenis) -> list[VeldVerschil]:
    """Compare what was sent with the wording that a checker gave it, as the log kept both; nothing of other events."""
    if gebeurtenis.soort != Soort.TAAL_VERBETERD:
        return []
    return inhoudverschillen(gebeurtenis.inhoud.get("was", {}), gebeurtenis.inhoud)


def lijstverschil(label: str, oud: Iterable[object], nieuw: Iterable[object]) -> VeldVerschil:
    """Compare two lists by what their members are called, whatever their order."""
    voor, na = ("; ".join(sorted(str(deel) for deel in lijst)) for lijst in (oud, nieuw))
    return _veld(label, voor, na, heel=False)


@voorbereid
def _mijlpalen(gebruiker, *, melding: int) -> QuerySet[MijlpaalMelding]:
    return MijlpaalMelding.objects.filter(melding=melding).select_related("mijlpaal")


def mijlpaalverschillen(melding: Melding) -> list[VeldVerschil]:
    """Compare what a melding says about mijlpalen with what is known."""
    uit = []
    for gezegd in _mijlpalen(None, melding=melding.pk):
        label = f"Mijlpaal “{gezegd.mijlpaal.titel}”"
        oud, nieuw = (
            f"bereikt op {d:%d/%m/%Y}" if d else "niet bereikt" for d in (gezegd.mijlpaal.bereikt_op, gezegd.bereikt_op)
        )
        uit.append(_veld(label, oud, nieuw, heel=True))
    return uit


def metingverschillen(melding: Melding) -> list[VeldVerschil]:
    """Compare what a melding measured with what was known before it: of what is added up the sum with it."""
    uit = []
    for rond in metingen_rond(melding):
        label = f"Indicator “{rond.voor.indicator.naam}”"
        nieuw = _gemeten(rond.na, rond.gezegd) if rond.gezegd is not None else "geen meting"
        uit.append(_veld(label, rond.voor.waarde_in_woorden, nieuw, heel=True))
    return uit


def _gemeten(na: IndicatorStand, gezegd: Decimal) -> str:
    if not na.indicator.cumulatief:
        return na.waarde_in_woorden
    return f"{na.waarde_in_woorden} ({in_woorden(na.indicator, gezegd)} erbij)"
