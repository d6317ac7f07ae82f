"""What this installation is made of: its tables, its migrations, and the files that its rows name."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

Migraties = dict[str, list[str]]


def aantallen() -> dict[str, int]:
    """Give table -> number of rows, of every model and of what joins them."""
    modellen = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return aantallen_van(sorted({model._meta.db_table for model in modellen}))


def aantallen_van(tabellen: Iterable[str]) -> dict[str, int]:
    """Give table -> number of rows of these tables; 0 where there is no such table."""
    with connection.cursor() as cursor:
        aanwezig = set(connection.introspection.table_names(cursor))
        uit = {}
        for tabel in tabellen:
            if tabel in aanwezig:
                cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(tabel)}")
            uit[tabel] = cursor.fetchone()[0] if tabel in aanwezig else 0
    return uit


def bestandsnamen() -> set[str]:
    """Give the name of every file of BESTANDEN that a row names, whatever its model."""
    namen: set[str] = set()
    for model, veld in _bestandsvelden():
        rijen = model._base_manager.exclude(**{veld.name: ""}).exclude(**{veld.name: None})
        namen.update(rijen.values_list(veld.name, flat=True).iterator())
    return namen


def _bestandsvelden() -> Iterator[tuple[type[models.Model], models.FileField]]:
    for model in apps.get_models():
        for veld in model._meta.local_concrete_fields:
            if isinstance(veld, models.FileField) and getattr(veld.storage, "location", None) == str(
                settings.BESTANDEN
            ):
                yield model, veld


def toegepast() -> Migraties:
    """Give app -> migrations that this database has had."""
    uit: Migraties = {}
    for app, naam in sorted(MigrationRecorder(connection).applied_migrations()):
        uit.setdefault(app, []).append(naam)
    return uit


def onbekende_migraties(van: Migraties) -> list[str]:
    """Give which of these migrations this release does not know: the database is of a later one."""
    bekend = MigrationLoader(None, ignore_no_migrations=True)
    vervangen = {sleutel for migratie in bekend.disk_migrations.values() for sleutel in migratie.replaces}
    namen = bekend.disk_migrations.keys() | vervangen
    return [f"{app}.{naam}" for app, lijst in van.items() for naam in lijst if (app, naam) not in namen]


def heeft_gegevens() -> bool:
    """Tell whether there is something to lose: a user, or anything that people made. An empty house has neither."""
    gebruiker = apps.get_model(settings.AUTH_USER_MODEL)
    with connection.cursor() as cursor:
        if gebruiker._meta.db_table not in connection.introspection.table_names(cursor):
            return False
    return gebruiker._base_manager.exists()


def fsync(pad: Path) -> None:
    """See to it that a file or a directory is on the disk."""
    greep = os.open(pad, os.O_RDONLY)
    try:
        os.fsync(greep)
    finally:
        os.close(greep)
