"""What a search engine reads first: which pages there are, and which it should leave."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from speerpunten.kaart import DELEN, IN_EEN, PER_BESTAND, aantallen

# For people with work to do; what has a query is another look at a page that stands in the sitemap.
NIET = (
    "/aanmelden/",
    "/afmelden/",
    "/account/",
    "/admin/",
    "/mijn/",
    "/nakijken/",
    "/rondes/",
    "/imports/",
    "/mensen/",
    "/uitnodiging/",
    "/logboek",
    "/stijlgids/",
    "/gezondheid/",
    "/*?",
)


def _xml(sjabloon: str, context: dict[str, object]) -> HttpResponse:
    response = HttpResponse(render_to_string(sjabloon, context), content_type="application/xml; charset=utf-8")
    response["X-Robots-Tag"] = "noindex"
    return response


@login_not_required
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Give every public address; with many of them, an index of the sections."""
    hoeveel = aantallen()
    if sum(hoeveel.values()) <= IN_EEN:
        return _xml("sitemap.xml", {"urlset": [rij for deel in DELEN.values() for rij in deel().get_urls()]})
    bestanden = [
        {"location": settings.BASE_URL + reverse("sitemap_deel", args=[naam, pagina])}
        for naam, aantal in hoeveel.items()
        for pagina in range(1, -(-aantal // PER_BESTAND) + 1)
    ]
    return _xml("sitemap_index.xml", {"sitemaps": bestanden})


@login_not_required
@require_safe
def sitemap_deel(request: HttpRequest, deel: str, pagina: int) -> HttpResponse:
    """Give one file of a section."""
    klasse = DELEN.get(deel)
    if klasse is None or not 1 <= pagina <= klasse().paginator.num_pages:
        raise Http404
    return _xml("sitemap.xml", {"urlset": klasse().get_urls(page=pagina)})


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell search engines what to leave; in demo mode everything."""
    regels = ["User-agent: *"]
    if settings.DEMO_MODUS:
        regels.append("Disallow: /")
    else:
        regels += [f"Disallow: {pad}" for pad in NIET]
        regels += ["", f"Sitemap: {settings.BASE_URL}{reverse('sitemap')}"]
    return HttpResponse("\n".join(regels) + "\n", content_type="text/plain; charset=utf-8")
