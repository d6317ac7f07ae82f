"""What a ronde asks, of whom, and what came back: one list behind the rondebord, the mails and the form."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from organisaties.models import Gebruiker, Lidmaatschap, Organisatie
from speerpunten.keuzes import VASTE_TOESTANDEN, MeldingToestand
from speerpunten.models import Actie, ActieOrganisatie, Melding, Ronde, Uitstel

NIETS = "niets"  # nobody began an answer


@dataclass(frozen=True)
class Vraag:
    """One actie that a ronde asks about: who answers for it (none: nobody can), and the answer so far."""

    ronde: Ronde
    actie: Actie
    organisaties: tuple[Organisatie, ...]
    melding: Melding | None

    @property
    def is_beantwoord(self) -> bool:
        """Tell whether nothing is expected of a partner now: sent or accepted, and not returned."""
        return self.melding is not None and self.melding.toestand in VASTE_TOESTANDEN

    @property
    def terug_tegen(self) -> dt.date | None:
        """Give the day by which a returned answer is asked again; None where nothing was returned."""
        tegen = getattr(self.melding, "terug_tegen", None)
        return dt.date.fromisoformat(tegen) if tegen else None

    @property
    def code(self) -> str:
        """Give where the answer stands: a toestand of a melding, or `niets`."""
        return self.melding.toestand if self.melding else NIETS

    def is_te_laat(self, op: dt.date, uitstel: Uitstel | None) -> bool:
        """Tell whether an answer was due before day `op`, for an organisatie with or without uitstel."""
        if self.is_beantwoord:
            return False
        deadline = self.ronde.deadline_voor(uitstel.dag if uitstel else None)
        terug = self.terug_tegen if self.code == MeldingToestand.TERUGGESTUURD else None
        return max(deadline, terug or deadline) < op


def vragen_van(ronde: Ronde) -> list[Vraag]:
    """Give what a ronde asks, in the order of the codes: three queries, whatever its size."""
    return vragen_in([ronde])[ronde]


def vragen_in(rondes: Collection[Ronde], antwoorden: Iterable[Melding] | None = None) -> dict[Ronde, list[Vraag]]:
    """Give what each of these rondes asks, in the order of the codes: three queries, whatever their number and size.

    In: `antwoorden`, where somebody has them already (`Melding.objects.antwoorden_in`, with `met_teruggestuurd` and
    their organisatie): one query less.
    """
    gevraagd = Actie.objects.gevraagd_in([ronde.pk for ronde in rondes])
    acties = list(gevraagd.select_related("speerpunt__plan").defer("zoektekst").op_code())
    wie: dict[int, list[Organisatie]] = {}
    for rol in (
        ActieOrganisatie.objects.filter(actie__in=gevraagd.values("pk")).die_antwoorden().select_related("organisatie")
    ):
        wie.setdefault(rol.actie_id, []).append(rol.organisatie)
    if antwoorden is None:
        antwoorden = Melding.objects.antwoorden_in(rondes).met_teruggestuurd().select_related("organisatie")
    gezegd = {(melding.ronde_id, melding.actie_id): melding for melding in antwoorden}
    per_sleutel = {ronde.pk: ronde for ronde in rondes}
    uit: dict[Ronde, list[Vraag]] = {ronde: [] for ronde in rondes}
    for actie in acties:
        ronde = per_sleutel[actie.vragende_ronde]
        antwoord = gezegd.get((ronde.pk, actie.pk))
        uit[ronde].append(Vraag(ronde, actie, tuple(wie.get(actie.pk, ())), antwoord))
    return uit


def ontvangers(organisaties: Iterable[Organisatie], op: dt.date | None = None) -> dict[int, list[Gebruiker]]:
    """Give who gets the post of each organisatie on day `op` (today unless told), by its key: one query."""
    leden = Lidmaatschap.objects.huidig(op).filter(
        organisatie__in={organisatie.pk for organisatie in organisaties}, ontvangt_post=True, gebruiker__is_active=True
    )
    uit: dict[int, list[Gebruiker]] = {}
    for lid in leden.select_related("gebruiker").order_by("gebruiker__naam", "gebruiker"):
        uit.setdefault(lid.organisatie_id, []).append(lid.gebruiker)
    return uit


def uitstel_van(ronde: Ronde) -> dict[int, Uitstel]:
    """Give the uitstel in this ronde of each organisatie that has one, by its key: one query."""
    return per_ronde(Uitstel.objects.filter(ronde=ronde).select_related("door")).get(ronde.pk, {})


def per_ronde(uitstellen: Iterable[Uitstel]) -> dict[int, dict[int, Uitstel]]:
    """Give uitstellen by the key of their ronde, and then of their organisatie."""
    uit: dict[int, dict[int, Uitstel]] = {}
    for uitstel in uitstellen:
        uit.setdefault(uitstel.ronde_id, {})[uitstel.organisatie_id] = uitstel
    return uit
