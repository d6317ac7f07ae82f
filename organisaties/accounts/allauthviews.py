"""allauth's views of the second step, where ours must do something more: keep the last, go on to our pages."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal import flows as codeflows
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import DeactivateTOTPView
from allauth.mfa.webauthn.views import EditWebAuthnView, ReauthenticateWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from organisaties.accounts.sleutelformulieren import MISLUKT
from organisaties.accounts.views import toon_codes

OVERZICHT = reverse_lazy("mfa_index")


class AppUitView(DeactivateTOTPView):
    """Switch off the app; the check whether it may, and the act, stand in one transaction."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with transaction.atomic():
            return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"data": {}}


class SleutelWegView(RemoveWebAuthnView):
    """Take away a passkey, unless it is the last of who must have one."""

    success_url = OVERZICHT

    def get_context_data(self, **kwargs: Any) -> dict:
        return super().get_context_data(**kwargs) | {"mag_weg": get_adapter().can_delete_authenticator(self.object)}

    @transaction.atomic
    def form_valid(self, form) -> HttpResponse:
        sleutel = self.get_object()
        if not get_adapter().can_delete_authenticator(sleutel):
            messages.error(self.request, get_adapter().error_messages["cannot_delete_authenticator"])
            return redirect(OVERZICHT)
        return super().form_valid(form)


class SleutelnaamView(EditWebAuthnView):
    """Give a passkey another name."""

    success_url = OVERZICHT


class BevestigMetSleutelView(ReauthenticateWebAuthnView):
    """Prove with a passkey who one is; what fails is told on the same page."""

    def form_invalid(self, form) -> HttpResponse:
        messages.error(self.request, MISLUKT)
        return redirect(self.request.get_full_path())


@method_decorator(never_cache, name="dispatch")
class NieuweCodesView(GenerateRecoveryCodesView):
    """Make new recovery codes, and show them at once: this is the only time."""

    def form_valid(self, form) -> HttpResponse:
        rij = codeflows.generate_recovery_codes(self.request)
        codes = Authenticator.objects.get(pk=rij.pk).wrap()
        codes.mark_as_viewed()
        return toon_codes(self.request, codes.get_unused_codes())
