"""The lock on a closed plan: every act that writes about a plan passes here first.

An act holds the row of the plan with the weakest lock there is (FOR KEY SHARE): acts never wait for each other because
of it, only for who closes or opens the plan, who takes the strongest. SQLite has one writer at a time.
"""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from speerpunten.keuzes import Toestand
from speerpunten.models import Beleidsplan

# Django knows no FOR KEY SHARE.
SLOT = "SELECT toestand FROM speerpunten_beleidsplan WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE"
DICHT = "Dit plan is afgesloten. Er verandert niets meer aan."


class PlanAfgesloten(PermissionDenied, ValidationError):
    """The plan is closed: nothing about it changes.

    A form tells it on top, as any ValidationError; where there is no form the page of a refusal does, with what was
    typed (`geef_terug`).
    """

    geef_terug = True

    def __init__(self) -> None:
        ValidationError.__init__(self, DICHT)

    def __str__(self) -> str:
        return DICHT


def is_dicht(plannen: Iterable[int]) -> bool:
    """Tell whether one of these plans (keys) is closed; inside a transaction it stays so until the end of it."""
    pks = sorted(set(plannen))
    if connection.vendor != "postgresql" or not connection.in_atomic_block:
        return Beleidsplan.objects.filter(pk__in=pks, toestand=Toestand.AFGESLOTEN).exists()
    with connection.cursor() as cursor:
        cursor.execute(SLOT, [pks])
        return any(toestand == Toestand.AFGESLOTEN for (toestand,) in cursor.fetchall())


def eis_open(*plannen: int) -> None:
    """Keep these plans (keys) open until the transaction ends. Raises PlanAfgesloten where one is closed."""
    if is_dicht(plannen):
        raise PlanAfgesloten
