"""The admin of acties: the page with its rows, and the acts that ask for a reason."""

import pytest
from django.test import Client
from django.utils import timezone

from organisaties.tests.beheer import bewaar, fouten
from speerpunten.keuzes import MeldingToestand, OrganisatieRol, Toestand
from speerpunten.models import Actie, Beleidsplan, Mijlpaal, MijlpaalMelding, Verplaatsing
from speerpunten.services import acties as services
from speerpunten.tests import maak

ACTIE = "/admin/speerpunten/actie/"
DOE = f"{ACTIE}doe/"


@pytest.fixture
def client(client: Client, beheerder) -> Client:
    client.force_login(beheerder)
    return client


@pytest.fixture
def actie(db) -> Actie:
    return maak.maak_actie(titel="Buurtfeest")


def adres(actie: Actie) -> str:
    return f"{ACTIE}{actie.pk}/change/"


def rollen(actie: Actie) -> set[tuple[str, str]]:
    return set(actie.rollen.values_list("organisatie__slug", "rol"))


def rol_velden(*rijen: tuple[int, str]) -> dict:
    velden = {
        f"rollen__{nr}__{v}": w
        for nr, rij in enumerate(rijen)
        for v, w in zip(("organisatie", "rol"), rij, strict=True)
    }
    return velden | {"rollen__TOTAL_FORMS": len(rijen)}


# --- making and changing


def test_add_gets_the_next_number(client, actie, organisatie, medewerker):
    services.verplaats_actie(
        actie=maak.maak_actie(speerpunt=actie.speerpunt, nummer=7),
        naar=maak.maak_speerpunt(plan=actie.speerpunt.plan),
        reden="Past er beter.",
        door=medewerker,
    )
    response = bewaar(
        client,
        f"{ACTIE}add/?speerpunt={actie.speerpunt_id}",
        titel="Nieuw",
        **rol_velden((organisatie.pk, "trekker")),
        mijlpalen__TOTAL_FORMS=1,
        mijlpalen__0__titel="Klaar",
        mijlpalen__0__streefdatum="2024-01-01",
    )
    assert response.status_code == 302
    nieuw = Actie.objects.get(titel="Nieuw")
    assert nieuw.code == "1.8"  # a number is never given twice
    assert (rollen(nieuw), nieuw.mijlpalen.count()) == ({("buurtwerk", "trekker")}, 1)
    assert nieuw.history.first().history_user.rol == "beheerder"


def test_add_only_to_an_open_plan(client, actie):
    Beleidsplan.objects.update(toestand=Toestand.AFGESLOTEN)
    response = bewaar(client, f"{ACTIE}add/", speerpunt=actie.speerpunt_id, titel="Nieuw")
    assert "speerpunt" in response.context["adminform"].form.errors


def test_code_does_not_change_here(client, actie):
    ander = maak.maak_speerpunt(plan=actie.speerpunt.plan)
    assert bewaar(client, adres(actie), speerpunt=ander.pk, nummer=9, titel="Anders").status_code == 302
    actie.refresh_from_db()
    assert (actie.code, actie.titel) == ("1.1", "Anders")


def test_ook_bij_within_the_plan(client, actie):
    ander, vreemd = maak.maak_speerpunt(plan=actie.speerpunt.plan), maak.maak_speerpunt()
    for fout in (vreemd, actie.speerpunt):
        assert "ook_bij" in bewaar(client, adres(actie), ook_bij=[fout.pk]).context["adminform"].form.errors
    assert bewaar(client, adres(actie), ook_bij=[ander.pk]).status_code == 302
    assert list(actie.ook_bij.all()) == [ander]


def test_vervolg_op_an_actie_of_the_former_plan(client, actie):
    vorige = maak.maak_actie()
    Beleidsplan.objects.filter(pk=actie.speerpunt.plan_id).update(opvolger_van=vorige.speerpunt.plan)
    vreemd = maak.maak_actie()
    assert "vervolg_op" in bewaar(client, adres(actie), vervolg_op=vreemd.pk).context["adminform"].form.errors
    assert bewaar(client, adres(actie), vervolg_op=vorige.pk).status_code == 302


def test_constraints_are_told(client, actie):
    omgekeerd = bewaar(client, adres(actie), start="2024-01-02", einde="2024-01-01")
    assert "De start moet voor het einde liggen." in fouten(omgekeerd)
    assert "Een doorlopende actie heeft geen einde." in fouten(
        bewaar(client, adres(actie), einde="2024-01-01", doorlopend="on")
    )
    assert "jaar zonder dag" in fouten(bewaar(client, adres(actie), start="2024-02-03", start_alleen_jaar="on"))


def test_what_somebody_else_saved_is_not_overwritten(client, actie):
    Actie.objects.filter(pk=actie.pk).update(titel="Van een ander")
    oud = bewaar(client, adres(actie), gezien=actie.versie - 1, titel="Van mij")
    assert "Iemand anders bewaarde deze actie intussen." in fouten(oud)
    versie = Actie.objects.get(pk=actie.pk).versie
    bewaar(client, adres(actie), titel="Van mij")
    actie.refresh_from_db()
    assert (actie.titel, actie.versie) == ("Van mij", versie + 1)


def test_closed_plan_is_read_only(client, actie, organisatie):
    Beleidsplan.objects.update(toestand=Toestand.AFGESLOTEN)
    pagina = client.get(adres(actie))
    assert pagina.status_code == 200
    assert "gezien" not in pagina.content.decode().lower()
    assert client.post(adres(actie), {"titel": "Anders"}).status_code == 403
    for daad in ("verplaatsen", "samenvoegen", "archiveren"):
        assert client.get(f"{DOE}{daad}/?ids={actie.pk}").status_code == 302


# --- roles


def test_two_trekkers_in_one_go(client, actie, organisatie, andere_organisatie):
    rijen = rol_velden((organisatie.pk, "trekker"), (andere_organisatie.pk, "trekker"))
    assert "hoogstens één trekker" in fouten(bewaar(client, adres(actie), **rijen))
    assert not rollen(actie)


def test_second_trekker(client, actie, organisatie, andere_organisatie):
    maak.geef_rol(actie, organisatie)
    velden = {"rollen__TOTAL_FORMS": 2, "rollen__1__organisatie": andere_organisatie.pk, "rollen__1__rol": "trekker"}
    assert "hoogstens één trekker" in fouten(bewaar(client, adres(actie), **velden))


def test_replace_the_trekker_in_one_go(client, actie, organisatie, andere_organisatie):
    maak.geef_rol(actie, organisatie)
    maak.geef_rol(actie, andere_organisatie, OrganisatieRol.PARTNER)
    assert bewaar(client, adres(actie), rollen__0__rol="partner", rollen__1__rol="trekker").status_code == 302
    assert rollen(actie) == {("buurtwerk", "partner"), ("taalhuis", "trekker")}


def test_delete_the_trekker_and_name_another(client, actie, organisatie, andere_organisatie):
    maak.geef_rol(actie, organisatie)
    maak.geef_rol(actie, andere_organisatie, OrganisatieRol.PARTNER)
    assert bewaar(client, adres(actie), rollen__0__DELETE="on", rollen__1__rol="trekker").status_code == 302
    assert rollen(actie) == {("taalhuis", "trekker")}


def test_exchange_organisaties_between_rows(client, actie, organisatie, andere_organisatie):
    maak.geef_rol(actie, organisatie)
    maak.geef_rol(actie, andere_organisatie, OrganisatieRol.PARTNER)
    velden = {"rollen__0__organisatie": andere_organisatie.pk, "rollen__1__organisatie": organisatie.pk}
    assert bewaar(client, adres(actie), **velden).status_code == 302
    assert rollen(actie) == {("buurtwerk", "partner"), ("taalhuis", "trekker")}


def test_same_role_twice_in_one_go(client, actie, organisatie):
    rijen = rol_velden((organisatie.pk, "partner"), (organisatie.pk, "partner"))
    assert "Deze organisatie heeft deze rol al bij deze actie." in fouten(bewaar(client, adres(actie), **rijen))
    assert (
        bewaar(
            client, adres(actie), **rol_velden((organisatie.pk, "partner"), (organisatie.pk, "financier"))
        ).status_code
        == 302
    )


def test_roles_exchanged_by_one_organisatie(client, actie, organisatie):
    """Two rows of one organisatie that change into each other: told, not a 500."""
    maak.geef_rol(actie, organisatie, OrganisatieRol.UITVOERDER)
    maak.geef_rol(actie, organisatie, OrganisatieRol.PARTNER)
    response = bewaar(client, adres(actie), rollen__0__rol="partner", rollen__1__rol="uitvoerder")
    assert "Deze organisatie heeft deze rol al bij deze actie." in fouten(response)


# --- mijlpalen


def test_same_mijlpaal_twice(client, actie):
    maak.maak_mijlpaal(actie, titel="Klaar")
    rij = {"mijlpalen__TOTAL_FORMS": 2, "mijlpalen__1__titel": "Klaar", "mijlpalen__1__streefdatum": "2024-01-01"}
    assert "Deze actie heeft al een mijlpaal met deze titel." in fouten(bewaar(client, adres(actie), **rij))
    morgen = (timezone.localdate() + timezone.timedelta(days=1)).isoformat()
    assert "Deze dag moet nog komen." in fouten(bewaar(client, adres(actie), mijlpalen__0__bereikt_op=morgen))


def test_exchange_titles_of_mijlpalen(client, actie):
    for nr, titel in enumerate(("A", "B"), start=1):
        maak.maak_mijlpaal(actie, titel=titel, streefdatum=f"2024-01-0{nr}")
    response = bewaar(client, adres(actie), mijlpalen__0__titel="B", mijlpalen__1__titel="A")
    assert "Deze actie heeft al een mijlpaal met deze titel." in fouten(response)


def test_mijlpaal_that_was_reported_on_stays(client, actie):
    gemeld, vrij = (maak.maak_mijlpaal(actie, titel=titel, streefdatum="2024-01-01") for titel in ("A", "B"))
    melding = maak.maak_melding(actie, toestand=MeldingToestand.CONCEPT)
    MijlpaalMelding.objects.create(melding=melding, mijlpaal=gemeld)
    pagina = client.get(adres(actie)).content.decode()
    assert "Over deze mijlpaal is gerapporteerd. Hij blijft staan." in pagina
    bewaar(
        client,
        adres(actie),
        mijlpalen__0__DELETE="on",
        mijlpalen__1__DELETE="on",
        mijlpalen__0__bereikt_op="2024-01-01",
    )
    assert list(actie.mijlpalen.values_list("titel", "bereikt_op")) == [("A", timezone.datetime(2024, 1, 1).date())]
    assert not Mijlpaal.objects.filter(pk=vrij.pk).exists()


def test_accepted_day_of_a_mijlpaal_stays(client, actie):
    mijlpaal = maak.maak_mijlpaal(actie)
    melding = maak.maak_melding(actie, toestand=MeldingToestand.INGEDIEND)
    MijlpaalMelding.objects.create(melding=melding, mijlpaal=mijlpaal)
    melding.toestand, melding.aanvaard_op, melding.aanvaard_door = "aanvaard", timezone.now(), maak.maak_medewerker()
    melding.save()
    bewaar(client, adres(actie), mijlpalen__0__bereikt_op="2024-01-01", mijlpalen__0__titel="Nieuwe naam")
    mijlpaal = Mijlpaal.objects.get()
    assert (mijlpaal.bereikt_op, mijlpaal.titel) == (None, "Nieuwe naam")


# --- the acts


def test_move(client, actie, beheerder):
    naar = maak.maak_speerpunt(plan=actie.speerpunt.plan)
    pagina = f"{DOE}verplaatsen/?ids={actie.pk}"
    assert "Geef" in fouten_daad(client.post(pagina, {"naar": naar.pk, "reden": " "}))
    assert client.post(pagina, {"naar": naar.pk, "reden": "Past er beter."}).status_code == 302
    actie.refresh_from_db()
    verplaatsing = Verplaatsing.objects.get()
    assert (actie.code, verplaatsing.van_code, verplaatsing.door) == ("2.1", "1.1", beheerder)
    assert "vroegere codes" in client.get(adres(actie)).content.decode().lower()


def fouten_daad(response) -> str:
    assert response.status_code == 200
    return " ".join(str(fout) for fout in response.context["form"].errors.values()).replace(
        "Dit veld is verplicht", "Geef"
    )


def test_move_to_its_own_speerpunt_is_told(client, actie):
    response = client.post(f"{DOE}verplaatsen/?ids={actie.pk}", {"naar": actie.speerpunt_id, "reden": "Zomaar."})
    assert "Kies een ander speerpunt van hetzelfde plan." in fouten_daad(response)


def test_acts_stay_within_a_plan(client, actie):
    vreemd = maak.maak_actie()
    for daad, veld, doel in (("verplaatsen", "naar", vreemd.speerpunt), ("samenvoegen", "met", vreemd)):
        vandaag = timezone.localdate().isoformat()
        response = client.post(f"{DOE}{daad}/?ids={actie.pk}", {veld: doel.pk, "reden": "Zomaar.", "op": vandaag})
        assert veld in response.context["form"].errors
        assert client.get(f"{DOE}{daad}/?ids={actie.pk},{vreemd.pk}").status_code == 302


def test_merge(client, actie):
    met = maak.maak_actie(speerpunt=actie.speerpunt)
    vandaag = timezone.localdate().isoformat()
    pagina = f"{DOE}samenvoegen/?ids={actie.pk}"
    assert f"plan={actie.speerpunt.plan_id}" in client.get(pagina).content.decode()
    assert client.post(pagina, {"met": met.pk, "reden": "Hetzelfde.", "op": vandaag}).status_code == 302
    actie.refresh_from_db()
    assert (actie.opgegaan_in, actie.archief_reden) == (met, "Hetzelfde.")


def test_archive_many_tells_which_failed(client, actie):
    wacht = maak.maak_actie(speerpunt=actie.speerpunt)
    maak.maak_melding(wacht, toestand=MeldingToestand.INGEDIEND)
    velden = {"reden": "Gestopt.", "op": timezone.localdate().isoformat()}
    response = client.post(f"{DOE}archiveren/?ids={actie.pk},{wacht.pk}", velden, follow=True)
    tekst = " ".join(str(bericht) for bericht in response.context["messages"])
    assert "“Buurtfeest” is gearchiveerd" in tekst
    assert "wacht nog een stand van zaken op nakijken" in tekst
    assert list(Actie.objects.filter(gearchiveerd_op=None)) == [wacht]
    alleen = client.post(f"{DOE}archiveren/?ids={wacht.pk}", velden)
    assert "wacht nog" in fouten_daad(alleen)


def test_bring_back(client, actie):
    services.archiveer_actie(actie=actie, reden="Gestopt.")
    pagina = client.get(adres(actie)).content.decode()
    assert "Gestopt." in pagina
    assert "Terughalen" in pagina
    assert client.get(f"{DOE}terughalen/?ids={actie.pk}").status_code == 200
    actie.refresh_from_db()
    assert actie.gearchiveerd_op  # a GET never writes
    assert client.post(f"{DOE}terughalen/?ids={actie.pk}").status_code == 302
    actie.refresh_from_db()
    assert actie.gearchiveerd_op is None


@pytest.mark.parametrize("daad", ["verplaatsen", "samenvoegen", "archiveren"])
def test_list_leads_to_the_page(client, actie, daad):
    response = client.post(ACTIE, {"action": daad, "_selected_action": [actie.pk]})
    assert response.url == f"{DOE}{daad}/?ids={actie.pk}"
    assert client.get(response.url).status_code == 200
    assert client.get(f"{DOE}{daad}/?ids=").status_code == 302
    assert client.get(f"{DOE}{daad}/?ids=x,99999").status_code == 302


def test_unknown_act(client, actie):
    assert client.get(f"{DOE}ontploffen/?ids={actie.pk}").status_code == 404


def test_acts_are_for_beheerders(actie, medewerker):
    client = Client()
    client.force_login(medewerker)
    assert client.post(f"{DOE}archiveren/?ids={actie.pk}", {"reden": "x"}, follow=True).status_code == 403


# --- what stays


def test_actie_is_never_deleted(client, actie):
    gemeld, verplaatst, leeg = (maak.maak_actie(speerpunt=actie.speerpunt) for _ in range(3))
    maak.maak_melding(gemeld)
    maak.geef_rol(leeg, maak.maak_organisatie())
    client.post(
        f"{DOE}verplaatsen/?ids={verplaatst.pk}",
        {"naar": maak.maak_speerpunt(plan=actie.speerpunt.plan).pk, "reden": "x"},
    )
    services.voeg_samen(actie=maak.maak_actie(speerpunt=actie.speerpunt, nummer=20), met=actie, reden="Hetzelfde.")
    codes = [
        client.post(f"{ACTIE}{a.pk}/delete/", {"post": "yes"}).status_code for a in (gemeld, verplaatst, actie, leeg)
    ]
    assert codes == [403, 403, 403, 403]
    assert "delete/" not in client.get(f"{ACTIE}{leeg.pk}/change/").content.decode()
