"""Queries that are put together once, and then asked with other values.

The rules of who may see what make long queries. Django needs longer to write one down than the database to answer it,
and writes the same one for every request. `@voorbereid` keeps what it wrote for each kind of reader, with places for
the values: a key or a list of them, a day, a name in an address. PostgreSQL gets it as a prepared statement, so that it
need not plan it anew either. The rules stay what they are: the function below the decorator calls the same querysets as
anybody.
"""

import copy
import datetime as dt
import functools
import itertools
import json
import re
import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from types import SimpleNamespace

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import QuerySet
from django.db.models.expressions import Col
from django.db.models.fields.json import KeyTransform
from django.http import Http404
from django.utils import timezone
from psycopg import sql as psql

from organisaties.eenvan import als_reeks
from organisaties.models import Gebruiker

Waarde = int | str | dt.date | list[int]

# For each place two values that no query has of itself: what differs between both writings is a place.
PROEF = ("a", "b")
EERSTE = {"a": 31_000, "b": 32_000}  # fits the smallest number column
GROOTSTE = 2**63 - 1  # of a key; of a larger one Django knows what to do
JAAR = {"a": 2301, "b": 2302}
PLAATS = re.compile(r"(?<!%)%s")
PG_SOORT = {int: "bigint", str: "text", dt.date: "date", list: "bigint[]"}


_SCHRIJVEN = threading.Lock()  # threads that begin at once would each write the same ones


class Onvoorbereid(Exception):
    """A query cannot be kept: a value stands in it that was computed from another, or that changes by itself."""


def _proefwaarde(soort: type, nr: int, proef: str) -> Waarde:
    if soort is dt.date:
        return dt.date(JAAR[proef], 1, 1) + dt.timedelta(days=nr)
    if soort is str:
        return f"voorbereid-{proef}-{nr}"
    return EERSTE[proef] + nr if soort is int else [EERSTE[proef] + nr]


def _soort(waarde: Waarde) -> type:
    """Give the type by which a value is bound. Raises Onvoorbereid for one that cannot be."""
    soort = type(waarde)
    if soort not in PG_SOORT:
        raise Onvoorbereid(f"{soort.__name__} is geen waarde voor een voorbereide vraag")
    return soort


@dataclass(frozen=True)
class Lezer:
    """The kind of reader for whom a query is written: all that the rules may look at, but for who it is."""

    aangemeld: bool
    rol: str = ""
    actief: bool = True

    @classmethod
    def van(cls, gebruiker) -> "Lezer | None":
        """Give the kind of a user; None for one who came by a safe link: that one's acties are no single value."""
        if getattr(gebruiker, "beperkt_tot", None) is not None:
            return None
        if not gebruiker.is_authenticated:
            return cls(aangemeld=False)
        return cls(aangemeld=True, rol=gebruiker.rol, actief=gebruiker.is_active)

    def als(self, anoniem, pk: int):
        """Give somebody of this kind. Of a user nothing else is there: a rule that asks for more fails at once."""
        if not self.aangemeld:
            return anoniem
        return Gebruiker.from_db(DEFAULT_DB_ALIAS, ["id", "rol", "is_active"], [pk, self.rol, self.actief])


@dataclass(frozen=True)
class _Plaats:
    """Where a value goes: its name, and how the database wants it."""

    naam: str
    vorm: Callable[[Waarde], object]


class _Uitkomst:
    """What is left of an expression once its SQL is written: how its values are read."""

    def __init__(self, uitdrukking, verbinding: BaseDatabaseWrapper) -> None:
        if isinstance(uitdrukking, KeyTransform):
            raise Onvoorbereid("een deel van een JSON-veld leest zijn waarde op een eigen manier")
        self.output_field = uitdrukking.output_field
        self._omzetters = uitdrukking.get_db_converters(verbinding)

    def get_db_converters(self, verbinding: BaseDatabaseWrapper) -> list[Callable]:
        return self._omzetters


class _Lezing:
    """How the rows of a query become objects, by Django's own iterators.

    It keeps of the queryset and its compiler only what those look at: the trees of conditions of a hundred queries
    would hold more memory than a plan of a thousand acties.
    """

    def __init__(self, queryset: QuerySet, compiler, verbinding: BaseDatabaseWrapper) -> None:
        self.model, self.velden, self.doorloop = queryset.model, queryset._fields, queryset._iterable_class
        vraag = queryset.query
        self.namen = {naam: tuple(getattr(vraag, naam)) for naam in ("extra_select", "values_select")}
        self.namen |= {"selected": vraag.selected and tuple(vraag.selected)}
        self.namen |= {"annotation_select": tuple(vraag.annotation_select)}
        self.compiler = copy.copy(compiler)
        self.compiler.query = self.compiler.where = self.compiler.having = self.compiler.qualify = None
        self.compiler._meta_ordering = None
        self.compiler.select = [
            (kolom if isinstance(kolom, Col) else _Uitkomst(kolom, verbinding), None, alias)
            for kolom, _, alias in compiler.select
        ]
        self.breedte = compiler.col_count if compiler.has_extra_select else None

    def lees(self, rijen: list[tuple], verbinding: BaseDatabaseWrapper) -> list:
        """Give what the queryset would have given of these rows."""
        compiler = copy.copy(self.compiler)
        compiler.connection = verbinding
        if self.breedte:
            rijen = [rij[: self.breedte] for rij in rijen]
        compiler.execute_sql = lambda *_, **__: [rijen]
        gelezen = SimpleNamespace(
            query=SimpleNamespace(get_compiler=lambda *_, **__: compiler, **self.namen),
            db=verbinding.alias,
            model=self.model,
            _fields=self.velden,
            _known_related_objects={},
            _hints={},
        )
        return list(self.doorloop(gelezen))


@dataclass(frozen=True)
class _Vraag:
    """A query as it was written: SQL, its fixed values and its places, and how its rows become objects."""

    sql: str
    waarden: tuple[object | _Plaats, ...]
    lezing: _Lezing

    def stel(self, verbinding: BaseDatabaseWrapper, gegeven: dict[str, Waarde]) -> list:
        """Ask it with these values, and give what the queryset would have given."""
        ingevuld = [w.vorm(gegeven[w.naam]) if isinstance(w, _Plaats) else w for w in self.waarden]
        with _cursor(verbinding) as cursor:
            cursor.execute(self.sql, ingevuld)
            rijen = cursor.fetchall()
        return self.lezing.lees(rijen, verbinding)


def _cursor(verbinding: BaseDatabaseWrapper):
    """Give a cursor; on PostgreSQL one that may prepare its statements, unless a log wants to see the values."""
    if verbinding.vendor != "postgresql" or verbinding.queries_logged:
        return verbinding.cursor()
    verbinding.ensure_connection()
    with verbinding.wrap_database_errors:
        return verbinding._prepare_cursor(ServerBindingCursor(verbinding.connection))


def _schrijf(queryset: QuerySet, verbinding: BaseDatabaseWrapper) -> tuple[str, tuple, object]:
    if queryset._known_related_objects:
        raise Onvoorbereid("vraag het aan de manager van het model, niet van een object")
    if queryset._prefetch_related_lookups:
        raise Onvoorbereid("haal wat erbij hoort op bij wie de rijen krijgt: het is een vraag apart")
    compiler = queryset.query.get_compiler(connection=verbinding)
    sql, waarden = compiler.as_sql()
    return sql, tuple(waarden), compiler


def _zo(waarde: Waarde) -> Waarde:
    return waarde


def _ergens(waarde: str) -> str:
    """Give a text as LIKE looks for it anywhere (`__contains`)."""
    return f"%{connections[DEFAULT_DB_ALIAS].ops.prep_for_like_query(waarde)}%"


# In which ways a database may want a value.
VORMEN: dict[type, tuple[Callable[[Waarde], object], ...]] = {
    int: (_zo,),
    str: (_zo, _ergens),
    dt.date: (_zo, dt.date.isoformat),
    list: (als_reeks, json.dumps),
}


def _is(gevonden: object, verwacht: object) -> bool:
    return isinstance(gevonden, type(verwacht)) and gevonden == verwacht


def _plaats(een: object, ander: object, proeven: dict[str, dict[str, Waarde]]) -> object:
    """Tell what a value of a query is: fixed, or the place of one that is given. Raises Onvoorbereid."""
    if type(een) is type(ander) and een == ander:
        return een
    for naam, proef in proeven["a"].items():
        for vorm in VORMEN[type(proef)]:
            if _is(een, vorm(proef)) and _is(ander, vorm(proeven["b"][naam])):
                return _Plaats(naam, vorm)
    raise Onvoorbereid(f"{een!r} is van een waarde afgeleid, of verandert vanzelf")


def _voor_postgres(sql: str, waarden: list[object], soorten: dict[str, type], verbinding) -> tuple[str, list[object]]:
    """Write the fixed values into the SQL, and the type of each place: the database then knows what it prepares."""
    verbinding.ensure_connection()
    delen, over = PLAATS.split(sql), []
    uit = [delen[0]]
    for waarde, deel in zip(waarden, delen[1:], strict=True):
        if isinstance(waarde, _Plaats):
            uit.append(f"(%s::{PG_SOORT[soorten[waarde.naam]]})")
            over.append(waarde)
        else:
            uit.append(psql.Literal(waarde).as_string(verbinding.connection).replace("%", "%%"))
        uit.append(deel)
    return "".join(uit), over


class Voorbereid:
    """A function that gives a queryset, asked as often as one likes. Made by `voorbereid`."""

    def __init__(self, maak: Callable[..., QuerySet]) -> None:
        functools.update_wrapper(self, maak)
        self.maak = maak
        self._geschreven: dict[Hashable, _Vraag | None] = {}  # None: whatever the values, there are no rows
        self._dag: dt.date | None = None

    def __call__(self, gebruiker, *soort: Hashable, **waarden: Waarde | None) -> list:
        """Give the rows. In: who reads (None: nobody in particular), what else decides how the query is written, and
        its values by name: a number, a text, a day, a list of keys, or None."""
        lezer = Lezer(aangemeld=False) if gebruiker is None else Lezer.van(gebruiker)
        if lezer is None or any(type(waarde) is int and abs(waarde) > GROOTSTE for waarde in waarden.values()):
            return list(self.maak(gebruiker, *soort, **waarden))
        verbinding = connections[DEFAULT_DB_ALIAS]
        soorten = {naam: _soort(waarde) for naam, waarde in waarden.items() if waarde is not None}
        vandaag = timezone.localdate()
        if self._dag != vandaag:  # rules look at what day it is
            self._geschreven, self._dag = {}, vandaag
        geschreven = self._geschreven  # at midnight another thread may begin a new one
        sleutel = (vandaag, lezer, soort, *soorten.items(), *waarden)
        if sleutel not in geschreven:
            with _SCHRIJVEN:
                if sleutel not in geschreven:
                    geschreven[sleutel] = self._schrijf(gebruiker, lezer, soort, waarden, soorten, verbinding)
        vraag = geschreven[sleutel]
        if vraag is None:
            return []
        wie = {} if gebruiker is None or not lezer.aangemeld else {"gebruiker": gebruiker.pk}
        return vraag.stel(verbinding, waarden | wie)

    def eerste(self, gebruiker, *soort: Hashable, **waarden: Waarde | None):
        """Give the first row, or None."""
        return next(iter(self(gebruiker, *soort, **waarden)), None)

    def een_of_404(self, gebruiker, *soort: Hashable, **waarden: Waarde | None):
        """Give the first row, or raise Http404."""
        gevonden = self.eerste(gebruiker, *soort, **waarden)
        if gevonden is None:
            raise Http404
        return gevonden

    def _schrijf(self, gebruiker, lezer, soort, waarden, soorten, verbinding) -> _Vraag | None:
        """Write the query; None where there can be no rows. Raises Onvoorbereid."""
        soorten = soorten | {"gebruiker": int}
        proeven = {
            proef: {naam: _proefwaarde(type_, nr, proef) for nr, (naam, type_) in enumerate(soorten.items())}
            for proef in PROEF
        }
        geschreven = {}
        for proef, gekozen in proeven.items():
            wie = gebruiker if gebruiker is None else lezer.als(gebruiker, gekozen["gebruiker"])
            eigen = {naam: gekozen[naam] if naam in soorten else None for naam in waarden}
            queryset = self.maak(wie, *soort, **eigen)
            try:
                geschreven[proef] = (*_schrijf(queryset, verbinding), queryset)
            except EmptyResultSet:
                return None
        sql, een, compiler, queryset = geschreven["a"]
        if sql != geschreven["b"][0]:
            raise Onvoorbereid("de vraag hangt af van de waarden zelf")
        plaatsen = [_plaats(waarde, ander, proeven) for waarde, ander in itertools.zip_longest(een, geschreven["b"][1])]
        if verbinding.vendor == "postgresql":
            sql, plaatsen = _voor_postgres(sql, plaatsen, soorten, verbinding)
        return _Vraag(sql, tuple(plaatsen), _Lezing(queryset, compiler, verbinding))


def voorbereid(maak: Callable[..., QuerySet]) -> Voorbereid:
    """Let a function that gives a queryset be written once for each kind of reader.

    The function takes a gebruiker (or None), what decides how it is written, and by name its values. It may hand these
    on to a queryset, never compute with them or look at them; what is computed from today's date is safe. Raises
    Onvoorbereid at the first call where a value was changed on its way.
    """
    return Voorbereid(maak)
