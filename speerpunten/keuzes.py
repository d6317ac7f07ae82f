"""The fixed lists of the domain: codes (contract, design section 8), labels and order.

The code of a member is also the name of its icon and of its colour.
"""

from django.db.models import TextChoices


class Toestand(TextChoices):
    """Where a beleidsplan is in its life."""

    CONCEPT = "concept", "concept"
    LOPEND = "lopend", "lopend"
    AFGESLOTEN = "afgesloten", "afgesloten"


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


class Fase(TextChoices):
    """Where a ronde is on a day; follows from its dates."""

    GEPLAND = "gepland", "gepland"
    OPEN = "open", "open"
    TE_LAAT = "te_laat", "deadline voorbij"
    GESLOTEN = "gesloten", "gesloten"
