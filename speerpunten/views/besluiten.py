"""What becomes of the acties of one speerpunt in the next plan: decided one by one, many at once, or as proposed."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from organisaties.zoektekst import woorden, zoekwoorden
from speerpunten.access import opvolgend_plan
from speerpunten.forms.besluiten import AANGEVINKT, OPEN, PAGINA, BesluitForm, SamenForm
from speerpunten.keuzes import Overgangsbesluit
from speerpunten.models import Beleidsplan, Overgang, Speerpunt
from speerpunten.overgang import ActieOvergang, Voorstel, acties_van, volgers_van
from speerpunten.services import opvolging as services
from speerpunten.views.fouten import neem_fouten_over
from speerpunten.views.opvolging import kruimels

PER_PAGINA = 25
TOON = {
    "": "Alle",
    OPEN: "Nog te beslissen",
    Overgangsbesluit.LOOPT_DOOR.value: "Loopt door",
    Overgangsbesluit.VERHUIST.value: "Verhuist",
    Overgangsbesluit.STOPT.value: "Stopt",
}


@dataclass
class Lijst:
    """The acties of one speerpunt, narrowed as the address asks, and the decisions that the page sent."""

    plan: Beleidsplan
    oud: Speerpunt
    nieuwe: list[Speerpunt]
    rijen: list[ActieOvergang]  # all living acties
    toon: str
    q: str
    pagina: Page
    forms: dict[int, BesluitForm]  # by key of the actie: those that were shown and may change
    samen: SamenForm
    act: str = ""
    geweigerd: set[int] = field(default_factory=set)  # keys of acties whose decision the service refused

    @property
    def onbeslist(self) -> int:
        return sum(not rij.overgang for rij in self.rijen)

    @property
    def voorstellen(self) -> int:
        return sum(1 for rij in self.rijen if rij.voorstel and not rij.overgang)

    @property
    def tellingen(self) -> list[tuple[str, str, int]]:
        """Give what the list may be narrowed to: its word in the address, its name and how many."""
        return [(naam, label, sum(_past(rij, naam) for rij in self.rijen)) for naam, label in TOON.items()]

    @property
    def getoond(self) -> list[ActieOvergang]:
        """Give the rows of the page; those that were sent stay on it, whatever became of them meanwhile."""
        if not self.act:
            return list(self.pagina)
        gestuurd = {rij.actie.pk for rij in self.pagina if rij.actie.pk not in self.forms} | set(self.forms)
        return [rij for rij in self.rijen if rij.actie.pk in gestuurd]

    def _samen_voor(self, form: BesluitForm) -> bool:
        """Tell whether the decision for many is about this row of the page."""
        if self.act != "samen":
            return False
        welke = self.samen["welke"].value()
        return welke == PAGINA or (welke == AANGEVINKT and form.is_aangevinkt) or (welke == OPEN and form.is_open)

    def is_valid(self) -> bool:
        """Tell whether what was sent can be saved; else the forms tell what is wrong. Looks at every form."""
        los = [form.is_valid() for form in self.forms.values() if not self._samen_voor(form)]
        if self.act == "samen" and self.samen.is_valid():
            leeg = self.samen.cleaned_data["welke"] == AANGEVINKT and not any(
                map(self._samen_voor, self.forms.values())
            )
            if leeg:
                self.samen.add_error("welke", "Vink hieronder minstens één actie aan.")
        return all(los) and not self.samen.errors

    @property
    def fout(self) -> list[BesluitForm | SamenForm]:
        """Give the forms in which something must be mended; what a decision for many passes by is not looked at."""
        rijen = [f for pk, f in self.forms.items() if pk in self.geweigerd or (self.act and not self._samen_voor(f))]
        return [form for form in (self.samen, *rijen) if form.errors]

    def besluiten(self) -> Iterator[services.Besluit]:
        """Give what is to be saved: of the rows of the page, and for all that is open where the act says so."""
        for rij in self.rijen:
            form = self.forms.get(rij.actie.pk)
            voor_open = self._voor_open(rij)
            if form and self._samen_voor(form):
                besluit = form.als_besluit(self.samen.keuze)
            elif form:
                besluit = form.als_besluit(voor_open if form.is_open else None)
            elif voor_open and not rij.overgang:
                besluit = services.Besluit(rij.actie, voor_open.besluit, voor_open.naar, voor_open.reden, "")
            else:
                besluit = None
            if besluit:
                yield besluit

    def _voor_open(self, rij: ActieOvergang) -> Voorstel | None:
        """Give what the act says about an actie that waits for a decision, on whatever page it stands."""
        if self.act == "voorstel":
            return rij.voorstel
        alles = self.act == "samen" and self.samen.cleaned_data["welke"] == OPEN
        return self.samen.keuze if alles else None


def _past(rij: ActieOvergang, toon: str) -> bool:
    if not toon:
        return True
    return rij.overgang is None if toon == OPEN else bool(rij.overgang and rij.overgang.besluit == toon)


def _lees(request: HttpRequest, plan: Beleidsplan, oud: Speerpunt, nieuwe: list[Speerpunt], rijen) -> Lijst:
    """Read which rows are asked for; of a page that was sent, the rows that stood on it."""
    data = request.POST if request.method == "POST" else None
    act = data.get("act", "bewaren") if data is not None else ""
    toon = request.GET.get("toon", "")
    toon = toon if toon in TOON else ""
    q = request.GET.get("q", "").strip()[:200]
    gezocht = zoekwoorden(q)
    passend = [r for r in rijen if _past(r, toon) and all(w in " ".join(woorden(str(r.actie))) for w in gezocht)]
    pagina = Paginator(passend, PER_PAGINA).get_page(request.GET.get("pagina"))
    getoond = pagina if data is None else [rij for rij in rijen if f"actie-{rij.actie.pk}-gezien" in data]
    vast = plan.was_ooit_openbaar()
    kan = [rij for rij in getoond if not plan.is_afgesloten and not (vast and rij.overgang)]
    volgt = volgers_van(oud, nieuwe)
    onbeslist = sum(not rij.overgang for rij in rijen)
    return Lijst(
        plan,
        oud,
        nieuwe,
        rijen,
        toon,
        q,
        pagina,
        {rij.actie.pk: BesluitForm(data, rij=rij, nieuwe=nieuwe) for rij in kan},
        SamenForm(
            data if act == "samen" else None,
            volgt=volgt,
            nieuwe=nieuwe,
            open_=onbeslist,
            meer=len(rijen) > PER_PAGINA,
        ),
        act,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def acties(request: HttpRequest, slug: str, nummer: int) -> HttpResponse:
    """Decide about the acties of one speerpunt of the former plan.

    `act`: bewaren, voorstel (take the proposals too, of every page), or samen (one decision for many).
    """
    plan = opvolgend_plan(request, slug, wijzigen=request.method == "POST")
    oud = get_object_or_404(Speerpunt.objects.select_related("plan"), plan=plan.opvolger_van_id, nummer=nummer)
    nieuwe = list(plan.speerpunten.met_vervolg())
    rijen, archief = acties_van(oud, volgers_van(oud, nieuwe))
    lijst = _lees(request, plan, oud, nieuwe, rijen)
    verouderd: dict[int, Overgang | None] | None = None
    fouten: list[str] = []
    if lijst.act and lijst.is_valid():
        verouderd, fouten = _beslis(request, lijst)
        if verouderd is None and not fouten and not lijst.fout:
            klaar = lijst.act == "bewaren" and not request.GET and len(rijen) <= PER_PAGINA
            return redirect("overgang", slug=slug) if klaar else redirect(request.get_full_path())
    context = {
        "plan": plan,
        "oud": oud,
        "volgt": volgers_van(oud, nieuwe),
        "lijst": lijst,
        "regels": [(r, lijst.forms.get(r.actie.pk), (verouderd or {}).get(r.actie.pk)) for r in lijst.getoond],
        "fouten": fouten,
        "botsing": verouderd is not None,
        "archief": archief,
        "kruimels": kruimels(plan, (f"Acties van speerpunt {nummer}", "")),
    }
    status = 409 if verouderd is not None else 422 if fouten or lijst.fout else 200
    return render(request, "speerpunten/opvolging/acties.html", context, status=status)


def _beslis(request: HttpRequest, lijst: Lijst) -> tuple[dict[int, Overgang | None] | None, list[str]]:
    """Save what changed. Gives the decisions that somebody else made meanwhile (key of the actie ->) or None, and the
    errors about acties that are not on the page."""
    besluiten = list(lijst.besluiten())
    try:
        services.beslis_overgangen(plan=lijst.plan, besluiten=besluiten, door=request.user)
    except services.OvergangVerouderd as botsing:
        return _neem_botsing_over(lijst, botsing), []
    except services.BesluitenOngeldig as fout:
        elders = []
        for pk, een in fout.per_actie.items():
            if pk in lijst.forms:
                lijst.forms[pk].is_valid()
                neem_fouten_over(lijst.forms[pk], een)
                lijst.geweigerd.add(pk)
            else:
                actie = next(besluit.actie for besluit in besluiten if besluit.actie.pk == pk)
                elders += [f"{actie.code} {actie.titel}: {tekst}" for tekst in een.messages]
        return None, elders
    aantal = len(besluiten)
    wat = f"{aantal} besluit{'' if aantal == 1 else 'en'} bewaard." if aantal else "Niets gewijzigd."
    messages.success(request, wat)
    return None, []


def _neem_botsing_over(lijst: Lijst, botsing: services.OvergangVerouderd) -> dict[int, Overgang | None]:
    """Give what is decided now about these acties; saving the same page again then overwrites it."""
    nu = {rij.actie_id: rij for rij in Overgang.objects.filter(actie__in=botsing.acties).select_related("naar")}
    for pk in botsing.acties & lijst.forms.keys():
        form = lijst.forms[pk]
        form.data = form.data.copy()
        form.data[form.add_prefix("gezien")] = services.vingerafdruk_van(nu.get(pk))
    return {pk: nu.get(pk) for pk in botsing.acties}
