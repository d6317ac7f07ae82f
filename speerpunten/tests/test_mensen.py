"""The page of people, one person, the end of a lidmaatschap, one's data as a file."""

import datetime as dt
import json

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from organisaties.models import Handeling, Lidmaatschap
from speerpunten.models import Toegangslink
from speerpunten.services import uitnodigingen
from speerpunten.services.persoonsgegevens import haal_persoonsgegevens_op
from speerpunten.tests import maak
from speerpunten.tests.invullen import tekst
from speerpunten.tests.kijk import lees
from speerpunten.tests.toneel import via_link

pytestmark = pytest.mark.django_db
GISTEREN = timezone.localdate() - dt.timedelta(days=1)


def woorden(pagina) -> str:
    """Give the words of a page, without its markup."""
    return " ".join("".join(e.tekst for e in lees(pagina).alle("main")).split())


def als(gebruiker) -> Client:
    client = Client()
    client.force_login(gebruiker)
    return client


@pytest.fixture
def actie(organisatie):
    actie = maak.maak_actie()
    maak.geef_rol(actie, organisatie)
    return actie


# --- the list


def test_staff_find_it_in_the_navigation_and_others_do_not(partner, lezer, medewerker):
    for wie, ziet in ((medewerker, ["Mensen"]), (partner, []), (lezer, [])):
        links = lees(als(wie).get("/mijn/")).alle("a")
        assert [link.tekst.strip() for link in links if link.attrs["href"] == "/mensen/"] == ziet


def test_who_speaks_for_what_since_when_and_how_they_come_in(organisatie, partner, medewerker, actie):
    Lidmaatschap.objects.filter(gebruiker=partner).update(functie="coördinator")
    via_link(partner, [actie])
    nina = uitnodigingen.nodig_partner_uit(
        naam="Nina Nieuw (voorbeeld)", email="nina@voorbeeld.test", organisatie=organisatie, door=medewerker
    )
    zicht = woorden(als(medewerker).get("/mensen/"))
    assert "3 mensen" in zicht
    assert "Buurtwerk (voorbeeld), coördinator vanaf 01/01/2020" in zicht
    assert f"Met een link op {timezone.localdate():%d/%m/%Y}" in zicht
    assert f"Uitgenodigd tot {timezone.localtime(nina.geldig_tot):%d/%m/%Y}" in zicht


def test_filters(organisatie, andere_organisatie, partner, andere_partner, lezer, medewerker):
    client = als(medewerker)  # logging in tells when
    los = maak.maak_gebruiker(naam="Los (voorbeeld)", email="los@voorbeeld.test")
    maak.maak_gebruiker(naam="Uit (voorbeeld)", email="uit@voorbeeld.test", is_active=False)

    def namen(vraag: str) -> set[str]:
        titels = lees(client.get(f"/mensen/?{vraag}")).alle("p")
        return {e.tekst.split(" (")[0] for e in titels if "actierij__titel" in (e.attrs.get("class") or "")}

    assert namen("toon=contact") == {"Partner", "Andere partner"}
    assert namen("toon=rol") == {"Lezer", "Medewerker"}
    assert namen("toon=nooit") == {"Partner", "Andere partner", "Lezer", "Los"}
    assert namen("toon=los") == {"Los"}
    assert namen("toon=uit") == {"Uit"}
    assert namen("toon=uitgenodigd") == set()
    assert namen("q=taalhuis") == {"Andere partner"}
    assert namen("q=los@voorbeeld") == {"Los"}
    assert len(namen("toon=onzin")) == 6
    assert los.pk


def test_organisaties_without_a_contact_person(organisatie, andere_organisatie, partner, medewerker, actie):
    maak.geef_rol(actie, andere_organisatie, "partner")
    client = als(medewerker)
    zicht = tekst(client.get("/mensen/?toon=zonder"))
    assert "1 organisatie zonder contactpersoon" in zicht and "Taalhuis" in zicht
    Lidmaatschap.objects.update(ontvangt_post=False)
    assert "2 organisaties zonder contactpersoon" in tekst(client.get("/mensen/?toon=zonder"))
    assert "1 organisatie" in tekst(client.get("/mensen/?toon=zonder&q=taalhuis"))


def test_names_that_wait_stand_on_top(organisatie, partner, medewerker):
    maak.maak_doorgave(organisatie, partner)
    pagina = als(medewerker).get("/mensen/")
    assert "Buurtwerk (voorbeeld): 1 naam" in woorden(pagina)
    assert lees(pagina).links("/organisaties/buurtwerk/contactpersonen/")


def test_pages_of_fifty(medewerker):
    for nr in range(60):
        maak.maak_gebruiker(naam=f"Mens {nr:02} (voorbeeld)", email=f"mens{nr}@voorbeeld.test")
    client = als(medewerker)
    assert "Mens 55" not in tekst(client.get("/mensen/"))
    assert "Mens 55" in tekst(client.get("/mensen/?pagina=2"))


# --- the end of a lidmaatschap


def test_access_ends_with_the_day(organisatie, partner, medewerker, actie):
    lid = Lidmaatschap.objects.get(gebruiker=partner)
    binnen, met_wachtwoord = via_link(partner, [actie]), als(partner)
    assert binnen.get("/mijn/").status_code == met_wachtwoord.get("/mijn/doorgeven/").status_code == 200
    adres = f"/mensen/lidmaatschappen/{lid.pk}/beeindigen/"
    client = als(medewerker)
    assert GISTEREN.isoformat() in client.get(adres).content.decode()
    lid.refresh_from_db()
    assert lid.tot is None  # looking changes nothing
    response = client.post(adres, {"tot": GISTEREN.isoformat()}, follow=True)
    assert f"tot en met {GISTEREN:%d/%m/%Y}" in tekst(response)
    assert binnen.get("/mijn/").status_code == 302
    assert met_wachtwoord.get("/mijn/doorgeven/").status_code == 403
    assert met_wachtwoord.get(f"/acties/{actie.pk}/melding/").status_code == 403
    assert Toegangslink.objects.get().ingetrokken_op
    assert lid.history.first().history_user == medewerker
    assert client.post(adres, {"tot": GISTEREN.isoformat()}).status_code == 422


def test_a_later_day_leaves_access_until_then(partner, medewerker, actie):
    lid = Lidmaatschap.objects.get(gebruiker=partner)
    binnen = via_link(partner, [actie])
    morgen = timezone.localdate() + dt.timedelta(days=1)
    als(medewerker).post(f"/mensen/lidmaatschappen/{lid.pk}/beeindigen/", {"tot": morgen.isoformat()})
    assert binnen.get("/mijn/").status_code == 200
    assert Toegangslink.objects.get().ingetrokken_op is None


def test_who_speaks_for_another_too_keeps_that(organisatie, andere_organisatie, partner, medewerker, actie):
    Lidmaatschap.objects.create(gebruiker=partner, organisatie=andere_organisatie, van=dt.date(2020, 1, 1))
    lid = Lidmaatschap.objects.get(gebruiker=partner, organisatie=organisatie)
    binnen = via_link(partner, [actie])
    als(medewerker).post(f"/mensen/lidmaatschappen/{lid.pk}/beeindigen/", {"tot": GISTEREN.isoformat()})
    assert binnen.get("/mijn/").status_code == 200
    assert binnen.get(f"/acties/{actie.pk}/melding/").status_code == 403


@pytest.mark.parametrize("tot", ["", "2019-12-31", "gisteren"])
def test_no_day_before_it_began(partner, medewerker, tot):
    lid = Lidmaatschap.objects.get(gebruiker=partner)
    response = als(medewerker).post(f"/mensen/lidmaatschappen/{lid.pk}/beeindigen/", {"tot": tot})
    assert response.status_code == 422
    lid.refresh_from_db()
    assert lid.tot is None


# --- data as a file


def test_a_person_fetches_their_own_and_it_is_written_down(partner, actie, organisatie):
    melding = maak.maak_melding(actie, organisatie=organisatie, indiener=partner, toelichting="Dertig buren kwamen.")
    client = als(partner)
    assert client.get("/account/gegevens/").status_code == 200
    assert not Handeling.objects.filter(soort="persoonsgegevens").exists()
    response = client.post("/account/gegevens/")
    assert response["Content-Disposition"] == f'attachment; filename="persoonsgegevens-{partner.pk}.json"'
    gegevens = json.loads(response.content)
    assert gegevens["account"]["email"] == "partner@voorbeeld.test"
    (lid,) = gegevens["rijen"]["organisaties.lidmaatschap.gebruiker"]
    assert lid["organisatie"]["naam"] == "Buurtwerk (voorbeeld)"
    (rij,) = gegevens["rijen"]["speerpunten.melding.ingediend_door"]
    assert (rij["id"], rij["toelichting"]) == (melding.pk, "Dertig buren kwamen.")
    assert gegevens["sessies"]
    handeling = Handeling.objects.get(soort="persoonsgegevens")
    assert (handeling.door, handeling.over_id) == (partner, partner.pk)


def test_no_secret_and_no_other_person(partner, medewerker, actie, organisatie):
    partner.set_password("een lang genoeg geheim 7")
    partner.save()
    Authenticator.objects.create(user=partner, type="totp", data={"secret": "GEHEIMZAAD"})
    maak.maak_melding(actie, organisatie=organisatie, indiener=partner, nakijker=medewerker)
    via_link(partner, [actie])
    alles = json.dumps(haal_persoonsgegevens_op(gebruiker=partner, door=partner))
    hashes = Toegangslink.objects.values_list("token_hash", flat=True)
    for geheim in ("GEHEIMZAAD", partner.password, *hashes, medewerker.naam, medewerker.email):
        assert geheim not in alles
    assert '"type": "totp"' in alles


def test_a_beheerder_fetches_anybodys_and_others_do_not(partner, medewerker, beheerder, lezer):
    adres = f"/mensen/{partner.pk}/gegevens/"
    assert als(beheerder).get(adres).status_code == 405
    assert json.loads(als(beheerder).post(adres).content)["account"]["id"] == partner.pk
    for wie in (medewerker, lezer, partner):
        assert als(wie).post(adres).status_code == 403
    assert Client().post("/account/gegevens/").status_code == 302


def test_every_column_that_names_a_person_is_walked(beheerder):
    """Also those that nobody thought of: each relation gives a row where there is one."""
    maak.maak_plan()
    gegevens = haal_persoonsgegevens_op(gebruiker=beheerder, door=beheerder)
    assert "organisaties.handeling.door" in gegevens["rijen"]
