"""The rondebord: the answer in a sentence, who is late, who gets no post, filters; for staff alone."""

import datetime as dt

import pytest
import time_machine
from django.test import Client

from speerpunten.models import Actie, Gebeurtenis, Post, Ronde
from speerpunten.rondebord import stel_rondebord_samen
from speerpunten.tests import maak
from speerpunten.tests.invullen import tekst

pytestmark = pytest.mark.django_db
DAG = dt.date.fromisoformat


@pytest.fixture
def vandaag():
    with time_machine.travel("2024-06-15T09:00:00+00:00", tick=False) as reis:
        yield reis


@pytest.fixture
def ronde(vandaag) -> Ronde:
    dagen = {"opent": DAG("2024-06-01"), "deadline": DAG("2024-06-20"), "sluit": DAG("2024-07-10")}
    plan = maak.maak_plan(slug="plan")
    return maak.maak_ronde(
        plan, naam="Halfjaar", slug="halfjaar", van=DAG("2024-01-01"), tot=DAG("2024-06-30"), **dagen
    )


@pytest.fixture
def client(medewerker) -> Client:
    client = Client()
    client.force_login(medewerker)
    return client


def antwoord(ronde, actie, toestand: str, **over):
    return maak.maak_melding(actie, ronde=ronde, toestand=toestand, peildatum=DAG("2024-06-10"), **over)


@pytest.fixture
def acties(ronde, organisatie, andere_organisatie, partner) -> dict[str, Actie]:
    """Buurtwerk (with a contact): accepted, sent, and nothing; Taalhuis (without): a concept; and one of nobody."""
    taal = maak.maak_speerpunt(plan=ronde.plan, titel="Taal")
    sport = maak.maak_speerpunt(plan=ronde.plan, titel="Sport")
    acties = {naam: maak.maak_actie(speerpunt=taal, titel=naam) for naam in ("Taalbad", "Voorlezen", "Café")}
    acties |= {naam: maak.maak_actie(speerpunt=sport, titel=naam) for naam in ("Fietsles", "Zwemmen")}
    for naam in ("Taalbad", "Voorlezen", "Café"):
        maak.geef_rol(acties[naam], organisatie)
    maak.geef_rol(acties["Fietsles"], andere_organisatie)
    antwoord(ronde, acties["Taalbad"], "aanvaard", organisatie=organisatie)
    antwoord(ronde, acties["Voorlezen"], "ingediend", organisatie=organisatie)
    antwoord(ronde, acties["Fietsles"], "concept", organisatie=andere_organisatie)
    return acties


def regels(ronde, op: str) -> dict:
    return {regel.organisatie.slug: regel for regel in stel_rondebord_samen(ronde, DAG(op)).regels}


# --- counting and telling


@pytest.mark.parametrize(
    ("op", "kop"),
    [
        ("2024-05-31", "5 acties worden gevraagd vanaf 01/06/2024"),
        ("2024-06-20", "2 van 5 acties beantwoord"),
        ("2024-06-21", "2 van 5 acties beantwoord; 2 organisaties zijn te laat"),
        ("2024-07-11", "2 van 5 acties beantwoord; 2 organisaties antwoordden niet op alles"),
    ],
)
def test_the_answer_in_a_sentence(ronde, acties, op, kop):
    assert stel_rondebord_samen(ronde, DAG(op)).kop == kop


def test_the_sentence_of_one_and_of_none(ronde, organisatie):
    assert stel_rondebord_samen(ronde).kop == "Deze ronde vraagt geen enkele actie"
    actie = maak.maak_actie(speerpunt=maak.maak_speerpunt(plan=ronde.plan))
    maak.geef_rol(actie, organisatie)
    assert stel_rondebord_samen(ronde, DAG("2024-05-01")).kop == "1 actie wordt gevraagd vanaf 01/06/2024"
    assert stel_rondebord_samen(ronde, DAG("2024-07-01")).kop == "0 van 1 actie beantwoord; 1 organisatie is te laat"
    laat = stel_rondebord_samen(ronde, DAG("2024-08-01")).kop
    assert laat == "0 van 1 actie beantwoord; 1 organisatie antwoordde niet op alles"
    antwoord(ronde, actie, "ingediend")
    assert stel_rondebord_samen(ronde, DAG("2024-08-01")).kop == "Alles is beantwoord"


def test_counts_per_organisatie_and_speerpunt(ronde, acties):
    bord = stel_rondebord_samen(ronde, DAG("2024-06-21"))
    per_wie = {r.organisatie.slug: (r.beantwoord, len(r.vragen), r.te_laat, r.zonder_contact) for r in bord.regels}
    assert per_wie == {"buurtwerk": (2, 3, 1, False), "taalhuis": (0, 1, 1, True)}
    assert [(p.speerpunt.titel, p.beantwoord, p.gevraagd) for p in bord.punten] == [("Taal", 2, 3), ("Sport", 0, 2)]
    assert bord.aantallen == {"te_laat": 2, "nog_niet": 2, "klaar": 0, "zonder_contact": 1}
    assert [vraag.actie.titel for vraag in bord.niemand] == ["Zwemmen"]
    assert bord.stand == "2 van 5 beantwoord, waarvan 1 aanvaard"


def test_late_is_told_per_organisatie(ronde, acties, organisatie, medewerker):
    """Uitstel moves the deadline of one; what was returned is asked again by a day of its own."""
    ronde.uitstellen.create(organisatie=organisatie, dag=DAG("2024-07-20"), reden="Ziek.", door=medewerker)
    assert [r.te_laat for r in regels(ronde, "2024-07-20").values()] == [1, 0]
    assert regels(ronde, "2024-07-20")["buurtwerk"].te_laat == 0
    assert regels(ronde, "2024-07-21")["buurtwerk"].te_laat == 1
    melding = acties["Fietsles"].meldingen.get()
    acties["Fietsles"].meldingen.update(toestand="teruggestuurd", ingediend_door=medewerker)
    Gebeurtenis.objects.create(
        melding=melding, soort="teruggestuurd", door=medewerker, reden="Korter.", inhoud={"tegen": "2024-08-01"}
    )
    assert regels(ronde, "2024-08-01")["taalhuis"].te_laat == 0
    assert regels(ronde, "2024-08-02")["taalhuis"].te_laat == 1
    assert regels(ronde, "2024-08-02")["taalhuis"].beantwoord == 0


def test_what_needs_work_is_on_top(ronde, vandaag):
    """Late (the most late first), then not to be reached, then open, then done; by name where nothing else differs."""
    punt = maak.maak_speerpunt(plan=ronde.plan)

    def wie(naam: str, aantal: int, toestand: str = "", contact: bool = True):
        organisatie = maak.maak_organisatie(naam=naam, slug=naam.lower())
        for _ in range(aantal):
            actie = maak.maak_actie(speerpunt=punt)
            maak.geef_rol(actie, organisatie)
            if toestand:
                antwoord(ronde, actie, toestand)
        if contact:
            maak.maak_partner(organisatie)
        return organisatie

    wie("Klaar", 1, "aanvaard")
    wie("Bezig", 1)
    wie("Anders", 1)
    wie("Stil", 1, contact=False)
    assert list(regels(ronde, "2024-06-20")) == ["stil", "anders", "bezig", "klaar"]
    wie("Veel", 3)
    assert list(regels(ronde, "2024-06-21")) == ["stil", "veel", "anders", "bezig", "klaar"]


def test_an_actie_of_two_uitvoerders_counts_once_and_stands_with_both(ronde, organisatie, andere_organisatie):
    actie = maak.maak_actie(speerpunt=maak.maak_speerpunt(plan=ronde.plan))
    for wie in (organisatie, andere_organisatie):
        maak.geef_rol(actie, wie, "uitvoerder")
    antwoord(ronde, actie, "ingediend", organisatie=organisatie)
    bord = stel_rondebord_samen(ronde)
    assert (bord.gevraagd, bord.beantwoord, bord.aantallen["klaar"]) == (1, 1, 2)


# --- the page


def test_page(client, ronde, acties, organisatie, partner, vandaag, medewerker):
    vandaag.move_to("2024-06-21T09:00:00+00:00")
    client.force_login(medewerker)
    ronde.uitstellen.create(organisatie=organisatie, dag=DAG("2024-07-20"), reden="Verhuis.", door=medewerker)
    pagina = tekst(client.get(f"/rondes/{ronde.pk}/"))
    assert "<h1>2 van 5 acties beantwoord; 1 organisatie is te laat</h1>" in pagina
    assert '<progress class="meter__balk" value="2" max="5" aria-hidden="true">' in pagina
    assert "Uitstel tot en met 20/07/2024: Verhuis." in pagina
    assert str(partner) in pagina
    assert "Geen contactpersoon die post krijgt" in pagina
    ingediend = acties["Voorlezen"].meldingen.get()
    for link in (
        f'<a href="/acties/{acties["Café"].pk}/melding/?ronde=halfjaar">Nog niets</a>',
        f'<a href="/nakijken/{ingediend.pk}/">Ingediend, na te kijken</a>',
        f'<a href="/acties/{acties["Taalbad"].pk}/#stand-{acties["Taalbad"].meldingen.get().pk}">Aanvaard</a>',
        ">Concept<",
        f'href="/rondes/{ronde.pk}/uitstel/taalhuis/"',
    ):
        assert link in pagina
    assert "Acties waarvoor niemand antwoordt" in pagina
    assert f'name="organisatie" value="{organisatie.pk}"' in pagina
    assert pagina.count('type="checkbox"') == 1  # the other has nobody to remind


def test_remind_with_a_preview_of_the_mail(client, ronde, acties, organisatie, partner, vandaag, medewerker):
    vandaag.move_to("2024-06-21T09:00:00+00:00")
    client.force_login(medewerker)
    adres, wie = f"/rondes/{ronde.pk}/herinneren/", {"organisatie": str(organisatie.pk)}
    voorbeeld = tekst(client.post(adres, wie))
    assert "Een herinnering voor 1 persoon" in voorbeeld
    assert "(hier komt de link)" in voorbeeld
    assert not Post.objects.exists()
    client.post(adres, wie | {"act": "versturen"})
    assert list(Post.objects.values_list("aan", "soort")) == [(partner.pk, "herinnering_nu")]
    assert "Vandaag al herinnerd" in tekst(client.post(adres, wie))
    assert "U koos nog niemand" in tekst(client.post(adres, {"organisatie": "²"}))


@pytest.mark.parametrize(
    ("vraag", "wie"),
    [
        ("", {"Buurtwerk", "Taalhuis"}),
        ("toon=zonder_contact", {"Taalhuis"}),
        ("toon=klaar", set()),
        ("toon=nog_niet", {"Buurtwerk", "Taalhuis"}),
        ("toon=te_laat", {"Buurtwerk", "Taalhuis"}),
        ("speerpunt=1", {"Buurtwerk"}),
        ("speerpunt=2", {"Taalhuis"}),
        ("speerpunt=2&toon=klaar", set()),
        ("q=TAALH", {"Taalhuis"}),
        ("q=caf%C3%A9", {"Buurtwerk"}),
        ("q=2.1", {"Taalhuis"}),
        ("q=buurt+fiets", set()),
        ("toon=onzin&speerpunt=99&q=taalhuis", {"Taalhuis"}),
        ("speerpunt=%00&toon=%00", {"Buurtwerk", "Taalhuis"}),
    ],
)
def test_filters(client, ronde, acties, vandaag, medewerker, vraag, wie):
    vandaag.move_to("2024-06-21T09:00:00+00:00")
    client.force_login(medewerker)
    response = client.get(f"/rondes/{ronde.pk}/?{vraag}")
    assert response.status_code == 200
    assert {regel.organisatie.naam.split()[0] for regel in response.context["regels"]} == wie
    assert ("telt niet mee" in tekst(response)) is ("onzin" in vraag or "%00" in vraag)
    if not wie:
        assert "Geen organisatie past hierbij" in tekst(response)


def test_a_speerpunt_shows_only_its_own_acties(client, ronde, acties, organisatie):
    maak.geef_rol(acties["Zwemmen"], organisatie)
    (regel,) = [
        regel
        for regel in client.get(f"/rondes/{ronde.pk}/?speerpunt=2").context["regels"]
        if regel.organisatie == organisatie
    ]
    assert [vraag.actie.titel for vraag in regel.vragen] == ["Zwemmen"]


def test_closed_plan_is_read_only(client, ronde, acties):
    type(ronde.plan).objects.update(toestand="afgesloten")
    pagina = tekst(client.get(f"/rondes/{ronde.pk}/"))
    assert "2 van 5 acties beantwoord" in pagina
    assert "Uitstel geven" not in pagina
    assert "Bewerken of verlengen" not in pagina


def test_an_empty_ronde_says_so(client, ronde):
    pagina = tekst(client.get(f"/rondes/{ronde.pk}/"))
    assert "Niets gevraagd" in pagina
    assert "<progress" not in pagina
