"""A large file that goes out: made piece by piece, and whole before the first piece is sent."""

import tempfile
from collections.abc import Iterable

from django.http import FileResponse

from organisaties.beurt import BEURT

IN_GEHEUGEN = 1 << 20  # bytes; more goes to a temporary file


class Uitvoerbestand(FileResponse):
    """A file that goes out in pieces as large as a socket takes."""

    block_size = 1 << 16


def maak_uitvoerbestand(stukken: Iterable[bytes], soort: str, naam: str) -> Uitvoerbestand:
    """Give a file as an answer, with its content type and name: never whole in memory, and never half an answer.

    What the pieces are made of is a whole plan, so they take their turn; nothing of it is held while a reader fetches.
    """
    doos = tempfile.SpooledTemporaryFile(max_size=IN_GEHEUGEN)
    with BEURT:
        for stuk in stukken:
            doos.write(stuk)  # `writelines` would hold all of them before it looks whether that is too much
    lengte = doos.tell()
    doos.seek(0)
    response = Uitvoerbestand(doos, content_type=soort, headers={"Content-Length": str(lengte)})
    response["Content-Disposition"] = f'attachment; filename="{naam}"'
    return response
