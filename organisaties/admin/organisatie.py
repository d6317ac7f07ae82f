"""Organisaties and who speaks for them."""

from django.contrib import admin
from django.db import models
from django.db.models import Q
from django.http import HttpRequest

from organisaties.admin.basis import BasisAdmin, RijenInline
from organisaties.admin.historie import HistorieAdmin
from organisaties.kbo import normaliseer_kbo
from organisaties.models import Lidmaatschap, Organisatie
from organisaties.zoektekst import bevat, zoekwoorden


class ContactpersonenInline(RijenInline):
    """The contact persons of an organisatie; one who leaves gets a last day."""

    model = Lidmaatschap
    fields = ("gebruiker", "functie", "van", "tot", "ontvangt_post")
    autocomplete_fields = ("gebruiker",)
    can_delete = False
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("gebruiker", "organisatie")


@admin.register(Organisatie)
class OrganisatieAdmin(BasisAdmin, HistorieAdmin):
    list_display = ("naam", "afkorting", "rechtsvorm", "kbo", "actief_van", "actief_tot")
    list_filter = ("rechtsvorm", ("opvolger", admin.EmptyFieldListFilter))
    search_fields = ("naam", "afkorting", "kbo")
    search_help_text = "Zoek op naam, afkorting, omschrijving of KBO-nummer."
    autocomplete_fields = ("opvolger",)
    inlines = (ContactpersonenInline,)
    fieldsets = (
        (None, {"fields": ("naam", "afkorting", "slug", "omschrijving", "website")}),
        ("Gegevens", {"fields": ("rechtsvorm", "kbo", "bron", "opmerking")}),
        ("Bestaan", {"fields": (("actief_van", "actief_tot"), "opvolger")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Organisatie | None = None) -> tuple[str, ...]:
        return ("slug",) if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Organisatie | None = None) -> dict:
        return {} if obj else {"slug": ("naam",)}

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet, search_term: str
    ) -> tuple[models.QuerySet, bool]:
        """Search as the site does: every word, in its Dutch forms, or in the KBO number."""
        for woord in zoekwoorden(normaliseer_kbo(search_term)):
            queryset = queryset.filter(bevat(woord, "zoektekst") | Q(kbo__contains=woord))
        return queryset, False
