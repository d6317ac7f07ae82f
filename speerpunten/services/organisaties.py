"""Merging organisaties: one that was entered twice, or that became part of another.

Roles, contact persons and what is not accepted yet move; what the other had already, collapses. What was accepted stays
as it was said, under the name of then, and the old address leads on. In a closed plan nothing moves.
"""

import datetime as dt
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from organisaties.models import Lidmaatschap, Organisatie, Samenvoeging
from speerpunten.keuzes import MeldingToestand, Toestand
from speerpunten.models import Actie, ActieOrganisatie, Beleidsplan, Melding, Ronde, Uitstel

LOPEND = ~Q(toestand=MeldingToestand.AANVAARD) & ~Q(actie__speerpunt__plan__toestand=Toestand.AFGESLOTEN)


@dataclass(frozen=True)
class Samenneming:
    """Rows of one person over the same days that become one: the one that stays, as it becomes, and those that go."""

    wordt: Lidmaatschap  # not saved yet
    vervallen: tuple[Lidmaatschap, ...]


@dataclass(frozen=True)
class Samenvoegplan:
    """What merging would do: each list as it is shown before one confirms."""

    verhuizen: tuple[ActieOrganisatie, ...]
    vervallen: tuple[ActieOrganisatie, ...]  # the other has the same role there already
    mensen: tuple[Lidmaatschap, ...]
    samengenomen: tuple[Samenneming, ...]  # who speaks twice over the same days
    lopend: int  # meldingen that are not accepted yet
    aanvaard: int  # meldingen that keep the name of then
    rondes: tuple[Ronde, ...]  # that ask only some organisaties, this one too
    plannen: tuple[Beleidsplan, ...]  # of which it is the opdrachtgever
    volgen: tuple[Organisatie, ...]  # that have it as opvolger; that becomes the other
    verliest_opvolger: Organisatie | None  # of the other: it would come back to the other itself


def _rollen(organisatie: Organisatie, met: Organisatie) -> tuple[list[ActieOrganisatie], list[ActieOrganisatie]]:
    """Give its roles in plans that are not closed: those that move, and those that the other has already."""
    open_ = ActieOrganisatie.objects.exclude(actie__speerpunt__plan__toestand=Toestand.AFGESLOTEN)
    beide = (
        open_.filter(organisatie__in=[organisatie, met])
        .select_related("actie__speerpunt__plan")
        .order_by("actie", "rol")
    )
    heeft = {(rol.actie_id, rol.rol) for rol in beide if rol.organisatie_id == met.pk}
    delen: tuple[list[ActieOrganisatie], list[ActieOrganisatie]] = [], []
    for rol in beide:
        if rol.organisatie_id == organisatie.pk:
            delen[(rol.actie_id, rol.rol) in heeft].append(rol)
    return delen


def _tel_meldingen(organisatie: Organisatie) -> dict[str, int]:
    aanvaard = Count("pk", filter=Q(toestand=MeldingToestand.AANVAARD))
    return Melding.objects.filter(organisatie=organisatie).aggregate(
        lopend=Count("pk", filter=LOPEND), aanvaard=aanvaard
    )


def _voorbij(lid: Lidmaatschap) -> bool:
    return bool(lid.tot and lid.tot < timezone.localdate())


def _groepen(leden: Iterable[Lidmaatschap]) -> list[list[Lidmaatschap]]:
    """Give the lidmaatschappen of which the periods of one person hang together, per group."""
    groepen: list[list[Lidmaatschap]] = []
    einde = dt.date.min
    for lid in sorted(leden, key=lambda lid: (lid.gebruiker.naam, lid.gebruiker_id, lid.van, lid.pk)):
        if groepen and groepen[-1][0].gebruiker_id == lid.gebruiker_id and lid.van <= einde:
            groepen[-1].append(lid)
            einde = max(einde, lid.tot or dt.date.max)
        else:
            groepen.append([lid])
            einde = lid.tot or dt.date.max
    return groepen


def _neem_samen(groep: list[Lidmaatschap], met: Organisatie) -> Samenneming:
    """Tell what becomes of rows over the same days: the whole period, and what is said today goes before what was."""

    def rang(lid: Lidmaatschap) -> tuple[bool, bool, int]:
        return _voorbij(lid), lid.organisatie_id != met.pk, -(lid.tot or dt.date.max).toordinal()

    blijft, *anderen = op_rang = sorted(groep, key=rang)
    wordt = copy(blijft)
    wordt.organisatie = met
    wordt.functie = next((lid.functie for lid in op_rang if lid.functie), "")
    wordt.van = min(lid.van for lid in groep)
    wordt.tot = None if any(lid.tot is None for lid in groep) else max(lid.tot for lid in groep)
    wordt.ontvangt_post = any(lid.ontvangt_post for lid in groep if not _voorbij(lid))
    return Samenneming(wordt, tuple(anderen))


def _mensen(organisatie: Organisatie, met: Organisatie) -> tuple[list[Lidmaatschap], list[Samenneming]]:
    """Give who moves as they are, and who is taken together with a row over the same days.

    Who spoke for it before today stays with it: that is history.
    """
    beide = Lidmaatschap.objects.filter(organisatie__in=[organisatie, met]).select_related("gebruiker")
    leden = [lid for lid in beide if lid.organisatie_id == met.pk or not _voorbij(lid)]
    geraakt = [groep for groep in _groepen(leden) if any(lid.organisatie_id == organisatie.pk for lid in groep)]
    verhuizen = [groep[0] for groep in geraakt if len(groep) == 1]
    return verhuizen, [_neem_samen(groep, met) for groep in geraakt if len(groep) > 1]


def bekijk_samenvoeging(organisatie: Organisatie, met: Organisatie) -> Samenvoegplan:
    """Tell what merging `organisatie` into `met` would do; changes nothing."""
    verhuizen, vervallen = _rollen(organisatie, met)
    mensen, samengenomen = _mensen(organisatie, met)
    open_plannen = Beleidsplan.objects.exclude(toestand=Toestand.AFGESLOTEN)
    volgt_zichzelf_op = organisatie in met.opvolging()
    volgen = Organisatie.objects.filter(opvolger=organisatie).exclude(pk=met.pk).order_by("naam", "pk")
    return Samenvoegplan(
        verhuizen=tuple(verhuizen),
        vervallen=tuple(vervallen),
        mensen=tuple(mensen),
        samengenomen=tuple(samengenomen),
        **_tel_meldingen(organisatie),
        rondes=tuple(Ronde.objects.filter(organisaties=organisatie, plan__in=open_plannen)),
        plannen=tuple(open_plannen.filter(opdrachtgever=organisatie)),
        volgen=tuple(volgen),
        verliest_opvolger=met.opvolger if volgt_zichzelf_op else None,
    )


def _vergrendel(organisatie: Organisatie, met: Organisatie) -> tuple[Organisatie, Organisatie]:
    """Lock what is touched, in the order in which others lock it (plan, actie, organisatie): nobody waits in a circle.

    The plans, so that no import is half done meanwhile; the acties, so that no form about one is.
    """
    open_plannen = Beleidsplan.objects.exclude(toestand=Toestand.AFGESLOTEN)
    list(open_plannen.select_for_update(no_key=True).order_by("pk"))
    geraakt = Q(rollen__organisatie=organisatie) | Q(meldingen__organisatie=organisatie)
    pks = Actie.objects.filter(geraakt).values("pk")
    list(Actie.objects.select_for_update().filter(pk__in=pks).order_by("pk"))
    wie = Organisatie.objects.filter(Q(pk__in=[organisatie.pk, met.pk]) | Q(opvolger=organisatie))
    wie = wie.select_for_update(no_key=True)
    vast = {een.pk: een for een in wie.order_by("pk")}
    return vast[organisatie.pk], vast[met.pk]


def _eis_mogelijk(organisatie: Organisatie, met: Organisatie, op: dt.date) -> None:
    if organisatie.pk == met.pk or met.is_samengevoegd:
        raise ValidationError({"met": "Kies een andere organisatie, die zelf niet samengevoegd is."})
    if organisatie.is_samengevoegd:
        raise ValidationError("Deze organisatie is al samengevoegd.")
    if op > timezone.localdate():
        raise ValidationError({"op": "Deze dag moet nog komen."})


@transaction.atomic
def voeg_organisaties_samen(
    *, organisatie: Organisatie, met: Organisatie, soort: str, op: dt.date | None = None
) -> Samenvoegplan:
    """Merge an organisatie into another, from day `op` (today unless told); give what was done.

    In: `soort` is a `Samenvoeging`: entered twice, or merged. Raises ValidationError where it cannot be.
    """
    organisatie, met = _vergrendel(organisatie, met)
    op = op or timezone.localdate()
    _eis_mogelijk(organisatie, met, op)
    wat = bekijk_samenvoeging(organisatie, met)
    _verhuis_rollen(wat, met)
    _verhuis_mensen(wat, met)
    _verhuis_doorgaven(organisatie, met)
    _verhuis_planwerk(wat, organisatie, met)
    _leid_verder(wat, met)
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


def _verhuis_mensen(wat: Samenvoegplan, met: Organisatie) -> None:
    """Move the contact persons. Rows that go, go first; their history stays, with who and when."""
    for samen in wat.samengenomen:
        for lid in samen.vervallen:
            lid.delete()
    for lid in wat.mensen:
        lid.organisatie = met
    for lid in (*wat.mensen, *(samen.wordt for samen in wat.samengenomen)):
        lid.full_clean()
        lid.save()


def _verhuis_doorgaven(organisatie: Organisatie, met: Organisatie) -> None:
    """Let the names that still wait for staff go along; who was given for both, is left once."""
    al = {doorgave.email for doorgave in met.doorgaven.open()}
    for doorgave in organisatie.doorgaven.open():
        if doorgave.email in al:
            doorgave.delete()
        else:
            doorgave.organisatie = met
            doorgave.full_clean()
            doorgave.save()


def _verhuis_planwerk(wat: Samenvoegplan, organisatie: Organisatie, met: Organisatie) -> None:
    """Move what is not accepted yet, the rondes that ask only some organisaties, uitstel, and who the plans are of."""
    lopend = Melding.objects.filter(LOPEND, organisatie=organisatie)
    lopend.update(organisatie=met, versie=F("versie") + 1)
    for ronde in wat.rondes:
        ronde.organisaties.add(met)
        ronde.organisaties.remove(organisatie)
        Ronde.objects.filter(pk=ronde.pk).update(versie=F("versie") + 1)
    _verhuis_uitstel(organisatie, met)
    for plan in wat.plannen:
        plan.opdrachtgever = met
        plan.save()


def _leid_verder(wat: Samenvoegplan, met: Organisatie) -> None:
    """Let who had the merged one as opvolger lead on to the other, and the other never back to itself."""
    if wat.verliest_opvolger:
        met.opvolger = None
        met.save()
    for voorganger in wat.volgen:
        voorganger.opvolger = met
        voorganger.save()
