"""The safe link: one button that opens `/mijn/`, and for every link that does not work the same page."""

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from speerpunten.forms.toegang import NieuweLinkForm
from speerpunten.linksessie import begin_linksessie, link_van_sessie
from speerpunten.models import Toegangslink
from speerpunten.services.post import vraag_link_aan
from speerpunten.services.toegang import LinkGeweigerd, gebruik_link, vind_link

GEWEIGERD = 410  # the same for every link that opens nothing


def zonder_spoor(response: HttpResponse) -> HttpResponse:
    """Keep the address, which holds the token, from the next page, from logs and from search engines.

    Not `no-referrer`: then a browser sends the form with "Origin: null", which the check on forged forms refuses.
    """
    response["Referrer-Policy"] = "strict-origin"  # the site alone, never the address, also to ourselves
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _mag(request: HttpRequest, link: Toegangslink) -> None:
    """Refuse a link where somebody else is logged in: their session is theirs."""
    if request.user.is_authenticated and request.user != link.gebruiker:
        raise LinkGeweigerd


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Show the button (a mail scanner that follows links uses nothing up); pressed, it opens `/mijn/`, once."""
    eigen = link_van_sessie(request)
    if eigen and eigen == Toegangslink.objects.met_token(token):
        return zonder_spoor(redirect("mijn"))
    try:
        if request.method == "POST":
            _gebruik(request, token)
            return zonder_spoor(redirect("mijn"))
        _mag(request, vind_link(token))
    except LinkGeweigerd:
        return zonder_spoor(_toon(request, NieuweLinkForm(), status=GEWEIGERD, geweigerd=True))
    return zonder_spoor(render(request, "speerpunten/toegang/link.html"))


def _gebruik(request: HttpRequest, token: str) -> None:
    """Use the link up; who is logged in as its owner goes on as that, and keeps it."""
    if request.user.is_authenticated:
        _mag(request, vind_link(token))
    else:
        begin_linksessie(request, gebruik_link(token))


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def nieuwe_link(request: HttpRequest) -> HttpResponse:
    """Take the address to which a new link is to be sent; everyone gets the same answer."""
    form = NieuweLinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        vraag_link_aan(adres=form.cleaned_data["email"], vanwaar=get_adapter(request).get_client_ip(request))
        return render(request, "speerpunten/toegang/aangevraagd.html")
    return _toon(request, form, status=422 if request.method == "POST" else 200)


def _toon(request: HttpRequest, form: forms.Form, *, status: int, geweigerd: bool = False) -> HttpResponse:
    context = {"form": form, "geweigerd": geweigerd}
    return render(request, "speerpunten/toegang/nieuwe_link.html", context, status=status)
