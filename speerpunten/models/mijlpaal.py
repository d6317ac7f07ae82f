"""Milestones of an actie, and what meldingen say about them."""

import datetime as dt

from django.db import models
from django.utils import timezone
from simple_history.models import HistoricalRecords

from organisaties.vlotgelezen import VlotGelezen
from speerpunten.models.actie import Actie
from speerpunten.models.melding import Melding


class MijlpaalQuerySet(models.QuerySet):
    def gemist(self, op: dt.date) -> "MijlpaalQuerySet":
        """Keep those whose day had passed on day `op` without their being reached, as `Mijlpaal.is_gemist` says."""
        return self.filter(streefdatum__lt=op).onbereikt(op)

    def onbereikt(self, op: dt.date) -> "MijlpaalQuerySet":
        """Keep those that were not reached on day `op`, missed or still to come."""
        return self.exclude(bereikt_op__lte=op)


class Mijlpaal(VlotGelezen):
    """A milestone: to be reached by a day, and reached on a day."""

    actie = models.ForeignKey(Actie, models.CASCADE, related_name="mijlpalen", verbose_name="actie")
    titel = models.CharField("titel", max_length=200)
    streefdatum = models.DateField("te bereiken tegen")
    bereikt_op = models.DateField("bereikt op", null=True, blank=True)

    objects = MijlpaalQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="geschiedenis")

    class Meta:
        verbose_name = "mijlpaal"
        verbose_name_plural = "mijlpalen"
        ordering = ["streefdatum", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["actie", "titel"],
                name="mijlpaal_titel_uniek",
                violation_error_message="Deze actie heeft al een mijlpaal met deze titel.",
            ),
        ]

    def __str__(self) -> str:
        return self.titel

    def is_bereikt(self, op: dt.date | None = None) -> bool:
        return self.bereikt_op is not None and self.bereikt_op <= (op or timezone.localdate())

    def is_gemist(self, op: dt.date | None = None) -> bool:
        """Tell whether its day had passed on day `op` without its being reached."""
        return self.streefdatum < (op or timezone.localdate()) and not self.is_bereikt(op)


class MijlpaalMelding(VlotGelezen):
    """What a melding says about a mijlpaal: reached on a day, or (no day) not reached. Counts once accepted."""

    melding = models.ForeignKey(Melding, models.CASCADE, related_name="mijlpalen", verbose_name="melding")
    mijlpaal = models.ForeignKey(Mijlpaal, models.PROTECT, related_name="meldingen", verbose_name="mijlpaal")
    bereikt_op = models.DateField("bereikt op", null=True, blank=True)

    class Meta:
        verbose_name = "mijlpaal in een stand van zaken"
        verbose_name_plural = "mijlpalen in een stand van zaken"
        constraints = [
            models.UniqueConstraint(
                fields=["melding", "mijlpaal"],
                name="mijlpaalmelding_uniek",
                violation_error_message="Deze stand spreekt al over deze mijlpaal.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mijlpaal} in {self.melding}"
