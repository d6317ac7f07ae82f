"""Two plans that follow each other, side by side on one day, for one reader. Knows no request and no HTML.

Every actie that the overview of the former plan counts has one outcome; every one that that of the next plan counts
has one origin. So both sums hold, and each number leads to the list that it counts (`?overgang=`).
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Case, Exists, F, OuterRef, Subquery, TextField, Value, When

from speerpunten.keuzes import GEEN_GEGEVENS, STATUS_LABELS, Overgangsbesluit
from speerpunten.lijsten import Lijst, als_rij, lees_rij
from speerpunten.models import Actie, Beleidsplan, Melding, Speerpunt
from speerpunten.models.actie import ActieQuerySet
from speerpunten.tellen import Segment, segmenten, zin
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


@dataclass(frozen=True)
class Oud:
    """An actie of the former plan: its outcome, and the number of the speerpunt where it goes on."""

    actie: Actie
    uitkomst: str
    naar: int | None
    reden: str
    staat_er: bool  # an actie of the next plan that counts continues it


@dataclass(frozen=True)
class Nieuw:
    """An actie of the next plan, and the speerpunt of the former one from where it came (None: it is new)."""

    actie: Actie
    uit: int | None


@dataclass(frozen=True)
class Paar:
    """The acties of both plans that count on a day, and those of the former plan that no longer do."""

    oude: tuple[Oud, ...]
    nieuwe: tuple[Nieuw, ...]
    apart: tuple[Actie, ...]

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
        nieuwe=tuple(_nieuw(actie, na, bronnen) for actie in na if telt_op(actie, op)),
        apart=tuple(actie for actie in voor if not telt_op(actie, op)),
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
    plekken = [_waarheen(een, alle) for een in vervolgen]
    levend = [een for een in plekken if telt_op(een, op)]
    naar = None
    if uitkomst in {Overgangsbesluit.LOOPT_DOOR, Overgangsbesluit.VERHUIST}:
        plek = next(iter([*levend, *plekken]), None)
        naar = plek.speerpunt.nummer if plek else actie.besluit_naar
    return Oud(actie, uitkomst, naar, actie.besluit_reden, bool(levend))


def _nieuw(actie: Actie, na: list[Actie], bronnen: dict[int, list[Actie]]) -> Nieuw:
    eerste = next(iter(bronnen[actie.pk]), None)
    return Nieuw(actie, eerste.speerpunt.nummer if eerste else None)


@dataclass(frozen=True)
class Getal:
    """A number with the address of the list that it counts."""

    naam: str
    aantal: int
    url: str


@dataclass(frozen=True)
class Puntvergelijking:
    """A speerpunt of the next plan: what it continues, where its acties came from, how those stood, how they stand."""

    speerpunt: Speerpunt
    vorige: tuple[Speerpunt, ...]
    herkomst: tuple[Getal, ...]
    totaal: Getal
    aantal_toen: int
    segmenten_toen: list[Segment]
    zin_toen: str
    segmenten_nu: list[Segment]
    zin_nu: str


@dataclass(frozen=True)
class Vergelijking:
    """Both plans on one day."""

    oud: Beleidsplan
    nieuw: Beleidsplan
    op: dt.date
    paar: Paar
    speerpunten: tuple[Puntvergelijking, ...]
    uitkomsten: tuple[Getal, ...]
    herkomsten: tuple[Getal, ...]

    @cached_property
    def _per(self) -> Counter[str]:
        return Counter(rij.uitkomst for rij in self.paar.oude)

    @property
    def kop(self) -> str:
        """Give the answer: what becomes of the acties of the former plan, and how many are new."""
        door = self._per[Overgangsbesluit.LOOPT_DOOR] + self._per[Overgangsbesluit.VERHUIST]
        stopt, rest = self._per[Overgangsbesluit.STOPT], self._per[NIET_BESLIST]
        nieuw = next(getal.aantal for getal in self.herkomsten if getal.naam == HERKOMSTEN[NIEUW])
        delen = [
            f"{'loopt' if door == 1 else 'lopen'} er {door} door",
            f"{stopt} {'stopt' if stopt == 1 else 'stoppen'}",
        ]
        if rest:
            zinsdeel = f"{', '.join(delen)} en {rest} {'is' if rest == 1 else 'zijn'} nog niet beslist"
        else:
            zinsdeel = " en ".join(delen)
        slot = f"Het nieuwe plan telt {nieuw or 'geen'} nieuwe actie{'' if nieuw == 1 else 's'}."
        totaal = len(self.paar.oude)
        return f"Van de {totaal} acties {zinsdeel}. {slot}" if totaal != 1 else f"Van de ene actie {zinsdeel}. {slot}"

    @property
    def gaan_verder(self) -> int:
        return self._per[Overgangsbesluit.LOOPT_DOOR] + self._per[Overgangsbesluit.VERHUIST]

    @property
    def staan_er(self) -> int:
        """Count the old acties that go on and stand in the next plan already."""
        return sum(rij.staat_er for rij in self.paar.oude if rij.naar is not None)

    @property
    def nog_niet(self) -> int:
        return self.gaan_verder - self.staan_er

    @property
    def stopt(self) -> list[Oud]:
        return [rij for rij in self.paar.oude if rij.uitkomst == Overgangsbesluit.STOPT]

    @property
    def niet_openbaar(self) -> int:
        acties = [rij.actie for rij in (*self.paar.oude, *self.paar.nieuwe)]
        return sum(not actie.openbaar for actie in acties)

    @property
    def kolommen(self) -> list[str]:
        return [
            "plan", "code", "titel", "speerpunt", "status", "overgang", "speerpunt_ander_plan", "reden",
        ]  # fmt: skip

    def rijen(self) -> Iterator[list[str | int]]:
        """Give the comparison as a table: each actie of both plans once."""
        for oud in self.paar.oude:
            yield [*_begin(self.oud, oud.actie), oud.uitkomst, oud.naar or "", oud.reden]
        for nieuw in self.paar.nieuwe:
            herkomst = NIEUW if nieuw.uit is None else VERVOLG
            yield [*_begin(self.nieuw, nieuw.actie), herkomst, nieuw.uit or "", ""]


def _begin(plan: Beleidsplan, actie: Actie) -> list[str | int]:
    return [plan.naam, actie.code, actie.titel, actie.speerpunt.titel, actie.status_op or GEEN_GEGEVENS]


def _per_status(acties: Iterable[Actie]) -> dict[str, int]:
    teller = Counter(actie.status_op or GEEN_GEGEVENS for actie in acties)
    return {code: teller[code] for code in STATUS_LABELS}


def _lijst(url: str, query: dict[str, str]) -> Callable[..., str]:
    return lambda **over: f"{url}?{urlencode(query | over)}"


def vergelijk(
    oud: Beleidsplan,
    nieuw: Beleidsplan,
    gebruiker,
    *,
    op: dt.date,
    oud_url: str,
    nieuw_url: str,
    query: dict[str, str],
) -> Vergelijking:
    """Compare a plan with the one before it on day `op`, as this reader may see both: four queries.

    In: the addresses of both lists of acties, and what every link to them keeps.
    """
    paar = lees_paar(oud, nieuw, gebruiker, op)
    in_oud, in_nieuw = _lijst(oud_url, query), _lijst(nieuw_url, query)
    oude_punten = {punt.pk: punt for punt in oud.speerpunten.order_by("nummer")}
    nieuwe_punten = nieuw.speerpunten.met_vervolg().order_by("nummer")
    per = Counter(rij.uitkomst for rij in paar.oude)
    vervolg = sum(rij.uit is not None for rij in paar.nieuwe)
    aantallen = {VERVOLG: vervolg, NIEUW: len(paar.nieuwe) - vervolg}
    return Vergelijking(
        oud=oud,
        nieuw=nieuw,
        op=op,
        paar=paar,
        speerpunten=tuple(_punt(punt, oude_punten, paar, in_oud, in_nieuw) for punt in nieuwe_punten),
        uitkomsten=tuple(Getal(naam, per[code], in_oud(overgang=code)) for code, naam in UITKOMSTEN.items()),
        herkomsten=tuple(Getal(naam, aantallen[code], in_nieuw(overgang=code)) for code, naam in HERKOMSTEN.items()),
    )


def _punt(
    punt: Speerpunt,
    oude_punten: dict[int, Speerpunt],
    paar: Paar,
    in_oud: Callable[..., str],
    in_nieuw: Callable[..., str],
) -> Puntvergelijking:
    nummer = str(punt.nummer)
    eigen = [rij for rij in paar.nieuwe if rij.actie.speerpunt_id == punt.pk]
    toen = [rij.actie for rij in paar.oude if rij.naar == punt.nummer]
    uit = Counter(rij.uit for rij in eigen)
    herkomst = [
        Getal(f"uit speerpunt {oud}", uit[oud], in_nieuw(speerpunt=nummer, overgang=f"uit_{oud}"))
        for oud in sorted(sleutel for sleutel in uit if sleutel is not None)
    ]
    if uit[None]:
        herkomst.append(Getal("nieuw", uit[None], in_nieuw(speerpunt=nummer, overgang=NIEUW)))
    aantallen_toen, aantallen_nu = _per_status(toen), _per_status(rij.actie for rij in eigen)
    return Puntvergelijking(
        speerpunt=punt,
        vorige=tuple(oud for pk, oud in oude_punten.items() if pk in punt.zet_voort_ids()),
        herkomst=tuple(herkomst),
        totaal=Getal("acties", len(eigen), in_nieuw(speerpunt=nummer)),
        aantal_toen=len(toen),
        segmenten_toen=segmenten(aantallen_toen, lambda code: in_oud(overgang=f"naar_{nummer}", status=code)),
        zin_toen=zin(aantallen_toen),
        segmenten_nu=segmenten(aantallen_nu, lambda code: in_nieuw(speerpunt=nummer, status=code)),
        zin_nu=zin(aantallen_nu),
    )


def keuzes_van(plan: Beleidsplan, punten_volgend: Iterable, punten_vorig: Iterable) -> list[tuple[str, str]]:
    """Give what `?overgang=` may say in the list of this plan. In: (number, title) of the speerpunten around it."""
    keuzes: list[tuple[str, str]] = []
    if getattr(plan, "ziet_opvolger", False):
        keuzes += [
            *UITKOMSTEN.items(),
            *((f"naar_{nr}", f"Naar speerpunt {nr}. {titel}") for nr, titel in punten_volgend),
        ]
    if getattr(plan, "ziet_voorganger", False):
        keuzes += [*HERKOMSTEN.items(), *((f"uit_{nr}", f"Uit speerpunt {nr}. {titel}") for nr, titel in punten_vorig)]
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
