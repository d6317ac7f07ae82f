"""The acts on a melding: keep as concept, send, accept, return. Each is one transaction, under a lock, and logged.

`versie` is the version that the user had before them. Where the row has moved on since, `Verouderd` is raised and
nothing is written: the caller shows both texts.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from organisaties.models import Gebruiker
from speerpunten.access import mag_melding_maken
from speerpunten.keuzes import Herkomst, MeldingToestand, Soort, Status
from speerpunten.meten import in_woorden
from speerpunten.models import (
    Actie,
    Gebeurtenis,
    Import,
    Indicator,
    Melding,
    Meting,
    Mijlpaal,
    MijlpaalMelding,
    Rapport,
    Ronde,
    Speerpunt,
)
from speerpunten.models.melding import OVER_TE_NEMEN, VERBETERBAAR
from speerpunten.ongewijzigd import mag_ongewijzigd
from speerpunten.services.bijlagen import Bijlagewerk, wat_er_stond
from speerpunten.services.geschiedenis import BUNDEL, geschiedenis_door
from speerpunten.services.post import Bundel, vertel
from speerpunten.services.slot import PlanAfgesloten, eis_open

MIN_WERKDAGEN_NA_TERUGSTUREN = 5  # design, section 6

Mijlpalen = dict[Mijlpaal, dt.date | None]
Metingen = dict[Indicator, Decimal]


class Verouderd(Exception):
    """Somebody else was first. `huidige` is the melding as it stands now."""

    def __init__(self, huidige: Melding) -> None:
        super().__init__("De stand is intussen door iemand anders bewaard.")
        self.huidige = huidige


def vroegste_nieuwe_dag(vandaag: dt.date | None = None) -> dt.date:
    """Give the first day by which an answer may be asked again: five working days (Monday to Friday) from today."""
    dag = vandaag or timezone.localdate()
    werkdagen = 0
    while werkdagen < MIN_WERKDAGEN_NA_TERUGSTUREN:
        dag += dt.timedelta(days=1)
        werkdagen += dag.weekday() < 5
    return dag


def _huidige(melding: Melding, versie: int) -> Melding:
    """Lock and give the stored row; raise Verouderd where it is not the version that the user saw.

    The actie first, as every act on an actie does: so that none is archived while something is sent about it. Raises
    PlanAfgesloten.
    """
    _eis_open_plan(melding)
    huidige = (
        Melding.objects.select_for_update(of=("self",))
        .select_related("actie__speerpunt__plan", "organisatie", "ronde")
        .get(pk=melding.pk)
    )
    if huidige.versie != versie:
        raise Verouderd(huidige)
    return huidige


def _eis_open_plan(melding: Melding) -> None:
    """Lock the actie, and keep its plan open until the act is done. Raises PlanAfgesloten."""
    actie = Actie.objects.select_for_update().get(pk=melding.actie_id)
    eis_open(*Speerpunt.objects.filter(pk=actie.speerpunt_id).values_list("plan_id", flat=True))


def _eis_open_rapport(melding: Melding) -> None:
    """Lock the ronde, so that its report is not made at this moment; once that is definitive only corrections are sent
    and checked (design, section 6). Raises ValidationError."""
    if melding.ronde_id is None:
        return
    Ronde.objects.select_for_update().get(pk=melding.ronde_id)
    if not melding.vervangt_id and Rapport.objects.filter(ronde=melding.ronde_id).exists():
        raise ValidationError("Het rapport van deze ronde is definitief. Corrigeer de aanvaarde stand.")


def _eerdere(melding: Melding, versie: int) -> Melding | None:
    """Find the melding that already stands where this new one would stand.

    Between rondes that is an open one; or, when the user had one before them (`versie`), what became of it meanwhile.
    """
    zelfde = Melding.objects.filter(actie=melding.actie)
    if melding.vervangt:
        return zelfde.filter(vervangt=melding.vervangt).first()
    if melding.ronde:
        return zelfde.filter(ronde=melding.ronde, vervangt=None).first()
    tussendoor = zelfde.filter(ronde=None, vervangt=None, organisatie=melding.organisatie)
    tussendoor = tussendoor.exclude(herkomst=Herkomst.IMPORT)  # any number of those stand beside each other
    return tussendoor.openstaand().first() or (tussendoor.order_by("-pk").first() if versie else None)


def _vergrendel(melding: Melding, versie: int, door: Gebruiker) -> None:
    """Lock what is written and check that this user may write it, and saw its last version."""
    if melding.pk:
        _huidige(melding, versie)
        _eis_open_rapport(melding)
        if not Melding.objects.bewerkbaar_door(door).filter(pk=melding.pk).exists():
            raise PermissionDenied
        return
    _eis_open_plan(melding)
    if eerdere := _eerdere(melding, versie):
        raise Verouderd(eerdere)
    _eis_open_rapport(melding)
    if not mag_melding_maken(door, melding):
        raise PermissionDenied


def _bewaar(
    melding: Melding,
    versie: int,
    door: Gebruiker,
    mijlpalen: Mijlpalen | None,
    metingen: Metingen | None,
    bijlagen: Bijlagewerk | None = None,
) -> None:
    melding.versie = versie + 1 if melding.pk else 1
    melding.gewijzigd_op = timezone.now()
    bestuur = melding.organisatie is None or melding.organisatie == melding.actie.speerpunt.plan.opdrachtgever
    melding.namens = door.is_medewerker and not bestuur
    if any(mijlpaal.actie_id != melding.actie_id for mijlpaal in mijlpalen or ()):
        raise ValidationError("Een mijlpaal hoort bij een andere actie.")
    melding.full_clean()
    melding.save()
    melding.schrijvers.add(door)
    if mijlpalen is not None:
        melding.mijlpalen.all().delete()
        MijlpaalMelding.objects.bulk_create(
            MijlpaalMelding(melding=melding, mijlpaal=mijlpaal, bereikt_op=dag) for mijlpaal, dag in mijlpalen.items()
        )
    _bewaar_metingen(melding, metingen)
    if bijlagen:
        bijlagen.doe(melding, door)


def _bewaar_metingen(melding: Melding, metingen: Metingen | None) -> None:
    """Store what a melding measured, about its own day; None: as it was. Raises ValidationError."""
    if metingen is None:
        melding.metingen.update(peildatum=melding.peildatum)
        return
    melding.metingen.all().delete()
    nieuw = [
        Meting(melding=melding, indicator=indicator, waarde=waarde, peildatum=melding.peildatum)
        for indicator, waarde in metingen.items()
    ]
    for meting in nieuw:
        meting.full_clean()
    Meting.objects.bulk_create(nieuw)


def _log(
    melding: Melding, soort: Soort, door: Gebruiker | None, *, reden: str = "", inhoud: dict | None = None
) -> None:
    """Write down what happened, and put the mails about it in the outbox, in the same transaction."""
    vertel(Gebeurtenis.objects.create(melding=melding, soort=soort, door=door, reden=reden, inhoud=inhoud or {}))


def bewaar_concept(
    *,
    melding: Melding,
    versie: int,
    door: Gebruiker,
    mijlpalen: Mijlpalen | None = None,
    metingen: Metingen | None = None,
    niets_veranderd: bool = False,
    bijlagen: Bijlagewerk | None = None,
) -> Melding:
    """Keep a melding as it is, complete or not; a returned one stays returned.

    In: the melding with its new texts (unsaved when new), the version that the user saw (0 when new), who, what it
    says about mijlpalen and what it measured (None: leave as it was), whether "niets veranderd" is ticked, and which
    bijlagen come and go. Raises Verouderd, PermissionDenied, ValidationError.
    """
    werk = bijlagen or Bijlagewerk()
    with werk, transaction.atomic():
        _vergrendel(melding, versie, door)
        if melding.is_vast:
            raise ValidationError("Deze stand is al ingediend. Dien hem opnieuw in om hem te wijzigen.")
        melding.niets_veranderd = niets_veranderd
        _bewaar(melding, versie, door, mijlpalen, metingen, werk)
    return melding


def dien_in(
    *,
    melding: Melding,
    versie: int,
    door: Gebruiker,
    mijlpalen: Mijlpalen | None = None,
    metingen: Metingen | None = None,
    bijlagen: Bijlagewerk | None = None,
) -> Melding:
    """Send a melding to be checked; sending again replaces what was sent, and both are in the log.

    In and errors: as `bewaar_concept`; ValidationError also where content lacks.
    """
    werk = bijlagen or Bijlagewerk()
    with werk, transaction.atomic():
        _vergrendel(melding, versie, door)
        melding.niets_veranderd = False
        _dien_in(melding, versie, door, mijlpalen, metingen, Soort.INGEDIEND, werk)
    return melding


@transaction.atomic
def bevestig_ongewijzigd(*, melding: Melding, versie: int, door: Gebruiker) -> Melding:
    """Send "niets veranderd": the melding says again what the accepted stand says, and is marked as such.

    In and errors: as `bewaar_concept`; ValidationError also where it may not be said (`ongewijzigd`).
    """
    _vergrendel(melding, versie, door)
    stand = Melding.objects.filter(actie=melding.actie).select_related("organisatie").geldig_op()
    stand = stand.nieuwste_eerst().first()
    if not mag_ongewijzigd(stand, melding.ronde, melding.organisatie, melding.actie.mijlpalen.all()):
        raise ValidationError("Vertel hier hoe het staat: “Niets veranderd” kan niet bij deze actie.")
    for veld in OVER_TE_NEMEN:
        setattr(melding, veld, getattr(stand, veld))
    melding.niets_veranderd = True
    _dien_in(melding, versie, door, {}, {}, Soort.NIETS_VERANDERD)
    return melding


def _dien_in(
    melding: Melding,
    versie: int,
    door: Gebruiker,
    mijlpalen: Mijlpalen | None,
    metingen: Metingen | None,
    soort: Soort,
    bijlagen: Bijlagewerk | None = None,
) -> None:
    """Store a melding as sent, and log what was sent."""
    melding.toestand = MeldingToestand.INGEDIEND
    melding.ingediend_door = door
    melding.ingediend_op = timezone.now()
    _bewaar(melding, versie, door, mijlpalen, metingen, bijlagen)
    gezegd = {mm.mijlpaal.titel: mm.bereikt_op for mm in melding.mijlpalen.select_related("mijlpaal")}
    gemeten = {
        m.indicator.naam: in_woorden(m.indicator, m.waarde) for m in melding.metingen.select_related("indicator")
    }
    erbij = [wat_er_stond(bijlage) for bijlage in melding.bijlagen.all()]
    ook = {"mijlpalen": gezegd, "metingen": gemeten, "versie": melding.versie} | ({"bijlagen": erbij} if erbij else {})
    _log(melding, soort, door, inhoud=melding.inhoud() | ook)


def _na_te_kijken(melding: Melding, versie: int, door: Gebruiker, reden: str = "") -> Melding:
    """Lock and give the melding to who may check it; a beheerder may override the four eyes with a reason."""
    huidige = _huidige(melding, versie)
    if huidige.toestand != MeldingToestand.INGEDIEND:
        raise Verouderd(huidige)
    _eis_open_rapport(huidige)
    nakijkbaar = Melding.objects.nakijkbaar_door(door).filter(pk=huidige.pk).exists()
    wacht = Melding.objects.te_nakijken().filter(pk=huidige.pk).exists()
    if not nakijkbaar and not (door.is_beheerder and reden and wacht):
        raise PermissionDenied("Vier ogen: iemand anders kijkt na wat u zelf schreef of indiende.")
    return huidige


def _gelijk(een: str, ander: str) -> bool:
    """Tell whether two texts say the same; a browser sends the ends of lines in its own way."""
    return een.replace("\r\n", "\n").strip() == ander.replace("\r\n", "\n").strip()


def _verbeter_taal(melding: Melding, teksten: dict[str, str], door: Gebruiker) -> None:
    """Set the improved wording, and keep both versions in the log. Raises ValidationError for a text that was emptied
    or was not there before: a checker improves words, and adds or drops none of what is said."""
    anders = {veld: tekst for veld, tekst in teksten.items() if not _gelijk(tekst, getattr(melding, veld))}
    for veld, tekst in anders.items():
        if veld not in VERBETERBAAR or not getattr(melding, veld) or not tekst.strip():
            raise ValidationError({veld: "Verbeter alleen de taal. Moet er meer anders? Stuur het terug."})
    if anders:
        was = {veld: getattr(melding, veld) for veld in anders}
        for veld, tekst in anders.items():
            setattr(melding, veld, tekst)
        _log(melding, Soort.TAAL_VERBETERD, door, inhoud={**anders, "was": was})


@transaction.atomic
def aanvaard(
    *,
    melding: Melding,
    versie: int,
    door: Gebruiker,
    uitzondering: str = "",
    teksten: dict[str, str] | None = None,
) -> Melding:
    """Accept a melding: from now on it is the stand, and it never changes.

    In: the melding, the version that the checker saw, who, the reason of a beheerder who overrides the four eyes, and
    texts of which the checker improved the wording (field -> text, of `VERBETERBAAR`; the sender is told, design,
    section 6). What it says about mijlpalen is adopted. Raises Verouderd, PermissionDenied, and ValidationError where
    it no longer fits (the period of its ronde was changed, say).
    """
    uitzondering = uitzondering.replace("\x00", "").strip()  # from a bare text field; PostgreSQL takes no NUL
    huidige = _na_te_kijken(melding, versie, door, uitzondering)
    mijlpalen = list(huidige.mijlpalen.select_related("mijlpaal"))
    _verbeter_taal(huidige, teksten or {}, door)
    huidige.toestand = MeldingToestand.AANVAARD
    huidige.aanvaard_door = door
    huidige.aanvaard_op = timezone.now()
    huidige.versie += 1
    huidige.full_clean()
    huidige.save()
    for gezegd in mijlpalen:
        gezegd.mijlpaal.bereikt_op = gezegd.bereikt_op
        gezegd.mijlpaal.save()
    _log(huidige, Soort.AANVAARD, door, reden=uitzondering)
    if huidige.vervangt:
        _log(huidige.vervangt, Soort.GECORRIGEERD, door, reden=huidige.correctie_reden)
    return huidige


def aanvaard_vele(meldingen: Iterable[tuple[Melding, int]], *, door: Gebruiker) -> Iterator[tuple[Melding, str]]:
    """Accept many: each by `aanvaard`, in a transaction of its own; give each with why it was not accepted, or "".

    In: each melding with the version that the checker saw. Who sent them gets one mail that names all.
    """
    bundel = Bundel()
    with closing(bundel), geschiedenis_door(door):
        for melding, versie in meldingen:
            waarom = ""
            try:
                with bundel.erin():
                    aanvaard(melding=melding, versie=versie, door=door)
            except Verouderd:
                waarom = "intussen veranderd of al nagekeken"
            except PlanAfgesloten as fout:
                waarom = str(fout)
            except PermissionDenied:
                waarom = "u schreef of diende dit zelf in"
            except ValidationError as fout:
                waarom = " ".join(fout.messages)
            yield melding, waarom


@transaction.atomic
def stuur_terug(*, melding: Melding, versie: int, door: Gebruiker, reden: str, tegen: dt.date) -> Melding:
    """Return a melding to who sent it, with a reason and the day by which an answer is expected.

    A beheerder may return their own: the reason is in the log. Raises Verouderd, PermissionDenied, and ValidationError
    without a reason or with too near a day.
    """
    reden = reden.strip()
    if not reden:
        raise ValidationError({"reden": "Geef de reden. De partner leest ze."})
    if tegen < vroegste_nieuwe_dag():
        raise ValidationError({"tegen": f"Geef minstens vijf werkdagen: vanaf {vroegste_nieuwe_dag():%d/%m/%Y}."})
    huidige = _na_te_kijken(melding, versie, door, reden)
    huidige.toestand = MeldingToestand.TERUGGESTUURD
    huidige.versie += 1
    huidige.save()
    _log(huidige, Soort.TERUGGESTUURD, door, reden=reden, inhoud={"tegen": tegen.isoformat()})
    return huidige


@transaction.atomic
def dien_import_in(meldingen: Sequence[Melding], *, uit: Import, door: Gebruiker) -> None:
    """Send the stands of an import to be checked, each with its log: the same number of queries for one and many.

    In: unsaved meldingen that were checked (`clean_fields`, `clean`) and name actie, organisatie, day and content. The
    user counts as who wrote them, so that a second person accepts them.
    """
    eis_open(uit.plan_id)
    nu = timezone.now()
    for melding in meldingen:
        melding.herkomst, melding.uit_import, melding.toestand = Herkomst.IMPORT, uit, MeldingToestand.INGEDIEND
        melding.ingediend_door, melding.ingediend_op = door, nu
        if melding.vervangt:
            melding.correctie_reden = f"Import uit {uit.bestandsnaam}"
    Melding.objects.bulk_create(meldingen, batch_size=BUNDEL)
    doorheen = Melding.schrijvers.through
    doorheen.objects.bulk_create((doorheen(melding=m, gebruiker=door) for m in meldingen), batch_size=BUNDEL)
    reden = f"Import uit {uit.bestandsnaam}"
    Gebeurtenis.objects.bulk_create(
        (
            Gebeurtenis(
                melding=m, soort=Soort.INGEDIEND, door=door, reden=reden, inhoud=m.inhoud() | {"versie": m.versie}
            )
            for m in meldingen
        ),
        batch_size=BUNDEL,
    )


@transaction.atomic
def trek_import_in(meldingen: Sequence[Melding], *, door: Gebruiker, reden: str) -> None:
    """Return the stands of an import that is undone; nobody is asked for another. Raises ValidationError where one
    was accepted or worked on since."""
    for melding in meldingen:
        huidige = _huidige(melding, melding.versie)
        if huidige.toestand != MeldingToestand.INGEDIEND or huidige.versie != 1:
            raise ValidationError(f"De {huidige._meta.verbose_name} van {huidige} is intussen nagekeken of gewijzigd.")
        huidige.toestand = MeldingToestand.TERUGGESTUURD
        huidige.versie += 1
        huidige.save()
        _log(huidige, Soort.TERUGGESTUURD, door, reden=reden)


@transaction.atomic
def leg_publieke_stand_vast(*, actie: Actie, status: Status, peildatum: dt.date, toelichting: str = "") -> Melding:
    """Write down what a public source said about an actie on a day: accepted, without verloop and without persons."""
    melding = Melding(
        actie=actie,
        herkomst=Herkomst.PUBLIEKE_BRON,
        status=status,
        peildatum=peildatum,
        toelichting=toelichting,
        toestand=MeldingToestand.AANVAARD,
        aanvaard_op=timezone.now(),
    )
    eis_open(actie.speerpunt.plan_id)
    melding.full_clean()
    melding.save()
    _log(melding, Soort.AANVAARD, None, reden="overgenomen uit een publieke bron")
    return melding
