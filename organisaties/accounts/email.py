"""The e-mail address of a gebruiker: one truth (`Gebruiker.email`), and a change that the new mailbox confirms.

What allauth keeps beside it (`EmailAddress`) follows. An address that waits for its confirmation stands in no table:
allauth would take it for an address of this account, and send whoever has that mailbox a link to a new password.
"""

from typing import NamedTuple

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from organisaties.accounts.post import mail_account, naast_verzoek
from organisaties.handelingen import leg_vast
from organisaties.models import Gebruiker, Handelingsoort

ZOUT = "organisaties.accounts.email"
GELDT = 3 * 24 * 60 * 60  # seconds


class Wijziging(NamedTuple):
    """An address that waits: whose, and which one it becomes."""

    gebruiker: Gebruiker
    nieuw: str


class AdresBezet(Exception):
    """Somebody else has this address by now."""


def houd_email_gelijk(gebruiker: Gebruiker) -> None:
    """Let allauth know exactly one address of this gebruiker, confirmed: their own."""
    adres = gebruiker.email.lower()
    rijen = list(EmailAddress.objects.filter(user=gebruiker))
    if [(rij.email, rij.verified, rij.primary) for rij in rijen] == [(adres, True, True)]:
        return
    with transaction.atomic():
        EmailAddress.objects.filter(user=gebruiker).exclude(email=adres).delete()
        EmailAddress.objects.filter(email=adres).exclude(user=gebruiker).delete()  # left behind by who had it before
        EmailAddress.objects.update_or_create(user=gebruiker, email=adres, defaults={"verified": True, "primary": True})


def vraag_wijziging(gebruiker: Gebruiker, nieuw: str) -> None:
    """Mail the new address a link that confirms it; who already has an account there is told so, and nobody else.

    Nothing changes yet. The mail goes beside the request, so that neither text nor time tells which of the two it was.
    """
    naast_verzoek(lambda: _mail_nieuw_adres(gebruiker, nieuw))


def _mail_nieuw_adres(gebruiker: Gebruiker, nieuw: str) -> None:
    bezet = Gebruiker.objects.filter(email__iexact=nieuw).exclude(pk=gebruiker.pk).exists()
    adres = settings.BASE_URL + reverse("account_confirm_email", args=[maak_sleutel(gebruiker, nieuw)])
    sjabloon = "account/email/email_bezet" if bezet else "account/email/email_bevestigen"
    mail_account(sjabloon, nieuw, {"bevestig_url": adres, "gebruiker": gebruiker})


def maak_sleutel(gebruiker: Gebruiker, nieuw: str) -> str:
    """Give the signed word that stands in the link; it dies with the address and the password of this moment."""
    return signing.dumps({"g": gebruiker.pk, "n": nieuw, "s": _stempel(gebruiker)}, salt=ZOUT, compress=True)


def lees_sleutel(sleutel: str) -> Wijziging | None:
    """Give what waits behind a link; None where it is no link of ours, too old, or overtaken."""
    try:
        inhoud = signing.loads(sleutel, salt=ZOUT, max_age=GELDT)
    except signing.BadSignature:
        return None
    gebruiker = Gebruiker.objects.filter(pk=inhoud["g"], is_active=True).first()
    if gebruiker is None or not constant_time_compare(inhoud["s"], _stempel(gebruiker)):
        return None
    return Wijziging(gebruiker, inhoud["n"])


def bevestig_wijziging(sleutel: str) -> Wijziging | None:
    """Make the new address the address; tell the old one. None where the link no longer works.

    Raises AdresBezet where somebody else got the address meanwhile; then nothing changes.
    """
    try:
        return _bevestig(sleutel)
    except IntegrityError as fout:  # somebody else confirmed it in the same moment
        raise AdresBezet from fout


def _bevestig(sleutel: str) -> Wijziging | None:
    with transaction.atomic():
        gelezen = lees_sleutel(sleutel)
        if gelezen is None:
            return None
        Gebruiker.objects.select_for_update().get(pk=gelezen.gebruiker.pk)
        wijziging = lees_sleutel(sleutel)  # again, now that nobody else can change it
        if wijziging is None:
            return None
        gebruiker, oud = wijziging.gebruiker, wijziging.gebruiker.email
        if Gebruiker.objects.filter(email__iexact=wijziging.nieuw).exclude(pk=gebruiker.pk).exists():
            raise AdresBezet
        gebruiker.email = wijziging.nieuw
        gebruiker._history_user = gebruiker
        gebruiker.save(update_fields=["email"])
        houd_email_gelijk(gebruiker)
        leg_vast(Handelingsoort.EMAIL, door=gebruiker, over=gebruiker)
    mail_account("account/email/email_gewijzigd", oud, {"gebruiker": gebruiker})
    return wijziging


def _stempel(gebruiker: Gebruiker) -> str:
    waarde = f"{gebruiker.pk}|{gebruiker.email}|{gebruiker.password}"
    return salted_hmac(ZOUT, waarde, algorithm="sha256").hexdigest()[:32]
