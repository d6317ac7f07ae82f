"""`make lighthouse`: what it tells of what was measured, and what it measures. No browser here."""

import json
import re
from pathlib import Path

import bench.lighthouse.__main__ as lighthouse
from bench.lighthouse.__main__ import Uitslag, maak_tabel
from bench.lighthouse.huis import MAP, nginx_instelling
from bench.paginas import PAGINAS

HIER = Path(lighthouse.__file__).parent


def meting(snel: int = 99, bytes_: int = 80_000, gebreken: tuple[str, ...] = (), **scores: int) -> dict:
    goed = {"performance": snel, "accessibility": 100, "best-practices": 100, "seo": 100}
    return {
        "scores": goed | {naam.replace("_", "-"): score for naam, score in scores.items()},
        "maten": {"fcp": 1_100, "lcp": 1_400, "tbt": 30, "cls": 0, "bytes": bytes_},
        "gebreken": [{"id": naam, "titel": f"Titel van {naam}", "waar": "[]"} for naam in gebreken],
        "lighthouse": "12",
        "chromium": "156",
    }


def test_de_middelste_snelheid_telt_en_van_al_het_andere_de_slechtste():
    uit = Uitslag("actie", True, [meting(94), meting(96), meting(60)])
    assert (uit.score("performance"), uit.te_laag()) == (94, ["actie: performance 94 (minstens 95)"])
    uit = Uitslag("actie", True, [meting(), meting(accessibility=98, gebreken=("color-contrast",)), meting()])
    assert uit.te_laag() == ["actie: accessibility 98 (minstens 100)", "actie: Titel van color-contrast []"]
    assert Uitslag("actie", True, [meting(bytes_=101_000)]).te_laag() == [
        "actie: 101 kB bij een eerste bezoek (hoogstens 100)"
    ]


def test_wat_achter_een_login_staat_is_niet_voor_zoekmachines():
    slecht = [meting(seo=60, gebreken=("is-crawlable",))]
    assert Uitslag("mijn", False, slecht).te_laag() == []
    assert len(Uitslag("plan", True, slecht).te_laag()) == 2
    anders = [meting(seo=50, gebreken=("is-crawlable", "document-title"))]
    assert Uitslag("mijn", False, anders).te_laag() == ["mijn: Titel van document-title []"]
    tabel = maak_tabel([Uitslag("mijn", False, slecht)], wanneer="2026-11-27")
    assert "| mijn | 99 | 100 | 100 | niet voor zoekmachines | 1.1 | 1.4 | 30 | 0.000 | 80 |" in tabel
    assert "Elke grens is gehaald." in tabel


def test_er_wordt_gemeten_achter_de_nginx_van_een_installatie():
    tekst = nginx_instelling(8443, 8001)
    assert "listen 127.0.0.1:8443 ssl http2;" in tekst and "proxy_pass http://127.0.0.1:8001;" in tekst
    assert "gzip on;" in tekst and tekst.count("server {") == 1
    adressen = set(re.findall(r"listen (\S+)", tekst)) | set(re.findall(r"(?:/etc/ssl|/var/log|/etc/nginx)\S*", tekst))
    assert adressen - {"/etc/nginx/sites-available/samenleven"} == {"127.0.0.1:8443", "/etc/nginx/mime.types;"}
    assert f"{MAP}/cert.pem" in tekst


def test_elke_pagina_is_er_een_van_de_bench_en_npm_staat_vast():
    assert set(lighthouse.WELKE) <= {(pagina.naam, pagina.wie) for pagina in PAGINAS}
    pakket, slot = (json.loads((HIER / naam).read_text()) for naam in ("package.json", "package-lock.json"))
    assert slot["packages"][""]["dependencies"] == pakket["dependencies"]
    rest = [lid for naam, lid in slot["packages"].items() if naam]
    assert all(lid["integrity"].startswith("sha512-") and "resolved" not in lid for lid in rest)
