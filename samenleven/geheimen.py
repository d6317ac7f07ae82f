"""Secrets come from the environment, or from a file that the environment names: NAME, or NAME_FILE.

Made for the credentials of systemd and the secrets of containers, whose value then stands in no process list. Nothing
here prints, logs or repeats a value.
"""

import os
import re
import stat
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.views.debug import SafeExceptionReporterFilter
from environ.fileaware_mapping import FileAwareMapping

GEHEIM = ("SECRET_KEY", "DATABASE_URL", "DATABASE_PASSWORD", "EMAIL_URL")
AANGEREIKT = ("/run/secrets/",)  # put there by a container runtime, for that container alone
ZWAK = re.compile(
    r"django-insecure|change.?me|secret|geheim|wachtwoord|password|voorbeeld|example|only-|0123456|1234567|abcdefg|qwerty"
    r"|(.{6,}).*\1|^(.)\2*$",
    re.IGNORECASE | re.DOTALL,
)


class Omgeving(FileAwareMapping):
    """The environment; a variable may also be read from the file that NAME_FILE names, without its last newline."""

    def __getitem__(self, naam: str) -> str:
        pad = self.env.get(f"{naam}_FILE")
        if not pad:
            return self.env[naam]
        if self.env.get(naam):
            raise ImproperlyConfigured(f"{naam} en {naam}_FILE staan er allebei. Haal er een weg.")
        try:
            return Path(pad).read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as fout:
            raise ImproperlyConfigured(f"{naam}_FILE: dit bestand is niet te lezen ({type(fout).__name__}).") from None


class Env(environ.Env):
    """The typed environment of settings.py."""

    ENVIRON = Omgeving(cache=False)


def bestanden_die_anderen_lezen() -> list[str]:
    """Give the names of the variables whose file every user of the machine can read, or change."""
    return [naam for naam in GEHEIM if (pad := os.environ.get(f"{naam}_FILE")) and _ligt_open(pad)]


def _ligt_open(pad: str) -> bool:
    rechten = stat.S_IMODE(os.stat(pad).st_mode)
    gelezen = rechten & stat.S_IROTH and not pad.startswith(AANGEREIKT)
    return bool(gelezen or rechten & (stat.S_IWOTH | stat.S_IWGRP))


def is_zwak(sleutel: str) -> bool:
    """Tell whether a SECRET_KEY is one of an example, or no random text: words, sequences, and what repeats itself."""
    return len(sleutel) < 50 or bool(ZWAK.search(sleutel))


class Verbergfilter(SafeExceptionReporterFilter):
    """What a page or mail about an error leaves out: also addresses that hold a password (DATABASE_URL, EMAIL_URL)."""

    hidden_settings = re.compile(
        SafeExceptionReporterFilter.hidden_settings.pattern + "|_URL|DSN|CREDENTIAL|SLEUTEL|GEHEIM|WACHTWOORD", re.I
    )
