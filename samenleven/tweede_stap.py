"""Staff must have a second step: whoever has none, or did not use it in this session, is led to it from everywhere."""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from organisaties.accounts.tweede_stap import DAARNA, heeft_tweede_stap, is_sterk_aangemeld, is_verplicht
from samenleven.onderbroken import bewaar_formulier

VRIJ = ("/account/", "/aanmelden/", "/afmelden/")  # where one sets it up, uses it, or leaves
EERST = "Dit kan pas als u uw tweede stap hebt ingesteld of gebruikt."


class TweedeStapMiddleware:
    """Stands before the one that asks for a login: a form that waited is shown only after the second step."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view_func: Callable, view_args: Any, view_kwargs: Any):
        gebruiker = request.user
        if not gebruiker.is_authenticated or gebruiker.is_via_link or request.path.startswith(VRIJ):
            return None
        if not is_verplicht(gebruiker):
            return None
        if is_sterk_aangemeld(request):
            request.session.pop(DAARNA, None)
            return None
        return _leid_om(request)


def _leid_om(request: HttpRequest) -> HttpResponse:
    """Lead a page to the second step; tell a script in its own way, so that it says that nothing was saved."""
    naar = _waarheen(request)
    if getattr(request, "htmx", False):
        if request.method == "GET":
            return HttpResponse(headers={"HX-Redirect": naar})
        return HttpResponse(EERST, status=403, content_type="text/plain; charset=utf-8")
    if get_adapter().is_ajax(request) or request.headers.get("Sec-Fetch-Dest") == "empty":
        return JsonResponse({"fout": EERST}, status=403)
    request.session[DAARNA] = request.get_full_path()
    bewaar_formulier(request)
    return redirect(naar)


def _waarheen(request: HttpRequest) -> str:
    """Give the page where one goes first: to set a second step up, or to use the one that is there."""
    volgende = urlencode({"next": request.get_full_path()})
    if not heeft_tweede_stap(request.user):
        return f"{reverse('mfa_index')}?{volgende}"
    manieren = get_adapter(request).get_reauthentication_methods(request.user)
    met_stap = next(manier["url"] for manier in manieren if manier["id"].startswith("mfa_"))
    return f"{met_stap}?{volgende}"
