"""The forms of a doorgave: a partner names somebody else, staff refuse one with a reason."""

from collections.abc import Sequence

from django import forms

from organisaties.models import Doorgave, Gebruiker, Organisatie
from organisaties.models.doorgave import MAX_TEKST
from speerpunten.forms.velden import tekstvak

JA, NEE = "ja", "nee"


class DoorgaveForm(forms.ModelForm):
    """Who the contact person is now. The service checks the rest: rights, and whether it was said already."""

    email = forms.EmailField(
        label="E-mailadres op het werk",
        max_length=254,
        help_text="Een adres van deze persoon zelf. Hier komen de vragen aan.",
    )
    blijft = forms.TypedChoiceField(
        label="Blijft u zelf ook contactpersoon?",
        choices=[(JA, "Ja"), (NEE, "Nee")],
        coerce=lambda waarde: waarde == JA,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies ja of nee."},
    )

    class Meta:
        model = Doorgave
        fields = ("organisatie", "naam", "email", "functie", "blijft", "opmerking")
        labels = {"naam": "Naam van de andere persoon", "functie": "Functie", "opmerking": "Opmerking voor het bestuur"}
        widgets = {"opmerking": tekstvak(3)}

    def __init__(self, data=None, *, organisaties: Sequence[Organisatie], door: Gebruiker) -> None:
        super().__init__(data, instance=Doorgave(door=door))
        self.initial["blijft"] = None  # a choice that nobody made for them
        self.fields["organisatie"].queryset = Organisatie.objects.filter(pk__in=[o.pk for o in organisaties])
        self.fields["organisatie"].empty_label = "Kies een organisatie"
        if len(organisaties) == 1:
            del self.fields["organisatie"]
            self.instance.organisatie = organisaties[0]


class AfwijsForm(forms.Form):
    """Why a doorgave is refused; several stand on one page, so that each has names of its own."""

    reden = forms.CharField(
        label="Waarom niet?",
        max_length=MAX_TEKST,
        widget=tekstvak(2),
        help_text="Wie het doorgaf, leest dit.",
    )

    def __init__(self, data=None, *, doorgave: Doorgave) -> None:
        super().__init__(data, auto_id=f"doorgave-{doorgave.pk}-%s")
