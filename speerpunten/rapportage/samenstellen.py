"""Put a report together: the stand of all public acties of a plan on the last day of a ronde, or on any day.

Taking part only decides who is missing (design, section 7): each actie counts with the stand that was valid on that
day, said in the ronde or before it. The same rules as the overview and the list, so that the figures agree.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Case, CharField, Exists, F, Model, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils import timezone

from organisaties.eenvan import EenVan, EenVanDeze, Sleutels
from organisaties.voorbereid import voorbereid
from speerpunten.indicatoren import indicatorlijsten
from speerpunten.kader import laatst_gesloten
from speerpunten.keuzes import STATUS_LABELS, MeldingToestand, OrganisatieRol, Tekstsoort
from speerpunten.lijsten import Lijst, Lijsten, als_rij, gebundeld, in_een, lees_rij, verdeel
from speerpunten.models import (
    Actie,
    ActieOrganisatie,
    Beleidsplan,
    Indicator,
    Melding,
    Meting,
    Rapport,
    Rapporttekst,
    Ronde,
    Speerpunt,
)
from speerpunten.models.actie import ActieQuerySet
from speerpunten.overzicht import deel_plan
from speerpunten.rapportage.bewaren import AlsKop, kop_uit_json
from speerpunten.rapportage.cijfers import (
    GEMETEN,
    Cijfers,
    indicatorregels,
    stel_cijfers_samen,
    subsidieregels,
    totalen,
)
from speerpunten.rapportage.gegevens import (
    SCHEMA,
    Aandacht,
    Actieregel,
    Deelname,
    Mijlpaalregel,
    Ontbrekend,
    Periode,
    Planregel,
    Rapportage,
    Rol,
    Speerpuntdeel,
    Tal,
    Telling,
    Verwijzing,
    Vorige,
)
from speerpunten.stand import MET_TEKSTEN, ActieStand, met_aandacht, op_dag

Namen = dict[str, dict[str, list]]  # kind of list -> key -> texts; of GEBUNDELD what stands at one thing
GEBUNDELD = ("beleidsdomein", "doelgroep", "rol", "ook")  # a row for each actie (or speerpunt), with all that it has
_TAB = "\t"  # between the parts of one text of `lijsten_in_een`
JA, NEE = "ja", "nee"
_ROLVOLGORDE = list(OrganisatieRol.values)


def stel_samen(
    plan: Beleidsplan, *, ronde: Ronde | None = None, op: dt.date | None = None, vandaag: dt.date | None = None
) -> Rapportage:
    """Give the report of a ronde, or (without one) the stand of the plan on day `op` (today unless told).

    While the period of the ronde runs, the draft shows today.
    The same number of queries whatever the number of acties: six, whether or not a report stands before it.
    """
    vandaag = vandaag or timezone.localdate()
    op = min(ronde.tot, vandaag) if ronde else op or vandaag
    gesloten = laatst_gesloten(plan, op)
    acties = _acties(None, gesloten and gesloten.eindronde, plan=plan.pk, op=op, **_van_ronde(gesloten))
    acties = deel_plan(acties, plan)
    standen = met_aandacht(acties, op=op, laatste_ronde=gesloten, velden=MET_TEKSTEN)
    namen, gemeten = _namen(acties, plan, ronde, op)
    cijfers = stel_cijfers_samen(plan, acties, gemeten, op)
    del gemeten  # each meting of the plan as text
    regels = {stand.actie.pk: _actieregel(stand, namen, ronde, cijfers) for stand in standen}
    return Rapportage(
        schema=SCHEMA,
        titel=_titel(plan, ronde, op),
        plan=_planregel(plan),
        ronde=_periode(ronde) if ronde else None,
        op=op,
        opgemaakt_op=vandaag,
        inleiding=_tekst(namen, Tekstsoort.INLEIDING),
        conclusie=_tekst(namen, Tekstsoort.CONCLUSIE),
        telling=_telling(regels.values()),
        vorige=_vorige(namen),
        deelname=_deelname(standen, namen) if ronde else None,
        niet_openbaar=len(namen["besloten"]),
        subsidies=totalen(cijfers),
        speerpunten=_speerpunten(standen, regels, namen, cijfers),
    )


def _titel(plan: Beleidsplan, ronde: Ronde | None, op: dt.date) -> str:
    return f"{plan.naam}: {ronde.naam}" if ronde else f"{plan.naam}: stand op {op:%d/%m/%Y}"


def _planregel(plan: Beleidsplan) -> Planregel:
    besluit = ""
    if plan.besluit_nummer:
        besluit = plan.besluit_nummer + (f" van {plan.besluit_datum:%d/%m/%Y}" if plan.besluit_datum else "")
    bestuur = plan.opdrachtgever.naam if plan.opdrachtgever else ""
    return Planregel(plan.naam, bestuur, plan.van, plan.tot, besluit, plan.contact)


def _periode(ronde: Ronde) -> Periode:
    return Periode(ronde.naam, ronde.van, ronde.tot, ronde.eindronde, ronde.opent, ronde.deadline, ronde.sluit)


@voorbereid
def _acties(
    gebruiker, eindronde: bool | None, *, plan: int, op: dt.date, ronde: int | None, ronde_van: dt.date | None
) -> ActieQuerySet:
    """Ask for the public acties of a plan with what the report tells of them; `ronde` closed last before `op`."""
    laatste = None if ronde is None else Ronde(pk=ronde, van=ronde_van, eindronde=eindronde)
    acties = _publiek(plan, op).select_related("speerpunt").op_code()
    return op_dag(acties, op=op, laatste_ronde=laatste).voor_lijst("beoogd_resultaat")


def _publiek(plan: int, op: dt.date, *, openbaar: bool = True) -> ActieQuerySet:
    return Actie.objects.filter(speerpunt__plan=plan, openbaar=openbaar).telbaar(op)


@voorbereid
def _lijsten(
    gebruiker,
    eindronde: bool | None,
    *,
    plan: int,
    op: dt.date,
    acties: list[int],
    ronde: int | None,
    ronde_van: dt.date | None,
) -> QuerySet:
    """Ask for all short lists of the report: names around acties (by key of the actie), the speerpunten (by number,
    each with the keys of the acties of others that touch it),
    the texts of the ronde (by number of the speerpunt, or 0), the keys of what is not public, and the indicatoren with
    their metingen (by their own key)."""
    tab, van_deze = Value(_TAB), EenVanDeze("actie", acties)
    speerpunten = Speerpunt.objects.filter(plan=plan)

    def per(sleutel: str, koppeling: type[Model], wat: object) -> Lijst:
        """Give what belongs to each of these acties (or to each speerpunt), in a row for each."""
        return gebundeld(koppeling.objects.filter(van_deze), sleutel, wat)

    lijsten = {
        "beleidsdomein": per("actie_id", Actie.beleidsdomeinen.through, "beleidsdomein__naam"),
        "doelgroep": per("actie_id", Actie.doelgroepen.through, "doelgroep__naam"),
        "rol": per("actie_id", ActieOrganisatie, als_rij("rol", naam=F("organisatie__naam"))),
        "ook": per("speerpunt__nummer", Actie.ook_bij.through, "actie_id"),
        "vorige": (_eerder(plan, ronde, op), "schema", AlsKop("inhoud")),
        "speerpunt": (speerpunten, "nummer", Concat(Cast("pk", CharField()), tab, "titel")),
        "besloten": (_publiek(plan, op, openbaar=False), "pk", Value("")),
    }
    lijsten |= indicatorlijsten(
        Indicator.objects.filter(Q(van_deze) | Q(EenVan("speerpunt", Sleutels(speerpunten.values("pk"))))),
        Meting.objects.geldig_op(op),
    )
    if ronde is not None:
        lijsten["gevraagd"] = _gevraagd(Ronde(pk=ronde, van=ronde_van, eindronde=eindronde), acties)
        tekst = Concat("soort", tab, "tekst", output_field=TextField())
        teksten = Rapporttekst.objects.filter(ronde=ronde)
        lijsten["tekst"] = (teksten, Coalesce("speerpunt__nummer", Value(0)), tekst)
    return in_een(True, **lijsten)


def _namen(acties: Sequence[Actie], plan: Beleidsplan, ronde: Ronde | None, op: dt.date) -> tuple[Namen, Lijsten]:
    """Give all short lists of the report in one query (see `_lijsten`); apart the rows of the indicatoren and their
    metingen."""
    waarden = _van_ronde(ronde) | {"plan": plan.pk, "op": op, "acties": [actie.pk for actie in acties]}
    uit: Namen = defaultdict(lambda: defaultdict(list))
    lijsten = verdeel(_lijsten(None, ronde and ronde.eindronde, **waarden))
    gemeten = Lijsten({soort: lijsten.pop(soort, []) for soort in GEMETEN})
    for soort in GEBUNDELD:
        uit[soort] |= {sleutel: lees_rij(tekst) for sleutel, tekst in lijsten.pop(soort, [])}
    for soort, paren in lijsten.items():
        for sleutel, tekst in paren:
            uit[soort][sleutel].append(tekst)
    return uit, gemeten


def _van_ronde(ronde: Ronde | None) -> dict[str, int | dt.date | None]:
    return {"ronde": ronde and ronde.pk, "ronde_van": ronde and ronde.van}


def _tekst(namen: Namen, soort: str, speerpunt: int = 0) -> str:
    teksten = (tekst.partition(_TAB) for tekst in namen["tekst"].get(str(speerpunt), ()))
    return next((tekst for welke, _, tekst in teksten if welke == soort), "")


def _actieregel(stand: ActieStand, namen: Namen, ronde: Ronde | None, cijfers: Cijfers) -> Actieregel:
    actie, melding, sleutel = stand.actie, stand.stand, str(stand.actie.pk)
    rollen = [Rol(rij["naam"], rij["rol"]) for rij in namen["rol"].get(sleutel, ())]
    rollen.sort(key=lambda rol: (_ROLVOLGORDE.index(rol.rol), rol.organisatie))
    return Actieregel(
        id=actie.pk,
        code=actie.code,
        titel=actie.titel,
        rollen=tuple(rollen),
        beleidsdomeinen=_gesorteerd(namen["beleidsdomein"].get(sleutel, ())),
        doelgroepen=_gesorteerd(namen["doelgroep"].get(sleutel, ())),
        looptijd=actie.looptijd,
        beoogd_resultaat=actie.beoogd_resultaat,
        status=stand.status,
        status_label=stand.status_label,
        verloop=melding.verloop if melding else "",
        verloop_label=stand.verloop_label,
        resultaat=melding.resultaat if melding else "",
        resultaat_label=stand.resultaat_label,
        toelichting=melding.toelichting if melding else "",
        reden=melding.reden if melding else "",
        bereikt_resultaat=melding.bereikt_resultaat if melding else "",
        melding=melding.pk if melding else None,
        peildatum=melding.peildatum if melding else None,
        uit_ronde=bool(melding and ronde and melding.ronde_id == ronde.pk),
        niets_veranderd=bool(melding and melding.niets_veranderd),
        herkomst=melding.herkomst if melding else "",
        mijlpalen=tuple(
            Mijlpaalregel(m.titel, m.streefdatum, m.bereikt_op if m.is_bereikt(stand.op) else None)
            for m in stand.mijlpalen
        ),
        aandachtspunten=tuple(Aandacht(p.reden, p.sinds, p.berekend) for p in stand.aandachtspunten),
        indicatoren=indicatorregels(cijfers.per_actie.get(actie.pk, ())),
        subsidies=subsidieregels(cijfers.subsidies_per_actie.get(actie.pk, ())),
    )


def _gesorteerd(namen: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(namen, key=str.casefold))


def _telling(acties: Iterable[Actieregel]) -> Telling:
    acties = list(acties)
    teller = Counter(actie.status for actie in acties)
    tallen = tuple(Tal(code, label, teller.get(code, 0)) for code, label in STATUS_LABELS.items())
    return Telling(tallen, len(acties), sum(bool(actie.aandachtspunten) for actie in acties))


def _speerpunten(
    standen: Sequence[ActieStand], regels: dict[int, Actieregel], namen: Namen, cijfers: Cijfers
) -> tuple[Speerpuntdeel, ...]:
    per_nummer: dict[int, list[Actieregel]] = defaultdict(list)
    for stand in standen:
        per_nummer[stand.actie.speerpunt.nummer].append(regels[stand.actie.pk])
    uit = []
    for sleutel, titels in sorted(namen["speerpunt"].items(), key=lambda paar: int(paar[0])):
        acties = tuple(per_nummer[int(sleutel)])
        raken = {*namen["ook"].get(sleutel, ())} - {actie.id for actie in acties}
        ook = tuple(Verwijzing(regel.code, regel.titel) for pk, regel in regels.items() if pk in raken)
        duiding = _tekst(namen, Tekstsoort.DUIDING, int(sleutel))
        pk, titel = titels[0].split(_TAB, 1)
        gemeten = indicatorregels(cijfers.per_speerpunt.get(int(pk), ()))
        uit.append(Speerpuntdeel(int(sleutel), titel, duiding, _telling(acties), acties, ook, gemeten))
    return tuple(uit)


def _gevraagd(ronde: Ronde, sleutels: list[int]) -> Lijst:
    """Give which of these acties a ronde asked about, and whether it has an accepted stand of each."""
    aanvaard = Melding.objects.filter(
        actie=OuterRef("pk"), ronde=ronde, vervangt=None, toestand=MeldingToestand.AANVAARD
    )
    acties = Actie.objects.filter(EenVanDeze("pk", sleutels)).met_gevraagd(ronde).filter(gevraagd=True)
    return acties, "pk", Case(When(Exists(aanvaard), then=Value(JA)), default=Value(NEE))


def _deelname(standen: Sequence[ActieStand], namen: Namen) -> Deelname:
    """Tell who has no accepted stand in the ronde, of the public acties that it asked about."""
    gevraagd = {int(pk): beantwoord == [JA] for pk, beantwoord in namen["gevraagd"].items()}
    erin = [stand for stand in standen if stand.actie.pk in gevraagd]
    mist: dict[str, list[Verwijzing]] = defaultdict(list)
    for stand in erin:
        if not gevraagd[stand.actie.pk]:
            for naam in _wie_antwoordt(namen["rol"].get(str(stand.actie.pk), ())):
                mist[naam].append(Verwijzing(stand.actie.code, stand.actie.titel))
    ontbreken = (Ontbrekend(naam, tuple(mist[naam])) for naam in sorted(mist, key=lambda n: (n == "", n.casefold())))
    return Deelname(len(erin), sum(gevraagd[stand.actie.pk] for stand in erin), tuple(ontbreken))


def _wie_antwoordt(rollen: Iterable[dict[str, str]]) -> list[str]:
    """Give who is asked about an actie, as `die_antwoorden` says of rows: the trekker, else the uitvoerders."""
    per_rol: dict[str, list[str]] = defaultdict(list)
    for rij in rollen:
        per_rol[rij["rol"]].append(rij["naam"])
    return per_rol[OrganisatieRol.TREKKER] or sorted(per_rol[OrganisatieRol.UITVOERDER]) or [""]


def _eerder(plan: int, ronde: int | None, op: dt.date) -> QuerySet[Rapport]:
    """Give the definitive report over the last day before this one."""
    eerder = Rapport.objects.filter(ronde__plan=plan, ronde__tot__lt=op)
    if ronde is not None:
        eerder = eerder.exclude(ronde=ronde)
    return Rapport.objects.filter(pk__in=eerder.order_by("-ronde__tot", "-pk").values("pk")[:1])


def _vorige(namen: Namen) -> Vorige | None:
    """Give the figures of the report of `_eerder`."""
    for schema, (tekst,) in namen["vorige"].items():
        toen = kop_uit_json(tekst, int(schema))
        return Vorige(toen.titel, toen.op, toen.telling)
    return None
