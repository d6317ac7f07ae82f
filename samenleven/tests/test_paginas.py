"""Every page: one language, one heading, a title, nothing inline, and the headers that keep others out."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from speerpunten.tests import maak
from speerpunten.tests.kijk import dag, gedeelde_wereld, lees

CSP = {
    "default-src 'none'",
    "script-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}
KOPPEN = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), "
    "midi=(), payment=(), serial=(), usb=(), browsing-topics=()",
}
OPENBAAR = [
    "/plannen/",
    "/plannen/plan/",
    "/plannen/plan/?op=2024-06-30",
    "/plannen/plan/?op=gisteren",
    "/plannen/plan/speerpunten/1/",
    "/plannen/plan/acties/",
    "/plannen/plan/acties/?status=onzin",
    "/plannen/plan/acties/?q=bestaatniet",
    "/plannen/leeg/",
    "/plannen/leeg/acties/",
    "/acties/{actie}/",
    "/acties/{oud}/",
    "/organisaties/",
    "/organisaties/buurtwerk/",
    "/uitleg/",
    "/toegankelijkheid/",
    "/privacy/",
    "/colofon/",
    "/stijlgids/",
]
AANMELDEN = [
    "/aanmelden/",
    "/account/wachtwoord/vergeten/",
    "/account/wachtwoord/vergeten/verstuurd/",
    "/account/gesloten/",
]
WERK = ["/mijn/", "/afmelden/", "/account/", "/account/bevestigen/", "/account/sessies/", "/account/tweede-stap/"]
WERK += ["/account/wachtwoord/"]
RAPPORTEREN = ["/acties/{actie}/melding/", "/acties/{actie}/melding/?ronde=tussendoor"]
MEDEWERKER = [
    *RAPPORTEREN,
    "/acties/{actie}/melding/?corrigeer={aanvaard}",
    "/acties/{actie}/bewerken/",
    "/acties/{actie}/verplaatsen/",
    "/acties/{actie}/samenvoegen/",
    "/acties/{actie}/archiveren/",
    "/plannen/plan/acties/nieuw/",
    "/nakijken/",
    "/nakijken/{ingediend}/",
    "/nakijken/{aanvaard}/",
]
PAGINAS = [("anoniem", adres) for adres in OPENBAAR + AANMELDEN]
PAGINAS += [(wie, adres) for wie in ("partner", "lezer", "medewerker", "beheerder") for adres in WERK]
PAGINAS += [("partner", adres) for adres in RAPPORTEREN] + [("medewerker", adres) for adres in MEDEWERKER]
PAGINAS += [("medewerker", adres) for adres in OPENBAAR[:6]] + [("partner", "/acties/{actie}/")]


@pytest.fixture(scope="module")
def wereld(django_db_setup, django_db_blocker):
    """Give a small plan with everything on it: the addresses of its things, and a browser for each persona."""
    with gedeelde_wereld(django_db_blocker):
        organisatie = maak.maak_organisatie(naam="Buurtwerk (voorbeeld)", slug="buurtwerk")
        cast = {
            "partner": maak.maak_partner(organisatie),
            "lezer": maak.maak_gebruiker(rol="lezer"),
            "medewerker": maak.maak_medewerker(),
            "beheerder": maak.maak_beheerder(),
        }
        ids = _vul(organisatie)
        clients = {"anoniem": Client()} | {naam: Client() for naam in cast}
        for naam, wie in cast.items():
            clients[naam].force_login(wie)
        yield clients, ids


def _vul(organisatie) -> dict[str, int]:
    plan, vandaag = maak.maak_plan(slug="plan"), timezone.localdate()
    maak.maak_plan(slug="leeg")
    speerpunt = maak.maak_speerpunt(plan=plan)
    actie, oud = (maak.maak_actie(speerpunt=speerpunt, einde=dag("2024-12-31")) for _ in range(2))
    maak.geef_rol(actie, organisatie)
    maak.maak_mijlpaal(actie)
    over = {"organisatie": organisatie, "verloop": "vertraagd", "reden": "Geen lokaal."}
    aanvaard = maak.maak_melding(actie, **over)
    wacht = maak.maak_melding(actie, toestand="ingediend", peildatum=vandaag, **over)
    maak.maak_ronde(plan)
    oud.gearchiveerd_op, oud.archief_reden = vandaag, "Dubbel."
    oud.save()
    return {"actie": actie.pk, "oud": oud.pk, "aanvaard": aanvaard.pk, "ingediend": wacht.pk}


pytestmark = pytest.mark.django_db


def controleer_opmaak(response) -> None:
    """Assert what holds on every page, an error page too."""
    pagina = lees(response)
    (html,) = pagina.alle("html")
    assert html.attrs["lang"] == "nl-BE"
    assert len(pagina.kop()) > 3
    titel = pagina.alle("title")[0].tekst.strip()
    assert titel.endswith("· Samenleven")
    assert len(titel) > len("· Samenleven") + 3
    assert len(pagina.alle("main")) == 1
    assert pagina.alle("style") == []
    for element in pagina.elementen:
        ingebed = [naam for naam in element.attrs if naam == "style" or naam.startswith(("on", "hx-on"))]
        assert ingebed == [], element
        assert not re.match(r"\s*javascript:", element.attrs.get("href", ""), re.I)
        if element.naam == "script" and element.attrs.get("type") == "application/ld+json":
            assert set(element.attrs) == {"type"}
            assert json.loads(element.tekst)["@context"] == "https://schema.org"  # data: no browser runs it
        elif element.naam == "script":
            assert element.attrs.get("src", "").startswith("/static/")
            assert not element.tekst.strip()
    ids = [e.attrs["id"] for e in pagina.elementen if "id" in e.attrs]
    assert [naam for naam, keer in Counter(ids).items() if keer > 1] == []


def controleer_koppen(response) -> None:
    beleid = {regel.strip() for regel in response["Content-Security-Policy"].split(";") if regel.strip()}
    assert beleid == CSP
    for naam, waarde in KOPPEN.items():
        assert response[naam] == waarde


@pytest.mark.parametrize(("wie", "adres"), PAGINAS)
def test_elke_pagina(wereld, wie, adres):
    clients, ids = wereld
    response = clients[wie].get(adres.format(**ids))
    assert response.status_code == 200
    controleer_opmaak(response)
    controleer_koppen(response)


@pytest.mark.parametrize(
    ("wie", "adres", "code"),
    [
        ("anoniem", "/bestaat-niet/", 404),
        ("anoniem", "/acties/999999/", 404),
        ("anoniem", "/plannen/geen/", 404),
        ("partner", "/plannen/geen/acties/", 404),
        ("lezer", "/nakijken/", 403),
        ("partner", "/acties/{actie}/bewerken/", 403),
        ("lezer", "/acties/{actie}/melding/", 403),
        ("partner", "/plannen/plan/acties/nieuw/", 403),
    ],
)
def test_wie_iets_niet_mag_of_vindt_krijgt_een_pagina_in_de_stijl(wereld, wie, adres, code):
    clients, ids = wereld
    response = clients[wie].get(adres.format(**ids))
    assert response.status_code == code
    controleer_opmaak(response)
    controleer_koppen(response)
    assert str(code) in lees(response).alle("main")[0].tekst


def test_een_onbekende_host_is_een_400_in_de_stijl(client):
    response = client.get("/", headers={"host": "kwaad.test"})
    assert response.status_code == 400
    controleer_opmaak(response)


def test_een_formulier_zonder_geldig_bewijs_is_een_403_in_de_stijl(db):
    response = Client(enforce_csrf_checks=True).post("/aanmelden/", {"login": "x", "password": "y"})
    assert response.status_code == 403
    controleer_opmaak(response)
    controleer_koppen(response)


def test_een_fout_bij_ons_is_een_500_in_de_stijl(client, monkeypatch, django_assert_num_queries):
    def breek(*args, **kwargs):
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("speerpunten.views.uitleg.render", breek)
    client.raise_request_exception = False
    with django_assert_num_queries(0):  # the database may be what is broken
        response = client.get("/uitleg/")
    assert response.status_code == 500
    controleer_opmaak(response)
    controleer_koppen(response)
    assert "broken on purpose" not in response.content.decode()


@pytest.mark.parametrize("adres", ["/mijn/", "/nakijken/", "/acties/{actie}/melding/", "/plannen/plan/acties/nieuw/"])
def test_wie_niet_is_aangemeld_gaat_daarheen_en_komt_terug(wereld, adres):
    clients, ids = wereld
    response = clients["anoniem"].get(adres.format(**ids))
    assert response.status_code == 302
    assert response["Location"] == f"/aanmelden/?next={adres.format(**ids)}"


@pytest.mark.parametrize("adres", ["/static/css/base.css", "/static/js/app.js", "/static/vendor/designsystemet.css"])
def test_stijlen_en_scripts_komen_van_hier(adres):
    tekst = (Path(settings.BASE_DIR) / adres.lstrip("/")).read_text()
    assert not re.search(r"(?:url\(|@import|from|import)\s*[\"'(]*https?://", tekst)
    assert "sourceMappingURL" not in tekst
