"""`/mijn/`: the work of who is logged in; for a partner one page to answer everything that is asked."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisaties.beurt import om_beurt
from organisaties.models import Organisatie
from speerpunten.eigenwerk import stel_eigen_werk_samen
from speerpunten.forms.mijn import Antwoord, acties_in, antwoorden_op, getypte_teksten
from speerpunten.keuzes import Toestand
from speerpunten.models import ActieOrganisatie, Beleidsplan, Melding
from speerpunten.services.meldingen import Verouderd, bevestig_ongewijzigd, bewaar_concept, dien_in
from speerpunten.services.post import gebundeld
from speerpunten.services.slot import PlanAfgesloten
from speerpunten.views.fouten import neem_fouten_over
from speerpunten.werk import Takenlijst, organisaties_van, takenlijst

PER_PAGINA = 25  # acties that a member of staff looks after


@require_http_methods(["GET", "HEAD", "POST"])
def mijn(request: HttpRequest) -> HttpResponse:
    """Show a partner what is asked and take its answers; show staff their own work, and a lezer the plans."""
    if request.method == "POST":
        return _beantwoord(request)
    if request.user.is_medewerker:
        return _medewerker(request)
    organisaties = organisaties_van(request.user)
    if not organisaties:
        plannen = Beleidsplan.objects.zichtbaar_voor(request.user)
        return render(request, "speerpunten/mijn/lezer.html", {"plannen": plannen})
    taken = takenlijst(request.user)
    return _toon(request, taken, antwoorden_op(taken.te_doen), organisaties=organisaties)


@om_beurt
def _medewerker(request: HttpRequest) -> HttpResponse:
    """Show staff what waits for them: to check, in the rondes, on their acties, and what they began."""
    werk = stel_eigen_werk_samen(request.user)
    request.aantal_te_nakijken = werk.te_nakijken  # the navigation counts it too
    rustig = request.GET.get("toon") == "rustig"
    pagina = Paginator(werk.zonder_werk if rustig else werk.met_werk, PER_PAGINA).get_page(request.GET.get("pagina"))
    context = {"werk": werk, "rustig": rustig, "pagina": pagina, "andere_rondes": werk.andere_rondes[:PER_PAGINA]}
    return render(request, "speerpunten/mijn/medewerker.html", context)


def _toon(
    request: HttpRequest, taken: Takenlijst, antwoorden: list[Antwoord], *, status: int = 200, **extra
) -> HttpResponse:
    context = {"taken": taken, "antwoorden": antwoorden, "vandaag": timezone.localdate()}
    return render(request, "speerpunten/mijn/partner.html", context | extra, status=status)


# --- answering
def _eis_partner(request: HttpRequest) -> None:
    """Raise PermissionDenied for who speaks for no organisatie: staff report on the page of an actie."""
    if request.user.is_medewerker or not Organisatie.objects.van(request.user).exists():
        raise PermissionDenied


def _beantwoord(request: HttpRequest) -> HttpResponse:
    """Keep or send what was answered, each actie by its own act; what does not go is shown with its text."""
    _eis_partner(request)
    indienen = request.POST.get("act") == "indienen"
    taken = takenlijst(request.user)
    gezegd = acties_in(request.POST)
    opnieuw = [taak for taak in taken.gedaan if taak.actie.pk in gezegd and not taak.melding.is_aanvaard]
    antwoorden = antwoorden_op(taken.te_doen + opnieuw, request.POST, indienen=indienen)
    gegeven = [antwoord for antwoord in antwoorden if antwoord.is_bound and antwoord.is_gegeven]
    with gebundeld():  # one receipt by mail
        gedaan = [antwoord for antwoord in gegeven if _doe(request, antwoord, indienen=indienen)]
    gelezen = {antwoord.taak.actie.pk for antwoord in antwoorden if antwoord.is_bound}
    teruggegeven = _niet_gevraagd(request, taken, gezegd - gelezen)
    open_ = [antwoord for antwoord in antwoorden if antwoord not in gedaan]
    mislukt = [antwoord for antwoord in gegeven if antwoord not in gedaan]
    if mislukt or teruggegeven or (indienen and open_):
        return _toon_rest(request, gedaan, open_, mislukt, teruggegeven, indienen=indienen)
    if indienen:
        return redirect("ontvangst")
    messages.success(request, "Bewaard. U kunt later verder werken.")
    return redirect("mijn")


def _doe(request: HttpRequest, antwoord: Antwoord, *, indienen: bool) -> bool:
    """Do the act that one answer asks for; tell whether it was done. If not, the answer says why."""
    if not antwoord.is_ongewijzigd and not antwoord.is_valid():
        return False
    wat = {"melding": antwoord.instance, "versie": antwoord.gezien_versie, "door": request.user}
    try:
        if antwoord.is_ongewijzigd and indienen:
            bevestig_ongewijzigd(**wat)
        elif antwoord.is_ongewijzigd:
            bewaar_concept(**wat, niets_veranderd=True)
        else:
            act = dien_in if indienen else bewaar_concept
            act(**wat, mijlpalen=antwoord.gezegde_mijlpalen, metingen=antwoord.gezegde_metingen)
    except Verouderd as botsing:
        if Melding.objects.bewerkbaar_door(request.user).filter(pk=botsing.huidige.pk).exists():
            antwoord.neem_botsing_over(botsing.huidige)
        else:
            antwoord.gesloten = True
    except PlanAfgesloten:
        antwoord.gesloten = antwoord.dicht = True
    except PermissionDenied:
        antwoord.gesloten = True
    except ValidationError as fout:
        neem_fouten_over(antwoord, fout)
    else:
        return True
    return False


def _niet_gevraagd(request: HttpRequest, taken: Takenlijst, over: set[int]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Give back what was typed about acties that are not (any more) to be answered here: (which and why, texts)."""
    bekend = {taak.actie.pk: f"{taak.actie}: dit kunt u hier nu niet rapporteren." for taak in taken.taken}
    bekend |= {
        rol.actie_id: f"{rol.actie}: het plan is intussen afgesloten."
        for rol in _in_een_dicht_plan(request, over).select_related("actie__speerpunt")
    }
    onbekend = "Een andere actie: dit kunt u hier nu niet rapporteren."
    return [(bekend.get(pk, onbekend), getypte_teksten(request.POST, pk)) for pk in sorted(over)]


def _in_een_dicht_plan(request: HttpRequest, acties: Iterable[int]) -> QuerySet[ActieOrganisatie]:
    """Give the roles of this user's organisaties in those of these acties whose plan is closed."""
    eigen = ActieOrganisatie.objects.van(request.user).filter(actie__in=list(acties))
    return eigen.filter(actie__speerpunt__plan__toestand=Toestand.AFGESLOTEN)


def _toon_rest(
    request: HttpRequest,
    gedaan: list[Antwoord],
    open_: list[Antwoord],
    mislukt: list[Antwoord],
    teruggegeven: list,
    *,
    indienen: bool,
) -> HttpResponse:
    """Show what was done and what still lacks, with everything that was typed."""
    botsingen = [antwoord for antwoord in mislukt if antwoord.botsing]
    geweigerd = teruggegeven or any(antwoord.gesloten for antwoord in mislukt)
    status = 409 if botsingen else 403 if geweigerd and not gedaan else 422
    return _toon(
        request,
        takenlijst(request.user),
        open_,
        status=status,
        gedaan=gedaan,
        teruggegeven=teruggegeven,
        ontbreken=[antwoord for antwoord in open_ if antwoord not in mislukt] if indienen else [],
        mislukt=mislukt,
        indienen=indienen,
        organisaties=organisaties_van(request.user),
    )


@require_POST
def bewaar(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the answer on one actie while it is typed (htmx); say when, or why not. Gives a part of a page."""
    _eis_partner(request)
    taken = takenlijst(request.user, alleen=[pk])
    if not taken.taken:
        return _plan_is_dicht(request, pk)
    antwoorden = antwoorden_op(taken.te_doen, request.POST)
    if not antwoorden or not antwoorden[0].is_bound:
        raise PermissionDenied
    antwoord = antwoorden[0]
    if antwoord.is_gegeven and not _doe(request, antwoord, indienen=False):
        status = 409 if antwoord.botsing or antwoord.dicht else 403 if antwoord.gesloten else 422
        return render(request, "speerpunten/mijn/bewaard.html", {"antwoord": antwoord}, status=status)
    context = {"antwoord": antwoord, "versie": antwoord.instance.versie if antwoord.instance.pk else 0}
    return render(request, "speerpunten/mijn/bewaard.html", context)


def _plan_is_dicht(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell who takes part in an actie that its plan was closed while one typed; raises Http404 to all others."""
    if not _in_een_dicht_plan(request, [pk]).exists():
        raise Http404
    return render(request, "speerpunten/mijn/bewaard.html", {"antwoord": {"dicht": True}}, status=409)


@require_safe
def ontvangst(request: HttpRequest) -> HttpResponse:
    """The receipt: what this partner sent in the rondes that are open, when, and what became of it."""
    organisaties = organisaties_van(request.user)
    if request.user.is_medewerker or not organisaties:
        raise PermissionDenied
    taken = takenlijst(request.user)
    return render(request, "speerpunten/mijn/ontvangst.html", {"taken": taken, "organisaties": organisaties})
