"""What is older than it may be kept goes: the periods stand in the settings, the reasons in ADR 0022.

Each rule is idempotent and touches nothing that still does its work: no row by which a ronde knows what was sent, no
link that lets anybody in, nothing that was said, accepted or sent in.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from organisaties.handelingen import leg_vast
from organisaties.models import Handeling, Handelingsoort, Uitnodiging
from speerpunten.keuzes import Posttoestand
from speerpunten.models import Dagrun, Import, Linkaanvraag, Post, Toegangslink
from speerpunten.onveranderlijk import opgeheven

OPGERUIMD = "[opgeruimd]"
WEEK = dt.timedelta(days=7)
KLAAR = (Posttoestand.VERZONDEN, Posttoestand.OVERGESLAGEN, Posttoestand.MISLUKT)


@dataclass(frozen=True)
class Regel:
    """One kind of thing that goes: its name in the log, what it says, the rows, and what is done with them."""

    naam: str
    woord: str
    rijen: QuerySet
    doe: Callable[[QuerySet], object]


def regels(nu: dt.datetime) -> list[Regel]:
    """Give what goes at moment `nu`; reads nothing yet."""

    def voor(dagen: int) -> dt.datetime:
        return nu - dt.timedelta(days=dagen)

    link = voor(settings.BEWAAR_LINK)
    dood = Q(geldig_tot__lt=link) | Q(gebruikt_op__lt=link) | Q(ingetrokken_op__lt=link)
    voorbij = Q(aanvaard_op__lt=link) | Q(ingetrokken_op__lt=link) | Q(geldig_tot__lt=link)
    sessie = Session.objects.filter(session_key=OuterRef("session_key"))
    oude_post = Post.objects.filter(toestand__in=KLAAR, gemaakt_op__lt=voor(settings.BEWAAR_POSTTEKST))
    oud_bestand = Import.objects.filter(op__lt=voor(settings.BEWAAR_IMPORTBESTAND)).exclude(bestand=b"")
    return [
        Regel("postteksten", "teksten van mails", oude_post.exclude(tekst__in=["", OPGERUIMD]), _leeg_post),
        Regel(
            "dagruns",
            "dagelijkse runs",
            Dagrun.objects.filter(begonnen_op__lt=voor(settings.BEWAAR_DAGRUN)),
            QuerySet.delete,
        ),
        Regel(
            "links",
            "adressen van veilige links",
            # A session of a link lasts eight hours: one that was used so long ago lets nobody in.
            Toegangslink.objects.filter(dood, gemaakt_op__lt=link).exclude(adres=""),
            lambda rijen: rijen.update(adres=""),
        ),
        Regel("uitnodigingen", "uitnodigingen", Uitnodiging.objects.filter(voorbij), QuerySet.delete),
        Regel(
            "linkaanvragen",
            "aanvragen van links",
            Linkaanvraag.objects.filter(gevraagd_op__lt=voor(settings.BEWAAR_LINKAANVRAAG)),
            QuerySet.delete,
        ),
        Regel("bestanden", "inhoud van ingelezen bestanden", oud_bestand, lambda rijen: rijen.update(bestand=b"")),
        Regel("sessies", "verlopen sessies", Session.objects.filter(expire_date__lt=nu), QuerySet.delete),
        Regel(
            "sessielijst",
            "regels over sessies die weg zijn",
            UserSession.objects.filter(~Exists(sessie)),
            QuerySet.delete,
        ),
        Regel(
            "handelingen",
            "regels van het logboek van handelingen",
            Handeling.objects.filter(op__lt=voor(settings.BEWAAR_HANDELING)),
            _wis_handelingen,
        ),
    ]


def tel(nu: dt.datetime | None = None) -> dict[str, tuple[str, int]]:
    """Give, per rule, what it says and how many would go; reads only."""
    return {regel.naam: (regel.woord, regel.rijen.count()) for regel in regels(nu or timezone.now())}


@transaction.atomic
def ruim_op(*, nu: dt.datetime | None = None) -> dict[str, int]:
    """Let go what is too old, and write down how much; give the counts. Nothing to do is written down too."""
    aantallen: dict[str, int] = {}
    for regel in regels(nu or timezone.now()):
        aantallen[regel.naam] = regel.rijen.count()
        if aantallen[regel.naam]:
            regel.doe(regel.rijen)
    leg_vast(Handelingsoort.OPGERUIMD, **aantallen)
    return aantallen


def ruim_op_als_het_tijd_is() -> dict[str, int] | None:
    """Do it where the last time is a week ago or more; None where it is not time yet. For `dagelijks`."""
    laatst = Handeling.objects.filter(soort=Handelingsoort.OPGERUIMD).order_by("-op").first()
    if laatst and laatst.op > timezone.now() - WEEK:
        return None
    return ruim_op()


def _leeg_post(rijen: QuerySet) -> None:
    """Keep who, which kind, when and what became of it; a sent mail must have a subject and a text."""
    rijen.update(onderwerp=OPGERUIMD, tekst=OPGERUIMD, html="", antwoord_aan="")


def _wis_handelingen(rijen: QuerySet) -> None:
    """Delete; where the log itself is guarded, the guard is lifted for that alone."""
    with opgeheven(connection, {Handeling._meta.db_table}):
        rijen.delete()
