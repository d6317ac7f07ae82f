"""The forms of an import: the file, and what the user chooses in the preview."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict

from speerpunten.forms.velden import tekstvak
from speerpunten.keuzes import Resultaat, Verloop
from speerpunten.models import Import
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


# Choices for the whole file: which counter of the preview makes each matter, what is asked (of one, of more), the box.
VINKJES = {
    "aanvullen": (
        "zonder_tekst",
        ("Bij 1 stand ontbreekt een verplichte tekst.", "Bij {} standen ontbreekt een verplichte tekst."),
        "Vul in: “Niet vermeld in de ingelezen lijst.”",
    ),
    "van_boven": (
        "zonder_speerpunt",
        ("Bij 1 rij is het speerpunt leeg.", "Bij {} rijen is het speerpunt leeg."),
        "Neem het over van de rij erboven",
    ),
    "dagen_leeg": (
        "onleesbare_dagen",
        ("1 cel vertelt geen dag en geen jaar.", "{} cellen vertellen geen dag en geen jaar."),
        "Laat die dagen leeg",
    ),
    "samen": (
        "met_komma",
        ("In 1 cel staan namen met een komma ertussen.", "In {} cellen staan namen met een komma ertussen."),
        "Het is telkens één naam: splits niet",
    ),
    "fouten_weg": ("", ("", ""), "Laat de foute rijen weg"),
}


def vinkjes_voor(invoer: Import) -> list[tuple[str, str, str, bool]]:
    """Give the boxes that matter for this preview: the field, what is asked, its label, and whether it is ticked."""
    tellers, fout = invoer.voorstel.get("tellers", {}), invoer.voorstel.get("tellingen", {}).get("fout")
    uit = []
    for naam, (teller, vraag, label) in VINKJES.items():
        aan = bool(invoer.keuzes.get(naam))
        if aan or tellers.get(teller) or (not teller and fout):
            aantal = tellers.get(teller, 0)
            uit.append((naam, vraag[aantal != 1].format(aantal), label, aan))
    return uit


def lees_keuzes(post: QueryDict, invoer: Import) -> dict[str, object]:
    """Give what was chosen in the preview: columns, answers (by the key of their question) and the rest.

    What the page did not ask stays as it was chosen.
    """
    kolommen = {
        lijst["naam"]: {
            str(kolom["index"]): post.get(f"kolom-{nummer}-{kolom['index']}", kolom["naam"])
            for kolom in lijst["kolommen"]
        }
        for nummer, lijst in enumerate(invoer.voorstel.get("lijsten", ()))
    }
    antwoorden = dict(invoer.keuzes.get("antwoorden", {})) | {
        vraag["sleutel"]: post.get(f"antwoord:{vraag['sleutel']}", vraag["gekozen"])
        for vraag in invoer.voorstel.get("vragen", ())
    }
    verloop, resultaat = post.get("verloop", ""), post.get("resultaat", "")
    return {
        "kolommen": kolommen,
        "antwoorden": antwoorden,
        "peildatum": post.get("peildatum", "")[:10],
        "verloop": verloop if verloop in Verloop.values else "",
        "resultaat": resultaat if resultaat in Resultaat.values else "",
    } | {vinkje: post.get(vinkje) == "ja" for vinkje in VINKJES}
