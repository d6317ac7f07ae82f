"""Print as JSON who writes and where; or, with `lees`, what the database holds of what was written.

Runs in a process of its own, with the settings of the web machines.
"""

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samenleven.settings")

from bench.doelen import sessie  # noqa: I001  loads the settings; what follows needs them

from django.conf import settings
from django.db.models import Count, Q

from bench.uitval.schrijvers import MERK
from organisaties.models import Gebruiker
from speerpunten.keuzes import Soort
from speerpunten.models import ActieOrganisatie, Melding

WACHTWOORD = "een-proef-met-lange-woorden"


def richt_in(aantal: int) -> dict:
    """Give an actie, a session of its partner and one of staff for each writer; and somebody who can log in."""
    Gebruiker.objects.update(is_active=True)
    staf = Gebruiker.objects.filter(rol="beleidsmedewerker").order_by("pk").first()
    rollen = ActieOrganisatie.objects.filter(rol="trekker", actie__gearchiveerd_op=None)
    rollen = rollen.annotate(bezig=Count("actie__meldingen", filter=Q(actie__meldingen__ronde=None))).filter(bezig=0)
    rollen = rollen.order_by("actie_id")[:aantal]
    wie = {g.lidmaatschappen.get().organisatie_id: g for g in Gebruiker.objects.exclude(lidmaatschappen=None)}
    kan_aanmelden = next(iter(wie.values()))
    kan_aanmelden.set_password(WACHTWOORD)  # before the sessions: it ends those that there are
    kan_aanmelden.save()
    schrijvers = [
        {"actie": rol.actie_id, "partner": sessie(wie[rol.organisatie_id]), "staf": sessie(staf)} for rol in rollen
    ]
    return {
        "schrijvers": schrijvers,
        "koekje": settings.SESSION_COOKIE_NAME,
        "email": kan_aanmelden.email,
        "wachtwoord": WACHTWOORD,
    }


def lees() -> dict[str, list]:
    """Give per text the meldingen that hold it: accepted or not, and how often each act is in their log."""
    uit: dict[str, list] = {}
    log = {
        naam: Count("gebeurtenissen", filter=Q(gebeurtenissen__soort=soort))
        for naam, soort in (("ingediend", Soort.INGEDIEND), ("nagekeken", Soort.AANVAARD))
    }
    for m in Melding.objects.filter(toelichting__startswith=MERK).annotate(**log):
        uit.setdefault(m.toelichting, []).append({"aanvaard": m.is_aanvaard, "log": [m.ingediend, m.nagekeken]})
    return uit


if __name__ == "__main__":
    json.dump(lees() if sys.argv[1] == "lees" else richt_in(int(sys.argv[1])), sys.stdout)
