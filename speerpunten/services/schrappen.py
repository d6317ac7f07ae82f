"""Take a name out of texts that otherwise never change: one act, one transaction, both hashes kept."""

import uuid

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction

from organisaties.handelingen import leg_vast
from organisaties.models import Gebruiker, Handelingsoort
from organisaties.zoektekst import ZoektekstField
from speerpunten.models import Melding, Rapport, Schrapping, Standtekst
from speerpunten.onveranderlijk import opgeheven
from speerpunten.schrapping import GESCHRAPT, Gevonden, Vondst, zoek

MIN_NAAM = 3  # characters: less is found everywhere


def keur_naam(naam: str, reden: str) -> tuple[str, str]:
    """Give the name and the reason, trimmed. Raises ValidationError where they are too short, or the reason names."""
    naam, reden = naam.strip(), reden.strip()
    if len(naam) < MIN_NAAM or naam in GESCHRAPT:
        raise ValidationError(f"Geef een naam van minstens {MIN_NAAM} tekens.")
    if not reden or naam.lower() in reden.lower():
        raise ValidationError("Zeg waarom, zonder de naam: de reden blijft bewaard.")
    return naam, reden


@transaction.atomic
def schrap_naam(*, naam: str, reden: str, door: Gebruiker | None = None) -> Gevonden:
    """Put "[geschrapt]" wherever this name stands, also in accepted and frozen texts; give what was changed.

    The guard is lifted for the tables with a find alone, and stands again before anybody else can write. Raises
    ValidationError as `keur_naam`.
    """
    naam, reden = keur_naam(naam, reden)
    tabellen = {vondst.model._meta.db_table for vondst in zoek(naam).vondsten}
    daad = uuid.uuid4().hex
    with opgeheven(connection, tabellen):
        gevonden = zoek(naam)  # again, now that nobody else can write
        for vondst in gevonden.vondsten:
            _schrap(vondst)
    rijen = [_als_rij(vondst, daad, reden, door) for vondst in gevonden.vondsten]
    Schrapping.objects.bulk_create(rijen, batch_size=500)
    if rijen:
        leg_vast(Handelingsoort.GESCHRAPT, door=door, daad=daad, teksten=len(rijen), reden=reden)
    return gevonden


def _schrap(vondst: Vondst) -> None:
    nieuw = {vondst.veld: vondst.nieuw}
    if vondst.model is Rapport:
        nieuw |= {"sha256": vondst.hashes[1]} if vondst.veld == "inhoud" else {}
    vondst.model._base_manager.filter(pk=vondst.pk).update(**nieuw)
    _maak_zoektekst(vondst.model, vondst.pk)


def _maak_zoektekst(model: type[models.Model], pk: object) -> None:
    """Make the derived search texts of a row anew: an update passes them by."""
    if model is Melding:
        Standtekst.objects.filter(melding=pk).delete()  # made again by `leg_standteksten_vast`; found without it too
    velden = [veld for veld in model._meta.concrete_fields if isinstance(veld, ZoektekstField)]
    if velden:
        rij = model._base_manager.get(pk=pk)
        model._base_manager.filter(pk=pk).update(**{veld.attname: veld.pre_save(rij, add=False) for veld in velden})


def _als_rij(vondst: Vondst, daad: str, reden: str, door: Gebruiker | None) -> Schrapping:
    oud, nieuw = vondst.hashes
    return Schrapping(
        daad=daad,
        tabel=vondst.tabel,
        rij=str(vondst.pk),
        veld=vondst.veld,
        aantal=vondst.aantal,
        oud_sha256=oud,
        nieuw_sha256=nieuw,
        reden=reden,
        door=door,
    )
