"""The queue of Nakijken: what waits as one checker filtered it, and the place of one melding in it. Knows no HTTP."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import (
    BooleanField,
    CharField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    Subquery,
)
from django.db.models.functions import Coalesce, Now
from django.utils.functional import cached_property

from organisaties.eenvan import er_is
from organisaties.models import Gebruiker
from organisaties.voorbereid import voorbereid
from speerpunten.filters.nakijken import CORRECTIE, EERSTE, ONGEWIJZIGD, OPNIEUW, WAT, wat_is
from speerpunten.keuzes import Status, Verloop
from speerpunten.models import Melding
from speerpunten.models.melding import ZWAAR, MeldingQuerySet

HOOGSTENS = 200  # so many of the queue are counted and paged; who wants others, filters


def zoveel(aantal: int, grens: int) -> str:
    """Give a number that was counted up to `grens` in words: "12", "meer dan 99"."""
    return str(aantal) if aantal < grens else f"meer dan {grens - 1}"


@dataclass(frozen=True)
class Plaats:
    """Where a melding stands in the queue, of which only what this checker may check counts: its number (0: it is not
    among the first `HOOGSTENS`), how many there are (up to one more), the keys of its neighbours, and whether this
    checker may check it."""

    nummer: int
    totaal: int
    vorige: int | None
    volgende: int | None
    mag: bool

    @property
    def totaal_in_woorden(self) -> str:
        return zoveel(self.totaal, HOOGSTENS + 1)


def plaats_in(wacht: MeldingQuerySet | None, melding: Melding, gebruiker: Gebruiker) -> Plaats:
    """Find the place of a melding in the queue as filtered (None: in all of it), however long it is.

    One query, and a second for one that is not among the first `HOOGSTENS`.
    """
    eerste = [pk for (pk,) in (_eerste(gebruiker) if wacht is None else _begin(wacht, gebruiker))]
    nr = eerste.index(melding.pk) if melding.pk in eerste else HOOGSTENS
    if nr < HOOGSTENS:
        vorige, volgende = eerste[nr - 1] if nr else None, next(iter(eerste[nr + 1 : nr + 2]), None)
        return Plaats(nr + 1, len(eerste), vorige, volgende, mag=True)
    buren = _buren_in_alles(gebruiker, pk=melding.pk) if wacht is None else _buren(wacht, gebruiker, melding.pk)
    vorige, volgende, mag = buren[0]
    return Plaats(0, len(eerste), vorige, volgende, mag=bool(mag))


def _begin(wacht: MeldingQuerySet, gebruiker: Gebruiker) -> MeldingQuerySet:
    """Ask for the keys of what waits longest for this checker, one more than is counted."""
    return wacht.nakijkbaar_door(gebruiker).values_list("pk")[: HOOGSTENS + 1]


@voorbereid
def _eerste(gebruiker: Gebruiker) -> MeldingQuerySet:
    return _begin(Melding.objects.te_nakijken(), gebruiker)


def _buren(wacht: MeldingQuerySet, gebruiker: Gebruiker, pk: int) -> MeldingQuerySet:
    """Ask for the keys of what waits before and after a melding, and whether this checker may check it."""
    rij = wacht.nakijkbaar_door(gebruiker)
    op = Coalesce(OuterRef("ingediend_op"), Now())
    # The day stands there twice: an OR alone would make the database read the whole queue.
    voor = rij.filter(Q(ingediend_op__lt=op) | Q(pk__lt=OuterRef("pk")), ingediend_op__lte=op)
    na = rij.filter(Q(ingediend_op__gt=op) | Q(pk__gt=OuterRef("pk")), ingediend_op__gte=op)
    mag = Melding.objects.nakijkbaar_door(gebruiker).filter(pk=OuterRef("pk"))
    return Melding.objects.filter(pk=pk).values_list(
        Subquery(voor.reverse().values("pk")[:1]), Subquery(na.values("pk")[:1]), Exists(mag)
    )


@voorbereid
def _buren_in_alles(gebruiker: Gebruiker, *, pk: int) -> MeldingQuerySet:
    return _buren(Melding.objects.te_nakijken(), gebruiker, pk)


def voor_lijst(wacht: MeldingQuerySet, gebruiker: Gebruiker) -> MeldingQuerySet:
    """Add what a row of the list shows: whose and what it is, what kind, the stand before it, and whether this checker
    may check it."""
    vorige = Melding.objects.filter(actie=OuterRef("actie")).geldig_op().nieuwste_eerst()
    mag = Melding.objects.nakijkbaar_door(gebruiker).filter(pk=OuterRef("pk"))
    return (
        wacht.select_related("actie__speerpunt__plan", "organisatie", "ronde", "ingediend_door", "uit_import")
        .defer(*ZWAAR)
        .annotate(
            vorige_status=Subquery(vorige.values("status")[:1], output_field=CharField()),
            vorig_verloop=Subquery(vorige.values("verloop")[:1], output_field=CharField()),
            opnieuw=ExpressionWrapper(wat_is(OPNIEUW), output_field=BooleanField()),
            mag=ExpressionWrapper(er_is(mag), output_field=BooleanField()),
        )
    )


@voorbereid
def _bladzijde(gebruiker: Gebruiker, vanaf: int, tot: int) -> MeldingQuerySet:
    return voor_lijst(Melding.objects.te_nakijken(), gebruiker)[vanaf:tot]


@voorbereid
def _wachtend(gebruiker) -> MeldingQuerySet:
    return Melding.objects.te_nakijken().order_by().values_list("pk")[: HOOGSTENS + 1]


class Wachtrij:
    """The queue as one checker filtered it (`wacht`; None: all of it), for a `Paginator`. Counts up to `HOOGSTENS`, and
    one more to tell that there are more."""

    def __init__(self, wacht: MeldingQuerySet | None, gebruiker: Gebruiker) -> None:
        self._wacht, self._gebruiker = wacht, gebruiker

    @cached_property
    def totaal(self) -> int:
        return len(_wachtend(None)) if self._wacht is None else self._wacht.aantal_tot(HOOGSTENS + 1)

    def count(self) -> int:
        """Give how many rows there are to page."""
        return min(self.totaal, HOOGSTENS)

    def __getitem__(self, deel: slice) -> list["Rij"]:
        if self._wacht is None:
            return rijen_van(_bladzijde(self._gebruiker, deel.start, deel.stop))
        return rijen_van(voor_lijst(self._wacht, self._gebruiker)[deel])


@dataclass(frozen=True)
class Rij:
    """One row of the list: the melding (from `voor_lijst`)."""

    melding: Melding

    @property
    def mag(self) -> bool:
        """Tell whether this checker may check it."""
        return self.melding.mag

    @property
    def etiketten(self) -> list[str]:
        """Tell what kind it is, in words."""
        kenmerken = {
            EERSTE: self.melding.vorige_status is None,
            ONGEWIJZIGD: self.melding.niets_veranderd,
            OPNIEUW: self.melding.opnieuw,
            CORRECTIE: self.melding.vervangt_id is not None,
        }
        return [WAT[wat] for wat, past in kenmerken.items() if past]

    @property
    def was(self) -> str:
        """Tell how it stood before, where that was another status or verloop: "in uitvoering, op schema"."""
        melding = self.melding
        if not melding.vorige_status or (melding.vorige_status, melding.vorig_verloop) == (
            melding.status,
            melding.verloop,
        ):
            return ""
        delen = [Status(melding.vorige_status).label]
        delen += [Verloop(melding.vorig_verloop).label] if melding.vorig_verloop else []
        return ", ".join(delen).lower()


def rijen_van(meldingen: Iterable[Melding]) -> list[Rij]:
    """Give the rows of these meldingen (from `voor_lijst`)."""
    return [Rij(melding) for melding in meldingen]
