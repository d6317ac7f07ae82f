"""Totals of subsidies, per year, speerpunt and financier. Pure; each sum of the parts is the whole, to the cent.

A subsidie counts once: whole, in the year of its first day, at the speerpunt of its actie (never at those that the
actie touches), under its financier. So every figure is a sum of amounts that stand in a decision, and who must defend
one can point at them; spread over days, it would hold amounts that nobody ever decided (ADR 15). What has no actie
counts at no speerpunt, and is told apart.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from speerpunten.getallen import bedrag
from speerpunten.models import Subsidie

ZONDER_ACTIE = "Zonder actie"
UITLEG = (
    "Een subsidie telt één keer, met haar hele bedrag: in het jaar waarin haar periode begint en bij het speerpunt van "
    "haar actie. Wat voor geen enkele actie apart bedoeld is, staat bij “Zonder actie”."
)


@dataclass(frozen=True)
class Som:
    """One line of a total: of what, the amount, and how many subsidies."""

    sleutel: int | None  # the year, or the key of a speerpunt or organisatie; None: without an actie
    naam: str
    bedrag: Decimal
    aantal: int

    @property
    def bedrag_in_woorden(self) -> str:
        return bedrag(self.bedrag)


@dataclass(frozen=True)
class Totalen:
    """What all subsidies come to, split three ways; each way adds up to `totaal`."""

    totaal: Som
    per_jaar: tuple[Som, ...]  # the oldest first
    per_speerpunt: tuple[Som, ...]  # by number; what has no actie comes last
    per_financier: tuple[Som, ...]  # the largest first

    @property
    def zonder_actie(self) -> Som:
        """Give what has no actie; an empty line where all have one."""
        leeg = Som(None, ZONDER_ACTIE, Decimal(0), 0)
        return next((som for som in self.per_speerpunt if som.sleutel is None), leeg)


def _per(subsidies: Iterable[Subsidie], groep: Callable[[Subsidie], tuple[int | None, str]]) -> list[Som]:
    """Add up per group, in the order in which the groups come."""
    groepen: dict[tuple[int | None, str], list[Decimal]] = {}
    for subsidie in subsidies:
        groepen.setdefault(groep(subsidie), []).append(subsidie.bedrag)
    return [Som(*sleutel, sum(delen, Decimal(0)), len(delen)) for sleutel, delen in groepen.items()]


def _jaar(subsidie: Subsidie) -> tuple[int, str]:
    return subsidie.jaar, str(subsidie.jaar)


def _speerpunt(subsidie: Subsidie) -> tuple[int | None, str]:
    if subsidie.actie is None:
        return None, ZONDER_ACTIE
    return subsidie.actie.speerpunt_id, str(subsidie.actie.speerpunt)


def _financier(subsidie: Subsidie) -> tuple[int, str]:
    """One that was merged counts with what it became part of."""
    wie = subsidie.financier
    wie = wie.opvolger if wie.is_samengevoegd and wie.opvolger else wie
    return wie.pk, wie.naam


def _volgorde_speerpunt(subsidie: Subsidie) -> tuple[bool, int]:
    return subsidie.actie is None, subsidie.actie.speerpunt.nummer if subsidie.actie else 0


def tel_op(subsidies: Iterable[Subsidie]) -> Totalen:
    """Add up subsidies of one plan (with `met_namen`); asks no query."""
    alle = list(subsidies)
    return Totalen(
        totaal=Som(None, "Totaal", sum((s.bedrag for s in alle), Decimal(0)), len(alle)),
        per_jaar=tuple(sorted(_per(alle, _jaar), key=lambda som: som.sleutel)),
        per_speerpunt=tuple(_per(sorted(alle, key=_volgorde_speerpunt), _speerpunt)),
        per_financier=tuple(sorted(_per(alle, _financier), key=lambda som: (-som.bedrag, som.naam))),
    )
