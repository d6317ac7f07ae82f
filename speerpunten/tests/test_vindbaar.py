"""The sitemap holds every public page and nothing else; robots.txt leaves out accounts and work."""

from xml.etree import ElementTree

import pytest

from speerpunten import kaart
from speerpunten.delen import BREED, SMAL, raamhoogte
from speerpunten.models import Speerpunt
from speerpunten.tests import maak
from speerpunten.views import vindbaar

pytestmark = pytest.mark.django_db
RUIMTE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def _adressen(response) -> set[str]:
    boom = ElementTree.fromstring(response.content)  # noqa: S314  our own answer
    return {plek.text for plek in boom.iter(f"{RUIMTE}loc")}


@pytest.fixture
def acties(organisatie):
    """A public actie, a hidden one, and one in a hidden plan."""
    plan = maak.maak_plan(slug="open")
    punt = maak.maak_speerpunt(plan=plan)
    openbaar, verborgen = maak.maak_actie(speerpunt=punt), maak.maak_actie(speerpunt=punt, openbaar=False)
    maak.geef_rol(openbaar, organisatie)
    maak.geef_rol(verborgen, maak.maak_organisatie(slug="schaduw"))
    dicht = maak.maak_actie(speerpunt=maak.maak_speerpunt(plan=maak.maak_plan(slug="dicht", openbaar=False)))
    maak.maak_melding(openbaar, organisatie=organisatie)
    maak.maak_rapport(maak.maak_ronde(plan, slug="jaar"))
    return openbaar, verborgen, dicht


def test_the_sitemap_holds_what_everybody_may_read_and_nothing_else(client, acties, medewerker):
    openbaar, *_ = acties
    paden = {f"/{pad}/" for pad in ("plannen", "organisaties", "uitleg", "toegankelijkheid", "privacy", "colofon")}
    paden |= {"/plannen/open/", "/plannen/open/verhaal/", "/plannen/open/speerpunten/1/"}
    paden |= {f"/acties/{openbaar.pk}/", "/organisaties/buurtwerk/", "/plannen/open/rapporten/jaar/"}
    assert _adressen(client.get("/sitemap.xml")) == {f"http://localhost{pad}" for pad in paden}
    client.force_login(medewerker)
    assert _adressen(client.get("/sitemap.xml")) == {f"http://localhost{pad}" for pad in paden}
    assert b"<lastmod>" in client.get("/sitemap-acties-1.xml").content


def test_with_many_addresses_there_is_an_index(client, acties, monkeypatch):
    alles = _adressen(client.get("/sitemap.xml"))
    assert sum(kaart.aantallen().values()) == len(alles)
    monkeypatch.setattr(vindbaar, "IN_EEN", 5)
    bestanden = _adressen(client.get("/sitemap.xml"))
    assert "http://localhost/sitemap-acties-1.xml" in bestanden
    assert set().union(*(_adressen(client.get(adres)) for adres in bestanden)) == alles


def test_robots_leave_accounts_and_work_and_a_demo_altogether(client, settings):
    tekst = client.get("/robots.txt").content.decode()
    assert "Disallow: /aanmelden/\n" in tekst and "Disallow: /*?\n" in tekst
    assert tekst.endswith("Sitemap: http://localhost/sitemap.xml\n")
    settings.DEMO_MODUS = True
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"


def test_another_site_may_show_the_bar_of_a_public_speerpunt_and_learns_nothing_of_who_looks(
    client, acties, medewerker
):
    openbaar, *_ = acties
    pad = "/plannen/open/speerpunten/1/inbedden/"
    anoniem = client.get(pad)
    beleid = anoniem["Content-Security-Policy"]
    assert "frame-ancestors *" in beleid and "script-src 'none'" in beleid and "default-src 'none'" in beleid
    assert "X-Frame-Options" not in anoniem and not anoniem.cookies
    assert client.get("/plannen/open/")["X-Frame-Options"] == "DENY"
    punt = openbaar.speerpunt
    assert f'href="{punt.get_absolute_url()}" target="_blank" rel="noopener"' in anoniem.content.decode()
    client.force_login(medewerker)
    assert client.get(pad).content == anoniem.content  # the hidden actie does not count, for staff neither
    punt.titel = 'Samen "leven" <b>'
    punt.save()
    tekst = client.get(punt.get_absolute_url()).content.decode()
    assert "&lt;iframe src=&quot;http://localhost/plannen/open/speerpunten/1/inbedden/&quot;" in tekst
    assert "width=&quot;100%&quot; height=&quot;" in tekst and "<code>height=" in tekst
    assert raamhoogte(punt, SMAL) > raamhoogte(punt, BREED)
    langer = Speerpunt(plan=punt.plan, nummer=1, titel="gemeenschapsvoorzieningenondersteuning " * 5)
    assert raamhoogte(langer, SMAL) > raamhoogte(punt, SMAL) + 100  # each word breaks over two lines
    assert "title=&quot;Speerpunt 1: Samen &amp;quot;leven&amp;quot; &amp;lt;b&amp;gt;&quot;" in tekst


def test_a_search_engine_keeps_no_page_of_an_account_or_a_session(client, acties, medewerker):
    assert client.get("/aanmelden/")["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in client.get("/plannen/open/")
    client.force_login(medewerker)
    assert client.get("/plannen/open/")["X-Robots-Tag"] == "noindex"
