"""Search a whole plan."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from speerpunten.access import plan_of_404
from speerpunten.models import Beleidsplan
from speerpunten.zoeken import (
    Treffer,
    Vraag,
    als_actie,
    als_organisatie,
    als_speerpunt,
    als_standen,
    lees_vraag,
    zoek_acties,
    zoek_organisaties,
    zoek_rapporten,
    zoek_speerpunten,
    zoek_standen,
)

EERSTE = 5  # of each group, before "toon alle"
PER_PAGINA = 25


@dataclass(frozen=True)
class Groep:
    """One group of what was found: its name, how many there are, and those of this page."""

    sleutel: str
    een: str
    meer: str
    pagina: Page
    treffers: list[Treffer]

    @property
    def aantal(self) -> int:
        return self.pagina.paginator.count

    @property
    def in_woorden(self) -> str:
        return f"{self.aantal} {self.een if self.aantal == 1 else self.meer}"


def _bronnen(plan: Beleidsplan, gebruiker, gezocht: tuple[str, ...]) -> dict[str, tuple[str, str, Callable, Callable]]:
    """Give for each group what one and more of it are called, what finds them, and what makes some ready to show."""
    return {
        "acties": (
            "actie",
            "acties",
            lambda: zoek_acties(plan, gebruiker, gezocht),
            lambda rijen: [als_actie(rij, gezocht) for rij in rijen],
        ),
        "standen": (
            "actie met dit in een stand",
            "acties met dit in een stand",
            lambda: zoek_standen(plan, gebruiker, gezocht),
            lambda rijen: als_standen(list(rijen), gezocht),
        ),
        "speerpunten": (
            "speerpunt",
            "speerpunten",
            lambda: zoek_speerpunten(plan, gezocht),
            lambda rijen: [als_speerpunt(rij, gezocht) for rij in rijen],
        ),
        "organisaties": (
            "organisatie",
            "organisaties",
            lambda: zoek_organisaties(plan, gebruiker, gezocht),
            lambda rijen: [als_organisatie(rij, gezocht) for rij in rijen],
        ),
        "rapporten": ("rapport", "rapporten", lambda: zoek_rapporten(plan, gebruiker, gezocht), list),
    }


def _groepen(request: HttpRequest, plan: Beleidsplan, vraag: Vraag) -> list[Groep]:
    """Give the groups in which something was found; with `?toon=` one alone, in pages."""
    bronnen = _bronnen(plan, request.user, vraag.woorden)
    toon = request.GET.get("toon", "")
    gekozen = {toon: bronnen[toon]} if toon in bronnen else bronnen
    uit = []
    for sleutel, (een, meer, vind, maak) in gekozen.items():
        gevonden: Sequence = vind()
        if gevonden:
            per_pagina = PER_PAGINA if toon in bronnen else EERSTE
            nummer = request.GET.get("pagina") if toon in bronnen else 1
            pagina = Paginator(gevonden, per_pagina).get_page(nummer)
            uit.append(Groep(sleutel, een, meer, pagina, maak(pagina.object_list)))
    return uit


@login_not_required
@require_safe
def zoeken(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what in this plan holds the words of `?q=`; htmx asks for the results alone. A day (`?op=`) has no say."""
    plan = plan_of_404(request, slug)
    vraag = lees_vraag(request.GET.get("q", ""))
    groepen = _groepen(request, plan, vraag) if vraag.woorden else []
    een = groepen[0] if request.GET.get("toon") and len(groepen) == 1 else None
    context = {
        "plan": plan,
        "vraag": vraag,
        "groepen": groepen,
        "een": een,
        "kruimels": [(plan.naam, plan.get_absolute_url()), ("Zoeken", "")],
    }
    deel = request.htmx and not request.htmx.history_restore_request
    naam = "resultaten" if deel else "zoeken"
    response = render(request, f"speerpunten/zoeken/{naam}.html", context)
    response["Vary"] = "HX-Request"
    return response
