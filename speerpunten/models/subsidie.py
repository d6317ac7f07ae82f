"""Subsidies: who got how much, from whom, for which period, by which decision. No payments."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from simple_history.models import HistoricalRecords

from organisaties.eenvan import EenVan, Sleutels
from organisaties.models import Organisatie
from organisaties.vlotgelezen import VlotGelezen
from speerpunten.getallen import bedrag
from speerpunten.keuzes import Subsidiesoort
from speerpunten.models.actie import Actie
from speerpunten.models.plan import Beleidsplan

GENOEMD = (
    *("plan__naam", "plan__slug", "actie__nummer", "actie__titel", "actie__speerpunt__nummer"),
    *("actie__speerpunt__titel", "organisatie__naam", "organisatie__slug", "financier__naam", "financier__slug"),
    *("financier__samenvoeging", "financier__opvolger__naam", "financier__opvolger__slug"),
)


class SubsidieQuerySet(models.QuerySet):
    def zichtbaar_voor(self, gebruiker) -> "SubsidieQuerySet":
        """Keep the subsidies that this user may know of: public as the actie, or without one as the plan is.

        Lezers and staff: all. A partner: of its acties, and what its organisatie got without an actie; by a safe link
        of its acties alone.
        """
        if getattr(gebruiker, "rol", ""):
            return self
        zonder_actie = Q(plan__openbaar=True)
        if gebruiker.is_authenticated and gebruiker.beperkt_tot is None:
            zonder_actie |= Q(organisatie__in=Organisatie.objects.van(gebruiker))
        met_actie = Exists(Actie.objects.zichtbaar_voor(gebruiker).filter(pk=OuterRef("actie")))
        return self.filter(met_actie | Q(zonder_actie, actie__isnull=True))

    def van_organisatie(self, organisatie: Organisatie) -> "SubsidieQuerySet":
        """Keep what an organisatie got, and those that were merged into it under their own name."""
        opgegaan = Q(opvolger=organisatie, samengevoegd_op__isnull=False)
        zelf = Organisatie.objects.filter(Q(pk=organisatie.pk) | opgegaan)
        return self.filter(EenVan("organisatie", Sleutels(zelf.values("pk"))))

    def met_namen(self) -> "SubsidieQuerySet":
        """Fetch along what a line of a list names, and of that no more."""
        eigen = [veld.attname for veld in self.model._meta.concrete_fields]
        bij = self.select_related("plan", "organisatie", "actie__speerpunt", "financier__opvolger")
        return bij.only(*eigen, *GENOEMD)

    def nieuwste_eerst(self) -> "SubsidieQuerySet":
        return self.order_by("-van", "organisatie__naam", "pk")


class Subsidie(VlotGelezen):
    """A grant within a plan: for one actie, or for none in particular. Counts in the year in which it begins."""

    plan = models.ForeignKey(Beleidsplan, models.PROTECT, related_name="subsidies", verbose_name="beleidsplan")
    organisatie = models.ForeignKey(
        Organisatie,
        models.PROTECT,
        related_name="subsidies",
        verbose_name="organisatie",
        help_text="Wie het bedrag krijgt.",
    )
    actie = models.ForeignKey(
        Actie,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="subsidies",
        verbose_name="actie",
        help_text="Leeg: niet voor één actie bedoeld.",
    )
    soort = models.CharField("soort", max_length=12, choices=Subsidiesoort)
    bedrag = models.DecimalField("bedrag in euro", max_digits=12, decimal_places=2)
    van = models.DateField("van", help_text="De subsidie telt in het jaar van deze dag.")
    tot = models.DateField("tot en met")
    financier = models.ForeignKey(
        Organisatie,
        models.PROTECT,
        related_name="verleende_subsidies",
        verbose_name="financier",
        help_text="Wie het bedrag geeft.",
    )
    besluit_nummer = models.CharField("nummer van het besluit", max_length=100, blank=True)
    besluit_datum = models.DateField("datum van het besluit", null=True, blank=True)
    besluit_url = models.URLField("webadres van het besluit", max_length=500, blank=True)

    objects = SubsidieQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="geschiedenis")

    class Meta:
        verbose_name = "subsidie"
        verbose_name_plural = "subsidies"
        ordering = ["-van", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(bedrag__gt=0),
                name="subsidie_bedrag_boven_nul",
                violation_error_message="Een bedrag is meer dan nul.",
            ),
            models.CheckConstraint(
                condition=Q(van__lte=F("tot")),
                name="subsidie_van_voor_tot",
                violation_error_message="“Van” moet voor “tot en met” liggen.",
            ),
            models.CheckConstraint(
                condition=Q(soort__in=Subsidiesoort.values),
                name="subsidie_soort_bekend",
                violation_error_message="Deze soort bestaat niet.",
            ),
            models.CheckConstraint(
                condition=~Q(organisatie=F("financier")),
                name="subsidie_niet_aan_zichzelf",
                violation_error_message="De financier is een andere organisatie dan wie het bedrag krijgt.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_soort_display().capitalize()} {self.periode}, {self.organisatie}"

    @property
    def jaar(self) -> int:
        """Give the year in which it counts: that of its first day."""
        return self.van.year

    @property
    def periode(self) -> str:
        """Tell the period: "2024" for a whole year, else its days."""
        heel = (self.van.month, self.van.day, self.tot.month, self.tot.day) == (1, 1, 12, 31)
        if not heel:
            return f"{self.van:%d/%m/%Y} tot {self.tot:%d/%m/%Y}"
        return str(self.van.year) if self.van.year == self.tot.year else f"{self.van.year}-{self.tot.year}"

    @property
    def bedrag_in_woorden(self) -> str:
        return bedrag(self.bedrag)

    @property
    def besluit(self) -> str:
        """Name the decision: "besluit 2024-117 van 12/03/2024"; empty where nothing of it is known."""
        if not (self.besluit_nummer or self.besluit_datum or self.besluit_url):
            return ""
        delen = [self.besluit_nummer, f"van {self.besluit_datum:%d/%m/%Y}" if self.besluit_datum else ""]
        return " ".join(["besluit", *filter(None, delen)])

    def clean(self) -> None:
        """Across tables: the actie is one of the plan, and a subsidie stays in its plan."""
        if self.actie_id and self.plan_id and self.actie.speerpunt.plan_id != self.plan_id:
            raise ValidationError({"actie": "Deze actie hoort bij een ander plan."})
        eerder = Subsidie.objects.filter(pk=self.pk).first() if self.pk else None
        if eerder and eerder.plan_id != self.plan_id:
            raise ValidationError({"plan": "Een subsidie verhuist niet naar een ander plan."})
