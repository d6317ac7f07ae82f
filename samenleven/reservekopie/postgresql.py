"""PostgreSQL: `pg_dump` of one snapshot; back in one transaction, with what was there kept in a schema of its own.

The password travels in the environment of the client programs, never on their command line.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from samenleven.reservekopie.fout import ReservekopieFout

OMGEVING = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "dbname": "PGDATABASE",
    "password": "PGPASSWORD",
    "passfile": "PGPASSFILE",
    "service": "PGSERVICE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}
WACHT = "30s"  # for a table that somebody else holds


def versie() -> str:
    """Give the version of the server, as 15.18."""
    nummer = connection.pg_version
    return f"{nummer // 10_000}.{nummer % 10_000}"


def _omgeving() -> dict[str, str]:
    parameters = connection.get_connection_params()
    zelf = {OMGEVING[naam]: str(waarde) for naam, waarde in parameters.items() if naam in OMGEVING and waarde}
    return os.environ | zelf | {"PGCONNECT_TIMEOUT": "10"}


def _programma(naam: str) -> str:
    """Find a client program of the server's own major version. Raises ReservekopieFout."""
    hoofd = versie().split(".")[0]
    mappen = [settings.PG_BIN] if settings.PG_BIN else []
    mappen += [f"/usr/lib/postgresql/{hoofd}/bin", f"/usr/pgsql-{hoofd}/bin"]
    paden = [str(Path(map_) / naam) for map_ in mappen if (Path(map_) / naam).exists()]
    if op_pad := shutil.which(naam):
        paden.append(op_pad)
    gevonden = []
    for pad in paden:
        uit = subprocess.run([pad, "--version"], capture_output=True, text=True, check=False)
        nummer = re.search(r"(\d+)(\.\d+)?", uit.stdout.partition(")")[2])
        if nummer and nummer[1] == hoofd:
            return pad
        gevonden.append(f"{pad} is versie {nummer[1] if nummer else '?'}")
    waarom = "; ".join(gevonden) or f"er is geen {naam} gevonden"
    raise ReservekopieFout(
        f"De server is PostgreSQL {hoofd}, en daarvoor is {naam} van dezelfde versie nodig ({waarom}). "
        f"Installeer postgresql-client-{hoofd}, of zet de map in PG_BIN."
    )


def _draai(opdracht: Sequence[str]) -> None:
    proces = subprocess.run(opdracht, env=_omgeving(), stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if proces.returncode:
        regels = proces.stderr.strip().splitlines()
        raise ReservekopieFout(f"{Path(opdracht[0]).name} mislukte: {' '.join(regels[:3]) or proces.returncode}")


def _schema() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        return cursor.fetchone()[0]


@contextmanager
def momentopname(doel: Path) -> Iterator[None]:
    """Inside the block every query reads one moment; at its end `doel` holds the database as it was at that moment."""
    dump = _programma("pg_dump")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            momentnaam = cursor.fetchone()[0]
        yield
        vlaggen = ["--format=custom", "--no-owner", "--no-privileges", f"--schema={_schema()}"]
        _draai([dump, *vlaggen, f"--snapshot={momentnaam}", f"--file={doel}"])


def eis_alleen() -> None:
    """Refuse while another program has this database open: what it wrote would be lost without a word."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND backend_type = 'client backend'"
        )
        if anderen := cursor.fetchone()[0]:
            raise ReservekopieFout(
                f"De databank is nog in gebruik ({anderen} verbindingen). Stop eerst de toepassing en haar timers."
            )


class Wissel:
    """Put the database of an archive in the place of this one. `oud` names the schema that holds what was there."""

    def __init__(self, bron: Path, stempel: str) -> None:
        self.bron, self.oud = bron, f"voor_{stempel.lower()}"
        self._naam = _schema()

    def keur(self) -> None:
        """Let `pg_restore` read the whole archive, before anything is touched: a broken one fails here."""
        self._sql = self.bron.with_suffix(".sql")
        namen = [f"--schema={self._naam}", "--no-owner", "--no-privileges"]
        _draai([_programma("pg_restore"), *namen, f"--file={self._sql}", str(self.bron)])

    def voer_uit(self) -> None:
        """Move what is there aside and write the new, in one transaction: all of it or nothing."""
        eis_alleen()
        psql = _programma("psql")
        begin = self.bron.with_suffix(".begin.sql")
        begin.write_text(
            f"SET lock_timeout = '{WACHT}';\n"
            f'ALTER SCHEMA "{self._naam}" RENAME TO "{self.oud}";\n'
            f'CREATE SCHEMA "{self._naam}";\n'
        )
        connection.close()
        vlaggen = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        _draai([psql, *vlaggen, f"--file={begin}", f"--file={self._sql}"])

    def draai_terug(self) -> None:
        """Throw the new away and give the old its place back."""
        connection.close()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f'DROP SCHEMA "{self._naam}" CASCADE')
            cursor.execute(f'ALTER SCHEMA "{self.oud}" RENAME TO "{self._naam}"')
        connection.close()

    @property
    def bewaard(self) -> str:
        return f"schema {self.oud}"


def reeksen_achter() -> list[str]:
    """Give the columns whose sequence would hand out a number that is already used."""
    fout = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.relname, a.attname, s.relname FROM pg_class s JOIN pg_depend d ON d.objid = s.oid "
            "AND d.deptype IN ('a', 'i') AND d.classid = 'pg_class'::regclass JOIN pg_class t ON t.oid = d.refobjid "
            "JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid "
            "WHERE s.relkind = 'S' AND s.relnamespace = current_schema()::regnamespace"
        )
        for tabel, kolom, reeks in cursor.fetchall():
            cursor.execute(f'SELECT max("{kolom}"), (SELECT last_value FROM "{reeks}") FROM "{tabel}"')
            hoogste, laatste = cursor.fetchone()
            if hoogste is not None and hoogste > laatste:
                fout.append(f"{tabel}.{kolom}")
    return fout
