"""The admin of what was said (to be read only), the history pages, and the cost of the lists."""

import re

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from organisaties.tests.beheer import bewaar
from speerpunten.keuzes import MeldingToestand, OrganisatieRol, Soort
from speerpunten.models import (
    Beleidsdomein,
    Dagrun,
    Doelgroep,
    Gebeurtenis,
    Melding,
    MijlpaalMelding,
    Planrecord,
    Verplaatsing,
)
from speerpunten.post.klaarzetten import zet_klaar
from speerpunten.services import acties as services
from speerpunten.services.toegang import maak_toegangslink
from speerpunten.tests import maak

SP = "/admin/speerpunten/"
INLINE = re.compile(
    r"<style|<script(?![^>]*\bsrc=)(?![^>]*application/json)|\sstyle=|\son(click|load|change|submit)=", re.I
)


@pytest.fixture
def client(client: Client, beheerder) -> Client:
    client.force_login(beheerder)
    return client


def maak_alles(nr: int) -> None:
    """Give one more row to every list of the admin, each with something to look up."""
    actie = maak.maak_actie(titel=f"Actie nummer {nr}")
    actie.doelgroepen.add(Doelgroep.objects.create(naam=f"Groep {nr}", slug=f"groep-{nr}"))
    actie.beleidsdomeinen.add(Beleidsdomein.objects.create(naam=f"Domein {nr}", slug=f"domein-{nr}"))
    organisatie = maak.maak_organisatie()
    partner = maak.maak_partner(organisatie)
    maak.geef_rol(actie, organisatie)
    maak.geef_rol(actie, maak.maak_organisatie(), OrganisatieRol.PARTNER)
    ronde = maak.maak_ronde(actie.speerpunt.plan, van="2023-01-01", tot="2023-12-31")
    melding = maak.maak_melding(actie, organisatie=organisatie, ronde=ronde, indiener=partner)
    Gebeurtenis.objects.create(melding=melding, soort=Soort.INGEDIEND, door=partner, inhoud={"status": "uitgevoerd"})
    post = zet_klaar(aan=partner, soort="link", over=f"proef:{nr}", ronde=ronde, vragen=[(actie, ronde)])
    maak_toegangslink(gebruiker=partner, acties=[actie], post=post)
    maak.maak_meting(maak.maak_indicator(actie.speerpunt), 5)
    maak.maak_gemeten(maak.maak_indicator(actie), 7)
    maak.maak_subsidie(actie=actie, organisatie=organisatie)
    Dagrun.objects.create()
    Verplaatsing.objects.create(actie=actie, van_code="9.9", naar_code="1.1", reden="x", door=maak.maak_medewerker())


def lijsten() -> list[str]:
    return [f"/admin/{m._meta.app_label}/{m._meta.model_name}/" for m in admin.site._registry]


def queries(client: Client, adres: str) -> int:
    with CaptureQueriesContext(connection) as gevraagd:
        assert client.get(adres).status_code == 200, adres
    return len(gevraagd)


def test_lists_cost_the_same_for_1_and_21_rows(client):
    maak_alles(0)
    maak.maak_plan()  # the filters of one plan and of several differ
    een = {adres: queries(client, adres) for adres in lijsten()}
    for nr in range(1, 21):
        maak_alles(nr)
    veel = {adres: queries(client, adres) for adres in lijsten()}
    assert veel == een


def test_pages_cost_the_same_for_1_and_9_rows(client):
    """The rows that cannot be edited, and the history."""
    actie = maak.maak_actie()
    organisatie = maak.maak_organisatie()
    maak.geef_rol(actie, organisatie)
    adressen = [f"/admin/organisaties/organisatie/{organisatie.pk}/change/", f"{SP}actie/{actie.pk}/history/"]
    for adres in adressen:
        client.get(adres)  # the content types are looked up once
    een = [queries(client, adres) for adres in adressen]
    for nr in range(8):
        maak.geef_rol(maak.maak_actie(speerpunt=actie.speerpunt), organisatie)
        actie.titel = f"Titel {nr}"
        actie.save()
    assert [queries(client, adres) for adres in adressen] == een


def test_what_is_registered():
    namen = {model._meta.model_name for model in admin.site._registry}
    assert namen == {
        "actie",
        "beleidsdomein",
        "beleidsplan",
        "dagrun",
        "doelgroep",
        "gebeurtenis",
        "indicator",
        "gebruiker",
        "lidmaatschap",
        "melding",
        "organisatie",
        "post",
        "ronde",
        "speerpunt",
        "subsidie",
        "toegangslink",
        "verplaatsing",
    }
    assert not admin.site.is_registered(Planrecord)


# --- read only


@pytest.mark.parametrize("toestand", MeldingToestand.values)
def test_melding_is_read_only(client, toestand):
    melding = maak.maak_melding(maak.maak_actie(), toestand=toestand, nodig="Een zaal")
    adres = f"{SP}melding/{melding.pk}/"
    pagina = client.get(f"{adres}change/").content.decode()
    assert "Een zaal" in pagina
    assert not re.search(r'name="(toelichting|status|_save)"', pagina)
    assert client.post(f"{adres}change/", {"toelichting": "Anders"}).status_code == 403
    assert client.post(f"{adres}delete/", {"post": "yes"}).status_code == 403
    assert client.get(f"{SP}melding/add/").status_code == 403


def test_melding_shows_its_log(client):
    melding = maak.maak_melding(maak.maak_actie(), toestand=MeldingToestand.TERUGGESTUURD)
    MijlpaalMelding.objects.create(melding=melding, mijlpaal=maak.maak_mijlpaal(melding.actie, titel="Zaal open"))
    inhoud = {"toelichting": "Wat er toen <b>stond</b>", "mijlpalen": {"Zaal open": None}}
    Gebeurtenis.objects.create(melding=melding, soort=Soort.INGEDIEND, inhoud=inhoud)
    Gebeurtenis.objects.create(melding=melding, soort=Soort.TERUGGESTUURD, reden="Te kort")
    pagina = client.get(f"{SP}melding/{melding.pk}/change/").content.decode()
    for tekst in ("Te kort", "Wat er toen &lt;b&gt;stond&lt;/b&gt;", "Zaal open (niet bereikt)", "/admin/r/"):
        assert tekst in pagina


@pytest.mark.parametrize("model", [Gebeurtenis, Verplaatsing])
def test_log_and_moves_are_read_only(client, model):
    maak_alles(0)
    soort = model._meta.model_name
    adres = f"{SP}{soort}/{model.objects.get().pk}/"
    assert client.get(f"{adres}change/").status_code == 200
    assert client.post(f"{adres}change/", {"reden": "Anders"}).status_code == 403
    assert client.post(f"{adres}delete/", {"post": "yes"}).status_code == 403
    assert client.get(f"{SP}{soort}/add/").status_code == 403


def test_melding_leads_to_the_application(client):
    melding = maak.maak_melding(maak.maak_actie())
    pagina = client.get(f"{SP}melding/{melding.pk}/change/").content.decode()
    doorverwijzing = re.search(r'href="(/admin/r/[^"]+)"', pagina)[1]
    assert f"/nakijken/{melding.pk}/" not in pagina
    wacht = maak.maak_melding(melding.actie, toestand=MeldingToestand.INGEDIEND)
    assert f"/nakijken/{wacht.pk}/" in client.get(f"{SP}melding/{wacht.pk}/change/").content.decode()
    assert client.get(doorverwijzing).url.endswith(f"/acties/{melding.actie_id}/#stand-{melding.pk}")


# --- search


def test_search_acties(client):
    actie = maak.maak_actie(titel="Feesten in de buurt")
    maak.geef_rol(actie, maak.maak_organisatie(naam="Wijkhuis (voorbeeld)"))
    maak.maak_actie(titel="Iets anders", speerpunt=maak.maak_speerpunt(nummer=4))
    for vraag in ("feest", "1.1", "wijkhuis"):
        assert client.get(f"{SP}actie/", {"q": vraag}).context["cl"].result_count == 1, vraag
    assert client.get(f"{SP}actie/", {"q": "bestaat-niet"}).context["cl"].result_count == 0


def test_filters_of_acties(client):
    actie = maak.maak_actie(openbaar=False)
    maak.geef_rol(actie, maak.maak_organisatie())
    weg = maak.maak_actie(speerpunt=actie.speerpunt)
    services.archiveer_actie(actie=weg, reden="Gestopt.")
    plan = actie.speerpunt.plan_id
    for vraag, aantal in {
        "rol=trekker": 1,
        "rol=zonder_trekker": 1,
        "archief=ja": 1,
        "archief=nee": 1,
        "archief=samengevoegd": 0,
        "openbaar__exact=0": 1,
        f"speerpunt__plan__id__exact={plan}&speerpunt={actie.speerpunt_id}": 2,
        "speerpunt=x&rol=x&archief=x": 2,
    }.items():
        response = client.get(f"{SP}actie/?{vraag}", follow=True)
        assert response.context["cl"].result_count == aantal, vraag


def test_search_within_a_plan(client):
    """The search field of Samenvoegen: only living acties of the plan."""
    actie = maak.maak_actie(titel="Feest")
    weg = maak.maak_actie(titel="Feest", speerpunt=actie.speerpunt)
    services.archiveer_actie(actie=weg, reden="Gestopt.")
    maak.maak_actie(titel="Feest")
    vraag = {"app_label": "speerpunten", "model_name": "actie", "field_name": "opgegaan_in", "term": "feest"}
    gevonden = client.get("/admin/autocomplete/", vraag | {"plan": actie.speerpunt.plan_id}).json()["results"]
    assert [rij["text"] for rij in gevonden] == ["1.1 Feest"]


# --- history


def test_history_tells_what_changed(client, beheerder, organisatie, andere_organisatie):
    actie = maak.maak_actie(titel="Oud")
    maak.geef_rol(actie, organisatie)
    adres = f"{SP}actie/{actie.pk}/"
    bewaar(client, f"{adres}change/", titel="Nieuw", openbaar=None, rollen__0__organisatie=andere_organisatie.pk)
    services.archiveer_actie(actie=actie, reden="Gestopt.")
    pagina = client.get(f"{adres}history/").content.decode()
    for tekst in ("<del>Oud</del>", "<ins>Nieuw</ins>", "<ins>nee</ins>", "<ins>Gestopt.</ins>", beheerder.naam):
        assert tekst in pagina
    assert "<del>Buurtwerk (voorbeeld)</del>" in pagina  # the history of its roles


def test_a_version_can_be_read_and_not_put_back(client):
    actie = maak.maak_actie(titel="Oud")
    actie.titel = "Nieuw"
    actie.save()
    adres = f"{SP}actie/{actie.pk}/history/{actie.history.last().pk}/"
    assert "Oud" in client.get(adres).content.decode()
    assert client.post(adres, {"titel": "Oud"}).status_code == 405
    actie.refresh_from_db()
    assert actie.titel == "Nieuw"


def test_history_of_what_is_gone(client):
    organisatie = maak.maak_organisatie(naam="Weg (voorbeeld)")
    pk = organisatie.pk
    organisatie.delete()
    assert "verwijderd" in client.get(f"/admin/organisaties/organisatie/{pk}/history/").content.decode()


@pytest.mark.parametrize("pk", ["0", "x", "999/history/1", "x/history/y", "1/history/99"])
def test_unknown_history(client, pk):
    adres = f"{SP}actie/{pk}/" if "history" in pk else f"{SP}actie/{pk}/history/"
    assert client.get(adres).status_code == 404


# --- every page: no inline style or script, no English


def alle_paginas(client: Client) -> list[str]:
    melding = Melding.objects.select_related("actie").first()
    actie = melding.actie
    return [
        "/admin/",
        "/admin/speerpunten/",
        *lijsten(),
        *(f"{adres}add/" for adres in lijsten() if client.get(f"{adres}add/").status_code == 200),
        *(
            f"{adres}{m._base_manager.first().pk}/change/"
            for adres, m in zip(lijsten(), admin.site._registry, strict=True)
        ),
        *(
            f"{adres}{m._base_manager.first().pk}/history/"
            for adres, m in zip(lijsten(), admin.site._registry, strict=True)
            if hasattr(m, "history") or m._meta.model_name == "ronde"
        ),
        f"{SP}actie/{actie.pk}/history/{actie.history.first().pk}/",
        *(f"{SP}actie/doe/{daad}/?ids={actie.pk}" for daad in ("verplaatsen", "samenvoegen", "archiveren")),
        f"/admin/organisaties/gebruiker/{melding.ingediend_door_id}/password/",
        f"/admin/organisaties/organisatie/{maak.maak_organisatie().pk}/delete/",
        "/admin/password_change/",
    ]


ENGELS = re.compile(
    r">[^<]*\b(the|Change|Changed|Created|View|Add|Delete|Select|None|History|Comment|Close|Home|True|False|Error)\b[^<]*<"
)


def test_every_page_is_dutch_and_without_inline_code(client):
    maak_alles(0)
    for adres in alle_paginas(client):
        response = client.get(adres)
        assert response.status_code == 200, adres
        pagina = response.content.decode()
        assert not INLINE.search(pagina), (adres, INLINE.search(pagina))
        assert not ENGELS.search(pagina), (adres, ENGELS.search(pagina)[0])
        assert 'alt="True"' not in pagina and 'alt="False"' not in pagina, adres
