"""The main story, as people live it: report, see the difference, accept, read; and who wrote it cannot accept it."""

import re

import pytest
from playwright.sync_api import Page, expect

from speerpunten.models import Actie, Melding
from speerpunten.tests import maak

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
TEKST = "De zaal is gevonden en de lessen zijn begonnen."
REDEN = "De zaal kwam twee maanden later vrij."


def meld_aan(page: Page, email: str) -> None:
    page.goto("/aanmelden/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(maak.WACHTWOORD)
    page.locator("main").get_by_role("button", name="Aanmelden").click()
    page.wait_for_url("**/mijn/")


def hoofd(page: Page):
    return page.locator("main")


def knop(page: Page, naam: str):
    return hoofd(page).get_by_role("button", name=naam, exact=True)


def vul_stand_in(page: Page, **teksten: str) -> None:
    """Say that it runs, but late."""
    page.locator("[name=status][value=in_uitvoering]").check()
    page.locator("[name=verloop][value=vertraagd]").check()
    page.locator("[name=reden]").fill(REDEN)
    for naam, tekst in teksten.items():
        page.locator(f"[name={naam}]").fill(tekst)


@pytest.fixture(scope="module")
def verteld(wereld, bezoek) -> dict[str, str]:
    """Live the story once: the partner reports on an actie, the medewerker reads the difference and accepts."""
    partner, medewerker = bezoek(), bezoek(viewport={"width": 1100, "height": 900})
    gezien = {}
    meld_aan(partner, "partner@voorbeeld.test")
    gezien["mijn"] = hoofd(partner).inner_text()
    hoofd(partner).get_by_role("link", name=re.compile("^Rapporteren over 1.1 Taalbad")).click()
    gezien["vorige"] = hoofd(partner).inner_text()
    vul_stand_in(partner, toelichting=TEKST, nodig="Een tweede lesgever.", opmerking_voor_vgc="Bel ons even.")
    knop(partner, "Indienen").click()
    expect(partner.locator("main [role=status]").first).to_contain_text("Ingediend: 1.1 Taalbad")
    gezien["daarna"] = hoofd(partner).inner_text()

    meld_aan(medewerker, "beleid@voorbeeld.test")
    medewerker.goto("/nakijken/")
    hoofd(medewerker).get_by_role("link", name="Taalbad").click()
    gezien["verschil"] = hoofd(medewerker).inner_text()
    knop(medewerker, "Aanvaarden").click()
    expect(medewerker.locator("main [role=status]").first).to_contain_text("Aanvaard: 1.1")
    gezien["wachtrij"] = hoofd(medewerker).inner_text()
    for page in (partner, medewerker):
        page.locator("header").get_by_role("button", name="Afmelden").click()
        page.wait_for_load_state()
    return gezien


def test_de_partner_ziet_wat_gevraagd_is_en_wat_er_stond(verteld):
    assert "Taalbad" in verteld["mijn"]
    assert "Hoeveel fietsers?" in verteld["mijn"]  # what was returned, with its reason
    assert "We zoeken nog een zaal." in verteld["vorige"]
    assert "Niet gestart" in verteld["vorige"]


def test_de_medewerker_ziet_veld_voor_veld_wat_er_verandert(verteld):
    verschil = verteld["verschil"]
    for zin in ("Niet gestart", "In uitvoering", "Vertraagd", REDEN, "Een tweede lesgever.", "Bel ons even."):
        assert zin in verschil
    assert "Taalbad" not in verteld["wachtrij"].replace("Aanvaard: 1.1 Taalbad", "")


def test_daarna_is_het_de_stand_in_het_hele_plan(verteld, bezoek, wereld):
    page = bezoek()
    page.goto(f"/acties/{wereld.taalbad.pk}/")
    for zin in ("In uitvoering", "Vertraagd", REDEN, TEKST, "We zoeken nog een zaal."):
        expect(hoofd(page)).to_contain_text(zin)
    page.goto("/plannen/plan/speerpunten/1/")
    rij = hoofd(page).get_by_role("listitem").filter(has_text="Taalbad").first
    expect(rij).to_contain_text("In uitvoering")
    page.goto("/plannen/plan/")
    expect(hoofd(page)).to_contain_text(TEKST)


def test_wat_niet_publiek_is_leest_alleen_wie_het_mag(verteld, bezoek, wereld):
    adres = f"/acties/{wereld.taalbad.pk}/"
    verwacht = {None: (False, False), wereld.lezer: (True, False), wereld.partner: (True, True)}
    for wie, (nodig, opmerking) in verwacht.items():
        page = bezoek(wie)
        page.goto(adres)
        tekst = hoofd(page).inner_text()
        assert ("Een tweede lesgever." in tekst) == nodig
        assert ("Bel ons even." in tekst) == opmerking


@pytest.mark.parametrize(("dag", "status"), [("gisteren", "Niet gestart"), ("vandaag", "In uitvoering")])
def test_elke_dag_heeft_haar_eigen_stand(verteld, bezoek, wereld, dag, status):
    page = bezoek()
    op = getattr(wereld, dag)
    for adres in ("/plannen/plan/speerpunten/1/", "/plannen/plan/acties/"):
        page.goto(f"{adres}?op={op}")
        rij = hoofd(page).get_by_role("listitem").filter(has=page.get_by_role("link", name="Taalbad", exact=True)).first
        expect(rij).to_contain_text(status)
        expect(hoofd(page)).to_contain_text(f"{op:%d/%m/%Y}")


@pytest.mark.parametrize(("dag", "aantal"), [("gisteren", 1), ("vandaag", 2)])
def test_het_overzicht_telt_anders_voor_en_na(verteld, bezoek, wereld, dag, aantal):
    page = bezoek()
    page.goto(f"/plannen/plan/?op={getattr(wereld, dag)}")
    lopend = hoofd(page).get_by_role("link", name=re.compile(r"^\d+ in uitvoering", re.I)).first
    verwacht = Actie.objects.met_stand(getattr(wereld, dag)).exclude(titel="Oude actie")
    standen = Melding.objects.filter(pk__in=[a.stand_id for a in verwacht], status="in_uitvoering")
    assert standen.count() == 1 + aantal  # the example, the café, and (after) the taalbad
    expect(lopend).to_contain_text(str(1 + aantal))
    lopend.click()
    assert f"op={getattr(wereld, dag)}" in page.url
    assert "status=in_uitvoering" in page.url
    expect(hoofd(page).get_by_role("status").last).to_contain_text(f"{1 + aantal} acties")


def test_wie_het_schreef_kan_het_niet_aanvaarden(bezoek, wereld):
    page = bezoek(wereld.medewerker)
    page.goto(f"/acties/{wereld.huiswerk.pk}/melding/?ronde=nu")
    vul_stand_in(page, toelichting=TEKST)
    knop(page, "Indienen").click()
    page.wait_for_load_state()
    melding = Melding.objects.get(actie=wereld.huiswerk)
    assert (melding.toestand, melding.namens) == ("ingediend", True)
    page.goto(f"/nakijken/{melding.pk}/")
    expect(hoofd(page)).to_contain_text("Een collega kijkt het na")
    expect(knop(page, "Aanvaarden")).to_have_count(0)
    expect(knop(page, "Terugsturen")).to_have_count(0)
    antwoord = page.evaluate(
        """async adres => {
            const bewijs = document.querySelector("[name=csrfmiddlewaretoken]").value;
            const velden = new URLSearchParams({versie: "1", csrfmiddlewaretoken: bewijs});
            return (await fetch(adres, {method: "POST", body: velden})).status;
        }""",
        f"/nakijken/{melding.pk}/aanvaarden/",
    )
    assert antwoord == 403
    melding.refresh_from_db()
    assert melding.toestand == "ingediend"

    collega = bezoek(wereld.collega)
    collega.goto(f"/nakijken/{melding.pk}/")
    knop(collega, "Aanvaarden").click()
    collega.wait_for_load_state()
    melding.refresh_from_db()
    assert (melding.toestand, melding.aanvaard_door) == ("aanvaard", wereld.collega)


def test_teruggestuurd_en_opnieuw_ingediend(bezoek, wereld):
    """The café, sent by the partner: returned with a reason, seen on the partner's page, sent again."""
    page, partner = bezoek(wereld.collega), bezoek(wereld.partner)
    page.goto(f"/nakijken/{wereld.wacht.pk}/")
    page.locator("[name=reden]").fill("Hoeveel mensen kwamen er?")
    knop(page, "Terugsturen").click()
    expect(page.locator("main [role=status]").first).to_contain_text("Teruggestuurd")
    partner.goto("/mijn/")
    expect(hoofd(partner)).to_contain_text("Hoeveel mensen kwamen er?")
    hoofd(partner).get_by_role("link", name=re.compile("over 1.3 Café")).click()
    expect(hoofd(partner)).to_contain_text("Hoeveel mensen kwamen er?")
    expect(partner.locator("[name=toelichting]")).to_have_value("We vonden een mooie zaal.")
    partner.locator("[name=toelichting]").fill("Er kwamen 40 mensen.")
    knop(partner, "Indienen").click()
    page.goto(f"/nakijken/{wereld.wacht.pk}/")
    expect(hoofd(page)).to_contain_text("Er kwamen 40 mensen.")
    expect(knop(page, "Aanvaarden")).to_be_visible()
