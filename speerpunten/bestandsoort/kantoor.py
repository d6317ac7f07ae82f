"""Word, Excel, Writer and Calc: a zip that says itself what it is, without macros, password or what runs."""

import io
import re
import zipfile
from xml.parsers import expat

from speerpunten.bestandsoort import archief
from speerpunten.bestandsoort.fout import Bestandsfout
from speerpunten.keuzes import Bestandsoort

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LIJST = "[Content_Types].xml"
_SLOT, _SLOT_LENGTE = b"PK\x05\x06", 22
_PER_DEEL = 400  # bytes that the list of a zip takes for a part with a long name
STUK = 1 << 20
BESCHADIGD = "Dit bestand is beschadigd. Open het in Word, Excel of LibreOffice en bewaar het opnieuw."
TE_GROOT = "Dit bestand wordt uitgepakt veel te groot. Maak het kleiner of bewaar het als pdf."
MACROS = "In dit bestand zitten macro’s. Bewaar het zonder macro’s (.docx, .xlsx, .odt of .ods), of als pdf."
WACHTWOORD = "Dit bestand heeft een wachtwoord. Haal het wachtwoord weg en bewaar het opnieuw."
ACTIEF = "In dit bestand zit een ingesloten object of een verwijzing die iets kan uitvoeren. Bewaar het als pdf."
GEEN_DOCUMENT = "Dit is een zip. Pak ze uit en kies de bestanden die u wilt tonen."
# What the list of parts calls the main part, in the kinds that may be attached; and where that part must stand.
OOXML = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": Bestandsoort.DOCX,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": Bestandsoort.XLSX,
}
HOOFDDEEL = {Bestandsoort.DOCX: "word/", Bestandsoort.XLSX: "xl/"}
ODF = {soort.mime: soort for soort in (Bestandsoort.ODT, Bestandsoort.ODS)}
_INGESLOTEN = re.compile(r"(^|/)activex/|(^|/)embeddings/.*\.(bin|exe|js|vbs)$|^object [^/]*$", re.IGNORECASE)
# A template elsewhere, which Word fetches and runs.
_SJABLOON = re.compile(rb'attachedTemplate"[^>]*Target="(?:https?|ftp|file:/*[^/:]+/|\\\\)', re.IGNORECASE)


def keur_ole(inhoud: bytes) -> None:
    """Tell why a file of the old kind, or an encrypted one, cannot be attached. Raises Bestandsfout always."""
    if "EncryptedPackage".encode("utf-16-le") in inhoud:
        raise Bestandsfout(WACHTWOORD)
    raise Bestandsfout("Dit is een oud bestand van Office (.doc of .xls). Bewaar het als .docx of .xlsx, of als pdf.")


def keur_kantoor(inhoud: bytes) -> tuple[Bestandsoort, bytes]:
    """Judge a zip: is it a document of one of the four kinds, whole, and without what runs? Raises Bestandsfout."""
    _eis_zuivere_zip(inhoud)
    try:
        gezien = archief.bekijk(io.BytesIO(inhoud))
        if gezien.is_te_groot:
            raise Bestandsfout(TE_GROOT)
        if gezien.heeft_wachtwoord:
            raise Bestandsfout(WACHTWOORD)
        with zipfile.ZipFile(io.BytesIO(inhoud)) as zip_:
            soort = _soort(zip_, gezien)
            if gezien.heeft_macros:
                raise Bestandsfout(MACROS)
            _eis_rustig(zip_, gezien.namen)
            _eis_heel(zip_)
    except (archief.Beschadigd, *archief.ONLEESBAAR) as fout:
        raise Bestandsfout(BESCHADIGD) from fout
    return soort, inhoud


def _eis_zuivere_zip(inhoud: bytes) -> None:
    """Refuse a zip with something before, between or behind it, and one whose list of parts is too long to read."""
    slot = len(inhoud) - _SLOT_LENGTE
    if slot < 0 or inhoud[slot : slot + 4] != _SLOT:
        raise Bestandsfout(BESCHADIGD)
    lengte, begin = (int.from_bytes(inhoud[slot + plek : slot + plek + 4], "little") for plek in (12, 16))
    if begin + lengte != slot:
        raise Bestandsfout(BESCHADIGD)
    if lengte > archief.MAX_DELEN * _PER_DEEL:
        raise Bestandsfout(TE_GROOT)


def _soort(zip_: zipfile.ZipFile, gezien: archief.Archief) -> Bestandsoort:
    """Give which of the four kinds it says it is."""
    namen = gezien.namen
    if len(namen) != len(gezien.delen) or (gezien.mimetype and LIJST in namen):
        raise Bestandsfout(BESCHADIGD)  # two parts of one name, or two kinds at once: a reader chooses
    if gezien.mimetype:
        soort = ODF.get(gezien.mimetype)
        if soort is None:
            raise Bestandsfout("Dit bestand van LibreOffice kan niet. Bewaar het als odt, ods of pdf.")
        if not {"content.xml", archief.ODF_LIJST} <= namen:
            raise Bestandsfout(BESCHADIGD)
        return soort
    if LIJST not in namen:
        raise Bestandsfout(GEEN_DOCUMENT)
    soorten = _soorten_van_delen(archief.lees_deel(zip_, LIJST, archief.MAX_LIJST))
    if any("macroenabled" in genoemd.lower() for genoemd in soorten):
        raise Bestandsfout(MACROS)
    gevonden = {OOXML[genoemd] for genoemd in soorten if genoemd in OOXML}
    if len(gevonden) != 1:
        raise Bestandsfout("Dit bestand van Office kan niet. Bewaar het als docx, xlsx of pdf.")
    soort = gevonden.pop()
    if not any(naam.startswith(HOOFDDEEL[soort]) for naam in namen) or "_rels/.rels" not in namen:
        raise Bestandsfout(BESCHADIGD)
    return soort


def _soorten_van_delen(lijst: bytes) -> set[str]:
    """Give the content types that [Content_Types].xml names. Raises Bestandsfout where that is no plain XML."""
    soorten: set[str] = set()

    def weiger(*_) -> None:
        raise Bestandsfout(BESCHADIGD)

    lezer = expat.ParserCreate()
    lezer.StartDoctypeDeclHandler = weiger  # no document has one; entities can grow without end
    lezer.StartElementHandler = lambda _, kenmerken: soorten.add(kenmerken.get("ContentType", ""))
    try:
        lezer.Parse(lijst, True)
    except expat.ExpatError as fout:
        raise Bestandsfout(BESCHADIGD) from fout
    return soorten


def _eis_rustig(zip_: zipfile.ZipFile, namen: set[str]) -> None:
    """Refuse what a document can carry that runs: packed programs, controls, a template from elsewhere."""
    if any(_INGESLOTEN.search(naam) for naam in namen):
        raise Bestandsfout(ACTIEF)
    for naam in namen:
        if naam.endswith("settings.xml.rels") and _SJABLOON.search(archief.lees_deel(zip_, naam, archief.MAX_LIJST)):
            raise Bestandsfout(ACTIEF)


def _eis_heel(zip_: zipfile.ZipFile) -> None:
    """Unpack every part once, in pieces that are thrown away: each must be as long as it says, with its checksum."""
    for deel in zip_.infolist():
        if deel.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise Bestandsfout(BESCHADIGD)
        with zip_.open(deel) as stroom:
            while stroom.read(STUK):
                pass
