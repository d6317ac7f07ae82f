"""What the guard on accepted meldingen leaves alone, and how it stays where it is."""

import pytest
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connection, models
from django.db.migrations import Migration

from speerpunten.management.commands import migrate
from speerpunten.models import Actie, Bijlage, Gebeurtenis, Melding, MijlpaalMelding
from speerpunten.onveranderlijk import herstel, maak_triggers
from speerpunten.services import meldingen as services
from speerpunten.tests import maak
from speerpunten.tests.aanvallen import (
    BIJLAGE,
    LOG,
    MELDING,
    METING,
    MIJLPAAL,
    SCHRIJVER,
    SQLITE,
    aanvaarde_melding,
    ander_concept,
    foto,
    geweigerd,
    rijen_van,
    sql,
)

pytestmark = pytest.mark.django_db
PLAN = [(Migration("0099_later", "speerpunten"), False)]


@pytest.fixture
def melding(db) -> Melding:
    return aanvaarde_melding()


# --- and normal life goes on


def test_what_is_not_accepted_may_change_and_go(melding):
    concept = ander_concept(melding)
    vrij = [rijen_van(tabel, melding)[1] for tabel in (MIJLPAAL, SCHRIJVER, METING, BIJLAGE)]
    sql(f"UPDATE {MIJLPAAL} SET bereikt_op = NULL WHERE id = %s", vrij[0])
    sql(f"DELETE FROM {SCHRIJVER} WHERE id = %s", vrij[1])
    sql(f"UPDATE {METING} SET waarde = 8 WHERE id = %s", vrij[2])
    sql(f"UPDATE {BIJLAGE} SET naam = 'ander.pdf' WHERE id = %s", vrij[3])
    sql(f"DELETE FROM {BIJLAGE} WHERE id = %s", vrij[3])
    concept.toelichting = "Beter gezegd."
    concept.save()
    assert Melding.objects.get(pk=concept.pk).toelichting == "Beter gezegd."
    concept.delete()
    assert not Melding.objects.filter(pk=concept.pk).exists()


def test_correction_stands_beside_what_it_corrects(melding, medewerker, medewerker2):
    was = Melding.objects.filter(pk=melding.pk).values().get()
    correctie = Melding(
        actie=melding.actie,
        organisatie=melding.organisatie,
        ronde=melding.ronde,
        vervangt=melding,
        correctie_reden="Tikfout.",
        peildatum=melding.peildatum,
        status="in_uitvoering",
        verloop="op_schema",
        toelichting="Zonder tikfout.",
    )
    services.dien_in(melding=correctie, versie=0, door=medewerker)
    services.aanvaard(melding=correctie, versie=1, door=medewerker2)
    assert Melding.objects.filter(pk=melding.pk).values().get() == was
    assert Actie.objects.met_stand().get(pk=melding.actie_id).stand_id == correctie.pk
    assert list(melding.gebeurtenissen.values_list("soort", flat=True)) == ["ingediend", "aanvaard", "gecorrigeerd"]


def test_more_accepted_meldingen_of_one_actie(melding):
    maak.maak_melding(melding.actie, peildatum=melding.peildatum)
    maak.maak_melding(melding.actie, ronde=maak.maak_ronde(melding.actie.speerpunt.plan))
    assert melding.actie.meldingen.filter(toestand="aanvaard").count() == 3


def test_what_stands_around_it_may_change(melding):
    """Rename the organisatie and the people, move the mijlpaal: what was said keeps to itself."""
    was = foto()
    melding.organisatie.naam = "Nieuwe naam (voorbeeld)"
    melding.organisatie.save()
    melding.ingediend_door.naam = "Nieuwe naam"
    melding.ingediend_door.save()
    melding.actie.mijlpalen.update(titel="Zaal gehuurd", streefdatum="2024-01-01")
    assert foto() == was


# --- the triggers themselves


def triggers() -> set[str]:
    if SQLITE:
        vraag = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'vast%'"
    else:
        vraag = "SELECT tgname || ' ' || tgrelid::regclass FROM pg_trigger WHERE tgname LIKE 'vast%'"
    with connection.cursor() as cursor:
        cursor.execute(vraag)
        return {naam for (naam,) in cursor.fetchall()}


ALTIJD_VAST = {
    "log": LOG,
    "linklog": "speerpunten_linkgebeurtenis",
    "rapport": "speerpunten_rapport",
    "rechtzetting": "speerpunten_rechtzetting",
    "afsluiting": "speerpunten_afsluiting",
    "handeling": "organisaties_handeling",
    "schrapping": "speerpunten_schrapping",
}
KINDEREN = (MIJLPAAL, SCHRIJVER, METING, BIJLAGE)
OP_SQLITE = {
    f"vast_{wat}_{hoe}" for wat in ("melding", "kind0", "kind1", "kind2", "kind3", *ALTIJD_VAST) for hoe in "uid"
}
OP_SQLITE |= {"vast_melding_r", "vast_gewist_u"}
OP_POSTGRESQL = {f"vast_leegmaken {tabel}" for tabel in (MELDING, *KINDEREN, *ALTIJD_VAST.values())} | {
    f"vast_melding {MELDING}",
    "vast_gewist organisaties_gebruiker",
    *(f"vast_kind {tabel}" for tabel in KINDEREN),
    *(f"vast_{naam} {tabel}" for naam, tabel in ALTIJD_VAST.items()),
    "vast_handeling_d organisaties_handeling",
}
ALLE = OP_SQLITE if SQLITE else OP_POSTGRESQL


def test_all_stand_after_migrate():
    assert triggers() == ALLE


def test_may_be_made_again(melding):
    for _ in range(2):
        maak_triggers(connection)
        assert triggers() == ALLE
    assert geweigerd(lambda: sql(f"UPDATE {MELDING} SET toelichting = 'x' WHERE id = %s", melding.pk))


@pytest.mark.django_db(transaction=True)
def test_stand_again_after_a_migration_that_remakes_the_tables():
    """SQLite makes a table anew to change a column; it drops its triggers, and stumbles over those of others."""
    melding = maak.maak_melding(maak.maak_actie())
    Gebeurtenis.objects.create(melding=melding, soort="aanvaard")
    was = foto()
    emit_pre_migrate_signal(0, False, "default", plan=PLAN)
    for model, naam in (
        (Melding, "status"),
        (MijlpaalMelding, "bereikt_op"),
        (Bijlage, "naam"),
        (Gebeurtenis, "soort"),
    ):
        oud = model._meta.get_field(naam)
        ruimer = models.CharField(max_length=40, blank=True, null=True)
        ruimer.set_attributes_from_name(naam)
        ruimer.model = model
        for van, naar in ((oud, ruimer), (ruimer, oud)):
            with connection.schema_editor() as editor:
                editor.alter_field(model, van, naar)
    assert triggers() == (set() if SQLITE else ALLE)
    emit_post_migrate_signal(0, False, "default", plan=PLAN)
    assert (triggers(), foto()) == (ALLE, was)
    assert geweigerd(lambda: sql(f"UPDATE {MELDING} SET toelichting = 'x' WHERE id = %s", melding.pk))
    assert geweigerd(lambda: sql(f"DELETE FROM {LOG}"))


def test_migrate_with_nothing_to_do_never_lifts_the_guard():
    emit_pre_migrate_signal(0, False, "default", plan=[])
    assert triggers() == ALLE
    call_command("migrate", verbosity=0)
    assert triggers() == ALLE


def test_guard_comes_back_after_a_migration_that_failed(melding):
    emit_pre_migrate_signal(verbosity=0, interactive=False, db=connection.alias, plan=PLAN)
    herstel(connection)
    assert geweigerd(lambda: Melding.objects.filter(pk=melding.pk).update(toelichting="vervalst"))
    herstel(connection)  # may run any number of times
    assert geweigerd(lambda: sql(f"DELETE FROM {MELDING} WHERE id = %s", melding.pk))


def test_migrate_that_fails_puts_the_guard_back(melding, monkeypatch):
    def breekt(*args, **opties):
        emit_pre_migrate_signal(verbosity=0, interactive=False, db=connection.alias, plan=PLAN)
        raise RuntimeError("halverwege")

    monkeypatch.setattr(migrate.MigrateCommand, "handle", breekt)
    with pytest.raises(RuntimeError, match="halverwege"):
        call_command("migrate", verbosity=0)
    assert geweigerd(lambda: Melding.objects.filter(pk=melding.pk).update(toelichting="vervalst"))
