"""The list of acties: each filter alone and together, search in Dutch, order, pages, and what makes no sense."""

import pytest
from django.test import Client
from django.utils.http import urlencode

from speerpunten.models import Actie, Beleidsdomein, Doelgroep
from speerpunten.tests import maak
from speerpunten.tests.invullen import tekst
from speerpunten.tests.kijk import dag, gedeelde_wereld, lees

LIJST = "/plannen/plan/acties/"
ALLE = ["3.1", "3.2", "3.10", "8.3", "8.4", "8.5"]


def _vul_plan() -> None:
    plan = maak.maak_plan(slug="plan")
    wonen = maak.maak_speerpunt(plan=plan, nummer=3, titel="Wonen")
    taal = maak.maak_speerpunt(plan=plan, nummer=8, titel="Taal")
    onderwijs, welzijn = (Beleidsdomein.objects.create(naam=n, slug=n.lower()) for n in ("Onderwijs", "Welzijn"))
    ouders = Doelgroep.objects.create(naam="Ouders", slug="ouders")
    zenne = maak.maak_organisatie(naam="Huis van de Zenne", slug="zenne")
    kanaal = maak.maak_organisatie(naam="Buurtwerk Kanaal", slug="kanaal")

    taalbad = maak.maak_actie(speerpunt=taal, nummer=3, titel="Taalbad voor ouders", einde=dag("2024-12-31"))
    taalbad.beleidsdomeinen.add(onderwijs, welzijn)
    taalbad.doelgroepen.add(ouders)
    maak.geef_rol(taalbad, zenne)
    maak.geef_rol(taalbad, kanaal, "partner")
    maak.maak_melding(taalbad, verloop="vertraagd", reden="Geen lokaal.", peildatum=dag("2023-06-30"))

    steun = maak.maak_actie(speerpunt=taal, nummer=4, titel="Organisaties ondersteunen", einde=dag("2023-12-31"))
    steun.beleidsdomeinen.add(welzijn)
    maak.geef_rol(steun, kanaal, "uitvoerder")
    maak.maak_melding(steun, status="uitgevoerd", resultaat="deels", peildatum=dag("2023-12-31"))

    maak.maak_actie(speerpunt=wonen, nummer=1, titel="Café in “het Élan”", omschrijving="Eén tafel, 100 % open.")
    wijk = maak.maak_actie(speerpunt=wonen, nummer=2, titel="Lokale acties in de wijk")
    maak.maak_melding(wijk, status="niet_gestart", peildatum=dag("2024-06-30"))
    stil = maak.maak_actie(speerpunt=wonen, nummer=10, titel="Bezoek aan huis")
    maak.maak_melding(stil, status="opgeschort", verloop="op_schema", reden="Ziek.", peildatum=dag("2024-03-31"))
    gestopt = maak.maak_actie(speerpunt=taal, nummer=5, titel="Anders leren", einde=dag("2025-06-30"))
    velden = {"resultaat": "niet_bereikt", "reden": "Geen vraag."}
    maak.maak_melding(gestopt, status="stopgezet", peildatum=dag("2024-01-31"), **velden)
    maak.maak_actie(speerpunt=taal, nummer=6, titel="Verborgen actie", openbaar=False)


@pytest.fixture(scope="module", autouse=True)
def wereld(django_db_setup, django_db_blocker):
    with gedeelde_wereld(django_db_blocker):
        _vul_plan()
        yield


pytestmark = pytest.mark.django_db


def lijst(client, **query):
    """Open the list; a value may be a list of values."""
    response = client.get(f"{LIJST}?{urlencode(query, doseq=True)}")
    assert response.status_code == 200
    return response


def codes(response) -> list[str]:
    return [rij.actie.code for rij in response.context["pagina"]]


def opmerkingen(response) -> str:
    return " ".join(response.context["opmerkingen"])


@pytest.mark.parametrize(
    ("query", "verwacht"),
    [
        ({}, ALLE),
        ({"speerpunt": "8"}, ["8.3", "8.4", "8.5"]),
        ({"status": "in_uitvoering"}, ["8.3"]),
        ({"status": "uitgevoerd"}, ["8.4"]),
        ({"status": "niet_gestart"}, ["3.2"]),
        ({"status": "opgeschort"}, ["3.10"]),
        ({"status": "stopgezet"}, ["8.5"]),
        ({"status": "in_voorbereiding"}, []),
        ({"status": "geen_gegevens"}, ["3.1"]),
        ({"status": ["geen_gegevens", "uitgevoerd", "niet_gestart"]}, ["3.1", "3.2", "8.4"]),
        ({"verloop": "vertraagd"}, ["8.3"]),
        ({"verloop": ["vertraagd", "op_schema"]}, ["3.10", "8.3"]),
        ({"verloop": "bijsturing"}, []),
        ({"resultaat": "deels"}, ["8.4"]),
        ({"resultaat": ["deels", "niet_bereikt"]}, ["8.4", "8.5"]),
        ({"beleidsdomein": "welzijn"}, ["8.3", "8.4"]),
        ({"beleidsdomein": "onderwijs"}, ["8.3"]),
        ({"doelgroep": "ouders"}, ["8.3"]),
        ({"organisatie": "kanaal"}, ["8.3", "8.4"]),  # in any role, and once
        ({"organisatie": "zenne"}, ["8.3"]),
        ({"aandacht": "ja", "op": "2024-07-01"}, ["3.10", "8.3"]),
        ({"q": "taalbad"}, ["8.3"]),
    ],
)
def test_elk_filter_alleen(client, query, verwacht):
    response = lijst(client, **query)
    assert codes(response) == verwacht
    assert response.context["pagina"].paginator.count == len(verwacht)
    assert not response.context["opmerkingen"]


@pytest.mark.parametrize(
    ("query", "verwacht"),
    [
        ({"speerpunt": "8", "beleidsdomein": "welzijn", "organisatie": "kanaal"}, ["8.3", "8.4"]),
        ({"speerpunt": "8", "status": "uitgevoerd", "q": "organisatie"}, ["8.4"]),
        ({"speerpunt": "3", "organisatie": "kanaal"}, []),
        ({"status": ["in_uitvoering", "uitgevoerd"], "verloop": "vertraagd"}, ["8.3"]),
        ({"status": "uitgevoerd", "verloop": "vertraagd"}, []),
        ({"aandacht": "ja", "status": "opgeschort", "op": "2024-07-01"}, ["3.10"]),
        ({"aandacht": "ja", "q": "taalbad", "op": "2023-06-29"}, []),
        ({"status": "geen_gegevens", "op": "2023-06-29"}, ALLE),
        ({"status": "geen_gegevens", "op": "2023-12-31", "volgorde": "titel"}, ["8.5", "3.10", "3.1", "3.2"]),
        ({"op": "2024-01-31", "speerpunt": "8", "volgorde": "recent"}, ["8.5", "8.4", "8.3"]),
    ],
)
def test_filters_samen(client, query, verwacht):
    assert codes(lijst(client, **query)) == verwacht


@pytest.mark.parametrize(
    ("q", "verwacht"),
    [
        ("actie", ["3.2"]),  # finds "acties"
        ("acties", ["3.2"]),
        ("organisaties", ["8.4"]),
        ("organisatie", ["8.4"]),  # finds "Organisaties"
        ("ondersteuning", ["8.4"]),
        ("8.3", ["8.3"]),
        ("3.1", ["3.1"]),  # not 3.10
        ("3.10", ["3.10"]),
        ("8.6", []),  # not public
        ("cafe", ["3.1"]),
        ("café", ["3.1"]),
        ("ELAN", ["3.1"]),
        ("elan", ["3.1"]),
        ("een", ["3.1"]),
        ("“het Élan”", ["3.1"]),
        ("zenne taalbad", ["8.3"]),  # each word somewhere: in the name of the organisatie, in the title
        ("taalbad zenne", ["8.3"]),
        ("zenne wijk", []),
        ("TAALBAD", ["8.3"]),
        ("bestaatniet", []),
        ("'; DROP TABLE speerpunten_actie; --", []),
        ("   ", ALLE),
        ("9999.9999", []),
        ("99999.1", []),
    ],
)
def test_zoeken_in_het_nederlands(client, q, verwacht):
    response = lijst(client, q=q)
    assert codes(response) == verwacht
    assert not response.context["opmerkingen"]


@pytest.mark.parametrize("q", ["'", '"', "%", "__", "\\", "***"])
def test_zoeken_zonder_woord_toont_alles_en_zegt_het(client, q):
    response = lijst(client, q=q)
    assert codes(response) == ALLE
    assert opmerkingen(response) == f"“{q}” bevat geen woord om op te zoeken."


@pytest.mark.parametrize(("q", "zin"), [("a\x00b", "Null"), ("x" * 10_000, "200"), ("taalbad " * 1_250, "200")])
def test_wat_niet_te_zoeken_is_geeft_de_pagina_met_een_opmerking(client, q, zin):
    response = lijst(client, q=q)
    assert codes(response) == ALLE
    assert "Zoeken" in opmerkingen(response)
    assert "telt niet mee" in opmerkingen(response)
    assert opmerkingen(response) in " ".join(lees(response).alle("main")[0].tekst.split())


@pytest.mark.parametrize(
    "veld",
    [
        "speerpunt",
        "status",
        "verloop",
        "resultaat",
        "beleidsdomein",
        "doelgroep",
        "organisatie",
        "aandacht",
        "volgorde",
    ],
)
@pytest.mark.parametrize("waarde", ["onzin", "<script>", "\x00", "9" * 500, "-1", "é"])
def test_een_onbekende_waarde_telt_niet_mee_en_wordt_gezegd(client, veld, waarde):
    response = lijst(client, **{veld: waarde, "q": "taalbad"})
    assert codes(response) == ["8.3"]
    assert opmerkingen(response).endswith("Dit filter telt niet mee.")
    assert "<script>" not in response.content.decode()


@pytest.mark.parametrize("soort", ["csv", "xlsx"])
def test_een_onbekende_waarde_breekt_de_export_niet(client, soort):
    assert client.get(f"/plannen/plan/acties.{soort}?status=onzin&op=gisteren&q=%00").status_code == 200


@pytest.mark.parametrize("op", ["gisteren", "2024-13-01", "31/12/2024", "\x00", "9" * 300, "2024-02-30", "0000-01-01"])
def test_een_dag_die_geen_dag_is_geeft_vandaag_met_een_opmerking(client, op):
    response = lijst(client, op=op)
    assert "is geen dag" in opmerkingen(response)
    assert codes(response) == ALLE


def test_een_dag_die_nog_moet_komen(client):
    response = lijst(client, op="9999-12-31")
    assert "31/12/9999 moet nog komen" in opmerkingen(response)


def test_lang_voor_het_plan_is_er_van_niets_een_stand(client):
    response = lijst(client, op="0001-01-01")
    assert [rij.status for rij in response.context["pagina"]] == ["geen_gegevens"] * 6


@pytest.mark.parametrize(
    ("volgorde", "verwacht"),
    [
        ("code", ALLE),
        ("titel", ["8.5", "3.10", "3.1", "3.2", "8.4", "8.3"]),
        ("recent", ["3.2", "3.10", "8.5", "8.4", "8.3", "3.1"]),  # without a stand last
        ("einde", ["8.4", "8.3", "8.5", "3.1", "3.2", "3.10"]),  # without an end last
        ("", ALLE),
    ],
)
def test_de_volgorde(client, volgorde, verwacht):
    assert codes(lijst(client, volgorde=volgorde)) == verwacht


def test_de_namen_van_de_velden_zijn_die_van_het_ontwerp(client):
    pagina = lees(lijst(client, op="2024-06-30"))
    namen = {e.attrs["name"] for e in pagina.alle("input") + pagina.alle("select") if e.in_main}
    verwacht = "q speerpunt status verloop resultaat beleidsdomein doelgroep organisatie aandacht volgorde op"
    assert namen == set(verwacht.split())
    assert "Filteren" in [knop.tekst.strip() for knop in pagina.alle("button")]


def test_een_partner_ziet_ook_zijn_eigen_verborgen_actie(client):
    organisatie = maak.maak_organisatie()
    maak.geef_rol(Actie.objects.get(titel="Verborgen actie"), organisatie, "financier")
    client.force_login(maak.maak_partner(organisatie))
    assert codes(lijst(client, speerpunt="8")) == ["8.3", "8.4", "8.5", "8.6"]
    client.force_login(maak.maak_partner(maak.maak_organisatie()))
    assert codes(lijst(client, speerpunt="8")) == ["8.3", "8.4", "8.5"]


def test_wat_een_lezer_niet_ziet_is_ook_geen_keuze(client):
    verborgen = Actie.objects.get(titel="Verborgen actie")
    maak.geef_rol(verborgen, maak.maak_organisatie(naam="Geheim", slug="geheim"))
    pagina = lees(lijst(client))
    assert "geheim" not in [e.attrs.get("value") for e in pagina.alle("option")]
    response = lijst(client, organisatie="geheim")
    assert "geen bekende keuze" in opmerkingen(response)
    assert codes(response) == ALLE


# --- pages


@pytest.fixture
def veel(db):
    """Give a plan of 60 acties, of which 30 ask for attention: three pages."""
    speerpunt = maak.maak_speerpunt(plan=maak.maak_plan(slug="veel"), nummer=1)
    Actie.objects.bulk_create(
        Actie(speerpunt=speerpunt, nummer=n, titel=f"Actie {n}", einde=dag("2023-12-31") if n % 2 else None)
        for n in range(1, 61)
    )


@pytest.mark.parametrize(
    ("pagina", "eerste", "aantal"),
    [
        ("", "1.1", 25),
        ("1", "1.1", 25),
        ("3", "1.51", 10),
        ("99", "1.51", 10),
        ("0", "1.51", 10),
        ("-5", "1.51", 10),
        ("onzin", "1.1", 25),
        ("9" * 100, "1.51", 10),
        ("\x00", "1.1", 25),
    ],
)
def test_bladeren_ook_voorbij_het_einde(client, veel, pagina, eerste, aantal):
    response = client.get("/plannen/veel/acties/", {"pagina": pagina})
    assert response.status_code == 200
    assert (codes(response)[0], len(codes(response))) == (eerste, aantal)


def test_wat_aandacht_vraagt_staat_op_een_blad(client, veel):
    """To print it for a meeting; only a very long list has pages."""
    response = client.get("/plannen/veel/acties/?aandacht=ja&op=2024-06-30")
    assert codes(response)[-5:] == ["1.51", "1.53", "1.55", "1.57", "1.59"]
    assert (len(codes(response)), response.context["pagina"].paginator.count) == (30, 30)
    assert response.context["pagina"].paginator.per_page == 100


def test_links_houden_dag_filter_en_zoekwoord_vast(client, veel):
    pagina = lees(client.get("/plannen/veel/acties/?op=2024-06-30&status=geen_gegevens&q=actie&pagina=2"))
    bladeren = [e.attrs["href"] for e in pagina.alle("a") if "pagina=" in e.attrs.get("href", "")]
    exports = [e.attrs["href"] for e in pagina.links("/acties.")]
    assert len(bladeren) >= 3
    assert len(exports) == 2
    for adres in bladeren + exports:
        assert "op=2024-06-30" in adres
        assert "status=geen_gegevens" in adres
        assert "q=actie" in adres
    assert not any("pagina=" in adres for adres in exports)
    assert client.get("/plannen/veel/acties/" + bladeren[0]).status_code == 200


def test_htmx_krijgt_alleen_de_resultaten(client):
    heel = lijst(client, q="taalbad")
    deel = client.get(f"{LIJST}?q=taalbad", headers={"HX-Request": "true"})
    assert codes(deel) == codes(heel) == ["8.3"]
    assert not lees(deel).alle("html")
    assert not lees(deel).alle("form")
    (hier,) = [e for e in lees(deel).elementen if e.attrs.get("role") == "status"]
    assert "1 actie" in hier.tekst
    assert heel["Vary"].split(", ").count("HX-Request") == deel["Vary"].split(", ").count("HX-Request") == 1


def test_htmx_na_terug_in_de_browser_krijgt_de_hele_pagina(client):
    kop = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert lees(client.get(LIJST, headers=kop)).alle("html")


def test_htmx_en_de_hele_pagina_zeggen_dezelfde_opmerking(client):
    deel = client.get(f"{LIJST}?status=onzin", headers={"HX-Request": "true"})
    assert "“onzin” is geen bekende keuze" in deel.content.decode()


# --- what asks for attention, for a meeting


def test_aandacht_met_alle_redenen_sinds_wanneer_en_wat_nodig_is():
    actie = maak.maak_actie(speerpunt=maak.maak_speerpunt(plan=maak.maak_plan(slug="vergadering")), titel="Buurtfeest")
    trekker = maak.maak_organisatie(naam="Wijkhuis (voorbeeld)")
    maak.geef_rol(actie, trekker)
    maak.maak_mijlpaal(actie, titel="zaal", streefdatum=dag("2023-01-31"), bereikt_op=None)
    over = {"verloop": "vertraagd", "reden": "Geen zaal.", "nodig": "Een zaal van de stad.", "organisatie": trekker}
    maak.maak_melding(actie, peildatum=dag("2023-06-30"), **over)
    adres = "/plannen/vergadering/acties/?aandacht=ja"
    ziet = {"lezer": True, "medewerker": True, "eigen": True, "ander": False, "anoniem": False}
    wie = {
        "lezer": maak.maak_gebruiker(rol="lezer"),
        "medewerker": maak.maak_medewerker(),
        "eigen": maak.maak_partner(trekker),
        "ander": maak.maak_partner(maak.maak_organisatie()),
    }
    for naam, mag in ziet.items():
        client = Client()
        if naam in wie:
            client.force_login(wie[naam])
        pagina = tekst(client.get(adres))
        assert "Vertraagd: Geen zaal." in pagina and "Sinds 30/06/2023" in pagina
        assert "De mijlpaal “zaal” moest klaar zijn op 31/01/2023." in pagina and "Sinds 31/01/2023, berekend" in pagina
        assert ("Een zaal van de stad." in pagina) is mag, naam
