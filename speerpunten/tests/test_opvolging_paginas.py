"""The pages on which a beheerder makes the next plan: the whole way, without a script."""

import re

import pytest
from django.test import Client

from speerpunten.keuzes import Overgangsbesluit
from speerpunten.models import Actie, Beleidsplan, Overgang
from speerpunten.spoor.lezen import Vraag, lees_spoor
from speerpunten.tests import maak

pytestmark = pytest.mark.django_db


@pytest.fixture
def oud():
    plan = maak.maak_plan(slug="oud")
    for nummer in (1, 2, 3):
        punt = maak.maak_speerpunt(plan=plan, nummer=nummer, titel=f"Oud {nummer}")
        maak.maak_melding(maak.maak_actie(speerpunt=punt, titel=f"Klaar {nummer}"), status="uitgevoerd")
        maak.maak_actie(speerpunt=punt, titel=f"Loopt {nummer}")
    return plan


@pytest.fixture
def client():
    client = Client()
    client.force_login(maak.maak_beheerder())
    return client


def velden(pagina) -> dict[str, list[str]]:
    """Give what a browser would send of the form with rows: the values of its inputs and texts."""
    tekst, uit = pagina.content.decode(), {}
    for tag in re.findall(r"<input[^>]*>", tekst):
        naam, waarde = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        keuze = 'type="checkbox"' in tag or 'type="radio"' in tag
        if naam and (not keuze or " checked" in tag):
            uit.setdefault(naam[1], []).append(waarde[1] if waarde else "")
    for naam, waarde in re.findall(r'<textarea name="([^"]+)"[^>]*>\s*([^<]*)</textarea>', tekst):
        uit[naam] = [waarde]
    return uit


def test_van_plan_naar_plan(client, oud):
    vorm = client.get("/plannen/oud/opvolger/")
    assert 'value="2026-01-01"' in vorm.content.decode()
    assert 'value="2029-12-31"' in vorm.content.decode()
    assert client.post("/plannen/oud/opvolger/", {"naam": "Oud", "van": "x"}).status_code == 422
    data = {"naam": "Plan 2026", "van": "2026-01-01", "tot": "2029-12-31"}
    assert client.post("/plannen/oud/opvolger/", data).url == "/plannen/plan-2026/overgang/"
    assert client.get("/plannen/oud/opvolger/").url == "/plannen/plan-2026/overgang/"
    assert Client().get("/plannen/plan-2026/").status_code == 404

    adres = "/plannen/plan-2026/overgang/speerpunten/"
    rijen = velden(client.get(adres))
    assert rijen["rijen"] == ["3"]
    weg = client.post(adres, rijen | {"rij-0-titel": "Getypt", "act": "weg-1"})
    erbij = client.post(adres, velden(weg) | {"act": "erbij"})
    assert "Getypt" in erbij.content.decode()
    assert "Speerpunt 2 loopt niet door: Oud 2" in erbij.content.decode()
    rijen = velden(erbij) | {"act": "bewaren"}
    assert rijen["rijen"] == ["3"]
    leeg = client.post(adres, rijen)
    assert leeg.status_code == 422  # the new row has no title yet
    twee = str(oud.speerpunten.get(nummer=2).pk)
    rijen |= {"rij-2-titel": "Nieuw", "rij-0-vervolg_op": [*rijen["rij-0-vervolg_op"], twee]}
    assert client.post(adres, rijen).url == "/plannen/plan-2026/overgang/"
    nieuw = Beleidsplan.objects.get(slug="plan-2026")
    assert [(p.nummer, p.titel, len(p.zet_voort_ids())) for p in nieuw.speerpunten.all()] == [
        (1, "Getypt", 2), (3, "Oud 3", 1), (4, "Nieuw", 0),
    ]  # fmt: skip
    assert client.post(adres, rijen).status_code == 409  # the same old page again

    acties = "/plannen/plan-2026/overgang/acties/1/"
    pagina = client.get(acties)
    assert "Voorstel: stopt. Uitgevoerd, volgens de stand op 30/06/2023." in pagina.content.decode()
    loopt = Actie.objects.get(titel="Loopt 1")
    fout = client.post(acties, velden(pagina) | {f"actie-{loopt.pk}-besluit": "stopt", "act": "bewaren"})
    assert fout.status_code == 422
    assert "Zeg waarom" in fout.content.decode()
    for nummer in (1, 2, 3):
        adres_acties = f"/plannen/plan-2026/overgang/acties/{nummer}/"
        oude_pagina = velden(client.get(adres_acties))
        assert client.post(adres_acties, oude_pagina | {"act": "voorstel"}).status_code == 302
    assert Overgang.objects.filter(besluit=Overgangsbesluit.LOOPT_DOOR).count() == 3
    assert Overgang.objects.filter(besluit=Overgangsbesluit.STOPT).count() == 3

    botsing = client.post(
        acties, velden(pagina) | {f"actie-{loopt.pk}-besluit": "stopt", f"actie-{loopt.pk}-reden": "Op."}
    )
    assert botsing.status_code == 409
    assert "Nu bewaard: loopt door" in botsing.content.decode()
    assert Overgang.objects.get(actie=loopt).besluit == Overgangsbesluit.LOOPT_DOOR

    assert "3 acties overnemen" in client.get("/plannen/plan-2026/overgang/overnemen/").content.decode()
    assert not Actie.objects.filter(speerpunt__plan=nieuw).exists()
    client.post("/plannen/plan-2026/overgang/overnemen/")
    assert Actie.objects.filter(speerpunt__plan=nieuw).count() == 3
    overgang = client.get("/plannen/plan-2026/overgang/").content.decode()
    assert "Alle acties zijn beslist en overgenomen" in overgang
    assert "3 van 3 speerpunten verdeeld, 6 van 6 acties beslist" in overgang
    spoor = lees_spoor(Vraag(bij=("plan", nieuw.pk))).regels
    assert sum(regel.daad == "Overgang toegevoegd" for regel in spoor) == 6
    nieuw.openbaar, nieuw.toestand = True, "lopend"
    nieuw.save()
    vast = client.get(acties).content.decode()
    assert "Voorstel overnemen" not in vast
    assert f'name="actie-{loopt.pk}-besluit"' not in vast
    assert "verandert niet meer" in client.get(adres).content.decode()
