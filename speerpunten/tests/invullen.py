"""What a browser sends: the fields of the forms, filled in by hand; and what a page shows of them."""

import html
import re

from django.http import HttpResponse
from django.utils import timezone

Velden = dict[str, object]


def melding_velden(versie: int = 0, **over: object) -> Velden:
    """Give the form of a melding that may be sent as it is; `act="bewaren"` keeps it as a concept."""
    velden: Velden = {
        "versie": versie,
        "status": "in_uitvoering",
        "verloop": "op_schema",
        "toelichting": "Het loopt goed.",
        "peildatum": timezone.localdate().isoformat(),
        "act": "indienen",
    }
    return velden | over


def rijen(voorvoegsel: str, *gegevens: Velden, bestaand: int = 0) -> Velden:
    """Give the fields of a formset: its management form and one row per element."""
    velden: Velden = {
        f"{voorvoegsel}-TOTAL_FORMS": len(gegevens),
        f"{voorvoegsel}-INITIAL_FORMS": bestaand,
        f"{voorvoegsel}-MIN_NUM_FORMS": 0,
        f"{voorvoegsel}-MAX_NUM_FORMS": 60,
    }
    for nr, rij in enumerate(gegevens):
        velden |= {f"{voorvoegsel}-{nr}-{naam}": waarde for naam, waarde in rij.items()}
    return velden


def actie_velden(
    versie: int = 0, *, rollen: tuple[Velden, ...] = (), mijlpalen: tuple[Velden, ...] = (), **over: object
) -> Velden:
    """Give the screen of an actie: the actie, its roles and its mijlpalen."""
    velden: Velden = {"versie": versie, "titel": "Buurtfeest", "openbaar": "on"}
    return velden | rijen("rol", *rollen) | rijen("mijlpaal", *mijlpalen) | over


def tekst(response: HttpResponse) -> str:
    """Give a page as a reader has it: entities as characters, white space as one space."""
    return re.sub(r"\s+", " ", html.unescape(response.content.decode()))


def veld(response: HttpResponse, naam: str) -> str:
    """Give what stands in an input or a text area of the page; empty where the field is not there."""
    pagina = response.content.decode()
    if gevonden := re.search(rf'<textarea[^>]* ?name="{naam}"[^>]*>(.*?)</textarea>', pagina, re.DOTALL):
        return html.unescape(gevonden[1]).strip()
    gevonden = re.search(rf'<input[^>]*\bname="{naam}"[^>]*>', pagina)
    waarde = re.search(r'\bvalue="([^"]*)"', gevonden[0]) if gevonden else None
    return html.unescape(waarde[1]) if waarde else ""
