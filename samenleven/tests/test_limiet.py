"""Who is not logged in may not search and fetch files without end; who is, may."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, RequestFactory
from django.urls import get_resolver

from samenleven.adres import adres_van
from samenleven.limiet import BESTAND, lees_limiet
from samenleven.models import Vraagteller
from speerpunten.tests import maak
from speerpunten.tests.kijk import lees

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def krap(settings, monkeypatch):
    """Two searches and one file a minute, all in the same minute."""
    settings.LIMIETEN = {"zoeken": "2/m", "uitvoer": "1/m"}
    monkeypatch.setattr("samenleven.limiet.time.time", lambda: 1_800_000_010.0)


@pytest.fixture
def plan(db):
    return maak.maak_plan(slug="plan")


def codes(client: Client, adres: str, keer: int, **kop: str) -> list[int]:
    return [client.get(adres, headers=kop).status_code for _ in range(keer)]


def test_zoeken_stopt_met_een_pagina_die_zegt_hoe_lang(client, plan):
    adres = "/plannen/plan/acties/?q=taal"
    assert codes(client, adres, 2) == [200, 200]
    response = client.get(adres)
    assert (response.status_code, response["Retry-After"]) == (429, "50")
    assert lees(response).kop() == "Dat gaat even te snel"
    assert response["X-Request-ID"] in response.content.decode()
    assert client.get("/organisaties/?q=taal").status_code == 429  # one count for all that searches


def test_een_bestand_telt_apart_en_op_elk_adres(client, plan):
    assert codes(client, "/plannen/plan/acties.csv", 2) == [200, 429]
    assert codes(client, "/plannen/plan/wijzigingen/feed.atom", 1) == [429]
    assert codes(client, "/plannen/plan/acties/?q=taal", 1) == [200]
    assert client.head("/plannen/plan/acties.xlsx").status_code == 429
    assert client.get("/bijlagen/1/").status_code == 429


def test_lezen_zonder_zoekwoord_telt_niet(client, plan):
    client.get("/plannen/plan/acties/?q=&status=uitgevoerd")
    client.get("/plannen/plan/")
    assert not Vraagteller.objects.exists()


def test_wie_aangemeld_is_heeft_geen_grens(client, plan, partner):
    client.force_login(partner)
    assert codes(client, "/plannen/plan/acties.csv", 3) == [200] * 3
    assert not Vraagteller.objects.exists()


def test_een_verzonnen_sessie_helpt_niet(client, plan):
    client.cookies["samenleven_sessie"] = "x" * 32
    assert codes(client, "/plannen/plan/acties.csv", 2) == [200, 429]


def test_tellen_kost_een_opdracht(django_assert_num_queries):
    for aantal in (1, 2, 3):
        with django_assert_num_queries(1):
            assert Vraagteller.tel("sleutel", 1_800_000_060) == aantal


def test_elk_uur_gaat_weg_wat_voorbij_is(client, plan, monkeypatch):
    client.get("/plannen/plan/acties.csv")
    monkeypatch.setattr("samenleven.limiet.time.time", lambda: 1_800_000_070.0)
    client.get("/plannen/plan/acties.csv")
    assert Vraagteller.objects.count() == 2
    monkeypatch.setattr("samenleven.limiet.time.time", lambda: 1_800_003_610.0)
    client.get("/plannen/plan/acties.csv")
    assert Vraagteller.objects.get().tot == 1_800_003_660


def test_een_nieuwe_periode_begint_opnieuw(client, plan, monkeypatch):
    assert codes(client, "/plannen/plan/acties.csv", 2) == [200, 429]
    monkeypatch.setattr("samenleven.limiet.time.time", lambda: 1_800_000_070.0)
    assert codes(client, "/plannen/plan/acties.csv", 2) == [200, 429]


def test_geen_adres_in_de_database(client, plan):
    client.get("/plannen/plan/acties.csv")
    rij = Vraagteller.objects.get()
    assert "127.0.0.1" not in f"{rij.sleutel} {rij}"
    assert len(rij.sleutel) == 64


def test_een_leeg_limiet_is_geen_limiet(client, plan, settings):
    settings.LIMIETEN = {"zoeken": "", "uitvoer": ""}
    assert codes(client, "/plannen/plan/acties.csv", 3) == [200] * 3


def test_wie_zonder_proxy_een_ander_adres_verzint_wordt_geteld_als_zichzelf(client, plan):
    for nr, verwacht in ((1, 200), (2, 429), (3, 429)):
        kop = {"X-Forwarded-For": f"203.0.113.{nr}", "X-Real-IP": f"203.0.113.{nr}"}
        assert client.get("/plannen/plan/acties.csv", headers=kop).status_code == verwacht


def test_achter_een_proxy_telt_wat_de_proxy_schreef(client, plan, settings):
    settings.ACHTER_PROXY = True
    for verzonnen, echt, verwacht in (("8.8.8.8", 1, 200), ("9.9.9.9", 1, 429), ("8.8.8.8", 2, 200)):
        kop = {"X-Forwarded-For": f"{verzonnen}, 203.0.113.{echt}"}
        assert client.get("/plannen/plan/acties.csv", headers=kop).status_code == verwacht


@pytest.mark.parametrize(
    ("achter", "aantal", "keten", "van", "adres"),
    [
        (False, 1, "203.0.113.9", "198.51.100.7", "198.51.100.7"),
        (True, 1, "6.6.6.6, 203.0.113.9", "127.0.0.1", "203.0.113.9"),
        (True, 2, "6.6.6.6, 203.0.113.9, 10.0.0.1", "127.0.0.1", "203.0.113.9"),
        (True, 2, "203.0.113.9", "127.0.0.1", "127.0.0.1"),  # did not come through both
        (True, 1, "", "198.51.100.7", "198.51.100.7"),
        (True, 1, "onzin", "127.0.0.1", "onbekend"),
        (False, 1, "", "", "onbekend"),
        (False, 1, "", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (False, 1, "", "::ffff:198.51.100.7", "198.51.100.7"),
    ],
)
def test_het_adres_van_een_bezoeker(settings, achter, aantal, keten, van, adres):
    settings.ACHTER_PROXY, settings.AANTAL_PROXIES = achter, aantal
    assert adres_van(RequestFactory().get("/", headers={"X-Forwarded-For": keten}, REMOTE_ADDR=van)) == adres


@pytest.mark.parametrize(
    ("tekst", "limiet"), [("30/m", (30, 60)), ("100/5m", (100, 300)), ("2/h/ip", (2, 3600)), ("", None)]
)
def test_een_limiet_in_de_instellingen(tekst, limiet):
    assert lees_limiet(tekst) == limiet


@pytest.mark.parametrize("tekst", ["veel", "0/m", "10", "10/x", "-1/m", "10/0m"])
def test_een_limiet_dat_niets_zegt_houdt_de_start_tegen(tekst):
    with pytest.raises(ImproperlyConfigured):
        lees_limiet(tekst)


def test_elk_bestand_van_een_plan_of_organisatie_wordt_herkend():
    namen = {naam for naam in get_resolver().reverse_dict if isinstance(naam, str)}
    bestanden = {naam for naam in namen if BESTAND.search(get_resolver().reverse_dict[naam][0][0][0])}
    assert {"acties_csv", "acties_xlsx", "plan_xlsx", "rapport_pdf", "rapport_json", "verantwoording_docx"} <= bestanden
    assert not bestanden & {"acties", "plan", "rapport", "organisaties", "start"}
