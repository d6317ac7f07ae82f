"""The mails of a ronde: when one is due, to whom, what it says, and that it stops by itself."""

import datetime as dt
import io

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from speerpunten.models import Dagrun, Post
from speerpunten.post.termijn import Termijn, momenten
from speerpunten.services.meldingen import stuur_terug
from speerpunten.services.post import voer_dag_uit
from speerpunten.tests import maak
from speerpunten.tests.kijk import dag
from speerpunten.tests.postbus import dagen, maak_vraag

pytestmark = pytest.mark.django_db


def soorten(**filter_) -> list[tuple[str, str]]:
    """Give (soort, toestand) of the mails of a ronde, by day."""
    rijen = Post.objects.exclude(soort="overzicht").filter(**filter_).order_by("voor_dag", "pk")
    return list(rijen.values_list("soort", "toestand"))


def naar(adres: str) -> list:
    return [bericht for bericht in mail.outbox if adres in bericht.to]


# --- the days


def test_the_days_of_a_ronde():
    gekozen = momenten(dag("2026-11-01"), Termijn(dag("2026-12-15"), dag("2026-12-31")))
    assert [(moment.soort.value, moment.dag.isoformat()) for moment in gekozen] == [
        ("opening", "2026-11-01"),
        ("herinnering_14", "2026-12-01"),
        ("herinnering_7", "2026-12-08"),
        ("herinnering_1", "2026-12-14"),
        ("te_laat", "2026-12-22"),
        ("te_laat", "2026-12-29"),
    ]


def test_a_short_ronde_does_not_remind_before_it_opened():
    gekozen = momenten(dag("2026-12-08"), Termijn(dag("2026-12-15"), dag("2026-12-22")))
    assert [moment.soort.value for moment in gekozen] == ["opening", "herinnering_1", "te_laat"]


def test_every_day_of_a_whole_ronde():
    """One mail on each of the six days, none between them, and none after it closed; dagelijks runs twice a day."""
    with time_machine.travel("2026-11-01 07:00+01:00", tick=False) as reis:
        vraag = maak_vraag(opent=dag("2026-11-01"), deadline=dag("2026-12-15"), sluit=dag("2026-12-31"))
        verzonden = []
        for n in range(70):
            reis.move_to(dt.datetime(2026, 11, 1, 7, tzinfo=dt.timezone(dt.timedelta(hours=1))) + dt.timedelta(days=n))
            voer_dag_uit()
            voer_dag_uit()
            verzonden += [timezone.localdate().isoformat()] * len(naar(vraag.partner.email))
            mail.outbox.clear()
    assert verzonden == ["2026-11-01", "2026-12-01", "2026-12-08", "2026-12-14", "2026-12-22", "2026-12-29"]


@pytest.mark.parametrize("begin", ["2026-03-22", "2026-10-18"])
def test_a_change_of_clocks_breaks_nothing(begin):
    """The reminder of a day before falls on the Sunday of the change."""
    start = dag(begin)
    with time_machine.travel(f"{begin} 07:00+01:00", tick=False) as reis:
        vraag = maak_vraag(opent=start, deadline=start + dt.timedelta(days=8), sluit=start + dt.timedelta(days=9))
        per_dag = []
        for uur in range(0, 11 * 24, 6):
            reis.move_to(dt.datetime(start.year, start.month, start.day, 5, tzinfo=dt.UTC) + dt.timedelta(hours=uur))
            voer_dag_uit()
            per_dag += [(timezone.localdate() - start).days] * len(naar(vraag.partner.email))
            mail.outbox.clear()
    assert per_dag == [0, 1, 7]


def test_half_past_eleven_at_night_is_still_that_day():
    with time_machine.travel("2026-12-31 22:30+00:00", tick=False):  # 23:30 in Brussels
        vraag = maak_vraag(opent=dag("2026-12-01"), deadline=dag("2026-12-24"), sluit=dag("2026-12-31"))
        voer_dag_uit()
        assert len(naar(vraag.partner.email)) == 1
    with time_machine.travel("2026-12-31 23:30+00:00", tick=False):  # half past midnight
        voer_dag_uit()
        assert len(naar(vraag.partner.email)) == 1


# --- only the latest


def test_after_days_without_a_run_only_the_latest_goes():
    vraag = maak_vraag(deadline=dagen(5))
    voer_dag_uit()
    assert soorten(aan=vraag.partner) == [
        ("opening", "overgeslagen"),
        ("herinnering_14", "overgeslagen"),
        ("herinnering_7", "verzonden"),
    ]
    (bericht,) = naar(vraag.partner.email)
    assert "3 acties wachten op u" in bericht.subject
    assert voer_dag_uit().verzonden == 0


def test_one_mail_a_person_over_all_organisaties_and_rondes():
    vraag = maak_vraag(2)
    ander = maak_vraag(1, deadline=dagen(7))
    ander.organisatie.lidmaatschappen.create(gebruiker=vraag.partner, van=dag("2020-01-01"))
    voer_dag_uit()
    (bericht,) = naar(vraag.partner.email)
    assert "3 acties wachten op u" in bericht.subject
    for actie in vraag.acties + ander.acties:
        assert str(actie) in bericht.body or actie.titel in bericht.body
    assert len(naar(ander.partner.email)) == 1
    overig = Post.objects.filter(aan=vraag.partner, soort="herinnering_7").values_list("toestand", "fout")
    assert sorted(toestand for toestand, _ in overig) == ["overgeslagen", "verzonden"]
    assert "Staat in dezelfde mail als een andere ronde." in [fout for _, fout in overig]


# --- only what is missing, only to whom it concerns


def test_only_what_is_missing_and_nothing_to_who_is_done():
    vraag, klaar = maak_vraag(3), maak_vraag(1)
    for toestand, actie in zip(["ingediend", "aanvaard"], vraag.acties, strict=False):
        maak.maak_melding(actie, ronde=vraag.ronde, organisatie=vraag.organisatie, toestand=toestand)
    maak.maak_melding(klaar.acties[0], ronde=klaar.ronde, organisatie=klaar.organisatie, toestand="ingediend")
    voer_dag_uit()
    (bericht,) = naar(vraag.partner.email)
    assert "1 actie wacht op u" in bericht.subject
    assert vraag.acties[2].titel in bericht.body
    assert vraag.acties[0].titel not in bericht.body
    assert naar(klaar.partner.email) == []


def test_a_concept_is_still_missing_and_a_returned_one_tells_why():
    vraag = maak_vraag(2)
    maak.maak_melding(vraag.acties[0], ronde=vraag.ronde, organisatie=vraag.organisatie, toestand="concept")
    terug = maak.maak_melding(
        vraag.acties[1],
        ronde=vraag.ronde,
        organisatie=vraag.organisatie,
        toestand="ingediend",
        peildatum=timezone.localdate(),
    )
    stuur_terug(melding=terug, versie=1, door=maak.maak_medewerker(), reden="Het cijfer ontbreekt.", tegen=dagen(20))
    voer_dag_uit()
    bericht = next(b for b in naar(vraag.partner.email) if "wachten op u" in b.subject)
    assert "2 acties" in bericht.subject
    assert "Teruggestuurd: Het cijfer ontbreekt." in bericht.body


def test_whoever_began_is_asked_not_the_other_uitvoerder():
    vraag, ander = maak_vraag(1), maak_vraag(0)
    vraag.acties[0].rollen.update(rol="uitvoerder")
    maak.geef_rol(vraag.acties[0], ander.organisatie, "uitvoerder")
    maak.maak_melding(vraag.acties[0], ronde=vraag.ronde, organisatie=ander.organisatie, toestand="concept")
    voer_dag_uit()
    assert len(naar(ander.partner.email)) == 1
    assert naar(vraag.partner.email) == []


NIET = ["inactief", "geen post", "vertrokken", "gesloten", "gepland", "plan af", "plan concept"]


@pytest.mark.parametrize("wat", NIET)
def test_who_gets_nothing(wat):
    over = {"gesloten": {"deadline": dagen(-9), "sluit": dagen(-1)}, "gepland": {"opent": dagen(1)}}.get(wat, {})
    vraag = maak_vraag(**over)
    if wat == "inactief":
        type(vraag.partner).objects.filter(pk=vraag.partner.pk).update(is_active=False)
    vraag.partner.lidmaatschappen.update(
        ontvangt_post=wat != "geen post", tot=dagen(-1) if wat == "vertrokken" else None
    )
    if wat.startswith("plan"):
        vraag.ronde.plan.toestand = {"plan af": "afgesloten", "plan concept": "concept"}[wat]
        vraag.ronde.plan.save()
    voer_dag_uit()
    assert naar(vraag.partner.email) == []


def test_a_mail_that_waited_too_long_is_skipped_when_it_lost_its_sense(settings):
    """The server was down when it was due; meanwhile everything was answered."""
    vraag = maak_vraag(1)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    assert voer_dag_uit().uitgesteld == 1
    maak.maak_melding(vraag.acties[0], ronde=vraag.ronde, organisatie=vraag.organisatie, toestand="ingediend")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Post.objects.update(volgende_poging=timezone.now())
    assert voer_dag_uit().overgeslagen == 1
    assert naar(vraag.partner.email) == []
    assert Post.objects.get(soort="herinnering_7").fout.startswith("Alles is beantwoord")


# --- what it says


def test_the_mail_itself():
    vraag = maak_vraag(2, deadline=dag("2026-12-15"), opent=dag("2026-12-01"), sluit=dag("2026-12-31"))
    with time_machine.travel("2026-12-08 07:00+01:00", tick=False):
        voer_dag_uit()
    (bericht,) = naar(vraag.partner.email)
    assert bericht.subject == "Samenleven: 2 acties wachten op u, tegen 15 december 2026"
    assert bericht.reply_to == [vraag.acties[0].verantwoordelijke.email]
    assert bericht.extra_headers["Auto-Submitted"] == "auto-generated"
    assert "samenleven.localhost" in bericht.extra_headers["List-Id"]
    html = bericht.alternatives[0].content
    for deel in (bericht.body, html):
        assert "Carla Contact (voorbeeld)" in deel and "02 000 00 00" in deel
        assert "plan@voorbeeld.test" in deel
        assert "Bent u niet de juiste persoon?" in deel
        assert deel.count("/mijn/link/") == 1
        assert "15 december 2026" in deel
        assert all(actie.titel in deel for actie in vraag.acties)
    assert '<html lang="nl-BE">' in html
    assert "style=" not in html.replace("<style>", "")
    assert "/mijn/link/" not in Post.objects.get(toestand="verzonden").tekst


def test_no_header_can_be_injected_and_no_markup():
    vraag = maak_vraag(1)
    vraag.acties[0].titel = "Feest\r\nBcc: iedereen@voorbeeld.test <b>vet</b> & meer"
    vraag.acties[0].save()
    vraag.ronde.plan.contact = ""
    vraag.ronde.plan.save()
    melding = maak.maak_melding(
        vraag.acties[0], ronde=vraag.ronde, organisatie=vraag.organisatie, toestand="ingediend", indiener=vraag.partner
    )
    stuur_terug(melding=melding, versie=1, door=maak.maak_medewerker(), reden="<i>Kort</i> & goed", tegen=dagen(20))
    voer_dag_uit()
    bericht = next(b for b in naar(vraag.partner.email) if "teruggestuurd" in b.subject)
    rauw = bericht.message().as_string()
    assert "\nBcc:" not in rauw.partition("\n\n")[0]
    assert bericht.recipients() == [vraag.partner.email]
    html = bericht.alternatives[0].content
    assert "&lt;i&gt;Kort" in html and "<b>vet" not in html
    assert "<i>Kort</i> & goed" in bericht.body


# --- staff


def test_the_digest_of_staff_on_a_working_day_only_when_something_waits():
    with time_machine.travel("2026-12-08 07:00+01:00", tick=False):  # a Tuesday
        niets = maak.maak_medewerker()
        voer_dag_uit()
        assert naar(niets.email) == []
        vraag = maak_vraag(2, deadline=dagen(-2), opent=dagen(-20), sluit=dagen(20))
        zonder = maak.maak_organisatie(naam="Zonder iemand (voorbeeld)")
        actie = maak.maak_actie(speerpunt=vraag.acties[0].speerpunt)
        maak.geef_rol(actie, zonder)
        maak.maak_melding(vraag.acties[0], ronde=vraag.ronde, organisatie=vraag.organisatie, toestand="ingediend")
        voer_dag_uit()
        voer_dag_uit()
        (bericht,) = naar(niets.email)
        assert "1 na te kijken, 2 te laat" in bericht.subject
        assert f"{vraag.organisatie.naam} ({vraag.ronde.naam}): 1 actie" in bericht.body
        assert "Zonder iemand (voorbeeld): 1 actie" in bericht.body
        assert "/mijn/link/" not in bericht.body
    mail.outbox.clear()
    with time_machine.travel("2026-12-12 07:00+01:00", tick=False):  # a Saturday
        voer_dag_uit()
        assert naar(niets.email) == []


def test_who_only_waits_for_another_checker_is_not_told_to_check():
    with time_machine.travel("2026-12-08 07:00+01:00", tick=False):
        wie = maak.maak_medewerker()
        melding = maak.maak_melding(maak.maak_actie(), toestand="ingediend", indiener=wie)
        melding.schrijvers.add(wie)
        voer_dag_uit()
        assert naar(wie.email) == []


# --- the command


def test_proef_shows_and_writes_nothing():
    vraag = maak_vraag()
    uit = io.StringIO()
    call_command("dagelijks", "--proef", stdout=uit)
    assert f"versturen    {vraag.partner.email}  herinnering, 7 dagen vooraf" in uit.getvalue()
    assert "overslaan" in uit.getvalue()
    assert (Post.objects.count(), Dagrun.objects.count(), len(mail.outbox)) == (0, 0, 0)


def test_the_command_counts_and_leaves_a_record():
    maak_vraag()
    uit = io.StringIO()
    call_command("dagelijks", stdout=uit)
    assert "1 verzonden, 0 later opnieuw, 2 overgeslagen, 0 mislukt." in uit.getvalue()
    run = Dagrun.objects.get()
    assert (run.verzonden, run.overgeslagen) == (1, 2)
    assert run.geeindigd_op is not None
