"""What a ronde asks, of whom, and what came back: one list behind the rondebord, the mails and the form."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from organisaties.models import Gebruiker, Lidmaatschap, Organisatie
from speerpunten.keuzes import MeldingToestand
from speerpunten.models import Actie, ActieOrganisatie, Melding, Ronde

BEANTWOORD = {MeldingToestand.INGEDIEND, MeldingToestand.AANVAARD}


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
        return self.melding is not None and self.melding.toestand in BEANTWOORD


def vragen_van(ronde: Ronde) -> list[Vraag]:
    """Give what a ronde asks, in the order of the codes: three queries, whatever its size."""
    gevraagd = Actie.objects.in_plan(ronde.plan_id).met_gevraagd(ronde).filter(gevraagd=True)
    acties = list(gevraagd.select_related("speerpunt__plan").defer("zoektekst").op_code())
    wie: dict[int, list[Organisatie]] = {}
    for rol in (
        ActieOrganisatie.objects.filter(actie__in=gevraagd.values("pk")).die_antwoorden().select_related("organisatie")
    ):
        wie.setdefault(rol.actie_id, []).append(rol.organisatie)
    antwoorden = Melding.objects.filter(ronde=ronde, vervangt=None).met_teruggestuurd().select_related("organisatie")
    per_actie = {melding.actie_id: melding for melding in antwoorden}
    return [Vraag(ronde, actie, tuple(wie.get(actie.pk, ())), per_actie.get(actie.pk)) for actie in acties]


def ontvangers(organisaties: Iterable[Organisatie], op: dt.date | None = None) -> dict[int, list[Gebruiker]]:
    """Give who gets the post of each organisatie on day `op` (today unless told), by its key: one query."""
    leden = Lidmaatschap.objects.huidig(op).filter(
        organisatie__in={organisatie.pk for organisatie in organisaties}, ontvangt_post=True, gebruiker__is_active=True
    )
    uit: dict[int, list[Gebruiker]] = {}
    for lid in leden.select_related("gebruiker").order_by("gebruiker__naam", "gebruiker"):
        uit.setdefault(lid.organisatie_id, []).append(lid.gebruiker)
    return uit
