"""Where someone is logged in, and ending that; what a password does to sessions."""

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings as instellingen
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from organisaties.accounts.sessies import noem_toestel
from organisaties.models import Handeling
from speerpunten.tests import maak

pytestmark = pytest.mark.django_db
SESSIES = "/account/sessies/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"
TELEFOON = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"


def meld_aan(gebruiker, user_agent: str = FIREFOX) -> Client:
    client = Client(headers={"User-Agent": user_agent})
    velden = {"login": gebruiker.email, "password": maak.WACHTWOORD}
    assert client.post("/aanmelden/", velden).status_code == 302
    return client


def is_binnen(client: Client) -> bool:
    return client.get("/mijn/").status_code == 200


def test_men_ziet_waar_en_meldt_elders_af(partner, lezer):
    hier, elders, ander = meld_aan(partner), meld_aan(partner, TELEFOON), meld_aan(lezer)
    kaal = Client()
    kaal.force_login(partner)  # a session that no row tells of
    pagina = hier.get(SESSIES).content.decode()
    assert pagina.index("Firefox op Windows") < pagina.index("Chrome op Android")
    assert "op 1 andere plaats" in hier.get("/account/").content.decode()
    assert hier.post(SESSIES)["Location"] == SESSIES
    assert [is_binnen(c) for c in (hier, elders, kaal, ander)] == [True, False, False, True]
    assert Handeling.objects.get(soort="sessies_beeindigd").bijzonderheden == {"aantal": 2}
    assert "Chrome op Android" not in hier.get(SESSIES).content.decode()


def test_een_plaats_afmelden(partner):
    hier, elders, derde = meld_aan(partner), meld_aan(partner, TELEFOON), meld_aan(partner)
    rij = UserSession.objects.get(user_agent=TELEFOON)
    assert hier.post(f"{SESSIES}{rij.pk}/afmelden/").status_code == 302
    assert [is_binnen(c) for c in (hier, elders, derde)] == [True, False, True]


def test_niet_die_van_een_ander_en_niet_deze(partner, lezer):
    hier, ander = meld_aan(partner), meld_aan(lezer)
    for rij in UserSession.objects.all():
        assert hier.post(f"{SESSIES}{rij.pk}/afmelden/").status_code == 404
    assert is_binnen(hier)
    assert is_binnen(ander)


def test_kijken_verandert_niets_en_vraagt_evenveel_voor_een_als_voor_21(partner):
    hier = meld_aan(partner)
    aantallen = []
    for keer in (1, 20):
        for _ in range(keer):
            meld_aan(partner, TELEFOON)
        voor = UserSession.objects.count(), Session.objects.count()
        for adres in (SESSIES, "/account/"):
            with CaptureQueriesContext(connection) as gevraagd:
                assert hier.get(adres).status_code == 200
            aantallen.append(len(gevraagd))
        assert (UserSession.objects.count(), Session.objects.count()) == voor
    assert aantallen[:2] == aantallen[2:]
    assert max(aantallen) <= 10


def test_een_nieuw_wachtwoord_beeindigt_de_andere_sessies(partner):
    hier, elders = meld_aan(partner), meld_aan(partner, TELEFOON)
    sleutel = hier.cookies[instellingen.SESSION_COOKIE_NAME].value
    nieuw = "een-ander-lang-woord-2026"
    velden = {"oldpassword": maak.WACHTWOORD, "password1": nieuw, "password2": nieuw}
    assert hier.post("/account/wachtwoord/", velden).status_code == 302
    assert [is_binnen(c) for c in (hier, elders)] == [True, False]
    assert hier.cookies[instellingen.SESSION_COOKIE_NAME].value != sleutel
    assert "Chrome op Android" not in hier.get(SESSIES).content.decode()
    assert mail.outbox[-1].subject == "Uw wachtwoord is gewijzigd"
    assert Handeling.objects.get(soort="wachtwoord").bijzonderheden == {"wat": "gewijzigd"}


def test_aanmelden_geeft_een_nieuwe_sleutel_en_een_veilig_koekje(partner):
    client = Client()
    client.get("/account/toegangssleutels/aanmelden/", headers={"Accept": "application/json"})  # a session before
    voor = client.cookies[instellingen.SESSION_COOKIE_NAME].value
    client.post("/aanmelden/", {"login": partner.email, "password": maak.WACHTWOORD})
    koekje = client.cookies[instellingen.SESSION_COOKIE_NAME]
    assert koekje.value != voor
    assert (koekje["httponly"], koekje["samesite"]) == (True, "Lax")


@pytest.mark.parametrize(
    ("user_agent", "naam"),
    [(FIREFOX, "Firefox op Windows"), (TELEFOON, "Chrome op Android"), ("curl/8", "Een ander programma"), ("", None)],
)
def test_een_toestel_in_gewone_woorden(user_agent, naam):
    assert noem_toestel(user_agent) == (naam or "Een ander programma")
