"""The stand of an actie on a day, against an example worked out by hand, and how fresh it is."""

import datetime as dt

import pytest
import time_machine
from django.test import Client

from speerpunten.keuzes import Herkomst, MeldingToestand
from speerpunten.models import Actie, Melding, Ronde
from speerpunten.tests import maak
from speerpunten.tests.invullen import tekst
from speerpunten.tests.kijk import bekijk, dag

pytestmark = pytest.mark.django_db


def moment(tekst: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{tekst}T12:00:00+00:00")


def meld(actie: Actie, peildatum: str, status: str, aanvaard: str = "", **over) -> Melding:
    """Give a melding about a day; accepted on a day, or (without one) only sent."""
    velden = {"status": status, "peildatum": dag(peildatum), "indiener": over.pop("indiener")}
    if status in {"in_uitvoering", "in_voorbereiding", "opgeschort"}:
        velden |= {"verloop": "op_schema"}
    if status in {"opgeschort", "stopgezet"}:
        velden |= {"reden": "Geen zaal."}
    if over.get("vervangt"):
        velden |= {"correctie_reden": "Verkeerd getypt."}
    if aanvaard:
        velden |= {"aanvaard_op": moment(aanvaard)}
    else:
        velden |= {"toestand": MeldingToestand.INGEDIEND}
    return maak.maak_melding(actie, **velden | over)


@pytest.fixture
def wie(db):
    """Who sends and who accepts; the same two for every melding."""
    return {"indiener": maak.maak_gebruiker(), "nakijker": maak.maak_medewerker()}


@pytest.fixture
def verteld(wie) -> Actie:
    """Give an actie about which much was said: two on one day, in between, corrected twice, and not accepted."""
    actie = maak.maak_actie()
    ronde = maak.maak_ronde(actie.speerpunt.plan, van=dag("2023-01-01"), tot=dag("2023-12-31"))
    meld(actie, "2023-03-31", "niet_gestart", "2023-04-05", **wie)
    meld(actie, "2023-06-30", "in_voorbereiding", "2023-07-10", **wie)
    meld(actie, "2023-06-30", "in_uitvoering", "2023-07-05", **wie)  # made later, accepted earlier
    fout = meld(actie, "2023-12-31", "uitgevoerd", "2024-01-10", ronde=ronde, **wie)
    beter = meld(actie, "2023-12-31", "in_uitvoering", "2024-01-20", ronde=ronde, vervangt=fout, **wie)
    meld(actie, "2023-12-15", "opgeschort", "2024-02-01", ronde=ronde, vervangt=beter, **wie)
    publiek = {"herkomst": Herkomst.PUBLIEKE_BRON, "ingediend_door": None, "ingediend_op": None, "aanvaard_door": None}
    maak.maak_melding(actie, status="niet_gestart", peildatum=dag("2024-03-01"), **publiek)
    laatste = meld(actie, "2024-06-30", "in_uitvoering", "2024-07-05", **wie)
    indiener = {"indiener": wie["indiener"]}
    meld(actie, "2024-06-30", "stopgezet", vervangt=laatste, **indiener)
    meld(actie, "2024-09-30", "uitgevoerd", **indiener)
    maak.maak_melding(actie, status="uitgevoerd", peildatum=dag("2024-10-31"), toestand="concept")
    return actie


def status_op(actie: Actie, op: str | None) -> str:
    stand_id = Actie.objects.met_stand(dag(op) if op else None).get(pk=actie.pk).stand_id
    return Melding.objects.get(pk=stand_id).status if stand_id else "geen_gegevens"


@pytest.mark.parametrize(
    ("op", "status"),
    [
        ("0001-01-01", "geen_gegevens"),
        ("2023-03-30", "geen_gegevens"),
        ("2023-03-31", "niet_gestart"),
        ("2023-06-29", "niet_gestart"),
        ("2023-06-30", "in_voorbereiding"),  # of two about one day: the last accepted
        ("2023-12-14", "in_voorbereiding"),
        ("2023-12-15", "opgeschort"),  # the day of the last correction
        ("2023-12-31", "opgeschort"),  # the two that were replaced count on no day
        ("2024-02-29", "opgeschort"),
        ("2024-03-01", "niet_gestart"),  # a public source counts as well
        ("2024-06-30", "in_uitvoering"),  # a correction that is not accepted replaces nothing
        ("2024-10-31", "in_uitvoering"),  # nor does what was only sent, or is a concept
        ("9999-12-31", "in_uitvoering"),
        (None, "in_uitvoering"),
    ],
)
def test_de_stand_op_elke_dag_van_het_voorbeeld(verteld, op, status):
    assert status_op(verteld, op) == status


def test_een_aanvaarde_correctie_van_een_correctie_geldt_alleen_zelf(verteld, wie):
    laatste = Melding.objects.get(actie=verteld, peildatum=dag("2024-06-30"), vervangt=None)
    assert status_op(verteld, None) == "in_uitvoering"
    wachtend = laatste.vervangen_door
    wachtend.toestand, wachtend.aanvaard_door, wachtend.aanvaard_op = "aanvaard", wie["nakijker"], moment("2024-08-01")
    wachtend.save()
    assert status_op(verteld, None) == "stopgezet"
    meld(verteld, "2024-07-15", "in_voorbereiding", "2024-08-02", vervangt=wachtend, **wie)
    assert status_op(verteld, "2024-07-14") == "niet_gestart"  # the correction moved the day it speaks about
    assert status_op(verteld, "2024-07-15") == "in_voorbereiding"


def test_van_gelijke_dag_en_gelijk_moment_geldt_de_laatst_gemaakte(wie):
    actie = maak.maak_actie()
    meld(actie, "2023-06-30", "in_uitvoering", "2023-07-05", **wie)
    meld(actie, "2023-06-30", "uitgevoerd", "2023-07-05", **wie)
    assert status_op(actie, "2023-06-30") == "uitgevoerd"


def test_vandaag_is_de_dag_in_brussel(wie):
    actie = maak.maak_actie()
    meld(actie, "2024-07-01", "uitgevoerd", "2024-07-01", **wie)
    with time_machine.travel("2024-06-30T21:59:00+00:00", tick=False):
        assert status_op(actie, None) == "geen_gegevens"
    with time_machine.travel("2024-06-30T22:01:00+00:00", tick=False):  # past midnight in Brussels
        assert status_op(actie, None) == "uitgevoerd"


def test_de_stand_van_een_andere_actie_telt_niet_mee(verteld, wie):
    andere = maak.maak_actie(speerpunt=verteld.speerpunt)
    meld(andere, "2024-12-31", "uitgevoerd", "2025-01-05", **wie)
    assert (status_op(verteld, None), status_op(andere, None)) == ("in_uitvoering", "uitgevoerd")


# --- how fresh it is


def gesloten_ronde(actie: Actie, **over) -> Ronde:
    """Give the ronde over the first half of 2024, closed after 31 August."""
    dagen = {"van": "2024-01-01", "tot": "2024-06-30", "opent": "2024-06-15", "deadline": "2024-07-31"}
    velden = {naam: dag(waarde) for naam, waarde in (dagen | {"sluit": "2024-08-31"}).items()}
    return maak.maak_ronde(actie.speerpunt.plan, **velden | {"naam": "Ronde 2024-1"} | over)


@pytest.fixture
def actie(db) -> Actie:
    return maak.maak_actie(start=dag("2022-01-01"), einde=dag("2025-12-31"))


def test_zonder_gesloten_ronde_is_elke_stand_vers(actie, wie):
    gesloten_ronde(actie)
    meld(actie, "2022-06-30", "in_uitvoering", "2022-07-01", **wie)
    stand = bekijk(actie, "2024-08-31")  # it closes at the end of this day
    assert (stand.is_bij, stand.is_oud, stand.redenen) == (True, False, [])


def test_een_oudere_stand_toont_zijn_dag_en_vraagt_aandacht(actie, wie):
    gesloten_ronde(actie)
    meld(actie, "2022-06-30", "in_uitvoering", "2022-07-01", **wie)
    stand = bekijk(actie, "2024-09-01")
    assert (stand.is_bij, stand.is_oud) == (False, True)
    assert stand.redenen == [
        "In de ronde “Ronde 2024-1” is gevraagd hoe het ermee staat. Een nagekeken antwoord is er niet. "
        "De laatste stand is van 30/06/2022."
    ]
    assert stand.aandachtspunten[0].sinds == dag("2024-08-31")


def test_zonder_stand_is_er_niets_dat_oud_is(actie):
    gesloten_ronde(actie)
    stand = bekijk(actie, "2024-09-01")
    assert (stand.is_bij, stand.is_oud) == (False, False)
    assert stand.redenen == [
        "In de ronde “Ronde 2024-1” is gevraagd hoe het ermee staat. Een nagekeken antwoord is er niet. "
        "Er is nog geen stand."
    ]


def test_een_stand_uit_de_laatste_ronde_is_vers(actie, wie):
    ronde = gesloten_ronde(actie)
    meld(actie, "2024-06-30", "in_uitvoering", "2024-08-15", ronde=ronde, **wie)
    stand = bekijk(actie, "2024-09-01")
    assert (stand.is_bij, stand.is_oud, stand.redenen) == (True, False, [])


def test_wat_in_de_ronde_is_ingediend_en_niet_aanvaard_maakt_haar_niet_vers(actie, wie):
    ronde = gesloten_ronde(actie)
    meld(actie, "2024-06-30", "in_uitvoering", ronde=ronde, indiener=wie["indiener"])
    assert bekijk(actie, "2024-09-01").redenen == [
        "In de ronde “Ronde 2024-1” is gevraagd hoe het ermee staat. Een nagekeken antwoord is er niet. "
        "Er is nog geen stand."
    ]


@pytest.mark.parametrize(("peildatum", "is_bij"), [("2024-06-30", False), ("2024-07-01", True)])
def test_een_stand_tussendoor_is_vers_als_hij_over_later_gaat(actie, wie, peildatum, is_bij):
    gesloten_ronde(actie)
    meld(actie, peildatum, "in_uitvoering", "2024-08-15", **wie)
    stand = bekijk(actie, "2024-09-01")
    assert (stand.is_bij, stand.is_oud, bool(stand.redenen)) == (is_bij, not is_bij, not is_bij)


def test_een_publieke_bron_toont_altijd_haar_dag(actie):
    publiek = {"herkomst": Herkomst.PUBLIEKE_BRON, "ingediend_door": None, "ingediend_op": None, "aanvaard_door": None}
    maak.maak_melding(actie, status="niet_gestart", peildatum=dag("2024-08-30"), **publiek)
    stand = bekijk(actie, "2024-09-01")
    assert (stand.is_bij, stand.is_oud, stand.redenen) == (True, True, [])


@pytest.mark.parametrize(
    ("start", "einde", "gevraagd"),
    [
        ("2022-01-01", "2025-12-31", True),
        ("2024-06-30", "2025-12-31", True),  # they share one day
        ("2024-07-01", "2025-12-31", False),
        (None, None, True),  # unknown days count as the plan's
    ],
)
def test_een_ronde_vraagt_alleen_wat_in_haar_periode_loopt(wie, start, einde, gevraagd):
    dagen = {"start": start and dag(start), "einde": einde and dag(einde)}
    actie = maak.maak_actie(**dagen)
    gesloten_ronde(actie)
    assert bool(bekijk(actie, "2024-09-01").redenen) == gevraagd


def test_een_actie_die_voor_de_ronde_gearchiveerd_werd_is_niet_gevraagd(actie):
    gesloten_ronde(actie)
    Actie.objects.filter(pk=actie.pk).update(gearchiveerd_op=dag("2023-12-31"), archief_reden="dubbel")
    assert bekijk(actie, "2024-09-01").redenen == []


def test_een_ronde_over_een_ander_speerpunt_vraagt_deze_actie_niet(actie):
    ander = maak.maak_speerpunt(plan=actie.speerpunt.plan)
    gesloten_ronde(actie).speerpunten.add(ander)
    assert bekijk(actie, "2024-09-01").redenen == []


@pytest.mark.parametrize(("rol", "gevraagd"), [("trekker", True), ("uitvoerder", True), ("partner", False)])
def test_een_ronde_voor_een_organisatie_vraagt_waar_zij_rapporteert(actie, rol, gevraagd):
    organisatie = maak.maak_organisatie()
    maak.geef_rol(actie, organisatie, rol)
    gesloten_ronde(actie).organisaties.add(organisatie)
    assert bool(bekijk(actie, "2024-09-01").redenen) == gevraagd


def test_drie_van_vijf_mijlpalen_op_een_dag(actie):
    for bereikt in ("2023-01-01", "2023-06-30", "2023-07-01", "2024-01-01", None):
        maak.maak_mijlpaal(actie, streefdatum=dag("2025-01-01"), bereikt_op=bereikt and dag(bereikt))
    assert bekijk(actie, "2023-07-01").bereikte_mijlpalen == "3 van 5"
    assert bekijk(actie, "2023-06-30").bereikte_mijlpalen == "2 van 5"
    assert bekijk(maak.maak_actie(), "2023-06-30").bereikte_mijlpalen == ""


@pytest.mark.parametrize(
    ("rollen", "naam"),
    [
        ([("Zenne", "trekker"), ("Aa", "uitvoerder")], "Zenne"),
        ([("Zenne", "uitvoerder"), ("Aa", "uitvoerder")], "Aa"),
        ([("Zenne", "partner"), ("Aa", "financier")], ""),
        ([], ""),
    ],
)
def test_de_trekker_of_anders_de_eerste_uitvoerder_staat_erbij(actie, rollen, naam):
    for organisatie, rol in rollen:
        maak.geef_rol(actie, maak.maak_organisatie(naam=organisatie), rol)
    assert bekijk(actie, "2023-06-30").trekker == naam


# --- the page of an actie on another day


def test_de_pagina_van_een_actie_op_een_andere_dag():
    actie = maak.maak_actie(titel="Buurtfeest")
    maak.maak_mijlpaal(actie, titel="zaal", streefdatum=dag("2023-12-31"), bereikt_op=dag("2024-02-01"))
    maak.maak_melding(actie, peildatum=dag("2023-06-30"), toelichting="We zoeken een zaal.", status="niet_gestart")
    maak.maak_melding(actie, peildatum=dag("2024-06-30"), toelichting="Het feest is er.")
    maak.maak_melding(actie, toestand="ingediend", peildatum=dag("2024-07-30"), toelichting="Nog niet gezien.")
    client = Client()
    client.force_login(maak.maak_medewerker())
    toen = tekst(client.get(f"/acties/{actie.pk}/?op=2023-12-31"))
    assert "U bekijkt de stand op <strong>31/12/2023</strong>" in toen
    assert "We zoeken een zaal." in toen and "Niet gestart" in toen and "te bereiken tegen 31/12/2023" in toen
    assert "Het feest is er." not in toen and "Nog niet gezien." not in toen
    nu = tekst(client.get(f"/acties/{actie.pk}/"))
    assert "Het feest is er." in nu and "Nog niet gezien." in nu and "bereikt op 01/02/2024" in nu
    lijst = client.get(f"/plannen/{actie.speerpunt.plan.slug}/acties/?op=2023-12-31")
    assert f'href="/acties/{actie.pk}/?op=2023-12-31"' in tekst(lijst)
    assert "is geen dag" in tekst(client.get(f"/acties/{actie.pk}/?op=onzin"))
