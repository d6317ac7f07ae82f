"""The filters of what waits on Nakijken."""

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.http import QueryDict

from organisaties.models import Gebruiker, Organisatie
from organisaties.sleutels import als_sleutel
from organisaties.voorbereid import voorbereid
from speerpunten.filters.basis import Filter, Keuze
from speerpunten.forms import zoekkeuze
from speerpunten.forms.zoekkeuze import ORGANISATIE, Aanbod, Zoeklijst
from speerpunten.keuzes import Herkomst, Soort, Status
from speerpunten.lijsten import in_een, verdeel
from speerpunten.models import Actie, Beleidsplan, Gebeurtenis, Import, Melding, Ronde
from speerpunten.models.melding import MeldingQuerySet

EERSTE, ONGEWIJZIGD, OPNIEUW, CORRECTIE, INVOER = "eerste", "niets_veranderd", "opnieuw", "correctie", "import"
WAT = {
    EERSTE: "Eerste stand van een actie",
    ONGEWIJZIGD: "Niets veranderd",
    OPNIEUW: "Opnieuw ingediend",
    CORRECTIE: "Correctie",
    INVOER: "Import",
}
_TAB = "\t"


class NakijkFilter(Filter):
    """Narrows what waits (see `te_nakijken`) to what one checker wants to see next."""

    wie = Keuze(label="Wie mag het nakijken?", choices=[("ik", "Ik")], empty_label="Iedereen", method="filter_wie")
    plan = Keuze(label="Plan", field_name="actie__speerpunt__plan__slug")
    ronde = Keuze(label="Ronde", field_name="ronde")
    organisatie = Keuze(label="Organisatie", field_name="organisatie__slug", widget=Zoeklijst)
    status = Keuze(label="Nieuwe status", choices=Status.choices)
    wat = Keuze(label="Wat", choices=list(WAT.items()), method="filter_wat")
    invoer = Keuze(label="Import", field_name="uit_import")

    class Meta:
        model = Melding
        fields: tuple[str, ...] = ()

    def __init__(self, data: QueryDict, *, gebruiker: Gebruiker, met_keuzes: bool = True) -> None:
        """In: `met_keuzes`, whether the form is shown; where it is not, only what `data` chooses is fetched."""
        wacht = Melding.objects.te_nakijken()
        super().__init__(data, wacht)
        self.gebruiker = gebruiker
        self.filters["import"] = self.filters.pop("invoer")  # a word that no attribute can have
        if met_keuzes or data:
            keuzes, self.aanbod = _keuzes_van(data, alle=met_keuzes)
            self.bied_aan(keuzes)
            self.form.fields["organisatie"].widget.bied_aan(self.aanbod, "Alle", sleutel="slug")

    @property
    def zoekvraag(self) -> str:
        """Give the filters in use as the query of an address; empty where there are none."""
        vraag = QueryDict(mutable=True)
        vraag.update({naam: waarde for naam, waarde in self.gekozen.items() if waarde})
        return vraag.urlencode()

    def filter_q(self, wacht: MeldingQuerySet, naam: str, waarde: str) -> MeldingQuerySet:
        return wacht.filter(actie__in=Actie.objects.zoek(waarde).order_by().values("pk"))

    def filter_wie(self, wacht: MeldingQuerySet, naam: str, waarde: str) -> MeldingQuerySet:
        return wacht.nakijkbaar_door(self.gebruiker) if waarde else wacht

    def filter_wat(self, wacht: MeldingQuerySet, naam: str, waarde: str) -> MeldingQuerySet:
        return wacht.filter(wat_is(waarde)) if waarde else wacht


def wat_is(wat: str) -> Q:
    """Give the condition that a melding that waits is of this kind (a key of WAT)."""
    return {
        EERSTE: ~Q(Exists(Melding.objects.filter(actie=OuterRef("actie")).geldig_op())),
        ONGEWIJZIGD: Q(niets_veranderd=True),
        OPNIEUW: Q(Exists(Gebeurtenis.objects.filter(melding=OuterRef("pk"), soort=Soort.TERUGGESTUURD))),
        CORRECTIE: Q(vervangt__isnull=False),
        INVOER: Q(herkomst=Herkomst.IMPORT),
    }[wat]


def _naam(data: QueryDict, veld: str) -> str:
    """Give a name of an address as it may stand in a database: PostgreSQL takes no NUL."""
    return data.get(veld, "").replace("\x00", "")


def _lijsten(data: QueryDict, *, alle: bool) -> QuerySet:
    """Ask for what is chosen in `data` (where that exists), with `alle` also for what else can be chosen of what waits
    now, and for the organisaties that are offered."""
    gekozen = {
        "plan": Q(slug=_naam(data, "plan")),
        "ronde": Q(pk=als_sleutel(data.get("ronde"))),
        "organisatie": Q(slug=_naam(data, "organisatie")),
        "invoer": Q(pk=als_sleutel(data.get("import"))),
    }
    erin = Organisatie.objects.none()
    if alle:
        ids = Melding.objects.te_nakijken().order_by()
        gekozen["plan"] |= Q(pk__in=ids.values("actie__speerpunt__plan"))
        gekozen["ronde"] |= Q(pk__in=ids.values("ronde"))
        gekozen["invoer"] |= Q(pk__in=ids.values("uit_import"))
        erin = Organisatie.objects.filter(pk__in=ids.values("organisatie"))
    return in_een(
        plan=(Beleidsplan.objects.filter(gekozen["plan"]), "slug", "naam"),
        ronde=(Ronde.objects.filter(gekozen["ronde"]), "pk", Concat("naam", Value(_TAB), "plan__naam")),
        invoer=(Import.objects.filter(gekozen["invoer"]), "pk", "bestandsnaam"),
        **zoekkeuze.lijsten(
            ORGANISATIE,
            erin,
            Organisatie.objects.filter(gekozen["organisatie"]),
            zoekkeuze.lees_vraag(data, ORGANISATIE),
            sleutel="slug",
            zoek_in=Organisatie.objects.kiesbaar(),
        ),
    )


@voorbereid
def _alle_lijsten(gebruiker) -> QuerySet:
    return _lijsten(QueryDict(), alle=True)


def _keuzes_van(data: QueryDict, *, alle: bool) -> tuple[dict[str, zoekkeuze.Keuzes], Aanbod]:
    """Give in one query the choices of each list (see `_lijsten`), and the organisaties that are offered."""
    keuzes = verdeel(_lijsten(data, alle=alle) if data else _alle_lijsten(None))
    aanbod = zoekkeuze.maak_aanbod(ORGANISATIE, keuzes, zoekkeuze.lees_vraag(data, ORGANISATIE))
    ronden = [(sleutel, _rondenaam(tekst, len(keuzes["plan"]) > 1)) for sleutel, tekst in keuzes["ronde"]]
    lijsten = {"plan": keuzes["plan"], "ronde": ronden, "import": keuzes["invoer"], "organisatie": aanbod.keuzes}
    return lijsten, aanbod


def _rondenaam(tekst: str, in_welk_plan: bool) -> str:
    naam, _, plan = tekst.partition(_TAB)
    return f"{naam} ({plan})" if in_welk_plan else naam
