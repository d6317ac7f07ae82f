"""Conditions that stay quick however large the tables are: one of these keys, and whether there is a row at all."""

import json
from collections.abc import Iterable

from django.core.exceptions import EmptyResultSet
from django.db.models import BooleanField, Func, Q, QuerySet, Subquery, Value
from django.db.models.lookups import IsNull


class Sleutels(Subquery):
    """The keys that a queryset of one column gives, for `EenVan`. Where there can be none, nothing fits."""

    empty_result_set_value = NotImplemented  # else an empty one would be the value NULL

    def __init__(self, rijen, **extra) -> None:
        super().__init__(rijen.order_by(), **extra)


class EenVan(Func):
    """Tell whether a column is one of the few keys that a query of its own gives: EenVan("actie", Sleutels(...)).

    PostgreSQL asks for them first and then looks in the index. With IN it makes a join of it, of which it expects half
    the table, and which in a query of many tables comes last.
    """

    output_field = BooleanField()
    template = "%(expressions)s"
    arg_joiner = " IN "

    def as_postgresql(self, compiler, connection, **context):
        """Write it as PostgreSQL reads it: the query of the keys stands between brackets already."""
        return self.as_sql(compiler, connection, template="%(expressions)s)", arg_joiner=" = ANY(ARRAY", **context)


def als_reeks(sleutels: list[int]) -> str:
    """Give keys as PostgreSQL writes an array: for a thousand of them ten times as quick as what the driver does."""
    return "{" + ",".join(map(str, sleutels)) + "}"


class EenVanDeze(Func):
    """Tell whether a column is one of the keys that somebody has already: EenVanDeze("actie", [1, 2]).

    All keys are one parameter. IN has one for each of them: for those of a whole plan Django and the database take
    longer to read the question than to answer it.
    """

    output_field = BooleanField()

    def __init__(self, kolom: str, sleutels: Iterable[int], **extra) -> None:
        super().__init__(kolom, Value(list(sleutels)), **extra)

    def as_sql(self, compiler, connection, **context):
        raise NotImplementedError(f"No list of keys for {connection.vendor}")

    def as_postgresql(self, compiler, connection, **context):
        kolom, sleutels = self._delen(compiler)
        return self._zin(kolom, "= ANY(%s::bigint[])"), [als_reeks(sleutels)]

    def as_sqlite(self, compiler, connection, **context):
        kolom, sleutels = self._delen(compiler)
        return self._zin(kolom, "IN (SELECT value FROM json_each(%s))"), [json.dumps(sleutels)]

    def _zin(self, kolom: str, is_er_een: str) -> str:
        """Give the condition as SQL. In: the column, and what comes after a column that is one of the keys."""
        return f"{kolom} {is_er_een}"

    def _delen(self, compiler) -> tuple[str, list[int]]:
        kolom, sleutels = self.get_source_expressions()
        if not sleutels.value:
            raise EmptyResultSet  # nothing fits: the query need not be asked, as with IN
        return compiler.compile(kolom)[0], sleutels.value


def er_is(rijen: QuerySet) -> Q:
    """Give the condition that a (correlated) query has a row: looked up for each row that is asked for, and no other.

    Of EXISTS inside an OR PostgreSQL may first make a list of all that exist, also where a page shows fifty.
    """
    return Q(IsNull(Subquery(rijen.order_by().values("pk")[:1]), False))
