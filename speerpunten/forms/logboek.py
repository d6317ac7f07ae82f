"""The filters of the logboek. An unknown value is left out and told, never a fault."""

from django import forms
from django.utils.text import capfirst

from organisaties.models import Gebruiker
from organisaties.sleutels import als_sleutel
from speerpunten.forms.velden import Dagveld
from speerpunten.spoor import SOORTEN, VOORWERPEN, Vraag
from speerpunten.spoor.lezen import MAX_TEKST

ALLES = [("", "Alles")]
ONBEKEND = {"invalid_choice": "“%(value)s” is geen bekende keuze."}
IN_WOORDEN = {
    "plan": "Plannen",
    "speerpunt": "Speerpunten",
    "actie": "Acties",
    "melding": "Standen van zaken",
    "ronde": "Rondes en rapporten",
    "organisatie": "Organisaties",
    "gebruiker": "Gebruikers",
}


class LogboekFilter(forms.Form):
    """Narrows the log; `bij` ("actie-12") keeps what stands on the page of one thing."""

    alles_mag_leeg = True

    q = forms.CharField(
        label="Tekst",
        required=False,
        max_length=MAX_TEKST,
        widget=forms.TextInput(attrs={"type": "search"}),
        help_text="Een naam of titel, een reden, een bestand, een netwerk.",
    )
    wie = forms.ChoiceField(label="Wie", required=False, error_messages=ONBEKEND)
    soort = forms.ChoiceField(
        label="Wat",
        required=False,
        choices=ALLES + [(code, capfirst(naam)) for code, naam in SOORTEN.items()],
        error_messages=ONBEKEND,
    )
    waarover = forms.ChoiceField(
        label="Waarover", required=False, choices=ALLES + list(IN_WOORDEN.items()), error_messages=ONBEKEND
    )
    van = Dagveld(label="Van", required=False)
    tot = Dagveld(label="Tot en met", required=False)
    bij = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)

    def __init__(self, gegevens) -> None:
        super().__init__(gegevens)
        mensen = Gebruiker.objects.order_by("naam", "pk").values_list("pk", "naam", "email")
        self.fields["wie"].choices = [("", "Iedereen"), *((str(pk), naam or email) for pk, naam, email in mensen)]

    def clean_q(self) -> str:
        return self.cleaned_data["q"].replace("\x00", "").strip()

    def clean_bij(self) -> tuple[str, int] | None:
        soort, _, sleutel = self.cleaned_data["bij"].partition("-")
        pk = als_sleutel(sleutel)
        if not self.cleaned_data["bij"]:
            return None
        if soort not in VOORWERPEN or pk is None:
            raise forms.ValidationError("Dit is niets waarvan er een geschiedenis is.")
        return soort, pk

    @property
    def opmerkingen(self) -> list[str]:
        """Tell which values were left out, and why."""
        return [
            f"{self.fields[veld].label or 'Bij'}: {fout} Dit filter telt niet mee."
            for veld, fouten in self.errors.items()
            for fout in fouten
        ]

    @property
    def gekozen(self) -> list[str]:
        """Give the names of the filters in use: not what was typed, which may be a name."""
        self.is_valid()
        return [naam for naam, waarde in self.cleaned_data.items() if waarde]

    def vraag(self) -> Vraag:
        """Give what is asked for; a value that is no good does not count."""
        self.is_valid()
        keuze = self.cleaned_data
        return Vraag(
            bij=keuze.get("bij"),
            waarover=keuze.get("waarover") or "",
            door=int(keuze["wie"]) if keuze.get("wie") else None,
            soort=keuze.get("soort") or "",
            van=keuze.get("van"),
            tot=keuze.get("tot"),
            tekst=keuze.get("q") or "",
        )
