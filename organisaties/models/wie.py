"""Organisaties, gebruikers and who speaks for whom."""

import datetime as dt
from collections.abc import Iterator

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from organisaties.eenvan import EenVan, Sleutels
from organisaties.kbo import normaliseer_kbo, valideer_kbo
from organisaties.vlotgelezen import VlotGelezen
from organisaties.zoektekst import MAX_WOORDEN, ZoektekstField, bevat, zoekwoorden


class Rol(models.TextChoices):
    """What someone may do by function; a partner is whoever has a current lidmaatschap."""

    GEEN = "", "geen"
    LEZER = "lezer", "lezer"
    BELEIDSMEDEWERKER = "beleidsmedewerker", "beleidsmedewerker"
    BEHEERDER = "beheerder", "beheerder"


class Samenvoeging(models.TextChoices):
    """Why one organisatie became part of another."""

    DUBBEL = "dubbel", "dubbel ingevoerd"
    FUSIE = "fusie", "gefuseerd"


class OrganisatieQuerySet(models.QuerySet):
    def kiesbaar(self) -> "OrganisatieQuerySet":
        """Keep those that stand on their own: not merged into another."""
        return self.filter(samenvoeging="")

    def actief(self, op: dt.date | None = None) -> "OrganisatieQuerySet":
        """Keep those that exist on day `op` (today unless told)."""
        op = op or timezone.localdate()
        return self.filter(Q(actief_van=None) | Q(actief_van__lte=op), Q(actief_tot=None) | Q(actief_tot__gte=op))

    def zoek(self, vraag: str) -> "OrganisatieQuerySet":
        """Keep those of which name, afkorting or text holds every word of `vraag` (Dutch word forms)."""
        gevonden = self
        for woord in zoekwoorden(vraag):
            gevonden = gevonden.filter(bevat(woord, "zoektekst"))
        return gevonden

    def van(self, gebruiker, op: dt.date | None = None) -> "OrganisatieQuerySet":
        """Keep those for which `gebruiker` speaks on day `op` (today unless told), and what was merged into them."""
        eigen = Sleutels(Lidmaatschap.objects.huidig(op).van(gebruiker).values("organisatie"))
        return self.filter(EenVan("pk", eigen) | (Q(EenVan("opvolger", eigen)) & ~Q(samenvoeging="")))


class Organisatie(VlotGelezen):
    """A partner or a service: whoever carries out, pays for or helps with an actie."""

    naam = models.CharField("naam", max_length=200)
    afkorting = models.CharField("afkorting", max_length=40, blank=True)
    slug = models.SlugField(
        "webadres", max_length=80, unique=True, help_text="Staat in het webadres. Blijft altijd gelijk."
    )
    rechtsvorm = models.CharField("rechtsvorm", max_length=100, blank=True)
    kbo = models.CharField(
        "KBO-nummer",
        max_length=20,
        blank=True,
        validators=[valideer_kbo],
        help_text="Tien cijfers, zoals 0862.910.119.",
    )
    website = models.URLField("website", max_length=300, blank=True)
    omschrijving = models.TextField("omschrijving", blank=True)
    bron = models.URLField("bron", max_length=500, blank=True, help_text="Waar deze gegevens gepubliceerd staan.")
    opmerking = models.TextField("opmerking bij de gegevens", blank=True)
    opvolger = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="voorgangers", verbose_name="opvolger"
    )
    samenvoeging = models.CharField("samengevoegd", max_length=10, choices=Samenvoeging, blank=True, editable=False)
    samengevoegd_op = models.DateField("samengevoegd op", null=True, blank=True, editable=False)
    actief_van = models.DateField("actief van", null=True, blank=True)
    actief_tot = models.DateField("actief tot", null=True, blank=True)
    zoektekst = ZoektekstField(bronnen=("naam", "afkorting", "omschrijving"))

    objects = OrganisatieQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["zoektekst"], verbose_name="geschiedenis")

    class Meta:
        verbose_name = "organisatie"
        verbose_name_plural = "organisaties"
        ordering = ["naam", "pk"]
        indexes = [models.Index(fields=["naam", "id"], name="organisatie_op_naam")]
        constraints = [
            models.UniqueConstraint(
                fields=["kbo"],
                condition=~Q(kbo=""),
                name="organisatie_kbo_uniek",
                violation_error_message="Er is al een organisatie met dit KBO-nummer.",
            ),
            models.CheckConstraint(
                condition=Q(actief_van__lte=F("actief_tot")),
                name="organisatie_actief_van_voor_tot",
                violation_error_message="“Actief van” moet voor “actief tot” liggen.",
            ),
            models.CheckConstraint(
                condition=~Q(opvolger=F("pk")),
                name="organisatie_niet_eigen_opvolger",
                violation_error_message="Een organisatie kan zichzelf niet opvolgen.",
            ),
            models.CheckConstraint(
                condition=Q(samenvoeging="", samengevoegd_op=None)
                | Q(samenvoeging__in=Samenvoeging.values, samengevoegd_op__isnull=False, opvolger__isnull=False),
                name="organisatie_samengevoegd_met_opvolger",
                violation_error_message="Wie samengevoegd is, heeft een opvolger en een dag.",
            ),
        ]

    def __str__(self) -> str:
        return self.naam

    def get_absolute_url(self) -> str:
        return reverse("organisatie", args=[self.slug])

    @property
    def is_samengevoegd(self) -> bool:
        return bool(self.samenvoeging)

    @property
    def huidige(self) -> "Organisatie":
        """Give what it is today: itself, or (to the end of the chain) what it was merged into."""
        if not self.is_samengevoegd:
            return self
        return next((volgt for volgt in self.opvolging() if not volgt.is_samengevoegd), self)

    def opvolging(self) -> Iterator["Organisatie"]:
        """Give its opvolger, the opvolger of that one and so on; each once, also where they go round in a circle."""
        gezien = {self.pk}
        volgt = self.opvolger
        while volgt and volgt.pk not in gezien:
            yield volgt
            gezien.add(volgt.pk)
            volgt = volgt.opvolger

    def clean(self) -> None:
        """Write the KBO number in one way, keep the address, and let nobody be the opvolger of its own opvolger."""
        self.kbo = normaliseer_kbo(self.kbo)
        eerder = Organisatie.objects.filter(pk=self.pk).first() if self.pk else None
        if eerder and eerder.slug != self.slug:
            raise ValidationError({"slug": "Het webadres van een organisatie blijft altijd gelijk."})
        anders = eerder and self.opvolger_id not in {eerder.opvolger_id, self.pk}
        if anders and self.opvolger and any(volgt.opvolger_id == self.pk for volgt in self.opvolging()):
            raise ValidationError({"opvolger": f"{self.opvolger} wordt zelf door deze organisatie opgevolgd."})


class Geschiedenis(HistoricalRecords):
    """A history that passes over a save of columns that it does not keep: logging in is no change of a user."""

    def post_save(self, instance, created, using=None, **kwargs) -> None:
        bewaard = kwargs.get("update_fields")
        if not bewaard or not set(bewaard) <= set(self.excluded_fields):
            super().post_save(instance, created, using=using, **kwargs)


class GebruikerQuerySet(models.QuerySet):
    def medewerkers(self) -> "GebruikerQuerySet":
        """Keep the staff that may log in: who can look after an actie."""
        return self.filter(rol__in=[Rol.BELEIDSMEDEWERKER, Rol.BEHEERDER], is_active=True)

    def zoek(self, vraag: str) -> "GebruikerQuerySet":
        """Keep those of whom the name holds every word of `vraag`."""
        gevonden = self
        for woord in vraag.split()[:MAX_WOORDEN]:
            gevonden = gevonden.filter(naam__icontains=woord)
        return gevonden


class GebruikerManager(BaseUserManager.from_queryset(GebruikerQuerySet)):
    def create_user(self, email: str, password: str | None = None, **velden) -> "Gebruiker":
        """Make and save a user; without a password nobody can log in until one is set."""
        gebruiker = self.model(email=self.normalize_email(email).lower(), **velden)
        gebruiker.set_password(password)
        gebruiker.save(using=self._db)
        return gebruiker

    def create_superuser(self, email: str, password: str | None = None, **velden) -> "Gebruiker":
        """Make a beheerder (the name is Django's, for `createsuperuser`)."""
        return self.create_user(email, password, rol=Rol.BEHEERDER, **velden)

    def get_by_natural_key(self, email: str) -> "Gebruiker":
        return self.get(email__iexact=email)


class Gebruiker(AbstractBaseUser):
    """Someone who logs in, by e-mail address. What they may do follows from `rol` and lidmaatschappen."""

    email = models.EmailField(
        "e-mailadres", unique=True, error_messages={"unique": "Er is al een gebruiker met dit e-mailadres."}
    )
    naam = models.CharField("naam", max_length=150)
    rol = models.CharField("rol", max_length=20, choices=Rol, blank=True, default=Rol.GEEN)
    telefoon = models.CharField("telefoon", max_length=40, blank=True)
    is_active = models.BooleanField("mag aanmelden", default=True)
    aangemaakt_op = models.DateTimeField("aangemaakt op", default=timezone.now, editable=False)
    gewist_op = models.DateTimeField("gewist op", null=True, blank=True, editable=False)

    # The acties to which a safe link limits this user during a request; None: no limit. Never stored.
    beperkt_tot: frozenset[int] | None = None

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["naam"]

    objects = GebruikerManager()
    history = Geschiedenis(excluded_fields=["password", "last_login"], verbose_name="geschiedenis")

    class Meta:
        verbose_name = "gebruiker"
        verbose_name_plural = "gebruikers"
        ordering = ["naam", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="gebruiker_email_uniek",
                violation_error_message="Er is al een gebruiker met dit e-mailadres.",
            ),
            models.CheckConstraint(
                condition=Q(rol__in=Rol.values),
                name="gebruiker_rol_bekend",
                violation_error_message="Deze rol bestaat niet.",
            ),
        ]

    def __str__(self) -> str:
        return self.naam or self.email

    @property
    def is_beheerder(self) -> bool:
        return self.rol == Rol.BEHEERDER

    @property
    def is_medewerker(self) -> bool:
        """Staff: a beleidsmedewerker or a beheerder."""
        return self.rol in {Rol.BELEIDSMEDEWERKER, Rol.BEHEERDER}

    @property
    def is_lezer(self) -> bool:
        return self.rol == Rol.LEZER

    @property
    def is_gewist(self) -> bool:
        """Tell whether this person was erased: the row stays, the database keeps who it was out of it."""
        return self.gewist_op is not None

    @property
    def kan_aanmelden(self) -> bool:
        """Tell whether this user has a way in of their own, besides safe links: a password, or a login before."""
        return self.is_active and (self.has_usable_password() or self.last_login is not None)

    @property
    def is_via_link(self) -> bool:
        """Tell whether this user came in by a safe link, without a password."""
        return self.beperkt_tot is not None

    # What Django admin asks of a user: there is one right, being beheerder.
    @property
    def is_staff(self) -> bool:
        return self.is_beheerder

    @property
    def is_superuser(self) -> bool:
        return self.is_beheerder

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        return self.is_active and self.is_beheerder

    def has_perms(self, perm_list, obj: models.Model | None = None) -> bool:
        return self.is_active and self.is_beheerder

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.is_beheerder


def is_huidig(op: dt.date | None = None, pad: str = "") -> Q:
    """Give the condition that a lidmaatschap holds on day `op` (today unless told), both ends included.

    `pad` is the way to it from another model: "lidmaatschappen__".
    """
    op = op or timezone.localdate()
    return (Q(**{f"{pad}tot": None}) | Q(**{f"{pad}tot__gte": op})) & Q(**{f"{pad}van__lte": op})


class LidmaatschapQuerySet(models.QuerySet):
    def huidig(self, op: dt.date | None = None) -> "LidmaatschapQuerySet":
        """Keep those that hold on day `op` (today unless told)."""
        return self.filter(is_huidig(op))

    def van(self, gebruiker) -> "LidmaatschapQuerySet":
        """Keep those of one user; an anonymous or inactive one has none."""
        if not gebruiker.is_authenticated:
            return self.none()
        return self.filter(gebruiker_id=gebruiker.pk)


class Lidmaatschap(VlotGelezen):
    """A gebruiker speaks for an organisatie, from one day until another."""

    gebruiker = models.ForeignKey(Gebruiker, models.PROTECT, related_name="lidmaatschappen", verbose_name="gebruiker")
    organisatie = models.ForeignKey(
        Organisatie, models.PROTECT, related_name="lidmaatschappen", verbose_name="organisatie"
    )
    functie = models.CharField("functie", max_length=100, blank=True)
    van = models.DateField("van", default=timezone.localdate)
    tot = models.DateField("tot en met", null=True, blank=True)
    ontvangt_post = models.BooleanField("ontvangt post", default=True)

    objects = LidmaatschapQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="geschiedenis")

    class Meta:
        verbose_name = "contactpersoon"
        verbose_name_plural = "contactpersonen"
        ordering = ["organisatie__naam", "gebruiker__naam", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["gebruiker", "organisatie", "van"],
                name="lidmaatschap_uniek",
                violation_error_message="Deze persoon is vanaf die dag al contactpersoon van deze organisatie.",
            ),
            models.CheckConstraint(
                condition=Q(tot=None) | Q(van__lte=F("tot")),
                name="lidmaatschap_van_voor_tot",
                violation_error_message="“Van” moet voor “tot en met” liggen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gebruiker} voor {self.organisatie}"

    def overlapt(self, ander: "Lidmaatschap") -> bool:
        """Tell whether the periods of two lidmaatschappen share a day (both ends included; no `tot`: for ever)."""
        return self.van <= (ander.tot or dt.date.max) and ander.van <= (self.tot or dt.date.max)

    @property
    def periode(self) -> str:
        """Tell the period in words: "vanaf 01/01/2020", "01/01/2020 tot en met 31/12/2021"."""
        return f"{self.van:%d/%m/%Y} tot en met {self.tot:%d/%m/%Y}" if self.tot else f"vanaf {self.van:%d/%m/%Y}"

    @property
    def staat_er_al(self) -> str:
        """Say to who writes another row over these days that this one has them."""
        return f"Deze persoon is al contactpersoon van deze organisatie ({self.periode}). Die dagen overlappen."

    def clean(self) -> None:
        """Refuse a second row of one person for one organisatie over the same days.

        Of two rows one could say that it ended while the other goes on: nobody would know who speaks. This is no
        constraint: SQLite has none over ranges of rows.
        """
        if not (self.van and self.gebruiker_id and self.organisatie_id) or (self.tot and self.tot < self.van):
            return  # told elsewhere
        zelfde = Lidmaatschap.objects.filter(gebruiker=self.gebruiker_id, organisatie=self.organisatie_id)
        ander = next((lid for lid in zelfde.exclude(pk=self.pk) if self.overlapt(lid)), None)
        if ander:
            raise ValidationError({"van": ander.staat_er_al})
