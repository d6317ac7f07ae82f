"""What meldingen say beside their texts: about mijlpalen, and what they measured. Fetched in one query."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import QuerySet

from organisaties.eenvan import EenVanDeze
from organisaties.voorbereid import voorbereid
from speerpunten.indicatoren import indicatorlijsten, lees_standen, per_actie
from speerpunten.lijsten import als_rij, in_een, lees_rij, verdeel
from speerpunten.meten import IndicatorStand
from speerpunten.models import Actie, Indicator, Melding, Meting, MijlpaalMelding


@dataclass(frozen=True)
class Gezegd:
    """The indicatoren of an actie as they stand, and what one melding said about mijlpalen and indicatoren, by key."""

    indicatoren: tuple[IndicatorStand, ...] = ()
    mijlpalen: dict[int, dt.date | None] = field(default_factory=dict)
    metingen: dict[int, Decimal] = field(default_factory=dict)


@voorbereid
def _lijsten(gebruiker, *, acties: list[int], meldingen: list[int], op: dt.date) -> QuerySet:
    indicatoren = Indicator.objects.filter(EenVanDeze("actie", acties))
    deze = EenVanDeze("melding", meldingen)
    return in_een(
        **indicatorlijsten(indicatoren, Meting.objects.geldig_op(op)),
        mijlpaal=(MijlpaalMelding.objects.filter(deze), "pk", als_rij("melding_id", "mijlpaal_id", "bereikt_op")),
        gemeten=(Meting.objects.filter(deze), "pk", als_rij("melding_id", "indicator_id", "waarde")),
    )


def haal_gezegd(paren: Iterable[tuple[Actie, Melding | None]], *, op: dt.date) -> list[Gezegd]:
    """Give for each actie its indicatoren on day `op`, and what the melding said.

    Of a new correction: the numbers of what it replaces. One query, whatever the number of acties.
    """
    paren = list(paren)
    bronnen = [_bron(melding) for _, melding in paren]
    over = [bron for bron in bronnen if bron]
    lijsten = verdeel(_lijsten(None, acties=[actie.pk for actie, _ in paren], meldingen=over, op=op))
    standen = per_actie(lees_standen(lijsten, op))
    mijlpalen: dict[int, dict[int, dt.date | None]] = {}
    for rij in (lees_rij(tekst) for _, tekst in lijsten["mijlpaal"]):
        dag = rij["bereikt_op"] and dt.date.fromisoformat(rij["bereikt_op"])
        mijlpalen.setdefault(rij["melding_id"], {})[rij["mijlpaal_id"]] = dag
    metingen: dict[int, dict[int, Decimal]] = {}
    for rij in (lees_rij(tekst) for _, tekst in lijsten["gemeten"]):
        metingen.setdefault(rij["melding_id"], {})[rij["indicator_id"]] = Decimal(rij["waarde"])
    return [
        Gezegd(
            tuple(standen.get(actie.pk, ())),
            mijlpalen.get(melding.pk, {}) if melding and melding.pk else {},
            metingen.get(bron, {}),
        )
        for (actie, melding), bron in zip(paren, bronnen, strict=True)
    ]


def _bron(melding: Melding | None) -> int | None:
    """Give the key of the melding of which the numbers are put ready: a mijlpaal is adopted, a number is not."""
    return melding and (melding.pk or melding.vervangt_id)
