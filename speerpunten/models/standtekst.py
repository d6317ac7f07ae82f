"""The search text of an accepted stand: beside it, because the stand itself never changes."""

from django.db import models

from organisaties.zoektekst import ZoektekstField
from speerpunten.models.melding import Melding

# What of a stand is searched: what becomes public with it, never `nodig` and `opmerking_voor_vgc`.
DOORZOCHT = ("toelichting", "reden", "bereikt_resultaat", "volgende_stappen", "correctie_reden")


class Standtekst(models.Model):
    """Derived, and no more than a help: a stand without one is found too, only slower (docs/adr/0031-zoeken.md)."""

    melding = models.OneToOneField(
        Melding, models.CASCADE, primary_key=True, related_name="standtekst", verbose_name="stand van zaken"
    )
    zoektekst = ZoektekstField(bronnen=("gezegd",))

    class Meta:
        verbose_name = "zoektekst van een stand"
        verbose_name_plural = "zoekteksten van standen"

    def __str__(self) -> str:
        return f"Zoektekst van stand {self.melding_id}"

    @property
    def gezegd(self) -> str:
        return "\n".join(getattr(self.melding, veld) for veld in DOORZOCHT)
