"""Somebody else is the contact person: a partner says so, staff decide on the page of the contact persons."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisaties.doorgeven import DoorgaveVerouderd, bekijk_doorgaven, mag_doorgeven_voor
from organisaties.models import Doorgave, Lidmaatschap, Organisatie
from speerpunten.access import doorgave_voor_medewerker, organisatie_voor_medewerker
from speerpunten.forms.doorgave import AfwijsForm, DoorgaveForm
from speerpunten.services import doorgaven as services
from speerpunten.views.fouten import neem_fouten_over

GETOOND = 10  # doorgaven that were handled


@require_http_methods(["GET", "HEAD", "POST"])
def doorgeven(request: HttpRequest) -> HttpResponse:
    """Let a partner say that somebody else is the contact person; and show what of that waits."""
    organisaties = list(mag_doorgeven_voor(request.user))
    if not organisaties:
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form = DoorgaveForm(data, organisaties=organisaties, door=request.user)
    if form.is_valid():
        try:
            doorgave = services.geef_door(doorgave=form.instance)
        except ValidationError as fout:
            neem_fouten_over(form, fout)
        else:
            messages.success(request, f"Dank u. Het bestuur bekijkt of {doorgave.naam} contactpersoon wordt.")
            return redirect("mijn")
    context = {
        "form": form,
        "organisaties": organisaties,
        "wachten": Doorgave.objects.zichtbaar_voor(request.user).open().select_related("organisatie", "door"),
    }
    return render(request, "speerpunten/mijn/doorgeven.html", context, status=422 if form.is_bound else 200)


@require_safe
def contactpersonen(request: HttpRequest, slug: str) -> HttpResponse:
    """Show staff who speaks for an organisatie, and who was given; one that was merged leads on."""
    organisatie = organisatie_voor_medewerker(request, slug)
    if organisatie.is_samengevoegd:
        return redirect("contactpersonen", organisatie.huidige.slug)
    return _toon(request, organisatie)


@require_POST
def neem_over(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Make the person who was given a contact person; who comes second is told what the first did."""
    doorgave = doorgave_voor_medewerker(request, slug, pk)
    try:
        lid = services.neem_over(doorgave=doorgave, door=request.user)
    except DoorgaveVerouderd as botsing:
        return _toon(request, doorgave.organisatie, botsing=botsing, status=409)
    except ValidationError as fout:
        return _toon(request, doorgave.organisatie, fouten=fout.messages, status=422)
    messages.success(request, f"{lid.gebruiker} is contactpersoon van {lid.organisatie} en krijgt een mail.")
    return redirect("contactpersonen", lid.organisatie.slug)


@require_POST
def wijs_af(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Refuse with a reason; who comes second keeps what they wrote."""
    doorgave = doorgave_voor_medewerker(request, slug, pk)
    form = AfwijsForm(request.POST, doorgave=doorgave)
    if form.is_valid():
        try:
            services.wijs_af(doorgave=doorgave, door=request.user, **form.cleaned_data)
        except DoorgaveVerouderd as botsing:
            getypt = form.cleaned_data["reden"]
            return _toon(request, doorgave.organisatie, botsing=botsing, getypt=getypt, status=409)
        messages.success(request, f"Afgewezen. {doorgave.door} krijgt een mail met de reden.")
        return redirect("contactpersonen", slug)
    return _toon(request, doorgave.organisatie, afwijzing=(doorgave, form), status=422)


def _toon(
    request: HttpRequest,
    organisatie: Organisatie,
    *,
    afwijzing: tuple[Doorgave, AfwijsForm] | None = None,
    status: int = 200,
    **extra,
) -> HttpResponse:
    bekeken = bekijk_doorgaven(organisatie.doorgaven.open().select_related("door"))
    formulieren = {een.doorgave.pk: AfwijsForm(doorgave=een.doorgave) for een in bekeken}
    if afwijzing:
        formulieren[afwijzing[0].pk] = afwijzing[1]
    leden = Lidmaatschap.objects.huidig().filter(organisatie=organisatie).select_related("gebruiker")
    afgehandeld = organisatie.doorgaven.afgehandeld().select_related("door", "afgehandeld_door")
    context = {
        "organisatie": organisatie,
        "open_": [(een, formulieren[een.doorgave.pk]) for een in bekeken],
        "fout_form": afwijzing[1] if afwijzing else None,
        "leden": list(leden),
        "afgehandeld": list(afgehandeld[:GETOOND]),
        "kruimels": [
            ("Partners", reverse("organisaties")),
            (organisatie.naam, organisatie.get_absolute_url()),
            ("Contactpersonen", ""),
        ],
    }
    return render(request, "organisaties/contactpersonen.html", context | extra, status=status)
