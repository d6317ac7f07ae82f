"""WHO: organisaties, gebruikers, who speaks for whom, the wish that somebody else does, who was
invited, and who did what."""

from organisaties.models.doorgave import Doorgave, Doorgavetoestand
from organisaties.models.handeling import Handeling, Handelingsoort
from organisaties.models.uitnodiging import Uitnodiging
from organisaties.models.wie import Gebruiker, Lidmaatschap, Organisatie, Rol, Samenvoeging, is_huidig

__all__ = [
    "Doorgave",
    "Doorgavetoestand",
    "Gebruiker",
    "Handeling",
    "Handelingsoort",
    "Lidmaatschap",
    "Organisatie",
    "Rol",
    "Samenvoeging",
    "Uitnodiging",
    "is_huidig",
]
