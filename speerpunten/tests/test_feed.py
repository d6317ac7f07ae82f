"""The Atom feed of a plan: what it tells and does not tell, its lasting names, and asking it again."""

import datetime as dt
from urllib.parse import urlsplit

import feedparser
import pytest
import time_machine
from django.test import Client

from speerpunten.feed import HOOGSTENS
from speerpunten.models import Actie, Beleidsplan
from speerpunten.services import rapporten
from speerpunten.tests import maak
from speerpunten.tests.kijk import dag, lees
from speerpunten.tests.test_meldingen import als

pytestmark = pytest.mark.django_db
ADRES = "/plannen/plan/wijzigingen/feed.atom"
NIETS = {"nodig": "een zaal van de buren", "opmerking_voor_vgc": "niet te luid zeggen"}


@pytest.fixture
def plan(organisatie, settings) -> Beleidsplan:
    settings.BASE_URL = "https://samenleven.voorbeeld.test"
    plan = maak.maak_plan(slug="plan", naam="Plan & <Co>", opdrachtgever=maak.maak_organisatie(naam="Bestuur"))
    actie = maak.maak_actie(speerpunt=maak.maak_speerpunt(plan=plan), titel="Zaal zoeken <nu>")
    laat = {"verloop": "vertraagd", "reden": "Geen <b>zaal</b> & geen geld."}
    maak.maak_melding(actie, organisatie=organisatie, peildatum=dag("2024-05-31"), **laat, **NIETS)
    return plan


def feed(client=None, **koppen):
    response = (client or Client()).get(ADRES, **koppen)
    assert response.status_code == 200
    uit = feedparser.parse(response.content)
    assert not uit.bozo, uit.get("bozo_exception")
    assert uit.version == "atom10"
    return uit


def test_een_aanvaarde_stand(plan):
    uit = feed()
    assert uit.feed.title == "Wat veranderde er in Plan & <Co>"
    assert uit.feed.author == "Bestuur"
    assert uit.feed.id == "https://samenleven.voorbeeld.test" + ADRES
    assert uit.feed.link == "https://samenleven.voorbeeld.test/plannen/plan/"
    (bericht,) = uit.entries
    actie = Actie.objects.get()
    melding = actie.meldingen.get()
    assert bericht.title == "1.1 Zaal zoeken <nu>: in uitvoering, vertraagd"
    assert bericht.link == f"https://samenleven.voorbeeld.test/acties/{actie.pk}/#stand-{melding.pk}"
    assert bericht.id == f"tag:samenleven.voorbeeld.test,{melding.aanvaard_op:%Y-%m-%d}:stand/{melding.pk}"
    assert bericht.updated == melding.aanvaard_op.isoformat()
    assert "Stand op</strong>" not in bericht.title
    assert "31/05/2024, gerapporteerd door Buurtwerk (voorbeeld)." in bericht.summary
    assert "Geen &lt;b&gt;zaal&lt;/b&gt; &amp; geen geld." in bericht.summary
    assert "Het loopt goed." in bericht.summary


def test_niets_dat_niet_publiek_is(plan, lezer, medewerker):
    """Also not for who may see more: a feed is passed on."""
    geheim = maak.maak_actie(speerpunt=plan.speerpunten.get(), titel="Geheim", openbaar=False)
    maak.maak_melding(geheim)
    openbaar = plan.speerpunten.get().acties.get(titel__startswith="Zaal")
    for toestand in ("concept", "ingediend", "teruggestuurd"):
        maak.maak_melding(openbaar, toestand=toestand, toelichting="nog niet nagekeken")
    mensen = [melding.aanvaard_door.naam for melding in openbaar.meldingen.filter(toestand="aanvaard")]
    for client in (Client(), als(lezer), als(medewerker)):
        tekst = client.get(ADRES).content.decode()
        assert len(feed(client).entries) == 1
        for woord in ("Geheim", "nog niet nagekeken", *NIETS.values(), *mensen, "@"):
            assert woord not in tekst


def test_een_plan_dat_niet_openbaar_is(plan, lezer):
    Beleidsplan.objects.update(openbaar=False)
    assert Client().get(ADRES).status_code == 404
    assert len(feed(als(lezer)).entries) == 1


def test_een_correctie_komt_in_de_plaats(plan):
    fout = Actie.objects.get().meldingen.get()
    goed = maak.maak_melding(fout.actie, vervangt=fout, correctie_reden="Toch niet te laat.", peildatum=fout.peildatum)
    (bericht,) = feed().entries
    assert bericht.id.endswith(f"stand/{goed.pk}")
    assert "Toch niet te laat." in bericht.summary


def test_een_stand_uit_een_publieke_bron_en_een_bevestiging(plan):
    actie = Actie.objects.get()
    bron = {"herkomst": "publieke_bron", "ingediend_door": None, "aanvaard_door": None, "verloop": ""}
    maak.maak_melding(actie, **bron)
    maak.maak_melding(actie, niets_veranderd=True)
    teksten = " ".join(bericht.summary for bericht in feed().entries)
    assert "uit een publieke bron." in teksten
    assert "er veranderde niets." in teksten
    assert "gerapporteerd door het bestuur" in teksten


def test_stuurtekens_breken_de_feed_niet(plan):
    maak.maak_melding(Actie.objects.get(), toelichting="regel een\x0bregel twee\x1b[0m\nregel drie")
    assert "regel eenregel twee[0m" in feed().entries[0].summary


def test_hoogstens_vijftig_de_nieuwste_eerst(plan):
    actie = Actie.objects.get()
    for nr in range(HOOGSTENS + 3):
        maak.maak_melding(actie, toelichting=f"nummer {nr}", aanvaard_op=dt.datetime(2025, 1, 1, 0, nr, tzinfo=dt.UTC))
    berichten = feed().entries
    assert len(berichten) == HOOGSTENS
    wanneer = [bericht.updated for bericht in berichten]
    assert wanneer == sorted(wanneer, reverse=True)
    assert len({bericht.id for bericht in berichten}) == HOOGSTENS


def test_een_definitief_rapport_en_zijn_rechtzetting(plan, beheerder):
    with time_machine.travel("2026-01-02T10:00:00+00:00", tick=False):
        jaar = {"van": dag("2024-01-01"), "tot": dag("2024-12-31"), "opent": dag("2025-01-01")}
        ronde = maak.maak_ronde(
            plan, naam="Jaar 2024", slug="2024", deadline=dag("2025-02-01"), sluit=dag("2025-03-01"), **jaar
        )
        rapport = rapporten.maak_definitief(ronde=ronde, door=beheerder)
    voor = feed().entries
    (bericht,) = [een for een in voor if "rapport/" in een.id]
    assert bericht.title == "Rapport Jaar 2024 is definitief"
    assert bericht.link == "https://samenleven.voorbeeld.test/plannen/plan/rapporten/2024/"
    assert Client().get(urlsplit(bericht.link).path).status_code == 200
    assert bericht.updated == "2026-01-02T10:00:00+00:00"
    assert bericht.summary == "<p>Over 01/01/2024 tot en met 31/12/2024.</p>"
    with time_machine.travel("2026-02-03T10:00:00+00:00", tick=False):
        rapporten.zet_recht(rapport=rapport, stond="Fout.", wordt="Goed.", reden="Typfout.", door=beheerder)
    (erna,) = [een for een in feed().entries if "rapport/" in een.id]
    assert (erna.id, erna.published) == (bericht.id, bericht.published)
    assert erna.updated == "2026-02-03T10:00:00+00:00"
    assert "Met 1 rechtzetting." in erna.summary


def test_opnieuw_vragen_geeft_304_tot_er_iets_verandert(plan):
    client = Client()
    eerste = client.get(ADRES)
    assert eerste["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert client.get(ADRES).content == eerste.content
    for kop, waarde in (("HTTP_IF_NONE_MATCH", eerste["ETag"]), ("HTTP_IF_MODIFIED_SINCE", eerste["Last-Modified"])):
        opnieuw = client.get(ADRES, **{kop: waarde})
        assert (opnieuw.status_code, opnieuw.content) == (304, b"")
        assert opnieuw["ETag"] == eerste["ETag"]
    Actie.objects.update(titel="Andere titel")
    assert client.get(ADRES, HTTP_IF_NONE_MATCH=eerste["ETag"]).status_code == 200
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    maak.maak_melding(Actie.objects.get(), aanvaard_op=later)
    assert client.get(ADRES, HTTP_IF_MODIFIED_SINCE=eerste["Last-Modified"]).status_code == 200


def test_een_lege_feed(plan):
    maak.maak_plan(slug="leeg")
    response = Client().get("/plannen/leeg/wijzigingen/feed.atom")
    uit = feedparser.parse(response.content)
    assert not uit.bozo
    assert uit.entries == []
    assert "Last-Modified" not in response


def test_een_lezer_vindt_de_feed(plan):
    for adres in ("/plannen/plan/", "/plannen/plan/wijzigingen/"):
        pagina = lees(Client().get(adres))
        (link,) = [e for e in pagina.alle("link") if e.attrs.get("type") == "application/atom+xml"]
        assert (link.attrs["rel"], link.attrs["href"]) == ("alternate", ADRES)
    assert [link.attrs["href"] for link in pagina.links("feed.atom")] == [ADRES]


def test_een_besloten_plan_biedt_geen_feed_aan(plan, lezer):
    Beleidsplan.objects.update(openbaar=False)
    assert "feed.atom" not in als(lezer).get("/plannen/plan/wijzigingen/").content.decode()
