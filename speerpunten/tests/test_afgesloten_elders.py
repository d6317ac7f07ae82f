"""What a closed plan refuses outside its own pages: SQL, a plan file, the mails of a day, the admin, the autosave."""

import datetime as dt
import io

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.test import Client
from django.utils import timezone

from organisaties.tests.beheer import bewaar
from speerpunten.afsluiten import stel_slotlijst_samen
from speerpunten.models import Actie, Afsluiting, Beleidsplan, Indicator, Melding, Ronde, Speerpunt, Subsidie
from speerpunten.services.plannen import heropen_plan, sluit_plan
from speerpunten.tests import maak
from speerpunten.tests.aanvallen import SQLITE, geweigerd, kolommen, onbekend, sql
from speerpunten.tests.invullen import tekst
from speerpunten.tests.planbestanden import basis, momentopname, schrijf

pytestmark = pytest.mark.django_db
AFSLUITING = Afsluiting._meta.db_table
VANDAAG = timezone.localdate()


def sluit(plan: Beleidsplan, door) -> Afsluiting:
    return sluit_plan(plan=plan, door=door, gezien=stel_slotlijst_samen(plan).vingerafdruk, akkoord=True)


# --- what was written down of closing and opening


@pytest.fixture
def rij(beheerder) -> Afsluiting:
    plan = maak.maak_plan()
    sluit(plan, beheerder)
    return heropen_plan(plan=plan, reden="Een stand vergeten.", door=beheerder)


def test_elke_kolom_van_een_afsluiting_blijft(rij):
    for kolom in kolommen(AFSLUITING):
        opdracht = f"UPDATE {AFSLUITING} SET {kolom} = {kolom} WHERE id = %s"
        assert geweigerd(lambda o=opdracht: sql(o, rij.pk)), kolom
    assert geweigerd(lambda: sql(f"DELETE FROM {AFSLUITING}"))
    connection.check_constraints()  # no deferred check stands in the way
    if SQLITE:
        for hoe in ("REPLACE", "INSERT OR REPLACE", "INSERT OR IGNORE"):
            opdracht = f"{hoe} INTO {AFSLUITING} SELECT * FROM {AFSLUITING} WHERE id = %s"
            assert geweigerd(lambda o=opdracht: sql(o, rij.pk)), hoe
    else:
        assert onbekend(f"REPLACE INTO {AFSLUITING} SELECT * FROM {AFSLUITING}")
        assert geweigerd(lambda: sql(f"TRUNCATE {AFSLUITING}"))
        slot = "ON CONFLICT (id) DO UPDATE SET reden = 'x'"
        assert geweigerd(lambda: sql(f"INSERT INTO {AFSLUITING} SELECT * FROM {AFSLUITING} {slot}"))


@pytest.mark.parametrize(
    "daad",
    [
        lambda a: a.save(),
        lambda a: a.delete(),
        lambda a: Afsluiting.objects.update(reden="x"),
        lambda a: Afsluiting.objects.bulk_update([a], ["op"]),
        lambda a: Afsluiting.objects.update_or_create(pk=a.pk, defaults={"openstaand": {}}),
        lambda a: a.plan.afsluitingen.all().delete(),
        lambda a: Afsluiting.objects.filter(pk=a.pk)._raw_delete(Afsluiting.objects.db),
    ],
)
def test_een_afsluiting_blijft_ook_voor_de_orm(rij, daad):
    rij.reden = "Iets anders."
    assert geweigerd(lambda: daad(rij))


def test_wie_afsloot_en_wat_afgesloten_is_blijft(rij, beheerder):
    for object_ in (beheerder, rij.plan):
        with pytest.raises(models.ProtectedError):
            object_.delete()


# --- a plan file


def test_een_planbestand_verandert_niets_aan_een_afgesloten_plan(tmp_path, beheerder):
    inhoud = basis()
    call_command("laad_plan", str(schrijf(tmp_path, inhoud)), verbosity=0)
    plan = Beleidsplan.objects.get()
    sluit(plan, beheerder)
    was = momentopname()
    call_command("laad_plan", str(schrijf(tmp_path, inhoud)), verbosity=0)  # the same file changes nothing
    assert momentopname() == was
    for anders in ({"titel": "Anders"}, {"mijlpalen": []}, {"einde": "2027"}):
        nieuw = basis()
        nieuw["acties"][0] |= anders
        if anders.get("mijlpalen") == []:
            nieuw["acties"].append({"sleutel": "erbij", "speerpunt": 1, "titel": "Erbij"})
        with pytest.raises(CommandError, match="is afgesloten"):
            call_command("laad_plan", str(schrijf(tmp_path, nieuw)), verbosity=0)
        assert momentopname() == was
    inhoud["beleidsplan"]["toestand"] = "lopend"  # a file opens nothing
    call_command("laad_plan", str(schrijf(tmp_path, inhoud)), verbosity=0)
    assert Beleidsplan.objects.get().is_afgesloten
    heropen_plan(plan=plan, reden="Er ontbrak iets.", door=beheerder)
    call_command("laad_plan", str(schrijf(tmp_path, nieuw)), verbosity=0)
    assert Actie.objects.get(nummer=1).einde == dt.date(2027, 12, 31)
    nieuw["beleidsplan"]["toestand"] = "afgesloten"  # and it closes nothing
    call_command("laad_plan", str(schrijf(tmp_path, nieuw)), verbosity=0)
    assert not Beleidsplan.objects.get().is_afgesloten
    assert Afsluiting.objects.count() == 2


# --- the mails of a day


def test_na_het_sluiten_vertrekt_geen_herinnering_en_na_het_heropenen_weer_wel(beheerder, organisatie, partner):
    actie = maak.maak_actie()
    maak.geef_rol(actie, organisatie)
    plan = actie.speerpunt.plan
    dagen = {"opent": -10, "deadline": 7, "sluit": 20}
    maak.maak_ronde(plan, **{naam: VANDAAG + dt.timedelta(days=n) for naam, n in dagen.items()})

    def brieven() -> int:
        mail.outbox.clear()
        call_command("dagelijks", stdout=io.StringIO())
        return sum(partner.email in bericht.to for bericht in mail.outbox)

    sluit(plan, beheerder)
    assert brieven() == 0
    heropen_plan(plan=plan, reden="Te vroeg gesloten.", door=beheerder)
    assert brieven() == 1
    assert brieven() == 0


# --- the admin


def test_de_beheerpaginas_veranderen_niets_aan_een_afgesloten_plan(client, beheerder, organisatie):
    actie = maak.maak_actie()
    punt, plan = actie.speerpunt, actie.speerpunt.plan
    leeg, ronde = maak.maak_speerpunt(plan=plan), maak.maak_ronde(plan)
    subsidie = maak.maak_subsidie(plan=plan, organisatie=organisatie)
    indicatoren = [maak.maak_indicator(van) for van in (actie, punt)]
    sluit(plan, beheerder)
    client.force_login(beheerder)
    bekeken = (Beleidsplan, Speerpunt, Actie, Ronde, Subsidie, Indicator)
    was = [list(model.objects.order_by("pk").values()) for model in bekeken]
    for een in (plan, punt, leeg, actie, ronde, subsidie, *indicatoren):
        lijst = f"/admin/speerpunten/{een._meta.model_name}/"
        assert client.get(f"{lijst}{een.pk}/change/").status_code == 200, een
        assert client.post(f"{lijst}{een.pk}/change/", {"titel": "Anders", "naam": "Anders"}).status_code == 403, een
        assert client.post(f"{lijst}{een.pk}/delete/", {"post": "yes"}).status_code == 403, een
        client.post(lijst, {"action": "delete_selected", "_selected_action": [een.pk], "post": "yes"})
    nieuw = {
        "speerpunt": {"plan": plan.pk, "nummer": 9, "titel": "Nieuw"},
        "actie": {"speerpunt": punt.pk, "titel": "Nieuw"},
        "ronde": {"plan": plan.pk, "naam": "Nieuw", "slug": "nieuw", "van": "2023-01-01", "tot": "2023-06-30"}
        | {"opent": "2023-07-01", "deadline": "2023-07-10", "sluit": "2023-07-20"},
        "subsidie": {"plan": plan.pk, "organisatie": organisatie.pk, "financier": subsidie.financier_id, "bedrag": "10"}
        | {"soort": subsidie.soort, "van": "2023-01-01", "tot": "2023-12-31"},
    }
    for soort, velden in nieuw.items():
        assert bewaar(client, f"/admin/speerpunten/{soort}/add/", **velden).status_code == 200, soort
    assert [list(model.objects.order_by("pk").values()) for model in bekeken] == was
    heropen_plan(plan=plan, reden="Er moet nog iets bij.", door=beheerder)
    for soort, velden in nieuw.items():  # so it was the closing that refused them
        assert bewaar(client, f"/admin/speerpunten/{soort}/add/", **velden).status_code == 302, soort


# --- somebody who types


def test_wie_typt_terwijl_het_plan_dichtgaat_leest_het_op_zijn_plaats(organisatie, andere_partner, beheerder, partner):
    actie = maak.maak_actie()
    maak.geef_rol(actie, organisatie)
    plan = actie.speerpunt.plan
    maak.maak_ronde(plan)
    client, ander = Client(), Client()
    client.force_login(partner)
    ander.force_login(andere_partner)
    velden = {"versie": "0", "status": "in_uitvoering", "verloop": "op_schema", "toelichting": "Mijn lange tekst."}
    velden["peildatum"] = VANDAAG.isoformat()
    velden = {f"actie-{actie.pk}-{naam}": waarde for naam, waarde in velden.items()}
    sluit(plan, beheerder)
    response = client.post(f"/mijn/concept/{actie.pk}/", velden)
    assert response.status_code == 409  # the script shows what a 409 says
    zin = "Dit plan is intussen afgesloten. Dit is niet bewaard. Uw tekst staat nog hier: kopieer hem."
    assert response.content.decode().strip() == zin
    assert ander.post(f"/mijn/concept/{actie.pk}/", velden).status_code == 404
    pagina = client.post("/mijn/", velden | {"act": "bewaren"})
    assert (pagina.status_code, "Mijn lange tekst." in tekst(pagina)) == (403, True)
    for zin in (f"{actie}: het plan is intussen afgesloten.", "In uitvoering", "Uw tekst is niet bewaard."):
        assert zin in tekst(pagina)
    assert not Melding.objects.exists()
    heropen_plan(plan=plan, reden="Nog één stand.", door=beheerder)
    assert client.post(f"/mijn/concept/{actie.pk}/", velden).status_code == 200
    assert Melding.objects.get().toelichting == "Mijn lange tekst."


def test_wat_een_afgesloten_plan_weigert_biedt_het_niet_aan(client, beheerder):
    actie = maak.maak_actie()
    plan = actie.speerpunt.plan
    dagen = {"van": dt.date(2024, 1, 1), "tot": dt.date(2024, 6, 30), "opent": dt.date(2024, 7, 1)}
    ronde = maak.maak_ronde(plan, **dagen, deadline=dt.date(2024, 7, 10), sluit=dt.date(2024, 7, 20))
    maak.maak_rapport(ronde)
    maak.maak_bijlage(actie, "Dicht.pdf")
    maak.maak_bijlage(actie, "Open.pdf", openbaar=True)
    client.force_login(beheerder)

    def aanbod() -> tuple[bool, bool, bool, bool]:
        rapport = client.get(ronde.rapport_url).content.decode()
        bijlagen = client.get(actie.get_absolute_url()).content.decode()
        knoppen = ("Openbaar maken", "Niet meer openbaar")
        return ("rechtzetten/" in rapport, "behandeld/" in rapport, *(knop in bijlagen for knop in knoppen))

    assert aanbod() == (True, True, True, True)
    sluit(plan, beheerder)
    assert aanbod() == (False, False, False, True)  # what holds a name may still be closed to the public


# --- who is not logged in


def test_wie_niet_aangemeld_is_leest_alles_en_verandert_niets(client, beheerder, organisatie):
    actie = maak.maak_actie()
    plan = actie.speerpunt.plan
    dagen = {"van": dt.date(2024, 1, 1), "tot": dt.date(2024, 6, 30), "opent": dt.date(2024, 7, 1)}
    ronde = maak.maak_ronde(plan, **dagen, deadline=dt.date(2024, 7, 10), sluit=dt.date(2024, 7, 20))
    maak.maak_rapport(ronde)
    melding = maak.maak_melding(actie, organisatie=organisatie, toestand="ingediend")
    bijlage = maak.maak_bijlage(actie, openbaar=True)
    sluit(plan, beheerder)
    voor = momentopname()
    basis_ = f"/plannen/{plan.slug}"
    for adres in (
        *(f"{basis_}/{wat}/" for wat in ("afsluiten", "heropenen", "importeren", "acties/nieuw", "rondes/nieuw")),
        *(f"{ronde.rapport_url}{wat}/" for wat in ("schrijven", "definitief", "rechtzetten", "behandeld")),
        *(f"/acties/{actie.pk}/{wat}/" for wat in ("melding", "bewerken", "archiveren", "verplaatsen", "bijlagen")),
        *(f"/nakijken/{melding.pk}/{wat}/" for wat in ("aanvaarden", "terugsturen")),
        f"/bijlagen/{bijlage.pk}/openbaar/",
        f"/mijn/concept/{actie.pk}/",
    ):
        response = client.post(adres, {"reden": "Zomaar.", "openbaar": "nee", "versie": "1"})
        assert (response.status_code, response.get("Location", "").split("?")[0]) == (302, "/aanmelden/"), adres
    for adres in (f"{basis_}/", actie.get_absolute_url(), actie.speerpunt.get_absolute_url(), ronde.rapport_url):
        response = client.get(adres)
        assert response.status_code == 200
        assert 'method="post"' not in response.content.decode(), adres
    assert momentopname() == voor
