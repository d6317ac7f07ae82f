"""The catalogue for other catalogues: whole, true, and silent about what nobody said."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import timezone

from speerpunten.models import Beleidsdomein, Beleidsplan, Melding
from speerpunten.opendata.dcat import ADRESSEN, CONTEXT
from speerpunten.tests import maak
from speerpunten.tests.kijk import gedeelde_wereld, lees

pytestmark = pytest.mark.django_db
BASIS = "http://localhost"


@pytest.fixture(autouse=True)
def ingesteld(settings):
    settings.LIMIETEN = {"zoeken": "", "uitvoer": ""}
    settings.UITGEVER, settings.CONTACT_EMAIL = "Bestuur (voorbeeld)", "bestuur@voorbeeld.test"


@pytest.fixture(scope="module")
def wereld(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Make a public plan with a public next one and a stand, and one that is not public."""
    with gedeelde_wereld(django_db_blocker):
        bestuur = maak.maak_organisatie(naam="Opdrachtgever (voorbeeld)", slug="opdrachtgever")
        eerste = maak.maak_plan(slug="eerste", contact="plan@voorbeeld.test", opdrachtgever=bestuur)
        maak.maak_plan(slug="tweede", opvolger_van=eerste, opdrachtgever=bestuur)
        maak.maak_plan(slug="besloten", naam="Zwijgplan", openbaar=False)
        actie = maak.maak_actie(speerpunt=maak.maak_speerpunt(plan=eerste))
        actie.beleidsdomeinen.add(Beleidsdomein.objects.create(naam="Jeugd", slug="jeugd"))
        maak.maak_melding(actie)
        stil = maak.maak_actie(speerpunt=actie.speerpunt, openbaar=False)
        stil.beleidsdomeinen.add(Beleidsdomein.objects.create(naam="Zwijgdomein", slug="zwijgdomein"))
        maak.maak_melding(stil)
        yield


def knopen() -> dict[str, dict]:
    """Give the nodes by their id, which is there once."""
    lijst = Client().get("/api/dcat.jsonld").json()["@graph"]
    uit = {knoop["@id"]: knoop for knoop in lijst}
    assert len(uit) == len(lijst)
    return uit


def dataset(slug: str) -> dict:
    return knopen()[f"{BASIS}/api/plannen/{slug}/#dataset"]


def test_een_gesloten_geheel(wereld):
    """Every node of ours that is named is there, and every term that is used is in the context."""
    response = Client().get("/api/dcat.jsonld")
    assert (response["Content-Type"], response["Access-Control-Allow-Origin"]) == ("application/ld+json", "*")
    assert response.json()["@context"] == CONTEXT
    alle = knopen()
    catalogus = alle[f"{BASIS}/api/dcat.jsonld#catalogus"]
    assert [adres.split("/")[-2] for adres in catalogus["dcat:dataset"]] == ["eerste", "tweede"]
    for knoop in alle.values():
        for naam, waarde in knoop.items():
            assert naam.startswith("@") or naam.partition(":")[0] in CONTEXT
            if naam in ADRESSEN:
                namen = waarde if isinstance(waarde, list) else [waarde]
                assert [adres for adres in namen if "#" in adres and adres not in alle] == []
    assert "zwijg" not in response.content.decode().lower()


def test_elk_adres_antwoordt_met_zijn_mediatype(wereld):
    alle = knopen()
    distributies = [alle[adres] for adres in dataset("eerste")["dcat:distribution"]]
    assert len(distributies) == 8
    for distributie in distributies:
        response = Client().get(distributie["dcat:accessURL"].removeprefix(BASIS))
        assert response.status_code == 200
        soort = response["Content-Type"].partition(";")[0]
        assert distributie["dcat:mediaType"].endswith(f"/media-types/{soort}")
        assert response["Access-Control-Allow-Origin"] == "*"
        assert response.has_header("ETag")
        assert distributie.get("dcat:downloadURL", distributie["dcat:accessURL"]) == distributie["dcat:accessURL"]
    (dienst,) = [knoop for knoop in alle.values() if knoop["@type"] == "dcat:DataService"]
    assert Client().get(dienst["dcat:endpointDescription"].removeprefix(BASIS)).json()["openapi"].startswith("3.1")
    assert (
        Client().get(dienst["dcat:endpointURL"].removeprefix(BASIS)).json()["catalogus"] == BASIS + "/api/dcat.jsonld"
    )


def test_wat_bekend_is_staat_er(wereld):
    alle, eerste, tweede = knopen(), dataset("eerste"), dataset("tweede")
    plan = Beleidsplan.objects.get(slug="eerste")
    assert eerste["dct:temporal"] == {
        "@type": "dct:PeriodOfTime",
        "dcat:startDate": plan.van.isoformat(),
        "dcat:endDate": plan.tot.isoformat(),
    }
    gezegd = Melding.objects.get(actie__openbaar=True, actie__speerpunt__plan=plan)
    assert eerste["dct:modified"] == timezone.localtime(gezegd.aanvaard_op).isoformat(timespec="seconds")
    assert "dct:modified" not in tweede  # nobody said anything yet
    assert eerste["dcat:keyword"] == ["Jeugd"]
    assert eerste["dct:relation"] == [tweede["@id"]]
    assert alle[eerste["dcat:contactPoint"]]["vcard:hasEmail"] == "mailto:plan@voorbeeld.test"
    assert alle[tweede["dcat:contactPoint"]]["vcard:hasEmail"] == "mailto:bestuur@voorbeeld.test"
    assert alle[eerste["dct:publisher"]]["foaf:name"] == "Bestuur (voorbeeld)"
    assert alle[eerste["dct:creator"]]["foaf:name"] == "Opdrachtgever (voorbeeld)"
    assert alle[eerste["dct:license"]]["dct:title"].startswith("Modellicentie")
    assert eerste["dct:license"].startswith("https://data.vlaanderen.be/id/licentie/")
    assert eerste["dct:language"].endswith("/NLD")


def test_wat_niemand_zei_staat_er_niet(wereld, settings):
    settings.UITGEVER = settings.CONTACT_EMAIL = settings.OPENDATA_LICENTIE_NAAM = ""
    tweede = dataset("tweede")
    assert tweede.keys().isdisjoint({"dct:publisher", "dct:license", "dcat:contactPoint", "dct:modified"})
    settings.OPENDATA_LICENTIE_NAAM, settings.OPENDATA_LICENTIE_URL = "Eigen licentie", ""
    assert knopen()[dataset("tweede")["dct:license"]]["dct:title"] == "Eigen licentie"
    kop = lees(Client().get("/api/uitleg/")).alle("link")
    assert "/api/dcat.jsonld" in {link.attrs["href"] for link in kop if link.attrs.get("rel") == "alternate"}
