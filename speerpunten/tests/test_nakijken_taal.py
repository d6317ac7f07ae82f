"""Better wording while accepting, and phrases to return with: what is kept, who is told, and what is refused."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client

from speerpunten.forms.nakijken import VASTE_ZINNEN
from speerpunten.models import Actie, Gebeurtenis, Melding, Post
from speerpunten.services import meldingen as services
from speerpunten.tests import maak
from speerpunten.tests.invullen import tekst
from speerpunten.tests.kijk import lees
from speerpunten.tests.test_meldingen import TEGEN, VANDAAG, als, nieuw

pytestmark = pytest.mark.django_db

ZINNEN = {"toelichting": "We gaan goed\r\nvooruit.", "volgende_stappen": "Vergaderen."}


@pytest.fixture(autouse=True)
def vandaag():
    with time_machine.travel(VANDAAG, tick=False) as reis:
        yield reis


@pytest.fixture
def actie(organisatie) -> Actie:
    actie = maak.maak_actie(titel="Buurtfeest")
    maak.geef_rol(actie, organisatie)
    return actie


@pytest.fixture
def melding(actie, organisatie, partner) -> Melding:
    return services.dien_in(melding=nieuw(actie, organisatie, **ZINNEN), versie=0, door=partner)


def aanvaard(melding: Melding, wie, **velden):
    """Accept through the page; a text by the name of its field."""
    taal = {naam if naam == "uitzondering" else f"taal-{naam}": waarde for naam, waarde in velden.items()}
    return als(wie).post(f"/nakijken/{melding.pk}/aanvaarden/", {"versie": 1, **taal})


def soorten(melding: Melding) -> list[str]:
    return list(melding.gebeurtenissen.values_list("soort", flat=True))


def test_beide_versies_blijven_en_de_nieuwe_is_de_stand(melding, medewerker):
    assert aanvaard(melding, medewerker, toelichting="Het gaat goed vooruit.").status_code == 302
    melding.refresh_from_db()
    assert (melding.toestand, melding.toelichting) == ("aanvaard", "Het gaat goed vooruit.")
    assert melding.volgende_stappen == "Vergaderen."
    assert soorten(melding) == ["ingediend", "taal_verbeterd", "aanvaard"]
    verbeterd = melding.gebeurtenissen.get(soort="taal_verbeterd")
    assert (verbeterd.door, verbeterd.inhoud) == (
        medewerker,
        {"toelichting": "Het gaat goed vooruit.", "was": {"toelichting": ZINNEN["toelichting"]}},
    )


def test_wie_indiende_leest_wat_er_stond_en_wat_er_staat(melding, medewerker, partner):
    aanvaard(melding, medewerker, toelichting="Het gaat goed vooruit.")
    soort, over = Post.objects.filter(aan=partner).order_by("-pk").values_list("soort", "over")[0]
    assert (soort, over.partition(":")[0]) == ("taal_verbeterd", "gebeurtenis")
    pagina = tekst(als(partner).get(f"/acties/{melding.actie_id}/"))
    assert "taal verbeterd" in pagina and "We gaan" in pagina and "Het gaat" in pagina
    assert "We gaan" not in tekst(Client().get(f"/acties/{melding.actie_id}/"))
    assert "We gaan" in tekst(als(medewerker).get(f"/nakijken/{melding.pk}/"))


@pytest.mark.parametrize(
    "zelfde", [{}, {"toelichting": "We gaan goed\nvooruit."}, {"toelichting": "  We gaan goed\r\nvooruit.\r\n"}]
)
def test_dezelfde_woorden_zijn_geen_verbetering(melding, medewerker, zelfde):
    assert aanvaard(melding, medewerker, **zelfde).status_code == 302
    assert soorten(melding) == ["ingediend", "aanvaard"]
    assert Melding.objects.get(pk=melding.pk).toelichting == ZINNEN["toelichting"]


@pytest.mark.parametrize(("veld", "nu"), [("toelichting", ""), ("toelichting", "   "), ("volgende_stappen", "")])
def test_een_tekst_kan_niet_leeg(melding, medewerker, veld, nu):
    response = aanvaard(melding, medewerker, **{"toelichting": "Vlotter.", veld: nu})
    assert (response.status_code, soorten(melding)) == (422, ["ingediend"])
    pagina = lees(response)
    assert "Niet aanvaard" in tekst(response) and "Verbeter alleen de taal." in tekst(response)
    if veld != "toelichting":
        assert "Vlotter." in pagina.html  # what was typed stays


@pytest.mark.parametrize(
    "teksten",
    [
        {"reden": "Er was geen reden."},
        {"status": "uitgevoerd"},
        {"nodig": "Geld."},
        {"opmerking_voor_vgc": "x"},
        {"onzin": "x"},
    ],
)
def test_een_nakijker_voegt_niets_toe(melding, medewerker, teksten):
    with pytest.raises((ValidationError, AttributeError)):
        services.aanvaard(melding=melding, versie=1, door=medewerker, teksten=teksten)
    assert (Melding.objects.get(pk=melding.pk).toestand, soorten(melding)) == ("ingediend", ["ingediend"])


def test_een_veld_dat_er_niet_stond_wordt_niet_gelezen(melding, medewerker):
    aanvaard(melding, medewerker, reden="Geheim.", nodig="Geld.", status="stopgezet")
    melding.refresh_from_db()
    assert (melding.reden, melding.nodig, melding.status) == ("", "", "in_uitvoering")


def test_te_lang_wordt_gezegd_en_niet_afgekapt(melding, medewerker):
    response = aanvaard(melding, medewerker, toelichting="a" * 5001)
    assert (response.status_code, soorten(melding)) == (422, ["ingediend"])
    assert "a" * 5001 in response.content.decode()


def test_een_verbetering_van_een_andere_tekst_overschrijft_niets(melding, medewerker, partner):
    """The partner sent it again while the checker was typing."""
    eigen = Melding.objects.get(pk=melding.pk)
    eigen.toelichting = "Nieuws van vandaag."
    services.dien_in(melding=eigen, versie=1, door=partner)
    response = aanvaard(melding, medewerker, toelichting="Het gaat goed vooruit.")
    assert (response.status_code, soorten(melding)) == (409, ["ingediend", "ingediend"])
    pagina = lees(response)
    assert "Uw tekst is niet verstuurd" in tekst(response) and "Het gaat goed vooruit." in tekst(response)
    (vak,) = [e for e in pagina.alle("textarea") if e.attrs.get("id") == "id_taal-toelichting"]
    assert vak.tekst.strip() == "Nieuws van vandaag."
    assert Melding.objects.get(pk=melding.pk).toelichting == "Nieuws van vandaag."


def test_een_beheerder_verbetert_ook_bij_een_uitzondering(actie, organisatie, beheerder):
    melding = services.dien_in(melding=nieuw(actie, organisatie, **ZINNEN), versie=0, door=beheerder)
    response = aanvaard(melding, beheerder, uitzondering="Alleen in dienst.", toelichting="Vlotter.")
    assert response.status_code == 302
    assert soorten(melding) == ["ingediend", "taal_verbeterd", "aanvaard"]
    assert melding.gebeurtenissen.last().reden == "Alleen in dienst."


def test_na_aanvaarding_verandert_ook_de_taal_niet_meer(melding, medewerker, medewerker2):
    aanvaard(melding, medewerker)
    assert aanvaard(melding, medewerker2, toelichting="Anders.").status_code == 409
    assert Melding.objects.get(pk=melding.pk).toelichting == ZINNEN["toelichting"]


# --- phrases to return with


def stuur_terug(melding: Melding, wie, **velden):
    return als(wie).post(f"/nakijken/{melding.pk}/terugsturen/", {"versie": 1, "tegen": TEGEN.isoformat(), **velden})


@pytest.mark.parametrize(
    ("velden", "reden"),
    [
        ({"zinnen": VASTE_ZINNEN[0]}, VASTE_ZINNEN[0]),
        ({"zinnen": [VASTE_ZINNEN[4], VASTE_ZINNEN[2]], "reden": "Bel me."}, None),
        ({"reden": "Bel me."}, "Bel me."),
    ],
)
def test_de_partner_leest_de_zinnen_en_de_eigen_woorden(melding, medewerker, partner, velden, reden):
    assert stuur_terug(melding, medewerker, **velden).status_code == 302
    kreeg = Gebeurtenis.objects.get(melding=melding, soort="teruggestuurd").reden
    assert kreeg == (reden or f"{VASTE_ZINNEN[4]}\n{VASTE_ZINNEN[2]}\nBel me.")
    assert kreeg.splitlines()[0] in tekst(als(partner).get(f"/acties/{melding.actie_id}/melding/"))


@pytest.mark.parametrize("velden", [{}, {"reden": "  "}, {"zinnen": "Zelf verzonnen."}])
def test_zonder_reden_gaat_niets_terug(melding, medewerker, velden):
    response = stuur_terug(melding, medewerker, **velden)
    assert (response.status_code, soorten(melding)) == (422, ["ingediend"])


def test_gekozen_zinnen_blijven_gekozen_als_de_dag_te_vroeg_is(melding, medewerker):
    response = stuur_terug(
        melding, medewerker, zinnen=VASTE_ZINNEN[1], tegen=(VANDAAG.date() + dt.timedelta(days=1)).isoformat()
    )
    assert response.status_code == 422
    gekozen = [e.attrs["value"] for e in lees(response).alle("input") if "checked" in e.attrs]
    assert gekozen == [VASTE_ZINNEN[1]]
