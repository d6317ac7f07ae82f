"""Mail of an account goes beside the request, not through the outbox: it holds secrets that are stored nowhere.

Who asks for a new password for an address that nobody has waits exactly as long as who asks for their own.
"""

import logging
import threading
from collections.abc import Callable

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connections
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)


def naast_verzoek(werk: Callable[[], object]) -> threading.Thread | None:
    """Do `werk` in a thread; at once (None) where the settings say so, as in tests that share a transaction."""
    if not settings.ACCOUNTPOST_NAAST_VERZOEK:
        werk()
        return None
    draad = threading.Thread(target=_doe, args=(werk,), name="accountpost")
    draad.start()
    return draad


def verstuur_bericht(bericht: EmailMessage) -> threading.Thread | None:
    """Send a mail that is complete."""
    return naast_verzoek(bericht.send)


def mail_account(sjabloon: str, aan: str, context: dict) -> None:
    """Send a mail made of two templates: `<sjabloon>_subject.txt` and `<sjabloon>_message.txt`."""
    onderwerp = render_to_string(f"{sjabloon}_subject.txt", context).strip()
    tekst = render_to_string(f"{sjabloon}_message.txt", context).strip()
    verstuur_bericht(EmailMessage(onderwerp, tekst, to=[aan]))


def _doe(werk: Callable[[], object]) -> None:
    try:
        werk()
    except Exception:
        logger.exception("A mail of an account could not be sent; who waits for it can ask again.")
    finally:
        connections.close_all()
