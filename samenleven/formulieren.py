"""How every form of the site is drawn: Django's own renderer with the markup of Designsystemet.

`{{ form.titel.as_field_group }}` gives label, help, input and errors (`samenleven.veld`).
"""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting

from samenleven.invoer import TEKENAARS
from samenleven.veld import teken_veld

KEUZELIJSTEN = (forms.RadioSelect, forms.CheckboxSelectMultiple)
VELD = "forms/field.html"  # the name by which Django asks for a field; no such file
KORT = 24  # characters of a choice that stands beside the others
VEEL = 6  # choices above which a list goes in columns


class SamenlevenBoundField(BoundField):
    """A field that knows its shape, and whether to say that it may stay empty."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget=None) -> dict[str, Any]:
        """Add the class of Designsystemet; Django adds aria-invalid and aria-describedby."""
        attrs = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        # A MultiWidget would hand the class down over those of its parts (the admin's calendar).
        if not widget.is_hidden and not isinstance(widget, forms.MultiWidget):
            eigen = attrs.get("class") or widget.attrs.get("class", "")
            attrs["class"] = f"{eigen} ds-input".strip()
        if isinstance(widget, forms.Textarea) and (lengte := widget.attrs.get("maxlength")):
            # A browser would cut a pasted text off in silence; the script counts, and the form tells it.
            attrs |= {"maxlength": False, "data-lengte": lengte}
        if widget.attrs.get("placeholder") == self.label:
            attrs["placeholder"] = False  # a package repeats the label; False leaves it out
        return attrs

    @property
    def vorm(self) -> str:
        """`keuzelijst` (radio or checkbox list), `groep` (several inputs), `vinkje` or `gewoon`."""
        widget = self.field.widget
        if isinstance(widget, KEUZELIJSTEN):
            return "keuzelijst"
        if widget.use_fieldset:
            return "groep"
        return "vinkje" if isinstance(widget, forms.CheckboxInput) else "gewoon"

    @property
    def beschrijving_ids(self) -> str:
        """The ids of help and errors, for the fieldset of a list of choices."""
        return self.aria_describedby or ""

    @property
    def toon_niet_verplicht(self) -> bool:
        """Optional fields say so; not in a form of filters (`alles_mag_leeg = True`).

        A field whose help tells when it is needed says `toon_niet_verplicht = False`.
        """
        if self.field.required or self.vorm == "vinkje":
            return False
        return getattr(self.field, "toon_niet_verplicht", True) and not getattr(self.form, "alles_mag_leeg", False)

    @property
    def keuzes_klasse(self) -> str:
        """How a list of choices stands: few short ones in a row, many in columns, others under each other."""
        labels = [str(label) for _, label in self.field.choices]
        if self.field.widget.input_type == "radio":
            return "keuzes keuzes--rij" if all(len(label) <= KORT for label in labels) else "keuzes"
        return "keuzes keuzes--breed" if len(labels) > VEEL else "keuzes"

    @property
    def beeld(self) -> str:
        """What is drawn before each choice, where the field asks for it: `staal` or `symbool`, with its icon."""
        return getattr(self.field, "beeld", "")


class SamenlevenRenderer(TemplatesSetting):
    """settings.FORM_RENDERER; needs "django.forms" in INSTALLED_APPS."""

    bound_field_class = SamenlevenBoundField
    form_template_name = "forms/form.html"
    field_template_name = VELD

    def render(self, template_name, context, request=None):
        """Draw a form by its template; a field and Django's own widgets without one (see `veld` and `invoer`)."""
        if template_name == VELD:
            return teken_veld(context)
        teken = TEKENAARS.get(template_name)
        return teken(context["widget"]) if teken else super().render(template_name, context, request)
