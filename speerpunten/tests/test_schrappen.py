"""A name goes out of texts that never change: everywhere, with both hashes, or not at all; the guard stands again."""

import io
import json
import os
import signal

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from organisaties.models import Handeling
from speerpunten.models import Gebeurtenis, Melding, Overgang, Post, Rapport, Rechtzetting, Schrapping
from speerpunten.onveranderlijk import BEWAAKT, _sqlite, opgeheven
from speerpunten.rapportage.bewaren import controlegetal, uit_json
from speerpunten.schrapping import zoek
from speerpunten.services import schrappen
from speerpunten.services.schrappen import schrap_naam
from speerpunten.tests import maak
from speerpunten.tests.aanvallen import geweigerd, sql
from speerpunten.tests.invullen import tekst
from speerpunten.tests.tegelijk import bestand as bestand_

NAAM, REDEN = "Zoë van der “Vogel”", "Vroeg om haar naam weg te halen."
ZIN = f"Met dank aan {NAAM}.\n{NAAM} deed veel."


def zet_op() -> Rapport:
    """Give a definitive report with the name in it, and the name in every kind of text around it."""
    plan = maak.maak_plan(slug="plan")
    organisatie = maak.maak_organisatie(naam="Buurtwerk (voorbeeld)", slug="buurtwerk")
    dagen = {"van": "2023-01-01", "tot": "2023-12-31", "opent": "2023-10-01", "deadline": "2023-11-01"}
    ronde = maak.maak_ronde(plan, slug="ronde", **{k: _dag(v) for k, v in dagen.items()}, sluit=_dag("2023-12-01"))
    actie = maak.maak_actie(speerpunt=maak.maak_speerpunt(plan=plan), titel=f"Wandelen met {NAAM}")
    maak.geef_rol(actie, organisatie)
    melding = maak.maak_melding_met_bijlage(actie, organisatie=organisatie, toelichting=ZIN)
    Gebeurtenis.objects.create(
        melding=melding, soort="ingediend", door=melding.ingediend_door, inhoud={"toelichting": ZIN, "nr": 1}
    )
    rapport = maak.maak_rapport(ronde)
    Rechtzetting.objects.create(
        rapport=rapport, nummer=1, stond=NAAM, wordt="Iemand anders.", reden="Fout.", door=rapport.definitief_door
    )
    Post.objects.create(
        aan=rapport.definitief_door, adres="a@voorbeeld.test", soort="ontvangen", over="x", voor_dag=_dag("2023-12-01"),
        onderwerp=NAAM, tekst=ZIN, toestand="verzonden", verzonden_op=timezone.now(),
    )  # fmt: skip
    return rapport


def _dag(iso: str):
    return timezone.datetime.fromisoformat(iso).date()


@pytest.fixture
def rapport(db) -> Rapport:
    return zet_op()


def teksten() -> str:
    return " ".join(
        str(rij) for model in (Melding, Gebeurtenis, Rapport, Rechtzetting, Post) for rij in model.objects.values_list()
    )


def bewaking_staat() -> bool:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            return {naam for (naam,) in cursor.fetchall()} >= set(_sqlite())
        cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'vast_%%'")
        return {naam for (naam,) in cursor.fetchall()} == BEWAAKT


def test_it_goes_everywhere_and_both_hashes_stay(rapport):
    oud, oud_hash = rapport.inhoud, rapport.sha256
    assert "Zoë" in teksten()
    gevonden = schrap_naam(naam=NAAM, reden=REDEN)
    assert {v.tabel for v in gevonden.vondsten} >= {
        "speerpunten.melding", "speerpunten.gebeurtenis", "speerpunten.rapport", "speerpunten.rechtzetting",
        "speerpunten.post", "speerpunten.actie", "speerpunten.historicalactie",
    }  # fmt: skip
    assert "Zoë" not in teksten()
    rapport.refresh_from_db()
    assert rapport.inhoud == oud.replace(NAAM, "[geschrapt]")  # and nothing else
    assert rapport.sha256 == controlegetal(rapport.inhoud) != oud_hash
    rij = Schrapping.objects.van_rapport(rapport).get()
    assert (rij.oud_sha256, rij.nieuw_sha256, rij.reden) == (oud_hash, rapport.sha256, REDEN)
    melding = Melding.objects.get()
    assert melding.toelichting == "Met dank aan [geschrapt].\n[geschrapt] deed veel."
    rij = Schrapping.objects.get(tabel="speerpunten.melding", veld="toelichting")
    assert (rij.oud_sha256, rij.nieuw_sha256) == (controlegetal(ZIN), controlegetal(melding.toelichting))
    assert Gebeurtenis.objects.get().inhoud == {"toelichting": melding.toelichting, "nr": 1}
    assert Schrapping.objects.count() == len(gevonden.vondsten)
    assert not zoek(NAAM).vondsten
    assert "zoe" not in melding.actie.__class__.objects.get().zoektekst


def test_out_of_why_an_actie_ends_and_its_history(db):
    oud = maak.maak_actie()
    volgend = maak.maak_plan(slug="volgend", opvolger_van=oud.speerpunt.plan)
    overgang = Overgang.objects.create(plan=volgend, actie=oud, besluit="stopt", reden=ZIN)
    overgang.reden = f"{NAAM} ging weg."
    overgang.save()
    schrap_naam(naam=NAAM, reden=REDEN)
    overgang.refresh_from_db()
    assert overgang.reden == "[geschrapt] ging weg."
    lijnen = list(overgang.history.order_by("history_id").values_list("reden", flat=True))
    assert lijnen == ["Met dank aan [geschrapt].\n[geschrapt] deed veel.", "[geschrapt] ging weg."]


def test_the_report_can_be_checked_and_tells(rapport):
    oud_hash = rapport.sha256
    schrap_naam(naam=NAAM, reden=REDEN)
    call_command("controleer_rapporten", stdout=io.StringIO())
    rapport.refresh_from_db()
    uit_json(rapport.inhoud, rapport.schema)
    zicht = tekst(Client().get("/plannen/plan/rapporten/ronde/"))
    vandaag = timezone.localdate()
    assert f"Op {vandaag:%d/%m/%Y} is in dit rapport een naam geschrapt." in zicht
    assert oud_hash in zicht and rapport.sha256 in zicht and "[geschrapt]" in zicht and "Zoë" not in zicht
    artikel = zicht.split('<article id="rapport"')[1].split("</article>")[0]
    assert "een naam geschrapt" not in artikel
    for soort in ("json", "csv", "xlsx", "pdf", "docx"):
        assert Client().get(f"/plannen/plan/rapporten/ronde.{soort}").status_code == 200


def test_a_report_without_the_name_says_nothing(rapport):
    Rapport.objects.get()
    schrap_naam(naam="Fout", reden=REDEN)
    rapport.refresh_from_db()
    assert "een naam geschrapt" not in tekst(Client().get("/plannen/plan/rapporten/ronde/"))
    assert Schrapping.objects.get().tabel == "speerpunten.rechtzetting"


def test_whole_words_and_the_same_letters_alone(rapport):
    actie = maak.maak_actie(titel="Januari met Jan en jan, Janssens en JAN-Jan.")
    schrap_naam(naam="Jan", reden=REDEN)
    actie.refresh_from_db()
    assert actie.titel == "Januari met [geschrapt] en jan, Janssens en JAN-[geschrapt]."


def test_the_guard_stands_afterwards(rapport):
    schrap_naam(naam=NAAM, reden=REDEN)
    assert bewaking_staat()
    for opdracht in (
        "UPDATE speerpunten_rapport SET inhoud = 'x'",
        "DELETE FROM speerpunten_gebeurtenis",
        "UPDATE speerpunten_melding SET toelichting = 'x'",
        "UPDATE speerpunten_rechtzetting SET stond = 'x'",
        "UPDATE speerpunten_schrapping SET reden = 'x'",
        "DELETE FROM speerpunten_schrapping",
    ):
        assert geweigerd(lambda o=opdracht: sql(o)), opdracht


def test_what_breaks_off_changes_nothing(rapport, monkeypatch):
    voor, echt, geteld = teksten(), schrappen._schrap, []

    def halfweg(vondst):
        if len(geteld) == 3:
            raise RuntimeError("the power went")
        geteld.append(vondst)
        echt(vondst)

    monkeypatch.setattr(schrappen, "_schrap", halfweg)
    with pytest.raises(RuntimeError, match="the power went"), transaction.atomic():
        schrap_naam(naam=NAAM, reden=REDEN)
    assert teksten() == voor and bewaking_staat()
    assert not Schrapping.objects.exists() and not Handeling.objects.exists()


def test_the_guard_is_never_lifted_outside_a_transaction(db):
    with pytest.raises(RuntimeError), transaction.atomic():
        assert connection.in_atomic_block
        connection.in_atomic_block, was = False, connection.in_atomic_block
        try:
            with opgeheven(connection, BEWAAKT):
                pytest.fail("it was lifted")
        finally:
            connection.in_atomic_block = was


def test_only_the_tables_that_are_asked_for_are_lifted(rapport):
    with transaction.atomic(), opgeheven(connection, {Rechtzetting._meta.db_table}):
        sql("UPDATE speerpunten_rechtzetting SET stond = 'Iets anders.'")
        assert geweigerd(lambda: sql("UPDATE speerpunten_rapport SET inhoud = 'x'"))
    assert bewaking_staat()


def test_the_log_and_the_rows_name_nobody(rapport):
    schrap_naam(naam=NAAM, reden=REDEN)
    handeling = Handeling.objects.get(soort="geschrapt")
    assert handeling.bijzonderheden["reden"] == REDEN
    assert "Zoë" not in str(list(Schrapping.objects.values_list())) + json.dumps(handeling.bijzonderheden)


@pytest.mark.parametrize(
    ("naam", "reden"), [("", REDEN), ("Jo", REDEN), ("Zoë", ""), ("Zoë", "Omdat zoë het vroeg."), ("geschrapt", REDEN)]
)
def test_what_makes_no_sense_is_refused(rapport, naam, reden):
    with pytest.raises(ValidationError):
        schrap_naam(naam=naam, reden=reden)
    assert "Zoë" in teksten()


def test_a_person_is_told_apart(rapport):
    maak.maak_gebruiker(naam=NAAM, email="zoe@voorbeeld.test")
    gevonden = schrap_naam(naam=NAAM, reden=REDEN)
    assert gevonden.mensen == 2  # the row and its history: that is erasing
    assert "Niet hier: 2 keer bij gebruikers" in draai()


def draai(*args: str) -> str:
    uit = io.StringIO()
    call_command("schrap_naam", NAAM, "--reden", REDEN, "--proef", *args, stdout=uit)
    return uit.getvalue()


def test_the_command_shows_first_and_asks(rapport, monkeypatch):
    voor = teksten()
    zicht = draai()
    assert f"speerpunten.rapport {rapport.pk}, inhoud: " in zicht and "Proef: er is niets geschreven." in zicht
    assert "Niet doorzocht: de inhoud van 1 bijlagen" in zicht and NAAM not in zicht
    monkeypatch.setattr("builtins.input", lambda vraag: "nee")
    uit = io.StringIO()
    call_command("schrap_naam", NAAM, reden=REDEN, stdout=uit)
    assert teksten() == voor
    monkeypatch.setattr("builtins.input", lambda vraag: "ja")
    call_command("schrap_naam", NAAM, reden=REDEN, stdout=uit)
    assert "Geschrapt in" in uit.getvalue() and "Zoë" not in teksten()
    with pytest.raises(CommandError):
        call_command("schrap_naam", NAAM, reden=f"Voor {NAAM}", stdout=uit)


# --- a real kill, and a writer at the same moment

bestand = bestand_


@pytest.mark.django_db(transaction=True)
def test_kill_nine_half_way(bestand):
    """The process dies inside the transaction: nothing changed, and the guard stands."""
    zet_op()
    voor = teksten()
    connection.close()
    kind = os.fork()
    if kind == 0:
        geteld = []

        def dood(vondst):
            if len(geteld) == 3:
                os.kill(os.getpid(), signal.SIGKILL)
            geteld.append(vondst)
            echt(vondst)

        echt, schrappen._schrap = schrappen._schrap, dood
        try:
            schrap_naam(naam=NAAM, reden=REDEN)
        finally:
            os._exit(1)
    _, status = os.waitpid(kind, 0)
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    assert teksten() == voor and bewaking_staat() and not Schrapping.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Rapport.objects.update(inhoud="x")
