"""Merging organisaties: what moves, what collapses, what keeps the name of then; and the old address leads on."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from organisaties.models import Lidmaatschap, Organisatie
from speerpunten.models import Actie, ActieOrganisatie, Melding
from speerpunten.services.organisaties import Samenvoegplan, bekijk_samenvoeging, voeg_organisaties_samen
from speerpunten.tests import maak
from speerpunten.tests.invullen import tekst
from speerpunten.tests.kijk import lees
from speerpunten.tests.lijsten import bekijk, boek, neem_over
from speerpunten.uitwisseling.overnemen import draai_terug

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
    assert [lid.gebruiker for lid in wat.mensen] == [ander]
    assert [samen.wordt.gebruiker for samen in wat.samengenomen] == [partner]
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
    morgen = timezone.localdate() + dt.timedelta(days=2)
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


# --- who speaks for both
def lid(gebruiker, organisatie, van: int, tot: int | None = None, **over) -> Lidmaatschap:
    """Give a lidmaatschap over whole years; `tot` is the last one."""
    einde = dt.date(tot, 12, 31) if tot else None
    velden = {"van": dt.date(van, 1, 1), "tot": einde} | over
    return Lidmaatschap.objects.create(gebruiker=gebruiker, organisatie=organisatie, **velden)


def periodes(gebruiker, organisatie) -> list[tuple[int, int | None]]:
    leden = Lidmaatschap.objects.filter(gebruiker=gebruiker, organisatie=organisatie).order_by("van")
    return [(lid.van.year, lid.tot.year if lid.tot else None) for lid in leden]


def beloofd(wat: Samenvoegplan) -> list[tuple[int, int | None]]:
    """Give the periods that the preview names."""
    leden = [*wat.mensen, *(samen.wordt for samen in wat.samengenomen)]
    return sorted((lid.van.year, lid.tot.year if lid.tot else None) for lid in leden)


@pytest.mark.parametrize(
    ("bij_weg", "bij_blijft", "beloofde", "na", "blijven"),
    [
        ([(2022, None)], [(2020, 2099)], [(2020, None)], [(2020, None)], []),
        ([(2015, 2098)], [(2020, 2099)], [(2015, 2099)], [(2015, 2099)], []),
        ([(2020, 2098)], [(2020, None)], [(2020, None)], [(2020, None)], []),
        # One that is over with the other, and is overlapped, becomes part; one that only precedes stays.
        ([(2019, None)], [(2018, 2020)], [(2018, None)], [(2018, None)], []),
        ([(2021, None)], [(2018, 2020)], [(2021, None)], [(2018, 2020), (2021, None)], []),
        # What was over stays with who was merged.
        ([(2015, 2018), (2019, None)], [(2016, 2099)], [(2016, None)], [(2016, None)], [(2015, 2018)]),
        ([(2015, 2018)], [(2010, None)], [], [(2010, None)], [(2015, 2018)]),
        # One that bridges two makes one of three; one that follows stays apart.
        ([(2019, 2098)], [(2018, 2020), (2021, 2099)], [(2018, 2099)], [(2018, 2099)], []),
        ([(2019, 2097), (2098, None)], [(2018, 2096)], [(2018, 2097), (2098, None)], [(2018, 2097), (2098, None)], []),
    ],
)
def test_periodes_van_wie_voor_beide_spreekt(organisatie, dubbel, bij_weg, bij_blijft, beloofde, na, blijven):
    pia = maak.maak_gebruiker(naam="Pia Partner (voorbeeld)")
    for periode in bij_weg:
        lid(pia, dubbel, *periode)
    for periode in bij_blijft:
        lid(pia, organisatie, *periode)
    wat = bekijk_samenvoeging(dubbel, organisatie)
    assert beloofd(wat) == beloofde
    gedaan = voeg_organisaties_samen(organisatie=dubbel, met=organisatie, soort="dubbel")
    assert beloofd(gedaan) == beloofde
    assert (periodes(pia, organisatie), periodes(pia, dubbel)) == (na, blijven)
    for over in Lidmaatschap.objects.all():
        over.full_clean()


def test_functie_en_post_van_wie_voor_beide_spreekt(organisatie, dubbel):
    pia = maak.maak_gebruiker()
    weg = lid(pia, dubbel, 2022, functie="voorzitter", ontvangt_post=True)
    blijft = lid(pia, organisatie, 2020, 2099, ontvangt_post=False)
    lid(pia, organisatie, 2010, 2019, functie="vrijwilliger")
    voeg_organisaties_samen(organisatie=dubbel, met=organisatie, soort="fusie")
    blijft.refresh_from_db()
    assert (blijft.functie, blijft.ontvangt_post, blijft.tot) == ("voorzitter", True, None)
    assert not Lidmaatschap.objects.filter(pk=weg.pk).exists()
    assert [rij.history_type for rij in Lidmaatschap.history.filter(id=weg.pk)][:1] == ["-"]
    assert [(rij.history_type, rij.tot) for rij in Lidmaatschap.history.filter(id=blijft.pk)] == [
        ("~", None),
        ("+", dt.date(2099, 12, 31)),
    ]


def test_een_post_van_vroeger_telt_niet(organisatie, dubbel):
    pia = maak.maak_gebruiker()
    lid(pia, organisatie, 2018, 2020)  # got mail then
    nu = lid(pia, dubbel, 2019, ontvangt_post=False)
    voeg_organisaties_samen(organisatie=dubbel, met=organisatie, soort="dubbel")
    nu.refresh_from_db()
    assert (nu.organisatie, nu.ontvangt_post, periodes(pia, organisatie)) == (organisatie, False, [(2018, None)])


# --- who follows whom
def volg_op(wie: Organisatie, door: Organisatie) -> None:
    Organisatie.objects.filter(pk=wie.pk).update(opvolger=door)


def test_in_wie_men_zelf_opvolgt(organisatie, dubbel, medewerker):
    """It was the other way round first: the other no longer leads to what leads to it."""
    volg_op(organisatie, dubbel)
    client = Client()
    client.force_login(medewerker)
    adres = f"/organisaties/{dubbel.slug}/samenvoegen/"
    keuze = {"met": organisatie.pk, "soort": "dubbel", "op": "2024-01-01"}
    assert "verliest haar opvolger “Buurtwerk dubbel (voorbeeld)”" in tekst(client.get(adres, keuze))
    assert client.post(adres, keuze, follow=True).redirect_chain == [("/organisaties/buurtwerk/", 302)]
    organisatie.refresh_from_db()
    dubbel.refresh_from_db()
    assert (organisatie.opvolger, dubbel.opvolger) == (None, organisatie)
    assert organisatie.history.count() == 2


@pytest.mark.parametrize("gesloten", [False, True])
def test_een_kring_van_opvolgers(organisatie, dubbel, andere_organisatie, gesloten):
    """Buurtwerk -> Taalhuis -> dubbel (-> Buurtwerk): nobody comes to follow itself, and every address ends."""
    volg_op(organisatie, andere_organisatie)
    volg_op(andere_organisatie, dubbel)
    if gesloten:
        volg_op(dubbel, organisatie)
    wat = voeg_organisaties_samen(organisatie=dubbel, met=organisatie, soort="dubbel")
    assert (wat.volgen, wat.verliest_opvolger) == ((andere_organisatie,), andere_organisatie)
    opvolgers = dict(Organisatie.objects.values_list("slug", "opvolger__slug"))
    assert opvolgers == {"buurtwerk": None, "taalhuis": "buurtwerk", "buurtwerk-dubbel": "buurtwerk"}
    assert Client().get("/organisaties/buurtwerk-dubbel/")["Location"] == "/organisaties/buurtwerk/"


def test_wie_een_samengevoegde_als_opvolger_heeft_leidt_verder(organisatie, dubbel, andere_organisatie):
    volg_op(andere_organisatie, dubbel)
    wat = voeg_organisaties_samen(organisatie=dubbel, met=organisatie, soort="fusie")
    andere_organisatie.refresh_from_db()
    assert (wat.volgen, andere_organisatie.opvolger) == ((andere_organisatie,), organisatie)
    assert not andere_organisatie.is_samengevoegd
    assert 'ging op in <a href="/organisaties/buurtwerk/">' in tekst(Client().get("/organisaties/taalhuis/"))
    voeg_organisaties_samen(organisatie=organisatie, met=andere_organisatie, soort="fusie")
    assert {o.huidige for o in Organisatie.objects.all()} == {andere_organisatie}
    andere_organisatie.refresh_from_db()
    assert andere_organisatie.opvolger is None


# --- undoing an import
def test_terugdraaien_geeft_rollen_aan_wat_het_werd(organisatie, dubbel, andere_organisatie, medewerker):
    """Through two mergers; a role that the other got back as well, counts once; one trekker."""
    actie = maak.maak_actie(titel="Buurtfeest")
    nog = maak.maak_organisatie(naam="Nog een (voorbeeld)", slug="nog-een")
    maak.geef_rol(actie, dubbel)
    maak.geef_rol(actie, dubbel, "partner")
    maak.geef_rol(actie, nog, "partner")
    kop = ["code", "titel", "trekker", "partners"]
    lijst = boek(acties=[kop, [actie.code, "Buurtfeest", andere_organisatie.naam, ""]])
    invoer = neem_over(bekijk(actie.speerpunt.plan, lijst, medewerker), medewerker)
    assert rollen() == [("Buurtfeest", "taalhuis", "trekker")]
    voeg_organisaties_samen(organisatie=dubbel, met=organisatie, soort="dubbel")
    voeg_organisaties_samen(organisatie=organisatie, met=nog, soort="fusie")
    draai_terug(invoer, door=medewerker, reden="Verkeerde lijst.")
    assert rollen() == [("Buurtfeest", "nog-een", "partner"), ("Buurtfeest", "nog-een", "trekker")]


def test_terugdraaien_volgt_een_gewone_opvolger_niet(organisatie, andere_organisatie, medewerker):
    actie = maak.maak_actie(titel="Buurtfeest")
    maak.geef_rol(actie, organisatie)
    lijst = boek(acties=[["code", "titel", "trekker"], [actie.code, "Buurtfeest", andere_organisatie.naam]])
    invoer = neem_over(bekijk(actie.speerpunt.plan, lijst, medewerker), medewerker)
    volg_op(organisatie, andere_organisatie)
    draai_terug(invoer, door=medewerker, reden="Verkeerde lijst.")
    assert rollen() == [("Buurtfeest", "buurtwerk", "trekker")]


@pytest.mark.parametrize("soort", ["rol", "contact", "gewijzigd"])
def test_terugdraaien_zegt_wat_er_niet_meer_is(organisatie, andere_organisatie, medewerker, soort):
    actie = maak.maak_actie(titel="Buurtfeest")
    maak.geef_rol(actie, organisatie)
    bladen = {
        "rol": {"acties": [["code", "titel", "trekker"], [actie.code, "Buurtfeest", andere_organisatie.naam]]},
        "contact": {"contactpersonen": [["organisatie", "naam", "e-mail"], [organisatie.naam, "Nel", "nel@x.test"]]},
        "gewijzigd": {"organisaties": [["naam", "afkorting"], [andere_organisatie.naam, "TH"]]},
    }
    invoer = neem_over(bekijk(actie.speerpunt.plan, boek(**bladen[soort]), medewerker), medewerker)
    Lidmaatschap.objects.all().delete()
    (organisatie if soort == "rol" else andere_organisatie).delete() if soort != "contact" else None
    with pytest.raises(ValidationError, match="intussen verwijderd"):
        draai_terug(invoer, door=medewerker, reden="Verkeerde lijst.")


def test_terugdraaien_na_samenvoegen_neemt_een_nieuwe_contactpersoon_weg(organisatie, dubbel, medewerker):
    plan = maak.maak_speerpunt().plan
    lijst = boek(contactpersonen=[["organisatie", "naam", "e-mail"], [dubbel.naam, "Nel (voorbeeld)", "nel@x.test"]])
    invoer = neem_over(bekijk(plan, lijst, medewerker), medewerker)
    voeg_organisaties_samen(organisatie=dubbel, met=organisatie, soort="dubbel")
    assert Lidmaatschap.objects.get().organisatie == organisatie
    draai_terug(invoer, door=medewerker, reden="Verkeerde lijst.")
    assert not Lidmaatschap.objects.exists()


# --- what the page says
def test_de_bladzijde_noemt_alles_wat_gebeurt(organisatie, dubbel, andere_organisatie, medewerker):
    plan = maak.maak_plan(opdrachtgever=dubbel, naam="Plan Samen")
    ronde = maak.maak_ronde(plan, naam="Ronde 2024")
    ronde.organisaties.add(dubbel)
    volg_op(andere_organisatie, dubbel)
    pia = maak.maak_gebruiker(naam="Pia Partner (voorbeeld)")
    lid(pia, dubbel, 2022, functie="voorzitter", ontvangt_post=False)
    lid(pia, organisatie, 2020, 2099, ontvangt_post=False)
    client = Client()
    client.force_login(medewerker)
    adres = "/organisaties/buurtwerk-dubbel/samenvoegen/"
    keuze = {"met": organisatie.pk, "soort": "fusie", "op": "2024-01-01"}
    pagina = tekst(client.get(adres, keuze))
    for zin in (
        "Pia Partner (voorbeeld): de periodes worden samengenomen tot één: vanaf 01/01/2020, voorzitter, zonder post.",
        "Opdrachtgever van “Plan Samen” wordt “Buurtwerk (voorbeeld)”.",
        "De ronde “Ronde 2024” vraagt het aan “Buurtwerk (voorbeeld)”.",
        "“Taalhuis (voorbeeld)” krijgt “Buurtwerk (voorbeeld)” als opvolger.",
        "0 contactpersonen verhuizen.",
    ):
        assert zin in pagina
    assert client.post(adres, keuze).status_code == 302
    plan.refresh_from_db()
    andere_organisatie.refresh_from_db()
    assert (plan.opdrachtgever, andere_organisatie.opvolger) == (organisatie, organisatie)
    assert (list(ronde.organisaties.all()), plan.history.count()) == ([organisatie], 2)
