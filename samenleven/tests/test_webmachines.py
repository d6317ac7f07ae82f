"""What one web machine knows, the other knows too: nothing is kept in a process. With real machines: `make uitval`.

Each `Client` here has a handler and middleware of its own, as each process has.
"""

import runpy
from pathlib import Path

import pytest
from django.conf import global_settings, settings
from django.contrib.staticfiles.storage import ManifestFilesMixin
from django.test import Client
from django.utils.module_loading import import_string

from samenleven.models import Vraagteller
from speerpunten.tests import maak

pytestmark = pytest.mark.django_db


def test_wie_zich_bij_de_ene_aanmeldt_is_dat_bij_de_andere_tot_hij_zich_daar_afmeldt(partner):
    een, twee = Client(), Client()
    antwoord = een.post("/aanmelden/", {"login": partner.email, "password": maak.WACHTWOORD})
    assert antwoord.status_code == 302
    twee.cookies = een.cookies.copy()
    assert twee.get("/mijn/").status_code == 200
    assert twee.post("/afmelden/").status_code == 302
    assert een.get("/mijn/").headers["Location"] == "/aanmelden/?next=/mijn/"


def test_een_limiet_telt_wat_de_ene_en_de_andere_zagen(settings, monkeypatch):
    settings.LIMIETEN = {"zoeken": "2/m", "uitvoer": "1/m"}
    monkeypatch.setattr("samenleven.limiet.time.time", lambda: 1_800_000_010.0)
    codes = [klant.get("/organisaties/?q=taal").status_code for klant in (Client(), Client(), Client())]
    assert codes == [200, 200, 429]
    assert Vraagteller.objects.get().aantal == 3


def test_in_productie_staan_sessies_en_cache_in_de_databank_en_heten_bestanden_naar_hun_inhoud(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "x" * 50)
    kaal = runpy.run_path(str(Path(settings.BASE_DIR) / "samenleven" / "settings.py"))
    sessies = kaal.get("SESSION_ENGINE", global_settings.SESSION_ENGINE)
    assert sessies == "django.contrib.sessions.backends.db"
    assert {cache["BACKEND"] for cache in kaal["CACHES"].values()} == {"django.core.cache.backends.db.DatabaseCache"}
    assert issubclass(import_string(kaal["STORAGES"]["staticfiles"]["BACKEND"]), ManifestFilesMixin)
