"""Somebody else speaks for an organisatie: who may say so, what staff do with it, and what becomes of people."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from organisaties.doorgeven import (
    MAX_OPEN,
    DoorgaveVerouderd,
    bekijk_doorgaven,
    geef_door,
    neem_over,
    wijs_af,
)
from organisaties.models import Doorgave, Gebruiker, Lidmaatschap
from speerpunten.tests import maak

pytestmark = pytest.mark.django_db
VANDAAG = dt.date(2024, 6, 15)
GISTEREN = dt.date(2024, 6, 14)


@pytest.fixture(autouse=True)
def vandaag():
    with time_machine.travel("2024-06-15T09:00:00+00:00", tick=False) as reis:
        yield reis


def nieuw(organisatie, door, **over) -> Doorgave:
    velden = {"naam": "Nina Nieuw (voorbeeld)", "email": "nina@voorbeeld.test", "functie": "coördinator"}
    return Doorgave(organisatie=organisatie, door=door, **velden | over)


def leden(organisatie, gebruiker=None) -> list[tuple]:
    rijen = Lidmaatschap.objects.filter(organisatie=organisatie)
    rijen = rijen.filter(gebruiker=gebruiker) if gebruiker else rijen
    return list(rijen.order_by("van", "pk").values_list("gebruiker__email", "van", "tot", "ontvangt_post"))


# --- saying it


def test_a_doorgave_changes_nobodys_rights(organisatie, partner):
    voor = leden(organisatie), Gebruiker.objects.count()
    doorgave = geef_door(doorgave=nieuw(organisatie, partner, email=" Nina@Voorbeeld.test "))
    assert (doorgave.is_open, doorgave.email) == (True, "nina@voorbeeld.test")
    assert (leden(organisatie), Gebruiker.objects.count()) == voor


@pytest.mark.parametrize("wie", ["andere_partner", "medewerker", "beheerder", "lezer", "oud"])
def test_who_does_not_speak_for_it_says_nothing(request, organisatie, wie):
    if wie == "oud":
        door = maak.maak_gebruiker()
        Lidmaatschap.objects.create(gebruiker=door, organisatie=organisatie, van=dt.date(2020, 1, 1), tot=GISTEREN)
    else:
        door = request.getfixturevalue(wie)
    with pytest.raises(PermissionDenied):
        geef_door(doorgave=nieuw(organisatie, door))
    assert not Doorgave.objects.exists()


def test_staff_who_are_contact_person_somewhere_do_not_propose_to_themselves(organisatie, medewerker):
    Lidmaatschap.objects.create(gebruiker=medewerker, organisatie=organisatie, van=dt.date(2020, 1, 1))
    with pytest.raises(PermissionDenied):
        geef_door(doorgave=nieuw(organisatie, medewerker))


def test_not_for_what_was_merged(organisatie, andere_organisatie, partner):
    andere_organisatie.opvolger, andere_organisatie.samenvoeging = organisatie, "dubbel"
    andere_organisatie.samengevoegd_op = VANDAAG
    andere_organisatie.save()
    with pytest.raises(PermissionDenied):
        geef_door(doorgave=nieuw(andere_organisatie, partner))


@pytest.mark.parametrize(
    ("over", "woorden"),
    [
        ({"email": "Partner@Voorbeeld.test"}, "uw eigen adres"),
        ({"email": "geen adres"}, "e-mailadres"),
        ({"email": ""}, "naam en het e-mailadres"),
        ({"naam": ""}, "leeg"),
        ({"naam": "x" * 151}, "150"),
    ],
)
def test_what_is_refused(organisatie, partner, over, woorden):
    with pytest.raises(ValidationError) as fout:
        geef_door(doorgave=nieuw(organisatie, partner, **over))
    assert woorden in " ".join(fout.value.messages)
    assert not Doorgave.objects.exists()


def test_the_same_person_waits_once(organisatie, partner, medewerker):
    collega = maak.maak_partner(organisatie)
    eerste = geef_door(doorgave=nieuw(organisatie, partner))
    with pytest.raises(ValidationError, match="al doorgegeven"):
        geef_door(doorgave=nieuw(organisatie, collega, email="NINA@voorbeeld.test"))
    with pytest.raises(IntegrityError), transaction.atomic():
        nieuw(organisatie, collega).save()
    wijs_af(doorgave=eerste, door=medewerker, reden="Te vroeg.")
    assert geef_door(doorgave=nieuw(organisatie, collega)).is_open


def test_not_more_than_staff_can_read(organisatie, partner):
    for nr in range(MAX_OPEN):
        geef_door(doorgave=nieuw(organisatie, partner, email=f"n{nr}@voorbeeld.test"))
    with pytest.raises(ValidationError, match="wachten al veel namen"):
        geef_door(doorgave=nieuw(organisatie, partner, email="te-veel@voorbeeld.test"))
    assert Doorgave.objects.count() == MAX_OPEN


# --- taking it over


def test_a_new_person_who_takes_the_place(organisatie, partner, medewerker):
    doorgave = geef_door(doorgave=nieuw(organisatie, partner))
    lid = neem_over(doorgave=doorgave, door=medewerker)
    assert leden(organisatie) == [
        ("partner@voorbeeld.test", dt.date(2020, 1, 1), GISTEREN, True),
        ("nina@voorbeeld.test", VANDAAG, None, True),
    ]
    assert (lid.gebruiker.naam, lid.functie, lid.gebruiker.rol) == ("Nina Nieuw (voorbeeld)", "coördinator", "")
    assert not lid.gebruiker.has_usable_password()
    doorgave.refresh_from_db()
    assert (doorgave.toestand, doorgave.afgehandeld_door) == ("overgenomen", medewerker)
    assert [regel.tot for regel in Lidmaatschap.history.filter(gebruiker=partner)][:1] == [GISTEREN]


def test_who_stays_stays(organisatie, partner, medewerker):
    neem_over(doorgave=geef_door(doorgave=nieuw(organisatie, partner, blijft=True)), door=medewerker)
    assert ("partner@voorbeeld.test", dt.date(2020, 1, 1), None, True) in leden(organisatie)


def test_who_gave_it_keeps_other_organisaties(organisatie, andere_organisatie, partner, medewerker):
    elders = Lidmaatschap.objects.create(gebruiker=partner, organisatie=andere_organisatie, van=dt.date(2020, 1, 1))
    neem_over(doorgave=geef_door(doorgave=nieuw(organisatie, partner)), door=medewerker)
    elders.refresh_from_db()
    assert elders.tot is None


def test_who_began_today_is_one_until_today(organisatie, medewerker):
    kort = maak.maak_gebruiker(email="kort@voorbeeld.test")
    Lidmaatschap.objects.create(gebruiker=kort, organisatie=organisatie, van=VANDAAG)
    neem_over(doorgave=geef_door(doorgave=nieuw(organisatie, kort)), door=medewerker)
    assert leden(organisatie, kort) == [("kort@voorbeeld.test", VANDAAG, VANDAAG, True)]


def test_who_left_meanwhile_is_left_alone(organisatie, partner, medewerker):
    doorgave = geef_door(doorgave=nieuw(organisatie, partner))
    Lidmaatschap.objects.filter(gebruiker=partner).update(tot=dt.date(2024, 6, 1))
    neem_over(doorgave=doorgave, door=medewerker)
    assert leden(organisatie, partner) == [("partner@voorbeeld.test", dt.date(2020, 1, 1), dt.date(2024, 6, 1), True)]


def test_a_known_address_keeps_its_name(organisatie, andere_organisatie, partner, medewerker):
    bekend = maak.maak_partner(andere_organisatie, email="nina@voorbeeld.test", naam="Nina N.")
    doorgave = geef_door(doorgave=nieuw(organisatie, partner, email="NINA@voorbeeld.test"))
    (bekeken,) = bekijk_doorgaven([doorgave])
    assert (bekeken.gebruiker, bekeken.bezwaar, bekeken.andere_naam) == (bekend, "", "Nina N.")
    lid = neem_over(doorgave=doorgave, door=medewerker)
    assert (lid.gebruiker, lid.gebruiker.naam) == (bekend, "Nina N.")
    assert Gebruiker.objects.filter(email__iexact="nina@voorbeeld.test").count() == 1


@pytest.mark.parametrize(
    ("stond", "wordt"),
    [
        ([], [(VANDAAG, None)]),
        ([("2020-01-01", "2021-01-01")], [(dt.date(2020, 1, 1), dt.date(2021, 1, 1)), (VANDAAG, None)]),
        ([("2020-01-01", None)], [(dt.date(2020, 1, 1), None)]),
        ([("2020-01-01", "2024-06-20")], [(dt.date(2020, 1, 1), None)]),
        ([("2024-07-01", None)], [(VANDAAG, dt.date(2024, 6, 30)), (dt.date(2024, 7, 1), None)]),
        (
            [("2020-01-01", "2024-06-15"), ("2024-07-01", "2024-08-01")],
            [(dt.date(2020, 1, 1), dt.date(2024, 6, 30)), (dt.date(2024, 7, 1), dt.date(2024, 8, 1))],
        ),
    ],
)
def test_what_stood_there_already_is_used(organisatie, partner, medewerker, stond, wordt):
    bekend = maak.maak_gebruiker(email="nina@voorbeeld.test")
    for van, tot in stond:
        Lidmaatschap.objects.create(
            gebruiker=bekend, organisatie=organisatie, van=van, tot=tot, ontvangt_post=False, functie="stagiair"
        )
    lid = neem_over(doorgave=geef_door(doorgave=nieuw(organisatie, partner, functie="")), door=medewerker)
    assert [(van, tot) for _, van, tot, _ in leden(organisatie, bekend)] == wordt
    assert lid.ontvangt_post
    assert lid.functie == ("stagiair" if lid.van < VANDAAG else "")


@pytest.mark.parametrize(
    ("wie", "woorden"),
    [
        ({"rol": "beleidsmedewerker"}, "medewerker van het bestuur"),
        ({"rol": "beheerder"}, "medewerker van het bestuur"),
        ({"is_active": False}, "niet meer mag aanmelden"),
    ],
)
def test_who_cannot_be_one(organisatie, partner, medewerker, wie, woorden):
    maak.maak_gebruiker(email="nina@voorbeeld.test", **wie)
    doorgave = geef_door(doorgave=nieuw(organisatie, partner))
    (bekeken,) = bekijk_doorgaven([doorgave])
    assert woorden in bekeken.bezwaar
    with pytest.raises(ValidationError, match=woorden):
        neem_over(doorgave=doorgave, door=medewerker)
    doorgave.refresh_from_db()
    assert doorgave.is_open
    assert leden(organisatie) == [("partner@voorbeeld.test", dt.date(2020, 1, 1), None, True)]


def test_who_took_the_address_meanwhile_does_not_follow_themselves(organisatie, partner, medewerker):
    doorgave = geef_door(doorgave=nieuw(organisatie, partner))
    Gebruiker.objects.filter(pk=partner.pk).update(email="nina@voorbeeld.test")
    with pytest.raises(ValidationError, match="van wie het doorgaf"):
        neem_over(doorgave=doorgave, door=medewerker)
    assert leden(organisatie, partner) == [("nina@voorbeeld.test", dt.date(2020, 1, 1), None, True)]


# --- refusing it


def test_what_is_refused_forgets_the_address(organisatie, partner, medewerker):
    doorgave = geef_door(doorgave=nieuw(organisatie, partner, opmerking="Bel haar op 0400 00 00 00."))
    wijs_af(doorgave=doorgave, door=medewerker, reden=" Ze werkt hier niet. ")
    doorgave.refresh_from_db()
    assert (doorgave.toestand, doorgave.reden) == ("afgewezen", "Ze werkt hier niet.")
    assert (doorgave.naam, doorgave.email, doorgave.functie, doorgave.opmerking) == (
        "Nina Nieuw (voorbeeld)",
        "",
        "",
        "",
    )
    assert not Gebruiker.objects.filter(email="nina@voorbeeld.test").exists()
    assert leden(organisatie) == [("partner@voorbeeld.test", dt.date(2020, 1, 1), None, True)]


def test_a_refusal_says_why(organisatie, partner, medewerker):
    doorgave = geef_door(doorgave=nieuw(organisatie, partner))
    with pytest.raises(ValidationError, match="Zeg waarom"):
        wijs_af(doorgave=doorgave, door=medewerker, reden=" ")
    doorgave.refresh_from_db()
    assert doorgave.is_open


@pytest.mark.parametrize("wie", ["partner", "andere_partner", "lezer"])
def test_only_staff_decide(request, organisatie, partner, wie):
    doorgave = geef_door(doorgave=nieuw(organisatie, partner))
    door = request.getfixturevalue(wie)
    with pytest.raises(PermissionDenied):
        neem_over(doorgave=doorgave, door=door)
    with pytest.raises(PermissionDenied):
        wijs_af(doorgave=doorgave, door=door, reden="Nee.")
    doorgave.refresh_from_db()
    assert doorgave.is_open


@pytest.mark.parametrize("eerst", ["overnemen", "afwijzen"])
@pytest.mark.parametrize("dan", ["overnemen", "afwijzen"])
def test_nobody_decides_twice(organisatie, partner, medewerker, medewerker2, eerst, dan):
    daden = {
        "overnemen": lambda d, wie: neem_over(doorgave=d, door=wie),
        "afwijzen": lambda d, wie: wijs_af(doorgave=d, door=wie, reden="Nee."),
    }
    doorgave = geef_door(doorgave=nieuw(organisatie, partner))
    oud = Doorgave.objects.get(pk=doorgave.pk)
    daden[eerst](doorgave, medewerker)
    voor = leden(organisatie)
    with pytest.raises(DoorgaveVerouderd) as fout:
        daden[dan](oud, medewerker2)
    assert fout.value.huidige.afgehandeld_door == medewerker
    assert leden(organisatie) == voor


def test_what_is_gone_is_told(organisatie, partner, medewerker):
    doorgave = geef_door(doorgave=nieuw(organisatie, partner))
    oud = Doorgave.objects.get(pk=doorgave.pk)
    doorgave.delete()
    with pytest.raises(DoorgaveVerouderd) as fout:
        neem_over(doorgave=oud, door=medewerker)
    assert fout.value.huidige is None


# --- who reads it


def test_who_reads_which(organisatie, andere_organisatie, partner, andere_partner, medewerker, lezer):
    eigen, ander = geef_door(doorgave=nieuw(organisatie, partner)), nieuw(andere_organisatie, andere_partner)
    geef_door(doorgave=ander)
    gelezen = {wie.naam: set(Doorgave.objects.zichtbaar_voor(wie)) for wie in (partner, andere_partner, lezer)}
    assert gelezen == {partner.naam: {eigen}, andere_partner.naam: {ander}, lezer.naam: set()}
    assert set(Doorgave.objects.zichtbaar_voor(medewerker)) == {eigen, ander}


@pytest.mark.parametrize(
    "over",
    [
        {"toestand": "overgenomen"},
        {"toestand": "onbekend"},
        {"naam": ""},
        {"email": ""},
        {"toestand": "afgewezen", "reden": "", "email": "", "functie": ""},
        {"toestand": "afgewezen", "reden": "Nee."},
    ],
)
def test_the_database_holds_the_rules(organisatie, partner, medewerker, over):
    klaar = {"afgehandeld_door": medewerker, "afgehandeld_op": "2024-06-15T09:00:00Z"}
    compleet = klaar if over.get("toestand") not in {None, "overgenomen"} else {}
    with pytest.raises(IntegrityError), transaction.atomic():
        nieuw(organisatie, partner, **over | compleet).save()
