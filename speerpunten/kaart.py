"""The sitemap: every page that anybody may read, in sections. Addresses follow BASE_URL, not the request."""

import datetime as dt
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap
from django.db.models import OuterRef, Subquery
from django.urls import reverse

from speerpunten.access import zichtbare_organisaties
from speerpunten.keuzes import MeldingToestand
from speerpunten.lijsten import aantal_rijen
from speerpunten.models import Actie, Beleidsplan, Melding, Rapport, Speerpunt

ANONIEM = AnonymousUser()
IN_EEN = 1000  # addresses: with more, there is an index of the sections
PER_BESTAND = 5000
VAST = ("plannen", "organisaties", "uitleg", "toegankelijkheid", "privacy", "colofon")


class Deel(Sitemap):
    """A section: rows of one kind. A queryset of it is asked once a file."""

    limit = PER_BESTAND
    protocol = urlsplit(settings.BASE_URL).scheme

    def _items(self) -> list:
        return list(super()._items())  # one query, where a paginator would also count

    def get_domain(self, site=None) -> str:
        return settings.BASE_URL.split("://", 1)[1]


class Vaste(Deel):
    def items(self) -> tuple[str, ...]:
        return VAST

    def location(self, item: str) -> str:
        return reverse(item)


class Plannen(Deel):
    def items(self):
        return Beleidsplan.objects.zichtbaar_voor(ANONIEM).order_by("pk")


class Verhalen(Plannen):
    def location(self, item: Beleidsplan) -> str:
        return reverse("verhaal", args=[item.slug])


class Speerpunten(Deel):
    def items(self):
        return Speerpunt.objects.filter(plan__openbaar=True).select_related("plan").order_by("pk")


class Acties(Deel):
    def items(self):
        aanvaard = Melding.objects.filter(actie=OuterRef("pk"), toestand=MeldingToestand.AANVAARD)
        laatst = Subquery(aanvaard.order_by("-aanvaard_op").values("aanvaard_op")[:1])
        return Actie.objects.zichtbaar_voor(ANONIEM).telbaar().only("pk").annotate(aanvaard=laatst).order_by("pk")

    def lastmod(self, item: Actie) -> dt.datetime | None:
        return item.aanvaard


class Organisaties(Deel):
    def items(self):
        return zichtbare_organisaties(ANONIEM).kiesbaar().order_by("pk")


class Rapporten(Deel):
    def items(self):
        rapporten = Rapport.objects.zichtbaar_voor(ANONIEM).select_related("ronde__plan").defer("inhoud")
        return rapporten.order_by("pk")

    def lastmod(self, item: Rapport) -> dt.datetime:
        return item.definitief_op


DELEN: dict[str, type[Deel]] = {
    "vast": Vaste,
    "plannen": Plannen,
    "verhalen": Verhalen,
    "speerpunten": Speerpunten,
    "acties": Acties,
    "organisaties": Organisaties,
    "rapporten": Rapporten,
}


def aantallen() -> dict[str, int]:
    """Give how many addresses each section has: one query. Without a public plan there is little: all in one file."""
    tellen = {naam: klasse().items() for naam, klasse in DELEN.items() if klasse is not Vaste}
    kolommen = {f"n_{naam}": aantal_rijen(rijen) for naam, rijen in tellen.items()}
    rij = Beleidsplan.objects.order_by("pk").annotate(**kolommen).values(*kolommen).first() or {}
    return {"vast": len(VAST)} | {naam: rij.get(f"n_{naam}") or 0 for naam in tellen}
