"""`make start`: from a fresh clone to the running application, and again with the same data.

Argument: the port. Everything happens with the production server and settings, in demo mode, on this machine only.
"""

import os
import secrets
import socket
import subprocess
import sys
from pathlib import Path

WORTEL = Path(__file__).resolve().parent.parent
ENV = WORTEL / ".env"
PLAN = "speerpunten/planbestand/samenleven-2022-2025.json"


def maak_env() -> None:
    """Write `.env` once: a secret of its own, and demo mode. Only its owner may read it."""
    if ENV.exists():
        return
    regels = (
        "# Made by `make start`. Not for a public installation: see .env.example.",
        f"SECRET_KEY={secrets.token_urlsafe(50)}",
        "DEMO_MODUS=true",
    )
    with os.fdopen(os.open(ENV, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as bestand:
        bestand.write("\n".join(regels) + "\n")


def lees_poort(tekst: str) -> int:
    """Give the port; stop with a plain word where it is none, or where something else listens there."""
    if not tekst.isdecimal() or not 0 < int(tekst) < 65_536:
        sys.exit(f"“{tekst}” is geen poort. Kies een getal, zoals: PORT=8080 make start")
    with socket.socket() as proef:
        proef.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            proef.bind(("127.0.0.1", int(tekst)))
        except OSError:
            sys.exit(f"Poort {tekst} is niet vrij. Kies een andere, zoals: PORT=8080 make start")
    return int(tekst)


def beheer(*opdracht: str) -> None:
    """Run a management command; what fails stops the start."""
    subprocess.run([sys.executable, "manage.py", *opdracht], cwd=WORTEL, check=True)


def main() -> None:
    poort = lees_poort(sys.argv[1])
    os.environ["BASE_URL"] = f"http://127.0.0.1:{poort}"
    maak_env()
    beheer("migrate", "--verbosity", "0")
    beheer("createcachetable", "--verbosity", "0")
    beheer("laad_plan", PLAN, "--afwezig", "--verbosity", "0")
    beheer("collectstatic", "--noinput", "--verbosity", "0")
    beheer("laad_voorbeeld")
    print(f"\nSamenleven staat op http://127.0.0.1:{poort}/  (stoppen: Ctrl+C)")
    sys.stdout.flush()
    gunicorn = Path(sys.executable).with_name("gunicorn")
    os.chdir(WORTEL)
    opdracht = ["gunicorn", "samenleven.wsgi", f"--bind=127.0.0.1:{poort}", "--workers=2", "--threads=4"]
    os.execv(gunicorn, [*opdracht, "--log-level=warning"])


if __name__ == "__main__":
    main()
