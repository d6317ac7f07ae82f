"""Who comes in with OpenID Connect, who does not, and what they may do then."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings as instellingen
from django.core.management import CommandError, call_command
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from organisaties.accounts.tweede_stap import is_sterk_aangemeld
from organisaties.models import Gebruiker, Handeling, Lidmaatschap, Organisatie
from organisaties.oidc.toelating import organisaties_van
from organisaties.tests.oidc import BEGIN, TERUG, _nep, kom_terug, meld_aan, nep  # noqa: F401
from speerpunten.tests import maak

pytestmark = pytest.mark.django_db
KBO = "0862.910.119"
FEITEN = {"wijze", "gekoppeld", "gemaakt", "organisatie_zonder_lidmaatschap"}


def wie(client) -> Gebruiker | None:
    return Gebruiker.objects.filter(pk=client.session.get("_auth_user_id") or 0).first()


def redenen() -> list[str]:
    mislukt = Handeling.objects.filter(soort="aanmelden_mislukt").order_by("pk")
    return [handeling.bijzonderheden["reden"] for handeling in mislukt]


def aangemeld() -> list[dict]:
    gelogd = Handeling.objects.filter(soort="aangemeld", bijzonderheden__wijze="oidc").order_by("pk")
    return [{naam: h.bijzonderheden[naam] for naam in h.bijzonderheden if naam in FEITEN} for h in gelogd]


# --- without settings


def test_zonder_instellingen_is_er_niets(client):
    assert client.post(BEGIN).status_code == client.get(BEGIN).status_code == client.get(TERUG).status_code == 404
    antwoord = client.get("/aanmelden/")
    assert "oidc" not in antwoord.content.decode()
    assert "form-action 'self';" in antwoord["Content-Security-Policy"] + ";"


def test_de_knop_staat_op_de_aanmeldpagina_en_is_een_formulier(client, nep):  # noqa: F811
    tekst = client.get("/aanmelden/?next=/mijn/").content.decode()
    assert "Verder met Proef-ID (voorbeeld)" in tekst
    formulier = tekst.partition(f'<form method="post" action="{BEGIN}">')[2].partition("</form>")[0]
    assert 'name="csrfmiddlewaretoken"' in formulier
    assert 'name="next" value="/mijn/"' in formulier
    assert client.get(BEGIN).status_code == 405
    streng = type(client)(enforce_csrf_checks=True)
    assert streng.post(BEGIN).status_code == 403


# --- who comes in


def test_een_bevestigd_adres_wordt_gekoppeld_en_de_sub_blijft(client, nep, partner):  # noqa: F811
    nep.persoon["email"] = "PARTNER@voorbeeld.test"
    antwoord = meld_aan(client, nep)
    assert (antwoord.status_code, antwoord["Location"]) == (302, "/mijn/")
    assert wie(client) == partner
    koppeling = SocialAccount.objects.get()
    assert (koppeling.user, koppeling.provider, koppeling.extra_data) == (partner, "oidc", {})
    assert "persoon-1" not in koppeling.uid
    client.logout()
    nep.persoon |= {"email": "nieuw-adres@voorbeeld.test", "email_verified": False}
    meld_aan(client, nep)
    assert wie(client) == partner
    assert aangemeld() == [
        {"wijze": "oidc", "gekoppeld": True, "gemaakt": False},
        {"wijze": "oidc", "gekoppeld": False, "gemaakt": False},
    ]


@pytest.mark.parametrize("bevestigd", [False, None, "true", "false", 1])
def test_een_adres_dat_niet_bevestigd_is_koppelt_niets(client, nep, partner, bevestigd):  # noqa: F811
    nep.persoon["email_verified"] = bevestigd
    antwoord = meld_aan(client, nep)
    assert antwoord.status_code == 403
    assert "geen bevestigd e-mailadres" in antwoord.content.decode()
    assert wie(client) is None
    assert not SocialAccount.objects.exists()
    assert redenen() == ["email_onbevestigd"]


@pytest.mark.parametrize("adres", [None, "", "geen adres", ["partner@voorbeeld.test"]])
def test_wat_geen_adres_is_is_niet_bevestigd(client, nep, partner, adres):  # noqa: F811
    nep.persoon["email"] = adres
    assert meld_aan(client, nep).status_code == 403
    assert redenen() == ["email_onbevestigd"]


def test_een_onbekende_komt_niet_binnen_en_wordt_niemand(client, nep, partner):  # noqa: F811
    nep.persoon["email"] = "vreemde@voorbeeld.test"
    antwoord = meld_aan(client, nep)
    assert antwoord.status_code == 403
    assert "nog geen account" in antwoord.content.decode()
    assert list(Gebruiker.objects.all()) == [partner]
    assert wie(client) is None
    gelogd = Handeling.objects.get(soort="aanmelden_mislukt")
    assert gelogd.bijzonderheden == {"wijze": "oidc", "reden": "onbekend"}
    assert "vreemde" not in str(gelogd.bijzonderheden)


def test_wie_niet_meer_mag_komt_langs_geen_van_beide_wegen_binnen(client, nep, partner):  # noqa: F811
    meld_aan(client, nep)
    client.logout()
    Gebruiker.objects.filter(pk=partner.pk).update(is_active=False)
    assert "niet meer in gebruik" in meld_aan(client, nep).content.decode()
    SocialAccount.objects.all().delete()
    assert meld_aan(client, nep).status_code == 403
    assert wie(client) is None
    assert not SocialAccount.objects.exists()
    assert redenen() == ["niet_actief", "niet_actief"]


def test_een_adres_dat_op_een_ander_overging_geeft_het_account_niet(client, nep, partner):  # noqa: F811
    meld_aan(client, nep)
    client.logout()
    nep.persoon["sub"] = "persoon-2"
    antwoord = meld_aan(client, nep)
    assert antwoord.status_code == 403
    assert "al gekoppeld aan een andere aanmelding" in antwoord.content.decode()
    assert wie(client) is None
    assert SocialAccount.objects.count() == 1
    assert redenen() == ["ander_account"]


def test_losgekoppeld_mag_een_ander_het_adres_hebben(client, nep, partner, capsys):  # noqa: F811
    meld_aan(client, nep)
    client.logout()
    call_command("ontkoppel_oidc", "Partner@voorbeeld.test")
    assert "is losgekoppeld" in capsys.readouterr().out
    assert not SocialAccount.objects.exists()
    assert Handeling.objects.get(soort="tweede_factor").over_id == partner.pk
    nep.persoon["sub"] = "persoon-2"
    meld_aan(client, nep)
    assert wie(client) == partner
    SocialAccount.objects.all().delete()
    for adres in ("partner@voorbeeld.test", "niemand@voorbeeld.test"):
        with pytest.raises(CommandError):
            call_command("ontkoppel_oidc", adres)


def test_dezelfde_sub_van_een_andere_uitgever_is_een_ander(client, nep, partner, medewerker):  # noqa: F811
    meld_aan(client, nep)
    eerste = SocialAccount.objects.get().uid
    SocialAccount.objects.update(uid="0" * 64, user=medewerker)  # as if it came from elsewhere
    client.logout()
    meld_aan(client, nep)
    assert wie(client) == partner
    assert SocialAccount.objects.get(user=partner).uid == eerste


# --- the claim of the organisatie


@pytest.mark.parametrize(
    "waarde",
    [KBO, "0862910119", "862910119", "BE 0862.910.119", ["OVO002949", KBO], [KBO, KBO], 862910119],
)
def test_een_kbo_nummer_in_elke_vorm(settings, organisatie, waarde):
    settings.OIDC_CLAIM_KBO = "vo_orgcode"
    Organisatie.objects.update(kbo=KBO)
    assert organisaties_van({"vo_orgcode": waarde}) == [organisatie]


@pytest.mark.parametrize("waarde", [None, "", "OVO002949", "0862.910.118", [], [None], {}, True, "0123456749"])
def test_een_andere_code_noemt_niemand(settings, organisatie, waarde):
    settings.OIDC_CLAIM_KBO = "vo_orgcode"
    Organisatie.objects.update(kbo=KBO)
    assert organisaties_van({"vo_orgcode": waarde}) == []
    settings.OIDC_CLAIM_KBO = ""
    assert organisaties_van({"vo_orgcode": KBO, "": KBO}) == []


def test_maak_lid_maakt_een_contactpersoon_zonder_rol_en_zonder_post(client, nep, organisatie, settings):  # noqa: F811
    Organisatie.objects.update(kbo=KBO)
    settings.OIDC_MAAK_LID = True
    nep.persoon |= {
        "email": "Nieuw@voorbeeld.test",
        "name": None,
        "given_name": "Nieuwe",
        "family_name": "Persoon (voorbeeld)",
        "vo_orgcode": ["OVO002949", "0862910119"],
        "rol": "beheerder",
        "is_staff": True,
    }
    assert meld_aan(client, nep).status_code == 302
    nieuw = Gebruiker.objects.get()
    assert (nieuw.email, nieuw.naam, nieuw.rol) == ("nieuw@voorbeeld.test", "Nieuwe Persoon (voorbeeld)", "")
    assert not nieuw.has_usable_password()
    assert not nieuw.is_staff
    lid = Lidmaatschap.objects.get()
    assert (lid.gebruiker, lid.organisatie, lid.tot, lid.ontvangt_post) == (nieuw, organisatie, None, False)
    assert aangemeld() == [{"wijze": "oidc", "gekoppeld": True, "gemaakt": True}]
    assert client.get("/mijn/").status_code == 200
    assert client.get("/admin/", follow=True).status_code == 403


def test_maak_lid_maakt_niets_zonder_bekende_actieve_organisatie(client, nep, organisatie, settings):  # noqa: F811
    settings.OIDC_MAAK_LID = True
    nep.persoon |= {"email": "nieuw@voorbeeld.test", "vo_orgcode": KBO}
    assert meld_aan(client, nep).status_code == 403
    Organisatie.objects.update(kbo=KBO, actief_tot=timezone.localdate() - timezone.timedelta(days=1))
    assert meld_aan(client, nep).status_code == 403
    Organisatie.objects.update(actief_tot=None)
    nep.persoon["email_verified"] = False
    assert meld_aan(client, nep).status_code == 403
    assert not Gebruiker.objects.exists()
    assert redenen() == ["onbekend", "onbekend", "email_onbevestigd"]


def test_een_claim_maakt_van_wie_bekend_is_geen_contactpersoon(client, nep, settings):  # noqa: F811
    settings.OIDC_MAAK_LID = True
    organisatie = maak.maak_organisatie(naam="Wereldhuis (voorbeeld)", slug="wereldhuis", kbo=KBO)
    bekend = maak.maak_gebruiker(email="partner@voorbeeld.test", naam="Bekend (voorbeeld)")
    nep.persoon["vo_orgcode"] = KBO
    meld_aan(client, nep)
    assert wie(client) == bekend
    assert not Lidmaatschap.objects.exists()
    assert aangemeld()[0]["organisatie_zonder_lidmaatschap"] == organisatie.pk
    assert "nog geen contactpersoon van Wereldhuis (voorbeeld)" in client.get("/mijn/").content.decode()


def test_een_claim_geeft_en_neemt_geen_rol(client, nep, medewerker):  # noqa: F811
    nep.persoon |= {"email": medewerker.email, "rol": "beheerder", "roles": ["beheerder"], "vo_orgcode": KBO}
    meld_aan(client, nep)
    assert wie(client) == medewerker
    medewerker.refresh_from_db()
    assert medewerker.rol == "beleidsmedewerker"


# --- the session


def test_de_sessie_krijgt_een_nieuwe_sleutel_en_houdt_niets_van_een_ander(client, nep, partner, medewerker):  # noqa: F811
    client.get("/aanmelden/")
    heen = client.post(BEGIN)
    eerst = client.cookies[instellingen.SESSION_COOKIE_NAME].value
    nep.ontvang(heen["Location"])
    kom_terug(client, nep)
    daarna = client.cookies[instellingen.SESSION_COOKIE_NAME].value
    assert eerst != daarna
    assert not type(client.session)().exists(eerst)
    ander = type(client)()
    nep.ontvang(ander.post(BEGIN)["Location"])
    ander.force_login(partner)  # in another tab, before the answer comes
    nep.persoon |= {"sub": "persoon-9", "email": medewerker.email}
    client = ander
    kom_terug(client, nep)
    assert client.cookies[instellingen.SESSION_COOKIE_NAME].value != daarna
    assert wie(client) == medewerker


@pytest.mark.parametrize(
    ("verder", "heen"),
    [
        ("/organisaties/", "/organisaties/"),
        ("http://testserver/organisaties/", "http://testserver/organisaties/"),
        ("https://elders.example/", "/mijn/"),
        ("//elders.example/", "/mijn/"),
        ("/\\elders.example/", "/mijn/"),
        ("javascript:alert(1)", "/mijn/"),
        ("http://localhost/", "/mijn/"),  # may be asked for here, and is another host than the visitor's
        ("", "/mijn/"),
    ],
)
def test_verder_alleen_op_dit_adres(client, nep, partner, verder, heen):  # noqa: F811
    assert meld_aan(client, nep, verder)["Location"] == heen


def test_verder_telt_niet_op_de_weg_terug(client, nep, partner):  # noqa: F811
    nep.ontvang(client.post(BEGIN)["Location"])
    assert kom_terug(client, nep, next="https://elders.example/")["Location"] == "/mijn/"


# --- connecting one's own account


def met_wachtwoord(client, gebruiker: Gebruiker) -> None:
    client.post("/aanmelden/", {"login": gebruiker.email, "password": maak.WACHTWOORD})
    assert wie(client) == gebruiker


def test_wie_aangemeld_is_koppelt_zijn_account_zonder_adres(client, nep, partner):  # noqa: F811
    nep.persoon |= {"email": None, "email_verified": None}
    met_wachtwoord(client, partner)
    assert meld_aan(client, nep, "/organisaties/")["Location"] == "/organisaties/"
    assert SocialAccount.objects.get().user == wie(client) == partner
    assert "voortaan aanmelden met Proef-ID" in client.get("/organisaties/").content.decode()
    assert Handeling.objects.get(soort="tweede_factor").door == partner
    meld_aan(client, nep)  # again: nothing new
    assert Handeling.objects.filter(soort="tweede_factor").count() == 1
    client.logout()
    meld_aan(client, nep)
    assert wie(client) == partner


def test_koppelen_vraagt_wie_het_pas_bewees(client, nep, partner):  # noqa: F811
    met_wachtwoord(client, partner)
    sessie = client.session
    sessie["account_authentication_methods"][-1]["at"] -= 3600
    sessie.save()
    antwoord = client.post(BEGIN)
    assert antwoord.status_code == 403
    assert "Meld u eerst af en weer aan" in antwoord.content.decode()
    assert redenen() == ["niet_recent"]


def test_wat_van_een_ander_is_wordt_niet_gekoppeld(client, nep, partner, medewerker):  # noqa: F811
    meld_aan(client, nep)
    client.logout()
    met_wachtwoord(client, medewerker)
    assert meld_aan(client, nep).status_code == 403  # the person is another's
    assert SocialAccount.objects.get().user == partner
    client.logout()
    met_wachtwoord(client, partner)
    nep.persoon["sub"] = "persoon-2"
    assert meld_aan(client, nep).status_code == 403  # the account has another person
    assert SocialAccount.objects.count() == 1
    assert redenen() == ["ander_account", "ander_account"]


def test_koppelen_is_voor_wie_het_begon(client, nep, partner, medewerker):  # noqa: F811
    met_wachtwoord(client, partner)
    nep.ontvang(client.post(BEGIN)["Location"])
    staten = client.session["socialaccount_states"]
    client.force_login(medewerker)
    sessie = client.session
    sessie["socialaccount_states"] = staten
    sessie.save()
    assert kom_terug(client, nep).status_code == 400
    assert not SocialAccount.objects.exists()
    assert wie(client) == medewerker


# --- the second step


def met_tweede_stap(gebruiker: Gebruiker) -> Gebruiker:
    Authenticator.objects.create(user=gebruiker, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return gebruiker


def test_de_tweede_stap_telt_niet_tenzij_de_instelling_het_zegt(client, nep, medewerker, settings):  # noqa: F811
    nep.persoon["email"] = medewerker.email
    meld_aan(client, nep)
    verzoek = RequestFactory().get("/")
    verzoek.session, verzoek.user = client.session, medewerker
    assert is_sterk_aangemeld(verzoek) is False
    settings.OIDC_TELT_ALS_TWEEDE_STAP = True
    assert is_sterk_aangemeld(verzoek) is True


def test_wie_een_tweede_stap_heeft_krijgt_hem(client, nep, medewerker, settings):  # noqa: F811
    nep.persoon["email"] = met_tweede_stap(medewerker).email
    assert meld_aan(client, nep)["Location"] == reverse("mfa_authenticate")
    assert wie(client) is None
    assert not Handeling.objects.filter(soort="aangemeld").exists()


def test_met_de_instelling_vraagt_niemand_de_code_nog(client, nep, medewerker, settings):  # noqa: F811
    settings.OIDC_TELT_ALS_TWEEDE_STAP = True
    nep.persoon["email"] = met_tweede_stap(medewerker).email
    assert meld_aan(client, nep)["Location"] == "/mijn/"
    assert wie(client) == medewerker
