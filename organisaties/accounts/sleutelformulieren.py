"""The forms of passkeys. Apart from the other forms: what they stand on is large, and read at the first passkey."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm, LoginWebAuthnForm
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm as WebAuthnForm
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm as HerWebAuthnForm
from django import forms

MISLUKT = "Dat is niet gelukt. Probeer het nog eens."


class SleutelAntwoord:
    """What a passkey answers stands in a hidden field: its errors belong above the form, also those of nonsense."""

    boven = True  # the form

    def add_error(self, field: str | None, error: Any) -> None:
        if field == "credential":
            field, error = None if self.boven else field, MISLUKT
        super().add_error(field, error)

    def clean_credential(self) -> Any:
        return self._lees(getattr(super(), "clean_credential", lambda: self.cleaned_data["credential"]))

    def clean(self) -> dict[str, Any]:
        return self._lees(super().clean)

    def _lees(self, lees: Callable[[], Any]) -> Any:
        """Read an answer; allauth lets through what a wrong one raises in the package below it."""
        try:
            return lees()
        except (AttributeError, KeyError, TypeError, ValueError) as fout:
            raise forms.ValidationError(MISLUKT) from fout


class SleutelAanmeldForm(SleutelAntwoord, LoginWebAuthnForm):
    """A passkey instead of a password; the view takes the error from the field."""

    boven = False


class SleutelForm(SleutelAntwoord, WebAuthnForm):
    """A passkey as the second step of logging in."""


class BevestigMetSleutelForm(SleutelAntwoord, HerWebAuthnForm):
    """Prove with a passkey who one is."""


class NieuweSleutelForm(SleutelAntwoord, AddWebAuthnForm):
    """Add a passkey."""

    name = forms.CharField(
        label="Naam van de sleutel",
        required=False,
        max_length=60,
        help_text="Zodat u hem later herkent, zoals “Laptop van het werk”.",
    )
    passwordless = forms.BooleanField(
        label="Ook aanmelden zonder wachtwoord",
        required=False,
        initial=True,
        help_text="U meldt dan aan met alleen deze sleutel: uw vinger, gezicht of pincode.",
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].toon_niet_verplicht = False


class SleutelnaamForm(EditWebAuthnForm):
    """Give a passkey another name."""

    name = forms.CharField(label="Naam van de sleutel", max_length=60)
