"""The session that a safe link opens: eight hours, for `/mijn/` and its acts alone (design, section 6).

It is no login. The visitor is anonymous everywhere; only at the addresses below does this middleware put in the person
of the link, limited to its acties (`Gebruiker.beperkt_tot`, which the querysets obey). Whoever is logged in with a
password keeps their own rights, whatever link stands in the session. Every request asks anew whether the link and the
person still may.
"""

import datetime as dt
import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from speerpunten.models import Toegangslink
from speerpunten.services.toegang import waarom_dood

SLEUTEL = "toegangslink"
DUUR = dt.timedelta(hours=8)  # design, section 6
LINKPAGINA = "/mijn/link/"
# Everything under /mijn/ (not the page of the links themselves), the form of an actie, what is attached, the
# explanation, leaving.
TOEGELATEN = re.compile(r"/mijn/(?!link/).*|/bijlagen/[0-9]{1,18}/|/uitleg/|/afmelden/", re.DOTALL)
FORMULIER = re.compile(r"/acties/([0-9]{1,18})/melding/")


class LinksessieMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        formulier = FORMULIER.fullmatch(request.path_info)
        if formulier or TOEGELATEN.fullmatch(request.path_info):
            self._laat_binnen(request, int(formulier[1]) if formulier else None)
        return self.get_response(request)

    def _laat_binnen(self, request: HttpRequest, actie: int | None) -> None:
        """Put in the person of the link, where nobody is logged in and the address is theirs."""
        if SLEUTEL not in request.session or request.user.is_authenticated:
            return
        link = link_van_sessie(request)
        if link is None:
            return
        beperkt_tot = frozenset(link.acties.values_list("pk", flat=True))
        if actie is None or actie in beperkt_tot:
            link.gebruiker.beperkt_tot = beperkt_tot
            request.user = link.gebruiker


def link_van_sessie(request: HttpRequest) -> Toegangslink | None:
    """Give the link whose session this is, while it lasts; None where there is none, or where it is over."""
    bewaard = request.session.get(SLEUTEL)
    if not bewaard or bewaard["tot"] <= timezone.now().timestamp():
        return None
    link = Toegangslink.objects.met_spreker().filter(pk=bewaard["link"]).first()
    return None if link is None or waarom_dood(link) else link


def begin_linksessie(request: HttpRequest, link: Toegangslink) -> None:
    """Open the session of a link, under a new key; what somebody else left in it is thrown away.

    What this person was typing when their former session ended stays (see `samenleven.onderbroken`).
    """
    eerder = request.session.get(SLEUTEL)
    if eerder and eerder["gebruiker"] != link.gebruiker_id:
        request.session.flush()
    else:
        request.session.cycle_key()
    tot = timezone.now() + DUUR
    request.session[SLEUTEL] = {"link": link.pk, "gebruiker": link.gebruiker_id, "tot": tot.timestamp()}
