"""The style guide (/stijlgids/): every component in every state, with made-up figures.

It knows no model: the components do not either.
"""

import datetime
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

STATUSSEN = (
    ("uitgevoerd", "Uitgevoerd"),
    ("in_uitvoering", "In uitvoering"),
    ("in_voorbereiding", "In voorbereiding"),
    ("niet_gestart", "Niet gestart"),
    ("opgeschort", "Opgeschort"),
    ("stopgezet", "Stopgezet"),
    ("geen_gegevens", "Geen gegevens"),
)
VERLOPEN = (
    ("op_schema", "Op schema"),
    ("bijsturing", "Bijsturing nodig"),
    ("vertraagd", "Vertraagd"),
)
RESULTATEN = (
    ("bereikt", "Bereikt"),
    ("deels", "Deels bereikt"),
    ("niet_bereikt", "Niet bereikt"),
)
ICONEN = (
    "pijl-links pijl-rechts zoek waarschuwing info gelukt fout kalender download menu extern slot "
    "mijlpaal mijlpaal-bereikt sorteer-op sorteer-af gesprek"
).split()


@dataclass(frozen=True)
class Segment:
    """One part of a bar: what balk.html and legende.html read."""

    code: str
    label: str
    aantal: int
    x: float  # per cent of the width
    breedte: float
    url: str = ""

    @property
    def midden(self) -> float:
        return self.x + self.breedte / 2


@dataclass(frozen=True)
class Balk:
    segmenten: list[Segment] = field(default_factory=list)
    totaal: int = 0


def maak_balk(*aantallen: int, url: str = "") -> Balk:
    """A bar from counts in the order of STATUSSEN."""
    totaal = sum(aantallen)
    segmenten, x = [], 0.0
    for (code, label), aantal in zip(STATUSSEN, aantallen, strict=True):
        breedte = 100 * aantal / totaal if totaal else 0.0
        segmenten.append(Segment(code, label, aantal, round(x, 3), round(breedte, 3), url))
        x += breedte
    return Balk(segmenten, totaal)


class VoorbeeldForm(forms.Form):
    """One field of every kind."""

    titel = forms.CharField(help_text="Zoals u het zelf zou zeggen.")
    toelichting = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=400, required=False)
    speerpunt = forms.ChoiceField(choices=[("", "Kies een speerpunt"), ("1", "1. Diversiteit")])
    peildatum = forms.DateField(
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="De dag waarop dit zo was.",
    )
    aantal = forms.IntegerField(label="Aantal deelnemers", required=False)
    status = forms.ChoiceField(choices=STATUSSEN[:4], widget=forms.RadioSelect)
    doelgroepen = forms.MultipleChoiceField(
        choices=[("k", "Kinderen"), ("j", "Jongeren"), ("o", "Ouderen")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Meer dan één mag.",
    )
    openbaar = forms.BooleanField(label="Iedereen mag dit lezen", required=False, help_text="Na het nakijken.")


class FilterVoorbeeldForm(forms.Form):
    """A filter: every field may stay empty, so none says so."""

    alles_mag_leeg = True
    q = forms.CharField(label="Zoek", widget=forms.TextInput(attrs={"type": "search"}), required=False)
    verloop = forms.MultipleChoiceField(choices=VERLOPEN, widget=forms.CheckboxSelectMultiple, required=False)


def _met_beeld(beeld: str, **kwargs: Any) -> forms.ChoiceField:
    veld = forms.ChoiceField(widget=forms.RadioSelect, required=False, **kwargs)
    veld.beeld, veld.toon_niet_verplicht = beeld, False
    return veld


class VragenForm(forms.Form):
    """The questions of a long form: choices with their swatch or symbol, and many of them in columns."""

    status = _met_beeld("staal", label="Hoever staat de actie?", choices=STATUSSEN[:6], initial="in_uitvoering")
    verloop = _met_beeld(
        "symbool", label="Hoe verloopt het?", choices=VERLOPEN, help_text="Nodig zolang de actie loopt."
    )
    domeinen = forms.MultipleChoiceField(
        choices=[(n, n) for n in "Cultuur Gezin Gezondheid Jeugd Onderwijs Sport Vorming Welzijn".split()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def clean_verloop(self) -> str:
        raise forms.ValidationError("Zeg hoe het verloopt.")


class RijForm(forms.Form):
    """One row of fields that belong together."""

    alles_mag_leeg = True
    mijlpaal = forms.CharField(required=False)
    tegen = forms.DateField(label="Te bereiken tegen", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    op = forms.DateField(label="Bereikt op", widget=forms.DateInput(attrs={"type": "date"}), required=False)


class MijlpalenForm(forms.Form):
    """One question per mijlpaal."""

    alles_mag_leeg = True
    lokaal = forms.DateField(
        label="Lokaal gevonden: bereikt op",
        widget=forms.DateInput(attrs={"type": "date"}),
        required=False,
        help_text="Te bereiken tegen 30/09/2024.",
    )
    groep = forms.DateField(
        label="Eerste groep gestart: bereikt op",
        widget=forms.DateInput(attrs={"type": "date"}),
        required=False,
        help_text="Te bereiken tegen 31/12/2024.",
    )


def _indicatoren() -> list[SimpleNamespace]:
    """An indicator in every state: on its way, added up and reached, without a bar, and not measured."""
    lijn = SimpleNamespace(
        punten="4.0,32.0 80.0,24.0 156.0,14.0", x="156.0", y="14.0", doel_y="4.0", breedte=160, hoogte=36
    )
    regels = [(datetime.date(2024, 12, 31), "340 deelnemers"), (datetime.date(2023, 12, 31), "120 deelnemers")]

    def indicator(naam: str, tekst: str, *, optellen: bool = False, **over: Any) -> SimpleNamespace:
        leeg = {"is_gemeten": True, "doel_in_woorden": "", "is_bereikt": None, "procent": None, "lijn": None}
        welke = SimpleNamespace(naam=naam, cumulatief=optellen)
        return SimpleNamespace(indicator=welke, tekst=tekst, **{"regels": regels[:1]} | leeg | over)

    onderweg = {"procent": 68, "is_bereikt": False, "lijn": lijn, "regels": regels}
    return [
        indicator(
            "Deelnemers",
            "340 van 500 deelnemers, stand op 31/12/2024",
            doel_in_woorden="500 deelnemers tegen 31/12/2025",
            **onderweg,
        ),
        indicator(
            "Gesprekken",
            "1.040 van 1.000 gesprekken, stand op 31/12/2024",
            optellen=True,
            procent=100,
            is_bereikt=True,
            doel_in_woorden="1.000 gesprekken",
        ),
        indicator("Elke school heeft een aanspreekpunt", "nee, stand op 31/12/2024", doel_in_woorden="ja"),
        indicator("Vrijwilligers", "nog geen meting, doel 60 mensen", is_gemeten=False, regels=[]),
    ]


def voorbeelden() -> dict[str, Any]:
    """Everything that the page shows, made up."""
    tellingen = maak_balk(26, 48, 8, 8, 7, 1, 9, url="#balk")
    return {
        "statussen": STATUSSEN,
        "verlopen": VERLOPEN,
        "resultaten": RESULTATEN,
        "iconen": ICONEN,
        "balk": tellingen,
        "balk_klein": maak_balk(1, 3, 0, 2, 1, 1, 1),
        "balk_leeg": maak_balk(0, 0, 0, 0, 0, 0, 0),
        "kolommen": ["Status", "Aantal"],
        "rijen": [[s.label, s.aantal] for s in tellingen.segmenten] + [["Samen", tellingen.totaal]],
        "kruimels": [("Overzicht", "#"), ("Speerpunt 8", "#"), ("8.3 Taalbad voor ouders", "")],
        "paginas": Paginator(range(240), 20).page(6),
        "formulier": VoorbeeldForm(auto_id="leeg_%s"),
        "formulier_fout": VoorbeeldForm({"toelichting": "x" * 401, "peildatum": "31/31/2025"}, auto_id="fout_%s"),
        "filter": FilterVoorbeeldForm(auto_id="filter_%s"),
        "vragen": VragenForm(auto_id="vragen_%s", prefix="vragen"),
        "vragen_fout": VragenForm({}, auto_id="vragen_fout_%s", prefix="vragen_fout"),
        "rij_een": RijForm(auto_id="rij1_%s", prefix="rij1"),
        "rij_twee": RijForm(auto_id="rij2_%s", prefix="rij2"),
        "mijlpalen": MijlpalenForm({"groep": "2030-01-32"}, auto_id="mijlpaal_%s"),
        "feiten": [
            ("Trekker", "Voorbeeldpartner Zenne (voorbeeld)"),
            ("Looptijd", "01/01/2022 tot 31/12/2025"),
            ("Mijlpalen", "3 van 5 bereikt"),
        ],
        "indicatoren": _indicatoren(),
        "aandacht": [
            SimpleNamespace(
                url="#aandacht",
                titel="Taalbad voor ouders (voorbeeld)",
                redenen=["Vertraagd: de mijlpaal “lokalen gevonden” moest klaar zijn op 30/09/2024."],
                meta="8.3 · Voorbeeldpartner Zenne (voorbeeld)",
            ),
            SimpleNamespace(
                url="#aandacht",
                titel="Brugfiguren in de wijk (voorbeeld)",
                redenen=[
                    "Niet gerapporteerd in de laatste ronde.",
                    "De laatste stand is van 14/01/2024.",
                ],
                meta="3.2 · Voorbeeldpartner Kanaal (voorbeeld)",
            ),
        ],
        "dag": datetime.date(2024, 12, 31),
        "vandaag": datetime.date(2025, 6, 30),
        "snelkeuzes": [("einde 2023", "2023-12-31"), ("einde 2024", "2024-12-31")],
        "verborgen": [("speerpunt", "8")],
        "verschillen": [
            SimpleNamespace(label="Status", oud="In voorbereiding", nieuw="In uitvoering", delen=[], is_veranderd=True),
            SimpleNamespace(
                label="Hoe verloopt het?", oud="Op schema", nieuw="Op schema", delen=[], is_veranderd=False
            ),
            SimpleNamespace(label="Reden", oud="", nieuw="Er is geen lokaal.", delen=[], is_veranderd=True),
            SimpleNamespace(
                label="Toelichting",
                oud="De lessen zijn gestart in één school en lopen tot juni.",
                nieuw="De lessen zijn gestart in drie scholen en lopen tot juni.",
                is_veranderd=True,
                delen=[
                    ("gelijk", "De lessen zijn gestart in "),
                    ("weg", "één school"),
                    ("nieuw", "drie scholen"),
                    ("gelijk", " en lopen tot juni."),
                ],
            ),
        ],
    }


@login_not_required
@require_safe
def stijlgids(request: HttpRequest) -> HttpResponse:
    return render(request, "stijlgids/stijlgids.html", {"voorbeelden": voorbeelden()})
