"""Send "at once": in a thread beside the request, so that no act waits for a mail server.

Best effort. What it does not get done stands in the outbox, and the next `dagelijks` or the next mail takes it along.
"""

import logging
import threading

from django.conf import settings
from django.db import connections

from speerpunten.post.aanvragen import verwerk_aanvragen
from speerpunten.post.versturen import verstuur_alles

logger = logging.getLogger(__name__)

WACHTTIJD = 5  # seconds for each answer of the mail server
_gevraagd = threading.Event()
_bezig = threading.Lock()


def verstuur_straks() -> threading.Thread | None:
    """Begin to send what waits, without waiting for it; None where this installation leaves it to `dagelijks`."""
    if not settings.POST_METEEN:
        return None
    _gevraagd.set()
    draad = threading.Thread(target=_werk, name="post", daemon=True)
    draad.start()
    return draad


def _werk() -> None:
    """Send until nothing was asked meanwhile; one thread per process does, the others go home."""
    try:
        while _gevraagd.is_set() and _bezig.acquire(blocking=False):
            try:
                _gevraagd.clear()
                verwerk_aanvragen()
                verstuur_alles(wachttijd=WACHTTIJD)
            finally:
                _bezig.release()
    except Exception:
        logger.exception("Sending in the background broke off; the mails wait in the outbox.")
    finally:
        connections.close_all()
