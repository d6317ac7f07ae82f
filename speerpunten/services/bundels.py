"""Many acties of a list at once: changed, archived or brought back in as many queries as a few.

The same acts as in `acties`, for who checked each row by its form (an import): what a form checks is not asked of the
database again, which guards the rest. Each actie gets one line of history.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import models, transaction
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from organisaties.models import Organisatie
from speerpunten.keuzes import MeldingToestand, OrganisatieRol
from speerpunten.models import Actie, ActieOrganisatie, Mijlpaal, Speerpunt
from speerpunten.services.acties import (
    ActieVerouderd,
    MijlpaalRegel,
    Omgeving,
    andere_punten,
    eis_zelfstandig,
)
from speerpunten.services.geschiedenis import BUNDEL, bewaar_leden, leg_acties_vast, lid_van
from speerpunten.services.slot import eis_open

LIJSTEN = ("ook_bij", "beleidsdomeinen", "doelgroepen")
ZOEKTEKST = Actie._meta.get_field("zoektekst")
KOLOMMEN = [veld for veld in Actie._meta.concrete_fields if not veld.primary_key and veld is not ZOEKTEKST]
ARCHIEF = {"gearchiveerd_op", "archief_reden", "opgegaan_in"}


@transaction.atomic
def wijzig_acties(wordt: Sequence[tuple[Actie, int, Omgeving]]) -> None:
    """Save acties with their new texts and what stands around them, as `wijzig_actie` does with one.

    In: each actie with its new values, the version that the user saw, its lists. Raises ActieVerouderd (nothing is
    done) and ValidationError.
    """
    huidige = _vergrendel((actie, versie) for actie, versie, _ in wordt)
    _zet_lijsten(wordt)
    _zet_rollen([(actie, omgeving.rollen) for actie, _, omgeving in wordt if omgeving.rollen is not None])
    _zet_mijlpalen([(actie, omgeving.mijlpalen) for actie, _, omgeving in wordt if omgeving.mijlpalen is not None])
    acties = [actie for actie, *_ in wordt]
    for actie in acties:
        actie.versie = huidige[actie.pk].versie
    _bewaar(acties, _verschil(acties, huidige))


@transaction.atomic
def archiveer_acties(weg: Sequence[tuple[Actie, dt.date, str]]) -> None:
    """Take acties out of the plan, each from a day and with a reason. Raises ActieVerouderd and ValidationError."""
    huidige = _vergrendel((actie, actie.versie) for actie, *_ in weg)
    wachtend = Actie.objects.filter(pk__in=huidige, meldingen__toestand=MeldingToestand.INGEDIEND)
    if actie := wachtend.select_related("speerpunt").first():
        raise ValidationError(f"Over actie {actie.code} wacht nog een stand van zaken op nakijken. Kijk die eerst na.")
    for actie, op, reden in weg:
        rij = huidige[actie.pk]
        if rij.gearchiveerd_op:
            raise ValidationError(f"Actie {actie.code} is al gearchiveerd.")
        rij.gearchiveerd_op, rij.archief_reden = op, reden
    _bewaar(list(huidige.values()), ARCHIEF)


@transaction.atomic
def haal_acties_terug(terug: Sequence[tuple[Actie, int]]) -> None:
    """Bring archived acties back, each as the user saw it (its version); that goes up. Raises ActieVerouderd."""
    huidige = _vergrendel(terug)
    for rij in huidige.values():
        rij.gearchiveerd_op, rij.archief_reden, rij.opgegaan_in = None, "", None
    _bewaar(list(huidige.values()), ARCHIEF)
    for actie, _ in terug:
        actie.versie = huidige[actie.pk].versie


def _vergrendel(gezien: Iterable[tuple[Actie, int]]) -> dict[int, Actie]:
    """Lock the rows, in a fixed order, and give them as they stand now. Raises ActieVerouderd, and ValidationError
    where a plan is closed."""
    versies = {actie.pk: versie for actie, versie in gezien}
    rijen = Actie.objects.select_for_update().filter(pk__in=versies).defer("zoektekst").order_by("pk")
    huidige = {rij.pk: rij for rij in rijen}
    eis_open(*Speerpunt.objects.filter(acties__in=huidige).order_by().values_list("plan_id", flat=True).distinct())
    for pk, versie in versies.items():
        if huidige[pk].versie != versie:
            raise ActieVerouderd(Actie.objects.select_related("speerpunt__plan").get(pk=pk))
    return huidige


def _verschil(acties: Sequence[Actie], huidige: Mapping[int, Actie]) -> set[str]:
    """Give the columns in which one of these acties differs from what stands there."""
    return {
        kolom.name
        for kolom in KOLOMMEN
        if any(getattr(actie, kolom.attname) != getattr(huidige[actie.pk], kolom.attname) for actie in acties)
    }


def _bewaar(acties: Sequence[Actie], velden: set[str]) -> None:
    """Save these columns, a version higher, with one line of history each."""
    for actie in acties:
        actie.versie += 1
    if velden & set(ZOEKTEKST.bronnen):
        velden = velden | {ZOEKTEKST.name}
        for actie in acties:
            ZOEKTEKST.pre_save(actie, add=False)
    Actie.objects.bulk_update(acties, sorted(velden | {"versie"}), batch_size=BUNDEL)
    pks = [actie.pk for actie in acties]
    rijen = {naam: list(lid_van(naam)[0].objects.filter(actie__in=pks)) for naam in LIJSTEN}
    leg_acties_vast(acties, rijen, gewijzigd=True)


def _zet_lijsten(wordt: Sequence[tuple[Actie, int, Omgeving]]) -> None:
    """Make each list what is asked; their history comes with that of the actie."""
    for naam in LIJSTEN:
        gevraagd = {
            (actie.pk, lid.pk)
            for actie, _, omgeving in wordt
            for lid in _leden(actie, naam, getattr(omgeving, naam) or ())
        }
        doorheen, lid = lid_van(naam)
        acties = [actie.pk for actie, _, omgeving in wordt if getattr(omgeving, naam) is not None]
        rijen = {(r.actie_id, getattr(r, lid)): r.pk for r in doorheen.objects.filter(actie__in=acties)}
        doorheen.objects.filter(pk__in=[pk for paar, pk in rijen.items() if paar not in gevraagd]).delete()
        bewaar_leden(naam, sorted(gevraagd - rijen.keys()))


def _leden(actie: Actie, naam: str, leden: Sequence[models.Model]) -> Sequence[models.Model]:
    return andere_punten(actie, leden) if naam == "ook_bij" else leden


def _zet_rollen(paren: Sequence[tuple[Actie, Sequence[tuple[Organisatie, str]]]]) -> None:
    """Make the roles what is asked; what goes, goes first, so that a trekker can be swapped."""
    gevraagd = {(actie.pk, organisatie.pk, rol) for actie, rollen in paren for organisatie, rol in rollen}
    trekkers = Counter(actie for actie, _, rol in gevraagd if rol == OrganisatieRol.TREKKER)
    if any(aantal > 1 for aantal in trekkers.values()):
        raise ValidationError("Een actie heeft hoogstens één trekker.")
    huidig = ActieOrganisatie.objects.filter(actie__in=[actie.pk for actie, _ in paren])
    rijen = {(rij.actie_id, rij.organisatie_id, rij.rol): rij.pk for rij in huidig}
    ActieOrganisatie.objects.filter(pk__in=[pk for sleutel, pk in rijen.items() if sleutel not in gevraagd]).delete()
    erbij = sorted(gevraagd - rijen.keys())
    eis_zelfstandig({organisatie for _, organisatie, _ in erbij})
    nieuw = [ActieOrganisatie(actie_id=actie, organisatie_id=wie, rol=rol) for actie, wie, rol in erbij]
    bulk_create_with_history(nieuw, ActieOrganisatie, batch_size=BUNDEL)


def _zet_mijlpalen(paren: Sequence[tuple[Actie, Sequence[MijlpaalRegel]]]) -> None:
    """Make the mijlpalen what is asked. Raises ValidationError for one that is told twice, or goes after a report."""
    huidig = Mijlpaal.objects.in_bulk(
        list(Mijlpaal.objects.filter(actie__in=[actie.pk for actie, _ in paren]).values_list("pk", flat=True))
    )
    blijven = {regel.mijlpaal.pk for _, regels in paren for regel in regels if regel.mijlpaal}
    weg = Mijlpaal.objects.filter(pk__in=huidig.keys() - blijven)
    if gezegd := weg.filter(meldingen__isnull=False).first():
        raise ValidationError(f"Over de mijlpaal “{gezegd.titel}” is al gerapporteerd. Hij blijft staan.")
    weg.delete()
    nieuw, anders = [], []
    for actie, regels in paren:
        if len({regel.titel for regel in regels}) < len(regels):
            raise ValidationError(f"Actie {actie.code} krijgt twee mijlpalen met dezelfde titel.")
        for regel in regels:
            mijlpaal = huidig[regel.mijlpaal.pk] if regel.mijlpaal else Mijlpaal(actie=actie)
            wordt = {"titel": regel.titel, "streefdatum": regel.streefdatum, "bereikt_op": regel.bereikt_op}
            if all(getattr(mijlpaal, veld) == waarde for veld, waarde in wordt.items()):
                continue
            for veld, waarde in wordt.items():
                setattr(mijlpaal, veld, waarde)
            mijlpaal.clean_fields(exclude=["actie"])
            (anders if mijlpaal.pk else nieuw).append(mijlpaal)
    if anders:
        bulk_update_with_history(anders, Mijlpaal, ["titel", "streefdatum", "bereikt_op"], batch_size=BUNDEL)
    bulk_create_with_history(nieuw, Mijlpaal, batch_size=BUNDEL)
