"""The forms of what becomes of acties in the next plan: one by one, and many at once."""

from collections.abc import Sequence

from django import forms
from django.utils.text import Truncator

from speerpunten.forms.velden import tekstvak
from speerpunten.keuzes import Overgangsbesluit
from speerpunten.models import Speerpunt
from speerpunten.overgang import ActieOvergang, Voorstel
from speerpunten.services.opvolging import Besluit, vingerafdruk, vingerafdruk_van

MAX_REDEN = 2000
KORT = 60  # characters of a title in the list of errors
GEEN_BESLUIT = ("", "Nog niet beslist")
AANGEVINKT, PAGINA, OPEN = "aangevinkt", "pagina", "open"


class Keuzeform(forms.Form):
    """A decision, and what it needs: where to, and why. Once it is valid, `keuze` gives it."""

    besluit = forms.ChoiceField(label="Wat wordt het?", required=False, widget=forms.RadioSelect)
    door = forms.TypedChoiceField(label="In welk speerpunt?", required=False, coerce=int, empty_value=None)
    verhuis = forms.TypedChoiceField(label="Naar welk speerpunt?", required=False, coerce=int, empty_value=None)
    reden = forms.CharField(
        label="Reden", required=False, widget=tekstvak(2), max_length=MAX_REDEN, help_text="Iedereen kan dit lezen."
    )
    for veld in (besluit, door, verhuis, reden):
        veld.toon_niet_verplicht = False

    def _bied_aan(self, volgt: Sequence[Speerpunt], nieuwe: Sequence[Speerpunt], *, leeg: bool) -> None:
        """Set what can be chosen: `volgt` continues the speerpunt, `nieuwe` are all of the next plan."""
        self.volgt = volgt
        self.punten = {punt.pk: punt for punt in nieuwe}
        anders = [punt for punt in nieuwe if punt not in volgt]
        keuzes = [GEEN_BESLUIT] if leeg else []
        if volgt:
            waar = f" in speerpunt {volgt[0].nummer}" if len(volgt) == 1 else ""
            keuzes.append((Overgangsbesluit.LOOPT_DOOR, f"Loopt door{waar}"))
        if anders:
            keuzes.append((Overgangsbesluit.VERHUIST, "Verhuist naar een ander speerpunt"))
        self.fields["besluit"].choices = [*keuzes, (Overgangsbesluit.STOPT, "Stopt")]
        kies = [("", "Kies een speerpunt")]
        self.fields["verhuis"].choices = kies + [(punt.pk, str(punt)) for punt in anders]
        self.fields["door"].choices = kies + [(punt.pk, str(punt)) for punt in volgt]
        if len(volgt) < 2:
            del self.fields["door"]

    def clean(self) -> dict:
        gegevens = super().clean()
        besluit = gegevens.get("besluit", "")
        naar, reden = None, ""
        if besluit == Overgangsbesluit.LOOPT_DOOR:
            naar = gegevens.get("door") if "door" in self.fields else self.volgt[0].pk
            if naar is None and "door" not in self.errors:
                self.add_error("door", "Kies in welk speerpunt de actie doorloopt.")
        if besluit == Overgangsbesluit.VERHUIST:
            naar = gegevens.get("verhuis")
            if naar is None and "verhuis" not in self.errors:
                self.add_error("verhuis", "Kies naar welk speerpunt de actie verhuist.")
        if besluit in {Overgangsbesluit.VERHUIST, Overgangsbesluit.STOPT}:
            reden = gegevens.get("reden", "")
            if not reden and "reden" not in self.errors:
                self.add_error("reden", "Zeg waarom. Iedereen kan de reden lezen.")
        self.wordt = (besluit, naar, reden)
        return gegevens

    @property
    def keuze(self) -> Voorstel:
        besluit, naar, reden = self.wordt
        return Voorstel(besluit, self.punten.get(naar), reden)


class SamenForm(Keuzeform):
    """The same decision for many acties."""

    welke = forms.ChoiceField(label="Voor welke acties?", widget=forms.RadioSelect, initial=AANGEVINKT)
    field_order = ("welke",)

    def __init__(
        self, data=None, *, volgt: Sequence[Speerpunt], nieuwe: Sequence[Speerpunt], open_: int, meer: bool
    ) -> None:
        """`open_`: how many acties of the speerpunt wait for a decision; `meer`: they stand on more than one page."""
        super().__init__(data, prefix="samen")
        self._bied_aan(volgt, nieuwe, leeg=False)
        self.fields["besluit"].required = True
        keuzes = [(AANGEVINKT, "De acties die u hieronder aanvinkt"), (PAGINA, "Alle acties van deze bladzijde")]
        if open_:
            elders = ", ook die op andere bladzijden" if meer else ""
            keuzes.append((OPEN, f"Alles waarover nog niet beslist is in dit speerpunt ({open_}){elders}"))
        self.fields["welke"].choices = keuzes
        self.waar, self.anker = "Voor veel acties tegelijk", "samen"


class BesluitForm(Keuzeform):
    """What becomes of one actie. Once it is valid, `als_besluit` gives what changed, or None."""

    gezien = forms.CharField(required=False, widget=forms.HiddenInput, max_length=20)
    kies = forms.BooleanField(label="Kies deze actie", required=False)

    def __init__(self, data=None, *, rij: ActieOvergang, nieuwe: Sequence[Speerpunt]) -> None:
        overgang = rij.overgang
        initial = {"besluit": "", "gezien": vingerafdruk_van(overgang)}
        if overgang:
            waar = "door" if overgang.besluit == Overgangsbesluit.LOOPT_DOOR else "verhuis"
            initial |= {"besluit": overgang.besluit, "reden": overgang.reden, waar: overgang.naar_id}
        self.anker = f"actie-{rij.actie.pk}"
        super().__init__(data, prefix=self.anker, initial=initial)
        self._bied_aan(rij.volgt, nieuwe, leeg=True)
        self.rij = rij
        self.waar = f"{rij.actie.code} {Truncator(rij.actie.titel).chars(KORT)}"

    @property
    def gezien_toen(self) -> str:
        """Give the fingerprint of the decision that the page showed, also where the rest cannot be."""
        return str(self["gezien"].value() or "")[:20]

    @property
    def is_aangevinkt(self) -> bool:
        return bool(self["kies"].value())

    @property
    def is_open(self) -> bool:
        """Tell whether nothing is decided, and nothing chosen on the page."""
        return not self.gezien_toen and not self["besluit"].value()

    def als_besluit(self, keuze: Voorstel | None = None) -> Besluit | None:
        """Give the decision to save, or None where nothing changed; `keuze`: decided elsewhere on the page."""
        keuze = keuze or self.keuze
        if vingerafdruk(keuze.besluit, keuze.naar.pk if keuze.naar else None, keuze.reden) == self.gezien_toen:
            return None
        return Besluit(self.rij.actie, keuze.besluit, keuze.naar, keuze.reden, self.gezien_toen)
