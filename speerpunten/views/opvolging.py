"""The making of the next plan, for beheerders: the plan, its speerpunten, and taking acties over."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from speerpunten.access import opvolgend_plan, plan_voor_beheerder
from speerpunten.forms.opvolging import OpvolgerForm, Verdeling
from speerpunten.models import Beleidsplan, Speerpunt
from speerpunten.overgang import stel_overgang_samen
from speerpunten.services import opvolging as services
from speerpunten.services.overname import stel_overname_samen
from speerpunten.views.fouten import neem_fouten_over


def kruimels(plan: Beleidsplan, *rest: tuple[str, str]) -> list[tuple[str, str]]:
    return [(plan.naam, plan.get_absolute_url()), ("Overgang", reverse("overgang", args=[plan.slug])), *rest]


@require_http_methods(["GET", "HEAD", "POST"])
def opvolger(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin the plan that follows this one; where there is one, go to its transition."""
    plan = plan_voor_beheerder(request, slug)
    bestaat = Beleidsplan.objects.filter(opvolger_van=plan).first()
    if bestaat:
        return redirect("overgang", slug=bestaat.slug)
    form = OpvolgerForm(request.POST if request.method == "POST" else None, plan=plan)
    if form.is_valid():
        try:
            nieuw = services.maak_opvolger(plan=plan, door=request.user, **form.cleaned_data)
        except ValidationError as fout:
            neem_fouten_over(form, fout)
        else:
            messages.success(request, f"“{nieuw.naam}” is gemaakt, als concept. Nog niemand anders ziet het.")
            return redirect("overgang", slug=nieuw.slug)
    context = {"plan": plan, "form": form, "kruimels": [(plan.naam, plan.get_absolute_url()), ("Volgend plan", "")]}
    return render(request, "speerpunten/opvolging/opvolger.html", context, status=422 if form.errors else 200)


@require_safe
def overgang(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the steps of the transition, and how far each is."""
    plan = opvolgend_plan(request, slug)
    context = {
        "plan": plan,
        "stand": stel_overgang_samen(plan),
        "was_openbaar": plan.was_ooit_openbaar(),
        "kruimels": [(plan.naam, plan.get_absolute_url()), ("Overgang", "")],
    }
    return render(request, "speerpunten/opvolging/overgang.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def speerpunten(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the speerpunten of the next plan as rows; `act`: bewaren, erbij, weg-<row>, or terug-<key>."""
    plan = opvolgend_plan(request, slug, wijzigen=request.method == "POST")
    oude = list(Speerpunt.objects.filter(plan=plan.opvolger_van_id).order_by("nummer"))
    nieuwe = list(plan.speerpunten.met_vervolg())
    verdeling = Verdeling(plan, oude, nieuwe, request.POST if request.method == "POST" else None)
    act, fouten, status = request.POST.get("act", "bewaren"), [], 200
    stempel = request.POST.get("gezien") or services.stempel_van(plan)
    if act == "erbij":
        verdeling.voeg_toe()
    elif act.startswith("weg-"):
        verdeling.laat_weg(act.removeprefix("weg-"))
    elif act.startswith("terug-"):
        verdeling.zet_terug(act.removeprefix("terug-"))
    elif request.method == "POST":
        status = 422
        if verdeling.is_valid():
            try:
                services.verdeel_speerpunten(plan=plan, regels=verdeling.regels(), door=request.user, gezien=stempel)
            except services.VerdelingVerouderd:
                status, stempel = 409, services.stempel_van(plan)
                verdeling.vergeet_verdwenen()
            except ValidationError as fout:
                fouten = fout.messages
            else:
                messages.success(request, "De speerpunten zijn bewaard.")
                return redirect("overgang", slug=slug)
    context = {
        "plan": plan,
        "verdeling": verdeling,
        "nieuwe": nieuwe,
        "stempel": stempel,
        "fouten": fouten,
        "botsing": status == 409,
        "vast": plan.was_ooit_openbaar() or plan.is_afgesloten,
        "kruimels": kruimels(plan, ("Speerpunten", "")),
    }
    return render(request, "speerpunten/opvolging/speerpunten.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def overnemen(request: HttpRequest, slug: str) -> HttpResponse:
    """Look at the acties that would be made, then make them."""
    plan = opvolgend_plan(request, slug, wijzigen=request.method == "POST")
    if request.method == "POST":
        aantal = services.neem_acties_over(plan=plan, door=request.user).aantal
        gedaan = f"{aantal} actie{'' if aantal == 1 else 's'} overgenomen."
        messages.success(request, gedaan if aantal else "Alles was al overgenomen.")
        return redirect("overgang", slug=slug)
    overname = stel_overname_samen(plan, kijken=True)
    context = {"plan": plan, "overname": overname, "kruimels": kruimels(plan, ("Overnemen", ""))}
    return render(request, "speerpunten/opvolging/overnemen.html", context)
