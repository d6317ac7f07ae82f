"""What a service refuses, told on the form that asked for it."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError


def neem_fouten_over(form: forms.BaseForm, fout: ValidationError) -> None:
    """Add the errors of a service to a form: beside the field where the form has it, else on top."""
    per_veld = fout.message_dict if hasattr(fout, "error_dict") else {NON_FIELD_ERRORS: fout.messages}
    for veld, teksten in per_veld.items():
        form.add_error(veld if veld in form.fields else None, teksten)
