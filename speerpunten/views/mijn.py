"""`/mijn/`: the work of who is logged in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from organisaties.models import Organisatie
from speerpunten.context import aantal_te_nakijken
from speerpunten.models import Actie, Beleidsplan, Melding, Ronde
from speerpunten.stand import met_aandacht, op_dag
from speerpunten.werk import takenlijst


@require_safe
def mijn(request: HttpRequest) -> HttpResponse:
    """Show a partner its acties, staff their own work, and a lezer the plans."""
    if request.user.is_medewerker:
        return _medewerker(request)
    organisaties = list(Organisatie.objects.van(request.user).kiesbaar())
    if not organisaties:
        plannen = Beleidsplan.objects.zichtbaar_voor(request.user)
        return render(request, "speerpunten/mijn/lezer.html", {"plannen": plannen})
    context = {"organisaties": organisaties, "taken": takenlijst(request.user), "vandaag": timezone.localdate()}
    return render(request, "speerpunten/mijn/partner.html", context)


def _medewerker(request: HttpRequest) -> HttpResponse:
    """Show staff what waits for them, the rondes that are open, and the acties they look after."""
    vandaag = timezone.localdate()
    eigen = Actie.objects.filter(verantwoordelijke=request.user).telbaar().select_related("speerpunt__plan").op_code()
    standen = met_aandacht(op_dag(eigen, op=vandaag, laatste_ronde=None), op=vandaag, laatste_ronde=None)
    context = {
        "te_nakijken": aantal_te_nakijken(request),
        "concepten": Melding.objects.openstaand()
        .filter(schrijvers=request.user)
        .exclude(toestand="ingediend")
        .select_related("actie__speerpunt", "ronde", "organisatie"),
        "rondes": Ronde.objects.open_voor(Organisatie.objects.all()).select_related("plan").order_by("deadline"),
        "standen": standen,
        "plannen": Beleidsplan.objects.wijzigbaar_door(request.user),
    }
    return render(request, "speerpunten/mijn/medewerker.html", context)
