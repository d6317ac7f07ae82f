"""Sending, with a real SMTP server on loopback: claims, crashes, refusals, two at once in real processes."""

import datetime as dt
import os
import subprocess
import sys
import threading

import pytest
from django.conf import settings as instellingen
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from speerpunten.keuzes import Postsoort
from speerpunten.models import Dagrun, Post, Toegangslink
from speerpunten.post import achtergrond
from speerpunten.post.klaarzetten import zet_klaar
from speerpunten.post.versturen import CLAIM_GELDT, MAX_POGINGEN, uitstel_na, verstuur_alles
from speerpunten.services.meldingen import aanvaard, stuur_terug
from speerpunten.services.post import probeer_opnieuw, voer_dag_uit
from speerpunten.tests import maak
from speerpunten.tests.postbus import Postbus, dagen, html_van, link_in, maak_vraag, smtp, tekst_van
from speerpunten.tests.tegelijk import bestand, tegelijk

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["bestand"]  # a fixture: the database as a file, so that threads and processes can meet in it
GEDULD = 60  # seconds


@pytest.fixture
def bus():
    with smtp() as bus:
        yield bus


def zet_een(soort=Postsoort.LINK, **over) -> Post:
    """Put one mail in the outbox that needs nothing but its person."""
    vraag = maak_vraag(1)
    return zet_klaar(aan=vraag.partner, soort=soort, over="proef", vragen=[(vraag.acties[0], None)], **over)


def proces(bus: Postbus, *opdracht: str) -> subprocess.Popen:
    """Start `manage.py` as cron does, on the database of this test and towards this server."""
    verbinding = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{verbinding['NAME']}"
    else:
        voor, _, vraag = os.environ["DATABASE_URL"].partition("?")
        url = f"{voor.rpartition('/')[0]}/{verbinding['NAME']}?{vraag}"
    omgeving = {
        "DJANGO_SETTINGS_MODULE": "samenleven.settings",
        "DATABASE_URL": url,
        "EMAIL_URL": f"smtp://127.0.0.1:{bus.poort}",
    }
    return subprocess.Popen(  # noqa: S603  our own command
        [sys.executable, "manage.py", *opdracht],
        cwd=instellingen.BASE_DIR,
        env=os.environ | omgeving,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


# --- what arrives


def test_what_arrives_is_a_whole_mail(bus):
    vraag = maak_vraag(2)
    voer_dag_uit()
    (bericht,) = bus.aan(vraag.partner.email)
    post = Post.objects.get(toestand="verzonden", aan=vraag.partner)
    assert bericht["Message-ID"] == post.message_id
    assert bericht["Date"] and bericht["Auto-Submitted"] == "auto-generated"
    assert bericht["Reply-To"] == vraag.acties[0].verantwoordelijke.email
    assert bericht.get_content_type() == "multipart/alternative"
    assert "acties wachten op u" in bericht["Subject"]
    for actie in vraag.acties:
        assert actie.titel in tekst_van(bericht) and actie.titel in html_van(bericht)
    assert link_in(bericht) in html_van(bericht)


# --- two at once


def test_three_days_skipped_and_then_two_processes_at_once(bus):
    """Each due mail goes exactly once, and what was skipped is logged."""
    vragen = [maak_vraag(2, opent=dagen(-30), deadline=dagen(4)) for _ in range(12)]  # 14 and 7 days: gone by
    lopend = [proces(bus, "dagelijks") for _ in range(2)]
    uit = [p.communicate(timeout=GEDULD) for p in lopend]
    assert [p.returncode for p in lopend] == [0, 0], uit
    for vraag in vragen:
        assert len(bus.aan(vraag.partner.email)) == 1
        eigen = Post.objects.filter(aan=vraag.partner).order_by("voor_dag")
        assert list(eigen.values_list("soort", "toestand")) == [
            ("opening", "overgeslagen"),
            ("herinnering_14", "overgeslagen"),
            ("herinnering_7", "verzonden"),
        ]
    assert len(bus.gekregen) == len({bericht["Message-ID"] for bericht in bus.gekregen})
    assert Dagrun.objects.exclude(geeindigd_op=None).count() == 2


@pytest.mark.parametrize("beurt", [1, 2])
def test_four_threads_share_one_outbox(bus, beurt):
    for _ in range(10):
        zet_een()
    verslagen = tegelijk(*[verstuur_alles] * 4)
    assert sum(verslag.verzonden for verslag in verslagen) == 10, verslagen
    assert len(bus.gekregen) == 10
    assert set(Post.objects.values_list("toestand", "pogingen")) == {("verzonden", 1)}


def test_four_threads_plan_the_same_day(bus):
    vragen = [maak_vraag(1) for _ in range(4)]
    uit = tegelijk(*[voer_dag_uit] * 4)
    assert {type(run) for run in uit} == {Dagrun}, uit
    assert [len(bus.aan(vraag.partner.email)) for vraag in vragen] == [1, 1, 1, 1]


# --- a crash in between


def test_after_a_crash_it_goes_again_with_the_same_message_id(bus, monkeypatch):
    """The server took it, and then the machine stopped before the mark was made."""
    post = zet_een()

    class Stroomuitval(BaseException):
        pass

    with monkeypatch.context() as even:

        def stop(*args, **kwargs):
            raise Stroomuitval

        even.setattr("speerpunten.post.versturen._klaar", stop)
        with pytest.raises(Stroomuitval):
            verstuur_alles()
    post.refresh_from_db()
    assert (post.toestand, len(bus.gekregen)) == ("bezig", 1)
    assert verstuur_alles().verzonden == 0  # another may still be at it
    Post.objects.update(geclaimd_op=timezone.now() - CLAIM_GELDT - dt.timedelta(seconds=1))
    assert verstuur_alles().verzonden == 1
    een, twee = bus.gekregen
    assert een["Message-ID"] == twee["Message-ID"] == post.message_id
    assert link_in(een) != link_in(twee)  # a token of its own for each try; both open the same
    assert tekst_van(een).replace(link_in(een), "") == tekst_van(twee).replace(link_in(twee), "")


def test_who_lost_its_claim_marks_nothing(bus, monkeypatch):
    post = zet_een()
    echt = achtergrond.verstuur_alles

    def ondertussen(bericht):
        Post.objects.update(claim="van een ander")
        return 1

    monkeypatch.setattr("django.core.mail.backends.smtp.EmailBackend.send_messages", lambda self, b: ondertussen(b))
    echt()
    post.refresh_from_db()
    assert (post.toestand, post.claim) == ("bezig", "van een ander")


# --- refusals


def test_a_refusal_for_good_is_kept_with_its_reason(bus, capsys):
    vraag = maak_vraag(1)
    bus.weigert[vraag.partner.email] = "550 No such user here"
    with pytest.raises(SystemExit) as einde:
        call_command("dagelijks")
    assert einde.value.code == 1
    post = Post.objects.get(aan=vraag.partner, soort="herinnering_7")
    assert (post.toestand, post.fout) == ("mislukt", "550 No such user here")
    assert "1 mislukt" in capsys.readouterr().out
    assert voer_dag_uit().mislukt == 0  # told once
    bus.weigert.clear()
    assert probeer_opnieuw(posten=[post], door=maak.maak_medewerker()) == 1
    voer_dag_uit()
    assert len(bus.aan(vraag.partner.email)) == 1


def test_a_refusal_for_now_is_tried_again_later(bus):
    post = zet_een()
    bus.weigert[post.adres] = "451 Try again later"
    verslag = verstuur_alles()
    assert (verslag.uitgesteld, verslag.mislukt) == (1, 0)
    post.refresh_from_db()
    assert (post.toestand, post.pogingen, post.fout) == ("klaar", 1, "451 Try again later")
    assert dt.timedelta(minutes=4) < post.volgende_poging - timezone.now() <= dt.timedelta(minutes=5)
    assert verstuur_alles().verzonden == 0
    bus.weigert.clear()
    Post.objects.update(volgende_poging=timezone.now())
    assert verstuur_alles().verzonden == 1


def test_one_that_is_refused_does_not_stop_the_others(bus):
    geweigerd, goed = zet_een(), zet_een()
    bus.weigert[geweigerd.adres] = "550 No"
    verslag = verstuur_alles()
    assert (verslag.verzonden, verslag.mislukt) == (1, 1)
    assert len(bus.aan(goed.adres)) == 1


def test_refused_content_fails_for_good(bus):
    post = zet_een()
    bus.antwoord = "554 Looks like spam"
    assert verstuur_alles().mislukt == 1
    post.refresh_from_db()
    assert post.fout.startswith("554")


def test_no_server_at_all_ends_the_run_at_once(bus, settings):
    for _ in range(5):
        zet_een()
    settings.EMAIL_PORT = 1
    verslag = verstuur_alles()
    assert (verslag.uitgesteld, verslag.verzonden) == (1, 0)
    assert Post.objects.filter(toestand="klaar", pogingen=0).count() == 4


def test_it_is_given_up_after_about_a_week(bus):
    post = zet_een()
    Post.objects.update(pogingen=MAX_POGINGEN - 1)
    bus.weigert[post.adres] = "451 Try again later"
    assert verstuur_alles().mislukt == 1
    week = sum((uitstel_na(n) for n in range(1, MAX_POGINGEN)), dt.timedelta(0))
    assert dt.timedelta(days=6) < week < dt.timedelta(days=9)


# --- at once


def test_an_act_does_not_wait_and_the_mail_goes_after_it(bus, settings):
    settings.POST_METEEN = True
    vraag = maak_vraag(1)
    melding = maak.maak_melding(
        vraag.acties[0],
        ronde=vraag.ronde,
        organisatie=vraag.organisatie,
        toestand="ingediend",
        indiener=vraag.partner,
        peildatum=timezone.localdate(),
    )
    stuur_terug(melding=melding, versie=1, door=maak.maak_medewerker(), reden="Te kort.", tegen=dagen(20))
    _wacht_op_de_draad()
    (bericht,) = bus.aan(vraag.partner.email)
    assert "teruggestuurd" in bericht["Subject"]


def test_a_dead_server_delays_and_breaks_no_act(bus, settings):
    settings.POST_METEEN = True
    settings.EMAIL_PORT = 1
    vraag = maak_vraag(1)
    melding = maak.maak_melding(
        vraag.acties[0], organisatie=vraag.organisatie, toestand="ingediend", indiener=vraag.partner
    )
    aanvaard(melding=melding, versie=1, door=maak.maak_medewerker())
    _wacht_op_de_draad()
    post = Post.objects.get()
    assert (post.soort, post.toestand, post.pogingen) == ("aanvaard", "klaar", 1)


def test_an_act_that_is_undone_sends_nothing(bus, settings):
    settings.POST_METEEN = True
    vraag = maak_vraag(1)
    melding = maak.maak_melding(
        vraag.acties[0], organisatie=vraag.organisatie, toestand="ingediend", indiener=vraag.partner
    )
    with transaction.atomic():
        aanvaard(melding=melding, versie=1, door=maak.maak_medewerker())
        transaction.set_rollback(True)
    _wacht_op_de_draad()
    assert (Post.objects.count(), bus.gekregen) == (0, [])


def test_links_go_only_to_partners(bus):
    """Staff that is also a contact person gets the mail, with the way through the login."""
    vraag = maak_vraag(1)
    medewerker = maak.maak_medewerker()
    vraag.organisatie.lidmaatschappen.create(gebruiker=medewerker, van=dt.date(2020, 1, 1))
    voer_dag_uit()
    eigen = [b for b in bus.aan(medewerker.email) if "wacht op u" in b["Subject"]]
    assert "http://localhost/mijn/\n" in tekst_van(eigen[0]).replace("\r", "")
    assert not Toegangslink.objects.filter(gebruiker=medewerker).exists()
    assert Toegangslink.objects.filter(gebruiker=vraag.partner).count() == 1


def _wacht_op_de_draad() -> None:
    for draad in threading.enumerate():
        if draad.name == "post":
            draad.join(GEDULD)
