"""What an address takes: every parameter with its meaning for a reader (Dutch), and what is wrong with one in words."""

import datetime as dt
import re
from typing import Annotated, Literal

from ninja import Path, Schema
from pydantic import BeforeValidator, Field

from speerpunten.opendata import vormen

MAX_PER_PAGINA = 100
OVERGANGEN = ("loopt_door", "verhuist", "stopt", "niet_beslist", "vervolg", "nieuw")


def _geheel(waarde: object) -> object:
    if isinstance(waarde, str) and not re.fullmatch(r"-?[0-9]{1,9}", waarde):
        raise ValueError("geheel")
    return waarde


def _dag(waarde: object) -> object:
    if isinstance(waarde, str) and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", waarde):
        raise ValueError("dag")
    return waarde


Geheel = Annotated[int, BeforeValidator(_geheel)]
Dag = Annotated[dt.date, BeforeValidator(_dag)]
Nummer = Annotated[int, Field(ge=1, le=30_000), BeforeValidator(_geheel)]
Slug = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]+$", max_length=120)]
SLUG = Path(description="Het webadres.", examples=["samenleven-2022-2025"])
NUMMER = Path(description="Het nummer van het speerpunt.", examples=[8])


class Bladeren(Schema):
    pagina: Geheel = Field(1, ge=1, le=1_000_000, description="Een te hoge pagina is leeg.")
    per_pagina: Geheel = Field(25, ge=1, le=MAX_PER_PAGINA)


class OpDag(Schema):
    op: Dag | None = Field(
        None,
        description="De dag waarover het gaat. Een dag die nog moet komen, geldt als vandaag.",
        examples=["2024-12-31"],
    )


class Sinds(Bladeren):
    sinds: Dag | None = Field(None, description="Aanvaard op deze dag of later.", examples=["2024-01-01"])


class BladerenOpDag(Bladeren, OpDag):
    pass


class Actievraag(BladerenOpDag):
    q: str = Field("", max_length=200, pattern=r"^[^\x00]*$", description="Zoekwoorden; alle moeten voorkomen.")
    speerpunt: Nummer | None = Field(None, description="Het nummer van een speerpunt.")
    status: list[vormen.Statuscode] = Field([], description="Mag meer dan één keer.")
    verloop: list[vormen.Verloopcode] = Field([], description="Mag meer dan één keer.")
    resultaat: list[vormen.Resultaatcode] = Field([], description="Mag meer dan één keer.")
    beleidsdomein: Slug | None = Field(None, description="Een slug.")
    doelgroep: Slug | None = Field(None, description="Een slug.")
    organisatie: Slug | None = Field(None, description="Een slug.")
    overgang: str | None = Field(
        None,
        pattern=rf"^({'|'.join(OVERGANGEN)}|(naar|uit)_[1-9][0-9]{{0,4}})$",
        description="Wat er van een actie wordt in het volgende plan (loopt_door, verhuist, stopt, niet_beslist, of "
        "naar_ met het nummer van een speerpunt), of waar ze vandaan komt (vervolg, nieuw, of uit_ met een nummer). "
        "Alleen tussen openbare plannen.",
        examples=["loopt_door"],
    )
    aandacht: Literal["ja"] | None = Field(None, description="Alleen acties die aandacht vragen.")
    volgorde: Literal["titel", "recent", "einde"] | None = Field(None, description="Anders op code.")


def veld(fout: dict) -> str:
    """Give the name of the parameter: the last word of the way to it, which may end in a place in a list."""
    return next((deel for deel in reversed(fout["loc"]) if isinstance(deel, str)), "")


def in_woorden(fout: dict) -> str:
    """Say in Dutch what is wrong with a parameter."""
    meer = fout.get("ctx", {})
    keuzes = str(meer.get("expected", "")).replace(" or ", " of ")
    zinnen = {
        "literal_error": f"Kies uit: {keuzes}.",
        "greater_than_equal": f"Minstens {meer.get('ge')}.",
        "less_than_equal": f"Hoogstens {meer.get('le')}.",
        "string_too_long": f"Hoogstens {meer.get('max_length')} tekens.",
        "date_from_datetime_parsing": "Schrijf een dag als 2024-12-31.",
        "date_parsing": "Schrijf een dag als 2024-12-31.",
        "int_parsing": "Schrijf een geheel getal.",
        "string_pattern_mismatch": "Deze tekst kan niet.",
    }
    if fout["type"] == "string_pattern_mismatch" and veld(fout) == "overgang":
        return f"Kies uit: {', '.join(OVERGANGEN)}, of naar_ of uit_ met het nummer van een speerpunt."
    if fout["type"] == "value_error":
        return "Schrijf een dag als 2024-12-31." if "dag" in fout["msg"] else "Schrijf een geheel getal."
    return zinnen.get(fout["type"], "Deze waarde kan niet.")
