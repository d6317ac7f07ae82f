"""The numbers of a plan add up, for everybody and on every day, and each leads to the list that it counts."""

import copy
import datetime as dt
import itertools

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from hypothesis import Phase, given, settings
from hypothesis.extra.django import TestCase

from speerpunten.models import Actie, Speerpunt
from speerpunten.overzicht import Telling, bij_overzicht, standen_van, stel_overzicht_samen, stel_speerpunt_samen
from speerpunten.rapportage.samenstellen import stel_samen
from speerpunten.stand import MET_MOMENT
from speerpunten.tests import maak
from speerpunten.tests.kijk import dag, lees
from speerpunten.tests.willekeur import BEELDEN, bouw, naief

LATER = "2033-01-01T12:00:00+00:00"  # every day of the examples has been
LIJST = "/plannen/plan/acties/"
SNEL = {"deadline": None, "derandomize": True, "phases": (Phase.explicit, Phase.generate)}  # told at once, not shrunk
RAMP = [
    "uitgevoerd",
    "in_uitvoering",
    "in_voorbereiding",
    "niet_gestart",
    "opgeschort",
    "stopgezet",
    "geen_gegevens",
]


class TestWillekeurigePlannen(TestCase):
    """Plans made by chance: moves, merges, archiving, corrections, hidden acties, any day."""

    @classmethod
    def setUpTestData(cls):
        organisatie, andere = maak.maak_organisatie(), maak.maak_organisatie()
        cls.cast = {
            "organisatie": organisatie,
            "indiener": maak.maak_gebruiker(),
            "medewerker": maak.maak_medewerker(),
            "lezer": maak.maak_gebruiker(rol="lezer"),
            "partner": maak.maak_partner(organisatie),
            "andere partner": maak.maak_partner(andere),
        }

    def setUp(self):
        reis = time_machine.travel(LATER, tick=False)
        reis.start()
        self.addCleanup(reis.stop)

    def bouw(self, beeld):
        wie = {"indiener": self.cast["indiener"], "nakijker": self.cast["medewerker"]}
        return bouw(beeld, partner=self.cast["organisatie"], **wie)

    @given(BEELDEN)
    @settings(max_examples=30, **SNEL)
    def test_de_aantallen_kloppen_met_een_telling_met_de_hand(self, beeld):
        plan = self.bouw(beeld)
        for naam in ("anoniem", "partner", "andere partner", "lezer", "medewerker"):
            wie = self.cast.get(naam, AnonymousUser())
            tellers, aandacht = naief(beeld, ziet_alles=naam in {"lezer", "medewerker"}, is_partner=naam == "partner")
            overzicht = stel_overzicht_samen(plan, wie, op=beeld.op, lijst_url=LIJST, query={})
            for nr, deel in enumerate(overzicht.speerpunten):
                assert deel.telling.aantallen == {status: tellers[nr][status] for status in RAMP}, (naam, nr)
                assert sum(deel.telling.aantallen.values()) == deel.telling.totaal == tellers[nr].total()
                assert deel.telling.aandacht == aandacht[nr], (naam, nr)
            som = sum(tellers.values(), start=type(aandacht)())
            assert overzicht.telling.aantallen == {status: som[status] for status in RAMP}
            assert sum(overzicht.telling.aantallen.values()) == overzicht.telling.totaal == len(overzicht.standen)
            assert overzicht.telling.aandacht == aandacht.total() == len(overzicht.aandacht)
            self.vergelijk_met_de_volle_standen(overzicht, wie)
            if naam == "anoniem" and beeld.openbaar:  # what everybody sees is what the report holds
                rapport = stel_samen(plan, op=beeld.op)
                assert (rapport.telling.aantallen, rapport.telling.aandacht) == (
                    overzicht.telling.aantallen,
                    overzicht.telling.aandacht,
                )
                per_punt = [deel.telling.aantallen for deel in rapport.speerpunten]
                assert per_punt == [deel.telling.aantallen for deel in overzicht.speerpunten]

    def vergelijk_met_de_volle_standen(self, overzicht, wie):
        """What the overview knows of each actie from a row is what its objects tell, in the same orders."""
        vol, ronde = standen_van(overzicht.plan, wie, overzicht.op, velden=MET_MOMENT)
        assert ronde == overzicht.laatste_ronde
        eerste = [s.aandachtspunten[0] if s.vraagt_aandacht else None for s in vol]
        assert [
            (k.actie_id, k.speerpunt_id, k.openbaar, k.status, k.peildatum, k.is_bij, k.grond and k.gewicht)
            for k in overzicht.standen
        ] == [
            (
                *(s.actie.pk, s.actie.speerpunt_id, s.actie.openbaar, s.status, s.stand and s.stand.peildatum),
                *(s.is_bij, punt and (punt.berekend, punt.sinds)),
            )
            for s, punt in zip(vol, eerste, strict=True)
        ]
        gemeld = sorted(
            (s for s in vol if s.stand), key=lambda s: (s.stand.peildatum, s.stand.aanvaard_op), reverse=True
        )
        assert [k.actie_id for k in overzicht.laatst_gemeld] == [s.actie.pk for s in gemeld]
        per_actie = {s.actie.pk: s for s in vol}
        (getoond,) = bij_overzicht(overzicht, overzicht.aandacht)
        assert [s.actie.pk for s in getoond] == [k.actie_id for k in overzicht.aandacht]
        for stand in getoond:
            zelf = per_actie[stand.actie.pk]
            assert stand.aandachtspunten == zelf.aandachtspunten
            assert (stand.is_gemist, stand.trekker) == (zelf.is_gemist, zelf.trekker)

    @given(BEELDEN)
    @settings(max_examples=10, **SNEL)
    def test_een_speerpunt_telt_hetzelfde_als_het_overzicht(self, beeld):
        plan = self.bouw(beeld)
        eerste = Actie.objects.all()[:3]
        for actie in eerste:
            actie.ook_bij.set(plan.speerpunten.exclude(pk=actie.speerpunt_id)[:2])
        via_link = copy.copy(self.cast["partner"])
        via_link.beperkt_tot = frozenset(actie.pk for actie in eerste[:2])
        gezien = stel_overzicht_samen(plan, via_link, op=beeld.op, lijst_url=LIJST, query={})
        self.vergelijk_met_de_volle_standen(gezien, via_link)
        wie = self.cast["medewerker"]
        overzicht = stel_overzicht_samen(plan, wie, op=beeld.op, lijst_url=LIJST, query={})
        for deel in overzicht.speerpunten:
            speerpunt = Speerpunt.objects.select_related("plan").get(pk=deel.speerpunt.pk)
            zelf = stel_speerpunt_samen(speerpunt, wie, op=beeld.op, lijst_url=LIJST, query={})
            assert (zelf.telling.aantallen, zelf.telling.aandacht) == (deel.telling.aantallen, deel.telling.aandacht)
            assert {s.actie.pk for s in zelf.standen}.isdisjoint(s.actie.pk for s in zelf.ook)
            assert all(s.actie.speerpunt_id != speerpunt.pk for s in zelf.ook)

    @given(BEELDEN)
    @settings(max_examples=3, **SNEL)
    def test_elk_getal_leidt_naar_een_lijst_van_precies_zoveel_acties(self, beeld):
        plan = self.bouw(beeld)
        self.client.force_login(self.cast["medewerker"])
        query = {"op": beeld.op.isoformat()}
        overzicht = stel_overzicht_samen(plan, self.cast["medewerker"], op=beeld.op, lijst_url=LIJST, query=query)
        for telling in (overzicht.telling, overzicht.speerpunten[beeld.speerpunten - 1].telling):
            adressen = [(telling.alle_url, telling.totaal), (telling.aandacht_url, telling.aandacht)]
            adressen += [(deel.url, deel.aantal) for deel in telling.segmenten]
            assert len(adressen) == 9
            for adres, aantal in adressen:
                assert f"op={beeld.op}" in adres
                assert self.client.get(adres).context["pagina"].paginator.count == aantal, adres


@pytest.fixture
def klein_plan(db):
    """Give a plan with two speerpunten, and acties that stand differently on 30 June 2024 and today."""
    plan = maak.maak_plan(slug="plan")
    een, twee = maak.maak_speerpunt(plan=plan), maak.maak_speerpunt(plan=plan)
    standen = [(een, "uitgevoerd"), (een, "in_uitvoering"), (twee, "niet_gestart")]
    for speerpunt, status in standen:
        maak.maak_melding(maak.maak_actie(speerpunt=speerpunt), status=status, peildatum=dag("2024-06-30"))
    maak.maak_actie(speerpunt=twee)
    ziek = maak.maak_actie(speerpunt=twee)
    maak.maak_melding(ziek, peildatum=dag("2024-07-01"), verloop="vertraagd", reden="Ziek.")
    maak.maak_actie(speerpunt=twee, openbaar=False)
    return plan


@pytest.mark.parametrize(
    ("query", "aandacht", "zonder"), [("", 1, 1), ("?op=2024-06-30", 0, 2), ("?op=2020-01-01", 0, 5)]
)
@pytest.mark.parametrize("pad", ["", "speerpunten/2/"])
def test_de_getallen_op_de_pagina_zijn_links_naar_wat_ze_tellen(client, klein_plan, query, aandacht, zonder, pad):
    links = lees(client.get(f"/plannen/plan/{pad}{query}")).links("/plannen/plan/acties/")
    geteld = [link for link in links if link.getallen]
    assert geteld
    for link in geteld:
        adres = link.attrs["href"]
        assert client.get(adres).context["pagina"].paginator.count == link.getallen[-1], adres
        assert ("op=" in adres) == bool(query)
    vragen = [link for link in geteld if "aandacht=ja" in link.attrs["href"]]
    assert bool(vragen) == bool(aandacht)
    (leeg,) = [link for link in geteld if "status=geen_gegevens" in link.attrs["href"]]
    assert leeg.getallen == [min(zonder, 3) if pad else zonder]


@pytest.mark.parametrize("adres", ["/plannen/plan/", "/plannen/plan/speerpunten/1/", "/plannen/plan/acties/"])
def test_elke_link_binnen_het_plan_houdt_de_dag_vast(client, klein_plan, adres):
    pagina = lees(client.get(f"{adres}?op=2024-06-30"))
    terug = {"/plannen/plan/", "/plannen/plan/speerpunten/1/", "/plannen/plan/acties/"}
    links = [link.attrs["href"] for link in pagina.links("/plannen/plan/")]
    zonder = [link for link in links if "op=2024-06-30" not in link]
    assert links
    volgen = {"/plannen/plan/wijzigingen/feed.atom", "/plannen/plan/agenda.ics"}  # what comes, and no day of its own
    volgen.add("webcal://localhost/plannen/plan/agenda.ics")
    assert set(zonder) - volgen <= {adres} & terug  # only the way back to today
    assert "30/06/2024" in "".join(e.tekst for e in pagina.alle("main"))


def test_een_dag_die_moet_komen_of_geen_dag_is_geeft_vandaag_met_een_opmerking(client, klein_plan):
    morgen = (dt.date.today() + dt.timedelta(days=2)).isoformat()
    for op, woord in ((morgen, "moet nog komen"), ("31/12/2024", "is geen dag"), ("2024-02-30", "is geen dag")):
        response = client.get(f"/plannen/plan/?op={op}")
        assert response.status_code == 200
        assert woord in response.content.decode()
        assert response.context["overzicht"].telling.aandacht == 1


@pytest.mark.django_db
@pytest.mark.parametrize("aantal", [1, 3, 40])
def test_een_plan_met_een_drie_of_veertig_speerpunten_in_een_andere_periode(client, aantal):
    plan = maak.maak_plan(slug="nieuw", van=dag("2026-01-01"), tot=dag("2031-12-31"))
    for nr in range(1, aantal + 1):
        speerpunt = maak.maak_speerpunt(plan=plan, nummer=nr, titel=f"Thema {nr}")
        actie = maak.maak_actie(speerpunt=speerpunt)
        maak.maak_melding(actie, status="uitgevoerd", peildatum=dag("2026-02-01"))
    pagina = lees(client.get("/plannen/nieuw/?op=2026-02-01"))
    assert [link.tekst for link in pagina.links("/plannen/nieuw/speerpunten/")] == [
        f"Thema {nr}" for nr in range(1, aantal + 1)
    ]
    verwacht = {
        1: "Er is 1 actie: uitgevoerd.",
        3: "3 van de 3 acties zijn uitgevoerd, geen loopt.",
        40: "40 van de 40 acties zijn uitgevoerd, geen loopt.",
    }
    assert pagina.kop() == verwacht[aantal]
    assert lees(client.get(f"/plannen/nieuw/speerpunten/{aantal}/")).kop() == f"Thema {aantal}"
    assert client.get(f"/plannen/nieuw/speerpunten/{aantal + 1}/").status_code == 404


@pytest.mark.django_db
def test_een_leeg_plan(client):
    maak.maak_plan(slug="leeg")
    for adres in ("/plannen/leeg/", "/plannen/leeg/?op=2023-01-01"):
        assert lees(client.get(adres)).kop() == "Er zijn nog geen acties."
    assert client.get("/plannen/leeg/acties/").context["pagina"].paginator.count == 0
    assert client.get("/plannen/leeg/acties.csv").status_code == 200
    assert client.get("/plannen/leeg/acties.xlsx").status_code == 200


@pytest.mark.parametrize(("op", "telt"), [("2024-06-29", 1), ("2024-06-30", 0), ("2024-07-01", 0)])
@pytest.mark.parametrize("samengevoegd", [True, False])
def test_een_actie_telt_tot_de_dag_voor_haar_archivering(klein_plan, medewerker, op, telt, samengevoegd):
    een, twee = Actie.objects.filter(speerpunt__nummer=1)
    met = twee if samengevoegd else None
    Actie.objects.filter(pk=een.pk).update(gearchiveerd_op=dag("2024-06-30"), archief_reden="Dubbel.", opgegaan_in=met)
    overzicht = stel_overzicht_samen(klein_plan, medewerker, op=dag(op), lijst_url=LIJST, query={})
    assert overzicht.speerpunten[0].telling.totaal == 1 + telt
    assert overzicht.telling.totaal == 5 + telt


def telling(**aantallen: int) -> Telling:
    alle = {status: aantallen.get(status, 0) for status in RAMP}
    return Telling(alle, sum(alle.values()), 0, LIJST, {})


@pytest.mark.parametrize(
    ("aantallen", "kop"),
    [
        ({}, "Er zijn nog geen acties."),
        ({"uitgevoerd": 1}, "Er is 1 actie: uitgevoerd."),
        ({"geen_gegevens": 1}, "Er is 1 actie: geen gegevens."),
        ({"niet_gestart": 3}, "Geen van de 3 acties is uitgevoerd, geen loopt."),
        ({"uitgevoerd": 1, "in_uitvoering": 1}, "1 van de 2 acties is uitgevoerd, 1 loopt."),
        ({"uitgevoerd": 2, "in_uitvoering": 4}, "2 van de 6 acties zijn uitgevoerd, 4 lopen."),
        ({"uitgevoerd": 1, "geen_gegevens": 1}, "1 van de 2 acties is uitgevoerd, geen loopt."),
        ({"uitgevoerd": 1, "geen_gegevens": 2}, "Van 2 van de 3 acties is nog geen stand bekend."),
    ],
)
def test_de_kop_zegt_het_antwoord_in_een_zin(aantallen, kop):
    assert telling(**aantallen).kop == kop


def test_de_zin_naast_de_balk():
    assert (
        telling(uitgevoerd=2, in_uitvoering=4, geen_gegevens=1).zin == "2 uitgevoerd, 4 in uitvoering, 1 geen gegevens"
    )
    assert telling().zin == "nog geen acties"


def test_de_balk_loopt_van_nul_tot_honderd_zonder_gaten():
    segmenten = telling(uitgevoerd=1, in_voorbereiding=2, stopgezet=3, geen_gegevens=1).segmenten
    assert [s.code for s in segmenten] == RAMP
    for links, rechts in itertools.pairwise(segmenten):
        assert links.x + links.breedte <= rechts.x + 0.001
    assert segmenten[-1].x + segmenten[-1].breedte == pytest.approx(99.6)
    assert [s.breedte for s in telling().segmenten] == [0] * 7


def test_wat_aandacht_vraagt_staat_in_volgorde_van_ernst(klein_plan, medewerker):
    een = klein_plan.speerpunten.get(nummer=1)
    maak.maak_mijlpaal(maak.maak_actie(speerpunt=een, titel="mijlpaal"), streefdatum=dag("2022-06-30"))
    maak.maak_actie(speerpunt=een, titel="einde", einde=dag("2022-03-31"))
    oud = maak.maak_actie(speerpunt=een, titel="oudst gezegd")
    maak.maak_melding(oud, status="opgeschort", verloop="op_schema", reden="Geen zaal.", peildatum=dag("2023-01-31"))
    overzicht = stel_overzicht_samen(klein_plan, medewerker, op=dag("2025-06-30"), lijst_url=LIJST, query={})
    (aandacht,) = bij_overzicht(overzicht, overzicht.aandacht)
    assert [s.titel for s in aandacht] == ["oudst gezegd", "Actie 3", "einde", "mijlpaal"]


def test_wat_iemand_schreef_blijft_tekst(client, klein_plan):
    wild = '<i>"a" & b</i>'
    veilig = "&lt;i&gt;&quot;a&quot; &amp; b&lt;/i&gt;"
    klein_plan.speerpunten.filter(nummer=1).update(titel=wild)
    een = klein_plan.speerpunten.get(nummer=1)
    traag, klaar = (maak.maak_actie(speerpunt=een, titel=wild) for _ in range(2))
    maak.maak_melding(traag, verloop="vertraagd", reden=wild, volgende_stappen=wild, peildatum=dag("2024-08-01"))
    klaar_is = {"status": "uitgevoerd", "bereikt_resultaat": wild, "peildatum": dag("2024-08-02")}
    maak.maak_melding(klaar, organisatie=maak.maak_organisatie(naam=wild), **klaar_is)
    maak.maak_mijlpaal(traag, titel=wild, streefdatum=dag("2024-01-31"))
    # the title of the speerpunt or actie, what was said, why it asks for attention, and what follows
    for pad, hoe_vaak in {"": 7, "acties/?aandacht=ja": 3, "verhaal/": 8}.items():
        html = client.get(f"/plannen/plan/{pad}").content.decode()
        assert html.count(veilig) >= hoe_vaak, pad
        assert "<i>" not in html, pad


def test_hoe_vers_het_overzicht_is(klein_plan, medewerker):
    ronde = maak.maak_ronde(
        klein_plan,
        van=dag("2024-01-01"),
        tot=dag("2024-06-30"),
        opent=dag("2024-06-15"),
        deadline=dag("2024-07-15"),
        sluit=dag("2024-07-31"),
    )
    gestart = Actie.objects.get(speerpunt__nummer=1, nummer=2)
    maak.maak_melding(gestart, ronde=ronde, peildatum=dag("2024-05-31"))
    overzicht = stel_overzicht_samen(klein_plan, medewerker, op=dag("2025-06-30"), lijst_url=LIJST, query={})
    assert overzicht.laatste_ronde == ronde
    assert overzicht.aantal_bij == 2  # reported in it, and about a later day
    assert overzicht.oudste_stand == dag("2024-06-30")
    assert overzicht.niet_openbaar == 1
    voor = stel_overzicht_samen(klein_plan, medewerker, op=dag("2024-07-31"), lijst_url=LIJST, query={})
    assert (voor.laatste_ronde, voor.aantal_bij) == (None, 0)


@pytest.mark.parametrize(
    ("toestand", "vervolg"),
    [("lopend", "Standen van later tellen mee tot het plan is afgesloten."), ("afgesloten", "Het is afgesloten.")],
)
def test_na_het_einde_staat_er_zichtbaar_dat_het_plan_voorbij_is(client, db, toestand, vervolg):
    plan = maak.maak_plan(tot=dt.date(2025, 12, 31), toestand=toestand)
    with time_machine.travel("2025-12-31T12:00:00+00:00", tick=False):
        assert "Dit plan liep" not in client.get(plan.get_absolute_url()).content.decode()
    with time_machine.travel("2026-01-01T12:00:00+00:00", tick=False):
        pagina = lees(client.get(plan.get_absolute_url()))
    (regel,) = [p.tekst for p in pagina.alle("p") if "liep tot en met" in p.tekst]
    assert regel == f"Dit plan liep tot en met 31/12/2025. {vervolg}"
    assert not any("liep tot en met" in uitklap.tekst for uitklap in pagina.alle("details"))
