"""The audit of the requirements proves something, or fails: what was not asked is not in order."""

import json
from pathlib import Path

import pytest
from django.conf import settings

from tools import audit

SCHOON = {"dependencies": [{"name": "Django", "version": "5.2.19", "vulns": []}]}


def test_elk_vastgezet_pakket_wordt_gevraagd():
    eisen = (Path(settings.BASE_DIR) / "requirements.txt").read_text()
    gevraagd = audit.gevraagde_pakketten(eisen)
    assert {"django", "gunicorn", "django-allauth", "psycopg"} <= gevraagd
    regels = [regel for regel in eisen.splitlines() if "==" in regel and not regel.startswith((" ", "#"))]
    assert len(gevraagd) == sum("win32" not in regel for regel in regels) > 30


@pytest.mark.parametrize(
    ("uitvoer", "zin"),
    [
        ("", "no answer that can be read"),
        ("{}", "no answer that can be read"),
        (json.dumps({"dependencies": []}), "django was not looked at"),
        (json.dumps({"dependencies": [{"name": "django", "skip_reason": "not found"}]}), "passed over: not found"),
        (
            json.dumps({"dependencies": [{"name": "django", "version": "1.0", "vulns": [{"id": "CVE-1"}]}]}),
            "django 1.0: CVE-1",
        ),
    ],
)
def test_wat_niets_bewijst_is_niet_in_orde(uitvoer, zin):
    assert any(zin in fout for fout in audit.oordeel(uitvoer, {"django"}))


def test_wat_nagekeken_en_schoon_is_is_in_orde():
    assert audit.oordeel(json.dumps(SCHOON), {"django"}) == []


OVERGESLAGEN = {"name": "django", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("uitvoer", "geen"),
    [
        ("", True),
        (json.dumps({"dependencies": [OVERGESLAGEN]}), True),
        (json.dumps({"dependencies": [OVERGESLAGEN, *SCHOON["dependencies"]]}), False),
        (json.dumps({"dependencies": []}), False),
        ("<html>", False),
    ],
)
def test_geen_antwoord_is_iets_anders_dan_een_half_antwoord(uitvoer, geen):
    assert audit.geen_antwoord(uitvoer) is geen


@pytest.mark.parametrize(("verplicht", "code"), [("", audit.CODE_NIET_GEDAAN), ("ja", 1)])
def test_wie_niets_kan_vragen_zegt_het_en_faalt_waar_het_moet(monkeypatch, capsys, tmp_path, verplicht, code):
    monkeypatch.setenv("AUDIT_VERPLICHT", verplicht)
    monkeypatch.setattr(audit, "_maak_omgeving", lambda: tmp_path / "bestaat-niet")
    assert audit.main() == code
    assert "dependency audit NOT run" in capsys.readouterr().out
