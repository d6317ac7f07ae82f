"""The list of acties as a table: the value of each column of the layout, per actie."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from django.db.models import QuerySet, Value
from django.db.models.functions import Concat

from organisaties.eenvan import EenVanDeze
from organisaties.voorbereid import voorbereid
from speerpunten.keuzes import OrganisatieRol
from speerpunten.lijsten import in_een
from speerpunten.models import Actie, ActieOrganisatie
from speerpunten.stand import ActieStand
from speerpunten.uitwisseling.indeling import ACTIES, SCHEIDING, Kolom

Waarde = str | int | dt.date | None
_ROLVOLGORDE = {rol: nr for nr, rol in enumerate(OrganisatieRol.values)}
_ALS_ROL = tuple(f"({rol})" for rol in OrganisatieRol.values)  # how a name may end


def dag_of_jaar(dag: dt.date | None, alleen_jaar: bool) -> Waarde:
    """Give a day, or only its year where only that is known."""
    return dag.year if dag and alleen_jaar else dag


def ja_nee(waarde: bool) -> str:
    return "ja" if waarde else "nee"


def met_rol(naam: str, rol: str) -> str:
    """Give a name with its role behind it; a partner without, unless its name ends as if it had one."""
    zonder = rol == OrganisatieRol.PARTNER and not naam.endswith(_ALS_ROL)
    return naam if zonder else f"{naam} ({rol})"


def _van_stand(veld: str) -> Callable[[ActieStand], Waarde]:
    return lambda rij: (getattr(rij.stand, veld) or "") if rij.stand else ""


WAARDEN: dict[str, Callable[[ActieStand], Waarde]] = {
    "code": lambda rij: rij.actie.code,
    "titel": lambda rij: rij.actie.titel,
    "speerpunt": lambda rij: rij.actie.speerpunt.titel,
    "trekker": lambda rij: SCHEIDING.join(rij.actie.namen["trekker"]),
    "partners": lambda rij: SCHEIDING.join(rij.actie.namen["partner"]),
    "beleidsdomeinen": lambda rij: SCHEIDING.join(rij.actie.namen["beleidsdomein"]),
    "doelgroepen": lambda rij: SCHEIDING.join(rij.actie.namen["doelgroep"]),
    "start": lambda rij: dag_of_jaar(rij.actie.start, rij.actie.start_alleen_jaar),
    "einde": lambda rij: dag_of_jaar(rij.actie.einde, rij.actie.einde_alleen_jaar),
    "status": lambda rij: rij.status,
    "verloop": _van_stand("verloop"),
    "resultaat": _van_stand("resultaat"),
    "toelichting": _van_stand("toelichting"),
    "peildatum": _van_stand("peildatum"),
    "reden": _van_stand("reden"),
    "bereikt_resultaat": _van_stand("bereikt_resultaat"),
    "aandachtspunten": lambda rij: SCHEIDING.join(punt.reden for punt in rij.aandachtspunten),
    "omschrijving": lambda rij: rij.actie.omschrijving,
    "doorlopend": lambda rij: ja_nee(rij.actie.doorlopend),
    "openbaar": lambda rij: ja_nee(rij.actie.openbaar),
    "bron": lambda rij: rij.actie.bron,
    "ook_bij": lambda rij: SCHEIDING.join(sorted(rij.actie.namen["ook_bij"], key=int)),
    "beoogd_resultaat": lambda rij: rij.actie.beoogd_resultaat,
    "achtergrond": lambda rij: rij.actie.toelichting,
    "volgens_bron": lambda rij: rij.actie.volgens_bron,
    "koppeling_is_interpretatie": lambda rij: ja_nee(rij.actie.koppeling_is_interpretatie),
}


@voorbereid
def _namen_bij(gebruiker, *, acties: list[int]) -> QuerySet:
    """Ask for the names around acties, as (kind, key of the actie, name)."""
    deze = EenVanDeze("actie", acties)
    return in_een(
        beleidsdomein=(Actie.beleidsdomeinen.through.objects.filter(deze), "actie_id", "beleidsdomein__naam"),
        doelgroep=(Actie.doelgroepen.through.objects.filter(deze), "actie_id", "doelgroep__naam"),
        ook_bij=(Actie.ook_bij.through.objects.filter(deze), "actie_id", "speerpunt__nummer"),
        rol=(ActieOrganisatie.objects.filter(deze), "actie_id", Concat("rol", Value("\t"), "organisatie__naam")),
    )


def _noem_lijsten(standen: list[ActieStand]) -> None:
    """Put on the acties the names of their domains, target groups, other speerpunten, trekkers, and partners (with
    their rol), each in order: one query for all of them."""
    soorten = ("beleidsdomein", "doelgroep", "ook_bij", "rol")
    namen: dict[int, dict[str, list[str]]] = {stand.actie.pk: {soort: [] for soort in soorten} for stand in standen}
    gevraagd = _namen_bij(None, acties=list(namen)) if namen else ()
    for soort, actie_id, naam in sorted(gevraagd, key=lambda rij: rij[2].casefold()):
        namen[int(actie_id)][soort].append(naam)
    for stand in standen:
        van_actie = stand.actie.namen = namen[stand.actie.pk]
        rollen = [tekst.split("\t", 1) for tekst in van_actie.pop("rol")]
        rollen.sort(key=lambda paar: _ROLVOLGORDE[paar[0]])
        van_actie["trekker"] = [naam for rol, naam in rollen if rol == OrganisatieRol.TREKKER]
        van_actie["partner"] = [met_rol(naam, rol) for rol, naam in rollen if rol != OrganisatieRol.TREKKER]


def rijen(standen: list[ActieStand], kolommen: Sequence[Kolom] = ACTIES.uit) -> Iterable[list[Waarde]]:
    """Give the rows of the table, one per actie."""
    _noem_lijsten(standen)
    functies = [WAARDEN[kolom.naam] for kolom in kolommen]
    for stand in standen:
        yield [functie(stand) for functie in functies]
