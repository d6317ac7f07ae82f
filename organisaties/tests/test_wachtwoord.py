"""A forgotten password: from the mail to a new one, and nobody learns who has an account."""

import re

import pytest
from django.core import mail
from django.test import Client

from organisaties.models import Gebruiker
from speerpunten.tests import maak

pytestmark = pytest.mark.django_db
VERGETEN = "/account/wachtwoord/vergeten/"
NIEUW = "een-ander-lang-woord-2026"


def vraag(email: str):
    return Client().post(VERGETEN, {"email": email})


def test_van_mail_tot_nieuw_wachtwoord(partner):
    assert vraag(partner.email).status_code == 302
    (bericht,) = mail.outbox
    assert (bericht.to, bericht.subject) == ([partner.email], "Een nieuw wachtwoord kiezen")
    assert not re.search(r"\b(je|jij|jouw)\b", bericht.body)
    pad = re.search(r"http://[^/]+(/account/wachtwoord/nieuw/\S+)", bericht.body)[1]
    client = Client()
    response = client.get(pad, follow=True)
    assert "werkt niet meer" not in response.content.decode()
    formulier = response.redirect_chain[-1][0]
    response = client.post(formulier, {"password1": NIEUW, "password2": NIEUW})
    assert (response.status_code, response["Location"]) == (302, "/account/wachtwoord/nieuw/klaar/")
    response = Client().post("/aanmelden/", {"login": partner.email, "password": NIEUW})
    assert (response.status_code, response["Location"]) == (302, "/mijn/")
    assert "werkt niet meer" in Client().get(pad, follow=True).content.decode()  # once


def test_een_onbekend_adres_krijgt_hetzelfde_antwoord_en_geen_mail(partner):
    bekend, onbekend = vraag(partner.email), vraag("niemand@voorbeeld.test")
    assert (bekend.status_code, bekend["Location"]) == (onbekend.status_code, onbekend["Location"])
    assert [bericht.to for bericht in mail.outbox] == [[partner.email]]


def test_aanmelden_is_geen_wijziging_van_de_gebruiker(partner):
    voor = partner.history.count()
    assert Client().post("/aanmelden/", {"login": partner.email, "password": maak.WACHTWOORD}).status_code == 302
    assert Gebruiker.objects.get(pk=partner.pk).last_login is not None
    assert partner.history.count() == voor
