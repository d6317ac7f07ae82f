"""Workbooks as tests make and read them, by another program than the one that writes ours."""

import io

import xlsxwriter
from python_calamine import CalamineWorkbook

from speerpunten.models import Beleidsplan, Import
from speerpunten.uitwisseling import overnemen as services


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
