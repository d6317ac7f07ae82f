"""The forms of the next plan: the plan itself, and its speerpunten as rows."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django import forms
from django.utils.text import Truncator, slugify

from speerpunten.forms.velden import Dagveld, tekstvak
from speerpunten.models import Beleidsplan, Speerpunt
from speerpunten.services.opvolging import MAX_NUMMER, Speerpuntregel

MAX_RIJEN = 200
KORT = 60  # characters of a title in the list of errors


def volgende_periode(plan: Beleidsplan) -> tuple[dt.date, dt.date]:
    """Give the day after the end of a plan, and a last day that makes the next one as long."""
    van = plan.tot + dt.timedelta(days=1)
    jaren = van.year - plan.van.year
    try:
        if van.replace(year=plan.van.year) == plan.van:
            return van, van.replace(year=van.year + jaren) - dt.timedelta(days=1)
    except ValueError:  # 29 February
        pass
    return van, van + (plan.tot - plan.van)


class OpvolgerForm(forms.Form):
    """The next plan. Its rules are those of `Beleidsplan` and of the service."""

    naam = forms.CharField(label="Naam", max_length=200)
    slug = forms.SlugField(
        label="Webadres",
        max_length=80,
        required=False,
        help_text="Laat leeg, dan volgt het uit de naam. Blijft gelijk zodra het plan openbaar is.",
        error_messages={"invalid": "Gebruik kleine letters, cijfers en streepjes."},
    )
    van = Dagveld(label="Van")
    tot = Dagveld(label="Tot en met")
    inleiding = forms.CharField(label="Inleiding", required=False, widget=tekstvak(4), max_length=20_000)

    def __init__(self, data: Mapping | None = None, *, plan: Beleidsplan) -> None:
        van, tot = volgende_periode(plan)
        super().__init__(data, initial={"van": van, "tot": tot})

    def clean_slug(self) -> str:
        """Give the address; made from the name where it was left empty."""
        slug = self.cleaned_data["slug"] or slugify(self.cleaned_data.get("naam", ""))[:80].strip("-")
        if slug and Beleidsplan.objects.filter(slug=slug).exists():
            raise forms.ValidationError(f"Er is al een plan met het webadres “{slug}”. Kies een ander.")
        if not slug and "naam" in self.cleaned_data:
            raise forms.ValidationError("Kies een webadres.")
        return slug


class SpeerpuntRij(forms.Form):
    """One speerpunt of the next plan, and what it continues."""

    sleutel = forms.IntegerField(required=False, widget=forms.HiddenInput)
    nummer = forms.IntegerField(label="Nummer", min_value=1, max_value=MAX_NUMMER)
    titel = forms.CharField(label="Titel", max_length=300, widget=tekstvak(2))
    toelichting = forms.CharField(label="Toelichting", required=False, widget=tekstvak(3), max_length=20_000)
    vervolg_op = forms.TypedMultipleChoiceField(
        label="Zet deze speerpunten van het vorige plan voort",
        help_text="Vink er geen aan: dan is het een nieuw speerpunt. Het eerste telt als rechtstreeks vervolg.",
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    vervolg_op.toon_niet_verplicht = False

    def __init__(self, *args, oude: Sequence[Speerpunt], nummer: int, **kwargs) -> None:
        super().__init__(*args, prefix=f"rij-{nummer}", **kwargs)
        self.plaats = nummer
        self.fields["vervolg_op"].choices = [(punt.pk, str(punt)) for punt in oude]
        self.titels = {str(punt.pk): str(punt) for punt in oude}

    def clean_titel(self) -> str:
        """Give the title on one line."""
        return " ".join(self.cleaned_data["titel"].split())

    @property
    def anker(self) -> str:
        """Give the id of the row on the page."""
        return f"rij-{self.plaats}"

    @property
    def waar(self) -> str:
        """Give the row in words, for the list of errors."""
        titel = self["titel"].value()
        return f"Rij {self.plaats + 1} “{Truncator(titel).chars(KORT)}”" if titel else f"Rij {self.plaats + 1}"

    @property
    def gekozen(self) -> list[str]:
        """Give the names of what is ticked now."""
        return [self.titels[str(pk)] for pk in self["vervolg_op"].value() or () if str(pk) in self.titels]


class Verdeling:
    """The rows of the speerpunten, as they are typed: read from the page, stored, or proposed one to one."""

    def __init__(self, plan: Beleidsplan, oude: Sequence[Speerpunt], nieuwe: Sequence[Speerpunt], data=None) -> None:
        self.plan, self.oude = plan, oude
        self.nieuwe = {punt.pk: punt for punt in nieuwe}
        self.data = data
        if data is None:
            rijen = [self._opgeslagen(punt) for punt in nieuwe] or [self._gelijk(punt) for punt in oude]
            self._toon(rijen)
        else:
            self._lees(data)

    def _lees(self, data: Mapping) -> None:
        self.rijen = [SpeerpuntRij(data, oude=self.oude, nummer=nr) for nr in range(self._aantal(data))]

    @staticmethod
    def _aantal(data: Mapping) -> int:
        tekst = data.get("rijen", "0")
        return min(int(tekst), MAX_RIJEN) if tekst.isascii() and tekst.isdecimal() and len(tekst) < 6 else 0

    @staticmethod
    def _opgeslagen(punt: Speerpunt) -> dict:
        eerst = [punt.vervolg_op_id] if punt.vervolg_op_id else []
        ook = sorted(punt.zet_voort_ids() - set(eerst))
        velden = {"nummer": punt.nummer, "titel": punt.titel, "toelichting": punt.toelichting}
        return {"sleutel": punt.pk, "vervolg_op": eerst + ook} | velden

    @staticmethod
    def _gelijk(punt: Speerpunt) -> dict:
        velden = {"nummer": punt.nummer, "titel": punt.titel, "toelichting": punt.toelichting}
        return {"vervolg_op": [punt.pk]} | velden

    def _toon(self, rijen: Sequence[dict]) -> None:
        self.rijen = [SpeerpuntRij(initial=rij, oude=self.oude, nummer=nr) for nr, rij in enumerate(rijen)]

    def _getypt(self) -> list[dict]:
        return [{naam: rij[naam].value() for naam in rij.fields} for rij in self.rijen]

    def voeg_toe(self) -> None:
        """Add an empty row with the next number; what was typed stays."""
        rijen = self._getypt()
        nummers = [int(r["nummer"]) for r in rijen if str(r["nummer"] or "").isdecimal() and len(r["nummer"]) < 6]
        self._toon([*rijen, {"nummer": max(nummers, default=0) + 1}][:MAX_RIJEN])

    def laat_weg(self, plaats: str) -> None:
        """Take a row away; what was typed in the others stays."""
        self._toon([rij for nr, rij in enumerate(self._getypt()) if str(nr) != plaats])

    def zet_terug(self, sleutel: str) -> None:
        """Put a stored row back that was taken away; what was typed in the others stays."""
        terug = [self._opgeslagen(punt) for punt in self.weggelaten if str(punt.pk) == sleutel]
        self._toon([*self._getypt(), *terug][:MAX_RIJEN])

    def vergeet_verdwenen(self) -> None:
        """Make new rows of those that somebody else took away meanwhile, so that they can be saved again."""
        data = self.data.copy()
        for rij in self.rijen:
            sleutel = str(rij["sleutel"].value() or "")
            if sleutel and sleutel not in map(str, self.nieuwe):
                data[rij.add_prefix("sleutel")] = ""
        self._lees(data)

    @property
    def weggelaten(self) -> list[Speerpunt]:
        """Give what is stored and stands in no row: it goes once the rows are saved."""
        blijft = {str(rij["sleutel"].value()) for rij in self.rijen}
        return [punt for punt in self.nieuwe.values() if str(punt.pk) not in blijft]

    @property
    def bewaard(self) -> list[tuple[Speerpunt, list[int]]]:
        """Give what is stored now: each speerpunt, and the numbers of what it continues."""
        return [(punt, [o.nummer for o in self.oude if o.pk in punt.zet_voort_ids()]) for punt in self.nieuwe.values()]

    def is_valid(self) -> bool:
        """Tell whether each row can be saved, and no number stands twice; else the rows tell what is wrong."""
        goed = [rij for rij in self.rijen if rij.is_valid()]
        eerder: dict[int, SpeerpuntRij] = {}
        for rij in goed:
            eerste = eerder.setdefault(rij.cleaned_data["nummer"], rij)
            if eerste is not rij:
                rij.add_error("nummer", f"Rij {eerste.plaats + 1} heeft dit nummer al. Kies een ander.")
        return not self.foute

    @property
    def foute(self) -> list[SpeerpuntRij]:
        """Give the rows in which something must be mended; where a service refused the whole, the first one."""
        return [rij for rij in self.rijen if rij.is_bound and rij.errors]

    @property
    def niet_voortgezet(self) -> list[Speerpunt]:
        """Give the speerpunten of the former plan that no row continues."""
        gekozen = {str(pk) for rij in self.rijen for pk in rij["vervolg_op"].value() or ()}
        return [punt for punt in self.oude if str(punt.pk) not in gekozen]

    def regels(self) -> list[Speerpuntregel]:
        """Give the rows for the service, once they are valid. What came first before stays first."""
        oude = {punt.pk: punt for punt in self.oude}
        uit = []
        for rij in self.rijen:
            gegevens = rij.cleaned_data
            sleutel = gegevens["sleutel"]
            punt = self.nieuwe.get(sleutel) or (Speerpunt(pk=sleutel) if sleutel else None)
            eerst = punt.vervolg_op_id if punt else None
            vervolg = sorted(gegevens["vervolg_op"], key=lambda pk: (pk != eerst, oude[pk].nummer))
            tekst = gegevens["toelichting"]
            uit.append(Speerpuntregel(gegevens["nummer"], gegevens["titel"], tekst, [oude[pk] for pk in vervolg], punt))
        return uit
