"""The bars of the design, and what was measured as a table."""

import re
from pathlib import Path

from bench.maten import GROOT, KLEIN
from bench.meten import Plaats
from bench.paginas import Pagina

README = Path(__file__).with_name("README.md")
GROEI = 1.3  # L / S
VLOER, VLOER_FORMULIER = 2.0, 3.0  # times the floor
VRAGEN = 10
SPREIDING = 5.0  # p95 / p50 with eight at once
MB = 120.0  # of a worker
# In kB, compressed: at a first visit, and of a page after that.
EERSTE, DAARNA = 100, 30


def _kb(aantal: int) -> str:
    return f"{aantal / 1000:.0f}" if aantal >= 10_000 else f"{aantal / 1000:.1f}"


def te_hoog(plaatsen: list[Plaats], paginas: list[Pagina], *, geheugen: bool = True) -> list[str]:
    """Tell in words which bars are not met, of pages and (with `geheugen`) of workers; empty where all are."""
    uit = []
    per = {plaats.naam: plaats for plaats in plaatsen}
    laatste = plaatsen[-1]
    for pagina in paginas:
        reeks = laatste.uit[pagina.sleutel]
        grens = VLOER_FORMULIER if pagina.formulier else VLOER
        keer = reeks.p50("een") / reeks.p50("vloer")
        if keer > grens:
            uit.append(f"{pagina.sleutel}: {keer:.1f} keer de vloer (hoogstens {grens:.0f})")
        if (vragen := laatste.vragen[pagina.sleutel]["aantal"]) > VRAGEN:
            uit.append(f"{pagina.sleutel}: {vragen} vragen aan de database (hoogstens {VRAGEN})")
        if reeks.p95("acht") > SPREIDING * reeks.p50("acht"):
            uit.append(f"{pagina.sleutel}: p95 is {reeks.p95('acht') / reeks.p50('acht'):.1f} keer p50 (met acht)")
        if KLEIN in per and GROOT in per:
            groei = reeks.p50("een") / per[KLEIN].uit[pagina.sleutel].p50("een")
            if groei > GROEI and not pagina.groeit:
                uit.append(f"{pagina.sleutel}: in {GROOT} {groei:.2f} keer {KLEIN} (hoogstens {GROEI})")
        if not pagina.bestand and reeks.eerste_bezoek > EERSTE * 1000:
            uit.append(f"{pagina.sleutel}: {_kb(reeks.eerste_bezoek)} kB bij een eerste bezoek (hoogstens {EERSTE})")
        if not pagina.bestand and reeks.samengeperst > DAARNA * 1000:
            uit.append(f"{pagina.sleutel}: {_kb(reeks.samengeperst)} kB daarna (hoogstens {DAARNA})")
    for plaats in plaatsen if geheugen else ():
        meest = max(werker["rss"] for werker in plaats.geheugen["na"])
        if meest > MB:
            uit.append(f"{plaats.naam}: een werker houdt {meest:.0f} MB vast (hoogstens {MB:.0f})")
    return uit


def _getal(waarde: float) -> str:
    return "" if waarde != waarde else f"{waarde:.1f}" if waarde < 100 else f"{waarde:.0f}"


def _rij(plaatsen: list[Plaats], pagina: Pagina) -> list[str]:
    per = {plaats.naam: plaats for plaats in plaatsen}
    laatste = plaatsen[-1]
    reeks = laatste.uit[pagina.sleutel]
    groei = ""
    if KLEIN in per and GROOT in per:
        groei = f"{reeks.p50('een') / per[KLEIN].uit[pagina.sleutel].p50('een'):.2f}"
    return [
        pagina.naam + (" *" if pagina.groeit else ""),
        pagina.wie,
        *(_getal(plaats.uit[pagina.sleutel].p50("een")) for plaats in plaatsen),
        _getal(reeks.p95("een")),
        _getal(reeks.p50("acht")),
        _getal(reeks.p95("acht")),
        _getal(reeks.p50("opnieuw")),
        _getal(reeks.p50("na_bewerking")),
        str(laatste.vragen[pagina.sleutel]["aantal"]),
        _getal(laatste.vragen[pagina.sleutel]["ms"]),
        _kb(reeks.bytes),
        _kb(reeks.samengeperst),
        "" if pagina.bestand else _kb(reeks.eerste_bezoek),
        _getal(reeks.p50("vloer")),
        f"{reeks.p50('een') / reeks.p50('vloer'):.1f}",
        groei,
    ]


def maak(plaatsen: list[Plaats], paginas: list[Pagina], *, wanneer: str, machine: str, postgres: str) -> str:
    """Give all that was measured as Markdown: the pages, the memory, and what is above its bar."""
    m = plaatsen[-1].naam
    kop = [
        "pagina",
        "wie",
        *(f"{plaats.naam} p50" for plaats in plaatsen),
        f"{m} p95",
        "8x p50",
        "8x p95",
        "304",
        "na bewerking",
        "vragen",
        "SQL",
        "kB",
        "kB gz",
        "kB eerste",
        "vloer",
        "tijd/vloer",
        f"{GROOT}/{KLEIN}",
    ]
    regels = [f"{wanneer}; {machine}; PostgreSQL {postgres}. Tijden in ms, van {m} waar er geen maat bij staat.", ""]
    regels += [f"| {' | '.join(kop)} |", "|---|---|" + "--:|" * (len(kop) - 2)]
    regels += [f"| {' | '.join(_rij(plaatsen, pagina))} |" for pagina in paginas]
    regels += ["", "| maat | werker | RSS voor | RSS na | PSS na | eigen na |", "|---|--:|--:|--:|--:|--:|"]
    for plaats in plaatsen:
        for nr, (voor, na) in enumerate(zip(plaats.geheugen["voor"], plaats.geheugen["na"], strict=True), start=1):
            cijfers = [voor["rss"], na["rss"], na["pss"], na["eigen"]]
            regels.append(f"| {plaats.naam} | {nr} | " + " | ".join(f"{mb:.0f}" for mb in cijfers) + " |")
    hoog = te_hoog(plaatsen, paginas)
    regels += ["", f"Boven een grens: {len(hoog)}." if hoog else "Elke grens is gehaald.", ""]
    return "\n".join([*regels, *(f"- {regel}" for regel in hoog)])


def schrijf(tekst: str, waar: Path = README) -> None:
    """Put what was measured between the marks in the README."""
    oud = waar.read_text()
    nieuw = re.sub(
        r"(<!-- gemeten -->\n).*(<!-- einde -->)", lambda m: f"{m[1]}\n{tekst}\n\n{m[2]}", oud, flags=re.DOTALL
    )
    waar.write_text(nieuw)
