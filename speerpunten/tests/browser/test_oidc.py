"""The whole login with OpenID Connect, in a browser under the policy, with a certified provider (tools/oidc)."""

import copy
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import override_settings
from playwright._impl._driver import compute_driver_executable
from playwright.sync_api import Page, expect

from organisaties.models import Gebruiker, Handeling, Lidmaatschap, Organisatie

PROGRAMMA = Path(settings.BASE_DIR) / "tools" / "oidc" / "aanbieder.mjs"
GEINSTALLEERD = (PROGRAMMA.parent / "node_modules" / "oidc-provider").is_dir()
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db,
    pytest.mark.skipif(not GEINSTALLEERD, reason="no provider here: npm ci --ignore-scripts --prefix tools/oidc"),
]
NAAM = "Proef-ID (voorbeeld)"
CLIENT, GEHEIM = "samenleven", "geheim-van-de-test"
KBO = "0862.910.119"
AXE = Axe().axe_script
REGELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def persoon(adres: str, **over: object) -> dict[str, object]:
    return {"email": adres, "email_verified": True, "name": "Nieuwe collega (voorbeeld)"} | over


PERSONEN = {
    "partner": persoon("partner@voorbeeld.test"),
    "vreemde": persoon("vreemde@voorbeeld.test"),
    "onbevestigd": persoon("partner@voorbeeld.test", email_verified=False),
    "collega": persoon("collega@voorbeeld.test", vo_orgcode=["OVO000000", KBO.replace(".", "")]),
}


def beleid(*herkomst: str) -> dict:
    """Give the policy with these origins for forms, as the settings make it with OIDC_SERVER."""
    beleid = copy.deepcopy(settings.CONTENT_SECURITY_POLICY)
    beleid["DIRECTIVES"]["form-action"] = ["'self'", *herkomst]
    return beleid


@pytest.fixture(scope="module")
def aanbieder(bezoek) -> Iterator[str]:
    """Give the address of a running provider that the settings name."""
    opdracht = {"terug": f"{bezoek.adres}/account/oidc/terug/", "client": CLIENT, "geheim": GEHEIM}
    proces = subprocess.Popen(  # noqa: S603  our own program, with what stands above
        [compute_driver_executable()[0], PROGRAMMA, json.dumps(opdracht | {"personen": PERSONEN})],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"]},
        text=True,
    )
    try:
        adres = next(regel.strip() for regel in proces.stdout if regel.startswith("http://"))
        with override_settings(
            OIDC_AAN=True,
            OIDC_SERVER=adres,
            OIDC_NAAM=NAAM,
            OIDC_CLIENT_ID=CLIENT,
            OIDC_CLIENT_SECRET=GEHEIM,
            OIDC_CLIENT_AUTH="client_secret_basic",
            OIDC_SCOPES=["openid", "profile", "email", "vo"],
            OIDC_CLAIM_KBO="vo_orgcode",
            BASE_URL=bezoek.adres,
            CONTENT_SECURITY_POLICY=beleid(adres),
        ):
            yield adres
    finally:
        proces.terminate()
        proces.wait(10)
        proces.stdout.close()


@pytest.fixture
def page(bezoek, aanbieder) -> Page:
    """Give the page of somebody whom neither we nor the provider know yet."""
    page = bezoek()
    page.context.clear_cookies()
    page.set_viewport_size({"width": 1280, "height": 900})
    return page


def naar_de_aanbieder(page: Page, verder: str = "") -> None:
    page.goto(f"/aanmelden/?next={verder}")
    page.get_by_role("button", name=f"Verder met {NAAM}").click()
    expect(page.locator("[placeholder='Enter any login']")).to_be_visible()


def meld_aan(page: Page, wie: str, verder: str = "") -> None:
    naar_de_aanbieder(page, verder)
    page.locator("[name=login]").fill(wie)
    page.locator("[name=password]").fill("onzin")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("http://localhost*/**")


def keur(page: Page) -> None:
    """Assert that axe finds nothing, light and dark, and that nothing is wider than a phone."""
    page.evaluate(AXE)
    for schema in ("light", "dark"):
        page.emulate_media(color_scheme=schema)
        gevonden = page.evaluate(
            "(regels) => axe.run(document, {runOnly: {type: 'tag', values: regels}}).then((r) => r.violations)", REGELS
        )
        assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in gevonden] == []
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def sessie(page: Page, bezoek) -> str:
    koekjes = {koekje["name"]: koekje["value"] for koekje in page.context.cookies(bezoek.adres)}
    return koekjes[settings.SESSION_COOKIE_NAME]


def test_een_partner_meldt_zich_aan_en_komt_waar_hij_wilde_zijn(page, bezoek):
    naar_de_aanbieder(page)
    eerst = sessie(page, bezoek)
    meld_aan(page, "partner", "/organisaties/buurtwerk/")
    assert page.url == f"{bezoek.adres}/organisaties/buurtwerk/"
    assert sessie(page, bezoek) != eerst
    page.goto("/mijn/")
    expect(page.locator("h1")).to_contain_text("te rapporteren")
    gelogd = Handeling.objects.filter(soort="aangemeld", bijzonderheden__wijze="oidc").latest("pk")
    assert (gelogd.door.email, gelogd.bijzonderheden["wijze"]) == ("partner@voorbeeld.test", "oidc")
    assert bezoek.csp == []


def test_zonder_zijn_herkomst_houdt_de_browser_het_formulier_tegen(page, bezoek):
    with override_settings(CONTENT_SECURITY_POLICY=beleid()):
        page.goto("/aanmelden/")
        page.get_by_role("button", name=f"Verder met {NAAM}").click()
        page.wait_for_timeout(500)
    assert page.url == f"{bezoek.adres}/aanmelden/"
    assert any("form-action" in melding for melding in bezoek.csp)
    bezoek.csp.clear()


def test_wie_het_stopzet_kan_terug(page, bezoek):
    naar_de_aanbieder(page)
    page.get_by_text("Cancel").click()
    expect(page.locator("h1")).to_have_text("U bent niet aangemeld")
    keur(page)
    page.get_by_role("link", name="Terug naar aanmelden").click()
    expect(page.locator("h1")).to_have_text("Aanmelden")
    keur(page)
    assert bezoek.csp == []


@pytest.mark.parametrize(
    ("wie", "tekst"), [("vreemde", "u hebt hier nog geen account"), ("onbevestigd", "geen bevestigd e-mailadres")]
)
def test_wie_wij_niet_kennen_komt_niet_binnen(page, bezoek, wie, tekst):
    voor = Gebruiker.objects.count()
    meld_aan(page, wie)
    expect(page.locator("h1")).to_have_text("Aanmelden is niet gelukt")
    expect(page.locator("main")).to_contain_text(tekst)
    keur(page)
    assert Gebruiker.objects.count() == voor
    page.goto("/mijn/")
    assert "/aanmelden/" in page.url
    assert bezoek.csp == []


def test_een_collega_van_een_bekende_organisatie_wordt_contactpersoon(page, bezoek):
    Organisatie.objects.filter(slug="buurtwerk").update(kbo=KBO)
    with override_settings(OIDC_MAAK_LID=True):
        meld_aan(page, "collega")
    expect(page.locator("h1")).to_contain_text("te rapporteren")
    lid = Lidmaatschap.objects.get(gebruiker__email="collega@voorbeeld.test")
    assert (lid.organisatie.slug, lid.gebruiker.rol, lid.ontvangt_post) == ("buurtwerk", "", False)
    assert bezoek.csp == []
