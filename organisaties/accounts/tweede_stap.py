"""The second step of logging in: who must have one, who has, and how a beheerder takes it off who lost it."""

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from organisaties.accounts.post import mail_account
from organisaties.accounts.sessies import beeindig_sessies
from organisaties.handelingen import leg_vast
from organisaties.models import Gebruiker, Handelingsoort

STAPPEN = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # recovery codes alone are none
DAARNA = "tweede_stap_daarna"  # key in the session: the page that had to wait
STERK = frozenset({"mfa"})  # ways of logging in that count as a second step
MET_AANBIEDER = "socialaccount"  # allauth's name for a login by OpenID Connect


def is_verplicht(gebruiker: Gebruiker) -> bool:
    """Tell whether this person must have a second step: staff, unless the settings only offer it."""
    return settings.TWEEDE_STAP_VERPLICHT and gebruiker.is_medewerker


def heeft_tweede_stap(gebruiker: Gebruiker) -> bool:
    return Authenticator.objects.filter(user=gebruiker, type__in=STAPPEN).exists()


def is_sterk_aangemeld(request: HttpRequest) -> bool:
    """Tell whether a second step was used in this session, here or, where the settings say so, at the provider."""
    sterk = STERK | {MET_AANBIEDER} if settings.OIDC_TELT_ALS_TWEEDE_STAP else STERK
    return any(stap.get("method") in sterk for stap in get_authentication_records(request, request.user))


def mag_weg(authenticator: Authenticator) -> bool:
    """Tell whether a second step may go; who must have one keeps the last. Locks the gebruiker in a transaction."""
    gebruiker = Gebruiker.objects.get(pk=authenticator.user_id)
    if authenticator.type not in STAPPEN or not is_verplicht(gebruiker):
        return True
    if transaction.get_connection().in_atomic_block:
        Gebruiker.objects.select_for_update().get(pk=gebruiker.pk)
    return Authenticator.objects.filter(user=gebruiker, type__in=STAPPEN).exclude(pk=authenticator.pk).exists()


def wis_tweede_stap(gebruiker: Gebruiker, *, door: Gebruiker | None) -> int:
    """Take away every second step of who lost theirs, end their sessions, and tell them. Give how many."""
    with transaction.atomic():
        rijen = Authenticator.objects.filter(user=gebruiker)
        aantal = rijen.filter(type__in=STAPPEN).count()
        rijen.delete()
        leg_vast(Handelingsoort.TWEEDE_FACTOR, door=door, over=gebruiker, wat="gewist", middel="alles")
        beeindig_sessies(gebruiker)
    mail_account("mfa/email/gewist", gebruiker.email, {"gebruiker": gebruiker})
    return aantal
