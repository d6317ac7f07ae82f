"""The settings are closed by default, demo mode stays on this machine, and nothing of a machine is in the files."""

import hashlib
import os
import re
import runpy
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

WORTEL = Path(settings.BASE_DIR)
LANG_GEHEIM = secrets.token_urlsafe(50)
PRODUCTIE = {
    "SECRET_KEY": LANG_GEHEIM,
    "BASE_URL": "https://samenleven.example",
    "DATABASE_URL": "sqlite://:memory:",
    "UITGEVER": "Bestuur (voorbeeld)",
    "UITGEVER_ADRES": "Straat 1, 1000 Brussel (voorbeeld)",
    "CONTACT_EMAIL": "info@samenleven.example",
    "HANDHAVING": "Ombudsdienst (voorbeeld)",
    "HANDHAVING_URL": "https://ombudsdienst.example",
}
LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]


@pytest.fixture
def kale_installatie(tmp_path, monkeypatch):
    """Give a function that reads the settings as in a fresh folder, with this environment and no other."""
    (tmp_path / "samenleven").mkdir()
    shutil.copy(WORTEL / "samenleven" / "settings.py", tmp_path / "samenleven")
    for naam in gelezen_variabelen():
        monkeypatch.delenv(naam, raising=False)

    def lees(**omgeving: str) -> dict:
        for naam, waarde in omgeving.items():
            monkeypatch.setenv(naam, waarde)
        return runpy.run_path(str(tmp_path / "samenleven" / "settings.py"))

    return lees


def gelezen_variabelen() -> set[str]:
    return set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (WORTEL / "samenleven" / "settings.py").read_text()))


def test_zonder_geheime_sleutel_start_niets(tmp_path):
    (tmp_path / "samenleven").mkdir()
    for bestand in ("__init__.py", "settings.py", "geheimen.py"):
        shutil.copy(WORTEL / "samenleven" / bestand, tmp_path / "samenleven")
    proces = subprocess.run(
        [sys.executable, "-c", "import samenleven.settings"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
    )
    assert proces.returncode != 0
    assert "SECRET_KEY" in proces.stderr


def test_gesloten_tenzij_iemand_iets_opent(kale_installatie):
    kaal = kale_installatie(SECRET_KEY="x")
    assert (kaal["DEBUG"], kaal["DEMO_MODUS"]) == (False, False)
    assert kaal["ALLOWED_HOSTS"] == ["127.0.0.1"]
    assert "samenleven.onderbroken.AanmeldenMiddleware" in kaal["MIDDLEWARE"]
    assert kaal["DATABASES"]["default"]["ENGINE"] == "django.db.backends.sqlite3"
    assert kaal["TWEEDE_STAP_VERPLICHT"] is True
    assert kaal["MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN"] is False
    assert kaal["ALLAUTH_TRUSTED_PROXY_COUNT"] == 0
    assert kaal["ACCOUNT_RATE_LIMITS"] == {
        "login": "60/m/ip",
        "login_failed": "20/m/ip,5/300s/key",
        "reset_password": "20/m/ip,5/m/key",
        "manage_email": "5/h/user",
        "reauthenticate": "10/m/user",
    }


def test_https_zet_alles_op_slot(kale_installatie):
    echt = kale_installatie(**PRODUCTIE)
    assert echt["ALLOWED_HOSTS"] == ["samenleven.example"]
    assert echt["CSRF_TRUSTED_ORIGINS"] == ["https://samenleven.example"]
    for naam in ("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_PRELOAD"):
        assert echt[naam] is True, naam
    assert echt["SECURE_HSTS_SECONDS"] == 31_536_000
    assert echt["SESSION_COOKIE_AGE"] == 8 * 60 * 60
    assert echt["SECURE_PROXY_SSL_HEADER"] is None


def test_een_demonstratie_luistert_alleen_op_deze_computer(kale_installatie):
    demo = kale_installatie(**PRODUCTIE, DEMO_MODUS="true", ALLOWED_HOSTS="*,samenleven.example")
    assert demo["ALLOWED_HOSTS"] == LOOPBACK


def test_debug_kan_niet_aan_op_een_ander_adres(kale_installatie):
    with pytest.raises(ImproperlyConfigured):
        kale_installatie(**PRODUCTIE, DEBUG="true")
    assert kale_installatie(SECRET_KEY="x", BASE_URL="http://localhost:8000", DEBUG="true")["DEBUG"] is True


def test_het_beleid_laat_niets_van_elders_toe(kale_installatie):
    regels = dict(settings.CONTENT_SECURITY_POLICY["DIRECTIVES"])
    assert regels.pop("upgrade-insecure-requests") is False
    assert kale_installatie(**PRODUCTIE)["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["upgrade-insecure-requests"] is True
    assert regels == {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }


def controle(**omgeving: str) -> subprocess.CompletedProcess:
    """Run `check --deploy` as an installation does."""
    weg = gelezen_variabelen() | {"DJANGO_ALLOW_ASYNC_UNSAFE"}  # what the tests themselves put there
    kaal = {naam: waarde for naam, waarde in os.environ.items() if naam not in weg}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=WORTEL,
        env=kaal | {"DJANGO_SETTINGS_MODULE": "samenleven.settings", "DEMO_MODUS": "false"} | PRODUCTIE | omgeving,
        capture_output=True,
        text=True,
    )


@pytest.mark.zonder_databank
def test_check_deploy_slaagt_met_de_instellingen_van_productie():
    proces = controle()
    assert proces.returncode == 0, proces.stderr
    assert "no issues" in proces.stdout


@pytest.mark.zonder_databank
@pytest.mark.parametrize(
    ("omgeving", "code"),
    [
        ({"DEMO_MODUS": "true"}, "samenleven.E001"),
        ({"BASE_URL": "http://samenleven.example"}, "samenleven.E002"),
        ({"SECRET_KEY": "kort"}, "security.W009"),
        ({"SECRET_KEY": "kort"}, "samenleven.E005"),
        ({"SECRET_KEY": "django-insecure-" + LANG_GEHEIM}, "samenleven.E005"),
        ({"SECRET_KEY_FALLBACKS": "x" * 60}, "samenleven.E005"),
        ({"UITGEVER": ""}, "samenleven.W002"),
        ({"HANDHAVING_URL": ""}, "samenleven.W002"),
        ({"OPENDATA_LICENTIE_URL": ""}, "samenleven.W003"),
        ({"OPENDATA_LICENTIE_URL": "http://licentie.example"}, "samenleven.W003"),
        ({"BESTANDEN": "static/bestanden"}, "samenleven.E003"),
        ({"BESTANDEN": "build/static"}, "samenleven.E003"),
        ({"BESTANDEN": "."}, "samenleven.E003"),
        ({"BESTANDEN": "manage.py"}, "samenleven.E004"),
    ],
)
def test_check_deploy_faalt_met(omgeving, code):
    proces = controle(**omgeving)
    assert proces.returncode != 0
    assert code in proces.stderr


def test_elke_variabele_staat_in_het_voorbeeld():
    voorbeeld = set(re.findall(r"^#?([A-Z_]+)=", (WORTEL / ".env.example").read_text(), re.M))
    assert gelezen_variabelen() <= voorbeeld
    assert len(gelezen_variabelen()) > 10


def test_de_database_is_die_waar_om_gevraagd_is():
    assert connection.vendor == ("postgresql" if os.environ.get("TEST_PG") == "1" else "sqlite")


# --- what is in the files

NIET_ERIN = {".git", ".venv", "build", "node_modules", "__pycache__", ".pytest_cache", ".ruff_cache", ".hypothesis"}
NIET_ERIN |= {"test-results", ".env", "bestanden"}
MACHINE = re.compile(r"(?<![\w.])/(?:work|root|Users|home/\w+)/(?!\*)")
REGISTER = re.compile(
    r"(?:--(?:extra-)?index-url|--trusted-host|--find-links|registry|resolved)[\"'=: ]+(?:https?://)?([\w.-]+\.[\w.-]+)"
)


def bestanden() -> list[Path]:
    """Give every file that a version control would keep, as text."""
    return [
        Path(map_) / naam
        for map_, mappen, namen in os.walk(WORTEL)
        if not mappen.__setitem__(slice(None), [m for m in mappen if m not in NIET_ERIN])
        for naam in namen
        if naam not in NIET_ERIN and not re.search(r"\.(sqlite3.*|pyc|woff2|ttf|png)$", naam)
    ]


def test_geen_pad_van_een_machine_en_geen_eigen_pakketregister():
    gevonden = []
    for pad in bestanden():
        tekst = pad.read_text(encoding="utf-8")
        gevonden += [f"{pad.relative_to(WORTEL)}: {treffer[0]}" for treffer in MACHINE.finditer(tekst)]
        huizen = {treffer[1] for treffer in REGISTER.finditer(tekst)}
        gevonden += [f"{pad.relative_to(WORTEL)}: {huis}" for huis in huizen]
    assert gevonden == []
    assert len(bestanden()) > 150


VENDOR = WORTEL / "static" / "vendor"


def test_de_bestanden_van_anderen_zijn_die_van_de_lijst():
    regels = re.findall(r"^\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|$", (VENDOR / "VENDOR.md").read_text(), re.M)
    sommen = {naam: hashlib.sha256((VENDOR / naam).read_bytes()).hexdigest() for naam, _ in regels}
    assert sommen == dict(regels)
    eigen = {"VENDOR.md", "thema/designsystemet.config.json"}
    aanwezig = {p.relative_to(VENDOR).as_posix() for p in VENDOR.rglob("*") if p.is_file()}
    assert aanwezig == set(sommen) | eigen
