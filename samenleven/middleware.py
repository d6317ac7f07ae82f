"""What neither Django nor django-csp does for every request: a header, and an end to what is sent."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

STUK = 1 << 16  # bytes
GEDULD = 5  # times the limit that is still read and thrown away, so that the sender gets to see the page


class PermissionsPolicyMiddleware:
    """Switch off the browser features that no page uses."""

    header = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", self.header)
        return response


class TeGrootMiddleware:
    """Refuse a request that is larger than any form of ours, before a byte of it is kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        lengte = request.META.get("CONTENT_LENGTH") or "0"
        if not lengte.isdecimal() or int(lengte) <= settings.MAX_VERZOEK:
            return self.get_response(request)
        over = min(int(lengte), settings.MAX_VERZOEK * GEDULD)
        while over > 0 and (stuk := request.read(min(STUK, over))):
            over -= len(stuk)
        return HttpResponse(render_to_string("413.html"), status=413)
