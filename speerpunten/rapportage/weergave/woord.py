"""Word files: paragraphs, headings, lists and tables that Word and LibreOffice know, made in little time."""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass, replace

from docx import Document
from docx.document import Document as Docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

TAAL = "nl-BE"
_GEEN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def schoon(deel: object) -> object:
    """Leave out the characters that no XML can hold, wherever they stand in frozen values."""
    if isinstance(deel, str):
        return _GEEN_XML.sub("", deel)
    if isinstance(deel, tuple):
        return tuple(schoon(lid) for lid in deel)
    if is_dataclass(deel):
        return replace(deel, **{veld.name: schoon(getattr(deel, veld.name)) for veld in fields(deel)})
    return deel


def nieuw_blad(titel: str, auteur: str) -> Docx:
    """Give an empty file with what a reader's program wants to know: title, language, and one letter for all."""
    blad = Document()
    blad.core_properties.title = titel
    blad.core_properties.language = TAAL
    blad.core_properties.author = auteur
    blad.core_properties.comments = ""
    stijl = blad.styles["Normal"]
    stijl.font.name, stijl.font.size = "Calibri", Pt(10.5)
    taal = OxmlElement("w:lang")
    taal.set(qn("w:val"), TAAL)
    stijl.element.get_or_add_rPr().append(taal)
    return blad


def als_bytes(blad: Docx) -> bytes:
    """Give the file."""
    uit = io.BytesIO()
    blad.save(uit)
    return uit.getvalue()


def alinea(blad: Docx, tekst: str = "", stijl: str = "") -> Paragraph:
    """Add a paragraph at the end. The library looks for the end and for the style each time, which takes a large report
    many seconds."""
    element = OxmlElement("w:p")
    blad.element.body.sectPr.addprevious(element)
    if stijl:
        element.style = stijl.replace(" ", "")  # the key of each built-in style that stands here
    nieuw = Paragraph(element, blad._body)
    if tekst:
        nieuw.add_run(tekst)
    return nieuw


def kop(blad: Docx, tekst: str, level: int) -> None:
    """Add a heading of level 1, 2 ..., or (0) the title."""
    alinea(blad, tekst, f"Heading {level}" if level else "Title")


def alineas(blad: Docx, tekst: str) -> None:
    """Add a paragraph per block of text."""
    for deel in filter(None, tekst.replace("\r\n", "\n").split("\n\n")):
        alinea(blad, deel)


def met_label(blad: Docx, label: str, tekst: str) -> None:
    """Add a paragraph that begins with a label; nothing where there is no text."""
    if tekst:
        nieuw = alinea(blad)
        nieuw.add_run(f"{label}: ").bold = True
        nieuw.add_run(tekst)


def lijst(blad: Docx, regels: Iterable[str]) -> None:
    """Add a list with bullets."""
    for regel in regels:
        alinea(blad, regel, "List Bullet")


def tabel(blad: Docx, koppen: Sequence[str], rijen: Iterable[Sequence[object]]) -> None:
    """Add a table whose first row is a heading that comes back on each page."""
    raster = blad.add_table(rows=1, cols=len(koppen), style="Table Grid")
    for cel, naam in zip(raster.rows[0].cells, koppen, strict=True):
        cel.paragraphs[0].add_run(naam).bold = True
    kopregel = OxmlElement("w:tblHeader")
    raster.rows[0]._tr.get_or_add_trPr().append(kopregel)
    for rij in rijen:
        for cel, waarde in zip(raster.add_row().cells, rij, strict=True):
            cel.text = str(waarde)
