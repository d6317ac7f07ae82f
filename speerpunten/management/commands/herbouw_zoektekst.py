"""`manage.py herbouw_zoektekst`: make every search text anew, after `queryset.update()` or a change of its making."""

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import models

from organisaties.zoektekst import ZoektekstField
from speerpunten.models import Standtekst
from speerpunten.services.standteksten import herbouw_standteksten

PER_KEER = 500  # rows in one statement


def herbouw(model: type[models.Model], veld: ZoektekstField) -> int:
    """Make the search text of every row of a model anew; give how many were different."""
    if model is Standtekst:
        return herbouw_standteksten()
    gewijzigd, stuk = 0, []
    rijen = model._base_manager.only("pk", veld.attname, *veld.bronnen).order_by("pk")
    for rij in rijen.iterator(chunk_size=PER_KEER):
        oud = getattr(rij, veld.attname)
        if veld.pre_save(rij, add=False) != oud:
            stuk.append(rij)
        if len(stuk) >= PER_KEER:
            gewijzigd += model._base_manager.bulk_update(stuk, [veld.attname])
            stuk.clear()
    return gewijzigd + (model._base_manager.bulk_update(stuk, [veld.attname]) if stuk else 0)


class Command(BaseCommand):
    help = "Maakt alle zoekteksten opnieuw."

    def handle(self, *args, **opties) -> None:
        for model in apps.get_models():
            for veld in model._meta.get_fields():
                if isinstance(veld, ZoektekstField):
                    self.stdout.write(
                        f"{model._meta.verbose_name_plural}: {herbouw(model, veld)} zoekteksten vernieuwd."
                    )
