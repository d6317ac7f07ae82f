"""A query that was written once gives what the queryset gives, for every kind of reader and every value."""

import datetime as dt
import threading

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import F, QuerySet, Value
from django.http import Http404

from organisaties.eenvan import EenVanDeze
from organisaties.models import Gebruiker, Lidmaatschap, Organisatie, Rol
from organisaties.voorbereid import Onvoorbereid, voorbereid

pytestmark = pytest.mark.django_db
DAG = dt.date(2025, 6, 1)
ANONIEM = AnonymousUser()


def _van(gebruiker, *, op: dt.date | None = None) -> QuerySet[Organisatie]:
    return Organisatie.objects.van(gebruiker, op).annotate(vast=Value("%s en 100%")).order_by("naam")


def _leden(gebruiker, kolommen: tuple, *, naam: str, vanaf: dt.date, sleutels: list[int]) -> QuerySet:
    leden = Lidmaatschap.objects.filter(organisatie__slug=naam, van__gte=vanaf)
    return leden.filter(EenVanDeze("gebruiker", sleutels)).order_by("pk").values_list(*kolommen)


van, leden = voorbereid(_van), voorbereid(_leden)


@pytest.fixture
def mensen():
    organisaties = [Organisatie.objects.create(naam=f"Huis {nr} (voorbeeld)", slug=f"huis-{nr}") for nr in range(3)]
    mensen = [Gebruiker.objects.create_user(f"m{nr}@voorbeeld.test", naam=f"Mens {nr} (voorbeeld)") for nr in range(2)]
    for mens, organisatie, tot in zip([*mensen, mensen[0]], organisaties, [None, None, DAG], strict=True):
        Lidmaatschap.objects.create(gebruiker=mens, organisatie=organisatie, van=dt.date(2025, 1, 1), tot=tot)
    return mensen


def test_dezelfde_rijen_voor_iedereen(mensen, django_assert_num_queries):
    staf = Gebruiker.objects.create_user("s@voorbeeld.test", naam="Staf (voorbeeld)", rol=Rol.BELEIDSMEDEWERKER)
    for dag in (DAG, DAG + dt.timedelta(days=1), None):
        for wie in (*mensen, staf, ANONIEM):
            verwacht = list(_van(wie, op=dag))
            gekregen = van(wie, op=dag)
            assert gekregen == verwacht
            assert [o.__dict__.keys() for o in gekregen] == [o.__dict__.keys() for o in verwacht]
            assert all(o.vast == "%s en 100%" and o._state.db == "default" for o in gekregen)
    assert len(van(mensen[0], op=DAG)) == 2
    assert len(van(mensen[0], op=DAG + dt.timedelta(days=1))) == 1
    with django_assert_num_queries(1):
        van(mensen[1], op=DAG)
    with django_assert_num_queries(0):
        assert van(ANONIEM, op=DAG) == []  # whatever the day, there is nothing to ask


@pytest.mark.parametrize("sleutels", [0, 1, 2])
def test_namen_dagen_en_rijen_sleutels(mensen, sleutels):
    gekozen = [mens.pk for mens in mensen[:sleutels]]
    for naam in ("huis-0", "huis-1", "bestaat-niet", "huis-0' OR 1=1 --", "%s"):
        waarden = {"naam": naam, "vanaf": dt.date(2024, 1, 1), "sleutels": gekozen}
        kolommen = ("gebruiker", "van")
        verwacht = list(_leden(None, kolommen, **waarden)) if gekozen else []
        assert leden(None, kolommen, **waarden) == verwacht
        assert leden(None, ("pk",), **waarden) == (list(_leden(None, ("pk",), **waarden)) if gekozen else [])


def test_een_nieuwe_dag_is_een_nieuwe_vraag(mensen):
    for uur, aantal in (("2025-06-01T12:00:00+02:00", 2), ("2025-06-02T12:00:00+02:00", 1)):
        with time_machine.travel(uur, tick=False):
            assert len(van(mensen[0], op=None)) == aantal


def test_wie_met_een_link_kwam_wordt_apart_gevraagd(mensen):
    gezien = []

    @voorbereid
    def kijk(gebruiker) -> QuerySet:
        gezien.append(gebruiker)
        return Organisatie.objects.all()

    mensen[0].beperkt_tot = frozenset({1})
    assert len(kijk(mensen[0])) == len(kijk(mensen[0])) == 3
    assert gezien == [mensen[0], mensen[0]]


def test_een_regel_mag_van_de_lezer_niets_anders_weten(mensen):
    kijk = voorbereid(lambda gebruiker: Organisatie.objects.filter(naam=gebruiker.email))
    with pytest.raises(Gebruiker.DoesNotExist):
        kijk(mensen[0])


@pytest.mark.parametrize(
    "maak",
    [
        lambda gebruiker, *, dag: Lidmaatschap.objects.filter(van__gte=dag - dt.timedelta(days=1)),
        lambda gebruiker, *, dag: Lidmaatschap.objects.order_by("pk" if dag.year == 2301 else "van"),
        lambda gebruiker, *, dag: Organisatie.objects.filter(naam__contains=dag.isoformat()),
        lambda gebruiker, *, dag: Organisatie(pk=1).rollen.filter(pk=dag.year),
        lambda gebruiker, *, dag: Organisatie.objects.prefetch_related("lidmaatschappen"),
    ],
    ids=["gerekend", "gekozen", "verwerkt", "van een object", "met een vraag apart"],
)
def test_wat_van_een_waarde_is_afgeleid_wordt_geweigerd(maak):
    with pytest.raises(Onvoorbereid):
        voorbereid(maak)(None, dag=DAG)


def test_wat_geen_waarde_is_en_wat_te_groot_is():
    een = voorbereid(lambda gebruiker, *, pk: Organisatie.objects.filter(pk=pk))
    with pytest.raises(Onvoorbereid):
        een(None, pk=1.5)
    assert een(None, pk=10**30) == []
    with pytest.raises(Http404):
        een.een_of_404(None, pk=2**63 - 1)


def test_een_formule_blijft_een_formule(mensen):
    kijk = voorbereid(lambda gebruiker, *, pk: Lidmaatschap.objects.filter(tot__gt=F("van"), gebruiker=pk))
    assert [lid.tot for lid in kijk(None, pk=mensen[0].pk)] == [DAG]


@pytest.mark.django_db(transaction=True)
def test_elke_draad_vraagt_het_op_zijn_eigen_verbinding():
    Organisatie.objects.create(naam="Huis (voorbeeld)", slug="huis")
    kijk = voorbereid(lambda gebruiker, *, slug: Organisatie.objects.filter(slug=slug))
    gevonden = []

    def vraag() -> None:
        try:
            gevonden.extend(kijk(None, slug="huis") for _ in range(4))
        finally:
            connection.close()

    draden = [threading.Thread(target=vraag) for _ in range(2)]
    for draad in draden:
        draad.start()
    for draad in draden:
        draad.join()
    assert [[o.slug for o in rij] for rij in gevonden] == [["huis"]] * 8


@voorbereid
def met_in_de_naam(gebruiker, *, stuk: str) -> QuerySet:
    return Organisatie.objects.filter(naam__contains=stuk).order_by("pk").values_list("slug", flat=True)


def test_een_stuk_tekst_is_geen_patroon(mensen):
    Organisatie.objects.create(naam="Huis_1 100% (voorbeeld)", slug="patroon")
    gevonden = {stuk: met_in_de_naam(None, stuk=stuk) for stuk in ("Huis 1", "Huis_1", "0%", "%", "\\", "(voorbeeld)")}
    assert gevonden == {
        "Huis 1": ["huis-1"],
        "Huis_1": ["patroon"],
        "0%": ["patroon"],
        "%": ["patroon"],
        "\\": [],
        "(voorbeeld)": ["huis-0", "huis-1", "huis-2", "patroon"],
    }
