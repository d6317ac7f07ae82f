"""Closing a plan while others send and check: what came before it stands whole, what came after is refused whole."""

import pytest

from speerpunten.afsluiten import stel_slotlijst_samen
from speerpunten.models import Actie, Afsluiting, Gebeurtenis, Melding
from speerpunten.services import acties, meldingen
from speerpunten.services.plannen import LijstVeranderd, sluit_plan
from speerpunten.services.slot import PlanAfgesloten
from speerpunten.tests import maak
from speerpunten.tests.tegelijk import BEURTEN, bestand, nieuw, tegelijk

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["bestand"]  # a fixture of every test here


@pytest.mark.parametrize("beurt", BEURTEN)
def test_sluiten_terwijl_men_indient_aanvaardt_en_wijzigt(beurt):
    organisatie, beheerder, medewerker = maak.maak_organisatie(), maak.maak_beheerder(), maak.maak_medewerker()
    partner = maak.maak_partner(organisatie)
    te_melden, te_aanvaarden, te_wijzigen = (maak.maak_actie(speerpunt=maak.maak_speerpunt()) for _ in range(3))
    plan = te_melden.speerpunt.plan
    for actie in (te_aanvaarden, te_wijzigen):
        type(actie.speerpunt).objects.filter(pk=actie.speerpunt_id).update(plan=plan, nummer=actie.pk + 1)
    maak.geef_rol(te_melden, organisatie)
    wacht = maak.maak_melding(te_aanvaarden, organisatie=organisatie, toestand="ingediend", indiener=partner)
    anders = Actie.objects.select_related("speerpunt__plan").get(pk=te_wijzigen.pk)
    anders.titel = "Anders"
    gezien = stel_slotlijst_samen(plan).vingerafdruk
    gesloten, gemeld, aanvaard, gewijzigd = tegelijk(
        lambda: sluit_plan(plan=plan, door=beheerder, gezien=gezien, akkoord=True),
        lambda: meldingen.dien_in(melding=nieuw(te_melden, organisatie, "Tegelijk."), versie=0, door=partner),
        lambda: meldingen.aanvaard(melding=wacht, versie=wacht.versie, door=medewerker),
        lambda: acties.wijzig_actie(actie=anders, versie=anders.versie, omgeving=acties.Omgeving()),
    )
    plan.refresh_from_db()
    wacht.refresh_from_db()
    te_wijzigen.refresh_from_db()
    # A list that changed on the way closes nothing; then all acts landed, for none was refused.
    assert isinstance(gesloten, Afsluiting | LijstVeranderd), gesloten
    assert plan.is_afgesloten == isinstance(gesloten, Afsluiting) == Afsluiting.objects.filter(plan=plan).exists()
    for uit in (gemeld, aanvaard, gewijzigd):
        assert isinstance(uit, Melding | Actie | PlanAfgesloten), uit
        assert plan.is_afgesloten or not isinstance(uit, PlanAfgesloten)
    assert Melding.objects.filter(actie=te_melden).exists() == isinstance(gemeld, Melding)
    assert wacht.is_aanvaard == isinstance(aanvaard, Melding)
    assert (te_wijzigen.titel == "Anders") == isinstance(gewijzigd, Actie)
    assert Gebeurtenis.objects.count() == isinstance(gemeld, Melding) + isinstance(aanvaard, Melding)
    if plan.is_afgesloten:
        assert isinstance(gemeld, PlanAfgesloten)
        assert isinstance(aanvaard, PlanAfgesloten)


def test_twee_sluiten_tegelijk():
    plan, een, twee = maak.maak_plan(), maak.maak_beheerder(), maak.maak_beheerder()
    gezien = stel_slotlijst_samen(plan).vingerafdruk
    uit = tegelijk(*(lambda w=w: sluit_plan(plan=plan, door=w, gezien=gezien) for w in (een, twee)))
    assert sorted(type(u).__name__ for u in uit) == ["Afsluiting", "ValidationError"]
    assert Afsluiting.objects.count() == 1
