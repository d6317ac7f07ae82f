"""What a file leaves open, and what was answered: each question once, by a key that stays the same."""

from collections.abc import Mapping, Sequence

from speerpunten.uitwisseling.voorstel import Vraag

MAAK, WEIGER = "nieuw", "weiger"


class Vragen:
    """The questions of one look at a file. In: what was answered before (key -> choice)."""

    def __init__(self, antwoorden: Mapping[str, str]) -> None:
        self._antwoorden = antwoorden
        self._gesteld: dict[str, Vraag] = {}

    def __contains__(self, sleutel: str) -> bool:
        return sleutel in self._gesteld

    def __len__(self) -> int:
        return len(self._gesteld)

    def bekend(self, sleutel: str) -> Vraag | None:
        """Give a question that was put already; its row counts."""
        vraag = self._gesteld.get(sleutel)
        if vraag:
            vraag.aantal += 1
        return vraag

    def stel(
        self, sleutel: str, soort: str, waarde: str, keuzes: Sequence[tuple[str, str]], standaard: str, *, twijfel: bool
    ) -> Vraag:
        """Put a question; an answer that is no choice (any more) counts as none. `twijfel`: do read this one."""
        antwoord = self._antwoorden.get(sleutel, "")
        gekozen = antwoord if antwoord in {keuze for keuze, _ in keuzes} else standaard
        self._gesteld[sleutel] = Vraag(sleutel, soort, waarde, list(keuzes), gekozen, twijfel, aantal=1)
        return self._gesteld[sleutel]

    @property
    def alle(self) -> list[Vraag]:
        """Give them all, the doubtful ones first."""
        return sorted(self._gesteld.values(), key=lambda vraag: not vraag.twijfel)
