"""The making of the next plan: the plan itself, its speerpunten, what becomes of each actie, and the new acties.

Only a beheerder does this. Nothing of the former plan changes: no act here writes to a row of it. Each act locks the
row of the next plan first, so that two beheerders wait for each other; who saw an older state is told.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from simple_history.utils import bulk_create_with_history

from organisaties.models import Gebruiker
from speerpunten.keuzes import Overgangsbesluit, Toestand
from speerpunten.models import Actie, Beleidsplan, Indicator, Overgang, Speerpunt
from speerpunten.services.acties import archiveer_actie, haal_terug, maak_acties, verplaats_actie
from speerpunten.services.geschiedenis import BUNDEL
from speerpunten.services.overname import Overname, stel_overname_samen
from speerpunten.services.plannen import eis_beheerder
from speerpunten.services.slot import eis_open

MAX_NUMMER = 9_999
INGETROKKEN = "Het besluit om deze actie te laten doorlopen, is ingetrokken."
GENOEMD = 5  # acties that a refusal names


class VerdelingVerouderd(Exception):
    """Somebody else changed the speerpunten of the next plan since the user opened them."""


class OvergangVerouderd(Exception):
    """Somebody else decided about these acties since the user opened the page. `acties`: their keys."""

    def __init__(self, acties: Iterable[int]) -> None:
        super().__init__("Iemand anders heeft intussen over een actie beslist.")
        self.acties = frozenset(acties)


class BesluitenOngeldig(ValidationError):
    """Some decisions cannot be; nothing is saved. `per_actie`: the key of the actie -> what is wrong."""

    def __init__(self, per_actie: dict[int, ValidationError]) -> None:
        super().__init__([tekst for fout in per_actie.values() for tekst in fout.messages])
        self.per_actie = per_actie


@dataclass(frozen=True)
class Speerpuntregel:
    """A speerpunt of the next plan as a form gives it: `speerpunt` is None for a new row.

    `vervolg_op`: the speerpunten of the former plan that it continues; the first becomes `vervolg_op`, the others
    `ook_vervolg_op`. None of them: a new speerpunt.
    """

    nummer: int
    titel: str
    toelichting: str = ""
    vervolg_op: Sequence[Speerpunt] = ()
    speerpunt: Speerpunt | None = None


@dataclass(frozen=True)
class Besluit:
    """What becomes of one actie; `besluit` "" takes back what was decided.

    `gezien`: the `vingerafdruk` of the decision that the user saw ("" where there was none); None asks no such check.
    """

    actie: Actie
    besluit: str
    naar: Speerpunt | None = None
    reden: str = ""
    gezien: str | None = None


def vingerafdruk(besluit: str, naar_id: int | None, reden: str) -> str:
    """Give a short text that differs for another decision; "" for none."""
    return hashlib.sha256(f"{besluit}|{naar_id or ''}|{reden}".encode()).hexdigest()[:16] if besluit else ""


def vingerafdruk_van(overgang: Overgang | None) -> str:
    return vingerafdruk(overgang.besluit, overgang.naar_id, overgang.reden) if overgang else ""


def stempel_van(plan: Beleidsplan) -> str:
    """Give a short text that differs once a speerpunt of the plan, or what it continues, is another: two queries."""
    delen = [
        (punt.pk, punt.nummer, punt.titel, punt.toelichting, punt.vervolg_op_id, sorted(punt.zet_voort_ids()))
        for punt in plan.speerpunten.met_vervolg()
    ]
    return hashlib.sha256(repr(delen).encode()).hexdigest()[:16]


def _vergrendel(plan: Beleidsplan) -> Beleidsplan:
    """Lock the next plan and give it as it stands now. Raises ValidationError where it follows none, or is closed."""
    huidig = (
        Beleidsplan.objects.select_for_update(of=("self",), no_key=True).select_related("opvolger_van").get(pk=plan.pk)
    )
    if huidig.opvolger_van is None:
        raise ValidationError("Dit plan volgt geen ander plan op.")
    eis_open(huidig.pk)
    return huidig


@transaction.atomic
def maak_opvolger(
    *,
    plan: Beleidsplan,
    naam: str,
    slug: str,
    van: dt.date,
    tot: dt.date,
    door: Gebruiker,
    inleiding: str = "",
) -> Beleidsplan:
    """Make the plan that follows `plan`, closed or not: a concept that is not public, of the same opdrachtgever.

    Raises PermissionDenied, and ValidationError where there is one already or a value cannot be.
    """
    eis_beheerder(door)
    vorig = Beleidsplan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    if Beleidsplan.objects.filter(opvolger_van=vorig).exists():
        raise ValidationError("Dit plan heeft al een opvolger.")
    opvolger = Beleidsplan(
        naam=naam,
        slug=slug,
        van=van,
        tot=tot,
        inleiding=inleiding,
        toestand=Toestand.CONCEPT,
        openbaar=False,
        opvolger_van=vorig,
        opdrachtgever=vorig.opdrachtgever,
        contact=vorig.contact,
        vier_ogen=vorig.vier_ogen,
    )
    opvolger.full_clean()
    opvolger.save()
    return opvolger


# --- the speerpunten


@transaction.atomic
def verdeel_speerpunten(
    *, plan: Beleidsplan, regels: Sequence[Speerpuntregel], door: Gebruiker, gezien: str | None = None
) -> list[Speerpunt]:
    """Make the speerpunten of the next plan what is asked, complete: those that are not named go.

    In: `gezien`, the `stempel_van` what the user saw (None asks no such check). Raises PermissionDenied,
    VerdelingVerouderd, and ValidationError: the plan was public, a number twice, a speerpunt that goes while an actie
    or a decision hangs on it, a decision that no longer holds.
    """
    eis_beheerder(door)
    huidig = _vergrendel(plan)
    if huidig.was_ooit_openbaar():
        raise ValidationError("Dit plan is of was openbaar. De verdeling van de speerpunten verandert niet meer.")
    if gezien is not None and gezien != stempel_van(huidig):
        raise VerdelingVerouderd("Iemand anders heeft de speerpunten intussen gewijzigd.")
    bestaand = {punt.pk: punt for punt in huidig.speerpunten.all()}
    _keur_regels(regels, bestaand)
    blijven = {regel.speerpunt.pk for regel in regels if regel.speerpunt}
    for punt in [punt for pk, punt in bestaand.items() if pk not in blijven]:
        _verwijder(punt)
    Speerpunt.objects.filter(pk__in=blijven).parkeer()
    punten = [_bewaar_regel(huidig, regel, bestaand) for regel in regels]
    eis_besluiten_kloppen({punt: punt.zet_voort_ids() for punt in huidig.speerpunten.met_vervolg()})
    return sorted(punten, key=lambda punt: punt.nummer)


def _keur_regels(regels: Sequence[Speerpuntregel], bestaand: dict[int, Speerpunt]) -> None:
    nummers = [regel.nummer for regel in regels]
    dubbel = sorted({nummer for nummer in nummers if nummers.count(nummer) > 1})
    if dubbel:
        raise ValidationError(f"Nummer {dubbel[0]} staat er meer dan een keer.")
    if any(nummer > MAX_NUMMER for nummer in nummers):
        raise ValidationError(f"Een nummer is hoogstens {MAX_NUMMER}.")
    if any(regel.speerpunt and regel.speerpunt.pk not in bestaand for regel in regels):
        raise ValidationError("Een van deze speerpunten staat niet (meer) in het volgende plan.")


def _verwijder(punt: Speerpunt) -> None:
    """Take a speerpunt out of the next plan, where nothing hangs on it."""
    redenen = {
        "er staan al acties in": punt.acties.exists(),
        "er is al over acties beslist die er terechtkomen": punt.overgangen.exists(),
        "acties van andere speerpunten noemen het": punt.ook_acties.exists(),
        "er hangt een indicator aan": punt.indicatoren.exists(),
        "een ronde vraagt ernaar": punt.rondes.exists(),
    }
    waarom = [reden for reden, waar in redenen.items() if waar]
    if waarom:
        raise ValidationError(f"Speerpunt {punt.nummer} kan niet weg: {' en '.join(waarom)}.")
    punt.delete()


def _bewaar_regel(plan: Beleidsplan, regel: Speerpuntregel, bestaand: dict[int, Speerpunt]) -> Speerpunt:
    """Save one row. Of a row that changed nothing only the number comes back: no line of history for that."""
    punt = bestaand[regel.speerpunt.pk] if regel.speerpunt else Speerpunt(plan=plan)
    eerste, *ook = dict.fromkeys(regel.vervolg_op) or [None]
    nieuw = (regel.nummer, regel.titel, regel.toelichting, eerste.pk if eerste else None)
    if punt.pk and (punt.nummer, punt.titel, punt.toelichting, punt.vervolg_op_id) == nieuw:
        Speerpunt.objects.filter(pk=punt.pk).update(nummer=regel.nummer)
    else:
        punt.nummer, punt.titel, punt.toelichting, punt.vervolg_op = (
            regel.nummer,
            regel.titel,
            regel.toelichting,
            eerste,
        )
        punt.full_clean()
        punt.save()
    punt.keur_ook_vervolg(ook)
    if {o.pk for o in ook} != set(punt.ook_vervolg_op.values_list("pk", flat=True)):
        punt.ook_vervolg_op.set(ook)
    return punt


def eis_besluiten_kloppen(zet_voort: Mapping[Speerpunt, set[int]]) -> None:
    """Raise ValidationError where a decision does not fit what speerpunten (will) continue: one query.

    In: speerpunt of the next plan -> keys of the speerpunten of the former plan.
    """
    per_punt = {punt.pk: bronnen for punt, bronnen in zet_voort.items()}
    scheef: dict[tuple[str, int], list[str]] = {}
    overgangen = Overgang.objects.filter(naar__in=per_punt).select_related("actie__speerpunt", "naar")
    for overgang in overgangen:
        hoort = overgang.actie.speerpunt_id in per_punt[overgang.naar_id]
        if hoort != (overgang.besluit == Overgangsbesluit.LOOPT_DOOR):
            scheef.setdefault((overgang.besluit, overgang.naar.nummer), []).append(overgang.actie.code)
    for (besluit, nummer), codes in scheef.items():
        namen = ", ".join(codes[:GENOEMD]) + (" ..." if len(codes) > GENOEMD else "")
        wat = "lopen door in" if besluit == Overgangsbesluit.LOOPT_DOOR else "verhuizen naar"
        raise ValidationError(
            f"Over acties is al beslist dat ze {wat} speerpunt {nummer}: {namen}. Dat klopt niet meer met deze "
            "verdeling. Beslis eerst anders over die acties."
        )


# --- the acties


@transaction.atomic
def beslis_overgangen(*, plan: Beleidsplan, besluiten: Sequence[Besluit], door: Gebruiker) -> list[Overgang]:
    """Write down what becomes of acties of the former plan, all or nothing: one after the other, in the same way.

    Of an actie that was made already the decision carries on: it moves, is archived with the reason, or comes back.
    Once the next plan was public, what was decided stays. Gives the decisions that stand. Raises PermissionDenied,
    OvergangVerouderd, BesluitenOngeldig and ValidationError.
    """
    eis_beheerder(door)
    huidig = _vergrendel(plan)
    openbaar = huidig.was_ooit_openbaar()
    sleutels = [besluit.actie.pk for besluit in besluiten]
    if len(set(sleutels)) < len(sleutels):
        raise ValidationError("Over dezelfde actie staat er meer dan een besluit.")
    staat = {rij.actie_id: rij for rij in Overgang.objects.select_for_update().filter(actie__in=sleutels)}
    oud = [
        b.actie.pk for b in besluiten if b.gezien is not None and b.gezien != vingerafdruk_van(staat.get(b.actie.pk))
    ]
    if oud:
        raise OvergangVerouderd(oud)
    gemaakt = gemaakte_acties(huidig, sleutels, vergrendel=True)
    fouten: dict[int, ValidationError] = {}
    uit = []
    for besluit in besluiten:
        try:
            overgang = _beslis(huidig, besluit, staat.get(besluit.actie.pk), openbaar=openbaar)
            _werk_bij(gemaakt.get(besluit.actie.pk), overgang, door)
        except ValidationError as fout:
            fouten[besluit.actie.pk] = fout
        else:
            uit.append(overgang)
    if fouten:
        raise BesluitenOngeldig(fouten)
    nieuwe = {overgang.actie_id: overgang for overgang in uit if overgang and not overgang.pk}
    bulk_create_with_history(list(nieuwe.values()), Overgang, batch_size=BUNDEL)
    return [overgang for overgang in uit if overgang]


def _beslis(plan: Beleidsplan, besluit: Besluit, overgang: Overgang | None, *, openbaar: bool) -> Overgang | None:
    """Save one decision; give it, or None where it was taken back. A new one is only checked: all are saved at once."""
    reden = besluit.reden.strip()
    naar = besluit.naar if besluit.besluit != Overgangsbesluit.STOPT else None
    wordt = vingerafdruk(besluit.besluit, naar.pk if naar else None, reden)
    if wordt == vingerafdruk_van(overgang):
        return overgang
    if overgang and openbaar:
        raise ValidationError("Het volgende plan is of was openbaar. Wat beslist is, blijft staan.")
    if not besluit.besluit:
        overgang.delete()
        return None
    overgang = overgang or Overgang(plan=plan, actie=besluit.actie)
    overgang.plan, overgang.besluit, overgang.naar, overgang.reden = plan, besluit.besluit, naar, reden
    overgang.full_clean(exclude={"plan", "actie"})  # both are read already, and the plan is locked: one per actie
    if overgang.pk:
        overgang.save()
    return overgang


def gemaakte_acties(plan: Beleidsplan, sleutels: Iterable[int], *, vergrendel: bool = False) -> dict[int, Actie]:
    """Give key of an old actie -> the actie of the next plan that follows it, archived or not; of several the first."""
    acties = Actie.objects.filter(speerpunt__plan=plan, vervolg_op__in=list(sleutels)).defer("zoektekst")
    if vergrendel:
        acties = acties.select_for_update(of=("self",))
    uit: dict[int, Actie] = {}
    for actie in acties.select_related("speerpunt").order_by("pk"):
        uit.setdefault(actie.vervolg_op_id, actie)
    return uit


def _werk_bij(actie: Actie | None, overgang: Overgang | None, door: Gebruiker) -> None:
    """Let an actie that was made follow its decision; it is never deleted."""
    if actie is None or actie.opgegaan_in_id:
        return
    if overgang is None or overgang.besluit == Overgangsbesluit.STOPT:
        if not actie.gearchiveerd_op:
            archiveer_actie(actie=actie, reden=overgang.reden if overgang else INGETROKKEN)
        return
    if actie.gearchiveerd_op:
        haal_terug(actie=actie)
    if actie.speerpunt_id != overgang.naar_id:
        reden = overgang.reden or f"Loopt door in speerpunt {overgang.naar.nummer}."
        verplaats_actie(actie=actie, naar=overgang.naar, reden=reden, door=door)


@transaction.atomic
def neem_acties_over(*, plan: Beleidsplan, door: Gebruiker) -> Overname:
    """Make the acties of the next plan for all decisions of which there is none yet, in the order of the old codes.

    Again does nothing twice. No melding goes along: a new actie has no stand. Gives what was made, and what of it was
    left out (`stel_overname_samen`). Raises PermissionDenied and ValidationError.
    """
    eis_beheerder(door)
    overname = stel_overname_samen(_vergrendel(plan))
    maak_acties([(nieuw.actie, nieuw.omgeving) for nieuw in overname.acties])
    indicatoren = [indicator for nieuw in overname.acties for indicator in nieuw.indicatoren]
    bulk_create_with_history(indicatoren, Indicator, batch_size=BUNDEL)
    return overname
