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


def test_wie_geen_toegang_heeft_zegt_het_zelf_en_het_wordt_gezegd(monkeypatch, capsys):
    monkeypatch.setenv("AUDIT_ZONDER_NET", "ja")
    assert audit.main() == 0
    assert "dependency audit NOT run" in capsys.readouterr().out


def test_wie_niets_kan_vragen_faalt(monkeypatch, capsys, tmp_path):
    monkeypatch.delenv("AUDIT_ZONDER_NET", raising=False)
    monkeypatch.setattr(audit, "_maak_omgeving", lambda: tmp_path / "bestaat-niet")
    assert audit.main() == 1
    assert "dependency audit NOT run" in capsys.readouterr().out
