"""The acties of a plan in time: the scale, the bars and their ends, the mijlpalen, and what the page says of them."""

import datetime as dt
import re

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import given
from hypothesis import strategies as st

from speerpunten.models import Actie, Beleidsplan, Mijlpaal
from speerpunten.tests import maak
from speerpunten.tests.kijk import dag, lees
from speerpunten.tijdlijn import Schaal, maak_balk, maak_schaal, stel_tijdlijn_samen
from speerpunten.views import beelden

OP = dag("2024-06-30")
PLAN = Beleidsplan(van=dag("2022-01-01"), tot=dag("2025-12-31"))
JAREN = Schaal(dag("2022-01-01"), dag("2025-12-31"))  # 1461 days
DAGEN = st.dates(dt.date(1950, 1, 1), dt.date(2090, 12, 31))


# --- the scale


@pytest.mark.parametrize(
    ("dagen", "van", "tot"),
    [
        ("", "2022-01-01", "2025-12-31"),
        ("2021-11-15", "2021-10-01", "2025-12-31"),
        ("2026-02-01", "2022-01-01", "2026-03-31"),
        ("1990-01-01 2060-01-01", "2022-01-01", "2025-12-31"),  # too far: cut off
    ],
)
def test_de_schaal_zijn_hele_kwartalen_rond_het_plan(dagen, van, tot):
    schaal = maak_schaal(PLAN, OP, [dag(tekst) for tekst in dagen.split()])
    assert (schaal.van, schaal.tot) == (dag(van), dag(tot))


@pytest.mark.parametrize(("op", "tot"), [("2026-11-26", "2026-12-31"), ("2029-01-01", "2025-12-31")])
def test_de_dag_zelf_staat_erop_tot_een_jaar_na_het_plan(op, tot):
    assert maak_schaal(PLAN, dag(op), []).tot == dag(tot)


@given(DAGEN, DAGEN, DAGEN)
def test_elke_dag_heeft_een_plaats_in_volgorde(een, twee, drie):
    eerst, dan = sorted((een, twee))
    assert 0 <= JAREN.x(eerst) <= JAREN.x(dan) <= 100
    schaal = maak_schaal(Beleidsplan(van=eerst, tot=dan), drie, [])
    assert schaal.van.day == 1
    assert schaal.van <= eerst <= dan <= schaal.tot
    merken = [merk.x for merk in schaal.merken]
    assert merken == sorted(merken)
    assert sum(bool(merk.woord) for merk in schaal.merken) <= 12


def test_een_lange_schaal_noemt_jaren_en_een_korte_kwartalen():
    assert [(merk.x, merk.woord) for merk in JAREN.merken] == [
        (0, "2022"),
        (24.98, "2023"),
        (49.97, "2024"),
        (75.02, "2025"),
    ]
    assert len(JAREN.streepjes) == 12
    kort = Schaal(dag("2024-10-01"), dag("2025-03-31"))
    assert [merk.woord for merk in kort.merken] == ["K4 2024", "K1 2025"]
    assert kort.streepjes == []
    eeuw = Schaal(dag("2000-01-01"), dag("2099-12-31"))
    assert [merk.woord for merk in eeuw.merken if merk.woord][:3] == ["2000", "2009", "2018"]


# --- the bars


def balk(op=OP, mijlpalen=(), schaal=JAREN, **velden):
    return maak_balk(Actie(titel="x", **velden), PLAN, mijlpalen, status="in_uitvoering", schaal=schaal, op=op)


@pytest.mark.parametrize(
    ("velden", "waar", "einden", "masker"),
    [
        ({"start": dag("2023-01-01"), "einde": dag("2023-12-31")}, (24.98, 24.99), "bekend bekend", ""),
        ({}, (0, 100), "plan plan", "beide"),
        ({"start": dag("2024-01-01")}, (49.97, 50.03), "bekend plan", "slot"),
        ({"einde": dag("2022-12-31")}, (0, 24.98), "plan bekend", "begin"),
        ({"start": dag("2024-01-01"), "doorlopend": True}, (49.97, 50.03), "bekend verder", ""),
        ({"doorlopend": True}, (0, 100), "plan verder", "begin"),
        ({"start": dag("1990-01-01"), "einde": dag("2060-12-31")}, (0, 100), "verder verder", ""),
        ({"start": dag("2024-01-01"), "einde": dag("2024-01-01")}, (49.97, 0.5), "bekend bekend", ""),
        ({"start": dag("2060-01-01")}, (99.5, 0.5), "bekend plan", "slot"),
        ({"einde": dag("1990-01-01")}, (0, 0.5), "plan bekend", "begin"),
    ],
)
def test_een_balk_van_begin_tot_einde(velden, waar, einden, masker):
    gemaakt = balk(**velden)
    assert (gemaakt.x, gemaakt.breedte) == waar
    assert f"{gemaakt.begin} {gemaakt.slot}" == einden
    assert gemaakt.masker == masker
    assert gemaakt.eind <= 100


def test_de_uiteinden_in_woorden():
    onbekend = balk()
    assert onbekend.begin_in_woorden == "niet bekend, telt als het begin van het plan (01/01/2022)"
    assert onbekend.slot_in_woorden == "niet bekend, telt als het einde van het plan (31/12/2025)"
    bekend = balk(start=dag("2023-01-01"), start_alleen_jaar=True, einde=dag("2024-09-30"))
    assert (bekend.begin_in_woorden, bekend.slot_in_woorden) == ("2023", "30/09/2024")
    assert balk(doorlopend=True).slot_in_woorden == "doorlopend"


@pytest.mark.parametrize(
    ("streefdatum", "bereikt_op", "soort", "zin"),
    [
        ("2024-06-29", "2024-06-30", "bereikt", "zaal, tegen 29/06/2024, bereikt op 30/06/2024"),
        ("2024-06-29", "2024-07-01", "gemist", "zaal, tegen 29/06/2024, niet bereikt"),
        ("2024-06-29", None, "gemist", "zaal, tegen 29/06/2024, niet bereikt"),
        ("2024-06-30", None, "open", "zaal, tegen 30/06/2024"),
    ],
)
def test_een_mijlpaal_is_bereikt_gemist_of_moet_nog_komen(streefdatum, bereikt_op, soort, zin):
    mijlpaal = Mijlpaal(titel="zaal", streefdatum=dag(streefdatum), bereikt_op=bereikt_op and dag(bereikt_op))
    (punt,) = balk(mijlpalen=[mijlpaal]).punten
    assert (punt.soort, punt.zin, punt.op_schaal) == (soort, zin, True)


# --- a plan


@pytest.fixture
def plan(db):
    """Give a plan with two speerpunten and six acties, one hidden and one archived, and three mijlpalen."""
    plan = maak.maak_plan(slug="plan")
    een, twee = maak.maak_speerpunt(plan=plan), maak.maak_speerpunt(plan=plan)
    bekend = maak.maak_actie(speerpunt=een, start=dag("2022-03-01"), einde=dag("2023-06-30"))
    maak.maak_melding(bekend, status="uitgevoerd", peildatum=dag("2023-06-30"))
    door = maak.maak_actie(speerpunt=een, start=dag("2023-01-01"), start_alleen_jaar=True, doorlopend=True)
    maak.maak_actie(speerpunt=twee)
    maak.maak_actie(speerpunt=twee, openbaar=False, einde=dag("2024-12-31"))
    maak.maak_actie(speerpunt=twee, gearchiveerd_op=dag("2024-01-01"), archief_reden="Voorbij.")
    maak.maak_mijlpaal(bekend, titel="zaal", streefdatum=dag("2022-09-30"), bereikt_op=dag("2022-10-15"))
    maak.maak_mijlpaal(door, titel="ploeg", streefdatum=dag("2024-03-31"))
    maak.maak_mijlpaal(door, titel="feest", streefdatum=dag("2040-03-31"))
    return plan


def tijdlijn(plan, wie=None, op="2024-06-30", speerpunt=None):
    alle = list(plan.speerpunten.order_by("nummer"))
    gekozen = next((s for s in alle if s.nummer == speerpunt), None)
    return stel_tijdlijn_samen(plan, wie or AnonymousUser(), op=dag(op), speerpunt=gekozen, speerpunten=alle)


def test_de_tijdlijn_telt_elke_actie_een_keer(plan, medewerker):
    beeld = tijdlijn(plan)
    assert [[balk.actie.code for balk in groep.balken] for groep in beeld.groepen] == [["1.1", "1.2"], ["2.1"]]
    assert [balk.status for balk in beeld.balken] == ["uitgevoerd", "geen_gegevens", "geen_gegevens"]
    assert (beeld.met_einde, beeld.doorlopend, beeld.zonder_einde, beeld.zonder_begin) == (1, 1, 1, 1)
    assert beeld.kop == "3 acties: 1 met een einddatum, 1 doorlopend en 1 zonder bekend einde."
    assert (beeld.bereikt, beeld.gemist, beeld.buiten_schaal) == (1, 1, 1)
    assert beeld.x_op == beeld.schaal.x(OP)
    assert tijdlijn(plan, medewerker).aantal == 4
    assert tijdlijn(plan, op="2023-12-31").aantal == 4  # before the archiving
    assert tijdlijn(plan, op="2023-06-29").balken[0].status == "geen_gegevens"
    assert tijdlijn(plan, speerpunt=2).kop == "1 actie: zonder bekend einde."
    assert tijdlijn(plan, op="2035-01-01").x_op is None


def test_vier_vragen_aan_de_databank(plan, django_assert_num_queries):
    with django_assert_num_queries(4):  # and one for the speerpunten
        tijdlijn(plan)


def test_het_verloop_van_een_speerpunt_telt_alleen_zijn_acties(plan):
    assert tijdlijn(plan).verloop.peilingen[-1].totaal == 3
    assert tijdlijn(plan, speerpunt=1).verloop.peilingen[-1].totaal == 2


# --- the page


def tekst_van(response) -> str:
    return " ".join(lees(response).alle("main")[0].tekst.split())


def test_de_pagina_zegt_in_woorden_wat_de_tekening_toont(client, plan):
    response = client.get("/plannen/plan/tijdlijn/?op=2024-06-30")
    tekst = tekst_van(response)
    assert "Van 1 actie is het begin niet bekend: daar telt 01/01/2022." in tekst
    assert "Waar het einde niet bekend is, telt 31/12/2025." in tekst
    assert "1 van de 3 mijlpalen is bereikt, 1 had al bereikt moeten zijn." in tekst
    assert "1 valt buiten de tekening: zie de tabel." in tekst
    assert "Uitgevoerd · 01/03/2022 tot 30/06/2023 · 1 van 1 mijlpaal" in tekst
    assert "Geen gegevens · vanaf 2023, doorlopend · 0 van 2 mijlpalen" in tekst
    assert "feest, tegen 31/03/2040" in tekst
    assert "Op 31/03/2022 was geen van de 4 acties uitgevoerd, op 30/06/2024 was 1 van de 3 acties uitgevoerd." in tekst
    pagina = lees(response)
    assert [td.tekst for td in pagina.alle("td") if td.attrs.get("data-label") == "Einde"] == [
        "30/06/2023",
        "doorlopend",
        "niet bekend, telt als het einde van het plan (31/12/2025)",
    ]


def test_de_tekening_heeft_getallen_met_een_punt_en_geen_stijl(client, plan):
    html = client.get("/plannen/plan/tijdlijn/?op=2024-06-30").content.decode()
    maten = re.findall(r' (?:x|x1|x2|width)="([^"]*)%"', html)
    assert len(maten) > 20
    assert all(re.fullmatch(r"\d+(\.\d+)?", maat) for maat in maten)
    assert "style=" not in html
    assert "<style" not in html


def test_een_speerpunt_kiezen_en_de_dag_houden(client, plan):
    pagina = lees(client.get("/plannen/plan/tijdlijn/?speerpunt=2&op=2024-06-30"))
    assert pagina.kop() == "1 actie: zonder bekend einde."
    (gekozen,) = [optie for optie in pagina.alle("option") if "selected" in optie.attrs]
    assert gekozen.attrs["value"] == "2"
    verborgen = {(e.attrs["name"], e.attrs["value"]) for e in pagina.alle("input") if e.attrs.get("type") == "hidden"}
    assert {("op", "2024-06-30"), ("speerpunt", "2")} <= verborgen
    onzin = tekst_van(client.get("/plannen/plan/tijdlijn/?speerpunt=99"))
    assert "Dit plan heeft geen speerpunt “99”. U ziet alle speerpunten." in onzin


def test_een_groot_plan_wordt_per_speerpunt_getekend(client, plan, monkeypatch):
    monkeypatch.setattr(beelden, "ALLES_OPEN", 2)
    pagina = lees(client.get("/plannen/plan/tijdlijn/"))
    assert [vak.attrs.get("open") for vak in pagina.alle("details") if vak.attrs["class"] == "tijdvak"] == [None, None]
    monkeypatch.setattr(beelden, "ALLES_TEGELIJK", 2)
    pagina = lees(client.get("/plannen/plan/tijdlijn/?op=2024-06-30"))
    assert "3 acties zijn te veel voor één tekening." in pagina.alle("main")[0].tekst
    assert pagina.links("/acties/") == []
    adressen = [link.attrs["href"] for link in pagina.links("speerpunt=")]
    assert adressen == [f"/plannen/plan/tijdlijn/?speerpunt={nummer}&op=2024-06-30" for nummer in (1, 2)]
    codes = [link.tekst for link in lees(client.get(adressen[0])).links("/acties/")]
    assert codes == ["1.1 Actie 1", "1.2 Actie 2"]


@pytest.mark.django_db
def test_een_leeg_plan(client):
    maak.maak_plan(slug="leeg")
    pagina = lees(client.get("/plannen/leeg/tijdlijn/"))
    assert pagina.kop() == "Er zijn nog geen acties."
    assert not any("vorderde" in kop.tekst for kop in pagina.alle("h2"))


@pytest.mark.parametrize("beeld", ["matrix", "tijdlijn"])
def test_het_overzicht_wijst_de_weg_en_houdt_de_dag(client, plan, beeld):
    adressen = [link.attrs["href"] for link in lees(client.get("/plannen/plan/?op=2024-06-30")).links(f"/{beeld}/")]
    naar = f"/plannen/plan/{beeld}/?op=2024-06-30"
    assert adressen == [naar] + [f"{naar}#verloop"] * (beeld == "tijdlijn")
    assert client.get(adressen[0]).status_code == 200
