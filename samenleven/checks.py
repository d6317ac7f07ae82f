"""Mistakes in the settings, told with a hint."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks


@checks.register(checks.Tags.security, deploy=True)
def check_demo_modus(app_configs, **kwargs) -> list[checks.CheckMessage]:
    """Demo mode has published passwords: never on the internet."""
    if not settings.DEMO_MODUS:
        return []
    return [
        checks.Error(
            "Demo mode is on: its accounts and password are public.",
            hint="Remove DEMO_MODUS from the environment and from .env.",
            id="samenleven.E001",
        )
    ]


@checks.register(checks.Tags.security, deploy=True)
def check_https(app_configs, **kwargs) -> list[checks.CheckMessage]:
    """Passwords and sessions travel over this address."""
    if settings.IS_HTTPS or urlsplit(settings.BASE_URL).hostname in {"127.0.0.1", "localhost"}:
        return []
    return [
        checks.Error(
            "BASE_URL is not https.",
            hint="Put the public https address in BASE_URL; cookies and HSTS follow it.",
            id="samenleven.E002",
        )
    ]
