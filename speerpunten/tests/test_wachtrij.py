"""The queue of Nakijken: filters, the place of one in it, the next one, and accepting many."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test import Client

from speerpunten.filters import NakijkFilter
from speerpunten.models import Actie, Gebeurtenis, Melding
from speerpunten.services import meldingen as services
from speerpunten.tests import maak
from speerpunten.tests.invullen import tekst
from speerpunten.tests.kijk import lees
from speerpunten.tests.test_meldingen import HALFJAAR, TEGEN, VANDAAG, als, nieuw
from speerpunten.wachtrij import plaats_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def vandaag():
    with time_machine.travel(VANDAAG, tick=False) as reis:
        yield reis


@pytest.fixture
def rij(organisatie, partner, medewerker, vandaag) -> dict[str, Melding]:
    """Five that wait, the oldest first: a first stand in a ronde, one sent again, a correction, one that stays as it
    was, and one that the first checker wrote."""
    plan = maak.maak_plan(slug="plan")
    ronde = maak.maak_ronde(plan, **HALFJAAR)
    acties = {naam: _actie(plan, organisatie, naam) for naam in ("eerste", "opnieuw", "correctie", "zelfde", "eigen")}
    stand = maak.maak_melding(acties["correctie"], organisatie=organisatie, indiener=partner)
    maak.maak_melding(acties["zelfde"], organisatie=organisatie, indiener=partner)
    uit = {}
    for uur, (naam, actie) in enumerate(acties.items(), start=8):
        vandaag.move_to(dt.datetime(2024, 6, 14, uur, tzinfo=dt.UTC))
        melding = nieuw(actie, organisatie)
        if naam in {"eerste", "zelfde"}:
            melding.ronde = ronde
        if naam == "correctie":
            melding.vervangt, melding.correctie_reden, melding.status = stand, "Een tikfout.", "opgeschort"
            melding.verloop, melding.reden = "vertraagd", "Verbouwing."
        if naam == "zelfde":
            uit[naam] = services.bevestig_ongewijzigd(melding=melding, versie=0, door=partner)
        else:
            wie = medewerker if naam == "eigen" else partner
            uit[naam] = services.dien_in(melding=melding, versie=0, door=wie)
        if naam == "opnieuw":
            services.stuur_terug(melding=melding, versie=1, door=medewerker, reden="Korter.", tegen=TEGEN)
            uit[naam] = services.dien_in(melding=Melding.objects.get(pk=melding.pk), versie=2, door=partner)
    return uit


def _actie(plan, organisatie, naam: str) -> Actie:
    speerpunt = plan.speerpunten.first() or maak.maak_speerpunt(plan=plan)
    actie = maak.maak_actie(speerpunt=speerpunt, titel=f"Actie {naam}")
    maak.geef_rol(actie, organisatie)
    return actie


def getoond(wie, vraag: str = "") -> list[str]:
    pagina = lees(als(wie).get(f"/nakijken/?{vraag}"))
    return [link.tekst.removeprefix("Actie ") for link in pagina.links("/nakijken/") if link.tekst.startswith("Actie ")]


@pytest.mark.parametrize(
    ("vraag", "verwacht"),
    [
        ("", ["eerste", "opnieuw", "correctie", "zelfde", "eigen"]),
        ("wat=eerste", ["eerste", "opnieuw", "eigen"]),
        ("wat=opnieuw", ["opnieuw"]),
        ("wat=correctie", ["correctie"]),
        ("wat=niets_veranderd", ["zelfde"]),
        ("wat=import", []),
        ("status=opgeschort", ["correctie"]),
        ("wie=ik", ["eerste", "opnieuw", "correctie", "zelfde"]),
        ("q=zelfde", ["zelfde"]),
        ("plan=plan", ["eerste", "opnieuw", "correctie", "zelfde", "eigen"]),
        ("wie=ik&wat=eerste", ["eerste", "opnieuw"]),
    ],
)
def test_filters(rij, medewerker, vraag, verwacht):
    assert getoond(medewerker, vraag) == verwacht


def test_filter_op_ronde_organisatie_en_plan(rij, medewerker, organisatie, andere_organisatie, andere_partner):
    ander = _actie(maak.maak_plan(slug="ander", naam="Ander plan"), andere_organisatie, "ander")
    services.dien_in(melding=nieuw(ander, andere_organisatie), versie=0, door=andere_partner)
    assert getoond(medewerker, f"ronde={rij['eerste'].ronde_id}") == ["eerste", "zelfde"]
    assert getoond(medewerker, f"organisatie={andere_organisatie.slug}") == ["ander"]
    assert getoond(medewerker, "plan=ander") == ["ander"]
    assert len(getoond(medewerker, f"organisatie={organisatie.slug}")) == 5


@pytest.mark.parametrize("vraag", ["ronde=99", "wat=onzin", "plan=geen", "import=1", "status=%00", "wie=jan"])
def test_een_onbekende_waarde_telt_niet_mee_en_wordt_gezegd(rij, medewerker, vraag):
    response = als(medewerker).get(f"/nakijken/?{vraag}")
    assert "is geen bekende keuze. Dit filter telt niet mee." in tekst(response) or "%00" in vraag
    assert response.status_code == 200
    assert len(getoond(medewerker, vraag)) == 5


def test_elke_rij_zegt_wat_het_is_en_hoe_het_was(rij, medewerker):
    pagina = tekst(als(medewerker).get("/nakijken/?wat=correctie"))
    assert "Correctie" in pagina and "was: in uitvoering, op schema" in pagina
    assert "was:" not in tekst(als(medewerker).get("/nakijken/?wat=niets_veranderd"))


# --- the place of one


def plaats(melding: Melding, wie, vraag: str = "") -> tuple:
    rij = NakijkFilter(Client().get(f"/uitleg/?{vraag}").wsgi_request.GET, gebruiker=wie).qs
    uit = plaats_in(rij, melding, wie)
    return uit.nummer, uit.totaal, uit.vorige, uit.volgende


def test_plaats_telt_wat_u_mag_nakijken(rij, medewerker, medewerker2):
    assert plaats(rij["opnieuw"], medewerker) == (2, 4, rij["eerste"].pk, rij["correctie"].pk)
    assert plaats(rij["eigen"], medewerker) == (0, 4, rij["zelfde"].pk, None)
    assert plaats(rij["zelfde"], medewerker2) == (4, 5, rij["correctie"].pk, rij["eigen"].pk)
    assert plaats(rij["eerste"], medewerker, "wat=eerste") == (1, 2, None, rij["opnieuw"].pk)


def test_vorige_en_volgende_houden_het_filter_bij(rij, medewerker):
    response = als(medewerker).get(f"/nakijken/{rij['eerste'].pk}/?wat=eerste")
    assert "1 van 2" in tekst(response)
    pagina = lees(response)
    adressen = [link.attrs["href"] for link in pagina.links("/nakijken/")]
    assert f"/nakijken/{rij['opnieuw'].pk}/?wat=eerste" in adressen
    assert "/nakijken/?wat=eerste" in adressen


def test_na_een_besluit_staat_de_volgende_klaar(rij, medewerker):
    adres = f"/nakijken/{rij['eerste'].pk}/aanvaarden/?wat=eerste"
    response = als(medewerker).post(adres, {"versie": 1}, follow=True)
    assert response.redirect_chain == [("/nakijken/?wat=eerste", 302)]
    pagina = lees(response)
    assert "Aanvaard: 1.1, stand op 10/06/2024." in tekst(response)
    (volgende,) = [link for link in pagina.links("/nakijken/") if link.tekst.startswith("Volgende:")]
    assert volgende.attrs["href"] == f"/nakijken/{rij['opnieuw'].pk}/?wat=eerste"


def test_na_de_laatste_van_een_filter_staat_alles_er_weer(rij, medewerker):
    melding = rij["zelfde"]
    velden = {"versie": 1, "reden": "Vertel meer.", "tegen": TEGEN.isoformat()}
    response = als(medewerker).post(f"/nakijken/{melding.pk}/terugsturen/?wat=niets_veranderd", velden, follow=True)
    assert response.redirect_chain == [("/nakijken/", 302)]
    assert "Teruggestuurd: 1.4" in tekst(response)


# --- many


def test_veel_tegelijk_toont_wat_u_mag_en_aanvaardt_wat_u_zag(rij, medewerker):
    client = als(medewerker)
    pagina = lees(client.get("/nakijken/aanvaarden/"))
    vakken = [e.attrs for e in pagina.alle("input") if e.attrs.get("name") == "melding"]
    assert [vak["value"].split(":")[0] for vak in vakken] == [
        str(rij[naam].pk) for naam in ("eerste", "opnieuw", "correctie", "zelfde")
    ]
    assert all("checked" in vak for vak in vakken)
    gezien = [vak["value"] for vak in vakken]
    Melding.objects.filter(pk=rij["correctie"].pk).update(versie=7)  # changed after it was read
    response = client.post("/nakijken/aanvaarden/", {"melding": gezien}, follow=True)
    assert "3 standen aanvaard." in tekst(response)
    assert "Niet aanvaard: 1.3" in tekst(response)
    assert {naam for naam, m in rij.items() if Melding.objects.get(pk=m.pk).is_aanvaard} == {
        "eerste",
        "opnieuw",
        "zelfde",
    }


def test_veel_tegelijk_volgt_het_filter(rij, medewerker):
    pagina = tekst(als(medewerker).get("/nakijken/aanvaarden/?wat=opnieuw"))
    assert "Aanvaard 1 stand tegelijk" in pagina and "Actie opnieuw" in pagina and "Actie zelfde" not in pagina
    assert "Er wacht hier niets op u" in tekst(als(medewerker).get("/nakijken/aanvaarden/?wat=import"))


def test_tweehonderd_tegelijk_elk_met_zijn_log(rij, organisatie, partner, medewerker):
    plan = rij["eerste"].actie.speerpunt.plan
    for nr in range(200):
        services.dien_in(melding=nieuw(_actie(plan, organisatie, f"nr {nr}"), organisatie), versie=0, door=partner)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a database at work does by itself
    client = als(medewerker)
    response = client.get("/nakijken/aanvaarden/")
    assert "Er wachten er 204. Dit zijn de 200 oudste." in tekst(response)
    pagina = lees(response)
    gezien = [e.attrs["value"] for e in pagina.alle("input") if e.attrs.get("name") == "melding"]
    response = client.post("/nakijken/aanvaarden/", {"melding": gezien})
    assert "Klaar." in b"".join(response.streaming_content).decode()
    assert Gebeurtenis.objects.filter(soort="aanvaard", door=medewerker).count() == 200
    assert Melding.objects.te_nakijken().count() == 5


def test_wie_niets_koos_blijft_in_het_filter(rij, medewerker):
    response = als(medewerker).post("/nakijken/aanvaarden/?wat=eerste", {}, follow=True)
    assert response.redirect_chain == [("/nakijken/?wat=eerste", 302)]
    assert "U koos niets om te aanvaarden." in tekst(response)
