"""Find what is nearly the same as a text, also among thousands of texts."""

import difflib
from collections import Counter
from collections.abc import Iterable

PRECIES = 300  # of more texts only those are compared that share a word which few have
GEWOON = 100  # a word that more texts have tells nothing
KANSRIJK = 20  # texts that are compared then


class Gelijkenissen:
    """Flat texts among which one looks. In: the texts, and from which likeness two may be the same."""

    def __init__(self, teksten: Iterable[str], grens: float) -> None:
        self.teksten = list(dict.fromkeys(teksten))
        self.grens = grens
        self._met_woord: dict[str, list[str]] = {}
        for tekst in self.teksten if len(self.teksten) > PRECIES else ():
            for woord in set(tekst.split()):
                self._met_woord.setdefault(woord, []).append(tekst)

    def bij(self, tekst: str) -> list[str]:
        """Give at most three texts that are nearly this one, the nearest first."""
        return difflib.get_close_matches(tekst, self._kansrijk(tekst), n=3, cutoff=self.grens)

    def _kansrijk(self, tekst: str) -> list[str]:
        if len(self.teksten) <= PRECIES:
            return self.teksten
        gedeeld: Counter[str] = Counter()
        for woord in set(tekst.split()):
            met = self._met_woord.get(woord, ())
            if len(met) <= GEWOON:
                gedeeld.update(dict.fromkeys(met, 1))
        return [kandidaat for kandidaat, _ in gedeeld.most_common(KANSRIJK)]
