"""By keyboard alone, without JavaScript, and with the comforts that the script adds."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from organisaties.models import Gebruiker, Organisatie, Rol
from speerpunten.forms.zoekkeuze import KORT
from speerpunten.models import Actie, ActieOrganisatie, Melding
from speerpunten.tests import maak
from speerpunten.tests.browser.test_toegankelijk import ALLES, _axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
WAAR = """() => {
    const e = document.activeElement;
    const naam = e.getAttribute("aria-label") || e.innerText || e.value || "";
    return {soort: e.localName, name: e.name || "", waarde: e.value || "", tekst: naam.trim(), id: e.id};
}"""


def tab_tot(page: Page, is_daar: Callable[[dict], bool], hoogstens: int = 80) -> dict:
    """Press Tab until the focus is there; each stop on the way must be visible."""
    for _ in range(hoogstens):
        page.keyboard.press("Tab")
        waar = page.evaluate(WAAR)
        if is_daar(waar):
            return waar
    raise AssertionError(f"not reached in {hoogstens} steps; the last was {waar}")


def veld(naam: str) -> Callable[[dict], bool]:
    return lambda waar: waar["name"] == naam


def knop(naam: str) -> Callable[[dict], bool]:
    return lambda waar: waar["soort"] == "button" and waar["tekst"] == naam


def focus_is_te_zien(page: Page) -> bool:
    return page.evaluate(
        """() => {
            const e = document.activeElement, stijl = getComputedStyle(e), vak = e.getBoundingClientRect();
            const rand = stijl.outlineStyle !== "none" && parseFloat(stijl.outlineWidth) > 0;
            return (rand || stijl.boxShadow !== "none") && vak.width > 0 && vak.height > 0;
        }"""
    )


def toon_filters(page: Page, naam: str) -> None:
    """Unfold the filters where they are folded: on a small screen."""
    if not page.locator(f"[name={naam}]").first.is_visible():
        page.locator("main summary").first.click()


# --- the keyboard


def test_de_eerste_tab_is_de_weg_naar_de_inhoud(bezoek):
    page = bezoek()
    page.goto("/plannen/plan/")
    page.keyboard.press("Tab")
    assert page.evaluate(WAAR)["tekst"] == "Naar de inhoud"
    assert focus_is_te_zien(page)
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.closest('main') !== null")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('main') !== null")


def test_elke_halte_op_het_overzicht_is_te_zien(bezoek):
    page = bezoek()
    page.goto("/plannen/plan/")
    haltes = []
    for _ in range(200):
        page.keyboard.press("Tab")
        waar = page.evaluate(WAAR)
        if waar["soort"] == "body":
            break
        if waar["name"] != "op" or waar not in haltes:  # the parts of a date field draw their own
            assert focus_is_te_zien(page), waar
        haltes.append(waar)
    assert len(haltes) > 20


def test_aanmelden_rapporteren_en_indienen_met_het_toetsenbord(bezoek, wereld):
    page = bezoek(viewport={"width": 1000, "height": 800})
    page.goto("/aanmelden/")
    tab_tot(page, veld("login"))
    page.keyboard.type("partner@voorbeeld.test")
    tab_tot(page, veld("password"), 3)
    page.keyboard.type(maak.WACHTWOORD)
    tab_tot(page, knop("Aanmelden"), 4)
    page.keyboard.press("Enter")
    page.wait_for_url("**/mijn/")
    tab_tot(page, lambda waar: waar["tekst"].startswith("Rapporteren") and "Huiswerkklas" in waar["tekst"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/melding/**")
    tab_tot(page, veld("status"))
    assert focus_is_te_zien(page)
    page.keyboard.press("Space")
    for _ in range(6):
        if page.evaluate(WAAR)["waarde"] == "in_uitvoering":
            break
        page.keyboard.press("ArrowDown")
    tab_tot(page, veld("verloop"), 4)
    page.keyboard.press("Space")
    tab_tot(page, veld("toelichting"), 4)
    page.keyboard.type("Met het toetsenbord.")
    tab_tot(page, knop("Indienen"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/mijn/")
    melding = Melding.objects.get(actie=wereld.huiswerk)
    assert (melding.toestand, melding.status) == ("ingediend", "in_uitvoering")
    assert (melding.verloop, melding.toelichting) == ("op_schema", "Met het toetsenbord.")


def test_na_fouten_staat_de_lezer_bij_wat_er_moet_gebeuren(bezoek, wereld):
    page = bezoek(wereld.partner)
    page.goto(f"/acties/{wereld.taalbad.pk}/melding/")
    page.locator("[name=status][value=opgeschort]").check()
    page.locator("main").get_by_role("button", name="Indienen").click()
    overzicht = page.get_by_role("alert")
    expect(overzicht).to_be_focused()
    overzicht.get_by_role("link", name=re.compile("reden", re.I)).click()
    assert page.evaluate(WAAR)["name"] == "reden"
    page.goto("about:blank")


# --- without JavaScript


@pytest.fixture
def zonder_script(bezoek) -> Callable[..., Page]:
    return lambda wie=None: bezoek(wie, java_script_enabled=False)


def test_zoeken_en_filteren_zonder_script(zonder_script):
    page = zonder_script()
    page.goto("/plannen/plan/acties/")
    toon_filters(page, "q")
    page.locator("[name=q]").fill("taalbad")
    page.locator("main").get_by_role("button", name="Filteren").click()
    assert "q=taalbad" in page.url
    expect(page.locator("main")).to_contain_text("1 actie")
    toon_filters(page, "q")
    page.locator("[name=q]").fill("")
    toon_filters(page, "status")
    page.locator("[name=status][value=uitgevoerd]").check()
    page.locator("main").get_by_role("button", name="Filteren").click()
    assert "status=uitgevoerd" in page.url
    expect(page.locator("main")).to_contain_text("Voorbeeld van uitgevoerd")


def test_bladeren_en_een_andere_dag_zonder_script(zonder_script, wereld):
    page = zonder_script()
    page.goto("/plannen/plan/acties/")
    page.locator("main").get_by_role("link", name="Volgende").click()
    assert "pagina=2" in page.url
    page.goto("/plannen/plan/")
    page.locator("[name=op]").first.fill(wereld.gisteren.isoformat())
    page.locator("main form").filter(has=page.locator("[name=op]")).first.get_by_role("button").click()
    assert f"op={wereld.gisteren}" in page.url
    expect(page.locator("main")).to_contain_text(f"{wereld.gisteren:%d/%m/%Y}")


def test_rapporteren_en_aanvaarden_zonder_script(zonder_script, wereld):
    page = zonder_script(wereld.partner)
    page.goto(f"/acties/{wereld.taalbad.pk}/melding/")
    page.locator("[name=status][value=uitgevoerd]").check()
    page.locator("[name=resultaat][value=bereikt]").check()
    page.locator("[name=bereikt_resultaat]").fill("Twintig ouders.")
    page.locator("main").get_by_role("button", name="Bewaren").click()
    melding = Melding.objects.get(actie=wereld.taalbad, ronde__slug="nu")
    assert melding.toestand == "concept"
    page.locator("main").get_by_role("button", name="Indienen").click()
    collega = zonder_script(wereld.collega)
    collega.goto(f"/nakijken/{melding.pk}/")
    expect(collega.locator("main")).to_contain_text("Twintig ouders.")
    collega.locator("main").get_by_role("button", name="Aanvaarden").click()
    melding.refresh_from_db()
    assert (melding.toestand, melding.status) == ("aanvaard", "uitgevoerd")


# --- with the script


def test_typen_in_het_zoekveld_ververst_de_lijst_en_het_adres(bezoek):
    page = bezoek()
    page.goto("/plannen/plan/acties/")
    page.evaluate("() => { window.zelfdePagina = true }")
    toon_filters(page, "q")
    page.locator("[name=q]").press_sequentially("taalb")
    expect(page.locator("main [role=status]").last).to_contain_text("1 actie")
    page.wait_for_url("**q=taalb*")
    assert page.evaluate("() => window.zelfdePagina") is True
    assert page.locator("[name=q]").input_value() == "taalb"
    assert page.evaluate(WAAR)["name"] == "q"
    page.go_back()
    expect(page.locator("main [role=status]").last).not_to_contain_text("1 actie,")
    assert "q=taalb" not in page.url
    page.reload()
    expect(page.locator("main")).to_contain_text("Huiswerkklas")


def test_een_vinkje_ververst_de_lijst_en_houdt_de_dag(bezoek, wereld):
    page = bezoek()
    page.goto(f"/plannen/plan/acties/?op={wereld.gisteren}")
    toon_filters(page, "status")
    page.locator("[name=status][value=stopgezet]").check()
    expect(page.locator("main [role=status]").last).to_contain_text("1 actie")
    page.wait_for_url("**status=stopgezet*")
    assert f"op={wereld.gisteren}" in page.url
    expect(page.locator("main")).to_contain_text("Voorbeeld van stopgezet")


def test_getypte_tekst_gaat_niet_zomaar_verloren(bezoek, wereld):
    page = bezoek(wereld.partner)
    page.goto(f"/acties/{wereld.fiets.pk}/melding/")
    page.locator("[name=toelichting]").press_sequentially("x")
    gevraagd = []

    def antwoord(dialoog) -> None:
        gevraagd.append(dialoog.type)
        dialoog.accept()

    page.once("dialog", antwoord)
    page.locator("header").get_by_role("link", name="Samenleven").click()
    page.wait_for_url(re.compile(r"/plannen/|/$"))
    assert gevraagd == ["beforeunload"]


def test_een_bestand_van_een_rapport_zegt_dat_het_gemaakt_wordt_en_komt(bezoek, wereld):
    page = bezoek()
    page.goto("/plannen/plan/rapporten/toen/")
    toestand = page.locator("[data-bestandstoestand]")
    with page.expect_download() as komt:
        page.get_by_role("link", name="PDF van dit rapport").click()
    assert komt.value.suggested_filename == "rapport-plan-toen.pdf"
    expect(toestand).to_have_text("Klaar: rapport-plan-toen.pdf")
    assert bezoek.csp == []
    page.route(
        "**/*.docx", lambda route: route.abort() if route.request.resource_type == "fetch" else route.continue_()
    )
    with page.expect_download() as komt:  # the plain link, where the script cannot fetch it
        page.get_by_role("link", name="Word van dit rapport").click()
    assert komt.value.suggested_filename == "rapport-plan-toen.docx"


def test_de_balk_op_een_andere_site_past_in_de_hoogte_die_we_aanraden(bezoek):
    page = bezoek()
    page.goto("/plannen/plan/speerpunten/1/")
    code = page.locator(".inbedcode").text_content()
    for breedte, tekst in ((320, code), (600, page.locator("details:has(.inbedcode) p").text_content())):
        hoogte = int(re.search(r'height="(\d+)"', tekst)[1])
        page.set_viewport_size({"width": breedte, "height": 100})
        page.goto("/plannen/plan/speerpunten/1/inbedden/")
        nodig = page.evaluate("document.documentElement.scrollHeight")
        assert hoogte - 200 < nodig <= hoogte
        page.goto("/plannen/plan/speerpunten/1/")


# --- choosing one of very many


@pytest.fixture
def vele(wereld) -> Iterator[None]:
    namen = (f"{'School' if nr < 15 else 'Club'} {nr} (voorbeeld)" for nr in range(KORT))
    Organisatie.objects.bulk_create(
        Organisatie(naam=naam, slug=f"nr-{nr}", zoektekst=naam.lower()) for nr, naam in enumerate(namen)
    )
    staf = (f"Collega {nr} (voorbeeld)" for nr in range(KORT))
    Gebruiker.objects.bulk_create(
        Gebruiker(naam=naam, email=f"collega-{nr}@example.org", rol=Rol.BELEIDSMEDEWERKER)
        for nr, naam in enumerate(staf)
    )
    yield
    Actie.objects.filter(pk=wereld.huiswerk.pk).update(verantwoordelijke=wereld.huiswerk.verantwoordelijke)
    Gebruiker.objects.filter(email__startswith="collega-").delete()
    ActieOrganisatie.objects.filter(organisatie__slug__startswith="nr-").delete()
    Organisatie.objects.filter(slug__startswith="nr-").delete()


def rollen(wereld) -> list[str]:
    return list(wereld.huiswerk.rollen.order_by("pk").values_list("organisatie__slug", flat=True))


def test_een_organisatie_zoeken_met_het_toetsenbord(bezoek, wereld, vele):
    page, eerst = bezoek(wereld.medewerker), rollen(wereld)
    page.goto(f"/acties/{wereld.huiswerk.pk}/bewerken/")
    veld_ = page.get_by_role("combobox", name="Organisatie", exact=True).last
    expect(page.get_by_label("Zoek een organisatie")).to_be_hidden()
    veld_.focus()
    page.keyboard.type("schol")
    expect(page.locator(".zoekkeuze__lijst [role=option]")).to_have_count(0)
    expect(page.locator(".zoekkeuze__uitleg").last).to_contain_text("Geen organisatie gevonden")
    page.locator("main").get_by_role("button", name="Bewaren").last.click()  # held back: words that name no choice
    expect(veld_).to_be_focused()
    expect(veld_).to_have_value("schol")
    veld_.fill("")
    page.keyboard.type("school 1")
    expect(page.locator(".zoekkeuze__lijst [role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".zoekkeuze__lijst [aria-selected=true]")).to_have_text("School 1 (voorbeeld)")
    assert _axe(page, ALLES) == []
    page.keyboard.press("Enter")
    expect(veld_).to_have_value("School 1 (voorbeeld)")
    expect(page.locator(".zoekkeuze__lijst").last).to_be_hidden()
    wie = page.get_by_role("combobox", name="Verantwoordelijke")
    wie.fill("")
    page.keyboard.type("collega 33")
    expect(page.get_by_role("listbox", name="Gevonden medewerkers")).to_be_visible()
    expect(page.locator(".zoekkeuze__uitleg").first).to_have_text("1 medewerker gevonden.")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(wie).to_have_value("Collega 33 (voorbeeld)")
    page.locator("main").get_by_role("button", name="Bewaren").last.click()
    expect(page.locator("main")).to_contain_text("De actie is bewaard.")
    assert rollen(wereld) == [*eerst, "nr-1"]
    assert Actie.objects.get(pk=wereld.huiswerk.pk).verantwoordelijke.email == "collega-33@example.org"


def test_een_organisatie_zoeken_zonder_script(zonder_script, wereld, vele):
    page, eerst = zonder_script(wereld.medewerker), rollen(wereld)
    page.goto(f"/acties/{wereld.huiswerk.pk}/bewerken/")
    page.locator("[name=omschrijving]").fill("Half getypt")
    page.get_by_label("Zoek een organisatie").fill("club 33")
    page.get_by_label("Zoek een organisatie").press("Enter")
    expect(page.locator("main")).to_contain_text("1 gevonden. Ze staat nu in de lijst.")
    assert page.locator("[name=omschrijving]").input_value() == "Half getypt"
    page.locator("select[name$=-organisatie]").last.select_option(label="Club 33 (voorbeeld)")
    page.get_by_label("Zoek een medewerker").fill("collega 33")
    page.locator("#zoek-medewerker").get_by_role("button", name="Zoeken").click()
    expect(page.locator("#zoek-medewerker")).to_contain_text("1 gevonden. Die staat nu in de lijst.")
    page.get_by_label("Verantwoordelijke").select_option(label="Collega 33 (voorbeeld)")
    page.locator("main").get_by_role("button", name="Bewaren").last.click()
    expect(page.locator("main")).to_contain_text("De actie is bewaard.")
    assert rollen(wereld) == [*eerst, "nr-33"]
