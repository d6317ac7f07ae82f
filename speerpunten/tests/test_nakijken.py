"""Who checks what: four eyes, the beheerder's exception, and one melding per actie and ronde among organisaties."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client

from speerpunten.models import Actie, Melding, Ronde
from speerpunten.nakijkblad import vorige_van
from speerpunten.services import meldingen as services
from speerpunten.tests import maak
from speerpunten.tests.invullen import melding_velden, tekst
from speerpunten.tests.kijk import lees
from speerpunten.tests.test_meldingen import HALFJAAR, TEGEN, VANDAAG, als, nieuw

pytestmark = pytest.mark.django_db


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
def ronde(actie) -> Ronde:
    return maak.maak_ronde(actie.speerpunt.plan, **HALFJAAR)


def mag_nakijken(melding: Melding, wie) -> bool:
    return Melding.objects.nakijkbaar_door(wie).filter(pk=melding.pk).exists()


# --- four eyes


def test_who_wrote_for_a_partner_does_not_check_it(actie, organisatie, medewerker, medewerker2):
    melding = services.dien_in(melding=nieuw(actie, organisatie), versie=0, door=medewerker)
    assert melding.namens
    assert (mag_nakijken(melding, medewerker), mag_nakijken(melding, medewerker2)) == (False, True)
    for doe in (aanvaard_door, stuur_terug_door):
        with pytest.raises(PermissionDenied, match="Vier ogen"):
            doe(melding, medewerker)
    assert als(medewerker).post(f"/nakijken/{melding.pk}/aanvaarden/", {"versie": 1}).status_code == 403
    assert "Een collega kijkt het na." in tekst(als(medewerker).get(f"/nakijken/{melding.pk}/"))
    assert aanvaard_door(melding, medewerker2).aanvaard_door == medewerker2


def aanvaard_door(melding: Melding, wie, **over) -> Melding:
    return services.aanvaard(melding=melding, versie=melding.versie, door=wie, **over)


def stuur_terug_door(melding: Melding, wie) -> Melding:
    return services.stuur_terug(melding=melding, versie=melding.versie, door=wie, reden="Korter.", tegen=TEGEN)


def test_an_earlier_writer_does_not_check_it(actie, organisatie, partner, medewerker, medewerker2):
    """Staff began it, the partner finished and sent it: the first writer stays out of it."""
    melding = services.bewaar_concept(melding=nieuw(actie, organisatie), versie=0, door=medewerker)
    melding.toelichting = "Alles anders."
    services.dien_in(melding=melding, versie=1, door=partner)
    assert melding.ingediend_door == partner
    with pytest.raises(PermissionDenied):
        aanvaard_door(melding, medewerker)
    stuur_terug_door(melding, medewerker2)
    melding.refresh_from_db()
    services.dien_in(melding=melding, versie=3, door=partner)
    with pytest.raises(PermissionDenied):
        aanvaard_door(melding, medewerker)


def test_plan_without_four_eyes(actie, organisatie, medewerker):
    type(actie.speerpunt.plan).objects.update(vier_ogen=False)
    melding = services.dien_in(melding=nieuw(actie, organisatie), versie=0, door=medewerker)
    assert aanvaard_door(melding, medewerker).toestand == "aanvaard"


def test_beheerder_overrides_with_a_reason(actie, organisatie, beheerder):
    melding = services.dien_in(melding=nieuw(actie, organisatie), versie=0, door=beheerder)
    for leeg in ("", "   "):
        with pytest.raises(PermissionDenied):
            aanvaard_door(melding, beheerder, uitzondering=leeg)
    adres = f"/nakijken/{melding.pk}/aanvaarden/"
    assert als(beheerder).post(adres, {"versie": 1}).status_code == 403
    assert als(beheerder).post(adres, {"versie": 1, "uitzondering": "Niemand anders in dienst."}).status_code == 302
    laatste = melding.gebeurtenissen.last()
    assert (laatste.soort, laatste.door, laatste.reden) == ("aanvaard", beheerder, "Niemand anders in dienst.")


def test_medewerker_cannot_override(actie, organisatie, medewerker):
    melding = services.dien_in(melding=nieuw(actie, organisatie), versie=0, door=medewerker)
    with pytest.raises(PermissionDenied):
        aanvaard_door(melding, medewerker, uitzondering="Haast.")
    response = als(medewerker).post(f"/nakijken/{melding.pk}/aanvaarden/", {"versie": 1, "uitzondering": "Haast."})
    assert (response.status_code, Melding.objects.get().toestand) == (403, "ingediend")


def test_an_override_with_a_null_byte_is_no_500(actie, organisatie, beheerder):
    melding = services.dien_in(melding=nieuw(actie, organisatie), versie=0, door=beheerder)
    velden = {"versie": 1, "uitzondering": "Alleen\x00 in dienst."}
    assert als(beheerder).post(f"/nakijken/{melding.pk}/aanvaarden/", velden).status_code == 302
    assert melding.gebeurtenissen.last().reden == "Alleen in dienst."


def test_partner_never_checks(actie, organisatie, partner, medewerker):
    """Not even what a colleague of its own organisatie sent, or as a lezer."""
    melding = services.dien_in(melding=nieuw(actie, organisatie), versie=0, door=maak.maak_partner(organisatie))
    for wie in (partner, maak.maak_gebruiker(rol="lezer")):
        with pytest.raises(PermissionDenied):
            aanvaard_door(melding, wie, uitzondering="x")
        with pytest.raises(PermissionDenied):
            stuur_terug_door(melding, wie)
    assert mag_nakijken(melding, medewerker)


def test_what_does_not_wait_is_not_accepted_or_returned(actie, organisatie, partner, medewerker):
    concept = services.bewaar_concept(melding=nieuw(actie, organisatie), versie=0, door=partner)
    for doe in (aanvaard_door, stuur_terug_door):
        with pytest.raises(services.Verouderd):
            doe(concept, medewerker)
    assert (Melding.objects.get().toestand, concept.gebeurtenissen.count()) == ("concept", 0)


def test_what_waits_in_a_closed_plan_is_not_checked(actie, organisatie, partner, medewerker, beheerder):
    melding = services.dien_in(melding=nieuw(actie, organisatie), versie=0, door=partner)
    type(actie.speerpunt.plan).objects.update(toestand="afgesloten")
    for wie, reden in ((medewerker, ""), (beheerder, ""), (beheerder, "Toch.")):
        with pytest.raises(PermissionDenied):
            aanvaard_door(melding, wie, uitzondering=reden)
    assert "Niets wacht op nakijken" in tekst(als(medewerker).get("/nakijken/"))


def test_a_rule_that_came_later_is_told_and_no_500(actie, organisatie, ronde, partner, medewerker):
    """The ronde became an eindronde while this waited: the checker reads what lacks, and can return it."""
    melding = services.dien_in(melding=nieuw(actie, organisatie, ronde=ronde), versie=0, door=partner)
    Ronde.objects.update(eindronde=True)
    response = als(medewerker).post(f"/nakijken/{melding.pk}/aanvaarden/", {"versie": 1})
    assert response.status_code == 422
    assert "Dit is de eindronde." in tekst(response)
    assert Melding.objects.get().toestand == "ingediend"


def test_queue_is_oldest_first(actie, organisatie, partner, medewerker, vandaag):
    titels = []
    for nr, uur in ((1, 12), (2, 10), (3, 11)):
        vandaag.move_to(dt.datetime(2024, 6, 14, uur, tzinfo=dt.UTC))
        ander = maak.maak_actie(speerpunt=actie.speerpunt, titel=f"Actie nummer {nr}")
        maak.geef_rol(ander, organisatie)
        services.dien_in(melding=nieuw(ander, organisatie), versie=0, door=partner)
        titels.append(ander.titel)
    pagina = tekst(als(medewerker).get("/nakijken/"))
    assert sorted(titels, key=pagina.index) == ["Actie nummer 2", "Actie nummer 3", "Actie nummer 1"]
    assert "3 standen wachten op nakijken" in pagina


# --- one melding per actie and ronde, whoever speaks


@pytest.fixture
def met_twee(actie, andere_organisatie) -> Actie:
    maak.geef_rol(actie, andere_organisatie, "uitvoerder")
    return actie


def test_second_organisatie_finds_the_ronde_answered(met_twee, organisatie, ronde, partner, andere_partner):
    services.dien_in(melding=nieuw(met_twee, organisatie, ronde=ronde), versie=0, door=partner)
    adres = f"/acties/{met_twee.pk}/melding/?ronde=halfjaar"
    assert "Een andere organisatie rapporteert al" in tekst(als(andere_partner).get(adres))
    velden = melding_velden(peildatum="2024-06-10", toelichting="Ook van ons.")
    response = als(andere_partner).post(adres, velden)
    assert response.status_code == 403
    assert "Ook van ons." in tekst(response)
    assert [m.organisatie for m in Melding.objects.all()] == [organisatie]
    with pytest.raises(services.Verouderd):
        services.dien_in(
            melding=nieuw(met_twee, andere_partner.lidmaatschappen.get().organisatie, ronde=ronde),
            versie=0,
            door=andere_partner,
        )


def test_both_may_report_in_between(met_twee, organisatie, andere_organisatie, partner, andere_partner):
    for wie in (partner, andere_partner):
        velden = melding_velden(peildatum="2024-06-10")
        assert als(wie).post(f"/acties/{met_twee.pk}/melding/?ronde=tussendoor", velden).status_code == 302
    assert {m.organisatie for m in Melding.objects.all()} == {organisatie, andere_organisatie}


def test_a_concept_of_the_administration_does_not_stand_in_the_way(actie, organisatie, partner, medewerker):
    """In between everybody speaks for themselves; staff began something in the name of the administration."""
    services.bewaar_concept(melding=nieuw(actie, None), versie=0, door=medewerker)
    adres = f"/acties/{actie.pk}/melding/?ronde=tussendoor"
    assert als(partner).get(adres).status_code == 200
    assert als(partner).post(adres, melding_velden(peildatum="2024-06-10")).status_code == 302
    assert Melding.objects.get(organisatie=organisatie).toestand == "ingediend"


def test_nobody_speaks_for_another_organisatie(met_twee, organisatie, partner, andere_organisatie):
    with pytest.raises(PermissionDenied):
        services.dien_in(melding=nieuw(met_twee, andere_organisatie), versie=0, door=partner)
    with pytest.raises(PermissionDenied):
        services.dien_in(melding=nieuw(met_twee, None), versie=0, door=partner)


def test_staff_speak_for_who_reports_and_for_the_administration(met_twee, organisatie, medewerker):
    bestuur = maak.maak_organisatie(naam="Bestuur (voorbeeld)")
    plan = met_twee.speerpunt.plan
    plan.opdrachtgever = bestuur
    plan.save()
    namens = services.bewaar_concept(melding=nieuw(met_twee, organisatie), versie=0, door=medewerker)
    eigen = services.bewaar_concept(melding=nieuw(met_twee, bestuur), versie=0, door=medewerker)
    zonder = services.bewaar_concept(melding=nieuw(met_twee, None), versie=0, door=medewerker)
    assert (namens.namens, eigen.namens, zonder.namens) == (True, False, False)
    with pytest.raises(PermissionDenied):
        services.bewaar_concept(melding=nieuw(met_twee, maak.maak_organisatie()), versie=0, door=medewerker)


def test_public_page_names_who_says_it_and_never_who_typed_it(actie, organisatie, medewerker, medewerker2):
    melding = services.dien_in(melding=nieuw(actie, organisatie), versie=0, door=medewerker)
    aanvaard_door(melding, medewerker2)
    pagina = tekst(Client().get(f"/acties/{actie.pk}/"))
    assert "Gerapporteerd door Buurtwerk (voorbeeld)" in pagina
    assert "medewerker (voorbeeld)" not in pagina.lower()


# --- what a partner is asked


def mijn(wie) -> str:
    return tekst(als(wie).get("/mijn/"))


def test_who_is_asked_sees_that_another_organisatie_answers(actie, ronde, organisatie, andere_organisatie, partner):
    actie.rollen.update(rol="uitvoerder")
    maak.geef_rol(actie, andere_organisatie, "uitvoerder")
    ander = maak.maak_partner(andere_organisatie)
    assert "Nog 1 van 1 acties te rapporteren" in mijn(ander)
    services.dien_in(melding=nieuw(actie, organisatie, ronde=ronde), versie=0, door=partner)
    pagina = mijn(ander)
    assert "Er wordt nu niets gevraagd" in pagina
    assert "een andere organisatie rapporteert in deze ronde" in pagina
    links = [e.attrs["href"] for e in lees(als(ander).get("/mijn/")).links("/melding/")]
    assert [als(ander).get(adres).status_code for adres in links] == [200]


def test_an_eindronde_asks_an_actie_that_ended_long_ago(actie, ronde, partner):
    Actie.objects.filter(pk=actie.pk).update(start=dt.date(2022, 1, 1), einde=dt.date(2022, 12, 31))
    assert "Er wordt nu niets gevraagd" in mijn(partner)
    Ronde.objects.filter(pk=ronde.pk).update(eindronde=True)
    assert "Nog 1 van 1 acties te rapporteren" in mijn(partner)


def test_who_only_takes_part_sees_the_actie_and_reports_nothing(actie, ronde, partner, organisatie):
    mee = maak.maak_actie(speerpunt=actie.speerpunt, titel="Wijkfeest", openbaar=False)
    maak.geef_rol(mee, organisatie, "partner")
    pagina = lees(als(partner).get("/mijn/"))
    assert "Wijkfeest" in pagina.html
    assert not pagina.links(f"/acties/{mee.pk}/melding/")
    assert pagina.links(f"/acties/{mee.pk}/")


# --- what a checker compares with


def test_beheerder_returns_their_own_with_a_reason(actie, organisatie, beheerder, medewerker):
    velden = {"versie": 1, "reden": "Er ontbreekt een cijfer.", "tegen": TEGEN.isoformat()}
    for wie, code, toestand in ((medewerker, 403, "ingediend"), (beheerder, 302, "teruggestuurd")):
        melding = services.dien_in(melding=nieuw(maak.maak_actie(speerpunt=actie.speerpunt), None), versie=0, door=wie)
        response = als(wie).post(f"/nakijken/{melding.pk}/terugsturen/", velden)
        melding.refresh_from_db()
        assert (response.status_code, melding.toestand) == (code, toestand)
    assert melding.gebeurtenissen.last().reden == "Er ontbreekt een cijfer."


def test_what_was_accepted_is_compared_with_the_stand_before_it(actie, organisatie, medewerker):
    eerste = maak.maak_melding(actie, toelichting="Eerste.", peildatum=dt.date(2023, 6, 30))
    tweede = maak.maak_melding(actie, toelichting="Tweede.", peildatum=dt.date(2023, 12, 31))
    assert vorige_van(tweede) == eerste
    assert vorige_van(eerste) is None
    pagina = tekst(als(medewerker).get(f"/nakijken/{tweede.pk}/"))
    assert "De vorige stand is van 30/06/2023." in pagina


def test_a_resent_melding_shows_what_was_asked_and_what_changed(actie, organisatie, partner, medewerker):
    melding = services.dien_in(melding=nieuw(actie, organisatie, toelichting="Veel volk."), versie=0, door=partner)
    services.stuur_terug(melding=melding, versie=1, door=medewerker, reden="Hoeveel?", tegen=TEGEN)
    melding.refresh_from_db()
    melding.toelichting = "Dertig mensen."
    services.dien_in(melding=melding, versie=2, door=partner)
    pagina = tekst(als(medewerker).get(f"/nakijken/{melding.pk}/"))
    assert "Hoeveel?" in pagina
    assert "Aangepast sinds het terugsturen" in pagina
    assert "Veel volk." in pagina
