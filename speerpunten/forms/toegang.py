"""The form with which a partner asks for a new link."""

from django import forms


class NieuweLinkForm(forms.Form):
    email = forms.EmailField(
        label="Uw e-mailadres",
        max_length=254,
        help_text="Het adres waarop u onze mails krijgt.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
