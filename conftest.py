"""What every test has: the cast, and the guard on accepted rows lifted around the emptying of tables."""

import gc
import os

import pytest
from django.db import connection
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


def _leegmaken_zonder_bewaking(self) -> None:
    with zonder_bewaking(connection):
        _leegmaken(self)


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
