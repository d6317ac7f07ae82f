"""A report as canonical JSON text and back, and its hash.

Canonical: UTF-8, keys sorted, no white space, days as 2024-12-31, decimals as strings. What is kept is the text itself:
the hash is over its bytes, so it stays true whatever a later version writes.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass

import msgspec
from django.db.models import Func, QuerySet, TextField, Value

from organisaties.voorbereid import voorbereid
from speerpunten.models import Rapport
from speerpunten.rapportage.gegevens import SCHEMA, Rapportage, Telling

_SCHRIJVER = msgspec.json.Encoder(order="sorted", decimal_format="string")


class OnbekendSchema(Exception):
    """A report was kept in a schema that this version cannot read."""


@dataclass(frozen=True)
class Kop:
    """What a later report tells of this one."""

    titel: str
    op: dt.date
    telling: Telling


def als_json(rapportage: Rapportage) -> str:
    """Give the canonical text of a report."""
    return _SCHRIJVER.encode(rapportage).decode()


def uit_json(tekst: str, schema: int) -> Rapportage:
    """Give the report that was kept. Raises OnbekendSchema, and msgspec.DecodeError for a text that is no report."""
    return _lees(tekst, schema, Rapportage)


def _lees(tekst: str, schema: int, soort: type) -> Rapportage | Kop:
    if schema != SCHEMA:
        raise OnbekendSchema(f"Schema {schema} is onbekend.")
    return msgspec.json.decode(tekst, type=soort)


def kop_uit_json(tekst: str, schema: int) -> Kop:
    """Give the head of the report that was kept; the rest is passed over. Raises as `uit_json`."""
    return _lees(tekst, schema, Kop)


def controlegetal(tekst: str) -> str:
    """Give the SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(tekst.encode()).hexdigest()


SNEDE = '"aandachtspunten":'  # stands in the text of a report once for each actie


class InStukken(Func):
    """The kept text as rows, which `SNEDE.join` makes whole again. The driver keeps room for the longest row that came
    over a connection as long as that lives: a megabyte for each thread."""

    function = "string_to_table"
    set_returning = True
    output_field = TextField()

    def __init__(self, tekst: str) -> None:
        super().__init__(tekst, Value(SNEDE))

    def as_sqlite(self, compiler, connection, **context):
        return compiler.compile(self.get_source_expressions()[0])


@voorbereid
def _stukken(gebruiker, *, rapport: int) -> QuerySet:
    return Rapport.objects.filter(pk=rapport).values_list(InStukken("inhoud"), "sha256")


def lees_bewaard(rapport: Rapport) -> tuple[str, str]:
    """Give the text of a definitive report and the hash that was kept with it, both of one moment: one query."""
    stukken = _stukken(None, rapport=rapport.pk)
    return SNEDE.join(stuk for stuk, _ in stukken), stukken[0][1]
