"""How often a visitor who is not logged in may search and fetch files; counted in the database, for all workers."""

import re
import time
from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from samenleven.adres import adres_van
from samenleven.fouten import foutpagina
from samenleven.models import Vraagteller

PERIODES = {"s": 1, "m": 60, "h": 3600, "d": 86_400}  # seconds
LIMIET = re.compile(r"([1-9][0-9]*)/([1-9][0-9]*)?([smhd])(/ip)?")
BESTAND = re.compile(r"(?<!^\.well-known/security)\.[a-z0-9]+$")  # the end of a route that gives a file
OPRUIMEN = 3600  # seconds: how often a worker throws away what is over
ZWAAR = {"bijlage"}  # files whose address does not say so


@cache
def lees_limiet(tekst: str) -> tuple[int, int] | None:
    """Read "30/m" or "100/5m" as (number, seconds); None for an empty text. Raises ImproperlyConfigured."""
    if not tekst:
        return None
    gevonden = LIMIET.fullmatch(tekst)
    if gevonden is None:
        raise ImproperlyConfigured(f"“{tekst}” is geen limiet. Schrijf aantal/periode, zoals 30/m of 100/5m.")
    return int(gevonden[1]), int(gevonden[2] or 1) * PERIODES[gevonden[3]]


def _soort(request: HttpRequest) -> str:
    """Tell what a request would count as: "uitvoer", "zoeken", or nothing."""
    route = request.resolver_match
    if BESTAND.search(route.route) or route.url_name in ZWAAR:
        return "uitvoer"
    return "zoeken" if request.GET.get("q", "").strip() else ""


class LimietMiddleware:
    """Answer 429 to who asks too often; a page without search words and without a file is never counted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.opruimen_na = time.time() + OPRUIMEN
        for tekst in settings.LIMIETEN.values():
            lees_limiet(tekst)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: Any, kwargs: Any) -> HttpResponse | None:
        soort = _soort(request)
        limiet = lees_limiet(settings.LIMIETEN[soort]) if soort else None
        if limiet is None or request.user.is_authenticated:
            return None
        aantal, periode = limiet
        nu = int(time.time())
        if nu >= self.opruimen_na:
            self.opruimen_na = nu + OPRUIMEN
            Vraagteller.ruim_op(nu)
        tot = nu - nu % periode + periode
        sleutel = salted_hmac("samenleven.limiet", f"{soort} {tot} {adres_van(request)}", algorithm="sha256")
        if Vraagteller.tel(sleutel.hexdigest(), tot) <= aantal:
            return None
        response = foutpagina(request, 429)
        response["Retry-After"] = str(tot - nu)
        return response
