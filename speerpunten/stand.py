"""Where acties stand on a day: each actie with its stand, in a fixed number of queries."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone

from speerpunten.aandacht import Aandachtspunt, aandachtspunten
from speerpunten.keuzes import GEEN_GEGEVENS, STATUS_LABELS, Herkomst, MeldingToestand
from speerpunten.models import Actie, Melding, Mijlpaal, Ronde
from speerpunten.models.actie import ActieQuerySet

NIET_IN_LIJSTEN = ("nodig", "opmerking_voor_vgc", "volgende_stappen", "correctie_reden")  # texts of one actie alone

WEINIG = 100  # acties


@dataclass(frozen=True)
class ActieStand:
    """One actie on one day: its accepted stand (None: no data) and why it asks for attention."""

    actie: Actie
    op: dt.date
    stand: Melding | None
    aandachtspunten: tuple[Aandachtspunt, ...] = ()
    mijlpalen: tuple[Mijlpaal, ...] = field(default=(), repr=False)
    is_oud: bool = False  # its day must be told: not from the last ronde, or from a public source
    is_bij: bool = True  # has a stand from the last closed ronde, or about a later day

    @property
    def status(self) -> str:
        return self.stand.status if self.stand else GEEN_GEGEVENS

    @property
    def status_label(self) -> str:
        return STATUS_LABELS[self.status]

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


def op_dag(acties: ActieQuerySet, *, op: dt.date, laatste_ronde: Ronde | None) -> ActieQuerySet:
    """Add to acties what `met_aandacht` needs of day `op`; `laatste_ronde` closed last before it (or None)."""
    return acties.met_stand(op).met_gevraagd(laatste_ronde).met_trekker()


def met_aandacht(
    acties: Iterable[Actie],
    *,
    op: dt.date,
    laatste_ronde: Ronde | None,
    standen: dict[int, Melding] | None = None,
) -> list[ActieStand]:
    """Give acties (from `op_dag`) with stand and aandachtspunten of day `op`, in the same order: two more queries.

    In: `standen` by the key of their actie, where somebody has them already (without `laatste_ronde`): one query less.
    """
    rijen = list(acties)
    gerapporteerd: set[int] = set()
    if standen is None:
        standen, gerapporteerd = _meldingen(rijen, op, laatste_ronde)
    mijlpalen: dict[int, list[Mijlpaal]] = {}
    for mijlpaal in Mijlpaal.objects.filter(actie__in=[actie.pk for actie in rijen]):
        mijlpalen.setdefault(mijlpaal.actie_id, []).append(mijlpaal)
    return [
        beoordeel(
            actie,
            standen.get(actie.pk),
            mijlpalen.get(actie.pk, ()),
            op=op,
            laatste_ronde=laatste_ronde,
            is_gevraagd=actie.gevraagd,
            is_gerapporteerd=actie.pk in gerapporteerd,
        )
        for actie in rijen
    ]


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
    bij = laatste_ronde is None or is_gerapporteerd or (stand is not None and stand.peildatum > laatste_ronde.tot)
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
    )


def _meldingen(rijen: list[Actie], op: dt.date, ronde: Ronde | None) -> tuple[dict[int, Melding], set[int]]:
    """Give actie id -> stand, and the ids of the acties with an accepted melding in the ronde: one query."""
    stand_ids = {actie.stand_id for actie in rijen if actie.stand_id}
    welke = Q(pk__in=stand_ids)
    if ronde:
        uit_ronde = Q(ronde=ronde, toestand=MeldingToestand.AANVAARD, peildatum__lte=op)
        if len(rijen) <= WEINIG:  # a page of a list; of a whole plan nearly all are stands, and the filter costs more
            uit_ronde &= Q(actie__in=[actie.pk for actie in rijen])
        welke |= uit_ronde
    meldingen = list(Melding.objects.filter(welke).defer(*NIET_IN_LIJSTEN))
    standen = {m.actie_id: m for m in meldingen if m.pk in stand_ids}
    return standen, {m.actie_id for m in meldingen if ronde and m.ronde_id == ronde.pk}
