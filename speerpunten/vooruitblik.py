"""The preview of a ronde before it is saved: what it would ask, of whom, and why not the rest. Knows no HTTP.

It says of an unsaved ronde, in words, what `ActieQuerySet.met_gevraagd` decides of a saved one; a test compares both.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Subquery
from django.utils import timezone

from organisaties.models import Gebruiker, Organisatie
from speerpunten.gevraagd import ontvangers
from speerpunten.keuzes import AFGERONDE_STATUSSEN
from speerpunten.models import Actie, ActieOrganisatie, Ronde

ARCHIEF = "Gearchiveerd voor de periode begint"
PERIODE = "Loopt niet in deze periode"
AFGEROND = "Was al uitgevoerd of stopgezet voor de periode begint"
ANDER_SPEERPUNT = "Hoort bij een speerpunt dat u niet koos"
ANDERE_ORGANISATIE = "Geen gekozen organisatie antwoordt ervoor"
REDENEN = (AFGEROND, PERIODE, ARCHIEF, ANDER_SPEERPUNT, ANDERE_ORGANISATIE)


@dataclass(frozen=True)
class Gevraagde:
    """An organisatie that the ronde would ask: for which acties, and who gets the post."""

    organisatie: Organisatie
    acties: tuple[Actie, ...]
    ontvangers: tuple[Gebruiker, ...]


@dataclass(frozen=True)
class Vooruitblik:
    """What a ronde would ask."""

    acties: tuple[Actie, ...]
    organisaties: tuple[Gevraagde, ...]
    niemand: tuple[Actie, ...]  # asked, but nobody is trekker or uitvoerder
    niet: dict[str, list[Actie]]  # reason -> acties
    ook_in: dict[str, list[Actie]]  # name of another ronde that is open at the same time -> acties

    @property
    def zonder_post(self) -> list[Gevraagde]:
        return [gevraagde for gevraagde in self.organisaties if not gevraagde.ontvangers]

    @property
    def niet_gevraagd(self) -> int:
        return sum(len(acties) for acties in self.niet.values())


def _acties(ronde: Ronde) -> list[Actie]:
    """Give all acties of the plan with what the rule needs, and the name of another ronde that asks them: one query."""
    tegelijk = Ronde.objects.exclude(pk=ronde.pk).filter(
        opent__lte=ronde.sluit, sluit__gte=max(ronde.opent, timezone.localdate())
    )
    ook_in = tegelijk.die_erom_vragen()
    acties = Actie.objects.in_plan(ronde.plan_id).met_looptijd().met_status_voor(ronde.van)
    acties = acties.annotate(ook_in=Subquery(ook_in.order_by("deadline", "pk").values("naam")[:1]))
    return list(acties.select_related("speerpunt").only("titel", "nummer", "speerpunt__nummer").op_code())


def _waarom_niet(
    actie: Actie, ronde: Ronde, speerpunten: Collection[int], antwoorden: frozenset[int], organisaties: Collection[int]
) -> str:
    """Give why the ronde does not ask for the actie; empty: it does. `antwoorden`: who is asked about it."""
    if actie.bestaat_tot < ronde.van:
        return ARCHIEF
    if speerpunten and actie.speerpunt_id not in speerpunten:
        return ANDER_SPEERPUNT
    if organisaties and antwoorden.isdisjoint(organisaties):
        return ANDERE_ORGANISATIE
    if ronde.eindronde:
        return ""
    if actie.looptijd_tot < ronde.van or actie.looptijd_van > ronde.tot:
        return PERIODE
    return AFGEROND if actie.status_voor_ronde in AFGERONDE_STATUSSEN else ""


def _rollen(ronde: Ronde) -> dict[int, list[ActieOrganisatie]]:
    """Give who is asked about each actie of the plan."""
    rollen = ActieOrganisatie.objects.filter(actie__speerpunt__plan=ronde.plan_id).die_antwoorden()
    uit: dict[int, list[ActieOrganisatie]] = {}
    for rol in rollen.select_related("organisatie").order_by():
        uit.setdefault(rol.actie_id, []).append(rol)
    return uit


def kijk_vooruit(
    ronde: Ronde, *, speerpunten: Collection[int], organisaties: Collection[int], op: dt.date | None = None
) -> Vooruitblik:
    """Tell what a ronde (saved or not, with its days) would ask, narrowed to these keys: three queries.

    `op`: the day on which someone gets the post; today unless told.
    """
    rollen = _rollen(ronde)
    gevraagd: list[Actie] = []
    niet: dict[str, list[Actie]] = {reden: [] for reden in REDENEN}
    ook_in: dict[str, list[Actie]] = {}
    wie: dict[Organisatie, list[Actie]] = {}
    for actie in _acties(ronde):
        wie_antwoordt = frozenset(rol.organisatie_id for rol in rollen.get(actie.pk, ()))
        if reden := _waarom_niet(actie, ronde, speerpunten, wie_antwoordt, organisaties):
            niet[reden].append(actie)
            continue
        gevraagd.append(actie)
        if actie.ook_in:
            ook_in.setdefault(actie.ook_in, []).append(actie)
        for rol in rollen.get(actie.pk, ()):
            wie.setdefault(rol.organisatie, []).append(actie)
    post = ontvangers(wie, op)
    beantwoord_door_iemand = {actie.pk for acties in wie.values() for actie in acties}
    return Vooruitblik(
        acties=tuple(gevraagd),
        organisaties=tuple(
            Gevraagde(organisatie, tuple(acties), tuple(post.get(organisatie.pk, ())))
            for organisatie, acties in sorted(wie.items(), key=lambda paar: (bool(post.get(paar[0].pk)), paar[0].naam))
        ),
        niemand=tuple(actie for actie in gevraagd if actie.pk not in beantwoord_door_iemand),
        niet={reden: acties for reden, acties in niet.items() if acties},
        ook_in=ook_in,
    )
