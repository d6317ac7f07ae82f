"""The life of a melding, as people live it: keep, send, return, send again, accept, correct."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from speerpunten.models import Actie, Gebeurtenis, Melding, MijlpaalMelding, Ronde
from speerpunten.services import meldingen as services
from speerpunten.tests import maak
from speerpunten.tests.invullen import melding_velden, tekst

pytestmark = pytest.mark.django_db
VANDAAG = dt.datetime(2024, 6, 14, 9, tzinfo=dt.UTC)  # a Friday
TEGEN = dt.date(2024, 6, 21)  # five working days later
HALFJAAR = {
    "naam": "Halfjaar",
    "slug": "halfjaar",
    "van": dt.date(2024, 1, 1),
    "tot": dt.date(2024, 6, 30),
    "opent": dt.date(2024, 6, 1),
    "deadline": dt.date(2024, 6, 20),
    "sluit": dt.date(2024, 7, 10),
}


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


def nieuw(actie: Actie, organisatie=None, **over) -> Melding:
    velden = {
        "peildatum": dt.date(2024, 6, 10),
        "status": "in_uitvoering",
        "verloop": "op_schema",
        "toelichting": "Het loopt goed.",
    }
    return Melding(actie=actie, organisatie=organisatie, **velden | over)


def als(gebruiker) -> Client:
    client = Client()
    client.force_login(gebruiker)
    return client


def log(melding: Melding) -> list[tuple]:
    return list(melding.gebeurtenissen.values_list("soort", "door__email", "reden"))


# --- the whole way


def test_from_concept_to_correction(actie, organisatie, ronde, partner, medewerker, medewerker2, vandaag):
    """Through the pages, with what the log keeps at every step."""
    adres = f"/acties/{actie.pk}/melding/?ronde=halfjaar"
    half = melding_velden(status="", verloop="", toelichting="Eerste woorden.", peildatum="2024-06-10", act="bewaren")
    assert als(partner).post(adres, half).status_code == 302
    melding = Melding.objects.get()
    assert (melding.toestand, melding.versie, melding.organisatie, melding.ronde) == ("concept", 1, organisatie, ronde)
    assert (melding.namens, melding.ingediend_door, log(melding)) == (False, None, [])

    vol = melding_velden(1, toelichting="Dertig buren kwamen.", peildatum="2024-06-12")
    response = als(partner).post(adres, vol)
    assert (response.status_code, response["Location"]) == (302, "/mijn/")
    melding.refresh_from_db()
    assert (melding.toestand, melding.versie, melding.ingediend_door) == ("ingediend", 2, partner)
    assert melding.ingediend_op == VANDAAG

    terug = {"versie": 2, "reden": "Hoeveel kinderen?", "tegen": "2024-06-21"}
    assert als(medewerker).post(f"/nakijken/{melding.pk}/terugsturen/", terug).status_code == 302
    melding.refresh_from_db()
    assert (melding.toestand, melding.versie) == ("teruggestuurd", 3)
    pagina = tekst(als(partner).get(f"/acties/{actie.pk}/melding/"))
    assert "Hoeveel kinderen?" in pagina
    assert "21/06/2024" in pagina

    beter = melding_velden(3, toelichting="Dertig buren, twaalf kinderen.", peildatum="2024-06-12")
    assert als(partner).post(adres, beter).status_code == 302
    assert als(medewerker).post(f"/nakijken/{melding.pk}/aanvaarden/", {"versie": 4}).status_code == 302
    melding.refresh_from_db()
    assert (melding.toestand, melding.versie, melding.aanvaard_door) == ("aanvaard", 5, medewerker)
    assert log(melding) == [
        ("ingediend", "partner@voorbeeld.test", ""),
        ("teruggestuurd", "beleid@voorbeeld.test", "Hoeveel kinderen?"),
        ("ingediend", "partner@voorbeeld.test", ""),
        ("aanvaard", "beleid@voorbeeld.test", ""),
    ]
    gestuurd = [g.inhoud["toelichting"] for g in melding.gebeurtenissen.filter(soort="ingediend")]
    assert gestuurd == ["Dertig buren kwamen.", "Dertig buren, twaalf kinderen."]
    assert melding.gebeurtenissen.get(soort="teruggestuurd").inhoud == {"tegen": "2024-06-21"}

    vandaag.move_to(VANDAAG + dt.timedelta(days=60))  # the ronde has closed
    corrigeer = f"/acties/{actie.pk}/melding/?corrigeer={melding.pk}"
    over = melding_velden(toelichting="Dertig buren, dertien kinderen.", peildatum="2024-06-12", correctie_reden="")
    over["organisatie"] = str(organisatie.pk)
    assert als(medewerker).post(corrigeer, over).status_code == 422
    assert als(medewerker).post(corrigeer, over | {"correctie_reden": "Eén kind vergeten."}).status_code == 302
    correctie = Melding.objects.get(vervangt=melding)
    assert (correctie.ronde, correctie.namens, Actie.objects.met_stand().get().stand_id) == (ronde, True, melding.pk)
    assert als(medewerker2).post(f"/nakijken/{correctie.pk}/aanvaarden/", {"versie": 1}).status_code == 302
    assert Actie.objects.met_stand().get().stand_id == correctie.pk
    assert log(melding)[-1] == ("gecorrigeerd", "beleid2@voorbeeld.test", "Eén kind vergeten.")
    pagina = tekst(Client().get(f"/acties/{actie.pk}/"))
    assert "dertien kinderen" in pagina
    assert "Later gecorrigeerd: Eén kind vergeten." in pagina


def test_sent_again_while_it_waits(actie, organisatie, partner):
    melding = services.dien_in(melding=nieuw(actie, organisatie, toelichting="Een."), versie=0, door=partner)
    melding.toelichting = "Twee."
    services.dien_in(melding=melding, versie=1, door=partner)
    assert [g.inhoud["toelichting"] for g in melding.gebeurtenissen.all()] == ["Een.", "Twee."]
    assert Melding.objects.get().toelichting == "Twee."


def test_log_keeps_all_that_was_sent(actie, organisatie, partner):
    mijlpaal = maak.maak_mijlpaal(actie, titel="Zaal gevonden")
    melding = nieuw(actie, organisatie, nodig="Geld.", opmerking_voor_vgc="Onder ons.", volgende_stappen="Verder.")
    services.dien_in(melding=melding, versie=0, door=partner, mijlpalen={mijlpaal: dt.date(2024, 5, 1)})
    assert Gebeurtenis.objects.get().inhoud == {
        "status": "in_uitvoering",
        "verloop": "op_schema",
        "resultaat": "",
        "bereikt_resultaat": "",
        "toelichting": "Het loopt goed.",
        "reden": "",
        "volgende_stappen": "Verder.",
        "peildatum": "2024-06-10",
        "nodig": "Geld.",
        "opmerking_voor_vgc": "Onder ons.",
        "mijlpalen": {"Zaal gevonden": "2024-05-01"},
        "metingen": {},
        "versie": 1,
    }


def test_what_was_sent_is_not_kept_as_a_concept_again(actie, organisatie, partner):
    """“Bewaren” would take it out of the queue in silence: refused, and the page does not offer it."""
    melding = services.dien_in(melding=nieuw(actie, organisatie), versie=0, door=partner)
    adres = f"/acties/{actie.pk}/melding/?ronde=tussendoor"
    response = als(partner).post(adres, melding_velden(1, peildatum="2024-06-10", toelichting="Anders.", act="bewaren"))
    assert response.status_code == 422
    assert "al ingediend" in tekst(response)
    melding.refresh_from_db()
    assert (melding.toestand, melding.toelichting) == ("ingediend", "Het loopt goed.")
    assert 'value="bewaren"' not in als(partner).get(adres).content.decode()


def test_returned_stays_returned_while_it_is_mended(actie, organisatie, partner, medewerker):
    melding = services.dien_in(melding=nieuw(actie, organisatie), versie=0, door=partner)
    services.stuur_terug(melding=melding, versie=1, door=medewerker, reden="Korter.", tegen=TEGEN)
    melding.refresh_from_db()
    melding.status = ""
    services.bewaar_concept(melding=melding, versie=2, door=partner)
    melding.refresh_from_db()
    assert (melding.toestand, melding.status, melding.versie) == ("teruggestuurd", "", 3)


@pytest.mark.parametrize(
    ("reden", "tegen", "fout"),
    [
        ("", TEGEN, "reden"),
        ("   ", TEGEN, "reden"),
        ("Korter.", dt.date(2024, 6, 20), "tegen"),
        ("Korter.", dt.date(2024, 6, 1), "tegen"),
    ],
)
def test_return_with_reason_and_five_working_days(actie, organisatie, partner, medewerker, reden, tegen, fout):
    melding = services.dien_in(melding=nieuw(actie, organisatie), versie=0, door=partner)
    with pytest.raises(ValidationError) as weigering:
        services.stuur_terug(melding=melding, versie=1, door=medewerker, reden=reden, tegen=tegen)
    assert list(weigering.value.message_dict) == [fout]
    velden = {"versie": 1, "reden": reden, "tegen": tegen.isoformat()}
    response = als(medewerker).post(f"/nakijken/{melding.pk}/terugsturen/", velden)
    assert response.status_code == 422
    assert reden.strip() in tekst(response)
    assert Melding.objects.get().toestand == "ingediend"


@pytest.mark.parametrize(
    ("dag", "eerste"),
    [
        ("2024-06-10", "2024-06-17"),  # Monday
        ("2024-06-14", "2024-06-21"),  # Friday
        ("2024-06-15", "2024-06-21"),  # Saturday
        ("2024-06-16", "2024-06-21"),  # Sunday
    ],
)
def test_five_working_days(dag, eerste):
    assert services.vroegste_nieuwe_dag(dt.date.fromisoformat(dag)) == dt.date.fromisoformat(eerste)


# --- in which phase who may write: opent 01/06, deadline 20/06, sluit 10/07

FASEN = [
    ("2024-05-31", "gepland", False),
    ("2024-06-01", "open", True),
    ("2024-06-20", "open", True),
    ("2024-06-21", "te_laat", True),
    ("2024-07-10", "te_laat", True),
    ("2024-07-11", "gesloten", False),
]


@pytest.mark.parametrize(("dag", "fase", "mag"), FASEN)
@pytest.mark.parametrize("act", ["bewaren", "indienen"])
def test_phases(actie, ronde, partner, medewerker, vandaag, dag, fase, mag, act):
    """A partner while the ronde takes answers; staff always: *sluit* ends answering, not checking."""
    vandaag.move_to(f"{dag}T09:00:00+00:00")
    assert ronde.fase() == fase
    velden = melding_velden(act=act, peildatum="2024-05-01", organisatie="0")
    adres = f"/acties/{actie.pk}/melding/?ronde=halfjaar"
    response = als(partner).post(adres, velden | {"toelichting": "Woorden van de partner."})
    assert response.status_code == (302 if mag else 403)
    assert Melding.objects.count() == mag
    if not mag:
        assert "Woorden van de partner." in tekst(response)  # to copy: nothing typed is lost
        assert als(medewerker).post(adres, velden).status_code == 302
        assert Melding.objects.get().ronde == ronde


@pytest.mark.parametrize(("dag", "fase", "mag"), FASEN)
def test_phases_of_what_was_begun(actie, organisatie, ronde, partner, vandaag, dag, fase, mag):
    melding = maak.maak_melding(
        actie, toestand="concept", organisatie=organisatie, ronde=ronde, peildatum=dt.date(2024, 5, 1)
    )
    vandaag.move_to(f"{dag}T09:00:00+00:00")
    assert Melding.objects.bewerkbaar_door(partner).filter(pk=melding.pk).exists() is mag
    if not mag:
        with pytest.raises(PermissionDenied):
            services.dien_in(melding=melding, versie=1, door=partner)


def test_day_of_closing_is_counted_in_brussels(actie, ronde, partner, vandaag):
    """Half past ten at night in UTC is the next day in Brussels: the ronde has closed."""
    vandaag.move_to("2024-07-10T21:30:00+00:00")
    assert ronde.neemt_antwoorden()
    vandaag.move_to("2024-07-10T22:30:00+00:00")
    assert not ronde.neemt_antwoorden()
    velden = melding_velden(peildatum="2024-05-01")
    assert als(partner).post(f"/acties/{actie.pk}/melding/?ronde=halfjaar", velden).status_code == 403


def test_returned_after_closing_may_be_sent_again(actie, organisatie, ronde, partner, medewerker, vandaag):
    melding = services.dien_in(melding=nieuw(actie, organisatie, ronde=ronde), versie=0, door=partner)
    vandaag.move_to("2024-08-01T09:00:00+00:00")
    services.stuur_terug(melding=melding, versie=1, door=medewerker, reden="Korter.", tegen=dt.date(2024, 8, 20))
    velden = melding_velden(2, toelichting="Kort.", peildatum="2024-06-10")
    assert als(partner).post(f"/acties/{actie.pk}/melding/", velden).status_code == 302
    melding.refresh_from_db()
    assert (melding.toestand, melding.toelichting) == ("ingediend", "Kort.")
    assert als(partner).post(f"/acties/{actie.pk}/melding/?ronde=halfjaar", velden | {"versie": 3}).status_code == 403


def test_who_lost_the_role_can_no_longer_send(actie, organisatie, partner, medewerker):
    melding = services.bewaar_concept(melding=nieuw(actie, organisatie), versie=0, door=partner)
    actie.rollen.update(rol="partner")
    with pytest.raises(PermissionDenied):
        services.dien_in(melding=melding, versie=1, door=partner)
    assert als(partner).get(f"/acties/{actie.pk}/melding/").status_code == 403
    assert services.dien_in(melding=melding, versie=1, door=medewerker).toestand == "ingediend"


@pytest.mark.parametrize("einde", ["archief", "plan"])
def test_nothing_new_on_what_is_closed(actie, organisatie, partner, medewerker, einde):
    melding = services.bewaar_concept(melding=nieuw(actie, organisatie), versie=0, door=partner)
    if einde == "plan":
        type(actie.speerpunt.plan).objects.update(toestand="afgesloten")
    else:
        Actie.objects.update(gearchiveerd_op=dt.date(2024, 6, 1), archief_reden="Voorbij.")
    for wie in (partner, medewerker):
        with pytest.raises(PermissionDenied):
            services.dien_in(melding=melding, versie=1, door=wie)
        with pytest.raises(PermissionDenied):
            services.bewaar_concept(melding=nieuw(actie, maak.maak_organisatie()), versie=0, door=wie)
    assert Melding.objects.get().toestand == "concept"


# --- mijlpalen


def test_mijlpalen_count_on_acceptance_only(actie, organisatie, partner, medewerker):
    mijlpaal, ander = maak.maak_mijlpaal(actie), maak.maak_mijlpaal(actie)
    adres = f"/acties/{actie.pk}/melding/?ronde=tussendoor"
    velden = {f"mijlpaal-{mijlpaal.pk}": "2024-05-01", f"mijlpaal-{ander.pk}": "", "peildatum": "2024-06-10"}
    als(partner).post(adres, melding_velden(**velden))
    melding = Melding.objects.get()
    assert list(melding.mijlpalen.values_list("mijlpaal", "bereikt_op")) == [(mijlpaal.pk, dt.date(2024, 5, 1))]
    als(partner).post(adres, melding_velden(1, **velden | {f"mijlpaal-{mijlpaal.pk}": "2024-05-02"}))
    mijlpaal.refresh_from_db()
    assert (mijlpaal.bereikt_op, MijlpaalMelding.objects.count()) == (None, 1)
    services.aanvaard(melding=melding, versie=2, door=medewerker)
    mijlpaal.refresh_from_db()
    ander.refresh_from_db()
    assert (mijlpaal.bereikt_op, ander.bereikt_op) == (dt.date(2024, 5, 2), None)


def test_mijlpaal_in_the_future_is_refused(actie, partner):
    mijlpaal = maak.maak_mijlpaal(actie)
    velden = melding_velden(peildatum="2024-06-10", **{f"mijlpaal-{mijlpaal.pk}": "2024-06-15"})
    response = als(partner).post(f"/acties/{actie.pk}/melding/", velden)
    assert (response.status_code, Melding.objects.count()) == (422, 0)
    assert "Deze dag moet nog komen." in tekst(response)


def test_mijlpaal_of_another_actie_is_not_read(actie, partner):
    vreemd = maak.maak_mijlpaal(maak.maak_actie())
    velden = melding_velden(peildatum="2024-06-10", **{f"mijlpaal-{vreemd.pk}": "2024-05-01"})
    assert als(partner).post(f"/acties/{actie.pk}/melding/", velden).status_code == 302
    assert not MijlpaalMelding.objects.exists()


def test_public_source_speaks_without_people(actie):
    melding = services.leg_publieke_stand_vast(actie=actie, status="uitgevoerd", peildatum=dt.date(2023, 12, 31))
    assert (melding.toestand, melding.verloop, melding.aanvaard_door) == ("aanvaard", "", None)
    assert melding.aanvaard_op == timezone.now()
    assert log(melding) == [("aanvaard", None, "overgenomen uit een publieke bron")]
