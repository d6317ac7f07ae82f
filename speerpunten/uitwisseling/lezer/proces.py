"""Read one spreadsheet in a process of its own, with little memory: what a hostile file breaks is this, and no more.

Run as a script: `proces.py FILE`. Writes JSON lines: {"fout": text}, or per sheet {"blad": name, "samengevoegd": [..],
"formules": n} followed by its rows as [number, [cells]]. A day is {"d": "2024-12-31"}; an error of a formula
{"f": "#REF!"}. Imports nothing of the application but `archief`, so that it starts quickly.
"""

import csv
import datetime as dt
import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

# The room where files are judged, without the application around it: last in the row, so that it hides nothing.
sys.path.append(str(Path(__file__).resolve().parents[2] / "bestandsoort"))
import archief

GEHEUGEN = 400 * 1024 * 1024  # bytes of address space, the interpreter included
REKENTIJD = 40  # seconds of processor time
MAX_RIJEN = 20_000  # filled rows in one sheet
MAX_KOLOMMEN = 200
MAX_CEL = 32_767  # characters: what Excel can hold in one cell
MAX_BLADEN = 30

FOUTWAARDEN = {"#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "Err:502", "Err:508"}
# A formula of which the cell keeps no outcome; an empty text (t="str") is one.
ZONDER_UITKOMST = re.compile(rb"<c\b([^>]*)>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")
SCHEIDINGSTEKENS = ";,\t|"


class Fout(Exception):
    """Why this file is refused, in Dutch, with what to do."""


def _tekst_van(inhoud: bytes) -> str:
    """Decode: UTF-8 (with or without BOM), UTF-16 with BOM, else the Western European code of Windows."""
    if inhoud.startswith((b"\xff\xfe", b"\xfe\xff")):
        return inhoud.decode("utf-16", errors="replace")
    try:
        return inhoud.decode("utf-8-sig")
    except UnicodeDecodeError:
        return inhoud.decode("cp1252", errors="replace")


def _scheidingsteken(tekst: str) -> str:
    """Give the separator that splits the first lines in most columns, and most evenly."""
    regels = [regel for regel in tekst[:20_000].splitlines() if regel.strip()][:20]

    def past(teken: str) -> tuple[int, int]:
        aantallen = [len(rij) for rij in csv.reader(regels, delimiter=teken)]
        meest = max(set(aantallen), key=lambda n: (aantallen.count(n), n), default=1)
        return (aantallen.count(meest) if meest > 1 else 0, meest)

    return max(SCHEIDINGSTEKENS, key=past)


def lees_csv(inhoud: bytes) -> Iterator[object]:
    """Give the one sheet of a CSV file."""
    tekst = _tekst_van(inhoud)
    if "\x00" in tekst:
        raise Fout("Dit is geen rekenblad en geen CSV. Bewaar de lijst als .xlsx, .ods of .csv.")
    begin = tekst[:2000].lstrip().lower()
    if begin.startswith(("<!doctype", "<html", "<table", "<?xml", "<head", "<meta")):
        raise Fout(
            "Dit is een webpagina die zich voor een rekenblad uitgeeft. Open ze in Excel of LibreOffice en kies "
            "“Opslaan als” en dan .xlsx."
        )
    csv.field_size_limit(1_000_000)
    yield {"blad": "", "samengevoegd": [], "formules": 0}
    try:
        lezer = csv.reader(io.StringIO(tekst, newline=""), delimiter=_scheidingsteken(tekst))
        yield from _rijen((nummer, [_bevrijd(cel) for cel in rij]) for nummer, rij in enumerate(lezer, start=1))
    except csv.Error as fout:
        raise Fout(f"Dit CSV-bestand is beschadigd ({fout}).") from fout


def _bevrijd(cel: str) -> str:
    """Take away the apostrophe that an export puts before a text which a spreadsheet would run."""
    gevaarlijk = cel[1:].removeprefix("'")[:1] in {"=", "+", "-", "@", "\t", "\r", "\n"}
    return cel[1:] if cel[:1] == "'" and gevaarlijk else cel


def _cel(waarde: object) -> object:
    if isinstance(waarde, dt.datetime):
        return {"d": waarde.date().isoformat()} if waarde.time() == dt.time() else waarde.isoformat(" ", "minutes")
    if isinstance(waarde, dt.date):
        return {"d": waarde.isoformat()}
    if isinstance(waarde, dt.time | dt.timedelta):
        return str(waarde)
    if isinstance(waarde, float) and waarde.is_integer() and abs(waarde) < 1e15:
        return int(waarde)
    if isinstance(waarde, str):
        if waarde.strip() in FOUTWAARDEN:
            return {"f": waarde.strip()}
        return waarde.replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_\n", "\n")[: MAX_CEL + 1]
    return waarde


def _rijen(rijen: Iterator[tuple[int, list]]) -> Iterator[object]:
    """Give the filled rows, each with its number, without the empty cells at their end."""
    gevuld = 0
    for nummer, rij in rijen:
        cellen = [_cel(waarde) for waarde in rij[:MAX_KOLOMMEN]]
        while cellen and (cellen[-1] is None or (isinstance(cellen[-1], str) and not cellen[-1].strip())):
            cellen.pop()
        if not cellen:
            continue
        gevuld += 1
        if gevuld > MAX_RIJEN:
            raise Fout(f"Dit bestand heeft meer dan {MAX_RIJEN} rijen. Splits het en importeer de delen na elkaar.")
        yield [nummer, cellen]


def _keur_zip(pad: Path) -> None:
    """Refuse what is no workbook, what carries macros or a password, and what unpacks to far too much."""
    try:
        gezien = archief.bekijk(pad)
    except archief.Beschadigd as fout:
        raise Fout("Dit bestand is beschadigd. Open het in Excel of LibreOffice en bewaar het opnieuw.") from fout
    if gezien.is_te_groot:
        raise Fout("Dit bestand wordt uitgepakt veel te groot. Knip weg wat geen lijst is en bewaar het opnieuw.")
    if gezien.heeft_macros:
        raise Fout("Dit bestand bevat macro’s. Bewaar het als gewoon rekenblad (.xlsx of .ods), zonder macro’s.")
    if gezien.heeft_wachtwoord:
        raise Fout("Dit bestand heeft een wachtwoord. Haal het wachtwoord weg en bewaar het opnieuw.")
    namen = gezien.namen
    if "xl/workbook.xml" not in namen and "xl/workbook.bin" not in namen and "spreadsheet" not in gezien.mimetype:
        wat = "een Word-bestand" if "word/document.xml" in namen else "geen rekenblad"
        raise Fout(f"Dit is {wat}. Bewaar de lijst als .xlsx, .ods of .csv.")


def _keur_ole(inhoud: bytes) -> None:
    """Refuse an old workbook with a password or macros, or what only looks like one."""
    if "EncryptedPackage".encode("utf-16-le") in inhoud:
        raise Fout("Dit bestand heeft een wachtwoord. Haal het wachtwoord weg en bewaar het opnieuw.")
    if "_VBA_PROJECT".encode("utf-16-le") in inhoud:
        raise Fout("Dit bestand bevat macro’s. Bewaar het als gewoon rekenblad (.xlsx), zonder macro’s.")
    if "Workbook".encode("utf-16-le") not in inhoud and "Book".encode("utf-16-le") not in inhoud:
        raise Fout("Dit is geen rekenblad. Bewaar de lijst als .xlsx, .ods of .csv.")


def _formules(pad: Path) -> int:
    """Count the formulas of an .xlsx; refuse one without a kept outcome, because nobody knows what it says."""
    aantal = 0
    with zipfile.ZipFile(pad) as archief:
        for naam in archief.namelist():
            if not re.fullmatch(r"xl/worksheets/[^/]+\.xml", naam):
                continue
            rest = b""
            with archief.open(naam) as deel:
                while stuk := deel.read(1 << 20):
                    tekst = rest + stuk
                    aantal += len(re.findall(rb"<f[ >/]", tekst[: -len(b"<f x")] or tekst))
                    if any(b't="str"' not in cel[1] for cel in ZONDER_UITKOMST.finditer(tekst)):
                        raise Fout(
                            "Dit bestand bevat formules waarvan de uitkomst niet bewaard is. Open het in Excel of "
                            "LibreOffice, bewaar het opnieuw, en probeer nog eens."
                        )
                    rest = tekst[-200:]
    return aantal


def lees_rekenblad(pad: Path, *, is_xlsx: bool) -> Iterator[object]:
    """Give every visible sheet of a workbook."""
    import python_calamine as calamine  # noqa: PLC0415  after the limits on memory are set

    formules = _formules(pad) if is_xlsx else 0
    try:
        boek = calamine.load_workbook(str(pad))
    except calamine.PasswordError as fout:
        raise Fout("Dit bestand heeft een wachtwoord. Haal het wachtwoord weg en bewaar het opnieuw.") from fout
    except (calamine.CalamineError, OSError) as fout:
        raise Fout("Dit bestand is beschadigd. Open het in Excel of LibreOffice en bewaar het opnieuw.") from fout
    zichtbaar = [
        blad.name
        for blad in boek.sheets_metadata
        if blad.visible == calamine.SheetVisibleEnum.Visible and blad.typ == calamine.SheetTypeEnum.WorkSheet
    ]
    if len(zichtbaar) > MAX_BLADEN:
        raise Fout(f"Dit bestand heeft {len(zichtbaar)} bladen. Bewaar alleen de lijst zelf.")
    for naam in zichtbaar:
        try:
            blad = boek.get_sheet_by_name(naam)
            begin = blad.start or (0, 0)
            samengevoegd = [[list(van), list(tot)] for van, tot in (blad.merged_cell_ranges or [])][:2000]
            yield {"blad": naam, "samengevoegd": samengevoegd, "formules": formules}
            links = [None] * begin[1]
            rijen = ((nummer, [*links, *rij]) for nummer, rij in enumerate(blad.iter_rows(), start=begin[0] + 1))
            yield from _rijen(rijen)
        except calamine.CalamineError as fout:
            raise Fout(f"Het blad “{naam}” is beschadigd. Bewaar het bestand opnieuw.") from fout


def lees(pad: Path) -> Iterator[object]:
    """Give what stands in a file, judged by its content and not by its name. Raises Fout."""
    with pad.open("rb") as bestand:
        kop = bestand.read(8)
    if not kop:
        raise Fout("Dit bestand is leeg.")
    if kop.startswith(b"PK"):
        _keur_zip(pad)
        with zipfile.ZipFile(pad) as archief:
            is_xlsx = "xl/workbook.xml" in archief.namelist()
        yield from lees_rekenblad(pad, is_xlsx=is_xlsx)
    elif kop == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        _keur_ole(pad.read_bytes())
        yield from lees_rekenblad(pad, is_xlsx=False)
    elif kop.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"\x7fELF", b"MZ")):
        raise Fout("Dit is geen rekenblad. Bewaar de lijst als .xlsx, .ods of .csv.")
    else:
        yield from lees_csv(pad.read_bytes())


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (GEHEUGEN, GEHEUGEN))
    resource.setrlimit(resource.RLIMIT_CPU, (REKENTIJD, REKENTIJD))
    schrijf = sys.stdout.write
    try:
        for deel in lees(Path(sys.argv[1])):
            schrijf(json.dumps(deel, ensure_ascii=False, separators=(",", ":")) + "\n")
    except Fout as fout:
        schrijf(json.dumps({"fout": str(fout)}) + "\n")


if __name__ == "__main__":
    main()
