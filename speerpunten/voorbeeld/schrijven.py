"""Write what was said in the past: the services check today's rights and dates, so they cannot.

Everything that the services would leave behind is there: writers, versions and the log. Acceptance is stored last,
because the database refuses writers of an accepted melding.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from organisaties.models import Gebruiker
from speerpunten.keuzes import MeldingToestand, Soort
from speerpunten.models import Gebeurtenis, Indicator, Melding, Meting

PER_KEER = 500  # rows in one statement


@dataclass(frozen=True)
class Stap:
    """One thing that happened to a melding."""

    soort: Soort
    op: dt.datetime
    door: Gebruiker
    reden: str = ""
    inhoud: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Verhaal:
    """An unsaved melding, who wrote it, and what happened to it, in order. No steps: it is still a concept."""

    melding: Melding
    schrijver: Gebruiker
    stappen: tuple[Stap, ...] = ()
    metingen: tuple[tuple[Indicator, Decimal], ...] = ()


def schrijf(verhalen: Iterable[Verhaal]) -> int:
    """Store meldingen with their writers and log; give how many. Raises ValidationError on content that lacks."""
    verhalen = list(verhalen)
    for verhaal in verhalen:
        _zet_toestand(verhaal)
        verhaal.melding.clean()
    aanvaard = [verhaal for verhaal in verhalen if verhaal.melding.is_aanvaard]
    for verhaal in aanvaard:
        _stel_aanvaarding_uit(verhaal.melding)
    Melding.objects.bulk_create((verhaal.melding for verhaal in verhalen), batch_size=PER_KEER)
    schrijvers = Melding.schrijvers.through
    schrijvers.objects.bulk_create(
        (schrijvers(melding=v.melding, gebruiker=v.schrijver) for v in verhalen), batch_size=PER_KEER
    )
    Meting.objects.bulk_create(_metingen(verhalen), batch_size=PER_KEER)
    for verhaal in aanvaard:
        _zet_toestand(verhaal)
    Melding.objects.bulk_update(
        [verhaal.melding for verhaal in aanvaard], ["toestand", "aanvaard_door", "aanvaard_op"], batch_size=PER_KEER
    )
    Gebeurtenis.objects.bulk_create(
        (
            Gebeurtenis(melding=v.melding, soort=s.soort, op=s.op, door=s.door, reden=s.reden, inhoud=s.inhoud)
            for v in verhalen
            for s in v.stappen
        ),
        batch_size=PER_KEER,
    )
    return len(verhalen)


def _metingen(verhalen: Iterable[Verhaal]) -> list[Meting]:
    """Give what these meldingen measured; raise ValidationError where one cannot be."""
    uit = []
    for verhaal in verhalen:
        dag = verhaal.melding.peildatum
        for indicator, waarde in verhaal.metingen:
            indicator.keur_waarde(waarde, dag)
            uit.append(Meting(melding=verhaal.melding, indicator=indicator, waarde=waarde, peildatum=dag))
    return uit


def _zet_toestand(verhaal: Verhaal) -> None:
    """Give the melding the columns that its steps lead to."""
    melding = verhaal.melding
    for stap in verhaal.stappen:
        melding.toestand = MeldingToestand(stap.soort.value)
        if stap.soort == Soort.INGEDIEND:
            melding.ingediend_door, melding.ingediend_op = stap.door, stap.op
            melding.gewijzigd_op = stap.op
        if stap.soort == Soort.AANVAARD:
            melding.aanvaard_door, melding.aanvaard_op = stap.door, stap.op
    melding.versie = max(1, len(verhaal.stappen))
    if verhaal.stappen:
        melding.aangemaakt_op = verhaal.stappen[0].op


def _stel_aanvaarding_uit(melding: Melding) -> None:
    melding.toestand = MeldingToestand.INGEDIEND
    melding.aanvaard_door = melding.aanvaard_op = None
