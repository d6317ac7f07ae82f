"""What every test has: the cast, and tables that are emptied in a way of our own."""

import gc
import os

import pytest
from django.test import TransactionTestCase

from organisaties.models import Gebruiker, Organisatie
from speerpunten.tests import maak
from speerpunten.tests.leegmaken import leeg_tabellen

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs an event loop of its own
gc.set_threshold(50_000, 20, 100)  # the usual ones look through all that pytest and Django keep, again and again


def pytest_collection_finish() -> None:
    """What stands now stays: no garbage collection looks at it again."""
    gc.collect()
    gc.freeze()


TransactionTestCase._fixture_teardown = lambda self: leeg_tabellen()


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
