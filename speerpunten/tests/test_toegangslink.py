"""The safe link: one button, once, seven days, eight hours, for one person and some acties; and all that is refused."""

import datetime as dt
import logging
import re
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from organisaties.models import Gebruiker
from samenleven.logboek import ZonderToken
from speerpunten.models import Actie, Linkaanvraag, Linkgebeurtenis, Melding, Post, Toegangslink
from speerpunten.services.post import PER_UUR_VANWAAR, PER_UUR_WIE, voer_dag_uit
from speerpunten.services.toegang import maak_toegangslink, trek_link_in
from speerpunten.tests import maak
from speerpunten.tests.invullen import melding_velden
from speerpunten.tests.postbus import Vraag, dagen, maak_vraag
from speerpunten.tests.tegelijk import bestand, tegelijk
from speerpunten.tests.toneel import via_link

pytestmark = pytest.mark.django_db
__all__ = ["bestand"]


@pytest.fixture
def vraag() -> Vraag:
    return maak_vraag(3)


def nieuwe_link(vraag: Vraag, acties=None, gebruiker=None) -> str:
    url = maak_toegangslink(gebruiker=gebruiker or vraag.partner, acties=acties or vraag.acties[:2])
    return urlsplit(url).path


def log() -> list[str]:
    return list(Linkgebeurtenis.objects.values_list("daad", flat=True))


def is_binnen(client: Client) -> bool:
    return client.get("/mijn/").status_code == 200


# --- the way in


def test_one_button_opens_mijn_once(vraag):
    pad, client = nieuwe_link(vraag), Client()
    for _ in range(3):  # a mail scanner that follows links uses nothing up
        pagina = client.get(pad)
        assert pagina.status_code == 200
    inhoud = pagina.content.decode()
    assert inhoud.count("Naar mijn acties</button>") == 1
    assert vraag.partner.naam not in inhoud
    assert pagina["Referrer-Policy"] == "strict-origin"
    assert "no-store" in pagina["Cache-Control"]
    assert not is_binnen(client)
    response = client.post(pad)
    assert (response.status_code, response["Location"]) == (302, "/mijn/")
    assert is_binnen(client)
    assert Client().post(pad).status_code == 410
    assert log() == ["gemaakt", "gebruikt", "geweigerd"]


def test_the_token_is_kept_nowhere(vraag):
    token = nieuwe_link(vraag).split("/")[3]
    assert len(token) >= 43
    with connection.cursor() as cursor:
        for tabel in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{tabel}"')
            assert token not in str(cursor.fetchall()), tabel


def test_a_new_session_key_and_no_login(vraag):
    client = Client()
    client.get("/plannen/")
    session = client.session
    session["iets"] = 1
    session.save()
    client.cookies["samenleven_sessie"] = session.session_key
    client.post(nieuwe_link(vraag))
    assert client.session.session_key != session.session_key
    assert "_auth_user_id" not in client.session
    vraag.partner.refresh_from_db()
    assert vraag.partner.last_login is None


def test_the_button_needs_the_token_of_its_form(vraag):
    """No other site can push somebody into a session of its choice."""
    client = Client(enforce_csrf_checks=True)
    pad = nieuwe_link(vraag)
    assert client.post(pad).status_code == 403
    pagina = client.get(pad).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', pagina)[1]
    assert client.post(pad, {"csrfmiddlewaretoken": token}).status_code == 302


def test_the_same_browser_may_press_again(vraag):
    pad, client = nieuwe_link(vraag), Client()
    client.post(pad)
    for response in (client.get(pad), client.post(pad)):
        assert (response.status_code, response["Location"]) == (302, "/mijn/")
    assert log() == ["gemaakt", "gebruikt"]


@pytest.mark.django_db(transaction=True)
def test_two_press_at_once_and_one_gets_in(bestand):
    pad = nieuwe_link(maak_vraag(1))
    uit = tegelijk(*(lambda: Client().post(pad).status_code for _ in range(3)))
    assert sorted(uit) == [302, 410, 410]


# --- one page for all that does not work


def test_every_link_that_does_not_work_gives_the_same_page(vraag):
    """Forged, used, expired, revoked, of who left, and of another who is not logged in here."""
    links = {naam: nieuwe_link(vraag) for naam in ("gebruikt", "verlopen", "ingetrokken")}
    Client().post(links["gebruikt"])
    verlopen = Toegangslink.objects.order_by("pk")[1]
    toen = timezone.now() - dt.timedelta(days=8)
    Toegangslink.objects.filter(pk=verlopen.pk).update(gemaakt_op=toen, geldig_tot=toen + dt.timedelta(days=7))
    trek_link_in(link=Toegangslink.objects.order_by("pk")[2], door=maak.maak_medewerker(), reden="Verkeerd adres.")
    vertrokken = maak_vraag(1)
    links["vertrokken"] = nieuwe_link(vertrokken)
    vertrokken.partner.lidmaatschappen.update(tot=dagen(-1))
    links["nagemaakt"] = "/mijn/link/" + "A" * 43 + "/"
    links["onzin"] = "/mijn/link/%00%ff<script>/"
    paginas = set()
    for naam, pad in links.items():
        for daad in (Client().get, Client().post):
            response = daad(pad)
            assert response.status_code == 410, naam
            assert response["Referrer-Policy"] == "strict-origin"
            paginas.add(re.sub(r'value="\w{64}"', "", response.content.decode()))
    (pagina,) = paginas
    assert "Stuur mij een nieuwe link</button>" in pagina and 'name="email"' in pagina


def test_seven_days_and_not_longer(vraag):
    nu = timezone.now()
    een, twee = nieuwe_link(vraag), nieuwe_link(vraag)
    with time_machine.travel(nu + dt.timedelta(days=7, minutes=-1), tick=False):
        assert Client().post(een).status_code == 302
    with time_machine.travel(nu + dt.timedelta(days=7, minutes=1), tick=False):
        assert Client().post(twee).status_code == 410


def test_eight_hours_and_not_longer(vraag):
    nu = timezone.now()
    client = via_link(vraag.partner, vraag.acties)
    for uur in (3, 6, 7.9):  # using it does not make it longer
        with time_machine.travel(nu + dt.timedelta(hours=uur), tick=False):
            assert is_binnen(client)
    with time_machine.travel(nu + dt.timedelta(hours=8.1), tick=False):
        assert not is_binnen(client)


# --- who never gets one


@pytest.mark.parametrize("rol", ["lezer", "beleidsmedewerker", "beheerder"])
def test_staff_and_lezers_never(vraag, rol):
    wie = maak.maak_partner(vraag.organisatie, rol=rol)
    with pytest.raises(PermissionDenied):
        maak_toegangslink(gebruiker=wie, acties=vraag.acties)
    Client().post("/mijn/link/", {"email": wie.email})
    voer_dag_uit()
    assert not Toegangslink.objects.filter(gebruiker=wie).exists()
    assert not Post.objects.filter(aan=wie, soort="link").exists()


def test_not_for_who_may_not_log_in(vraag):
    vraag.partner.is_active = False
    with pytest.raises(PermissionDenied):
        maak_toegangslink(gebruiker=vraag.partner, acties=vraag.acties)


# --- what the session reaches


def test_only_its_acties_can_be_read_and_written(vraag):
    client = via_link(vraag.partner, vraag.acties[:2])
    eigen, ander = vraag.acties[0], vraag.acties[2]
    for actie in (eigen, ander):
        geheim = f"Geheim {actie.pk}."
        maak.maak_melding(actie, organisatie=vraag.organisatie, toestand="concept", toelichting=geheim)
    pagina = client.get("/mijn/").content.decode()
    assert eigen.titel in pagina and ander.titel not in pagina
    velden = melding_velden(peildatum=timezone.localdate().isoformat(), organisatie=vraag.organisatie.pk)
    assert client.get(f"/acties/{eigen.pk}/melding/").status_code == 200
    assert client.post(f"/acties/{eigen.pk}/melding/?ronde={vraag.ronde.slug}", velden).status_code == 302
    assert Melding.objects.filter(actie=eigen, ronde=vraag.ronde).exists()
    for daad in (client.get, client.post):
        response = daad(f"/acties/{ander.pk}/melding/?ronde={vraag.ronde.slug}", velden)
        assert response["Location"].startswith("/aanmelden/?next=")
    assert not Melding.objects.filter(actie=ander, ronde=vraag.ronde).exists()
    assert f"Geheim {eigen.pk}" not in client.get(f"/acties/{eigen.pk}/").content.decode()  # there it is nobody


def test_the_querysets_obey_the_link(vraag):
    """Whatever stands under /mijn/: the one rule of each model knows the limit."""
    partner = Gebruiker.objects.get(pk=vraag.partner.pk)
    for actie in vraag.acties:
        maak.maak_melding(actie, organisatie=vraag.organisatie, toestand="concept")
    partner.beperkt_tot = frozenset({vraag.acties[0].pk})
    for rijen in (Actie.objects.rapporteerbaar_door(partner), Actie.objects.van_organisaties_van(partner)):
        assert list(rijen) == vraag.acties[:1]
    for rijen in (
        Melding.objects.zichtbaar_voor(partner),
        Melding.objects.bewerkbaar_door(partner),
        Melding.objects.van_organisaties_van(partner),
    ):
        assert [melding.actie for melding in rijen] == vraag.acties[:1]


def test_elsewhere_it_is_nobody(vraag):
    vraag.ronde.plan.openbaar = False
    vraag.ronde.plan.save()
    client = via_link(vraag.partner, vraag.acties)
    for adres in (f"/acties/{vraag.acties[0].pk}/", f"/plannen/{vraag.ronde.plan.slug}/"):
        assert client.get(adres).status_code == 404
    assert "Aanmelden" in client.get("/plannen/").content.decode()
    assert client.get("/mijn/../admin/").status_code == 404
    for adres in ("/mijn", "//mijn/", "/mijn/link/", "/acties/1/meldingen/", "/organisaties/", "/toegankelijkheid/"):
        response = client.get(adres)
        assert vraag.partner.naam not in response.content.decode(), adres
    assert "Mijn acties" in client.get("/uitleg/").content.decode()
    assert "Wachtwoord wijzigen" not in client.get("/mijn/").content.decode()


def test_the_log_names_who_wrote_by_a_link(vraag):
    client = via_link(vraag.partner, vraag.acties)
    velden = melding_velden(peildatum=timezone.localdate().isoformat(), organisatie=vraag.organisatie.pk)
    client.post(f"/acties/{vraag.acties[0].pk}/melding/?ronde={vraag.ronde.slug}", velden | {"act": "indienen"})
    melding = Melding.objects.get(ronde=vraag.ronde)
    assert (melding.ingediend_door, melding.gebeurtenissen.get().door) == (vraag.partner, vraag.partner)


# --- when it is over


def _vertrek(vraag: Vraag) -> None:
    vraag.partner.lidmaatschappen.update(tot=dagen(-1))


def _zet_uit(vraag: Vraag) -> None:
    Gebruiker.objects.filter(pk=vraag.partner.pk).update(is_active=False)


def _maak_medewerker(vraag: Vraag) -> None:
    Gebruiker.objects.filter(pk=vraag.partner.pk).update(rol="beleidsmedewerker")


def _ander_adres(vraag: Vraag) -> None:
    Gebruiker.objects.filter(pk=vraag.partner.pk).update(email="nieuw@voorbeeld.test")


def _trek_in(vraag: Vraag) -> None:
    trek_link_in(link=Toegangslink.objects.get(), door=maak.maak_medewerker(), reden="Op vraag.")


@pytest.mark.parametrize("gebeurt", [_vertrek, _zet_uit, _maak_medewerker, _ander_adres, _trek_in])
def test_the_session_is_over_at_once(vraag, gebeurt):
    client = via_link(vraag.partner, vraag.acties)
    assert is_binnen(client)
    gebeurt(vraag)
    assert not is_binnen(client)
    assert client.get(f"/acties/{vraag.acties[0].pk}/melding/").status_code == 302


def test_a_role_that_ended_takes_the_actie_away(vraag):
    client = via_link(vraag.partner, vraag.acties[:1])
    vraag.acties[0].rollen.all().delete()
    assert client.get(f"/acties/{vraag.acties[0].pk}/melding/").status_code == 403


def test_leaving_ends_it(vraag):
    client = via_link(vraag.partner, vraag.acties)
    client.post("/afmelden/")
    assert not is_binnen(client)


def test_dagelijks_writes_down_that_links_died(vraag):
    nieuwe_link(vraag)
    _vertrek(vraag)
    voer_dag_uit()
    link = Toegangslink.objects.get()
    assert link.ingetrokken_op is not None
    assert log() == ["gemaakt", "ingetrokken"]


def test_only_staff_revoke(vraag):
    nieuwe_link(vraag)
    with pytest.raises(PermissionDenied):
        trek_link_in(link=Toegangslink.objects.get(), door=vraag.partner, reden="Ik wil het.")
    assert Toegangslink.objects.get().ingetrokken_op is None


# --- beside a real login


def test_a_link_of_somebody_else_leaves_a_login_as_it_is(vraag):
    client, ander = Client(), maak.maak_medewerker()
    client.force_login(ander)
    sleutel, pad = client.session.session_key, nieuwe_link(vraag)
    for daad in (client.get, client.post):
        response = daad(pad)
        assert response.status_code == 410
        assert "Stuur mij een nieuwe link" in response.content.decode()
    assert client.session.session_key == sleutel
    assert "toegangslink" not in client.session
    assert client.get("/nakijken/").status_code == 200
    assert Client().post(pad).status_code == 302  # and it is not used up


def test_who_is_logged_in_as_its_owner_goes_on_with_all_rights(vraag):
    client, pad = Client(), nieuwe_link(vraag)
    client.force_login(vraag.partner)
    assert client.post(pad)["Location"] == "/mijn/"
    assert client.get(f"/acties/{vraag.acties[2].pk}/melding/").status_code == 200
    assert Toegangslink.objects.get().gebruikt_op is None


def test_logging_in_with_a_password_is_more_than_the_link(vraag):
    client = via_link(vraag.partner, vraag.acties[:1])
    client.post("/aanmelden/", {"login": vraag.partner.email, "password": maak.WACHTWOORD})
    assert client.get(f"/acties/{vraag.acties[2].pk}/melding/").status_code == 200
    client.post("/afmelden/")
    assert not is_binnen(client)


def test_the_link_of_another_throws_the_former_session_away(vraag):
    ander = maak_vraag(1)
    client = via_link(vraag.partner, vraag.acties)
    session = client.session
    session["onderbroken"] = {"pad": "/mijn/", "velden": [["tekst", "van de vorige"]]}
    session.save()
    client.post(nieuwe_link(ander))
    assert "van de vorige" not in client.get("/mijn/").content.decode()
    assert client.get(f"/acties/{vraag.acties[0].pk}/melding/").status_code == 302


def test_what_was_typed_when_the_session_ended_is_still_there(vraag):
    """The form waits for the next link of the same person."""
    nu, client = timezone.now(), via_link(vraag.partner, vraag.acties)
    adres = f"/acties/{vraag.acties[0].pk}/melding/"
    with time_machine.travel(nu + dt.timedelta(hours=7), tick=False):
        client.get(adres)  # the cookie lives on
    with time_machine.travel(nu + dt.timedelta(hours=8, minutes=1), tick=False):
        velden = melding_velden(toelichting="Een lange tekst.", organisatie=vraag.organisatie.pk)
        assert client.post(adres, velden)["Location"].startswith("/aanmelden/")
        client.post(nieuwe_link(vraag))
        assert "Een lange tekst." in client.get(adres).content.decode()


# --- asking for a new one


def vraag_aan(adres: str, client: Client | None = None):
    return (client or Client()).post("/mijn/link/", {"email": adres})


def test_everyone_gets_the_same_answer(vraag):
    medewerker, weg = maak.maak_medewerker(), maak.maak_gebruiker(is_active=False)
    adressen = [vraag.partner.email, vraag.partner.email.upper(), medewerker.email, weg.email, "niemand@voorbeeld.test"]
    antwoorden = {(r := vraag_aan(adres)).status_code: r.content for adres in adressen}
    assert list(antwoorden) == [200]
    paginas = {vraag_aan(adres).content for adres in adressen}
    assert len(paginas) == 1
    assert mail.outbox == []  # whoever it is, is looked up after the answer


def test_it_asks_the_database_the_same_for_everyone(vraag):
    soorten = set()
    for adres in (vraag.partner.email, "niemand@voorbeeld.test"):
        client = Client()
        with CaptureQueriesContext(connection) as vragen:
            vraag_aan(adres, client)
        soorten.add(tuple(re.sub(r"'[^']*'|\d+", "?", v["sql"]) for v in vragen))
    assert len(soorten) == 1


def test_the_new_link_works_for_all_acties_of_the_person(vraag):
    vraag_aan(vraag.partner.email)
    voer_dag_uit()
    (bericht,) = [b for b in mail.outbox if b.subject == "Samenleven: uw nieuwe link"]
    assert bericht.to == [vraag.partner.email]
    pad = re.search(r"http://localhost(/mijn/link/[\w-]+/)", bericht.body)[1]
    client = Client()
    client.post(pad)
    assert all(client.get(f"/acties/{actie.pk}/melding/").status_code == 200 for actie in vraag.acties)
    assert list(Linkaanvraag.objects.values_list("adres", flat=True)) == [""]


def test_limits_per_address_and_per_network(vraag):
    for _ in range(PER_UUR_WIE + 3):
        assert vraag_aan(vraag.partner.email).status_code == 200
    assert Linkaanvraag.objects.count() == PER_UUR_WIE
    for nr in range(PER_UUR_VANWAAR + 3):
        assert vraag_aan(f"iemand{nr}@voorbeeld.test").status_code == 200
    assert Linkaanvraag.objects.count() == PER_UUR_VANWAAR
    with time_machine.travel(timezone.now() + dt.timedelta(hours=1, minutes=1), tick=False):
        vraag_aan(vraag.partner.email)
    assert Linkaanvraag.objects.count() == PER_UUR_VANWAAR + 1


def test_old_requests_are_forgotten(vraag):
    vraag_aan("niemand@voorbeeld.test")
    Linkaanvraag.objects.update(gevraagd_op=timezone.now() - dt.timedelta(days=2))
    voer_dag_uit()
    assert Linkaanvraag.objects.count() == 0


# --- the log of the machine


def test_no_token_in_the_log(vraag):
    regel = logging.LogRecord(
        "django.request", logging.WARNING, "x", 1, "Gone: %s", ("/mijn/link/geheim-token_1/",), None
    )
    assert ZonderToken().filter(regel)
    assert regel.getMessage() == "Gone: /mijn/link/***/"


def test_no_log_line_of_the_site_holds_a_token(vraag, caplog):
    caplog.set_level(logging.DEBUG)
    pad = nieuwe_link(vraag)
    client = Client(enforce_csrf_checks=True)
    client.post(pad)
    Client().post(pad)
    Client().post(pad)
    token = pad.split("/")[3]
    for regel in caplog.records:
        ZonderToken().filter(regel)
        assert token not in regel.getMessage()
    assert any("/mijn/link/***/" in regel.getMessage() for regel in caplog.records)
