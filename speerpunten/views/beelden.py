"""Pictures of a plan: the matrix of speerpunten and beleidsdomeinen, and the acties in time."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from organisaties.beurt import om_beurt
from speerpunten.access import plan_of_404
from speerpunten.dag import Dag, lees_dag, snelkeuzes
from speerpunten.matrix import stel_matrix_samen
from speerpunten.models import Beleidsplan, Speerpunt
from speerpunten.tijdlijn import stel_tijdlijn_samen

GENOEMD = 25  # acties without a beleidsdomein that are named
ALLES_OPEN = 60  # acties: with more, those of a speerpunt are folded
ALLES_TEGELIJK = 150  # acties: with more, only those of one speerpunt are drawn


def _context(plan: Beleidsplan, dag: Dag, titel: str, naam: str) -> dict[str, object]:
    """Give what both pages need: the plan, the day, its shortcuts, and the way back."""
    return {
        "plan": plan,
        "dag": dag,
        "dagkeuzes": snelkeuzes(plan, dag.vandaag),
        "pad": reverse(naam, args=[plan.slug]),
        "kruimels": [(plan.naam, plan.get_absolute_url() + dag.staart), (titel, "")],
    }


@login_not_required
@require_safe
@om_beurt
def matrix(request: HttpRequest, slug: str) -> HttpResponse:
    """Show which beleidsdomein has acties at which speerpunt, and where there are none."""
    plan = plan_of_404(request, slug)
    dag = lees_dag(request)
    beeld = stel_matrix_samen(plan, request.user, **dag.kijk(plan))
    context = _context(plan, dag, "Matrix", "matrix") | {"matrix": beeld, "zonder": beeld.zonder[:GENOEMD]}
    return render(request, "speerpunten/beelden/matrix.html", context)


def _gekozen(request: HttpRequest, speerpunten: list[Speerpunt]) -> tuple[Speerpunt | None, str]:
    """Read `?speerpunt=`: the speerpunt with that number, or a remark where there is none."""
    nummer = request.GET.get("speerpunt", "").strip()
    if not nummer:
        return None, ""
    gevonden = next((speerpunt for speerpunt in speerpunten if str(speerpunt.nummer) == nummer), None)
    return gevonden, "" if gevonden else f"Dit plan heeft geen speerpunt “{nummer[:20]}”. U ziet alle speerpunten."


@login_not_required
@require_safe
@om_beurt
def tijdlijn(request: HttpRequest, slug: str) -> HttpResponse:
    """Show when acties run, their mijlpalen, and how the plan went; of all speerpunten, or of `?speerpunt=` alone."""
    plan = plan_of_404(request, slug)
    dag = lees_dag(request)
    speerpunten = list(plan.speerpunten.order_by("nummer"))
    speerpunt, opmerking = _gekozen(request, speerpunten)
    beeld = stel_tijdlijn_samen(plan, request.user, op=dag.op, speerpunt=speerpunt, speerpunten=speerpunten)
    context = _context(plan, dag, "Tijdlijn", "tijdlijn") | {
        "tijdlijn": beeld,
        "speerpunten": speerpunten,
        "gekozen": speerpunt,
        "opmerking": opmerking,
        "tekent": speerpunt is not None or beeld.aantal <= ALLES_TEGELIJK,
        "open": speerpunt is not None or beeld.aantal <= ALLES_OPEN,
        "verborgen": [("speerpunt", speerpunt.nummer)] if speerpunt else [],
    }
    return render(request, "speerpunten/beelden/tijdlijn.html", context)
