"""Where the trail comes from: every table that tells who did something, what about, and of which kind it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast

from organisaties.models import (
    Doorgave,
    Doorgavetoestand,
    Gebruiker,
    Handeling,
    Handelingsoort,
    Lidmaatschap,
    Organisatie,
)
from speerpunten.models import (
    Actie,
    ActieOrganisatie,
    Afsluiting,
    Behandeling,
    Beleidsdomein,
    Beleidsplan,
    Bijlage,
    Doelgroep,
    Gebeurtenis,
    Import,
    Indicator,
    Linkgebeurtenis,
    Melding,
    Meting,
    Mijlpaal,
    Overgang,
    Rapport,
    Rapporttekst,
    Rechtzetting,
    Ronde,
    Speerpunt,
    Subsidie,
    Uitstel,
    Vrijgave,
)

WIJZIGING, RECHTEN = "wijziging", "rechten"
SOORTEN = {
    WIJZIGING: "gegevens gewijzigd",
    RECHTEN: "rechten gewijzigd",
    "stand": "standen van zaken",
    "bijlage": "bijlagen",
    "rapport": "rapporten en rechtzettingen",
    "import": "imports",
    "afsluiting": "plannen afgesloten of heropend",
    "doorgave": "doorgegeven contactpersonen",
    "link": "veilige links",
} | {str(soort.value): str(soort.label) for soort in Handelingsoort}

# What a line can be about -> its model. A rapport is known by its ronde.
VOORWERPEN: dict[str, type[Model]] = {
    "plan": Beleidsplan,
    "speerpunt": Speerpunt,
    "actie": Actie,
    "melding": Melding,
    "ronde": Ronde,
    "rapport": Ronde,
    "organisatie": Organisatie,
    "gebruiker": Gebruiker,
}


@dataclass(frozen=True)
class Bron:
    """One table of the trail, in columns as the ORM names them.

    `voorwerp`: the kind of thing that a line is about, and the column with its key. `over`: on whose page it stands as
    well, kind -> column. `soorten`: its kinds in the filter, each with the condition that a row is of that kind.
    `zoek`: the texts that a search looks in. `kolommen`: what its words need besides (see `woorden`).
    """

    naam: str
    model: type[Model]
    soorten: Mapping[str, Q | None]
    voorwerp: tuple[str, str] | None = None
    over: Mapping[str, str] = field(default_factory=dict)
    op: str = "op"
    door: str | None = "door_id"
    zoek: tuple[str, ...] = ()
    alleen: Q = field(default_factory=Q)
    kolommen: tuple[str, ...] = ()

    @property
    def is_historie(self) -> bool:
        return hasattr(self.model, "tracked_fields")

    def rijen(self) -> QuerySet:
        """Give every row that belongs to the trail."""
        return self.model._base_manager.filter(self.alleen)

    def bij(self, soort: str, pk: int) -> Q | None:
        """Give the condition that a row stands on the page of one thing; None where none of this table does."""
        kolommen = [self.voorwerp[1]] if self.voorwerp and self.voorwerp[0] == soort else []
        kolommen += [self.over[soort]] if soort in self.over else []
        if not kolommen:
            return None
        uit = Q()
        for kolom in kolommen:
            uit |= Q(**{kolom: pk})
        return uit

    def waarover(self, soort: str) -> Q | None:
        """Give the condition that a row is about this kind of thing; None where none of this table is."""
        return Q() if self.voorwerp and self.voorwerp[0] == soort else None


class Handelingbron(Bron):
    """The handelingen: what each is about stands in the row itself."""

    def bij(self, soort: str, pk: int) -> Q | None:
        eigen = Q(over_soort=VOORWERPEN[soort]._meta.label_lower, over_id=pk)
        for label, binnen in _ERBIJ.get(soort, ()):
            eigen |= Q(over_soort=label, over_id__in=binnen(pk))
        return eigen

    def waarover(self, soort: str) -> Q | None:
        return Q(over_soort=VOORWERPEN[soort]._meta.label_lower)


# Kind -> what else stands on its page: (label, key -> keys of what belongs to it).
_ERBIJ: dict[str, tuple[tuple[str, Callable[[int], QuerySet]], ...]] = {
    "plan": ((Import._meta.label_lower, lambda pk: Import.objects.filter(plan=pk).values("pk")),),
    "actie": (
        (
            Bijlage._meta.label_lower,
            lambda pk: Bijlage.objects.filter(Q(actie=pk) | Q(melding__actie=pk)).values("pk"),
        ),
    ),
    "melding": ((Bijlage._meta.label_lower, lambda pk: Bijlage.objects.filter(melding=pk).values("pk")),),
}


def _historie(
    model: type[Model],
    voorwerp: tuple[str, str] | None,
    *,
    zoek: tuple[str, ...] = (),
    naam: str = "",
    alleen: Q | None = None,
    soorten: Mapping[str, Q | None] | None = None,
    **over: str,
) -> Bron:
    """Give the history of a model as a part of the trail."""
    return Bron(
        naam=naam or model._meta.model_name,
        model=model.history.model,
        soorten=soorten or {WIJZIGING: None},
        voorwerp=voorwerp,
        over=over,
        op="history_date",
        door="history_user_id",
        zoek=(*zoek, "history_change_reason"),
        alleen=alleen or Q(),
    )


def _rechten_van_gebruiker() -> Q:
    """Give the condition that the rol of a gebruiker, or whether it may log in, is not what it was before."""
    records = Gebruiker.history.model._base_manager
    buiten = {"id": OuterRef(OuterRef("id")), "history_id__lt": OuterRef(OuterRef("history_id"))}
    vorige = records.filter(**buiten).order_by("-history_id").values("history_id")[:1]
    gelijk = records.filter(history_id=Subquery(vorige), rol=OuterRef("rol"), is_active=OuterRef("is_active"))
    return ~Q(Exists(gelijk))


_VAN_ACTIE = {"organisatie": "organisatie_id"}
BRONNEN: tuple[Bron, ...] = (
    _historie(Beleidsplan, ("plan", "id"), zoek=("naam",)),
    _historie(Speerpunt, ("speerpunt", "id"), zoek=("titel",), plan="plan_id"),
    _historie(Actie, ("actie", "id"), zoek=("titel",)),
    _historie(ActieOrganisatie, ("actie", "actie_id"), organisatie="organisatie_id"),
    _historie(Overgang, ("actie", "actie_id"), zoek=("reden",), plan="plan_id"),
    _historie(Mijlpaal, ("actie", "actie_id"), zoek=("titel",)),
    _historie(Indicator, ("actie", "actie_id"), zoek=("naam",), alleen=Q(actie__isnull=False)),
    _historie(
        Indicator,
        ("speerpunt", "speerpunt_id"),
        naam="indicator_van_speerpunt",
        zoek=("naam",),
        alleen=Q(speerpunt__isnull=False),
    ),
    _historie(Meting, ("speerpunt", "indicator__speerpunt_id")),
    _historie(Subsidie, ("plan", "plan_id"), actie="actie_id", organisatie="organisatie_id"),
    _historie(Ronde, ("ronde", "id"), zoek=("naam",), plan="plan_id"),
    _historie(Uitstel, ("ronde", "ronde_id"), zoek=("reden",), organisatie="organisatie_id"),
    _historie(Rapporttekst, ("rapport", "ronde_id"), zoek=("tekst",), speerpunt="speerpunt_id"),
    _historie(Behandeling, ("rapport", "rapport__ronde_id"), zoek=("orgaan",)),
    _historie(Organisatie, ("organisatie", "id"), zoek=("naam", "afkorting")),
    _historie(
        Lidmaatschap,
        ("organisatie", "organisatie_id"),
        zoek=("functie",),
        soorten={RECHTEN: None},
        gebruiker="gebruiker_id",
    ),
    _historie(
        Gebruiker,
        ("gebruiker", "id"),
        zoek=("naam", "email"),
        soorten={WIJZIGING: None, RECHTEN: _rechten_van_gebruiker()},
    ),
    _historie(Beleidsdomein, None, zoek=("naam",)),
    _historie(Doelgroep, None, zoek=("naam",)),
    Bron(
        "gebeurtenis",
        Gebeurtenis,
        {"stand": None},
        ("melding", "melding_id"),
        {"actie": "melding__actie_id", "ronde": "melding__ronde_id"},
        zoek=("reden",),
        kolommen=("soort", "reden", "inhoud"),
    ),
    Bron(
        "bijlage",
        Bijlage,
        {"bijlage": None},
        ("actie", "actie_id"),
        op="toegevoegd_op",
        door="toegevoegd_door_id",
        alleen=Q(actie__isnull=False),
        zoek=("naam",),
        kolommen=("naam",),
    ),
    Bron(
        "bijlage_van_melding",
        Bijlage,
        {"bijlage": None},
        ("melding", "melding_id"),
        {"actie": "melding__actie_id"},
        op="toegevoegd_op",
        door="toegevoegd_door_id",
        alleen=Q(melding__isnull=False),
        zoek=("naam",),
        kolommen=("naam",),
    ),
    Bron(
        "vrijgave",
        Vrijgave,
        {"bijlage": None},
        ("actie", "bijlage__actie_id"),
        alleen=Q(bijlage__actie__isnull=False),
        zoek=("bijlage__naam",),
        kolommen=("bijlage__naam",),
    ),
    Bron(
        "vrijgave_gesloten",
        Vrijgave,
        {"bijlage": None},
        ("actie", "bijlage__actie_id"),
        op="gesloten_op",
        door="gesloten_door_id",
        alleen=Q(bijlage__actie__isnull=False, gesloten_op__isnull=False),
        zoek=("bijlage__naam",),
        kolommen=("bijlage__naam",),
    ),
    Bron(
        "rapport",
        Rapport,
        {"rapport": None},
        ("rapport", "ronde_id"),
        {"ronde": "ronde_id"},
        op="definitief_op",
        door="definitief_door_id",
        zoek=("sha256",),
        kolommen=("sha256",),
    ),
    Bron(
        "rechtzetting",
        Rechtzetting,
        {"rapport": None},
        ("rapport", "rapport__ronde_id"),
        {"ronde": "rapport__ronde_id", "melding": "melding_id", "actie": "melding__actie_id"},
        zoek=("reden", "stond", "wordt"),
        kolommen=("nummer", "code", "stond", "wordt", "reden"),
    ),
    Bron(
        "afsluiting",
        Afsluiting,
        {"afsluiting": None},
        ("plan", "plan_id"),
        zoek=("reden",),
        kolommen=("daad", "reden", "openstaand"),
    ),
    Bron(
        "import",
        Import,
        {"import": None},
        ("plan", "plan_id"),
        zoek=("bestandsnaam",),
        kolommen=("bestandsnaam",),
    ),
    Bron(
        "import_overgenomen",
        Import,
        {"import": None},
        ("plan", "plan_id"),
        op="uitgevoerd_op",
        door="uitgevoerd_door_id",
        alleen=Q(uitgevoerd_op__isnull=False),
        zoek=("bestandsnaam",),
        kolommen=("bestandsnaam",),
    ),
    Bron(
        "import_teruggedraaid",
        Import,
        {"import": None},
        ("plan", "plan_id"),
        op="teruggedraaid_op",
        door="teruggedraaid_door_id",
        alleen=Q(teruggedraaid_op__isnull=False),
        zoek=("bestandsnaam", "terug_reden"),
        kolommen=("bestandsnaam", "terug_reden"),
    ),
    Bron(
        "doorgave",
        Doorgave,
        {"doorgave": None},
        ("organisatie", "organisatie_id"),
        kolommen=("naam", "functie", "opmerking"),
        zoek=("naam",),
    ),
    Bron(
        "doorgave_afgehandeld",
        Doorgave,
        {"doorgave": None},
        ("organisatie", "organisatie_id"),
        op="afgehandeld_op",
        door="afgehandeld_door_id",
        alleen=~Q(toestand=Doorgavetoestand.OPEN),
        kolommen=("naam", "toestand", "reden"),
        zoek=("naam", "reden"),
    ),
    Bron(
        "linkgebeurtenis",
        Linkgebeurtenis,
        {"link": None},
        ("gebruiker", "link__gebruiker_id"),
        zoek=("reden",),
        kolommen=("daad", "reden"),
    ),
    Handelingbron(
        "handeling",
        Handeling,
        {str(soort.value): Q(soort=soort) for soort in Handelingsoort},
        zoek=("zoekbaar",),
        kolommen=("soort", "over_soort", "over_id", "bijzonderheden"),
    ),
)
PLAATS = {bron.naam: nr for nr, bron in enumerate(BRONNEN)}
ZOEKBAAR = {"zoekbaar": Cast(F("bijzonderheden"), TextField())}  # of a handeling: its facts as text
