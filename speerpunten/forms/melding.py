"""The form of a melding: what an organisatie says about an actie."""

import datetime as dt

from django import forms
from django.utils import timezone

from organisaties.models import Organisatie
from speerpunten.forms.velden import Dagveld, tekstvak
from speerpunten.keuzes import STATUSSEN_MET_VERLOOP, MeldingToestand, Resultaat, Status, Verloop
from speerpunten.models import Melding, Mijlpaal
from speerpunten.models.melding import INHOUD

WORDT_PUBLIEK = "Wordt publiek na aanvaarding."
# Optional for a concept, needed for some reports: their help says when, so they are not marked "(niet verplicht)".
SOMS_NODIG = ("status", "verloop", "reden", "resultaat", "bereikt_resultaat", "correctie_reden")
ZONDER_ORGANISATIE = "0"  # the administration of the plan itself, where the plan names none


class MeldingForm(forms.ModelForm):
    """In: a melding (new or kept), who may be spoken for, the mijlpalen of the actie. Out: texts and mijlpalen.

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
        bestuur_spreekt: bool = False,
        indienen: bool = False,
        **kwargs,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.indienen = indienen
        self.mijlpalen = mijlpalen
        self.sprekers = sprekers
        self.initial["versie"] = self.instance.versie if self.instance.pk else 0
        if not self.instance.vervangt_id:
            del self.fields["correctie_reden"]
        self._voeg_spreker_toe(bestuur_spreekt)
        self._voeg_mijlpalen_toe()
        for naam in self.fields.keys() & {*SOMS_NODIG, *(dag.name for _, dag in self.mijlpaalparen)}:
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
        eerder = {m.mijlpaal_id: m.bereikt_op for m in self.instance.mijlpalen.all()} if self.instance.pk else {}
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
        if "organisatie" in gegevens:
            per_id = {str(o.pk): o for o in self.sprekers}
            self.instance.organisatie = per_id.get(gegevens["organisatie"])
        if self.indienen:
            self.instance.toestand = MeldingToestand.INGEDIEND
        return gegevens

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
