"""Rapporteringsrondes."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.urls import reverse

from organisaties.admin.basis import AlleenLezen, BasisAdmin, BasisForm, Knop, ja_nee
from organisaties.admin.historie import HistorieAdmin
from organisaties.models import Gebruiker
from speerpunten.admin.plan import aantal, eis_open_plan, is_dicht, was_openbaar
from speerpunten.models import Beleidsplan, Melding, Ronde, Uitstel
from speerpunten.services.rondes import eis_gezegde_past, smal_nu


class RondeForm(BasisForm):
    """A ronde. What was already said in it keeps its day within the period."""

    gebruiker: Gebruiker

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if "plan" in self.fields:
            self.fields["plan"].queryset = Beleidsplan.objects.wijzigbaar_door(self.gebruiker)
        if "speerpunten" in self.fields:
            self.fields["speerpunten"].queryset = self.instance.plan.speerpunten.order_by("nummer")

    def clean(self) -> dict[str, Any]:
        gegevens = super().clean()
        eis_open_plan(gegevens.get("plan"))
        if self.instance.pk and {"speerpunten", "organisaties"} <= gegevens.keys():
            smal = {naam: list(gegevens[naam]) for naam in ("speerpunten", "organisaties")}
            eis_gezegde_past(self.instance, **smal, eerder=smal_nu(self.instance))
        return gegevens


class UitstelInline(AlleenLezen, admin.TabularInline):
    """Uitstel at a glance; it is given and withdrawn on the rondebord."""

    model = Uitstel
    fields = ("organisatie", "dag", "reden", "door", "op")
    readonly_fields = fields


@admin.register(Ronde)
class RondeAdmin(BasisAdmin, HistorieAdmin):
    form = RondeForm
    list_display = (
        "naam",
        "plan",
        "van",
        "tot",
        "opent",
        "deadline",
        "sluit",
        "fase_nu",
        "is_eindronde",
        "aantal_standen",
    )
    list_filter = ("plan", "eindronde")
    list_select_related = ("plan",)
    search_fields = ("naam", "plan__naam")
    autocomplete_fields = ("organisaties",)
    is_eindronde = ja_nee("eindronde")
    inlines = (UitstelInline,)
    delen_met_historie = ((Uitstel, "ronde"),)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("plan").annotate(n_meldingen=aantal(Melding, "ronde"))

    @admin.display(description="fase")
    def fase_nu(self, ronde: Ronde) -> str:
        return ronde.fase().label

    @admin.display(description="standen van zaken", ordering="n_meldingen")
    def aantal_standen(self, ronde: Ronde) -> int:
        return ronde.n_meldingen

    def get_fieldsets(self, request: HttpRequest, obj: Ronde | None = None) -> list[tuple[str | None, dict]]:
        """Which speerpunten can be asked is known once the plan is: after the first save."""
        dagen = ("opent", "deadline", "sluit")
        smal = ("speerpunten", "organisaties") if obj else ("organisaties",)
        return [
            (None, {"fields": ("plan", "naam", "slug", "eindronde")}),
            ("Waarover gaat ze?", {"fields": (("van", "tot"),)}),
            ("Wanneer wordt ze gevraagd?", {"fields": (dagen,)}),
            ("Alleen aan deze", {"fields": smal, "description": "Leeg: alle speerpunten, alle organisaties."}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Ronde | None = None) -> tuple[str, ...]:
        if obj is None:
            return ()
        return ("plan", "slug") if was_openbaar(obj.plan) else ("plan",)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Ronde | None = None) -> dict:
        return {} if obj else {"slug": ("naam",)}

    def get_form(self, request: HttpRequest, obj: Ronde | None = None, change: bool = False, **kwargs: Any):
        form = super().get_form(request, obj, change, **kwargs)
        form.gebruiker = request.user
        return form

    def formfield_for_manytomany(self, db_field: models.ManyToManyField, request: HttpRequest, **kwargs: Any):
        if db_field.name == "speerpunten":
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Ronde | None = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and is_dicht(obj.plan))

    def has_delete_permission(self, request: HttpRequest, obj: Ronde | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and is_dicht(obj.plan))

    def save_model(self, request: HttpRequest, obj: Ronde, form: RondeForm, change: bool) -> None:
        obj.versie += change  # who has the old page before them is told
        super().save_model(request, obj, form, change)

    def knoppen(self, request: HttpRequest, obj: Ronde) -> list[Knop]:
        standen = f"{reverse('admin:speerpunten_melding_changelist')}?ronde__id__exact={obj.pk}"
        return [(obj.get_absolute_url(), "Rondebord"), (standen, "Standen van zaken")]
