"""The calendar of a public plan, to subscribe to."""

import hashlib

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from organisaties.beurt import om_beurt
from speerpunten.agenda import maak_agenda
from speerpunten.models import Beleidsplan
from speerpunten.views.overal import voor_iedereen


@login_not_required
@require_safe
@om_beurt
def agenda(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the calendar; the same for whoever asks, because a calendar program never logs in. Else 404."""
    plan = get_object_or_404(Beleidsplan, slug=slug, openbaar=True)
    inhoud = maak_agenda(plan)
    etag = quote_etag(hashlib.sha256(inhoud).hexdigest())
    response = HttpResponse(inhoud, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="agenda-{slug}.ics"'
    response["ETag"] = etag
    uit = get_conditional_response(request, etag=etag, response=response)
    return voor_iedereen(uit)
