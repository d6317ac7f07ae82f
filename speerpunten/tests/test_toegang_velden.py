"""Who reads what: the protected texts, and the names and addresses of people, on every page that could show them."""

import io
import zipfile
from html import unescape

import pytest

from speerpunten.models import Actie, Gebeurtenis, Melding
from speerpunten.tests import maak
from speerpunten.tests.invullen import melding_velden, tekst
from speerpunten.tests.toneel import CONCEPT, NODIG, OPENBAAR, OPMERKING, TERUGREDEN, WIE, Toneel, zet_op

pytestmark = pytest.mark.django_db

# What a page can give away, by a short name.
SPOREN = {
    "openbaar": OPENBAAR,
    "nodig": NODIG,
    "opmerking": OPMERKING,
    "terugreden": TERUGREDEN,
    "concept": CONCEPT,
    "schrijver": "Sofie Schrijver",
    "nakijker": "Nour Nakijker",
    "contact": "Carla Contact",
    "telefoon": "02 000 00 00",
    "adressen": "@voorbeeld.test",
    "besloten": "Besloten actie",
    "in_dicht": "Actie in het dichte plan",
}
# ------------------------- what everyone finds on a page, and nothing else of the above
STAF = {"openbaar", "nodig", "opmerking", "terugreden", "concept", "schrijver", "nakijker", "contact", "telefoon"}
ACTIE = {
    "anoniem": {"openbaar"},
    "lezer": {"openbaar", "nodig"},
    "partner": {"openbaar", "nodig", "opmerking", "terugreden", "concept", "schrijver", "contact", "telefoon"},
    "ander": {"openbaar"},
    "oudlid": {"openbaar"},
    "medewerker": {
        "openbaar",
        "nodig",
        "opmerking",
        "terugreden",
        "concept",
        "schrijver",
        "nakijker",
        "contact",
        "telefoon",
    },
    "beheerder": {
        "openbaar",
        "nodig",
        "opmerking",
        "terugreden",
        "concept",
        "schrijver",
        "nakijker",
        "contact",
        "telefoon",
    },
}
NIETS = dict.fromkeys(WIE, frozenset())
LIJST = {
    "anoniem": set(),
    "lezer": {"besloten"},
    "partner": {"besloten"},
    "ander": set(),
    "oudlid": set(),
    "medewerker": {"besloten"},
    "beheerder": {"besloten"},
}
BESTAND = {wie: sporen | {"openbaar"} for wie, sporen in LIJST.items()}
ORGANISATIE = {
    "anoniem": set(),
    "lezer": {"besloten", "in_dicht"},
    "partner": {"besloten", "in_dicht", "schrijver", "adressen"},
    "ander": set(),
    "oudlid": set(),
    "medewerker": {"besloten", "in_dicht", "schrijver", "adressen"},
    "beheerder": {"besloten", "in_dicht", "schrijver", "adressen"},
}
PAGINAS = {
    "/": NIETS,
    "/plannen/": NIETS,
    "/plannen/open/": None,  # follows the days; see below
    "/plannen/open/speerpunten/1/": LIJST,
    "/plannen/open/speerpunten/1/?op=2023-12-31": LIJST,
    "/plannen/open/acties/": LIJST,
    "/plannen/open/acties/?q=actie&aandacht=ja": None,
    "/plannen/open/acties.csv": BESTAND,
    "/plannen/open/acties.csv?op=2023-12-31": BESTAND,
    "/plannen/open/acties.xlsx": BESTAND,
    "/acties/{publiek}/": ACTIE,
    "/organisaties/": NIETS,
    "/organisaties/buurtwerk/": ORGANISATIE,
    "/organisaties/taalhuis/": None,
}
GEHEIM = {"nodig", "opmerking", "terugreden", "concept", "schrijver", "nakijker", "contact", "telefoon", "in_dicht"}


@pytest.fixture
def toneel(db) -> Toneel:
    return zet_op()


def inhoud(response) -> str:
    """Give everything in an answer as text, whatever its format."""
    ruw = b"".join(response) if response.streaming else response.content
    if ruw.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(ruw)) as boek:
            ruw = b"".join(boek.read(naam) for naam in boek.namelist())
    return unescape(ruw.decode())


def gevonden(client, adres: str) -> set[str]:
    response = client.get(adres)
    assert response.status_code == 200, adres
    pagina = inhoud(response)
    return {naam for naam, spoor in SPOREN.items() if spoor in pagina}


@pytest.mark.parametrize("vorm", [vorm for vorm, sporen in PAGINAS.items() if sporen is not None])
def test_everyone_finds_exactly_this(toneel, vorm):
    adres = toneel.adres(vorm)
    assert {wie: gevonden(client, adres) for wie, client in toneel.wie.items()} == PAGINAS[vorm]


@pytest.mark.parametrize("vorm", [vorm for vorm, sporen in PAGINAS.items() if sporen is None])
def test_nobody_finds_a_protected_text(toneel, vorm):
    """Pages whose contents follow the days and the rights, but that show no protected text to anyone."""
    for wie, client in toneel.wie.items():
        sporen = gevonden(client, vorm)
        assert not sporen & (GEHEIM - {"adressen"}), wie
        assert "besloten" not in sporen or wie in {"lezer", "partner", "medewerker", "beheerder"}


def test_what_is_not_accepted_is_named_to_whom_it_concerns(toneel):
    kop = "Nog niet aanvaard"
    ziet = {wie for wie, client in toneel.wie.items() if kop in tekst(client.get(toneel.adres("/acties/{publiek}/")))}
    assert ziet == {"partner", "medewerker", "beheerder"}


def test_what_staff_say_for_the_administration_is_not_for_partners(toneel):
    """A concept of no organisatie, and a log that stands beside what another organisatie said."""
    actie = Actie.objects.get(pk=toneel.plek["publiek"])
    melding = maak.maak_melding(actie, toestand="teruggestuurd", organisatie=None, opmerking_voor_vgc="van het bestuur")
    Gebeurtenis.objects.create(
        melding=melding, soort="teruggestuurd", reden="binnenskamers", door=melding.ingediend_door
    )
    adres = toneel.adres("/acties/{publiek}/")
    ziet = {wie for wie, client in toneel.wie.items() if "binnenskamers" in tekst(client.get(adres))}
    assert ziet == {"medewerker", "beheerder"}


def test_a_partner_reads_the_names_of_its_own_people_only(toneel):
    """The log of its own melding names colleagues; who checked it is "een medewerker"."""
    eigen = tekst(toneel.wie["partner"].get(toneel.adres("/acties/{publiek}/")))
    assert "ingediend door Sofie Schrijver" in eigen
    assert "teruggestuurd door een medewerker" in eigen
    assert "Nour Nakijker" in tekst(toneel.wie["medewerker"].get(toneel.adres("/acties/{publiek}/")))


def test_another_uitvoerder_reads_only_its_own_meldingen(toneel):
    """Two organisaties of one actie: the texts between one of them and staff are not for the other."""
    actie = Actie.objects.get(pk=toneel.plek["publiek"])
    maak.geef_rol(actie, maak.Organisatie.objects.get(slug="taalhuis"), "uitvoerder")
    assert gevonden(toneel.wie["ander"], f"/acties/{actie.pk}/") == {"openbaar", "contact", "telefoon"}


def test_opmerking_of_the_other_organisatie_never_comes_back_from_a_form(toneel):
    """An error beside a field must not fill it with what another organisatie wrote there."""
    actie = Actie.objects.get(pk=toneel.plek["publiek"])
    maak.geef_rol(actie, maak.Organisatie.objects.get(slug="taalhuis"), "uitvoerder")
    ronde = maak.maak_ronde(actie.speerpunt.plan)
    Melding.objects.filter(pk=toneel.plek["concept"]).update(ronde=ronde, opmerking_voor_vgc=OPMERKING)
    fout = {"toelichting": "x" * 5001, "opmerking_voor_vgc": "\x00", "nodig": "\x00", "peildatum": "2023-06-30"}
    for vraag in (f"?ronde={ronde.slug}", f"?corrigeer={toneel.plek['aanvaard']}"):
        response = toneel.wie["ander"].post(f"/acties/{actie.pk}/melding/{vraag}", melding_velden(**fout))
        assert response.status_code == 403
        for spoor in (OPMERKING, NODIG, CONCEPT):
            assert spoor not in tekst(response)


def test_form_of_a_partner_shows_no_text_of_another(toneel):
    actie = Actie.objects.get(pk=toneel.plek["publiek"])
    maak.geef_rol(actie, maak.Organisatie.objects.get(slug="taalhuis"), "uitvoerder")
    pagina = tekst(toneel.wie["ander"].get(f"/acties/{actie.pk}/melding/?ronde=tussendoor"))
    for spoor in (OPMERKING, NODIG, CONCEPT, TERUGREDEN):
        assert spoor not in pagina


# --- forged fields


VERVALST = {
    "toestand": "aanvaard",
    "aanvaard_door": "1",
    "aanvaard_op": "2024-01-01",
    "herkomst": "publieke_bron",
    "namens": "on",
    "niets_veranderd": "on",
    "vervangt": "1",
    "actie": "1",
    "ronde": "1",
    "schrijvers": "1",
    "id": "1",
}


def test_forged_fields_of_a_melding_change_nothing(toneel):
    actie = Actie.objects.get(pk=toneel.plek["besloten"])
    taalhuis = maak.Organisatie.objects.get(slug="taalhuis")
    velden = melding_velden(peildatum="2024-06-30", organisatie=str(taalhuis.pk), **VERVALST)
    assert toneel.wie["partner"].post(f"/acties/{actie.pk}/melding/", velden).status_code == 302
    melding = actie.meldingen.latest("pk")
    assert (melding.toestand, melding.herkomst, melding.namens) == ("ingediend", "rapportering", False)
    assert (melding.organisatie.slug, melding.ronde, melding.vervangt) == ("buurtwerk", None, None)
    assert (melding.aanvaard_door, melding.aanvaard_op, melding.niets_veranderd) == (None, None, False)
    assert [w.naam for w in melding.schrijvers.all()] == ["Pia Partner"]


def test_forged_fields_of_an_actie_change_nothing(toneel):
    actie = Actie.objects.get(pk=toneel.plek["publiek"])
    tweede = actie.speerpunt.plan.speerpunten.get(nummer=2)
    vals = {"speerpunt": tweede.pk, "nummer": "9", "gearchiveerd_op": "2024-01-01", "opgegaan_in": "1", "versie": "1"}
    velden = {"titel": "Nieuwe titel", "openbaar": "on", "rol-TOTAL_FORMS": 0, "rol-INITIAL_FORMS": 0}
    velden |= {"mijlpaal-TOTAL_FORMS": 0, "mijlpaal-INITIAL_FORMS": 0}
    assert toneel.wie["medewerker"].post(f"/acties/{actie.pk}/bewerken/", velden | vals).status_code == 302
    was, actie = actie, Actie.objects.get(pk=actie.pk)
    assert (actie.titel, actie.versie) == ("Nieuwe titel", 2)
    assert (actie.speerpunt_id, actie.nummer, actie.gearchiveerd_op) == (was.speerpunt_id, was.nummer, None)


def test_unknown_act_is_no_send(toneel):
    """Only `act=indienen` sends; anything else keeps a concept."""
    for act in ("", "aanvaarden", "verwijderen", "INDIENEN"):
        velden = melding_velden(peildatum="2024-06-30", act=act)
        pk = toneel.plek["in_dicht"]
        Melding.objects.filter(actie=pk).delete()
        assert toneel.wie["partner"].post(f"/acties/{pk}/melding/", velden).status_code == 302
        assert [m.toestand for m in Melding.objects.filter(actie=pk)] == ["concept"], act


def test_a_partner_cannot_pass_by_the_four_eyes(toneel):
    adres = toneel.adres("/nakijken/{ingediend}/aanvaarden/")
    response = toneel.wie["partner"].post(adres, {"versie": 1, "uitzondering": "haast"})
    assert response.status_code == 403
    assert Melding.objects.get(pk=toneel.plek["ingediend"]).toestand == "ingediend"
