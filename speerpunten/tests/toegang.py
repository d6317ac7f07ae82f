"""What the tests of access share: the whole table, all addresses of the URLconf, and a fingerprint of the database."""

import hashlib
import re
from collections.abc import Iterator

from django.apps import apps
from django.db import models
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, resolve, reverse

from speerpunten.tests.toegang_elders import ACCOUNT_GET, ACCOUNT_POST, BEHEER, BEHEERD
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


def naam_van(vorm: str) -> tuple[str, str]:
    """Give the name of an address, with its namespace; which number stands in it makes no difference."""
    gevonden = resolve(re.sub(r"{\w+}", "1", vorm.partition("?")[0]))
    return gevonden.namespace, gevonden.url_name


def _zonder_schrijven() -> dict[str, tuple[dict, str]]:
    """Give the addresses (of a name that takes no forms at all) with what they answer to a form."""
    met = {naam_van(vorm) for vorm in SCHRIJVEN}
    return {
        vorm: ({}, ALLEEN_POST if kolommen.startswith("login") else ALLEEN_LEZEN)
        for vorm, kolommen in LEZEN.items()
        if naam_van(vorm) not in met
    }


# With what the lists need not say: who only takes forms cannot be read, and who takes none refuses them.
ALLES_LEZEN = LEZEN | dict.fromkeys(SCHRIJVEN.keys() - LEZEN.keys(), ALLEEN_POST)
ALLES_SCHRIJVEN = SCHRIJVEN | _zonder_schrijven()


# --- the admin


def beheeradressen() -> dict[str, list[str]]:
    """Give kind (see `BEHEER`) -> addresses, for every pattern of the admin."""
    uit: dict[str, list[str]] = {"": ["/admin/bestaat/niet/", "/admin/speerpunten/actie/1/"]}
    for ruimte, patroon in alle_adressen():
        if ruimte == "admin" and patroon.name:
            uit.setdefault(_soort_van(patroon.name), []).extend(_adressen_van(patroon.name))
    return uit


def _soort_van(naam: str) -> str:
    """Give the kind of an address: "speerpunten_actie_change" is a "change"."""
    for model in BEHEERD:
        voor = model.replace(".", "_") + "_"
        if naam.startswith(voor) and naam.removeprefix(voor) in BEHEER:
            return naam.removeprefix(voor)
    return naam.removeprefix("speerpunten_") if naam == "speerpunten_actie_daad" else naam


def _adressen_van(naam: str) -> list[str]:
    """Give the addresses that have this name, for a row that is there and one that is not."""
    label = _model_van(naam)
    er_is = apps.get_model(label)._base_manager.order_by("pk").values_list("pk", flat=True).first() if label else None
    for met in ([], ["1"], ["1", "1"], ["archiveren"], ["organisaties"]):
        try:
            reverse(f"admin:{naam}", args=met)
        except NoReverseMatch:
            continue
        vormen = [met, [str(er_is), *met[1:]]] if met and met[0] == "1" and er_is else [met]
        return [reverse(f"admin:{naam}", args=vorm) for vorm in vormen]
    raise AssertionError(f"No arguments for {naam}")


def _model_van(naam: str) -> str | None:
    """Give the model whose rows have addresses of this name; Django calls ours for a password after its own user."""
    if naam == "auth_user_password_change":
        return "organisaties.gebruiker"
    return next((model for model in BEHEERD if naam.startswith(model.replace(".", "_") + "_")), None)


# --- what changes in the database

# Who looks around may get a session and is counted, and who fetches a file stands in the log.
BUITEN = {"sessions.Session", "organisaties.Handeling", "samenleven.Vraagteller"}


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
