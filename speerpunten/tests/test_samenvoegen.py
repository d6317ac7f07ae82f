"""Merging organisaties: what moves, what collapses, what keeps the name of then; and the old address leads on."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from organisaties.models import Lidmaatschap, Organisatie
from speerpunten.models import Actie, ActieOrganisatie, Melding
from speerpunten.services.organisaties import bekijk_samenvoeging, voeg_organisaties_samen
from speerpunten.tests import maak
from speerpunten.tests.invullen import tekst
from speerpunten.tests.kijk import lees
from speerpunten.tests.lijsten import bekijk, boek

pytestmark = pytest.mark.django_db


@pytest.fixture
def dubbel(db) -> Organisatie:
    return maak.maak_organisatie(naam="Buurtwerk dubbel (voorbeeld)", slug="buurtwerk-dubbel")


@pytest.fixture
def acties(organisatie, dubbel) -> dict[str, Actie]:
    speerpunt = maak.maak_speerpunt(plan=maak.maak_plan(slug="plan"))
    acties = {naam: maak.maak_actie(speerpunt=speerpunt, titel=naam) for naam in ("een", "twee", "drie")}
    maak.geef_rol(acties["een"], dubbel)
    maak.geef_rol(acties["twee"], dubbel, "partner")
    maak.geef_rol(acties["twee"], organisatie, "partner")
    maak.geef_rol(acties["drie"], dubbel, "partner")
    maak.geef_rol(acties["drie"], organisatie, "trekker")
    return acties


def rollen() -> list[tuple[str, str, str]]:
    return sorted(ActieOrganisatie.objects.values_list("actie__titel", "organisatie__slug", "rol"))


def test_rollen_en_mensen_verhuizen_en_dubbels_vallen_samen(acties, organisatie, dubbel, partner):
    ander = maak.maak_partner(dubbel, email="ander@voorbeeld.test")
    Lidmaatschap.objects.create(gebruiker=partner, organisatie=dubbel, van=dt.date(2023, 1, 1))
    oud = maak.maak_gebruiker()
    weg = Lidmaatschap.objects.create(
        gebruiker=oud, organisatie=dubbel, van=dt.date(2020, 1, 1), tot=dt.date(2021, 1, 1)
    )
    wat = bekijk_samenvoeging(dubbel, organisatie)
    assert ([r.actie.titel for r in wat.verhuizen], [r.actie.titel for r in wat.vervallen]) == (
        ["een", "drie"],
        ["twee"],
    )
    assert ([lid.gebruiker for lid in wat.mensen], [lid.gebruiker for lid in wat.dubbele_mensen]) == (
        [ander],
        [partner],
    )
    versies = dict(Actie.objects.values_list("titel", "versie"))
    voeg_organisaties_samen(organisatie=dubbel, met=organisatie, soort="dubbel")
    assert rollen() == [
        ("drie", "buurtwerk", "partner"),
        ("drie", "buurtwerk", "trekker"),
        ("een", "buurtwerk", "trekker"),
        ("twee", "buurtwerk", "partner"),
    ]
    assert set(Organisatie.objects.van(ander).kiesbaar()) == {organisatie}
    assert Lidmaatschap.objects.get(pk=weg.pk).organisatie == dubbel  # what was over stays what it was
    assert all(nu == versies[titel] + 1 for titel, nu in Actie.objects.values_list("titel", "versie"))


def test_wat_aanvaard_is_houdt_de_naam_van_toen_en_wat_loopt_gaat_mee(acties, organisatie, dubbel, partner):
    gezegd = maak.maak_melding(acties["een"], organisatie=dubbel, opmerking_voor_vgc="onder ons")
    bezig = maak.maak_melding(acties["een"], organisatie=dubbel, toestand="concept")
    voeg_organisaties_samen(organisatie=dubbel, met=organisatie, soort="fusie", op=dt.date(2024, 1, 1))
    gezegd.refresh_from_db()
    bezig.refresh_from_db()
    assert (gezegd.organisatie, bezig.organisatie, bezig.versie) == (dubbel, organisatie, 2)
    dubbel.refresh_from_db()
    assert (dubbel.opvolger, dubbel.samenvoeging, dubbel.actief_tot) == (organisatie, "fusie", dt.date(2024, 1, 1))
    assert "Gerapporteerd door Buurtwerk dubbel (voorbeeld)" in tekst(Client().get(acties["een"].get_absolute_url()))
    client = Client()
    client.force_login(partner)  # speaks for what it became, and still reads what was said
    pagina = tekst(client.get(acties["een"].get_absolute_url()))
    assert "onder ons" in pagina
    assert Melding.objects.bewerkbaar_door(partner).filter(pk=bezig.pk).exists()


def test_het_oude_adres_leidt_verder_en_de_naam_ook(acties, organisatie, dubbel, medewerker):
    voeg_organisaties_samen(organisatie=dubbel, met=organisatie, soort="dubbel")
    response = Client().get("/organisaties/buurtwerk-dubbel/")
    assert (response.status_code, response["Location"]) == (302, "/organisaties/buurtwerk/")
    assert "Buurtwerk dubbel" not in tekst(Client().get("/organisaties/"))
    lijst = boek(acties=[["titel", "speerpunt", "trekker"], ["Nieuw", 1, "Buurtwerk dubbel (voorbeeld)"]])
    invoer = bekijk(acties["een"].speerpunt.plan, lijst, medewerker)
    assert invoer.voorstel["vragen"] == []
    nog = maak.maak_organisatie(naam="Nog een (voorbeeld)", slug="nog-een")
    voeg_organisaties_samen(organisatie=organisatie, met=nog, soort="fusie")
    assert Client().get("/organisaties/buurtwerk-dubbel/")["Location"] == "/organisaties/nog-een/"


def test_een_afgesloten_plan_verandert_niet(acties, organisatie, dubbel):
    plan = acties["een"].speerpunt.plan
    type(plan).objects.update(toestand="afgesloten")
    voor = rollen()
    wat = voeg_organisaties_samen(organisatie=dubbel, met=organisatie, soort="dubbel")
    assert (wat.verhuizen, rollen()) == ((), voor)


def test_wat_niet_kan_wordt_geweigerd(organisatie, dubbel, andere_organisatie):
    morgen = dt.date.today() + dt.timedelta(days=2)
    with pytest.raises(ValidationError, match="andere organisatie"):
        voeg_organisaties_samen(organisatie=organisatie, met=organisatie, soort="dubbel")
    with pytest.raises(ValidationError, match="moet nog komen"):
        voeg_organisaties_samen(organisatie=dubbel, met=organisatie, soort="fusie", op=morgen)
    with pytest.raises(ValidationError):
        voeg_organisaties_samen(organisatie=dubbel, met=organisatie, soort="zomaar")
    voeg_organisaties_samen(organisatie=dubbel, met=organisatie, soort="dubbel")
    for wie, met in ((dubbel, andere_organisatie), (andere_organisatie, dubbel)):
        with pytest.raises(ValidationError, match="samengevoegd"):
            voeg_organisaties_samen(organisatie=wie, met=met, soort="dubbel")


def test_op_het_scherm_eerst_zien_dan_doen(acties, organisatie, dubbel, medewerker, beheerder):
    client = Client()
    client.force_login(medewerker)
    adres = "/organisaties/buurtwerk-dubbel/samenvoegen/"
    assert "Dit gebeurt er" not in tekst(client.get(adres))
    keuze = {"met": organisatie.pk, "soort": "dubbel", "op": "2024-01-01"}
    pagina = client.get(adres, keuze)
    assert "2 rollen verhuizen: 1.1 een (trekker); 1.3 drie (partner)." in tekst(pagina)
    assert "1 dubbele rol vervalt: 1.2 twee (partner)." in tekst(pagina)
    assert not Organisatie.objects.exclude(samenvoeging="").exists()
    verborgen = {e.attrs["name"]: e.attrs["value"] for e in lees(pagina).alle("input") if e.attrs["type"] == "hidden"}
    response = client.post(adres, verborgen, follow=True)
    assert response.redirect_chain == [("/organisaties/buurtwerk/", 302)]
    assert "is samengevoegd met" in tekst(response)
    assert client.get(adres).status_code == 404
    client.force_login(beheerder)
    assert (
        "/organisaties/buurtwerk/samenvoegen/"
        in client.get(f"/admin/organisaties/organisatie/{organisatie.pk}/change/").content.decode()
    )
