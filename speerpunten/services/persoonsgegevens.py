"""Everything that is kept about one person, as one object that goes into a JSON file (GDPR, articles 15 and 20).

It walks over every relation to a gebruiker, so that a table that is added later is in it by itself. Left out is what
would let somebody in (hashes of passwords and tokens, keys of second steps and sessions); other persons stand in it as
numbers alone.
"""

import base64
import datetime as dt
import decimal
import uuid
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone

from organisaties.handelingen import leg_vast
from organisaties.models import Doorgave, Gebruiker, Handeling, Handelingsoort, Organisatie
from speerpunten.models import Actie, Beleidsplan, Ronde

GEHEIM = frozenset(
    ("password", "token_hash", "zaad", "data", "session_key", "token", "token_secret", "claim", "html", "zoektekst")
)
NAAM_VAN = (Organisatie, Actie, Ronde, Beleidsplan)  # may stand with their name; persons never


@transaction.atomic
def haal_persoonsgegevens_op(*, gebruiker: Gebruiker, door: Gebruiker) -> dict[str, Any]:
    """Give what is kept about `gebruiker`; who asks is written down. Raises PermissionDenied unless `door` is that
    person or a beheerder."""
    if door.pk != gebruiker.pk and not door.is_beheerder:
        raise PermissionDenied
    leg_vast(Handelingsoort.PERSOONSGEGEVENS, door=door, over=gebruiker)
    return {
        "gemaakt_op": timezone.now().isoformat(),
        "uitleg": (
            "Alles wat over deze persoon bewaard wordt. Wachtwoorden en sleutels staan er niet in. "
            "Andere mensen staan er alleen als nummer in."
        ),
        "account": _rij(gebruiker),
        "genoemd_in_doorgaven": [_rij(d) for d in Doorgave.objects.filter(email__iexact=gebruiker.email)],
        "handelingen_over": [
            _rij(h) for h in Handeling.objects.filter(over_soort=gebruiker._meta.label_lower, over_id=gebruiker.pk)
        ],
        "sessies": _sessies(gebruiker),
        "geschiedenis": [_rij(rij) for rij in gebruiker.history.order_by("history_date")],
        "rijen": _rijen(gebruiker),
    }


def _rijen(gebruiker: Gebruiker) -> dict[str, list[dict[str, Any]]]:
    """Give, per table and per column that points to this person, the rows that do."""
    uit: dict[str, list[dict[str, Any]]] = {}
    for veld in Gebruiker._meta.get_fields(include_hidden=True):
        if not (veld.one_to_many or veld.one_to_one or veld.many_to_many) or not veld.auto_created:
            continue
        model, naam = veld.related_model, veld.field.name
        genoemd = [f.name for f in model._meta.concrete_fields if f.related_model in NAAM_VAN]
        rijen = model._base_manager.filter(**{naam: gebruiker}).select_related(*genoemd).order_by("pk")
        zwaar = [f.name for f in model._meta.concrete_fields if isinstance(f, models.BinaryField)]
        gevonden = [_rij(rij) for rij in rijen.defer(*zwaar).iterator(chunk_size=500)]
        if gevonden:
            uit[f"{model._meta.label_lower}.{naam}"] = gevonden
    return uit


def _rij(rij: models.Model) -> dict[str, Any]:
    uit: dict[str, Any] = {}
    for veld in rij._meta.concrete_fields:
        if veld.name in GEHEIM or isinstance(veld, models.BinaryField):
            continue
        if veld.related_model in NAAM_VAN and getattr(rij, veld.attname) is not None:
            uit[veld.name] = {"nummer": getattr(rij, veld.attname), "naam": str(getattr(rij, veld.name))}
        else:
            uit[veld.name] = _waarde(getattr(rij, veld.attname))
    return uit


def _sessies(gebruiker: Gebruiker) -> list[dict[str, str]]:
    """Give until when the sessions of this person last; what lets one in is not told."""
    lopend = Session.objects.filter(expire_date__gt=timezone.now()).iterator()
    return [
        {"loopt_tot": sessie.expire_date.isoformat()}
        for sessie in lopend
        if sessie.get_decoded().get(SESSION_KEY) == str(gebruiker.pk)
    ]


def _waarde(waarde: Any) -> Any:
    if isinstance(waarde, dt.datetime | dt.date):
        return waarde.isoformat()
    if isinstance(waarde, decimal.Decimal | uuid.UUID):
        return str(waarde)
    if isinstance(waarde, bytes | memoryview):
        return base64.b64encode(bytes(waarde)).decode()
    if isinstance(waarde, models.Model):
        return waarde.pk
    return waarde
