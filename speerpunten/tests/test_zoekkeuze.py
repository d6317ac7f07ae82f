"""Choosing one of very many (an organisatie, a member of staff): what a page holds, what a search adds, and that
nothing typed is lost."""

import re

import pytest
from django.test import Client

from organisaties.models import Gebruiker, Organisatie, Rol
from speerpunten.forms.zoekkeuze import GEVONDEN, KORT
from speerpunten.models import Actie
from speerpunten.tests import maak
from speerpunten.tests.invullen import actie_velden, tekst, veld
from speerpunten.tests.kijk import lees

pytestmark = pytest.mark.django_db
SCRIPT = "js/zoekkeuze.js"


@pytest.fixture
def client(client: Client, medewerker) -> Client:
    client.force_login(medewerker)
    return client


@pytest.fixture
def actie(organisatie) -> Actie:
    actie = maak.maak_actie(speerpunt=maak.maak_speerpunt(plan=maak.maak_plan(slug="plan")), titel="Buurtfeest")
    maak.geef_rol(actie, organisatie)
    return actie


@pytest.fixture
def vele(organisatie) -> list[Organisatie]:
    """One more than a list holds, beside the first; of them 30 are a school."""
    namen = [f"{'School' if nr < 30 else 'Club'} {nr:02d} (voorbeeld)" for nr in range(KORT + 1)]
    nieuw = (Organisatie(naam=naam, slug=f"nr-{nr}", zoektekst=naam.lower()) for nr, naam in enumerate(namen))
    return Organisatie.objects.bulk_create(nieuw)


def opties(response, naam: str) -> dict[str, str]:
    """Give what can be chosen (without the empty choice): key -> name, with * behind what is chosen."""
    lijst = re.search(rf'<select name="{naam}".*?</select>', response.content.decode(), re.DOTALL)[0]
    rijen = re.findall(r'<option value="([^"]+)"( selected)?>(.*?)</option>', lijst)
    return {sleutel: label + "*" * bool(gekozen) for sleutel, gekozen, label in rijen}


def rol(wie) -> tuple[dict, ...]:
    return ({"organisatie": wie.pk, "rol": "trekker"}, {"organisatie": "", "rol": "partner"})


def test_tot_vijftig_staan_ze_allemaal_in_de_lijst(client, actie, organisatie, vele):
    Organisatie.objects.filter(pk__in=[vele[0].pk, vele[1].pk]).delete()
    bladzijde = client.get(f"/acties/{actie.pk}/bewerken/")
    assert (len(opties(bladzijde, "rol-0-organisatie")), SCRIPT in tekst(bladzijde)) == (KORT, False)
    assert veld(bladzijde, "zoek_organisatie") == "" and "Zoek een organisatie" not in tekst(bladzijde)
    samen = client.get(f"/organisaties/{organisatie.slug}/samenvoegen/")
    assert len(opties(samen, "met")) == KORT - 1


def test_daarboven_alleen_wat_gekozen_en_gezocht_is_en_niets_getypts_gaat_verloren(client, actie, organisatie, vele):
    adres, eigen = f"/acties/{actie.pk}/bewerken/", {str(organisatie.pk): f"{organisatie.naam}*"}
    bladzijde = client.get(adres)
    assert (opties(bladzijde, "rol-0-organisatie"), opties(bladzijde, "rol-1-organisatie")) == (
        eigen,
        {str(organisatie.pk): organisatie.naam},
    )
    assert SCRIPT in tekst(bladzijde) and 'data-zoekkeuze="/organisaties/keuze.json"' in tekst(bladzijde)

    velden = actie_velden(1, titel="", omschrijving="Half getypt", rollen=rol(vele[40]), zoek_organisatie="scholen")
    for manier in ({"zoek": "ja"}, {}):  # the button, and Enter in the field
        gezocht = client.post(adres, velden | manier)
        assert (gezocht.status_code, veld(gezocht, "omschrijving")) == (200, "Half getypt")
        lijst = opties(gezocht, "rol-0-organisatie")
        assert (len(lijst), lijst[str(vele[40].pk)]) == (GEVONDEN + 1, "Club 40 (voorbeeld)*")
        assert "Meer dan 20 gevonden." in tekst(gezocht) and "Dit veld is verplicht." not in tekst(gezocht)
    for woorden, uitslag in (
        ("school 07", "1 gevonden. Ze staat nu in de lijst."),
        ("zwembad", "Geen organisatie gevonden."),
    ):
        assert uitslag in tekst(client.post(adres, velden | {"zoek_organisatie": woorden, "zoek": "ja"}))
    assert Actie.objects.get(pk=actie.pk).rollen.get().organisatie == organisatie

    fout = client.post(adres, velden | {"act": "bewaren"})
    assert (fout.status_code, opties(fout, "rol-0-organisatie")[str(vele[40].pk)]) == (422, "Club 40 (voorbeeld)*")
    goed = velden | {"act": "bewaren", "titel": "Buurtfeest"}
    assert client.post(adres, goed).status_code == 302
    assert Actie.objects.get(pk=actie.pk).rollen.get().organisatie == vele[40]
    onbekend = actie_velden(2, rollen=({"organisatie": "9" * 30, "rol": "trekker"},))
    assert client.post(adres, onbekend).status_code == 422
    assert client.get("/plannen/plan/acties/nieuw/").status_code == 200


def test_ook_wie_een_actie_opvolgt_wordt_gezocht(client, actie, medewerker):
    """The list of one's colleagues, and of two searches on one screen each its own answer."""
    adres = f"/acties/{actie.pk}/bewerken/"
    Actie.objects.filter(pk=actie.pk).update(verantwoordelijke=medewerker)
    bladzijde = client.get(adres)
    assert opties(bladzijde, "verantwoordelijke") == {str(medewerker.pk): f"{medewerker.naam}*"}
    assert SCRIPT not in tekst(bladzijde) and "Zoek een medewerker" not in tekst(bladzijde)

    namen = {f"Collega {nr:02d} (voorbeeld)": Rol.BELEIDSMEDEWERKER for nr in range(KORT)}
    namen |= {"Collega lezer (voorbeeld)": Rol.LEZER, "Collega partner (voorbeeld)": Rol.GEEN}
    nieuw = [Gebruiker(naam=naam, email=f"{nr}@example.org", rol=rol) for nr, (naam, rol) in enumerate(namen.items())]
    collega = {een.naam: een for een in Gebruiker.objects.bulk_create(nieuw)}
    weg = collega["Collega 49 (voorbeeld)"]
    gekozen = collega["Collega 07 (voorbeeld)"]
    bladzijde = client.get(adres)
    assert opties(bladzijde, "verantwoordelijke") == {str(medewerker.pk): f"{medewerker.naam}*"}
    assert SCRIPT in tekst(bladzijde) and 'data-zoekkeuze="/mensen/keuze.json"' in tekst(bladzijde)
    assert "Zoek een medewerker" in tekst(bladzijde) and "Zoek een organisatie" not in tekst(bladzijde)

    velden = actie_velden(1, omschrijving="Half getypt", verantwoordelijke=medewerker.pk, zoek_medewerker="collega")
    gezocht = client.post(adres, velden)  # Enter in the field
    assert (gezocht.status_code, veld(gezocht, "omschrijving")) == (200, "Half getypt")
    assert len(opties(gezocht, "verantwoordelijke")) == GEVONDEN + 1 and "Meer dan 20 gevonden." in tekst(gezocht)
    Gebruiker.objects.filter(pk=weg.pk).update(is_active=False)  # 50 are left, the checker among them: all stand there
    assert len(opties(client.get(adres), "verantwoordelijke")) == KORT
    Gebruiker.objects.filter(pk=weg.pk).update(is_active=True)
    een = client.post(adres, velden | {"zoek_medewerker": "07 COLLEGA", "zoek": "ja"})
    assert "1 gevonden. Die staat nu in de lijst." in tekst(een)
    assert opties(een, "verantwoordelijke").keys() == {str(medewerker.pk), str(gekozen.pk)}
    assert "Geen medewerker gevonden." in tekst(client.post(adres, velden | {"zoek_medewerker": "lezer"}))
    fout = client.post(adres, velden | {"act": "bewaren", "titel": "", "verantwoordelijke": gekozen.pk})
    assert (fout.status_code, opties(fout, "verantwoordelijke")[str(gekozen.pk)]) == (422, f"{gekozen.naam}*")
    for wie in (collega["Collega lezer (voorbeeld)"].pk, "9" * 30, "onzin"):
        assert client.post(adres, velden | {"act": "bewaren", "verantwoordelijke": wie}).status_code == 422
    assert client.post(adres, velden | {"act": "bewaren", "verantwoordelijke": gekozen.pk}).status_code == 302
    assert Actie.objects.get(pk=actie.pk).verantwoordelijke == gekozen

    gevonden = client.get("/mensen/keuze.json", {"q": "collega"}).json()
    assert (len(gevonden["keuzes"]), gevonden["meer"]) == (GEVONDEN, True)
    assert client.get("/mensen/keuze.json", {"q": "collega 07"}).json() == {
        "keuzes": [{"sleutel": gekozen.pk, "naam": gekozen.naam}],
        "meer": False,
    }
    assert client.get("/mensen/keuze.json", {"q": " \x00 "}).json() == {"keuzes": [], "meer": False}


def test_samenvoegen_zoekt_en_kiest(client, actie, organisatie, vele):
    adres = f"/organisaties/{organisatie.slug}/samenvoegen/"
    assert opties(client.get(adres), "met") == {}
    gezocht = client.get(
        adres, {"met": "", "soort": "fusie", "op": "2024-01-01", "zoek_organisatie": "club 4", "zoek": "ja"}
    )
    assert (gezocht.status_code, len(opties(gezocht, "met"))) == (200, 11)
    assert veld(gezocht, "op") == "2024-01-01" and re.search(r'value="fusie"[^>]*checked', tekst(gezocht))
    gekozen = client.get(adres, {"met": vele[3].pk, "soort": "dubbel", "op": "2024-01-01", "act": "bekijken"})
    assert "Dit gebeurt er" in tekst(gekozen) and opties(gekozen, "met") == {str(vele[3].pk): f"{vele[3].naam}*"}
    assert client.get(adres, {"met": organisatie.pk, "act": "bekijken"}).status_code == 422  # never with itself


def test_het_antwoord_op_een_zoekvraag(client, organisatie, vele):
    vele[0].opvolger, vele[0].samenvoeging, vele[0].samengevoegd_op = organisatie, "dubbel", "2024-01-01"
    vele[0].save()
    gevonden = client.get("/organisaties/keuze.json", {"q": "school"}).json()
    assert (len(gevonden["keuzes"]), gevonden["meer"]) == (GEVONDEN, True)
    assert gevonden["keuzes"][0] == {"sleutel": vele[1].pk, "slug": "nr-1", "naam": "School 01 (voorbeeld)"}
    assert client.get("/organisaties/keuze.json", {"q": " \x00 "}).json() == {"keuzes": [], "meer": False}


def test_de_lijst_telt_niet_verder_dan_nodig_en_bladert_tot_het_einde(client, organisatie, vele, monkeypatch):
    monkeypatch.setattr("speerpunten.views.organisaties.PER_PAGINA", 20)
    monkeypatch.setattr("speerpunten.views.organisaties.VERDER", 25)
    bladen = [lees(client.get("/organisaties/", {"pagina": nr})) for nr in (1, 2, 3, "onzin", 99)]
    assert [blad.kop().split(" partners")[0] for blad in bladen] == [
        "Meer dan 25",
        "Meer dan 45",
        "52",
        "Meer dan 25",
        "52",
    ]
    namen = [link.tekst for blad in bladen[:3] for link in blad.links("/organisaties/") if "voorbeeld" in link.tekst]
    assert namen == sorted([organisatie.naam, *(een.naam for een in vele)])
