"""The list of acties as a table: its columns (contract: design, section 9) and its rows. Knows no HTTP."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from speerpunten.keuzes import OrganisatieRol
from speerpunten.lijsten import lijsten_in_een
from speerpunten.models import Actie
from speerpunten.stand import ActieStand

Waarde = str | int | dt.date | None
SCHEIDING = "; "


@dataclass(frozen=True)
class Kolom:
    """A column: its name, how wide it is in a sheet (characters), and how its value follows from an actie."""

    naam: str
    breedte: int
    waarde: Callable[[ActieStand], Waarde]


def _namen(actie: Actie, *rollen: str) -> str:
    return SCHEIDING.join(r.organisatie.naam for r in actie.rollen.all() if r.rol in rollen)


def _dag(dag: dt.date | None, alleen_jaar: bool) -> Waarde:
    """Give a day, or only its year where only that is known."""
    return dag.year if dag and alleen_jaar else dag


def _van_stand(veld: str) -> Callable[[ActieStand], Waarde]:
    return lambda rij: (getattr(rij.stand, veld) or "") if rij.stand else ""


KOLOMMEN = (
    Kolom("code", 8, lambda rij: rij.actie.code),
    Kolom("titel", 50, lambda rij: rij.actie.titel),
    Kolom("speerpunt", 50, lambda rij: rij.actie.speerpunt.titel),
    Kolom("trekker", 30, lambda rij: _namen(rij.actie, OrganisatieRol.TREKKER)),
    Kolom(
        "partners",
        40,
        lambda rij: _namen(rij.actie, OrganisatieRol.UITVOERDER, OrganisatieRol.PARTNER, OrganisatieRol.FINANCIER),
    ),
    Kolom("beleidsdomeinen", 25, lambda rij: SCHEIDING.join(rij.actie.namen["beleidsdomein"])),
    Kolom("doelgroepen", 25, lambda rij: SCHEIDING.join(rij.actie.namen["doelgroep"])),
    Kolom("start", 12, lambda rij: _dag(rij.actie.start, rij.actie.start_alleen_jaar)),
    Kolom("einde", 12, lambda rij: _dag(rij.actie.einde, rij.actie.einde_alleen_jaar)),
    Kolom("status", 18, lambda rij: rij.status),
    Kolom("verloop", 14, _van_stand("verloop")),
    Kolom("resultaat", 14, _van_stand("resultaat")),
    Kolom("toelichting", 60, _van_stand("toelichting")),
    Kolom("peildatum", 12, _van_stand("peildatum")),
    Kolom("reden", 40, _van_stand("reden")),
    Kolom("bereikt_resultaat", 40, _van_stand("bereikt_resultaat")),
    Kolom("aandachtspunten", 40, lambda rij: SCHEIDING.join(p.reden for p in rij.aandachtspunten)),
    Kolom("omschrijving", 60, lambda rij: rij.actie.omschrijving),
    Kolom("doorlopend", 12, lambda rij: "ja" if rij.actie.doorlopend else "nee"),
    Kolom("openbaar", 10, lambda rij: "ja" if rij.actie.openbaar else "nee"),
    Kolom("bron", 30, lambda rij: rij.actie.bron),
)


def _noem_lijsten(standen: list[ActieStand]) -> None:
    """Put the names of domains and target groups on the acties, in one query for all of them."""
    namen: dict[int, dict[str, list[str]]] = {
        stand.actie.pk: {"beleidsdomein": [], "doelgroep": []} for stand in standen
    }
    domeinen = Actie.beleidsdomeinen.through.objects.filter(actie__in=namen)
    groepen = Actie.doelgroepen.through.objects.filter(actie__in=namen)
    lijsten = lijsten_in_een(
        beleidsdomein=(domeinen, "actie_id", "beleidsdomein__naam"), doelgroep=(groepen, "actie_id", "doelgroep__naam")
    )
    for soort, paren in lijsten.items():
        for actie_id, naam in sorted(paren, key=lambda paar: paar[1].casefold()):
            namen[int(actie_id)][soort].append(naam)
    for stand in standen:
        stand.actie.namen = namen[stand.actie.pk]


def rijen(standen: list[ActieStand]) -> Iterable[list[Waarde]]:
    """Give the rows of the table, one per actie (with its `rollen` prefetched)."""
    _noem_lijsten(standen)
    for stand in standen:
        yield [kolom.waarde(stand) for kolom in KOLOMMEN]
