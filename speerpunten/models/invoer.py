"""An import: which file, who, when, what was chosen, what it would do, what it did, and whether it was undone."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from speerpunten.models.plan import Beleidsplan


class ImportQuerySet(models.QuerySet):
    def zichtbaar_voor(self, gebruiker) -> "ImportQuerySet":
        """Keep what this user may see: staff all, others none (design, section 5: import)."""
        return self if getattr(gebruiker, "is_medewerker", False) else self.none()

    def zonder_inhoud(self) -> "ImportQuerySet":
        """Leave the heavy columns in the database."""
        return self.defer("bestand", "voorstel", "gedaan", "keuzes")


class Import(models.Model):
    """A file that was handed in, and what came of it. The file itself is kept, so that every number can be traced."""

    plan = models.ForeignKey(Beleidsplan, models.PROTECT, related_name="imports", verbose_name="beleidsplan")
    bestandsnaam = models.CharField("bestand", max_length=200)
    bestand = models.BinaryField("inhoud")
    sha256 = models.CharField("SHA-256", max_length=64)
    door = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="door")
    op = models.DateTimeField("op", default=timezone.now)
    keuzes = models.JSONField("keuzes", default=dict, blank=True)
    voorstel = models.JSONField("voorstel", default=dict, blank=True)
    begonnen_op = models.DateTimeField("begonnen op", null=True, blank=True)
    uitgevoerd_op = models.DateTimeField("overgenomen op", null=True, blank=True)
    uitgevoerd_door = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="overgenomen door",
    )
    gedaan = models.JSONField("wat gedaan is", default=dict, blank=True)
    teruggedraaid_op = models.DateTimeField("teruggedraaid op", null=True, blank=True)
    teruggedraaid_door = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="teruggedraaid door",
    )
    terug_reden = models.TextField("reden van het terugdraaien", blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = "import"
        verbose_name_plural = "imports"
        ordering = ["-op", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(uitgevoerd_op=None, uitgevoerd_door=None)
                | Q(uitgevoerd_op__isnull=False, uitgevoerd_door__isnull=False),
                name="import_overgenomen_door_iemand",
                violation_error_message="Zeg wie dit overnam, en wanneer.",
            ),
            models.CheckConstraint(
                condition=Q(teruggedraaid_op=None, teruggedraaid_door=None, terug_reden="")
                | (
                    Q(teruggedraaid_op__isnull=False, teruggedraaid_door__isnull=False, uitgevoerd_op__isnull=False)
                    & ~Q(terug_reden="")
                ),
                name="import_teruggedraaid_met_reden",
                violation_error_message="Zeg wie dit terugdraaide, wanneer en waarom.",
            ),
        ]

    def __str__(self) -> str:
        return self.bestandsnaam

    def get_absolute_url(self) -> str:
        return reverse("import", args=[self.pk])

    @property
    def is_uitgevoerd(self) -> bool:
        return self.uitgevoerd_op is not None

    @property
    def is_teruggedraaid(self) -> bool:
        return self.teruggedraaid_op is not None
