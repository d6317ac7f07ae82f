"""Why a page that is above a bar takes what it takes: how the database answers its longest query, beside the rest."""

import re
from pathlib import Path

from bench.meten import Plaats
from bench.paginas import Pagina

WAAR = Path(__file__).with_name("EXPLAIN.md")
UITGEVOERD = re.compile(r"Execution Time: ([\d.]+) ms")
BREED, LANG = 120, 45  # characters of a line, and lines: what stands deeper takes less
KOP = """# What the database does for the pages above a bar

Written by `make bench` (`--bewaar`) at size {maat}. Of each page its longest query, as PostgreSQL answered it; of a
page that several kinds of reader see, that of the reader for whom it is furthest above its floor. *Database* is the
execution of all its queries together; what is left of the p50 is Django: objects, rules, templates, the frame
([README.md](README.md), "Why").
"""


def boven_vloer(plaatsen: list[Plaats], paginas: list[Pagina], boven: set[str]) -> list[Pagina]:
    """Give the pages to explain: of each name the one that is furthest above its floor."""
    uit: dict[str, Pagina] = {}
    for pagina in paginas:
        if pagina.sleutel in boven:
            anders = uit.get(pagina.naam)
            if anders is None or _keer(plaatsen[-1], pagina) > _keer(plaatsen[-1], anders):
                uit[pagina.naam] = pagina
    return list(uit.values())


def _keer(plaats: Plaats, pagina: Pagina) -> float:
    reeks = plaats.uit[pagina.sleutel]
    return reeks.p50("een") / reeks.p50("vloer")


def schrijf(plaats: Plaats, paginas: list[Pagina], vragen: dict[str, dict], wanneer: str) -> None:
    """Write the file. In: the pages to explain, and what `bench.vragen` tells of them."""
    delen = [KOP.format(maat=plaats.naam), f"{wanneer}.\n"]
    delen += [_deel(plaats, pagina, vragen[pagina.sleutel]["plannen"]) for pagina in paginas]
    WAAR.write_text("\n".join(delen))


def _deel(plaats: Plaats, pagina: Pagina, plannen: list[str]) -> str:
    reeks = plaats.uit[pagina.sleutel]
    gemeten = [(float(tijd[1]), plan) for plan in plannen if (tijd := UITGEVOERD.search(plan))]
    kop = (
        f"## {pagina.sleutel}\n\np50 {reeks.p50('een'):.1f} ms, {_keer(plaats, pagina):.1f} times its floor "
        f"({reeks.p50('vloer'):.1f}). "
    )
    if not gemeten:
        return kop + "It asks the database nothing: what it takes is the frame of a page.\n"
    langste = max(gemeten)[1].partition("\n")[2]  # without the query itself
    regels = [regel[:BREED] for regel in langste.splitlines() if "Buffers:" not in regel]
    if len(regels) > LANG:
        regels[LANG:] = [f"... {len(regels) - LANG} more lines", *regels[-2:]]
    samen = sum(tijd for tijd, _ in gemeten)
    return kop + f"Database: {samen:.1f} ms in {len(gemeten)} queries.\n\n```\n" + "\n".join(regels) + "\n```\n"
