"""A plain list becomes a plan: what is recognised, asked and refused; all or nothing."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from speerpunten.models import Actie, Gebeurtenis, Import, Melding
from speerpunten.services.meldingen import aanvaard
from speerpunten.tests import maak
from speerpunten.tests.kijk import dag
from speerpunten.tests.lijsten import GEWOON, bekijk, boek, fouten, maak_leeg_plan, neem_over, regels
from speerpunten.uitwisseling import overnemen as services
from speerpunten.uitwisseling.lezer import Bestandsfout

pytestmark = pytest.mark.django_db


@pytest.fixture
def leeg_plan(organisatie):
    return maak_leeg_plan()


def test_een_gewone_lijst_wordt_een_plan(leeg_plan, medewerker, medewerker2):
    invoer = bekijk(leeg_plan, boek(Blad1=GEWOON), medewerker, peildatum="2024-12-31")
    kolommen = {k["kopje"]: k["naam"] for k in invoer.voorstel["lijsten"][0]["kolommen"]}
    assert kolommen == {
        "Nr": "code", "Speerpunt": "speerpunt", "Naam actie": "titel", "Verantwoordelijke partner": "trekker",
        "Betrokken partners": "partners", "Startdatum": "start", "Einddatum": "einde", "Domein": "beleidsdomeinen",
        "Stand van zaken": "status", "Hoe verloopt het?": "verloop", "Commentaar": "toelichting", "Intern nummer": "",
        "Notities": "",
    }  # fmt: skip
    assert fouten(invoer) == []
    assert any("kolom M heeft geen kopje" in zin for zin in invoer.voorstel["opmerkingen"])
    vragen = {v["sleutel"]: v["gekozen"] for v in invoer.voorstel["vragen"]}
    assert vragen == dict.fromkeys(
        ("organisatie:a vzw voorbeeld", "organisatie:b vzw voorbeeld", "organisatie:c vzw voorbeeld",
         "beleidsdomein:huisvesting"), "nieuw"
    )  # fmt: skip
    assert invoer.voorstel["tellers"]["zonder_verloop"] == 1  # "Leesclub": nobody says how it goes
    neem_over(invoer, medewerker)
    praat, lees_, huizen = Actie.objects.in_plan(leeg_plan).op_code()
    assert (praat.code, praat.titel, praat.start, praat.einde) == (
        "1.1",
        "Praattafels",
        dag("2022-03-01"),
        dag("2025-09-30"),
    )
    assert (huizen.code, huizen.start, huizen.start_alleen_jaar, huizen.einde) == ("2.1", dag("2023-01-01"), True, None)
    assert (lees_.code, lees_.einde, lees_.einde_alleen_jaar) == ("1.2", dag("2025-12-31"), True)
    assert sorted(praat.rollen.values_list("organisatie__naam", "rol")) == [
        ("A vzw (voorbeeld)", "partner"), ("B vzw (voorbeeld)", "partner"), ("Buurtwerk (voorbeeld)", "trekker")
    ]  # fmt: skip
    stand = Melding.objects.get(actie=praat)
    assert (stand.herkomst_in_woorden, stand.toestand, stand.peildatum) == (
        "import uit lijst.xlsx", "ingediend", dag("2024-12-31")
    )  # fmt: skip
    assert (stand.status, stand.verloop, stand.toelichting, stand.namens) == (
        "in_uitvoering",
        "op_schema",
        "Elke week.",
        True,
    )
    assert Gebeurtenis.objects.get(melding=stand).soort == "ingediend"
    assert (Melding.objects.count(), Melding.objects.nakijkbaar_door(medewerker2).count()) == (2, 2)
    opnieuw = bekijk(leeg_plan, boek(Blad1=GEWOON), medewerker, peildatum="2024-12-31")
    assert (opnieuw.voorstel["tellingen"]["nieuw"], opnieuw.voorstel["tellingen"]["gewijzigd"]) == (0, 0)


@pytest.mark.parametrize(
    ("rij", "kolom", "zin"),
    [
        ({"speerpunt": "9"}, "speerpunt", "geen speerpunt van dit plan"),
        ({"speerpunt": ""}, "speerpunt", "Bij welk speerpunt"),
        ({"start": "ergens in 2024"}, "start", "geen dag en geen jaar"),
        ({"start": "31/02/2024"}, "start", "Schrijf een dag als 31/12/2024"),
        ({"start": "2025", "einde": "2024"}, "einde", "De start moet voor het einde liggen."),
        ({"doorlopend": "misschien"}, "doorlopend", "Schrijf ja of nee."),
        ({"doorlopend": "ja", "einde": "2024"}, "doorlopend", "geen einde"),
        ({"titel": "x" * 251}, "titel", "250"),
        ({"status": "half af"}, "status", "Kies uit: uitgevoerd, in uitvoering"),
        ({"status": "lopend", "peildatum": "31/12/2099"}, "peildatum", "moet nog komen"),
        ({"bron": "geen adres"}, "bron", "geldige URL"),
        ({"code": "2.7"}, "code", "hoort niet bij speerpunt 1"),
        ({"code": dt.date(2024, 3, 8)}, "code", "maakte van deze code een datum"),
        ({"status": "lopend", "toelichting": "x" * 5001, "peildatum": "2024"}, "toelichting", "Er passen er 5000"),
    ],
)
def test_een_fout_noemt_rij_kolom_en_wat_juist_is(leeg_plan, medewerker, rij, kolom, zin):
    gewoon = {"code": "", "titel": "Praattafels", "speerpunt": "1", "start": "", "einde": ""}
    vol = gewoon | rij
    invoer = bekijk(leeg_plan, boek(acties=[list(vol), list(vol.values())]), medewerker)
    ((nummer, waar, wat), *_) = fouten(invoer)
    assert (nummer, waar) == (2, kolom)
    assert zin in wat
    assert not invoer.voorstel["mag"]
    with pytest.raises(ValidationError):
        neem_over(invoer, medewerker)
    assert not Actie.objects.exists()


def test_onbekende_namen_worden_gemaakt_gekoppeld_of_geweigerd(leeg_plan, medewerker, organisatie):
    lijst = boek(
        acties=[["titel", "speerpunt", "trekker"], ["Een", 1, "Buurtwerck (voorbeeld)"], ["Twee", 1, "Nieuw vzw"]]
    )
    invoer = bekijk(leeg_plan, lijst, medewerker)
    assert {v["waarde"]: v["gekozen"] for v in invoer.voorstel["vragen"]} == {
        "Buurtwerck (voorbeeld)": str(organisatie.pk),  # nearly the same name is proposed
        "Nieuw vzw": "nieuw",
    }
    antwoorden = {"organisatie:nieuw vzw": "weiger"}
    geweigerd = bekijk(leeg_plan, lijst, medewerker, antwoorden=antwoorden)
    assert [(rij, kolom) for rij, kolom, _ in fouten(geweigerd)] == [(3, "trekker")]
    zonder = bekijk(leeg_plan, lijst, medewerker, antwoorden=antwoorden, fouten_weg=True)
    neem_over(zonder, medewerker)
    assert list(Actie.objects.values_list("titel", "rollen__organisatie")) == [("Een", organisatie.pk)]


def test_een_bijna_gelijke_titel_wordt_gevraagd(leeg_plan, medewerker):
    actie = maak.maak_actie(speerpunt=leeg_plan.speerpunten.get(nummer=1), titel="Praattafels in de wijk")
    lijst = boek(acties=[["titel", "speerpunt"], ["Praattafel in de wijk", 1]])
    invoer = bekijk(leeg_plan, lijst, medewerker)
    (vraag,) = invoer.voorstel["vragen"]
    assert (vraag["soort"], vraag["gekozen"]) == ("actie", actie.code)
    assert [r["wijzigingen"] for r in regels(invoer, "gewijzigd")] == [
        [["titel", "Praattafels in de wijk", "Praattafel in de wijk"]]
    ]
    nieuw = bekijk(leeg_plan, lijst, medewerker, antwoorden={vraag["sleutel"]: "nieuw"})
    assert nieuw.voorstel["tellingen"]["nieuw"] == 1


@pytest.mark.parametrize(
    ("inhoud", "zin"),
    [
        (b"", "leeg"),
        (b"<html><table><tr><td>titel</td></tr></table></html>", "webpagina"),
        (b"%PDF-1.7 iets", "geen rekenblad"),
        (b"\x00\x01\x02\x03", "geen rekenblad"),
        (b"PK\x03\x04 kapot", "beschadigd"),
        (b"zomaar een tekst zonder kopjes", "geen lijst gevonden"),
    ],
)
def test_een_vreemd_bestand_wordt_helder_geweigerd(leeg_plan, medewerker, inhoud, zin):
    with pytest.raises(Bestandsfout, match=zin):
        bekijk(leeg_plan, inhoud, medewerker)


def test_latin1_met_kommas(leeg_plan, medewerker):
    invoer = bekijk(leeg_plan, "titel,speerpunt\nCafé élan,1\n".encode("latin-1"), medewerker, naam="lijst.csv")
    assert [r["titel"] for r in regels(invoer, "nieuw")] == ["Café élan"]


def test_halverwege_gestopt_is_niets_gedaan(leeg_plan, medewerker):
    rijen = [["titel", "speerpunt"], *([f"Actie {n}", 1] for n in range(600))]
    invoer = bekijk(leeg_plan, boek(acties=rijen), medewerker)
    stappen = services.voer_uit(invoer, door=medewerker)
    for stap in stappen:
        if stap.wat == "Nieuwe acties maken" and stap.gedaan >= 250:
            break
    stappen.close()  # the browser went away
    invoer.refresh_from_db()
    assert (Actie.objects.count(), invoer.is_uitgevoerd, invoer.begonnen_op is not None) == (0, False, True)
    assert neem_over(invoer, medewerker).is_uitgevoerd
    assert Actie.objects.count() == 600


def test_een_import_wordt_een_keer_overgenomen(leeg_plan, medewerker):
    invoer = neem_over(bekijk(leeg_plan, boek(acties=[["titel", "speerpunt"], ["Een", 1]]), medewerker), medewerker)
    with pytest.raises(ValidationError, match="al overgenomen"):
        neem_over(invoer, medewerker)
    assert Actie.objects.count() == 1


def test_terugdraaien_wordt_geweigerd_als_er_verder_gewerkt_is(leeg_plan, medewerker, medewerker2):
    lijst = boek(acties=[["titel", "speerpunt", "status", "peildatum"], ["Een", 1, "nog niet gestart", "30/06/2024"]])
    invoer = neem_over(bekijk(leeg_plan, lijst, medewerker), medewerker)
    aanvaard(melding=Melding.objects.get(), versie=1, door=medewerker2)
    with pytest.raises(ValidationError, match="intussen nagekeken"):
        services.draai_terug(invoer, door=medewerker, reden="Fout.")
    assert not Import.objects.get().is_teruggedraaid
    assert Actie.objects.get().gearchiveerd_op is None
