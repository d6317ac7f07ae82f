"""The admin is for beheerders: every address of it that the URLconf knows, every persona, every method."""

from collections.abc import Iterator

import pytest

from speerpunten.tests.kijk import gedeelde_wereld
from speerpunten.tests.toegang import beheeradressen, uitkomst, verschil, vingerafdruk
from speerpunten.tests.toegang_elders import BEHEER
from speerpunten.tests.toneel import Toneel, zet_op

pytestmark = pytest.mark.django_db
METHODES = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
NAAR_BINNEN = ("/admin/login/?next=", "/aanmelden/?next=")


@pytest.fixture(scope="module")
def toneel(django_db_setup, django_db_blocker) -> Iterator[Toneel]:
    with gedeelde_wereld(django_db_blocker):
        yield zet_op()


def test_every_kind_of_address_is_in_the_list():
    assert beheeradressen().keys() == BEHEER.keys()


def test_a_beheerder_gets_in(toneel):
    """And changes nothing by looking."""
    voor = vingerafdruk()
    for soort, adressen in beheeradressen().items():
        for adres in adressen:
            response = toneel.wie["beheerder"].get(adres)
            assert response.status_code in BEHEER[soort], adres
            assert not response.get("Location", "").startswith(NAAR_BINNEN), adres
            assert toneel.wie["beheerder"].head(adres).status_code == response.status_code, adres
    assert verschil(voor, vingerafdruk()) == {}


@pytest.mark.parametrize(
    "naam", ["anoniem", "lezer", "partner", "ander", "oudlid", "medewerker", "inactief", "niemand"]
)
def test_nobody_else_gets_in(toneel, naam):
    """By no method, to nothing, also not to what is not there: the same answer everywhere."""
    client = (toneel.wie | toneel.naast)[naam]
    voor = vingerafdruk()
    for soort, adressen in beheeradressen().items():
        for adres in adressen if soort != "logout" else []:
            for methode in METHODES:
                response = client.generic(methode, adres)
                binnen = soort == "login" and client.cookies and naam not in {"anoniem", "inactief"}
                if binnen:
                    assert response.status_code == 403, (methode, adres)
                else:
                    assert response.status_code == 302, (methode, adres)
                    assert response["Location"].startswith(NAAR_BINNEN), (methode, adres)
    assert verschil(voor, vingerafdruk()) == {}


@pytest.mark.parametrize("naam", ["lezer", "partner", "ander", "oudlid", "medewerker", "niemand"])
def test_who_is_logged_in_is_told_that_they_may_not(toneel, naam):
    client = (toneel.wie | toneel.naast)[naam]
    for adres in ("/admin/", "/admin/speerpunten/actie/", "/admin/jsi18n/", "/admin/autocomplete/", "/admin/onzin/"):
        assert client.get(adres, follow=True).status_code == 403, adres


def test_a_stranger_is_led_to_the_one_login_page(toneel):
    response = toneel.wie["anoniem"].get("/admin/speerpunten/actie/", follow=True)
    assert response.status_code == 200
    assert response.redirect_chain[-1][0].startswith("/aanmelden/?next=")


def test_a_safe_link_opens_no_admin_and_no_account(toneel):
    client = toneel.via_link()
    for adressen in beheeradressen().values():
        for adres in adressen:
            if "logout" not in adres:
                assert client.get(adres)["Location"].startswith(NAAR_BINNEN), adres
                assert client.post(adres)["Location"].startswith(NAAR_BINNEN), adres
    assert uitkomst(client.get("/account/wachtwoord/")) == "login"
    assert uitkomst(client.post("/account/wachtwoord/", {"password1": "x"})) == "login"
    assert client.get("/afmelden/").status_code == 200
    assert client.post("/afmelden/").status_code == 302
    assert uitkomst(client.get("/mijn/")) == "login"
