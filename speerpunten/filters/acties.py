"""The filters of the list of acties. Names and values are a contract: design, section 8."""

import datetime as dt
from functools import cached_property

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet, Subquery
from django.http import QueryDict

from organisaties.eenvan import EenVan, Sleutels
from organisaties.models import Organisatie
from organisaties.voorbereid import voorbereid
from speerpunten.filters.basis import Filter, Keuze, Keuzes
from speerpunten.kader import lees_rondes, rondelijst
from speerpunten.keuzes import GEEN_GEGEVENS, STATUS_LABELS, Resultaat, Verloop
from speerpunten.kortstand import Mijlpalen, in_het_kort, lees_kort
from speerpunten.lijsten import Lijst, Lijsten, in_een, lijsten_in_een, verdeel
from speerpunten.models import Actie, ActieOrganisatie, Beleidsdomein, Beleidsplan, Doelgroep, Melding, Ronde, Speerpunt
from speerpunten.models.actie import ActieQuerySet
from speerpunten.models.ronde import laatst_gesloten_van
from speerpunten.overzicht import acties_van, korte_standen
from speerpunten.paar import Overgangskeuze, keuzes_van, lees_keuze

VOLGORDES = [("titel", "Titel"), ("recent", "Laatst gerapporteerd"), ("einde", "Einde")]

UIT_DE_DATABASE = ("speerpunt", "beleidsdomein", "doelgroep", "organisatie", "overgang")  # what can be chosen differs


class ActieFilter(Filter):
    """Narrows and orders acties that carry `stand_id` (see `met_stand`)."""

    speerpunt = Keuze(label="Speerpunt", field_name="speerpunt__nummer")
    status = Keuzes(label="Status", choices=list(STATUS_LABELS.items()), method="filter_status")
    verloop = Keuzes(label="Hoe verloopt het?", choices=Verloop.choices, method="filter_stand")
    resultaat = Keuzes(label="Is het doel bereikt?", choices=Resultaat.choices, method="filter_stand")
    beleidsdomein = Keuze(label="Beleidsdomein", method="filter_via")
    doelgroep = Keuze(label="Doelgroep", method="filter_via")
    organisatie = Keuze(label="Organisatie", method="filter_via")
    overgang = Keuze(label="Vorig of volgend plan", method="filter_overgang")
    aandacht = Keuze(label="Aandacht", choices=[("ja", "Vraagt aandacht")], method="laat_door")
    volgorde = Keuze(label="Volgorde", choices=VOLGORDES, empty_label="Code", method="orden")

    class Meta:
        model = Actie
        fields: tuple[str, ...] = ()

    def __init__(
        self,
        data: QueryDict,
        queryset: ActieQuerySet,
        *,
        plan: Beleidsplan,
        gebruiker,
        op: dt.date,
    ) -> None:
        super().__init__(data, queryset)
        self.plan, self.gebruiker, self.op = plan, gebruiker, op
        self.overgangskeuze = lees_keuze(plan, data.get("overgang", ""), op)
        # asked only where a form is drawn, or something was chosen; a function, for a form copies its fields
        self.bied_aan({naam: lambda naam=naam: self._keuzes[naam] for naam in UIT_DE_DATABASE})

    @cached_property
    def _keuzes(self) -> Lijsten:
        return _keuzes_van(self.plan, self.op, self.overgangskeuze, self.gebruiker)

    @cached_property
    def laatste_ronde(self) -> Ronde | None:
        return laatst_gesloten_van(lees_rondes(self._keuzes["ronde"], self.plan), self.op)

    @property
    def laat_alles_door(self) -> bool:
        """Tell whether the address asks for every actie, in its usual order (but for `aandacht`)."""
        return not any(any(self.data.getlist(naam)) for naam in self.filters if naam != "aandacht")

    @property
    def vraagt_aandacht(self) -> bool:
        """Tell whether only acties that ask for attention are wanted: computed, so for the view to do."""
        return "aandacht" in self.data and bool(self.gekozen.get("aandacht"))

    def die_aandacht_vragen(self, mijlpalen: Mijlpalen) -> list[int]:
        """Give the keys of the acties that ask for attention, of those that are let through, in their order: one query.

        In: the mijlpalen of the plan that were missed, at least.
        """
        dag = {"op": self.op, "laatste_ronde": self.laatste_ronde}
        if self.laat_alles_door:
            korte = korte_standen(self.plan, self.gebruiker, mijlpalen=mijlpalen, **dag)
        else:
            korte = lees_kort(in_het_kort(self.qs, **dag), mijlpalen, **dag)
        return [kort.actie_id for kort in korte if kort.vraagt_aandacht]

    def filter_q(self, acties: ActieQuerySet, naam: str, waarde: str) -> ActieQuerySet:
        return acties.zoek(waarde)

    def filter_status(self, acties: ActieQuerySet, naam: str, waarde: list[str]) -> ActieQuerySet:
        if not waarde:
            return acties
        zonder = Q(stand_id=None) if GEEN_GEGEVENS in waarde else Q(pk__in=[])
        return acties.filter(zonder | Exists(Melding.objects.filter(pk=OuterRef("stand_id"), status__in=waarde)))

    def filter_stand(self, acties: ActieQuerySet, naam: str, waarde: list[str]) -> ActieQuerySet:
        if not waarde:
            return acties
        return acties.filter(Exists(Melding.objects.filter(pk=OuterRef("stand_id"), **{f"{naam}__in": waarde})))

    def filter_via(self, acties: ActieQuerySet, naam: str, waarde: str) -> ActieQuerySet:
        pad = {"beleidsdomein": "beleidsdomeinen", "doelgroep": "doelgroepen", "organisatie": "rollen__organisatie"}[
            naam
        ]
        return acties.filter(Exists(Actie.objects.filter(pk=OuterRef("pk"), **{f"{pad}__slug": waarde})))

    def filter_overgang(self, acties: ActieQuerySet, naam: str, waarde: str) -> ActieQuerySet:
        if not waarde:
            return acties
        return acties.filter(pk__in=self.overgangskeuze.passend(self._keuzes["paar"]))

    def laat_door(self, acties: ActieQuerySet, naam: str, waarde: str) -> ActieQuerySet:
        return acties

    def orden(self, acties: ActieQuerySet, naam: str, waarde: str) -> ActieQuerySet:
        if waarde == "titel":
            return acties.order_by("titel", "pk")
        if waarde == "einde":
            return acties.order_by(F("einde").asc(nulls_last=True), "pk")
        if waarde == "recent":
            dag = Subquery(Melding.objects.filter(pk=OuterRef("stand_id")).values("peildatum"))
            return acties.annotate(stand_dag=dag).order_by(F("stand_dag").desc(nulls_last=True), "pk")
        return acties.op_code()


def _lijsten(gebruiker, *, plan: int, op: dt.date) -> dict[str, Lijst]:
    """Give what can be chosen in a plan by this reader, as lists for `in_een`."""
    ids = acties_van(Beleidsplan(pk=plan), gebruiker, op).order_by().values("pk")

    def bij_een(van: type[Model], koppeling: type[Model], veld: str) -> Lijst:
        """Give what stands at one of these acties at least: first the keys, for the same name stands at many."""
        sleutels = koppeling.objects.filter(actie__in=ids).values(veld).distinct()
        return van.objects.filter(EenVan("pk", Sleutels(sleutels))), "slug", "naam"

    return {
        "speerpunt": (Speerpunt.objects.filter(plan=plan), "nummer", "titel"),
        "beleidsdomein": bij_een(Beleidsdomein, Actie.beleidsdomeinen.through, "beleidsdomein"),
        "doelgroep": bij_een(Doelgroep, Actie.doelgroepen.through, "doelgroep"),
        "organisatie": bij_een(Organisatie, ActieOrganisatie, "organisatie"),
        "volgend": (Speerpunt.objects.filter(plan__opvolger_van=plan), "nummer", "titel"),
        "vorig": (Speerpunt.objects.filter(plan__opvolger=plan), "nummer", "titel"),
        "ronde": rondelijst(plan),
    }


@voorbereid
def _keuzes(gebruiker, *, plan: int, op: dt.date) -> QuerySet:
    return in_een(True, **_lijsten(gebruiker, plan=plan, op=op))


def _keuzes_van(plan: Beleidsplan, op: dt.date, overgang: Overgangskeuze | None, gebruiker) -> Lijsten:
    """Give what can be chosen in this plan by this reader, and `paar` where `overgang` is chosen, in one query."""
    if overgang:
        lijsten = _lijsten(gebruiker, plan=plan.pk, op=op)
        keuzes = lijsten_in_een(**lijsten, paar=overgang.lijst(gebruiker))
    else:
        keuzes = verdeel(_keuzes(gebruiker, plan=plan.pk, op=op))
    keuzes["overgang"] = keuzes_van(plan, keuzes["volgend"], keuzes["vorig"], gebruiker)
    keuzes["speerpunt"] = [(nummer, f"{nummer}. {titel}") for nummer, titel in keuzes["speerpunt"]]
    return keuzes
