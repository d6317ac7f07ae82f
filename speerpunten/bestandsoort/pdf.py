"""PDF: does it begin and end as one, and does it hold only what is read, not what is run?

What a PDF can do beside being read is named in its objects. Since 2001 those may stand packed in a stream, and a name
may be written in hexadecimal: both are undone before looking.
"""

import re
import zlib
from collections.abc import Iterator

from speerpunten.bestandsoort.fout import Bestandsfout
from speerpunten.keuzes import Bestandsoort

KOP = re.compile(rb"%PDF-[12]\.\d[\s%]")
EINDE = b"%%EOF"
MAX_STAART = 2048  # bytes of white space that a printer driver leaves behind the end
MAX_UITGEPAKT = 60 * 1024 * 1024  # bytes of all packed objects together
BESCHADIGD = "Deze pdf is beschadigd of onvolledig. Bewaar ze opnieuw en probeer nog eens."
OPNIEUW = "Druk ze opnieuw af naar pdf en kies die."
# Names of what a PDF for reading does not need; the first that is found is told.
VERBODEN: tuple[tuple[bytes, str], ...] = (
    (b"Encrypt", "Deze pdf heeft een wachtwoord of een beveiliging. Haal die weg en bewaar ze opnieuw."),
    (b"JavaScript", f"In deze pdf zit een programma (JavaScript). {OPNIEUW}"),
    (b"Launch", f"Deze pdf kan een ander programma starten. {OPNIEUW}"),
    (b"EmbeddedFiles?", "In deze pdf zitten andere bestanden. Voeg die apart toe, en bewaar de pdf zonder."),
    (b"RichMedia", f"In deze pdf zit film of geluid. {OPNIEUW}"),
    (b"XFA", f"Deze pdf is een formulier dat alleen in Adobe Reader werkt. {OPNIEUW}"),
)
_VERBODEN = [(re.compile(rb"/" + naam + rb"(?![A-Za-z0-9_.#-])"), woord) for naam, woord in VERBODEN]
_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
_STROOM = re.compile(rb"(?<!end)stream(?:\r\n|\n|\r)")
_PAKKET = re.compile(rb"/ObjStm\b")


def keur_pdf(inhoud: bytes) -> tuple[Bestandsoort, bytes]:
    """Judge a PDF. Raises Bestandsfout."""
    einde = inhoud.rfind(EINDE)
    if not KOP.match(inhoud) or einde < 0 or b"startxref" not in inhoud[:einde]:
        raise Bestandsfout(BESCHADIGD)
    staart = inhoud[einde + len(EINDE) :]
    if len(staart) > MAX_STAART or staart.strip(b"\x00\t\n\f\r "):
        raise Bestandsfout(f"Achter deze pdf staat nog iets anders. {OPNIEUW}")
    for deel in _delen(inhoud):
        for patroon, woord in _VERBODEN:
            if patroon.search(deel):
                raise Bestandsfout(woord)
    return Bestandsoort.PDF, inhoud


def _zonder_hex(deel: bytes) -> bytes:
    """Write names as they read: /J#61vaScript is /JavaScript."""
    return _HEX.sub(lambda gevonden: bytes([int(gevonden[1], 16)]), deel)


def _delen(inhoud: bytes) -> Iterator[bytes]:
    """Give the text in which names stand: the file as it is, and every packed stream of objects. Raises Bestandsfout.

    A stream of objects must say where its first one stands (/First); that key may stand in what comes before it only.
    """
    yield _zonder_hex(inhoud)
    over, vorige, verdacht = MAX_UITGEPAKT, 0, False
    for begin in _STROOM.finditer(inhoud):
        ervoor = _zonder_hex(inhoud[vorige : begin.start()])
        vorige, is_pakket = begin.end(), _PAKKET.search(ervoor) is not None
        verdacht = verdacht or is_pakket or b"/First" in ervoor
        uit = _pak_uit(inhoud, begin.end(), over) if verdacht else None
        if is_pakket and (b"/Predictor" in ervoor or (uit is None and b"/Filter" in ervoor)):
            raise Bestandsfout(f"Deze pdf kunnen we niet nakijken. {OPNIEUW}")
        if uit is None:
            continue  # where that was no stream after all, the next one may be it
        verdacht, over = False, over - len(uit)
        if over <= 0:
            raise Bestandsfout(f"Deze pdf is te ingewikkeld om na te kijken. {OPNIEUW}")
        yield _zonder_hex(uit)


def _pak_uit(inhoud: bytes, begin: int, hoogstens: int) -> bytes | None:
    """Give what a stream unpacks to; None where it is not packed as Flate. What breaks off, gives what came before."""
    machine, uit, plek = zlib.decompressobj(), bytearray(), begin
    while plek < len(inhoud) and not machine.eof and len(uit) <= hoogstens:
        stuk = inhoud[plek : plek + 65_536]
        plek += len(stuk)
        try:
            uit += machine.decompress(stuk, hoogstens + 1 - len(uit))
        except zlib.error:
            return bytes(uit) or None
        if machine.unconsumed_tail:
            break
    return bytes(uit)
