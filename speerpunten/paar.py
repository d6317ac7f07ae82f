"""The acties of two plans that follow each other, paired for one reader. Knows no request and no HTML.

Every actie of the former plan that the reader sees has one outcome, or no longer counts; every one of the next plan has
one origin, or no longer counts. So both sums hold, and each number leads to the list that it counts (`?overgang=`).

What the reader may not see is nowhere: not counted, not named, not hinted at. So an actie of the next plan that
continues one that is hidden stands with those that are new, and an old one whose fate is hidden stands with those of
which nothing is decided. To call them "new" and "undecided" would be untrue; to set them apart would tell of what is
hidden. Therefore both groups have another name for who does not see everything (`uitkomsten_voor`,
`herkomsten_voor`), whether there is such an actie or not.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, Exists, F, OuterRef, Subquery, TextField, Value, When

from speerpunten.keuzes import GEEN_GEGEVENS, STATUS_LABELS, Overgangsbesluit
from speerpunten.lijsten import Lijst, als_rij, lees_rij
from speerpunten.models import Actie, Beleidsplan, Melding, Speerpunt
from speerpunten.models.actie import ActieQuerySet
from speerpunten.verloop_plan import telt_op
from speerpunten.vervolg import overgangen_voor

NIET_BESLIST, VERVOLG, NIEUW = "niet_beslist", "vervolg", "nieuw"
UITKOMSTEN = {
    Overgangsbesluit.LOOPT_DOOR.value: "Loopt door",
    Overgangsbesluit.VERHUIST.value: "Verhuist",
    Overgangsbesluit.STOPT.value: "Stopt",
    NIET_BESLIST: "Nog niet beslist",
}
HERKOMSTEN = {VERVOLG: "Vervolg op het vorige plan", NIEUW: "Nieuw in dit plan"}
GAAN_VERDER = {Overgangsbesluit.LOOPT_DOOR.value, Overgangsbesluit.VERHUIST.value}


def ziet_alles(gebruiker) -> bool:
    """Tell whether this reader sees every actie and decision: staff and lezers."""
    return bool(getattr(gebruiker, "rol", ""))


def uitkomsten_voor(gebruiker) -> dict[str, str]:
    """Give the outcomes of acties of the former plan, in order, in words that are true for this reader."""
    return UITKOMSTEN if ziet_alles(gebruiker) else UITKOMSTEN | {NIET_BESLIST: "Nog niet bekend"}


def herkomsten_voor(gebruiker) -> dict[str, str]:
    """Give the origins of acties of the next plan, in order, in words that are true for this reader."""
    return HERKOMSTEN if ziet_alles(gebruiker) else HERKOMSTEN | {NIEUW: "Nieuw, of vroeger niet openbaar"}


@dataclass(frozen=True)
class Oud:
    """An actie of the former plan: its outcome, and the number of the speerpunt where it goes on."""

    actie: Actie
    uitkomst: str
    naar: int | None
    reden: str
    vervolgen: tuple[Actie, ...]  # those of the next plan that count and continue it

    @property
    def status(self) -> str:
        return self.actie.status_op or GEEN_GEGEVENS

    @property
    def status_label(self) -> str:
        return STATUS_LABELS[self.status]


@dataclass(frozen=True)
class Nieuw:
    """An actie of the next plan, and those of the former one that it continues (none: it is new)."""

    actie: Actie
    bronnen: tuple[Actie, ...]

    @property
    def uit(self) -> int | None:
        """Give the number of the speerpunt from where it came; the first where it continues several acties."""
        return self.bronnen[0].speerpunt.nummer if self.bronnen else None


@dataclass(frozen=True)
class Paar:
    """The acties of both plans that count on a day, and those of either that no longer do."""

    oude: tuple[Oud, ...]
    nieuwe: tuple[Nieuw, ...]
    oude_weg: tuple[Actie, ...]
    nieuwe_weg: tuple[Actie, ...]

    def passend(self, keuze: str) -> list[int]:
        """Give the keys of the acties that fit a value of `?overgang=`."""
        soort, _, nummer = keuze.rpartition("_")
        if soort == "naar" and nummer.isdecimal():
            return [rij.actie.pk for rij in self.oude if rij.naar == int(nummer)]
        if soort == "uit" and nummer.isdecimal():
            return [rij.actie.pk for rij in self.nieuwe if rij.uit == int(nummer)]
        if keuze in HERKOMSTEN:
            return [rij.actie.pk for rij in self.nieuwe if (rij.uit is None) == (keuze == NIEUW)]
        return [rij.actie.pk for rij in self.oude if rij.uitkomst == keuze]


def _acties(oud: Beleidsplan, nieuw: Beleidsplan, gebruiker, op: dt.date) -> ActieQuerySet:
    """Give the acties of both plans that this reader sees, with what was decided and how they stood on `op`."""
    besluit = overgangen_voor(gebruiker).filter(actie=OuterRef("pk"), plan=nieuw)
    stand = Melding.objects.geldig_op(op).filter(actie=OuterRef("pk")).nieuwste_eerst()
    return (
        Actie.objects.zichtbaar_voor(gebruiker)
        .filter(speerpunt__plan__in=[oud, nieuw])
        .annotate(
            ziet_besluit=Exists(besluit),
            besluit=Case(
                When(ziet_besluit=True, then=F("overgang__besluit")), default=Value(""), output_field=TextField()
            ),
            besluit_naar=Case(When(ziet_besluit=True, then=F("overgang__naar__nummer"))),
            besluit_reden=Case(
                When(ziet_besluit=True, then=F("overgang__reden")), default=Value(""), output_field=TextField()
            ),
            status_op=Subquery(stand.values("status")[:1]),
        )
    )


def lees_paar(oud: Beleidsplan, nieuw: Beleidsplan, gebruiker, op: dt.date) -> Paar:
    """Read both plans as this reader may see them: one query. Decisions are those of today; stands those of `op`."""
    acties = _acties(oud, nieuw, gebruiker, op).select_related("speerpunt")
    return _stel_paar_samen(
        acties.defer("zoektekst", "omschrijving", "beoogd_resultaat", "toelichting"), oud, nieuw, op
    )


def _stel_paar_samen(acties: Iterable[Actie], oud: Beleidsplan, nieuw: Beleidsplan, op: dt.date) -> Paar:
    op_code = sorted(acties, key=lambda actie: (actie.speerpunt.nummer, actie.nummer, actie.pk))
    alle = {actie.pk: actie for actie in op_code}
    voor = [actie for actie in alle.values() if actie.speerpunt.plan_id == oud.pk]
    na = [actie for actie in alle.values() if actie.speerpunt.plan_id == nieuw.pk]
    bronnen = _bronnen(voor, na, alle)
    vervolgen: dict[int, list[Actie]] = {}
    for actie in na:
        for bron in bronnen[actie.pk]:
            vervolgen.setdefault(_waarheen(bron, alle).pk, []).append(actie)
    return Paar(
        oude=tuple(_oud(actie, vervolgen.get(actie.pk, []), op, alle) for actie in voor if telt_op(actie, op)),
        nieuwe=tuple(Nieuw(actie, tuple(bronnen[actie.pk])) for actie in na if telt_op(actie, op)),
        oude_weg=tuple(actie for actie in voor if not telt_op(actie, op)),
        nieuwe_weg=tuple(actie for actie in na if not telt_op(actie, op)),
    )


def _waarheen(actie: Actie, alle: dict[int, Actie]) -> Actie:
    """Give the actie into which this one was merged in the end, or itself."""
    gezien = set()
    while actie.opgegaan_in_id in alle and actie.pk not in gezien:
        gezien.add(actie.pk)
        actie = alle[actie.opgegaan_in_id]
    return actie


def _bronnen(voor: list[Actie], na: list[Actie], alle: dict[int, Actie]) -> dict[int, list[Actie]]:
    """Give per new actie the old ones that it continues, itself first, then by way of what was merged into it."""
    oude = {actie.pk for actie in voor}
    uit: dict[int, list[Actie]] = {actie.pk: [] for actie in na}
    for actie in sorted(na, key=lambda een: een.opgegaan_in_id is not None):
        if actie.vervolg_op_id in oude:
            for pk in {actie.pk, _waarheen(actie, alle).pk}:
                uit[pk].append(alle[actie.vervolg_op_id])
    return uit


def _oud(actie: Actie, vervolgen: list[Actie], op: dt.date, alle: dict[int, Actie]) -> Oud:
    uitkomst = actie.besluit or (Overgangsbesluit.LOOPT_DOOR.value if vervolgen else NIET_BESLIST)
    if uitkomst not in GAAN_VERDER:
        return Oud(actie, uitkomst, None, actie.besluit_reden, ())
    plekken = list({een.pk: een for een in (_waarheen(vervolg, alle) for vervolg in vervolgen)}.values())
    levend = tuple(een for een in plekken if telt_op(een, op))
    plek = next(iter([*levend, *plekken]), None)
    naar = plek.speerpunt.nummer if plek else actie.besluit_naar
    return Oud(actie, uitkomst, naar, actie.besluit_reden, levend)


def keuzes_van(plan: Beleidsplan, punten_volgend: Iterable, punten_vorig: Iterable, gebruiker) -> list[tuple[str, str]]:
    """Give what `?overgang=` may say in the list of this plan. In: (number, title) of the speerpunten around it."""
    keuzes: list[tuple[str, str]] = []
    if getattr(plan, "ziet_opvolger", False):
        keuzes += [
            *uitkomsten_voor(gebruiker).items(),
            *((f"naar_{nr}", f"Naar speerpunt {nr}. {titel}") for nr, titel in punten_volgend),
        ]
    if getattr(plan, "ziet_voorganger", False):
        keuzes += [
            *herkomsten_voor(gebruiker).items(),
            *((f"uit_{nr}", f"Uit speerpunt {nr}. {titel}") for nr, titel in punten_vorig),
        ]
    return keuzes


@dataclass(frozen=True)
class Overgangskeuze:
    """A value of `?overgang=` in the list of a plan: which pair of plans it speaks about."""

    oud: Beleidsplan
    nieuw: Beleidsplan
    keuze: str
    op: dt.date

    def lijst(self, gebruiker) -> Lijst:
        """Give the acties of both plans, so that they come with other lists in one query (`lijsten_in_een`)."""
        rij = als_rij(
            "pk",
            "nummer",
            "vervolg_op",
            "opgegaan_in",
            "gearchiveerd_op",
            "besluit",
            "besluit_naar",
            punt="speerpunt_id",
            puntnummer="speerpunt__nummer",
            plan="speerpunt__plan_id",
        )
        return _acties(self.oud, self.nieuw, gebruiker, self.op), "pk", rij

    def passend(self, rijen: Iterable[tuple[str, str]]) -> list[int]:
        """Give the keys of the acties that fit, from the rows of `lijst`."""
        acties = [_uit_rij(lees_rij(tekst)) for _, tekst in rijen]
        return _stel_paar_samen(acties, self.oud, self.nieuw, self.op).passend(self.keuze)


def _uit_rij(rij: dict) -> Actie:
    """Give as much of an actie as its place in both plans follows from; not to be saved."""
    weg = rij["gearchiveerd_op"]
    actie = Actie(
        pk=rij["pk"],
        nummer=rij["nummer"],
        vervolg_op_id=rij["vervolg_op"],
        opgegaan_in_id=rij["opgegaan_in"],
        gearchiveerd_op=dt.date.fromisoformat(weg) if weg else None,
        speerpunt=Speerpunt(pk=rij["punt"], nummer=rij["puntnummer"], plan_id=rij["plan"]),
    )
    actie.besluit, actie.besluit_naar, actie.besluit_reden = rij["besluit"], rij["besluit_naar"], ""
    return actie


def lees_keuze(plan: Beleidsplan, keuze: str, op: dt.date) -> Overgangskeuze | None:
    """Read a value of `?overgang=` for this plan (from `plan_of_404`); None where it can mean nothing."""
    if keuze in HERKOMSTEN or keuze.startswith("uit_"):
        return Overgangskeuze(plan.opvolger_van, plan, keuze, op) if getattr(plan, "ziet_voorganger", False) else None
    if keuze in UITKOMSTEN or keuze.startswith("naar_"):
        return Overgangskeuze(plan, plan.opvolger, keuze, op) if getattr(plan, "ziet_opvolger", False) else None
    return None
