"""The form with which staff merge two organisaties."""

import datetime as dt

from django import forms
from django.utils import timezone

from organisaties.models import Organisatie, Samenvoeging
from organisaties.sleutels import als_sleutel
from speerpunten.forms.velden import Dagveld
from speerpunten.forms.zoekkeuze import ORGANISATIE, Zoeklijst, lees_vraag, lijsten, maak_aanbod, wil_zoeken
from speerpunten.lijsten import lijsten_in_een


class OrganisatieSamenvoegForm(forms.Form):
    met = forms.ModelChoiceField(
        Organisatie.objects.none(),
        label="Met welke organisatie?",
        widget=Zoeklijst,
        help_text="Deze organisatie blijft bestaan.",
    )
    soort = forms.ChoiceField(
        label="Waarom?", choices=Samenvoeging.choices, widget=forms.RadioSelect, initial=Samenvoeging.DUBBEL
    )
    op = Dagveld(label="Vanaf", initial=timezone.localdate, help_text="Bij een fusie: de dag van de fusie.")

    def __init__(self, data=None, *, organisatie: Organisatie) -> None:
        """In: `data` as a browser sent it. Where that only searches, it is shown as it was typed, and not judged."""
        gezocht = data is not None and wil_zoeken(data)
        super().__init__(None if gezocht else data, initial=data.dict() if gezocht else None)
        vraag, sleutel = lees_vraag(data, ORGANISATIE), als_sleutel((data or {}).get("met"))
        andere = Organisatie.objects.kiesbaar().exclude(pk=organisatie.pk)
        self.fields["met"].queryset = andere
        gelezen = lijsten_in_een(**lijsten(ORGANISATIE, andere, andere.filter(pk=sleutel), vraag))
        self.aanbod = maak_aanbod(ORGANISATIE, gelezen, vraag)
        self.fields["met"].widget.bied_aan(self.aanbod, "Kies een organisatie", buiten=organisatie.pk)

    def clean_op(self) -> dt.date:
        if self.cleaned_data["op"] > timezone.localdate():
            raise forms.ValidationError("Deze dag moet nog komen.")
        return self.cleaned_data["op"]
