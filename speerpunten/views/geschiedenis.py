"""Who did what: the trail of one thing, for staff; that of a gebruiker for beheerders alone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from organisaties.models import Gebruiker
from speerpunten.access import (
    actie_of_404,
    eis_beheerder,
    eis_medewerker,
    melding_om_na_te_kijken,
    organisatie_voor_medewerker,
    plan_of_404,
    rapport_of_404,
    ronde_voor_medewerker,
    speerpunt_of_404,
)
from speerpunten.spoor import Vraag, lees_spoor
from speerpunten.spoor.lezen import Plek
from speerpunten.views.rapporten import kruimels_van as rapportkruimels
from speerpunten.views.rondes import kruimels_van as rondekruimels

Kruimels = list[tuple[str, str]]
HIER = ("Wie deed wat", "")
GEEN_PLAATS = "Deze plaats in de geschiedenis bestaat niet. U ziet het nieuwste."


def lees_plek(request: HttpRequest) -> tuple[Plek | None, list[str]]:
    """Give the place after which the page begins (`na` in the address), and a remark where it is none."""
    tekst = request.GET.get("na", "")
    plek = Plek.lees(tekst) if tekst else None
    return plek, [GEEN_PLAATS] if tekst and plek is None else []


def _toon(request: HttpRequest, soort: str, pk: int, *, wat: object, kruimels: Kruimels) -> HttpResponse:
    """Show the trail of one thing. `wat`: how it is called; `kruimels`: the way to it."""
    na, opmerkingen = lees_plek(request)
    context = {
        "wat": wat,
        "blad": lees_spoor(Vraag(bij=(soort, pk)), na=na),
        "is_begin": na is None,
        "opmerkingen": opmerkingen,
        "kruimels": [*kruimels, HIER],
        "bij": f"{soort}-{pk}" if request.user.is_beheerder else "",
    }
    return render(request, "speerpunten/geschiedenis/geschiedenis.html", context)


@require_safe
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who did what about a plan: itself, its speerpunten, rondes, subsidies and imports, and what was fetched."""
    gekozen = plan_of_404(request, slug)
    eis_medewerker(request)
    kruimels = [(gekozen.naam, gekozen.get_absolute_url())]
    return _toon(request, "plan", gekozen.pk, wat=gekozen.naam, kruimels=kruimels)


@require_safe
def speerpunt(request: HttpRequest, slug: str, nummer: int) -> HttpResponse:
    """Show who did what about a speerpunt: itself, its indicatoren, what was measured and written of it."""
    gekozen = speerpunt_of_404(request, slug, nummer)
    eis_medewerker(request)
    kruimels = [(gekozen.plan.naam, gekozen.plan.get_absolute_url()), (gekozen.titel, gekozen.get_absolute_url())]
    return _toon(request, "speerpunt", gekozen.pk, wat=f"{gekozen.nummer}. {gekozen.titel}", kruimels=kruimels)


@require_safe
def actie(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who did what about an actie: itself and all that belongs to it."""
    gekozen = actie_of_404(request, pk)
    eis_medewerker(request)
    plan_ = gekozen.speerpunt.plan
    kruimels = [(plan_.naam, plan_.get_absolute_url()), (gekozen.titel, reverse("actie", args=[gekozen.pk]))]
    return _toon(request, "actie", gekozen.pk, wat=f"{gekozen.code} {gekozen.titel}", kruimels=kruimels)


@require_safe
def organisatie(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who did what about an organisatie: itself, who speaks for it, its roles, subsidies and uitstel."""
    gekozen = organisatie_voor_medewerker(request, slug)
    kruimels = [("Partners", reverse("organisaties")), (gekozen.naam, gekozen.get_absolute_url())]
    return _toon(request, "organisatie", gekozen.pk, wat=gekozen.naam, kruimels=kruimels)


@require_safe
def ronde(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who did what about a ronde: itself, uitstel, what was sent and checked in it, and its report."""
    gekozen = ronde_voor_medewerker(request, pk)
    kruimels = rondekruimels(gekozen.plan, (gekozen.naam, reverse("rondebord", args=[gekozen.pk])))
    return _toon(request, "ronde", gekozen.pk, wat=gekozen.naam, kruimels=kruimels)


@require_safe
def melding(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who did what about a melding, in whatever toestand."""
    gekozen = melding_om_na_te_kijken(request, pk)
    kruimels = [("Nakijken", reverse("nakijken")), (str(gekozen), reverse("nakijken_een", args=[gekozen.pk]))]
    return _toon(request, "melding", gekozen.pk, wat=gekozen, kruimels=kruimels)


@require_safe
def rapport(request: HttpRequest, slug: str, ronde: str) -> HttpResponse:
    """Show who did what about a report: its texts, becoming definitive, rechtzettingen, and what was fetched."""
    gevonden = rapport_of_404(request, slug, ronde, voor_medewerker=True)
    kruimels = rapportkruimels(gevonden, (gevonden.naam, reverse("rapport", args=[slug, ronde])))
    return _toon(request, "rapport", gevonden.pk, wat=f"Rapport {gevonden.naam}", kruimels=kruimels)


@require_safe
def gebruiker(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a beheerder what happened to a gebruiker: rights, logging in, links; 403 for all others."""
    eis_beheerder(request)
    gekozen = get_object_or_404(Gebruiker, pk=pk)
    kruimels = [("Logboek", reverse("logboek")), (str(gekozen), f"{reverse('logboek')}?wie={gekozen.pk}")]
    return _toon(request, "gebruiker", gekozen.pk, wat=gekozen, kruimels=kruimels)
