"""Nakijken: one melding beside the stand before it; accept it or return it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST, require_safe

from organisaties.sleutels import als_sleutel
from speerpunten.access import melding_om_na_te_kijken
from speerpunten.context import onthoud_te_nakijken
from speerpunten.filters import NakijkFilter
from speerpunten.forms.nakijken import MAX_REDEN, TaalForm, TerugstuurForm
from speerpunten.keuzes import VERZONDEN, MeldingToestand, Soort
from speerpunten.models import Gebeurtenis, Melding
from speerpunten.models.melding import INHOUD
from speerpunten.nakijkblad import log_van, vorige_van
from speerpunten.services.meldingen import Verouderd, aanvaard, stuur_terug, vroegste_nieuwe_dag
from speerpunten.services.slot import PlanAfgesloten
from speerpunten.verschil import VeldVerschil, inhoudverschillen, metingverschillen, mijlpaalverschillen, verschillen
from speerpunten.views.fouten import neem_fouten_over
from speerpunten.views.wachtrij import met_vraag
from speerpunten.wachtrij import Plaats, plaats_in


@require_safe
def nakijken_een(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one melding beside the last accepted stand, field by field, and its place in the queue as filtered."""
    return _toon(request, melding_om_na_te_kijken(request, pk))


def _toon(
    request: HttpRequest,
    melding: Melding,
    *,
    form: TerugstuurForm | None = None,
    taal: TaalForm | None = None,
    status: int = 200,
    **extra,
) -> HttpResponse:
    vorige = vorige_van(melding)
    log = log_van(melding)
    gevraagd = next((g for g in reversed(log) if g.soort == Soort.TERUGGESTUURD), None)
    wacht = melding.toestand == MeldingToestand.INGEDIEND
    plaats, vraag = _plaats(request, melding)
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
        "kruimels": [("Nakijken", met_vraag(reverse("nakijken"), vraag)), (str(melding.actie), "")],
        "log": log,
        "gevraagd": gevraagd,
        "sinds_terug": _sinds_terug(log, gevraagd),
        "wacht": wacht,
        "plaats": plaats,
        "vraag": vraag,
        "mag_nakijken": plaats.mag,
        "mag_uitzondering": wacht and not plaats.mag and request.user.is_beheerder,
        "form": form or TerugstuurForm(initial={"tegen": vroegste_nieuwe_dag()}),
        "taal": taal or TaalForm(melding=melding),
    }
    return render(request, "speerpunten/nakijken/melding.html", context | extra, status=status)


def _plaats(request: HttpRequest, melding: Melding) -> tuple[Plaats, str]:
    """Find the place of a melding in the queue as filtered, and give the filters as the query of an address."""
    if not request.GET:
        plaats = plaats_in(None, melding, request.user)
        onthoud_te_nakijken(request, plaats.totaal)
        return plaats, ""
    rij = NakijkFilter(request.GET, gebruiker=request.user, met_keuzes=False)
    return plaats_in(rij.qs, melding, request.user), rij.zoekvraag


def _naar_de_rij(request: HttpRequest, melding: Melding, gedaan: str) -> HttpResponse:
    """Go back to the queue as it was filtered, tell what was done, and offer the next."""
    plaats, vraag = _plaats(request, melding)
    volgende = Melding.objects.select_related("actie__speerpunt").filter(pk=plaats.volgende).first()
    if volgende is None:
        messages.success(request, f"{gedaan}: {melding}.")
    else:
        adres = met_vraag(reverse("nakijken_een", args=[volgende.pk]), vraag)
        zin = '{}: {}. <a href="{}">Volgende: {}</a>'
        messages.success(request, format_html(zin, gedaan, melding, adres, volgende.actie))
    return redirect(met_vraag(reverse("nakijken"), vraag if plaats.totaal else ""))


def _sinds_terug(log: list[Gebeurtenis], gevraagd: Gebeurtenis | None) -> list[VeldVerschil]:
    """Compare what was sent before and after it was returned last; nothing where it was not sent again."""
    if gevraagd is None:
        return []
    plek = log.index(gevraagd)
    voor = next((g for g in reversed(log[:plek]) if g.soort in VERZONDEN), None)
    na = next((g for g in reversed(log[plek:]) if g.soort in VERZONDEN), None)
    return inhoudverschillen(voor.inhoud, na.inhoud) if voor and na else []


def _gezien(request: HttpRequest) -> int:
    """Give the version that the checker had before them; nonsense counts as none."""
    versie = als_sleutel(request.POST.get("versie"))
    return -1 if versie is None else versie


def _toon_botsing(
    request: HttpRequest, melding: Melding, huidige: Melding, form: TerugstuurForm | None = None
) -> HttpResponse:
    """Show what was sent meanwhile beside what the checker had read; nothing that they typed is lost.

    A reason stays in its field while it can still be sent. Improved wording does not: it was about another text.
    """
    verzonden = melding.gebeurtenissen.filter(soort__in=VERZONDEN).order_by("-op", "-pk")
    was, nu = verzonden.filter(inhoud__versie=_gezien(request)).first(), verzonden.first()
    anders = inhoudverschillen(was.inhoud, nu.inhoud) if was and nu else []
    extra = {"botsing": huidige, "botsing_verschillen": anders, **_botsing_in_woorden(huidige)}
    wacht = huidige.toestand == MeldingToestand.INGEDIEND
    extra["getypt"] = [] if form and wacht else _getypt(request, melding, form)
    return _toon(request, melding_om_na_te_kijken(request, melding.pk), form=form, status=409, **extra)


def _getypt(request: HttpRequest, melding: Melding, form: TerugstuurForm | None) -> list[tuple[str, str]]:
    """Give what the checker typed and what was not sent: label and text."""
    if form:
        return [("Wat moet er anders?", form.cleaned_data["reden"])]
    taal = TaalForm(request.POST, melding=melding)
    taal.full_clean()
    teksten = [(taal[veld].label, tekst) for veld, tekst in taal.teksten.items()]
    return [(label, tekst) for label, tekst in [("Reden", request.POST.get("uitzondering", "")), *teksten] if tekst]


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
    """Accept, with better wording where the checker gave it: it becomes the stand of the actie."""
    melding = melding_om_na_te_kijken(request, pk)
    taal = TaalForm(request.POST, melding=melding)
    if not taal.is_valid():
        return _toon(request, melding, taal=taal, status=422)
    try:
        aanvaard(
            melding=melding,
            versie=_gezien(request),
            door=request.user,
            uitzondering=request.POST.get("uitzondering", "")[:MAX_REDEN],
            teksten=taal.teksten,
        )
    except Verouderd as botsing:
        return _toon_botsing(request, melding, botsing.huidige)
    except PlanAfgesloten:  # no form to tell it on any more: the page of a refusal gives back what was typed
        raise
    except ValidationError as fout:
        neem_fouten_over(taal, fout)
        return _toon(request, melding_om_na_te_kijken(request, pk), taal=taal, status=422)
    return _naar_de_rij(request, melding, "Aanvaard")


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
    except PlanAfgesloten:
        raise
    except ValidationError as fout:
        neem_fouten_over(form, fout)
        return _toon(request, melding, form=form, status=422)
    return _naar_de_rij(request, melding, "Teruggestuurd")
