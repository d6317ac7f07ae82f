"""The pictures of a plan and of its speerpunten, for who shares their pages."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from speerpunten.deelbeeld import controlegetal, gegevens, png
from speerpunten.models import Beleidsplan


@login_not_required
@require_safe
def deelbeeld(request: HttpRequest, slug: str, nummer: int | None = None) -> HttpResponse:
    """Give the picture of a public plan or speerpunt, the same for everybody; who has it already gets 304."""
    plan = get_object_or_404(Beleidsplan.objects.zichtbaar_voor(AnonymousUser()), slug=slug)
    speerpunt = None if nummer is None else get_object_or_404(plan.speerpunten, nummer=nummer)
    inhoud = gegevens(plan, speerpunt)
    etag = quote_etag(controlegetal(inhoud))
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(png(inhoud), content_type="image/png")
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"  # keep it, and ask each time whether it is still so
    response["Cross-Origin-Resource-Policy"] = "cross-origin"  # it is made to stand on other sites
    return response
