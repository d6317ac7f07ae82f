"""The list of acties as a table: the value of each column of the layout, per actie."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any

from django.db.models import CharField, Expression, QuerySet, Value
from django.db.models.functions import Cast

from organisaties.eenvan import EenVanDeze
from organisaties.voorbereid import voorbereid
from speerpunten.keuzes import OrganisatieRol
from speerpunten.lijsten import Sleutellijst
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


def _namen(lijst: str) -> Callable[[Actie], str]:
    return lambda actie: SCHEIDING.join(actie.namen[lijst])


class _Ongezegd:
    """Stands where an actie has no stand: nothing was said."""

    def __getattr__(self, veld: str) -> str:
        return ""


# Of what a column tells: the actie, its stand, or both together; and what it tells of it.
ACTIE, GEZEGD, SAMEN = "actie", "gezegd", "samen"
WAARDEN: dict[str, tuple[str, Callable[[Any], Waarde]]] = {
    "code": (ACTIE, attrgetter("code")),
    "titel": (ACTIE, attrgetter("titel")),
    "speerpunt": (ACTIE, attrgetter("speerpunt.titel")),
    "trekker": (ACTIE, _namen("trekker")),
    "partners": (ACTIE, _namen("partner")),
    "beleidsdomeinen": (ACTIE, _namen("beleidsdomein")),
    "doelgroepen": (ACTIE, _namen("doelgroep")),
    "start": (ACTIE, lambda actie: dag_of_jaar(actie.start, actie.start_alleen_jaar)),
    "einde": (ACTIE, lambda actie: dag_of_jaar(actie.einde, actie.einde_alleen_jaar)),
    "status": (SAMEN, attrgetter("status")),
    "verloop": (GEZEGD, attrgetter("verloop")),
    "resultaat": (GEZEGD, attrgetter("resultaat")),
    "toelichting": (GEZEGD, attrgetter("toelichting")),
    "peildatum": (GEZEGD, attrgetter("peildatum")),
    "reden": (GEZEGD, attrgetter("reden")),
    "bereikt_resultaat": (GEZEGD, attrgetter("bereikt_resultaat")),
    "aandachtspunten": (SAMEN, lambda rij: SCHEIDING.join(punt.reden for punt in rij.aandachtspunten)),
    "omschrijving": (ACTIE, attrgetter("omschrijving")),
    "doorlopend": (ACTIE, lambda actie: ja_nee(actie.doorlopend)),
    "openbaar": (ACTIE, lambda actie: ja_nee(actie.openbaar)),
    "bron": (ACTIE, attrgetter("bron")),
    "ook_bij": (ACTIE, lambda actie: SCHEIDING.join(sorted(actie.namen["ook_bij"], key=int))),
    "beoogd_resultaat": (ACTIE, attrgetter("beoogd_resultaat")),
    "achtergrond": (ACTIE, attrgetter("toelichting")),
    "volgens_bron": (ACTIE, attrgetter("volgens_bron")),
    "koppeling_is_interpretatie": (ACTIE, lambda actie: ja_nee(actie.koppeling_is_interpretatie)),
}


@voorbereid
def _namen_bij(gebruiker, *, acties: list[int]) -> QuerySet:
    """Ask for the names around acties, as (kind or role, name, keys of the acties)."""
    deze = EenVanDeze("actie", acties)

    def namen(rijen: QuerySet, soort: Expression, naam: str) -> QuerySet:
        rijen = rijen.filter(deze).order_by().annotate(soort=soort, naam=Cast(naam, CharField()))
        return rijen.values("soort", "naam").annotate(bij=Sleutellijst("actie")).values_list("soort", "naam", "bij")

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
    for soort, naam, acties in sorted(gevraagd, key=_op_rol_en_naam):
        is_partner = soort in _ROLVOLGORDE and soort != OrganisatieRol.TREKKER
        lijst, tekst = ("partner", met_rol(naam, soort)) if is_partner else (soort, naam)
        for actie in acties:
            per_actie[actie][lijst].append(tekst)


def _op_rol_en_naam(rij: tuple[str, str, list[int]]) -> tuple[int, str, str]:
    soort, naam, _ = rij
    return _ROLVOLGORDE.get(soort, 0), naam.casefold(), naam


def rijen(standen: list[ActieStand], kolommen: Sequence[Kolom] = ACTIES.uit) -> Iterable[tuple[Waarde, ...]]:
    """Give the rows of the table, one per actie."""
    _noem_lijsten(standen)
    ongezegd = _Ongezegd()
    van = {
        ACTIE: [stand.actie for stand in standen],
        GEZEGD: [stand.stand or ongezegd for stand in standen],
        SAMEN: standen,
    }
    return zip(*(map(functie, van[waarvan]) for waarvan, functie in (WAARDEN[k.naam] for k in kolommen)), strict=True)
