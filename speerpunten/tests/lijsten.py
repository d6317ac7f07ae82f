"""Workbooks as tests make and read them, by another program than the one that writes ours."""

import datetime as dt
import io

import xlsxwriter
from python_calamine import CalamineWorkbook

from speerpunten.models import Beleidsdomein, Beleidsplan, Import
from speerpunten.tests import maak
from speerpunten.uitwisseling import overnemen as services

GEWOON = [
    ["Opvolging acties samenleven (stand van zaken eind 2024)"],
    [],
    ["Nr", "Speerpunt", "Naam actie", "Verantwoordelijke partner", "Betrokken partners", "Startdatum", "Einddatum",
     "Domein", "Stand van zaken", "Hoe verloopt het?", "Commentaar", "Intern nummer", None, "Notities"],
    [1, "SP 1", "Praattafels", "Buurtwerk (voorbeeld)", "A vzw (voorbeeld); B vzw (voorbeeld)", "1/3/2022",
     "30 sept 2025", "Onderwijs", "lopend", "groen", "Elke week.", "X-1", "vraag Jan nog eens", None],
    [2, "2. Wonen", "Huizenroute", "C vzw (voorbeeld)", "", "2023", "", "Huisvesting", "nog niet gestart", "", "",
     "X-2"],
    [3, 1, "Leesclub", "buurtwerk (VOORBEELD)", "", dt.date(2024, 5, 1), 2025, "onderwijs", "lopend", "", "", ""],
    [],
    ["* bedragen zijn niet opgenomen"],
]  # fmt: skip


def boek(**bladen: list[list]) -> bytes:
    """Give a workbook with these sheets, each a list of rows."""
    uit = io.BytesIO()
    with xlsxwriter.Workbook(uit, {"strings_to_formulas": False, "strings_to_urls": False}) as werkboek:
        dag = werkboek.add_format({"num_format": "dd/mm/yyyy"})
        for naam, rijen in bladen.items():
            blad = werkboek.add_worksheet(naam)
            for nummer, rij in enumerate(rijen):
                for kolom, waarde in enumerate(rij):
                    if hasattr(waarde, "isoformat"):
                        blad.write_datetime(nummer, kolom, waarde, dag)
                    elif waarde is not None:
                        blad.write(nummer, kolom, waarde)
    return uit.getvalue()


def uitpakken(inhoud: bytes) -> dict[str, list[list]]:
    """Give sheet -> rows of a workbook."""
    werkboek = CalamineWorkbook.from_filelike(io.BytesIO(inhoud))
    return {naam: werkboek.get_sheet_by_name(naam).to_python() for naam in werkboek.sheet_names}


def bekijk(plan: Beleidsplan, inhoud: bytes, door, naam: str = "lijst.xlsx", **keuzes) -> Import:
    """Hand in a file and look at it."""
    invoer = services.maak_import(plan=plan, naam=naam, inhoud=inhoud, door=door)
    list(services.bekijk_import(invoer, keuzes))
    return invoer


def neem_over(invoer: Import, door) -> Import:
    list(services.voer_uit(invoer, door=door))
    invoer.refresh_from_db()
    return invoer


def regels(invoer: Import, oordeel: str) -> list[dict]:
    return [regel for regel in invoer.voorstel["regels"] if regel["oordeel"] == oordeel]


def fouten(invoer: Import) -> list[tuple[int, str, str]]:
    """Give what is wrong as (row, column, text)."""
    return [(r["rij"], kolom, tekst) for r in regels(invoer, "fout") for kolom, tekst in r["fouten"]]


def maak_leeg_plan() -> Beleidsplan:
    """Give a plan with two speerpunten and one domain, and no acties."""
    plan = maak.maak_plan(slug="plan", naam="Plan")
    maak.maak_speerpunt(plan=plan, titel="Taal")
    maak.maak_speerpunt(plan=plan, titel="Wonen")
    Beleidsdomein.objects.create(naam="Onderwijs", slug="onderwijs")
    return plan
