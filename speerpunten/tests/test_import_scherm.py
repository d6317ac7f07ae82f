"""The import in the browser: hand in, choose, take over, undo; and a second person accepts the stands."""

import csv
import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from speerpunten.models import Actie, Gebeurtenis, Import, Melding
from speerpunten.tests.invullen import tekst
from speerpunten.tests.kijk import lees
from speerpunten.tests.lijsten import GEWOON, bekijk, boek, maak_leeg_plan, neem_over
from speerpunten.uitwisseling import overnemen as services
from speerpunten.voortgang import Voortgang

pytestmark = pytest.mark.django_db


@pytest.fixture
def leeg_plan(organisatie):
    return maak_leeg_plan()


def upload(client: Client, inhoud: bytes, naam: str = "lijst.xlsx"):
    return client.post("/plannen/plan/importeren/", {"bestand": SimpleUploadedFile(naam, inhoud)}, follow=True)


def test_van_bestand_tot_plan_op_het_scherm(leeg_plan, medewerker):
    client = Client()
    client.force_login(medewerker)
    pagina = upload(client, boek(Blad1=GEWOON))
    invoer = Import.objects.get()
    assert pagina.redirect_chain[-1] == (f"/imports/{invoer.pk}/", 302)
    assert lees(pagina).kop() == "Klaar om over te nemen"
    assert "Verantwoordelijke partner" in tekst(pagina)
    velden = {"peildatum": "2024-12-31", "verloop": "op_schema"}
    for vraag in invoer.voorstel["vragen"]:
        velden[f"antwoord:{vraag['sleutel']}"] = "weiger" if vraag["soort"] == "beleidsdomein" else vraag["gekozen"]
    pagina = client.post(f"/imports/{invoer.pk}/keuzes/", velden, follow=True)
    assert lees(pagina).kop() == "1 rij kan zo niet mee"
    assert "Huisvesting" in tekst(pagina)
    assert client.post(f"/imports/{invoer.pk}/overnemen/").status_code == 302
    assert not Actie.objects.exists()
    velden |= {f"antwoord:{vraag['sleutel']}": "nieuw" for vraag in invoer.voorstel["vragen"]}
    client.post(f"/imports/{invoer.pk}/keuzes/", velden)
    pagina = client.post(f"/imports/{invoer.pk}/overnemen/", follow=True)
    assert lees(pagina).kop() == "Deze import is overgenomen"
    assert (Actie.objects.count(), Melding.objects.count()) == (3, 3)
    pagina = client.post(f"/imports/{invoer.pk}/terugdraaien/", {"reden": "Proef."}, follow=True)
    assert lees(pagina).kop() == "Deze import is teruggedraaid"
    bestand = client.get(f"/imports/{invoer.pk}/bestand/")
    assert bestand.content == bytes(invoer.bestand)
    assert bestand["Content-Disposition"] == 'attachment; filename="lijst.xlsx"'


def test_een_groot_bestand_toont_hoever_het_is(leeg_plan, medewerker):
    rijen = [["titel", "speerpunt", "omschrijving"], *([f"Actie {n}", 1, f"woord{n} " * 40] for n in range(900))]
    uit = io.StringIO()
    csv.writer(uit, delimiter=";").writerows(rijen)
    client = Client()
    client.force_login(medewerker)
    response = upload(client, uit.getvalue().encode(), "groot.csv")
    pagina = b"".join(response.streaming_content).decode()
    invoer = Import.objects.get()
    assert "<progress" in pagina
    assert f'content="0;url=/imports/{invoer.pk}/"' in pagina
    assert pagina.rstrip().endswith("</html>")
    response = client.post(f"/imports/{invoer.pk}/overnemen/")
    assert "Klaar." in b"".join(response.streaming_content).decode()
    assert Actie.objects.count() == 900
    assert Actie.history.filter(history_user=medewerker).count() == 900


def test_wat_geen_rekenblad_is_zegt_het_en_biedt_een_uitweg(leeg_plan, medewerker):
    client = Client()
    client.force_login(medewerker)
    pagina = upload(client, b"%PDF-1.7", "lijst.xlsx")
    assert lees(pagina).kop() == "Dit bestand kunnen we niet lezen"
    assert "Dit is geen rekenblad." in tekst(pagina)
    response = client.post("/plannen/plan/importeren/", {})
    assert (response.status_code, "Kies een bestand." in tekst(response)) == (422, True)


def test_vele_standen_worden_ineens_aanvaard_elk_met_zijn_log(leeg_plan, medewerker, medewerker2, partner):
    kop = ["titel", "speerpunt", "trekker", "status", "peildatum"]
    rijen = [[f"Actie {n}", 1, "Buurtwerk (voorbeeld)", "nog niet gestart", "30/06/2024"] for n in range(30)]
    invoer = neem_over(bekijk(leeg_plan, boek(acties=[kop, *rijen]), medewerker), medewerker)
    client = Client()
    client.force_login(medewerker2)
    pagina = lees(client.get(f"/nakijken/?import={invoer.pk}"))
    gekozen = [e.attrs["value"] for e in pagina.alle("input") if e.attrs.get("name") == "melding"]
    assert len(gekozen) == 25
    verouderd = f"{gekozen[1].split(':')[0]}:9"
    antwoord = client.post("/nakijken/aanvaarden/", {"melding": [gekozen[0], verouderd]}, follow=True)
    assert "1 stand aanvaard." in tekst(antwoord)
    assert "intussen veranderd of al nagekeken" in tekst(antwoord)
    eigen = Client()
    eigen.force_login(medewerker)  # who imported them does not accept them
    assert "u schreef of diende dit zelf in" in tekst(
        eigen.post("/nakijken/aanvaarden/", {"melding": gekozen[2]}, follow=True)
    )
    response = client.post("/nakijken/aanvaarden/", {"import": invoer.pk, "alles": "ja"})
    assert "Klaar." in b"".join(response.streaming_content).decode()
    assert not Melding.objects.exclude(toestand="aanvaard").exists()
    assert Gebeurtenis.objects.filter(soort="aanvaard", door=medewerker2).count() == 30


def test_een_partner_wordt_niet_lastiggevallen_met_wat_ingelezen_is(leeg_plan, medewerker, partner):
    rij = ["Praattafels", 1, "Buurtwerk (voorbeeld)", "nog niet gestart", "30/06/2024"]
    lijst = boek(acties=[["titel", "speerpunt", "trekker", "status", "peildatum"], rij])
    invoer = neem_over(bekijk(leeg_plan, lijst, medewerker), medewerker)
    client = Client()
    client.force_login(partner)
    assert "Er wordt nu niets gevraagd" in tekst(client.get("/mijn/"))
    assert not Melding.objects.bewerkbaar_door(partner).exists()
    services.draai_terug(invoer, door=medewerker, reden="Verkeerd bestand.")
    assert "Verkeerd bestand" not in tekst(client.get("/mijn/"))
    assert not Melding.objects.bewerkbaar_door(medewerker).exists()


def test_in_een_afgesloten_plan_kan_niets(leeg_plan, medewerker):
    invoer = bekijk(leeg_plan, boek(acties=[["titel", "speerpunt"], ["Een", 1]]), medewerker)
    type(leeg_plan).objects.update(toestand="afgesloten")
    with pytest.raises(ValidationError, match="afgesloten"):
        neem_over(invoer, medewerker)
    client = Client()
    client.force_login(medewerker)
    assert client.post(f"/imports/{invoer.pk}/overnemen/").status_code == 403


def test_een_fout_die_niemand_verwacht_wordt_gelogd_en_niet_getoond(leeg_plan, medewerker, monkeypatch, caplog):
    def breekt(*args, **opties):
        yield Voortgang("Bezig", 1, 2)
        raise RuntimeError("geheim pad")

    invoer = bekijk(leeg_plan, b"titel;speerpunt;omschrijving\n" + b"Een;1;x\n" * 19_000, medewerker)
    monkeypatch.setattr(services, "voer_uit", breekt)
    client = Client()
    client.force_login(medewerker)
    pagina = b"".join(client.post(f"/imports/{invoer.pk}/overnemen/").streaming_content).decode()
    assert "Er ging iets mis aan onze kant." in pagina
    assert "geheim pad" not in pagina
    assert pagina.rstrip().endswith("</html>")
    assert "geheim pad" in caplog.text
