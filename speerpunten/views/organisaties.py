"""Partners and services: who they are and what they do."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from organisaties.models import Lidmaatschap
from organisaties.zoektekst import bevat, zoekwoorden
from speerpunten.access import zichtbare_organisaties
from speerpunten.models import Actie
from speerpunten.stand import met_aandacht, op_dag

PER_PAGINA = 50


@login_not_required
@require_safe
def organisaties(request: HttpRequest) -> HttpResponse:
    """Show who takes part, with the number of acties; `q` searches, `alle` also shows who has none."""
    vraag = request.GET.get("q", "")[:200].replace("\x00", "")
    zichtbaar = Actie.objects.zichtbaar_voor(request.user).telbaar()
    lijst = zichtbare_organisaties(request.user).annotate(
        aantal=Count("rollen__actie", filter=Q(rollen__actie__in=zichtbaar.values("pk")), distinct=True)
    )
    for woord in zoekwoorden(vraag):
        lijst = lijst.filter(bevat(woord, "zoektekst"))
    pagina = Paginator(lijst.order_by("naam", "pk"), PER_PAGINA).get_page(request.GET.get("pagina"))
    return render(request, "organisaties/lijst.html", {"pagina": pagina, "q": vraag})


@login_not_required
@require_safe
def organisatie(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an organisatie and where its acties stand today."""
    gekozen = get_object_or_404(zichtbare_organisaties(request.user), slug=slug)
    vandaag = timezone.localdate()
    acties = (
        Actie.objects.zichtbaar_voor(request.user)
        .telbaar()
        .filter(organisaties=gekozen)
        .distinct()
        .select_related("speerpunt__plan")
        .order_by("-speerpunt__plan__van", "speerpunt__plan", "speerpunt__nummer", "nummer")
    )
    standen = met_aandacht(op_dag(acties, op=vandaag, laatste_ronde=None), op=vandaag, laatste_ronde=None)
    opvolger = zichtbare_organisaties(request.user).filter(pk=gekozen.opvolger_id).first()
    context = {
        "organisatie": gekozen,
        "opvolger": opvolger,
        "standen": standen,
        "contacten": _contacten(request.user, gekozen),
    }
    return render(request, "organisaties/organisatie.html", context)


def _contacten(gebruiker, organisatie) -> list[Lidmaatschap]:
    """Give the contact persons to who may know them: staff, and the organisatie's own (design, section 5)."""
    huidig = Lidmaatschap.objects.huidig().filter(organisatie=organisatie).select_related("gebruiker")
    if getattr(gebruiker, "is_medewerker", False):
        return list(huidig)
    eigen = Lidmaatschap.objects.huidig().van(gebruiker).filter(organisatie=organisatie)
    return list(huidig) if gebruiker.is_authenticated and eigen.exists() else []
