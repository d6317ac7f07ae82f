"""What makes a page quick: a warm worker, static files that are fetched once, no bytes for who has them."""

import gc
import re

import pytest
from django.conf import settings
from django.core.files import File
from django.template import engines
from django.template.loader import render_to_string
from django.test import Client
from whitenoise.middleware import WhiteNoiseMiddleware

from samenleven import statisch
from samenleven.opwarmen import warm_op

BRON = settings.BASE_DIR / "static"
LETTERS = ("vendor/fonts/atkinson-hyperlegible-next.woff2", "vendor/fonts/source-serif-4-600.woff2")


@pytest.fixture
def verzameld(tmp_path, settings, monkeypatch):
    """The static files of every page as an installation collects them; their storage takes the place of the tests'."""
    opslag = statisch.Opslag(location=tmp_path, base_url="/static/")
    paden = {}
    for naam in (*statisch.STIJLEN, *LETTERS, "css/print.css", "img/merk.svg"):
        with (BRON / naam).open("rb") as bestand:
            opslag.save(naam, File(bestand))
        paden[naam] = (opslag, naam)
    for _, _, klaar in opslag.post_process(paden):
        assert not isinstance(klaar, Exception), klaar
    monkeypatch.setattr(statisch, "staticfiles_storage", opslag)
    monkeypatch.setattr("django.contrib.staticfiles.storage.staticfiles_storage", opslag)
    monkeypatch.setattr("whitenoise.middleware.staticfiles_storage", opslag)
    settings.STATIC_ROOT = tmp_path
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = False
    return opslag


@pytest.mark.django_db
def test_de_stijlen_van_elke_pagina_zijn_een_bestand_dat_een_browser_voor_altijd_houdt(verzameld, rf):
    html = render_to_string("components/stijlen.html")
    (bundel,) = re.findall(r"/static/(css/samenleven\.[0-9a-f]{12}\.css)", html)
    assert html.count('rel="stylesheet"') == 2  # and the one for paper
    with verzameld.open(bundel) as bestand:
        inhoud = bestand.read().decode()
    plaatsen = [inhoud.index((BRON / naam).read_text().strip()[-200:]) for naam in statisch.STIJLEN]
    assert plaatsen == sorted(plaatsen)  # weakest first
    letters = re.findall(r"url\(\"(\.\./vendor/fonts/[^\"]+)\"\)", inhoud)
    assert sorted(letter.removeprefix("../") for letter in letters) == sorted(map(verzameld.stored_name, LETTERS))
    assert all(f'href="/static/{verzameld.stored_name(letter)}" as="font"' in html for letter in LETTERS)

    wit = WhiteNoiseMiddleware(lambda request: None)
    antwoord = wit(rf.get(f"/static/{bundel}", headers={"Accept-Encoding": "gzip"}))
    assert antwoord["Content-Encoding"] == "gzip"
    assert int(antwoord["Content-Length"]) < 30_000 < len(inhoud)
    houdbaar = dict(deel.strip().partition("=")[::2] for deel in antwoord["Cache-Control"].split(","))
    assert int(houdbaar["max-age"]) >= 31_536_000
    assert {"public", "immutable"} <= set(houdbaar)
    antwoord.file_to_stream.close()


def test_een_stijlblad_dat_naast_zich_wijst_komt_niet_in_de_bundel(verzameld, monkeypatch):
    verzameld.save("vendor/ver.css", File((BRON / "css/tokens.css").open("rb")))
    monkeypatch.setattr(statisch, "STIJLEN", ("css/base.css", "vendor/ver.css"))
    with pytest.raises(ValueError, match=r"vendor/ver\.css points at a file beside it"):
        list(verzameld.post_process({}))


def test_zonder_verzamelde_bestanden_heeft_elk_stijlblad_zijn_eigen_adres():
    assert statisch.stijladressen() == [f"/static/{naam}" for naam in statisch.STIJLEN]


def test_een_werker_is_warm_voor_zijn_eerste_bezoeker():
    warm_op()
    (lader,) = engines["django"].engine.template_loaders
    gelezen = {naam for naam in lader.get_template_cache if naam.startswith("speerpunten/")}
    assert {"speerpunten/plan.html", "speerpunten/acties/lijst.html"} <= gelezen
    assert gc.get_freeze_count() > 100_000  # what stays, the garbage collector passes over


def test_wie_de_pagina_al_heeft_krijgt_geen_bytes(db):
    client = Client()
    eerst = client.get("/uitleg/")
    weer = client.get("/uitleg/", headers={"If-None-Match": eerst["ETag"]})
    assert (eerst.status_code, weer.status_code, weer.content) == (200, 304, b"")
    assert "Cookie" in weer["Vary"]
    assert client.get("/uitleg/", headers={"If-None-Match": '"iets anders"'}).status_code == 200
    anders = client.get("/bestaat-niet/", headers={"If-None-Match": "*"})
    assert anders.status_code == 404
