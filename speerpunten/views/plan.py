"""Reading a plan: the plans, its overview, a speerpunt."""

import datetime as dt

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from speerpunten.access import plan_of_404, speerpunt_of_404
from speerpunten.afsluiten import laatste_afsluiting
from speerpunten.dag import Dag, als_snelkeuzes, lees_dag, voorbije_rondes
from speerpunten.delen import deel, inbedding
from speerpunten.indicatoren import stel_standen_samen
from speerpunten.lijsten import lijsten_in_een
from speerpunten.models import Beleidsplan, Speerpunt
from speerpunten.overzicht import laatst_gemeld, plannen_met_aantallen, stel_overzicht_samen, stel_speerpunt_samen
from speerpunten.vervolg import Puntvervolg, lees_puntvervolg, puntlijsten

AANDACHT_OP_OVERZICHT = 5


@login_not_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Lead to the one plan there is, or show all."""
    plannen = Beleidsplan.objects.zichtbaar_voor(request.user)[:2]
    if len(plannen) == 1:
        return redirect(plannen[0])
    return plannen_lijst(request)


@login_not_required
@require_safe
def plannen_lijst(request: HttpRequest) -> HttpResponse:
    plannen = plannen_met_aantallen(request.user)
    return render(request, "speerpunten/plannen.html", {"plannen": plannen})


@login_not_required
@require_safe
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """Show where the plan stands: one sentence, one bar, then the speerpunten."""
    beleidsplan = plan_of_404(request, slug)
    dag = lees_dag(request)
    rondes = list(beleidsplan.rondes.all())
    overzicht = stel_overzicht_samen(beleidsplan, request.user, **dag.kijk(beleidsplan), rondes=rondes)
    context = {
        "plan": beleidsplan,
        "dag": dag,
        "dagkeuzes": als_snelkeuzes(
            beleidsplan, dag.vandaag, [ronde.tot for ronde in rondes if ronde.tot < dag.vandaag]
        ),
        "overzicht": overzicht,
        "laatst_gemeld": laatst_gemeld(overzicht.standen),
        "delen": deel(
            beleidsplan, beleidsplan.get_absolute_url(), titel=beleidsplan.naam, omschrijving=overzicht.telling.kop
        ),
        "aandacht": overzicht.aandacht[:AANDACHT_OP_OVERZICHT],
        "afgesloten": laatste_afsluiting(beleidsplan, met_rest=getattr(request.user, "is_medewerker", False)),
        "mag_wijzigen": getattr(request.user, "is_medewerker", False) and not beleidsplan.is_afgesloten,
        "mag_opvolgen": getattr(request.user, "is_beheerder", False),
    }
    return render(request, "speerpunten/plan.html", context)


def _rondom(
    speerpunt: Speerpunt, gebruiker, dag: Dag
) -> tuple[Speerpunt | None, Speerpunt | None, list[tuple[str, str]], Puntvervolg]:
    """Give the speerpunt before and after this one, the shortcuts of the date field, and what it is in the plans before
    and after: one query."""
    plan = speerpunt.plan
    lijsten = lijsten_in_een(
        speerpunt=(Speerpunt.objects.filter(plan=plan), "nummer", "titel"),
        ronde=(voorbije_rondes(plan, dag.vandaag), "pk", "tot"),
        **puntlijsten(speerpunt, gebruiker),
    )
    alle = [Speerpunt(plan=plan, nummer=int(nummer), titel=titel) for nummer, titel in lijsten["speerpunt"]]
    plaats = [punt.nummer for punt in alle].index(speerpunt.nummer)
    einden = (dt.date.fromisoformat(tot) for _, tot in lijsten["ronde"])
    return (
        alle[plaats - 1] if plaats else None,
        alle[plaats + 1] if plaats + 1 < len(alle) else None,
        als_snelkeuzes(plan, dag.vandaag, einden),
        lees_puntvervolg(lijsten),
    )


@login_not_required
@require_safe
def speerpunt(request: HttpRequest, slug: str, nummer: int) -> HttpResponse:
    """Show one speerpunt: its bar, its acties, and those of other speerpunten that touch it."""
    gekozen = speerpunt_of_404(request, slug, nummer)
    dag = lees_dag(request)
    stand = stel_speerpunt_samen(gekozen, request.user, **dag.kijk(gekozen.plan))
    vorig, volgend, dagkeuzes, vervolg = _rondom(gekozen, request.user, dag)
    context = {
        "speerpunt": gekozen,
        "vorig": vorig,
        "volgend": volgend,
        "vervolg": vervolg,
        "kruimels": [(gekozen.plan.naam, gekozen.plan.get_absolute_url() + dag.staart), (f"Speerpunt {nummer}", "")],
        "plan": gekozen.plan,
        "dag": dag,
        "dagkeuzes": dagkeuzes,
        "stand": stand,
        "telling": stand.telling,
        "delen": deel(
            gekozen.plan,
            gekozen.get_absolute_url(),
            titel=str(gekozen),
            omschrijving=stand.telling.kop,
            speerpunt=gekozen,
        ),
        "inbedding": inbedding(gekozen),
        "indicatoren": stel_standen_samen(gekozen.indicatoren.all(), op=dag.op),
        "mag_wijzigen": getattr(request.user, "is_medewerker", False) and not gekozen.plan.is_afgesloten,
    }
    return render(request, "speerpunten/speerpunt.html", context)
