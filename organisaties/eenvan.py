"""One of a few keys: a condition that stays quick however large the table is."""

from django.db.models import BooleanField, Func, Subquery


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
