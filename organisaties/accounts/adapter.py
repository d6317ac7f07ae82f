"""How allauth behaves here, and what it says: in the words of this site, with "u"."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from organisaties.accounts.email import houd_email_gelijk
from organisaties.accounts.post import verstuur_bericht
from organisaties.accounts.tweede_stap import mag_weg
from organisaties.handelingen import leg_limiet_vast
from organisaties.models import Gebruiker

LATER = {"allauth.mfa.stages.AuthenticateStage": "organisaties.accounts.fasen.TweedeStapFase"}
BEWEZEN = {"mfa/email/totp_activated": "totp", "mfa/email/webauthn_added": "webauthn"}  # has just been used


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

    def is_safe_url(self, url: str) -> bool:
        """Lead on to a path of this site only, never to another address."""
        return bool(url) and url.startswith("/") and super().is_safe_url(url)

    def post_login(self, request: HttpRequest, user: Gebruiker, **kwargs) -> HttpResponse:
        """Keep the address in step, and let a login count as the proof that sensitive acts ask for."""
        houd_email_gelijk(user)
        if stappen := get_authentication_records(request, user):
            laatste = {naam: waarde for naam, waarde in stappen[-1].items() if naam != "at"}
            record_authentication(request, user, **laatste | {"reauthenticated": True})
        return super().post_login(request, user, **kwargs)

    def get_login_stages(self) -> list[str]:
        """Give allauth's stages, with the second step as one that is read where it is needed."""
        return [LATER.get(fase, fase) for fase in super().get_login_stages()]

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Lead to the public address, whatever name of this host the request used."""
        uid, _, sleutel = key.partition("-")
        return settings.BASE_URL + reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": sleutel})

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Send beside the request: its duration tells nothing about who has an account."""
        verstuur_bericht(self.render_mail(template_prefix, email, context | {"request": self.request}))

    def send_notification_mail(
        self, template_prefix: str, user: Gebruiker, context: dict | None = None, email: str | None = None
    ) -> None:
        """Tell the person what changed, and remember a second step that was just used."""
        if gebruikt := BEWEZEN.get(template_prefix):
            record_authentication(self.request, user, method="mfa", type=gebruikt)
        self.send_mail(template_prefix, email or user.email, {"user": user, **(context or {})})

    def get_reauthentication_methods(self, user) -> list[dict]:
        """Give the ways to prove again who one is, named in plain words."""
        namen = {
            "reauthenticate": "Met uw wachtwoord",
            "mfa_reauthenticate": "Met een code",
            "mfa_reauthenticate:webauthn": "Met een toegangssleutel",
        }
        manieren = super().get_reauthentication_methods(user)
        return [manier | {"description": namen.get(manier["id"], manier["description"])} for manier in manieren]


class TweedeStapAdapter(DefaultMFAAdapter):
    """The second step: what it is called, and who may not be without one."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": "U moet een tweede stap houden. Voeg eerst een andere toe.",
        "cannot_generate_recovery_codes": "Herstelcodes kunt u maken zodra u een tweede stap hebt.",
        "incorrect_code": "Deze code klopt niet. Kijk of het de nieuwste is.",
        "unverified_email": "Bevestig eerst uw e-mailadres.",
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return mag_weg(authenticator)

    def generate_authenticator_name(self, user: Gebruiker, type: Authenticator.Type) -> str:
        aantal = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"Sleutel {aantal + 1}"

    def _get_site_name(self) -> str:
        return "Samenleven"
