"""Which file may be attached: judged by what is in it, whatever it is called."""

import io
import re
import zipfile
import zlib

import pytest
import xlsxwriter

from speerpunten.bestandsoort import MAX_GROOTTE, MAX_NAAM, Bestandsfout, keur
from speerpunten.bestandsoort.kantoor import OLE
from speerpunten.tests import bestanden as b

pytestmark = pytest.mark.zonder_databank
PROGRAMMA = b"MZ" + bytes(200)
HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def soort_van(inhoud: bytes, naam: str = "bestand") -> str:
    return str(keur(naam, inhoud).soort)


def echte_xlsx() -> bytes:
    """Give a workbook that another library made."""
    stroom = io.BytesIO()
    boek = xlsxwriter.Workbook(stroom)
    boek.add_worksheet("Cijfers").write("A1", 12)
    boek.close()
    return stroom.getvalue()


# --- every kind


@pytest.mark.parametrize("soort", b.SOORTEN)
def test_elke_soort_met_haar_eigen_naam(soort):
    inhoud = b.SOORTEN[soort]()
    bestand = keur(f"Jaarverslag 2024.{soort}", inhoud)
    assert (bestand.soort, bestand.naam, bestand.inhoud) == (soort, f"Jaarverslag 2024.{soort}", inhoud)
    assert re.fullmatch("[0-9a-f]{64}", bestand.sha256)


def test_een_rekenblad_van_een_ander_programma():
    assert soort_van(echte_xlsx()) == "xlsx"


def test_een_soort_die_bij_de_standaard_van_de_lijst_staat():
    """Some programs name the main part by its extension alone."""
    lijst = b.docx_delen()["[Content_Types].xml"]
    kort = re.sub(r"<Override.*?/>", "", lijst).replace("application/xml", re.search('.*ContentType="(.*?)"', lijst)[1])
    assert soort_van(b.docx(**{"[Content_Types].xml": kort})) == "docx"


def test_een_grafiek_in_een_tekst_mag():
    assert soort_van(b.odt(**{"Object 1/content.xml": "<x/>", "ObjectReplacements/Object 1": b"x"})) == "odt"
    assert soort_van(b.docx(**{"word/embeddings/Werkblad.xlsx": b.xlsx()})) == "docx"


# --- the name


@pytest.mark.parametrize(
    ("naam", "net"),
    [
        ("foto.pdf", "foto.png"),
        ("virus.exe", "virus.png"),
        ("foto.png.html", "foto.png.png"),
        ("foto", "foto.png"),
        ("Verslag v2.3", "Verslag v2.3.png"),
        ("../../etc/passwd", "passwd.png"),
        ("C:\\mijn\\foto.PNG", "foto.png"),
        ("een\r\nX-Kop: kwaad.png", "een X-Kop kwaad.png"),
        ("naar\u202egnp.exe", "naargnp.png"),
        ('a"b<c>|?*.png', "a b c.png"),
        ("\x00\x01.png", "png.png"),
        ("", "bijlage.png"),
        (" . ", "bijlage.png"),
        ("é" * 300 + ".png", "é" * (MAX_NAAM - 4) + ".png"),
        ("e\u0301te\u0301.png", "été.png"),
    ],
)
def test_de_naam_wordt_netjes_en_klopt_met_de_inhoud(naam, net):
    assert keur(naam, b.png()).naam == net


# --- not allowed, whatever it is called


@pytest.mark.parametrize(
    ("inhoud", "woord"),
    [
        (b"", "leeg"),
        (HTML, "webpagina"),
        (b"\xef\xbb\xbf  <html>", "webpagina"),
        (SVG, "webpagina"),
        (PROGRAMMA, "een programma"),
        (b"\x7fELF" + bytes(50), "een programma"),
        (b"#!/bin/sh\nrm -rf /", "een programma"),
        (b"GIF89a" + bytes(50), "een gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "een webp"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(50), "HEIC"),
        (b"{\\rtf1 hallo}", "een rtf"),
        (b"titel;speerpunt\r\nEen;1", "Dit soort bestand kan niet"),
        (b"\x00" * 100, "Dit soort bestand kan niet"),
        (OLE + bytes(600), "oud bestand van Office"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "wachtwoord"),
        (b.zip_({"virus.exe": PROGRAMMA}), "Dit is een zip"),
    ],
)
def test_wat_niet_mag(inhoud, woord):
    for naam in ("x.pdf", "x.png", "x.docx", "x"):
        with pytest.raises(Bestandsfout, match=woord):
            keur(naam, inhoud)


def test_te_groot():
    vol = b.pdf(b"% " + b"x" * (MAX_GROOTTE - len(b.pdf()) - 3) + b"\n")
    assert len(vol) == MAX_GROOTTE
    assert soort_van(vol) == "pdf"
    with pytest.raises(Bestandsfout, match="groter dan 10 MB"):
        keur("x.pdf", vol + b"\n")


@pytest.mark.parametrize("soort", b.SOORTEN)
def test_half(soort):
    """Whatever is cut off, at any place, is refused and breaks nothing."""
    heel = b.SOORTEN[soort]()
    for lengte in range(1, len(heel) - 1):
        with pytest.raises(Bestandsfout):
            keur(f"x.{soort}", heel[:lengte])


@pytest.mark.parametrize("soort", b.SOORTEN)
def test_beschadigd(soort):
    """A changed byte is refused or harmless; nothing but a Bestandsfout comes out."""
    heel = b.SOORTEN[soort]()
    for plek in range(len(heel)):
        for nieuw in (0, 0xFF, heel[plek] ^ 1):
            try:
                assert keur("x", heel[:plek] + bytes([nieuw]) + heel[plek + 1 :]).soort in b.SOORTEN
            except Bestandsfout as fout:
                assert str(fout).endswith(".")


# --- pdf


@pytest.mark.parametrize(
    ("extra", "woord"),
    [
        (b"4 0 obj << /S /JavaScript /JS (app.alert(1)) >> endobj", "JavaScript"),
        (b"4 0 obj << /S /J#61va#53cript /JS (x) >> endobj", "JavaScript"),
        (b"4 0 obj<</S/JavaScript/JS(x)>>endobj", "JavaScript"),
        (b"4 0 obj << /S /Launch /F (cmd.exe) >> endobj", "ander programma starten"),
        (b"4 0 obj << /Names << /EmbeddedFiles 5 0 R >> >> endobj", "andere bestanden"),
        (b"4 0 obj << /Type /EmbeddedFile >> endobj", "andere bestanden"),
        (b"trailer << /Encrypt 5 0 R >>\n", "wachtwoord"),
        (b"4 0 obj << /Subtype /RichMedia >> endobj", "film of geluid"),
        (b"4 0 obj << /AcroForm << /XFA 5 0 R >> >> endobj", "Adobe Reader"),
    ],
)
def test_een_pdf_die_iets_kan(extra, woord):
    with pytest.raises(Bestandsfout, match=woord):
        keur("x.pdf", b.pdf(extra))
    for verpakt in (
        b.pdf_pakket(extra),
        b.pdf_pakket(extra, b"/Type /Obj#53tm /Filter /FlateDecode"),
        b.pdf_pakket(extra, b"/Filter /FlateDecode"),
        b.pdf_pakket(extra, b"/Title (stream\n) /Filter /FlateDecode"),
        b.pdf_pakket(extra, b"/Filter /FlateDecode /First 4 /Title (stream\n)").replace(b" /N 1 /First 4", b" /N 1"),
    ):
        with pytest.raises(Bestandsfout, match=woord):
            keur("x.pdf", verpakt)


def test_een_gewone_pdf_met_verpakte_objecten():
    assert soort_van(b.pdf_pakket(b"<< /Type /Outlines /First 5 0 R /LaunchDate 1 >>")) == "pdf"


@pytest.mark.parametrize(
    "woorden",
    [
        b"/Type /ObjStm /Filter /LZWDecode",
        b"/Type /ObjStm /Filter [/ASCIIHexDecode /FlateDecode]",
        b"/Type /ObjStm /Filter /FlateDecode /DecodeParms << /Predictor 12 >>",
    ],
)
def test_een_pdf_die_niet_na_te_kijken_is(woorden):
    verpakt = b.pdf_pakket(b"<< /S /JavaScript >>", woorden)
    if b"Predictor" not in woorden:
        verpakt = verpakt.replace(zlib.compress(b"<< /S /JavaScript >>"), b"80 0b 60 50 22 0c 0c 85 01")
    with pytest.raises(Bestandsfout, match="kunnen we niet nakijken"):
        keur("x.pdf", verpakt)


def test_een_pdf_die_te_groot_uitpakt():
    bom = b.pdf_pakket(b" " * (70 * 1024 * 1024))
    assert len(bom) < 100_000
    with pytest.raises(Bestandsfout, match="te ingewikkeld"):
        keur("x.pdf", bom)


@pytest.mark.parametrize(
    "inhoud",
    [
        b"GIF89a" + b.pdf(),
        b"\n" + b.pdf(),
        b.pdf(kop=b"%PDF-hallo\n"),
        b.pdf(staart=b"\nPK\x03\x04"),
        b.pdf(staart=b"\n" + HTML),
        b.pdf() + b.zip_({"virus.exe": PROGRAMMA}),
        b.pdf().replace(b"startxref", b"iets"),
        b.pdf().replace(b"%%EOF", b"%%EO"),
    ],
)
def test_een_pdf_die_ook_iets_anders_is(inhoud):
    with pytest.raises(Bestandsfout):
        keur("x.pdf", inhoud)


def test_witruimte_achter_een_pdf_mag():
    assert soort_van(b.pdf(staart=b"\r\n\x00\x00  \n")) == "pdf"


# --- pictures


@pytest.mark.parametrize("inhoud", [b.png(0, 1), b.png(1, 0), b.jpg(0, 5), b.jpg(5, 0)])
def test_een_afbeelding_zonder_maat(inhoud):
    with pytest.raises(Bestandsfout, match="beschadigd"):
        keur("x", inhoud)


@pytest.mark.parametrize("inhoud", [b.png(40_000, 1), b.png(20_000, 20_000), b.jpg(30_000, 30_000)])
def test_een_afbeelding_die_een_computer_vult(inhoud):
    with pytest.raises(Bestandsfout, match="te groot"):
        keur("x", inhoud)


def test_achter_een_png_staat_niets():
    with pytest.raises(Bestandsfout, match="nog iets anders"):
        keur("x.png", b.png() + b.zip_({"a": "b"}))


def test_wat_achter_een_foto_staat_gaat_weg():
    """A telephone puts a film behind it; an attacker a program."""
    bestand = keur("IMG_1.jpeg", b.jpg() + PROGRAMMA)
    assert (bestand.naam, bestand.inhoud) == ("IMG_1.jpg", b.jpg())


def test_een_foto_vol_tekens_kost_geen_tijd():
    with pytest.raises(Bestandsfout):
        keur("x.jpg", b.jpg()[:-2] + b"\xff" * 9_000_000 + b"\x00")
    with pytest.raises(Bestandsfout):
        keur("x.jpg", b"\xff\xd8" + b"\xff" * 9_000_000 + b"\x00")


# --- documents


@pytest.mark.parametrize(
    ("over", "woord"),
    [
        ({"word/vbaProject.bin": b"x"}, "macro"),
        ({"word/VBAPROJECT.BIN": b"x"}, "macro"),
        ({"word/activeX/activeX1.xml": "<x/>"}, "ingesloten object"),
        ({"word/embeddings/oleObject1.bin": b"x"}, "ingesloten object"),
        (
            {
                "word/_rels/settings.xml.rels": '<Relationship Type="http://x/attachedTemplate" '
                'Target="https://kwaad.test/a.dotm" TargetMode="External"/>'
            },
            "ingesloten object",
        ),
        ({"mimetype": "application/vnd.oasis.opendocument.text"}, "beschadigd"),
        ({"[Content_Types].xml": "<Types/>"}, "Dit bestand van Office kan niet"),
        ({"[Content_Types].xml": "geen xml"}, "beschadigd"),
        ({"[Content_Types].xml": '<!DOCTYPE a [<!ENTITY b "c">]><Types>&b;</Types>'}, "beschadigd"),
        (
            {"[Content_Types].xml": '<T><O ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></T>'},
            "macro",
        ),
    ],
)
def test_een_document_dat_iets_kan_of_verbergt(over, woord):
    with pytest.raises(Bestandsfout, match=woord):
        keur("x.docx", b.docx(**over))


@pytest.mark.parametrize(
    ("over", "woord"),
    [
        ({"Basic/Standard/Module1.xml": "x"}, "macro"),
        ({"Scripts/python/x.py": "x"}, "macro"),
        ({"Object 1": b"x"}, "ingesloten object"),
        ({"META-INF/manifest.xml": "<manifest:encryption-data/>"}, "wachtwoord"),
        ({"mimetype": "application/vnd.oasis.opendocument.graphics"}, "LibreOffice kan niet"),
        ({"mimetype": "application/epub+zip"}, "LibreOffice kan niet"),
    ],
)
def test_een_opendocument_dat_iets_kan_of_verbergt(over, woord):
    for maak in (b.odt, b.ods):
        with pytest.raises(Bestandsfout, match=woord):
            keur("x.odt", maak(**over))


def test_een_opendocument_zonder_inhoud():
    delen = b.odf_delen("application/vnd.oasis.opendocument.text")
    del delen["content.xml"]
    with pytest.raises(Bestandsfout, match="beschadigd"):
        keur("x.odt", b.zip_(delen))


def test_een_zip_met_iets_ervoor_of_erachter():
    for inhoud in (PROGRAMMA + b.docx(), b"PK\x03\x04" + b.docx(), b.docx() + b"x", b.docx() + HTML):
        with pytest.raises(Bestandsfout):
            keur("x.docx", inhoud)


def test_twee_delen_met_een_naam():
    stroom = io.BytesIO(b.docx())
    with pytest.warns(UserWarning), zipfile.ZipFile(stroom, "a") as archief:
        archief.writestr("word/document.xml", "<ander/>")
    with pytest.raises(Bestandsfout, match="beschadigd"):
        keur("x.docx", stroom.getvalue())


def test_een_zip_die_te_groot_uitpakt():
    for delen in ({"word/media/a.xml": bytes(80 * 1024 * 1024)}, {f"word/{n}": b"" for n in range(5001)}):
        with pytest.raises(Bestandsfout, match="veel te groot"):
            keur("x.docx", b.docx(**delen))


def test_een_zip_die_liegt_over_haar_grootte():
    echt, leugen = (12_345_678).to_bytes(4, "little"), (9).to_bytes(4, "little")
    inhoud = b.docx(**{"word/a.xml": bytes(12_345_678)})
    assert inhoud.count(echt) == 2
    with pytest.raises(Bestandsfout, match="beschadigd"):
        keur("x.docx", inhoud.replace(echt, leugen))


def test_een_deel_met_een_wachtwoord_of_een_andere_verpakking():
    inhoud = bytearray(b.docx())
    inhoud[6] |= 1
    plek = inhoud.index(b"PK\x01\x02")
    inhoud[plek + 8] |= 1
    with pytest.raises(Bestandsfout, match="wachtwoord"):
        keur("x.docx", bytes(inhoud))
    for methode in (zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2):
        with pytest.raises(Bestandsfout, match="beschadigd"):
            keur("x.docx", b.zip_(b.docx_delen(), methode=methode))
