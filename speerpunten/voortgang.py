"""A sign of life of a long act."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Voortgang:
    """What is being done, and how much of how much (0 where nobody knows yet)."""

    wat: str
    gedaan: int
    totaal: int
