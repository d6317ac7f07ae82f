"""Two beheerders at the same moment: one decision counts, and no actie is made twice."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from speerpunten.afsluiten import stel_slotlijst_samen
from speerpunten.keuzes import Overgangsbesluit
from speerpunten.models import Actie, Afsluiting, Beleidsplan, Overgang
from speerpunten.services.acties import ActieVerouderd, Omgeving, wijzig_actie
from speerpunten.services.opvolging import (
    Besluit,
    Speerpuntregel,
    beslis_overgangen,
    maak_opvolger,
    neem_acties_over,
    verdeel_speerpunten,
)
from speerpunten.services.plannen import sluit_plan
from speerpunten.services.slot import PlanAfgesloten
from speerpunten.tests import maak
from speerpunten.tests.tegelijk import BEURTEN, bestand, soorten, tegelijk

__all__ = ["bestand"]
VAN, TOT = dt.date(2026, 1, 1), dt.date(2029, 12, 31)


def test_twee_beheerders_tegelijk(bestand):
    een, ander = maak.maak_beheerder(), maak.maak_beheerder()
    punt = maak.maak_speerpunt()
    acties = [maak.maak_actie(speerpunt=punt) for _ in range(5)]

    def opvolger(door, slug):
        return lambda: maak_opvolger(plan=punt.plan, naam="Volgend", slug=slug, van=VAN, tot=TOT, door=door)

    uit = tegelijk(opvolger(een, "a"), opvolger(ander, "b"))
    assert soorten(uit) == ["Beleidsplan", "ValidationError"]
    plan = next(plan for plan in uit if not isinstance(plan, Exception))
    regel = Speerpuntregel(1, "Eerste", vervolg_op=[punt])
    (nieuw,) = verdeel_speerpunten(plan=plan, regels=[regel], door=een)

    def beslis(door, *wat):
        besluiten = [Besluit(actie, *wat, gezien="") for actie in acties]
        return lambda: beslis_overgangen(plan=plan, besluiten=besluiten, door=door)

    uit = tegelijk(
        beslis(een, Overgangsbesluit.LOOPT_DOOR, nieuw), beslis(ander, Overgangsbesluit.STOPT, None, "Voorbij.")
    )
    assert soorten(uit) == ["OvergangVerouderd", "list"]
    assert len(set(Overgang.objects.values_list("besluit", flat=True))) == 1
    Overgang.objects.update(besluit=Overgangsbesluit.LOOPT_DOOR, naar=nieuw, reden="")
    uit = tegelijk(*(lambda door=door: neem_acties_over(plan=plan, door=door).aantal for door in (een, ander)))
    assert sorted(uit) == [0, 5]
    assert Actie.objects.filter(speerpunt=nieuw).count() == 5


@pytest.mark.parametrize("beurt", BEURTEN)
def test_beslissen_terwijl_men_wijzigt_en_het_volgende_plan_dichtgaat(bestand, beurt):
    """Nobody waits in a circle, and what comes after the closing changes nothing."""
    door, punt = maak.maak_beheerder(), maak.maak_speerpunt()
    oude = maak.maak_actie(speerpunt=punt)
    plan = maak_opvolger(plan=punt.plan, naam="Volgend", slug="volgend", van=VAN, tot=TOT, door=door)
    regel = Speerpuntregel(1, "Eerste", vervolg_op=[punt])
    (nieuw,) = verdeel_speerpunten(plan=plan, regels=[regel], door=door)
    beslis_overgangen(plan=plan, besluiten=[Besluit(oude, Overgangsbesluit.LOOPT_DOOR, nieuw)], door=door)
    neem_acties_over(plan=plan, door=door)
    Beleidsplan.objects.filter(pk=plan.pk).update(toestand="lopend")
    plan.refresh_from_db()
    gezien = stel_slotlijst_samen(plan).vingerafdruk
    gemaakt = Actie.objects.select_related("speerpunt__plan").get(vervolg_op=oude)
    gemaakt.titel = "Anders"
    stopt = Besluit(oude, Overgangsbesluit.STOPT, reden="Voorbij.")
    gesloten, beslist, gewijzigd = tegelijk(
        lambda: sluit_plan(plan=plan, door=door, gezien=gezien, akkoord=True),
        lambda: beslis_overgangen(plan=plan, besluiten=[stopt], door=door),
        lambda: wijzig_actie(actie=gemaakt, versie=gemaakt.versie, omgeving=Omgeving()),
    )
    assert isinstance(gesloten, Afsluiting), gesloten
    assert isinstance(beslist, list | PlanAfgesloten), beslist
    assert isinstance(gewijzigd, Actie | PlanAfgesloten | ActieVerouderd | ValidationError), gewijzigd
    gemaakt.refresh_from_db()
    assert bool(gemaakt.gearchiveerd_op) == isinstance(beslist, list)
    assert (gemaakt.titel == "Anders") == isinstance(gewijzigd, Actie)
