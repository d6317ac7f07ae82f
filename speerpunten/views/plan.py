"""Reading a plan: the plans, its overview, a speerpunt."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from organisaties.beurt import om_beurt
from organisaties.voorbereid import voorbereid
from speerpunten.access import plan_of_404, speerpunt_of_404
from speerpunten.afsluiten import laatste_afsluiting
from speerpunten.dag import Dag, als_snelkeuzes, lees_dag, voorbije_rondes
from speerpunten.delen import deel, inbedding
from speerpunten.indicatoren import indicatorlijsten, lees_standen
from speerpunten.lijsten import in_een, verdeel
from speerpunten.meten import IndicatorStand
from speerpunten.models import Beleidsplan, Indicator, Meting, Speerpunt
from speerpunten.overzicht import bij_overzicht, plannen_met_aantallen, stel_overzicht_samen, stel_speerpunt_samen
from speerpunten.stand import MET_MOMENT
from speerpunten.vervolg import Puntvervolg, lees_puntvervolg, puntlijsten

AANDACHT_OP_OVERZICHT = LAATSTE = 5


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
@om_beurt
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """Show where the plan stands: one sentence, one bar, then the speerpunten."""
    beleidsplan = plan_of_404(request, slug)
    dag = lees_dag(request)
    overzicht = stel_overzicht_samen(beleidsplan, request.user, **dag.kijk(beleidsplan))
    getoond = overzicht.aandacht[:AANDACHT_OP_OVERZICHT], overzicht.laatst_gemeld[:LAATSTE]
    aandacht, laatste = bij_overzicht(overzicht, *getoond, velden=MET_MOMENT)
    context = {
        "plan": beleidsplan,
        "dag": dag,
        "dagkeuzes": als_snelkeuzes(
            beleidsplan, dag.vandaag, [ronde.tot for ronde in overzicht.rondes if ronde.tot < dag.vandaag]
        ),
        "overzicht": overzicht,
        "laatst_gemeld": laatste,
        "delen": deel(
            beleidsplan, beleidsplan.get_absolute_url(), titel=beleidsplan.naam, omschrijving=overzicht.telling.kop
        ),
        "aandacht": aandacht,
        "afgesloten": laatste_afsluiting(beleidsplan, met_rest=getattr(request.user, "is_medewerker", False)),
        "mag_wijzigen": getattr(request.user, "is_medewerker", False) and not beleidsplan.is_afgesloten,
        "mag_opvolgen": getattr(request.user, "is_beheerder", False),
    }
    return render(request, "speerpunten/plan.html", context)


@voorbereid
def _lijsten(gebruiker, *, speerpunt: int, plan: int, op: dt.date, vandaag: dt.date) -> QuerySet:
    beleidsplan = Beleidsplan(pk=plan)
    return in_een(
        speerpunt=(Speerpunt.objects.filter(plan=plan), "nummer", "titel"),
        ronde=(voorbije_rondes(beleidsplan, vandaag), "pk", "tot"),
        **puntlijsten(Speerpunt(pk=speerpunt, plan=beleidsplan), gebruiker),
        **indicatorlijsten(Indicator.objects.filter(speerpunt=speerpunt), Meting.objects.geldig_op(op)),
    )


@dataclass(frozen=True)
class Rondom:
    """What stands around a speerpunt: the one before and after it, the shortcuts of the date field, what it is in the
    plans before and after, and its indicatoren."""

    vorig: Speerpunt | None
    volgend: Speerpunt | None
    dagkeuzes: list[tuple[str, str]]
    vervolg: Puntvervolg
    indicatoren: list[IndicatorStand]


def _rondom(speerpunt: Speerpunt, gebruiker, dag: Dag) -> Rondom:
    """Give what stands around a speerpunt: one query."""
    plan = speerpunt.plan
    lijsten = verdeel(_lijsten(gebruiker, speerpunt=speerpunt.pk, plan=plan.pk, op=dag.op, vandaag=dag.vandaag))
    alle = [Speerpunt(plan=plan, nummer=int(nummer), titel=titel) for nummer, titel in lijsten["speerpunt"]]
    plaats = [punt.nummer for punt in alle].index(speerpunt.nummer)
    einden = (dt.date.fromisoformat(tot) for _, tot in lijsten["ronde"])
    return Rondom(
        vorig=alle[plaats - 1] if plaats else None,
        volgend=alle[plaats + 1] if plaats + 1 < len(alle) else None,
        dagkeuzes=als_snelkeuzes(plan, dag.vandaag, einden),
        vervolg=lees_puntvervolg(lijsten),
        indicatoren=lees_standen(lijsten, dag.op),
    )


@login_not_required
@require_safe
def speerpunt(request: HttpRequest, slug: str, nummer: int) -> HttpResponse:
    """Show one speerpunt: its bar, its acties, and those of other speerpunten that touch it."""
    gekozen = speerpunt_of_404(request, slug, nummer)
    dag = lees_dag(request)
    stand = stel_speerpunt_samen(gekozen, request.user, **dag.kijk(gekozen.plan))
    rondom = _rondom(gekozen, request.user, dag)
    context = {
        "speerpunt": gekozen,
        "vorig": rondom.vorig,
        "volgend": rondom.volgend,
        "vervolg": rondom.vervolg,
        "kruimels": [(gekozen.plan.naam, gekozen.plan.get_absolute_url() + dag.staart), (f"Speerpunt {nummer}", "")],
        "plan": gekozen.plan,
        "dag": dag,
        "dagkeuzes": rondom.dagkeuzes,
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
        "indicatoren": rondom.indicatoren,
        "mag_wijzigen": getattr(request.user, "is_medewerker", False) and not gekozen.plan.is_afgesloten,
    }
    return render(request, "speerpunten/speerpunt.html", context)
