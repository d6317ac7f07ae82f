"""The filters of the list of acties. Names and values are a contract: design, section 8."""

import django_filters as filters
from django import forms
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.http import QueryDict

from organisaties.models import Organisatie
from organisaties.zoektekst import zoekwoorden
from speerpunten.keuzes import GEEN_GEGEVENS, STATUS_LABELS, Resultaat, Verloop
from speerpunten.lijsten import lijsten_in_een
from speerpunten.models import Actie, Beleidsdomein, Beleidsplan, Doelgroep, Melding, Speerpunt
from speerpunten.models.actie import ActieQuerySet

VOLGORDES = [("titel", "Titel"), ("recent", "Laatst gerapporteerd"), ("einde", "Einde")]
ONBEKEND = "“%(value)s” is geen bekende keuze."


class _Keuze(filters.ChoiceFilter):
    def __init__(self, *args, empty_label: str = "Alle", **kwargs) -> None:
        super().__init__(*args, empty_label=empty_label, error_messages={"invalid_choice": ONBEKEND}, **kwargs)


class _Keuzes(filters.MultipleChoiceFilter):
    def __init__(self, *args, **kwargs) -> None:
        melding = {"invalid_choice": ONBEKEND, "invalid_list": "Kies uit de lijst."}
        super().__init__(*args, widget=forms.CheckboxSelectMultiple, error_messages=melding, **kwargs)


class ActieFilter(filters.FilterSet):
    """Narrows and orders acties that carry `stand_id` (see `met_stand`). An unknown value is left out and told."""

    q = filters.CharFilter(label="Zoeken", method="filter_q", max_length=200)
    speerpunt = _Keuze(label="Speerpunt", field_name="speerpunt__nummer")
    status = _Keuzes(label="Status", choices=list(STATUS_LABELS.items()), method="filter_status")
    verloop = _Keuzes(label="Hoe verloopt het?", choices=Verloop.choices, method="filter_stand")
    resultaat = _Keuzes(label="Is het doel bereikt?", choices=Resultaat.choices, method="filter_stand")
    beleidsdomein = _Keuze(label="Beleidsdomein", method="filter_via")
    doelgroep = _Keuze(label="Doelgroep", method="filter_via")
    organisatie = _Keuze(label="Organisatie", method="filter_via")
    aandacht = _Keuze(label="Aandacht", choices=[("ja", "Vraagt aandacht")], method="laat_door")
    volgorde = _Keuze(label="Volgorde", choices=VOLGORDES, empty_label="Code", method="orden")

    class Meta:
        model = Actie
        fields: tuple[str, ...] = ()

    def __init__(
        self, data: QueryDict, queryset: ActieQuerySet, *, plan: Beleidsplan, zichtbaar: ActieQuerySet
    ) -> None:
        super().__init__(data, queryset)
        for naam, keuzes in _keuzes_van(plan, zichtbaar).items():
            self.filters[naam].extra["choices"] = keuzes

    def get_form_class(self):
        klasse = super().get_form_class()
        klasse.base_fields["q"].widget = forms.TextInput(attrs={"type": "search"})
        klasse.alles_mag_leeg = True
        return klasse

    @property
    def opmerkingen(self) -> list[str]:
        """Tell which values were left out, and why."""
        leeg = []
        if vraag := getattr(self.form, "cleaned_data", {}).get("q"):
            leeg = [] if zoekwoorden(vraag) else [f"“{vraag}” bevat geen woord om op te zoeken."]
        return leeg + [
            f"{self.form.fields[veld].label.rstrip('?')}: {fout} Dit filter telt niet mee."
            for veld, fouten in self.form.errors.items()
            for fout in fouten
        ]

    @property
    def vraagt_aandacht(self) -> bool:
        """Tell whether only acties that ask for attention are wanted: computed, so for the view to do."""
        return self.form.is_bound and bool(getattr(self.form, "cleaned_data", {}).get("aandacht"))

    @property
    def aantal_gekozen(self) -> int:
        """Count the filters in use (search and order apart)."""
        gekozen = getattr(self.form, "cleaned_data", {})
        return sum(bool(waarde) for naam, waarde in gekozen.items() if naam not in {"q", "volgorde"})

    def filter_q(self, acties: ActieQuerySet, naam: str, waarde: str) -> ActieQuerySet:
        return acties.zoek(waarde)

    def filter_status(self, acties: ActieQuerySet, naam: str, waarde: list[str]) -> ActieQuerySet:
        if not waarde:
            return acties
        zonder = Q(stand_id=None) if GEEN_GEGEVENS in waarde else Q(pk__in=[])
        return acties.filter(zonder | Exists(Melding.objects.filter(pk=OuterRef("stand_id"), status__in=waarde)))

    def filter_stand(self, acties: ActieQuerySet, naam: str, waarde: list[str]) -> ActieQuerySet:
        if not waarde:
            return acties
        return acties.filter(Exists(Melding.objects.filter(pk=OuterRef("stand_id"), **{f"{naam}__in": waarde})))

    def filter_via(self, acties: ActieQuerySet, naam: str, waarde: str) -> ActieQuerySet:
        pad = {"beleidsdomein": "beleidsdomeinen", "doelgroep": "doelgroepen", "organisatie": "rollen__organisatie"}[
            naam
        ]
        return acties.filter(Exists(Actie.objects.filter(pk=OuterRef("pk"), **{f"{pad}__slug": waarde})))

    def laat_door(self, acties: ActieQuerySet, naam: str, waarde: str) -> ActieQuerySet:
        return acties

    def orden(self, acties: ActieQuerySet, naam: str, waarde: str) -> ActieQuerySet:
        if waarde == "titel":
            return acties.order_by("titel", "pk")
        if waarde == "einde":
            return acties.order_by(F("einde").asc(nulls_last=True), "pk")
        if waarde == "recent":
            dag = Subquery(Melding.objects.filter(pk=OuterRef("stand_id")).values("peildatum"))
            return acties.annotate(stand_dag=dag).order_by(F("stand_dag").desc(nulls_last=True), "pk")
        return acties.op_code()


def _keuzes_van(plan: Beleidsplan, zichtbaar: ActieQuerySet) -> dict[str, list[tuple[str, str]]]:
    """Give what can be chosen in this plan by this reader, in one query."""
    ids = zichtbaar.order_by().values("pk")
    keuzes = lijsten_in_een(
        speerpunt=(Speerpunt.objects.filter(plan=plan), "nummer", "titel"),
        beleidsdomein=(Beleidsdomein.objects.filter(acties__in=ids), "slug", "naam"),
        doelgroep=(Doelgroep.objects.filter(acties__in=ids), "slug", "naam"),
        organisatie=(Organisatie.objects.filter(rollen__actie__in=ids), "slug", "naam"),
    )
    keuzes["speerpunt"] = [(nummer, f"{nummer}. {titel}") for nummer, titel in keuzes["speerpunt"]]
    return keuzes
