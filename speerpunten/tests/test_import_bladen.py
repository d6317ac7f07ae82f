"""The other sheets, and lists that are less tidy."""

import io

import pytest
import xlsxwriter

from organisaties.models import Gebruiker
from speerpunten.models import Actie
from speerpunten.tests.lijsten import bekijk, boek, fouten, maak_leeg_plan, neem_over, regels
from speerpunten.uitwisseling import overnemen as services

pytestmark = pytest.mark.django_db


@pytest.fixture
def leeg_plan(organisatie):
    return maak_leeg_plan()


def test_contactpersonen_komen_binnen_en_worden_niet_dubbel(leeg_plan, medewerker, organisatie, partner):
    kop = ["Organisatie", "Naam contactpersoon", "E-mail", "Functie", "Tot"]
    rijen = [
        ["Buurtwerk (voorbeeld)", "Nel Nieuw (voorbeeld)", "NEL@voorbeeld.test", "coördinator", ""],
        ["Buurtwerk (voorbeeld)", "Andere naam", partner.email, "voorzitter", ""],
        ["Nieuwe vzw (voorbeeld)", "Nel Nieuw (voorbeeld)", "nel@voorbeeld.test", "", "31/12/2024"],
        ["Buurtwerk (voorbeeld)", "Zonder adres", "", "", ""],
    ]
    invoer = bekijk(leeg_plan, boek(contacten=[kop, *rijen]), medewerker)
    assert [(r["rij"], r["oordeel"]) for r in invoer.voorstel["regels"]] == [
        (2, "nieuw"), (3, "gewijzigd"), (4, "fout"), (5, "weg")
    ]  # fmt: skip
    assert fouten(invoer) == [(4, "tot", "“Van” moet voor “tot en met” liggen.")]
    rijen[2][4] = ""
    invoer = neem_over(bekijk(leeg_plan, boek(contacten=[kop, *rijen]), medewerker), medewerker)
    nel = Gebruiker.objects.get(email="nel@voorbeeld.test")
    assert (nel.naam, nel.rol, nel.has_usable_password()) == ("Nel Nieuw (voorbeeld)", "", False)
    assert sorted(nel.lidmaatschappen.values_list("organisatie__naam", "functie")) == [
        ("Buurtwerk (voorbeeld)", "coördinator"), ("Nieuwe vzw (voorbeeld)", "")
    ]  # fmt: skip
    partner.refresh_from_db()
    assert (partner.naam, partner.lidmaatschappen.get().functie) == ("Partner (voorbeeld)", "voorzitter")
    opnieuw = bekijk(leeg_plan, boek(contacten=[kop, *rijen]), medewerker)
    assert opnieuw.voorstel["tellingen"] | {"weg": 0} == dict.fromkeys(opnieuw.voorstel["tellingen"], 0) | {
        "ongewijzigd": 3
    }
    services.draai_terug(invoer, door=medewerker, reden="Verkeerde lijst.")
    assert not nel.lidmaatschappen.exists()
    assert partner.lidmaatschappen.get().functie == ""


def test_organisaties_op_kbo_of_naam(leeg_plan, medewerker, organisatie):
    organisatie.kbo = "0862.910.119"
    organisatie.save()
    kop = ["naam", "kbo", "website"]
    lijst = [
        kop,
        ["Buurtwerk Brussel (voorbeeld)", "BE 0862910119", "https://buurt.test/"],
        ["Fout vzw", "0862.910.118", ""],
    ]
    invoer = bekijk(leeg_plan, boek(organisaties=lijst), medewerker)
    assert [(rij, kolom) for rij, kolom, _ in fouten(invoer)] == [(3, "kbo")]
    neem_over(bekijk(leeg_plan, boek(organisaties=lijst[:2]), medewerker), medewerker)
    organisatie.refresh_from_db()
    assert (organisatie.naam, organisatie.website, organisatie.slug) == (
        "Buurtwerk Brussel (voorbeeld)", "https://buurt.test/", "buurtwerk"
    )  # fmt: skip


def test_twee_rijen_kopjes_en_kopjes_die_terugkomen(leeg_plan, medewerker):
    lijst = [
        ["Algemeen", None, "Uitvoering"],
        ["Actie", "Speerpunt", "Trekker"],
        ["Een", 1, ""],
        ["Actie", "Speerpunt", "Trekker"],
        ["Twee", 2, ""],
    ]
    invoer = bekijk(leeg_plan, boek(blad=lijst), medewerker)
    assert [(r["rij"], r["titel"]) for r in regels(invoer, "nieuw")] == [(3, "Een"), (5, "Twee")]


def test_samengevoegde_cellen_in_een_rij_zijn_een_fout(leeg_plan, medewerker):
    uit = io.BytesIO()
    with xlsxwriter.Workbook(uit) as werkboek:
        blad = werkboek.add_worksheet("acties")
        blad.write_row(0, 0, ["titel", "speerpunt"])
        blad.write_row(1, 0, ["Een", 1])
        blad.merge_range(2, 0, 3, 0, "Twee")
        blad.write(2, 1, 1)
        blad.write(3, 1, 1)
    invoer = bekijk(leeg_plan, uit.getvalue(), medewerker)
    assert {rij for rij, kolom, zin in fouten(invoer) if "samengevoegd" in zin} == {3, 4}


def test_een_samengevoegd_speerpunt_telt_voor_elke_rij(leeg_plan, medewerker):
    uit = io.BytesIO()
    with xlsxwriter.Workbook(uit) as werkboek:
        blad = werkboek.add_worksheet("acties")
        blad.write_row(0, 0, ["speerpunt", "titel"])
        blad.merge_range(1, 0, 3, 0, 2)
        for rij, titel in enumerate(("Een", "Twee", "Drie"), start=1):
            blad.write(rij, 1, titel)
        blad.write_row(4, 0, [1, "Vier"])
    invoer = bekijk(leeg_plan, uit.getvalue(), medewerker)
    assert "acties: een samengevoegde cel telt voor elke rij waarover ze loopt." in invoer.voorstel["opmerkingen"]
    neem_over(invoer, medewerker)
    codes = {actie.titel: actie.code for actie in Actie.objects.select_related("speerpunt")}
    assert codes == {"Een": "2.1", "Twee": "2.2", "Drie": "2.3", "Vier": "1.1"}


def test_een_foute_formule_en_een_dubbele_rij(leeg_plan, medewerker):
    invoer = bekijk(leeg_plan, b"titel;speerpunt;start\nEen;1;#REF!\nTwee;1;\nTwee;1;\n", medewerker, naam="lijst.csv")
    assert [(rij, kolom) for rij, kolom, _ in fouten(invoer)] == [(2, "start"), (4, "titel")]
    (vraag,) = invoer.voorstel["vragen"]
    opnieuw = bekijk(leeg_plan, bytes(invoer.bestand), medewerker, antwoorden={vraag["sleutel"]: "nieuw"})
    assert [regel["titel"] for regel in regels(opnieuw, "nieuw")] == ["Twee", "Twee"]
