"""The addresses under `/api/`: those of the API, its specification, and a page for people."""

import re
from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.urls import path

from speerpunten.opendata.antwoord import probleem
from speerpunten.opendata.api import api
from speerpunten.opendata.specificatie import parameters
from speerpunten.views import opendata

app_name = "opendata"


def _voor_iedereen(view: Callable, route: str) -> Callable:
    """Let an operation answer without a login, also to HEAD, and refuse a parameter that it does not know."""
    pad = "/api/" + re.sub(r"<\w+:(\w+)>", r"{\1}", route)

    @login_not_required
    @wraps(view)
    def kijk(request: HttpRequest, **kwargs) -> HttpResponseBase:
        kent = parameters()[pad]
        fouten = [(naam, "Deze parameter bestaat niet.") for naam in request.GET if naam not in kent]
        vaak = [naam for naam, waarden in request.GET.lists() if len(waarden) > 1 and not kent.get(naam, True)]
        fouten += [(naam, "Deze parameter mag maar één keer.") for naam in vaak]
        if fouten:
            return probleem(422, fouten=fouten)
        methode, request.method = request.method, "GET"
        try:
            return view(request, **kwargs)
        finally:
            request.method = methode

    return kijk


urlpatterns = [
    *(
        path(patroon.pattern._route, _voor_iedereen(patroon.callback, patroon.pattern._route), name=patroon.name)
        for patroon in api.urls[0]
        if patroon.name != "api-root"
    ),
    path("openapi.json", opendata.openapi, name="openapi"),
    path("uitleg/", opendata.uitleg, name="uitleg"),
]
