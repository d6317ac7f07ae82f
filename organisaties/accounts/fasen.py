"""The stages of logging in."""

from allauth.account.stages import LoginStage
from allauth.mfa.adapter import get_adapter
from allauth.mfa.internal.constants import LoginStageKey
from allauth.mfa.models import Authenticator

STAPPEN = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


class TweedeStapFase(LoginStage):
    """allauth's own stage of the second step, read once somebody logs in who has one.

    It brings fido2 and cryptography, 12 MB in each worker (docs/adr/0042-werker.md): most partners have no second step.
    """

    key = LoginStageKey.MFA_AUTHENTICATE.value
    urlname = "mfa_authenticate"

    def handle(self) -> tuple:
        """Give what allauth's stage gives; who has no second step goes on."""
        if self.login.user is None or not get_adapter().is_mfa_enabled(self.login.user, STAPPEN):
            return None, True
        from allauth.mfa.stages import AuthenticateStage  # noqa: PLC0415

        return AuthenticateStage(self.controller, self.request, self.login).handle()
