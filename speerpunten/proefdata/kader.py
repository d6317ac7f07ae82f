"""The frame of a made-up plan: organisaties and people, the plan itself, its acties and what belongs to them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from operator import itemgetter

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import models
from django.utils import timezone

from organisaties.models import Gebruiker, Lidmaatschap, Organisatie, Rol
from speerpunten.keuzes import Indicatorsoort, OrganisatieRol, Subsidiesoort, Toestand
from speerpunten.models import (
    Actie,
    ActieOrganisatie,
    Beleidsdomein,
    Beleidsplan,
    Doelgroep,
    Indicator,
    Mijlpaal,
    Ronde,
    Speerpunt,
    Subsidie,
)
from speerpunten.proefdata.omvang import Mensen, Omvang, Proefplan, Toeval, halfjaren
from speerpunten.proefdata.schrijven import schrijf, schrijf_rijen
from speerpunten.proefdata.woorden import DOELGROEPEN, DOMEINEN, ONDERWERPEN, PLAATSEN, WERKWOORDEN, Verteller
from speerpunten.services.geschiedenis import leg_lijsten_vast

SPEERPUNTEN = 14
ACTIES_PER_ORGANISATIE = 5
MEDEWERKERS = 5  # staff of one plan, who divide its acties
DEEL_MET_MIJLPALEN = 0.5
DEEL_MET_INDICATOREN = 0.4
DEEL_OOK_BIJ = 0.1
DEEL_BESLOTEN = 0.03
DEEL_GEARCHIVEERD = 0.02
GEEN_WACHTWOORD = "!"  # nobody logs in with it

Lijsten = tuple[list[Beleidsdomein], list[Doelgroep]]


def maak_lijsten() -> Lijsten:
    """Give the domains and target groups that all plans share, made where they were not there."""

    def zorg_voor(model: type[models.Model], namen: tuple[str, ...]) -> list:
        return [
            model.objects.get_or_create(slug=f"proef-{naam.lower()}", defaults={"naam": f"{naam} (proef)"})[0]
            for naam in namen
        ]

    return zorg_voor(Beleidsdomein, DOMEINEN), zorg_voor(Doelgroep, DOELGROEPEN)


def schrijf_met_geschiedenis(model: type[models.Model], rijen: Iterable[models.Model], op: dt.datetime) -> list:
    """Insert the rows, with the first line of the history of each: on moment `op`, by the application itself."""
    geschreven = schrijf(model, rijen)
    leg_geschiedenis(model, geschreven, op)
    return geschreven


def leg_geschiedenis(model: type[models.Model], rijen: Iterable[models.Model], op: dt.datetime | None = None) -> None:
    """Write a line of history for each row: its first on moment `op`, or a change on the `_history_date` of the row."""
    historisch = model.history.model
    velden = [veld.attname for veld in historisch.tracked_fields]
    lees = itemgetter(*velden)
    soort, reden = ("+", "") if op else ("~", None)
    schrijf_rijen(
        historisch,
        ["history_date", "history_type", "history_user_id", "history_change_reason", *velden],
        (
            (op or rij._history_date, soort, getattr(rij, "_history_user_id", None), reden, *lees(rij.__dict__))
            for rij in rijen
        ),
    )


def maak_kader(nr: int, omvang: Omvang, lijsten: Lijsten, verteller: Verteller) -> Proefplan:
    """Make everything of a plan but what is said about it."""
    toeval = verteller.toeval
    perioden = halfjaren(omvang.rondes, omvang.dag)
    van = perioden[0][0] if perioden else omvang.dag.replace(month=1, day=1)
    begin = timezone.make_aware(dt.datetime.combine(van, dt.time(8)))
    organisaties = _maak_organisaties(nr, max(1, omvang.acties // ACTIES_PER_ORGANISATIE), begin)
    mensen = _maak_mensen(nr, organisaties, begin)
    plan = Beleidsplan(
        naam=f"Plan {nr} (proef)",
        slug=f"proefplan-{nr}",
        van=van,
        tot=omvang.dag.replace(month=12, day=31),
        toestand=Toestand.LOPEND.value,
        openbaar=True,
        opdrachtgever=organisaties[0],
        inleiding=verteller.tekst(),
    )
    schrijf_met_geschiedenis(Beleidsplan, [plan], begin)
    punten = schrijf_met_geschiedenis(
        Speerpunt,
        (
            Speerpunt(plan=plan, nummer=n, titel=f"Speerpunt {n} (proef)", toelichting=verteller.tekst())
            for n in range(1, SPEERPUNTEN + 1)
        ),
        begin,
    )
    rondes = schrijf_met_geschiedenis(Ronde, (_ronde(plan, *periode, omvang.dag) for periode in perioden), begin)
    acties = schrijf(Actie, (_actie(punten, nr, mensen, omvang.dag, verteller) for nr in range(omvang.acties)))
    _leg_lijsten(acties, punten, lijsten, toeval, begin)
    trekkers = [organisaties[nr % len(organisaties)] for nr in range(len(acties))]
    schrijf_met_geschiedenis(ActieOrganisatie, _rollen(acties, trekkers, organisaties, toeval), begin)
    indicatoren = schrijf_met_geschiedenis(Indicator, _indicatoren(acties, punten, toeval), begin)
    schrijf_met_geschiedenis(Subsidie, _subsidies(plan, organisaties, acties, toeval), begin)
    mijlpalen = [m for actie in acties for m in _mijlpalen(actie, plan, toeval)]
    return Proefplan(
        plan=plan,
        rondes=rondes,
        acties=acties,
        trekkers=trekkers,
        mijlpalen=_per_actie(mijlpalen),
        indicatoren=_per_actie(indicatoren),
        mensen=mensen,
    )


def _per_actie(rijen: Iterable[models.Model]) -> dict[int, list]:
    uit = defaultdict(list)
    for rij in rijen:
        uit[rij.actie_id].append(rij)
    return uit


def _maak_organisaties(plan: int, aantal: int, begin: dt.datetime) -> list[Organisatie]:
    nieuw = (
        Organisatie(naam=f"Organisatie {plan}.{nr} (proef)", slug=f"proef-{plan}-{nr}", rechtsvorm="vzw")
        for nr in range(1, aantal + 1)
    )
    return schrijf_met_geschiedenis(Organisatie, nieuw, begin)


def _maak_mensen(plan: int, organisaties: Sequence[Organisatie], begin: dt.datetime) -> Mensen:
    """Give a contact person for each organisatie, and the staff; outside demo mode they cannot log in."""
    wachtwoord = make_password(settings.DEMO_WACHTWOORD) if settings.DEMO_MODUS else GEEN_WACHTWOORD

    def iemand(wie: str, naam: str, rol: str = "") -> Gebruiker:
        return Gebruiker(
            email=f"proef-{wie}@voorbeeld.test",
            naam=f"{naam} (proef)",
            rol=rol,
            password=wachtwoord,
            is_active=settings.DEMO_MODUS,
            aangemaakt_op=begin,
        )

    medewerkers = [
        iemand(f"beleid-{plan}-{nr}", f"Beleidsmedewerker {plan}.{nr}", Rol.BELEIDSMEDEWERKER.value)
        for nr in range(1, MEDEWERKERS + 1)
    ]
    partners = [iemand(f"partner-{plan}-{nr}", f"Contactpersoon {plan}.{nr}") for nr in range(1, len(organisaties) + 1)]
    schrijf_met_geschiedenis(Gebruiker, [*medewerkers, *partners], begin)
    paren = list(zip(organisaties, partners, strict=True))
    van = min(begin.date(), dt.date(2015, 1, 1))
    schrijf_met_geschiedenis(
        Lidmaatschap, (Lidmaatschap(gebruiker=wie, organisatie=waar, van=van) for waar, wie in paren), begin
    )
    return Mensen({waar.pk: wie for waar, wie in paren}, medewerkers)


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


def _actie(punten: Sequence[Speerpunt], nr: int, mensen: Mensen, vandaag: dt.date, verteller: Verteller) -> Actie:
    toeval = verteller.toeval
    punt = punten[nr % len(punten)]
    onderwerp = toeval.choice(ONDERWERPEN).capitalize()
    einde = None if nr % 4 == 0 else punt.plan.tot - dt.timedelta(days=toeval.randrange(0, 700))
    start = punt.plan.van if nr % 3 else None
    weg = toeval.random() < DEEL_GEARCHIVEERD
    return Actie(
        speerpunt=punt,
        nummer=nr // len(punten) + 1,
        titel=f"{onderwerp} {toeval.choice(WERKWOORDEN)} {toeval.choice(PLAATSEN)} {nr + 1} (proef)",
        omschrijving=verteller.tekst(),
        beoogd_resultaat=verteller.zin(),
        start=start,
        einde=max(einde, start) if einde and start else einde,
        doorlopend=nr % 8 == 0,
        verantwoordelijke=mensen.medewerkers[nr % len(mensen.medewerkers)],
        openbaar=toeval.random() >= DEEL_BESLOTEN,
        gearchiveerd_op=vandaag - dt.timedelta(days=toeval.randrange(30, 200)) if weg else None,
        archief_reden="De actie past niet meer in het plan." if weg else "",
    )


def _leg_lijsten(
    acties: Sequence[Actie], punten: Sequence[Speerpunt], lijsten: Lijsten, toeval: Toeval, begin: dt.datetime
) -> None:
    for actie in acties:
        actie._history_date = begin
    ook = [(actie, toeval.choice(punten)) for actie in acties if toeval.random() < DEEL_OOK_BIJ]
    leg_lijsten_vast(
        acties,
        {
            "ook_bij": [(actie, punt) for actie, punt in ook if punt.pk != actie.speerpunt_id],
            "beleidsdomeinen": [(a, een) for a in acties for een in toeval.sample(lijsten[0], 2)],
            "doelgroepen": [(a, een) for a in acties for een in toeval.sample(lijsten[1], 2)],
        },
    )


def _rollen(
    acties: Sequence[Actie], trekkers: Sequence[Organisatie], organisaties: Sequence[Organisatie], toeval: Toeval
) -> Iterator[ActieOrganisatie]:
    """Give every actie its trekker, up to four others, and now and then who pays."""
    for actie, trekker in zip(acties, trekkers, strict=True):
        yield ActieOrganisatie(actie=actie, organisatie=trekker, rol=OrganisatieRol.TREKKER.value)
        anderen = toeval.sample(organisaties, min(len(organisaties), toeval.randrange(5)))
        for nr, ander in enumerate(anderen):
            rol = OrganisatieRol.UITVOERDER if nr == 3 else OrganisatieRol.PARTNER
            yield ActieOrganisatie(actie=actie, organisatie=ander, rol=rol.value)
        if toeval.random() < 0.2:
            yield ActieOrganisatie(actie=actie, organisatie=organisaties[0], rol=OrganisatieRol.FINANCIER.value)


def _indicatoren(acties: Sequence[Actie], punten: Sequence[Speerpunt], toeval: Toeval) -> Iterator[Indicator]:
    for punt in punten:
        yield Indicator(speerpunt=punt, naam="bereik (proef)", eenheid="inwoners", nulwaarde=0, streefwaarde=10_000)
    for actie in acties:
        if toeval.random() >= DEEL_MET_INDICATOREN:
            continue
        yield Indicator(
            actie=actie,
            naam="deelnemers (proef)",
            eenheid="deelnemers",
            nulwaarde=Decimal(0),
            streefwaarde=Decimal(toeval.randrange(100, 2000)),
            cumulatief=toeval.random() < 0.6,
        )
        if toeval.random() < 0.3:
            yield Indicator(actie=actie, naam="draaiboek klaar (proef)", soort=Indicatorsoort.JA_NEE.value)


def _subsidies(
    plan: Beleidsplan, organisaties: Sequence[Organisatie], acties: Sequence[Actie], toeval: Toeval
) -> Iterator[Subsidie]:
    """Give a grant to each organisatie but the bestuur, half of them for one actie."""
    for organisatie in organisaties[1:]:
        van = dt.date(toeval.randrange(plan.van.year, plan.tot.year + 1), 1, 1)
        yield Subsidie(
            plan=plan,
            organisatie=organisatie,
            actie=toeval.choice(acties) if toeval.random() < 0.5 else None,
            soort=toeval.choice(Subsidiesoort.values),
            bedrag=Decimal(toeval.randrange(1_000, 90_000)),
            van=van,
            tot=van.replace(month=12, day=31),
            financier=organisaties[0],
        )


def _mijlpalen(actie: Actie, plan: Beleidsplan, toeval: Toeval) -> Iterator[Mijlpaal]:
    """Give unsaved mijlpalen: what meldingen say of them comes first."""
    if toeval.random() >= DEEL_MET_MIJLPALEN:
        return
    for nr in range(1, toeval.randint(1, 3) + 1):
        dag = plan.van + dt.timedelta(days=toeval.randrange((plan.tot - plan.van).days + 1))
        yield Mijlpaal(actie=actie, titel=f"Mijlpaal {nr} (proef)", streefdatum=dag)
