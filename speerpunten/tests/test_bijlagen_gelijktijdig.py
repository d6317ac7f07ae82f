"""Files at the same moment: real threads. Who is first wins, and no file is left without its row, nor a row without."""

from pathlib import Path

import pytest
from django.utils import timezone

from speerpunten.models import Bijlage, Gebeurtenis, Melding
from speerpunten.services.bijlagen import geef_vrij, sluit
from speerpunten.services.meldingen import aanvaard, bewaar_concept, dien_in
from speerpunten.tests import maak
from speerpunten.tests.bestanden import pdf
from speerpunten.tests.tegelijk import BEURTEN, bestand, kopie, nieuw, soorten, tegelijk
from speerpunten.tests.test_bijlagen import bestand as verslag
from speerpunten.tests.test_bijlagen import map_, met, op_schijf

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["bestand", "map_"]


@pytest.fixture
def organisatie():
    return maak.maak_organisatie(naam="Buurtwerk (voorbeeld)", slug="buurtwerk")


@pytest.fixture
def actie(organisatie):
    actie = maak.maak_actie(titel="Buurtfeest")
    maak.geef_rol(actie, organisatie)
    return actie


def eis_elk_bestand_heeft_een_rij(map_: Path) -> None:
    assert op_schijf(map_) == set(Bijlage.objects.values_list("bestand", flat=True))


@pytest.mark.parametrize("beurt", BEURTEN)
def test_twee_voegen_toe_terwijl_een_derde_aanvaardt(actie, organisatie, map_, beurt):
    """What is accepted is what the checker saw, with the bijlagen that were sent then; and it stays so."""
    een, twee, nakijker = maak.maak_partner(organisatie), maak.maak_partner(organisatie), maak.maak_medewerker()
    melding = dien_in(melding=nieuw(actie, organisatie, "Begin."), versie=0, door=een, bijlagen=met(verslag("0.pdf")))

    def voeg_toe(wie, naam):
        erbij = met(verslag(naam, pdf(f"% {naam}\n".encode())))
        return lambda: dien_in(melding=kopie(melding, naam), versie=1, door=wie, bijlagen=erbij)

    uit = tegelijk(
        voeg_toe(een, "1.pdf"),
        voeg_toe(twee, "2.pdf"),
        lambda: aanvaard(melding=melding, versie=1, door=nakijker),
    )
    assert soorten(uit) in (["Melding", "Verouderd", "Verouderd"], ["Melding", "PermissionDenied", "Verouderd"])
    nu = Melding.objects.get()
    namen = list(nu.bijlagen.values_list("naam", flat=True))
    assert namen == (["0.pdf"] if nu.is_aanvaard else ["0.pdf", nu.toelichting])
    verzonden = Gebeurtenis.objects.filter(soort="ingediend").latest("pk")
    assert [b["naam"] for b in verzonden.inhoud["bijlagen"]] == namen
    eis_elk_bestand_heeft_een_rij(map_)


@pytest.mark.parametrize("beurt", BEURTEN)
def test_een_haalt_weg_wat_een_ander_houdt(actie, organisatie, map_, beurt):
    een, twee = maak.maak_partner(organisatie), maak.maak_partner(organisatie)
    begin = nieuw(actie, organisatie, "Begin.")
    melding = bewaar_concept(melding=begin, versie=0, door=een, bijlagen=met(verslag("0.pdf")))
    weg = (melding.bijlagen.get().pk,)
    uit = tegelijk(
        lambda: bewaar_concept(melding=kopie(melding, "Een."), versie=1, door=een, bijlagen=met(weg=weg)),
        lambda: dien_in(melding=kopie(melding, "Twee."), versie=1, door=twee, bijlagen=met(verslag("1.pdf"))),
    )
    assert soorten(uit) == ["Melding", "Verouderd"]
    gehouden = ["0.pdf", "1.pdf"] if Melding.objects.get().toelichting == "Twee." else []
    assert list(Bijlage.objects.values_list("naam", flat=True)) == gehouden
    eis_elk_bestand_heeft_een_rij(map_)


@pytest.mark.parametrize("beurt", BEURTEN)
def test_twee_medewerkers_openen_en_een_sluit(actie, beurt):
    bijlage = maak.maak_bijlage(actie)
    een, twee, drie = (maak.maak_medewerker() for _ in range(3))
    uit = tegelijk(
        lambda: geef_vrij(bijlage=bijlage, door=een),
        lambda: geef_vrij(bijlage=bijlage, door=twee),
        lambda: sluit(bijlage=bijlage, door=drie),
    )
    assert uit == [None, None, None]
    assert bijlage.vrijgaven.geldig().count() <= 1
    assert bijlage.vrijgaven.filter(op__lte=timezone.now()).count() in {1, 2}
