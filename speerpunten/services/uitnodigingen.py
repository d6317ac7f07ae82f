"""The acts on an invitation with the mail that tells of them, in one transaction. What they do to people stands in
`organisaties.uitnodigen`, which knows no mail."""

from django.db import transaction

from organisaties import uitnodigen
from organisaties.models import Gebruiker, Organisatie, Uitnodiging
from speerpunten.keuzes import Postsoort
from speerpunten.post.achtergrond import verstuur_straks
from speerpunten.post.klaarzetten import zet_klaar
from speerpunten.services.doorgaven import acties_van
from speerpunten.services.toegang import trek_links_in_van


def _mail(uitnodiging: Uitnodiging) -> Uitnodiging:
    """Put the mail in the outbox; one per sending, which its seed tells apart."""
    acties = acties_van(uitnodiging.organisatie) if uitnodiging.organisatie else []
    zet_klaar(
        aan=uitnodiging.gebruiker,
        soort=Postsoort.UITNODIGING,
        over=f"uitnodiging:{uitnodiging.pk}:{uitnodiging.zaad}",
        uitnodiging=uitnodiging,
        vragen=[(actie, None) for actie in acties],
    )
    transaction.on_commit(verstuur_straks)
    return uitnodiging


@transaction.atomic
def nodig_partner_uit(
    *, email: str, naam: str, organisatie: Organisatie, door: Gebruiker, functie: str = ""
) -> Uitnodiging:
    """Make somebody a contact person from today and tell them. Errors as the act of that name in `uitnodigen`."""
    return _mail(
        uitnodigen.nodig_partner_uit(email=email, naam=naam, organisatie=organisatie, functie=functie, door=door)
    )


@transaction.atomic
def nodig_met_rol_uit(*, email: str, naam: str, rol: str, door: Gebruiker) -> Uitnodiging:
    """Invite a lezer or a member of staff and tell them. Errors as `organisaties.uitnodigen.nodig_met_rol_uit`."""
    return _mail(uitnodigen.nodig_met_rol_uit(email=email, naam=naam, rol=rol, door=door))


@transaction.atomic
def verstuur_opnieuw(*, uitnodiging: Uitnodiging, door: Gebruiker) -> Uitnodiging:
    """Send an open invitation again, with a new link. Errors as `organisaties.uitnodigen.verstuur_opnieuw`."""
    return _mail(uitnodigen.verstuur_opnieuw(uitnodiging=uitnodiging, door=door))


@transaction.atomic
def trek_in(*, uitnodiging: Uitnodiging, door: Gebruiker) -> Uitnodiging:
    """Withdraw an open invitation; safe links of who speaks for nobody any more are revoked with it.

    Errors as `organisaties.uitnodigen.trek_in`.
    """
    uitnodiging = uitnodigen.trek_in(uitnodiging=uitnodiging, door=door)
    trek_links_in_van(uitnodiging.gebruiker, door=door, reden="uitnodiging ingetrokken")
    return uitnodiging
