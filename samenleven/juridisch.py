"""The pages that the law asks for, and who stands behind this installation. What only the publisher knows comes from
the settings; where it is missing the page says so.
"""

import datetime as dt

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

# The accessibility statement: change the text and the second day together, at least once a year.
OPGESTELD = dt.date(2026, 11, 27)
HERZIEN = dt.date(2026, 11, 27)
GELDIG = dt.timedelta(days=180)  # of security.txt; its norm (RFC 9116) advises less than a year

# What the pages and files hold of others: name, licence, what for, and the text of the licence among the static files.
BEELD = (
    ("Designsystemet", "MIT", "vormgeving van knoppen, velden en tabellen", "vendor/designsystemet.LICENSE.txt"),
    ("Source Serif 4", "OFL-1.1", "lettertype van de titels", "vendor/fonts/source-serif-4.LICENSE.txt"),
    (
        "Atkinson Hyperlegible Next",
        "OFL-1.1",
        "lettertype van de tekst",
        "vendor/fonts/atkinson-hyperlegible-next.LICENSE.txt",
    ),
    ("Noto Sans en Noto Sans Arabic", "OFL-1.1", "letters in pdf-bestanden", "vendor/fonts/pdf/noto.LICENSE.txt"),
    ("htmx", "0BSD", "pagina’s die zonder herladen veranderen", ""),
)
# The packages of requirements.in.
PAKKETTEN = (
    ("django", "BSD-3-Clause"),
    ("django-environ", "MIT"),
    ("psycopg", "LGPL-3.0-only"),
    ("django-filter", "BSD"),
    ("whitenoise", "MIT"),
    ("gunicorn", "MIT"),
    ("django-allauth", "MIT"),
    ("django-simple-history", "BSD"),
    ("django-csp", "BSD"),
    ("django-htmx", "MIT"),
    ("xlsxwriter", "BSD-2-Clause"),
    ("python-calamine", "MIT"),
    ("msgspec", "BSD-3-Clause"),
    ("typst", "Apache-2.0"),
    ("fonttools", "MIT"),
    ("python-docx", "MIT"),
    ("pystemmer", "MIT en BSD-3-Clause"),
    ("django-ninja", "MIT"),
    ("tzdata", "Apache-2.0"),
)


def _uitgever() -> dict[str, object]:
    """Give what every legal page may name of the publisher; an empty text where it is not filled in."""
    return {
        "uitgever": settings.UITGEVER,
        "uitgever_adres": settings.UITGEVER_ADRES,
        "basis_url": settings.BASE_URL,
    }


@login_not_required
@require_safe
def toegankelijkheid(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement, in the model of Decision (EU) 2018/1523."""
    context = _uitgever() | {
        "contact": settings.CONTACT_TOEGANKELIJKHEID,
        "handhaving": settings.HANDHAVING,
        "handhaving_url": settings.HANDHAVING_URL,
        "opgesteld": OPGESTELD,
        "herzien": HERZIEN,
    }
    return render(request, "juridisch/toegankelijkheid.html", context)


# What is kept for a number of days (settings), in the words of the page; `ruim_op` lets it go.
BEWAARTERMIJNEN = {
    "BEWAAR_POSTTEKST": "De tekst van een mail",
    "BEWAAR_LINK": "Het adres waarnaar een veilige link ging, en een uitnodiging die gebruikt of vervallen is",
    "BEWAAR_LINKAANVRAAG": "Een vraag om een nieuwe link",
    "BEWAAR_IMPORTBESTAND": "Een bestand dat ingelezen werd",
    "BEWAAR_HANDELING": "Wie zich aanmeldde, en wie welk bestand ophaalde",
}


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Tell what is kept of people, why, how long, and what they may ask."""
    context = _uitgever() | {
        "contact": settings.CONTACT_PRIVACY,
        "koekjes": {"sessie": settings.SESSION_COOKIE_NAME, "formulier": settings.CSRF_COOKIE_NAME},
        "sessie_uren": settings.SESSION_COOKIE_AGE // 3600,
        "bewaard": [(wat, getattr(settings, naam)) for naam, wat in BEWAARTERMIJNEN.items()],
    }
    return render(request, "juridisch/privacy.html", context)


@login_not_required
@require_safe
def colofon(request: HttpRequest) -> HttpResponse:
    """Tell who publishes this, with what, and under which licences."""
    context = _uitgever() | {
        "contact": settings.CONTACT_EMAIL,
        "veiligheid": settings.CONTACT_VEILIGHEID,
        "versie": settings.VERSIE,
        "broncode": settings.BRONCODE,
        "beeld": BEELD,
        "pakketten": sorted(PAKKETTEN),
    }
    return render(request, "juridisch/colofon.html", context)


def _als_uri(contact: str) -> str:
    """Give an address as RFC 9116 wants it: an e-mail address becomes a mailto."""
    return contact if contact.startswith(("https:", "mailto:", "tel:")) else f"mailto:{contact}"


@login_not_required
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Tell a machine whom to write about a vulnerability (RFC 9116); 404 where nobody is named."""
    contact = "".join(settings.CONTACT_VEILIGHEID.split())
    if not contact:
        raise Http404
    tot = (timezone.now() + GELDIG).astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    regels = (
        f"Contact: {_als_uri(contact)}",
        f"Expires: {tot:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: nl, en",
        f"Canonical: {settings.BASE_URL}{reverse('security_txt')}",
    )
    return HttpResponse("\n".join(regels) + "\n", content_type="text/plain; charset=utf-8")
