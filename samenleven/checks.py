"""Mistakes in the settings, told with a hint."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks

from samenleven.geheimen import bestanden_die_anderen_lezen, is_zwak

JURIDISCH = ("UITGEVER", "UITGEVER_ADRES", "CONTACT_EMAIL", "HANDHAVING", "HANDHAVING_URL")


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


@checks.register(checks.Tags.security, deploy=True)
def check_geheimen(app_configs, **kwargs) -> list[checks.CheckMessage]:
    """Who knows or guesses the secret key can make sessions and links of anyone."""
    gevonden: list[checks.CheckMessage] = []
    if any(is_zwak(sleutel) for sleutel in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)):
        gevonden.append(
            checks.Error(
                "SECRET_KEY (or one of SECRET_KEY_FALLBACKS) is short, from an example, or no random text.",
                hint="Make a new one: openssl rand -base64 48",
                id="samenleven.E005",
            )
        )
    gevonden += [
        checks.Warning(
            f"The file of {naam}_FILE can be read or changed by other users of this machine.",
            hint="Give it to the user that runs the application, with mode 0400.",
            id="samenleven.W001",
        )
        for naam in bestanden_die_anderen_lezen()
    ]
    return gevonden


@checks.register(deploy=True)
def check_uitgever(app_configs, **kwargs) -> list[checks.CheckMessage]:
    """The legal pages need what only the publisher knows."""
    leeg = [naam for naam in JURIDISCH if not getattr(settings, naam)]
    if not leeg:
        return []
    return [
        checks.Warning(
            f"The legal pages say “nog niet ingevuld”: {', '.join(leeg)}.",
            hint="Fill these in, in the environment or in .env; .env.example tells what they are.",
            id="samenleven.W002",
        )
    ]


@checks.register()
def check_licentie(app_configs, **kwargs) -> list[checks.CheckMessage]:
    """Who reuses the open data reads the licence where its address leads."""
    if not settings.OPENDATA_LICENTIE_NAAM:
        return []
    deel = urlsplit(settings.OPENDATA_LICENTIE_URL)
    if deel.scheme == "https" and deel.hostname:
        return []
    return [
        checks.Warning(
            "OPENDATA_LICENTIE_NAAM names a licence, and OPENDATA_LICENTIE_URL is no https address.",
            hint="Put the https address of its text in OPENDATA_LICENTIE_URL, or leave both empty: no licence chosen.",
            id="samenleven.W003",
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
