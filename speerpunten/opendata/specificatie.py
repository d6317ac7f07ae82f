"""The OpenAPI 3.1 of the open data: what ninja knows of it, with licence, contact and every error that can come."""

import copy
from functools import cache
from typing import Any

from django.conf import settings

from speerpunten.opendata import bladen
from speerpunten.opendata.antwoord import JSON, JSON_LD, PROBLEEM, TITELS
from speerpunten.opendata.api import api
from speerpunten.opendata.bulk import KOLOMMEN
from speerpunten.opendata.voorbeelden import catalogus, probleem, voorbeelden

TAGS = {
    "Begin": "Waar u begint.",
    "Plannen": "Openbare beleidsplannen, hun speerpunten, rondes en rapporten.",
    "Acties": "Wat er gedaan wordt, en hoe het staat.",
    "Organisaties": "Wie het doet.",
    "Lijsten": "Waarden om op te filteren.",
    "Bestanden": "Een heel plan ineens.",
}
KOPPEN = {"ETag": {"description": "Stuur hem mee als If-None-Match.", "schema": {"type": "string"}}}
BEPERKT = {"acties"}  # besides the files: searching is counted


@cache
def _kaal() -> dict[str, Any]:
    """Give what follows from the code alone."""
    ruw = copy.deepcopy(dict(api.get_openapi_schema(path_prefix="api/")))
    ruw["components"]["schemas"]["Probleem"] = bladen.Probleem.model_json_schema(
        ref_template="#/components/schemas/{model}", mode="serialization"
    )
    ruw["components"]["schemas"] |= ruw["components"]["schemas"]["Probleem"].pop("$defs", {})
    for pad, daden in ruw["paths"].items():
        daden["get"] = _vul_aan(pad, daden["get"])
    return ruw


@cache
def _voorbeelden() -> dict[str, Any]:
    return {naam: een.model_dump(mode="json") for naam, een in voorbeelden().items()}


def _fout(code: int) -> dict[str, Any]:
    vorm: dict[str, Any] = {"schema": {"$ref": "#/components/schemas/Probleem"}}
    if code == 422:
        vorm["example"] = probleem().model_dump(mode="json")
    antwoord: dict[str, Any] = {"description": TITELS[code], "content": {PROBLEEM: vorm}}
    if code == 429:
        antwoord["headers"] = {"Retry-After": {"description": "In seconden.", "schema": {"type": "string"}}}
    return antwoord


def _vul_aan(pad: str, daad: dict[str, Any]) -> dict[str, Any]:
    """Add to one GET what it answers when all is not well, and what its headers say."""
    antwoorden = {str(code): uit for code, uit in daad["responses"].items()}
    goed = antwoorden["200"]
    goed["description"], goed["headers"] = "Goed", KOPPEN
    if pad.endswith(".csv"):
        goed["content"] = {"text/csv": {"schema": {"type": "string"}}}
        goed["content"]["text/csv"]["example"] = ";".join(KOLOMMEN[pad.rpartition("/")[2]]) + "\r\n"
    if pad.endswith(".jsonld"):
        vorm = {"type": "object", "properties": {"@graph": {"type": "array", "items": {"type": "object"}}}}
        vorm |= {"required": ["@context", "@graph"]}
        goed["content"] = {JSON_LD: {"schema": vorm, "example": catalogus()}}
    if JSON in goed.get("content", ()):
        wat = goed["content"][JSON]
        wat["example"] = _voorbeelden()[wat["schema"]["$ref"].rpartition("/")[2]]
    if "302" in antwoorden:
        adres = {"schema": {"type": "string"}, "description": "Waar het nu staat."}
        antwoorden["302"] = {"description": "Opgegaan in een ander", "headers": {"Location": adres}}
    antwoorden["304"] = {"description": "Niet veranderd sinds uw ETag"}
    bestand = "." in pad.rsplit("/", 1)[-1]
    codes = [400, 414, 422, *([404] if "{" in pad else [])]
    codes += [429] if bestand or daad["operationId"].endswith("api_acties") else []
    antwoorden |= {str(code): _fout(code) for code in sorted(codes)}
    return daad | {"responses": antwoorden, "parameters": [_parameter(p) for p in daad.get("parameters", ())]}


def _parameter(wat: dict[str, Any]) -> dict[str, Any]:
    """Say of a parameter that may be left out what it holds when it is there: in an address there is no null."""
    vorm = dict(wat["schema"])
    keuzes = [keuze for keuze in vorm.pop("anyOf", ()) if keuze != {"type": "null"}]
    if keuzes:
        vorm = {naam: waarde for naam, waarde in vorm.items() if naam != "default"} | keuzes[0]
    return wat | {"schema": vorm}


def stel_samen() -> dict[str, Any]:
    """Give the specification of this installation."""
    uit = copy.deepcopy(_kaal())
    info = uit["info"]
    if settings.OPENDATA_LICENTIE_NAAM:
        info["license"] = {"name": settings.OPENDATA_LICENTIE_NAAM, "url": settings.OPENDATA_LICENTIE_URL}
    if settings.UITGEVER or settings.CONTACT_EMAIL:
        contact = {"name": settings.UITGEVER, "email": settings.CONTACT_EMAIL}
        info["contact"] = {naam: waarde for naam, waarde in contact.items() if waarde}
    uit["servers"] = [{"url": settings.BASE_URL}]
    uit["tags"] = [{"name": naam, "description": wat} for naam, wat in TAGS.items()]
    return uit


@cache
def parameters() -> dict[str, dict[str, bool]]:
    """Give of each address (by its path in the specification) the names in its query, and whether one may repeat."""
    uit = {}
    for pad, daden in _kaal()["paths"].items():
        vraag = [p for p in daden["get"].get("parameters", ()) if p["in"] == "query"]
        uit[pad] = {p["name"]: p["schema"].get("type") == "array" for p in vraag}
    return uit
