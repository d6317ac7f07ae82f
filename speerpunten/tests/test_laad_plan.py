"""`laad_plan`: what is in the file comes in, what was edited by hand stays, and nothing happens twice."""

import datetime as dt

import pytest
import time_machine
from django.core.management import CommandError, call_command

from organisaties.models import Organisatie
from speerpunten.keuzes import Herkomst
from speerpunten.models import Actie, Beleidsdomein, Beleidsplan, Melding, Mijlpaal, Planrecord, Ronde
from speerpunten.planbestand.bestand import Planfout
from speerpunten.planbestand.laden import ECHT_PLAN, Oordeel, beoordeel, laad_plan
from speerpunten.services.acties import verplaats_actie
from speerpunten.tests import maak
from speerpunten.tests.planbestanden import basis, momentopname, schrijf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def vandaag():
    with time_machine.travel(dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def geladen(tmp_path):
    """A small plan, loaded."""
    laad_plan(schrijf(tmp_path, basis()))
    return tmp_path


def test_wat_in_het_bestand_staat_komt_erin(geladen):
    actie = Actie.objects.get(titel="Open keuken")
    assert actie.code == "1.1"
    assert (actie.start, actie.start_alleen_jaar) == (dt.date(2026, 3, 1), False)
    assert (actie.einde, actie.einde_alleen_jaar) == (dt.date(2028, 12, 31), True)
    assert [(str(r.organisatie), r.rol) for r in actie.rollen.all()] == [
        ("Huis (voorbeeld)", "trekker"),
        ("Dienst (voorbeeld)", "financier"),
    ]
    assert [s.nummer for s in actie.ook_bij.all()] == [2]
    assert [d.slug for d in actie.beleidsdomeinen.all()] == ["cultuur"]
    assert actie.mijlpalen.get().streefdatum == dt.date(2026, 2, 15)
    assert actie.zoektekst
    wandeling = Actie.objects.get(titel="Wandeling")
    assert (wandeling.code, wandeling.start, wandeling.start_alleen_jaar) == ("1.2", dt.date(2026, 1, 1), True)
    plan = Beleidsplan.objects.get()
    assert (plan.slug, plan.openbaar, plan.toestand, plan.opdrachtgever.slug) == ("buurtplan", True, "lopend", "dienst")
    assert Ronde.objects.get().slug == "jaar-1"


def test_een_stand_is_een_melding_uit_een_publieke_bron_zonder_personen(geladen):
    stand = Melding.objects.get()
    assert (stand.herkomst, stand.status, stand.verloop) == (Herkomst.PUBLIEKE_BRON, "in_uitvoering", "")
    assert (stand.ingediend_door, stand.aanvaard_door, stand.peildatum) == (None, None, dt.date(2026, 4, 1))


def test_de_geschiedenis_noemt_het_bestand(geladen):
    redenen = set(Actie.history.values_list("history_change_reason", flat=True))
    assert redenen == {"laad_plan plan.json"}


def test_twee_keer_laden_verandert_niets(geladen):
    voor = momentopname()
    verslag = laad_plan(geladen / "plan.json")
    assert momentopname() == voor
    assert not verslag.verandert_iets
    assert verslag.ongewijzigd == {
        "beleidsplan": 1,
        "beleidsdomeinen": 1,
        "doelgroepen": 1,
        "organisaties": 2,
        "speerpunten": 3,
        "acties": 2,
        "rondes": 1,
    }


def test_een_nieuwe_waarde_in_het_bestand_wordt_overgenomen(geladen):
    inhoud = basis()
    inhoud["acties"][0] |= {"titel": "Open keuken op woensdag", "einde": None}
    inhoud["acties"][0]["organisaties"] = [{"organisatie": "dienst", "rol": "trekker"}]
    inhoud["acties"][0]["mijlpalen"].append({"titel": "Eerste maaltijd", "streefdatum": "2026-05-01"})
    inhoud["acties"].append({"sleutel": "a-3", "speerpunt": 1, "titel": "Moestuin"})
    verslag = laad_plan(schrijf(geladen, inhoud))
    actie = Actie.objects.get(nummer=1)
    assert (actie.titel, actie.einde, actie.einde_alleen_jaar) == ("Open keuken op woensdag", None, False)
    assert [(r.organisatie.slug, r.rol) for r in actie.rollen.all()] == [("dienst", "trekker")]
    assert Mijlpaal.objects.count() == 2
    assert Actie.objects.get(titel="Moestuin").code == "1.3"
    assert "acties[a-1].titel: “Open keuken” -> “Open keuken op woensdag”" in verslag.wijzigingen
    assert (verslag.nieuw["acties"], verslag.gewijzigd["acties"], verslag.ongewijzigd["acties"]) == (1, 1, 1)
    assert not verslag.met_de_hand


def test_wat_met_de_hand_gewijzigd_is_blijft_en_wordt_genoemd(geladen):
    Actie.objects.filter(nummer=1).update(titel="Soepkeuken")
    Organisatie.objects.filter(slug="huis").update(website="https://huis.voorbeeld.test")
    inhoud = basis()
    inhoud["acties"][0] |= {"titel": "Open keuken op woensdag", "omschrijving": "Samen koken."}
    verslag = laad_plan(schrijf(geladen, inhoud))
    actie = Actie.objects.get(nummer=1)
    assert (actie.titel, actie.omschrijving) == ("Soepkeuken", "Samen koken.")
    assert verslag.met_de_hand == ["acties[a-1].titel: blijft “Soepkeuken”; het bestand zegt “Open keuken op woensdag”"]
    assert Organisatie.objects.get(slug="huis").website == "https://huis.voorbeeld.test"  # the file says nothing of it


def test_een_veld_dat_met_de_hand_gelijk_werd_aan_het_bestand_volgt_weer(geladen):
    Actie.objects.filter(nummer=1).update(titel="Soepkeuken")
    inhoud = basis()
    inhoud["acties"][0]["titel"] = "Soepkeuken"
    assert not laad_plan(schrijf(geladen, inhoud)).met_de_hand
    inhoud["acties"][0]["titel"] = "Soep en brood"
    assert not laad_plan(schrijf(geladen, inhoud)).met_de_hand
    assert Actie.objects.get(nummer=1).titel == "Soep en brood"


def test_een_browser_die_andere_regeleinden_bewaart_is_geen_hand(geladen):
    inhoud = basis()
    inhoud["acties"][0]["omschrijving"] = "Regel een\nregel twee"
    laad_plan(schrijf(geladen, inhoud))
    Actie.objects.filter(nummer=1).update(omschrijving="Regel een\r\nregel twee\r\n")
    assert not laad_plan(geladen / "plan.json").met_de_hand


@pytest.mark.parametrize(
    ("geladen_", "huidig", "nieuw", "verwacht"),
    [
        ("a", "a", "a", Oordeel.GELIJK),
        ("a", "a", "b", Oordeel.OVERNEMEN),
        ("a", "b", "b", Oordeel.GELIJK),
        ("a", "b", "a", Oordeel.MET_DE_HAND),
        ("a", "b", "c", Oordeel.MET_DE_HAND),
    ],
)
def test_drie_waarden_een_oordeel(geladen_, huidig, nieuw, verwacht):
    assert beoordeel(geladen=geladen_, huidig=huidig, nieuw=nieuw) is verwacht


def test_rollen_en_mijlpalen_die_met_de_hand_gewijzigd_zijn_blijven(geladen):
    actie = Actie.objects.get(nummer=1)
    actie.rollen.filter(rol="financier").delete()
    actie.mijlpalen.update(bereikt_op=dt.date(2026, 2, 10))
    verslag = laad_plan(geladen / "plan.json")
    assert [zin.partition(":")[0] for zin in verslag.met_de_hand] == [
        "acties[a-1].organisaties",
        "acties[a-1].mijlpalen[Keuken klaar].bereikt_op",
    ]
    assert actie.rollen.count() == 1
    assert actie.mijlpalen.get().bereikt_op == dt.date(2026, 2, 10)


def test_een_actie_verhuist_niet_vanzelf(geladen):
    inhoud = basis()
    inhoud["acties"][1]["speerpunt"] = 3
    verslag = laad_plan(schrijf(geladen, inhoud))
    assert Actie.objects.get(titel="Wandeling").code == "1.2"
    (zin,) = verslag.let_op
    assert zin.startswith("acties[a-2].speerpunt: blijft 1, het bestand zegt 3; verhuist niet vanzelf")


def test_een_actie_die_met_de_hand_verhuisde_blijft_waar_ze_staat(geladen, medewerker):
    actie = Actie.objects.get(titel="Open keuken")
    naar = actie.speerpunt.plan.speerpunten.get(nummer=2)
    verplaats_actie(actie=actie, naar=naar, reden="hoort daar", door=medewerker)
    verslag = laad_plan(geladen / "plan.json")
    assert Actie.objects.get(titel="Open keuken").code == "2.1"
    assert verslag.met_de_hand == ["acties[a-1].speerpunt: blijft “2”; het bestand zegt “1”"]


@pytest.mark.parametrize("anders", [{"status": "uitgevoerd"}, {"peildatum": "2026-05-01"}, {"toelichting": "klaar"}])
def test_een_geladen_stand_verandert_nooit(geladen, anders):
    inhoud = basis()
    inhoud["acties"][0]["stand"] |= anders
    verslag = laad_plan(schrijf(geladen, inhoud))
    assert Melding.objects.get().status == "in_uitvoering"
    assert verslag.let_op == ["acties[a-1].stand: een geladen stand verandert nooit."]


def test_wat_niet_meer_in_het_bestand_staat_blijft_en_wordt_genoemd(geladen):
    inhoud = basis()
    inhoud["acties"].pop()
    inhoud["rondes"].clear()
    inhoud["doelgroepen"].clear()
    inhoud["acties"][0]["mijlpalen"].clear()
    verslag = laad_plan(schrijf(geladen, inhoud))
    assert sorted(verslag.niet_in_bestand) == [
        "acties[a-1].mijlpalen[Keuken klaar]",
        "acties[a-2]: 1.2 Wandeling",
        "doelgroepen[ouders]: Ouders (voorbeeld)",
        "rondes[jaar-1]: Jaarronde",
    ]
    assert (Actie.objects.count(), Ronde.objects.count(), Mijlpaal.objects.count()) == (2, 1, 1)


def test_een_verwijderde_rij_komt_terug_en_wordt_genoemd(geladen):
    Beleidsplan.objects.get().rondes.all().delete()
    verslag = laad_plan(geladen / "plan.json")
    assert verslag.nieuwe_rijen == ["rondes[jaar-1]: Jaarronde (was in de toepassing verwijderd)"]
    assert Planrecord.objects.get(soort="rondes").object_id == Ronde.objects.get().pk


def test_een_tweede_plan_deelt_organisaties_op_sleutel_en_op_kbo(geladen):
    inhoud = basis()
    inhoud["beleidsplan"] |= {"sleutel": "tweede", "opdrachtgever": "de-dienst"}
    inhoud["organisaties"] = [{"sleutel": "de-dienst", "naam": "Dienst (voorbeeld)", "kbo": "0862910119"}]
    inhoud["acties"][0]["organisaties"] = [
        {"organisatie": "de-dienst", "rol": "trekker"},
        {"organisatie": "huis", "rol": "partner"},
    ]
    pad = schrijf(geladen, inhoud, "tweede.json")
    laad_plan(pad)
    assert Organisatie.objects.count() == 2
    assert Beleidsplan.objects.get(slug="tweede").opdrachtgever.slug == "dienst"
    for nog_eens in (pad, geladen / "plan.json"):
        verslag = laad_plan(nog_eens)
        assert not verslag.verandert_iets
        assert not verslag.met_de_hand


def test_wat_met_de_hand_gemaakt_was_wordt_aangevuld_en_niet_overschreven(tmp_path):
    maak.maak_organisatie(naam="Het Huis", slug="huis")
    inhoud = basis()
    inhoud["organisaties"][1]["afkorting"] = "HH"
    verslag = laad_plan(schrijf(tmp_path, inhoud))
    huis = Organisatie.objects.get(slug="huis")
    assert (huis.naam, huis.afkorting) == ("Het Huis", "HH")
    assert verslag.met_de_hand == ["organisaties[huis].naam: blijft “Het Huis”; het bestand zegt “Huis (voorbeeld)”"]


def test_een_gegeven_nummer_wordt_gevolgd_en_de_rest_vult_aan(tmp_path):
    inhoud = basis()
    inhoud["acties"][1]["nummer"] = 4
    pad = schrijf(tmp_path, inhoud)
    laad_plan(pad)
    assert {a.titel: a.code for a in Actie.objects.all()} == {"Wandeling": "1.4", "Open keuken": "1.5"}
    inhoud["acties"][1]["nummer"] = 9
    assert "een nummer verandert nooit" in laad_plan(schrijf(tmp_path, inhoud)).let_op[0]


def test_proef_zegt_hetzelfde_en_verandert_niets(geladen, capsys):
    inhoud = basis()
    inhoud["acties"][0]["titel"] = "Anders"
    inhoud["organisaties"].append({"sleutel": "nieuw", "naam": "Nieuw (voorbeeld)"})
    inhoud["acties"].pop()
    pad = str(schrijf(geladen, inhoud))
    voor = momentopname()
    call_command("laad_plan", pad, "--proef")
    proef = capsys.readouterr().out
    assert momentopname() == voor
    call_command("laad_plan", pad)
    assert proef == "Proef: er is niets gewijzigd.\n" + capsys.readouterr().out
    assert Actie.objects.get(nummer=1).titel == "Anders"


def test_afwezig_laadt_alleen_wat_nooit_geladen_is(geladen, capsys):
    inhoud = basis()
    inhoud["acties"][0]["titel"] = "Anders"
    pad = str(schrijf(geladen, inhoud))
    voor = momentopname()
    call_command("laad_plan", pad, "--afwezig")
    assert momentopname() == voor
    assert "al eens geladen" in capsys.readouterr().out
    inhoud["beleidsplan"]["sleutel"] = "nog-een"
    call_command("laad_plan", str(schrijf(geladen, inhoud)), "--afwezig")
    assert Beleidsplan.objects.count() == 2


def test_een_fout_die_pas_de_database_ziet_noemt_rij_en_veld_en_verandert_niets(geladen):
    Beleidsdomein.objects.create(naam="Sport", slug="sport")
    inhoud = basis()
    inhoud["beleidsdomeinen"][0]["naam"] = "Sport"
    inhoud["organisaties"].append({"sleutel": "nieuw", "naam": "Nieuw (voorbeeld)"})
    pad = schrijf(geladen, inhoud)
    voor = momentopname()
    with pytest.raises(Planfout, match=r"beleidsdomeinen\[cultuur\]\.naam: "):
        laad_plan(pad)
    with pytest.raises(CommandError, match="Er is niets gewijzigd"):
        call_command("laad_plan", str(pad))
    assert momentopname() == voor


@pytest.mark.parametrize("aantal", [3, 40])
def test_een_plan_van_2026_tot_2031_met_meer_of_minder_speerpunten(tmp_path, aantal):
    inhoud = basis()
    inhoud["speerpunten"] = [{"nummer": nr, "titel": f"Speerpunt {nr}"} for nr in range(1, aantal + 1)]
    laad_plan(schrijf(tmp_path, inhoud))
    plan = Beleidsplan.objects.get()
    assert plan.periode == "2026-2031"
    assert [s.nummer for s in plan.speerpunten.order_by("nummer")] == list(range(1, aantal + 1))


def test_het_echte_plan():
    laad_plan(ECHT_PLAN)
    plan = Beleidsplan.objects.get()
    titels = [s.titel for s in plan.speerpunten.order_by("nummer")]
    assert len(titels) == len(set(titels)) == 14
    assert titels[0] == "We maken ruimte voor diversiteit binnen het bestaande aanbod"
    assert titels[12] == "Nederlands en meertaligheid"
    assert (Actie.objects.count(), Organisatie.objects.count()) == (25, 35)
    assert [(m.peildatum, m.status, m.herkomst) for m in Melding.objects.order_by("peildatum")] == [
        (dt.date(2023, 2, 1), "in_uitvoering", "publieke_bron"),
        (dt.date(2023, 3, 6), "in_uitvoering", "publieke_bron"),
    ]
    assert not Actie.objects.exclude(verantwoordelijke=None).exists()
    assert not Actie.objects.filter(koppeling_is_interpretatie=False).exists()
    assert not laad_plan(ECHT_PLAN).verandert_iets
