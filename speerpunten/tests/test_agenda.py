"""The calendar of a plan: what stands in it and what does not, and asking it again."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from speerpunten.models import Actie, Beleidsplan, Mijlpaal
from speerpunten.tests import maak
from speerpunten.tests.kijk import dag, lees
from speerpunten.tests.test_meldingen import als

pytestmark = pytest.mark.django_db
ADRES = "/plannen/plan/agenda.ics"
GEK = "Zaal; tuin, 😀 \\ é\r\nlijn twee " + "heel lang " * 15


@pytest.fixture
def plan(settings) -> Beleidsplan:
    settings.BASE_URL = "https://samenleven.voorbeeld.test"
    plan = maak.maak_plan(slug="plan", naam="Plan; een, twee")
    punt = maak.maak_speerpunt(plan=plan)
    dagen = {"opent": dag("2024-01-01"), "deadline": dag("2024-02-01"), "sluit": dag("2024-03-01")}
    maak.maak_ronde(plan, naam="Ronde één", van=dag("2023-01-01"), tot=dag("2023-12-31"), **dagen)
    actie = maak.maak_actie(speerpunt=punt, titel="Buurtcafé, open")
    maak.maak_mijlpaal(actie, titel=GEK.replace("\r\n", " ")[:190], streefdatum=dag("2024-12-31"))
    maak.maak_mijlpaal(actie, titel="Klaar", streefdatum=dag("2023-06-30"), bereikt_op=dag("2023-06-01"))
    maak.maak_mijlpaal(actie, titel="Ooit", streefdatum=dt.date.max)
    for over in ({"openbaar": False}, {"gearchiveerd_op": dag("2024-01-01"), "archief_reden": "Voorbij."}):
        maak.maak_mijlpaal(maak.maak_actie(speerpunt=punt, **over), titel="Geheim")
    return plan


def agenda(client=None):
    response = (client or Client()).get(ADRES)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert max(map(len, response.content.split(b"\r\n"))) <= 75
    return Calendar.from_ical(response.content)


def test_wat_erin_staat(plan):
    uit = agenda()
    assert (str(uit["NAME"]), str(uit["X-WR-CALNAME"])) == ("Plan; een, twee", "Plan; een, twee")
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT12H" in uit.to_ical()
    afspraken = {str(e["UID"]): e for e in uit.walk("VEVENT")}
    assert len(afspraken) == 5
    klaar = Mijlpaal.objects.get(titel="Klaar")
    bereikt = afspraken[f"mijlpaal-{klaar.pk}@samenleven.voorbeeld.test"]
    assert bereikt["SUMMARY"] == "Bereikt: 1.1 Klaar"
    assert (bereikt.decoded("DTSTART"), bereikt.decoded("DTEND")) == (dag("2023-06-30"), dag("2023-07-01"))
    assert "Mijlpaal van actie 1.1 Buurtcafé, open.\nBereikt op 01/06/2023." in bereikt["DESCRIPTION"]
    assert bereikt["URL"] == f"https://samenleven.voorbeeld.test/acties/{klaar.actie_id}/"
    assert bereikt["CATEGORIES"].cats == ["Mijlpaal"]
    ronde = plan.rondes.get()
    deadline = afspraken[f"ronde-{ronde.pk}-deadline@samenleven.voorbeeld.test"]
    assert (deadline["SUMMARY"], deadline.decoded("DTSTART")) == ("Ronde één: deadline", dag("2024-02-01"))
    assert {str(e["SUMMARY"]) for e in afspraken.values()} >= {f"1.1 {GEK.replace(chr(13) + chr(10), ' ')[:190]}"}
    assert "Geheim" not in str(uit.to_ical())


def test_vreemde_tekens_breken_geen_regel(plan):
    Actie.objects.filter(openbaar=True).update(titel=GEK + "\x0b\x07\rBEGIN:VEVENT"[:200])
    assert len(list(agenda().walk("VEVENT"))) == 5


def test_voor_iedereen_gelijk_en_opnieuw_vragen_geeft_304(plan, organisatie):
    eerste = Client().get(ADRES)
    for client in (als(maak.maak_beheerder()), als(maak.maak_partner(organisatie))):
        zelfde = client.get(ADRES)
        assert (zelfde.content, zelfde["ETag"]) == (eerste.content, eerste["ETag"])
        assert (zelfde["Access-Control-Allow-Origin"], zelfde["Cache-Control"]) == ("*", "public, no-cache")
    opnieuw = Client().get(ADRES, headers={"If-None-Match": eerste["ETag"]})
    assert (opnieuw.status_code, opnieuw.content, opnieuw["Access-Control-Allow-Origin"]) == (304, b"", "*")
    assert Client().head(ADRES)["ETag"] == eerste["ETag"]
    Actie.objects.update(titel="Anders")
    assert Client().get(ADRES, headers={"If-None-Match": eerste["ETag"]}).status_code == 200
    feed = Client().get("/plannen/plan/wijzigingen/feed.atom")
    assert feed["Access-Control-Allow-Origin"] == "*"
    Beleidsplan.objects.update(openbaar=False)
    assert als(maak.maak_beheerder()).get(ADRES).status_code == 404
    besloten = als(maak.maak_beheerder()).get("/plannen/plan/wijzigingen/feed.atom")
    assert "Access-Control-Allow-Origin" not in besloten


def test_duizend_mijlpalen_in_weinig_vragen(plan):
    actie = Actie.objects.filter(openbaar=True).first()
    Mijlpaal.objects.bulk_create(
        Mijlpaal(actie=actie, titel=f"Mijlpaal {nr}", streefdatum=dag("2024-05-01")) for nr in range(1000)
    )
    with CaptureQueriesContext(connection) as vragen:
        assert len(list(agenda().walk("VEVENT"))) == 1005
    assert len(vragen) <= 10


def test_elke_pagina_van_het_plan_wijst_naar_de_feed(plan):
    actie = Actie.objects.filter(openbaar=True).first()
    paden = (
        "",
        "acties/",
        "speerpunten/1/",
        "tijdlijn/",
        "matrix/",
        "rapporten/",
        "zoeken/",
        "subsidies/",
        "wijzigingen/",
    )
    for adres in (*(f"/plannen/plan/{pad}" for pad in paden), f"/acties/{actie.pk}/"):
        (link,) = [e for e in lees(Client().get(adres)).alle("link") if "atom" in e.attrs.get("type", "")]
        assert (link.attrs["rel"], link.attrs["href"]) == ("alternate", "/plannen/plan/wijzigingen/feed.atom")
    overzicht = lees(Client().get("/plannen/plan/"))
    adressen = [a.attrs["href"] for a in overzicht.links("agenda.ics")]
    assert adressen == ["webcal://samenleven.voorbeeld.test" + ADRES, ADRES]
