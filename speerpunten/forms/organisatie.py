"""The form with which staff merge two organisaties."""

import datetime as dt

from django import forms
from django.utils import timezone

from organisaties.models import Organisatie, Samenvoeging
from speerpunten.forms.velden import Dagveld


class OrganisatieSamenvoegForm(forms.Form):
    met = forms.ModelChoiceField(
        Organisatie.objects.none(),
        label="Met welke organisatie?",
        empty_label="Kies een organisatie",
        help_text="Deze organisatie blijft bestaan.",
    )
    soort = forms.ChoiceField(
        label="Waarom?", choices=Samenvoeging.choices, widget=forms.RadioSelect, initial=Samenvoeging.DUBBEL
    )
    op = Dagveld(label="Vanaf", initial=timezone.localdate, help_text="Bij een fusie: de dag van de fusie.")

    def __init__(self, *args, organisatie: Organisatie, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["met"].queryset = Organisatie.objects.kiesbaar().exclude(pk=organisatie.pk).order_by("naam", "pk")

    def clean_op(self) -> dt.date:
        if self.cleaned_data["op"] > timezone.localdate():
            raise forms.ValidationError("Deze dag moet nog komen.")
        return self.cleaned_data["op"]
