"""How allauth behaves here, and what it says: in the words of this site, with "u"."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from organisaties.handelingen import leg_limiet_vast


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up alone: accounts come from beheerders."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "Met dit account kunt u niet meer aanmelden. Vraag het aan het bestuur.",
        "email_password_mismatch": "Dit e-mailadres en wachtwoord horen niet bij elkaar. Probeer het nog eens.",
        "enter_current_password": "Vul uw huidige wachtwoord in.",
        "incorrect_password": "Dit wachtwoord klopt niet.",
        "invalid_login": "Aanmelden is niet gelukt. Probeer het nog eens.",
        "invalid_password_reset": "Deze link werkt niet meer. Vraag een nieuwe.",
        "rate_limited": "Dat waren te veel pogingen. Wacht even en probeer het dan opnieuw.",
        "too_many_login_attempts": "Dat waren te veel pogingen. Wacht vijf minuten en probeer het dan opnieuw.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials) -> None:
        """Refuse too many tries, and write down that they were refused."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            leg_limiet_vast(request, "wachtwoord")
            raise


class AanmeldForm(LoginForm):
    """Log in; the way to a new password stands after the button, so that Tab goes from address to password."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""
