"""Nakijken: what waits, what changed, accept or return."""

from collections.abc import Iterable, Iterator

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from organisaties.sleutels import als_sleutel
from speerpunten.access import eis_medewerker, melding_om_na_te_kijken
from speerpunten.context import aantal_te_nakijken
from speerpunten.forms.melding import TerugstuurForm
from speerpunten.keuzes import MeldingToestand, Soort
from speerpunten.models import Gebeurtenis, Melding
from speerpunten.models.melding import INHOUD, ZWAAR, MeldingQuerySet
from speerpunten.services.meldingen import Verouderd, aanvaard, aanvaard_vele, stuur_terug, vroegste_nieuwe_dag
from speerpunten.verschil import VeldVerschil, inhoudverschillen, metingverschillen, mijlpaalverschillen, verschillen
from speerpunten.views.fouten import neem_fouten_over
from speerpunten.views.voortgang import toon_voortgang
from speerpunten.voortgang import Voortgang

PER_PAGINA = 25
GETOOND = 20  # reasons after accepting very many


@require_safe
def nakijken(request: HttpRequest) -> HttpResponse:
    """Show what waits, the longest waiting first; `?import=` only what came from one import."""
    eis_medewerker(request)
    wacht = _wacht(request.GET.get("import"))
    wacht = wacht.select_related("actie__speerpunt__plan", "organisatie", "ronde", "ingediend_door", "uit_import")
    pagina = Paginator(wacht.defer(*ZWAAR), PER_PAGINA).get_page(request.GET.get("pagina"))
    mag = Melding.objects.nakijkbaar_door(request.user)
    context = {
        "pagina": pagina,
        "mag": set(mag.filter(pk__in=[m.pk for m in pagina]).values_list("pk", flat=True)),
        "op_mij": aantal_te_nakijken(request),
        "invoer": als_sleutel(request.GET.get("import")),
    }
    return render(request, "speerpunten/nakijken/lijst.html", context)


def _wacht(invoer: str | None) -> MeldingQuerySet:
    """Give what waits, of one import where that is asked."""
    sleutel = als_sleutel(invoer)
    wacht = Melding.objects.te_nakijken()
    return wacht if sleutel is None else wacht.filter(uit_import=sleutel)


@require_POST
def aanvaard_selectie(request: HttpRequest) -> HttpResponseBase:
    """Accept what was ticked (`melding`: key and version), or all that waits from one import (`import`)."""
    eis_medewerker(request)
    te_doen = _gekozen(request)
    uitslagen: list[tuple[Melding, str]] = []
    if len(te_doen) > PER_PAGINA:
        stappen = _met_tekens(aanvaard_vele(te_doen, door=request.user), len(te_doen))
        return toon_voortgang(
            request, stappen, titel="Aanvaarden", verder=reverse("nakijken"), fout_in_woorden=_in_woorden
        )
    uitslagen += aanvaard_vele(te_doen, door=request.user)
    gelukt = sum(not waarom for _, waarom in uitslagen)
    if gelukt:
        messages.success(request, "1 stand aanvaard." if gelukt == 1 else f"{gelukt} standen aanvaard.")
    for melding, waarom in uitslagen:
        if waarom:
            messages.warning(request, f"Niet aanvaard: {melding}. Reden: {waarom}.")
    if not te_doen:
        messages.info(request, "U koos niets om te aanvaarden.")
    return redirect("nakijken")


def _gekozen(request: HttpRequest) -> list[tuple[Melding, int]]:
    """Give what is to be accepted, each with the version that was seen; of a whole import the one that waits now."""
    if "alles" in request.POST:
        sleutel = als_sleutel(request.POST.get("import"))
        if sleutel is None:
            return []
        van_import = Melding.objects.te_nakijken().filter(uit_import=sleutel).order_by().values("pk")
        mag = Melding.objects.nakijkbaar_door(request.user).filter(pk__in=van_import)
        return [(melding, melding.versie) for melding in mag.select_related("actie__speerpunt")]
    paren = dict(_sleutel_en_versie(waarde) for waarde in request.POST.getlist("melding")[:PER_PAGINA])
    gekozen = Melding.objects.filter(pk__in=[pk for pk in paren if pk]).select_related("actie__speerpunt")
    return [(melding, paren[melding.pk]) for melding in gekozen]


def _met_tekens(uitkomsten: Iterable[tuple[Melding, str]], totaal: int) -> Iterator[Voortgang]:
    """Give the signs of life; at the end raise ValidationError with what was not accepted, and why."""
    niet = []
    for gedaan, (melding, waarom) in enumerate(uitkomsten, start=1):
        niet += [f"{melding}: {waarom}."] if waarom else []
        yield Voortgang("Aanvaarden", gedaan, totaal)
    if niet:
        meer = f" En nog {len(niet) - GETOOND} andere." if len(niet) > GETOOND else ""
        kop = f"{totaal - len(niet)} aanvaard, {len(niet)} niet."
        raise ValidationError(f"{kop} {' '.join(niet[:GETOOND])}{meer}")


def _in_woorden(fout: Exception) -> str:
    if isinstance(fout, ValidationError):
        return " ".join(fout.messages)
    raise fout


def _sleutel_en_versie(waarde: str) -> tuple[int | None, int]:
    """Read "12:3": the melding with key 12, of which version 3 was seen."""
    sleutel, _, versie = waarde.partition(":")
    return als_sleutel(sleutel), als_sleutel(versie) or 0


@require_safe
def nakijken_een(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one melding beside the last accepted stand, field by field."""
    return _toon(request, melding_om_na_te_kijken(request, pk))


def _toon(
    request: HttpRequest, melding: Melding, *, form: TerugstuurForm | None = None, status: int = 200, **extra
) -> HttpResponse:
    vorige = melding.vervangt or Melding.objects.stand_voor(melding)
    log = list(melding.gebeurtenissen.select_related("door"))
    gevraagd = next((g for g in reversed(log) if g.soort == Soort.TERUGGESTUURD), None)
    wacht = melding.toestand == MeldingToestand.INGEDIEND
    mag = wacht and Melding.objects.nakijkbaar_door(request.user).filter(pk=melding.pk).exists()
    context = {
        "melding": melding,
        "actie": melding.actie,
        "plan": melding.actie.speerpunt.plan,
        "vorige": vorige,
        "verschillen": [
            *verschillen(vorige, melding, INHOUD),
            *mijlpaalverschillen(melding),
            *metingverschillen(melding),
        ],
        "kruimels": [("Nakijken", reverse("nakijken")), (str(melding.actie), "")],
        "log": log,
        "gevraagd": gevraagd,
        "sinds_terug": _sinds_terug(log, gevraagd),
        "wacht": wacht,
        "mag_nakijken": mag,
        "mag_uitzondering": wacht and not mag and request.user.is_beheerder,
        "form": form or TerugstuurForm(initial={"tegen": vroegste_nieuwe_dag()}),
    }
    return render(request, "speerpunten/nakijken/melding.html", context | extra, status=status)


def _sinds_terug(log: list[Gebeurtenis], gevraagd: Gebeurtenis | None) -> list[VeldVerschil]:
    """Compare what was sent before and after it was returned last; nothing where it was not sent again."""
    if gevraagd is None:
        return []
    plek = log.index(gevraagd)
    voor = next((g for g in reversed(log[:plek]) if g.soort == Soort.INGEDIEND), None)
    na = next((g for g in reversed(log[plek:]) if g.soort == Soort.INGEDIEND), None)
    return inhoudverschillen(voor.inhoud, na.inhoud) if voor and na else []


def _gezien(request: HttpRequest) -> int:
    """Give the version that the checker had before them; nonsense counts as none."""
    versie = als_sleutel(request.POST.get("versie"))
    return -1 if versie is None else versie


def _toon_botsing(
    request: HttpRequest, melding: Melding, huidige: Melding, form: TerugstuurForm | None = None
) -> HttpResponse:
    """Show what was sent meanwhile beside what the checker had read; nothing that they typed is lost."""
    verzonden = melding.gebeurtenissen.filter(soort=Soort.INGEDIEND).order_by("-op", "-pk")
    was, nu = verzonden.filter(inhoud__versie=_gezien(request)).first(), verzonden.first()
    anders = inhoudverschillen(was.inhoud, nu.inhoud) if was and nu else []
    extra = {"botsing": huidige, "botsing_verschillen": anders, **_botsing_in_woorden(huidige)}
    if huidige.toestand != MeldingToestand.INGEDIEND:  # no form to keep it in
        extra["getypt"] = request.POST.get("reden") or request.POST.get("uitzondering", "")
    return _toon(request, melding_om_na_te_kijken(request, melding.pk), form=form, status=409, **extra)


def _botsing_in_woorden(huidige: Melding) -> dict[str, str]:
    """Tell what somebody else did meanwhile."""
    if huidige.is_aanvaard:
        wie = f" door {huidige.aanvaard_door}" if huidige.aanvaard_door else ""
        return {
            "botsing_titel": f"Deze stand is intussen aanvaard{wie}.",
            "botsing_tekst": "U hoeft niets meer te doen. Klopt er iets niet? Corrigeer de stand bij de actie.",
        }
    if huidige.toestand == MeldingToestand.INGEDIEND:
        tekst = "Er is niets aanvaard of teruggestuurd. Lees wat er nu staat en kies opnieuw."
        return {"botsing_titel": "Deze stand is intussen veranderd.", "botsing_tekst": tekst}
    return {
        "botsing_titel": "Deze stand is intussen teruggestuurd.",
        "botsing_tekst": "De partner past hem aan. Zodra hij opnieuw ingediend is, staat hij weer bij Nakijken.",
    }


@require_POST
def aanvaard_melding(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept: it becomes the stand of the actie."""
    melding = melding_om_na_te_kijken(request, pk)
    try:
        aanvaard(
            melding=melding,
            versie=_gezien(request),
            door=request.user,
            uitzondering=request.POST.get("uitzondering", "")[:2000],
        )
    except Verouderd as botsing:
        return _toon_botsing(request, melding, botsing.huidige)
    except ValidationError as fout:
        for tekst in fout.messages:
            messages.error(request, f"Niet aanvaard. {tekst}")
        return _toon(request, melding_om_na_te_kijken(request, pk), status=422)
    messages.success(request, f"Aanvaard: {melding}.")
    return redirect("nakijken")


@require_POST
def stuur_melding_terug(request: HttpRequest, pk: int) -> HttpResponse:
    """Return, with a reason and a day; what was typed stays when something is wrong."""
    melding = melding_om_na_te_kijken(request, pk)
    form = TerugstuurForm(request.POST)
    if not form.is_valid():
        return _toon(request, melding, form=form, status=422)
    try:
        stuur_terug(melding=melding, versie=_gezien(request), door=request.user, **form.cleaned_data)
    except Verouderd as botsing:
        return _toon_botsing(request, melding, botsing.huidige, form)
    except ValidationError as fout:
        neem_fouten_over(form, fout)
        return _toon(request, melding, form=form, status=422)
    messages.success(request, f"Teruggestuurd: {melding}.")
    return redirect("nakijken")
