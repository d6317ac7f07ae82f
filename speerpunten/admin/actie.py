"""Acties, with their roles, mijlpalen and former codes."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from organisaties.admin.basis import AlleenLezen, BasisAdmin, BasisForm, Knop, RijenFormSet, RijenInline, ja_nee
from organisaties.admin.historie import HistorieAdmin
from organisaties.models import Gebruiker
from organisaties.sleutels import als_sleutel
from speerpunten.admin.daden import DADEN, MetDaden, daad_url
from speerpunten.admin.indicator import IndicatorRijen
from speerpunten.admin.keuze import ArchiefFilter, RolFilter, SpeerpuntFilter, SpeerpuntVeld, ZoekActie
from speerpunten.admin.plan import is_dicht
from speerpunten.keuzes import MeldingToestand, OrganisatieRol
from speerpunten.models import (
    Actie,
    ActieOrganisatie,
    Beleidsplan,
    Indicator,
    Mijlpaal,
    MijlpaalMelding,
    Speerpunt,
    Verplaatsing,
)
from speerpunten.services.acties import maak_actie

TREKKER_UNIEK = "actieorganisatie_een_trekker"


class ActieForm(BasisForm):
    """An actie. `gezien` is the version on the screen: what someone else saved since is not overwritten."""

    gebruiker: Gebruiker
    gezien = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self._stel_nieuwe_in()
        elif "ook_bij" in self.fields:
            self._stel_bestaande_in()

    def _stel_nieuwe_in(self) -> None:
        """A new actie can stand in any plan that is not closed."""
        plannen = Beleidsplan.objects.wijzigbaar_door(self.gebruiker)
        self.fields["speerpunt"].queryset = Speerpunt.objects.filter(plan__in=plannen)

    def _stel_bestaande_in(self) -> None:
        """Limit the choices to the plan: `ook_bij` to its other speerpunten, `vervolg_op` to the plan before it."""
        self.initial["gezien"] = self.instance.versie
        plan = self.instance.speerpunt.plan
        self.fields["ook_bij"].queryset = plan.speerpunten.exclude(pk=self.instance.speerpunt_id).order_by("nummer")
        if "vervolg_op" in self.fields:
            veld = self.fields["vervolg_op"]
            veld.widget.widget = ZoekActie("vervolg_op", plan.opvolger_van_id, admin.site)
            veld.queryset = Actie.objects.filter(speerpunt__plan__opvolger=plan).select_related("speerpunt")

    def clean(self) -> dict[str, Any]:
        gegevens = super().clean()
        if self.instance.pk:
            opgeslagen = Actie.objects.select_for_update(of=("self",)).get(pk=self.instance.pk)
            if gegevens.get("gezien") != opgeslagen.versie:
                raise ValidationError(
                    "Iemand anders bewaarde deze actie intussen. Er is niets overschreven. "
                    "Kopieer uw tekst, open de actie opnieuw en vul hem daar in."
                )
        return gegevens


class RolRijForm(BasisForm):
    buiten_rij = frozenset({TREKKER_UNIEK})


class RollenFormSet(RijenFormSet):
    """The roles at an actie, checked together: the trekker may be replaced in one go."""

    def clean(self) -> None:
        super().clean()
        trekkers = [form for form in self.blijvende if form.cleaned_data.get("rol") == OrganisatieRol.TREKKER]
        if len(trekkers) > 1:
            trekkers[-1].add_error("rol", "Er is al een trekker.")
            raise ValidationError("Een actie heeft hoogstens één trekker. Maak de anderen uitvoerder of partner.")

    def save(self, commit: bool = True) -> list[ActieOrganisatie]:
        """Save first what goes, then what stops being trekker: the database checks row by row."""

        def beurt(form: forms.ModelForm) -> tuple[bool, bool, bool]:
            gegevens = form.cleaned_data
            return form.instance.pk is None, not gegevens.get("DELETE"), gegevens.get("rol") == OrganisatieRol.TREKKER

        self.forms.sort(key=beurt)
        return super().save(commit)


class MijlpaalRijForm(BasisForm):
    def clean_bereikt_op(self):
        dag = self.cleaned_data["bereikt_op"]
        if dag and "bereikt_op" in self.changed_data and dag > timezone.localdate():
            raise ValidationError("Deze dag moet nog komen.")
        return dag


class MijlpalenFormSet(RijenFormSet):
    """The mijlpalen of an actie: one that was reported on stays, and what was accepted about it too."""

    @cached_property
    def gemeld(self) -> dict[int, set[str]]:
        """Give mijlpaal id -> the toestanden of the meldingen that speak of it."""
        gemeld: dict[int, set[str]] = {}
        rijen = MijlpaalMelding.objects.filter(mijlpaal__actie=self.instance.pk)
        for mijlpaal, toestand in rijen.values_list("mijlpaal", "melding__toestand"):
            gemeld.setdefault(mijlpaal, set()).add(toestand)
        return gemeld

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        toestanden = self.gemeld.get(form.instance.pk, set()) if form.instance.pk else set()
        if toestanden and "DELETE" in form.fields:
            form.fields["DELETE"].disabled = True
            form.fields["DELETE"].widget.attrs["title"] = "Over deze mijlpaal is gerapporteerd. Hij blijft staan."
        if MeldingToestand.AANVAARD in toestanden:
            form.fields["bereikt_op"].disabled = True


def _is_open(request: HttpRequest, actie: Actie) -> bool:
    """Tell whether the actie may be changed; while one saves it stays so."""
    dicht = is_dicht(actie.speerpunt.plan)
    return not dicht and Actie.objects.wijzigbaar_door(request.user).filter(pk=actie.pk).exists()


class VanActie(RijenInline):
    """Rows of an actie, to be changed as long as the actie may be."""

    classes = ("zonder-kop",)

    def _mag(self, request: HttpRequest, obj: Actie | None) -> bool:
        return obj is None or not obj.pk or _is_open(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Actie | None = None) -> bool:
        return self._mag(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Actie | None = None) -> bool:
        return self._mag(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Actie | None = None) -> bool:
        return self._mag(request, obj)


class RollenInline(VanActie):
    model = ActieOrganisatie
    form = RolRijForm
    formset = RollenFormSet
    fields = ("organisatie", "rol")
    autocomplete_fields = ("organisatie",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("organisatie", "actie")


class MijlpalenInline(VanActie):
    model = Mijlpaal
    form = MijlpaalRijForm
    formset = MijlpalenFormSet
    fields = ("titel", "streefdatum", "bereikt_op")


class IndicatorenVanActie(VanActie, IndicatorRijen):
    classes = ()  # above each row the link to what was measured


class VerplaatsingenInline(AlleenLezen, admin.TabularInline):
    model = Verplaatsing
    fields = ("op", "van_code", "naar_code", "reden", "door")
    readonly_fields = fields
    verbose_name_plural = "vroegere codes"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("door")


@admin.register(Actie)
class ActieAdmin(MetDaden, BasisAdmin, HistorieAdmin):
    form = ActieForm
    list_display = ("code", "titel", "plan", "trekker", "is_openbaar", "gearchiveerd_op")
    list_display_links = ("code", "titel")
    list_filter = ("speerpunt__plan", SpeerpuntFilter, RolFilter, "openbaar", ArchiefFilter, "beleidsdomeinen")
    search_fields = ("titel", "omschrijving")
    search_help_text = "Zoek op code (8.3), woorden uit de tekst of een organisatie."
    ordering = ("speerpunt__plan", "speerpunt__nummer", "nummer")
    autocomplete_fields = ("verantwoordelijke", "beleidsdomeinen", "doelgroepen")
    readonly_fields = ("code", "gearchiveerd_op", "archief_reden", "opgegaan_in")
    inlines = (RollenInline, MijlpalenInline, IndicatorenVanActie, VerplaatsingenInline)
    delen_met_historie = ((ActieOrganisatie, "actie"), (Mijlpaal, "actie"), (Indicator, "actie"))
    is_openbaar = ja_nee("openbaar")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        velden = ("speerpunt__plan", "opgegaan_in__speerpunt")
        return super().get_queryset(request).select_related(*velden).met_rollen()

    @admin.display(description="code", ordering=("speerpunt__nummer"))
    def code(self, actie: Actie) -> str:
        return actie.code

    @admin.display(description="plan", ordering="speerpunt__plan__naam")
    def plan(self, actie: Actie) -> str:
        return actie.speerpunt.plan.naam

    @admin.display(description="trekker")
    def trekker(self, actie: Actie) -> str:
        return next((r.organisatie.naam for r in actie.rollen.all() if r.rol == OrganisatieRol.TREKKER), "")

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet, search_term: str
    ) -> tuple[models.QuerySet, bool]:
        """Search as the site does; a search field within a plan names the plan in its address."""
        plan = als_sleutel(request.GET.get("plan"))
        if plan is not None:
            queryset = queryset.filter(speerpunt__plan=plan)
        if request.GET.get("field_name") == "opgegaan_in":
            queryset = queryset.filter(gearchiveerd_op=None)
        return queryset.zoek(search_term), False

    def get_fieldsets(self, request: HttpRequest, obj: Actie | None = None) -> list[tuple[str | None, dict]]:
        """A new actie gets its number and its place beside other speerpunten once its plan is known."""
        waar = ("code", "speerpunt", "ook_bij") if obj else ("speerpunt",)
        if obj and self.has_change_permission(request, obj):
            waar = (*waar, "gezien")
        vervolg = ("vervolg_op",) if obj and (obj.speerpunt.plan.opvolger_van_id or obj.vervolg_op_id) else ()
        tijd = (("start", "start_alleen_jaar"), ("einde", "einde_alleen_jaar"), "doorlopend")
        fieldsets: list[tuple[str | None, dict]] = [
            (None, {"fields": (*waar, "titel", "omschrijving", "beoogd_resultaat", "openbaar")}),
            ("Wanneer", {"fields": tijd, "description": "Niet bekend? Laat leeg: dan tellen de dagen van het plan."}),
            ("Voor wie en door wie", {"fields": ("verantwoordelijke", "beleidsdomeinen", "doelgroepen")}),
            ("Bron", {"fields": ("toelichting", "bron", "volgens_bron", "koppeling_is_interpretatie", *vervolg)}),
        ]
        if obj and obj.gearchiveerd_op:
            fieldsets.insert(0, ("Archief", {"fields": ("gearchiveerd_op", "archief_reden", "opgegaan_in")}))
        return fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Actie | None = None) -> tuple[str, ...]:
        return (*self.readonly_fields, "speerpunt") if obj else self.readonly_fields

    def get_form(self, request: HttpRequest, obj: Actie | None = None, change: bool = False, **kwargs: Any):
        form = super().get_form(request, obj, change, **kwargs)
        form.gebruiker = request.user
        return form

    def formfield_for_foreignkey(self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any):
        if db_field.name == "speerpunt":
            kwargs["form_class"] = SpeerpuntVeld
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: models.ManyToManyField, request: HttpRequest, **kwargs: Any):
        if db_field.name == "ook_bij":
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any):
        veld = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "ook_bij":
            veld.widget.can_add_related = False
        return veld

    def has_change_permission(self, request: HttpRequest, obj: Actie | None = None) -> bool:
        mag = super().has_change_permission(request, obj)
        return mag and (obj is None or _is_open(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Actie | None = None) -> bool:
        """An actie is never deleted, so that its number and its address never mean another (design, section 4)."""
        return False

    def save_model(self, request: HttpRequest, obj: Actie, form: ActieForm, change: bool) -> None:
        """A new actie gets its number from the service; a changed one a new version."""
        obj._history_user = request.user
        if not change:
            maak_actie(actie=obj)
            return
        obj.versie += 1
        super().save_model(request, obj, form, change)

    def knoppen(self, request: HttpRequest, obj: Actie) -> list[Knop]:
        standen = f"{reverse('admin:speerpunten_melding_changelist')}?actie__id__exact={obj.pk}"
        knoppen = [(standen, "Standen van zaken")]
        if self.has_change_permission(request, obj):
            past = [daad for daad in DADEN.values() if daad.met_gearchiveerde == bool(obj.gearchiveerd_op)]
            knoppen += [(daad_url(daad.naam, [obj.pk]), daad.knop) for daad in past]
        return knoppen
