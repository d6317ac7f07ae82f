"""Who asked for a new link gets one, later: the page answers everyone alike, at once, and knows of nobody."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from organisaties.models import Gebruiker, Lidmaatschap, Rol
from speerpunten.keuzes import Postsoort
from speerpunten.models import Actie, Linkaanvraag
from speerpunten.post.klaarzetten import zet_klaar

BEWAARD = dt.timedelta(days=1)  # longer than any limit counts


def verwerk_aanvragen() -> int:
    """Put a mail with a link in the outbox for every request of a partner that waits; give how many. Each once, also
    where two do this at once; old requests are forgotten."""
    Linkaanvraag.objects.filter(gevraagd_op__lt=timezone.now() - BEWAARD).delete()
    return sum(_verwerk(rij) for rij in Linkaanvraag.objects.filter(verwerkt_op=None))


@transaction.atomic
def _verwerk(aanvraag: Linkaanvraag) -> bool:
    vrij = Linkaanvraag.objects.filter(pk=aanvraag.pk, verwerkt_op=None)
    if not vrij.update(verwerkt_op=timezone.now(), adres=""):
        return False
    gebruiker = Gebruiker.objects.filter(email__iexact=aanvraag.adres, is_active=True, rol=Rol.GEEN).first()
    if gebruiker is None or not Lidmaatschap.objects.huidig().van(gebruiker).exists():
        return False
    acties = list(Actie.objects.rapporteerbaar_door(gebruiker))
    if not acties:
        return False
    zet_klaar(
        aan=gebruiker,
        soort=Postsoort.LINK,
        over=f"aanvraag:{aanvraag.pk}",
        vragen=[(actie, None) for actie in acties],
    )
    return True
