"""When an organisatie may say "niets veranderd" instead of telling its stand anew (design, section 6)."""

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone

from organisaties.models import Organisatie
from speerpunten.models import Melding, Mijlpaal, Ronde


def is_eigen(stand: Melding | None, organisatie: Organisatie | None) -> bool:
    """Tell whether an organisatie said this stand itself, or one that was merged into it."""
    if stand is None or organisatie is None or stand.organisatie is None:
        return False
    eerder = stand.organisatie
    return organisatie.pk in {eerder.pk, eerder.opvolger_id if eerder.is_samengevoegd else None}


def mag_ongewijzigd(
    stand: Melding | None,
    ronde: Ronde | None,
    organisatie: Organisatie | None,
    mijlpalen: Iterable[Mijlpaal],
    op: dt.date | None = None,
) -> bool:
    """Tell whether "niets veranderd" may be said in this ronde: on the own accepted stand, not in an eindronde, and
    not while a mijlpaal has passed of which nobody said that it was reached."""
    op = op or timezone.localdate()
    if ronde is None or ronde.eindronde or not is_eigen(stand, organisatie):
        return False
    return not any(mijlpaal.bereikt_op is None and mijlpaal.streefdatum < op for mijlpaal in mijlpalen)
