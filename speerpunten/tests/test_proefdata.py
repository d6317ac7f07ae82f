"""`maak_proefdata`: as much as asked, the same for the same seed, and as the services would have left it."""

import datetime as dt
import random
import re
from collections import Counter

import pytest
import time_machine
from django.core.management import call_command

from organisaties.models import Gebruiker, Organisatie
from speerpunten.keuzes import MeldingToestand
from speerpunten.models import (
    Actie,
    ActieOrganisatie,
    Beleidsplan,
    Gebeurtenis,
    Indicator,
    Melding,
    Mijlpaal,
    Rechtzetting,
    Ronde,
    Speerpunt,
    Standtekst,
)
from speerpunten.proefdata import Omvang, halfjaren, maak_proefdata
from speerpunten.proefdata.kader import maak_kader, maak_lijsten
from speerpunten.proefdata.schrijven import schrijf
from speerpunten.proefdata.woorden import Verteller
from speerpunten.services.standteksten import leg_standteksten_vast
from speerpunten.tests.naspelen import beeld, zeg_na

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
    onderweg = Melding.objects.exclude(toestand=MeldingToestand.AANVAARD)
    assert set(onderweg.values_list("ronde__slug", flat=True)) == {"2026-2"}
    assert set(onderweg.values_list("toestand", flat=True)) == {"concept", "ingediend", "teruggestuurd"}
    geteld = Counter(Gebeurtenis.objects.values_list("soort", flat=True))
    terug = onderweg.filter(toestand="teruggestuurd").count()
    assert (geteld["aanvaard"], Standtekst.objects.count()) == (aanvaard, aanvaard)
    assert geteld["gecorrigeerd"] == Melding.objects.exclude(vervangt=None).count() > 0
    assert geteld["teruggestuurd"] > terug > 0  # most of them were sent again, and accepted
    verzonden = geteld["ingediend"] + geteld["niets_veranderd"]
    opnieuw = geteld["teruggestuurd"] - terug
    assert verzonden == aanvaard + onderweg.exclude(toestand="concept").count() + opnieuw
    assert ActieOrganisatie.objects.filter(rol="trekker").count() == 120
    assert len({melding.toelichting.count(".") for melding in Melding.objects.all()}) > 6  # short and long


def test_wat_er_gezegd_is_klopt_en_iemand_anders_keek_na():
    maak_proefdata(Omvang(plannen=1, acties=40, rondes=2))
    for melding in Melding.objects.select_related("actie__speerpunt__plan", "ronde").prefetch_related("schrijvers"):
        melding.clean()
        (schrijver,) = melding.schrijvers.all()
        assert melding.ingediend_door in {schrijver, None}
        assert (melding.ingediend_door is None) == (melding.toestand == MeldingToestand.CONCEPT)
        assert melding.aanvaard_door != schrijver


def test_alles_is_te_zoeken_en_zegt_dat_het_een_proef_is():
    maak_proefdata(Omvang(plannen=1, acties=20, rondes=1))
    assert not Actie.objects.filter(zoektekst="").exists()
    assert not Organisatie.objects.filter(zoektekst="").exists()
    namen = [*Actie.objects.values_list("titel", flat=True), *Organisatie.objects.values_list("naam", flat=True)]
    assert all(naam.endswith("(proef)") for naam in namen)


def test_een_plan_hangt_af_van_zaad_en_plaats_en_van_niets_anders():
    maak_proefdata(Omvang(plannen=1, acties=20, rondes=2, zaad=7))
    maak_proefdata(Omvang(plannen=2, acties=20, rondes=2, zaad=7))
    maak_proefdata(Omvang(plannen=1, acties=20, rondes=2, zaad=8))
    een, weer_een, twee, ander = (beeld(f"proefplan-{nr}") for nr in (1, 2, 3, 4))
    assert een == weer_een
    assert een not in (twee, ander)


def test_het_staat_er_zoals_de_diensten_het_hadden_nagelaten():
    """Everything that was said is said again through the services, of a twin of the plan, each at its own moment."""
    omvang = Omvang(plannen=1, acties=16, rondes=3, rapporten=1)
    maak_proefdata(omvang)
    kader = maak_kader(2, omvang, maak_lijsten(), Verteller(random.Random("1:0")))  # noqa: S311
    schrijf(Mijlpaal, [mijlpaal for van_actie in kader.mijlpalen.values() for mijlpaal in van_actie])
    zeg_na("proefplan-1", "proefplan-2")
    leg_standteksten_vast()
    echt, nagemaakt = beeld("proefplan-2"), beeld("proefplan-1")
    assert nagemaakt.keys() == echt.keys()
    for sleutel, wat in echt.items():
        assert nagemaakt[sleutel] == wat, sleutel
    soorten = {soort for rij in echt["meldingen"].values() for soort, *_ in rij["log"]}
    assert soorten == {"ingediend", "niets_veranderd", "teruggestuurd", "aanvaard", "gecorrigeerd"}


def test_wat_afgeleid_is_klopt(capsys):
    maak_proefdata(Omvang(plannen=1, acties=20, rondes=3, rapporten=1))
    call_command("controleer_rapporten")
    assert "1 " in capsys.readouterr().out
    assert Rechtzetting.objects.get().rapport.ronde.slug == "2026-1"
    call_command("herbouw_zoektekst")
    assert set(re.findall(r"(\d+) zoekteksten", capsys.readouterr().out)) == {"0"}
    for model in (Beleidsplan, Speerpunt, Ronde, Actie, ActieOrganisatie, Indicator, Mijlpaal, Organisatie, Gebruiker):
        eerste = {lijn.id: lijn for lijn in model.history.filter(history_type="+")}
        laatste = {lijn.id: lijn for lijn in model.history.order_by("history_date", "history_id")}
        assert len(eerste) == model.objects.count() == model.history.filter(history_type="+").count() > 0
        velden = [veld.attname for veld in model.history.model.tracked_fields]
        for rij in model.objects.all():
            assert {v: getattr(laatste[rij.pk], v) for v in velden} == {v: getattr(rij, v) for v in velden}


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
