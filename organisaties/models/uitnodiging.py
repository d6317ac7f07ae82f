"""An invitation: somebody may choose a password, once, until a day. The token itself is kept nowhere."""

import hashlib
import hmac
import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from organisaties.models.wie import Organisatie, Rol

ZOUT = "organisaties.uitnodiging"


def nieuw_zaad() -> str:
    """Give what makes the token of one sending another than that of the next."""
    return secrets.token_hex(16)


def hash_van(token: str) -> str:
    """Give what is kept of a token: its SHA-256."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


class UitnodigingQuerySet(models.QuerySet):
    def open(self) -> "UitnodigingQuerySet":
        """Keep those that were neither accepted nor withdrawn; they may have expired."""
        return self.filter(aanvaard_op=None, ingetrokken_op=None)

    def met_token(self, token: str) -> "Uitnodiging | None":
        """Find an invitation by its token, compared in constant time; None for one that nobody made."""
        gezocht = hash_van(token)
        rij = self.select_related("gebruiker", "organisatie").filter(token_hash=gezocht).first()
        return rij if rij and hmac.compare_digest(rij.token_hash, gezocht) else None


class Uitnodiging(models.Model):
    """Asks one gebruiker in: as contact person of an organisatie, or with a rol. One stands open per person.

    The token follows from `zaad` and the secret key, so that a mail that is tried again holds the same link; who reads
    the database alone has neither. Sending again takes another `zaad`: the link before it is dead.
    """

    gebruiker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="uitnodigingen", verbose_name="wie"
    )
    organisatie = models.ForeignKey(
        Organisatie, models.PROTECT, null=True, blank=True, related_name="uitnodigingen", verbose_name="organisatie"
    )
    rol = models.CharField("rol", max_length=20, choices=Rol, blank=True, default=Rol.GEEN)
    door = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="door")
    op = models.DateTimeField("uitgenodigd op", default=timezone.now)
    zaad = models.CharField(max_length=32, default=nieuw_zaad, editable=False)
    token_hash = models.CharField("SHA-256 van het token", max_length=64, unique=True, editable=False)
    verstuurd_op = models.DateTimeField("laatst verstuurd op", default=timezone.now)
    geldig_tot = models.DateTimeField("geldig tot")
    aanvaard_op = models.DateTimeField("aanvaard op", null=True, blank=True)
    ingetrokken_op = models.DateTimeField("ingetrokken op", null=True, blank=True)

    objects = UitnodigingQuerySet.as_manager()

    class Meta:
        verbose_name = "uitnodiging"
        verbose_name_plural = "uitnodigingen"
        ordering = ["-op", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["gebruiker"],
                condition=Q(aanvaard_op=None, ingetrokken_op=None),
                name="uitnodiging_een_open",
                violation_error_message="Voor deze persoon staat al een uitnodiging open.",
            ),
            models.CheckConstraint(
                condition=Q(aanvaard_op=None) | Q(ingetrokken_op=None),
                name="uitnodiging_aanvaard_of_ingetrokken",
                violation_error_message="Een uitnodiging is aanvaard of ingetrokken, niet allebei.",
            ),
            models.CheckConstraint(
                condition=(Q(organisatie__isnull=False) & Q(rol=Rol.GEEN))
                | (Q(organisatie=None, rol__in=Rol.values) & ~Q(rol=Rol.GEEN)),
                name="uitnodiging_organisatie_of_rol",
                violation_error_message="Kies een organisatie of een rol.",
            ),
            models.CheckConstraint(
                condition=Q(geldig_tot__gt=F("op")),
                name="uitnodiging_geldig_na_maken",
                violation_error_message="Een uitnodiging geldt nadat ze gemaakt is.",
            ),
        ]

    def __str__(self) -> str:
        return f"uitnodiging van {self.gebruiker}, {timezone.localtime(self.op):%d/%m/%Y}"

    @property
    def token(self) -> str:
        """Give the token of the last sending: for the mail alone."""
        return salted_hmac(ZOUT, f"{self.gebruiker_id}:{self.zaad}", algorithm="sha256").hexdigest()

    @property
    def is_open(self) -> bool:
        return self.aanvaard_op is None and self.ingetrokken_op is None

    @property
    def is_verlopen(self) -> bool:
        return self.geldig_tot <= timezone.now()
