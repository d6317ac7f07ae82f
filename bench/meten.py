"""Measure: pages and their floors by turns, in every size by turns, first alone and then with eight at once.

Nothing is timed before it was looked at: an answer that is not what it should be stops the bench.
"""

import statistics
import sys
import time
from dataclasses import dataclass, field

from bench.klant import Antwoord, Klant, haalt_ook, lees_formulier, tegelijk
from bench.paginas import ANONIEM, STAF, Pagina
from bench.server import Server

RONDES = 6
PER_BEURT = 0.15  # seconds that one turn of one page takes, about
HOOGSTENS = 8  # requests in a turn
TEGELIJK = 4  # times that each of eight asks, at most
KLANTEN = 8
BEWERKINGEN = 6
NA_BEWERKING = {"plan", "acties", "actie"}  # pages that tell of what was edited


class Fout(Exception):
    """A page answered something else than it should."""


@dataclass
class Reeks:
    """The times of one page at one size, in seconds; and what it weighs."""

    een: list[float] = field(default_factory=list)
    acht: list[float] = field(default_factory=list)
    vloer: list[float] = field(default_factory=list)
    opnieuw: list[float] = field(default_factory=list)  # with the ETag that it gave: "not changed"
    na_bewerking: list[float] = field(default_factory=list)
    bytes: int = 0
    samengeperst: int = 0
    eerste_bezoek: int = 0  # compressed, with all that it fetches along

    @staticmethod
    def _p(rij: list[float], deel: float) -> float:
        """Give the value below which this part of the times lies, in milliseconds; nan without any."""
        if not rij:
            return float("nan")
        rij = sorted(rij)
        return rij[min(len(rij) - 1, int(deel * len(rij)))] * 1000

    def p50(self, wat: str) -> float:
        rij = getattr(self, wat)
        return statistics.median(rij) * 1000 if rij else float("nan")

    def p95(self, wat: str) -> float:
        return self._p(getattr(self, wat), 0.95)


@dataclass
class Plaats:
    """One size: the application and its floor on its database, and what the pages are asked about."""

    naam: str
    app: Server
    vloer: Server
    doelen: dict[str, str]
    uit: dict[str, Reeks] = field(default_factory=dict)
    vragen: dict[str, dict] = field(default_factory=dict)
    geheugen: dict[str, list[dict[str, float]]] = field(default_factory=dict)

    def klant(self, wie: str) -> Klant:
        koekjes = {self.doelen["koekje"]: self.doelen[f"sessie_{wie}"]} if wie != ANONIEM else {}
        return Klant(self.app.poort, koekjes)

    def pad(self, pagina: Pagina) -> str:
        return pagina.pad.format(**self.doelen)

    def vloerpad(self, pagina: Pagina) -> str:
        return "/" + pagina.vloer.format(**self.doelen)


def controleer(plaats: Plaats, pagina: Pagina) -> Antwoord:
    """Look at a page and at its floor; follow the one redirect that a start page may give. Raises Fout."""
    klant = plaats.klant(pagina.wie)
    antwoord = klant.vraag(plaats.pad(pagina))
    klant.sluit()
    tekst = pagina.tekst.format(**plaats.doelen)
    goed = antwoord.status == 200 and tekst.encode() in antwoord.inhoud
    if not goed and not (pagina.groeit and antwoord.status == 302):
        begin = antwoord.inhoud[:300].decode(errors="replace")
        raise Fout(f"{plaats.naam}, {pagina.sleutel}: {antwoord.status}, zonder “{tekst}”\n{begin}")
    vloer = Klant(plaats.vloer.poort)
    gekregen = vloer.vraag(plaats.vloerpad(pagina))
    vloer.sluit()
    if gekregen.status != 200 or len(gekregen.inhoud) < 1:
        raise Fout(f"{plaats.naam}, vloer van {pagina.sleutel}: {gekregen.status}")
    return antwoord


def _weeg(plaats: Plaats, pagina: Pagina, antwoord: Antwoord, gewogen: dict[str, int]) -> Reeks:
    """Give an empty series that knows what the page weighs; `gewogen` remembers what was fetched along."""
    reeks = Reeks(bytes=len(antwoord.inhoud), samengeperst=antwoord.samengeperst)
    reeks.eerste_bezoek = reeks.samengeperst
    if "html" in antwoord.koppen.get("content-type", ""):
        klant = Klant(plaats.app.poort)
        for adres in haalt_ook(antwoord.inhoud.decode()):
            if adres not in gewogen:
                gewogen[adres] = klant.vraag(adres, Accept_Encoding="gzip, br").samengeperst
            reeks.eerste_bezoek += gewogen[adres]
        klant.sluit()
    return reeks


def _beurt(klant: Klant, pad: str, keren: int, code: int = 200, **koppen: str) -> list[float]:
    antwoorden = [klant.vraag(pad, **koppen) for _ in range(keren)]
    anders = {a.status for a in antwoorden} - {code}
    if anders:
        raise Fout(f"{pad}: {anders}")
    return [a.tijd for a in antwoorden]


def meet_pagina(plaatsen: list[Plaats], pagina: Pagina, gewogen: dict[str, int], rondes: int) -> None:
    """Time one page: round after round, in every size the application and then its floor; then eight at once."""
    klanten, keren = {}, {}
    for plaats in plaatsen:
        antwoord = controleer(plaats, pagina)
        plaats.uit[pagina.sleutel] = _weeg(plaats, pagina, antwoord, gewogen)
        _maak_wakker(plaats, pagina)
        klant, vloer = plaats.klant(pagina.wie), Klant(plaats.vloer.poort)
        tijden = [klant.vraag(plaats.pad(pagina)).tijd for _ in range(2)]
        _beurt(vloer, plaats.vloerpad(pagina), 2)
        etag = antwoord.koppen.get("etag")
        if etag and klant.vraag(plaats.pad(pagina), If_None_Match=etag).status != 304:
            etag = None  # something in it differs each time: a token of a form, the moment in a workbook
        keren[plaats.naam] = max(1, min(HOOGSTENS, round(PER_BEURT / min(tijden))))
        klanten[plaats.naam] = (klant, vloer, antwoord.status, etag)
    for _ in range(rondes):
        for plaats in plaatsen:
            klant, vloer, code, etag = klanten[plaats.naam]
            reeks, keer = plaats.uit[pagina.sleutel], keren[plaats.naam]
            reeks.een += _beurt(klant, plaats.pad(pagina), keer, code)
            reeks.vloer += _beurt(vloer, plaats.vloerpad(pagina), keer)
            if etag:
                reeks.opnieuw += _beurt(klant, plaats.pad(pagina), keer, 304, If_None_Match=etag)
    for klant, vloer, *_ in klanten.values():
        klant.sluit()
        vloer.sluit()
    for plaats in plaatsen:
        _met_acht(plaats, pagina, min(TEGELIJK, keren[plaats.naam]))


def _maak_wakker(plaats: Plaats, pagina: Pagina) -> None:
    """Ask once with eight: every thread of every worker then has its connection, and knows its queries."""
    for klanten, pad in (
        ([plaats.klant(pagina.wie) for _ in range(KLANTEN)], plaats.pad(pagina)),
        ([Klant(plaats.vloer.poort) for _ in range(KLANTEN)], plaats.vloerpad(pagina)),
    ):
        tegelijk(klanten, pad, 1)
        for klant in klanten:
            klant.sluit()


def _met_acht(plaats: Plaats, pagina: Pagina, keren: int) -> None:
    klanten = [plaats.klant(pagina.wie) for _ in range(KLANTEN)]
    antwoorden = tegelijk(klanten, plaats.pad(pagina), keren)
    for klant in klanten:
        klant.sluit()
    if fouten := [a.status for a in antwoorden if a.status not in {200, 302}]:
        raise Fout(f"{plaats.naam}, {pagina.sleutel}, acht tegelijk: {fouten}")
    plaats.uit[pagina.sleutel].acht += [a.tijd for a in antwoorden]


def _bewerk(plaats: Plaats, keer: int) -> None:
    """Let staff change one word of an actie, through its form."""
    klant = plaats.klant(STAF)
    pad = f"/acties/{plaats.doelen['actie']}/bewerken/"
    velden = lees_formulier(klant.vraag(pad).inhoud.decode())
    nieuw = [(naam, f"Zoveelste doel {keer} (proef)" if naam == "beoogd_resultaat" else w) for naam, w in velden]
    antwoord = klant.vraag(pad, "POST", nieuw)
    klant.sluit()
    if antwoord.status != 302 or nieuw == velden:
        raise Fout(f"{plaats.naam}, bewerken: {antwoord.status}\n{antwoord.inhoud[:2000].decode(errors='replace')}")


def meet_na_bewerking(plaatsen: list[Plaats], paginas: list[Pagina]) -> None:
    """Time what the first visitor after an edit waits, of pages that tell of what was edited."""
    for _ in range(BEWERKINGEN):
        for pagina in paginas:
            for plaats in plaatsen:
                _bewerk(plaats, time.time_ns())
                bezoeker = plaats.klant(ANONIEM)
                plaats.uit[pagina.sleutel].na_bewerking.append(bezoeker.vraag(plaats.pad(pagina)).tijd)
                bezoeker.sluit()


def meet(plaatsen: list[Plaats], paginas: list[Pagina], rondes: int = RONDES) -> list[str]:
    """Measure all pages, and the memory of the workers before and after; give in words what went wrong with a page."""
    fouten = []
    for plaats in plaatsen:
        plaats.geheugen["voor"] = plaats.app.geheugen()
    gewogen: dict[str, int] = {}
    for nr, pagina in enumerate(paginas, start=1):
        try:
            meet_pagina(plaatsen, pagina, gewogen, rondes)
        except Fout as fout:
            fouten.append(str(fout))
            for plaats in plaatsen:
                plaats.uit.pop(pagina.sleutel, None)
        sys.stderr.write(f"\r[{nr}/{len(paginas)}] {pagina.sleutel:<40}")
        sys.stderr.flush()
    sys.stderr.write("\n")
    gemeten = [p for p in paginas if p.sleutel in plaatsen[0].uit and p.wie == ANONIEM]
    try:
        meet_na_bewerking(plaatsen, [p for p in gemeten if p.naam in NA_BEWERKING])
    except Fout as fout:
        fouten.append(str(fout))
    for plaats in plaatsen:
        plaats.geheugen["na"] = plaats.app.geheugen()
    return fouten
