"""Where an indicator stands on a day: no database, each figure worked out by hand."""

import datetime as dt
from decimal import Decimal

import pytest

from speerpunten.meten import Meetpunt, bereken
from speerpunten.models import Indicator
from speerpunten.tests.kijk import dag

EIND = dag("2025-12-31")


def indicator(**over) -> Indicator:
    velden = {"naam": "Deelnemers", "eenheid": "deelnemers", "nulwaarde": Decimal(0), "streefwaarde": Decimal(500)}
    return Indicator(**velden | over)


def punten(*paren: tuple[str, int | str]) -> list[Meetpunt]:
    return [Meetpunt(dag(wanneer), Decimal(waarde)) for wanneer, waarde in paren]


def test_zonder_meting_is_er_geen_waarde_en_dat_is_geen_nul():
    stand = bereken(indicator(), [], op=EIND)
    assert (stand.waarde, stand.dag, stand.aandeel, stand.is_bereikt, stand.procent, stand.lijn) == (None,) * 6
    assert stand.tekst == "nog geen meting, doel 500 deelnemers"
    nul = bereken(indicator(), punten(("2024-12-31", 0)), op=EIND)
    assert (nul.waarde, nul.aandeel, nul.procent) == (0, 0, 0)
    assert nul.tekst == "0 van 500 deelnemers, stand op 31/12/2024"


def test_zonder_optellen_telt_de_laatste_dag():
    metingen = punten(("2024-12-31", 340), ("2023-06-30", 120), ("2025-06-30", 410))
    assert bereken(indicator(), metingen, op=EIND).waarde == 410
    toen = bereken(indicator(), metingen, op=dag("2024-12-31"))
    assert (toen.waarde, toen.dag) == (340, dag("2024-12-31"))
    assert toen.tekst == "340 van 500 deelnemers, stand op 31/12/2024"
    assert bereken(indicator(), metingen, op=dag("2023-06-29")).waarde is None


def test_van_een_dag_telt_de_laatst_aanvaarde():
    stand = bereken(indicator(), punten(("2024-12-31", 340), ("2024-12-31", 345)), op=EIND)
    assert stand.waarde == 345
    assert len(stand.verloop) == 1


def test_optellen_is_de_som_tot_en_met_de_dag():
    metingen = punten(("2023-06-30", 120), ("2024-12-31", "100.5"), ("2024-12-31", 1), ("2025-06-30", 70))
    opgeteld = indicator(cumulatief=True, nulwaarde=None)
    assert bereken(opgeteld, metingen, op=EIND).waarde == Decimal("291.5")
    toen = bereken(opgeteld, metingen, op=dag("2024-12-31"))
    assert [punt.waarde for punt in toen.verloop] == [120, Decimal("221.5")]
    assert toen.tekst == "221,5 van 500 deelnemers, stand op 31/12/2024"


def test_wat_voor_het_plan_gemeten_is_telt_niet():
    metingen = punten(("2021-12-31", 80), ("2022-01-01", 5))
    for cumulatief in (True, False):
        assert bereken(indicator(cumulatief=cumulatief), metingen, op=EIND, vanaf=dag("2022-01-01")).waarde == 5


@pytest.mark.parametrize(
    ("nul", "streef", "waarde", "aandeel", "procent", "bereikt"),
    [
        (0, 500, 340, "0.68", 68, False),
        (100, 500, 100, "0", 0, False),
        (100, 500, 300, "0.5", 50, False),
        (100, 500, 500, "1", 100, True),
        (100, 500, 700, "1.5", 100, True),
        (100, 500, 50, "-0.125", 0, False),
        (20, 5, 20, "0", 0, False),  # the target is lower than the start
        (20, 5, 11, "0.6", 60, False),
        (20, 5, 5, "1", 100, True),
        (20, 5, 2, "1.2", 100, True),
        (20, 5, 26, "-0.4", 0, False),
        (0, 1000, "999.9", "0.9999", 99, False),  # full only at the target
        (-10, 10, 0, "0.5", 50, False),
    ],
)
def test_aandeel_van_begin_tot_doel(nul, streef, waarde, aandeel, procent, bereikt):
    over = {"nulwaarde": Decimal(nul), "streefwaarde": Decimal(streef)}
    stand = bereken(indicator(**over), punten(("2024-12-31", waarde)), op=EIND)
    assert (stand.aandeel, stand.procent, stand.is_bereikt) == (Decimal(aandeel), procent, bereikt)


@pytest.mark.parametrize("weg", ["nulwaarde", "streefwaarde"])
def test_zonder_begin_of_doel_is_er_geen_aandeel(weg):
    stand = bereken(indicator(**{weg: None}), punten(("2024-12-31", 340)), op=EIND)
    assert (stand.aandeel, stand.is_bereikt, stand.procent) == (None, None, None)


@pytest.mark.parametrize(
    ("over", "tekst"),
    [
        ({}, "340 van 500 deelnemers"),
        ({"nulwaarde": None}, "340 deelnemers, doel 500"),
        ({"nulwaarde": Decimal(400), "streefwaarde": Decimal("12.50"), "eenheid": "dagen"}, "340 dagen, doel 12,5"),
        ({"streefwaarde": None}, "340 deelnemers"),
        ({"eenheid": ""}, "340 van 500"),
    ],
)
def test_in_woorden(over, tekst):
    assert bereken(indicator(**over), punten(("2024-12-31", 340)), op=EIND).waarde_in_woorden == tekst


def test_ja_of_nee():
    vraag = Indicator(naam="Aanspreekpunt", soort="ja_nee", streefdatum=dag("2025-12-31"))
    leeg, nee, ja = (
        bereken(vraag, punten(*paren), op=EIND) for paren in ([], [("2024-06-30", 0)], [("2024-12-31", 1)])
    )
    assert leeg.tekst == "nog geen meting, doel ja tegen 31/12/2025"
    assert (nee.tekst, nee.is_bereikt) == ("nee, stand op 30/06/2024", False)
    assert (ja.tekst, ja.is_bereikt, ja.procent, ja.lijn) == ("ja, stand op 31/12/2024", True, None, None)


def test_de_lijn_loopt_van_links_onder_naar_rechts_boven():
    stand = bereken(indicator(), punten(("2024-01-01", 0), ("2024-01-11", 250), ("2024-01-21", 500)), op=EIND)
    assert stand.lijn.punten == "4.0,32.0 80.0,18.0 156.0,4.0"
    assert (stand.lijn.x, stand.lijn.y, stand.lijn.doel_y) == ("156.0", "4.0", "4.0")


def test_de_lijn_staat_op_haar_dagen_en_blijft_in_haar_vak():
    stand = bereken(
        indicator(streefwaarde=None), punten(("2022-01-01", 7), ("2022-01-02", 7), ("2025-12-31", 7)), op=EIND
    )
    plekken = [tuple(map(float, punt.split(","))) for punt in stand.lijn.punten.split()]
    assert [y for _, y in plekken] == [18.0] * 3  # all equal: in the middle
    assert plekken[0][0] == 4 and plekken[1][0] == pytest.approx(4.1) and plekken[2][0] == 156
    assert stand.lijn.doel_y == ""
    assert bereken(indicator(), punten(("2024-01-01", 5)), op=EIND).lijn is None


def test_regels_staan_de_nieuwste_eerst():
    stand = bereken(indicator(), punten(("2023-06-30", 120), ("2024-12-31", "1340.5")), op=EIND)
    assert stand.regels == [
        (dt.date(2024, 12, 31), "1.340,5 deelnemers"),
        (dt.date(2023, 6, 30), "120 deelnemers"),
    ]
