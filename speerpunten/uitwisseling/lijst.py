"""The list of acties as a table: the value of each column of the layout, per actie."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from django.db.models import CharField, Expression, QuerySet, Value
from django.db.models.functions import Cast

from organisaties.eenvan import EenVanDeze
from organisaties.voorbereid import voorbereid
from speerpunten.keuzes import OrganisatieRol
from speerpunten.models import Actie, ActieOrganisatie
from speerpunten.stand import ActieStand
from speerpunten.uitwisseling.indeling import ACTIES, SCHEIDING, Kolom

Waarde = str | int | dt.date | None
_ROLVOLGORDE = {rol: nr for nr, rol in enumerate(OrganisatieRol.values)}
_LIJSTEN = ("beleidsdomein", "doelgroep", "ook_bij", "trekker", "partner")
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
    """Ask for the names around acties, as (kind or role, key of the actie, name)."""
    deze = EenVanDeze("actie", acties)

    def namen(rijen: QuerySet, soort: Expression, naam: str) -> QuerySet:
        rijen = rijen.filter(deze).order_by().annotate(soort=soort, naam=Cast(naam, CharField()))
        return rijen.values_list("soort", "actie_id", "naam")

    return namen(ActieOrganisatie.objects, Cast("rol", CharField()), "organisatie__naam").union(
        namen(Actie.beleidsdomeinen.through.objects, Value("beleidsdomein", CharField()), "beleidsdomein__naam"),
        namen(Actie.doelgroepen.through.objects, Value("doelgroep", CharField()), "doelgroep__naam"),
        namen(Actie.ook_bij.through.objects, Value("ook_bij", CharField()), "speerpunt__nummer"),
        all=True,
    )


def _noem_lijsten(standen: list[ActieStand]) -> None:
    """Put on the acties the names of their domains, target groups, other speerpunten, trekkers, and partners (with
    their rol), each in order: one query for all of them."""
    per_actie: dict[int, dict[str, list[str]]] = {}
    for stand in standen:
        per_actie[stand.actie.pk] = stand.actie.namen = {lijst: [] for lijst in _LIJSTEN}
    gevraagd = _namen_bij(None, acties=list(per_actie)) if per_actie else ()
    bij: dict[tuple[str, str], list[int]] = {}  # few names, at many acties
    for soort, actie_id, naam in gevraagd:
        bij.setdefault((soort, naam), []).append(actie_id)
    for soort, naam in sorted(bij, key=_op_rol_en_naam):
        is_partner = soort in _ROLVOLGORDE and soort != OrganisatieRol.TREKKER
        lijst, tekst = ("partner", met_rol(naam, soort)) if is_partner else (soort, naam)
        for actie_id in bij[soort, naam]:
            per_actie[actie_id][lijst].append(tekst)


def _op_rol_en_naam(paar: tuple[str, str]) -> tuple[int, str, str]:
    soort, naam = paar
    return _ROLVOLGORDE.get(soort, 0), naam.casefold(), naam


def rijen(standen: list[ActieStand], kolommen: Sequence[Kolom] = ACTIES.uit) -> Iterable[list[Waarde]]:
    """Give the rows of the table, one per actie."""
    _noem_lijsten(standen)
    functies = [WAARDEN[kolom.naam] for kolom in kolommen]
    for stand in standen:
        yield [functie(stand) for functie in functies]
