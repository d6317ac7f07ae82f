"""The preview of a ronde: it says of an unsaved ronde what the rule decides of a saved one, and why not the rest."""

import datetime as dt
from itertools import product

import pytest
import time_machine

from organisaties.models import Lidmaatschap, Organisatie
from speerpunten.gevraagd import vragen_van
from speerpunten.models import Actie, Ronde
from speerpunten.perioden import voorstellen, vraagdagen, werkdag
from speerpunten.tests import maak
from speerpunten.vooruitblik import (
    AFGEROND,
    ANDER_SPEERPUNT,
    ANDERE_ORGANISATIE,
    ARCHIEF,
    PERIODE,
    kijk_vooruit,
)

DAG = dt.date.fromisoformat
VAN, TOT = DAG("2024-01-01"), DAG("2024-06-30")


# --- the usual periods


@pytest.mark.parametrize(
    ("dag", "werk"),
    [("2024-06-14", "2024-06-14"), ("2024-06-15", "2024-06-17"), ("2024-06-16", "2024-06-17")],
)
def test_working_day(dag, werk):
    assert werkdag(DAG(dag)) == DAG(werk)


def test_days_of_asking():
    """The day after the period, or today; four weeks to a working day; two weeks more."""
    assert vraagdagen(DAG("2024-12-31"), DAG("2024-06-01")) == (DAG("2025-01-01"), DAG("2025-01-29"), DAG("2025-02-12"))
    assert vraagdagen(DAG("2024-12-31"), DAG("2026-11-22")) == (DAG("2026-11-22"), DAG("2026-12-21"), DAG("2027-01-04"))


def test_usual_periods_of_a_plan():
    gewoon = {v.sleutel: v for v in voorstellen(DAG("2022-01-01"), DAG("2025-12-31"), DAG("2026-11-25"))}
    assert list(gewoon) == [
        *(f"jaar-{jaar}" for jaar in range(2022, 2026)),
        *(f"helft-{jaar}-{helft}" for jaar in range(2022, 2026) for helft in (1, 2)),
        *(f"project-{jaar}" for jaar in range(2021, 2026)),
        "eindronde",
    ]
    periodes = {sleutel: (v.naam, v.van, v.tot, v.eindronde) for sleutel, v in gewoon.items()}
    assert periodes["jaar-2025"] == ("Jaar 2025", DAG("2025-01-01"), DAG("2025-12-31"), False)
    assert periodes["helft-2024-2"] == ("Tweede helft 2024", DAG("2024-07-01"), DAG("2024-12-31"), False)
    assert periodes["project-2023"] == ("Projectjaar 2023-2024", DAG("2023-10-01"), DAG("2024-09-30"), False)
    assert periodes["project-2021"][1:3] == (DAG("2022-01-01"), DAG("2022-09-30"))  # cut off where the plan begins
    assert periodes["eindronde"] == ("Eindronde", DAG("2022-01-01"), DAG("2025-12-31"), True)


def test_a_plan_of_a_part_of_a_year():
    gewoon = {v.sleutel: (v.van, v.tot) for v in voorstellen(DAG("2024-03-01"), DAG("2024-05-31"), DAG("2024-03-01"))}
    heel = (DAG("2024-03-01"), DAG("2024-05-31"))
    assert gewoon == {"jaar-2024": heel, "helft-2024-1": heel, "project-2023": heel, "eindronde": heel}


# --- the same as the rule


def ronde(plan, **over) -> Ronde:
    velden = {"plan": plan, "naam": "Nieuw", "slug": "nieuw", "van": VAN, "tot": TOT}
    dagen = {"opent": DAG("2024-07-01"), "deadline": DAG("2024-07-29"), "sluit": DAG("2024-08-12")}
    return Ronde(**velden | dagen | over)


LOOPTIJDEN = [
    {},
    {"start": DAG("2024-06-30")},
    {"start": DAG("2024-07-01")},
    {"einde": DAG("2024-01-01")},
    {"einde": DAG("2023-12-31")},
    {"start": DAG("2023-01-01"), "doorlopend": True},
    {"gearchiveerd_op": DAG("2023-12-31"), "archief_reden": "Dubbel."},
    {"gearchiveerd_op": DAG("2024-01-01"), "archief_reden": "Dubbel."},
]
GEZEGD = [
    [],
    [("2023-12-31", "uitgevoerd")],
    [("2024-01-01", "uitgevoerd")],
    [("2023-05-01", "stopgezet"), ("2023-06-01", "in_uitvoering")],
]
ROLLEN = [(), ("trekker",), (None, "uitvoerder"), ("trekker", "uitvoerder"), ("uitvoerder", "uitvoerder"), ("partner",)]


@pytest.fixture
def organisaties(organisatie, andere_organisatie) -> list[Organisatie]:
    return [organisatie, andere_organisatie]


@pytest.fixture
def plan(organisaties):
    """A plan with an actie for every length, every history and all roles, spread over two speerpunten."""
    plan = maak.maak_plan()
    punten = [maak.maak_speerpunt(plan=plan) for _ in range(2)]
    for nr, (looptijd, gezegd) in enumerate(product(LOOPTIJDEN, GEZEGD)):
        actie = maak.maak_actie(speerpunt=punten[nr % 2], nummer=nr + 1, **looptijd)
        for wie, rol in zip(organisaties, ROLLEN[nr % len(ROLLEN)], strict=False):
            if rol:
                maak.geef_rol(actie, wie, rol)
        for peildatum, status in gezegd:
            maak.maak_melding(actie, peildatum=DAG(peildatum), status=status, reden="Voorbij.")
    return plan


@pytest.mark.django_db
@pytest.mark.parametrize("eindronde", [False, True])
@pytest.mark.parametrize("speerpunt", [(), (0,), (0, 1)])
@pytest.mark.parametrize("wie", [(), (0,), (1,), (0, 1)])
def test_asks_what_the_saved_ronde_asks(plan, organisaties, eindronde, speerpunt, wie):
    punten = list(plan.speerpunten.order_by("nummer"))
    smal = {
        "speerpunten": [punten[nr].pk for nr in speerpunt],
        "organisaties": [organisaties[nr].pk for nr in wie],
    }
    nieuw = ronde(plan, eindronde=eindronde)
    blik = kijk_vooruit(nieuw, **smal)
    nieuw.save()
    nieuw.speerpunten.set(smal["speerpunten"])
    nieuw.organisaties.set(smal["organisaties"])
    vragen = vragen_van(nieuw)
    assert [actie.pk for actie in blik.acties] == [vraag.actie.pk for vraag in vragen]
    assert blik.acties
    per_organisatie = {(g.organisatie, actie.pk) for g in blik.organisaties for actie in g.acties}
    assert per_organisatie == {(wie, vraag.actie.pk) for vraag in vragen for wie in vraag.organisaties}
    assert [a.pk for a in blik.niemand] == [vraag.actie.pk for vraag in vragen if not vraag.organisaties]
    genoemd = [actie.pk for acties in blik.niet.values() for actie in acties]
    assert len(genoemd) == len(set(genoemd)) == blik.niet_gevraagd
    assert {*genoemd, *(a.pk for a in blik.acties)} == set(Actie.objects.in_plan(plan).values_list("pk", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("over", "gezegd", "smal", "reden"),
    [
        ({"start": DAG("2024-07-01")}, "", {}, PERIODE),
        ({"einde": DAG("2023-12-31")}, "", {}, PERIODE),
        ({"gearchiveerd_op": DAG("2023-12-31"), "archief_reden": "Dubbel."}, "", {}, ARCHIEF),
        ({}, "uitgevoerd", {}, AFGEROND),
        ({}, "stopgezet", {}, AFGEROND),
        ({}, "", {"speerpunten": [0]}, ANDER_SPEERPUNT),
        ({}, "", {"organisaties": [0]}, ANDERE_ORGANISATIE),
    ],
)
def test_each_reason(over, gezegd, smal, reden):
    actie = maak.maak_actie(**over)
    if gezegd:
        maak.maak_melding(actie, status=gezegd, reden="Voorbij.", peildatum=DAG("2023-12-31"))
    blik = kijk_vooruit(ronde(actie.speerpunt.plan), **{"speerpunten": [], "organisaties": []} | smal)
    assert (blik.acties, blik.niet) == ((), {reden: [actie]})


@pytest.mark.django_db
def test_who_gets_post_and_who_does_not(organisatie, andere_organisatie):
    """Without post: no lidmaatschap, one that ended, one without post, one who may not log in."""
    actie = maak.maak_actie()
    stil = maak.maak_organisatie(naam="Aa stil (voorbeeld)")
    maak.geef_rol(actie, organisatie, "uitvoerder")
    maak.geef_rol(actie, andere_organisatie, "uitvoerder")
    maak.geef_rol(actie, stil, "uitvoerder")
    iemand = maak.maak_partner(andere_organisatie)
    maak.maak_partner(organisatie, is_active=False)
    Lidmaatschap.objects.create(gebruiker=iemand, organisatie=organisatie, van=DAG("2020-01-01"), tot=DAG("2021-01-01"))
    Lidmaatschap.objects.create(gebruiker=iemand, organisatie=stil, van=DAG("2020-01-01"), ontvangt_post=False)
    blik = kijk_vooruit(ronde(actie.speerpunt.plan), speerpunten=[], organisaties=[])
    assert [(g.organisatie, g.ontvangers) for g in blik.organisaties] == [
        (stil, ()),  # who cannot be reached comes first
        (organisatie, ()),
        (andere_organisatie, (iemand,)),
    ]
    assert [g.organisatie for g in blik.zonder_post] == [stil, organisatie]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("opent", "sluit", "waarschuwt"),
    [
        ("2024-07-20", "2024-08-20", True),
        ("2024-08-12", "2024-08-20", True),  # they share one day
        ("2024-08-13", "2024-08-20", False),
        ("2024-05-01", "2024-07-01", True),
        ("2024-05-01", "2024-06-30", False),
    ],
)
def test_acties_that_stand_in_another_ronde_open_at_the_same_time(opent, sluit, waarschuwt):
    with time_machine.travel("2024-06-01T09:00:00+00:00", tick=False):
        actie = maak.maak_actie()
        dagen = {"opent": DAG(opent), "deadline": DAG(sluit), "sluit": DAG(sluit)}
        maak.maak_ronde(actie.speerpunt.plan, naam="Andere", van=VAN, tot=TOT, **dagen)
        blik = kijk_vooruit(ronde(actie.speerpunt.plan), speerpunten=[], organisaties=[])
        assert blik.ook_in == ({"Andere": [actie]} if waarschuwt else {})
        assert kijk_vooruit(Ronde.objects.get(), speerpunten=[], organisaties=[]).ook_in == {}


@pytest.mark.django_db
def test_preview_of_a_past_ronde_warns_of_nothing_that_has_closed():
    with time_machine.travel("2025-01-01T09:00:00+00:00", tick=False):
        actie = maak.maak_actie()
        dagen = {"opent": DAG("2024-07-20"), "deadline": DAG("2024-08-20"), "sluit": DAG("2024-08-20")}
        maak.maak_ronde(actie.speerpunt.plan, van=VAN, tot=TOT, **dagen)
        assert kijk_vooruit(ronde(actie.speerpunt.plan), speerpunten=[], organisaties=[]).ook_in == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rollen", "kies", "gevraagd"),
    [
        ({"een": "trekker", "twee": "uitvoerder"}, "een", True),
        ({"een": "trekker", "twee": "uitvoerder"}, "twee", False),  # another answers for it
        ({"een": "uitvoerder", "twee": "uitvoerder"}, "twee", True),
        ({"een": "uitvoerder", "twee": "partner"}, "twee", False),
        ({"twee": "trekker"}, "een", False),
    ],
)
def test_narrowing_to_an_organisatie_keeps_what_it_answers_for(rollen, kies, gevraagd):
    """The preview, the rule of the list and that of one actie agree."""
    wie = {naam: maak.maak_organisatie(naam=f"{naam} (voorbeeld)") for naam in ("een", "twee")}
    actie = maak.maak_actie()
    for naam, rol in rollen.items():
        maak.geef_rol(actie, wie[naam], rol)
    bewaard = maak.maak_ronde(actie.speerpunt.plan, van=VAN, tot=TOT)
    bewaard.organisaties.add(wie[kies])
    blik = kijk_vooruit(ronde(actie.speerpunt.plan), speerpunten=[], organisaties=[wie[kies].pk])
    assert (list(blik.acties) == [actie]) is gevraagd
    assert Actie.objects.met_gevraagd(bewaard).get().gevraagd is gevraagd
    assert Actie.objects.binnen([], [wie[kies].pk]).exists() is gevraagd
    als_waarden = Ronde.objects.die_vragen(
        plan=actie.speerpunt.plan, van=VAN, tot=TOT, bestaat_tot=TOT, speerpunt=actie.speerpunt, actie=actie
    )
    assert als_waarden.exists() is gevraagd
