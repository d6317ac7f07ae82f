"""The safe link: who got one, for which acties, and what was done with it. The token itself is kept nowhere."""

import hashlib
import hmac
import secrets

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from organisaties.models import Lidmaatschap
from speerpunten.keuzes import Linkdaad
from speerpunten.models.actie import Actie
from speerpunten.models.post import Post


def nieuw_token() -> str:
    """Give a random token of 256 bits, fit for an address."""
    return secrets.token_urlsafe(32)


def hash_van(token: str) -> str:
    """Give what is kept of a token: its SHA-256."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


class ToegangslinkQuerySet(models.QuerySet):
    def met_token(self, token: str) -> "Toegangslink | None":
        """Find a link by its token, compared in constant time; None for one that nobody made."""
        gezocht = hash_van(token)
        link = self.met_spreker().filter(token_hash=gezocht).first()
        return link if link and hmac.compare_digest(link.token_hash, gezocht) else None

    def met_spreker(self) -> "ToegangslinkQuerySet":
        """Add `spreekt`: whether the person of the link speaks for an organisatie today; with the person, one query."""
        leden = Lidmaatschap.objects.huidig().filter(gebruiker=OuterRef("gebruiker"))
        return self.select_related("gebruiker").annotate(spreekt=Exists(leden))

    def levend(self) -> "ToegangslinkQuerySet":
        """Keep those that still give access: to be opened, or opened and not revoked."""
        return self.filter(ingetrokken_op=None)


class Toegangslink(models.Model):
    """Lets one partner in without a password, once, for some acties (design, section 6)."""

    token_hash = models.CharField("SHA-256 van het token", max_length=64, unique=True, editable=False)
    gebruiker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="toegangslinks", verbose_name="gebruiker"
    )
    adres = models.EmailField("verstuurd naar")
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="toegangslinks", verbose_name="mail"
    )
    acties = models.ManyToManyField(Actie, related_name="+", verbose_name="acties")
    gemaakt_op = models.DateTimeField("gemaakt op", default=timezone.now)
    geldig_tot = models.DateTimeField("geldig tot")
    gebruikt_op = models.DateTimeField("gebruikt op", null=True, blank=True)
    ingetrokken_op = models.DateTimeField("ingetrokken op", null=True, blank=True)

    objects = ToegangslinkQuerySet.as_manager()

    class Meta:
        verbose_name = "veilige link"
        verbose_name_plural = "veilige links"
        ordering = ["-gemaakt_op", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(geldig_tot__gt=F("gemaakt_op")),
                name="toegangslink_geldig_na_gemaakt",
                violation_error_message="Een link geldt nadat hij gemaakt is.",
            ),
        ]

    def __str__(self) -> str:
        return f"link van {self.gebruiker}, {timezone.localtime(self.gemaakt_op):%d/%m/%Y}"


class Linkgebeurtenis(models.Model):
    """The log of a link: made, used, refused, revoked. Rows are only ever added."""

    link = models.ForeignKey(Toegangslink, models.PROTECT, related_name="gebeurtenissen", verbose_name="link")
    daad = models.CharField("wat", max_length=15, choices=Linkdaad)
    op = models.DateTimeField("wanneer", default=timezone.now)
    door = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="wie"
    )
    reden = models.CharField("reden", max_length=200, blank=True)

    class Meta:
        verbose_name = "gebeurtenis van een link"
        verbose_name_plural = "gebeurtenissen van links"
        ordering = ["op", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(daad__in=Linkdaad.values),
                name="linkgebeurtenis_daad_bekend",
                violation_error_message="Deze gebeurtenis bestaat niet.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_daad_display()} op {timezone.localtime(self.op):%d/%m/%Y}"


class Linkaanvraag(models.Model):
    """Somebody asked for a new link. Kept for everyone alike; who it is, is looked up later, and then forgotten.

    `wie` and `vanwaar` are keyed hashes of the address that was typed and of the network address: enough to count.
    """

    adres = models.CharField("adres", max_length=254, blank=True)
    wie = models.CharField("wie", max_length=64)
    vanwaar = models.CharField("vanwaar", max_length=64)
    gevraagd_op = models.DateTimeField("gevraagd op", default=timezone.now)
    verwerkt_op = models.DateTimeField("verwerkt op", null=True, blank=True)

    class Meta:
        verbose_name = "aanvraag van een link"
        verbose_name_plural = "aanvragen van links"
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["wie", "gevraagd_op"], name="linkaanvraag_wie"),
            models.Index(fields=["vanwaar", "gevraagd_op"], name="linkaanvraag_vanwaar"),
        ]

    def __str__(self) -> str:
        return f"aanvraag van {timezone.localtime(self.gevraagd_op):%d/%m/%Y %H:%M}"
