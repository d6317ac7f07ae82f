"""Indicatoren with where they stand on a day: fetched in one query, also beside other lists."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from organisaties.voorbereid import voorbereid
from speerpunten.lijsten import Lijst, Lijsten, als_rij, gebundeld, in_een, lees_rij, lijsten_in_een, verdeel
from speerpunten.meten import IndicatorStand, Meetpunt, bereken
from speerpunten.models import Indicator, Melding, Meting
from speerpunten.models.indicator import MetingQuerySet

KOLOMMEN = (
    "id",
    "actie_id",
    "speerpunt_id",
    "soort",
    "naam",
    "eenheid",
    "nulwaarde",
    "streefwaarde",
    "streefdatum",
    "cumulatief",
)


def indicatorlijsten(indicatoren: QuerySet[Indicator], metingen: MetingQuerySet) -> dict[str, Lijst]:
    """Give what `lijsten_in_een` fetches of these indicatoren and the metingen that count."""
    plan_van = Coalesce("actie__speerpunt__plan__van", "speerpunt__plan__van")
    metingen = metingen.filter(indicator__in=indicatoren.order_by().values("pk"))
    meting = als_rij("pk", "melding_id", "peildatum", "waarde", op=F("melding__aanvaard_op"))
    return {
        "indicator": (indicatoren, "pk", als_rij(*KOLOMMEN, plan_van=plan_van)),
        "meting": gebundeld(metingen, "indicator_id", meting),
    }


def _lees_metingen(lijsten: Lijsten) -> Iterator[tuple[int, list[dict]]]:
    """Give the rows of the metingen of each indicator, by its key, one indicator after the other."""
    for pk, tekst in lijsten["meting"]:
        yield int(pk), lees_rij(tekst)


def lees_standen(lijsten: Lijsten, op: dt.date) -> list[IndicatorStand]:
    """Give the indicatoren of `indicatorlijsten` with where they stand on day `op`, the oldest first."""
    return _standen(lijsten, _lees_metingen(lijsten), op)


def _standen(lijsten: Lijsten, metingen: Iterable[tuple[int, list[dict]]], op: dt.date) -> list[IndicatorStand]:
    punten = {
        pk: [
            Meetpunt(dt.date.fromisoformat(rij["peildatum"]), Decimal(rij["waarde"]))
            for rij in sorted(rijen, key=lambda rij: (rij["peildatum"], rij["op"] or "", rij["pk"]))
        ]
        for pk, rijen in metingen
    }
    return [_stand(lees_rij(tekst), punten, op) for _, tekst in lijsten["indicator"]]


def _stand(rij: dict, per_indicator: dict[int, list[Meetpunt]], op: dt.date) -> IndicatorStand:
    vanaf = dt.date.fromisoformat(rij.pop("plan_van"))
    for naam in ("nulwaarde", "streefwaarde"):
        rij[naam] = None if rij[naam] is None else Decimal(rij[naam])
    rij["streefdatum"] = rij["streefdatum"] and dt.date.fromisoformat(rij["streefdatum"])
    rij["cumulatief"] = bool(rij["cumulatief"])
    indicator = Indicator.from_db(None, KOLOMMEN, [rij[naam] for naam in KOLOMMEN])
    return bereken(indicator, per_indicator.get(indicator.pk, ()), op=op, vanaf=vanaf)


def stel_standen_samen(indicatoren: QuerySet[Indicator], *, op: dt.date) -> list[IndicatorStand]:
    """Give these indicatoren with where they stand on day `op`: one query, whatever their number."""
    return lees_standen(lijsten_in_een(**indicatorlijsten(indicatoren, Meting.objects.geldig_op(op))), op)


@dataclass(frozen=True)
class Rond:
    """An indicator around a melding: before it, with it, and the bare value that it says (None: no longer one)."""

    voor: IndicatorStand
    na: IndicatorStand
    gezegd: Decimal | None


def _rond(melding: Melding) -> QuerySet:
    """Ask for the indicatoren of which a melding, or the one that it replaces, speaks, and what was known of them."""
    delen = [pk for pk in (melding.pk, melding.vervangt_id) if pk]
    indicatoren = Indicator.objects.filter(metingen__melding__in=delen).distinct()
    bekend = Meting.objects.bekend_voor(melding) | Meting.objects.filter(melding=melding.pk)
    return in_een(**indicatorlijsten(indicatoren, bekend))


@voorbereid
def _rond_nu(gebruiker, *, melding: int, actie: int, vervangt: int | None) -> QuerySet:
    return _rond(Melding(pk=melding, actie_id=actie, vervangt_id=vervangt))


def metingen_rond(melding: Melding) -> list[Rond]:
    """Give the indicatoren of which a melding, or the one that it replaces, speaks: on its day, in one query."""
    if melding.is_aanvaard:  # the moment of accepting is no value of a query that is kept
        rijen = _rond(melding)
    else:
        rijen = _rond_nu(None, melding=melding.pk, actie=melding.actie_id, vervangt=melding.vervangt_id)
    lijsten = verdeel(rijen)
    metingen = dict(_lees_metingen(lijsten))

    def zonder(pk: int | None) -> list[IndicatorStand]:
        """Give where they stand without what one melding says."""
        rest = ((van, [rij for rij in rijen if rij["melding_id"] != pk]) for van, rijen in metingen.items())
        return _standen(lijsten, rest, melding.peildatum)

    zegt = {
        pk: Decimal(rij["waarde"]) for pk, rijen in metingen.items() for rij in rijen if rij["melding_id"] == melding.pk
    }
    paren = zip(zonder(melding.pk), zonder(melding.vervangt_id), strict=True)
    return [Rond(voor, na, zegt.get(voor.indicator.pk)) for voor, na in paren]


def per_actie(standen: Iterable[IndicatorStand]) -> dict[int, list[IndicatorStand]]:
    """Give the indicatoren of acties by the key of their actie."""
    uit: dict[int, list[IndicatorStand]] = {}
    for stand in standen:
        if stand.indicator.actie_id:
            uit.setdefault(stand.indicator.actie_id, []).append(stand)
    return uit
