"""A plan beside the one before it: a page and a CSV."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from speerpunten.access import plan_of_404
from speerpunten.dag import Dag, lees_dag
from speerpunten.models import Beleidsplan
from speerpunten.paar import ziet_alles
from speerpunten.uitwisseling.csv_bestand import csv_regels
from speerpunten.vergelijking import KOLOMMEN, Vergelijking, vergelijk
from speerpunten.views.uitvoer import leg_uitvoer_vast


def _plan(request: HttpRequest, slug: str) -> Beleidsplan:
    """Give the plan; 404 unless this reader may see it beside another: both public, or a reader with a rol."""
    plan = plan_of_404(request, slug)
    if not (plan.openbaar or ziet_alles(request.user)):
        raise Http404
    return plan


def _vergelijk(request: HttpRequest, plan: Beleidsplan, dag: Dag) -> Vergelijking:
    return vergelijk(
        plan.opvolger_van,
        plan,
        request.user,
        op=dag.op,
        oud_url=reverse("acties", args=[plan.opvolger_van.slug]),
        nieuw_url=reverse("acties", args=[plan.slug]),
        query=dag.query,
    )


@login_not_required
@require_safe
def vergelijking(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a plan beside the one before it; the address of the first plan leads to that of the next."""
    plan = _plan(request, slug)
    dag = lees_dag(request)
    if not plan.ziet_voorganger:
        if plan.ziet_opvolger and (plan.opvolger.openbaar or ziet_alles(request.user)):
            return redirect(reverse("vergelijking", args=[plan.opvolger.slug]) + dag.staart)
        raise Http404
    context = {
        "plan": plan,
        "dag": dag,
        "vergelijking": _vergelijk(request, plan, dag),
        "kruimels": [(plan.naam, plan.get_absolute_url() + dag.staart), ("Vergelijking", "")],
    }
    return render(request, "speerpunten/vergelijking/vergelijking.html", context)


@login_not_required
@require_safe
def vergelijking_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Give each actie of both plans once, with what became of it or from where it came."""
    plan = _plan(request, slug)
    if not plan.ziet_voorganger:
        raise Http404
    dag = lees_dag(request)
    uitkomst = _vergelijk(request, plan, dag)
    leg_uitvoer_vast(request, over=plan, bestand="vergelijking.csv")
    regels = csv_regels(KOLOMMEN, uitkomst.tabelrijen())
    naam = f"vergelijking-{slug}-{dag.op.isoformat()}.csv"
    kop = {"Content-Disposition": f'attachment; filename="{naam}"'}
    return StreamingHttpResponse(regels, content_type="text/csv; charset=utf-8", headers=kop)
