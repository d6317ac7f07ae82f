"""The matrix of a plan: by hand, the sentences, the links, and the same numbers as the list behind each of them."""

import pytest
from django.contrib.auth.models import AnonymousUser

from speerpunten.matrix import TRAPPEN, stel_matrix_samen, trappen
from speerpunten.models import Actie, Beleidsdomein
from speerpunten.tests import maak
from speerpunten.tests.kijk import dag, lees

LIJST = "/plannen/plan/acties/"


def maak_domein(naam: str) -> Beleidsdomein:
    return Beleidsdomein.objects.create(naam=naam, slug=naam.lower())


@pytest.fixture
def plan(db):
    """Give a plan with three speerpunten, four domeinen, and acties: two, one and none of them in a domein or more."""
    plan = maak.maak_plan(slug="plan")
    een, twee, _ = (maak.maak_speerpunt(plan=plan) for _ in range(3))
    cultuur, jeugd, sport, _ = (maak_domein(naam) for naam in ("Cultuur", "Jeugd", "Sport", "Welzijn"))
    for speerpunt, domeinen in [(een, [cultuur, jeugd]), (een, [cultuur]), (een, []), (twee, [jeugd])]:
        maak.maak_actie(speerpunt=speerpunt).beleidsdomeinen.set(domeinen)
    maak.maak_actie(speerpunt=twee, openbaar=False).beleidsdomeinen.set([sport])
    oud = maak.maak_actie(speerpunt=twee, gearchiveerd_op=dag("2024-06-30"), archief_reden="Voorbij.")
    oud.beleidsdomeinen.set([jeugd])
    ander = maak.maak_actie()
    ander.beleidsdomeinen.set([sport])
    return plan


def matrix(plan, wie=None, op="2025-06-30", **query):
    return stel_matrix_samen(plan, wie or AnonymousUser(), op=dag(op), lijst_url=LIJST, query=query)


def getallen(beeld) -> list[list[int]]:
    return [[*(vak.aantal for vak in rij.vakken), rij.zonder, rij.totaal] for rij in beeld.rijen]


def test_met_de_hand_geteld(plan, medewerker):
    beeld = matrix(plan)
    assert [kolom.naam for kolom in beeld.kolommen] == ["Cultuur", "Jeugd", "Sport", "Welzijn"]
    assert getallen(beeld) == [[2, 1, 0, 0, 1, 3], [0, 1, 0, 0, 0, 1], [0, 0, 0, 0, 0, 0]]
    assert [kolom.aantal for kolom in beeld.kolommen] == [2, 2, 0, 0]
    assert (beeld.totaal, [actie.code for actie in beeld.zonder]) == (4, ["1.3"])
    assert beeld.kop == "9 van de 12 combinaties hebben nog geen actie."
    assert [kolom.naam for kolom in beeld.lege_kolommen] == ["Sport", "Welzijn"]
    assert [rij.speerpunt.nummer for rij in beeld.lege_rijen] == [3]
    assert [(kolom.naam, kolom.leeg) for kolom in beeld.met_gaten] == [
        ("Sport", (1, 2, 3)),
        ("Welzijn", (1, 2, 3)),
        ("Cultuur", (2, 3)),
        ("Jeugd", (3,)),
    ]
    assert beeld.rijen[1].leeg == ["Cultuur", "Sport", "Welzijn"]
    assert getallen(matrix(plan, medewerker))[1] == [0, 1, 1, 0, 0, 2]
    assert getallen(matrix(plan, op="2024-06-29"))[1] == [0, 2, 0, 0, 0, 2]


def test_vier_vragen_aan_de_databank(plan, django_assert_num_queries):
    with django_assert_num_queries(4):
        matrix(plan)


def test_waar_een_partner_meer_ziet(plan, organisatie, partner, andere_partner):
    maak.geef_rol(Actie.objects.get(openbaar=False), organisatie)
    assert getallen(matrix(plan, partner))[1] == [0, 1, 1, 0, 0, 2]
    assert getallen(matrix(plan, andere_partner)) == getallen(matrix(plan))


@pytest.mark.parametrize("query", ["", "?op=2024-06-29", "?op=2024-06-30"])
@pytest.mark.parametrize("wie", ["anoniem", "medewerker"])
def test_elk_getal_is_een_link_naar_precies_zoveel_acties(client, plan, medewerker, query, wie):
    if wie == "medewerker":
        client.force_login(medewerker)
    pagina = lees(client.get(f"/plannen/plan/matrix/{query}"))
    links = [link for link in pagina.links(LIJST) if link.getallen]
    assert len(links) >= 8
    for link in links:
        adres = link.attrs["href"]
        assert client.get(adres).context["pagina"].paginator.count == link.getallen[-1], adres
        assert ("op=" in adres) == bool(query)


def test_de_pagina_zegt_wat_leeg_is(client, plan):
    pagina = lees(client.get("/plannen/plan/matrix/"))
    assert pagina.kop() == "9 van de 12 combinaties hebben nog geen actie."
    (zin,) = [p.tekst for p in pagina.alle("p") if "3 speerpunten, 4 beleidsdomeinen" in p.tekst]
    assert "Nergens een actie van Sport en Welzijn." in zin
    assert "Nog geen enkele actie bij speerpunt 3." in zin
    nullen = [td for td in pagina.alle("td") if "trap-0" in td.attrs.get("class", "")]
    assert [td.tekst for td in nullen] == ["0"] * 9
    koppen = [(th.attrs["scope"], " ".join(th.tekst.split())) for th in pagina.alle("th")]
    assert koppen[:7] == [
        ("col", kop) for kop in ("Speerpunt", "Cultuur", "Jeugd", "Sport", "Welzijn", "Geen domein", "Acties")
    ]
    rijkoppen = [kop for scope, kop in koppen if scope == "row"]
    assert rijkoppen == ["1 Speerpunt 1", "2 Speerpunt 2", "3 Speerpunt 3", "Acties"]
    assert "1 actie heeft geen beleidsdomein en staat in geen vak." in "".join(p.tekst for p in pagina.alle("p"))
    assert [link.tekst for link in pagina.links("/acties/") if link.tekst == "1.3 Actie 3"] == ["1.3 Actie 3"]


def test_zonder_gaten_geen_lijst_van_gaten(client, plan):
    Beleidsdomein.objects.exclude(slug="cultuur").delete()
    for speerpunt in plan.speerpunten.all():
        maak.maak_actie(speerpunt=speerpunt, nummer=50).beleidsdomeinen.set(Beleidsdomein.objects.all())
    pagina = lees(client.get("/plannen/plan/matrix/"))
    assert pagina.kop() == "Elk beleidsdomein heeft bij elk speerpunt een actie."
    assert not any("ontbreekt" in kop.tekst for kop in pagina.alle("h2"))


@pytest.mark.django_db
def test_wat_er_staat_als_er_nog_niets_is(client):
    plan = maak.maak_plan(slug="plan")
    assert lees(client.get("/plannen/plan/matrix/")).kop() == "Dit plan heeft nog geen speerpunten."
    maak.maak_speerpunt(plan=plan)
    assert lees(client.get("/plannen/plan/matrix/")).kop() == "Er zijn nog geen beleidsdomeinen."
    maak_domein("Jeugd")
    pagina = lees(client.get("/plannen/plan/matrix/"))
    assert pagina.kop() == "Nog geen enkel beleidsdomein heeft een actie."
    regels = [li.tekst for li in pagina.alle("li")]
    assert "Jeugd: nog bij geen enkel speerpunt" in regels
    assert "1. Speerpunt 1geen enkel beleidsdomein heeft hier een actie" in regels


def test_veel_acties_zonder_domein_worden_geteld_en_niet_alle_genoemd(client, plan):
    speerpunt = plan.speerpunten.get(nummer=3)
    for nummer in range(1, 31):
        maak.maak_actie(speerpunt=speerpunt, nummer=nummer)
    tekst = " ".join(lees(client.get("/plannen/plan/matrix/")).alle("main")[0].tekst.split())
    assert "31 acties hebben geen beleidsdomein en staan in geen vak." in tekst
    assert "De lijst noemt de eerste 25." in tekst


@pytest.mark.parametrize(
    ("hoogste", "verwacht"),
    [
        (0, []),
        (1, [(4, "1")]),
        (2, [(3, "1"), (4, "2")]),
        (4, [(1, "1"), (2, "2"), (3, "3"), (4, "4")]),
        (7, [(1, "1 tot 2"), (2, "3 tot 4"), (3, "5 tot 6"), (4, "7")]),
        (9, [(2, "1 tot 3"), (3, "4 tot 6"), (4, "7 tot 9")]),
    ],
)
def test_de_trappen(hoogste, verwacht):
    assert [(trap.nummer, str(trap)) for trap in trappen(hoogste)] == verwacht


@pytest.mark.parametrize("hoogste", [1, 3, 5, 16, 63, 100, 1001])
def test_elk_getal_heeft_precies_een_trap(hoogste):
    ramp = trappen(hoogste)
    assert len(ramp) <= TRAPPEN
    for aantal in range(1, hoogste + 1):
        assert sum(trap.van <= aantal <= trap.tot for trap in ramp) == 1
