"""Print as JSON how many queries each page asks, and on request how the database answers them (EXPLAIN).

In the process itself, with the settings of production; one page after the other, each twice, the second one counted.
"""

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samenleven.settings")

import django

django.setup(set_prefix=False)

from django.db import connection  # noqa: E402  these need the loaded settings
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench.paginas import ANONIEM, PAGINAS  # noqa: E402


def _klant(wie: str, doelen: dict[str, str]) -> Client:
    klant = Client(SERVER_NAME="127.0.0.1")
    if wie != ANONIEM:
        klant.cookies[doelen["koekje"]] = doelen[f"sessie_{wie}"]
    return klant


def vragen(doelen: dict[str, str], uit_te_leggen: list[str]) -> dict[str, dict]:
    """Give per page how many queries, and the milliseconds in them; of those to explain (their keys) also the plans."""
    uit = {}
    for pagina in PAGINAS:
        klant, pad = _klant(pagina.wie, doelen), pagina.pad.format(**doelen)
        for _ in range(2):
            with CaptureQueriesContext(connection) as gevraagd:
                klant.get(pad).getvalue()
        tijd = sum(float(vraag["time"]) for vraag in gevraagd) * 1000
        uit[pagina.sleutel] = {"aantal": len(gevraagd), "ms": tijd, "plannen": []}
        if pagina.sleutel in uit_te_leggen:
            uit[pagina.sleutel]["plannen"] = [_plan(vraag["sql"]) for vraag in gevraagd]
    return uit


def _plan(sql: str) -> str:
    if not sql.lstrip("( ").upper().startswith(("SELECT", "WITH")):
        return sql
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {sql}")
        return "\n".join([sql, *(regel for (regel,) in cursor.fetchall())])


if __name__ == "__main__":
    json.dump(vragen(*map(json.loads, sys.argv[1:])), sys.stdout)
