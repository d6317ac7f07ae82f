"""The definitive report of the first ronde of the example, so that a demonstration shows what one looks like."""

from organisaties.models import Gebruiker
from speerpunten.keuzes import Tekstsoort
from speerpunten.models import Rapport, Ronde
from speerpunten.services.rapporten import maak_definitief, schrijf_teksten, sleutels_van

EERSTE_RONDE = "2022-1"  # its key in plan.json
INLEIDING = """\
Dit is het eerste rapport over het voorbeeldplan. Het gaat over de eerste zes maanden van 2022.

De partners zeiden zelf hoe hun acties stonden. Een medewerker keek elk antwoord na. Alles in dit rapport is verzonnen.
"""
DUIDING = {
    1: "De meeste acties bereiden zich voor. De werkgroepen staan klaar om in september te beginnen.",
    8: "De komst van mensen uit Oekraïne vroeg veel van dit speerpunt. De onthaalplekken gingen vroeger open.",
}
CONCLUSIE = """\
Het plan is vertrokken. Veel acties gebruikten deze maanden om mensen, plaatsen en afspraken te vinden.

In het volgende rapport tonen we welke van deze acties begonnen zijn.
"""


def maak_eerste_rapport(ronde: Ronde, *, schrijver: Gebruiker, beheerder: Gebruiker) -> Rapport:
    """Write the texts of a ronde that is over and make its report definitive; raises what the services raise."""
    teksten = {
        Tekstsoort.INLEIDING: lambda punt: INLEIDING,
        Tekstsoort.DUIDING: lambda punt: DUIDING.get(punt.nummer, ""),
        Tekstsoort.CONCLUSIE: lambda punt: CONCLUSIE,
    }
    nieuw = {sleutel: (teksten[sleutel[0]](punt).strip(), 0) for sleutel, punt in sleutels_van(ronde).items()}
    schrijf_teksten(ronde=ronde, teksten=nieuw, door=schrijver)
    return maak_definitief(ronde=ronde, door=beheerder)
