"""The forms of an import: the file, and what the user chooses in the preview."""

from collections.abc import Mapping

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict

from speerpunten.forms.velden import tekstvak
from speerpunten.keuzes import Verloop
from speerpunten.uitwisseling.lezer import MAX_BESTAND


class BestandForm(forms.Form):
    bestand = forms.FileField(
        label="Bestand",
        help_text="Excel (.xlsx of .xls), LibreOffice (.ods) of CSV. Tot 20 MB.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
        error_messages={"required": "Kies een bestand.", "empty": "Dit bestand is leeg."},
    )

    def clean_bestand(self) -> UploadedFile:
        bestand = self.cleaned_data["bestand"]
        if bestand.size > MAX_BESTAND:
            raise forms.ValidationError("Dit bestand is groter dan 20 MB. Knip weg wat geen lijst is, zoals foto’s.")
        return bestand


class TerugdraaiForm(forms.Form):
    reden = forms.CharField(
        label="Waarom?", widget=tekstvak(3), max_length=2000, help_text="Blijft bij de import en bij de acties staan."
    )


def lees_keuzes(post: QueryDict, voorstel: Mapping[str, list]) -> dict[str, object]:
    """Give what was chosen in the preview: columns, answers and the rest, by what the preview asked."""
    kolommen = {
        lijst["naam"]: {
            str(kolom["index"]): post.get(f"kolom-{nummer}-{kolom['index']}", kolom["naam"])
            for kolom in lijst["kolommen"]
        }
        for nummer, lijst in enumerate(voorstel.get("lijsten", ()))
    }
    antwoorden = {
        vraag["sleutel"]: post.get(f"antwoord-{nummer}", vraag["gekozen"])
        for nummer, vraag in enumerate(voorstel.get("vragen", ()))
    }
    verloop = post.get("verloop", "")
    return {
        "kolommen": kolommen,
        "antwoorden": antwoorden,
        "peildatum": post.get("peildatum", "")[:10],
        "verloop": verloop if verloop in Verloop.values else "",
        "fouten_weg": post.get("fouten_weg") == "ja",
    }
