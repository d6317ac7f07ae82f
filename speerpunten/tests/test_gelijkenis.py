"""What is nearly the same is found, also among thousands of texts, and in little time."""

import pytest

from speerpunten.models import Actie
from speerpunten.tests import maak
from speerpunten.tests.lijsten import bekijk
from speerpunten.uitwisseling.gelijkenis import PRECIES, Gelijkenissen

VELE = [f"praattafels in buurt {nummer} met vrijwilligers" for nummer in range(5000)]


@pytest.mark.parametrize(
    ("tekst", "gevonden"),
    [
        ("praattafels in buurt 77 met de vrijwilligers", "praattafels in buurt 77 met vrijwilligers"),
        ("fietslessen voor vrouwen uit kureghem", "fietsles voor vrouwen uit kuregem"),
        ("een heel andere titel", None),
    ],
)
@pytest.mark.parametrize("teksten", [VELE[: PRECIES - 1], VELE])
def test_wat_lijkt_wordt_gevonden(tekst, gevonden, teksten):
    bij = Gelijkenissen([*teksten, "fietsles voor vrouwen uit kuregem"], 0.86).bij(tekst)
    assert (bij[0] if bij else None) == gevonden


def test_een_woord_dat_iedereen_heeft_kost_geen_tijd():
    gelijkenissen = Gelijkenissen(VELE, 0.86)
    assert all(len(gelijkenissen._kansrijk(f"praattafels in wijk {n}x met vrijwilligers")) == 0 for n in range(100))


@pytest.mark.django_db
def test_vele_onbekende_namen_vullen_de_pagina_niet(medewerker, organisatie):
    plan = maak.maak_plan(slug="plan")
    maak.maak_speerpunt(plan=plan)
    rijen = [f"Actie {n};1;Partner {n * 7919} vzw" for n in range(600)]
    invoer = bekijk(plan, "\n".join(["titel;speerpunt;trekker", *rijen]).encode(), medewerker, naam="lijst.csv")
    vragen = invoer.voorstel["vragen"]
    assert len(vragen) == 600
    assert sum(len(vraag["keuzes"]) for vraag in vragen) < 2500
    assert not Actie.objects.exists()
