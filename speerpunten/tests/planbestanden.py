"""Plan files for tests: small, complete, and written where a test wants them."""

import copy
import json
from pathlib import Path

from django.apps import apps

BASIS = {
    "formaat": "samenleven-plan/1",
    "beleidsplan": {
        "sleutel": "buurtplan",
        "naam": "Buurtplan (voorbeeld)",
        "van": "2026-01-01",
        "tot": "2031-12-31",
        "openbaar": True,
        "opdrachtgever": "dienst",
    },
    "beleidsdomeinen": [{"sleutel": "cultuur", "naam": "Cultuur (voorbeeld)"}],
    "doelgroepen": [{"sleutel": "ouders", "naam": "Ouders (voorbeeld)"}],
    "organisaties": [
        {"sleutel": "dienst", "naam": "Dienst (voorbeeld)", "kbo": "0862.910.119"},
        {"sleutel": "huis", "naam": "Huis (voorbeeld)"},
    ],
    "speerpunten": [
        {"nummer": 1, "titel": "Open huizen"},
        {"nummer": 2, "titel": "Snel de weg vinden"},
        {"nummer": 3, "titel": "Samen beslissen"},
    ],
    "acties": [
        {
            "sleutel": "a-1",
            "speerpunt": 1,
            "ook_bij": [2],
            "titel": "Open keuken",
            "start": "2026-03-01",
            "einde": "2028",
            "organisaties": [
                {"organisatie": "huis", "rol": "trekker"},
                {"organisatie": "dienst", "rol": "financier"},
            ],
            "beleidsdomeinen": ["cultuur"],
            "mijlpalen": [{"titel": "Keuken klaar", "streefdatum": "2026-02-15", "bereikt_op": None}],
            "stand": {"status": "in_uitvoering", "peildatum": "2026-04-01", "toelichting": "loopt"},
        },
        {"sleutel": "a-2", "speerpunt": 1, "titel": "Wandeling", "start": "2026", "doorlopend": True},
    ],
    "rondes": [
        {
            "sleutel": "jaar-1",
            "naam": "Jaarronde",
            "van": "2026-01-01",
            "tot": "2026-12-31",
            "opent": "2027-01-11",
            "deadline": "2027-02-12",
            "sluit": "2027-02-26",
        }
    ],
}


def basis() -> dict:
    """Give a complete small plan that a test may change."""
    return copy.deepcopy(BASIS)


def schrijf(map_: Path, inhoud: dict, naam: str = "plan.json") -> Path:
    """Write a plan file and give its path."""
    pad = map_ / naam
    pad.write_text(json.dumps(inhoud, ensure_ascii=False), encoding="utf-8")
    return pad


def momentopname() -> dict[str, list]:
    """Give every row of every table of this application."""
    modellen = [m for app in ("organisaties", "speerpunten") for m in apps.get_app_config(app).get_models()]
    return {m._meta.db_table: list(m._base_manager.order_by("pk").values_list()) for m in modellen}
