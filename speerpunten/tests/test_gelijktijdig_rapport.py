"""A report is made definitive while others work on it: real threads. Nothing slips in, nothing is half done."""

import datetime as dt

import pytest
from django.utils import timezone

from speerpunten.models import Melding, Rapport, Rapporttekst, Ronde
from speerpunten.rapportage.bewaren import controlegetal
from speerpunten.services import meldingen, rapporten, rondes
from speerpunten.tests import maak
from speerpunten.tests.tegelijk import BEURTEN, bestand, nieuw, soorten, tegelijk

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["bestand"]  # a fixture of every test here


@pytest.fixture
def organisatie():
    return maak.maak_organisatie(naam="Buurtwerk (voorbeeld)", slug="buurtwerk")


@pytest.fixture
def actie(organisatie):
    actie = maak.maak_actie(titel="Buurtfeest")
    maak.geef_rol(actie, organisatie)
    return actie


@pytest.fixture
def ronde(actie) -> Ronde:
    """A ronde that closed yesterday: staff may still send and check."""
    gisteren = timezone.localdate() - dt.timedelta(days=1)
    dagen = dict.fromkeys(("tot", "opent", "deadline", "sluit"), gisteren)
    return maak.maak_ronde(actie.speerpunt.plan, van=gisteren - dt.timedelta(days=300), **dagen)


@pytest.mark.parametrize("beurt", BEURTEN)
def test_two_make_it_definitive(ronde, beurt):
    een, twee = maak.maak_beheerder(), maak.maak_beheerder()
    uit = tegelijk(*(lambda w=w: rapporten.maak_definitief(ronde=ronde, door=w) for w in (een, twee)))
    assert soorten(uit) == ["Rapport", "ValidationError"]
    assert Rapport.objects.count() == 1


@pytest.mark.parametrize("beurt", BEURTEN)
def test_staff_send_while_it_becomes_definitive(ronde, actie, organisatie, beurt):
    """What was sent first keeps the report open; what comes after is refused: none waits in a definitive ronde."""
    wie, baas = maak.maak_medewerker(), maak.maak_beheerder()
    melding = nieuw(actie, organisatie, "Op het laatste.", ronde=ronde, peildatum=ronde.tot)
    uit = tegelijk(
        lambda: meldingen.dien_in(melding=melding, versie=0, door=wie),
        lambda: rapporten.maak_definitief(ronde=ronde, door=baas),
    )
    assert sorted([soorten(uit[:1])[0], soorten(uit[1:])[0]]) in (
        ["Melding", "ValidationError"],
        ["Rapport", "ValidationError"],
    )
    assert Melding.objects.count() + Rapport.objects.count() == 1


@pytest.mark.parametrize("beurt", BEURTEN)
def test_what_is_accepted_at_that_moment_is_in_it(ronde, actie, organisatie, beurt):
    wie, nakijker, baas = maak.maak_medewerker(), maak.maak_medewerker(), maak.maak_beheerder()
    melding = nieuw(actie, organisatie, "Op het laatste.", ronde=ronde, peildatum=ronde.tot)
    meldingen.dien_in(melding=melding, versie=0, door=wie)
    uit = tegelijk(
        lambda: meldingen.aanvaard(melding=melding, versie=1, door=nakijker),
        lambda: rapporten.maak_definitief(ronde=ronde, door=baas),
    )
    assert type(uit[0]).__name__ == "Melding"  # what waits is never shut out
    rapport = Rapport.objects.first()
    assert rapport is None or "Op het laatste." in rapport.inhoud
    assert (type(uit[1]).__name__ == "Rapport") == (rapport is not None)


@pytest.mark.parametrize("beurt", BEURTEN)
def test_a_text_is_saved_while_it_becomes_definitive(ronde, beurt):
    wie, baas = maak.maak_medewerker(), maak.maak_beheerder()
    teksten = {("inleiding", None): ("Dit ging vooraf.", 0)}
    uit = tegelijk(
        lambda: rapporten.schrijf_teksten(ronde=ronde, teksten=teksten, door=wie),
        lambda: rapporten.maak_definitief(ronde=ronde, door=baas),
    )
    rapport = Rapport.objects.get()
    assert controlegetal(rapport.inhoud) == rapport.sha256
    assert ("Dit ging vooraf." in rapport.inhoud) == (uit[0] == 1) == Rapporttekst.objects.exists()


@pytest.mark.parametrize("beurt", BEURTEN)
def test_two_write_the_same_text(ronde, beurt):
    mensen = maak.maak_medewerker(), maak.maak_medewerker()
    uit = tegelijk(
        *(
            lambda w=w: rapporten.schrijf_teksten(
                ronde=ronde, teksten={("conclusie", None): (f"Van {w.pk}.", 0)}, door=w
            )
            for w in mensen
        )
    )
    assert sorted(type(u).__name__ for u in uit) == ["TekstVerouderd", "int"]
    assert Rapporttekst.objects.count() == 1


@pytest.mark.parametrize("beurt", BEURTEN)
def test_two_rechtzettingen_get_two_numbers(ronde, beurt):
    baas = maak.maak_beheerder()
    rapport = rapporten.maak_definitief(ronde=ronde, door=baas)
    kern = {"rapport": rapport, "wordt": "b", "reden": "c", "door": baas}
    uit = tegelijk(*(lambda s=s: rapporten.zet_recht(stond=s, **kern) for s in ("een", "twee", "drie")))
    assert soorten(uit) == ["Rechtzetting"] * 3
    assert list(rapport.rechtzettingen.values_list("nummer", flat=True)) == [1, 2, 3]


@pytest.mark.parametrize("beurt", BEURTEN)
def test_uitstel_while_it_becomes_definitive(ronde, actie, organisatie, beurt):
    """Either the uitstel keeps the report open, or it comes too late."""
    wie, baas = maak.maak_medewerker(), maak.maak_beheerder()
    dag = timezone.localdate() + dt.timedelta(days=9)
    uit = tegelijk(
        lambda: rondes.geef_uitstel(
            ronde=ronde, organisatie=organisatie, dag=dag, reden="Ziek.", door=wie, gezien=None
        ),
        lambda: rapporten.maak_definitief(ronde=ronde, door=baas),
    )
    assert soorten(uit) in (["Rapport", "ValidationError"], ["Uitstel", "ValidationError"])
    assert ronde.uitstellen.count() + Rapport.objects.count() == 1
