"""What the tests of access share: the whole table, all addresses of the URLconf, and a fingerprint of the database."""

import hashlib
from collections.abc import Iterator

from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from speerpunten.tests.toegang_elders import ACCOUNT_GET, ACCOUNT_POST
from speerpunten.tests.toegang_lezen import ALLEEN_LEZEN, ALLEEN_POST, GET
from speerpunten.tests.toegang_schrijven import POST
from speerpunten.tests.toneel import TELT_ALS, WIE

LEZEN = GET | ACCOUNT_GET
SCHRIJVEN = POST | ACCOUNT_POST
Adres = tuple[str, URLPattern]  # namespace, and the last part of the way to it
Rij = tuple[str, object]  # label of the model, key


def alle_adressen(patronen=None, ruimte: str = "") -> Iterator[Adres]:
    """Give every address that the URLconf knows."""
    for patroon in get_resolver().url_patterns if patronen is None else patronen:
        if isinstance(patroon, URLResolver):
            yield from alle_adressen(patroon.url_patterns, patroon.namespace or ruimte)
        else:
            yield ruimte, patroon


def verwacht(kolommen: str) -> dict[str, str]:
    """Give what each persona of `WIE`, and who shares its column, is to get."""
    uit = dict(zip(WIE, kolommen.split(), strict=True))
    return uit | {naam: uit[als] for naam, als in TELT_ALS.items()}


def uitkomst(response) -> str:
    naar_aanmelden = response.status_code == 302 and response["Location"].startswith("/aanmelden/?next=")
    return "login" if naar_aanmelden else str(response.status_code)


def zonder_lezen() -> dict[str, str]:
    """Give the addresses that only take forms, with what they answer to who wants to read."""
    return dict.fromkeys(SCHRIJVEN.keys() - LEZEN.keys(), ALLEEN_POST)


def zonder_schrijven(naam_van) -> dict[str, tuple[dict, str]]:
    """Give the addresses (of a name that takes no forms at all) with what they answer to a form."""
    met = {naam_van(vorm) for vorm in SCHRIJVEN}
    return {
        vorm: ({}, ALLEEN_POST if kolommen.startswith("login") else ALLEEN_LEZEN)
        for vorm, kolommen in LEZEN.items()
        if naam_van(vorm) not in met
    }


# --- what changes in the database

BUITEN = {"sessions.Session"}  # who looks around may get a session


def vingerafdruk() -> dict[Rij, tuple]:
    """Give every row of every table, by model and key; two of these compare as the database did."""
    uit: dict[Rij, tuple] = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label not in BUITEN and model._meta.managed:
            for rij in model._base_manager.order_by().values_list("pk", *_kolommen(model)):
                uit[model._meta.label, rij[0]] = tuple(_kort(waarde) for waarde in rij[1:])
    return uit


def _kolommen(model: type[models.Model]) -> list[str]:
    return [veld.attname for veld in model._meta.concrete_fields]


def _kort(waarde):
    """Give bytes and long texts by their hash: what they are does not matter, whether they change does."""
    if isinstance(waarde, memoryview | bytes):
        return hashlib.sha256(waarde).hexdigest()
    return str(waarde) if isinstance(waarde, dict | list) else waarde


def verschil(voor: dict[Rij, tuple], na: dict[Rij, tuple]) -> dict[Rij, tuple]:
    """Give the rows that came, went or changed: (before, after), None where there is none."""
    return {rij: (voor.get(rij), na.get(rij)) for rij in voor.keys() | na.keys() if voor.get(rij) != na.get(rij)}
