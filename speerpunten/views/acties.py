"""The list of acties of a plan: filtered, searched, sorted, paged; as a page, CSV and XLSX."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from organisaties.beurt import om_beurt
from organisaties.models import Gebruiker
from speerpunten.access import plan_of_404
from speerpunten.dag import Dag, lees_dag
from speerpunten.filters import ActieFilter
from speerpunten.kader import lees_kader
from speerpunten.kortstand import mijlpalen_in
from speerpunten.models import Beleidsplan, Melding, Ronde
from speerpunten.models.actie import TEKSTEN, ActieQuerySet
from speerpunten.overzicht import acties_van, als_lijst, sleutels_op_code, standen_bij, standen_van
from speerpunten.stand import MET_TEKSTEN, ActieStand, met_aandacht
from speerpunten.uitvoerbestand import maak_uitvoerbestand
from speerpunten.uitwisseling.boek import plan_als_boek
from speerpunten.uitwisseling.csv_bestand import csv_regels
from speerpunten.uitwisseling.indeling import ACTIES
from speerpunten.uitwisseling.lijst import rijen
from speerpunten.uitwisseling.xlsx_bestand import Werkblad, xlsx
from speerpunten.views.uitvoer import leg_uitvoer_vast

PER_PAGINA = 25
PER_PAGINA_AANDACHT = 100  # to print, and to go through in a meeting


@dataclass
class Lijst:
    """The acties that the address asks for, before they are paged."""

    plan: Beleidsplan
    dag: Dag
    filter: ActieFilter
    gebruiker: Gebruiker | AnonymousUser

    @property
    def acties(self) -> ActieQuerySet:
        return self.filter.qs

    @property
    def laatste_ronde(self) -> Ronde | None:
        return self.filter.laatste_ronde

    def alle(self, *, met_teksten: bool = False) -> list[ActieStand]:
        """Give every actie that is asked for; whether one asks for attention is computed here."""
        teksten = TEKSTEN if met_teksten else ()
        hoe = {"velden": MET_TEKSTEN, "alle_mijlpalen": False} if met_teksten else {}
        if self.filter.laat_alles_door:
            if met_teksten:
                punten, rondes = lees_kader(self.plan)
                hoe |= {"punten": punten, "rondes": rondes, "met_trekker": False}
            standen, _ = standen_van(self.plan, self.gebruiker, self.dag.op, teksten=teksten, **hoe)
        else:
            acties = self.acties.met_antwoord(self.laatste_ronde, self.dag.op).met_trekker()
            rijen = als_lijst(acties, self.plan, teksten=teksten)
            standen = met_aandacht(rijen, op=self.dag.op, laatste_ronde=self.laatste_ronde, **hoe)
        return [s for s in standen if s.vraagt_aandacht] if self.filter.vraagt_aandacht else standen

    def pagina(self, nummer: str | None, gebruiker) -> Page:
        """Give one page of `ActieStand`; only a filter on attention has to look at all of them first.

        Those get `nodig` on their actie: what is needed, as far as this reader may know.
        """
        dag = {"op": self.dag.op, "laatste_ronde": self.laatste_ronde}
        if self.filter.vraagt_aandacht:
            mijlpalen = mijlpalen_in(self.plan, self.dag.op)
            pagina = Paginator(self.filter.die_aandacht_vragen(mijlpalen), PER_PAGINA_AANDACHT).get_page(nummer)
            pagina.object_list = standen_bij(pagina.object_list, self.plan, mijlpalen=mijlpalen, **dag)
            standen = Melding.objects.filter(pk__in=[s.stand.pk for s in pagina if s.stand])
            nodig = dict(standen.met_leesbaar_nodig(gebruiker).values_list("actie", "nodig"))
            for regel in pagina:
                regel.actie.nodig = nodig.get(regel.actie.pk, "")
            return pagina
        if self.filter.laat_alles_door:
            sleutels = sleutels_op_code(gebruiker, plan=self.plan.pk, op=self.dag.op)
        else:
            sleutels = list(self.acties.values_list("pk", flat=True))
        pagina = Paginator(sleutels, PER_PAGINA).get_page(nummer)
        pagina.object_list = standen_bij(pagina.object_list, self.plan, **dag)
        return pagina


def _lijst(request: HttpRequest, slug: str) -> Lijst:
    plan = plan_of_404(request, slug)
    dag = lees_dag(request)
    basis = acties_van(plan, request.user, dag.op).met_stand(dag.op)
    gefilterd = ActieFilter(request.GET, basis, plan=plan, gebruiker=request.user, op=dag.op)
    return Lijst(plan, dag, gefilterd, request.user)


@login_not_required
@require_safe
def acties(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the list; htmx asks for the results alone."""
    lijst = _lijst(request, slug)
    context = {
        "plan": lijst.plan,
        "dag": lijst.dag,
        "filter": lijst.filter,
        "form": lijst.filter.form,
        "pagina": lijst.pagina(request.GET.get("pagina"), request.user),
        "opmerkingen": [o for o in (lijst.dag.opmerking, *lijst.filter.opmerkingen) if o],
        "mag_wijzigen": getattr(request.user, "is_medewerker", False) and not lijst.plan.is_afgesloten,
    }
    deel = request.htmx and not request.htmx.history_restore_request
    response = render(
        request, "speerpunten/acties/resultaten.html" if deel else "speerpunten/acties/lijst.html", context
    )
    response["Vary"] = "HX-Request"
    return response


def _bestand(
    request: HttpRequest, slug: str, soort: str, maak: Callable[[list[ActieStand], str], HttpResponseBase]
) -> HttpResponseBase:
    """Give all rows that the address asks for as a file, and write down that it goes out."""
    lijst = _lijst(request, slug)
    standen = lijst.alle(met_teksten=True)
    response = maak(standen, f"acties-{slug}-{lijst.dag.op.isoformat()}.{soort}")
    leg_uitvoer_vast(request, over=lijst.plan, bestand=f"acties.{soort}", rijen=len(standen))
    return response


def _als_csv(standen: list[ActieStand], naam: str) -> HttpResponseBase:
    return maak_uitvoerbestand(csv_regels(ACTIES.namen, rijen(standen)), "text/csv; charset=utf-8", naam)


def _als_xlsx(standen: list[ActieStand], naam: str) -> HttpResponseBase:
    return _boek(naam, xlsx(Werkblad(ACTIES.naam, ACTIES.namen, ACTIES.breedtes, rijen(standen))))


@login_not_required
@require_safe
@om_beurt
def acties_csv(request: HttpRequest, slug: str) -> HttpResponseBase:
    return _bestand(request, slug, "csv", _als_csv)


@login_not_required
@require_safe
@om_beurt
def acties_xlsx(request: HttpRequest, slug: str) -> HttpResponseBase:
    return _bestand(request, slug, "xlsx", _als_xlsx)


def _boek(naam: str, inhoud: bytes) -> HttpResponse:
    kop = {"Content-Disposition": f'attachment; filename="{naam}"'}
    soort = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return HttpResponse(inhoud, content_type=soort, headers=kop)


@login_not_required
@require_safe
@om_beurt
def plan_xlsx(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the whole plan as one workbook that can be imported again, as this reader may see it."""
    plan = plan_of_404(request, slug)
    boek = plan_als_boek(plan, request.user)
    leg_uitvoer_vast(request, over=plan, bestand="plan.xlsx")
    return _boek(f"plan-{slug}-{timezone.localdate().isoformat()}.xlsx", boek)
