"""The end of a plan, and what becomes of its acties in the next one."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from speerpunten.keuzes import Overgangsbesluit, Sluitdaad
from speerpunten.models.actie import Actie
from speerpunten.models.plan import Beleidsplan, Speerpunt


class Afsluiting(models.Model):
    """A plan was closed, or opened again: who, when, why, and what was still open then. Never changes."""

    plan = models.ForeignKey(Beleidsplan, models.PROTECT, related_name="afsluitingen", verbose_name="beleidsplan")
    daad = models.CharField("wat", max_length=12, choices=Sluitdaad)
    op = models.DateTimeField("op", default=timezone.now)
    door = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="door")
    reden = models.TextField("reden", blank=True)
    openstaand = models.JSONField(
        "wat nog openstond", default=dict, help_text="Aantallen op het ogenblik zelf.", blank=True
    )

    class Meta:
        verbose_name = "afsluiting"
        verbose_name_plural = "afsluitingen"
        ordering = ["op", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(daad__in=Sluitdaad.values),
                name="afsluiting_daad_bekend",
                violation_error_message="Dit kan een plan niet overkomen.",
            ),
            models.CheckConstraint(
                condition=Q(daad=Sluitdaad.AFGESLOTEN) | ~Q(reden=""),
                name="afsluiting_heropend_met_reden",
                violation_error_message="Zeg waarom het plan weer opengaat.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan}: {self.get_daad_display()} op {timezone.localtime(self.op):%d/%m/%Y}"


class Overgang(models.Model):
    """What becomes of an actie of the former plan: it goes on in `plan`, or it ends, with the reason.

    The actie that goes on has this one as its `vervolg_op`; until it is made, this is a decision that may change.
    """

    plan = models.ForeignKey(Beleidsplan, models.PROTECT, related_name="overgangen", verbose_name="volgend plan")
    actie = models.OneToOneField(Actie, models.PROTECT, related_name="overgang", verbose_name="actie")
    besluit = models.CharField("wat wordt het", max_length=12, choices=Overgangsbesluit)
    naar = models.ForeignKey(
        Speerpunt,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="overgangen",
        verbose_name="speerpunt van het volgende plan",
    )
    reden = models.TextField("reden", blank=True)

    history = HistoricalRecords(verbose_name="geschiedenis")

    class Meta:
        verbose_name = "overgang"
        verbose_name_plural = "overgangen"
        ordering = ["actie"]
        constraints = [
            models.CheckConstraint(
                condition=Q(besluit__in=Overgangsbesluit.values),
                name="overgang_besluit_bekend",
                violation_error_message="Dit besluit bestaat niet.",
            ),
            models.CheckConstraint(
                condition=Q(besluit=Overgangsbesluit.STOPT, naar=None)
                | (~Q(besluit=Overgangsbesluit.STOPT) & Q(naar__isnull=False)),
                name="overgang_naar_een_speerpunt",
                violation_error_message="Wie doorloopt, kiest een speerpunt. Wie stopt, kiest er geen.",
            ),
            models.CheckConstraint(
                condition=Q(besluit=Overgangsbesluit.LOOPT_DOOR) | ~Q(reden=""),
                name="overgang_met_reden",
                violation_error_message="Zeg waarom de actie stopt of verhuist. Iedereen kan de reden lezen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actie}: {self.get_besluit_display()}"

    def clean(self) -> None:
        """Across tables: a living actie of the former plan, and a speerpunt of this plan that fits the decision."""
        if not self.actie_id or not self.plan_id:
            return
        if self.plan.opvolger_van_id is None or self.actie.speerpunt.plan_id != self.plan.opvolger_van_id:
            raise ValidationError("Deze actie hoort niet bij het vorige plan.")
        if self.actie.gearchiveerd_op:
            raise ValidationError("Deze actie is gearchiveerd. Over haar valt niets te beslissen.")
        if self.naar_id:
            self._keur_naar()

    def _keur_naar(self) -> None:
        if self.naar.plan_id != self.plan_id:
            raise ValidationError({"naar": "Kies een speerpunt van het volgende plan."})
        zet_voort = self.actie.speerpunt_id in self.naar.zet_voort_ids()
        if self.besluit == Overgangsbesluit.LOOPT_DOOR and not zet_voort:
            raise ValidationError({"naar": "Dit speerpunt zet dat van de actie niet voort. Kies “Verhuist”."})
        if self.besluit == Overgangsbesluit.VERHUIST and zet_voort:
            raise ValidationError({"naar": "Dit speerpunt zet dat van de actie voort. Kies “Loopt door”."})
