"""What a ronde asks, of whom, and what came back: one list behind the rondebord, the mails and the form."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import F, Model, Q, QuerySet

from organisaties.models import Gebruiker, Lidmaatschap, Organisatie
from speerpunten.keuzes import VASTE_TOESTANDEN, MeldingToestand
from speerpunten.models import Actie, ActieOrganisatie, Melding, Ronde, Speerpunt, Uitstel

# What a list of what is asked shows of what stands in it.
ACTIE = ("nummer", "titel", "speerpunt", "verantwoordelijke")
SPEERPUNT = ("id", "plan_id", "nummer", "titel")
ORGANISATIE = ("id", "naam", "afkorting", "slug")
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


def vragen_in(
    rondes: Collection[Ronde], antwoorden: Iterable[Melding] | None = None, alleen: Q | None = None
) -> dict[Ronde, list[Vraag]]:
    """Give what each of these rondes asks, in the order of the codes: three queries, whatever their number and size.

    In: `antwoorden`, where somebody has them already (`Melding.objects.antwoorden_in`, with `met_teruggestuurd`): one
    query less; `alleen`, which of the acties matter (None: all). Rows come by the thousand: of each only what a list of
    them shows, and what stands beside many (speerpunt, plan, organisatie) is one object for all.
    """
    per_sleutel = {ronde.pk: ronde for ronde in rondes}
    organisaties: dict[int, Organisatie] = {}
    wie: dict[int, list[Organisatie]] = {}
    for actie, *kolommen in _rollen({ronde.plan_id for ronde in rondes}, alleen):
        wie.setdefault(actie, []).append(_gedeeld(organisaties, Organisatie, ORGANISATIE, kolommen))
    if antwoorden is None:
        antwoorden = _antwoorden(rondes, organisaties)
    gezegd = {(melding.ronde_id, melding.actie_id): melding for melding in antwoorden}
    uit: dict[Ronde, list[Vraag]] = {ronde: [] for ronde in rondes}
    for actie in _acties(per_sleutel, alleen):
        ronde = per_sleutel[actie.vragende_ronde]
        antwoord = gezegd.get((ronde.pk, actie.pk))
        uit[ronde].append(Vraag(ronde, actie, tuple(wie.get(actie.pk, ())), antwoord))
    return uit


def _gedeeld(bekend: dict[int, Model], model: type[Model], namen: Sequence[str], kolommen: Sequence) -> Model:
    """Give the one object with this key (the first of `kolommen`); what is not among `namen` is fetched when asked."""
    if kolommen[0] not in bekend:
        bekend[kolommen[0]] = model.from_db(None, namen, kolommen)
    return bekend[kolommen[0]]


def _rollen(plannen: Collection[int], alleen: Q | None) -> QuerySet:
    """Give who answers for the acties of these plans: (actie, organisatie and its columns)."""
    acties = Actie.objects.filter(speerpunt__plan__in=plannen)
    if alleen is not None:
        acties = acties.filter(pk__in=Actie.objects.filter(alleen).order_by().values("pk"))
    rollen = ActieOrganisatie.objects.filter(actie__in=acties.order_by().values("pk")).die_antwoorden()
    return rollen.values_list("actie", "organisatie", *(f"organisatie__{naam}" for naam in ORGANISATIE[1:]))


def _antwoorden(rondes: Collection[Ronde], organisaties: dict[int, Organisatie]) -> Iterator[Melding]:
    rijen = Melding.objects.antwoorden_in([ronde.pk for ronde in rondes]).met_teruggestuurd()
    beide = {f"organisatie_{naam}": F(f"organisatie__{naam}") for naam in ORGANISATIE[1:]}
    for melding in rijen.annotate(**beide).only("toestand", "actie", "ronde", "organisatie"):
        if melding.organisatie_id:
            kolommen = [melding.organisatie_id, *(getattr(melding, naam) for naam in beide)]
            melding.organisatie = _gedeeld(organisaties, Organisatie, ORGANISATIE, kolommen)
        yield melding


def _acties(rondes: dict[int, Ronde], alleen: Q | None) -> Iterator[Actie]:
    """Give what these rondes (by key) ask, with `vragende_ronde`."""
    gevraagd = Actie.objects.gevraagd_in(list(rondes)).annotate(
        punt_nummer=F("speerpunt__nummer"), punt_titel=F("speerpunt__titel")
    )
    punten: dict[int, Speerpunt] = {}
    for actie in (gevraagd if alleen is None else gevraagd.filter(alleen)).only(*ACTIE).op_code():
        kolommen = (actie.speerpunt_id, rondes[actie.vragende_ronde].plan_id, actie.punt_nummer, actie.punt_titel)
        nieuw = actie.speerpunt_id not in punten
        actie.speerpunt = _gedeeld(punten, Speerpunt, SPEERPUNT, kolommen)
        if nieuw:
            actie.speerpunt.plan = rondes[actie.vragende_ronde].plan
        yield actie


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
