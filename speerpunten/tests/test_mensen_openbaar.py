"""Names and addresses of people stand on nothing that the public or a lezer can fetch: pages, feeds, files, errors.

It walks the list of every address (`test_toegang.GET`, which another test keeps whole), so a page that is added later
is in it by itself.
"""

import html
import io
import re
import zipfile

import pikepdf
import pytest
from django.test import Client

from organisaties.models import Gebruiker, Lidmaatschap
from speerpunten.models import Beleidsplan
from speerpunten.tests.test_toegang import GET
from speerpunten.tests.toneel import Toneel, zet_op

pytestmark = pytest.mark.django_db
FILTERS = ("?q=Sofie", "?q=schrijver@voorbeeld.test", "?op=2024-06-30", "?aandacht=ja", "?van=2020-01-01")


def merk() -> None:
    """Give everybody a name, address, telephone and function that stand nowhere else."""
    for wie in Gebruiker.objects.all():
        wie.naam, wie.telefoon = f"Persoon Zyx{wie.pk}q", f"0499 {wie.pk:06} 77"
        wie.email = f"zyx{wie.pk}q@{'lezer' if wie.is_lezer else 'verborgen'}.test"
        wie.save()
    Lidmaatschap.objects.update(functie="Functie Zyxfunctie")


def sporen(wie: Gebruiker | None) -> re.Pattern[str]:
    """Give what may not be found; a visitor may read their own name."""
    eigen = rf"(?!{wie.pk}q)" if wie else ""
    return re.compile(rf"zyx{eigen}(\d+q|functie)|0499 \d{{6}} 77|@verborgen\.test", re.IGNORECASE)


def leesbaar(response) -> str:
    """Give all text of a response: headers, a page or feed as it stands, what is packed in a file."""
    inhoud = response.getvalue()
    kop = " ".join(f"{naam}: {waarde}" for naam, waarde in response.headers.items())
    if inhoud.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(inhoud)) as pak:
            inhoud = b" ".join(pak.read(naam) for naam in pak.namelist())
    elif inhoud.startswith(b"%PDF"):
        inhoud = pdf_tekst(inhoud).encode()
    return kop + html.unescape(inhoud.decode(errors="replace"))


def pdf_tekst(inhoud: bytes) -> str:
    """Give what a PDF says: its texts by the alphabet of each font, what is told of pictures, and its metadata."""
    with pikepdf.open(io.BytesIO(inhoud)) as stuk:
        delen = [str(stuk.docinfo), str(stuk.open_metadata())]
        for pagina in stuk.pages:
            alfabetten = {str(naam): _alfabet(font) for naam, font in pagina.resources.get("/Font", {}).items()}
            letters: dict[int, str] = {}
            for operanden, operator in pikepdf.parse_content_stream(pagina):
                if str(operator) == "Tf":
                    letters = alfabetten[str(operanden[0])]
                elif str(operator) in {"Tj", "TJ"}:
                    stukken = operanden[0] if str(operator) == "TJ" else [operanden[0]]
                    for tekst in stukken:
                        if isinstance(tekst, pikepdf.String):
                            ruw = bytes(tekst)
                            paren = (int.from_bytes(ruw[i : i + 2], "big") for i in range(0, len(ruw), 2))
                            delen.append("".join(letters.get(nr, "") for nr in paren))
        return "".join(delen)


def _alfabet(font: pikepdf.Object) -> dict[int, str]:
    """Give number -> letters of a font, from its ToUnicode table."""
    tabel = bytes(font.ToUnicode.read_bytes()).decode()
    paren = re.findall(r"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>", tabel)
    return {int(nr, 16): bytes.fromhex(letters).decode("utf-16-be") for nr, letters in paren}


@pytest.fixture
def toneel(db) -> Toneel:
    toneel = zet_op()
    merk()
    return toneel


def bezoekers(toneel: Toneel) -> list[tuple[str, Client, Gebruiker | None]]:
    lezer = Gebruiker.objects.get(rol="lezer")
    client = Client()
    client.force_login(lezer)
    return [("anoniem", Client(), None), ("lezer", client, lezer)]


def test_no_address_tells_who_somebody_is(toneel):
    gezien = 0
    for naam, client, wie in bezoekers(toneel):
        patroon = sporen(wie)
        for vorm in GET:
            response = client.get(toneel.adres(vorm))
            gevonden = patroon.search(leesbaar(response))
            assert gevonden is None, (naam, vorm)
            gezien += response.status_code == 200
    assert gezien > 100


def test_nor_does_a_search_or_a_filter(toneel):
    plan = Beleidsplan.objects.get(slug="open")
    for naam, client, wie in bezoekers(toneel):
        patroon = sporen(wie)
        for adres in (
            "/plannen/open/acties/",
            "/plannen/open/acties.csv",
            "/plannen/open/wijzigingen/",
            "/organisaties/",
        ):
            for vraag in FILTERS:
                response = client.get(adres + vraag)
                assert not patroon.search(leesbaar(response)), (naam, adres, vraag)
        for wie_ in Gebruiker.objects.exclude(pk=wie.pk if wie else 0):
            pagina = client.get(f"/plannen/{plan.slug}/acties/", {"q": wie_.naam})
            assert "/acties/" in pagina.content.decode()
            assert f'href="/acties/{toneel.plek["publiek"]}/"' not in pagina.content.decode()


def test_the_walk_would_find_them(toneel):
    """Otherwise the tests above say nothing: staff do see names, in pages and in what a PDF or a zip says."""
    beheerder = Gebruiker.objects.filter(rol="beheerder").earliest("pk")
    client = Client()
    client.force_login(beheerder)
    patroon = sporen(None)
    assert patroon.search(leesbaar(client.get("/mensen/")))
    assert patroon.search(leesbaar(client.get("/organisaties/buurtwerk/contactpersonen/")))
    pdf = leesbaar(client.get("/plannen/open/rapporten/voorbij.pdf"))
    assert "Publieke actie" in pdf or "Publiekeactie" in pdf.replace(" ", "")
    assert "Publieke actie" in leesbaar(client.get("/plannen/open/acties.xlsx"))


def test_a_partner_reads_their_own_and_the_contact_alone(toneel):
    client = Client()
    pia = Gebruiker.objects.get(lidmaatschappen__organisatie__slug="taalhuis", last_login__isnull=False)
    client.force_login(pia)
    eigen = Gebruiker.objects.filter(lidmaatschappen__organisatie__slug="taalhuis").values_list("pk", flat=True)
    mag = {*eigen, *Gebruiker.objects.filter(rol="beleidsmedewerker").values_list("pk", flat=True)}
    for vorm in GET:
        tekst = leesbaar(client.get(toneel.adres(vorm)))
        gevonden = {int(nr) for nr in re.findall(r"zyx(\d+)q", tekst, re.IGNORECASE)}
        assert gevonden <= mag, vorm
