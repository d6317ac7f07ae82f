"""Merging organisaties: one that was entered twice, or that became part of another.

Roles, contact persons and what is not accepted yet move; what the other had already, collapses. What was accepted stays
as it was said, under the name of then, and the old address leads on. In a closed plan nothing moves.
"""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from organisaties.models import Lidmaatschap, Organisatie, Samenvoeging
from speerpunten.keuzes import MeldingToestand, Toestand
from speerpunten.models import Actie, ActieOrganisatie, Beleidsplan, Melding, Ronde, Uitstel


@dataclass(frozen=True)
class Samenvoegplan:
    """What merging would do: each list as it is shown before one confirms."""

    verhuizen: tuple[ActieOrganisatie, ...]
    vervallen: tuple[ActieOrganisatie, ...]  # the other has the same role there already
    mensen: tuple[Lidmaatschap, ...]
    dubbele_mensen: tuple[Lidmaatschap, ...]  # who speaks for the other already
    lopend: int  # meldingen that are not accepted yet
    aanvaard: int  # meldingen that keep the name of then


def _rollen(organisatie: Organisatie) -> QuerySet[ActieOrganisatie]:
    """Give its roles in plans that are not closed."""
    open_ = ActieOrganisatie.objects.exclude(actie__speerpunt__plan__toestand=Toestand.AFGESLOTEN)
    return open_.filter(organisatie=organisatie).select_related("actie__speerpunt__plan").order_by("actie", "rol")


def _leden(organisatie: Organisatie) -> QuerySet[Lidmaatschap]:
    """Give who speaks for it today or later."""
    vandaag = timezone.localdate()
    return Lidmaatschap.objects.filter(organisatie=organisatie).exclude(tot__lt=vandaag).select_related("gebruiker")


def _lopende(organisatie: Organisatie) -> QuerySet[Melding]:
    """Give its meldingen that are not accepted yet, in plans that are not closed."""
    open_ = Melding.objects.openstaand().exclude(actie__speerpunt__plan__toestand=Toestand.AFGESLOTEN)
    return Melding.objects.filter(pk__in=open_.filter(organisatie=organisatie).values("pk"))


def bekijk_samenvoeging(organisatie: Organisatie, met: Organisatie) -> Samenvoegplan:
    """Tell what merging `organisatie` into `met` would do; changes nothing."""
    heeft = set(ActieOrganisatie.objects.filter(organisatie=met).values_list("actie", "rol"))
    spreken = set(_leden(met).values_list("gebruiker", flat=True))
    rollen, leden = list(_rollen(organisatie)), list(_leden(organisatie))
    return Samenvoegplan(
        verhuizen=tuple(rol for rol in rollen if (rol.actie_id, rol.rol) not in heeft),
        vervallen=tuple(rol for rol in rollen if (rol.actie_id, rol.rol) in heeft),
        mensen=tuple(lid for lid in leden if lid.gebruiker_id not in spreken),
        dubbele_mensen=tuple(lid for lid in leden if lid.gebruiker_id in spreken),
        lopend=_lopende(organisatie).count(),
        aanvaard=Melding.objects.filter(organisatie=organisatie, toestand=MeldingToestand.AANVAARD).count(),
    )


@transaction.atomic
def voeg_organisaties_samen(
    *, organisatie: Organisatie, met: Organisatie, soort: str, op: dt.date | None = None
) -> Samenvoegplan:
    """Merge an organisatie into another, from day `op` (today unless told); give what was done.

    In: `soort` is a `Samenvoeging`: entered twice, or merged. Raises ValidationError where it cannot be.
    """
    vast = {o.pk: o for o in Organisatie.objects.select_for_update().filter(pk__in=[organisatie.pk, met.pk])}
    organisatie, met = vast[organisatie.pk], vast[met.pk]
    op = op or timezone.localdate()
    if organisatie.pk == met.pk or met.is_samengevoegd:
        raise ValidationError({"met": "Kies een andere organisatie, die zelf niet samengevoegd is."})
    if organisatie.is_samengevoegd:
        raise ValidationError("Deze organisatie is al samengevoegd.")
    if op > timezone.localdate():
        raise ValidationError({"op": "Deze dag moet nog komen."})
    wat = bekijk_samenvoeging(organisatie, met)
    _verhuis_rollen(wat, met)
    for lid in wat.dubbele_mensen:
        lid.delete()  # its history stays, with who and when
    for lid in wat.mensen:
        lid.organisatie = met
        lid.full_clean()
        lid.save()
    _lopende(organisatie).update(organisatie=met, versie=F("versie") + 1)
    for ronde in Ronde.objects.filter(organisaties=organisatie).exclude(plan__toestand=Toestand.AFGESLOTEN):
        ronde.organisaties.add(met)
        ronde.organisaties.remove(organisatie)
        Ronde.objects.filter(pk=ronde.pk).update(versie=F("versie") + 1)
    _verhuis_uitstel(organisatie, met)
    Beleidsplan.objects.filter(opdrachtgever=organisatie).exclude(toestand=Toestand.AFGESLOTEN).update(
        opdrachtgever=met
    )
    Organisatie.objects.filter(opvolger=organisatie).exclude(samenvoeging="").update(opvolger=met)
    organisatie.opvolger, organisatie.samenvoeging, organisatie.samengevoegd_op = met, soort, op
    if soort == Samenvoeging.FUSIE:
        organisatie.actief_tot = organisatie.actief_tot or op
    organisatie.full_clean()
    organisatie.save()
    return wat


def _verhuis_uitstel(organisatie: Organisatie, met: Organisatie) -> None:
    """Let uitstel go with the meldingen that are not accepted yet; of two the later day stays."""
    open_ = Uitstel.objects.exclude(ronde__plan__toestand=Toestand.AFGESLOTEN)
    for uitstel in open_.filter(organisatie=organisatie):
        ander = open_.filter(organisatie=met, ronde=uitstel.ronde_id).first()
        if ander and ander.dag >= uitstel.dag:
            uitstel.delete()
            continue
        if ander:
            ander.delete()
        uitstel.organisatie = met
        uitstel.save()


def _verhuis_rollen(wat: Samenvoegplan, met: Organisatie) -> None:
    """Move the roles; who has the page of one of these acties open before them is told."""
    for rol in wat.vervallen:
        rol.delete()
    for rol in wat.verhuizen:
        rol.organisatie = met
        rol.full_clean()
        rol.save()
    geraakt = {rol.actie_id for rol in (*wat.verhuizen, *wat.vervallen)}
    Actie.objects.filter(pk__in=geraakt).update(versie=F("versie") + 1)
