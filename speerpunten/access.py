"""Who may see and do what, for views and services: an object *with* its permission check (design, section 5).

The rules themselves are the querysets `zichtbaar_voor` and `*_door` of the models. Here they become answers:
404 for what one may not know, 403 for what one may see and not do.
"""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from organisaties.eenvan import EenVanDeze, er_is
from organisaties.models import Doorgave, Gebruiker, Lidmaatschap, Organisatie, Uitnodiging
from organisaties.voorbereid import voorbereid
from speerpunten.keuzes import RAPPORTERENDE_ROLLEN
from speerpunten.models import (
    Actie,
    ActieOrganisatie,
    Beleidsplan,
    Bijlage,
    Import,
    Melding,
    Rapport,
    Ronde,
    Speerpunt,
    Subsidie,
)
from speerpunten.models.bijlage import bijlagen_van
from speerpunten.models.melding import ZWAAR


@voorbereid
def _plan(gebruiker, *, slug: str) -> QuerySet[Beleidsplan]:
    zichtbaar = Beleidsplan.objects.zichtbaar_voor(gebruiker)
    return (
        zichtbaar.select_related("opdrachtgever", "opvolger_van", "opvolger")
        .annotate(
            ziet_voorganger=Exists(zichtbaar.filter(opvolger=OuterRef("pk"))),
            ziet_opvolger=Exists(zichtbaar.filter(opvolger_van=OuterRef("pk"))),
        )
        .annotate(heeft_subsidies=Exists(Subsidie.objects.zichtbaar_voor(gebruiker).filter(plan=OuterRef("pk"))))
        .filter(slug=slug)
    )


def plan_of_404(request: HttpRequest, slug: str) -> Beleidsplan:
    """Give the plan (with `heeft_subsidies`, and whether the reader sees the plans around it), or 404.

    The navigation of the page follows it.
    """
    plan = _plan.een_of_404(request.user, slug=slug)
    request.plan = plan
    return plan


@voorbereid
def _speerpunt(gebruiker, *, slug: str, nummer: int) -> QuerySet[Speerpunt]:
    zichtbaar = Beleidsplan.objects.zichtbaar_voor(gebruiker)
    alle = Speerpunt.objects.select_related("plan__opdrachtgever")
    return alle.filter(plan__in=zichtbaar, plan__slug=slug, nummer=nummer)


def speerpunt_of_404(request: HttpRequest, slug: str, nummer: int) -> Speerpunt:
    """Give the speerpunt of a visible plan, or 404."""
    speerpunt = _speerpunt.een_of_404(request.user, slug=slug, nummer=nummer)
    request.plan = speerpunt.plan
    return speerpunt


@voorbereid
def _actie(gebruiker, *, pk: int, op: dt.date) -> QuerySet[Actie]:
    return (
        Actie.objects.zichtbaar_voor(gebruiker)
        .met_looptijd()
        .met_stand(op)
        .annotate(
            mag_wijzigen=Exists(Actie.objects.wijzigbaar_door(gebruiker).filter(pk=OuterRef("pk"))),
            mag_rapporteren=Exists(Actie.objects.rapporteerbaar_door(gebruiker).filter(pk=OuterRef("pk"))),
        )
        .select_related("speerpunt__plan__opdrachtgever", "verantwoordelijke", "opgegaan_in__speerpunt")
        .filter(pk=pk)
    )


def actie_of_404(request: HttpRequest, pk: int, *, op: dt.date | None = None) -> Actie:
    """Give the actie with what this user may do with it (`mag_wijzigen`, `mag_rapporteren`) and its stand on day `op`
    (today unless told), or 404."""
    actie = _actie.een_of_404(request.user, pk=pk, op=op or timezone.localdate())
    request.plan = actie.speerpunt.plan
    return actie


def wijzigbare_actie(request: HttpRequest, pk: int) -> Actie:
    """Give the actie to a user who may edit it; else 404 or 403."""
    actie = actie_of_404(request, pk)
    if not actie.mag_wijzigen:
        raise weigering(request, actie.speerpunt.plan)
    return actie


def wijzigbaar_plan(request: HttpRequest, slug: str) -> Beleidsplan:
    """Give the plan to a user who may make acties in it; else 404 or 403."""
    plan = plan_of_404(request, slug)
    if not Beleidsplan.objects.wijzigbaar_door(request.user).filter(pk=plan.pk).exists():
        raise weigering(request, plan)
    return plan


class Afgesloten(PermissionDenied):
    """The plan is closed: the page that says so gives back what was typed, and leads to the plan."""

    geef_terug = True

    def __init__(self, uitleg: str, plan: Beleidsplan) -> None:
        super().__init__(uitleg)
        self.verder = (plan.get_absolute_url(), "Naar het plan")


def weigering(request: HttpRequest, plan: Beleidsplan) -> PermissionDenied:
    """Give the refusal of an act about a plan."""
    uitleg = waarom_niet(request, plan)
    return Afgesloten(uitleg, plan) if uitleg else PermissionDenied()


def waarom_niet(request: HttpRequest, plan: Beleidsplan) -> str:
    """Tell staff that a plan is closed; to others the page says that they have no right."""
    dicht = plan.is_afgesloten and getattr(request.user, "is_medewerker", False)
    return f"{plan_is_dicht(plan)} Moet er toch nog iets anders? Een beheerder kan het heropenen." if dicht else ""


def plan_is_dicht(plan: Beleidsplan) -> str:
    return f"“{plan.naam}” is afgesloten. Er verandert niets meer aan."


def eis_medewerker(request: HttpRequest) -> None:
    """Raise PermissionDenied unless the user is staff."""
    if not getattr(request.user, "is_medewerker", False):
        raise PermissionDenied


def import_voor_medewerker(request: HttpRequest, pk: int, *, open_: bool = False) -> Import:
    """Give an import to staff, else 403; with `open_` only one that may still be taken over."""
    eis_medewerker(request)
    invoer = get_object_or_404(Import.objects.zichtbaar_voor(request.user).select_related("plan", "door"), pk=pk)
    if open_ and (invoer.is_uitgevoerd or invoer.plan.is_afgesloten):
        raise PermissionDenied("Deze import is al overgenomen, of het plan is afgesloten.")
    if open_ and not invoer.bestand:
        raise PermissionDenied("Dit bestand is opgeruimd. Lees het opnieuw in.")
    request.plan = invoer.plan
    return invoer


def ronde_voor_medewerker(request: HttpRequest, pk: int, *, wijzigen: bool = False) -> Ronde:
    """Give a ronde to staff; others get 404 where its plan is hidden from them, else 403.

    With `wijzigen` only one of a plan that is not closed. Who has no contact person and what is still a concept is
    not for lezers or partners (design, section 5), so the whole rondebord is not.
    """
    zichtbaar = Beleidsplan.objects.zichtbaar_voor(request.user)
    ronde = get_object_or_404(Ronde.objects.select_related("plan").filter(plan__in=zichtbaar), pk=pk)
    eis_medewerker(request)
    if wijzigen and ronde.plan.is_afgesloten:
        raise weigering(request, ronde.plan)
    request.plan = ronde.plan
    return ronde


@voorbereid
def _melding(gebruiker, *, pk: int) -> QuerySet[Melding]:
    return (
        Melding.objects.zichtbaar_voor(gebruiker)
        .select_related(
            "actie__speerpunt__plan", "organisatie", "ronde", "ingediend_door", "aanvaard_door", "uit_import"
        )
        .defer(*ZWAAR)
        .annotate(bijlagenkolom=bijlagen_van("melding", gebruiker))
        .filter(pk=pk)
    )


def melding_om_na_te_kijken(request: HttpRequest, pk: int) -> Melding:
    """Give a melding to staff, in whatever toestand; for others 404 where they may not know it, else 403."""
    melding = _melding.een_of_404(request.user, pk=pk)
    eis_medewerker(request)
    request.plan = melding.actie.speerpunt.plan
    return melding


def bijlage_of_404(request: HttpRequest, pk: int) -> Bijlage:
    """Give a bijlage (with `openbaar`) to who may read it, or 404."""
    zichtbaar = Bijlage.objects.zichtbaar_voor(request.user).met_openbaar()
    return get_object_or_404(zichtbaar.select_related("melding__actie__speerpunt", "actie__speerpunt"), pk=pk)


def zichtbare_organisaties(gebruiker) -> QuerySet[Organisatie]:
    """Keep the organisaties that this user may know of: not those that only stand at acties hidden from them.

    Who stands at a subsidie that they see, they may know.
    """
    if getattr(gebruiker, "rol", ""):
        return Organisatie.objects.all()
    rollen = ActieOrganisatie.objects.filter(organisatie=OuterRef("pk"))
    zichtbaar = rollen.filter(Exists(Actie.objects.zichtbaar_voor(gebruiker).filter(pk=OuterRef("actie"))))
    eigen = Q(pk__in=Organisatie.objects.van(gebruiker).values("pk"))
    genoemd = Q(organisatie=OuterRef("pk")) | Q(financier=OuterRef("pk"))
    subsidies = Subsidie.objects.zichtbaar_voor(gebruiker).filter(genoemd)
    return Organisatie.objects.filter(er_is(zichtbaar) | ~er_is(rollen) | eigen | er_is(subsidies))


@voorbereid
def _organisatie(gebruiker, *, slug: str) -> QuerySet[Organisatie]:
    zichtbaar = zichtbare_organisaties(gebruiker)
    ziet = Exists(zichtbaar.filter(pk=OuterRef("opvolger")))
    return zichtbaar.select_related("opvolger").annotate(ziet_opvolger=ziet).filter(slug=slug)


def organisatie_of_404(request: HttpRequest, slug: str) -> Organisatie:
    """Give an organisatie (with its `opvolger`, and `ziet_opvolger`: whether the reader may know that one), or 404."""
    return _organisatie.een_of_404(request.user, slug=slug)


def organisatie_voor_medewerker(request: HttpRequest, slug: str) -> Organisatie:
    """Give an organisatie to staff; others get 404 where it is hidden from them, else 403."""
    organisatie = organisatie_of_404(request, slug)
    eis_medewerker(request)
    return organisatie


def doorgave_voor_medewerker(request: HttpRequest, slug: str, pk: int) -> Doorgave:
    """Give a doorgave of an organisatie to staff, handled or not; for others as `organisatie_voor_medewerker`."""
    organisatie = organisatie_voor_medewerker(request, slug)
    rijen = Doorgave.objects.zichtbaar_voor(request.user).select_related("organisatie", "door")
    return get_object_or_404(rijen, pk=pk, organisatie=organisatie)


def mens_voor_medewerker(request: HttpRequest, pk: int, *, voor_beheerder: bool = False) -> Gebruiker:
    """Give a person to staff (with `voor_beheerder` to beheerders alone), else 403."""
    eis_beheerder(request) if voor_beheerder else eis_medewerker(request)
    return get_object_or_404(Gebruiker, pk=pk)


def lidmaatschap_voor_medewerker(request: HttpRequest, pk: int) -> Lidmaatschap:
    """Give a lidmaatschap to staff, else 403."""
    eis_medewerker(request)
    return get_object_or_404(Lidmaatschap.objects.select_related("gebruiker", "organisatie"), pk=pk)


def uitnodiging_voor_medewerker(request: HttpRequest, pk: int) -> Uitnodiging:
    """Give an invitation to staff, one for a rol to beheerders alone; else 403."""
    eis_medewerker(request)
    uitnodiging = get_object_or_404(Uitnodiging.objects.select_related("gebruiker", "organisatie"), pk=pk)
    if uitnodiging.rol:
        eis_beheerder(request)
    return uitnodiging


@voorbereid
def _rapporterende_rollen(gebruiker, *, actie: int) -> QuerySet[ActieOrganisatie]:
    rollen = ActieOrganisatie.objects.filter(actie=actie, rol__in=RAPPORTERENDE_ROLLEN).select_related("organisatie")
    return rollen if gebruiker.is_medewerker else rollen.van(gebruiker)


def sprekers_voor(gebruiker, actie: Actie) -> list[Organisatie]:
    """Give the organisaties in whose name this user may report on the actie, in the order of their roles.

    Staff: the opdrachtgever of the plan and every organisatie that reports on it. A partner: its own ones among those.
    """
    sprekers = [rol.organisatie for rol in _rapporterende_rollen(gebruiker, actie=actie.pk)]
    if gebruiker.is_medewerker and actie.speerpunt.plan.opdrachtgever:
        sprekers.append(actie.speerpunt.plan.opdrachtgever)
    return list(dict.fromkeys(sprekers))


def mag_melding_maken(gebruiker, melding: Melding) -> bool:
    """Tell whether this user may start this (unsaved) melding: the actie, the organisatie and the ronde allow it."""
    if not Actie.objects.rapporteerbaar_door(gebruiker).filter(pk=melding.actie_id).exists():
        return False
    if gebruiker.is_medewerker:
        return melding.organisatie is None or melding.organisatie in sprekers_voor(gebruiker, melding.actie)
    if melding.organisatie not in sprekers_voor(gebruiker, melding.actie):
        return False
    open_ = Ronde.objects.open_voor([melding.organisatie])
    return melding.ronde is None or open_.filter(pk=melding.ronde_id).exists()


def rondes_voor(actie: Actie, sprekers: list[Organisatie]) -> list[Ronde]:
    """Give the rondes that ask for this actie (from `actie_of_404`) and take answers today, the nearest deadline first.

    In: the organisaties in whose name the user may report (`sprekers_voor`); one of them may have uitstel.
    """
    return _vragende_rondes(
        None,
        sprekers=[spreker.pk for spreker in sprekers],
        actie=actie.pk,
        speerpunt=actie.speerpunt_id,
        plan=actie.speerpunt.plan_id,
        van=actie.looptijd_van,
        tot=actie.looptijd_tot,
        bestaat_tot=actie.bestaat_tot,
    )


@voorbereid
def _vragende_rondes(gebruiker, *, sprekers: list[int], **van_de_actie: int | dt.date) -> QuerySet[Ronde]:
    wie = Organisatie.objects.filter(EenVanDeze("pk", sprekers)).values("pk")
    return Ronde.objects.open_voor(wie).die_vragen(**van_de_actie).distinct().order_by("deadline", "pk")


@voorbereid
def _rapport(gebruiker, *, slug: str, ronde: str) -> QuerySet[Ronde]:
    zichtbaar = Beleidsplan.objects.zichtbaar_voor(gebruiker)
    leesbaar = Rapport.objects.zichtbaar_voor(gebruiker).filter(ronde=OuterRef("pk"))
    return (
        Ronde.objects.met_belet()
        .annotate(leesbaar=Exists(leesbaar))
        .select_related("plan__opdrachtgever", "rapport")
        .defer("rapport__inhoud")
        .filter(plan__in=zichtbaar, plan__slug=slug, slug=ronde)
    )


def rapport_of_404(request: HttpRequest, slug: str, ronde: str, *, voor_medewerker: bool = False) -> Ronde:
    """Give the ronde of a report with its plan, and `definitief`: the definitive one, or None where it is a draft.

    Who may read a definitive report, `Rapport.objects.zichtbaar_voor` says. A draft, and with `voor_medewerker` the
    work on it, is for staff: 403 for who may read the report, else 404.
    """
    gevonden = _rapport.een_of_404(request.user, slug=slug, ronde=ronde)
    gevonden.definitief = getattr(gevonden, "rapport", None)
    if not getattr(request.user, "is_medewerker", False):
        if not gevonden.leesbaar:
            raise Http404
        if voor_medewerker:
            raise PermissionDenied
    request.plan = gevonden.plan
    return gevonden


def eis_beheerder(request: HttpRequest) -> None:
    """Raise PermissionDenied unless the user is a beheerder."""
    if not getattr(request.user, "is_beheerder", False):
        raise PermissionDenied


def plan_voor_beheerder(request: HttpRequest, slug: str) -> Beleidsplan:
    """Give the plan to a beheerder; else 404 where it is hidden, or 403."""
    plan = plan_of_404(request, slug)
    eis_beheerder(request)
    return plan


def opvolgend_plan(request: HttpRequest, slug: str, *, wijzigen: bool = False) -> Beleidsplan:
    """Give a plan that follows another to a beheerder; 404 for one that follows none, 403 to change a closed one."""
    plan = plan_voor_beheerder(request, slug)
    if plan.opvolger_van_id is None:
        raise Http404
    if wijzigen and plan.is_afgesloten:
        raise weigering(request, plan)
    return plan
