"""What staff do with acties: make, edit, move, merge, archive, bring back; and what is refused, in words."""

import datetime as dt

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from speerpunten.models import Actie, Speerpunt, Verplaatsing
from speerpunten.services import acties as services
from speerpunten.tests import maak
from speerpunten.tests.invullen import actie_velden, tekst, veld

pytestmark = pytest.mark.django_db
MORGEN = (timezone.localdate() + dt.timedelta(days=1)).isoformat()


@pytest.fixture
def client(client: Client, medewerker) -> Client:
    client.force_login(medewerker)
    return client


@pytest.fixture
def punt(db) -> Speerpunt:
    return maak.maak_speerpunt(plan=maak.maak_plan(slug="plan"))


@pytest.fixture
def tweede(punt) -> Speerpunt:
    return maak.maak_speerpunt(plan=punt.plan)


@pytest.fixture
def actie(punt) -> Actie:
    return maak.maak_actie(speerpunt=punt, titel="Buurtfeest")


def fouten(weigering) -> str:
    return " ".join(weigering.value.messages)


# --- make


def test_make_with_everything_around_it(client, punt, tweede, organisatie, andere_organisatie, medewerker):
    velden = actie_velden(
        speerpunt=punt.pk,
        titel="  Buurtfeest  ",
        omschrijving="Samen eten.",
        start="2023-02-03",
        start_alleen_jaar="on",
        einde="31/12/2024",
        ook_bij=[tweede.pk, punt.pk],
        verantwoordelijke=medewerker.pk,
        rollen=(
            {"organisatie": organisatie.pk, "rol": "trekker"},
            {"organisatie": organisatie.pk, "rol": "financier"},
            {"organisatie": andere_organisatie.pk, "rol": "partner"},
            {"organisatie": "", "rol": "partner"},
        ),
        mijlpalen=(
            {"titel": "Zaal gevonden", "streefdatum": "2023-06-30"},
            {"titel": "", "streefdatum": ""},
        ),
    )
    response = client.post("/plannen/plan/acties/nieuw/", velden)
    actie = Actie.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/acties/{actie.pk}/")
    assert (actie.code, actie.titel, actie.versie, actie.openbaar) == ("1.1", "Buurtfeest", 1, True)
    assert (actie.start, actie.einde, actie.looptijd) == (
        dt.date(2023, 1, 1),
        dt.date(2024, 12, 31),
        "2023 tot 31/12/2024",
    )
    assert list(actie.ook_bij.all()) == [tweede]
    assert [(r.organisatie.slug, r.rol) for r in actie.rollen.all()] == [
        ("buurtwerk", "trekker"),
        ("taalhuis", "partner"),
        ("buurtwerk", "financier"),
    ]
    assert actie.mijlpalen.get().titel == "Zaal gevonden"
    assert actie.history.first().history_user == medewerker


def test_numbers_are_never_given_twice(punt, tweede, medewerker):
    acties = [services.maak_actie(actie=Actie(speerpunt=punt, titel=f"Actie {n}")) for n in range(3)]
    services.archiveer_actie(actie=acties[1], reden="Voorbij.")
    services.verplaats_actie(actie=acties[2], naar=tweede, reden="Past beter.", door=medewerker)
    vierde = services.maak_actie(actie=Actie(speerpunt=punt, titel="Actie 4"))
    assert vierde.code == "1.4"  # 1.3 was given away, and stays known as what is now 2.1
    services.verplaats_actie(actie=acties[2], naar=punt, reden="Toch niet.", door=medewerker)
    acties[2].refresh_from_db()
    assert acties[2].code == "1.5"
    assert services.maak_actie(actie=Actie(speerpunt=tweede, titel="Nieuw")).code == "2.2"


def test_same_numbers_in_another_plan_do_not_matter(punt, medewerker):
    ander = maak.maak_speerpunt()
    weg = maak.maak_actie(speerpunt=ander, nummer=9)
    naar = maak.maak_speerpunt(plan=ander.plan)
    services.verplaats_actie(actie=weg, naar=naar, reden="Past beter.", door=medewerker)
    assert services.maak_actie(actie=Actie(speerpunt=punt, titel="Eerste")).code == "1.1"


# --- edit


def test_edit_keeps_replaces_and_takes_away(client, actie, organisatie, andere_organisatie):
    maak.geef_rol(actie, organisatie)
    blijft, gaat = maak.maak_mijlpaal(actie, titel="Zaal"), maak.maak_mijlpaal(actie, titel="Muziek")
    velden = actie_velden(
        1,
        titel="Wijkfeest",
        doorlopend="on",
        rollen=({"organisatie": andere_organisatie.pk, "rol": "trekker"},),
        mijlpalen=(
            {"mijlpaal": blijft.pk, "titel": "Zaal gehuurd", "streefdatum": "2023-07-01", "bereikt_op": "2023-06-01"},
            {"mijlpaal": gaat.pk, "titel": "", "streefdatum": "2023-07-01"},
        ),
    )
    assert client.post(f"/acties/{actie.pk}/bewerken/", velden).status_code == 302
    actie = Actie.objects.get(pk=actie.pk)
    assert (actie.titel, actie.versie, actie.doorlopend) == ("Wijkfeest", 2, True)
    assert [(r.organisatie.slug, r.rol) for r in actie.rollen.all()] == [("taalhuis", "trekker")]
    mijlpaal = actie.mijlpalen.get()
    assert (mijlpaal.pk, mijlpaal.titel, mijlpaal.bereikt_op) == (blijft.pk, "Zaal gehuurd", dt.date(2023, 6, 1))


def test_mijlpaal_that_was_reported_on_stays(client, actie):
    mijlpaal = maak.maak_mijlpaal(actie, titel="Zaal")
    melding = maak.maak_melding(actie, toestand="concept")
    melding.mijlpalen.create(mijlpaal=mijlpaal)
    response = client.post(f"/acties/{actie.pk}/bewerken/", actie_velden(1, titel="Wijkfeest"))
    assert (response.status_code, veld(response, "titel")) == (422, "Wijkfeest")
    assert "Over de mijlpaal “Zaal” is al gerapporteerd." in tekst(response)
    actie.refresh_from_db()
    assert (actie.titel, actie.versie, actie.mijlpalen.count()) == ("Buurtfeest", 1, 1)


# ------------------------- what is sent -> what the page says
ROL_DUBBEL = ({"organisatie": "O", "rol": "partner"}, {"organisatie": "O", "rol": "partner"})
TWEE_TREKKERS = ({"organisatie": "O", "rol": "trekker"}, {"organisatie": "P", "rol": "trekker"})
ZAAL = {"titel": "Zaal", "streefdatum": "2024-01-01"}
ONBEKEND = "Selecteer een geldige keuze."
SLECHT = [
    ({"titel": ""}, "Dit veld is verplicht."),
    ({"titel": "   "}, "Dit veld is verplicht."),
    ({"titel": "x" * 251}, "niet meer dan 250 tekens"),
    ({"titel": "Feest\x00"}, "Null-tekens zijn niet toegestaan."),
    ({"omschrijving": "Samen\x00"}, "Null-tekens zijn niet toegestaan."),
    ({"start": "2024-02-01", "einde": "2024-01-31"}, "De start moet voor het einde liggen."),
    ({"doorlopend": "on", "einde": "2024-01-31"}, "Een doorlopende actie heeft geen einde."),
    ({"start": "31/02/2024"}, "Dit is geen dag."),
    ({"start": "2024-13-01"}, "Dit is geen dag."),
    ({"einde": "\x00"}, "Dit is geen dag."),
    ({"bron": "javascript:alert(1)"}, "Voer een geldige URL in."),
    ({"bron": "https://voorbeeld.test/" + "x" * 500}, "niet meer dan 500 tekens"),
    ({"verantwoordelijke": "PARTNER"}, ONBEKEND),
    ({"verantwoordelijke": "99999999999999999999999"}, ONBEKEND),
    ({"verantwoordelijke": "x"}, ONBEKEND),
    ({"ook_bij": ["VREEMD"]}, ONBEKEND),
    ({"ook_bij": ["x"]}, "is geen geldige waarde"),
    ({"ook_bij": ["99999999999999999999999"]}, ONBEKEND),
    ({"beleidsdomeinen": ["99999999999999999999999"]}, ONBEKEND),
    ({"doelgroepen": ["0"]}, ONBEKEND),
    ({"doelgroepen": ["\x00"]}, "Null-tekens zijn niet toegestaan."),
    ({"rollen": ROL_DUBBEL}, "Een organisatie staat twee keer met dezelfde rol."),
    ({"rollen": TWEE_TREKKERS}, "Een actie heeft hoogstens één trekker."),
    ({"rollen": ({"organisatie": "O", "rol": "baas"},)}, ONBEKEND),
    ({"rollen": ({"organisatie": "99999999999999999999999", "rol": "partner"},)}, ONBEKEND),
    ({"rollen": ({"organisatie": "\x00", "rol": "partner"},)}, "Null-tekens zijn niet toegestaan."),
    ({"mijlpalen": ({"titel": "Zaal", "streefdatum": ""},)}, "Tegen welke dag?"),
    ({"mijlpalen": ({"titel": "", "streefdatum": "2024-01-01"},)}, "Geef de mijlpaal een naam."),
    ({"mijlpalen": ({"titel": "x" * 201, "streefdatum": "2024-01-01"},)}, "niet meer dan 200 tekens"),
    (
        {"mijlpalen": ({"titel": "Zaal", "streefdatum": "2024-01-01", "bereikt_op": MORGEN},)},
        "Deze dag moet nog komen.",
    ),
    ({"mijlpalen": (ZAAL, ZAAL)}, "Twee mijlpalen hebben dezelfde naam."),
    ({"mijlpalen": (ZAAL | {"mijlpaal": "MIJLPAAL"},)}, ONBEKEND),
    ({"rol-TOTAL_FORMS": "x"}, "ManagementForm"),
    ({"mijlpaal-TOTAL_FORMS": ""}, "ManagementForm"),
]


@pytest.fixture
def plaats(punt, organisatie, andere_organisatie, partner) -> dict[str, int]:
    """Give what the words in capitals above stand for."""
    elders = maak.maak_actie()
    vreemd = {"VREEMD": elders.speerpunt.pk, "MIJLPAAL": maak.maak_mijlpaal(elders).pk, "PARTNER": partner.pk}
    return vreemd | {"O": organisatie.pk, "P": andere_organisatie.pk}


def vul(waarde, plaats: dict[str, int]):
    if isinstance(waarde, dict):
        return {naam: vul(deel, plaats) for naam, deel in waarde.items()}
    if isinstance(waarde, list | tuple):
        return type(waarde)(vul(deel, plaats) for deel in waarde)
    return plaats.get(waarde, waarde)


@pytest.mark.parametrize(("velden", "zin"), SLECHT)
def test_bad_input_is_told_and_kept(client, actie, punt, plaats, velden, zin):
    """On a new actie and on one that is there: 422, in Dutch, with the text that was typed; never a 500."""
    over = {"omschrijving": "Dit typte ik."} | vul(velden, plaats)
    aantal = Actie.objects.count()
    for adres, versie in (("/plannen/plan/acties/nieuw/", 0), (f"/acties/{actie.pk}/bewerken/", 1)):
        response = client.post(adres, actie_velden(versie, speerpunt=punt.pk, **over))
        assert response.status_code == 422, adres
        assert zin in tekst(response), adres
        if velden.get("omschrijving") is None:
            assert veld(response, "omschrijving") == "Dit typte ik."
    actie.refresh_from_db()
    assert (actie.titel, actie.versie, actie.rollen.count(), actie.mijlpalen.count()) == ("Buurtfeest", 1, 0, 0)
    assert Actie.objects.count() == aantal


@pytest.mark.parametrize("keuze", ["", "VREEMD", "x", "99999999999999999999999", "\x00"])
def test_new_actie_in_a_speerpunt_of_this_plan(client, punt, plaats, keuze):
    velden = actie_velden(speerpunt=plaats.get(keuze, keuze))
    response = client.post("/plannen/plan/acties/nieuw/", velden)
    assert (response.status_code, veld(response, "titel")) == (422, "Buurtfeest")
    assert not punt.acties.exists()


@pytest.mark.parametrize("vraag", ["1", "99", "x", "²", "%00", "99999999999999999999999", ""])
def test_speerpunt_in_the_address_is_only_a_proposal(client, punt, vraag):
    response = client.get(f"/plannen/plan/acties/nieuw/?speerpunt={vraag}")
    assert response.status_code == 200
    assert (f'<option value="{punt.pk}" selected>' in response.content.decode()) == (vraag == "1")


def test_empty_post_is_no_500(client, actie):
    for adres in ("/plannen/plan/acties/nieuw/", *(f"/acties/{actie.pk}/{daad}/" for daad in DADEN)):
        assert client.post(adres, {}).status_code == 422, adres


DADEN = ["bewerken", "verplaatsen", "samenvoegen", "archiveren"]


# --- move


def test_move(client, actie, tweede, medewerker):
    actie.ook_bij.add(tweede)
    client.post(f"/acties/{actie.pk}/verplaatsen/", {"naar": tweede.pk, "reden": "Past beter."})
    actie = Actie.objects.get(pk=actie.pk)
    assert (actie.code, actie.versie, actie.ook_bij.count()) == ("2.1", 2, 0)
    verhuis = Verplaatsing.objects.get()
    assert (verhuis.van_code, verhuis.naar_code, verhuis.reden, verhuis.door, verhuis.op) == (
        "1.1",
        "2.1",
        "Past beter.",
        medewerker,
        timezone.localdate(),
    )
    assert "1.1: Past beter." in tekst(Client().get(f"/acties/{actie.pk}/"))


def test_move_is_refused(client, actie, punt, tweede, medewerker):
    elders = maak.maak_speerpunt()
    for naar in (elders, punt):
        with pytest.raises(ValidationError) as weigering:
            services.verplaats_actie(actie=actie, naar=naar, reden="Past beter.", door=medewerker)
        assert "Kies een ander speerpunt van hetzelfde plan." in fouten(weigering)
    adres = f"/acties/{actie.pk}/verplaatsen/"
    for keuze in (elders.pk, punt.pk, "", "x", "99999999999999999999999"):
        response = client.post(adres, {"naar": keuze, "reden": "Past beter."})
        assert (response.status_code, veld(response, "reden")) == (422, "Past beter."), keuze
    for reden in ("", "   ", "\x00", "x" * 2001):
        assert client.post(adres, {"naar": tweede.pk, "reden": reden}).status_code == 422
    assert Actie.objects.get(pk=actie.pk).code == "1.1"
    assert not Verplaatsing.objects.exists()


# --- merge


def test_merge_leads_on_and_keeps_what_was_said(client, actie, punt):
    ander = maak.maak_actie(speerpunt=punt, titel="Straatfeest")
    melding = maak.maak_melding(actie, toelichting="Gezegd over het buurtfeest.")
    client.post(f"/acties/{actie.pk}/samenvoegen/", {"met": ander.pk, "op": "2024-01-01", "reden": "Eén feest."})
    actie.refresh_from_db()
    assert (actie.opgegaan_in, actie.gearchiveerd_op, actie.archief_reden) == (ander, dt.date(2024, 1, 1), "Eén feest.")
    melding.refresh_from_db()
    assert melding.actie == actie
    response = Client().get(f"/acties/{actie.pk}/")
    assert (response.status_code, response["Location"]) == (302, f"/acties/{ander.pk}/")
    pagina = tekst(Client().get(f"/acties/{ander.pk}/"))
    assert "Gezegd over het buurtfeest." in pagina
    assert "Over 1.1 Buurtfeest, hierin samengevoegd." in pagina
    assert "1.1 Buurtfeest" in pagina
    assert Actie.objects.met_stand().get(pk=ander.pk).stand_id is None  # said of the other: shown, not taken over


def test_merge_in_a_chain(punt):
    a, b, c = (maak.maak_actie(speerpunt=punt, titel=f"Feest {letter}") for letter in "abc")
    maak.maak_melding(a, toelichting="Gezegd over a.")
    maak.maak_melding(b, toelichting="Gezegd over b.")
    services.voeg_samen(actie=a, met=b, reden="Samen.")
    services.voeg_samen(actie=b, met=c, reden="Ook samen.")
    response = Client().get(f"/acties/{a.pk}/", follow=True)
    assert [adres for adres, _ in response.redirect_chain] == [f"/acties/{b.pk}/", f"/acties/{c.pk}/"]
    pagina = tekst(response)
    assert "Gezegd over b." in pagina
    assert "Gezegd over a." in pagina


def test_merge_is_refused(client, actie, punt):
    elders = maak.maak_actie()
    weg = maak.maak_actie(speerpunt=punt, gearchiveerd_op=dt.date(2024, 1, 1), archief_reden="Voorbij.")
    dicht = maak.maak_actie(speerpunt=punt, openbaar=False)
    for met, zin in (
        (elders, "Kies een andere actie van hetzelfde plan."),
        (actie, "Kies een andere actie van hetzelfde plan."),
        (weg, "Die actie is gearchiveerd."),
        (dicht, "Die actie is niet openbaar."),
    ):
        with pytest.raises(ValidationError) as weigering:
            services.voeg_samen(actie=actie, met=met, reden="Samen.")
        assert zin in fouten(weigering)
        response = client.post(
            f"/acties/{actie.pk}/samenvoegen/", {"met": met.pk, "op": "2024-01-01", "reden": "Samen."}
        )
        assert (response.status_code, veld(response, "reden")) == (422, "Samen.")
    actie.refresh_from_db()
    assert (actie.opgegaan_in, actie.gearchiveerd_op, actie.versie) == (None, None, 1)
    services.voeg_samen(actie=dicht, met=actie, reden="Samen.")  # the other way round hides nothing
    dicht.refresh_from_db()
    assert dicht.opgegaan_in == actie


# --- archive and bring back


def test_archive_and_bring_back(client, actie):
    client.post(f"/acties/{actie.pk}/archiveren/", {"op": "2024-01-01", "reden": "Voorbij."})
    actie.refresh_from_db()
    assert (actie.gearchiveerd_op, actie.archief_reden, actie.versie) == (dt.date(2024, 1, 1), "Voorbij.", 2)
    assert [Actie.objects.telbaar(dt.date(*dag)).count() for dag in ((2023, 12, 31), (2024, 1, 1))] == [1, 0]
    pagina = tekst(Client().get(f"/acties/{actie.pk}/"))
    assert "Deze actie is gearchiveerd op" in pagina
    assert "Voorbij." in pagina
    assert client.post(f"/acties/{actie.pk}/terughalen/").status_code == 302
    actie.refresh_from_db()
    assert (actie.gearchiveerd_op, actie.archief_reden, actie.versie) == (None, "", 3)
    assert actie.history.filter(archief_reden="Voorbij.").count() == 1


def test_bring_back_what_was_merged(actie, punt):
    ander = maak.maak_actie(speerpunt=punt)
    services.voeg_samen(actie=actie, met=ander, reden="Samen.")
    services.haal_terug(actie=actie)
    actie.refresh_from_db()
    assert (actie.opgegaan_in, actie.gearchiveerd_op) == (None, None)
    assert Client().get(f"/acties/{actie.pk}/").status_code == 200


@pytest.mark.parametrize(
    ("velden", "zin"),
    [
        ({"op": "2024-01-01", "reden": ""}, "Dit veld is verplicht."),
        ({"op": "2024-01-01", "reden": " \n "}, "Dit veld is verplicht."),
        ({"op": MORGEN, "reden": "Voorbij."}, "Deze dag moet nog komen."),
        ({"op": "", "reden": "Voorbij."}, "Dit veld is verplicht."),
        ({"op": "31/02/2024", "reden": "Voorbij."}, "Dit is geen dag."),
        ({"op": "2024-01-01", "reden": "x" * 2001}, "niet meer dan 2000 tekens"),
    ],
)
def test_archive_is_refused(client, actie, velden, zin):
    response = client.post(f"/acties/{actie.pk}/archiveren/", velden)
    assert (response.status_code, veld(response, "reden")) == (422, velden["reden"].strip())
    assert zin in tekst(response)
    actie.refresh_from_db()
    assert actie.gearchiveerd_op is None


def test_archive_waits_for_what_waits(client, actie, punt):
    ander = maak.maak_actie(speerpunt=punt)
    maak.maak_melding(actie, toestand="ingediend")
    for daad, over in (("archiveren", {}), ("samenvoegen", {"met": ander.pk})):
        response = client.post(f"/acties/{actie.pk}/{daad}/", {"op": "2024-01-01", "reden": "Voorbij."} | over)
        assert response.status_code == 422
        assert "Er wacht nog een stand van zaken op nakijken." in tekst(response)


def test_what_is_archived_is_not_moved_merged_or_archived_again(client, actie, punt, tweede):
    services.archiveer_actie(actie=actie, reden="Voorbij.")
    ander = maak.maak_actie(speerpunt=punt)
    for daad, over in (("archiveren", {}), ("samenvoegen", {"met": ander.pk}), ("verplaatsen", {"naar": tweede.pk})):
        response = client.post(f"/acties/{actie.pk}/{daad}/", {"op": "2024-01-01", "reden": "Opnieuw."} | over)
        assert response.status_code == 422, daad
        assert "Deze actie is gearchiveerd." in tekst(response)
    actie.refresh_from_db()
    assert (actie.code, actie.archief_reden, actie.opgegaan_in) == ("1.1", "Voorbij.", None)


def test_what_was_public_keeps_its_number_and_its_address(organisatie):
    actie = maak.maak_actie()
    ronde = maak.maak_ronde(actie.speerpunt.plan)
    for object_, naam in ((actie, "nummer"), (ronde, "slug"), (organisatie, "slug")):
        setattr(object_, naam, 77)
        with pytest.raises(ValidationError) as fout:
            object_.full_clean()
        assert "blijft" in " ".join(fout.value.message_dict[naam])


def test_what_belongs_to_another_plan_or_actie_is_refused(medewerker):
    actie, elders = maak.maak_actie(), maak.maak_actie()
    with pytest.raises(ValidationError, match="hetzelfde plan"):
        services.wijzig_actie(actie=actie, versie=1, omgeving=services.Omgeving(ook_bij=[elders.speerpunt]))
    actie.opgegaan_in, actie.gearchiveerd_op, actie.archief_reden = elders, timezone.localdate(), "Dubbel."
    with pytest.raises(ValidationError, match="hetzelfde plan"):
        actie.full_clean()


def test_every_constraint_tells_what_is_wrong_in_dutch():
    zonder = [
        c.name
        for app in ("organisaties", "speerpunten")
        for model in apps.get_app_config(app).get_models()
        if not model.__name__.startswith("Historical")
        for c in model._meta.constraints
        if c.violation_error_message == c.default_violation_error_message
    ]
    assert not zonder
