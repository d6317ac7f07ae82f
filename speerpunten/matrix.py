"""The matrix of a plan: how many acties each beleidsdomein has at each speerpunt. Where there are none is the point.

Knows no request and no HTML.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from speerpunten.models import Actie, Beleidsdomein, Beleidsplan, Speerpunt
from speerpunten.overzicht import acties_van

TRAPPEN = 4  # shades, from few to many


@dataclass(frozen=True)
class Trap:
    """One shade and the numbers that have it, both ends included."""

    nummer: int
    van: int
    tot: int

    def __str__(self) -> str:
        return str(self.van) if self.van == self.tot else f"{self.van} tot {self.tot}"


@dataclass(frozen=True)
class Vak:
    """One combination: how many acties, its shade (0: none), and where their list is ("" where there are none)."""

    domein: str
    aantal: int
    trap: int
    url: str


@dataclass(frozen=True)
class Rij:
    """One speerpunt. `totaal` counts each of its acties once, `zonder` those without a beleidsdomein."""

    speerpunt: Speerpunt
    vakken: tuple[Vak, ...]
    zonder: int
    totaal: int
    url: str

    @property
    def leeg(self) -> list[str]:
        """Name the beleidsdomeinen that have no actie here."""
        return [vak.domein for vak in self.vakken if not vak.aantal]

    @property
    def is_leeg(self) -> bool:
        return self.totaal == 0


@dataclass(frozen=True)
class Kolom:
    """One beleidsdomein: its number of acties, and the numbers of the speerpunten where it has none."""

    naam: str
    aantal: int
    url: str
    leeg: tuple[int, ...]


@dataclass(frozen=True)
class Matrix:
    """Every speerpunt against every beleidsdomein. An actie with several beleidsdomeinen counts in each of them."""

    kolommen: tuple[Kolom, ...]
    rijen: tuple[Rij, ...]
    trappen: tuple[Trap, ...]
    zonder: tuple[Actie, ...]  # the acties without a beleidsdomein
    totaal: int  # every actie once
    url: str

    @property
    def aantal_vakken(self) -> int:
        return len(self.rijen) * len(self.kolommen)

    @property
    def aantal_leeg(self) -> int:
        return sum(len(rij.leeg) for rij in self.rijen)

    @property
    def lege_kolommen(self) -> list[Kolom]:
        return [kolom for kolom in self.kolommen if not kolom.aantal]

    @property
    def lege_rijen(self) -> list[Rij]:
        return [rij for rij in self.rijen if rij.is_leeg]

    @property
    def met_gaten(self) -> list[Kolom]:
        """Give the beleidsdomeinen that lack somewhere, the one that lacks most first."""
        return sorted((kolom for kolom in self.kolommen if kolom.leeg), key=lambda kolom: -len(kolom.leeg))

    @property
    def kop(self) -> str:
        """Give the answer in one sentence: how many combinations have no actie yet."""
        vakken, leeg = self.aantal_vakken, self.aantal_leeg
        if not self.rijen:
            return "Dit plan heeft nog geen speerpunten."
        if not self.kolommen:
            return "Er zijn nog geen beleidsdomeinen."
        if not leeg:
            return "Elk beleidsdomein heeft bij elk speerpunt een actie."
        if leeg == vakken:
            return "Nog geen enkel beleidsdomein heeft een actie."
        return f"{leeg} van de {vakken} combinaties {'heeft' if leeg == 1 else 'hebben'} nog geen actie."


def trappen(hoogste: int) -> tuple[Trap, ...]:
    """Give the shades for the numbers from 1 to `hoogste`: four steps of the same size, fewer where that is enough."""
    stap = -(-hoogste // TRAPPEN)
    beginnen = range(1, hoogste + 1, stap) if stap else ()
    # with few numbers the last shade stays the darkest: 1, 2 and 3 are the shades 2, 3 and 4
    over = TRAPPEN - len(beginnen)
    return tuple(Trap(over + nr, van, min(van + stap - 1, hoogste)) for nr, van in enumerate(beginnen, 1))


@dataclass(frozen=True)
class _Tellers:
    """Numbers of acties: per (speerpunt, beleidsdomein), per speerpunt, and per speerpunt without beleidsdomein."""

    vak: Counter[tuple[int, int]]
    rij: Counter[int]
    zonder: Counter[int]


Domein = tuple[int, str, str]  # key, slug, name


def stel_matrix_samen(plan: Beleidsplan, gebruiker, *, op: dt.date, lijst_url: str, query: dict[str, str]) -> Matrix:
    """Compute the matrix of a plan on day `op` as this reader may see it: four queries, whatever its size.

    The columns are all beleidsdomeinen that there are: one without acties is shown too. `lijst_url` is the address of
    the list of acties and `query` what every link to it keeps (such as `op`).
    """
    acties = list(acties_van(plan, gebruiker, op).only("nummer", "titel", "speerpunt__nummer", "speerpunt__plan__slug"))
    domeinen = list(Beleidsdomein.objects.values_list("pk", "slug", "naam").order_by("naam"))
    per_actie = {actie.pk: actie.speerpunt_id for actie in acties}
    paren = Actie.beleidsdomeinen.through.objects.filter(actie__speerpunt__plan=plan)
    koppels = [paar for paar in paren.values_list("actie_id", "beleidsdomein_id") if paar[0] in per_actie]
    met_domein = {actie for actie, _ in koppels}
    zonder = tuple(actie for actie in acties if actie.pk not in met_domein)

    def url(**over: str) -> str:
        vraag = urlencode(query | over)
        return f"{lijst_url}?{vraag}" if vraag else lijst_url

    tellers = _Tellers(
        vak=Counter((per_actie[actie], domein) for actie, domein in koppels),
        rij=Counter(per_actie.values()),
        zonder=Counter(actie.speerpunt_id for actie in zonder),
    )
    ramp = trappen(max(tellers.vak.values(), default=0))
    speerpunten = plan.speerpunten.order_by("nummer")
    rijen = tuple(_rij(speerpunt, domeinen, tellers, ramp, url) for speerpunt in speerpunten)
    kolommen = tuple(_kolom(nr, domein, rijen, url) for nr, domein in enumerate(domeinen))
    return Matrix(kolommen, rijen, ramp, zonder, len(acties), url())


def _rij(
    speerpunt: Speerpunt, domeinen: list[Domein], tellers: _Tellers, ramp: tuple[Trap, ...], url: Callable[..., str]
) -> Rij:
    nummer = str(speerpunt.nummer)
    vakken = []
    for pk, slug, naam in domeinen:
        aantal = tellers.vak[speerpunt.pk, pk]
        trap = next((trap.nummer for trap in ramp if trap.van <= aantal <= trap.tot), 0)
        vakken.append(Vak(naam, aantal, trap, url(speerpunt=nummer, beleidsdomein=slug) if aantal else ""))
    return Rij(
        speerpunt,
        tuple(vakken),
        tellers.zonder[speerpunt.pk],
        tellers.rij[speerpunt.pk],
        url(speerpunt=nummer),
    )


def _kolom(nr: int, domein: Domein, rijen: tuple[Rij, ...], url: Callable[..., str]) -> Kolom:
    _, slug, naam = domein
    aantal = sum(rij.vakken[nr].aantal for rij in rijen)  # an actie stands in one row only
    leeg = tuple(rij.speerpunt.nummer for rij in rijen if not rij.vakken[nr].aantal)
    return Kolom(naam, aantal, url(beleidsdomein=slug) if aantal else "", leeg)
