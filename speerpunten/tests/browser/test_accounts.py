"""Logging in, the second step, passkeys, a forgotten password and another address: in a browser, under the policy."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import Page, expect

from organisaties.models import Gebruiker
from speerpunten.post.versturen import verstuur_alles
from speerpunten.tests import maak
from speerpunten.tests.browser.conftest import GEDULD
from speerpunten.tests.browser.test_toegankelijk import ALLES, AXE

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
SMAL = {"width": 320, "height": 800}


@pytest.fixture(autouse=True)
def begin(settings):
    settings.TWEEDE_STAP_VERPLICHT = True
    cache.clear()
    mail.outbox.clear()


@pytest.fixture
def iemand(bezoek) -> Iterator:
    """Give new visitors, each in a browser of their own."""
    contexten = []

    def nieuw(**opties) -> Page:
        context = bezoek.browser.new_context(base_url=bezoek.adres, locale="nl-BE", **opties)
        context.set_default_timeout(GEDULD)
        contexten.append(context)
        page = context.new_page()
        page.on("console", lambda bericht: bezoek._hoor(page, bericht.text))
        page.on("pageerror", lambda fout: bezoek._hoor(page, f"error in a script: {fout}"))
        return page

    bezoek.csp.clear()
    yield nieuw
    for context in contexten:
        context.close()
    assert bezoek.csp == []


def kijk_na(page: Page) -> None:
    """Assert that axe finds nothing, light or dark, and that nothing is wider than a phone."""
    page.evaluate(AXE)
    for kleur in ("light", "dark"):
        page.emulate_media(color_scheme=kleur)
        fouten = page.evaluate("opties => axe.run(document, opties)", ALLES)["violations"]
        assert [(fout["id"], [knoop["html"] for knoop in fout["nodes"]]) for fout in fouten] == [], page.url
    page.emulate_media(color_scheme="light")
    breed = page.viewport_size
    page.set_viewport_size(SMAL)
    assert page.evaluate("document.documentElement.scrollWidth") <= SMAL["width"], page.url
    page.set_viewport_size(breed)


def meld_aan(page: Page, wie: Gebruiker, wachtwoord: str = maak.WACHTWOORD) -> None:
    page.goto("/aanmelden/")
    page.get_by_label("E-mailadres").fill(wie.email)
    page.get_by_label("Wachtwoord", exact=True).fill(wachtwoord)
    page.locator("main").get_by_role("button", name="Aanmelden", exact=True).click()
    page.wait_for_load_state()


def meld_af(page: Page) -> None:
    page.get_by_role("button", name="Afmelden", exact=True).click()
    page.wait_for_load_state()


def druk(page: Page, naam: str) -> None:
    page.locator("main").get_by_role("button", name=naam, exact=True).click()
    page.wait_for_load_state()


def code_van(geheim: str, stap: int = 0) -> str:
    return format_hotp_value(hotp_value(geheim, int(time.time()) // 30 + stap))


@contextmanager
def toestel(page: Page) -> Iterator[None]:
    """Give the browser an authenticator that knows its user, as a laptop with a fingerprint reader."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    opties = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    opties |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": opties})
    yield
    cdp.detach()


def pad_uit_mail(begin: str) -> str:
    return re.search(rf"http://[^/]+({begin}\S+)", mail.outbox[-1].body)[1]


def test_app_instellen_aanmelden_met_een_code_en_met_een_herstelcode(iemand, wereld):
    wie = maak.maak_medewerker()
    page = iemand()
    meld_aan(page, wie)
    expect(page.get_by_text("Stel eerst een tweede stap in")).to_be_visible()
    page.goto("/nakijken/")  # every address leads here
    expect(page).to_have_url(re.compile("/account/tweede-stap/"))
    kijk_na(page)
    page.get_by_role("link", name="App instellen").click()
    expect(page.locator("img.qr")).to_be_visible()
    assert page.evaluate("document.querySelector('img.qr').naturalWidth") > 0
    kijk_na(page)
    geheim = page.locator("#totp-sleutel").inner_text()
    page.get_by_label("Code").fill("000000")
    druk(page, "App instellen")
    expect(page.get_by_text("klopt niet").first).to_be_visible()
    kijk_na(page)
    page.get_by_label("Code").fill(code_van(page.locator("#totp-sleutel").inner_text()))
    geheim = page.locator("#totp-sleutel").inner_text()
    druk(page, "App instellen")
    kijk_na(page)
    druk(page, "Toon mijn herstelcodes")
    codes = page.locator(".herstelcodes code").all_inner_texts()
    assert len(codes) == 10
    kijk_na(page)
    with page.expect_download() as opgehaald:
        page.get_by_role("link", name="Bewaren als bestand").click()
    assert codes[9] in opgehaald.value.path().read_text(encoding="utf-8")
    expect(page.get_by_role("button", name="Afdrukken")).to_be_visible()
    page.get_by_role("link", name="Ik heb ze bewaard").click()
    expect(page).to_have_url(re.compile(r":\d+/nakijken/$"))
    page.goto("/account/tweede-stap/")
    kijk_na(page)
    meld_af(page)

    meld_aan(page, wie)
    kijk_na(page)
    page.get_by_label("Code").fill(code_van(geheim, 1))
    druk(page, "Aanmelden")
    expect(page).to_have_url(re.compile(r":\d+/mijn/$"))
    meld_af(page)

    meld_aan(page, wie)
    page.get_by_label("Code").fill(codes[3])
    druk(page, "Aanmelden")
    expect(page).to_have_url(re.compile(r":\d+/mijn/$"))


def test_een_toegangssleutel_toevoegen_ermee_aanmelden_en_bevestigen(iemand, wereld, settings):
    wie = maak.maak_beheerder()
    page = iemand()
    with toestel(page):
        meld_aan(page, wie)
        page.get_by_role("link", name="Toegangssleutel toevoegen").click()
        kijk_na(page)
        page.get_by_label("Naam van de sleutel").fill("Laptop van het werk")
        druk(page, "Toevoegen")
        expect(page.get_by_role("heading", name="Herstelcodes")).to_be_visible()
        page.goto("/account/tweede-stap/")
        expect(page.get_by_text("Laptop van het werk").first).to_be_visible()
        kijk_na(page)
        page.goto("/admin/")
        expect(page).to_have_title(re.compile("Beheer"))
        page.goto("/account/")
        meld_af(page)

        page.goto("/aanmelden/?next=/nakijken/")
        druk(page, "Een toegangssleutel gebruiken")  # without a password
        expect(page).to_have_url(re.compile(r":\d+/nakijken/$"))
        meld_af(page)

        meld_aan(page, wie)  # with a password: the passkey is the second step
        druk(page, "Toegangssleutel gebruiken")
        expect(page).to_have_url(re.compile(r":\d+/mijn/$"))

        settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
        page.goto("/account/toegangssleutels/bevestigen/?next=/account/")
        kijk_na(page)
        druk(page, "Mijn toegangssleutel gebruiken")
        expect(page).to_have_url(re.compile(r":\d+/account/$"))
        settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 600

        page.goto("/account/tweede-stap/")
        page.get_by_role("link", name="Naam wijzigen").click()
        kijk_na(page)
        page.get_by_label("Naam van de sleutel").fill("Oude laptop")
        druk(page, "Bewaren")
        page.get_by_role("link", name="Verwijderen").click()
        expect(page.get_by_text("U moet een tweede stap houden")).to_be_visible()
        kijk_na(page)


def test_een_sleutel_die_er_niet_is_wordt_gezegd(iemand, wereld):
    page = iemand()
    with toestel(page):
        page.goto("/aanmelden/")
        page.get_by_role("button", name="Een toegangssleutel gebruiken").click()
        expect(page.get_by_role("alert")).to_contain_text("Dat is niet gelukt")
        kijk_na(page)


def test_zonder_script_is_er_geen_knop_die_niets_doet(iemand, wereld):
    page = iemand(java_script_enabled=False)
    page.goto("/aanmelden/")
    expect(page.get_by_role("button", name="Een toegangssleutel gebruiken")).to_be_hidden()
    meld_aan(page, maak.maak_gebruiker())
    page.goto("/account/tweede-stap/app/")
    page.get_by_label("Code").fill(code_van(page.locator("#totp-sleutel").inner_text()))
    druk(page, "App instellen")
    druk(page, "Toon mijn herstelcodes")
    expect(page.locator(".herstelcodes code")).to_have_count(10)


def test_een_vergeten_wachtwoord_per_mail(iemand, wereld):
    wie, nieuw = maak.maak_gebruiker(), "een-ander-lang-woord-2026"
    page = iemand()
    page.goto("/aanmelden/")
    page.get_by_role("link", name="Wachtwoord vergeten?").click()
    page.get_by_label("E-mail").fill(wie.email)
    druk(page, "Stuur mij de link")
    expect(page.get_by_role("heading", name="Kijk in uw mailbox")).to_be_visible()
    page.goto(pad_uit_mail("/account/wachtwoord/nieuw/"))
    kijk_na(page)
    for veld in page.locator("input[type=password]").all():
        veld.fill(nieuw)
    druk(page, "Wachtwoord bewaren")
    kijk_na(page)
    meld_aan(page, wie, nieuw)
    expect(page).to_have_url(re.compile(r":\d+/mijn/$"))


def test_een_ander_emailadres(iemand, wereld):
    wie, nieuw = maak.maak_gebruiker(), f"nieuw{time.time_ns()}@voorbeeld.test"
    page = iemand()
    meld_aan(page, wie)
    page.get_by_role("link", name="Mijn account").first.click()
    kijk_na(page)
    page.get_by_role("link", name="E-mailadres wijzigen").click()
    kijk_na(page)
    page.get_by_label("Nieuw e-mailadres").fill(nieuw)
    druk(page, "Stuur mij de link")
    expect(page.get_by_role("status")).to_contain_text("We stuurden een mail")
    ergens = iemand()
    ergens.goto(pad_uit_mail("/account/email/bevestigen/"))
    kijk_na(ergens)
    druk(ergens, "Ja, dit is mijn adres")
    wie.refresh_from_db()
    assert wie.email == nieuw
    page.goto("/account/")
    expect(page.locator("main")).to_contain_text(nieuw)


def test_elders_afmelden(iemand, wereld):
    wie = maak.maak_gebruiker()
    hier, elders = iemand(), iemand()
    meld_aan(hier, wie)
    meld_aan(elders, wie)
    hier.goto("/account/sessies/")
    kijk_na(hier)
    druk(hier, "Overal elders afmelden")
    expect(hier.get_by_role("status")).to_contain_text("U bent elders afgemeld")
    elders.goto("/mijn/")
    expect(elders).to_have_url(re.compile("/aanmelden/"))


def test_bevestigen_met_het_wachtwoord(iemand, wereld, settings):
    page = iemand()
    meld_aan(page, maak.maak_gebruiker())
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    page.goto("/account/email/")
    expect(page.get_by_role("heading", name="Bent u het?")).to_be_visible()
    kijk_na(page)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
    page.get_by_label("Wachtwoord").fill(maak.WACHTWOORD)
    druk(page, "Bevestigen")
    expect(page.get_by_role("heading", name="E-mailadres wijzigen")).to_be_visible()


def test_uitgenodigd_worden_een_wachtwoord_kiezen_en_aanmelden(iemand, wereld, settings):
    settings.TWEEDE_STAP_VERPLICHT = False
    adres, wachtwoord = f"gast{time.time_ns()}@voorbeeld.test", "een-lang-woord-voor-de-gast"
    staf = iemand()
    meld_aan(staf, maak.maak_medewerker())
    staf.goto("/mensen/")
    kijk_na(staf)
    staf.goto("/organisaties/buurtwerk/contactpersonen/")
    staf.get_by_role("link", name="uitnodigen").click()
    kijk_na(staf)
    staf.get_by_label("Naam").fill("Gina Gast (voorbeeld)")
    staf.get_by_label("E-mail").fill(adres)
    druk(staf, "Uitnodigen")
    expect(staf.get_by_role("status")).to_contain_text("krijgt een mail")
    verstuur_alles()
    assert mail.outbox[-1].to == [adres]
    link = pad_uit_mail("/uitnodiging/")
    gast = iemand()
    gast.goto(link)
    kijk_na(gast)
    for veld in gast.locator("input[type=password]").all():
        veld.fill("te kort")
    druk(gast, "Wachtwoord bewaren")
    expect(gast.get_by_role("alert")).to_be_visible()
    kijk_na(gast)
    for veld in gast.locator("input[type=password]").all():
        veld.fill(wachtwoord)
    druk(gast, "Wachtwoord bewaren")
    expect(gast.get_by_role("status")).to_contain_text("Meld u nu aan")
    meld_aan(gast, Gebruiker.objects.get(email=adres), wachtwoord)
    expect(gast).to_have_url(re.compile(r":\d+/mijn/$"))
    ander = iemand()
    ander.goto(link)
    expect(ander.locator("h1")).to_contain_text("Deze uitnodiging")
    kijk_na(ander)
