"""The forms of a beheerder who closes a plan or opens it again."""

from django import forms

from speerpunten.afsluiten import Slotlijst
from speerpunten.forms.velden import tekstvak

MAX_REDEN = 2000  # characters


class SluitForm(forms.Form):
    """Agree to leave what is still open; `gezien` is the list that the page showed."""

    gezien = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    akkoord = forms.BooleanField(label="Dit blijft liggen zoals het is", required=False)

    def __init__(self, data=None, *, lijst: Slotlijst) -> None:
        super().__init__(data, initial={"gezien": lijst.vingerafdruk})
        if lijst.is_leeg:
            self.fields["akkoord"].widget = forms.HiddenInput()
        self.fields["akkoord"].toon_niet_verplicht = False


class HeropenForm(forms.Form):
    reden = forms.CharField(
        label="Waarom gaat het plan weer open?",
        help_text="De reden blijft bij het plan bewaard. Noem geen personen.",
        max_length=MAX_REDEN,
        error_messages={"required": "Zeg waarom het plan weer opengaat."},
        widget=tekstvak(4),
    )
