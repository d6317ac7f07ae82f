"""Data for measuring: as much as asked, the same for the same seed. All names end in "(proef)".

Rows are made in chunks that are thrown away once written, so memory does not grow with the number of meldingen.
"""

import datetime as dt
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from organisaties.models import Gebruiker, Lidmaatschap, Organisatie, Rol
from speerpunten.keuzes import (
    AFGERONDE_STATUSSEN,
    STATUSSEN_MET_REDEN,
    STATUSSEN_MET_VERLOOP,
    MeldingToestand,
    OrganisatieRol,
    Soort,
    Status,
    Toestand,
    Verloop,
)
from speerpunten.models import (
    Actie,
    ActieOrganisatie,
    Beleidsdomein,
    Beleidsplan,
    Doelgroep,
    Gebeurtenis,
    Melding,
    Mijlpaal,
    Ronde,
    Speerpunt,
)

PER_KEER = 1000  # rows in one statement
SPEERPUNTEN = 14
ACTIES_PER_ORGANISATIE = 5
DEEL_AANVAARD = 0.9  # of what could be reported
DEEL_INGEDIEND = 0.05  # of what could be reported in the last ronde: sent, and waiting
DEEL_MET_MIJLPALEN = 0.5
BELEID = "proef-beleid@voorbeeld.test"
PARTNER = "proef-partner@voorbeeld.test"
DOMEINEN = ("Cultuur", "Jeugd", "Sport", "Welzijn", "Gezin", "Onderwijs", "Gezondheid", "Samenleven")
DOELGROEPEN = ("Nieuwkomers", "Jongeren", "Ouders", "Ouderen", "Vrijwilligers")
WERKWOORDEN = ("versterken", "opstarten", "vernieuwen", "onderzoeken", "uitbreiden", "begeleiden", "samenbrengen")
ONDERWERPEN = ("ontmoeting", "taallessen", "buurtwerking", "toeleiding", "vrijwilligers", "communicatie", "netwerken")
PLAATSEN = ("in de wijk", "op school", "in het centrum", "met partners", "voor gezinnen", "langs het kanaal")
ZINNEN = (
    "De werking loopt en bereikt nieuwe bewoners.",
    "Er kwamen twee partners bij.",
    "De zaal was twee maanden gesloten.",
    "De vrijwilligers kregen een opleiding.",
    "Het overleg met de scholen ging van start.",
)

Lijsten = tuple[list[Beleidsdomein], list[Doelgroep]]
Voortgang = Callable[[int, int], None]  # called with how many meldingen are done, and of how many


@dataclass(frozen=True)
class Omvang:
    """How much is asked: plans, acties in each plan, rondes in each plan."""

    plannen: int
    acties: int
    rondes: int
    zaad: int = 1


@dataclass(frozen=True)
class Mensen:
    """Who sends and who checks; never the same."""

    partner: Gebruiker
    beleid: Gebruiker


@dataclass(frozen=True)
class Proefplan:
    """A plan that was made: its rondes (the oldest first), its acties, and the trekker of each."""

    rondes: list[Ronde]
    acties: list[Actie]
    trekkers: list[Organisatie]
    mensen: Mensen


def maak_proefdata(omvang: Omvang, voortgang: Voortgang = lambda gedaan, totaal: None) -> int:
    """Make the data and give the number of meldingen. May be run again: then the plans come beside the others."""
    toeval = random.Random(omvang.zaad)  # noqa: S311  figures, no secrets
    vandaag = timezone.localdate()
    totaal, gemaakt, gedaan = omvang.plannen * omvang.acties * omvang.rondes, 0, 0
    lijsten = _maak_lijsten()
    eerste = Beleidsplan.objects.filter(slug__startswith="proefplan-").count() + 1
    for nr in range(eerste, eerste + omvang.plannen):
        with transaction.atomic():
            proefplan = _maak_proefplan(nr, omvang, lijsten, toeval, vandaag)
            for ronde in proefplan.rondes:
                gemaakt += _schrijf(_meldingen(proefplan, ronde, toeval, vandaag), proefplan.mensen)
                gedaan += omvang.acties
                voortgang(gedaan, totaal)
    return gemaakt


def in_stukken(rijen: Iterable, grootte: int = PER_KEER) -> Iterator[list]:
    """Give the rows in lists of at most `grootte`."""
    rijen = iter(rijen)
    while stuk := list(islice(rijen, grootte)):
        yield stuk


def _bewaar(model: type[models.Model], rijen: Iterable) -> list:
    """Insert the rows in chunks and give them back with their keys."""
    return [rij for stuk in in_stukken(rijen) for rij in model.objects.bulk_create(stuk)]


def _maak_proefplan(nr: int, omvang: Omvang, lijsten: Lijsten, toeval: random.Random, vandaag: dt.date) -> Proefplan:
    """Make everything of a plan but what is said about it."""
    organisaties = _maak_organisaties(nr, omvang.acties)
    plan, rondes = _maak_plan(nr, omvang.rondes, organisaties[0], vandaag)
    acties = _maak_acties(plan, omvang.acties, toeval)
    trekkers = _maak_relaties(acties, organisaties, lijsten, toeval)
    return Proefplan(rondes, acties, trekkers, _maak_mensen(organisaties[0]))


def _maak_lijsten() -> Lijsten:
    def zorg_voor(model: type[models.Model], namen: tuple[str, ...]) -> list:
        return [
            model.objects.get_or_create(slug=f"proef-{naam.lower()}", defaults={"naam": f"{naam} (proef)"})[0]
            for naam in namen
        ]

    return zorg_voor(Beleidsdomein, DOMEINEN), zorg_voor(Doelgroep, DOELGROEPEN)


def _maak_organisaties(plan: int, acties: int) -> list[Organisatie]:
    aantal = max(1, acties // ACTIES_PER_ORGANISATIE)
    return _bewaar(
        Organisatie,
        (
            Organisatie(naam=f"Organisatie {plan}.{nr} (proef)", slug=f"proef-{plan}-{nr}", rechtsvorm="vzw")
            for nr in range(1, aantal + 1)
        ),
    )


def _maak_mensen(organisatie: Organisatie) -> Mensen:
    """Give who sends and who checks; outside demo mode they cannot log in."""

    def zorg_voor(email: str, naam: str, rol: str = "") -> Gebruiker:
        bestaand = Gebruiker.objects.filter(email=email).first()
        wachtwoord = settings.DEMO_WACHTWOORD if settings.DEMO_MODUS else None
        return bestaand or Gebruiker.objects.create_user(
            email, wachtwoord, naam=naam, rol=rol, is_active=settings.DEMO_MODUS
        )

    beleid = zorg_voor(BELEID, "Beleidsmedewerker (proef)", Rol.BELEIDSMEDEWERKER)
    partner = zorg_voor(PARTNER, "Contactpersoon (proef)")
    Lidmaatschap.objects.create(gebruiker=partner, organisatie=organisatie, van=dt.date(2015, 1, 1))
    return Mensen(partner, beleid)


def halfjaren(aantal: int, vandaag: dt.date) -> list[tuple[dt.date, dt.date]]:
    """Give the first and last day of the half year of today and those before it, the oldest first."""
    huidig = vandaag.year * 2 + (vandaag.month > 6)
    return [
        (dt.date(half // 2, 7, 1), dt.date(half // 2, 12, 31))
        if half % 2
        else (dt.date(half // 2, 1, 1), dt.date(half // 2, 6, 30))
        for half in range(huidig - aantal + 1, huidig + 1)
    ]


def _maak_plan(nr: int, rondes: int, bestuur: Organisatie, vandaag: dt.date) -> tuple[Beleidsplan, list[Ronde]]:
    perioden = halfjaren(rondes, vandaag)
    van = perioden[0][0] if perioden else vandaag.replace(month=1, day=1)
    plan = Beleidsplan.objects.create(
        naam=f"Plan {nr} (proef)",
        slug=f"proefplan-{nr}",
        van=van,
        tot=vandaag.replace(month=12, day=31),
        toestand=Toestand.LOPEND,
        openbaar=True,
        opdrachtgever=bestuur,
    )
    _bewaar(
        Speerpunt,
        (Speerpunt(plan=plan, nummer=n, titel=f"Speerpunt {n} (proef)") for n in range(1, SPEERPUNTEN + 1)),
    )
    return plan, _bewaar(Ronde, (_ronde(plan, *periode, vandaag) for periode in perioden))


def _ronde(plan: Beleidsplan, van: dt.date, tot: dt.date, vandaag: dt.date) -> Ronde:
    """Give a ronde that asks at the end of its half year; the last one asks now."""
    opent = min(tot, vandaag) - dt.timedelta(days=20)
    helft = 1 if van.month == 1 else 2
    return Ronde(
        plan=plan,
        naam=f"Ronde {van.year}-{helft} (proef)",
        slug=f"{van.year}-{helft}",
        van=van,
        tot=tot,
        opent=opent,
        deadline=opent + dt.timedelta(days=30),
        sluit=opent + dt.timedelta(days=50),
    )


def _maak_acties(plan: Beleidsplan, aantal: int, toeval: random.Random) -> list[Actie]:
    speerpunten = list(plan.speerpunten.order_by("nummer"))
    return _bewaar(Actie, (_actie(speerpunten[nr % SPEERPUNTEN], nr, toeval) for nr in range(aantal)))


def _actie(speerpunt: Speerpunt, nr: int, toeval: random.Random) -> Actie:
    onderwerp = toeval.choice(ONDERWERPEN).capitalize()
    einde = None if nr % 4 == 0 else speerpunt.plan.tot - dt.timedelta(days=toeval.randrange(0, 700))
    start = speerpunt.plan.van if nr % 3 else None
    return Actie(
        speerpunt=speerpunt,
        nummer=nr // SPEERPUNTEN + 1,
        titel=f"{onderwerp} {toeval.choice(WERKWOORDEN)} {toeval.choice(PLAATSEN)} {nr + 1} (proef)",
        omschrijving=" ".join(toeval.sample(ZINNEN, 3)),
        beoogd_resultaat=toeval.choice(ZINNEN),
        start=start,
        einde=max(einde, start) if einde and start else einde,
        doorlopend=nr % 8 == 0,
    )


def _maak_relaties(
    acties: list[Actie],
    organisaties: list[Organisatie],
    lijsten: Lijsten,
    toeval: random.Random,
) -> list[Organisatie]:
    """Give every actie roles, domains, target groups and perhaps mijlpalen; give the trekkers, as the acties stand."""
    trekkers = [organisaties[nr % len(organisaties)] for nr in range(len(acties))]
    paren = list(zip(acties, trekkers, strict=True))
    _bewaar(ActieOrganisatie, (ActieOrganisatie(actie=a, organisatie=o, rol=OrganisatieRol.TREKKER) for a, o in paren))
    _bewaar(
        ActieOrganisatie,
        (
            ActieOrganisatie(actie=a, organisatie=toeval.choice(organisaties), rol=OrganisatieRol.PARTNER)
            for a in acties
        ),
    )
    for through, veld, lijst in (
        (Actie.beleidsdomeinen.through, "beleidsdomein", lijsten[0]),
        (Actie.doelgroepen.through, "doelgroep", lijsten[1]),
    ):
        _bewaar(through, (through(**{"actie": a, veld: een}) for a in acties for een in toeval.sample(lijst, 2)))
    _bewaar(Mijlpaal, (m for actie in acties for m in _mijlpalen(actie, toeval)))
    return trekkers


def _mijlpalen(actie: Actie, toeval: random.Random) -> Iterator[Mijlpaal]:
    if toeval.random() >= DEEL_MET_MIJLPALEN:
        return
    plan = actie.speerpunt.plan
    for nr in range(1, toeval.randint(1, 3) + 1):
        dag = plan.van + dt.timedelta(days=toeval.randrange((plan.tot - plan.van).days + 1))
        is_bereikt = dag < timezone.localdate() and toeval.random() < 0.8
        yield Mijlpaal(
            actie=actie, titel=f"Mijlpaal {nr} (proef)", streefdatum=dag, bereikt_op=dag if is_bereikt else None
        )


def _meldingen(
    proefplan: Proefplan, ronde: Ronde, toeval: random.Random, vandaag: dt.date
) -> Iterator[tuple[Melding, bool]]:
    """Give the meldingen of one ronde as sent, and whether each is accepted; in the last ronde some still wait."""
    peildatum = min(ronde.tot, vandaag)
    verzonden = min(timezone.make_aware(dt.datetime.combine(peildatum, dt.time(10))), timezone.now())
    grens = DEEL_AANVAARD + (DEEL_INGEDIEND if ronde is proefplan.rondes[-1] else 0)
    for actie, trekker in zip(proefplan.acties, proefplan.trekkers, strict=True):
        lot = toeval.random()
        if lot >= grens:
            continue
        melding = _melding(toeval)
        melding.actie, melding.organisatie, melding.ronde = actie, trekker, ronde
        melding.peildatum, melding.toestand = peildatum, MeldingToestand.INGEDIEND
        melding.ingediend_door, melding.ingediend_op = proefplan.mensen.partner, verzonden
        melding.aangemaakt_op = melding.gewijzigd_op = verzonden
        yield melding, lot < DEEL_AANVAARD


def _melding(toeval: random.Random) -> Melding:
    """Give an unsaved melding of which the content fits together."""
    status = toeval.choices(Status.values, weights=(20, 50, 12, 8, 5, 5))[0]
    verloop = toeval.choices(Verloop.values, weights=(7, 2, 1))[0] if status in STATUSSEN_MET_VERLOOP else ""
    is_klaar = status in AFGERONDE_STATUSSEN
    anders = verloop in {Verloop.BIJSTURING, Verloop.VERTRAAGD} or status in STATUSSEN_MET_REDEN
    return Melding(
        status=status,
        verloop=verloop,
        resultaat=toeval.choice(("bereikt", "deels", "niet_bereikt")) if is_klaar else "",
        bereikt_resultaat=toeval.choice(ZINNEN) if is_klaar else "",
        toelichting=" ".join(toeval.sample(ZINNEN, 3)),
        reden=toeval.choice(ZINNEN) if anders else "",
        volgende_stappen=toeval.choice(ZINNEN),
    )


def _schrijf(meldingen: Iterable[tuple[Melding, bool]], mensen: Mensen) -> int:
    """Store meldingen with writer and log; acceptance last, because the database refuses writers after it."""
    schrijvers = Melding.schrijvers.through
    aantal = 0
    for stuk in in_stukken(meldingen):
        Melding.objects.bulk_create(melding for melding, _ in stuk)
        schrijvers.objects.bulk_create(schrijvers(melding=melding, gebruiker=mensen.partner) for melding, _ in stuk)
        op = aanvaardmoment(stuk[0][0].ingediend_op)
        Melding.objects.filter(pk__in=[melding.pk for melding, is_aanvaard in stuk if is_aanvaard]).update(
            toestand=MeldingToestand.AANVAARD, aanvaard_door=mensen.beleid, aanvaard_op=op, versie=2
        )
        Gebeurtenis.objects.bulk_create(g for rij in stuk for g in _log(*rij, op, mensen))
        aantal += len(stuk)
    return aantal


def aanvaardmoment(verzonden: dt.datetime) -> dt.datetime:
    """Give a week after sending, but never after now."""
    return min(verzonden + dt.timedelta(days=7), timezone.now())


def _log(melding: Melding, is_aanvaard: bool, op: dt.datetime, mensen: Mensen) -> Iterator[Gebeurtenis]:
    inhoud = melding.inhoud() | {"mijlpalen": {}}
    yield Gebeurtenis(
        melding=melding, soort=Soort.INGEDIEND, op=melding.ingediend_op, door=mensen.partner, inhoud=inhoud
    )
    if is_aanvaard:
        yield Gebeurtenis(melding=melding, soort=Soort.AANVAARD, op=op, door=mensen.beleid)
