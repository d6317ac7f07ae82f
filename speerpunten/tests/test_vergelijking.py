"""Two plans side by side: what was stays, sums hold, numbers lead to their lists, and what is hidden is not told."""

import csv
import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.http import QueryDict
from django.utils import timezone
from django.utils.html import escape

from speerpunten.filters import ActieFilter
from speerpunten.models import Actie, Overgang
from speerpunten.overzicht import acties_van
from speerpunten.paar import lees_paar
from speerpunten.services.acties import archiveer_actie, voeg_samen
from speerpunten.tests import maak
from speerpunten.tests.kijk import gedeelde_wereld
from speerpunten.tests.toegang import verschil, vingerafdruk
from speerpunten.tests.vervolgverhaal import BESTANDEN, WIE, Verhaal, soort_van, vertel, zonder_noot
from speerpunten.vergelijking import Vergelijking, vergelijk

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def verhaal(django_db_setup, django_db_blocker) -> Iterator[Verhaal]:
    with gedeelde_wereld(django_db_blocker):
        yield vertel()


def naast_elkaar(verhaal: Verhaal, wie: str, **query: str) -> Vergelijking:
    adressen = {"oud_url": "/plannen/oud/acties/", "nieuw_url": "/plannen/nieuw/acties/", "query": query}
    op = dt.date.fromisoformat(query["op"]) if query else timezone.localdate()
    return vergelijk(verhaal.oud, verhaal.nieuw, verhaal.mensen[wie], op=op, **adressen)


# --- nothing of the former plan changes


def test_er_komen_rijen_bij_en_geen_enkele_verandert(verhaal):
    anders = verschil(verhaal.rijen, vingerafdruk())
    assert {rij for rij, (voor, _) in anders.items() if voor is not None} == set()
    assert {"speerpunten.Actie", "speerpunten.Overgang"} <= {label for label, _ in anders}


def test_een_concept_lekt_nergens(verhaal):
    assert len(verhaal.concept) == len(verhaal.adressen["partner"]) > 15
    assert {sleutel: uit for sleutel, uit in verhaal.concept.items() if uit != verhaal.voor[sleutel]} == {}


@pytest.mark.parametrize("wie", WIE)
def test_oude_adressen_blijven(verhaal, wie):
    """Not a word is other than before, but for the one note at its place."""
    beslist = {overgang.actie.get_absolute_url() for overgang in Overgang.objects.select_related("actie")}
    open_ = {actie.get_absolute_url() for actie in Actie.objects.in_plan(verhaal.oud)} - beslist
    niets = open_ if wie != "medewerker" else set()  # staff read that nothing was decided
    codes = Counter()
    for adres in verhaal.adressen[wie]:
        code, tekst = verhaal.na[wie, adres]
        over, noten = zonder_noot(adres, tekst)
        vroeger, _ = zonder_noot(adres, verhaal.voor[wie, adres][1])
        assert (code, over) == (verhaal.voor[wie, adres][0], vroeger), adres
        moet = 2 if soort_van(adres) == "verhaal" else int(bool(soort_van(adres)))
        assert noten == (0 if code == 404 or adres in niets else moet), adres
        codes[code] += 1
    assert codes[200] >= len(verhaal.adressen[wie]) - 1
    assert set(codes) <= {200, 404}


def test_het_rapport_is_in_elke_vorm_wat_het_was(verhaal):
    basis = f"{verhaal.oud.get_absolute_url()}rapporten/{verhaal.ronde.slug}"
    for soort in ("/", *BESTANDEN):
        code, tekst = verhaal.na["anoniem", basis + soort]
        assert (code, tekst) == verhaal.voor["anoniem", basis + soort], soort
    for soort in ("/", ".csv", ".json", ".pdf"):
        assert "Elf." in verhaal.na["anoniem", basis + soort][1] or soort in {".csv", ".json"}
        assert Actie.objects.in_plan(verhaal.oud).op_code()[0].titel in verhaal.na["anoniem", basis + soort][1]


def test_waar_is_dit_gebleven(verhaal):
    """An old page says where it went, or why it ended; the new one leads back."""
    client = verhaal.clients["anoniem"]
    for soort, zin in (("loopt_door", "Loopt door als"), ("verhuist", "Past daar beter"), ("stopt", "Afgerond")):
        actie = Overgang.objects.filter(besluit=soort, actie__openbaar=True).select_related("actie").first().actie
        pagina = client.get(actie.get_absolute_url()).content.decode()
        assert "Waar is dit gebleven?" in pagina and zin in pagina
        for volgende in actie.vervolgen.all():
            assert volgende.get_absolute_url() in pagina
            terug = client.get(volgende.get_absolute_url()).content.decode()
            assert actie.get_absolute_url() in terug and escape(actie.titel) in terug


# --- both sums


def eis_sommen(verhaal: Verhaal, wie: str, uit: Vergelijking) -> None:
    """Every actie that the reader sees stands in exactly one group, and every row and column adds up."""
    for plan, telt, weg in (
        (verhaal.oud, uit.paar.oude, uit.paar.oude_weg),
        (verhaal.nieuw, uit.paar.nieuwe, uit.paar.nieuwe_weg),
    ):
        gezien = Counter([rij.actie.pk for rij in telt] + [actie.pk for actie in weg])
        mag = Actie.objects.zichtbaar_voor(verhaal.mensen[wie]).in_plan(plan).values_list("pk", flat=True)
        assert gezien == Counter(mag)
        assert len(telt) == acties_van(plan, verhaal.mensen[wie], uit.op).count()
    totaal = uit.totaal
    assert totaal.totaal.aantal == len(uit.paar.oude) == sum(deel.aantal for deel in uit.segmenten) > 0
    for rij in (*uit.rijen, totaal):
        assert sum(getal.aantal for getal in rij.uitkomsten) == rij.totaal.aantal
        assert sum(getal.aantal for getal in rij.naar) == sum(getal.aantal for getal in rij.uitkomsten[:2])
    for plaats, getal in enumerate(totaal.uitkomsten):
        assert sum(rij.uitkomsten[plaats].aantal for rij in uit.rijen) == getal.aantal
    assert uit.gaan_verder == sum(getal.aantal for getal in totaal.uitkomsten[:2])
    assert uit.gaan_verder == sum(punt.toen.totaal.aantal for punt in uit.speerpunten) == uit.staan_er + uit.nog_niet
    assert sum(getal.aantal for getal in uit.herkomsten) == len(uit.paar.nieuwe)
    assert sum(punt.nu.totaal.aantal for punt in uit.speerpunten) == len(uit.paar.nieuwe)
    for punt in uit.speerpunten:
        assert sum(getal.aantal for getal in punt.herkomst) == punt.nu.totaal.aantal
    assert uit.stopt.totaal.aantal == totaal.uitkomsten[2].aantal == sum(len(g.acties) for g in uit.stopgroepen)
    for telling in (uit.stopt, *(t for punt in uit.speerpunten for t in (punt.toen, punt.nu))):
        assert sum(deel.aantal for deel in telling.segmenten) == telling.totaal.aantal


@pytest.mark.parametrize("wie", WIE)
@pytest.mark.parametrize("op", ["", "2024-12-31"])
def test_elke_actie_staat_in_precies_een_groep(verhaal, wie, op):
    eis_sommen(verhaal, wie, naast_elkaar(verhaal, wie, **({"op": op} if op else {})))


def test_ook_na_samengaan_splitsen_en_archiveren(verhaal):
    """Two acties of the next plan become one, one old actie goes on in two, and in each plan one goes away."""
    door = Overgang.objects.filter(besluit="loopt_door", actie__openbaar=True).exclude(
        actie__meldingen__toestand="ingediend"
    )
    oude = [overgang.actie for overgang in door.select_related("actie")[:4]]
    samen, in_, weg, _ = (Actie.objects.get(vervolg_op=actie) for actie in oude)
    voeg_samen(actie=samen, met=in_, reden="Eén actie (voorbeeld).")
    archiveer_actie(actie=weg, reden="Toch niet (voorbeeld).")
    archiveer_actie(actie=Actie.objects.get(pk=oude[3].pk), reden="Dubbel (voorbeeld).")
    maak.maak_actie(speerpunt=verhaal.nieuw.speerpunten.get(nummer=4), nummer=80, vervolg_op=oude[0])
    for wie in WIE:
        uit = naast_elkaar(verhaal, wie)
        eis_sommen(verhaal, wie, uit)
        rijen = {rij.actie.pk: rij for rij in uit.paar.oude}
        assert len(rijen[oude[0].pk].vervolgen) == 2 and in_ in rijen[oude[0].pk].vervolgen
        assert (rijen[oude[2].pk].vervolgen, uit.nog_niet) == ((), 1)
        assert {weg.pk, samen.pk} == {actie.pk for actie in uit.paar.nieuwe_weg}
        assert [actie.pk for actie in uit.paar.oude_weg] == [oude[3].pk]
        (bronnen,) = [rij.bronnen for rij in uit.paar.nieuwe if rij.actie.pk == in_.pk]
        assert set(bronnen) == {oude[0], oude[1]}
    pagina = " ".join(verhaal.clients["anoniem"].get("/plannen/volgend/vergelijking/").content.decode().split())
    assert "De andere zijn er nog niet, niet meer, of niet openbaar." in pagina
    assert f"2 acties van {verhaal.nieuw.naam} tellen niet mee: gearchiveerd of samengevoegd" in pagina


def getallen(uit: Vergelijking) -> Iterator[tuple[str, int]]:
    """Give every number that the page shows, with its address."""
    delen = [*uit.segmenten, *uit.herkomsten, uit.stopt.totaal, *uit.stopt.segmenten]
    for rij in (*uit.rijen, uit.totaal):
        delen += [rij.totaal, *rij.uitkomsten, *rij.naar]
    for punt in uit.speerpunten:
        delen += punt.herkomst
        for telling in (punt.toen, punt.nu):
            delen += [telling.totaal, *telling.segmenten]
    return ((deel.url, deel.aantal) for deel in delen)


def test_elk_getal_telt_zijn_lijst(verhaal):
    """By the filter itself, for one in six; that the page of the list does the same, the next test says."""
    uit, wie = naast_elkaar(verhaal, "partner"), verhaal.mensen["partner"]
    verhaal.oud.opvolger, verhaal.oud.ziet_opvolger, verhaal.nieuw.ziet_voorganger = verhaal.nieuw, True, True
    fout = []
    alle = sorted(set(getallen(uit)))
    for url, aantal in alle[::6]:
        plan = verhaal.oud if "/oud/" in url else verhaal.nieuw
        zichtbaar = acties_van(plan, wie, uit.op)
        query = QueryDict(urlsplit(url).query)
        lijst = ActieFilter(query, zichtbaar.met_stand(uit.op), plan=plan, gebruiker=wie, op=uit.op)
        if lijst.qs.count() != aantal or lijst.opmerkingen:
            fout.append((url, aantal, lijst.qs.count(), lijst.opmerkingen))
    assert fout == []
    assert len(alle) > 150


@pytest.mark.parametrize("wie", WIE)
def test_de_pagina_antwoordt_eerst(verhaal, wie):
    client, basis = verhaal.clients[wie], verhaal.nieuw.get_absolute_url()
    assert client.get(f"{verhaal.oud.get_absolute_url()}vergelijking/").url == f"{basis}vergelijking/"
    response = client.get(f"{basis}vergelijking/")
    uit, pagina = response.context["vergelijking"], " ".join(response.content.decode().split())
    aantal = len(uit.paar.oude)
    assert re.search(rf"<h1>Van de {aantal} acties gaan er \d+ verder, \d+ stoppen en over 4 is nog niets be", pagina)
    assert ("Nog niet beslist" in pagina, "niet openbaar" in pagina) == (wie == "medewerker", True)
    assert ("nieuw, of vroeger niet openbaar" in pagina) == (wie != "medewerker")
    assert pagina.count("Afgerond (voorbeeld).") == uit.stopt.totaal.aantal
    for getal in (uit.totaal.uitkomsten[0], uit.totaal.uitkomsten[3], *uit.herkomsten, uit.rijen[2].naar[0]):
        assert client.get(getal.url).context["pagina"].paginator.count == getal.aantal
    onzin = client.get(f"{verhaal.oud.get_absolute_url()}acties/?overgang=onzin")
    assert "“onzin” is geen bekende keuze" in onzin.content.decode()
    regels = client.get(f"{basis}vergelijking.csv").getvalue().decode("utf-8-sig").splitlines()
    rijen = list(csv.DictReader(regels, delimiter=";"))
    assert len(rijen) == aantal + len(uit.paar.nieuwe)
    op_plan = Counter((rij["plan"], rij["overgang"]) for rij in rijen)
    for code, getal in zip(("loopt_door", "verhuist", "stopt", "niet_beslist"), uit.totaal.uitkomsten, strict=True):
        assert op_plan[verhaal.oud.naam, code] == getal.aantal
    verder = {rij["code"]: rij["acties_ander_plan"] for rij in rijen if rij["plan"] == verhaal.oud.naam}
    for rij in rijen:
        if rij["overgang"] == "vervolg":
            assert verder[rij["acties_ander_plan"]] == rij["code"]


def test_wat_niet_openbaar_was_wordt_niet_verraden(verhaal):
    """A public actie that continues a hidden one stands with the new ones, under a name that is true of both."""
    pk = Actie.objects.get(vervolg_op=verhaal.verborgen).pk
    for wie, ziet in (("anoniem", False), ("partner", True), ("medewerker", True)):
        client = verhaal.clients[wie]
        op = timezone.localdate()
        (rij,) = [
            rij for rij in lees_paar(verhaal.oud, verhaal.nieuw, verhaal.mensen[wie], op).nieuwe if rij.actie.pk == pk
        ]
        assert [actie.pk for actie in rij.bronnen] == ([verhaal.verborgen.pk] if ziet else [])
        paginas = [f"{verhaal.nieuw.get_absolute_url()}vergelijking/", rij.actie.get_absolute_url()]
        paginas += [
            f"{verhaal.nieuw.get_absolute_url()}acties/",
            verhaal.oud.speerpunten.get(nummer=1).get_absolute_url(),
        ]
        gelezen = " ".join(client.get(adres).content.decode() for adres in paginas)
        assert (verhaal.verborgen.get_absolute_url() in gelezen) == ziet
        keuzes = dict(client.get(paginas[2]).context["form"].fields["overgang"].choices)
        assert keuzes["nieuw"] == ("Nieuw in dit plan" if wie == "medewerker" else "Nieuw, of vroeger niet openbaar")


def test_speerpunten_van_beide_kanten(verhaal):
    client = verhaal.clients["anoniem"]
    assert verhaal.nieuw.speerpunten.count() == 9

    def zinnen(plan, nummer):
        vervolg = client.get(f"{plan.get_absolute_url()}speerpunten/{nummer}/").context["vervolg"]
        return vervolg.zin, [(punt.nummer, punt.samen_met) for punt in vervolg.volgende], len(vervolg.vorige)

    naam = verhaal.nieuw.naam
    assert zinnen(verhaal.oud, 1) == (f"Dit speerpunt gaat verder in {naam}.", [(1, ())], 0)
    assert zinnen(verhaal.oud, 5) == (
        f"Dit speerpunt is gesplitst in 2 speerpunten van {naam}.",
        [(3, ()), (4, ())],
        0,
    )
    assert zinnen(verhaal.oud, 3)[1] == [(2, (2, 4))]
    assert zinnen(verhaal.oud, 14)[:2] == (f"Dit speerpunt komt niet terug in {naam}.", [])
    assert zinnen(verhaal.nieuw, 2)[2] == 3


# --- the sentence


@pytest.mark.parametrize(
    ("verder", "stopt", "open_", "bij", "zin"),
    [
        (0, 0, 0, 0, "Het vorige plan telt geen acties. Er komen geen acties bij."),
        (1, 0, 0, 0, "De enige actie gaat verder. Er komen geen acties bij."),
        (0, 1, 0, 1, "De enige actie stopt. Er komt 1 actie bij."),
        (0, 0, 2, 0, "Over de 2 acties is nog niets beslist. Er komen geen acties bij."),
        (2, 0, 0, 2, "Alle 2 acties gaan verder. Er komen 2 acties bij."),
        (1, 1, 0, 0, "Van de 2 acties gaat er 1 verder en 1 stopt. Er komen geen acties bij."),
        (0, 2, 1, 0, "Van de 3 acties gaat er geen enkele verder, 2 stoppen en over 1 is nog niets beslist. "
                     "Er komen geen acties bij."),
    ],
)  # fmt: skip
def test_de_kop_zegt_het_antwoord(verder, stopt, open_, bij, zin, django_assert_num_queries):
    oud = maak.maak_plan(slug="oud")
    nieuw = maak.maak_plan(slug="nieuw", van=dt.date(2026, 1, 1), tot=dt.date(2029, 12, 31), opvolger_van=oud)
    van, naar = maak.maak_speerpunt(plan=oud), maak.maak_speerpunt(plan=nieuw)
    for _ in range(verder):
        maak.maak_actie(speerpunt=naar, vervolg_op=maak.maak_actie(speerpunt=van))
    for _ in range(stopt):
        Overgang.objects.create(plan=nieuw, actie=maak.maak_actie(speerpunt=van), besluit="stopt", reden="Klaar.")
    for _ in range(open_):
        maak.maak_actie(speerpunt=van)
    for _ in range(bij):
        maak.maak_actie(speerpunt=naar)
    adressen = {"oud_url": "/oud/", "nieuw_url": "/nieuw/", "query": {}}
    wie = maak.maak_medewerker()
    with django_assert_num_queries(4):
        uit = vergelijk(oud, nieuw, wie, op=timezone.localdate(), **adressen)
    assert uit.kop == zin
    assert uit.totaal.totaal.aantal == verder + stopt + open_
