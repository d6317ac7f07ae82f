"""Two beheerders at the same moment: one decision counts, and no actie is made twice."""

import datetime as dt

from speerpunten.keuzes import Overgangsbesluit
from speerpunten.models import Actie, Overgang
from speerpunten.services.opvolging import (
    Besluit,
    Speerpuntregel,
    beslis_overgangen,
    maak_opvolger,
    neem_acties_over,
    verdeel_speerpunten,
)
from speerpunten.tests import maak
from speerpunten.tests.tegelijk import bestand, soorten, tegelijk

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
