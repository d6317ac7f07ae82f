"""The acts on a doorgave with the mails that tell of them, in one transaction. What they do to people stands in
`organisaties.doorgeven`, which knows no mail."""

import datetime as dt

from django.db import transaction

from organisaties import doorgeven
from organisaties.models import Doorgave, Gebruiker, Lidmaatschap, Organisatie, Uitnodiging
from speerpunten.keuzes import Postsoort
from speerpunten.models import Actie
from speerpunten.post.achtergrond import verstuur_straks
from speerpunten.post.klaarzetten import zet_klaar
from speerpunten.post.opstellen import contact_van


def acties_van(organisatie: Organisatie) -> list[Actie]:
    """Give the acties on which this organisatie reports: to those a link for its contact persons is bound."""
    return list(Actie.objects.waarover_rapporteert(organisatie).select_related("speerpunt__plan", "verantwoordelijke"))


def _mail(
    doorgave: Doorgave, aan: Gebruiker, soort: Postsoort, acties: list[Actie], uitnodiging: Uitnodiging | None = None
) -> None:
    """Put a mail about a doorgave in the outbox; the acties tell who answers, and to what a link is bound."""
    zet_klaar(
        aan=aan,
        soort=soort,
        over=f"doorgave:{doorgave.pk}",
        doorgave=doorgave,
        uitnodiging=uitnodiging,
        vragen=[(actie, None) for actie in acties],
    )
    transaction.on_commit(verstuur_straks)


@transaction.atomic
def geef_door(*, doorgave: Doorgave) -> Doorgave:
    """Save a new doorgave, and tell it at once to who looks after most acties of the organisatie; the others of the
    staff read it in their digest. Errors as `organisaties.doorgeven.geef_door`."""
    doorgave = doorgeven.geef_door(doorgave=doorgave)
    contact, _ = contact_van(acties_van(doorgave.organisatie))
    if contact:
        _mail(doorgave, contact, Postsoort.DOORGAVE, [])
    return doorgave


@transaction.atomic
def neem_over(*, doorgave: Doorgave, door: Gebruiker, op: dt.date | None = None) -> Lidmaatschap:
    """Make the named person a contact person; tell them, with a safe link, and who gave them.

    Errors as `organisaties.doorgeven.neem_over`.
    """
    lid = doorgeven.neem_over(doorgave=doorgave, door=door, op=op)
    acties = acties_van(lid.organisatie)
    _mail(doorgave, lid.gebruiker, Postsoort.WELKOM, acties, lid.gebruiker.uitnodigingen.first())
    _mail(doorgave, doorgave.door, Postsoort.DOORGAVE_KLAAR, acties)
    return lid


@transaction.atomic
def wijs_af(*, doorgave: Doorgave, door: Gebruiker, reden: str) -> Doorgave:
    """Refuse a doorgave, and tell who gave it why. Errors as `organisaties.doorgeven.wijs_af`."""
    doorgave = doorgeven.wijs_af(doorgave=doorgave, door=door, reden=reden)
    _mail(doorgave, doorgave.door, Postsoort.DOORGAVE_KLAAR, acties_van(doorgave.organisatie))
    return doorgave
