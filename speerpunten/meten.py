"""How far an indicator is on a day. Pure: an indicator and what was measured in, a value with its words out.

No meting is something else than nothing: without one there is no value, no share and no line.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from speerpunten.getallen import getal
from speerpunten.models import Indicator

GEEN_METING = "nog geen meting"
BREEDTE, HOOGTE, MARGE = 160, 36, 4  # of a line, in units of its drawing


@dataclass(frozen=True)
class Meetpunt:
    """What was measured on a day, as it was said."""

    peildatum: dt.date
    waarde: Decimal


@dataclass(frozen=True)
class Lijn:
    """A line through the values, as coordinates of an SVG drawing of `breedte` x `hoogte`."""

    punten: str  # "4,32 156,4", as <polyline points> wants it
    x: str  # of the last point
    y: str
    doel_y: str  # of the target; empty where there is none
    breedte: int = BREEDTE
    hoogte: int = HOOGTE


@dataclass(frozen=True)
class IndicatorStand:
    """An indicator on day `op`: what it was worth after each meting, the oldest first (empty: not measured yet)."""

    indicator: Indicator
    op: dt.date
    verloop: tuple[Meetpunt, ...] = ()

    @property
    def is_gemeten(self) -> bool:
        return bool(self.verloop)

    @property
    def waarde(self) -> Decimal | None:
        """Give the value on the day; None where nothing was measured, which is not 0."""
        return self.verloop[-1].waarde if self.verloop else None

    @property
    def dag(self) -> dt.date | None:
        """Give the day of the last meting that counts."""
        return self.verloop[-1].peildatum if self.verloop else None

    @property
    def begin(self) -> Decimal | None:
        """Give where the way to the target begins: what is added up begins at nothing. None: not known."""
        return Decimal(0) if self.indicator.cumulatief else self.indicator.nulwaarde

    @property
    def aandeel(self) -> Decimal | None:
        """Give the share of the way from the beginning to the target: 0 at the one, 1 at the other, also downwards.

        It may be below 0 or above 1. None without a meting, a target or a known beginning; of ja or nee 1 or 0.
        """
        if self.waarde is None:
            return None
        if self.indicator.is_ja_nee:
            return self.waarde
        doel, begin = self.indicator.streefwaarde, self.begin
        if doel is None or begin is None or doel == begin:
            return None
        return (self.waarde - begin) / (doel - begin)

    @property
    def is_bereikt(self) -> bool | None:
        """Tell whether the target is reached; None where that cannot be said."""
        return None if self.aandeel is None else self.aandeel >= 1

    @property
    def procent(self) -> int | None:
        """Give how far a bar is filled: 0 to 100, and full only at the target. None: no bar."""
        if self.aandeel is None or self.indicator.is_ja_nee:
            return None
        return int(max(Decimal(0), min(Decimal(1), self.aandeel)) * 100)

    # --- in words
    @property
    def waarde_in_woorden(self) -> str:
        """Tell the value against the target: "340 van 500 deelnemers", "12 dagen, doel 5", "ja", "nog geen meting"."""
        if self.waarde is None:
            return GEEN_METING
        if self.indicator.is_ja_nee:
            return in_woorden(self.indicator, self.waarde)
        doel, eenheid = self.indicator.streefwaarde, self.indicator.eenheid
        if doel is None:
            return _met_eenheid(getal(self.waarde), eenheid)
        if self.begin is not None and self.begin < doel:
            return _met_eenheid(f"{getal(self.waarde)} van {getal(doel)}", eenheid)
        return f"{_met_eenheid(getal(self.waarde), eenheid)}, doel {getal(doel)}"

    @property
    def doel_in_woorden(self) -> str:
        """Tell the target with its day: "500 deelnemers tegen 31/12/2025", "ja tegen 31/12/2025"; empty without one."""
        indicator = self.indicator
        if indicator.is_ja_nee:
            doel = "ja"
        elif indicator.streefwaarde is None:
            return ""
        else:
            doel = _met_eenheid(getal(indicator.streefwaarde), indicator.eenheid)
        return f"{doel} tegen {indicator.streefdatum:%d/%m/%Y}" if indicator.streefdatum else doel

    @property
    def tekst(self) -> str:
        """Tell all in one line: "340 van 500 deelnemers, stand op 31/12/2024", "nog geen meting, doel 500"."""
        if self.dag:
            return f"{self.waarde_in_woorden}, stand op {self.dag:%d/%m/%Y}"
        return f"{GEEN_METING}, doel {self.doel_in_woorden}" if self.doel_in_woorden else GEEN_METING

    @property
    def regels(self) -> list[tuple[dt.date, str]]:
        """Give the line point by point in words, the newest first: (day, "340 deelnemers")."""
        eenheid = self.indicator.eenheid
        return [
            (punt.peildatum, _met_eenheid(in_woorden(self.indicator, punt.waarde), eenheid))
            for punt in reversed(self.verloop)
        ]

    @property
    def lijn(self) -> Lijn | None:
        """Give the line through the values; None for fewer than two, and for ja or nee."""
        if len(self.verloop) < 2 or self.indicator.is_ja_nee:
            return None
        return _teken(self.verloop, self.indicator.streefwaarde)


def bereken(
    indicator: Indicator, metingen: Iterable[Meetpunt], *, op: dt.date, vanaf: dt.date | None = None
) -> IndicatorStand:
    """Give an indicator on day `op`.

    In: the metingen that count, of one day the last accepted last; `vanaf` the first day of the plan, before which
    nothing counts. Cumulative: the sum so far; else each replaces the one before, and of one day the last counts.
    """
    telt = [m for m in metingen if m.peildatum <= op and (vanaf is None or m.peildatum >= vanaf)]
    telt.sort(key=lambda punt: punt.peildatum)  # stable: within a day the order given
    if indicator.cumulatief:
        sommen = accumulate(punt.waarde for punt in telt)
        telt = [Meetpunt(punt.peildatum, som) for punt, som in zip(telt, sommen, strict=True)]
    return IndicatorStand(indicator, op, tuple({punt.peildatum: punt for punt in telt}.values()))


def in_woorden(indicator: Indicator, waarde: Decimal) -> str:
    """Give a bare value as it is said: "1.234,5", or "ja" or "nee"."""
    if indicator.is_ja_nee:
        return "ja" if waarde else "nee"
    return getal(waarde)


def _met_eenheid(tekst: str, eenheid: str) -> str:
    return f"{tekst} {eenheid}" if eenheid else tekst


def _teken(verloop: tuple[Meetpunt, ...], doel: Decimal | None) -> Lijn:
    waarden = [float(punt.waarde) for punt in verloop]
    alle = [*waarden, *([float(doel)] if doel is not None else [])]
    laag, hoog = min(alle), max(alle)
    begin, einde = verloop[0].peildatum, verloop[-1].peildatum
    dagen = (einde - begin).days

    def y(waarde: float) -> str:
        deel = (waarde - laag) / (hoog - laag) if hoog > laag else 0.5
        return f"{HOOGTE - MARGE - deel * (HOOGTE - 2 * MARGE):.1f}"

    def x(dag: dt.date) -> str:
        return f"{MARGE + (dag - begin).days / dagen * (BREEDTE - 2 * MARGE):.1f}"

    plekken = [(x(punt.peildatum), y(waarde)) for punt, waarde in zip(verloop, waarden, strict=True)]
    return Lijn(
        punten=" ".join(f"{een},{ander}" for een, ander in plekken),
        x=plekken[-1][0],
        y=plekken[-1][1],
        doel_y=y(float(doel)) if doel is not None else "",
    )
