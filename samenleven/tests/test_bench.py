"""The bench itself (`make bench`): its pages exist, its floors are there, and it says which bar is not met."""

import re
from types import SimpleNamespace

import pytest
from django.urls import resolve

from bench import tabel
from bench.klant import Antwoord, haalt_ook, lees_formulier
from bench.meten import Plaats, Reeks
from bench.paginas import PAGINAS, Pagina
from bench.vloer import urlpatterns

DOELEN = dict.fromkeys("slug plan ronde_slug rapport organisatie op titel".split(), "x") | dict.fromkeys(
    "actie melding ronde jaar".split(), "1"
)
PAGINA = Pagina("plan", "/plannen/{slug}/", "", "plan/{plan}/")
GOED = {"een": [0.010], "acht": [0.020, 0.030], "vloer": [0.006], "samengeperst": 9_000, "eerste_bezoek": 90_000}


def plaats(naam: str, *, mb: float = 100, vragen: int = 9, pagina: Pagina = PAGINA, **over) -> Plaats:
    reeks = Reeks(**GOED | over)
    geheugen = [{"rss": mb, "pss": mb, "eigen": mb}]
    return Plaats(
        naam,
        app=None,
        vloer=None,
        doelen=DOELEN,
        uit={pagina.sleutel: reeks},
        vragen={pagina.sleutel: {"aantal": vragen, "ms": 1.0, "plannen": []}},
        geheugen={"voor": geheugen, "na": geheugen},
    )


def test_elke_pagina_en_elke_vloer_bestaat():
    vloeren = {str(weg.pattern).split("/")[0] for weg in urlpatterns}
    for pagina in PAGINAS:
        pad = pagina.pad.format(**DOELEN | {"slug": "plan-1"}).split("?")[0]
        assert resolve(pad).url_name, pagina.sleutel
        assert pagina.vloer.split("/")[0] in vloeren, pagina.sleutel
    assert len({pagina.sleutel for pagina in PAGINAS}) == len(PAGINAS)


def test_wat_onder_elke_grens_blijft_heeft_niets_te_melden():
    assert tabel.te_hoog([plaats("S"), plaats("L")], [PAGINA]) == []


@pytest.mark.parametrize(
    ("over", "woord"),
    [
        ({"vloer": [0.004], "een": [0.0081]}, "keer de vloer"),
        ({"vragen": 11}, "11 vragen"),
        ({"acht": [0.010, 0.010, 0.051]}, "keer p50"),
        ({"een": [0.0131], "vloer": [0.010]}, "in L 1.31 keer S"),
        ({"eerste_bezoek": 100_001}, "bij een eerste bezoek"),
        ({"samengeperst": 30_001}, "kB daarna"),
    ],
)
def test_elke_grens_wordt_gemeld(over, woord):
    (gemeld,) = tabel.te_hoog([plaats("S"), plaats("L", **over)], [PAGINA])
    assert woord in gemeld
    assert PAGINA.sleutel in gemeld


def test_een_werker_die_te_veel_vasthoudt():
    assert tabel.te_hoog([plaats("S", mb=121)], [PAGINA]) == ["S: een werker houdt 121 MB vast (hoogstens 120)"]


def test_wie_over_alles_vertelt_mag_groeien_en_een_formulier_mag_meer():
    groeit = Pagina("plannen", "/plannen/", "", "plannen/0/", groeit=True, formulier=True)
    klein, groot = plaats("S", pagina=groeit), plaats("L", pagina=groeit, een=[0.029], vloer=[0.010])
    assert tabel.te_hoog([klein, groot], [groeit]) == []


def test_de_tabel_staat_tussen_de_merktekens(tmp_path):
    waar = tmp_path / "README.md"
    waar.write_text("voor\n<!-- gemeten -->\noud\n<!-- einde -->\nna\n")
    tekst = tabel.maak([plaats("S"), plaats("L")], [PAGINA], wanneer="2026-11-27", machine="2 kernen", postgres="18")
    tabel.schrijf(tekst, waar)
    gelezen = waar.read_text()
    assert gelezen.startswith("voor\n<!-- gemeten -->\n\n2026-11-27; 2 kernen")
    assert gelezen.endswith("<!-- einde -->\nna\n")
    rijen = [regel for regel in gelezen.splitlines() if regel.startswith("|")]
    assert {regel.count("|") for regel in rijen[:3]} == {rijen[0].count("|")}
    assert re.search(r"\| plan \| anoniem \| 10\.0 \| 10\.0 \|", gelezen)
    assert "Elke grens is gehaald." in gelezen


def test_een_formulier_zoals_een_browser_het_zou_sturen():
    html = """<form><input name="q"></form><form method="post"><input type="hidden" name="t" value="1">
      <input type="checkbox" name="a" value="1" checked><input type="checkbox" name="b" value="1">
      <textarea name="c">
een &amp; twee</textarea>
      <select name="d"><option value="1">x</option><option value="2" selected>y</option></select></form>"""
    assert lees_formulier(html) == [("t", "1"), ("a", "1"), ("c", "een & twee"), ("d", "2")]
    kop = '<link rel="stylesheet" href="/static/a.css"><script src="/static/b.js"></script><img src="data:x">'
    kop += '<use href="/static/c.svg#een"/><use href="/static/c.svg#twee"/><use href="#hier"/>'
    assert haalt_ook(kop + '<link rel="canonical" href="/x/">') == ["/static/a.css", "/static/b.js", "/static/c.svg"]


def test_gewicht_van_tekst_is_samengeperst_en_van_een_bestand_niet():
    soorten = SimpleNamespace(html={"content-type": "text/html"}, png={"content-type": "image/png"})
    assert Antwoord(200, soorten.html, b"a" * 10_000, 0.1).samengeperst < 100
    assert Antwoord(200, soorten.png, b"a" * 10_000, 0.1).samengeperst == 10_000
