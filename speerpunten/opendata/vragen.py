"""Asks for what goes out, as a visitor who is not logged in would see it, whoever asks. Knows no request."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone

from organisaties.eenvan import EenVanDeze
from organisaties.models import Organisatie
from organisaties.voorbereid import voorbereid
from speerpunten import overzicht
from speerpunten.access import zichtbare_organisaties
from speerpunten.dossier import Dossier, met_opgenomen, stel_dossier_samen
from speerpunten.filters import ActieFilter
from speerpunten.indicatoren import indicatorlijsten, lees_standen
from speerpunten.kader import laatst_gesloten
from speerpunten.kortstand import Kortstand, mijlpalen_in
from speerpunten.lijsten import Lijst, aantal_rijen, als_rij, gebundeld, in_een, lees_rij, lijsten_in_een, verdeel
from speerpunten.models import (
    Actie,
    ActieOrganisatie,
    Beleidsdomein,
    Beleidsplan,
    Doelgroep,
    Indicator,
    Melding,
    Meting,
    Rapport,
    Ronde,
    Speerpunt,
    Subsidie,
)
from speerpunten.models.actie import TEKSTEN
from speerpunten.models.bijlage import bijlagen_van
from speerpunten.models.melding import MeldingQuerySet
from speerpunten.opendata import bouwen, vormen
from speerpunten.opendata.dcat import Beschrevenplan
from speerpunten.opendata.standrij import als_rijen
from speerpunten.overzicht import acties_van, sleutels_op_code, standen_bij, stel_speerpunt_samen
from speerpunten.stand import MET_TEKSTEN, ActieStand, met_aandacht, op_dag
from speerpunten.vervolg import (
    Actievervolg,
    familielijsten,
    lees_planpunten,
    lees_puntvervolg,
    lees_vervolgen,
    planpunten,
    puntlijsten,
)

ANONIEM = AnonymousUser()
BIJ_ACTIE = (*TEKSTEN, "gearchiveerd_op")
RONDOM = {"rol": ("rol", "slug", "naam"), "domein": ("slug", "naam"), "groep": ("slug", "naam")}
DYNAMISCH = {
    "speerpunt",
    "beleidsdomein",
    "doelgroep",
    "organisatie",
    "overgang",
}  # filters of which a plan knows the values


def plannen() -> QuerySet[Beleidsplan]:
    return Beleidsplan.objects.zichtbaar_voor(ANONIEM).select_related("opdrachtgever", "opvolger_van", "opvolger")


@voorbereid
def _plan(gebruiker, *, slug: str) -> QuerySet[Beleidsplan]:
    return plannen().filter(slug=slug)


@voorbereid
def _punt(gebruiker, *, slug: str, nummer: int) -> QuerySet[Speerpunt]:
    zichtbaar = Beleidsplan.objects.zichtbaar_voor(gebruiker)
    return Speerpunt.objects.select_related("plan").filter(plan__in=zichtbaar, plan__slug=slug, nummer=nummer)


@voorbereid
def _punt_rond(gebruiker, *, punt: int, plan: int, op: dt.date) -> QuerySet:
    """Ask for what a speerpunt continues, and its indicatoren."""
    return in_een(
        **puntlijsten(Speerpunt(pk=punt, plan_id=plan), gebruiker),
        **indicatorlijsten(Indicator.objects.filter(speerpunt=punt), Meting.objects.geldig_op(op)),
    )


@voorbereid
def _actie(gebruiker, *, pk: int, op: dt.date) -> QuerySet[Actie]:
    acties = Actie.objects.zichtbaar_voor(gebruiker).met_looptijd().met_stand(op).filter(pk=pk)
    return acties.select_related("speerpunt__plan__opdrachtgever")


def beschreven_plannen() -> list[Beschrevenplan]:
    """Give the public plans with what a catalogue says of each: two queries."""
    gezegd = Melding.objects.zichtbaar_voor(ANONIEM).filter(actie__speerpunt__plan=OuterRef("pk"))
    rapporten = Rapport.objects.zichtbaar_voor(ANONIEM).filter(ronde__plan=OuterRef("pk"))
    laatst = {
        "aanvaard_op": _jongste(gezegd, "actie__speerpunt__plan", "aanvaard_op"),
        "definitief_op": _jongste(rapporten, "ronde__plan", "definitief_op"),
        "rechtgezet_op": _jongste(rapporten, "ronde__plan", "rechtzettingen__op"),
    }
    domeinen = Actie.objects.zichtbaar_voor(ANONIEM).telbaar().exclude(beleidsdomeinen=None).order_by()
    woorden: dict[int, list[str]] = {}
    for plan_id, naam in domeinen.values_list("speerpunt__plan", "beleidsdomeinen__naam").distinct():
        woorden.setdefault(plan_id, []).append(naam)
    return [
        Beschrevenplan(
            plan,
            max((dag for veld in laatst if (dag := getattr(plan, veld))), default=None),
            tuple(sorted(woorden.get(plan.pk, ()))),
        )
        for plan in plannen().annotate(**laatst)
    ]


def _jongste(rijen: QuerySet, per: str, veld: str) -> Subquery:
    """Give the latest time in rows of one plan; `per`: the way to it."""
    return Subquery(rijen.order_by().values(per).annotate(jongste=Max(veld)).values("jongste"))


def plan_of_404(slug: str) -> Beleidsplan:
    """Give a public plan (with what the filter on `overgang` asks: whether one sees the plans around it), or 404."""
    plan = _plan.een_of_404(ANONIEM, slug=slug)
    plan.ziet_voorganger = bool(plan.opvolger_van and plan.opvolger_van.openbaar)
    plan.ziet_opvolger = hasattr(plan, "opvolger") and plan.opvolger.openbaar
    return plan


def plan(slug: str, op: dt.date) -> vormen.PlanMetTelling:
    """Give a plan with its counts on a day: five queries."""
    return plan_met_telling(gevonden := plan_of_404(slug), op, getelde_standen(gevonden, op))


def plan_met_telling(
    gevonden: Beleidsplan, op: dt.date, standen: Iterable[ActieStand | Kortstand]
) -> vormen.PlanMetTelling:
    return vormen.PlanMetTelling(
        **bouwen.plan_velden(gevonden), op=op, telling=bouwen.telling(standen), links=bouwen.planlinks(gevonden)
    )


def getelde_standen(plan: Beleidsplan, op: dt.date) -> list[Kortstand]:
    """Give where all acties that count on a day stand, for who counts them: three queries."""
    ronde = laatst_gesloten(plan, op)
    return overzicht.korte_standen(plan, ANONIEM, op=op, laatste_ronde=ronde, mijlpalen=mijlpalen_in(plan, op))


def standen_van(plan: Beleidsplan, op: dt.date, rondes: Iterable[Ronde] | None = None) -> list[ActieStand]:
    """Give the same with all that goes out of them: four queries, or three with the rondes of the plan."""
    return overzicht.standen_van(plan, ANONIEM, op, rondes=rondes, teksten=BIJ_ACTIE, velden=MET_TEKSTEN)[0]


def speerpunten(plan: Beleidsplan, op: dt.date, standen: Iterable[ActieStand | Kortstand]) -> list[vormen.Speerpunt]:
    """Give the speerpunten of a plan with their counts, and what they continue: one query."""
    per_punt: dict[int, list[ActieStand | Kortstand]] = {}
    for stand in standen:
        per_punt.setdefault(stand.speerpunt_id, []).append(stand)
    punten = (plan.speerpunten.all(), "nummer", als_rij("pk", "nummer", "titel", "toelichting"))
    lijsten = lijsten_in_een(punt=punten, **planpunten(plan, ANONIEM))
    vorige, volgende = lees_planpunten(lijsten)
    uit = []
    for _, tekst in lijsten["punt"]:
        punt = Speerpunt(plan=plan, **lees_rij(tekst))  # not to be saved
        rond = {"vorige": vorige.get(punt.pk, ()), "volgende": volgende.get(punt.pk, ())}
        uit.append(vormen.Speerpunt(**bouwen.speerpunt_velden(punt, op, per_punt.get(punt.pk, ()), **rond)))
    return uit


def speerpunt(slug: str, nummer: int, op: dt.date) -> vormen.SpeerpuntMetAlles:
    """Give a speerpunt with its acties and indicatoren, and what it continues: seven queries."""
    punt = _punt.een_of_404(ANONIEM, slug=slug, nummer=nummer)
    stand = stel_speerpunt_samen(punt, ANONIEM, op=op, lijst_url="", query={})
    lijsten = verdeel(_punt_rond(ANONIEM, punt=punt.pk, plan=punt.plan_id, op=op))
    vervolg = lees_puntvervolg(lijsten)
    return vormen.SpeerpuntMetAlles(
        **bouwen.speerpunt_velden(punt, op, stand.standen, vorige=vervolg.vorige, volgende=vervolg.volgende),
        acties=bouwen.actie_refs(stand.standen),
        ook_acties=bouwen.actie_refs(stand.ook),
        indicatoren=[bouwen.indicator(i) for i in lees_standen(lijsten, op)],
    )


@dataclass(frozen=True)
class Rondom:
    """What stands around acties, by their key: `rol`, `domein`, `groep` and `ook`, and the plans before and after."""

    lijsten: dict[int, dict[str, list]]
    vervolg: dict[int, Actievervolg]


@voorbereid
def _rondom(gebruiker, *, acties: list[int], op: dt.date) -> QuerySet:
    """Ask for what stands around acties (by the key of the actie), and for the plans before and after."""
    deze = EenVanDeze("actie", acties)

    def per_actie(koppeling: type[Model], wat: object) -> Lijst:
        return gebundeld(koppeling.objects.filter(deze), "actie_id", wat)

    rol = als_rij("rol", slug=F("organisatie__slug"), naam=F("organisatie__naam"))
    domein = als_rij(slug=F("beleidsdomein__slug"), naam=F("beleidsdomein__naam"))
    groep = als_rij(slug=F("doelgroep__slug"), naam=F("doelgroep__naam"))
    return in_een(
        True,
        rol=per_actie(ActieOrganisatie, rol),
        domein=per_actie(Actie.beleidsdomeinen.through, domein),
        groep=per_actie(Actie.doelgroepen.through, groep),
        ook=per_actie(Actie.ook_bij.through, "speerpunt__nummer"),
        **familielijsten(acties, gebruiker, op),
    )


def rondom(acties: list[int], op: dt.date) -> Rondom:
    """Give what stands around acties: one query. In: their keys."""
    lijsten = verdeel(_rondom(ANONIEM, acties=acties, op=op))
    vervolg = lees_vervolgen(acties, lijsten)
    uit: dict[int, dict[str, list]] = {pk: {"rol": [], "domein": [], "groep": [], "ook": []} for pk in acties}
    for soort, kolommen in RONDOM.items():
        for pk, tekst in lijsten[soort]:
            uit[int(pk)][soort] = [tuple(rij[k] for k in kolommen) for rij in lees_rij(tekst)]
    for pk, tekst in lijsten["ook"]:
        uit[int(pk)]["ook"] = lees_rij(tekst)
    return Rondom(uit, vervolg)


def als_acties(standen: list[ActieStand]) -> Iterator[bouwen.Velden]:
    """Give the fields of acties as a list tells them, one by one: one query."""
    if not standen:
        return
    om = rondom([stand.actie.pk for stand in standen], standen[0].op)
    for stand in standen:
        pk = stand.actie.pk
        yield bouwen.actie_velden(stand, om.lijsten[pk], om.vervolg[pk])


def gefilterde_acties(slug: str, vraag: QueryDict, op: dt.date, begin: int, aantal: int) -> tuple[int, Iterable]:
    """Give how many acties an address asks for, and one page of them: at most eight queries.

    In: a query that the specification allows. A value that this plan does not know fits no actie.
    """
    plan = plan_of_404(slug)
    basis = acties_van(plan, ANONIEM, op).met_stand(op)
    filter_ = ActieFilter(vraag, basis, plan=plan, gebruiker=ANONIEM, op=op)
    if filter_.laat_alles_door and not filter_.vraagt_aandacht:  # so what can be chosen need not be known
        sleutels, ronde = sleutels_op_code(ANONIEM, plan=plan.pk, op=op), laatst_gesloten(plan, op)
    elif DYNAMISCH & filter_.form.errors.keys():
        return 0, []
    else:
        ronde = filter_.laatste_ronde
        if filter_.vraagt_aandacht:
            sleutels = filter_.die_aandacht_vragen(mijlpalen_in(plan, op))
        else:
            sleutels = list(filter_.qs.values_list("pk", flat=True))
    hoe = {"op": op, "laatste_ronde": ronde, "teksten": BIJ_ACTIE, "velden": MET_TEKSTEN}
    return len(sleutels), als_acties(standen_bij(sleutels[begin : begin + aantal], plan, **hoe))


def actie(pk: int, op: dt.date | None = None) -> Actie:
    """Give a public actie with its stand on a day (today unless told), or 404; of a merged one `opgegaan_in_id`."""
    return _actie.een_of_404(ANONIEM, pk=pk, op=op or timezone.localdate())


def dossier(gevonden: Actie, op: dt.date) -> Dossier:
    return stel_dossier_samen(gevonden, ANONIEM, op)


def _aanvaard() -> MeldingQuerySet:
    """Give the accepted stands of public acties as rows of `Standrij`: `nodig` and `opmerking_voor_vgc` are not asked
    for, so they cannot be told."""
    return als_rijen(Melding.objects.zichtbaar_voor(ANONIEM).annotate(bijlagenkolom=bijlagen_van("melding", ANONIEM)))


def standen_van_actie(gevonden: Actie) -> MeldingQuerySet:
    """Give the history of an actie, and of those merged into it, the newest day first."""
    return _aanvaard().filter(met_opgenomen(gevonden)).nieuwste_eerst()


def standen_van_plan(plan: Beleidsplan, sinds: dt.datetime | None = None) -> MeldingQuerySet:
    """Give all accepted stands of a plan in the order in which they were accepted; `sinds`: accepted then or later."""
    rijen = _aanvaard().filter(actie__speerpunt__plan=plan).order_by("aanvaard_op", "pk")
    return rijen.filter(aanvaard_op__gte=sinds) if sinds else rijen


def organisaties(q: Q | None = None) -> QuerySet[Organisatie]:
    """Give the organisaties that a visitor sees, with `aantal` (public acties, today)."""
    zichtbaar = Actie.objects.zichtbaar_voor(ANONIEM).telbaar()
    aantal = Count("rollen__actie", filter=Q(rollen__actie__in=zichtbaar.values("pk")), distinct=True)
    rijen = zichtbare_organisaties(ANONIEM).annotate(aantal=aantal).order_by("naam", "pk")
    return rijen.filter(q) if q else rijen


def organisaties_van_plan(plan: Beleidsplan) -> QuerySet[Organisatie]:
    """Give the organisaties that take part in a public actie of a plan."""
    rollen = ActieOrganisatie.objects.filter(actie__in=Actie.objects.in_plan(plan).zichtbaar_voor(ANONIEM).values("pk"))
    return organisaties(Q(pk__in=rollen.values("organisatie")))


def als_organisatie(gevonden: Organisatie) -> vormen.Organisatie:
    return vormen.Organisatie(**bouwen.organisatie_velden(gevonden, gevonden.aantal))


def organisatie(slug: str) -> Organisatie:
    """Give an organisatie with its `opvolger`, or 404."""
    return get_object_or_404(organisaties().select_related("opvolger"), slug=slug)


def organisatie_met_alles(gevonden: Organisatie) -> vormen.OrganisatieMetAlles:
    """Give an organisatie with its public acties (today) and subsidies: four queries."""
    vandaag = timezone.localdate()
    acties = (
        Actie.objects.zichtbaar_voor(ANONIEM)
        .telbaar()
        .filter(Exists(ActieOrganisatie.objects.filter(actie=OuterRef("pk"), organisatie=gevonden)))
        .select_related("speerpunt__plan")
        .order_by("-speerpunt__plan__van", "speerpunt__plan", "speerpunt__nummer", "nummer")
    )
    standen = met_aandacht(op_dag(acties, op=vandaag, laatste_ronde=None), op=vandaag, laatste_ronde=None)
    subsidies = Subsidie.objects.zichtbaar_voor(ANONIEM).van_organisatie(gevonden).met_namen().nieuwste_eerst()
    return vormen.OrganisatieMetAlles(
        **bouwen.organisatie_velden(gevonden, gevonden.aantal),
        acties=[bouwen.actie_van_organisatie(stand) for stand in standen],
        subsidies=[bouwen.subsidie_van(subsidie) for subsidie in subsidies],
    )


def termen(model: type[Beleidsdomein | Doelgroep]) -> QuerySet:
    """Give the domains or target groups of public acties, with `aantal`."""
    pad = {Beleidsdomein: "beleidsdomeinen", Doelgroep: "doelgroepen"}[model]
    acties = Actie.objects.zichtbaar_voor(ANONIEM).telbaar().filter(**{pad: OuterRef("pk")})
    return model.objects.annotate(aantal=aantal_rijen(acties)).filter(aantal__gt=0).order_by("naam", "pk")


def als_term(rij: Beleidsdomein | Doelgroep) -> vormen.Termregel:
    return vormen.Termregel(slug=rij.slug, naam=rij.naam, aantal_acties=rij.aantal)


def rondes(plan: Beleidsplan) -> QuerySet[Ronde]:
    """Give the rondes of which the period is over (as the page of changes names them), the latest first."""
    return _rondes(plan).filter(is_publiek=True)


def _rondes(plan: Beleidsplan) -> QuerySet[Ronde]:
    """Give all rondes of a plan, with `leesbaar` (one can read its report) and `is_publiek` (a visitor may know it)."""
    leesbaar = Exists(Rapport.objects.zichtbaar_voor(ANONIEM).filter(ronde=OuterRef("pk")))
    voorbij = Q(tot__lt=timezone.localdate()) | Q(leesbaar=True)
    rijen = plan.rondes.annotate(leesbaar=leesbaar).annotate(is_publiek=ExpressionWrapper(voorbij, BooleanField()))
    return rijen.select_related("plan").order_by("-tot", "-van", "pk")


def rondes_en_rapporten(plan: Beleidsplan) -> tuple[list[Ronde], list[vormen.Ronde], list[vormen.Rapport]]:
    """Give all rondes of a plan, and what goes out of those that are over and of their reports: one query."""
    rijen = _rondes(plan).annotate(rechtgezet=Count("rapport__rechtzettingen"))
    alle = list(rijen.select_related("plan", "rapport").defer("rapport__inhoud"))
    leesbare = [ronde for ronde in alle if ronde.leesbaar]
    for ronde in leesbare:
        ronde.rapport.ronde, ronde.rapport.rechtgezet = ronde, ronde.rechtgezet
    over = [bouwen.ronde(ronde) for ronde in alle if ronde.is_publiek]
    return alle, over, [bouwen.rapport(ronde.rapport) for ronde in leesbare]


def rapporten(plan: Beleidsplan) -> QuerySet[Rapport]:
    """Give the definitive reports of a plan, the latest period first."""
    return (
        Rapport.objects.zichtbaar_voor(ANONIEM)
        .filter(ronde__plan=plan)
        .select_related("ronde__plan")
        .defer("inhoud")
        .annotate(rechtgezet=Count("rechtzettingen"))
        .order_by("-ronde__tot", "-ronde__van", "pk")
    )
