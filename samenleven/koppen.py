"""Headers on every answer: what a browser may do with it, and who may keep a copy."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers

UIT = (
    "accelerometer camera geolocation gyroscope magnetometer microphone midi payment serial usb browsing-topics".split()
)
VAST = {
    "Permissions-Policy": ", ".join(f"{functie}=()" for functie in UIT),
    "Cross-Origin-Resource-Policy": "same-origin",
    # Django sets these too, but not on a request that its SecurityMiddleware refuses (an unknown host).
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": settings.X_FRAME_OPTIONS,
}
VAN_EEN_LEZER = ("/aanmelden/", "/account/", "/uitnodiging/")  # not for a search engine, with or without a session


class KoppenMiddleware:
    """Set what every answer has: pages, files, errors, and static files. Stands outside what may refuse a request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for kop, waarde in VAST.items():
            if kop == "X-Frame-Options" and getattr(response, "xframe_options_exempt", False):
                continue  # made to stand within another page; its own policy says so too
            response.headers.setdefault(kop, waarde)
        return response


class BewaringMiddleware:
    """Let nobody but the reader keep what was made for a reader: whoever comes with a session gets their own answer.

    A page is kept to go back to, no longer than the session: `no-store` would make a browser forget what was typed in
    a form, so the browser is told to throw its copies away when the session ends.
    Stands inside the static files, which are the same for all. What a view says itself about a public file stays.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        patch_vary_headers(response, ["Cookie"])
        heeft_sessie = (
            settings.SESSION_COOKIE_NAME in request.COOKIES or settings.SESSION_COOKIE_NAME in response.cookies
        )
        if heeft_sessie and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_cache=True)
        elif heeft_sessie and "public" not in response["Cache-Control"]:
            patch_cache_control(response, private=True)
        if heeft_sessie or request.path.startswith(VAN_EEN_LEZER):
            response.headers.setdefault("X-Robots-Tag", "noindex")
        koekje = response.cookies.get(settings.SESSION_COOKIE_NAME)
        if koekje is not None and not koekje.value and request.is_secure():
            response.headers["Clear-Site-Data"] = '"cache"'
        return response
