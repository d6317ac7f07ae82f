"""The one way to write down an act that leaves no row of its own."""

import datetime as dt
import ipaddress
from collections.abc import Callable

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from organisaties.models import Handeling, Handelingsoort

NETWERK = {4: 24, 6: 48}  # bits of an address that are kept: enough to tell an attack, too little to tell a person
STILTE = dt.timedelta(minutes=1)  # a limit that is hit is written down once a minute per network


def leg_vast(
    soort: Handelingsoort, *, door=None, over: models.Model | None = None, **bijzonderheden: str | int | bool | None
) -> Handeling:
    """Write down that `door` (a Gebruiker; None: nobody who logged in, or the machine) did this to `over`.

    `bijzonderheden` are plain facts for who reads the log: never a name, an address or a secret.
    """
    return Handeling.objects.create(
        soort=soort,
        door=door if getattr(door, "is_authenticated", False) else None,
        over_soort=over._meta.label_lower if over else "",
        over_id=over.pk if over else None,
        bijzonderheden=bijzonderheden,
    )


def netwerk_van(request: HttpRequest | None) -> str:
    """Give the network from which a request comes ("192.0.2.0/24"), never the whole address; "" where unknown."""
    if request is None:
        return ""
    try:
        adres = ipaddress.ip_address(get_adapter(request).get_client_ip(request))
    except (PermissionDenied, ValueError):
        return ""
    if adres.version == 6 and adres.ipv4_mapped:
        adres = adres.ipv4_mapped
    return str(ipaddress.ip_network(f"{adres}/{NETWERK[adres.version]}", strict=False))


def leg_limiet_vast(request: HttpRequest, wat: str) -> None:
    """Write down that a limit of tries was reached from this network; once a minute, so that who floods us with
    refused tries does not fill the log."""
    netwerk = netwerk_van(request)
    onlangs = Handeling.objects.filter(soort=Handelingsoort.GEBLOKKEERD, op__gt=timezone.now() - STILTE)
    if not onlangs.filter(bijzonderheden__netwerk=netwerk, bijzonderheden__wat=wat).exists():
        leg_vast(Handelingsoort.GEBLOKKEERD, door=request.user, wat=wat, netwerk=netwerk)


class GeblokkeerdMiddleware:
    """Write down every refusal for too many tries on the pages of an account (answer 429)."""

    paden = ("/aanmelden/", "/account/")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 429 and request.path.startswith(self.paden):
            leg_limiet_vast(request, "aanmelden")
        return response
