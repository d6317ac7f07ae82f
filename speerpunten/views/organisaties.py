"""Partners and services: who they are and what they do."""

import datetime as dt
from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import localize
from django.utils.functional import cached_property
from django.views.decorators.http import require_http_methods, require_safe

from organisaties.eenvan import EenVanDeze
from organisaties.models import Lidmaatschap, Organisatie
from organisaties.models.wie import OrganisatieQuerySet
from organisaties.sleutels import als_sleutel
from organisaties.voorbereid import voorbereid
from speerpunten.access import eis_medewerker, organisatie_of_404, zichtbare_organisaties
from speerpunten.bedragen import tel_op
from speerpunten.forms.organisatie import OrganisatieSamenvoegForm
from speerpunten.forms.zoekkeuze import antwoord
from speerpunten.lijsten import aantal_rijen
from speerpunten.models import Actie, ActieOrganisatie, Subsidie
from speerpunten.services.organisaties import bekijk_samenvoeging, voeg_organisaties_samen
from speerpunten.stand import met_aandacht, op_dag
from speerpunten.verantwoording import jaren_met_iets
from speerpunten.views.fouten import neem_fouten_over

PER_PAGINA = 50
VERDER = 1000  # organisaties


class Organisatiebladen(Paginator):
    """Pages of (keys of) organisaties, counted up to `VERDER` past the page that is asked: who turns on, sees more.

    In: `lijst`, and `eerste`: what gives as many of its keys as the first page counts, where that query is kept.
    """

    def __init__(
        self, lijst: OrganisatieQuerySet, gevraagd: str | None, eerste: Callable[[], list[int]] | None
    ) -> None:
        super().__init__(lijst.values_list("pk", flat=True), PER_PAGINA)
        self.grens = ((als_sleutel(gevraagd[:6] if gevraagd else None) or 1) - 1) * PER_PAGINA + VERDER
        if eerste and self.grens == VERDER:
            self.object_list = eerste()
        self.blad = self.get_page(gevraagd)

    @cached_property
    def count(self) -> int:
        return min(self._geteld, self.grens)

    @cached_property
    def _geteld(self) -> int:
        tot = self.object_list[: self.grens + 1]
        return len(tot) if isinstance(tot, list) else tot.count()

    @property
    def aantal(self) -> str:
        """Tell how many there are: "12", "Meer dan 1.000"."""
        return f"Meer dan {localize(self.grens, use_l10n=True)}" if self._geteld > self.grens else str(self._geteld)


def _op_naam(gebruiker) -> OrganisatieQuerySet:
    return zichtbare_organisaties(gebruiker).kiesbaar().order_by("naam", "pk")


@voorbereid
def _eerste(gebruiker) -> QuerySet:
    return _op_naam(gebruiker).values_list("pk", flat=True)[: VERDER + 1]


@voorbereid
def _met_aantal(gebruiker, *, organisaties: list[int]) -> QuerySet[Organisatie]:
    """Ask for these organisaties by name, with `aantal`: of how many acties that this reader sees today."""
    rollen = ActieOrganisatie.objects.filter(organisatie=OuterRef(OuterRef("pk")))
    acties = Actie.objects.zichtbaar_voor(gebruiker).telbaar().filter(pk__in=rollen.values("actie"))
    alle = Organisatie.objects.filter(EenVanDeze("pk", organisaties)).defer("zoektekst")
    return alle.annotate(aantal=aantal_rijen(acties)).order_by("naam", "pk")


@login_not_required
@require_safe
def organisaties(request: HttpRequest) -> HttpResponse:
    """Show who takes part, with the number of acties; `q` searches."""
    vraag = request.GET.get("q", "")[:200].replace("\x00", "")
    eerste = None if vraag else partial(_eerste, request.user)
    pagina = Organisatiebladen(_op_naam(request.user).zoek(vraag), request.GET.get("pagina"), eerste).blad
    pagina.object_list = _met_aantal(request.user, organisaties=list(pagina.object_list))
    return render(request, "organisaties/lijst.html", {"pagina": pagina, "q": vraag})


@require_safe
def keuze(request: HttpRequest) -> JsonResponse:
    """Give staff the first organisaties that a search `q` finds, for a list that searches while one types."""
    eis_medewerker(request)
    return JsonResponse(antwoord(Organisatie.objects.kiesbaar(), request.GET.get("q", ""), "slug"))


@voorbereid
def _acties(gebruiker, *, organisatie: int, op: dt.date) -> QuerySet[Actie]:
    acties = (
        Actie.objects.zichtbaar_voor(gebruiker)
        .telbaar(op)
        .filter(organisaties=organisatie)
        .distinct()
        .select_related("speerpunt__plan")
        .order_by("-speerpunt__plan__van", "speerpunt__plan", "speerpunt__nummer", "nummer")
    )
    return op_dag(acties, op=op, laatste_ronde=None)


@voorbereid
def _subsidies(gebruiker, *, organisatie: int) -> QuerySet[Subsidie]:
    zichtbaar = Subsidie.objects.zichtbaar_voor(gebruiker)
    return zichtbaar.van_organisatie(Organisatie(pk=organisatie)).met_namen().nieuwste_eerst()


@login_not_required
@require_safe
def organisatie(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an organisatie and where its acties stand today; one that was merged leads on."""
    gekozen = organisatie_of_404(request, slug)
    if gekozen.is_samengevoegd:
        return redirect(gekozen.opvolger)
    vandaag = timezone.localdate()
    acties = _acties(request.user, organisatie=gekozen.pk, op=vandaag)
    standen = met_aandacht(acties, op=vandaag, laatste_ronde=None)
    subsidies = _subsidies(request.user, organisatie=gekozen.pk)
    context = {
        "organisatie": gekozen,
        "opvolger": gekozen.opvolger if gekozen.ziet_opvolger else None,
        "standen": standen,
        "subsidies": subsidies,
        "totaal": tel_op(subsidies).totaal,
        "contacten": _contacten(request.user, gekozen),
        "jaren": jaren_met_iets(gekozen, request.user, subsidies, [m for stand in standen for m in stand.mijlpalen]),
    }
    context["mag_samenvoegen"] = getattr(request.user, "is_medewerker", False)
    return render(request, "organisaties/organisatie.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def voeg_samen(request: HttpRequest, slug: str) -> HttpResponse:
    """Merge an organisatie into another: choose, see what would happen, confirm."""
    gekozen = get_object_or_404(zichtbare_organisaties(request.user).kiesbaar(), slug=slug)
    eis_medewerker(request)
    gegevens = request.POST if request.method == "POST" else request.GET or None
    form = OrganisatieSamenvoegForm(gegevens, organisatie=gekozen)
    wat = bekijk_samenvoeging(gekozen, form.cleaned_data["met"]) if form.is_bound and form.is_valid() else None
    if request.method == "POST" and wat:
        try:
            voeg_organisaties_samen(organisatie=gekozen, **form.cleaned_data)
        except ValidationError as fout:
            neem_fouten_over(form, fout)
        else:
            messages.success(request, f"“{gekozen}” is samengevoegd met “{form.cleaned_data['met']}”.")
            return redirect(form.cleaned_data["met"])
    status = 422 if form.is_bound and form.errors else 200
    context = {"organisatie": gekozen, "form": form, "wat": wat}
    return render(request, "organisaties/samenvoegen.html", context, status=status)


@voorbereid
def _huidige(gebruiker, *, organisatie: int) -> QuerySet[Lidmaatschap]:
    return Lidmaatschap.objects.huidig().filter(organisatie=organisatie).select_related("gebruiker")


def _contacten(gebruiker, organisatie: Organisatie) -> list[Lidmaatschap]:
    """Give the contact persons to who may know them: staff, and the organisatie's own (design, section 5)."""
    if not gebruiker.is_authenticated:
        return []
    huidig = _huidige(None, organisatie=organisatie.pk)
    return huidig if gebruiker.is_medewerker or any(lid.gebruiker_id == gebruiker.pk for lid in huidig) else []
