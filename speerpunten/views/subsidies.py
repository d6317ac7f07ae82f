"""The subsidies of a plan: what they come to, and each with its decision."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from organisaties.voorbereid import voorbereid
from speerpunten.access import plan_of_404
from speerpunten.bedragen import UITLEG, tel_op
from speerpunten.models import Subsidie

PER_PAGINA = 50


@voorbereid
def _subsidies(gebruiker, *, plan: int) -> QuerySet[Subsidie]:
    return Subsidie.objects.zichtbaar_voor(gebruiker).filter(plan=plan).met_namen().nieuwste_eerst()


@login_not_required
@require_safe
def subsidies(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what the subsidies of a plan come to, as far as this reader may know them, and list them."""
    plan = plan_of_404(request, slug)
    alle = _subsidies(request.user, plan=plan.pk)
    totalen = tel_op(alle)
    context = {
        "plan": plan,
        "totalen": totalen,
        "verdelingen": [
            ("Per jaar", "Jaar", totalen.per_jaar),
            ("Per speerpunt", "Speerpunt", totalen.per_speerpunt),
            ("Per financier", "Financier", totalen.per_financier),
        ],
        "uitleg": UITLEG,
        "pagina": Paginator(alle, PER_PAGINA).get_page(request.GET.get("pagina")),
        "kruimels": [(plan.naam, plan.get_absolute_url()), ("Subsidies", "")],
    }
    return render(request, "speerpunten/subsidies/subsidies.html", context)
