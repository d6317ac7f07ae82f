"""Report the stand of an actie: keep it as concept, send it, correct an accepted one."""

import datetime as dt
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_http_methods

from organisaties.models import Organisatie
from organisaties.voorbereid import voorbereid
from speerpunten.access import Afgesloten, actie_of_404, plan_is_dicht, rondes_voor, sprekers_voor, weigering
from speerpunten.forms.bijlagen import BijlagenForm
from speerpunten.forms.melding import MeldingForm
from speerpunten.gezegd import haal_gezegd
from speerpunten.keuzes import Herkomst, MeldingToestand
from speerpunten.models import Actie, Melding, Mijlpaal, Ronde, Uitstel
from speerpunten.models.bijlage import bijlagen_van
from speerpunten.models.melding import INHOUD
from speerpunten.services.meldingen import Verouderd, bewaar_concept, dien_in
from speerpunten.services.slot import is_dicht
from speerpunten.verschil import verschillen
from speerpunten.views.fouten import neem_fouten_over
from speerpunten.werk import nieuwe_melding

TUSSENDOOR = "tussendoor"  # ?ronde= of a report between rondes


@voorbereid
def _uitstel(gebruiker, *, ronde: int, organisatie: int) -> QuerySet[Uitstel]:
    return Uitstel.objects.filter(ronde=ronde, organisatie=organisatie)


@voorbereid
def _mijlpalen(gebruiker, *, actie: int) -> QuerySet[Mijlpaal]:
    return Mijlpaal.objects.filter(actie=actie)


@dataclass
class Werk:
    """What someone is about to report: on which actie, in which ronde, and what stands there already."""

    actie: Actie
    rondes: list[Ronde]
    ronde: Ronde | None
    melding: Melding
    vorige: Melding | None
    sprekers: list[Organisatie]

    def __post_init__(self) -> None:
        """Remember how it was found: the form changes the melding before it is stored."""
        self.mag_bewaren = self.melding.toestand != MeldingToestand.INGEDIEND

    @cached_property
    def uitstel(self) -> dt.date | None:
        """Give the day until which who says it has uitstel in the ronde; one query, where there is a ronde."""
        if not (self.ronde and self.melding.organisatie_id):
            return None
        uitstel = _uitstel.eerste(None, ronde=self.ronde.pk, organisatie=self.melding.organisatie_id)
        return uitstel and uitstel.dag

    @property
    def deadline(self) -> dt.date | None:
        return self.ronde and self.ronde.deadline_voor(self.uitstel)

    @property
    def neemt_antwoorden(self) -> bool:
        """Tell whether the ronde, if any, takes the answer of who says it."""
        return self.ronde is None or self.ronde.neemt_antwoorden(uitstel=self.uitstel)

    @property
    def gesloten_op(self) -> dt.date | None:
        """Give the last day on which the ronde takes, or took, the answer of who says it."""
        return self.ronde and self.ronde.sluit_voor(self.uitstel)

    @property
    def terug_reden(self) -> str:
        """Give why it was returned; empty where it was not."""
        return getattr(self.melding, "terug_reden", None) or ""

    @property
    def terug_tegen(self) -> dt.date | None:
        tegen = getattr(self.melding, "terug_tegen", None)
        return dt.date.fromisoformat(tegen) if tegen else None


def _ronde(request: HttpRequest, rondes: list[Ronde], beantwoord: set[int]) -> Ronde | None:
    """Give the ronde of the address, else the nearest one without an accepted answer; None: in between."""
    gevraagd = request.GET.get("ronde", "")
    if gevraagd == TUSSENDOOR:
        return None
    if gevraagd:
        for ronde in rondes:
            if ronde.slug == gevraagd:
                return ronde
        raise Http404
    return next((ronde for ronde in rondes if ronde.pk not in beantwoord), None)


def _alle_rondes(actie: Actie, slug: str, sprekers: list[Organisatie]) -> list[Ronde]:
    """Give the open rondes that ask for the actie, and the one asked for by name.

    By name staff may write in a closed one, and a partner send what was returned (design, section 6).
    """
    if "\x00" in slug:
        raise Http404
    rondes = rondes_voor(actie, sprekers)
    if slug and slug != TUSSENDOOR and all(ronde.slug != slug for ronde in rondes):
        rondes += Ronde.objects.filter(plan=actie.speerpunt.plan, slug=slug)
    return rondes


def _in_tijd_eerst(sprekers: list[Organisatie], ronde: Ronde | None) -> list[Organisatie]:
    """Put those first of whom the ronde still takes answers: of two, one may have uitstel."""
    if ronde is None or len(sprekers) < 2 or ronde.neemt_antwoorden():
        return sprekers
    uitstel = Uitstel.objects.dagen(ronde, sprekers)
    return sorted(sprekers, key=lambda wie: not ronde.neemt_antwoorden(uitstel=uitstel.get(wie.pk)))


def _bestaande(ronde: Ronde | None, sprekers: list, meldingen: list[Melding], is_medewerker: bool) -> Melding | None:
    """Give what stands there already: in a ronde whoever's, in between one that this user may go on with."""
    if ronde:
        return next((m for m in meldingen if m.ronde_id == ronde.pk and not m.vervangt_id), None)
    ids = {o.pk for o in sprekers} | ({None} if is_medewerker else set())
    tussendoor = (
        m for m in meldingen if not (m.ronde_id or m.vervangt_id or m.is_aanvaard or m.herkomst == Herkomst.IMPORT)
    )
    return next((m for m in tussendoor if m.organisatie_id in ids), None)


def _correctie(actie: Actie, pk: str, meldingen: list[Melding]) -> Melding:
    """Give the correction of an accepted melding: the one that was begun, or a new one with its texts."""
    oude = next((m for m in meldingen if str(m.pk) == pk and m.is_aanvaard), None)
    if oude is None:
        raise Http404
    begonnen = next((m for m in meldingen if m.vervangt_id == oude.pk), None)
    if begonnen:
        return begonnen
    overgenomen = {veld: getattr(oude, veld) for veld in INHOUD}
    return Melding(actie=actie, ronde=oude.ronde, organisatie=oude.organisatie, vervangt=oude, **overgenomen)


@voorbereid
def _meldingen(gebruiker, *, actie: int) -> QuerySet[Melding]:
    return (
        Melding.objects.filter(actie=actie)
        .met_teruggestuurd()
        .annotate(mag_bewerken=Exists(Melding.objects.bewerkbaar_door(gebruiker).filter(pk=OuterRef("pk"))))
        .annotate(bijlagenkolom=bijlagen_van("melding", gebruiker))
        .select_related("actie__speerpunt__plan", "organisatie", "ronde", "vervangt")
    )


def _werk(request: HttpRequest, pk: int) -> Werk:
    """Find out what is reported, or raise 404 or 403."""
    actie = actie_of_404(request, pk)
    sprekers = sprekers_voor(request.user, actie)
    if not actie.mag_rapporteren:
        plan = actie.speerpunt.plan
        raise Afgesloten(plan_is_dicht(plan), plan) if plan.is_afgesloten and sprekers else weigering(request, plan)
    meldingen = _meldingen(request.user, actie=actie.pk)
    vorige = next((m for m in meldingen if m.pk == actie.stand_id), None)
    if corrigeer := request.GET.get("corrigeer"):
        melding = _correctie(actie, corrigeer, meldingen)
        return Werk(actie, [], melding.ronde, melding, melding.vervangt, sprekers)
    rondes = _alle_rondes(actie, request.GET.get("ronde", ""), sprekers)
    terug = next((m for m in meldingen if m.toestand == MeldingToestand.TERUGGESTUURD and m.mag_bewerken), None)
    if terug and not request.GET.get("ronde"):
        return Werk(actie, rondes, terug.ronde, terug, terug.vervangt or vorige, sprekers)
    beantwoord = {m.ronde_id for m in meldingen if m.is_aanvaard and not m.vervangt_id}
    ronde = _ronde(request, rondes, beantwoord)
    sprekers = _in_tijd_eerst(sprekers, ronde)
    bestaande = _bestaande(ronde, sprekers, meldingen, request.user.is_medewerker)
    wie = sprekers[0] if sprekers else None
    melding = bestaande or nieuwe_melding(actie, ronde, wie, vorige, met_teksten=False)
    return Werk(actie, rondes, ronde, melding, vorige if vorige != melding else None, sprekers)


def _mag_schrijven(request: HttpRequest, werk: Werk) -> bool:
    """Tell whether this user may write this melding now; the service checks it once more, under the lock."""
    if werk.melding.pk:
        return werk.melding.mag_bewerken
    if request.user.is_medewerker:
        return True
    return werk.melding.organisatie in werk.sprekers and werk.neemt_antwoorden


def _form(request: HttpRequest, werk: Werk, *, indienen: bool) -> MeldingForm:
    return MeldingForm(
        request.POST or None,
        instance=werk.melding,
        sprekers=werk.sprekers,
        bestuur_spreekt=request.user.is_medewerker and not werk.actie.speerpunt.plan.opdrachtgever_id,
        mijlpalen=_mijlpalen(None, actie=werk.actie.pk),
        gezegd=haal_gezegd([(werk.actie, werk.melding)], op=timezone.localdate())[0],
        indienen=indienen,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def melding(request: HttpRequest, pk: int) -> HttpResponse:
    """Report the stand of an actie on one page; nothing typed is lost."""
    werk = _werk(request, pk)
    indienen = request.POST.get("act") == "indienen"
    form = _form(request, werk, indienen=indienen)
    bijlagen = BijlagenForm(request.POST or None, request.FILES or None, bijlagen=werk.melding.bijlageregels)
    if not _mag_schrijven(request, werk):
        return _toon_gesloten(request, werk, form)
    if request.method == "POST":
        klopt = form.is_valid()
        if bijlagen.is_valid() and klopt:
            try:
                return _bewaar(request, werk, form, bijlagen, indienen)
            except Verouderd as botsing:
                return _toon_botsing(request, werk, form, bijlagen, botsing.huidige)
            except PermissionDenied:  # closed, archived or ended since the page was opened
                return _toon_gesloten(request, werk, form)
            except ValidationError as fout:
                neem_fouten_over(bijlagen if "bijlagen" in getattr(fout, "error_dict", ()) else form, fout)
        _red_bestanden(request, werk, form, bijlagen)
    return _toon(request, werk, form, bijlagen, status=422 if request.method == "POST" else 200)


def _bewaar(
    request: HttpRequest, werk: Werk, form: MeldingForm, bijlagen: BijlagenForm, indienen: bool
) -> HttpResponse:
    doe = dien_in if indienen else bewaar_concept
    doe(
        melding=form.instance,
        versie=form.cleaned_data["versie"],
        door=request.user,
        mijlpalen=form.gezegde_mijlpalen,
        metingen=form.gezegde_metingen,
        bijlagen=bijlagen.werk(),
    )
    if indienen:
        messages.success(request, f"Ingediend: {werk.actie}. Iemand van het bestuur kijkt het na.")
        return redirect("mijn" if not request.user.is_medewerker else werk.actie)
    messages.success(request, "Bewaard als concept. U kunt later verder werken.")
    return redirect(request.get_full_path())


def _red_bestanden(request: HttpRequest, werk: Werk, form: MeldingForm, bijlagen: BijlagenForm) -> None:
    """Keep what was typed and the good files as a concept, where something is wrong: a browser gives no file twice.

    Where that cannot be (sent already, or not even a concept), say that the files must be chosen again.
    """
    if not (bijlagen.goed or bijlagen.errors):
        return
    vers = _werk(request, werk.actie.pk)
    concept = _form(request, vers, indienen=False)
    try:
        if not vers.mag_bewaren or not concept.is_valid():
            raise ValidationError("Geen concept.")
        bewaar_concept(
            melding=concept.instance,
            versie=concept.cleaned_data["versie"],
            door=request.user,
            mijlpalen=concept.gezegde_mijlpalen,
            bijlagen=bijlagen.werk(),
        )
    except (Verouderd, PermissionDenied, ValidationError):
        bijlagen.meld_verloren()
        return
    form.data = form.data.copy()
    form.data["versie"] = str(concept.instance.versie)
    bijlagen.neem_over(concept.instance.bijlagen.all())
    met = ", met de bestanden die wel kunnen" if bijlagen.goed else ""
    messages.success(request, f"Wat u schreef, is bewaard als concept{met}.")


def _toon(
    request: HttpRequest, werk: Werk, form: MeldingForm, bijlagen: BijlagenForm, status: int, **extra
) -> HttpResponse:
    context = {
        "actie": werk.actie,
        "plan": werk.actie.speerpunt.plan,
        "werk": werk,
        "form": form,
        "bijlagen": bijlagen,
        "formulieren": [deel for deel in (form, bijlagen) if deel.errors],
    }
    return render(request, "speerpunten/melding/rapporteren.html", context | extra, status=status)


def _toon_botsing(
    request: HttpRequest, werk: Werk, form: MeldingForm, bijlagen: BijlagenForm, huidige: Melding
) -> HttpResponse:
    """Show what was stored meanwhile beside what was typed; nothing is overwritten unless sent again on purpose."""
    if huidige.is_aanvaard or not Melding.objects.bewerkbaar_door(request.user).filter(pk=huidige.pk).exists():
        return _toon_gesloten(request, werk, form, huidige=huidige, status=409)
    alle = verschillen(huidige, form.instance, INHOUD)
    form.data = form.data.copy()
    form.data["versie"] = str(huidige.versie)
    bijlagen.meld_verloren()
    bijlagen.neem_over(huidige.bijlagen.all())
    anders = [v for v in alle if v.is_veranderd]
    return _toon(request, werk, form, bijlagen, 409, botsing=huidige, verschillen=anders)


def _getypt(form: MeldingForm) -> Melding:
    """Give what was typed, and nothing else: the instance of the form may hold what is another's."""
    form.is_valid()
    velden = {veld: form.cleaned_data.get(veld, "") for veld in INHOUD}
    teksten = {
        veld: form.data.get(veld, "") for veld in INHOUD if veld not in form.cleaned_data and veld != "peildatum"
    }
    return Melding(**velden | teksten | {"peildatum": form.cleaned_data.get("peildatum")})


def _toon_gesloten(
    request: HttpRequest, werk: Werk, form: MeldingForm, *, huidige: Melding | None = None, status: int = 403
) -> HttpResponse:
    """Say why this melding cannot be written (any more), and give back what was typed, to copy."""
    melding = huidige or (Melding.objects.filter(pk=werk.melding.pk).select_related("organisatie").first())
    mag_lezen = melding is not None and Melding.objects.zichtbaar_voor(request.user).filter(pk=melding.pk).exists()
    getypt = []
    if request.method == "POST":
        getypt = verschillen(melding if mag_lezen else None, _getypt(form), INHOUD) + form.getypte_getallen
    context = {
        "actie": werk.actie,
        "plan": werk.actie.speerpunt.plan,
        "werk": werk,
        "melding": melding,
        "getypt": getypt,
        "mag_lezen": mag_lezen,
        "bestanden": bool(request.FILES),
        "dicht": is_dicht([werk.actie.speerpunt.plan_id]),
    }
    return render(request, "speerpunten/melding/gesloten.html", context, status=status)
