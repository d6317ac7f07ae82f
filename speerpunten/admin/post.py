"""The outbox, the runs of `dagelijks` and the safe links: to be read; a failed mail tried again, a link revoked."""

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html

from organisaties.admin.basis import AlleenLezen, BasisAdmin
from speerpunten.models import Dagrun, Linkgebeurtenis, Post, Postregel, Toegangslink
from speerpunten.services.post import probeer_opnieuw
from speerpunten.services.toegang import trek_link_in


class RegelInline(AlleenLezen, admin.TabularInline):
    model = Postregel
    fields = ("actie", "ronde", "gebeurtenis")
    readonly_fields = fields
    verbose_name_plural = "waarover"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("actie__speerpunt", "ronde", "gebeurtenis")


@admin.register(Post)
class PostAdmin(AlleenLezen, BasisAdmin):
    list_display = ("gemaakt_op", "soort", "aan", "adres", "onderwerp", "toestand", "verzonden_op", "pogingen", "fout")
    list_display_links = ("gemaakt_op", "soort")
    list_filter = ("toestand", "soort", "ronde")
    list_select_related = ("aan",)
    search_fields = ("aan__naam", "adres", "onderwerp")
    search_help_text = "Zoek op naam, adres of onderwerp."
    date_hierarchy = "voor_dag"
    inlines = (RegelInline,)
    actions = ("opnieuw",)
    fieldsets = (
        (None, {"fields": ("soort", "aan", "adres", "ronde", "over", "voor_dag")}),
        ("De mail", {"fields": ("onderwerp", "inhoud", "antwoord_aan", "message_id")}),
        (
            "Verzending",
            {
                "fields": (
                    "toestand",
                    "gemaakt_op",
                    "geclaimd_op",
                    "verzonden_op",
                    "pogingen",
                    "volgende_poging",
                    "fout",
                )
            },
        ),
    )
    readonly_fields = ("inhoud",)

    @admin.display(description="tekst")
    def inhoud(self, post: Post) -> str:
        """Give the text, line by line; the link of the receiver is not in it."""
        return format_html("<pre>{}</pre>", post.leesbare_tekst)

    @admin.action(description="Opnieuw proberen (wat mislukt is)")
    def opnieuw(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        aantal = probeer_opnieuw(posten=queryset, door=request.user)
        self.message_user(request, "1 mail vertrekt opnieuw." if aantal == 1 else f"{aantal} mails vertrekken opnieuw.")


@admin.register(Dagrun)
class DagrunAdmin(AlleenLezen, BasisAdmin):
    list_display = ("begonnen_op", "geeindigd_op", "verzonden", "uitgesteld", "overgeslagen", "mislukt", "fout")
    date_hierarchy = "begonnen_op"


class LinklogInline(AlleenLezen, admin.TabularInline):
    model = Linkgebeurtenis
    fields = ("op", "daad", "door", "reden")
    readonly_fields = fields
    verbose_name_plural = "logboek"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("door")


@admin.register(Toegangslink)
class ToegangslinkAdmin(AlleenLezen, BasisAdmin):
    list_display = ("gemaakt_op", "gebruiker", "adres", "geldig_tot", "gebruikt_op", "ingetrokken_op")
    list_filter = (("gebruikt_op", admin.EmptyFieldListFilter), ("ingetrokken_op", admin.EmptyFieldListFilter))
    list_select_related = ("gebruiker",)
    search_fields = ("gebruiker__naam", "adres")
    search_help_text = "Zoek op naam of adres."
    date_hierarchy = "gemaakt_op"
    inlines = (LinklogInline,)
    actions = ("trek_in",)
    fields = ("gebruiker", "adres", "post", "welke_acties", "gemaakt_op", "geldig_tot", "gebruikt_op", "ingetrokken_op")
    readonly_fields = ("welke_acties",)

    @admin.display(description="acties")
    def welke_acties(self, link: Toegangslink) -> str:
        return ", ".join(str(actie) for actie in link.acties.select_related("speerpunt"))

    @admin.action(description="Intrekken")
    def trek_in(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        for link in queryset:
            trek_link_in(link=link, door=request.user, reden="door een beheerder")
        self.message_user(request, "Ingetrokken. Wie met de link binnen was, is dat niet meer.")
