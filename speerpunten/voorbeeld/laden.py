"""Load the demonstration as it would be today: accounts, the fictitious plan, a definitive report, an open ronde."""

import calendar
import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from organisaties.doorgeven import geef_door
from organisaties.models import Doorgave, Gebruiker, Organisatie
from speerpunten.models import Actie, Beleidsplan, Indicator, Melding, Planrecord, Ronde
from speerpunten.planbestand.laden import laad_plan, planslug
from speerpunten.services.rondes import geef_uitstel
from speerpunten.voorbeeld.accounts import BEHEER, BELEID, BELEID2, Account, maak_accounts, sprekers
from speerpunten.voorbeeld.meldingen import (
    MELDINGEN,
    Wereld,
    lees_meldingen,
    metingen_van_speerpunten,
    open_ronde,
    verleden,
)
from speerpunten.voorbeeld.rapport import EERSTE_RONDE, maak_eerste_rapport
from speerpunten.voorbeeld.schrijven import schrijf

VOORBEELDPLAN = Path(__file__).with_name("plan.json")
HALFJAREN = {1: "eerste", 2: "tweede"}
REDEN = "laad_voorbeeld"
UITGESTELDE = "taalhuis-kanaal"  # the organisatie of the second partner


class GeenDemo(Exception):
    """The demonstration was asked for where no demonstration runs."""


@dataclass(frozen=True)
class Uitkomst:
    """What was added: accounts and meldingen, and the ronde that is open (None: the example stood there already)."""

    accounts: list[Account]
    meldingen: int = 0
    ronde: Ronde | None = None


@transaction.atomic
def laad_voorbeeld(*, plan: Path = VOORBEELDPLAN, meldingen: Path = MELDINGEN) -> Uitkomst:
    """Add the demonstration, or only its missing accounts where it stands already.

    Raises GeenDemo outside demo mode and Planfout when the plan cannot be loaded.
    """
    if not settings.DEMO_MODUS:
        raise GeenDemo("Het voorbeeld hoort alleen in een demonstratie. Zet DEMO_MODUS=true, nooit in productie.")
    slug = planslug(plan)
    if _staat_er_al(slug):
        return Uitkomst(maak_accounts(_objecten(Organisatie, "organisaties", "")))
    laad_plan(plan)
    accounts = maak_accounts(_objecten(Organisatie, "organisaties", ""))
    wereld = _wereld(slug)
    _geef_verantwoordelijke(wereld)
    ronde = maak_open_ronde(wereld.plan, wereld.vandaag)
    oud, nieuw = lees_meldingen(meldingen)
    aantal = schrijf([*verleden(wereld, oud), *open_ronde(wereld, ronde, nieuw)])
    for meting in metingen_van_speerpunten(wereld, meldingen):
        meting.full_clean()
        meting.save()
    beheerder = Gebruiker.objects.get(email=BEHEER)
    maak_eerste_rapport(wereld.rondes[EERSTE_RONDE], schrijver=wereld.schrijver, beheerder=beheerder)
    _geef_uitstel(wereld, ronde)
    _geef_iemand_door(wereld)
    return Uitkomst(accounts, aantal, ronde)


def _geef_uitstel(wereld: Wereld, ronde: Ronde) -> None:
    """Let the second partner have a week more in the open ronde."""
    geef_uitstel(
        ronde=ronde,
        organisatie=wereld.organisaties[UITGESTELDE],
        dag=ronde.deadline + dt.timedelta(days=7),
        reden="De coördinator is ziek. We spraken een week extra af.",
        door=wereld.nakijker,
        gezien=None,
    )


def _geef_iemand_door(wereld: Wereld) -> None:
    """Let the second partner say that a colleague becomes contact person too."""
    doorgave = Doorgave(
        organisatie=wereld.organisaties[UITGESTELDE],
        door=wereld.sprekers[UITGESTELDE],
        naam="Collega Kanaal (voorbeeld)",
        email="collega-kanaal@voorbeeld.test",
        functie="taalcoach",
        blijft=True,
        opmerking="We rapporteren voortaan samen.",
    )
    geef_door(doorgave=doorgave)


def _staat_er_al(slug: str) -> bool:
    """Tell whether the example was loaded before, also when a beheerder deleted it since."""
    geladen = Planrecord.objects.filter(bestand=slug, soort="beleidsplan").exists()
    begonnen = Beleidsplan.objects.filter(slug=slug).exists()
    return (geladen and not begonnen) or Melding.objects.filter(actie__speerpunt__plan__slug=slug).exists()


def _objecten(model: type, soort: str, bestand: str) -> dict:
    """Give key -> object of the records that were loaded."""
    records = Planrecord.objects.filter(bestand=bestand, soort=soort).values_list("sleutel", "object_id")
    gevonden = model.objects.in_bulk([pk for _, pk in records])
    return {sleutel: gevonden[pk] for sleutel, pk in records if pk in gevonden}


def _wereld(slug: str) -> Wereld:
    acties = Actie.objects.select_related("speerpunt__plan")
    indicatoren = Indicator.objects.filter(actie__speerpunt__plan__slug=slug).select_related("actie__speerpunt__plan")
    pk_sleutel = {r.object_id: r.sleutel for r in Planrecord.objects.filter(bestand=slug, soort="acties")}
    return Wereld(
        plan=Beleidsplan.objects.get(slug=slug),
        acties={pk_sleutel[actie.pk]: actie for actie in acties.filter(pk__in=pk_sleutel)},
        organisaties=_objecten(Organisatie, "organisaties", ""),
        rondes=_objecten(Ronde, "rondes", slug),
        sprekers=sprekers(),
        schrijver=Gebruiker.objects.get(email=BELEID2),
        nakijker=Gebruiker.objects.get(email=BELEID),
        nu=timezone.now(),
        indicatoren={(i.actie_id, i.naam): i for i in indicatoren},
    )


def _geef_verantwoordelijke(wereld: Wereld) -> None:
    for actie in wereld.acties.values():
        if actie.verantwoordelijke_id is None:
            actie.verantwoordelijke = wereld.nakijker
            actie._change_reason = REDEN
            actie.save(update_fields=["verantwoordelijke"])


def periode(vandaag: dt.date) -> tuple[dt.date, dt.date]:
    """Give the first and last day of the half year of thirty days ago; longer where today would fall outside."""
    toen = vandaag - dt.timedelta(days=30)
    van = dt.date(toen.year, 1 if toen.month <= 6 else 7, 1)
    tot = dt.date(toen.year, 6, 30) if toen.month <= 6 else dt.date(toen.year, 12, 31)
    if tot < vandaag:
        tot = vandaag.replace(day=calendar.monthrange(vandaag.year, vandaag.month)[1])
    return van, tot


def maak_open_ronde(plan: Beleidsplan, vandaag: dt.date) -> Ronde:
    """Make the ronde that is open today: since two weeks, with its deadline in two weeks."""
    van, tot = periode(vandaag)
    helft = 1 if van.month == 1 else 2
    slug = f"opvolging-{van.year}-{helft}"
    if plan.rondes.filter(slug=slug).exists():
        slug += "-open"
    ronde = Ronde(
        plan=plan,
        naam=f"Opvolging {HALFJAREN[helft]} helft {van.year} (voorbeeld)",
        slug=slug,
        van=van,
        tot=tot,
        opent=vandaag - dt.timedelta(days=14),
        deadline=vandaag + dt.timedelta(days=14),
        sluit=vandaag + dt.timedelta(days=42),
    )
    ronde.full_clean()
    ronde.save()
    return ronde
