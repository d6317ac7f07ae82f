"""What changed between two texts and two meldingen."""

import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speerpunten.models.melding import INHOUD
from speerpunten.tests import maak
from speerpunten.verschil import inhoudverschillen, verschillen, woordverschil


def test_words_that_stay_go_and_come():
    delen = woordverschil("Twee groepen komen elke week samen.", "Drie groepen komen elke week samen.")
    assert delen == (("weg", "Twee"), ("nieuw", "Drie"), ("gelijk", " groepen komen elke week samen."))


def test_another_text_replaces_the_old_one_as_a_whole():
    delen = woordverschil("De lessen zijn op maandag.", "We zoeken op dit ogenblik een zaal.")
    assert delen == (("weg", "De lessen zijn op maandag."), ("nieuw", "We zoeken op dit ogenblik een zaal."))


@given(st.text(max_size=80), st.text(max_size=80))
def test_both_texts_can_be_read_back(oud, nieuw):
    delen = woordverschil(oud, nieuw)
    assert "".join(t for s, t in delen if s != "nieuw") == oud
    assert "".join(t for s, t in delen if s != "weg") == nieuw


@pytest.mark.django_db
def test_fields_of_two_meldingen():
    actie = maak.maak_actie()
    oud = maak.maak_melding(actie, toelichting="Het loopt.", peildatum=dt.date(2023, 6, 30))
    nieuw = maak.maak_melding(
        actie,
        toelichting="Het loopt.",
        peildatum=dt.date(2023, 12, 31),
        status="opgeschort",
        verloop="vertraagd",
        reden="Ziek.",
    )
    gevonden = {v.label: (v.oud, v.nieuw) for v in verschillen(oud, nieuw, INHOUD) if v.is_veranderd}
    assert gevonden == {
        "Status": ("In uitvoering", "Opgeschort"),
        "Hoe verloopt het?": ("Op schema", "Vertraagd"),
        "Reden": ("", "Ziek."),
        "Stand op": ("30/06/2023", "31/12/2023"),
    }


def test_what_was_sent_twice_is_compared_with_its_labels():
    was = {"status": "in_uitvoering", "toelichting": "Goed."}
    (regel,) = inhoudverschillen(was, was | {"status": "stopgezet"})
    assert (regel.label, regel.oud, regel.nieuw) == ("Status", "In uitvoering", "Stopgezet")


LANG = ["a " * 2500, "a b " * 1250, "ab, " * 1250, "tekst " * 8333, "Wat een zin. " * 3000]


@pytest.mark.parametrize("tekst", LANG, ids=[tekst[:8] for tekst in LANG])
def test_a_long_text_that_repeats_itself_is_compared_at_once(tekst):
    helft = len(tekst) // 2
    ander = tekst[:helft] + "iets ertussen " + tekst[helft:]
    begin = time.monotonic()
    for oud, nieuw in ((tekst, ander), (tekst, tekst[1:] + "b a"), (tekst, ander[::-1])):
        delen = woordverschil(oud, nieuw)
        assert "".join(t for s, t in delen if s != "nieuw") == oud
        assert "".join(t for s, t in delen if s != "weg") == nieuw
    assert time.monotonic() - begin < 5  # seconds, on a busy machine; it took minutes


def test_of_a_long_text_only_the_sentence_that_changed_is_marked():
    zinnen = [f"In week {week} kwamen er {week * 3} mensen naar zaal {week % 7}." for week in range(900)]
    anders = [*zinnen]
    anders[100], anders[700] = "In week 100 kwam er niemand naar zaal 2.", "In week 700 was de zaal dicht."
    delen = woordverschil(" ".join(zinnen), " ".join(anders))
    assert sum(len(tekst) for soort, tekst in delen if soort != "gelijk") < 200
