"""What nobody sends by accident: refused with a page of ours or answered as usual, and never a 500."""

import datetime as dt
import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client, RequestFactory

from samenleven.grenzen import GrenzenMiddleware, Handler
from samenleven.tests.test_paginas import controleer_koppen, controleer_opmaak
from speerpunten.tests import maak
from speerpunten.tests.kijk import gedeelde_wereld, lees

pytestmark = pytest.mark.django_db
GROOT = "9" * 20  # no column of either database holds it
NOG_GROTER = "9" * 5000  # Python does not even read it
LIJSTEN = [
    "/plannen/",
    "/plannen/plan/",
    "/plannen/plan/speerpunten/1/",
    "/plannen/plan/acties/",
    "/plannen/plan/matrix/",
    "/plannen/plan/tijdlijn/",
    "/plannen/plan/subsidies/",
    "/plannen/plan/wijzigingen/",
    "/plannen/plan/rapporten/",
    "/plannen/plan/acties.csv",
    "/plannen/plan/wijzigingen/feed.atom",
    "/acties/{actie}/",
    "/organisaties/",
    "/organisaties/buurtwerk/",
]
WERK = [
    "/nakijken/",
    "/nakijken/aanvaarden/",
    "/rondes/{ronde}/",
    "/plannen/plan/rondes/nieuw/",
    "/plannen/plan/acties/nieuw/",
    "/acties/{actie}/melding/",
    "/acties/{actie}/geschiedenis/",
    "/plannen/plan/geschiedenis/",
    "/mensen/",
    "/mijn/",
]
VRAGEN = [
    f"pagina={GROOT}",
    f"pagina=-{GROOT}",
    "pagina=%FF%FE",
    "pagina=1e9&pagina=",
    "op=0001-01-01",
    "op=9999-12-31",
    "op=0000-00-00",
    f"op={GROOT}",
    "op=2024-W01-1",
    "van=0001-01-01&tot=0001-01-02",
    "van=9999-12-31&tot=0001-01-01",
    "q=%FF%C0%AF",
    "q=%ED%A0%80",
    "q=" + "a" * 1000,
    "q=%F0%9F%98%80%E2%80%AE",
    f"speerpunt={GROOT}&status={GROOT}&organisatie=%FF",
    f"ronde={GROOT}&corrigeer={GROOT}&voorstel=%FF&import={GROOT}",
    "wie=%FF&wat=%FF&toon=%FF&plan=%FF&volgorde=%FF",
    "=&&&=;;[]=x&q[]=1",
    "q=a%00b&pagina=%00&op=%00&van=%00&tot=%00&aandacht=%00",
    "speerpunt=%00&status=%00&verloop=%00&organisatie=%00&doelgroep=%00&volgorde=%00",
    "ronde=%00&corrigeer=%00&voorstel=%00&import=%00&melding=%00",
    "wie=%00&wat=%00&toon=%00&plan=%00&na=%00&%00=1",
]


@pytest.fixture(scope="module")
def wereld(django_db_setup, django_db_blocker):
    """Give a browser without and one with an account, and the addresses of what there is."""
    with gedeelde_wereld(django_db_blocker):
        organisatie = maak.maak_organisatie(naam="Buurtwerk (voorbeeld)", slug="buurtwerk")
        plan = maak.maak_plan(slug="plan")
        actie = maak.maak_actie(speerpunt=maak.maak_speerpunt(plan=plan))
        maak.geef_rol(actie, organisatie)
        maak.maak_melding(actie)
        maak.maak_plan(slug="besloten", openbaar=False)
        medewerker = Client()
        medewerker.force_login(maak.maak_medewerker())
        yield Client(), medewerker, {"actie": actie.pk, "ronde": maak.maak_ronde(plan).pk}


@pytest.mark.parametrize("vraag", VRAGEN)
def test_geen_enkele_vraag_breekt_een_pagina(wereld, vraag):
    anoniem, medewerker, ids = wereld
    for client, adressen in ((anoniem, LIJSTEN), (medewerker, LIJSTEN + WERK)):
        codes = {adres: client.get(f"{adres}?{vraag}".format(**ids)).status_code for adres in adressen}
        assert {adres: code for adres, code in codes.items() if code not in {200, 400, 403, 404}} == {}


@pytest.mark.parametrize("getal", [GROOT, NOG_GROTER[:3000], "0", "9223372036854775807", "9223372036854775808"])
@pytest.mark.parametrize(
    "vorm",
    [
        "/acties/{}/",
        "/acties/{}/melding/",
        "/bijlagen/{}/",
        "/plannen/plan/speerpunten/{}/",
        "/organisaties/buurtwerk/verantwoording/{}/",
        "/organisaties/buurtwerk/verantwoording/{}.pdf",
        "/rondes/{}/",
        "/nakijken/{}/",
        "/imports/{}/",
        "/admin/speerpunten/actie/{}/change/",
    ],
)
def test_een_onmogelijk_nummer_is_niet_gevonden(wereld, vorm, getal):
    _, medewerker, _ = wereld
    assert medewerker.get(vorm.format(getal)).status_code in ({302, 403} if "admin" in vorm else {404})


@pytest.mark.parametrize(
    "adres", ["/acties/%00/", "/plannen/%00/", "/plannen/%FF%FE/", "/organisaties/%ED%A0%80/", "/%00"]
)
def test_een_adres_dat_geen_tekst_is_is_niet_gevonden(client, adres):
    assert client.get(adres).status_code == 404


# --- refused before anything reads it


def weigert(response, code: int) -> None:
    assert response.status_code == code
    controleer_opmaak(response)
    controleer_koppen(response)
    assert response["X-Request-ID"] in response.content.decode()


@pytest.mark.parametrize("vraag", ["q=%00", "q=a%00b", "%00=1", "pagina=1&op=2024-01-01%00"])
def test_een_nul_in_een_vraag(client, vraag, db):
    assert client.get(f"/organisaties/?{vraag}").status_code == 200
    for adres in ("/admin/organisaties/gebruiker/", "/aanmelden/", "/account/wachtwoord/vergeten/"):
        weigert(client.get(f"{adres}?{vraag}"), 400)


def test_een_nul_in_een_cookie(client):
    weigert(client.get("/mijn/", headers={"cookie": r'samenleven_sessie="\000\000\000abcdefgh"'}), 400)


def test_te_veel_parameters(client):
    weigert(client.get("/organisaties/?" + "a&" * 400), 400)
    assert client.get("/organisaties/?" + "a&" * 200).status_code == 200


@pytest.mark.parametrize(
    "adres", ["/organisaties/?q=" + "a" * 20_000, "/" + "a" * 20_000, "/acties/" + 4 * NOG_GROTER + "/"]
)
def test_een_te_lang_adres(client, adres):
    response = client.get(adres)
    weigert(response, 414)
    assert lees(response).kop() == "Dit adres is te lang"


@pytest.fixture
def verbinding_blijft() -> Iterator[None]:
    """Keep the connection of the test, as its own client does: a request begins and ends with closing what is old."""
    for signaal in (request_started, request_finished):
        signaal.disconnect(close_old_connections)
    yield
    for signaal in (request_started, request_finished):
        signaal.connect(close_old_connections)


@pytest.mark.parametrize("tekenset", ["utf-7", "hex", "utf-16", "bestaat-niet", "unicode_escape", '"', "utf-8"])
def test_een_andere_tekenset(rf: RequestFactory, tekenset, verbinding_blijft):
    """Through the handler of production: Django's own reads the charset before any middleware."""
    for methode, inhoud in (("GET", b""), ("POST", b"login=x")):
        vraag = rf.generic(methode, "/organisaties/?q=%2B2AA-%FF", inhoud, QUERY_STRING="q=%2B2AA-%FF")
        omgeving = vraag.environ | {"CONTENT_TYPE": f"application/x-www-form-urlencoded; charset={tekenset}"}
        codes: list[str] = []
        Handler()(omgeving, lambda status, koppen, codes=codes: codes.append(status[:3]))
        assert codes == [{"GET": "200", "POST": "403"}[methode] if tekenset == "utf-8" else "400"]


def test_wat_niet_zegt_hoe_groot_het_is(rf: RequestFactory):
    """As gunicorn hands on `Transfer-Encoding: chunked`; not a byte of it is read."""
    request = rf.post("/aanmelden/", headers={"Transfer-Encoding": "chunked"})
    del request.META["CONTENT_LENGTH"]
    request._stream = None
    response = GrenzenMiddleware(lambda request: pytest.fail("let through"))(request)
    assert response.status_code == 411


@pytest.mark.parametrize("lengte", ["-1", "²", "1e3", "12 3"])
def test_een_lengte_die_geen_getal_is(client, lengte):
    assert client.post("/aanmelden/", {"login": "x"}, CONTENT_LENGTH=lengte).status_code == 400


def test_een_verzoek_boven_de_grens(client, settings):
    settings.MAX_VERZOEK = 1000
    weigert(client.post("/aanmelden/", {"login": "x" * 2000}), 413)


def test_een_formulier_boven_de_grens_en_te_veel_velden(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    soort = "application/x-www-form-urlencoded"
    weigert(client.post("/aanmelden/", "login=" + "x" * 2000, content_type=soort), 413)
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 10
    weigert(client.post("/aanmelden/", "a=1&" * 20, content_type=soort), 400)


# --- who pretends to be somebody else


@pytest.mark.parametrize("host", ["kwaad.test", "localhost@kwaad.test", "", "a b", "[::1", "..", "%00"])
@pytest.mark.parametrize("https", [False, True])
def test_een_vreemde_host_krijgt_geen_adres_van_ons(client, settings, host, https):
    settings.SECURE_SSL_REDIRECT = https
    response = client.get("/mijn/", headers={"host": host} if host else {}, SERVER_NAME="kwaad.test")
    weigert(response, 400)
    assert "kwaad.test" not in response.content.decode()


@pytest.mark.parametrize("kop", ["X-Forwarded-Host", "Forwarded", "X-Host", "X-Original-URL", "X-Rewrite-URL"])
def test_een_verzonnen_host_in_een_andere_kop_telt_niet(client, kop):
    response = client.get("/mijn/", headers={kop: "kwaad.test/admin/"})
    assert (response.status_code, response["Location"]) == (302, "/aanmelden/?next=/mijn/")


def test_een_andere_methode_in_een_kop_telt_niet(wereld):
    _, medewerker, ids = wereld
    adres = f"/acties/{ids['actie']}/archiveren/"
    for kop in ("X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"):
        assert medewerker.get(f"{adres}?_method=POST", headers={kop: "POST"}).status_code == 200


@pytest.mark.parametrize("methode", ["PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "OPTIONS", "PROPFIND", "FOO", "get"])
@pytest.mark.parametrize(
    "adres", ["/", "/plannen/plan/acties/", "/aanmelden/", "/admin/", "/bestaat-niet/", "/privacy/"]
)
def test_een_vreemde_methode(wereld, methode, adres):
    for client in wereld[:2]:
        response = client.generic(methode, adres)
        assert response.status_code in {200, 302, 403, 404, 405}
        assert response["X-Content-Type-Options"] == "nosniff"


# --- who may keep a copy


def test_wat_voor_een_lezer_gemaakt_is_bewaart_niemand_anders(wereld):
    anoniem, medewerker, ids = wereld
    for adres in ("/mijn/", "/plannen/plan/", "/plannen/plan/acties.csv", "/bestaat-niet/", f"/acties/{ids['actie']}/"):
        response = medewerker.get(adres)
        assert set(response["Cache-Control"].split(", ")) == {"private", "no-cache"}, adres
        assert "Cookie" in response["Vary"]
    besloten = medewerker.get("/plannen/besloten/wijzigingen/feed.atom")
    assert set(besloten["Cache-Control"].split(", ")) == {"no-cache", "private"}
    assert not besloten.has_header("Access-Control-Allow-Origin")
    feed = medewerker.get("/plannen/plan/wijzigingen/feed.atom")  # of a public plan: the same bytes for everybody
    assert set(feed["Cache-Control"].split(", ")) == {"no-cache", "public"}
    assert feed.content == anoniem.get("/plannen/plan/wijzigingen/feed.atom").content
    publiek = anoniem.get("/plannen/plan/")
    assert "Cookie" in publiek["Vary"]
    assert not publiek.has_header("Cache-Control")


def test_wie_afmeldt_laat_geen_pagina_achter(client, db):
    client.force_login(maak.maak_medewerker())
    for adres in ("/mijn/", "/afmelden/"):
        assert not client.get(adres, secure=True).has_header("Clear-Site-Data"), adres
    assert client.post("/afmelden/", secure=True)["Clear-Site-Data"] == '"cache"'
    assert not Client().get("/", secure=True).has_header("Clear-Site-Data")


def test_een_bestand_wordt_bewaard_en_niet_getoond(wereld):
    _, medewerker, _ = wereld
    for adres in ("acties.csv", "acties.xlsx", "plan.xlsx", "sjabloon.xlsx"):
        response = medewerker.get(f"/plannen/plan/{adres}")
        assert response["Content-Disposition"].startswith("attachment; filename=")
        assert response["X-Content-Type-Options"] == "nosniff"


# --- nobody is sent elsewhere

KWAAD = [
    "//kwaad.test",
    "https://kwaad.test/",
    "http:///kwaad.test",
    "https:kwaad.test",
    "///kwaad.test",
    r"\\kwaad.test",
    r"/\kwaad.test",
    r"\/kwaad.test",
    "/%09/kwaad.test",
    "/\t/kwaad.test",
    "\x01//kwaad.test",
    " //kwaad.test",
    "%2F%2Fkwaad.test",
    "javascript:alert(1)",
    "data:text/html,x",
    "//kwaad.test@testserver/",
    "//testserver@kwaad.test/",
    "https://testserver.kwaad.test/",
    "//kwaad。test",
]


def blijft_hier(plek: str) -> bool:
    """Tell where a browser would go: it drops controls and reads a backslash as a slash."""
    gelezen = re.sub(r"[\t\r\n]", "", plek.strip("".join(map(chr, range(33))))).replace("\\", "/")
    return urlsplit(urljoin("http://testserver/aanmelden/", gelezen))[:2] == ("http", "testserver")


@pytest.mark.parametrize("naar", KWAAD)
def test_aanmelden_en_afmelden_leiden_nergens_anders_heen(naar):
    wie = maak.maak_partner(maak.maak_organisatie())
    client = Client()
    for adres in ("/aanmelden/", "/admin/login/"):
        pagina = client.get(adres, {"next": naar}, follow=True)
        assert all(blijft_hier(plek) for plek, _ in pagina.redirect_chain)
    ingevuld = {"login": wie.email, "password": maak.WACHTWOORD, "next": naar}
    response = client.post("/aanmelden/", ingevuld, query_params={"next": naar}, headers={"Referer": naar})
    assert response.status_code == 302
    assert blijft_hier(response["Location"])
    for doe in (client.get, client.post):  # already logged in, then out
        response = doe("/aanmelden/", {"next": naar})
        assert response.status_code != 302 or blijft_hier(response["Location"])
    response = client.post("/afmelden/", {"next": naar}, query_params={"next": naar})
    assert response.status_code == 302 and blijft_hier(response["Location"])


@pytest.mark.parametrize(
    "adres", ["//kwaad.test", "//kwaad.test/mijn", "/\\kwaad.test/mijn", "///kwaad.test/mijn", "/%2F/kwaad.test"]
)
def test_een_adres_zonder_streep_leidt_nergens_anders_heen(wereld, client, adres):
    response = client.generic("GET", adres)
    assert response.status_code == 404 or blijft_hier(response["Location"])


def test_de_laatste_dag_van_python_is_geen_rand(wereld):
    anoniem, _, _ = wereld
    for dag in (dt.date.min, dt.date.min + dt.timedelta(days=1), dt.date.max):
        assert anoniem.get(f"/plannen/plan/wijzigingen/?van={dag:%Y-%m-%d}&tot={dag.isoformat()}").status_code == 200
        assert anoniem.get(f"/plannen/plan/acties/?aandacht=ja&op={dag.isoformat()}").status_code == 200
