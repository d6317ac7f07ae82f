"""Put together what one organisatie did in one calendar year.

As on the overview, the year is looked at as it is known today: titles, places, roles and rights are those of today.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from organisaties.eenvan import EenVanDeze
from organisaties.models import Organisatie
from organisaties.voorbereid import voorbereid
from speerpunten.indicatoren import indicatorlijsten, lees_standen
from speerpunten.keuzes import Herkomst, OrganisatieRol
from speerpunten.lijsten import als_rij, in_een, lees_rij, verdeel
from speerpunten.meten import IndicatorStand, Meetpunt, in_woorden
from speerpunten.models import Actie, ActieOrganisatie, Indicator, Melding, Meting, Mijlpaal, Subsidie
from speerpunten.models.actie import ActieQuerySet
from speerpunten.verantwoording.gegevens import (
    Actieregel,
    Cijfer,
    Gezegd,
    Mijlpaalregel,
    Stand,
    Subsidieregel,
    Verantwoording,
)

_ROLVOLGORDE = list(OrganisatieRol.values)


def stel_verantwoording_samen(
    organisatie: Organisatie, gebruiker, *, jaar: int, vandaag: dt.date | None = None
) -> Verantwoording:
    """Compute what an organisatie did in a year as this reader may see it: four queries.

    In: a year from 1 to 9999. Of one that still has to begin only the subsidies are known.
    """
    vandaag = vandaag or timezone.localdate()
    begin, eind = dt.date(jaar, 1, 1), dt.date(jaar, 12, 31)
    op = min(eind, vandaag)
    acties = _acties(gebruiker, organisatie=organisatie.pk, begin=begin, op=op) if begin <= vandaag else []
    subsidies = _subsidies(gebruiker, organisatie=organisatie.pk, begin=begin, eind=eind)
    regels = [_subsidie(subsidie, organisatie) for subsidie in subsidies]
    uit = _Bouw(organisatie, acties, regels, begin, op).regels()
    return Verantwoording(
        organisatie=organisatie.naam,
        rechtsvorm=organisatie.rechtsvorm,
        kbo=organisatie.kbo or "",
        jaar=jaar,
        op=op,
        vandaag=vandaag,
        acties=tuple(regel for regel in uit if regel.is_eigen),
        anderen=tuple(regel for regel in uit if not regel.is_eigen),
        subsidies=tuple(regels),
    )


@voorbereid
def _subsidies(gebruiker, *, organisatie: int, begin: dt.date, eind: dt.date) -> QuerySet[Subsidie]:
    subsidies = Subsidie.objects.zichtbaar_voor(gebruiker).van_organisatie(Organisatie(pk=organisatie)).met_namen()
    return subsidies.filter(van__lte=eind, tot__gte=begin).order_by("van", "pk")


@voorbereid
def _acties(gebruiker, *, organisatie: int, begin: dt.date, op: dt.date) -> ActieQuerySet:
    """Ask for the acties of an organisatie that ran between two days, or about which something was said in between."""
    rollen = ActieOrganisatie.objects.filter(actie=OuterRef("pk"), organisatie=organisatie)
    gezegd = Melding.objects.geldig_op(op).filter(actie=OuterRef("pk"), peildatum__gte=begin)
    loopt = Q(looptijd_van__lte=op, looptijd_tot__gte=begin)
    return (
        Actie.objects.zichtbaar_voor(gebruiker)
        .telbaar(begin)
        .met_looptijd()
        .filter(Exists(rollen), loopt | Exists(gezegd))
        .met_stand(op)
        .select_related("speerpunt__plan")
        .order_by("-speerpunt__plan__van", "speerpunt__plan", "speerpunt__nummer", "nummer", "pk")
    )


@voorbereid
def _lijsten(gebruiker, *, organisatie: int, acties: list[int], begin: dt.date, eind: dt.date, op: dt.date) -> QuerySet:
    """Ask for what stands around acties in a year, and which roles this organisatie has there."""
    deze = EenVanDeze("actie", acties)
    in_het_jaar = Q(streefdatum__range=(begin, eind)) | Q(bereikt_op__range=(begin, eind))
    mijlpalen = Mijlpaal.objects.filter(in_het_jaar, deze)
    return in_een(
        **indicatorlijsten(Indicator.objects.filter(deze), Meting.objects.geldig_op(op)),
        rol=(ActieOrganisatie.objects.filter(deze, organisatie=organisatie), "actie_id", "rol"),
        mijlpaal=(mijlpalen, "actie_id", als_rij("id", "titel", "streefdatum", "bereikt_op")),
    )


@voorbereid
def _gezegd(gebruiker, *, acties: list[int], standen: list[int], begin: dt.date, op: dt.date) -> QuerySet[Melding]:
    """Ask for stands, and what was said about acties since a day, the oldest first; what is confidential stays."""
    van_het_jaar = Q(EenVanDeze("actie", acties), peildatum__gte=begin)
    meldingen = Melding.objects.geldig_op(op).filter(Q(EenVanDeze("pk", standen)) | van_het_jaar)
    vertrouwelijk = ("nodig", "opmerking_voor_vgc", "correctie_reden")
    return meldingen.select_related("organisatie").defer(*vertrouwelijk).nieuwste_eerst().reverse()


class _Bouw:
    """What stands around the acties, fetched in two queries, and put together per actie."""

    def __init__(
        self, organisatie: Organisatie, acties: list[Actie], subsidies: list[Subsidieregel], begin: dt.date, op: dt.date
    ) -> None:
        self.acties, self.begin, self.op, self.naam = acties, begin, op, organisatie.naam
        pks = [actie.pk for actie in acties]
        jaar = {"op": op, "begin": begin, "eind": op.replace(month=12, day=31)}
        rond = {"organisatie": organisatie.pk, "acties": pks}
        self.lijsten = verdeel(_lijsten(None, **rond, **jaar)) if pks else None
        self.meldingen = self._meldingen(pks) if pks else {}
        self.cijfers: dict[int, list[Cijfer]] = defaultdict(list)
        for stand in lees_standen(self.lijsten, op) if self.lijsten else ():
            self.cijfers[stand.indicator.actie_id].append(_cijfer(stand, begin))
        self.subsidies: dict[int | None, list[Subsidieregel]] = defaultdict(list)
        for subsidie in subsidies:
            self.subsidies[subsidie.actie_id].append(subsidie)

    def _meldingen(self, pks: list[int]) -> dict[int, list[Melding]]:
        """Give by actie its stand and what was said about the year, the oldest first; what is confidential stays."""
        standen = [actie.stand_id for actie in self.acties if actie.stand_id]
        uit: dict[int, list[Melding]] = defaultdict(list)
        for melding in _gezegd(None, acties=pks, standen=standen, begin=self.begin, op=self.op):
            uit[melding.actie_id].append(melding)
        return uit

    def regels(self) -> list[Actieregel]:
        if self.lijsten is None:
            return []
        rollen, mijlpalen = defaultdict(list), defaultdict(list)
        for pk, rol in self.lijsten["rol"]:
            rollen[int(pk)].append(rol)
        for pk, tekst in self.lijsten["mijlpaal"]:
            mijlpalen[int(pk)].append(_mijlpaal(lees_rij(tekst)))
        return [self._regel(actie, rollen[actie.pk], mijlpalen[actie.pk]) for actie in self.acties]

    def _regel(self, actie: Actie, rollen: list[str], mijlpalen: list[Mijlpaalregel]) -> Actieregel:
        meldingen = self.meldingen.get(actie.pk, [])
        stand = next((melding for melding in meldingen if melding.pk == actie.stand_id), None)
        return Actieregel(
            id=actie.pk,
            code=actie.code,
            titel=actie.titel,
            plan=actie.speerpunt.plan.naam,
            speerpunt=str(actie.speerpunt),
            rollen=tuple(sorted(rollen, key=_ROLVOLGORDE.index)),
            openbaar=actie.openbaar and actie.speerpunt.plan.openbaar,
            looptijd=actie.looptijd,
            uit_het_plan_op=actie.gearchiveerd_op,
            beoogd_resultaat=actie.beoogd_resultaat,
            stand=_stand(stand, self.begin) if stand else Stand(),
            gezegd=tuple(self._gezegd(meldingen, stand)),
            mijlpalen=tuple(sorted(mijlpalen, key=lambda m: (m.streefdatum, m.titel))),
            cijfers=tuple(self.cijfers[actie.pk]),
            subsidies=tuple(self.subsidies[actie.pk]),
        )

    def _gezegd(self, meldingen: list[Melding], stand: Melding | None) -> Iterable[Gezegd]:
        """Give what was said about the year; what the stand reached is told apart."""
        vorige: dict[str, str] = {}
        for melding in meldingen:
            if melding.peildatum < self.begin:
                continue
            teksten = {veld: getattr(melding, veld) for veld in ("toelichting", "reden", "bereikt_resultaat")}
            nieuw = {veld: "" if tekst == vorige.get(veld) else tekst for veld, tekst in teksten.items()}
            if melding is stand:
                nieuw["bereikt_resultaat"] = ""
            vorige = teksten
            yield Gezegd(
                peildatum=melding.peildatum,
                status_label=melding.get_status_display(),
                verloop_label=melding.get_verloop_display(),
                wie=self._wie(melding),
                niets_veranderd=melding.niets_veranderd,
                **nieuw,
            )

    def _wie(self, melding: Melding) -> str:
        """Name who said it where that is another than the organisatie itself; never a person."""
        if melding.herkomst == Herkomst.PUBLIEKE_BRON:
            return "een publieke bron"
        naam = melding.organisatie.naam if melding.organisatie else "het bestuur"
        return "" if naam == self.naam else naam


def _stand(melding: Melding, begin: dt.date) -> Stand:
    return Stand(
        status=melding.status,
        status_label=melding.get_status_display(),
        verloop=melding.verloop,
        verloop_label=melding.get_verloop_display(),
        resultaat=melding.resultaat,
        resultaat_label=melding.get_resultaat_display(),
        bereikt_resultaat=melding.bereikt_resultaat,
        peildatum=melding.peildatum,
        is_ouder=melding.peildatum < begin,
    )


def _mijlpaal(rij: dict) -> Mijlpaalregel:
    streefdatum, bereikt_op = (rij[naam] and dt.date.fromisoformat(rij[naam]) for naam in ("streefdatum", "bereikt_op"))
    return Mijlpaalregel(rij["titel"], streefdatum, bereikt_op)


def _cijfer(stand: IndicatorStand, begin: dt.date) -> Cijfer:
    ervoor = [punt for punt in stand.verloop if punt.peildatum < begin]
    erin = [punt for punt in stand.verloop if punt.peildatum >= begin]
    return Cijfer(
        naam=stand.indicator.naam,
        waarde=stand.waarde_in_woorden,
        dag=stand.dag,
        doel=stand.doel_in_woorden,
        erbij=_met_eenheid(stand, _erbij(ervoor, erin)) if stand.indicator.cumulatief and erin else "",
        metingen=tuple((punt.peildatum, _met_eenheid(stand, punt.waarde)) for punt in erin),
    )


def _erbij(ervoor: list[Meetpunt], erin: list[Meetpunt]) -> Decimal:
    """Give what a year brought of what is added up: the sum at its end less that before it."""
    return erin[-1].waarde - (ervoor[-1].waarde if ervoor else 0)


def _met_eenheid(stand: IndicatorStand, waarde: Decimal) -> str:
    return " ".join(filter(None, [in_woorden(stand.indicator, waarde), stand.indicator.eenheid]))


def _subsidie(subsidie: Subsidie, organisatie: Organisatie) -> Subsidieregel:
    return Subsidieregel(
        soort=subsidie.get_soort_display(),
        periode=subsidie.periode,
        jaar=subsidie.jaar,
        bedrag=subsidie.bedrag,
        financier=subsidie.financier.naam,
        besluit=subsidie.besluit,
        besluit_url=subsidie.besluit_url,
        actie=str(subsidie.actie) if subsidie.actie else "",
        actie_id=subsidie.actie_id,
        plan=subsidie.plan.naam,
        aan="" if subsidie.organisatie_id == organisatie.pk else subsidie.organisatie.naam,
    )


# --- which years


@voorbereid
def _jaren_gezegd(gebruiker, *, organisatie: int, op: dt.date) -> QuerySet:
    """Ask for the years in which something was said that counts, as their first day."""
    rollen = ActieOrganisatie.objects.filter(actie=OuterRef("pk"), organisatie=organisatie)
    acties = Actie.objects.zichtbaar_voor(gebruiker).filter(Exists(rollen))
    return Melding.objects.geldig_op(op).filter(actie__in=acties).order_by().dates("peildatum", "year")


def jaren_met_iets(
    organisatie: Organisatie, gebruiker, subsidies: Iterable[Subsidie], mijlpalen: Iterable[Mijlpaal]
) -> list[int]:
    """Give the years, this one and before, in which an organisatie has something to account for, the latest first.

    That is: something was said about an actie of it, a mijlpaal was due or reached, or a subsidie ran. In: the
    subsidies and mijlpalen that this reader may see. One query.
    """
    gezegd = _jaren_gezegd(gebruiker, organisatie=organisatie.pk, op=timezone.localdate())
    dagen = [dag for mijlpaal in mijlpalen for dag in (mijlpaal.streefdatum, mijlpaal.bereikt_op) if dag]
    jaren = {dag.year for dag in (*gezegd, *dagen)}
    for subsidie in subsidies:
        jaren |= set(range(subsidie.van.year, subsidie.tot.year + 1))
    dit_jaar = timezone.localdate().year
    return sorted((jaar for jaar in jaren if jaar <= dit_jaar), reverse=True)
