"""The fixed lists of the domain: codes (contract, design section 8), labels and order.

The code of a member is also the name of its icon and of its colour.
"""

from django.db.models import TextChoices


class Toestand(TextChoices):
    """Where a beleidsplan is in its life."""

    CONCEPT = "concept", "concept"
    LOPEND = "lopend", "lopend"
    AFGESLOTEN = "afgesloten", "afgesloten"


class Sluitdaad(TextChoices):
    """What a beheerder did with the whole of a plan."""

    AFGESLOTEN = "afgesloten", "afgesloten"
    HEROPEND = "heropend", "heropend"


class Overgangsbesluit(TextChoices):
    """What becomes of an actie when the next plan follows."""

    LOOPT_DOOR = "loopt_door", "loopt door"
    VERHUIST = "verhuist", "loopt door bij een ander speerpunt"
    STOPT = "stopt", "stopt met dit plan"


class OrganisatieRol(TextChoices):
    """What an organisatie does at an actie, in the order in which they are named."""

    TREKKER = "trekker", "trekker"
    UITVOERDER = "uitvoerder", "uitvoerder"
    PARTNER = "partner", "partner"
    FINANCIER = "financier", "financier"


RAPPORTERENDE_ROLLEN = (OrganisatieRol.TREKKER, OrganisatieRol.UITVOERDER)


class Status(TextChoices):
    """How far an actie is. The order is the order on every page and in every export: furthest first."""

    UITGEVOERD = "uitgevoerd", "Uitgevoerd"
    IN_UITVOERING = "in_uitvoering", "In uitvoering"
    IN_VOORBEREIDING = "in_voorbereiding", "In voorbereiding"
    NIET_GESTART = "niet_gestart", "Niet gestart"
    OPGESCHORT = "opgeschort", "Opgeschort"
    STOPGEZET = "stopgezet", "Stopgezet"


GEEN_GEGEVENS = "geen_gegevens"  # derived: no accepted melding on that day. Not "niet gestart".
GEEN_GEGEVENS_LABEL = "Geen gegevens"
STATUS_LABELS: dict[str, str] = {**dict(Status.choices), GEEN_GEGEVENS: GEEN_GEGEVENS_LABEL}

STATUSSEN_MET_VERLOOP = (Status.IN_VOORBEREIDING, Status.IN_UITVOERING, Status.OPGESCHORT)
AFGERONDE_STATUSSEN = (Status.UITGEVOERD, Status.STOPGEZET)
STATUSSEN_MET_REDEN = (Status.OPGESCHORT, Status.STOPGEZET)


class Verloop(TextChoices):
    """“Hoe verloopt het?”"""

    OP_SCHEMA = "op_schema", "Op schema"
    BIJSTURING = "bijsturing", "Bijsturing nodig"
    VERTRAAGD = "vertraagd", "Vertraagd"


class Resultaat(TextChoices):
    """“Wat is bereikt?”"""

    BEREIKT = "bereikt", "Bereikt"
    DEELS = "deels", "Deels bereikt"
    NIET_BEREIKT = "niet_bereikt", "Niet bereikt"


class MeldingToestand(TextChoices):
    """The way of a melding: concept -> ingediend -> (teruggestuurd ->) aanvaard."""

    CONCEPT = "concept", "Concept"
    INGEDIEND = "ingediend", "Ingediend"
    TERUGGESTUURD = "teruggestuurd", "Teruggestuurd"
    AANVAARD = "aanvaard", "Aanvaard"


VASTE_TOESTANDEN = (MeldingToestand.INGEDIEND, MeldingToestand.AANVAARD)  # sent: the content rules hold


class Herkomst(TextChoices):
    """Where a melding comes from."""

    RAPPORTERING = "rapportering", "rapportering"
    PUBLIEKE_BRON = "publieke_bron", "publieke bron"
    IMPORT = "import", "import"


class Soort(TextChoices):
    """What happened to a melding."""

    INGEDIEND = "ingediend", "ingediend"
    NIETS_VERANDERD = "niets_veranderd", "bevestigd dat er niets veranderde"
    TERUGGESTUURD = "teruggestuurd", "teruggestuurd"
    AANVAARD = "aanvaard", "aanvaard"
    GECORRIGEERD = "gecorrigeerd", "gecorrigeerd"
    TAAL_VERBETERD = "taal_verbeterd", "taal verbeterd"
    BIJLAGE_OPENBAAR = "bijlage_openbaar", "bijlage openbaar gemaakt"
    BIJLAGE_BESLOTEN = "bijlage_besloten", "bijlage niet langer openbaar"


class Bestandsoort(TextChoices):
    """The kinds of file that may be attached, judged by their content. The code is the extension."""

    PDF = "pdf", "pdf"
    DOCX = "docx", "docx"
    XLSX = "xlsx", "xlsx"
    ODT = "odt", "odt"
    ODS = "ods", "ods"
    PNG = "png", "png"
    JPG = "jpg", "jpg"

    @property
    def mime(self) -> str:
        return _MIME[self]


_OOXML = "application/vnd.openxmlformats-officedocument"
_MIME = {
    Bestandsoort.PDF: "application/pdf",
    Bestandsoort.DOCX: f"{_OOXML}.wordprocessingml.document",
    Bestandsoort.XLSX: f"{_OOXML}.spreadsheetml.sheet",
    Bestandsoort.ODT: "application/vnd.oasis.opendocument.text",
    Bestandsoort.ODS: "application/vnd.oasis.opendocument.spreadsheet",
    Bestandsoort.PNG: "image/png",
    Bestandsoort.JPG: "image/jpeg",
}


VERZONDEN = (Soort.INGEDIEND, Soort.NIETS_VERANDERD)  # two ways to send


class Indicatorsoort(TextChoices):
    """What is measured: an amount, or whether something is so."""

    GETAL = "getal", "een getal"
    JA_NEE = "ja_nee", "ja of nee"


class Subsidiesoort(TextChoices):
    """Which kind of grant."""

    WERKING = "werking", "werking"
    PROJECT = "project", "project"
    INVESTERING = "investering", "investering"
    CONVENANT = "convenant", "convenant"


class Fase(TextChoices):
    """Where a ronde is on a day; follows from its dates."""

    GEPLAND = "gepland", "gepland"
    OPEN = "open", "open"
    TE_LAAT = "te_laat", "deadline voorbij"
    GESLOTEN = "gesloten", "gesloten"


class Tekstsoort(TextChoices):
    """The texts that staff write in a report."""

    INLEIDING = "inleiding", "inleiding"
    DUIDING = "duiding", "duiding"
    CONCLUSIE = "conclusie", "conclusie"


class Postsoort(TextChoices):
    """Which mail it is: the reminders of a ronde, what is told at once, and the digest of staff."""

    OPENING = "opening", "ronde geopend"
    HERINNERING_14 = "herinnering_14", "herinnering, 14 dagen vooraf"
    HERINNERING_7 = "herinnering_7", "herinnering, 7 dagen vooraf"
    HERINNERING_1 = "herinnering_1", "herinnering, 1 dag vooraf"
    TE_LAAT = "te_laat", "deadline voorbij"
    HERINNERING_NU = "herinnering_nu", "herinnering door een medewerker"
    ONTVANGEN = "ontvangen", "ontvangen"
    TERUGGESTUURD = "teruggestuurd", "teruggestuurd"
    AANVAARD = "aanvaard", "aanvaard"
    TAAL_VERBETERD = "taal_verbeterd", "taal verbeterd"
    OVERZICHT = "overzicht", "overzicht voor medewerkers"
    LINK = "link", "nieuwe link"
    DOORGAVE = "doorgave", "contactpersoon doorgegeven"
    DOORGAVE_KLAAR = "doorgave_klaar", "doorgave afgehandeld"
    WELKOM = "welkom", "nieuwe contactpersoon"
    UITNODIGING = "uitnodiging", "uitnodiging"


# Those that ask for what is missing in a ronde: no longer needed once that is answered or closed.
VRAGENDE_POST = (
    Postsoort.OPENING,
    Postsoort.HERINNERING_14,
    Postsoort.HERINNERING_7,
    Postsoort.HERINNERING_1,
    Postsoort.TE_LAAT,
    Postsoort.HERINNERING_NU,
)

# Those about a contact person who was given (`organisaties.Doorgave`): to staff, to who gave it, to the new one.
DOORGEEFPOST = (Postsoort.DOORGAVE, Postsoort.DOORGAVE_KLAAR, Postsoort.WELKOM)


class Posttoestand(TextChoices):
    """The way of a mail: klaar -> bezig -> verzonden, or mislukt, or overgeslagen."""

    KLAAR = "klaar", "wacht op verzending"
    BEZIG = "bezig", "wordt verzonden"
    VERZONDEN = "verzonden", "verzonden"
    MISLUKT = "mislukt", "mislukt"
    OVERGESLAGEN = "overgeslagen", "overgeslagen"


class Linkdaad(TextChoices):
    """What happened to a safe link."""

    GEMAAKT = "gemaakt", "gemaakt"
    GEBRUIKT = "gebruikt", "gebruikt"
    GEWEIGERD = "geweigerd", "geweigerd"
    INGETROKKEN = "ingetrokken", "ingetrokken"
