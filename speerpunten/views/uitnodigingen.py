"""Invitations: staff invite, send again and withdraw; whoever was invited chooses a password."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from organisaties.models import Uitnodiging
from organisaties.uitnodigen import UitnodigingGeweigerd, UitnodigingVerouderd, aanvaard, vind_uitnodiging
from speerpunten.access import eis_beheerder, organisatie_voor_medewerker, uitnodiging_voor_medewerker
from speerpunten.forms.uitnodiging import AanvaardForm, PartnerUitnodigForm, RolUitnodigForm
from speerpunten.services import uitnodigingen as services
from speerpunten.views.fouten import neem_fouten_over
from speerpunten.views.toegang import GEWEIGERD, zonder_spoor


@sensitive_post_parameters()
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def uitnodiging(request: HttpRequest, token: str) -> HttpResponse:
    """Show the form for a password (a mail scanner that follows links uses nothing up); sent, it accepts, once."""
    try:
        gevonden = vind_uitnodiging(token)
        if request.user.is_authenticated and request.user != gevonden.gebruiker:
            raise UitnodigingGeweigerd
        form = AanvaardForm(gevonden.gebruiker, request.POST if request.method == "POST" else None)
        if form.is_valid():
            aanvaard(token=token, wachtwoord=form.cleaned_data["new_password1"])
            messages.success(request, "Uw wachtwoord is bewaard. Meld u nu aan.")
            return zonder_spoor(redirect("account_login"))
    except UitnodigingGeweigerd:
        return zonder_spoor(render(request, "speerpunten/mensen/geweigerd.html", status=GEWEIGERD))
    context = {"form": form, "uitnodiging": gevonden}
    status = 422 if form.is_bound else 200
    return zonder_spoor(render(request, "speerpunten/mensen/aanvaarden.html", context, status=status))


@require_http_methods(["GET", "HEAD", "POST"])
def nodig_partner_uit(request: HttpRequest, slug: str) -> HttpResponse:
    """Invite a contact person of an organisatie."""
    organisatie = organisatie_voor_medewerker(request, slug)
    if organisatie.is_samengevoegd:
        return redirect("partner_uitnodigen", organisatie.huidige.slug)
    form = PartnerUitnodigForm(request.POST if request.method == "POST" else None)
    terug = reverse("contactpersonen", args=[organisatie.slug])
    if gemaakt := _nodig_uit(
        form, lambda velden: services.nodig_partner_uit(**velden, organisatie=organisatie, door=request.user)
    ):
        messages.success(request, f"{gemaakt.gebruiker} is contactpersoon van {organisatie} en krijgt een mail.")
        return redirect(terug)
    kruimels = [("Partners", reverse("organisaties")), (organisatie.naam, organisatie.get_absolute_url())]
    kruimels += [("Contactpersonen", terug), ("Uitnodigen", "")]
    return _toon_formulier(request, form, organisatie=organisatie, terug=terug, kruimels=kruimels)


@require_http_methods(["GET", "HEAD", "POST"])
def nodig_met_rol_uit(request: HttpRequest) -> HttpResponse:
    """Invite a lezer or a member of staff: for beheerders."""
    eis_beheerder(request)
    form = RolUitnodigForm(request.POST if request.method == "POST" else None)
    if gemaakt := _nodig_uit(form, lambda velden: services.nodig_met_rol_uit(**velden, door=request.user)):
        wanneer = "zodra die een wachtwoord kiest" if gemaakt.is_open else "vanaf nu"
        messages.success(request, f"{gemaakt.gebruiker} krijgt een mail en is {gemaakt.get_rol_display()} {wanneer}.")
        return redirect("mensen")
    kruimels = [("Mensen", reverse("mensen")), ("Uitnodigen", "")]
    return _toon_formulier(request, form, terug=reverse("mensen"), kruimels=kruimels)


def _nodig_uit(form: forms.Form, daad: Callable[[dict], Uitnodiging]) -> Uitnodiging | None:
    """Do it where the form is right; None where it is not (any more)."""
    if not form.is_valid():
        return None
    try:
        return daad(form.cleaned_data)
    except ValidationError as fout:
        neem_fouten_over(form, fout)
        return None


def _toon_formulier(request: HttpRequest, form: forms.Form, **context) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "speerpunten/mensen/uitnodigen.html", {"form": form} | context, status=status)


@require_POST
def verstuur_opnieuw(request: HttpRequest, pk: int) -> HttpResponse:
    """Send an open invitation again; the link of before works no longer."""
    gevonden = uitnodiging_voor_medewerker(request, pk)
    try:
        services.verstuur_opnieuw(uitnodiging=gevonden, door=request.user)
    except UitnodigingVerouderd as wat:
        messages.warning(request, f"Deze uitnodiging is intussen {wat}. Er is niets verstuurd.")
    else:
        messages.success(request, f"{gevonden.gebruiker} krijgt een nieuwe mail. De vorige link werkt niet meer.")
    return redirect("mens", gevonden.gebruiker_id)


@require_POST
def trek_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw an open invitation."""
    gevonden = uitnodiging_voor_medewerker(request, pk)
    try:
        services.trek_in(uitnodiging=gevonden, door=request.user)
    except UitnodigingVerouderd as wat:
        messages.warning(request, f"Deze uitnodiging is intussen {wat}. Er is niets gewijzigd.")
    else:
        messages.success(request, f"De uitnodiging van {gevonden.gebruiker} is ingetrokken.")
    return redirect("mens", gevonden.gebruiker_id)
