"""The acts on an invitation: invite, send again, withdraw, accept. They know no mail: services put that beside them.

Locks go organisatie, gebruiker, invitation, as in `doorgeven`. Whoever is known already is not asked to accept: they
get what they are invited to at once, and log in as always.
"""

import datetime as dt

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from organisaties.handelingen import leg_vast
from organisaties.models import Gebruiker, Handelingsoort, Lidmaatschap, Organisatie, Rol, Uitnodiging
from organisaties.models.uitnodiging import hash_van, nieuw_zaad

EEN_DAG = dt.timedelta(days=1)


class UitnodigingGeweigerd(Exception):
    """This invitation lets nobody in: unknown, used, expired, withdrawn. All look the same."""


class UitnodigingVerouderd(Exception):
    """The invitation was accepted or withdrawn since the page was opened; the text says which."""


def bezwaar_tegen(gebruiker: Gebruiker | None) -> str:
    """Tell why this gebruiker (None: nobody yet) cannot become a contact person; empty where they can."""
    if gebruiker is None:
        return ""
    if gebruiker.is_medewerker:
        return "Dit adres is van een medewerker van het bestuur. Die spreekt niet voor een partner."
    if not gebruiker.is_active:
        return "Dit adres is van iemand die zich niet meer mag aanmelden. Een beheerder kan dat wijzigen."
    return ""


@transaction.atomic
def nodig_partner_uit(
    *, email: str, naam: str, organisatie: Organisatie, door: Gebruiker, functie: str = "", op: dt.date | None = None
) -> Uitnodiging:
    """Make this person a contact person who gets post from day `op` (today unless told), and invite them.

    A known address keeps its gebruiker and name. Raises PermissionDenied for who is not staff, ValidationError where
    the person cannot be one or is one already.
    """
    _eis(door.is_medewerker)
    organisatie = Organisatie.objects.select_for_update(no_key=True).get(pk=organisatie.pk)
    if organisatie.is_samengevoegd:
        raise ValidationError(f"{organisatie} is opgegaan in een andere organisatie. Nodig daar uit.")
    gebruiker = vind_of_maak(email, naam)
    if bezwaar := bezwaar_tegen(gebruiker):
        raise ValidationError({"email": bezwaar})
    if Lidmaatschap.objects.huidig(op).filter(gebruiker=gebruiker, organisatie=organisatie).exists():
        raise ValidationError({"email": f"{gebruiker} is al contactpersoon van {organisatie}."})
    maak_lid(gebruiker, organisatie, functie=functie, op=op or timezone.localdate())
    return schrijf_uitnodiging(gebruiker=gebruiker, organisatie=organisatie, door=door)


@transaction.atomic
def nodig_met_rol_uit(*, email: str, naam: str, rol: str, door: Gebruiker) -> Uitnodiging:
    """Invite somebody to be a lezer or staff; the rol is theirs once they accept, or at once where they are known.

    Raises PermissionDenied for who is no beheerder, ValidationError for a contact person or who has a rol already.
    """
    _eis(door.is_beheerder)
    if rol not in Rol.values or not rol:
        raise ValidationError({"rol": "Kies een rol."})
    gebruiker = vind_of_maak(email, naam)
    if not gebruiker.is_active:
        raise ValidationError({"email": "Dit adres is van iemand die zich niet meer mag aanmelden."})
    if gebruiker.rol:
        raise ValidationError({"email": f"{gebruiker} heeft al een rol: {gebruiker.get_rol_display()}."})
    if Lidmaatschap.objects.huidig().filter(gebruiker=gebruiker).exists():
        raise ValidationError({"email": f"{gebruiker} is contactpersoon. Beëindig dat eerst."})
    uitnodiging = schrijf_uitnodiging(gebruiker=gebruiker, rol=rol, door=door)
    if not uitnodiging.is_open:
        _geef_rol(gebruiker, rol)
    return uitnodiging


@transaction.atomic
def verstuur_opnieuw(*, uitnodiging: Uitnodiging, door: Gebruiker) -> Uitnodiging:
    """Give an open invitation, also one that expired, a new link and its whole time again; the link before it is dead.

    Raises PermissionDenied, and UitnodigingVerouderd where it is not open any more.
    """
    huidige = _vergrendel(uitnodiging, door)
    _vernieuw(huidige)
    huidige.full_clean()
    huidige.save()
    leg_vast(Handelingsoort.UITGENODIGD, door=door, over=huidige.gebruiker, wat="opnieuw verstuurd")
    return huidige


@transaction.atomic
def trek_in(*, uitnodiging: Uitnodiging, door: Gebruiker) -> Uitnodiging:
    """Withdraw an open invitation: its link is dead, and who was to speak for the organisatie does so no longer.

    Raises PermissionDenied, and UitnodigingVerouderd where it is not open any more.
    """
    huidige = _vergrendel(uitnodiging, door)
    _sluit(huidige)
    if huidige.organisatie_id:
        vandaag = timezone.localdate()
        for lid in Lidmaatschap.objects.filter(gebruiker=huidige.gebruiker, organisatie=huidige.organisatie):
            if lid.van >= vandaag:  # it never held for a whole day: a row until yesterday cannot begin today
                lid.delete()
            elif lid.tot is None or lid.tot >= vandaag:
                lid.tot = vandaag - EEN_DAG
                lid.full_clean()
                lid.save()
    leg_vast(Handelingsoort.UITGENODIGD, door=door, over=huidige.gebruiker, wat="ingetrokken")
    return huidige


def vind_uitnodiging(token: str) -> Uitnodiging:
    """Give the invitation that may be accepted. Raises UitnodigingGeweigerd; reads only."""
    uitnodiging = Uitnodiging.objects.met_token(token)
    if uitnodiging is None or not _mag_aanvaard(uitnodiging, uitnodiging.gebruiker):
        raise UitnodigingGeweigerd
    return uitnodiging


@transaction.atomic
def aanvaard(*, token: str, wachtwoord: str) -> Gebruiker:
    """Accept, once: the person gets this password (checked already), a proven address and the rol of the invitation.

    Raises UitnodigingGeweigerd, also for who comes second.
    """
    gevonden = vind_uitnodiging(token)
    gebruiker = Gebruiker.objects.select_for_update(of=("self",)).get(pk=gevonden.gebruiker_id)
    uitnodiging = Uitnodiging.objects.select_for_update(of=("self",)).get(pk=gevonden.pk)
    if uitnodiging.token_hash != gevonden.token_hash or not _mag_aanvaard(uitnodiging, gebruiker):
        raise UitnodigingGeweigerd
    uitnodiging.aanvaard_op = timezone.now()
    uitnodiging.save(update_fields=["aanvaard_op"])
    gebruiker.set_password(wachtwoord)
    if uitnodiging.rol:
        gebruiker.rol = uitnodiging.rol
    gebruiker.save()
    EmailAddress.objects.filter(user=gebruiker).exclude(email__iexact=gebruiker.email).delete()
    EmailAddress.objects.update_or_create(
        user=gebruiker, email=gebruiker.email, defaults={"verified": True, "primary": True}
    )
    leg_vast(Handelingsoort.WACHTWOORD, door=gebruiker, over=gebruiker, wat="uitnodiging aanvaard")
    return gebruiker


# --- shared with the other ways in (`doorgeven`)


def vind_of_maak(email: str, naam: str) -> Gebruiker:
    """Give the gebruiker with this address, locked, or make one without a rol and without a password."""
    bekend = Gebruiker.objects.select_for_update(of=("self",)).filter(email__iexact=email.strip())
    if gebruiker := bekend.first():
        return gebruiker
    try:
        with transaction.atomic():  # somebody may make the same person at this moment
            nieuw = Gebruiker(email=email.strip().lower(), naam=naam.strip())
            nieuw.set_unusable_password()
            nieuw.full_clean(exclude=["password"], validate_unique=False, validate_constraints=False)
            nieuw.save()
            return nieuw
    except IntegrityError:
        return bekend.get()


def maak_lid(gebruiker: Gebruiker, organisatie: Organisatie, *, functie: str, op: dt.date) -> Lidmaatschap:
    """Give the lidmaatschap that holds on day `op`, or a new one, until the eve of a later one that stands there."""
    leden = Lidmaatschap.objects.filter(gebruiker=gebruiker, organisatie=organisatie)
    lid = leden.huidig(op).first() or Lidmaatschap(gebruiker=gebruiker, organisatie=organisatie, van=op)
    later = leden.filter(van__gt=op).order_by("van").first()
    lid.tot = later.van - EEN_DAG if later else None
    lid.functie = functie or lid.functie
    lid.ontvangt_post = True
    lid.full_clean()
    lid.save()
    return lid


def schrijf_uitnodiging(
    *, gebruiker: Gebruiker, door: Gebruiker, organisatie: Organisatie | None = None, rol: str = Rol.GEEN
) -> Uitnodiging:
    """Write the invitation of a (locked) gebruiker down: open, or accepted at once by who can log in already.

    One that stands open for the same person makes way. Raises ValidationError where that one was for a rol, or this.
    """
    nu = timezone.now()
    for eerder in Uitnodiging.objects.select_for_update(of=("self",)).filter(gebruiker=gebruiker).open():
        if eerder.rol or rol:
            raise ValidationError({"email": "Voor dit adres staat al een uitnodiging open. Trek die eerst in."})
        _sluit(eerder)
    uitnodiging = Uitnodiging(gebruiker=gebruiker, organisatie=organisatie, rol=rol, door=door, op=nu)
    _vernieuw(uitnodiging, nu)
    if gebruiker.kan_aanmelden:
        uitnodiging.aanvaard_op = nu
    uitnodiging.full_clean()
    uitnodiging.save()
    leg_vast(Handelingsoort.UITGENODIGD, door=door, over=gebruiker, wat=rol or "contactpersoon")
    return uitnodiging


def _eis(mag: bool) -> None:
    if not mag:
        raise PermissionDenied


def _vergrendel(uitnodiging: Uitnodiging, door: Gebruiker) -> Uitnodiging:
    """Lock the person and the invitation, and give it as it stands: open."""
    _eis(door.is_beheerder or (door.is_medewerker and not uitnodiging.rol))
    Gebruiker.objects.select_for_update(of=("self",)).get(pk=uitnodiging.gebruiker_id)
    rijen = Uitnodiging.objects.select_for_update(of=("self",)).select_related("gebruiker", "organisatie")
    huidige = rijen.get(pk=uitnodiging.pk)
    if not huidige.is_open:
        raise UitnodigingVerouderd("aanvaard" if huidige.aanvaard_op else "ingetrokken")
    return huidige


def _vernieuw(uitnodiging: Uitnodiging, nu: dt.datetime | None = None) -> None:
    """Take another token, and count the days from now."""
    nu = nu or timezone.now()
    uitnodiging.zaad = nieuw_zaad()
    uitnodiging.token_hash = hash_van(uitnodiging.token)
    uitnodiging.verstuurd_op, uitnodiging.geldig_tot = nu, nu + dt.timedelta(days=settings.UITNODIGING_DAGEN)


def _sluit(uitnodiging: Uitnodiging) -> None:
    uitnodiging.ingetrokken_op = timezone.now()
    uitnodiging.save(update_fields=["ingetrokken_op"])


def _mag_aanvaard(uitnodiging: Uitnodiging, gebruiker: Gebruiker) -> bool:
    return uitnodiging.is_open and not uitnodiging.is_verlopen and gebruiker.is_active


def _geef_rol(gebruiker: Gebruiker, rol: str) -> None:
    gebruiker.rol = rol
    gebruiker.full_clean(exclude=["password"])
    gebruiker.save()
