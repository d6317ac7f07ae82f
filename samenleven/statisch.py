"""Static files: what a page fetches along, with names that tell of their content and a life without end."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.base import ContentFile
from django.templatetags.static import static
from whitenoise.storage import CompressedManifestStaticFilesStorage

BUNDEL = "css/samenleven.css"
# The stylesheets of every page, weakest first.
STIJLEN = (
    "css/tokens.css",
    "vendor/thema/samenleven.css",
    "vendor/designsystemet.css",
    "css/base.css",
    "css/layout.css",
    "css/formulieren.css",
    "css/panelen.css",
    "css/status.css",
    "css/componenten.css",
    "css/tabel.css",
    "css/antwoord.css",
    "css/bijlagen.css",
    "css/paginas.css",
    "css/rondes.css",
    "css/opvolging.css",
    "css/indicatoren.css",
    "css/matrix.css",
    "css/tijdlijn.css",
    "css/rapport.css",
    "css/wijzigingen.css",
    "css/zoeken.css",
    "css/verhaal.css",
    "css/spoor.css",
    "css/account.css",
)


class Opslag(CompressedManifestStaticFilesStorage):
    """Joins the stylesheets of every page into one while the static files are collected.

    One file compresses a third better than twenty-four, and is one request. Nothing in it is rewritten: the bundle
    stands in `css/`, so only what stands there may point at another file by a relative address.
    """

    def __init__(self, *args: Any, **opties: Any) -> None:
        super().__init__(*args, **opties)
        self._adressen: dict[str, str] = {}

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **opties: Any) -> Iterator[tuple]:
        if not dry_run:
            self.delete(BUNDEL)
            self._save(BUNDEL, ContentFile(self._samen()))
            paths = {**paths, BUNDEL: (self, BUNDEL)}
        yield from super().post_process(paths, dry_run, **opties)

    def url(self, name: str | None, force: bool = False) -> str:
        """Give the address of a file; once collected it stays what it is, and a page asks for it a hundred times."""
        if settings.DEBUG or force or not name:
            return super().url(name, force)
        if name not in self._adressen:
            self._adressen[name] = super().url(name)
        return self._adressen[name]

    def _samen(self) -> bytes:
        delen = []
        for naam in STIJLEN:
            with self.open(naam) as bestand:
                inhoud = bestand.read()
            if PurePosixPath(naam).parent != PurePosixPath(BUNDEL).parent and b'url("../' in inhoud:
                raise ValueError(f"{naam} points at a file beside it, and would not in {BUNDEL}.")
            delen.append(inhoud.rstrip() + b"\n")
        return b"".join(delen)


def stijladressen() -> list[str]:
    """Give the addresses of the stylesheets of every page: one where they were collected, each of its own elsewhere."""
    gebundeld = not settings.DEBUG and BUNDEL in getattr(staticfiles_storage, "hashed_files", {})
    return [static(naam) for naam in ([BUNDEL] if gebundeld else STIJLEN)]
