"""Secrets come from the environment or from a file, are told to nobody, and are no word that anybody knows."""

import secrets

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from django.test import RequestFactory
from django.views.debug import ExceptionReporter

from samenleven.geheimen import bestanden_die_anderen_lezen, is_zwak
from samenleven.tests.test_instellingen import LANG_GEHEIM, PRODUCTIE, controle, kale_installatie

__all__ = ["kale_installatie"]


@pytest.fixture
def geheim(tmp_path):
    """Give a function that writes a secret to a file and gives its path."""

    def schrijf(inhoud: str | bytes, rechten: int = 0o400) -> str:
        pad = tmp_path / secrets.token_hex(4)
        pad.write_bytes(inhoud if isinstance(inhoud, bytes) else inhoud.encode())
        pad.chmod(rechten)
        return str(pad)

    return schrijf


def test_elk_geheim_kan_in_een_bestand_staan(kale_installatie, geheim):
    echt = kale_installatie(
        SECRET_KEY_FILE=geheim(LANG_GEHEIM + "\n"),
        DATABASE_URL_FILE=geheim("postgres://samenleven@db.example:5433/plan\r\n"),
        DATABASE_PASSWORD_FILE=geheim(" p@ss:/word \n"),
        EMAIL_URL_FILE=geheim("smtp+tls://ik:post@mail.example:587\n"),
    )
    assert echt["SECRET_KEY"] == LANG_GEHEIM
    database = echt["DATABASES"]["default"]
    assert [database[naam] for naam in ("HOST", "PORT", "USER", "NAME")] == ["db.example", 5433, "samenleven", "plan"]
    assert database["PASSWORD"] == " p@ss:/word "
    assert (echt["EMAIL_HOST"], echt["EMAIL_HOST_PASSWORD"]) == ("mail.example", "post")


def test_een_geheim_dat_twee_keer_staat_houdt_de_start_tegen(kale_installatie, geheim):
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY en SECRET_KEY_FILE") as fout:
        kale_installatie(SECRET_KEY=LANG_GEHEIM, SECRET_KEY_FILE=geheim("iets anders"))
    assert LANG_GEHEIM not in str(fout.value) and "iets anders" not in str(fout.value)


@pytest.mark.parametrize("inhoud", [None, b"\xff\xfe geheim"])
def test_een_bestand_dat_niet_te_lezen_is_houdt_de_start_tegen_en_zegt_niets(kale_installatie, geheim, inhoud):
    pad = geheim(inhoud) if inhoud else "/bestaat/niet"
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY_FILE") as fout:
        kale_installatie(SECRET_KEY_FILE=pad)
    assert "geheim" not in str(fout.value) and fout.value.__suppress_context__


def test_oude_sleutels_mogen_nog_even(kale_installatie):
    assert kale_installatie(**PRODUCTIE, SECRET_KEY_FALLBACKS="een,twee")["SECRET_KEY_FALLBACKS"] == ["een", "twee"]


@pytest.mark.parametrize(
    ("rechten", "open_"), [(0o400, False), (0o600, False), (0o440, False), (0o444, True), (0o660, True), (0o602, True)]
)
def test_een_bestand_dat_anderen_lezen_wordt_gemeld(monkeypatch, geheim, rechten, open_):
    monkeypatch.setenv("EMAIL_URL_FILE", geheim("consolemail://", rechten))
    assert bestanden_die_anderen_lezen() == (["EMAIL_URL"] if open_ else [])


@pytest.mark.zonder_databank
def test_check_deploy_meldt_zo_een_bestand_en_noemt_het_geheim_niet(geheim):
    proces = controle(SECRET_KEY="", SECRET_KEY_FILE=geheim(LANG_GEHEIM, 0o444))
    assert proces.returncode != 0
    assert "samenleven.W001" in proces.stderr
    assert LANG_GEHEIM not in proces.stderr + proces.stdout
    assert controle(SECRET_KEY="", SECRET_KEY_FILE=geheim(LANG_GEHEIM)).returncode == 0


@pytest.mark.parametrize(
    "sleutel",
    [
        "",
        "kort",
        "x" * 64,
        "django-insecure-" + "k3J9sLq0ZpWv7Tn2Rb8Yc4Xd6Mf1Hg5Aj",
        "changeme-" + "k3J9sLq0ZpWv7Tn2Rb8Yc4Xd6Mf1Hg5AjUe0",
        "only-to-check-the-settings-" + "0123456789" * 4,
        "k3J9sLq0Zp" * 6,
    ],
)
def test_een_zwakke_sleutel(sleutel):
    assert is_zwak(sleutel)


@pytest.mark.parametrize(
    "maak", [get_random_secret_key, lambda: secrets.token_hex(32), lambda: secrets.token_urlsafe(50)]
)
def test_een_willekeurige_sleutel_is_goed(maak):
    assert not any(is_zwak(maak()) for _ in range(50))


def test_een_bladzijde_over_een_fout_toont_geen_geheim(settings, monkeypatch, rf: RequestFactory):
    settings.SECRET_KEY = "sleutel-die-niemand-ziet"
    monkeypatch.setitem(settings.DATABASES["default"], "PASSWORD", "sleutel-die-niemand-ziet")
    settings.EMAIL_CONFIG = {"EMAIL_HOST_PASSWORD": "sleutel-die-niemand-ziet"}
    request = rf.get("/", DATABASE_URL="postgres://x:sleutel-die-niemand-ziet@db", EMAIL_URL="sleutel-die-niemand-ziet")
    pagina = ExceptionReporter(request, ValueError, ValueError("stuk"), None).get_traceback_html()
    assert "stuk" in pagina
    assert "sleutel-die-niemand-ziet" not in pagina
