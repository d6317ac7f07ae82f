"""`make test`: the whole suite on SQLite and on PostgreSQL, the counts compared, and the pages in a browser.

Both databases run at the same time, each line with its name before it. The browser, which fills a machine by itself,
shows the pages on one after the other.
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
UITSLAG = re.compile(r"(\d+) (passed|failed|error|errors|skipped)\b")


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


def draai_op_beide(*opties: str) -> list[dict[str, int]]:
    """Run the same tests on SQLite and on PostgreSQL, at the same time."""
    print(f"\n== {' '.join(opties)}", flush=True)
    with ThreadPoolExecutor(2) as beide:
        namen, omgevingen = ("SQLite", "PostgreSQL"), ({"TEST_PG": "0"}, {"TEST_PG": "1"})
        return list(beide.map(lambda naam, omgeving: draai(naam, omgeving, *opties), namen, omgevingen))


def main() -> int:
    sqlite, postgresql = draai_op_beide("-m", "not browser")
    uitslagen = [sqlite, postgresql]
    goed = sqlite["rc"] == postgresql["rc"] == 0
    if sqlite.get("passed") != postgresql.get("passed"):
        print(f"\nNot the same tests on both databases: {sqlite} and {postgresql}")
        goed = False
    if shutil.which("chromium"):
        for naam, pg in (("SQLite", "0"), ("PostgreSQL", "1")):
            uitslagen.append(draai(naam, {"TEST_PG": pg}, "-m", "browser"))
            goed = goed and uitslagen[-1]["rc"] == 0
    else:
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
