"""Open data: the same for everybody, nothing that is not public and no person, over all fields of all answers."""

import csv
import io
import json
from collections.abc import Iterator
from html import unescape

import pytest
from django.test import Client, override_settings

from organisaties.models import Gebruiker
from speerpunten.models import Actie, Overgang
from speerpunten.opendata import bladen, vormen
from speerpunten.tests import maak
from speerpunten.tests.kijk import gedeelde_wereld
from speerpunten.tests.merken import clients, klassen_in, te_veel, zet_gemerkt_op
from speerpunten.tests.toneel import CONCEPT, NODIG, OPMERKING, TERUGREDEN

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def zonder_grens(settings):
    settings.LIMIETEN = {"zoeken": "", "uitvoer": ""}


@pytest.fixture(scope="module")
def toneel(django_db_setup, django_db_blocker) -> Iterator:
    with gedeelde_wereld(django_db_blocker):
        yield zet_gemerkt_op()


def adressen(toneel) -> list[str]:
    """Give every path of the specification, for what is public and for what is not, today and before."""
    paden = Client().get("/api/openapi.json").json()["paths"]
    acties = [plek for naam, plek in toneel.plek.items() if naam in {"publiek", "besloten", "in_dicht", "archief"}]
    uit = ["/api/openapi.json"]
    for pad in paden:
        slugs = ("buurtwerk", "taalhuis", "schaduw") if "organisaties/{" in pad else ("open", "dicht", "af")
        uit += [pad.format(slug=slug, nummer=nummer, pk=1) for slug in slugs for nummer in (1, 2)]
        uit += [pad.format(slug="open", nummer=1, pk=actie) for actie in acties]
    uit = list(dict.fromkeys(uit))
    op = [f"{adres}?op=2023-12-31" for adres in uit if "acties/" in adres and "standen" not in adres]
    vragen = ("aandacht=ja", "q=actie", "overgang=nieuw")
    zoek = [f"/api/plannen/{plan}/acties/?{vraag}" for plan in ("open", "dicht") for vraag in vragen]
    return uit + op + zoek


@pytest.fixture(scope="module")
def anoniem(toneel) -> dict[str, tuple]:
    """Give by address what a visitor gets: status, ETag, body, and all that it says as text."""
    uit = {}
    with override_settings(LIMIETEN={"zoeken": "", "uitvoer": ""}):
        for adres in adressen(toneel):
            response = Client().get(adres)
            ruw = response.getvalue()  # a file can be read only once
            tekst = f"{response.headers} {response.cookies} {unescape(ruw.decode())}"
            uit[adres] = (response.status_code, response.get("ETag"), ruw, tekst.lower())
    return uit


def test_niets_dat_niet_openbaar_is_en_geen_mens(anoniem):
    geheim = {NODIG, OPMERKING, TERUGREDEN, CONCEPT}
    mensen = Gebruiker.objects.values_list("naam", "email", "telefoon")
    geheim |= {tekst.lower() for mens in mensen for tekst in mens if tekst}
    gelezen = {}
    for adres, (_, _, _, tekst) in anoniem.items():
        klassen = klassen_in(tekst)
        assert te_veel(klassen, "anoniem") == set(), adres
        assert [woord for woord in geheim if woord in tekst] == [], adres
        gelezen[adres] = klassen
    goed = [adres for adres, (status, *_) in anoniem.items() if status == 200]
    assert len(goed) > len(Client().get("/api/openapi.json").json()["paths"])
    # What is public was found, in a page and in a file: else this would prove nothing.
    for adres in ("/api/plannen/open/acties/", "/api/plannen/open/alles.json", "/api/plannen/open/acties.csv"):
        assert gelezen[adres] == {"openbaar"}


def test_iedereen_krijgt_dezelfde_bytes(toneel, anoniem):
    wie = {naam: client for naam, client in clients(toneel).items() if naam in {"partner", "beheerder", "link"}}
    for adres, (status, etag, inhoud, _) in anoniem.items():
        for naam, client in wie.items():
            response = client.get(adres)
            assert (response.status_code, response.get("ETag")) == (status, etag), (naam, adres)
            assert response.getvalue() == inhoud, (naam, adres)
            assert "Vary" not in response, adres
            assert not response.cookies, adres
            assert response["Access-Control-Allow-Origin"] == "*"
            assert "Access-Control-Allow-Credentials" not in response


def test_alles_json_is_een_geheel_en_telt_op(toneel):
    response = Client().get("/api/plannen/open/alles.json")
    ruw = response.getvalue()
    alles = bladen.Alles.model_validate_json(ruw)
    assert alles.model_dump_json().encode() == ruw  # what is written without the forms is what they would write
    assert int(response["Content-Length"]) == len(ruw)
    assert alles.licentie.naam.startswith("Modellicentie")
    assert sum(alles.plan.telling.per_status.model_dump().values()) == alles.plan.telling.totaal == len(alles.acties)
    assert sum(punt.telling.totaal for punt in alles.speerpunten) == len(alles.acties)
    assert {stand.actie.id for stand in alles.standen} == {toneel.plek["publiek"]}


def test_elk_antwoord_heeft_een_voorbeeld_dat_klopt(toneel):
    for pad, daden in Client().get("/api/openapi.json").json()["paths"].items():
        ((soort, inhoud),) = daden["get"]["responses"]["200"]["content"].items()
        if soort == "application/json":
            naam = inhoud["schema"]["$ref"].rpartition("/")[2]
            vorm = getattr(bladen, naam, None) or getattr(vormen, naam)
            assert vorm.model_validate(inhoud["example"]).model_dump(mode="json") == inhoud["example"], pad
        elif soort == "text/csv":
            echt = Client().get(pad.format(slug="open")).getvalue().decode("utf-8-sig")
            assert echt.startswith(inhoud["example"]), pad
        else:
            assert inhoud["example"].keys() == {"@context", "@graph"}, pad


def test_wie_het_al_heeft_krijgt_304(toneel):
    for adres in ("/api/", "/api/plannen/open/acties/", "/api/plannen/open/alles.json", "/api/dcat.jsonld"):
        eerst = Client().get(adres)
        etag = eerst["ETag"]
        assert eerst["Cache-Control"] == "public, no-cache"
        for methode in ("get", "head"):
            weer = getattr(Client(), methode)(adres, headers={"If-None-Match": etag})
            assert (weer.status_code, weer.getvalue(), weer["ETag"]) == (304, b"", etag), adres
        assert Client().get(adres, headers={"If-None-Match": '"anders"'}).status_code == 200
        kop = Client().head(adres)
        assert (kop.status_code, kop.getvalue(), kop["ETag"]) == (200, b"", etag)


def test_een_verandering_geeft_een_andere_etag(db, settings):
    actie = maak.maak_actie()
    adres = f"/api/acties/{actie.pk}/"
    voor = Client().get(adres)["ETag"]
    actie.titel = "Anders (voorbeeld)"
    actie.save()
    assert Client().get(adres, headers={"If-None-Match": voor}).status_code == 200


def test_andere_methodes_en_vragen_vooraf(toneel):
    adres = "/api/plannen/open/"
    vooraf = Client().options(adres, headers={"Origin": "https://elders.voorbeeld.test"})
    assert (vooraf.status_code, vooraf["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")
    koppen = {"X-HTTP-Method-Override": "DELETE"}
    assert Client().get(adres, headers=koppen).status_code == 200
    for methode in ("post", "put", "patch", "delete", "trace"):
        response = Client(enforce_csrf_checks=True).generic(methode.upper(), adres, headers={"X-HTTP-Method": "GET"})
        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")
        assert response["Content-Type"] == "application/problem+json"
        assert response["X-Content-Type-Options"] == "nosniff"


def test_elke_fout_is_json(toneel, settings):
    assert Client().get("/api/plannen/open/organisaties.csv?op=2024-01-01").status_code == 422  # knows no day
    settings.LIMIETEN = {"zoeken": "1/h", "uitvoer": "1/h"}
    Client().get("/api/plannen/open/alles.json")
    adressen = {
        "/api/bestaat/niet/": 404,
        "/api/plannen/dicht/": 404,
        "/api/plannen/open/?op=gisteren": 422,
        "/api/plannen/?" + "x=1&" * 400: 400,
        "/api/plannen/?x=" + "y" * 20_000: 414,
        "/api/plannen/open/alles.json": 429,
    }
    for adres, code in adressen.items():
        response = Client().get(adres)
        assert (response.status_code, response["Content-Type"]) == (code, "application/problem+json"), adres
        assert bladen.Probleem.model_validate_json(response.content).status == code
        assert int(response["Content-Length"]) == len(response.content)
    assert int(Client().get("/api/plannen/open/alles.json")["Retry-After"]) > 0
    fout = Client().get("/api/plannen/open/acties/?overgang=onzin").json()["fouten"]
    assert (fout[0]["veld"], fout[0]["melding"][:21]) == ("overgang", "Kies uit: loopt_door,")
    fout = Client().get("/api/plannen/open/acties/?status=onzin").json()["fouten"]
    assert fout[0]["veld"] == "status"
    assert fout[0]["melding"].startswith("Kies uit: 'uitgevoerd'")


def test_bladeren_volgt_de_adressen(db):
    punt = maak.maak_speerpunt(plan=maak.maak_plan(slug="groot"))
    ids = [maak.maak_actie(speerpunt=punt).pk for _ in range(5)]
    adres, gezien, terug = "/api/plannen/groot/acties/?per_pagina=2&volgorde=titel", [], []
    while adres:
        blad = Client().get(adres.removeprefix("http://localhost")).json()
        gezien += [actie["id"] for actie in blad["resultaten"]]
        terug.append(blad["vorige"])
        adres = blad["volgende"]
        assert blad["aantal"] == 5
    assert sorted(gezien) == sorted(ids)
    assert (terug[0], terug[1].rpartition("pagina=")[2]) == (None, "1")
    leeg = Client().get("/api/plannen/groot/acties/?pagina=999").json()
    assert (leeg["resultaten"], leeg["volgende"]) == ([], None)
    assert Client().get("/api/plannen/groot/acties/?organisatie=onbekend").json()["aantal"] == 0


def test_zonder_licentie_staat_dat_er(toneel, settings):
    settings.OPENDATA_LICENTIE_NAAM = ""
    assert Client().get("/api/").json()["licentie"] is None
    assert "license" not in Client().get("/api/openapi.json").json()["info"]
    assert json.loads(Client().get("/api/plannen/open/alles.json").getvalue())["licentie"] is None
    assert "De uitgever koos nog geen licentie" in Client().get("/api/uitleg/").content.decode()


def test_csv_is_veilig_en_heeft_vaste_ids(db):
    actie = maak.maak_actie(titel='=HYPERLINK("x")', speerpunt=maak.maak_speerpunt(plan=maak.maak_plan(slug="plan")))
    tekst = Client().get("/api/plannen/plan/acties.csv").getvalue().decode("utf-8-sig")
    rij = next(csv.DictReader(io.StringIO(tekst), delimiter=";"))
    assert (rij["id"], rij["titel"]) == (str(actie.pk), '\'=HYPERLINK("x")')
    assert rij["url"] == f"http://localhost/acties/{actie.pk}/"


def test_een_correctie_verwijst_naar_wat_ze_vervangt(db):
    actie = maak.maak_actie()
    oud = maak.maak_melding(actie)
    nieuw = maak.maak_melding(actie, vervangt=oud, correctie_reden="Verkeerd geteld.")
    rijen = {rij["id"]: rij for rij in Client().get(f"/api/acties/{actie.pk}/standen/").json()["resultaten"]}
    assert (rijen[oud.pk]["vervangen_door"], rijen[nieuw.pk]["vervangt"]) == (nieuw.pk, oud.pk)
    assert Client().get(f"/api/acties/{actie.pk}/").json()["stand"]["id"] == nieuw.pk
    adres = f"/api/plannen/{actie.speerpunt.plan.slug}/standen.csv?op="
    regels = {dag: Client().get(f"{adres}{dag}").getvalue().count(b"\r\n") for dag in ("2023-06-29", oud.peildatum)}
    assert list(regels.values()) == [1, 3]  # the first day knows only the names of the columns


@pytest.fixture
def opgevolgd(db):
    """Give a public plan with a next one, still a concept: one actie goes along, one moves and one stops."""
    oud = maak.maak_plan(slug="vorig", naam="Vorig plan")
    punten = [maak.maak_speerpunt(plan=oud, nummer=nr) for nr in (1, 2)]
    acties = [maak.maak_actie(speerpunt=punten[0]) for _ in range(3)]
    plan = maak.maak_plan(slug="kiemplan", naam="Kiemplan", opvolger_van=oud, openbaar=False)
    verder = maak.maak_speerpunt(plan=plan, nummer=7, titel="Kiempunt", vervolg_op=punten[0])
    verder.ook_vervolg_op.add(punten[1])
    ander = maak.maak_speerpunt(plan=plan, nummer=8, titel="Kiembed")
    maak.maak_actie(speerpunt=verder, titel="Kiemactie", vervolg_op=acties[0])
    for actie, besluit, naar, reden in (
        (acties[0], "loopt_door", verder, ""),
        (acties[1], "verhuist", ander, "Kiemreden: past daar beter."),
        (acties[2], "stopt", None, "Kiemreden: het is klaar."),
    ):
        Overgang.objects.create(plan=plan, actie=actie, besluit=besluit, naar=naar, reden=reden)
    return plan, acties


OVERGANGEN = {"loopt_door": 1, "verhuist": 1, "stopt": 1, "niet_beslist": 0, "naar_7": 1, "naar_8": 1, "vervolg": 0}


def _antwoorden(acties) -> dict[str, bytes]:
    paden = Client().get("/api/openapi.json").json()["paths"]
    adressen = {
        pad.format(slug="vorig", nummer=nummer, pk=actie.pk)
        for pad in paden
        for nummer in (1, 2)
        for actie in acties
        if "organisaties/{" not in pad
    }
    adressen |= {f"/api/plannen/vorig/acties/?overgang={keuze}" for keuze in OVERGANGEN}
    return {adres: Client().get(adres).getvalue() for adres in adressen}


def test_een_opvolger_die_niet_openbaar_is_laat_niets_na(opgevolgd):
    plan, acties = opgevolgd
    met = _antwoorden(acties)
    assert [adres for adres, tekst in met.items() if b"kiem" in tekst.lower()] == []
    Overgang.objects.all().delete()
    Actie.objects.filter(speerpunt__plan=plan).delete()
    for punt in plan.speerpunten.all():
        punt.delete()
    plan.delete()
    assert _antwoorden(acties) == met  # not a byte tells that there was a next plan


def test_een_openbare_opvolger_is_te_volgen_naar_beide_kanten(opgevolgd):
    plan, acties = opgevolgd
    plan.openbaar = True
    plan.save()
    door, verhuist, stopt = (Client().get(f"/api/acties/{actie.pk}/").json() for actie in acties)
    assert (door["overgang"]["besluit"], door["overgang"]["naar"]["nummer"], door["vervolgen"][0]["titel"]) == (
        *("loopt_door", 7),
        "Kiemactie",
    )
    assert (verhuist["overgang"]["naar"]["titel"], verhuist["vervolgen"]) == ("Kiembed", [])
    assert (stopt["overgang"]["naar"], stopt["overgang"]["reden"]) == (None, "Kiemreden: het is klaar.")
    nieuw = Client().get(door["vervolgen"][0]["zelf"].removeprefix("http://localhost")).json()
    assert [(actie["id"], actie["plan"]["slug"]) for actie in nieuw["vervolg_op"]] == [(acties[0].pk, "vorig")]
    punt = Client().get("/api/plannen/kiemplan/speerpunten/7/").json()
    assert [ander["nummer"] for ander in punt["vervolg_op"]] == [1, 2]
    assert punt["vervolg_op"][0]["plan"]["slug"] == "vorig"
    for nummer in (1, 2):
        oud = Client().get(f"/api/plannen/vorig/speerpunten/{nummer}/").json()
        assert [ander["zelf"] for ander in oud["vervolgen"]] == [punt["zelf"]]
    for slug in ("vorig", "kiemplan"):  # what a list and the file say is what the thing itself says
        lijst = Client().get(f"/api/plannen/{slug}/acties/").json()["resultaten"]
        alles = json.loads(Client().get(f"/api/plannen/{slug}/alles.json").getvalue())
        assert lijst == alles["acties"]
        for soort in ("acties", "speerpunten"):
            for kort in alles[soort]:
                lang = Client().get(kort["zelf"].removeprefix("http://localhost")).json()
                assert {veld: lang[veld] for veld in kort} == kort
    for keuze, aantal in OVERGANGEN.items():
        assert Client().get(f"/api/plannen/vorig/acties/?overgang={keuze}").json()["aantal"] == aantal, keuze
    assert Client().get("/api/plannen/kiemplan/acties/?overgang=uit_1").json()["resultaten"][0]["id"] == nieuw["id"]
    tabel = Client().get("/api/plannen/vorig/acties.csv").getvalue().decode("utf-8-sig")
    rijen = {int(rij["id"]): rij for rij in csv.DictReader(io.StringIO(tabel), delimiter=";")}
    assert [rijen[actie.pk]["overgang_naar"] for actie in acties] == ["7", "8", ""]
    assert rijen[acties[0].pk]["vervolgen"] == str(nieuw["id"])
    assert Client().get("/api/plannen/vorig/").json()["opvolger"]["slug"] == "kiemplan"
    assert Client().get("/api/plannen/kiemplan/").json()["opvolger_van"]["slug"] == "vorig"
