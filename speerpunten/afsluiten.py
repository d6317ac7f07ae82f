"""What is still open in a plan, before it is closed: rondes, reports, standen of zaken and imports."""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from speerpunten.keuzes import Fase, MeldingToestand, Sluitdaad
from speerpunten.models import Afsluiting, Beleidsplan, Import, Melding, Ronde

RONDES, RAPPORTEN, IMPORTS = "rondes", "rapporten", "imports"
# Kind -> one and more of them, in the order of the list; the names of the counts that an Afsluiting keeps.
WOORDEN = {
    RONDES: ("ronde die nog niet gesloten is", "rondes die nog niet gesloten zijn"),
    MeldingToestand.CONCEPT.value: ("stand die nog niet ingediend is", "standen die nog niet ingediend zijn"),
    MeldingToestand.INGEDIEND.value: ("stand die wacht op nakijken", "standen die wachten op nakijken"),
    MeldingToestand.TERUGGESTUURD.value: ("stand die teruggestuurd is", "standen die teruggestuurd zijn"),
    RAPPORTEN: ("ronde zonder definitief rapport", "rondes zonder definitief rapport"),
    IMPORTS: ("ingelezen bestand dat niet overgenomen is", "ingelezen bestanden die niet overgenomen zijn"),
}


def in_woorden(soort: str, aantal: int) -> str:
    """Give "2 standen die wachten op nakijken"."""
    return f"{aantal} {WOORDEN[soort][aantal != 1]}"


@dataclass(frozen=True)
class Deel:
    """One thing of the list: what it is called, what is to be done with it, and where. `url` is empty for no page."""

    naam: str
    uitleg: str
    url: str


@dataclass(frozen=True)
class Groep:
    """All that is open of one kind: how many, where that is done (`url`, or per thing in `delen`)."""

    soort: str
    aantal: int
    uitleg: str
    url: str = ""
    link: str = ""
    delen: tuple[Deel, ...] = ()

    @property
    def zin(self) -> str:
        return in_woorden(self.soort, self.aantal)


@dataclass(frozen=True)
class Slotlijst:
    """What is still open in a plan. `vingerafdruk` tells one such list from another, thing by thing."""

    groepen: tuple[Groep, ...]
    vingerafdruk: str

    @property
    def is_leeg(self) -> bool:
        return not self.groepen

    @property
    def aantallen(self) -> dict[str, int]:
        return {groep.soort: groep.aantal for groep in self.groepen}


def _rondes(plan: Beleidsplan) -> list[Ronde]:
    """Give the rondes without a definitive report, the oldest first, with `laatste_uitstel`."""
    return list(Ronde.objects.filter(plan=plan, rapport=None).met_belet().order_by("van", "pk"))


def _meldingen(plan: Beleidsplan) -> list[tuple[int, str]]:
    """Give key and toestand of what could still be sent or checked: not of an import that was undone, and of a ronde
    with a definitive report only what waits for staff and corrections."""
    dood = Q(uit_import__teruggedraaid_op__isnull=False)
    te_laat = Q(vervangt=None, ronde__rapport__isnull=False) & ~Q(toestand=MeldingToestand.INGEDIEND)
    open_ = Melding.objects.filter(actie__speerpunt__plan=plan).openstaand().exclude(dood).exclude(te_laat)
    return list(open_.order_by("pk").values_list("pk", "toestand"))


def _imports(plan: Beleidsplan) -> list[tuple[int, str]]:
    """Give key and name of the files that were looked at, not taken over, and can still be."""
    open_ = Import.objects.filter(plan=plan, uitgevoerd_op=None).exclude(voorstel={}).exclude(bestand=b"")
    return list(open_.order_by("pk").values_list("pk", "bestandsnaam"))


def stel_slotlijst_samen(plan: Beleidsplan, op: dt.date | None = None) -> Slotlijst:
    """Give what is still open in a plan on day `op` (today unless told); three queries, whatever its size."""
    op = op or timezone.localdate()
    rondes, meldingen, imports = _rondes(plan), _meldingen(plan), _imports(plan)
    fasen = [(ronde, ronde.fase(op, uitstel=ronde.laatste_uitstel)) for ronde in rondes]
    per = Counter(toestand for _, toestand in meldingen)
    groepen = (
        _open_rondes([paar for paar in fasen if paar[1] != Fase.GESLOTEN]),
        *(_standen(plan, toestand, per[toestand]) for toestand in (MeldingToestand.CONCEPT, MeldingToestand.INGEDIEND)),
        _standen(plan, MeldingToestand.TERUGGESTUURD, per[MeldingToestand.TERUGGESTUURD]),
        _zonder_rapport(plan, [ronde for ronde, fase in fasen if fase == Fase.GESLOTEN]),
        _ingelezen(imports),
    )
    inhoud = repr(([(ronde.pk, fase.value) for ronde, fase in fasen], meldingen, imports))
    afdruk = hashlib.sha256(inhoud.encode()).hexdigest()
    return Slotlijst(tuple(groep for groep in groepen if groep.aantal), afdruk)


def _open_rondes(rondes: list[tuple[Ronde, Fase]]) -> Groep:
    def uitleg(ronde: Ronde, fase: Fase) -> str:
        if fase == Fase.GEPLAND:
            return f"Ze opent op {ronde.opent:%d/%m/%Y}."
        tot = ronde.sluit_voor(ronde.laatste_uitstel)
        laat = f" De deadline was {ronde.deadline:%d/%m/%Y}." if fase == Fase.TE_LAAT else ""
        return f"Ze neemt antwoorden tot en met {tot:%d/%m/%Y}.{laat}"

    delen = tuple(Deel(ronde.naam, uitleg(ronde, fase), ronde.get_absolute_url()) for ronde, fase in rondes)
    return Groep(RONDES, len(delen), "Na het afsluiten kan niemand er nog in antwoorden.", delen=delen)


def _zonder_rapport(plan: Beleidsplan, rondes: list[Ronde]) -> Groep:
    delen = tuple(
        Deel(
            ronde.naam,
            f"Ze ging over {ronde.van:%d/%m/%Y} tot en met {ronde.tot:%d/%m/%Y}. Het ontwerp staat klaar.",
            reverse("rapport", args=[plan.slug, ronde.slug]),
        )
        for ronde in rondes
    )
    return Groep(RAPPORTEN, len(delen), "Na het afsluiten blijft het rapport een ontwerp.", delen=delen)


def _standen(plan: Beleidsplan, toestand: MeldingToestand, aantal: int) -> Groep:
    if toestand == MeldingToestand.INGEDIEND:
        waar = f"{reverse('nakijken')}?plan={plan.slug}"
        return Groep(toestand.value, aantal, "Wat niet aanvaard is, telt nergens mee.", waar, "Kijk ze na")
    lijst = reverse("admin:speerpunten_melding_changelist")
    waar = f"{lijst}?toestand__exact={toestand.value}&actie__speerpunt__plan__id__exact={plan.pk}"
    uitleg = {
        MeldingToestand.CONCEPT: "Wie eraan begon, kan ze niet meer indienen.",
        MeldingToestand.TERUGGESTUURD: "De organisatie kan ze niet meer verbeteren.",
    }[toestand]
    return Groep(toestand.value, aantal, uitleg, waar, "Bekijk ze")


def _ingelezen(imports: list[tuple[int, str]]) -> Groep:
    delen = tuple(Deel(naam, "Bekeken, niet overgenomen.", reverse("import", args=[pk])) for pk, naam in imports)
    return Groep(IMPORTS, len(delen), "Na het afsluiten kan niemand ze nog overnemen.", delen=delen)


@dataclass(frozen=True)
class Afgesloten:
    """How a closed plan was closed: the day, and in words what was left (for staff). `op` is None where it was loaded
    as closed."""

    op: dt.date | None
    bleef_liggen: tuple[str, ...] = ()


def wat_bleef_liggen(openstaand: Mapping[str, int]) -> tuple[str, ...]:
    """Tell in words the counts that an Afsluiting keeps, in the order of the list."""
    return tuple(in_woorden(soort, openstaand[soort]) for soort in WOORDEN if openstaand.get(soort))


def laatste_afsluiting(plan: Beleidsplan, *, met_rest: bool) -> Afgesloten | None:
    """Give how a closed plan was closed last; None for one that is not closed. `met_rest`: with what was left."""
    if not plan.is_afgesloten:
        return None
    rij = Afsluiting.objects.filter(plan=plan).order_by("-op", "-pk").first()
    if rij is None or rij.daad != Sluitdaad.AFGESLOTEN:
        return Afgesloten(None)
    return Afgesloten(timezone.localdate(rij.op), wat_bleef_liggen(rij.openstaand) if met_rest else ())
