"""Close a plan, and open it again. For a beheerder."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from speerpunten.access import plan_voor_beheerder
from speerpunten.afsluiten import laatste_afsluiting, stel_slotlijst_samen
from speerpunten.forms.afsluiten import HeropenForm, SluitForm
from speerpunten.keuzes import Toestand
from speerpunten.services import plannen as services
from speerpunten.views.fouten import neem_fouten_over

FORMULIER = ["GET", "HEAD", "POST"]


@require_http_methods(FORMULIER)
def sluit(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what is still open, and close the plan for who saw exactly that."""
    plan = plan_voor_beheerder(request, slug)
    lijst = stel_slotlijst_samen(plan)
    form = SluitForm(request.POST if request.method == "POST" else None, lijst=lijst)
    status, veranderd = (422 if form.is_bound else 200), False
    if form.is_valid():
        try:
            services.sluit_plan(plan=plan, door=request.user, **form.cleaned_data)
        except services.LijstVeranderd as fout:
            lijst, status, veranderd = fout.lijst, 409, True
            form = SluitForm(lijst=lijst)
        except ValidationError as fout:
            neem_fouten_over(form, fout)
        else:
            messages.success(request, "Het plan is afgesloten. Er verandert niets meer aan.")
            return redirect(plan)
    context = {
        "plan": plan,
        "lijst": lijst,
        "form": form,
        "veranderd": veranderd,
        "kan": plan.toestand == Toestand.LOPEND,
        "kruimels": [(plan.naam, plan.get_absolute_url()), ("Afsluiten", "")],
    }
    return render(request, "speerpunten/afsluiten/afsluiten.html", context, status=status)


@require_http_methods(FORMULIER)
def heropen(request: HttpRequest, slug: str) -> HttpResponse:
    """Open a closed plan again, with a reason."""
    plan = plan_voor_beheerder(request, slug)
    form = HeropenForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.heropen_plan(plan=plan, door=request.user, **form.cleaned_data)
        except ValidationError as fout:
            neem_fouten_over(form, fout)
        else:
            messages.success(request, "Het plan loopt weer. Alles kan zoals voordien.")
            return redirect(plan)
    context = {
        "plan": plan,
        "form": form,
        "afgesloten": laatste_afsluiting(plan, met_rest=True),
        "kruimels": [(plan.naam, plan.get_absolute_url()), ("Heropenen", "")],
    }
    return render(request, "speerpunten/afsluiten/heropenen.html", context, status=422 if form.is_bound else 200)
