"""What django-simple-history does row by row, for many rows at once: the lists of new acties, with their history."""

from collections.abc import Iterator, Mapping, Sequence
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
    rijen: dict[str, list[models.Model]] = {}
    for naam, paren in leden.items():
        veld = Actie._meta.get_field(naam)
        doorheen = veld.remote_field.through
        lid = veld.m2m_reverse_field_name()
        nieuw = [doorheen(actie_id=actie.pk, **{f"{lid}_id": ander.pk}) for actie, ander in paren]
        rijen[naam] = doorheen.objects.bulk_create(nieuw, batch_size=BUNDEL)
    historisch = {h.id: h for h in Actie.history.bulk_history_create(acties, batch_size=BUNDEL)}
    for naam, doorheen_rijen in rijen.items():
        model = getattr(Actie.history.model, naam).model
        lid = Actie._meta.get_field(naam).m2m_reverse_field_name()
        model.objects.bulk_create(
            [
                model(
                    history=historisch[rij.actie_id],
                    id=rij.pk,
                    actie_id=rij.actie_id,
                    **{f"{lid}_id": getattr(rij, f"{lid}_id")},
                )
                for rij in doorheen_rijen
            ],
            batch_size=BUNDEL,
        )
