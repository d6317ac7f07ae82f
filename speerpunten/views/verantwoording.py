"""What one organisatie did in one year, as a page and as a file to hand in."""

import datetime as dt

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from organisaties.models import Organisatie
from speerpunten.access import organisatie_of_404
from speerpunten.verantwoording import stel_verantwoording_samen
from speerpunten.verantwoording.docx import docx
from speerpunten.verantwoording.pdf import pdf
from speerpunten.views.uitvoer import leg_uitvoer_vast

# Kind of file -> content type, and what makes it.
BESTANDEN = {
    "pdf": ("application/pdf", pdf),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", docx),
}


def _organisatie(request: HttpRequest, slug: str, jaar: int) -> Organisatie:
    """Give the organisatie, or 404: also for what is no year."""
    if not dt.MINYEAR <= jaar <= dt.MAXYEAR:
        raise Http404
    return organisatie_of_404(request, slug)


@login_not_required
@require_safe
def verantwoording(request: HttpRequest, slug: str, jaar: int) -> HttpResponse:
    """Show what an organisatie did in a year, as far as this reader may know it; one that was merged leads on."""
    organisatie = _organisatie(request, slug, jaar)
    if organisatie.is_samengevoegd:
        return redirect("verantwoording", organisatie.huidige.slug, jaar)
    stuk = stel_verantwoording_samen(organisatie, request.user, jaar=jaar)
    context = {
        "organisatie": organisatie,
        "stuk": stuk,
        "kruimels": [(organisatie.naam, organisatie.get_absolute_url()), (f"Verantwoording {jaar}", "")],
        "besloten": [regel for regel in (*stuk.acties, *stuk.anderen) if not regel.openbaar],
    }
    return render(request, "speerpunten/verantwoording/verantwoording.html", context)


@login_not_required
@require_safe
def bestand(request: HttpRequest, slug: str, jaar: int, soort: str) -> HttpResponse:
    """Give the same as a file, with what this reader may know."""
    organisatie = _organisatie(request, slug, jaar)
    if organisatie.is_samengevoegd:
        return redirect(f"verantwoording_{soort}", organisatie.huidige.slug, jaar)
    inhoudstype, maak = BESTANDEN[soort]
    inhoud = maak(stel_verantwoording_samen(organisatie, request.user, jaar=jaar))
    leg_uitvoer_vast(request, over=organisatie, bestand=f"verantwoording-{jaar}.{soort}")
    kop = {"Content-Disposition": f'attachment; filename="verantwoording-{organisatie.slug}-{jaar}.{soort}"'}
    return HttpResponse(inhoud, content_type=inhoudstype, headers=kop)
