"""`make check`: lint, format, templates, migrations and settings; every part runs, and one failure fails all."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

WORTEL = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PRODUCTIE = {
    "SECRET_KEY": secrets.token_urlsafe(50),
    "BASE_URL": "https://samenleven.example",
    "UITGEVER": "Bestuur (voorbeeld)",
    "UITGEVER_ADRES": "Straat 1, 1000 Brussel (voorbeeld)",
    "CONTACT_EMAIL": "info@samenleven.example",
    "HANDHAVING": "Ombudsdienst (voorbeeld)",
    "HANDHAVING_URL": "https://ombudsdienst.example",
}

STAPPEN: tuple[tuple[list[str], dict[str, str]], ...] = (
    ([str(BIN / "ruff"), "check", "."], {}),
    ([str(BIN / "ruff"), "format", "--check", "."], {}),
    ([str(BIN / "djlint"), "templates", "--lint", "--quiet"], {}),
    ([sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"], PRODUCTIE),
    (
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        PRODUCTIE | {"DEMO_MODUS": "false"},
    ),
)


def main() -> int:
    mislukt = []
    for stap, omgeving in STAPPEN:
        naam = " ".join([Path(stap[0]).name, *stap[1:]])
        print(f"== {naam}", flush=True)
        if subprocess.run(stap, cwd=WORTEL, env=os.environ | omgeving).returncode:
            mislukt.append(naam)
    print("\nNot in order: " + "; ".join(mislukt) if mislukt else "\nAll in order.")
    return 1 if mislukt else 0


if __name__ == "__main__":
    sys.exit(main())
