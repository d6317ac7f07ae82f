"""Send what waits in the outbox: claim it, send it, mark it. Never inside the transaction of an act.

A claim is one conditional UPDATE, so that of two senders only one gets a row, on either database. A sender that died
between claim and mark leaves a claim that grows old; the next one takes it over, and sends it with the same Message-ID.
"""

import datetime as dt
import logging
import smtplib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from speerpunten.keuzes import Postsoort, Posttoestand
from speerpunten.models import Actie, Post
from speerpunten.models.post import LINK, UITNODIGINGSLINK
from speerpunten.post.opstellen import NietMeerNodig, adres, krijgt_link, stel_op
from speerpunten.services.toegang import maak_toegangslink

logger = logging.getLogger(__name__)

CLAIM_GELDT = dt.timedelta(minutes=15)  # a claim that is older belongs to a sender that died
EERSTE_UITSTEL = dt.timedelta(minutes=5)
LANGSTE_UITSTEL = dt.timedelta(hours=24)
MAX_POGINGEN = 12  # about a week
MAX_STORINGEN = 3  # broken connections in a row after which a run stops
BUNDEL = 200  # rows looked up at once


class GeenVerbinding(Exception):
    """The mail server cannot be reached, or refuses to talk to us."""


@dataclass
class Verslag:
    """What came of one run."""

    verzonden: int = 0
    uitgesteld: int = 0
    overgeslagen: int = 0
    mislukt: int = 0
    fouten: list[str] = field(default_factory=list)
    storingen: int = 0  # broken connections in a row

    def storing(self, fout: Exception) -> None:
        self.storingen += 1
        self.fouten.append(str(fout))
        if self.storingen >= MAX_STORINGEN:
            raise GeenVerbinding(str(fout))


def verstuur_alles(*, wachttijd: int | None = None) -> Verslag:
    """Send all that is due. A server that cannot be reached ends the run; what is left waits for the next one.

    In: seconds that the mail server may take for an answer (the setting, unless told).
    """
    verslag = Verslag()
    verbinding = get_connection(timeout=wachttijd or settings.EMAIL_TIMEOUT)
    try:
        for pk in _wachtende():
            if post := _claim(pk):
                _verstuur(post, verbinding, verslag)
    except GeenVerbinding as fout:
        logger.warning("Mail server: %s", fout)
    finally:
        _sluit(verbinding)
    return verslag


def _wachtende() -> Iterator[int]:
    """Give the keys of what may be sent, the oldest first; each once, also while others send."""
    nu = timezone.now()
    wacht = Post.objects.te_versturen(nu, geclaimd_voor=nu - CLAIM_GELDT).order_by("pk").values_list("pk", flat=True)
    laatste = 0
    while bundel := list(wacht.filter(pk__gt=laatste)[:BUNDEL]):
        yield from bundel
        laatste = bundel[-1]


def _claim(pk: int) -> Post | None:
    """Make this mail ours; None where another sender has it."""
    nu, claim = timezone.now(), uuid.uuid4().hex
    vrij = Post.objects.filter(pk=pk).te_versturen(nu, geclaimd_voor=nu - CLAIM_GELDT)
    gelukt = vrij.update(toestand=Posttoestand.BEZIG, claim=claim, geclaimd_op=nu, pogingen=F("pogingen") + 1)
    return (
        Post.objects.select_related(
            "aan", "ronde", "doorgave__organisatie", "doorgave__door", "uitnodiging__organisatie", "uitnodiging__door"
        ).get(pk=pk)
        if gelukt
        else None
    )


def _zet(post: Post, **velden) -> bool:
    """Write what became of a mail, while it is still ours."""
    return bool(Post.objects.filter(pk=post.pk, claim=post.claim, toestand=Posttoestand.BEZIG).update(**velden))


def _verstuur(post: Post, verbinding: BaseEmailBackend, verslag: Verslag) -> None:
    """Send one claimed mail, and write down what came of it."""
    try:
        _schrijf(post)
        bericht = maak_bericht(post)
        _open(verbinding)
        verbinding.send_messages([bericht])
    except NietMeerNodig as reden:
        _zet(post, toestand=Posttoestand.OVERGESLAGEN, fout=str(reden))
        verslag.overgeslagen += 1
    except GeenVerbinding as fout:
        _stel_uit(post, str(fout), verslag)
        raise
    except Exception as fout:
        _mislukt(post, fout, verslag, verbinding)
    else:
        _klaar(post, verslag)


def _klaar(post: Post, verslag: Verslag) -> None:
    _zet(post, toestand=Posttoestand.VERZONDEN, verzonden_op=timezone.now(), fout="")
    verslag.verzonden += 1
    verslag.storingen = 0


def _schrijf(post: Post) -> None:
    """Write the text where that was not done yet, and check at every try that it still makes sense."""
    brief = stel_op(post, timezone.localdate())
    nieuw = {"adres": post.aan.email}
    if not post.tekst or post.soort == Postsoort.OVERZICHT:
        nieuw |= {"onderwerp": brief.onderwerp, "tekst": brief.tekst, "html": brief.html}
        nieuw |= {"antwoord_aan": brief.antwoord_aan}
    for naam, waarde in nieuw.items():
        setattr(post, naam, waarde)
    _zet(post, **nieuw)


def maak_bericht(post: Post) -> EmailMultiAlternatives:
    """Make the message of a mail that has its text; the address goes in here, with a token of this try alone."""
    invullen = {LINK: _link(post), UITNODIGINGSLINK: _uitnodigingslink(post)}
    kop = {
        "Message-ID": post.message_id,
        "Auto-Submitted": "auto-generated",
        "List-Id": f"Samenleven <samenleven.{urlsplit(settings.BASE_URL).hostname}>",
        "Content-Language": "nl-BE",
    }
    bericht = EmailMultiAlternatives(
        subject=post.onderwerp,
        body=_vul_in(post.tekst, invullen),
        to=[post.adres],
        reply_to=[post.antwoord_aan] if post.antwoord_aan else None,
        headers=kop,
    )
    if post.html:
        bericht.attach_alternative(_vul_in(post.html, invullen), "text/html")
    return bericht


def _vul_in(tekst: str, invullen: dict[str, str]) -> str:
    for teken, waarde in invullen.items():
        tekst = tekst.replace(teken, waarde)
    return tekst


def _uitnodigingslink(post: Post) -> str:
    """Give the address at which the person of this mail chooses a password: of the last sending of the invitation."""
    if UITNODIGINGSLINK not in post.tekst + post.html or post.uitnodiging is None:
        return ""
    return adres(reverse("uitnodiging", args=[post.uitnodiging.token]))


def _link(post: Post) -> str:
    """Give the address that goes into this mail: a safe link for who may have one, else the way through the login."""
    if LINK not in post.tekst + post.html:
        return ""
    acties = list(_acties_van(post))
    if not krijgt_link(post.aan) or not acties:
        return adres(reverse("mijn"))
    return maak_toegangslink(gebruiker=post.aan, acties=acties, post=post)


def _acties_van(post: Post) -> list[Actie]:
    """Give the acties to which the link of a mail is bound: all that its rondes ask of this person (so that a sent
    answer can be improved), and else what the mail is about."""
    regels = list(post.regels.select_related("ronde"))
    pks = {regel.actie_id for regel in regels}
    for ronde in {regel.ronde for regel in regels if regel.ronde}:
        eigen = Actie.objects.in_plan(ronde.plan_id).rapporteerbaar_door(post.aan).met_gevraagd(ronde)
        pks |= set(eigen.filter(gevraagd=True).values_list("pk", flat=True))
    return list(Actie.objects.rapporteerbaar_door(post.aan).filter(pk__in=pks))


# --- the server


def _open(verbinding: BaseEmailBackend) -> None:
    try:
        verbinding.open()
    except OSError as fout:  # smtplib's own errors too: it cannot be reached, or refuses our name and password
        raise GeenVerbinding(_in_woorden(fout)) from fout


def _sluit(verbinding: BaseEmailBackend) -> None:
    try:
        verbinding.close()
    except OSError:
        logger.info("The mail server was gone before we said goodbye.")


def _mislukt(post: Post, fout: Exception, verslag: Verslag, verbinding: BaseEmailBackend) -> None:
    """Give up where the server refused for good, else try again later."""
    if is_voorgoed(fout):
        _geef_op(post, _in_woorden(fout), verslag)
        return
    is_storing = isinstance(fout, OSError)
    if not is_storing:
        logger.exception("Mail %s could not be made.", post.pk)
    _stel_uit(post, _in_woorden(fout), verslag)
    if is_storing:
        _sluit(verbinding)
        if not isinstance(fout, smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException):
            verslag.storing(fout)


def is_voorgoed(fout: Exception) -> bool:
    """Tell whether trying again makes no sense: the server answered 5xx to this mail (not to our name and password)."""
    if isinstance(fout, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in fout.recipients.values())
    if isinstance(fout, smtplib.SMTPAuthenticationError | smtplib.SMTPHeloError | smtplib.SMTPConnectError):
        return False
    if isinstance(fout, smtplib.SMTPResponseException):
        return fout.smtp_code >= 500
    return isinstance(fout, smtplib.SMTPNotSupportedError | ValueError)


def _in_woorden(fout: Exception) -> str:
    if isinstance(fout, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{code} {_tekst(tekst)}" for code, tekst in fout.recipients.values())
    if isinstance(fout, smtplib.SMTPResponseException):
        return f"{fout.smtp_code} {_tekst(fout.smtp_error)}"
    return f"{type(fout).__name__}: {fout}"


def _tekst(waarde: bytes | str) -> str:
    return waarde.decode(errors="replace") if isinstance(waarde, bytes) else str(waarde)


def _geef_op(post: Post, reden: str, verslag: Verslag) -> None:
    logger.error("Mail %s is not delivered: %s", post.pk, reden)
    _zet(post, toestand=Posttoestand.MISLUKT, fout=reden or "onbekende fout")
    verslag.mislukt += 1
    verslag.fouten.append(f"{post.adres}: {reden}")


def uitstel_na(pogingen: int) -> dt.timedelta:
    """Give how long to wait after so many tries: 5 minutes, 20, 80, ... up to a day."""
    return min(EERSTE_UITSTEL * 4 ** min(pogingen - 1, 10), LANGSTE_UITSTEL)


def _stel_uit(post: Post, reden: str, verslag: Verslag) -> None:
    if post.pogingen >= MAX_POGINGEN:
        _geef_op(post, f"Opgegeven na {post.pogingen} pogingen. {reden}", verslag)
        return
    later = timezone.now() + uitstel_na(post.pogingen)
    _zet(post, toestand=Posttoestand.KLAAR, volgende_poging=later, fout=reden)
    verslag.uitgesteld += 1
