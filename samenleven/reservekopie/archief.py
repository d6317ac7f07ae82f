"""The file of a backup: a tar with the database, the files, what must be in it (manifest), and the sum of that.

    databank                  a SQLite file, or what `pg_dump` wrote (custom format)
    bestanden/<name>          each file that the database names
    manifest.json             see `Manifest`
    manifest.json.sha256      the last part: without it the archive is cut off

Nothing is extracted by the names in it: each part is one that the manifest may hold, or the archive is refused.
"""

import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from samenleven.reservekopie.fout import ReservekopieFout

SOORT = "samenleven-reservekopie"
SCHEMA = 1
DATABANK = "databank"
BESTANDEN = "bestanden/"
MANIFEST = "manifest.json"
MANIFESTSOM = "manifest.json.sha256"
MAX_MANIFEST = 256 * 1024 * 1024  # bytes: some million files
STUK = 1 << 20  # bytes in memory at a time

Bakmaker = Callable[[str], AbstractContextManager[IO[bytes]]]
"""Gives where the content of a part goes, by its name."""


@dataclass
class Deel:
    """The size in bytes and the SHA-256 of a part."""

    grootte: int
    sha256: str


@dataclass
class Manifest:
    """What an archive holds and where it comes from."""

    motor: str  # "sqlite" or "postgresql"
    motor_versie: str
    versie: str  # of the application
    gemaakt_op: str  # ISO, UTC
    migraties: dict[str, list[str]]  # app -> applied
    aantallen: dict[str, int]  # table -> rows
    ontbrekend: list[str] = field(default_factory=list)  # named by the database, and not on the disk
    databank: Deel | None = None
    bestanden: dict[str, Deel] = field(default_factory=dict)


class Archiefschrijver:
    """Write an archive, part by part; `sluit` writes the manifest."""

    def __init__(self, stroom: IO[bytes]) -> None:
        self._tar = tarfile.open(fileobj=stroom, mode="w", format=tarfile.PAX_FORMAT, bufsize=STUK)

    def schrijf(self, naam: str, bron: IO[bytes], grootte: int) -> Deel:
        """Write one part. Raises ReservekopieFout where the source is shorter than it said."""
        som = _Sommer(bron)
        info = tarfile.TarInfo(naam)
        info.size, info.mode = grootte, 0o600
        try:
            self._tar.addfile(info, som)
        except OSError as fout:
            if som.gelezen < grootte and not fout.errno:
                raise ReservekopieFout(f"{naam} werd korter terwijl het gelezen werd.") from fout
            raise
        return Deel(grootte, som.som.hexdigest())

    def schrijf_bestand(self, naam: str, pad: Path) -> Deel:
        with pad.open("rb") as bron:
            return self.schrijf(naam, bron, pad.stat().st_size)

    def sluit(self, manifest: Manifest) -> None:
        inhoud = json.dumps({"soort": SOORT, "schema": SCHEMA} | asdict(manifest), sort_keys=True).encode()
        som = hashlib.sha256(inhoud).hexdigest().encode()
        self.schrijf(MANIFEST, io.BytesIO(inhoud), len(inhoud))
        self.schrijf(MANIFESTSOM, io.BytesIO(som), len(som))
        self._tar.close()


class _Sommer:
    """A stream that remembers the sum of what was read from it."""

    def __init__(self, bron: IO[bytes]) -> None:
        self._bron, self.som, self.gelezen = bron, hashlib.sha256(), 0

    def read(self, hoeveel: int = -1) -> bytes:
        stuk = self._bron.read(hoeveel)
        self.som.update(stuk)
        self.gelezen += len(stuk)
        return stuk


def lees(pad: Path, bak: Bakmaker) -> Manifest:
    """Read a whole archive in one go, each part into what `bak` gives for it; give the manifest once all is checked.

    Raises ReservekopieFout for what is cut off, changed, no archive of ours, or made by a later release. What was
    written by then is the caller's to throw away.
    """
    gezien: dict[str, Deel] = {}
    klein: dict[str, bytes] = {}
    try:
        with tarfile.open(pad, mode="r|", bufsize=STUK) as tar:
            for lid in tar:
                _keur_naam(lid, gezien)
                bron = tar.extractfile(lid)
                if lid.name in {MANIFEST, MANIFESTSOM}:
                    klein[lid.name] = _lees_klein(bron, lid)
                    gezien[lid.name] = Deel(lid.size, "")
                    continue
                with bak(lid.name) as doel:
                    gezien[lid.name] = _kopieer(bron, doel)
    except (tarfile.TarError, EOFError) as fout:
        raise ReservekopieFout("Dit is geen reservekopie van Samenleven, of ze is beschadigd of afgebroken.") from fout
    return _keur(klein, gezien)


def _lees_klein(bron: IO[bytes], lid: tarfile.TarInfo) -> bytes:
    if lid.size > MAX_MANIFEST:
        raise ReservekopieFout("Het manifest van deze reservekopie is te groot om waar te zijn.")
    return bron.read()


def _kopieer(bron: IO[bytes], doel: IO[bytes]) -> Deel:
    som, grootte = hashlib.sha256(), 0
    while stuk := bron.read(STUK):
        som.update(stuk)
        grootte += len(stuk)
        doel.write(stuk)
    return Deel(grootte, som.hexdigest())


def _keur_naam(lid: tarfile.TarInfo, gezien: dict[str, Deel]) -> None:
    """Refuse a part that no backup of ours holds: a link, a way out of the directory, a name that came before."""
    naam = lid.name
    delen = PurePosixPath(naam).parts
    goed = naam in {DATABANK, MANIFEST, MANIFESTSOM} or is_veilige_naam(naam.removeprefix(BESTANDEN), naam)
    if not lid.isreg() or not goed or naam in gezien or naam != "/".join(delen):
        raise ReservekopieFout(f"Geweigerd: “{naam}” hoort niet in een reservekopie.")


def is_veilige_naam(rest: str, naam: str) -> bool:
    """Tell whether `naam` is a file below bestanden/ (`rest` being what follows), that stays there."""
    delen = PurePosixPath(rest).parts
    return (
        naam.startswith(BESTANDEN)
        and bool(delen)
        and not PurePosixPath(rest).is_absolute()
        and not any(deel.startswith(".") or "\\" in deel or "\x00" in deel for deel in delen)
    )


def _keur(klein: dict[str, bytes], gezien: dict[str, Deel]) -> Manifest:
    """Compare what was read with what the manifest says. Raises ReservekopieFout."""
    inhoud, som = klein.get(MANIFEST), klein.get(MANIFESTSOM)
    if inhoud is None or som is None:
        raise ReservekopieFout("Deze reservekopie is afgebroken: het einde ontbreekt.")
    if hashlib.sha256(inhoud).hexdigest().encode() != som:
        raise ReservekopieFout("Deze reservekopie is beschadigd: het manifest klopt niet.")
    ruw = json.loads(inhoud)
    if ruw.pop("soort", None) != SOORT:
        raise ReservekopieFout("Dit is geen reservekopie van Samenleven.")
    if (schema := ruw.pop("schema", 0)) > SCHEMA:
        raise ReservekopieFout(f"Deze reservekopie is van een latere versie (schema {schema}). Werk eerst bij.")
    try:
        databank = Deel(**ruw.pop("databank"))
        bestanden = {naam: Deel(**deel) for naam, deel in ruw.pop("bestanden").items()}
        manifest = Manifest(**ruw, databank=databank, bestanden=bestanden)
    except (KeyError, TypeError, AttributeError) as fout:
        raise ReservekopieFout("Deze reservekopie is beschadigd: het manifest is onvolledig.") from fout
    verwacht = {DATABANK: databank} | {BESTANDEN + naam: deel for naam, deel in bestanden.items()}
    gelezen = {naam: deel for naam, deel in gezien.items() if naam not in klein}
    if anders := sorted(naam for naam in verwacht | gelezen if verwacht.get(naam) != gelezen.get(naam)):
        raise ReservekopieFout(f"Deze reservekopie is beschadigd: {anders[0]} klopt niet ({len(anders)} in totaal).")
    return manifest
