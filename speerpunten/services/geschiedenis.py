"""What django-simple-history does row by row, for many rows at once: the lists of acties, with their history."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import SimpleNamespace

from django.db import models
from simple_history.models import HistoricalRecords

from organisaties.models import Gebruiker
from speerpunten.models import Actie

BUNDEL = 500  # rows in one INSERT


@contextmanager
def geschiedenis_door(gebruiker: Gebruiker | None) -> Iterator[None]:
    """Write down in the history that this user does what happens inside: where no request tells it."""
    eerder = getattr(HistoricalRecords.context, "request", None)
    HistoricalRecords.context.request = SimpleNamespace(user=gebruiker) if gebruiker else None
    try:
        yield
    finally:
        HistoricalRecords.context.request = eerder


def leg_lijsten_vast(acties: Sequence[Actie], leden: Mapping[str, Sequence[tuple[Actie, models.Model]]]) -> None:
    """Save the members of the lists of new acties, and the first line of their history with those members in it.

    In: the saved acties; list (`ook_bij` ...) -> pairs of an actie and a member.
    """
    rijen = {naam: bewaar_leden(naam, [(actie.pk, lid.pk) for actie, lid in paren]) for naam, paren in leden.items()}
    leg_acties_vast(acties, rijen)


def lid_van(naam: str) -> tuple[type[models.Model], str]:
    """Give the table between acties and a list of theirs (`ook_bij` ...), and its column with the member."""
    veld = Actie._meta.get_field(naam)
    return veld.remote_field.through, f"{veld.m2m_reverse_field_name()}_id"


def bewaar_leden(naam: str, paren: Iterable[tuple[int, int]]) -> list[models.Model]:
    """Save members of a list (keys of an actie and of the member), without history; give their rows."""
    doorheen, lid = lid_van(naam)
    nieuw = [doorheen(actie_id=actie, **{lid: ander}) for actie, ander in paren]
    return doorheen.objects.bulk_create(nieuw, batch_size=BUNDEL)


def leg_acties_vast(
    acties: Sequence[Actie], rijen: Mapping[str, Sequence[models.Model]], *, gewijzigd: bool = False
) -> None:
    """Write a line of history for each actie, with the members of its lists in it; `gewijzigd`: not its first line.

    In: the saved acties; list -> all the rows of these acties in the table between.
    """
    lijnen = Actie.history.bulk_history_create(acties, batch_size=BUNDEL, update=gewijzigd)
    historisch = {lijn.id: lijn for lijn in lijnen}
    for naam, doorheen_rijen in rijen.items():
        model = getattr(Actie.history.model, naam).model
        _, lid = lid_van(naam)
        model.objects.bulk_create(
            [
                model(history=historisch[r.actie_id], id=r.pk, actie_id=r.actie_id, **{lid: getattr(r, lid)})
                for r in doorheen_rijen
            ],
            batch_size=BUNDEL,
        )
