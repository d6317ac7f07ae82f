"""Gebruikers, what they may do, and for which organisatie they speak."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html

from organisaties.accounts.email import houd_email_gelijk
from organisaties.accounts.tweede_stap import heeft_tweede_stap, wis_tweede_stap
from organisaties.admin.basis import BasisAdmin, BasisForm, ja_nee
from organisaties.admin.behoud import wat_vasthoudt
from organisaties.admin.historie import HistorieAdmin
from organisaties.admin.leden import LedenInline
from organisaties.handelingen import leg_vast
from organisaties.models import Gebruiker, Handelingsoort, Lidmaatschap, Rol

AANGEMELD = "een eerdere aanmelding"
UITGESCHAKELD = (
    "Uitgeschakeld: deze persoon kan zich niet met een wachtwoord aanmelden."
    '<ul id="id_unusable_warning" class="messagelist"><li class="warning">'
    "Het wachtwoord dat er nu is, gaat dan verloren.</li></ul>"
)


class GebruikerForm(BasisForm):
    """A gebruiker as it stands. Somebody must stay to keep the rest."""

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()

    def clean(self) -> dict[str, Any]:
        gegevens = super().clean()
        blijft = gegevens.get("rol") == Rol.BEHEERDER and gegevens.get("is_active")
        anderen = Gebruiker.objects.filter(rol=Rol.BEHEERDER, is_active=True).exclude(pk=self.instance.pk)
        was = Gebruiker.objects.filter(pk=self.instance.pk, rol=Rol.BEHEERDER, is_active=True)
        if not blijft and was.exists() and not anderen.exists():
            raise ValidationError(
                "Dit is de enige beheerder die zich kan aanmelden. Maak eerst iemand anders beheerder."
            )
        return gegevens


class NieuweGebruikerForm(BasisForm):
    """A new gebruiker; without a password nobody can log in with one until it is set."""

    wachtwoord = forms.CharField(
        label="Wachtwoord",
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Mag leeg blijven. Aanmelden met een wachtwoord kan pas als het is ingesteld.",
    )
    herhaling = forms.CharField(
        label="Wachtwoord, nog een keer",
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_validators_help_text_html(),
    )

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()

    def clean(self) -> dict[str, Any]:
        gegevens = super().clean()
        if gegevens.get("wachtwoord") != gegevens.get("herhaling"):
            self.add_error("herhaling", "De twee wachtwoorden zijn niet gelijk.")
        return gegevens

    def _post_clean(self) -> None:
        """Check the password against the filled-in gebruiker (it may not look like the name)."""
        super()._post_clean()
        if wachtwoord := self.cleaned_data.get("wachtwoord"):
            try:
                validate_password(wachtwoord, self.instance)
            except ValidationError as fout:
                self.add_error("wachtwoord", fout)

    def save(self, commit: bool = True) -> Gebruiker:
        self.instance.set_password(self.cleaned_data.get("wachtwoord") or None)
        return super().save(commit)


class WachtwoordForm(AdminPasswordChangeForm):
    """Django's form, with a help text that it left in English."""

    usable_password_help_text = UITGESCHAKELD

    def __init__(self, user: Gebruiker, *args, **kwargs) -> None:
        super().__init__(user, *args, **kwargs)
        if "usable_password" in self.fields:
            self.fields["usable_password"].label = "Aanmelden met een wachtwoord"


class LidmaatschappenInline(LedenInline):
    """For which organisaties someone speaks."""

    fields = ("organisatie", "functie", "van", "tot", "ontvangt_post")
    autocomplete_fields = ("organisatie",)
    verbose_name = "organisatie waarvoor deze persoon spreekt"
    verbose_name_plural = "contactpersoon van"


@admin.register(Gebruiker)
class GebruikerAdmin(BasisAdmin, HistorieAdmin, UserAdmin):
    """Django's screens for users, for a user with one right: the rol."""

    form = GebruikerForm
    add_form = NieuweGebruikerForm
    change_password_form = WachtwoordForm
    add_form_template = None
    change_user_password_template = "admin/gebruiker_wachtwoord.html"  # noqa: S105
    list_display = ("naam", "email", "rol", "mag_aanmelden", "last_login")
    list_filter = ("rol", "is_active")
    search_fields = ("naam", "email")
    search_help_text = "Zoek op naam of e-mailadres."
    ordering = ("naam", "pk")
    filter_horizontal = ()
    inlines = (LidmaatschappenInline,)
    readonly_fields = ("wachtwoord_stand", "tweede_stap", "last_login", "aangemaakt_op")
    actions = ("wis_tweede_stap",)
    fieldsets = (
        (None, {"fields": ("naam", "email", "telefoon")}),
        ("Rechten", {"fields": ("rol", "is_active")}),
        ("Aanmelden", {"fields": ("wachtwoord_stand", "tweede_stap", "last_login", "aangemaakt_op")}),
    )
    add_fieldsets = (
        (None, {"fields": ("naam", "email", "telefoon")}),
        ("Rechten", {"fields": ("rol",)}),
        ("Wachtwoord", {"fields": ("wachtwoord", "herhaling")}),
    )
    mag_aanmelden = ja_nee("is_active", "mag aanmelden")

    @admin.display(description="wachtwoord")
    def wachtwoord_stand(self, gebruiker: Gebruiker) -> str:
        """Tell whether there is a password; the password itself nobody can see."""
        tekst = "Ingesteld." if gebruiker.has_usable_password() else "Niet ingesteld."
        adres = reverse("admin:auth_user_password_change", args=[gebruiker.pk])
        return format_html('{} <a href="{}">Wachtwoord instellen of uitzetten</a>', tekst, adres)

    @admin.display(description="tweede stap")
    def tweede_stap(self, gebruiker: Gebruiker) -> str:
        return "Ingesteld." if heeft_tweede_stap(gebruiker) else "Niet ingesteld."

    @admin.action(description="Tweede stap wissen, en overal afmelden", permissions=["change"])
    def wis_tweede_stap(self, request: HttpRequest, gebruikers: QuerySet[Gebruiker]) -> None:
        """For who lost a telephone and the recovery codes: they log in with the password and set up a new one."""
        anderen = [gebruiker for gebruiker in gebruikers if gebruiker != request.user]
        for gebruiker in anderen:
            wis_tweede_stap(gebruiker, door=request.user)
        self.message_user(request, f"Gewist bij: {', '.join(map(str, anderen)) or 'niemand'}.")

    def get_readonly_fields(self, request: HttpRequest, obj: Gebruiker | None = None) -> tuple[str, ...]:
        return super().get_readonly_fields(request, obj) if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: Gebruiker | None = None) -> bool:
        """Let nobody write a name on an erased row: the database would refuse it."""
        return super().has_change_permission(request, obj) and not (obj and obj.is_gewist)

    def wat_vasthoudt(self, obj: Gebruiker) -> list[str]:
        return wat_vasthoudt(obj) + ([AANGEMELD] if obj.last_login else [])

    @transaction.atomic
    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """Set or switch off a password, and write that down: no column that the history keeps tells it."""
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == 302:
            gebruiker = Gebruiker.objects.get(pk=id)
            wat = "ingesteld door een beheerder" if gebruiker.has_usable_password() else "uitgezet door een beheerder"
            leg_vast(Handelingsoort.WACHTWOORD, door=request.user, over=gebruiker, wat=wat)
        return response

    def save_model(self, request: HttpRequest, obj: Gebruiker, form: forms.ModelForm, change: bool) -> None:
        """Save; an address that someone gave up no longer lets anybody in."""
        super().save_model(request, obj, form, change)
        houd_email_gelijk(obj)


@admin.register(Lidmaatschap)
class LidmaatschapAdmin(BasisAdmin, HistorieAdmin):
    list_display = ("gebruiker", "organisatie", "functie", "van", "tot", "krijgt_post")
    list_filter = ("ontvangt_post", ("tot", admin.EmptyFieldListFilter))
    list_select_related = ("gebruiker", "organisatie")
    search_fields = ("gebruiker__naam", "gebruiker__email", "organisatie__naam", "organisatie__afkorting", "functie")
    autocomplete_fields = ("gebruiker", "organisatie")
    fields = ("gebruiker", "organisatie", "functie", ("van", "tot"), "ontvangt_post")
    krijgt_post = ja_nee("ontvangt_post", "ontvangt post")

    def get_readonly_fields(self, request: HttpRequest, obj: Lidmaatschap | None = None) -> tuple[str, ...]:
        return ("gebruiker", "organisatie") if obj else ()

    def wat_vasthoudt(self, obj: Lidmaatschap) -> list[str]:
        """Who already did something for an organisatie stays known: give a last day instead."""
        gedaan = set(wat_vasthoudt(obj.gebruiker)) - {str(self.opts.verbose_name_plural)}
        return sorted(gedaan) + ([AANGEMELD] if obj.gebruiker.last_login else [])
