"""The acts on an actie that touch more than its own row: make, edit, move, merge, archive.

Each is one transaction, and each raises the version, so that who still has the old page before them is told.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from organisaties.models import Gebruiker, Organisatie
from speerpunten.keuzes import MeldingToestand
from speerpunten.models import (
    Actie,
    ActieOrganisatie,
    Beleidsdomein,
    Doelgroep,
    Mijlpaal,
    Speerpunt,
    Verplaatsing,
)
from speerpunten.services.geschiedenis import BUNDEL, leg_lijsten_vast
from speerpunten.services.slot import eis_open


def _gegeven_nummers(speerpunt: Speerpunt) -> set[int]:
    """Lock the speerpunt and give the numbers that its acties have or had: no number is ever given twice."""
    Speerpunt.objects.select_for_update().get(pk=speerpunt.pk)
    nummers = set(Actie.objects.filter(speerpunt=speerpunt).values_list("nummer", flat=True))
    codes = Verplaatsing.objects.filter(
        actie__speerpunt__plan=speerpunt.plan_id, van_code__startswith=f"{speerpunt.nummer}."
    ).values_list("van_code", flat=True)
    return nummers | {int(code.partition(".")[2]) for code in codes}


def _volgend_nummer(speerpunt: Speerpunt) -> int:
    return max(_gegeven_nummers(speerpunt), default=0) + 1


def _vergrendel(actie: Actie, *mede: Actie) -> Actie:
    """Lock the row (and those of `mede`, in a fixed order: nobody waits in a circle) and give it as it stands now.

    The join comes after the lock: in one query PostgreSQL would lose the row of an actie that moved while it waited.
    """
    pks = [rij.pk for rij in (actie, *mede)]
    list(Actie.objects.select_for_update().filter(pk__in=pks).order_by("pk"))
    return Actie.objects.select_related("speerpunt__plan").get(pk=actie.pk)


def _eis_levend(actie: Actie) -> None:
    eis_open(actie.speerpunt.plan_id)
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
    """What stands around the row of an actie: lists, roles (organisatie, rol) and mijlpalen, each complete.

    None leaves a list as it is.
    """

    ook_bij: Sequence[Speerpunt] | None = None
    beleidsdomeinen: Sequence[Beleidsdomein] | None = None
    doelgroepen: Sequence[Doelgroep] | None = None
    rollen: Sequence[tuple[Organisatie, str]] | None = None
    mijlpalen: Sequence[MijlpaalRegel] | None = None


class ActieVerouderd(Exception):
    """Somebody else changed the actie since the user opened it. `huidige` is how it stands now."""

    def __init__(self, huidige: Actie) -> None:
        super().__init__("De actie is intussen door iemand anders gewijzigd.")
        self.huidige = huidige


@transaction.atomic
def maak_actie(*, actie: Actie, omgeving: Omgeving | None = None) -> Actie:
    """Give a new (unsaved) actie the next number of its speerpunt and save it. Raises ValidationError."""
    eis_open(actie.speerpunt.plan_id)
    actie.nummer = _volgend_nummer(actie.speerpunt)
    actie.full_clean()
    maak_acties([(actie, omgeving or Omgeving())])
    return actie


@transaction.atomic
def maak_acties(nieuwe: Sequence[tuple[Actie, Omgeving]]) -> None:
    """Save new acties and what stands around them, with their history: the same number of queries for one and many.

    In: acties that were checked (by `full_clean` or a form); one with a number keeps it, the others get the next of
    their speerpunt. Raises ValidationError where a number is taken; the database guards the rest.
    """
    eis_open(*(actie.speerpunt.plan_id for actie, _ in nieuwe))
    per_speerpunt: dict[int, list[Actie]] = {}
    for actie, _ in nieuwe:
        per_speerpunt.setdefault(actie.speerpunt_id, []).append(actie)
    for _, acties in sorted(per_speerpunt.items()):
        _nummer(acties)
    acties = Actie.objects.bulk_create([actie for actie, _ in nieuwe], batch_size=BUNDEL)
    leden = {
        naam: [(actie, lid) for actie, omgeving in nieuwe for lid in getattr(omgeving, naam) or ()]
        for naam in ("ook_bij", "beleidsdomeinen", "doelgroepen", "rollen", "mijlpalen")
    }
    leden["ook_bij"] = [
        (actie, punt) for actie, omgeving in nieuwe for punt in andere_punten(actie, omgeving.ook_bij or ())
    ]
    eis_zelfstandig({organisatie.pk for _, (organisatie, _) in leden["rollen"]})
    leg_lijsten_vast(acties, {naam: leden[naam] for naam in ("ook_bij", "beleidsdomeinen", "doelgroepen")})
    rollen = [
        ActieOrganisatie(actie=actie, organisatie=organisatie, rol=rol) for actie, (organisatie, rol) in leden["rollen"]
    ]
    bulk_create_with_history(rollen, ActieOrganisatie, batch_size=BUNDEL)
    mijlpalen = [
        Mijlpaal(actie=actie, titel=regel.titel, streefdatum=regel.streefdatum, bereikt_op=regel.bereikt_op)
        for actie, regel in leden["mijlpalen"]
    ]
    bulk_create_with_history(mijlpalen, Mijlpaal, batch_size=BUNDEL)


def _nummer(acties: Sequence[Actie]) -> None:
    """Give new acties of one speerpunt their numbers; those that have one come first."""
    gegeven = _gegeven_nummers(acties[0].speerpunt)
    for actie in sorted(acties, key=lambda een: een.nummer is None):
        if actie.nummer in gegeven:
            raise ValidationError({"nummer": f"Het nummer van actie {actie.code} is al gegeven."})
        if actie.nummer is None:
            actie.nummer = max(gegeven, default=0) + 1
        gegeven.add(actie.nummer)


@transaction.atomic
def wijzig_actie(*, actie: Actie, versie: int, omgeving: Omgeving) -> Actie:
    """Save an actie with its new texts and everything around it.

    In: the actie with its new values, the version that the user saw. Raises ActieVerouderd and ValidationError.
    """
    huidige = _vergrendel(actie)
    eis_open(huidige.speerpunt.plan_id)
    if huidige.versie != versie:
        raise ActieVerouderd(huidige)
    actie.versie = versie + 1
    actie.full_clean()
    _stel_omgeving_in(actie, omgeving)
    actie.save()
    return actie


def andere_punten(actie: Actie, punten: Sequence[Speerpunt]) -> list[Speerpunt]:
    """Give the speerpunten that an actie touches beside its own. Raises ValidationError for those of another plan."""
    if any(punt.plan_id != actie.speerpunt.plan_id for punt in punten):
        raise ValidationError({"ook_bij": "Kies speerpunten van hetzelfde plan."})
    return [punt for punt in punten if punt.pk != actie.speerpunt_id]


def _stel_omgeving_in(actie: Actie, omgeving: Omgeving) -> None:
    """Make lists, roles and mijlpalen what is asked; what goes, goes first, so that a trekker can be swapped."""
    if omgeving.ook_bij is not None:
        actie.ook_bij.set(andere_punten(actie, omgeving.ook_bij))
    if omgeving.beleidsdomeinen is not None:
        actie.beleidsdomeinen.set(omgeving.beleidsdomeinen)
    if omgeving.doelgroepen is not None:
        actie.doelgroepen.set(omgeving.doelgroepen)
    if omgeving.rollen is not None:
        _stel_rollen_in(actie, omgeving.rollen)
    if omgeving.mijlpalen is not None:
        _stel_mijlpalen_in(actie, omgeving.mijlpalen)


def eis_zelfstandig(pks: set[int]) -> None:
    """Lock organisaties that get a role, and refuse those that were merged since the form was made."""
    wie = Organisatie.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk")
    for organisatie in [een for een in wie if een.is_samengevoegd]:
        raise ValidationError(f"“{organisatie}” is samengevoegd met “{organisatie.huidige}”. Kies die.")


def _stel_rollen_in(actie: Actie, rollen: Sequence[tuple[Organisatie, str]]) -> None:
    gevraagd = {(organisatie.pk, rol) for organisatie, rol in rollen}
    for rij in actie.rollen.all():
        if (rij.organisatie_id, rij.rol) not in gevraagd:
            rij.delete()
    bestaand = set(actie.rollen.values_list("organisatie_id", "rol"))
    eis_zelfstandig({organisatie_id for organisatie_id, _ in gevraagd - bestaand})
    for organisatie_id, rol in sorted(gevraagd - bestaand):
        nieuw = ActieOrganisatie(actie=actie, organisatie_id=organisatie_id, rol=rol)
        nieuw.full_clean()
        nieuw.save()


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
    eis_open(actie.speerpunt.plan_id)
    if not actie.gearchiveerd_op:
        return actie
    actie.gearchiveerd_op, actie.archief_reden, actie.opgegaan_in = None, "", None
    actie.versie += 1
    actie.save()
    return actie
