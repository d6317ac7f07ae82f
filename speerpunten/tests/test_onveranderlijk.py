"""Attacks on what was accepted: no way changes, removes or replaces it, on either database.

They run after the last migration, so they also tell when a migration took the triggers away.
"""

import datetime as dt

import pytest
from django.db import connection, models
from django.test import Client
from django.utils import timezone

from organisaties.handelingen import leg_vast
from organisaties.models import Handeling, Handelingsoort
from speerpunten.models import Gebeurtenis, Melding
from speerpunten.services import meldingen as services
from speerpunten.services.bijlagen import geef_vrij, sluit
from speerpunten.tests import maak
from speerpunten.tests.aanvallen import (
    BIJLAGE,
    HANDELING,
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
    kolommen,
    kopieer,
    onbekend,
    rijen_van,
    sql,
)
from speerpunten.uitwisseling.overnemen import maak_import

pytestmark = pytest.mark.django_db
PAAR = {MIJLPAAL: "mijlpaal_id", METING: "indicator_id", SCHRIJVER: "gebruiker_id"}  # unique with melding_id
NIEUWE_WAARDEN = {
    "actie_id": lambda m: maak.maak_actie(speerpunt=m.actie.speerpunt).pk,
    "organisatie_id": lambda m: maak.maak_organisatie().pk,
    "namens": lambda m: True,
    "herkomst": lambda m: "import",
    "uit_import_id": lambda m: (
        maak_import(plan=m.actie.speerpunt.plan, naam="lijst.csv", inhoud=b"x", door=maak.maak_medewerker()).pk
    ),
    "ronde_id": lambda m: maak.maak_ronde(m.actie.speerpunt.plan).pk,
    "peildatum": lambda m: "2023-07-01",
    "status": lambda m: "niet_gestart",
    "verloop": lambda m: "vertraagd",
    "resultaat": lambda m: "bereikt",
    "bereikt_resultaat": lambda m: "Iets anders.",
    "toelichting": lambda m: "Iets anders.",
    "reden": lambda m: "Iets anders.",
    "volgende_stappen": lambda m: "Iets anders.",
    "nodig": lambda m: "Iets anders.",
    "opmerking_voor_vgc": lambda m: "Iets anders.",
    "niets_veranderd": lambda m: True,
    "toestand": lambda m: "ingediend",
    "vervangt_id": lambda m: maak.maak_melding(m.actie).pk,
    "correctie_reden": lambda m: "Iets anders.",
    "versie": lambda m: 99,
    "aangemaakt_op": lambda m: timezone.now(),
    "gewijzigd_op": lambda m: timezone.now(),
    "ingediend_door_id": lambda m: maak.maak_gebruiker().pk,
    "ingediend_op": lambda m: timezone.now(),
    "aanvaard_door_id": lambda m: maak.maak_gebruiker().pk,
    "aanvaard_op": lambda m: timezone.now(),
    "id": lambda m: m.pk + 1000,
}

NIEUW_BIJ_EEN_BIJLAGE = {
    "actie_id": lambda m: m.actie_id,
    "naam": lambda m: "ander.pdf",
    "soort": lambda m: "docx",
    "grootte": lambda m: 5,
    "sha256": lambda m: "0" * 64,
    "bestand": lambda m: "2024/ander",
    "toegevoegd_door_id": lambda m: maak.maak_gebruiker().pk,
    "toegevoegd_op": lambda m: timezone.now(),
    "id": lambda m: m.pk + 1000,
}


@pytest.fixture
def melding(db) -> Melding:
    return aanvaarde_melding()


# --- the melding itself


def test_every_column_is_in_the_list():
    assert set(NIEUWE_WAARDEN) == set(kolommen(MELDING))


@pytest.mark.parametrize("kolom", NIEUWE_WAARDEN)
def test_update_of_each_column(melding, kolom):
    waarde = NIEUWE_WAARDEN[kolom](melding)
    assert geweigerd(lambda: sql(f"UPDATE {MELDING} SET {kolom} = %s WHERE id = %s", waarde, melding.pk))


def test_update_to_the_same_value(melding):
    assert geweigerd(lambda: sql(f"UPDATE {MELDING} SET toelichting = toelichting WHERE id = %s", melding.pk))


def test_update_back_and_forth(melding):
    """First out of *aanvaard*, then the text, then into it again: the first step is refused already."""
    for toestand in ("concept", "teruggestuurd"):
        velden = "toestand = %s, aanvaard_door_id = NULL, aanvaard_op = NULL"
        assert geweigerd(lambda t=toestand, v=velden: sql(f"UPDATE {MELDING} SET {v} WHERE id = %s", t, melding.pk))


def test_delete(melding):
    assert geweigerd(lambda: sql(f"DELETE FROM {MELDING} WHERE id = %s", melding.pk))


def test_update_of_many_rows_at_once(melding):
    concept = maak.maak_melding(melding.actie, toestand="concept")
    assert geweigerd(lambda: sql(f"UPDATE {MELDING} SET toelichting = 'x'"))
    concept.refresh_from_db()
    assert concept.toelichting == "Het loopt goed."


@pytest.mark.parametrize(
    "daad",
    [
        lambda m: m.save(),
        lambda m: m.save(update_fields=["gewijzigd_op"]),
        lambda m: Melding.objects.filter(pk=m.pk).update(toelichting="x"),
        lambda m: Melding.objects.filter(pk=m.pk).update(versie=models.F("versie") + 1),
        lambda m: Melding.objects.bulk_update([m], ["toelichting"]),
        lambda m: Melding.objects.update_or_create(pk=m.pk, defaults={"toelichting": "x"}),
        lambda m: Melding.objects.select_for_update().filter(pk=m.pk).update(toestand="ingediend"),
        lambda m: Melding(**{v.attname: getattr(m, v.attname) for v in Melding._meta.concrete_fields}).save(),
        lambda m: Melding.objects.filter(pk=m.pk)._raw_delete(Melding.objects.db),
        lambda m: m.mijlpalen.all().delete(),
        lambda m: m.mijlpalen.update(bereikt_op=None),
        lambda m: m.metingen.all().delete(),
        lambda m: m.metingen.update(waarde=41),
        lambda m: m.metingen.get().save(),
        lambda m: maak.maak_meting(maak.maak_indicator(m.actie), 1, melding=m),
        lambda m: m.schrijvers.clear(),
        lambda m: m.schrijvers.set([]),
        lambda m: m.schrijvers.add(maak.maak_gebruiker()),
        lambda m: m.schrijvers.remove(m.ingediend_door),
        lambda m: m.bijlagen.update(naam="x.pdf"),
        lambda m: m.bijlagen.all().delete(),
        lambda m: m.bijlagen.get().save(),
        lambda m: maak.maak_bijlage(m, "Erbij.pdf"),
        lambda m: m.gebeurtenissen.update(reden="x"),
        lambda m: m.gebeurtenissen.all().delete(),
        lambda m: m.gebeurtenissen.first().save(),
    ],
)
def test_orm(melding, daad):
    melding.toelichting = "Iets anders."
    assert geweigerd(lambda: daad(melding))


@pytest.mark.parametrize("daad", [lambda m: m.delete(), lambda m: Melding.objects.filter(pk=m.pk).delete()])
def test_orm_delete_stops_at_the_log(melding, daad):
    was = foto()
    with pytest.raises(models.ProtectedError):
        daad(melding)
    assert foto() == was


@pytest.mark.parametrize("daad", [services.bewaar_concept, services.dien_in])
def test_services(melding, daad, medewerker2):
    was = foto()
    melding.toelichting = "Iets anders."
    for wie in (melding.ingediend_door, medewerker2):
        with pytest.raises(services.PermissionDenied):
            daad(melding=melding, versie=2, door=wie)
    with pytest.raises(services.Verouderd):
        services.aanvaard(melding=melding, versie=2, door=medewerker2)
    with pytest.raises(services.Verouderd):
        services.stuur_terug(melding=melding, versie=2, door=medewerker2, reden="x", tegen=dt.date(2100, 1, 1))
    assert foto() == was


def test_form(melding, client):
    client.force_login(melding.ingediend_door)
    was = foto()
    velden = {"versie": 2, "status": "niet_gestart", "peildatum": "2023-06-30", "act": "indienen"}
    response = client.post(f"/acties/{melding.actie_id}/melding/?ronde={melding.ronde.slug}", velden)
    assert (response.status_code, foto()) == (403, was)


@pytest.mark.parametrize("wat", ["melding", "gebeurtenis"])
def test_admin(melding, beheerder, wat):
    client, was = Client(), foto()
    client.force_login(beheerder)
    pk = melding.pk if wat == "melding" else melding.gebeurtenissen.first().pk
    adres = f"/admin/speerpunten/{wat}/{pk}/"
    velden = {"toelichting": "x", "reden": "x", "post": "yes", "_save": "Bewaren"}
    assert client.get(f"{adres}change/").status_code == 200
    assert client.post(f"{adres}change/", velden).status_code == 403
    assert client.post(f"{adres}delete/", velden).status_code == 403
    lijst = {"action": "delete_selected", "_selected_action": [pk], "post": "yes"}
    client.post(f"/admin/speerpunten/{wat}/", lijst)
    assert foto() == was


# --- REPLACE and its relatives: they delete what stands in the way without saying so


@pytest.mark.parametrize("hoe", ["REPLACE", "INSERT OR REPLACE", "INSERT OR IGNORE", "INSERT OR FAIL"])
def test_replace_into(melding, hoe):
    correctie = maak.maak_melding(melding.actie, vervangt=melding, correctie_reden="Tikfout.")
    concept = ander_concept(melding)
    if not SQLITE:
        assert onbekend(f"{hoe} INTO {MELDING} SELECT * FROM {MELDING}")
        return
    assert geweigerd(lambda: kopieer(MELDING, concept.pk, hoe, id=melding.pk))
    assert geweigerd(lambda: kopieer(MELDING, melding.pk, hoe, id=melding.pk, toelichting="x"))
    assert geweigerd(lambda: kopieer(MELDING, melding.pk, hoe, id=None, toelichting="x"))  # by actie and ronde
    assert geweigerd(lambda: kopieer(MELDING, correctie.pk, hoe, id=None, toelichting="x"))  # by vervangt


@pytest.mark.parametrize("hoe", ["OR REPLACE", "OR IGNORE", "OR FAIL"])
def test_update_or_replace(melding, hoe):
    correctie = maak.maak_melding(melding.actie, vervangt=melding, correctie_reden="Tikfout.")
    concept = ander_concept(melding)
    if not SQLITE:
        assert onbekend(f"UPDATE {hoe} {MELDING} SET id = 1")
        return
    for velden, waarden in (
        ("id = %s", [melding.pk]),
        ("actie_id = %s, ronde_id = %s", [melding.actie_id, melding.ronde_id]),
        ("vervangt_id = %s", [correctie.vervangt_id]),
    ):
        opdracht = f"UPDATE {hoe} {MELDING} SET {velden} WHERE id = %s"
        assert geweigerd(lambda o=opdracht, w=waarden: sql(o, *w, concept.pk)), velden
    assert geweigerd(lambda: sql(f"UPDATE {hoe} {MELDING} SET toelichting = 'x' WHERE id = %s", melding.pk))


@pytest.mark.parametrize("tabel", [MIJLPAAL, METING, SCHRIJVER, BIJLAGE, LOG])
def test_replace_into_what_belongs_to_it(melding, tabel):
    vast, vrij = rijen_van(tabel, melding)
    if not SQLITE:
        assert onbekend(f"REPLACE INTO {tabel} SELECT * FROM {tabel}")
        return
    for hoe in ("REPLACE", "INSERT OR IGNORE"):
        assert geweigerd(lambda h=hoe: kopieer(tabel, vrij, h, id=vast))
    for hoe in ("OR REPLACE", "OR IGNORE"):
        assert geweigerd(lambda h=hoe: sql(f"UPDATE {h} {tabel} SET id = %s WHERE id = %s", vast, vrij))


@pytest.mark.parametrize("tabel", [MIJLPAAL, METING, SCHRIJVER])
def test_replace_by_what_it_is_about(melding, tabel):
    """A row of an accepted melding, written over through its unique pair instead of its key."""
    vast, vrij = rijen_van(tabel, melding)
    if SQLITE:
        assert geweigerd(lambda: kopieer(tabel, vast, "REPLACE", id=None))
        paar = PAAR[tabel]
        gelijk = f"melding_id = %s, {paar} = (SELECT {paar} FROM {tabel} WHERE id = %s)"
        assert geweigerd(lambda: sql(f"UPDATE OR REPLACE {tabel} SET {gelijk} WHERE id = %s", melding.pk, vast, vrij))
    else:
        slot = f"ON CONFLICT (melding_id, {PAAR[tabel]}) DO UPDATE SET melding_id = EXCLUDED.melding_id"
        assert geweigerd(lambda: kopieer(tabel, vast, "INSERT", slot, id=None))


@pytest.mark.parametrize("sleutel", ["(id)", "(vervangt_id)", "(actie_id, ronde_id) WHERE vervangt_id IS NULL"])
def test_insert_on_conflict_do_update(melding, sleutel):
    correctie = maak.maak_melding(melding.actie, vervangt=melding, correctie_reden="Tikfout.")
    bron = correctie if sleutel == "(vervangt_id)" else melding
    waar = "WHERE true " if SQLITE else ""  # SQLite wants it, to tell the ON of a join apart
    slot = f"{waar}ON CONFLICT {sleutel} DO UPDATE SET toelichting = 'x'"
    namen = kolommen(MELDING)
    uit = ", ".join("%s" if naam == "id" else naam for naam in namen)
    deel = f"SELECT {uit} FROM {MELDING} WHERE id = %s"
    opdracht = f"INSERT INTO {MELDING} ({', '.join(namen)}) SELECT * FROM ({deel}) AS bron {slot}"
    assert geweigerd(lambda: sql(opdracht, bron.pk if sleutel == "(id)" else bron.pk + 1000, bron.pk))


@pytest.mark.parametrize(
    "wat",
    [
        f"{MELDING} CASCADE",
        MIJLPAAL,
        METING,
        SCHRIJVER,
        f"{LOG} CASCADE",  # a mail tells of it
        BIJLAGE + " CASCADE",
        f"{MELDING}, {LOG}, {MIJLPAAL}, {METING}, {SCHRIJVER} CASCADE",
        "speerpunten_actie CASCADE",
    ],
)
def test_truncate(melding, wat):
    connection.check_constraints()  # no deferred check stands in the way
    if SQLITE:
        assert onbekend(f"TRUNCATE {wat}")
    else:
        assert geweigerd(lambda: sql(f"TRUNCATE {wat}"))


# --- what belongs to it: nothing in, nothing out, nothing changed


@pytest.mark.parametrize("tabel", [MIJLPAAL, METING, SCHRIJVER, BIJLAGE])
def test_rows_that_belong_to_it(melding, tabel):
    vast, vrij = rijen_van(tabel, melding)
    ander = Melding.objects.get(toestand="concept")
    assert geweigerd(lambda: sql(f"UPDATE {tabel} SET melding_id = melding_id WHERE id = %s", vast))
    assert geweigerd(lambda: sql(f"UPDATE {tabel} SET melding_id = %s WHERE id = %s", ander.pk, vast))  # out
    assert geweigerd(lambda: sql(f"UPDATE {tabel} SET melding_id = %s WHERE id = %s", melding.pk, vrij))  # in
    assert geweigerd(lambda: sql(f"DELETE FROM {tabel} WHERE id = %s", vast))
    assert geweigerd(lambda: sql(f"DELETE FROM {tabel}"))
    assert geweigerd(lambda: kopieer(tabel, vrij, "INSERT", id=None, melding_id=melding.pk))


@pytest.mark.parametrize("kolom", ["mijlpaal_id", "bereikt_op"])
def test_what_was_said_about_a_mijlpaal(melding, kolom):
    waarde = maak.maak_mijlpaal(melding.actie).pk if kolom == "mijlpaal_id" else None
    assert geweigerd(lambda: sql(f"UPDATE {MIJLPAAL} SET {kolom} = %s WHERE melding_id = %s", waarde, melding.pk))


@pytest.mark.parametrize(("kolom", "waarde"), [("waarde", 41), ("peildatum", "2023-01-01"), ("melding_id", None)])
def test_what_was_measured(melding, kolom, waarde):
    assert geweigerd(lambda: sql(f"UPDATE {METING} SET {kolom} = %s WHERE melding_id = %s", waarde, melding.pk))


def test_what_was_measured_stays_of_its_indicator(melding):
    ander = maak.maak_indicator(melding.actie).pk
    assert geweigerd(lambda: sql(f"UPDATE {METING} SET indicator_id = %s WHERE melding_id = %s", ander, melding.pk))
    assert geweigerd(lambda: sql(f"UPDATE {METING} SET door_id = %s WHERE melding_id = %s", 1, melding.pk))


@pytest.mark.parametrize("kolom", [*NIEUW_BIJ_EEN_BIJLAGE, "melding_id"])
def test_what_was_attached(melding, kolom):
    bijlage = melding.bijlagen.get()
    waarde = NIEUW_BIJ_EEN_BIJLAGE[kolom](melding) if kolom in NIEUW_BIJ_EEN_BIJLAGE else None
    assert geweigerd(lambda: sql(f"UPDATE {BIJLAGE} SET {kolom} = %s WHERE id = %s", waarde, bijlage.pk))


def test_every_column_of_a_bijlage_is_in_the_list():
    assert {*NIEUW_BIJ_EEN_BIJLAGE, "melding_id"} == set(kolommen(BIJLAGE))


def test_a_bijlage_may_be_opened_and_closed_later(melding, medewerker):
    """The mark stands beside the bijlage; nothing of what was accepted changes."""
    bijlage, was = melding.bijlagen.get(), foto()
    geef_vrij(bijlage=bijlage, door=medewerker)
    sluit(bijlage=bijlage, door=medewerker)
    log = list(melding.gebeurtenissen.order_by("-pk").values_list("soort", flat=True)[:2])
    assert log == ["bijlage_besloten", "bijlage_openbaar"]
    nu = foto()
    assert (nu[BIJLAGE], nu[MELDING], nu[LOG][:-2]) == (was[BIJLAGE], was[MELDING], was[LOG])
    assert geweigerd(lambda: bijlage.delete())


@pytest.mark.parametrize("kolom", ["soort", "reden", "op", "inhoud", "door_id", "melding_id"])
def test_log(melding, kolom):
    """Of any melding, accepted or not: each row stays as it was written."""
    concept = ander_concept(melding)
    Gebeurtenis.objects.create(melding=concept, soort="teruggestuurd", reden="Te kort.")
    for gebeurtenis in (melding.gebeurtenissen.first(), concept.gebeurtenissen.get()):
        assert geweigerd(lambda g=gebeurtenis: sql(f"UPDATE {LOG} SET {kolom} = {kolom} WHERE id = %s", g.pk))
        assert geweigerd(lambda g=gebeurtenis: sql(f"DELETE FROM {LOG} WHERE id = %s", g.pk))


# --- the log of acts


@pytest.fixture
def handeling(melding, medewerker) -> Handeling:
    return leg_vast(Handelingsoort.UITVOER, door=medewerker, over=melding.actie, bestand="acties.csv")


@pytest.mark.parametrize("kolom", ["id", "soort", "op", "door_id", "over_soort", "over_id", "bijzonderheden"])
@pytest.mark.parametrize("dagen", [0, 500])
def test_handeling(handeling, kolom, dagen):
    """Of any age: each row stays as it was written."""
    oud = Handeling.objects.create(soort="uitvoer", op=timezone.now() - dt.timedelta(days=dagen))
    assert geweigerd(lambda: sql(f"UPDATE {HANDELING} SET {kolom} = {kolom} WHERE id = %s", oud.pk))
    assert geweigerd(lambda: sql(f"UPDATE {HANDELING} SET op = %s", timezone.now() - dt.timedelta(days=800)))


def test_every_column_of_a_handeling_is_in_the_list():
    rij = {"id", "soort", "op", "door_id", "over_soort", "over_id", "bijzonderheden"}
    assert rij == set(kolommen(HANDELING))


def test_handeling_goes_only_when_it_is_old(handeling):
    op = {dagen: timezone.now() - dt.timedelta(days=dagen) for dagen in (364, 367)}
    rijen = {dagen: Handeling.objects.create(soort="afgemeld", op=toen) for dagen, toen in op.items()}
    assert geweigerd(lambda: sql(f"DELETE FROM {HANDELING}"))
    assert geweigerd(lambda: sql(f"DELETE FROM {HANDELING} WHERE id = %s", handeling.pk))
    assert geweigerd(lambda: rijen[364].delete())
    rijen[367].delete()
    assert set(Handeling.objects.values_list("pk", flat=True)) == {handeling.pk, rijen[364].pk}


@pytest.mark.parametrize(
    "daad",
    [
        lambda h: h.save(),
        lambda h: Handeling.objects.update(soort="afgemeld"),
        lambda h: Handeling.objects.bulk_update([h], ["door"]),
        lambda h: Handeling.objects.update_or_create(pk=h.pk, defaults={"bijzonderheden": {}}),
        lambda h: Handeling.objects.all().delete(),
        lambda h: Handeling.objects.filter(pk=h.pk)._raw_delete(Handeling.objects.db),
    ],
)
def test_handeling_by_the_orm(handeling, daad):
    handeling.soort = "afgemeld"
    assert geweigerd(lambda: daad(handeling))


@pytest.mark.parametrize("hoe", ["REPLACE", "INSERT OR REPLACE", "INSERT OR IGNORE"])
def test_replace_into_the_handelingen(handeling, hoe):
    if not SQLITE:
        connection.check_constraints()  # no deferred check stands in the way
        assert onbekend(f"{hoe} INTO {HANDELING} SELECT * FROM {HANDELING}")
        assert geweigerd(lambda: sql(f"TRUNCATE {HANDELING}"))
        return
    assert geweigerd(lambda: sql(f"{hoe} INTO {HANDELING} SELECT * FROM {HANDELING} WHERE id = %s", handeling.pk))


def test_who_did_something_stays(handeling, medewerker):
    with pytest.raises(models.ProtectedError):
        medewerker.delete()
    assert Handeling.objects.get().door == medewerker
