"""What cannot run in a test: units, nginx, containers. Read, and compared with what they speak of."""

import configparser
import re
import runpy
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

from bench import klant

WORTEL = Path(settings.BASE_DIR)
DEPLOY = WORTEL / "deploy"
HARD = {
    "NoNewPrivileges": "true",
    "ProtectSystem": "strict",
    "ProtectHome": "true",
    "PrivateTmp": "true",
    "CapabilityBoundingSet": "",
    "UMask": "0077",
}


def unit(pad: Path) -> dict:
    lezer = configparser.ConfigParser(strict=True, interpolation=None)
    lezer.optionxform = str
    lezer.read_string(pad.read_text())
    return {naam: dict(lezer[naam]) for naam in lezer.sections()}


@pytest.mark.parametrize("pad", sorted(DEPLOY.glob("*.service")), ids=lambda pad: pad.name)
def test_elke_dienst_is_afgeschermd_en_draait_als_eigen_gebruiker(pad):
    dienst = unit(pad)["Service"]
    assert HARD.items() <= dienst.items()
    assert dienst["User"] == dienst["Group"] == "samenleven"
    assert "/var/lib/samenleven" in dienst["ReadWritePaths"]


@pytest.mark.parametrize("naam", ["dagelijks", "reservekopie"])
def test_elke_timer_start_een_opdracht_die_bestaat(naam):
    assert naam in get_commands()
    assert unit(DEPLOY / f"samenleven-{naam}.service")["Service"]["ExecStart"].endswith(f"manage.py {naam}")
    timer = unit(DEPLOY / f"samenleven-{naam}.timer")["Timer"]
    assert timer["Persistent"] == "true"
    assert timer["OnCalendar"].endswith("Europe/Brussels")


def test_gunicorn_schrijft_geen_adressen_en_gelooft_alleen_de_proxy():
    gelezen = runpy.run_path(str(DEPLOY / "gunicorn.conf.py"))
    assert gelezen["accesslog"] is None
    assert gelezen["forwarded_allow_ips"] == "127.0.0.1"
    assert gelezen["bind"].startswith("127.0.0.1")


def test_nginx_laat_door_wat_de_toepassing_aanneemt_en_toont_geen_bijlagen():
    tekst = (DEPLOY / "nginx.conf").read_text()
    assert int(re.search(r"client_max_body_size (\d+)m;", tekst)[1]) * 1024 * 1024 == settings.MAX_VERZOEK
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in tekst
    assert "$proxy_add_x_forwarded_for" not in tekst
    assert "alias" not in tekst
    assert f"gzip_comp_level {klant.NIVEAU};" in tekst  # the bench weighs what it would send
    assert tekst.count("{") == tekst.count("}")


def test_de_uitrol_noemt_alleen_wat_bestaat():
    tekst = (WORTEL / "docs" / "uitrol.md").read_text()
    for pad in set(re.findall(r"/opt/samenleven/(deploy/[\w.-]+|requirements\.txt)", tekst)) - {"deploy/samenleven"}:
        assert (WORTEL / pad).exists(), pad
    bekend = get_commands()
    for naam in re.findall(r"^samenleven-beheer (\w+)", tekst, re.M):
        assert naam in bekend, naam
    voorbeeld = (WORTEL / ".env.example").read_text()
    env = re.search(r"samenleven\.env <<EINDE\n(.*?)EINDE", tekst, re.S)[1]
    for naam in re.findall(r"^([A-Z_]+)=", env, re.M):
        assert re.search(rf"^#?{naam}=", voorbeeld, re.M), naam


def test_de_container_draait_niet_als_root_en_vraagt_de_gezondheid():
    tekst = (WORTEL / "Dockerfile").read_text()
    assert re.search(r"^USER samenleven$", tekst, re.M)
    assert "--only-binary=:all: --require-hashes" in tekst
    assert "/gezondheid/" in tekst
    for bron in re.findall(r"^COPY (?!--from)(\S+) ", tekst, re.M):
        assert (WORTEL / bron).exists(), bron


def test_compose_geeft_geheimen_als_bestand_en_alle_diensten_hebben_wat_ze_noemen():
    tekst = (WORTEL / "compose.yaml").read_text()
    assert "\t" not in tekst
    diensten = tekst.split("\nservices:\n")[1].split("\nsecrets:\n")[0]
    assert re.findall(r"^  (\w+):$", diensten, re.M) == ["db", "web", "dagelijks", "reservekopie"]
    for naam in re.findall(r"/run/secrets/(\w+)", tekst):
        assert f"  {naam}: {{file: geheimen/{naam}}}" in tekst, naam
    for volume in re.findall(r"(\w+):/var/", diensten + tekst):
        assert re.search(rf"^  {volume}:$", tekst.split("\nvolumes:\n")[1], re.M), volume
    hoofd = re.search(r'PG_HOOFDVERSIE: "(\d+)"', tekst)[1]
    assert f"image: postgres:{hoofd}-" in tekst
    for naam in re.findall(r"manage\.py (\w+)", tekst):
        assert naam in get_commands(), naam
