"""Files that a program of its own makes: a process that begins with little, and gives back what it took of memory."""

import subprocess
import sys
from pathlib import Path

GEDULD = 60  # seconds


class MakerMislukt(Exception):
    """The program refused; the text says why."""


def laat_maken(maker: Path, *woorden: str, invoer: str, fout: type[MakerMislukt] = MakerMislukt) -> bytes:
    """Give what a program makes of its input. Raises `fout` with the last line that it said where it fails, and
    subprocess.TimeoutExpired where it takes too long."""
    opdracht = [sys.executable, "-P", str(maker), *woorden]  # -P: our docx.py is not the library
    uit = subprocess.run(opdracht, input=invoer.encode(), capture_output=True, timeout=GEDULD, check=False)  # noqa: S603  our own programs
    if uit.returncode:
        gezegd = uit.stderr.decode(errors="replace").strip().splitlines()
        raise fout(gezegd[-1] if gezegd else f"{maker.name} stopte met {uit.returncode}.")
    return uit.stdout
