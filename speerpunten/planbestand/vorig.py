"""The plan that a plan succeeds, as its file refers to it: by key and number. Nothing of it is ever written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from speerpunten.models import Actie, Beleidsplan, Planrecord, Speerpunt


@dataclass(frozen=True)
class VorigPlan:
    """What a file may refer to: `sleutel` is "" where there is no former plan; `plan` is None where it is unknown."""

    sleutel: str = ""
    plan: Beleidsplan | None = None
    speerpunten: Mapping[int, Speerpunt] = field(default_factory=dict)  # by number
    acties: Mapping[str, Actie] = field(default_factory=dict)  # by key: those that a file brought

    @cached_property
    def _namen(self) -> dict[type, dict[int, int | str]]:
        rijen = {Speerpunt: self.speerpunten, Actie: self.acties}
        return {model: {een.pk: naam for naam, een in per_naam.items()} for model, per_naam in rijen.items()}

    def verwijzing(self, object_: Speerpunt | Actie) -> int | str:
        """Give how a file refers to this one; what no file can refer to by its plan and its name."""
        bekend = self._namen[type(object_)].get(object_.pk)
        if bekend is not None:
            return bekend
        plan = object_.speerpunt.plan if isinstance(object_, Actie) else object_.plan
        return f"{plan}: {object_}"

    def plansleutel(self, plan: Beleidsplan | None) -> str:
        """Give how a file refers to this plan; nothing for None."""
        if plan is None:
            return ""
        return self.sleutel if self.plan and plan.pk == self.plan.pk else plan.slug


def sleutel_van(plan: Beleidsplan | None) -> str:
    """Give the key by which this plan was loaded, or its address; nothing for None."""
    if plan is None:
        return ""
    record = Planrecord.objects.filter(soort="beleidsplan", object_id=plan.pk).first()
    return record.sleutel if record else plan.slug


def lees_vorig_plan(sleutel: str) -> VorigPlan:
    """Give the plan with this key, and what of it a file may refer to: a fixed number of queries."""
    geladen: dict[str, dict[str, int]] = {"beleidsplan": {}, "speerpunten": {}, "acties": {}}
    if not sleutel:
        return VorigPlan()
    for soort, naam, pk in Planrecord.objects.filter(bestand=sleutel).values_list("soort", "sleutel", "object_id"):
        geladen.setdefault(soort, {})[naam] = pk
    plan = Beleidsplan.objects.filter(pk__in=geladen["beleidsplan"].values()).first()
    plan = plan or Beleidsplan.objects.filter(slug=sleutel).first()
    if plan is None:
        return VorigPlan(sleutel)
    punten = {punt.pk: punt for punt in Speerpunt.objects.filter(plan=plan)}
    acties = Actie.objects.in_plan(plan).filter(pk__in=geladen["acties"].values()).defer("zoektekst")
    per_pk = {actie.pk: actie for actie in acties.select_related("speerpunt")}
    return VorigPlan(
        sleutel,
        plan,
        {punt.nummer: punt for punt in punten.values()}
        | {int(nummer): punten[pk] for nummer, pk in geladen["speerpunten"].items() if pk in punten},
        {naam: per_pk[pk] for naam, pk in geladen["acties"].items() if pk in per_pk},
    )
