"""The acts on a report: write its texts, make it definitive, put it right, write down who treated it.

Each is one transaction under a lock on the ronde. A definitive report never changes; what comes after stands beside it.
"""

import datetime as dt
from collections.abc import Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from organisaties.models import Gebruiker
from speerpunten.keuzes import Tekstsoort
from speerpunten.models import (
    Behandeling,
    Beleidsplan,
    Melding,
    Rapport,
    Rapporttekst,
    Rechtzetting,
    Ronde,
    Speerpunt,
)
from speerpunten.rapportage.bewaren import als_json, controlegetal
from speerpunten.rapportage.gegevens import SCHEMA, Rapportage
from speerpunten.rapportage.samenstellen import stel_samen
from speerpunten.services.slot import eis_open

Sleutel = tuple[str, int | None]  # kind of text, and the key of the speerpunt of a duiding


class TekstVerouderd(Exception):
    """Somebody else saved these texts since the user opened them: key -> the row as it stands now."""

    def __init__(self, huidige: dict[Sleutel, Rapporttekst]) -> None:
        super().__init__("Iemand anders heeft intussen aan deze teksten geschreven.")
        self.huidige = huidige


def _vergrendel(ronde: Ronde) -> Ronde:
    """Lock the ronde and give it as it stands now; raise ValidationError where its report is definitive."""
    huidige = Ronde.objects.select_for_update(of=("self",)).select_related("plan").get(pk=ronde.pk)
    eis_open(huidige.plan_id)
    if Rapport.objects.filter(ronde=huidige).exists():
        raise ValidationError("Dit rapport is definitief. Wat niet klopt, zet u recht met een rechtzetting.")
    return huidige


@transaction.atomic
def schrijf_teksten(*, ronde: Ronde, teksten: Mapping[Sleutel, tuple[str, int]], door: Gebruiker) -> int:
    """Save the texts of a draft that changed; give how many.

    In: per text what it says now and the version that the user saw (0: there was none). All or nothing: raises
    TekstVerouderd where somebody else saved one of those that changed, ValidationError, and PermissionDenied to who is
    no staff.
    """
    if not door.is_medewerker:
        raise PermissionDenied
    huidige = _vergrendel(ronde)
    staat = {(t.soort, t.speerpunt_id): t for t in Rapporttekst.objects.filter(ronde=huidige)}
    anders = {
        sleutel: (tekst, versie)
        for sleutel, (tekst, versie) in teksten.items()
        if tekst != (staat[sleutel].tekst if sleutel in staat else "")
    }
    gezien = {sleutel: staat[sleutel].versie if sleutel in staat else 0 for sleutel in anders}
    if botsing := {sleutel: staat[sleutel] for sleutel in anders if anders[sleutel][1] != gezien[sleutel]}:
        raise TekstVerouderd(botsing)
    for (soort, speerpunt), (tekst, versie) in anders.items():
        rij = staat.get((soort, speerpunt)) or Rapporttekst(ronde=huidige, soort=soort, speerpunt_id=speerpunt)
        rij.tekst, rij.versie = tekst, versie + 1
        rij.full_clean()
        rij.save()
    return len(anders)


def wat_ontbreekt(ronde: Ronde, rapportage: Rapportage, op: dt.date | None = None) -> list[str]:
    """Tell in words what a draft still lacks; it may become definitive all the same (but see `wat_belet`)."""
    uit = []
    if not rapportage.inleiding:
        uit.append("De inleiding is nog niet geschreven.")
    leeg = [str(deel.nummer) for deel in rapportage.speerpunten if not deel.duiding and deel.acties]
    if leeg:
        wat = "speerpunt" if len(leeg) == 1 else "speerpunten"
        uit.append(f"De duiding ontbreekt bij {wat} {', '.join(leeg)}.")
    if not rapportage.conclusie:
        uit.append("De conclusie is nog niet geschreven.")
    deelname = rapportage.deelname
    if deelname and deelname.beantwoord < deelname.gevraagd:
        nog = deelname.gevraagd - deelname.beantwoord
        uit.append(f"Van {nog} van de {deelname.gevraagd} gevraagde acties is er geen aanvaarde stand uit deze ronde.")
    return uit


def wat_belet(ronde: Ronde, op: dt.date | None = None) -> list[str]:
    """Tell in words why the report of a ronde (from `met_belet`) cannot become definitive on day `op` (today)."""
    op = op or timezone.localdate()
    uit = []
    if ronde.tot >= op:
        uit.append(f"De periode loopt nog tot en met {ronde.tot:%d/%m/%Y}.")
    sluit = ronde.sluit_voor(ronde.laatste_uitstel)
    if sluit >= op:
        uit.append(f"De ronde neemt nog antwoorden tot en met {sluit:%d/%m/%Y}.")
    if ronde.wachtend:
        wat = "1 stand wacht" if ronde.wachtend == 1 else f"{ronde.wachtend} standen wachten"
        uit.append(f"{wat} nog op nakijken. Aanvaard ze of stuur ze terug.")
    return uit


@transaction.atomic
def maak_definitief(*, ronde: Ronde, door: Gebruiker) -> Rapport:
    """Freeze the report of a ronde: from now on its values never change. For a beheerder.

    Raises PermissionDenied, and ValidationError where it is definitive already or cannot be yet (`wat_belet`).
    """
    if not door.is_beheerder:
        raise PermissionDenied
    huidige = _vergrendel(ronde)
    if belet := wat_belet(Ronde.objects.met_belet().get(pk=huidige.pk)):
        raise ValidationError(belet)
    plan = Beleidsplan.objects.select_related("opdrachtgever").get(pk=huidige.plan_id)
    inhoud = als_json(stel_samen(plan, ronde=huidige))
    rapport = Rapport(ronde=huidige, schema=SCHEMA, inhoud=inhoud, sha256=controlegetal(inhoud), definitief_door=door)
    rapport.full_clean()
    rapport.save()
    return rapport


@transaction.atomic
def zet_recht(
    *,
    rapport: Rapport,
    stond: str,
    wordt: str,
    reden: str,
    door: Gebruiker,
    code: str = "",
    melding: Melding | None = None,
) -> Rechtzetting:
    """Add a numbered correction to a definitive report. For a beheerder.

    In: what it said, what it should say, why; the code of the actie in the report (empty: the report as a whole), and
    the accepted correction that led to it, if any. Raises PermissionDenied and ValidationError.
    """
    if not door.is_beheerder:
        raise PermissionDenied
    eis_open(Ronde.objects.select_for_update().get(pk=rapport.ronde_id).plan_id)
    laatste = rapport.rechtzettingen.aggregate(nummer=Max("nummer"))["nummer"] or 0
    rechtzetting = Rechtzetting(
        rapport=rapport,
        nummer=laatste + 1,
        code=code,
        stond=stond.strip(),
        wordt=wordt.strip(),
        reden=reden.strip(),
        melding=melding,
        door=door,
    )
    rechtzetting.full_clean()
    rechtzetting.save()
    return rechtzetting


@transaction.atomic
def leg_behandeling_vast(*, behandeling: Behandeling, door: Gebruiker) -> Behandeling:
    """Write down which body treated a definitive report. For a beheerder; the day is not in the future.

    In: an unsaved or changed Behandeling. Raises PermissionDenied and ValidationError.
    """
    if not door.is_beheerder:
        raise PermissionDenied
    eis_open(Ronde.objects.get(pk=behandeling.rapport.ronde_id).plan_id)
    if behandeling.dag and behandeling.dag > timezone.localdate():
        raise ValidationError({"dag": "Deze dag moet nog komen."})
    behandeling.full_clean()
    behandeling.save()
    return behandeling


def sleutels_van(ronde: Ronde) -> dict[Sleutel, Speerpunt | None]:
    """Give the texts that the report of a ronde has, in order: kind and key -> the speerpunt of a duiding."""
    punten = Speerpunt.objects.filter(plan=ronde.plan_id).order_by("nummer")
    duidingen = {(Tekstsoort.DUIDING.value, punt.pk): punt for punt in punten}
    return {(Tekstsoort.INLEIDING.value, None): None, **duidingen, (Tekstsoort.CONCLUSIE.value, None): None}
