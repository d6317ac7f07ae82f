"""Who may open and do what: every address, every persona, every method (design, section 5).

What is expected is written by hand, in `toegang_lezen`, `toegang_schrijven` and `toegang_elders`. Which addresses there
are, the URLconf says: one that stands in no list fails `test_every_address_is_in_the_lists`.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.contrib import admin
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from speerpunten.tests.kijk import gedeelde_wereld
from speerpunten.tests.toegang import (
    ALLES_LEZEN,
    ALLES_SCHRIJVEN,
    LEZEN,
    SCHRIJVEN,
    alle_adressen,
    naam_van,
    uitkomst,
    verschil,
    verwacht,
    vingerafdruk,
)
from speerpunten.tests.toegang_elders import BEHEERD
from speerpunten.tests.toegang_lezen import GET
from speerpunten.tests.toegang_schrijven import LINK_GET, LINK_POST, POST
from speerpunten.tests.toneel import Toneel, zet_op

pytestmark = pytest.mark.django_db
LEEST = {"SELECT", "DECLARE", "SAVEPOINT", "ROLLBACK", "RELEASE"}  # DECLARE: a cursor to read with
ANDERE = ("put", "patch", "delete", "trace", "options")


@pytest.fixture(scope="module")
def toneel(django_db_setup, django_db_blocker) -> Iterator[Toneel]:
    with gedeelde_wereld(django_db_blocker):
        yield zet_op()


@contextmanager
def ongedaan(client: Client) -> Iterator[None]:
    """Undo what is done inside: in the database, and in what the browser keeps."""
    koekjes = client.cookies.copy()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    client.cookies = koekjes


def per_persona(toneel: Toneel, doe: Callable[[Client], HttpResponse]) -> dict[str, str]:
    """Let everyone do the same, each in a world of its own, and give what came of it."""
    uit = {}
    for naam, client in (toneel.wie | toneel.naast).items():
        with ongedaan(client):
            uit[naam] = uitkomst(doe(client))
    return uit


UITVOER = re.compile(r"\.(csv|xlsx|pdf|docx|json)($|\?)|^/bijlagen/|/bestand/$")
LOGREGEL = 'INSERT INTO "organisaties_handeling"'


def schrijft(vragen: CaptureQueriesContext, vorm: str) -> set[str]:
    """Give the first word of each query that is no mere reading; a line of the log is none where a file goes out."""
    # How often an address asks is counted apart (`samenleven.limiet`).
    sql = [vraag["sql"].lstrip("(\n ") for vraag in vragen if "samenleven_vraagteller" not in vraag["sql"]]
    anders = [opdracht for opdracht in sql if not (UITVOER.search(vorm) and opdracht.startswith(LOGREGEL))]
    return {opdracht.split()[0] for opdracht in anders} - LEEST


@pytest.mark.parametrize("vorm", ALLES_LEZEN)
def test_get(toneel, vorm):
    """And with it: no GET writes a thing, whoever asks, but for the log of what was fetched."""
    adres = toneel.adres(vorm)
    with CaptureQueriesContext(connection) as vragen:
        assert per_persona(toneel, lambda client: client.get(adres)) == verwacht(ALLES_LEZEN[vorm])
    assert schrijft(vragen, vorm) == set()


@pytest.mark.parametrize("vorm", [vorm for vorm in GET if UITVOER.search(vorm)])
def test_head_writes_nothing_at_all(toneel, vorm):
    adres = toneel.adres(vorm)
    with CaptureQueriesContext(connection) as vragen:
        assert per_persona(toneel, lambda client: client.head(adres)) == verwacht(GET[vorm])
    assert schrijft(vragen, "") == set()


def test_head_is_get_without_a_page(toneel):
    voor = vingerafdruk()
    for vorm, kolommen in ALLES_LEZEN.items():
        moet = verwacht(kolommen)
        for naam in ("anoniem", "beheerder"):
            response = toneel.wie[naam].head(toneel.adres(vorm))
            assert (uitkomst(response), response.getvalue()) == (moet[naam], b""), (vorm, naam)
    assert verschil(voor, vingerafdruk()) == {}


@pytest.mark.parametrize("vorm", ALLES_SCHRIJVEN)
def test_post(toneel, vorm):
    velden, kolommen = ALLES_SCHRIJVEN[vorm]
    adres = toneel.adres(vorm)
    assert per_persona(toneel, lambda client: client.post(adres, velden)) == verwacht(kolommen)


@pytest.fixture
def via_link(toneel) -> Client:
    return toneel.via_link()


def per_link(vorm: str, link: dict[str, str], kolommen: str) -> str:
    """Give what who came in by a safe link gets: what nobody gets, but where the link leads."""
    return link.get(vorm, verwacht(kolommen)["anoniem"])


def test_get_by_a_safe_link(toneel, via_link):
    uit = {}
    for vorm in ALLES_LEZEN:
        with CaptureQueriesContext(connection) as vragen:
            with ongedaan(via_link):
                uit[vorm] = uitkomst(via_link.get(toneel.adres(vorm)))
        assert schrijft(vragen, vorm) == set(), vorm
    assert uit == {vorm: per_link(vorm, LINK_GET, kolommen) for vorm, kolommen in ALLES_LEZEN.items()}


def test_post_by_a_safe_link(toneel, via_link):
    uit = {}
    for vorm, (velden, _) in ALLES_SCHRIJVEN.items():
        with ongedaan(via_link):
            uit[vorm] = uitkomst(via_link.post(toneel.adres(vorm), velden))
    assert uit == {vorm: per_link(vorm, LINK_POST, kolommen) for vorm, (_, kolommen) in ALLES_SCHRIJVEN.items()}


@pytest.mark.parametrize("methode", ANDERE)
def test_other_methods_tell_nothing(toneel, methode):
    """Whether something is there, hidden or not at all: the answer is the same for every address of one name."""
    per_naam = defaultdict(set)
    for vorm in ALLES_LEZEN:
        for wie, client in (toneel.wie | toneel.naast).items():
            response = client.generic(methode.upper(), toneel.adres(vorm))
            per_naam[naam_van(vorm), wie].add((uitkomst(response), response.content, response.get("Allow")))
    assert {naam: uit for naam, uit in per_naam.items() if len(uit) > 1} == {}
    eigen = {naam_van(vorm) for vorm in GET.keys() | POST.keys()}
    vooraf = {"204"} if methode == "options" else set()  # a page of another site asks whether it may read open data
    gezien = {status for (naam, _), uit in per_naam.items() if naam in eigen for status, *_ in uit}
    assert gezien == {"405", "login"} | vooraf


@pytest.mark.parametrize("methode", ("get", *ANDERE))
def test_only_a_form_changes_a_thing(toneel, methode):
    """Compared row by row, over all tables, for who may do most and for who comes in from outside."""
    voor = vingerafdruk()
    for vorm in ALLES_LEZEN:
        for naam in ("anoniem", "beheerder"):
            toneel.wie[naam].generic(methode.upper(), toneel.adres(vorm))
    assert verschil(voor, vingerafdruk()) == {}


def test_post_without_the_token_of_the_form(toneel):
    """A forged page of somebody else cannot send anything in the name of who is logged in."""
    client = Client(enforce_csrf_checks=True)
    client.cookies = toneel.wie["beheerder"].cookies.copy()
    for vorm, (velden, kolommen) in POST.items():
        if "302" in kolommen or "422" in kolommen:
            response = client.post(toneel.adres(vorm), velden)
            assert response.status_code == 403, vorm
            assert "CSRF" in response.content.decode() or "formulier" in response.content.decode(), vorm


# --- the lists are whole


def test_every_address_is_in_the_lists():
    """Add a line to `toegang_lezen.GET` or `toegang_schrijven.POST` (of an account: `toegang_elders`)."""
    in_lijst = {naam_van(vorm) for vorm in LEZEN.keys() | SCHRIJVEN.keys()}
    er_zijn = {(ruimte, patroon.name) for ruimte, patroon in alle_adressen() if ruimte != "admin"}
    assert er_zijn - in_lijst == set(), "in the URLconf and in no list"
    assert in_lijst - er_zijn == set(), "in a list and not in the URLconf"


def test_what_the_admin_holds():
    assert {model._meta.label_lower for model in admin.site._registry} == BEHEERD
