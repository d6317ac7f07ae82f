"""The second step: who must have one, how it is set up and used, and that the last one stays."""

import re

import pytest
from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory

from organisaties.accounts.adapter import AccountAdapter
from organisaties.accounts.fasen import TweedeStapFase
from organisaties.accounts.tweede_stap import mag_weg, wis_tweede_stap
from organisaties.models import Gebruiker, Handeling
from speerpunten.tests import maak
from speerpunten.tests.toneel import via_link

pytestmark = pytest.mark.django_db
STAP = "/account/tweede-stap/"
APP = "/account/tweede-stap/app/"
CODES = "/account/herstelcodes/"
NU = 1_800_000_000


@pytest.fixture(autouse=True)
def verplicht(settings, monkeypatch):
    settings.TWEEDE_STAP_VERPLICHT = True
    cache.clear()
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time.time", lambda: NU)


def code_van(geheim: str, stap: int = 0) -> str:
    return format_hotp_value(hotp_value(geheim, NU // 30 + stap))


def meld_aan(gebruiker: Gebruiker, client: Client | None = None, volgende: str = ""):
    client = client or Client()
    velden = {"login": gebruiker.email, "password": maak.WACHTWOORD}
    return client, client.post(f"/aanmelden/{volgende}", velden)


def geef_app(gebruiker: Gebruiker) -> str:
    """Give a gebruiker an app and recovery codes; returns the secret."""
    geheim = generate_totp_secret()
    TOTP.activate(gebruiker, geheim)
    RecoveryCodes.activate(gebruiker)
    return geheim


def geef_sleutel(gebruiker: Gebruiker, naam: str = "Laptop") -> Authenticator:
    return WebAuthn.add(gebruiker, naam, {}).instance


# --- obliged


@pytest.mark.parametrize("wie", ["medewerker", "beheerder"])
@pytest.mark.parametrize("adres", ["/mijn/", "/nakijken/", "/plannen/", "/admin/", "/stijlgids/", "/uitleg/"])
def test_wie_er_een_moet_hebben_wordt_ernaar_geleid(request, wie, adres):
    client = Client()
    client.force_login(request.getfixturevalue(wie))
    response = client.get(adres)
    assert (response.status_code, response["Location"]) == (302, f"{STAP}?next={adres.replace('/', '%2F')}")
    assert "Stel eerst een tweede stap in" in client.get(STAP).content.decode()


def test_de_accountpaginas_en_afmelden_blijven_open(medewerker):
    client = Client()
    client.force_login(medewerker)
    for adres in ("/account/", "/account/sessies/", "/account/wachtwoord/", "/afmelden/"):
        assert client.get(adres).status_code == 200, adres
    assert client.post("/afmelden/").status_code == 302


@pytest.mark.parametrize("wie", ["partner", "lezer"])
def test_voor_anderen_is_het_een_keuze(request, wie):
    client, _ = meld_aan(request.getfixturevalue(wie))
    assert client.get("/mijn/").status_code == 200


def test_in_de_proefomgeving_is_het_een_aanbod(settings, medewerker):
    settings.TWEEDE_STAP_VERPLICHT = False
    client, _ = meld_aan(medewerker)
    assert client.get("/mijn/").status_code == 200


def test_een_script_krijgt_antwoord_in_zijn_eigen_taal(medewerker):
    client = Client()
    client.force_login(medewerker)
    lezen = client.get("/plannen/", headers={"HX-Request": "true"})
    assert lezen.headers["HX-Redirect"].startswith(STAP)
    schrijven = client.post("/mijn/", headers={"HX-Request": "true"})
    assert (schrijven.status_code, schrijven.headers.get("HX-Redirect")) == (403, None)
    ophalen = client.get("/mijn/", headers={"Accept": "application/json"})
    assert (ophalen.status_code, ophalen.json()["fout"][:9]) == (403, "Dit kan p")


@pytest.mark.django_db(transaction=True)
def test_wat_men_verstuurde_wacht_tot_na_de_tweede_stap(medewerker):
    client, _ = meld_aan(medewerker)
    client.post("/nakijken/aanvaarden/", {"reden": "Een lange tekst die niet weg mag."})
    assert client.get("/nakijken/aanvaarden/")["Location"].startswith(STAP)
    client.post(APP, {"code": code_van(geheim_van(client))})
    assert "Een lange tekst die niet weg mag." in client.get("/nakijken/aanvaarden/").content.decode()


def test_wie_beheerder_wordt_moet_meteen(partner):
    client, _ = meld_aan(partner)
    assert client.get("/mijn/").status_code == 200
    Gebruiker.objects.filter(pk=partner.pk).update(rol="beheerder")
    assert client.get("/mijn/")["Location"].startswith(STAP)


def test_wie_er_een_heeft_maar_niet_gebruikte_moet_hem_tonen(medewerker):
    geheim = geef_app(medewerker)
    client = Client()
    client.force_login(medewerker)
    naar = client.get("/mijn/")["Location"]
    assert naar == "/account/tweede-stap/bevestigen/?next=%2Fmijn%2F"
    response = client.post(naar, {"code": code_van(geheim)})
    assert (response.status_code, response["Location"]) == (302, "/mijn/")
    assert client.get("/mijn/").status_code == 200


# --- the app


def geheim_van(client: Client) -> str:
    return re.search(r'id="totp-sleutel">([A-Z2-7=]+)<', client.get(APP).content.decode())[1]


def test_de_fase_van_de_tweede_stap_wordt_pas_gelezen_door_wie_er_een_heeft():
    fasen = AccountAdapter().get_login_stages()
    assert [fase for fase in fasen if "allauth.mfa" in fase] == []
    assert f"{TweedeStapFase.__module__}.{TweedeStapFase.__qualname__}" in fasen
    assert (TweedeStapFase.key, TweedeStapFase.urlname) == (AuthenticateStage.key, AuthenticateStage.urlname)


@pytest.mark.django_db(transaction=True)
def test_app_instellen_en_ermee_aanmelden(medewerker):
    client, _ = meld_aan(medewerker)
    assert client.get("/mijn/")["Location"].startswith(STAP)
    geheim = geheim_van(client)
    fout = client.post(APP, {"code": "000000"})
    assert "klopt niet" in fout.content.decode()
    assert client.post(APP, {"code": code_van(geheim)})["Location"] == CODES
    assert client.get("/mijn/").status_code == 200  # it has just been used
    assert [(m.to, m.subject) for m in mail.outbox] == [([medewerker.email], "Tweede stap toegevoegd")]
    gelogd = Handeling.objects.filter(soort="tweede_factor", door=medewerker).order_by("pk")
    assert [(handeling.bijzonderheden["wat"], handeling.bijzonderheden["middel"]) for handeling in gelogd] == [
        ("toegevoegd", "code uit een app"),
        ("toegevoegd", "herstelcode"),
    ]

    cache.clear()
    nieuw, response = meld_aan(medewerker, volgende="?next=/nakijken/")
    assert response["Location"] == "/account/tweede-stap/aanmelden/"
    assert nieuw.get("/mijn/")["Location"].startswith("/aanmelden/")
    assert "klopt niet" in nieuw.post(response["Location"], {"code": "000000"}).content.decode()
    response = nieuw.post(response["Location"], {"code": code_van(geheim)})
    assert (response.status_code, nieuw.get("/mijn/").status_code) == (302, 200)


def test_een_code_werkt_een_keer_zolang_ze_geldt(medewerker):
    geheim = geef_app(medewerker)
    volgende = code_van(geheim, 1)
    for verwacht in (302, 200):
        client, response = meld_aan(medewerker)
        assert client.post(response["Location"], {"code": volgende}).status_code == verwacht
        for sleutel in list(cache._cache):  # what allauth itself remembers is over after one step of the clock
            if "totp.used" in sleutel:
                del cache._cache[sleutel], cache._expire_info[sleutel]


def test_een_oude_code_werkt_niet(medewerker):
    geheim = geef_app(medewerker)
    client, response = meld_aan(medewerker)
    assert client.post(response["Location"], {"code": code_van(geheim, -2)}).status_code == 200
    assert client.post(response["Location"], {"code": code_van(geheim, -1)}).status_code == 302


def test_vijf_verkeerde_codes_en_dan_ook_de_goede_niet(settings, medewerker):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,5/300s/key"}
    geheim = geef_app(medewerker)
    client, response = meld_aan(medewerker)
    for _ in range(5):
        client.post(response["Location"], {"code": "000000"})
    ander, response = meld_aan(medewerker)  # another browser does not help
    assert "te veel pogingen" in ander.post(response["Location"], {"code": code_van(geheim)}).content.decode()


# --- recovery codes


def toon(client: Client) -> list[str]:
    return re.findall(r"<code>(\d{8})</code>", client.post(CODES).content.decode())


def binnen_met_app(gebruiker: Gebruiker) -> Client:
    geheim = geef_app(gebruiker)
    client, response = meld_aan(gebruiker)
    assert client.post(response["Location"], {"code": code_van(geheim)}).status_code == 302
    return client


def test_herstelcodes_worden_een_keer_getoond_en_niet_door_te_kijken(partner):
    client = binnen_met_app(partner)
    voor = Authenticator.objects.get(user=partner, type="recovery_codes").data
    assert client.get(CODES).status_code == 200
    assert Authenticator.objects.get(user=partner, type="recovery_codes").data == voor
    codes = toon(client)
    assert len(set(codes)) == 10
    assert toon(client) == []
    assert not re.search(r"\d{8}", client.get(CODES).content.decode())


def test_een_herstelcode_laat_een_keer_binnen(partner):
    codes = toon(binnen_met_app(partner))
    for verwacht in (302, 200):
        client, response = meld_aan(partner)
        assert client.post(response["Location"], {"code": codes[0]}).status_code == verwacht


def test_nieuwe_herstelcodes_maken_de_oude_waardeloos(partner, django_capture_on_commit_callbacks):
    client = binnen_met_app(partner)
    oud = toon(client)
    with django_capture_on_commit_callbacks(execute=True):
        pagina = client.post("/account/herstelcodes/nieuw/")
    nieuw = re.findall(r"<code>(\d{8})</code>", pagina.content.decode())
    assert len(nieuw) == 10
    assert not set(oud) & set(nieuw)
    assert nieuw[0] in pagina.content.decode().split("data:text/plain")[1]
    assert "no-store" in pagina["Cache-Control"]
    assert mail.outbox[-1].subject == "Nieuwe herstelcodes"


# --- the last one stays


def test_de_laatste_blijft_bij_wie_er_een_moet_hebben(medewerker):
    client = binnen_met_app(medewerker)
    weg = "/account/tweede-stap/app/weg/"
    assert "U moet een tweede stap houden" in client.get(weg).content.decode()
    client.post(weg)
    assert Authenticator.objects.filter(user=medewerker, type="totp").exists()
    geef_sleutel(medewerker)
    assert client.post(weg).status_code == 302
    assert not Authenticator.objects.filter(user=medewerker, type="totp").exists()
    assert mail.outbox[-1].subject == "Tweede stap weggehaald"


def test_ook_de_laatste_sleutel_blijft(medewerker):
    client = binnen_met_app(medewerker)
    sleutel = geef_sleutel(medewerker)
    weg = f"/account/toegangssleutels/{sleutel.pk}/weg/"
    Authenticator.objects.filter(user=medewerker, type="totp").delete()
    assert "U moet een tweede stap houden" in client.get(weg).content.decode()
    client.post(weg)
    assert Authenticator.objects.filter(pk=sleutel.pk).exists()
    extra = geef_sleutel(medewerker, "Stick")
    assert client.post(weg).status_code == 302
    assert list(Authenticator.objects.filter(user=medewerker, type="webauthn")) == [extra]
    assert mail.outbox[-1].subject == "Toegangssleutel weggehaald"


def test_wie_mag_kiezen_mag_alles_weghalen(partner):
    client = binnen_met_app(partner)
    assert mag_weg(Authenticator.objects.get(user=partner, type="totp"))
    client.post("/account/tweede-stap/app/weg/")
    assert not Authenticator.objects.filter(user=partner).exists()


def test_de_sleutel_van_een_ander_is_er_niet(partner, lezer):
    sleutel = geef_sleutel(lezer)
    client = binnen_met_app(partner)
    for adres in (f"/account/toegangssleutels/{sleutel.pk}/", f"/account/toegangssleutels/{sleutel.pk}/weg/"):
        assert client.get(adres).status_code == 404
        assert client.post(adres, {"name": "Van mij"}).status_code == 404
    assert Authenticator.objects.get(pk=sleutel.pk).data["name"] == "Laptop"


def test_een_beheerder_wist_de_tweede_stap_van_wie_hem_kwijt_is(medewerker, beheerder):
    client = binnen_met_app(medewerker)
    assert wis_tweede_stap(medewerker, door=beheerder) == 1
    assert client.get("/mijn/")["Location"].startswith("/aanmelden/")
    assert not Authenticator.objects.filter(user=medewerker).exists()
    handeling = Handeling.objects.get(soort="tweede_factor")
    assert (handeling.door, handeling.over_id) == (beheerder, medewerker.pk)


# --- prove it again


@pytest.mark.parametrize("adres", [APP, "/account/email/", "/account/toegangssleutels/nieuw/"])
def test_wat_gevoelig_is_vraagt_na_een_tijd_opnieuw_wie_u_bent(settings, partner, adres):
    client, _ = meld_aan(partner)
    assert client.get(adres).status_code == 200
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    naar = client.get(adres)["Location"]
    assert naar.startswith("/account/bevestigen/?next=")
    assert "klopt niet" in client.post(naar, {"password": "verkeerd"}).content.decode()
    response = client.post(naar, {"password": maak.WACHTWOORD})
    assert (response.status_code, response["Location"]) == (302, adres)


def test_bevestigen_leidt_alleen_naar_dit_huis(partner):
    client, _ = meld_aan(partner)
    for kwaad in ("https://elders.example/", "//elders.example/", "javascript:alert(1)", "/\\elders.example"):
        response = client.post("/account/bevestigen/", {"password": maak.WACHTWOORD, "next": kwaad})
        assert response.status_code == 302
        assert "elders" not in response["Location"]
        assert "javascript" not in response["Location"]


# --- lost


def test_in_het_beheer_wist_men_die_van_anderen_en_niet_de_eigen(beheerder, medewerker):
    client = binnen_met_app(beheerder)
    geef_app(medewerker)
    lijst = "/admin/organisaties/gebruiker/"
    assert "Ingesteld." in client.get(f"{lijst}{medewerker.pk}/change/").content.decode()
    velden = {"action": "wis_tweede_stap", "_selected_action": [medewerker.pk, beheerder.pk]}
    assert client.post(lijst, velden, follow=True).status_code == 200
    assert not Authenticator.objects.filter(user=medewerker).exists()
    assert Authenticator.objects.filter(user=beheerder, type="totp").exists()
    assert (mail.outbox[-1].to, mail.outbox[-1].subject) == ([medewerker.email], "Tweede stap gewist")


def test_op_de_server_voor_de_enige_beheerder(beheerder, capsys):
    geef_app(beheerder)
    call_command("wis_tweede_stap", beheerder.email.upper())
    assert not Authenticator.objects.filter(user=beheerder).exists()
    assert "1 gewist" in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("wis_tweede_stap", "niemand@voorbeeld.test")


def test_wie_niet_meer_mag_komt_ook_met_een_sleutel_niet_binnen(partner):
    """What a passkey proves is who someone is, not that they still may."""
    partner.is_active = False
    partner.save()
    request = RequestFactory().post("/")
    request.session, request.user = SessionStore(), AnonymousUser()
    with context.request_context(request):
        response = perform_login(request, Login(user=partner))
    assert response["Location"] == "/account/niet-actief/"
    assert "_auth_user_id" not in request.session


def test_wie_met_een_veilige_link_komt_wordt_er_niet_om_gevraagd(partner):
    actie = maak.maak_actie()
    client = via_link(partner, type(actie).objects.filter(pk=actie.pk))
    assert client.get("/mijn/").status_code == 200
    assert client.get("/account/")["Location"].startswith("/aanmelden/")
