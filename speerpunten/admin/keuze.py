"""How one chooses in the admin: lists grouped by plan, search within a plan, and the filters beside a list."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db import models
from django.db.models import Exists, OuterRef
from django.forms.models import ModelChoiceIterator
from django.http import HttpRequest

from organisaties.sleutels import als_sleutel
from speerpunten.keuzes import OrganisatieRol
from speerpunten.models import Actie, ActieOrganisatie, Beleidsplan, Speerpunt

GEEN_ROL = "zonder_trekker"


class _PerPlan(ModelChoiceIterator):
    def __iter__(self) -> Iterator[tuple[str, Any]]:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        speerpunten = self.queryset.select_related("plan").order_by("-plan__van", "plan__naam", "plan", "nummer")
        for plan, rijen in groupby(speerpunten, key=lambda speerpunt: speerpunt.plan):
            yield (plan.naam, [self.choice(speerpunt) for speerpunt in rijen])


class SpeerpuntVeld(forms.ModelChoiceField):
    """Choose a speerpunt, under the name of its plan."""

    iterator = _PerPlan


class SpeerpuntenVeld(forms.ModelMultipleChoiceField):
    """Choose several speerpunten, under the names of their plans."""

    iterator = _PerPlan


class ZoekActie(AutocompleteSelect):
    """Search an actie within one plan; `ActieAdmin.get_search_results` reads the plan from the address."""

    def __init__(
        self, veld: str, plan_id: int | None, site: admin.AdminSite, model: type[models.Model] = Actie, **kwargs
    ) -> None:
        self.plan_id = plan_id
        super().__init__(model._meta.get_field(veld), site, **kwargs)

    def get_url(self) -> str:
        return f"{super().get_url()}?{urlencode({'plan': self.plan_id or 0})}"


class SpeerpuntFilter(admin.SimpleListFilter):
    """The speerpunten of the plan that is chosen in the filter above, or of the only plan."""

    title = "speerpunt"
    parameter_name = "speerpunt"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[int, str]]:
        plan = als_sleutel(request.GET.get("speerpunt__plan__id__exact"))
        if plan is not None:
            speerpunten = Speerpunt.objects.filter(plan=plan)
        elif Beleidsplan.objects.count() == 1:
            speerpunten = Speerpunt.objects.all()
        else:
            return []
        return [(speerpunt.pk, str(speerpunt)) for speerpunt in speerpunten.order_by("nummer")]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        gekozen = als_sleutel(self.value())
        return queryset if gekozen is None else queryset.filter(speerpunt=gekozen)


class ArchiefFilter(admin.SimpleListFilter):
    title = "gearchiveerd"
    parameter_name = "archief"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("nee", "Nee"), ("ja", "Ja"), ("samengevoegd", "Ja, samengevoegd")]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        if self.value() == "samengevoegd":
            return queryset.filter(opgegaan_in__isnull=False)
        if self.value() in {"ja", "nee"}:
            return queryset.filter(gearchiveerd_op__isnull=self.value() == "nee")
        return queryset


class RolFilter(admin.SimpleListFilter):
    title = "rol"
    parameter_name = "rol"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(GEEN_ROL, "Zonder trekker"), *((rol.value, f"Met {rol.label}") for rol in OrganisatieRol)]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        rollen = ActieOrganisatie.objects.filter(actie=OuterRef("pk"))
        if self.value() == GEEN_ROL:
            return queryset.filter(~Exists(rollen.filter(rol=OrganisatieRol.TREKKER)))
        if self.value() in OrganisatieRol.values:
            return queryset.filter(Exists(rollen.filter(rol=self.value())))
        return queryset
