"""What Debian packages the trial needs, where their programs are, and as whom they run."""

import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

# Which package gives which program; Debian's own paths, since /usr/sbin is not in every PATH.
NODIG = {
    "postgresql": ("postgres", "initdb", "pg_rewind", "psql"),
    "patroni": ("patroni",),
    "etcd-server": ("etcd",),
    "haproxy": ("haproxy",),
}
PADEN = "/usr/bin:/usr/sbin:/usr/local/bin:/usr/local/sbin"
PG_MAPPEN = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Programmas:
    """The programs by name, the directory of those of PostgreSQL, and the user that runs them (empty: ourselves)."""

    waar: dict[str, str]
    pg_bin: str
    gebruiker: str

    def versies(self) -> dict[str, str]:
        """Ask each program which one it is."""
        vragen = {"PostgreSQL": "postgres", "Patroni": "patroni", "etcd": "etcd", "HAProxy": "haproxy"}
        return {naam: _versie(self.waar[programma]) for naam, programma in vragen.items()}


def _versie(programma: str) -> str:
    vlag = "-v" if Path(programma).name == "haproxy" else "--version"
    tekst = subprocess.run([programma, vlag], capture_output=True, text=True, check=True).stdout
    gevonden = re.search(r"\d+\.[\d.]+", tekst)
    return gevonden[0] if gevonden else "?"


def pg_map(mappen: Path = PG_MAPPEN) -> str:
    """Give the directory of the programs of the newest PostgreSQL that is installed; empty without any."""
    kandidaten = [pad for pad in mappen.glob("*/bin") if (pad / "postgres").exists()]
    return str(max(kandidaten, key=lambda pad: float(pad.parent.name))) if kandidaten else ""


def ontbrekend(zoek: Callable[[str], str | None]) -> list[str]:
    """Give the packages of which a program is missing; `zoek` gives its path, or None."""
    return [pakket for pakket, namen in NODIG.items() if not all(zoek(naam) for naam in namen)]


def uitleg(pakketten: list[str]) -> str:
    """Say in plain words what is missing and how to get it."""
    lijst = ", ".join(pakketten)
    return (
        f"Hiervoor ontbreken pakketten van Debian: {lijst}.\n"
        f"Installeer ze (als root), zonder dat hun diensten hoeven te lopen:\n"
        f"  apt-get install --no-install-recommends {' '.join(pakketten)}\n"
        "Geen enkele test van Samenleven heeft ze nodig; alleen deze proef."
    )


def zoek() -> tuple[Programmas | None, list[str]]:
    """Give the programs; or None, and the packages that are missing."""
    pg = pg_map()
    paden = f"{pg}:{PADEN}"
    waar = {naam: shutil.which(naam, path=paden) for namen in NODIG.values() for naam in namen}
    if weg := ontbrekend(waar.get):
        return None, weg
    return Programmas(waar, pg, "postgres" if os.geteuid() == 0 else ""), []


def gebruiker_van(programmas: Programmas) -> str:
    """Give the name of who runs the database: PostgreSQL refuses root."""
    return programmas.gebruiker or pwd.getpwuid(os.geteuid()).pw_name
