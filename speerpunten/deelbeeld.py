"""The picture of a plan or a speerpunt for who shares its page: public acties and accepted stands alone.

The same bytes for the same content: its hash is the ETag and the key under which the picture is kept.
"""

import base64
import hashlib
import json
import threading
from pathlib import Path

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.utils import timezone

from speerpunten.models import Beleidsplan, Speerpunt
from speerpunten.overzicht import OPENBAAR, stel_overzicht_samen, stel_speerpunt_samen
from speerpunten.rapportage.weergave.beeld import KLEUREN, balk_svg, staal_svg
from speerpunten.rapportage.weergave.pdf import zet

SJABLOON = Path(__file__).with_name("deelbeeld.typ")
BEWAREN = 30 * 24 * 3600  # seconds
VERSIE = hashlib.sha256(SJABLOON.read_bytes() + repr(KLEUREN).encode()).hexdigest()  # a new drawing is a new picture
EEN_TEGELIJK = threading.Lock()  # of each worker: whoever asks for many pictures waits


def gegevens(plan: Beleidsplan, speerpunt: Speerpunt | None = None) -> dict:
    """Give what the picture of a public plan, or of one of its speerpunten, shows: six queries."""
    kijk = {"op": timezone.localdate(), "lijst_url": "", "query": {}}
    if speerpunt:
        deel = stel_speerpunt_samen(speerpunt, AnonymousUser(), **kijk)
        laatste = max((s.stand.peildatum for s in deel.standen if s.stand), default=None)
    else:
        deel = stel_overzicht_samen(plan, AnonymousUser(), welke=OPENBAAR, **kijk)
        laatste = deel.jongste_stand
    return {
        "voor": f"Speerpunt {speerpunt.nummer} · {plan.naam}" if speerpunt else "",
        "titel": speerpunt.titel if speerpunt else plan.naam,
        "zin": deel.telling.kop_voor_burgers,
        "balk": balk_svg(deel.telling, hoogte=92, grootte=40),
        "legende": [[s.aantal, s.label.lower(), staal_svg(s.code)] for s in deel.telling.segmenten if s.aantal],
        "dag": f"Laatste stand van {laatste:%d/%m/%Y}" if laatste else "Nog geen stand gemeld",
    }


def controlegetal(inhoud: dict) -> str:
    """Give the hash of what a picture shows, and of how it is drawn."""
    return hashlib.sha256((VERSIE + json.dumps(inhoud, sort_keys=True)).encode()).hexdigest()


def png(inhoud: dict) -> bytes:
    """Give the picture: kept by its content, else drawn in a process of its own. Raises PdfMislukt."""
    sleutel = f"deelbeeld-{controlegetal(inhoud)}"
    if bewaard := cache.get(sleutel):
        return base64.b64decode(bewaard)
    with EEN_TEGELIJK:
        if bewaard := cache.get(sleutel):
            return base64.b64decode(bewaard)
        beeld = zet(SJABLOON, inhoud, soort="png")
        cache.set(sleutel, base64.b64encode(beeld).decode(), BEWAREN)
        return beeld
