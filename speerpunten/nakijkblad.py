"""One melding as a checker reads it: the stand before it, and its log. Knows no HTTP."""

from django.db.models import QuerySet

from organisaties.voorbereid import voorbereid
from speerpunten.models import Gebeurtenis, Melding


@voorbereid
def _stand_nu(gebruiker, *, actie: int, melding: int) -> QuerySet[Melding]:
    return Melding.objects.stand_voor(Melding(pk=melding, actie_id=actie))


@voorbereid
def _log(gebruiker, *, melding: int) -> QuerySet[Gebeurtenis]:
    return Gebeurtenis.objects.filter(melding=melding).select_related("door")


def vorige_van(melding: Melding) -> Melding | None:
    """Give the stand that a melding is compared with: what it replaces, else the one before it."""
    if melding.vervangt_id:
        return melding.vervangt
    if melding.is_aanvaard:  # the moment of accepting is no value of a query that is kept
        return Melding.objects.stand_voor(melding).first()
    return _stand_nu.eerste(None, actie=melding.actie_id, melding=melding.pk)


def log_van(melding: Melding) -> list[Gebeurtenis]:
    """Give who did what with a melding, the first act first."""
    return _log(None, melding=melding.pk)
