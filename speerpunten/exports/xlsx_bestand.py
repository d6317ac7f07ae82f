"""A table as an Excel workbook: real days, a filter row, a frozen header, no live formulas or links."""

import datetime as dt
import io
from collections.abc import Iterable, Sequence

import xlsxwriter

MAX_CEL = 32_767  # characters: what Excel can hold in one cell


def xlsx(naam: str, kop: Sequence[str], breedtes: Sequence[int], rijen: Iterable[Sequence[object]]) -> bytes:
    """Give a workbook with one sheet `naam`; rows are written to disk as they come, not kept in memory."""
    uit = io.BytesIO()
    opties = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(uit, opties) as boek:
        blad = boek.add_worksheet(naam)
        vet = boek.add_format({"bold": True, "bottom": 1, "valign": "top"})
        cel = boek.add_format({"text_wrap": True, "valign": "top"})
        dag = boek.add_format({"num_format": "dd/mm/yyyy", "valign": "top", "align": "left"})
        for kolom, breedte in enumerate(breedtes):
            blad.set_column(kolom, kolom, breedte)
        blad.freeze_panes(1, 2)
        blad.write_row(0, 0, kop, vet)
        nummer = 0
        for nummer, rij in enumerate(rijen, start=1):
            for kolom, waarde in enumerate(rij):
                if isinstance(waarde, dt.date):
                    blad.write_datetime(nummer, kolom, waarde, dag)
                elif isinstance(waarde, int):
                    blad.write_number(nummer, kolom, waarde, cel)
                elif waarde:
                    blad.write_string(nummer, kolom, str(waarde)[:MAX_CEL], cel)
        blad.autofilter(0, 0, max(nummer, 1), len(kop) - 1)
    return uit.getvalue()
