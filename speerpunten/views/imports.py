"""Import: hand in a file, see what it would do, take it over, undo it. For staff."""

from collections.abc import Callable, Iterator

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import DatabaseError, IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from speerpunten.access import import_voor_medewerker, wijzigbaar_plan
from speerpunten.forms.imports import BestandForm, TerugdraaiForm, lees_keuzes, vinkjes_voor
from speerpunten.keuzes import Resultaat, Verloop
from speerpunten.models import Import
from speerpunten.uitwisseling import overnemen as services
from speerpunten.uitwisseling.boek import sjabloon
from speerpunten.uitwisseling.lezer import Bestandsfout
from speerpunten.uitwisseling.voorstel import FOUT, GEWIJZIGD, NIEUW, ONGEWIJZIGD, WEG, vingerafdruk
from speerpunten.views.fouten import neem_fouten_over
from speerpunten.views.uitvoer import leg_uitvoer_vast
from speerpunten.views.voortgang import toon_voortgang
from speerpunten.voortgang import Voortgang

PER_PAGINA = 50
MAX_VRAGEN = 100  # on one page; the doubtful ones come first
GROOT = 150_000  # bytes: from here on a progress bar is shown
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LABELS = {FOUT: "fout", NIEUW: "nieuw", GEWIJZIGD: "gewijzigd", WEG: "weggelaten", ONGEWIJZIGD: "ongewijzigd"}


@require_http_methods(["GET", "HEAD", "POST"])
def importeren(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Hand in a file; then its preview. Earlier imports stand below."""
    plan = wijzigbaar_plan(request, slug)
    form = BestandForm(request.POST, request.FILES) if request.method == "POST" else BestandForm()
    if request.method == "POST" and form.is_valid():
        bestand = form.cleaned_data["bestand"]
        try:
            invoer = services.maak_import(plan=plan, naam=bestand.name, inhoud=bestand.read(), door=request.user)
        except ValidationError as fout:
            neem_fouten_over(form, fout)
        else:
            return _doe(request, invoer, services.bekijk_import(invoer, {}), "Het bestand bekijken")
    eerdere = Import.objects.zichtbaar_voor(request.user).filter(plan=plan).exclude(voorstel={})
    context = {
        "plan": plan,
        "form": form,
        "eerdere": eerdere.zonder_inhoud().select_related("door", "uitgevoerd_door")[:20],
        "kruimels": [(plan.naam, plan.get_absolute_url()), ("Importeren", "")],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "speerpunten/imports/importeren.html", context, status=status)


def _doe(
    request: HttpRequest, invoer: Import, stappen: Iterator[Voortgang], titel: str, klaar: str = ""
) -> HttpResponseBase:
    """Do a long act: with a progress bar where it is long, and then lead to the page of the import."""
    verder = invoer.get_absolute_url()
    if len(invoer.bestand) > GROOT:
        return toon_voortgang(request, stappen, titel=titel, verder=verder, fout_in_woorden=_in_woorden)
    try:
        for _ in stappen:
            pass
    except Exception as fout:
        messages.error(request, _in_woorden(fout))
    else:
        if klaar:
            messages.success(request, klaar)
    return redirect(verder)


def _in_woorden(fout: Exception) -> str:
    """Tell why an import stopped; what nobody expects goes on."""
    woorden: dict[type[Exception], Callable[[Exception], str]] = {
        Bestandsfout: str,
        ValidationError: lambda f: "Er is niets overgenomen. " + " ".join(f.messages),
        services.ImportVerouderd: lambda _: (
            "Het plan is intussen veranderd. Er is niets overgenomen. Bekijk het voorstel opnieuw."
        ),
        services.ImportBezet: lambda _: (
            "Iemand anders neemt net een import over in dit plan. Wacht even en probeer het dan opnieuw."
        ),
        IntegrityError: lambda _: "Iets in het bestand botst met wat er al staat. Er is niets overgenomen.",
        DatabaseError: lambda _: "De database was bezet. Er is niets overgenomen. Probeer het zo dadelijk opnieuw.",
    }
    for soort, zin in woorden.items():
        if isinstance(fout, soort):
            return zin(fout)
    raise fout


@require_safe
def toon_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a file would do, or did: the counts, what is asked, and every row."""
    invoer = import_voor_medewerker(request, pk)
    return _toon(request, invoer)


def _toon(
    request: HttpRequest, invoer: Import, *, form: TerugdraaiForm | None = None, status: int = 200
) -> HttpResponse:
    voorstel = invoer.voorstel
    tellingen = voorstel.get("tellingen", {})
    toon = request.GET.get("toon", "")
    if toon not in LABELS or not tellingen.get(toon):
        toon = next((oordeel for oordeel in LABELS if tellingen.get(oordeel)), ONGEWIJZIGD)
    regels = [regel for regel in voorstel.get("regels", ()) if regel["oordeel"] == toon]
    kolommen = [kolom for lijst in voorstel.get("lijsten", ()) for kolom in lijst["kolommen"]]
    context = {
        "invoer": invoer,
        "plan": invoer.plan,
        "voorstel": voorstel,
        "gezien": _vingerafdruk(invoer),
        "tellingen": tellingen,
        "tabs": [(oordeel, label, tellingen.get(oordeel, 0)) for oordeel, label in LABELS.items()],
        "toon": toon,
        "pagina": Paginator(regels, PER_PAGINA).get_page(request.GET.get("pagina")),
        "vragen": voorstel.get("vragen", [])[:MAX_VRAGEN],
        "rest": max(0, len(voorstel.get("vragen", [])) - MAX_VRAGEN),
        "verlopen": Verloop.choices,
        "resultaten": Resultaat.choices,
        "vinkjes": vinkjes_voor(invoer),
        "vandaag": timezone.localdate(),
        "onzeker": any(kolom["naam"] and not kolom["zeker"] for kolom in kolommen),
        "form": form or TerugdraaiForm(),
        "kruimels": [
            (invoer.plan.naam, invoer.plan.get_absolute_url()),
            ("Importeren", f"{invoer.plan.get_absolute_url()}importeren/"),
            (invoer.bestandsnaam, ""),
        ],
    }
    return render(request, "speerpunten/imports/import.html", context, status=status)


def _vingerafdruk(invoer: Import) -> str:
    """Give what tells one preview from another: who takes it over must have read this one."""
    return vingerafdruk(invoer.voorstel.get("regels", ()))


@require_POST
def kies(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Look again, with what was chosen for columns and unknown names."""
    invoer = import_voor_medewerker(request, pk, open_=True)
    keuzes = lees_keuzes(request.POST, invoer)
    return _doe(request, invoer, services.bekijk_import(invoer, keuzes), "Opnieuw bekijken")


@require_POST
def neem_over(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take over what the preview says: all or nothing."""
    invoer = import_voor_medewerker(request, pk, open_=True)
    gezien = request.POST.get("gezien")
    if gezien is not None and gezien != _vingerafdruk(invoer):
        messages.warning(
            request, "Iemand anders bekeek dit bestand intussen met andere keuzes. Lees eerst wat er nu staat."
        )
        return redirect(invoer)
    klaar = "Overgenomen. Hieronder staat wat er veranderd is."
    return _doe(request, invoer, services.voer_uit(invoer, door=request.user), "Overnemen", klaar)


@require_POST
def draai_terug(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo an import, with a reason."""
    invoer = import_voor_medewerker(request, pk)
    form = TerugdraaiForm(request.POST)
    if form.is_valid():
        try:
            services.draai_terug(invoer, door=request.user, reden=form.cleaned_data["reden"])
        except ValidationError as fout:
            neem_fouten_over(form, fout)
        else:
            messages.success(request, "De import is teruggedraaid.")
            return redirect(invoer)
    return _toon(request, invoer, form=form, status=422)


@require_safe
def bestand(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the file as it was handed in, never to be shown in the browser; 404 once it was let go (`opruimen`)."""
    invoer = import_voor_medewerker(request, pk)
    if not invoer.bestand:
        raise Http404
    leg_uitvoer_vast(request, over=invoer, bestand="ingelezen bestand")
    response = HttpResponse(bytes(invoer.bestand), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = content_disposition_header(True, invoer.bestandsnaam)
    return response


@require_safe
def sjabloon_xlsx(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the empty template of a plan, with its own drop-downs."""
    plan = wijzigbaar_plan(request, slug)
    kop = {"Content-Disposition": f'attachment; filename="sjabloon-{slug}.xlsx"'}
    return HttpResponse(sjabloon(plan), content_type=XLSX, headers=kop)
