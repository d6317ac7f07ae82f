"""Absolute addresses, for what goes out: from BASE_URL, so that they are the same whoever asks, and how."""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse


def pagina(ding) -> str:
    """Give the page for people of something with `get_absolute_url`."""
    return settings.BASE_URL + ding.get_absolute_url()


def van(naam: str, *args) -> str:
    """Give an address by its name."""
    return settings.BASE_URL + reverse(naam, args=args)


def zelf(naam: str, *args) -> str:
    """Give an address of the API by its name."""
    return van(f"opendata:{naam}", *args)


def met_vraag(pad: str, vraag: list[tuple[str, str]]) -> str:
    """Give a path of ours with a query."""
    return f"{settings.BASE_URL}{pad}?{urlencode(vraag)}"
