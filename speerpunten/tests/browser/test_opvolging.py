"""From plan to plan in a browser: begin it, merge, split and add, decide, take over; no script fails on the way."""

import pytest
from playwright.sync_api import Page, expect

from speerpunten.models import Actie, Beleidsplan, Overgang
from speerpunten.tests import maak

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def knop(page: Page, naam: str):
    return page.locator("main").get_by_role("button", name=naam, exact=True)


def link(page: Page, naam: str):
    return page.locator("main").get_by_role("link", name=naam, exact=True).first


def kies(page: Page, rij: int, *titels: str, aan: bool = True) -> None:
    """Tick (or not) in one row what it continues."""
    groep = page.locator(f"fieldset.overgangrij:has([name='rij-{rij}-titel'])")
    vinkjes = groep.locator("details").first
    if vinkjes.get_attribute("open") is None:
        vinkjes.locator("summary").click()
    for titel in titels:
        vinkjes.get_by_label(titel).set_checked(aan)


def test_van_plan_naar_plan(wereld, bezoek):
    vorig = maak.maak_plan(slug="vorig", naam="Vorig plan (voorbeeld)")
    for nummer, titel in enumerate(("Taal", "Werk", "Wonen"), 1):
        punt = maak.maak_speerpunt(plan=vorig, nummer=nummer, titel=titel)
        maak.maak_melding(maak.maak_actie(speerpunt=punt, titel=f"{titel} klaar"), status="uitgevoerd")
        maak.maak_actie(speerpunt=punt, titel=f"{titel} loopt")
    page = bezoek(wereld.beheerder)
    bezoek.csp.clear()

    page.goto("/plannen/vorig/opvolger/")
    page.get_by_label("Naam").fill("Volgend plan (voorbeeld)")
    knop(page, "Plan maken").click()
    expect(page.locator("h1")).to_have_text("Verdeel eerst de speerpunten")

    link(page, "Speerpunten verdelen").click()
    kies(page, 0, "2. Werk")  # Taal and Werk merge
    kies(page, 1, "2. Werk", aan=False)
    kies(page, 1, "3. Wonen")  # Wonen splits
    knop(page, "Speerpunt toevoegen").click()
    page.locator("[name=rij-3-titel]").fill("Klimaat")
    knop(page, "Bewaren").last.click()
    expect(page.locator("h1")).to_have_text("Nog 6 acties te beslissen")
    nieuw = Beleidsplan.objects.get(opvolger_van=vorig)
    zet_voort = {punt.titel: len(punt.zet_voort_ids()) for punt in nieuw.speerpunten.all()}
    assert zet_voort == {"Taal": 2, "Werk": 1, "Wonen": 1, "Klimaat": 0}

    link(page, "Beslissen over speerpunt 1").click()
    knop(page, "Voorstel overnemen voor wat nog niet beslist is").click()
    expect(page.locator("main [role=status]").first).to_contain_text("2 besluiten bewaard")
    link(page, "Overgang").click()
    link(page, "Beslissen over speerpunt 2").click()
    loopt = Actie.objects.get(titel="Werk loopt")
    besluit = page.locator(f"fieldset.besluit:has([name='actie-{loopt.pk}-besluit'])")
    expect(besluit.get_by_label("Reden")).to_be_hidden()
    besluit.get_by_label("Verhuist naar een ander speerpunt").check()
    knop(page, "Voorstel overnemen voor wat nog niet beslist is").click()
    expect(page.locator("[data-foutoverzicht]")).to_contain_text("Zeg waarom")
    besluit.get_by_label("Naar welk speerpunt?").select_option(label="4. Klimaat")
    besluit.get_by_label("Reden").fill("Past beter bij klimaat.")
    knop(page, "Bewaren").last.click()
    link(page, "Beslissen over speerpunt 2").click()
    knop(page, "Voorstel overnemen voor wat nog niet beslist is").click()
    link(page, "Overgang").click()
    link(page, "Beslissen over speerpunt 3").click()
    knop(page, "Voorstel overnemen voor wat nog niet beslist is").click()  # it was split: a person chooses
    loopt = Actie.objects.get(titel="Wonen loopt")
    besluit = page.locator(f"fieldset.besluit:has([name='actie-{loopt.pk}-besluit'])")
    besluit.get_by_label("Loopt door").check()
    besluit.get_by_label("In welk speerpunt?").select_option(label="3. Wonen")
    knop(page, "Bewaren").last.click()

    link(page, "Acties overnemen").click()
    expect(page.locator("h1")).to_have_text("3 acties overnemen")
    knop(page, "Overnemen").click()
    expect(page.locator("h1")).to_have_text("Alle acties zijn beslist en overgenomen")
    waar = Actie.objects.filter(speerpunt__plan=nieuw).values_list("titel", "speerpunt__titel")
    assert set(waar) == {("Taal loopt", "Taal"), ("Werk loopt", "Klimaat"), ("Wonen loopt", "Wonen")}
    assert Overgang.objects.filter(plan=nieuw).count() == 6
    assert bezoek.csp == []
