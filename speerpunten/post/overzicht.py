"""The digest of staff: what waits to be checked, who is late, who has no contact person or a new one, failed mails."""

import datetime as dt
from dataclasses import dataclass

from organisaties.models import Doorgave, Gebruiker
from speerpunten.gevraagd import Vraag, ontvangers, uitstel_van
from speerpunten.keuzes import Posttoestand
from speerpunten.models import Melding, Post, Ronde
from speerpunten.post.openstaand import wie_moet

GETOOND = 15  # rows of one list; the rest is counted
DAGEN_MISLUKT = 7  # how long a failed mail is told


@dataclass(frozen=True)
class Overzicht:
    """What waits for one member of staff on a day: how many to check, and lines of text."""

    na_te_kijken: int
    meldingen: tuple[Melding, ...]  # the longest waiting
    te_laat: tuple[str, ...]
    zonder_contact: tuple[str, ...]
    mislukt: tuple[str, ...]
    doorgaven: tuple[str, ...] = ()  # contact persons who were given, and wait for staff

    @property
    def heeft_iets(self) -> bool:
        return bool(self.na_te_kijken or self.te_laat or self.zonder_contact or self.mislukt or self.doorgaven)


def stel_overzicht_samen(gebruiker: Gebruiker, vragen: dict[Ronde, list[Vraag]], op: dt.date) -> Overzicht:
    """Give what waits for this member of staff; `vragen` is what each open ronde asks."""
    wacht = Melding.objects.nakijkbaar_door(gebruiker).select_related("actie__speerpunt", "organisatie")
    meldingen = tuple(wacht[:GETOOND])
    return Overzicht(
        na_te_kijken=wacht.count() if len(meldingen) == GETOOND else len(meldingen),
        meldingen=meldingen,
        te_laat=_regels(_te_laat(vragen, op)),
        zonder_contact=_regels(_zonder_contact(vragen, op)),
        mislukt=_mislukt(op),
        doorgaven=_doorgaven(),
    )


def _acties(aantal: int) -> str:
    return "1 actie" if aantal == 1 else f"{aantal} acties"


def _regels(tellingen: dict[str, int]) -> tuple[str, ...]:
    """Give lines such as "Buurtwerk: 3 acties", the most first."""
    regels = [f"{naam}: {_acties(n)}" for naam, n in sorted(tellingen.items(), key=lambda paar: (-paar[1], paar[0]))]
    return _begrens(regels)


def _begrens(regels: list[str]) -> tuple[str, ...]:
    """Give the first lines, and how many more there are."""
    rest = len(regels) - GETOOND
    return (*regels[:GETOOND], f"en nog {rest} andere") if rest > 0 else tuple(regels)


def _te_laat(vragen: dict[Ronde, list[Vraag]], op: dt.date) -> dict[str, int]:
    uit: dict[str, int] = {}
    for ronde, van_ronde in vragen.items():
        uitstel = uitstel_van(ronde)
        for vraag in van_ronde:
            for organisatie in wie_moet(vraag):
                if vraag.is_te_laat(op, uitstel.get(organisatie.pk)):
                    naam = f"{organisatie.naam} ({ronde.naam})"
                    uit[naam] = uit.get(naam, 0) + 1
    return uit


def _zonder_contact(vragen: dict[Ronde, list[Vraag]], op: dt.date) -> dict[str, int]:
    open_ = [vraag for van_ronde in vragen.values() for vraag in van_ronde if not vraag.is_beantwoord]
    mensen = ontvangers((organisatie for vraag in open_ for organisatie in vraag.organisaties), op)
    uit: dict[str, int] = {}
    for vraag in open_:
        namen = [o.naam for o in wie_moet(vraag) if o.pk not in mensen]
        for naam in namen if vraag.organisaties else ["Geen trekker of uitvoerder"]:
            uit[naam] = uit.get(naam, 0) + 1
    return uit


def _doorgaven() -> tuple[str, ...]:
    wacht = Doorgave.objects.open().select_related("organisatie")
    regels = [f"{doorgave.organisatie.naam}: {doorgave.naam}" for doorgave in wacht]
    return _begrens(regels)


def _mislukt(op: dt.date) -> tuple[str, ...]:
    sinds = op - dt.timedelta(days=DAGEN_MISLUKT)
    rijen = Post.objects.filter(toestand=Posttoestand.MISLUKT, voor_dag__gte=sinds).select_related("aan")
    return tuple(f"{post.aan.naam} ({post.adres}): {post.fout}" for post in rijen[:GETOOND])
