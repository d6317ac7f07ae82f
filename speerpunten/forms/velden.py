"""Form fields that several forms use."""

from decimal import Decimal

from django import forms
from django.core.validators import DecimalValidator

from organisaties.tekstvak import Tekstvak
from speerpunten.getallen import getal, lees_getal
from speerpunten.models.indicator import CIJFERS, DECIMALEN


class Dagveld(forms.DateField):
    """A day, in the browser's own date picker (which wants 2024-12-31, whatever the language)."""

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        kwargs.setdefault("error_messages", {"invalid": "Dit is geen dag. Schrijf hem als 31/12/2024."})
        super().__init__(**kwargs)


class Getalveld(forms.Field):
    """A number as one writes it here: 1.234,5. Empty is None, which is not 0."""

    default_validators = (DecimalValidator(CIJFERS, DECIMALEN),)
    default_error_messages = {"invalid": "Dit is geen getal. Schrijf het als 1.234,5."}

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def prepare_value(self, value: object) -> object:
        return getal(value) if isinstance(value, Decimal) else value

    def to_python(self, value: object) -> Decimal | None:
        if isinstance(value, Decimal):
            return value
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            return lees_getal(str(value))
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None


class JaNeeVeld(forms.TypedChoiceField):
    """Ja, nee, or neither: what can be let go of again. Gives 1, 0 or None."""

    def __init__(self, **kwargs) -> None:
        keuzes = [("1", "ja"), ("0", "nee"), ("", "geen meting")]
        super().__init__(choices=keuzes, widget=forms.RadioSelect, coerce=Decimal, empty_value=None, **kwargs)

    def prepare_value(self, value: object) -> object:
        return "" if value is None else getal(value) if isinstance(value, Decimal) else value

    def has_changed(self, initial: Decimal | None, data: str | None) -> bool:
        return str(self.prepare_value(initial)) != (data or "")


def tekstvak(rijen: int = 4) -> forms.Textarea:
    """Give a text area of so many lines."""
    return Tekstvak(attrs={"rows": rijen})
