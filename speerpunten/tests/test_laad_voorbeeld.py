"""`laad_voorbeeld`: only in a demonstration, whole on whatever day it is loaded, and never twice."""

import datetime as dt
import hashlib
import json
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import TestCase, override_settings
from django.utils import timezone

from organisaties.models import Doorgave, Gebruiker, Lidmaatschap, Organisatie
from speerpunten.bedragen import tel_op
from speerpunten.indicatoren import stel_standen_samen
from speerpunten.keuzes import MeldingToestand, Soort
from speerpunten.models import (
    Actie,
    Beleidsplan,
    Gebeurtenis,
    Indicator,
    Melding,
    Meting,
    Rapport,
    Ronde,
    Speerpunt,
    Subsidie,
)
from speerpunten.planbestand.laden import ECHT_PLAN, laad_plan
from speerpunten.tests.planbestanden import momentopname
from speerpunten.voorbeeld.laden import VOORBEELDPLAN, laad_voorbeeld, periode
from speerpunten.voorbeeld.meldingen import lees_meldingen

pytestmark = pytest.mark.django_db
SLOT = "(voorbeeld)"
VANDAAG = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
DAGEN = ["2026-11-23", "2027-07-15", "2028-02-29"]


def test_buiten_een_demonstratie_geweigerd(settings):
    settings.DEMO_MODUS = False
    voor = momentopname()
    with pytest.raises(CommandError, match="DEMO_MODUS"):
        call_command("laad_voorbeeld")
    assert momentopname() == voor


@pytest.mark.parametrize("dag", DAGEN)
def test_op_elke_dag_is_precies_een_ronde_open_en_klopt_wat_er_gezegd_is(dag, settings):
    settings.DEMO_MODUS = True
    with time_machine.travel(dt.datetime.fromisoformat(f"{dag}T12:00:00+00:00"), tick=False):
        laad_voorbeeld()
        vandaag, nu = timezone.localdate(), timezone.now()
        (ronde,) = Ronde.objects.open()
        assert ronde.van <= vandaag <= ronde.tot
        assert ronde.deadline > vandaag
        uitstel = ronde.uitstellen.get()
        uitstel.full_clean()
        assert uitstel.organisatie.naam.endswith(SLOT)
        assert set(ronde.meldingen.values_list("toestand", flat=True)) == set(MeldingToestand.values)
        for melding in Melding.objects.select_related("actie__speerpunt__plan", "ronde", "vervangt"):
            melding.clean()
            assert melding.ronde.van <= melding.peildatum <= min(melding.ronde.tot, vandaag)
            assert melding.ingediend_op is None or melding.ingediend_op <= nu
            assert melding.aanvaard_op is None or melding.ingediend_op < melding.aanvaard_op <= nu
        assert not Gebeurtenis.objects.filter(op__gt=nu).exists()


@override_settings(DEMO_MODUS=True)
class TestVoorbeeld(TestCase):
    """The example, loaded once on a fixed day."""

    @classmethod
    def setUpTestData(cls):
        with time_machine.travel(VANDAAG, tick=False):
            laad_voorbeeld()

    def setUp(self):
        reis = time_machine.travel(VANDAAG, tick=False)
        reis.start()
        self.addCleanup(reis.stop)

    def test_elke_melding_heeft_haar_verhaal_in_het_logboek(self):
        for melding in Melding.objects.prefetch_related("gebeurtenissen"):
            soorten = [g.soort for g in melding.gebeurtenissen.all()]
            assert soorten[-1:] == ([] if melding.toestand == MeldingToestand.CONCEPT else [melding.toestand])
            assert soorten[:1] in ([], [Soort.INGEDIEND])
            if melding.is_aanvaard:
                ingediend = [g for g in melding.gebeurtenissen.all() if g.soort == Soort.INGEDIEND][-1]
                assert ingediend.inhoud["toelichting"] == melding.toelichting
        assert Gebeurtenis.objects.filter(soort=Soort.TERUGGESTUURD, melding__toestand="aanvaard").exists()

    def test_wat_gemeten_is_komt_overeen_met_wat_gezegd_is(self):
        standen = {s.indicator.naam: s for s in stel_standen_samen(Indicator.objects.all(), op=VANDAAG.date())}
        assert standen["Kinderen die voor het eerst komen"].waarde == 416  # as the eindronde tells in words
        assert standen["Clubs die meedoen"].tekst == "23 van 30 clubs, stand op 31/12/2025"
        assert standen["Wachttijd aan de balie"].waarde_in_woorden == "11 minuten, doel 10"
        assert standen["Een ploeg van bewoners zet de cafés verder"].waarde_in_woorden == "ja"
        assert not standen["Mensen die ergens aankomen en blijven"].is_gemeten
        for meting in Meting.objects.select_related("indicator", "melding"):
            meting.full_clean(validate_unique=False, validate_constraints=False)
            assert meting.melding is None or meting.peildatum == meting.melding.peildatum
        melding = Melding.objects.filter(metingen__indicator__naam="Clubs die meedoen").latest("peildatum")
        verzonden = melding.gebeurtenissen.filter(soort=Soort.INGEDIEND).last()
        assert verzonden.inhoud["metingen"] == {"Clubs die meedoen": "23"}

    def test_subsidies_tellen_op_en_zijn_verzonnen(self):
        totalen = tel_op(Subsidie.objects.met_namen())
        assert totalen.totaal.aantal == 23  # one at an actie that is not public
        assert sum(som.bedrag for som in totalen.per_speerpunt) == totalen.totaal.bedrag
        assert totalen.zonder_actie.aantal == 8
        for subsidie in Subsidie.objects.met_namen():
            assert subsidie.organisatie.naam.endswith(SLOT) and subsidie.financier.naam.endswith(SLOT)
            assert ".voorbeeld.test/" in subsidie.besluit_url

    def test_vier_ogen_zijn_nergens_gebroken(self):
        aanvaard = Melding.objects.filter(toestand=MeldingToestand.AANVAARD).prefetch_related("schrijvers")
        assert aanvaard.count() > 200
        for melding in aanvaard:
            schrijvers = set(melding.schrijvers.all())
            assert schrijvers == {melding.ingediend_door}
            assert melding.aanvaard_door not in schrijvers

    def test_wie_het_zegt_spreekt_voor_de_organisatie_of_schrijft_namens_haar(self):
        for melding in Melding.objects.select_related("actie__speerpunt__plan").prefetch_related("schrijvers"):
            (schrijver,) = melding.schrijvers.all()
            eigen = Lidmaatschap.objects.filter(gebruiker=schrijver, organisatie=melding.organisatie).exists()
            bestuur = melding.organisatie_id in {None, melding.actie.speerpunt.plan.opdrachtgever_id}
            assert eigen or schrijver.is_medewerker
            assert melding.namens == (schrijver.is_medewerker and not bestuur)

    def test_de_open_ronde_staat_er_voor_beide_partners(self):
        partner = Gebruiker.objects.get(email="partner@voorbeeld.test")
        partner2 = Gebruiker.objects.get(email="partner2@voorbeeld.test")
        assert Actie.objects.rapporteerbaar_door(partner).exists()
        assert Actie.objects.rapporteerbaar_door(partner2).exists()
        assert Melding.objects.nakijkbaar_door(Gebruiker.objects.get(email="beleid@voorbeeld.test")).exists()
        assert Doorgave.objects.open().get().door == partner2
        assert set(Actie.objects.values_list("verantwoordelijke__email", flat=True)) == {"beleid@voorbeeld.test"}

    def test_het_rapport_van_de_eerste_ronde_is_definitief_en_heel(self):
        rapport = Rapport.objects.get()
        inhoud = json.loads(rapport.inhoud)
        assert rapport.sha256 == hashlib.sha256(rapport.inhoud.encode()).hexdigest()
        assert inhoud["ronde"]["naam"] == "Eerste halfjaar 2022 (voorbeeld)"
        assert inhoud["inleiding"].startswith("Dit is het eerste rapport") and inhoud["conclusie"]
        acties = [actie for deel in inhoud["speerpunten"] for actie in deel["acties"]]
        assert len(acties) == Actie.objects.filter(openbaar=True).count()

    def test_een_tweede_keer_verandert_niets(self):
        Gebruiker.objects.filter(email="beheer@voorbeeld.test").update(naam="Iemand anders")
        voor = momentopname()
        uitkomst = laad_voorbeeld()
        assert (uitkomst.accounts, uitkomst.ronde) == ([], None)
        assert momentopname() == voor

    def test_een_account_dat_ontbreekt_komt_terug_en_een_ander_blijft_zoals_het_is(self):
        Gebruiker.objects.get(email="lezer@voorbeeld.test").delete()
        beheerder = Gebruiker.objects.get(email="beheer@voorbeeld.test")
        beheerder.set_password("een-eigen-wachtwoord")
        beheerder.save()
        uitvoer = StringIO()
        call_command("laad_voorbeeld", stdout=uitvoer)
        beheerder.refresh_from_db()
        assert beheerder.check_password("een-eigen-wachtwoord")
        assert Gebruiker.objects.get(email="lezer@voorbeeld.test").check_password("samenleven-demo")
        assert "bestond al" in uitvoer.getvalue()

    def test_elke_naam_eindigt_op_voorbeeld(self):
        namen = [
            *Beleidsplan.objects.values_list("naam", flat=True),
            *Organisatie.objects.values_list("naam", flat=True),
            *Ronde.objects.values_list("naam", flat=True),
            *Gebruiker.objects.values_list("naam", flat=True),
            *Actie.objects.values_list("titel", flat=True),
            *Doorgave.objects.values_list("naam", flat=True),
        ]
        assert not [naam for naam in namen if not naam.endswith(SLOT)]
        assert Speerpunt.objects.count() == 14

    def test_beide_plannen_naast_elkaar_laten_elkaar_met_rust(self):
        laad_plan(ECHT_PLAN)
        for pad in (VOORBEELDPLAN, ECHT_PLAN):
            verslag = laad_plan(pad)
            assert not verslag.verandert_iets
        echt = Beleidsplan.objects.get(slug="samenleven-2022-2025")
        assert Melding.objects.filter(actie__speerpunt__plan=echt).count() == 2
        assert not echt.rondes.exists()


def test_het_voorbeeld_en_het_echte_plan_delen_alleen_lijsten():
    echt, voorbeeld = (json.loads(pad.read_text(encoding="utf-8")) for pad in (ECHT_PLAN, VOORBEELDPLAN))
    for soort, veld in (
        ("organisaties", "sleutel"),
        ("organisaties", "naam"),
        ("acties", "sleutel"),
        ("acties", "titel"),
    ):
        assert not {rij[veld] for rij in echt[soort]} & {rij[veld] for rij in voorbeeld[soort]}
    sleutels = {rij["sleutel"] for rij in echt["organisaties"]}
    gezegd = [*lees_meldingen()[0], *lees_meldingen()[1]]
    assert not sleutels & {rij["organisatie"] for rij in gezegd}
    assert not any(rij.get("kbo") or rij.get("website") for rij in voorbeeld["organisaties"])


@pytest.mark.parametrize(
    ("vandaag", "van", "tot"),
    [
        ("2026-11-23", "2026-07-01", "2026-12-31"),
        ("2026-07-15", "2026-01-01", "2026-07-31"),
        ("2027-01-15", "2026-07-01", "2027-01-31"),
        ("2027-02-05", "2027-01-01", "2027-06-30"),
    ],
)
def test_de_periode_van_de_open_ronde(vandaag, van, tot):
    assert periode(dt.date.fromisoformat(vandaag)) == (dt.date.fromisoformat(van), dt.date.fromisoformat(tot))
