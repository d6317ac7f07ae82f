"""What changed in a plan between two days, for one reader. Counts that add up; knows no request and no HTML.

As the overview, both days are looked at as they are known today: titles, places and rights are those of today. Every
actie that the overview counts on the first day stands in exactly one cell of the table: where it came from (a status,
or new) and where it went (a status, or gone). When an actie is new: ADR 19.
"""

import calendar
import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Exists, F, OuterRef, Subquery
from django.utils import timezone

from organisaties.eenvan import EenVanDeze
from organisaties.voorbereid import voorbereid
from speerpunten.keuzes import GEEN_GEGEVENS, STATUS_LABELS
from speerpunten.models import Actie, Beleidsplan, Ronde, Verplaatsing
from speerpunten.models.actie import IN_LIJST, PLAATS, ActieQuerySet
from speerpunten.models.ronde import laatst_gesloten_van
from speerpunten.overzicht import acties_van, deel_plan
from speerpunten.stand import MET_TEKSTEN, ActieStand, Kijk, op_dag, op_dagen
from speerpunten.tellen import Segment, segmenten

NIEUW, WEG = "nieuw", "weg"  # where an actie came from that was not there, and where one went that is no longer
VAN_LABELS = {**STATUS_LABELS, NIEUW: "Nieuw"}
NAAR_LABELS = {**STATUS_LABELS, WEG: "Uit het plan"}
WEG_OF_SAMEN = (
    *("gearchiveerd_op", "archief_reden"),
    *("opgegaan_in__nummer", "opgegaan_in__titel", "opgegaan_in__speerpunt__nummer"),
)
MAANDEN = 3  # that a comparison looks back where no ronde has closed


@dataclass(frozen=True)
class Wijziging:
    """One actie on both days. `nieuw_op`: the day it came, where that was in between; `weg`: it no longer counts."""

    toen: ActieStand
    nu: ActieStand
    nieuw_op: dt.date | None = None
    weg: bool = False

    @property
    def actie(self) -> Actie:
        return self.nu.actie

    @property
    def van(self) -> str:
        """Give the status that it came from, or `nieuw`."""
        return NIEUW if self.nieuw_op else self.toen.status

    @property
    def naar(self) -> str:
        """Give the status that it has now, or `weg`."""
        return WEG if self.weg else self.nu.status

    @property
    def is_gebleven(self) -> bool:
        return not self.nieuw_op and not self.weg

    @property
    def kreeg_eerste_stand(self) -> bool:
        """Tell whether nothing was known of it, and now there is a stand: that is no change of status."""
        return self.is_gebleven and self.van == GEEN_GEGEVENS != self.naar

    @property
    def heeft_andere_status(self) -> bool:
        return self.is_gebleven and self.van != GEEN_GEGEVENS and self.van != self.naar

    @property
    def heeft_ander_verloop(self) -> bool:
        """Tell whether the status is the same and only how it goes changed."""
        zelfde = self.is_gebleven and self.van == self.naar != GEEN_GEGEVENS
        return zelfde and self.toen.stand.verloop != self.nu.stand.verloop

    @property
    def vroeg_aandacht(self) -> bool:
        return not self.nieuw_op and self.toen.vraagt_aandacht

    @property
    def vraagt_aandacht(self) -> bool:
        return not self.weg and self.nu.vraagt_aandacht

    @property
    def zwijgt(self) -> bool:
        """Tell whether there was a stand, and the last closed ronde asked for a newer one in vain; not so before."""
        had_stand = self.is_gebleven and self.toen.stand is not None
        return had_stand and self.nu.is_gemist and not self.toen.is_gemist


@dataclass(frozen=True)
class Wijzigingen:
    """Everything that changed in a plan between two days, for one reader: each actie once, by code."""

    plan: Beleidsplan
    van: dt.date
    tot: dt.date
    regels: tuple[Wijziging, ...]
    verplaatst: tuple[Verplaatsing, ...] = ()

    def _houd(self, welke: Callable[[Wijziging], bool]) -> list[Wijziging]:
        return [regel for regel in self.regels if welke(regel)]

    # --- which acties
    @cached_property
    def andere_status(self) -> list[Wijziging]:
        return self._houd(lambda r: r.heeft_andere_status)

    @cached_property
    def eerste_stand(self) -> list[Wijziging]:
        return self._houd(lambda r: r.kreeg_eerste_stand)

    @cached_property
    def ander_verloop(self) -> list[Wijziging]:
        return self._houd(lambda r: r.heeft_ander_verloop)

    @cached_property
    def nieuw(self) -> list[Wijziging]:
        return self._houd(lambda r: r.nieuw_op is not None)

    @cached_property
    def weg(self) -> list[Wijziging]:
        return self._houd(lambda r: r.weg)

    @cached_property
    def aandacht_erbij(self) -> list[Wijziging]:
        return self._houd(lambda r: r.vraagt_aandacht and not r.vroeg_aandacht)

    @cached_property
    def aandacht_voorbij(self) -> list[Wijziging]:
        """Give those that asked for attention and no longer do; those that are gone are told elsewhere."""
        return self._houd(lambda r: r.vroeg_aandacht and not r.vraagt_aandacht and not r.weg)

    @cached_property
    def zwijgt(self) -> list[Wijziging]:
        return self._houd(lambda r: r.zwijgt)

    @property
    def is_leeg(self) -> bool:
        lijsten = (self.andere_status, self.eerste_stand, self.ander_verloop, self.nieuw, self.weg, self.verplaatst)
        return not any((*lijsten, self.aandacht_erbij, self.aandacht_voorbij, self.zwijgt))

    # --- how many
    @property
    def aantal_toen(self) -> int:
        return sum(not regel.nieuw_op for regel in self.regels)

    @property
    def aantal_nu(self) -> int:
        return sum(not regel.weg for regel in self.regels)

    @property
    def aandacht_toen(self) -> int:
        return sum(regel.vroeg_aandacht for regel in self.regels)

    @property
    def aandacht_nu(self) -> int:
        return sum(regel.vraagt_aandacht for regel in self.regels)

    @cached_property
    def cellen(self) -> Counter[tuple[str, str]]:
        """Count the acties per (from, to); every actie stands in exactly one cell."""
        return Counter((regel.van, regel.naar) for regel in self.regels)

    def segmenten_toen(self) -> list[Segment]:
        return segmenten(self._per(0))

    def segmenten_nu(self) -> list[Segment]:
        return segmenten(self._per(1))

    def _per(self, kant: int) -> dict[str, int]:
        """Give the number per status on the first (0) or the last day (1)."""
        uit = dict.fromkeys(STATUS_LABELS, 0)
        for cel, aantal in self.cellen.items():
            if cel[kant] in uit:
                uit[cel[kant]] += aantal
        return uit

    # --- in words
    @property
    def kop(self) -> str:
        """Give the answer in one sentence: "6 acties veranderden van status, 2 kwamen erbij."."""
        delen = [
            (len(self.andere_status), "veranderde van status", "veranderden van status"),
            (len(self.eerste_stand), "kreeg een eerste stand", "kregen een eerste stand"),
            (len(self.nieuw), "kwam erbij", "kwamen erbij"),
            (len(self.weg), "verdween uit het plan", "verdwenen uit het plan"),
        ]
        zinnen = [(aantal, een if aantal == 1 else meer) for aantal, een, meer in delen if aantal]
        if not zinnen:
            return "Er veranderde niets." if self.is_leeg else "Geen enkele actie veranderde van status."
        (eerste, wat), *rest = zinnen
        kop = f"{eerste} actie{'' if eerste == 1 else 's'} {wat}"
        return ", ".join([kop, *(f"{aantal} {anders}" for aantal, anders in rest)]) + "."

    @property
    def som(self) -> str:
        """Tell how the numbers add up: "83 acties op 31/12/2024, 2 erbij, 1 eraf: 84 acties op 31/03/2025."."""
        toen, nu = (f"{n} actie{'' if n == 1 else 's'}" for n in (self.aantal_toen, self.aantal_nu))
        if not self.nieuw and not self.weg:
            return f"Op beide dagen telt het plan {nu}."
        delen = [f"{len(self.nieuw)} erbij" if self.nieuw else "", f"{len(self.weg)} eraf" if self.weg else ""]
        begin = ", ".join(filter(None, [f"{toen} op {self.van:%d/%m/%Y}", *delen]))
        return f"{begin}: {nu} op {self.tot:%d/%m/%Y}."

    # --- as a table: from the rows to the columns, only those that hold something
    @cached_property
    def _assen(self) -> tuple[list[str], list[str]]:
        van = [code for code in VAN_LABELS if any(cel[0] == code for cel in self.cellen)]
        return van, [code for code in NAAR_LABELS if any(cel[1] == code for cel in self.cellen)]

    @property
    def tabelkolommen(self) -> list[str]:
        return [f"Van {self.van:%d/%m/%Y}", *(NAAR_LABELS[code] for code in self._assen[1]), "Totaal"]

    @property
    def tabelrijen(self) -> list[list[str | int]]:
        """Give a row per status on the first day, a column per status on the last, and the sums of both."""
        van, naar = self._assen
        rijen: list[list[str | int]] = []
        for begin in van:
            aantallen = [self.cellen[begin, einde] for einde in naar]
            rijen.append([VAN_LABELS[begin], *aantallen, sum(aantallen)])
        totalen = [sum(self.cellen[begin, einde] for begin in van) for einde in naar]
        return [*rijen, ["Totaal", *totalen, sum(totalen)]]


def standaarddagen(plan: Beleidsplan, rondes: Iterable[Ronde], tot: dt.date) -> tuple[dt.date, dt.date]:
    """Give the two days that a comparison up to day `tot` begins with.

    The first is the eve of the period of the ronde that closed last, so that all that it brought is a change; where
    none closed, three months before. Never before the plan began.
    """
    ronde = laatst_gesloten_van(rondes, tot)
    van = max(ronde.van - dt.timedelta(days=1) if ronde else maanden_eerder(tot, MAANDEN), plan.van)
    return (van if van < tot else maanden_eerder(tot, MAANDEN)), tot


def maanden_eerder(dag: dt.date, aantal: int) -> dt.date:
    """Give the same day some months before, or the last day of that month where it has no such day; where the calendar
    does not go back so far, its first day."""
    jaar, maand = divmod(dag.year * 12 + dag.month - 1 - aantal, 12)
    if jaar < dt.MINYEAR:
        return dt.date.min
    maand += 1
    return dt.date(jaar, maand, min(dag.day, calendar.monthrange(jaar, maand)[1]))


def _ronde(naam: str, kijk: Kijk) -> dict[str, int | dt.date | None]:
    ronde = kijk.laatste_ronde
    return {f"ronde_{naam}": ronde and ronde.pk, f"ronde_{naam}_van": ronde and ronde.van}


@voorbereid
def _acties(
    gebruiker,
    eindronde_toen: bool | None,
    eindronde_nu: bool | None,
    *,
    plan: int,
    van: dt.date,
    tot: dt.date,
    ronde_toen: int | None,
    ronde_toen_van: dt.date | None,
    ronde_nu: int | None,
    ronde_nu_van: dt.date | None,
) -> ActieQuerySet:
    """Ask for the acties that counted on day `van`, with what both looks need, and when each was entered here."""
    toen = None if ronde_toen is None else Ronde(pk=ronde_toen, van=ronde_toen_van, eindronde=eindronde_toen)
    nu = None if ronde_nu is None else Ronde(pk=ronde_nu, van=ronde_nu_van, eindronde=eindronde_nu)
    acties = op_dag(acties_van(Beleidsplan(pk=plan), gebruiker, van), op=van, laatste_ronde=toen, met_trekker=False)
    acties = acties.annotate(toen_stand_id=F("stand_id"), toen_antwoord=F("antwoord"))  # the second look replaces them
    acties = op_dag(acties, op=tot, laatste_ronde=nu)
    return (
        acties.annotate(
            ingevoerd=_ingevoerd(Actie, OuterRef("pk")),
            plan_ingevoerd=_ingevoerd(Beleidsplan, plan),
            ziet_vervolg=Exists(Actie.objects.zichtbaar_voor(gebruiker).filter(pk=OuterRef("opgegaan_in"))),
        )
        .select_related(None)
        .select_related("speerpunt", "opgegaan_in__speerpunt")
        .only(*IN_LIJST, *PLAATS, *WEG_OF_SAMEN)
    )


def stel_wijzigingen_samen(
    plan: Beleidsplan, gebruiker, *, van: dt.date, tot: dt.date, rondes: Iterable[Ronde]
) -> Wijzigingen:
    """Compute what changed in a plan from day `van` to day `tot` as this reader may see it: four queries.

    In: van <= tot, and all rondes of the plan.
    """
    rondes = list(rondes)
    toen = Kijk(van, laatst_gesloten_van(rondes, van), voor="toen_")
    nu = Kijk(tot, laatst_gesloten_van(rondes, tot))
    gevraagd = _acties(
        gebruiker,
        *(kijk.laatste_ronde and kijk.laatste_ronde.eindronde for kijk in (toen, nu)),
        plan=plan.pk,
        van=van,
        tot=tot,
        **_ronde("toen", toen),
        **_ronde("nu", nu),
    )
    rijen = deel_plan(gevraagd, plan)
    regels = tuple(
        Wijziging(voor, na, nieuw_op=_nieuw_op(na.actie, van, tot), weg=_is_weg(na.actie, tot))
        for voor, na in zip(*op_dagen(rijen, toen, nu, velden=MET_TEKSTEN), strict=True)
    )
    verplaatst = Verplaatsing.objects.filter(EenVanDeze("actie", [rij.pk for rij in rijen]), op__gt=van, op__lte=tot)
    per_pk = {rij.pk: rij for rij in rijen}
    verhuizen = tuple(verplaatst.order_by("op", "pk"))
    for verhuis in verhuizen:
        verhuis.actie = per_pk[verhuis.actie_id]
    return Wijzigingen(plan, van, tot, regels, verhuizen)


def _ingevoerd(model: type, pk: object) -> Subquery:
    """Give when a row was entered here, as its history knows; None where that is not known."""
    eerste = model.history.model.objects.filter(id=pk, history_type="+").order_by("history_date", "history_id")
    return Subquery(eerste.values("history_date")[:1])


def _nieuw_op(actie: Actie, van: dt.date, tot: dt.date) -> dt.date | None:
    """Give the day between `van` and `tot` on which an actie came into the plan; None where it was there before.

    That is the day on which it was entered, unless it came with the plan itself, or a stand tells how it was on `van`.
    """
    if actie.ingevoerd is None or actie.toen_stand_id is not None:
        return None
    dag = timezone.localdate(actie.ingevoerd)
    met_het_plan = actie.plan_ingevoerd is not None and dag <= timezone.localdate(actie.plan_ingevoerd)
    return dag if van < dag <= tot and not met_het_plan else None


def _is_weg(actie: Actie, tot: dt.date) -> bool:
    return actie.gearchiveerd_op is not None and actie.gearchiveerd_op <= tot
