"""A real SMTP server on loopback, and a ronde with partners who owe an answer."""

import contextlib
import datetime as dt
import email
import email.policy
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from django.test import override_settings
from django.utils import timezone

from organisaties.models import Gebruiker, Organisatie
from speerpunten.models import Actie, Ronde
from speerpunten.tests import maak


@dataclass
class Postbus:
    """What the server got, and what it answers to whom (address -> code and text)."""

    poort: int = 0
    gekregen: list[EmailMessage] = field(default_factory=list)
    weigert: dict[str, str] = field(default_factory=dict)
    antwoord: str = "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if address in self.weigert:
            return self.weigert[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.antwoord.startswith("2"):
            self.gekregen.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return self.antwoord

    def aan(self, adres: str) -> list[EmailMessage]:
        return [bericht for bericht in self.gekregen if bericht["To"] == adres]


def vrije_poort() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@contextlib.contextmanager
def smtp() -> Iterator[Postbus]:
    """Run a server and let Django send to it."""
    bus = Postbus(vrije_poort())
    server = Controller(bus, hostname="127.0.0.1", port=bus.poort)
    server.start()
    backend = "django.core.mail.backends.smtp.EmailBackend"
    try:
        with override_settings(
            EMAIL_BACKEND=backend, EMAIL_HOST="127.0.0.1", EMAIL_PORT=bus.poort, EMAIL_USE_TLS=False, EMAIL_TIMEOUT=5
        ):
            yield bus
    finally:
        server.stop()


def tekst_van(bericht: EmailMessage) -> str:
    return bericht.get_body(("plain",)).get_content()


def html_van(bericht: EmailMessage) -> str:
    return bericht.get_body(("html",)).get_content()


def link_in(bericht: EmailMessage) -> str:
    """Give the path of the safe link in a mail."""
    (pad,) = set(re.findall(r"http://localhost(/mijn/link/[\w-]+/)", tekst_van(bericht)))
    return pad


def dagen(n: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=n)


@dataclass
class Vraag:
    """A ronde that asks one organisatie about some acties."""

    ronde: Ronde
    organisatie: Organisatie
    partner: Gebruiker
    acties: list[Actie]


def maak_vraag(aantal: int = 3, **over) -> Vraag:
    """Give a ronde with its deadline in a week from today (by default), open since three weeks."""
    velden = {"opent": dagen(-21), "deadline": dagen(7), "sluit": dagen(40)} | over
    organisatie = maak.maak_organisatie()
    partner = maak.maak_partner(organisatie)
    contact = maak.maak_medewerker(naam="Carla Contact (voorbeeld)", telefoon="02 000 00 00")
    plan = maak.maak_plan(contact="plan@voorbeeld.test", tot=dt.date(2030, 12, 31))
    punt = maak.maak_speerpunt(plan=plan)
    ronde = maak.maak_ronde(plan, **velden)
    acties = [maak.maak_actie(speerpunt=punt, verantwoordelijke=contact) for _ in range(aantal)]
    for actie in acties:
        maak.geef_rol(actie, organisatie)
    return Vraag(ronde, organisatie, partner, acties)
