"""The way to the provider and back."""

import functools
import logging
import time
from collections.abc import Callable

from allauth.account import app_settings
from allauth.account.internal import flows
from allauth.account.models import Login
from allauth.account.stages import LoginStageController
from allauth.core import ratelimit
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.conf import settings
from django.contrib import auth, messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.crypto import get_random_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from organisaties.handelingen import leg_vast
from organisaties.models import Gebruiker, Handelingsoort
from organisaties.oidc.aanbieder import NAAM, Adapter, Claims, Onbereikbaar, Onbetrouwbaar, aanbieder, uitgever
from organisaties.oidc.toelating import Geweigerd, Reden, Toegelaten, koppel, laat_toe

GEEN_LID = "U bent bij ons nog geen contactpersoon van {organisatie}. Vraag het aan het bestuur."
TWEEDE_STAP = "mfa_authenticate"  # allauth's name for it
STATUS = {Reden.GEANNULEERD: 200, Reden.VERLOPEN: 400, Reden.ONBEREIKBAAR: 503}
log = logging.getLogger(__name__)


def _alleen_met_oidc(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Let an address exist only where the settings name a provider, for everybody."""

    @login_not_required
    @never_cache
    @functools.wraps(view)
    def met_oidc(request: HttpRequest) -> HttpResponse:
        if not settings.OIDC_AAN:
            raise Http404
        return view(request)

    return met_oidc


@_alleen_met_oidc
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Send the visitor to the provider, with a state, a nonce and a PKCE challenge of this session: to log in, or, who
    is logged in, to connect that account with this one."""
    if te_veel := ratelimit.consume_or_429(request, action="login"):
        return te_veel
    if request.user.is_authenticated and not _is_pas_aangemeld(request):
        return _mislukt(request, Reden.NIET_RECENT, request.user)
    verder = request.POST.get("next", "")
    eigen = url_has_allowed_host_and_scheme(verder, {request.get_host()}, require_https=request.is_secure())
    nonce = get_random_string(32)
    try:
        return aanbieder(request).redirect(
            request,
            AuthProcess.CONNECT if request.user.is_authenticated else AuthProcess.LOGIN,
            verder if eigen else None,
            auth_params={"nonce": nonce},
            nonce=nonce,
            voor=request.user.pk,
        )
    except (Onbereikbaar, Onbetrouwbaar) as fout:
        return _van_de_aanbieder(request, fout)


@_alleen_met_oidc
@require_GET
def terug(request: HttpRequest) -> HttpResponse:
    """Take the answer of the provider: log in whom it lets in, or connect who began that."""
    begonnen = bool(statekit.get_states(request))
    toestand = statekit.unstash_state(request, state_id=request.GET.get("state", ""), provider_id=NAAM)
    if toestand is None:
        return _zonder_state(request, begonnen)
    if request.GET.get("iss", uitgever()).rstrip("/") != uitgever():
        return _mislukt(request, Reden.ONBETROUWBAAR)
    if "error" in request.GET or "code" not in request.GET:
        geannuleerd = request.GET.get("error") == Adapter.login_cancelled_error
        return _mislukt(request, Reden.GEANNULEERD if geannuleerd else Reden.AFGEBROKEN)
    try:
        claims = Adapter(request, NAAM).haal_claims(toestand)
        if toestand["voor"] is not None:
            return _koppel(request, claims, toestand)
        toegelaten = laat_toe(claims)
    except (Onbereikbaar, Onbetrouwbaar) as fout:
        return _van_de_aanbieder(request, fout)
    except Geweigerd as fout:
        return _mislukt(request, fout.reden, fout.gebruiker)
    return _meld_aan(request, toegelaten, toestand.get("next") or resolve_url(settings.LOGIN_REDIRECT_URL))


def _is_pas_aangemeld(request: HttpRequest) -> bool:
    """Tell whether who is logged in proved it a short time ago: another way in is a lasting thing."""
    stappen = flows.login.get_authentication_records(request, request.user)
    return bool(stappen) and time.time() - stappen[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT


def _koppel(request: HttpRequest, claims: Claims, toestand: dict) -> HttpResponse:
    """Connect who began it and is still logged in. Raises Geweigerd."""
    if request.user.pk != toestand["voor"]:
        raise Geweigerd(Reden.VERLOPEN)
    if koppel(request.user, claims):
        leg_vast(Handelingsoort.TWEEDE_FACTOR, door=request.user, over=request.user, wijze=NAAM, hoe="gekoppeld")
    messages.success(request, f"U kunt zich voortaan aanmelden met {settings.OIDC_NAAM}.")
    return redirect(toestand.get("next") or settings.LOGIN_REDIRECT_URL)


def _meld_aan(request: HttpRequest, toegelaten: Toegelaten, verder: str) -> HttpResponse:
    """Log in, in a new session; who has a second factor is asked for it, unless the settings say otherwise."""
    gebruiker, feiten = toegelaten.gebruiker, _feiten(toegelaten)
    if request.user.is_authenticated:
        auth.logout(request)
    flows.login.record_authentication(request, gebruiker, "socialaccount", provider=NAAM)
    login = Login(user=gebruiker, redirect_url=verder, signal_kwargs={"bijzonderheden": feiten})
    if settings.OIDC_TELT_ALS_TWEEDE_STAP:
        LoginStageController(request, login).set_handled(TWEEDE_STAP)
    antwoord = flows.login.perform_login(request, login)
    if request.user.is_authenticated:
        for organisatie in toegelaten.zonder_lid:
            messages.info(request, GEEN_LID.format(organisatie=organisatie))
    return antwoord


def _feiten(toegelaten: Toegelaten) -> dict[str, str | bool | int]:
    """Give what the log holds of a login: also for which organisatie the provider names somebody who does not speak
    for it here, so that staff can put that right."""
    feiten = {"wijze": NAAM, "gekoppeld": toegelaten.gekoppeld, "gemaakt": toegelaten.gemaakt}
    if toegelaten.zonder_lid:
        feiten["organisatie_zonder_lidmaatschap"] = toegelaten.zonder_lid[0].pk
    return feiten


def _zonder_state(request: HttpRequest, begonnen: bool) -> HttpResponse:
    """Refuse an answer that this session did not ask for. The log has it once for each login that was begun: else
    anybody could fill it."""
    request.session.pop(statekit.STATES_SESSION_KEY, None)
    return _mislukt(request, Reden.VERLOPEN, vastleggen=begonnen)


def _van_de_aanbieder(request: HttpRequest, fout: Onbereikbaar | Onbetrouwbaar) -> HttpResponse:
    """Tell the visitor that it lies with the provider, and the administrator why: the exceptions hold no secrets."""
    log.warning("OpenID Connect: %s: %s", type(fout).__name__, fout)
    return _mislukt(request, Reden.ONBEREIKBAAR if isinstance(fout, Onbereikbaar) else Reden.ONBETROUWBAAR)


def _mislukt(
    request: HttpRequest, reden: Reden, gebruiker: Gebruiker | None = None, *, vastleggen: bool = True
) -> HttpResponse:
    if vastleggen:
        leg_vast(Handelingsoort.AANMELDEN_MISLUKT, over=gebruiker, wijze=NAAM, reden=str(reden))
    context = {"reden": str(reden), "aanbieder": settings.OIDC_NAAM}
    return render(request, "account/oidc_mislukt.html", context, status=STATUS.get(reden, 403))
