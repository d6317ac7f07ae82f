"""WHO: organisaties, gebruikers, who speaks for whom, and the wish that somebody else does."""

from organisaties.models.doorgave import Doorgave, Doorgavetoestand
from organisaties.models.wie import Gebruiker, Lidmaatschap, Organisatie, Rol, Samenvoeging, is_huidig

__all__ = [
    "Doorgave",
    "Doorgavetoestand",
    "Gebruiker",
    "Lidmaatschap",
    "Organisatie",
    "Rol",
    "Samenvoeging",
    "is_huidig",
]
