"""Organisaties and who speaks for them."""

from django.contrib import admin
from django.db import models
from django.db.models import Q
from django.http import HttpRequest

from organisaties.admin.basis import BasisAdmin
from organisaties.admin.historie import HistorieAdmin
from organisaties.admin.leden import LedenInline
from organisaties.kbo import normaliseer_kbo
from organisaties.models import Organisatie
from organisaties.zoektekst import bevat, zoekwoorden


class ContactpersonenInline(LedenInline):
    """The contact persons of an organisatie."""

    fields = ("gebruiker", "functie", "van", "tot", "ontvangt_post")
    autocomplete_fields = ("gebruiker",)


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
        """Keep the address, and of one that was merged where it leads to."""
        return ("slug", "opvolger") if obj and obj.is_samengevoegd else ("slug",) if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Organisatie | None = None) -> dict:
        return {} if obj else {"slug": ("naam",)}

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet, search_term: str
    ) -> tuple[models.QuerySet, bool]:
        """Search as the site does: every word, in its Dutch forms, or in the KBO number."""
        for woord in zoekwoorden(normaliseer_kbo(search_term)):
            queryset = queryset.filter(bevat(woord, "zoektekst") | Q(kbo__contains=woord))
        return queryset, False
