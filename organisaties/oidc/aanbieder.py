"""What the provider says, and whether it may be believed.

allauth carries state (of this session, once, ten minutes), PKCE and the exchange of the code. What it leaves out is
here: the issuer and the addresses of the discovery document, the signature of the id_token, the nonce, `azp`, and that
the userinfo is about the same person.
"""

import hashlib
from typing import Any
from urllib.parse import urlsplit

import jwt
import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import constant_time_compare

NAAM = "oidc"  # of the one provider, in the session and at the connected accounts
ONTDEKKING = "/.well-known/openid-configuration"
ALGORITMEN = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
VERPLICHT = ["iss", "sub", "aud", "exp", "iat", "nonce"]
ADRESSEN = ("authorization_endpoint", "token_endpoint", "jwks_uri")
SPELING = 30  # seconds that two clocks may differ
BEWAARTIJD = 300  # seconds that the discovery document is kept
Claims = dict[str, Any]


class Onbereikbaar(Exception):
    """The provider does not answer, or not in time."""


class Onbetrouwbaar(Exception):
    """The provider answers, and the answer is not what the protocol asks."""


def uitgever() -> str:
    """Give the issuer that the settings name: the address of the discovery document without its fixed ending."""
    return settings.OIDC_SERVER.removesuffix(ONTDEKKING).rstrip("/")


def is_veilig(adres: Any) -> bool:
    """Tell whether secrets may travel to this address: https, or this machine where the provider itself is on it."""
    if not isinstance(adres, str):
        return False
    deel = urlsplit(adres)
    lokaal = urlsplit(uitgever()).scheme == "http" and deel.hostname in {"127.0.0.1", "localhost", "::1"}
    return bool(deel.hostname) and (deel.scheme == "https" or (deel.scheme == "http" and lokaal))


def _haal(adres: str, **koppen: str) -> Claims:
    """Fetch a JSON object. Raises Onbereikbaar and Onbetrouwbaar."""
    try:
        with get_adapter().get_requests_session() as sessie:
            antwoord = sessie.get(adres, headers=koppen)
            antwoord.raise_for_status()
            inhoud = antwoord.json()
    except requests.JSONDecodeError as fout:
        raise Onbetrouwbaar("no JSON") from fout
    except requests.RequestException as fout:
        raise Onbereikbaar(type(fout).__name__) from fout
    if not isinstance(inhoud, dict):
        raise Onbetrouwbaar("no JSON object")
    return inhoud


def ontdek() -> Claims:
    """Give the provider's own description, checked. Raises Onbereikbaar and Onbetrouwbaar."""
    adres = uitgever() + ONTDEKKING
    sleutel = "oidc:" + hashlib.sha256(adres.encode()).hexdigest()
    if bewaard := cache.get(sleutel):
        return bewaard
    beschrijving = _haal(adres)
    if str(beschrijving.get("issuer")).rstrip("/") != uitgever():
        raise Onbetrouwbaar("the issuer is another one")
    if not all(is_veilig(beschrijving.get(naam)) for naam in ADRESSEN):
        raise Onbetrouwbaar("an address is missing or not https")
    if "userinfo_endpoint" in beschrijving and not is_veilig(beschrijving["userinfo_endpoint"]):
        raise Onbetrouwbaar("the address of the userinfo is not https")
    cache.set(sleutel, beschrijving, BEWAARTIJD)
    return beschrijving


def _kies_sleutel(sleutels: Claims, kop: dict[str, Any]) -> jwt.PyJWK:
    """Give the key that the header names; without a name, the only one that signs. Raises PyJWTError."""
    tekenaars = [s for s in jwt.PyJWKSet.from_dict(sleutels).keys if s.public_key_use in (None, "sig")]
    passend = [s for s in tekenaars if s.key_id == kop["kid"]] if "kid" in kop else tekenaars
    if len(passend) != 1:
        raise jwt.InvalidKeyError("no key, or more than one")
    return passend[0]


def controleer_id_token(token: Any, *, sleutels: Claims, issuer: str, nonce: str) -> Claims:
    """Give the claims of an id_token that this provider signed for us, now, for this login. Raises Onbetrouwbaar."""
    try:
        kop = jwt.get_unverified_header(token)
        claims = jwt.decode(
            token,
            _kies_sleutel(sleutels, kop),
            algorithms=ALGORITMEN,
            audience=settings.OIDC_CLIENT_ID,
            issuer=issuer,
            leeway=SPELING,
            options={"require": VERPLICHT},
        )
    except (jwt.PyJWTError, AttributeError, TypeError, ValueError) as fout:  # also of what is no token or key at all
        raise Onbetrouwbaar(f"id_token: {type(fout).__name__}") from fout
    if claims["aud"] not in (settings.OIDC_CLIENT_ID, [settings.OIDC_CLIENT_ID]):
        raise Onbetrouwbaar("id_token: also for others")
    if claims.get("azp", settings.OIDC_CLIENT_ID) != settings.OIDC_CLIENT_ID:
        raise Onbetrouwbaar("id_token: asked by another")
    if not claims["sub"] or not constant_time_compare(str(claims["nonce"]), nonce):
        raise Onbetrouwbaar("id_token: of another login")
    return claims


class Adapter(OpenIDConnectOAuth2Adapter):
    """allauth's side of the protocol, for the one provider of the settings."""

    def get_provider(self) -> "Aanbieder":
        return aanbieder(self.request)

    @property
    def openid_config(self) -> Claims:
        return ontdek()

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return settings.BASE_URL + reverse("oidc_terug")

    def haal_claims(self, toestand: dict[str, Any]) -> Claims:
        """Exchange the code of the request, and give the claims about who logged in; `toestand` is what the session
        kept. Raises Onbereikbaar and Onbetrouwbaar."""
        beschrijving = self.openid_config
        app = self.get_provider().app
        try:
            client = self.get_client(self.request, app)
            antwoord = self.get_access_token_data(self.request, app, client, toestand["pkce_code_verifier"])
            id_token, toegang = antwoord["id_token"], str(antwoord["access_token"])
        except requests.JSONDecodeError as fout:
            raise Onbetrouwbaar("token: no JSON") from fout
        except requests.RequestException as fout:
            raise Onbereikbaar(type(fout).__name__) from fout
        except (OAuth2Error, LookupError, TypeError, ValueError) as fout:  # whatever it sent instead of tokens
            raise Onbetrouwbaar(f"token: {type(fout).__name__}") from fout
        claims = controleer_id_token(
            id_token,
            sleutels=_haal(beschrijving["jwks_uri"]),
            issuer=beschrijving["issuer"],
            nonce=toestand["nonce"],
        )
        return self._met_userinfo(claims, toegang)

    def _met_userinfo(self, claims: Claims, toegang: str) -> Claims:
        """Add what the provider tells apart about the same person; the signed claims win."""
        if "userinfo_endpoint" not in self.openid_config:
            return claims
        meer = _haal(self.openid_config["userinfo_endpoint"], Authorization=f"Bearer {toegang}")
        if meer.get("sub") != claims["sub"]:
            raise Onbetrouwbaar("userinfo: of another person")
        return meer | claims


class Aanbieder(OpenIDConnectProvider):
    oauth2_adapter_class = Adapter

    def get_oauth2_adapter(self, request: HttpRequest) -> Adapter:
        return Adapter(request, NAAM)


def aanbieder(request: HttpRequest) -> Aanbieder:
    """Give the provider of the settings; what stands in the tables of allauth is not asked."""
    app = SocialApp(
        provider=Aanbieder.id,
        provider_id=NAAM,
        name=settings.OIDC_NAAM,
        client_id=settings.OIDC_CLIENT_ID,
        secret=settings.OIDC_CLIENT_SECRET,
        settings={
            "server_url": settings.OIDC_SERVER,
            "oauth_pkce_enabled": True,
            "scope": settings.OIDC_SCOPES,
            "token_auth_method": settings.OIDC_CLIENT_AUTH or None,
        },
    )
    return Aanbieder(request, app=app)
