"""The demo accounts (design, section 9). An account that exists is never touched."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings

from organisaties.models import Gebruiker, Lidmaatschap, Organisatie, Rol

LID_VANAF = dt.date(2022, 1, 1)


@dataclass(frozen=True)
class Account:
    """One demo account; `organisatie` is the key of the organisatie for which it speaks."""

    email: str
    naam: str
    waarvoor: str  # what the login page says of it
    rol: str = Rol.GEEN
    organisatie: str = ""
    telefoon: str = ""


BEHEER = "beheer@voorbeeld.test"
BELEID = "beleid@voorbeeld.test"
BELEID2 = "beleid2@voorbeeld.test"
ACCOUNTS = (
    Account(BEHEER, "Beheerder (voorbeeld)", "beheerder: heeft het hele plan in handen", Rol.BEHEERDER),
    Account(
        BELEID,
        "Beleidsmedewerker (voorbeeld)",
        "beleidsmedewerker: maakt acties en kijkt na",
        Rol.BELEIDSMEDEWERKER,
        telefoon="02 000 00 00",
    ),
    Account(
        BELEID2,
        "Tweede beleidsmedewerker (voorbeeld)",
        "tweede beleidsmedewerker, voor de vier ogen",
        Rol.BELEIDSMEDEWERKER,
        telefoon="02 000 00 01",
    ),
    Account("lezer@voorbeeld.test", "Lezer (voorbeeld)", "lezer: College, Raad, adviesraad", Rol.LEZER),
    Account(
        "partner@voorbeeld.test",
        "Contactpersoon Zenne (voorbeeld)",
        "partner: rapporteert over haar acties",
        organisatie="buurtwerk-zenne",
    ),
    Account(
        "partner2@voorbeeld.test",
        "Contactpersoon Kanaal (voorbeeld)",
        "partner van een andere organisatie",
        organisatie="taalhuis-kanaal",
    ),
)


def maak_accounts(organisaties: Mapping[str, Organisatie]) -> list[Account]:
    """Make the accounts that are not there yet, with their lidmaatschap; give those that were made.

    In: the organisaties of the example by key.
    """
    gemaakt = []
    for account in ACCOUNTS:
        if Gebruiker.objects.filter(email__iexact=account.email).exists():
            continue
        gebruiker = Gebruiker.objects.create_user(
            account.email,
            settings.DEMO_WACHTWOORD,
            naam=account.naam,
            rol=account.rol,
            telefoon=account.telefoon,
        )
        if account.organisatie in organisaties:
            Lidmaatschap.objects.create(
                gebruiker=gebruiker,
                organisatie=organisaties[account.organisatie],
                functie="contactpersoon",
                van=LID_VANAF,
            )
        gemaakt.append(account)
    return gemaakt


def sprekers() -> dict[str, Gebruiker]:
    """Give organisatie key -> the demo account that speaks for it."""
    per_email = {account.email: account.organisatie for account in ACCOUNTS if account.organisatie}
    return {per_email[g.email]: g for g in Gebruiker.objects.filter(email__in=per_email)}
