"""How a public page presents itself when it is shared: title, sentence, address and picture. Knows no request."""

import json
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from speerpunten.models import Beleidsplan, Speerpunt

BREEDTE, HOOGTE = 1200, 630  # pixels of a picture
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


def inbedcode(speerpunt: Speerpunt) -> str:
    """Give the HTML with which another site shows the bar of a speerpunt; empty unless its plan is public."""
    if not speerpunt.plan.openbaar:
        return ""
    return format_html(
        '<iframe src="{}{}" title="{}" width="100%" height="420" loading="lazy"></iframe>',
        settings.BASE_URL,
        reverse("inbedden", args=[speerpunt.plan.slug, speerpunt.nummer]),
        f"Speerpunt {speerpunt.nummer}: {speerpunt.titel}",
    )
