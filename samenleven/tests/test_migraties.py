"""New migrations leave the former release working, or say that they do not (docs/adr/0026)."""

from pathlib import Path

import pytest
from django.db import migrations
from django.db.migrations.loader import MigrationLoader

EIGEN = ("organisaties", "speerpunten", "samenleven")
VANAF = {"organisaties": 5, "speerpunten": 11, "samenleven": 1}  # what came before was never in production
GEVAARLIJK = (
    migrations.RenameField,
    migrations.RenameModel,
    migrations.RemoveField,
    migrations.DeleteModel,
    migrations.AlterModelTable,
)
WOORD = "# stilstand:"


def gevaarlijk(operatie) -> bool:
    """Tell whether the former release could not live with this; a column that is obligatory must have a default."""
    if isinstance(operatie, migrations.AddField):
        veld = operatie.field
        return not (veld.null or veld.has_db_default() or veld.many_to_many)
    return isinstance(operatie, GEVAARLIJK)


def te_bekijken() -> list[tuple[str, str, Path]]:
    schijf = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    uit = []
    for (app, naam), migratie in schijf.items():
        if app in EIGEN and int(naam[:4]) >= VANAF[app] and any(map(gevaarlijk, migratie.operations)):
            pad = Path(__import__(migratie.__module__, fromlist=["x"]).__file__)
            uit.append((app, naam, pad))
    return uit


def test_wat_de_vorige_versie_stilzet_zegt_dat():
    zonder = [f"{app}.{naam}" for app, naam, pad in te_bekijken() if WOORD not in pad.read_text()]
    assert zonder == []


@pytest.mark.parametrize(
    ("operatie", "verwacht"),
    [
        (migrations.RemoveField("actie", "titel"), True),
        (migrations.RenameModel("Actie", "Daad"), True),
        (migrations.RunSQL("SELECT 1"), False),
    ],
)
def test_het_herkent_wat_gevaarlijk_is(operatie, verwacht):
    assert gevaarlijk(operatie) is verwacht
