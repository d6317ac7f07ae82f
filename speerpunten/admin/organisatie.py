"""An organisatie with what it does: its roles at acties stand on its page, and are kept at the actie."""

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from organisaties.admin.basis import AlleenLezen, Knop
from organisaties.admin.organisatie import OrganisatieAdmin
from organisaties.models import Organisatie
from speerpunten.models import ActieOrganisatie


class RollenVanOrganisatie(AlleenLezen, admin.TabularInline):
    model = ActieOrganisatie
    fields = ("waar", "plan", "rol")
    readonly_fields = fields
    verbose_name_plural = "rollen bij acties"
    ordering = ("actie__speerpunt__plan", "actie__speerpunt__nummer", "actie__nummer")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("actie__speerpunt__plan", "organisatie")

    @admin.display(description="actie")
    def waar(self, rol: ActieOrganisatie) -> str:
        adres = reverse("admin:speerpunten_actie_change", args=[rol.actie_id])
        return format_html('<a href="{}">{}</a>', adres, rol.actie)

    @admin.display(description="plan")
    def plan(self, rol: ActieOrganisatie) -> str:
        return rol.actie.speerpunt.plan.naam


admin.site.unregister(Organisatie)


@admin.register(Organisatie)
class OrganisatieMetRollenAdmin(OrganisatieAdmin):
    inlines = (*OrganisatieAdmin.inlines, RollenVanOrganisatie)

    def knoppen(self, request: HttpRequest, obj: Organisatie) -> list[Knop]:
        """Lead to the page that merges; it asks and shows first."""
        if obj.is_samengevoegd:
            return []
        return [(reverse("organisatie_samenvoegen", args=[obj.slug]), "Samenvoegen")]
