"""A real Chromium before a real server: one browser a session, one filled world a module, one page a visitor."""

import shutil
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from organisaties.models import Gebruiker
from speerpunten.tests.browser.wereld import Wereld, vul_wereld
from speerpunten.tests.leegmaken import leeg_tabellen

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
OPTIES = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
OPTIES += " --disable-component-update --disable-sync"
GEDULD = 10_000  # milliseconds before a missing thing is a failure


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args) -> dict:
    if not CHROMIUM:
        pytest.skip("there is no chromium on this machine")
    return browser_type_launch_args | {"executable_path": CHROMIUM, "args": OPTIES.split()}


@pytest.fixture
def _django_db_helper() -> None:
    """Replace what pytest-django does around each test: here the database is filled and emptied once a module."""


class Bezoek:
    """Who visits the site: for each visitor one browser context with one page, kept for the module."""

    def __init__(self, browser: Browser, adres: str) -> None:
        self.browser, self.adres = browser, adres
        self.paginas: dict[tuple[int | None, str], Page] = {}
        self.csp: list[str] = []

    def __call__(self, wie: Gebruiker | None = None, **opties) -> Page:
        """Give the page of a visitor (None: anonymous), logged in, at the start of nothing."""
        sleutel = (wie and wie.pk, str(sorted(opties.items())))
        if sleutel not in self.paginas:
            context = self.browser.new_context(base_url=self.adres, locale="nl-BE", **opties)
            context.set_default_timeout(GEDULD)
            if wie:
                context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": _sessie(wie), "url": self.adres}])
            page = context.new_page()
            page.on("console", lambda bericht: self._hoor(page, bericht.text))
            page.on("pageerror", lambda fout: self._hoor(page, f"error in a script: {fout}"))
            self.paginas[sleutel] = page
        return self.paginas[sleutel]

    def _hoor(self, page: Page, tekst: str) -> None:
        if "Content Security Policy" in tekst or tekst.startswith("error in a script"):
            self.csp.append(f"{page.url}: {tekst}")

    def sluit(self) -> None:
        for page in self.paginas.values():
            page.context.close()


def _sessie(wie: Gebruiker) -> str:
    client = Client()
    client.force_login(wie)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture(scope="module")
def wereld(django_db_setup, django_db_blocker, browser) -> Iterator[Wereld]:
    """Give a filled database that a server shows; all of it is emptied after the module."""
    with django_db_blocker.unblock():
        wereld = vul_wereld()
        yield wereld
        leeg_tabellen()


@pytest.fixture(scope="module")
def bezoek(wereld, browser) -> Iterator[Bezoek]:
    """Give the visitors of a running server; on SQLite it shares the database in memory with the test."""
    server = LiveServer("localhost")
    bezoek = Bezoek(browser, server.url)
    yield bezoek
    bezoek.sluit()
    server.stop()
