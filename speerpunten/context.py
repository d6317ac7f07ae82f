"""The navigation of every page: it follows the plan that the page is about and who looks."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from organisaties.voorbereid import voorbereid
from speerpunten.models import Beleidsplan, Melding
from speerpunten.models.melding import VEEL


@dataclass(frozen=True)
class Link:
    """One link of the navigation, with the number of things that wait behind it."""

    label: str
    url: str
    actief: bool = False
    teller: str = ""


# The page of a thing -> the page that tells who did what about it; both take the same parts of the address.
GESCHIEDENIS = {
    "plan": "plan_geschiedenis",
    "speerpunt": "speerpunt_geschiedenis",
    "actie": "actie_geschiedenis",
    "organisatie": "organisatie_geschiedenis",
    "rondebord": "ronde_geschiedenis",
    "nakijken_een": "melding_geschiedenis",
    "rapport": "rapport_geschiedenis",
    "mens": "gebruiker_geschiedenis",
}


def navigatie(request: HttpRequest) -> dict[str, object]:
    """Give the navigation, `sporen` and `te_volgen` (what is followed); computed only by a page that shows them."""
    return {
        "hoofdnavigatie": SimpleLazyObject(lambda: _links(request)),
        "hoofdnavigatie_rechts": SimpleLazyObject(lambda: _rechts(request)),
        "sporen": SimpleLazyObject(lambda: _sporen(request)),
        "te_volgen": SimpleLazyObject(lambda: _te_volgen(request)),
    }


def _link(request: HttpRequest, label: str, url: str, *, precies: bool = False, teller: str = "") -> Link:
    actief = request.path == url if precies else request.path.startswith(url)
    return Link(label, url, actief, teller)


def _te_volgen(request: HttpRequest) -> Beleidsplan | str:
    """Give the plan that this page is about, where it has a public feed; else an empty text."""
    plan = getattr(request, "plan", None)
    return plan if plan and plan.openbaar else ""


def _links(request: HttpRequest) -> list[Link]:
    plan = getattr(request, "plan", None)
    links = []
    if plan:
        links.append(_link(request, "Overzicht", reverse("plan", args=[plan.slug]), precies=True))
        links.append(_link(request, "Acties", reverse("acties", args=[plan.slug])))
        links.append(_link(request, "Rapporten", reverse("rapporten", args=[plan.slug])))
        links.append(_link(request, "Zoeken", reverse("zoeken", args=[plan.slug])))
        if getattr(getattr(request, "user", None), "is_medewerker", False):
            url = reverse("rondes", args=[plan.slug])
            links.append(Link("Rondes", url, request.path.startswith((url, "/rondes/"))))
    else:
        links.append(_link(request, "Plannen", reverse("plannen")))
    links.append(_link(request, "Partners", reverse("organisaties")))
    return links


@voorbereid
def _te_nakijken(gebruiker) -> QuerySet:
    return Melding.objects.nakijkbaar_door(gebruiker).order_by().values_list("pk")[:VEEL]


def aantal_te_nakijken(request: HttpRequest) -> int:
    """Count what waits for this member of staff, up to `VEEL`; asked once per request."""
    if not hasattr(request, "aantal_te_nakijken"):
        request.aantal_te_nakijken = len(_te_nakijken(request.user))
    return request.aantal_te_nakijken


def onthoud_te_nakijken(request: HttpRequest, aantal: int) -> None:
    """Remember for the navigation how many wait for this member of staff, where the page counted them (to `VEEL` or
    further)."""
    request.aantal_te_nakijken = min(aantal, VEEL)


def _teller(aantal: int) -> str:
    """Give a number that was counted up to `VEEL`: "12", "99+"; empty where there is none."""
    return "" if not aantal else str(aantal) if aantal < VEEL else f"{VEEL - 1}+"


def _rechts(request: HttpRequest) -> list[Link]:
    gebruiker = getattr(request, "user", None)
    if gebruiker is None or not gebruiker.is_authenticated:
        return []
    if not gebruiker.is_medewerker:
        return [_link(request, "Lezen" if gebruiker.is_lezer else "Mijn acties", reverse("mijn"))]
    links = [
        _link(request, "Mijn werk", reverse("mijn")),
        _link(request, "Nakijken", reverse("nakijken"), teller=_teller(aantal_te_nakijken(request))),
        _link(request, "Mensen", reverse("mensen")),
    ]
    if gebruiker.is_beheerder:
        links.append(_link(request, "Beheer", reverse("admin:index")))
    return links


def _sporen(request: HttpRequest) -> list[Link]:
    """Give where staff see who did what: about the thing of this page, and for beheerders about everything."""
    gebruiker = getattr(request, "user", None)
    if not getattr(gebruiker, "is_medewerker", False):
        return []
    hier, links = request.resolver_match, []
    naam = GESCHIEDENIS.get(hier.url_name) if hier else None
    if naam and (gebruiker.is_beheerder or naam != "gebruiker_geschiedenis"):
        links.append(Link("Wie deed hier wat", reverse(naam, args=hier.args, kwargs=hier.kwargs)))
    return links + ([Link("Logboek", reverse("logboek"))] if gebruiker.is_beheerder else [])
