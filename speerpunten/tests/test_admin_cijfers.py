"""The admin of indicatoren, of what staff measured of a speerpunt, and of subsidies."""

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from organisaties.tests.beheer import bewaar, fouten
from speerpunten.models import Indicator, Meting, Subsidie
from speerpunten.tests import maak
from speerpunten.tests.kijk import dag

pytestmark = pytest.mark.django_db
SP = "/admin/speerpunten/"


@pytest.fixture
def client(client: Client, beheerder) -> Client:
    client.force_login(beheerder)
    return client


def adres(obj) -> str:
    return f"{SP}{obj._meta.model_name}/{obj.pk}/change/"


# --- indicatoren


@pytest.mark.parametrize("soort", ["actie", "speerpunt"])
def test_een_indicator_erbij(client, soort):
    actie = maak.maak_actie()
    van = actie if soort == "actie" else actie.speerpunt
    rij = {"naam": "Deelnemers", "soort": "getal", "eenheid": "mensen", "nulwaarde": "0", "streefwaarde": "1.234,5"}
    velden = {f"indicatoren__0__{naam}": waarde for naam, waarde in rij.items()}
    assert bewaar(client, adres(van), indicatoren__TOTAL_FORMS=1, **velden).status_code == 302
    indicator = Indicator.objects.get()
    assert (getattr(indicator, soort), indicator.streefwaarde) == (van, Decimal("1234.5"))
    assert indicator.history.get().history_user is not None
    velden |= {"indicatoren__0__streefwaarde": "2.000"}
    assert bewaar(client, adres(van), **velden).status_code == 302
    indicator.refresh_from_db()
    assert indicator.streefwaarde == 2000


@pytest.mark.parametrize(
    ("rij", "zin"),
    [
        ({"soort": "ja_nee", "eenheid": "mensen"}, "heeft geen eenheid en geen getallen"),
        ({"nulwaarde": "5", "streefwaarde": "5"}, "moet anders zijn dan de nulwaarde"),
        ({"cumulatief": "on", "nulwaarde": "5"}, "begint bij nul"),
        ({"streefwaarde": "1.5"}, "Dit is geen getal"),
        ({"naam": "Bestaat al"}, "al een indicator met deze naam"),
    ],
)
def test_wat_niet_past_wordt_in_woorden_gezegd(client, rij, zin):
    speerpunt = maak.maak_speerpunt()
    maak.maak_indicator(speerpunt, naam="Bestaat al")
    velden = {f"indicatoren__1__{n}": w for n, w in ({"naam": "Nieuw", "soort": "getal"} | rij).items()}
    assert zin in fouten(bewaar(client, adres(speerpunt), indicatoren__TOTAL_FORMS=2, **velden))
    assert Indicator.objects.count() == 1


def test_wat_gemeten_is_blijft_en_blijft_hetzelfde_betekenen(client):
    actie = maak.maak_actie()
    indicator = maak.maak_indicator(actie)
    maak.maak_gemeten(indicator, 40, toestand="concept")
    velden = {"eenheid": "uren", "cumulatief": "on", "DELETE": "on", "streefwaarde": "600"}
    bewaar(client, adres(actie), **{f"indicatoren__0__{naam}": waarde for naam, waarde in velden.items()})
    indicator.refresh_from_db()
    assert (indicator.eenheid, indicator.cumulatief, indicator.streefwaarde) == ("deelnemers", False, 600)
    bewaar(client, adres(indicator), eenheid="uren", naam="Anders")
    indicator.refresh_from_db()
    assert (indicator.eenheid, indicator.naam) == ("deelnemers", "Anders")
    assert client.post(f"{SP}indicator/{indicator.pk}/delete/", {"post": "yes"}).status_code == 403


def test_zonder_meting_kan_ze_weg(client):
    indicator = maak.maak_indicator(maak.maak_actie())
    assert client.post(f"{SP}indicator/{indicator.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Indicator.objects.exists()


# --- metingen of a speerpunt


@pytest.fixture
def van_speerpunt() -> Indicator:
    return maak.maak_indicator(maak.maak_speerpunt(), naam="Huizen")


def test_een_meting_van_een_speerpunt_met_haar_geschiedenis(client, van_speerpunt, beheerder, medewerker):
    rij = {"metingen__0__peildatum": "2024-12-31", "metingen__0__waarde": "12,5"}
    assert bewaar(client, adres(van_speerpunt), metingen__TOTAL_FORMS=1, **rij).status_code == 302
    meting = Meting.objects.get()
    assert (meting.waarde, meting.door, meting.melding) == (Decimal("12.5"), beheerder, None)
    assert bewaar(client, adres(van_speerpunt), metingen__0__waarde="13").status_code == 302
    assert [(r.waarde, r.history_user) for r in meting.history.all()] == [
        (Decimal(13), beheerder),
        (Decimal("12.5"), beheerder),
    ]
    assert "12,5" in client.get(f"{SP}indicator/{van_speerpunt.pk}/history/").content.decode()
    assert bewaar(client, adres(van_speerpunt), metingen__0__DELETE="on").status_code == 302
    assert not Meting.objects.exists()
    assert meting.history.first().history_type == "-"


@pytest.mark.parametrize(
    ("rij", "zin"),
    [
        ({"waarde": "1.5"}, "Dit is geen getal"),
        ({"peildatum": "2021-12-31"}, "ligt voor het plan"),
        ({"peildatum": str(timezone.localdate() + dt.timedelta(days=1))}, "moet nog komen"),
        ({"peildatum": "2023-06-30"}, "staat er al een meting"),
        ({"waarde": ""}, "verplicht"),
    ],
)
def test_een_meting_die_niet_kan(client, van_speerpunt, rij, zin):
    maak.maak_meting(van_speerpunt, 5)
    velden = {f"metingen__1__{n}": w for n, w in ({"peildatum": "2024-12-31", "waarde": "6"} | rij).items()}
    assert zin in fouten(bewaar(client, adres(van_speerpunt), metingen__TOTAL_FORMS=2, **velden))
    assert Meting.objects.count() == 1


def test_ja_of_nee_van_een_speerpunt(client):
    indicator = maak.maak_indicator(maak.maak_speerpunt(), soort="ja_nee")
    rij = {"metingen__0__peildatum": "2024-12-31", "metingen__0__waarde": "0"}
    assert bewaar(client, adres(indicator), metingen__TOTAL_FORMS=1, **rij).status_code == 302
    assert Meting.objects.get().waarde == 0


def test_van_een_actie_schrijft_niemand_hier_een_meting(client):
    indicator = maak.maak_indicator(maak.maak_actie())
    maak.maak_gemeten(indicator, "40.5")
    pagina = client.get(adres(indicator))
    assert "40,5" in pagina.content.decode()
    rij = {"metingen__0__peildatum": "2024-12-31", "metingen__0__waarde": "6"}
    bewaar(client, adres(indicator), metingen__TOTAL_FORMS=2, metingen__INITIAL_FORMS=0, **rij)
    assert Meting.objects.get().waarde == Decimal("40.5")
    melding = Meting.objects.get().melding
    assert "40,5" in client.get(f"{SP}melding/{melding.pk}/change/").content.decode()


@pytest.mark.parametrize("wat", ["indicator", "speerpunt", "meting", "subsidie"])
def test_in_een_afgesloten_plan_verandert_niets(client, wat):
    plan = maak.maak_plan()
    indicator = maak.maak_indicator(maak.maak_speerpunt(plan=plan))
    maak.maak_meting(indicator, 5)
    subsidie = maak.maak_subsidie(plan=plan)
    plan.toestand = "afgesloten"
    plan.save()
    doel = {"indicator": indicator, "speerpunt": indicator.speerpunt, "meting": indicator, "subsidie": subsidie}[wat]
    velden = {"metingen-0-waarde": "6", "indicatoren-0-naam": "Anders", "naam": "Anders", "bedrag": "2"}
    assert client.get(adres(doel)).status_code == 200
    assert client.post(adres(doel), velden).status_code == 403
    assert client.post(f"{SP}{doel._meta.model_name}/{doel.pk}/delete/", {"post": "yes"}).status_code == 403
    assert (Indicator.objects.get().naam, Meting.objects.get().waarde) == (indicator.naam, 5)
    assert Subsidie.objects.get().bedrag == 1000


# --- subsidies


def subsidie_velden(plan, **over) -> dict:
    velden = {"plan": plan.pk, "soort": "project", "bedrag": "12.345,60", "van": "2024-01-01", "tot": "2024-12-31"}
    return velden | {"organisatie": maak.maak_organisatie().pk, "financier": maak.maak_organisatie().pk} | over


def test_een_subsidie_erbij_en_gewijzigd(client, beheerder):
    actie = maak.maak_actie()
    velden = subsidie_velden(actie.speerpunt.plan, actie=actie.pk, besluit_nummer="V 12")
    assert bewaar(client, f"{SP}subsidie/add/", **velden).status_code == 302
    subsidie = Subsidie.objects.get()
    assert (subsidie.bedrag, subsidie.actie) == (Decimal("12345.60"), actie)
    assert bewaar(client, adres(subsidie), bedrag="12.345,61", actie="").status_code == 302
    subsidie.refresh_from_db()
    assert (subsidie.bedrag, subsidie.actie) == (Decimal("12345.61"), None)
    assert [r.history_user for r in subsidie.history.all()] == [beheerder, beheerder]
    assert "12345,61" in client.get(f"{SP}subsidie/{subsidie.pk}/history/").content.decode().replace(".", "")


@pytest.mark.parametrize(
    ("over", "zin"),
    [
        ({"bedrag": "0"}, "Een bedrag is meer dan nul"),
        ({"bedrag": "12.5"}, "Dit is geen getal"),
        ({"tot": "2023-01-01"}, "moet voor “tot en met” liggen"),
        ({"actie": "ander"}, "hoort bij een ander plan"),
        ({"financier": "zelf"}, "een andere organisatie dan wie het bedrag krijgt"),
    ],
)
def test_een_subsidie_die_niet_kan(client, over, zin):
    velden = subsidie_velden(maak.maak_plan())
    anders = {"ander": maak.maak_actie().pk, "zelf": velden["organisatie"]}
    over = {naam: anders.get(waarde, waarde) for naam, waarde in over.items()}
    assert zin in fouten(bewaar(client, f"{SP}subsidie/add/", **velden | over))
    assert not Subsidie.objects.exists()


def test_geen_nieuwe_in_een_afgesloten_plan_en_geen_ander_plan(client):
    dicht = maak.maak_plan(toestand="afgesloten")
    assert "Selecteer een geldige keuze" in fouten(bewaar(client, f"{SP}subsidie/add/", **subsidie_velden(dicht)))
    subsidie = maak.maak_subsidie()
    bewaar(client, adres(subsidie), plan=maak.maak_plan().pk)
    assert Subsidie.objects.get().plan == subsidie.plan


def test_de_actie_wordt_gezocht_binnen_het_plan(client):
    subsidie = maak.maak_subsidie(actie=maak.maak_actie(titel="Fietsles"))
    assert f"?plan={subsidie.plan_id}" in client.get(adres(subsidie)).content.decode()
    ander = maak.maak_actie()
    assert "geldige keuze" in fouten(bewaar(client, adres(subsidie), actie=ander.pk))


def test_zoeken_en_filteren(client):
    actie = maak.maak_actie(titel="Fietsles")
    met = maak.maak_subsidie(actie=actie, organisatie=maak.maak_organisatie(naam="Wielewaal (voorbeeld)"))
    zonder = maak.maak_subsidie(plan=actie.speerpunt.plan, soort="werking", besluit_nummer="V 99")

    def gevonden(vraag: str) -> set[Subsidie]:
        return set(client.get(f"{SP}subsidie/?{vraag}").context["cl"].result_list)

    for vraag in ("q=wielewaal", "q=fietsles", "voor_actie=met", "soort__exact=project"):
        assert gevonden(vraag) == {met}, vraag
    for vraag in ("q=V+99", "voor_actie=zonder", f"financier__id__exact={zonder.financier_id}"):
        assert gevonden(vraag) == {zonder}, vraag
    assert gevonden("voor_actie=onzin") == {met, zonder}


def test_wie_het_plan_betaalt_is_voorgesteld(client):
    vgc = maak.maak_organisatie()
    plan = maak.maak_plan(opdrachtgever=vgc)
    pagina = client.get(f"{SP}subsidie/add/?plan={plan.pk}")
    assert pagina.context["adminform"].form.initial["financier"] == vgc.pk
    assert pagina.context["adminform"].form["plan"].value() == str(plan.pk)


def test_een_organisatie_met_subsidies_kan_niet_weg(client):
    subsidie = maak.maak_subsidie(van=dag("2024-01-01"))
    for wie in (subsidie.organisatie, subsidie.financier):
        assert client.post(f"/admin/organisaties/organisatie/{wie.pk}/delete/", {"post": "yes"}).status_code == 403
