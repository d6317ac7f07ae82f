"""Where a name stands in texts that do not change by themselves any more, and what the text is without it.

Every text column of every table is looked at, also of the history, so that a column that is added later is too. Exact
words count: "Jan" is not found in "januari", nor "jan" for "Jan". Reads only; `services.schrappen` writes.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

from organisaties.models import Gebruiker
from organisaties.zoektekst import ZoektekstField
from speerpunten.models import Bijlage, Import, Rapport
from speerpunten.rapportage.bewaren import controlegetal

GESCHRAPT = "[geschrapt]"
# Columns that no person writes: taking a word out of these breaks what they are for.
TECHNISCH = frozenset(
    "sha256 oud_sha256 nieuw_sha256 token_hash zaad message_id claim over tabel rij veld daad password bestand wie "
    "vanwaar over_soort history_type".split()
)
_SCHRIJVER = msgspec.json.Encoder(order="sorted")


class OnleesbaarRapport(Exception):
    """The text of a report, written anew, would change in more than the name: nothing is done."""


@dataclass(frozen=True)
class Vondst:
    """One text that holds the name, and what it becomes. `oud` and `nieuw` are a str, or what a JSON column holds."""

    model: type[models.Model]
    pk: Any
    veld: str
    aantal: int
    oud: Any
    nieuw: Any

    @property
    def tabel(self) -> str:
        return self.model._meta.label_lower

    @property
    def hashes(self) -> tuple[str, str]:
        """Give the SHA-256 of before and after: of the text itself, of a JSON column as sorted JSON."""
        return controlegetal(_als_tekst(self.oud)), controlegetal(_als_tekst(self.nieuw))


@dataclass(frozen=True)
class Gevonden:
    """What an act would change, and what it leaves: persons (erase them) and files that cannot be searched."""

    vondsten: tuple[Vondst, ...]
    mensen: int
    bijlagen: int
    bestanden: int
    adressen: int


def zoek(naam: str) -> Gevonden:
    """Find every text with this name. Raises OnleesbaarRapport."""
    patroon = re.compile(rf"(?<!\w){re.escape(naam)}(?!\w)")
    mensen = (Gebruiker, Gebruiker.history.model)
    return Gevonden(
        vondsten=tuple(v for model in _modellen() if model not in mensen for v in _in_model(model, naam, patroon)),
        mensen=sum(1 for model in mensen for _ in _in_model(model, naam, patroon)),
        bijlagen=Bijlage.objects.count(),
        bestanden=Import.objects.count(),
        adressen=sum(
            model._base_manager.filter(**{f"{veld.name}__icontains": naam}).count()
            for model in _modellen()
            for veld in model._meta.concrete_fields
            if isinstance(veld, models.SlugField | models.URLField)
        ),
    )


def _modellen() -> list[type[models.Model]]:
    eigen = [m for app in ("organisaties", "speerpunten") for m in apps.get_app_config(app).get_models()]
    return [*eigen, LogEntry]


def _doorzoekbaar(veld: models.Field) -> bool:
    if veld.name in TECHNISCH or veld.choices or veld.primary_key or isinstance(veld, ZoektekstField):
        return False
    if isinstance(veld, models.SlugField | models.URLField | models.FileField):
        return False
    return isinstance(veld, models.CharField | models.TextField | models.JSONField)


def _in_model(model: type[models.Model], naam: str, patroon: re.Pattern[str]) -> Iterator[Vondst]:
    for veld in model._meta.concrete_fields:
        if _doorzoekbaar(veld):
            for rij in _kandidaten(model, veld, naam).iterator(chunk_size=100):
                oud = getattr(rij, veld.attname)
                nieuw, aantal = _zonder(model, veld, oud, patroon)
                if aantal:
                    yield Vondst(model, rij.pk, veld.attname, aantal, oud, nieuw)


def _kandidaten(model: type[models.Model], veld: models.Field, naam: str) -> models.QuerySet:
    """Give the rows that may hold the name; JSON also in the way in which it writes letters with an accent."""
    rijen = model._base_manager.only("pk", veld.attname).order_by("pk")
    if not isinstance(veld, models.JSONField) and not _is_rapport(model, veld):
        return rijen.filter(**{f"{veld.attname}__icontains": naam})
    vormen = {naam, json.dumps(naam)[1:-1], json.dumps(naam, ensure_ascii=False)[1:-1]}
    waar = Q(pk__in=[])
    for vorm in vormen:
        waar |= Q(_tekst__icontains=vorm)
    return rijen.annotate(_tekst=Cast(veld.attname, models.TextField())).filter(waar)


def _is_rapport(model: type[models.Model], veld: models.Field) -> bool:
    return model is Rapport and veld.attname == "inhoud"


def _zonder(model: type[models.Model], veld: models.Field, oud: Any, patroon: re.Pattern[str]) -> tuple[Any, int]:
    """Give a value without the name, and how often it stood there."""
    if _is_rapport(model, veld):
        inhoud = msgspec.json.decode(oud)
        if _schrijf(inhoud) != oud:
            raise OnleesbaarRapport("A report is not kept in the way in which it would be written again.")
        nieuw, aantal = _zonder_naam(inhoud, patroon)
        return _schrijf(nieuw), aantal
    nieuw, aantal = _zonder_naam(oud, patroon)
    if isinstance(nieuw, str) and veld.max_length and not isinstance(veld, models.TextField):
        nieuw = nieuw[: veld.max_length]
    return nieuw, aantal


def _zonder_naam(waarde: Any, patroon: re.Pattern[str]) -> tuple[Any, int]:
    """Replace in every text of a value, at any depth; names of keys stay."""
    if isinstance(waarde, str):
        return patroon.subn(GESCHRAPT, waarde)
    if isinstance(waarde, list):
        paren = [_zonder_naam(een, patroon) for een in waarde]
        return [nieuw for nieuw, _ in paren], sum(aantal for _, aantal in paren)
    if isinstance(waarde, dict):
        per = {sleutel: _zonder_naam(een, patroon) for sleutel, een in waarde.items()}
        return {s: nieuw for s, (nieuw, _) in per.items()}, sum(aantal for _, aantal in per.values())
    return waarde, 0


def _schrijf(waarde: Any) -> str:
    return _SCHRIJVER.encode(waarde).decode()


def _als_tekst(waarde: Any) -> str:
    return waarde if isinstance(waarde, str) else _schrijf(waarde)
