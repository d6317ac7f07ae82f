"""Nobody reads a text that is not theirs: every address, as everybody, on a stage where every secret carries a mark."""

from collections.abc import Iterator

import pytest

from speerpunten.tests.kijk import gedeelde_wereld
from speerpunten.tests.merken import MAG, clients, gevonden, te_veel, zet_gemerkt_op
from speerpunten.tests.toegang import ALLES_LEZEN, beheeradressen
from speerpunten.tests.toneel import WIE

pytestmark = pytest.mark.django_db
# What the addresses of the matrix do not open: other days, other views, what was frozen, what is asked now.
VERDER = (
    "/plannen/{plan}/?op=2023-12-31",
    "/plannen/{plan}/speerpunten/2/",
    "/plannen/{plan}/verhaal/?op=2023-12-31",
    "/plannen/{plan}/acties/?aandacht=ja",
    "/plannen/{plan}/acties/?volgorde=recent&op=2023-12-31",
    "/plannen/{plan}/acties.csv?op=2023-12-31",
    "/plannen/{plan}/wijzigingen/?van=2022-01-01&tot=2026-01-01",
    "/plannen/{plan}/rapporten/bevroren/",
    "/plannen/{plan}/rapporten/bevroren.json",
    "/plannen/{plan}/rapporten/bevroren.xlsx",
    "/plannen/{plan}/rapporten/bevroren.docx",
    "/plannen/{plan}/rapporten/bevroren.pdf",
    "/plannen/{plan}/rapporten/lopend/",
    "/plannen/{plan}/rapporten/lopend.json",
)
# What somebody might read and no page shows them (yet).
ONGEZIEN: dict[str, set[str]] = {
    "partner": {"uitstel"},
    "link": {"uitstel", "bijlage_actie", "bijlage_melding", "opmerking_buurtwerk", "nodig_buurtwerk", "schaduw"},
}


@pytest.fixture(scope="module")
def toneel(django_db_setup, django_db_blocker) -> Iterator:
    with gedeelde_wereld(django_db_blocker):
        yield zet_gemerkt_op()


@pytest.fixture(scope="module")
def wie(toneel) -> dict:
    return clients(toneel)


def adressen(toneel, wie: str) -> list[str]:
    eigen = [toneel.adres(vorm) for vorm in ALLES_LEZEN if not vorm.startswith("/afmelden/")]
    verder = [vorm.format(plan=plan) for vorm in VERDER for plan in ("open", "dicht")]
    beheer = [adres for soort in ("changelist", "change", "history") for adres in beheeradressen()[soort]]
    return list(dict.fromkeys([*eigen, *verder, *(beheer if wie == "beheerder" else [])]))


@pytest.mark.parametrize("naam", [*WIE, "link"])
def test_nobody_reads_what_is_not_theirs(toneel, wie, naam):
    """And what is theirs they do read somewhere: else this would prove nothing."""
    gelezen, lek = set(), {}
    for adres in adressen(toneel, naam):
        klassen = gevonden(wie[naam].get(adres))
        gelezen |= klassen
        if fout := te_veel(klassen, naam):
            lek[adres] = fout
    assert lek == {}
    assert {klasse for klasse, mag in MAG.items() if naam in mag} - gelezen == ONGEZIEN.get(naam, set())
