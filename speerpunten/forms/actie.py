"""The forms with which staff keep acties: the actie itself, what stands around it, and moving, merging, archiving."""

import datetime as dt
from collections.abc import Sequence

from django import forms
from django.db.models import F, Model, QuerySet
from django.forms.utils import ErrorDict, ErrorList
from django.utils import timezone

from organisaties.models import Gebruiker, Organisatie
from organisaties.models.wie import OrganisatieQuerySet
from organisaties.sleutels import als_sleutel
from organisaties.voorbereid import voorbereid
from speerpunten.forms import zoekkeuze
from speerpunten.forms.velden import Dagveld, tekstvak
from speerpunten.forms.zoekkeuze import MEDEWERKER, ORGANISATIE, Aanbod, Wat, Zoeklijst
from speerpunten.keuzes import OrganisatieRol
from speerpunten.lijsten import Lijsten, in_een, verdeel
from speerpunten.models import Actie, ActieOrganisatie, Beleidsdomein, Beleidsplan, Doelgroep, Mijlpaal, Speerpunt
from speerpunten.services.acties import MijlpaalRegel, Omgeving

LEGE_RIJEN = 3
NIETS_GEZOCHT = dict.fromkeys(zoekkeuze.ALLE, "")
# The lists of an actie, each with how its members know the actie.
LIJSTEN: dict[str, tuple[type[Model], str]] = {
    "ook_bij": (Speerpunt, "ook_acties"),
    "beleidsdomeinen": (Beleidsdomein, "acties"),
    "doelgroepen": (Doelgroep, "acties"),
}
VELDVOLGORDE = (
    "versie",
    "speerpunt",
    "titel",
    "omschrijving",
    "beoogd_resultaat",
    "start",
    "start_alleen_jaar",
    "einde",
    "einde_alleen_jaar",
    "doorlopend",
    "ook_bij",
    "beleidsdomeinen",
    "doelgroepen",
)


def _gestuurde_organisaties(data) -> list[int]:
    """Give the keys of the organisaties in the rows as they were sent."""
    gestuurd = (als_sleutel(data[veld]) for veld in data if veld.startswith("rol-") and veld.endswith("-organisatie"))
    return [sleutel for sleutel in gestuurd if sleutel]


def _lees(
    plan: int,
    actie: int | None,
    organisaties: OrganisatieQuerySet,
    medewerker: int | None,
    vragen: dict[Wat, str],
) -> QuerySet:
    """Ask for every list of the screen, what of them is chosen at the actie, and what is offered of organisaties and
    staff: what stands there now, and what was searched for."""
    speerpunten, kiesbaar = Speerpunt.objects.filter(plan=plan), Organisatie.objects.kiesbaar()
    staf = Gebruiker.objects.medewerkers()
    gekozen = {
        f"gekozen_{naam}": (model.objects.filter(**{verband: actie}), "pk", "pk")
        for naam, (model, verband) in LIJSTEN.items()
        if actie
    }
    return in_een(
        speerpunt=(speerpunten, "pk", "titel"),
        nummer=(speerpunten, "nummer", "pk"),
        beleidsdomeinen=(Beleidsdomein.objects.all(), "pk", "naam"),
        doelgroepen=(Doelgroep.objects.all(), "pk", "naam"),
        **gekozen,
        **zoekkeuze.lijsten(ORGANISATIE, kiesbaar, organisaties, vragen[ORGANISATIE]),
        **zoekkeuze.lijsten(MEDEWERKER, staf, staf.filter(pk=medewerker), vragen[MEDEWERKER]),
    )


@voorbereid
def _lijsten(gebruiker, *, plan: int, actie: int | None, medewerker: int | None) -> QuerySet:
    """Ask for the lists of a screen on which nothing was typed yet."""
    kiesbaar = Organisatie.objects.kiesbaar()
    return _lees(
        plan, actie, kiesbaar.filter(rollen__actie=actie) if actie else kiesbaar.none(), medewerker, NIETS_GEZOCHT
    )


@voorbereid
def _rollen(gebruiker, *, actie: int) -> QuerySet:
    return ActieOrganisatie.objects.filter(actie=actie).values("organisatie", "rol")


@voorbereid
def _mijlpalen(gebruiker, *, actie: int) -> QuerySet:
    rijen = Mijlpaal.objects.filter(actie=actie)
    return rijen.values("titel", "streefdatum", "bereikt_op", mijlpaal=F("pk"))


def _keuzes(lijsten: Lijsten) -> dict[str, zoekkeuze.Keuzes]:
    """Give what can be chosen in each list, in the order in which it is shown."""
    titels = dict(lijsten["speerpunt"])
    speerpunten = [(pk, f"{nummer}. {titels[pk]}") for nummer, pk in lijsten["nummer"]]
    op_naam = {
        naam: sorted(lijsten[naam], key=lambda rij: rij[1].casefold()) for naam in ("beleidsdomeinen", "doelgroepen")
    }
    return op_naam | {"speerpunt": speerpunten, "ook_bij": speerpunten}


class _Lijstveld(forms.ModelMultipleChoiceField):
    """Several from a list; a key that no database can hold is as unknown as any other."""

    def _check_values(self, value):
        try:
            return super()._check_values(value)
        except OverflowError:
            fout, groot = self.error_messages["invalid_choice"], max(value, key=len)
            raise forms.ValidationError(fout, code="invalid_choice", params={"value": groot}) from None


def _lijst(model: type[Model], label: str, help_text: str = "") -> forms.ModelMultipleChoiceField:
    return _Lijstveld(
        model.objects.all(), label=label, help_text=help_text, required=False, widget=forms.CheckboxSelectMultiple
    )


class ActieTekstForm(forms.ModelForm):
    """What an actie says about itself: the same checks on the screen and for a row of an import."""

    start = Dagveld(label="Start", required=False, help_text="Leeg: niet bekend. Dan telt het begin van het plan.")
    einde = Dagveld(label="Einde", required=False, help_text="Leeg: niet bekend. Dan telt het einde van het plan.")
    bron = forms.URLField(label="Bron", max_length=500, required=False, assume_scheme="https")

    class Meta:
        model = Actie
        fields: tuple[str, ...] = (
            "titel",
            "omschrijving",
            "beoogd_resultaat",
            "start",
            "start_alleen_jaar",
            "einde",
            "einde_alleen_jaar",
            "doorlopend",
            "openbaar",
            "toelichting",
            "bron",
            "volgens_bron",
            "koppeling_is_interpretatie",
        )
        widgets = {
            "omschrijving": tekstvak(4),
            "beoogd_resultaat": tekstvak(3),
            "toelichting": tekstvak(3),
            "volgens_bron": tekstvak(2),
            "verantwoordelijke": Zoeklijst,
        }
        help_texts = {
            "titel": "Kort en herkenbaar, zonder afkortingen.",
            "beoogd_resultaat": "Wat moet er anders zijn als dit lukt?",
            "openbaar": "Iedereen kan deze actie lezen als het plan openbaar is.",
            "verantwoordelijke": "Wie volgt deze actie op bij het bestuur?",
        }

    def clean(self) -> dict:
        gegevens = super().clean()
        if gegevens.get("start") and gegevens.get("start_alleen_jaar"):
            gegevens["start"] = gegevens["start"].replace(month=1, day=1)
        if gegevens.get("einde") and gegevens.get("einde_alleen_jaar"):
            gegevens["einde"] = gegevens["einde"].replace(month=12, day=31)
        for dag in ("start", "einde"):
            if not gegevens.get(dag):
                gegevens[f"{dag}_alleen_jaar"] = False
        return gegevens


class ActieForm(ActieTekstForm):
    """The actie on the screen. On a new one the speerpunt is asked; later it changes by moving."""

    versie = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    # Not among `Meta.fields`: Django would ask for each list by itself; the service saves them.
    ook_bij = _lijst(Speerpunt, "Ook bij speerpunt", "De actie telt alleen bij haar eigen speerpunt.")
    beleidsdomeinen = _lijst(Beleidsdomein, "Beleidsdomeinen")
    doelgroepen = _lijst(Doelgroep, "Doelgroepen")

    class Meta(ActieTekstForm.Meta):
        fields = ("speerpunt", *ActieTekstForm.Meta.fields, "verantwoordelijke")

    def __init__(
        self, *args, plan: Beleidsplan, keuzes: dict[str, zoekkeuze.Keuzes], medewerkers: Aanbod, **kwargs
    ) -> None:
        super().__init__(*args, **kwargs)
        self.initial["versie"] = self.instance.versie if self.instance.pk else 0
        for naam in ("speerpunt", "ook_bij"):
            self.fields[naam].queryset = plan.speerpunten.order_by("nummer")
        self.fields["verantwoordelijke"].queryset = Gebruiker.objects.medewerkers()
        self.fields["verantwoordelijke"].widget.bied_aan(medewerkers, "Kies")
        if self.instance.pk:
            del self.fields["speerpunt"]
        self.order_fields(VELDVOLGORDE)
        for naam in self.fields.keys() & keuzes.keys():
            leeg = [] if self.fields[naam].widget.allow_multiple_selected else [("", "Kies")]
            self.fields[naam].choices = leeg + keuzes[naam]


class RolForm(forms.Form):
    """One organisatie and its role; an empty row is no role."""

    alles_mag_leeg = True

    organisatie = forms.ModelChoiceField(
        Organisatie.objects.kiesbaar(), label="Organisatie", required=False, widget=Zoeklijst
    )
    rol = forms.ChoiceField(label="Rol", choices=OrganisatieRol.choices, initial=OrganisatieRol.PARTNER)

    def __init__(self, *args, aanbod: Aanbod, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisatie"].widget.bied_aan(aanbod, "Kies een organisatie")


class BaseRolFormSet(forms.BaseFormSet):
    def clean(self) -> None:
        """Check what the database demands: one trekker at the most, an organisatie once per role."""
        rollen = self.rollen
        if len(rollen) != len(set(rollen)):
            raise forms.ValidationError("Een organisatie staat twee keer met dezelfde rol.")
        if sum(rol == OrganisatieRol.TREKKER for _, rol in rollen) > 1:
            raise forms.ValidationError("Een actie heeft hoogstens één trekker. Maak de anderen uitvoerder of partner.")

    @property
    def rollen(self) -> list[tuple[Organisatie, str]]:
        return [
            (form.cleaned_data["organisatie"], form.cleaned_data["rol"])
            for form in self.forms
            if getattr(form, "cleaned_data", {}).keys() >= {"organisatie", "rol"} and form.cleaned_data["organisatie"]
        ]


class MijlpaalForm(forms.Form):
    """One mijlpaal; a row without a title is none, and an emptied one goes."""

    alles_mag_leeg = True

    mijlpaal = forms.ModelChoiceField(Mijlpaal.objects.none(), required=False, widget=forms.HiddenInput)
    titel = forms.CharField(label="Mijlpaal", max_length=200, required=False)
    streefdatum = Dagveld(label="Te bereiken tegen", required=False)
    bereikt_op = Dagveld(label="Bereikt op", required=False)

    def __init__(self, *args, actie: Actie | None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if actie:
            self.fields["mijlpaal"].queryset = actie.mijlpalen.all()

    def clean(self) -> dict:
        gegevens = super().clean()
        if gegevens.get("titel") and not gegevens.get("streefdatum") and "streefdatum" not in self.errors:
            self.add_error("streefdatum", "Tegen welke dag?")
        if not gegevens.get("titel") and gegevens.get("streefdatum") and not gegevens.get("mijlpaal"):
            self.add_error("titel", "Geef de mijlpaal een naam.")
        bereikt = gegevens.get("bereikt_op")
        if bereikt and bereikt > timezone.localdate():
            self.add_error("bereikt_op", "Deze dag moet nog komen.")
        return gegevens


class BaseMijlpaalFormSet(forms.BaseFormSet):
    def clean(self) -> None:
        titels = [regel.titel.casefold() for regel in self.regels]
        if len(titels) != len(set(titels)):
            raise forms.ValidationError("Twee mijlpalen hebben dezelfde naam.")

    @property
    def regels(self) -> list[MijlpaalRegel]:
        gevuld = [
            g
            for g in (getattr(form, "cleaned_data", {}) for form in self.forms)
            if g.get("titel") and g.get("streefdatum")
        ]
        return [MijlpaalRegel(g.get("mijlpaal"), g["titel"], g["streefdatum"], g.get("bereikt_op")) for g in gevuld]


RolFormSet = forms.formset_factory(RolForm, formset=BaseRolFormSet, extra=LEGE_RIJEN, max_num=60)
MijlpaalFormSet = forms.formset_factory(MijlpaalForm, formset=BaseMijlpaalFormSet, extra=LEGE_RIJEN, max_num=60)


class ActieFormulier:
    """The whole screen: the actie, its roles and its mijlpalen, checked and read as one."""

    def __init__(self, data=None, *, actie: Actie, plan: Beleidsplan) -> None:
        bestaat = actie if actie.pk else None
        if data:
            vragen = {wat: zoekkeuze.lees_vraag(data, wat) for wat in zoekkeuze.ALLE}
            gestuurd = Organisatie.objects.kiesbaar().filter(pk__in=_gestuurde_organisaties(data))
            wie = als_sleutel(data.get("verantwoordelijke"))
            lijsten = verdeel(_lees(plan.pk, actie.pk, gestuurd, wie, vragen))
        else:
            vragen = NIETS_GEZOCHT
            lijsten = verdeel(_lijsten(None, plan=plan.pk, actie=actie.pk, medewerker=actie.verantwoordelijke_id))
        self.aanbod, self.medewerkers = (
            zoekkeuze.maak_aanbod(wat, lijsten, vragen[wat]) for wat in (ORGANISATIE, MEDEWERKER)
        )
        gekozen = {naam: [pk for pk, _ in lijsten[f"gekozen_{naam}"]] for naam in LIJSTEN} if bestaat else None
        self.actie = ActieForm(
            data,
            instance=actie,
            initial=gekozen,
            plan=plan,
            keuzes=_keuzes(lijsten),
            medewerkers=self.medewerkers,
        )
        self.rollen = RolFormSet(
            data,
            prefix="rol",
            form_kwargs={"aanbod": self.aanbod},
            initial=_rollen(None, actie=actie.pk) if bestaat else None,
        )
        self.mijlpalen = MijlpaalFormSet(
            data,
            prefix="mijlpaal",
            form_kwargs={"actie": bestaat},
            initial=_mijlpalen(None, actie=actie.pk) if bestaat else None,
        )

    @property
    def zoekt(self) -> bool:
        """Tell whether a list on the screen does not hold all that can be chosen."""
        return not (self.aanbod.alles and self.medewerkers.alles)

    def is_valid(self) -> bool:
        """Check all parts, so that every error is told at once."""
        return all([self.actie.is_valid(), self.rollen.is_valid(), self.mijlpalen.is_valid()])

    def oordeel_niet(self) -> None:
        """Show what was typed as it stands, without a word about what is wrong or missing: one only searched."""
        for deel in self.formulieren:
            deel._errors = ErrorDict()
        for rijen in (self.rollen, self.mijlpalen):
            rijen._errors, rijen._non_form_errors = [], ErrorList()

    @property
    def formulieren(self) -> list[forms.BaseForm | forms.BaseFormSet]:
        return [self.actie, *self.rollen.forms, *self.mijlpalen.forms]

    @property
    def rijfouten(self) -> list[str]:
        """Give the errors over several rows, which belong to no single field."""
        return [*self.rollen.non_form_errors(), *self.mijlpalen.non_form_errors()]

    @property
    def omgeving(self) -> Omgeving:
        schoon = self.actie.cleaned_data
        return Omgeving(
            ook_bij=list(schoon["ook_bij"]),
            beleidsdomeinen=list(schoon["beleidsdomeinen"]),
            doelgroepen=list(schoon["doelgroepen"]),
            rollen=self.rollen.rollen,
            mijlpalen=self.mijlpalen.regels,
        )


class RedenForm(forms.Form):
    """Why something is done to an actie."""

    reden = forms.CharField(label="Reden", widget=tekstvak(3), max_length=2000, help_text="Blijft bij de actie staan.")


class ArchiveerForm(RedenForm):
    op = Dagveld(label="Vanaf", initial=timezone.localdate, help_text="Vanaf deze dag telt de actie niet meer mee.")
    field_order = ("op", "reden")

    def clean_op(self) -> dt.date:
        if self.cleaned_data["op"] > timezone.localdate():
            raise forms.ValidationError("Deze dag moet nog komen.")
        return self.cleaned_data["op"]


class VerplaatsForm(RedenForm):
    naar = forms.ModelChoiceField(Speerpunt.objects.none(), label="Naar speerpunt", empty_label="Kies een speerpunt")
    field_order = ("naar", "reden")

    def __init__(self, *args, actie: Actie, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        andere = Speerpunt.objects.filter(plan=actie.speerpunt.plan).exclude(pk=actie.speerpunt_id)
        self.fields["naar"].queryset = andere.order_by("nummer")


class SamenvoegForm(ArchiveerForm):
    met = forms.ModelChoiceField(Actie.objects.none(), label="Met actie", empty_label="Kies een actie")
    field_order = ("met", "op", "reden")

    def __init__(self, *args, actie: Actie, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        andere: Sequence = Actie.objects.in_plan(actie.speerpunt.plan).filter(gearchiveerd_op=None).exclude(pk=actie.pk)
        self.fields["met"].queryset = andere.select_related("speerpunt").op_code()
