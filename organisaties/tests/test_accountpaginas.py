"""What holds on every account page: looking changes nothing, and nonsense gives no error page of ours."""

import json

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.test import Client

from organisaties.models import Gebruiker, Handeling
from speerpunten.tests import maak

pytestmark = pytest.mark.django_db
PAGINAS = [
    "/account/",
    "/account/email/",
    "/account/bevestigen/",
    "/account/wachtwoord/",
    "/account/sessies/",
    "/account/tweede-stap/",
    "/account/tweede-stap/bevestigen/",
    "/account/tweede-stap/app/",
    "/account/tweede-stap/app/weg/",
    "/account/toegangssleutels/nieuw/",
    "/account/toegangssleutels/aanmelden/",
    "/account/toegangssleutels/bevestigen/",
    "/account/herstelcodes/",
    "/account/herstelcodes/nieuw/",
    "/afmelden/",
]
ID = "AAECAwQFBgcICQoLDA0ODw"
ANTWOORD = {
    "clientDataJSON": "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0In0",
    "authenticatorData": "AAAA",
    "signature": "AAAA",
    "userHandle": "____",
}
ONZIN = [
    "",
    "geen json",
    "null",
    "1",
    '"tekst"',
    "[]",
    "{}",
    '{"id": 1, "response": null}',
    '{"response": {}}',
    json.dumps({"id": ID, "rawId": ID, "type": "public-key", "response": {}}),
    json.dumps({"id": ID, "rawId": ID, "type": "public-key", "response": ANTWOORD}),
    json.dumps({"id": ID, "rawId": ID, "type": "public-key", "response": ANTWOORD | {"userHandle": "!"}}),
    json.dumps({"id": ID, "rawId": ID, "type": "public-key", "response": ANTWOORD | {"userHandle": None}}),
    json.dumps({"id": ID, "rawId": "x", "type": "public-key", "response": ANTWOORD | {"clientDataJSON": "AAAA"}}),
    json.dumps({"id": ID, "rawId": ID, "type": 7, "response": ANTWOORD | {"userHandle": "MXpjOTk5OTk5OTk5OTk5OTk5"}}),
]


@pytest.fixture
def client(partner) -> Client:
    cache.clear()
    client = Client()
    client.post("/aanmelden/", {"login": partner.email, "password": maak.WACHTWOORD})
    return client


def alles() -> list:
    modellen = (Gebruiker, EmailAddress, Authenticator, UserSession, Handeling, Gebruiker.history.model)
    return [list(model.objects.order_by("pk").values()) for model in modellen]


def test_kijken_verandert_niets(client, partner):
    TOTP.activate(partner, generate_totp_secret())
    RecoveryCodes.activate(partner)
    voor = alles()
    for adres in PAGINAS:
        for methode in (client.get, client.head, client.options):
            assert methode(adres).status_code in {200, 302, 405}, adres
    assert alles() == voor
    assert mail.outbox == []
    assert client.get("/account/").status_code == 200  # still logged in


@pytest.mark.parametrize("antwoord", ONZIN)
def test_onzin_in_plaats_van_een_sleutel(client, partner, antwoord):
    for wie, adres in (
        (Client(), "/account/toegangssleutels/aanmelden/"),
        (client, "/account/toegangssleutels/nieuw/"),
    ):
        wie.get(adres, headers={"Accept": "application/json"})  # the challenge
        response = wie.post(adres, {"credential": antwoord, "name": "x"})
        assert response.status_code in {200, 302}
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("sleutel", ["x", "a:b:c", "%00", "é", "x" * 3000])
def test_onzin_in_een_link(sleutel):
    for methode in (Client().get, Client().post):
        assert methode(f"/account/email/bevestigen/{sleutel}/").status_code == 410


@pytest.mark.parametrize("code", ["", "x" * 5000, "１２３４５６", "\x00", "-1"])
def test_onzin_in_plaats_van_een_code(client, partner, code):
    TOTP.activate(partner, generate_totp_secret())
    assert client.post("/account/tweede-stap/bevestigen/", {"code": code}).status_code == 200
    ander = Client()
    naar = ander.post("/aanmelden/", {"login": partner.email, "password": maak.WACHTWOORD})["Location"]
    assert ander.post(naar, {"code": code}).status_code == 200


def test_geen_enkele_accountpagina_wordt_bewaard_door_een_tussenpost(client):
    for adres in PAGINAS[:8]:
        assert "no-store" in client.get(adres).headers.get("Cache-Control", ""), adres


def test_men_gaat_na_het_aanmelden_alleen_naar_dit_huis(partner):
    for kwaad in ("https://elders.example/", "//elders.example/", "/\\elders.example", "javascript:alert(1)"):
        velden = {"login": partner.email, "password": maak.WACHTWOORD, "next": kwaad}
        assert Client().post("/aanmelden/", velden)["Location"] == "/mijn/"
