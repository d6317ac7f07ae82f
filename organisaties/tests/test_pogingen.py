"""Limits on tries hold for all workers together, and nobody learns from an answer who has an account."""

import statistics
import threading
import time

import pytest
from django.conf import settings as instellingen
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from organisaties.accounts.post import naast_verzoek
from speerpunten.tests import maak

LIMIETEN = {"login": "60/m/ip", "login_failed": "20/m/ip,5/300s/key", "reset_password": "20/m/ip,5/m/key"}
VERGETEN = "/account/wachtwoord/vergeten/"


@pytest.fixture
def limieten(settings):
    settings.ACCOUNT_RATE_LIMITS = LIMIETEN
    cache.clear()
    yield
    cache.clear()


def probeer(email: str, wachtwoord: str = "verkeerd-wachtwoord", **kop) -> str:
    response = Client().post("/aanmelden/", {"login": email, "password": wachtwoord}, **kop)
    if response.status_code != 200:
        return str(response.status_code)
    return "te veel" if "te veel pogingen" in response.content.decode() else "fout"


# --- limits


@pytest.mark.django_db
def test_vijf_verkeerde_wachtwoorden_en_dan_ook_het_goede_niet(limieten, partner):
    assert [probeer(partner.email) for _ in range(5)] == ["fout"] * 5
    assert probeer(partner.email.upper(), maak.WACHTWOORD) == "te veel"  # written otherwise: the same person


@pytest.mark.django_db
def test_een_onbekend_adres_wordt_even_hard_tegengehouden(limieten):
    assert [probeer("niemand@voorbeeld.test") for _ in range(6)] == ["fout"] * 5 + ["te veel"]


@pytest.mark.django_db
def test_een_verzonnen_x_forwarded_for_helpt_niet(limieten, settings):
    """Without a proxy the header counts for nothing; behind one only what the proxy itself added."""
    uitkomsten = [
        probeer(f"a{n}@voorbeeld.test", headers={"X-Forwarded-For": f"10.0.0.{n}"}, REMOTE_ADDR="192.0.2.1")
        for n in range(21)
    ]
    assert uitkomsten == ["fout"] * 20 + ["te veel"]
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    uitkomsten = [
        probeer(f"b{n}@voorbeeld.test", headers={"X-Forwarded-For": f"10.0.0.{n}, 192.0.2.7"}, REMOTE_ADDR="127.0.0.1")
        for n in range(21)
    ]
    assert uitkomsten == ["fout"] * 20 + ["te veel"]
    ander = {"headers": {"X-Forwarded-For": "192.0.2.8"}, "REMOTE_ADDR": "127.0.0.1"}
    assert probeer("c@voorbeeld.test", **ander) == "fout"  # somebody else behind the same proxy


@pytest.mark.django_db
def test_vragen_om_een_nieuw_wachtwoord_heeft_een_grens(limieten, partner):
    for email in (partner.email, "niemand@voorbeeld.test"):
        statussen = [Client().post(VERGETEN, {"email": email}).status_code for _ in range(6)]
        assert statussen == [302] * 5 + [429], email
    assert len(mail.outbox) == 5
    assert "te veel pogingen" in Client().post(VERGETEN, {"email": partner.email}).content.decode()


def test_de_tafel_van_de_grenzen_vergeet_niet(kale_cache):
    """A cache of 300 rows, Django's default, would throw limits away for whoever makes enough of them."""
    assert kale_cache["OPTIONS"]["MAX_ENTRIES"] >= 100_000
    assert kale_cache["BACKEND"].endswith("DatabaseCache")


@pytest.fixture
def kale_cache() -> dict:
    from samenleven import settings as echt

    return echt.CACHES["default"]


# --- who has an account


@pytest.mark.django_db
def test_een_vergeten_wachtwoord_kost_voor_ieder_hetzelfde(partner, monkeypatch):
    """What tells the two apart is done beside the request: before the answer, the same queries and no mail."""
    later = []
    monkeypatch.setattr("organisaties.accounts.formulieren.naast_verzoek", later.append)
    uitkomsten = []
    for email in (partner.email, "niemand@voorbeeld.test"):
        with CaptureQueriesContext(connection) as gevraagd:
            response = Client().post(VERGETEN, {"email": email})
        uitkomsten.append((response.status_code, response["Location"], len(gevraagd), len(mail.outbox)))
    assert uitkomsten[0] == uitkomsten[1]
    for werk in later:
        werk()
    assert [m.to for m in mail.outbox] == [[partner.email]]


@pytest.mark.django_db
def test_aanmelden_duurt_even_lang_voor_een_onbekend_adres(settings, partner):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    partner.set_password(maak.WACHTWOORD)
    partner.save()
    tijden: dict[str, list[float]] = {partner.email: [], "niemand@voorbeeld.test": []}
    for _ in range(7):
        for email, gemeten in tijden.items():
            begin = time.thread_time()
            assert probeer(email) == "fout"
            gemeten.append(time.thread_time() - begin)
    bekend, onbekend = (statistics.median(gemeten) for gemeten in tijden.values())
    assert 0.7 < bekend / onbekend < 1.4


@pytest.mark.django_db
def test_wie_niet_meer_mag_krijgt_geen_mail_en_hetzelfde_antwoord(partner):
    partner.is_active = False
    partner.save()
    response = Client().post(VERGETEN, {"email": partner.email})
    assert (response.status_code, response["Location"]) == (302, f"{VERGETEN}verstuurd/")
    assert mail.outbox == []


def test_post_gaat_naast_het_verzoek_en_een_fout_staat_in_het_logboek(settings, caplog):
    settings.ACCOUNTPOST_NAAST_VERZOEK = True
    gedaan = threading.Event()
    naast_verzoek(gedaan.set).join(5)
    assert gedaan.is_set()

    def breek() -> None:
        raise OSError("mail server away")

    naast_verzoek(breek).join(5)
    assert "could not be sent" in caplog.text


def test_in_productie_gaat_post_altijd_naast_het_verzoek():
    assert instellingen.ACCOUNTPOST_NAAST_VERZOEK is False  # here, for the transaction of a test
    from samenleven import settings as echt

    assert echt.ACCOUNTPOST_NAAST_VERZOEK is True
