"""What changed in a plan between two days: a page, and a feed to follow it."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from organisaties.beurt import om_beurt
from speerpunten.access import plan_of_404
from speerpunten.dag import Dagen, lees_dag, lees_dagen
from speerpunten.feed import maak_feed
from speerpunten.models import Beleidsplan, Ronde
from speerpunten.views.overal import voor_iedereen
from speerpunten.wijzigingen import Wijzigingen, standaarddagen, stel_wijzigingen_samen

SNEL = 3  # ends of rondes among the first shortcuts
EERSTE = 25  # of each group, before "toon alle"
PER_PAGINA = 50
GROEPEN = {
    "andere_status": "Andere status",
    "eerste_stand": "Eerste stand",
    "ander_verloop": "Zelfde status, ander verloop",
    "nieuw": "Erbij gekomen",
    "weg": "Gearchiveerd of samengevoegd",
    "verplaatst": "Naar een ander speerpunt",
    "aandacht_erbij": "Vraagt nu aandacht",
    "aandacht_voorbij": "Vraagt geen aandacht meer",
    "zwijgt": "Niet meer gerapporteerd",
}


@dataclass(frozen=True)
class Groep:
    """The acties to which the same happened: its name and title, and those of this page."""

    sleutel: str
    titel: str
    pagina: Page

    @property
    def aantal(self) -> int:
        return self.pagina.paginator.count


def _groepen(request: HttpRequest, uitkomst: Wijzigingen) -> tuple[list[Groep], bool]:
    """Give the groups that hold something, the beginning of each; with `?toon=` one alone, in pages (True)."""
    toon = request.GET.get("toon", "")
    alleen = toon in GROEPEN and bool(getattr(uitkomst, toon))
    uit = []
    for sleutel, titel in ({toon: GROEPEN[toon]} if alleen else GROEPEN).items():
        if regels := getattr(uitkomst, sleutel):
            pagina = Paginator(regels, PER_PAGINA if alleen else EERSTE)
            uit.append(Groep(sleutel, titel, pagina.get_page(request.GET.get("pagina") if alleen else 1)))
    return uit, alleen


def _dagkeuzes(plan: Beleidsplan, rondes: Iterable[Ronde], dagen: Dagen) -> list[tuple[str, dt.date]]:
    """Give the days worth comparing with a name, the latest first: the ends of the rondes that are past, and the
    first day of the plan."""
    einden = {ronde.tot: f"het einde van {ronde.naam}" for ronde in rondes if ronde.tot < dagen.vandaag}
    keuzes = [(naam, dag) for dag, naam in sorted(einden.items(), reverse=True) if dag > plan.van]
    return [*keuzes, ("het begin van het plan", plan.van)] if plan.van < dagen.vandaag else keuzes


@login_not_required
@require_safe
@om_beurt
def wijzigingen(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what changed in a plan between `?van=` and `?tot=` (or `?op=`, as the links of a page about a day keep it),
    as far as this reader may know it; with `?toon=` one group whole, in pages."""
    plan = plan_of_404(request, slug)
    rondes = list(plan.rondes.order_by("tot", "pk"))
    dagen = lees_dagen(request, *standaarddagen(plan, rondes, lees_dag(request).op))
    keuzes = _dagkeuzes(plan, rondes, dagen)
    uitkomst = stel_wijzigingen_samen(plan, request.user, van=dagen.van, tot=dagen.tot, rondes=rondes)
    groepen, alleen = _groepen(request, uitkomst)
    context = {
        "plan": plan,
        "dagen": dagen,
        "snel": [*keuzes[:SNEL], *keuzes[SNEL:][-1:]],
        "keuzes_van": [keuze for keuze in keuzes if keuze[1] < dagen.tot],
        "keuzes_tot": [keuze for keuze in keuzes if keuze[1] > dagen.van],
        "uitkomst": uitkomst,
        "groepen": groepen,
        "een": groepen[0] if alleen else None,
        "kruimels": [(plan.naam, plan.get_absolute_url()), ("Wat veranderde er", "")],
        "lijst_url": f"{reverse('acties', args=[slug])}?op={dagen.tot.isoformat()}",
    }
    return render(request, "speerpunten/wijzigingen/wijzigingen.html", context)


@login_not_required
@require_safe
def feed(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the Atom feed of a plan; who has it already and nothing changed gets 304."""
    plan = plan_of_404(request, slug)
    gemaakt = maak_feed(plan, request.user)
    etag = quote_etag(hashlib.sha256(gemaakt.inhoud).hexdigest())
    gewijzigd = int(gemaakt.gewijzigd_op.timestamp()) if gemaakt.gewijzigd_op else None
    response = HttpResponse(gemaakt.inhoud, content_type="application/atom+xml; charset=utf-8")
    response["ETag"] = etag
    if gewijzigd is not None:
        response["Last-Modified"] = http_date(gewijzigd)
    response["Cache-Control"] = "no-cache"  # keep it, and ask each time whether it is still so
    uit = get_conditional_response(request, etag=etag, last_modified=gewijzigd, response=response)
    return voor_iedereen(uit) if plan.openbaar else uit
