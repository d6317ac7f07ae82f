"""A number for every request: on the answer, on the error page, and on each line of the log."""

import re
import secrets
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.core.signals import request_finished
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

KOP = "X-Request-ID"
VEILIG = re.compile(r"[A-Za-z0-9-]{8,64}")

huidig: ContextVar[str] = ContextVar("verzoek", default="")
"""The number of the request that is being answered; empty outside a request. For the formatter of the log."""


def _nummer(request: HttpRequest) -> str:
    """Take over the number that the proxy gave, so that both logs tell of one thing; else make one."""
    gekregen = request.headers.get(KOP, "")
    if settings.ACHTER_PROXY and VEILIG.fullmatch(gekregen):
        return gekregen
    return secrets.token_hex(6)


class VerzoekMiddleware:
    """Set `request.id` and the header of the answer; stands first, so that every answer has one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = _nummer(request)
        huidig.set(request.id)
        response = self.get_response(request)
        response.headers[KOP] = request.id
        return response


@receiver(request_finished)
def _vergeet(**kwargs) -> None:
    """Forget the number once the answer is out: Django logs a refusal after the last middleware."""
    huidig.set("")
