"""What was typed survives the end of a session and an old form; what is no page says so."""

import sqlite3

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, InternalError, OperationalError
from django.test import Client

from samenleven.databank import is_weg
from speerpunten.models import Melding
from speerpunten.tests import maak
from speerpunten.tests.bestanden import opgestuurd, pdf
from speerpunten.tests.kijk import lees

pytestmark = pytest.mark.django_db
TEKST = "Dertig buren kwamen langs, en <b>niemand</b> ging vroeg naar huis."


@pytest.fixture
def adres(organisatie, partner) -> str:
    actie = maak.maak_actie()
    maak.geef_rol(actie, organisatie)
    return f"/acties/{actie.pk}/melding/"


def velden(client: Client, adres: str) -> dict[str, str]:
    """Give the form as the page shows it, filled in."""
    pagina = lees(client.get(adres))
    dag = next(e.attrs["value"] for e in pagina.alle("input") if e.attrs.get("name") == "peildatum")
    return {"versie": "0", "status": "uitgevoerd", "peildatum": dag, "toelichting": TEKST, "act": "bewaren"}


def verborgen(response) -> dict[str, str]:
    """Give what the button "Opnieuw versturen" sends."""
    return {e.attrs["name"]: e.tekst for e in lees(response).alle("textarea")}


def test_een_verlopen_sessie_houdt_de_tekst_tot_na_het_aanmelden(adres, partner):
    client = Client()
    client.force_login(partner)
    ingevuld = velden(client, adres)
    client.logout()
    response = client.post(adres, ingevuld)
    assert (response.status_code, response["Location"]) == (302, f"/aanmelden/?next={adres}")
    response = client.post(
        f"/aanmelden/?next={adres}", {"login": partner.email, "password": maak.WACHTWOORD, "next": adres}
    )
    assert (response.status_code, response["Location"]) == (302, adres)
    response = client.get(adres)
    assert "Uw tekst is niet verloren" in response.content.decode()
    assert TEKST in " ".join(e.tekst for e in lees(response).alle("blockquote"))
    assert not Melding.objects.exists()
    assert client.post(adres, verborgen(response)).status_code == 302
    assert Melding.objects.get().toelichting == TEKST
    assert "Uw tekst is niet verloren" not in client.get(adres).content.decode()  # told once


def test_bestanden_gaan_niet_mee_en_de_tekst_wel(adres, partner):
    client = Client()
    client.force_login(partner)
    ingevuld = velden(client, adres)
    client.logout()
    assert client.post(adres, ingevuld | {"bijlagen": [opgestuurd("Verslag.pdf", pdf())]}).status_code == 302
    client.force_login(partner)
    response = client.get(adres)
    assert "Uw bestanden zijn niet meegekomen" in response.content.decode()
    assert verborgen(response) == ingevuld


def test_een_knop_van_een_verlopen_sessie_wacht_ook(medewerker):
    melding = maak.maak_melding(maak.maak_actie(), toestand="ingediend")
    client = Client()
    adres = f"/nakijken/{melding.pk}/terugsturen/"
    assert client.post(adres, {"versie": "1", "reden": "Hoeveel kinderen waren er?"}).status_code == 302
    client.force_login(medewerker)
    response = client.get(adres)
    assert response.status_code == 200
    assert verborgen(response) == {"versie": "1", "reden": "Hoeveel kinderen waren er?"}


def test_een_formulier_met_een_oud_kenmerk_wordt_getoond_en_kan_opnieuw(adres, partner):
    client = Client(enforce_csrf_checks=True)
    client.force_login(partner)
    ingevuld = velden(client, adres)
    response = client.post(adres, ingevuld | {"csrfmiddlewaretoken": "x" * 64}, headers={"Origin": "http://testserver"})
    assert response.status_code == 403
    assert verborgen(response) == ingevuld
    assert TEKST in " ".join(e.tekst for e in lees(response).alle("blockquote"))


def test_wat_van_elders_komt_wordt_niet_herhaald(adres, partner):
    client = Client(enforce_csrf_checks=True)
    client.force_login(partner)
    ingevuld = velden(client, adres)
    for kop in ({"Origin": "https://kwaad.test"}, {}):
        response = client.post(adres, ingevuld, headers=kop)
        assert response.status_code == 403
        assert TEKST not in response.content.decode()
        assert not verborgen(response)


def test_een_wachtwoord_wordt_nooit_bewaard(partner):
    client = Client()
    client.post("/account/wachtwoord/", {"oldpassword": "geheim woord", "password1": "x", "password2": "x"})
    client.post("/mijn/", {"password": "geheim woord", "tekst": "iets anders"})
    assert "onderbroken" not in client.session


def test_een_adres_dat_alleen_formulieren_neemt_geeft_een_pagina(medewerker):
    melding = maak.maak_melding(maak.maak_actie(), toestand="ingediend")
    client = Client()
    client.force_login(medewerker)
    response = client.get(f"/nakijken/{melding.pk}/aanvaarden/")
    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert lees(response).kop() == "Dit adres opent geen pagina"


# --- the database is away for a moment


def gevolg(oorzaak: Exception, soort: type[DatabaseError] = OperationalError, **kenmerken) -> DatabaseError:
    """Give an error as Django raises it, with what the driver said."""
    fout = soort("met een adres dat niemand hoeft te zien")
    fout.__cause__ = oorzaak
    for naam, waarde in kenmerken.items():
        setattr(oorzaak, naam, waarde)
    return fout


@pytest.fixture
def zonder_databank(monkeypatch):
    """Let the session not be found: the first that a request asks for."""

    def breek(zelf):
        raise gevolg(psycopg.OperationalError("server closed the connection unexpectedly"))

    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore._get_session_from_db", breek)


def stuur(client: Client, adres: str, ingevuld: dict[str, str], herkomst: str = "http://testserver"):
    client.raise_request_exception = False
    return client.post(adres, ingevuld, headers={"Origin": herkomst} if herkomst else {})


def test_zonder_databank_staat_de_tekst_op_de_pagina_die_het_zegt(
    adres, partner, zonder_databank, django_assert_num_queries
):
    client = Client()
    client.cookies["samenleven_sessie"] = "x" * 32
    ingevuld = {"versie": "0", "status": "uitgevoerd", "toelichting": TEKST, "act": "indienen"}
    with django_assert_num_queries(0):
        response = stuur(client, adres, ingevuld)
    assert (response.status_code, response["Retry-After"]) == (503, "20")
    pagina = lees(response)
    assert pagina.kop() == "We zijn zo terug"
    assert TEKST in [e.tekst for e in pagina.alle("dd")]
    assert "Misschien is uw tekst niet bewaard." in response.content.decode()
    assert "adres dat niemand" not in response.content.decode()


@pytest.mark.parametrize("herkomst", ["", "https://kwaad.test"])
def test_zonder_databank_wordt_niets_herhaald_dat_van_elders_komt(adres, zonder_databank, herkomst):
    client = Client()
    client.cookies["samenleven_sessie"] = "x" * 32
    response = stuur(client, adres, {"toelichting": TEKST}, herkomst)
    assert response.status_code == 503
    assert TEKST not in response.content.decode()


def test_zonder_databank_staat_een_wachtwoord_nergens(zonder_databank):
    client = Client()
    client.cookies["samenleven_sessie"] = "x" * 32
    response = stuur(client, "/aanmelden/", {"login": "iemand@voorbeeld.test", "password": "geheim woord"})
    assert response.status_code == 503
    assert "geheim woord" not in response.content.decode()
    client.raise_request_exception = False
    response = client.get("/mijn/?op=x")
    assert response.status_code == 503
    assert "verstuurde" not in response.content.decode()  # nothing was
    assert ("Opnieuw proberen", "/mijn/?op=x") in [(e.tekst, e.attrs["href"]) for e in lees(response).alle("a")]


@pytest.mark.parametrize(
    ("fout", "weg"),
    [
        (gevolg(psycopg.OperationalError()), True),
        (gevolg(psycopg.errors.AdminShutdown()), True),
        (gevolg(psycopg.errors.CannotConnectNow()), True),
        (gevolg(psycopg.errors.ReadOnlySqlTransaction(), InternalError), True),
        (gevolg(psycopg.errors.DiskFull()), False),
        (gevolg(psycopg.errors.UniqueViolation(), IntegrityError), False),
        (gevolg(sqlite3.OperationalError(), sqlite_errorname="SQLITE_BUSY"), True),
        (gevolg(sqlite3.OperationalError(), sqlite_errorname="SQLITE_ERROR"), False),
        (OperationalError("zonder oorzaak"), False),
        (RuntimeError("iets anders"), False),
        (None, False),
    ],
)
def test_alleen_wat_vanzelf_overgaat_heet_weg(fout, weg):
    assert is_weg(fout) is weg
