"""`make test`: the whole suite on SQLite and on PostgreSQL, the counts compared, and the pages in a browser.

Both databases run at the same time, each line with its name before it; then the browser shows the pages on each. What
needs no database (`zonder_databank`) runs once, beside SQLite.
The browser tests run where a Chromium is; elsewhere they are skipped and said so in one line. With
BROWSER_VERPLICHT=1 (as in CI) a missing browser is a failure.
"""

import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

WORTEL = Path(__file__).resolve().parent.parent
UITSLAG = re.compile(r"(\d+) (passed|failed|error|errors|skipped|deselected)\b")
ALLES, PER_DATABANK = "not browser", "not browser and not zonder_databank"


def draai(naam: str, omgeving: dict[str, str], *opties: str) -> dict[str, int]:
    """Run pytest and give its counts; `rc` is its exit code."""
    opdracht = [sys.executable, "-m", "pytest", "-q", *opties, *sys.argv[1:]]
    proces = subprocess.Popen(opdracht, cwd=WORTEL, env=os.environ | omgeving, stdout=subprocess.PIPE, text=True)
    laatste = ""
    for regel in proces.stdout:
        print(f"{naam:>10} | {regel}", end="", flush=True)
        if UITSLAG.search(regel) and " in " in regel:
            laatste = regel
    return {wat.rstrip("s"): int(aantal) for aantal, wat in UITSLAG.findall(laatste)} | {"rc": proces.wait()}


def geteld(uitslag: dict[str, int]) -> int:
    """Give how many tests passed or belong to another run: the same number on both databases."""
    return uitslag.get("passed", 0) + uitslag.get("deselected", 0)


def main() -> int:
    """Run everything on two cores: what takes longest begins first, and who is done takes what is next."""
    plaatsen = {"PostgreSQL": {"TEST_PG": "1"}, "SQLite": {"TEST_PG": "0"}}
    keuze = {"PostgreSQL": PER_DATABANK, "SQLite": ALLES}
    with ThreadPoolExecutor(2) as werkers:
        anders = {naam: werkers.submit(draai, naam, omg, "-m", keuze[naam]) for naam, omg in plaatsen.items()}
        heeft_browser = plaatsen if shutil.which("chromium") else {}
        pagina = {naam: werkers.submit(draai, naam, omg, "-m", "browser") for naam, omg in heeft_browser.items()}
    postgresql, sqlite = ([klaar[naam].result() for klaar in (anders, pagina) if naam in klaar] for naam in plaatsen)
    uitslagen = [*sqlite, *postgresql]
    goed = all(uitslag["rc"] == 0 for uitslag in uitslagen)
    if [geteld(u) for u in sqlite] != [geteld(u) for u in postgresql]:
        print(f"\nNot the same tests on both databases: {sqlite} and {postgresql}")
        goed = False
    if not shutil.which("chromium"):
        print("\nBrowser tests skipped: there is no chromium on this machine.")
        goed = goed and os.environ.get("BROWSER_VERPLICHT") != "1"
    overgeslagen = sum(u.get("skipped", 0) for u in uitslagen)
    if overgeslagen and os.environ.get("BROWSER_VERPLICHT") == "1":
        print("\nTests were skipped, and none may be here.")
        goed = False
    gezakt = sum(u.get("failed", 0) + u.get("error", 0) for u in uitslagen)
    print(f"\n{sum(u.get('passed', 0) for u in uitslagen)} passed, {gezakt} failed, {overgeslagen} skipped")
    return 0 if goed else 1


if __name__ == "__main__":
    sys.exit(main())
