"""What became of a thing in the next plan, and what it continues of the former one, for one reader.

A successor that the reader may not see is not named, not counted and not hinted at: chains break there. Knows no
request and no HTML. Everything fits in the lists that the pages fetch in one query anyway (`lijsten_in_een`).
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from organisaties.eenvan import EenVanDeze
from speerpunten.keuzes import GEEN_GEGEVENS, STATUS_LABELS, Overgangsbesluit
from speerpunten.lijsten import Lijst, Lijsten, Rij, als_rij, lees_rij
from speerpunten.models import Actie, Beleidsplan, Melding, Overgang, Speerpunt


@dataclass(frozen=True)
class Vervolgactie:
    """An actie of another plan that goes before or after this one, with its last stand."""

    pk: int
    code: str
    titel: str
    plan: str
    plan_slug: str
    status: str
    peildatum: dt.date | None
    weg_op: dt.date | None = None  # archived, and not merged into another
    weg_reden: str = ""
    verder: tuple["Vervolgactie", ...] = ()  # and so on, in the same direction

    @property
    def url(self) -> str:
        return reverse("actie", args=[self.pk])

    @property
    def stand(self) -> str:
        """Tell its last stand: "uitgevoerd, 31/12/2025"."""
        woord = STATUS_LABELS[self.status].lower()
        return f"{woord}, {self.peildatum:%d/%m/%Y}" if self.peildatum else woord


@dataclass(frozen=True)
class Besluit:
    """What was decided about an actie of the former plan, as far as this reader may know."""

    besluit: str
    reden: str
    plan: str
    slug: str
    nummer: int | None  # of the speerpunt of the next plan; None where it ends
    titel: str

    @property
    def naar(self) -> str:
        """Name the speerpunt of the next plan; empty where the actie ends."""
        return "" if self.nummer is None else f"{self.nummer}. {self.titel}"

    @property
    def naar_url(self) -> str:
        return "" if self.nummer is None else reverse("speerpunt", args=[self.slug, self.nummer])

    @property
    def stopt(self) -> bool:
        return self.besluit == Overgangsbesluit.STOPT

    @property
    def verhuist(self) -> bool:
        return self.besluit == Overgangsbesluit.VERHUIST


@dataclass(frozen=True)
class Actievervolg:
    """What the page of an actie tells: what it continues, what continues it, and what was decided."""

    vorige: tuple[Vervolgactie, ...]
    volgende: tuple[Vervolgactie, ...]
    besluit: Besluit | None
    open_in: str = ""  # the public next plan in which nothing was decided about it; for staff

    @property
    def zegt_iets(self) -> bool:
        return bool(self.volgende or self.besluit or self.open_in)


class Verwant(EenVanDeze):
    """Tell whether a column is the key of one of these acties, or of one that is tied to them by following and merging,
    over any number of plans."""

    def _zin(self, kolom: str, is_er_een: str) -> str:
        tabel = Actie._meta.db_table
        return (
            f"{kolom} IN (WITH RECURSIVE familie(id, vervolg, opgegaan) AS ("  # noqa: S608  names of ours
            f"SELECT id, vervolg_op_id, opgegaan_in_id FROM {tabel} WHERE id {is_er_een} UNION "
            f"SELECT a.id, a.vervolg_op_id, a.opgegaan_in_id FROM {tabel} a JOIN familie f "
            "ON a.vervolg_op_id = f.id OR a.opgegaan_in_id = f.id OR a.id = f.vervolg OR a.id = f.opgegaan) "
            "SELECT id FROM familie)"
        )


def overgangen_voor(gebruiker) -> QuerySet[Overgang]:
    """Keep the decisions that this reader may know: staff and lezers all, others those of a public next plan."""
    if getattr(gebruiker, "rol", ""):
        return Overgang.objects.all()
    return Overgang.objects.filter(plan__openbaar=True, actie__in=Actie.objects.zichtbaar_voor(gebruiker))


def familielijsten(acties: list[int], gebruiker, op: dt.date) -> dict[str, Lijst]:
    """Give what `lees_vervolgen` reads, as lists for `in_een`. In: the keys of acties."""
    familie = Actie.objects.zichtbaar_voor(gebruiker).filter(Verwant("pk", acties))
    stand = Melding.objects.geldig_op(op).filter(actie=OuterRef("pk")).nieuwste_eerst()
    rij = als_rij(
        "pk",
        "nummer",
        "titel",
        "vervolg_op",
        "opgegaan_in",
        "gearchiveerd_op",
        "archief_reden",
        speerpunt="speerpunt__nummer",
        plan="speerpunt__plan__naam",
        plan_slug="speerpunt__plan__slug",
        status=Subquery(stand.values("status")[:1]),
        peildatum=Subquery(stand.values("peildatum")[:1]),
    )
    besluit = als_rij(
        "actie_id",
        "besluit",
        "reden",
        plan="plan__naam",
        slug="plan__slug",
        nummer="naar__nummer",
        titel="naar__titel",
    )
    return {
        "familie": (familie.filter(_heeft_familie()), "pk", rij),
        "besluit": (overgangen_voor(gebruiker).filter(EenVanDeze("actie", acties)), "pk", besluit),
    }


def _heeft_familie() -> Q:
    """Give the condition that an actie is tied to another one: of the many that are not there is nothing to tell."""
    volgt = Actie.objects.filter(Q(vervolg_op=OuterRef("pk")) | Q(opgegaan_in=OuterRef("pk")))
    return Q(vervolg_op__isnull=False) | Q(opgegaan_in__isnull=False) | Exists(volgt)


def actielijsten(acties: list[int], plan: int, gebruiker, op: dt.date) -> dict[str, Lijst]:
    """Give what `lees_actievervolg` reads, as lists for `in_een`. In: the key of one actie, as a list; its plan."""
    opvolgers = Beleidsplan.objects.zichtbaar_voor(gebruiker).filter(opvolger_van=plan)
    opvolger = {"opvolger": (opvolgers.filter(openbaar=True), "slug", "naam")}
    return familielijsten(acties, gebruiker, op) | opvolger


def lees_actievervolg(actie: Actie, lijsten: Lijsten, *, is_medewerker: bool) -> Actievervolg:
    """Read the lists of `actielijsten`."""
    vervolg = lees_vervolgen([actie.pk], lijsten)[actie.pk]
    onbeslist = is_medewerker and not vervolg.besluit and not vervolg.volgende and not actie.gearchiveerd_op
    open_in = next((naam for _, naam in lijsten["opvolger"]), "") if onbeslist else ""
    return replace(vervolg, open_in=open_in)


def lees_vervolgen(acties: Collection[int], lijsten: Lijsten) -> dict[int, Actievervolg]:
    """Read the lists of `familielijsten`: per key what goes before and after it, and what was decided."""
    boom = _Familie([lees_rij(tekst) for _, tekst in lijsten["familie"]])
    besluiten = {rij["actie_id"]: _besluit(rij) for rij in (lees_rij(tekst) for _, tekst in lijsten["besluit"])}
    return {pk: Actievervolg(boom.vorige(pk), boom.volgende(pk), besluiten.get(pk)) for pk in acties}


def _besluit(rij: dict) -> Besluit:
    velden = ("besluit", "reden", "plan", "slug", "nummer")
    return Besluit(**{veld: rij[veld] for veld in velden}, titel=rij["titel"] or "")


class _Familie:
    """The acties that are tied to one, to walk from each to what goes before and after it."""

    def __init__(self, rijen: Iterable[dict]) -> None:
        self.rijen = {rij["pk"]: rij for rij in rijen}
        self.opgenomen = self._per("opgegaan_in")
        self.voortgezet = self._per("vervolg_op")

    def _per(self, veld: str) -> dict[int, set[int]]:
        uit: dict[int, set[int]] = {}
        for pk, rij in self.rijen.items():
            uit.setdefault(rij[veld], set()).add(pk)
        return uit

    def _leidt_naar(self, pk: int) -> int:
        """Give where an actie was merged into in the end, or itself."""
        gezien = {pk}
        while (verder := self.rijen[pk]["opgegaan_in"]) in self.rijen and verder not in gezien:
            pk = verder
            gezien.add(pk)
        return pk

    def _groep(self, pk: int) -> set[int]:
        """Give an actie and all that were merged into it."""
        groep, nieuw = {pk}, {pk}
        while nieuw:
            nieuw = {sleutel for pk in nieuw for sleutel in self.opgenomen.get(pk, ())} - groep
            groep |= nieuw
        return groep

    def volgende(self, pk: int, gezien: frozenset[int] = frozenset()) -> tuple[Vervolgactie, ...]:
        groep = self._groep(pk)
        gezien |= groep
        pks = {self._leidt_naar(sleutel) for pk in groep for sleutel in self.voortgezet.get(pk, ())}
        return self._als_acties(pks - gezien, gezien, self.volgende)

    def vorige(self, pk: int, gezien: frozenset[int] = frozenset()) -> tuple[Vervolgactie, ...]:
        groep = self._groep(pk)
        gezien |= groep
        bronnen = {self.rijen[sleutel]["vervolg_op"] for sleutel in groep & self.rijen.keys()}
        pks = {self._leidt_naar(bron) for bron in bronnen & self.rijen.keys()}
        return self._als_acties(pks - gezien, gezien, self.vorige)

    def _als_acties(self, pks: set[int], gezien: frozenset[int], verder) -> tuple[Vervolgactie, ...]:
        """Give these acties, but none that was merged into what this reader may not see: that leads nowhere."""
        vindbaar = (rij for rij in map(self.rijen.__getitem__, pks) if not rij["opgegaan_in"])
        rijen = sorted(vindbaar, key=lambda rij: (rij["plan"], rij["speerpunt"], rij["nummer"]))
        return tuple(
            Vervolgactie(
                pk=rij["pk"],
                code=f"{rij['speerpunt']}.{rij['nummer']}",
                titel=rij["titel"],
                plan=rij["plan"],
                plan_slug=rij["plan_slug"],
                status=rij["status"] or GEEN_GEGEVENS,
                peildatum=_dag(rij["peildatum"]),
                weg_op=_dag(rij["gearchiveerd_op"]),
                weg_reden=rij["archief_reden"],
                verder=verder(rij["pk"], gezien),
            )
            for rij in rijen
        )


def _dag(tekst: str | None) -> dt.date | None:
    return dt.date.fromisoformat(tekst) if tekst else None


# --- speerpunten


@dataclass(frozen=True)
class Puntlink:
    """A speerpunt of another plan, with those that it continues together with this one."""

    nummer: int
    titel: str
    plan: str
    slug: str
    samen_met: tuple[int, ...] = ()

    @property
    def url(self) -> str:
        return reverse("speerpunt", args=[self.slug, self.nummer])


@dataclass(frozen=True)
class Puntvervolg:
    """What the page of a speerpunt tells: which it continues, and which continue it."""

    vorige: tuple[Puntlink, ...]
    volgende: tuple[Puntlink, ...]
    vorig_plan: str  # the name of the former plan that this reader may see, or empty
    volgend_plan: str

    @property
    def zin(self) -> str:
        """Say in a few words where it went: one to one, split, or nowhere."""
        if not self.volgende:
            return f"Dit speerpunt komt niet terug in {self.volgend_plan}."
        if len(self.volgende) > 1:
            return f"Dit speerpunt is gesplitst in {len(self.volgende)} speerpunten van {self.volgend_plan}."
        if self.volgende[0].samen_met:
            return f"Dit speerpunt ging samen met andere in één speerpunt van {self.volgend_plan}."
        return f"Dit speerpunt gaat verder in {self.volgend_plan}."


def _zet_voort(welke: QuerySet[Speerpunt] | Speerpunt, voor: str) -> Q:
    return Q(**{f"{voor}vervolg_op": welke}) | Q(**{f"{voor}ook_vervolg_op": welke})


def puntlijsten(speerpunt: Speerpunt, gebruiker) -> dict[str, Lijst]:
    """Give what `lees_puntvervolg` reads, as lists for `lijsten_in_een`."""
    plannen = Beleidsplan.objects.zichtbaar_voor(gebruiker)
    zichtbaar = Speerpunt.objects.filter(plan__in=plannen)
    rij = als_rij("pk", "nummer", "titel", plan="plan__naam", slug="plan__slug")
    volgende = zichtbaar.filter(_zet_voort(speerpunt, "")).distinct()
    vorige = zichtbaar.filter(Q(vervolgen=speerpunt) | Q(ook_vervolgen=speerpunt)).distinct()
    naar = Speerpunt.objects.filter(_zet_voort(speerpunt, "")).values("pk")
    ook = Speerpunt.ook_vervolg_op.through.objects.filter(from_speerpunt__in=naar).exclude(to_speerpunt=speerpunt)
    eerste = Speerpunt.objects.filter(pk__in=naar, vervolg_op__isnull=False).exclude(vervolg_op=speerpunt)
    return {
        "volgende": (volgende, "pk", rij),
        "vorige": (vorige, "pk", rij),
        "samen_eerste": (eerste, "pk", "vervolg_op__nummer"),
        "samen_ook": (ook, "from_speerpunt_id", "to_speerpunt__nummer"),
        "vorig_plan": (plannen.filter(opvolger=speerpunt.plan_id), "slug", "naam"),
        "volgend_plan": (plannen.filter(opvolger_van=speerpunt.plan_id), "slug", "naam"),
    }


def lees_puntvervolg(lijsten: Lijsten) -> Puntvervolg:
    """Read the lists of `puntlijsten`."""
    samen: dict[int, set[int]] = {}
    for sleutel, nummer in (*lijsten["samen_eerste"], *lijsten["samen_ook"]):
        samen.setdefault(int(sleutel), set()).add(int(nummer))
    return Puntvervolg(
        vorige=_punten(lijsten["vorige"], {}),
        volgende=_punten(lijsten["volgende"], samen),
        vorig_plan=next((naam for _, naam in lijsten["vorig_plan"]), ""),
        volgend_plan=next((naam for _, naam in lijsten["volgend_plan"]), ""),
    )


def _punten(rijen: list[tuple[str, str]], samen: dict[int, set[int]]) -> tuple[Puntlink, ...]:
    gelezen = [lees_rij(tekst) for _, tekst in rijen]
    punten = (
        Puntlink(r["nummer"], r["titel"], r["plan"], r["slug"], tuple(sorted(samen.get(r["pk"], ())))) for r in gelezen
    )
    return tuple(sorted(punten, key=lambda punt: punt.nummer))


def planpunten(plan: Beleidsplan, gebruiker) -> dict[str, Lijst]:
    """Give what `lees_planpunten` reads, as lists for `lijsten_in_een`: around all speerpunten of a plan at once."""
    zichtbaar = Speerpunt.objects.filter(plan__in=Beleidsplan.objects.zichtbaar_voor(gebruiker))
    ook = Speerpunt.ook_vervolg_op.through.objects

    def rij(van: str, naar: str) -> Rij:
        velden = {"pk": "pk", "nummer": "nummer", "titel": "titel", "plan": "plan__naam", "slug": "plan__slug"}
        return als_rij(van=F(van), **{veld: F(naar + pad) for veld, pad in velden.items()})

    return {
        "vorige": (Speerpunt.objects.filter(plan=plan, vervolg_op__in=zichtbaar), "pk", rij("pk", "vervolg_op__")),
        "ook_vorige": (
            *(ook.filter(from_speerpunt__plan=plan, to_speerpunt__in=zichtbaar), "pk"),
            rij("from_speerpunt_id", "to_speerpunt__"),
        ),
        "volgende": (zichtbaar.filter(vervolg_op__plan=plan), "pk", rij("vervolg_op_id", "")),
        "ook_volgende": (
            *(ook.filter(to_speerpunt__plan=plan, from_speerpunt__in=zichtbaar), "pk"),
            rij("to_speerpunt_id", "from_speerpunt__"),
        ),
    }


def lees_planpunten(lijsten: Lijsten) -> tuple[dict[int, tuple[Puntlink, ...]], dict[int, tuple[Puntlink, ...]]]:
    """Read the lists of `planpunten`: per key of a speerpunt which it continues, and which continue it."""
    return _per_punt(lijsten, "vorige"), _per_punt(lijsten, "volgende")


def _per_punt(lijsten: Lijsten, kant: str) -> dict[int, tuple[Puntlink, ...]]:
    uit: dict[int, dict[str, str]] = {}
    for _, tekst in (*lijsten[kant], *lijsten[f"ook_{kant}"]):
        rij = lees_rij(tekst)
        uit.setdefault(rij["van"], {})[rij["pk"]] = tekst
    return {van: _punten(list(rijen.items()), {}) for van, rijen in uit.items()}
