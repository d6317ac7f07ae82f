"""What `laad_plan` read last, so that a reload can tell the file's changes from those made by hand."""

from django.db import models


class Planrecord(models.Model):
    """One record of a plan file: its stable key, the object that it became, and the values as they were loaded."""

    bestand = models.CharField(
        "planbestand", max_length=80, help_text="De sleutel van het beleidsplan; leeg: gedeeld.", blank=True
    )
    soort = models.CharField("soort", max_length=30)
    sleutel = models.CharField("sleutel", max_length=120)
    object_id = models.BigIntegerField("object")
    velden = models.JSONField("geladen waarden", default=dict)

    class Meta:
        verbose_name = "record van een planbestand"
        verbose_name_plural = "records van planbestanden"
        constraints = [
            models.UniqueConstraint(
                fields=["bestand", "soort", "sleutel"],
                name="planrecord_sleutel_uniek",
                violation_error_message="Dit planbestand heeft deze sleutel al.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.soort}[{self.sleutel}]"
