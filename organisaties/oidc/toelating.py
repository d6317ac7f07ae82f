"""Whom the claims of the provider let in. They never give a rol, and never take one."""

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from organisaties.kbo import normaliseer_kbo, valideer_kbo
from organisaties.models import Gebruiker, Lidmaatschap, Organisatie
from organisaties.oidc.aanbieder import NAAM, Claims


class Reden(StrEnum):
    """Why somebody does not come in; the value stands in the log, the page has a text for each."""

    ONBEKEND = "onbekend"
    NIET_ACTIEF = "niet_actief"
    EMAIL_ONBEVESTIGD = "email_onbevestigd"
    ANDER_ACCOUNT = "ander_account"
    NIET_RECENT = "niet_recent"
    GEANNULEERD = "geannuleerd"
    AFGEBROKEN = "afgebroken"
    VERLOPEN = "verlopen"
    ONBETROUWBAAR = "onbetrouwbaar"
    ONBEREIKBAAR = "onbereikbaar"


class Geweigerd(Exception):
    """The provider knows this person, and we do not let them in. `gebruiker` is whom it is about, where known."""

    def __init__(self, reden: Reden, gebruiker: Gebruiker | None = None) -> None:
        super().__init__(reden)
        self.reden, self.gebruiker = reden, gebruiker


@dataclass(frozen=True)
class Toegelaten:
    """Who comes in; `zonder_lid` are the organisaties in the claims for which this gebruiker does not speak."""

    gebruiker: Gebruiker
    gekoppeld: bool = False  # with this login
    gemaakt: bool = False
    zonder_lid: list[Organisatie] = field(default_factory=list)


def kenmerk(claims: Claims) -> str:
    """Give the one name of this person: a `sub` is unique within its issuer only. Hashed, for it is personal data."""
    return hashlib.sha256(f"{claims['iss']}\n{claims['sub']}".encode()).hexdigest()


def organisaties_van(claims: Claims) -> list[Organisatie]:
    """Give the known, active organisaties that the claim names by KBO number, as text or as a list of texts.

    Other codes (an OVO code) and numbers that nobody has here are passed over.
    """
    waarde = claims.get(settings.OIDC_CLAIM_KBO) if settings.OIDC_CLAIM_KBO else None
    nummers = set()
    for code in waarde if isinstance(waarde, list) else [waarde]:
        nummer = normaliseer_kbo(str(code))
        try:
            valideer_kbo(nummer)
        except ValidationError:
            continue
        nummers.add(nummer)
    return list(Organisatie.objects.kiesbaar().actief().filter(kbo__in=nummers))


def _adres(claims: Claims) -> str:
    """Give the address that the provider checked. Raises Geweigerd where there is none or it did not."""
    adres = claims.get("email")
    if claims.get("email_verified") is not True or not isinstance(adres, str):
        raise Geweigerd(Reden.EMAIL_ONBEVESTIGD)
    try:
        validate_email(adres)
    except ValidationError as fout:
        raise Geweigerd(Reden.EMAIL_ONBEVESTIGD) from fout
    return adres.lower()


def _naam(claims: Claims) -> str:
    """Give the name to show; the address where the provider tells none."""
    delen = [claims.get("name")] if claims.get("name") else [claims.get("given_name"), claims.get("family_name")]
    naam = " ".join(deel.strip() for deel in delen if isinstance(deel, str))
    return (naam.strip() or claims["email"])[: Gebruiker._meta.get_field("naam").max_length]


@transaction.atomic
def laat_toe(claims: Claims) -> Toegelaten:
    """Give who comes in: a connected account, else whose checked address it is, else (where the settings allow) a new
    contact person of a known organisatie. Raises Geweigerd."""
    genoemd = organisaties_van(claims)
    koppeling = SocialAccount.objects.filter(provider=NAAM, uid=kenmerk(claims)).select_related("user").first()
    if koppeling:
        return _binnen(koppeling.user, genoemd)
    gebruiker = Gebruiker.objects.filter(email__iexact=_adres(claims)).first()
    gemaakt = gebruiker is None
    if gebruiker is None:
        gebruiker = _maak(claims, genoemd)
    binnen = _binnen(gebruiker, genoemd)
    koppel(gebruiker, claims)
    return Toegelaten(gebruiker, gekoppeld=True, gemaakt=gemaakt, zonder_lid=binnen.zonder_lid)


def _binnen(gebruiker: Gebruiker, genoemd: list[Organisatie]) -> Toegelaten:
    if not gebruiker.is_active:
        raise Geweigerd(Reden.NIET_ACTIEF, gebruiker)
    eigen = set(Organisatie.objects.van(gebruiker).values_list("pk", flat=True))
    zonder = [] if gebruiker.is_medewerker else [o for o in genoemd if o.pk not in eigen]
    return Toegelaten(gebruiker, zonder_lid=zonder)


def _maak(claims: Claims, genoemd: list[Organisatie]) -> Gebruiker:
    """Make a gebruiker who speaks for what the claims name, without rol, password or post. Raises Geweigerd."""
    if not (settings.OIDC_MAAK_LID and genoemd):
        raise Geweigerd(Reden.ONBEKEND)
    adres = _adres(claims)
    try:
        with transaction.atomic():
            gebruiker = Gebruiker.objects.create_user(adres, naam=_naam(claims))
    except IntegrityError:  # in another tab, at this moment
        return Gebruiker.objects.get(email__iexact=adres)
    for organisatie in genoemd:
        lid = Lidmaatschap(gebruiker=gebruiker, organisatie=organisatie, ontvangt_post=False)
        lid.full_clean()
        lid.save()
    return gebruiker


@transaction.atomic
def koppel(gebruiker: Gebruiker, claims: Claims) -> bool:
    """Connect the person of the provider to this gebruiker; tell whether that is new. Raises Geweigerd where one of the
    two is connected to somebody else: an address that passed to another person does not pass on an account."""
    Gebruiker.objects.select_for_update(no_key=True).get(pk=gebruiker.pk)
    anderen = SocialAccount.objects.filter(provider=NAAM, user=gebruiker).exclude(uid=kenmerk(claims))
    if anderen.exists():
        raise Geweigerd(Reden.ANDER_ACCOUNT, gebruiker)
    koppeling, nieuw = SocialAccount.objects.get_or_create(
        provider=NAAM, uid=kenmerk(claims), defaults={"user": gebruiker}
    )
    if koppeling.user_id != gebruiker.pk:
        raise Geweigerd(Reden.ANDER_ACCOUNT, gebruiker)
    return nieuw
