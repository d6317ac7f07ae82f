"""The floor: for each page a bare view that runs the one essential query, and shows its rows in a plain template.

No rights, no components, no translation: less than this no page of these rows can cost. One path for each, with a key.
"""

import csv
import functools
import io
import json

import xlsxwriter
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from bench.vloer_sql import FORMULIEREN, JSON, RAPPORT, REGELS, TABELLEN, UITVOER

ALINEA = "De werking loopt en bereikt nieuwe bewoners in de wijk, samen met de scholen en de vrijwilligers. " * 5
ALINEAS_PER_KB = 2


def _rijen(sql: str, sleutel: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [sleutel])
        return cursor.fetchall()


def _pagina(sjabloon: str, sql: str):
    def toon(request: HttpRequest, sleutel: str) -> HttpResponse:
        soort = "text/plain" if sjabloon.endswith(".txt") else "text/html"
        return render(request, sjabloon, {"rijen": _rijen(sql, sleutel)}, content_type=f"{soort}; charset=utf-8")

    return toon


def _json(sql: str):
    def toon(request: HttpRequest, sleutel: str) -> HttpResponse:
        return HttpResponse(json.dumps(_rijen(sql, sleutel), default=str), content_type="application/json")

    return toon


def uitvoer_csv(request: HttpRequest, sleutel: str) -> HttpResponse:
    uit = io.StringIO()
    csv.writer(uit, delimiter=";").writerows(_rijen(UITVOER, sleutel))
    return HttpResponse(uit.getvalue(), content_type="text/csv")


def uitvoer_xlsx(request: HttpRequest, sleutel: str) -> HttpResponse:
    uit = io.BytesIO()
    boek = xlsxwriter.Workbook(uit, {"constant_memory": True, "default_date_format": "dd/mm/yyyy"})
    blad = boek.add_worksheet()
    for nr, rij in enumerate(_rijen(UITVOER, sleutel)):
        blad.write_row(nr, 0, rij)
    boek.close()
    return HttpResponse(uit.getvalue(), content_type="application/octet-stream")


def _rapport(sleutel: str) -> str:
    return _rijen(RAPPORT, sleutel)[0][0]


def rapport(request: HttpRequest, sleutel: str, met: int | None = None) -> HttpResponse:
    """Show the speerpunten of a report, and the acties of one of them."""
    return render(request, "rapport.html", {"rapport": json.loads(_rapport(sleutel)), "met": met})


def rapport_json(request: HttpRequest, sleutel: str) -> HttpResponse:
    return HttpResponse(_rapport(sleutel), content_type="application/json")


def rapport_csv(request: HttpRequest, sleutel: str) -> HttpResponse:
    uit = io.StringIO()
    schrijver = csv.writer(uit, delimiter=";")
    for deel in json.loads(_rapport(sleutel))["speerpunten"]:
        schrijver.writerows(actie.values() for actie in deel["acties"])
    return HttpResponse(uit.getvalue(), content_type="text/csv")


def vast(request: HttpRequest, sleutel: str) -> HttpResponse:
    """Show so many kB of text that stands nowhere but in the page."""
    return render(request, "vast.html", {"alineas": [ALINEA] * (int(sleutel) * ALINEAS_PER_KB)})


def gezond(request: HttpRequest, sleutel: str) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return HttpResponse(str(cursor.fetchone()[0]), content_type="text/plain")


_weergaven = {
    **{naam: _pagina("tabel.html", sql) for naam, sql in TABELLEN.items()},
    **{naam: _pagina("formulier.html", sql) for naam, sql in FORMULIEREN.items()},
    **{naam: _pagina("regels.txt", sql) for naam, sql in REGELS.items()},
    **{naam: _json(sql) for naam, sql in JSON.items()},
    "csv": uitvoer_csv,
    "xlsx": uitvoer_xlsx,
    "rapport": rapport,
    "rapportdeel": functools.partial(rapport, met=1),
    "rapportjson": rapport_json,
    "rapportcsv": rapport_csv,
    "vast": vast,
    "gezond": gezond,
}
urlpatterns = [path(f"{naam}/<str:sleutel>/", toon) for naam, toon in _weergaven.items()]
