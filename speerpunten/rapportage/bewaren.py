"""A report as canonical JSON text and back, and its hash.

Canonical: UTF-8, keys sorted, no white space, days as 2024-12-31, decimals as strings. What is kept is the text itself:
the hash is over its bytes, so it stays true whatever a later version writes.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass, fields

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


def _keur(schema: int) -> None:
    if schema != SCHEMA:
        raise OnbekendSchema(f"Schema {schema} is onbekend.")


def uit_json(tekst: str, schema: int) -> Rapportage:
    """Give the report that was kept. Raises OnbekendSchema, and msgspec.DecodeError for a text that is no report."""
    _keur(schema)
    return msgspec.json.decode(tekst, type=Rapportage)


class AlsKop(Func):
    """The head of the kept text alone, which `kop_uit_json` reads: a report is long, and the rest of it stays where it
    is."""

    output_field = TextField()
    template = (
        "(SELECT row_to_json(kop) FROM json_to_record(%(expressions)s::json) AS kop(titel text, op text, telling json))"
    )

    def as_sqlite(self, compiler, connection, **context):
        tekst, waarden = compiler.compile(self.get_source_expressions()[0])
        delen = ", ".join(f"'{veld.name}', json_extract({tekst}, '$.{veld.name}')" for veld in fields(Kop))
        return f"json_object({delen})", [*waarden] * len(fields(Kop))


def kop_uit_json(tekst: str, schema: int) -> Kop:
    """Give the head of a kept report (`AlsKop`). Raises as `uit_json`."""
    _keur(schema)
    return msgspec.json.decode(tekst, type=Kop)


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
