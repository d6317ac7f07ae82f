"""The queue of Nakijken: what waits as one checker filtered it, and the place of one melding in it. Knows no HTTP."""

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
from django.utils import timezone

from organisaties.models import Gebruiker
from speerpunten.filters.nakijken import CORRECTIE, EERSTE, ONGEWIJZIGD, OPNIEUW, WAT, wat_is
from speerpunten.keuzes import Status, Verloop
from speerpunten.lijsten import aantal_rijen
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


def plaats_in(wacht: MeldingQuerySet, melding: Melding, gebruiker: Gebruiker) -> Plaats:
    """Find the place of a melding in the queue as filtered: one query, however long it is."""
    mag = Melding.objects.nakijkbaar_door(gebruiker)
    rij = wacht.nakijkbaar_door(gebruiker)
    op, pk = melding.ingediend_op or timezone.now(), melding.pk
    # The day stands there twice: an OR alone would make the database read the whole queue.
    voor = rij.filter(Q(ingediend_op__lt=op) | Q(pk__lt=pk), ingediend_op__lte=op)
    na = rij.filter(Q(ingediend_op__gt=op) | Q(pk__gt=pk), ingediend_op__gte=op)
    plaats = Melding.objects.filter(pk=pk).values(
        erin=Exists(rij.filter(pk=OuterRef("pk"))),
        mag=Exists(mag.filter(pk=OuterRef("pk"))),
        ervoor=_aantal_tot(voor, HOOGSTENS),
        totaal=_aantal_tot(rij, HOOGSTENS + 1),
        vorige=Subquery(voor.reverse().values("pk")[:1]),
        volgende=Subquery(na.values("pk")[:1]),
    )[0]
    erin, ervoor = plaats.pop("erin"), plaats.pop("ervoor")
    return Plaats(nummer=ervoor + 1 if erin and ervoor < HOOGSTENS else 0, **plaats)


def _aantal_tot(rijen: MeldingQuerySet, grens: int) -> Subquery:
    """Give how many there are, up to `grens`, as a column of another query."""
    return aantal_rijen(Melding.objects.filter(pk__in=rijen.values("pk")[:grens]))


def voor_lijst(wacht: MeldingQuerySet) -> MeldingQuerySet:
    """Add what a row of the list shows: whose and what it is, what kind, and the stand before it."""
    vorige = Melding.objects.filter(actie=OuterRef("actie")).geldig_op().nieuwste_eerst()
    return (
        wacht.select_related("actie__speerpunt__plan", "organisatie", "ronde", "ingediend_door", "uit_import")
        .defer(*ZWAAR)
        .annotate(
            vorige_status=Subquery(vorige.values("status")[:1], output_field=CharField()),
            vorig_verloop=Subquery(vorige.values("verloop")[:1], output_field=CharField()),
            opnieuw=ExpressionWrapper(wat_is(OPNIEUW), output_field=BooleanField()),
        )
    )


@dataclass(frozen=True)
class Rij:
    """One row of the list: the melding (from `voor_lijst`) and whether this checker may check it."""

    melding: Melding
    mag: bool

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


def rijen_van(meldingen, gebruiker: Gebruiker) -> list[Rij]:
    """Give the rows of these meldingen (from `voor_lijst`), in one query more."""
    lijst = list(meldingen)
    mag = Melding.objects.nakijkbaar_door(gebruiker).filter(pk__in=[m.pk for m in lijst])
    sleutels = set(mag.order_by().values_list("pk", flat=True))
    return [Rij(melding, melding.pk in sleutels) for melding in lijst]
