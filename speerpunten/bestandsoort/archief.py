"""What a zip holds, read with limits: the workbooks of an import and the documents that are attached.

Standard library only: the process that reads an import (`uitwisseling/lezer/proces.py`) loads this file by itself.
"""

import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

MAX_DELEN = 5000
MAX_UITGEPAKT = 150 * 1024 * 1024  # bytes in all parts together
MAX_VERHOUDING = 300  # unpacked : packed, above which a large part is no honest text
VERDACHT = 10 * 1024 * 1024  # bytes unpacked from which the ratio is looked at
MAX_LIJST = 4 * 1024 * 1024  # bytes of a part that lists the others
ODF_LIJST = "META-INF/manifest.xml"
ONLEESBAAR = (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError, zlib.error)


class Beschadigd(Exception):
    """This is no zip, or a broken one."""


@dataclass(frozen=True)
class Archief:
    """The parts of a zip as it lists them, and for ODF what it says it is."""

    delen: tuple[zipfile.ZipInfo, ...]
    mimetype: str
    manifest: bytes

    @property
    def namen(self) -> set[str]:
        return {deel.filename for deel in self.delen}

    @property
    def is_te_groot(self) -> bool:
        """Tell whether it unpacks to far too much."""
        bom = any(
            deel.file_size > VERDACHT and deel.file_size > MAX_VERHOUDING * max(deel.compress_size, 1)
            for deel in self.delen
        )
        return bom or len(self.delen) > MAX_DELEN or sum(deel.file_size for deel in self.delen) > MAX_UITGEPAKT

    @property
    def heeft_macros(self) -> bool:
        namen = [naam.lower() for naam in self.namen]
        return any(naam.endswith("vbaproject.bin") or naam.startswith(("basic/", "scripts/")) for naam in namen)

    @property
    def heeft_wachtwoord(self) -> bool:
        return b"encryption-data" in self.manifest or any(deel.flag_bits & 1 for deel in self.delen)


def bekijk(bestand: str | Path | BinaryIO) -> Archief:
    """Give what a zip lists; of its parts only the two short lists of ODF are read. Raises Beschadigd."""
    try:
        with zipfile.ZipFile(bestand) as archief:
            delen = tuple(archief.infolist())
            namen = {deel.filename for deel in delen}
            mimetype = lees_deel(archief, "mimetype", 80).decode("ascii", "replace") if "mimetype" in namen else ""
            manifest = lees_deel(archief, ODF_LIJST, MAX_LIJST) if ODF_LIJST in namen and mimetype else b""
    except ONLEESBAAR as fout:
        raise Beschadigd(str(fout)) from fout
    return Archief(delen, mimetype, manifest)


def lees_deel(archief: zipfile.ZipFile, naam: str, hoogstens: int) -> bytes:
    """Give the beginning of one part: so many bytes at the most, whatever it unpacks to."""
    with archief.open(naam) as deel:
        return deel.read(hoogstens)
