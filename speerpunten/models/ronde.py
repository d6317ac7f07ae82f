"""A rapporteringsronde: it asks how the acties stand, over a period, before a deadline."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from organisaties.models import Organisatie
from speerpunten.keuzes import RAPPORTERENDE_ROLLEN, Fase
from speerpunten.models.plan import Beleidsplan, Speerpunt


class RondeQuerySet(models.QuerySet):
    def open(self, op: dt.date | None = None) -> "RondeQuerySet":
        """Keep those that take answers on day `op` (today unless told): from opent to sluit, both included."""
        op = op or timezone.localdate()
        return self.filter(opent__lte=op, sluit__gte=op)

    def gesloten(self, op: dt.date | None = None) -> "RondeQuerySet":
        """Keep those that no longer take answers on day `op` (today unless told)."""
        return self.filter(sluit__lt=op or timezone.localdate())

    def laatst_gesloten(self, plan: Beleidsplan, op: dt.date | None = None) -> "Ronde | None":
        """Give the ronde of the plan that closed last before day `op` (today unless told), or None."""
        return self.filter(plan=plan).gesloten(op).order_by("-sluit", "-tot", "-pk").first()

    def die_vragen(self, *, plan, van, tot, bestaat_tot, speerpunt, actie) -> "RondeQuerySet":
        """Keep the rondes that ask for an actie (design, section 6): periods meet (an eindronde asks all), it was not
        archived before the period, and no narrowing leaves it out.

        In: its plan, first and last day, the day of archiving (or the end of time), speerpunt and itself, as values or
        as OuterRef's of an outer query. That an actie that was already finished is not asked again, is for who knows
        its stand. Rows may come twice.
        """
        smal = models.Q(speerpunten=None) | models.Q(speerpunten=speerpunt)
        van_wie = models.Q(organisaties=None) | models.Q(
            organisaties__rollen__actie=actie, organisaties__rollen__rol__in=RAPPORTERENDE_ROLLEN
        )
        periode = models.Q(eindronde=True) | models.Q(tot__gte=van, van__lte=tot)
        return self.filter(smal, van_wie, periode, plan=plan, van__lte=bestaat_tot)


class Ronde(models.Model):
    """Asks for reports over a period; an eindronde asks for results. Periods are free and may cross."""

    plan = models.ForeignKey(Beleidsplan, models.PROTECT, related_name="rondes", verbose_name="beleidsplan")
    naam = models.CharField("naam", max_length=120)
    slug = models.SlugField("webadres", max_length=80)
    van = models.DateField("periode van")
    tot = models.DateField("periode tot en met")
    opent = models.DateField("opent op")
    deadline = models.DateField("deadline")
    sluit = models.DateField("sluit op")
    eindronde = models.BooleanField("eindronde", default=False, help_text="Vraagt bij elke actie wat bereikt is.")
    speerpunten = models.ManyToManyField(
        Speerpunt, blank=True, related_name="rondes", verbose_name="alleen deze speerpunten"
    )
    organisaties = models.ManyToManyField(
        Organisatie, blank=True, related_name="rondes", verbose_name="alleen deze organisaties"
    )

    objects = RondeQuerySet.as_manager()

    class Meta:
        verbose_name = "rapporteringsronde"
        verbose_name_plural = "rapporteringsrondes"
        ordering = ["-van", "-tot", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "slug"],
                name="ronde_slug_uniek",
                violation_error_message="Dit plan heeft al een ronde met dit webadres.",
            ),
            models.CheckConstraint(
                condition=Q(van__lte=F("tot")),
                name="ronde_van_voor_tot",
                violation_error_message="Het begin van de periode moet voor het einde liggen.",
            ),
            models.CheckConstraint(
                condition=Q(opent__lte=F("deadline"), deadline__lte=F("sluit")),
                name="ronde_opent_deadline_sluit",
                violation_error_message="De ronde opent eerst, dan komt de deadline, dan sluit ze.",
            ),
        ]

    def __str__(self) -> str:
        return self.naam

    def clean(self) -> None:
        """Keep the address of a ronde in a plan that was public."""
        eerder = Ronde.objects.select_related("plan").filter(pk=self.pk).first() if self.pk else None
        if eerder and eerder.slug != self.slug and eerder.plan.was_ooit_openbaar():
            raise ValidationError({"slug": "Het webadres van een ronde in een openbaar plan blijft gelijk."})

    def fase(self, op: dt.date | None = None) -> Fase:
        """Give the phase on day `op` (today in Europe/Brussels unless told), from the dates alone."""
        op = op or timezone.localdate()
        if op < self.opent:
            return Fase.GEPLAND
        if op > self.sluit:
            return Fase.GESLOTEN
        return Fase.OPEN if op <= self.deadline else Fase.TE_LAAT

    def neemt_antwoorden(self, op: dt.date | None = None) -> bool:
        """Tell whether a partner may still answer on day `op`: open or late, not planned or closed."""
        return self.fase(op) in {Fase.OPEN, Fase.TE_LAAT}
