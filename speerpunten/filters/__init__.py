"""Filters of lists, in the query of an address."""

from speerpunten.filters.acties import ActieFilter
from speerpunten.filters.nakijken import NakijkFilter

__all__ = ["ActieFilter", "NakijkFilter"]
