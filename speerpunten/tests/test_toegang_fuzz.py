"""Requests made up by chance, as everybody: never a 500, never a text or a row that is not theirs.

Derandomised: the same requests in every run. More of them: `FUZZ_VOORBEELDEN=20000`, and others each time with
`FUZZ_TOEVAL=1`.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote, urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from organisaties.models import Organisatie
from speerpunten.tests.bestanden import SOORTEN
from speerpunten.tests.fuzzgrens import onrecht
from speerpunten.tests.kijk import gedeelde_wereld
from speerpunten.tests.merken import IEDEREEN, clients, gevonden, te_veel, zet_gemerkt_op
from speerpunten.tests.toegang import ALLES_LEZEN, ALLES_SCHRIJVEN, beheeradressen, verschil, vingerafdruk

pytestmark = pytest.mark.django_db
VOORBEELDEN = int(os.environ.get("FUZZ_VOORBEELDEN", "300"))
fuzz = settings(
    max_examples=VOORBEELDEN,
    derandomize="FUZZ_TOEVAL" not in os.environ,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate),  # a request is short enough to read as it is
    suppress_health_check=list(HealthCheck),
)

RAAR = (
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800",
    "²",
    "١٢",
    "-1",
    "0",
    "1",
    "9" * 18,
    "9" * 19,
    "9" * 400,
    "1e9",
    "NaN",
    "true",
    "null",
    "0001-01-01",
    "9999-12-31",
    "10000-01-01",
    "2024-02-30",
    "2024-W01-1",
    "20240101",
    "2023-12-31",
    "2024-06-30",
    "x" * 5001,
    "'\"><script>",
    "%",
    "_",
    "\\",
    "../../etc/passwd",
    "=1+1",
    "😀",
    "İ",
    "e\u0301",
    "\u202e",
    "tussendoor",
    "ronde",
    "lopend",
    "voorbij",
    "ja",
    "nee",
    "ik",
    "indienen",
    "aanvaard",
    "in_uitvoering",
    "uitgevoerd",
    "op_schema",
    "buurtwerk",
    "taalhuis",
    "schaduw",
    "open",
    "dicht",
)
NAMEN = (
    *"q speerpunt status verloop resultaat beleidsdomein doelgroep organisatie aandacht volgorde pagina op".split(),
    *"van tot ronde corrigeer toon wie wat plan import alle voorstel melding next met o p e all _popup".split(),
    *"versie act peildatum toelichting reden nodig opmerking_voor_vgc bereikt_resultaat volgende_stappen".split(),
    *"tegen uitzondering openbaar naam email functie blijft dag gezien code stond wordt orgaan url inleiding".split(),
    *"naar titel nummer start einde opent deadline sluit slug keuze waarde bestand bijlagen weg terug".split(),
    *"rol-TOTAL_FORMS rol-INITIAL_FORMS rol-0-organisatie mijlpaal-TOTAL_FORMS mijlpaal-0-titel action".split(),
    *"_selected_action index select_across login password password1 password2 app_label model_name field_name".split(),
    "status__exact",
    "id__in",
    "speerpunt__plan__id__exact",
    "a[]",
    "",
    "\x00",
    "\ud800",
)
WAARDEN = st.sampled_from(RAAR) | st.text(max_size=20) | st.integers(-2, 40).map(str)
PARAMETERS = st.lists(st.tuples(st.sampled_from(NAMEN) | st.text(max_size=8), WAARDEN), max_size=5)
# Between the braces of an address, instead of what belongs there.
PLEK = st.sampled_from(["0", "1", "2", "3", "7", "999999", "9" * 18, "9" * 19, "9" * 30, "x", "²", "%00", "-1", "a.b"])
KOPPEN = st.fixed_dictionaries(
    {},
    optional={
        "HX-Request": st.just("true"),
        "HX-History-Restore-Request": st.just("true"),
        "If-None-Match": st.sampled_from(["*", '"x"', "x", 'W/"x"', "\x00"]),
        "If-Modified-Since": st.sampled_from(["Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "nu"]),
        "Accept": st.sampled_from(["application/json", "text/html;q=x", "*/*", ""]),
        "Accept-Language": st.sampled_from(["fr", "x" * 600, "nl-BE,nl;q=0.9"]),
        "Range": st.sampled_from(["bytes=0-1", "bytes=-1", "bytes=9-1", "x"]),
        "Referer": st.sampled_from(["https://elders.test/", "x\x00"]),
        "X-Forwarded-For": st.sampled_from(["1.2.3.4", "x", "1.2.3.4, \x00", "::1"]),
        "X-Request-ID": st.sampled_from(["x", "x" * 500, "a\nb"]),
        "X-HTTP-Method-Override": st.just("DELETE"),
    },
)


@pytest.fixture(scope="module")
def wereld(django_db_setup, django_db_blocker) -> Iterator[tuple]:
    with gedeelde_wereld(django_db_blocker):
        toneel = zet_gemerkt_op()
        yield toneel, clients(toneel)


ADRESSEN = sorted(ALLES_LEZEN.keys() | ALLES_SCHRIJVEN.keys())


@st.composite
def adressen(draw, toneel) -> str:
    """Give an address: one of the table, one with something strange in it, or one of the admin."""
    soort = draw(st.integers(0, 9))
    if soort == 0:
        return draw(st.sampled_from([adres for lijst in beheeradressen().values() for adres in lijst]))
    vorm = draw(st.sampled_from(ADRESSEN))
    if soort < 4:
        vreemd = draw(PLEK)
        return vorm.format(**dict.fromkeys(toneel.plek, vreemd))
    if soort == 4:
        return toneel.adres(vorm).replace("/open/", f"/{quote(draw(WAARDEN), errors='replace')}/")
    if soort == 5:
        return toneel.adres(vorm).replace("/open/", "/dicht/").replace("buurtwerk", "schaduw")
    return toneel.adres(vorm)


def met_vraag(adres: str, vraag: list[tuple[str, str]]) -> str:
    if not vraag:
        return adres
    return f"{adres}{'&' if '?' in adres else '?'}{urlencode(vraag, errors='surrogatepass')}"


def kijk_na(response, naam: str, wat: object) -> None:
    assert response.status_code < 500, (naam, wat, response.status_code)
    assert te_veel(gevonden(response), naam) == set(), (naam, wat)


def test_reading_by_chance(wereld):
    toneel, wie = wereld

    @fuzz
    @given(st.sampled_from(sorted(IEDEREEN)), adressen(toneel), PARAMETERS, KOPPEN, st.sampled_from(["GET", "HEAD"]))
    def proef(naam, adres, vraag, koppen, methode):
        adres = met_vraag(adres, vraag)
        koekjes = wie[naam].cookies.copy()
        with transaction.atomic():
            kijk_na(wie[naam].generic(methode, adres, headers=koppen), naam, (methode, adres, koppen))
            transaction.set_rollback(True)
        wie[naam].cookies = koekjes

    proef()


# --- sending

BESTANDEN = st.builds(
    SimpleUploadedFile,
    st.sampled_from(
        ["verslag.pdf", "lijst.xlsx", "lijst.csv", "x", "a\x00.pdf", "../x.pdf", "é" * 300 + ".docx", ".pdf"]
    ),
    st.sampled_from(
        [b"", b"x", b"\x00" * 50, b"PK\x03\x04", b"%PDF-1.7", b"titel;speerpunt\nA;1\n", SOORTEN["xlsx"]()]
    ),
    st.sampled_from(["application/pdf", "text/csv", "x/y", ""]),
)
SOORT_LIJF = st.sampled_from(["gewoon", "gewoon", "los", "formulier", "json", "stuk", "leeg"])


@st.composite
def verzoeken(draw, toneel) -> dict:
    """Give what `Client.generic` or `Client.post` takes: a form as it belongs with something wrong, or rubbish."""
    vorm = draw(st.sampled_from(ADRESSEN))
    adres = draw(adressen(toneel)) if draw(st.integers(0, 3)) == 0 else toneel.adres(vorm)
    basis = dict(ALLES_SCHRIJVEN.get(vorm, ({}, ""))[0])
    velden = basis | dict(draw(PARAMETERS))
    if velden and draw(st.booleans()):
        velden[draw(st.sampled_from(sorted(velden)))] = draw(WAARDEN)
    soort = draw(SOORT_LIJF)
    if soort == "gewoon":
        return {"adres": adres, "data": urlencode(velden, errors="surrogatepass"), "soort": FORMULIER}
    if soort == "los":
        return {"adres": adres, "data": urlencode(draw(PARAMETERS), errors="surrogatepass"), "soort": FORMULIER}
    if soort == "formulier":
        bestanden = {naam: draw(BESTANDEN) for naam in draw(st.sets(st.sampled_from(["bijlagen", "bestand", "x"])))}
        schoon = {naam: str(w).encode(errors="replace").decode() for naam, w in velden.items() if naam.isidentifier()}
        return {"adres": adres, "data": schoon | bestanden, "soort": ""}
    if soort == "json":
        data = draw(st.sampled_from(["{}", "[]", '{"versie": 1}', "{", "nul\x00"]))
        return {"adres": adres, "data": data, "soort": "application/json"}
    if soort == "stuk":
        return {"adres": adres, "data": draw(st.binary(max_size=60)), "soort": draw(st.sampled_from(STUK))}
    return {"adres": adres, "data": b"", "soort": "application/octet-stream"}


FORMULIER = "application/x-www-form-urlencoded"
STUK = ("multipart/form-data", "multipart/form-data; boundary=x", FORMULIER, f"{FORMULIER}; charset=utf-7", "x", "")


@contextmanager
def schrijft() -> Iterator[list[str]]:
    """Give a list that gets every statement that writes (sessions apart): to compare all tables takes long."""
    geschreven: list[str] = []

    def luister(doe, sql, params, many, context):
        if sql.lstrip("( ").split()[0].upper() in {"INSERT", "UPDATE", "DELETE", "REPLACE"} and "_session" not in sql:
            geschreven.append(sql)
        return doe(sql, params, many, context)

    with connection.execute_wrapper(luister):
        yield geschreven


def stuur(client, methode: str, verzoek: dict, koppen: dict):
    if not isinstance(verzoek["data"], dict):
        return client.generic(methode, verzoek["adres"], verzoek["data"], verzoek["soort"], headers=koppen)
    return client.post(verzoek["adres"], verzoek["data"], headers=koppen)


def test_sending_by_chance(wereld):
    """And what it changed is compared, row by row, with what this persona may change."""
    toneel, wie = wereld
    voor = vingerafdruk()
    eigen = {
        "partner": set(Organisatie.objects.filter(slug="buurtwerk").values_list("pk", flat=True)),
        "ander": set(Organisatie.objects.filter(slug="taalhuis").values_list("pk", flat=True)),
    }
    eigen["link"] = eigen["partner"]
    methodes = st.sampled_from(["POST"] * 6 + ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])

    @fuzz
    @given(st.sampled_from(sorted(IEDEREEN)), methodes, verzoeken(toneel), KOPPEN)
    def proef(naam, methode, verzoek, koppen):
        koekjes = wie[naam].cookies.copy()
        with transaction.atomic():
            with schrijft() as geschreven:
                kijk_na(stuur(wie[naam], methode, verzoek, koppen), naam, (methode, verzoek, koppen))
            veranderd = verschil(voor, vingerafdruk()) if geschreven else {}
            assert onrecht(naam, veranderd, eigen.get(naam, set())) == [], (naam, methode, verzoek)
            transaction.set_rollback(True)
        wie[naam].cookies = koekjes

    proef()
