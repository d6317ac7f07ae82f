"""What was measured and granted, as a report tells it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q, QuerySet

from organisaties.eenvan import EenVanDeze
from organisaties.voorbereid import voorbereid
from speerpunten.bedragen import Som, tel_op
from speerpunten.indicatoren import lees_standen, per_actie
from speerpunten.lijsten import Lijsten
from speerpunten.meten import IndicatorStand
from speerpunten.models import Actie, Beleidsplan, Subsidie
from speerpunten.rapportage.gegevens import Bedragregel, Indicatorregel, Subsidieregel, Subsidies

GEMETEN = ("indicator", "meting")  # the lists of `indicatorlijsten`


@dataclass(frozen=True)
class Cijfers:
    """The indicatoren (by actie, and by the key of the speerpunt) and the subsidies of the plan on the day."""

    per_actie: dict[int, list[IndicatorStand]]
    per_speerpunt: dict[int, list[IndicatorStand]]
    subsidies: list[Subsidie]

    @cached_property
    def subsidies_per_actie(self) -> dict[int, list[Subsidie]]:
        uit: dict[int, list[Subsidie]] = defaultdict(list)
        for subsidie in self.subsidies:
            uit[subsidie.actie_id].append(subsidie)
        return uit


@voorbereid
def _subsidies(gebruiker, *, plan: int, op: dt.date, acties: list[int]) -> QuerySet[Subsidie]:
    openbaar = Q(actie=None) | Q(EenVanDeze("actie", acties))
    return Subsidie.objects.filter(openbaar, plan=plan, van__lte=op).met_namen().order_by("van", "pk")


def stel_cijfers_samen(plan: Beleidsplan, acties: Iterable[Actie], gemeten: Lijsten, op: dt.date) -> Cijfers:
    """Give what was measured (the lists `GEMETEN`) and granted by day `op`: one query."""
    per_speerpunt: dict[int, list[IndicatorStand]] = defaultdict(list)
    standen = lees_standen(gemeten, op)
    for stand in standen:
        if stand.indicator.speerpunt_id:
            per_speerpunt[stand.indicator.speerpunt_id].append(stand)
    subsidies = _subsidies(None, plan=plan.pk, op=op, acties=[actie.pk for actie in acties])
    return Cijfers(per_actie(standen), per_speerpunt, subsidies)


def indicatorregels(standen: Iterable[IndicatorStand]) -> tuple[Indicatorregel, ...]:
    """Give indicatoren as a report tells them."""
    return tuple(Indicatorregel(s.indicator.naam, s.tekst, s.dag, s.procent) for s in standen)


def subsidieregels(subsidies: Iterable[Subsidie]) -> tuple[Subsidieregel, ...]:
    """Give subsidies (with `met_namen`) as a report tells them."""
    return tuple(_subsidieregel(subsidie) for subsidie in subsidies)


def _subsidieregel(subsidie: Subsidie) -> Subsidieregel:
    return Subsidieregel(
        organisatie=subsidie.organisatie.naam,
        soort=subsidie.get_soort_display(),
        bedrag=subsidie.bedrag,
        van=subsidie.van,
        tot=subsidie.tot,
        financier=subsidie.financier.naam,
        besluit=subsidie.besluit_nummer,
        url=subsidie.besluit_url,
    )


def totalen(cijfers: Cijfers) -> Subsidies | None:
    """Give what the subsidies come to; None where nothing was granted."""
    if not cijfers.subsidies:
        return None
    sommen = tel_op(cijfers.subsidies)
    delen = (sommen.per_jaar, sommen.per_speerpunt, sommen.per_financier)
    return Subsidies(_bedragregel(sommen.totaal), *(tuple(_bedragregel(som) for som in deel) for deel in delen))


def _bedragregel(som: Som) -> Bedragregel:
    return Bedragregel(som.naam, som.bedrag, som.aantal)
