"""Invitations: who may invite whom, the mail, the link that works once, sending again, withdrawing."""

import datetime as dt
import re

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone

from organisaties.models import Gebruiker, Handeling, Lidmaatschap, Uitnodiging
from speerpunten.models import Post, Toegangslink
from speerpunten.services import doorgaven
from speerpunten.services import uitnodigingen as services
from speerpunten.services.post import voer_dag_uit
from speerpunten.tests import maak
from speerpunten.tests.invullen import tekst
from speerpunten.tests.toneel import via_link

pytestmark = pytest.mark.django_db
ADRES = "/organisaties/buurtwerk/contactpersonen/uitnodigen/"
NINA = {"naam": "Nina Nieuw (voorbeeld)", "email": "Nina@Voorbeeld.test", "functie": "coördinator"}
WACHTWOORD = "een lang genoeg geheim 7"
KEUZE = {"new_password1": WACHTWOORD, "new_password2": WACHTWOORD}


def als(gebruiker) -> Client:
    client = Client()
    client.force_login(gebruiker)
    return client


def verstuurd() -> list:
    mail.outbox.clear()
    voer_dag_uit()
    return mail.outbox


def links(bericht) -> list[str]:
    """Give the addresses of invitations that stand in a mail, as paths."""
    return re.findall(r"/uitnodiging/[^/\s]+/", bericht.body)


@pytest.fixture
def uitgenodigd(organisatie, medewerker) -> Uitnodiging:
    return services.nodig_partner_uit(**NINA, organisatie=organisatie, door=medewerker)


def pad_van(uitnodiging: Uitnodiging) -> str:
    (bericht,) = verstuurd()
    (pad,) = set(links(bericht))
    return pad


# --- invite a contact person


def test_from_the_page_of_contact_persons_to_a_password(organisatie, medewerker):
    actie = maak.maak_actie()
    maak.geef_rol(actie, organisatie)
    client = als(medewerker)
    assert ADRES in client.get("/organisaties/buurtwerk/contactpersonen/").content.decode()
    response = client.post(ADRES, NINA, follow=True)
    assert "Nina Nieuw (voorbeeld) is contactpersoon van Buurtwerk (voorbeeld)" in tekst(response)
    nina = Gebruiker.objects.get(email="nina@voorbeeld.test")
    lid = Lidmaatschap.objects.get(gebruiker=nina)
    assert (lid.van, lid.tot, lid.functie, lid.ontvangt_post) == (timezone.localdate(), None, "coördinator", True)
    assert not nina.has_usable_password() and nina.rol == ""
    (bericht,) = verstuurd()
    assert bericht.to == ["nina@voorbeeld.test"]
    assert "U hebt geen wachtwoord nodig." in bericht.body and "U kunt ook een wachtwoord kiezen." in bericht.body
    assert "/mijn/link/" in bericht.body  # both ways in one mail
    (pad,) = links(bericht)
    assert pad in bericht.alternatives[0][0]
    anoniem = Client()
    for _ in range(3):  # a scanner follows links
        pagina = anoniem.get(pad)
        assert pagina.status_code == 200
        assert pagina["Referrer-Policy"] == "strict-origin"
    assert "Nina" not in tekst(pagina) and "nina@" not in pagina.content.decode()
    assert Uitnodiging.objects.get().is_open
    response = anoniem.post(pad, KEUZE)
    assert response.status_code == 302 and response["Location"].startswith("/aanmelden/")
    nina.refresh_from_db()
    assert nina.check_password(WACHTWOORD)
    assert EmailAddress.objects.get(user=nina).verified
    assert anoniem.post("/aanmelden/", {"login": "nina@voorbeeld.test", "password": WACHTWOORD}).status_code == 302
    assert anoniem.get("/mijn/").status_code == 200
    assert Client().get(pad).status_code == 410  # once


def test_the_token_stands_nowhere_but_in_the_mail(uitgenodigd):
    pad = pad_van(uitgenodigd)
    token = pad.split("/")[2]
    post = Post.objects.get()
    for waarde in (*Uitnodiging.objects.values_list()[0], post.tekst, post.html, post.over):
        assert token not in str(waarde)
    assert "[link van de uitnodiging]" in post.leesbare_tekst


def test_a_mail_that_is_tried_again_holds_the_same_link(uitgenodigd):
    eerste = pad_van(uitgenodigd)
    Post.objects.update(toestand="klaar", verzonden_op=None, volgende_poging=timezone.now())
    assert pad_van(uitgenodigd) == eerste
    assert Client().get(eerste).status_code == 200


@pytest.mark.parametrize("fout", [{"naam": ""}, {"email": ""}, {"email": "nina"}, {"email": "partner@voorbeeld.test"}])
def test_what_is_wrong_is_told(partner, medewerker, fout):
    response = als(medewerker).post(ADRES, NINA | fout)
    assert response.status_code == 422
    assert not Uitnodiging.objects.exists()


def test_staff_and_inactive_people_are_refused(organisatie, medewerker, medewerker2):
    uit = maak.maak_gebruiker(email="uit@voorbeeld.test", is_active=False)
    for wie in (medewerker2, uit):
        response = als(medewerker).post(ADRES, NINA | {"email": wie.email})
        assert response.status_code == 422
    assert not Lidmaatschap.objects.exists()


def test_a_mail_address_that_is_known_gets_the_lidmaatschap_and_no_link(organisatie, andere_partner, medewerker):
    andere_partner.set_password(WACHTWOORD)
    andere_partner.save()
    uitnodiging = services.nodig_partner_uit(
        **NINA | {"email": andere_partner.email}, organisatie=organisatie, door=medewerker
    )
    assert not uitnodiging.is_open
    assert Lidmaatschap.objects.huidig().filter(gebruiker=andere_partner, organisatie=organisatie).exists()
    andere_partner.refresh_from_db()
    assert andere_partner.naam == "Andere partner (voorbeeld)" and andere_partner.check_password(WACHTWOORD)
    (bericht,) = verstuurd()
    assert not links(bericht) and "contactpersoon van Buurtwerk (voorbeeld)" in bericht.body


def test_a_doorgave_that_is_taken_over_invites_in_the_same_way(organisatie, partner, medewerker):
    doorgave = maak.maak_doorgave(organisatie, partner, email="nina@voorbeeld.test")
    doorgaven.neem_over(doorgave=doorgave, door=medewerker)
    uitnodiging = Uitnodiging.objects.get(gebruiker__email="nina@voorbeeld.test")
    assert uitnodiging.is_open and uitnodiging.organisatie == organisatie
    (pad,) = {pad for bericht in verstuurd() for pad in links(bericht)}
    assert Client().post(pad, KEUZE).status_code == 302


# --- with a rol


def test_a_beheerder_invites_staff_and_the_rol_comes_with_the_password(beheerder, medewerker):
    gegevens = {"naam": "Mo Nieuw (voorbeeld)", "email": "mo@voorbeeld.test", "rol": "beleidsmedewerker"}
    assert als(medewerker).post("/mensen/uitnodigen/", gegevens).status_code == 403
    assert als(beheerder).post("/mensen/uitnodigen/", gegevens).status_code == 302
    mo = Gebruiker.objects.get(email="mo@voorbeeld.test")
    assert mo.rol == ""
    (bericht,) = [b for b in verstuurd() if b.to == ["mo@voorbeeld.test"]]
    assert Client().post(links(bericht)[0], KEUZE).status_code == 302
    mo.refresh_from_db()
    assert mo.rol == "beleidsmedewerker"


def test_who_may_not_give_a_rol_cannot_smuggle_one_in(organisatie, medewerker):
    als(medewerker).post(ADRES, NINA | {"rol": "beheerder"})
    uitnodiging = Uitnodiging.objects.get()
    assert uitnodiging.rol == "" and uitnodiging.gebruiker.rol == ""
    ander = services.nodig_met_rol_uit(
        email="x@voorbeeld.test", naam="X (voorbeeld)", rol="lezer", door=maak.maak_beheerder()
    )
    for daad in ("opnieuw", "intrekken"):
        assert als(medewerker).post(f"/mensen/uitnodigingen/{ander.pk}/{daad}/").status_code == 403


@pytest.mark.parametrize("rol", ["", "koning"])
def test_no_rol_that_does_not_exist(beheerder, rol):
    gegevens = {"naam": "Mo (voorbeeld)", "email": "mo@voorbeeld.test", "rol": rol}
    assert als(beheerder).post("/mensen/uitnodigen/", gegevens).status_code == 422
    assert not Gebruiker.objects.filter(email="mo@voorbeeld.test").exists()


def test_no_rol_for_a_contact_person_or_who_has_one(beheerder, medewerker, partner):
    for email in (partner.email, medewerker.email):
        gegevens = {"naam": "Mo (voorbeeld)", "email": email, "rol": "lezer"}
        assert als(beheerder).post("/mensen/uitnodigen/", gegevens).status_code == 422
    partner.refresh_from_db()
    assert partner.rol == ""


# --- the link


def test_it_expires_and_can_be_sent_again(uitgenodigd, medewerker):
    oud = pad_van(uitgenodigd)
    with time_machine.travel(timezone.now() + dt.timedelta(days=14, minutes=1)):
        assert Client().get(oud).status_code == 410
        assert Client().post(oud, KEUZE).status_code == 410
        response = als(medewerker).post(f"/mensen/uitnodigingen/{uitgenodigd.pk}/opnieuw/", follow=True)
        assert "De vorige link werkt niet meer." in tekst(response)
        nieuw = pad_van(uitgenodigd)
        assert nieuw != oud
        assert Client().get(oud).status_code == 410
        assert Client().post(nieuw, KEUZE).status_code == 302


def test_the_setting_tells_how_long(organisatie, medewerker, settings):
    settings.UITNODIGING_DAGEN = 2
    uitnodiging = services.nodig_partner_uit(**NINA, organisatie=organisatie, door=medewerker)
    assert uitnodiging.geldig_tot - uitnodiging.op == dt.timedelta(days=2)


def test_withdrawn_is_dead_and_so_is_the_contact_person(organisatie, uitgenodigd, medewerker):
    actie = maak.maak_actie()
    maak.geef_rol(actie, organisatie)
    pad = pad_van(uitgenodigd)
    binnen = via_link(uitgenodigd.gebruiker, [actie])
    assert binnen.get("/mijn/").status_code == 200
    response = als(medewerker).post(f"/mensen/uitnodigingen/{uitgenodigd.pk}/intrekken/", follow=True)
    assert "is ingetrokken" in tekst(response)
    assert Client().get(pad).status_code == 410
    assert binnen.get("/mijn/").status_code == 302
    assert not Lidmaatschap.objects.huidig().filter(gebruiker=uitgenodigd.gebruiker).exists()
    assert not Toegangslink.objects.levend().exists()
    response = als(medewerker).post(f"/mensen/uitnodigingen/{uitgenodigd.pk}/intrekken/", follow=True)
    assert "intussen ingetrokken" in tekst(response)


def test_a_withdrawn_invitation_that_was_not_sent_is_not_sent(uitgenodigd, medewerker):
    services.trek_in(uitnodiging=uitgenodigd, door=medewerker)
    assert verstuurd() == []
    assert Post.objects.get().toestand == "overgeslagen"


def test_every_refusal_is_the_same_page(uitgenodigd, medewerker, organisatie):
    pad = pad_van(uitgenodigd)
    services.trek_in(uitnodiging=uitgenodigd, door=medewerker)
    paginas = {Client().get(adres).content.decode() for adres in (pad, "/uitnodiging/bestaat-niet/")}
    assert len(paginas) == 1
    (pagina,) = paginas
    assert "Deze uitnodiging werkt niet (meer)" in pagina and "Nina" not in pagina and "Buurtwerk" not in pagina


def test_a_weak_password_uses_nothing_up(uitgenodigd):
    pad = pad_van(uitgenodigd)
    for zwak in ("kort", "12345678901234"):
        response = Client().post(pad, {"new_password1": zwak, "new_password2": zwak})
        assert response.status_code == 422
    assert Client().post(pad, KEUZE | {"new_password2": "iets anders en lang"}).status_code == 422
    assert Uitnodiging.objects.get().is_open
    assert Client().post(pad, KEUZE).status_code == 302


def test_who_is_logged_in_as_another_accepts_for_nobody(uitgenodigd, medewerker2):
    pad = pad_van(uitgenodigd)
    client = als(medewerker2)
    assert client.get(pad).status_code == 410
    assert client.post(pad, KEUZE).status_code == 410
    assert Uitnodiging.objects.get().is_open


def test_a_second_organisatie_makes_the_first_link_give_way(uitgenodigd, andere_organisatie, medewerker):
    eerste = pad_van(uitgenodigd)
    tweede = services.nodig_partner_uit(**NINA, organisatie=andere_organisatie, door=medewerker)
    assert Client().get(eerste).status_code == 410
    assert Client().post(pad_van(tweede), KEUZE).status_code == 302
    assert Lidmaatschap.objects.huidig().filter(gebruiker=tweede.gebruiker).count() == 2


def test_the_log_tells_and_names_nobody(uitgenodigd, medewerker):
    services.verstuur_opnieuw(uitnodiging=uitgenodigd, door=medewerker)
    Client().post(pad_van(uitgenodigd), KEUZE)
    soorten = list(Handeling.objects.order_by("pk").values_list("soort", flat=True))
    assert soorten == ["uitgenodigd", "uitgenodigd", "wachtwoord"]
    alles = " ".join(str(h.bijzonderheden) for h in Handeling.objects.all())
    assert "Nina" not in alles and "nina@" not in alles.lower()
