"""What the filters of a list share: an unknown value is left out and told, never a fault."""

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

    def bied_aan(self, keuzes: dict[str, list[tuple[str, str]]]) -> None:
        """Set what can be chosen: name of a filter -> (value, label)."""
        for naam, lijst in keuzes.items():
            self.filters[naam].extra["choices"] = lijst

    def get_form_class(self):
        klasse = super().get_form_class()
        klasse.base_fields["q"].widget = forms.TextInput(attrs={"type": "search"})
        klasse.alles_mag_leeg = True
        return klasse

    @property
    def opmerkingen(self) -> list[str]:
        """Tell which values were left out, and why."""
        leeg = []
        if vraag := getattr(self.form, "cleaned_data", {}).get("q"):
            leeg = [] if zoekwoorden(vraag) else [f"“{vraag}” bevat geen woord om op te zoeken."]
        return leeg + [
            f"{self.form.fields[veld].label.rstrip('?')}: {fout} Dit filter telt niet mee."
            for veld, fouten in self.form.errors.items()
            for fout in fouten
        ]

    @property
    def aantal_gekozen(self) -> int:
        """Count the filters in use (search and order apart)."""
        gekozen = getattr(self.form, "cleaned_data", {})
        return sum(bool(waarde) for naam, waarde in gekozen.items() if naam not in {"q", "volgorde"})
