"""Which kind of file this is, judged by its content and not by its name; and whether it may be attached.

Hostile and broken files are refused with a plain word. Nothing of a file is ever run or drawn here: its structure is
followed, and what one kind of file can hide is looked for.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from speerpunten.bestandsoort.beeld import keur_jpg, keur_png
from speerpunten.bestandsoort.fout import Bestandsfout
from speerpunten.bestandsoort.kantoor import OLE, keur_kantoor, keur_ole
from speerpunten.bestandsoort.pdf import keur_pdf
from speerpunten.keuzes import Bestandsoort

__all__ = ["Bestand", "Bestandsfout", "keur"]

MAX_GROOTTE = 10 * 1024 * 1024  # bytes
TE_GROOT = "Dit bestand is groter dan 10 MB. Maak het kleiner, of deel het op."
MAX_NAAM = 150  # characters, extension included
SOORTEN = "pdf, docx, xlsx, odt, ods, png of jpg"
# How files begin that people do send, with what to say of each. Others get the general word.
VREEMD: tuple[tuple[bytes, str], ...] = (
    (b"GIF8", "een gif"),
    (b"BM", "een bmp"),
    (b"II*\x00", "een tiff"),
    (b"MM\x00*", "een tiff"),
    (b"{\\rtf", "een rtf"),
    (b"MZ", "een programma"),
    (b"\x7fELF", "een programma"),
    (b"#!", "een programma"),
    (b"\x1f\x8b", "een ingepakt bestand"),
    (b"7z\xbc\xaf", "een ingepakt bestand"),
    (b"Rar!", "een ingepakt bestand"),
)
HEIC = {b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif"}
# Extensions that a name loses where its content is something else; any other end of a name is kept.
EXTENSIES = set(Bestandsoort.values) | set(
    "jpeg jpe jfif gif webp bmp tif tiff heic svg doc docm dot dotx xls xlsm xlsb xltx csv rtf txt odp ppt pptx "
    "zip exe com bat cmd js vbs ps1 msi scr html htm xhtml xml php sh jar hta lnk url".split()
)


@dataclass(frozen=True)
class Bestand:
    """A file that may be attached: under its right name, with its kind and content."""

    naam: str
    soort: Bestandsoort
    inhoud: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.inhoud).hexdigest()


def keur(naam: str, inhoud: bytes) -> Bestand:
    """Give the file with its kind, its name mended where it says another kind. Raises Bestandsfout.

    In: the name that it was sent with, and its whole content. A photo loses what stands behind its picture.
    """
    if not inhoud:
        raise Bestandsfout("Dit bestand is leeg.")
    if len(inhoud) > MAX_GROOTTE:
        raise Bestandsfout(TE_GROOT)
    soort, schoon = _keurder(inhoud)(inhoud)
    return Bestand(nette_naam(naam, soort), soort, schoon)


def _keurder(inhoud: bytes) -> Callable[[bytes], tuple[Bestandsoort, bytes]]:
    """Give what follows the structure of this kind of file. Raises Bestandsfout where it is of none."""
    if inhoud.startswith(b"%PDF-"):
        return keur_pdf
    if inhoud.startswith(b"\x89PNG"):
        return keur_png
    if inhoud.startswith(b"\xff\xd8\xff"):
        return keur_jpg
    if inhoud.startswith(b"PK\x03\x04"):
        return keur_kantoor
    if inhoud.startswith(OLE):
        keur_ole(inhoud)
    raise Bestandsfout(_vreemd(inhoud))


def _vreemd(inhoud: bytes) -> str:
    """Tell what a file is that cannot be attached, and what to do."""
    if inhoud[4:8] == b"ftyp" and inhoud[8:12] in HEIC:
        return "Dit is een foto in een formaat dat niet overal opengaat (HEIC). Bewaar ze als jpg."
    if inhoud[:4] == b"RIFF" and inhoud[8:12] == b"WEBP":
        return f"Dit is een webp. Kies een {SOORTEN}."
    if re.match(rb"(\xef\xbb\xbf)?\s*<", inhoud[:100]):
        return f"Dit is een webpagina of een ander bestand met code. Kies een {SOORTEN}."
    wat = next((woord for begin, woord in VREEMD if inhoud.startswith(begin)), "")
    return f"Dit is {wat}. Kies een {SOORTEN}." if wat else f"Dit soort bestand kan niet. Kies een {SOORTEN}."


def nette_naam(naam: str, soort: Bestandsoort) -> str:
    """Give a name that is safe to show and to save under: one line, no path, with the extension of its kind.

    Out go control characters, and those that turn the reading direction ("fdp.exe" shown as "exe.pdf").
    """
    naam = re.split(r"[/\\]", unicodedata.normalize("NFC", naam))[-1]
    naam = "".join(teken for teken in naam if unicodedata.category(teken)[0] != "C" or teken in "\t\n")
    naam = re.sub(r'[<>:"|?*\s]+', " ", naam).strip(" .")
    stam, punt, extensie = naam.rpartition(".")
    if punt and extensie.lower() in EXTENSIES:
        naam = stam.rstrip(" .")
    einde = f".{soort.value}"
    return (naam or "bijlage")[: MAX_NAAM - len(einde)].rstrip(" .") + einde
