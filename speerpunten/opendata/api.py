"""The addresses of the open data: what each takes, and what it answers. Read only."""

import datetime as dt
import json
from collections.abc import Callable, Iterable

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from ninja import NinjaAPI, Path, Query
from ninja.errors import ValidationError
from pydantic import BaseModel

from speerpunten.models import Beleidsdomein, Doelgroep
from speerpunten.opendata import antwoord, bladen, bouwen, bulk, dcat, vormen, vragen
from speerpunten.opendata.adressen import met_vraag, van, zelf
from speerpunten.opendata.standrij import Standrij
from speerpunten.opendata.vraagvormen import (
    NUMMER,
    SLUG,
    Actievraag,
    Bladeren,
    BladerenOpDag,
    OpDag,
    Sinds,
    in_woorden,
    veld,
)

VROEGST = dt.date(1970, 1, 1)  # before it nobody accepted anything

api = NinjaAPI(
    title="Open data van beleidsplannen",
    version="1.0",
    description=(
        "Wat in een openbaar beleidsplan beloofd is, en wat ervan terechtkwam. Alleen lezen, zonder sleutel. "
        "Wat niet openbaar is, staat er niet in, wie het ook vraagt. Dagen zijn ISO 8601, getallen met cijfers na de "
        "komma zijn tekst."
    ),
    docs_url=None,
    openapi_url=None,
    urls_namespace="opendata",
)


@api.exception_handler(ValidationError)
def _klopt_niet(request: HttpRequest, fout: ValidationError) -> HttpResponseBase:
    return antwoord.probleem(422, fouten=[(veld(een), in_woorden(een)) for een in fout.errors])


@api.exception_handler(Http404)
def _bestaat_niet(request: HttpRequest, fout: Http404) -> HttpResponseBase:
    return antwoord.probleem(404)


def _op(vraag: OpDag) -> dt.date:
    """Give the day that is asked for: today at the latest, and where nothing is asked."""
    vandaag = timezone.localdate()
    return min(vraag.op or vandaag, vandaag)


def _blad(
    request: HttpRequest,
    vorm: type[bladen.Pagina],
    vraag: Bladeren,
    aantal: int,
    resultaten: Iterable[BaseModel | bouwen.Velden],
    **meer: object,
) -> HttpResponseBase:
    """Give one page of a list, with the addresses of those before and after it."""
    laatste = max(1, -(-aantal // vraag.per_pagina))
    buren = {"volgende": vraag.pagina + 1, "vorige": min(vraag.pagina - 1, laatste)}
    bestaan = {naam: nr if 1 <= nr <= laatste else None for naam, nr in buren.items()}
    adressen = {naam: _met_pagina(request, nr) if nr else None for naam, nr in bestaan.items()}
    return antwoord.json(request, vorm(aantal=aantal, resultaten=list(resultaten), **adressen, **meer))


def _met_pagina(request: HttpRequest, nummer: int) -> str:
    vraag = [(k, w) for k, waarden in request.GET.lists() for w in waarden if k != "pagina"]
    return met_vraag(request.path, [*vraag, ("pagina", str(nummer))])


def _rijen(
    request: HttpRequest, vorm: type[bladen.Pagina], vraag: Bladeren, rijen: QuerySet, maak: Callable
) -> HttpResponseBase:
    begin = (vraag.pagina - 1) * vraag.per_pagina
    return _blad(request, vorm, vraag, rijen.count(), map(maak, rijen[begin : begin + vraag.per_pagina]))


def _stand(kolommen: tuple) -> bouwen.Velden:
    return bouwen.stand(Standrij._make(kolommen))


@api.get("/", response=bladen.Begin, url_name="begin", tags=["Begin"], summary="Wat er is")
def begin(request: HttpRequest):
    """De licentie, en de adressen van waaruit u verder kunt."""
    namen = ("openapi", "plannen", "organisaties", "beleidsdomeinen", "doelgroepen")
    lijsten = {naam: zelf(naam) for naam in namen} | {"catalogus": zelf("dcat")}
    eigen = {"naam": api.title, "uitgever": settings.UITGEVER, "contact": settings.CONTACT_EMAIL}
    uit = bladen.Begin(**eigen, **lijsten, licentie=bouwen.licentie(), uitleg=van("opendata:uitleg"))
    return antwoord.json(request, uit)


@api.get("/dcat.jsonld", url_name="dcat", tags=["Begin"], summary="Beschrijving voor datacatalogi (DCAT-AP)")
def catalogus(request: HttpRequest):
    """Een dataset per openbaar plan, met haar bestanden, als JSON-LD."""
    gevonden = vragen.beschreven_plannen()
    uit = dcat.document(gevonden, titel=api.title, beschrijving=api.description, versie=api.version)
    return antwoord.bytes_(request, json.dumps(uit, ensure_ascii=False, indent=1).encode(), antwoord.JSON_LD)


@api.get("/plannen/", response=bladen.Plannen, url_name="plannen", tags=["Plannen"], summary="Openbare plannen")
def plannen(request: HttpRequest, vraag: Query[Bladeren]):
    """Het jongste plan eerst."""
    return _rijen(request, bladen.Plannen, vraag, vragen.plannen(), lambda p: vormen.Plan(**bouwen.plan_velden(p)))


@api.get(
    "/plannen/{slug:slug}/",
    response=vormen.PlanMetTelling,
    url_name="plan",
    tags=["Plannen"],
    summary="Een plan, met zijn telling op een dag",
)
def plan(request: HttpRequest, vraag: Query[OpDag], slug: str = SLUG):
    """De aantallen per status zijn samen het aantal acties."""
    return antwoord.json(request, vragen.plan(slug, _op(vraag)))


@api.get(
    "/plannen/{slug:slug}/speerpunten/",
    response=bladen.Speerpunten,
    url_name="speerpunten",
    tags=["Plannen"],
    summary="De speerpunten van een plan",
)
def speerpunten(request: HttpRequest, vraag: Query[BladerenOpDag], slug: str = SLUG):
    """Elk met zijn telling op een dag."""
    gevonden, op = vragen.plan_of_404(slug), _op(vraag)
    alle = vragen.speerpunten(gevonden, op, vragen.getelde_standen(gevonden, op))
    begin = (vraag.pagina - 1) * vraag.per_pagina
    return _blad(request, bladen.Speerpunten, vraag, len(alle), alle[begin : begin + vraag.per_pagina])


@api.get(
    "/plannen/{slug:slug}/speerpunten/{int:nummer}/",
    response=vormen.SpeerpuntMetAlles,
    url_name="speerpunt",
    tags=["Plannen"],
    summary="Een speerpunt, met zijn acties en indicatoren",
)
def speerpunt(request: HttpRequest, vraag: Query[OpDag], slug: str = SLUG, nummer: int = NUMMER):
    """Acties van andere speerpunten die dit raken, staan apart."""
    return antwoord.json(request, vragen.speerpunt(slug, nummer, _op(vraag)))


@api.get(
    "/plannen/{slug:slug}/acties/",
    response=bladen.Acties,
    url_name="acties",
    tags=["Acties"],
    summary="De acties van een plan, gefilterd",
)
def acties(request: HttpRequest, vraag: Query[Actievraag], slug: str = SLUG):
    """Dezelfde filters en waarden als de lijst voor mensen. Een speerpunt, domein, doelgroep, organisatie of
    overgang die het plan niet kent, past bij geen enkele actie: dan is de lijst leeg."""
    op, hoeveel = _op(vraag), vraag.per_pagina
    aantal, rijen = vragen.gefilterde_acties(slug, request.GET, op, (vraag.pagina - 1) * hoeveel, hoeveel)
    return _blad(request, bladen.Acties, vraag, aantal, rijen, op=op)


@api.get(
    "/plannen/{slug:slug}/standen/",
    response=bladen.Standen,
    url_name="planstanden",
    tags=["Acties"],
    summary="Alle aanvaarde standen van een plan",
)
def planstanden(request: HttpRequest, vraag: Query[Sinds], slug: str = SLUG):
    """In de volgorde waarin ze aanvaard zijn, ook wat later gecorrigeerd is. Met `sinds` alleen wat nieuw is."""
    gevonden = vragen.plan_of_404(slug)
    sinds = timezone.make_aware(dt.datetime.combine(max(vraag.sinds, VROEGST), dt.time())) if vraag.sinds else None
    return _rijen(request, bladen.Standen, vraag, vragen.standen_van_plan(gevonden, sinds), _stand)


@api.get(
    "/plannen/{slug:slug}/rondes/",
    response=bladen.Rondes,
    url_name="rondes",
    tags=["Plannen"],
    summary="De voorbije rapporteringsrondes",
)
def rondes(request: HttpRequest, vraag: Query[Bladeren], slug: str = SLUG):
    """De jongste eerst."""
    return _rijen(request, bladen.Rondes, vraag, vragen.rondes(vragen.plan_of_404(slug)), bouwen.ronde)


@api.get(
    "/plannen/{slug:slug}/rapporten/",
    response=bladen.Rapporten,
    url_name="rapporten",
    tags=["Plannen"],
    summary="De definitieve rapporten",
)
def rapporten(request: HttpRequest, vraag: Query[Bladeren], slug: str = SLUG):
    """Met hun bestanden en controlegetal. Een definitief rapport verandert niet meer."""
    return _rijen(request, bladen.Rapporten, vraag, vragen.rapporten(vragen.plan_of_404(slug)), bouwen.rapport)


@api.get(
    "/acties/{int:pk}/",
    response={200: vormen.ActieMetAlles, 302: None},
    url_name="actie",
    tags=["Acties"],
    summary="Een actie, met alles erbij",
)
def actie(request: HttpRequest, vraag: Query[OpDag], pk: int = Path(description="Het id van de actie.")):
    """Een actie die in een andere opging, leidt daarheen (302)."""
    op = _op(vraag)
    gevonden = vragen.actie(pk, op)
    if gevonden.opgegaan_in_id:
        return HttpResponseRedirect(zelf("actie", gevonden.opgegaan_in_id) + (f"?op={op}" if vraag.op else ""))
    return antwoord.json(request, bouwen.actie_met_alles(vragen.dossier(gevonden, op)))


@api.get(
    "/acties/{int:pk}/standen/",
    response={200: bladen.Standen, 302: None},
    url_name="standen",
    tags=["Acties"],
    summary="De geschiedenis van een actie",
)
def standen(request: HttpRequest, vraag: Query[Bladeren], pk: int = Path(description="Het id van de actie.")):
    """Alle aanvaarde standen, de jongste dag eerst, ook van acties die erin opgingen."""
    gevonden = vragen.actie(pk)
    if gevonden.opgegaan_in_id:
        return HttpResponseRedirect(zelf("standen", gevonden.opgegaan_in_id))
    return _rijen(request, bladen.Standen, vraag, vragen.standen_van_actie(gevonden), _stand)


@api.get(
    "/organisaties/",
    response=bladen.Organisaties,
    url_name="organisaties",
    tags=["Organisaties"],
    summary="Partners en diensten",
)
def organisaties(request: HttpRequest, vraag: Query[Bladeren]):
    """Op naam."""
    return _rijen(request, bladen.Organisaties, vraag, vragen.organisaties().kiesbaar(), vragen.als_organisatie)


@api.get(
    "/organisaties/{slug:slug}/",
    response={200: vormen.OrganisatieMetAlles, 302: None},
    url_name="organisatie",
    tags=["Organisaties"],
    summary="Een organisatie, met haar acties en subsidies",
)
def organisatie(request: HttpRequest, slug: str = SLUG):
    """Een organisatie die in een andere opging, leidt daarheen (302)."""
    gevonden = vragen.organisatie(slug)
    if gevonden.is_samengevoegd:
        return HttpResponseRedirect(zelf("organisatie", gevonden.opvolger.slug))
    return antwoord.json(request, vragen.organisatie_met_alles(gevonden))


@api.get(
    "/beleidsdomeinen/", response=bladen.Termen, url_name="beleidsdomeinen", tags=["Lijsten"], summary="Beleidsdomeinen"
)
def beleidsdomeinen(request: HttpRequest, vraag: Query[Bladeren]):
    """Die van openbare acties, op naam."""
    return _rijen(request, bladen.Termen, vraag, vragen.termen(Beleidsdomein), vragen.als_term)


@api.get("/doelgroepen/", response=bladen.Termen, url_name="doelgroepen", tags=["Lijsten"], summary="Doelgroepen")
def doelgroepen(request: HttpRequest, vraag: Query[Bladeren]):
    """Die van openbare acties, op naam."""
    return _rijen(request, bladen.Termen, vraag, vragen.termen(Doelgroep), vragen.als_term)


@api.get(
    "/plannen/{slug:slug}/alles.json",
    response=bladen.Alles,
    url_name="alles_json",
    tags=["Bestanden"],
    summary="Een heel plan in één document",
)
def alles_json(request: HttpRequest, vraag: Query[OpDag], slug: str = SLUG):
    """Alles hierboven, met de licentie erin."""
    gevonden, op = vragen.plan_of_404(slug), _op(vraag)
    return antwoord.bestand(request, bulk.alles(gevonden, op), antwoord.JSON, f"{slug}-{op}.json")


def _csv(tabel: str, samenvatting: str) -> Callable[[Callable], Callable]:
    """Give the decorator that adds the address of a table as CSV."""
    return api.get(
        f"/plannen/{{slug:slug}}/{tabel}.csv",
        url_name=f"{tabel}_csv",
        operation_id=f"{tabel}_csv",
        tags=["Bestanden"],
        summary=samenvatting,
        description="UTF-8 met BOM, “;” tussen de kolommen. Voor een cel die als formule begint, staat een '.",
    )


def _geef_csv(request: HttpRequest, tabel: str, slug: str, op: dt.date) -> HttpResponseBase:
    gevonden = vragen.plan_of_404(slug)
    naam = f"{tabel}-{slug}-{op}.csv"
    return antwoord.bestand(request, bulk.TABELLEN[tabel](gevonden, op), "text/csv; charset=utf-8", naam)


@_csv("acties", "De acties als CSV, zoals ze op een dag stonden")
def acties_csv(request: HttpRequest, vraag: Query[OpDag], slug: str = SLUG):
    return _geef_csv(request, "acties", slug, _op(vraag))


@_csv("standen", "Alle aanvaarde standen als CSV, tot en met een dag")
def standen_csv(request: HttpRequest, vraag: Query[OpDag], slug: str = SLUG):
    return _geef_csv(request, "standen", slug, _op(vraag))


@_csv("mijlpalen", "De mijlpalen als CSV, zoals ze op een dag stonden")
def mijlpalen_csv(request: HttpRequest, vraag: Query[OpDag], slug: str = SLUG):
    return _geef_csv(request, "mijlpalen", slug, _op(vraag))


@_csv("organisaties", "De organisaties als CSV, vandaag")
def organisaties_csv(request: HttpRequest, slug: str = SLUG):
    return _geef_csv(request, "organisaties", slug, timezone.localdate())
