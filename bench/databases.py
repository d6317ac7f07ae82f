"""A database for each size: made, filled and kept; and what the pages are asked about in it."""

import datetime as dt
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

from bench.maten import MATEN, ZAAD
from bench.postgres import MAP, WORTEL, Postgres

HOUDBAAR = 25  # days: after that the last ronde of the data closes, and pages would tell another story
BRONNEN = ("speerpunten/proefdata", "speerpunten/migrations", "organisaties/migrations", "samenleven/migrations")


def _merk() -> str:
    """Give a mark of all that decides what stands in a database."""
    bestanden = sorted(b for bron in BRONNEN for b in (WORTEL / bron).rglob("*.py"))
    return hashlib.sha256(b"".join(b.read_bytes() for b in bestanden)).hexdigest()[:16]


def omgeving(url: str, poort: int = 8000) -> dict[str, str]:
    """Give the environment of the application: production, and nothing that reaches out of this machine."""
    return {k: w for k, w in os.environ.items() if not k.startswith("OIDC_")} | {
        "SECRET_KEY": "only-for-the-bench",
        "DATABASE_URL": url,
        "BASE_URL": f"http://127.0.0.1:{poort}",
        "DEBUG": "false",
        "DEMO_MODUS": "false",
        "EMAIL_URL": "dummymail://",
        "POST_METEEN": "false",
        "BESTANDEN": str(MAP / "bestanden"),
        # Counted for every request, as always, and never reached: one address asks thousands of times here.
        "LIMIET_ZOEKEN": "1000000/s",
        "LIMIET_UITVOER": "1000000/s",
        "UITGEVER": "Bestuur (proef)",
        "CONTACT_EMAIL": "proef@voorbeeld.test",
        "CONTACT_VEILIGHEID": "proef@voorbeeld.test",
        "PYTHONUNBUFFERED": "1",
        "PYTHONNODEBUGRANGES": "1",  # as deploy/samenleven.service
    }


def beheer(*opdracht: str, url: str, **opties) -> subprocess.CompletedProcess:
    """Run a management command on a database; what fails stops the bench."""
    return subprocess.run([sys.executable, "manage.py", *opdracht], cwd=WORTEL, env=omgeving(url), check=True, **opties)


def zorg_voor(postgres: Postgres, naam: str) -> str:
    """Give the address of the database of a size; make and fill it where it is not there, is old, or is another."""
    database = f"bench_{naam.lower()}"
    vandaag = dt.date.today()
    opmerking = postgres.vraag(
        f"SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '{database}'"
    )
    staat = json.loads(opmerking[0][0]) if opmerking and opmerking[0][0] else {}
    vers = staat and (vandaag - dt.date.fromisoformat(staat["dag"])).days <= HOUDBAAR
    if not vers or staat["merk"] != _merk():
        _maak(postgres, database, naam, _dag_van_anderen(postgres) or vandaag)
    return postgres.url(database)


def _dag_van_anderen(postgres: Postgres) -> dt.date | None:
    """Give the day of the databases that are there already and may stay: all tell of the same day."""
    rijen = postgres.vraag("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname LIKE 'bench_%'")
    staten = [json.loads(tekst) for (tekst,) in rijen if tekst]
    dagen = {staat["dag"] for staat in staten if staat["merk"] == _merk()}
    jongste = dt.date.fromisoformat(max(dagen)) if dagen else None
    vandaag = dt.date.today()
    return jongste if jongste and (vandaag - jongste).days <= HOUDBAAR else None


def _maak(postgres: Postgres, database: str, naam: str, dag: dt.date) -> None:
    maat = MATEN[naam]
    print(f"{naam}: {maat.plannen} x {maat.acties} acties x {maat.rondes} rondes", file=sys.stderr)
    postgres.vraag(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
    postgres.vraag(f"CREATE DATABASE {database}")
    url = postgres.url(database)
    beheer("migrate", "--verbosity", "0", url=url)
    beheer("createcachetable", "--verbosity", "0", url=url)
    opties = {"plannen": maat.plannen, "acties": maat.acties, "rondes": maat.rondes, "zaad": ZAAD, "dag": dag}
    beheer("maak_proefdata", *(f"--{optie}={waarde}" for optie, waarde in opties.items()), url=url)
    # Outside demo mode nobody of these can log in, and who cannot gets no post: here they are people at work.
    postgres.vraag("UPDATE organisaties_gebruiker SET is_active = true", database)
    postgres.vraag("VACUUM (ANALYZE)", database)
    staat = json.dumps({"merk": _merk(), "dag": dag.isoformat()})
    postgres.vraag(f"COMMENT ON DATABASE {database} IS '{staat}'")


def doelen(url: str) -> dict[str, str]:
    """Give what the pages are asked about in this database, and the sessions of those who ask."""
    klaar = subprocess.run(
        [sys.executable, "-m", "bench.doelen"], cwd=WORTEL, env=omgeving(url), check=True, stdout=subprocess.PIPE
    )
    return json.loads(klaar.stdout)


def verzamel_statisch() -> None:
    """Collect the static files as an installation does; the bench has them in their usual place under `build/`."""
    Path(MAP / "bestanden").mkdir(parents=True, exist_ok=True)
    beheer("collectstatic", "--noinput", "--verbosity", "0", url="sqlite://:memory:")
