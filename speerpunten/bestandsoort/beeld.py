"""PNG and JPEG: their parts are followed from the first byte to the last. Nothing is drawn."""

import re
import struct
import zlib

from speerpunten.bestandsoort.fout import Bestandsfout
from speerpunten.keuzes import Bestandsoort

PNG = b"\x89PNG\r\n\x1a\n"
MAX_ZIJDE = 30_000  # pixels
MAX_PIXELS = 150_000_000  # more than any camera, far less than what exhausts a viewer
BESCHADIGD = "Deze afbeelding is beschadigd. Open ze, bewaar ze opnieuw en probeer nog eens."
# Markers with a frame header (SOF0-15), which holds the size; C4, C8 and CC are something else.
_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_EINDE, _SCAN = 0xD9, 0xDA
_TEKEN = re.compile(rb"\xff++([^\x00\xff])", re.DOTALL)
_IN_SCAN = re.compile(rb"\xff([^\x00\xff\xd0-\xd7])", re.DOTALL)  # not a stuffed byte, not a restart


def _eis_maat(breed: int, hoog: int) -> None:
    if not breed or not hoog:
        raise Bestandsfout(BESCHADIGD)
    if max(breed, hoog) > MAX_ZIJDE or breed * hoog > MAX_PIXELS:
        raise Bestandsfout(f"Deze afbeelding is te groot ({breed} bij {hoog} beeldpunten). Maak ze kleiner.")


def keur_png(inhoud: bytes) -> tuple[Bestandsoort, bytes]:
    """Follow the chunks of a PNG, each with its checksum, up to IEND; nothing may stand behind. Raises Bestandsfout."""
    if not inhoud.startswith(PNG):
        raise Bestandsfout(BESCHADIGD)
    plek, namen = len(PNG), []
    while plek + 12 <= len(inhoud) and (not namen or namen[-1] != b"IEND"):
        lengte, naam = struct.unpack_from(">I4s", inhoud, plek)
        einde = plek + 8 + lengte
        if einde + 4 > len(inhoud) or zlib.crc32(inhoud[plek + 4 : einde]) != int.from_bytes(inhoud[einde : einde + 4]):
            raise Bestandsfout(BESCHADIGD)
        if not namen:
            if naam != b"IHDR" or lengte != 13:
                raise Bestandsfout(BESCHADIGD)
            _eis_maat(*struct.unpack_from(">II", inhoud, plek + 8))
        namen.append(naam)
        plek = einde + 4
    if not namen or namen[-1] != b"IEND" or b"IDAT" not in namen:
        raise Bestandsfout(BESCHADIGD)
    if plek != len(inhoud):
        raise Bestandsfout("Achter deze afbeelding staat nog iets anders. Open ze en bewaar ze opnieuw.")
    return Bestandsoort.PNG, inhoud


def keur_jpg(inhoud: bytes) -> tuple[Bestandsoort, bytes]:
    """Follow the segments of a JPEG up to its end, and give it without what stands behind. Raises Bestandsfout.

    Telephones put a film or a second picture there, so that is no reason to refuse; and what hides there, goes.
    """
    plek, in_scan, maat, gezien = 2, False, None, False
    while True:
        gevonden = _IN_SCAN.search(inhoud, plek) if in_scan else _TEKEN.match(inhoud, plek)
        if gevonden is None:
            raise Bestandsfout(BESCHADIGD)
        teken, plek = gevonden[1][0], gevonden.end()
        if teken == _EINDE:
            break
        lengte = int.from_bytes(inhoud[plek : plek + 2])
        if lengte < 2 or plek + lengte > len(inhoud):
            raise Bestandsfout(BESCHADIGD)
        if teken in _FRAMES and lengte >= 8:
            hoog, breed = struct.unpack_from(">HH", inhoud, plek + 3)
            maat = (breed, hoog)
        in_scan = teken == _SCAN
        gezien = gezien or in_scan
        plek += lengte
    if maat is None or not gezien:
        raise Bestandsfout(BESCHADIGD)
    _eis_maat(*maat)
    return Bestandsoort.JPG, inhoud[:plek]
