"""What makes a page quick: a warm worker, static files that are fetched once, no bytes for who has them."""

import gc
import json
import os
import re
import subprocess
import sys
import weakref

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
# Large, and of use to few: read by who needs them, or by a process of their own (docs/adr/0042-werker.md).
NIET_AAN_HET_BEGIN = {"cryptography", "docx", "fido2", "fontTools", "icalendar", "jwt", "lxml", "python_calamine"} | {
    *("requests", "typst", "unittest", "urllib3"),
}
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


def test_een_werker_begint_zonder_wat_weinigen_nodig_hebben(tmp_path):
    programma = "import json, sys, samenleven.wsgi; print(json.dumps(sorted(sys.modules)))"
    anders = {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'leeg.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "samenleven.settings",
        "OIDC_SERVER": "",
    }
    uit = subprocess.run(  # noqa: S603  a constant
        [sys.executable, "-c", programma],
        cwd=settings.BASE_DIR,
        env=os.environ | anders,
        check=True,
        capture_output=True,
        text=True,
    )
    gelezen = set(json.loads(uit.stdout.splitlines()[-1]))
    assert {"samenleven.accounturls", "speerpunten.views.rapporten", "organisaties.oidc.urls"} <= gelezen
    assert not gelezen & NIET_AAN_HET_BEGIN


def test_een_pagina_laat_los_wat_zij_vasthield(rf):
    class Groot(str):
        """What a view gives, that one can point at weakly."""

        __slots__ = ("__weakref__",)

    sjabloon = engines["django"].from_string("{{ iets }}")
    iets = Groot("tekst")
    weg = weakref.ref(iets)
    gc.disable()
    try:
        assert sjabloon.render({"iets": iets}, rf.get("/")) == "tekst"
        del iets
        assert weg() is None  # at once, and not when the garbage collector comes by
    finally:
        gc.enable()


def test_wie_de_pagina_al_heeft_krijgt_geen_bytes(db):
    client = Client()
    eerst = client.get("/uitleg/")
    weer = client.get("/uitleg/", headers={"If-None-Match": eerst["ETag"]})
    assert (eerst.status_code, weer.status_code, weer.content) == (200, 304, b"")
    assert "Cookie" in weer["Vary"]
    assert client.get("/uitleg/", headers={"If-None-Match": '"iets anders"'}).status_code == 200
    anders = client.get("/bestaat-niet/", headers={"If-None-Match": "*"})
    assert anders.status_code == 404
