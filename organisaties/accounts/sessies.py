"""Where someone is logged in, and how to end that: the rows of allauth tell which, the sessions themselves whether."""

import datetime as dt
from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from organisaties.handelingen import leg_vast
from organisaties.models import Gebruiker, Handelingsoort

BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
TOESTELLEN = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class Sessie:
    """One place where someone is logged in."""

    pk: int
    waarmee: str
    sinds: dt.datetime
    is_hier: bool


def noem_toestel(user_agent: str) -> str:
    """Give a browser and a device in plain words: "Firefox op Windows"."""
    browser = next((naam for kenmerk, naam in BROWSERS if kenmerk in user_agent), "")
    toestel = next((naam for kenmerk, naam in TOESTELLEN if kenmerk in user_agent), "")
    return " op ".join(deel for deel in (browser, toestel) if deel) or "Een ander programma"


def lijst_sessies(gebruiker: Gebruiker, hier: str | None) -> list[Sessie]:
    """Give where this gebruiker is logged in now, this place (session key `hier`) first, then the newest."""
    rijen = list(UserSession.objects.filter(user=gebruiker).order_by("-created_at", "-pk"))
    leeft = {s.session_key for s in _sessies([rij.session_key for rij in rijen]) if _is_van(s, gebruiker)}
    gevonden = [
        Sessie(rij.pk, noem_toestel(rij.user_agent), rij.created_at, rij.session_key == hier)
        for rij in rijen
        if rij.session_key in leeft
    ]
    return sorted(gevonden, key=lambda sessie: not sessie.is_hier)


def beeindig_sessie(gebruiker: Gebruiker, pk: int, *, hier: str | None) -> bool:
    """End one other session of this gebruiker; False where there is none by that key, or it is this one."""
    with transaction.atomic():
        rij = UserSession.objects.filter(user=gebruiker, pk=pk).exclude(session_key=hier or "").first()
        if rij is None:
            return False
        Session.objects.filter(session_key=rij.session_key).delete()
        rij.delete()
        leg_vast(Handelingsoort.SESSIES_BEEINDIGD, door=gebruiker, over=gebruiker, aantal=1)
    return True


def beeindig_elders(gebruiker: Gebruiker, *, hier: str | None) -> int:
    """End every session of this gebruiker but this one. Give how many ended."""
    with transaction.atomic():
        aantal = beeindig_sessies(gebruiker, behalve=hier)
        leg_vast(Handelingsoort.SESSIES_BEEINDIGD, door=gebruiker, over=gebruiker, aantal=aantal)
    return aantal


def beeindig_sessies(gebruiker: Gebruiker, *, behalve: str | None = None) -> int:
    """End the sessions of a gebruiker, also those that no row tells of. Give how many ended."""
    alle = Session.objects.filter(expire_date__gt=timezone.now()).exclude(session_key=behalve or "")
    sleutels = [s.session_key for s in alle.iterator() if _is_van(s, gebruiker)]
    Session.objects.filter(session_key__in=sleutels).delete()
    UserSession.objects.filter(user=gebruiker).exclude(session_key=behalve or "").delete()
    return len(sleutels)


def _sessies(sleutels: list[str]) -> list[Session]:
    return list(Session.objects.filter(session_key__in=sleutels, expire_date__gt=timezone.now()))


def _is_van(sessie: Session, gebruiker: Gebruiker) -> bool:
    """Tell whether a session still lets this gebruiker in: a new password ended those of before."""
    inhoud = sessie.get_decoded()
    if inhoud.get(SESSION_KEY) != str(gebruiker.pk) or BACKEND_SESSION_KEY not in inhoud:
        return False
    return constant_time_compare(inhoud.get(HASH_SESSION_KEY, ""), gebruiker.get_session_auth_hash())
