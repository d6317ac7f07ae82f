"""The forms of the account pages: those of allauth with our words, and where they tell too much, our ways."""

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.password_reset import request_password_reset
from allauth.account.internal.userkit import filter_users_by_email
from allauth.core import context
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.core.cache import cache
from django.http import HttpRequest

from organisaties.accounts.post import naast_verzoek
from organisaties.models import Gebruiker

CIJFERS = {"inputmode": "numeric", "autocomplete": "one-time-code", "placeholder": False}


class AanmeldForm(account.LoginForm):
    """Log in; the way to a new password stands after the button, so that Tab goes from address to password."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class WachtwoordVergetenForm(account.ResetPasswordForm):
    """Ask for a new password. Who has that address is looked up beside the request: the answer cannot tell."""

    def clean_email(self) -> str:
        return get_adapter().clean_email(self.cleaned_data["email"].lower())

    def save(self, request: HttpRequest, **kwargs) -> str:
        email = self.cleaned_data["email"]

        def zoek_en_mail() -> None:
            with context.request_context(request):
                wie = filter_users_by_email(email, is_active=True, prefer_verified=True, for_login=True)
                request_password_reset(request, email, wie, account.default_token_generator)

        naast_verzoek(zoek_en_mail)
        return email


class BevestigForm(account.ReauthenticateForm):
    """Prove with the password who one is."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs["placeholder"] = False


class NieuwEmailForm(forms.Form):
    """The address that someone wants to change to. That another account has it is not told here."""

    email = forms.EmailField(
        label="Nieuw e-mailadres", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )

    def __init__(self, *args, gebruiker: Gebruiker, **kwargs) -> None:
        self.gebruiker = gebruiker
        super().__init__(*args, **kwargs)

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].strip().lower()
        if email == self.gebruiker.email.lower():
            raise forms.ValidationError("Dit is al uw e-mailadres.")
        return email


class EenmaligeCode:
    """A code of the app works once, as long as it is valid; allauth forgets it after one step of the clock."""

    hulp = "De zes cijfers uit uw app, of een herstelcode."

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "Code"
        self.fields["code"].help_text = self.hulp
        self.fields["code"].widget.attrs.update(CIJFERS)

    def clean_code(self) -> str:
        code = super().clean_code()
        duur = mfa_settings.TOTP_PERIOD * (2 * mfa_settings.TOTP_TOLERANCE + 1)
        if not cache.add(f"tweede-stap:{self.user.pk}:{code}", True, timeout=duur):
            raise get_mfa_adapter().validation_error("incorrect_code")
        return code


class TweedeStapForm(EenmaligeCode, AuthenticateForm):
    """The second step of logging in."""


class BevestigMetCodeForm(EenmaligeCode, ReauthenticateForm):
    """Prove with a code who one is."""


class AppForm(EenmaligeCode, ActivateTOTPForm):
    """Switch on the app, with the first code that it shows."""

    hulp = "De zes cijfers die uw app nu toont."
