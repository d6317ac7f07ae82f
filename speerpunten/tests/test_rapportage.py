"""The report against an example worked out by hand, and against the overview of the same day."""

import datetime as dt
import random
from decimal import Decimal

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser

from speerpunten.keuzes import STATUS_LABELS
from speerpunten.models import Actie, Beleidsdomein, Melding, Ronde
from speerpunten.overzicht import stel_overzicht_samen
from speerpunten.rapportage.bewaren import OnbekendSchema, als_json, controlegetal, uit_json
from speerpunten.rapportage.gegevens import Aandacht, Indicatorregel, Mijlpaalregel, Ontbrekend, Rol, Verwijzing
from speerpunten.rapportage.samenstellen import stel_samen
from speerpunten.tests import maak
from speerpunten.tests.kijk import dag

pytestmark = pytest.mark.django_db

HELFT = {
    "van": dag("2024-01-01"),
    "tot": dag("2024-06-30"),
    "opent": dag("2024-06-01"),
    "deadline": dag("2024-07-10"),
    "sluit": dag("2024-07-31"),
}


class Voorbeeld:
    """Worked out by hand. Two speerpunten and six acties, of which one is not public and one archived before the day.

    Speerpunt 1: 1.1 answered in the ronde (in uitvoering, vertraagd, a mijlpaal of two reached), 1.2 an older stand
    (uitgevoerd, not asked any more), 1.3 never said anything (asked: the two uitvoerders are missing), 1.4 not public.
    Speerpunt 2: 2.1 sent and not accepted yet (asked: the trekker is missing), touches speerpunt 1; 2.2 archived.
    """

    def __init__(self) -> None:
        self.plan = maak.maak_plan(slug="plan", naam="Plan", van=dag("2022-01-01"), tot=dag("2025-12-31"))
        een = maak.maak_speerpunt(plan=self.plan, nummer=1, titel="Taal")
        twee = maak.maak_speerpunt(plan=self.plan, nummer=2, titel="Wonen")
        self.ronde = maak.maak_ronde(self.plan, slug="helft", naam="Eerste helft", **HELFT)
        wijk, huis = maak.maak_organisatie(naam="Wijkhuis"), maak.maak_organisatie(naam="Huis")
        self.wijk = wijk
        self.praat = maak.maak_actie(speerpunt=een, titel="Praattafels", start=dag("2023-01-01"))
        maak.geef_rol(self.praat, wijk)
        maak.geef_rol(self.praat, huis, "financier")
        self.praat.beleidsdomeinen.add(Beleidsdomein.objects.create(naam="Welzijn", slug="welzijn"))
        maak.maak_mijlpaal(self.praat, titel="Zaal", streefdatum=dag("2024-03-01"), bereikt_op=dag("2024-02-15"))
        maak.maak_mijlpaal(self.praat, titel="Groep", streefdatum=dag("2024-05-01"), bereikt_op=dag("2024-07-20"))
        self.stand = maak.maak_gemeten(
            maak.maak_indicator(self.praat, naam="Bezoekers", eenheid="mensen", streefwaarde=200),
            150,
            organisatie=wijk,
            ronde=self.ronde,
            verloop="vertraagd",
            reden="De zaal was dicht.",
            peildatum=dag("2024-06-15"),
            toelichting="Twaalf tafels.",
        )
        self.boek = maak.maak_actie(speerpunt=een, titel="Boekenkast")
        maak.geef_rol(self.boek, huis)
        maak.maak_melding(self.boek, status="uitgevoerd", peildatum=dag("2023-06-30"), bereikt_resultaat="Tien kasten.")
        stil = maak.maak_actie(speerpunt=een, titel="Stille actie")
        for wie in (wijk, huis):
            maak.geef_rol(stil, wie, "uitvoerder")
        self.besloten = maak.maak_actie(speerpunt=een, titel="Besloten", openbaar=False)
        self.woon = maak.maak_actie(speerpunt=twee, titel="Woonloket")
        self.woon.ook_bij.add(een)
        maak.geef_rol(self.woon, wijk)
        wacht = {"ronde": self.ronde, "organisatie": wijk, "toestand": "ingediend"}
        maak.maak_melding(self.woon, peildatum=dag("2024-06-10"), **wacht)
        weg = maak.maak_actie(speerpunt=twee, titel="Weg")
        Actie.objects.filter(pk=weg.pk).update(gearchiveerd_op=dag("2024-05-01"), archief_reden="Dubbel.")
        self._meet_en_geef(een)
        self.ronde.teksten.create(soort="inleiding", tekst="Dit ging vooraf.")
        self.ronde.teksten.create(soort="duiding", speerpunt=een, tekst="Taal loopt.")

    def _meet_en_geef(self, speerpunt) -> None:
        """An indicator that was never measured; three subsidies that count (1.1, none, none) and two that do not."""
        maak.maak_indicator(speerpunt, naam="Taallessen", streefwaarde=None)
        kern = {"plan": self.plan, "organisatie": self.wijk}
        jaar = {"van": dag("2024-01-01"), "tot": dag("2024-12-31")}
        maak.maak_subsidie(**kern, **jaar, actie=self.praat, bedrag=Decimal("1000.10"))
        maak.maak_subsidie(**kern, **jaar, bedrag=Decimal("0.25"))
        maak.maak_subsidie(**kern, bedrag=Decimal(500), van=dag("2023-01-01"), tot=dag("2023-12-31"))
        maak.maak_subsidie(**kern, **jaar, actie=self.besloten, bedrag=Decimal(7))
        maak.maak_subsidie(**kern, bedrag=Decimal(9), van=dag("2024-07-01"), tot=dag("2024-12-31"))


@pytest.fixture
def voorbeeld(db):
    with time_machine.travel("2024-08-15T09:00:00+00:00", tick=False):
        yield Voorbeeld()


def tallen(telling) -> dict[str, int]:
    return {code: aantal for code, aantal in telling.aantallen.items() if aantal}


def test_the_figures_by_hand(voorbeeld):
    r = stel_samen(voorbeeld.plan, ronde=voorbeeld.ronde)
    assert (r.titel, r.op, r.opgemaakt_op) == ("Plan: Eerste helft", dag("2024-06-30"), dag("2024-08-15"))
    assert tallen(r.telling) == {"in_uitvoering": 1, "uitgevoerd": 1, "geen_gegevens": 2}
    assert (r.telling.totaal, r.niet_openbaar, r.telling.kop) == (4, 1, "1 van de 4 acties is uitgevoerd, 1 loopt.")
    een, twee = r.speerpunten
    assert tallen(een.telling) == {"in_uitvoering": 1, "uitgevoerd": 1, "geen_gegevens": 1}
    assert tallen(twee.telling) == {"geen_gegevens": 1}
    assert [a.code for a in r.acties] == ["1.1", "1.2", "1.3", "2.1"]
    assert een.ook == (Verwijzing("2.1", "Woonloket"),) and twee.ook == ()
    assert (r.inleiding, een.duiding, twee.duiding, r.conclusie) == ("Dit ging vooraf.", "Taal loopt.", "", "")
    assert (r.oudste_stand, r.oudere_standen) == (dag("2023-06-30"), 1)


def test_one_actie_by_hand(voorbeeld):
    actie = stel_samen(voorbeeld.plan, ronde=voorbeeld.ronde).acties[0]
    assert (actie.trekker, actie.anderen) == ("Wijkhuis", (Rol("Huis", "financier"),))
    assert (actie.beleidsdomeinen, actie.looptijd) == (("Welzijn",), "vanaf 01/01/2023")
    assert (actie.status_label, actie.verloop_label, actie.resultaat) == ("In uitvoering", "Vertraagd", "")
    assert (actie.toelichting, actie.reden, actie.peildatum) == (
        "Twaalf tafels.",
        "De zaal was dicht.",
        dag("2024-06-15"),
    )
    assert (actie.uit_ronde, actie.melding) == (True, voorbeeld.stand.pk)
    assert actie.mijlpalen == (
        Mijlpaalregel("Zaal", dag("2024-03-01"), dag("2024-02-15")),
        Mijlpaalregel("Groep", dag("2024-05-01"), None),  # reached after the day of the report
    )
    assert actie.mijlpalen_bereikt == 1
    assert actie.aandachtspunten == (
        Aandacht("Vertraagd: De zaal was dicht.", dag("2024-06-15"), False),
        Aandacht("De mijlpaal “Groep” moest klaar zijn op 01/05/2024.", dag("2024-05-01"), True),
    )


def test_what_was_measured_and_granted_by_hand(voorbeeld):
    r = stel_samen(voorbeeld.plan, ronde=voorbeeld.ronde)
    gemeten = Indicatorregel("Bezoekers", "150 van 200 mensen, stand op 15/06/2024", dag("2024-06-15"), 75)
    assert r.acties[0].indicatoren == (gemeten,)
    assert r.speerpunten[0].indicatoren == (Indicatorregel("Taallessen", "nog geen meting", None, None),)
    assert [s.bedrag for s in r.acties[0].subsidies] == [Decimal("1000.10")]
    assert (r.subsidies.totaal.bedrag, r.subsidies.totaal.aantal) == (Decimal("1500.35"), 3)
    assert [(s.naam, s.bedrag) for s in r.subsidies.per_jaar] == [("2023", Decimal(500)), ("2024", Decimal("1000.35"))]
    per_speerpunt = [(s.naam, s.bedrag) for s in r.subsidies.per_speerpunt]
    assert per_speerpunt == [("1. Taal", Decimal("1000.10")), ("Zonder actie", Decimal("500.25"))]
    assert stel_samen(voorbeeld.plan, op=dag("2022-12-31")).subsidies is None


def test_who_did_not_report_by_hand(voorbeeld):
    """Asked: 1.1, 1.3 and 2.1; 1.2 was finished before. What waits to be checked is no accepted stand."""
    deelname = stel_samen(voorbeeld.plan, ronde=voorbeeld.ronde).deelname
    assert (deelname.gevraagd, deelname.beantwoord) == (3, 1)
    stil, woon = Verwijzing("1.3", "Stille actie"), Verwijzing("2.1", "Woonloket")
    assert deelname.ontbreken == (Ontbrekend("Huis", (stil,)), Ontbrekend("Wijkhuis", (stil, woon)))


def test_the_stand_of_any_day(voorbeeld):
    r = stel_samen(voorbeeld.plan, op=dag("2024-04-30"))
    assert (r.titel, r.ronde, r.deelname, r.inleiding) == ("Plan: stand op 30/04/2024", None, None, "")
    assert tallen(r.telling) == {"uitgevoerd": 1, "geen_gegevens": 4}  # 2.2 was not archived yet
    assert stel_samen(voorbeeld.plan).op == dag("2024-08-15")


def test_a_draft_of_a_period_that_runs_shows_today(voorbeeld):
    Ronde.objects.filter(pk=voorbeeld.ronde.pk).update(tot=dag("2024-12-31"))
    voorbeeld.ronde.refresh_from_db()
    assert stel_samen(voorbeeld.plan, ronde=voorbeeld.ronde).op == dag("2024-08-15")


def test_no_name_of_a_person(voorbeeld):
    tekst = als_json(stel_samen(voorbeeld.plan, ronde=voorbeeld.ronde))
    for melding in Melding.objects.select_related("ingediend_door", "aanvaard_door"):
        for wie in filter(None, (melding.ingediend_door, melding.aanvaard_door)):
            assert wie.naam not in tekst and wie.email not in tekst
    assert "Besloten" not in tekst


def test_queries_do_not_grow(voorbeeld, django_assert_num_queries):
    with django_assert_num_queries(6):
        stel_samen(voorbeeld.plan, ronde=voorbeeld.ronde)
    for nr in range(30):
        actie = maak.maak_actie(speerpunt=voorbeeld.plan.speerpunten.first(), titel=f"Meer {nr}")
        maak.geef_rol(actie, voorbeeld.wijk)
        maak.maak_melding(actie, ronde=voorbeeld.ronde, peildatum=dag("2024-06-20"))
    with django_assert_num_queries(6):
        assert stel_samen(voorbeeld.plan, ronde=voorbeeld.ronde).telling.totaal == 34


# --- kept and read back


def test_kept_and_read_back(voorbeeld):
    r = stel_samen(voorbeeld.plan, ronde=voorbeeld.ronde)
    tekst = als_json(r)
    assert uit_json(tekst, r.schema) == r
    assert tekst == als_json(uit_json(tekst, r.schema))
    assert tekst.startswith('{"conclusie":"","deelname":{"beantwoord":1,')
    assert controlegetal("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    with pytest.raises(OnbekendSchema):
        uit_json(tekst, 99)


# --- the same figures as everywhere, for random plans


@pytest.mark.parametrize("zaad", range(6))
def test_figures_equal_those_of_the_overview(zaad, client):
    """For random meldingen in and between crossing rondes, archived and private acties, on several days."""
    toeval = random.Random(zaad)  # noqa: S311  a fixed seed
    plan = maak.maak_plan(slug="plan", van=dag("2022-01-01"), tot=dag("2025-12-31"))
    punten = [maak.maak_speerpunt(plan=plan, nummer=n) for n in (1, 2, 3)]
    rondes = [
        maak.maak_ronde(plan, slug=f"r{n}", van=van, tot=tot, opent=van, deadline=tot, sluit=tot)
        for n, (van, tot) in enumerate([("2023-01-01", "2023-12-31"), ("2023-07-01", "2024-06-30")])
        for van, tot in [(dag(van), dag(tot))]
    ]
    for _ in range(25):
        actie = maak.maak_actie(speerpunt=toeval.choice(punten), openbaar=toeval.random() > 0.2)
        for _ in range(toeval.randrange(4)):
            ronde = toeval.choice([*rondes, None])
            van, tot = (ronde.van, ronde.tot) if ronde else (plan.van, dag("2024-12-31"))
            peildatum = van + dt.timedelta(days=toeval.randrange((tot - van).days + 1))
            if ronde and actie.meldingen.filter(ronde=ronde).exists():
                continue
            toestand = toeval.choice(["aanvaard", "aanvaard", "ingediend", "concept"])
            status = toeval.choice(["in_uitvoering", "uitgevoerd", "niet_gestart", "stopgezet"])
            maak.maak_melding(actie, ronde=ronde, peildatum=peildatum, toestand=toestand, status=status, reden="Zo.")
        if toeval.random() < 0.2:
            op = dag("2023-01-01") + dt.timedelta(days=toeval.randrange(700))
            Actie.objects.filter(pk=actie.pk).update(gearchiveerd_op=op, archief_reden="Voorbij.")
    for ronde in rondes:
        r = stel_samen(plan, ronde=ronde)
        overzicht = stel_overzicht_samen(plan, AnonymousUser(), op=r.op, lijst_url="/", query={})
        assert r.telling.aantallen == overzicht.telling.aantallen
        assert (r.telling.totaal, r.telling.aandacht) == (overzicht.telling.totaal, overzicht.telling.aandacht)
        per_punt = [(deel.nummer, deel.telling.aantallen) for deel in r.speerpunten]
        assert per_punt == [(s.speerpunt.nummer, s.telling.aantallen) for s in overzicht.speerpunten]
        for code in STATUS_LABELS:
            assert sum(deel.telling.aantal(code) for deel in r.speerpunten) == r.telling.aantal(code)
        assert sum(r.telling.aantallen.values()) == r.telling.totaal == len(r.acties)
        rijen = client.get(f"/plannen/plan/acties.csv?op={r.op}").getvalue().decode("utf-8-sig").strip().split("\r\n")
        assert len(rijen) - 1 == r.telling.totaal
