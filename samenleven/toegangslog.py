"""One line in the log for every request, once it is answered. The log of the web server can stay off."""

import logging
from collections.abc import Callable
from time import perf_counter

from django.core.signals import request_finished
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from samenleven.logboek import bezig, zonder_geheimen

logger = logging.getLogger("samenleven.toegang")


class ToegangslogMiddleware:
    """Log method, path (no query), status, duration, and the key of who is logged in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begin = perf_counter()
        wat = {"methode": request.method, "pad": zonder_geheimen(request.path)}
        bezig.set(wat)
        response = self.get_response(request)
        wie = getattr(request, "_cached_user", None)  # only who was looked up anyway: the log asks no query
        hoe = {
            "status": response.status_code,
            "duur_ms": round((perf_counter() - begin) * 1000, 1),
            "gebruiker": getattr(wie, "pk", None),
        }
        logger.info("%s %s %s", request.method, wat["pad"], response.status_code, extra=wat | hoe)
        return response


@receiver(request_finished)
def _vergeet(**kwargs) -> None:
    """Forget what was asked once the answer is out."""
    bezig.set(None)
