"""Which fields a plan file may hold, per kind of record: `docs/planbestand.md` as a table."""

from dataclasses import dataclass

from speerpunten.keuzes import Indicatorsoort, OrganisatieRol, Status, Subsidiesoort, Toestand
from speerpunten.models.melding import MAX_TEKST as MAX_MELDING
from speerpunten.planbestand.soorten import (
    Lezer,
    Waarde,
    dag,
    dag_of_jaar,
    decimaal,
    emailadres,
    ja_nee,
    kbo,
    keuze,
    lijst,
    mogelijk,
    nummer,
    sleutel,
    tekst,
    webadres,
)

FORMAAT = "samenleven-plan/1"
GEDEELD = ("beleidsdomeinen", "doelgroepen", "organisaties")  # one list for all plans
VAN_HET_PLAN = ("speerpunten", "acties", "rondes", "subsidies")
LIJSTEN = GEDEELD + VAN_HET_PLAN
BOVENSTE = ("formaat", "leeswijzer", "beleidsplan", *LIJSTEN)
VERPLICHTE_BOVENSTE = ("formaat", "beleidsplan", "speerpunten")
SLEUTELVELD = {"speerpunten": "nummer"}  # of the other records: "sleutel"


@dataclass(frozen=True)
class Veld:
    """One field: how it is read, whether it must be there, and its value as long as nobody said anything.

    `rijen` names the kind of the records inside it: a list of them, or with `een` a single one or null.
    """

    lees: Lezer | None = None
    verplicht: bool = False
    standaard: Waarde = ""
    rijen: str = ""
    een: bool = False


def _regel(maximum: int, *, verplicht: bool = False) -> Veld:
    return Veld(tekst(maximum, regels=False), verplicht=verplicht)


_TEKST = Veld(tekst())
_BRON = Veld(webadres())
_DAG = Veld(dag, standaard=None)
_VERPLICHTE_DAG = Veld(dag, verplicht=True, standaard=None)
_LIJST = {
    "sleutel": Veld(sleutel(120), verplicht=True),
    "naam": _regel(120, verplicht=True),
    "bron": _BRON,
    "toelichting": _TEKST,
}

SCHEMA: dict[str, dict[str, Veld]] = {
    "beleidsplan": {
        "sleutel": Veld(sleutel(), verplicht=True),
        "naam": _regel(200, verplicht=True),
        "van": _VERPLICHTE_DAG,
        "tot": _VERPLICHTE_DAG,
        "toestand": Veld(keuze(Toestand.values), standaard=Toestand.LOPEND.value),
        "openbaar": Veld(ja_nee, standaard=False),
        "vier_ogen": Veld(ja_nee, standaard=True),
        "inleiding": _TEKST,
        "document": _BRON,
        "besluit_nummer": _regel(100),
        "besluit_datum": _DAG,
        "besluit_url": _BRON,
        "contact": Veld(emailadres),
        "opdrachtgever": Veld(sleutel()),
        "opvolger_van": Veld(sleutel()),
        "bron": _BRON,
    },
    "beleidsdomeinen": _LIJST,
    "doelgroepen": _LIJST,
    "organisaties": {
        "sleutel": Veld(sleutel(), verplicht=True),
        "naam": _regel(200, verplicht=True),
        "afkorting": _regel(40),
        "rechtsvorm": _regel(100),
        "kbo": Veld(kbo),
        "website": Veld(webadres(300)),
        "omschrijving": _TEKST,
        "bron": _BRON,
        "opmerking": _TEKST,
    },
    "speerpunten": {
        "nummer": Veld(nummer, verplicht=True),
        "titel": _regel(300, verplicht=True),
        "toelichting": _TEKST,
        "vervolg_op": Veld(mogelijk(nummer), standaard=None),
        "ook_vervolg_op": Veld(lijst(nummer), standaard=[]),
        "indicatoren": Veld(rijen="indicatoren", standaard=[]),
    },
    "acties": {
        "sleutel": Veld(sleutel(120), verplicht=True),
        "speerpunt": Veld(nummer, verplicht=True),
        "nummer": Veld(nummer, standaard=None),
        "ook_bij": Veld(lijst(nummer), standaard=[]),
        "vervolg_op": Veld(sleutel(120)),
        "titel": _regel(250, verplicht=True),
        "omschrijving": _TEKST,
        "beoogd_resultaat": _TEKST,
        "start": Veld(dag_of_jaar, standaard=None),
        "einde": Veld(dag_of_jaar, standaard=None),
        "doorlopend": Veld(ja_nee, standaard=False),
        "openbaar": Veld(ja_nee, standaard=True),
        "bron": _BRON,
        "volgens_bron": _TEKST,
        "toelichting": _TEKST,
        "koppeling_is_interpretatie": Veld(ja_nee, standaard=False),
        "organisaties": Veld(rijen="rollen", standaard=[]),
        "beleidsdomeinen": Veld(lijst(sleutel(120)), standaard=[]),
        "doelgroepen": Veld(lijst(sleutel(120)), standaard=[]),
        "mijlpalen": Veld(rijen="mijlpalen", standaard=[]),
        "indicatoren": Veld(rijen="indicatoren", standaard=[]),
        "stand": Veld(rijen="stand", een=True, standaard=None),
    },
    "rollen": {
        "organisatie": Veld(sleutel(), verplicht=True),
        "rol": Veld(keuze(OrganisatieRol.values), verplicht=True),
    },
    "mijlpalen": {
        "titel": _regel(200, verplicht=True),
        "streefdatum": _VERPLICHTE_DAG,
        "bereikt_op": _DAG,
    },
    "indicatoren": {
        "naam": _regel(150, verplicht=True),
        "soort": Veld(keuze(Indicatorsoort.values), standaard=Indicatorsoort.GETAL.value),
        "eenheid": _regel(60),
        "nulwaarde": Veld(decimaal, standaard=None),
        "streefwaarde": Veld(decimaal, standaard=None),
        "streefdatum": _DAG,
        "cumulatief": Veld(ja_nee, standaard=False),
    },
    "stand": {
        "status": Veld(keuze(Status.values), verplicht=True),
        "peildatum": _VERPLICHTE_DAG,
        "toelichting": Veld(tekst(MAX_MELDING)),
    },
    "rondes": {
        "sleutel": Veld(sleutel(), verplicht=True),
        "naam": _regel(120, verplicht=True),
        "van": _VERPLICHTE_DAG,
        "tot": _VERPLICHTE_DAG,
        "opent": _VERPLICHTE_DAG,
        "deadline": _VERPLICHTE_DAG,
        "sluit": _VERPLICHTE_DAG,
        "eindronde": Veld(ja_nee, standaard=False),
    },
    "subsidies": {
        "sleutel": Veld(sleutel(120), verplicht=True),
        "organisatie": Veld(sleutel(), verplicht=True),
        "actie": Veld(sleutel(120)),
        "soort": Veld(keuze(Subsidiesoort.values), verplicht=True),
        "bedrag": Veld(decimaal, verplicht=True, standaard=None),
        "van": _VERPLICHTE_DAG,
        "tot": _VERPLICHTE_DAG,
        "financier": Veld(sleutel(), verplicht=True),
        "besluit_nummer": _regel(100),
        "besluit_datum": _DAG,
        "besluit_url": _BRON,
    },
}
