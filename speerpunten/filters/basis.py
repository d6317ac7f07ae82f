"""What the filters of a list share: an unknown value is left out and told, never a fault."""

from collections.abc import Callable

import django_filters as filters
from django import forms

from organisaties.zoektekst import zoekwoorden

ONBEKEND = "“%(value)s” is geen bekende keuze."


class Keuze(filters.ChoiceFilter):
    """One of a list; empty means all."""

    def __init__(self, *args, empty_label: str = "Alle", **kwargs) -> None:
        super().__init__(*args, empty_label=empty_label, error_messages={"invalid_choice": ONBEKEND}, **kwargs)


class Keuzes(filters.MultipleChoiceFilter):
    """Any of a list, with boxes to tick."""

    def __init__(self, *args, **kwargs) -> None:
        melding = {"invalid_choice": ONBEKEND, "invalid_list": "Kies uit de lijst."}
        super().__init__(*args, widget=forms.CheckboxSelectMultiple, error_messages=melding, **kwargs)


class Filter(filters.FilterSet):
    """A filter in the query of an address, with `q` for search words."""

    q = filters.CharFilter(label="Zoeken", method="filter_q", max_length=200)

    def bied_aan(self, keuzes: dict[str, list[tuple[str, str]] | Callable[[], list[tuple[str, str]]]]) -> None:
        """Set what can be chosen: name of a filter -> (value, label), or a function that gives these."""
        for naam, lijst in keuzes.items():
            self.filters[naam].extra["choices"] = lijst

    def get_form_class(self):
        klasse = super().get_form_class()
        klasse.base_fields["q"].widget = forms.TextInput(attrs={"type": "search"})
        klasse.alles_mag_leeg = True
        return klasse

    @property
    def gekozen(self) -> dict[str, object]:
        """Give what was chosen: a value for each filter, empty where it is not in use."""
        form = self.form
        if form.is_bound:
            form.is_valid()  # who looks first at what is valid makes it so
        return getattr(form, "cleaned_data", {})

    @property
    def opmerkingen(self) -> list[str]:
        """Tell which values were left out, and why."""
        leeg = []
        if vraag := self.gekozen.get("q"):
            leeg = [] if zoekwoorden(vraag) else [f"“{vraag}” bevat geen woord om op te zoeken."]
        return leeg + [
            f"{self.form.fields[veld].label.rstrip('?')}: {fout} Dit filter telt niet mee."
            for veld, fouten in self.form.errors.items()
            for fout in fouten
        ]

    @property
    def aantal_gekozen(self) -> int:
        """Count the filters in use (search and order apart)."""
        return sum(bool(waarde) for naam, waarde in self.gekozen.items() if naam not in {"q", "volgorde"})
