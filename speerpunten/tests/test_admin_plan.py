"""The admin of beleidsplannen, speerpunten and rondes."""

import datetime as dt

import pytest
from django.test import Client

from organisaties.tests.beheer import bewaar, fouten
from speerpunten.keuzes import Toestand
from speerpunten.models import Beleidsdomein, Beleidsplan, Doelgroep, Overgang, Ronde, Speerpunt
from speerpunten.tests import maak

PLAN = "/admin/speerpunten/beleidsplan/"
SPEERPUNT = "/admin/speerpunten/speerpunt/"
RONDE = "/admin/speerpunten/ronde/"
PERIODE = {"van": "2026-01-01", "tot": "2029-12-31"}


@pytest.fixture
def client(client: Client, beheerder) -> Client:
    client.force_login(beheerder)
    return client


@pytest.fixture
def concept(db) -> Beleidsplan:
    """A plan that was never public, with speerpunten 1, 2 and 3."""
    plan = maak.maak_plan(openbaar=False)
    for titel in ("A", "B", "C"):
        maak.maak_speerpunt(plan=plan, titel=titel)
    return plan


def rijen(plan: Beleidsplan) -> dict[int, str]:
    return dict(plan.speerpunten.values_list("nummer", "titel"))


def weg(client: Client, lijst: str, obj) -> int:
    return client.post(f"{lijst}{obj.pk}/delete/", {"post": "yes"}).status_code


# --- beleidsplan


def test_add_a_plan_with_speerpunten(client):
    bewaar(
        client,
        f"{PLAN}add/",
        naam="Plan 2026-2029",
        slug="plan-2026-2029",
        **PERIODE,
        speerpunten__TOTAL_FORMS=2,
        speerpunten__0__nummer=1,
        speerpunten__0__titel="Eerst",
        speerpunten__1__nummer=2,
        speerpunten__1__titel="Daarna",
    )
    assert rijen(Beleidsplan.objects.get(slug="plan-2026-2029")) == {1: "Eerst", 2: "Daarna"}


def test_two_speerpunten_with_one_number(client):
    response = bewaar(
        client,
        f"{PLAN}add/",
        naam="Plan",
        slug="plan",
        **PERIODE,
        speerpunten__TOTAL_FORMS=2,
        speerpunten__0__nummer=1,
        speerpunten__0__titel="Eerst",
        speerpunten__1__nummer=1,
        speerpunten__1__titel="Ook",
    )
    assert "Dit plan heeft al een speerpunt met dit nummer." in fouten(response)
    assert not Beleidsplan.objects.exists()


@pytest.mark.parametrize(
    ("nummers", "verwacht"),
    [
        ((2, 1, 3), {1: "B", 2: "A", 3: "C"}),
        ((2, 3, 1), {1: "C", 2: "A", 3: "B"}),
        ((2, 3, 4), {2: "A", 3: "B", 4: "C"}),
    ],
)
def test_exchange_numbers_in_one_go(client, concept, nummers, verwacht):
    velden = {f"speerpunten__{rij}__nummer": nummer for rij, nummer in enumerate(nummers)}
    assert bewaar(client, f"{PLAN}{concept.pk}/change/", **velden).status_code == 302
    assert rijen(concept) == verwacht
    assert {r.nummer for r in Speerpunt.history.all()} <= {1, 2, 3, 4}


def test_number_of_another_row(client, concept):
    response = bewaar(client, f"{PLAN}{concept.pk}/change/", speerpunten__0__nummer=2)
    assert "Dit plan heeft al een speerpunt met dit nummer." in fouten(response)
    response = bewaar(client, f"{PLAN}{concept.pk}/change/", speerpunten__0__nummer=0)
    assert "Een nummer begint bij 1." in fouten(response)
    assert rijen(concept) == {1: "A", 2: "B", 3: "C"}


def test_public_plan_keeps_address_and_numbers(client):
    speerpunt = maak.maak_speerpunt()
    plan = speerpunt.plan
    velden = {"slug": "anders", "naam": "Nieuwe naam", "speerpunten__0__nummer": 7, "speerpunten__0__titel": "Nieuw"}
    assert bewaar(client, f"{PLAN}{plan.pk}/change/", **velden).status_code == 302
    plan.refresh_from_db()
    assert (plan.slug != "anders", plan.naam, rijen(plan)) == (True, "Nieuwe naam", {1: "Nieuw"})


def test_plan_that_was_public_once_keeps_them_too(client):
    speerpunt = maak.maak_speerpunt()
    assert bewaar(client, f"{PLAN}{speerpunt.plan_id}/change/", openbaar=None).status_code == 302
    bewaar(client, f"{PLAN}{speerpunt.plan_id}/change/", slug="anders", speerpunten__0__nummer=7)
    bewaar(client, f"{SPEERPUNT}{speerpunt.pk}/change/", nummer=8)
    speerpunt.refresh_from_db()
    assert (speerpunt.nummer, speerpunt.plan.slug == "anders") == (1, False)


def test_publishing_and_renumbering_in_one_go(client, concept):
    """What the page offered to change is not dropped in silence."""
    bewaar(client, f"{PLAN}{concept.pk}/change/", openbaar="on", speerpunten__2__nummer=9)
    assert rijen(concept) == {1: "A", 2: "B", 9: "C"}


def test_plan_constraints(client, concept):
    adres = f"{PLAN}{concept.pk}/change/"
    assert "“Van” moet voor “tot en met” liggen." in fouten(bewaar(client, adres, van="2030-01-01"))
    assert "opvolgen" in fouten(bewaar(client, adres, opvolger_van=concept.pk))
    ander = maak.maak_plan()
    assert "bestaat al" in fouten(bewaar(client, f"{PLAN}add/", naam="Plan", slug=ander.slug, **PERIODE))
    volgt = maak.maak_plan(opvolger_van=ander)
    assert volgt.opvolger_van == ander
    assert "bestaat al" in fouten(bewaar(client, adres, opvolger_van=ander.pk))


def test_closed_plan_can_only_be_opened_and_not_here(client, concept):
    Beleidsplan.objects.filter(pk=concept.pk).update(toestand=Toestand.AFGESLOTEN)
    speerpunt = concept.speerpunten.first()
    ronde = maak.maak_ronde(concept)
    adres = f"{PLAN}{concept.pk}/change/"
    bewaar(client, adres, naam="Anders", speerpunten__0__titel="Anders")
    for pagina in (f"{SPEERPUNT}{speerpunt.pk}/change/", f"{RONDE}{ronde.pk}/change/"):
        assert client.get(pagina).status_code == 200
        assert client.post(pagina, {"titel": "Anders"}).status_code == 403
    assert weg(client, RONDE, ronde) == 403
    concept.refresh_from_db()
    assert (concept.naam == "Anders", rijen(concept)[1]) == (False, "A")
    assert bewaar(client, adres, toestand="lopend").status_code == 403
    assert client.post(f"/plannen/{concept.slug}/heropenen/", {"reden": "Vergeten."}).status_code == 302
    assert bewaar(client, adres, naam="Anders").status_code == 302
    assert bewaar(client, adres, toestand="afgesloten").status_code == 200  # there is a page for that
    concept.refresh_from_db()
    assert (concept.naam, concept.toestand) == ("Anders", "lopend")


def test_plan_goes_only_while_empty(client, concept):
    assert weg(client, PLAN, concept) == 403
    assert "speerpunten" in client.get(f"{PLAN}{concept.pk}/change/").context["vasthouders"]
    assert weg(client, PLAN, maak.maak_plan()) == 302


# --- speerpunt


def test_add_a_speerpunt(client, concept):
    bewaar(client, f"{SPEERPUNT}add/", plan=concept.pk, nummer=4, titel="D")
    assert rijen(concept)[4] == "D"
    dubbel = bewaar(client, f"{SPEERPUNT}add/", plan=concept.pk, nummer=4, titel="E")
    assert "Dit plan heeft al een speerpunt met dit nummer." in fouten(dubbel)


def test_number_on_the_page_of_a_speerpunt(client, concept):
    """The plan is read-only on this page; the constraint over plan and number still holds."""
    adres = f"{SPEERPUNT}{concept.speerpunten.first().pk}/change/"
    assert "Dit plan heeft al een speerpunt met dit nummer." in fouten(bewaar(client, adres, nummer=2))
    assert bewaar(client, adres, nummer=5).status_code == 302


def test_speerpunt_follows_those_of_the_former_plan(client, concept):
    een, twee, drie = (maak.maak_speerpunt(plan=plan) for plan in [maak.maak_plan()] * 3)
    eigen, ander = concept.speerpunten.all()[:2]
    adres = f"{SPEERPUNT}{eigen.pk}/change/"
    assert not {"vervolg_op", "ook_vervolg_op"} & client.get(adres).context["adminform"].form.fields.keys()
    maak.maak_speerpunt(plan=een.plan)
    nieuw = {"nummer": 9, "titel": "D", "plan": concept.pk}
    Beleidsplan.objects.filter(pk=concept.pk).update(opvolger_van=een.plan, van=dt.date(2026, 1, 1), tot="2029-12-31")

    def geweigerd(**over) -> str:
        return fouten(bewaar(client, adres, **over))

    def zet_voort() -> set[int]:
        return Speerpunt.objects.get(pk=eigen.pk).zet_voort_ids()

    vreemd = maak.maak_speerpunt()
    for punt in (ander, eigen, vreemd):  # neither of its own plan, nor itself, nor of any other
        assert "vervolg_op" in bewaar(client, adres, vervolg_op=punt.pk).context["adminform"].form.errors
        fout = bewaar(client, adres, vervolg_op=een.pk, ook_vervolg_op=[punt.pk])
        assert "ook_vervolg_op" in fout.context["adminform"].form.errors
    assert "Kies er eerst een bij “vervolg op”." in geweigerd(ook_vervolg_op=[twee.pk])
    assert "Speerpunt 1 staat al bij “vervolg op”." in geweigerd(vervolg_op=een.pk, ook_vervolg_op=[een.pk, twee.pk])
    assert zet_voort() == set()
    assert bewaar(client, adres, vervolg_op=een.pk, ook_vervolg_op=[twee.pk, drie.pk]).status_code == 302
    assert zet_voort() == {een.pk, twee.pk, drie.pk}
    assert "Speerpunt 2 staat al bij" in geweigerd(vervolg_op=twee.pk)
    actie = maak.maak_actie(speerpunt=drie)  # with a decision that the division must keep
    Overgang.objects.create(plan=concept, actie=actie, besluit="loopt_door", naar=eigen)
    assert "lopen door in speerpunt 1: 3.1." in geweigerd(ook_vervolg_op=[twee.pk])
    assert bewaar(client, adres, ook_vervolg_op=[drie.pk]).status_code == 302
    assert zet_voort() == {een.pk, drie.pk}
    assert set(eigen.history.first().ook_vervolg_op.values_list("to_speerpunt", flat=True)) == {drie.pk}
    assert "Kies een speerpunt van het vorige plan." in fouten(
        bewaar(client, f"{SPEERPUNT}add/", vervolg_op=een.pk, **nieuw | {"plan": maak.maak_plan().pk})
    )
    assert bewaar(client, f"{SPEERPUNT}add/", vervolg_op=een.pk, **nieuw).status_code == 302
    plan = f"{PLAN}{concept.pk}/change/"  # the plan keeps what it follows, and begins later
    assert "gaan al speerpunten of acties verder" in fouten(bewaar(client, plan, opvolger_van=vreemd.plan_id))
    assert "Een plan begint na het begin" in fouten(bewaar(client, plan, van="2022-01-01"))
    assert bewaar(client, plan, speerpunten__0__titel="Anders").status_code == 302


def test_speerpunt_goes_only_while_nothing_leans_on_it(client, concept):
    met_actie, ook_bij, gevraagd = concept.speerpunten.all()
    vrij = maak.maak_speerpunt(plan=concept)
    maak.maak_actie(speerpunt=met_actie).ook_bij.add(ook_bij)
    maak.maak_ronde(concept).speerpunten.add(gevraagd)
    assert [weg(client, SPEERPUNT, s) for s in (met_actie, ook_bij, gevraagd, vrij)] == [403, 403, 403, 302]


# --- ronde


def ronde_velden(**over) -> dict[str, str]:
    return {
        "naam": "Najaar 2023",
        "slug": "najaar-2023",
        "van": "2023-07-01",
        "tot": "2023-12-31",
        "opent": "2024-01-08",
        "deadline": "2024-01-31",
        "sluit": "2024-02-29",
    } | over


def test_add_a_ronde_and_narrow_it(client, concept, organisatie):
    bewaar(client, f"{RONDE}add/", plan=concept.pk, organisaties=[organisatie.pk], **ronde_velden())
    ronde = Ronde.objects.get(slug="najaar-2023")
    adres = f"{RONDE}{ronde.pk}/change/"
    vreemd = maak.maak_speerpunt()
    assert "speerpunten" in bewaar(client, adres, speerpunten=[vreemd.pk]).context["adminform"].form.errors
    eigen = concept.speerpunten.first()
    bewaar(client, adres, speerpunten=[eigen.pk])
    assert (list(ronde.speerpunten.all()), list(ronde.organisaties.all())) == ([eigen], [organisatie])


def test_ronde_constraints(client, concept):
    maak.maak_ronde(concept, slug="eerste")
    adres = f"{RONDE}add/"
    dubbel = bewaar(client, adres, plan=concept.pk, **ronde_velden(slug="eerste"))
    assert "Dit plan heeft al een ronde met dit webadres." in fouten(dubbel)
    omgekeerd = bewaar(client, adres, plan=concept.pk, **ronde_velden(deadline="2023-01-01"))
    assert "De ronde opent eerst, dan komt de deadline, dan sluit ze." in fouten(omgekeerd)
    assert "plan" in bewaar(client, adres, **ronde_velden()).context["adminform"].form.errors


def test_slug_of_a_ronde_over_a_column_that_the_form_does_not_show(client, concept):
    maak.maak_ronde(concept, slug="eerste")
    tweede = maak.maak_ronde(concept, slug="tweede")
    response = bewaar(client, f"{RONDE}{tweede.pk}/change/", slug="eerste")
    assert "Dit plan heeft al een ronde met dit webadres." in fouten(response)


def test_period_keeps_what_was_said_in_it(client, concept):
    ronde = maak.maak_ronde(concept, van="2023-01-01", tot="2023-12-31")
    maak.maak_melding(maak.maak_actie(speerpunt=concept.speerpunten.first()), ronde=ronde)
    adres = f"{RONDE}{ronde.pk}/change/"
    assert "30/06/2023" in fouten(bewaar(client, adres, van="2023-07-01"))
    assert bewaar(client, adres, tot="2023-06-30").status_code == 302


def test_narrowing_keeps_what_was_said_and_tells_who_has_the_old_page(client, concept, organisatie):
    ronde = maak.maak_ronde(concept, van="2023-01-01", tot="2023-12-31")
    actie = maak.maak_actie(speerpunt=concept.speerpunten.first())
    maak.maak_melding(actie, ronde=ronde)
    adres = f"{RONDE}{ronde.pk}/change/"
    assert f"niet meer gevraagd worden: {actie.code}." in fouten(bewaar(client, adres, organisaties=[organisatie.pk]))
    assert bewaar(client, adres, speerpunten=[actie.speerpunt_id]).status_code == 302
    ronde.refresh_from_db()
    assert (ronde.versie, list(ronde.speerpunten.all())) == (2, [actie.speerpunt])


def test_history_of_a_ronde_tells_of_uitstel_too(client, concept, organisatie, medewerker):
    ronde = maak.maak_ronde(concept)
    dag = ronde.deadline + dt.timedelta(days=5)
    uitstel = ronde.uitstellen.create(organisatie=organisatie, dag=dag, reden="Ziek.", door=medewerker)
    assert "Ziek." in client.get(f"{RONDE}{ronde.pk}/change/").content.decode()
    uitstel.delete()
    bewaar(client, f"{RONDE}{ronde.pk}/change/", naam="Andere naam")
    pagina = client.get(f"{RONDE}{ronde.pk}/history/").content.decode()
    for woord in ("Andere naam", "Uitstellen", "Buurtwerk (voorbeeld)", f"{dag:%d/%m/%Y}", "Ziek."):
        assert woord in pagina


def test_ronde_goes_only_without_meldingen(client, concept):
    ronde, leeg = maak.maak_ronde(concept), maak.maak_ronde(concept)
    maak.maak_melding(maak.maak_actie(speerpunt=concept.speerpunten.first()), ronde=ronde)
    assert [weg(client, RONDE, r) for r in (ronde, leeg)] == [403, 302]


# --- lists


@pytest.mark.parametrize("model", [Beleidsdomein, Doelgroep])
def test_lists_keep_their_code(client, model):
    soort = model._meta.model_name
    bewaar(client, f"/admin/speerpunten/{soort}/add/", naam="Sport", slug="sport")
    adres = f"/admin/speerpunten/{soort}/{model.objects.get().pk}/change/"
    bewaar(client, adres, naam="Sport en spel", slug="anders")
    assert "Sport en spel" in client.get(f"/admin/speerpunten/{soort}/").content.decode()
    assert "anders" not in client.get(adres).content.decode()
