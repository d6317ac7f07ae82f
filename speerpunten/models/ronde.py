"""A rapporteringsronde: it asks how the acties stand, over a period, before a deadline; and uitstel of that day."""

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Max, Min, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from organisaties.models import Organisatie
from organisaties.vlotgelezen import VlotGelezen
from speerpunten.keuzes import VASTE_TOESTANDEN, Fase, MeldingToestand, Toestand
from speerpunten.lijsten import aantal_rijen
from speerpunten.models.plan import Beleidsplan, Speerpunt


class RondeQuerySet(models.QuerySet):
    def open(self, op: dt.date | None = None) -> "RondeQuerySet":
        """Keep those that take answers on day `op` (today unless told): from opent to sluit, both included."""
        op = op or timezone.localdate()
        return self.filter(opent__lte=op, sluit__gte=op)

    def open_voor(self, organisaties, op: dt.date | None = None) -> "RondeQuerySet":
        """Keep those that take answers of one of these organisaties on day `op` (today unless told).

        Open to everyone, or to one of them by an uitstel (see `Ronde.fase`, which says the same of one ronde). In:
        organisaties, or a queryset of them or of their keys.
        """
        uitstel = Uitstel.objects.lopend(op).filter(organisatie__in=organisaties)
        return self.filter(Q(pk__in=Ronde.objects.open(op)) | Q(pk__in=uitstel.values("ronde")))

    def lopend(self, op: dt.date | None = None) -> "RondeQuerySet":
        """Keep those of plans that run which take answers of somebody on day `op` (today unless told), by deadline."""
        iemand = Organisatie.objects.values("pk")
        return self.open_voor(iemand, op).filter(plan__toestand=Toestand.LOPEND).order_by("deadline", "pk")

    def gesloten(self, op: dt.date | None = None) -> "RondeQuerySet":
        """Keep those that no longer take answers on day `op` (today unless told)."""
        return self.filter(sluit__lt=op or timezone.localdate())

    def laatste_eerst(self) -> "RondeQuerySet":
        """Put the one that closes last first."""
        return self.order_by("-sluit", "-tot", "-pk")

    def met_belet(self) -> "RondeQuerySet":
        """Add what may keep the report from becoming definitive: `laatste_uitstel` (the last day of any uitstel, or
        None) and `wachtend` (how many of its meldingen still wait to be checked)."""
        meldingen = Ronde._meta.get_field("meldingen").related_model.objects
        wacht = meldingen.filter(ronde=OuterRef("pk"), toestand=MeldingToestand.INGEDIEND)
        uitstel = Uitstel.objects.filter(ronde=OuterRef("pk")).order_by("-dag")
        return self.annotate(
            laatste_uitstel=models.Subquery(uitstel.values("dag")[:1]),
            wachtend=aantal_rijen(wacht),
        )

    def die_vragen(self, *, plan, van, tot, bestaat_tot, speerpunt, actie) -> "RondeQuerySet":
        """Keep the rondes that ask for an actie (design, section 6): periods meet (an eindronde asks all), it was not
        archived before the period, and no narrowing leaves it out (one to organisaties keeps what they answer for).

        In: its plan, first and last day, the day of archiving (or the end of time), speerpunt and itself, as values or
        as OuterRef's of an outer query. That an actie that was already finished is not asked again, is for who knows
        its stand. Rows may come twice.
        """
        smal = models.Q(speerpunten=None) | models.Q(speerpunten=speerpunt)
        rollen = Organisatie._meta.get_field("rollen").related_model.objects.die_antwoorden()
        van_de_actie = rollen.filter(actie=OuterRef(actie) if isinstance(actie, OuterRef) else actie)
        van_wie = models.Q(organisaties=None) | models.Q(organisaties__in=van_de_actie.values("organisatie"))
        periode = models.Q(eindronde=True) | models.Q(tot__gte=van, van__lte=tot)
        return self.filter(smal, van_wie, periode, plan=plan, van__lte=bestaat_tot)

    def die_erom_vragen(self) -> "RondeQuerySet":
        """Keep, inside a query of acties (from `met_looptijd`), the rondes that ask for the actie of the row."""
        return self.die_vragen(
            plan=OuterRef("speerpunt__plan"),
            van=OuterRef("looptijd_van"),
            tot=OuterRef("looptijd_tot"),
            bestaat_tot=OuterRef("bestaat_tot"),
            speerpunt=OuterRef("speerpunt"),
            actie=OuterRef("pk"),
        )


class Ronde(VlotGelezen):
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

    versie = models.PositiveIntegerField("versie", default=1, editable=False)

    objects = RondeQuerySet.as_manager()
    history = HistoricalRecords(
        m2m_fields=[speerpunten, organisaties], excluded_fields=["versie"], verbose_name="geschiedenis"
    )

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

    def get_absolute_url(self) -> str:
        return reverse("rondebord", args=[self.pk])

    @property
    def rapport_url(self) -> str:
        """Give the address of its report, a draft or definitive."""
        return reverse("rapport", args=[self.plan.slug, self.slug])

    def clean(self) -> None:
        """Check the order of the days, and against what is stored: the address, and what was already said in it."""
        fouten: dict[str, str] = {}
        if self.van and self.tot and self.tot < self.van:
            fouten["tot"] = "Het begin van de periode moet voor het einde liggen."
        if self.opent and self.deadline and self.deadline < self.opent:
            fouten["deadline"] = "De ronde opent eerst, dan komt de deadline, dan sluit ze."
        elif self.deadline and self.sluit and self.sluit < self.deadline:
            fouten["sluit"] = "De ronde opent eerst, dan komt de deadline, dan sluit ze."
        if self.pk and not fouten:
            fouten = self._botsingen()
        if fouten:
            raise ValidationError(fouten)

    def _botsingen(self) -> dict[str, str]:
        """Give what does not fit the stored ronde and its meldingen, per field."""
        fouten: dict[str, str] = {}
        zonder_resultaat = Q(meldingen__toestand__in=VASTE_TOESTANDEN, meldingen__resultaat="")
        eerder = (
            Ronde.objects.select_related("plan")
            .annotate(
                eerste=Min("meldingen__peildatum"),
                laatste=Max("meldingen__peildatum"),
                zonder_resultaat=models.Count("meldingen", filter=zonder_resultaat),
            )
            .filter(pk=self.pk)
            .first()
        )
        if eerder is None:
            return fouten
        if eerder.slug != self.slug and eerder.plan.was_ooit_openbaar():
            fouten["slug"] = "Het webadres van een ronde in een openbaar plan blijft gelijk."
        if eerder.eerste and self.van and self.tot and not self.van <= eerder.eerste <= eerder.laatste <= self.tot:
            fouten["van" if eerder.eerste < self.van else "tot"] = (
                f"Er zijn al standen van zaken over {eerder.eerste:%d/%m/%Y} tot en met {eerder.laatste:%d/%m/%Y}. "
                "De periode moet die dagen bevatten."
            )
        if eerder.eerste and self.opent and eerder.opent < self.opent and self.opent > timezone.localdate():
            fouten["opent"] = "Er is al gerapporteerd in deze ronde. Ze kan niet later openen dan vandaag."
        if self.eindronde and not eerder.eindronde and eerder.zonder_resultaat:
            fouten["eindronde"] = "Er is al gerapporteerd zonder te zeggen wat bereikt is. Maak een nieuwe eindronde."
        return fouten

    def deadline_voor(self, uitstel: dt.date | None = None) -> dt.date:
        """Give the day by which an organisatie answers; `uitstel`: the day of its uitstel, where it has one."""
        return max(self.deadline, uitstel) if uitstel else self.deadline

    def sluit_voor(self, uitstel: dt.date | None = None) -> dt.date:
        """Give the last day on which an organisatie may answer: the later of *sluit* and the day of its uitstel."""
        return max(self.sluit, uitstel) if uitstel else self.sluit

    def fase(self, op: dt.date | None = None, *, uitstel: dt.date | None = None) -> Fase:
        """Give the phase on day `op` (today in Europe/Brussels unless told), from the dates alone.

        `uitstel`: for an organisatie, the day of its uitstel. `RondeQuerySet.open_voor` is the same rule for many.
        """
        op = op or timezone.localdate()
        if op < self.opent:
            return Fase.GEPLAND
        if op > self.sluit_voor(uitstel):
            return Fase.GESLOTEN
        return Fase.OPEN if op <= self.deadline_voor(uitstel) else Fase.TE_LAAT

    def neemt_antwoorden(self, op: dt.date | None = None, *, uitstel: dt.date | None = None) -> bool:
        """Tell whether a partner (with `uitstel` until that day) may still answer on day `op`: open or late."""
        return self.fase(op, uitstel=uitstel) in {Fase.OPEN, Fase.TE_LAAT}


def laatst_gesloten_van(rondes: Iterable[Ronde], op: dt.date) -> Ronde | None:
    """Give of these rondes the one that closed last before day `op`: as `kader.laatst_gesloten`, unasked."""
    gesloten = (ronde for ronde in rondes if ronde.sluit < op)
    return max(gesloten, key=lambda ronde: (ronde.sluit, ronde.tot, ronde.pk), default=None)


class UitstelQuerySet(models.QuerySet):
    def lopend(self, op: dt.date | None = None) -> "UitstelQuerySet":
        """Keep those by which an organisatie may answer on day `op` (today unless told): the ronde has opened."""
        op = op or timezone.localdate()
        return self.filter(dag__gte=op, ronde__opent__lte=op)

    def dagen(self, ronde: Ronde | None, organisaties: Iterable[Organisatie]) -> dict[int, dt.date]:
        """Give the day of each of these organisaties that has one in this ronde, by its key: one query."""
        rijen = self.filter(ronde=ronde, organisatie__in=organisaties) if ronde else self.none()
        return dict(rijen.values_list("organisatie", "dag"))


class Uitstel(models.Model):
    """A later day for one organisatie in one ronde: its deadline, and it may answer at least until then."""

    ronde = models.ForeignKey(Ronde, models.CASCADE, related_name="uitstellen", verbose_name="ronde")
    organisatie = models.ForeignKey(Organisatie, models.PROTECT, related_name="uitstellen", verbose_name="organisatie")
    dag = models.DateField("uitstel tot en met")
    reden = models.TextField("reden", max_length=2000)
    door = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="gegeven door")
    op = models.DateTimeField("gegeven op", default=timezone.now)

    objects = UitstelQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="geschiedenis")

    class Meta:
        verbose_name = "uitstel"
        verbose_name_plural = "uitstellen"
        ordering = ["ronde", "dag", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ronde", "organisatie"],
                name="uitstel_een_per_organisatie",
                violation_error_message="Deze organisatie heeft al uitstel in deze ronde.",
            ),
            models.CheckConstraint(
                condition=~Q(reden=""),
                name="uitstel_met_reden",
                violation_error_message="Geef de reden van het uitstel.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisatie}: tot en met {self.dag:%d/%m/%Y}"

    def clean(self) -> None:
        """An uitstel is later than the deadline of its ronde; that stands in another table, so no constraint can."""
        if self.ronde_id and self.dag and self.dag <= self.ronde.deadline:
            raise ValidationError({"dag": f"Kies een dag na de deadline van {self.ronde.deadline:%d/%m/%Y}."})
