"""Choosing one organisatie of very many: a page holds what is chosen and what was searched for, never all (ADR 0040).

Up to `KORT` organisaties the list holds them all. Above that it holds what is chosen and what a search found: while one
types where there is a script (`static/js/organisatiekeuze.js`), else by a field and a button beside the list.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.urls import reverse_lazy

from organisaties.models import Organisatie
from organisaties.models.wie import OrganisatieQuerySet
from organisaties.zoektekst import zoekwoorden
from speerpunten.lijsten import Lijst

KORT = 50  # organisaties that a list holds as they are
GEVONDEN = 20  # of one search
MAX_VRAAG = 200  # characters
ZOEKVELD, ZOEKKNOP = "zoek_organisatie", "zoek"
Keuzes = list[tuple[str, str]]  # key and name


@dataclass(frozen=True)
class Aanbod:
    """What a list of organisaties offers, by name, and what is said about the search."""

    keuzes: Keuzes
    alles: bool  # the list holds every organisatie: nothing to search
    vraag: str = ""
    gevonden: int = 0  # by the search; one more than GEVONDEN stands for more

    @property
    def uitslag(self) -> str:
        """Tell what the search found; empty where nothing was searched."""
        if not self.vraag:
            return ""
        if self.gevonden > GEVONDEN:
            return f"Meer dan {GEVONDEN} gevonden. De eerste {GEVONDEN} staan in de lijst. Zoek met meer woorden."
        zin = {0: "Geen organisatie gevonden. Zoek met een ander woord.", 1: "1 gevonden. Ze staat nu in de lijst."}
        return zin.get(self.gevonden, f"{self.gevonden} gevonden. Ze staan nu in de lijst.")


def lees_vraag(gegevens) -> str:
    """Give what is searched for in what a browser sent; empty where that holds no word."""
    vraag = (gegevens or {}).get(ZOEKVELD, "")[:MAX_VRAAG].replace("\x00", "").strip()
    return vraag if zoekwoorden(vraag) else ""


def wil_zoeken(gegevens) -> bool:
    """Tell whether a browser asks to search: by the button, or with Enter (which presses no named one)."""
    return ZOEKKNOP in gegevens or (bool(lees_vraag(gegevens)) and "act" not in gegevens)


def zoek(uit: OrganisatieQuerySet, vraag: str) -> OrganisatieQuerySet:
    """Give the first that a search finds, by name, one more than is shown; none where nothing is asked."""
    return uit.zoek(vraag).order_by("naam", "pk")[: GEVONDEN + 1] if zoekwoorden(vraag) else uit.none()


def lijsten(
    uit: OrganisatieQuerySet,
    gekozen: OrganisatieQuerySet,
    vraag: str = "",
    *,
    sleutel: str = "pk",
    zoek_in: OrganisatieQuerySet | None = None,
) -> dict[str, Lijst]:
    """Give the lists for `lijsten_in_een` from which `maak_aanbod` makes what is offered.

    In: from which one may choose, which are chosen now, and (where that is more) in which one may search.
    """
    begin = uit.order_by().values("pk")[: KORT + 1]
    gevonden = zoek(uit if zoek_in is None else zoek_in, vraag).values("pk")
    return {
        "organisatie_begin": (Organisatie.objects.filter(pk__in=begin), sleutel, "naam"),
        "organisatie_gekozen": (gekozen, sleutel, "naam"),
        "organisatie_gevonden": (Organisatie.objects.filter(pk__in=gevonden), sleutel, "naam"),
    }


def maak_aanbod(gelezen: dict[str, Keuzes], vraag: str = "") -> Aanbod:
    """Make what is offered from what was read; the lists are taken out of `gelezen`."""
    begin, gekozen, gevonden = (gelezen.pop(f"organisatie_{naam}", []) for naam in ("begin", "gekozen", "gevonden"))
    if len(begin) <= KORT:
        return Aanbod(_op_naam({*begin, *gekozen}), alles=True)
    keuzes = _op_naam({*gekozen, *_op_naam(gevonden)[:GEVONDEN]})
    return Aanbod(keuzes, alles=False, vraag=vraag, gevonden=len(gevonden))


def _op_naam(keuzes: Iterable[tuple[str, str]]) -> Keuzes:
    return sorted(keuzes, key=lambda keuze: (keuze[1].casefold(), keuze[0]))


class Organisatielijst(forms.Select):
    """A list of organisaties; where it does not hold all, the script makes it one that searches."""

    def bied_aan(self, aanbod: Aanbod, leeg: str, *, sleutel: str = "sleutel", buiten: object = "") -> None:
        """Offer these, under an empty choice. In: what a key is ("sleutel" or "slug"), and which is never offered."""
        self.choices = [("", leeg), *aanbod.keuzes]
        if not aanbod.alles:
            self.attrs |= {
                "data-organisaties": reverse_lazy("organisatie_keuze"),
                "data-sleutel": sleutel,
                "data-buiten": str(buiten),
            }
