"""Beleidsplannen, their speerpunten, and the lists that acties are sorted by."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html

from organisaties.admin.basis import AlleenLezen, BasisAdmin, BasisForm, Knop, RijenFormSet, RijenInline, ja_nee
from organisaties.admin.historie import HistorieAdmin
from organisaties.models import Gebruiker
from speerpunten.admin.indicator import IndicatorRijen
from speerpunten.admin.keuze import SpeerpuntenVeld, SpeerpuntVeld
from speerpunten.keuzes import Toestand
from speerpunten.models import Actie, Beleidsdomein, Beleidsplan, Doelgroep, Indicator, Ronde, Speerpunt
from speerpunten.services import slot
from speerpunten.services.opvolging import eis_besluiten_kloppen


def was_openbaar(plan: Beleidsplan) -> bool:
    """Tell whether the stored plan is or ever was public: from then on its addresses and numbers stay."""
    return Beleidsplan.objects.filter(pk=plan.pk, openbaar=True).exists() or plan.history.filter(openbaar=True).exists()


def is_dicht(plan: Beleidsplan | None) -> bool:
    """Tell whether the stored plan is closed, whatever the form on its way in says; it stays so while one saves."""
    return plan is not None and slot.is_dicht([plan.pk])


def eis_open_plan(plan: Beleidsplan | None) -> None:
    """Keep the plan that was chosen for something new open until it is saved. Raises ValidationError."""
    if plan is not None:
        slot.eis_open(plan.pk)


def aantal(model: type[models.Model], sleutel: str) -> Coalesce:
    """Count the rows of another model that point here; a subquery, so that two counts do not multiply."""
    telling = model.objects.filter(**{sleutel: OuterRef("pk")}).order_by().values(sleutel).annotate(n=Count("pk"))
    return Coalesce(Subquery(telling.values("n")), 0)


class SpeerpuntRijForm(BasisForm):
    buiten_rij = frozenset({"speerpunt_nummer_uniek"})


class SpeerpuntenFormSet(RijenFormSet):
    """The speerpunten of a plan, checked together: numbers may be exchanged in one go."""

    @cached_property
    def staat_vast(self) -> bool:
        return was_openbaar(self.instance)

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        if form.instance.pk and self.staat_vast:
            form.fields["nummer"].disabled = True

    def save(self, commit: bool = True) -> list[Speerpunt]:
        """Move numbers that change out of each other's way first: the database checks row by row."""
        verschuift = [form.instance.pk for form in self.initial_forms if "nummer" in form.changed_data]
        with transaction.atomic():
            Speerpunt.objects.filter(pk__in=verschuift).parkeer()
            return super().save(commit)


class SpeerpuntenInline(RijenInline):
    """A speerpunt is taken away on its own page, where it stands what leans on it."""

    model = Speerpunt
    form = SpeerpuntRijForm
    formset = SpeerpuntenFormSet
    fields = ("nummer", "titel")
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Beleidsplan | None = None) -> bool:
        return super().has_add_permission(request, obj) and not is_dicht(obj)

    def has_change_permission(self, request: HttpRequest, obj: Beleidsplan | None = None) -> bool:
        return super().has_change_permission(request, obj) and not is_dicht(obj)


class RondesInline(AlleenLezen, admin.TabularInline):
    """The rondes at a glance; each is made and kept on its own page."""

    model = Ronde
    fields = ("ronde", "van", "tot", "opent", "deadline", "sluit", "fase_nu")
    readonly_fields = fields

    @admin.display(description="ronde")
    def ronde(self, ronde: Ronde) -> str:
        return format_html('<a href="{}">{}</a>', reverse("admin:speerpunten_ronde_change", args=[ronde.pk]), ronde)

    @admin.display(description="fase")
    def fase_nu(self, ronde: Ronde) -> str:
        return ronde.fase().label


@admin.register(Beleidsplan)
class BeleidsplanAdmin(BasisAdmin, HistorieAdmin):
    list_display = (
        "naam",
        "van",
        "tot",
        "toestand",
        "is_openbaar",
        "heeft_vier_ogen",
        "aantal_speerpunten",
        "aantal_acties",
    )
    list_filter = ("toestand", "openbaar")
    search_fields = ("naam", "slug")
    autocomplete_fields = ("opdrachtgever",)
    inlines = (SpeerpuntenInline, RondesInline)
    fieldsets = (
        (None, {"fields": ("naam", "slug", ("van", "tot"), "toestand", "openbaar", "vier_ogen")}),
        ("Wie en waarom", {"fields": ("opdrachtgever", "opvolger_van", "inleiding", "contact")}),
        ("Besluit en bron", {"fields": ("besluit_nummer", "besluit_datum", "besluit_url", "document", "bron")}),
    )
    is_openbaar = ja_nee("openbaar")
    heeft_vier_ogen = ja_nee("vier_ogen", "vier ogen")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        telling = {"n_speerpunten": aantal(Speerpunt, "plan"), "n_acties": aantal(Actie, "speerpunt__plan")}
        return super().get_queryset(request).annotate(**telling)

    @admin.display(description="speerpunten", ordering="n_speerpunten")
    def aantal_speerpunten(self, plan: Beleidsplan) -> int:
        return plan.n_speerpunten

    @admin.display(description="acties", ordering="n_acties")
    def aantal_acties(self, plan: Beleidsplan) -> int:
        return plan.n_acties

    def get_readonly_fields(self, request: HttpRequest, obj: Beleidsplan | None = None) -> tuple[str, ...]:
        """A closed plan only shows itself: it is closed and opened again on pages of their own."""
        if obj is None:
            return ()
        if is_dicht(obj):
            velden = [veld for _, opties in self.fieldsets for veld in opties["fields"]]
            plat = [naam for veld in velden for naam in (veld if isinstance(veld, tuple) else (veld,))]
            return tuple(plat)
        return ("slug",) if was_openbaar(obj) else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Beleidsplan | None = None) -> dict:
        return {} if obj else {"slug": ("naam",)}

    def formfield_for_choice_field(self, db_field: models.Field, request: HttpRequest, **kwargs: Any):
        """A plan becomes closed by an act of its own alone, that is logged."""
        if db_field.name == "toestand":
            kwargs["choices"] = [keuze for keuze in Toestand.choices if keuze[0] != Toestand.AFGESLOTEN]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Beleidsplan | None = None) -> bool:
        return super().has_change_permission(request, obj) and not is_dicht(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Beleidsplan | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not is_dicht(obj)

    def knoppen(self, request: HttpRequest, obj: Beleidsplan) -> list[Knop]:
        acties, rondes = reverse("admin:speerpunten_actie_changelist"), reverse("admin:speerpunten_ronde_changelist")
        lijsten = [
            (f"{acties}?speerpunt__plan__id__exact={obj.pk}", "Acties van dit plan"),
            (f"{rondes}?plan__id__exact={obj.pk}", "Rondes van dit plan"),
            (reverse("opvolger", args=[obj.slug]), "Volgend plan"),
        ]
        if obj.opvolger_van_id:
            lijsten.append((reverse("overgang", args=[obj.slug]), "Overgang uit het vorige plan"))
        if obj.is_afgesloten:
            return [*lijsten, (reverse("plan_heropenen", args=[obj.slug]), "Plan heropenen…")]
        if obj.toestand == Toestand.LOPEND:
            lijsten.append((reverse("plan_afsluiten", args=[obj.slug]), "Plan afsluiten…"))
        return [*lijsten, (f"{reverse('admin:speerpunten_ronde_add')}?plan={obj.pk}", "Ronde toevoegen")]


class IndicatorenVanSpeerpunt(IndicatorRijen):
    def has_add_permission(self, request: HttpRequest, obj: Speerpunt | None = None) -> bool:
        return super().has_add_permission(request, obj) and not (obj and is_dicht(obj.plan))

    def has_change_permission(self, request: HttpRequest, obj: Speerpunt | None = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and is_dicht(obj.plan))

    def has_delete_permission(self, request: HttpRequest, obj: Speerpunt | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and is_dicht(obj.plan))


class SpeerpuntForm(BasisForm):
    """A new one is made in a plan that is not closed; one that exists stays in its plan.

    What it continues is chosen from the former plan, under the rules of the model and of the decisions about acties.
    """

    gebruiker: Gebruiker

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        vorige = Speerpunt.objects.filter(plan__opvolger__isnull=False)
        if "plan" in self.fields:
            self.fields["plan"].queryset = Beleidsplan.objects.wijzigbaar_door(self.gebruiker)
        else:
            vorige = vorige.filter(plan__opvolger=self.instance.plan)
        for naam in {"vervolg_op", "ook_vervolg_op"} & self.fields.keys():
            self.fields[naam].queryset = vorige
            self.fields[naam].widget.can_add_related = False

    def clean(self) -> dict[str, Any]:
        gegevens = super().clean()
        eis_open_plan(gegevens.get("plan"))
        return gegevens

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.errors or "ook_vervolg_op" not in self.cleaned_data:
            return
        punt, ook = self.instance, self.cleaned_data["ook_vervolg_op"]
        try:
            punt.keur_ook_vervolg(ook)
            if punt.pk:
                eis_besluiten_kloppen({punt: {punt.vervolg_op_id, *(een.pk for een in ook)}})
        except ValidationError as fout:
            self.add_error(None, fout)


@admin.register(Speerpunt)
class SpeerpuntAdmin(BasisAdmin, HistorieAdmin):
    form = SpeerpuntForm
    list_display = ("nummer", "titel", "plan", "aantal_acties")
    list_display_links = ("titel",)
    list_filter = ("plan",)
    list_select_related = ("plan",)
    search_fields = ("titel", "toelichting", "plan__naam")
    ordering = ("plan", "nummer")
    fields = ("plan", "nummer", "titel", "toelichting", "vervolg_op")
    inlines = (IndicatorenVanSpeerpunt,)
    delen_met_historie = ((Indicator, "speerpunt"),)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("plan").annotate(n_acties=aantal(Actie, "speerpunt"))

    @admin.display(description="acties", ordering="n_acties")
    def aantal_acties(self, speerpunt: Speerpunt) -> int:
        return speerpunt.n_acties

    def get_fields(self, request: HttpRequest, obj: Speerpunt | None = None) -> tuple[str, ...]:
        """What it continues is asked where there is a former plan; the others besides the first once it stands."""
        if obj is None:
            return self.fields
        vervolgt = obj.plan.opvolger_van_id or obj.vervolg_op_id
        return (*self.fields, "ook_vervolg_op") if vervolgt else self.fields[:-1]

    def get_form(self, request: HttpRequest, obj: Speerpunt | None = None, change: bool = False, **kwargs: Any):
        form = super().get_form(request, obj, change, **kwargs)
        form.gebruiker = request.user
        return form

    def formfield_for_foreignkey(self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any):
        if db_field.name == "vervolg_op":
            kwargs["form_class"] = SpeerpuntVeld
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: models.ManyToManyField, request: HttpRequest, **kwargs: Any):
        if db_field.name == "ook_vervolg_op":
            kwargs |= {"form_class": SpeerpuntenVeld, "widget": forms.CheckboxSelectMultiple}
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Speerpunt | None = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and is_dicht(obj.plan))

    def has_delete_permission(self, request: HttpRequest, obj: Speerpunt | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and is_dicht(obj.plan))

    def get_readonly_fields(self, request: HttpRequest, obj: Speerpunt | None = None) -> tuple[str, ...]:
        if obj is None:
            return ()
        return ("plan", "nummer") if was_openbaar(obj.plan) else ("plan",)

    def knoppen(self, request: HttpRequest, obj: Speerpunt) -> list[Knop]:
        lijst = reverse("admin:speerpunten_actie_changelist")
        vraag = f"speerpunt__plan__id__exact={obj.plan_id}&speerpunt={obj.pk}"
        knoppen = [(f"{lijst}?{vraag}", "Acties van dit speerpunt")]
        if not obj.plan.is_afgesloten:
            knoppen.append((f"{reverse('admin:speerpunten_actie_add')}?speerpunt={obj.pk}", "Actie toevoegen"))
        return knoppen


@admin.register(Beleidsdomein, Doelgroep)
class SorteerlijstAdmin(BasisAdmin, HistorieAdmin):
    list_display = ("naam", "slug", "aantal_acties")
    search_fields = ("naam", "slug")
    fields = ("naam", "slug", "toelichting", "bron")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        tussen = Actie._meta.get_field("beleidsdomeinen" if self.model is Beleidsdomein else "doelgroepen")
        return (
            super()
            .get_queryset(request)
            .annotate(n_acties=aantal(tussen.remote_field.through, tussen.m2m_reverse_field_name()))
        )

    @admin.display(description="acties", ordering="n_acties")
    def aantal_acties(self, obj: models.Model) -> int:
        return obj.n_acties

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> tuple[str, ...]:
        return ("slug",) if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: models.Model | None = None) -> dict:
        return {} if obj else {"slug": ("naam",)}
