"""The frame of a plan: its speerpunten and its rondes, and which ronde closed last."""

import datetime as dt
from collections.abc import Iterable
from operator import attrgetter

from django.db.models import QuerySet

from organisaties.voorbereid import voorbereid
from speerpunten.lijsten import Lijst, als_rij, in_een, lees_rij, verdeel
from speerpunten.models import Beleidsplan, Ronde, Speerpunt

RONDEDAGEN = ("van", "tot", "sluit")


@voorbereid
def _laatst_gesloten(gebruiker, *, plan: int, op: dt.date) -> QuerySet[Ronde]:
    return Ronde.objects.filter(plan=plan).gesloten(op).laatste_eerst()[:1]


def laatst_gesloten(plan: Beleidsplan, op: dt.date) -> Ronde | None:
    """Give the ronde of the plan that closed last before day `op`, or None: one query."""
    return _laatst_gesloten.eerste(None, plan=plan.pk, op=op)


def rondelijst(plan: int) -> Lijst:
    """Give the rondes of a plan as a list for `in_een`, which `lees_rondes` reads."""
    return Ronde.objects.filter(plan=plan), "pk", als_rij("naam", *RONDEDAGEN, "eindronde")


def lees_rondes(lijst: Iterable[tuple[str, str]], plan: Beleidsplan) -> list[Ronde]:
    """Give the rondes of a plan with their name, period and last day; not to be saved."""
    uit = []
    for pk, tekst in lijst:
        rij = lees_rij(tekst)
        dagen = {naam: dt.date.fromisoformat(rij[naam]) for naam in RONDEDAGEN}
        uit.append(Ronde(pk=int(pk), plan=plan, naam=rij["naam"], eindronde=bool(rij["eindronde"]), **dagen))
    return uit


@voorbereid
def _kader(gebruiker, *, plan: int) -> QuerySet:
    """Ask for the speerpunten and the rondes of a plan."""
    punt = als_rij("nummer", "titel", "toelichting")
    return in_een(punt=(Speerpunt.objects.filter(plan=plan), "pk", punt), ronde=rondelijst(plan))


def lees_kader(plan: Beleidsplan) -> tuple[list[Speerpunt], list[Ronde]]:
    """Give the speerpunten of a plan by number, and its rondes: one query."""
    lijsten = verdeel(_kader(None, plan=plan.pk))
    punten = [Speerpunt(pk=int(pk), plan=plan, **lees_rij(tekst)) for pk, tekst in lijsten["punt"]]
    return sorted(punten, key=attrgetter("nummer")), lees_rondes(lijsten["ronde"], plan)
