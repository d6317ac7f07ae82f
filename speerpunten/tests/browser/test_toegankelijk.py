"""Every page and state in a browser: axe finds nothing, nothing breaks the policy, nothing is wider than a phone."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db.models import F
from playwright.sync_api import Page

from speerpunten.models import Melding, Ronde
from speerpunten.services.toegang import maak_toegangslink
from speerpunten.tests import maak
from speerpunten.tests.bestanden import pdf
from speerpunten.tests.lijsten import boek

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
AXE = Axe().axe_script
TELLER = count(1)  # each list that is handed in holds an actie that nobody has yet
REGELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ALLES = {"runOnly": {"type": "tag", "values": REGELS}, "resultTypes": ["violations"]}
KLEUR = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}, "resultTypes": ["violations"]}
BREED, SMAL = {"width": 1280, "height": 900}, {"width": 320, "height": 800}

OPENBAAR = {
    "plannen": "/plannen/",
    "overzicht": "/plannen/plan/",
    "overzicht op een dag": "/plannen/plan/?op={gisteren}",
    "overzicht zonder dag": "/plannen/plan/?op=onzin",
    "leeg plan": "/plannen/leeg/",
    "afgesloten plan": "/plannen/dicht/",
    "speerpunt": "/plannen/plan/speerpunten/1/",
    "leeg speerpunt": "/plannen/plan/speerpunten/2/",
    "lijst": "/plannen/plan/acties/",
    "lijst met filters": "/plannen/plan/acties/?aandacht=ja&status=in_uitvoering&status=opgeschort&op={gisteren}",
    "lijst met onzin": "/plannen/plan/acties/?status=onzin&op=onzin&volgorde=onzin",
    "lijst zonder iets": "/plannen/plan/acties/?q=bestaatniet",
    "zoeken": "/plannen/plan/zoeken/",
    "zoeken met vondsten": "/plannen/plan/zoeken/?q=buurt",
    "zoeken zonder vondsten": "/plannen/plan/zoeken/?q=bestaatniet",
    "zoeken met te weinig": "/plannen/plan/zoeken/?q=x",
    "verhaal": "/plannen/plan/verhaal/",
    "verhaal op een dag": "/plannen/plan/verhaal/?op={gisteren}",
    "verhaal van een leeg plan": "/plannen/leeg/verhaal/",
    "speerpunt om in te bedden": "/plannen/plan/speerpunten/1/inbedden/",
    "matrix": "/plannen/plan/matrix/",
    "matrix op een dag": "/plannen/plan/matrix/?op={gisteren}",
    "matrix van een leeg plan": "/plannen/leeg/matrix/",
    "vergelijking": "/plannen/plan/vergelijking/",
    "acties die verhuisden": "/plannen/vroeger/acties/?overgang=verhuist",
    "tijdlijn": "/plannen/plan/tijdlijn/",
    "tijdlijn op een dag": "/plannen/plan/tijdlijn/?op={gisteren}&speerpunt=1",
    "tijdlijn met onzin": "/plannen/plan/tijdlijn/?op=onzin&speerpunt=onzin",
    "tijdlijn van een leeg plan": "/plannen/leeg/tijdlijn/",
    "actie": "/acties/{cafe}/",
    "actie zonder stand": "/acties/{huiswerk}/",
    "gearchiveerde actie": "/acties/{oud}/",
    "wijzigingen": "/plannen/plan/wijzigingen/",
    "wijzigingen van heel het plan": "/plannen/plan/wijzigingen/?van=2020-01-01",
    "wijzigingen met onzin": "/plannen/plan/wijzigingen/?van=onzin&tot=2999-01-01",
    "geen wijzigingen": "/plannen/leeg/wijzigingen/",
    "rapporten": "/plannen/plan/rapporten/",
    "rapporten zonder iets": "/plannen/leeg/rapporten/",
    "definitief rapport": "/plannen/plan/rapporten/toen/",
    "subsidies": "/plannen/plan/subsidies/",
    "geen subsidies": "/plannen/leeg/subsidies/",
    "partners": "/organisaties/",
    "partners zonder iets": "/organisaties/?q=bestaatniet",
    "partner": "/organisaties/buurtwerk/",
    "verantwoording": "/organisaties/buurtwerk/verantwoording/{jaar}/",
    "verantwoording zonder iets": "/organisaties/buurtwerk/verantwoording/1999/",
    "verantwoording van later": "/organisaties/buurtwerk/verantwoording/9999/",
    "uitleg": "/uitleg/",
    "open data": "/api/uitleg/",
    "toegankelijkheid": "/toegankelijkheid/",
    "privacy": "/privacy/",
    "colofon": "/colofon/",
    "stijlgids": "/stijlgids/",
    "aanmelden": "/aanmelden/",
    "wachtwoord vergeten": "/account/wachtwoord/vergeten/",
    "nieuwe link vragen": "/mijn/link/",
    "link die niet werkt": "/mijn/link/bestaat-niet/",
    "uitnodiging die niet werkt": "/uitnodiging/bestaat-niet/",
    "404": "/bestaat-niet/",
    "400": "/organisaties/?q=%00",
}
PARTNER = {
    "mijn acties": "/mijn/",
    "ontvangst": "/mijn/ontvangst/",
    "iemand anders doorgeven": "/mijn/doorgeven/",
    "eigen actie": "/acties/{cafe}/",
    "rapporteren": "/acties/{taalbad}/melding/",
    "rapporteren met mijlpaal": "/acties/{cafe}/melding/",
    "teruggestuurd": "/acties/{fiets}/melding/",
    "niet van mij": "/acties/{oud}/melding/",
    "mijn account": "/account/",
    "waar aangemeld": "/account/sessies/",
    "tweede stap": "/account/tweede-stap/",
    "bent u het": "/account/bevestigen/",
    "e-mailadres dat niet meer kan": "/account/email/bevestigen/onzin/",
    "wachtwoord": "/account/wachtwoord/",
    "uw gegevens": "/account/gegevens/",
    "afmelden": "/afmelden/",
}
MEDEWERKER = {
    "mijn werk": "/mijn/",
    "actie bij de medewerker": "/acties/{cafe}/",
    "nakijken": "/nakijken/",
    "nakijken met filters": "/nakijken/?wie=ik&wat=eerste",
    "nakijken met onzin": "/nakijken/?ronde=onzin&wat=import",
    "veel tegelijk nakijken": "/nakijken/aanvaarden/",
    "een nakijken": "/nakijken/{wacht}/",
    "eigen werk nakijken": "/nakijken/{eigen}/",
    "bewerken": "/acties/{cafe}/bewerken/",
    "nieuwe actie": "/plannen/plan/acties/nieuw/",
    "verplaatsen": "/acties/{cafe}/verplaatsen/",
    "samenvoegen": "/acties/{cafe}/samenvoegen/",
    "archiveren": "/acties/{cafe}/archiveren/",
    "namens een partner": "/acties/{taalbad}/melding/",
    "bijlagen van een actie": "/acties/{cafe}/bijlagen/",
    "wie deed wat aan een actie": "/acties/{cafe}/geschiedenis/",
    "wie deed wat aan een plan": "/plannen/plan/geschiedenis/",
    "wie deed wat op een plaats die niet bestaat": "/plannen/plan/geschiedenis/?na=onzin",
    "wie deed wat aan een organisatie": "/organisaties/atelier/geschiedenis/",
    "wie deed wat aan een ronde": "/rondes/{ronde}/geschiedenis/",
    "wie deed wat aan een stand": "/nakijken/{wacht}/geschiedenis/",
    "importeren": "/plannen/plan/importeren/",
    "rondes": "/plannen/plan/rondes/",
    "rondes zonder iets": "/plannen/leeg/rondes/",
    "nieuwe ronde": "/plannen/plan/rondes/nieuw/",
    "nieuwe ronde uit een voorstel": "/plannen/plan/rondes/nieuw/?voorstel=eindronde",
    "nieuwe ronde uit niets": "/plannen/plan/rondes/nieuw/?voorstel=onzin",
    "ronde bewerken": "/rondes/{ronde}/bewerken/",
    "rondebord open": "/rondes/{ronde}/",
    "rondebord te laat": "/rondes/{laat}/",
    "rondebord gepland": "/rondes/{gepland}/",
    "rondebord gesloten": "/rondes/{gesloten}/",
    "rondebord zonder iets": "/rondes/{niets}/",
    "rondebord met filters": "/rondes/{laat}/?toon=te_laat&speerpunt=1&q=wijk",
    "rondebord met onzin": "/rondes/{laat}/?toon=onzin&speerpunt=onzin&q=bestaatniet",
    "uitstel geven": "/rondes/{laat}/uitstel/speelplein-laat/",
    "uitstel wijzigen": "/rondes/{laat}/uitstel/wijkhuis-laat/",
    "contactpersonen": "/organisaties/buurtwerk/contactpersonen/",
    "contactpersonen van niemand": "/organisaties/taalhuis/contactpersonen/",
    "doorgegeven contactpersonen": "/organisaties/atelier/contactpersonen/",
    "contactpersoon uitnodigen": "/organisaties/buurtwerk/contactpersonen/uitnodigen/",
    "mensen": "/mensen/",
    "mensen gezocht": "/mensen/?q=bestaatniet&toon=contact",
    "zonder contactpersoon": "/mensen/?toon=zonder",
    "organisatie samenvoegen": "/organisaties/buurtwerk/samenvoegen/",
    "rapporten in de maak": "/plannen/plan/rapporten/",
    "ontwerp van een rapport": "/plannen/plan/rapporten/gesloten/",
    "rapport schrijven": "/plannen/plan/rapporten/gesloten/schrijven/",
}
BEHEERDER = {
    "eigen actie van de beheerder": "/nakijken/{wacht}/",
    "werk van de beheerder": "/mijn/",
    "rapport bij de beheerder": "/plannen/plan/rapporten/toen/",
    "definitief maken": "/plannen/plan/rapporten/gesloten/definitief/",
    "nog niet definitief": "/plannen/plan/rapporten/nu/definitief/",
    "rechtzetten": "/plannen/plan/rapporten/toen/rechtzetten/",
    "behandeld door": "/plannen/plan/rapporten/toen/behandeld/",
    "mensen bij de beheerder": "/mensen/?toon=nooit",
    "medewerker uitnodigen": "/mensen/uitnodigen/",
    "contactpersonen bij de beheerder": "/organisaties/atelier/contactpersonen/",
    "plan afsluiten": "/plannen/plan/afsluiten/",
    "plan afsluiten met niets open": "/plannen/leeg/afsluiten/",
    "plan dat al afgesloten is": "/plannen/dicht/afsluiten/",
    "plan heropenen": "/plannen/dicht/heropenen/",
    "plan dat niet afgesloten is": "/plannen/plan/heropenen/",
    "afgesloten plan bij de beheerder": "/plannen/dicht/",
    "logboek": "/logboek/",
    "logboek met filters": "/logboek/?soort=wijziging&bij=actie-{cafe}",
    "logboek met onzin": "/logboek/?soort=onzin&van=onzin&q=bestaatniet",
    "wie deed wat aan een rapport": "/plannen/plan/rapporten/toen/geschiedenis/",
    "volgend plan": "/plannen/leeg/opvolger/",
    "overgang": "/plannen/volgend/overgang/",
    "speerpunten van het volgende plan": "/plannen/volgend/overgang/speerpunten/",
    "besluiten over acties": "/plannen/volgend/overgang/acties/1/",
    "acties overnemen": "/plannen/volgend/overgang/overnemen/",
}
LEZER = {"welkom": "/mijn/", "403": "/nakijken/", "vergelijking van een concept": "/plannen/volgend/vergelijking/"}


def _verstuur(adres: str, knop: str, **velden: str) -> Callable[[Page, object], None]:
    """Give the act of opening a form, filling in some of it, and sending it."""

    def doe(page: Page, wereld) -> None:
        page.goto(vul_in(adres, wereld))
        for naam, waarde in velden.items():
            page.locator(f"main [name={naam}]").first.fill(waarde)
        page.locator("main").get_by_role("button", name=knop, exact=True).first.click()
        page.wait_for_load_state()

    return doe


def _botsing(adres: str, melding: str, knop: str) -> Callable[[Page, object], None]:
    """Give the act of sending a form while somebody else was first."""

    def doe(page: Page, wereld) -> None:
        page.goto(vul_in(adres, wereld))
        pk = getattr(wereld, melding).pk
        versie = Melding.objects.get(pk=pk).versie
        Melding.objects.filter(pk=pk).update(versie=versie + 1)
        if page.locator("[name=toelichting]").count():
            page.locator("[name=toelichting]").fill("Een heel andere tekst.")
        page.locator("main").get_by_role("button", name=knop, exact=True).first.click()
        page.wait_for_load_state()

    return doe


def _ronde_botsing(page: Page, wereld) -> None:
    """Save a ronde while somebody else was first."""
    page.goto(vul_in("/rondes/{gepland}/bewerken/", wereld))
    Ronde.objects.filter(pk=wereld.gepland.pk).update(naam="Door een ander", versie=F("versie") + 1)
    page.locator("[name=naam]").fill("Door mij")
    page.locator("main").get_by_role("button", name="Bewaren", exact=True).click()
    page.wait_for_load_state()


def _herinner(page: Page, wereld) -> None:
    """Ask to remind the partner, and look at the mail first."""
    page.goto(vul_in("/rondes/{ronde}/", wereld))
    page.locator("[name=organisatie]").first.check()
    page.locator("main").get_by_role("button", name="Herinneren", exact=True).click()
    page.wait_for_load_state()


def _voeg_toe(adres: str) -> Callable[[Page, object], None]:
    """Give the act of attaching a good and a wrong file."""

    def doe(page: Page, wereld) -> None:
        page.goto(vul_in(adres, wereld))
        twee = (("Goed.pdf", pdf()), ("Fout.pdf", b"MZ" + bytes(99)))
        page.set_input_files(
            "[name=bijlagen]", [{"name": naam, "mimeType": "application/pdf", "buffer": wat} for naam, wat in twee]
        )
        page.locator("main").get_by_role("button", name="Bewaren", exact=True).last.click()
        page.wait_for_load_state()

    return doe


def _geef_door(page: Page, wereld) -> None:
    """Name somebody else, and look at what waits."""
    page.goto("/mijn/doorgeven/")
    page.locator("[name=naam]").fill("Nina Nieuw (voorbeeld)")
    page.locator("[name=email]").fill(f"nina{next(TELLER)}@voorbeeld.test")
    page.get_by_label("Nee").check()
    page.locator("main").get_by_role("button", name="Doorgeven", exact=True).click()
    page.wait_for_url("**/mijn/")
    page.goto("/mijn/doorgeven/")


def _wijs_af(*, veranderd: bool) -> Callable[[Page, object], None]:
    """Give the act of refusing a name: without a reason, or after somebody else did."""

    def doe(page: Page, wereld) -> None:
        page.goto("/organisaties/atelier/contactpersonen/")
        formulier = page.locator(f"form[action$='/{wereld.doorgave.pk}/afwijzen/']")
        page.locator("details", has=formulier).locator("summary").click()
        if veranderd:
            formulier.locator("textarea").fill("Ze werkt hier niet meer.")
            anders = f"/organisaties/atelier/contactpersonen/{wereld.doorgave_af.pk}/afwijzen/"
            formulier.evaluate("(form, adres) => form.setAttribute('action', adres)", anders)
            formulier = page.locator(f"form[action='{anders}']")
        formulier.get_by_role("button").click()
        page.wait_for_load_state()

    return doe


def _bijlage_zonder_bestand(page: Page, wereld) -> None:
    """Ask for a bijlage of which the file is gone."""
    bijlage = maak.maak_bijlage(wereld.taalbad, "Weg.pdf", openbaar=True)
    bijlage.bestand.storage.delete(bijlage.bestand.name)
    page.goto(bijlage.get_absolute_url())


def _importeer(*knoppen: str) -> Callable[[Page, object], None]:
    """Give the act of handing in a list, and then pressing these buttons."""

    def doe(page: Page, wereld) -> None:
        page.goto(vul_in("/plannen/plan/importeren/", wereld))
        rijen = [["Nr", "Naam actie", "Speerpunt", "Partner", "Start", "Notities"]]
        rijen += [
            [1, f"Lijst van {next(TELLER)}", 1, "Nieuwe vzw (voorbeeld)", "2024", "iets"],
            [2, "Zwemmen", 99, "", "ooit"],
        ]
        lijst = {"name": "lijst.xlsx", "mimeType": "application/octet-stream", "buffer": boek(Blad1=rijen)}
        page.set_input_files("[name=bestand]", lijst)
        for knop in ("Bekijken", *knoppen):
            if knop == "Opnieuw bekijken":
                page.check("[name=fouten_weg]")
            page.locator("main").get_by_role("button", name=knop, exact=True).click()
            page.wait_for_load_state()

    return doe


def _veilige_link(knop: str = "") -> Callable[[Page, object], None]:
    """Give the act of opening a new safe link of the partner, and of pressing its button where that is asked."""

    def doe(page: Page, wereld) -> None:
        url = maak_toegangslink(gebruiker=wereld.partner, acties=[wereld.cafe, wereld.taalbad])
        page.goto(urlsplit(url).path)
        if knop:
            page.get_by_role("button", name=knop).click()
            page.wait_for_load_state()

    return doe


def _verbeter_taal(page: Page, wereld) -> None:
    """Empty a text that a checker may only improve, and try to accept."""
    page.goto(vul_in("/nakijken/{wacht}/", wereld))
    page.get_by_text("Taal verbeteren").click()
    page.locator("[name=taal-toelichting]").fill("")
    page.get_by_role("button", name="Aanvaarden").click()


def _te_laat(page: Page, wereld) -> None:
    """Send a text about an actie whose plan is closed."""
    page.goto(vul_in("/acties/{cafe}/archiveren/", wereld))
    page.locator("main textarea").fill("Een reden die niemand nog bewaart.")
    formulier = page.locator("main form", has=page.locator("textarea"))
    adres = f"/acties/{wereld.dicht.pk}/archiveren/"
    formulier.evaluate("(form, adres) => form.setAttribute('action', adres)", adres)
    formulier.get_by_role("button").first.click()
    page.wait_for_load_state()


def _fout_verdeeld(page: Page, wereld) -> None:
    """Take a speerpunt out of the next plan, add one, and save that without a title."""
    page.goto("/plannen/volgend/overgang/speerpunten/")
    page.get_by_role("button", name="Rij weglaten").last.click()
    page.get_by_role("button", name="Speerpunt toevoegen").click()
    page.locator("main").get_by_role("button", name="Bewaren", exact=True).last.click()
    page.wait_for_load_state()


def _fout_beslist(page: Page, wereld) -> None:
    """Let one actie move, without saying where or why, and decide about many without saying what."""
    page.goto("/plannen/volgend/overgang/acties/1/")
    page.locator("fieldset.besluit").first.get_by_label("Verhuist naar een ander speerpunt").check()
    page.get_by_text("Veel acties tegelijk beslissen").click()
    page.get_by_role("button", name="Samen beslissen").click()
    page.wait_for_load_state()


STATEN: dict[str, tuple[str, Callable[[Page, object], None]]] = {
    "een fout bestand": ("partner", _voeg_toe("/acties/{huiswerk}/melding/")),
    "een fout bestand bij een actie": ("medewerker", _voeg_toe("/acties/{cafe}/bijlagen/")),
    "een bijlage die weg is": ("anoniem", _bijlage_zonder_bestand),
    "import met fouten": ("medewerker", _importeer()),
    "import klaar om over te nemen": ("medewerker", _importeer("Opnieuw bekijken")),
    "import overgenomen": ("medewerker", _importeer("Opnieuw bekijken", "Overnemen")),
    "fout bij aanmelden": ("anoniem", _verstuur("/aanmelden/", "Aanmelden", login="x@y.test", password="fout")),
    "herinneren": ("medewerker", _herinner),
    "wat nog ontbreekt": ("partner", _verstuur("/mijn/", "Alles indienen")),
    "veilige link": ("anoniem", _veilige_link()),
    "mijn acties via een link": ("anoniem", _veilige_link("Naar mijn acties")),
    "nieuwe link gevraagd": ("anoniem", _verstuur("/mijn/link/", "Stuur mij een nieuwe link", email="x@y.test")),
    "fout bij een nieuwe link": ("anoniem", _verstuur("/mijn/link/", "Stuur mij een nieuwe link", email="x")),
    "fouten bij doorgeven": ("partner", _verstuur("/mijn/doorgeven/", "Doorgeven", naam="", email="geen adres")),
    "doorgegeven en wacht": ("partner", _geef_door),
    "fouten bij afwijzen": ("medewerker", _wijs_af(veranderd=False)),
    "409 bij afwijzen": ("medewerker", _wijs_af(veranderd=True)),
    "fouten bij rapporteren": (
        "partner",
        _verstuur("/acties/{huiswerk}/melding/", "Indienen", peildatum="2999-01-01"),
    ),
    "fouten bij terugsturen": ("medewerker", _verstuur("/nakijken/{wacht}/", "Terugsturen", tegen="2020-01-01")),
    "taal leeg gemaakt": ("medewerker", _verbeter_taal),
    "fouten bij rechtzetten": ("beheerder", _verstuur("/plannen/plan/rapporten/toen/rechtzetten/", "Rechtzetten")),
    "fouten bij afsluiten": ("beheerder", _verstuur("/plannen/plan/afsluiten/", "Plan afsluiten")),
    "fouten bij heropenen": ("beheerder", _verstuur("/plannen/dicht/heropenen/", "Plan heropenen")),
    "te laat voor een afgesloten plan": ("medewerker", _te_laat),
    "fouten bij bewerken": ("medewerker", _verstuur("/acties/{cafe}/bewerken/", "Bewaren", titel="")),
    "fouten bij archiveren": ("medewerker", _verstuur("/acties/{cafe}/archiveren/", "Archiveren")),
    "voorbeeld van een ronde": ("medewerker", _verstuur("/plannen/plan/rondes/nieuw/?voorstel=eindronde", "Bekijken")),
    "fouten bij een ronde": (
        "medewerker",
        _verstuur("/rondes/{ronde}/bewerken/", "Bekijken", naam="", van="2090-01-01"),
    ),
    "409 bij een ronde": ("medewerker", _ronde_botsing),
    "fouten bij een volgend plan": ("beheerder", _verstuur("/plannen/leeg/opvolger/", "Plan maken", van="")),
    "fouten bij de speerpunten": ("beheerder", _fout_verdeeld),
    "fouten bij besluiten": ("beheerder", _fout_beslist),
    "fouten bij uitstel": ("medewerker", _verstuur("/rondes/{laat}/uitstel/speelplein-laat/", "Uitstel geven")),
    "409 bij rapporteren": ("partner", _botsing("/acties/{cafe}/melding/?ronde=nu", "wacht", "Indienen")),
    "409 bij nakijken": ("medewerker", _botsing("/nakijken/{wacht}/", "wacht", "Aanvaarden")),
}
PAGINAS = [
    *((wie, naam) for wie, reeks in (("anoniem", OPENBAAR), ("partner", PARTNER)) for naam in reeks),
    *((wie, naam) for wie, reeks in (("medewerker", MEDEWERKER), ("beheerder", BEHEERDER)) for naam in reeks),
    *(("lezer", naam) for naam in LEZER),
    *((wie, naam) for naam, (wie, _) in STATEN.items()),
]
ADRESSEN = OPENBAAR | PARTNER | MEDEWERKER | BEHEERDER | LEZER


def vul_in(adres: str, wereld) -> str:
    namen = ("taalbad", "huiswerk", "cafe", "fiets", "oud", "wacht", "eigen")
    namen += ("ronde", "laat", "gepland", "gesloten", "niets")
    return adres.format(
        gisteren=wereld.gisteren, jaar=wereld.vorig_jaar.year, **{naam: getattr(wereld, naam).pk for naam in namen}
    )


@dataclass
class Bevinding:
    """What a browser found on one page: light and dark, wide and small."""

    licht: list[str]
    donker: list[str]
    smal: list[str]
    csp: list[str]
    breder: int  # pixels beyond 320
    naast: list[str] = field(default_factory=list)  # which elements stand out
    tekst: str = ""  # what a reader sees of the page itself


def _axe(page: Page, opties: dict) -> list[str]:
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    gevonden = page.evaluate("opties => axe.run(opties).then(uit => uit.violations)", opties)
    return [f"{v['id']}: {v['help']}: {[n['target'] for n in v['nodes'][:3]]}" for v in gevonden]


UITSTEKEND = """() => [...document.querySelectorAll("main *, header *, footer *")]
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest("[tabindex][role=region], svg"))
    .slice(0, 4).map(e => e.outerHTML.slice(0, 90))"""


def _bekijk(page: Page) -> dict:
    licht = _axe(page, ALLES)
    page.emulate_media(color_scheme="dark")
    donker = _axe(page, KLEUR)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(SMAL)
    page.evaluate("() => document.querySelectorAll('main details').forEach(deel => deel.open = true)")
    breder = page.evaluate("() => document.documentElement.scrollWidth - 320")
    naast = page.evaluate(UITSTEKEND) if breder > 0 else []
    smal = _axe(page, ALLES)
    page.set_viewport_size(BREED)
    return {"licht": licht, "donker": donker, "smal": smal, "breder": breder, "naast": naast}


@pytest.fixture(scope="module")
def gekeken(wereld, bezoek) -> Callable[[str, str], Bevinding]:
    """Give a function that looks at a page once, whatever number of tests asks for it."""
    bewaard: dict[tuple[str, str], Bevinding] = {}

    def kijk(wie: str, naam: str) -> Bevinding:
        if (wie, naam) not in bewaard:
            page = bezoek(getattr(wereld, wie, None))
            bezoek.csp.clear()
            if naam in STATEN:
                STATEN[naam][1](page, wereld)
            else:
                page.goto(vul_in(ADRESSEN[naam], wereld))
            assert page.locator("h1").count() == 1
            tekst = page.locator("main").inner_text()
            bewaard[wie, naam] = Bevinding(**_bekijk(page), csp=list(bezoek.csp), tekst=tekst)
        return bewaard[wie, naam]

    return kijk


@pytest.mark.parametrize(("wie", "naam"), PAGINAS)
def test_axe_vindt_niets(gekeken, wie, naam):
    assert gekeken(wie, naam).licht == []


@pytest.mark.parametrize(("wie", "naam"), PAGINAS)
def test_axe_vindt_niets_in_het_donker(gekeken, wie, naam):
    assert gekeken(wie, naam).donker == []


@pytest.mark.parametrize(("wie", "naam"), PAGINAS)
def test_axe_vindt_niets_op_een_telefoon_met_alles_open(gekeken, wie, naam):
    assert gekeken(wie, naam).smal == []


@pytest.mark.parametrize(("wie", "naam"), PAGINAS)
def test_niets_is_breder_dan_een_telefoon(gekeken, wie, naam):
    bevinding = gekeken(wie, naam)
    assert bevinding.breder <= 0, bevinding.naast


@pytest.mark.parametrize(("wie", "naam"), PAGINAS)
def test_niets_botst_met_het_beleid_en_geen_script_valt_uit(gekeken, wie, naam):
    assert gekeken(wie, naam).csp == []


def test_de_staten_zijn_ook_echt_bereikt(gekeken):
    """Otherwise the tests above looked at another page than they say."""
    zinnen = {
        "een fout bestand": "“Fout.pdf” is niet toegevoegd",
        "een fout bestand bij een actie": "“Fout.pdf” is niet toegevoegd",
        "een bijlage die weg is": "We vinden dit bestand niet meer",
        "fout bij aanmelden": "Kijk dit even na",
        "herinneren": "Een herinnering voor 1 persoon",
        "wat nog ontbreekt": "Nog niet ingediend",
        "veilige link": "U hebt geen wachtwoord nodig",
        "mijn acties via een link": "acties te rapporteren",
        "nieuwe link gevraagd": "Kijk in uw mailbox",
        "fout bij een nieuwe link": "Kijk dit even na",
        "fouten bij doorgeven": "Kies ja of nee.",
        "doorgegeven en wacht": "Dit bekijkt het bestuur nog",
        "fouten bij afwijzen": "Kijk dit even na",
        "409 bij afwijzen": "Uw keuze is niet uitgevoerd.",
        "fouten bij rapporteren": "Kijk dit even na",
        "fouten bij terugsturen": "minstens vijf werkdagen",
        "fouten bij afsluiten": "Vink aan dat dit mag blijven liggen",
        "fouten bij heropenen": "Zeg waarom het plan weer opengaat.",
        "te laat voor een afgesloten plan": "Een reden die niemand nog bewaart.",
        "fouten bij bewerken": "Kijk dit even na",
        "fouten bij archiveren": "Kijk dit even na",
        "voorbeeld van een ronde": "Er is nog niets bewaard",
        "fouten bij een ronde": "Kijk dit even na",
        "fouten bij een volgend plan": "Kijk dit even na",
        "fouten bij de speerpunten": "Kijk dit even na",
        "fouten bij besluiten": "Kies naar welk speerpunt de actie verhuist",
        "409 bij een ronde": "Iemand anders heeft deze ronde intussen gewijzigd",
        "fouten bij uitstel": "Kijk dit even na",
        "409 bij rapporteren": "Er is niets overschreven",
        "409 bij nakijken": "intussen veranderd",
        "fouten bij rechtzetten": "Kijk dit even na",
        "taal leeg gemaakt": "Verbeter alleen de taal",
        "import met fouten": "1 rij kan zo niet mee",
        "import klaar om over te nemen": "Klaar om over te nemen",
        "import overgenomen": "Deze import is overgenomen",
    }
    assert set(zinnen) == set(STATEN)
    for naam, (wie, _) in STATEN.items():
        assert zinnen[naam].lower() in gekeken(wie, naam).tekst.lower(), naam


def test_de_meting_zelf_vindt_wel_iets(bezoek):
    """Otherwise nothing found would mean nothing looked at."""
    page = bezoek()
    page.goto("/uitleg/")
    page.evaluate("""() => {
        document.querySelector("main").insertAdjacentHTML("beforeend", "<img src='/x.svg'><div id=breed>x</div>");
        document.querySelector("main h1").style.color = "#eee";
        document.querySelector("#breed").style.width = "900px";
    }""")
    bevinding = Bevinding(**_bekijk(page), csp=[])
    assert {zin.split(":")[0] for zin in bevinding.licht} == {"image-alt", "color-contrast"}
    assert bevinding.breder > 500
    assert "breed" in bevinding.naast[0]
    page.evaluate("() => document.body.setAttribute('style', 'color: red')")
    assert any("Content Security Policy" in zin for zin in bezoek.csp)
