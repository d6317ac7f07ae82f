"""Subsidies as a page of an actie or an organisatie names them; they can be fetched beside other lists."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import QuerySet

from organisaties.models import Organisatie
from speerpunten.lijsten import Lijst, als_rij, lees_rij
from speerpunten.models import Subsidie

KOLOMMEN = ("id", "plan_id", "organisatie_id", "actie_id", "soort", "bedrag", "van", "tot", "financier_id")
BESLUIT = ("besluit_nummer", "besluit_datum", "besluit_url")
NAMEN = ("organisatie", "financier")


def subsidielijst(subsidies: QuerySet[Subsidie]) -> Lijst:
    """Give what `lijsten_in_een` fetches of these subsidies."""
    anders = {f"{wie}_{veld}": f"{wie}__{veld}" for wie in NAMEN for veld in ("naam", "slug")}
    return subsidies, "pk", als_rij(*KOLOMMEN, *BESLUIT, **anders)


def lees_subsidies(rijen: Iterable[tuple[str, str]]) -> list[Subsidie]:
    """Give the subsidies of a `subsidielijst` with their organisaties, the newest first."""
    subsidies = [_subsidie(lees_rij(tekst)) for _, tekst in rijen]
    return sorted(subsidies, key=lambda subsidie: (subsidie.van, subsidie.pk), reverse=True)


def _subsidie(rij: dict) -> Subsidie:
    for naam in ("van", "tot", "besluit_datum"):
        rij[naam] = rij[naam] and dt.date.fromisoformat(rij[naam])
    rij["bedrag"] = Decimal(rij["bedrag"])
    velden = KOLOMMEN + BESLUIT
    subsidie = Subsidie.from_db(None, velden, [rij[naam] for naam in velden])
    for wie in NAMEN:
        gevonden = [rij[f"{wie}_{veld}"] for veld in ("id", "naam", "slug")]
        setattr(subsidie, wie, Organisatie.from_db(None, ("id", "naam", "slug"), gevonden))
    return subsidie
