"""The served OpenAPI holds: schemathesis asks what it allows and what it forbids, and every answer is as it says.

Run as a library with a fixed seed: as a pytest plug-in it would slow down every other start (see pytest.ini).
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode

from samenleven.grenzen import Handler
from speerpunten.opendata.api import api
from speerpunten.tests.kijk import gedeelde_wereld
from speerpunten.tests.merken import zet_gemerkt_op

pytestmark = pytest.mark.django_db
KEER = 12  # requests of each kind for each address
# Each address; and whether it has a query, for else nothing in it can be wrong.
PADEN = {
    "/api" + pad.replace(":slug", "").replace("{slug:", "{").replace("{int:", "{"): any(
        model.__ninja_param_source__ == "query" for model in daden.operations[0].models
    )
    for router in api._get_bound_routers()
    for pad, daden in router.path_operations.items()
}
GEVALLEN = [
    *((pad, GenerationMode.POSITIVE) for pad in PADEN),
    *((pad, GenerationMode.NEGATIVE) for pad, met_vraag in PADEN.items() if met_vraag),
]


@contextmanager
def verbonden() -> Iterator[None]:
    """Keep the connection, in which the transaction of the tests is, over the end of a request: as the test client."""
    for signaal in (request_started, request_finished):
        signaal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signaal in (request_started, request_finished):
            signaal.connect(close_old_connections)


@pytest.fixture(scope="module")
def specificatie(django_db_setup, django_db_blocker) -> Iterator:
    with gedeelde_wereld(django_db_blocker), verbonden():
        toneel = zet_gemerkt_op()
        uit = schemathesis.openapi.from_wsgi("/api/openapi.json", Handler())
        yield uit, toneel.plek["publiek"], set()


@pytest.fixture(autouse=True)
def zonder_grens(settings):
    settings.LIMIETEN = {"zoeken": "", "uitvoer": ""}


def test_alle_adressen_worden_bevraagd(specificatie):
    paden = specificatie[0].raw_schema["paths"]
    assert PADEN == {pad: bool(specificatie[0][pad]["GET"].query) for pad in paden}


@pytest.mark.parametrize(("pad", "wijze"), GEVALLEN, ids=lambda deel: getattr(deel, "value", deel))
def test_elk_antwoord_is_zoals_beschreven(specificatie, pad, wijze):
    """What exists is asked for.

    Of two requests that are the same, the second is not sent: a third of them are, such as those without a query, and
    nothing changes in between.
    """
    schema, actie, gesteld = specificatie
    daad = schema[pad]["GET"]
    namen = {p["name"] for p in daad.definition.raw.get("parameters", ()) if p["in"] == "path"}
    er_is = {"slug": "buurtwerk" if "organisaties/{" in pad else "open", "nummer": 1, "pk": actie}
    plek = {naam: er_is[naam] for naam in namen}

    @seed(7)
    @settings(
        max_examples=KEER,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=daad.as_strategy(generation_mode=wijze, path_parameters=plek))
    def vraag(case):
        wat = (pad, repr((case.method, case.formatted_path, case.query, case.headers, case.cookies, case.body)))
        if wat not in gesteld:
            gesteld.add(wat)
            case.call_and_validate()

    vraag()
    assert pad in {adres for adres, _ in gesteld}
