"""Three plans that follow each other: what the pages tell of an actie, whoever looks and whatever became of it."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from speerpunten.keuzes import Overgangsbesluit, Status, Toestand
from speerpunten.models import Actie, Beleidsplan, Melding
from speerpunten.services.acties import archiveer_actie, voeg_samen
from speerpunten.services.meldingen import aanvaard, dien_in
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
NAMEN = ("Keten", "Samen", "Opgegaan", "Weg", "Verborgen", "Klaar")


def actie(plan: Beleidsplan, titel: str) -> Actie:
    return Actie.objects.in_plan(plan).select_related("speerpunt__plan").get(titel=titel)


def zeg(over: Actie, door, nakijker, bereikt: dict, *, aanvaarden: bool = True) -> None:
    """Let staff say how an actie stands, with the day of each mijlpaal that was reached; another accepts it."""
    melding = Melding(
        actie=over,
        peildatum=timezone.localdate(),
        status=Status.IN_UITVOERING,
        verloop="op_schema",
        toelichting="Zo staat het.",
    )
    dien_in(melding=melding, versie=0, door=door, mijlpalen=bereikt)
    if aanvaarden:
        aanvaard(melding=melding, versie=melding.versie, door=nakijker)


def volg_op(oud: Beleidsplan, slug: str, jaar: int, door) -> Beleidsplan:
    """Close a plan and make the next one, with one speerpunt that continues its only one."""
    Beleidsplan.objects.filter(pk=oud.pk).update(toestand=Toestand.AFGESLOTEN)
    van, tot = dt.date(jaar, 1, 1), dt.date(jaar + 3, 12, 31)
    plan = maak_opvolger(plan=oud, naam=f"Plan {slug.upper()}", slug=slug, van=van, tot=tot, door=door)
    regels = [Speerpuntregel(1, f"Punt {slug.upper()}", vervolg_op=[oud.speerpunten.get()])]
    verdeel_speerpunten(plan=plan, regels=regels, door=door)
    return plan


def neem_mee(plan: Beleidsplan, titels, door) -> None:
    naar, soort = plan.speerpunten.get(), Overgangsbesluit.LOOPT_DOOR
    besluiten = [Besluit(actie(plan.opvolger_van, titel), soort, naar) for titel in titels]
    beslis_overgangen(plan=plan, besluiten=besluiten, door=door)


def maak_openbaar(*plannen: Beleidsplan) -> None:
    Beleidsplan.objects.filter(pk__in=[plan.pk for plan in plannen]).update(openbaar=True, toestand=Toestand.LOPEND)


@pytest.fixture
def keten(beheerder, medewerker, medewerker2):
    """Give plans A, B and C.

    "Keten" goes on to C. In A "Samen" was merged into it and "Klaar" was archived, in B "Opgegaan" was merged into it
    and "Weg" was archived. "Verborgen" was decided upon, and not made yet.
    """
    a = maak.maak_plan(slug="a", naam="Plan A", van=dt.date(2018, 1, 1), tot=dt.date(2021, 12, 31))
    punt = maak.maak_speerpunt(plan=a, titel="Punt A")
    oude = {naam: maak.maak_actie(speerpunt=punt, titel=naam) for naam in NAMEN}
    dag = dt.date(2021, 6, 1)
    mijlpalen = {naam: maak.maak_mijlpaal(oude["Keten"], titel=naam) for naam in ("Gehaald", "Gezegd", "Ingetrokken")}
    zeg(oude["Keten"], medewerker, medewerker2, {mijlpalen["Gehaald"]: dag, mijlpalen["Ingetrokken"]: dag})
    zeg(oude["Keten"], medewerker, medewerker2, {mijlpalen["Ingetrokken"]: None})
    zeg(oude["Keten"], medewerker, medewerker2, {mijlpalen["Gezegd"]: dag}, aanvaarden=False)
    voeg_samen(actie=oude["Samen"], met=oude["Keten"], reden="Hetzelfde.")
    archiveer_actie(actie=oude["Klaar"], reden="Gedaan.")
    b = volg_op(a, "b", 2022, beheerder)
    neem_mee(b, ("Keten", "Opgegaan", "Weg"), beheerder)
    neem_acties_over(plan=b, door=beheerder)
    Beleidsplan.objects.filter(pk=b.pk).update(toestand=Toestand.LOPEND)
    voeg_samen(actie=actie(b, "Opgegaan"), met=actie(b, "Keten"), reden="Samen sterker.")
    neem_mee(b, ("Verborgen",), beheerder)
    c = volg_op(b, "c", 2026, beheerder)
    neem_mee(c, ("Keten", "Weg"), beheerder)
    neem_acties_over(plan=c, door=beheerder)
    Beleidsplan.objects.filter(pk=b.pk).update(toestand=Toestand.LOPEND)
    archiveer_actie(actie=actie(b, "Weg"), reden="Geen geld.")
    maak_openbaar(b, c)
    return a, b, c


def pagina(van: Actie, client: Client):
    """Give what the page of an actie tells: what it continues and what continues it, as trees of plan and title."""

    def boom(acties) -> list:
        return [(een.plan, een.titel, boom(een.verder)) for een in acties]

    response = client.get(van.get_absolute_url())
    vervolg = response.context["dossier"].vervolg
    return boom(vervolg.vorige), boom(vervolg.volgende), response.content.decode()


def antwoorden(*plannen: Beleidsplan) -> dict[str, bytes]:
    """Give what everybody reads where an actie of these plans shows or is counted, on pages and as data."""
    adressen = []
    for plan in plannen:
        delen = ("", "verhaal/", "speerpunten/1/", "acties/?overgang=loopt_door", "acties.csv", "zoeken/?q=verborgen")
        adressen += [f"/plannen/{plan.slug}/{deel}" for deel in delen]
        adressen.append(f"/api/plannen/{plan.slug}/alles.json")
        if plan.opvolger_van_id:
            adressen += [f"/plannen/{plan.slug}/vergelijking{einde}" for einde in ("/", ".csv")]
    verborgen = actie(plannen[0], "Verborgen").get_absolute_url()
    client = Client()
    return {adres: client.get(adres).getvalue() for adres in (*adressen, verborgen, f"/api{verborgen}")}


def test_wat_ergens_van_geworden_is_over_drie_plannen(keten, beheerder):
    a, b, c = keten
    iedereen, staf = Client(), Client()
    staf.force_login(beheerder)

    # Forward and back, over all plans, by way of what was merged on either side.
    in_c = ("Plan C", "Keten", [])
    in_a, ook_in_a = ("Plan A", "Keten", []), ("Plan A", "Opgegaan", [])
    for client in (iedereen, staf):
        vorige, volgende, tekst = pagina(actie(a, "Keten"), client)
        assert (vorige, volgende) == ([], [("Plan B", "Keten", [in_c])])
        assert "Waar is dit gebleven?" in tekst
        assert pagina(actie(a, "Opgegaan"), client)[:2] == ([], [("Plan B", "Keten", [in_c])])
        assert pagina(actie(b, "Keten"), client)[:2] == ([in_a, ook_in_a], [in_c])
        assert pagina(actie(c, "Keten"), client)[:2] == ([("Plan B", "Keten", [in_a, ook_in_a])], [])
        # Archived halfway: what was decided before still leads on, and it is told that it stopped there.
        vorige, volgende, tekst = pagina(actie(a, "Weg"), client)
        assert volgende == [("Plan B", "Weg", [("Plan C", "Weg", [])])]
        assert "Daar gearchiveerd op" in tekst
        assert "Geen geld." in tekst
        assert pagina(actie(a, "Klaar"), client)[:2] == ([], [])
    assert iedereen.get(actie(a, "Samen").get_absolute_url()).url == actie(a, "Keten").get_absolute_url()
    assert iedereen.get(actie(b, "Opgegaan").get_absolute_url()).url == actie(b, "Keten").get_absolute_url()

    # The plans and their speerpunten name their neighbours on both sides.
    for plan, vorig, volgend in ((a, "", "Plan B"), (b, "Plan A", "Plan C"), (c, "Plan B", "")):
        vervolg = iedereen.get(f"/plannen/{plan.slug}/speerpunten/1/").context["vervolg"]
        assert (vervolg.vorig_plan, vervolg.volgend_plan) == (vorig, volgend)
        assert [punt.plan for punt in (*vervolg.vorige, *vervolg.volgende)] == [
            naam for naam in (vorig, volgend) if naam
        ]
        tekst = iedereen.get(f"/plannen/{plan.slug}/").content.decode()
        assert ("Opgevolgd door" in tekst, "Vervolg op" in tekst) == (bool(volgend), bool(vorig))

    # A mijlpaal that an accepted melding called reached stays behind; one of which that was taken back goes along, and
    # so does one that was only said.
    bereikt = dict(actie(a, "Keten").mijlpalen.values_list("titel", "bereikt_op"))
    assert bereikt == {"Gehaald": dt.date(2021, 6, 1), "Gezegd": None, "Ingetrokken": None}
    for plan in (b, c):
        assert {m.titel for m in actie(plan, "Keten").mijlpalen.all()} == {"Gezegd", "Ingetrokken"}


def test_wat_niet_openbaar_is_laat_op_geen_bladzijde_iets_na(keten, beheerder):
    a, b, c = keten
    zonder = antwoorden(a, b)
    neem_acties_over(plan=b, door=beheerder)
    midden = actie(b, "Verborgen")
    Actie.objects.filter(pk=midden.pk).update(openbaar=False, titel="Geheim B")
    midden.refresh_from_db()
    met = antwoorden(a, b)
    assert [adres for adres in zonder if met[adres] != zonder[adres]] == []  # as if it was not made: no name, no number

    # Beyond it the chain is broken, in both directions; who may see all sees it whole.
    verder = maak.maak_actie(speerpunt=c.speerpunten.get(), nummer=9, titel="Verder in C", vervolg_op=midden)
    assert [adres for adres, tekst in antwoorden(a).items() if tekst != zonder[adres]] == []
    iedereen, staf = Client(), Client()
    staf.force_login(beheerder)
    assert pagina(verder, iedereen)[:2] == ([], [])
    assert iedereen.get(midden.get_absolute_url()).status_code == 404
    assert pagina(verder, staf)[0] == [("Plan B", "Geheim B", [("Plan A", "Verborgen", [])])]
    assert pagina(actie(a, "Verborgen"), staf)[1] == [("Plan B", "Geheim B", [("Plan C", "Verder in C", [])])]

    # A public actie is not merged into it, and one that was before leads nobody there.
    keten_b = actie(b, "Keten")
    with pytest.raises(ValidationError, match="niet openbaar"):
        voeg_samen(actie=keten_b, met=midden, reden="Zo.")
    Actie.objects.filter(pk=keten_b.pk).update(openbaar=False)
    _, volgende, tekst = pagina(actie(a, "Opgegaan"), iedereen)
    assert volgende == []
    assert "Samen sterker." not in tekst
    assert pagina(actie(c, "Keten"), iedereen)[0] == []
    assert pagina(actie(a, "Opgegaan"), staf)[1] == [("Plan B", "Keten", [("Plan C", "Keten", [])])]
