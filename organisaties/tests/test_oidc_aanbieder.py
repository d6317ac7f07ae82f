"""What the provider says is checked, and whatever goes wrong there is a page here."""

import base64
import json
import logging
import time
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache

from organisaties.models import Handeling
from organisaties.oidc.aanbieder import is_veilig
from organisaties.tests.nepaanbieder import CLIENT, SLEUTEL, VALSE_SLEUTEL, jwk, teken
from organisaties.tests.oidc import BEGIN, TERUG, _nep, kom_terug, meld_aan, nep  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("partner")]
ONTDEKKING = "/.well-known/openid-configuration"


def is_binnen(client) -> bool:
    return "_auth_user_id" in client.session


def weigert(client, antwoord, status: int, reden: str) -> bool:
    """Assert that nobody came in, with a page that leads back and a line in the log."""
    tekst = antwoord.content.decode()
    assert antwoord.status_code == status, tekst
    assert "Terug naar aanmelden" in tekst
    assert not is_binnen(client)
    assert not SocialAccount.objects.exists()
    gelogd = Handeling.objects.get()
    return (gelogd.soort, gelogd.door, gelogd.bijzonderheden) == (
        "aanmelden_mislukt",
        None,
        {"wijze": "oidc", "reden": reden},
    )


def test_de_vraag_heeft_pkce_state_en_nonce_en_geen_geheim(client, nep):  # noqa: F811
    heen = client.post(f"{BEGIN}?scope=admin&auth_params=prompt%3Dnone&process=connect")["Location"]
    vraag = {naam: waarden[0] for naam, waarden in parse_qs(urlsplit(heen).query).items()}
    assert heen.startswith(f"{nep.adres}/auth?")
    assert set(vraag) == {
        *("client_id", "redirect_uri", "response_type", "scope"),
        *("state", "nonce", "code_challenge", "code_challenge_method"),
    }
    assert (vraag["client_id"], vraag["response_type"], vraag["code_challenge_method"]) == (CLIENT, "code", "S256")
    assert vraag["redirect_uri"] == "http://testserver/account/oidc/terug/"
    assert set(vraag["scope"].split()) == {"openid", "profile", "email"}
    assert min(len(vraag["nonce"]), len(vraag["code_challenge"])) >= 32
    ander = parse_qs(urlsplit(client.post(BEGIN)["Location"]).query)
    assert {vraag[naam] for naam in ("state", "nonce", "code_challenge")}.isdisjoint(
        ander[naam][0] for naam in ("state", "nonce", "code_challenge")
    )


# --- the id_token


def knoei(claims: dict) -> str:
    """Change the claims of a signed token and keep its signature."""
    kop, _, handtekening = teken(claims).split(".")
    vals = json.dumps(claims | {"email": "beheer@voorbeeld.test"}).encode()
    return ".".join([kop, base64.urlsafe_b64encode(vals).rstrip(b"=").decode(), handtekening])


def met_openbare_sleutel(claims: dict) -> str:
    """Sign with the public key as if it were a shared secret."""
    kop = base64.urlsafe_b64encode(json.dumps({"alg": "HS256", "kid": "een", "typ": "JWT"}).encode()).rstrip(b"=")
    lijf = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=")
    handtekening = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(
        kop + b"." + lijf, json.dumps(jwk()).encode()
    )
    return b".".join([kop, lijf, base64.urlsafe_b64encode(handtekening).rstrip(b"=")]).decode()


TOKENS = {
    "geknoei": knoei,
    "andere sleutel": lambda claims: jwt.encode(claims, VALSE_SLEUTEL, "RS256", {"kid": "een"}),
    "onbekende sleutel": lambda claims: jwt.encode(claims, SLEUTEL, "RS256", {"kid": "twee"}),
    "zonder handtekening": lambda claims: jwt.encode(claims, None, "none", {"kid": "een"}),
    "openbare sleutel als geheim": met_openbare_sleutel,
    "geheim van de client": lambda claims: jwt.encode(claims, "x" * 40, "HS256", {"kid": "een"}),
    "geen token": lambda claims: "onzin",
    "een getal": lambda claims: 5,
    "een lijst": lambda claims: [teken(claims)],
    "niets": lambda claims: None,
}
CLAIMS = {
    "andere uitgever": {"iss": "https://elders.example"},
    "zonder uitgever": {"iss": None},
    "voor een ander": {"aud": "iemand-anders"},
    "ook voor een ander": {"aud": [CLIENT, "iemand-anders"]},
    "zonder ontvanger": {"aud": None},
    "gevraagd door een ander": {"azp": "iemand-anders"},
    "verlopen": {"exp": int(time.time()) - 120},
    "zonder einde": {"exp": None},
    "einde is onzin": {"exp": "morgen"},
    "van later": {"iat": int(time.time()) + 3600},
    "nog niet geldig": {"nbf": int(time.time()) + 3600},
    "zonder begin": {"iat": None},
    "andere nonce": {"nonce": "van-een-andere-keer"},
    "zonder nonce": {"nonce": None},
    "nonce is een lijst": {"nonce": ["x"]},
    "zonder sub": {"sub": None},
    "lege sub": {"sub": ""},
    "sub is een getal": {"sub": 5},
}


@pytest.mark.parametrize("token", TOKENS.values(), ids=TOKENS)
def test_een_vals_token_laat_niemand_binnen(client, nep, token):  # noqa: F811
    nep.teken = token
    assert weigert(client, meld_aan(client, nep), 403, "onbetrouwbaar")


@pytest.mark.parametrize("over", CLAIMS.values(), ids=CLAIMS)
def test_een_token_dat_niet_voor_ons_en_nu_is_laat_niemand_binnen(client, nep, over):  # noqa: F811
    nep.over = over
    assert weigert(client, meld_aan(client, nep), 403, "onbetrouwbaar")


@pytest.mark.parametrize("over", [{}, {"aud": [CLIENT]}, {"azp": CLIENT}, {"exp": int(time.time()) + 86_400}])
def test_een_echt_token_laat_binnen(client, nep, over):  # noqa: F811
    nep.over = over
    assert meld_aan(client, nep).status_code == 302
    assert is_binnen(client)


@pytest.mark.parametrize(
    "sleutels",
    [{"keys": []}, {}, [], {"keys": ["x"]}, {"keys": [jwk(use="enc")]}, {"keys": [jwk(), jwk()]}, {"keys": 5}, b"<x>"],
)
def test_zonder_bruikbare_sleutel_komt_niemand_binnen(client, nep, sleutels):  # noqa: F811
    nep.antwoorden["/sleutels"] = 200, sleutels
    assert weigert(client, meld_aan(client, nep), 403, "onbetrouwbaar")


def test_een_token_zonder_naam_van_de_sleutel_neemt_de_enige(client, nep):  # noqa: F811
    nep.teken = lambda claims: jwt.encode(claims, SLEUTEL, "RS256")
    assert meld_aan(client, nep).status_code == 302


# --- the rest of what it says


def test_userinfo_van_een_ander_laat_niemand_binnen(client, nep):  # noqa: F811
    nep.userinfo = {"sub": "iemand-anders", "email": "partner@voorbeeld.test", "email_verified": True}
    assert weigert(client, meld_aan(client, nep), 403, "onbetrouwbaar")


def test_het_adres_mag_in_de_userinfo_staan_en_het_getekende_wint(client, nep):  # noqa: F811
    nep.userinfo = dict(nep.persoon)
    nep.over = {"email": None, "email_verified": None, "name": None}
    assert meld_aan(client, nep).status_code == 302
    client.logout()
    SocialAccount.objects.all().delete()
    nep.over = {"email_verified": False}
    assert meld_aan(client, nep).status_code == 403


@pytest.mark.parametrize(
    "over",
    [
        {"issuer": "https://elders.example"},
        {"token_endpoint": None},
        {"authorization_endpoint": "http://elders.example/auth"},
        {"jwks_uri": "ftp://127.0.0.1/"},
        {"userinfo_endpoint": "http://elders.example/"},
    ],
)
def test_een_beschrijving_die_naar_elders_leidt_wordt_niet_gevolgd(client, nep, over):  # noqa: F811
    nep.antwoorden[ONTDEKKING] = 200, nep.beschrijving() | over
    assert weigert(client, client.post(BEGIN), 403, "onbetrouwbaar")


def test_van_een_aanbieder_op_https_wordt_geen_ander_adres_gevolgd(nep, settings):  # noqa: F811
    assert is_veilig(f"{nep.adres}/token")
    settings.OIDC_SERVER = "https://provider.example/op/.well-known/openid-configuration"
    assert is_veilig("https://provider.example/op/token")
    assert not is_veilig("http://provider.example/op/token")
    assert not is_veilig("http://127.0.0.1/token")


# --- when it goes wrong


@pytest.mark.parametrize("pad", ["/token", "/sleutels", "/userinfo"])
@pytest.mark.parametrize(
    ("antwoord", "status", "reden"),
    [
        ((200, b"<html>"), 403, "onbetrouwbaar"),
        ((200, []), 403, "onbetrouwbaar"),
        ((200, {}), 403, "onbetrouwbaar"),
        ((200, None), 403, "onbetrouwbaar"),
    ],
)
def test_onzin_van_de_aanbieder_is_een_pagina(client, nep, pad, antwoord, status, reden):  # noqa: F811
    nep.antwoorden[pad] = antwoord
    assert weigert(client, meld_aan(client, nep), status, reden)


@pytest.mark.parametrize("pad", ["/sleutels", "/userinfo", "/token"])
def test_een_doorverwijzing_wordt_niet_gevolgd(client, nep, pad):  # noqa: F811
    nep.antwoorden[pad] = 307, {}
    assert weigert(client, meld_aan(client, nep), 503, "onbereikbaar")


def test_een_aanbieder_die_ligt_of_slaapt_is_een_pagina(client, nep, settings, caplog):  # noqa: F811
    nep.antwoorden[ONTDEKKING] = 500, {}
    antwoord = client.post(BEGIN)
    assert weigert(client, antwoord, 503, "onbereikbaar")
    assert "Proef-ID (voorbeeld) antwoordt niet" in antwoord.content.decode()
    nep.vergeet()
    settings.OIDC_WACHTTIJD, nep.traag = 0.2, 1.0
    begin = time.monotonic()
    assert client.post(BEGIN).status_code == 503
    assert time.monotonic() - begin < 0.9
    settings.OIDC_SERVER = "http://127.0.0.1:9"  # nobody listens there
    assert client.post(BEGIN).status_code == 503
    gelogd = [r.getMessage() for r in caplog.records if r.name == "organisaties.oidc.views"]
    assert len(gelogd) == 3
    assert all(r.levelno == logging.WARNING for r in caplog.records if r.name == "organisaties.oidc.views")


def test_een_aanbieder_die_onderweg_wegvalt_is_een_pagina(client, nep):  # noqa: F811
    nep.ontvang(client.post(BEGIN)["Location"])
    nep.antwoorden["/sleutels"] = 503, {}
    assert weigert(client, kom_terug(client, nep), 503, "onbereikbaar")


def test_wie_het_stopzet_krijgt_een_rustige_pagina(client, nep):  # noqa: F811
    nep.ontvang(client.post(BEGIN)["Location"])
    antwoord = client.get(f"{TERUG}?error=access_denied&state={nep.vraag['state']}")
    assert weigert(client, antwoord, 200, "geannuleerd")
    assert "U bent niet aangemeld" in antwoord.content.decode()


@pytest.mark.parametrize("vraag", ["error=server_error", "error=<script>alert(1)</script>", ""])
def test_een_andere_fout_of_niets_is_een_pagina(client, nep, vraag):  # noqa: F811
    nep.ontvang(client.post(BEGIN)["Location"])
    antwoord = client.get(f"{TERUG}?{vraag}&state={nep.vraag['state']}")
    assert weigert(client, antwoord, 403, "afgebroken")
    assert "<script>alert" not in antwoord.content.decode()


@pytest.mark.parametrize("vraag", ["", "state=x&code=een-code", "state=&code=een-code", "error=access_denied&state=x"])
def test_zonder_de_state_van_deze_sessie_gebeurt_er_niets(client, nep, vraag):  # noqa: F811
    client.post(BEGIN)
    assert weigert(client, client.get(f"{TERUG}?{vraag}"), 400, "verlopen")
    assert nep.token_vraag == {}


def test_een_state_van_een_ander_of_van_de_vorige_keer_werkt_niet(client, nep):  # noqa: F811
    ander = type(client)()
    client.post(BEGIN)
    nep.ontvang(ander.post(BEGIN)["Location"])
    assert weigert(client, kom_terug(client, nep), 400, "verlopen")
    assert kom_terug(ander, nep).status_code == 302
    ander.logout()
    assert kom_terug(ander, nep).status_code == 400


def test_een_state_van_te_lang_geleden_werkt_niet(client, nep):  # noqa: F811
    nep.ontvang(client.post(BEGIN)["Location"])
    sessie = client.session
    sessie["socialaccount_states"] = {
        s: [t, op - 601, wie] for s, (t, op, wie) in sessie["socialaccount_states"].items()
    }
    sessie.save()
    assert weigert(client, kom_terug(client, nep), 400, "verlopen")


def test_een_antwoord_van_een_andere_uitgever_wordt_niet_ingewisseld(client, nep):  # noqa: F811
    nep.ontvang(client.post(BEGIN)["Location"])
    assert weigert(client, kom_terug(client, nep, iss="https://elders.example"), 403, "onbetrouwbaar")
    assert nep.token_vraag == {}


def test_een_verkeerde_code_is_een_pagina(client, nep):  # noqa: F811
    nep.ontvang(client.post(BEGIN)["Location"])
    assert weigert(client, kom_terug(client, nep, code="andere"), 403, "onbetrouwbaar")


def test_een_code_van_een_andere_vraag_is_een_pagina(client, nep):  # noqa: F811
    nep.ontvang(client.post(BEGIN)["Location"])
    nep.vraag["code_challenge"] = "van-een-ander"
    assert weigert(client, kom_terug(client, nep), 403, "onbetrouwbaar")


def test_alleen_get_komt_terug(client, nep):  # noqa: F811
    assert [client.post(TERUG).status_code, client.head(TERUG).status_code] == [405, 405]


def test_pogingen_zijn_geteld(client, nep, settings):  # noqa: F811
    settings.ACCOUNT_RATE_LIMITS = {"login": "3/m/ip"}
    cache.clear()
    assert [client.post(BEGIN).status_code for _ in range(4)] == [302, 302, 302, 429]
    cache.clear()


def test_wie_niets_begon_vult_het_logboek_niet(client, nep):  # noqa: F811
    assert client.get(f"{TERUG}?state=x&code=een-code").status_code == 400
    assert not Handeling.objects.exists()
    client.post(BEGIN)
    assert [client.get(f"{TERUG}?state=x").status_code for _ in range(3)] == [400, 400, 400]
    assert Handeling.objects.count() == 1
