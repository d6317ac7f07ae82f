"""People, for staff: who speaks for what and how they come in; one person; their data as a file; erasing them."""

import json

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisaties.models import Gebruiker
from speerpunten.access import eis_medewerker, lidmaatschap_voor_medewerker, mens_voor_medewerker
from speerpunten.forms.uitnodiging import BeeindigForm, WisForm
from speerpunten.forms.zoekkeuze import antwoord
from speerpunten.mensen import TOON, lidmaatschappen_van, open_doorgaven, zonder_contactpersoon
from speerpunten.mensen import mensen as zoek_mensen
from speerpunten.services.mensen import beeindig_lidmaatschap as beeindig
from speerpunten.services.persoonsgegevens import haal_persoonsgegevens_op
from speerpunten.services.wissen import bezwaar_tegen_wissen, wis_persoon
from speerpunten.views.fouten import neem_fouten_over

PER_PAGINA = 50


@require_safe
def mensen(request: HttpRequest) -> HttpResponse:
    """List persons, or with `toon=zonder` the organisaties for which nobody speaks; `q` searches."""
    eis_medewerker(request)
    vraag = request.GET.get("q", "")[:200].replace("\x00", "")
    toon = request.GET.get("toon", "")
    lijst = zonder_contactpersoon(vraag=vraag) if toon == "zonder" else zoek_mensen(vraag=vraag, toon=toon)
    context = {
        "pagina": Paginator(lijst, PER_PAGINA).get_page(request.GET.get("pagina")),
        "q": vraag,
        "toon": toon if toon in TOON else "",
        "keuzes": TOON.items(),
        "doorgaven": open_doorgaven(),
    }
    return render(request, "speerpunten/mensen/mensen.html", context)


@require_safe
def keuze(request: HttpRequest) -> JsonResponse:
    """Give staff the first of them that a search `q` finds by name, for a list that searches while one types."""
    eis_medewerker(request)
    return JsonResponse(antwoord(Gebruiker.objects.medewerkers(), request.GET.get("q", "")))


@require_safe
def mens(request: HttpRequest, pk: int) -> HttpResponse:
    """Show staff one person: for which organisaties, how they come in, and what can be done."""
    wie = mens_voor_medewerker(request, pk)
    context = {
        "wie": wie,
        "leden": lidmaatschappen_van(wie),
        "uitnodiging": wie.uitnodigingen.select_related("organisatie", "door").first(),
        "laatste_link": wie.toegangslinks.exclude(gebruikt_op=None).order_by("-gebruikt_op").first(),
        "kruimels": [("Mensen", reverse("mensen")), (str(wie), "")],
    }
    return render(request, "speerpunten/mensen/mens.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def beeindig_lidmaatschap(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the last day, and end a lidmaatschap."""
    lid = lidmaatschap_voor_medewerker(request, pk)
    data = request.POST if request.method == "POST" else None
    form = BeeindigForm(data, lid=lid, vandaag=timezone.localdate())
    if form.is_valid():
        try:
            lid = beeindig(lid=lid, tot=form.cleaned_data["tot"], door=request.user)
        except ValidationError as fout:
            neem_fouten_over(form, fout)
        else:
            zin = f"{lid.gebruiker} is contactpersoon van {lid.organisatie} tot en met {lid.tot:%d/%m/%Y}."
            messages.success(request, zin)
            return redirect("mens", lid.gebruiker_id)
    kruimels = [("Mensen", reverse("mensen")), (str(lid.gebruiker), reverse("mens", args=[lid.gebruiker_id]))]
    context = {"lid": lid, "form": form, "kruimels": [*kruimels, ("Beëindigen", "")]}
    return render(request, "speerpunten/mensen/beeindigen.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_POST
def gegevens(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a beheerder what is kept about one person; a POST, because it is written down."""
    return _bestand(request, mens_voor_medewerker(request, pk, voor_beheerder=True))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def eigen_gegevens(request: HttpRequest) -> HttpResponse:
    """Explain, and give whoever is logged in (a safe link is no login) what is kept about them."""
    if not request.user.is_authenticated or request.user.is_via_link:
        raise PermissionDenied
    if request.method == "POST":
        return _bestand(request, request.user)
    return render(request, "speerpunten/mensen/eigen_gegevens.html")


def _bestand(request: HttpRequest, wie: Gebruiker) -> HttpResponse:
    inhoud = haal_persoonsgegevens_op(gebruiker=wie, door=request.user)
    tekst = json.dumps(inhoud, ensure_ascii=False, indent=2)
    response = HttpResponse(tekst, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="persoonsgegevens-{wie.pk}.json"'
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def wis(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what erasing does, and erase once the address is typed out and a reason given."""
    wie = mens_voor_medewerker(request, pk, voor_beheerder=True)
    form = WisForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and form.cleaned_data["adres"].strip().lower() != wie.email.lower():
        form.add_error("adres", "Dit is niet het adres van deze persoon.")
    if form.is_valid():
        try:
            wie = wis_persoon(gebruiker=wie, reden=form.cleaned_data["reden"], door=request.user)
        except ValidationError as fout:
            neem_fouten_over(form, fout)
        else:
            messages.success(request, f"Gewist. Wat deze persoon deed, staat nu bij “{wie}”.")
            return redirect("mensen")
    kruimels = [("Mensen", reverse("mensen")), (str(wie), reverse("mens", args=[wie.pk])), ("Wissen", "")]
    context = {"wie": wie, "form": form, "kruimels": kruimels}
    context["bezwaar"] = bezwaar_tegen_wissen(wie, door=request.user)
    return render(request, "speerpunten/mensen/wissen.html", context, status=422 if form.is_bound else 200)
