"""What changed between two days: an example worked out by hand, plans made by chance, and the page."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from speerpunten.kader import laatst_gesloten
from speerpunten.models import Actie, Beleidsplan
from speerpunten.models.ronde import laatst_gesloten_van
from speerpunten.overzicht import stel_overzicht_samen
from speerpunten.services.acties import archiveer_actie, verplaats_actie, voeg_samen
from speerpunten.tests import maak
from speerpunten.tests.kijk import dag, lees
from speerpunten.tests.willekeur import BEELDEN, DAGEN, MISSCHIEN, bouw, laatste, vraagt_aandacht
from speerpunten.views import wijzigingen as pagina_van_wijzigingen
from speerpunten.wijzigingen import NIEUW, WEG, maanden_eerder, standaarddagen, stel_wijzigingen_samen

ADRES = "/plannen/plan/wijzigingen/"
VAN, TOT = dag("2024-02-01"), dag("2024-06-30")
NIEMAND = AnonymousUser()


def op(dag_: str):
    return time_machine.travel(f"{dag_}T10:00:00+00:00", tick=False)


class Voorbeeld:
    """A plan of 2024 with one actie for everything that can happen to it between 1 February and 30 June."""

    def __init__(self) -> None:
        with op("2024-01-05"):
            self.plan = maak.maak_plan(slug="plan", naam="Plan", van=dag("2024-01-01"), tot=dag("2024-12-31"))
            self.een = maak.maak_speerpunt(plan=self.plan)
            self.twee = maak.maak_speerpunt(plan=self.plan)
            namen = "start verloop eerste klaar dubbel verhuist stil hervat".split()
            self.acties = {naam: maak.maak_actie(speerpunt=self.een, titel=naam) for naam in namen}
        with op("2024-04-10"):
            self.acties["nieuw"] = maak.maak_actie(speerpunt=self.een, titel="nieuw")
            self.acties["later ingevoerd"] = maak.maak_actie(speerpunt=self.een, titel="later ingevoerd")
            self.acties["besloten"] = maak.maak_actie(speerpunt=self.een, titel="besloten", openbaar=False)
        ronde = {"van": dag("2024-02-02"), "tot": dag("2024-05-31"), "opent": dag("2024-06-01")}
        self.ronde = maak.maak_ronde(self.plan, **ronde, deadline=dag("2024-06-10"), sluit=dag("2024-06-20"))
        self._zeg()
        medewerker = maak.maak_medewerker()
        with op("2024-04-03"):
            archiveer_actie(actie=self.acties["klaar"], reden="Voorbij.")
            voeg_samen(actie=self.acties["dubbel"], met=self.acties["start"], reden="Twee keer hetzelfde.")
            verplaats_actie(actie=self.acties["verhuist"], naar=self.twee, reden="Past beter.", door=medewerker)

    def _zeg(self) -> None:
        loopt = {"status": "in_uitvoering", "verloop": "op_schema"}
        ligt_stil = {"status": "opgeschort", "verloop": "vertraagd", "reden": "Geen zaal."}
        laat = loopt | {"verloop": "vertraagd", "reden": "Ziekte."}
        gezegd = {
            "start": ({"status": "niet_gestart"}, loopt),
            "verloop": (loopt, laat),
            "eerste": (None, loopt),
            "klaar": ({"status": "uitgevoerd"}, None),
            "verhuist": (loopt, loopt),
            "stil": (loopt, None),
            "hervat": (ligt_stil, loopt),
            "later ingevoerd": (loopt, loopt),
        }
        for naam, (toen, nu) in gezegd.items():
            if toen:
                maak.maak_melding(self.acties[naam], peildatum=dag("2024-01-31"), **toen)
            if nu:
                maak.maak_melding(self.acties[naam], peildatum=dag("2024-05-31"), ronde=self.ronde, **nu)

    def vergelijk(self, gebruiker=NIEMAND, van=VAN, tot=TOT):
        return stel_wijzigingen_samen(self.plan, gebruiker, van=van, tot=tot, rondes=self.plan.rondes.all())


@pytest.fixture
def voorbeeld(db):
    wereld = Voorbeeld()
    with op("2024-07-15"):
        yield wereld


def titels(regels) -> set[str]:
    return {regel.actie.titel for regel in regels}


def test_het_voorbeeld_met_de_hand_uitgerekend(voorbeeld):
    uit = voorbeeld.vergelijk()
    assert uit.cellen == {
        ("niet_gestart", "in_uitvoering"): 1,  # start
        ("opgeschort", "in_uitvoering"): 1,  # hervat
        ("in_uitvoering", "in_uitvoering"): 4,  # verloop, verhuist, stil, later ingevoerd
        ("geen_gegevens", "in_uitvoering"): 1,  # eerste
        ("uitgevoerd", WEG): 1,  # klaar
        ("geen_gegevens", WEG): 1,  # dubbel
        (NIEUW, "geen_gegevens"): 1,  # nieuw
    }
    assert (uit.aantal_toen, len(uit.nieuw), len(uit.weg), uit.aantal_nu) == (9, 1, 2, 8)
    assert titels(uit.andere_status) == {"start", "hervat"}
    assert titels(uit.eerste_stand) == {"eerste"}
    assert titels(uit.ander_verloop) == {"verloop"}
    assert [(r.actie.titel, r.nieuw_op) for r in uit.nieuw] == [("nieuw", dag("2024-04-10"))]
    assert titels(uit.weg) == {"klaar", "dubbel"}
    assert titels(uit.aandacht_erbij) == {"verloop", "nieuw", "stil"}
    assert titels(uit.aandacht_voorbij) == {"hervat"}
    assert (uit.aandacht_toen, uit.aandacht_nu) == (1, 3)
    assert titels(uit.zwijgt) == {"stil"}
    assert [(v.van_code, v.naar_code, v.reden) for v in uit.verplaatst] == [("1.6", "2.1", "Past beter.")]
    assert uit.kop == (
        "2 acties veranderden van status, 1 kreeg een eerste stand, 1 kwam erbij, 2 verdwenen uit het plan."
    )
    assert uit.som == "9 acties op 01/02/2024, 1 erbij, 2 eraf: 8 acties op 30/06/2024."


def test_de_tabel_telt_in_rijen_en_kolommen_op(voorbeeld):
    uit = voorbeeld.vergelijk()
    assert uit.tabelkolommen == ["Van 01/02/2024", "In uitvoering", "Geen gegevens", "Uit het plan", "Totaal"]
    assert uit.tabelrijen == [
        ["Uitgevoerd", 0, 0, 1, 1],
        ["In uitvoering", 4, 0, 0, 4],
        ["Niet gestart", 1, 0, 0, 1],
        ["Opgeschort", 1, 0, 0, 1],
        ["Geen gegevens", 1, 0, 1, 2],
        ["Nieuw", 0, 1, 0, 1],
        ["Totaal", 7, 1, 2, 10],
    ]
    assert [deel.aantal for deel in uit.segmenten_toen()] == [1, 4, 0, 1, 1, 0, 2]
    assert [deel.aantal for deel in uit.segmenten_nu()] == [0, 7, 0, 0, 0, 0, 1]


def test_een_lezer_ziet_ook_wat_niet_openbaar_is(voorbeeld, lezer):
    assert titels(voorbeeld.vergelijk(lezer).nieuw) == {"nieuw", "besloten"}
    assert titels(voorbeeld.vergelijk().nieuw) == {"nieuw"}


@pytest.mark.parametrize(
    ("van", "tot", "erbij", "eraf", "verhuisd"),
    [
        ("2024-04-02", "2024-04-03", 0, 2, 1),  # the day itself counts at its end
        ("2024-04-03", "2024-04-09", 0, 0, 0),
        ("2024-04-09", "2024-04-10", 1, 0, 0),
        ("2024-04-10", "2024-07-15", 0, 0, 0),
        ("2023-12-01", "2024-03-31", 0, 0, 0),  # entered with the plan: always there, also before it began
    ],
)
def test_op_welke_dag_iets_gebeurt(voorbeeld, van, tot, erbij, eraf, verhuisd):
    uit = voorbeeld.vergelijk(van=dag(van), tot=dag(tot))
    assert (len(uit.nieuw), len(uit.weg), len(uit.verplaatst)) == (erbij, eraf, verhuisd)


def test_wat_kwam_en_weer_verdween_telt_in_geen_van_beide(voorbeeld):
    with op("2024-05-05"):
        archiveer_actie(actie=voorbeeld.acties["nieuw"], reden="Toch niet.")
    uit = voorbeeld.vergelijk()
    assert uit.cellen[NIEUW, WEG] == 1
    assert (uit.aantal_toen, len(uit.nieuw), len(uit.weg), uit.aantal_nu) == (9, 1, 3, 7)


def test_een_correctie_verandert_ook_wat_toen_bekend_was(voorbeeld):
    """Both days are looked at as they are known today."""
    fout = voorbeeld.acties["start"].meldingen.get(status="niet_gestart")
    maak.maak_melding(fout.actie, vervangt=fout, correctie_reden="Verkeerd gekozen.", peildatum=fout.peildatum)
    assert titels(voorbeeld.vergelijk().andere_status) == {"hervat"}


def test_een_actie_die_opgaat_in_iets_dat_de_lezer_niet_ziet_noemt_dat_niet(voorbeeld, client):
    pagina = client.get(f"{ADRES}?van={VAN}&tot={TOT}").content.decode()
    assert "Samengevoegd met" in pagina
    Actie.objects.filter(titel="start").update(openbaar=False, titel="geheime naam")
    pagina = client.get(f"{ADRES}?van={VAN}&tot={TOT}").content.decode()
    assert "Samengevoegd op 03/04/2024: Twee keer hetzelfde." in " ".join(pagina.split())
    assert "geheime naam" not in pagina


def test_niets_veranderd(voorbeeld):
    uit = voorbeeld.vergelijk(van=TOT, tot=TOT)
    assert (uit.is_leeg, uit.kop) == (True, "Er veranderde niets.")
    assert uit.som == "Op beide dagen telt het plan 8 acties."
    assert uit.aantal_toen == uit.aantal_nu == 8


def test_alleen_een_ander_verloop_is_geen_andere_status(voorbeeld):
    Actie.objects.exclude(titel="verloop").update(openbaar=False)
    uit = voorbeeld.vergelijk()
    assert not uit.is_leeg
    assert uit.kop == "Geen enkele actie veranderde van status."


# --- plans made by chance


class TestWillekeurigePlannen(TestCase):
    """Moves, merges, archiving, corrections, hidden acties, days on which acties were entered; any two days."""

    @classmethod
    def setUpTestData(cls):
        cls.organisatie = maak.maak_organisatie()
        cls.wie = {
            "niemand": NIEMAND,
            "lezer": maak.maak_gebruiker(rol="lezer"),
            "partner": maak.maak_partner(cls.organisatie),
        }
        cls.door = {"indiener": maak.maak_gebruiker(), "nakijker": maak.maak_medewerker()}

    def setUp(self):
        reis = time_machine.travel("2033-01-01T12:00:00+00:00", tick=False)
        reis.start()
        self.addCleanup(reis.stop)

    def _voer_in(self, plan: Beleidsplan, wanneer: list) -> None:
        """Let the plan be entered at its beginning and each actie on its day, as the history knows it."""
        plan.history.update(history_date=dt.datetime(2022, 1, 1, 12, tzinfo=dt.UTC))
        for actie, dag_ in zip(Actie.objects.order_by("pk"), wanneer, strict=False):
            actie.history.all().delete()
            if dag_:
                moment = dt.datetime.combine(dag_, dt.time(12), dt.UTC)
                actie.history.create(id=actie.pk, speerpunt=actie.speerpunt, nummer=actie.nummer, titel=actie.titel,
                                     start_alleen_jaar=False, einde_alleen_jaar=False, openbaar=actie.openbaar,
                                     history_type="+", history_date=moment)  # fmt: skip

    @given(BEELDEN, st.lists(MISSCHIEN, min_size=8, max_size=8), DAGEN)
    @settings(max_examples=40, deadline=None, derandomize=True, phases=(Phase.explicit, Phase.generate))
    def test_alles_telt_op(self, beeld, wanneer, ander):
        van, tot = sorted((beeld.op, ander))
        plan = bouw(beeld, partner=self.organisatie, **self.door)
        self._voer_in(plan, wanneer)
        for wie in self.wie.values():
            uit = stel_wijzigingen_samen(plan, wie, van=van, tot=tot, rondes=plan.rondes.all())
            self._keur(uit, plan, wie, beeld, wanneer)

    def _keur(self, uit, plan, wie, beeld, wanneer):
        assert uit.aantal_toen + len(uit.nieuw) - len(uit.weg) == uit.aantal_nu
        assert uit.cellen.total() == len(uit.regels) == len({r.actie.pk for r in uit.regels})
        in_een_lijst = [*uit.andere_status, *uit.eerste_stand, *uit.ander_verloop, *uit.nieuw]
        in_een_lijst += [r for r in uit.weg if not r.nieuw_op]
        assert len(in_een_lijst) == len({r.actie.pk for r in in_een_lijst})
        *rijen, totaal = uit.tabelrijen
        assert [sum(rij[k] for rij in rijen) for k in range(1, len(totaal))] == totaal[1:]
        erbij = len(uit.aandacht_erbij)
        voorbij = len(uit.aandacht_voorbij) + sum(r.vroeg_aandacht for r in uit.weg)
        assert uit.aandacht_toen + erbij - voorbij == uit.aandacht_nu
        kijk = {"lijst_url": "", "query": {}}
        later = stel_overzicht_samen(plan, wie, op=uit.tot, **kijk).telling
        assert {s.code: s.aantal for s in uit.segmenten_nu()} == later.aantallen
        assert uit.aandacht_nu == later.aandacht
        eerder = stel_overzicht_samen(plan, wie, op=uit.van, **kijk).telling
        assert uit.aantal_toen + len(uit.nieuw) == eerder.totaal
        self._keur_met_de_hand(uit, beeld, wanneer)

    def _keur_met_de_hand(self, uit, beeld, wanneer):
        """Compare each line with what plain Python makes of the picture."""
        for regel in uit.regels:
            nr = int(regel.actie.titel.split()[1]) - 1
            gemaakt, ingevoerd = beeld.acties[nr], wanneer[nr]
            toen, nu = laatste(gemaakt, uit.van), laatste(gemaakt, uit.tot)
            nieuw = bool(ingevoerd and uit.van < ingevoerd <= uit.tot and ingevoerd > dag("2022-01-01") and not toen)
            weg = bool(gemaakt.gearchiveerd and gemaakt.gearchiveerd <= uit.tot)
            assert regel.van == (NIEUW if nieuw else toen.status if toen else "geen_gegevens")
            assert regel.naar == (WEG if weg else nu.status if nu else "geen_gegevens")
            assert regel.vraagt_aandacht == (not weg and vraagt_aandacht(gemaakt, uit.tot))
            assert regel.vroeg_aandacht == (not nieuw and vraagt_aandacht(gemaakt, uit.van))


# --- the days


@pytest.mark.parametrize(
    ("dag_", "aantal", "verwacht"),
    [("2024-05-31", 3, "2024-02-29"), ("2024-02-15", 3, "2023-11-15"), ("2024-12-31", 12, "2023-12-31")],
)
def test_maanden_eerder(dag_, aantal, verwacht):
    assert maanden_eerder(dag(dag_), aantal) == dag(verwacht)


def test_de_dagen_waarmee_men_begint(voorbeeld):
    plan, rondes = voorbeeld.plan, [voorbeeld.ronde]
    assert standaarddagen(plan, rondes, dag("2024-07-15")) == (dag("2024-02-01"), dag("2024-07-15"))
    assert standaarddagen(plan, rondes, dag("2024-06-20")) == (dag("2024-03-20"), dag("2024-06-20"))  # closes today
    assert standaarddagen(plan, rondes, dag("2024-02-15")) == (dag("2024-01-01"), dag("2024-02-15"))  # not before it
    assert standaarddagen(plan, [], dag("2023-05-31")) == (dag("2023-02-28"), dag("2023-05-31"))


def test_de_laatst_gesloten_ronde_is_die_van_het_overzicht(voorbeeld):
    gelijk = {"sluit": dag("2024-06-20"), "deadline": dag("2024-06-20"), "opent": dag("2024-06-01")}
    maak.maak_ronde(voorbeeld.plan, van=dag("2024-01-01"), tot=dag("2024-03-31"), **gelijk)
    maak.maak_ronde(voorbeeld.plan, van=dag("2024-01-01"), tot=dag("2024-05-31"), **gelijk)
    for op_ in ("2024-06-20", "2024-06-21", "2030-01-01"):
        rondes = list(voorbeeld.plan.rondes.all())
        assert laatst_gesloten_van(rondes, dag(op_)) == laatst_gesloten(voorbeeld.plan, dag(op_))


@pytest.mark.parametrize(
    ("query", "van", "tot", "woorden"),
    [
        ("", "2024-02-01", "2024-07-15", []),
        ("?van=2024-03-01&tot=2024-04-30", "2024-03-01", "2024-04-30", []),
        ("?tot=2024-03-01&van=2024-04-30", "2024-03-01", "2024-04-30", ["We draaiden de twee dagen om"]),
        ("?van=gisteren", "2024-02-01", "2024-07-15", ["“gisteren” is geen dag"]),
        ("?van=2024-02-30&tot=31/12/2024", "2024-02-01", "2024-07-15", ["“2024-02-30” is geen", "“31/12/2024” is"]),
        ("?van=2024-05-01&tot=2999-01-01", "2024-05-01", "2024-07-15", ["01/01/2999 moet nog komen"]),
        ("?van=2999-01-01", "2024-07-15", "2024-07-15", ["moet nog komen", "twee keer dezelfde dag"]),
        ("?van=0001-01-01&tot=9999-12-31", "0001-01-01", "2024-07-15", ["moet nog komen"]),
        ("?van=%00&tot=<script>", "2024-02-01", "2024-07-15", ["“&lt;script&gt;” is geen dag"]),
        ("?op=2024-06-20", "2024-03-20", "2024-06-20", []),
    ],
)
def test_de_dagen_van_het_adres(voorbeeld, client, query, van, tot, woorden):
    response = client.get(ADRES + query)
    assert response.status_code == 200
    dagen = response.context["dagen"]
    assert (dagen.van, dagen.tot) == (dag(van), dag(tot))
    assert len(dagen.opmerkingen) == len(woorden) + (query == "?van=%00&tot=<script>")
    pagina = " ".join(response.content.decode().split())
    assert all(woord in pagina for woord in woorden)


# --- the page


def test_de_pagina_zegt_het_antwoord_en_waarom_en_van_wat_veel_is_eerst_een_deel(voorbeeld, client, monkeypatch):
    response = client.get(f"{ADRES}?van={VAN}&tot={TOT}")
    pagina = lees(response)
    assert pagina.kop().startswith("2 acties veranderden van status")
    tekst = " ".join("".join(e.tekst for e in pagina.alle("main")).split())
    for zin in (
        "Vertraagd: Ziekte.",
        "Een nagekeken antwoord is er niet.",
        "1.6 werd 2.1 op 03/04/2024",
        "In het plan sinds 10/04/2024.",
        "Gearchiveerd op 03/04/2024: Voorbij.",
        "Toen: Opgeschort: Geen zaal.",
    ):
        assert zin in tekst, zin
    assert "besloten" not in tekst
    (lijst,) = [link for link in pagina.links("/plannen/plan/acties/") if "op=2024-06-30" in link.attrs["href"]]
    assert lijst.getallen == [8]
    assert client.get(lijst.attrs["href"]).context["pagina"].paginator.count == 8
    assert not pagina.links("toon=")  # all of it stands there

    monkeypatch.setattr(pagina_van_wijzigingen, "EERSTE", 1)
    monkeypatch.setattr(pagina_van_wijzigingen, "PER_PAGINA", 2)
    response = client.get(f"{ADRES}?van={VAN}&tot={TOT}")
    groepen = {groep.sleutel: len(groep.pagina) for groep in response.context["groepen"]}
    assert groepen == dict.fromkeys(pagina_van_wijzigingen.GROEPEN, 1)
    assert "De eerste 1 van 3" in response.content.decode()
    meer = {link.attrs["href"]: link.getallen for link in lees(response).links("toon=")}
    basis = f"?van={VAN}&tot={TOT}&toon="
    assert meer == {f"{basis}andere_status": [2], f"{basis}weg": [2], f"{basis}aandacht_erbij": [3]}

    response = client.get(f"{ADRES}{basis}aandacht_erbij")
    (volgende,) = {link.attrs["href"] for link in lees(response).links("pagina=2")}
    rest = client.get(ADRES + volgende)
    (een,), (ander,) = response.context["groepen"], rest.context["groepen"]
    assert titels([*een.pagina, *ander.pagina]) == {"verloop", "nieuw", "stil"}
    assert "3 tot 3 van 3" in rest.content.decode()
    assert f"?van={VAN}&tot={TOT}" in {link.attrs["href"] for link in lees(rest).links("?van=")}
    for onzin in ("niets", "cellen", "regels"):
        assert len(client.get(f"{ADRES}{basis}{onzin}").context["groepen"]) == len(groepen)


def test_de_kortste_wegen_gaan_naar_het_begin_van_het_plan_en_het_einde_van_elke_ronde(voorbeeld, client):
    pagina = lees(client.get(ADRES))
    adressen = {link.attrs["href"] for link in pagina.links("?van=")}
    assert {"?van=2024-05-31&tot=2024-07-15", "?van=2024-01-01&tot=2024-07-15"} <= adressen
    assert "?van=2024-02-01&tot=2024-05-31" in adressen
    for adres in adressen:
        assert client.get(ADRES + adres).context["dagen"].opmerkingen == ()


def test_een_plan_zonder_iets(db, client):
    maak.maak_plan(slug="plan")
    response = client.get(ADRES)
    assert lees(response).kop() == "Er veranderde niets."
