"""Subsidies: what may stand, who sees them, the pages, and organisaties that merge."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from organisaties.models import Samenvoeging
from speerpunten.models import Subsidie
from speerpunten.services.organisaties import voeg_organisaties_samen
from speerpunten.tests import maak
from speerpunten.tests.invullen import tekst
from speerpunten.tests.kijk import dag, lees
from speerpunten.tests.toneel import via_link

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("over", "naam"),
    [
        ({"bedrag": Decimal(0)}, "subsidie_bedrag_boven_nul"),
        ({"bedrag": Decimal("-0.01")}, "subsidie_bedrag_boven_nul"),
        ({"van": dag("2025-01-01")}, "subsidie_van_voor_tot"),
        ({"soort": "gift"}, "subsidie_soort_bekend"),
        ({"financier": None}, "subsidie_niet_aan_zichzelf"),
    ],
)
def test_constraints(organisatie, over, naam):
    if "financier" in over:
        over = {"financier": organisatie}
    with pytest.raises(IntegrityError, match=naam), transaction.atomic():
        maak.maak_subsidie(organisatie=organisatie, **over)


def test_de_actie_is_er_een_van_het_plan_en_een_subsidie_verhuist_niet():
    subsidie = maak.maak_subsidie()
    subsidie.actie = maak.maak_actie()
    with pytest.raises(ValidationError, match="ander plan"):
        subsidie.full_clean()
    subsidie = Subsidie.objects.get()
    subsidie.plan = maak.maak_plan()
    with pytest.raises(ValidationError, match="verhuist niet"):
        subsidie.full_clean()


@pytest.mark.parametrize(
    ("van", "tot", "tekst_"),
    [
        ("2024-01-01", "2024-12-31", "2024"),
        ("2023-01-01", "2025-12-31", "2023-2025"),
        ("2024-01-01", "2024-06-30", "01/01/2024 tot 30/06/2024"),
    ],
)
def test_periode_in_woorden(van, tot, tekst_):
    assert Subsidie(van=dag(van), tot=dag(tot)).periode == tekst_


@pytest.mark.parametrize(
    ("velden", "tekst_"),
    [
        ({}, ""),
        ({"besluit_nummer": "V 12"}, "besluit V 12"),
        ({"besluit_datum": dag("2024-02-01")}, "besluit van 01/02/2024"),
        ({"besluit_nummer": "V 12", "besluit_datum": dag("2024-02-01")}, "besluit V 12 van 01/02/2024"),
        ({"besluit_url": "https://besluit.voorbeeld.test/"}, "besluit"),
    ],
)
def test_besluit_in_woorden(velden, tekst_):
    assert Subsidie(**velden).besluit == tekst_


# --- who sees which


@pytest.fixture
def wereld(organisatie, andere_organisatie) -> dict[str, Subsidie]:
    """A public and a hidden plan; the partner takes part in both."""
    openbaar, dicht = maak.maak_plan(), maak.maak_plan(openbaar=False)
    punt, dicht_punt = maak.maak_speerpunt(plan=openbaar), maak.maak_speerpunt(plan=dicht)
    publiek = maak.maak_actie(speerpunt=punt)
    besloten = maak.maak_actie(speerpunt=punt, openbaar=False)
    in_dicht = maak.maak_actie(speerpunt=dicht_punt)
    for actie in (besloten, in_dicht):
        maak.geef_rol(actie, organisatie)
    wie = {"organisatie": andere_organisatie}
    return {
        "publiek": maak.maak_subsidie(actie=publiek, **wie),
        "besloten": maak.maak_subsidie(actie=besloten, **wie),
        "zonder": maak.maak_subsidie(plan=openbaar, **wie),
        "in_dicht": maak.maak_subsidie(actie=in_dicht, **wie),
        "zonder_in_dicht": maak.maak_subsidie(plan=dicht, **wie),
        "eigen_in_dicht": maak.maak_subsidie(plan=dicht, organisatie=organisatie),
    }


IEDEREEN = {"publiek", "zonder"}
WIE = {
    "anoniem": IEDEREEN,
    "partner": IEDEREEN | {"besloten", "in_dicht", "eigen_in_dicht"},
    "andere_partner": IEDEREEN | {"zonder_in_dicht"},
    "lezer": {"publiek", "besloten", "zonder", "in_dicht", "zonder_in_dicht", "eigen_in_dicht"},
    "medewerker": {"publiek", "besloten", "zonder", "in_dicht", "zonder_in_dicht", "eigen_in_dicht"},
}


@pytest.mark.parametrize("naam", WIE)
def test_zichtbaar_zoals_de_actie_of_het_plan(wereld, naam, request):
    from_naam = {subsidie.pk: sleutel for sleutel, subsidie in wereld.items()}
    client = Client()
    if naam != "anoniem":
        client.force_login(request.getfixturevalue(naam))
    gebruiker = client.get("/plannen/").wsgi_request.user
    zichtbaar = Subsidie.objects.zichtbaar_voor(gebruiker)
    assert {from_naam[subsidie.pk] for subsidie in zichtbaar} == WIE[naam]


def test_met_een_veilige_link_alleen_van_de_eigen_acties(wereld, partner):
    client = via_link(partner, [wereld["besloten"].actie])
    gebruiker = client.get("/mijn/").wsgi_request.user
    zichtbaar = set(Subsidie.objects.zichtbaar_voor(gebruiker))
    assert zichtbaar == {wereld[naam] for naam in ("publiek", "zonder", "besloten")}


def test_de_totalen_van_wie_minder_ziet_tellen_ook_op(wereld, client, medewerker):
    adres = f"/plannen/{wereld['publiek'].plan.slug}/subsidies/"
    assert lees(client.get(adres)).kop() == "€\u00a02.000,00 in 2 subsidies".replace("\u00a0", " ")
    client.force_login(medewerker)
    assert lees(client.get(adres)).kop() == "€ 3.000,00 in 3 subsidies"


def test_wie_bij_een_zichtbare_subsidie_staat_heeft_een_pagina(client):
    """Also when its only role is at an actie that is hidden."""
    subsidie = maak.maak_subsidie()
    for wie in (subsidie.organisatie, subsidie.financier):
        maak.geef_rol(maak.maak_actie(openbaar=False), wie)
        assert client.get(wie.get_absolute_url()).status_code == 200
    Subsidie.objects.all().delete()
    assert client.get(subsidie.organisatie.get_absolute_url()).status_code == 404


# --- the pages


def test_de_pagina_van_een_actie(client):
    actie = maak.maak_actie()
    besluit = {"besluit_nummer": "V 12", "besluit_url": "https://besluit.voorbeeld.test/12"}
    maak.maak_subsidie(actie=actie, bedrag=Decimal("12345.60"), **besluit)
    maak.maak_subsidie(plan=actie.speerpunt.plan, bedrag=Decimal(777))
    pagina = lees(client.get(f"/acties/{actie.pk}/"))
    (link,) = pagina.links("besluit.voorbeeld.test")
    assert link.tekst == "Besluit V 12"
    (bedrag,) = [e.tekst for e in pagina.alle("td") if "€" in e.tekst]
    assert bedrag == "€\u00a012.345,60"


def test_een_subsidie_van_een_opgegane_actie_staat_bij_de_andere(client):
    actie = maak.maak_actie()
    oud = maak.maak_actie(speerpunt=actie.speerpunt)
    maak.maak_subsidie(actie=oud, bedrag=Decimal(4321))
    oud.gearchiveerd_op, oud.archief_reden, oud.opgegaan_in = dag("2024-01-01"), "Samen.", actie
    oud.save()
    assert "4.321,00" in tekst(client.get(f"/acties/{actie.pk}/"))


def test_de_pagina_van_een_organisatie_toont_wat_zij_kreeg_en_wat_in_haar_opging(client, organisatie):
    actie = maak.maak_actie(titel="Fietsles")
    oud = maak.maak_organisatie(naam="Oude werking (voorbeeld)")
    maak.maak_subsidie(actie=actie, organisatie=organisatie, bedrag=Decimal("100.50"))
    maak.maak_subsidie(plan=actie.speerpunt.plan, organisatie=oud, bedrag=Decimal("200.25"))
    maak.maak_subsidie(plan=actie.speerpunt.plan, financier=organisatie, bedrag=Decimal(999))
    voeg_organisaties_samen(organisatie=oud, met=organisatie, soort=Samenvoeging.FUSIE)
    assert Subsidie.objects.filter(organisatie=oud).exists()  # as it was decided
    pagina = tekst(client.get(organisatie.get_absolute_url()))
    assert "Samen € 300,75." in pagina.replace("\u00a0", " ")
    assert "Fietsles" in pagina and "zonder actie" in pagina and "Oude werking (voorbeeld)" in pagina
    assert "999" not in pagina


def test_het_plan_leidt_naar_zijn_subsidies(client):
    subsidie = maak.maak_subsidie(bedrag=Decimal("0.10"))
    (link,) = lees(client.get(f"/plannen/{subsidie.plan.slug}/")).links("/subsidies/")
    pagina = tekst(client.get(link.attrs["href"]))
    assert "telt één keer, met haar hele bedrag: in het jaar waarin haar periode begint" in pagina
    assert "Daarvan € 0,10 zonder actie." in pagina.replace("\u00a0", " ")


def test_een_plan_zonder_subsidies(client):
    plan = maak.maak_plan()
    assert lees(client.get(f"/plannen/{plan.slug}/")).links("/subsidies/") == []
    assert lees(client.get(f"/plannen/{plan.slug}/subsidies/")).kop() == "Nog geen subsidies"


def test_de_lijst_gaat_in_bladzijden_en_de_totalen_niet(client):
    plan = maak.maak_plan()
    wie = {"plan": plan, "organisatie": maak.maak_organisatie(), "financier": maak.maak_organisatie()}
    for _ in range(51):
        maak.maak_subsidie(**wie, bedrag=Decimal("1.01"))
    tweede = lees(client.get(f"/plannen/{plan.slug}/subsidies/?pagina=2"))
    assert tweede.kop() == "€ 51,51 in 51 subsidies"
    assert [e.tekst for e in tweede.alle("td") if e.tekst == "€\u00a01,01"] == ["€\u00a01,01"]


def test_elke_wijziging_staat_in_de_geschiedenis(medewerker):
    subsidie = maak.maak_subsidie()
    subsidie.bedrag = Decimal(2000)
    subsidie._history_user = medewerker
    subsidie.save()
    assert [(r.bedrag, r.history_user) for r in subsidie.history.order_by("-pk")] == [
        (Decimal(2000), medewerker),
        (Decimal(1000), None),
    ]
