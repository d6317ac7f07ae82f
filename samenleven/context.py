"""What every page knows of this installation."""

from django.conf import settings
from django.http import HttpRequest

from speerpunten.voorbeeld.accounts import ACCOUNTS


def installatie(request: HttpRequest) -> dict[str, object]:
    """Give the demo band its switch, and the login page its accounts, in demo mode only."""
    if not settings.DEMO_MODUS:
        return {"demo_modus": False}
    return {"demo_modus": True, "demo_accounts": ACCOUNTS, "demo_wachtwoord": settings.DEMO_WACHTWOORD}
