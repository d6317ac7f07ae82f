"""A process that the trial starts, and that it alone ends: by its own number, never by a name."""

import ctypes
import os
import signal
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path

GEDULD = 20  # seconds that a process gets to end by itself
NEEM_WEZEN_AAN = 36  # prctl: PR_SET_CHILD_SUBREAPER


class Dienst:
    """One program with its own log."""

    def __init__(self, naam: str, opdracht: list[str], *, log: Path, env: dict[str, str], gebruiker: str = "") -> None:
        self.naam, self.opdracht, self.log, self.env, self.gebruiker = naam, opdracht, log, env, gebruiker
        self.proces: subprocess.Popen | None = None

    def start(self, waar: Path) -> None:
        wie = {"user": self.gebruiker, "group": self.gebruiker, "extra_groups": []} if self.gebruiker else {}
        with self.log.open("ab") as log:
            self.proces = subprocess.Popen(
                self.opdracht, cwd=waar, env=self.env, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **wie
            )

    @property
    def loopt(self) -> bool:
        return self.proces is not None and self.proces.poll() is None

    def pids(self) -> list[int]:
        """Give itself and its children."""
        return [self.proces.pid, *kinderen(self.proces.pid)] if self.loopt else []

    def begraaf(self) -> None:
        """Wait for one that was killed."""
        if self.proces:
            self.proces.wait(GEDULD)

    def stop(self) -> None:
        """Ask it to end; kill it where it does not."""
        if not self.loopt:
            return
        self.proces.terminate()
        try:
            self.proces.wait(GEDULD)
        except subprocess.TimeoutExpired:
            dood(self.pids())
            self.proces.wait()

    def staart(self) -> str:
        """Give the end of its log."""
        return self.log.read_text(errors="replace")[-1500:] if self.log.exists() else ""


def kinderen(pid: int) -> list[int]:
    """Give the children of a process, of every thread of it; none where it is gone."""
    uit: list[int] = []
    for pad in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(FileNotFoundError, ProcessLookupError):
            uit += map(int, pad.read_text().split())
    return uit


def dood(pids: list[int]) -> None:
    """Kill all of them (-9), at once."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def neem_wezen_aan() -> None:
    """Become the parent of every PostgreSQL that its Patroni leaves behind, and bury it when it is dead: PostgreSQL and
    Patroni take one that nobody buries for a living one, and not every machine has an init that does it."""
    ctypes.CDLL(None).prctl(NEEM_WEZEN_AAN, 1, 0, 0, 0)
    threading.Thread(target=_begraaf_wezen, daemon=True).start()


def _begraaf_wezen() -> None:
    while True:
        for pid in kinderen(os.getpid()):
            with suppress(FileNotFoundError, ProcessLookupError):
                if Path(f"/proc/{pid}/comm").read_text().strip() == "postgres":  # all else is waited for elsewhere
                    leeft(pid)
        time.sleep(0.2)


def leeft(pid: int) -> bool:
    """Tell whether a process runs; bury it where it is ours and dead."""
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}
    except (FileNotFoundError, ProcessLookupError):
        return False


def wacht_tot(klaar, seconden: float, waarop: str) -> None:
    """Wait until `klaar()` holds. Raises TimeoutError with what was waited for."""
    einde = time.monotonic() + seconden
    while not klaar():
        if time.monotonic() > einde:
            raise TimeoutError(f"Na {seconden:.0f} seconden nog niet: {waarop}")
        time.sleep(0.2)
