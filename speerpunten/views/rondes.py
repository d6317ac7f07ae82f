"""Rondes, for staff: the list of a plan, the form with its preview, and the rondebord."""

import itertools

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisaties.beurt import om_beurt
from organisaties.models import Organisatie
from organisaties.sleutels import als_sleutel
from organisaties.voorbereid import voorbereid
from speerpunten.access import eis_medewerker, plan_of_404, ronde_voor_medewerker, wijzigbaar_plan
from speerpunten.forms.ronde import KOLOMMEN, BordFilter, RondeForm
from speerpunten.keuzes import VASTE_TOESTANDEN
from speerpunten.lijsten import aantal_rijen
from speerpunten.models import Beleidsplan, Melding, Ronde, Speerpunt
from speerpunten.models.post import LINK
from speerpunten.perioden import Voorstel, voorstellen
from speerpunten.rondebord import stel_rondebord_samen
from speerpunten.services import rondes as services
from speerpunten.services.post import bekijk_herinnering, herinner_nu, mag_herinneren
from speerpunten.verschil import VeldVerschil, lijstverschil, verschillen
from speerpunten.views.fouten import neem_fouten_over
from speerpunten.vooruitblik import kijk_vooruit

PER_PAGINA = 50  # organisaties on a rondebord


def kruimels_van(plan: Beleidsplan, *rest: tuple[str, str]) -> list[tuple[str, str]]:
    """Give the breadcrumb of a page about rondes."""
    return [(plan.naam, plan.get_absolute_url()), ("Rondes", reverse("rondes", args=[plan.slug])), *rest]


@voorbereid
def _rondes(gebruiker, *, plan: int) -> QuerySet[Ronde]:
    """Ask for the rondes of a plan, the latest period first, each with how many answers came in."""
    binnen = Melding.objects.filter(ronde=OuterRef("pk"), vervangt=None, toestand__in=VASTE_TOESTANDEN)
    met_plan = Ronde.objects.filter(plan=plan).select_related("plan")
    return met_plan.annotate(beantwoord=aantal_rijen(binnen)).order_by("-opent", "-pk")


@require_safe
def rondes(request: HttpRequest, slug: str) -> HttpResponse:
    """List the rondes of a plan, the latest period first, with what came in."""
    plan = plan_of_404(request, slug)
    eis_medewerker(request)
    context = {
        "plan": plan,
        "rondes": _rondes(None, plan=plan.pk),
        "mag_wijzigen": not plan.is_afgesloten,
        "kruimels": [(plan.naam, plan.get_absolute_url()), ("Rondes", "")],
    }
    return render(request, "speerpunten/rondes/lijst.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def nieuwe_ronde(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a ronde; `?voorstel=` fills the form with a usual period."""
    plan = wijzigbaar_plan(request, slug)
    gewoon = voorstellen(plan.van, plan.tot, timezone.localdate())
    gekozen = next((v for v in gewoon if v.sleutel == request.GET.get("voorstel")), None)
    data = request.POST if request.method == "POST" else None
    form = RondeForm(data, ronde=Ronde(plan=plan), voorstel=gekozen)
    if form.is_valid() and _bewaart(request):
        try:
            ronde = services.maak_ronde(ronde=form.ronde, **_keuzes(form))
        except ValidationError as fout:
            neem_fouten_over(form, fout)
        else:
            messages.success(request, f"De ronde “{ronde}” is gemaakt.")
            return redirect(ronde)
    extra = {"voorstellen": _per_soort(gewoon), "gekozen": gekozen, "onbekend": "voorstel" in request.GET}
    return _toon_formulier(request, form, **extra)


@require_http_methods(["GET", "HEAD", "POST"])
def bewerk_ronde(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a ronde, or extend it; who comes second gets a page with both."""
    ronde = ronde_voor_medewerker(request, pk, wijzigen=True)
    form = RondeForm(request.POST if request.method == "POST" else None, ronde=ronde)
    if form.is_valid() and _bewaart(request):
        try:
            services.wijzig_ronde(ronde=form.ronde, versie=form.cleaned_data["versie"], **_keuzes(form))
        except services.RondeVerouderd as botsing:
            return _toon_botsing(request, form, botsing.huidige)
        except ValidationError as fout:
            neem_fouten_over(form, fout)
        else:
            messages.success(request, "De ronde is bewaard.")
            return redirect(ronde)
    return _toon_formulier(request, form)


def _bewaart(request: HttpRequest) -> bool:
    """Tell whether the user saves; *Bekijken* only looks ahead."""
    return request.POST.get("act") == "bewaren"


def _keuzes(form: RondeForm) -> dict[str, list]:
    """Give the chosen speerpunten and organisaties."""
    smal = form.smal()
    return {
        "speerpunten": list(Speerpunt.objects.filter(pk__in=smal["speerpunten"])),
        "organisaties": list(Organisatie.objects.filter(pk__in=smal["organisaties"])),
    }


def _per_soort(gewoon: list[Voorstel]) -> list[tuple[str, list[Voorstel]]]:
    return [(soort, list(reeks)) for soort, reeks in itertools.groupby(gewoon, key=lambda v: v.soort)]


def _toon_formulier(request: HttpRequest, form: RondeForm, *, status: int = 0, **extra) -> HttpResponse:
    """Show the form; where what was typed is right, with its preview."""
    ronde, plan = form.ronde, form.ronde.plan
    geldig = form.is_bound and not form.errors
    eigen = [(ronde.naam, ronde.get_absolute_url()), ("Bewerken", "")] if ronde.pk else [("Nieuwe ronde", "")]
    context = {
        "form": form,
        "plan": plan,
        "ronde": ronde,
        "vooruitblik": kijk_vooruit(ronde, **form.smal()) if geldig else None,
        "kruimels": kruimels_van(plan, *eigen),
    }
    status = status or (422 if form.is_bound and not geldig else 200)
    return render(request, "speerpunten/rondes/formulier.html", context | extra, status=status)


def _toon_botsing(request: HttpRequest, form: RondeForm, huidige: Ronde) -> HttpResponse:
    """Show what is stored now beside what was typed; saving again writes over it knowingly."""
    alle = [*verschillen(huidige, form.ronde, KOLOMMEN), *_smalverschillen(huidige, form)]
    form.data = form.data.copy()
    form.data["versie"] = str(huidige.versie)
    anders = [verschil for verschil in alle if verschil.is_veranderd]
    return _toon_formulier(request, form, status=409, verschillen=anders, botsing=True)


def _smalverschillen(huidige: Ronde, form: RondeForm) -> list[VeldVerschil]:
    keuzes = _keuzes(form)
    return [
        lijstverschil("Alleen deze speerpunten", huidige.speerpunten.all(), keuzes["speerpunten"]),
        lijstverschil("Alleen deze organisaties", huidige.organisaties.all(), keuzes["organisaties"]),
    ]


@require_safe
@om_beurt
def rondebord(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who answered, who still has to, who is late and who gets no post."""
    ronde = ronde_voor_medewerker(request, pk)
    bord = stel_rondebord_samen(ronde)
    form = BordFilter(request.GET, bord=bord)
    regels = bord.kies(**form.gekozen)
    context = {
        "ronde": ronde,
        "plan": ronde.plan,
        "bord": bord,
        "form": form,
        "regels": regels,
        "pagina": Paginator(regels, PER_PAGINA).get_page(request.GET.get("pagina")),
        "opmerkingen": form.opmerkingen,
        "mag_wijzigen": not ronde.plan.is_afgesloten,
        "kan_herinneren": mag_herinneren(ronde),
        "kruimels": kruimels_van(ronde.plan, (ronde.naam, "")),
    }
    return render(request, "speerpunten/rondes/bord.html", context)


@require_POST
def herinner(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind the chosen organisaties: first whom it reaches and what they read, then (act=versturen) do it."""
    ronde = ronde_voor_medewerker(request, pk)
    gekozen = {als_sleutel(sleutel) for sleutel in request.POST.getlist("organisatie")} - {None}
    organisaties = list(Organisatie.objects.filter(pk__in=gekozen))
    act = herinner_nu if request.POST.get("act") == "versturen" else bekijk_herinnering
    try:
        herinnering = act(ronde=ronde, organisaties=organisaties, door=request.user)
    except ValidationError as fout:
        messages.warning(request, " ".join(fout.messages))
        return redirect(ronde)
    if act is herinner_nu:
        aantal = len(herinnering.ontvangers)
        messages.success(request, f"{aantal} herinnering{'' if aantal == 1 else 'en'} vertrekken.")
        return redirect(ronde)
    context = {
        "ronde": ronde,
        "plan": ronde.plan,
        "organisaties": organisaties,
        "herinnering": herinnering,
        "tekst": herinnering.voorbeeld.tekst.replace(LINK, "(hier komt de link)") if herinnering.voorbeeld else "",
        "kruimels": kruimels_van(ronde.plan, (ronde.naam, ronde.get_absolute_url()), ("Herinneren", "")),
    }
    return render(request, "speerpunten/rondes/herinneren.html", context)
