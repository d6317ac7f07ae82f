"""What makes lists quick gives what Django's own way gives."""

import datetime as dt

import pytest
from django.db import models
from django.db.models import Q
from django.template import Context, Engine, engines

from organisaties.eenvan import EenVanDeze
from speerpunten.keuzes import STATUS_LABELS
from speerpunten.models import Actie, Mijlpaal
from speerpunten.tests import maak
from speerpunten.tests.kijk import dag


@pytest.fixture
def mijlpalen(db) -> list[Mijlpaal]:
    """Mijlpalen of two acties: due before, on and after a day, reached before, on or after it, or not at all."""
    dagen = [dag(f"2024-06-{nr}") for nr in (14, 15, 16)]
    acties = [maak.maak_actie(), maak.maak_actie()]
    return [
        maak.maak_mijlpaal(actie, titel=f"{streef} {bereikt}", streefdatum=streef, bereikt_op=bereikt)
        for actie in acties
        for streef in dagen
        for bereikt in (*dagen, None)
    ]


def test_een_rij_wordt_hetzelfde_object(mijlpalen):
    makers = (models.Model.from_db.__func__, Actie.from_db.__func__)
    for velden in ([f.attname for f in Actie._meta.concrete_fields], ["id", "titel"]):
        rij = Actie.objects.values_list(*velden).first()
        van, vlot = (maker(Actie, "default", velden, rij) for maker in makers)
        assert van == vlot and type(van) is type(vlot)
        assert vars(van).keys() == vars(vlot).keys()
        assert all(vars(van)[naam] == vars(vlot)[naam] for naam in velden)
        assert (vlot._state.db, vlot._state.adding) == (van._state.db, van._state.adding) == ("default", False)
        assert vlot.get_deferred_fields() == van.get_deferred_fields()
        assert (vlot.omschrijving, vlot.speerpunt) == (van.omschrijving, van.speerpunt)


def test_een_lijst_van_sleutels_kiest_wat_in_kiest(mijlpalen, django_assert_num_queries):
    eerste, tweede = (m.actie_id for m in (mijlpalen[0], mijlpalen[-1]))
    for sleutels in ([eerste], [eerste, tweede], {tweede: "x"}, [0], []):
        deze = set(Mijlpaal.objects.filter(EenVanDeze("actie", sleutels)))
        assert deze == set(Mijlpaal.objects.filter(actie__in=list(sleutels)))
    of = Mijlpaal.objects.filter(Q(EenVanDeze("actie", [])) | Q(EenVanDeze("pk", [mijlpalen[3].pk])))
    assert [m.pk for m in of] == [mijlpalen[3].pk]
    with django_assert_num_queries(0):
        assert not Mijlpaal.objects.filter(EenVanDeze("actie", []))


def test_gemist_kiest_wat_gemist_is(mijlpalen):
    op = dag("2024-06-15")
    verwacht = {m.pk for m in mijlpalen if m.is_gemist(op)}
    assert 0 < len(verwacht) < len(mijlpalen)
    assert {m.pk for m in Mijlpaal.objects.gemist(op)} == verwacht


def _toon(tekst: str, **woorden) -> str:
    return engines["django"].from_string("{% load rijen %}" + tekst).render(woorden)


def test_een_onthouden_deel_is_hetzelfde():
    for code, label in [*STATUS_LABELS.items(), ("<b>", "'\"&")]:
        gewoon = _toon('{% include "components/status.html" with code=code label=label only %}', code=code, label=label)
        for _ in range(2):
            assert _toon('{% deel "components/status.html" code=code label=label %}', code=code, label=label) == gewoon


def test_een_dag_wordt_geschreven_zoals_django_dat_doet():
    nacht = dt.datetime(2024, 12, 31, 23, 30, tzinfo=dt.UTC)  # in Brussels it is 2025 already
    assert _toon("{{ dag|date }} {{ dag|date:'d/m/Y H:i' }}", dag=nacht) == "01/01/2025 01/01/2025 00:30"
    for waarde in (dt.date(2024, 12, 31), dt.date(2024, 1, 5), nacht, None, ""):
        for vorm in ("", ":'d/m/Y'", ":'Y-m-d'", ":'j F Y'", ":'DATE_FORMAT'"):
            tekst = f"{{{{ dag|date{vorm} }}}}"
            assert _toon(tekst, dag=waarde) == Engine().from_string(tekst).render(Context({"dag": waarde}))
