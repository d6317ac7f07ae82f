"""Print as JSON what the pages are asked about in a database: the first plan, and the same things in it at any size."""

import json
import os
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samenleven.settings")

import django

django.setup(set_prefix=False)

from django.conf import settings  # noqa: E402  these need the loaded settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db.models import Count  # noqa: E402

from organisaties.models import Gebruiker, Organisatie  # noqa: E402
from speerpunten.models import Actie, Melding, Rapport, Ronde  # noqa: E402
from speerpunten.rondebord import stel_rondebord_samen  # noqa: E402

SLUG = "proefplan-1"


def sessie(gebruiker: Gebruiker) -> str:
    """Give the key of a session of somebody who logged in with a second step."""
    nu = time.time()
    sessie = SessionStore()
    sessie[SESSION_KEY] = str(gebruiker.pk)
    sessie[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    sessie[HASH_SESSION_KEY] = gebruiker.get_session_auth_hash()
    sessie["account_authentication_methods_user"] = str(gebruiker.pk)
    sessie["account_authentication_methods"] = [
        {"method": "password", "at": nu},
        {"method": "mfa", "type": "totp", "at": nu},
    ]
    sessie.create()
    return sessie.session_key


def doelen() -> dict[str, str]:
    """Give names and keys for the addresses of `bench.paginas`."""
    acties = Actie.objects.in_plan(Ronde.objects.filter(plan__slug=SLUG).first().plan).filter(
        openbaar=True, gearchiveerd_op=None
    )
    organisatie = Organisatie.objects.get(slug="proef-1-2")
    eigen = acties.filter(rollen__organisatie=organisatie, rollen__rol="trekker")
    actie = eigen.annotate(n=Count("meldingen", distinct=True)).order_by("-n", "speerpunt__nummer", "nummer").first()
    wacht = Melding.objects.filter(actie__in=acties, toestand="ingediend", ronde__isnull=False).order_by(
        "actie__speerpunt__nummer", "actie__nummer"
    )
    ronde = Ronde.objects.filter(plan__slug=SLUG).order_by("-van").first()
    rapport = Rapport.objects.filter(ronde__plan__slug=SLUG).select_related("ronde").first()
    partner = Gebruiker.objects.get(email="proef-partner-1-2@voorbeeld.test")
    staf = Gebruiker.objects.get(email="proef-beleid-1-1@voorbeeld.test")
    met_werk = min(stel_rondebord_samen(ronde).regels, key=lambda r: (r.beantwoord - len(r.vragen), r.organisatie.pk))
    vrager = Gebruiker.objects.get(lidmaatschappen__organisatie=met_werk.organisatie)
    return {
        "slug": SLUG,
        "plan": str(ronde.plan_id),
        "actie": str(actie.pk),
        "titel": actie.titel,
        "melding": str(wacht.first().pk),
        "ronde": str(ronde.pk),
        "ronde_slug": ronde.slug,
        "rapport": rapport.ronde.slug,
        "organisatie": organisatie.slug,
        "organisatie_met_werk": met_werk.organisatie.slug,
        "jaar": str(ronde.van.year),
        "op": rapport.ronde.tot.isoformat(),
        "koekje": settings.SESSION_COOKIE_NAME,
        "csrf": settings.CSRF_COOKIE_NAME,
        "sessie_partner": sessie(partner),
        "sessie_partner met werk": sessie(vrager),
        "sessie_staf": sessie(staf),
        "staf": str(staf.pk),
    }


if __name__ == "__main__":
    json.dump(doelen(), sys.stdout)
