"""The names of what a trail speaks of, as they are today, and where each has its own trail: one query for a page."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db.models import CharField, ForeignKey, Model, Value
from django.db.models.functions import Cast, Coalesce, Concat, NullIf
from django.urls import reverse

from organisaties.models import Gebruiker, Organisatie
from speerpunten.lijsten import lijsten_in_een
from speerpunten.models import (
    Actie,
    Beleidsdomein,
    Beleidsplan,
    Bijlage,
    Doelgroep,
    Import,
    Indicator,
    Melding,
    Rapport,
    Ronde,
    Speerpunt,
)
from speerpunten.spoor.bronnen import VOORWERPEN
from speerpunten.spoor.rij import Rij

# The foreign keys by which a part without a name of its own is called.
NAAMGEVERS = ("organisatie_id", "gebruiker_id", "indicator_id")
_TAB = Value("\t")


def _tekst(*delen: object) -> Concat:
    return Concat(*(Cast(d, CharField()) if isinstance(d, str) else d for d in delen), output_field=CharField())


def _actie(p: str) -> Concat:
    return _tekst(f"{p}speerpunt__nummer", Value("."), f"{p}nummer", Value(" "), f"{p}titel")


# Model -> (the way to it, "" or "actie__") -> its name, and after a tab each what its address needs besides its key.
_NAMEN: dict[type[Model], Callable[[str], object]] = {
    Gebruiker: lambda p: Coalesce(NullIf(f"{p}naam", Value("")), f"{p}email"),
    Organisatie: lambda p: _tekst(f"{p}naam", _TAB, f"{p}slug"),
    Beleidsplan: lambda p: _tekst(f"{p}naam", _TAB, f"{p}slug"),
    Speerpunt: lambda p: _tekst(f"{p}nummer", Value(". "), f"{p}titel", _TAB, f"{p}plan__slug", _TAB, f"{p}nummer"),
    Actie: _actie,
    Ronde: lambda p: _tekst(f"{p}naam", Value(" van "), f"{p}plan__naam", _TAB, f"{p}plan__slug", _TAB, f"{p}slug"),
    Melding: lambda p: _tekst(_actie(f"{p}actie__"), _TAB, f"{p}peildatum"),
    Rapport: lambda p: _tekst(f"{p}ronde__naam", Value(" van "), f"{p}ronde__plan__naam"),
    Indicator: lambda p: f"{p}naam",
    Import: lambda p: f"{p}bestandsnaam",
    Bijlage: lambda p: f"{p}naam",
    Beleidsdomein: lambda p: f"{p}naam",
    Doelgroep: lambda p: f"{p}naam",
}
_PER_LABEL = {model._meta.label_lower: model for model in _NAMEN}


def _adres(soort: str, pk: int, delen: list[str]) -> str:
    """Give the address of the trail of one thing."""
    if soort in {"plan", "speerpunt", "organisatie"}:
        return reverse(f"{soort}_geschiedenis", args=delen)
    if soort == "rapport":
        return reverse("rapport_geschiedenis", args=delen)
    return reverse(f"{soort}_geschiedenis", args=[pk])


@dataclass(frozen=True)
class Namen:
    """What things are called today: (model, key) -> name and parts of its address; and the chosen members of lists."""

    per_ding: dict[tuple[type[Model], int], list[str]] = field(default_factory=dict)
    leden: dict[tuple[str, int], list[str]] = field(default_factory=dict)  # (field, history_id)

    def van(self, model: type[Model], pk: int | None) -> str | None:
        """Give the name of one thing, or None where there is none (any more)."""
        delen = self.per_ding.get((model, pk)) if pk else None
        if delen and model is Melding:
            return f"{delen[0]}, stand op {dt.date.fromisoformat(delen[1][:10]):%d/%m/%Y}"
        return delen[0] if delen else None

    def van_label(self, label: str, pk: int | None) -> str | None:
        """Do the same for a model by its label ("speerpunten.actie")."""
        return self.van(_PER_LABEL[label], pk) if label in _PER_LABEL else None

    def adres(self, soort: str, pk: int | None) -> str:
        """Give the address of the trail of one thing; "" where it is gone."""
        delen = self.per_ding.get((VOORWERPEN[soort], pk)) if pk and soort in VOORWERPEN else None
        return _adres(soort, pk, delen[1:]) if delen else ""


def haal_namen(rijen: Iterable[Rij]) -> Namen:
    """Fetch what these rows speak of, in one query."""
    nodig: dict[type[Model], set[int]] = {Gebruiker: set()}

    def vraag(model: type[Model] | None, pk: int | None) -> None:
        if pk and model in _NAMEN:
            nodig.setdefault(model, set()).add(pk)

    lijsten: dict[str, tuple] = {}
    records: dict[type[Model], set[int]] = {}
    for rij in rijen:
        vraag(Gebruiker, rij.door)
        vraag(VOORWERPEN.get(rij.over[0]), rij.over[1])
        if rij.bron.naam == "handeling":
            vraag(_PER_LABEL.get(rij.nu["over_soort"]), rij.nu["over_id"])
        if rij.bron.is_historie:
            for model, pk in _verwijzingen(rij):
                vraag(model, pk)
            ids = records.setdefault(rij.bron.model, set())
            ids |= {deel["history_id"] for deel in (rij.nu, rij.vorige) if deel}
    for model, sleutels in nodig.items():
        lijsten[f"d {model._meta.label_lower}"] = (model._base_manager.filter(pk__in=sleutels), "pk", _NAMEN[model](""))
    for model, ids in records.items():
        for veld in model._history_m2m_fields:
            door = getattr(model, veld.name).model
            ander = veld.m2m_reverse_field_name()
            naam = _NAMEN[veld.related_model](f"{ander}__")
            lijsten[f"m {model._meta.model_name}.{veld.name}"] = (
                door._base_manager.filter(history__in=ids),
                "history_id",
                naam,
            )
    return _verdeel(lijsten_in_een(**lijsten))


def _verwijzingen(rij: Rij) -> Iterable[tuple[type[Model], int]]:
    """Give what the foreign keys of a historical record point to, where they say something new."""
    for veld in rij.bron.model.tracked_fields:
        if isinstance(veld, ForeignKey):
            waarden = {deel[veld.attname] for deel in (rij.nu, rij.vorige) if deel}
            if rij.vorige is None or len(waarden) > 1 or veld.attname in NAAMGEVERS:
                yield from ((veld.related_model, waarde) for waarde in waarden if waarde)


def _verdeel(lijsten: dict[str, list[tuple[str, str]]]) -> Namen:
    namen = Namen()
    for naam, paren in lijsten.items():
        soort, _, rest = naam.partition(" ")
        for sleutel, tekst in paren:
            if soort == "d":
                namen.per_ding[_PER_LABEL[rest], int(sleutel)] = tekst.split("\t")
            else:
                namen.leden.setdefault((rest, int(sleutel)), []).append(tekst.split("\t")[0])
    return namen


def naam_van(soort: str, pk: int) -> str | None:
    """Give the name of one thing of a kind (VOORWERPEN), or None where there is none."""
    model = VOORWERPEN[soort]
    rij = {"d " + model._meta.label_lower: (model._base_manager.filter(pk=pk), "pk", _NAMEN[model](""))}
    return _verdeel(lijsten_in_een(**rij)).van(model, pk)
