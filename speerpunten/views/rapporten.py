"""Reports for readers: the list of a plan, one report, and its files."""

from collections.abc import Callable, Iterable

from django.contrib.auth.decorators import login_not_required
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from organisaties.beurt import BEURT, om_beurt
from organisaties.voorbereid import voorbereid
from speerpunten.access import plan_of_404, rapport_of_404
from speerpunten.delen import deel
from speerpunten.models import Rapport, Ronde
from speerpunten.rapportage.gegevens import Stuk
from speerpunten.rapportage.stuk import definitief_stuk, ontwerp, voorstellen
from speerpunten.rapportage.weergave.docx import docx
from speerpunten.rapportage.weergave.html import blad
from speerpunten.rapportage.weergave.jsonbestand import jsonbestand
from speerpunten.rapportage.weergave.pdf import pdf
from speerpunten.rapportage.weergave.tabel import csv, werkboek
from speerpunten.services.rapporten import wat_belet, wat_ontbreekt
from speerpunten.uitvoerbestand import maak_uitvoerbestand
from speerpunten.views.uitvoer import leg_uitvoer_vast

OFFICE = "application/vnd.openxmlformats-officedocument"
# Kind of file -> content type, what makes it, and what a reader calls it.
BESTANDEN: dict[str, tuple[str, Callable[[Stuk], bytes | Iterable[bytes]], str]] = {
    "pdf": ("application/pdf", pdf, "PDF"),
    "docx": (f"{OFFICE}.wordprocessingml.document", docx, "Word"),
    "xlsx": (f"{OFFICE}.spreadsheetml.sheet", werkboek, "Excel"),
    "csv": ("text/csv; charset=utf-8", csv, "CSV"),
    "json": ("application/json", jsonbestand, "JSON"),
}


def kruimels_van(ronde: Ronde, *rest: tuple[str, str]) -> list[tuple[str, str]]:
    """Give the breadcrumb of a page about a report."""
    plan = ronde.plan
    return [(plan.naam, plan.get_absolute_url()), ("Rapporten", reverse("rapporten", args=[plan.slug])), *rest]


def stuk_van(ronde: Ronde) -> Stuk:
    """Give what the renderings of a ronde (from `rapport_of_404`) begin with."""
    if ronde.definitief is None:
        return ontwerp(ronde.plan, ronde)
    ronde.definitief.ronde = ronde
    return definitief_stuk(ronde.definitief)


@voorbereid
def _rondes(gebruiker, *, plan: int) -> QuerySet[Ronde]:
    """Ask for the rondes of a plan with their report but for its text, and `leesbaar`: whether this reader may read
    that."""
    leesbaar = Rapport.objects.zichtbaar_voor(gebruiker).filter(ronde=OuterRef("pk"))
    rondes = Ronde.objects.filter(plan=plan).select_related("rapport").defer("rapport__inhoud")
    return rondes.annotate(leesbaar=Exists(leesbaar)).order_by("-tot", "-van", "pk")


@login_not_required
@require_safe
def rapporten(request: HttpRequest, slug: str) -> HttpResponse:
    """List the definitive reports of a plan, the latest period first; for staff also what can become one."""
    plan = plan_of_404(request, slug)
    rondes = _rondes(request.user, plan=plan.pk)
    for ronde in rondes:
        ronde.plan = plan
    medewerker = getattr(request.user, "is_medewerker", False)
    vandaag = timezone.localdate()
    context = {
        "plan": plan,
        "definitief": [ronde for ronde in rondes if ronde.leesbaar],
        "ontwerpen": [r for r in rondes if medewerker and not hasattr(r, "rapport") and r.opent <= vandaag],
        "kruimels": [(plan.naam, plan.get_absolute_url()), ("Rapporten", "")],
    }
    return render(request, "speerpunten/rapporten/lijst.html", context)


@login_not_required
@require_safe
@om_beurt
def rapport(request: HttpRequest, slug: str, ronde: str) -> HttpResponse:
    """Show the report of a ronde: the definitive one to everybody who sees the plan, its draft to staff.

    A long one shows its acties with `?speerpunt=`, or all of it with `?heel`.
    """
    gevonden = rapport_of_404(request, slug, ronde)
    stuk = stuk_van(gevonden)
    medewerker = getattr(request.user, "is_medewerker", False)
    context = {
        "ronde": gevonden,
        "plan": gevonden.plan,
        "stuk": stuk,
        "blad": blad(stuk.rapportage, speerpunt=request.GET.get("speerpunt", ""), heel="heel" in request.GET),
        "bestanden": _bestanden(slug, ronde),
        "kruimels": kruimels_van(gevonden, (gevonden.naam, "")),
        "beheerder": getattr(request.user, "is_beheerder", False) and not gevonden.plan.is_afgesloten,
    }
    if not stuk.is_definitief:
        context["ontbreekt"] = wat_ontbreekt(gevonden, stuk.rapportage)
        context["belet"] = wat_belet(gevonden)
        context["mag_wijzigen"] = not gevonden.plan.is_afgesloten
    else:
        context["delen"] = deel(
            gevonden.plan,
            gevonden.rapport_url,
            titel=stuk.rapportage.titel,
            omschrijving=stuk.rapportage.telling.kop,
        )
    if stuk.is_definitief and medewerker:
        context["voorstellen"] = voorstellen(gevonden.definitief, stuk)
    return render(request, "speerpunten/rapporten/rapport.html", context)


def _bestanden(slug: str, ronde: str) -> list[tuple[str, str]]:
    """Give the address and the name of each file of a report."""
    return [(reverse(f"rapport_{soort}", args=[slug, ronde]), naam) for soort, (_, _, naam) in BESTANDEN.items()]


@login_not_required
@require_safe
def bestand(request: HttpRequest, slug: str, ronde: str, soort: str) -> HttpResponseBase:
    """Give a report as a file."""
    gevonden = rapport_of_404(request, slug, ronde)
    with BEURT:
        stuk = stuk_van(gevonden)
    toestand = "" if stuk.is_definitief else "-ontwerp"
    naam = f"rapport-{slug}-{ronde}{toestand}.{soort}"
    inhoudstype, maak, _ = BESTANDEN[soort]
    inhoud = maak(stuk)
    if isinstance(inhoud, bytes):
        kop = {"Content-Disposition": f'attachment; filename="{naam}"'}
        response = HttpResponse(inhoud, content_type=inhoudstype, headers=kop)
    else:
        response = maak_uitvoerbestand(inhoud, inhoudstype, naam)
    leg_uitvoer_vast(request, over=gevonden, bestand=f"rapport{toestand}.{soort}")
    return response
