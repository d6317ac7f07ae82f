"""Ask whether a requirement has a known vulnerability; part of `make check`.

Fails when one has, and when the answer does not cover every requirement: a package that is passed over proves nothing.
Where nobody can be asked at all, as on a machine without access to the advisories, it says that it did not run; with
AUDIT_VERPLICHT=ja that is a failure too.
"""

import json
import os
import re
import subprocess
import sys
import venv
from pathlib import Path

WORTEL = Path(__file__).resolve().parent.parent
EISEN = WORTEL / "requirements.txt"
OMGEVING = WORTEL / "build" / "audit"
GEDULD = 300  # seconds
NIET_GEDAAN = "dependency audit NOT run"
CODE_NIET_GEDAAN = 3  # exit code: neither in order nor wrong


def gevraagde_pakketten(eisen: str) -> set[str]:
    """Give the names of what is pinned in a requirements file; not what only Windows needs, which we do not run on."""
    regels = re.findall(r"^([A-Za-z0-9][\w.-]*)(?:\[[^]]*\])?==(.*)$", eisen, re.M)
    return {naam.lower().replace("_", "-") for naam, rest in regels if "sys_platform == 'win32'" not in rest}


def geen_antwoord(uitvoer: str) -> bool:
    """Tell whether not one package was looked up: the service could not be reached."""
    try:
        rijen = json.loads(uitvoer)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return not uitvoer.strip()
    return bool(rijen) and all("skip_reason" in rij for rij in rijen)


def oordeel(uitvoer: str, gevraagd: set[str]) -> list[str]:
    """Give what is wrong, as sentences, from the JSON of pip-audit; nothing where every package was looked up and is
    clean.
    """
    try:
        rijen = json.loads(uitvoer)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return ["pip-audit gave no answer that can be read"]
    fouten, nagekeken = [], set()
    for rij in rijen:
        if "skip_reason" in rij:
            fouten.append(f"{rij['name']} was passed over: {rij['skip_reason']}")
            continue
        nagekeken.add(rij["name"].lower().replace("_", "-"))
        fouten += [f"{rij['name']} {rij['version']}: {lek['id']}" for lek in rij["vulns"]]
    return fouten + [f"{naam} was not looked at" for naam in sorted(gevraagd - nagekeken)]


def _maak_omgeving() -> Path:
    """Give the pip-audit of an environment of its own, made once for each version of its requirements."""
    lijst = WORTEL / "requirements-audit.txt"
    stempel = OMGEVING / "gemaakt-met.txt"
    if not stempel.exists() or stempel.read_bytes() != lijst.read_bytes():
        venv.create(OMGEVING, with_pip=True, clear=True)
        opdracht = [OMGEVING / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*opdracht, "--require-hashes", "-r", lijst], check=True, timeout=GEDULD)
        stempel.write_bytes(lijst.read_bytes())
    return OMGEVING / "bin" / "pip-audit"


def _niet_gedaan(waarom: str) -> int:
    """Tell that nothing was proved; give the exit code."""
    print(f"!! {NIET_GEDAAN}: {waarom}")
    return 1 if os.environ.get("AUDIT_VERPLICHT") == "ja" else CODE_NIET_GEDAAN


def main() -> int:
    opdracht = ["--disable-pip", "--require-hashes", "--progress-spinner", "off", "--format", "json", "-r", EISEN]
    try:
        gelopen = subprocess.run(
            [_maak_omgeving(), *opdracht], capture_output=True, text=True, timeout=GEDULD, check=False
        )
    except (OSError, subprocess.SubprocessError) as fout:
        return _niet_gedaan(f"pip-audit did not start or end ({type(fout).__name__}).")
    gevraagd = gevraagde_pakketten(EISEN.read_text(encoding="utf-8"))
    if geen_antwoord(gelopen.stdout):
        return _niet_gedaan("no advisory could be asked for, of not one package.")
    fouten = oordeel(gelopen.stdout, gevraagd)
    if gelopen.returncode and not fouten:
        fouten = ["pip-audit failed"]
    for zin in fouten:
        print(f"!! {zin}")
    return 1 if fouten else 0


if __name__ == "__main__":
    sys.exit(main())
