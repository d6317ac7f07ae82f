"""Make the search texts of accepted stands, so that a whole plan is searched quickly."""

from django.db import transaction

from speerpunten.keuzes import MeldingToestand
from speerpunten.models import Melding, Standtekst
from speerpunten.models.standtekst import DOORZOCHT

PER_KEER = 500  # rows in one statement


def leg_standteksten_vast() -> int:
    """Make those that are missing, in short transactions; give how many. May run at once with itself."""
    gemaakt, na = 0, 0
    wacht = Melding.objects.filter(toestand=MeldingToestand.AANVAARD, standtekst=None).only("pk", *DOORZOCHT)
    while stuk := list(wacht.filter(pk__gt=na).order_by("pk")[:PER_KEER]):
        with transaction.atomic():
            Standtekst.objects.bulk_create((Standtekst(melding=m) for m in stuk), ignore_conflicts=True)
        gemaakt, na = gemaakt + len(stuk), stuk[-1].pk
    return gemaakt


def herbouw_standteksten() -> int:
    """Make every one anew, and those that are missing; give how many were different."""
    anders = leg_standteksten_vast()
    veld = Standtekst._meta.get_field("zoektekst")
    na = 0
    rijen = Standtekst.objects.select_related("melding")
    while stuk := list(rijen.filter(pk__gt=na).order_by("pk")[:PER_KEER]):
        oud = {rij.pk: rij.zoektekst for rij in stuk}
        nieuw = [rij for rij in stuk if veld.pre_save(rij, add=False) != oud[rij.pk]]
        anders += Standtekst.objects.bulk_update(nieuw, ["zoektekst"]) if nieuw else 0
        na = stuk[-1].pk
    return anders
