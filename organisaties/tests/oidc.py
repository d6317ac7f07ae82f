"""Fixtures for the tests of OpenID Connect: the provider, the settings that name it, and a login."""

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from organisaties.tests.nepaanbieder import CLIENT, GEHEIM, Nepaanbieder

BEGIN, TERUG = "/account/oidc/", "/account/oidc/terug/"


@pytest.fixture(scope="module")
def _nep() -> Iterator[Nepaanbieder]:
    nep = Nepaanbieder()
    yield nep
    nep.stop()


@pytest.fixture
def nep(_nep, settings) -> Nepaanbieder:
    """Give the provider, with nothing left of another test, and let the settings name it."""
    _nep.vergeet()
    cache.clear()
    settings.OIDC_AAN, settings.OIDC_SERVER, settings.OIDC_NAAM = True, _nep.adres, "Proef-ID (voorbeeld)"
    settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT, GEHEIM
    settings.OIDC_CLAIM_KBO, settings.OIDC_WACHTTIJD = "vo_orgcode", 2
    settings.BASE_URL = "http://testserver"
    return _nep


def kom_terug(client: Client, nep: Nepaanbieder, **over: str) -> HttpResponse:
    vraag = {"code": "een-code", "state": nep.vraag["state"]} | over
    return client.get(f"{TERUG}?{urlencode(vraag)}")


def meld_aan(client: Client, nep: Nepaanbieder, verder: str = "") -> HttpResponse:
    """Go to the provider and come back with its answer."""
    heen = client.post(BEGIN, {"next": verder})
    assert heen.status_code == 302, heen.content
    nep.ontvang(heen["Location"])
    return kom_terug(client, nep)
