"""Another e-mail address: the new mailbox confirms it, the old one hears of it, nobody learns who has an account."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from organisaties.accounts.email import bevestig_wijziging, houd_email_gelijk, maak_sleutel
from organisaties.models import Gebruiker, Handeling
from speerpunten.tests import maak

pytestmark = pytest.mark.django_db
WIJZIG = "/account/email/"
NIEUW = "nieuw@voorbeeld.test"


@pytest.fixture
def client(partner) -> Client:
    cache.clear()
    client = Client()
    client.post("/aanmelden/", {"login": partner.email, "password": maak.WACHTWOORD})
    return client


def link_uit(bericht) -> str:
    return re.search(r"http://[^/]+(/account/email/bevestigen/\S+)", bericht.body)[1]


def test_van_vraag_tot_nieuw_adres(client, partner):
    oud = partner.email
    assert client.post(WIJZIG, {"email": "  Nieuw@Voorbeeld.TEST "})["Location"] == "/account/"
    partner.refresh_from_db()
    assert partner.email == oud  # nothing yet
    (bericht,) = mail.outbox
    assert (bericht.to, bericht.subject) == ([NIEUW], "Is dit uw nieuwe e-mailadres?")
    ergens = Client()  # on a telephone, where nobody is logged in
    link = link_uit(bericht)
    pagina = ergens.get(link).content.decode()
    assert NIEUW in pagina
    partner.refresh_from_db()
    assert partner.email == oud  # looking changes nothing
    assert ergens.post(link).status_code == 302
    partner.refresh_from_db()
    assert partner.email == NIEUW
    assert [(r.email, r.verified, r.primary) for r in EmailAddress.objects.filter(user=partner)] == [
        (NIEUW, True, True)
    ]
    assert (mail.outbox[-1].to, mail.outbox[-1].subject) == ([oud], "Uw e-mailadres is gewijzigd")
    assert NIEUW not in mail.outbox[-1].body
    handeling = Handeling.objects.get(soort="email")
    assert (handeling.door, handeling.over_id, handeling.bijzonderheden) == (partner, partner.pk, {})
    eerste, _ = partner.history.all()[:2]
    assert (eerste.email, eerste.history_user) == (NIEUW, partner)
    for email, status in ((oud, 200), (NIEUW, 302)):
        assert Client().post("/aanmelden/", {"login": email, "password": maak.WACHTWOORD}).status_code == status
    assert (ergens.get(link).status_code, ergens.post(link).status_code) == (410, 410)  # once


def test_een_adres_dat_al_bestaat_krijgt_hetzelfde_antwoord(client, lezer):
    client.get("/account/")  # the greeting of the login is gone
    bekend = client.post(WIJZIG, {"email": lezer.email.upper()}, follow=True)
    onbekend = client.post(WIJZIG, {"email": NIEUW}, follow=True)
    assert (bekend.redirect_chain, bekend.status_code) == (onbekend.redirect_chain, onbekend.status_code)
    assert list(map(str, bekend.context["messages"])) == list(map(str, onbekend.context["messages"]))
    assert [(m.to, m.subject) for m in mail.outbox] == [
        ([lezer.email], "U hebt al een account"),
        ([NIEUW], "Is dit uw nieuwe e-mailadres?"),
    ]
    assert "/account/email/bevestigen/" not in mail.outbox[0].body


def test_wie_het_zoekt_werkt_naast_het_verzoek(client, lezer, settings, monkeypatch):
    """The same queries before the answer, whoever has the address."""
    monkeypatch.setattr("organisaties.accounts.email.naast_verzoek", lambda werk: None)
    aantallen = []
    for email in (lezer.email, NIEUW):
        with CaptureQueriesContext(connection) as gevraagd:
            client.post(WIJZIG, {"email": email})
        aantallen.append(len(gevraagd))
    assert aantallen[0] == aantallen[1]


def test_intussen_bezet(client, partner):
    client.post(WIJZIG, {"email": NIEUW})
    maak.maak_gebruiker(email=NIEUW)
    response = Client().post(link_uit(mail.outbox[0]))
    assert response.status_code == 409
    partner.refresh_from_db()
    assert partner.email != NIEUW


@pytest.mark.parametrize("wat", ["wachtwoord", "email", "inactief"])
def test_een_link_sterft_met_wat_er_intussen_veranderde(partner, wat):
    sleutel = maak_sleutel(partner, NIEUW)
    if wat == "wachtwoord":
        partner.set_password("iets-heel-anders-2026")
    elif wat == "email":
        partner.email = "tussendoor@voorbeeld.test"
    else:
        partner.is_active = False
    partner.save()
    assert bevestig_wijziging(sleutel) is None
    assert bevestig_wijziging(sleutel[:-2] + "xx") is None
    assert not Gebruiker.objects.filter(email=NIEUW).exists()


def test_een_link_is_drie_dagen_geldig(partner, monkeypatch):
    sleutel = maak_sleutel(partner, NIEUW)
    monkeypatch.setattr("organisaties.accounts.email.GELDT", -1)
    assert bevestig_wijziging(sleutel) is None


def test_een_adres_dat_nog_wacht_opent_geen_weg_naar_binnen(client):
    """Whoever has the mailbox of a typing error must not get a link to a new password of this account."""
    client.post(WIJZIG, {"email": NIEUW})
    mail.outbox.clear()
    Client().post("/account/wachtwoord/vergeten/", {"email": NIEUW})
    assert mail.outbox == []
    assert not EmailAddress.objects.filter(email=NIEUW).exists()


def test_het_eigen_adres_en_geen_adres(client, partner):
    assert "al uw e-mailadres" in client.post(WIJZIG, {"email": partner.email.upper()}).content.decode()
    assert client.post(WIJZIG, {"email": "geen adres"}).status_code == 200
    assert mail.outbox == []


def test_vijf_keer_per_uur(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"manage_email": "5/h/user"}
    statussen = [client.post(WIJZIG, {"email": f"a{n}@voorbeeld.test"}).status_code for n in range(6)]
    assert statussen == [302] * 5 + [429]


def test_allauth_houdt_geen_tweede_waarheid(partner, lezer):
    EmailAddress.objects.create(user=partner, email="oud@voorbeeld.test", verified=True, primary=True)
    EmailAddress.objects.create(user=lezer, email=partner.email, verified=True)
    houd_email_gelijk(partner)
    assert [(r.user, r.email, r.verified, r.primary) for r in EmailAddress.objects.all()] == [
        (partner, partner.email, True, True)
    ]


def test_een_gebruiker_uit_het_beheer_heeft_meteen_een_adres(beheerder):
    client = Client()
    client.force_login(beheerder)
    velden = {"email": "Vers@Voorbeeld.test", "naam": "Vers (voorbeeld)", "rol": "lezer"}
    rijen = {f"lidmaatschappen-{naam}": 0 for naam in ("TOTAL_FORMS", "INITIAL_FORMS")}
    assert client.post("/admin/organisaties/gebruiker/add/", velden | rijen).status_code == 302
    assert EmailAddress.objects.get(user__naam="Vers (voorbeeld)").email == "vers@voorbeeld.test"
