"""`maak_proefdata`: as much as asked, the same for the same seed, and as the services would have left it."""

import datetime as dt

import pytest
import time_machine
from django.core.management import call_command

from organisaties.models import Gebruiker, Organisatie
from speerpunten.keuzes import MeldingToestand
from speerpunten.models import Actie, ActieOrganisatie, Beleidsplan, Gebeurtenis, Melding, Ronde
from speerpunten.proefdata import Omvang, halfjaren, maak_proefdata

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def vandaag():
    with time_machine.travel(dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC), tick=False):
        yield


def test_zoveel_als_gevraagd():
    gemaakt = maak_proefdata(Omvang(plannen=2, acties=60, rondes=3))
    assert (Beleidsplan.objects.count(), Actie.objects.count(), Ronde.objects.count()) == (2, 120, 6)
    assert Organisatie.objects.count() == 24
    assert gemaakt == Melding.objects.count()
    aanvaard = Melding.objects.filter(toestand=MeldingToestand.AANVAARD).count()
    assert 0.8 < aanvaard / 360 < 1
    ingediend = Melding.objects.filter(toestand=MeldingToestand.INGEDIEND)
    assert set(ingediend.values_list("ronde__slug", flat=True)) == {"2026-2"}
    assert Gebeurtenis.objects.count() == 2 * aanvaard + ingediend.count()
    assert ActieOrganisatie.objects.filter(rol="trekker").count() == 120


def test_wat_er_gezegd_is_klopt_en_iemand_anders_keek_na():
    maak_proefdata(Omvang(plannen=1, acties=40, rondes=2))
    for melding in Melding.objects.select_related("actie__speerpunt__plan", "ronde").prefetch_related("schrijvers"):
        melding.clean()
        assert list(melding.schrijvers.all()) == [melding.ingediend_door]
        assert melding.aanvaard_door != melding.ingediend_door


def test_alles_is_te_zoeken_en_zegt_dat_het_een_proef_is():
    maak_proefdata(Omvang(plannen=1, acties=20, rondes=1))
    assert not Actie.objects.filter(zoektekst="").exists()
    assert not Organisatie.objects.filter(zoektekst="").exists()
    namen = [*Actie.objects.values_list("titel", flat=True), *Organisatie.objects.values_list("naam", flat=True)]
    assert all(naam.endswith("(proef)") for naam in namen)


def test_hetzelfde_zaad_geeft_hetzelfde():
    maak_proefdata(Omvang(plannen=1, acties=30, rondes=1, zaad=7))
    maak_proefdata(Omvang(plannen=1, acties=30, rondes=1, zaad=7))
    maak_proefdata(Omvang(plannen=1, acties=30, rondes=1, zaad=8))
    titels = [
        list(
            Actie.objects.filter(speerpunt__plan__slug=f"proefplan-{nr}").order_by("pk").values_list("titel", flat=True)
        )
        for nr in (1, 2, 3)
    ]
    assert titels[0] == titels[1] != titels[2]


def test_buiten_een_demonstratie_kan_niemand_zich_aanmelden(settings):
    settings.DEMO_MODUS = False
    maak_proefdata(Omvang(plannen=1, acties=1, rondes=1))
    assert {(g.is_active, g.has_usable_password()) for g in Gebruiker.objects.all()} == {(False, False)}


def test_in_een_demonstratie_kunnen_ze_zich_aanmelden(settings):
    settings.DEMO_MODUS = True
    maak_proefdata(Omvang(plannen=1, acties=1, rondes=1))
    assert all(g.check_password("samenleven-demo") for g in Gebruiker.objects.all())


def test_niets_vragen_geeft_niets(capsys):
    call_command("maak_proefdata", plannen=0, acties=0, rondes=0)
    call_command("maak_proefdata", plannen=1, acties=0, rondes=0)
    assert (Beleidsplan.objects.count(), Melding.objects.count()) == (1, 0)
    assert "0 meldingen gemaakt" in capsys.readouterr().out


def test_de_halve_jaren_tot_vandaag():
    assert halfjaren(3, dt.date(2026, 3, 1)) == [
        (dt.date(2025, 1, 1), dt.date(2025, 6, 30)),
        (dt.date(2025, 7, 1), dt.date(2025, 12, 31)),
        (dt.date(2026, 1, 1), dt.date(2026, 6, 30)),
    ]


def test_herbouw_zoektekst_herstelt_wat_voorbij_het_veld_ging(capsys):
    maak_proefdata(Omvang(plannen=1, acties=5, rondes=1))
    goed = list(Actie.objects.order_by("pk").values_list("zoektekst", flat=True))
    Actie.objects.update(zoektekst="oud")
    call_command("herbouw_zoektekst")
    assert list(Actie.objects.order_by("pk").values_list("zoektekst", flat=True)) == goed
    assert "acties: 5 zoekteksten vernieuwd" in capsys.readouterr().out
