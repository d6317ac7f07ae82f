"""A table as CSV for Excel: UTF-8 with BOM, `;`, CRLF, days as 2024-12-31, no cell that a spreadsheet would run."""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator

STUK = 1 << 15  # characters, about, that are sent at once
_GEVAARLIJK = ("=", "+", "-", "@", "\t", "\r", "\n")
_VERDACHT = {*_GEVAARLIJK, "'"}  # first characters: nearly every text begins with another one
_GETAL = re.compile(r"[+-]?\d+([.,]\d+)?")


def onschadelijk(waarde: object) -> object:
    """Put an apostrophe before a text that a spreadsheet would take for a formula; plain numbers stay.

    Also before one that has such an apostrophe of its own: reading takes one away.
    """
    if isinstance(waarde, str):
        if (
            waarde[:1] in _VERDACHT
            and waarde.removeprefix("'").startswith(_GEVAARLIJK)
            and not _GETAL.fullmatch(waarde)
        ):
            return "'" + waarde
        return waarde
    return waarde.isoformat() if isinstance(waarde, dt.date) else waarde


def csv_regels(kop: Iterable[str], rijen: Iterable[Iterable[object]]) -> Iterator[bytes]:
    """Give the file in pieces of some rows: it is never whole in memory."""
    buffer = io.StringIO()
    schrijver = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    yield b"\xef\xbb\xbf"
    schrijver.writerow(kop)
    for rij in rijen:
        schrijver.writerow(
            [w if type(w) is str and w[:1] not in _VERDACHT else onschadelijk(w) for w in rij]  # 25,000 in a file
        )
        if buffer.tell() > STUK:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()
