"""Many rows at once: COPY on PostgreSQL, INSERT in chunks on SQLite. Memory does not grow with the number of rows.

Most rows are plain tuples: to make an object of each costs more than to store it.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from operator import itemgetter

from django.apps import apps
from django.db import connection, models
from django.db.models import Max

from organisaties.zoektekst import ZoektekstField

PER_KEER = 2000  # rows that are held at once
# What has another form in the database than in Python; the others are written as they stand.
ANDERE_VORM = (ZoektekstField, models.JSONField, models.DecimalField)

Model = type[models.Model]


def in_stukken(rijen: Iterable, grootte: int = PER_KEER) -> Iterator[list]:
    """Give the rows in lists of at most `grootte`."""
    rijen = iter(rijen)
    while stuk := list(islice(rijen, grootte)):
        yield stuk


def reserveer(model: Model, aantal: int) -> list[int]:
    """Give keys for so many new rows, which nobody else gets while this transaction lasts."""
    if connection.vendor != "postgresql":
        eerste = (model._base_manager.aggregate(laatste=Max("pk"))["laatste"] or 0) + 1
        return list(range(eerste, eerste + aantal))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [model._meta.db_table, model._meta.pk.column, aantal],
        )
        return [sleutel for (sleutel,) in cursor.fetchall()]


def schrijf(model: Model, rijen: Iterable[models.Model]) -> list[models.Model]:
    """Insert objects as they stand, and give them back with their keys: for as many as may be held at once."""
    rijen = list(rijen)
    zonder = [rij for rij in rijen if rij.pk is None]
    for rij, sleutel in zip(zonder, reserveer(model, len(zonder)) if zonder else [], strict=True):
        rij.pk = sleutel
    if connection.vendor != "postgresql":
        model._base_manager.bulk_create(rijen, batch_size=PER_KEER)
        return rijen
    velden = [veld for veld in model._meta.concrete_fields if not veld.generated]
    anders = [(nr, veld) for nr, veld in enumerate(velden) if isinstance(veld, ANDERE_VORM)]
    lees = itemgetter(*(veld.attname for veld in velden))

    def waarden(rij: models.Model) -> Sequence:
        if not anders:
            return lees(rij.__dict__)
        uit = list(lees(rij.__dict__))
        for nr, veld in anders:
            uit[nr] = veld.get_db_prep_save(veld.pre_save(rij, add=True), connection)
        return uit

    _kopieer(model, [veld.column for veld in velden], map(waarden, rijen))
    return rijen


def schrijf_rijen(model: Model, kolommen: Sequence[str], rijen: Iterable[Sequence]) -> None:
    """Insert rows that are plain values, in the order of these fields (their `attname`), which are all but the key."""
    velden = [model._meta.get_field(kolom) for kolom in kolommen]
    if connection.vendor != "postgresql":
        for stuk in in_stukken(rijen):
            model._base_manager.bulk_create([model(**dict(zip(kolommen, rij, strict=True))) for rij in stuk])
        return
    anders = [(nr, veld) for nr, veld in enumerate(velden) if isinstance(veld, ANDERE_VORM)]

    def waarden(rij: Sequence) -> Sequence:
        if not anders:
            return rij
        uit = list(rij)
        for nr, veld in anders:
            uit[nr] = veld.get_db_prep_save(uit[nr], connection)
        return uit

    _kopieer(model, [veld.column for veld in velden], map(waarden, rijen))


def tel_na() -> None:
    """Let PostgreSQL look at what was written: until then its planner guesses, and may be a thousand times too slow."""
    if connection.vendor != "postgresql":
        return
    naam = connection.ops.quote_name
    tabellen = ", ".join(naam(model._meta.db_table) for model in apps.get_models(include_auto_created=True))
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {tabellen}")


def _kopieer(model: Model, kolommen: Sequence[str], rijen: Iterable[Sequence]) -> None:
    naam = connection.ops.quote_name
    namen = ", ".join(naam(kolom) for kolom in kolommen)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {naam(model._meta.db_table)} ({namen}) FROM STDIN") as kopie,
    ):
        for rij in rijen:
            kopie.write_row(rij)
