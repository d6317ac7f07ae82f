"""What is too old goes, once, and is counted; what still works or was said stays."""

import datetime as dt
import io

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from organisaties.models import Handeling, Uitnodiging
from organisaties.uitnodigen import nodig_partner_uit
from speerpunten.models import Dagrun, Import, Linkaanvraag, Linkgebeurtenis, Melding, Post, Toegangslink
from speerpunten.services.opruimen import ruim_op, ruim_op_als_het_tijd_is, tel
from speerpunten.services.toegang import maak_toegangslink
from speerpunten.tests import maak
from speerpunten.uitwisseling.overnemen import maak_import

pytestmark = pytest.mark.django_db
NU = timezone.now()
LANG = NU - dt.timedelta(days=6 * 366)


def geleden(dagen: int) -> dt.datetime:
    return NU - dt.timedelta(days=dagen)


@pytest.fixture
def oud(organisatie, partner, medewerker):
    """One of everything, long ago, beside one of everything of now."""
    actie = maak.maak_actie()
    maak.geef_rol(actie, organisatie)
    maak.maak_melding_met_bijlage(actie, organisatie=organisatie)
    for nr, op in enumerate((LANG, NU)):
        post = Post.objects.create(
            aan=partner, adres=partner.email, soort="ontvangen", over=f"x{nr}", voor_dag=op.date(), onderwerp="O",
            tekst="Beste", html="<p>", toestand="verzonden", verzonden_op=op,
        )  # fmt: skip
        Post.objects.filter(pk=post.pk).update(gemaakt_op=op)
        maak_toegangslink(gebruiker=partner, acties=[actie])
        Dagrun.objects.create(begonnen_op=op)
        Linkaanvraag.objects.create(wie="a", vanwaar="b", gevraagd_op=op)
        invoer = maak_import(plan=actie.speerpunt.plan, naam="lijst.csv", inhoud=b"titel", door=medewerker)
        Import.objects.filter(pk=invoer.pk).update(op=op)
        gast = {"naam": "Gast (voorbeeld)", "email": f"gast{nr}@voorbeeld.test"}
        uitnodiging = nodig_partner_uit(**gast, organisatie=organisatie, door=medewerker)
        Uitnodiging.objects.filter(pk=uitnodiging.pk).update(op=op, geldig_tot=op + dt.timedelta(days=14))
    Toegangslink.objects.filter(pk=Toegangslink.objects.earliest("pk").pk).update(
        gemaakt_op=LANG, geldig_tot=LANG + dt.timedelta(days=7)
    )
    Handeling.objects.create(soort="afgemeld", op=LANG)
    Session.objects.create(session_key="oud", session_data="x", expire_date=geleden(1))


def test_the_old_goes_and_the_new_stays(oud):
    links, gebeurtenissen = Toegangslink.objects.count(), Linkgebeurtenis.objects.count()
    aantallen = ruim_op(nu=NU)
    assert aantallen == {
        "postteksten": 1,
        "dagruns": 1,
        "links": 1,
        "uitnodigingen": 1,
        "linkaanvragen": 1,
        "bestanden": 1,
        "sessies": 1,
        "sessielijst": 0,
        "handelingen": 1,
    }
    assert sorted(Post.objects.filter(soort="ontvangen").values_list("tekst", flat=True)) == ["Beste", "[opgeruimd]"]
    assert Dagrun.objects.count() == Linkaanvraag.objects.count() == Uitnodiging.objects.count() == 1
    assert sorted(bytes(b) for b in Import.objects.values_list("bestand", flat=True)) == [b"", b"titel"]
    assert (Toegangslink.objects.count(), Linkgebeurtenis.objects.count()) == (links, gebeurtenissen)
    assert Toegangslink.objects.filter(adres="").count() == 1
    assert not Handeling.objects.filter(op=LANG).exists()


def test_again_finds_nothing_and_each_time_is_written_down(oud):
    eerste = ruim_op(nu=NU)
    assert set(ruim_op(nu=NU).values()) == {0}
    logs = Handeling.objects.filter(soort="opgeruimd").order_by("pk")
    assert [log.bijzonderheden for log in logs] == [eerste, dict.fromkeys(eerste, 0)]


def test_what_was_said_and_who_was_written_to_stays(oud):
    melding, mails = Melding.objects.get(), Post.objects.count()
    ruim_op(nu=NU + dt.timedelta(days=10_000))
    assert Melding.objects.get().toelichting == melding.toelichting and melding.bijlagen.count() == 1
    assert Post.objects.count() == mails
    assert Post.objects.filter(aan__email="partner@voorbeeld.test", adres="partner@voorbeeld.test").count() == 2


def test_a_mail_that_waits_keeps_its_text(partner):
    Post.objects.create(
        aan=partner, adres=partner.email, soort="ontvangen", over="x", voor_dag=LANG.date(), tekst="Beste"
    )
    Post.objects.update(gemaakt_op=LANG)
    assert ruim_op(nu=NU)["postteksten"] == 0


def test_who_is_logged_in_stays_so(partner):
    client = Client()
    client.force_login(partner)
    client.get("/mijn/")
    ruim_op()
    assert client.get("/mijn/").status_code == 200


def test_the_settings_tell_how_long(oud, settings):
    settings.BEWAAR_POSTTEKST = 10_000
    assert tel(NU)["postteksten"] == ("teksten van mails", 0)


def test_an_import_of_which_the_file_is_gone_can_still_be_looked_at(oud, medewerker):
    ruim_op(nu=NU)
    invoer = Import.objects.get(bestand=b"")
    client = Client()
    client.force_login(medewerker)
    assert client.get(f"/imports/{invoer.pk}/").status_code == 200
    assert client.get(f"/imports/{invoer.pk}/bestand/").status_code == 404
    assert client.post(f"/imports/{invoer.pk}/overnemen/").status_code == 403


def test_the_command_and_its_trial(oud):
    uit = io.StringIO()
    call_command("ruim_op", proef=True, stdout=uit)
    assert "1  teksten van mails" in uit.getvalue() and "Proef" in uit.getvalue()
    assert Dagrun.objects.count() == 2 and not Handeling.objects.filter(soort="opgeruimd").exists()
    call_command("ruim_op", stdout=uit)
    assert Dagrun.objects.count() == 1


def test_dagelijks_does_it_once_a_week(db):
    for _ in range(2):
        call_command("dagelijks", stdout=io.StringIO())
    assert Handeling.objects.filter(soort="opgeruimd").count() == 1
    with time_machine.travel(NU + dt.timedelta(days=8), tick=False):
        assert ruim_op_als_het_tijd_is() is not None
        assert ruim_op_als_het_tijd_is() is None
