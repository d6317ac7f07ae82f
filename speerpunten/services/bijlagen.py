"""The acts on bijlagen. A file follows its row: what is not kept in the database is not kept on disk either.

The bijlagen of a melding change with its text, by `bewaar_concept` and `dien_in` of `services.meldingen`: one lock, one
version, and the log knows what was sent.
"""

import logging
from collections.abc import Collection
from types import TracebackType

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from organisaties.models import Gebruiker
from speerpunten.bestandsoort import Bestand
from speerpunten.keuzes import Soort
from speerpunten.models import Actie, Bijlage, Gebeurtenis, Melding, Vrijgave
from speerpunten.models.bijlage import MAX_AANTAL
from speerpunten.services.slot import eis_open

logger = logging.getLogger(__name__)
TE_VEEL = f"Hoogstens {MAX_AANTAL} bijlagen. Haal er een weg, of breng enkele samen in één bestand."


class Bijlagewerk:
    """What changes about the bijlagen of a melding or an actie: files that come, bijlagen that go.

    Around the transaction it is a context manager: where that fails, the files that it wrote go again.
    """

    def __init__(self, nieuw: Collection[Bestand] = (), weg: Collection[int] = ()) -> None:
        self.nieuw, self.weg = nieuw, weg
        self._geschreven: list[Bijlage] = []

    def __enter__(self) -> "Bijlagewerk":
        return self

    def __exit__(self, soort: type[BaseException] | None, fout: BaseException | None, spoor: TracebackType | None):
        if soort is not None:
            for bijlage in self._geschreven:
                _wis_bestand(bijlage.bestand.name)
        self._geschreven = []

    def doe(self, bij: Melding | Actie, door: Gebruiker) -> None:
        """Do it, inside the transaction and the lock of the caller, who checked what the user may.

        A file that is already there, in the same words, is not kept twice. Raises ValidationError where there would be
        too many.
        """
        if not (self.nieuw or self.weg):
            return
        for bijlage in bij.bijlagen.filter(pk__in=self.weg):
            transaction.on_commit(lambda naam=bijlage.bestand.name: _wis_bestand(naam))
            bijlage.delete()
        aanwezig = set(bij.bijlagen.values_list("naam", "sha256"))
        erbij = {(bestand.naam, bestand.sha256): bestand for bestand in self.nieuw}
        erbij = [bestand for sleutel, bestand in erbij.items() if sleutel not in aanwezig]
        if erbij and len(aanwezig) + len(erbij) > MAX_AANTAL:
            raise ValidationError({"bijlagen": TE_VEEL})
        for bestand in erbij:
            self._bewaar(bij, bestand, door)

    def _bewaar(self, bij: Melding | Actie, bestand: Bestand, door: Gebruiker) -> None:
        bijlage = Bijlage(
            **{"melding" if isinstance(bij, Melding) else "actie": bij},
            naam=bestand.naam,
            soort=bestand.soort,
            grootte=len(bestand.inhoud),
            sha256=bestand.sha256,
            toegevoegd_door=door,
        )
        bijlage.bestand.save(bestand.naam, ContentFile(bestand.inhoud), save=False)
        self._geschreven.append(bijlage)
        bijlage.full_clean()
        bijlage.save()


def _wis_bestand(naam: str) -> None:
    """Take a file away; what cannot be taken away is logged, and harms nobody: no row leads to it."""
    try:
        Bijlage._meta.get_field("bestand").storage.delete(naam)
    except OSError:
        logger.exception("A file of a bijlage could not be removed: %s", naam)


def pas_actiebijlagen_aan(*, actie: Actie, werk: Bijlagewerk, door: Gebruiker) -> None:
    """Add bijlagen to an actie itself, and take some away; by staff, while the plan is not closed.

    Raises PermissionDenied, ValidationError.
    """
    with werk, transaction.atomic():
        huidige = Actie.objects.select_for_update().get(pk=actie.pk)
        eis_open(huidige.speerpunt.plan_id)
        if not Actie.objects.wijzigbaar_door(door).filter(pk=huidige.pk).exists():
            raise PermissionDenied
        werk.doe(huidige, door)


@transaction.atomic
def geef_vrij(*, bijlage: Bijlage, door: Gebruiker) -> None:
    """Open a bijlage to the public: it is seen once its melding is accepted, where its actie is seen.

    A second time changes nothing. Raises PermissionDenied, and ValidationError where the plan is closed.
    """
    huidige = _vergrendeld(bijlage, door)
    eis_open((huidige.actie or huidige.melding.actie).speerpunt.plan_id)
    if not huidige.vrijgaven.geldig().exists():
        Vrijgave.objects.create(bijlage=huidige, door=door)
        _log(huidige, Soort.BIJLAGE_OPENBAAR, door)


@transaction.atomic
def sluit(*, bijlage: Bijlage, door: Gebruiker) -> None:
    """Close a bijlage to the public again; also in a closed plan, because a name may stand in it. As `geef_vrij`."""
    huidige = _vergrendeld(bijlage, door)
    if huidige.vrijgaven.geldig().update(gesloten_door=door, gesloten_op=timezone.now()):
        _log(huidige, Soort.BIJLAGE_BESLOTEN, door)


def _vergrendeld(bijlage: Bijlage, door: Gebruiker) -> Bijlage:
    if not door.is_medewerker:
        raise PermissionDenied
    return Bijlage.objects.select_for_update(of=("self",)).select_related("melding").get(pk=bijlage.pk)


def _log(bijlage: Bijlage, soort: Soort, door: Gebruiker) -> None:
    """Write it in the log of the melding; of an actie the rows of `Vrijgave` tell it."""
    if bijlage.melding:
        inhoud = {"bijlagen": [wat_er_stond(bijlage)]}
        Gebeurtenis.objects.create(melding=bijlage.melding, soort=soort, door=door, reden=bijlage.naam, inhoud=inhoud)


def wat_er_stond(bijlage: Bijlage) -> dict[str, str]:
    """Give a bijlage as the log keeps it."""
    return {"naam": bijlage.naam, "sha256": bijlage.sha256}
