"""The outbox and the safe links in the hands of beheerders: to be read; tried again; revoked."""

import pytest
import time_machine
from django.core import mail
from django.test import Client

from speerpunten.models import Post, Toegangslink
from speerpunten.services.post import voer_dag_uit
from speerpunten.tests import maak
from speerpunten.tests.postbus import maak_vraag
from speerpunten.tests.toneel import via_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def beheer(client, beheerder) -> Client:
    client.force_login(beheerder)
    return client


def doe(client: Client, model: str, daad: str, *pks: int):
    velden = {"action": daad, "_selected_action": pks}
    return client.post(f"/admin/speerpunten/{model}/", velden, follow=True).content.decode()


def test_a_mail_can_be_read_without_its_link(beheer):
    vraag = maak_vraag(2)
    voer_dag_uit()
    post = Post.objects.get(aan=vraag.partner, toestand="verzonden")
    pagina = beheer.get(f"/admin/speerpunten/post/{post.pk}/change/").content.decode()
    assert "Naar uw acties: [persoonlijke link]" in pagina
    assert "/mijn/link/" not in pagina
    assert vraag.acties[0].titel in pagina
    assert 'name="_save"' not in pagina
    lijst = beheer.get("/admin/speerpunten/post/?toestand__exact=overgeslagen").content.decode()
    assert "Een latere mail over deze ronde was aan de beurt." in lijst


def test_what_failed_is_tried_again_and_nothing_else(beheer):
    vraag = maak_vraag(1)
    voer_dag_uit()
    mail.outbox.clear()
    verzonden = Post.objects.get(aan=vraag.partner, toestand="verzonden")
    Post.objects.filter(pk=verzonden.pk).update(toestand="mislukt", verzonden_op=None, fout="550 No")
    anders = Post.objects.filter(toestand="overgeslagen", aan=vraag.partner).first()
    assert "1 mail vertrekt opnieuw." in doe(beheer, "post", "opnieuw", verzonden.pk, anders.pk)
    voer_dag_uit()
    (bericht,) = [b for b in mail.outbox if b.to == [vraag.partner.email]]
    assert bericht.extra_headers["Message-ID"] == verzonden.message_id
    anders.refresh_from_db()
    assert anders.toestand == "overgeslagen"


def test_a_link_is_revoked_and_its_session_is_over(beheer, beheerder):
    vraag = maak_vraag(1)
    binnen = via_link(vraag.partner, vraag.acties)
    link = Toegangslink.objects.get()
    doe(beheer, "toegangslink", "trek_in", link.pk)
    assert binnen.get("/mijn/").status_code == 302
    laatste = link.gebeurtenissen.last()
    assert (laatste.daad, laatste.door) == ("ingetrokken", beheerder)
    pagina = beheer.get(f"/admin/speerpunten/toegangslink/{link.pk}/change/").content.decode()
    assert "door een beheerder" in pagina and str(vraag.acties[0]) in pagina
    assert link.token_hash not in pagina


def test_the_runs_are_there(beheer):
    maak_vraag(1)
    voer_dag_uit()
    assert beheer.get("/admin/speerpunten/dagrun/").status_code == 200


def test_no_more_queries_for_many_mails(beheer, django_assert_max_num_queries):
    for _ in range(12):
        maak_vraag(1)
    voer_dag_uit()
    with django_assert_max_num_queries(12):
        beheer.get("/admin/speerpunten/post/")


@time_machine.travel("2026-12-08 07:00+01:00", tick=False)
def test_failed_mail_is_told_to_staff():
    """On a Tuesday: the digest goes on working days."""
    wie = maak.maak_medewerker()
    vraag = maak_vraag(1)
    voer_dag_uit()
    Post.objects.filter(aan=vraag.partner, toestand="verzonden").update(
        toestand="mislukt", verzonden_op=None, fout="550 No such user"
    )
    Post.objects.filter(soort="overzicht").delete()
    mail.outbox.clear()
    voer_dag_uit()
    (overzicht,) = [b for b in mail.outbox if b.to == [wie.email]]
    assert "550 No such user" in overzicht.body
