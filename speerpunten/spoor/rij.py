"""A row of the trail as it was read, before it has names and words."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from speerpunten.spoor.bronnen import VOORWERPEN, Bron


def soort_van(label: str) -> str:
    """Give the kind of thing (VOORWERPEN) of a model by its label; "" for none."""
    return next((soort for soort, model in VOORWERPEN.items() if model._meta.label_lower == label), "")


@dataclass(frozen=True)
class Rij:
    """A row as it was read: the columns that its words need, and for a history those of the record before it."""

    bron: Bron
    pk: int
    nu: dict[str, Any]
    vorige: dict[str, Any] | None
    op: dt.datetime | None = None

    @property
    def door(self) -> int | None:
        return self.nu.get("_door")

    @property
    def over(self) -> tuple[str, int | None]:
        """Give the kind of thing that it is about, and its key; of a handeling as the row itself says."""
        if self.bron.naam == "handeling":
            return soort_van(self.nu["over_soort"]), self.nu["over_id"]
        return (self.bron.voorwerp[0], self.nu.get("_over")) if self.bron.voorwerp else ("", None)
