"""What allauth and Django tell of logging in and of accounts, written down as handelingen.

Where the log cannot be written the receiver raises: the request then fails, and a login with it, because a session is
only kept after an answer below 500.
"""

from allauth.account import signals as account
from allauth.account.authentication import get_authentication_records
from allauth.mfa import signals as mfa
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.http import HttpRequest

from organisaties.handelingen import leg_vast, netwerk_van
from organisaties.models import Gebruiker, Handelingsoort

HOE = {
    "password": "wachtwoord",
    "socialaccount": "OpenID Connect",
    "code": "code per mail",
    "totp": "code uit een app",
    "webauthn": "passkey",
    "recovery_codes": "herstelcode",
}


def _hoe(request: HttpRequest, user: Gebruiker) -> str:
    """Tell by what somebody logged in: "wachtwoord, code uit een app"."""
    gebruikt = [stap.get("type") or stap["method"] for stap in get_authentication_records(request, user)]
    return ", ".join(dict.fromkeys(HOE.get(middel, middel) for middel in gebruikt))


def aangemeld(sender, request: HttpRequest, user: Gebruiker, bijzonderheden: dict | None = None, **rest) -> None:
    """Receive that somebody logged in, with the facts that the way of doing so adds."""
    feiten = (bijzonderheden or {}) | {"hoe": _hoe(request, user), "netwerk": netwerk_van(request)}
    leg_vast(Handelingsoort.AANGEMELD, door=user, over=user, **feiten)


def mislukt(sender, credentials: dict, request: HttpRequest | None = None, **rest) -> None:
    """Receive that a login failed. Only a key is kept where the address is known, and nothing of it where it is not."""
    adres = credentials.get("email") or credentials.get("username") or ""
    bekend = Gebruiker.objects.filter(email__iexact=adres).first()
    leg_vast(Handelingsoort.AANMELDEN_MISLUKT, over=bekend, hoe="wachtwoord", netwerk=netwerk_van(request))


def stap_mislukt(sender, request: HttpRequest, user: Gebruiker, authenticator=None, **rest) -> None:
    """Receive that a second step failed."""
    middel = HOE.get(getattr(authenticator, "type", ""), "tweede stap")
    leg_vast(Handelingsoort.AANMELDEN_MISLUKT, over=user, hoe=middel, netwerk=netwerk_van(request))


def afgemeld(sender, request: HttpRequest, user: Gebruiker | None, **rest) -> None:
    """Receive that somebody logged out; who was nobody did nothing."""
    if user is not None:
        leg_vast(Handelingsoort.AFGEMELD, door=user, over=user)


def _wachtwoord(wat: str):
    def ontvang(sender, request: HttpRequest, user: Gebruiker, **rest) -> None:
        leg_vast(Handelingsoort.WACHTWOORD, door=user, over=user, wat=wat)

    return ontvang


def _tweede_factor(wat: str):
    def ontvang(sender, request: HttpRequest, user: Gebruiker, authenticator, **rest) -> None:
        door = getattr(request, "user", None) or user
        middel = HOE.get(authenticator.type, authenticator.type)
        leg_vast(Handelingsoort.TWEEDE_FACTOR, door=door, over=user, wat=wat, middel=middel)

    return ontvang


ONTVANGERS = {
    "aangemeld": (account.user_logged_in, aangemeld),
    "mislukt": (user_login_failed, mislukt),
    "stap_mislukt": (mfa.authentication_failed, stap_mislukt),
    "afgemeld": (user_logged_out, afgemeld),
    "wachtwoord_gewijzigd": (account.password_changed, _wachtwoord("gewijzigd")),
    "wachtwoord_ingesteld": (account.password_set, _wachtwoord("ingesteld")),
    "wachtwoord_hersteld": (account.password_reset, _wachtwoord("nieuw gekozen na vergeten")),
    "factor_toegevoegd": (mfa.authenticator_added, _tweede_factor("toegevoegd")),
    "factor_verwijderd": (mfa.authenticator_removed, _tweede_factor("verwijderd")),
    "factor_vernieuwd": (mfa.authenticator_reset, _tweede_factor("vernieuwd")),
}


def luister() -> None:
    """Connect every receiver; any number of times."""
    for naam, (signaal, ontvanger) in ONTVANGERS.items():
        signaal.connect(ontvanger, weak=False, dispatch_uid=f"organisaties.ontvangers.{naam}")
