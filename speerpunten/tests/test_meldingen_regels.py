"""What a melding must say (design, section 4): told beside the field, and refused by the database when bypassed."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client

from speerpunten.models import Actie, Gebeurtenis, Melding, Ronde
from speerpunten.services import meldingen as services
from speerpunten.tests import maak
from speerpunten.tests.invullen import melding_velden, tekst, veld

pytestmark = pytest.mark.django_db
VANDAAG = dt.datetime(2024, 6, 14, 9, tzinfo=dt.UTC)
AFGEROND = {"verloop": "", "resultaat": "bereikt", "bereikt_resultaat": "Gedaan."}
VERLOOP = "Zeg hoe het verloopt."
REDEN = "Geef de reden. Zo weet de lezer waarom het anders loopt."


@pytest.fixture(autouse=True)
def vandaag():
    with time_machine.travel(VANDAAG, tick=False):
        yield


@pytest.fixture
def actie(organisatie) -> Actie:
    actie = maak.maak_actie()
    maak.geef_rol(actie, organisatie)
    return actie


@pytest.fixture
def ronde(actie) -> Ronde:
    dagen = {"van": dt.date(2024, 1, 1), "tot": dt.date(2024, 6, 30), "opent": dt.date(2024, 6, 1)}
    dagen |= {"deadline": dt.date(2024, 6, 20), "sluit": dt.date(2024, 7, 10)}
    return maak.maak_ronde(actie.speerpunt.plan, slug="halfjaar", **dagen)


def verstuur(partner, actie: Actie, *, ronde: str = "tussendoor", **velden):
    client = Client()
    client.force_login(partner)
    vol = melding_velden(**{"peildatum": "2024-06-10", "toelichting": "Dit typte ik."} | velden)
    return client.post(f"/acties/{actie.pk}/melding/?ronde={ronde}", vol)


# ------------------------- what is sent -> field: message
FOUT = [
    ({"status": "", "verloop": ""}, {"status": "Kies een status."}),
    ({"status": "klaar"}, {"status": "Selecteer een geldige keuze. klaar is geen beschikbare keuze."}),
    ({"verloop": ""}, {"verloop": VERLOOP}),
    ({"status": "in_voorbereiding", "verloop": ""}, {"verloop": VERLOOP}),
    ({"status": "opgeschort", "verloop": "", "reden": "Geen zaal."}, {"verloop": VERLOOP}),
    ({"status": "opgeschort", "verloop": "op_schema"}, {"reden": REDEN}),
    ({"verloop": "bijsturing"}, {"reden": REDEN}),
    ({"verloop": "vertraagd", "reden": "   "}, {"reden": REDEN}),
    ({"status": "stopgezet"} | AFGEROND, {"reden": REDEN}),
    (
        {"status": "uitgevoerd", "verloop": ""},
        {
            "resultaat": "Zeg of het doel bereikt is. De actie is uitgevoerd.",
            "bereikt_resultaat": "Schrijf wat er bereikt is. De actie is uitgevoerd.",
        },
    ),
    (
        {"status": "stopgezet", "reden": "Geen geld.", "resultaat": "deels", "bereikt_resultaat": " "},
        {"bereikt_resultaat": "Schrijf wat er bereikt is. De actie is stopgezet."},
    ),
    ({"peildatum": "2024-06-15"}, {"peildatum": "Deze dag moet nog komen. Kies vandaag of een dag ervoor."}),
    ({"peildatum": ""}, {"peildatum": "Dit veld is verplicht."}),
    ({"peildatum": "31/02/2024"}, {"peildatum": "Dit is geen dag. Schrijf hem als 31/12/2024."}),
    ({"peildatum": "gisteren"}, {"peildatum": "Dit is geen dag. Schrijf hem als 31/12/2024."}),
    (
        {"nodig": "x" * 5001},
        {"nodig": "Zorg dat deze waarde niet meer dan 5000 tekens bevat (het zijn er nu 5001)."},
    ),
    ({"reden": "nul\x00"}, {"reden": "Null-tekens zijn niet toegestaan."}),
    ({"versie": "een"}, {"versie": "Voer een geheel getal in."}),
]


@pytest.mark.parametrize(("velden", "fouten"), FOUT)
def test_what_lacks_is_told_beside_its_field(actie, partner, velden, fouten):
    response = verstuur(partner, actie, **velden)
    assert (response.status_code, Melding.objects.count(), Gebeurtenis.objects.count()) == (422, 0, 0)
    assert {naam: lijst[0] for naam, lijst in response.context["form"].errors.items()} == fouten
    assert veld(response, "toelichting") == "Dit typte ik."
    pagina = tekst(response)
    assert all(fout in pagina for fout in fouten.values())


GOED = [
    {},
    {"status": "niet_gestart", "verloop": ""},
    {"status": "niet_gestart", "verloop": "vertraagd"},  # a radio button cannot be let go of: left out when sent
    {"status": "in_voorbereiding", "verloop": "op_schema"},
    {"status": "opgeschort", "verloop": "op_schema", "reden": "Geen zaal."},
    {"verloop": "bijsturing", "reden": "Te weinig handen."},
    {"status": "uitgevoerd"} | AFGEROND,
    {"status": "stopgezet", "reden": "Geen geld."} | AFGEROND | {"resultaat": "niet_bereikt"},
    {"peildatum": "2024-06-14"},
    {"peildatum": "14/06/2024"},
    {"toelichting": ""},
]


@pytest.mark.parametrize("velden", GOED)
def test_what_is_whole_is_sent(actie, partner, velden):
    assert verstuur(partner, actie, **velden).status_code == 302
    melding = Melding.objects.get()
    assert melding.toestand == "ingediend"
    assert bool(melding.verloop) == (melding.status in {"in_voorbereiding", "in_uitvoering", "opgeschort"})


@pytest.mark.parametrize(("velden", "fouten"), [paar for paar in FOUT if not {"peildatum", "versie"} & set(paar[0])])
def test_a_concept_may_be_incomplete(actie, partner, velden, fouten):
    """Only what cannot be stored, or is no choice at all, is refused."""
    onleesbaar = velden.get("status") == "klaar" or "\x00" in velden.get("reden", "") or "nodig" in velden
    assert verstuur(partner, actie, act="bewaren", **velden).status_code == (422 if onleesbaar else 302)
    assert Melding.objects.filter(toestand="concept").count() == (not onleesbaar)


# --- the ronde: its days, its plan, and an eindronde


@pytest.mark.parametrize(("dag", "goed"), [("2023-12-31", 0), ("2024-01-01", 1), ("2024-06-14", 1), ("2024-06-15", 0)])
def test_day_within_the_ronde(actie, ronde, partner, dag, goed):
    response = verstuur(partner, actie, ronde="halfjaar", peildatum=dag)
    assert (response.status_code, Melding.objects.count()) == ((302, 1) if goed else (422, 0))
    if dag == "2023-12-31":
        assert "Deze ronde gaat over 01/01/2024 tot en met 30/06/2024. Kies een dag in die periode." in tekst(response)


@pytest.mark.parametrize(("tot", "voorstel"), [("2024-06-30", "2024-06-14"), ("2024-05-31", "2024-05-31")])
def test_proposed_day_is_the_earlier_of_today_and_the_end(actie, ronde, partner, client, tot, voorstel):
    Ronde.objects.update(tot=tot)
    client.force_login(partner)
    assert veld(client.get(f"/acties/{actie.pk}/melding/"), "peildatum") == voorstel


def test_a_concept_of_tomorrow_is_refused_too(actie, partner):
    assert verstuur(partner, actie, act="bewaren", peildatum="2024-06-15").status_code == 422


@pytest.mark.parametrize(("soort", "goed"), [({}, 0), ({"resultaat": "deels"}, 0), ({"bereikt_resultaat": "Iets."}, 0)])
def test_eindronde_asks_every_actie_what_was_reached(actie, ronde, partner, soort, goed):
    Ronde.objects.update(eindronde=True)
    response = verstuur(partner, actie, ronde="halfjaar", **soort)
    assert (response.status_code, Melding.objects.count()) == (422, goed)
    assert "Dit is de eindronde." in tekst(response)
    vol = verstuur(partner, actie, ronde="halfjaar", resultaat="deels", bereikt_resultaat="De helft.")
    assert (vol.status_code, Melding.objects.get().resultaat) == (302, "deels")


def test_ronde_of_another_plan_is_not_found(actie, partner, medewerker):
    maak.maak_ronde(maak.maak_plan(), slug="elders")
    for wie in (partner, medewerker):
        assert verstuur(wie, actie, ronde="elders").status_code == 404


@pytest.mark.parametrize("vraag", ["ronde=%00", "corrigeer=%00", "corrigeer=x", "ronde=halfjaar%00"])
def test_nonsense_in_the_address_is_not_found(actie, ronde, partner, client, vraag):
    client.force_login(partner)
    assert client.get(f"/acties/{actie.pk}/melding/?{vraag}").status_code == 404


def test_services_check_ronde_and_correctie(actie, ronde, organisatie, medewerker):
    vreemd = maak.maak_ronde(maak.maak_plan(), van=dt.date(2024, 1, 1), tot=dt.date(2024, 12, 31))
    elders = maak.maak_melding(maak.maak_actie())
    kern = {"actie": actie, "organisatie": organisatie, "peildatum": dt.date(2024, 6, 10)}
    for over, naam in (({"ronde": vreemd}, "ronde"), ({"vervangt": elders}, "vervangt")):
        with pytest.raises(ValidationError) as fout:
            services.bewaar_concept(melding=Melding(**kern | over), versie=0, door=medewerker)
        assert list(fout.value.message_dict) == [naam]


def test_correctie_says_why(actie, medewerker, partner):
    oud = maak.maak_melding(actie, organisatie=actie.rollen.get().organisatie)
    client = Client()
    client.force_login(medewerker)
    velden = melding_velden(peildatum="2024-06-10", organisatie=str(oud.organisatie_id), correctie_reden="  ")
    response = client.post(f"/acties/{actie.pk}/melding/?corrigeer={oud.pk}", velden)
    assert (response.status_code, Melding.objects.count()) == (422, 1)
    assert "Zeg waarom u de vorige stand corrigeert." in tekst(response)


# --- the same rules in the database, form and clean() left out

BASIS = {"status": "in_uitvoering", "verloop": "op_schema", "peildatum": dt.date(2024, 6, 10)}
IN = BASIS | {"toestand": "ingediend", "ingediend_op": VANDAAG}
UIT = IN | {"status": "uitgevoerd"} | AFGEROND
AANVAARD = IN | {"toestand": "aanvaard", "aanvaard_op": VANDAAG}
BRON = BASIS | {"verloop": "", "herkomst": "publieke_bron", "toestand": "aanvaard", "aanvaard_op": VANDAAG}
# ------------------------- what is written -> the constraint that refuses it; `wie` stands for somebody
GEWEIGERD = [
    (BASIS | {"toestand": "weg"}, "melding_keuzes_bekend"),
    (BASIS | {"status": "klaar"}, "melding_keuzes_bekend"),
    (BASIS | {"verloop": "traag"}, "melding_keuzes_bekend"),
    (BASIS | {"resultaat": "ja"}, "melding_keuzes_bekend"),
    (BASIS | {"herkomst": "gerucht"}, "melding_keuzes_bekend"),
    (IN | {"status": "", "verloop": "", "ingediend_door": "wie"}, "melding_met_status"),
    (BRON | {"status": ""}, "melding_met_status"),
    (IN | {"verloop": "", "ingediend_door": "wie"}, "melding_verloop_bij_status"),
    (IN | {"status": "niet_gestart", "ingediend_door": "wie"}, "melding_verloop_bij_status"),
    (UIT | {"verloop": "op_schema", "ingediend_door": "wie"}, "melding_verloop_bij_status"),
    (UIT | {"resultaat": "", "ingediend_door": "wie"}, "melding_resultaat_bij_einde"),
    (UIT | {"bereikt_resultaat": "", "ingediend_door": "wie"}, "melding_resultaat_bij_einde"),
    (IN | {"verloop": "vertraagd", "ingediend_door": "wie"}, "melding_met_reden"),
    (IN | {"verloop": "bijsturing", "ingediend_door": "wie"}, "melding_met_reden"),
    (IN | {"status": "opgeschort", "ingediend_door": "wie"}, "melding_met_reden"),
    (UIT | {"status": "stopgezet", "ingediend_door": "wie"}, "melding_met_reden"),
    (BRON | {"verloop": "op_schema"}, "melding_publieke_bron_zonder_personen"),
    (BRON | {"ingediend_door": "wie"}, "melding_publieke_bron_zonder_personen"),
    (BRON | {"aanvaard_door": "wie"}, "melding_publieke_bron_zonder_personen"),
    (BRON | {"ronde": "ronde"}, "melding_publieke_bron_zonder_personen"),
    (BRON | {"aanvaard_op": None}, "melding_aanvaard_door_iemand"),
    (IN, "melding_ingediend_door_iemand"),
    (IN | {"ingediend_door": "wie", "ingediend_op": None}, "melding_ingediend_door_iemand"),
    (AANVAARD | {"ingediend_door": "wie"}, "melding_aanvaard_door_iemand"),
    (AANVAARD | {"ingediend_door": "wie", "aanvaard_door": "wie", "aanvaard_op": None}, "melding_aanvaard_door_iemand"),
    (IN | {"ingediend_door": "wie", "aanvaard_door": "wie"}, "melding_niet_half_aanvaard"),
    (BASIS | {"aanvaard_op": VANDAAG}, "melding_niet_half_aanvaard"),
    (IN | {"ingediend_door": "wie", "vervangt": "oud"}, "melding_correctie_met_reden"),
    (BASIS | {"id": 900, "vervangt_id": 900}, "melding_niet_zichzelf"),
    (BASIS | {"ronde": "ronde", "id": 901}, "melding_een_per_actie_en_ronde"),
    (BASIS | {"vervangt": "vervangen"}, "vervangt_id"),
]


@pytest.mark.parametrize(("velden", "naam"), GEWEIGERD)
def test_database_refuses(actie, ronde, medewerker, velden, naam):
    oud, vervangen = maak.maak_melding(actie), maak.maak_melding(actie)
    dingen = {"wie": medewerker, "ronde": ronde, "oud": oud, "vervangen": vervangen}
    if velden.get("vervangt") == "vervangen":
        maak.maak_melding(actie, toestand="concept", vervangt=vervangen)
    if velden.get("id") == 901:
        maak.maak_melding(actie, toestand="concept", ronde=ronde)
    gevuld = {
        veld: dingen.get(waarde, waarde) if isinstance(waarde, str) else waarde for veld, waarde in velden.items()
    }
    was = Melding.objects.count()
    with pytest.raises(IntegrityError) as fout, transaction.atomic():
        Melding.objects.bulk_create([Melding(actie=actie, **gevuld)])
    if connection.vendor == "sqlite":  # names the columns of a unique index, not the index
        naam = naam.replace("melding_een_per_actie_en_ronde", "melding.actie_id, speerpunten_melding.ronde_id")
    assert naam in str(fout.value)
    assert Melding.objects.count() == was


def test_database_takes_what_is_right(actie, ronde, medewerker):
    """The same rows, whole: so it was the rule that refused them, not something else."""
    wie = {"ingediend_door": medewerker}
    rijen = [
        Melding(actie=actie, peildatum=dt.date(2024, 6, 10)),
        Melding(actie=actie, **IN, **wie),
        Melding(actie=actie, **UIT, **wie),
        Melding(actie=actie, **AANVAARD, **wie, aanvaard_door=medewerker),
        Melding(actie=actie, **BRON),
        Melding(actie=actie, ronde=ronde, **IN, **wie),
    ]
    assert len(Melding.objects.bulk_create(rijen)) == 6


@pytest.mark.parametrize(
    ("velden", "naam"),
    [
        ({"soort": "weg"}, "gebeurtenis_soort_bekend"),
        ({"soort": "teruggestuurd"}, "gebeurtenis_met_reden"),
        ({"soort": "gecorrigeerd"}, "gebeurtenis_met_reden"),
    ],
)
def test_database_refuses_in_the_log(actie, velden, naam):
    melding = maak.maak_melding(actie)
    with pytest.raises(IntegrityError, match=naam), transaction.atomic():
        Gebeurtenis.objects.bulk_create([Gebeurtenis(melding=melding, **velden)])
    assert not Gebeurtenis.objects.exists()
