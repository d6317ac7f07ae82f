"""The acts on a doorgave: say that somebody else is the contact person, take that over, refuse it.

Each locks the organisatie first, as merging organisaties does. What becomes of gebruikers and lidmaatschappen is kept
by their history, with who and when.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models.functions import Lower
from django.utils import timezone

from organisaties import uitnodigen
from organisaties.models import Doorgave, Doorgavetoestand, Gebruiker, Lidmaatschap, Organisatie
from organisaties.uitnodigen import EEN_DAG, maak_lid, schrijf_uitnodiging, vind_of_maak

MAX_OPEN = 10  # doorgaven of one organisatie that wait: more is a mistake, or somebody playing


class DoorgaveVerouderd(Exception):
    """Somebody else handled the doorgave since the page was opened. `huidige` is how it stands now (None: gone)."""

    def __init__(self, huidige: Doorgave | None) -> None:
        super().__init__("Deze doorgave is intussen door iemand anders afgehandeld.")
        self.huidige = huidige


@dataclass(frozen=True)
class Bekeken:
    """An open doorgave with whom its address belongs to (None: nobody yet), and why it cannot be taken over."""

    doorgave: Doorgave
    gebruiker: Gebruiker | None
    bezwaar: str

    @property
    def andere_naam(self) -> str:
        """Give the name under which the address is known, where it is another one: that name stays."""
        bekend = self.gebruiker.naam if self.gebruiker else ""
        return bekend if bekend != self.doorgave.naam else ""


def bezwaar_tegen(doorgave: Doorgave, gebruiker: Gebruiker | None) -> str:
    """Tell why this gebruiker (whose address was given) cannot become the contact person; empty where they can."""
    if bezwaar := uitnodigen.bezwaar_tegen(gebruiker):
        return bezwaar
    if gebruiker and gebruiker.pk == doorgave.door_id:
        return "Dit is het adres van wie het doorgaf."
    return ""


def bekijk_doorgaven(doorgaven: Iterable[Doorgave]) -> list[Bekeken]:
    """Give open doorgaven with what staff must know before they decide: one query."""
    doorgaven = list(doorgaven)
    adressen = {doorgave.email.lower() for doorgave in doorgaven}
    bekend = {g.klein: g for g in Gebruiker.objects.annotate(klein=Lower("email")).filter(klein__in=adressen)}
    uit = []
    for doorgave in doorgaven:
        gebruiker = bekend.get(doorgave.email.lower())
        uit.append(Bekeken(doorgave, gebruiker, bezwaar_tegen(doorgave, gebruiker)))
    return uit


def mag_doorgeven_voor(gebruiker):
    """Keep the organisaties for which this user may say who the contact person is: their own. Not staff."""
    if getattr(gebruiker, "is_medewerker", False):
        return Organisatie.objects.none()
    return Organisatie.objects.van(gebruiker).kiesbaar()


@transaction.atomic
def geef_door(*, doorgave: Doorgave) -> Doorgave:
    """Save a new (unsaved) doorgave by `doorgave.door`; it changes nobody's rights.

    Raises PermissionDenied for who does not speak for the organisatie, ValidationError where it stands already or is
    about oneself.
    """
    Organisatie.objects.select_for_update(no_key=True).get(pk=doorgave.organisatie_id)
    if not mag_doorgeven_voor(doorgave.door).filter(pk=doorgave.organisatie_id).exists():
        raise PermissionDenied
    doorgave.email = doorgave.email.strip().lower()
    if doorgave.email == doorgave.door.email.lower():
        raise ValidationError({"email": "Dit is uw eigen adres. Geef het adres van de andere persoon."})
    if doorgave.organisatie.doorgaven.open().count() >= MAX_OPEN:
        raise ValidationError("Er wachten al veel namen op het bestuur. Wacht tot die bekeken zijn.")
    doorgave.full_clean()
    doorgave.save()
    return doorgave


@transaction.atomic
def neem_over(*, doorgave: Doorgave, door: Gebruiker, op: dt.date | None = None) -> Lidmaatschap:
    """Make the named person a contact person from day `op` (today unless told) who gets post; give the lidmaatschap.

    They are invited as anybody is (`uitnodigen`): the last of their invitations is this one. A known address keeps its
    gebruiker and name. Who gave it and does not stay, is one until the day before. Raises PermissionDenied for who is
    not staff, DoorgaveVerouderd, and ValidationError where the person cannot be one.
    """
    op = op or timezone.localdate()
    huidige = _vergrendel(doorgave, door)
    gebruiker = vind_of_maak(huidige.email, huidige.naam)
    if bezwaar := bezwaar_tegen(huidige, gebruiker):
        raise ValidationError(bezwaar)
    lid = maak_lid(gebruiker, huidige.organisatie, functie=huidige.functie, op=op)
    schrijf_uitnodiging(gebruiker=gebruiker, organisatie=huidige.organisatie, door=door)
    if not huidige.blijft:
        _beeindig(huidige, op)
    _handel_af(huidige, Doorgavetoestand.OVERGENOMEN, door)
    return lid


@transaction.atomic
def wijs_af(*, doorgave: Doorgave, door: Gebruiker, reden: str) -> Doorgave:
    """Refuse a doorgave and forget the address; nobody's rights change. Raises PermissionDenied for who is not staff,
    DoorgaveVerouderd, and ValidationError without a reason."""
    huidige = _vergrendel(doorgave, door)
    if not reden.strip():
        raise ValidationError({"reden": "Zeg waarom u het afwijst."})
    huidige.email = huidige.functie = huidige.opmerking = ""
    huidige.reden = reden.strip()
    _handel_af(huidige, Doorgavetoestand.AFGEWEZEN, door)
    return huidige


def _vergrendel(doorgave: Doorgave, door: Gebruiker) -> Doorgave:
    """Lock the organisatie and the doorgave, and give it as it stands now: open, and of the same organisatie."""
    if not door.is_medewerker:
        raise PermissionDenied
    Organisatie.objects.select_for_update(no_key=True).get(pk=doorgave.organisatie_id)
    rijen = Doorgave.objects.select_for_update(of=("self",)).select_related("organisatie", "door")
    huidige = rijen.filter(pk=doorgave.pk).first()
    if huidige is None or not huidige.is_open or huidige.organisatie_id != doorgave.organisatie_id:
        raise DoorgaveVerouderd(huidige)
    return huidige


def _beeindig(doorgave: Doorgave, op: dt.date) -> None:
    """Let who gave it speak until the eve of day `op`; who began on that day, until that day."""
    for lid in Lidmaatschap.objects.huidig(op).filter(gebruiker=doorgave.door, organisatie=doorgave.organisatie):
        lid.tot = max(op - EEN_DAG, lid.van)
        lid.full_clean()
        lid.save()


def _handel_af(doorgave: Doorgave, toestand: Doorgavetoestand, door: Gebruiker) -> None:
    doorgave.toestand, doorgave.afgehandeld_door, doorgave.afgehandeld_op = toestand, door, timezone.now()
    doorgave.full_clean()
    doorgave.save()
