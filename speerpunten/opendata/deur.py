"""What stands before the open data: nobody is known there, every site may read it, and every error is JSON."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from speerpunten.opendata.antwoord import probleem

PAD = "/api/"
VOOR_MENSEN = "/api/uitleg/"  # a page like the others
LEZEN = "GET, HEAD, OPTIONS"
VAN_ELDERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Retry-After, X-Request-ID",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
VOORAF = {
    "Allow": LEZEN,
    "Access-Control-Allow-Methods": LEZEN,
    "Access-Control-Allow-Headers": "Accept, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


class OpendataMiddleware:
    """Take the cookies off a request for open data before anything reads them, so that all get the same bytes.

    Stands outside all that refuses a request or reads a session.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PAD) or request.path_info == VOOR_MENSEN:
            return self.get_response(request)
        request.COOKIES = {}
        request.META.pop("HTTP_COOKIE", None)
        response = self._antwoord(request)
        _zonder_koekjes(response)
        for kop, waarde in VAN_ELDERS.items():
            response[kop] = waarde
        return response

    def _antwoord(self, request: HttpRequest) -> HttpResponse:
        if request.method == "OPTIONS":
            vooraf = HttpResponse(status=204, headers=VOORAF)
            del vooraf["Content-Type"]
            return vooraf
        if request.method not in {"GET", "HEAD"}:
            geweigerd = probleem(405)
            geweigerd["Allow"] = LEZEN
            return geweigerd
        response = self.get_response(request)
        if response.status_code >= 400 and "json" not in response.get("Content-Type", ""):
            return _als_probleem(response)
        return response


def _als_probleem(response: HttpResponse) -> HttpResponse:
    """Say in JSON what a page would have said."""
    nieuw = probleem(response.status_code)
    if "Retry-After" in response:
        nieuw["Retry-After"] = response["Retry-After"]
    return nieuw


def _zonder_koekjes(response: HttpResponse) -> None:
    """Take out that the answer depends on a cookie: it does not."""
    response.cookies.clear()
    wat = [deel.strip() for deel in response.get("Vary", "").split(",")]
    del response["Vary"]
    if over := [deel for deel in wat if deel and deel.lower() != "cookie"]:
        patch_vary_headers(response, over)
