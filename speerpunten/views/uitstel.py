"""Uitstel: a later day for one organisatie in one ronde. For staff."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods, require_POST

from organisaties.models import Organisatie
from speerpunten.access import ronde_voor_medewerker
from speerpunten.forms.ronde import UitstelForm
from speerpunten.models import Ronde, Uitstel
from speerpunten.services import rondes as services
from speerpunten.views.fouten import neem_fouten_over
from speerpunten.views.rondes import kruimels_van


def _gevraagde_of_404(ronde: Ronde, slug: str) -> tuple[Organisatie, Uitstel | None]:
    """Give an organisatie that the ronde asks or that has uitstel in it, with that uitstel; or 404."""
    organisatie = get_object_or_404(Organisatie, slug=slug)
    bestaand = Uitstel.objects.filter(ronde=ronde, organisatie=organisatie).select_related("door").first()
    if bestaand is None and not services.wordt_gevraagd(ronde, organisatie):
        raise Http404
    return organisatie, bestaand


@require_http_methods(["GET", "HEAD", "POST"])
def uitstel(request: HttpRequest, pk: int, organisatie: str) -> HttpResponse:
    """Give uitstel, or another day; who comes second is told what stands there now."""
    ronde = ronde_voor_medewerker(request, pk, wijzigen=True)
    wie, bestaand = _gevraagde_of_404(ronde, organisatie)
    eerst = {"dag": bestaand.dag, "reden": bestaand.reden, "gezien": bestaand.dag} if bestaand else {}
    form = UitstelForm(request.POST if request.method == "POST" else None, initial=eerst)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            gegeven = services.geef_uitstel(ronde=ronde, organisatie=wie, door=request.user, **form.cleaned_data)
        except services.UitstelVerouderd as botsing:
            bestaand, status = botsing.huidige, 409
            form.data = form.data.copy()
            form.data["gezien"] = bestaand.dag.isoformat() if bestaand else ""
        except ValidationError as fout:
            neem_fouten_over(form, fout)
        else:
            messages.success(request, f"{wie} heeft uitstel tot en met {gegeven.dag:%d/%m/%Y}.")
            return redirect(ronde)
    context = {"ronde": ronde, "plan": ronde.plan, "organisatie": wie, "uitstel": bestaand, "form": form}
    context["kruimels"] = kruimels_van(ronde.plan, (ronde.naam, ronde.get_absolute_url()), ("Uitstel", ""))
    return render(request, "speerpunten/rondes/uitstel.html", context | {"botsing": status == 409}, status=status)


@require_POST
def trek_in(request: HttpRequest, pk: int, organisatie: str) -> HttpResponse:
    """Take an uitstel back."""
    ronde = ronde_voor_medewerker(request, pk, wijzigen=True)
    wie, _ = _gevraagde_of_404(ronde, organisatie)
    try:
        services.trek_uitstel_in(ronde=ronde, organisatie=wie, gezien=_dag(request.POST.get("gezien", "")))
    except services.UitstelVerouderd:
        messages.warning(request, "Iemand anders wijzigde dit uitstel intussen. Er is niets ingetrokken.")
        return redirect("uitstel", ronde.pk, wie.slug)
    messages.success(request, f"Het uitstel van {wie} is ingetrokken.")
    return redirect(ronde)


def _dag(tekst: str):
    """Read a day as the page sent it; what is none is no day that anybody saw."""
    try:
        return parse_date(tekst)
    except ValueError:
        return None
