"""Tables as an Excel workbook: real days, a filter row, a frozen header, drop-downs, no live formulas or links."""

import datetime as dt
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import xlsxwriter

MAX_CEL = 32_767  # characters: what Excel can hold in one cell
MAX_INVUL = 2000  # rows of a template that have a drop-down
REGELHOOGTE, MAX_HOOGTE = 15, 405  # points; a row in Excel is 409 points high at most
KEUZEBLAD = "keuzes"  # hidden: what the drop-downs offer


@dataclass(frozen=True)
class Werkblad:
    """One sheet: its name, headings, widths (characters) and rows; per heading a drop-down and a note, where wanted."""

    naam: str
    kop: Sequence[str]
    breedtes: Sequence[int]
    rijen: Iterable[Sequence[object]]
    keuzes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    uitleg: Mapping[str, str] = field(default_factory=dict)


def xlsx(*bladen: Werkblad) -> bytes:
    """Give a workbook with these sheets; rows are written to disk as they come, not kept in memory."""
    uit = io.BytesIO()
    opties = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(uit, opties) as boek:
        kolom_van = _schrijf_keuzes(boek, bladen)
        for inhoud in bladen:
            _schrijf_blad(boek, inhoud, kolom_van)
        boek.worksheets_objs.sort(key=lambda blad: blad.name == KEUZEBLAD)
        boek.worksheets_objs[0].activate()
    return uit.getvalue()


def _schrijf_keuzes(boek: xlsxwriter.Workbook, bladen: Sequence[Werkblad]) -> dict[tuple[str, ...], str]:
    """Put every list of choices in a column of a hidden sheet; give list -> the range where it stands."""
    lijsten = list(dict.fromkeys(tuple(keuzes) for blad in bladen for keuzes in blad.keuzes.values() if keuzes))
    if not lijsten:
        return {}
    blad = boek.add_worksheet(KEUZEBLAD)
    blad.hide()
    for rij in range(max(len(lijst) for lijst in lijsten)):  # row by row: what is written is no longer in memory
        for kolom, lijst in enumerate(lijsten):
            if rij < len(lijst):
                blad.write_string(rij, kolom, lijst[rij])
    letter = xlsxwriter.utility.xl_col_to_name
    return {
        lijst: f"={KEUZEBLAD}!${letter(kolom)}$1:${letter(kolom)}${len(lijst)}" for kolom, lijst in enumerate(lijsten)
    }


def _schrijf_blad(boek: xlsxwriter.Workbook, inhoud: Werkblad, kolom_van: Mapping[tuple[str, ...], str]) -> None:
    blad = boek.add_worksheet(inhoud.naam)
    vet = boek.add_format({"bold": True, "bottom": 1, "valign": "top"})
    cel = boek.add_format({"text_wrap": True, "valign": "top"})
    dag = boek.add_format({"num_format": "dd/mm/yyyy", "valign": "top", "align": "left"})
    for kolom, breedte in enumerate(inhoud.breedtes):
        blad.set_column(kolom, kolom, breedte)
    blad.freeze_panes(1, min(2, len(inhoud.kop)))
    for kolom, naam in enumerate(inhoud.kop):
        blad.write_string(0, kolom, naam, vet)
        if naam in inhoud.uitleg:
            blad.write_comment(0, kolom, inhoud.uitleg[naam], {"x_scale": 2})
        if lijst := tuple(inhoud.keuzes.get(naam, ())):
            # A hint, not a fence: what else is typed is asked about when the file is read.
            regel = {"validate": "list", "source": kolom_van[lijst], "show_error": False}
            blad.data_validation(1, kolom, MAX_INVUL, kolom, regel)
    nummer = 0
    for nummer, rij in enumerate(inhoud.rijen, start=1):
        if (regels := _regels(rij, inhoud.breedtes)) > 1:
            blad.set_row(nummer, min(regels * REGELHOOGTE, MAX_HOOGTE))
        for kolom, waarde in enumerate(rij):
            if waarde is None or waarde == "":
                continue
            if isinstance(waarde, str):
                blad.write_string(nummer, kolom, waarde[:MAX_CEL], cel)
            elif isinstance(waarde, dt.date):
                blad.write_datetime(nummer, kolom, waarde, dag)
            elif isinstance(waarde, int):
                blad.write_number(nummer, kolom, waarde, cel)
            elif waarde:
                blad.write_string(nummer, kolom, str(waarde), cel)
    blad.autofilter(0, 0, max(nummer, 1), len(inhoud.kop) - 1)


def _regels(rij: Sequence[object], breedtes: Sequence[int]) -> int:
    """Give how many lines the fullest cell of a row takes. Excel finds out by itself, LibreOffice does not."""
    meest = 1
    for cel, breedte in zip(rij, breedtes, strict=True):
        if isinstance(cel, str) and (len(cel) > breedte or "\n" in cel):
            meest = max(meest, _regels_van(cel, breedte))
    return meest


def _regels_van(tekst: str, breedte: int) -> int:
    # Words break before the edge: a tenth of each line stays white.
    if "\n" not in tekst:
        return max(1, math.ceil(len(tekst) * 1.1 / breedte))
    return sum(max(1, math.ceil(len(alinea) * 1.1 / breedte)) for alinea in tekst.split("\n"))
