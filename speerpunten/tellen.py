"""Numbers per status in words and as a bar: one rule for the overview and the report. Pure: no database, no HTML."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from speerpunten.keuzes import GEEN_GEGEVENS, STATUS_LABELS, Status

BREEDTE = 100.0  # of a bar, in per cent
SPLEET = 0.4  # white between two segments, in per cent


@dataclass(frozen=True)
class Segment:
    """One status in a bar: its number, where its list is (or ""), and where it stands in the drawing (per cent)."""

    code: str
    label: str
    aantal: int
    url: str
    x: float
    breedte: float

    @property
    def midden(self) -> float:
        return self.x + self.breedte / 2


def segmenten(
    aantallen: Mapping[str, int],
    url_van: Callable[[str], str] = lambda code: "",
    labels: Mapping[str, str] = STATUS_LABELS,
) -> list[Segment]:
    """Give every status, also those with none, in the order of the ramp. In: code -> number, and where its list is.

    `labels`: code -> word, in order, for a bar of something else.
    """
    totaal = sum(aantallen.values())
    x, uit = 0.0, []
    for code, label in labels.items():
        aantal = aantallen.get(code, 0)
        breedte = BREEDTE * aantal / totaal if totaal else 0.0
        uit.append(Segment(code, label, aantal, url_van(code), x, round(max(breedte - SPLEET, 0), 3)))
        x = round(x + breedte, 3)
    return uit


def zin(aantallen: Mapping[str, int]) -> str:
    """Tell the numbers in words: "2 uitgevoerd, 4 in uitvoering"."""
    delen = [f"{n} {STATUS_LABELS[code].lower()}" for code, n in aantallen.items() if n]
    return ", ".join(delen) or "nog geen acties"


def kop(aantallen: Mapping[str, int], *, onbekend_is: str = "is nog geen stand bekend") -> str:
    """Give the answer in one sentence: how many are done, how many go on; or of how many that is not known."""
    totaal = sum(aantallen.values())
    if not totaal:
        return "Er zijn nog geen acties."
    if totaal == 1:
        return f"Er is 1 actie: {zin(aantallen).removeprefix('1 ')}."
    onbekend = aantallen.get(GEEN_GEGEVENS, 0)
    if onbekend * 2 > totaal:
        return f"Van {onbekend} van de {totaal} acties {onbekend_is}."
    klaar, lopen = aantallen.get(Status.UITGEVOERD, 0), aantallen.get(Status.IN_UITVOERING, 0)
    return (
        f"{klaar or 'Geen'} van de {totaal} acties {'is' if klaar <= 1 else 'zijn'} uitgevoerd, "
        f"{lopen or 'geen'} {'loopt' if lopen <= 1 else 'lopen'}."
    )
