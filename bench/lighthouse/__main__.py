"""`make lighthouse`: Lighthouse on the pages that count, on the application as an installation runs it.

Mobile, with the throttling that Lighthouse has by itself. Options: `--keren N` how often each page (the middle one
counts for speed, the worst for the rest), `--bewaar` write the table into bench/lighthouse/README.md. The exit code is
1 where a bar is not met.
"""

import argparse
import datetime as dt
import json
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.lighthouse.huis import doelen, staat, waar, zorg_voor_plan
from bench.paginas import ANONIEM, PAGINAS, PARTNER
from bench.server import machine
from bench.tabel import EERSTE, schrijf

HIER = Path(__file__).parent
SNEL, VOL = 95, 100  # the bars
KEREN = 3
# Pages of the bench, and what stands in the table.
WELKE = {
    ("plan", ANONIEM): "overzicht",
    ("acties", ANONIEM): "lijst van acties",
    ("actie", ANONIEM): "actie",
    ("rapport", ANONIEM): "rapport",
    ("mijn", PARTNER): "mijn (partner)",
}
KOLOMMEN = "pagina,snelheid,toegankelijkheid,goede praktijken,vindbaarheid,FCP (s),LCP (s),TBT (ms),CLS,kB".split(",")
GEBREK = "is-crawlable"  # the one gebrek that is meant on a page behind a login


@dataclass(frozen=True)
class Uitslag:
    """What was measured of one page; `vindbaar`: search engines may have it."""

    naam: str
    vindbaar: bool
    metingen: list[dict]

    def score(self, soort: str) -> int:
        scores = [meting["scores"][soort] for meting in self.metingen]
        return round(statistics.median(scores)) if soort == "performance" else min(scores)

    def maat(self, naam: str) -> float:
        return statistics.median(meting["maten"][naam] for meting in self.metingen)

    @property
    def gebreken(self) -> dict[str, dict]:
        alle = {gebrek["id"]: gebrek for meting in self.metingen for gebrek in meting["gebreken"]}
        return {id_: gebrek for id_, gebrek in alle.items() if self.vindbaar or id_ != GEBREK}

    def te_laag(self) -> list[str]:
        """Tell in words which bars are not met."""
        grenzen = {"performance": SNEL, "accessibility": VOL, "best-practices": VOL}
        if self.vindbaar:
            grenzen["seo"] = VOL
        uit = [
            f"{self.naam}: {soort} {self.score(soort)} (minstens {grens})"
            for soort, grens in grenzen.items()
            if self.score(soort) < grens
        ]
        uit += [f"{self.naam}: {gebrek['titel']} {gebrek['waar']}" for gebrek in self.gebreken.values()]
        if self.maat("bytes") > EERSTE * 1000:
            uit.append(f"{self.naam}: {self.maat('bytes') / 1000:.0f} kB bij een eerste bezoek (hoogstens {EERSTE})")
        return uit


def _installeer() -> None:
    if not (HIER / "node_modules").exists():
        npm = [waar("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(npm, cwd=HIER, check=True, stdout=sys.stderr)


def _meet(keren: int) -> list[Uitslag]:
    with staat() as poort:
        weet = doelen(poort)
        paginas = []
        for pagina in PAGINAS:
            if naam := WELKE.get((pagina.naam, pagina.wie)):
                koekje = f"{weet['koekje']}={weet[f'sessie_{pagina.wie}']}" if pagina.wie != ANONIEM else ""
                url = f"https://127.0.0.1:{poort}{pagina.pad.format(**weet)}"
                paginas.append({"naam": naam, "url": url, "koekje": koekje})
        vraag = json.dumps({"paginas": paginas, "keren": keren, "chromium": waar("chromium")})
        klaar = subprocess.run(
            [waar("node"), "meet.mjs"], cwd=HIER, input=vraag, check=True, stdout=subprocess.PIPE, text=True
        )
    vindbaar = {naam: wie == ANONIEM for (_, wie), naam in WELKE.items()}
    return [Uitslag(rij["naam"], vindbaar[rij["naam"]], rij["metingen"]) for rij in json.loads(klaar.stdout)]


def maak_tabel(uitslagen: list[Uitslag], *, wanneer: str) -> str:
    """Give what was measured as Markdown, and what is below its bar."""
    eerste = uitslagen[0].metingen[0]
    regels = [
        f"{wanneer}; Lighthouse {eerste['lighthouse']}, Chromium {eerste['chromium']}; {machine()}.",
        "",
        f"| {' | '.join(KOLOMMEN)} |",
        "|---" + "|--:" * (len(KOLOMMEN) - 1) + "|",
    ]
    for uit in uitslagen:
        scores = [str(uit.score(soort)) for soort in ("performance", "accessibility", "best-practices")]
        seo = str(uit.score("seo")) if uit.vindbaar else "niet voor zoekmachines"
        maten = [f"{uit.maat(naam) / 1000:.1f}" for naam in ("fcp", "lcp")]
        maten += [f"{uit.maat('tbt'):.0f}", f"{uit.maat('cls'):.3f}", f"{uit.maat('bytes') / 1000:.0f}"]
        regels.append(f"| {' | '.join([uit.naam, *scores, seo, *maten])} |")
    laag = [regel for uit in uitslagen for regel in uit.te_laag()]
    regels += ["", f"Onder een grens: {len(laag)}." if laag else "Elke grens is gehaald.", ""]
    return "\n".join([*regels, *(f"- {regel}" for regel in laag)])


def main() -> int:
    lezer = argparse.ArgumentParser(prog="lighthouse")
    lezer.add_argument("--keren", type=int, default=KEREN)
    lezer.add_argument("--bewaar", action="store_true")
    opties = lezer.parse_args()
    for naam in ("nginx", "openssl", "npm", "node", "chromium"):
        waar(naam)
    _installeer()
    zorg_voor_plan()
    uitslagen = _meet(opties.keren)
    tekst = maak_tabel(uitslagen, wanneer=dt.date.today().isoformat())
    print(tekst)
    if opties.bewaar:
        schrijf(tekst, HIER / "README.md")
    return 1 if any(uit.te_laag() for uit in uitslagen) else 0


if __name__ == "__main__":
    sys.exit(main())
