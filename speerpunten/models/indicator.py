"""Indicators and what was measured: of an actie, or of a speerpunt."""

import datetime as dt
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from organisaties.vlotgelezen import VlotGelezen
from speerpunten.keuzes import Indicatorsoort, MeldingToestand
from speerpunten.models.actie import Actie
from speerpunten.models.melding import Melding
from speerpunten.models.plan import Beleidsplan, Speerpunt

CIJFERS, DECIMALEN = 14, 2  # of a value: up to 999.999.999.999,99
VASTE_BETEKENIS = ("actie_id", "speerpunt_id", "soort", "eenheid", "cumulatief")  # once something was measured
_GETAL = Q(soort=Indicatorsoort.GETAL)


def _waarde(naam: str, **opties) -> models.DecimalField:
    return models.DecimalField(naam, max_digits=CIJFERS, decimal_places=DECIMALEN, **opties)


class Indicator(VlotGelezen):
    """Something that is counted or stated. Cumulative: what is measured is added up, from nothing."""

    actie = models.ForeignKey(
        Actie, models.PROTECT, null=True, blank=True, related_name="indicatoren", verbose_name="actie"
    )
    speerpunt = models.ForeignKey(
        Speerpunt, models.PROTECT, null=True, blank=True, related_name="indicatoren", verbose_name="speerpunt"
    )
    soort = models.CharField("soort", max_length=10, choices=Indicatorsoort, default=Indicatorsoort.GETAL)
    naam = models.CharField("naam", max_length=150)
    eenheid = models.CharField("eenheid", max_length=60, blank=True, help_text="Wat u telt, zoals: deelnemers.")
    nulwaarde = _waarde(
        "nulwaarde", null=True, blank=True, help_text="De waarde bij het begin. Leeg: niet bekend, dan is er geen balk."
    )
    streefwaarde = _waarde("streefwaarde", null=True, blank=True)
    streefdatum = models.DateField("te bereiken tegen", null=True, blank=True)
    cumulatief = models.BooleanField(
        "optellen", default=False, help_text="Elke meting komt bij de vorige. Anders telt alleen de laatste."
    )

    history = HistoricalRecords(verbose_name="geschiedenis")

    class Meta:
        verbose_name = "indicator"
        verbose_name_plural = "indicatoren"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(actie__isnull=False, speerpunt=None) | Q(actie=None, speerpunt__isnull=False),
                name="indicator_van_actie_of_speerpunt",
                violation_error_message="Een indicator hoort bij één actie of bij één speerpunt.",
            ),
            models.CheckConstraint(
                condition=Q(soort__in=Indicatorsoort.values),
                name="indicator_soort_bekend",
                violation_error_message="Deze soort bestaat niet.",
            ),
            models.CheckConstraint(
                condition=_GETAL | Q(eenheid="", nulwaarde=None, streefwaarde=None, cumulatief=False),
                name="indicator_ja_nee_zonder_getallen",
                violation_error_message="Een indicator met ja of nee heeft geen eenheid en geen getallen.",
            ),
            models.CheckConstraint(
                condition=Q(cumulatief=False)
                | (Q(nulwaarde=None) | Q(nulwaarde=0)) & (Q(streefwaarde=None) | Q(streefwaarde__gt=0)),
                name="indicator_optellen_vanaf_nul",
                violation_error_message="Wat opgeteld wordt, begint bij nul en streeft naar meer dan nul.",
            ),
            models.CheckConstraint(
                condition=Q(nulwaarde=None) | Q(streefwaarde=None) | ~Q(nulwaarde=models.F("streefwaarde")),
                name="indicator_streef_anders_dan_nul",
                violation_error_message="De streefwaarde moet anders zijn dan de nulwaarde.",
            ),
            models.UniqueConstraint(
                fields=["actie", "naam"],
                name="indicator_naam_uniek_in_actie",
                violation_error_message="Deze actie heeft al een indicator met deze naam.",
            ),
            models.UniqueConstraint(
                fields=["speerpunt", "naam"],
                name="indicator_naam_uniek_in_speerpunt",
                violation_error_message="Dit speerpunt heeft al een indicator met deze naam.",
            ),
        ]

    def __str__(self) -> str:
        return self.naam

    @property
    def is_ja_nee(self) -> bool:
        return self.soort == Indicatorsoort.JA_NEE

    @property
    def plan(self) -> Beleidsplan:
        return (self.speerpunt or self.actie.speerpunt).plan

    def clean(self) -> None:
        """Keep what was measured comparable: once there is a meting, it goes on meaning the same."""
        eerder = Indicator.objects.filter(pk=self.pk).first() if self.pk else None
        anders = [veld for veld in VASTE_BETEKENIS if eerder and getattr(eerder, veld) != getattr(self, veld)]
        if anders and self.metingen.exists():
            raise ValidationError(
                "Er is al gemeten. Soort, eenheid en optellen blijven gelijk. Maak een nieuwe indicator."
            )

    def keur_waarde(self, waarde: Decimal, peildatum: dt.date) -> None:
        """Check that a value can be one of this indicator. Raises ValidationError with the field."""
        if self.is_ja_nee and waarde not in {0, 1}:
            raise ValidationError({"waarde": "Kies ja of nee."})
        if self.cumulatief and waarde < 0:
            raise ValidationError({"waarde": "Wat erbij komt, is nooit minder dan nul."})
        if peildatum < self.plan.van:
            raise ValidationError(
                {"peildatum": f"Deze dag ligt voor het plan, dat begint op {self.plan.van:%d/%m/%Y}."}
            )


class MetingQuerySet(models.QuerySet):
    def geldig_op(self, op: dt.date | None = None) -> "MetingQuerySet":
        """Keep what counts on day `op` (today unless told): about a day until then, and either of an accepted melding
        that no accepted one replaces, or written down by staff (of a speerpunt)."""
        vervanging = Melding.objects.filter(vervangt=OuterRef("melding"), toestand=MeldingToestand.AANVAARD)
        aanvaard = Q(melding__toestand=MeldingToestand.AANVAARD) & ~Exists(vervanging)
        return self.filter(Q(melding=None) | aanvaard, peildatum__lte=op or timezone.localdate())

    def bekend_voor(self, melding: Melding) -> "MetingQuerySet":
        """Keep what was known about the indicatoren of its actie when this melding was accepted, or is known now.

        The melding itself left out, and what it replaces still counted.
        """
        eerder = Q(toestand=MeldingToestand.AANVAARD)
        if melding.is_aanvaard:
            op_toen = Q(aanvaard_op=melding.aanvaard_op, pk__lt=melding.pk)
            eerder &= Q(aanvaard_op__lt=melding.aanvaard_op) | op_toen
        aanvaard = Melding.objects.filter(eerder).exclude(pk=melding.pk)
        vervangen = Exists(aanvaard.filter(vervangt=OuterRef("melding")))
        return self.filter(indicator__actie=melding.actie_id, melding__in=aanvaard).filter(~vervangen)

    def op_volgorde(self) -> "MetingQuerySet":
        """Order by the day they speak about; of one day the last accepted comes last."""
        return self.order_by("peildatum", "melding__aanvaard_op", "pk")


class GeschiedenisVanMedewerkers(HistoricalRecords):
    """The history of what staff wrote down; what a melding says is in the log of that melding."""

    def create_historical_record(self, instance: models.Model, history_type: str, using: str | None = None) -> None:
        if instance.melding_id is None:
            super().create_historical_record(instance, history_type, using=using)


class Meting(VlotGelezen):
    """The value of an indicator on a day: said by a melding and then about its day, or (of a speerpunt) by staff.

    Of an accepted melding it never changes: the database refuses it (see `onveranderlijk`).
    """

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="metingen", verbose_name="indicator")
    peildatum = models.DateField("gemeten op")
    waarde = _waarde("waarde")
    melding = models.ForeignKey(
        Melding, models.CASCADE, null=True, blank=True, related_name="metingen", verbose_name="melding"
    )
    door = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="door"
    )

    objects = MetingQuerySet.as_manager()
    history = GeschiedenisVanMedewerkers(verbose_name="geschiedenis")

    class Meta:
        verbose_name = "meting"
        verbose_name_plural = "metingen"
        ordering = ["peildatum", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(melding__isnull=False, door=None) | Q(melding=None, door__isnull=False),
                name="meting_uit_melding_of_door_iemand",
                violation_error_message="Een meting komt uit een stand van zaken, of iemand schreef haar op.",
            ),
            models.UniqueConstraint(
                fields=["melding", "indicator"],
                name="meting_een_per_melding",
                violation_error_message="Deze stand spreekt al over deze indicator.",
            ),
            models.UniqueConstraint(
                fields=["indicator", "peildatum"],
                condition=Q(melding=None),
                name="meting_een_per_dag",
                violation_error_message="Van deze dag staat er al een meting.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} op {self.peildatum:%d/%m/%Y}"

    def clean(self) -> None:
        """Across tables: of an actie only a melding about it speaks, of a speerpunt only staff."""
        if not self.indicator_id:
            return
        if self.melding_id is None and self.indicator.speerpunt_id is None:
            raise ValidationError("Van een actie komt een meting uit een stand van zaken.")
        if self.melding_id and self.melding.actie_id != self.indicator.actie_id:
            raise ValidationError("Deze indicator hoort bij een andere actie.")
        if self.melding_id is None and self.peildatum and self.peildatum > timezone.localdate():
            raise ValidationError({"peildatum": "Deze dag moet nog komen."})
        if self.waarde is not None and self.peildatum:
            self.indicator.keur_waarde(self.waarde, self.peildatum)
