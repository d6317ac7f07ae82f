"""The bijlage: a file with a melding or an actie, and whether staff opened it to the public."""

import uuid
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.deconstruct import deconstructible

from speerpunten.bestandsoort import MAX_GROOTTE, MAX_NAAM
from speerpunten.bijlagelijst import Bijlageregel
from speerpunten.keuzes import Bestandsoort, MeldingToestand
from speerpunten.models.actie import Actie, ActieOrganisatie
from speerpunten.models.melding import Melding

MAX_AANTAL = 10  # with one melding, or with one actie


@deconstructible
class PriveOpslag(FileSystemStorage):
    """The directory `BESTANDEN`: readable by this application alone, and without any address."""

    def __init__(self) -> None:
        super().__init__(file_permissions_mode=0o600, directory_permissions_mode=0o700)

    def _save(self, name: str, content) -> str:
        """Leave nothing where the whole did not fit: on a full disk even a part is too much."""
        try:
            return super()._save(name, content)
        except OSError:
            Path(self.path(name)).unlink(missing_ok=True)
            raise

    @property
    def base_location(self) -> str:
        return str(settings.BESTANDEN)

    @property
    def location(self) -> str:
        return str(settings.BESTANDEN)

    def url(self, name: str | None) -> str:
        """Refuse: only the view of a bijlage hands it out, after asking who wants it."""
        raise ValueError("A bijlage has no address of its own.")


def plaats(bijlage: "Bijlage", naam: str) -> str:
    """Give where a file is kept: by year, under a name that says nothing of the one that it was sent with."""
    return f"{bijlage.toegevoegd_op:%Y}/{uuid.uuid4().hex}"


class BijlageQuerySet(models.QuerySet):
    def zichtbaar_voor(self, gebruiker) -> "BijlageQuerySet":
        """Keep what this user may read (design, section 5).

        Staff all. Everybody: what was opened to the public, of an accepted melding or an actie that they may see. A
        partner also what its organisatie attached, and what is with an actie in which it takes part.
        """
        if getattr(gebruiker, "is_medewerker", False):
            return self
        acties = Actie.objects.zichtbaar_voor(gebruiker)
        van_melding = Exists(acties.filter(pk=OuterRef("melding__actie")))
        telt = Q(van_melding, melding__toestand=MeldingToestand.AANVAARD) | Exists(acties.filter(pk=OuterRef("actie")))
        zichtbaar = Exists(Vrijgave.objects.geldig().filter(bijlage=OuterRef("pk"))) & telt
        if gebruiker.is_authenticated:
            eigen = Melding.objects.zichtbaar_voor(gebruiker).van_organisaties_van(gebruiker)
            rollen = ActieOrganisatie.objects.van(gebruiker)
            zichtbaar |= Exists(eigen.filter(pk=OuterRef("melding"))) | Exists(rollen.filter(actie=OuterRef("actie")))
        return self.filter(zichtbaar)

    def met_openbaar(self) -> "BijlageQuerySet":
        """Add `openbaar`: whether staff opened it to the public."""
        return self.annotate(openbaar=Exists(Vrijgave.objects.geldig().filter(bijlage=OuterRef("pk"))))


class Bijlage(models.Model):
    """A file with a melding or with an actie. With an accepted melding it never changes (see `onveranderlijk`)."""

    melding = models.ForeignKey(
        Melding, models.PROTECT, null=True, blank=True, related_name="bijlagen", verbose_name="stand van zaken"
    )
    actie = models.ForeignKey(
        Actie, models.PROTECT, null=True, blank=True, related_name="bijlagen", verbose_name="actie"
    )
    naam = models.CharField("naam", max_length=MAX_NAAM)
    soort = models.CharField("soort", max_length=4, choices=Bestandsoort)
    grootte = models.PositiveIntegerField("grootte (bytes)")
    sha256 = models.CharField("SHA-256", max_length=64)
    bestand = models.FileField("bestand", storage=PriveOpslag(), upload_to=plaats, max_length=100)
    toegevoegd_door = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="toegevoegd door"
    )
    toegevoegd_op = models.DateTimeField("toegevoegd op", default=timezone.now)

    objects = BijlageQuerySet.as_manager()

    class Meta:
        verbose_name = "bijlage"
        verbose_name_plural = "bijlagen"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(melding__isnull=False, actie=None) | Q(melding=None, actie__isnull=False),
                name="bijlage_bij_een_ding",
                violation_error_message="Een bijlage hoort bij een stand van zaken of bij een actie.",
            ),
            models.CheckConstraint(
                condition=Q(soort__in=Bestandsoort.values),
                name="bijlage_soort_bekend",
                violation_error_message="Deze soort bestand kan niet.",
            ),
            models.CheckConstraint(
                condition=Q(grootte__gte=1, grootte__lte=MAX_GROOTTE),
                name="bijlage_grootte",
                violation_error_message="Een bijlage is hoogstens 10 MB en niet leeg.",
            ),
            models.CheckConstraint(
                condition=~Q(naam="") & ~Q(bestand="") & ~Q(sha256=""),
                name="bijlage_met_naam_en_bestand",
                violation_error_message="Een bijlage heeft een naam en een bestand.",
            ),
        ]

    def __str__(self) -> str:
        return self.naam

    def get_absolute_url(self) -> str:
        return reverse("bijlage", args=[self.pk])

    @property
    def regel(self) -> Bijlageregel:
        """Give it as it stands in a list."""
        return Bijlageregel(self.pk, self.naam, self.soort, self.grootte, getattr(self, "openbaar", False))


class VrijgaveQuerySet(models.QuerySet):
    def geldig(self) -> "VrijgaveQuerySet":
        """Keep those that were not taken back."""
        return self.filter(gesloten_op=None)


class Vrijgave(models.Model):
    """Staff opened a bijlage to the public; closing it again is written down, and the row stays.

    Beside the bijlage, because what belongs to an accepted melding never changes and the mark may.
    """

    bijlage = models.ForeignKey(Bijlage, models.CASCADE, related_name="vrijgaven", verbose_name="bijlage")
    door = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="door")
    op = models.DateTimeField("op", default=timezone.now)
    gesloten_door = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="gesloten door"
    )
    gesloten_op = models.DateTimeField("gesloten op", null=True, blank=True)

    objects = VrijgaveQuerySet.as_manager()

    class Meta:
        verbose_name = "vrijgave"
        verbose_name_plural = "vrijgaven"
        ordering = ["op", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["bijlage"],
                condition=Q(gesloten_op=None),
                name="vrijgave_een_geldige",
                violation_error_message="Deze bijlage is al openbaar.",
            ),
            models.CheckConstraint(
                condition=Q(gesloten_op=None, gesloten_door=None)
                | Q(gesloten_op__isnull=False, gesloten_door__isnull=False),
                name="vrijgave_gesloten_door_iemand",
                violation_error_message="Zeg wie dit sloot, en wanneer.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bijlage}, openbaar sinds {timezone.localtime(self.op):%d/%m/%Y}"


class Bijlagekolommen(models.Func):
    """Bring what a line of a list needs (`Bijlageregel`) together in one JSON array, on both databases."""

    function = "JSONB_BUILD_ARRAY"
    output_field = models.JSONField()

    def __init__(self, *velden: str, **extra) -> None:
        super().__init__(*(velden or Bijlageregel.VELDEN), **extra)

    def as_sqlite(self, compiler, connection, **extra):
        """Write it as SQLite calls it."""
        return self.as_sql(compiler, connection, function="JSON_ARRAY", **extra)


class _Lijst(models.Aggregate):
    """Bring JSON values together in one list, on both databases."""

    function = "JSONB_AGG"
    output_field = models.JSONField()

    def as_sqlite(self, compiler, connection, **extra):
        """Write it as SQLite calls it."""
        return self.as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **extra)


def bijlagen_van(pad: str, gebruiker) -> models.Subquery:
    """Give the bijlagen that this user may read of each row of a queryset, as one column (see `regels_uit`).

    In: "melding" or "actie". No query of its own, whatever the number of rows.
    """
    zichtbaar = Bijlage.objects.zichtbaar_voor(gebruiker).met_openbaar().filter(**{pad: OuterRef("pk")})
    per_rij = zichtbaar.order_by().values(pad).annotate(lijst=_Lijst(Bijlagekolommen())).values("lijst")
    return models.Subquery(per_rij)
