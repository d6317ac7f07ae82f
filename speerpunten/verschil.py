"""What changed between two texts, word by word, and between two meldingen, field by field."""

import datetime as dt
import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.text import capfirst

from speerpunten.models import Actie, Melding
from speerpunten.models.melding import INHOUD

ENIGSZINS_GELIJK = 0.35  # share of words that two texts must have in common to be compared word by word
_DEEL = re.compile(r"\s+|\w+|[^\w\s]")


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
    a, b = _DEEL.findall(oud), _DEEL.findall(nieuw)
    gedeeld = difflib.SequenceMatcher(None, oud.split(), nieuw.split(), autojunk=False).ratio()
    if gedeeld < ENIGSZINS_GELIJK:
        return _vervangen(oud, nieuw)
    delen: list[tuple[str, str]] = []
    for soort, a1, a2, b1, b2 in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if soort == "equal":
            delen.append(("gelijk", "".join(a[a1:a2])))
            continue
        if a1 != a2:
            delen.append(("weg", "".join(a[a1:a2])))
        if b1 != b2:
            delen.append(("nieuw", "".join(b[b1:b2])))
    return tuple(delen)


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


def verschillen(oud: Melding | Actie | None, nieuw: Melding | Actie, velden: Iterable[str]) -> list[VeldVerschil]:
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
    return uit


def lijstverschil(label: str, oud: Iterable[object], nieuw: Iterable[object]) -> VeldVerschil:
    """Compare two lists by what their members are called, whatever their order."""
    voor, na = ("; ".join(sorted(str(deel) for deel in lijst)) for lijst in (oud, nieuw))
    return _veld(label, voor, na, heel=False)


def mijlpaalverschillen(melding: Melding) -> list[VeldVerschil]:
    """Compare what a melding says about mijlpalen with what is known."""
    uit = []
    for gezegd in melding.mijlpalen.select_related("mijlpaal"):
        label = f"Mijlpaal “{gezegd.mijlpaal.titel}”"
        oud, nieuw = (
            f"bereikt op {d:%d/%m/%Y}" if d else "niet bereikt" for d in (gezegd.mijlpaal.bereikt_op, gezegd.bereikt_op)
        )
        uit.append(_veld(label, oud, nieuw, heel=True))
    return uit
