"""Two plans side by side: the sums hold, each number leads to its list, and a concept successor stays hidden."""

import datetime as dt
import re

import pytest

from speerpunten.models import Actie, Beleidsplan, Overgang, Speerpunt
from speerpunten.planbestand.laden import ECHT_PLAN, laad_plan
from speerpunten.services.opvolging import (
    Besluit,
    Speerpuntregel,
    beslis_overgangen,
    maak_opvolger,
    neem_acties_over,
    verdeel_speerpunten,
)
from speerpunten.tests import maak

pytestmark = pytest.mark.django_db
NOOT = re.compile(
    r'<(section|p|div|details) class="[^"]*(?:vervolg|uitklap)[^"]*"(?: id="filter-vervolg")?.*?</\1>', re.S
)
# Nine speerpunten: some merged, one split over two, some new.
VERDELING = {1: [1], 2: [2, 3, 4], 3: [5], 4: [5], 5: [6, 7], 6: [8], 7: [9, 10], 8: [], 9: []}


@pytest.fixture
def oud():
    laad_plan(ECHT_PLAN)
    plan = Beleidsplan.objects.get()
    maak.maak_melding(Actie.objects.in_plan(plan).first(), peildatum=dt.date(2025, 6, 30))
    ronde = plan.rondes.first() or maak.maak_ronde(plan, van=dt.date(2025, 1, 1), tot=dt.date(2025, 12, 31))
    maak.maak_rapport(ronde)
    return plan


def maak_vervolg(oud: Beleidsplan) -> Beleidsplan:
    door = maak.maak_beheerder()
    plan = maak_opvolger(
        plan=oud, naam="Volgend plan (voorbeeld)", slug="volgend", van=dt.date(2026, 1, 1), tot=dt.date(2029, 12, 31),
        door=door,
    )  # fmt: skip
    punten = {punt.nummer: punt for punt in oud.speerpunten.all()}
    regels = [
        Speerpuntregel(nr, f"Speerpunt {nr} (voorbeeld)", vervolg_op=[punten[een] for een in bronnen])
        for nr, bronnen in VERDELING.items()
    ]
    verdeel_speerpunten(plan=plan, regels=regels, door=door)
    naar = {punt.nummer: punt for punt in plan.speerpunten.all()}
    thuis = {bron: nr for nr, bronnen in reversed(VERDELING.items()) for bron in bronnen}
    besluiten = []
    for nr, actie in enumerate(Actie.objects.in_plan(oud).telbaar().select_related("speerpunt").op_code()):
        bestemming = thuis.get(actie.speerpunt.nummer)
        if nr % 7 == 0:
            continue
        if bestemming is None:
            besluiten.append(Besluit(actie, "stopt", reden="Afgerond (voorbeeld)."))
        elif nr % 5 == 0:
            besluiten.append(Besluit(actie, "verhuist", naar[8], "Past daar beter (voorbeeld)."))
        else:
            besluiten.append(Besluit(actie, "loopt_door", naar[bestemming]))
    beslis_overgangen(plan=plan, besluiten=besluiten, door=door)
    neem_acties_over(plan=plan, door=door)
    maak.maak_actie(speerpunt=naar[9], nummer=1, titel="Nieuwe actie (voorbeeld)")
    return plan


def adressen(plan: Beleidsplan) -> list[str]:
    basis = plan.get_absolute_url()
    delen = ["", "acties/", "acties.csv", "matrix/", "tijdlijn/", "rapporten/"]
    rapport = plan.rondes.filter(rapport__isnull=False).get().slug
    bestanden = [f"rapporten/{rapport}{einde}" for einde in ("/", ".csv", ".json")]
    punten = [f"speerpunten/{punt.nummer}/" for punt in plan.speerpunten.all()]
    acties = [actie.get_absolute_url() for actie in Actie.objects.in_plan(plan)]
    return [basis + deel for deel in (*delen, *bestanden, *punten)] + acties


def inhoud(client, adres: str) -> bytes:
    response = client.get(adres)
    assert response.status_code in {200, 302}, adres
    ruw = b"".join(response) if response.streaming else response.content
    return re.sub(rb'csrfmiddlewaretoken" value="[^"]+"', b"", ruw)


def zonder_noot(tekst: bytes) -> str:
    return re.sub(r"\s+", "", NOOT.sub("", tekst.decode()))


def test_oude_adressen_blijven(oud, client):
    lijst = adressen(oud)
    voordien = {adres: inhoud(client, adres) for adres in lijst}
    nieuw = maak_vervolg(oud)
    for adres in lijst:
        assert inhoud(client, adres) == voordien[adres], f"a concept leaks at {adres}"
    assert client.get(f"{nieuw.get_absolute_url()}vergelijking/").status_code == 404
    assert client.get(f"{oud.get_absolute_url()}vergelijking/").status_code == 404
    Beleidsplan.objects.filter(pk=nieuw.pk).update(openbaar=True)
    for adres in lijst:
        nadien = inhoud(client, adres)
        if "/rapporten/" in adres or adres.endswith(".csv"):
            assert nadien == voordien[adres], adres
        else:
            assert zonder_noot(nadien) == zonder_noot(voordien[adres]), adres
    doorgaand = Overgang.objects.filter(besluit="loopt_door").first().actie
    assert "Waar is dit gebleven?" in client.get(doorgaand.get_absolute_url()).content.decode()


def test_getallen_kloppen(oud, client):
    nieuw = maak_vervolg(oud)
    Beleidsplan.objects.filter(pk=nieuw.pk).update(openbaar=True)
    assert client.get(f"{oud.get_absolute_url()}vergelijking/").url == f"{nieuw.get_absolute_url()}vergelijking/"
    uitkomst = client.get(f"{nieuw.get_absolute_url()}vergelijking/").context["vergelijking"]
    aantal = {
        plan: client.get(f"{plan.get_absolute_url()}acties/").context["pagina"].paginator.count for plan in (oud, nieuw)
    }
    assert sum(getal.aantal for getal in uitkomst.uitkomsten) == len(uitkomst.paar.oude) == aantal[oud]
    assert sum(getal.aantal for getal in uitkomst.herkomsten) == len(uitkomst.paar.nieuwe) == aantal[nieuw]
    assert sum(punt.totaal.aantal for punt in uitkomst.speerpunten) == aantal[nieuw]
    assert sum(punt.aantal_toen for punt in uitkomst.speerpunten) == uitkomst.gaan_verder == uitkomst.staan_er
    getallen = [*uitkomst.uitkomsten, *uitkomst.herkomsten]
    getallen += [getal for punt in uitkomst.speerpunten for getal in (*punt.herkomst, punt.totaal)]
    for getal in getallen:
        assert client.get(getal.url).context["pagina"].paginator.count == getal.aantal, getal.url
    for deel in (deel for punt in uitkomst.speerpunten for deel in (*punt.segmenten_toen, *punt.segmenten_nu)):
        assert client.get(deel.url).context["pagina"].paginator.count == deel.aantal, deel.url
    csv = b"".join(client.get(f"{nieuw.get_absolute_url()}vergelijking.csv")).decode("utf-8-sig").splitlines()
    assert len(csv) == 1 + aantal[oud] + aantal[nieuw]


def test_speerpunten_van_beide_kanten(oud, client):
    nieuw = maak_vervolg(oud)
    Beleidsplan.objects.filter(pk=nieuw.pk).update(openbaar=True)
    assert Speerpunt.objects.filter(plan=nieuw).count() == 9

    def zinnen(plan, nummer):
        vervolg = client.get(f"{plan.get_absolute_url()}speerpunten/{nummer}/").context["vervolg"]
        return vervolg.zin, [(punt.nummer, punt.samen_met) for punt in vervolg.volgende], len(vervolg.vorige)

    assert zinnen(oud, 5) == (f"Dit speerpunt is gesplitst in 2 speerpunten van {nieuw.naam}.", [(3, ()), (4, ())], 0)
    assert zinnen(oud, 3)[1] == [(2, (2, 4))]
    assert zinnen(oud, 14)[:2] == (f"Dit speerpunt komt niet terug in {nieuw.naam}.", [])
    assert zinnen(nieuw, 2)[2] == 3


@pytest.mark.parametrize("wie", ["anoniem", "partner", "medewerker"])
def test_hoogstens_tien_queries(client, wie, django_assert_max_num_queries):
    oud = maak.maak_plan(slug="oud")
    nieuw = maak.maak_plan(slug="nieuw", van=dt.date(2026, 1, 1), tot=dt.date(2029, 12, 31), opvolger_van=oud)
    van, naar = maak.maak_speerpunt(plan=oud), maak.maak_speerpunt(plan=nieuw)
    organisatie = maak.maak_organisatie()
    for _ in range(3):
        vorige = maak.maak_actie(speerpunt=van)
        maak.geef_rol(vorige, organisatie)
        maak.maak_melding(vorige, verloop="vertraagd", reden="Wacht.")
        volgende = maak.maak_actie(speerpunt=naar, vervolg_op=vorige)
    if wie != "anoniem":
        client.force_login(maak.maak_partner(organisatie) if wie == "partner" else maak.maak_medewerker())
    for adres in (
        "/plannen/oud/",
        "/plannen/nieuw/",
        "/plannen/nieuw/vergelijking/",
        "/plannen/oud/acties/?overgang=loopt_door",
        "/plannen/oud/acties/?overgang=loopt_door&aandacht=ja",
        "/plannen/nieuw/acties/?overgang=uit_1",
        "/plannen/oud/speerpunten/1/",
        vorige.get_absolute_url(),
        volgende.get_absolute_url(),
    ):
        with django_assert_max_num_queries(10):
            assert client.get(adres).status_code == 200
    assert "“onzin” is geen bekende keuze" in client.get("/plannen/oud/acties/?overgang=onzin").content.decode()
