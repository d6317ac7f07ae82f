"""The beleidsplan, its speerpunten, and the lists that acties are sorted by."""

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from organisaties.models import Organisatie
from organisaties.vlotgelezen import VlotGelezen
from speerpunten.keuzes import Toestand

BLIJVEND = "Staat in het webadres. Blijft gelijk zodra het plan openbaar is."
PARKEERPLAATS = 20_000  # added to numbers that are being exchanged; real ones stay far below


class BeleidsplanQuerySet(models.QuerySet):
    def zichtbaar_voor(self, gebruiker) -> "BeleidsplanQuerySet":
        """Keep the plans that this user may know of (design, section 5).

        Everybody: public plans. Lezers and staff: all. A partner: also those with an actie of its organisatie.
        """
        if getattr(gebruiker, "rol", ""):
            return self
        if not gebruiker.is_authenticated:
            return self.filter(openbaar=True)
        eigen = Speerpunt.objects.filter(
            plan=OuterRef("pk"), acties__rollen__organisatie__in=Organisatie.objects.van(gebruiker)
        )
        return self.filter(Q(openbaar=True) | Exists(eigen))

    def wijzigbaar_door(self, gebruiker) -> "BeleidsplanQuerySet":
        """Keep the plans whose acties and rondes this user may make and edit: staff, until the plan is closed."""
        if not getattr(gebruiker, "is_medewerker", False):
            return self.none()
        return self.exclude(toestand=Toestand.AFGESLOTEN)


class Beleidsplan(VlotGelezen):
    """A policy plan with a period. Several stand side by side; one may succeed another."""

    naam = models.CharField("naam", max_length=200)
    slug = models.SlugField("webadres", max_length=80, unique=True, help_text=BLIJVEND)
    van = models.DateField("van")
    tot = models.DateField("tot en met")
    toestand = models.CharField("toestand", max_length=12, choices=Toestand, default=Toestand.LOPEND)
    openbaar = models.BooleanField("openbaar", default=False, help_text="Iedereen kan een openbaar plan lezen.")
    vier_ogen = models.BooleanField(
        "vier ogen", default=True, help_text="Wie een stand schreef of indiende, kan hem niet zelf aanvaarden."
    )
    opdrachtgever = models.ForeignKey(
        Organisatie,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="plannen",
        verbose_name="opdrachtgever",
        help_text="Het bestuur van het plan. Medewerkers rapporteren in zijn naam.",
    )
    opvolger_van = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="opvolger", verbose_name="opvolger van"
    )
    inleiding = models.TextField("inleiding", blank=True)
    document = models.URLField("document", max_length=500, blank=True)
    bron = models.URLField("bron", max_length=500, blank=True)
    besluit_nummer = models.CharField("nummer van het besluit", max_length=100, blank=True)
    besluit_datum = models.DateField("datum van het besluit", null=True, blank=True)
    besluit_url = models.URLField("webadres van het besluit", max_length=500, blank=True)
    contact = models.EmailField("contact", blank=True, help_text="Een openbare mailbox, geen persoon.")

    objects = BeleidsplanQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="geschiedenis")

    class Meta:
        verbose_name = "beleidsplan"
        verbose_name_plural = "beleidsplannen"
        ordering = ["-van", "naam", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(van__lte=F("tot")),
                name="beleidsplan_van_voor_tot",
                violation_error_message="“Van” moet voor “tot en met” liggen.",
            ),
            models.CheckConstraint(
                condition=Q(toestand__in=Toestand.values),
                name="beleidsplan_toestand_bekend",
                violation_error_message="Deze toestand bestaat niet.",
            ),
            models.CheckConstraint(
                condition=~Q(opvolger_van=F("pk")),
                name="beleidsplan_niet_eigen_opvolger",
                violation_error_message="Een plan kan zichzelf niet opvolgen.",
            ),
        ]

    def __str__(self) -> str:
        return self.naam

    def get_absolute_url(self) -> str:
        return reverse("plan", args=[self.slug])

    def clean(self) -> None:
        """Keep the address of a plan that was public, and the former plan as long as something continues it."""
        eerder = Beleidsplan.objects.filter(pk=self.pk).first() if self.pk else None
        if eerder and eerder.slug != self.slug and eerder.was_ooit_openbaar():
            raise ValidationError({"slug": "Het webadres van een openbaar plan blijft gelijk."})
        if eerder and eerder.opvolger_van_id != self.opvolger_van_id and self.zet_iets_voort():
            raise ValidationError(
                {"opvolger_van": "Van dit plan gaan al speerpunten of acties verder op die van het vorige plan."}
            )
        if self.opvolger_van and self.van and self.van <= self.opvolger_van.van:
            vanaf = f"{self.opvolger_van.van:%d/%m/%Y}"
            raise ValidationError({"van": f"Een plan begint na het begin van het plan dat het opvolgt ({vanaf})."})

    @property
    def periode(self) -> str:
        """Give the years, such as "2022-2025"."""
        return str(self.van.year) if self.van.year == self.tot.year else f"{self.van.year}-{self.tot.year}"

    @property
    def is_afgesloten(self) -> bool:
        return self.toestand == Toestand.AFGESLOTEN

    def was_ooit_openbaar(self) -> bool:
        """Tell whether anybody could have its addresses: it is public, or was so before (by its history)."""
        return self.openbaar or self.history.filter(openbaar=True).exists()

    def zet_iets_voort(self) -> bool:
        """Tell whether anything of it continues something of the former plan, or a decision about that stands."""
        vervolg = Q(vervolg_op__isnull=False) | Q(ook_vervolg_op__isnull=False) | Q(acties__vervolg_op__isnull=False)
        return self.speerpunten.filter(vervolg).exists() or self.overgangen.exists()

    def is_voorbij(self, op: dt.date | None = None) -> bool:
        """Tell whether the period is over on day `op` (today unless told); closing the plan is another thing."""
        return self.tot < (op or timezone.localdate())


class SpeerpuntQuerySet(models.QuerySet):
    def met_vervolg(self) -> "SpeerpuntQuerySet":
        """Add what `zet_voort_ids` needs, in one more query."""
        return self.prefetch_related("ook_vervolg_op")

    def parkeer(self) -> int:
        """Move the numbers out of each other's way, to be exchanged: the database checks row by row."""
        return self.update(nummer=F("nummer") + PARKEERPLAATS)


class Speerpunt(VlotGelezen):
    """A numbered main line of a plan."""

    plan = models.ForeignKey(Beleidsplan, models.PROTECT, related_name="speerpunten", verbose_name="beleidsplan")
    nummer = models.PositiveSmallIntegerField("nummer", help_text="Blijft gelijk zodra het plan openbaar is.")
    titel = models.CharField("titel", max_length=300)
    toelichting = models.TextField("toelichting", blank=True)
    vervolg_op = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="vervolgen", verbose_name="vervolg op"
    )
    ook_vervolg_op = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="ook_vervolgen",
        verbose_name="ook vervolg op",
        help_text="Waar speerpunten samengaan: de andere speerpunten van het vorige plan.",
    )

    objects = SpeerpuntQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[ook_vervolg_op], verbose_name="geschiedenis")

    class Meta:
        verbose_name = "speerpunt"
        verbose_name_plural = "speerpunten"
        ordering = ["plan", "nummer"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "nummer"],
                name="speerpunt_nummer_uniek",
                violation_error_message="Dit plan heeft al een speerpunt met dit nummer.",
            ),
            models.CheckConstraint(
                condition=Q(nummer__gte=1),
                name="speerpunt_nummer_vanaf_1",
                violation_error_message="Een nummer begint bij 1.",
            ),
            models.CheckConstraint(
                condition=~Q(vervolg_op=F("pk")),
                name="speerpunt_niet_eigen_vervolg",
                violation_error_message="Een speerpunt kan zichzelf niet opvolgen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nummer}. {self.titel}"

    def get_absolute_url(self) -> str:
        return reverse("speerpunt", args=[self.plan.slug, self.nummer])

    def clean(self) -> None:
        """Keep the number once public; a speerpunt stays in its plan and follows one of the former plan."""
        eerder = Speerpunt.objects.select_related("plan").filter(pk=self.pk).first() if self.pk else None
        if eerder and eerder.plan_id != self.plan_id:
            raise ValidationError("Een speerpunt verhuist niet naar een ander plan.")
        if eerder and eerder.nummer != self.nummer and eerder.plan.was_ooit_openbaar():
            raise ValidationError({"nummer": "Het nummer van een speerpunt in een openbaar plan blijft gelijk."})
        nieuw = self.vervolg_op_id and not (eerder and eerder.vervolg_op_id == self.vervolg_op_id)
        if nieuw and self.plan_id and self.vervolg_op.plan_id != self.plan.opvolger_van_id:
            raise ValidationError({"vervolg_op": "Kies een speerpunt van het vorige plan."})

    def keur_ook_vervolg(self, ook: Iterable["Speerpunt"]) -> None:
        """Check the speerpunten that it continues besides `vervolg_op`, before they are saved.

        Others of the former plan, and only beside a first one. Raises ValidationError.
        """
        for punt in ook:
            if punt.plan_id != self.plan.opvolger_van_id:
                raise ValidationError({"ook_vervolg_op": "Kies speerpunten van het vorige plan."})
            if self.vervolg_op_id is None:
                raise ValidationError({"ook_vervolg_op": "Kies er eerst een bij “vervolg op”."})
            if punt.pk == self.vervolg_op_id:
                raise ValidationError({"ook_vervolg_op": f"Speerpunt {punt.nummer} staat al bij “vervolg op”."})

    def zet_voort_ids(self) -> set[int]:
        """Give the keys of what this one continues of the former plan: one query, none after `met_vervolg`."""
        return {self.vervolg_op_id, *(punt.pk for punt in self.ook_vervolg_op.all())} - {None}


class Sorteerlijst(models.Model):
    """What a beleidsdomein and a doelgroep have in common."""

    naam = models.CharField("naam", max_length=120, unique=True)
    slug = models.SlugField("code", max_length=120, unique=True)
    toelichting = models.TextField("toelichting", blank=True)
    bron = models.URLField("bron", max_length=500, blank=True)

    history = HistoricalRecords(inherit=True, verbose_name="geschiedenis")

    class Meta:
        abstract = True
        ordering = ["naam"]

    def __str__(self) -> str:
        return self.naam


class Beleidsdomein(Sorteerlijst):
    """A policy domain, such as culture; the first plan's choice is that every domain sets up acties."""

    class Meta(Sorteerlijst.Meta):
        verbose_name = "beleidsdomein"
        verbose_name_plural = "beleidsdomeinen"


class Doelgroep(Sorteerlijst):
    """The people for whom an actie is meant."""

    class Meta(Sorteerlijst.Meta):
        verbose_name = "doelgroep"
        verbose_name_plural = "doelgroepen"
