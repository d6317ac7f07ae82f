"""`/gezondheid/`: what it says, to everybody and always; also when there is no database."""

import datetime as dt
import json

import pytest
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from organisaties.handelingen import leg_vast
from organisaties.models import Handeling, Handelingsoort
from samenleven import gezondheid
from speerpunten.models import Dagrun
from speerpunten.onveranderlijk import zonder_bewaking

ADRES = "/gezondheid/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def alles_goed(db, settings) -> None:
    settings.MIN_SCHIJF = 0
    nu = timezone.now()
    Dagrun.objects.create(begonnen_op=nu, geeindigd_op=nu)
    leg_vast(Handelingsoort.RESERVEKOPIE)


def test_alles_in_orde(client, alles_goed):
    response = client.get(ADRES, {"alles": "ja"})
    assert response.status_code == 200
    assert response.json() == {
        "gezondheid": "ok",
        "databank": "ok",
        "migraties": "ok",
        "dagelijks": "ok",
        "reservekopie": "ok",
        "schijf": "ok",
    }
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


@pytest.mark.parametrize("deel", ["dagelijks", "reservekopie", "schijf"])
def test_wat_aandacht_vraagt_is_alleen_met_alles_een_fout(client, alles_goed, settings, deel):
    lang = timezone.now() - dt.timedelta(hours=27)
    if deel == "dagelijks":
        Dagrun.objects.update(geeindigd_op=lang)
    if deel == "reservekopie":  # older than it may be; the log itself refuses to be changed
        with zonder_bewaking(connection):
            Handeling.objects.update(op=lang)
    if deel == "schijf":
        settings.MIN_SCHIJF = 1 << 40
    gewoon = client.get(ADRES)
    assert (gewoon.status_code, gewoon.json()["gezondheid"], gewoon.json()[deel]) == (200, "let op", "niet ok")
    assert client.get(ADRES, {"alles": "ja"}).status_code == 503


def test_een_run_die_afbrak_telt_niet(client, alles_goed):
    Dagrun.objects.update(fout="OSError: de mailserver")
    assert client.get(ADRES).json()["dagelijks"] == "niet ok"


def test_een_migratie_die_wacht_is_een_fout(client, alles_goed, monkeypatch):
    van_django = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    assert gezondheid._migraties_hier() == set(van_django)
    hier = gezondheid._migraties_hier() | {("speerpunten", "9999_later")}
    monkeypatch.setattr(gezondheid, "_migraties_hier", lambda: hier)
    response = client.get(ADRES)
    assert (response.status_code, response.json()["migraties"]) == (503, "niet ok")


def test_zonder_databank_komt_er_toch_een_antwoord_ook_met_een_sessie(client, beheerder, alles_goed, monkeypatch):
    client.force_login(beheerder)

    def weg() -> bool:
        raise OperationalError("connection refused: host db.intern, user samenleven")

    monkeypatch.setattr(gezondheid, "_migraties_toegepast", weg)
    monkeypatch.setattr(connection, "close", lambda: None)
    response = client.get(ADRES)
    assert response.status_code == 503
    assert response.json()["databank"] == "niet ok"
    assert "intern" not in response.content.decode()
    assert issubclass(OperationalError, DatabaseError)


def test_het_antwoordt_op_elke_naam_en_zonder_https(client, settings, alles_goed):
    """A load balancer and a container ask by the address of the machine."""
    settings.SECURE_SSL_REDIRECT = True
    assert client.get(ADRES, headers={"host": "10.0.0.7:8000"}).status_code == 200


def test_alleen_lezen(client, alles_goed):
    assert client.head(ADRES).status_code == 200
    assert client.post(ADRES).status_code == 405


def test_het_schrijft_geen_sessie_en_vraagt_weinig(client, beheerder, alles_goed, django_assert_max_num_queries):
    client.force_login(beheerder)
    client.get(ADRES)
    with django_assert_max_num_queries(6):
        response = client.get(ADRES)
    assert json.loads(response.content)["gezondheid"] == "ok"
    assert "samenleven_sessie" not in response.cookies
