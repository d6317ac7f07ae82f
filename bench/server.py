"""gunicorn with 2 workers, as in production, for the application or for its floor; and what memory its workers hold."""

import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from bench.databases import omgeving
from bench.postgres import MAP, WORTEL

WACHT = 60  # seconds for a server to stand
APP, VLOER = "samenleven.wsgi", "bench.vloer_wsgi"


def vrije_poort() -> int:
    with socket.socket() as proef:
        proef.bind(("127.0.0.1", 0))
        return proef.getsockname()[1]


def wacht_op(poort: int) -> None:
    """Wait until something listens on a port. Raises RuntimeError where nothing ever does."""
    tot = time.monotonic() + WACHT
    while time.monotonic() < tot:
        with socket.socket() as proef:
            if proef.connect_ex(("127.0.0.1", poort)) == 0:
                return
        time.sleep(0.2)
    raise RuntimeError(f"Op poort {poort} luistert niets.")


@dataclass
class Server:
    """One gunicorn on a port of its own."""

    naam: str
    wsgi: str
    url: str
    poort: int = field(default_factory=vrije_poort)
    proces: subprocess.Popen | None = None

    def start(self) -> None:
        omg = omgeving(self.url, self.poort) | {"GUNICORN_BIND": f"127.0.0.1:{self.poort}", "GUNICORN_WORKERS": "2"}
        with (MAP / f"{self.naam}.log").open("w") as log:
            self.proces = subprocess.Popen(
                # No worker makes room for a fresh one: what a worker holds is what all requests left.
                [
                    Path(sys.executable).with_name("gunicorn"),
                    "-c",
                    "deploy/gunicorn.conf.py",
                    "--max-requests=0",
                    self.wsgi,
                ],
                cwd=WORTEL,
                env=omg,
                stdout=log,
                stderr=log,
            )

    def wacht(self) -> None:
        """Wait until both workers listen. Raises RuntimeError with the end of the log where they never do."""
        tot = time.monotonic() + WACHT
        while time.monotonic() < tot and self.proces.poll() is None:
            with socket.socket() as proef:
                if proef.connect_ex(("127.0.0.1", self.poort)) == 0 and len(self.werkers()) == 2:
                    return
            time.sleep(0.2)
        raise RuntimeError(f"{self.naam} staat niet:\n" + (MAP / f"{self.naam}.log").read_text()[-2000:])

    def werkers(self) -> list[int]:
        pad = Path(f"/proc/{self.proces.pid}/task/{self.proces.pid}/children")
        return [int(pid) for pid in pad.read_text().split()]

    def geheugen(self) -> list[dict[str, float]]:
        """Give for each worker its RSS and PSS, in MB."""
        return [_geheugen(pid) for pid in self.werkers()]

    def stop(self) -> None:
        if self.proces and self.proces.poll() is None:
            self.proces.terminate()
            try:
                self.proces.wait(20)
            except subprocess.TimeoutExpired:
                self.proces.kill()
                self.proces.wait()


def _geheugen(pid: int) -> dict[str, float]:
    regels = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    kb = {delen[0].rstrip(":"): int(delen[1]) for regel in regels if len(delen := regel.split()) == 3}
    return {"rss": kb["Rss"] / 1024, "pss": kb["Pss"] / 1024, "eigen": kb["Private_Dirty"] / 1024}


def machine() -> str:
    """Give in words what it ran on, without its name."""
    model = next(
        (r.split(":", 1)[1].strip() for r in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in r), "?"
    )
    geheugen = int(Path("/proc/meminfo").read_text().split()[1]) / 1024 / 1024
    return f"{os.cpu_count()} kernen ({model}), {geheugen:.0f} GB, Python {sys.version.split()[0]}"
