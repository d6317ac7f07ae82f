"""The acts on a ronde: make, change (extend), and give one organisatie uitstel. Each is one transaction.

A change raises the version, so that who still has the old page before them is told. History keeps who, when and which
field, of a ronde and of every uitstel.
"""

import datetime as dt
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from organisaties.models import Gebruiker, Organisatie
from speerpunten.models import Actie, ActieOrganisatie, Rapport, Ronde, Speerpunt, Uitstel
from speerpunten.services.slot import eis_open

GENOEMD = 5  # acties that a refusal names


class RondeVerouderd(Exception):
    """Somebody else changed the ronde since the user opened it. `huidige` is how it stands now."""

    def __init__(self, huidige: Ronde) -> None:
        super().__init__("De ronde is intussen door iemand anders gewijzigd.")
        self.huidige = huidige


class UitstelVerouderd(Exception):
    """Somebody else gave, changed or withdrew the uitstel meanwhile. `huidige`: as it stands now, or None."""

    def __init__(self, huidige: Uitstel | None) -> None:
        super().__init__("Het uitstel is intussen door iemand anders gewijzigd.")
        self.huidige = huidige


def _vergrendel(ronde: Ronde) -> Ronde:
    """Lock the row and give it as it stands now, in a plan that is open, without a definitive report."""
    huidige = Ronde.objects.select_for_update(of=("self",)).select_related("plan").get(pk=ronde.pk)
    eis_open(huidige.plan_id)
    if Rapport.objects.filter(ronde=huidige).exists():
        raise ValidationError("Het rapport van deze ronde is definitief. De ronde verandert niet meer.")
    return huidige


def _eis_zelfde_plan(ronde: Ronde, speerpunten: Collection[Speerpunt]) -> None:
    if any(punt.plan_id != ronde.plan_id for punt in speerpunten):
        raise ValidationError({"speerpunten": "Kies speerpunten van hetzelfde plan."})


def smal_nu(ronde: Ronde) -> dict[str, list[int]]:
    """Give the stored narrowing of a ronde, as keys."""
    return {naam: list(getattr(ronde, naam).values_list("pk", flat=True)) for naam in ("speerpunten", "organisaties")}


def eis_gezegde_past(
    ronde: Ronde, speerpunten: Collection, organisaties: Collection, *, eerder: dict[str, list[int]]
) -> None:
    """Raise ValidationError where a new narrowing would leave out an actie that was answered for in this ronde.

    In: the new narrowing (objects or keys) and the stored one (`smal_nu`). What the stored one leaves out as well
    (staff may report on it) is no reason to refuse.
    """
    gezegd = Actie.objects.filter(meldingen__ronde=ronde)
    oud = gezegd.binnen(**eerder)
    weg = oud.exclude(pk__in=gezegd.binnen(speerpunten, organisaties).values("pk"))
    codes = [actie.code for actie in weg.select_related("speerpunt").distinct().op_code()]
    if codes:
        namen = ", ".join(codes[:GENOEMD]) + (" ..." if len(codes) > GENOEMD else "")
        raise ValidationError(f"Er is al gerapporteerd over acties die dan niet meer gevraagd worden: {namen}.")


@transaction.atomic
def maak_ronde(
    *, ronde: Ronde, speerpunten: Collection[Speerpunt] = (), organisaties: Collection[Organisatie] = ()
) -> Ronde:
    """Save a new (unsaved) ronde of an open plan, narrowed to what is given. Raises ValidationError."""
    eis_open(ronde.plan_id)
    _eis_zelfde_plan(ronde, speerpunten)
    ronde.full_clean()
    ronde.save()
    ronde.speerpunten.set(speerpunten)
    ronde.organisaties.set(organisaties)
    return ronde


@transaction.atomic
def wijzig_ronde(
    *, ronde: Ronde, versie: int, speerpunten: Collection[Speerpunt], organisaties: Collection[Organisatie]
) -> Ronde:
    """Save a ronde with its new days, name and narrowing: an extension too, also of one that has closed.

    In: the ronde with its new values, the version that the user saw, and the narrowing, complete. What was already
    said must still fit (`Ronde.clean`, `eis_gezegde_past`). Raises RondeVerouderd and ValidationError.
    """
    huidige = _vergrendel(ronde)
    if huidige.versie != versie:
        raise RondeVerouderd(huidige)
    _eis_zelfde_plan(huidige, speerpunten)
    eis_gezegde_past(huidige, speerpunten, organisaties, eerder=smal_nu(huidige))
    ronde.versie = versie + 1
    ronde.full_clean()
    ronde.speerpunten.set(speerpunten)
    ronde.organisaties.set(organisaties)
    ronde.save()
    return ronde


def wordt_gevraagd(ronde: Ronde, organisatie: Organisatie) -> bool:
    """Tell whether the ronde asks this organisatie for at least one actie."""
    gevraagd = Actie.objects.in_plan(ronde.plan_id).met_gevraagd(ronde).filter(gevraagd=True)
    rollen = ActieOrganisatie.objects.filter(organisatie=organisatie, actie__in=gevraagd.values("pk"))
    return rollen.die_antwoorden().exists()


def _lopend(ronde: Ronde, organisatie: Organisatie, gezien: dt.date | None) -> Uitstel | None:
    """Give the uitstel that stands now; raise UitstelVerouderd where it is not the day that the user saw."""
    huidige = Uitstel.objects.filter(ronde=ronde, organisatie=organisatie).first()
    if (huidige.dag if huidige else None) != gezien:
        raise UitstelVerouderd(huidige)
    return huidige


@transaction.atomic
def geef_uitstel(
    *, ronde: Ronde, organisatie: Organisatie, dag: dt.date, reden: str, door: Gebruiker, gezien: dt.date | None
) -> Uitstel:
    """Give an organisatie a later day in a ronde, or another one; it may answer until the later of that and *sluit*.

    In: `gezien`, the day of the uitstel that the user saw (None: there was none). Raises UitstelVerouderd, and
    ValidationError where the day is not after the deadline, is past, or where the ronde asks nothing of it.
    """
    huidige = _vergrendel(ronde)
    uitstel = _lopend(huidige, organisatie, gezien) or Uitstel(ronde=huidige, organisatie=organisatie)
    if dag < timezone.localdate():
        raise ValidationError({"dag": "Deze dag is al voorbij."})
    if not wordt_gevraagd(huidige, organisatie):
        raise ValidationError("Deze ronde vraagt niets aan deze organisatie.")
    uitstel.dag, uitstel.reden, uitstel.door, uitstel.op = dag, reden.strip(), door, timezone.now()
    uitstel.full_clean()
    uitstel.save()
    return uitstel


@transaction.atomic
def trek_uitstel_in(*, ronde: Ronde, organisatie: Organisatie, gezien: dt.date | None) -> None:
    """Take an uitstel back: the days of the ronde hold again. Raises UitstelVerouderd; the history keeps what was."""
    uitstel = _lopend(_vergrendel(ronde), organisatie, gezien)
    if uitstel:
        uitstel.delete()
