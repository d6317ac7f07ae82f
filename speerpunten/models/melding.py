"""The melding: one report of how one actie stands. Its log stands beside it."""

import datetime as dt

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.urls import reverse
from django.utils import timezone

from organisaties.models import Organisatie
from organisaties.vlotgelezen import VlotGelezen
from speerpunten.bijlagelijst import Bijlageregel, regels_uit
from speerpunten.keuzes import (
    AFGERONDE_STATUSSEN,
    RAPPORTERENDE_ROLLEN,
    STATUSSEN_MET_REDEN,
    STATUSSEN_MET_VERLOOP,
    VASTE_TOESTANDEN,
    Herkomst,
    MeldingToestand,
    Resultaat,
    Soort,
    Status,
    Toestand,
    Verloop,
)
from speerpunten.models.actie import Actie, ActieOrganisatie
from speerpunten.models.invoer import Import
from speerpunten.models.ronde import Ronde, Uitstel

VEEL = 100  # of what waits: from here on one says "99+" and counts no further
MAX_TEKST = 5000  # characters in one text of a melding
# What a melding says: its public content, and what stays between the organisatie and the staff.
PUBLIEKE_INHOUD = (
    "status",
    "verloop",
    "resultaat",
    "bereikt_resultaat",
    "toelichting",
    "reden",
    "volgende_stappen",
    "peildatum",
)
BESCHERMDE_INHOUD = ("nodig", "opmerking_voor_vgc")
INHOUD = PUBLIEKE_INHOUD + BESCHERMDE_INHOUD
# What of its last stand an organisatie says again with "niets veranderd": all but the day and what it told the VGC.
OVER_TE_NEMEN = tuple(veld for veld in INHOUD if veld not in {"peildatum", "opmerking_voor_vgc"})
# The texts of which a checker may improve the wording while accepting: what becomes public.
VERBETERBAAR = ("toelichting", "reden", "bereikt_resultaat", "volgende_stappen")
# What of an import is never needed beside a melding.
ZWAAR = tuple(f"uit_import__{veld}" for veld in ("bestand", "voorstel", "gedaan", "keuzes"))

_VAST = Q(toestand__in=VASTE_TOESTANDEN)
_GERAPPORTEERD = _VAST & ~Q(herkomst=Herkomst.PUBLIEKE_BRON)


def _van_eigen_organisatie(gebruiker) -> Q:
    """Give the condition that a melding is of an organisatie of this user; by a safe link only on its acties."""
    eigen = Q(organisatie__in=Organisatie.objects.van(gebruiker))
    return eigen if gebruiker.beperkt_tot is None else eigen & Q(actie__in=gebruiker.beperkt_tot)


def maak_anker(pk: int) -> str:
    """Give the place of a stand on the page of its actie."""
    return f"#stand-{pk}"


class MeldingQuerySet(models.QuerySet):
    def geldig_op(self, op: dt.date | None = None) -> "MeldingQuerySet":
        """Keep the accepted meldingen about a day <= `op` (today unless told) that no accepted one replaces."""
        return self._geldig().filter(peildatum__lte=op or timezone.localdate())

    def geldig_voor(self, dag) -> "MeldingQuerySet":
        """Keep the accepted meldingen about a day before `dag` (or an expression) that no accepted one replaces."""
        return self._geldig().filter(peildatum__lt=dag)

    def _geldig(self) -> "MeldingQuerySet":
        vervanging = Melding.objects.filter(vervangt=OuterRef("pk"), toestand=MeldingToestand.AANVAARD)
        return self.filter(~Exists(vervanging), toestand=MeldingToestand.AANVAARD)

    def antwoorden_in(self, rondes) -> "MeldingQuerySet":
        """Keep the answers in these rondes: one per actie and ronde, corrections left out."""
        return self.filter(ronde__in=rondes, vervangt=None)

    def nieuwste_eerst(self) -> "MeldingQuerySet":
        """Order by the day they speak about; of one day the last accepted first."""
        return self.order_by("-peildatum", "-aanvaard_op", "-pk")

    def stand_voor(self, melding: "Melding") -> "MeldingQuerySet":
        """Keep the stand with which this melding is compared: the one now, or that of when it was accepted."""
        andere = self.filter(actie=melding.actie_id).exclude(pk=melding.pk)
        if not melding.is_aanvaard:
            return andere.geldig_op().nieuwste_eerst()[:1]
        op_toen = Q(aanvaard_op__lt=melding.aanvaard_op) | Q(aanvaard_op=melding.aanvaard_op, pk__lt=melding.pk)
        eerder = op_toen & Q(toestand=MeldingToestand.AANVAARD)
        vervangen = self.filter(eerder, vervangt=OuterRef("pk"))
        op = timezone.localdate(melding.aanvaard_op)
        return andere.filter(eerder, ~Exists(vervangen), peildatum__lte=op).nieuwste_eerst()[:1]

    def zichtbaar_voor(self, gebruiker) -> "MeldingQuerySet":
        """Keep what this user may read (design, section 5).

        Accepted ones of visible acties; of those that are not accepted, staff all and a partner its organisatie's.
        """
        if getattr(gebruiker, "is_medewerker", False):
            return self
        zichtbaar = Q(toestand=MeldingToestand.AANVAARD)
        if gebruiker.is_authenticated:
            zichtbaar |= _van_eigen_organisatie(gebruiker)
        return self.filter(zichtbaar, actie__in=Actie.objects.zichtbaar_voor(gebruiker))

    def van_organisaties_van(self, gebruiker) -> "MeldingQuerySet":
        """Keep those said by an organisatie for which this user speaks today."""
        return self.filter(_van_eigen_organisatie(gebruiker))

    def met_leesbaar_nodig(self, gebruiker) -> "MeldingQuerySet":
        """Keep those of which this user reads what is needed: lezers and staff all, a partner its organisatie's."""
        if getattr(gebruiker, "rol", ""):
            return self
        return self.van_organisaties_van(gebruiker) if gebruiker.is_authenticated else self.none()

    def openstaand(self) -> "MeldingQuerySet":
        """Keep those that are not accepted yet."""
        return self.exclude(toestand=MeldingToestand.AANVAARD)

    def bewerkbaar_door(self, gebruiker, op: dt.date | None = None) -> "MeldingQuerySet":
        """Keep those whose text this user may still change or send.

        Not accepted, actie open to reports, not of an import that was undone, nor (but for a correction) of a ronde
        whose report is definitive. Staff: all. A partner: its organisatie's
        (what staff imported is theirs to mend), where that is still trekker or uitvoerder, while the ronde takes
        answers; one that was returned also after that (design, section 6).
        """
        open_voor = self.openstaand().filter(actie__in=Actie.objects.rapporteerbaar_door(gebruiker))
        open_voor = open_voor.exclude(uit_import__teruggedraaid_op__isnull=False)
        open_voor = open_voor.exclude(vervangt=None, ronde__rapport__isnull=False)
        if getattr(gebruiker, "is_medewerker", False):
            return open_voor
        eigen_rol = ActieOrganisatie.objects.van(gebruiker).filter(
            actie=OuterRef("actie"), organisatie=OuterRef("organisatie"), rol__in=RAPPORTERENDE_ROLLEN
        )
        open_voor = open_voor.exclude(herkomst=Herkomst.IMPORT).met_in_tijd(op)
        return open_voor.filter(Exists(eigen_rol)).filter(Q(in_tijd=True) | Q(toestand=MeldingToestand.TERUGGESTUURD))

    def met_in_tijd(self, op: dt.date | None = None) -> "MeldingQuerySet":
        """Add `in_tijd`: whether its ronde, if any, takes answers of its organisatie on day `op` (today)."""
        open_ = Ronde.objects.open(op).filter(pk=OuterRef("ronde"))
        uitstel = Uitstel.objects.lopend(op).filter(ronde=OuterRef("ronde"), organisatie=OuterRef("organisatie"))
        return self.annotate(
            in_tijd=Case(
                When(ronde=None, then=Value(True)),
                default=Exists(open_) | Exists(uitstel),
                output_field=models.BooleanField(),
            )
        )

    def met_teruggestuurd(self) -> "MeldingQuerySet":
        """Add `terug_reden`, `terug_tegen` (text, JJJJ-MM-DD) and `terug_op` of a returned melding; None for others."""
        keer = Gebeurtenis.objects.filter(melding=OuterRef("pk"), soort=Soort.TERUGGESTUURD).order_by("-op", "-pk")

        def als_terug(kolom: models.QuerySet) -> Case:  # of the others nothing is looked up
            return Case(When(toestand=MeldingToestand.TERUGGESTUURD, then=Subquery(kolom[:1])))

        return self.annotate(
            terug_reden=als_terug(keer.values("reden")),
            terug_op=als_terug(keer.values("op")),
            terug_tegen=als_terug(keer.values(tegen=KeyTextTransform("tegen", "inhoud"))),
        )

    def te_nakijken(self) -> "MeldingQuerySet":
        """Keep what waits for staff, the longest waiting first."""
        return (
            self.filter(toestand=MeldingToestand.INGEDIEND)
            .exclude(actie__speerpunt__plan__toestand=Toestand.AFGESLOTEN)
            .order_by("ingediend_op", "pk")
        )

    def nakijkbaar_door(self, gebruiker) -> "MeldingQuerySet":
        """Keep what this user may accept or return: not what they wrote or sent, while the plan has vier_ogen."""
        if not getattr(gebruiker, "is_medewerker", False):
            return self.none()
        zelf = Melding.schrijvers.through.objects.filter(melding=OuterRef("pk"), gebruiker=gebruiker.pk)
        return self.te_nakijken().filter(Q(actie__speerpunt__plan__vier_ogen=False) | ~Exists(zelf))

    def aantal_tot(self, grens: int) -> int:
        """Count them up to `grens`: where thousands wait, nobody needs to know how many, and counting takes long."""
        return self[:grens].count()


class Melding(VlotGelezen):
    """One report of how one actie stands: concept -> ingediend -> (teruggestuurd ->) aanvaard.

    Once accepted it never changes: the database refuses it (see `onveranderlijk`). A correction is a new melding
    that replaces the old one (`vervangt`) and says why. Content rules hold while ingediend and aanvaard; a concept
    or a returned one may be incomplete, so that nothing typed is ever lost.
    """

    actie = models.ForeignKey(Actie, models.PROTECT, related_name="meldingen", verbose_name="actie")
    organisatie = models.ForeignKey(
        Organisatie,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="meldingen",
        verbose_name="organisatie",
        help_text="Wie het zegt. Leeg: het bestuur van het plan, of een publieke bron.",
    )
    namens = models.BooleanField("door een medewerker namens de organisatie", default=False)
    herkomst = models.CharField("herkomst", max_length=15, choices=Herkomst, default=Herkomst.RAPPORTERING)
    uit_import = models.ForeignKey(
        Import, models.PROTECT, null=True, blank=True, related_name="meldingen", verbose_name="uit import"
    )
    ronde = models.ForeignKey(
        Ronde, models.PROTECT, null=True, blank=True, related_name="meldingen", verbose_name="ronde"
    )
    peildatum = models.DateField("stand op", help_text="Over welke dag gaat dit?")
    status = models.CharField("status", max_length=20, choices=Status, blank=True)
    verloop = models.CharField("hoe verloopt het?", max_length=12, choices=Verloop, blank=True)
    resultaat = models.CharField("is het doel bereikt?", max_length=12, choices=Resultaat, blank=True)
    bereikt_resultaat = models.TextField("wat is bereikt?", max_length=MAX_TEKST, blank=True)
    toelichting = models.TextField("toelichting", max_length=MAX_TEKST, blank=True)
    reden = models.TextField("reden", max_length=MAX_TEKST, blank=True)
    volgende_stappen = models.TextField("volgende stappen", max_length=MAX_TEKST, blank=True)
    nodig = models.TextField("wat is nodig, en van wie?", max_length=MAX_TEKST, blank=True)
    opmerking_voor_vgc = models.TextField("opmerking voor de VGC", max_length=MAX_TEKST, blank=True)
    niets_veranderd = models.BooleanField("niets veranderd", default=False)
    toestand = models.CharField("toestand", max_length=15, choices=MeldingToestand, default=MeldingToestand.CONCEPT)
    vervangt = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="vervangen_door", verbose_name="vervangt"
    )
    correctie_reden = models.TextField("waarom deze correctie?", max_length=MAX_TEKST, blank=True)
    versie = models.PositiveIntegerField("versie", default=1)
    aangemaakt_op = models.DateTimeField("aangemaakt op", default=timezone.now, editable=False)
    gewijzigd_op = models.DateTimeField("bewaard op", default=timezone.now, editable=False)
    schrijvers = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        related_name="geschreven_meldingen",
        verbose_name="schreven of dienden in",
        blank=True,
    )
    ingediend_door = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ingediend door"
    )
    ingediend_op = models.DateTimeField("ingediend op", null=True, blank=True)
    aanvaard_door = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="aanvaard door"
    )
    aanvaard_op = models.DateTimeField("aanvaard op", null=True, blank=True)

    objects = MeldingQuerySet.as_manager()

    class Meta:
        verbose_name = "stand van zaken"
        verbose_name_plural = "standen van zaken"
        ordering = ["-peildatum", "-pk"]
        indexes = [
            models.Index(
                "actie",
                F("peildatum").desc(),
                F("aanvaard_op").desc(),
                F("id").desc(),
                condition=Q(toestand=MeldingToestand.AANVAARD),
                name="melding_stand",
            ),
            models.Index(
                fields=["ingediend_op"], condition=Q(toestand=MeldingToestand.INGEDIEND), name="melding_te_nakijken"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["actie", "ronde"],
                condition=Q(vervangt=None),
                name="melding_een_per_actie_en_ronde",
                violation_error_message="Over deze actie is in deze ronde al gerapporteerd.",
            ),
            models.CheckConstraint(
                condition=Q(toestand__in=MeldingToestand.values)
                & Q(herkomst__in=Herkomst.values)
                & Q(status__in=["", *Status.values])
                & Q(verloop__in=["", *Verloop.values])
                & Q(resultaat__in=["", *Resultaat.values]),
                name="melding_keuzes_bekend",
                violation_error_message="Deze keuze bestaat niet.",
            ),
            models.CheckConstraint(
                condition=~_VAST | ~Q(status=""),
                name="melding_met_status",
                violation_error_message="Kies een status.",
            ),
            models.CheckConstraint(
                condition=~_GERAPPORTEERD
                | (Q(status__in=STATUSSEN_MET_VERLOOP) & ~Q(verloop=""))
                | (~Q(status__in=STATUSSEN_MET_VERLOOP) & Q(verloop="")),
                name="melding_verloop_bij_status",
                violation_error_message="Zeg hoe het verloopt zolang de actie loopt, en alleen dan.",
            ),
            models.CheckConstraint(
                condition=~_GERAPPORTEERD
                | ~Q(status__in=AFGERONDE_STATUSSEN)
                | (~Q(resultaat="") & ~Q(bereikt_resultaat="")),
                name="melding_resultaat_bij_einde",
                violation_error_message="Zeg wat bereikt is: de actie is uitgevoerd of stopgezet.",
            ),
            models.CheckConstraint(
                condition=~_GERAPPORTEERD
                | ~(Q(verloop__in=[Verloop.BIJSTURING, Verloop.VERTRAAGD]) | Q(status__in=STATUSSEN_MET_REDEN))
                | ~Q(reden=""),
                name="melding_met_reden",
                violation_error_message="Geef de reden.",
            ),
            models.CheckConstraint(
                condition=~Q(herkomst=Herkomst.PUBLIEKE_BRON)
                | Q(verloop="", ingediend_door=None, aanvaard_door=None, ronde=None),
                name="melding_publieke_bron_zonder_personen",
                violation_error_message="Een stand uit een publieke bron heeft geen verloop en geen personen.",
            ),
            models.CheckConstraint(
                condition=~_GERAPPORTEERD | Q(ingediend_door__isnull=False, ingediend_op__isnull=False),
                name="melding_ingediend_door_iemand",
                violation_error_message="Zeg wie dit indiende, en wanneer.",
            ),
            models.CheckConstraint(
                condition=~Q(toestand=MeldingToestand.AANVAARD)
                | Q(herkomst=Herkomst.PUBLIEKE_BRON, aanvaard_op__isnull=False)
                | Q(aanvaard_door__isnull=False, aanvaard_op__isnull=False),
                name="melding_aanvaard_door_iemand",
                violation_error_message="Zeg wie dit aanvaardde, en wanneer.",
            ),
            models.CheckConstraint(
                condition=Q(toestand=MeldingToestand.AANVAARD) | Q(aanvaard_door=None, aanvaard_op=None),
                name="melding_niet_half_aanvaard",
                violation_error_message="Alleen een aanvaarde stand draagt wie hem aanvaardde.",
            ),
            models.CheckConstraint(
                condition=~_VAST | Q(vervangt=None) | ~Q(correctie_reden=""),
                name="melding_correctie_met_reden",
                violation_error_message="Zeg waarom u de vorige stand corrigeert.",
            ),
            models.CheckConstraint(
                condition=Q(uit_import=None) | Q(herkomst=Herkomst.IMPORT),
                name="melding_uit_import_is_import",
                violation_error_message="Alleen een stand met herkomst import komt uit een import.",
            ),
            models.CheckConstraint(
                condition=~Q(vervangt=F("pk")),
                name="melding_niet_zichzelf",
                violation_error_message="Een stand kan zichzelf niet vervangen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actie.code}, stand op {self.peildatum:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("actie", args=[self.actie_id]) + self.anker

    @property
    def anker(self) -> str:
        """Give its place on the page of its actie."""
        return maak_anker(self.pk)

    @property
    def herkomst_in_woorden(self) -> str:
        """Tell where it comes from; of an import also which file."""
        return f"import uit {self.uit_import}" if self.uit_import_id else self.get_herkomst_display()

    @property
    def is_aanvaard(self) -> bool:
        return self.toestand == MeldingToestand.AANVAARD

    @property
    def is_ingetrokken(self) -> bool:
        """Tell whether it came from an import that was undone."""
        return self.uit_import is not None and self.uit_import.is_teruggedraaid

    @property
    def is_afgerond(self) -> bool:
        return self.status in AFGERONDE_STATUSSEN

    @property
    def is_vast(self) -> bool:
        """Tell whether the content rules hold: sent or accepted."""
        return self.toestand in VASTE_TOESTANDEN

    @property
    def bijlageregels(self) -> list[Bijlageregel]:
        """Give the bijlagen that its reader may read, where the queryset added them (`bijlagenkolom`)."""
        return regels_uit(getattr(self, "bijlagenkolom", None))

    def inhoud(self) -> dict[str, str]:
        """Give what it says: the fields of `INHOUD` and the mijlpalen as plain values, for the log."""
        return {veld: str(getattr(self, veld) or "") for veld in INHOUD}

    def clean(self) -> None:
        """Check the content rules (design, section 4) and tell each beside its field.

        Those within one row are constraints as well. That a peildatum is never in the future cannot be one: a
        constraint may not know today's date.
        """
        fouten: dict[str, str] = {}
        if self.peildatum and self.peildatum > timezone.localdate():
            fouten["peildatum"] = "Deze dag moet nog komen. Kies vandaag of een dag ervoor."
        elif self.peildatum and self.ronde and not self.ronde.van <= self.peildatum <= self.ronde.tot:
            fouten["peildatum"] = (
                f"Deze ronde gaat over {self.ronde.van:%d/%m/%Y} tot en met {self.ronde.tot:%d/%m/%Y}. "
                "Kies een dag in die periode."
            )
        if self.ronde_id and self.actie_id and self.ronde.plan_id != self.actie.speerpunt.plan_id:
            fouten["ronde"] = "Deze ronde hoort bij een ander plan."
        if self.vervangt_id and self.vervangt.actie_id != self.actie_id:
            fouten["vervangt"] = "Een correctie gaat over dezelfde actie."
        if self.is_vast and self.herkomst != Herkomst.PUBLIEKE_BRON:
            fouten |= self._inhoudsfouten()
        if fouten:
            raise ValidationError(fouten)

    def _inhoudsfouten(self) -> dict[str, str]:
        """Give what still lacks or does not fit before it can be sent, per field."""
        fouten: dict[str, str] = {}
        eind = bool(self.ronde_id and self.ronde.eindronde)
        if not self.status:
            fouten["status"] = "Kies een status."
        if self.status in STATUSSEN_MET_VERLOOP and not self.verloop:
            fouten["verloop"] = "Zeg hoe het verloopt."
        if self.status in AFGERONDE_STATUSSEN or eind:
            waarom = "Dit is de eindronde." if eind else f"De actie is {self.get_status_display().lower()}."
            if not self.resultaat:
                fouten["resultaat"] = f"Zeg of het doel bereikt is. {waarom}"
            if not self.bereikt_resultaat.strip():
                fouten["bereikt_resultaat"] = f"Schrijf wat er bereikt is. {waarom}"
        if (
            self.verloop in {Verloop.BIJSTURING, Verloop.VERTRAAGD} or self.status in STATUSSEN_MET_REDEN
        ) and not self.reden.strip():
            fouten["reden"] = "Geef de reden. Zo weet de lezer waarom het anders loopt."
        if self.vervangt_id and not self.correctie_reden.strip():
            fouten["correctie_reden"] = "Zeg waarom u de vorige stand corrigeert."
        return fouten


class Gebeurtenis(VlotGelezen):
    """The log of a melding: who did what, when. Append-only: the database refuses every change."""

    melding = models.ForeignKey(Melding, models.PROTECT, related_name="gebeurtenissen", verbose_name="melding")
    soort = models.CharField("wat", max_length=20, choices=Soort)
    op = models.DateTimeField("wanneer", default=timezone.now)
    door = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="wie"
    )
    reden = models.TextField("reden", blank=True)
    inhoud = models.JSONField("wat er stond", default=dict, blank=True, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = "gebeurtenis"
        verbose_name_plural = "gebeurtenissen"
        ordering = ["op", "pk"]
        indexes = [models.Index(fields=["op"], name="gebeurtenis_op")]
        constraints = [
            models.CheckConstraint(
                condition=Q(soort__in=Soort.values),
                name="gebeurtenis_soort_bekend",
                violation_error_message="Deze gebeurtenis bestaat niet.",
            ),
            models.CheckConstraint(
                condition=~Q(soort__in=[Soort.TERUGGESTUURD, Soort.GECORRIGEERD]) | ~Q(reden=""),
                name="gebeurtenis_met_reden",
                violation_error_message="Geef de reden.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_soort_display()} op {timezone.localtime(self.op):%d/%m/%Y}"
