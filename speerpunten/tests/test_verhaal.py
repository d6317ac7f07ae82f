"""The story of a plan against an example worked out by hand, and the picture of a shared page."""

import json
import re
import struct

import pytest
from django.contrib.auth.models import AnonymousUser

from speerpunten.deelbeeld import controlegetal, gegevens, png
from speerpunten.tests import maak
from speerpunten.tests.kijk import dag
from speerpunten.verhaal import stel_verhaal_samen

pytestmark = pytest.mark.django_db
LIJST = "/plannen/plan/acties/"


@pytest.fixture
def plan(organisatie):
    """Two speerpunten: one with four public acties (and a hidden one), one without."""
    plan = maak.maak_plan(naam="Plan", slug="plan")
    punt = maak.maak_speerpunt(plan=plan, titel="Iedereen hoort erbij", toelichting="Niemand blijft aan de kant.")
    maak.maak_speerpunt(plan=plan)
    van = {"organisatie": organisatie, "peildatum": dag("2024-06-30")}
    acties = [maak.maak_actie(speerpunt=punt, titel=f"Actie {wat}") for wat in ("klaar", "traag", "weg", "stil")]
    klaar = {"status": "uitgevoerd", "verloop": "", "resultaat": "bereikt", "bereikt_resultaat": "Tien feesten."}
    traag = {
        "status": "in_uitvoering",
        "verloop": "vertraagd",
        "reden": "Te weinig volk.",
        "volgende_stappen": "Zoeken.",
    }
    weg = {"status": "stopgezet", "verloop": "", "resultaat": "niet_bereikt", "bereikt_resultaat": "Niets."}
    maak.maak_melding(acties[0], **van, **klaar)
    maak.maak_melding(acties[1], **van, **traag, nodig="geheim-nodig", opmerking_voor_vgc="geheime-opmerking")
    maak.maak_melding(acties[2], **van, **weg, reden="Het geld was op.")
    verborgen = maak.maak_actie(speerpunt=punt, titel="Verborgen actie", openbaar=False)
    maak.maak_melding(verborgen, **van, **klaar)
    return plan


def test_the_story_is_the_example_worked_out_by_hand(plan):
    verhaal = stel_verhaal_samen(plan, AnonymousUser(), op=dag("2024-12-31"), lijst_url=LIJST, query={})
    assert verhaal.telling.kop == "1 van de 4 acties is uitgevoerd, 1 loopt."
    assert [(aantal, na) for _, aantal, _, na in verhaal.kern] == [
        (1, "is uitgevoerd."),
        (1, "loopt."),
        (1, "vraagt aandacht. U leest hieronder waarom."),
        (1, "gaat niet verder."),
        (1, "weten we niet hoe het ermee staat."),
    ]
    eerste, leeg = verhaal.hoofdstukken
    (klaar,) = eerste.bereikt.regels
    assert (klaar.citaat.tekst, klaar.citaat.wie) == ("Tien feesten.", "Buurtwerk (voorbeeld)")
    assert klaar.citaat.op == dag("2024-06-30")
    (traag,) = eerste.moeilijk.regels
    assert (traag.redenen, traag.vervolg) == (("Vertraagd: Te weinig volk.",), "Zoeken.")
    lopend = eerste.lopend
    assert (lopend.aantal, lopend.regels, lopend.elders) == (1, (), 1)  # told where it asks for attention
    assert [regel.redenen for regel in eerste.gestopt.regels] == [("Het geld was op.",)]
    assert [regel.titel for regel in eerste.onbekend.regels] == ["Actie stil"]
    assert eerste.bereikt.url == "/plannen/plan/acties/?speerpunt=1&status=uitgevoerd"
    assert leeg.telling.totaal == 0


def test_everybody_reads_the_same_and_nothing_hidden(client, plan, medewerker):
    maak.maak_plan(naam="Leeg plan", slug="leeg")
    assert "Er staat nog geen belofte in" in client.get("/plannen/leeg/verhaal/").content.decode()
    for wie in (None, medewerker):
        if wie:
            client.force_login(wie)
        tekst = client.get("/plannen/plan/verhaal/").content.decode()
        assert "Te weinig volk." in tekst and "Bij deze belofte staat nog geen actie." in tekst
        for geheim in ("Verborgen actie", "geheim-nodig", "geheime-opmerking"):
            assert geheim not in tekst


def test_a_public_page_tells_how_it_is_shared_and_a_hidden_one_does_not(client, plan, medewerker):
    publiek = plan.speerpunten.get(nummer=1).acties.get(titel="Actie klaar")
    verborgen = plan.speerpunten.get(nummer=1).acties.get(titel="Verborgen actie")
    plan.naam = "Plan </script> & zo"
    plan.save()
    for pad in ("/plannen/plan/", "/plannen/plan/verhaal/", "/plannen/plan/speerpunten/1/", f"/acties/{publiek.pk}/"):
        tekst = client.get(pad, {"op": "2024-12-31"}).content.decode()
        assert f'<link rel="canonical" href="http://localhost{pad}">' in tekst
        assert '<meta property="og:image" content="http://localhost/plannen/plan/' in tekst
        assert '<meta property="og:image:width" content="1200">' in tekst
        (machine,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', tekst)
        gelezen = json.loads(machine)
        assert (gelezen["url"], gelezen["about"]["name"]) == (f"http://localhost{pad}", "Plan </script> & zo")
    client.force_login(medewerker)
    dicht = client.get(f"/acties/{verborgen.pk}/").content.decode()
    assert "og:" not in dicht and "ld+json" not in dicht
    plan.openbaar = False
    plan.save()
    for pad in ("/plannen/plan/", "/plannen/plan/verhaal/", "/plannen/plan/speerpunten/1/", f"/acties/{publiek.pk}/"):
        assert "og:" not in client.get(pad).content.decode()
    assert client.get("/plannen/plan/deel.png").status_code == 404


def test_the_picture_is_1200_by_630_inert_and_fetched_once(client, plan):
    punt = plan.speerpunten.get(nummer=1)
    punt.titel = "#let x = panic() $wiskunde$ *vet* " + "lang " * 40
    punt.save()
    inhoud = gegevens(plan, punt)
    assert "Verborgen" not in str(inhoud) and "geheim" not in str(inhoud)
    assert [(aantal, woord) for aantal, woord, _ in inhoud["legende"]] == [
        (1, "uitgevoerd"),
        (1, "in uitvoering"),
        (1, "stopgezet"),
        (1, "geen gegevens"),
    ]
    beeld = png(inhoud)
    assert beeld.startswith(b"\x89PNG") and struct.unpack(">II", beeld[16:24]) == (1200, 630)
    eerste = client.get("/plannen/plan/speerpunten/1/deel.png")
    assert (eerste.content, eerste["Content-Type"]) == (beeld, "image/png")
    weer = client.get("/plannen/plan/speerpunten/1/deel.png", headers={"If-None-Match": eerste["ETag"]})
    assert (weer.status_code, weer.content) == (304, b"")
    punt.acties.filter(titel="Actie stil").update(gearchiveerd_op=dag("2024-01-01"), archief_reden="Dubbel.")
    assert controlegetal(gegevens(plan, punt)) != controlegetal(inhoud)
