"""The report of a ronde: the texts that staff write for it, what became definitive, and what was put right later."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from speerpunten.keuzes import Tekstsoort
from speerpunten.models.melding import Melding
from speerpunten.models.plan import Beleidsplan, Speerpunt
from speerpunten.models.ronde import Ronde

MAX_RAPPORTTEKST = 20_000  # characters of one text of a report


class Rapporttekst(models.Model):
    """One text of a draft: the inleiding, the duiding of a speerpunt, or the conclusie. An empty one is kept too."""

    ronde = models.ForeignKey(Ronde, models.PROTECT, related_name="teksten", verbose_name="ronde")
    soort = models.CharField("soort", max_length=10, choices=Tekstsoort)
    speerpunt = models.ForeignKey(
        Speerpunt, models.PROTECT, null=True, blank=True, related_name="duidingen", verbose_name="speerpunt"
    )
    tekst = models.TextField("tekst", max_length=MAX_RAPPORTTEKST, blank=True)
    versie = models.PositiveIntegerField("versie", default=1, editable=False)

    history = HistoricalRecords(excluded_fields=["versie"], verbose_name="geschiedenis")

    class Meta:
        verbose_name = "tekst van een rapport"
        verbose_name_plural = "teksten van rapporten"
        ordering = ["ronde", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(soort=Tekstsoort.DUIDING) & Q(speerpunt__isnull=False))
                | (Q(soort__in=[Tekstsoort.INLEIDING, Tekstsoort.CONCLUSIE]) & Q(speerpunt=None)),
                name="rapporttekst_duiding_bij_speerpunt",
                violation_error_message="Een duiding hoort bij een speerpunt, de andere teksten niet.",
            ),
            models.UniqueConstraint(
                fields=["ronde", "speerpunt"],
                condition=Q(speerpunt__isnull=False),
                name="rapporttekst_een_duiding",
                violation_error_message="Dit speerpunt heeft al een duiding in deze ronde.",
            ),
            models.UniqueConstraint(
                fields=["ronde", "soort"],
                condition=Q(speerpunt=None),
                name="rapporttekst_een_per_soort",
                violation_error_message="Deze tekst bestaat al in deze ronde.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_soort_display()} van {self.ronde}"

    def clean(self) -> None:
        """A duiding is of a speerpunt of the same plan; that stands in another table, so no constraint can."""
        if self.speerpunt_id and self.ronde_id and self.speerpunt.plan_id != self.ronde.plan_id:
            raise ValidationError({"speerpunt": "Kies een speerpunt van hetzelfde plan."})


class RapportQuerySet(models.QuerySet):
    def zichtbaar_voor(self, gebruiker) -> "RapportQuerySet":
        """Keep what this user may read (design, section 5).

        Everybody: the reports of public plans. Lezers and staff: all. A partner who takes part in a plan that is not
        public sees its own acties in it, and a report tells of those of others too.
        """
        plannen = Beleidsplan.objects.zichtbaar_voor(gebruiker)
        return self.filter(ronde__plan__in=plannen if getattr(gebruiker, "rol", "") else plannen.filter(openbaar=True))


class Rapport(models.Model):
    """The definitive report of a ronde: frozen values, as canonical JSON, with their hash.

    The database refuses every change of a row (see `onveranderlijk`). What came after stands beside it.
    """

    ronde = models.OneToOneField(Ronde, models.PROTECT, related_name="rapport", verbose_name="ronde")
    schema = models.PositiveSmallIntegerField("versie van het schema")
    inhoud = models.TextField("inhoud")
    sha256 = models.CharField("SHA-256", max_length=64)
    definitief_door = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="definitief gemaakt door"
    )
    definitief_op = models.DateTimeField("definitief op", default=timezone.now)

    objects = RapportQuerySet.as_manager()

    class Meta:
        verbose_name = "rapport"
        verbose_name_plural = "rapporten"
        ordering = ["-definitief_op", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(inhoud="") & ~Q(sha256=""),
                name="rapport_met_inhoud",
                violation_error_message="Een rapport heeft een inhoud en een controlegetal.",
            ),
        ]

    def __str__(self) -> str:
        return f"Rapport {self.ronde}"

    def get_absolute_url(self) -> str:
        return self.ronde.rapport_url


class Rechtzetting(models.Model):
    """A numbered correction to a definitive report: what it said, what it should say, and why. Never changes either."""

    rapport = models.ForeignKey(Rapport, models.PROTECT, related_name="rechtzettingen", verbose_name="rapport")
    nummer = models.PositiveSmallIntegerField("nummer")
    code = models.CharField("actie", max_length=20, blank=True, help_text="Code in het rapport, zoals 8.3. Mag leeg.")
    stond = models.TextField("wat er stond", max_length=MAX_RAPPORTTEKST)
    wordt = models.TextField("wat er moet staan", max_length=MAX_RAPPORTTEKST)
    reden = models.TextField("reden", max_length=2000)
    melding = models.OneToOneField(
        Melding, models.PROTECT, null=True, blank=True, related_name="rechtzetting", verbose_name="na de correctie"
    )
    door = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="door")
    op = models.DateTimeField("op", default=timezone.now)

    class Meta:
        verbose_name = "rechtzetting"
        verbose_name_plural = "rechtzettingen"
        ordering = ["rapport", "nummer"]
        constraints = [
            models.UniqueConstraint(
                fields=["rapport", "nummer"],
                name="rechtzetting_nummer_uniek",
                violation_error_message="Deze rechtzetting bestaat al.",
            ),
            models.CheckConstraint(
                condition=Q(nummer__gte=1) & ~Q(stond="") & ~Q(wordt="") & ~Q(reden=""),
                name="rechtzetting_volledig",
                violation_error_message="Zeg wat er stond, wat er moet staan, en waarom.",
            ),
        ]

    def __str__(self) -> str:
        return f"Rechtzetting {self.nummer} bij {self.rapport}"


class Behandeling(models.Model):
    """Which body treated a definitive report, and when; stands beside it, and may be put right."""

    rapport = models.ForeignKey(Rapport, models.PROTECT, related_name="behandelingen", verbose_name="rapport")
    orgaan = models.CharField("behandeld door", max_length=120, help_text="Zoals het College of de Raad.")
    dag = models.DateField("op")
    url = models.URLField("verslag", blank=True)

    history = HistoricalRecords(verbose_name="geschiedenis")

    class Meta:
        verbose_name = "behandeling"
        verbose_name_plural = "behandelingen"
        ordering = ["dag", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rapport", "orgaan", "dag"],
                name="behandeling_uniek",
                violation_error_message="Deze behandeling staat er al.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.orgaan}, {self.dag:%d/%m/%Y}"
