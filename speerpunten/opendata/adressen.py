"""Absolute addresses, for what goes out: from BASE_URL, so that they are the same whoever asks, and how."""

from functools import lru_cache
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse


def pagina(ding) -> str:
    """Give the page for people of something with `get_absolute_url`."""
    return settings.BASE_URL + ding.get_absolute_url()


@lru_cache(4096)
def _adres(basis: str, naam: str, *args) -> str:
    """Remember addresses: a file names an actie for each of its stands, and to compute a path is the dearest of it."""
    return basis + reverse(naam, args=args)


def vergeet() -> None:
    """Let go of the addresses, once a file is made."""
    _adres.cache_clear()


def van(naam: str, *args) -> str:
    """Give an address by its name."""
    return _adres(settings.BASE_URL, naam, *args)


def zelf(naam: str, *args) -> str:
    """Give an address of the API by its name."""
    return _adres(settings.BASE_URL, f"opendata:{naam}", *args)


def met_vraag(pad: str, vraag: list[tuple[str, str]]) -> str:
    """Give a path of ours with a query."""
    return f"{settings.BASE_URL}{pad}?{urlencode(vraag)}"
