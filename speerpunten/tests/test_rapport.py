"""A report becomes definitive and stays as it was; its texts, rechtzettingen, files and rights."""

import csv
import io
import json
from io import StringIO

import pytest
import python_calamine
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client

from speerpunten.models import Actie, Beleidsdomein, Melding, Rapport, Rapporttekst, Rechtzetting, Ronde
from speerpunten.onveranderlijk import zonder_bewaking
from speerpunten.rapportage.weergave import html
from speerpunten.services import acties, meldingen, rondes
from speerpunten.services import rapporten as services
from speerpunten.tests import maak
from speerpunten.tests.aanvallen import SQLITE, kopieer, sql
from speerpunten.tests.invullen import tekst
from speerpunten.tests.kijk import dag, lees
from speerpunten.tests.test_meldingen import als, nieuw
from speerpunten.tests.test_rapportage import Voorbeeld

pytestmark = pytest.mark.django_db

ADRES = "/plannen/plan/rapporten/helft/"


@pytest.fixture
def vandaag():
    with time_machine.travel("2024-08-15T09:00:00+00:00", tick=False) as reis:
        yield reis


@pytest.fixture
def voorbeeld(vandaag) -> Voorbeeld:
    return Voorbeeld()


@pytest.fixture
def rapport(voorbeeld, beheerder) -> Rapport:
    """The example, made definitive once nothing waits to be checked."""
    Melding.objects.filter(toestand="ingediend").update(toestand="teruggestuurd")
    return services.maak_definitief(ronde=voorbeeld.ronde, door=beheerder)


def artikel(wie=None) -> str:
    html = (als(wie) if wie else Client()).get(ADRES).content.decode()
    return html[html.index('<article id="rapport"') : html.index("</article>")]


def bestanden() -> dict[str, object]:
    """Give what the files hold: CSV and JSON as they are, the cells of the workbook."""
    uit: dict[str, object] = {}
    for soort in ("csv", "json"):
        uit[soort] = Client().get(f"{ADRES[:-1]}.{soort}").getvalue()
    boek = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(Client().get(f"{ADRES[:-1]}.xlsx").content))
    return uit | {naam: boek.get_sheet_by_name(naam).to_python() for naam in boek.sheet_names}


# --- definitive


def test_definitive_is_frozen_whatever_happens_to_the_plan(rapport, voorbeeld, medewerker, medewerker2):
    was, waren = artikel(), bestanden()
    praat, boek = voorbeeld.praat, voorbeeld.boek
    voorbeeld.wijk.naam = "Nieuwe naam vzw"
    voorbeeld.wijk.save()
    type(voorbeeld.plan).objects.update(naam="Ander plan")
    voorbeeld.plan.speerpunten.update(titel="Anders")
    Actie.objects.filter(pk=praat.pk).update(titel="Hernoemd")
    Beleidsdomein.objects.all().delete()
    twee = voorbeeld.plan.speerpunten.get(nummer=2)
    acties.verplaats_actie(actie=boek, naar=twee, reden="Past beter.", door=medewerker)
    acties.archiveer_actie(actie=praat, reden="Voorbij.")
    nieuwe = meldingen.dien_in(melding=nieuw(boek, None, peildatum=dag("2024-06-29")), versie=0, door=medewerker)
    meldingen.aanvaard(melding=nieuwe, versie=1, door=medewerker2)
    assert artikel() == was
    assert "Praattafels" in was and "Wijkhuis" in was and "Welzijn" in was
    assert bestanden() == waren


def test_who_may_make_it_definitive(voorbeeld, medewerker, beheerder):
    Melding.objects.filter(toestand="ingediend").update(toestand="teruggestuurd")
    for wie in (medewerker, maak.maak_gebruiker(rol="lezer")):
        with pytest.raises(services.PermissionDenied):
            services.maak_definitief(ronde=voorbeeld.ronde, door=wie)
    assert als(medewerker).post(f"{ADRES}definitief/").status_code == 403
    response = als(beheerder).post(f"{ADRES}definitief/", follow=True)
    assert "Het rapport is definitief." in tekst(response)
    assert Rapport.objects.get().sha256 in tekst(response)
    with pytest.raises(services.ValidationError, match="definitief"):
        services.maak_definitief(ronde=voorbeeld.ronde, door=beheerder)


@pytest.mark.parametrize(
    ("op", "waarom"),
    [
        ("2024-06-30", "De periode loopt nog tot en met 30/06/2024."),
        ("2024-07-31", "De ronde neemt nog antwoorden tot en met 31/07/2024."),
        ("2024-08-15", "1 stand wacht nog op nakijken."),
    ],
)
def test_what_stands_in_the_way(voorbeeld, beheerder, vandaag, op, waarom):
    vandaag.move_to(f"{op}T09:00:00+00:00")
    response = als(beheerder).post(f"{ADRES}definitief/")
    assert (response.status_code, waarom in tekst(response)) == (422, True)
    assert not Rapport.objects.exists()


def test_uitstel_keeps_the_report_open(voorbeeld, beheerder, medewerker):
    Melding.objects.filter(toestand="ingediend").update(toestand="teruggestuurd")
    voorbeeld.ronde.uitstellen.create(organisatie=voorbeeld.wijk, dag=dag("2024-08-15"), reden="Ziek.", door=medewerker)
    assert services.wat_belet(Ronde.objects.met_belet().get()) == [
        "De ronde neemt nog antwoorden tot en met 15/08/2024."
    ]


def test_afterwards_only_corrections(rapport, voorbeeld, medewerker, medewerker2):
    terug = Melding.objects.get(toestand="teruggestuurd")
    for doe in (meldingen.bewaar_concept, meldingen.dien_in):
        with pytest.raises(meldingen.ValidationError, match="definitief"):
            doe(melding=terug, versie=terug.versie, door=medewerker)
        with pytest.raises(meldingen.ValidationError, match="definitief"):
            ander = nieuw(voorbeeld.boek, None, ronde=voorbeeld.ronde)
            doe(melding=ander, versie=0, door=medewerker)
    with pytest.raises(services.ValidationError, match="definitief"):
        rondes.wijzig_ronde(ronde=voorbeeld.ronde, versie=1, speerpunten=[], organisaties=[])
    with pytest.raises(services.ValidationError, match="definitief"):
        services.schrijf_teksten(ronde=voorbeeld.ronde, teksten={("inleiding", None): ("x", 1)}, door=medewerker)
    assert corrigeer(voorbeeld, medewerker, medewerker2).is_aanvaard


def corrigeer(voorbeeld, een, twee, **over) -> Melding:
    """Put the stand of 1.1 right: it went on schedule after all."""
    velden = {"verloop": "op_schema", "reden": "", "toelichting": "Veertien tafels."} | over
    correctie = nieuw(
        voorbeeld.praat,
        voorbeeld.wijk,
        ronde=voorbeeld.ronde,
        peildatum=dag("2024-06-15"),
        vervangt=voorbeeld.stand,
        correctie_reden="Fout geteld.",
        **velden,
    )
    meldingen.dien_in(melding=correctie, versie=0, door=een)
    return meldingen.aanvaard(melding=correctie, versie=1, door=twee)


# --- put right


def test_a_correction_proposes_a_rechtzetting_and_it_stands_in_every_rendering(
    rapport, voorbeeld, beheerder, medewerker, medewerker2
):
    correctie = corrigeer(voorbeeld, medewerker, medewerker2)
    was = artikel()
    assert "1 stand is gecorrigeerd na dit rapport" in tekst(als(medewerker).get(ADRES))
    assert "gecorrigeerd na dit rapport" not in tekst(Client().get(ADRES))
    client, adres = als(beheerder), f"{ADRES}rechtzetten/?melding={correctie.pk}"
    velden = {e.attrs["name"]: e.tekst.strip() for e in lees(client.get(adres)).alle("textarea")}
    assert velden == {
        "stond": "Hoe verloopt het?: Vertraagd\nToelichting: Twaalf tafels.\nReden: De zaal was dicht.",
        "wordt": "Hoe verloopt het?: Op schema\nToelichting: Veertien tafels.\nReden: (leeg)",
        "reden": "Fout geteld.",
    }
    assert client.post(adres, velden | {"code": "1.1"}).status_code == 302
    algemeen = {"code": "", "stond": "45 mensen", "wordt": "54 mensen", "reden": "Omgekeerd."}
    assert client.post(f"{ADRES}rechtzetten/", algemeen).status_code == 302
    pagina = tekst(Client().get(ADRES))
    assert "2 rechtzettingen bij dit rapport" in pagina and "Veertien tafels." in pagina and "54 mensen" in pagina
    assert artikel() == was
    assert "gecorrigeerd na dit rapport" not in tekst(als(medewerker).get(ADRES))
    inhoud = bestanden()
    rijen = list(csv.reader(io.StringIO(inhoud["csv"].decode("utf-8-sig")), delimiter=";"))
    per_code = {rij[1]: rij[-1] for rij in rijen}
    assert per_code["1.1"].startswith("Rechtzetting 1 van 15/08/2024: Hoe verloopt het?: Op schema")
    assert per_code[""] == "Rechtzetting 2 van 15/08/2024: 54 mensen"
    assert [r["nummer"] for r in json.loads(inhoud["json"])["rechtzettingen"]] == [1, 2]
    assert [rij[0] for rij in inhoud["rechtzettingen"]] == ["nummer", 1, 2]


def test_a_correction_of_a_correction_leads_to_the_line_of_the_report(rapport, voorbeeld, medewerker, medewerker2):
    eerste = corrigeer(voorbeeld, medewerker, medewerker2)
    voorbeeld.stand = eerste
    corrigeer(voorbeeld, medewerker, medewerker2, toelichting="Vijftien tafels.")
    assert "2 standen zijn gecorrigeerd na dit rapport" in tekst(als(medewerker).get(ADRES))


def test_who_puts_it_right(rapport, medewerker, beheerder):
    velden = {"code": "", "stond": "a", "wordt": "b", "reden": "c"}
    assert als(medewerker).post(f"{ADRES}rechtzetten/", velden).status_code == 403
    assert Client().post(f"{ADRES}rechtzetten/", velden).status_code == 302  # to the login
    for leeg in ("stond", "wordt", "reden"):
        assert als(beheerder).post(f"{ADRES}rechtzetten/", velden | {leeg: " "}).status_code == 422
    assert als(beheerder).post(f"{ADRES}rechtzetten/", velden | {"code": "9.9"}).status_code == 422
    assert not Rechtzetting.objects.exists()


def test_who_treated_it(rapport, beheerder):
    velden = {"orgaan": "het College", "dag": "2024-08-14", "url": ""}
    assert als(beheerder).post(f"{ADRES}behandeld/", velden | {"dag": "2024-08-16"}).status_code == 422
    assert als(beheerder).post(f"{ADRES}behandeld/", velden).status_code == 302
    assert "Behandeld door het College op 14/08/2024" in tekst(Client().get(ADRES))


# --- kept safe


@pytest.mark.parametrize("kolom", ["inhoud", "sha256", "schema", "definitief_op", "ronde_id"])
def test_the_database_refuses_to_change_a_report(rapport, kolom):
    with pytest.raises(IntegrityError, match="verandert niet"), transaction.atomic():
        sql(f"UPDATE speerpunten_rapport SET {kolom} = {kolom} WHERE id = %s", rapport.pk)


def test_the_database_refuses_to_remove_or_replace(rapport, beheerder):
    rechtzetting = services.zet_recht(rapport=rapport, stond="a", wordt="b", reden="c", door=beheerder)
    connection.check_constraints()  # no deferred check stands in the way
    for rij in (rapport, rechtzetting):
        tabel = rij._meta.db_table
        with pytest.raises(IntegrityError, match="verandert niet"), transaction.atomic():
            sql(f"DELETE FROM {tabel} WHERE id = %s", rij.pk)
        if SQLITE:
            for over in ({"id": rij.pk}, {"id": None}):
                with pytest.raises(IntegrityError, match="verandert niet"), transaction.atomic():
                    kopieer(tabel, rij.pk, "REPLACE", **over)
        else:
            with pytest.raises(IntegrityError, match="verandert niet"), transaction.atomic():
                sql(f"TRUNCATE {tabel} CASCADE")
    assert (Rapport.objects.count(), Rechtzetting.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_tampered_report_is_found(voorbeeld, beheerder):
    Melding.objects.filter(toestand="ingediend").update(toestand="teruggestuurd")
    rapport = services.maak_definitief(ronde=voorbeeld.ronde, door=beheerder)
    uit = StringIO()
    call_command("controleer_rapporten", stdout=uit)
    assert f"goed  plan/helft  {rapport.sha256}" in uit.getvalue()
    with zonder_bewaking(connection):
        Rapport.objects.update(inhoud=rapport.inhoud.replace("Praattafels", "Praatstoelen"))
    fout = StringIO()
    with pytest.raises(SystemExit) as einde:
        call_command("controleer_rapporten", stdout=uit, stderr=fout)
    assert (einde.value.code, "plan/helft: de inhoud past niet bij het controlegetal" in fout.getvalue()) == (1, True)


# --- the draft and its texts


def test_a_draft_is_marked_and_tells_what_it_lacks(voorbeeld, medewerker):
    pagina = tekst(als(medewerker).get(ADRES))
    for zin in (
        "Dit is een ontwerp. Alleen medewerkers zien het.",
        "De duiding ontbreekt bij speerpunt 2.",
        "De conclusie is nog niet geschreven.",
        "Van 2 van de 3 gevraagde acties is er geen aanvaarde stand uit deze ronde.",
        "1 stand wacht nog op nakijken.",
    ):
        assert zin in pagina
    assert "De inleiding is nog niet geschreven." not in pagina


def test_a_draft_is_for_staff(voorbeeld, medewerker, partner):
    for wie in (None, partner, maak.maak_gebruiker(rol="lezer")):
        client = als(wie) if wie else Client()
        assert [client.get(a).status_code for a in (ADRES, f"{ADRES[:-1]}.csv", f"{ADRES[:-1]}.xlsx")] == [404] * 3
    assert als(medewerker).get(ADRES).status_code == 200
    assert "In de maak" in tekst(als(medewerker).get("/plannen/plan/rapporten/"))
    assert "In de maak" not in tekst(Client().get("/plannen/plan/rapporten/"))


def test_write_the_texts(voorbeeld, medewerker):
    client, adres = als(medewerker), f"{ADRES}schrijven/"
    velden = {e.attrs["name"]: e.tekst.strip() for e in lees(client.get(adres)).alle("textarea")}
    assert velden == {"inleiding": "Dit ging vooraf.", "duiding-1": "Taal loopt.", "duiding-2": "", "conclusie": ""}
    nieuwe = {
        "inleiding": "Dit ging vooraf.",
        "inleiding-versie": 1,
        "conclusie": "Goed.\r\nEn verder.",
        "duiding-2": "",
    }
    assert "1 tekst bewaard." in tekst(client.post(adres, nieuwe, follow=True))
    staat = {(t.soort, t.tekst, t.versie) for t in Rapporttekst.objects.all()}
    assert staat == {
        ("inleiding", "Dit ging vooraf.", 1),
        ("duiding", "Taal loopt.", 1),
        ("conclusie", "Goed.\nEn verder.", 1),
    }


def test_who_saves_second_sees_both_texts(voorbeeld, medewerker, medewerker2):
    adres = f"{ADRES}schrijven/"
    een = {"inleiding": "Van de eerste.", "inleiding-versie": 1}
    twee = {"inleiding": "Van de tweede.", "inleiding-versie": 1, "conclusie": "Slot.", "conclusie-versie": 0}
    als(medewerker).post(adres, een)
    response = als(medewerker2).post(adres, twee)
    assert response.status_code == 409
    assert "eerste" in tekst(response) and "tweede" in tekst(response)
    assert not Rapporttekst.objects.filter(soort="conclusie").exists()  # all or nothing
    versie = {e.attrs["name"]: e.attrs.get("value") for e in lees(response).alle("input")}["inleiding-versie"]
    assert als(medewerker2).post(adres, twee | {"inleiding-versie": versie}).status_code == 302
    assert Rapporttekst.objects.get(soort="inleiding").tekst == "Van de tweede."


def test_files_and_the_pages_of_a_long_report_read_back(rapport, monkeypatch):
    heel, inhoud = artikel(), bestanden()
    assert "speerpunt=" not in heel and "heel=1" not in tekst(Client().get(ADRES))
    monkeypatch.setattr(html, "OP_EEN_PAGINA", 3)
    begin = lees(Client().get(ADRES))
    assert [link.attrs["href"] for link in begin.links("speerpunt=")] == ["?speerpunt=1", "?speerpunt=2"]
    (alles,) = begin.links("heel")
    assert heel in Client().get(ADRES + alles.attrs["href"]).content.decode()
    een = Client().get(f"{ADRES}?speerpunt=1")
    assert "Praattafels" in tekst(een) and "<title>Speerpunt 1 · Rapport" in een.content.decode()
    assert {link.attrs["href"] for link in lees(een).links("?")} >= {"?", "?speerpunt=2"}
    assert bestanden() == inhoud  # these are always whole
    rijen = list(csv.DictReader(io.StringIO(inhoud["csv"].decode("utf-8-sig")), delimiter=";"))
    assert [(r["code"], r["status"], r["trekker"]) for r in rijen] == [
        ("1.1", "in_uitvoering", "Wijkhuis"),
        ("1.2", "uitgevoerd", "Huis"),
        ("1.3", "geen_gegevens", ""),
        ("2.1", "geen_gegevens", "Wijkhuis"),
    ]
    stuk = json.loads(inhoud["json"])
    assert (stuk["toestand"], stuk["sha256"], stuk["rapport"]["telling"]["totaal"]) == ("definitief", rapport.sha256, 4)
    assert rapport.inhoud in inhoud["json"].decode()
    samenvatting = {rij[0]: rij[1] for rij in inhoud["samenvatting"]}
    assert (samenvatting["aantal acties"], samenvatting["controlegetal (SHA-256)"]) == (4, rapport.sha256)
    assert [rij[-2] for rij in inhoud["speerpunten"][1:]] == [1, 0]
    assert list(inhoud)[2:] == ["samenvatting", "speerpunten", "acties", "stand van zaken", "rechtzettingen"]


def test_figures_against_the_report_before_it(rapport, voorbeeld, medewerker):
    dagen = {"van": dag("2024-07-01"), "tot": dag("2024-12-31"), "opent": dag("2024-08-01")}
    maak.maak_ronde(
        voorbeeld.plan, slug="later", naam="Later", deadline=dag("2025-01-15"), sluit=dag("2025-01-31"), **dagen
    )
    pagina = als(medewerker).get("/plannen/plan/rapporten/later/")
    assert "Nu en in het vorige rapport: Plan: Eerste helft, stand op 30/06/2024" in tekst(pagina)


def test_unknown_rondes_are_404(voorbeeld, medewerker):
    for adres in ("/plannen/plan/rapporten/bestaat-niet/", "/plannen/plan/rapporten/bestaat-niet.csv"):
        assert als(medewerker).get(adres).status_code == 404
    assert Ronde.objects.count() == 1
