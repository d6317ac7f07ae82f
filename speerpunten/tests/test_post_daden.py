"""What is told at once: received, returned, accepted, many at once, and the reminder by hand."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from speerpunten.keuzes import Soort
from speerpunten.models import Gebeurtenis, Melding, Post
from speerpunten.services.meldingen import aanvaard, aanvaard_vele, bewaar_concept, dien_in, stuur_terug
from speerpunten.services.post import bekijk_herinnering, gebundeld, herinner_nu, probeer_opnieuw, voer_dag_uit
from speerpunten.tests import maak
from speerpunten.tests.lijsten import boek
from speerpunten.tests.postbus import Vraag, dagen, maak_vraag
from speerpunten.uitwisseling import overnemen as imports

pytestmark = pytest.mark.django_db


@pytest.fixture
def vraag() -> Vraag:
    return maak_vraag(3)


def nieuw(vraag: Vraag, nr: int = 0, **over) -> Melding:
    velden = {
        "actie": vraag.acties[nr],
        "organisatie": vraag.organisatie,
        "ronde": vraag.ronde,
        "status": "in_uitvoering",
        "verloop": "op_schema",
        "peildatum": timezone.localdate(),
        "toelichting": "Veertig buren kwamen langs.",
    }
    return Melding(**velden | over)


def verstuurd(soort: str | None = None) -> list:
    """Send what waits, and give the messages of a kind."""
    mail.outbox.clear()
    voer_dag_uit()
    ids = {p.message_id for p in Post.objects.filter(soort=soort)} if soort else None
    return [b for b in mail.outbox if ids is None or b.extra_headers["Message-ID"] in ids]


def posten(**filter_) -> list[tuple[str, str]]:
    return sorted(Post.objects.filter(**filter_).values_list("soort", "adres"))


# --- received


def test_received_with_a_copy_of_what_was_sent(vraag):
    melding = dien_in(melding=nieuw(vraag), versie=0, door=vraag.partner)
    assert posten() == [("ontvangen", vraag.partner.email)]
    Melding.objects.filter(pk=melding.pk).update(toelichting="Iets heel anders.")
    (bericht,) = verstuurd("ontvangen")
    assert bericht.subject == f"Samenleven: goed ontvangen, {vraag.acties[0]}"
    for deel in (bericht.body, bericht.alternatives[0].content):
        assert "Veertig buren kwamen langs." in deel
        assert "In uitvoering" in deel and "Op schema" in deel
        assert timezone.localdate().strftime("%d/%m/%Y") in deel


def test_a_concept_sends_nothing(vraag):
    bewaar_concept(melding=nieuw(vraag), versie=0, door=vraag.partner)
    assert posten() == []


def test_sent_again_is_told_again(vraag):
    melding = dien_in(melding=nieuw(vraag), versie=0, door=vraag.partner)
    dien_in(melding=melding, versie=1, door=vraag.partner)
    assert posten() == [("ontvangen", vraag.partner.email)] * 2


def test_what_staff_write_for_a_partner_is_told_to_the_partner(vraag):
    dien_in(melding=nieuw(vraag), versie=0, door=maak.maak_medewerker())
    assert posten() == [("ontvangen", vraag.partner.email)]


def test_what_staff_say_for_the_administration_is_told_to_nobody(vraag):
    dien_in(melding=nieuw(vraag, organisatie=None), versie=0, door=maak.maak_medewerker())
    assert posten() == []


def test_all_at_once_gives_one_receipt(vraag):
    """As the page with all acties of a partner does."""
    with gebundeld():
        for nr in range(3):
            dien_in(melding=nieuw(vraag, nr), versie=0, door=vraag.partner)
    (bericht,) = verstuurd("ontvangen")
    assert bericht.subject == "Samenleven: goed ontvangen, 3 acties"
    assert all(str(actie) in bericht.body for actie in vraag.acties)


# --- returned and accepted


def ingediend(vraag: Vraag, nr: int = 0, **over) -> Melding:
    velden = {"ronde": vraag.ronde, "organisatie": vraag.organisatie, "indiener": vraag.partner}
    return maak.maak_melding(vraag.acties[nr], toestand="ingediend", peildatum=timezone.localdate(), **velden | over)


def test_returned_with_reason_and_day(vraag):
    stuur_terug(melding=ingediend(vraag), versie=1, door=maak.maak_medewerker(), reden="Te kort.", tegen=dagen(20))
    (bericht,) = verstuurd("teruggestuurd")
    assert bericht.subject.startswith(f"Samenleven: teruggestuurd, {vraag.acties[0]}, graag opnieuw tegen ")
    assert "Te kort." in bericht.body
    assert str(dagen(20).year) in bericht.body
    assert "/mijn/link/" in bericht.body


def test_returned_to_whoever_is_there_now(vraag):
    """Who sent it left; a colleague gets it."""
    vraag.partner.lidmaatschappen.update(tot=dagen(-1))
    collega = maak.maak_partner(vraag.organisatie)
    stuur_terug(melding=ingediend(vraag), versie=1, door=maak.maak_medewerker(), reden="Te kort.", tegen=dagen(20))
    assert posten() == [("teruggestuurd", collega.email)]


def test_returned_to_staff_who_wrote_it(vraag):
    wie = maak.maak_medewerker()
    melding = ingediend(vraag, indiener=wie, organisatie=None)
    stuur_terug(melding=melding, versie=1, door=maak.maak_medewerker(), reden="Te kort.", tegen=dagen(20))
    assert posten() == [("teruggestuurd", wie.email)]
    (bericht,) = verstuurd("teruggestuurd")
    assert "/mijn/link/" not in bericht.body


def test_accepted(vraag):
    aanvaard(melding=ingediend(vraag), versie=1, door=maak.maak_medewerker())
    (bericht,) = verstuurd("aanvaard")
    assert bericht.subject == f"Samenleven: aanvaard, {vraag.acties[0]}"
    assert f"http://localhost/acties/{vraag.acties[0].pk}/" in bericht.body


def test_accepted_with_better_wording_says_so(vraag):
    melding = ingediend(vraag)
    Gebeurtenis.objects.create(melding=melding, soort=Soort.TAAL_VERBETERD, inhoud={"toelichting": "Vlotter gezegd."})
    aanvaard(melding=melding, versie=1, door=maak.maak_medewerker())
    assert posten() == [("taal_verbeterd", vraag.partner.email)]
    (bericht,) = verstuurd("taal_verbeterd")
    assert "De taal is verbeterd." in bericht.body and "Vlotter gezegd." in bericht.body


def test_who_wants_no_post_gets_none(vraag):
    vraag.partner.lidmaatschappen.update(ontvangt_post=False)
    dien_in(melding=nieuw(vraag), versie=0, door=vraag.partner)
    aanvaard(melding=ingediend(vraag, 1), versie=1, door=maak.maak_medewerker())
    assert posten() == []


def test_accepting_many_is_one_mail_a_person_that_names_all():
    een, twee = maak_vraag(12), maak_vraag(2)
    meldingen = [(ingediend(v, nr), 1) for v in (een, twee) for nr in range(len(v.acties))]
    uitslagen = list(aanvaard_vele(meldingen, door=maak.maak_medewerker()))
    assert [waarom for _, waarom in uitslagen] == [""] * 14
    assert posten() == sorted([("aanvaard", een.partner.email), ("aanvaard", twee.partner.email)])
    berichten = {bericht.to[0]: bericht for bericht in verstuurd("aanvaard")}
    assert berichten[een.partner.email].subject == "Samenleven: aanvaard, 12 acties"
    assert all(str(actie) in berichten[een.partner.email].body for actie in een.acties)
    assert all(str(actie) not in berichten[twee.partner.email].body for actie in een.acties[2:])


def test_a_bundle_that_broke_off_still_goes(vraag):
    """What was accepted before is told, once it waited long enough for more."""
    meldingen = [(ingediend(vraag, nr), 1) for nr in range(3)]
    bezig = aanvaard_vele(meldingen, door=maak.maak_medewerker())
    next(bezig)
    assert verstuurd("aanvaard") == []
    Post.objects.update(volgende_poging=timezone.now())
    (bericht,) = verstuurd("aanvaard")
    assert str(vraag.acties[0]) in bericht.subject
    list(bezig)  # and what came after that mail left, goes in another
    (bericht,) = verstuurd("aanvaard")
    assert bericht.subject == "Samenleven: aanvaard, 2 acties"


def test_imports_send_none():
    plan = maak.maak_plan(slug="plan")
    maak.maak_speerpunt(plan=plan, nummer=1)
    door = maak.maak_medewerker()
    rijen = [["Nr", "Naam actie", "Speerpunt", "Partner", "Status", "Toelichting"]]
    rijen += [[1, "Buurtfeest", 1, "Buurtwerk (voorbeeld)", "in uitvoering", "Loopt."]]
    invoer = imports.maak_import(plan=plan, naam="lijst.xlsx", inhoud=boek(Blad1=rijen), door=door)
    list(imports.bekijk_import(invoer, {"peildatum": "2024-06-30", "verloop": "op_schema"}))
    list(imports.voer_uit(invoer, door=door))
    assert Melding.objects.filter(herkomst="import").count() == 1
    aanvaard(melding=Melding.objects.get(), versie=1, door=maak.maak_medewerker())
    assert posten() == []


# --- remind now


def test_remind_these_now_once_a_day(vraag):
    ander, zonder = maak_vraag(1), maak.maak_organisatie(naam="Zonder (voorbeeld)")
    extra = maak.maak_actie(speerpunt=vraag.acties[0].speerpunt)
    maak.geef_rol(extra, zonder)
    door = maak.maak_medewerker()
    kies = {"ronde": vraag.ronde, "organisaties": [vraag.organisatie, zonder], "door": door}
    vooraf = bekijk_herinnering(**kies)
    assert Post.objects.count() == 0
    assert vooraf.ontvangers == (vraag.partner,)
    assert vooraf.zonder_contact == (zonder,)
    assert "3 acties wachten op u" in vooraf.voorbeeld.onderwerp
    gedaan = herinner_nu(**kies)
    assert gedaan.ontvangers == (vraag.partner,)
    nog_eens = herinner_nu(**kies)
    assert (nog_eens.ontvangers, nog_eens.al_vandaag) == ((), (vraag.partner,))
    (bericht,) = verstuurd("herinnering_nu")
    assert bericht.to == [vraag.partner.email]
    assert bericht.subject == vooraf.voorbeeld.onderwerp
    assert not Post.objects.filter(soort="herinnering_nu", aan=ander.partner).exists()


def test_remind_only_of_what_is_missing_there(vraag):
    ingediend(vraag, 0)
    herinner_nu(ronde=vraag.ronde, organisaties=[vraag.organisatie], door=maak.maak_medewerker())
    (bericht,) = verstuurd("herinnering_nu")
    assert "2 acties wachten" in bericht.subject
    assert vraag.acties[0].titel not in bericht.body


def test_who_may_remind_and_when(vraag):
    kies = {"ronde": vraag.ronde, "organisaties": [vraag.organisatie]}
    for wie in (vraag.partner, maak.maak_gebruiker(rol="lezer")):
        for daad in (herinner_nu, bekijk_herinnering):
            with pytest.raises(PermissionDenied):
                daad(**kies, door=wie)
    with pytest.raises(ValidationError):
        herinner_nu(**kies, door=maak.maak_medewerker(), op=vraag.ronde.sluit + (dagen(1) - dagen(0)))
    assert Post.objects.count() == 0


def test_only_staff_try_again(vraag):
    with pytest.raises(PermissionDenied):
        probeer_opnieuw(posten=[], door=vraag.partner)
    assert probeer_opnieuw(posten=[], door=maak.maak_medewerker()) == 0
