"""People at the same moment: an invitation is accepted once, a link that was sent anew is dead, an erased person stays
erased."""

import pytest
from django.utils import timezone

from organisaties.models import Gebruiker, Uitnodiging
from organisaties.uitnodigen import aanvaard
from speerpunten.models import Post
from speerpunten.services import uitnodigingen
from speerpunten.services.mensen import beeindig_lidmaatschap
from speerpunten.services.wissen import wis_persoon
from speerpunten.tests import maak
from speerpunten.tests.tegelijk import BEURTEN, bestand, soorten, tegelijk
from speerpunten.tests.test_gelijktijdig import organisatie

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["bestand", "organisatie"]  # fixtures
GAST = {"naam": "Gast (voorbeeld)", "email": "gast@voorbeeld.test"}
EEN, TWEE = "het eerste lange geheim", "het tweede lange geheim"


@pytest.fixture
def medewerker(transactional_db) -> Gebruiker:
    return maak.maak_medewerker()


@pytest.fixture
def uitnodiging(organisatie, medewerker) -> Uitnodiging:
    return uitnodigingen.nodig_partner_uit(**GAST, organisatie=organisatie, door=medewerker)


@pytest.mark.parametrize("beurt", BEURTEN)
def test_two_accept(uitnodiging, beurt):
    token = uitnodiging.token
    uit = tegelijk(*(lambda w=w: aanvaard(token=token, wachtwoord=w) for w in (EEN, TWEE)))
    assert soorten(uit) == ["Gebruiker", "UitnodigingGeweigerd"]
    gast = Gebruiker.objects.get(email="gast@voorbeeld.test")
    assert gast.check_password(EEN if isinstance(uit[0], Gebruiker) else TWEE)
    assert gast.emailaddress_set.count() == 1


@pytest.mark.parametrize("beurt", BEURTEN)
def test_one_accepts_while_it_is_sent_again(uitnodiging, medewerker, beurt):
    token = uitnodiging.token
    uit = tegelijk(
        lambda: aanvaard(token=token, wachtwoord=EEN),
        lambda: uitnodigingen.verstuur_opnieuw(uitnodiging=Uitnodiging.objects.get(), door=medewerker),
    )
    assert soorten(uit) in (["Gebruiker", "UitnodigingVerouderd"], ["Uitnodiging", "UitnodigingGeweigerd"])
    gast = Gebruiker.objects.get(email="gast@voorbeeld.test")
    assert gast.has_usable_password() is isinstance(uit[0], Gebruiker)
    assert (Uitnodiging.objects.get().token == token) is isinstance(uit[0], Gebruiker)


@pytest.mark.parametrize("beurt", BEURTEN)
def test_one_accepts_while_it_is_withdrawn(uitnodiging, medewerker, beurt):
    token = uitnodiging.token
    uit = tegelijk(
        lambda: aanvaard(token=token, wachtwoord=EEN),
        lambda: uitnodigingen.trek_in(uitnodiging=Uitnodiging.objects.get(), door=medewerker),
    )
    assert soorten(uit) in (["Gebruiker", "UitnodigingVerouderd"], ["Uitnodiging", "UitnodigingGeweigerd"])
    huidige = Uitnodiging.objects.get()
    assert (huidige.aanvaard_op is None) is not (huidige.ingetrokken_op is None)


@pytest.mark.parametrize("beurt", BEURTEN)
def test_two_invite_the_same_new_person(organisatie, beurt):
    ander = maak.maak_organisatie()
    paren = [(organisatie, maak.maak_medewerker()), (ander, maak.maak_medewerker())]
    uit = tegelijk(*(lambda o=o, d=d: uitnodigingen.nodig_partner_uit(**GAST, organisatie=o, door=d) for o, d in paren))
    assert soorten(uit) == ["Uitnodiging", "Uitnodiging"]
    gast = Gebruiker.objects.get(email="gast@voorbeeld.test")
    assert gast.lidmaatschappen.count() == 2 and Uitnodiging.objects.open().count() == 1
    assert Post.objects.filter(aan=gast).count() == 2


@pytest.mark.parametrize("beurt", BEURTEN)
def test_erasing_while_a_page_saves(organisatie, beurt):
    beheerder, wie = maak.maak_beheerder(), maak.maak_partner(organisatie, naam="Pia (voorbeeld)")
    gelezen = Gebruiker.objects.get(pk=wie.pk)
    gelezen.telefoon = "02 000 00 00"
    uit = tegelijk(
        lambda: wis_persoon(gebruiker=wie, reden="Vroeg het.", door=beheerder),
        gelezen.save,
    )
    assert isinstance(uit[0], Gebruiker) and soorten(uit[1:]) in (["NoneType"], ["IntegrityError"])
    wie = Gebruiker.objects.get(pk=wie.pk)
    assert (wie.naam, wie.telefoon, wie.is_active) == (f"Gewiste persoon {wie.pk}", "", False)
    assert set(wie.history.values_list("naam", "telefoon")) == {(wie.naam, "")}


@pytest.mark.parametrize("beurt", BEURTEN)
def test_erasing_while_they_accept(uitnodiging, beurt):
    beheerder, token, wie = maak.maak_beheerder(), uitnodiging.token, uitnodiging.gebruiker
    uit = tegelijk(
        lambda: wis_persoon(gebruiker=wie, reden="Vroeg het.", door=beheerder),
        lambda: aanvaard(token=token, wachtwoord=EEN),
    )
    assert isinstance(uit[0], Gebruiker)
    wie = Gebruiker.objects.get(pk=wie.pk)
    assert wie.is_gewist and not wie.has_usable_password() and not wie.emailaddress_set.exists()


@pytest.mark.parametrize("beurt", BEURTEN)
def test_two_beheerders_erase_each_other(transactional_db, beurt):
    een, twee = maak.maak_beheerder(), maak.maak_beheerder()
    uit = tegelijk(
        lambda: wis_persoon(gebruiker=een, reden="Vroeg het.", door=twee),
        lambda: wis_persoon(gebruiker=twee, reden="Vroeg het.", door=een),
    )
    assert soorten(uit) == ["Gebruiker", "PermissionDenied"]
    assert Gebruiker.objects.filter(rol="beheerder", is_active=True).count() == 1


@pytest.mark.parametrize("beurt", BEURTEN)
def test_two_end_the_same_lidmaatschap(organisatie, beurt):
    lid = maak.maak_partner(organisatie).lidmaatschappen.get()
    gisteren = timezone.localdate() - timezone.timedelta(days=1)
    mensen = maak.maak_medewerker(), maak.maak_medewerker()
    uit = tegelijk(*(lambda d=d: beeindig_lidmaatschap(lid=lid, tot=gisteren, door=d) for d in mensen))
    assert soorten(uit) == ["Lidmaatschap", "ValidationError"]
