"""Two people, one text: who comes second gets a page with both, and nothing is overwritten unless on purpose."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from speerpunten.models import Actie, Melding
from speerpunten.services import acties, meldingen
from speerpunten.tests import maak
from speerpunten.tests.invullen import actie_velden, melding_velden, tekst, veld

pytestmark = pytest.mark.django_db
HUN, MIJN = "Hun zin over het feest.", "Mijn zin over het feest."
OVER_EEN_MAAND = (timezone.localdate() + dt.timedelta(days=30)).isoformat()


@pytest.fixture
def actie(organisatie) -> Actie:
    actie = maak.maak_actie(titel="Buurtfeest")
    maak.geef_rol(actie, organisatie)
    return actie


@pytest.fixture
def adres(actie) -> str:
    return f"/acties/{actie.pk}/melding/?ronde=tussendoor"


def als(gebruiker) -> Client:
    client = Client()
    client.force_login(gebruiker)
    return client


def bewaar(wie, adres: str, toelichting: str, versie: int = 0, act: str = "bewaren", **over):
    return als(wie).post(adres, melding_velden(versie, toelichting=toelichting, act=act, **over))


def stuur(melding: Melding, toelichting: str, door) -> Melding:
    """Send again, by somebody of the organisatie."""
    melding.refresh_from_db()
    melding.toelichting = toelichting
    return meldingen.dien_in(melding=melding, versie=melding.versie, door=door)


# --- keeping and sending


@pytest.mark.parametrize("act", ["bewaren", "indienen"])
def test_second_of_two_on_one_concept(actie, adres, organisatie, partner, act):
    collega = maak.maak_partner(organisatie)
    bewaar(partner, adres, "Begin.")
    bewaar(collega, adres, HUN, 1)
    response = bewaar(partner, adres, MIJN, 1, act)
    assert response.status_code == 409
    pagina = tekst(response)
    assert "Iemand anders heeft deze stand intussen bewaard." in pagina
    assert "Er is niets overschreven." in pagina
    assert "<del><span" in pagina
    assert "verwijderd: </span>Hun</del>" in pagina
    assert "toegevoegd: </span>Mijn</ins>" in pagina
    assert (veld(response, "toelichting"), veld(response, "versie")) == (MIJN, "2")
    melding = Melding.objects.get()
    assert (melding.toelichting, melding.versie, melding.toestand) == (HUN, 2, "concept")

    assert bewaar(partner, adres, veld(response, "toelichting"), 2, act).status_code == 302
    melding.refresh_from_db()
    assert (melding.toelichting, melding.versie) == (MIJN, 3)


@pytest.mark.parametrize("act", ["bewaren", "indienen"])
def test_both_begin_the_first_melding(actie, adres, organisatie, partner, act):
    collega = maak.maak_partner(organisatie)
    bewaar(collega, adres, HUN)
    response = bewaar(partner, adres, MIJN, 0, act)
    assert response.status_code == 409
    assert "Hun" in tekst(response)
    assert (veld(response, "toelichting"), veld(response, "versie")) == (MIJN, "1")
    assert Melding.objects.get().toelichting == HUN
    assert bewaar(partner, adres, MIJN, 1, act).status_code == 302
    assert Melding.objects.get().toelichting == MIJN


def test_staff_and_partner_on_one_concept(actie, adres, organisatie, partner, medewerker):
    bewaar(partner, adres, "Begin.")
    assert bewaar(medewerker, adres, HUN, 1).status_code == 302
    assert bewaar(partner, adres, MIJN, 1).status_code == 409
    assert Melding.objects.get().toelichting == HUN


def test_every_field_that_differs_is_shown(actie, adres, organisatie, partner):
    bewaar(partner, adres, "Begin.")
    hun = {"nodig": "Hun zaal.", "status": "opgeschort", "reden": "Hun reden.", "peildatum": "2024-03-01"}
    bewaar(maak.maak_partner(organisatie), adres, HUN, 1, **hun)
    mijn = {"nodig": "Mijn zaal.", "opmerking_voor_vgc": "Mijn opmerking.", "volgende_stappen": "Mijn stap."}
    pagina = tekst(bewaar(partner, adres, MIJN, 1, peildatum="2024-04-01", **mijn))
    for stuk in (
        "Opgeschort",
        "In uitvoering",
        "Hun reden.",
        "01/03/2024",
        "01/04/2024",
        "Mijn opmerking.",
        "Mijn stap.",
    ):
        assert stuk in pagina
    assert pagina.count("zaal.") >= 2


def test_accepted_between_rondes_while_the_partner_typed(actie, adres, partner, medewerker):
    """Not a second melding beside it: the text that was sent had become the stand."""
    bewaar(partner, adres, HUN, act="indienen")
    meldingen.aanvaard(melding=Melding.objects.get(), versie=1, door=medewerker)
    response = bewaar(partner, adres, MIJN, 1, "indienen")
    assert response.status_code == 409
    pagina = tekst(response)
    assert "Deze stand is aanvaard." in pagina
    assert "Mijn" in pagina
    assert [m.toelichting for m in Melding.objects.all()] == [HUN]
    assert bewaar(partner, adres, MIJN, 0, "indienen").status_code == 302  # a new one, on purpose


def test_accepted_in_the_ronde_while_the_partner_typed(actie, organisatie, partner, medewerker):
    maak.maak_ronde(actie.speerpunt.plan, slug="nu")
    adres = f"/acties/{actie.pk}/melding/?ronde=nu"
    bewaar(partner, adres, HUN, act="indienen")
    melding = Melding.objects.get()
    meldingen.aanvaard(melding=melding, versie=1, door=medewerker)
    response = bewaar(partner, adres, MIJN, 1, "indienen")
    assert response.status_code == 403
    pagina = tekst(response)
    assert "Deze stand is aanvaard." in pagina
    assert "Uw tekst is niet bewaard." in pagina
    assert "Hun" in pagina
    assert "Mijn" in pagina
    melding.refresh_from_db()
    assert (melding.toelichting, Melding.objects.count()) == (HUN, 1)


def test_returned_while_the_partner_mended_what_waits(actie, adres, partner, medewerker):
    bewaar(partner, adres, HUN, act="indienen")
    terug = {"melding": Melding.objects.get(), "versie": 1, "door": medewerker, "reden": "Hoeveel kinderen?"}
    meldingen.stuur_terug(**terug, tegen=timezone.localdate() + dt.timedelta(days=30))
    response = bewaar(partner, adres, MIJN, 1, "indienen")
    assert (response.status_code, veld(response, "toelichting"), veld(response, "versie")) == (409, MIJN, "2")
    assert "Hoeveel kinderen?" in tekst(response)
    assert Melding.objects.get().toestand == "teruggestuurd"


@pytest.mark.parametrize("versie", ["-1", "999", "0", "99999999999999999999"])
def test_a_version_that_never_was(actie, adres, partner, versie):
    bewaar(partner, adres, HUN)
    response = als(partner).post(adres, melding_velden(toelichting=MIJN, act="bewaren") | {"versie": versie})
    assert response.status_code == (422 if versie == "-1" else 409)
    assert veld(response, "toelichting") == MIJN
    assert Melding.objects.get().toelichting == HUN


# --- checking


@pytest.fixture
def melding(actie, adres, organisatie, partner) -> Melding:
    bewaar(partner, adres, HUN, act="indienen")
    return Melding.objects.get()


def aanvaard(wie, melding: Melding, versie: object):
    return als(wie).post(f"/nakijken/{melding.pk}/aanvaarden/", {"versie": versie})


def test_accept_of_what_was_sent_again(melding, partner, medewerker):
    stuur(melding, MIJN, partner)
    response = aanvaard(medewerker, melding, 1)
    assert response.status_code == 409
    pagina = tekst(response)
    assert "Er is niets aanvaard of teruggestuurd." in pagina
    assert "verwijderd: </span>Hun</del>" in pagina
    assert "toegevoegd: </span>Mijn</ins>" in pagina
    melding.refresh_from_db()
    assert (melding.toestand, melding.gebeurtenissen.count()) == ("ingediend", 2)
    assert aanvaard(medewerker, melding, veld(response, "versie")).status_code == 302
    melding.refresh_from_db()
    assert (melding.toestand, melding.toelichting) == ("aanvaard", MIJN)


def test_accept_of_what_was_sent_twice_again(melding, partner, medewerker):
    """What the checker had read is the first text, not the one in between."""
    stuur(melding, "Een tussenzin.", partner)
    stuur(melding, MIJN, partner)
    response = aanvaard(medewerker, melding, 1)
    assert (response.status_code, Melding.objects.get().toestand) == (409, "ingediend")
    pagina = tekst(response)
    assert "verwijderd: </span>Hun</del>" in pagina
    assert "tussenzin" not in pagina


@pytest.mark.parametrize("versie", ["", "0", "2", "-1", "x", "1.0", "²", "1\x00", "99999999999999999999", None])
def test_accept_without_the_version_that_was_read(melding, medewerker, versie):
    velden = {} if versie is None else {"versie": versie}
    response = als(medewerker).post(f"/nakijken/{melding.pk}/aanvaarden/", velden)
    assert (response.status_code, Melding.objects.get().toestand) == (409, "ingediend")


def test_accept_twice(melding, medewerker, medewerker2):
    assert aanvaard(medewerker, melding, 1).status_code == 302
    response = aanvaard(medewerker2, melding, 1)
    assert response.status_code == 409
    assert f"Deze stand is intussen aanvaard door {medewerker}." in tekst(response)
    melding.refresh_from_db()
    assert (melding.aanvaard_door, melding.gebeurtenissen.filter(soort="aanvaard").count()) == (medewerker, 1)


def test_return_of_what_was_accepted(melding, medewerker, medewerker2):
    aanvaard(medewerker, melding, 1)
    velden = {"versie": 1, "reden": "Hoeveel kinderen?", "tegen": OVER_EEN_MAAND}
    response = als(medewerker2).post(f"/nakijken/{melding.pk}/terugsturen/", velden)
    assert (response.status_code, Melding.objects.get().toestand) == (409, "aanvaard")
    assert "Hoeveel kinderen?" in tekst(response)  # there is no form any more; what was typed is shown


def test_return_of_what_was_sent_again_keeps_the_reason(melding, partner, medewerker):
    stuur(melding, MIJN, partner)
    velden = {"versie": 1, "reden": "Hoeveel kinderen?", "tegen": OVER_EEN_MAAND}
    response = als(medewerker).post(f"/nakijken/{melding.pk}/terugsturen/", velden)
    assert (response.status_code, Melding.objects.get().toestand) == (409, "ingediend")
    assert (veld(response, "reden"), veld(response, "tegen")) == ("Hoeveel kinderen?", OVER_EEN_MAAND)
    opnieuw = velden | {"versie": veld(response, "versie")}
    assert als(medewerker).post(f"/nakijken/{melding.pk}/terugsturen/", opnieuw).status_code == 302
    assert Melding.objects.get().toestand == "teruggestuurd"


# --- an actie


@pytest.fixture
def kale_actie(db) -> Actie:
    return maak.maak_actie(titel="Buurtfeest", omschrijving="Zoals het was.")


def bewerk(wie, actie: Actie, versie: int, **over):
    return als(wie).post(f"/acties/{actie.pk}/bewerken/", actie_velden(versie, **over))


def test_second_of_two_on_one_actie(kale_actie, medewerker, medewerker2):
    assert bewerk(medewerker, kale_actie, 1, omschrijving=HUN).status_code == 302
    response = bewerk(medewerker2, kale_actie, 1, omschrijving=MIJN, bron="https://voorbeeld.test/bron")
    assert response.status_code == 409
    pagina = tekst(response)
    assert "Iemand anders heeft deze actie intussen gewijzigd." in pagina
    assert "verwijderd: </span>Hun</del>" in pagina
    assert "toegevoegd: </span>Mijn</ins>" in pagina
    assert (veld(response, "omschrijving"), veld(response, "versie")) == (MIJN, "2")
    assert veld(response, "bron") == "https://voorbeeld.test/bron"
    kale_actie.refresh_from_db()
    assert (kale_actie.omschrijving, kale_actie.versie) == (HUN, 2)
    assert bewerk(medewerker2, kale_actie, 2, omschrijving=MIJN).status_code == 302
    kale_actie.refresh_from_db()
    assert (kale_actie.omschrijving, kale_actie.versie) == (MIJN, 3)


def test_roles_and_mijlpalen_of_the_other_are_shown(kale_actie, organisatie, medewerker, medewerker2):
    """Sending again would take them away: so who sends must see that they are there."""
    rol = {"organisatie": organisatie.pk, "rol": "trekker"}
    mijlpaal = {"titel": "Vergunning binnen", "streefdatum": "2024-05-01"}
    assert bewerk(medewerker, kale_actie, 1, rollen=(rol,), mijlpalen=(mijlpaal,)).status_code == 302
    response = bewerk(medewerker2, kale_actie, 1, omschrijving=MIJN)
    assert response.status_code == 409
    assert (kale_actie.rollen.count(), kale_actie.mijlpalen.count()) == (1, 1)
    verschil = tekst(response).partition('class="verschil"')[2].partition('class="formulier"')[0]
    assert "Vergunning binnen" in verschil
    assert "Buurtwerk (voorbeeld)" in verschil


@pytest.mark.parametrize("daad", ["verplaatst", "gearchiveerd"])
def test_moved_or_archived_while_it_was_edited(kale_actie, medewerker, medewerker2, daad):
    naar = maak.maak_speerpunt(plan=kale_actie.speerpunt.plan)
    if daad == "verplaatst":
        acties.verplaats_actie(actie=kale_actie, naar=naar, reden="Past beter.", door=medewerker2)
    else:
        acties.archiveer_actie(actie=kale_actie, reden="Voorbij.")
    response = bewerk(medewerker, kale_actie, 1, omschrijving=MIJN)
    assert (response.status_code, veld(response, "omschrijving")) == (409, MIJN)
    assert bewerk(medewerker, kale_actie, 2, omschrijving=MIJN).status_code == 302
    kale_actie.refresh_from_db()
    assert kale_actie.omschrijving == MIJN
    assert (kale_actie.speerpunt == naar) == (daad == "verplaatst")
    assert bool(kale_actie.gearchiveerd_op) == (daad == "gearchiveerd")


def test_errors_come_before_a_conflict(kale_actie, medewerker, medewerker2):
    bewerk(medewerker, kale_actie, 1, omschrijving=HUN)
    response = bewerk(medewerker2, kale_actie, 1, titel="", omschrijving=MIJN)
    assert (response.status_code, veld(response, "omschrijving"), veld(response, "versie")) == (422, MIJN, "1")
    kale_actie.refresh_from_db()
    assert kale_actie.omschrijving == HUN
