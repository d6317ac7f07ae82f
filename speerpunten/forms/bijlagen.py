"""The field for files: any number at once, each judged by itself, so that a wrong one takes no other with it."""

from collections.abc import Iterable, Mapping

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict

from speerpunten.bestandsoort import MAX_GROOTTE, TE_GROOT, Bestand, Bestandsfout, keur
from speerpunten.bijlagelijst import Bijlageregel
from speerpunten.keuzes import Bestandsoort
from speerpunten.models import Bijlage
from speerpunten.models.bijlage import MAX_AANTAL
from speerpunten.services.bijlagen import TE_VEEL, Bijlagewerk

OPNIEUW = "Kies deze bestanden nog eens: ze zijn niet bewaard."


class _Bestanden(forms.FileInput):
    allow_multiple_selected = True


class _BestandenField(forms.FileField):
    """Gives a list of uploaded files, in the order in which they were chosen."""

    widget = _Bestanden(attrs={"accept": ",".join(f".{soort}" for soort in (*Bestandsoort.values, "jpeg"))})

    def clean(self, data: list[UploadedFile] | None, initial=None) -> list[UploadedFile]:
        return [bestand for bestand in data or () if bestand]


class BijlagenForm(forms.Form):
    """In: what was sent, and the bijlagen that stand there. Out: the files that may be attached, and which go.

    `goed` holds the good files also where others were refused.
    """

    bijlagen = _BestandenField(
        label="Bestanden toevoegen",
        required=False,
        help_text="pdf, docx, xlsx, odt, ods, png of jpg, tot 10 MB elk. U kunt er meer tegelijk kiezen.",
    )

    def __init__(
        self, data: Mapping[str, str] | None, files: MultiValueDict | None, *, bijlagen: Iterable[Bijlageregel]
    ) -> None:
        super().__init__(data, files)
        self.aanwezig = list(bijlagen)
        self.goed: list[Bestand] = []

    def clean_bijlagen(self) -> list[UploadedFile]:
        gekozen = self.cleaned_data["bijlagen"]
        for bestand in gekozen:
            try:
                self.goed.append(_keur(bestand))
            except Bestandsfout as fout:
                self.add_error("bijlagen", f"“{bestand.name}” is niet toegevoegd. {fout}")
        vrij = MAX_AANTAL - len(self.aanwezig) + len(self.weg)
        if self.goed and len(self.goed) > vrij:
            self.goed = []
            self.add_error("bijlagen", TE_VEEL)
        return gekozen

    @property
    def weg(self) -> list[int]:
        """Give the keys of the bijlagen that go, as far as they stand there."""
        gevraagd = set(self.data.getlist("weg")) if self.is_bound else set()
        return [bijlage.pk for bijlage in self.aanwezig if str(bijlage.pk) in gevraagd]

    def werk(self) -> Bijlagewerk:
        """Give what is to be done, for the service."""
        return Bijlagewerk(nieuw=self.goed, weg=self.weg)

    def neem_over(self, bijlagen: Iterable[Bijlage]) -> None:
        """Show what stands there now instead of what stood there when the form was sent."""
        self.aanwezig = [bijlage.regel for bijlage in bijlagen]

    def meld_verloren(self) -> None:
        """Say that the files must be chosen again: a browser gives no file twice."""
        if self.goed:
            self.add_error("bijlagen", OPNIEUW)


def _keur(bestand: UploadedFile) -> Bestand:
    """Judge one file; one that is too large is not read."""
    if bestand.size > MAX_GROOTTE:
        raise Bestandsfout(TE_GROOT)
    return keur(bestand.name, bestand.read())
