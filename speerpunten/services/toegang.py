"""The acts on a safe link: make, use, revoke. What it may open is checked at every request (`linksessie`)."""

import datetime as dt
import logging
from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from organisaties.models import Gebruiker, Lidmaatschap
from speerpunten.keuzes import Linkdaad
from speerpunten.models import Actie, Linkgebeurtenis, Post, Toegangslink
from speerpunten.models.toegang import hash_van, nieuw_token

logger = logging.getLogger(__name__)

GELDIG = dt.timedelta(days=7)  # design, section 6
KORT = 8  # characters of a hash that are enough to find a line of the log back


class LinkGeweigerd(Exception):
    """This link lets nobody in: unknown, used, expired, revoked, or its owner may not come in. All look the same."""


def _log(link: Toegangslink, daad: Linkdaad, *, door: Gebruiker | None = None, reden: str = "") -> None:
    Linkgebeurtenis.objects.create(link=link, daad=daad, door=door, reden=reden)
    logger.info("Link %s of user %s: %s %s", link.token_hash[:KORT], link.gebruiker_id, daad, reden)


@transaction.atomic
def maak_toegangslink(*, gebruiker: Gebruiker, acties: Iterable[Actie], post: Post | None = None) -> str:
    """Make a link for one partner and these acties, and give its address; the token stands nowhere else.

    Raises PermissionDenied for staff, lezers and who is not active: they log in.
    """
    if gebruiker.rol or not gebruiker.is_active:
        raise PermissionDenied("Wie een rol heeft, krijgt geen link.")
    nu, token = timezone.now(), nieuw_token()
    link = Toegangslink(
        token_hash=hash_van(token),
        gebruiker=gebruiker,
        adres=gebruiker.email,
        post=post,
        gemaakt_op=nu,
        geldig_tot=nu + GELDIG,
    )
    link.full_clean()
    link.save()
    link.acties.set(acties)
    _log(link, Linkdaad.GEMAAKT)
    return settings.BASE_URL + reverse("link", args=[token])


def waarom_dood(link: Toegangslink) -> str:
    """Tell why a link (from `met_spreker`) gives no access any more, to its session too; empty where it does."""
    gebruiker = link.gebruiker
    if link.ingetrokken_op:
        return "ingetrokken"
    if not gebruiker.is_active or gebruiker.rol or gebruiker.email != link.adres:
        return "deze persoon komt er niet meer in met een link"
    if not link.spreekt:
        return "geen contactpersoon meer"
    return ""


def waarom_niet_te_openen(link: Toegangslink) -> str:
    """Tell why a link opens nothing (any more); empty where it does."""
    if link.gebruikt_op:
        return "al gebruikt"
    if link.geldig_tot <= timezone.now():
        return "verlopen"
    return waarom_dood(link)


def vind_link(token: str) -> Toegangslink:
    """Give the link that may be opened. Raises LinkGeweigerd; reads only."""
    link = Toegangslink.objects.met_token(token)
    if link is None or waarom_niet_te_openen(link):
        logger.info("Link %s refused", hash_van(token)[:KORT])
        raise LinkGeweigerd
    return link


def gebruik_link(token: str) -> Toegangslink:
    """Use a link up, and give it: of two who try at once, one gets it. Raises LinkGeweigerd, which is logged."""
    link = Toegangslink.objects.met_token(token)
    if link is None:
        logger.info("Link %s refused: unknown", hash_van(token)[:KORT])
        raise LinkGeweigerd
    if waarom := waarom_niet_te_openen(link) or _verbruik(link):
        _log(link, Linkdaad.GEWEIGERD, reden=waarom)
        raise LinkGeweigerd
    return link


@transaction.atomic
def _verbruik(link: Toegangslink) -> str:
    """Mark a link as used; tell why not where somebody was first."""
    vrij = Toegangslink.objects.levend().filter(pk=link.pk, gebruikt_op=None)
    if not vrij.update(gebruikt_op=timezone.now()):
        return "al gebruikt"
    _log(link, Linkdaad.GEBRUIKT, door=link.gebruiker)
    return ""


@transaction.atomic
def trek_link_in(*, link: Toegangslink, door: Gebruiker | None, reden: str) -> Toegangslink:
    """Revoke a link, and end the session that it opened; again is no error. Without `door` the machine does it.

    Raises PermissionDenied for who is not staff.
    """
    if door is not None and not door.is_medewerker:
        raise PermissionDenied
    link = Toegangslink.objects.select_for_update(of=("self",)).select_related("gebruiker").get(pk=link.pk)
    if link.ingetrokken_op is None:
        link.ingetrokken_op = timezone.now()
        link.save(update_fields=["ingetrokken_op"])
        _log(link, Linkdaad.INGETROKKEN, door=door, reden=reden)
    return link


@transaction.atomic
def trek_links_in_van(gebruiker: Gebruiker, *, door: Gebruiker | None, reden: str) -> int:
    """Revoke every link of who speaks for nobody today, and end the sessions that they opened; give how many.

    Of who still speaks for another organisatie none: what their link opens follows their lidmaatschappen.
    """
    if Lidmaatschap.objects.huidig().filter(gebruiker=gebruiker).exists():
        return 0
    links = list(Toegangslink.objects.levend().filter(gebruiker=gebruiker))
    for link in links:
        trek_link_in(link=link, door=door, reden=reden)
    return len(links)


def trek_links_van_vertrokkenen_in() -> int:
    """Revoke the links of who speaks for nobody any more; give how many. Dead they were already: it is written down."""
    huidig = Lidmaatschap.objects.huidig().filter(gebruiker=OuterRef("gebruiker"))
    grens = timezone.now() - GELDIG - dt.timedelta(days=1)
    links = list(Toegangslink.objects.levend().filter(~Exists(huidig), gemaakt_op__gt=grens))
    for link in links:
        trek_link_in(link=link, door=None, reden="geen contactpersoon meer")
    return len(links)
