"""What may be deleted: only what nothing else leans on."""

from django.contrib.admin.models import LogEntry
from django.db import models

GESCHIEDENIS = "de geschiedenis"


def wat_vasthoudt(obj: models.Model) -> list[str]:
    """Give the names of what refers to an object; nothing: it may be deleted.

    Counts what the database would protect, what would lose its author or link, and the many-to-many choices of other
    models. Does not count an object's own parts, which go with it, nor its own history, which stays.
    """
    namen = {_naam_als_gevuld(obj, relatie) for relatie in _verwijzingen(obj)}
    return sorted(namen - {""})


def _verwijzingen(obj: models.Model) -> list[models.ManyToOneRel]:
    return [
        veld
        for veld in obj._meta.get_fields(include_hidden=True)
        if isinstance(veld, models.ManyToOneRel) and veld.on_delete is not models.DO_NOTHING
    ]


def _naam_als_gevuld(obj: models.Model, relatie: models.ManyToOneRel) -> str:
    """Give the name of what holds the object through this relation; an empty text where nothing does."""
    model = relatie.related_model
    kiezer = model._meta.auto_created  # of a row between two models: the model that has the many-to-many field
    is_eigen_deel = relatie.on_delete is models.CASCADE and not kiezer and model is not LogEntry
    if is_eigen_deel or kiezer is type(obj):
        return ""
    if not model._base_manager.filter(**{relatie.field.name: obj.pk}).exists():
        return ""
    if model is LogEntry or hasattr(model, "history_object"):
        return GESCHIEDENIS
    return str((kiezer or model)._meta.verbose_name_plural)
