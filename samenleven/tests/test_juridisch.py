"""The legal pages say what is so, name the publisher where it is known, and say plainly where it is not."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from samenleven.juridisch import BEELD, HERZIEN, OPGESTELD, PAKKETTEN
from speerpunten.tests.kijk import lees

pytestmark = pytest.mark.django_db
WORTEL = Path(django_settings.BASE_DIR)
VOLGENS_HET_MODEL = [  # the headings of the annex of Decision (EU) 2018/1523 that are obligatory
    "Nalevingsstatus",
    "Niet-toegankelijke inhoud",
    "Opstelling van deze verklaring",
    "Feedback en contact",
    "Handhavingsprocedure",
]
BLADEN = ["/toegankelijkheid/", "/privacy/", "/colofon/"]


@pytest.fixture
def ingevuld(settings):
    settings.UITGEVER = "Bestuur Zenne (voorbeeld)"
    settings.UITGEVER_ADRES = "Zennestraat 1 (voorbeeld)"
    settings.CONTACT_EMAIL = "info@voorbeeld.test"
    settings.CONTACT_TOEGANKELIJKHEID = "toegang@voorbeeld.test"
    settings.CONTACT_PRIVACY = "privacy@voorbeeld.test"
    settings.CONTACT_VEILIGHEID = "https://voorbeeld.test/lek"
    settings.HANDHAVING = "Ombudsdienst (voorbeeld)"
    settings.HANDHAVING_URL = "https://ombudsdienst.voorbeeld.test/klacht"
    settings.BRONCODE = "https://code.voorbeeld.test/samenleven"
    settings.VERSIE = "v1.2.3"
    settings.BASE_URL = "https://samenleven.voorbeeld.test"


def tekst(response) -> str:
    return re.sub(r"\s+", " ", lees(response).alle("main")[0].tekst)


@pytest.mark.parametrize("blad", BLADEN)
def test_wat_niet_ingevuld_is_staat_er_zo(client, settings, blad):
    for naam in ("UITGEVER", "UITGEVER_ADRES", "CONTACT_EMAIL", "CONTACT_PRIVACY", "CONTACT_TOEGANKELIJKHEID"):
        setattr(settings, naam, "")
    gelezen = tekst(client.get(blad)).casefold()
    assert "nog niet ingevuld" in gelezen
    assert "het contactadres is nog niet ingevuld" in gelezen
    assert "none" not in gelezen and "@" not in gelezen.replace("veilig@voorbeeld.test", "")


@pytest.mark.parametrize(
    ("blad", "woorden"),
    [
        ("/toegankelijkheid/", ["Bestuur Zenne", "toegang@voorbeeld.test", "Ombudsdienst (voorbeeld)"]),
        ("/privacy/", ["Bestuur Zenne", "Zennestraat 1", "privacy@voorbeeld.test", "samenleven_sessie"]),
        ("/colofon/", ["Bestuur Zenne", "info@voorbeeld.test", "https://voorbeeld.test/lek", "v1.2.3", "EUPL-1.2"]),
    ],
)
def test_wat_ingevuld_is_staat_er(client, ingevuld, blad, woorden):
    gelezen = tekst(client.get(blad))
    assert [woord for woord in woorden if woord not in gelezen] == []
    assert "nog niet ingevuld" not in gelezen.casefold()


def test_de_verklaring_heeft_elk_verplicht_deel_en_een_dag(client, ingevuld):
    pagina = lees(client.get("/toegankelijkheid/"))
    koppen = [e.tekst.strip() for e in pagina.alle("h2")]
    assert [kop for kop in koppen if kop in VOLGENS_HET_MODEL] == VOLGENS_HET_MODEL
    gelezen = pagina.alle("main")[0].tekst
    for dag in (OPGESTELD, HERZIEN):
        assert f"{dag:%d/%m/%Y}" in gelezen
    assert OPGESTELD <= HERZIEN <= OPGESTELD + dt.timedelta(days=3650)
    assert "voldoet gedeeltelijk" in gelezen and "zelfbeoordeling" in gelezen
    (link,) = [e for e in pagina.alle("a") if e.attrs.get("href") == "https://ombudsdienst.voorbeeld.test/klacht"]
    assert link.tekst == "Ombudsdienst (voorbeeld)"


def test_elke_pagina_leidt_naar_de_juridische_bladen(client):
    voet = lees(client.get("/uitleg/")).alle("footer")[0]
    html = client.get("/uitleg/").content.decode()
    assert [blad for blad in BLADEN if f'href="{blad}"' not in html] == []
    assert "Colofon" in voet.tekst


def test_security_txt_zegt_wie_tot_wanneer_en_waar(client, ingevuld):
    response = client.get("/.well-known/security.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    velden = dict(regel.split(": ", 1) for regel in response.content.decode().splitlines())
    tot = dt.datetime.strptime(velden.pop("Expires"), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.UTC)
    assert dt.timedelta(days=150) < tot - dt.datetime.now(dt.UTC) < dt.timedelta(days=365)
    assert velden == {
        "Contact": "https://voorbeeld.test/lek",
        "Preferred-Languages": "nl, en",
        "Canonical": "https://samenleven.voorbeeld.test/.well-known/security.txt",
    }


def test_security_txt_maakt_van_een_e_mailadres_een_adres(client, settings):
    settings.CONTACT_VEILIGHEID = "veilig@voorbeeld.test\nCanonical: https://kwaad.test"
    regels = client.get("/.well-known/security.txt").content.decode().splitlines()
    assert len(regels) == 4
    assert regels[0].startswith("Contact: mailto:veilig@voorbeeld.test")


def test_zonder_contact_geen_security_txt(client, settings):
    settings.CONTACT_VEILIGHEID = ""
    assert client.get("/.well-known/security.txt").status_code == 404
    assert "security.txt" not in client.get("/colofon/").content.decode()


def test_het_colofon_noemt_elk_pakket_en_elk_bestand_van_anderen():
    gevraagd = set(re.findall(r"^([a-z][\w-]*)", (WORTEL / "requirements.in").read_text(), re.M))
    assert {naam for naam, _ in PAKKETTEN} == gevraagd
    licenties = {pad.relative_to(WORTEL / "static").as_posix() for pad in (WORTEL / "static").rglob("*.LICENSE.txt")}
    assert {teksten for *_, teksten in BEELD if teksten} == licenties
