"""Where acties stand on a day: each actie with its stand, in a fixed number of queries."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import attrgetter, or_

from django.db.models import Q, QuerySet
from django.utils import timezone

from organisaties.eenvan import EenVanDeze, GeenVanDeze
from organisaties.voorbereid import voorbereid
from speerpunten.aandacht import Aandachtspunt, aandachtspunten
from speerpunten.keuzes import GEEN_GEGEVENS, STATUS_LABELS, Herkomst, MeldingToestand, Resultaat, Verloop
from speerpunten.models import Actie, Melding, Mijlpaal, Ronde
from speerpunten.models.actie import ActieQuerySet

# What is fetched of each stand, from little to much; never what is not public (`nodig`, `opmerking_voor_vgc`).
KERN = ("actie", "ronde", "status", "verloop", "resultaat", "peildatum", "herkomst", "reden")
MET_TEKSTEN = (*KERN, "toelichting", "bereikt_resultaat", "niets_veranderd")
MET_MOMENT = (*MET_TEKSTEN, "aanvaard_op")
MET_WOORDEN = (*MET_MOMENT, "volgende_stappen", "organisatie__naam")  # and who says it
VERLOOP_LABELS, RESULTAAT_LABELS = dict(Verloop.choices), dict(Resultaat.choices)

WEINIG = 400  # acties


@dataclass(frozen=True, slots=True)
class ActieStand:
    """One actie on one day: its accepted stand (None: no data) and why it asks for attention."""

    actie: Actie
    op: dt.date
    stand: Melding | None
    aandachtspunten: tuple[Aandachtspunt, ...] = ()
    mijlpalen: tuple[Mijlpaal, ...] = field(default=(), repr=False)
    is_oud: bool = False  # its day must be told: not from the last ronde, or from a public source
    is_bij: bool = True  # has a stand from the last closed ronde, or about a later day
    is_gemist: bool = False  # the last closed ronde asked for it, and it is not `is_bij`

    @property
    def speerpunt_id(self) -> int:
        return self.actie.speerpunt_id

    @property
    def status(self) -> str:
        return self.stand.status if self.stand else GEEN_GEGEVENS

    @property
    def status_label(self) -> str:
        return STATUS_LABELS[self.status]

    @property
    def verloop_label(self) -> str:
        return VERLOOP_LABELS.get(self.stand.verloop, "") if self.stand else ""

    @property
    def resultaat_label(self) -> str:
        return RESULTAAT_LABELS.get(self.stand.resultaat, "") if self.stand else ""

    @property
    def vraagt_aandacht(self) -> bool:
        return bool(self.aandachtspunten)

    # What a list of acties that ask for attention shows of one.
    @property
    def url(self) -> str:
        """Give the address of the actie; of another day than today with that day."""
        url = self.actie.get_absolute_url()
        return url if self.op == timezone.localdate() else f"{url}?op={self.op.isoformat()}"

    @property
    def titel(self) -> str:
        return self.actie.titel

    @property
    def redenen(self) -> list[str]:
        return [punt.reden for punt in self.aandachtspunten]

    @property
    def meta(self) -> str:
        sinds = min((punt.sinds for punt in self.aandachtspunten), default=None)
        delen = [self.actie.code, self.trekker, f"sinds {sinds:%d/%m/%Y}" if sinds else ""]
        return " · ".join(filter(None, delen))

    @property
    def bereikte_mijlpalen(self) -> str:
        """Tell "3 van 5"; empty where there are none."""
        if not self.mijlpalen:
            return ""
        bereikt = sum(mijlpaal.is_bereikt(self.op) for mijlpaal in self.mijlpalen)
        return f"{bereikt} van {len(self.mijlpalen)}"

    @property
    def trekker(self) -> str:
        """Give the name of the trekker, else of the first uitvoerder; empty where there is none."""
        return self.actie.trekker_naam or ""


def op_dag(
    acties: ActieQuerySet, *, op: dt.date, laatste_ronde: Ronde | None, met_trekker: bool = True
) -> ActieQuerySet:
    """Add to acties what `met_aandacht` needs of day `op`, and the name of the trekker, unless nobody shows it;
    `laatste_ronde` closed last before it (or None)."""
    gekeken = acties.met_stand(op).met_gevraagd(laatste_ronde)
    return gekeken.met_trekker() if met_trekker else gekeken


@dataclass(frozen=True)
class Kijk:
    """One look at acties: on a day, after the ronde that closed last before it (or None)."""

    op: dt.date
    laatste_ronde: Ronde | None
    voor: str = ""  # what stands before the names that `op_dag` gave, where acties are looked at twice


def met_aandacht(
    acties: Iterable[Actie],
    *,
    op: dt.date,
    laatste_ronde: Ronde | None,
    standen: dict[int, Melding] | None = None,
    velden: Sequence[str] = KERN,
    alle_mijlpalen: bool = True,
    mijlpalen: dict[int, list[Mijlpaal]] | None = None,
) -> list[ActieStand]:
    """Give acties (from `op_dag`) with stand and aandachtspunten of day `op`, in the same order: two more queries.

    In: `standen` by the key of their actie, where somebody has them already (without `laatste_ronde`): one query less;
    the `velden` that are fetched of each stand; whether `alle_mijlpalen` are, or only what was missed on day `op`;
    `mijlpalen` by the key of their actie, where somebody has them: one query less.
    """
    bekend = None if standen is None else {melding.pk: melding for melding in standen.values()}
    kijk = Kijk(op, laatste_ronde)
    hoe = {"velden": velden, "alle_mijlpalen": alle_mijlpalen, "mijlpalen": mijlpalen}
    return op_dagen(acties, kijk, meldingen=bekend, **hoe)[0]


def op_dagen(
    acties: Iterable[Actie],
    *kijken: Kijk,
    meldingen: dict[int, Melding] | None = None,
    velden: Sequence[str] = KERN,
    alle_mijlpalen: bool = True,
    mijlpalen: dict[int, list[Mijlpaal]] | None = None,
) -> list[list[ActieStand]]:
    """Give for each look the acties as `met_aandacht` does: two queries, however many looks.

    In: `meldingen` by their own key, where somebody has the stands already; the rest as `met_aandacht`.
    """
    rijen = list(acties)
    if meldingen is None:
        meldingen = _meldingen(rijen, kijken, velden)
    if mijlpalen is None:
        mijlpalen = _mijlpalen(rijen, () if alle_mijlpalen else kijken)
    return [_bekijk(rijen, kijk, meldingen, mijlpalen) for kijk in kijken]


@voorbereid
def _mijlpalen_van(gebruiker, *, acties: list[int], **gemist_op: dt.date) -> QuerySet[Mijlpaal]:
    """Ask for the mijlpalen of acties, or only what was missed on one of these days."""
    van_deze = Mijlpaal.objects.filter(EenVanDeze("actie", acties))
    return reduce(or_, [van_deze.gemist(dag) for dag in gemist_op.values()] or [van_deze])


def _mijlpalen(rijen: list[Actie], gemist_op: Iterable[Kijk]) -> dict[int, list[Mijlpaal]]:
    """Give the mijlpalen of acties by their key, or only what was missed in one of these looks: one query."""
    dagen = {f"dag_{nr}": kijk.op for nr, kijk in enumerate(gemist_op)}
    uit: dict[int, list[Mijlpaal]] = {}
    for mijlpaal in _mijlpalen_van(None, acties=[actie.pk for actie in rijen], **dagen):
        uit.setdefault(mijlpaal.actie_id, []).append(mijlpaal)
    return uit


def _bekijk(
    rijen: list[Actie], kijk: Kijk, meldingen: dict[int, Melding], mijlpalen: dict[int, list[Mijlpaal]]
) -> list[ActieStand]:
    ronde, op = kijk.laatste_ronde, kijk.op
    ronde_id = ronde and ronde.pk
    uit_ronde = (m for m in meldingen.values() if ronde_id and m.ronde_id == ronde_id and m.peildatum <= op)
    gerapporteerd = {m.actie_id for m in uit_ronde}
    van_kijk = attrgetter("id", f"{kijk.voor}stand_id", f"{kijk.voor}gevraagd")
    uit = []
    for actie in rijen:
        sleutel, stand_id, gevraagd = van_kijk(actie)
        uit.append(
            beoordeel(
                actie,
                meldingen.get(stand_id),
                mijlpalen.get(sleutel, ()),
                op=op,
                laatste_ronde=ronde,
                is_gevraagd=gevraagd,
                is_gerapporteerd=sleutel in gerapporteerd,
            )
        )
    return uit


def heeft_nieuws(peildatum: dt.date | None, laatste_ronde: Ronde | None, is_gerapporteerd: bool) -> bool:
    """Tell whether an actie has news from the last closed ronde or later. In: the day of its stand, or None."""
    return laatste_ronde is None or is_gerapporteerd or (peildatum is not None and peildatum > laatste_ronde.tot)


def beoordeel(
    actie: Actie,
    stand: Melding | None,
    mijlpalen: Iterable[Mijlpaal],
    *,
    op: dt.date,
    laatste_ronde: Ronde | None,
    is_gevraagd: bool,
    is_gerapporteerd: bool,
) -> ActieStand:
    """Put together one actie on day `op`: whether the last closed ronde asked for it, and has its accepted melding."""
    bij = heeft_nieuws(stand and stand.peildatum, laatste_ronde, is_gerapporteerd)
    gemist = laatste_ronde if is_gevraagd and not bij else None
    mijlpalen = tuple(mijlpalen)
    return ActieStand(
        actie=actie,
        op=op,
        stand=stand,
        mijlpalen=mijlpalen,
        aandachtspunten=aandachtspunten(actie, stand, mijlpalen, op=op, gemiste_ronde=gemist),
        is_oud=stand is not None and (not bij or stand.herkomst == Herkomst.PUBLIEKE_BRON),
        is_bij=bij,
        is_gemist=gemist is not None,
    )


@voorbereid
def _meldingen_van(
    gebruiker, velden: tuple[str, ...], *, standen: list[int], acties: list[int] | None, **kijken: int | dt.date
) -> QuerySet[Melding]:
    """Ask for meldingen by their keys, and for what was accepted in rondes (`ronde_0`) until a day (`tot_0`), about
    these acties or about all."""
    van_deze = Q() if acties is None else Q(EenVanDeze("actie", acties))
    delen = [Q(EenVanDeze("pk", standen))]
    for nr in range(len(kijken) // 2):
        in_ronde = Q(ronde=kijken[f"ronde_{nr}"], peildatum__lte=kijken[f"tot_{nr}"])
        anders = Q(GeenVanDeze("pk", standen))
        delen.append(in_ronde & Q(toestand=MeldingToestand.AANVAARD) & van_deze & anders)
    alle = Melding.objects.only(*velden).order_by()
    if "organisatie__naam" in velden:
        alle = alle.select_related("organisatie")
    eerste, *rest = [alle.filter(deel) for deel in delen]
    return eerste.union(*rest, all=True)  # with OR each row would be looked for in the list of keys


def _meldingen(rijen: list[Actie], kijken: Iterable[Kijk], velden: Sequence[str]) -> dict[int, Melding]:
    """Give by key the stands of the acties, and what was accepted about them in the rondes: one query."""
    kijken = sorted(kijken, key=lambda kijk: kijk.op)
    stand_ids = {getattr(actie, f"{kijk.voor}stand_id") for actie in rijen for kijk in kijken} - {None}
    rondes = {kijk.laatste_ronde: kijk.op for kijk in kijken if kijk.laatste_ronde}
    waarden: dict[str, int | dt.date] = {}
    for nr, (ronde, op) in enumerate(rondes.items()):
        waarden |= {f"ronde_{nr}": ronde.pk, f"tot_{nr}": op}
    # Of one page the filter on its acties saves rows; of a whole plan nearly all are stands, and it costs more.
    van_deze = [actie.pk for actie in rijen] if len(rijen) <= WEINIG else None
    gevonden = _meldingen_van(None, tuple(velden), standen=sorted(stand_ids), acties=van_deze, **waarden)
    return {melding.pk: melding for melding in gevonden}
