"""Lists as people keep them: headings between the rows, periods in one cell, own words, commas, totals."""

import datetime as dt

import pytest
from django.test import Client

from organisaties.models import Organisatie
from speerpunten.models import Actie, Melding
from speerpunten.tests import maak
from speerpunten.tests.invullen import tekst
from speerpunten.tests.kijk import lees
from speerpunten.tests.lijsten import bekijk, boek, fouten, neem_over, regels
from speerpunten.uitwisseling.boek import plan_als_boek
from speerpunten.uitwisseling.cellen import Celprobleem
from speerpunten.uitwisseling.dagen import grens, looptijd
from speerpunten.uitwisseling.overnemen import draai_terug
from speerpunten.uitwisseling.woorden import vermoed_status, zelfde_woorden

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(organisatie):
    plan = maak.maak_plan(slug="plan")
    for titel in ("Taal en ontmoeting", "Wonen"):
        maak.maak_speerpunt(plan=plan, titel=titel)
    return plan


def vragen(invoer, soort: str) -> dict[str, str]:
    """Give what is asked of this kind: the value, and what is proposed."""
    return {v["waarde"]: dict(v["keuzes"])[v["gekozen"]] for v in invoer.voorstel["vragen"] if v["soort"] == soort}


def antwoord(invoer, soort: str, waarde: str, keuze: str) -> dict[str, str]:
    """Give an answer to a question, by the words of the choice."""
    vraag = next(v for v in invoer.voorstel["vragen"] if (v["soort"], v["waarde"]) == (soort, waarde))
    return {vraag["sleutel"]: next(sleutel for sleutel, woorden in vraag["keuzes"] if woorden == keuze)}


def test_tussenkoppen_zeggen_bij_welk_speerpunt_de_rijen_horen(plan, medewerker):
    rijen = [
        ["Nr", "Actie", "Partner"],
        ["Speerpunt 1: Taal en ontmoeting"],
        [1, "Praattafels", ""],
        [2, "Leesclub", ""],
        ["SP 2"],
        [3, "Woonwijzer", ""],
        ["", "Totaal", ""],
    ]
    invoer = bekijk(plan, boek(Blad1=rijen), medewerker)
    assert fouten(invoer) == []
    weg = {r["rij"]: r["opmerkingen"][0] for r in regels(invoer, "weg")}
    assert weg[2] == "Een tussenkop: de rijen hieronder horen bij speerpunt 1, Taal en ontmoeting."
    assert weg[7] == "Dit is een totaal, geen actie."
    neem_over(invoer, medewerker)
    assert [str(actie) for actie in Actie.objects.op_code().select_related("speerpunt")] == [
        "1.1 Praattafels",
        "1.2 Leesclub",
        "2.1 Woonwijzer",
    ]


def test_een_leeg_speerpunt_komt_van_boven_als_dat_gevraagd_wordt(plan, medewerker):
    lijst = boek(acties=[["speerpunt", "titel", "start"], [1, "Een", 2023], ["", "Twee", 2023], ["", "Drie", 2023]])
    invoer = bekijk(plan, lijst, medewerker)
    assert [(rij, kolom) for rij, kolom, _ in fouten(invoer)] == [(3, "speerpunt"), (4, "speerpunt")]
    client = Client()
    client.force_login(medewerker)
    pagina = client.get(invoer.get_absolute_url())
    assert "Bij 2 rijen is het speerpunt leeg." in tekst(pagina)
    pagina = client.post(f"/imports/{invoer.pk}/keuzes/", {"van_boven": "ja"}, follow=True)
    assert lees(pagina).kop() == "Klaar om over te nemen"


@pytest.mark.parametrize(
    ("cel", "start", "einde", "doorlopend"),
    [
        ("2022-2025", "2022", "2025", False),
        ("2022 – 2025", "2022", "2025", False),
        ("2023/24", "2023", "2024", False),
        ("vanaf 2023", "2023", "", False),
        ("tot en met 31/12/2024", "", "31/12/2024", False),
        ("01/03/2022 - 30/09/2024", "01/03/2022", "30/09/2024", False),
        ("01/03/2022-30/09/2024", "01/03/2022", "30/09/2024", False),
        ("maart 2022 tot eind 2024", "2022", "2024", False),
        ("van 2022 tot 2024", "2022", "2024", False),
        ("2022 - heden", "2022", "", True),
        ("doorlopend", "", "", True),
        ("2024", "2024", "2024", False),
        ("n.v.t.", "", "", False),
        ("hele periode", "", "", False),
    ],
)
def test_een_looptijd_in_een_cel(cel, start, einde, doorlopend):
    def kort(rand):
        return "" if rand.dag is None else f"{rand.dag:%Y}" if rand.alleen_jaar else f"{rand.dag:%d/%m/%Y}"

    van, tot = looptijd(cel)
    assert (kort(van), kort(tot), van.doorlopend or tot.doorlopend) == (start, einde, doorlopend)


@pytest.mark.parametrize("cel", ["najaar 2023", "Q3 2023", "03/2023", "eind 2023", "2e helft 2023", "juni 2023"])
def test_van_een_deel_van_een_jaar_blijft_alleen_het_jaar(cel):
    gelezen = grens(cel, einde=True)
    assert (gelezen.dag, gelezen.alleen_jaar) == (dt.date(2023, 12, 31), True)
    assert gelezen.opmerking == f"Van “{cel}” is alleen het jaar overgenomen: 2023."


@pytest.mark.parametrize("cel", ["ooit", "31/02/2024", "2022 of 2023", "niet voor 2024", "a" * 5000 + " 2024"])
def test_wat_geen_tijd_vertelt_wordt_niet_geraden(cel):
    with pytest.raises(Celprobleem):
        grens(cel, einde=False)


def test_een_periode_in_de_lijst_en_een_onleesbare_dag(plan, medewerker):
    kop = ["titel", "speerpunt", "Looptijd"]
    lijst = boek(acties=[kop, ["Een", 1, "2022-2025"], ["Twee", 1, "doorlopend"], ["Drie", 1, "zodra er geld is"]])
    invoer = bekijk(plan, lijst, medewerker)
    assert [(rij, kolom) for rij, kolom, _ in fouten(invoer)] == [(4, "looptijd")]
    invoer = neem_over(bekijk(plan, lijst, medewerker, dagen_leeg=True), medewerker)
    assert regels(invoer, "nieuw")[-1]["opmerkingen"] == ["Niet overgenomen: “zodra er geld is” (looptijd)."]
    gelezen = {a.titel: (a.start, a.einde, a.start_alleen_jaar, a.doorlopend) for a in Actie.objects.all()}
    assert gelezen == {
        "Een": (dt.date(2022, 1, 1), dt.date(2025, 12, 31), True, False),
        "Twee": (None, None, False, True),
        "Drie": (None, None, False, False),
    }


def test_doorlopend_als_einde(plan, medewerker):
    lijst = boek(acties=[["titel", "speerpunt", "start", "einde"], ["Een", 1, 2022, "continu"], ["Twee", 1, "-", "?"]])
    neem_over(bekijk(plan, lijst, medewerker), medewerker)
    assert list(Actie.objects.values_list("titel", "doorlopend", "einde").order_by("nummer")) == [
        ("Een", True, None),
        ("Twee", False, None),
    ]


def test_eigen_woorden_voor_een_status_worden_gevraagd(plan, medewerker):
    kop = ["titel", "speerpunt", "Status 31/12/2023", "Hoe verloopt het?"]
    rijen = [["Een", 1, "Gepland", ""], ["Twee", 1, "50%", "groen"], ["Drie", 1, "Blauw", ""], ["Vier", 1, "-", ""]]
    lijst = boek(acties=[kop, *rijen])
    invoer = bekijk(plan, lijst, medewerker)
    assert vragen(invoer, "status") == {"Gepland": "Niet gestart", "50%": "In uitvoering", "Blauw": "Weigeren"}
    assert [(rij, kolom) for rij, kolom, _ in fouten(invoer)] == [(4, "status")]
    antwoorden = antwoord(invoer, "status", "Blauw", "Overslaan: geen status")
    invoer = neem_over(bekijk(plan, lijst, medewerker, antwoorden=antwoorden), medewerker)
    standen = Melding.objects.filter(uit_import=invoer).order_by("actie__nummer")
    assert [(m.actie.titel, m.status, m.peildatum) for m in standen] == [
        ("Een", "niet_gestart", dt.date(2023, 12, 31)),
        ("Twee", "in_uitvoering", dt.date(2023, 12, 31)),
    ]


@pytest.mark.parametrize(
    ("woord", "status"),
    [("Afgerond (2023)", "uitgevoerd"), ("100 %", "uitgevoerd"), ("0%", "niet_gestart"), ("0.5", "in_uitvoering"),
     ("Loopt nog", "in_uitvoering"), ("stopgezet sinds 2024", "stopgezet"), ("paars", ""), ("", "")],
)  # fmt: skip
def test_wat_een_woord_waarschijnlijk_betekent(woord, status):
    assert vermoed_status(woord) == status


def test_afgerond_zonder_resultaat_wordt_voor_het_hele_bestand_gevraagd(plan, medewerker):
    kop = ["titel", "speerpunt", "status", "toelichting", "peildatum"]
    rijen = [["Een", 1, "afgerond", "Dertig ouders.", "31/12/2024"], ["Twee", 1, "stopgezet", "", "31/12/2024"]]
    lijst = boek(acties=[kop, *rijen])
    invoer = bekijk(plan, lijst, medewerker)
    zin = "Stand niet overgenomen: er staat niet of het doel bereikt is."
    assert [r["opmerkingen"] for r in regels(invoer, "weg")] == [[zin], [zin]]
    invoer = neem_over(bekijk(plan, lijst, medewerker, resultaat="deels", aanvullen=True), medewerker)
    standen = Melding.objects.filter(uit_import=invoer).order_by("actie__nummer")
    assert [(m.resultaat, m.bereikt_resultaat, m.reden) for m in standen] == [
        ("deels", "Dertig ouders.", ""),
        ("deels", "Niet vermeld in de ingelezen lijst.", "Niet vermeld in de ingelezen lijst."),
    ]


def test_een_kolom_vol_verhalen_is_geen_status(plan, medewerker):
    verhaal = "Er zijn twee groepen gestart, met telkens twaalf ouders uit de buurt, en een derde volgt in het najaar."
    invoer = bekijk(plan, boek(acties=[["titel", "speerpunt", "Stand van zaken"], ["Een", 1, verhaal]]), medewerker)
    assert invoer.voorstel["lijsten"][0]["kolommen"][2]["naam"] == "toelichting"
    assert fouten(invoer) == []


def test_partners_met_kommas_en_met_en_ertussen(plan, medewerker, organisatie):
    maak.maak_organisatie(naam="Wijkhuis (voorbeeld)")
    maak.maak_organisatie(naam="Huis; Tuin (voorbeeld)")
    maak.maak_organisatie(naam="Kunst, Cultuur en Co (voorbeeld)")
    kop = ["titel", "speerpunt", "trekker", "partners"]
    rijen = [
        ["Een", 1, "Buurtwerk (voorbeeld) en Wijkhuis (voorbeeld)", "Nieuw A, Nieuw B, vzw (Anderlecht, Evere)"],
        ["Twee", 1, "n.v.t.", "Huis; Tuin (voorbeeld); Kunst, Cultuur en Co (voorbeeld)"],
    ]
    lijst = boek(acties=[kop, *rijen])
    invoer = bekijk(plan, lijst, medewerker)
    assert set(vragen(invoer, "organisatie")) == {"Nieuw A", "Nieuw B", "vzw (Anderlecht, Evere)"}
    assert invoer.voorstel["tellers"]["met_komma"] == 1
    assert set(vragen(bekijk(plan, lijst, medewerker, samen=True), "organisatie")) == {rijen[0][3]}
    neem_over(invoer, medewerker)
    een, twee = Actie.objects.order_by("nummer")
    assert {(r.organisatie.naam, r.rol) for r in een.rollen.all()} >= {
        ("Buurtwerk (voorbeeld)", "trekker"),
        ("Wijkhuis (voorbeeld)", "uitvoerder"),
    }
    assert {(r.organisatie.naam, r.rol) for r in twee.rollen.all()} == {
        ("Huis; Tuin (voorbeeld)", "partner"),
        ("Kunst, Cultuur en Co (voorbeeld)", "partner"),
    }


@pytest.mark.parametrize(
    ("een", "ander", "zelfde"),
    [
        ("Taalhuis vzw", "Taalhius", True),
        ("Buurthuis Noord 2", "Buurthuis Noord 3", False),
        ("Taalcursus niveau 1", "Taalcursus niveau 2", False),
        ("Lokaal dienstencentrum Noord", "Lokaal dienstencentrum Zuid", False),
        ("Huis van het Nederlands", "Huis Nederlands vzw", True),
        ("Wijkcentrum Oost", "Wijkcentrum", False),
    ],
)
def test_wanneer_twee_namen_hetzelfde_zeggen(een, ander, zelfde):
    assert zelfde_woorden(een, ander) is zelfde


def test_namen_die_in_een_cijfer_verschillen_zijn_niet_vanzelf_dezelfde(plan, medewerker):
    maak.maak_organisatie(naam="Buurthuis Noord 2 (voorbeeld)")
    maak.maak_actie(speerpunt=plan.speerpunten.first(), titel="Taalcursus voor beginners, niveau 1")
    rij = ["Taalcursus voor beginners, niveau 2", 1, "Buurthuis Noord 3 (voorbeeld)"]
    invoer = bekijk(plan, boek(acties=[["titel", "speerpunt", "trekker"], rij]), medewerker)
    assert set(vragen(invoer, "organisatie").values()) == {"Nieuw maken"}
    assert set(vragen(invoer, "actie").values()) == {"Een nieuwe actie"}
    assert all(vraag["twijfel"] for vraag in invoer.voorstel["vragen"])


def test_een_tikfout_in_het_bestand_zelf_is_geen_tweede_organisatie(plan, medewerker):
    lijst = boek(
        acties=[["titel", "speerpunt", "trekker"], ["Een", 1, "Taalhuis Zuid vzw"], ["Twee", 1, "Taalhius Zuid"]]
    )
    invoer = bekijk(plan, lijst, medewerker)
    assert vragen(invoer, "organisatie")["Taalhius Zuid"] == "Taalhuis Zuid vzw (ook nieuw)"
    neem_over(invoer, medewerker)
    assert Organisatie.objects.filter(naam__contains="Zuid").count() == 1
    assert Organisatie.objects.get(naam="Taalhuis Zuid vzw").rollen.count() == 2


def test_dezelfde_lijst_na_het_terugdraaien(plan, medewerker):
    met_code = boek(acties=[["code", "titel", "speerpunt"], ["1.1", "Een", 1], ["1.2", "Twee", 1]])
    zonder = boek(acties=[["titel", "speerpunt"], ["Een", 1], ["Twee", 1]])
    for lijst in (met_code, zonder):
        invoer = neem_over(bekijk(plan, lijst, medewerker), medewerker)
        draai_terug(invoer, door=medewerker, reden="Te vroeg.")
        assert Actie.objects.filter(gearchiveerd_op=None).count() == 0
    invoer = bekijk(plan, zonder, medewerker)
    assert set(vragen(invoer, "gearchiveerde actie").values()) == {"Terughalen uit het archief"}
    neem_over(invoer, medewerker)
    assert [str(a) for a in Actie.objects.filter(gearchiveerd_op=None).op_code()] == ["1.1 Een", "1.2 Twee"]
    draai_terug(invoer, door=medewerker, reden="Toch niet.")
    assert Actie.objects.filter(gearchiveerd_op=plan.van).count() == 2


def test_wie_zelf_iets_archiveerde_krijgt_het_niet_vanzelf_terug(plan, medewerker):
    actie = maak.maak_actie(speerpunt=plan.speerpunten.first(), titel="Een")
    Actie.objects.filter(pk=actie.pk).update(gearchiveerd_op=dt.date(2024, 1, 1), archief_reden="Dubbel.")
    lijst = boek(
        acties=[["code", "titel", "speerpunt"], ["1.1", "Een", 1]],
        standen=[["actie", "peildatum", "status"], ["1.1", "31/12/2023", "nog niet gestart"]],
    )
    invoer = bekijk(plan, lijst, medewerker)
    assert [(rij, kolom) for rij, kolom, _ in fouten(invoer)] == [(2, "code"), (2, "actie")]
    antwoorden = antwoord(invoer, "gearchiveerde actie", "1.1 Een", "Terughalen uit het archief")
    invoer = neem_over(bekijk(plan, lijst, medewerker, antwoorden=antwoorden), medewerker)
    assert Actie.objects.get().gearchiveerd_op is None
    draai_terug(invoer, door=medewerker, reden="Toch niet.")
    actie.refresh_from_db()
    assert (actie.gearchiveerd_op, actie.archief_reden) == (dt.date(2024, 1, 1), "Dubbel.")


def test_antwoorden_horen_bij_hun_vraag_ook_als_een_ander_de_volgorde_wijzigde(plan, medewerker):
    lijst = boek(acties=[["titel", "speerpunt", "trekker"], ["Een", 1, "Alfa vzw"], ["Twee", 1, "Bravo vzw"]])
    invoer = bekijk(plan, lijst, medewerker)
    client = Client()
    client.force_login(medewerker)
    namen = [e.attrs["name"] for e in lees(client.get(invoer.get_absolute_url())).alle("select")]
    assert "antwoord:organisatie:bravo vzw" in namen
    maak.maak_organisatie(naam="Alfa vzw")  # a colleague makes the first one meanwhile: its question goes
    client.post(f"/imports/{invoer.pk}/keuzes/", {})
    client.post(f"/imports/{invoer.pk}/keuzes/", {"antwoord:organisatie:bravo vzw": "weiger"})
    invoer.refresh_from_db()
    assert [(rij, kolom) for rij, kolom, _ in fouten(invoer)] == [(3, "trekker")]


def test_twee_speerpunten_met_een_titel(plan, medewerker):
    dubbel = maak.maak_speerpunt(plan=plan, titel="Wonen")
    actie = maak.maak_actie(speerpunt=dubbel, titel="Een")
    lijst = boek(acties=[["code", "titel", "speerpunt"], [actie.code, "Een", "Wonen"], ["", "Twee", "Wonen"]])
    invoer = bekijk(plan, lijst, medewerker)
    assert [(rij, kolom) for rij, kolom, _ in fouten(invoer)] == [(3, "speerpunt")]
    assert vragen(invoer, "speerpunt") == {"Wonen": "Weigeren"}


def test_een_kolom_die_twee_keer_gekozen_is_telt_een_keer(plan, medewerker):
    lijst = boek(acties=[["titel", "speerpunt", "Naam project"], ["Een", 1, "Twee"]])
    invoer = bekijk(plan, lijst, medewerker, kolommen={"acties": {"0": "titel", "1": "speerpunt", "2": "titel"}})
    assert "acties: kolom A is al “titel”. Kolom C telt niet mee." in invoer.voorstel["opmerkingen"]
    neem_over(invoer, medewerker)
    assert Actie.objects.get().titel == "Een"


def test_een_webadres_zonder_https(plan, medewerker):
    lijst = boek(
        organisaties=[["naam", "website", "kbo"], ["Nieuw (voorbeeld)", "www.voorbeeld.test", ""]],
        acties=[["titel", "speerpunt", "bron"], ["Een", 1, "www.voorbeeld.test/plan"]],
    )
    neem_over(bekijk(plan, lijst, medewerker), medewerker)
    assert Organisatie.objects.get(naam="Nieuw (voorbeeld)").website == "https://www.voorbeeld.test"
    opnieuw = bekijk(plan, lijst, medewerker)
    assert opnieuw.voorstel["tellingen"]["ongewijzigd"] == 2


def test_een_fout_kbo_nummer_houdt_de_actie_niet_tegen(plan, medewerker):
    lijst = boek(
        organisaties=[["naam", "kbo"], ["Nieuw (voorbeeld)", "0123"]],
        acties=[["titel", "speerpunt", "trekker"], ["Een", 1, "Nieuw (voorbeeld)"]],
    )
    invoer = bekijk(plan, lijst, medewerker, fouten_weg=True)
    neem_over(invoer, medewerker)
    assert Actie.objects.get().rollen.get().organisatie.kbo == ""


def test_een_lijst_van_een_ander_plan_valt_op(plan, medewerker):
    for nummer in range(1, 7):
        maak.maak_actie(speerpunt=plan.speerpunten.first(), nummer=nummer, titel=f"Hier {nummer}")
    rijen = [[f"1.{nummer}", f"Elders {nummer}", 1] for nummer in range(1, 7)]
    invoer = bekijk(plan, boek(acties=[["code", "titel", "speerpunt"], *rijen]), medewerker)
    assert (
        "6 van de 6 acties krijgen een andere titel. Is dit wel een lijst van dit plan?"
        in invoer.voorstel["opmerkingen"]
    )


def test_wie_een_stand_gaf_verandert_niet_en_dat_staat_er(plan, medewerker, organisatie, andere_organisatie):
    actie = maak.maak_actie(speerpunt=plan.speerpunten.first())
    melding = maak.maak_melding(actie, organisatie=organisatie, peildatum=dt.date(2023, 6, 30))
    kop = ["actie", "peildatum", "status", "verloop", "organisatie"]
    rij = [actie.code, "30/06/2023", melding.status, melding.verloop, andere_organisatie.naam]
    invoer = bekijk(plan, boek(standen=[kop, rij]), medewerker)
    assert [r["opmerkingen"] for r in regels(invoer, "weg")] == [
        ["Wie deze stand gaf, verandert niet door een import."]
    ]


def test_namen_die_op_een_rol_eindigen_gaan_heen_en_weer(plan, medewerker):
    actie = maak.maak_actie(speerpunt=plan.speerpunten.first(), titel="'=Een")
    for naam, rol in (("Fonds (financier)", "partner"), ("Fonds", "financier"), ("Club (partner)", "uitvoerder")):
        maak.geef_rol(actie, maak.maak_organisatie(naam=naam), rol)
    client = Client()
    client.force_login(medewerker)
    csv = b"".join(client.get("/plannen/plan/acties.csv").streaming_content)
    for inhoud, naam in ((plan_als_boek(plan, medewerker), "plan.xlsx"), (csv, "acties.csv")):
        invoer = bekijk(plan, inhoud, medewerker, naam=naam)
        assert (invoer.voorstel["tellingen"]["cellen"], fouten(invoer), invoer.voorstel["vragen"]) == (0, [], [])


def test_zeer_veel_namen_blijven_op_een_pagina_te_beantwoorden(plan, medewerker):
    rijen = [[f"Actie nummer {n}", 1, f"Organisatie {chr(97 + n % 26)}{n} vzw"] for n in range(1200)]
    invoer = bekijk(plan, boek(acties=[["titel", "speerpunt", "trekker"], *rijen]), medewerker)
    client = Client()
    client.force_login(medewerker)
    pagina = client.get(invoer.get_absolute_url())
    assert "En nog 1100 andere. Daarvoor geldt het voorstel." in tekst(pagina)
    velden = {e.attrs["name"]: "nieuw" for e in lees(pagina).alle("select") if "antwoord:" in e.attrs["name"]}
    assert len(velden) == 100
    assert client.post(f"/imports/{invoer.pk}/keuzes/", velden).status_code == 302


def test_een_dag_boven_de_kopjes_geldt_voor_de_standen(plan, medewerker):
    rijen = [["Opvolging (stand op 31/12/2023)"], ["titel", "speerpunt", "status"], ["Een", 1, "te starten"]]
    invoer = bekijk(plan, boek(Blad1=rijen), medewerker)
    assert (
        "Blad1: boven de kopjes staat 31/12/2023. Die dag geldt voor de standen zonder dag."
        in (invoer.voorstel["opmerkingen"])
    )
    assert invoer.voorstel["tellers"] == {}
    neem_over(invoer, medewerker)
    assert Melding.objects.get().peildatum == dt.date(2023, 12, 31)
    for dubbel in (["01/01/2022 - 31/12/2025"], ["30/06/2023", "31/12/2023"]):  # a period, or one of two: nobody knows
        invoer = bekijk(plan, boek(Blad1=[dubbel, *rijen[1:]]), medewerker)
        assert invoer.voorstel["tellers"] == {"zonder_peildatum": 1}


def test_een_peildatum_zonder_dag_kan_leeg_blijven(plan, medewerker):
    rijen = [["titel", "speerpunt", "status", "peildatum"], ["Een", 1, "te starten", "maart 2024"]]
    lijst = boek(Blad1=rijen)
    invoer = bekijk(plan, lijst, medewerker)
    assert [(rij, kolom) for rij, kolom, _ in fouten(invoer)] == [(2, "peildatum")]
    client = Client()
    client.force_login(medewerker)
    assert "1 cel vertelt geen dag en geen jaar." in tekst(client.get(invoer.get_absolute_url()))
    invoer = neem_over(bekijk(plan, lijst, medewerker, dagen_leeg=True, peildatum="2024-03-31"), medewerker)
    assert Melding.objects.get().peildatum == dt.date(2024, 3, 31)
    assert ["Niet overgenomen: “maart 2024” (peildatum)."] in [r["opmerkingen"] for r in invoer.voorstel["regels"]]
