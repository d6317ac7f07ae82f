"""The one layout of workbooks and CSV, both ways: sheets, columns, what stands in each, other names for it.

Documented for users in `docs/uitwisseling.md` and in the template itself. The first columns of `acties` are a contract
(design, section 9).
"""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

SCHEIDING = "; "  # between names in one cell


@dataclass(frozen=True)
class Kolom:
    """A column: its name, how wide it is in a sheet (characters), what is to be filled in, and other names for it."""

    naam: str
    breedte: int
    uitleg: str
    synoniemen: tuple[str, ...] = ()
    alleen_uit: bool = False  # computed: written, and passed over when read
    alleen_in: bool = False  # understood, and never written
    keuzes: tuple[str, ...] = ()  # what a drop-down offers


@dataclass(frozen=True)
class Blad:
    """A sheet: its name, what one row is called, its columns, and those that say which record a row is."""

    naam: str
    enkelvoud: str
    kolommen: tuple[Kolom, ...]
    sleutels: tuple[str, ...]
    voorbeeld: dict[str, object] = field(default_factory=dict)

    @property
    def uit(self) -> tuple[Kolom, ...]:
        """Give the columns that an export writes."""
        return tuple(kolom for kolom in self.kolommen if not kolom.alleen_in)

    @property
    def namen(self) -> list[str]:
        return [kolom.naam for kolom in self.uit]

    @property
    def breedtes(self) -> list[int]:
        return [kolom.breedte for kolom in self.uit]

    def kolom(self, naam: str) -> Kolom:
        return next(kolom for kolom in self.kolommen if kolom.naam == naam)


JA_NEE = ("ja", "nee")
STATUSKEUZES = ("niet_gestart", "in_voorbereiding", "in_uitvoering", "uitgevoerd", "opgeschort", "stopgezet")
VERLOOPKEUZES = ("op_schema", "bijsturing", "vertraagd")
RESULTAATKEUZES = ("bereikt", "deels", "niet_bereikt")

_CODE = Kolom(
    "code",
    8,
    "Nummer van het speerpunt en van de actie, zoals 8.3. Leeg: een nieuwe actie.",
    (
        "nr",
        "nummer",
        "actienummer",
        "actienr",
        "actie nr",
        "nr actie",
        "nummer actie",
        "volgnummer",
        "code actie",
        "id",
    ),
)
_STAND = (
    Kolom(
        "status",
        18,
        "Hoever staat de actie? Leeg: geen stand.",
        (
            "stand",
            "stand van zaken",
            "status actie",
            "fase",
            "toestand",
            "hoever staat de actie",
            "voortgang",
            "realisatie",
        ),
        keuzes=STATUSKEUZES,
    ),
    Kolom(
        "verloop",
        14,
        "Hoe verloopt het? Nodig zolang de actie loopt.",
        ("hoe verloopt het", "op schema", "planning", "kleur", "verkeerslicht"),
        keuzes=VERLOOPKEUZES,
    ),
    Kolom(
        "resultaat",
        14,
        "Is het doel bereikt? Nodig als de actie uitgevoerd of stopgezet is.",
        ("is het doel bereikt", "doel bereikt"),
        keuzes=RESULTAATKEUZES,
    ),
    Kolom(
        "toelichting",
        60,
        "Wat is er gebeurd?",
        ("toelichting stand", "commentaar", "opmerking", "opmerkingen", "uitleg", "beschrijving stand"),
    ),
    Kolom(
        "peildatum",
        12,
        "Over welke dag gaat de stand? Zoals 30/06/2024.",
        ("stand op", "datum stand", "datum", "laatst bijgewerkt", "bijgewerkt op", "gerapporteerd op"),
    ),
    Kolom("reden", 40, "Waarom loopt het anders dan gepland?", ("oorzaak", "knelpunt", "knelpunten")),
    Kolom(
        "bereikt_resultaat",
        40,
        "Wat is bereikt, in woorden?",
        ("wat is bereikt", "resultaten", "gerealiseerd", "effect", "output"),
    ),
)

ACTIES = Blad(
    "acties",
    "actie",
    (
        _CODE,
        Kolom(
            "titel",
            50,
            "Naam van de actie. Nodig.",
            (
                "actie",
                "naam",
                "naam actie",
                "titel actie",
                "titel van de actie",
                "actienaam",
                "maatregel",
                "actiepunt",
                "project",
                "omschrijving actie",
            ),
        ),
        Kolom(
            "speerpunt",
            50,
            "Nummer of titel van het speerpunt. Nodig.",
            (
                "speerpunt nr",
                "speerpuntnummer",
                "nr speerpunt",
                "sp",
                "sp nr",
                "hoofdlijn",
                "doelstelling",
                "strategische doelstelling",
                "sd",
            ),
        ),
        Kolom(
            "trekker",
            30,
            "Wie trekt de actie? Naam van één organisatie.",
            (
                "verantwoordelijke partner",
                "verantwoordelijke",
                "eigenaar",
                "verantwoordelijke organisatie",
                "trekker partner",
                "lead",
                "trekkende partner",
                "trekkende organisatie",
                "hoofdpartner",
                "organisatie",
                "verantwoordelijke dienst",
                "dienst",
            ),
        ),
        Kolom(
            "partners",
            40,
            "Wie doet mee? Namen met ; ertussen; zo nodig met (uitvoerder) of (financier) erachter.",
            (
                "partner",
                "andere partners",
                "deelnemende organisaties",
                "deelnemende partners",
                "betrokken partners",
                "betrokken organisaties",
                "samenwerking met",
                "partnerorganisaties",
                "overige partners",
                "met wie",
                "wie doet mee",
                "wie werkt mee",
            ),
        ),
        Kolom(
            "beleidsdomeinen", 25, "Namen met ; ertussen.", ("beleidsdomein", "domein", "domeinen", "sector", "thema")
        ),
        Kolom("doelgroepen", 25, "Namen met ; ertussen.", ("doelgroep", "voor wie", "doelpubliek")),
        Kolom(
            "start",
            12,
            "Een dag (01/03/2022) of alleen een jaar (2022).",
            ("begin", "startdatum", "begindatum", "van", "start datum", "aanvang", "startjaar"),
        ),
        Kolom(
            "einde",
            12,
            "Een dag of alleen een jaar. Leeg bij een doorlopende actie.",
            ("eind", "einddatum", "tot", "tot en met", "deadline", "eind datum", "eindjaar", "klaar tegen"),
        ),
        *_STAND[:5],
        *_STAND[5:],
        Kolom("aandachtspunten", 40, "Berekend. Wordt niet ingelezen.", alleen_uit=True),
        Kolom("omschrijving", 60, "Wat houdt de actie in?", ("beschrijving", "inhoud", "wat houdt het in", "details")),
        Kolom(
            "doorlopend",
            12,
            "ja of nee. Een doorlopende actie heeft geen einde.",
            ("doorlopende actie", "continu"),
            keuzes=JA_NEE,
        ),
        Kolom("openbaar", 10, "ja of nee. Leeg: ja.", ("publiek", "zichtbaar"), keuzes=JA_NEE),
        Kolom("bron", 30, "Webadres waar dit gepubliceerd staat.", ("link", "url", "website", "webadres")),
        Kolom(
            "ook_bij",
            12,
            "Nummers van andere speerpunten die de actie raakt, met ; ertussen.",
            ("ook bij", "ook bij speerpunt", "raakt aan", "andere speerpunten"),
        ),
        Kolom(
            "beoogd_resultaat",
            50,
            "Wat moet er anders zijn als dit lukt?",
            ("beoogd resultaat", "doel", "doelen", "verwacht resultaat"),
        ),
        Kolom("achtergrond", 40, "Achtergrond en voorbehoud.", ("achtergrond en voorbehoud", "context")),
        Kolom("volgens_bron", 40, "De woorden van de bron zelf.", ("wat de bron zegt",)),
        Kolom("koppeling_is_interpretatie", 14, "ja: speerpunt en rollen staan niet in de bron.", (), keuzes=JA_NEE),
        Kolom(
            "uitvoerders",
            30,
            "Wie voert uit? Namen met ; ertussen.",
            ("uitvoerder", "uitvoerende partner", "uitvoering door", "uitvoerende organisatie"),
            alleen_in=True,
        ),
        Kolom(
            "looptijd",
            16,
            "Begin en einde in één cel, zoals 2022-2025.",
            (
                "periode",
                "timing",
                "duur",
                "uitvoeringsperiode",
                "looptijd actie",
                "wanneer",
                "termijn",
                "jaar",
                "jaren",
            ),
            alleen_in=True,
        ),
        Kolom(
            "financiers",
            30,
            "Wie betaalt mee? Namen met ; ertussen.",
            ("financier", "financiering", "gefinancierd door"),
            alleen_in=True,
        ),
    ),
    ("code", "titel"),
    {
        "titel": "Taalbad voor ouders (voorbeeld)",
        "speerpunt": 8,
        "trekker": "Taalhuis (voorbeeld)",
        "partners": "Buurtwerk (voorbeeld); Fonds voor de wijk (voorbeeld) (financier)",
        "start": 2024,
        "einde": 2025,
        "status": "in_uitvoering",
        "verloop": "op_schema",
        "toelichting": "Twee groepen zijn gestart.",
        "openbaar": "ja",
    },
)

MIJLPALEN = Blad(
    "mijlpalen",
    "mijlpaal",
    (
        Kolom("actie", 8, "Code van de actie, zoals 8.3. Nodig.", ("code", "actie code", "actienummer", "code actie")),
        Kolom("mijlpaal", 50, "Wat moet klaar zijn? Nodig.", ("titel", "naam", "omschrijving")),
        Kolom("streefdatum", 14, "Tegen welke dag? Nodig.", ("te bereiken tegen", "tegen", "deadline", "datum")),
        Kolom("bereikt_op", 14, "Op welke dag bereikt? Leeg: nog niet.", ("bereikt op", "bereikt", "klaar op")),
    ),
    ("actie", "mijlpaal"),
    {"actie": "8.1", "mijlpaal": "Tien ouders ingeschreven (voorbeeld)"},
)

STANDEN = Blad(
    "standen",
    "stand",
    (
        Kolom("actie", 8, "Code van de actie, zoals 8.3. Nodig.", ("code", "actie code", "actienummer", "code actie")),
        Kolom("peildatum", 12, "Over welke dag gaat de stand? Nodig.", ("stand op", "datum", "datum stand")),
        *(kolom for kolom in _STAND if kolom.naam != "peildatum"),
        Kolom("volgende_stappen", 40, "Wat gebeurt er nu?", ("volgende stappen", "vervolg")),
        Kolom("organisatie", 30, "Wie zegt het? Leeg: de trekker van de actie.", ("gerapporteerd door", "partner")),
        Kolom("ronde", 24, "Waar het bij hoort. Wordt niet ingelezen.", alleen_uit=True),
        Kolom("herkomst", 24, "Waar het vandaan komt. Wordt niet ingelezen.", alleen_uit=True),
    ),
    ("actie", "peildatum"),
    {"actie": "8.1", "status": "in_voorbereiding", "verloop": "op_schema", "toelichting": "De zaal is gevonden."},
)

ORGANISATIES = Blad(
    "organisaties",
    "organisatie",
    (
        Kolom(
            "naam", 40, "Naam van de organisatie. Nodig.", ("organisatie", "partner", "naam organisatie", "vereniging")
        ),
        Kolom("afkorting", 14, "Korte naam.", ("afk", "acroniem")),
        Kolom("rechtsvorm", 14, "Zoals vzw.", ("vorm", "statuut")),
        Kolom("kbo", 14, "Ondernemingsnummer, zoals 0862.910.119.", ("kbo nummer", "ondernemingsnummer", "btw nummer")),
        Kolom("website", 30, "Webadres.", ("site", "url", "webadres")),
        Kolom("omschrijving", 50, "Wat doet de organisatie?", ("beschrijving", "werking")),
        Kolom("bron", 30, "Webadres waar deze gegevens staan.", ()),
    ),
    ("naam", "kbo"),
    {"naam": "Taalhuis (voorbeeld)", "rechtsvorm": "vzw"},
)

CONTACTPERSONEN = Blad(
    "contactpersonen",
    "contactpersoon",
    (
        Kolom("organisatie", 40, "Voor wie spreekt deze persoon? Nodig.", ("partner", "vereniging", "werkt voor")),
        Kolom("naam", 30, "Voornaam en naam. Nodig.", ("contactpersoon", "persoon", "naam contactpersoon")),
        Kolom("e-mail", 34, "E-mailadres van het werk. Nodig.", ("email", "mail", "e mailadres", "mailadres")),
        Kolom("functie", 24, "Zoals coördinator.", ("rol", "titel functie")),
        Kolom("van", 12, "Vanaf welke dag? Leeg: vandaag.", ("sinds", "vanaf")),
        Kolom("tot", 12, "Tot en met welke dag? Leeg: geen einde.", ("tot en met",)),
    ),
    ("e-mail",),
    {"organisatie": "Taalhuis (voorbeeld)", "naam": "Naam (voorbeeld)", "e-mail": "naam@voorbeeld.test"},
)

BLADEN = (ACTIES, MIJLPALEN, STANDEN, ORGANISATIES, CONTACTPERSONEN)


def vlak(tekst: object) -> str:
    """Give a name without what differs from one typist to another: case, accents, punctuation, double spaces."""
    return _vlak(str(tekst))


@lru_cache(maxsize=20_000)  # names: a list repeats them row after row
def _vlak(tekst: str) -> str:
    plat = unicodedata.normalize("NFKD", tekst).casefold()
    plat = "".join(teken for teken in plat if not unicodedata.combining(teken))
    return " ".join(re.sub(r"[\W_]+", " ", plat).split()) or tekst.strip()
