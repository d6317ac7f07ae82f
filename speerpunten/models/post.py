"""The outbox: every mail that was sent, is to be sent, failed or was skipped; and when `dagelijks` ran last."""

from email.utils import make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from organisaties.models import Doorgave, Uitnodiging
from speerpunten.keuzes import Postsoort, Posttoestand
from speerpunten.models.actie import Actie
from speerpunten.models.melding import Gebeurtenis
from speerpunten.models.ronde import Ronde

LINK = "\ue000"  # stands in a kept text where the address goes in while sending: no letter of any language
UITNODIGINGSLINK = "\ue001"  # and here goes the address at which one chooses a password


def nieuw_message_id() -> str:
    """Give a Message-ID of this installation; a mail keeps it however often it is tried."""
    return make_msgid(domain=urlsplit(settings.BASE_URL).hostname)


class PostQuerySet(models.QuerySet):
    def te_versturen(self, nu, *, geclaimd_voor) -> "PostQuerySet":
        """Keep what may be claimed at moment `nu`: what waits and is due, and what was claimed before `geclaimd_voor`
        and never finished (whoever sent it then is gone)."""
        wacht = Q(toestand=Posttoestand.KLAAR, volgende_poging__lte=nu)
        return self.filter(wacht | Q(toestand=Posttoestand.BEZIG, geclaimd_op__lt=geclaimd_voor))


class Post(models.Model):
    """One mail to one person. Made together with what it tells, sent later, and sent again with the same Message-ID.

    What it is about stands in its rows (`Postregel`). The text is written at the first try and kept; the address of
    the safe link is never kept (`LINK` stands in its place).
    """

    aan = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="post", verbose_name="aan")
    adres = models.EmailField("adres")
    soort = models.CharField("soort", max_length=20, choices=Postsoort)
    ronde = models.ForeignKey(Ronde, models.PROTECT, null=True, blank=True, related_name="post", verbose_name="ronde")
    doorgave = models.ForeignKey(
        Doorgave, models.SET_NULL, null=True, blank=True, related_name="post", verbose_name="doorgave"
    )
    uitnodiging = models.ForeignKey(
        Uitnodiging, models.SET_NULL, null=True, blank=True, related_name="post", verbose_name="uitnodiging"
    )
    over = models.CharField("waarover", max_length=120)
    voor_dag = models.DateField("voor dag")
    onderwerp = models.CharField("onderwerp", max_length=250, blank=True)
    tekst = models.TextField("tekst", blank=True)
    html = models.TextField("html", blank=True)
    antwoord_aan = models.EmailField("antwoord aan", blank=True)
    message_id = models.CharField("Message-ID", max_length=250, unique=True, default=nieuw_message_id, editable=False)
    toestand = models.CharField("toestand", max_length=15, choices=Posttoestand, default=Posttoestand.KLAAR)
    gemaakt_op = models.DateTimeField("gemaakt op", default=timezone.now, editable=False)
    claim = models.CharField("claim", max_length=32, blank=True, editable=False)
    geclaimd_op = models.DateTimeField("geclaimd op", null=True, blank=True)
    verzonden_op = models.DateTimeField("verzonden op", null=True, blank=True)
    pogingen = models.PositiveSmallIntegerField("pogingen", default=0)
    volgende_poging = models.DateTimeField("volgende poging", default=timezone.now)
    fout = models.TextField("reden", blank=True, help_text="Waarom het mislukte, of waarom het overgeslagen is.")

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = "mail"
        verbose_name_plural = "mails"
        ordering = ["-gemaakt_op", "-pk"]
        indexes = [
            models.Index(
                fields=["volgende_poging"],
                condition=Q(toestand__in=[Posttoestand.KLAAR, Posttoestand.BEZIG]),
                name="post_te_versturen",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["aan", "soort", "over", "voor_dag"],
                name="post_een_keer",
                violation_error_message="Deze mail staat er al.",
            ),
            models.CheckConstraint(
                condition=Q(soort__in=Postsoort.values) & Q(toestand__in=Posttoestand.values),
                name="post_keuzes_bekend",
                violation_error_message="Deze keuze bestaat niet.",
            ),
            models.CheckConstraint(
                condition=Q(toestand=Posttoestand.VERZONDEN, verzonden_op__isnull=False)
                | (~Q(toestand=Posttoestand.VERZONDEN) & Q(verzonden_op=None)),
                name="post_verzonden_met_tijd",
                violation_error_message="Wat verzonden is, draagt wanneer.",
            ),
            models.CheckConstraint(
                condition=~Q(toestand=Posttoestand.BEZIG) | (Q(geclaimd_op__isnull=False) & ~Q(claim="")),
                name="post_bezig_met_claim",
                violation_error_message="Wat verzonden wordt, is door iemand geclaimd.",
            ),
            models.CheckConstraint(
                condition=~Q(toestand__in=[Posttoestand.MISLUKT, Posttoestand.OVERGESLAGEN]) | ~Q(fout=""),
                name="post_met_reden",
                violation_error_message="Zeg waarom deze mail niet verzonden is.",
            ),
            models.CheckConstraint(
                condition=~Q(toestand=Posttoestand.VERZONDEN) | (~Q(onderwerp="") & ~Q(tekst="")),
                name="post_verzonden_met_tekst",
                violation_error_message="Wat verzonden is, heeft een onderwerp en een tekst.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_soort_display()} aan {self.adres}"

    @property
    def leesbare_tekst(self) -> str:
        """Give the text without the places of the links, which are nobody's but the receiver's."""
        return self.tekst.replace(LINK, "[persoonlijke link]").replace(UITNODIGINGSLINK, "[link van de uitnodiging]")


class Postregel(models.Model):
    """One thing that a mail is about: an actie asked in a ronde, or what happened to a melding."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="regels", verbose_name="mail")
    actie = models.ForeignKey(Actie, models.PROTECT, related_name="+", verbose_name="actie")
    ronde = models.ForeignKey(Ronde, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ronde")
    gebeurtenis = models.ForeignKey(  # the database refuses to delete one: nothing is left to do here
        Gebeurtenis, models.DO_NOTHING, null=True, blank=True, related_name="+", verbose_name="gebeurtenis"
    )

    class Meta:
        verbose_name = "regel van een mail"
        verbose_name_plural = "regels van een mail"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "actie", "ronde"],
                condition=Q(gebeurtenis=None),
                name="postregel_vraag_een_keer",
                violation_error_message="Deze mail vraagt dit al.",
            ),
            models.UniqueConstraint(
                fields=["post", "gebeurtenis"],
                condition=Q(gebeurtenis__isnull=False),
                name="postregel_gebeurtenis_een_keer",
                violation_error_message="Deze mail vertelt dit al.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actie} in {self.post}"


class Dagrun(models.Model):
    """One run of `manage.py dagelijks`, and what came of it; without an end it is busy or was broken off."""

    begonnen_op = models.DateTimeField("begonnen op", default=timezone.now)
    geeindigd_op = models.DateTimeField("geëindigd op", null=True, blank=True)
    verzonden = models.PositiveIntegerField("verzonden", default=0)
    uitgesteld = models.PositiveIntegerField("later opnieuw", default=0)
    mislukt = models.PositiveIntegerField("mislukt", default=0)
    overgeslagen = models.PositiveIntegerField("overgeslagen", default=0)
    fout = models.TextField("fout", blank=True)

    class Meta:
        verbose_name = "dagelijkse run"
        verbose_name_plural = "dagelijkse runs"
        ordering = ["-begonnen_op", "-pk"]

    def __str__(self) -> str:
        return f"dagelijks, {timezone.localtime(self.begonnen_op):%d/%m/%Y %H:%M}"
