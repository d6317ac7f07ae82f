"""Form fields that several forms use."""

from django import forms

from organisaties.tekstvak import Tekstvak


class Dagveld(forms.DateField):
    """A day, in the browser's own date picker (which wants 2024-12-31, whatever the language)."""

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        kwargs.setdefault("error_messages", {"invalid": "Dit is geen dag. Schrijf hem als 31/12/2024."})
        super().__init__(**kwargs)


def tekstvak(rijen: int = 4) -> forms.Textarea:
    """Give a text area of so many lines."""
    return Tekstvak(attrs={"rows": rijen})
