"""The course of a plan: which days, and on each the same numbers as the stand on that day; by hand and by chance."""

import datetime as dt
from types import SimpleNamespace

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from speerpunten.keuzes import STATUS_LABELS
from speerpunten.models import Actie, Melding
from speerpunten.overzicht import acties_van, stel_overzicht_samen, zichtbare_acties
from speerpunten.tests import maak
from speerpunten.tests.kijk import dag
from speerpunten.tests.willekeur import BEELDEN, bouw
from speerpunten.verloop_plan import HOOGSTENS, kwartaaleinde, peildagen, statussen_op, stel_verloop_samen, telt_op

LATER = "2033-01-01T12:00:00+00:00"  # every day of the examples has been
SNEL = {"deadline": None, "derandomize": True, "phases": (Phase.explicit, Phase.generate)}
DAGEN = st.dates(dt.date(2000, 1, 1), dt.date(2060, 12, 31))


# --- which days


@pytest.mark.parametrize(
    ("op", "dagen"),
    [
        ("2021-06-30", "2021-06-30"),
        ("2022-01-01", "2022-01-01"),
        ("2022-03-31", "2022-03-31"),
        ("2022-04-01", "2022-03-31 2022-04-01"),
        ("2022-09-30", "2022-03-31 2022-06-30 2022-09-30"),
        ("2022-11-15", "2022-03-31 2022-06-30 2022-09-30 2022-11-15"),
        ("2023-05-01", "2022-03-31 2022-06-30 2022-09-30 2022-11-15 2023-05-01"),
    ],
)
def test_de_kwartalen_van_een_plan_tot_15_november(op, dagen):
    assert peildagen(dag("2022-01-01"), dag("2022-11-15"), dag(op)) == [dag(tekst) for tekst in dagen.split()]


@given(DAGEN, DAGEN, DAGEN)
def test_de_dagen_lopen_op_en_eindigen_op_de_dag_zelf(een, twee, op):
    van, tot = sorted((een, twee))
    dagen = peildagen(van, tot, op)
    assert dagen == sorted(set(dagen))
    assert dagen[-1] == op
    assert len(dagen) <= HOOGSTENS + 2
    assert all(van <= d <= tot and (d == kwartaaleinde(d) or d == tot) for d in dagen[:-1])
    assert tot >= op or tot in dagen


@pytest.mark.parametrize(
    ("datum", "einde"),
    [
        ("2024-01-01", "2024-03-31"),
        ("2024-02-29", "2024-03-31"),
        ("2024-04-01", "2024-06-30"),
        ("2024-09-30", "2024-09-30"),
        ("2024-10-01", "2024-12-31"),
        ("2024-12-31", "2024-12-31"),
    ],
)
def test_het_einde_van_een_kwartaal(datum, einde):
    assert kwartaaleinde(dag(datum)) == dag(einde)


# --- the fold


def gezegd(pk: int, actie: int, peildatum: str, status: str, vervangt: int | None = None) -> SimpleNamespace:
    return SimpleNamespace(pk=pk, actie_id=actie, peildatum=dag(peildatum), status=status, vervangt_id=vervangt)


def test_de_laatste_van_een_dag_telt_en_wat_vervangen_is_nooit():
    meldingen = [
        gezegd(1, 7, "2022-02-01", "niet_gestart"),
        gezegd(2, 8, "2022-02-01", "uitgevoerd"),  # replaced by what speaks about a later day
        gezegd(3, 7, "2022-05-01", "in_voorbereiding"),
        gezegd(4, 7, "2022-05-01", "in_uitvoering"),
        gezegd(5, 8, "2022-08-01", "stopgezet", vervangt=2),
    ]
    dagen = [dag("2022-01-31"), dag("2022-02-01"), dag("2022-06-30"), dag("2022-09-30")]
    assert statussen_op(meldingen, dagen) == [
        {},
        {7: "niet_gestart"},
        {7: "in_uitvoering"},
        {7: "in_uitvoering", 8: "stopgezet"},
    ]


class TestWillekeurigePlannen(TestCase):
    """The same as `met_stand` and the overview, on every day, for everybody."""

    @classmethod
    def setUpTestData(cls):
        organisatie = maak.maak_organisatie()
        cls.organisatie, cls.indiener = organisatie, maak.maak_gebruiker()
        cls.medewerker, cls.partner = maak.maak_medewerker(), maak.maak_partner(organisatie)

    def setUp(self):
        reis = time_machine.travel(LATER, tick=False)
        reis.start()
        self.addCleanup(reis.stop)

    @given(BEELDEN)
    @settings(max_examples=25, **SNEL)
    def test_elke_dag_is_de_stand_op_die_dag(self, beeld):
        plan = bouw(beeld, partner=self.organisatie, indiener=self.indiener, nakijker=self.medewerker)
        for wie in (AnonymousUser(), self.partner, self.medewerker):
            verloop = stel_verloop_samen(zichtbare_acties(plan, wie), plan, op=beeld.op)
            assert [p.dag for p in verloop.peilingen] == peildagen(plan.van, plan.tot, beeld.op)
            for peiling in verloop.peilingen[-3:]:
                overzicht = stel_overzicht_samen(plan, wie, op=peiling.dag, lijst_url="", query={})
                assert peiling.aantallen == overzicht.telling.aantallen, peiling.dag
                assert list(peiling.aantallen) == list(STATUS_LABELS)
            met_stand = dict(zichtbare_acties(plan, wie).met_stand(beeld.op).values_list("pk", "stand_id"))
            status = dict(Melding.objects.values_list("pk", "status"))
            assert verloop.per_actie == {pk: status[stand] for pk, stand in met_stand.items() if stand}

    @given(BEELDEN)
    @settings(max_examples=10, **SNEL)
    def test_dezelfde_acties_als_de_lijst(self, beeld):
        plan = bouw(beeld, partner=self.organisatie, indiener=self.indiener, nakijker=self.medewerker)
        for wie in (AnonymousUser(), self.partner, self.medewerker):
            geteld = [actie for actie in zichtbare_acties(plan, wie) if telt_op(actie, beeld.op)]
            assert geteld == list(acties_van(plan, wie, beeld.op))


# --- the sentence and the table


@pytest.fixture
def klein_plan(db):
    """Give a plan of one year: one actie done in May, one that runs since February, one archived in August."""
    plan = maak.maak_plan(van=dag("2022-01-01"), tot=dag("2022-12-31"))
    een, twee, weg = (maak.maak_actie(speerpunt=maak.maak_speerpunt(plan=plan)) for _ in range(3))
    maak.maak_melding(een, peildatum=dag("2022-02-01"))
    maak.maak_melding(een, status="uitgevoerd", peildatum=dag("2022-05-31"))
    maak.maak_melding(twee, peildatum=dag("2022-02-28"))
    maak.maak_melding(twee, peildatum=dag("2022-06-30"), toestand="ingediend", status="uitgevoerd")
    Actie.objects.filter(pk=weg.pk).update(gearchiveerd_op=dag("2022-08-01"), archief_reden="Dubbel.")
    return plan


def verloop_op(plan, op: str):
    return stel_verloop_samen(zichtbare_acties(plan, AnonymousUser()), plan, op=dag(op))


def test_een_vraag_aan_de_databank_voor_alle_dagen(klein_plan, django_assert_num_queries):
    acties = list(zichtbare_acties(klein_plan, AnonymousUser()))
    with django_assert_num_queries(1):
        assert len(stel_verloop_samen(acties, klein_plan, op=dag("2030-01-01")).peilingen) == 5


def test_een_plan_met_de_hand_geteld(klein_plan):
    verloop = verloop_op(klein_plan, "2022-10-15")
    assert verloop.tabelkolommen == ["Dag", *STATUS_LABELS.values(), "Totaal"]
    assert verloop.tabelrijen == [
        ["31/03/2022", 0, 2, 0, 0, 0, 0, 1, 3],
        ["30/06/2022", 1, 1, 0, 0, 0, 0, 1, 3],
        ["30/09/2022", 1, 1, 0, 0, 0, 0, 0, 2],
        ["15/10/2022", 1, 1, 0, 0, 0, 0, 0, 2],
    ]
    assert verloop.kop == (
        "Op 31/03/2022 was geen van de 3 acties uitgevoerd, op 15/10/2022 was 1 van de 2 acties uitgevoerd."
    )
    assert [code for code, _ in verloop.statussen] == ["uitgevoerd", "in_uitvoering", "geen_gegevens"]
    assert verloop.peilingen[1].zin == "1 uitgevoerd, 1 in uitvoering, 1 geen gegevens"


def test_de_zin_van_een_dag_en_van_niets(klein_plan, db):
    assert verloop_op(klein_plan, "2022-02-10").kop == "Op 10/02/2022 was geen van de 3 acties uitgevoerd."
    leeg = maak.maak_plan()
    assert verloop_op(leeg, "2022-10-15").kop == "Er zijn nog geen acties."
