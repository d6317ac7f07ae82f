"""Doorgaven at the same moment: of two members of staff one decides, and nobody becomes two persons."""

import pytest
from django.utils import timezone

from organisaties.models import Doorgave, Gebruiker, Lidmaatschap
from speerpunten.models import Post
from speerpunten.services import doorgaven
from speerpunten.services.organisaties import voeg_organisaties_samen
from speerpunten.tests import maak
from speerpunten.tests.tegelijk import BEURTEN, als, bestand, soorten, tegelijk
from speerpunten.tests.test_gelijktijdig import organisatie

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["bestand", "organisatie"]  # fixtures


@pytest.fixture
def doorgave(organisatie) -> Doorgave:
    return maak.maak_doorgave(organisatie, maak.maak_partner(organisatie), email="nina@voorbeeld.test")


def kopie(doorgave: Doorgave) -> Doorgave:
    return Doorgave.objects.select_related("organisatie", "door").get(pk=doorgave.pk)


@pytest.mark.parametrize("beurt", BEURTEN)
def test_two_take_over(doorgave, beurt):
    mensen = maak.maak_medewerker(), maak.maak_medewerker()
    uit = tegelijk(*(lambda w=w: doorgaven.neem_over(doorgave=kopie(doorgave), door=w) for w in mensen))
    assert soorten(uit) == ["DoorgaveVerouderd", "Lidmaatschap"]
    assert Lidmaatschap.objects.filter(gebruiker__email="nina@voorbeeld.test").count() == 1
    assert Lidmaatschap.objects.huidig().filter(organisatie=doorgave.organisatie).count() == 1
    assert sorted(Post.objects.values_list("soort", flat=True)) == ["doorgave_klaar", "welkom"]


@pytest.mark.parametrize("beurt", BEURTEN)
def test_one_takes_over_while_the_other_refuses(doorgave, beurt):
    een, twee = maak.maak_medewerker(), maak.maak_medewerker()
    uit = tegelijk(
        lambda: doorgaven.neem_over(doorgave=kopie(doorgave), door=een),
        lambda: doorgaven.wijs_af(doorgave=kopie(doorgave), door=twee, reden="Verkeerd adres."),
    )
    assert "DoorgaveVerouderd" in soorten(uit)
    doorgave.refresh_from_db()
    overgenomen = isinstance(uit[0], Lidmaatschap)
    assert doorgave.toestand == ("overgenomen" if overgenomen else "afgewezen")
    assert doorgave.afgehandeld_door == (een if overgenomen else twee)
    assert Gebruiker.objects.filter(email="nina@voorbeeld.test").exists() is overgenomen
    assert Lidmaatschap.objects.filter(gebruiker=doorgave.door, tot=None).exists() is not overgenomen


def test_two_pages_take_over(doorgave):
    """Through the pages: one is thanked, the other reads who was first."""
    clients = [als(maak.maak_medewerker(naam=f"Medewerker {nr}")) for nr in (1, 2)]
    adres = f"/organisaties/buurtwerk/contactpersonen/{doorgave.pk}/overnemen/"
    uit = tegelijk(*(lambda c=c: c.post(adres) for c in clients))
    assert sorted(response.status_code for response in uit) == [302, 409]
    (botsing,) = [response.content.decode() for response in uit if response.status_code == 409]
    assert "Iemand anders handelde dit intussen af." in botsing


@pytest.mark.parametrize("beurt", BEURTEN)
def test_one_person_for_two_organisaties(doorgave, beurt):
    """Two rows of their own, one new gebruiker."""
    ander = maak.maak_organisatie()
    tweede = maak.maak_doorgave(ander, maak.maak_partner(ander), email="nina@voorbeeld.test")
    wie = maak.maak_medewerker()
    uit = tegelijk(*(lambda d=d: doorgaven.neem_over(doorgave=kopie(d), door=wie) for d in (doorgave, tweede)))
    assert soorten(uit) == ["Lidmaatschap", "Lidmaatschap"]
    assert uit[0].gebruiker == uit[1].gebruiker
    assert Gebruiker.objects.filter(email="nina@voorbeeld.test").count() == 1


@pytest.mark.parametrize("beurt", BEURTEN)
def test_two_colleagues_name_the_same_person(organisatie, beurt):
    mensen = [maak.maak_partner(organisatie) for _ in range(2)]

    def nieuw(door) -> Doorgave:
        return Doorgave(organisatie=organisatie, door=door, naam="Nina Nieuw", email="nina@voorbeeld.test")

    uit = tegelijk(*(lambda w=w: doorgaven.geef_door(doorgave=nieuw(w)) for w in mensen))
    assert soorten(uit) == ["Doorgave", "ValidationError"]
    assert Doorgave.objects.count() == 1


@pytest.mark.parametrize("beurt", BEURTEN)
def test_taking_over_while_the_organisatie_is_merged(doorgave, beurt):
    """Whoever is first: the person speaks for what it became, or the doorgave waits there."""
    met = maak.maak_organisatie()
    wie = maak.maak_medewerker()
    uit = tegelijk(
        lambda: doorgaven.neem_over(doorgave=kopie(doorgave), door=wie),
        lambda: voeg_organisaties_samen(organisatie=doorgave.organisatie, met=met, soort="dubbel"),
    )
    assert soorten(uit)[-1] == "Samenvoegplan"
    doorgave.refresh_from_db()
    lid = Lidmaatschap.objects.filter(gebruiker__email="nina@voorbeeld.test").first()
    if isinstance(uit[0], Lidmaatschap):
        assert (lid.organisatie, lid.van) == (met, timezone.localdate())
    else:
        assert soorten(uit)[0] == "DoorgaveVerouderd"
        assert (doorgave.is_open, doorgave.organisatie, lid) == (True, met, None)
