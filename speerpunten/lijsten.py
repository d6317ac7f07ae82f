"""Several short lists in one query: what can be chosen, or what belongs to something, each as (key, text)."""

from collections.abc import Callable, Iterable
from decimal import Decimal

import msgspec
from django.db.models import Aggregate, CharField, Func, IntegerField, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, JSONObject

_LEZER = msgspec.json.Decoder(float_hook=Decimal)
Lijst = tuple[QuerySet, object, object]  # the rows, and the fields or expressions of key and text


class Lijsten(dict[str, list[tuple[str, str]]]):
    """Name -> rows of (key, text), in order; a list without rows is empty."""

    def __missing__(self, naam: str) -> list[tuple[str, str]]:
        return []


def lijsten_in_een(**lijsten: Lijst) -> Lijsten:
    """Give name -> list of (key, text), both as text; numbers as keys are ordered as numbers, others by their text.

    In: name=(queryset, key, text), where key and text are a field name or an expression of that queryset.
    """
    return Lijsten({naam: [] for naam in lijsten} | verdeel(in_een(**lijsten)))


def in_een(enkel: bool = False, /, **lijsten: Lijst) -> QuerySet:
    """Give the one queryset of lists, which `verdeel` reads. In: as `lijsten_in_een`; and whether no list can have a
    row twice (`enkel`): else the database compares them all."""
    delen = [
        rijen.order_by()
        .annotate(
            lijst_naam=Value(naam, CharField()),
            lijst_sleutel=Cast(sleutel, CharField()),
            lijst_tekst=Cast(tekst, CharField()),
        )
        .values_list("lijst_naam", "lijst_sleutel", "lijst_tekst")
        for naam, (rijen, sleutel, tekst) in lijsten.items()
    ]
    return delen[0].union(*delen[1:], all=enkel)


def verdeel(rijen: Iterable[tuple[str, str, str]]) -> Lijsten:
    """Give the lists of which `in_een` asked the rows."""
    uit = Lijsten()
    for naam, sleutel, tekst in rijen:
        uit.setdefault(naam, []).append((sleutel, tekst))
    for lijst in uit.values():
        lijst.sort(key=_volgorde)
    return uit


def aantal_rijen(rijen: QuerySet) -> Subquery:
    """Give how many rows a (correlated) query has, as a column of another one."""
    tel = Func("pk", function="COUNT", output_field=IntegerField())
    return Subquery(rijen.order_by().annotate(aantal_rijen=tel).values("aantal_rijen"))


class Sleutellijst(Aggregate):
    """The keys of a group, as one list: where few names stand at many things, a row for each name."""

    function = "ARRAY_AGG"
    output_field = IntegerField()  # of each of them

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **context)

    @property
    def convert_value(self) -> Callable:
        return lambda waarde, uitdrukking, verbinding: _LEZER.decode(waarde) if isinstance(waarde, str) else waarde


class Rij(JSONObject):
    """A row as JSON. Django would first try out on each new connection whether SQLite can: every one we support can."""

    def as_sql(self, compiler, connection, **context):
        return Func.as_sql(self, compiler, connection, **context)


def als_rij(*kolommen: str, **anders: object) -> Rij:
    """Give the columns of a row as one text of `lijsten_in_een`: for lists of which a key and a name are too little."""
    return Rij(**{naam: naam for naam in kolommen}, **anders)


class Samen(Aggregate):
    """The rows (`als_rij`) or values of a group as one text."""

    function = "JSON_AGG"
    output_field = TextField()

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **context)


def gebundeld(rijen: QuerySet, sleutel: str, wat: object) -> Lijst:
    """Give a list with one row for each key, that tells `wat` of all rows with that key: where many belong to one."""
    return rijen.order_by().values(sleutel), sleutel, Samen(wat)


def lees_rij(tekst: str) -> dict | list[dict]:
    """Read what `als_rij` packed, or `gebundeld` of many: numbers with a fraction exactly, days still as text."""
    return _LEZER.decode(tekst)


def _volgorde(rij: tuple[str, str]) -> tuple[int, str]:
    sleutel, tekst = rij
    return (int(sleutel), "") if sleutel.isdecimal() else (0, tekst.casefold())
