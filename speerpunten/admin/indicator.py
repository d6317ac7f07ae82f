"""Indicatoren: rows of an actie or a speerpunt, and a page of their own for what was measured."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property

from organisaties.admin.basis import AlleenLezen, BasisAdmin, BasisForm, Knop, RijenFormSet, RijenInline, ja_nee
from organisaties.admin.historie import HistorieAdmin
from organisaties.models import Gebruiker
from speerpunten.forms.velden import Getalveld, JaNeeVeld
from speerpunten.meten import in_woorden
from speerpunten.models import Actie, Indicator, Meting
from speerpunten.models.indicator import VASTE_BETEKENIS
from speerpunten.services import slot

INDICATORVELDEN = ("naam", "soort", "eenheid", "nulwaarde", "streefwaarde", "streefdatum", "cumulatief")
SMAL = {"class": "vIntegerField", "inputmode": "decimal"}
GEMETEN = "Er is al gemeten. Dit blijft staan."


class IndicatorForm(BasisForm):
    """Numbers as one writes them here; what was measured keeps its meaning."""

    nulwaarde = Getalveld(required=False, help_text="Bij het begin. Leeg: niet bekend, dan is er geen balk.")
    streefwaarde = Getalveld(required=False)


class IndicatorRijForm(IndicatorForm):
    """As a row: narrow fields, without help under them."""

    nulwaarde = Getalveld(required=False, widget=forms.TextInput(attrs=SMAL))
    streefwaarde = Getalveld(required=False, widget=forms.TextInput(attrs=SMAL))


class IndicatorenFormSet(RijenFormSet):
    """The indicatoren of an actie or a speerpunt: one that was measured stays, and goes on meaning the same."""

    @cached_property
    def gemeten(self) -> set[int]:
        """Give the keys of those that were measured, or about which a melding speaks."""
        rijen = Meting.objects.filter(**{f"indicator__{self.fk.name}": self.instance.pk})
        return set(rijen.values_list("indicator", flat=True))

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        for naam in ("nulwaarde", "streefwaarde"):
            if naam in form.fields:
                form.fields[naam].widget.attrs["aria-label"] = naam.capitalize()
        if form.instance.pk not in self.gemeten:
            return
        for naam in form.fields.keys() & {*VASTE_BETEKENIS, "DELETE"}:
            form.fields[naam].disabled = True
            form.fields[naam].widget.attrs["title"] = GEMETEN


class IndicatorRijen(RijenInline):
    """The indicatoren in the page of an actie or a speerpunt; what was measured stands on their own page."""

    model = Indicator
    form = IndicatorRijForm
    formset = IndicatorenFormSet
    show_change_link = True
    telt_op = ja_nee("cumulatief", "optellen")

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> tuple[str, ...]:
        return INDICATORVELDEN if self.has_change_permission(request, obj) else (*INDICATORVELDEN[:-1], "telt_op")

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> tuple[str, ...]:
        return () if self.has_change_permission(request, obj) else ("telt_op",)


class MetingForm(BasisForm):
    """What staff measured of a speerpunt; who wrote it last counts as who did."""

    def __init__(self, *args, indicator: Indicator, gebruiker: Gebruiker, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.gebruiker = gebruiker
        if "waarde" in self.fields:
            self.fields["waarde"] = JaNeeVeld(label="Waarde") if indicator.is_ja_nee else Getalveld(label="Waarde")
            self.fields["waarde"].widget.attrs["aria-label"] = "Waarde"

    def clean(self) -> dict[str, Any]:
        self.instance.door = self.gebruiker
        return super().clean()


class MetingenFormSet(RijenFormSet):
    gebruiker: Gebruiker

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return super().get_form_kwargs(index) | {"indicator": self.instance, "gebruiker": self.gebruiker}


class MetingenInline(RijenInline):
    """Of a speerpunt: written down here, each with its history. Of an actie its partners report it."""

    model = Meting
    form = MetingForm
    formset = MetingenFormSet
    fields = ("peildatum", "waarde")
    classes = ("zonder-kop",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("indicator")

    def get_formset(self, request: HttpRequest, obj: Indicator | None = None, **kwargs: Any):
        formset = super().get_formset(request, obj, **kwargs)
        formset.gebruiker = request.user
        return formset

    def _mag(self, obj: Indicator | None) -> bool:
        return bool(obj and obj.speerpunt_id and not slot.is_dicht([obj.plan.pk]))

    def has_add_permission(self, request: HttpRequest, obj: Indicator | None = None) -> bool:
        return self._mag(obj)

    def has_change_permission(self, request: HttpRequest, obj: Indicator | None = None) -> bool:
        return self._mag(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Indicator | None = None) -> bool:
        return self._mag(obj)


class GemeldInline(AlleenLezen, admin.TabularInline):
    """Of an actie: what meldingen said, accepted or not."""

    model = Meting
    fields = ("peildatum", "gemeten", "toestand", "organisatie")
    readonly_fields = fields
    verbose_name_plural = "gemeld"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        gemeld = super().get_queryset(request).filter(melding__isnull=False)
        return gemeld.select_related("indicator", "melding__organisatie")

    @admin.display(description="waarde")
    def gemeten(self, meting: Meting) -> str:
        return in_woorden(meting.indicator, meting.waarde)

    @admin.display(description="toestand")
    def toestand(self, meting: Meting) -> str:
        return meting.melding.get_toestand_display()

    @admin.display(description="organisatie")
    def organisatie(self, meting: Meting) -> str:
        return str(meting.melding.organisatie or "het bestuur")


@admin.register(Indicator)
class IndicatorAdmin(BasisAdmin, HistorieAdmin):
    """An indicator is made at its actie or speerpunt. Here one changes it, and reads or writes what was measured."""

    form = IndicatorForm
    list_display = ("naam", "waarvan", "plan", "soort", "telt_op")
    list_filter = ("soort", "cumulatief")
    search_fields = ("naam", "eenheid", "actie__titel", "speerpunt__titel")
    list_select_related = ("actie__speerpunt__plan", "speerpunt__plan")
    inlines = (MetingenInline, GemeldInline)
    delen_met_historie = ((Meting, "indicator"),)
    telt_op = ja_nee("cumulatief", "optellen")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related(*self.list_select_related)

    @admin.display(description="van")
    def waarvan(self, indicator: Indicator) -> str:
        return str(indicator.actie or f"speerpunt {indicator.speerpunt}")

    @admin.display(description="plan")
    def plan(self, indicator: Indicator) -> str:
        return indicator.plan.naam

    def get_fields(self, request: HttpRequest, obj: Indicator | None = None) -> tuple[str, ...]:
        vast = self._is_gemeten(obj) or not self.has_change_permission(request, obj)
        return ("waarvan", *INDICATORVELDEN[:-1], "telt_op" if vast else "cumulatief")

    def get_readonly_fields(self, request: HttpRequest, obj: Indicator | None = None) -> tuple[str, ...]:
        vast = [naam for naam in INDICATORVELDEN if naam in VASTE_BETEKENIS] if self._is_gemeten(obj) else []
        return ("waarvan", "telt_op", *vast)

    def _is_gemeten(self, obj: Indicator | None) -> bool:
        return obj is not None and obj.metingen.exists()

    def get_inline_instances(self, request: HttpRequest, obj: Indicator | None = None) -> list:
        weg = GemeldInline if obj and obj.speerpunt_id else MetingenInline
        return [inline for inline in super().get_inline_instances(request, obj) if not isinstance(inline, weg)]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Indicator | None = None) -> bool:
        if obj and obj.actie_id and not Actie.objects.wijzigbaar_door(request.user).filter(pk=obj.actie_id).exists():
            return False
        return super().has_change_permission(request, obj) and not (obj and slot.is_dicht([obj.plan.pk]))

    def has_delete_permission(self, request: HttpRequest, obj: Indicator | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and slot.is_dicht([obj.plan.pk]))

    def knoppen(self, request: HttpRequest, obj: Indicator) -> list[Knop]:
        if obj.actie_id:
            return [(reverse("admin:speerpunten_actie_change", args=[obj.actie_id]), "De actie")]
        return [(reverse("admin:speerpunten_speerpunt_change", args=[obj.speerpunt_id]), "Het speerpunt")]
