"""The story of a plan, for citizens."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from organisaties.beurt import om_beurt
from speerpunten.access import plan_of_404
from speerpunten.dag import lees_dag
from speerpunten.delen import deel
from speerpunten.verhaal import stel_verhaal_samen


@login_not_required
@require_safe
@om_beurt
def verhaal(request: HttpRequest, slug: str) -> HttpResponse:
    """Tell what was promised, what came of it, what is stuck and why, and what follows; of public acties alone."""
    plan = plan_of_404(request, slug)
    dag = lees_dag(request)
    gemaakt = stel_verhaal_samen(plan, request.user, **dag.kijk(plan))
    context = {
        "plan": plan,
        "dag": dag,
        "verhaal": gemaakt,
        "delen": deel(
            plan,
            reverse("verhaal", args=[slug]),
            titel=f"Het verhaal van {plan.naam}",
            omschrijving=gemaakt.telling.kop_voor_burgers,
        ),
        "telling": gemaakt.telling,
        "kruimels": [(plan.naam, plan.get_absolute_url() + dag.staart), ("Het verhaal van dit plan", "")],
    }
    return render(request, "speerpunten/verhaal/verhaal.html", context)
