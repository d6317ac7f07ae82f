"""Subsidies: who got how much, from whom, by which decision."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.urls import reverse

from organisaties.admin.basis import BasisAdmin, BasisForm, Knop
from organisaties.admin.historie import HistorieAdmin
from organisaties.models import Gebruiker
from organisaties.sleutels import als_sleutel
from speerpunten.admin.keuze import ZoekActie
from speerpunten.admin.plan import eis_open_plan, is_dicht
from speerpunten.forms.velden import Getalveld
from speerpunten.models import Actie, Beleidsplan, Subsidie

GEEN, WEL = "zonder", "met"


class ActieFilter(admin.SimpleListFilter):
    title = "actie"
    parameter_name = "voor_actie"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(WEL, "Voor een actie"), (GEEN, "Zonder actie")]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        return queryset.filter(actie__isnull=self.value() == GEEN) if self.value() in {GEEN, WEL} else queryset


class SubsidieForm(BasisForm):
    """A new one is made in a plan that is not closed; one that exists stays in its plan."""

    gebruiker: Gebruiker
    bedrag = Getalveld(label="Bedrag in euro")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if "plan" in self.fields:
            self.fields["plan"].queryset = Beleidsplan.objects.wijzigbaar_door(self.gebruiker)
        if "actie" in self.fields and self.instance.pk:
            veld = self.fields["actie"]
            veld.widget.widget = ZoekActie("actie", self.instance.plan_id, admin.site, model=Subsidie)
            veld.queryset = Actie.objects.filter(speerpunt__plan=self.instance.plan_id).select_related("speerpunt")

    def clean(self) -> dict[str, Any]:
        gegevens = super().clean()
        eis_open_plan(gegevens.get("plan"))
        return gegevens


@admin.register(Subsidie)
class SubsidieAdmin(BasisAdmin, HistorieAdmin):
    form = SubsidieForm
    list_display = (
        "organisatie",
        "soort",
        "periode",
        "bedrag_euro",
        "financier",
        "actie_code",
        "besluit_nummer",
        "plan",
    )
    list_filter = ("plan", "soort", ActieFilter, ("financier", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("plan", "organisatie", "financier", "actie__speerpunt")
    search_fields = ("organisatie__naam", "financier__naam", "actie__titel", "besluit_nummer")
    date_hierarchy = "van"
    autocomplete_fields = ("organisatie", "actie", "financier")
    fieldsets = (
        (None, {"fields": ("plan", "organisatie", "actie", "soort", "bedrag", ("van", "tot"), "financier")}),
        ("Besluit", {"fields": ("besluit_nummer", "besluit_datum", "besluit_url")}),
    )

    @admin.display(description="periode", ordering="van")
    def periode(self, subsidie: Subsidie) -> str:
        return subsidie.periode

    @admin.display(description="bedrag", ordering="bedrag")
    def bedrag_euro(self, subsidie: Subsidie) -> str:
        return subsidie.bedrag_in_woorden

    @admin.display(description="actie", ordering=("actie__speerpunt__nummer"))
    def actie_code(self, subsidie: Subsidie) -> str:
        return subsidie.actie.code if subsidie.actie else ""

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related(*self.list_select_related)

    def get_form(self, request: HttpRequest, obj: Subsidie | None = None, change: bool = False, **kwargs: Any):
        form = super().get_form(request, obj, change, **kwargs)
        form.gebruiker = request.user
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Propose who pays for the plan, where a button names the plan."""
        begin = super().get_changeform_initial_data(request)
        plan = Beleidsplan.objects.filter(pk=als_sleutel(request.GET.get("plan"))).first()
        return begin | ({"financier": plan.opdrachtgever_id} if plan else {})

    def get_readonly_fields(self, request: HttpRequest, obj: Subsidie | None = None) -> tuple[str, ...]:
        return ("plan",) if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: Subsidie | None = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and is_dicht(obj.plan))

    def has_delete_permission(self, request: HttpRequest, obj: Subsidie | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and is_dicht(obj.plan))

    def knoppen(self, request: HttpRequest, obj: Subsidie) -> list[Knop]:
        knoppen = [(obj.organisatie.get_absolute_url(), "De organisatie")]
        if obj.actie_id:
            knoppen.append((reverse("admin:speerpunten_actie_change", args=[obj.actie_id]), "De actie"))
        return knoppen
