"""Totals of subsidies: against an example worked out by hand, and for many made by chance; always to the cent."""

import random
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organisaties.models import Samenvoeging
from speerpunten.bedragen import ZONDER_ACTIE, tel_op
from speerpunten.models import Subsidie
from speerpunten.tests import maak
from speerpunten.tests.kijk import dag

pytestmark = pytest.mark.django_db


def totalen():
    return tel_op(Subsidie.objects.met_namen())


def rij(som):
    return som.naam, som.bedrag, som.aantal


def test_met_de_hand_uitgerekend():
    plan = maak.maak_plan()
    een, twee = (maak.maak_speerpunt(plan=plan, nummer=nr, titel=f"Punt {nr}") for nr in (1, 2))
    actie, ander = maak.maak_actie(speerpunt=een), maak.maak_actie(speerpunt=twee)
    actie.ook_bij.add(twee)  # touched, but not counted there
    vgc, gemeente = maak.maak_organisatie(naam="VGC (voorbeeld)"), maak.maak_organisatie(naam="Gemeente (voorbeeld)")
    periode = {"van": dag("2023-07-01"), "tot": dag("2025-06-30")}
    maak.maak_subsidie(actie=actie, bedrag=Decimal("1000.10"), financier=vgc)
    maak.maak_subsidie(actie=actie, bedrag=Decimal("250.05"), financier=gemeente)
    maak.maak_subsidie(actie=ander, bedrag=Decimal("99999.99"), financier=vgc, **periode)  # whole, in 2023
    maak.maak_subsidie(plan=plan, bedrag=Decimal("0.01"), financier=vgc)
    uit = totalen()
    assert rij(uit.totaal) == ("Totaal", Decimal("101250.15"), 4)
    assert [rij(s) for s in uit.per_jaar] == [("2023", Decimal("99999.99"), 1), ("2024", Decimal("1250.16"), 3)]
    assert [rij(s) for s in uit.per_speerpunt] == [
        ("1. Punt 1", Decimal("1250.15"), 2),
        ("2. Punt 2", Decimal("99999.99"), 1),
        (ZONDER_ACTIE, Decimal("0.01"), 1),
    ]
    assert [rij(s) for s in uit.per_financier] == [
        ("VGC (voorbeeld)", Decimal("101000.10"), 3),
        ("Gemeente (voorbeeld)", Decimal("250.05"), 1),
    ]
    assert rij(uit.zonder_actie) == (ZONDER_ACTIE, Decimal("0.01"), 1)


def test_zonder_subsidies():
    uit = totalen()
    assert (rij(uit.totaal), uit.per_jaar, uit.per_speerpunt) == (("Totaal", 0, 0), (), ())
    assert rij(uit.zonder_actie) == (ZONDER_ACTIE, 0, 0)


def test_twee_financiers_met_dezelfde_naam_blijven_er_twee():
    plan = maak.maak_plan()
    for _ in range(2):
        maak.maak_subsidie(plan=plan, financier=maak.maak_organisatie(naam="Fonds (voorbeeld)"))
    assert [s.aantal for s in totalen().per_financier] == [1, 1]


def test_een_financier_die_opging_telt_bij_waar_ze_in_opging():
    plan, nieuw = maak.maak_plan(), maak.maak_organisatie(naam="Nieuw (voorbeeld)")
    oud = maak.maak_organisatie(naam="Oud (voorbeeld)")
    for financier in (oud, nieuw):
        maak.maak_subsidie(plan=plan, financier=financier)
    oud.opvolger, oud.samenvoeging, oud.samengevoegd_op = nieuw, Samenvoeging.FUSIE, dag("2025-01-01")
    oud.save()
    assert [rij(s) for s in totalen().per_financier] == [("Nieuw (voorbeeld)", Decimal(2000), 2)]


@pytest.mark.parametrize("zaad", range(5))
def test_elke_verdeling_telt_op_tot_het_geheel(zaad):
    toeval = random.Random(zaad)  # noqa: S311  figures, no secrets
    plan = maak.maak_plan()
    acties = [None, *(maak.maak_actie(speerpunt=maak.maak_speerpunt(plan=plan)) for _ in range(4))]
    organisaties = [maak.maak_organisatie() for _ in range(4)]
    centen = []
    for _ in range(60):
        financier, ontvanger = toeval.sample(organisaties, 2)
        centen.append(toeval.randrange(1, 10 ** toeval.randrange(1, 9)))
        jaar = toeval.randrange(2020, 2027)
        maak.maak_subsidie(
            plan=plan,
            actie=toeval.choice(acties),
            organisatie=ontvanger,
            financier=financier,
            bedrag=Decimal(centen[-1]) / 100,
            van=dag(f"{jaar}-{toeval.randrange(1, 13):02}-15"),
            tot=dag(f"{jaar + toeval.randrange(1, 4)}-03-31"),
        )
    with CaptureQueriesContext(connection) as gevraagd:
        uit = totalen()
    assert len(gevraagd) == 1
    assert uit.totaal.bedrag * 100 == sum(centen)
    for verdeling in (uit.per_jaar, uit.per_speerpunt, uit.per_financier):
        assert sum(som.bedrag for som in verdeling) == uit.totaal.bedrag
        assert sum(som.aantal for som in verdeling) == uit.totaal.aantal == 60
        assert len({som.sleutel for som in verdeling}) == len(verdeling)
