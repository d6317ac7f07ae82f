"""The plan and everything that is said about it. One file per subject; arrows point upwards in this list."""

from speerpunten.models.plan import Beleidsdomein, Beleidsplan, Doelgroep, Speerpunt
from speerpunten.models.ronde import Ronde, Uitstel
from speerpunten.models.invoer import Import
from speerpunten.models.actie import Actie, ActieOrganisatie, Mijlpaal, Verplaatsing
from speerpunten.models.melding import Gebeurtenis, Melding, MijlpaalMelding
from speerpunten.models.bijlage import Bijlage, Vrijgave
from speerpunten.models.post import Dagrun, Post, Postregel
from speerpunten.models.toegang import Linkaanvraag, Linkgebeurtenis, Toegangslink
from speerpunten.models.planrecord import Planrecord

__all__ = [
    "Actie",
    "ActieOrganisatie",
    "Beleidsdomein",
    "Beleidsplan",
    "Bijlage",
    "Dagrun",
    "Doelgroep",
    "Gebeurtenis",
    "Import",
    "Linkaanvraag",
    "Linkgebeurtenis",
    "Melding",
    "Mijlpaal",
    "MijlpaalMelding",
    "Planrecord",
    "Post",
    "Postregel",
    "Ronde",
    "Speerpunt",
    "Toegangslink",
    "Uitstel",
    "Verplaatsing",
    "Vrijgave",
]
