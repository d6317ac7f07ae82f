"""Where acties stand on a day: each actie with its stand, in a fixed number of queries."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import attrgetter, or_

from django.db.models import QuerySet
from django.utils import timezone

from organisaties.eenvan import EenVanDeze
from organisaties.voorbereid import voorbereid
from speerpunten.aandacht import Aandachtspunt, aandachtspunten
from speerpunten.keuzes import GEEN_GEGEVENS, STATUS_LABELS, Herkomst, Resultaat, Verloop
from speerpunten.models import Actie, Melding, Mijlpaal, Ronde
from speerpunten.models.actie import BINNEN, GEVRAAGD, ActieQuerySet

# What is fetched of each stand, from little to much; never what is not public (`nodig`, `opmerking_voor_vgc`).
KERN = ("actie", "ronde", "status", "verloop", "resultaat", "peildatum", "herkomst", "reden")
MET_TEKSTEN = (*KERN, "toelichting", "bereikt_resultaat", "niets_veranderd")
MET_MOMENT = (*MET_TEKSTEN, "aanvaard_op")
MET_WOORDEN = (*MET_MOMENT, "volgende_stappen", "organisatie__naam")  # and who says it
VERLOOP_LABELS, RESULTAAT_LABELS = dict(Verloop.choices), dict(Resultaat.choices)


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
    gekeken = acties.met_stand(op).met_antwoord(laatste_ronde, op)
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
    van_kijk = attrgetter("id", f"{kijk.voor}stand_id", f"{kijk.voor}antwoord")
    uit = []
    for actie in rijen:
        sleutel, stand_id, antwoord = van_kijk(actie)
        stand, eigen = meldingen.get(stand_id), mijlpalen.get(sleutel, ())
        uit.append(beoordeel(actie, stand, eigen, op=kijk.op, laatste_ronde=kijk.laatste_ronde, antwoord=antwoord))
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
    antwoord: str,
) -> ActieStand:
    """Put together one actie on day `op`. In: what the last closed ronde heard of it, as `met_antwoord` tells."""
    bij = heeft_nieuws(stand and stand.peildatum, laatste_ronde, antwoord == BINNEN)
    gemist = laatste_ronde if antwoord == GEVRAAGD and not bij else None
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
def _standen(gebruiker, velden: tuple[str, ...], *, sleutels: list[int]) -> QuerySet[Melding]:
    """Ask for meldingen by their keys."""
    standen = Melding.objects.filter(EenVanDeze("pk", sleutels)).only(*velden).order_by()
    return standen.select_related("organisatie") if "organisatie__naam" in velden else standen


def _meldingen(rijen: list[Actie], kijken: Iterable[Kijk], velden: Sequence[str]) -> dict[int, Melding]:
    """Give by key the stands of the acties in these looks: one query."""
    sleutels = {getattr(actie, f"{kijk.voor}stand_id") for kijk in kijken for actie in rijen} - {None}
    return {melding.pk: melding for melding in _standen(None, tuple(velden), sleutels=sorted(sleutels))}
