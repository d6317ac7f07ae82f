"""At the same moment: real threads, each with its own connection; and what they work on."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from speerpunten.models import Actie, Melding

PAUZE = 0.01  # seconds around each write and lock: long enough to meet somebody
GEDULD = 30  # seconds
BEURTEN = [1, 2, 3]


@pytest.fixture(autouse=True)
def bestand(transactional_db, tmp_path) -> Iterator[None]:
    """Give SQLite a file, as in production: the database in memory of the other tests cannot be waited for."""
    if connection.vendor != "sqlite":
        yield
        return
    geheugen = connections["default"]
    geheugen.ensure_connection()
    instellingen, naam = geheugen.settings_dict, geheugen.settings_dict["NAME"]
    del connections["default"]
    instellingen["NAME"] = str(tmp_path / "gelijktijdig.sqlite3")
    connection.ensure_connection()
    geheugen.connection.backup(connection.connection)
    try:
        yield
    finally:
        connection.close()
        instellingen["NAME"] = naam
        connections["default"] = geheugen


def _traag(execute, sql, params, many, context):
    if sql.startswith(("INSERT", "UPDATE", "DELETE")):
        time.sleep(PAUZE)
    uit = execute(sql, params, many, context)
    if "FOR UPDATE" in sql:
        time.sleep(PAUZE)
    return uit


def tegelijk(*daden: Callable[[], object]) -> list:
    """Do all at once; give what each gave, or the exception that it raised."""
    hek = threading.Barrier(len(daden), timeout=GEDULD)

    def doe(daad: Callable[[], object]) -> object:
        try:
            with connection.execute_wrapper(_traag):
                hek.wait()
                return daad()
        except Exception as fout:
            return fout
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(daden)) as werkers:
        return list(werkers.map(doe, daden))


def soorten(uitkomsten: list) -> list[str]:
    return sorted(type(uitkomst).__name__ for uitkomst in uitkomsten)


def nieuw(actie: Actie, organisatie, toelichting: str, **over) -> Melding:
    kern = {"status": "in_uitvoering", "verloop": "op_schema", "peildatum": timezone.localdate()}
    return Melding(actie=actie, organisatie=organisatie, toelichting=toelichting, **kern | over)


def kopie(melding: Melding, toelichting: str) -> Melding:
    """Give the same row as another process has it before it."""
    eigen = Melding.objects.select_related("actie__speerpunt__plan", "organisatie", "ronde").get(pk=melding.pk)
    eigen.toelichting = toelichting
    return eigen


def als(gebruiker) -> Client:
    client = Client()
    client.force_login(gebruiker)
    return client
