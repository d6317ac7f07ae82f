"""The forms of a ronde: the ronde itself, the filter of its rondebord, and uitstel."""

from dataclasses import asdict

from django import forms
from django.db.models import Q
from django.utils.text import slugify

from organisaties.models import Organisatie
from speerpunten.forms.velden import Dagveld, tekstvak
from speerpunten.keuzes import RAPPORTERENDE_ROLLEN
from speerpunten.lijsten import lijsten_in_een
from speerpunten.models import Ronde
from speerpunten.perioden import Voorstel
from speerpunten.rondebord import TOON, Rondebord
from speerpunten.services.rondes import eis_gezegde_past

KOLOMMEN = ("naam", "slug", "van", "tot", "opent", "deadline", "sluit", "eindronde")
SLUG_LENGTE = 80
ONBEKEND = {"invalid_choice": "“%(value)s” is geen bekende keuze."}


def _lijsten(ronde: Ronde) -> dict[str, list[tuple[str, str]]]:
    """Give what can be chosen, what is chosen now and which addresses are taken, in one query.

    Organisaties: who is trekker or uitvoerder in the plan, and who was chosen before.
    """
    plan = ronde.plan
    rapporteert = Q(rollen__rol__in=RAPPORTERENDE_ROLLEN, rollen__actie__speerpunt__plan=plan)
    lijsten = lijsten_in_een(
        titels=(plan.speerpunten.all(), "pk", "titel"),
        nummers=(plan.speerpunten.all(), "nummer", "pk"),
        organisaties=(Organisatie.objects.filter(rapporteert | Q(rondes=ronde.pk or 0)), "pk", "naam"),
        slugs=(Ronde.objects.filter(plan=plan).exclude(pk=ronde.pk), "pk", "slug"),
        gekozen_speerpunten=(plan.speerpunten.filter(rondes=ronde.pk or 0), "pk", "titel"),
        gekozen_organisaties=(Organisatie.objects.filter(rondes=ronde.pk or 0), "pk", "naam"),
    )
    titels = dict(lijsten["titels"])
    lijsten["speerpunten"] = [(pk, f"{nummer}. {titels[pk]}") for nummer, pk in lijsten["nummers"]]
    lijsten["organisaties"].sort(key=lambda rij: rij[1].casefold())
    return lijsten


def _keuzelijst(label: str, help_text: str) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label, help_text=help_text, required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )


class RondeForm(forms.Form):
    """A ronde with its narrowing. No ModelForm: that would ask the database for every list and every constraint.

    The rules are those of `Ronde.clean` and of the service. `ronde` holds the new values once the form is valid.
    """

    versie = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    naam = forms.CharField(label="Naam", max_length=120)
    van = Dagveld(label="Van")
    tot = Dagveld(label="Tot en met")
    eindronde = forms.BooleanField(
        label="Dit is de eindronde",
        required=False,
        help_text="Vraagt alle acties, ook wie klaar is, en bij elke actie wat bereikt is.",
    )
    opent = Dagveld(label="Opent op", help_text="Vanaf dan staat de ronde bij de partners.")
    deadline = Dagveld(label="Deadline", help_text="Wie dan niet alles indiende, is te laat.")
    sluit = Dagveld(label="Sluit op", help_text="De laatste dag waarop partners nog kunnen indienen.")
    speerpunten = _keuzelijst("Alleen deze speerpunten", "Kies er geen: dan vraagt de ronde alle speerpunten.")
    organisaties = _keuzelijst(
        "Alleen deze organisaties", "Kies er geen: dan vraagt de ronde elke trekker, of anders de uitvoerders."
    )
    slug = forms.SlugField(
        label="Webadres",
        max_length=SLUG_LENGTE,
        required=False,
        help_text="Laat leeg, dan volgt het uit de naam. In een openbaar plan blijft het daarna gelijk.",
        error_messages={"invalid": "Gebruik kleine letters, cijfers en streepjes."},
    )

    def __init__(self, data=None, *, ronde: Ronde, voorstel: Voorstel | None = None) -> None:
        lijsten = _lijsten(ronde)
        initial = {veld: getattr(ronde, veld) for veld in KOLOMMEN} | {"versie": ronde.versie if ronde.pk else 0}
        self.gekozen_eerst = {
            naam: sorted(int(pk) for pk, _ in lijsten[f"gekozen_{naam}"]) for naam in ("speerpunten", "organisaties")
        }
        super().__init__(data, initial=initial | self.gekozen_eerst | (asdict(voorstel) if voorstel else {}))
        self.ronde = ronde
        self.slugs = {slug for _, slug in lijsten["slugs"]}
        for naam in ("speerpunten", "organisaties"):
            self.fields[naam].choices = lijsten[naam]
        if ronde.pk and ronde.plan.was_ooit_openbaar():
            del self.fields["slug"]  # it stays

    def clean_slug(self) -> str:
        """Give the address; made from the name where it was left empty, with a number where that is taken."""
        slug = self.cleaned_data["slug"]
        if slug in self.slugs:
            raise forms.ValidationError("Dit plan heeft al een ronde met dit webadres.")
        return slug

    def clean(self) -> dict:
        gegevens = super().clean()
        if "slug" in self.fields and "slug" not in self.errors and not gegevens.get("slug"):
            gegevens["slug"] = self._vrije_slug(slugify(gegevens.get("naam", "")) or "ronde")
        for veld in KOLOMMEN:
            if veld in gegevens:
                setattr(self.ronde, veld, gegevens[veld])
        if not self.errors:
            self.ronde.clean()
        if self.ronde.pk and not self.errors and self.smal() != self.gekozen_eerst:
            eis_gezegde_past(self.ronde, **self.smal(), eerder=self.gekozen_eerst)
        return gegevens

    def _vrije_slug(self, basis: str) -> str:
        slug, nummer = basis[:SLUG_LENGTE], 2
        while slug in self.slugs:
            slug = f"{basis[: SLUG_LENGTE - 4]}-{nummer}"
            nummer += 1
        return slug

    def smal(self) -> dict[str, list[int]]:
        """Give the keys of the chosen speerpunten and organisaties; empty lists narrow nothing."""
        return {naam: sorted(self.cleaned_data.get(naam) or ()) for naam in ("speerpunten", "organisaties")}


class BordFilter(forms.Form):
    """Which organisaties of a rondebord one wants to see. An unknown value is left out and told."""

    alles_mag_leeg = True

    toon = forms.ChoiceField(label="Toon", required=False, error_messages=ONBEKEND)
    speerpunt = forms.TypedChoiceField(
        label="Speerpunt", required=False, coerce=int, empty_value=None, error_messages=ONBEKEND
    )
    q = forms.CharField(
        label="Zoek een organisatie of actie",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )

    def __init__(self, data, *, bord: Rondebord) -> None:
        super().__init__(data)
        self.fields["toon"].choices = [
            ("", f"Alle organisaties ({len(bord.regels)})"),
            *((toon, f"{label} ({bord.aantallen[toon]})") for toon, label in TOON.items()),
        ]
        self.fields["speerpunt"].choices = [
            ("", "Alle speerpunten"),
            *((punt.speerpunt.nummer, str(punt.speerpunt)) for punt in bord.punten),
        ]

    @property
    def gekozen(self) -> dict:
        """Give the known values, for `Rondebord.kies`."""
        self.is_valid()
        return {naam: waarde for naam, waarde in self.cleaned_data.items() if waarde}

    @property
    def opmerkingen(self) -> list[str]:
        """Tell which values were left out, and why."""
        return [
            f"{self.fields[veld].label}: {fout} Dit filter telt niet mee."
            for veld, fouten in self.errors.items()
            for fout in fouten
        ]


class UitstelForm(forms.Form):
    """Until when one organisatie gets uitstel, and why."""

    gezien = forms.DateField(widget=forms.HiddenInput, required=False)  # the uitstel that the page showed
    dag = Dagveld(label="Uitstel tot en met")
    reden = forms.CharField(
        label="Reden", widget=tekstvak(3), max_length=2000, help_text="Alleen het bestuur leest dit."
    )
