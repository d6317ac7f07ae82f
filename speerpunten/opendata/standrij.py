"""An accepted stand with what goes out beside it, as one row: a plan has thousands, and no object is made of them."""

import datetime as dt
from typing import NamedTuple

from speerpunten.keuzes import MeldingToestand
from speerpunten.models import Melding
from speerpunten.models.actie import maak_code
from speerpunten.models.melding import MeldingQuerySet, maak_anker


class Standrij(NamedTuple):
    """The columns of a stand, under the names that the melding has for them. Nothing that is not public."""

    pk: int
    peildatum: dt.date
    status: str
    verloop: str
    resultaat: str
    toelichting: str
    reden: str
    bereikt_resultaat: str
    herkomst: str
    volgende_stappen: str
    niets_veranderd: bool
    aanvaard_op: dt.datetime
    vervangt: int | None
    correctie_reden: str
    vervangen_door: int | None
    toestand_van_vervanging: str | None
    actie_id: int
    actie_titel: str
    actie_nummer: int
    speerpunt_nummer: int
    organisatie: str | None  # the slug, as of the ronde
    organisatie_naam: str | None
    ronde: str | None
    ronde_naam: str | None
    bijlagen: list[list] | None

    @classmethod
    def van(cls, melding: Melding) -> "Standrij":
        """Give the row of a melding that was fetched with its actie, organisatie, ronde, vervanging and bijlagen."""
        ander, wie, ronde = getattr(melding, "vervangen_door", None), melding.organisatie, melding.ronde
        return cls(
            *(getattr(melding, kolom) for kolom in cls._fields[: cls._fields.index("vervangt")]),
            melding.vervangt_id,
            melding.correctie_reden,
            *((ander.pk, ander.toestand) if ander else (None, None)),
            melding.actie_id,
            melding.actie.titel,
            melding.actie.nummer,
            melding.actie.speerpunt.nummer,
            *((wie.slug, wie.naam) if wie else (None, None)),
            *((ronde.slug, ronde.naam) if ronde else (None, None)),
            getattr(melding, "bijlagenkolom", None),
        )

    @property
    def actie_code(self) -> str:
        return maak_code(self.speerpunt_nummer, self.actie_nummer)

    @property
    def anker(self) -> str:
        return maak_anker(self.pk)

    @property
    def is_vervangen(self) -> bool:
        """Tell whether an accepted one replaces it."""
        return self.toestand_van_vervanging == MeldingToestand.AANVAARD


_ANDERS = {
    "toestand_van_vervanging": "vervangen_door__toestand",
    "actie_titel": "actie__titel",
    "actie_nummer": "actie__nummer",
    "speerpunt_nummer": "actie__speerpunt__nummer",
    "organisatie": "organisatie__slug",
    "organisatie_naam": "organisatie__naam",
    "ronde": "ronde__slug",
    "ronde_naam": "ronde__naam",
    "bijlagen": "bijlagenkolom",
}
KOLOMMEN = tuple(_ANDERS.get(kolom, kolom) for kolom in Standrij._fields)


def als_rijen(meldingen: MeldingQuerySet) -> MeldingQuerySet:
    """Let a queryset of meldingen (with `bijlagenkolom`) give the columns of `Standrij`, as tuples."""
    return meldingen.values_list(*KOLOMMEN)
