"""The form of a melding: what an organisatie says about an actie."""

import datetime as dt
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from organisaties.models import Organisatie
from speerpunten.forms.velden import Dagveld, Getalveld, JaNeeVeld, tekstvak
from speerpunten.gezegd import Gezegd
from speerpunten.keuzes import STATUSSEN_MET_VERLOOP, MeldingToestand, Resultaat, Status, Verloop
from speerpunten.meten import IndicatorStand
from speerpunten.models import Indicator, Melding, Mijlpaal
from speerpunten.models.melding import INHOUD
from speerpunten.verschil import VeldVerschil

WORDT_PUBLIEK = "Wordt publiek na aanvaarding."
# Optional for a concept, needed for some reports: their help says when, so they are not marked "(niet verplicht)".
SOMS_NODIG = ("status", "verloop", "reden", "resultaat", "bereikt_resultaat", "correctie_reden")
ZONDER_ORGANISATIE = "0"  # the administration of the plan itself, where the plan names none


class MeldingForm(forms.ModelForm):
    """In: a melding (new or kept), who may be spoken for, the mijlpalen of the actie, and what it said before.

    Out: texts, mijlpalen and metingen.

    Whether it has to be complete follows from `indienen`: a concept may lack anything but its day.
    """

    versie = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0, required=False)
    status = forms.ChoiceField(
        label="Hoever staat de actie?", choices=Status.choices, widget=forms.RadioSelect, required=False
    )
    verloop = forms.ChoiceField(
        label="Hoe verloopt het?",
        choices=Verloop.choices,
        widget=forms.RadioSelect,
        required=False,
        help_text="Nodig zolang de actie in voorbereiding, in uitvoering of opgeschort is.",
    )
    resultaat = forms.ChoiceField(
        label="Is het doel bereikt?",
        choices=Resultaat.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    peildatum = Dagveld(label="Stand op", help_text="Over welke dag gaat dit? Vandaag of een dag ervoor.")

    class Meta:
        model = Melding
        fields = (*INHOUD, "correctie_reden")
        widgets = {
            "bereikt_resultaat": tekstvak(),
            "toelichting": tekstvak(5),
            "reden": tekstvak(3),
            "volgende_stappen": tekstvak(3),
            "nodig": tekstvak(3),
            "opmerking_voor_vgc": tekstvak(3),
            "correctie_reden": tekstvak(2),
        }
        help_texts = {
            "bereikt_resultaat": "Zo concreet als het kan, met cijfers als u die hebt.",
            "toelichting": "Wat is er gebeurd sinds de vorige stand? Enkele zinnen volstaan.",
            "reden": "Nodig als het niet op schema loopt, of als de actie opgeschort of stopgezet is.",
            "volgende_stappen": "Wat gebeurt er nu, en wanneer?",
            "nodig": "Uw organisatie, het bestuur en de lezers van het College en de Raad zien dit.",
            "opmerking_voor_vgc": "Alleen uw organisatie en de medewerkers van het bestuur zien dit.",
        }

    def __init__(
        self,
        *args,
        sprekers: list[Organisatie],
        mijlpalen: list[Mijlpaal],
        gezegd: Gezegd,
        bestuur_spreekt: bool = False,
        indienen: bool = False,
        **kwargs,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.indienen = indienen
        self.mijlpalen = mijlpalen
        self.gezegd = gezegd
        self.indicatoren = [stand.indicator for stand in gezegd.indicatoren]
        self.sprekers = sprekers
        self.initial["versie"] = self.instance.versie if self.instance.pk else 0
        if not self.instance.vervangt_id:
            del self.fields["correctie_reden"]
        self._voeg_spreker_toe(bestuur_spreekt)
        self._voeg_mijlpalen_toe()
        self._voeg_indicatoren_toe()
        for naam in self.fields.keys() & {
            *SOMS_NODIG,
            *(dag.name for _, dag in self.mijlpaalparen),
            *self.indicatornamen,
        }:
            self.fields[naam].toon_niet_verplicht = False
        self.fields["status"].beeld = "staal"
        self.fields["verloop"].beeld = self.fields["resultaat"].beeld = "symbool"

    def _voeg_spreker_toe(self, bestuur_spreekt: bool) -> None:
        """Ask for whom one speaks, only where there is a choice and it was not made before."""
        keuzes = [(str(o.pk), o.naam) for o in self.sprekers]
        if bestuur_spreekt:
            keuzes.append((ZONDER_ORGANISATIE, "het bestuur van het plan"))
        if self.instance.pk or self.instance.vervangt_id or len(keuzes) < 2:
            return
        self.fields["organisatie"] = forms.ChoiceField(
            label="Namens wie?", choices=keuzes, initial=str(self.instance.organisatie_id or keuzes[0][0])
        )
        self.order_fields(["versie", "organisatie"])

    def _voeg_mijlpalen_toe(self) -> None:
        eerder = self.gezegd.mijlpalen
        self.eerder_gezegd = set(eerder)
        for mijlpaal in self.mijlpalen:
            dag = eerder.get(mijlpaal.pk, mijlpaal.bereikt_op)
            self.fields[f"mijlpaal-{mijlpaal.pk}-bereikt"] = forms.BooleanField(
                label=mijlpaal.titel,
                required=False,
                help_text=f"Te bereiken tegen {mijlpaal.streefdatum:%d/%m/%Y}.",
                initial=dag is not None,
            )
            self.fields[f"mijlpaal-{mijlpaal.pk}"] = Dagveld(
                label=f"{mijlpaal.titel}: bereikt op", required=False, initial=dag
            )

    def _voeg_indicatoren_toe(self) -> None:
        """Ask per indicator for a value, beside the last one; empty says nothing about it."""
        for stand in self.gezegd.indicatoren:
            indicator = stand.indicator
            indicator.actie = self.instance.actie
            veld = JaNeeVeld if indicator.is_ja_nee else Getalveld
            self.fields[f"indicator-{indicator.pk}"] = veld(
                label=f"{indicator.naam} ({indicator.eenheid})" if indicator.eenheid else indicator.naam,
                help_text=_hulp(stand),
                required=False,
                initial=self.gezegd.metingen.get(indicator.pk),
            )

    @property
    def indicatornamen(self) -> list[str]:
        return [f"indicator-{indicator.pk}" for indicator in self.indicatoren]

    @property
    def indicatorvelden(self) -> list[forms.BoundField]:
        return [self[naam] for naam in self.indicatornamen]

    @property
    def mijlpaalparen(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Give for each mijlpaal its box and its day."""
        return [(self[f"mijlpaal-{m.pk}-bereikt"], self[f"mijlpaal-{m.pk}"]) for m in self.mijlpalen]

    def clean_versie(self) -> int:
        """Give the version that the user saw; a form without one saw none."""
        return self.cleaned_data["versie"] or 0

    def clean(self) -> dict:
        gegevens = super().clean()
        if gegevens.get("status") not in STATUSSEN_MET_VERLOOP and self.indienen:
            gegevens["verloop"] = ""  # a radio button cannot be let go of
        for mijlpaal in self.mijlpalen:
            dag = gegevens.get(f"mijlpaal-{mijlpaal.pk}")
            if dag and dag > timezone.localdate():
                self.add_error(f"mijlpaal-{mijlpaal.pk}", "Deze dag moet nog komen.")
            elif not dag and gegevens.get(f"mijlpaal-{mijlpaal.pk}-bereikt") and gegevens.get("peildatum"):
                gegevens[f"mijlpaal-{mijlpaal.pk}"] = min(gegevens["peildatum"], timezone.localdate())
        self._keur_metingen(gegevens)
        if "organisatie" in gegevens:
            per_id = {str(o.pk): o for o in self.sprekers}
            self.instance.organisatie = per_id.get(gegevens["organisatie"])
        if self.indienen:
            self.instance.toestand = MeldingToestand.INGEDIEND
        return gegevens

    def _keur_metingen(self, gegevens: dict) -> None:
        for indicator in self.indicatoren:
            waarde, naam = gegevens.get(f"indicator-{indicator.pk}"), f"indicator-{indicator.pk}"
            if waarde is None or not gegevens.get("peildatum"):
                continue
            try:
                indicator.keur_waarde(waarde, gegevens["peildatum"])
            except ValidationError as fout:
                for veld, zinnen in fout.message_dict.items():
                    self.add_error(naam if veld == "waarde" else veld, zinnen)

    def _get_validation_exclusions(self) -> set[str]:
        """Leave to the service what it fills in itself: who sends it, and when."""
        return super()._get_validation_exclusions() | {"ingediend_door", "ingediend_op"}

    @property
    def gezegde_mijlpalen(self) -> dict[Mijlpaal, dt.date | None]:
        """Give what is said about mijlpalen: what differs from what is known, or was said in this melding before."""
        uit = {}
        for mijlpaal in self.mijlpalen:
            dag = self.cleaned_data.get(f"mijlpaal-{mijlpaal.pk}")
            if dag != mijlpaal.bereikt_op or mijlpaal.pk in self.eerder_gezegd:
                uit[mijlpaal] = dag
        return uit

    @property
    def gezegde_metingen(self) -> dict[Indicator, Decimal]:
        """Give what is measured: the indicatoren with a value. What stays empty says nothing, and is not 0."""
        waarden = {indicator: self.cleaned_data.get(f"indicator-{indicator.pk}") for indicator in self.indicatoren}
        return {indicator: waarde for indicator, waarde in waarden.items() if waarde is not None}

    @property
    def getypte_getallen(self) -> list[VeldVerschil]:
        """Give the numbers that were typed, as they were typed: to be given back where they cannot be kept."""
        getypt = ((veld.label, str(veld.data or "").strip()) for veld in self.indicatorvelden)
        return [VeldVerschil(label, "", tekst, (("nieuw", tekst),)) for label, tekst in getypt if tekst]


def _hulp(stand: IndicatorStand) -> str:
    """Tell beside the question what is known: the last value, or that there is none, and the target."""
    doel = f"Doel: {stand.doel_in_woorden}." if stand.doel_in_woorden else ""
    if not stand.is_gemeten:
        bekend = f"Nog geen meting. {doel}"
    elif stand.indicator.cumulatief:
        bekend = f"Samen tot nu: {stand.tekst}."
    else:
        bekend = f"Vorige meting: {stand.tekst}."
    vraag = "Hoeveel kwam erbij sinds de vorige meting? " if stand.indicator.cumulatief else ""
    return f"{vraag}{bekend}".strip()
