"""The forms of a checker: improve the wording of what is accepted, or return it."""

from django import forms
from django.utils.text import capfirst

from speerpunten.forms.velden import Dagveld, tekstvak
from speerpunten.models import Melding
from speerpunten.models.melding import MAX_TEKST, VERBETERBAAR

# What is asked most often when something goes back.
VASTE_ZINNEN = (
    "Vertel concreter wat er gebeurd is, met cijfers als u die hebt.",
    "De status past niet bij de toelichting. Kijk na of beide kloppen.",
    "Zeg waarom het anders loopt dan gepland.",
    "Schrijf wat er bereikt is, en of dat het doel was.",
    "Zeg wat er nu gebeurt, en wanneer.",
    "Laat namen van personen weg. Deze tekst wordt publiek.",
)
MAX_REDEN = 2000  # characters


class TaalForm(forms.Form):
    """The texts of a melding that become public, to improve their wording. A text that is not sent stays as it was."""

    def __init__(self, data=None, *, melding: Melding) -> None:
        super().__init__(data, prefix="taal")  # beside the reden of who returns it
        for veld in VERBETERBAAR:
            if tekst := getattr(melding, veld):
                label = capfirst(melding._meta.get_field(veld).verbose_name)
                vak = tekstvak(min(12, 3 + len(tekst) // 90))
                self.fields[veld] = forms.CharField(
                    label=label, initial=tekst, widget=vak, max_length=MAX_TEKST, required=False
                )
                self.fields[veld].toon_niet_verplicht = False

    @property
    def teksten(self) -> dict[str, str]:
        """Give the texts that were sent: field -> text."""
        return {veld: tekst for veld, tekst in self.cleaned_data.items() if self.add_prefix(veld) in self.data}


class TerugstuurForm(forms.Form):
    """Why a melding goes back (phrases that were picked, own words, or both), and by when an answer is expected."""

    zinnen = forms.MultipleChoiceField(
        label="Vaste zinnen",
        choices=[(zin, zin) for zin in VASTE_ZINNEN],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Kies wat past. Ze komen boven uw eigen woorden.",
    )
    reden = forms.CharField(
        label="Wat moet er anders?",
        widget=tekstvak(3),
        max_length=MAX_REDEN,
        required=False,
        help_text="De partner leest dit.",
    )
    tegen = Dagveld(label="Graag tegen", help_text="Minstens vijf werkdagen.")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for naam in ("zinnen", "reden"):
            self.fields[naam].toon_niet_verplicht = False

    def clean(self) -> dict:
        gegevens = super().clean()
        delen = [*gegevens.pop("zinnen", []), gegevens.get("reden", "")]
        gegevens["reden"] = "\n".join(deel for deel in delen if deel)
        if not gegevens["reden"] and "reden" not in self.errors:
            self.add_error("reden", "Geef de reden. De partner leest ze.")
        return gegevens
