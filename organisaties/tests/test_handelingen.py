"""What is written down of logging in and of accounts: who, how, from which network, and never an address."""

import datetime as dt
import json

import pytest
from allauth.account.signals import password_reset
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed
from django.db import DatabaseError
from django.test import RequestFactory
from django.utils import timezone

from organisaties import handelingen
from organisaties.handelingen import GeblokkeerdMiddleware, leg_vast, netwerk_van
from organisaties.models import Handeling
from speerpunten.tests import maak
from speerpunten.tests.maak import WACHTWOORD

pytestmark = pytest.mark.django_db
ONBEKEND = "niemand-kent-mij@voorbeeld.test"


@pytest.fixture
def gebruiker(db):
    return maak.maak_medewerker(email="iemand@voorbeeld.test", naam="Iemand (voorbeeld)", password=WACHTWOORD)


@pytest.fixture
def request_(rf: RequestFactory, gebruiker):
    verzoek = rf.post("/", REMOTE_ADDR="192.0.2.77")
    verzoek.user = gebruiker
    return verzoek


def log() -> list[tuple]:
    rijen = Handeling.objects.order_by("pk")
    return [(h.soort, h.door_id, h.over_soort, h.over_id, h.bijzonderheden) for h in rijen]


def meld_aan(client, email: str, wachtwoord: str = WACHTWOORD, adres: str = "192.0.2.77"):
    return client.post("/aanmelden/", {"login": email, "password": wachtwoord}, REMOTE_ADDR=adres)


def test_aanmelden_en_afmelden(client, gebruiker):
    assert meld_aan(client, "Iemand@Voorbeeld.test").status_code == 302
    client.post("/afmelden/")
    wie = (gebruiker.pk, "organisaties.gebruiker", gebruiker.pk)
    assert log() == [
        ("aangemeld", *wie, {"hoe": "wachtwoord", "netwerk": "192.0.2.0/24"}),
        ("afgemeld", *wie, {}),
    ]


def test_mislukt_met_een_bekend_adres(client, gebruiker):
    assert meld_aan(client, gebruiker.email, "verkeerd").status_code == 200
    feiten = {"hoe": "wachtwoord", "netwerk": "192.0.2.0/24"}
    assert log() == [("aanmelden_mislukt", None, "organisaties.gebruiker", gebruiker.pk, feiten)]


def test_mislukt_met_een_onbekend_adres_houdt_dat_adres_niet(client, gebruiker):
    assert meld_aan(client, ONBEKEND, "verkeerd", adres="2001:db8:1:2:3:4:5:6").status_code == 200
    assert log() == [("aanmelden_mislukt", None, "", None, {"hoe": "wachtwoord", "netwerk": "2001:db8:1::/48"})]
    alles = json.dumps([str(rij) for rij in Handeling.objects.values()])
    assert ONBEKEND not in alles
    assert "3:4:5:6" not in alles


@pytest.mark.parametrize(
    ("adres", "netwerk"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:aaaa:bbbb::1", "2001:db8:aaaa::/48"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("", ""),
        ("geen adres", ""),
    ],
)
def test_van_een_adres_blijft_het_netwerk(rf, adres, netwerk):
    assert netwerk_van(rf.get("/", REMOTE_ADDR=adres)) == netwerk


def test_te_veel_pogingen(client, gebruiker, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "2/300s/key"}
    for _ in range(5):
        meld_aan(client, gebruiker.email, "verkeerd")
    soorten = [rij[0] for rij in log()]
    assert soorten.count("aanmelden_mislukt") == 2
    assert soorten.count("geblokkeerd") == 1  # once a minute, whatever the number of tries
    assert log()[-1] == ("geblokkeerd", None, "", None, {"wat": "wachtwoord", "netwerk": "192.0.2.0/24"})


def test_een_limiet_staat_een_keer_per_minuut_en_per_netwerk(rf, gebruiker, monkeypatch):
    weiger = GeblokkeerdMiddleware(lambda request: type("Antwoord", (), {"status_code": 429})())

    def vraag(pad: str, adres: str) -> None:
        verzoek = rf.post(pad, REMOTE_ADDR=adres)
        verzoek.user = gebruiker
        weiger(verzoek)

    vraag("/aanmelden/", "192.0.2.1")
    vraag("/aanmelden/", "192.0.2.2")
    vraag("/account/wachtwoord/", "198.51.100.1")
    vraag("/plannen/", "203.0.113.1")  # not an account page
    assert [rij[4]["netwerk"] for rij in log()] == ["192.0.2.0/24", "198.51.100.0/24"]
    later = timezone.now() + dt.timedelta(minutes=2)
    monkeypatch.setattr(handelingen.timezone, "now", lambda: later)
    vraag("/aanmelden/", "192.0.2.1")
    assert len(log()) == 3


def test_wachtwoord_wijzigen(client, gebruiker):
    client.force_login(gebruiker)
    nieuw = "een-heel-ander-lang-wachtwoord"
    velden = {"oldpassword": WACHTWOORD, "password1": nieuw, "password2": nieuw}
    assert client.post("/account/wachtwoord/", velden).status_code == 302
    assert ("wachtwoord", gebruiker.pk, "organisaties.gebruiker", gebruiker.pk, {"wat": "gewijzigd"}) in log()
    assert nieuw not in json.dumps(log())


def test_wachtwoord_door_een_beheerder(client, gebruiker, beheerder):
    client.force_login(beheerder)
    nieuw = "een-heel-ander-lang-wachtwoord"
    velden = {"password1": nieuw, "password2": nieuw, "usable_password": "true"}
    adres = f"/admin/organisaties/gebruiker/{gebruiker.pk}/password/"
    assert client.post(adres, velden | {"password2": "anders"}).status_code == 200
    assert log() == []
    assert client.post(adres, velden).status_code == 302
    wat = {"wat": "ingesteld door een beheerder"}
    assert log() == [("wachtwoord", beheerder.pk, "organisaties.gebruiker", gebruiker.pk, wat)]


def test_nieuw_wachtwoord_na_vergeten(request_, gebruiker):
    password_reset.send(type(gebruiker), request=request_, user=gebruiker)
    assert [(rij[0], rij[1], rij[3], rij[4]["wat"]) for rij in log()] == [
        ("wachtwoord", gebruiker.pk, gebruiker.pk, "nieuw gekozen na vergeten"),
    ]
    assert "@" not in json.dumps(log())


def test_tweede_stap(request_, gebruiker, beheerder):
    totp = Authenticator(user=gebruiker, type="totp", data={"secret": "GEHEIM"})
    authenticator_added.send(Authenticator, request=request_, user=gebruiker, authenticator=totp)
    authentication_failed.send(Authenticator, request=request_, user=gebruiker, authenticator=totp)
    request_.user = beheerder
    authenticator_removed.send(Authenticator, request=request_, user=gebruiker, authenticator=totp)
    assert [(rij[0], rij[1], rij[3]) for rij in log()] == [
        ("tweede_factor", gebruiker.pk, gebruiker.pk),
        ("aanmelden_mislukt", None, gebruiker.pk),
        ("tweede_factor", beheerder.pk, gebruiker.pk),
    ]
    assert log()[0][4] == {"wat": "toegevoegd", "middel": "code uit een app"}
    assert log()[1][4] == {"hoe": "code uit een app", "netwerk": "192.0.2.0/24"}
    assert "GEHEIM" not in json.dumps(log())


def test_zonder_log_geen_aanmelding(client, gebruiker, monkeypatch):
    """A log that cannot be written is no silent loss: the act fails."""

    def stuk(*args, **kwargs):
        raise DatabaseError("vol")

    monkeypatch.setattr("organisaties.ontvangers.leg_vast", stuk)
    client.raise_request_exception = False
    assert meld_aan(client, gebruiker.email).status_code == 500
    assert client.get("/mijn/").status_code == 302  # still nobody
    assert log() == []


def test_wie_niets_is_staat_er_niet_als_door(rf):
    from django.contrib.auth.models import AnonymousUser

    assert leg_vast("reservekopie", door=AnonymousUser()).door is None
