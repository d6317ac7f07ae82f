"""The moves of an actie to another speerpunt."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from speerpunten.models.actie import Actie


class Verplaatsing(models.Model):
    """A move of an actie to another speerpunt: what its code was, and why it changed."""

    actie = models.ForeignKey(Actie, models.PROTECT, related_name="verplaatsingen", verbose_name="actie")
    op = models.DateField("op", default=timezone.localdate)
    van_code = models.CharField("oude code", max_length=20)
    naar_code = models.CharField("nieuwe code", max_length=20)
    reden = models.TextField("reden")
    door = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="door")

    class Meta:
        verbose_name = "verplaatsing"
        verbose_name_plural = "verplaatsingen"
        ordering = ["op", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reden=""),
                name="verplaatsing_met_reden",
                violation_error_message="Zeg waarom de actie verhuist.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.van_code} werd {self.naar_code}"
