"""Aandachtspunten: computed remarks with their reason. They never change what was said (design, section 7)."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from speerpunten.keuzes import AFGERONDE_STATUSSEN, Status, Verloop
from speerpunten.models import Actie, Melding, Mijlpaal, Ronde

VRAGEN_AANDACHT = {verloop.value: verloop.label for verloop in (Verloop.BIJSTURING, Verloop.VERTRAAGD)}
GEMELD, MIJLPAAL, EINDE, RONDE = "gemeld", "mijlpaal", "einde", "ronde"  # the first was said, the others are computed


@dataclass(frozen=True, slots=True)
class Aandachtspunt:
    """Why an actie asks for attention, since which day, and whether that was said or computed."""

    reden: str
    sinds: dt.date
    berekend: bool = True


def gronden(
    *,
    status: str,
    verloop: str,
    peildatum: dt.date | None,
    gemist: Iterable[dt.date],
    einde: dt.date | None,
    op: dt.date,
    sluit: dt.date | None,
) -> Iterator[tuple[str, dt.date]]:
    """Give on which grounds an actie asks for attention on day `op`, and since when: the rule itself, without words.

    In: what its stand says (`status` is empty where there is none), the days of the mijlpalen that were missed, its
    known end, and the last day of the ronde that asked for it in vain. Nothing for a finished or stopped one; what was
    said comes first.
    """
    if status in AFGERONDE_STATUSSEN:
        return
    if status == Status.OPGESCHORT or verloop in VRAGEN_AANDACHT:
        yield GEMELD, peildatum
    for dag in gemist:
        yield MIJLPAAL, dag
    if einde and einde < op:
        yield EINDE, einde
    if sluit:
        yield RONDE, sluit


def _zin(woord: str, reden: str) -> str:
    return f"{woord}: {reden}" if reden else f"{woord}."


def _gemeld(stand: Melding) -> str:
    woord = "Opgeschort" if stand.status == Status.OPGESCHORT else VRAGEN_AANDACHT[stand.verloop]
    return _zin(woord, stand.reden)


def _voorbij(actie: Actie) -> str:
    slot = str(actie.einde.year) if actie.einde_alleen_jaar else f"{actie.einde:%d/%m/%Y}"
    return f"De actie liep tot {slot}, maar is niet als afgerond gemeld."


def _onbeantwoord(ronde: Ronde, stand: Melding | None) -> str:
    laatste = f"De laatste stand is van {stand.peildatum:%d/%m/%Y}." if stand else "Er is nog geen stand."
    gevraagd = f"In de ronde “{ronde.naam}” is gevraagd hoe het ermee staat. Een nagekeken antwoord is er niet."
    return f"{gevraagd} {laatste}"


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
    gemist = [mijlpaal for mijlpaal in mijlpalen if mijlpaal.is_gemist(op)]
    titels = iter(gemist)
    punten = []
    for grond, sinds in gronden(
        status=stand.status if stand else "",
        verloop=stand.verloop if stand else "",
        peildatum=stand.peildatum if stand else None,
        gemist=[mijlpaal.streefdatum for mijlpaal in gemist],
        einde=actie.einde,
        op=op,
        sluit=gemiste_ronde and gemiste_ronde.sluit,
    ):
        if grond == GEMELD:
            reden = _gemeld(stand)
        elif grond == MIJLPAAL:
            reden = f"De mijlpaal “{next(titels).titel}” moest klaar zijn op {sinds:%d/%m/%Y}."
        elif grond == EINDE:
            reden = _voorbij(actie)
        else:
            reden = _onbeantwoord(gemiste_ronde, stand)
        punten.append(Aandachtspunt(reden, sinds, berekend=grond != GEMELD))
    return tuple(punten)
