"""The rondebord: who answered a ronde, who still has to, who is late, who gets no post. Knows no HTTP."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from organisaties.models import Gebruiker, Organisatie
from speerpunten.gevraagd import Vraag, ontvangers, uitstel_van, vragen_in
from speerpunten.keuzes import Fase, MeldingToestand
from speerpunten.models import Ronde, Speerpunt, Uitstel

TE_LAAT, NOG_NIET, KLAAR, ZONDER_CONTACT = "te_laat", "nog_niet", "klaar", "zonder_contact"
TOON = {
    TE_LAAT: "Te laat",
    NOG_NIET: "Nog niet klaar",
    KLAAR: "Klaar",
    ZONDER_CONTACT: "Zonder contactpersoon",
}


def _beantwoord(vragen: Iterable[Vraag]) -> int:
    return sum(vraag.is_beantwoord for vraag in vragen)


@dataclass(frozen=True)
class Bordregel:
    """What one organisatie is asked in a ronde, and how far it is on day `op`."""

    organisatie: Organisatie
    vragen: tuple[Vraag, ...]
    ontvangers: tuple[Gebruiker, ...]
    uitstel: Uitstel | None
    op: dt.date

    @cached_property
    def beantwoord(self) -> int:
        return _beantwoord(self.vragen)

    @cached_property
    def te_laat(self) -> int:
        """Count what was due before today."""
        return sum(vraag.is_te_laat(self.op, self.uitstel) for vraag in self.vragen)

    @property
    def is_klaar(self) -> bool:
        return self.beantwoord == len(self.vragen)

    @property
    def zonder_contact(self) -> bool:
        return not self.ontvangers

    def hoort_bij(self, toon: str) -> bool:
        """Tell whether it is one of those that `toon` (a key of TOON, or empty: all) asks for."""
        hoort = {
            TE_LAAT: self.te_laat > 0,
            NOG_NIET: not self.is_klaar,
            KLAAR: self.is_klaar,
            ZONDER_CONTACT: self.zonder_contact,
        }
        return hoort.get(toon, True)

    def bevat(self, woorden: list[str]) -> bool:
        """Tell whether its name, or the code or title of an actie, holds each of these words (case does not count)."""
        actie_teksten = (f"{vraag.actie.code} {vraag.actie.titel}" for vraag in self.vragen)
        tekst = "\n".join([self.organisatie.naam, self.organisatie.afkorting, *actie_teksten]).casefold()
        return all(woord in tekst for woord in woorden)

    @property
    def volgorde(self) -> tuple:
        """Put what needs work on top: late, then open and not to be reached, then open, then done."""
        return (self.te_laat == 0, self.is_klaar, not self.zonder_contact, -self.te_laat, self.organisatie.naam)


@dataclass(frozen=True)
class Puntregel:
    """How far the acties of one speerpunt are."""

    speerpunt: Speerpunt
    gevraagd: int
    beantwoord: int

    @property
    def stand(self) -> str:
        return f"{self.beantwoord} van {self.gevraagd}"


@dataclass(frozen=True)
class Rondebord:
    """A ronde on day `op`: what it asks, and what came back."""

    ronde: Ronde
    vragen: tuple[Vraag, ...]
    regels: tuple[Bordregel, ...]
    op: dt.date

    @cached_property
    def beantwoord(self) -> int:
        return _beantwoord(self.vragen)

    @property
    def gevraagd(self) -> int:
        return len(self.vragen)

    @property
    def stand(self) -> str:
        """Tell how far the answers are; what was accepted apart."""
        aanvaard = sum(vraag.code == MeldingToestand.AANVAARD for vraag in self.vragen)
        return f"{self.beantwoord} van {self.gevraagd} beantwoord, waarvan {aanvaard} aanvaard"

    @property
    def fase(self) -> Fase:
        return self.ronde.fase(self.op)

    @cached_property
    def niemand(self) -> tuple[Vraag, ...]:
        """Give what nobody answers for: no trekker and no uitvoerder."""
        return tuple(vraag for vraag in self.vragen if not vraag.organisaties)

    @cached_property
    def punten(self) -> tuple[Puntregel, ...]:
        per_punt: dict[Speerpunt, list[Vraag]] = {}
        for vraag in self.vragen:  # in the order of the codes, so of the speerpunten
            per_punt.setdefault(vraag.actie.speerpunt, []).append(vraag)
        return tuple(Puntregel(punt, len(vragen), _beantwoord(vragen)) for punt, vragen in per_punt.items())

    @cached_property
    def aantallen(self) -> dict[str, int]:
        """Count the organisaties per key of TOON."""
        return {toon: sum(regel.hoort_bij(toon) for regel in self.regels) for toon in TOON}

    @property
    def kop(self) -> str:
        """Tell in one sentence where the ronde stands."""
        if not self.vragen:
            return "Deze ronde vraagt geen enkele actie"
        acties = f"{self.gevraagd} actie{'s' if self.gevraagd > 1 else ''}"
        if self.fase == Fase.GEPLAND:
            return f"{acties} {'worden' if self.gevraagd > 1 else 'wordt'} gevraagd vanaf {self.ronde.opent:%d/%m/%Y}"
        if self.beantwoord == self.gevraagd:
            return "Alles is beantwoord"
        zin = f"{self.beantwoord} van {acties} beantwoord"
        return f"{zin}; {self._achterblijvers}" if self.aantallen[TE_LAAT] else zin

    @property
    def _achterblijvers(self) -> str:
        aantal = self.aantallen[TE_LAAT]
        organisaties = f"{aantal} organisatie{'s' if aantal > 1 else ''}"
        if self.fase == Fase.GESLOTEN:
            return f"{organisaties} {'antwoordden' if aantal > 1 else 'antwoordde'} niet op alles"
        return f"{organisaties} {'zijn' if aantal > 1 else 'is'} te laat"

    def kies(self, *, toon: str = "", speerpunt: int | None = None, q: str = "") -> list[Bordregel]:
        """Give the organisaties that are asked for; of one speerpunt only with what it asks of them."""
        regels = self.regels
        if speerpunt is not None:
            regels = _regels(
                [vraag for vraag in self.vragen if vraag.actie.speerpunt.nummer == speerpunt],
                {regel.organisatie.pk: list(regel.ontvangers) for regel in self.regels},
                {regel.organisatie.pk: regel.uitstel for regel in self.regels if regel.uitstel},
                self.op,
            )
        woorden = q.casefold().split()
        return [regel for regel in regels if regel.hoort_bij(toon) and regel.bevat(woorden)]


def _regels(
    vragen: Iterable[Vraag], post: dict[int, list[Gebruiker]], uitstel: dict[int, Uitstel], op: dt.date
) -> tuple[Bordregel, ...]:
    per_organisatie: dict[Organisatie, list[Vraag]] = {}
    for vraag in vragen:
        for organisatie in vraag.organisaties:
            per_organisatie.setdefault(organisatie, []).append(vraag)
    regels = (
        Bordregel(wie, tuple(hun), tuple(post.get(wie.pk, ())), uitstel.get(wie.pk), op)
        for wie, hun in per_organisatie.items()
    )
    return tuple(sorted(regels, key=lambda regel: regel.volgorde))


def stel_rondebord_samen(ronde: Ronde, op: dt.date | None = None) -> Rondebord:
    """Collect where a ronde stands on day `op` (today unless told): five queries, whatever its size."""
    op = op or timezone.localdate()
    (bord,) = maak_rondeborden(vragen_in([ronde]), {ronde.pk: uitstel_van(ronde)}, op)
    return bord


def maak_rondeborden(
    vragen: dict[Ronde, list[Vraag]], uitstel: dict[int, dict[int, Uitstel]], op: dt.date
) -> list[Rondebord]:
    """Make the rondebord of each ronde from what it asks and from its uitstel (`gevraagd.per_ronde`): one query."""
    wie = {organisatie for hun in vragen.values() for vraag in hun for organisatie in vraag.organisaties}
    post = ontvangers(wie, op)
    return [
        Rondebord(ronde, tuple(hun), _regels(hun, post, uitstel.get(ronde.pk, {}), op), op)
        for ronde, hun in vragen.items()
    ]
