"""The PDF and the DOCX of a report, read back by other programs; and golden files that hold each schema in place."""

import io
import re
import zipfile
from pathlib import Path

import docx
import pikepdf
import pytest
import time_machine
from django.test import Client
from lxml import etree

from speerpunten.models import Melding, Rapport
from speerpunten.rapportage.bewaren import als_json, controlegetal, uit_json
from speerpunten.rapportage.gegevens import Rechtzettingregel, Stuk
from speerpunten.rapportage.weergave import docx as weergave_docx
from speerpunten.rapportage.weergave import html, woord
from speerpunten.rapportage.weergave import pdf as weergave_pdf
from speerpunten.rapportage.weergave.beeld import balk_svg
from speerpunten.rapportage.weergave.html import artikel
from speerpunten.rapportage.weergave.tabel import csv
from speerpunten.services.rapporten import maak_definitief, zet_recht
from speerpunten.tests.kijk import dag
from speerpunten.tests.test_rapportage import Voorbeeld

pytestmark = pytest.mark.django_db

ADRES = "/plannen/plan/rapporten/helft"
GOUD = Path(__file__).parent / "gouden"
GEVAARLIJK = '#let $x$ = *niet vet* "aan" \\ <b> & [haak] {acc} @ref `code` // niets\n= Geen kop'


@pytest.fixture
def rapport(beheerder) -> Rapport:
    with time_machine.travel("2024-08-15T09:00:00+00:00", tick=False):
        voorbeeld = Voorbeeld()
        Melding.objects.filter(toestand="ingediend").update(toestand="teruggestuurd")
        voorbeeld.ronde.teksten.create(soort="conclusie", tekst=GEVAARLIJK)
        rapport = maak_definitief(ronde=voorbeeld.ronde, door=beheerder)
        zet_recht(rapport=rapport, code="1.1", stond="Tien.", wordt="Elf.", reden="Geteld.", door=beheerder)
        yield rapport


def tekst_van(pdf: bytes) -> str:
    """Give the text of a PDF, by the letters that its fonts map to Unicode (ToUnicode), page after page."""
    stukken = []
    with pikepdf.open(io.BytesIO(pdf)) as boek:
        for pagina in boek.pages:
            letters = {naam: _tabel(letter) for naam, letter in pagina.Resources.Font.items()}
            nu: dict[int, str] = {}
            for waarden, opdracht in pikepdf.parse_content_stream(pagina):
                if str(opdracht) == "Tf":
                    nu = letters[str(waarden[0])]
                elif str(opdracht) in {"Tj", "TJ"}:
                    delen = waarden[0] if str(opdracht) == "TJ" else [waarden[0]]
                    ruw = b"".join(bytes(deel) for deel in delen if isinstance(deel, pikepdf.String))
                    codes = (int.from_bytes(ruw[i : i + 2]) for i in range(0, len(ruw), 2))
                    stukken.append("".join(nu.get(code, "") for code in codes))
    return " ".join("".join(stukken).split())


def _tabel(letter) -> dict[int, str]:
    """Read the ToUnicode table of a font: code -> text."""
    bron = letter.ToUnicode.read_bytes().decode()
    uit: dict[int, str] = {}
    for blok in re.findall(r"beginbfchar(.*?)endbfchar", bron, re.S):
        for code, naar in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", blok):
            uit[int(code, 16)] = bytes.fromhex(naar).decode("utf-16-be")
    for blok in re.findall(r"beginbfrange(.*?)endbfrange", bron, re.S):
        for een, twee, naar in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", blok):
            for nr, code in enumerate(range(int(een, 16), int(twee, 16) + 1)):
                uit[code] = chr(int(naar, 16) + nr)
    return uit


def test_pdf_is_tagged_dutch_and_titled(rapport):
    inhoud = Client().get(f"{ADRES}.pdf")
    assert inhoud["Content-Type"] == "application/pdf"
    assert inhoud["Content-Disposition"] == 'attachment; filename="rapport-plan-helft.pdf"'
    with pikepdf.open(io.BytesIO(inhoud.content)) as boek:
        assert str(boek.Root.Lang) == "nl-BE"
        assert bool(boek.Root.MarkInfo.Marked) and "/StructTreeRoot" in boek.Root
        assert bool(boek.Root.ViewerPreferences.DisplayDocTitle)
        with boek.open_metadata() as meta:
            assert meta["{http://purl.org/dc/elements/1.1/}title"] == "Plan: Eerste helft"
            assert meta["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        with boek.open_outline() as inhoudstafel:
            koppen = [item.title for item in inhoudstafel.root]
        assert koppen[:3] == ["Rechtzettingen", "In het kort", "Inleiding"] and {
            "1. Taal",
            "2. Wonen",
            "Conclusie",
        } <= set(koppen)
        soorten = _soorten(boek.Root.StructTreeRoot)
    assert {"/H1", "/H2", "/P", "/Table", "/TH", "/TD", "/Figure", "/L"} <= soorten


def _soorten(tak, gezien: set | None = None) -> set[str]:
    """Give the kinds of the tags of a PDF."""
    uit: set[str] = set()
    rij = [tak]
    while rij:
        nu = rij.pop()
        if isinstance(nu, pikepdf.Array):
            rij += list(nu)
        elif isinstance(nu, pikepdf.Dictionary) and nu.get("/Type") != "/MCR":
            if "/S" in nu:
                uit.add(str(nu.S))
            if "/K" in nu:
                rij.append(nu.K)
    return uit


def test_pdf_holds_every_actie_and_text_as_it_was_typed(rapport):
    tekst = tekst_van(Client().get(f"{ADRES}.pdf").content)
    for stuk in (
        *("1.1 Praattafels", "1.2 Boekenkast", "1.3 Stille actie", "2.1 Woonloket"),
        *("Dit ging vooraf.", "Taal loopt.", "150 van 200 mensen", "Er moet staan: Elf."),
        *('#let $x$ = *niet vet* "aan"', "[haak] {acc} @ref `code` // niets", "= Geen kop", rapport.sha256[:20]),
    ):
        assert stuk.replace(" ", "") in tekst.replace(" ", ""), stuk
    assert "Besloten" not in tekst


def test_docx_read_back(rapport):
    inhoud = Client().get(f"{ADRES}.docx").content
    blad = docx.Document(io.BytesIO(inhoud))
    koppen = [(p.style.name, p.text) for p in blad.paragraphs if p.style.name.startswith(("Heading", "Title"))]
    assert koppen[0] == ("Title", "Plan: Eerste helft")
    assert ("Heading 2", "1.1 Praattafels") in koppen and ("Heading 1", "Rechtzettingen") in koppen
    assert [kop for _, kop in koppen if kop in {"In het kort", "Inleiding"}] == ["In het kort", "Inleiding"]
    tekst = "\n".join(p.text for p in blad.paragraphs)
    for stuk in ("Elf.", "Twaalf tafels.", "150 van 200 mensen", "Groep, tegen 01/05/2024: niet bereikt", GEVAARLIJK):
        assert stuk in tekst
    assert (blad.core_properties.title, blad.core_properties.language) == ("Plan: Eerste helft", "nl-BE")
    (tabel, *_) = blad.tables
    assert [cel.text for cel in tabel.rows[-1].cells] == ["Totaal", "1", "1", "0", "0", "0", "0", "2", "4"]
    with zipfile.ZipFile(io.BytesIO(inhoud)) as delen:  # a strict parser reads every part
        for naam in delen.namelist():
            if naam.endswith((".xml", ".rels")):
                etree.fromstring(delen.read(naam), etree.XMLParser(resolve_entities=False, recover=False))


def test_a_text_that_no_xml_can_hold_does_not_break_a_file(rapport):
    """Control characters never come in by the forms; an old row may hold one."""
    r = uit_json(rapport.inhoud.replace("Twaalf tafels.", "Twaalf\\u0001\\u000b tafels\\ufffe."), 1)
    stuk = Stuk(r, rechtzettingen=(Rechtzettingregel(1, dag("2024-08-15"), "", "a\x02", "b", "c"),))
    assert b"PK" in weergave_docx.docx(stuk)[:2]
    assert weergave_pdf.pdf(stuk)[:5] == b"%PDF-"


def test_what_goes_wrong_in_a_process_of_its_own_reaches_who_asked():
    blad = woord.Blad("Titel", "Auteur", [woord.Alinea("Kop die niet bestaat", [("a\x01", False)])])
    with pytest.raises(woord.WoordMislukt, match=r"^ValueError: All strings must be XML compatible"):
        woord.als_bytes(blad)


def test_pdf_shows_what_people_type_and_marks_what_no_letter_has(rapport):
    teksten = "Café İstanbul Łódź Мир Ελλάς سلام naïef", "Feest 🎉!"
    r = uit_json(rapport.inhoud.replace("Twaalf tafels.", " ".join(teksten)), 1)
    tekst = tekst_van(weergave_pdf.pdf(Stuk(r))).replace(" ", "")
    for letters in ("Café", "İstanbul", "Łódź", "Мир", "Ελλάς", "naïef", "Feest\ufffd!"):
        assert letters in tekst, letters


def test_bar_of_a_file_adds_up(rapport):
    telling = uit_json(rapport.inhoud, 1).telling
    tekening = etree.fromstring(balk_svg(telling))
    breedtes = [float(vlak.get("width")) for vlak in tekening.findall("{*}rect")]
    assert len(breedtes) == 3 and 980 < sum(breedtes) <= 1000
    assert [t.text for t in tekening.findall("{*}text")] == ["1", "1", "2"]


# --- golden files: what was kept in a schema looks the same in every later version


@pytest.mark.parametrize("schema", [1])
def test_golden(schema):
    """A change here changes definitive reports of others: make a new schema instead."""
    bewaard = (GOUD / f"rapport-{schema}.json").read_text()
    rapportage = uit_json(bewaard, schema)
    assert als_json(rapportage) == bewaard
    assert controlegetal(bewaard) == (GOUD / f"rapport-{schema}.sha256").read_text().strip()
    assert artikel(rapportage) == (GOUD / f"rapport-{schema}.html").read_text()
    assert b"".join(csv(Stuk(rapportage))) == (GOUD / f"rapport-{schema}.csv").read_bytes()


@pytest.mark.parametrize("schema", [1])
def test_a_long_report_says_the_same_on_more_pages(schema, monkeypatch):
    rapportage = uit_json((GOUD / f"rapport-{schema}.json").read_text(), schema)
    heel = artikel(rapportage)
    assert html.blad(rapportage) == html.blad(rapportage, speerpunt="1") == html.Blad(heel)
    monkeypatch.setattr(html, "OP_EEN_PAGINA", len(rapportage.acties) - 1)
    assert html.blad(rapportage, speerpunt="1", heel=True) == html.Blad(heel)
    begin = html.blad(rapportage, speerpunt="geen nummer")
    assert begin.is_kort and "rapport__actie" not in begin.artikel
    delen = [html.blad(rapportage, speerpunt=str(deel.nummer)) for deel in rapportage.speerpunten]
    assert [blad.deel for blad in delen] == list(rapportage.speerpunten)
    assert [blad.vorig for blad in delen] == [None, *rapportage.speerpunten[:-1]]
    assert [blad.volgend for blad in delen] == [*rapportage.speerpunten[1:], None]
    sectie = '<section class="sectie rapport__speerpunt"'
    for blad in delen:
        deel = blad.artikel[blad.artikel.index(sectie) : blad.artikel.index("</article>")]
        assert deel.strip() in heel
        assert begin.artikel.count(f'href="?speerpunt={blad.deel.nummer}"') == bool(blad.deel.acties or blad.deel.ook)
    geteld = sum(blad.artikel.count('class="rapport__actie"') for blad in delen)
    assert geteld == heel.count('class="rapport__actie"') == len(rapportage.acties)
    kop, slot = (
        uit.partition(sectie)[0].replace(" rapport--kort", "") + uit[uit.rindex('id="r-cijfers"') :]
        for uit in (begin.artikel, heel)
    )
    assert kop == slot  # what stands before and after the speerpunten
