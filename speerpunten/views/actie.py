"""One actie: its page, and what staff do with it (make, edit, move, merge, archive, bring back)."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisaties.sleutels import als_sleutel
from speerpunten.access import actie_of_404, wijzigbaar_plan, wijzigbare_actie
from speerpunten.dag import lees_dag
from speerpunten.delen import Delen, deel
from speerpunten.dossier import stel_dossier_samen
from speerpunten.forms.actie import ActieFormulier, ArchiveerForm, SamenvoegForm, VerplaatsForm
from speerpunten.forms.zoekkeuze import wil_zoeken
from speerpunten.models import Actie, Beleidsplan, Mijlpaal
from speerpunten.services import acties as services
from speerpunten.stand import ActieStand
from speerpunten.verschil import VeldVerschil, lijstverschil, verschillen
from speerpunten.views.fouten import neem_fouten_over

BEWERKBAAR = (
    "titel",
    "omschrijving",
    "beoogd_resultaat",
    "start",
    "start_alleen_jaar",
    "einde",
    "einde_alleen_jaar",
    "doorlopend",
    "verantwoordelijke",
    "openbaar",
    "toelichting",
    "bron",
    "volgens_bron",
)


@login_not_required
@require_safe
def actie(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the actie: where it stands on a day, who does it, and every stand before; a merged one leads on."""
    dag = lees_dag(request)
    gekozen = actie_of_404(request, pk, op=dag.op)
    if gekozen.opgegaan_in_id:
        return redirect(gekozen.opgegaan_in.get_absolute_url() + dag.staart)
    dossier = stel_dossier_samen(gekozen, request.user, dag.op)
    plan = gekozen.speerpunt.plan
    eigen = any(rol.organisatie_id in dossier.eigen_organisaties for rol in dossier.rollen)
    context = {
        "actie": gekozen,
        "plan": plan,
        "dag": dag,
        "dossier": dossier,
        "stand": dossier.stand,
        "delen": _delen(gekozen, dossier.stand) if gekozen.openbaar else None,
        "nodig_van": dossier.nodig_van,
        "vertrouwelijk_van": dossier.vertrouwelijk_van,
        "toon_verantwoordelijke": dossier.ziet_alles or eigen,
        "kruimels": [
            (plan.naam, plan.get_absolute_url() + dag.staart),
            (str(gekozen.speerpunt), gekozen.speerpunt.get_absolute_url() + dag.staart),
            (f"Actie {gekozen.code}", ""),
        ],
    }
    return render(request, "speerpunten/actie/actie.html", context)


def _delen(gekozen: Actie, stand: ActieStand) -> Delen | None:
    """Give how the page of a public actie is shared: where it stands, since which day."""
    dag = f", stand op {stand.stand.peildatum:%d/%m/%Y}" if stand.stand else ""
    return deel(
        gekozen.speerpunt.plan,
        gekozen.get_absolute_url(),
        titel=gekozen.titel,
        omschrijving=f"{stand.status_label}{dag}.",
        speerpunt=gekozen.speerpunt,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def nieuwe_actie(request: HttpRequest, slug: str) -> HttpResponse:
    """Log a new actie; it gets the next number of its speerpunt."""
    plan = wijzigbaar_plan(request, slug)
    formulier = ActieFormulier(request.POST or None, actie=Actie(), plan=plan)
    if nummer := als_sleutel(request.GET.get("speerpunt")):
        formulier.actie.initial["speerpunt"] = plan.speerpunten.filter(nummer=nummer).first()
    if request.method == "POST" and wil_zoeken(request.POST):
        return _toon_gezocht(request, formulier, plan, None)
    if request.method == "POST" and formulier.is_valid():
        try:
            gemaakt = services.maak_actie(actie=formulier.actie.instance, omgeving=formulier.omgeving)
        except ValidationError as fout:
            neem_fouten_over(formulier.actie, fout)
        else:
            messages.success(request, f"Actie {gemaakt.code} is gemaakt.")
            return redirect(gemaakt)
    return _toon_formulier(request, formulier, plan, None)


@require_http_methods(["GET", "HEAD", "POST"])
def bewerk_actie(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit an actie; who comes second gets a page with both texts."""
    gekozen = wijzigbare_actie(request, pk)
    formulier = ActieFormulier(request.POST or None, actie=gekozen, plan=gekozen.speerpunt.plan)
    if request.method == "POST" and wil_zoeken(request.POST):
        return _toon_gezocht(request, formulier, gekozen.speerpunt.plan, gekozen)
    if request.method == "POST" and formulier.is_valid():
        versie = formulier.actie.cleaned_data["versie"]
        try:
            services.wijzig_actie(actie=formulier.actie.instance, versie=versie, omgeving=formulier.omgeving)
        except services.ActieVerouderd as botsing:
            return _toon_botsing(request, formulier, botsing.huidige)
        except ValidationError as fout:
            neem_fouten_over(formulier.actie, fout)
        else:
            messages.success(request, "De actie is bewaard.")
            return redirect(gekozen)
    return _toon_formulier(request, formulier, gekozen.speerpunt.plan, gekozen)


def _toon_gezocht(
    request: HttpRequest, formulier: ActieFormulier, plan: Beleidsplan, gekozen: Actie | None
) -> HttpResponse:
    """Show the form as it was typed, with what the search found among the organisaties; nothing is kept."""
    formulier.oordeel_niet()
    return _toon_formulier(request, formulier, plan, gekozen, status=200)


def _toon_formulier(
    request: HttpRequest,
    formulier: ActieFormulier,
    plan: Beleidsplan,
    gekozen: Actie | None,
    *,
    status: int | None = None,
) -> HttpResponse:
    context = {"formulier": formulier, "plan": plan, "actie": gekozen}
    status = status or (422 if request.method == "POST" else 200)
    return render(request, "speerpunten/actie/bewerken.html", context, status=status)


def _toon_botsing(request: HttpRequest, formulier: ActieFormulier, huidige: Actie) -> HttpResponse:
    """Show what is stored now beside what was typed; sending again writes over it knowingly."""
    formulier.actie.data = formulier.actie.data.copy()
    formulier.actie.data["versie"] = str(huidige.versie)
    alle = [*verschillen(huidige, formulier.actie.instance, BEWERKBAAR), *_omgevingverschillen(huidige, formulier)]
    context = {
        "formulier": formulier,
        "plan": huidige.speerpunt.plan,
        "actie": huidige,
        "verschillen": [v for v in alle if v.is_veranderd],
        "botsing": True,
    }
    return render(request, "speerpunten/actie/bewerken.html", context, status=409)


def _omgevingverschillen(huidige: Actie, formulier: ActieFormulier) -> list[VeldVerschil]:
    """Compare the lists around an actie: what is stored now, and what was chosen."""
    gekozen = formulier.omgeving
    rollen = [f"{rij.organisatie} ({rij.rol})" for rij in huidige.rollen.select_related("organisatie")]
    mijlpalen = [_mijlpaal_in_woorden(m) for m in huidige.mijlpalen.all()]
    nieuwe_mijlpalen = [_mijlpaal_in_woorden(m) for m in gekozen.mijlpalen]
    return [
        lijstverschil("Ook bij speerpunt", huidige.ook_bij.all(), gekozen.ook_bij),
        lijstverschil("Beleidsdomeinen", huidige.beleidsdomeinen.all(), gekozen.beleidsdomeinen),
        lijstverschil("Doelgroepen", huidige.doelgroepen.all(), gekozen.doelgroepen),
        lijstverschil("Organisaties", rollen, [f"{organisatie} ({rol})" for organisatie, rol in gekozen.rollen]),
        lijstverschil("Mijlpalen", mijlpalen, nieuwe_mijlpalen),
    ]


def _mijlpaal_in_woorden(mijlpaal: Mijlpaal | services.MijlpaalRegel) -> str:
    bereikt = f"bereikt op {mijlpaal.bereikt_op:%d/%m/%Y}" if mijlpaal.bereikt_op else "niet bereikt"
    return f"{mijlpaal.titel} (tegen {mijlpaal.streefdatum:%d/%m/%Y}, {bereikt})"


def _daad(
    request: HttpRequest, gekozen: Actie, form: forms.Form, *, naam: str, uitleg: str, doe: Callable[[dict], str]
) -> HttpResponse:
    """Ask what an act needs on a page of its own, do it, and tell it in a message."""
    if request.method == "POST" and form.is_valid():
        try:
            melding = doe(form.cleaned_data)
        except ValidationError as fout:
            neem_fouten_over(form, fout)
        else:
            messages.success(request, melding)
            return redirect(gekozen)
    context = {"actie": gekozen, "plan": gekozen.speerpunt.plan, "form": form, "naam": naam, "uitleg": uitleg}
    return render(request, "speerpunten/actie/daad.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def verplaats_actie(request: HttpRequest, pk: int) -> HttpResponse:
    gekozen = wijzigbare_actie(request, pk)

    def doe(schoon: dict) -> str:
        verhuis = services.verplaats_actie(actie=gekozen, door=request.user, **schoon)
        return f"De actie is verplaatst: {verhuis.van_code} is nu {verhuis.naar_code}."

    uitleg = "De actie krijgt een nieuwe code. De oude code en de reden blijven bij de actie staan."
    form = VerplaatsForm(request.POST or None, actie=gekozen)
    return _daad(request, gekozen, form, naam="Verplaatsen", uitleg=uitleg, doe=doe)


@require_http_methods(["GET", "HEAD", "POST"])
def voeg_samen(request: HttpRequest, pk: int) -> HttpResponse:
    gekozen = wijzigbare_actie(request, pk)

    def doe(schoon: dict) -> str:
        services.voeg_samen(actie=gekozen, **schoon)
        return f"De actie is samengevoegd met {schoon['met']}."

    uitleg = (
        "Deze actie gaat op in een andere. De standen blijven bewaard en het oude adres leidt naar de andere actie."
    )
    form = SamenvoegForm(request.POST or None, actie=gekozen)
    return _daad(request, gekozen, form, naam="Samenvoegen", uitleg=uitleg, doe=doe)


@require_http_methods(["GET", "HEAD", "POST"])
def archiveer_actie(request: HttpRequest, pk: int) -> HttpResponse:
    gekozen = wijzigbare_actie(request, pk)

    def doe(schoon: dict) -> str:
        services.archiveer_actie(actie=gekozen, **schoon)
        return "De actie is gearchiveerd. Ze blijft leesbaar."

    uitleg = "De actie verdwijnt uit het plan, maar blijft leesbaar. Op elke dag ervoor telt ze nog mee."
    form = ArchiveerForm(request.POST or None)
    return _daad(request, gekozen, form, naam="Archiveren", uitleg=uitleg, doe=doe)


@require_POST
def haal_actie_terug(request: HttpRequest, pk: int) -> HttpResponse:
    gekozen = wijzigbare_actie(request, pk)
    try:
        services.haal_terug(actie=gekozen)
    except ValidationError as fout:
        messages.error(request, " ".join(fout.messages))
    else:
        messages.success(request, "De actie staat weer in het plan.")
    return redirect(gekozen)
