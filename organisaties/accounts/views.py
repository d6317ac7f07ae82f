"""The account pages that are ours: the overview, the e-mail address, the recovery codes and the sessions."""

from urllib.parse import quote

from allauth.account.decorators import reauthentication_required
from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from organisaties.accounts.email import AdresBezet, bevestig_wijziging, lees_sleutel, vraag_wijziging
from organisaties.accounts.formulieren import NieuwEmailForm
from organisaties.accounts.sessies import beeindig_elders, beeindig_sessie, lijst_sessies
from organisaties.accounts.tweede_stap import DAARNA, is_verplicht
from organisaties.models import Organisatie

VERSTUURD = "We stuurden een mail naar het nieuwe adres. Open de link in die mail: pas dan verandert uw e-mailadres."


def _stappen(request: HttpRequest) -> dict[str, object]:
    """Give what this person has as a second step, for the pages that show it."""
    rijen = list(Authenticator.objects.filter(user=request.user).order_by("pk"))
    per_soort = {rij.type: rij for rij in rijen}
    sleutels = [rij for rij in rijen if rij.type == Authenticator.Type.WEBAUTHN]
    return {
        "app": per_soort.get(Authenticator.Type.TOTP),
        "sleutels": sleutels,
        "codes": per_soort.get(Authenticator.Type.RECOVERY_CODES),
        "heeft_stap": bool(sleutels or Authenticator.Type.TOTP in per_soort),
        "verplicht": is_verplicht(request.user),
        "daarna": request.session.get(DAARNA),
    }


@never_cache
@require_http_methods(["GET", "HEAD"])
def account(request: HttpRequest) -> HttpResponse:
    """Show who one is here, and the way to everything that can be changed about it."""
    hier = request.session.session_key
    context = _stappen(request) | {
        "organisaties": Organisatie.objects.van(request.user),
        "elders": len([s for s in lijst_sessies(request.user, hier) if not s.is_hier]),
    }
    return render(request, "account/account.html", context)


@never_cache
@require_http_methods(["GET", "HEAD"])
def tweede_stap(request: HttpRequest) -> HttpResponse:
    """Show the app, the passkeys and the recovery codes of this person."""
    context = _stappen(request)
    if context["codes"]:
        context["over"] = len(context["codes"].wrap().get_unused_codes())
    return render(request, "mfa/index.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
def email(request: HttpRequest) -> HttpResponse:
    """Ask for another e-mail address; the answer is the same whoever has it."""
    form = NieuwEmailForm(request.POST or None, gebruiker=request.user)
    if request.method == "POST" and form.is_valid():
        if te_vaak := ratelimit.consume_or_429(request, action="manage_email", user=request.user):
            return te_vaak
        vraag_wijziging(request.user, form.cleaned_data["email"])
        messages.success(request, VERSTUURD)
        return redirect("account")
    return render(request, "account/email.html", {"form": form})


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def email_bevestigen(request: HttpRequest, sleutel: str) -> HttpResponse:
    """Show what the link would change; change it after the button."""
    if request.method != "POST":
        wijziging = lees_sleutel(sleutel)
        context = {"wijziging": wijziging, "sleutel": sleutel}
        return render(request, "account/email_bevestigen.html", context, status=200 if wijziging else 410)
    try:
        wijziging = bevestig_wijziging(sleutel)
    except AdresBezet:
        return render(request, "account/email_bevestigen.html", {"bezet": True}, status=409)
    if wijziging is None:
        return render(request, "account/email_bevestigen.html", {}, status=410)
    messages.success(request, f"Uw e-mailadres is nu {wijziging.nieuw}.")
    return redirect("account")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
@sensitive_variables("codes")
def herstelcodes(request: HttpRequest) -> HttpResponse:
    """Tell how many recovery codes are left; show them once, after the button."""
    rij = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.RECOVERY_CODES).first()
    if rij is None:
        return redirect("mfa_index")
    if request.method == "POST" and (codes := _eenmalig(rij.pk)):
        return toon_codes(request, codes)
    over = len(rij.wrap().get_unused_codes())
    return render(request, "mfa/recovery_codes/index.html", {"over": over, "al_getoond": rij.wrap().did_view})


@transaction.atomic
def _eenmalig(pk: int) -> list[str]:
    """Give the codes that were not used, the first time that this is asked; nothing after that."""
    codes = Authenticator.objects.select_for_update().get(pk=pk).wrap()
    if codes.did_view:
        return []
    codes.mark_as_viewed()
    return codes.get_unused_codes()


@sensitive_variables("codes")
def toon_codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    """Show the codes, to print and to keep as a file; the file stands in the page, no address gives it."""
    tekst = "\r\n".join(["Herstelcodes voor Samenleven. Elke code werkt één keer.", "", *codes, ""])
    context = {"codes": codes, "bestand": f"data:text/plain;charset=utf-8,{quote(tekst)}"}
    context["daarna"] = request.session.get(DAARNA)
    return render(request, "mfa/recovery_codes/codes.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sessies(request: HttpRequest) -> HttpResponse:
    """Show where this person is logged in; POST logs out everywhere else."""
    hier = request.session.session_key
    if request.method == "POST":
        aantal = beeindig_elders(request.user, hier=hier)
        messages.success(request, "U bent elders afgemeld." if aantal else "U was nergens anders aangemeld.")
        return redirect("usersessions_list")
    rijen = lijst_sessies(request.user, hier)
    context = {"sessies": rijen, "elders": [rij for rij in rijen if not rij.is_hier]}
    return render(request, "usersessions/usersession_list.html", context)


@require_POST
def sessie_afmelden(request: HttpRequest, pk: int) -> HttpResponse:
    """Log out in one other place."""
    if not beeindig_sessie(request.user, pk, hier=request.session.session_key):
        raise Http404
    messages.success(request, "U bent daar afgemeld.")
    return redirect("usersessions_list")
