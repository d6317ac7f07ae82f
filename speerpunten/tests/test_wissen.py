"""Erase a person: nowhere a trace but in accepted texts, no way in, and what they said stays theirs."""

import datetime as dt
import io

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, models, transaction
from django.test import Client
from django.utils import timezone

from organisaties.models import Doorgave, Gebruiker, Handeling, Lidmaatschap, Uitnodiging
from speerpunten.models import Dagrun, Melding, Post
from speerpunten.services import uitnodigingen
from speerpunten.services.post import voer_dag_uit
from speerpunten.services.wissen import wis_persoon
from speerpunten.tests import maak
from speerpunten.tests.invullen import tekst
from speerpunten.tests.toneel import via_link

pytestmark = pytest.mark.django_db
NAAM, ADRES, TELEFOON = "Zacharias O'Vogel (voorbeeld)", "zacharias@voorbeeld.test", "02 111 22 33"
REDEN = "Vroeg om vergeten te worden."


def als(gebruiker) -> Client:
    client = Client()
    client.force_login(gebruiker)
    return client


@pytest.fixture
def wie(organisatie, medewerker):
    """A partner with a trace everywhere."""
    wie = maak.maak_partner(organisatie, email="eerder@voorbeeld.test", naam="Zach Eerder (voorbeeld)")
    wie.email, wie.naam, wie.telefoon = ADRES, NAAM, TELEFOON
    wie.save()
    Lidmaatschap.objects.get(gebruiker=wie).delete()
    Lidmaatschap.objects.create(gebruiker=wie, organisatie=organisatie, functie="vogelkenner", van=dt.date(2020, 1, 1))
    actie = maak.maak_actie(verantwoordelijke=medewerker)
    maak.geef_rol(actie, organisatie)
    maak.maak_melding(actie, organisatie=organisatie, indiener=wie)
    EmailAddress.objects.create(user=wie, email=ADRES, verified=True, primary=True)
    Authenticator.objects.create(user=wie, type="totp", data={"secret": "x"})
    maak.maak_doorgave(organisatie, maak.maak_partner(organisatie), naam=NAAM, email=ADRES)
    uitnodigingen.nodig_partner_uit(
        naam=NAAM, email=ADRES, organisatie=maak.maak_organisatie(), functie="vogelkenner", door=medewerker
    )
    voer_dag_uit()
    Dagrun.objects.update(fout=f"{ADRES}: 550 onbekend")
    soort = ContentType.objects.get_for_model(Gebruiker)
    LogEntry.objects.create(
        user=medewerker, content_type=soort, object_id=wie.pk, object_repr=NAAM, action_flag=CHANGE, change_message="x"
    )
    return wie


def waar_staat(*sporen: str) -> set[str]:
    """Give every table and column of the whole database that holds one of these texts."""
    uit = set()
    for model in apps.get_models():
        for veld in model._meta.concrete_fields:
            if isinstance(veld, models.BinaryField):
                continue
            for waarde in model._base_manager.values_list(veld.attname, flat=True):
                if any(spoor.lower() in str(waarde).lower() for spoor in sporen):
                    uit.add(f"{model._meta.label_lower}.{veld.name}")
    return uit


SPOREN = (NAAM, ADRES, TELEFOON, "eerder@voorbeeld.test", "Zach Eerder", "Zacharias", "vogelkenner")


def test_nothing_is_left(wie, beheerder):
    assert len(waar_staat(*SPOREN)) > 12
    wis_persoon(gebruiker=wie, reden=REDEN, door=beheerder)
    assert waar_staat(*SPOREN) == set()
    wie.refresh_from_db()
    assert (wie.naam, wie.email, wie.rol) == (f"Gewiste persoon {wie.pk}", f"gewist-{wie.pk}@invalid", "")
    assert not wie.is_active and not wie.has_usable_password() and wie.is_gewist
    assert not Lidmaatschap.objects.huidig().filter(gebruiker=wie).exists()


def test_every_way_in_is_closed(wie, beheerder, medewerker):
    actie = Melding.objects.get().actie
    met_wachtwoord, via = als(wie), via_link(wie, [actie])
    assert met_wachtwoord.get("/mijn/").status_code == via.get("/mijn/").status_code == 200
    anders = als(medewerker)
    wis_persoon(gebruiker=wie, reden=REDEN, door=beheerder)
    assert met_wachtwoord.get("/mijn/").status_code == via.get("/mijn/").status_code == 302
    assert anders.get("/mijn/").status_code == 200
    for model in (EmailAddress, Authenticator, UserSession):
        assert not model.objects.filter(user=wie).exists()
    assert not Uitnodiging.objects.open().exists()
    assert not Post.objects.filter(aan=wie, toestand__in=["klaar", "bezig"]).exists()


def test_what_was_said_stays_and_points_to_the_row(wie, beheerder):
    melding = Melding.objects.get()
    voor = {veld.attname: getattr(melding, veld.attname) for veld in Melding._meta.concrete_fields}
    wis_persoon(gebruiker=wie, reden=REDEN, door=beheerder)
    melding.refresh_from_db()
    assert {veld.attname: getattr(melding, veld.attname) for veld in Melding._meta.concrete_fields} == voor
    zicht = tekst(als(beheerder).get(f"/acties/{melding.actie_id}/"))
    assert "Zacharias" not in zicht


def test_others_with_a_like_name_keep_theirs(wie, beheerder, organisatie):
    ander = maak.maak_partner(organisatie, naam="Zachariasson (voorbeeld)", email="a-zacharias@voorbeeld.test")
    wis_persoon(gebruiker=wie, reden=REDEN, door=beheerder)
    ander.refresh_from_db()
    assert (ander.naam, ander.email) == ("Zachariasson (voorbeeld)", "a-zacharias@voorbeeld.test")


def test_the_open_doorgave_is_refused(wie, beheerder):
    wis_persoon(gebruiker=wie, reden=REDEN, door=beheerder)
    doorgave = Doorgave.objects.get()
    assert (doorgave.toestand, doorgave.email) == ("afgewezen", "")


def test_the_log_tells_without_the_name(wie, beheerder):
    wis_persoon(gebruiker=wie, reden=REDEN, door=beheerder)
    handeling = Handeling.objects.get(soort="gewist")
    assert (handeling.door, handeling.over_id, handeling.bijzonderheden) == (beheerder, wie.pk, {"reden": REDEN})
    assert handeling.over_soort == "organisaties.gebruiker"


# --- the page


def test_the_page_asks_for_the_address_and_a_reason(wie, beheerder):
    client = als(beheerder)
    adres = f"/mensen/{wie.pk}/wissen/"
    assert client.get(adres).status_code == 200
    for fout in ({"adres": "ander@voorbeeld.test", "reden": REDEN}, {"adres": ADRES, "reden": ""}, {}):
        assert client.post(adres, fout).status_code == 422
    assert client.post(adres, {"adres": ADRES, "reden": f"{NAAM} vroeg het"}).status_code == 422
    wie.refresh_from_db()
    assert wie.naam == NAAM
    response = client.post(adres, {"adres": ADRES.upper(), "reden": REDEN}, follow=True)
    assert f"“Gewiste persoon {wie.pk}”" in tekst(response)
    assert "Deze persoon is al gewist." in tekst(client.get(adres))
    assert client.post(adres, {"adres": f"gewist-{wie.pk}@invalid", "reden": REDEN}).status_code == 422


def test_the_admin_shows_the_row_and_changes_nothing(wie, beheerder):
    wis_persoon(gebruiker=wie, reden=REDEN, door=beheerder)
    client, adres = als(beheerder), f"/admin/organisaties/gebruiker/{wie.pk}/change/"
    pagina = client.get(adres)
    assert pagina.status_code == 200 and 'name="naam"' not in pagina.content.decode()
    assert client.post(adres, {"naam": NAAM, "email": ADRES}).status_code == 403


def test_nobody_else_may(wie, medewerker, lezer, partner):
    for iemand in (medewerker, lezer, partner):
        assert als(iemand).get(f"/mensen/{wie.pk}/wissen/").status_code == 403
        assert als(iemand).post(f"/mensen/{wie.pk}/wissen/", {"adres": ADRES, "reden": REDEN}).status_code == 403
        with pytest.raises(PermissionDenied):
            wis_persoon(gebruiker=wie, reden=REDEN, door=iemand)


def test_not_oneself_and_not_the_last_beheerder(beheerder):
    with pytest.raises(ValidationError, match="uzelf"):
        wis_persoon(gebruiker=beheerder, reden=REDEN, door=beheerder)
    with pytest.raises(ValidationError, match="enige beheerder"):
        wis_persoon(gebruiker=beheerder, reden=REDEN, door=None)
    tweede = maak.maak_beheerder()
    wis_persoon(gebruiker=beheerder, reden=REDEN, door=tweede)
    assert Gebruiker.objects.filter(rol="beheerder").get() == tweede


def test_the_command(wie):
    uit = io.StringIO()
    with pytest.raises(CommandError):
        call_command("wis_persoon", "niemand@voorbeeld.test", reden=REDEN, stdout=uit)
    call_command("wis_persoon", ADRES, reden=REDEN, proef=True, stdout=uit)
    wie.refresh_from_db()
    assert wie.naam == NAAM
    call_command("wis_persoon", ADRES, reden=REDEN, stdout=uit)
    wie.refresh_from_db()
    assert wie.is_gewist and "Gewist" in uit.getvalue()


# --- the database keeps it so


@pytest.mark.parametrize(
    ("kolom", "waarde"),
    [
        ("naam", NAAM),
        ("email", ADRES),
        ("telefoon", "1"),
        ("rol", "beheerder"),
        ("password", "x"),
        ("is_active", True),
        ("gewist_op", None),
    ],
)
def test_no_row_that_was_erased_gets_anything_back(wie, beheerder, kolom, waarde):
    wis_persoon(gebruiker=wie, reden=REDEN, door=beheerder)
    with pytest.raises(IntegrityError), transaction.atomic():
        Gebruiker.objects.filter(pk=wie.pk).update(**{kolom: waarde})


def test_a_save_of_what_was_read_before_is_refused(wie, beheerder):
    eerder = Gebruiker.objects.get(pk=wie.pk)
    wis_persoon(gebruiker=wie, reden=REDEN, door=beheerder)
    eerder.telefoon = "03 000 00 00"
    with pytest.raises(IntegrityError), transaction.atomic():
        eerder.save()
    assert waar_staat(*SPOREN) == set()


def test_the_others_can_be_saved(partner):
    partner.naam = "Anders (voorbeeld)"
    partner.save()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE organisaties_gebruiker SET last_login = %s", [timezone.now()])
    partner.refresh_from_db()
    assert partner.naam == "Anders (voorbeeld)"
