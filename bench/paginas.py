"""Every page that is measured (design, section 8): its address, who asks, what must stand in it, and its floor."""

from dataclasses import dataclass

ANONIEM, PARTNER, STAF = "anoniem", "partner", "staf"
VRAGER = "partner met werk"  # whose organisatie still has acties to report on


@dataclass(frozen=True)
class Pagina:
    """One page. `pad`, `tekst` and `vloer` are filled in with what `bench.doelen` gives; `vloer` is a path of
    `bench.vloer`. A form may take three times its floor, another page two."""

    naam: str
    pad: str
    tekst: str
    vloer: str
    wie: str = ANONIEM
    formulier: bool = False
    groeit: bool = False  # tells of the whole installation: at L it has more to tell than at S
    bestand: bool = False  # a file: no text in it is looked for but its first bytes

    @property
    def sleutel(self) -> str:
        return f"{self.naam}, {self.wie}"


def _lezen(wie: str) -> list[Pagina]:
    """Give the pages that everybody may read, each as this reader sees it."""
    return [
        Pagina("plan", "/plannen/{slug}/", "Speerpunt 1 (proef)", "plan/{plan}/", wie),
        Pagina("plan op een dag", "/plannen/{slug}/?op={op}", "Speerpunt 1 (proef)", "plan/{plan}/", wie),
        Pagina("speerpunt", "/plannen/{slug}/speerpunten/1/", "(proef)", "speerpunt/{plan}/", wie),
        Pagina("acties", "/plannen/{slug}/acties/", "(proef)", "lijst/{plan}/", wie),
        Pagina(
            "acties, gezocht",
            "/plannen/{slug}/acties/?q=taallessen&status=in_uitvoering",
            "Taallessen",
            "gezocht/{plan}/",
            wie,
        ),
        Pagina("vraagt aandacht", "/plannen/{slug}/acties/?aandacht=ja", "(proef)", "aandacht/{plan}/", wie),
        Pagina("actie", "/acties/{actie}/", "{titel}", "actie/{actie}/", wie),
        Pagina("start", "/", "(proef)", "plannen/0/", wie, groeit=True),
        Pagina("plannen", "/plannen/", "Plan 1 (proef)", "plannen/0/", wie, groeit=True),
        Pagina("matrix", "/plannen/{slug}/matrix/", "Welzijn (proef)", "matrix/{plan}/", wie),
        Pagina("tijdlijn", "/plannen/{slug}/tijdlijn/", "(proef)", "tijdlijn/{plan}/", wie),
        Pagina("wijzigingen", "/plannen/{slug}/wijzigingen/", "(proef)", "wijzigingen/{plan}/", wie),
        Pagina("verhaal", "/plannen/{slug}/verhaal/", "(proef)", "verhaal/{plan}/", wie),
        Pagina("zoeken", "/plannen/{slug}/zoeken/?q=vrijwilligers+opleiding", "<mark>", "zoeken/{plan}/", wie),
        Pagina("subsidies", "/plannen/{slug}/subsidies/", "(proef)", "subsidies/{plan}/", wie),
        Pagina("rapporten", "/plannen/{slug}/rapporten/", "(proef)", "rapporten/{plan}/", wie),
        Pagina("rapport", "/plannen/{slug}/rapporten/{rapport}/", 'id="rapport"', "rapport/{plan}/", wie),
        Pagina(
            "rapport, een speerpunt",
            "/plannen/{slug}/rapporten/{rapport}/?speerpunt=1",
            'class="rapport__actie"',
            "rapportdeel/{plan}/",
            wie,
        ),
        Pagina("acties.csv", "/plannen/{slug}/acties.csv", "(proef)", "csv/{plan}/", wie, bestand=True),
        Pagina("acties.xlsx", "/plannen/{slug}/acties.xlsx", "PK", "xlsx/{plan}/", wie, bestand=True),
        Pagina("organisaties", "/organisaties/", "(proef)", "organisaties/0/", wie, groeit=True),
        Pagina("organisatie", "/organisaties/{organisatie}/", "(proef)", "organisatie/{organisatie}/", wie),
        Pagina(
            "verantwoording",
            "/organisaties/{organisatie}/verantwoording/{jaar}/",
            "(proef)",
            "verantwoording/{organisatie}/",
            wie,
        ),
    ]


PAGINAS = [
    *_lezen(ANONIEM),
    Pagina("feed.atom", "/plannen/{slug}/wijzigingen/feed.atom", "<feed", "feed/{plan}/", bestand=True),
    Pagina("agenda.ics", "/plannen/{slug}/agenda.ics", "BEGIN:VCALENDAR", "agenda/{plan}/", bestand=True),
    Pagina("rapport.json", "/plannen/{slug}/rapporten/{rapport}.json", "(proef)", "rapportjson/{plan}/", bestand=True),
    Pagina("rapport.csv", "/plannen/{slug}/rapporten/{rapport}.csv", "(proef)", "rapportcsv/{plan}/", bestand=True),
    Pagina("aanmelden", "/aanmelden/", 'name="password"', "vast/12/", formulier=True),
    Pagina("uitleg", "/uitleg/", "</html>", "vast/24/"),
    Pagina("toegankelijkheid", "/toegankelijkheid/", "</html>", "vast/6/"),
    Pagina("privacy", "/privacy/", "</html>", "vast/12/"),
    Pagina("gezondheid", "/gezondheid/", "", "gezond/0/"),
    Pagina("security.txt", "/.well-known/security.txt", "Contact:", "vast/1/", bestand=True),
    Pagina("api: plan", "/api/plannen/{slug}/", "proefplan-1", "apiplan/{plan}/"),
    Pagina("api: acties", "/api/plannen/{slug}/acties/", "(proef)", "apiacties/{plan}/"),
    Pagina("api: actie", "/api/acties/{actie}/", "{titel}", "apiactie/{actie}/"),
    Pagina("alles.json", "/api/plannen/{slug}/alles.json", "(proef)", "alles/{plan}/", bestand=True),
    *_lezen(PARTNER),
    Pagina("mijn", "/mijn/", "Ingediend", "mijn/{organisatie}/", PARTNER),
    Pagina("mijn", "/mijn/", "Alles indienen", "mijn/{organisatie_met_werk}/", VRAGER, formulier=True),
    Pagina("melding", "/acties/{actie}/melding/", "toelichting", "melding/{actie}/", PARTNER, formulier=True),
    *_lezen(STAF),
    Pagina("mijn", "/mijn/", "(proef)", "eigenwerk/{staf}/", STAF, groeit=True),
    Pagina("actie bewerken", "/acties/{actie}/bewerken/", "{titel}", "bewerken/{actie}/", STAF, formulier=True),
    Pagina("nakijken", "/nakijken/", "(proef)", "wachtrij/0/", STAF, formulier=True, groeit=True),
    Pagina("een nakijken", "/nakijken/{melding}/", "Aanvaarden", "nakijken/{melding}/", STAF, formulier=True),
    Pagina("rondebord", "/rondes/{ronde}/", "Herinneren", "bord/{ronde}/", STAF, formulier=True),
    Pagina("rondes", "/plannen/{slug}/rondes/", "(proef)", "rondes/{plan}/", STAF),
    Pagina(
        "ontwerp van een rapport", "/plannen/{slug}/rapporten/{ronde_slug}/", 'id="rapport"', "ontwerp/{plan}/", STAF
    ),
]
