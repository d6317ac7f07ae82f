"""The bar of a speerpunt, to stand on a page of another site."""

from csp.constants import NONE
from csp.decorators import csp_replace
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from speerpunten.models import Beleidsplan, Speerpunt
from speerpunten.overzicht import stel_speerpunt_samen

# Any site may show it; it runs nothing, asks nothing and sends nothing.
RAAM = {"frame-ancestors": ["*"], "script-src": [NONE], "connect-src": [NONE], "form-action": [NONE]}


@login_not_required
@require_safe
@xframe_options_exempt
@csp_replace(RAAM)
def inbedden(request: HttpRequest, slug: str, nummer: int) -> HttpResponse:
    """Show the bar of a speerpunt of a public plan as anybody sees it today, whoever asks; else 404."""
    openbaar = Beleidsplan.objects.zichtbaar_voor(AnonymousUser())
    gekozen = get_object_or_404(
        Speerpunt.objects.select_related("plan"), plan__in=openbaar, plan__slug=slug, nummer=nummer
    )
    dag = timezone.localdate()
    lijst_url = reverse("acties", args=[slug])
    stand = stel_speerpunt_samen(gekozen, AnonymousUser(), op=dag, lijst_url=lijst_url, query={})
    # Without the request: nothing of the visitor comes on it.
    context = {"speerpunt": gekozen, "plan": gekozen.plan, "telling": stand.telling, "dag": dag}
    response = HttpResponse(render_to_string("speerpunten/inbedden.html", context))
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["X-Robots-Tag"] = "noindex"  # the page of the speerpunt says it all
    return response
