"""SQLite: its own online copy, that writers do not wait for; back as a file beside the old one, then renamed."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection

from samenleven.reservekopie.fout import ReservekopieFout
from samenleven.reservekopie.gegevens import fsync

WACHT = 10  # seconds for a writer that is busy


def versie() -> str:
    return sqlite3.sqlite_version


@contextmanager
def momentopname(doel: Path) -> Iterator[None]:
    """Copy the database to `doel`; inside the block every query reads that copy."""
    connection.ensure_connection()
    with closing(sqlite3.connect(doel)) as kopie:
        connection.connection.backup(kopie)  # all pages in one read: one moment
        kopie.execute("PRAGMA journal_mode=DELETE")  # one file, complete by itself
    with _lees_uit(doel):
        yield
    _eis_heel(doel)


def _open(pad: Path) -> sqlite3.Connection:
    """Open a file as Django does: its constraints call functions that Django brings. Its journal mode stays."""
    parameters = connection.get_connection_params() | {"database": str(pad), "uri": False}
    return connection.get_new_connection(parameters)


@contextmanager
def _lees_uit(pad: Path) -> Iterator[None]:
    """Let the connection of Django read another file for the length of a block."""
    echte = connection.connection
    anders = _open(pad)
    anders.execute("PRAGMA query_only=ON")
    connection.connection = anders
    try:
        yield
    finally:
        connection.connection = echte
        anders.close()


def _eis_heel(pad: Path) -> None:
    """Raise ReservekopieFout where a file is no whole database."""
    try:
        with closing(_open(pad)) as databank:
            uitslag = databank.execute("PRAGMA integrity_check").fetchone()[0]
            los = databank.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as fout:
        raise ReservekopieFout(f"De databank is beschadigd: {fout}") from fout
    if uitslag != "ok" or los:
        raise ReservekopieFout(f"De databank is beschadigd: {uitslag if uitslag != 'ok' else f'losse rij in {los[0]}'}")


class Wissel:
    """Put the database of an archive in the place of this one. `oud` is the file that holds what was there."""

    def __init__(self, bron: Path, stempel: str) -> None:
        self._hier = Path(connection.settings_dict["NAME"])
        self.bron, self.oud = bron, self._hier.with_name(f"{self._hier.name}.voor-{stempel}")

    def keur(self) -> None:
        _eis_heel(self.bron)

    def voer_uit(self) -> None:
        """Move what is there aside and rename the new into its place."""
        connection.close()
        self._maak_heel()
        nieuw = self._hier.with_name(f"{self._hier.name}.nieuw")
        os.replace(self.bron, nieuw) if _zelfde_schijf(self.bron, self._hier.parent) else _kopieer(self.bron, nieuw)
        fsync(nieuw)
        if self._hier.exists():
            os.replace(self._hier, self.oud)
        os.replace(nieuw, self._hier)
        fsync(self._hier.parent)

    def _maak_heel(self) -> None:
        """Bring what stands in the journal into the file itself; this fails while another program has it open."""
        if not self._hier.exists():
            return
        try:
            with closing(sqlite3.connect(self._hier, timeout=WACHT)) as databank:
                databank.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as fout:
            raise ReservekopieFout("De databank is nog in gebruik. Stop eerst de toepassing en haar timers.") from fout
        except sqlite3.DatabaseError:
            return  # broken: which is why it is replaced; it is kept aside as it is

    def draai_terug(self) -> None:
        """Throw the new away and give the old its place back."""
        connection.close()
        for staart in ("-wal", "-shm"):
            self._hier.with_name(self._hier.name + staart).unlink(missing_ok=True)
        if self.oud.exists():
            os.replace(self.oud, self._hier)
        else:
            self._hier.unlink(missing_ok=True)

    @property
    def bewaard(self) -> str:
        return str(self.oud) if self.oud.exists() else ""


def _zelfde_schijf(een: Path, ander: Path) -> bool:
    return een.stat().st_dev == ander.stat().st_dev


def _kopieer(bron: Path, doel: Path) -> None:
    with bron.open("rb") as lees, doel.open("wb") as schrijf:
        while stuk := lees.read(1 << 20):
            schrijf.write(stuk)


def reeksen_achter() -> list[str]:
    """Give nothing: SQLite keeps its counters in the file itself."""
    return []
