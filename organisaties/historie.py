"""What a historical record says and what changed since the one before it, in Dutch words.

The one way, for the admin and for the pages that tell who did what.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.contrib.admin.utils import display_for_value
from django.db import models
from django.utils.text import capfirst

LEEG = "leeg"
MAX_TEKENS = 300  # of one value in a comparison


class Verandering(NamedTuple):
    """One field that changed, in words."""

    veld: str
    oud: str
    nieuw: str


def in_woorden(record: models.Model, veld: models.Field) -> str:
    """Give the value of a field of a historical record as a reader sees it."""
    if isinstance(veld, models.ManyToManyField):
        gekozen = [_object_in_woorden(rij, ander) for rij, ander in record.gekozen[veld.name]]
        return ", ".join(sorted(gekozen)) or LEEG
    waarde = getattr(record, veld.attname)
    if waarde is None or waarde == "":
        return LEEG
    if isinstance(veld, models.ForeignKey):
        return _object_in_woorden(record, veld)
    if isinstance(waarde, bool):
        return "ja" if waarde else "nee"
    if veld.flatchoices:
        return str(dict(veld.flatchoices).get(waarde, waarde))
    return str(display_for_value(waarde, LEEG))


def _object_in_woorden(record: models.Model, veld: models.ForeignKey) -> str:
    try:
        ander = getattr(record, veld.name)
    except veld.related_model.DoesNotExist:
        ander = None
    return str(ander) if ander is not None else f"verwijderd ({veld.related_model._meta.verbose_name})"


def velden_van(record: models.Model) -> list[models.Field]:
    """Give the fields that are kept of a record, in the order of the model."""
    return [veld for veld in record.tracked_fields if not veld.primary_key] + list(record._history_m2m_fields)


def _waarde(record: models.Model, veld: models.Field) -> Any:
    if isinstance(veld, models.ManyToManyField):
        return sorted(getattr(rij, ander.attname) for rij, ander in record.gekozen[veld.name])
    return getattr(record, veld.attname)


def laad_keuzes(records: Sequence[models.Model]) -> None:
    """Give each record (of one model) `gekozen`: per many-to-many field its rows then; one query per field."""
    for record in records:
        record.gekozen = {}
    for veld in records[0]._history_m2m_fields if records else ():
        model = getattr(type(records[0]), veld.name).model
        ander = model._meta.get_field(veld.m2m_reverse_field_name())
        rijen = model.objects.filter(history__in=[record.pk for record in records]).select_related(ander.name)
        per_record: dict[int, list[tuple[models.Model, models.ForeignKey]]] = {}
        for rij in rijen:
            per_record.setdefault(rij.history_id, []).append((rij, ander))
        for record in records:
            record.gekozen[veld.name] = per_record.get(record.pk, [])


def _kort(tekst: str) -> str:
    return tekst if len(tekst) <= MAX_TEKENS else f"{tekst[:MAX_TEKENS]}…"


def veranderingen(oud: models.Model, nieuw: models.Model, *, lijsten: bool = True) -> list[Verandering]:
    """Compare two records of one object, field by field; without `lijsten` not what was chosen of a list."""
    return [
        Verandering(capfirst(veld.verbose_name), _kort(in_woorden(oud, veld)), _kort(in_woorden(nieuw, veld)))
        for veld in velden_van(nieuw)
        if (lijsten or not isinstance(veld, models.ManyToManyField)) and _waarde(oud, veld) != _waarde(nieuw, veld)
    ]
