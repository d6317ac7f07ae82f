"""The making of the next plan, for beheerders: the plan, its speerpunten, the decisions, and taking acties over."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from speerpunten.access import opvolgend_plan, plan_voor_beheerder
from speerpunten.forms.opvolging import BesluitForm, OpvolgerForm, Verdeling
from speerpunten.models import Beleidsplan, Overgang, Speerpunt
from speerpunten.overgang import acties_van, stel_overgang_samen, volgers_van
from speerpunten.services import opvolging as services
from speerpunten.services.overname import stel_overname_samen
from speerpunten.views.fouten import neem_fouten_over


def _kruimels(plan: Beleidsplan, *rest: tuple[str, str]) -> list[tuple[str, str]]:
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
    """Give the speerpunten of the next plan as rows; `act`: bewaren, erbij, or weg-<row>."""
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
    elif request.method == "POST":
        status = 422
        if verdeling.is_valid():
            try:
                services.verdeel_speerpunten(plan=plan, regels=verdeling.regels(), door=request.user, gezien=stempel)
            except services.VerdelingVerouderd:
                status, stempel = 409, services.stempel_van(plan)
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
        "kruimels": _kruimels(plan, ("Speerpunten", "")),
    }
    return render(request, "speerpunten/opvolging/speerpunten.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def acties(request: HttpRequest, slug: str, nummer: int) -> HttpResponse:
    """Decide about the acties of one speerpunt of the former plan; `act=voorstel` takes the proposals too."""
    plan = opvolgend_plan(request, slug, wijzigen=request.method == "POST")
    oud = get_object_or_404(Speerpunt.objects.select_related("plan"), plan=plan.opvolger_van_id, nummer=nummer)
    nieuwe = list(plan.speerpunten.met_vervolg())
    rijen, archief = acties_van(oud, volgers_van(oud, nieuwe))
    vast = plan.was_ooit_openbaar()
    data = request.POST if request.method == "POST" else None
    forms = {r.actie.pk: BesluitForm(data, rij=r, nieuwe=nieuwe) for r in rijen if not (vast and r.overgang)}
    verouderd: dict[int, Overgang | None] | None = None
    ongeldig = [form for form in forms.values() if not form.is_valid()]
    if data is not None and not ongeldig:
        verouderd = _beslis(request, plan, forms)
        if verouderd is None and not any(form.errors for form in forms.values()):
            return redirect("overgang_acties" if _blijft(request) else "overgang", *_adres(request, slug, nummer))
    context = {
        "plan": plan,
        "oud": oud,
        "volgt": volgers_van(oud, nieuwe),
        "nieuwe": nieuwe,
        "regels": [(rij, forms.get(rij.actie.pk), (verouderd or {}).get(rij.actie.pk)) for rij in rijen],
        "fout": [form for form in forms.values() if form.errors],
        "botsing": verouderd is not None,
        "archief": archief,
        "voorstellen": sum(1 for r in rijen if r.voorstel and not r.overgang),
        "kruimels": _kruimels(plan, (f"Acties van speerpunt {nummer}", "")),
    }
    status = 409 if verouderd is not None else 422 if context["fout"] else 200
    return render(request, "speerpunten/opvolging/acties.html", context, status=status)


def _blijft(request: HttpRequest) -> bool:
    return request.POST.get("act") == "voorstel"


def _adres(request: HttpRequest, slug: str, nummer: int) -> tuple:
    return (slug, nummer) if _blijft(request) else (slug,)


def _beslis(request: HttpRequest, plan: Beleidsplan, forms: dict[int, BesluitForm]) -> dict | None:
    """Save what changed. Gives the decisions that somebody else made meanwhile (key of the actie ->), or None."""
    besluiten = [form.als_besluit(voorstel=_blijft(request)) for form in forms.values()]
    besluiten = [besluit for besluit in besluiten if besluit]
    try:
        services.beslis_overgangen(plan=plan, besluiten=besluiten, door=request.user)
    except services.OvergangVerouderd as botsing:
        nu = {rij.actie_id: rij for rij in Overgang.objects.filter(actie__in=botsing.acties).select_related("naar")}
        for pk in botsing.acties:
            form = forms[pk]
            form.data = form.data.copy()
            form.data[form.add_prefix("gezien")] = services.vingerafdruk_van(nu.get(pk))
        return {pk: nu.get(pk) for pk in botsing.acties}
    except services.BesluitenOngeldig as fout:
        for pk, een in fout.per_actie.items():
            neem_fouten_over(forms[pk], een)
        return None
    aantal = len(besluiten)
    messages.success(
        request, f"{aantal} besluit{'' if aantal == 1 else 'en'} bewaard." if aantal else "Niets gewijzigd."
    )
    return None


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
    context = {"plan": plan, "overname": overname, "kruimels": _kruimels(plan, ("Overnemen", ""))}
    return render(request, "speerpunten/opvolging/overnemen.html", context)
