"""The plan and everything that is said about it. One file per subject; arrows point upwards in this list."""

from speerpunten.models.plan import Beleidsdomein, Beleidsplan, Doelgroep, Speerpunt
from speerpunten.models.ronde import Ronde, Uitstel
from speerpunten.models.invoer import Import
from speerpunten.models.actie import Actie, ActieOrganisatie
from speerpunten.models.verplaatsing import Verplaatsing
from speerpunten.models.opvolging import Afsluiting, Overgang
from speerpunten.models.melding import Gebeurtenis, Melding
from speerpunten.models.standtekst import Standtekst
from speerpunten.models.mijlpaal import Mijlpaal, MijlpaalMelding
from speerpunten.models.indicator import Indicator, Meting
from speerpunten.models.subsidie import Subsidie
from speerpunten.models.bijlage import Bijlage, Vrijgave
from speerpunten.models.post import Dagrun, Post, Postregel
from speerpunten.models.toegang import Linkaanvraag, Linkgebeurtenis, Toegangslink
from speerpunten.models.rapport import Behandeling, Rapport, Rapporttekst, Rechtzetting
from speerpunten.models.schrapping import Schrapping
from speerpunten.models.planrecord import Planrecord

__all__ = [
    "Actie",
    "ActieOrganisatie",
    "Afsluiting",
    "Behandeling",
    "Beleidsdomein",
    "Beleidsplan",
    "Bijlage",
    "Dagrun",
    "Doelgroep",
    "Gebeurtenis",
    "Import",
    "Indicator",
    "Linkaanvraag",
    "Linkgebeurtenis",
    "Melding",
    "Meting",
    "Mijlpaal",
    "MijlpaalMelding",
    "Overgang",
    "Planrecord",
    "Post",
    "Postregel",
    "Rapport",
    "Rapporttekst",
    "Rechtzetting",
    "Ronde",
    "Schrapping",
    "Speerpunt",
    "Standtekst",
    "Subsidie",
    "Toegangslink",
    "Uitstel",
    "Verplaatsing",
    "Vrijgave",
]
