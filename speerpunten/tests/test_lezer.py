"""Hostile and odd files: a clear refusal, within seconds, in a process of its own with little memory."""

import io
import time
import zipfile

import pytest
import xlsxwriter

from speerpunten.tests.lijsten import boek
from speerpunten.uitwisseling.lezer import Bestandsfout, lees
from speerpunten.uitwisseling.lezer.proces import GEHEUGEN

pytestmark = pytest.mark.zonder_databank
SNEL = 20  # seconds, on a busy machine


def werkboek(vul, **opties) -> bytes:
    uit = io.BytesIO()
    with xlsxwriter.Workbook(uit, {"strings_to_formulas": False} | opties) as boek_:
        vul(boek_, boek_.add_worksheet("acties"))
    return uit.getvalue()


def archief(**delen: bytes) -> bytes:
    uit = io.BytesIO()
    with zipfile.ZipFile(uit, "w", zipfile.ZIP_DEFLATED) as zip_:
        for naam, inhoud in delen.items():
            zip_.writestr(naam.replace("__", "/").replace("_dot_", "."), inhoud)
    return uit.getvalue()


def met_deel(naam: str, inhoud: bytes = b"x") -> bytes:
    """Give a good workbook with one more part in it."""
    uit = io.BytesIO(boek(acties=[["titel", "speerpunt"], ["Een", 1]]))
    with zipfile.ZipFile(uit, "a") as zip_:
        zip_.writestr(naam, inhoud)
    return uit.getvalue()


def ver_weg(boek_, blad) -> None:
    blad.write(0, 0, "titel")
    blad.write(1_048_575, 16_383, "hier ook iets")


def formule_zonder_uitkomst() -> bytes:
    uit, bron = io.BytesIO(), io.BytesIO(werkboek(lambda b, blad: blad.write_formula(0, 0, "=1+1", None, 2)))
    with zipfile.ZipFile(bron) as van, zipfile.ZipFile(uit, "w") as naar:
        for deel in van.namelist():
            naar.writestr(deel, van.read(deel).replace(b"<v>2</v>", b""))
    return uit.getvalue()


GEWEIGERD = {
    "zip bom": (lambda: archief(xl__workbook_dot_xml=b"<x/>", xl__a=b"0" * 120_000_000), "veel te groot"),
    "cel heel ver weg": (lambda: werkboek(ver_weg), "te veel geheugen"),
    "macro": (lambda: met_deel("xl/vbaProject.bin"), "macro"),
    "wachtwoord ods": (
        lambda: archief(
            mimetype=b"application/vnd.oasis.opendocument.spreadsheet",
            **{"META-INF__manifest_dot_xml": b"<manifest:encryption-data/>"},
        ),
        "wachtwoord",
    ),
    "wachtwoord xlsx": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000) + "EncryptedPackage".encode("utf-16-le"),
        "wachtwoord",
    ),
    "oud bestand met macro": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook _VBA_PROJECT".encode("utf-16-le"),
        "macro",
    ),
    "word": (lambda: archief(word__document_dot_xml=b"<x/>"), "Word-bestand"),
    "zip": (lambda: archief(iets=b"x"), "geen rekenblad"),
    "html als xls": (lambda: b"\n <html><table><tr><td>x</td></tr></table>", "webpagina"),
    "kapot": (lambda: b"PK\x03\x04" + bytes(50), "beschadigd"),
    "formule zonder uitkomst": (formule_zonder_uitkomst, "uitkomst niet bewaard"),
    "te veel rijen": (lambda: b"a;b\n" * 20_001, "meer dan 20000 rijen"),
    "te groot": (lambda: b"x" * (20 * 1024 * 1024 + 1), "groter dan 20 MB"),
    "leeg": (lambda: b"", "leeg"),
    "alleen lege rijen": (lambda: b";;\n" * 50, "Er staat niets"),
}


@pytest.mark.parametrize("geval", GEWEIGERD)
def test_een_vijandig_bestand_wordt_snel_en_helder_geweigerd(geval):
    maak_bestand, zin = GEWEIGERD[geval]
    inhoud = maak_bestand()
    begin = time.monotonic()
    with pytest.raises(Bestandsfout, match=zin):
        lees(inhoud)
    assert time.monotonic() - begin < SNEL


def test_een_miljoen_lege_rijen_is_geen_bezwaar():
    def leeg(boek_, blad) -> None:
        vet = boek_.add_format({"bold": True})
        blad.write_row(0, 0, ["titel", "speerpunt"])
        blad.write_row(1, 0, ["Een", 1])
        for rij in range(2, 1_000_000):
            blad.write_blank(rij, 0, None, vet)

    begin = time.monotonic()
    inhoud = werkboek(leeg, constant_memory=True)
    gemaakt = time.monotonic()
    (tabel,) = lees(inhoud)
    assert [rij.cellen for rij in tabel.rijen] == [("titel", "speerpunt"), ("Een", 1)]
    assert time.monotonic() - gemaakt < max(SNEL, gemaakt - begin)


def test_het_lezen_krijgt_weinig_geheugen():
    assert GEHEUGEN <= 400 * 1024 * 1024


def test_formules_met_uitkomst_worden_gelezen_en_gezegd():
    (tabel,) = lees(werkboek(lambda b, blad: blad.write_formula(0, 0, "=1+1", None, 2)))
    assert (tabel.rijen[0].cellen, tabel.formules) == ((2,), 1)


def test_samengevoegde_cellen_en_verborgen_bladen():
    def vul(boek_, blad) -> None:
        blad.merge_range(0, 0, 0, 3, "Grote titel")
        geheim = boek_.add_worksheet("keuzes")
        geheim.write(0, 0, "niet lezen")
        geheim.hide()

    (tabel,) = lees(werkboek(vul))
    assert (tabel.naam, tabel.samengevoegd) == ("acties", [((0, 0), (0, 3))])


@pytest.mark.parametrize("teken", [";", ",", "\t"])
@pytest.mark.parametrize("code", ["utf-8-sig", "latin-1", "utf-16"])
def test_csv_in_elke_vorm(teken, code):
    regels = [["titel", "speerpunt", "omschrijving"], ["Café", "1", "een, twee; drie"], ["Élan", "2", "x"]]
    inhoud = "\r\n".join(teken.join(f'"{cel}"' for cel in rij) for rij in regels)
    (tabel,) = lees(inhoud.encode(code))
    assert [list(rij.cellen) for rij in tabel.rijen] == regels
