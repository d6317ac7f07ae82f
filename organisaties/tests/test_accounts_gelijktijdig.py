"""Account acts at the same moment: one address for one person, one step stays, codes are shown once."""

import re

import pytest
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client, RequestFactory

from organisaties.accounts.email import bevestig_wijziging, maak_sleutel
from organisaties.models import Gebruiker
from speerpunten.tests import maak
from speerpunten.tests.tegelijk import BEURTEN, bestand, soorten, tegelijk

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["bestand"]  # fixture
NIEUW = "samen@voorbeeld.test"
IN_DE_DATABASE = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "proef_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}


@pytest.fixture(autouse=True)
def leeg():
    cache.clear()


def binnen(gebruiker: Gebruiker) -> Client:
    client = Client()
    client.post("/aanmelden/", {"login": gebruiker.email, "password": maak.WACHTWOORD})
    return client


@pytest.mark.parametrize("beurt", BEURTEN)
def test_twee_mensen_bevestigen_hetzelfde_adres(beurt):
    sleutels = [maak_sleutel(maak.maak_gebruiker(), NIEUW) for _ in range(2)]
    uit = tegelijk(*(lambda s=s: bevestig_wijziging(s) for s in sleutels))
    assert soorten(uit) == ["AdresBezet", "Wijziging"]
    assert Gebruiker.objects.filter(email=NIEUW).count() == 1


@pytest.mark.parametrize("beurt", BEURTEN)
def test_een_link_twee_keer_tegelijk(beurt):
    sleutel = maak_sleutel(maak.maak_gebruiker(), NIEUW)
    uit = tegelijk(*(lambda: bevestig_wijziging(sleutel) for _ in range(2)))
    assert soorten(uit) == ["NoneType", "Wijziging"]


@pytest.mark.parametrize("beurt", BEURTEN)
def test_twee_sleutels_tegelijk_weg_laat_er_een(settings, beurt):
    wie = maak.maak_medewerker()
    clients = [binnen(wie), binnen(wie)]
    settings.TWEEDE_STAP_VERPLICHT = True
    rijen = [WebAuthn.add(wie, naam, {}).instance for naam in ("Laptop", "Stick")]
    paren = zip(clients, rijen, strict=True)
    tegelijk(*(lambda c=c, r=r: c.post(f"/account/toegangssleutels/{r.pk}/weg/") for c, r in paren))
    assert Authenticator.objects.filter(user=wie, type="webauthn").count() == 1


@pytest.mark.parametrize("beurt", BEURTEN)
def test_herstelcodes_twee_keer_tegelijk_gevraagd(beurt):
    wie = maak.maak_gebruiker()
    clients = [binnen(wie), binnen(wie)]
    RecoveryCodes.activate(wie)
    uit = tegelijk(*(lambda c=c: c.post("/account/herstelcodes/").content.decode() for c in clients))
    assert sorted(len(re.findall(r"<code>\d{8}</code>", pagina)) for pagina in uit) == [0, 10]


def test_een_grens_geldt_voor_alle_werkers_samen(settings):
    """Eight workers, each with a connection of its own, take from one limit: never more than it holds."""
    settings.CACHES = IN_DE_DATABASE
    settings.ACCOUNT_RATE_LIMITS = {"login": "5/h/ip"}
    call_command("createcachetable", verbosity=0)

    def neem() -> list[bool]:
        request = RequestFactory().post("/aanmelden/", REMOTE_ADDR="192.0.2.9")
        with context.request_context(request):
            return [bool(ratelimit.consume(request, app="allauth.account", action="login")) for _ in range(2)]

    uitkomsten = tegelijk(*[neem] * 8)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE proef_cache")
    gelukt = [keer for uitkomst in uitkomsten for keer in uitkomst]
    assert len(gelukt) == 16
    assert 1 <= sum(gelukt) <= 5
