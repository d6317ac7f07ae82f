"""What was measured and granted, as a report tells it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from speerpunten.bedragen import Som, tel_op
from speerpunten.indicatoren import lees_standen, per_actie
from speerpunten.meten import IndicatorStand
from speerpunten.models import Beleidsplan, Subsidie
from speerpunten.models.actie import ActieQuerySet
from speerpunten.rapportage.gegevens import Bedragregel, Indicatorregel, Subsidieregel, Subsidies

Namen = dict[str, dict[str, list[str]]]  # kind of list -> key -> texts
_GEMETEN = ("indicator", "meting")


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


def stel_cijfers_samen(plan: Beleidsplan, acties: ActieQuerySet, namen: Namen, op: dt.date) -> Cijfers:
    """Give what was measured (`indicator` and `meting`, taken out of `namen`) and granted by day `op`: one query."""
    paren = {
        soort: [(pk, tekst) for pk, teksten in namen.pop(soort).items() for tekst in teksten] for soort in _GEMETEN
    }
    per_speerpunt: dict[int, list[IndicatorStand]] = defaultdict(list)
    standen = lees_standen(paren, op)
    del paren  # each meting of the plan as text
    for stand in standen:
        if stand.indicator.speerpunt_id:
            per_speerpunt[stand.indicator.speerpunt_id].append(stand)
    openbaar = Q(actie=None) | Q(actie__in=acties.order_by().values("pk"))
    subsidies = Subsidie.objects.filter(openbaar, plan=plan, van__lte=op).met_namen().order_by("van", "pk")
    return Cijfers(per_actie(standen), per_speerpunt, list(subsidies))


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
