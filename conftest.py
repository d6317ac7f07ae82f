"""What every test has: the cast, and the guard on accepted rows lifted around the emptying of tables."""

import gc
import os

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import TransactionTestCase

from organisaties.models import Gebruiker, Organisatie
from speerpunten.onveranderlijk import zonder_bewaking
from speerpunten.tests import maak

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs an event loop of its own
gc.set_threshold(50_000, 20, 100)  # the usual ones look through all that pytest and Django keep, again and again


def pytest_collection_finish() -> None:
    """What stands now stays: no garbage collection looks at it again."""
    gc.collect()
    gc.freeze()


_leegmaken = TransactionTestCase._fixture_teardown
BLIJFT = {ContentType._meta.db_table, Permission._meta.db_table}  # what migrating makes, and no test changes


def _triggers() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal")
        return cursor.fetchone()[0]


def _leegmaken_zonder_bewaking(self) -> None:
    """Empty the tables after a test that wrote for good.

    The first time as Django does it, and whenever a test left another guard. Else the tables of PostgreSQL hold a few rows
    each: to take these away is ten times quicker than to make each table, each trigger and each permission again.
    """
    if connection.vendor == "postgresql" and _triggers() == _leegmaken_zonder_bewaking.triggers:
        tabellen = set(connection.introspection.django_table_names()) - BLIJFT
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")  # no trigger, and no order of the tables
            cursor.execute("; ".join(f"DELETE FROM {connection.ops.quote_name(tabel)}" for tabel in sorted(tabellen)))
        return
    with zonder_bewaking(connection):
        _leegmaken(self)
    if connection.vendor == "postgresql":
        _leegmaken_zonder_bewaking.triggers = _triggers()


_leegmaken_zonder_bewaking.triggers = None
TransactionTestCase._fixture_teardown = _leegmaken_zonder_bewaking


@pytest.fixture
def organisatie(db) -> Organisatie:
    return maak.maak_organisatie(naam="Buurtwerk (voorbeeld)", slug="buurtwerk")


@pytest.fixture
def andere_organisatie(db) -> Organisatie:
    return maak.maak_organisatie(naam="Taalhuis (voorbeeld)", slug="taalhuis")


@pytest.fixture
def beheerder(db) -> Gebruiker:
    return maak.maak_beheerder(email="beheer@voorbeeld.test", naam="Beheerder (voorbeeld)")


@pytest.fixture
def medewerker(db) -> Gebruiker:
    return maak.maak_medewerker(email="beleid@voorbeeld.test", naam="Medewerker (voorbeeld)")


@pytest.fixture
def medewerker2(db) -> Gebruiker:
    return maak.maak_medewerker(email="beleid2@voorbeeld.test", naam="Tweede medewerker (voorbeeld)")


@pytest.fixture
def lezer(db) -> Gebruiker:
    return maak.maak_gebruiker(email="lezer@voorbeeld.test", naam="Lezer (voorbeeld)", rol="lezer")


@pytest.fixture
def partner(organisatie) -> Gebruiker:
    return maak.maak_partner(organisatie, email="partner@voorbeeld.test", naam="Partner (voorbeeld)")


@pytest.fixture
def andere_partner(andere_organisatie) -> Gebruiker:
    return maak.maak_partner(andere_organisatie, email="partner2@voorbeeld.test", naam="Andere partner (voorbeeld)")
