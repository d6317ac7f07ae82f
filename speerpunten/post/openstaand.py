"""What is asked of whom and not answered: from `gevraagd`, per person."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from organisaties.models import Gebruiker, Organisatie
from speerpunten.gevraagd import Vraag, ontvangers, uitstel_van
from speerpunten.models import Ronde
from speerpunten.post.termijn import Termijn, termijn_van


@dataclass
class Gevraagd:
    """What one ronde asks of one person with one deadline: all of it, and what lacks."""

    ronde: Ronde
    gebruiker: Gebruiker
    termijn: Termijn
    open: list[Vraag] = field(default_factory=list)
    aantal: int = 0


def mailende_rondes(op: dt.date) -> list[Ronde]:
    """Give the rondes that may send mail on day `op`: open or late, for all or by uitstel, of a plan that runs."""
    return list(Ronde.objects.lopend(op).select_related("plan"))


def wie_moet(vraag: Vraag) -> tuple[Organisatie, ...]:
    """Give who still has to answer: whoever began, else all who are asked. Nobody where it is answered."""
    if vraag.is_beantwoord:
        return ()
    begonnen = vraag.melding.organisatie if vraag.melding else None
    return (begonnen,) if begonnen in vraag.organisaties else vraag.organisaties


def per_persoon(ronde: Ronde, vragen: Iterable[Vraag], op: dt.date) -> list[Gevraagd]:
    """Give what the ronde asks of each person who gets post, per deadline; only while it takes their answers."""
    vragen = list(vragen)
    mensen = ontvangers((organisatie for vraag in vragen for organisatie in vraag.organisaties), op)
    uitstel = uitstel_van(ronde)
    termijnen = {
        o: termijn_van(ronde, uitstel[o.pk].dag if o.pk in uitstel else None)
        for vraag in vragen
        for o in vraag.organisaties
    }
    uit: dict[tuple[int, Termijn], Gevraagd] = {}
    for vraag in vragen:
        moeten = wie_moet(vraag)
        for gebruiker, termijn in _wie_en_wanneer(vraag.organisaties, mensen, termijnen).values():
            if termijn.sluit < op:
                continue
            gevraagd = uit.setdefault((gebruiker.pk, termijn), Gevraagd(ronde, gebruiker, termijn))
            gevraagd.aantal += 1
            if any(gebruiker in mensen.get(organisatie.pk, ()) for organisatie in moeten):
                gevraagd.open.append(vraag)
    return list(uit.values())


def _wie_en_wanneer(
    organisaties: Iterable[Organisatie],
    mensen: dict[int, list[Gebruiker]],
    termijnen: dict[Organisatie, Termijn],
) -> dict[int, tuple[Gebruiker, Termijn]]:
    """Give each person of these organisaties once, with the latest deadline among theirs."""
    wie: dict[int, tuple[Gebruiker, Termijn]] = {}
    for organisatie in organisaties:
        for gebruiker in mensen.get(organisatie.pk, ()):
            eerder = wie.get(gebruiker.pk)
            termijn = termijnen[organisatie]
            wie[gebruiker.pk] = (gebruiker, max(eerder[1], termijn) if eerder else termijn)
    return wie
