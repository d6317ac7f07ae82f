"""Files of every kind, made by hand as small as they can be; and what an attacker makes of them."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from django.core.files.uploadedfile import SimpleUploadedFile

_W = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_X = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
Delen = Mapping[str, bytes | str]


def zip_(delen: Delen, *, methode: int = zipfile.ZIP_DEFLATED) -> bytes:
    stroom = io.BytesIO()
    with zipfile.ZipFile(stroom, "w", methode) as archief:
        for naam, inhoud in delen.items():
            archief.writestr(naam, inhoud, zipfile.ZIP_STORED if naam == "mimetype" else methode)
    return stroom.getvalue()


def _ooxml(hoofd: str, soort: str, inhoud: str) -> dict[str, bytes | str]:
    soorten = f'<Types><Default Extension="xml" ContentType="application/xml"/><Override PartName="/{hoofd}" '
    bestand = '<Relationship Id="r1" Type="http://x/officeDocument" Target="{}"/>'
    return {
        "[Content_Types].xml": f'<?xml version="1.0"?>{soorten}ContentType="{soort}"/></Types>',
        "_rels/.rels": f"<Relationships>{bestand.format(hoofd)}</Relationships>",
        hoofd: inhoud,
    }


def docx_delen(**over: bytes | str) -> dict[str, bytes | str]:
    return _ooxml("word/document.xml", _W, "<w:document/>") | over


def docx(**over: bytes | str) -> bytes:
    return zip_(docx_delen(**over))


def xlsx(**over: bytes | str) -> bytes:
    return zip_(_ooxml("xl/workbook.xml", _X, "<workbook/>") | over)


def odf_delen(mime: str, **over: bytes | str) -> dict[str, bytes | str]:
    manifest = "<manifest:manifest/>"
    return {"mimetype": mime, "content.xml": "<office/>", "META-INF/manifest.xml": manifest} | over


def odt(**over: bytes | str) -> bytes:
    return zip_(odf_delen("application/vnd.oasis.opendocument.text", **over))


def ods(**over: bytes | str) -> bytes:
    return zip_(odf_delen("application/vnd.oasis.opendocument.spreadsheet", **over))


def pdf(extra: bytes = b"", *, kop: bytes = b"%PDF-1.7\n", staart: bytes = b"\n") -> bytes:
    """Give a PDF of one empty page; `extra` stands among its objects."""
    lijf = kop + b"1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> "
    lijf += b"endobj\n3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >> endobj\n" + extra
    return lijf + b"trailer << /Root 1 0 R /Size 4 >>\nstartxref\n0\n%%EOF" + staart


def pdf_pakket(binnen: bytes, woorden: bytes = b"/Type /ObjStm /Filter /FlateDecode") -> bytes:
    """Give a PDF with objects packed in a stream."""
    gepakt = zlib.compress(binnen)
    kop = b"9 0 obj << " + woorden + b" /N 1 /First 4 /Length %d >>\nstream\n" % len(gepakt)
    return pdf(kop + gepakt + b"\nendstream endobj\n")


def _blok(naam: bytes, inhoud: bytes) -> bytes:
    return struct.pack(">I", len(inhoud)) + naam + inhoud + struct.pack(">I", zlib.crc32(naam + inhoud))


def png(breed: int = 1, hoog: int = 1) -> bytes:
    kop = _blok(b"IHDR", struct.pack(">IIBBBBB", breed, hoog, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + kop + _blok(b"IDAT", zlib.compress(b"\x00\x7f")) + _blok(b"IEND", b"")


def _segment(teken: int, inhoud: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, teken, len(inhoud) + 2) + inhoud


def jpg(breed: int = 8, hoog: int = 8, *, scan: bytes = b"\x12\xff\x00\x34\xff\xd0\x56") -> bytes:
    """Give a JPEG in two scans, as a progressive one has; its picture is nonsense."""
    frame = _segment(0xC2, struct.pack(">BHHB", 8, hoog, breed, 1) + b"\x01\x11\x00")
    kop = _segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00") + _segment(0xDB, bytes(65)) + frame
    sos = _segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + scan
    return b"\xff\xd8" + kop + sos + _segment(0xC4, bytes(20)) + b"\xff" + sos + b"\xff\xd9"


SOORTEN = {"pdf": pdf, "docx": docx, "xlsx": xlsx, "odt": odt, "ods": ods, "png": png, "jpg": jpg}


def opgestuurd(naam: str, inhoud: bytes, mime: str = "application/octet-stream") -> SimpleUploadedFile:
    """Give a file as a browser sends it."""
    return SimpleUploadedFile(naam, inhoud, mime)
