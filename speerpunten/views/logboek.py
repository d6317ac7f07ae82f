"""The logboek, for beheerders: every act on every thing, filtered, page by page, and as CSV."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from speerpunten.access import eis_beheerder
from speerpunten.forms.logboek import LogboekFilter
from speerpunten.spoor import Regel, alle_regels, lees_spoor
from speerpunten.spoor.namen import naam_van
from speerpunten.uitwisseling.csv_bestand import csv_regels
from speerpunten.views.geschiedenis import lees_plek
from speerpunten.views.uitvoer import leg_uitvoer_vast

KOLOMMEN = ("wanneer", "wie", "wat", "soort", "waarover", "details")


@require_safe
def logboek(request: HttpRequest) -> HttpResponse:
    """Show what is asked for, the newest first."""
    eis_beheerder(request)
    form = LogboekFilter(request.GET)
    vraag = form.vraag()
    na, opmerkingen = lees_plek(request)
    gekozen = request.GET.copy()
    gekozen.pop("na", None)
    context = {
        "form": form,
        "blad": lees_spoor(vraag, na=na),
        "is_begin": na is None,
        "opmerkingen": form.opmerkingen + opmerkingen,
        "bij": naam_van(*vraag.bij) or "iets dat er niet meer is" if vraag.bij else "",
        "zoekvraag": gekozen.urlencode(),
        "gefilterd": bool(form.gekozen),
    }
    return render(request, "speerpunten/geschiedenis/logboek.html", context)


@require_safe
def logboek_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Give all rows that are asked for, in pieces, however many; that this was done is the first of them."""
    eis_beheerder(request)
    form = LogboekFilter(request.GET)
    vraag = form.vraag()
    leg_uitvoer_vast(request, over=None, bestand="logboek.csv", filter=", ".join(form.gekozen))
    response = StreamingHttpResponse(
        csv_regels(KOLOMMEN, _rijen(alle_regels(vraag))), content_type="text/csv; charset=utf-8"
    )
    naam = f"logboek-{timezone.localdate().isoformat()}.csv"
    response["Content-Disposition"] = f'attachment; filename="{naam}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _rijen(regels: Iterator[Regel]) -> Iterator[tuple[str, ...]]:
    for regel in regels:
        wanneer = f"{timezone.localtime(regel.op):%Y-%m-%d %H:%M:%S}"
        yield wanneer, regel.wie, regel.daad, regel.soort, regel.over, regel.in_een_cel
