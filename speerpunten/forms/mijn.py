"""The page on which a partner answers a whole ronde: one form per actie, its fields prefixed `actie-<id>-`."""

import re
from collections.abc import Mapping

from django import forms
from django.utils import timezone

from speerpunten.forms.melding import MeldingForm
from speerpunten.keuzes import MeldingToestand
from speerpunten.models import Melding
from speerpunten.models.melding import INHOUD
from speerpunten.ongewijzigd import is_eigen, mag_ongewijzigd
from speerpunten.verschil import VeldVerschil, verschillen
from speerpunten.werk import Taak, nieuwe_melding

_PREFIX = re.compile(r"actie-(\d{1,18})-")
MAX_CIJFERS = 10
MEER = ("volgende_stappen", "nodig", "opmerking_voor_vgc", "peildatum")  # what most answers do not need


class Antwoord(MeldingForm):
    """The answer on one actie. In: the task, what was sent (None: nothing), whether it is to be sent to the checkers.

    After a failed act it carries what became of it: `botsing` (somebody else was first), `gesloten`, and then `dicht`
    where the plan was closed.
    """

    def __init__(self, taak: Taak, data: Mapping[str, str] | None, *, indienen: bool) -> None:
        self.taak = taak
        self.botsing: Melding | None = None
        self.verschillen: list[VeldVerschil] = []
        self.gesloten = False
        self.dicht = False
        sprekers = list(taak.sprekers)
        melding = taak.melding or nieuwe_melding(
            taak.actie, taak.ronde, sprekers[0] if sprekers else None, taak.stand, met_teksten=True
        )
        super().__init__(
            data,
            instance=melding,
            prefix=f"actie-{taak.actie.pk}",
            sprekers=sprekers,
            mijlpalen=[m for m in taak.mijlpalen if m.bereikt_op is None],
            gezegd=taak.gezegd,
            indienen=indienen,
        )
        self.fields["ronde"] = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=_ronde_van(taak))
        self.was_teruggestuurd = melding.toestand == MeldingToestand.TERUGGESTUURD
        self._voeg_bevestiging_toe()

    def _voeg_bevestiging_toe(self) -> None:
        """Offer to confirm the last stand: as "niets veranderd", or (where that may not be said) as it stands there."""
        melding, stand = self.instance, self.taak.stand
        if mag_ongewijzigd(stand, self.taak.ronde, melding.organisatie, self.mijlpalen) and not self.was_teruggestuurd:
            self.fields["niets_veranderd"] = forms.BooleanField(
                label="Niets veranderd", required=False, initial=melding.niets_veranderd
            )
        elif melding.pk is None and is_eigen(stand, melding.organisatie):
            self.fields["klopt_nog"] = forms.BooleanField(label="Deze tekst klopt nog: dien hem zo in", required=False)

    @property
    def anker(self) -> str:
        return f"actie-{self.taak.actie.pk}"

    @property
    def is_ongewijzigd(self) -> bool:
        """Tell whether "niets veranderd" is ticked."""
        return bool(self.is_bound and "niets_veranderd" in self.fields and self["niets_veranderd"].data)

    @property
    def is_gegeven(self) -> bool:
        """Tell whether somebody answered: something was changed or confirmed now, or kept before.

        A returned answer counts once it was changed after it came back.
        """
        if self.is_ongewijzigd or ("klopt_nog" in self.fields and self["klopt_nog"].data):
            return True
        if set(self.changed_data) - {"versie", "ronde"}:
            return True
        if self.was_teruggestuurd:
            return self.instance.gewijzigd_op > self.instance.terug_op
        return self.instance.pk is not None and not self.instance.niets_veranderd

    @property
    def gezien_versie(self) -> int:
        """Give the version that the user saw, also where the rest of the form cannot be read."""
        gezien = str(self["versie"].data or "0")
        return int(gezien) if gezien.isdecimal() and len(gezien) < MAX_CIJFERS else 0

    def neem_botsing_over(self, huidige: Melding) -> None:
        """Keep what was typed beside what is stored now; sent again on purpose, what was typed counts."""
        self.botsing = huidige
        self.is_valid()
        getypt = Melding(**{veld: self.cleaned_data.get(veld) or "" for veld in INHOUD if veld != "peildatum"})
        getypt.peildatum = self.cleaned_data.get("peildatum") or huidige.peildatum
        self.verschillen = [v for v in verschillen(huidige, getypt, INHOUD) if v.is_veranderd]
        self.data = self.data.copy()
        self.data[self.add_prefix("versie")] = str(huidige.versie)

    @property
    def is_begonnen(self) -> bool:
        """Tell whether the page opens with an answer to it: kept as concept, and not to be changed."""
        return self.instance.pk is not None and not self.was_teruggestuurd

    @property
    def toon_meer(self) -> bool:
        """Tell whether the questions that most answers do not need are open: one is filled in, or wrong."""
        gevuld = any(getattr(self.instance, veld) for veld in MEER if veld != "peildatum")
        return gevuld or any(veld in self.errors for veld in MEER) if self.is_bound else gevuld

    @property
    def is_te_laat(self) -> bool:
        tegen = self.taak.terug_tegen or self.taak.deadline
        return tegen is not None and tegen < timezone.localdate()


def acties_in(data: Mapping[str, str]) -> set[int]:
    """Give the keys of the acties about which a sent form says something."""
    return {int(gevonden[1]) for naam in data if (gevonden := _PREFIX.match(naam))}


def antwoorden_op(
    taken: list[Taak], data: Mapping[str, str] | None = None, *, indienen: bool = False
) -> list[Antwoord]:
    """Give a form per task; with what was sent of each that the sent form speaks of, in the same ronde.

    A form that names no ronde means the one that asks now.
    """
    gezegd = acties_in(data) if data else set()
    return [
        Antwoord(taak, data if taak.actie.pk in gezegd and _zelfde_ronde(taak, data) else None, indienen=indienen)
        for taak in taken
    ]


def _ronde_van(taak: Taak) -> int | None:
    return taak.ronde.pk if taak.ronde else None


def _zelfde_ronde(taak: Taak, data: Mapping[str, str]) -> bool:
    """Tell whether what was sent is about the ronde of the task: another may have come in its place meanwhile."""
    gezegd = data.get(f"actie-{taak.actie.pk}-ronde")
    return not gezegd or gezegd == str(_ronde_van(taak))


def getypte_teksten(data: Mapping[str, str], actie: int) -> list[tuple[str, str]]:
    """Give what was typed about an actie as (question, text), to be given back where it cannot be kept."""
    velden = {**MeldingForm.base_fields}
    namen = [(naam, f"actie-{actie}-{naam}") for naam in velden if naam not in {"versie", "peildatum"}]
    teksten = [
        (str(velden[naam].label), str(dict(getattr(velden[naam], "choices", ())).get(data[sleutel], data[sleutel])))
        for naam, sleutel in namen
        if data.get(sleutel, "").strip()
    ]
    getallen = (data[naam] for naam in data if naam.startswith(f"actie-{actie}-indicator-"))
    return teksten + [("Meting", getal) for getal in getallen if getal.strip()]
