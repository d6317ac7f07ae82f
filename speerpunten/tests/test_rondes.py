"""Making and changing a ronde: the services, and the form with its preview. Uitstel has a file of its own."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client

from speerpunten.models import Actie, Beleidsplan, Ronde
from speerpunten.services import rondes as services
from speerpunten.tests import maak
from speerpunten.tests.invullen import tekst, veld

pytestmark = pytest.mark.django_db
DAG = dt.date.fromisoformat


@pytest.fixture
def vandaag():
    with time_machine.travel("2024-06-15T09:00:00+00:00", tick=False) as reis:
        yield reis


@pytest.fixture
def plan(vandaag) -> Beleidsplan:
    return maak.maak_plan(slug="plan", naam="Plan A")


@pytest.fixture
def actie(plan, organisatie) -> Actie:
    actie = maak.maak_actie(speerpunt=maak.maak_speerpunt(plan=plan, titel="Taal"), titel="Taalbad")
    maak.geef_rol(actie, organisatie)
    return actie


@pytest.fixture
def ronde(plan) -> Ronde:
    dagen = {"opent": DAG("2024-06-01"), "deadline": DAG("2024-06-20"), "sluit": DAG("2024-07-10")}
    return maak.maak_ronde(
        plan, naam="Halfjaar", slug="halfjaar", van=DAG("2024-01-01"), tot=DAG("2024-06-30"), **dagen
    )


@pytest.fixture
def client(medewerker) -> Client:
    client = Client()
    client.force_login(medewerker)
    return client


def velden(versie: int = 0, **over) -> dict:
    """Give the form as a browser sends it."""
    goed = {
        "versie": versie,
        "naam": "Najaar 2024",
        "slug": "",
        "van": "2024-07-01",
        "tot": "2024-12-31",
        "opent": "2025-01-06",
        "deadline": "2025-02-03",
        "sluit": "2025-02-17",
        "act": "bewaren",
    }
    return goed | over


def van_nu(ronde: Ronde, **over) -> dict:
    """Give the form of a ronde as it stands."""
    dagen = {naam: getattr(ronde, naam).isoformat() for naam in ("van", "tot", "opent", "deadline", "sluit")}
    return velden(ronde.versie, naam=ronde.naam, slug=ronde.slug, **dagen) | over


NIEUW = "/plannen/plan/rondes/nieuw/"


def bewerk(ronde) -> str:
    return f"/rondes/{ronde.pk}/bewerken/"


# --- the usual periods fill in the form


def test_a_usual_period_fills_in_the_form(client, plan, actie):
    pagina = client.get(f"{NIEUW}?voorstel=project-2023")
    gevuld = {naam: veld(pagina, naam) for naam in ("naam", "van", "tot", "opent", "deadline", "sluit", "slug")}
    assert gevuld == {
        "naam": "Projectjaar 2023-2024",
        "van": "2023-10-01",
        "tot": "2024-09-30",
        "opent": "2024-10-01",
        "deadline": "2024-10-29",
        "sluit": "2024-11-12",
        "slug": "",
    }
    assert "checked" not in tekst(pagina).partition('name="eindronde"')[2][:130]
    eind = client.get(f"{NIEUW}?voorstel=eindronde")
    assert "checked" in tekst(eind).partition('name="eindronde"')[2][:130]
    assert 'href="?voorstel=jaar-2025"' in tekst(pagina)


@pytest.mark.parametrize("voorstel", ["jaar-1999", "onzin", ""])
def test_an_unknown_period_gives_an_empty_form_and_a_remark(client, plan, voorstel):
    pagina = client.get(f"{NIEUW}?voorstel={voorstel}")
    assert pagina.status_code == 200
    assert "Dit voorstel bestaat niet" in tekst(pagina)
    assert veld(pagina, "van") == ""


# --- make


def test_make(client, plan, actie, organisatie, medewerker):
    response = client.post(NIEUW, velden(speerpunten=[actie.speerpunt_id], organisaties=[organisatie.pk]))
    ronde = Ronde.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/rondes/{ronde.pk}/")
    assert (ronde.naam, ronde.slug, ronde.plan) == ("Najaar 2024", "najaar-2024", plan)
    assert (list(ronde.speerpunten.all()), list(ronde.organisaties.all())) == ([actie.speerpunt], [organisatie])
    eerste = ronde.history.earliest("history_id")
    assert (eerste.history_type, eerste.history_user) == ("+", medewerker)


def test_looking_ahead_saves_nothing_and_loses_nothing(client, plan, actie, organisatie):
    ander = maak.maak_speerpunt(plan=plan, titel="Nog niets")
    keuze = {"speerpunten": [actie.speerpunt_id, ander.pk], "organisaties": [organisatie.pk], "eindronde": "on"}
    pagina = client.post(NIEUW, velden(act="bekijken", slug="mijn-adres", **keuze))
    assert (pagina.status_code, Ronde.objects.count()) == (200, 0)
    assert "Voorbeeld: 1 actie wordt gevraagd aan 1 organisatie" in tekst(pagina)
    assert "1 organisatie heeft geen contactpersoon die post krijgt." in tekst(pagina)
    assert [veld(pagina, naam) for naam in ("naam", "van", "slug")] == ["Najaar 2024", "2024-07-01", "mijn-adres"]
    assert pagina.content.decode().count(" checked") == 4
    client.post(NIEUW, velden(slug="mijn-adres", **keuze))
    assert (Ronde.objects.get().slug, Ronde.objects.get().eindronde) == ("mijn-adres", True)


def test_preview_tells_what_is_not_asked_and_why(client, plan, actie):
    maak.maak_actie(speerpunt=actie.speerpunt, titel="Zomerfeest", einde=DAG("2024-06-30"))
    maak.maak_actie(speerpunt=actie.speerpunt, titel="Wezenactie")
    pagina = tekst(client.post(NIEUW, velden(act="bekijken")))
    assert "Loopt niet in deze periode (1)" in pagina
    assert "1.2 Zomerfeest" in pagina
    assert "Voor 1 actie is niemand trekker of uitvoerder." in pagina
    assert "1.3 Wezenactie" in pagina


@pytest.mark.parametrize(
    ("over", "fout"),
    [
        ({"naam": ""}, "Dit veld is verplicht"),
        ({"tot": "2024-06-30"}, "Het begin van de periode moet voor het einde liggen."),
        ({"deadline": "2025-01-05"}, "De ronde opent eerst, dan komt de deadline, dan sluit ze."),
        ({"sluit": "2025-02-02"}, "De ronde opent eerst, dan komt de deadline, dan sluit ze."),
        ({"van": "ooit"}, "Dit is geen dag."),
        ({"slug": "Niet Goed!"}, "Gebruik kleine letters, cijfers en streepjes."),
        ({"slug": "halfjaar"}, "Dit plan heeft al een ronde met dit webadres."),
        ({"speerpunten": ["999999"]}, "geen beschikbare keuze"),
        ({"organisaties": ["99999999999999999999999"]}, "geen beschikbare keuze"),
        ({"organisaties": ["'; --"]}, "geen beschikbare keuze"),
    ],
)
@pytest.mark.parametrize("act", ["bekijken", "bewaren"])
def test_what_does_not_fit_is_told_and_kept(client, ronde, over, fout, act):
    pagina = client.post(NIEUW, velden(act=act, **over))
    assert (pagina.status_code, Ronde.objects.count()) == (422, 1)
    assert fout in tekst(pagina)
    assert veld(pagina, "opent") == "2025-01-06"


def test_a_name_that_is_taken_gets_an_address_of_its_own(client, plan):
    for _ in range(3):
        client.post(NIEUW, velden(naam="Té mooi!"))
    client.post(NIEUW, velden(naam="???"))
    assert set(Ronde.objects.values_list("slug", flat=True)) == {"te-mooi", "te-mooi-2", "te-mooi-3", "ronde"}


def test_narrowing_to_another_plan_is_refused(plan):
    vreemd = maak.maak_speerpunt()
    nieuw = maak.maak_ronde(plan, slug="oud")
    nieuw.pk, nieuw.slug = None, "nieuw"
    with pytest.raises(ValidationError, match="hetzelfde plan"):
        services.maak_ronde(ronde=nieuw, speerpunten=[vreemd])
    assert Ronde.objects.count() == 1


# --- change


def test_extend_also_after_closing(client, ronde, actie, vandaag, medewerker):
    """An extension: logged who, when and which field; a ronde that had closed takes answers again."""
    vandaag.move_to("2024-08-01T09:00:00+00:00")
    client.force_login(medewerker)
    assert not ronde.neemt_antwoorden()
    response = client.post(bewerk(ronde), van_nu(ronde, deadline="2024-08-15", sluit="2024-08-31"))
    assert response.status_code == 302
    ronde.refresh_from_db()
    assert (ronde.fase(), ronde.versie) == ("open", 2)
    laatste = ronde.history.latest("history_id")
    assert (laatste.history_user, laatste.deadline, laatste.sluit) == (medewerker, DAG("2024-08-15"), DAG("2024-08-31"))


def test_form_of_a_ronde_shows_what_stands_there(client, ronde, actie, organisatie):
    ronde.organisaties.add(organisatie)
    pagina = client.get(bewerk(ronde))
    assert [veld(pagina, naam) for naam in ("naam", "deadline", "versie")] == ["Halfjaar", "2024-06-20", "1"]
    assert "Alleen sommige organisaties (1 gekozen)" in tekst(pagina)
    assert "?voorstel=" not in tekst(pagina)


def test_who_comes_second_sees_both(client, ronde, actie, organisatie):
    services.wijzig_ronde(ronde=Ronde.objects.get(), versie=1, speerpunten=[actie.speerpunt], organisaties=[])
    mijn = van_nu(ronde, naam="Mijn naam", organisaties=[organisatie.pk])
    botsing = client.post(bewerk(ronde), mijn)
    assert botsing.status_code == 409
    assert "Er is niets overschreven" in tekst(botsing)
    assert "Alleen deze speerpunten" in tekst(botsing)
    assert (veld(botsing, "naam"), veld(botsing, "versie")) == ("Mijn naam", "2")
    ronde.refresh_from_db()
    assert (ronde.naam, list(ronde.organisaties.all())) == ("Halfjaar", [])
    assert client.post(bewerk(ronde), mijn | {"versie": 2}).status_code == 302
    ronde.refresh_from_db()
    assert (ronde.naam, list(ronde.organisaties.all()), list(ronde.speerpunten.all())) == (
        "Mijn naam",
        [organisatie],
        [],
    )


@pytest.mark.parametrize(
    ("over", "status"),
    [
        ({"van": "2024-06-10", "tot": "2024-06-10"}, 302),
        ({"van": "2024-06-11"}, 422),
        ({"tot": "2024-06-09"}, 422),
    ],
)
@pytest.mark.parametrize("act", ["bekijken", "bewaren"])
def test_the_period_keeps_what_was_said(client, ronde, actie, organisatie, over, status, act):
    maak.maak_melding(actie, ronde=ronde, organisatie=organisatie, peildatum=DAG("2024-06-10"))
    response = client.post(bewerk(ronde), van_nu(ronde, act=act, **over))
    assert response.status_code == (200 if (act, status) == ("bekijken", 302) else status)
    assert ("Er zijn al standen van zaken over 10/06/2024" in tekst(response)) is (status == 422)


def test_narrowing_keeps_what_was_said(client, ronde, actie, organisatie, andere_organisatie):
    """What was answered stays asked; an actie that the ronde did not ask either may have an answer of the staff."""
    ander = maak.maak_actie(speerpunt=maak.maak_speerpunt(plan=ronde.plan), titel="Fietsles")
    maak.geef_rol(ander, andere_organisatie)
    maak.maak_melding(actie, ronde=ronde, organisatie=organisatie, peildatum=DAG("2024-06-10"), toestand="concept")
    for smal in ({"speerpunten": [ander.speerpunt_id]}, {"organisaties": [andere_organisatie.pk]}):
        for act in ("bekijken", "bewaren"):
            pagina = client.post(bewerk(ronde), van_nu(ronde, act=act, **smal))
            assert pagina.status_code == 422
            assert "Er is al gerapporteerd over acties die dan niet meer gevraagd worden: 1.1." in tekst(pagina)
    eigen = {"speerpunten": [actie.speerpunt_id], "organisaties": [organisatie.pk]}
    assert client.post(bewerk(ronde), van_nu(ronde, **eigen)).status_code == 302
    maak.maak_melding(ander, ronde=ronde, peildatum=DAG("2024-06-10"))
    ronde.refresh_from_db()
    assert client.post(bewerk(ronde), van_nu(ronde, naam="Anders", **eigen)).status_code == 302


def test_the_service_guards_the_narrowing_by_itself(ronde, actie, organisatie, andere_organisatie):
    maak.maak_melding(actie, ronde=ronde, organisatie=organisatie, peildatum=DAG("2024-06-10"))
    with pytest.raises(ValidationError, match="niet meer gevraagd"):
        services.wijzig_ronde(ronde=ronde, versie=1, speerpunten=[], organisaties=[andere_organisatie])
    with pytest.raises(services.RondeVerouderd):
        services.wijzig_ronde(ronde=ronde, versie=7, speerpunten=[], organisaties=[])


def test_a_ronde_with_answers_does_not_open_later(client, ronde, actie):
    maak.maak_melding(actie, ronde=ronde, peildatum=DAG("2024-06-10"), toestand="concept")
    later = client.post(bewerk(ronde), van_nu(ronde, opent="2024-06-16"))
    assert later.status_code == 422
    assert "Ze kan niet later openen dan vandaag." in tekst(later)
    assert client.post(bewerk(ronde), van_nu(ronde, opent="2024-06-15")).status_code == 302


@pytest.mark.parametrize(("over", "status"), [({}, 422), ({"toestand": "concept"}, 302), ({"resultaat": "deels"}, 302)])
def test_no_eindronde_over_answers_without_a_result(client, ronde, actie, over, status):
    maak.maak_melding(actie, ronde=ronde, peildatum=DAG("2024-06-10"), **over)
    response = client.post(bewerk(ronde), van_nu(ronde, eindronde="on"))
    assert response.status_code == status


@pytest.mark.parametrize("openbaar", [True, False])
def test_address_stays_once_the_plan_was_public(client, ronde, openbaar):
    """Also when a hand-made form says otherwise, and while the plan is hidden again."""
    Beleidsplan.objects.update(openbaar=False)
    Beleidsplan.history.update(openbaar=openbaar)
    client.post(bewerk(ronde), van_nu(ronde, slug="anders"))
    ronde.refresh_from_db()
    assert ronde.slug == ("halfjaar" if openbaar else "anders")
    ronde.slug = "nog-anders"
    if openbaar:
        with pytest.raises(ValidationError, match="webadres"):
            services.wijzig_ronde(ronde=ronde, versie=ronde.versie, speerpunten=[], organisaties=[])


def test_nothing_in_a_closed_plan(client, ronde, plan):
    Beleidsplan.objects.update(toestand="afgesloten")
    for adres in (NIEUW, bewerk(ronde)):
        response = client.post(adres, velden())
        assert response.status_code == 403
        assert "“Plan A” is afgesloten. Er verandert niets meer aan." in tekst(response)
    with pytest.raises(ValidationError, match="afgesloten"):
        services.wijzig_ronde(ronde=ronde, versie=1, speerpunten=[], organisaties=[])
    ronde.pk, ronde.slug = None, "nieuw"
    with pytest.raises(ValidationError, match="afgesloten"):
        services.maak_ronde(ronde=ronde)
    lijst = tekst(client.get("/plannen/plan/rondes/"))
    assert "Halfjaar" in lijst
    assert "Nieuwe ronde" not in lijst


# --- the list, and the way to it


def test_list_of_rondes(client, ronde, actie, organisatie):
    for toestand in ("aanvaard", "ingediend", "concept"):
        ander = maak.maak_actie(speerpunt=actie.speerpunt)
        maak.maak_melding(ander, ronde=ronde, organisatie=organisatie, toestand=toestand, peildatum=DAG("2024-06-10"))
    pagina = tekst(client.get("/plannen/plan/rondes/"))
    assert "2 antwoorden binnen" in pagina
    assert f'href="/rondes/{ronde.pk}/"' in pagina
    assert "Opent 01/06/2024, deadline 20/06/2024, sluit 10/07/2024" in pagina
    mijn = tekst(client.get("/mijn/"))
    assert f'href="/rondes/{ronde.pk}/"' in mijn
    assert 'href="/plannen/plan/rondes/nieuw/"' in mijn
    assert 'href="/plannen/plan/rondes/"' in tekst(client.get("/plannen/plan/"))
    assert "/rondes/" not in tekst(Client().get("/plannen/plan/"))


def test_staff_still_see_a_closed_ronde_with_uitstel(client, ronde, organisatie, medewerker, vandaag):
    ronde.uitstellen.create(organisatie=organisatie, dag=DAG("2024-07-20"), reden="Ziek.", door=medewerker)
    vandaag.move_to("2024-07-20T09:00:00+00:00")
    client.force_login(medewerker)
    assert "Halfjaar" in tekst(client.get("/mijn/"))
    vandaag.move_to("2024-07-21T09:00:00+00:00")
    assert "Halfjaar" not in tekst(client.get("/mijn/"))
