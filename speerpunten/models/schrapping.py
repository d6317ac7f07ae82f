"""A name that was taken out of a text that otherwise never changes: what the text was and is, as hashes alone."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class SchrappingQuerySet(models.QuerySet):
    def van_rapport(self, rapport) -> "SchrappingQuerySet":
        """Keep what was taken out of the kept text of one report, the first first."""
        return self.filter(tabel=rapport._meta.label_lower, rij=rapport.pk, veld="inhoud")


class Schrapping(models.Model):
    """One text out of which a name was taken (`manage.py schrap_naam`). Rows are only ever added.

    The name itself stands nowhere; the hashes let anybody who has the text of before or after recognise it.
    """

    daad = models.CharField("daad", max_length=32)  # the same for all texts of one act
    tabel = models.CharField("soort", max_length=60)  # "speerpunten.rapport"
    rij = models.CharField("sleutel", max_length=40)
    veld = models.CharField("veld", max_length=60)
    aantal = models.PositiveIntegerField("hoe vaak")
    oud_sha256 = models.CharField("SHA-256 van voordien", max_length=64)
    nieuw_sha256 = models.CharField("SHA-256 van nadien", max_length=64)
    reden = models.TextField("reden", max_length=1000)
    door = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="door"
    )
    op = models.DateTimeField("op", default=timezone.now)

    objects = SchrappingQuerySet.as_manager()

    class Meta:
        verbose_name = "schrapping"
        verbose_name_plural = "schrappingen"
        ordering = ["pk"]
        indexes = [models.Index(fields=["tabel", "rij"], name="schrapping_rij")]
        constraints = [
            models.CheckConstraint(
                condition=Q(aantal__gte=1) & ~Q(reden="") & ~Q(oud_sha256=F("nieuw_sha256")),
                name="schrapping_van_iets",
                violation_error_message="Een schrapping neemt iets weg, en zegt waarom.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tabel} {self.rij}, {self.veld}"
