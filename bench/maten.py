"""The sizes of the databases: from S to L the plan stays the same, and only the database grows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Maat:
    """How many plans, acties in each, rondes in each."""

    plannen: int
    acties: int
    rondes: int


MATEN = {
    "mini": Maat(1, 30, 2),  # to try the bench itself
    "T": Maat(1, 300, 8),
    "S": Maat(1, 1_000, 16),
    "M": Maat(10, 1_000, 16),
    "L": Maat(100, 1_000, 16),
}
ZAAD = 1
KLEIN, GROOT = "S", "L"
