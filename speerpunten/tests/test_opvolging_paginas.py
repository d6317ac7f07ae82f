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


def fouten_van(pagina) -> dict[str, str]:
    """Give the list of errors: id of the field that a line leads to -> what the line says."""
    regels = re.findall(r'<li><a href="#([^"]+)">(.*?)</a></li>', pagina.content.decode())
    assert all(f'id="{anker}"' in pagina.content.decode() for anker, _ in regels)
    return dict(regels)


def veel_tegelijk(client, adres: str, loopt: Actie) -> None:
    """Decide for many at once: what is missing is told, what is typed elsewhere on the page goes along."""
    samen = velden(client.get(adres)) | {"act": "samen", "samen-welke": "aangevinkt", "samen-besluit": "stopt"}
    niets = client.post(adres, samen | {"samen-reden": "Op."})
    assert fouten_van(niets) == {
        "id_samen-welke": "Voor veel acties tegelijk · Voor welke acties? Vink hieronder minstens één actie aan."
    }
    zonder = client.post(adres, samen | {f"actie-{loopt.pk}-kies": "on"})
    assert list(fouten_van(zonder)) == ["id_samen-reden"]
    assert (
        f'name="actie-{loopt.pk}-kies" class="ds-input" id="id_actie-{loopt.pk}-kies" checked'
        in zonder.content.decode()
    )
    gedaan = client.post(adres, samen | {"samen-reden": "Op.", f"actie-{loopt.pk}-kies": "on"})
    assert gedaan.url == adres
    assert [(o.actie, o.besluit, o.reden) for o in Overgang.objects.all()] == [(loopt, "stopt", "Op.")]
    assert "Loopt 1" not in client.get(adres, {"toon": "open"}).content.decode()
    assert "Geen actie past hierbij" in client.get(adres, {"toon": "stopt", "q": "klaar"}).content.decode()
    alles = velden(client.get(adres, {"toon": "stopt"})) | {"act": "samen", "samen-welke": "open"}
    alles |= {"samen-besluit": "loopt_door", f"actie-{loopt.pk}-besluit": ""}
    client.post(f"{adres}?toon=stopt", alles)  # the other actie stands on another page; this one was taken back
    assert [(o.actie.titel, o.besluit) for o in Overgang.objects.filter(actie__speerpunt__nummer=1)] == [
        ("Klaar 1", "loopt_door")
    ]
    Overgang.objects.all().delete()


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
    leeg = client.post(adres, rijen | {"rij-1-nummer": "1"})
    assert leeg.status_code == 422  # the new row has no title yet, and a number stands twice
    assert fouten_van(leeg) == {
        "id_rij-1-nummer": "Rij 2 “Oud 3” · Nummer: Rij 1 heeft dit nummer al. Kies een ander.",
        "id_rij-2-titel": "Rij 3 · Titel: Dit veld is verplicht.",
    }
    twee = str(oud.speerpunten.get(nummer=2).pk)
    rijen |= {"rij-2-titel": "Nieuw", "rij-0-vervolg_op": [*rijen["rij-0-vervolg_op"], twee]}
    assert client.post(adres, rijen).url == "/plannen/plan-2026/overgang/"
    nieuw = Beleidsplan.objects.get(slug="plan-2026")
    assert [(p.nummer, p.titel, len(p.zet_voort_ids())) for p in nieuw.speerpunten.all()] == [
        (1, "Getypt", 2), (3, "Oud 3", 1), (4, "Nieuw", 0),
    ]  # fmt: skip
    assert client.post(adres, rijen).status_code == 409  # the same old page again
    minder = client.post(adres, velden(client.get(adres)) | {"act": "weg-2"})
    assert "Verdwijnt als u bewaart" in minder.content.decode()
    (weg,) = re.findall(r'value="(terug-\d+)"', minder.content.decode())
    assert velden(client.post(adres, velden(minder) | {"act": weg}))["rij-2-titel"] == ["Nieuw"]
    Beleidsplan.objects.get(slug="plan-2026").speerpunten.get(nummer=4).delete()
    botsing = client.post(adres, velden(client.get(adres)) | rijen | {"act": "bewaren", "gezien": "toen"})
    herstel = client.post(adres, velden(botsing) | {"rij-2-titel": "Nieuw", "act": "bewaren"})
    assert (botsing.status_code, herstel.status_code) == (409, 302)  # what another took away is made anew

    acties = "/plannen/plan-2026/overgang/acties/1/"
    pagina = client.get(acties)
    assert "Voorstel: stopt. Uitgevoerd, volgens de stand op 30/06/2023." in pagina.content.decode()
    loopt = Actie.objects.get(titel="Loopt 1")
    fout = client.post(acties, velden(pagina) | {f"actie-{loopt.pk}-besluit": "stopt", "act": "bewaren"})
    assert fout.status_code == 422
    reden = {f"id_actie-{loopt.pk}-reden": "1.2 Loopt 1 · Reden: Zeg waarom. Iedereen kan de reden lezen."}
    assert fouten_van(fout) == reden
    veel_tegelijk(client, acties, loopt)
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
    assert sum(regel.daad == "Overgang toegevoegd" for regel in spoor) == 8  # two were taken away again
    nieuw.openbaar, nieuw.toestand = True, "lopend"
    nieuw.save()
    vast = client.get(acties).content.decode()
    assert "Voorstel overnemen" not in vast
    assert f'name="actie-{loopt.pk}-besluit"' not in vast
    assert "verandert niet meer" in client.get(adres).content.decode()
    getypt = {f"actie-{loopt.pk}-gezien": "", f"actie-{loopt.pk}-reden": "Wat ik schreef."}
    Beleidsplan.objects.filter(pk=nieuw.pk).update(toestand="afgesloten")
    for deel in ("", "speerpunten/", "acties/1/", "overnemen/"):
        dicht = client.get(f"/plannen/plan-2026/overgang/{deel}").content.decode()
        assert "is afgesloten" in dicht and 'name="act"' not in dicht
    geweigerd = client.post(acties, getypt)
    assert (geweigerd.status_code, "Wat ik schreef." in geweigerd.content.decode()) == (403, True)
