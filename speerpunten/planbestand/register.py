"""Which records are known already: what earlier loads left, and the objects that they became."""

from collections.abc import Mapping

from django.db import models

from organisaties.models import Organisatie
from speerpunten.models import Actie, Beleidsdomein, Beleidsplan, Doelgroep, Planrecord, Ronde, Speerpunt, Subsidie
from speerpunten.planbestand.bestand import Rij
from speerpunten.planbestand.schema import GEDEELD, VAN_HET_PLAN
from speerpunten.planbestand.soorten import Waarde
from speerpunten.planbestand.vorig import lees_vorig_plan, sleutel_van

MODELLEN: Mapping[str, type[models.Model]] = {
    "beleidsplan": Beleidsplan,
    "beleidsdomeinen": Beleidsdomein,
    "doelgroepen": Doelgroep,
    "organisaties": Organisatie,
    "speerpunten": Speerpunt,
    "acties": Actie,
    "rondes": Ronde,
    "subsidies": Subsidie,
}


class Register:
    """The objects of one plan and those that plans share, by kind and key, and the plan before it."""

    def __init__(self, plan: str, vorig: str | None = None) -> None:
        """Read what is known for the plan with this key: a fixed number of queries.

        In: `vorig`, the key of the former plan that the file names ("" for none); None where it says nothing of it.
        """
        self.plan = plan
        records = Planrecord.objects.filter(bestand__in=["", plan]).order_by("pk")
        self.records: dict[tuple[str, str], Planrecord] = {(r.soort, r.sleutel): r for r in records}
        self.objecten: dict[tuple[str, str], models.Model] = {}
        self._sleutels: dict[tuple[str, int], str] = {}
        for soort in MODELLEN:
            bekend = {sleutel: r.object_id for (s, sleutel), r in self.records.items() if s == soort}
            gevonden = {o.pk: o for o in _met_relaties(soort).filter(pk__in=bekend.values())}
            for sleutel, pk in bekend.items():
                if pk in gevonden:
                    self._onthoud(soort, sleutel, gevonden[pk])
        for soort in GEDEELD:
            for object_ in MODELLEN[soort].objects.all():
                self._sleutels.setdefault((soort, object_.pk), object_.slug)
                self.objecten.setdefault((soort, object_.slug), object_)
        eigen = self.objecten.get(("beleidsplan", plan)) or Beleidsplan.objects.filter(slug=plan).first()
        self.vorig = lees_vorig_plan(sleutel_van(eigen and eigen.opvolger_van) if vorig is None else vorig)
        self._deel_plan()

    def _deel_plan(self) -> None:
        """Let what is of the plan hold the one object of it: its columns may change before theirs."""
        plan = self.objecten.get(("beleidsplan", self.plan))
        for (soort, _), object_ in self.objecten.items():
            eigenaar = object_.speerpunt if soort == "acties" else object_
            if plan and soort in VAN_HET_PLAN and eigenaar.plan_id == plan.pk:
                eigenaar.plan = plan

    def _onthoud(self, soort: str, sleutel: str, object_: models.Model) -> None:
        self.objecten[soort, sleutel] = object_
        self._sleutels.setdefault((soort, object_.pk), sleutel)

    def bekende_sleutels(self) -> dict[str, set[str]]:
        """Give per shared list the keys that a file may refer to without holding them."""
        return {soort: {sleutel for s, sleutel in self.objecten if s == soort} for soort in GEDEELD}

    def sleutel(self, soort: str, object_: models.Model | None) -> str:
        """Give the one key by which this object is compared, or its name where no file knows it; nothing for None."""
        return self._sleutels.get((soort, object_.pk), str(object_)) if object_ else ""

    def vaste_sleutel(self, soort: str, sleutel: str) -> str:
        """Give the key by which the object with this key is compared: two keys may have become one object."""
        return self.sleutel(soort, self.objecten.get((soort, sleutel))) if sleutel else ""

    def is_verwijderd(self, rij: Rij) -> bool:
        """Tell whether this record was loaded before and its object was deleted since."""
        return (rij.soort, rij.sleutel) in self.records and (rij.soort, rij.sleutel) not in self.objecten

    def vind(self, rij: Rij) -> models.Model | None:
        """Find the object of a record: by its key, else by what is unique about it. None: it is new."""
        gevonden = self.objecten.get((rij.soort, rij.sleutel)) or self._vind_zelfde(rij)
        if gevonden:
            self._onthoud(rij.soort, rij.sleutel, gevonden)
        return gevonden

    def _vind_zelfde(self, rij: Rij) -> models.Model | None:
        """Find one that was made by hand, or loaded under another key."""
        if rij.soort == "beleidsplan":
            return Beleidsplan.objects.filter(slug=rij.sleutel).first()
        if rij.soort == "organisaties":
            kbo = rij.velden.get("kbo")
            return Organisatie.objects.filter(kbo=kbo).first() if kbo else None
        if rij.soort in {"beleidsdomeinen", "doelgroepen"}:
            return MODELLEN[rij.soort].objects.filter(naam=rij.velden["naam"]).first()
        if rij.soort in {"acties", "subsidies"}:
            return None
        veld, waarde = ("slug", rij.sleutel) if rij.soort == "rondes" else ("nummer", rij.velden["nummer"])
        geladen = [r.object_id for (soort, _), r in self.records.items() if soort == rij.soort]
        plan = self.objecten["beleidsplan", self.plan]
        return MODELLEN[rij.soort].objects.filter(plan=plan, **{veld: waarde}).exclude(pk__in=geladen).first()

    def bewaar(self, rij: Rij, object_: models.Model, velden: dict[str, Waarde]) -> None:
        """Remember which object a record is, and the values that were loaded."""
        self._onthoud(rij.soort, rij.sleutel, object_)
        record = self.records.get((rij.soort, rij.sleutel))
        if record and record.object_id == object_.pk and record.velden == velden:
            return
        bestand = "" if rij.soort in GEDEELD else self.plan
        record = record or Planrecord(bestand=bestand, soort=rij.soort, sleutel=rij.sleutel)
        record.object_id, record.velden = object_.pk, velden
        record.save()
        self.records[rij.soort, rij.sleutel] = record

    def geladen(self, rij: Rij) -> dict[str, Waarde]:
        """Give the values that were loaded last; empty for what was never loaded."""
        record = self.records.get((rij.soort, rij.sleutel))
        return dict(record.velden) if record else {}


def _met_relaties(soort: str) -> models.QuerySet:
    """Give the objects of a kind, with what is compared of them; nobody else changes them meanwhile."""
    alle = MODELLEN[soort].objects.select_for_update(of=("self",))
    if soort == "acties":
        relaties = ("ook_bij", "beleidsdomeinen", "doelgroepen", "rollen__organisatie", "mijlpalen", "indicatoren")
        return alle.select_related("speerpunt__plan").prefetch_related(*relaties)
    if soort == "speerpunten":
        alle = alle.prefetch_related("indicatoren", "ook_vervolg_op")
    if soort == "subsidies":
        alle = alle.select_related("organisatie", "financier", "actie__speerpunt")
    return alle.select_related("plan") if soort in {"speerpunten", "rondes", "subsidies"} else alle
