"""The bar of a Telling as an SVG of its own, for files that cannot use the style sheet. Pure."""

from speerpunten.keuzes import GEEN_GEGEVENS, Status
from speerpunten.rapportage.gegevens import Telling

BREEDTE, HOOGTE = 1000, 44  # units of the drawing
# Fill and letter of each status: the ramp of the pages, readable in grey.
KLEUREN = {
    Status.UITGEVOERD: ("#0b5563", "#ffffff"),
    Status.IN_UITVOERING: ("#2b7985", "#ffffff"),
    Status.IN_VOORBEREIDING: ("#a5ced4", "#0a2a31"),
    Status.NIET_GESTART: ("#e6e9f0", "#14213d"),
    Status.OPGESCHORT: ("url(#streep)", "#3d2600"),
    Status.STOPGEZET: ("#626a7a", "#ffffff"),
    GEEN_GEGEVENS: ("#ffffff", "#14213d"),
}
_STREEP = (
    '<defs><pattern id="streep" width="16" height="16" patternUnits="userSpaceOnUse">'
    '<rect width="16" height="16" fill="#f8dfae"/><path d="M0 16L16 0" stroke="#f0c36d" stroke-width="5"/>'
    "</pattern></defs>"
)
_MIN_GETAL = 24  # units: a narrower part has no room for its number


def balk_svg(telling: Telling, *, hoogte: int = HOOGTE, grootte: int = 20) -> str:
    """Give the bar, so high and with numbers so large (units of the drawing); empty where there is nothing to count.

    The numbers in words are `telling.zin`.
    """
    if not telling.totaal:
        return ""
    delen = []
    for deel in telling.segmenten:
        if not deel.aantal:
            continue
        vlak, letter = KLEUREN[deel.code]
        x, breedte = deel.x * BREEDTE / 100, deel.breedte * BREEDTE / 100
        rand = ' stroke="#767f95" stroke-dasharray="5 3"' if deel.code == GEEN_GEGEVENS else ""
        delen.append(f'<rect x="{x:.1f}" y="1" width="{breedte:.1f}" height="{hoogte - 2}" fill="{vlak}"{rand}/>')
        if breedte >= _MIN_GETAL:
            delen.append(
                f'<text x="{x + breedte / 2:.1f}" y="{hoogte // 2 + grootte * 7 // 20}" '
                f'text-anchor="middle" font-size="{grootte}" '
                f'font-family="Atkinson Hyperlegible Next" font-weight="700" fill="{letter}">{deel.aantal}</text>'
            )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {BREEDTE} {hoogte}" width="{BREEDTE}" '
        f'height="{hoogte}">{_STREEP}{"".join(delen)}</svg>'
    )


def staal_svg(code: str) -> str:
    """Give the sample of a status for a legend."""
    vlak = KLEUREN[code][0]
    rand = ' stroke="#767f95" stroke-dasharray="5 3"' if code == GEEN_GEGEVENS else ' stroke="#767f95"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 26 26" width="26" height="26">{_STREEP}'
        f'<rect x="1" y="1" width="24" height="24" rx="4" fill="{vlak}"{rand}/></svg>'
    )
