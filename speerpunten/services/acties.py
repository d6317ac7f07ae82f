"""The acts on an actie that touch more than its own row: make, edit, move, merge, archive.

Each is one transaction, and each raises the version, so that who still has the old page before them is told.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from organisaties.models import Gebruiker, Organisatie
from speerpunten.keuzes import MeldingToestand
from speerpunten.models import (
    Actie,
    ActieOrganisatie,
    Beleidsdomein,
    Beleidsplan,
    Doelgroep,
    Mijlpaal,
    Speerpunt,
    Verplaatsing,
)


def _volgend_nummer(speerpunt: Speerpunt) -> int:
    """Lock the speerpunt and give the next free number; numbers are never given twice."""
    Speerpunt.objects.select_for_update().get(pk=speerpunt.pk)
    hoogste = Actie.objects.filter(speerpunt=speerpunt).aggregate(n=Max("nummer"))["n"] or 0
    codes = Verplaatsing.objects.filter(
        actie__speerpunt__plan=speerpunt.plan_id, van_code__startswith=f"{speerpunt.nummer}."
    ).values_list("van_code", flat=True)
    return max([hoogste, *(int(code.partition(".")[2]) for code in codes)]) + 1


def _eis_open(plan: Beleidsplan) -> None:
    if plan.is_afgesloten:
        raise ValidationError("Dit plan is afgesloten. Er verandert niets meer aan.")


def _vergrendel(actie: Actie, *mede: Actie) -> Actie:
    """Lock the row (and those of `mede`, in a fixed order: nobody waits in a circle) and give it as it stands now.

    The join comes after the lock: in one query PostgreSQL would lose the row of an actie that moved while it waited.
    """
    pks = [rij.pk for rij in (actie, *mede)]
    list(Actie.objects.select_for_update().filter(pk__in=pks).order_by("pk"))
    return Actie.objects.select_related("speerpunt__plan").get(pk=actie.pk)


def _eis_levend(actie: Actie) -> None:
    _eis_open(actie.speerpunt.plan)
    if actie.gearchiveerd_op:
        raise ValidationError("Deze actie is gearchiveerd.")


def _eis_reden(reden: str) -> str:
    if not reden.strip():
        raise ValidationError({"reden": "Geef de reden. Ze blijft bij de actie staan."})
    return reden.strip()


@dataclass(frozen=True)
class MijlpaalRegel:
    """A mijlpaal as a form gives it: `mijlpaal` is None for a new one."""

    mijlpaal: Mijlpaal | None
    titel: str
    streefdatum: dt.date
    bereikt_op: dt.date | None = None


@dataclass(frozen=True)
class Omgeving:
    """What stands around the row of an actie: lists, roles (organisatie, rol) and mijlpalen, each complete."""

    ook_bij: Sequence[Speerpunt] = ()
    beleidsdomeinen: Sequence[Beleidsdomein] = ()
    doelgroepen: Sequence[Doelgroep] = ()
    rollen: Sequence[tuple[Organisatie, str]] = ()
    mijlpalen: Sequence[MijlpaalRegel] = ()


class ActieVerouderd(Exception):
    """Somebody else changed the actie since the user opened it. `huidige` is how it stands now."""

    def __init__(self, huidige: Actie) -> None:
        super().__init__("De actie is intussen door iemand anders gewijzigd.")
        self.huidige = huidige


@transaction.atomic
def maak_actie(*, actie: Actie, omgeving: Omgeving | None = None) -> Actie:
    """Give a new (unsaved) actie the next number of its speerpunt and save it. Raises ValidationError."""
    actie.nummer = _volgend_nummer(actie.speerpunt)
    actie.full_clean()
    actie.save()
    _stel_omgeving_in(actie, omgeving or Omgeving())
    return actie


@transaction.atomic
def wijzig_actie(*, actie: Actie, versie: int, omgeving: Omgeving) -> Actie:
    """Save an actie with its new texts and everything around it.

    In: the actie with its new values, the version that the user saw. Raises ActieVerouderd and ValidationError.
    """
    huidige = _vergrendel(actie)
    _eis_open(huidige.speerpunt.plan)
    if huidige.versie != versie:
        raise ActieVerouderd(huidige)
    actie.versie = versie + 1
    actie.full_clean()
    _stel_omgeving_in(actie, omgeving)
    actie.save()
    return actie


def _stel_omgeving_in(actie: Actie, omgeving: Omgeving) -> None:
    """Make lists, roles and mijlpalen what is asked; what goes, goes first, so that a trekker can be swapped."""
    if any(punt.plan_id != actie.speerpunt.plan_id for punt in omgeving.ook_bij):
        raise ValidationError({"ook_bij": "Kies speerpunten van hetzelfde plan."})
    actie.ook_bij.set(s for s in omgeving.ook_bij if s.pk != actie.speerpunt_id)
    actie.beleidsdomeinen.set(omgeving.beleidsdomeinen)
    actie.doelgroepen.set(omgeving.doelgroepen)
    gevraagd = {(organisatie.pk, rol) for organisatie, rol in omgeving.rollen}
    for rij in actie.rollen.all():
        if (rij.organisatie_id, rij.rol) not in gevraagd:
            rij.delete()
    bestaand = set(actie.rollen.values_list("organisatie_id", "rol"))
    for organisatie_id, rol in sorted(gevraagd - bestaand):
        nieuw = ActieOrganisatie(actie=actie, organisatie_id=organisatie_id, rol=rol)
        nieuw.full_clean()
        nieuw.save()
    _stel_mijlpalen_in(actie, omgeving.mijlpalen)


def _stel_mijlpalen_in(actie: Actie, regels: Sequence[MijlpaalRegel]) -> None:
    blijven = {regel.mijlpaal.pk for regel in regels if regel.mijlpaal}
    for mijlpaal in actie.mijlpalen.exclude(pk__in=blijven):
        if mijlpaal.meldingen.exists():
            raise ValidationError(f"Over de mijlpaal “{mijlpaal.titel}” is al gerapporteerd. Hij blijft staan.")
        mijlpaal.delete()
    for regel in regels:
        mijlpaal = regel.mijlpaal or Mijlpaal(actie=actie)
        nieuw = (regel.titel, regel.streefdatum, regel.bereikt_op)
        if mijlpaal.pk and (mijlpaal.titel, mijlpaal.streefdatum, mijlpaal.bereikt_op) == nieuw:
            continue
        mijlpaal.titel, mijlpaal.streefdatum, mijlpaal.bereikt_op = nieuw
        mijlpaal.full_clean()
        mijlpaal.save()


@transaction.atomic
def verplaats_actie(*, actie: Actie, naar: Speerpunt, reden: str, door: Gebruiker) -> Verplaatsing:
    """Move an actie to another speerpunt of its plan, under a new number; its old code is kept with the reason."""
    reden = _eis_reden(reden)
    actie = _vergrendel(actie)
    _eis_levend(actie)
    if naar.plan_id != actie.speerpunt.plan_id or naar.pk == actie.speerpunt_id:
        raise ValidationError({"naar": "Kies een ander speerpunt van hetzelfde plan."})
    van_code = actie.code
    nummer = _volgend_nummer(naar)
    actie.speerpunt, actie.nummer, actie.versie = naar, nummer, actie.versie + 1
    actie.save()
    actie.ook_bij.remove(naar)
    return Verplaatsing.objects.create(actie=actie, van_code=van_code, naar_code=actie.code, reden=reden, door=door)


def _archiveer(actie: Actie, op: dt.date | None, reden: str, opgegaan_in: Actie | None) -> Actie:
    actie = _vergrendel(actie)
    _eis_levend(actie)
    op = op or timezone.localdate()
    if op > timezone.localdate():
        raise ValidationError({"op": "Deze dag moet nog komen."})
    if actie.meldingen.filter(toestand=MeldingToestand.INGEDIEND).exists():
        raise ValidationError("Er wacht nog een stand van zaken op nakijken. Kijk die eerst na.")
    actie.gearchiveerd_op, actie.archief_reden, actie.opgegaan_in = op, _eis_reden(reden), opgegaan_in
    actie.versie += 1
    actie.full_clean()
    actie.save()
    return actie


@transaction.atomic
def archiveer_actie(*, actie: Actie, reden: str, op: dt.date | None = None) -> Actie:
    """Take an actie out of the plan from day `op` (today unless told). It stays readable and counts before that day."""
    return _archiveer(actie, op, reden, None)


@transaction.atomic
def voeg_samen(*, actie: Actie, met: Actie, reden: str, op: dt.date | None = None) -> Actie:
    """Merge an actie into another of the same plan: its meldingen stay, its address leads on to the other one."""
    if met.speerpunt.plan_id != actie.speerpunt.plan_id or met.pk == actie.pk:
        raise ValidationError({"met": "Kies een andere actie van hetzelfde plan."})
    met = _vergrendel(met, actie)
    if met.gearchiveerd_op:
        raise ValidationError({"met": "Die actie is gearchiveerd. Kies een andere."})
    if actie.openbaar and not met.openbaar:
        raise ValidationError({"met": "Die actie is niet openbaar. De lezer zou het vervolg niet vinden."})
    return _archiveer(actie, op, reden, met)


@transaction.atomic
def haal_terug(*, actie: Actie) -> Actie:
    """Undo archiving or merging: the actie counts again on every day. The history keeps what was undone."""
    actie = _vergrendel(actie)
    _eis_open(actie.speerpunt.plan)
    if not actie.gearchiveerd_op:
        return actie
    actie.gearchiveerd_op, actie.archief_reden, actie.opgegaan_in = None, "", None
    actie.versie += 1
    actie.save()
    return actie
