"""The acts on a whole plan: close it, and open it again. Each is one transaction under a lock, and logged."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from organisaties.models import Gebruiker
from speerpunten.afsluiten import Slotlijst, stel_slotlijst_samen
from speerpunten.keuzes import Sluitdaad, Toestand
from speerpunten.models import Afsluiting, Beleidsplan
from speerpunten.services.geschiedenis import geschiedenis_door


class LijstVeranderd(Exception):
    """What is still open is not what the user saw. `lijst` is what it is now; nothing was closed."""

    def __init__(self, lijst: Slotlijst) -> None:
        super().__init__("Er veranderde intussen iets aan wat nog openstaat.")
        self.lijst = lijst


def eis_beheerder(door: Gebruiker) -> None:
    """Raise PermissionDenied unless this is a beheerder."""
    if not getattr(door, "is_beheerder", False):
        raise PermissionDenied


def _vergrendel(plan: Beleidsplan, door: Gebruiker) -> Beleidsplan:
    """Lock the plan against every act about it: those under way end first, those that come find it as we leave it."""
    eis_beheerder(door)
    return Beleidsplan.objects.select_for_update(of=("self",)).get(pk=plan.pk)


@transaction.atomic
def sluit_plan(*, plan: Beleidsplan, door: Gebruiker, gezien: str, akkoord: bool = False) -> Afsluiting:
    """Close a plan that runs: from now on nothing about it changes. For a beheerder.

    In: `gezien`, the fingerprint of the list that the user saw (`Slotlijst.vingerafdruk`); `akkoord`, that what is
    still open may stay as it is. Raises LijstVeranderd where the list is another one now, PermissionDenied, and
    ValidationError where the plan does not run, or something is open and the user did not agree.
    """
    huidig = _vergrendel(plan, door)
    if huidig.is_afgesloten:
        raise ValidationError("Dit plan is al afgesloten.")
    if huidig.toestand != Toestand.LOPEND:
        raise ValidationError("Dit plan is nog een concept. Alleen een lopend plan wordt afgesloten.")
    lijst = stel_slotlijst_samen(huidig)
    if lijst.vingerafdruk != gezien:
        raise LijstVeranderd(lijst)
    if not (lijst.is_leeg or akkoord):
        raise ValidationError({"akkoord": "Vink aan dat dit mag blijven liggen, of werk het eerst af."})
    return _zet(huidig, Toestand.AFGESLOTEN, Sluitdaad.AFGESLOTEN, door, openstaand=lijst.aantallen)


@transaction.atomic
def heropen_plan(*, plan: Beleidsplan, reden: str, door: Gebruiker) -> Afsluiting:
    """Open a closed plan again: it runs as before. For a beheerder; raises PermissionDenied and ValidationError."""
    huidig = _vergrendel(plan, door)
    reden = reden.replace("\x00", "").strip()
    if not huidig.is_afgesloten:
        raise ValidationError("Dit plan is niet afgesloten.")
    if not reden:
        raise ValidationError({"reden": "Zeg waarom het plan weer opengaat."})
    return _zet(huidig, Toestand.LOPEND, Sluitdaad.HEROPEND, door, reden=reden)


def _zet(plan: Beleidsplan, toestand: Toestand, daad: Sluitdaad, door: Gebruiker, **wat) -> Afsluiting:
    plan.toestand = toestand
    with geschiedenis_door(door):
        plan.save()
    afsluiting = Afsluiting(plan=plan, daad=daad, door=door, **wat)
    afsluiting.full_clean()
    afsluiting.save()
    return afsluiting
