"""The actie: what is done, by whom, and where it stood."""

import datetime as dt
import re
from collections.abc import Collection

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, ExtractDay, ExtractMonth
from django.db.models.lookups import Exact
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from organisaties.models import Organisatie
from organisaties.vlotgelezen import VlotGelezen
from organisaties.zoektekst import ZoektekstField, bevat, zoekwoorden
from speerpunten.keuzes import AFGERONDE_STATUSSEN, RAPPORTERENDE_ROLLEN, MeldingToestand, OrganisatieRol, Toestand
from speerpunten.models.plan import Beleidsdomein, Doelgroep, Speerpunt
from speerpunten.models.ronde import Ronde

IN_LIJST = (
    *("speerpunt", "nummer", "titel", "start", "start_alleen_jaar", "einde", "einde_alleen_jaar", "doorlopend"),
    *("openbaar", "volgens_bron"),
)
TEKSTEN = ("omschrijving", "beoogd_resultaat", "toelichting", "bron", "koppeling_is_interpretatie")  # beside a list
PLAATS = ("speerpunt__plan", "speerpunt__nummer", "speerpunt__titel")
BINNEN, GEVRAAGD = "binnen", "gevraagd"  # a ronde has its accepted answer about an actie; it asks, and has none
CODE = re.compile(r"(\d{1,4})\.(\d{1,4})")


def _is_dag(veld: str, maand: int, dag: int) -> Q:
    """Give the condition that a date falls on this day of the year; cast, so that PostgreSQL knows what a NULL is."""
    datum = Cast(veld, models.DateField())
    return Q(Exact(ExtractMonth(datum), maand)) & Q(Exact(ExtractDay(datum), dag))


AF_VOOR_RONDE = Q(status_voor_ronde__in=AFGERONDE_STATUSSEN)


def _tenzij(af: Q, vraagt: models.QuerySet) -> Case:
    """Give whether a ronde asks for an actie: one of `vraagt` does, and it was not finished (`af`) before."""
    return Case(
        When(af, then=Value(False)),
        default=Exists(vraagt),
        output_field=models.BooleanField(),
    )


def maak_code(speerpunt: int, nummer: int) -> str:
    """Give the code of an actie from two numbers: "8.3"."""
    return f"{speerpunt}.{nummer}"


def _status_voor(dag) -> Coalesce:
    """Give the status of an actie that was valid on the eve of `dag`; empty where nothing was known."""
    meldingen = Actie._meta.get_field("meldingen").related_model.objects
    ervoor = meldingen.geldig_voor(dag).filter(actie=OuterRef("pk"))
    return Coalesce(Subquery(ervoor.nieuwste_eerst().values("status")[:1]), Value(""))


class ActieQuerySet(models.QuerySet):
    # --- who may see and do: the one rule, for lists and for single objects (design, section 5)
    def zichtbaar_voor(self, gebruiker) -> "ActieQuerySet":
        """Keep what this user may know of.

        Everybody: public acties of public plans. Lezers and staff: all. A partner: also those of its organisatie.
        """
        if getattr(gebruiker, "rol", ""):
            return self
        openbaar = Q(openbaar=True, speerpunt__plan__openbaar=True)
        if not gebruiker.is_authenticated:
            return self.filter(openbaar)
        return self.filter(openbaar | Exists(ActieOrganisatie.objects.van(gebruiker).filter(actie=OuterRef("pk"))))

    def wijzigbaar_door(self, gebruiker) -> "ActieQuerySet":
        """Keep what this user may edit, move, merge and archive: staff, until the plan is closed."""
        if not getattr(gebruiker, "is_medewerker", False):
            return self.none()
        return self.exclude(speerpunt__plan__toestand=Toestand.AFGESLOTEN)

    def rapporteerbaar_door(self, gebruiker) -> "ActieQuerySet":
        """Keep those on whose stand this user may report: not archived, plan not closed.

        Staff: all. A partner: where its organisatie is trekker or uitvoerder.
        """
        if not gebruiker.is_authenticated:
            return self.none()
        levend = self.filter(gearchiveerd_op=None).exclude(speerpunt__plan__toestand=Toestand.AFGESLOTEN)
        if getattr(gebruiker, "is_medewerker", False):
            return levend
        rollen = ActieOrganisatie.objects.van(gebruiker).filter(rol__in=RAPPORTERENDE_ROLLEN)
        return levend.filter(Exists(rollen.filter(actie=OuterRef("pk"))))

    # --- which
    def van_organisaties_van(self, gebruiker) -> "ActieQuerySet":
        """Keep the living acties in which an organisatie takes part for which this user speaks today, in any role."""
        rollen = ActieOrganisatie.objects.van(gebruiker).filter(actie=OuterRef("pk"))
        levend = self.filter(gearchiveerd_op=None).exclude(speerpunt__plan__toestand=Toestand.AFGESLOTEN)
        return levend.filter(Exists(rollen))

    def waarover_rapporteert(self, organisatie: Organisatie) -> "ActieQuerySet":
        """Keep the living acties of plans that are not closed for which this organisatie is asked how they stand."""
        rollen = ActieOrganisatie.objects.filter(organisatie=organisatie, actie=OuterRef("pk")).die_antwoorden()
        levend = self.filter(gearchiveerd_op=None).exclude(speerpunt__plan__toestand=Toestand.AFGESLOTEN)
        return levend.filter(Exists(rollen))

    def in_plan(self, plan) -> "ActieQuerySet":
        return self.filter(speerpunt__plan=plan)

    def telbaar(self, op: dt.date | None = None) -> "ActieQuerySet":
        """Keep those that count on day `op` (today unless told): every day before archiving or merging."""
        op = op or timezone.localdate()
        return self.filter(Q(gearchiveerd_op=None) | Q(gearchiveerd_op__gt=op))

    def zoek(self, vraag: str) -> "ActieQuerySet":
        """Keep those of which code, title, text or an organisatie holds every word of `vraag` (Dutch word forms)."""
        resultaat = self
        for woord in zoekwoorden(vraag):
            rollen = ActieOrganisatie.objects.filter(actie=OuterRef("pk")).filter(
                bevat(woord, "organisatie__zoektekst")
            )
            code = CODE.fullmatch(woord)
            zelf = Q(speerpunt__nummer=int(code[1]), nummer=int(code[2])) if code else Q()
            resultaat = resultaat.filter(bevat(woord, "zoektekst") | Exists(rollen) | zelf)
        return resultaat

    # --- with what
    def met_stand(self, op: dt.date | None = None) -> "ActieQuerySet":
        """Add `stand_id`: the accepted melding that is valid on day `op` (today unless told), or None.

        Of the accepted meldingen not replaced by an accepted one: the latest peildatum <= op; of equal ones the
        last accepted (design, section 7). `stand.met_aandacht` turns the ids into objects, in one query.
        """
        meldingen = Actie._meta.get_field("meldingen").related_model.objects
        geldig = meldingen.geldig_op(op).filter(actie=OuterRef("pk"))
        return self.annotate(stand_id=Subquery(geldig.nieuwste_eerst().values("pk")[:1]))

    def met_looptijd(self) -> "ActieQuerySet":
        """Add `looptijd_van`, `looptijd_tot` (unknown days count as the plan's) and `bestaat_tot`: until archiving."""
        tot = Case(
            When(doorlopend=True, then=Value(dt.date.max)),
            default=Coalesce("einde", "speerpunt__plan__tot"),
            output_field=models.DateField(),
        )
        return self.annotate(
            looptijd_van=Coalesce("start", "speerpunt__plan__van"),
            looptijd_tot=tot,
            bestaat_tot=Coalesce("gearchiveerd_op", Value(dt.date.max), output_field=models.DateField()),
        )

    def met_gevraagd(self, ronde: Ronde | None) -> "ActieQuerySet":
        """Add `gevraagd`: whether this ronde asks for the actie. None asks for nothing.

        One that was finished at the beginning of the ronde is asked only in an eindronde (design, section 6).
        """
        acties, gevraagd = self._vraagt(ronde)
        return acties.annotate(gevraagd=gevraagd)

    def _vraagt(self, ronde: Ronde | None) -> "tuple[ActieQuerySet, models.Expression]":
        """Give whether this ronde asks for an actie, with the acties that have what it looks at."""
        if ronde is None:
            return self, Value(False)
        vraagt = Ronde.objects.filter(pk=ronde.pk).die_erom_vragen()
        acties = self.met_looptijd()
        if ronde.eindronde:
            return acties, Exists(vraagt)
        return acties.alias(status_voor_ronde=_status_voor(ronde.van)), _tenzij(AF_VOOR_RONDE, vraagt)

    def met_antwoord(self, ronde: Ronde | None, op: dt.date) -> "ActieQuerySet":
        """Add `antwoord`: BINNEN where a melding about a day until `op` was accepted in this ronde, GEVRAAGD where the
        ronde asks for the actie (as `met_gevraagd`) and has none, else empty. None asks for nothing."""
        if ronde is None:
            return self.annotate(antwoord=Value("", models.CharField()))
        meldingen = Actie._meta.get_field("meldingen").related_model.objects
        in_ronde = meldingen.filter(ronde=ronde.pk, peildatum__lte=op, toestand=MeldingToestand.AANVAARD)
        binnen = When(Exists(in_ronde.filter(actie=OuterRef("pk"))), then=Value(BINNEN))
        acties, vraagt = self._vraagt(ronde)  # the condition is looked at only of what did not come in
        zin = Case(binnen, When(vraagt, then=Value(GEVRAAGD)), default=Value(""), output_field=models.CharField())
        return acties.annotate(antwoord=zin)

    def gevraagd_in(self, rondes) -> "ActieQuerySet":
        """Keep what these rondes ask, as `met_gevraagd` tells of one: a row for each actie and ronde, which is
        `vragende_ronde` (a key)."""
        paren = self.filter(speerpunt__plan__rondes__in=rondes).annotate(
            vragende_ronde=F("speerpunt__plan__rondes"),
            ronde_van=F("speerpunt__plan__rondes__van"),
            is_eindronde=F("speerpunt__plan__rondes__eindronde"),
        )
        vraagt = Ronde.objects.filter(pk=OuterRef("vragende_ronde")).die_erom_vragen()
        acties = paren.met_looptijd().alias(status_voor_ronde=_status_voor(OuterRef("ronde_van")))
        return acties.filter(_tenzij(AF_VOOR_RONDE & Q(is_eindronde=False), vraagt))

    def met_status_voor(self, dag) -> "ActieQuerySet":
        """Add `status_voor_ronde`: the status that was valid on the eve of `dag`; empty where nothing was known.

        In: a day, or an OuterRef to one of the actie.
        """
        return self.annotate(status_voor_ronde=_status_voor(dag))

    def binnen(self, speerpunten: Collection, organisaties: Collection) -> "ActieQuerySet":
        """Keep those that a narrowing leaves in (see `RondeQuerySet.die_vragen`); an empty one narrows nothing."""
        acties = self.filter(speerpunt__in=speerpunten) if speerpunten else self
        if not organisaties:
            return acties
        rollen = ActieOrganisatie.objects.filter(organisatie__in=organisaties).die_antwoorden()
        return acties.filter(Exists(rollen.filter(actie=OuterRef("pk"))))

    def met_trekker(self) -> "ActieQuerySet":
        """Add `trekker_naam`: the trekker, else the first uitvoerder; None where there is neither."""
        rollen = ActieOrganisatie.objects.filter(actie=OuterRef("pk"), rol__in=RAPPORTERENDE_ROLLEN)
        return self.annotate(trekker_naam=Subquery(rollen.values("organisatie__naam")[:1]))

    def met_rollen(self) -> "ActieQuerySet":
        return self.prefetch_related(
            models.Prefetch("rollen", queryset=ActieOrganisatie.objects.select_related("organisatie"))
        )

    def voor_lijst(self, *teksten: str) -> "ActieQuerySet":
        """Fetch of each what a list shows of it: its place, title and period, what the source says, and `teksten`.

        Of its speerpunt the number and title, unless no relations are asked for; of the plan nothing.
        """
        velden = (*IN_LIJST, *teksten)
        if self.query.select_related is False:
            return self.only(*velden)
        return self.select_related(None).select_related("speerpunt").only(*velden, *PLAATS)

    def op_code(self) -> "ActieQuerySet":
        return self.order_by("speerpunt__nummer", "nummer", "pk")


class Actie(VlotGelezen):
    """Belongs to one speerpunt and may touch others. Never deleted: archived, or merged into another."""

    speerpunt = models.ForeignKey(Speerpunt, models.PROTECT, related_name="acties", verbose_name="speerpunt")
    nummer = models.PositiveSmallIntegerField("nummer")
    ook_bij = models.ManyToManyField(Speerpunt, blank=True, related_name="ook_acties", verbose_name="ook bij speerpunt")
    titel = models.CharField("titel", max_length=250)
    omschrijving = models.TextField("omschrijving", blank=True)
    beoogd_resultaat = models.TextField("beoogd resultaat", blank=True)
    toelichting = models.TextField("achtergrond en voorbehoud", blank=True)
    start = models.DateField("start", null=True, blank=True)
    start_alleen_jaar = models.BooleanField("van de start is alleen het jaar bekend", default=False)
    einde = models.DateField("einde", null=True, blank=True)
    einde_alleen_jaar = models.BooleanField("van het einde is alleen het jaar bekend", default=False)
    doorlopend = models.BooleanField("doorlopend", default=False, help_text="Deze actie heeft geen einde.")
    beleidsdomeinen = models.ManyToManyField(
        Beleidsdomein, blank=True, related_name="acties", verbose_name="beleidsdomeinen"
    )
    doelgroepen = models.ManyToManyField(Doelgroep, blank=True, related_name="acties", verbose_name="doelgroepen")
    organisaties = models.ManyToManyField(
        Organisatie, through="ActieOrganisatie", related_name="acties", verbose_name="organisaties"
    )
    verantwoordelijke = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="acties",
        verbose_name="verantwoordelijke bij het bestuur",
        limit_choices_to={"rol__in": ["beleidsmedewerker", "beheerder"]},
    )
    openbaar = models.BooleanField("openbaar", default=True)
    bron = models.URLField("bron", max_length=500, blank=True)
    volgens_bron = models.TextField("wat de bron zegt", blank=True, help_text="De woorden van de bron zelf.")
    koppeling_is_interpretatie = models.BooleanField(
        "koppeling is interpretatie",
        default=False,
        help_text="Speerpunt en rollen staan niet in de bron, maar zijn afgeleid.",
    )
    vervolg_op = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="vervolgen", verbose_name="vervolg op"
    )
    gearchiveerd_op = models.DateField("gearchiveerd op", null=True, blank=True, editable=False)
    archief_reden = models.TextField("reden van het archiveren", blank=True, editable=False)
    opgegaan_in = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="opgenomen",
        verbose_name="samengevoegd met",
    )
    versie = models.PositiveIntegerField("versie", default=1, editable=False)
    zoektekst = ZoektekstField(bronnen=("titel", "omschrijving", "beoogd_resultaat", "toelichting"))

    objects = ActieQuerySet.as_manager()
    history = HistoricalRecords(
        m2m_fields=[ook_bij, beleidsdomeinen, doelgroepen],
        excluded_fields=["zoektekst", "versie"],
        verbose_name="geschiedenis",
    )

    class Meta:
        verbose_name = "actie"
        verbose_name_plural = "acties"
        ordering = ["speerpunt", "nummer"]
        constraints = [
            models.UniqueConstraint(
                fields=["speerpunt", "nummer"],
                name="actie_nummer_uniek",
                violation_error_message="Dit speerpunt heeft al een actie met dit nummer.",
            ),
            models.CheckConstraint(
                condition=Q(nummer__gte=1),
                name="actie_nummer_vanaf_1",
                violation_error_message="Een nummer begint bij 1.",
            ),
            models.CheckConstraint(
                condition=Q(start=None) | Q(einde=None) | Q(start__lte=F("einde")),
                name="actie_start_voor_einde",
                violation_error_message="De start moet voor het einde liggen.",
            ),
            models.CheckConstraint(
                condition=Q(doorlopend=False) | Q(einde=None),
                name="actie_doorlopend_zonder_einde",
                violation_error_message="Een doorlopende actie heeft geen einde.",
            ),
            models.CheckConstraint(
                condition=(Q(start_alleen_jaar=False) | _is_dag("start", 1, 1))
                & (Q(einde_alleen_jaar=False) | _is_dag("einde", 12, 31)),
                name="actie_alleen_jaar",
                violation_error_message="Van een jaar zonder dag telt de eerste of de laatste dag.",
            ),
            models.CheckConstraint(
                condition=Q(gearchiveerd_op=None, archief_reden="", opgegaan_in=None)
                | (Q(gearchiveerd_op__isnull=False) & ~Q(archief_reden="")),
                name="actie_archief_met_dag_en_reden",
                violation_error_message="Archiveren vraagt een dag en een reden.",
            ),
            models.CheckConstraint(
                condition=~Q(opgegaan_in=F("pk")) & ~Q(vervolg_op=F("pk")),
                name="actie_niet_in_zichzelf",
                violation_error_message="Een actie kan niet opgaan in zichzelf of op zichzelf volgen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.titel}"

    def get_absolute_url(self) -> str:
        return reverse("actie", args=[self.pk])

    @property
    def code(self) -> str:
        """Give the number of the speerpunt and its own: "8.3"."""
        return maak_code(self.speerpunt.nummer, self.nummer)

    @property
    def looptijd(self) -> str:
        """Tell the period in words: "2022 tot 30/09/2025", "vanaf 2023, doorlopend"; empty where nothing is known."""
        begin = self._dag(self.start, self.start_alleen_jaar)
        slot = self._dag(self.einde, self.einde_alleen_jaar)
        if self.doorlopend:
            return f"vanaf {begin}, doorlopend" if begin else "doorlopend"
        if begin and slot:
            return begin if begin == slot else f"{begin} tot {slot}"
        if begin:
            return f"vanaf {begin}"
        return f"tot {slot}" if slot else ""

    @staticmethod
    def _dag(dag: dt.date | None, alleen_jaar: bool) -> str:
        if dag is None:
            return ""
        return str(dag.year) if alleen_jaar else f"{dag:%d/%m/%Y}"

    def clean(self) -> None:
        """A move goes through `services.acties.verplaats_actie`; what it continues stands in the former plan."""
        eerder = Actie.objects.select_related("speerpunt__plan").filter(pk=self.pk).first() if self.pk else None
        if eerder and eerder.speerpunt_id != self.speerpunt_id:
            raise ValidationError(
                {"speerpunt": "Verplaats de actie met “Verplaatsen”: dan blijft de oude code bekend."}
            )
        if eerder and eerder.nummer != self.nummer and eerder.speerpunt.plan.was_ooit_openbaar():
            raise ValidationError({"nummer": "Het nummer van een actie in een openbaar plan blijft gelijk."})
        if self.opgegaan_in_id and self.opgegaan_in.speerpunt.plan_id != self.speerpunt.plan_id:
            raise ValidationError("Een actie gaat op in een andere van hetzelfde plan.")
        nieuw = self.vervolg_op_id and not (eerder and eerder.vervolg_op_id == self.vervolg_op_id)
        if nieuw and self.vervolg_op.speerpunt.plan_id != self.speerpunt.plan.opvolger_van_id:
            raise ValidationError({"vervolg_op": "Kies een actie van het vorige plan."})


class ActieOrganisatieQuerySet(models.QuerySet):
    def van(self, gebruiker) -> "ActieOrganisatieQuerySet":
        """Keep the roles of the organisaties for which this user speaks today; by a safe link only at its acties."""
        eigen = self.filter(organisatie__in=Organisatie.objects.van(gebruiker))
        beperkt_tot = getattr(gebruiker, "beperkt_tot", None)
        return eigen if beperkt_tot is None else eigen.filter(actie__in=beperkt_tot)

    def die_antwoorden(self) -> "ActieOrganisatieQuerySet":
        """Keep who is asked how an actie stands: the trekker, else the uitvoerders (design, section 6)."""
        trekkers = ActieOrganisatie.objects.filter(actie=OuterRef("actie"), rol=OrganisatieRol.TREKKER)
        return self.filter(Q(rol=OrganisatieRol.TREKKER) | (Q(rol=OrganisatieRol.UITVOERDER) & ~Exists(trekkers)))


class ActieOrganisatie(VlotGelezen):
    """The role of an organisatie at an actie."""

    actie = models.ForeignKey(Actie, models.CASCADE, related_name="rollen", verbose_name="actie")
    organisatie = models.ForeignKey(Organisatie, models.PROTECT, related_name="rollen", verbose_name="organisatie")
    rol = models.CharField("rol", max_length=12, choices=OrganisatieRol, default=OrganisatieRol.PARTNER)

    objects = ActieOrganisatieQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="geschiedenis")

    class Meta:
        verbose_name = "rol van een organisatie"
        verbose_name_plural = "rollen van organisaties"
        ordering = [
            models.Case(
                *(models.When(rol=rol, then=volgorde) for volgorde, rol in enumerate(OrganisatieRol.values)),
                default=len(OrganisatieRol),
                output_field=models.SmallIntegerField(),
            ),
            "organisatie__naam",
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["actie", "organisatie", "rol"],
                name="actieorganisatie_een_keer_per_rol",
                violation_error_message="Deze organisatie heeft deze rol al bij deze actie.",
            ),
            models.UniqueConstraint(
                fields=["actie"],
                condition=Q(rol=OrganisatieRol.TREKKER),
                name="actieorganisatie_een_trekker",
                violation_error_message="Een actie heeft hoogstens één trekker.",
            ),
            models.CheckConstraint(
                condition=Q(rol__in=OrganisatieRol.values),
                name="actieorganisatie_rol_bekend",
                violation_error_message="Deze rol bestaat niet.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisatie} ({self.get_rol_display()})"
