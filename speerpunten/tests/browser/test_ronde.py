"""A partner answers a whole ronde by keyboard, on a phone: the mail's link, one button, one page, one receipt.

The same without scripts. And a text that was typed outlives a lost connection and a session that ended.
"""

import datetime as dt
import re
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from speerpunten.models import Actie, Melding
from speerpunten.services.toegang import maak_toegangslink
from speerpunten.tests import maak
from speerpunten.tests.browser.test_bediening import focus_is_te_zien, knop, tab_tot, veld

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
BEELDEN = Path(__file__).resolve().parents[3] / "test-results"
NUMMERS = count(500)
TELEFOON = {"width": 360, "height": 740}


def partner_met_acties(wereld, naam: str, aantal: int = 7):
    """Make a partner of an organisatie with so many acties in the open ronde, each with a stand of its own."""
    organisatie = maak.maak_organisatie(naam=f"{naam} (voorbeeld)", slug=naam.lower())
    partner = maak.maak_partner(organisatie, email=f"{naam.lower()}@voorbeeld.test", naam=f"{naam} (voorbeeld)")
    acties = []
    for nummer in range(1, aantal + 1):
        actie = maak.maak_actie(speerpunt=wereld.taalbad.speerpunt, titel=f"{naam} {nummer}", nummer=next(NUMMERS))
        maak.geef_rol(actie, organisatie)
        dag = wereld.ronde.van - dt.timedelta(days=1)
        maak.maak_melding(actie, organisatie=organisatie, peildatum=dag, toelichting="Zoals vorig jaar.")
        acties.append(actie)
    return partner, acties


def open_link(page: Page, partner, acties: list[Actie]) -> None:
    """Follow the link of the mail and press its one button, by keyboard."""
    page.goto(urlsplit(maak_toegangslink(gebruiker=partner, acties=acties)).path)
    tab_tot(page, knop("Naar mijn acties"), 20)
    page.keyboard.press("Enter")
    page.wait_for_url("**/mijn/")


@pytest.mark.parametrize("script", [True, False], ids=["met", "zonder"])
def test_een_hele_ronde_met_het_toetsenbord(wereld, bezoek, script):
    partner, acties = partner_met_acties(wereld, f"Zeven{'met' if script else 'zonder'}")
    if not script:
        return _zonder_script(bezoek, partner, acties)
    page = bezoek(None, viewport=TELEFOON)
    open_link(page, partner, acties)
    expect(page.locator("h1")).to_have_text("Nog 7 van 7 acties te rapporteren")
    for actie in acties[:5]:
        tab_tot(page, veld(f"actie-{actie.pk}-niets_veranderd"))
        assert focus_is_te_zien(page)
        page.keyboard.press("Space")
    for actie in acties[5:]:
        tab_tot(page, veld(f"actie-{actie.pk}-toelichting"))
        page.keyboard.press("Control+A")
        page.keyboard.type("Met het toetsenbord.")
    BEELDEN.mkdir(exist_ok=True)
    page.screenshot(path=BEELDEN / "mijn-360.png")
    assert page.evaluate("document.documentElement.scrollWidth") == TELEFOON["width"]
    tab_tot(page, knop("Alles indienen"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/mijn/ontvangst/")
    expect(page.locator("h1")).to_have_text("Alles is ontvangen. Dank u wel.")
    _controleer(acties, "Met het toetsenbord.")
    assert bezoek.csp == []


def _zonder_script(bezoek, partner, acties: list[Actie]) -> None:
    """The same page, with the scripts of the browser switched off."""
    page = bezoek(None, viewport=TELEFOON, java_script_enabled=False)
    page.goto(urlsplit(maak_toegangslink(gebruiker=partner, acties=acties)).path)
    page.get_by_role("button", name="Naar mijn acties").press("Enter")
    page.wait_for_url("**/mijn/")
    for actie in acties[:5]:
        page.locator(f"[name=actie-{actie.pk}-niets_veranderd]").press("Space")
    for actie in acties[5:]:
        page.locator(f"[name=actie-{actie.pk}-toelichting]").fill("Met het toetsenbord.")
    page.get_by_role("button", name="Alles indienen").press("Enter")
    page.wait_for_url("**/mijn/ontvangst/")
    _controleer(acties, "Met het toetsenbord.")


def _controleer(acties: list[Actie], tekst: str) -> None:
    """Check that five were confirmed and two told anew, each once."""
    gezegd = Melding.objects.filter(actie__in=acties, toestand="ingediend").order_by("actie__nummer")
    assert [melding.niets_veranderd for melding in gezegd] == [True] * 5 + [False] * 2
    assert {melding.toelichting for melding in gezegd[5:]} == {tekst}


def test_wat_getypt_wordt_blijft_ook_zonder_verbinding_en_na_de_sessie(wereld, bezoek):
    partner, (actie,) = partner_met_acties(wereld, "Bewaard", 1)
    page = bezoek(partner, viewport=TELEFOON)
    page.goto("/mijn/")
    tekst, bewaard = page.locator(f"[name=actie-{actie.pk}-toelichting]"), page.locator(f"#actie-{actie.pk}-bewaard")
    tekst.fill("Eerste zin.")
    expect(bewaard).to_contain_text("Bewaard als concept om")
    assert Melding.objects.get(actie=actie, toestand="concept").toelichting == "Eerste zin."
    page.context.set_offline(True)
    tekst.fill("Zonder verbinding.")
    expect(bewaard).to_contain_text("Geen verbinding")
    page.context.set_offline(False)
    tekst.fill("Weer verbonden.")
    expect(bewaard).to_contain_text("Bewaard als concept om")
    page.context.clear_cookies()
    tekst.fill("Na het einde van de sessie.")
    expect(bewaard).to_contain_text("niet meer aangemeld")
    assert tekst.input_value() == "Na het einde van de sessie."


def test_indienen_wacht_op_wat_nog_bewaard_wordt(wereld, bezoek):
    partner, (actie,) = partner_met_acties(wereld, "Snel", 1)
    page = bezoek(partner, viewport=TELEFOON)
    page.goto("/mijn/")
    page.locator(f"[name=actie-{actie.pk}-status][value=in_voorbereiding]").check()
    page.locator(f"[name=actie-{actie.pk}-toelichting]").fill("Snel getypt.")
    page.get_by_role("button", name="Alles indienen").click()
    page.wait_for_url(re.compile("/mijn/ontvangst/"))
    melding = Melding.objects.get(actie=actie, ronde=wereld.ronde)
    assert (melding.toestand, melding.toelichting) == ("ingediend", "Snel getypt.")
