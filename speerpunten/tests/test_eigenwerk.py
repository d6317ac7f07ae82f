"""What staff find on `/mijn/`: the same numbers as the rondebord, what their acties need, and nothing too much."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from speerpunten.eigenwerk import stel_eigen_werk_samen
from speerpunten.gevraagd import vragen_in
from speerpunten.models import Actie, Gebeurtenis, Melding, Ronde
from speerpunten.proefdata import Omvang, maak_proefdata
from speerpunten.rondebord import stel_rondebord_samen
from speerpunten.tests import maak
from speerpunten.tests.invullen import tekst
from speerpunten.tests.kijk import lees

pytestmark = pytest.mark.django_db
DAG = dt.date.fromisoformat
OP = DAG("2024-06-21")


@pytest.fixture(autouse=True)
def vandaag():
    with time_machine.travel("2024-06-21T09:00:00+00:00", tick=False) as reis:
        yield reis


def maak_ronde(plan, **over) -> Ronde:
    dagen = {"opent": DAG("2024-06-01"), "deadline": DAG("2024-06-20"), "sluit": DAG("2024-07-10")}
    return maak.maak_ronde(plan, **{"van": DAG("2024-01-01"), "tot": DAG("2024-06-30")} | dagen | over)


@pytest.fixture
def ronde() -> Ronde:
    return maak_ronde(maak.maak_plan(slug="plan", toestand="lopend"), naam="Halfjaar", slug="halfjaar")


@pytest.fixture
def punt(ronde):
    return maak.maak_speerpunt(plan=ronde.plan)


def actie_van(punt, organisatie, **over) -> Actie:
    actie = maak.maak_actie(speerpunt=punt, **over)
    if organisatie:
        maak.geef_rol(actie, organisatie)
    return actie


def zie(gebruiker):
    client = Client()
    client.force_login(gebruiker)
    return client.get("/mijn/")


def hrefs(response) -> list[str]:
    return [link.attrs["href"] for link in lees(response).links("/rondes/")]


# --- the rondes


def test_the_numbers_and_where_they_lead(ronde, punt, organisatie, andere_organisatie, partner, medewerker):
    for _ in range(2):
        actie_van(punt, organisatie)
    af = actie_van(punt, organisatie)
    maak.maak_melding(af, ronde=ronde, toestand="ingediend", peildatum=DAG("2024-06-10"), organisatie=organisatie)
    actie_van(punt, andere_organisatie)  # that has no contact person
    actie_van(punt, None)
    pagina = zie(medewerker)
    zicht = tekst(pagina)
    voet = f"/rondes/{ronde.pk}/"
    assert hrefs(pagina)[:5] == [
        voet,
        f"{voet}?toon=te_laat",
        f"{voet}?toon=zonder_contact",
        f"{voet}#kop-niemand",
        f"{voet}?toon=nog_niet",
    ]
    for zin in (
        "2 organisaties te laat",
        "1 organisatie zonder contactpersoon",
        "1 actie waarvoor niemand antwoordt",
        "1 van 5 acties beantwoord",
        "Deadline voorbij",
    ):
        assert zin in zicht


def test_uitstel_counts_as_on_the_rondebord(ronde, punt, organisatie, andere_organisatie, partner, medewerker):
    actie_van(punt, organisatie)
    actie_van(punt, andere_organisatie)
    uitstel = {"dag": DAG("2024-08-01"), "reden": "Ziek.", "door": medewerker}
    ronde.uitstellen.create(organisatie=organisatie, **uitstel)
    (bord,) = stel_eigen_werk_samen(medewerker).borden
    assert bord.aantallen == stel_rondebord_samen(ronde).aantallen
    assert bord.aantallen["te_laat"] == 1
    with time_machine.travel("2024-07-20T09:00:00+00:00", tick=False):  # closed but for who has uitstel
        (bord,) = stel_eigen_werk_samen(medewerker).borden
        assert bord.aantallen["te_laat"] == 1
    with time_machine.travel("2024-08-02T09:00:00+00:00", tick=False):
        assert stel_eigen_werk_samen(medewerker).borden == ()


def test_only_open_rondes_of_running_plans(ronde, medewerker):
    for toestand in ("concept", "afgesloten"):
        maak_ronde(maak.maak_plan(toestand=toestand))
    plan = maak.maak_plan(toestand="lopend")
    vroeger = {"opent": DAG("2024-01-01"), "deadline": DAG("2024-01-02"), "sluit": DAG("2024-01-03")}
    maak_ronde(plan, **vroeger)
    maak_ronde(plan, opent=DAG("2024-06-22"), deadline=DAG("2024-06-23"), sluit=DAG("2024-06-24"))
    later = maak_ronde(plan, deadline=DAG("2024-06-30"))
    assert [bord.ronde for bord in stel_eigen_werk_samen(medewerker).borden] == [ronde, later]


def test_of_many_rondes_and_plans_those_of_their_own_acties(ronde, organisatie, partner, medewerker):
    """Four plans more than are named at once: counted is what they look after, the others are told and led to."""
    elders = [maak_ronde(maak.maak_plan(toestand="lopend", slug=f"p{nr}"), naam=f"Ronde {nr}") for nr in range(6)]
    assert [bord.ronde for bord in stel_eigen_werk_samen(medewerker).borden] == [ronde, *elders[:2]]
    for nr, waar in ((5, 27), (4, 1), (3, 1), (2, 1)):  # in four plans; the last is not counted, and late all the same
        punt = maak.maak_speerpunt(plan=elders[nr].plan)
        for _ in range(waar):
            actie_van(punt, organisatie, verantwoordelijke=medewerker)
    klaar = {"toestand": "ingediend", "peildatum": DAG("2024-06-10"), "organisatie": organisatie}
    for actie in Actie.objects.in_plan(elders[5].plan)[:26]:
        maak.maak_melding(actie, ronde=elders[5], **klaar)
    werk = stel_eigen_werk_samen(medewerker)
    assert [bord.ronde for bord in werk.borden] == elders[2:5]
    assert werk.borden[0].stand == stel_rondebord_samen(elders[2]).stand
    assert werk.andere_rondes == (ronde, *elders[:2], elders[5])
    assert [een.te_laat for een in werk.met_werk] == [
        (f"Te laat in “Ronde {nr}”: Buurtwerk (voorbeeld).",) for nr in (2, 3, 4, 5)
    ]
    pagina = zie(medewerker)
    zicht = tekst(pagina)
    assert [slug for slug, _ in werk.plannen_om_te_beginnen] == ["p2", "p3", "p4", "p5"]
    assert "4 open rondes in andere plannen" in zicht and "Kies een ander plan" in zicht
    assert "26 andere acties die u opvolgt" in zicht
    rustig = Client()
    rustig.force_login(medewerker)
    bladen = [tekst(rustig.get("/mijn/", {"toon": "rustig", "pagina": nr})) for nr in (1, 2)]
    assert [blad.count("actierij__code") for blad in bladen] == [25, 1]


# --- their own acties


def test_what_their_acties_need_the_most_pressing_first(ronde, punt, organisatie, partner, medewerker, medewerker2):
    eigen = {"verantwoordelijke": medewerker}
    goed = actie_van(punt, organisatie, titel="Loopt goed", **eigen)
    stil = actie_van(punt, organisatie, titel="Ligt stil", **eigen)
    terug = actie_van(punt, organisatie, titel="Kwam terug", **eigen)
    laat = actie_van(punt, organisatie, titel="Is te laat", **eigen)
    actie_van(punt, organisatie, titel="Van een ander", verantwoordelijke=medewerker2)
    actie_van(punt, organisatie, titel="Voorbij", gearchiveerd_op=DAG("2024-01-01"), archief_reden="Af.", **eigen)
    ook = {"organisatie": organisatie, "ronde": ronde, "peildatum": DAG("2024-06-10")}
    maak.maak_melding(goed, **ook)
    maak.maak_melding(stil, status="opgeschort", verloop="vertraagd", reden="Geen zaal.", **ook)
    melding = maak.maak_melding(terug, toestand="teruggestuurd", indiener=partner, **ook)
    Gebeurtenis.objects.create(
        melding=melding, soort="teruggestuurd", door=medewerker2, reden="Korter.", inhoud={"tegen": "2024-07-01"}
    )
    werk = stel_eigen_werk_samen(medewerker)
    assert [een.stand.titel for een in werk.met_werk] == ["Is te laat", "Kwam terug", "Ligt stil"]
    assert [stand.titel for stand in werk.zonder_werk] == ["Loopt goed"]
    zicht = tekst(zie(medewerker))
    for zin in (
        "3 van uw acties vragen iets",
        "Te laat in “Halfjaar”: Buurtwerk (voorbeeld).",
        "Teruggestuurd naar Buurtwerk (voorbeeld) op 21/06/2024, nog niet opnieuw ingediend.",
        "Opgeschort: Geen zaal.",
        "1 andere actie die u opvolgt",
    ):
        assert zin in zicht
    assert "Van een ander" not in zicht and "Voorbij" not in zicht
    assert laat.pk == werk.met_werk[0].stand.actie.pk


def test_what_was_returned_between_two_rondes_is_told(punt, organisatie, partner, medewerker):
    actie = actie_van(punt, organisatie, verantwoordelijke=medewerker)
    Ronde.objects.all().delete()
    ook = {"organisatie": organisatie, "peildatum": DAG("2024-06-10"), "indiener": partner}
    maak.maak_melding(actie, toestand="teruggestuurd", **ook)
    (een,) = stel_eigen_werk_samen(medewerker).met_werk
    assert (len(een.terug), een.te_laat) == (1, ())


# --- their concepts, and nothing


def test_their_own_concepts_while_they_may_still_be_written(punt, organisatie, medewerker, medewerker2):
    af = maak.maak_speerpunt(plan=maak.maak_plan(toestand="afgesloten"))
    for waar, wie, toestand in (
        (punt, medewerker, "concept"),
        (punt, medewerker, "teruggestuurd"),
        (punt, medewerker, "ingediend"),
        (punt, medewerker2, "concept"),
        (af, medewerker, "concept"),
    ):
        maak.maak_melding(actie_van(waar, organisatie), toestand=toestand).schrijvers.add(wie)
    werk = stel_eigen_werk_samen(medewerker)
    eigen = Melding.objects.filter(schrijvers=medewerker, actie__speerpunt=punt).exclude(toestand="ingediend")
    assert set(werk.concepten) == set(eigen)
    assert "2 concepten van u" in tekst(zie(medewerker))


def test_to_check_is_counted_without_what_they_wrote(punt, organisatie, medewerker):
    for _ in range(3):
        melding = maak.maak_melding(actie_van(punt, organisatie), toestand="ingediend")
    melding.schrijvers.add(medewerker)
    assert stel_eigen_werk_samen(medewerker).te_nakijken == 2
    pagina = zie(medewerker)
    assert lees(pagina).kop() == "2 standen wachten op u"
    assert lees(pagina).links("/nakijken/")


def test_nothing_waits(medewerker):
    zicht = tekst(zie(medewerker))
    for zin in (
        "<h1>Niets wacht op u</h1>",
        "Er is niets na te kijken. Uw acties vragen niets en u hebt geen concepten.",
        "Er is nu geen ronde open.",
        "U bent van geen enkele actie de verantwoordelijke.",
    ):
        assert zin in zicht


def test_only_their_acties_wait(punt, organisatie, medewerker):
    actie_van(punt, organisatie, verantwoordelijke=medewerker)
    assert lees(zie(medewerker)).kop() == "Niets na te kijken"


def test_names_that_wait_are_counted_per_organisatie(organisatie, andere_organisatie, partner, medewerker):
    for wie, aantal in ((organisatie, 2), (andere_organisatie, 1)):
        for _ in range(aantal):
            maak.maak_doorgave(wie, partner)
    werk = stel_eigen_werk_samen(medewerker)
    assert [(rij.slug, rij.aantal) for rij in werk.doorgaven] == [("buurtwerk", 2), ("taalhuis", 1)]
    assert "3 nieuwe contactpersonen doorgegeven" in tekst(zie(medewerker))


# --- one rule, and its cost


def test_many_rondes_ask_what_each_asks(vandaag):
    """`gevraagd_in` of many is `met_gevraagd` of each, also in an eindronde, narrowed, and after an actie was done."""
    maak_proefdata(Omvang(plannen=2, acties=80, rondes=4))
    smal, eind, *_ = Ronde.objects.order_by("pk")
    smal.speerpunten.add(smal.plan.speerpunten.first())
    smal.organisaties.set(Actie.objects.earliest("pk").organisaties.all())
    Ronde.objects.filter(pk=eind.pk).update(eindronde=True)
    for pk in Actie.objects.values_list("pk", flat=True)[:12]:
        maak.maak_melding(Actie.objects.get(pk=pk), status="uitgevoerd", peildatum=DAG("2022-01-02"))
    rondes = list(Ronde.objects.all())
    samen = vragen_in(rondes)
    for ronde in rondes:
        gevraagd = Actie.objects.in_plan(ronde.plan_id).met_gevraagd(ronde).filter(gevraagd=True).op_code()
        assert [vraag.actie for vraag in samen[ronde]] == list(gevraagd)
        assert {vraag.ronde for vraag in samen[ronde]} <= {ronde}
    aantallen = {len(vragen) for vragen in samen.values()}
    assert len(aantallen) > 2  # they differ


def test_ten_queries_for_three_rondes_of_two_hundred_organisaties(medewerker, vandaag):
    vandaag.move_to("2026-11-23T09:00:00+00:00")
    maak_proefdata(Omvang(plannen=1, acties=1000, rondes=3))
    maanden = {"opent": DAG("2026-11-01"), "deadline": DAG("2026-11-20"), "sluit": DAG("2026-12-20")}
    Ronde.objects.update(**maanden, eindronde=True)  # asks all
    Actie.objects.filter(pk__in=Actie.objects.values("pk")[:300]).update(verantwoordelijke=medewerker)
    for _ in range(20):
        maak.maak_doorgave(maak.maak_organisatie(), maak.maak_gebruiker())
    client = Client()
    client.force_login(medewerker)
    with CaptureQueriesContext(connection) as gevraagd:
        pagina = client.get("/mijn/")
    assert pagina.status_code == 200
    werk = pagina.context["werk"]
    assert [len(bord.regels) for bord in werk.borden] == [200] * 3
    assert sum(bord.gevraagd for bord in werk.borden) > 2000
    assert len(gevraagd) <= 10, len(gevraagd)
    for bord in werk.borden:
        los = stel_rondebord_samen(bord.ronde)
        assert (los.kop, los.stand, los.aantallen) == (bord.kop, bord.stand, bord.aantallen)
