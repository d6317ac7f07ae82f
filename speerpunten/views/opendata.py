"""What the open data says of itself: the specification for programs, and a page for people."""

import json

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from speerpunten.models import Beleidsplan
from speerpunten.opendata import antwoord, specificatie
from speerpunten.opendata.vragen import ANONIEM


@login_not_required
@require_safe
def openapi(request: HttpRequest) -> HttpResponseBase:
    """Give the OpenAPI of what can be read."""
    inhoud = json.dumps(specificatie.stel_samen(), ensure_ascii=False, indent=1).encode()
    return antwoord.bytes_(request, inhoud, antwoord.JSON)


@login_not_required
@require_safe
def uitleg(request: HttpRequest) -> HttpResponse:
    """Tell what there is, under which licence, and how to fetch it."""
    spec = specificatie.stel_samen()
    daden = [(pad, daad["get"]) for pad, daad in spec["paths"].items()]
    groepen = [
        (
            tag["name"],
            tag["description"],
            [(pad, daad["summary"]) for pad, daad in daden if tag["name"] in daad["tags"]],
        )
        for tag in spec["tags"]
    ]
    context = {
        "basis": settings.BASE_URL,
        "licentie": settings.OPENDATA_LICENTIE_NAAM,
        "licentie_url": settings.OPENDATA_LICENTIE_URL,
        "contact": settings.CONTACT_EMAIL,
        "voorbeeldplan": Beleidsplan.objects.zichtbaar_voor(ANONIEM).first(),
        "groepen": groepen,
    }
    return render(request, "opendata/uitleg.html", context)
