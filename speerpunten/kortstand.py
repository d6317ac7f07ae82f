"""Where the acties of a plan stand on a day, as far as counting and choosing need it: a row each, and no objects.

A page of a whole plan counts a thousand acties and shows a few. The rules are those of `stand` and `aandacht`; here
they look at columns. Who shows an actie asks for it by its key (`overzicht.standen_bij`).
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from organisaties.voorbereid import voorbereid
from speerpunten.aandacht import GEMELD, gronden
from speerpunten.keuzes import GEEN_GEGEVENS
from speerpunten.models import Beleidsplan, Melding, Mijlpaal, Ronde
from speerpunten.models.actie import BINNEN, GEVRAAGD, ActieQuerySet
from speerpunten.stand import heeft_nieuws

KOLOMMEN = ("pk", "speerpunt", "openbaar", "einde", "gezegd", "antwoord")
Mijlpalen = Mapping[int, list[Mijlpaal]]  # by the key of their actie


class Kortstand(NamedTuple):
    """One actie on one day: what is counted of it, and on which ground it asks for attention (None: it does not)."""

    actie_id: int
    speerpunt_id: int
    openbaar: bool
    status: str
    peildatum: dt.date | None
    gezegd_op: str  # that day and the moment it was accepted, to order by; empty where there is no stand
    is_bij: bool
    grond: tuple[str, dt.date] | None

    @property
    def vraagt_aandacht(self) -> bool:
        return self.grond is not None

    @property
    def gewicht(self) -> tuple[bool, dt.date]:
        """Order what asks for attention: what was said before what was computed, the longest first."""
        grond, sinds = self.grond
        return grond != GEMELD, sinds


def in_het_kort(acties: ActieQuerySet, *, op: dt.date, laatste_ronde: Ronde | None) -> QuerySet:
    """Give of acties the rows that `lees_kort` reads; `laatste_ronde` closed last before day `op` (or None)."""
    geldig = Melding.objects.geldig_op(op).filter(actie=OuterRef("pk")).nieuwste_eerst()
    delen = ("status", "verloop", Cast("peildatum", CharField()), Cast("aanvaard_op", CharField()))
    zin = Concat(*(stuk for deel in delen for stuk in (deel, Value(" "))), output_field=CharField())
    acties = acties.select_related(None).annotate(gezegd=Subquery(geldig.annotate(zin=zin).values("zin")[:1]))
    return acties.met_antwoord(laatste_ronde, op).values_list(*KOLOMMEN)


def lees_kort(
    rijen: Iterable[tuple], mijlpalen: Mijlpalen, *, op: dt.date, laatste_ronde: Ronde | None
) -> list[Kortstand]:
    """Give what the rows of `in_het_kort` tell of each actie, in their order. In: at least what was missed."""
    ronde, uit = laatste_ronde, []
    for pk, speerpunt, openbaar, einde, gezegd, antwoord in rijen:
        status, verloop, gezegd_op, peildatum = "", "", "", None
        if gezegd:
            status, verloop, gezegd_op = gezegd.split(" ", 2)
            peildatum = dt.date.fromisoformat(gezegd_op[:10])
        bij = heeft_nieuws(peildatum, ronde, antwoord == BINNEN)
        waarom = gronden(
            status=status,
            verloop=verloop,
            peildatum=peildatum,
            gemist=[m.streefdatum for m in mijlpalen[pk] if m.is_gemist(op)] if pk in mijlpalen else (),
            einde=einde,
            op=op,
            sluit=ronde.sluit if antwoord == GEVRAAGD and not bij else None,
        )
        grond = next(waarom, None)
        uit.append(Kortstand(pk, speerpunt, openbaar, status or GEEN_GEGEVENS, peildatum, gezegd_op, bij, grond))
    return uit


@voorbereid
def _mijlpalen_in(gebruiker, ook_komend: bool, *, plan: int, op: dt.date) -> QuerySet[Mijlpaal]:
    van_het_plan = Mijlpaal.objects.filter(actie__speerpunt__plan=plan)
    return van_het_plan.onbereikt(op) if ook_komend else van_het_plan.gemist(op)


def mijlpalen_in(plan: Beleidsplan, op: dt.date, *, ook_komend: bool = False) -> dict[int, list[Mijlpaal]]:
    """Give the mijlpalen of a plan that were missed on day `op`, by the key of their actie: one query; with
    `ook_komend` also those that still have to come.

    Also of acties that are hidden from the reader: for who looks up in it what that reader sees.
    """
    uit: dict[int, list[Mijlpaal]] = {}
    for mijlpaal in _mijlpalen_in(None, ook_komend, plan=plan.pk, op=op):
        uit.setdefault(mijlpaal.actie_id, []).append(mijlpaal)
    return uit
