"""A form that was sent after the session had ended: nothing that was typed is lost.

What was sent is kept in the session of the visitor while they log in, and shown with one button to send it again.
The same where the form itself had grown too old (its CSRF token), as after a login in another tab. Where the database
is away for a moment it cannot be kept: then it stands on the page that says so, to be copied.
"""

import sys
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from samenleven.databank import is_weg
from samenleven.fouten import FOUTEN, NIET_ZEKER, VERLOPEN, foutpagina, getypt_in

SLEUTEL = "onderbroken"
MAX_BEWAARD = 500_000  # characters of one form
NOOIT_BEWAARD = (settings.STATIC_URL, "/account/", "/aanmelden/", "/afmelden/", "/mijn/link/")  # secrets travel there
EVEN = 20  # seconds after which another machine has usually taken over
Velden = list[tuple[str, str]]
BESTANDEN = "bestanden_verloren"  # stands among the fields where files were sent too: those are not kept


def _velden(request: HttpRequest) -> Velden | None:
    """Give what was sent, without token and files; None where it may not be kept (passwords, too much)."""
    if request.method != "POST" or request.path.startswith(NOOIT_BEWAARD):
        return None
    velden = [(naam, w) for naam, waarden in request.POST.lists() for w in waarden if naam != "csrfmiddlewaretoken"]
    if any("password" in naam for naam, _ in velden) or sum(len(waarde) for _, waarde in velden) > MAX_BEWAARD:
        return None
    return [*velden, (BESTANDEN, "ja")] if velden and request.FILES else velden


def _van_hier(request: HttpRequest) -> bool:
    """Tell whether a browser says that a form came from a page of ours."""
    herkomst = request.headers.get("Origin", "")
    eigen = url_has_allowed_host_and_scheme(herkomst, {request.get_host()}, require_https=request.is_secure())
    return bool(herkomst) and eigen


def bewaar_formulier(request: HttpRequest) -> None:
    """Keep what was sent, where it may be kept, until this visitor comes back to the same address."""
    if velden := _velden(request):
        request.session[SLEUTEL] = {"pad": request.get_full_path(), "velden": velden}


def _toon(request: HttpRequest, velden: Velden, status: int) -> HttpResponse:
    """Show what was sent, with the button that sends it again."""
    gehouden = [(naam, waarde) for naam, waarde in velden if naam != BESTANDEN]
    context = {
        "velden": gehouden,
        "teksten": [waarde for _, waarde in gehouden if " " in waarde.strip()],
        "pad": request.get_full_path(),
        "bestanden": len(gehouden) != len(velden),
    }
    return render(request, "onderbroken.html", context, status=status)


class AanmeldenMiddleware(LoginRequiredMiddleware):
    """Login is required unless a view says otherwise; a form that was sent without waits until one has logged in."""

    def process_view(self, request: HttpRequest, view_func: Callable, view_args: Any, view_kwargs: Any):
        if request.method == "GET" and request.user.is_authenticated and SLEUTEL in request.session:
            bewaard = request.session[SLEUTEL]
            if bewaard["pad"] == request.get_full_path():
                del request.session[SLEUTEL]
                return _toon(request, bewaard["velden"], 200)
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request: HttpRequest, view_func: Callable) -> HttpResponse:
        if getattr(request, "htmx", False):
            return HttpResponse(status=401)  # the script says so, and leaves the page as it is
        bewaar_formulier(request)
        return super().handle_no_permission(request, view_func)


def csrf_mislukt(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Refuse a form whose token is wrong; what came from a page of ours is shown, to be sent again by hand."""
    if getattr(request, "htmx", False) and not request.user.is_authenticated:
        return HttpResponse(status=401)  # the session ended, and its token with it: the script says so
    velden = _velden(request)
    if not velden or not _van_hier(request):
        return foutpagina(request, 403, fout=VERLOPEN)
    if not request.user.is_authenticated:
        request.session[SLEUTEL] = {"pad": request.get_full_path(), "velden": velden}
    return _toon(request, velden, 403)


def ging_mis(request: HttpRequest) -> HttpResponse:
    """handler500; 503 where only the database is away for a moment, with what was typed, to copy.

    Whether it was kept nobody knows: the connection may have ended between the writing and the answer.
    """
    if not is_weg(sys.exc_info()[1]):
        return foutpagina(request, 500)
    try:
        getypt = getypt_in(request) if _van_hier(request) and _velden(request) else []
    except (OSError, SuspiciousOperation, MultiPartParserError):
        getypt = []  # it did not come in whole
    verstuurd = request.method == "POST"
    uitleg = f"{FOUTEN[503].uitleg} {NIET_ZEKER}" if verstuurd else ""
    verder = None if verstuurd else (request.get_full_path(), "Opnieuw proberen")
    response = foutpagina(request, 503, uitleg=uitleg, getypt=getypt, onzeker=True, verder=verder)
    response["Retry-After"] = str(EVEN)
    return response


class GeenLegePaginaMiddleware:
    """Give a page to who opens an address that only takes forms: Django's answer to that is empty."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content and request.method == "GET":
            response.content = foutpagina(request, 405).content
        return response
