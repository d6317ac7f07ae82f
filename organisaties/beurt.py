"""Pages of a whole plan take turns in a worker.

Each holds a thousand objects while it is made. Made at once they are not quicker (one thread computes at a time), but
a worker then needs the memory of all of them, and keeps it.
"""

import threading
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponseBase

from organisaties.geheugen import geef_terug

BEURT = threading.RLock()  # held while objects of a whole plan are made, never while one waits for something else


def om_beurt(weergave: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let a view wait until no other of these is being made in this worker. Not for one that waits for something."""

    @wraps(weergave)
    def wacht(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        with BEURT:
            try:
                return weergave(request, *args, **kwargs)
            finally:
                geef_terug()

    return wacht
