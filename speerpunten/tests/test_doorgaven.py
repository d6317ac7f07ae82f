"""Somebody else is the contact person: the pages of the partner and of staff, the mails, the digest, merging."""

import datetime as dt

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from organisaties.models import Doorgave, Gebruiker, Lidmaatschap
from speerpunten.models import Post, Toegangslink
from speerpunten.post.overzicht import stel_overzicht_samen
from speerpunten.services import doorgaven as services
from speerpunten.services.organisaties import voeg_organisaties_samen
from speerpunten.services.post import voer_dag_uit
from speerpunten.tests import maak
from speerpunten.tests.invullen import tekst, veld
from speerpunten.tests.kijk import lees
from speerpunten.tests.toneel import via_link

pytestmark = pytest.mark.django_db
ADRES = "/mijn/doorgeven/"
NINA = {"naam": "Nina Nieuw (voorbeeld)", "email": "nina@voorbeeld.test", "functie": "coördinator", "blijft": "nee"}


def als(gebruiker) -> Client:
    client = Client()
    client.force_login(gebruiker)
    return client


@pytest.fixture
def actie(organisatie, medewerker2):
    actie = maak.maak_actie(verantwoordelijke=medewerker2)
    maak.geef_rol(actie, organisatie)
    return actie


def verstuurd(soort: str) -> list:
    """Send what waits, and give the messages of a kind."""
    mail.outbox.clear()
    voer_dag_uit()
    ids = {post.message_id for post in Post.objects.filter(soort=soort)}
    return [bericht for bericht in mail.outbox if bericht.extra_headers["Message-ID"] in ids]


def posten() -> list[tuple[str, str]]:
    return sorted(Post.objects.values_list("soort", "adres"))


# --- the partner


def test_from_mijn_to_the_form_and_back(organisatie, partner, actie, medewerker2):
    client = als(partner)
    pagina = client.get("/mijn/")
    assert medewerker2.naam in tekst(pagina)
    (link,) = lees(pagina).links(ADRES)
    assert link.tekst == "Iemand anders doorgeven"
    pagina = client.get(ADRES)
    assert lees(pagina).kop() == "Iemand anders doorgeven"
    assert 'name="organisatie"' not in pagina.content.decode()  # there is but one
    assert not any("checked" in e.attrs for e in lees(pagina).alle("input"))  # nobody chooses for them
    pagina = client.post(ADRES, NINA | {"opmerking": "Vanaf nu."}, follow=True)
    assert pagina.redirect_chain == [("/mijn/", 302)]
    assert "Het bestuur bekijkt of Nina Nieuw (voorbeeld) contactpersoon wordt." in tekst(pagina)
    doorgave = Doorgave.objects.get()
    assert (doorgave.organisatie, doorgave.door, doorgave.blijft) == (organisatie, partner, False)
    assert (doorgave.functie, doorgave.opmerking) == ("coördinator", "Vanaf nu.")
    zicht = tekst(client.get(ADRES))
    assert "Dit bekijkt het bestuur nog" in zicht and "nina@voorbeeld.test" in zicht
    assert Lidmaatschap.objects.filter(organisatie=organisatie).count() == 1


@pytest.mark.parametrize(
    ("over", "zin"),
    [
        ({"naam": ""}, "Naam van de andere persoon"),
        ({"email": ""}, "E-mailadres op het werk"),
        ({"email": "nina"}, "e-mailadres"),
        ({"email": "partner@voorbeeld.test"}, "Dit is uw eigen adres."),
        ({"blijft": ""}, "Kies ja of nee."),
        ({"blijft": "misschien"}, "misschien"),
        ({"opmerking": "x" * 1001}, "1000"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(partner, over, zin):
    pagina = als(partner).post(ADRES, NINA | over)
    assert pagina.status_code == 422
    zicht = tekst(pagina)
    assert "Kijk dit even na" in zicht and zin in zicht
    assert veld(pagina, "functie") == "coördinator"
    assert not Doorgave.objects.exists()


def test_the_same_person_again_is_told(partner):
    client = als(partner)
    client.post(ADRES, NINA)
    pagina = client.post(ADRES, NINA)
    assert pagina.status_code == 422
    assert "Deze persoon is al doorgegeven." in tekst(pagina)
    assert Doorgave.objects.count() == 1


def test_who_speaks_for_two_chooses_and_can_name_no_third(organisatie, andere_organisatie, partner):
    derde = maak.maak_organisatie()
    Lidmaatschap.objects.create(gebruiker=partner, organisatie=andere_organisatie, van=dt.date(2020, 1, 1))
    client = als(partner)
    assert client.post(ADRES, NINA).status_code == 422
    assert client.post(ADRES, NINA | {"organisatie": derde.pk}).status_code == 422
    assert client.post(ADRES, NINA | {"organisatie": andere_organisatie.pk}).status_code == 302
    assert Doorgave.objects.get().organisatie == andere_organisatie


def test_who_speaks_for_one_cannot_name_another(organisatie, andere_organisatie, partner):
    als(partner).post(ADRES, NINA | {"organisatie": andere_organisatie.pk})
    assert Doorgave.objects.get().organisatie == organisatie


def test_by_a_safe_link(partner, actie, medewerker):
    client = via_link(partner, [actie])
    assert ADRES in client.get("/mijn/").content.decode()
    assert client.post(ADRES, NINA)["Location"] == "/mijn/"
    doorgave = Doorgave.objects.get()
    assert doorgave.door == partner
    pad = f"/organisaties/buurtwerk/contactpersonen/{doorgave.pk}/overnemen/"
    assert client.post(pad)["Location"].startswith("/aanmelden/")
    services.neem_over(doorgave=doorgave, door=medewerker)
    assert client.get("/mijn/")["Location"].startswith("/aanmelden/")  # no contact person any more


def test_a_colleague_reads_it_and_others_do_not(organisatie, partner, andere_partner):
    als(partner).post(ADRES, NINA)
    assert "nina@voorbeeld.test" in tekst(als(maak.maak_partner(organisatie)).get(ADRES))
    assert "nina@voorbeeld.test" not in tekst(als(andere_partner).get(ADRES))
    for adres in ("/organisaties/buurtwerk/", "/organisaties/"):
        for client in (Client(), als(andere_partner), als(partner)):
            assert "Nina" not in tekst(client.get(adres))


# --- staff


@pytest.fixture
def doorgave(partner, organisatie, actie) -> Doorgave:
    als(partner).post(ADRES, NINA | {"opmerking": "Ik ga met pensioen."})
    return Doorgave.objects.get()


PAGINA = "/organisaties/buurtwerk/contactpersonen/"


def test_what_staff_read_before_they_decide(doorgave, medewerker):
    client = als(medewerker)
    pagina = client.get("/mijn/")
    (link,) = lees(pagina).links(PAGINA)
    assert "1 nieuwe contactpersoon doorgegeven" in tekst(pagina)
    zicht = tekst(client.get(link.attrs["href"]))
    for zin in (
        "1 doorgegeven naam wacht op u",
        "Nina Nieuw (voorbeeld), coördinator",
        "nina@voorbeeld.test",
        "Ik ga met pensioen.",
        "is Nina Nieuw (voorbeeld) vanaf vandaag contactpersoon en krijgt de mails.",
        "Partner (voorbeeld) is het dan niet meer.",
    ):
        assert zin in zicht
    assert "/organisaties/buurtwerk/contactpersonen/" in client.get("/organisaties/buurtwerk/").content.decode()


def test_taking_over(doorgave, medewerker, organisatie):
    client = als(medewerker)
    pagina = client.post(f"{PAGINA}{doorgave.pk}/overnemen/", follow=True)
    assert pagina.redirect_chain == [(PAGINA, 302)]
    zicht = tekst(pagina)
    assert "<h1>1 contactpersoon</h1>" in zicht
    assert "Overgenomen" in zicht and "Doorgegeven door Partner (voorbeeld)" in zicht
    namen = Lidmaatschap.objects.huidig().filter(organisatie=organisatie).values_list("gebruiker__email", flat=True)
    assert list(namen) == ["nina@voorbeeld.test"]
    assert Lidmaatschap.history.filter(gebruiker__email="nina@voorbeeld.test").get().history_user == medewerker


def test_refusing_needs_a_reason(doorgave, medewerker):
    client = als(medewerker)
    pagina = client.post(f"{PAGINA}{doorgave.pk}/afwijzen/", {"reden": " "})
    assert pagina.status_code == 422
    assert "Kijk dit even na" in tekst(pagina)
    pagina = client.post(f"{PAGINA}{doorgave.pk}/afwijzen/", {"reden": "Ze werkt er niet."}, follow=True)
    zicht = tekst(pagina)
    assert "Afgewezen" in zicht and "Ze werkt er niet." in zicht
    assert "nina@voorbeeld.test" not in zicht


@pytest.mark.parametrize("eerst", ["overnemen", "afwijzen"])
def test_who_comes_second_reads_what_the_first_did(doorgave, medewerker, medewerker2, eerst):
    als(medewerker).post(f"{PAGINA}{doorgave.pk}/{eerst}/", {"reden": "Verkeerd adres."})
    daad = {"overnemen": "overgenomen", "afwijzen": "afgewezen"}[eerst]
    client = als(medewerker2)
    for pad, getypt in (("overnemen", ""), ("afwijzen", "Mijn lange reden.")):
        pagina = client.post(f"{PAGINA}{doorgave.pk}/{pad}/", {"reden": getypt})
        assert pagina.status_code == 409
        zicht = tekst(pagina)
        assert f"{medewerker} heeft Nina Nieuw (voorbeeld) {daad} op" in zicht
        assert getypt in zicht
    assert Gebruiker.objects.filter(email="nina@voorbeeld.test").exists() is (eerst == "overnemen")


def test_the_address_of_staff_is_refused_and_says_so(doorgave, medewerker):
    Doorgave.objects.update(email=medewerker.email)
    client = als(medewerker)
    zicht = tekst(client.get(PAGINA))
    assert "Dit adres is van een medewerker van het bestuur." in zicht
    assert f"{doorgave.pk}/overnemen/" not in zicht
    pagina = client.post(f"{PAGINA}{doorgave.pk}/overnemen/")
    assert pagina.status_code == 422
    assert "Dit kan niet worden overgenomen." in tekst(pagina)
    assert not Lidmaatschap.objects.filter(gebruiker=medewerker).exists()


def test_nobody_is_told(client, medewerker):
    maak.maak_organisatie(slug="stil")
    client.force_login(medewerker)
    zicht = tekst(client.get("/organisaties/stil/contactpersonen/"))
    assert "<h1>Geen contactpersoon</h1>" in zicht and "Niemand krijgt de vragen van een ronde." in zicht


# --- the mails


def test_who_looks_after_the_acties_is_told_at_once(doorgave, medewerker2):
    assert posten() == [("doorgave", medewerker2.email)]
    (bericht,) = verstuurd("doorgave")
    assert bericht.subject == "Samenleven: een nieuwe contactpersoon voor Buurtwerk (voorbeeld)?"
    for deel in (bericht.body, bericht.alternatives[0].content):
        assert "Nina Nieuw (voorbeeld), coördinator" in deel.replace("<strong>", "").replace("</strong>", "")
        assert "http://localhost/organisaties/buurtwerk/contactpersonen/" in deel
        assert "nina@voorbeeld.test" not in deel


def test_handled_before_it_left_is_not_told(doorgave, medewerker):
    services.wijs_af(doorgave=doorgave, door=medewerker, reden="Nee.")
    assert verstuurd("doorgave") == []
    assert Post.objects.get(soort="doorgave").toestand == "overgeslagen"


def test_without_anybody_who_looks_after_them_only_the_digest(organisatie, partner, medewerker):
    als(partner).post(ADRES, NINA)
    assert posten() == []
    overzicht = stel_overzicht_samen(medewerker, {}, timezone.localdate())
    assert (overzicht.doorgaven, overzicht.heeft_iets) == (("Buurtwerk (voorbeeld): Nina Nieuw (voorbeeld)",), True)


def test_taking_over_is_told_to_both(doorgave, medewerker, medewerker2, actie):
    services.neem_over(doorgave=doorgave, door=medewerker)
    (klaar,) = verstuurd("doorgave_klaar")
    assert klaar.to == ["partner@voorbeeld.test"]
    assert klaar.subject == "Samenleven: Nina Nieuw (voorbeeld) is nu contactpersoon"
    assert "U bent dat niet meer." in klaar.body and "U bent dat niet meer." in klaar.alternatives[0].content
    assert klaar.reply_to == [medewerker2.email]
    assert "/mijn/link/" not in klaar.body


def test_the_new_person_comes_in_by_the_link(doorgave, medewerker, medewerker2, actie):
    services.neem_over(doorgave=doorgave, door=medewerker)
    (welkom,) = verstuurd("welkom")
    assert welkom.to == ["nina@voorbeeld.test"]
    assert welkom.subject == "Samenleven: u bent contactpersoon van Buurtwerk (voorbeeld)"
    assert "Partner (voorbeeld) gaf uw naam door" in welkom.body
    link = Toegangslink.objects.get()
    assert (link.gebruiker.email, list(link.acties.all())) == ("nina@voorbeeld.test", [actie])
    pad = welkom.body.split("http://localhost")[1].split()[0]
    client = Client()
    assert client.post(pad)["Location"] == "/mijn/"
    assert actie.titel in tekst(client.get("/mijn/"))


def test_without_acties_there_is_no_link(organisatie, partner, medewerker):
    als(partner).post(ADRES, NINA | {"blijft": "ja"})
    services.neem_over(doorgave=Doorgave.objects.get(), door=medewerker)
    (welkom,) = verstuurd("welkom")
    assert "U hoeft nu niets te doen." in welkom.body and "U hoeft nu niets te doen." in welkom.alternatives[0].content
    assert not Toegangslink.objects.exists()
    (klaar,) = [bericht for bericht in mail.outbox if bericht.to == ["partner@voorbeeld.test"]]
    assert "U blijft zelf ook contactpersoon." in klaar.body


def test_a_refusal_is_told_with_its_reason(doorgave, medewerker):
    services.wijs_af(doorgave=doorgave, door=medewerker, reden="Ze werkt er niet.")
    (klaar,) = verstuurd("doorgave_klaar")
    assert klaar.subject == "Samenleven: Nina Nieuw (voorbeeld) is niet contactpersoon"
    for deel in (klaar.body, klaar.alternatives[0].content):
        assert "Ze werkt er niet." in deel and "Er is niets veranderd." in deel
    assert "nina@voorbeeld.test" not in {adres for _, adres in posten()}


# --- merging organisaties


def test_what_waits_goes_along(doorgave, organisatie, andere_organisatie, andere_partner, partner, medewerker):
    dubbel = maak.maak_doorgave(andere_organisatie, andere_partner, email="nina@voorbeeld.test")
    ander = maak.maak_doorgave(organisatie, partner, email="een-ander@voorbeeld.test")
    voeg_organisaties_samen(organisatie=organisatie, met=andere_organisatie, soort="dubbel")
    assert set(andere_organisatie.doorgaven.open()) == {dubbel, ander}
    assert verstuurd("doorgave") == []  # that one is gone
    client = als(medewerker)
    assert client.get(PAGINA)["Location"] == "/organisaties/taalhuis/contactpersonen/"
    services.neem_over(doorgave=Doorgave.objects.get(pk=ander.pk), door=medewerker)
    assert Lidmaatschap.objects.huidig().filter(organisatie=andere_organisatie).count() == 2  # Andy and the new one
