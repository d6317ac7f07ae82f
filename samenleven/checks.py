"""Mistakes in the settings, told with a hint."""

import os
from pathlib import Path
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


@checks.register(checks.Tags.security)
def check_oidc(app_configs, **kwargs) -> list[checks.CheckMessage]:
    """A provider of OpenID Connect is named whole, and secrets travel to it over https only."""
    if not settings.OIDC_AAN:
        return []
    gevonden = []
    if not (settings.OIDC_CLIENT_ID and settings.OIDC_CLIENT_SECRET):
        gevonden.append(
            checks.Error(
                "OIDC_SERVER names a provider, and OIDC_CLIENT_ID or OIDC_CLIENT_SECRET is empty.",
                hint="Fill in what the provider gave, or take OIDC_SERVER out. See docs/oidc.md.",
                id="samenleven.E020",
            )
        )
    deel = urlsplit(settings.OIDC_SERVER)
    if deel.scheme != "https" and deel.hostname not in {"127.0.0.1", "localhost"}:
        gevonden.append(
            checks.Error(
                "OIDC_SERVER is not https.",
                hint="Give the https address of the provider; http is for this machine alone.",
                id="samenleven.E021",
            )
        )
    if "openid" not in settings.OIDC_SCOPES:
        gevonden.append(
            checks.Error(
                "OIDC_SCOPES lacks openid: without it the provider does not say who logged in.",
                hint="Begin the list with openid.",
                id="samenleven.E022",
            )
        )
    return gevonden


@checks.register(checks.Tags.files)
def check_bestanden(app_configs, **kwargs) -> list[checks.CheckMessage]:
    """Attachments stand where no web server reaches them, and can be written there."""
    map_ = Path(settings.BESTANDEN).resolve()
    openbaar = [Path(pad).resolve() for pad in (settings.STATIC_ROOT, *settings.STATICFILES_DIRS)]
    if any(map_ == pad or pad in map_.parents or map_ in pad.parents for pad in openbaar):
        return [
            checks.Error(
                "BESTANDEN lies among the static files, or around them: anybody could read every attachment.",
                hint="Put in BESTANDEN a directory of its own, outside everything that a web server serves.",
                id="samenleven.E003",
            )
        ]
    bestaand = next(pad for pad in (map_, *map_.parents) if pad.exists())
    if bestaand.is_dir() and os.access(bestaand, os.W_OK | os.X_OK):
        return []
    return [
        checks.Error(
            f"Attachments cannot be written: {bestaand} is no directory that this user may write.",
            hint="Make the directory of BESTANDEN and give it to the user that runs the application.",
            id="samenleven.E004",
        )
    ]
