"""A bijlage as it stands in a list: by name, kind and size. Knows no database."""

from dataclasses import dataclass
from typing import ClassVar

from django.urls import reverse

_STAP = 1000  # as file managers count


def grootte_in_woorden(grootte: int) -> str:
    """Give a number of bytes as a reader says it: "340 kB", "1,2 MB"."""
    if grootte < _STAP:
        return f"{grootte} bytes"
    if grootte < _STAP * _STAP - _STAP // 2:
        return f"{round(grootte / _STAP)} kB"
    return f"{grootte / _STAP**2:.1f} MB".replace(".", ",").replace(",0 ", " ")


@dataclass(frozen=True)
class Bijlageregel:
    """What a page shows of a bijlage, to one who may read it."""

    VELDEN: ClassVar[tuple[str, ...]] = ("pk", "naam", "soort", "grootte", "openbaar")

    pk: int
    naam: str
    soort: str
    grootte: int
    openbaar: bool

    def __str__(self) -> str:
        return f"{self.titel} ({self.soort}, {grootte_in_woorden(self.grootte)})"

    @property
    def titel(self) -> str:
        """Give the name without its extension: the kind stands behind it."""
        return self.naam.removesuffix(f".{self.soort}")

    def get_absolute_url(self) -> str:
        return reverse("bijlage", args=[self.pk])


def regels_uit(kolom: list[list] | None) -> list[Bijlageregel]:
    """Give the lines of a column that `models.bijlage.bijlagen_van` made, in the order in which they were added."""
    regels = (Bijlageregel(*deel, openbaar=bool(openbaar)) for *deel, openbaar in kolom or ())
    return sorted(regels, key=lambda regel: regel.pk)
