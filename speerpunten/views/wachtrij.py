"""The queue of Nakijken: what waits, filtered; accept many at once."""

from collections.abc import Iterable, Iterator

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from organisaties.sleutels import als_sleutel
from speerpunten.access import eis_medewerker
from speerpunten.context import aantal_te_nakijken
from speerpunten.filters import NakijkFilter
from speerpunten.models import Melding
from speerpunten.models.melding import VEEL
from speerpunten.services.meldingen import aanvaard_vele
from speerpunten.views.voortgang import toon_voortgang
from speerpunten.voortgang import Voortgang
from speerpunten.wachtrij import HOOGSTENS, Wachtrij, rijen_van, voor_lijst, zoveel

PER_PAGINA = 25
TEGELIJK = 200  # on the page where many are accepted at once
GETOOND = 20  # reasons after accepting very many


def met_vraag(adres: str, vraag: str) -> str:
    """Give an address with the query of the filters, if any."""
    return f"{adres}?{vraag}" if vraag else adres


@require_safe
def nakijken(request: HttpRequest) -> HttpResponse:
    """Show what waits, the longest waiting first, as filtered."""
    eis_medewerker(request)
    gevraagd = bool(request.GET.keys() - {"pagina"})
    alles = Wachtrij(None, request.user)
    met_keuzes = gevraagd or alles.totaal <= VEEL  # else they come with the form, once somebody wants it
    gefilterd = NakijkFilter(request.GET, gebruiker=request.user, met_keuzes=met_keuzes)
    wacht = Wachtrij(gefilterd.qs, request.user) if gevraagd else alles
    totaal = wacht.totaal
    pagina = Paginator(wacht, PER_PAGINA).get_page(request.GET.get("pagina"))
    rijen = pagina.object_list
    context = {
        "pagina": pagina,
        "totaal": totaal,
        "zoveel": zoveel(totaal, HOOGSTENS + 1),
        "met_keuzes": met_keuzes,
        "filter_open": gevraagd,
        "rijen": rijen,
        "eerste": next((rij.melding for rij in rijen if rij.mag), None),
        "op_mij": zoveel(aantal_te_nakijken(request), VEEL),
        "filter": gefilterd,
        "form": gefilterd.form,
        "vraag": gefilterd.zoekvraag,
    }
    return render(request, "speerpunten/nakijken/lijst.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def aanvaard_selectie(request: HttpRequest) -> HttpResponseBase:
    """Accept many: show what waits for this checker in the queue as filtered, each with a box; then accept what was
    ticked (`melding`: key and version that was seen), or all that waits from one import (`alles`)."""
    eis_medewerker(request)
    if request.method != "POST":
        return _toon_vele(request)
    te_doen = _gekozen(request)
    if not te_doen:
        messages.info(request, "U koos niets om te aanvaarden.")
        return redirect(met_vraag(reverse("nakijken"), request.GET.urlencode()))
    if len(te_doen) > PER_PAGINA:
        stappen = _met_tekens(aanvaard_vele(te_doen, door=request.user), len(te_doen))
        return toon_voortgang(
            request, stappen, titel="Aanvaarden", verder=reverse("nakijken"), fout_in_woorden=_in_woorden
        )
    uitslagen = list(aanvaard_vele(te_doen, door=request.user))
    gelukt = sum(not waarom for _, waarom in uitslagen)
    if gelukt:
        messages.success(request, "1 stand aanvaard." if gelukt == 1 else f"{gelukt} standen aanvaard.")
    for melding, waarom in uitslagen:
        if waarom:
            messages.warning(request, f"Niet aanvaard: {melding}. Reden: {waarom}.")
    return redirect("nakijken")


def _toon_vele(request: HttpRequest) -> HttpResponse:
    gefilterd = NakijkFilter(request.GET, gebruiker=request.user)
    eigen = Melding.objects.nakijkbaar_door(request.user).order_by().values("pk")
    wacht = gefilterd.qs.filter(pk__in=eigen)
    rijen = rijen_van(voor_lijst(wacht, request.user)[:TEGELIJK])
    totaal = len(rijen) if len(rijen) < TEGELIJK else wacht.count()
    context = {
        "rijen": rijen,
        "totaal": totaal,
        "opmerkingen": gefilterd.opmerkingen,
        "vraag": gefilterd.zoekvraag,
        "invoer": als_sleutel(request.GET.get("import")) if totaal > len(rijen) else None,
        "kruimels": [("Nakijken", met_vraag(reverse("nakijken"), gefilterd.zoekvraag)), ("Veel tegelijk", "")],
    }
    return render(request, "speerpunten/nakijken/vele.html", context)


def _gekozen(request: HttpRequest) -> list[tuple[Melding, int]]:
    """Give what is to be accepted, each with the version that was seen; of a whole import the one that waits now."""
    if "alles" in request.POST:
        sleutel = als_sleutel(request.POST.get("import"))
        if sleutel is None:
            return []
        van_import = Melding.objects.te_nakijken().filter(uit_import=sleutel).order_by().values("pk")
        mag = Melding.objects.nakijkbaar_door(request.user).filter(pk__in=van_import)
        return [(melding, melding.versie) for melding in mag.select_related("actie__speerpunt")]
    paren = dict(_sleutel_en_versie(waarde) for waarde in request.POST.getlist("melding"))
    gekozen = Melding.objects.filter(pk__in=[pk for pk in paren if pk]).select_related("actie__speerpunt")
    return [(melding, paren[melding.pk]) for melding in gekozen.order_by("ingediend_op", "pk")]


def _sleutel_en_versie(waarde: str) -> tuple[int | None, int]:
    """Read "12:3": the melding with key 12, of which version 3 was seen."""
    sleutel, _, versie = waarde.partition(":")
    return als_sleutel(sleutel), als_sleutel(versie) or 0


def _met_tekens(uitkomsten: Iterable[tuple[Melding, str]], totaal: int) -> Iterator[Voortgang]:
    """Give the signs of life; at the end raise ValidationError with what was not accepted, and why."""
    niet = []
    for gedaan, (melding, waarom) in enumerate(uitkomsten, start=1):
        niet += [f"{melding}: {waarom}."] if waarom else []
        yield Voortgang("Aanvaarden", gedaan, totaal)
    if niet:
        meer = f" En nog {len(niet) - GETOOND} andere." if len(niet) > GETOOND else ""
        kop = f"{totaal - len(niet)} aanvaard, {len(niet)} niet."
        raise ValidationError(f"{kop} {' '.join(niet[:GETOOND])}{meer}")


def _in_woorden(fout: Exception) -> str:
    if isinstance(fout, ValidationError):
        return " ".join(fout.messages)
    raise fout
