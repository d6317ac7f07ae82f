"""Two plans that follow each other, side by side on one day, for one reader. Knows no request and no HTML.

Which actie goes where, `paar` says; here it is counted. Every row and column adds up to the number of acties of a plan.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from speerpunten.keuzes import GEEN_GEGEVENS, STATUS_LABELS, Overgangsbesluit
from speerpunten.models import Actie, Beleidsplan, Speerpunt
from speerpunten.paar import (
    GAAN_VERDER,
    NIET_BESLIST,
    NIEUW,
    VERVOLG,
    Nieuw,
    Oud,
    Paar,
    herkomsten_voor,
    lees_paar,
    uitkomsten_voor,
    ziet_alles,
)
from speerpunten.tellen import Segment, segmenten, zin

KOLOMMEN = (
    "plan", "code", "titel", "speerpunt", "status", "overgang", "speerpunt_ander_plan", "acties_ander_plan", "reden",
)  # fmt: skip
Adres = Callable[..., str]


@dataclass(frozen=True)
class Getal:
    """A number with the address of the list that it counts."""

    naam: str
    aantal: int
    url: str


@dataclass(frozen=True)
class Uitkomstrij:
    """What became of the acties of a speerpunt of the former plan, or (`speerpunt` None) of all of them.

    `uitkomsten` add up to `totaal`; `naar` (the speerpunten of the next plan) to those that go on.
    """

    speerpunt: Speerpunt | None
    totaal: Getal
    uitkomsten: tuple[Getal, ...]
    naar: tuple[Getal, ...]


@dataclass(frozen=True)
class Telling:
    """Acties of one plan by their status: the bar, its words and its list."""

    totaal: Getal
    segmenten: list[Segment]
    zin: str


@dataclass(frozen=True)
class Puntvergelijking:
    """A speerpunt of the next plan: what it continues, where its acties came from, how those stood, how they stand."""

    speerpunt: Speerpunt
    vorige: tuple[Speerpunt, ...]
    herkomst: tuple[Getal, ...]
    toen: Telling
    nu: Telling


@dataclass(frozen=True)
class Groep:
    """The acties of a speerpunt of the former plan that end, with their reason."""

    speerpunt: Speerpunt
    acties: tuple[Oud, ...]


@dataclass(frozen=True)
class Vergelijking:
    """Both plans on one day."""

    oud: Beleidsplan
    nieuw: Beleidsplan
    op: dt.date
    paar: Paar
    ziet_alles: bool  # the reader sees every actie, also those that are not public
    segmenten: list[Segment]
    rijen: tuple[Uitkomstrij, ...]
    totaal: Uitkomstrij
    herkomsten: tuple[Getal, ...]
    speerpunten: tuple[Puntvergelijking, ...]
    stopt: Telling
    stopgroepen: tuple[Groep, ...]

    @cached_property
    def _per(self) -> Counter[str]:
        return Counter(rij.uitkomst for rij in self.paar.oude)

    @property
    def kop(self) -> str:
        """Give the answer: how many acties of the former plan go on, end or wait, and how many are added."""
        return f"{self._kop_oud} {self._kop_nieuw}"

    @property
    def _kop_oud(self) -> str:
        totaal = len(self.paar.oude)
        verder, stopt, rest = self.gaan_verder, self._per[Overgangsbesluit.STOPT], self._per[NIET_BESLIST]
        onbekend = "nog niets beslist" if self.ziet_alles else "nog niets bekend"
        if not totaal:
            return "Het vorige plan telt geen acties."
        alle = "De enige actie" if totaal == 1 else f"Alle {totaal} acties"
        if verder == totaal:
            return f"{alle} {'gaat' if totaal == 1 else 'gaan'} verder."
        if stopt == totaal:
            return f"{alle} {'stopt' if totaal == 1 else 'stoppen'}."
        if rest == totaal:
            return f"Over {'de enige actie' if totaal == 1 else f'de {totaal} acties'} is {onbekend}."
        delen = [
            f"{'gaat' if verder <= 1 else 'gaan'} er {verder or 'geen enkele'} verder",
            f"{stopt or 'geen enkele'} {'stopt' if stopt <= 1 else 'stoppen'}",
        ]
        if rest:
            return f"Van de {totaal} acties {', '.join(delen)} en over {rest} is {onbekend}."
        return f"Van de {totaal} acties {' en '.join(delen)}."

    @property
    def _kop_nieuw(self) -> str:
        nieuw = len(self.paar.nieuwe) - sum(bool(rij.bronnen) for rij in self.paar.nieuwe)
        return f"Er {'komt' if nieuw == 1 else 'komen'} {nieuw or 'geen'} actie{'' if nieuw == 1 else 's'} bij."

    @property
    def gaan_verder(self) -> int:
        return sum(self._per[code] for code in GAAN_VERDER)

    @property
    def staan_er(self) -> int:
        """Count the old acties that go on and stand in the next plan already."""
        return sum(bool(rij.vervolgen) for rij in self.paar.oude if rij.naar is not None)

    @property
    def nog_niet(self) -> int:
        return self.gaan_verder - self.staan_er

    @property
    def niet_openbaar(self) -> int:
        acties = [rij.actie for rij in (*self.paar.oude, *self.paar.nieuwe)]
        return sum(not actie.openbaar for actie in acties)

    def tabelrijen(self) -> Iterator[list[str | int]]:
        """Give the comparison as a table (`KOLOMMEN`): each actie of both plans that counts, once."""
        for oud in self.paar.oude:
            rest = [oud.uitkomst, oud.naar or "", _codes(oud.vervolgen), oud.reden]
            yield [*_begin(self.oud, oud.actie), *rest]
        for nieuw in self.paar.nieuwe:
            rest = [VERVOLG if nieuw.bronnen else NIEUW, nieuw.uit or "", _codes(nieuw.bronnen), ""]
            yield [*_begin(self.nieuw, nieuw.actie), *rest]


def _begin(plan: Beleidsplan, actie: Actie) -> list[str | int]:
    return [plan.naam, actie.code, actie.titel, actie.speerpunt.titel, actie.status_op or GEEN_GEGEVENS]


def _codes(acties: Iterable[Actie]) -> str:
    return ", ".join(actie.code for actie in acties)


def _per_status(acties: Iterable[Actie]) -> dict[str, int]:
    teller = Counter(actie.status_op or GEEN_GEGEVENS for actie in acties)
    return {code: teller[code] for code in STATUS_LABELS}


def _telling(acties: list[Actie], adres: Adres, **lijst: str) -> Telling:
    aantallen = _per_status(acties)
    return Telling(
        totaal=Getal("acties", len(acties), adres(**lijst)),
        segmenten=segmenten(aantallen, lambda code: adres(**lijst, status=code)),
        zin=zin(aantallen),
    )


def _lijst(url: str, query: dict[str, str]) -> Adres:
    def adres(**over: str) -> str:
        staart = urlencode(query | over)
        return f"{url}?{staart}" if staart else url

    return adres


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
    namen = uitkomsten_voor(gebruiker)
    oude_punten = list(oud.speerpunten.order_by("nummer"))
    nieuwe_punten = nieuw.speerpunten.met_vervolg().order_by("nummer")
    per = Counter(rij.uitkomst for rij in paar.oude)
    stopt = [rij for rij in paar.oude if rij.uitkomst == Overgangsbesluit.STOPT]
    return Vergelijking(
        oud=oud,
        nieuw=nieuw,
        op=op,
        paar=paar,
        ziet_alles=ziet_alles(gebruiker),
        segmenten=segmenten(per, lambda code: in_oud(overgang=code), namen),
        rijen=tuple(_uitkomstrij(punt, paar.oude, namen, in_oud) for punt in oude_punten),
        totaal=_uitkomstrij(None, paar.oude, namen, in_oud),
        herkomsten=_herkomsten(paar.nieuwe, herkomsten_voor(gebruiker), in_nieuw),
        speerpunten=tuple(_punt(punt, oude_punten, paar, in_oud, in_nieuw) for punt in nieuwe_punten),
        stopt=_telling([rij.actie for rij in stopt], in_oud, overgang=Overgangsbesluit.STOPT.value),
        stopgroepen=_stopgroepen(oude_punten, stopt),
    )


def _uitkomstrij(punt: Speerpunt | None, oude: Iterable[Oud], namen: Mapping[str, str], adres: Adres) -> Uitkomstrij:
    lijst = {"speerpunt": str(punt.nummer)} if punt else {}
    eigen = [rij for rij in oude if punt is None or rij.actie.speerpunt_id == punt.pk]
    per = Counter(rij.uitkomst for rij in eigen)
    naar = Counter(rij.naar for rij in eigen if rij.naar is not None)
    return Uitkomstrij(
        speerpunt=punt,
        totaal=Getal("acties", len(eigen), adres(**lijst)),
        uitkomsten=tuple(Getal(naam, per[code], adres(**lijst, overgang=code)) for code, naam in namen.items()),
        naar=tuple(
            Getal(f"in speerpunt {nummer}", naar[nummer], adres(**lijst, overgang=f"naar_{nummer}"))
            for nummer in sorted(naar)
        ),
    )


def _herkomsten(nieuwe: Iterable[Nieuw], namen: Mapping[str, str], adres: Adres) -> tuple[Getal, ...]:
    per = Counter(VERVOLG if rij.bronnen else NIEUW for rij in nieuwe)
    return tuple(Getal(naam, per[code], adres(overgang=code)) for code, naam in namen.items())


def _stopgroepen(punten: Iterable[Speerpunt], stopt: list[Oud]) -> tuple[Groep, ...]:
    groepen = (Groep(punt, tuple(rij for rij in stopt if rij.actie.speerpunt_id == punt.pk)) for punt in punten)
    return tuple(groep for groep in groepen if groep.acties)


def _punt(
    punt: Speerpunt, oude_punten: Iterable[Speerpunt], paar: Paar, in_oud: Adres, in_nieuw: Adres
) -> Puntvergelijking:
    nummer = str(punt.nummer)
    eigen = [rij for rij in paar.nieuwe if rij.actie.speerpunt_id == punt.pk]
    uit = Counter(rij.uit for rij in eigen)
    herkomst = [
        Getal(f"uit speerpunt {oud}", uit[oud], in_nieuw(speerpunt=nummer, overgang=f"uit_{oud}"))
        for oud in sorted(sleutel for sleutel in uit if sleutel is not None)
    ]
    if uit[None]:
        naam = "komt erbij" if uit[None] == 1 else "komen erbij"
        herkomst.append(Getal(naam, uit[None], in_nieuw(speerpunt=nummer, overgang=NIEUW)))
    zet_voort = punt.zet_voort_ids()
    return Puntvergelijking(
        speerpunt=punt,
        vorige=tuple(oud for oud in oude_punten if oud.pk in zet_voort),
        herkomst=tuple(herkomst),
        toen=_telling([rij.actie for rij in paar.oude if rij.naar == punt.nummer], in_oud, overgang=f"naar_{nummer}"),
        nu=_telling([rij.actie for rij in eigen], in_nieuw, speerpunt=nummer),
    )
