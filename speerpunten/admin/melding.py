"""What was said about acties, its log, and the moves: all to be read, nothing to be changed.

A melding is written, sent, returned and accepted in the application, by its services; never here.
"""

import datetime as dt
import re
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from organisaties.admin.basis import AlleenLezen, BasisAdmin, Knop, ja_nee
from speerpunten.keuzes import MeldingToestand
from speerpunten.models import Actie, Bijlage, Gebeurtenis, Melding, Meting, MijlpaalMelding, Verplaatsing

ISO_DAG = re.compile(r"\d{4}-\d{2}-\d{2}")


def inhoud_in_woorden(inhoud: dict[str, Any]) -> str:
    """Give what the log kept of a melding as lines "field: value", without the empty ones."""
    velden = {veld.name: veld for veld in Melding._meta.fields}
    regels = [(_naam(velden, naam), _plat(velden.get(naam), waarde)) for naam, waarde in inhoud.items() if waarde]
    return format_html_join("", "<p><strong>{}</strong>: {}</p>", regels)


def _naam(velden: dict[str, models.Field], naam: str) -> str:
    if naam in velden:
        return str(velden[naam].verbose_name).rstrip("?")
    return "nieuw antwoord tegen" if naam == "tegen" else naam


def _plat(veld: models.Field | None, waarde: Any) -> str:
    """Give a logged value as a reader sees it: choices by their label, days in Belgian order."""
    if isinstance(waarde, list):
        return ", ".join(str(deel.get("naam", "")) for deel in waarde)
    if isinstance(waarde, dict):
        return ", ".join(f"{naam} ({_dag(dag) if dag else 'niet bereikt'})" for naam, dag in waarde.items())
    if veld is not None and veld.flatchoices:
        return str(dict(veld.flatchoices).get(waarde, waarde))
    return _dag(str(waarde))


def _dag(waarde: str) -> str:
    """Give a day such as 2024-12-31 as 31/12/2024, and any other text as it is."""
    return f"{dt.date.fromisoformat(waarde):%d/%m/%Y}" if ISO_DAG.fullmatch(waarde) else waarde


class LogInline(AlleenLezen, admin.TabularInline):
    model = Gebeurtenis
    fields = ("op", "soort", "door", "reden", "wat_er_stond")
    readonly_fields = fields
    verbose_name_plural = "logboek"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("door")

    @admin.display(description="wat er stond")
    def wat_er_stond(self, gebeurtenis: Gebeurtenis) -> str:
        return inhoud_in_woorden(gebeurtenis.inhoud)


class MijlpaalInline(AlleenLezen, admin.TabularInline):
    model = MijlpaalMelding
    fields = ("mijlpaal", "bereikt_op")
    readonly_fields = fields
    verbose_name_plural = "over mijlpalen"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("mijlpaal", "melding__actie__speerpunt")


class MetingInline(AlleenLezen, admin.TabularInline):
    model = Meting
    fields = ("indicator", "waarde")
    readonly_fields = fields
    verbose_name_plural = "gemeten"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("indicator")


class BijlageInline(AlleenLezen, admin.TabularInline):
    model = Bijlage
    fields = ("regel", "toegevoegd_door", "toegevoegd_op", "sha256")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("toegevoegd_door")

    @admin.display(description="bestand")
    def regel(self, bijlage: Bijlage) -> str:
        return format_html('<a href="{}">{}</a>', bijlage.get_absolute_url(), bijlage.regel)


@admin.register(Melding)
class MeldingAdmin(AlleenLezen, BasisAdmin):
    list_display = (
        "code",
        "actie_titel",
        "organisatie",
        "ronde",
        "peildatum",
        "status",
        "toestand",
        "ingediend_op",
        "aanvaard_op",
    )
    list_display_links = ("code", "actie_titel")
    list_filter = ("toestand", "status", "herkomst", "actie__speerpunt__plan")
    list_select_related = ("actie__speerpunt", "organisatie", "ronde")
    search_fields = ("actie__titel", "organisatie__naam")
    search_help_text = "Zoek op code (8.3), woorden uit de actie of een organisatie."
    date_hierarchy = "peildatum"
    inlines = (MijlpaalInline, MetingInline, BijlageInline, LogInline)
    staat_namens = ja_nee("namens", "door een medewerker namens de organisatie")
    is_niets_veranderd = ja_nee("niets_veranderd", "niets veranderd")
    fieldsets = (
        (None, {"fields": ("actie", "organisatie", "staat_namens", "ronde", "peildatum", "toestand", "herkomst")}),
        (
            "Wat er gezegd is",
            {
                "fields": (
                    "status",
                    "verloop",
                    "resultaat",
                    "bereikt_resultaat",
                    "toelichting",
                    "reden",
                    "volgende_stappen",
                )
            },
        ),
        ("Niet openbaar", {"fields": ("nodig", "opmerking_voor_vgc")}),
        (
            "Wie en wanneer",
            {
                "fields": (
                    "wie_schreef",
                    "ingediend_door",
                    "ingediend_op",
                    "aanvaard_door",
                    "aanvaard_op",
                    "gewijzigd_op",
                    "vervangt",
                    "correctie_reden",
                    "is_niets_veranderd",
                    "versie",
                )
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        paden = ("ingediend_door", "aanvaard_door", "vervangt__actie__speerpunt")
        return super().get_queryset(request).select_related(*self.list_select_related, *paden)

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet, search_term: str
    ) -> tuple[models.QuerySet, bool]:
        """Search the actie that it is about, as the site does."""
        if search_term.strip():
            queryset = queryset.filter(actie__in=Actie.objects.zoek(search_term).values("pk"))
        return queryset, False

    def knoppen(self, request: HttpRequest, obj: Melding) -> list[Knop]:
        if obj.toestand != MeldingToestand.INGEDIEND:
            return []
        return [(reverse("nakijken_een", args=[obj.pk]), "Nakijken")]

    @admin.display(description="code", ordering="actie__speerpunt__nummer")
    def code(self, melding: Melding) -> str:
        return melding.actie.code

    @admin.display(description="actie", ordering="actie__titel")
    def actie_titel(self, melding: Melding) -> str:
        return melding.actie.titel

    @admin.display(description="schreven of dienden in")
    def wie_schreef(self, melding: Melding) -> str:
        return ", ".join(str(gebruiker) for gebruiker in melding.schrijvers.all())


@admin.register(Gebeurtenis)
class GebeurtenisAdmin(AlleenLezen, BasisAdmin):
    list_display = ("op", "soort", "melding", "door", "reden")
    list_filter = ("soort",)
    list_select_related = ("melding__actie__speerpunt", "door")
    search_fields = ("melding__actie__titel", "door__naam", "reden")
    date_hierarchy = "op"
    ordering = ("-op", "-pk")
    fields = ("melding", "soort", "op", "door", "reden", "wat_er_stond")
    readonly_fields = fields

    @admin.display(description="wat er stond")
    def wat_er_stond(self, gebeurtenis: Gebeurtenis) -> str:
        return inhoud_in_woorden(gebeurtenis.inhoud)


@admin.register(Verplaatsing)
class VerplaatsingAdmin(AlleenLezen, BasisAdmin):
    list_display = ("op", "van_code", "naar_code", "actie_titel", "door", "reden")
    list_filter = ("actie__speerpunt__plan",)
    list_select_related = ("actie", "door")
    search_fields = ("van_code", "naar_code", "actie__titel", "reden")
    ordering = ("-op", "-pk")
    fields = ("actie", "op", "van_code", "naar_code", "reden", "door")
    readonly_fields = fields

    @admin.display(description="actie", ordering="actie__titel")
    def actie_titel(self, verplaatsing: Verplaatsing) -> str:
        return verplaatsing.actie.titel
