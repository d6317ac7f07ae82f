"""What every page knows of this installation."""

from django.conf import settings
from django.http import HttpRequest

from speerpunten.voorbeeld.accounts import ACCOUNTS


def installatie(request: HttpRequest) -> dict[str, object]:
    """Give the login page its other way in; the demo band its switch, and that page its accounts, in demo mode only."""
    oidc = {"oidc_naam": settings.OIDC_NAAM if settings.OIDC_AAN else ""}
    if not settings.DEMO_MODUS:
        return oidc | {"demo_modus": False}
    return oidc | {"demo_modus": True, "demo_accounts": ACCOUNTS, "demo_wachtwoord": settings.DEMO_WACHTWOORD}
