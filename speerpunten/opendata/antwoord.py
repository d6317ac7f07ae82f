"""Answers with a hash as ETag: who has it already gets 304. A large file is made on disk first, so it is whole."""

import hashlib
from collections.abc import Iterable, Iterator

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from pydantic import BaseModel

from speerpunten.opendata import bladen
from speerpunten.opendata.adressen import vergeet
from speerpunten.uitvoerbestand import maak_uitvoerbestand

JSON = "application/json"
JSON_LD = "application/ld+json"
PROBLEEM = "application/problem+json"
TITELS = {
    400: "Verzoek niet begrepen",
    404: "Niet gevonden",
    405: "Methode niet toegelaten",
    411: "Grootte onbekend",
    413: "Te groot",
    414: "Adres te lang",
    422: "Parameter klopt niet",
    429: "Te veel verzoeken",
    500: "Fout bij ons",
}
UITLEG = {
    400: "Er zit een fout in het adres of in wat u verstuurde.",
    404: "Dit bestaat niet, of het is niet openbaar.",
    405: "Deze API kan alleen gelezen worden: GET, HEAD en OPTIONS.",
    411: "Zeg hoeveel u verstuurt.",
    413: "Verstuur minder.",
    414: "Gebruik minder of kortere parameters.",
    422: "Kijk in “fouten” wat er per parameter niet klopt.",
    429: "Wacht zoveel seconden als Retry-After zegt. Haal liever één keer alles.json op.",
    500: "Dit is niet uw fout. Probeer het later opnieuw.",
}


def json(request: HttpRequest, vorm: BaseModel) -> HttpResponseBase:
    """Give one object of the API."""
    inhoud = vorm.model_dump_json().encode()
    return _met_etag(request, HttpResponse(inhoud, content_type=JSON), hashlib.sha256(inhoud).hexdigest())


def bytes_(request: HttpRequest, inhoud: bytes, soort: str) -> HttpResponseBase:
    return _met_etag(request, HttpResponse(inhoud, content_type=soort), hashlib.sha256(inhoud).hexdigest())


def bestand(request: HttpRequest, stukken: Iterable[bytes], soort: str, naam: str) -> HttpResponseBase:
    """Give a file made piece by piece."""
    som = hashlib.sha256()

    def geteld() -> Iterator[bytes]:
        for stuk in stukken:
            som.update(stuk)
            yield stuk
        vergeet()

    response = maak_uitvoerbestand(geteld(), soort, naam)
    antwoord = _met_etag(request, response, som.hexdigest())
    if antwoord is not response:
        response.file_to_stream.close()  # not the response: that would tell Django that the request is over
    return antwoord


def _met_etag(request: HttpRequest, response: HttpResponseBase, som: str) -> HttpResponseBase:
    etag = quote_etag(som)
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"  # keep it, and ask each time: what is withdrawn must go
    return get_conditional_response(request, etag=etag, response=response)


def probleem(code: int, *, fouten: Iterable[tuple[str, str]] = ()) -> HttpResponse:
    """Give what went wrong as RFC 9457 says it."""
    gemeld = bladen.Probleem(
        type="about:blank",
        title=TITELS.get(code, "Niet gelukt"),
        status=code,
        detail=UITLEG.get(code, ""),
        fouten=[bladen.Veldfout(veld=veld, melding=melding) for veld, melding in fouten],
    )
    inhoud = gemeld.model_dump_json().encode()
    response = HttpResponse(inhoud, content_type=PROBLEEM, status=code)
    response["Content-Length"] = str(len(inhoud))  # it may be made outside the middleware that says so
    response["Cache-Control"] = "no-store"
    return response
