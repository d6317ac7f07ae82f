"""The forms around a report: its texts, a rechtzetting, who treated it."""

from django import forms

from speerpunten.forms.velden import Dagveld, tekstvak
from speerpunten.keuzes import Tekstsoort
from speerpunten.models import Behandeling, Rechtzetting, Ronde, Speerpunt
from speerpunten.models.rapport import MAX_RAPPORTTEKST
from speerpunten.rapportage.gegevens import Rapportage
from speerpunten.services.rapporten import Sleutel, sleutels_van

HULP = {
    Tekstsoort.INLEIDING: "Waarover gaat dit rapport, en wat moet de lezer weten?",
    Tekstsoort.CONCLUSIE: "Wat betekent dit alles, en wat moet er beslist worden?",
}


class TekstenForm(forms.Form):
    """The texts of a draft, each with the version that the user saw."""

    def __init__(self, data=None, *, ronde: Ronde) -> None:
        super().__init__(data)
        staat = {(tekst.soort, tekst.speerpunt_id): tekst for tekst in ronde.teksten.all()}
        self.namen: dict[str, Sleutel] = {}
        for sleutel, punt in sleutels_van(ronde).items():
            naam = f"{sleutel[0]}-{punt.nummer}" if punt else sleutel[0]
            nu = staat.get(sleutel)
            self.namen[naam] = sleutel
            self.fields[naam] = forms.CharField(
                label=_label(sleutel, punt),
                initial=nu.tekst if nu else "",
                widget=tekstvak(5 if punt else 8),
                max_length=MAX_RAPPORTTEKST,
                required=False,
                help_text=HULP.get(sleutel[0], ""),
            )
            self.fields[naam].toon_niet_verplicht = False
            self.fields[f"{naam}-versie"] = forms.IntegerField(
                widget=forms.HiddenInput, min_value=0, required=False, initial=nu.versie if nu else 0
            )

    @property
    def teksten(self) -> dict[Sleutel, tuple[str, int]]:
        """Give per text what was typed and the version that was seen; of those that were sent."""
        return {
            sleutel: (self.cleaned_data[naam].replace("\r\n", "\n"), self.cleaned_data[f"{naam}-versie"] or 0)
            for naam, sleutel in self.namen.items()
            if naam in self.data
        }

    def neem_versies_over(self, versies: dict[Sleutel, int]) -> None:
        """Let what was typed count when it is sent again."""
        self.data = self.data.copy()
        for naam, sleutel in self.namen.items():
            if sleutel in versies:
                self.data[f"{naam}-versie"] = str(versies[sleutel])


def _label(sleutel: Sleutel, punt: Speerpunt | None) -> str:
    return f"{punt.nummer}. {punt.titel}" if punt else Tekstsoort(sleutel[0]).label.capitalize()


class RechtzettingForm(forms.ModelForm):
    """What a definitive report said, and what it should say."""

    code = forms.ChoiceField(label="Over", required=False)

    class Meta:
        model = Rechtzetting
        fields = ("code", "stond", "wordt", "reden")
        widgets = {"stond": tekstvak(4), "wordt": tekstvak(4), "reden": tekstvak(3)}

    def __init__(self, *args, rapportage: Rapportage, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        acties = [(actie.code, f"{actie.code} {actie.titel}") for actie in rapportage.acties]
        self.fields["code"].choices = [("", "het rapport als geheel"), *acties]
        self.fields["code"].toon_niet_verplicht = False

    def _get_validation_exclusions(self) -> set[str]:
        """Leave to the service what it fills in itself."""
        return super()._get_validation_exclusions() | {"rapport", "nummer"}


class BehandelingForm(forms.ModelForm):
    """Which body treated the report, and when."""

    dag = Dagveld(label="Op")

    class Meta:
        model = Behandeling
        fields = ("orgaan", "dag", "url")
        help_texts = {"url": "Adres van het verslag of het besluit."}
