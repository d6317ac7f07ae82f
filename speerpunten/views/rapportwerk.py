"""The work on a report: write its texts, make it definitive, put it right, write down who treated it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.views.decorators.http import require_http_methods

from speerpunten.access import eis_beheerder, rapport_of_404, weigering
from speerpunten.forms.rapport import BehandelingForm, RechtzettingForm, TekstenForm
from speerpunten.models import Behandeling, Melding, Rechtzetting, Ronde
from speerpunten.rapportage.gegevens import Rechtzettingregel
from speerpunten.rapportage.stuk import voorstellen
from speerpunten.services import rapporten as services
from speerpunten.verschil import VeldVerschil, woordverschil
from speerpunten.views.fouten import neem_fouten_over
from speerpunten.views.rapporten import kruimels_van, stuk_van

FORMULIER = ["GET", "HEAD", "POST"]


def _ontwerp(request: HttpRequest, slug: str, ronde: str) -> Ronde:
    """Give a ronde whose report is still a draft, to staff; its plan is not closed."""
    gevonden = rapport_of_404(request, slug, ronde, voor_medewerker=True)
    if gevonden.definitief:
        raise PermissionDenied("Dit rapport is definitief. Wat niet klopt, zet u recht met een rechtzetting.")
    if gevonden.plan.is_afgesloten:
        raise weigering(request, gevonden.plan)
    return gevonden


def _definitief(request: HttpRequest, slug: str, ronde: str) -> Ronde:
    """Give a ronde whose report is definitive, to a beheerder."""
    gevonden = rapport_of_404(request, slug, ronde, voor_medewerker=True)
    eis_beheerder(request)
    if gevonden.definitief is None:
        raise PermissionDenied("Dit rapport is nog een ontwerp.")
    if gevonden.plan.is_afgesloten:
        raise weigering(request, gevonden.plan)
    gevonden.definitief.ronde = gevonden
    return gevonden


@require_http_methods(FORMULIER)
def schrijf(request: HttpRequest, slug: str, ronde: str) -> HttpResponse:
    """Write the inleiding, the duidingen and the conclusie of a draft; who saves second sees both texts."""
    gevonden = _ontwerp(request, slug, ronde)
    form = TekstenForm(request.POST if request.method == "POST" else None, ronde=gevonden)
    anders: list[VeldVerschil] = []
    if form.is_valid():
        try:
            aantal = services.schrijf_teksten(ronde=gevonden, teksten=form.teksten, door=request.user)
        except services.TekstVerouderd as botsing:
            anders = _botsing(form, botsing)
        except ValidationError as fout:
            neem_fouten_over(form, fout)
        else:
            messages.success(
                request, f"{aantal} tekst{'' if aantal == 1 else 'en'} bewaard." if aantal else "Er veranderde niets."
            )
            return redirect(gevonden.rapport_url)
    context = {
        "form": form,
        "velden": [(form[naam], form[f"{naam}-versie"]) for naam in form.namen],
        "ronde": gevonden,
        "plan": gevonden.plan,
        "verschillen": anders,
        "kruimels": kruimels_van(gevonden, (gevonden.naam, gevonden.rapport_url), ("Teksten schrijven", "")),
    }
    status = 409 if anders else 422 if form.errors else 200
    return render(request, "speerpunten/rapporten/schrijven.html", context, status=status)


def _botsing(form: TekstenForm, botsing: services.TekstVerouderd) -> list[VeldVerschil]:
    """Give what is stored now beside what was typed, and let what was typed count when it is sent again."""
    typte = {sleutel: tekst for sleutel, (tekst, _) in form.teksten.items()}
    labels = {sleutel: str(form.fields[naam].label) for naam, sleutel in form.namen.items()}
    form.neem_versies_over({sleutel: rij.versie for sleutel, rij in botsing.huidige.items()})
    return [
        VeldVerschil(labels[sleutel], rij.tekst, typte[sleutel], woordverschil(rij.tekst, typte[sleutel]))
        for sleutel, rij in botsing.huidige.items()
    ]


@require_http_methods(FORMULIER)
def maak_definitief(request: HttpRequest, slug: str, ronde: str) -> HttpResponse:
    """Ask a beheerder whether it is certain, and then freeze the report."""
    gevonden = _ontwerp(request, slug, ronde)
    eis_beheerder(request)
    belet = services.wat_belet(gevonden)
    if request.method == "POST" and not belet:
        try:
            services.maak_definitief(ronde=gevonden, door=request.user)
        except ValidationError as fout:
            belet = fout.messages
        else:
            messages.success(request, "Het rapport is definitief.")
            return redirect(gevonden.rapport_url)
    context = {
        "ronde": gevonden,
        "plan": gevonden.plan,
        "belet": belet,
        "ontbreekt": services.wat_ontbreekt(gevonden, stuk_van(gevonden).rapportage),
        "kruimels": kruimels_van(gevonden, (gevonden.naam, gevonden.rapport_url), ("Definitief maken", "")),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "speerpunten/rapporten/definitief.html", context, status=status)


@require_http_methods(FORMULIER)
def zet_recht(request: HttpRequest, slug: str, ronde: str) -> HttpResponse:
    """Add a rechtzetting; `?melding=` fills in what an accepted correction proposes."""
    gevonden = _definitief(request, slug, ronde)
    stuk = stuk_van(gevonden)
    per_melding = {str(melding.pk): (melding, regel) for melding, regel in voorstellen(gevonden.definitief, stuk)}
    melding, regel = per_melding.get(request.GET.get("melding", ""), (None, None))
    form = RechtzettingForm(
        request.POST if request.method == "POST" else None,
        instance=Rechtzetting(rapport=gevonden.definitief, door=request.user),
        initial=_ingevuld(regel),
        rapportage=stuk.rapportage,
    )
    if form.is_valid() and _rechtgezet(request, gevonden, form, melding):
        return redirect(gevonden.rapport_url)
    context = {
        "form": form,
        "ronde": gevonden,
        "plan": gevonden.plan,
        "melding": melding,
        "kruimels": kruimels_van(gevonden, (gevonden.naam, gevonden.rapport_url), ("Rechtzetten", "")),
    }
    return render(request, "speerpunten/rapporten/rechtzetten.html", context, status=422 if form.errors else 200)


def _ingevuld(regel: Rechtzettingregel | None) -> dict[str, str]:
    return {naam: getattr(regel, naam) for naam in ("code", "stond", "wordt", "reden")} if regel else {}


def _rechtgezet(request: HttpRequest, ronde: Ronde, form: RechtzettingForm, melding: Melding | None) -> bool:
    try:
        uit = services.zet_recht(rapport=ronde.definitief, melding=melding, door=request.user, **form.cleaned_data)
    except ValidationError as fout:
        neem_fouten_over(form, fout)
        return False
    messages.success(request, f"Rechtzetting {uit.nummer} staat bij het rapport.")
    return True


@require_http_methods(FORMULIER)
def behandeld(request: HttpRequest, slug: str, ronde: str) -> HttpResponse:
    """Write down which body treated the report."""
    gevonden = _definitief(request, slug, ronde)
    nieuw = Behandeling(rapport=gevonden.definitief)
    form = BehandelingForm(request.POST if request.method == "POST" else None, instance=nieuw)
    if form.is_valid():
        try:
            services.leg_behandeling_vast(behandeling=form.instance, door=request.user)
        except ValidationError as fout:
            neem_fouten_over(form, fout)
        else:
            messages.success(request, f"Bewaard: {capfirst(str(nieuw))}.")
            return redirect(gevonden.rapport_url)
    context = {
        "form": form,
        "ronde": gevonden,
        "plan": gevonden.plan,
        "kruimels": kruimels_van(gevonden, (gevonden.naam, gevonden.rapport_url), ("Behandeld door", "")),
    }
    return render(request, "speerpunten/rapporten/behandeld.html", context, status=422 if form.errors else 200)
