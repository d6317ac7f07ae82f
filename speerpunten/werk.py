"""What waits for someone: the acties on which they are asked to report, and for staff what is theirs."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from organisaties.eenvan import EenVanDeze
from organisaties.models import Gebruiker, Organisatie
from organisaties.voorbereid import voorbereid
from speerpunten.gezegd import Gezegd, haal_gezegd
from speerpunten.keuzes import RAPPORTERENDE_ROLLEN, VASTE_TOESTANDEN, Herkomst, MeldingToestand
from speerpunten.models import Actie, ActieOrganisatie, Melding, Mijlpaal, Ronde, Uitstel
from speerpunten.models.bijlage import bijlagen_van
from speerpunten.ongewijzigd import is_eigen

# What of its last stand is put ready for an organisatie to go on with.
KLAAR_TE_ZETTEN = ("status", "verloop", "resultaat", "bereikt_resultaat", "toelichting", "reden")


@dataclass(frozen=True)
class Taak:
    """One actie of a partner: its stand, the ronde that asks for it now (or None), and the answer begun."""

    actie: Actie
    stand: Melding | None
    ronde: Ronde | None
    melding: Melding | None
    sprekers: tuple[Organisatie, ...] = ()  # in whose name this user may report on it
    mag_rapporteren: bool = True  # else its organisatie only takes part
    door_ander: bool = False  # another organisatie already reports in the ronde
    gezegd: Gezegd = field(default_factory=Gezegd, repr=False)  # what the answer begun says beside its texts
    mijlpalen: tuple[Mijlpaal, ...] = field(default=(), repr=False)  # where `kan_anders`

    @property
    def deadline(self) -> dt.date | None:
        """Give the day by which the ronde asks an answer of this partner: its deadline, or the day of the uitstel."""
        if self.ronde is None:
            return None
        eigen = self.ronde.pk == self.actie.ronde_id  # what was returned may be of another ronde
        return self.ronde.deadline_voor(self.actie.uitstel_tot if eigen else None)

    @property
    def terug_tegen(self) -> dt.date | None:
        """Give the day by which a returned answer is asked again."""
        tegen = getattr(self.melding, "terug_tegen", None)
        return dt.date.fromisoformat(tegen) if tegen else None

    @property
    def is_af(self) -> bool:
        """Tell whether there is nothing to do now: answered and not returned, or not asked."""
        if self.melding is None:
            return self.ronde is None
        return self.melding.toestand in {MeldingToestand.INGEDIEND, MeldingToestand.AANVAARD}

    @property
    def kan_anders(self) -> bool:
        """Tell whether an answer can still be given, or changed."""
        return not self.is_af or (self.melding is not None and not self.melding.is_aanvaard)


@dataclass(frozen=True)
class Takenlijst:
    """The acties of a partner, in the order in which they ask for work."""

    taken: tuple[Taak, ...]

    @property
    def te_doen(self) -> list[Taak]:
        """Give what is asked and not answered: what was returned first, then by deadline."""
        open_ = [taak for taak in self.taken if not taak.is_af]
        return sorted(
            open_,
            key=lambda taak: (
                taak.melding is None or taak.melding.toestand != MeldingToestand.TERUGGESTUURD,
                taak.deadline or dt.date.max,
            ),
        )

    @property
    def open_rondes(self) -> list[Ronde]:
        """Give the rondes of what is still to be done, the nearest deadline first."""
        return list(dict.fromkeys(taak.ronde for taak in self.te_doen if taak.ronde))

    @property
    def contacten(self) -> list[Gebruiker]:
        """Give who at the administration looks after what is still to be done; where nothing is, after the acties."""
        wie = (taak.actie.verantwoordelijke for taak in self.te_doen or self.taken)
        return sorted({gebruiker for gebruiker in wie if gebruiker}, key=str)

    @property
    def gedaan(self) -> list[Taak]:
        return [taak for taak in self.taken if taak.is_af and taak.melding]

    @property
    def overige(self) -> list[Taak]:
        return [taak for taak in self.taken if taak.is_af and not taak.melding]

    @property
    def gevraagd(self) -> int:
        return len(self.te_doen) + len(self.gedaan)


def _vraagt(taak: Taak) -> bool:
    """Tell whether the ronde asks for it: not for an actie that was finished before it, but in an eindronde."""
    if taak.ronde is None or taak.ronde.eindronde:
        return True
    return not (taak.stand and taak.stand.is_afgerond and taak.stand.peildatum < taak.ronde.van)


def takenlijst(gebruiker, op: dt.date | None = None, *, alleen: Iterable[int] | None = None) -> Takenlijst:
    """Give the acties in which a partner takes part, each with the nearest ronde that asks it and takes its answer; of
    several, one that was not answered yet.

    `alleen`: the keys of the acties that matter (None: all). Seven queries, whatever the number of acties.
    """
    op = op or timezone.localdate()
    acties = _acties(gebruiker, op=op, alleen=None if alleen is None else list(alleen))
    sleutels = [actie.pk for actie in acties]
    eigen_rollen: dict[int, list[ActieOrganisatie]] = {}
    for rol in _eigen_rollen(gebruiker, acties=sleutels):
        eigen_rollen.setdefault(rol.actie_id, []).append(rol)
    for actie in acties:
        actie.eigen_rollen = eigen_rollen.get(actie.pk, [])
    vragend = sorted({a.ronde_id for a in acties if a.ronde_id})
    rondes = {ronde.pk: ronde for ronde in _rondes(None, rondes=vragend)} if vragend else {}
    per_actie: dict[int, list[Melding]] = {}
    for melding in _meldingen(
        gebruiker,
        acties=sleutels,
        standen=[a.stand_id for a in acties if a.stand_id],
        rondes=sorted(rondes),
    ):
        per_actie.setdefault(melding.actie_id, []).append(melding)
    taken = [_taak(actie, rondes.get(actie.ronde_id), per_actie.get(actie.pk, [])) for actie in acties]
    gezegd = haal_gezegd(((taak.actie, taak.melding) for taak in taken), op=op)
    mijlpalen = _mijlpalen_van(taak.actie.pk for taak in taken if taak.kan_anders)
    return Takenlijst(
        tuple(
            replace(taak, gezegd=zegt, mijlpalen=tuple(mijlpalen.get(taak.actie.pk, ())))
            for taak, zegt in zip(taken, gezegd, strict=True)
        )
    )


def _mijlpalen_van(acties: Iterable[int]) -> dict[int, list[Mijlpaal]]:
    """Give the mijlpalen of acties by their key: one query, where there are any."""
    uit: dict[int, list[Mijlpaal]] = {}
    if sleutels := list(acties):
        for mijlpaal in _mijlpalen(None, acties=sleutels):
            uit.setdefault(mijlpaal.actie_id, []).append(mijlpaal)
    return uit


@voorbereid
def _acties(gebruiker, *, op: dt.date, alleen: list[int] | None) -> QuerySet[Actie]:
    """Ask for the acties of a partner, each with its stand, the ronde that asks it, and what others did there."""
    antwoorden = ActieOrganisatie.objects.van(gebruiker).die_antwoorden()

    def van_de_actie(pk: OuterRef) -> QuerySet[ActieOrganisatie]:
        """Give who of this user answers for the actie, in a subquery so deep that `pk` is that of the actie."""
        return antwoorden.filter(actie=pk).values("organisatie")

    van_ons = Q(organisatie__in=Organisatie.objects.van(gebruiker))
    klaar = Melding.objects.filter(Q(toestand__in=VASTE_TOESTANDEN) | ~van_ons, vervangt=None)
    vragend = (
        Ronde.objects.open_voor(van_de_actie(OuterRef(OuterRef(OuterRef("pk")))), op)
        .die_erom_vragen()
        .order_by("deadline", "pk")
    )
    nog_niet = vragend.exclude(Exists(klaar.filter(actie=OuterRef(OuterRef("pk")), ronde=OuterRef("pk"))))
    uitstel = Uitstel.objects.filter(ronde=OuterRef("ronde_id"), organisatie__in=van_de_actie(OuterRef(OuterRef("pk"))))
    van_anderen = Melding.objects.filter(~van_ons, actie=OuterRef("pk"), ronde=OuterRef("ronde_id"), vervangt=None)
    mag = Actie.objects.rapporteerbaar_door(gebruiker).filter(pk=OuterRef("pk"))
    return (
        Actie.objects.van_organisaties_van(gebruiker)
        .met_stand(op)
        .met_looptijd()
        .annotate(mag_rapporteren=Exists(mag), wordt_gevraagd=Exists(antwoorden.filter(actie=OuterRef("pk"))))
        .annotate(ronde_id=Coalesce(Subquery(nog_niet.values("pk")[:1]), Subquery(vragend.values("pk")[:1])))
        .annotate(door_ander=Exists(van_anderen), uitstel_tot=Subquery(uitstel.order_by("-dag").values("dag")[:1]))
        .filter(Q() if alleen is None else Q(EenVanDeze("pk", alleen)))
        .select_related("speerpunt__plan", "verantwoordelijke")
        .order_by("speerpunt__plan", "speerpunt__nummer", "nummer")
    )


@voorbereid
def organisaties_van(gebruiker) -> QuerySet[Organisatie]:
    """Ask for the organisaties for which this user speaks today."""
    return Organisatie.objects.van(gebruiker).kiesbaar()


@voorbereid
def _mijlpalen(gebruiker, *, acties: list[int]) -> QuerySet[Mijlpaal]:
    return Mijlpaal.objects.filter(EenVanDeze("actie", acties))


@voorbereid
def _rondes(gebruiker, *, rondes: list[int]) -> QuerySet[Ronde]:
    return Ronde.objects.filter(EenVanDeze("pk", rondes))


@voorbereid
def _eigen_rollen(gebruiker, *, acties: list[int]) -> QuerySet[ActieOrganisatie]:
    """Ask for the roles in which this user may report on these acties."""
    rollen = ActieOrganisatie.objects.van(gebruiker).filter(EenVanDeze("actie", acties), rol__in=RAPPORTERENDE_ROLLEN)
    return rollen.select_related("organisatie")


@voorbereid
def _meldingen(gebruiker, *, acties: list[int], standen: list[int], rondes: list[int]) -> QuerySet[Melding]:
    """Ask for the stands of these acties, and what was begun or sent about them by this user's organisaties."""
    eigen = Melding.objects.van_organisaties_van(gebruiker).filter(EenVanDeze("actie", acties), vervangt=None)
    eigen = eigen.exclude(herkomst=Herkomst.IMPORT)  # what staff imported, staff mend
    in_ronde = eigen.filter(EenVanDeze("ronde", rondes))
    nodig = Melding.objects.filter(EenVanDeze("pk", standen)) | in_ronde | eigen.openstaand()
    alle = nodig.met_teruggestuurd().select_related("ronde", "organisatie", "vervangt")
    return alle.annotate(bijlagenkolom=bijlagen_van("melding", gebruiker))


def _taak(actie: Actie, ronde: Ronde | None, eigen: list[Melding]) -> Taak:
    """Put together one task; `eigen` are the stand of the actie and what this user's organisaties began or sent."""
    for melding in eigen:
        melding.actie = actie
    wie = tuple(dict.fromkeys(rol.organisatie for rol in actie.eigen_rollen))
    stand = next((m for m in eigen if m.pk == actie.stand_id), None)
    terug = next((m for m in eigen if m.toestand == MeldingToestand.TERUGGESTUURD), None)
    if terug:
        return Taak(actie, stand, terug.ronde, terug, wie)
    if ronde is None or not actie.wordt_gevraagd or not _vraagt(Taak(actie, stand, ronde, None)):
        tussendoor = next((m for m in eigen if not m.is_aanvaard and m.ronde_id is None), None)
        return Taak(actie, stand, None, tussendoor, wie, mag_rapporteren=actie.mag_rapporteren)
    if actie.door_ander:
        return Taak(actie, stand, None, None, wie, door_ander=True)
    return Taak(actie, stand, ronde, next((m for m in eigen if m.ronde_id == ronde.pk), None), wie)


def nieuwe_melding(
    actie: Actie, ronde: Ronde | None, organisatie: Organisatie | None, stand: Melding | None, *, met_teksten: bool
) -> Melding:
    """Give an unsaved melding with what may be taken over from the last accepted stand.

    `met_teksten`: also the texts that this organisatie said itself, where the form shows nothing else of them.
    """
    vandaag = timezone.localdate()
    melding = Melding(actie=actie, ronde=ronde, organisatie=organisatie)
    melding.peildatum = min(vandaag, ronde.tot) if ronde else vandaag
    if met_teksten and is_eigen(stand, organisatie):
        for veld in KLAAR_TE_ZETTEN:
            setattr(melding, veld, getattr(stand, veld))
    elif stand and not stand.is_afgerond:
        melding.status, melding.verloop = stand.status, stand.verloop
    return melding
