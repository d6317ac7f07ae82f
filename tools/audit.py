"""Ask whether a requirement has a known vulnerability; part of `make check`.

Fails when one has, when the answer does not cover every requirement, and when nobody could be asked: a service that
does not answer, or packages that are passed over, prove nothing. A machine without access says so itself, with
AUDIT_ZONDER_NET=ja: then nothing is asked, and that is told.
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


def gevraagde_pakketten(eisen: str) -> set[str]:
    """Give the names of what is pinned in a requirements file; not what only Windows needs, which we do not run on."""
    regels = re.findall(r"^([A-Za-z0-9][\w.-]*)(?:\[[^]]*\])?==(.*)$", eisen, re.M)
    return {naam.lower().replace("_", "-") for naam, rest in regels if "sys_platform == 'win32'" not in rest}


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


def main() -> int:
    if os.environ.get("AUDIT_ZONDER_NET") == "ja":
        print(f"!! {NIET_GEDAAN}: this machine says that it has no access (AUDIT_ZONDER_NET=ja).")
        return 0
    opdracht = ["--strict", "--disable-pip", "--require-hashes", "--progress-spinner", "off", "--format", "json"]
    try:
        gelopen = subprocess.run(
            [_maak_omgeving(), *opdracht, "-r", EISEN], capture_output=True, text=True, timeout=GEDULD, check=False
        )
    except (OSError, subprocess.SubprocessError) as fout:
        print(f"!! {NIET_GEDAAN}: {type(fout).__name__}. Without access? Say so: AUDIT_ZONDER_NET=ja make check")
        return 1
    fouten = oordeel(gelopen.stdout, gevraagde_pakketten(EISEN.read_text(encoding="utf-8")))
    if gelopen.returncode and not fouten:
        fouten = ["pip-audit failed"]
    for zin in fouten:
        print(f"!! {zin}")
    if fouten:
        print(gelopen.stderr.strip()[-2000:])
        print("Has this machine no access to the advisories? Then nothing was proved. Say so: AUDIT_ZONDER_NET=ja")
    return 1 if fouten else 0


if __name__ == "__main__":
    sys.exit(main())
