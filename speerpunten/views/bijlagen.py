"""Bijlagen: hand one out to who may read it, open or close it to the public, and those of an actie itself."""

import hashlib
import logging
from typing import IO

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from speerpunten.access import bijlage_of_404, eis_medewerker, wijzigbare_actie
from speerpunten.forms.bijlagen import BijlagenForm
from speerpunten.keuzes import Bestandsoort
from speerpunten.models import Bijlage
from speerpunten.services.bijlagen import geef_vrij, pas_actiebijlagen_aan, sluit
from speerpunten.views.fouten import neem_fouten_over
from speerpunten.views.uitvoer import leg_uitvoer_vast

logger = logging.getLogger(__name__)


@login_not_required
@require_safe
def bijlage(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out the file: to be saved, never to be shown or run by the browser on this site."""
    gekozen = bijlage_of_404(request, pk)
    bestand = _open(gekozen)
    if bestand is None:
        return render(request, "speerpunten/bijlagen/weg.html", {"bijlage": gekozen}, status=410)
    response = FileResponse(bestand, content_type=Bestandsoort(gekozen.soort).mime)
    response.headers["Content-Length"] = str(gekozen.grootte)
    response.headers["Content-Disposition"] = content_disposition_header(True, gekozen.naam)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    if not Bijlage.objects.zichtbaar_voor(AnonymousUser()).filter(pk=pk).exists():
        leg_uitvoer_vast(request, over=gekozen, bestand=f"bijlage.{gekozen.soort}")
        response.headers["Cache-Control"] = "private, no-store"
        return response
    response.headers["Cache-Control"] = "public, no-cache"  # kept, and asked for again: it may be closed
    etag = quote_etag(gekozen.sha256)
    response.headers["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response)


def _open(gekozen: Bijlage) -> IO[bytes] | None:
    """Open the file; None, and a line in the log, where it is gone or is not what was attached."""
    try:
        bestand = gekozen.bestand.open("rb")
    except OSError:
        logger.exception("The file of bijlage %s cannot be opened.", gekozen.pk)
        return None
    if hashlib.file_digest(bestand, "sha256").hexdigest() != gekozen.sha256:
        bestand.close()
        logger.error("The file of bijlage %s is not the one that was attached.", gekozen.pk)
        return None
    bestand.seek(0)
    return bestand


@require_POST
def zet_openbaar(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a bijlage to the public (`openbaar=ja`) or close it; for staff."""
    gekozen = bijlage_of_404(request, pk)
    eis_medewerker(request)
    openbaar = request.POST.get("openbaar") == "ja"
    try:
        (geef_vrij if openbaar else sluit)(bijlage=gekozen, door=request.user)
    except Bijlage.DoesNotExist:  # taken away since
        raise Http404 from None
    except ValidationError as fout:
        messages.error(request, " ".join(fout.messages))
        return redirect(gekozen.melding or gekozen.actie)
    wacht = gekozen.melding is not None and not gekozen.melding.is_aanvaard
    wordt = "wordt openbaar zodra de stand aanvaard is" if wacht else "is openbaar"
    messages.success(request, f"“{gekozen.naam}” {wordt if openbaar else 'is niet openbaar'}.")
    if gekozen.melding and request.POST.get("terug") == "nakijken":
        return redirect("nakijken_een", gekozen.melding_id)
    return redirect(gekozen.melding or gekozen.actie)


@require_http_methods(["GET", "HEAD", "POST"])
def actiebijlagen(request: HttpRequest, pk: int) -> HttpResponse:
    """Add bijlagen to an actie itself (a plan, a leaflet), or take them away; for staff."""
    actie = wijzigbare_actie(request, pk)
    bijlagen = [rij.regel for rij in actie.bijlagen.met_openbaar()]
    verstuurd = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = BijlagenForm(*verstuurd, bijlagen=bijlagen)
    if form.is_valid():
        try:
            pas_actiebijlagen_aan(actie=actie, werk=form.werk(), door=request.user)
        except ValidationError as fout:
            neem_fouten_over(form, fout)
        else:
            messages.success(request, "De bijlagen zijn bewaard.")
            return redirect("actiebijlagen", actie.pk)
    context = {"actie": actie, "plan": actie.speerpunt.plan, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "speerpunten/bijlagen/actie.html", context, status=status)
