"""How far the transition to the next plan is: what is decided, what is made, and a proposal per actie. Reads only."""

from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Q

from speerpunten.keuzes import AFGERONDE_STATUSSEN, STATUS_LABELS, Overgangsbesluit
from speerpunten.models import Actie, Beleidsplan, Melding, Overgang, Speerpunt
from speerpunten.stand import KERN

DOORGAAND = (Overgangsbesluit.LOOPT_DOOR, Overgangsbesluit.VERHUIST)


def _acties(aantal: int) -> str:
    return "1 actie" if aantal == 1 else f"{aantal} acties"


@dataclass(frozen=True)
class Puntstand:
    """One speerpunt of the former plan: what continues it, and how many of its acties are decided and made."""

    speerpunt: Speerpunt
    volgt: tuple[Speerpunt, ...]
    acties: int
    beslist: int
    doorgaand: int
    gemaakt: int

    @property
    def is_klaar(self) -> bool:
        return self.beslist == self.acties

    @property
    def stand(self) -> str:
        return f"{self.beslist} van {_acties(self.acties)} beslist" if self.acties else "geen acties"


@dataclass(frozen=True)
class Overgangsstand:
    """The whole transition."""

    punten: tuple[Puntstand, ...]
    nieuwe: tuple[Speerpunt, ...]

    @property
    def verdeeld(self) -> bool:
        return bool(self.nieuwe)

    @property
    def lopen_door(self) -> int:
        return sum(bool(punt.volgt) for punt in self.punten)

    @property
    def lopen_niet_door(self) -> list[Speerpunt]:
        return [punt.speerpunt for punt in self.punten if not punt.volgt]

    @property
    def acties(self) -> int:
        return sum(punt.acties for punt in self.punten)

    @property
    def beslist(self) -> int:
        return sum(punt.beslist for punt in self.punten)

    @property
    def onbeslist(self) -> int:
        return self.acties - self.beslist

    @property
    def eerste_open(self) -> Speerpunt | None:
        """Give the first speerpunt of the former plan with an actie that waits for a decision."""
        return next((punt.speerpunt for punt in self.punten if not punt.is_klaar), None)

    @property
    def volgende_stap(self) -> str:
        """Give what is to be done now: verdelen, beslissen, overnemen, or "" where the acties are done."""
        if not self.verdeeld:
            return "verdelen"
        if self.onbeslist:
            return "beslissen"
        return "overnemen" if self.te_maken else ""

    @property
    def tekst(self) -> str:
        punten = f"{self.lopen_door} van {len(self.punten)} speerpunten verdeeld"
        return f"{punten}, {self.beslist} van {_acties(self.acties)} beslist"

    @property
    def gemaakt(self) -> int:
        return sum(punt.gemaakt for punt in self.punten)

    @property
    def te_maken(self) -> int:
        return sum(punt.doorgaand - punt.gemaakt for punt in self.punten)


def stel_overgang_samen(plan: Beleidsplan) -> Overgangsstand:
    """Put together how far the transition to `plan` is: three queries."""
    nieuwe = list(plan.speerpunten.met_vervolg())
    levend = Q(acties__gearchiveerd_op=None)
    beslist = levend & Q(acties__overgang__isnull=False)
    doorgaand = levend & Q(acties__overgang__besluit__in=DOORGAAND)
    gemaakt = doorgaand & Q(Exists(Actie.objects.filter(vervolg_op=OuterRef("acties"), speerpunt__plan=plan)))
    punten = Speerpunt.objects.filter(plan=plan.opvolger_van_id).annotate(
        n_acties=Count("acties", filter=levend),
        n_beslist=Count("acties", filter=beslist),
        n_doorgaand=Count("acties", filter=doorgaand),
        n_gemaakt=Count("acties", filter=gemaakt),
    )
    return Overgangsstand(
        tuple(
            Puntstand(p, volgers_van(p, nieuwe), p.n_acties, p.n_beslist, p.n_doorgaand, p.n_gemaakt)
            for p in punten.order_by("nummer")
        ),
        tuple(nieuwe),
    )


def volgers_van(punt: Speerpunt, nieuwe: list[Speerpunt]) -> tuple[Speerpunt, ...]:
    """Give the speerpunten of the next plan (from `met_vervolg`) that continue one of the former."""
    return tuple(nieuw for nieuw in nieuwe if punt.pk in nieuw.zet_voort_ids())


@dataclass(frozen=True)
class Voorstel:
    """What a decision could be. A proposal decides nothing."""

    besluit: str
    naar: Speerpunt | None = None
    reden: str = ""

    @property
    def tekst(self) -> str:
        if self.besluit == Overgangsbesluit.STOPT:
            return f"stopt. {self.reden}"
        return f"loopt door in speerpunt {self.naar.nummer}"


@dataclass(frozen=True)
class ActieOvergang:
    """One actie of the former plan, with its stand, its decision and a proposal."""

    actie: Actie
    stand: Melding | None
    overgang: Overgang | None
    volgt: tuple[Speerpunt, ...] = field(default=())

    @property
    def stand_tekst(self) -> str:
        if self.stand is None:
            return "Nog geen gegevens"
        return f"{STATUS_LABELS[self.stand.status]}, stand op {self.stand.peildatum:%d/%m/%Y}"

    @property
    def voorstel(self) -> Voorstel | None:
        """Give what is likely: what is finished ends, the rest goes on where one speerpunt alone continues its own."""
        if self.stand is not None and self.stand.status in AFGERONDE_STATUSSEN:
            reden = f"{STATUS_LABELS[self.stand.status]}, volgens de stand op {self.stand.peildatum:%d/%m/%Y}."
            return Voorstel(Overgangsbesluit.STOPT, reden=reden)
        if len(self.volgt) == 1:
            return Voorstel(Overgangsbesluit.LOOPT_DOOR, self.volgt[0])
        return None


def acties_van(punt: Speerpunt, volgt: tuple[Speerpunt, ...]) -> tuple[list[ActieOvergang], list[Actie]]:
    """Give the living acties of a speerpunt of the former plan, and the archived ones apart: two queries."""
    acties = punt.acties.met_stand().select_related("overgang__naar", "opgegaan_in__speerpunt").order_by("nummer")
    rijen = list(acties)
    for actie in rijen:
        actie.speerpunt = punt
    standen = Melding.objects.only(*KERN).in_bulk([a.stand_id for a in rijen if a.stand_id])
    levend = [
        ActieOvergang(actie, standen.get(actie.stand_id), getattr(actie, "overgang", None), volgt)
        for actie in rijen
        if not actie.gearchiveerd_op
    ]
    return levend, [actie for actie in rijen if actie.gearchiveerd_op]
