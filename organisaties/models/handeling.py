"""The log of acts that leave no row of their own: who logged in, fetched an export, was invited, was erased."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class Handelingsoort(models.TextChoices):
    """What was done. Edits of rows are not here: their history tells those."""

    AANGEMELD = "aangemeld", "aangemeld"
    AANMELDEN_MISLUKT = "aanmelden_mislukt", "aanmelden mislukt"
    GEBLOKKEERD = "geblokkeerd", "te veel pogingen"
    AFGEMELD = "afgemeld", "afgemeld"
    SESSIES_BEEINDIGD = "sessies_beeindigd", "elders afgemeld"
    WACHTWOORD = "wachtwoord", "wachtwoord gewijzigd"
    EMAIL = "email", "e-mailadres gewijzigd"
    TWEEDE_FACTOR = "tweede_factor", "tweede stap gewijzigd"
    UITGENODIGD = "uitgenodigd", "uitgenodigd"
    UITVOER = "uitvoer", "bestand opgehaald"
    PERSOONSGEGEVENS = "persoonsgegevens", "persoonsgegevens opgehaald"
    GEWIST = "gewist", "persoon gewist"
    GESCHRAPT = "geschrapt", "naam geschrapt"
    OPGERUIMD = "opgeruimd", "bewaartermijn toegepast"
    RESERVEKOPIE = "reservekopie", "reservekopie gemaakt"
    TERUGGEZET = "teruggezet", "reservekopie teruggezet"


class Handeling(models.Model):
    """One act. Holds keys and plain facts, never a name or an address: what it shows of people follows their row.

    Rows are only ever added: the database refuses every change, and lets a row go once it is old enough for the
    retention command (see `speerpunten.onveranderlijk`).
    """

    soort = models.CharField("soort", max_length=20, choices=Handelingsoort)
    op = models.DateTimeField("op", default=timezone.now, db_index=True)
    door = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="door"
    )
    over_soort = models.CharField("soort voorwerp", max_length=60, blank=True)  # "speerpunten.beleidsplan"
    over_id = models.BigIntegerField("voorwerp", null=True, blank=True)
    bijzonderheden = models.JSONField("bijzonderheden", default=dict, blank=True)

    class Meta:
        verbose_name = "handeling"
        verbose_name_plural = "handelingen"
        ordering = ["-op", "-pk"]
        indexes = [
            models.Index(fields=["over_soort", "over_id"], name="handeling_over"),
            models.Index(fields=["soort", "op"], name="handeling_soort"),
            models.Index(fields=["door", "op"], name="handeling_door"),
        ]

    def __str__(self) -> str:
        return f"{self.get_soort_display()}, {timezone.localtime(self.op):%d/%m/%Y %H:%M}"
