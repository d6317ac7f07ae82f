"""The filters of the list of acties. Names and values are a contract: design, section 8."""

import datetime as dt

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.http import QueryDict

from organisaties.models import Organisatie
from speerpunten.filters.basis import Filter, Keuze, Keuzes
from speerpunten.keuzes import GEEN_GEGEVENS, STATUS_LABELS, Resultaat, Verloop
from speerpunten.lijsten import lijsten_in_een
from speerpunten.models import Actie, Beleidsdomein, Beleidsplan, Doelgroep, Melding, Speerpunt
from speerpunten.models.actie import ActieQuerySet
from speerpunten.paar import Overgangskeuze, keuzes_van, lees_keuze

VOLGORDES = [("titel", "Titel"), ("recent", "Laatst gerapporteerd"), ("einde", "Einde")]


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
        zichtbaar: ActieQuerySet,
        gebruiker,
        op: dt.date,
    ) -> None:
        super().__init__(data, queryset)
        self.overgangskeuze = lees_keuze(plan, data.get("overgang", ""), op)
        keuzes = _keuzes_van(plan, zichtbaar, self.overgangskeuze, gebruiker)
        self.paar = keuzes.pop("paar", [])
        self.bied_aan(keuzes)

    @property
    def vraagt_aandacht(self) -> bool:
        """Tell whether only acties that ask for attention are wanted: computed, so for the view to do."""
        return self.form.is_bound and bool(getattr(self.form, "cleaned_data", {}).get("aandacht"))

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
        return acties.filter(pk__in=self.overgangskeuze.passend(self.paar))

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


def _keuzes_van(
    plan: Beleidsplan, zichtbaar: ActieQuerySet, overgang: Overgangskeuze | None, gebruiker
) -> dict[str, list[tuple[str, str]]]:
    """Give what can be chosen in this plan by this reader, and `paar` where `overgang` is chosen, in one query."""
    ids = zichtbaar.order_by().values("pk")
    keuzes = lijsten_in_een(
        speerpunt=(Speerpunt.objects.filter(plan=plan), "nummer", "titel"),
        beleidsdomein=(Beleidsdomein.objects.filter(acties__in=ids), "slug", "naam"),
        doelgroep=(Doelgroep.objects.filter(acties__in=ids), "slug", "naam"),
        organisatie=(Organisatie.objects.filter(rollen__actie__in=ids), "slug", "naam"),
        volgend=(Speerpunt.objects.filter(plan__opvolger_van=plan), "nummer", "titel"),
        vorig=(Speerpunt.objects.filter(plan__opvolger=plan), "nummer", "titel"),
        **({"paar": overgang.lijst(gebruiker)} if overgang else {}),
    )
    keuzes["overgang"] = keuzes_van(plan, keuzes.pop("volgend"), keuzes.pop("vorig"), gebruiker)
    keuzes["speerpunt"] = [(nummer, f"{nummer}. {titel}") for nummer, titel in keuzes["speerpunt"]]
    return keuzes
