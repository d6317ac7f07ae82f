"""Uitstel: one organisatie answers later. Who may what on the days around it, and who gives and withdraws it."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from organisaties.models import Lidmaatschap
from speerpunten.access import mag_melding_maken, rondes_voor
from speerpunten.models import Actie, Melding, Ronde, Uitstel
from speerpunten.services import meldingen
from speerpunten.services import rondes as services
from speerpunten.services.organisaties import voeg_organisaties_samen
from speerpunten.tests import maak
from speerpunten.tests.invullen import melding_velden, tekst
from speerpunten.werk import takenlijst

pytestmark = pytest.mark.django_db
DAG = dt.date.fromisoformat


@pytest.fixture
def vandaag():
    with time_machine.travel("2024-06-15T09:00:00+00:00", tick=False) as reis:
        yield reis


@pytest.fixture
def plan(vandaag):
    return maak.maak_plan(slug="plan")


@pytest.fixture
def ronde(plan) -> Ronde:
    dagen = {"opent": "2024-06-01", "deadline": "2024-06-20", "sluit": "2024-07-10"}
    periode = {"van": DAG("2024-01-01"), "tot": DAG("2024-06-30")}
    return maak.maak_ronde(
        plan, naam="Halfjaar", slug="halfjaar", **periode, **{naam: DAG(dag) for naam, dag in dagen.items()}
    )


@pytest.fixture
def actie(plan, organisatie) -> Actie:
    actie = maak.maak_actie(speerpunt=maak.maak_speerpunt(plan=plan), titel="Taalbad")
    maak.geef_rol(actie, organisatie)
    return actie


@pytest.fixture
def andere_actie(actie, andere_organisatie) -> Actie:
    ander = maak.maak_actie(speerpunt=actie.speerpunt, titel="Fietsles")
    maak.geef_rol(ander, andere_organisatie)
    return ander


def geef(ronde, organisatie, dag: str) -> Uitstel:
    door = maak.maak_medewerker()
    return Uitstel.objects.create(ronde=ronde, organisatie=organisatie, dag=DAG(dag), reden="Ziek.", door=door)


def als(gebruiker) -> Client:
    client = Client()
    client.force_login(gebruiker)
    return client


def nieuw(actie, organisatie, ronde) -> Melding:
    velden = {"status": "in_uitvoering", "verloop": "op_schema", "peildatum": DAG("2024-06-10")}
    return Melding(actie=actie, organisatie=organisatie, ronde=ronde, **velden)


# --- the rule, on the days around it. Ronde: opent 01/06, deadline 20/06, sluit 10/07

# uitstel until, day, phase of who has it, whether it may answer
DAGEN = [
    ("2024-06-25", "2024-05-31", "gepland", False),  # shorter than *sluit*
    ("2024-06-25", "2024-06-01", "open", True),
    ("2024-06-25", "2024-06-25", "open", True),
    ("2024-06-25", "2024-06-26", "te_laat", True),
    ("2024-06-25", "2024-07-10", "te_laat", True),
    ("2024-06-25", "2024-07-11", "gesloten", False),
    ("2024-07-20", "2024-05-31", "gepland", False),  # longer than *sluit*
    ("2024-07-20", "2024-07-10", "open", True),
    ("2024-07-20", "2024-07-11", "open", True),
    ("2024-07-20", "2024-07-20", "open", True),
    ("2024-07-20", "2024-07-21", "gesloten", False),
]


@pytest.mark.parametrize(("tot", "dag", "fase", "mag"), DAGEN)
def test_the_rule_says_the_same_of_one_and_of_many(ronde, organisatie, andere_organisatie, tot, dag, fase, mag):
    """`Ronde.fase` and `RondeQuerySet.open_voor`; and another organisatie has the days of the ronde."""
    uitstel, op = geef(ronde, organisatie, tot), DAG(dag)
    assert ronde.fase(op, uitstel=uitstel.dag) == fase
    assert ronde.neemt_antwoorden(op, uitstel=uitstel.dag) is mag
    assert Ronde.objects.open_voor([organisatie], op).exists() is mag
    gewoon = ronde.neemt_antwoorden(op)
    assert gewoon is (DAG("2024-06-01") <= op <= DAG("2024-07-10"))
    assert Ronde.objects.open_voor([andere_organisatie], op).exists() is gewoon
    assert Ronde.objects.open_voor([organisatie, andere_organisatie], op).count() == (mag or gewoon)


@pytest.mark.parametrize(("tot", "dag", "fase", "mag"), DAGEN)
def test_who_may_write_what_was_begun(vandaag, actie, organisatie, ronde, partner, tot, dag, fase, mag):
    """`Melding.bewerkbaar_door`, with the service behind it."""
    melding = maak.maak_melding(
        actie, toestand="concept", organisatie=organisatie, ronde=ronde, peildatum=DAG("2024-05-01")
    )
    geef(ronde, organisatie, tot)
    vandaag.move_to(f"{dag}T09:00:00+00:00")
    assert Melding.objects.bewerkbaar_door(partner).filter(pk=melding.pk).exists() is mag
    assert Melding.objects.bewerkbaar_door(partner, op=DAG(dag)).exists() is mag
    if mag:
        assert meldingen.dien_in(melding=melding, versie=1, door=partner).toestand == "ingediend"
    else:
        with pytest.raises(PermissionDenied):
            meldingen.dien_in(melding=melding, versie=1, door=partner)


@pytest.mark.parametrize(("tot", "dag", "fase", "mag"), DAGEN)
def test_who_may_begin(vandaag, actie, organisatie, ronde, partner, tot, dag, fase, mag):
    """`mag_melding_maken` and `rondes_voor`, and the page with its form."""
    geef(ronde, organisatie, tot)
    vandaag.move_to(f"{dag}T09:00:00+00:00")
    assert mag_melding_maken(partner, nieuw(actie, organisatie, ronde)) is mag
    gelezen = Actie.objects.met_looptijd().get(pk=actie.pk)
    assert rondes_voor(gelezen, [organisatie]) == ([ronde] if mag else [])
    velden = melding_velden(peildatum="2024-05-01", toelichting="Woorden van de partner.")
    response = als(partner).post(f"/acties/{actie.pk}/melding/?ronde=halfjaar", velden)
    assert (response.status_code, Melding.objects.count()) == ((302, 1) if mag else (403, 0))


@pytest.mark.parametrize(("tot", "dag", "fase", "mag"), DAGEN)
def test_what_stands_on_mijn(vandaag, actie, andere_actie, organisatie, ronde, partner, tot, dag, fase, mag):
    """`takenlijst`: the day of the uitstel as its deadline; an actie of another organisatie of the same partner is
    asked no longer than the ronde takes answers."""
    ander = andere_actie.rollen.get().organisatie
    Lidmaatschap.objects.create(gebruiker=partner, organisatie=ander, van=DAG("2020-01-01"))
    geef(ronde, organisatie, tot)
    vandaag.move_to(f"{dag}T09:00:00+00:00")
    taken = {taak.actie.titel: taak for taak in takenlijst(partner).taken}
    assert taken["Taalbad"].ronde == (ronde if mag else None)
    assert taken["Taalbad"].deadline == (DAG(tot) if mag else None)
    assert taken["Fietsles"].ronde == (ronde if ronde.neemt_antwoorden() else None)
    assert taken["Fietsles"].deadline == (DAG("2024-06-20") if ronde.neemt_antwoorden() else None)
    pagina = tekst(als(partner).get("/mijn/"))
    assert (f"graag tegen {DAG(tot):%d/%m/%Y}" in pagina) is mag
    assert pagina.count("te laat, u kunt nog indienen") == (mag and fase == "te_laat") + (ronde.fase() == "te_laat")


def test_after_sluit_the_partner_reads_and_sends_everything(vandaag, actie, organisatie, ronde, partner):
    geef(ronde, organisatie, "2024-07-20")
    vandaag.move_to("2024-07-15T09:00:00+00:00")
    client = als(partner)
    assert "Nog 1 van 1 acties te rapporteren" in tekst(client.get("/mijn/"))
    formulier = tekst(client.get(f"/acties/{actie.pk}/melding/"))
    assert "Halfjaar. Graag tegen 20/07/2024." in formulier
    client.post(f"/acties/{actie.pk}/melding/", melding_velden(peildatum="2024-06-30"))
    melding = Melding.objects.get()
    assert (melding.ronde, melding.toestand) == (ronde, "ingediend")
    assert "U bent klaar" in tekst(client.get("/mijn/"))
    vandaag.move_to("2024-07-21T09:00:00+00:00")
    dicht = tekst(als(partner).get(f"/acties/{actie.pk}/melding/?ronde=halfjaar"))
    assert "neemt geen antwoorden meer aan. Uw uitstel liep tot en met 20/07/2024." in dicht


def test_an_uitstel_that_ended_before_sluit_is_not_named_as_the_end(vandaag, actie, organisatie, ronde, partner):
    geef(ronde, organisatie, "2024-06-25")
    vandaag.move_to("2024-07-11T09:00:00+00:00")
    assert "Ze sloot op 10/07/2024." in tekst(als(partner).get(f"/acties/{actie.pk}/melding/?ronde=halfjaar"))


def test_day_of_uitstel_is_counted_in_brussels(vandaag, actie, organisatie, ronde, partner):
    geef(ronde, organisatie, "2024-07-20")
    velden = melding_velden(peildatum="2024-06-30")
    vandaag.move_to("2024-07-20T22:30:00+00:00")  # half past midnight of the 21st in Brussels
    assert als(partner).post(f"/acties/{actie.pk}/melding/?ronde=halfjaar", velden).status_code == 403
    vandaag.move_to("2024-07-20T21:30:00+00:00")
    assert als(partner).post(f"/acties/{actie.pk}/melding/?ronde=halfjaar", velden).status_code == 302


def test_of_two_uitvoerders_the_one_with_uitstel_speaks(vandaag, plan, organisatie, andere_organisatie, ronde, partner):
    """Who speaks for both is offered the one that may still answer; a hand-made post for the other is refused."""
    actie = maak.maak_actie(speerpunt=maak.maak_speerpunt(plan=plan))
    for wie in (organisatie, andere_organisatie):
        maak.geef_rol(actie, wie, "uitvoerder")
    Lidmaatschap.objects.create(gebruiker=partner, organisatie=andere_organisatie, van=DAG("2020-01-01"))
    geef(ronde, andere_organisatie, "2024-07-20")
    vandaag.move_to("2024-07-15T09:00:00+00:00")
    adres = f"/acties/{actie.pk}/melding/?ronde=halfjaar"
    velden = melding_velden(peildatum="2024-06-30")
    assert als(partner).get(adres).status_code == 200
    assert als(partner).post(adres, velden | {"organisatie": organisatie.pk}).status_code == 403
    assert als(partner).post(adres, velden | {"organisatie": andere_organisatie.pk}).status_code == 302
    assert Melding.objects.get().organisatie == andere_organisatie


def test_correction_while_the_uitstel_runs(vandaag, actie, organisatie, ronde, partner):
    """On the page of the actie the link to correct stands exactly while the service takes the correction."""
    melding = maak.maak_melding(actie, organisatie=organisatie, ronde=ronde, peildatum=DAG("2024-06-10"))
    geef(ronde, organisatie, "2024-07-20")
    for dag, mag in (("2024-07-20", True), ("2024-07-21", False)):
        vandaag.move_to(f"{dag}T09:00:00+00:00")
        pagina = tekst(als(partner).get(f"/acties/{actie.pk}/"))
        assert (f"?corrigeer={melding.pk}" in pagina) is mag
        formulier = als(partner).get(f"/acties/{actie.pk}/melding/?corrigeer={melding.pk}")
        assert formulier.status_code == (200 if mag else 403)


def test_extension_beyond_an_uitstel_holds_for_everyone(ronde, organisatie):
    uitstel = geef(ronde, organisatie, "2024-06-25")
    ronde.deadline, ronde.sluit = DAG("2024-08-01"), DAG("2024-08-10")
    assert ronde.deadline_voor(uitstel.dag) == DAG("2024-08-01")
    assert ronde.fase(DAG("2024-07-25"), uitstel=uitstel.dag) == "open"


# --- giving and withdrawing


def vraag_uitstel(ronde, organisatie, **over):
    velden = {"dag": DAG("2024-07-20"), "reden": " Ziek. ", "door": maak.maak_medewerker(), "gezien": None}
    return services.geef_uitstel(ronde=ronde, organisatie=organisatie, **velden | over)


def test_give_change_and_withdraw_are_logged(actie, organisatie, ronde, medewerker, medewerker2):
    """Who, when, which field: the page of the ronde in the admin shows it from this history."""
    adres = f"/rondes/{ronde.pk}/uitstel/buurtwerk/"
    velden = {"dag": "2024-07-20", "reden": "Ziek.", "gezien": ""}
    assert als(medewerker).post(adres, velden).status_code == 302
    uitstel = Uitstel.objects.get()
    assert (uitstel.dag, uitstel.reden, uitstel.door) == (DAG("2024-07-20"), "Ziek.", medewerker)
    velden = {"dag": "2024-07-25", "reden": "Nog ziek.", "gezien": "2024-07-20"}
    assert als(medewerker2).post(adres, velden).status_code == 302
    assert als(medewerker2).post(f"{adres}intrekken/", {"gezien": "2024-07-25"}).status_code == 302
    assert not Uitstel.objects.exists()
    regels = Uitstel.history.filter(ronde=ronde).order_by("history_id")
    assert [(r.history_type, r.dag, r.history_user) for r in regels] == [
        ("+", DAG("2024-07-20"), medewerker),
        ("~", DAG("2024-07-25"), medewerker2),
        ("-", DAG("2024-07-25"), medewerker2),
    ]


@pytest.mark.parametrize(
    ("over", "woorden"),
    [
        ({"dag": DAG("2024-06-20")}, "Kies een dag na de deadline van 20/06/2024."),
        ({"dag": DAG("2024-06-14")}, "Deze dag is al voorbij."),
        ({"reden": "  "}, "Dit veld kan niet leeg zijn"),
    ],
)
def test_an_uitstel_that_makes_no_sense_is_refused(actie, organisatie, ronde, over, woorden):
    with pytest.raises(ValidationError) as fout:
        vraag_uitstel(ronde, organisatie, **over)
    assert woorden in " ".join(fout.value.messages)
    assert not Uitstel.objects.exists()


def test_only_who_is_asked_gets_uitstel(actie, organisatie, andere_organisatie, ronde, medewerker):
    with pytest.raises(ValidationError, match="vraagt niets"):
        vraag_uitstel(ronde, andere_organisatie)
    client = als(medewerker)
    assert client.get(f"/rondes/{ronde.pk}/uitstel/taalhuis/").status_code == 404
    assert client.get(f"/rondes/{ronde.pk}/uitstel/bestaat-niet/").status_code == 404
    assert client.get(f"/rondes/{ronde.pk}/uitstel/buurtwerk/").status_code == 200


def test_who_comes_second_is_told(actie, organisatie, ronde, medewerker):
    vraag_uitstel(ronde, organisatie)
    with pytest.raises(services.UitstelVerouderd) as fout:
        vraag_uitstel(ronde, organisatie, dag=DAG("2024-08-01"))
    assert fout.value.huidige.dag == DAG("2024-07-20")
    with pytest.raises(services.UitstelVerouderd):
        services.trek_uitstel_in(ronde=ronde, organisatie=organisatie, gezien=DAG("2024-07-01"))
    adres = f"/rondes/{ronde.pk}/uitstel/buurtwerk/"
    botsing = als(medewerker).post(adres, {"dag": "2024-08-01", "reden": "Anders.", "gezien": ""})
    assert botsing.status_code == 409
    assert "Er is niets overschreven" in tekst(botsing)
    assert "uitstel tot en met <strong>20/07/2024</strong>" in tekst(botsing)
    assert 'value="2024-08-01"' in botsing.content.decode()
    assert als(medewerker).post(f"{adres}intrekken/", {"gezien": "onzin"}).status_code == 302
    assert Uitstel.objects.get().dag == DAG("2024-07-20")


def test_nothing_in_a_closed_plan(actie, organisatie, ronde, plan, medewerker):
    geef(ronde, organisatie, "2024-07-20")
    type(plan).objects.update(toestand="afgesloten")
    with pytest.raises(ValidationError, match="afgesloten"):
        vraag_uitstel(ronde, organisatie, gezien=DAG("2024-07-20"))
    with pytest.raises(ValidationError, match="afgesloten"):
        services.trek_uitstel_in(ronde=ronde, organisatie=organisatie, gezien=DAG("2024-07-20"))
    response = als(medewerker).get(f"/rondes/{ronde.pk}/uitstel/buurtwerk/")
    assert response.status_code == 403
    assert "is afgesloten" in tekst(response)


@pytest.mark.parametrize("over", [{"reden": ""}, {}])
def test_the_database_guards_too(ronde, organisatie, over):
    geef(ronde, organisatie, "2024-07-20")
    velden = {"ronde": ronde, "organisatie": organisatie, "dag": DAG("2024-07-21"), "reden": "Ziek."}
    if over:
        velden["organisatie"] = maak.maak_organisatie()
    with pytest.raises(IntegrityError), transaction.atomic():
        Uitstel.objects.create(**velden | over, door=maak.maak_medewerker())


# --- an organisatie that becomes part of another


@pytest.mark.parametrize(
    ("eigen", "ander", "blijft"),
    [
        ("2024-07-20", None, "2024-07-20"),
        ("2024-07-20", "2024-07-25", "2024-07-25"),
        ("2024-07-25", "2024-07-20", "2024-07-25"),
    ],
)
def test_uitstel_goes_along_in_a_merge(actie, organisatie, andere_organisatie, ronde, eigen, ander, blijft):
    geef(ronde, organisatie, eigen)
    if ander:
        geef(ronde, andere_organisatie, ander)
    voeg_organisaties_samen(organisatie=organisatie, met=andere_organisatie, soort="dubbel")
    assert list(Uitstel.objects.values_list("organisatie", "dag")) == [(andere_organisatie.pk, DAG(blijft))]


def test_merge_raises_the_version_of_a_ronde_that_named_it(organisatie, andere_organisatie, ronde):
    ronde.organisaties.add(organisatie)
    voeg_organisaties_samen(organisatie=organisatie, met=andere_organisatie, soort="dubbel")
    ronde.refresh_from_db()
    assert (ronde.versie, list(ronde.organisaties.all())) == (2, [andere_organisatie])
