"""How a public page presents itself when it is shared: title, sentence, address and picture. Knows no request."""

import json
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from speerpunten.models import Beleidsplan, Speerpunt

BREEDTE, HOOGTE = 1200, 630  # pixels of a picture
SMAL, BREED = 320, 600  # pixels of a column on another site
ALS_TEKEN = {ord(teken): f"\\u{ord(teken):04X}" for teken in "<>&"}  # so that no text can end its <script>


@dataclass(frozen=True)
class Delen:
    """What stands in the head of a public page; addresses are absolute."""

    titel: str
    omschrijving: str
    url: str
    beeld: str
    beeld_alt: str
    plan: Beleidsplan
    breedte: int = BREEDTE
    hoogte: int = HOOGTE

    @property
    def json_ld(self) -> SafeString:
        """Give the same for machines (schema.org), safe within a <script>."""
        plan = self.plan
        inhoud = {
            "@context": "https://schema.org",
            "@type": "WebPage",
            "name": self.titel,
            "description": self.omschrijving,
            "url": self.url,
            "image": self.beeld,
            "inLanguage": "nl-BE",
            "about": {
                "@type": "CreativeWork",
                "name": plan.naam,
                "url": settings.BASE_URL + plan.get_absolute_url(),
                "temporalCoverage": f"{plan.van}/{plan.tot}",
            },
        }
        return mark_safe(json.dumps(inhoud, ensure_ascii=False).translate(ALS_TEKEN))


def deel(
    plan: Beleidsplan, pad: str, *, titel: str, omschrijving: str, speerpunt: Speerpunt | None = None
) -> Delen | None:
    """Give how the page at `pad` is shared, with the picture of its speerpunt or else its plan; None unless public."""
    if not plan.openbaar:
        return None
    if speerpunt:
        beeld, waarvan = reverse("speerpunt_deel", args=[plan.slug, speerpunt.nummer]), str(speerpunt)
    else:
        beeld, waarvan = reverse("plan_deel", args=[plan.slug]), plan.naam
    alt = f"Balk: hoe ver de acties van “{waarvan}” staan."
    return Delen(titel, omschrijving, settings.BASE_URL + pad, settings.BASE_URL + beeld, alt, plan)


@dataclass(frozen=True)
class Inbedding:
    """How another site shows the bar of a speerpunt: its HTML, and the height (pixels) that does in a wide column."""

    code: str
    hoogte_breed: int


def inbedding(speerpunt: Speerpunt) -> Inbedding | None:
    """Give how another site shows the bar of a speerpunt; None unless its plan is public.

    A frame does not follow what stands in it without a script, so its height is that of the narrowest column.
    """
    if not speerpunt.plan.openbaar:
        return None
    code = format_html(
        '<iframe src="{}{}" title="{}" width="100%" height="{}" loading="lazy"></iframe>',
        settings.BASE_URL,
        reverse("inbedden", args=[speerpunt.plan.slug, speerpunt.nummer]),
        f"Speerpunt {speerpunt.nummer}: {speerpunt.titel}",
        raamhoogte(speerpunt, SMAL),
    )
    return Inbedding(code, raamhoogte(speerpunt, BREED))


def raamhoogte(speerpunt: Speerpunt, breedte: int) -> int:
    """Give the pixels that the bar needs in a column this wide, whatever its numbers become: estimated by the letter,
    rather too much than too little."""
    kolom = breedte - 32
    titel = _regels(speerpunt.titel, kolom, 10.4) * 25
    plan = _regels(f"Speerpunt {speerpunt.nummer} · {speerpunt.plan.naam}", kolom, 7.8) * 23
    zin = _regels("Van 1000 van de 1000 acties weten we niet hoe het ermee staat.", kolom, 8) * 26
    legende = 5 if kolom < 400 else 2  # rows, with every status in it
    voet = 1 if kolom > 400 else 2
    return 28 + plan + 12 + titel + zin + 8 + 32 + 8 + legende * 28 + 12 + voet * 28


def _regels(tekst: str, kolom: int, letter: float) -> int:
    """Count the lines of a text in a column, where a letter is so wide; a word that is too long is broken."""
    regels, over = 1, float(kolom)
    for woord in tekst.split():
        breed = len(woord) * letter
        if breed > over and over < kolom:
            regels, over = regels + 1, float(kolom)
        extra = int(breed // kolom) if breed > kolom else 0
        regels += extra
        over = over - (breed - extra * kolom) - letter
    return regels
