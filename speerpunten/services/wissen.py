"""Erase a person: the row stays, so that what was said and accepted keeps its author, and tells nobody who it was.

What was accepted or frozen does not change here: a name inside such a text goes by `schrapping`. The database refuses
to give an erased row a name again (`onveranderlijk`), so that a save that began before cannot bring it back.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.html import escape

from organisaties.handelingen import leg_vast
from organisaties.models import Doorgave, Doorgavetoestand, Gebruiker, Handelingsoort, Lidmaatschap, Rol, Uitnodiging
from speerpunten import linksessie
from speerpunten.keuzes import Posttoestand
from speerpunten.models import Dagrun, Import, Linkaanvraag, Post, Toegangslink
from speerpunten.services.toegang import trek_link_in

GEWIST = "Gewiste persoon"
REDEN = "Deze persoon is gewist."
POSTTEKSTEN = ("adres", "onderwerp", "tekst", "html", "antwoord_aan", "fout")


@dataclass(frozen=True)
class Sporen:
    """By what one person is found in texts: names and addresses, of now and before; and what comes in their place."""

    namen: frozenset[str]
    adressen: frozenset[str]
    nieuwe_naam: str
    nieuw_adres: str

    def vervang(self, tekst: str, *, eigen: bool) -> str:
        """Give a text without this person. In what is not theirs alone (`eigen`) a name of one word stays: it may be
        that of somebody else."""
        for adres in self.adressen:
            tekst = _woord(adres).sub(self.nieuw_adres, tekst)
        for naam in sorted(self.namen, key=len, reverse=True):
            if eigen or " " in naam:
                for vorm in {naam, escape(naam)}:
                    tekst = _woord(vorm).sub(self.nieuwe_naam, tekst)
        return tekst

    def staat_in(self, *velden: str) -> Q:
        """Give the condition that one of these columns may hold a trace."""
        waar = Q(pk__in=[])
        for spoor in self.adressen | {naam for naam in self.namen if " " in naam}:
            for veld in velden:
                for vorm in {spoor, str(escape(spoor)), spoor.encode("unicode_escape").decode()}:
                    waar |= Q(**{f"{veld}__icontains": vorm})
        return waar


def _woord(tekst: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(tekst)}(?!\w)", re.IGNORECASE)


def bezwaar_tegen_wissen(gebruiker: Gebruiker, *, door: Gebruiker | None) -> str:
    """Tell why this person cannot be erased; empty where they can."""
    if gebruiker.is_gewist:
        return "Deze persoon is al gewist."
    if door is not None and gebruiker.pk == door.pk:
        return "U kunt uzelf niet wissen. Vraag het aan een andere beheerder."
    anderen = Gebruiker.objects.filter(rol=Rol.BEHEERDER, is_active=True).exclude(pk=gebruiker.pk)
    if gebruiker.is_beheerder and gebruiker.is_active and not anderen.exists():
        return "Dit is de enige beheerder die zich kan aanmelden. Maak eerst iemand anders beheerder."
    return ""


@transaction.atomic
def wis_persoon(*, gebruiker: Gebruiker, reden: str, door: Gebruiker | None) -> Gebruiker:
    """Take out who this person is, everywhere but in accepted texts, and end all access. Without `door`: the command.

    Raises PermissionDenied for who is no beheerder, ValidationError without a reason, or where `bezwaar_tegen_wissen`.
    """
    if door is not None and not door.is_beheerder:
        raise PermissionDenied
    # All beheerders at once, in one order: of two who erase each other one stays.
    lijst = Gebruiker.objects.select_for_update(of=("self",)).filter(Q(pk=gebruiker.pk) | Q(rol=Rol.BEHEERDER))
    rijen = {rij.pk: rij for rij in lijst.order_by("pk")}
    wie = rijen[gebruiker.pk]
    if door is not None and not (door.pk in rijen and rijen[door.pk].is_active):
        raise PermissionDenied
    if bezwaar := bezwaar_tegen_wissen(wie, door=door):
        raise ValidationError(bezwaar)
    sporen = _sporen(wie)
    if not reden.strip() or sporen.vervang(reden, eigen=True) != reden:
        raise ValidationError({"reden": "Zeg waarom, zonder de naam of het adres: dit blijft bewaard."})
    _beeindig_toegang(wie, door)
    _wis_lidmaatschappen(wie)
    _wis_doorgaven(wie, sporen, door)
    _wis_post(wie, sporen)
    _wis_teksten(wie, sporen)
    _wis_rij(wie, sporen)
    leg_vast(Handelingsoort.GEWIST, door=door, over=wie, reden=reden.strip())
    return wie


def _sporen(wie: Gebruiker) -> Sporen:
    eerder = list(wie.history.values_list("naam", "email"))
    namen = {naam.strip() for naam, _ in [*eerder, (wie.naam, "")] if naam.strip()}
    adressen = {email.lower() for _, email in [*eerder, ("", wie.email)] if email}
    adressen |= {adres.lower() for adres in EmailAddress.objects.filter(user=wie).values_list("email", flat=True)}
    return Sporen(frozenset(namen), frozenset(adressen), f"{GEWIST} {wie.pk}", f"gewist-{wie.pk}@invalid")


def _beeindig_toegang(wie: Gebruiker, door: Gebruiker | None) -> None:
    """End every way in, and forget each: sessions, second steps, other logins, safe links, invitations."""
    for model in (EmailAddress, Authenticator, SocialAccount, UserSession):
        model.objects.filter(user=wie).delete()
    for sessie in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        inhoud = sessie.get_decoded()
        via_link = (inhoud.get(linksessie.SLEUTEL) or {}).get("gebruiker")
        if inhoud.get(SESSION_KEY) == str(wie.pk) or via_link == wie.pk:
            sessie.delete()
    for link in Toegangslink.objects.levend().filter(gebruiker=wie):
        trek_link_in(link=link, door=door, reden=REDEN)
    Toegangslink.objects.filter(gebruiker=wie).update(adres=f"gewist-{wie.pk}@invalid")
    Uitnodiging.objects.select_for_update(of=("self",)).filter(gebruiker=wie).open().update(
        ingetrokken_op=timezone.now()
    )


def _wis_lidmaatschappen(wie: Gebruiker) -> None:
    """End them yesterday (what did not hold for a whole day yet goes away), and forget the functions."""
    gisteren = timezone.localdate() - dt.timedelta(days=1)
    for lid in Lidmaatschap.objects.select_for_update(of=("self",)).filter(gebruiker=wie):
        if lid.van > gisteren:
            lid.delete()
            continue
        lid.tot = min(lid.tot or gisteren, gisteren)
        lid.functie, lid.ontvangt_post = "", False
        lid.save()
    Lidmaatschap.history.filter(gebruiker=wie).update(functie="")


def _wis_doorgaven(wie: Gebruiker, sporen: Sporen, door: Gebruiker | None) -> None:
    """Take the person out of the doorgaven that name them; one that waits is refused."""
    namen = Q(email__in=sporen.adressen)
    for naam in sporen.namen:
        namen |= Q(naam__iexact=naam)
    for doorgave in Doorgave.objects.select_for_update(of=("self",)).filter(namen):
        if doorgave.is_open:
            doorgave.toestand, doorgave.reden = Doorgavetoestand.AFGEWEZEN, REDEN
            doorgave.afgehandeld_door, doorgave.afgehandeld_op = door or doorgave.door, timezone.now()
        doorgave.naam, doorgave.functie, doorgave.opmerking = sporen.nieuwe_naam, "", ""
        doorgave.email = "" if doorgave.toestand == Doorgavetoestand.AFGEWEZEN else sporen.nieuw_adres
        doorgave.save()


def _wis_post(wie: Gebruiker, sporen: Sporen) -> None:
    """Send nothing more, and take the person out of every mail that is kept, whoever got it."""
    wacht = Post.objects.filter(aan=wie).exclude(toestand=Posttoestand.VERZONDEN)
    wacht.update(
        toestand=Posttoestand.OVERGESLAGEN, fout=REDEN, onderwerp="", tekst="", html="", claim="", geclaimd_op=None
    )
    _vervang_in(Post.objects.filter(Q(aan=wie) | sporen.staat_in(*POSTTEKSTEN)), POSTTEKSTEN, sporen, wie)


def _vervang_in(rijen: models.QuerySet, velden: Iterable[str], sporen: Sporen, wie: Gebruiker | None = None) -> None:
    """Rewrite these text columns where they hold a trace; of a mail to the person themselves also a short name."""
    velden = tuple(velden)
    for rij in rijen.only("pk", *velden, *(["aan"] if wie else [])).iterator(chunk_size=200):
        eigen = wie is not None and rij.aan_id == wie.pk
        nieuw = {veld: sporen.vervang(getattr(rij, veld), eigen=eigen) for veld in velden}
        anders = {veld: waarde for veld, waarde in nieuw.items() if waarde != getattr(rij, veld)}
        if anders:
            type(rij)._base_manager.filter(pk=rij.pk).update(**anders)


def _wis_teksten(wie: Gebruiker, sporen: Sporen) -> None:
    """Take the person out of what is kept beside: requests for a link, errors of runs, the admin's log, imports."""
    Linkaanvraag.objects.filter(adres__in=sporen.adressen).update(adres="")
    _vervang_in(Dagrun.objects.filter(sporen.staat_in("fout")), ("fout",), sporen)
    velden = ("object_repr", "change_message")
    _vervang_in(LogEntry.objects.filter(sporen.staat_in(*velden)), velden, sporen)
    for veld in ("keuzes", "voorstel", "gedaan"):
        tekst = Import.objects.annotate(als_tekst=Cast(veld, models.TextField())).filter(sporen.staat_in("als_tekst"))
        for invoer in tekst.only("pk", veld).iterator(chunk_size=10):
            nieuw = _vervang_in_json(getattr(invoer, veld), sporen)
            Import.objects.filter(pk=invoer.pk).update(**{veld: nieuw})


def _vervang_in_json(waarde: Any, sporen: Sporen) -> Any:
    if isinstance(waarde, str):
        return sporen.vervang(waarde, eigen=False)
    if isinstance(waarde, list):
        return [_vervang_in_json(een, sporen) for een in waarde]
    if isinstance(waarde, dict):
        return {sleutel: _vervang_in_json(een, sporen) for sleutel, een in waarde.items()}
    return waarde


def _wis_rij(wie: Gebruiker, sporen: Sporen) -> None:
    """Write the row itself, and every row of its history, including the one that this makes."""
    wie.naam, wie.email, wie.telefoon = sporen.nieuwe_naam, sporen.nieuw_adres, ""
    wie.rol, wie.is_active, wie.gewist_op = Rol.GEEN, False, timezone.now()
    wie.set_unusable_password()
    wie.save()
    wie.history.update(naam=wie.naam, email=wie.email, telefoon="", history_change_reason=None)
