"""Indicatoren: what may stand, what counts, the form of a melding, and the pages."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from speerpunten.indicatoren import metingen_rond, stel_standen_samen
from speerpunten.models import Gebeurtenis, Indicator, Melding, Meting, Post
from speerpunten.post.opstellen import schrijf_gebeurtenissen
from speerpunten.services import meldingen as services
from speerpunten.tests import maak
from speerpunten.tests.invullen import melding_velden, tekst
from speerpunten.tests.kijk import dag, lees
from speerpunten.verschil import inhoudverschillen, metingverschillen

pytestmark = pytest.mark.django_db


@pytest.fixture
def actie(organisatie):
    gemaakt = maak.maak_actie()
    maak.geef_rol(gemaakt, organisatie)
    return gemaakt


@pytest.fixture
def indicator(actie) -> Indicator:
    return maak.maak_indicator(actie, naam="Deelnemers", streefdatum=dag("2025-12-31"))


def waarde(indicator: Indicator, op: str = "2025-12-31") -> Decimal | None:
    (stand,) = stel_standen_samen(Indicator.objects.filter(pk=indicator.pk), op=dag(op))
    return stand.waarde


def als(gebruiker) -> Client:
    client = Client()
    client.force_login(gebruiker)
    return client


# --- what may stand


@pytest.mark.parametrize(
    ("over", "naam"),
    [
        ({"speerpunt": True}, "indicator_van_actie_of_speerpunt"),
        ({"actie": None}, "indicator_van_actie_of_speerpunt"),
        ({"soort": "x", "eenheid": "", "nulwaarde": None, "streefwaarde": None}, "indicator_soort_bekend"),
        ({"soort": "ja_nee", "eenheid": "uren"}, "indicator_ja_nee_zonder_getallen"),
        ({"cumulatief": True, "nulwaarde": 3}, "indicator_optellen_vanaf_nul"),
        ({"cumulatief": True, "streefwaarde": -3}, "indicator_optellen_vanaf_nul"),
        ({"nulwaarde": 500}, "indicator_streef_anders_dan_nul"),
    ],
)
def test_constraints_in_de_database_en_met_hun_woorden(actie, over, naam):
    if over.get("speerpunt"):
        over = over | {"speerpunt": actie.speerpunt}
    (constraint,) = [c for c in Indicator._meta.constraints if c.name == naam]
    velden = {"actie": actie, "naam": "x", "eenheid": "y", "nulwaarde": 0, "streefwaarde": 500} | over
    with pytest.raises(IntegrityError, match=naam), transaction.atomic():
        Indicator.objects.create(**velden)
    with pytest.raises(ValidationError) as fout:
        Indicator(**velden).full_clean()
    assert constraint.violation_error_message in fout.value.messages or naam == "indicator_soort_bekend"


def test_een_naam_een_keer_per_actie_en_per_speerpunt(actie, indicator):
    maak.maak_indicator(actie.speerpunt, naam="Deelnemers")
    for van in (actie, actie.speerpunt):
        with pytest.raises(IntegrityError), transaction.atomic():
            maak.maak_indicator(van, naam="Deelnemers")


@pytest.mark.parametrize("over", [{"door": None}, {"melding": True}])
def test_een_meting_komt_uit_een_melding_of_van_iemand(actie, over, medewerker):
    over = {"door": medewerker} | over
    if "melding" in over:
        over["melding"] = maak.maak_melding(actie, toestand="concept")
    velden = {"indicator": maak.maak_indicator(actie), "waarde": 1, "peildatum": dag("2024-01-01")}
    with pytest.raises(IntegrityError, match="meting_uit_melding_of_door_iemand"), transaction.atomic():
        Meting.objects.create(**velden | over)


def test_een_keer_per_melding_en_zonder_melding_een_keer_per_dag(actie, indicator, medewerker):
    melding = maak.maak_melding(actie, toestand="concept")
    van_speerpunt = maak.maak_indicator(actie.speerpunt)
    for keer in ({"indicator": indicator, "melding": melding}, {"indicator": van_speerpunt, "door": medewerker}):
        maak.maak_meting(keer["indicator"], 1, **{k: v for k, v in keer.items() if k != "indicator"})
        with pytest.raises(IntegrityError), transaction.atomic():
            maak.maak_meting(keer["indicator"], 2, **{k: v for k, v in keer.items() if k != "indicator"})


def test_over_tabellen_heen(actie, indicator, medewerker):
    """Of an actie only a melding about it speaks, of a speerpunt only staff."""
    van_speerpunt = maak.maak_indicator(actie.speerpunt)
    elders = maak.maak_melding(maak.maak_actie(), toestand="concept")
    melding = maak.maak_melding(actie, toestand="concept")
    goed = {"waarde": Decimal(5), "peildatum": dag("2024-01-01")}
    Meting(indicator=van_speerpunt, door=medewerker, **goed).full_clean()
    Meting(indicator=indicator, melding=melding, **goed).full_clean()
    for fout in (
        {"indicator": indicator, "door": medewerker},
        {"indicator": indicator, "melding": elders},
        {"indicator": van_speerpunt, "melding": melding},
        {"indicator": van_speerpunt, "door": medewerker, "peildatum": timezone.localdate() + dt.timedelta(days=1)},
        {"indicator": van_speerpunt, "door": medewerker, "peildatum": dag("2021-12-31")},  # before the plan
    ):
        with pytest.raises(ValidationError):
            Meting(**goed | fout).full_clean()


def test_wat_gemeten_is_blijft_hetzelfde_betekenen(indicator):
    maak.maak_gemeten(indicator, 40, toestand="concept")
    for veld, nieuw in (("eenheid", "uren"), ("cumulatief", True), ("soort", "ja_nee")):
        anders = Indicator.objects.get(pk=indicator.pk)
        setattr(anders, veld, nieuw)
        with pytest.raises(ValidationError, match="al gemeten"):
            anders.clean()
    indicator.streefwaarde = 600
    indicator.full_clean()


# --- what counts


@pytest.mark.parametrize("toestand", ["concept", "ingediend", "teruggestuurd"])
def test_een_meting_telt_pas_als_haar_melding_aanvaard_is(indicator, toestand):
    maak.maak_gemeten(indicator, 40, toestand=toestand)
    assert waarde(indicator) is None
    maak.maak_gemeten(indicator, 50)
    assert waarde(indicator) == 50


def test_een_meting_telt_vanaf_haar_dag(indicator):
    maak.maak_gemeten(indicator, "40.5", peildatum=dag("2024-06-30"))
    assert [waarde(indicator, op) for op in ("2024-06-29", "2024-06-30")] == [None, Decimal("40.5")]


@pytest.mark.parametrize("cumulatief", [True, False])
def test_een_correctie_vervangt_pas_als_ze_aanvaard_is(actie, cumulatief):
    indicator = maak.maak_indicator(actie, cumulatief=cumulatief)
    oud = maak.maak_gemeten(indicator, 40)
    over = {"vervangt": oud, "correctie_reden": "Tikfout."}
    correctie = maak.maak_gemeten(indicator, 4, toestand="ingediend", **over)
    assert waarde(indicator) == 40
    services.aanvaard(melding=correctie, versie=1, door=maak.maak_medewerker())
    assert waarde(indicator) == 4


def test_van_een_dag_telt_de_laatst_aanvaarde(actie, indicator):
    eerst, laatst = (maak.maak_gemeten(indicator, w, toestand="ingediend") for w in (1, 2))
    for melding in (laatst, eerst):
        services.aanvaard(melding=melding, versie=1, door=maak.maak_medewerker())
    assert waarde(indicator) == 1


def test_van_een_speerpunt_telt_wat_medewerkers_opschreven(actie):
    indicator = maak.maak_indicator(actie.speerpunt, cumulatief=True)
    for jaar, aantal in (("2023", 3), ("2024", "4.25")):
        maak.maak_meting(indicator, aantal, peildatum=dag(f"{jaar}-12-31"))
    assert waarde(indicator) == Decimal("7.25")
    assert waarde(indicator, "2023-12-31") == 3


def test_grote_en_kleine_getallen_blijven_precies(actie):
    for getal in ("999999999999.99", "-0.01", "0.10", "123456.70"):
        indicator = maak.maak_indicator(actie, nulwaarde=Decimal("-999999999999.99"), streefwaarde=Decimal(getal))
        maak.maak_gemeten(indicator, getal)
        (stand,) = stel_standen_samen(Indicator.objects.filter(pk=indicator.pk), op=dag("2025-12-31"))
        assert (stand.waarde, stand.indicator.streefwaarde) == (Decimal(getal), Decimal(getal))
        assert stand.indicator.nulwaarde == Decimal("-999999999999.99")


def test_een_query_voor_alle_indicatoren_van_een_plan(actie, django_assert_num_queries):
    for _ in range(3):
        maak.maak_gemeten(maak.maak_indicator(actie), 4)
        maak.maak_meting(maak.maak_indicator(actie.speerpunt), 5)
    with django_assert_num_queries(1):
        standen = stel_standen_samen(Indicator.objects.all(), op=dag("2025-12-31"))
    assert [stand.waarde for stand in standen] == [4, 5] * 3


# --- the form


def test_de_vraag_staat_naast_de_vorige_waarde_en_het_doel(actie, indicator, partner):
    optellen = maak.maak_indicator(actie, naam="Uren", eenheid="uren", cumulatief=True, streefwaarde=Decimal(1500))
    maak.maak_indicator(actie, naam="Lokaal", soort="ja_nee")
    maak.maak_gemeten(indicator, "340.5")
    maak.maak_gemeten(optellen, 1200)
    pagina = tekst(als(partner).get(f"/acties/{actie.pk}/melding/"))
    assert "Vorige meting: 340,5 van 500 deelnemers, stand op 30/06/2023." in pagina
    assert "Hoeveel kwam erbij sinds de vorige meting? Samen tot nu: 1.200 van 1.500 uren" in pagina
    assert "Nog geen meting. Doel: ja." in pagina


@pytest.mark.parametrize("act", ["bewaren", "indienen"])
def test_wat_ingevuld_is_wordt_bewaard_en_wat_leeg_is_niet(actie, indicator, partner, act):
    ander, lokaal = maak.maak_indicator(actie), maak.maak_indicator(actie, naam="Lokaal", soort="ja_nee")
    velden = {f"indicator-{indicator.pk}": "1.234,5", f"indicator-{ander.pk}": "", f"indicator-{lokaal.pk}": "0"}
    client = als(partner)
    vandaag = timezone.localdate()
    assert client.post(f"/acties/{actie.pk}/melding/", melding_velden(act=act, **velden)).status_code == 302
    melding = Melding.objects.get()
    gezegd = {m.indicator_id: (m.waarde, m.peildatum, m.door) for m in melding.metingen.all()}
    assert gezegd == {indicator.pk: (Decimal("1234.5"), vandaag, None), lokaal.pk: (0, vandaag, None)}
    if act == "indienen":
        assert Gebeurtenis.objects.get().inhoud["metingen"] == {"Deelnemers": "1.234,5", "Lokaal": "nee"}
        return
    weer = client.get(f"/acties/{actie.pk}/melding/")
    ingevuld = {e.attrs.get("name"): e.attrs.get("value") for e in lees(weer).alle("input") if "checked" in e.attrs}
    assert ingevuld[f"indicator-{lokaal.pk}"] == "0"
    assert {"indicator-" + str(indicator.pk): "1.234,5"}.items() <= {
        e.attrs.get("name"): e.attrs.get("value") for e in lees(weer).alle("input")
    }.items()
    leeg = dict.fromkeys(velden, "")
    client.post(f"/acties/{actie.pk}/melding/", melding_velden(versie=1, act=act, **leeg))
    assert not melding.metingen.exists()


@pytest.mark.parametrize(
    ("over", "waarde", "zin"),
    [
        ({}, "1.5", "Dit is geen getal"),
        ({}, "veel", "Dit is geen getal"),
        ({}, "1,234", "niet meer dan 2 cijfers achter de komma"),
        ({"cumulatief": True}, "-1", "nooit minder dan nul"),
    ],
)
def test_wat_niet_kan_wordt_gezegd_en_blijft_staan(actie, partner, over, waarde, zin):
    indicator = maak.maak_indicator(actie, **over)
    antwoord = als(partner).post(
        f"/acties/{actie.pk}/melding/", melding_velden(act="bewaren", **{f"indicator-{indicator.pk}": waarde})
    )
    assert antwoord.status_code == 422
    assert zin in tekst(antwoord)
    assert f'value="{waarde}"' in antwoord.content.decode()
    assert not Meting.objects.exists()


def test_een_meting_ligt_niet_voor_het_plan(actie, indicator, partner):
    velden = melding_velden(peildatum="2021-12-31", **{f"indicator-{indicator.pk}": "5"})
    antwoord = als(partner).post(f"/acties/{actie.pk}/melding/", velden)
    assert antwoord.status_code == 422
    assert "ligt voor het plan, dat begint op 01/01/2022" in tekst(antwoord)


def test_de_dag_van_de_meting_gaat_mee_met_die_van_de_stand(actie, indicator, partner):
    melding = Melding(actie=actie, organisatie=actie.rollen.get().organisatie, peildatum=dag("2024-06-30"))
    services.bewaar_concept(melding=melding, versie=0, door=partner, metingen={indicator: Decimal(5)})
    melding.peildatum = dag("2024-07-31")
    services.bewaar_concept(melding=melding, versie=1, door=partner)
    assert melding.metingen.get().peildatum == dag("2024-07-31")


def test_een_indicator_van_een_andere_actie_wordt_geweigerd(actie, partner, organisatie):
    vreemd = maak.maak_indicator(maak.maak_actie(speerpunt=actie.speerpunt))
    melding = Melding(actie=actie, organisatie=organisatie, peildatum=dag("2024-06-30"))
    with pytest.raises(ValidationError, match="andere actie"):
        services.bewaar_concept(melding=melding, versie=0, door=partner, metingen={vreemd: Decimal(5)})
    assert not Melding.objects.exists()


def test_een_correctie_begint_met_de_getallen_van_wat_ze_vervangt(actie, indicator, organisatie, medewerker):
    oud = maak.maak_gemeten(indicator, 40, organisatie=organisatie)
    client = als(medewerker)
    adres = f"/acties/{actie.pk}/melding/?corrigeer={oud.pk}"
    inputs = {e.attrs.get("name"): e.attrs.get("value") for e in lees(client.get(adres)).alle("input")}
    assert inputs[f"indicator-{indicator.pk}"] == "40"
    over = {"peildatum": "2023-06-30", "correctie_reden": "Tikfout.", f"indicator-{indicator.pk}": "4"}
    assert client.post(adres, melding_velden(**over)).status_code == 302
    assert Melding.objects.get(vervangt=oud).metingen.get().waarde == 4


def test_op_mijn_acties_worden_metingen_bewaard_en_niets_veranderd_zegt_er_geen(actie, indicator, organisatie, partner):
    ronde = maak.maak_ronde(actie.speerpunt.plan)
    maak.maak_gemeten(indicator, 40, organisatie=organisatie, peildatum=ronde.van - dt.timedelta(days=1))
    client, p = als(partner), f"actie-{actie.pk}-"
    assert "Vorige meting: 40 van 500 deelnemers" in tekst(client.get("/mijn/"))
    vandaag = str(timezone.localdate())
    velden = {"versie": "0", "status": "in_uitvoering", "verloop": "op_schema", "peildatum": vandaag}
    velden[f"indicator-{indicator.pk}"] = "55,5"
    client.post(f"/mijn/concept/{actie.pk}/", {p + naam: waarde for naam, waarde in velden.items()})
    melding = Melding.objects.get(ronde=ronde)
    assert melding.metingen.get().waarde == Decimal("55.5")
    assert 'value="55,5"' in client.get("/mijn/").content.decode()
    client.post("/mijn/", {"act": "indienen", p + "versie": "1", p + "niets_veranderd": "on"})
    melding.refresh_from_db()
    assert (melding.toestand, melding.niets_veranderd) == ("ingediend", True)
    assert not melding.metingen.exists()
    assert Gebeurtenis.objects.get(melding=melding).inhoud["metingen"] == {}


# --- nakijken


def verschil(melding: Melding) -> list[tuple[str, str, str]]:
    return [(v.label, v.oud, v.nieuw) for v in metingverschillen(melding)]


def test_nakijken_zet_de_vorige_waarde_naast_de_nieuwe(actie, indicator, medewerker):
    maak.maak_gemeten(indicator, 340, peildatum=dag("2023-06-30"))
    nieuw = maak.maak_gemeten(indicator, 360, peildatum=dag("2024-06-30"), toestand="ingediend")
    assert verschil(nieuw) == [("Indicator “Deelnemers”", "340 van 500 deelnemers", "360 van 500 deelnemers")]
    pagina = tekst(als(medewerker).get(f"/nakijken/{nieuw.pk}/"))
    assert "340 van 500 deelnemers" in pagina and "360 van 500 deelnemers" in pagina


def test_nakijken_van_wat_opgeteld_wordt(actie):
    indicator = maak.maak_indicator(actie, naam="Uren", eenheid="uren", cumulatief=True)
    eerst = maak.maak_gemeten(indicator, 40, peildatum=dag("2023-06-30"), toestand="ingediend")
    assert verschil(eerst) == [("Indicator “Uren”", "nog geen meting", "40 van 500 uren (40 erbij)")]
    services.aanvaard(melding=eerst, versie=1, door=maak.maak_medewerker())
    tweede = maak.maak_gemeten(indicator, 5, peildatum=dag("2024-06-30"), toestand="ingediend")
    assert verschil(tweede) == [("Indicator “Uren”", "40 van 500 uren", "45 van 500 uren (5 erbij)")]
    over = {"vervangt": eerst, "correctie_reden": "Tikfout.", "peildatum": dag("2023-06-30")}
    correctie = maak.maak_gemeten(indicator, 4, toestand="ingediend", **over)
    assert verschil(correctie) == [("Indicator “Uren”", "40 van 500 uren", "4 van 500 uren (4 erbij)")]
    aanvaard = services.aanvaard(melding=correctie, versie=1, door=maak.maak_medewerker())
    assert verschil(aanvaard) == [("Indicator “Uren”", "40 van 500 uren", "4 van 500 uren (4 erbij)")]  # as it was then
    assert verschil(Melding.objects.get(pk=eerst.pk))[0][1] == "nog geen meting"


def test_een_correctie_die_een_getal_weglaat_toont_dat(actie, indicator):
    oud = maak.maak_gemeten(indicator, 40)
    correctie = maak.maak_melding(actie, vervangt=oud, correctie_reden="Niet geteld.", toestand="ingediend")
    assert verschil(correctie) == [("Indicator “Deelnemers”", "40 van 500 deelnemers", "geen meting")]
    assert metingen_rond(maak.maak_melding(actie, toestand="concept")) == []


def test_wat_tweemaal_verzonden_werd_vergelijkt_ook_de_getallen():
    was, nu = {"metingen": {"A": "40", "B": "ja"}}, {"metingen": {"A": "45", "B": "ja", "C": "1"}}
    assert [(v.label, v.oud, v.nieuw) for v in inhoudverschillen(was, nu)] == [
        ("Indicator “A”", "40", "45"),
        ("Indicator “C”", "", "1"),
    ]
    assert inhoudverschillen({}, {}) == []


# --- the pages


def test_de_pagina_van_een_actie_toont_haar_indicatoren(actie, indicator, client):
    maak.maak_indicator(actie, naam="Vrijwilligers", eenheid="mensen")
    for jaar, aantal in (("2023", 120), ("2024", 340)):
        maak.maak_gemeten(indicator, aantal, peildatum=dag(f"{jaar}-12-31"))
    antwoord = client.get(f"/acties/{actie.pk}/")
    pagina = tekst(antwoord)
    assert "340 van 500 deelnemers, stand op 31/12/2024" in pagina
    assert "Nog geen meting, doel 500 mensen" in pagina
    assert "31/12/2023: 120 deelnemers" in pagina
    assert '<polyline class="indicator__verloop" points="4.0,' in antwoord.content.decode()
    assert 'value="68" max="100" aria-hidden="true"' in antwoord.content.decode()


def test_de_pagina_van_een_speerpunt_toont_de_dag_die_gevraagd_is(actie, client):
    indicator = maak.maak_indicator(actie.speerpunt, naam="Huizen", eenheid="huizen")
    for jaar, aantal in (("2023", 120), ("2024", 340)):
        maak.maak_meting(indicator, aantal, peildatum=dag(f"{jaar}-12-31"))
    adres = actie.speerpunt.get_absolute_url()
    assert "340 van 500 huizen, stand op 31/12/2024" in tekst(client.get(adres))
    assert "120 van 500 huizen, stand op 31/12/2023" in tekst(client.get(f"{adres}?op=2024-06-30"))
    assert "Nog geen meting, doel 500 huizen" in tekst(client.get(f"{adres}?op=2022-06-30"))


def test_zonder_indicatoren_is_er_geen_blok(actie, client):
    assert "Indicatoren" not in tekst(client.get(f"/acties/{actie.pk}/"))
    assert "Indicatoren" not in tekst(client.get(actie.speerpunt.get_absolute_url()))


def test_wat_niet_aanvaard_is_staat_niet_op_de_pagina(actie, indicator, client):
    maak.maak_gemeten(indicator, 77, toestand="ingediend")
    pagina = tekst(client.get(f"/acties/{actie.pk}/"))
    assert "77" not in pagina
    assert "Nog geen meting" in pagina


def test_wat_in_een_actie_opging_staat_er_ook(actie, client):
    oud = maak.maak_actie(speerpunt=actie.speerpunt, gearchiveerd_op=dag("2024-01-01"), archief_reden="Samen.")
    maak.maak_gemeten(maak.maak_indicator(oud, eenheid="fietsers"), 12)
    oud.opgegaan_in = actie
    oud.save()
    assert "12 van 500 fietsers" in tekst(client.get(f"/acties/{actie.pk}/"))


# --- nothing typed is lost


def test_een_getal_dat_niet_bewaard_kan_worden_wordt_teruggegeven(actie, indicator, organisatie, partner):
    wacht = maak.maak_melding(actie, toestand="ingediend", organisatie=organisatie)
    client, adres = als(partner), f"/acties/{actie.pk}/melding/?ronde=tussendoor"
    services.aanvaard(melding=wacht, versie=1, door=maak.maak_medewerker())
    velden = melding_velden(versie=1, **{f"indicator-{indicator.pk}": "1.234,5"})
    antwoord = client.post(adres, velden)
    assert antwoord.status_code == 409
    assert "Uw tekst is niet bewaard." in tekst(antwoord)
    assert "1.234,5" in tekst(antwoord)


def test_een_getal_bij_een_actie_die_niet_gevraagd_is_wordt_teruggegeven(actie, indicator, partner):
    velden = {f"actie-{actie.pk}-indicator-{indicator.pk}": "1.234,5", "act": "bewaren"}
    antwoord = als(partner).post("/mijn/", velden)
    assert antwoord.status_code == 403
    assert "1.234,5" in tekst(antwoord)


def test_botsen_laat_het_getypte_getal_staan(actie, indicator, partner):
    client, adres = als(partner), f"/acties/{actie.pk}/melding/?ronde=tussendoor"
    client.post(adres, melding_velden(act="bewaren", **{f"indicator-{indicator.pk}": "5"}))
    antwoord = client.post(adres, melding_velden(act="bewaren", **{f"indicator-{indicator.pk}": "6,5"}))
    assert antwoord.status_code == 409
    assert 'value="6,5"' in antwoord.content.decode()
    assert Meting.objects.get().waarde == 5


def test_de_ontvangstmail_herhaalt_de_getallen(actie, indicator, organisatie, partner):
    melding = Melding(actie=actie, organisatie=organisatie, peildatum=dag("2024-06-30"), status="niet_gestart")
    services.dien_in(melding=melding, versie=0, door=partner, metingen={indicator: Decimal("40.5")})
    (bericht,) = schrijf_gebeurtenissen(Post.objects.get(aan=partner)).tekst.split("Indicator “Deelnemers”")[1:]
    assert "40,5" in bericht.splitlines()[0] + bericht.splitlines()[1]
