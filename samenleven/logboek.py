"""What the log looks like: lines to read, or JSON with one object per line; never a secret or who somebody is.

This file needs no settings: gunicorn uses it before Django is there.
"""

import datetime as dt
import json
import logging
import re
from contextvars import ContextVar

GEHEIM = re.compile(r"(/mijn/link/|/uitnodiging/|/account/email/bevestigen/|/account/wachtwoord/nieuw/)[^/\s?\"']+")
ADRES = re.compile(r"[^\s@<>\"'(),:;=]+@[^\s@<>\"'(),:;=]+")
RIJ = re.compile(r"(DETAIL|CONTEXT|STATEMENT):.*(?:\n(?!\s*File ).*)?")  # PostgreSQL shows the row that it refused
WEG = "***"

bezig: ContextVar[dict | None] = ContextVar("bezig", default=None)
"""Method and path of the request that is being answered; None outside a request."""


def zonder_geheimen(tekst: str) -> str:
    """Take out the tokens of links from mails: whoever reads the log could use them."""
    return GEHEIM.sub(rf"\1{WEG}", tekst)


def zonder_personen(tekst: str) -> str:
    """Take out e-mail addresses, and the rows that a database shows with its errors."""
    return ADRES.sub(WEG, RIJ.sub(rf"\1: {WEG}", tekst))


class KorteWeigering(logging.Filter):
    """Leave out the traceback of what is no fault of ours: a refused or unknown address is one line."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name == "django.request" and record.levelno < logging.ERROR:
            record.exc_info, record.exc_text = None, None
        return True


class ZonderToken(logging.Filter):
    """Leave out the token of a link from a mail."""

    def filter(self, record: logging.LogRecord) -> bool:
        tekst = record.getMessage()
        if (schoon := zonder_geheimen(tekst)) != tekst:
            record.msg, record.args = schoon, ()
        return True


class JsonVorm(logging.Formatter):
    """One JSON object per line: time (UTC), level, logger, message, and of a request its number, method and path.

    No query (people search for names), no IP address, no e-mail address; of who is logged in only the key.
    """

    velden = ("verzoek", "methode", "pad", "status", "duur_ms", "gebruiker")

    def __init__(self, verzoek: ContextVar[str] | None = None) -> None:
        super().__init__()
        self._verzoek = verzoek

    def format(self, record: logging.LogRecord) -> str:
        regel = {
            "tijd": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "niveau": record.levelname,
            "logger": record.name,
            "tekst": self._schoon(record.getMessage()),
        }
        if self._verzoek and (nummer := self._verzoek.get()):
            regel["verzoek"] = nummer
        regel |= bezig.get() or {}
        regel |= {veld: getattr(record, veld) for veld in self.velden if hasattr(record, veld)}
        if record.exc_info:
            regel["fout"] = self._schoon(self.formatException(record.exc_info))
        return json.dumps(regel, ensure_ascii=False, default=str)

    @staticmethod
    def _schoon(tekst: str) -> str:
        return zonder_personen(zonder_geheimen(tekst))
