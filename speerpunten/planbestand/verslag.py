"""What a load did, or would do: counted per kind, and named per field."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from speerpunten.planbestand.schema import LIJSTEN, VAN_HET_PLAN
from speerpunten.planbestand.soorten import Waarde

MAX_GETOOND = 100  # characters of an old or new text
AANLOOP = 20  # characters shown before the first difference
VOLGORDE = ("beleidsplan", *LIJSTEN)


@dataclass
class Verslag:
    """Counts per kind (`nieuw`, `gewijzigd`, `ongewijzigd`) and sentences per field, each with its place."""

    bestand: str
    plan: str
    proef: bool = False
    nieuw: Counter = field(default_factory=Counter)
    gewijzigd: Counter = field(default_factory=Counter)
    ongewijzigd: Counter = field(default_factory=Counter)
    nieuwe_rijen: list[str] = field(default_factory=list)
    wijzigingen: list[str] = field(default_factory=list)
    met_de_hand: list[str] = field(default_factory=list)
    let_op: list[str] = field(default_factory=list)
    niet_in_bestand: list[str] = field(default_factory=list)

    def noteer_wijziging(self, plek: str, oud: Waarde, nieuw: Waarde) -> None:
        """Note a field that the file changed."""
        van, naar = toon_verschil(oud, nieuw)
        self.wijzigingen.append(f"{plek}: {van} -> {naar}")

    def noteer_met_de_hand(self, plek: str, huidig: Waarde, in_bestand: Waarde) -> None:
        """Note a field that was edited by hand and is left as it is."""
        blijft, zegt = toon_verschil(huidig, in_bestand)
        self.met_de_hand.append(f"{plek}: blijft {blijft}; het bestand zegt {zegt}")

    @property
    def verandert_iets(self) -> bool:
        return bool(self.nieuw.total() or self.wijzigingen)

    @property
    def verandert_het_plan(self) -> bool:
        """Tell whether anything of the plan itself is new or changed: not only what plans share."""
        return any(self.nieuw[soort] or self.gewijzigd[soort] for soort in ("beleidsplan", *VAN_HET_PLAN))

    def regels(self, *, kort: bool = False) -> Iterator[str]:
        """Give the report as lines of plain text; in short without the names of what is new."""
        if self.proef:
            yield "Proef: er is niets gewijzigd."
        yield f"{self.bestand}: beleidsplan “{self.plan}”"
        for soort in VOLGORDE:
            aantallen = (self.nieuw[soort], self.gewijzigd[soort], self.ongewijzigd[soort])
            if any(aantallen):
                yield "  {}: {} nieuw, {} gewijzigd, {} ongewijzigd".format(soort, *aantallen)
        yield from self._blok("Nieuw", [] if kort else self.nieuwe_rijen)
        yield from self._blok("Gewijzigd", self.wijzigingen)
        yield from self._blok("Met de hand gewijzigd in de toepassing, blijft zo", self.met_de_hand)
        yield from self._blok("Let op", self.let_op)
        yield from self._blok("Staat niet (meer) in het bestand, blijft staan", self.niet_in_bestand)

    @staticmethod
    def _blok(kop: str, zinnen: list[str]) -> Iterator[str]:
        if zinnen:
            yield f"{kop}:"
            yield from (f"  {zin}" for zin in zinnen)

    def __str__(self) -> str:
        return "\n".join(self.regels())


def toon_waarde(waarde: Waarde) -> str:
    """Give a value as whoever wrote the file knows it."""
    if waarde is None or waarde == "" or waarde == []:
        return "(leeg)"
    if isinstance(waarde, bool):
        return "ja" if waarde else "nee"
    if isinstance(waarde, list):
        return ", ".join(" als ".join(een) if isinstance(een, list) else str(een) for een in waarde)
    return "“{}”".format(str(waarde).replace("\n", "↵"))


def toon_verschil(een: Waarde, ander: Waarde) -> tuple[str, str]:
    """Give two values to stand side by side; of long texts only from where they differ."""
    if not (isinstance(een, str) and isinstance(ander, str) and max(len(een), len(ander)) > MAX_GETOOND):
        return toon_waarde(een), toon_waarde(ander)
    gelijk = next((nr for nr, (a, b) in enumerate(zip(een, ander, strict=False)) if a != b), min(len(een), len(ander)))
    vanaf = max(0, gelijk - AANLOOP)
    return toon_waarde(_stuk(een, vanaf)), toon_waarde(_stuk(ander, vanaf))


def _stuk(tekst: str, vanaf: int) -> str:
    einde = vanaf + MAX_GETOOND
    voor, na = "…" if vanaf else "", "…" if len(tekst) > einde else ""
    return f"{voor}{tekst[vanaf:einde]}{na}" if tekst else ""
