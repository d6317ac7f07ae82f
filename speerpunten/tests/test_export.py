"""CSV and XLSX, read back: the same rows as the list, real days, and no cell that a spreadsheet would run."""

import csv
import datetime as dt
import io
import re
import tracemalloc
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from speerpunten.models import Beleidsdomein, Doelgroep
from speerpunten.tests import maak
from speerpunten.tests.kijk import dag, gedeelde_wereld
from speerpunten.uitvoerbestand import maak_uitvoerbestand
from speerpunten.uitwisseling.csv_bestand import csv_regels, onschadelijk
from speerpunten.uitwisseling.xlsx_bestand import MAX_CEL, Werkblad, xlsx

KOLOMMEN = (
    "code titel speerpunt trekker partners beleidsdomeinen doelgroepen start einde status verloop resultaat "
    "toelichting peildatum"
).split()
FORMULE = '=HYPERLINK("http://kwaad.test","klik")'


def _vul_plan() -> None:
    plan = maak.maak_plan(slug="plan")
    taal = maak.maak_speerpunt(plan=plan, nummer=8, titel="Taal; en “ontmoeting”")
    velden = {"start": dag("2022-01-01"), "start_alleen_jaar": True, "einde": dag("2024-09-30")}
    taalbad = maak.maak_actie(speerpunt=taal, nummer=3, titel=FORMULE, omschrijving="@SOM(A1)", **velden)
    for naam in ("Welzijn", "Onderwijs"):
        taalbad.beleidsdomeinen.add(Beleidsdomein.objects.create(naam=naam, slug=naam.lower()))
    taalbad.doelgroepen.add(Doelgroep.objects.create(naam="Ouders", slug="ouders"))
    maak.geef_rol(taalbad, maak.maak_organisatie(naam="+Zenne"))
    maak.geef_rol(taalbad, maak.maak_organisatie(naam="Kanaal"), "partner")
    maak.geef_rol(taalbad, maak.maak_organisatie(naam="Fonds"), "financier")
    tekst = '-1 lokaal\nen een tweede regel; met puntkomma en "aanhaling"'
    gezegd = {"verloop": "vertraagd", "reden": "Geen lokaal.", "peildatum": dag("2023-06-30")}
    maak.maak_melding(taalbad, toelichting=tekst, nodig="GEHEIM-NODIG", opmerking_voor_vgc="GEHEIM-VGC", **gezegd)
    maak.maak_actie(speerpunt=taal, nummer=4, titel="Café Élan", doorlopend=True)
    maak.maak_actie(speerpunt=taal, nummer=5, titel="GEHEIME ACTIE", openbaar=False)


@pytest.fixture(scope="module", autouse=True)
def wereld(django_db_setup, django_db_blocker):
    with gedeelde_wereld(django_db_blocker):
        _vul_plan()
        yield


pytestmark = pytest.mark.django_db


def inhoud(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def lees_csv(client, query: str = "") -> list[list[str]]:
    bestand = inhoud(client.get(f"/plannen/plan/acties.csv{query}"))
    return list(csv.reader(io.StringIO(bestand.decode("utf-8-sig"), newline=""), delimiter=";"))


def lees_xlsx(client, query: str = "") -> list[list]:
    boek = CalamineWorkbook.from_filelike(io.BytesIO(inhoud(client.get(f"/plannen/plan/acties.xlsx{query}"))))
    assert boek.sheet_names == ["acties"]
    return boek.get_sheet_by_index(0).to_python()


def test_csv_is_wat_excel_verwacht(client):
    response = client.get("/plannen/plan/acties.csv?op=2024-06-30")
    bestand = inhoud(response)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="acties-plan-2024-06-30.csv"'
    assert bestand.startswith(b"\xef\xbb\xbfcode;titel;speerpunt;")
    assert bestand.endswith(b"\r\n")
    assert bestand.count(b"\xef\xbb\xbf") == 1
    assert bestand.split(b"\r\n")[0].count(b";") >= 13


def test_csv_teruggelezen(client):
    kop, taalbad, cafe = lees_csv(client, "?op=2024-06-30")
    assert kop[:14] == KOLOMMEN
    assert taalbad[:14] == [
        "8.3",
        "'" + FORMULE,
        "Taal; en “ontmoeting”",
        "'+Zenne",
        "Kanaal; Fonds (financier)",
        "Onderwijs; Welzijn",
        "Ouders",
        "2022",
        "2024-09-30",
        "in_uitvoering",
        "vertraagd",
        "",
        '\'-1 lokaal\nen een tweede regel; met puntkomma en "aanhaling"',
        "2023-06-30",
    ]
    assert cafe[:2] == ["8.4", "Café Élan"]
    assert cafe[3:14] == ["", "", "", "", "", "", "geen_gegevens", "", "", "", ""]
    assert len(taalbad) == len(cafe) == len(kop)
    assert "'@SOM(A1)" in taalbad


def test_xlsx_teruggelezen(client):
    response = client.get("/plannen/plan/acties.xlsx?op=2024-06-30")
    assert response["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert response["Content-Disposition"] == 'attachment; filename="acties-plan-2024-06-30.xlsx"'
    kop, taalbad, cafe = lees_xlsx(client, "?op=2024-06-30")
    assert kop[:14] == KOLOMMEN
    assert taalbad[:3] == ["8.3", FORMULE, "Taal; en “ontmoeting”"]  # a text cell: never run
    assert taalbad[7:9] == [2022, dt.date(2024, 9, 30)]
    assert taalbad[9:12] == ["in_uitvoering", "vertraagd", ""]
    assert taalbad[13] == dt.date(2023, 6, 30)
    assert cafe[:2] == ["8.4", "Café Élan"]


def delen(bestand: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(bestand)) as boek:
        return {naam: boek.read(naam).decode() for naam in boek.namelist() if naam.endswith((".xml", ".rels"))}


def test_xlsx_heeft_geen_formules_of_koppelingen_en_wel_een_vaste_kop_met_filter(client):
    alles = delen(inhoud(client.get("/plannen/plan/acties.xlsx")))
    blad = alles["xl/worksheets/sheet1.xml"]
    assert "<f>" not in blad
    assert "<f " not in blad
    assert "<hyperlink" not in blad
    assert not any("hyperlink" in tekst for naam, tekst in alles.items() if naam.endswith(".rels"))
    assert 'ySplit="1"' in blad
    assert 'state="frozen"' in blad
    assert '<autoFilter ref="A1:' in blad
    assert not any("vbaProject" in naam or "externalLink" in naam for naam in alles)


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", ["8.3", "8.4"]),
        ("?status=geen_gegevens", ["8.4"]),
        ("?q=elan", ["8.4"]),
        ("?q=zenne&verloop=vertraagd&speerpunt=8", ["8.3"]),
        ("?volgorde=titel", ["8.3", "8.4"]),
        ("?aandacht=ja&op=2024-06-30", ["8.3"]),
        ("?op=2023-06-29&status=geen_gegevens", ["8.3", "8.4"]),
        ("?status=onzin", ["8.3", "8.4"]),
        ("?speerpunt=8&status=stopgezet", []),
        ("?pagina=7", ["8.3", "8.4"]),  # an export has no pages
    ],
)
def test_dezelfde_rijen_als_de_lijst(client, query, codes):
    op_het_scherm = [rij.actie.code for rij in client.get(f"/plannen/plan/acties/{query}").context["pagina"]]
    assert op_het_scherm == codes
    assert [rij[0] for rij in lees_csv(client, query)[1:]] == codes
    assert [rij[0] for rij in lees_xlsx(client, query)[1:]] == codes


def test_beide_bestanden_zeggen_hetzelfde(client):
    for uit_csv, uit_xlsx in zip(lees_csv(client), lees_xlsx(client), strict=True):
        plat = [w.isoformat() if isinstance(w, dt.date) else str(w).removesuffix(".0") for w in uit_xlsx]
        assert [cel.removeprefix("'") for cel in uit_csv] == plat


@pytest.mark.parametrize("soort", ["csv", "xlsx"])
def test_wat_niet_publiek_is_staat_in_geen_export(client, soort, lezer, medewerker):
    for wie in (None, lezer, medewerker):
        if wie:
            client.force_login(wie)
        bestand = inhoud(client.get(f"/plannen/plan/acties.{soort}"))
        tekst = bestand.decode() if soort == "csv" else " ".join(delen(bestand).values())
        assert "GEHEIM-VGC" not in tekst
        assert ("GEHEIME ACTIE" in tekst) == bool(wie)
        assert "voorbeeld.test" not in tekst  # no addresses of people
        if wie is None:
            assert "GEHEIM-NODIG" not in tekst


# --- one cell


@pytest.mark.parametrize(
    ("waarde", "cel"),
    [
        ("=1+1", "'=1+1"),
        ("+32 2 123 45 67", "'+32 2 123 45 67"),
        ("-lijst", "'-lijst"),
        ("@SOM(A1)", "'@SOM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("-", "'-"),
        ("-1+1", "'-1+1"),
        ("-1,5", "-1,5"),
        ("+5", "+5"),
        ("-12.5", "-12.5"),
        ("12", "12"),
        ("8.3", "8.3"),
        ("gewoon", "gewoon"),
        ("a=b", "a=b"),
        ("", ""),
        (5, 5),
        (-5, -5),
        (None, None),
        (dt.date(2024, 12, 31), "2024-12-31"),
    ],
)
def test_een_cel_die_een_formule_zou_zijn_wordt_onschadelijk(waarde, cel):
    assert onschadelijk(waarde) == cel


@given(st.text())
def test_geen_enkele_tekst_begint_in_een_cel_als_formule(tekst):
    cel = onschadelijk(tekst)
    assert cel in {tekst, "'" + tekst}
    if cel.startswith(("=", "@", "\t", "\r", "\n")):
        raise AssertionError(repr(cel))
    if cel.startswith(("+", "-")):
        float(cel.replace(",", "."))


@given(st.integers() | st.decimals(allow_nan=False, allow_infinity=False, places=2))
def test_een_gewoon_getal_blijft_een_getal(getal):
    assert onschadelijk(str(getal)) == str(getal)


CEL = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)


@given(st.lists(st.lists(CEL, min_size=2, max_size=2), max_size=4))
def test_csv_komt_terug_zoals_het_erin_ging(rijen):
    bestand = b"".join(csv_regels(["a", "b"], rijen))
    terug = list(csv.reader(io.StringIO(bestand.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert terug == [["a", "b"], *([onschadelijk(cel) for cel in rij] for rij in rijen)]


def test_xlsx_houdt_elke_tekst_tekst_en_kort_in_wat_niet_past():
    rijen = [["=1+1", "http://kwaad.test"], ["x" * 40_000, "a\x00b\x07c"], [dt.date(2024, 2, 29), 7], ["_x0041_", ""]]
    bestand = xlsx(Werkblad("blad", ["een", "twee"], [10, 10], rijen))
    terug = CalamineWorkbook.from_filelike(io.BytesIO(bestand)).get_sheet_by_index(0).to_python()
    assert terug[1] == ["=1+1", "http://kwaad.test"]
    assert len(terug[2][0]) == MAX_CEL
    assert terug[3] == [dt.date(2024, 2, 29), 7]
    assert "<f>" not in delen(bestand)["xl/worksheets/sheet1.xml"]


def test_xlsx_geeft_een_rij_de_hoogte_van_haar_langste_tekst():
    rijen = [["kort", 1], ["x " * 50, ""], ["een\n\ndrie", ""], ["y" * MAX_CEL, ""]]
    blad = delen(xlsx(Werkblad("blad", ["een", "twee"], [20, 10], rijen)))["xl/worksheets/sheet1.xml"]
    hoogtes = dict(re.findall(r'<row r="(\d+)"[^>]*? ht="(\d+)"', blad))
    assert hoogtes == {"3": "90", "4": "45", "5": "405"}  # points: 15 a line


def test_xlsx_zonder_rijen_heeft_een_kop():
    bestand = xlsx(Werkblad("blad", ["een", "twee"], [10, 10], []))
    assert CalamineWorkbook.from_filelike(io.BytesIO(bestand)).get_sheet_by_index(0).to_python() == [["een", "twee"]]


def test_een_groot_bestand_staat_nooit_helemaal_in_het_geheugen():
    mega = 1 << 20
    tracemalloc.start()
    try:
        antwoord = maak_uitvoerbestand((b"x" * mega for _ in range(16)), "text/plain", "groot.txt")
        _, piek = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert piek < 6 * mega
    assert sum(map(len, antwoord)) == int(antwoord["Content-Length"]) == 16 * mega
    antwoord.close()
