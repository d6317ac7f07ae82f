"""Empty the tables after a test that wrote for good."""

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, transaction

from speerpunten.onveranderlijk import zonder_bewaking

BLIJFT = {ContentType._meta.db_table, Permission._meta.db_table}  # what migrating makes, and no test changes
TRIGGERS = {
    "postgresql": "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal",
    "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'",
}
_gezien: set[int] = set()  # how many triggers stood after it was done in full


def leeg_tabellen() -> None:
    """Take every row away, but for what migrating makes; the guard on accepted rows stands again afterwards.

    As Django does it the first time, and where a test left another guard. Else the tables hold a few rows each: to take
    these away is ten times quicker than to make each table of PostgreSQL, trigger and permission again.
    """
    if _triggers() not in _gezien:
        with zonder_bewaking(connection):
            call_command("flush", interactive=False, verbosity=0, reset_sequences=False)
        _gezien.add(_triggers())
    elif connection.vendor == "postgresql":
        _neem_rijen_weg("SET LOCAL session_replication_role = replica")  # no trigger, and no order among the tables
    else:
        with zonder_bewaking(connection):
            _neem_rijen_weg()


def _triggers() -> int:
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS[connection.vendor])
        return cursor.fetchone()[0]


def _neem_rijen_weg(*vooraf: str) -> None:
    tabellen = sorted(set(connection.introspection.django_table_names()) - BLIJFT)
    with transaction.atomic(), connection.cursor() as cursor:
        for opdracht in (*vooraf, *(f"DELETE FROM {connection.ops.quote_name(tabel)}" for tabel in tabellen)):
            cursor.execute(opdracht)
