"""Search in a whole plan: what is found and marked, by whom, and what is said where nothing is."""

import pytest
from django.core.management import call_command
from django.test import Client

from organisaties.markeren import fragment, markeer
from speerpunten.models import Melding, Standtekst
from speerpunten.services.standteksten import leg_standteksten_vast
from speerpunten.tests import maak
from speerpunten.tests.kijk import dag, lees
from speerpunten.tests.merken import MERKEN, clients, gevonden, merk, te_veel, zet_gemerkt_op
from speerpunten.tests.test_meldingen import als

pytestmark = pytest.mark.django_db
ADRES = "/plannen/plan/zoeken/"


@pytest.mark.parametrize(
    ("tekst", "vraag", "verwacht"),
    [
        ("De organisaties werken", ["organisatie"], "De <mark>organisaties</mark> werken"),
        ("Buurtwerking", ["werk"], "Buurt<mark>werk</mark>ing"),
        ("Café <b>Één</b> & co", ["cafe", "een"], "<mark>Café</mark> &lt;b&gt;<mark>Één</mark>&lt;/b&gt; &amp; co"),
        ("e\u0301e\u0301n!", ["een"], "<mark>e\u0301e\u0301n</mark>!"),
        ("ﬁets 😀 fiets", ["fiets"], "<mark>ﬁets</mark> 😀 <mark>fiets</mark>"),
        ("Niets", ["anders"], "Niets"),
    ],
)
def test_wat_gemarkeerd_wordt(tekst, vraag, verwacht):
    assert markeer(tekst, vraag) == verwacht


def test_een_fragment_staat_rond_de_eerste_treffer():
    tekst = "begin " * 60 + "de zaal <nu> " + "einde " * 60
    uit = fragment(tekst, ["zaal"])
    assert uit.startswith("… begin") and uit.endswith("einde …")
    assert "de <mark>zaal</mark> &lt;nu&gt; einde" in uit
    assert len(uit) < 320
    assert fragment(tekst, ["niets"]) == ""


@pytest.fixture
def plan(organisatie):
    plan = maak.maak_plan(slug="plan")
    punt = maak.maak_speerpunt(plan=plan, titel="Ontmoeting", toelichting="Buren leren elkaar kennen.")
    cafe = maak.maak_actie(speerpunt=punt, titel="Buurtcafé", omschrijving="Koffie met <b>buren</b>.")
    maak.maak_actie(speerpunt=punt, titel="Fietsen", toelichting="Er is een buurtcafé op de route.")
    maak.maak_actie(speerpunt=punt, titel="Geheime buurtcafés", openbaar=False)
    maak.geef_rol(cafe, organisatie)
    maak.maak_melding(cafe, organisatie=organisatie, peildatum=dag("2023-06-30"), toelichting="Veel koffiedrinkers.")
    maak.maak_melding(cafe, organisatie=organisatie, peildatum=dag("2024-06-30"), reden="Te weinig koffie.")
    verborgen = {"nodig": "gouden lepels", "opmerking_voor_vgc": "gouden lepels"}
    maak.maak_melding(
        cafe, toestand="concept", organisatie=organisatie, toelichting="Koffie met speculaas.", **verborgen
    )
    return plan


def zoek(vraag, client=None, **meer):
    return lees((client or Client()).get(ADRES, {"q": vraag} | meer))


def titels(pagina):
    return [" ".join(p.tekst.split()) for p in pagina.alle("p") if p.attrs.get("class") == "actierij__titel"]


@pytest.mark.parametrize("met_zoekteksten", [False, True])
def test_wie_wat_vindt(plan, organisatie, met_zoekteksten):
    if met_zoekteksten:
        assert leg_standteksten_vast() == 2
        assert leg_standteksten_vast() == 0
    iedereen = zoek("koffie")
    assert titels(iedereen) == ["1.1 Buurtcafé", "1.1 Buurtcafé"]  # the actie itself, and its stands in one line
    assert [a.tekst for a in iedereen.links("#stand-")] == ["30/06/2024", "30/06/2023"]
    assert "&lt;b&gt;buren&lt;/b&gt;" in iedereen.html
    (telling,) = [p.tekst for p in iedereen.alle("p") if p.attrs.get("role") == "status"]
    assert " ".join(telling.split()) == "Gevonden: 1 actie, 1 actie met dit in een stand"
    eigen, ander = als(maak.maak_partner(organisatie)), als(maak.maak_partner(maak.maak_organisatie()))
    assert "(concept)" in zoek("speculaas", eigen).html
    for client in (None, ander):
        assert "Niets gevonden" in zoek("speculaas", client).html
        assert "Geheime" not in zoek("buurtcafe", client).html
    assert titels(zoek("BUURTCAFE", als(maak.maak_medewerker()))) == [
        "1.1 Buurtcafé",
        "1.3 Geheime buurtcafés",
        "1.2 Fietsen",
    ]
    for client in (None, eigen, als(maak.maak_beheerder())):
        assert "Niets gevonden" in zoek("gouden lepels", client).html


def test_een_gecorrigeerde_stand_zegt_dat(plan):
    oud = Melding.objects.get(reden="Te weinig koffie.")
    maak.maak_melding(oud.actie, organisatie=oud.organisatie, vervangt=oud, correctie_reden="Koffiefout.")
    html = zoek("koffie").html
    assert html.count("(later gecorrigeerd)") == 1
    assert "3 standen" in html


def test_codes_organisaties_speerpunten_en_rapporten(plan, organisatie):
    ronde = maak.maak_ronde(plan, naam="Najaar 2023", slug="najaar")
    rapport = maak.maak_rapport(ronde)
    rapport.rechtzettingen.create(
        nummer=1, stond="Twaalf.", wordt="Dertien.", reden="Telfout.", door=maak.maak_beheerder()
    )
    assert titels(zoek("1.2")) == ["1.2 Fietsen"]
    assert titels(zoek("buren leren")) == ["1 Ontmoeting"]
    assert organisatie.naam in titels(zoek(organisatie.naam.split()[0]))
    for vraag in ("najaar", "telfouten"):
        assert titels(zoek(vraag)) == ["Rapport Najaar 2023"]


def test_veel_vondsten_in_pagina_s(plan):
    punt = plan.speerpunten.get()
    for _ in range(30):
        maak.maak_actie(speerpunt=punt, titel="Wandeling")
    pagina = zoek("wandelingen")
    assert len(titels(pagina)) == 5
    (alle,) = pagina.links("toon=acties")
    assert alle.tekst == "Toon alle 30 acties"
    assert len(titels(lees(Client().get(ADRES + alle.attrs["href"])))) == 25
    assert len(titels(zoek("wandelingen", toon="acties", pagina="2"))) == 5


@pytest.mark.parametrize(
    ("vraag", "zin"),
    [
        ("", "Een deel van een woord volstaat"),
        ("x", "minstens twee letters"),
        ("…!", "minstens twee letters"),
        ("zaal\x00", "telt niet mee"),
        ("woord " * 30, "Uw vraag is lang"),
        ("<script>", "Niets gevonden"),
    ],
)
def test_een_vraag_die_niet_kan_krijgt_een_opmerking(plan, vraag, zin):
    pagina = zoek(vraag)
    assert zin in pagina.html
    assert "<script>" not in pagina.html


def test_htmx_krijgt_alleen_de_vondsten(plan):
    response = Client().get(ADRES, {"q": "koffie"}, headers={"HX-Request": "true"})
    assert b"<html" not in response.content and b"<mark>" in response.content
    assert "HX-Request" in response["Vary"]


def test_zoekteksten_worden_vernieuwd(plan):
    leg_standteksten_vast()
    Standtekst.objects.update(zoektekst="oud")
    assert "Niets gevonden" in zoek("koffiedrinkers").html
    call_command("herbouw_zoektekst")
    assert titels(zoek("koffiedrinkers")) == ["1.1 Buurtcafé"]
    assert Standtekst.objects.count() == Melding.objects.filter(toestand="aanvaard").count() == 2


def test_niemand_vindt_wat_niet_van_hem_is():
    """Each secret mark, asked for by everybody: no page shows more of it than the question itself."""
    toneel = zet_gemerkt_op()
    for naam, client in clients(toneel).items():
        for woord, klasse in MERKEN.items():
            if te_veel({klasse}, naam):
                pagina = client.get("/plannen/open/zoeken/", {"q": woord})
                assert "Niets gevonden" in pagina.content.decode(), (naam, klasse)
            assert te_veel(gevonden(client.get("/plannen/open/zoeken/", {"q": "te"})), naam) == set()
    assert merk("openbaar") in MERKEN


def test_andere_woorden_in_dezelfde_vraag(plan, organisatie):
    leg_standteksten_vast()
    for vraag, aantal in (("veel koffiedrinkers", 1), ("weinig koffie", 1), ("weinig koffiedrinkers", 0)):
        for client in (Client(), als(maak.maak_medewerker()), als(maak.maak_partner(organisatie))):
            pagina = zoek(vraag, client)
            assert len([t for t in titels(pagina) if "Buurtcafé" in t]) == aantal, vraag
    assert titels(zoek("k_ffie")) == []  # a character that LIKE knows is no more than itself
