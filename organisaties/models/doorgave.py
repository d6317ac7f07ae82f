"""A contact person says that somebody else speaks for an organisatie: a proposal, which gives no right by itself."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from organisaties.models.wie import Organisatie

MAX_TEKST = 1000  # characters of a note or a reason


class Doorgavetoestand(models.TextChoices):
    """The way of a doorgave: open -> overgenomen or afgewezen."""

    OPEN = "open", "wacht op het bestuur"
    OVERGENOMEN = "overgenomen", "overgenomen"
    AFGEWEZEN = "afgewezen", "afgewezen"


class DoorgaveQuerySet(models.QuerySet):
    def open(self) -> "DoorgaveQuerySet":
        """Keep what nobody handled yet, the longest waiting first."""
        return self.filter(toestand=Doorgavetoestand.OPEN).order_by("op", "pk")

    def afgehandeld(self) -> "DoorgaveQuerySet":
        """Keep what was taken over or refused, the last first."""
        return self.exclude(toestand=Doorgavetoestand.OPEN).order_by("-afgehandeld_op", "-pk")

    def zichtbaar_voor(self, gebruiker) -> "DoorgaveQuerySet":
        """Keep what this user may read: staff all, a partner those of its organisaties, nobody else any."""
        if getattr(gebruiker, "is_medewerker", False):
            return self
        return self.filter(organisatie__in=Organisatie.objects.van(gebruiker))


class Doorgave(models.Model):
    """Somebody else is the contact person of an organisatie, says one who is it now. Staff take it over or refuse.

    What was refused keeps the name alone: whoever was named never asked to be known here.
    """

    organisatie = models.ForeignKey(Organisatie, models.PROTECT, related_name="doorgaven", verbose_name="organisatie")
    door = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="doorgegeven door"
    )
    op = models.DateTimeField("doorgegeven op", default=timezone.now)
    naam = models.CharField("naam", max_length=150)
    email = models.EmailField("e-mailadres op het werk", blank=True)
    functie = models.CharField("functie", max_length=100, blank=True)
    blijft = models.BooleanField("wie het doorgaf, blijft ook contactpersoon", default=False)
    opmerking = models.TextField("opmerking", max_length=MAX_TEKST, blank=True)
    toestand = models.CharField(
        "toestand", max_length=15, choices=Doorgavetoestand, default=Doorgavetoestand.OPEN, editable=False
    )
    afgehandeld_door = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="afgehandeld door",
    )
    afgehandeld_op = models.DateTimeField("afgehandeld op", null=True, blank=True, editable=False)
    reden = models.TextField("reden", max_length=MAX_TEKST, blank=True, editable=False)

    objects = DoorgaveQuerySet.as_manager()

    class Meta:
        verbose_name = "doorgegeven contactpersoon"
        verbose_name_plural = "doorgegeven contactpersonen"
        ordering = ["op", "pk"]
        constraints = [
            models.UniqueConstraint(
                "organisatie",
                Lower("email"),
                condition=Q(toestand=Doorgavetoestand.OPEN),
                name="doorgave_open_een_keer",
                violation_error_message="Deze persoon is al doorgegeven. Het bestuur bekijkt het.",
            ),
            models.CheckConstraint(
                condition=Q(toestand=Doorgavetoestand.OPEN, afgehandeld_door=None, afgehandeld_op=None)
                | Q(
                    toestand__in=[Doorgavetoestand.OVERGENOMEN, Doorgavetoestand.AFGEWEZEN],
                    afgehandeld_door__isnull=False,
                    afgehandeld_op__isnull=False,
                ),
                name="doorgave_afgehandeld_door_iemand",
                violation_error_message="Zeg wie dit afhandelde, en wanneer.",
            ),
            models.CheckConstraint(
                condition=~Q(naam="") & (Q(toestand=Doorgavetoestand.AFGEWEZEN) | ~Q(email="")),
                name="doorgave_met_naam_en_adres",
                violation_error_message="Geef de naam en het e-mailadres van deze persoon.",
            ),
            models.CheckConstraint(
                condition=~Q(toestand=Doorgavetoestand.AFGEWEZEN)
                | (~Q(reden="") & Q(email="", functie="", opmerking="")),
                name="doorgave_afgewezen_met_reden",
                violation_error_message="Zeg waarom u het afwijst.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.naam} voor {self.organisatie}"

    @property
    def is_open(self) -> bool:
        return self.toestand == Doorgavetoestand.OPEN

    @property
    def is_overgenomen(self) -> bool:
        return self.toestand == Doorgavetoestand.OVERGENOMEN
