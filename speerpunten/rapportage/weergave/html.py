"""A report as HTML: the article that stands on its page, or of a long one what stands on each of its pages."""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from speerpunten.rapportage.gegevens import Rapportage, Speerpuntdeel

OP_EEN_PAGINA = 100  # acties: some 25 kB, compressed


@dataclass(frozen=True)
class Blad:
    """A page of a report. `deel`: the speerpunt that it shows; `vorig`, `volgend`: those before and after it."""

    artikel: SafeString
    is_kort: bool = False
    deel: Speerpuntdeel | None = None
    vorig: Speerpuntdeel | None = None
    volgend: Speerpuntdeel | None = None


def artikel(rapportage: Rapportage) -> SafeString:
    """Give `<article id="rapport">`, whole, written by the templates of its schema."""
    return _schrijf(rapportage, "artikel")


def blad(rapportage: Rapportage, *, speerpunt: str = "", heel: bool = False) -> Blad:
    """Give what a page shows: the whole report, unless it is long and was not asked for `heel`.

    Then the report without its acties, or the one speerpunt whose number is asked for.
    """
    if heel or len(rapportage.acties) <= OP_EEN_PAGINA:
        return Blad(artikel(rapportage))
    delen = [None, *rapportage.speerpunten, None]
    for vorig, deel, volgend in zip(delen, delen[1:], delen[2:], strict=False):
        if str(deel.nummer) == speerpunt:
            return Blad(_schrijf(rapportage, "speerpuntblad", deel=deel), False, deel, vorig, volgend)
    return Blad(_schrijf(rapportage, "artikel", kort=True), is_kort=True)


def _schrijf(rapportage: Rapportage, naam: str, **over) -> SafeString:
    return render_to_string(f"rapport/v{rapportage.schema}/{naam}.html", {"r": rapportage, **over})
