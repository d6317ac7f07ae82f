"""From Excel and back: what comes out goes in again, precisely, and it can be undone."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from speerpunten.models import Actie, Beleidsdomein, Import, Melding
from speerpunten.services.meldingen import aanvaard
from speerpunten.tests import maak
from speerpunten.tests.kijk import dag
from speerpunten.tests.lijsten import bekijk, boek, fouten, neem_over, uitpakken
from speerpunten.uitwisseling import overnemen as services
from speerpunten.uitwisseling.boek import plan_als_boek, sjabloon

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(organisatie, andere_organisatie):
    """A plan with something of everything."""
    plan = maak.maak_plan(slug="plan", naam="Plan")
    een = maak.maak_speerpunt(plan=plan, titel="Taal en ontmoeting")
    twee = maak.maak_speerpunt(plan=plan, titel="Wonen")
    taalbad = maak.maak_actie(
        speerpunt=een, titel="=Taalbad", start=dag("2022-01-01"), start_alleen_jaar=True, einde=dag("2024-09-30"),
        omschrijving="Eerste regel\r\nTweede regel; met punt", bron="https://voorbeeld.test/bron",
    )  # fmt: skip
    maak.geef_rol(taalbad, organisatie)
    maak.geef_rol(taalbad, andere_organisatie, "financier")
    maak.geef_rol(taalbad, maak.maak_organisatie(naam="Wijkhuis (voorbeeld)"), "uitvoerder")
    taalbad.beleidsdomeinen.add(Beleidsdomein.objects.create(naam="Onderwijs", slug="onderwijs"))
    taalbad.ook_bij.add(twee)
    maak.maak_mijlpaal(taalbad, titel="Tien ouders", bereikt_op=dag("2023-01-15"))
    maak.maak_melding(taalbad, organisatie=organisatie, peildatum=dag("2023-06-30"))
    maak.maak_melding(taalbad, status="uitgevoerd", peildatum=dag("2024-09-30"), bereikt_resultaat="+30 ouders")
    maak.maak_actie(speerpunt=twee, titel="Woonwijzer", doorlopend=True, openbaar=False)
    for nummer in range(3, 12):
        maak.maak_actie(speerpunt=twee, nummer=nummer, titel=f"Huis {nummer}")
    return plan


def test_wat_eruit_komt_gaat_er_zonder_wijziging_weer_in(plan, medewerker):
    invoer = bekijk(plan, plan_als_boek(plan, medewerker), medewerker)
    assert invoer.voorstel["tellingen"] == {
        "fout": 0, "nieuw": 0, "gewijzigd": 0, "weg": 0, "ongewijzigd": 17, "cellen": 0
    }  # fmt: skip
    assert not invoer.voorstel["mag"]
    with pytest.raises(ValidationError, match="Er valt niets over te nemen"):
        neem_over(invoer, medewerker)


def test_ook_als_csv(plan, medewerker):
    client = Client()
    client.force_login(medewerker)
    inhoud = b"".join(client.get("/plannen/plan/acties.csv").streaming_content)
    invoer = bekijk(plan, inhoud, medewerker, naam="acties.csv")
    assert (invoer.voorstel["tellingen"]["ongewijzigd"], invoer.voorstel["mag"], fouten(invoer)) == (11, False, [])


def test_tien_gewijzigde_cellen_zijn_er_precies_tien(plan, medewerker, medewerker2):
    bladen = uitpakken(plan_als_boek(plan, medewerker))
    acties, standen, mijlpalen = bladen["acties"], bladen["standen"], bladen["mijlpalen"]
    kop = acties[0]

    def zet(rij: int, kolom: str, waarde, blad=acties) -> None:
        blad[rij][blad[0].index(kolom)] = waarde

    zet(1, "titel", "Taalbad voor ouders")
    zet(1, "start", dag("2022-03-01"))
    zet(1, "einde", 2024)
    zet(1, "trekker", "Wijkhuis (voorbeeld)")
    zet(1, "partners", "Buurtwerk (voorbeeld); Taalhuis (voorbeeld) (financier)")
    zet(1, "ook_bij", "")
    zet(2, "openbaar", "ja")
    zet(2, "beleidsdomeinen", "Onderwijs")
    zet(1, "bereikt_op", dag("2023-01-16"), mijlpalen)
    zet(1, "toelichting", "Het loopt nog beter.", standen)
    assert kop[0] == "code"
    invoer = bekijk(plan, boek(**bladen), medewerker)
    assert (invoer.voorstel["tellingen"]["cellen"], fouten(invoer)) == (10, [])
    assert invoer.voorstel["tellingen"]["gewijzigd"] == 4
    neem_over(invoer, medewerker)
    taalbad = Actie.objects.get(titel="Taalbad voor ouders")
    assert (taalbad.start, taalbad.start_alleen_jaar) == (dag("2022-03-01"), False)
    assert (taalbad.einde, taalbad.einde_alleen_jaar) == (dag("2024-12-31"), True)
    assert sorted(taalbad.rollen.values_list("organisatie__naam", "rol")) == [
        ("Buurtwerk (voorbeeld)", "partner"), ("Taalhuis (voorbeeld)", "financier"), ("Wijkhuis (voorbeeld)", "trekker")
    ]  # fmt: skip
    assert taalbad.mijlpalen.get().bereikt_op == dag("2023-01-16")
    assert not taalbad.ook_bij.exists()
    # A stand about a day that has an accepted one is a correction, and waits for a second person.
    correctie = Melding.objects.get(uit_import=invoer)
    assert (correctie.toestand, correctie.toelichting) == ("ingediend", "Het loopt nog beter.")
    assert correctie.vervangt.toelichting == "Het loopt goed."
    assert not Melding.objects.nakijkbaar_door(medewerker).exists()
    aanvaard(melding=correctie, versie=1, door=medewerker2)
    opnieuw = bekijk(plan, boek(**bladen), medewerker)
    assert opnieuw.voorstel["tellingen"]["cellen"] == 0
    assert taalbad.history.first().history_user == medewerker


def test_het_hele_plan_in_een_leeg_plan_geeft_dezelfde_codes(plan, medewerker, medewerker2):
    bladen = uitpakken(plan_als_boek(plan, medewerker))
    nieuw_plan = maak.maak_plan(slug="nieuw")
    for titel in ("Taal en ontmoeting", "Wonen"):
        maak.maak_speerpunt(plan=nieuw_plan, titel=titel)
    invoer = neem_over(bekijk(nieuw_plan, boek(**bladen), medewerker), medewerker)
    assert fouten(invoer) == []
    for melding in Melding.objects.filter(uit_import=invoer):
        aanvaard(melding=melding, versie=1, door=medewerker2)
    terug = uitpakken(plan_als_boek(nieuw_plan, medewerker))
    for blad in ("mijlpalen", "organisaties", "contactpersonen"):
        assert terug[blad] == bladen[blad]
    for toen, nu in zip(bladen["acties"], terug["acties"], strict=True):
        assert [str(cel).replace("\r\n", "\n") for cel in toen] == [str(cel) for cel in nu]
    assert [rij[:9] for rij in terug["standen"]] == [rij[:9] for rij in bladen["standen"]]
    assert terug["standen"][1][-1] == "import uit lijst.xlsx"


def test_het_sjabloon_is_leeg_en_legt_zichzelf_uit(plan, medewerker):
    inhoud = sjabloon(plan)
    bladen = uitpakken(inhoud)
    assert bladen["acties"][0][:4] == ["code", "titel", "speerpunt", "trekker"]
    assert "aandachtspunten" not in bladen["acties"][0]
    invoer = bekijk(plan, inhoud, medewerker)
    assert invoer.voorstel["regels"] == []  # the example row is no actie


def test_wat_intussen_veranderde_wordt_niet_overschreven(plan, medewerker):
    bladen = uitpakken(plan_als_boek(plan, medewerker))
    bladen["acties"][2][1] = "Woonwijzer 2"
    invoer = bekijk(plan, boek(**bladen), medewerker)
    Actie.objects.filter(titel="Woonwijzer").update(titel="Iets anders", versie=5)
    with pytest.raises(services.ImportVerouderd):
        neem_over(invoer, medewerker)
    assert Actie.objects.filter(titel="Iets anders").exists()
    assert not Import.objects.get().is_uitgevoerd


def test_terugdraaien_maakt_alles_weer_wat_het_was(plan, medewerker):
    voor = plan_als_boek(plan, medewerker)
    bladen = uitpakken(voor)
    kop = bladen["acties"][0]
    bladen["acties"][1][kop.index("titel")] = "Anders"
    bladen["acties"][1][kop.index("trekker")] = "Nieuw huis (voorbeeld)"
    bladen["acties"][1][kop.index("beleidsdomeinen")] = ""
    bladen["acties"][1][kop.index("einde")] = ""
    bladen["acties"].append([None, "Nieuwe actie", "Wonen", *[None] * (len(kop) - 3)])
    bladen["mijlpalen"][1][3] = ""
    bladen["standen"][1][bladen["standen"][0].index("toelichting")] = "Anders."
    invoer = neem_over(bekijk(plan, boek(**bladen), medewerker), medewerker)
    assert uitpakken(plan_als_boek(plan, medewerker)) != uitpakken(voor)
    with pytest.raises(ValidationError, match="waarom"):
        services.draai_terug(invoer, door=medewerker, reden="  ")
    services.draai_terug(invoer, door=medewerker, reden="Verkeerd bestand.")
    na = uitpakken(plan_als_boek(plan, medewerker))
    for naam, rijen in uitpakken(voor).items():
        assert na[naam] == rijen, naam
    nieuw = Actie.objects.get(titel="Nieuwe actie")
    assert nieuw.gearchiveerd_op == plan.van
    assert "Verkeerd bestand." in nieuw.archief_reden
    assert Melding.objects.get(uit_import=invoer).toestand == "teruggestuurd"
    with pytest.raises(ValidationError, match="al teruggedraaid"):
        services.draai_terug(invoer, door=medewerker, reden="Nog eens.")
