"""What every screen of the admin shares: native date fields, whole validation, buttons, and no lost work."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.widgets import AdminTextareaWidget, AdminURLFieldWidget
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeData, mark_safe
from django.utils.text import capfirst

from organisaties.admin.behoud import wat_vasthoudt
from organisaties.tekstvak import Tekstvak

Knop = tuple[str, str]  # address, text


GEZIEN = "_gezien"  # the version of the object that the page showed
INTUSSEN_BEWAARD = (
    "Iemand anders bewaarde dit intussen. Er is niets overschreven. Kopieer uw tekst, open de pagina opnieuw en vul "
    "hem daar in."
)


def laatste_versie(obj: models.Model) -> str:
    """Give what tells one state of an object from the next: the number of its last line of history."""
    if not hasattr(obj, "history"):
        return ""
    return str(obj.history.values_list("history_id", flat=True).first() or "")


class BeheerTekstvak(Tekstvak, AdminTextareaWidget):
    """The text area of the admin, with one kind of line end."""


VELDEN = {
    models.DateField: {"widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})},
    models.TextField: {"widget": BeheerTekstvak},
    models.URLField: {"widget": AdminURLFieldWidget, "assume_scheme": "https"},
}


def ja_nee(veld: str, omschrijving: str = "") -> Callable[[Any, models.Model], str]:
    """Make a column that says ja or nee (the icon of the admin says True or False)."""

    @admin.display(description=omschrijving or veld.replace("_", " "), ordering=veld)
    def kolom(self: Any, obj: models.Model) -> str:
        return "ja" if getattr(obj, veld) else "nee"

    return kolom


class BasisForm(forms.ModelForm):
    """A form that checks every constraint, also those over columns that it does not show.

    Django leaves such constraints out, and the save would then fail with a 500. Columns that are wrong by themselves
    are still left out: their own message is enough.
    """

    buiten_rij: frozenset[str] = frozenset()  # names of constraints that the formset checks over all rows

    def clean(self) -> dict[str, Any]:
        """Refuse to write over what somebody else saved since the page was opened."""
        gegevens = super().clean()
        gezien = self.data.get(GEZIEN)
        if gezien is not None and self.prefix is None and self.instance.pk:
            type(self.instance)._base_manager.select_for_update(of=("self",)).filter(pk=self.instance.pk).first()
            if gezien != laatste_versie(self.instance):
                raise ValidationError(INTUSSEN_BEWAARD)
        return gegevens

    def _post_clean(self) -> None:
        """Do what Django does, with the constraints checked here instead of by the model."""
        self.instance.validate_constraints = lambda exclude=None: None  # type: ignore[method-assign]
        try:
            super()._post_clean()
        finally:
            del self.instance.validate_constraints
        self._toets_constraints()

    def _toets_constraints(self) -> None:
        fout = {naam for naam in self.fields if naam in self.errors}
        for constraint in self.instance._meta.constraints:
            if constraint.name in self.buiten_rij:
                continue
            try:
                constraint.validate(type(self.instance), self.instance, exclude=fout)
            except ValidationError as melding:
                getoond = [naam for naam in getattr(constraint, "fields", ()) if naam in self.fields]
                self.add_error(getoond[-1] if getoond else None, melding.messages)


class RijenFormSet(forms.BaseInlineFormSet):
    """The rows of an inline: two rows that are the same are told in the words of the model."""

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = "Verwijderen"

    def get_unique_error_message(self, unique_check: tuple[str, ...]) -> str:
        for constraint in self.model._meta.constraints:
            if set(getattr(constraint, "fields", ())) == set(unique_check):
                return str(constraint.violation_error_message)
        return super().get_unique_error_message(unique_check)

    def get_form_error(self) -> str:
        return "Deze rij staat er twee keer."

    @property
    def blijvende(self) -> list[forms.ModelForm]:
        """Give the forms of the rows that stay: filled in and not marked to go."""
        return [
            form
            for form in self.forms
            if getattr(form, "cleaned_data", None)
            and not form.cleaned_data.get("DELETE")
            and (form.instance.pk or form.has_changed())
        ]


class DoenForm(ActionForm):
    """The list of acts above a list; "actie" is a word of the domain here."""

    action = forms.ChoiceField(label="Met de gekozen rijen:")


class ZonderVerwijderknop(admin.options.BaseModelAdmin):
    """No bin beside a choice: deleting happens on the page of the object, where the reasons against it stand."""

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs):
        veld = super().formfield_for_dbfield(db_field, request, **kwargs)
        if veld and hasattr(veld.widget, "can_delete_related"):
            veld.widget.can_delete_related = False
        return veld


class BasisAdmin(ZonderVerwijderknop, admin.ModelAdmin):
    """One screen of the beheerder. Deleting is possible only where nothing leans on the object."""

    form = BasisForm
    action_form = DoenForm
    formfield_overrides = VELDEN
    change_form_template = "admin/wijzigen.html"
    list_per_page = 50
    list_max_show_all = 200
    show_full_result_count = False
    toont_geschiedenis = True

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        mag = super().has_delete_permission(request, obj)
        return mag and (obj is None or not self.vasthouders(obj))

    def vasthouders(self, obj: models.Model) -> list[str]:
        """Give what keeps an object from being deleted; asked once per object and request."""
        if not hasattr(obj, "_vasthouders"):
            obj._vasthouders = self.wat_vasthoudt(obj)
        return obj._vasthouders

    def wat_vasthoudt(self, obj: models.Model) -> list[str]:
        return wat_vasthoudt(obj)

    def knoppen(self, request: HttpRequest, obj: models.Model) -> list[Knop]:
        """Give the buttons above an object: where one goes from here."""
        return []

    def get_changelist_instance(self, request: HttpRequest):
        """Take a filter that no database can hold for an unknown one: Django answers that with the whole list."""
        try:
            return super().get_changelist_instance(request)
        except (OverflowError, ValueError) as fout:
            raise IncorrectLookupParameters from fout

    def message_user(self, request: HttpRequest, message: str, *args: Any, **kwargs: Any) -> None:
        """Leave out the article that Django puts before every name: a beleidsplan is no "de" word."""
        lidwoord = f"De {self.opts.verbose_name} "
        tekst = str(message)
        if tekst.startswith(lidwoord):
            tekst = f"{capfirst(self.opts.verbose_name)} {tekst[len(lidwoord) :]}"
            message = mark_safe(tekst) if isinstance(message, SafeData) else tekst
        super().message_user(request, message, *args, **kwargs)

    def render_change_form(
        self, request: HttpRequest, context: dict, add: bool = False, change: bool = False, form_url: str = "", obj=None
    ) -> HttpResponse:
        if obj is not None:
            mag = self.has_change_permission(request, obj)
            context |= {
                "knoppen": self.knoppen(request, obj),
                "vasthouders": self.vasthouders(obj) if mag else [],
                "toont_geschiedenis": self.toont_geschiedenis,
                "gezien": request.POST.get(GEZIEN, laatste_versie(obj)) if mag else "",
            }
        return super().render_change_form(request, context, add=add, change=change, form_url=form_url, obj=obj)


class AlleenLezen:
    """For an admin or an inline: everything to see, nothing to change."""

    toont_geschiedenis = False
    extra = 0
    can_delete = False
    classes = ("alleen-lezen", "zonder-kop")  # of an inline: hidden while empty, and no line above each row

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class RijenInline(ZonderVerwijderknop, admin.TabularInline):
    """Rows in the page of what they belong to."""

    form = BasisForm
    formset = RijenFormSet
    formfield_overrides = VELDEN
    view_on_site = False
    extra = 0

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs):
        """Name each cell after its column: a row of a table has no labels."""
        veld = super().formfield_for_dbfield(db_field, request, **kwargs)
        if veld:
            veld.widget.attrs.setdefault("aria-label", capfirst(veld.label))
        return veld
