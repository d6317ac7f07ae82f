"""Make a Word file in a process of its own: what python-docx and lxml take of memory, they give back.

    python maak_docx.py < sheet.json > file

Knows no Django. What comes in is a `woord.Blad` as JSON.
"""

import json
import sys

from docx import Document
from docx.document import Document as Docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph


def main() -> None:
    """Read JSON from standard input and write the file to standard output."""
    inhoud = json.load(sys.stdin.buffer)
    blad = _nieuw(**inhoud["over"])
    for deel in inhoud["delen"]:
        if "runs" in deel:
            _alinea(blad, **deel)
        else:
            _tabel(blad, **deel)
    blad.save(sys.stdout.buffer)


def _nieuw(*, titel: str, auteur: str, taal: str) -> Docx:
    """Give an empty file with what a reader's program wants to know: title, language, and one letter for all."""
    blad = Document()
    blad.core_properties.title = titel
    blad.core_properties.language = taal
    blad.core_properties.author = auteur
    blad.core_properties.comments = ""
    stijl = blad.styles["Normal"]
    stijl.font.name, stijl.font.size = "Calibri", Pt(10.5)
    element = OxmlElement("w:lang")
    element.set(qn("w:val"), taal)
    stijl.element.get_or_add_rPr().append(element)
    return blad


def _alinea(blad: Docx, *, stijl: str, runs: list[tuple[str, bool]]) -> None:
    """Add a paragraph at the end. The library looks for the end and for the style each time, which takes a large report
    many seconds."""
    element = OxmlElement("w:p")
    blad.element.body.sectPr.addprevious(element)
    if stijl:
        element.style = stijl.replace(" ", "")  # the key of each built-in style that stands here
    nieuw = Paragraph(element, blad._body)
    for tekst, vet in runs:
        run = nieuw.add_run(tekst)
        if vet:
            run.bold = True


def _tabel(blad: Docx, *, koppen: list[str], rijen: list[list[str]]) -> None:
    """Add a table whose first row is a heading that comes back on each page."""
    raster = blad.add_table(rows=1, cols=len(koppen), style="Table Grid")
    for cel, naam in zip(raster.rows[0].cells, koppen, strict=True):
        cel.paragraphs[0].add_run(naam).bold = True
    kopregel = OxmlElement("w:tblHeader")
    raster.rows[0]._tr.get_or_add_trPr().append(kopregel)
    for rij in rijen:
        for cel, waarde in zip(raster.add_row().cells, rij, strict=True):
            cel.text = waarde


if __name__ == "__main__":
    main()
