"""One actie with everything that a reader may know of it, in a fixed number of queries. Knows no HTML."""

import datetime as dt
import json
from dataclasses import dataclass

from django.db.models import (
    CharField,
    Exists,
    FilteredRelation,
    OuterRef,
    QuerySet,
    Value,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from organisaties.eenvan import EenVan, EenVanDeze
from organisaties.models import Organisatie, is_huidig
from organisaties.voorbereid import voorbereid
from speerpunten.bijlagelijst import Bijlageregel, regels_uit
from speerpunten.indicatoren import indicatorlijsten, lees_standen
from speerpunten.lijsten import Lijsten, in_een, verdeel
from speerpunten.meten import IndicatorStand
from speerpunten.models import (
    Actie,
    ActieOrganisatie,
    Beleidsdomein,
    Bijlage,
    Doelgroep,
    Gebeurtenis,
    Indicator,
    Melding,
    Meting,
    Mijlpaal,
    Ronde,
    Speerpunt,
    Subsidie,
    Verplaatsing,
)
from speerpunten.models.actie import BINNEN, GEVRAAGD
from speerpunten.models.bijlage import Bijlagekolommen, bijlagen_van
from speerpunten.models.melding import ZWAAR
from speerpunten.stand import ActieStand, beoordeel
from speerpunten.subsidies import lees_subsidies, subsidielijst
from speerpunten.vervolg import Actievervolg, actielijsten, lees_actievervolg


@dataclass(frozen=True)
class Naam:
    """Something that belongs to an actie, by name: a domain, a target group, another speerpunt or actie."""

    sleutel: str
    naam: str


@dataclass(frozen=True)
class Dossier:
    """What the page of an actie shows to one reader."""

    stand: ActieStand
    rollen: tuple[ActieOrganisatie, ...]
    meldingen: tuple[Melding, ...]  # accepted, the newest day first; of merged acties too
    openstaand: tuple[Melding, ...]  # not accepted yet, as far as this reader may know
    namen: dict[str, list[Naam]]
    indicatoren: tuple[IndicatorStand, ...]  # of merged acties too, as the subsidies
    subsidies: tuple[Subsidie, ...]
    eigen_organisaties: frozenset[int]
    bekenden: frozenset[
        int
    ]  # the people whose names a partner may read: its own, and its contact at the administration
    ziet_alles: bool
    is_lezer: bool
    laatste_ronde: Ronde | None
    vervolg: Actievervolg  # before and after it, over the plans

    @property
    def vertrouwelijk_van(self) -> set[int]:
        """Give the meldingen whose log and opmerking_voor_vgc this reader sees: staff all, a partner its own."""
        alle = (*self.meldingen, *self.openstaand)
        return {m.pk for m in alle if self.ziet_alles or m.organisatie_id in self.eigen_organisaties}

    @property
    def bijlagen(self) -> list[Bijlageregel]:
        """Give the bijlagen of the actie itself, and of those merged into it, that this reader may read."""
        return regels_uit([json.loads(naam.naam) for naam in self.namen["bijlage"]])

    @property
    def nodig_van(self) -> set[int]:
        """Give the meldingen of which this reader sees what is needed: as above, and lezers all."""
        return {m.pk for m in self.meldingen} if self.is_lezer else self.vertrouwelijk_van


@voorbereid
def _lijsten(gebruiker, *, actie: int, acties: list[int], plan: int, op: dt.date) -> QuerySet:
    """Ask for the short lists around an actie, with its indicatoren and subsidies: soort -> rows (`verdeel`). In: its
    key, also as a list."""
    deze = Actie(pk=actie, speerpunt=Speerpunt(plan_id=plan))
    code = Concat(Cast("speerpunt__nummer", CharField()), Value("."), Cast("nummer", CharField()), Value(" "), "titel")
    opgegaan = Concat(code, Value(". Reden: "), "archief_reden", output_field=CharField())
    verhuis = Concat("van_code", Value(": "), "reden", output_field=CharField())
    zichtbaar = Actie.objects.zichtbaar_voor(gebruiker)
    samen = Indicator.objects.filter(met_opgenomen(deze))
    subsidies = Subsidie.objects.zichtbaar_voor(gebruiker).filter(met_opgenomen(deze))
    bijlagen = Bijlage.objects.zichtbaar_voor(gebruiker).met_openbaar().filter(met_opgenomen(deze))
    return in_een(
        **indicatorlijsten(samen, Meting.objects.geldig_op(op)),
        subsidie=subsidielijst(subsidies),
        beleidsdomein=(Beleidsdomein.objects.filter(acties=actie), "slug", "naam"),
        doelgroep=(Doelgroep.objects.filter(acties=actie), "slug", "naam"),
        ook_bij=(Speerpunt.objects.filter(ook_acties=actie), "nummer", "titel"),
        opgenomen=(zichtbaar.filter(opgegaan_in=actie), "pk", opgegaan),
        bijlage=(bijlagen, "pk", Bijlagekolommen()),
        verplaatsing=(Verplaatsing.objects.filter(actie=actie), "pk", verhuis),
        **actielijsten(acties, plan, gebruiker, op),
    )


@voorbereid
def _laatste_ronde(
    gebruiker,
    *,
    actie: int,
    speerpunt: int,
    plan: int,
    van: dt.date,
    tot: dt.date,
    bestaat_tot: dt.date,
    op: dt.date,
) -> QuerySet[Ronde]:
    """Ask for the ronde that closed last before `op`, with `vraagt`: whether it asked for this actie."""
    vraagt = Ronde.objects.filter(pk=OuterRef("pk")).die_vragen(
        plan=plan, van=van, tot=tot, bestaat_tot=bestaat_tot, speerpunt=speerpunt, actie=actie
    )
    return Ronde.objects.annotate(vraagt=Exists(vraagt)).filter(plan=plan).gesloten(op).laatste_eerst()[:1]


def _antwoord(actie: Actie, ronde: Ronde | None, aanvaard: list[Melding]) -> str:
    """Tell what a ronde (with `vraagt`) heard of the actie, as `ActieQuerySet.met_antwoord` does of many.

    It asks for none that was finished at its beginning.
    """
    eigen = [melding for melding in aanvaard if melding.actie_id == actie.pk]
    if ronde is None or any(melding.ronde_id == ronde.pk for melding in eigen):
        return BINNEN if ronde else ""
    geldig = (m for m in eigen if m.peildatum < ronde.van)
    ervoor = next((m for m in geldig if not getattr(getattr(m, "vervangen_door", None), "is_aanvaard", False)), None)
    vraagt = ronde.vraagt and (ronde.eindronde or ervoor is None or not ervoor.is_afgerond)
    return GEVRAAGD if vraagt else ""


def met_opgenomen(actie: Actie) -> EenVan:
    """Keep what is of an actie or of one that was merged into it, also by way of another (A into B, B into this).

    In: a stored actie. Out: a condition on `actie`. Knows no reader: filter on who may see what besides.
    """
    tabel = Actie._meta.db_table
    keten = (
        f"WITH RECURSIVE keten(id) AS (SELECT CAST(%s AS bigint) UNION SELECT a.id FROM {tabel} a "  # noqa: S608  constant
        "JOIN keten ON a.opgegaan_in_id = keten.id) SELECT id FROM keten"
    )
    return EenVan("actie", RawSQL(keten, [actie.pk]))  # noqa: S611  its one value is a parameter


@voorbereid
def _gelezen(gebruiker, *, actie: int) -> QuerySet[Melding]:
    return (
        Melding.objects.zichtbaar_voor(gebruiker)
        .filter(met_opgenomen(Actie(pk=actie)))
        .met_in_tijd()
        .annotate(bijlagenkolom=bijlagen_van("melding", gebruiker))
        .select_related("actie__speerpunt", "organisatie", "ronde", "vervangen_door", "uit_import")
        .defer(*ZWAAR)
        .nieuwste_eerst()
    )


@voorbereid
def _log(gebruiker, *, meldingen: list[int]) -> QuerySet[Gebeurtenis]:
    return Gebeurtenis.objects.filter(EenVanDeze("melding", meldingen)).select_related("door")


def _meldingen(actie: Actie, gebruiker) -> list[Melding]:
    """Give what this reader may read of the actie and of those merged into it, each with its `log`; a visitor has no
    log."""
    alle = _gelezen(gebruiker, actie=actie.pk)
    per_melding: dict[int, list[Gebeurtenis]] = {}
    if gebruiker.is_authenticated:
        for gebeurtenis in _log(None, meldingen=[melding.pk for melding in alle]):
            per_melding.setdefault(gebeurtenis.melding_id, []).append(gebeurtenis)
    for melding in alle:
        melding.log = per_melding.get(melding.pk, ())
    return alle


@voorbereid
def _mijlpalen(gebruiker, *, actie: int) -> QuerySet[Mijlpaal]:
    return Mijlpaal.objects.filter(actie=actie)


@voorbereid
def _rollen(gebruiker, *, actie: int) -> QuerySet[ActieOrganisatie]:
    return ActieOrganisatie.objects.filter(actie=actie).select_related("organisatie")


@voorbereid
def _sprekers(gebruiker) -> QuerySet:
    """Ask for the organisaties for which this user speaks, each with who else speaks for it."""
    nu = FilteredRelation("lidmaatschappen", condition=is_huidig(pad="lidmaatschappen__"))
    return Organisatie.objects.van(gebruiker).annotate(nu=nu).values_list("pk", "nu__gebruiker")


def _eigen(gebruiker) -> tuple[frozenset[int], frozenset[int]]:
    """Give the organisaties for which this user speaks, and who else speaks for them; staff need neither."""
    if not gebruiker.is_authenticated or gebruiker.is_medewerker:
        return frozenset(), frozenset()
    paren = _sprekers(gebruiker)
    return frozenset(organisatie for organisatie, _ in paren), frozenset(wie for _, wie in paren if wie)


def stel_dossier_samen(actie: Actie, gebruiker, op: dt.date | None = None) -> Dossier:
    """Collect what this reader may know of an actie (from `actie_of_404`) on day `op` (today unless told): six or seven
    queries. Of another day only what was accepted about it or before."""
    vandaag = timezone.localdate()
    op = op or vandaag
    laatste_ronde = _laatste_ronde.eerste(
        None,
        actie=actie.pk,
        speerpunt=actie.speerpunt_id,
        plan=actie.speerpunt.plan_id,
        van=actie.looptijd_van,
        tot=actie.looptijd_tot,
        bestaat_tot=actie.bestaat_tot,
        op=op,
    )
    lijsten = verdeel(_lijsten(gebruiker, actie=actie.pk, acties=[actie.pk], plan=actie.speerpunt.plan_id, op=op))
    meldingen = _meldingen(actie, gebruiker)
    aanvaard = [m for m in meldingen if m.is_aanvaard and m.peildatum <= op]
    eigen, bekenden = _eigen(gebruiker)
    stand = beoordeel(
        actie,
        next((m for m in aanvaard if m.pk == actie.stand_id), None),
        _mijlpalen(None, actie=actie.pk),
        op=op,
        laatste_ronde=laatste_ronde,
        antwoord=_antwoord(actie, laatste_ronde, aanvaard),
    )
    return Dossier(
        stand=stand,
        rollen=tuple(_rollen(None, actie=actie.pk)),
        meldingen=tuple(aanvaard),
        openstaand=tuple(m for m in meldingen if not m.is_aanvaard and not m.is_ingetrokken and op == vandaag),
        namen=Lijsten({soort: [Naam(*rij) for rij in rijen] for soort, rijen in lijsten.items()}),
        indicatoren=tuple(lees_standen(lijsten, op)),
        subsidies=tuple(lees_subsidies(lijsten["subsidie"])),
        eigen_organisaties=eigen,
        bekenden=bekenden | {actie.verantwoordelijke_id},
        ziet_alles=getattr(gebruiker, "is_medewerker", False),
        is_lezer=getattr(gebruiker, "is_lezer", False),
        laatste_ronde=laatste_ronde,
        vervolg=lees_actievervolg(actie, lijsten, is_medewerker=getattr(gebruiker, "is_medewerker", False)),
    )
