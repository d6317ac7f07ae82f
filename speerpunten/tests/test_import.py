"""From Excel and back: what comes out goes in again, a plain list becomes a plan, and it can be undone."""

import csv
import datetime as dt
import io

import pytest
import xlsxwriter
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from organisaties.models import Gebruiker
from speerpunten.models import Actie, Beleidsdomein, Gebeurtenis, Import, Melding
from speerpunten.services.meldingen import aanvaard
from speerpunten.tests import maak
from speerpunten.tests.invullen import tekst
from speerpunten.tests.kijk import dag, lees
from speerpunten.tests.lijsten import bekijk, boek, fouten, neem_over, regels, uitpakken
from speerpunten.uitwisseling import overnemen as services
from speerpunten.uitwisseling.boek import plan_als_boek, sjabloon
from speerpunten.uitwisseling.lezer import Bestandsfout
from speerpunten.voortgang import Voortgang

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


# --- and back


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


# --- a plain list

GEWOON = [
    ["Opvolging acties samenleven (stand van zaken eind 2024)"],
    [],
    ["Nr", "Speerpunt", "Naam actie", "Verantwoordelijke partner", "Betrokken partners", "Startdatum", "Einddatum",
     "Domein", "Stand van zaken", "Hoe verloopt het?", "Commentaar", "Intern nummer", None, "Notities"],
    [1, "SP 1", "Praattafels", "Buurtwerk (voorbeeld)", "A vzw (voorbeeld); B vzw (voorbeeld)", "1/3/2022",
     "30 sept 2025", "Onderwijs", "lopend", "groen", "Elke week.", "X-1", "vraag Jan nog eens", None],
    [2, "2. Wonen", "Huizenroute", "C vzw (voorbeeld)", "", "2023", "", "Huisvesting", "nog niet gestart", "", "",
     "X-2"],
    [3, 1, "Leesclub", "buurtwerk (VOORBEELD)", "", dt.date(2024, 5, 1), 2025, "onderwijs", "lopend", "", "", ""],
    [],
    ["* bedragen zijn niet opgenomen"],
]  # fmt: skip


@pytest.fixture
def leeg_plan(db, organisatie):
    plan = maak.maak_plan(slug="plan", naam="Plan")
    maak.maak_speerpunt(plan=plan, titel="Taal")
    maak.maak_speerpunt(plan=plan, titel="Wonen")
    Beleidsdomein.objects.create(naam="Onderwijs", slug="onderwijs")
    return plan


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


# --- files that are none


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


# --- all or nothing


def test_wat_intussen_veranderde_wordt_niet_overschreven(plan, medewerker):
    bladen = uitpakken(plan_als_boek(plan, medewerker))
    bladen["acties"][2][1] = "Woonwijzer 2"
    invoer = bekijk(plan, boek(**bladen), medewerker)
    Actie.objects.filter(titel="Woonwijzer").update(titel="Iets anders", versie=5)
    with pytest.raises(services.ImportVerouderd):
        neem_over(invoer, medewerker)
    assert Actie.objects.filter(titel="Iets anders").exists()
    assert not Import.objects.get().is_uitgevoerd


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


# --- and undone


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


def test_terugdraaien_wordt_geweigerd_als_er_verder_gewerkt_is(leeg_plan, medewerker, medewerker2):
    lijst = boek(acties=[["titel", "speerpunt", "status", "peildatum"], ["Een", 1, "nog niet gestart", "30/06/2024"]])
    invoer = neem_over(bekijk(leeg_plan, lijst, medewerker), medewerker)
    aanvaard(melding=Melding.objects.get(), versie=1, door=medewerker2)
    with pytest.raises(ValidationError, match="intussen nagekeken"):
        services.draai_terug(invoer, door=medewerker, reden="Fout.")
    assert not Import.objects.get().is_teruggedraaid
    assert Actie.objects.get().gearchiveerd_op is None


# --- in the browser


def upload(client: Client, inhoud: bytes, naam: str = "lijst.xlsx"):
    return client.post("/plannen/plan/importeren/", {"bestand": SimpleUploadedFile(naam, inhoud)}, follow=True)


def test_van_bestand_tot_plan_op_het_scherm(leeg_plan, medewerker):
    client = Client()
    client.force_login(medewerker)
    pagina = upload(client, boek(Blad1=GEWOON))
    invoer = Import.objects.get()
    assert pagina.redirect_chain[-1] == (f"/imports/{invoer.pk}/", 302)
    assert lees(pagina).kop() == "Klaar om over te nemen"
    assert "Verantwoordelijke partner" in tekst(pagina)
    velden = {"peildatum": "2024-12-31", "verloop": "op_schema"}
    for vraag in invoer.voorstel["vragen"]:
        velden[f"antwoord:{vraag['sleutel']}"] = "weiger" if vraag["soort"] == "beleidsdomein" else vraag["gekozen"]
    pagina = client.post(f"/imports/{invoer.pk}/keuzes/", velden, follow=True)
    assert lees(pagina).kop() == "1 rij kan zo niet mee"
    assert "Huisvesting" in tekst(pagina)
    assert client.post(f"/imports/{invoer.pk}/overnemen/").status_code == 302
    assert not Actie.objects.exists()
    velden |= {f"antwoord:{vraag['sleutel']}": "nieuw" for vraag in invoer.voorstel["vragen"]}
    client.post(f"/imports/{invoer.pk}/keuzes/", velden)
    pagina = client.post(f"/imports/{invoer.pk}/overnemen/", follow=True)
    assert lees(pagina).kop() == "Deze import is overgenomen"
    assert (Actie.objects.count(), Melding.objects.count()) == (3, 3)
    pagina = client.post(f"/imports/{invoer.pk}/terugdraaien/", {"reden": "Proef."}, follow=True)
    assert lees(pagina).kop() == "Deze import is teruggedraaid"
    bestand = client.get(f"/imports/{invoer.pk}/bestand/")
    assert bestand.content == bytes(invoer.bestand)
    assert bestand["Content-Disposition"] == 'attachment; filename="lijst.xlsx"'


def test_een_groot_bestand_toont_hoever_het_is(leeg_plan, medewerker):
    rijen = [["titel", "speerpunt", "omschrijving"], *([f"Actie {n}", 1, f"woord{n} " * 40] for n in range(900))]
    uit = io.StringIO()
    csv.writer(uit, delimiter=";").writerows(rijen)
    client = Client()
    client.force_login(medewerker)
    response = upload(client, uit.getvalue().encode(), "groot.csv")
    pagina = b"".join(response.streaming_content).decode()
    invoer = Import.objects.get()
    assert "<progress" in pagina
    assert f'content="0;url=/imports/{invoer.pk}/"' in pagina
    assert pagina.rstrip().endswith("</html>")
    response = client.post(f"/imports/{invoer.pk}/overnemen/")
    assert "Klaar." in b"".join(response.streaming_content).decode()
    assert Actie.objects.count() == 900
    assert Actie.history.filter(history_user=medewerker).count() == 900


def test_wat_geen_rekenblad_is_zegt_het_en_biedt_een_uitweg(leeg_plan, medewerker):
    client = Client()
    client.force_login(medewerker)
    pagina = upload(client, b"%PDF-1.7", "lijst.xlsx")
    assert lees(pagina).kop() == "Dit bestand kunnen we niet lezen"
    assert "Dit is geen rekenblad." in tekst(pagina)
    response = client.post("/plannen/plan/importeren/", {})
    assert (response.status_code, "Kies een bestand." in tekst(response)) == (422, True)


# --- and accepted by a second person


def test_vele_standen_worden_ineens_aanvaard_elk_met_zijn_log(leeg_plan, medewerker, medewerker2, partner):
    kop = ["titel", "speerpunt", "trekker", "status", "peildatum"]
    rijen = [[f"Actie {n}", 1, "Buurtwerk (voorbeeld)", "nog niet gestart", "30/06/2024"] for n in range(30)]
    invoer = neem_over(bekijk(leeg_plan, boek(acties=[kop, *rijen]), medewerker), medewerker)
    client = Client()
    client.force_login(medewerker2)
    pagina = lees(client.get(f"/nakijken/?import={invoer.pk}"))
    gekozen = [e.attrs["value"] for e in pagina.alle("input") if e.attrs.get("name") == "melding"]
    assert len(gekozen) == 25
    verouderd = f"{gekozen[1].split(':')[0]}:9"
    antwoord = client.post("/nakijken/aanvaarden/", {"melding": [gekozen[0], verouderd]}, follow=True)
    assert "1 stand aanvaard." in tekst(antwoord)
    assert "intussen veranderd of al nagekeken" in tekst(antwoord)
    eigen = Client()
    eigen.force_login(medewerker)  # who imported them does not accept them
    assert "u schreef of diende dit zelf in" in tekst(
        eigen.post("/nakijken/aanvaarden/", {"melding": gekozen[2]}, follow=True)
    )
    response = client.post("/nakijken/aanvaarden/", {"import": invoer.pk, "alles": "ja"})
    assert "Klaar." in b"".join(response.streaming_content).decode()
    assert not Melding.objects.exclude(toestand="aanvaard").exists()
    assert Gebeurtenis.objects.filter(soort="aanvaard", door=medewerker2).count() == 30


def test_een_partner_wordt_niet_lastiggevallen_met_wat_ingelezen_is(leeg_plan, medewerker, partner):
    rij = ["Praattafels", 1, "Buurtwerk (voorbeeld)", "nog niet gestart", "30/06/2024"]
    lijst = boek(acties=[["titel", "speerpunt", "trekker", "status", "peildatum"], rij])
    invoer = neem_over(bekijk(leeg_plan, lijst, medewerker), medewerker)
    client = Client()
    client.force_login(partner)
    assert "Er wordt nu niets gevraagd" in tekst(client.get("/mijn/"))
    assert not Melding.objects.bewerkbaar_door(partner).exists()
    services.draai_terug(invoer, door=medewerker, reden="Verkeerd bestand.")
    assert "Verkeerd bestand" not in tekst(client.get("/mijn/"))
    assert not Melding.objects.bewerkbaar_door(medewerker).exists()


def test_het_commando_doet_hetzelfde(leeg_plan, medewerker, tmp_path, capsys):
    pad = tmp_path / "lijst.xlsx"
    pad.write_bytes(boek(Blad1=GEWOON))
    call_command("importeer", "plan", str(pad), door=medewerker.email, proef=True)
    assert "5 nieuw, 0 gewijzigd" in capsys.readouterr().out
    assert not Actie.objects.exists()
    call_command("importeer", "plan", str(pad), door=medewerker.email, peildatum="2024-12-31")
    assert "Overgenomen." in capsys.readouterr().out
    assert Actie.objects.count() == 3
    pad.write_bytes(boek(acties=[["titel", "speerpunt"], ["Een", 99]]))
    with pytest.raises(CommandError, match="Er is niets gewijzigd"):
        call_command("importeer", "plan", str(pad), door=medewerker.email)
    assert "acties, rij 2, kolom speerpunt: “99” is geen speerpunt van dit plan." in capsys.readouterr().out
    for fout, opties in (("geen plan", ("weg", str(pad))), ("geen medewerker", ("plan", str(pad)))):
        with pytest.raises(CommandError, match=fout):
            call_command("importeer", *opties, door="niemand@voorbeeld.test" if "mede" in fout else medewerker.email)


# --- the other sheets, and lists that are less tidy


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


def test_in_een_afgesloten_plan_kan_niets(leeg_plan, medewerker):
    invoer = bekijk(leeg_plan, boek(acties=[["titel", "speerpunt"], ["Een", 1]]), medewerker)
    type(leeg_plan).objects.update(toestand="afgesloten")
    with pytest.raises(ValidationError, match="afgesloten"):
        neem_over(invoer, medewerker)
    client = Client()
    client.force_login(medewerker)
    assert client.post(f"/imports/{invoer.pk}/overnemen/").status_code == 403


def test_een_fout_die_niemand_verwacht_wordt_gelogd_en_niet_getoond(leeg_plan, medewerker, monkeypatch, caplog):
    def breekt(*args, **opties):
        yield Voortgang("Bezig", 1, 2)
        raise RuntimeError("geheim pad")

    invoer = bekijk(leeg_plan, b"titel;speerpunt;omschrijving\n" + b"Een;1;x\n" * 19_000, medewerker)
    monkeypatch.setattr(services, "voer_uit", breekt)
    client = Client()
    client.force_login(medewerker)
    pagina = b"".join(client.post(f"/imports/{invoer.pk}/overnemen/").streaming_content).decode()
    assert "Er ging iets mis aan onze kant." in pagina
    assert "geheim pad" not in pagina
    assert pagina.rstrip().endswith("</html>")
    assert "geheim pad" in caplog.text
