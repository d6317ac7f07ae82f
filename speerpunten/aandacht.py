"""Aandachtspunten: computed remarks with their reason. They never change what was said (design, section 7)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from speerpunten.keuzes import Status, Verloop
from speerpunten.models import Actie, Melding, Mijlpaal, Ronde

VRAGEN_AANDACHT = {verloop.value: verloop.label for verloop in (Verloop.BIJSTURING, Verloop.VERTRAAGD)}


@dataclass(frozen=True, slots=True)
class Aandachtspunt:
    """Why an actie asks for attention, since which day, and whether that was said or computed."""

    reden: str
    sinds: dt.date
    berekend: bool = True


def _gemeld(stand: Melding) -> Iterable[Aandachtspunt]:
    """Give what the stand itself says."""
    if stand.status == Status.OPGESCHORT:
        yield Aandachtspunt(_zin("Opgeschort", stand.reden), stand.peildatum, berekend=False)
    elif stand.verloop in VRAGEN_AANDACHT:
        yield Aandachtspunt(_zin(VRAGEN_AANDACHT[stand.verloop], stand.reden), stand.peildatum, berekend=False)


def _zin(woord: str, reden: str) -> str:
    return f"{woord}: {reden}" if reden else f"{woord}."


def _berekend(
    actie: Actie, stand: Melding | None, mijlpalen: Iterable[Mijlpaal], op: dt.date, gemiste_ronde: Ronde | None
) -> Iterable[Aandachtspunt]:
    for mijlpaal in mijlpalen:
        if mijlpaal.is_gemist(op):
            yield Aandachtspunt(
                f"De mijlpaal “{mijlpaal.titel}” moest klaar zijn op {mijlpaal.streefdatum:%d/%m/%Y}.",
                mijlpaal.streefdatum,
            )
    if actie.einde and actie.einde < op:
        slot = str(actie.einde.year) if actie.einde_alleen_jaar else f"{actie.einde:%d/%m/%Y}"
        yield Aandachtspunt(f"De actie liep tot {slot}, maar is niet als afgerond gemeld.", actie.einde)
    if gemiste_ronde:
        laatste = f"De laatste stand is van {stand.peildatum:%d/%m/%Y}." if stand else "Er is nog geen stand."
        gevraagd = (
            f"In de ronde “{gemiste_ronde.naam}” is gevraagd hoe het ermee staat. Een nagekeken antwoord is er niet."
        )
        yield Aandachtspunt(f"{gevraagd} {laatste}", gemiste_ronde.sluit)


def aandachtspunten(
    actie: Actie,
    stand: Melding | None,
    mijlpalen: Iterable[Mijlpaal],
    *,
    op: dt.date,
    gemiste_ronde: Ronde | None,
) -> tuple[Aandachtspunt, ...]:
    """Give why this actie asks for attention on day `op`, what was said first; nothing for a finished or stopped one.

    Said: verloop not on schedule, or opgeschort. Computed: a missed mijlpaal, a known end that has passed, no stand
    over the period of the last closed ronde that asked for it
    (`gemiste_ronde`).
    """
    if stand and stand.is_afgerond:
        return ()
    punten = [*_gemeld(stand)] if stand else []
    punten += _berekend(actie, stand, mijlpalen, op, gemiste_ronde)
    return tuple(punten)
