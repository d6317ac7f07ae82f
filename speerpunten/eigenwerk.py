"""What waits for one member of staff: to check, the open rondes, their acties, their concepts, and who was given.

Ten queries for the page, whatever its size: what is short comes in one (`lijsten_in_een`), and all meldingen in one.
What it costs follows what it shows: of many open rondes only those of their own plans are counted, the others named.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Concat
from django.utils import timezone

from organisaties.models import Doorgave, Gebruiker
from speerpunten.gevraagd import per_ronde, vragen_in
from speerpunten.keuzes import MeldingToestand
from speerpunten.lijsten import aantal_rijen, als_rij, lees_rij, lijsten_in_een
from speerpunten.models import Actie, Beleidsplan, Melding, Ronde, Uitstel
from speerpunten.models.melding import VEEL
from speerpunten.rondebord import Rondebord, maak_rondeborden
from speerpunten.stand import ActieStand, met_aandacht, op_dag
from speerpunten.wachtrij import zoveel

# What the page needs of a melding: there are thousands, and whole rows with all that stands beside them are slow.
KOLOMMEN = (
    *("toestand", "status", "verloop", "resultaat", "reden", "peildatum", "herkomst", "gewijzigd_op", "vervangt"),
    *("organisatie__naam", "ronde__naam", "ronde__slug"),
    *("actie__nummer", "actie__titel", "actie__speerpunt__nummer"),
)
ANTWOORD = ("id", "actie_id", "ronde_id", "toestand")  # and of an answer in a ronde; in the order of the model
VEEL_PLANNEN = 5  # from here on only those of their own acties
BORDEN = 3  # open rondes that are counted


@dataclass(frozen=True)
class Opvolging:
    """One actie that a member of staff looks after, and what it needs now."""

    stand: ActieStand
    te_laat: tuple[str, ...] = ()  # in which ronde, and who
    terug: tuple[Melding, ...] = ()  # returned, and not sent again

    @property
    def vraagt_iets(self) -> bool:
        return bool(self.te_laat or self.terug or self.stand.vraagt_aandacht)

    @property
    def volgorde(self) -> tuple[bool, bool]:
        """Put what is late on top, then what was returned, then what asks for attention."""
        return (not self.te_laat, not self.terug)


@dataclass(frozen=True)
class Wachtenden:
    """How many names wait at one organisatie."""

    slug: str
    naam: str
    aantal: int


@dataclass(frozen=True)
class EigenWerk:
    """What waits for one member of staff on a day."""

    te_nakijken: int
    borden: tuple[Rondebord, ...]  # of open rondes of running plans: up to `BORDEN`, the nearest deadline first
    andere_rondes: tuple[Ronde, ...]  # that are open too, and not counted
    opvolgingen: tuple[Opvolging, ...]  # all acties that they look after
    concepten: tuple[Melding, ...]
    doorgaven: tuple[Wachtenden, ...]
    plannen: tuple[tuple[str, str], ...] = field(default=())  # (slug, name) of those in which they may work
    eigen_plannen: frozenset[str] = frozenset()  # slugs of those of their acties

    @cached_property
    def met_werk(self) -> list[Opvolging]:
        """Give the acties that need something, what is most pressing first; else in the order of the codes."""
        return sorted((een for een in self.opvolgingen if een.vraagt_iets), key=lambda een: een.volgorde)

    @cached_property
    def zonder_werk(self) -> list[ActieStand]:
        return [een.stand for een in self.opvolgingen if not een.vraagt_iets]

    @property
    def te_nakijken_in_woorden(self) -> str:
        return zoveel(self.te_nakijken, VEEL)

    @property
    def plannen_om_te_beginnen(self) -> list[tuple[str, str]]:
        """Give the plans to begin something in: all where there are few, else those of their acties."""
        if len(self.plannen) <= VEEL_PLANNEN:
            return list(self.plannen)
        return [plan for plan in self.plannen if plan[0] in self.eigen_plannen][:VEEL_PLANNEN]

    @property
    def heeft_iets(self) -> bool:
        """Tell whether something waits besides what is to be checked and what the rondes say."""
        return bool(self.doorgaven or self.met_werk or self.concepten)

    @property
    def doorgegeven(self) -> int:
        return sum(wachtenden.aantal for wachtenden in self.doorgaven)


def stel_eigen_werk_samen(gebruiker: Gebruiker, op: dt.date | None = None) -> EigenWerk:
    """Collect what waits for this member of staff on day `op` (today unless told): eight queries."""
    op = op or timezone.localdate()
    rondes, getoond = _rondes(gebruiker, op)
    mee = [ronde for ronde in rondes if ronde in getoond or ronde.van_mij]
    alleen = _alleen(gebruiker, getoond) if len(mee) > len(getoond) else None
    lijsten = _lijsten(gebruiker, mee, alleen)
    eigen = Actie.objects.filter(verantwoordelijke=gebruiker).telbaar(op).wijzigbaar_door(gebruiker)
    eigen = eigen.select_related("speerpunt__plan").order_by("speerpunt__plan", "speerpunt__nummer", "nummer", "pk")
    acties = list(op_dag(eigen, op=op, laatste_ronde=None))
    per_sleutel = _meldingen(acties, lijsten)
    vragen = vragen_in(mee, _antwoorden(lijsten["antwoorden"]), alleen)
    borden = maak_rondeborden(vragen, per_ronde(_uitstellen(lijsten["uitstel"])), op)
    standen = {a.pk: per_sleutel[a.stand_id] for a in acties if a.stand_id}
    return EigenWerk(
        te_nakijken=int(lijsten["te_nakijken"][0][1]),
        borden=tuple(bord for bord in borden if bord.ronde in getoond),
        andere_rondes=tuple(ronde for ronde in rondes if ronde not in getoond),
        opvolgingen=_opvolgingen(
            met_aandacht(acties, op=op, laatste_ronde=None, standen=standen),
            _te_laat(borden, gebruiker),
            [per_sleutel[int(pk)] for pk, _ in lijsten["terug"]],
        ),
        concepten=tuple(per_sleutel[int(pk)] for pk, _ in lijsten["concepten"]),
        doorgaven=_wachtenden(lijsten),
        plannen=tuple(sorted(lijsten["plannen"], key=lambda plan: plan[1].casefold())),
        eigen_plannen=frozenset(actie.speerpunt.plan.slug for actie in acties),
    )


def _rondes(gebruiker: Gebruiker, op: dt.date) -> tuple[list[Ronde], list[Ronde]]:
    """Give the open rondes of running plans (with `van_mij`: this user looks after acties of its plan), and which of
    them are counted: all where there are few, else those of their own plans, else the first."""
    eigen = Actie.objects.filter(verantwoordelijke=gebruiker, speerpunt__plan=OuterRef("plan"))
    rondes = list(Ronde.objects.lopend(op).annotate(van_mij=Exists(eigen)).select_related("plan"))
    van_mij = [ronde for ronde in rondes if ronde.van_mij] if len(rondes) > BORDEN else []
    return rondes, (van_mij or rondes)[:BORDEN]


def _alleen(gebruiker: Gebruiker, getoond: Iterable[Ronde]) -> Q:
    """Give which acties matter where not all rondes are counted: those of the ones that are, and their own."""
    return Q(speerpunt__plan__in=[ronde.plan_id for ronde in getoond]) | Q(verantwoordelijke=gebruiker)


def _antwoorden(rijen: Iterable[tuple[str, str]]) -> Iterator[Melding]:
    for _, tekst in rijen:
        rij = lees_rij(tekst)
        melding = Melding.from_db(None, ANTWOORD, [rij[naam] for naam in ANTWOORD])
        melding.terug_tegen = rij["terug_tegen"]
        yield melding


def _lijsten(gebruiker: Gebruiker, rondes: Collection[Ronde], alleen: Q | None) -> dict[str, list[tuple[str, str]]]:
    """Give in one query all that is a key and a text."""
    bewerkbaar = Melding.objects.bewerkbaar_door(gebruiker)
    terug = bewerkbaar.filter(actie__verantwoordelijke=gebruiker, toestand=MeldingToestand.TERUGGESTUURD)
    schreef = Melding.schrijvers.through.objects.filter(melding=OuterRef("pk"), gebruiker=gebruiker.pk)
    concepten = bewerkbaar.exclude(toestand=MeldingToestand.INGEDIEND).filter(Exists(schreef))
    wachten = Melding.objects.nakijkbaar_door(gebruiker).values("pk")[:VEEL]
    antwoorden = Melding.objects.antwoorden_in([ronde.pk for ronde in rondes]).met_teruggestuurd()
    if alleen is not None:
        antwoorden = antwoorden.filter(actie__in=Actie.objects.filter(alleen).order_by().values("pk"))
    doorgaven = Doorgave.objects.open()
    uitstel = Uitstel.objects.filter(ronde__in=rondes)
    return lijsten_in_een(
        plannen=(Beleidsplan.objects.wijzigbaar_door(gebruiker), "slug", "naam"),
        te_nakijken=(
            Gebruiker.objects.filter(pk=gebruiker.pk),
            "pk",
            aantal_rijen(Melding.objects.filter(pk__in=wachten)),
        ),
        antwoorden=(antwoorden, "pk", als_rij(*ANTWOORD, "terug_tegen")),
        concepten=(concepten, "pk", "toestand"),
        terug=(terug, "pk", "toestand"),
        doorgave_slugs=(doorgaven, "pk", "organisatie__slug"),
        doorgave_namen=(doorgaven, "pk", "organisatie__naam"),
        uitstel=(uitstel, Concat("ronde", Value("-"), "organisatie", output_field=CharField()), "dag"),
    )


def _meldingen(acties: Iterable[Actie], lijsten: dict) -> dict[int, Melding]:
    """Give by their key the stands of these acties, and the meldingen of the lists."""
    pks = {actie.stand_id for actie in acties if actie.stand_id}
    pks |= {int(pk) for naam in ("concepten", "terug") for pk, _ in lijsten[naam]}
    rijen = (
        Melding.objects.filter(pk__in=pks)
        .met_teruggestuurd()
        .select_related("organisatie", "actie__speerpunt", "ronde")
    )
    return {melding.pk: melding for melding in rijen.only(*KOLOMMEN)}


def _uitstellen(rijen: Iterable[tuple[str, str]]) -> list[Uitstel]:
    """Give the uitstellen (ronde, organisatie and day alone) that the list holds as "ronde-organisatie" and a day."""
    uit = []
    for sleutel, dag in rijen:
        ronde, organisatie = sleutel.split("-")
        uit.append(Uitstel(ronde_id=int(ronde), organisatie_id=int(organisatie), dag=dt.date.fromisoformat(dag)))
    return uit


def _te_laat(borden: Iterable[Rondebord], gebruiker: Gebruiker) -> dict[int, list[str]]:
    """Give by the key of the actie in which ronde it is late, and who is: of the acties of this user."""
    uit: dict[int, list[str]] = {}
    for bord in borden:
        wie: dict[int, list[str]] = {}
        for regel in bord.regels:
            for vraag in regel.vragen:
                if vraag.actie.verantwoordelijke_id == gebruiker.pk and vraag.is_te_laat(bord.op, regel.uitstel):
                    wie.setdefault(vraag.actie.pk, []).append(regel.organisatie.naam)
        for actie, namen in wie.items():
            uit.setdefault(actie, []).append(f"Te laat in “{bord.ronde.naam}”: {', '.join(sorted(namen))}.")
    return uit


def _opvolgingen(
    standen: Iterable[ActieStand], te_laat: dict[int, list[str]], terug: Iterable[Melding]
) -> tuple[Opvolging, ...]:
    per_actie: dict[int, list[Melding]] = {}
    for melding in terug:
        per_actie.setdefault(melding.actie_id, []).append(melding)
    return tuple(
        Opvolging(stand, tuple(te_laat.get(stand.actie.pk, ())), tuple(per_actie.get(stand.actie.pk, ())))
        for stand in standen
    )


def _wachtenden(lijsten: dict[str, list[tuple[str, str]]]) -> tuple[Wachtenden, ...]:
    """Count per organisatie the names that wait, by name."""
    slugs = dict(lijsten["doorgave_slugs"])
    per_slug: dict[str, list[str]] = {}
    for pk, naam in lijsten["doorgave_namen"]:
        per_slug.setdefault(slugs[pk], []).append(naam)
    rijen = (Wachtenden(slug, namen[0], len(namen)) for slug, namen in per_slug.items())
    return tuple(sorted(rijen, key=lambda rij: rij.naam.casefold()))
