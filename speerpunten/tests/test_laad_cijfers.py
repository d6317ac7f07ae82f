"""Indicatoren and subsidies in a plan file: read, checked, adopted, and loaded again."""

from decimal import Decimal

import pytest

from speerpunten.models import Actie, Indicator, Speerpunt, Subsidie
from speerpunten.planbestand.bestand import Planfout
from speerpunten.planbestand.laden import laad_plan
from speerpunten.tests import maak
from speerpunten.tests.planbestanden import basis, momentopname, schrijf

pytestmark = pytest.mark.django_db
TELLING = {"naam": "Eters", "eenheid": "mensen", "nulwaarde": 0, "streefwaarde": "1250.50", "streefdatum": "2028-12-31"}
SUBSIDIE = {
    "sleutel": "keuken-2026",
    "organisatie": "huis",
    "actie": "a-1",
    "soort": "project",
    "bedrag": "12500.50",
    "van": "2026-01-01",
    "tot": "2026-12-31",
    "financier": "dienst",
    "besluit_nummer": "V 12",
    "besluit_url": "https://besluit.voorbeeld.test/12",
}


def met_cijfers(**over) -> dict:
    plan = basis()
    plan["acties"][0]["indicatoren"] = [TELLING | over, {"naam": "Lokaal", "soort": "ja_nee"}]
    plan["speerpunten"][0]["indicatoren"] = [{"naam": "Huizen", "cumulatief": True}]
    werking = SUBSIDIE | {"sleutel": "werking", "soort": "werking", "actie": "", "bedrag": 1000}
    plan["subsidies"] = [SUBSIDIE, werking]
    return plan


@pytest.fixture
def geladen(tmp_path):
    laad_plan(schrijf(tmp_path, met_cijfers()))
    return tmp_path


def test_alles_komt_binnen(geladen):
    actie = Actie.objects.get(titel="Open keuken")
    eters, lokaal = actie.indicatoren.all()
    assert (eters.naam, eters.nulwaarde, eters.streefwaarde) == ("Eters", 0, Decimal("1250.5"))
    assert (lokaal.soort, lokaal.streefwaarde) == ("ja_nee", None)
    huizen = Speerpunt.objects.get(nummer=1).indicatoren.get()
    assert (huizen.naam, huizen.cumulatief) == ("Huizen", True)
    keuken, werking = Subsidie.objects.order_by("pk")
    assert (keuken.actie, keuken.bedrag, keuken.financier.slug) == (actie, Decimal("12500.50"), "dienst")
    assert (werking.actie, werking.bedrag, werking.plan) == (None, 1000, actie.speerpunt.plan)
    assert keuken.history.get().history_change_reason == "laad_plan plan.json"


def test_nog_eens_laden_verandert_niets(geladen):
    voor = momentopname()
    verslag = laad_plan(geladen / "plan.json")
    assert not verslag.verandert_iets and not verslag.met_de_hand and not verslag.niet_in_bestand
    assert momentopname() == voor


def test_een_nieuwe_waarde_komt_over_en_wat_met_de_hand_gewijzigd_is_blijft(geladen):
    Indicator.objects.filter(naam="Huizen").update(eenheid="huizen")
    Subsidie.objects.filter(besluit_nummer="V 12", soort="project").update(bedrag=1)
    plan = met_cijfers(streefwaarde="1300")
    plan["speerpunten"][0]["indicatoren"][0]["eenheid"] = "woningen"
    plan["subsidies"][0] = SUBSIDIE | {"bedrag": "13000", "tot": "2027-06-30"}
    verslag = laad_plan(schrijf(geladen, plan))
    assert verslag.wijzigingen == [
        "acties[a-1].indicatoren[Eters].streefwaarde: “1250.5” -> “1300”",
        "subsidies[keuken-2026].tot: “2026-12-31” -> “2027-06-30”",
    ]
    assert [zin.partition(":")[0] for zin in verslag.met_de_hand] == [
        "speerpunten[1].indicatoren[Huizen].eenheid",
        "subsidies[keuken-2026].bedrag",
    ]
    assert Indicator.objects.get(naam="Eters").streefwaarde == 1300
    assert Subsidie.objects.get(soort="project").bedrag == 1


def test_wat_niet_meer_in_het_bestand_staat_wordt_genoemd_en_blijft(geladen):
    plan = met_cijfers()
    del plan["acties"][0]["indicatoren"][1], plan["subsidies"][1]
    verslag = laad_plan(schrijf(geladen, plan))
    assert "acties[a-1].indicatoren[Lokaal]" in verslag.niet_in_bestand
    assert [zin for zin in verslag.niet_in_bestand if zin.startswith("subsidies[werking]")]
    assert (Indicator.objects.count(), Subsidie.objects.count()) == (3, 2)


def test_een_actie_die_met_de_hand_gekozen_is_blijft(geladen):
    andere = maak.maak_actie(speerpunt=Speerpunt.objects.get(nummer=3))
    Subsidie.objects.filter(soort="project").update(actie=andere)
    verslag = laad_plan(geladen / "plan.json")
    assert [zin.partition(":")[0] for zin in verslag.met_de_hand] == ["subsidies[keuken-2026].actie"]
    assert Subsidie.objects.get(soort="project").actie == andere


@pytest.mark.parametrize(
    ("veld", "waarde", "zin"),
    [
        ("bedrag", "veel", "subsidies[keuken-2026].bedrag: “veel” is geen getal"),
        ("bedrag", 12.5, "subsidies[keuken-2026].bedrag: “12.5” is geen getal"),
        ("bedrag", True, "subsidies[keuken-2026].bedrag: true is geen getal"),
        ("bedrag", "1.234", "subsidies[keuken-2026].bedrag: “1.234” is geen getal"),
        ("bedrag", "0", "subsidies[keuken-2026]: Een bedrag is meer dan nul."),
        ("bedrag", None, "subsidies[keuken-2026].bedrag: dit veld is verplicht."),
        ("tot", "2025-12-31", "subsidies[keuken-2026].tot: ligt voor “van”."),
        ("soort", "gift", "subsidies[keuken-2026].soort: “gift” is geen keuze"),
        ("organisatie", "onbekend", "subsidies[keuken-2026].organisatie: de organisatie “onbekend” staat niet"),
        ("financier", "onbekend", "subsidies[keuken-2026].financier: de organisatie “onbekend” staat niet"),
        ("financier", "huis", "subsidies[keuken-2026]: De financier is een andere organisatie"),
        ("actie", "a-9", "subsidies[keuken-2026].actie: de actie “a-9” staat niet in het bestand."),
    ],
)
def test_fouten_in_een_subsidie(tmp_path, veld, waarde, zin):
    plan = met_cijfers()
    plan["subsidies"][0] = SUBSIDIE | {veld: waarde}
    voor = momentopname()
    with pytest.raises(Planfout) as fout:
        laad_plan(schrijf(tmp_path, plan))
    assert any(een.startswith(zin) for een in fout.value.fouten), fout.value.fouten
    assert momentopname() == voor


@pytest.mark.parametrize(
    ("rij", "zin"),
    [
        ({"naam": "Lokaal"}, "acties[a-1].indicatoren: “Lokaal” staat er meer dan één keer."),
        ({"soort": "procent"}, "acties[a-1].indicatoren[1].soort: “procent” is geen keuze"),
        ({"streefwaarde": "veel"}, "acties[a-1].indicatoren[1].streefwaarde: “veel” is geen getal"),
        ({"waarde": 3}, "acties[a-1].indicatoren[1].waarde: dit veld bestaat niet."),
        ({"cumulatief": True, "nulwaarde": 4}, "acties[a-1]: Wat opgeteld wordt, begint bij nul"),
    ],
)
def test_fouten_in_een_indicator(tmp_path, rij, zin):
    with pytest.raises(Planfout) as fout:
        laad_plan(schrijf(tmp_path, met_cijfers(**rij)))
    assert any(een.startswith(zin) for een in fout.value.fouten), fout.value.fouten
