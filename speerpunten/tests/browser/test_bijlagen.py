"""Attach files in a browser: by keyboard, and without JavaScript; with files that a browser made itself."""

import re

import pytest
from playwright.sync_api import Page, expect

from speerpunten.models import Bijlage, Melding
from speerpunten.tests.bestanden import docx
from speerpunten.tests.browser.test_bediening import knop, tab_tot, veld

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def bestand(naam: str, inhoud: bytes) -> dict:
    return {"name": naam, "mimeType": "application/octet-stream", "buffer": inhoud}


def namen(melding: Melding) -> list[str]:
    return list(melding.bijlagen.values_list("naam", flat=True))


def bewaar(page: Page) -> None:
    page.locator("main").get_by_role("button", name="Bewaren", exact=True).last.click()
    page.wait_for_load_state()


def test_met_het_toetsenbord_alleen(bezoek, wereld):
    page = bezoek(wereld.partner)
    page.on("filechooser", lambda _: None)  # the browser has to know that we choose long before the key is pressed
    page.goto(f"/acties/{wereld.huiswerk.pk}/melding/?ronde=nu")
    echt = [
        bestand("Verslag.pdf", page.pdf()),
        bestand("Foto.png", page.screenshot()),
        bestand("Foto.jpeg", page.screenshot(type="jpeg")),
    ]
    tab_tot(page, veld("bijlagen"))
    with page.expect_file_chooser() as kiezer:
        page.keyboard.press("Enter")
    assert kiezer.value.is_multiple()
    kiezer.value.set_files(echt)
    tab_tot(page, knop("Bewaren"))
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    expect(page.get_by_role("link", name="Verslag (pdf, ")).to_be_visible()
    melding = wereld.huiswerk.meldingen.get()
    assert namen(melding) == ["Verslag.pdf", "Foto.png", "Foto.jpg"]
    tab_tot(page, lambda waar: waar["name"] == "weg" and waar["waarde"] == str(melding.bijlagen.first().pk))
    page.keyboard.press("Space")
    tab_tot(page, knop("Bewaren"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Verslag (pdf, ")).to_have_count(0)
    assert namen(melding) == ["Foto.png", "Foto.jpg"]


def test_zonder_javascript(bezoek, wereld):
    page = bezoek(wereld.partner, java_script_enabled=False)
    page.goto(f"/acties/{wereld.taalbad.pk}/melding/?ronde=nu")
    page.fill("[name=toelichting]", "Dertig buren kwamen langs.")
    page.set_input_files("[name=bijlagen]", [bestand("Verslag.docx", docx()), bestand("Virus.docx", b"MZ" + bytes(99))])
    bewaar(page)
    assert page.input_value("[name=toelichting]") == "Dertig buren kwamen langs."
    expect(page.get_by_text("“Virus.docx” is niet toegevoegd").first).to_be_visible()
    melding = wereld.taalbad.meldingen.get(toestand="concept")
    assert namen(melding) == ["Verslag.docx"]
    page.get_by_label("Weghalen: Verslag.docx").check()
    bewaar(page)
    assert namen(melding) == []


def test_een_bijlage_wordt_bewaard_en_nooit_getoond(bezoek, wereld):
    """Whatever the kind: the browser saves it, under its own name, and stays where it was."""
    page = bezoek(wereld.medewerker)
    page.goto(f"/nakijken/{wereld.wacht.pk}/")
    adres = page.url
    for bijlage in wereld.wacht.bijlagen.all():
        with page.expect_download() as opslaan:
            page.locator(f"main a[href='{bijlage.get_absolute_url()}']").click()
        assert opslaan.value.suggested_filename == bijlage.naam
        assert page.url == adres


def test_openbaar_maken_zonder_javascript(bezoek, wereld):
    page = bezoek(wereld.medewerker, java_script_enabled=False)
    bijlage = wereld.cafe.bijlagen.get()
    page.goto(f"/acties/{wereld.cafe.pk}/")
    page.get_by_role("button", name=re.compile("^Openbaar maken.*Folder")).click()
    page.wait_for_load_state()
    publiek = bezoek(None, java_script_enabled=False)
    publiek.goto(f"/acties/{wereld.cafe.pk}/")
    expect(publiek.get_by_role("link", name="Folder van het café (pdf, ")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Niet meer openbaar.*Folder")).click()
    page.wait_for_load_state()
    publiek.reload()
    expect(publiek.get_by_role("link", name="Folder van het café (pdf, ")).to_have_count(0)
    assert Bijlage.objects.get(pk=bijlage.pk).vrijgaven.count() == 1
