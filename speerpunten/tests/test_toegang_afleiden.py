"""What one may not read cannot be found out either: by searching, sorting, counting, or from a cache."""

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from speerpunten.tests.kijk import gedeelde_wereld
from speerpunten.tests.merken import MAG, alles_uit, clients, merk, zet_gemerkt_op
from speerpunten.tests.toneel import WIE

pytestmark = pytest.mark.django_db
ZOEKEN = ("/plannen/open/acties.csv", "/organisaties/")
ONZIN = "zqonzinonzin"  # as long as a mark


@pytest.fixture(scope="module")
def toneel(django_db_setup, django_db_blocker) -> Iterator:
    with gedeelde_wereld(django_db_blocker):
        yield zet_gemerkt_op()


@pytest.fixture(scope="module")
def wie(toneel) -> dict:
    return clients(toneel)


@pytest.mark.parametrize("naam", ["anoniem", "lezer", "ander"])
def test_searching_finds_no_hidden_text(wie, naam):
    """A word that stands only in what is hidden gives what a word gives that stands nowhere."""
    for adres in ZOEKEN:
        niets = kaal(wie[naam].get(f"{adres}?q={ONZIN}"), ONZIN)
        for klasse in {klasse for klasse, mag in MAG.items() if naam not in mag}:
            gezocht = wie[naam].get(f"{adres}?q={merk(klasse)}")
            assert kaal(gezocht, merk(klasse)) == niets, (adres, klasse)


def kaal(response, woord: str) -> str:
    """Give the body without the word that was searched for, and without what differs each time."""
    return "\n".join(
        regel for regel in response.getvalue().decode().replace(woord, "").splitlines() if "csrf" not in regel
    )


def test_only_the_title_and_texts_that_everybody_reads_are_searched(wie):
    """Also for who reads more: `nodig` and the opmerking of a melding are no way to an actie."""
    for klasse in ("nodig_buurtwerk", "opmerking_buurtwerk", "concept_buurtwerk", "log_buurtwerk"):
        response = wie["medewerker"].get(f"/plannen/open/acties/?q={merk(klasse)}")
        assert response.context["pagina"].paginator.count == 0, klasse


@pytest.mark.parametrize("vraag", [{"volgorde": "nodig"}, {"volgorde": "opmerking_voor_vgc"}, {"volgorde": "-pk"}])
def test_an_order_by_a_hidden_text_is_no_order(wie, vraag):
    gewoon = wie["anoniem"].get("/plannen/open/acties/").context["pagina"].object_list
    gevraagd = wie["anoniem"].get(f"/plannen/open/acties/?{urlencode(vraag)}")
    assert [rij.actie.pk for rij in gevraagd.context["pagina"]] == [rij.actie.pk for rij in gewoon]
    assert "geen bekende keuze" in gevraagd.content.decode()


@pytest.mark.parametrize("filter_", ["toestand", "nodig", "openbaar", "meldingen__nodig", "nodig__icontains"])
def test_a_filter_that_is_none_does_nothing(wie, filter_):
    gewoon = wie["anoniem"].get("/plannen/open/acties.csv").getvalue()
    assert wie["anoniem"].get(f"/plannen/open/acties.csv?{filter_}=x").getvalue() == gewoon


def test_counts_are_those_of_the_acties_that_one_sees(toneel, wie):
    """On the overview, the list and the file alike: who may not know of the hidden actie counts one less."""
    tellingen = {}
    for naam in WIE:
        lijst = wie[naam].get("/plannen/open/acties/").context["pagina"].paginator.count
        regels = wie[naam].get("/plannen/open/acties.csv").getvalue().decode("utf-8-sig").count("\r\n") - 1
        aandacht = wie[naam].get("/plannen/open/acties/?aandacht=ja").context["pagina"].paginator.count
        assert (regels, aandacht <= lijst) == (lijst, True), naam
        tellingen[naam] = lijst
    weinig, veel = tellingen["anoniem"], tellingen["beheerder"]
    ziet = {"lezer", "partner", "medewerker", "beheerder"}
    assert tellingen == {naam: veel if naam in ziet else weinig for naam in WIE}
    assert veel == weinig + 1


# --- caches


@pytest.mark.parametrize("adres", ["/plannen/open/", "/plannen/open/acties/", "/plannen/dicht/wijzigingen/feed.atom"])
def test_a_cache_keeps_people_apart(wie, adres):
    """What depends on who asks says so, and no shared cache may keep it for all."""
    for naam in WIE:
        response = wie[naam].get(adres)
        assert "Cookie" in response["Vary"], naam
        assert "public" not in response.get("Cache-Control", ""), naam


@pytest.mark.parametrize("adres", ["/plannen/open/wijzigingen/feed.atom", "/plannen/open/agenda.ics"])
def test_what_every_cache_may_keep_is_the_same_for_all(wie, adres):
    antwoorden = {naam: wie[naam].get(adres) for naam in WIE}
    assert {response["Cache-Control"] for response in antwoorden.values()} == {"public, no-cache"}
    assert len({response.content for response in antwoorden.values()}) == 1


def test_an_etag_of_another_tells_nothing_of_what_is_hidden(wie):
    """Who sees the hidden actie and who does not never get the other's 304 for another text."""
    adres = "/plannen/dicht/wijzigingen/feed.atom"
    lezer = wie["lezer"].get(adres)
    assert wie["anoniem"].get(adres, headers={"If-None-Match": lezer["ETag"]}).status_code == 404
    assert wie["oudlid"].get(adres, headers={"If-None-Match": "*"}).status_code == 404
    partner = wie["partner"].get(adres, headers={"If-None-Match": lezer["ETag"]})
    assert partner.status_code == (304 if wie["partner"].get(adres)["ETag"] == lezer["ETag"] else 200)


def test_the_feed_of_a_plan_that_is_not_public_keeps_quiet_about_its_report(wie):
    adres = "/plannen/dicht/wijzigingen/feed.atom"
    assert "Rapport Bevroren is definitief" in alles_uit(wie["lezer"].get(adres))
    assert "Rapport" not in wie["partner"].get(adres).content.decode().replace("rapporten", "")


def test_the_report_of_a_plan_that_is_not_public_is_for_lezers_and_staff(wie):
    """A partner takes part in one actie of the plan; the report tells of the others too."""
    ziet = {naam for naam in WIE if wie[naam].get("/plannen/dicht/rapporten/bevroren/").status_code == 200}
    assert ziet == {"lezer", "medewerker", "beheerder"}
    lijst = {naam for naam in WIE if "Bevroren" in wie[naam].get("/plannen/dicht/rapporten/").content.decode()}
    assert lijst == ziet


def test_head_is_answered_where_there_is_a_form(wie):
    for adres in ("/mijn/link/", "/mijn/"):
        assert wie["partner"].head(adres).status_code == 200, adres
    assert wie["medewerker"].head("/plannen/open/acties/nieuw/").status_code == 200
