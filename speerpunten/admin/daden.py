"""The acts on acties that ask for a reason: an intermediate page, and then the services of the application."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from organisaties.models import Gebruiker
from organisaties.sleutels import als_sleutel
from speerpunten.admin.keuze import ZoekActie
from speerpunten.forms.actie import ArchiveerForm, RedenForm
from speerpunten.models import Actie, Speerpunt
from speerpunten.services import acties as services

MAX_ACTIES = 100  # at once: their ids travel in the address


class TerughaalForm(forms.Form):
    """Nothing to ask: the page itself asks to confirm."""


class VerplaatsForm(RedenForm):
    naar = forms.ModelChoiceField(Speerpunt.objects.none(), label="Naar speerpunt", empty_label="Kies een speerpunt")
    field_order = ("naar", "reden")

    def stel_in(self, acties: Sequence[Actie]) -> None:
        self.fields["naar"].queryset = acties[0].speerpunt.plan.speerpunten.order_by("nummer")


class SamenvoegForm(ArchiveerForm):
    met = forms.ModelChoiceField(Actie.objects.none(), label="Met actie", help_text="Deze actie blijft bestaan.")
    field_order = ("met", "op", "reden")

    def stel_in(self, acties: Sequence[Actie]) -> None:
        plan = acties[0].speerpunt.plan
        andere = Actie.objects.in_plan(plan).filter(gearchiveerd_op=None).exclude(pk__in=[a.pk for a in acties])
        self.fields["met"].queryset = andere.select_related("speerpunt")
        self.fields["met"].widget = ZoekActie("opgegaan_in", plan.pk, admin.site)
        self.fields["met"].widget.choices = self.fields["met"].choices


@dataclass(frozen=True)
class Daad:
    """One act: how it is named, what it asks, and the service that does it to one actie."""

    naam: str
    knop: str
    gedaan: str
    uitleg: str
    form: type[forms.Form]
    doe: Callable[[Actie, dict[str, Any], Gebruiker], Any]
    met_gearchiveerde: bool = False  # works on archived acties, instead of on those that live
    binnen_een_plan: bool = False


DADEN = {
    daad.naam: daad
    for daad in (
        Daad(
            "verplaatsen",
            "Verplaatsen…",
            "verplaatst",
            "De actie krijgt een nieuw nummer bij het andere speerpunt. De oude code en de reden blijven bekend.",
            VerplaatsForm,
            lambda actie, velden, door: services.verplaats_actie(actie=actie, door=door, **velden),
            binnen_een_plan=True,
        ),
        Daad(
            "samenvoegen",
            "Samenvoegen…",
            "samengevoegd",
            "De actie gaat op in een andere. Haar standen van zaken blijven staan. Haar adres leidt naar de andere.",
            SamenvoegForm,
            lambda actie, velden, door: services.voeg_samen(actie=actie, **velden),
            binnen_een_plan=True,
        ),
        Daad(
            "archiveren",
            "Archiveren…",
            "gearchiveerd",
            "De actie telt vanaf die dag niet meer mee. Ze blijft leesbaar.",
            ArchiveerForm,
            lambda actie, velden, door: services.archiveer_actie(actie=actie, **velden),
        ),
        Daad(
            "terughalen",
            "Terughalen…",
            "teruggehaald",
            "De actie telt weer mee, op elke dag. De geschiedenis bewaart wat ongedaan is gemaakt.",
            TerughaalForm,
            lambda actie, velden, door: services.haal_terug(actie=actie),
            met_gearchiveerde=True,
        ),
    )
}


def daad_url(daad: str, ids: Sequence[int]) -> str:
    return f"{reverse('admin:speerpunten_actie_daad', args=[daad])}?ids={','.join(map(str, ids))}"


def _als_actie(daad: Daad) -> Callable:
    """Make the entry of the list of acts above the list of acties: it leads to the intermediate page."""

    @admin.action(description=daad.knop, permissions=["change"])
    def kies(modeladmin: admin.ModelAdmin, request: HttpRequest, queryset: models.QuerySet) -> HttpResponse | None:
        ids = list(queryset.values_list("pk", flat=True)[: MAX_ACTIES + 1])
        if len(ids) > MAX_ACTIES:
            modeladmin.message_user(request, f"Kies hoogstens {MAX_ACTIES} acties tegelijk.", messages.WARNING)
            return None
        return redirect(daad_url(daad.naam, ids))

    kies.__name__ = daad.naam
    return kies


class MetDaden(admin.ModelAdmin):
    """Gives the admin of acties its acts, one page for all of them."""

    actions = tuple(_als_actie(daad) for daad in DADEN.values())

    def get_urls(self) -> list[URLPattern]:
        pagina = self.admin_site.admin_view(self.daad_view)
        return [path("doe/<slug:naam>/", pagina, name="speerpunten_actie_daad"), *super().get_urls()]

    def daad_view(self, request: HttpRequest, naam: str) -> HttpResponse:
        """Ask what the act needs (GET) and do it (POST), to each chosen actie that allows it."""
        if naam not in DADEN:
            raise Http404
        daad = DADEN[naam]
        gekozen = self._gekozen(request)
        acties = self._waarop(request, daad, gekozen)
        if not acties:
            return redirect("admin:speerpunten_actie_changelist")
        form = daad.form(request.POST if request.method == "POST" else None)
        if stel_in := getattr(form, "stel_in", None):
            stel_in(acties)
        if form.is_valid() and self._doe(request, daad, acties, form):
            return redirect("admin:speerpunten_actie_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": f"{daad.knop.rstrip('…')}: {acties[0] if len(acties) == 1 else f'{len(acties)} acties'}",
            "opts": self.opts,
            "daad": daad,
            "acties": acties,
            "overgeslagen": [actie for actie in gekozen if actie not in acties],
            "form": form,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/actie_daad.html", context)

    def _gekozen(self, request: HttpRequest) -> list[Actie]:
        gevraagd = (als_sleutel(pk) for pk in request.GET.get("ids", "").split(",")[:MAX_ACTIES])
        ids = [pk for pk in gevraagd if pk is not None]
        acties = Actie.objects.filter(pk__in=ids).select_related("speerpunt__plan")
        return list(acties.order_by("speerpunt__plan", "speerpunt__nummer", "nummer"))

    def _waarop(self, request: HttpRequest, daad: Daad, gekozen: list[Actie]) -> list[Actie]:
        """Keep the acties that this act can be done to, and tell why where none is left."""
        mag = set(
            Actie.objects.wijzigbaar_door(request.user)
            .filter(pk__in=[a.pk for a in gekozen])
            .values_list("pk", flat=True)
        )
        acties = [a for a in gekozen if a.pk in mag and bool(a.gearchiveerd_op) == daad.met_gearchiveerde]
        if not acties:
            wat = "is niet gearchiveerd" if daad.met_gearchiveerde else "is al gearchiveerd"
            self.message_user(
                request, f"Dit kan hier niet: het plan is afgesloten, of de actie {wat}.", messages.WARNING
            )
        elif daad.binnen_een_plan and len({a.speerpunt.plan_id for a in acties}) > 1:
            self.message_user(request, "Kies acties van één plan.", messages.WARNING)
            return []
        return acties

    def _doe(self, request: HttpRequest, daad: Daad, acties: list[Actie], form: forms.Form) -> bool:
        """Do it to each, one transaction each. Tells what was done; False where nothing was."""
        gelukt, fouten = [], []
        for actie in acties:
            try:
                daad.doe(actie, form.cleaned_data, request.user)
            except ValidationError as fout:
                fouten.append(f"{actie.code} {actie.titel}: {' '.join(fout.messages)}")
            else:
                gelukt.append(actie)
                self.log_change(request, actie, f"{daad.gedaan.capitalize()}.")
        if not gelukt:
            form.add_error(None, fouten)
            return False
        for tekst in fouten:
            self.message_user(request, tekst, messages.ERROR)
        wat = f"De actie “{gelukt[0].titel}” is" if len(gelukt) == 1 else f"{len(gelukt)} acties zijn"
        self.message_user(request, f"{wat} {daad.gedaan}.", messages.SUCCESS)
        return True
