"""The edges of an import: what must never be taken over unseen, and cells that nobody expects."""

import datetime as dt

import pytest
from django.test import Client

from organisaties.models import Lidmaatschap, Organisatie
from speerpunten.models import Actie, Melding
from speerpunten.services.organisaties import voeg_organisaties_samen
from speerpunten.tests import maak
from speerpunten.tests.invullen import tekst
from speerpunten.tests.kijk import lees
from speerpunten.tests.lijsten import bekijk, boek, fouten, neem_over, regels, uitpakken
from speerpunten.uitwisseling import cellen, dagen
from speerpunten.uitwisseling.boek import plan_als_boek
from speerpunten.uitwisseling.overnemen import draai_terug

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(organisatie):
    plan = maak.maak_plan(slug="plan")
    for titel in ("Taal", "1 loket voor nieuwkomers"):
        maak.maak_speerpunt(plan=plan, titel=titel)
    return plan


def test_alles_van_geen_import_is_niets(plan, medewerker):
    maak.maak_melding(maak.maak_actie(speerpunt=plan.speerpunten.first()), toestand="ingediend")
    client = Client()
    client.force_login(medewerker)
    for sleutel in ("abc", "", "999"):
        client.post("/nakijken/aanvaarden/", {"alles": "ja", "import": sleutel})
    assert Melding.objects.get().toestand == "ingediend"


@pytest.mark.parametrize(
    ("blad", "kop", "rij"),
    [
        ("acties", ["code", "titel", "speerpunt"], ["#REF!", "Een", "1"]),
        ("acties", ["code", "titel", "speerpunt"], ["", "#N/A", "1"]),
        ("mijlpalen", ["actie", "mijlpaal", "streefdatum"], ["#REF!", "Klaar", "31/12/2024"]),
        ("standen", ["actie", "peildatum", "status"], ["#REF!", "31/12/2024", "lopend"]),
        ("organisaties", ["naam", "kbo"], ["#N/A", ""]),
        ("contactpersonen", ["organisatie", "naam", "e-mail"], ["Buurtwerk (voorbeeld)", "Nel", "#N/A"]),
    ],
)
def test_een_foute_formule_in_een_sleutel_is_een_fout_in_die_rij(plan, medewerker, blad, kop, rij):
    invoer = bekijk(plan, boek(**{blad: [kop, rij]}), medewerker)
    assert [nummer for nummer, _, _ in fouten(invoer)] == [2]


def test_een_code_die_een_getal_werd_komt_nooit_bij_een_andere_actie(plan, medewerker):
    for nummer in (1, 10):
        maak.maak_actie(speerpunt=plan.speerpunten.first(), nummer=nummer)
    standen = [["actie", "peildatum", "status"], [1.1, "31/12/2024", "nog niet gestart"]]
    mijlpalen = [["actie", "mijlpaal", "streefdatum"], [1.1, "Klaar", "31/12/2024"]]
    invoer = bekijk(plan, boek(standen=standen, mijlpalen=mijlpalen), medewerker)
    assert [(kolom, "1.1 of 1.10" in zin) for _, kolom, zin in fouten(invoer)] == [("actie", True), ("actie", True)]


def test_een_rol_verhuist_nooit_zonder_dat_het_er_staat(plan, medewerker, organisatie):
    tweeling = maak.maak_organisatie(naam=organisatie.naam, slug="tweeling")
    actie = maak.maak_actie(speerpunt=plan.speerpunten.first())
    maak.geef_rol(actie, tweeling)
    bladen = uitpakken(plan_als_boek(plan, medewerker))
    bladen["acties"][1][bladen["acties"][0].index("omschrijving")] = "Anders."
    neem_over(bekijk(plan, boek(**bladen), medewerker), medewerker)
    assert actie.rollen.get().organisatie == tweeling


def test_namen_in_een_ander_schrift_zijn_elk_zichzelf(plan, medewerker):
    maak.maak_organisatie(naam="Дом культуры (voorbeeld)")
    rij = ["Een", 1, "Союз (voorbeeld)", "جمعية النور (voorbeeld); A+; A"]
    invoer = bekijk(plan, boek(acties=[["titel", "speerpunt", "trekker", "partners"], rij]), medewerker)
    assert {v["waarde"] for v in invoer.voorstel["vragen"]} >= {"Союз (voorbeeld)", "جمعية النور (voorbeeld)"}


def test_een_speerpunt_dat_met_een_cijfer_begint(plan, medewerker):
    invoer = bekijk(plan, boek(acties=[["titel", "speerpunt"], ["Een", "1 loket voor nieuwkomers"]]), medewerker)
    neem_over(invoer, medewerker)
    assert Actie.objects.get().code == "2.1"


def test_wat_bij_een_foute_rij_hoort_gaat_mee_weg_en_dat_staat_er(plan, medewerker):
    acties = [["code", "titel", "speerpunt", "start", "trekker"], ["1.1", "Een", 1, "ooit", "Alleen hier vzw"]]
    acties += [["1.2", "Twee", 1, "2024", ""]]
    mijlpalen = [["actie", "mijlpaal", "streefdatum"], ["1.1", "Klaar", "31/12/2024"]]
    standen = [["actie", "peildatum", "status"], ["1.1", "31/12/2024", "nog niet gestart"]]
    lijst = boek(acties=acties, mijlpalen=mijlpalen, standen=standen)
    invoer = bekijk(plan, lijst, medewerker, fouten_weg=True)
    assert invoer.voorstel["tellingen"]["nieuw"] == 1
    assert sorted(r["soort"] for r in regels(invoer, "weg")) == ["acties", "mijlpalen", "standen"]
    neem_over(invoer, medewerker)
    assert list(Actie.objects.values_list("titel", flat=True)) == ["Twee"]
    assert not Melding.objects.exists()
    assert not Organisatie.objects.filter(naam="Alleen hier vzw").exists()


def test_twee_lijsten_over_een_actie_zijn_een_fout(plan, medewerker):
    maak.maak_actie(speerpunt=plan.speerpunten.first(), titel="Een")
    lijst = boek(a=[["code", "titel"], ["1.1", "Anders"]], b=[["code", "omschrijving"], ["1.1", "Ook anders"]])
    invoer = bekijk(plan, lijst, medewerker)
    ((_, _, zin),) = fouten(invoer)
    assert "staat ook in a, rij 2" in zin


def test_na_het_terugdraaien_komt_een_stand_opnieuw_binnen(plan, medewerker):
    maak.maak_actie(speerpunt=plan.speerpunten.first(), titel="Een")
    lijst = boek(standen=[["actie", "peildatum", "status"], ["1.1", "31/12/2024", "nog niet gestart"]])
    invoer = neem_over(bekijk(plan, lijst, medewerker), medewerker)
    draai_terug(invoer, door=medewerker, reden="Te vroeg.")
    opnieuw = neem_over(bekijk(plan, lijst, medewerker), medewerker)
    assert Melding.objects.get(uit_import=opnieuw).toestand == "ingediend"


def test_wie_vertrok_komt_niet_vanzelf_terug(plan, medewerker, organisatie):
    gebruiker = maak.maak_gebruiker(email="weg@voorbeeld.test")
    einde = {"van": dt.date(2020, 1, 1), "tot": dt.date(2021, 12, 31)}
    voorbij = Lidmaatschap.objects.create(gebruiker=gebruiker, organisatie=organisatie, **einde)
    kop = ["organisatie", "naam", "e-mail", "functie", "tot"]
    rij = [organisatie.naam, gebruiker.naam, gebruiker.email, "voorzitter", ""]
    neem_over(bekijk(plan, boek(contactpersonen=[kop, rij]), medewerker), medewerker)
    voorbij.refresh_from_db()
    assert (voorbij.functie, voorbij.tot) == ("", dt.date(2021, 12, 31))
    assert gebruiker.lidmaatschappen.count() == 2


def test_tekst_zonder_status_gaat_niet_zomaar_verloren(plan, medewerker):
    lijst = boek(acties=[["titel", "speerpunt", "opmerkingen"], ["Een", 1, "Loopt goed."]])
    invoer = bekijk(plan, lijst, medewerker)
    assert [r["opmerkingen"] for r in regels(invoer, "weg")] == [
        ["Er staat wel tekst, maar geen status. De stand is niet ingelezen."]
    ]


DAGEN = "01/03/2024|1-3-24|1.3.2024|2024-03-01|2024/03/01|2024-03-01 09:30|1 maart 2024|1ste maart 2024"
DAGEN += "|vrijdag 1 maart 2024|vr 1 mrt 2024|1-mrt-24|1 maart '24"


@pytest.mark.parametrize("tekst", DAGEN.split("|"))
def test_een_dag_in_elke_schrijfwijze(tekst):
    assert dagen.dag(tekst) == dt.date(2024, 3, 1)


@pytest.mark.parametrize("tekst", ["maart 2024", "31/02/2024", "najaar 2024", "1 iets 2024", "45000"])
def test_wat_geen_dag_is_wordt_niet_geraden(tekst):
    with pytest.raises(cellen.Celprobleem):
        dagen.dag(tekst)


def test_een_voorstel_dat_een_ander_wijzigde_wordt_eerst_gelezen(plan, medewerker):
    lijst = boek(acties=[["titel", "speerpunt", "start"], ["Een", 1, "2024"], ["Twee", 1, "ooit"]])
    invoer = bekijk(plan, lijst, medewerker, fouten_weg=True)
    client = Client()
    client.force_login(medewerker)
    pagina = lees(client.get(invoer.get_absolute_url()))
    gezien = next(e.attrs["value"] for e in pagina.alle("input") if e.attrs.get("name") == "gezien")
    anders = {"fouten_weg": "ja", "kolom-0-2": ""}  # a colleague leaves the column "start" out
    assert client.post(f"/imports/{invoer.pk}/keuzes/", anders).status_code == 302
    response = client.post(f"/imports/{invoer.pk}/overnemen/", {"gezien": gezien}, follow=True)
    assert "Lees eerst wat er nu staat." in tekst(response)
    assert not Actie.objects.exists()
    pagina = lees(response)
    gezien = next(e.attrs["value"] for e in pagina.alle("input") if e.attrs.get("name") == "gezien")
    client.post(f"/imports/{invoer.pk}/overnemen/", {"gezien": gezien})
    assert Actie.objects.count() == 2


# --- contact persons: never two rows over the same days
KOP = ["organisatie", "naam", "e-mail", "functie", "van", "tot"]


def dag(jaar: int, *, laatste: bool = False) -> dt.date:
    return dt.date(jaar, 12, 31) if laatste else dt.date(jaar, 1, 1)


@pytest.mark.parametrize(
    ("er_was", "van", "tot", "oordeel", "na"),
    [
        ([(2020, None)], 2019, None, "gewijzigd", [(2019, None)]),
        ([(2020, None)], 2023, None, "gewijzigd", [(2023, None)]),
        ([(2020, None)], 2019, 2099, "gewijzigd", [(2019, 2099)]),
        ([(2018, 2020)], 2021, None, "nieuw", [(2018, 2020), (2021, None)]),
        ([(2018, 2020)], 2019, 2021, "gewijzigd", [(2019, 2021)]),
        ([(2018, 2020), (2021, None)], 2022, None, "gewijzigd", [(2018, 2020), (2022, None)]),
        ([(2018, 2020), (2021, None)], 2019, None, "fout", [(2018, 2020), (2021, None)]),
        ([(2018, 2020), (2021, None)], 2018, None, "fout", [(2018, 2020), (2021, None)]),
        ([(2020, None)], None, 2024, "gewijzigd", [(2020, 2024)]),
        ([(2020, None)], 2024, 2023, "fout", [(2020, None)]),
    ],
)
def test_een_ander_begin_wijzigt_de_rij_die_er_is(plan, medewerker, organisatie, er_was, van, tot, oordeel, na):
    gebruiker = maak.maak_gebruiker()
    for begin, einde in er_was:
        periode = {"van": dag(begin), "tot": dag(einde, laatste=True) if einde else None}
        Lidmaatschap.objects.create(gebruiker=gebruiker, organisatie=organisatie, **periode)
    dagen = [dag(van) if van else None, dag(tot, laatste=True) if tot else None]
    lijst = boek(contactpersonen=[KOP, [organisatie.naam, gebruiker.naam, gebruiker.email, "", *dagen]])
    voor = list(gebruiker.lidmaatschappen.values_list("pk", "van", "tot"))
    invoer = bekijk(plan, lijst, medewerker)
    assert [regel["oordeel"] for regel in invoer.voorstel["regels"]] == [oordeel]
    if oordeel != "fout":
        neem_over(invoer, medewerker)
    leden = gebruiker.lidmaatschappen.order_by("van")
    assert [(lid.van.year, lid.tot.year if lid.tot else None) for lid in leden] == na
    if oordeel != "fout":
        assert regels(bekijk(plan, lijst, medewerker), "ongewijzigd")
        draai_terug(invoer, door=medewerker, reden="Verkeerde lijst.")
    assert list(gebruiker.lidmaatschappen.values_list("pk", "van", "tot")) == voor


def test_een_ander_begin_staat_in_het_voorstel(plan, medewerker, organisatie, partner):
    rij = [organisatie.naam, partner.naam, partner.email, "", dag(2019), None]
    (regel,) = bekijk(plan, boek(contactpersonen=[KOP, rij]), medewerker).voorstel["regels"]
    assert regel["wijzigingen"] == [["van", "01/01/2020", "01/01/2019"]]
    rij[4:] = [dag(2015), dag(2030)]
    Lidmaatschap.objects.create(gebruiker=partner, organisatie=organisatie, van=dag(2016), tot=dag(2017))
    ((_, kolom, zin),) = fouten(bekijk(plan, boek(contactpersonen=[KOP, rij]), medewerker))
    assert (kolom, "(01/01/2016 tot en met 01/01/2017)" in zin) == ("van", True)


def test_de_oude_en_de_nieuwe_naam_zijn_een_contactpersoon(plan, medewerker, organisatie):
    oud = maak.maak_organisatie(naam="Oude naam (voorbeeld)")
    voeg_organisaties_samen(organisatie=oud, met=organisatie, soort="dubbel")
    rijen = [[naam, "Nel (voorbeeld)", "nel@voorbeeld.test", "", None, None] for naam in (organisatie.naam, oud.naam)]
    ((_, kolom, zin),) = fouten(bekijk(plan, boek(contactpersonen=[KOP, *rijen]), medewerker))
    assert (kolom, "staat ook in rij 2" in zin) == ("e-mail", True)
