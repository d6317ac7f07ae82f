"""Choosing one of very many: a page holds what is chosen and what was searched for, never all (ADR 0040).

Up to `KORT` the list holds them all. Above that it holds what is chosen and what a search found: while one types where
there is a script (`static/js/zoekkeuze.js`), else by a field and a button beside the list.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.db.models import QuerySet
from django.urls import reverse_lazy

from organisaties.zoektekst import zoekwoorden
from speerpunten.lijsten import Lijst

KORT = 50  # that a list holds as they are
GEVONDEN = 20  # of one search
MAX_VRAAG = 200  # characters
ZOEKKNOP = "zoek"
Keuzes = list[tuple[str, str]]  # key and name


@dataclass(frozen=True)
class Wat:
    """What is chosen: the word for one (also in the names of its lists and its field) and for many, how one speaks of
    it, and the name of the address that searches."""

    een: str
    veel: str
    die: str
    adres: str

    @property
    def zoekveld(self) -> str:
        return f"zoek_{self.een}"


ORGANISATIE = Wat("organisatie", "organisaties", "Ze", "organisatie_keuze")
MEDEWERKER = Wat("medewerker", "medewerkers", "Die", "medewerker_keuze")
ALLE = (ORGANISATIE, MEDEWERKER)


@dataclass(frozen=True)
class Aanbod:
    """What a list offers, by name, and what is said about the search."""

    wat: Wat
    keuzes: Keuzes
    alles: bool  # the list holds every one: nothing to search
    vraag: str = ""
    gevonden: int = 0  # by the search; one more than GEVONDEN stands for more

    @property
    def uitslag(self) -> str:
        """Tell what the search found; empty where nothing was searched."""
        if not self.vraag:
            return ""
        if self.gevonden > GEVONDEN:
            return f"Meer dan {GEVONDEN} gevonden. De eerste {GEVONDEN} staan in de lijst. Zoek met meer woorden."
        zin = {
            0: f"Geen {self.wat.een} gevonden. Zoek met een ander woord.",
            1: f"1 gevonden. {self.wat.die} staat nu in de lijst.",
        }
        return zin.get(self.gevonden, f"{self.gevonden} gevonden. Ze staan nu in de lijst.")


def lees_vraag(gegevens, wat: Wat) -> str:
    """Give what is searched for in what a browser sent; empty where that holds no word."""
    vraag = _schoon((gegevens or {}).get(wat.zoekveld, ""))
    return vraag if zoekwoorden(vraag) else ""


def _schoon(vraag: str) -> str:
    return vraag[:MAX_VRAAG].replace("\x00", "").strip()


def wil_zoeken(gegevens) -> bool:
    """Tell whether a browser asks to search: by the button, or with Enter (which presses no named one)."""
    return ZOEKKNOP in gegevens or ("act" not in gegevens and any(lees_vraag(gegevens, wat) for wat in ALLE))


def zoek(uit: QuerySet, vraag: str) -> QuerySet:
    """Give the first that a search finds, by name, one more than is shown; none where nothing is asked."""
    return uit.zoek(vraag).order_by("naam", "pk")[: GEVONDEN + 1] if zoekwoorden(vraag) else uit.none()


def antwoord(uit: QuerySet, vraag: str, *kolommen: str) -> dict[str, object]:
    """Give the first that a search finds as the script reads them: key, name and these columns, and whether there are
    more."""
    gevonden = list(zoek(uit, _schoon(vraag)).values("pk", *kolommen, "naam"))
    keuzes = [{"sleutel": rij.pop("pk"), **rij} for rij in gevonden[:GEVONDEN]]
    return {"keuzes": keuzes, "meer": len(gevonden) > GEVONDEN}


def lijsten(
    wat: Wat, uit: QuerySet, gekozen: QuerySet, vraag: str = "", *, sleutel: str = "pk", zoek_in: QuerySet | None = None
) -> dict[str, Lijst]:
    """Give the lists for `lijsten_in_een` from which `maak_aanbod` makes what is offered.

    In: from which one may choose, which are chosen now, and (where that is more) in which one may search.
    """
    alle = uit.model.objects
    begin = uit.order_by().values("pk")[: KORT + 1]
    gevonden = zoek(uit if zoek_in is None else zoek_in, vraag).values("pk")
    return {
        f"{wat.een}_begin": (alle.filter(pk__in=begin), sleutel, "naam"),
        f"{wat.een}_gekozen": (gekozen, sleutel, "naam"),
        f"{wat.een}_gevonden": (alle.filter(pk__in=gevonden), sleutel, "naam"),
    }


def maak_aanbod(wat: Wat, gelezen: dict[str, Keuzes], vraag: str = "") -> Aanbod:
    """Make what is offered from what was read; the lists are taken out of `gelezen`."""
    begin, gekozen, gevonden = (gelezen.pop(f"{wat.een}_{naam}", []) for naam in ("begin", "gekozen", "gevonden"))
    if len(begin) <= KORT:
        return Aanbod(wat, _op_naam({*begin, *gekozen}), alles=True)
    keuzes = _op_naam({*gekozen, *_op_naam(gevonden)[:GEVONDEN]})
    return Aanbod(wat, keuzes, alles=False, vraag=vraag, gevonden=len(gevonden))


def _op_naam(keuzes: Iterable[tuple[str, str]]) -> Keuzes:
    return sorted(keuzes, key=lambda keuze: (keuze[1].casefold(), keuze[0]))


class Zoeklijst(forms.Select):
    """A list to choose one from; where it does not hold all, the script makes it one that searches."""

    def bied_aan(self, aanbod: Aanbod, leeg: str, *, sleutel: str = "sleutel", buiten: object = "") -> None:
        """Offer these, under an empty choice. In: what a key is ("sleutel" or a column), and which is never offered."""
        self.choices = [("", leeg), *aanbod.keuzes]
        if not aanbod.alles:
            self.attrs |= {
                "data-zoekkeuze": reverse_lazy(aanbod.wat.adres),
                "data-een": aanbod.wat.een,
                "data-veel": aanbod.wat.veel,
                "data-sleutel": sleutel,
                "data-buiten": str(buiten),
            }
