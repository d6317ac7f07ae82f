"""What no page of ours asks for is refused before anything reads it: too large, too long, or no text at all."""

from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_header_parameters

from samenleven.fouten import foutpagina

STUK = 1 << 16  # bytes
VAN_ANDEREN = ("/admin/", "/account/", "/aanmelden/", "/afmelden/")  # pages of Django and allauth
GEDULD = 5  # times the limit that is still read and thrown away, so that the sender gets to see the page


class Verzoek(WSGIRequest):
    """A request that is read as UTF-8, whatever it says of itself.

    Django takes over the charset that a sender names before any middleware can refuse it, and with some ("hex") it
    fails there, outside every page of ours.
    """

    def _set_content_type_params(self, meta: dict) -> None:
        self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))


class Handler(WSGIHandler):
    """The application, with such requests."""

    request_class = Verzoek


class GrenzenMiddleware:
    """Answer 400, 411, 413 or 414 to a request that cannot be one of ours."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        code = _weiger_adres(request) or _weiger_inhoud(request)
        return foutpagina(request, code) if code else self.get_response(request)


def _weiger_adres(request: HttpRequest) -> int:
    """Give the code of what is wrong with the address or the cookies; 0 where they are in order.

    A NUL is no text: PostgreSQL refuses it, wherever it turns up. Our own pages say of such a value that it does not
    count; the pages of others (`VAN_ANDEREN`) do not look. A cookie can hold one too, as `\\000`. In a path it is an
    address that does not exist, and the routes say so.
    """
    vraag = request.META.get("QUERY_STRING", "")
    if len(request.path_info) + len(vraag) > settings.MAX_ADRES:
        return 414
    if vraag.count("&") + vraag.count(";") >= settings.MAX_PARAMETERS:
        return 400
    if request.path_info.startswith(VAN_ANDEREN) and b"\0" in unquote_to_bytes(vraag):
        return 400
    return 400 if any("\0" in tekst for tekst in request.COOKIES.values()) else 0


def _weiger_inhoud(request: HttpRequest) -> int:
    """Give the code of what is wrong with the body; one that is too large is read first, and thrown away."""
    if (request.content_params or {}).get("charset", "utf-8").lower() not in {"utf-8", "utf8"}:
        return 400  # Python would read the address in it as well, and some give what is no text
    lengte = request.META.get("CONTENT_LENGTH") or ""
    if not lengte and request.META.get("HTTP_TRANSFER_ENCODING"):
        return 411  # its size shows only at the end: nothing of it is read
    if lengte and not (lengte.isascii() and lengte.isdecimal()):
        return 400
    if int(lengte or 0) <= settings.MAX_VERZOEK:
        return 0
    over = min(int(lengte), settings.MAX_VERZOEK * GEDULD)
    while over > 0 and (stuk := request.read(min(STUK, over))):
        over -= len(stuk)
    return 413
