"""A ronde of 1,000 acties and 200 organisaties: the rondebord and the preview ask at most ten queries."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from speerpunten.models import Beleidsplan
from speerpunten.proefdata import Omvang, maak_proefdata
from speerpunten.rondebord import stel_rondebord_samen
from speerpunten.tests import maak

pytestmark = pytest.mark.django_db
HOOGSTENS = 10


def test_at_most_ten_queries(client):
    maak_proefdata(Omvang(plannen=1, acties=1000, rondes=1))
    plan = Beleidsplan.objects.get(slug="proefplan-1")
    ronde = plan.rondes.get()
    bord = stel_rondebord_samen(ronde)
    assert (bord.gevraagd > 700, len(bord.regels)) == (True, 200)
    vandaag = timezone.localdate()
    velden = {
        "versie": 1,
        "naam": "Ronde",
        "van": ronde.van.isoformat(),
        "tot": ronde.tot.isoformat(),
        "opent": vandaag.isoformat(),
        "deadline": vandaag.isoformat(),
        "sluit": (vandaag + dt.timedelta(days=9)).isoformat(),
        "organisaties": [regel.organisatie.pk for regel in bord.regels],
        "speerpunten": list(plan.speerpunten.values_list("pk", flat=True)),
        "act": "bekijken",
    }
    client.force_login(maak.maak_medewerker())
    doe = {
        "rondebord": lambda: client.get(f"/rondes/{ronde.pk}/"),
        "filter": lambda: client.get(f"/rondes/{ronde.pk}/?toon=nog_niet&speerpunt=3&q=proef"),
        "voorbeeld": lambda: client.post("/plannen/proefplan-1/rondes/nieuw/", velden),
        "voorbeeld van een die bestaat": lambda: client.post(f"/rondes/{ronde.pk}/bewerken/", velden),
    }
    for naam, vraag in doe.items():
        with CaptureQueriesContext(connection) as gevraagd:
            response = vraag()
        assert response.status_code == 200, naam
        assert 1 < len(gevraagd) <= HOOGSTENS, naam
