"""What the browser finds: two plans, a cast, an open ronde, and something in every state."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from organisaties.models import Doorgave, Gebruiker, Organisatie
from speerpunten.afsluiten import stel_slotlijst_samen
from speerpunten.models import (
    Actie,
    Beleidsdomein,
    Beleidsplan,
    Doelgroep,
    Gebeurtenis,
    Melding,
    Overgang,
    Ronde,
    Speerpunt,
)
from speerpunten.services.plannen import sluit_plan
from speerpunten.tests import maak
from speerpunten.tests.bestanden import png


@dataclass
class Wereld:
    """Who is there, and what they find; days are about today."""

    partner: Gebruiker
    medewerker: Gebruiker
    collega: Gebruiker
    beheerder: Gebruiker
    lezer: Gebruiker
    taalbad: Actie  # asked now; not started a year ago
    huiswerk: Actie  # asked now; nothing known
    cafe: Actie  # waits for staff: sent by the partner
    wandeling: Actie  # waits for staff: sent by the medewerker, for the partner
    fiets: Actie  # returned to the partner
    oud: Actie  # archived
    wacht: Melding
    eigen: Melding
    ronde: Ronde  # open now
    laat: Ronde  # its deadline has passed; one has uitstel
    gepland: Ronde
    gesloten: Ronde
    niets: Ronde  # asks nothing
    doorgave: Doorgave  # waits for staff
    doorgave_af: Doorgave  # was refused
    dicht: Actie  # of a plan that is closed

    @property
    def vandaag(self) -> dt.date:
        return timezone.localdate()

    @property
    def vorig_jaar(self) -> dt.date:
        return self.vandaag - dt.timedelta(days=365)

    @property
    def gisteren(self) -> dt.date:
        return self.vandaag - dt.timedelta(days=1)


def vul_wereld() -> Wereld:
    organisatie = maak.maak_organisatie(
        naam="Buurtwerk Kanaal (voorbeeld)", slug="buurtwerk", omschrijving="Werkt in de wijk.", kbo="0862910119"
    )
    maak.maak_organisatie(naam="Taalhuis (voorbeeld)", slug="taalhuis")
    cast = {
        "partner": maak.maak_partner(organisatie, email="partner@voorbeeld.test", naam="Partner (voorbeeld)"),
        "medewerker": maak.maak_medewerker(email="beleid@voorbeeld.test", naam="Medewerker (voorbeeld)"),
        "collega": maak.maak_medewerker(email="beleid2@voorbeeld.test", naam="Collega (voorbeeld)"),
        "beheerder": maak.maak_beheerder(email="beheer@voorbeeld.test", naam="Beheerder (voorbeeld)"),
        "lezer": maak.maak_gebruiker(email="lezer@voorbeeld.test", naam="Lezer (voorbeeld)", rol="lezer"),
    }
    dicht = _sluit_een_plan(cast["beheerder"])
    return Wereld(**cast, **_vul_plan(organisatie, cast), **_doorgaven(cast), dicht=dicht)


def _sluit_een_plan(beheerder: Gebruiker) -> Actie:
    """Give the actie of a plan that was closed while a stand waited."""
    plan = maak.maak_plan(slug="dicht", naam="Afgesloten plan (voorbeeld)")
    actie = maak.maak_actie(speerpunt=maak.maak_speerpunt(plan=plan))
    maak.maak_melding(actie, toestand="ingediend")
    sluit_plan(plan=plan, door=beheerder, gezien=stel_slotlijst_samen(plan).vingerafdruk, akkoord=True)
    return actie


def _doorgaven(cast: dict[str, Gebruiker]) -> dict[str, Doorgave]:
    """Give who was named at an organisatie of its own: somebody new, and some whom staff cannot just take over."""
    atelier = maak.maak_organisatie(naam="Naaiatelier (voorbeeld)", slug="atelier")
    door = maak.maak_partner(atelier, email="atelier@voorbeeld.test", naam="Amina (voorbeeld)", telefoon="02 000 00 03")
    bekend = maak.maak_gebruiker(email="bekend@voorbeeld.test", naam="Bea Bekend (voorbeeld)")
    nieuw = maak.maak_doorgave(atelier, door, naam="Nina Nieuw (voorbeeld)", opmerking="Ik ga met pensioen.")
    maak.maak_doorgave(atelier, door, naam="B. Bekend (voorbeeld)", email=bekend.email, blijft=True)
    maak.maak_doorgave(atelier, door, naam="Medewerker (voorbeeld)", email=cast["medewerker"].email)
    af = {"email": "", "functie": "", "toestand": "afgewezen", "reden": "Dit adres bestaat niet."}
    klaar = {"afgehandeld_door": cast["collega"], "afgehandeld_op": timezone.now()}
    weg = maak.maak_doorgave(atelier, door, naam="Wim Weg (voorbeeld)", **af, **klaar)
    return {"doorgave": nieuw, "doorgave_af": weg}


def _vul_plan(organisatie, cast: dict[str, Gebruiker]) -> dict:
    vandaag = timezone.localdate()
    plan = maak.maak_plan(
        slug="plan",
        naam="Plan Samenleven (voorbeeld)",
        van=vandaag.replace(month=1, day=1, year=vandaag.year - 3),
        tot=vandaag.replace(month=12, day=31, year=vandaag.year + 1),
        inleiding="Waarom dit plan er is.",
        contact="plan@voorbeeld.test",
    )
    maak.maak_plan(slug="leeg", naam="Leeg plan (voorbeeld)")
    taal = maak.maak_speerpunt(plan=plan, nummer=1, titel="Taal in de wijk", toelichting="Een verhaal.")
    maak.maak_speerpunt(plan=plan, nummer=2, titel="Nog niets hier")
    ronde = maak.maak_ronde(plan, naam="Ronde van nu", slug="nu")
    domein = Beleidsdomein.objects.create(naam="Onderwijs", slug="onderwijs")
    groep = Doelgroep.objects.create(naam="Ouders", slug="ouders")
    namen = ("Taalbad", "Huiswerkklas", "Café “Élan”", "Wandeling", "Fietsles", "Oude actie")
    acties = {}
    for naam in namen:
        actie = maak.maak_actie(
            speerpunt=taal, titel=naam, omschrijving="Wat het is.", verantwoordelijke=cast["medewerker"]
        )
        actie.beleidsdomeinen.add(domein)
        actie.doelgroepen.add(groep)
        maak.geef_rol(actie, organisatie)
        acties[naam.split()[0].lower()] = actie
    _vul_standen(taal)
    _vul_cijfers(acties["café"], organisatie, cast["medewerker"])
    taalbad, huiswerk, cafe, wandeling, fiets, oud = acties.values()
    maak.maak_mijlpaal(cafe, titel="zaal gevonden", streefdatum=vandaag - dt.timedelta(days=10))
    ook = {"organisatie": organisatie}
    jaar_terug = {"peildatum": vandaag - dt.timedelta(days=365), "toelichting": "We zoeken nog een zaal."}
    maak.maak_melding(taalbad, status="niet_gestart", **jaar_terug, **ook)
    maak.maak_melding_met_bijlage(cafe, openbaar=True, **jaar_terug, **ook)
    maak.maak_bijlage(cafe, "Folder van het café.pdf")
    over = {"ronde": ronde, "peildatum": vandaag, "toelichting": "We vonden een mooie zaal.", **ook}
    wacht = _dien_in(cafe, cast["partner"], verloop="vertraagd", reden="De zaal was dicht.", **over)
    eigen = _dien_in(wandeling, cast["medewerker"], namens=True, **over)
    terug = _dien_in(fiets, cast["partner"], **over | {"toestand": "teruggestuurd"})
    maak.maak_bijlage(wacht, "Een heel lange naam van een verslag over alle buurten van de stad samen in een keer.pdf")
    maak.maak_bijlage(wacht, "Foto.png", inhoud=png(), openbaar=True)
    maak.maak_bijlage(terug, "Telling.pdf")
    log = {"soort": "teruggestuurd", "reden": "Hoeveel fietsers?", "inhoud": {"tegen": vandaag.isoformat()}}
    Gebeurtenis.objects.create(melding=terug, door=cast["medewerker"], **log)
    Actie.objects.filter(pk=oud.pk).update(gearchiveerd_op=vandaag, archief_reden="Dubbel geteld.")
    rij = {"taalbad": taalbad, "huiswerk": huiswerk, "cafe": cafe, "wandeling": wandeling, "fiets": fiets, "oud": oud}
    _maak_rapport(plan, cast["beheerder"])
    _maak_opvolger(taal, cafe)
    _maak_voorganger(taal, cafe)
    return rij | {"wacht": wacht, "eigen": eigen, "ronde": ronde} | _rondes(plan, organisatie, cast["medewerker"])


def _maak_opvolger(taal: Speerpunt, loopt_door: Actie) -> None:
    """Give a concept that follows the plan: one speerpunt goes on, one is new, and one actie waits to be taken over."""
    van, tot = taal.plan.tot + dt.timedelta(days=1), taal.plan.tot + dt.timedelta(days=1000)
    concept = {"toestand": "concept", "openbaar": False, "opvolger_van": taal.plan, "van": van, "tot": tot}
    volgend = maak.maak_plan(slug="volgend", naam="Volgend plan (voorbeeld)", **concept)
    verder = maak.maak_speerpunt(plan=volgend, nummer=1, titel="Taal overal", vervolg_op=taal)
    maak.maak_speerpunt(plan=volgend, nummer=2, titel="Nieuw")
    Overgang.objects.create(plan=volgend, actie=loopt_door, besluit="loopt_door", naar=verder)


def _maak_voorganger(taal: Speerpunt, loopt_door: Actie) -> None:
    """Give the plan before it: one actie of each outcome, and one that no longer counts."""
    plan = taal.plan
    tot = plan.van - dt.timedelta(days=1)
    vroeger = maak.maak_plan(slug="vroeger", naam="Vroeger plan (voorbeeld)", van=dt.date(2000, 1, 1), tot=tot)
    plan.opvolger_van = vroeger
    plan.save()
    punt = maak.maak_speerpunt(plan=vroeger, titel="Taal en ontmoeting in de wijken van de stad")
    Speerpunt.objects.filter(pk=taal.pk).update(vervolg_op=punt)
    vorige, verhuist, stopt, _, weg = (maak.maak_actie(speerpunt=punt, titel=f"Vroegere actie {nr}") for nr in range(5))
    Actie.objects.filter(pk=loopt_door.pk).update(vervolg_op=vorige)
    Actie.objects.filter(pk=weg.pk).update(gearchiveerd_op=tot, archief_reden="Dubbel geteld.")
    for actie, status in ((vorige, "uitgevoerd"), (verhuist, "niet_gestart"), (stopt, "stopgezet")):
        maak.maak_melding(actie, status=status, peildatum=tot, reden="" if status != "stopgezet" else "Geen zaal.")
    Overgang.objects.create(plan=plan, actie=vorige, besluit="loopt_door", naar=taal)
    naar = plan.speerpunten.get(nummer=2)
    Overgang.objects.create(plan=plan, actie=verhuist, besluit="verhuist", naar=naar, reden="Past daar beter.")
    Overgang.objects.create(plan=plan, actie=stopt, besluit="stopt", reden="Het is klaar.")


def _maak_rapport(plan: Beleidsplan, beheerder: Gebruiker) -> None:
    """Give a ronde of last year whose report is definitive, put right and treated."""
    van = plan.van.replace(year=plan.van.year + 2)
    dagen = dict.fromkeys(("opent", "deadline", "sluit"), van.replace(month=12, day=31))
    ronde = maak.maak_ronde(
        plan, naam="Ronde van toen", slug="toen", van=van, tot=van.replace(month=12, day=31), **dagen
    )
    taal = plan.speerpunten.get(nummer=1)
    for soort, punt in (("inleiding", None), ("duiding", taal), ("conclusie", None)):
        ronde.teksten.create(soort=soort, speerpunt=punt, tekst="Een eerste alinea.\n\nEn een tweede.")
    rapport = maak.maak_rapport(ronde)
    kern = {"stond": "Tien.", "wordt": "Elf.", "reden": "Fout geteld.", "door": beheerder}
    rapport.rechtzettingen.create(nummer=1, code="1.1", **kern)
    rapport.rechtzettingen.create(nummer=2, **kern)
    rapport.behandelingen.create(orgaan="het College", dag=ronde.tot, url="https://verslag.voorbeeld.test/1")


def _vul_cijfers(actie: Actie, organisatie: Organisatie, medewerker: Gebruiker) -> None:
    """Give an actie and its speerpunt indicatoren of every kind, and subsidies with and without actie."""
    vandaag = timezone.localdate()
    dagen = [vandaag - dt.timedelta(days=aantal) for aantal in (900, 700, 500)]
    maak.maak_indicator(actie, naam="Nog niet gemeten")
    maak.maak_indicator(actie, naam="Er is een ploeg", soort="ja_nee")
    geteld = maak.maak_indicator(actie, naam="Gasten", eenheid="gasten", cumulatief=True, streefdatum=vandaag)
    wachten = maak.maak_indicator(actie, naam="Wachttijd", eenheid="dagen", nulwaarde=20, streefwaarde=5)
    huizen = maak.maak_indicator(actie.speerpunt, naam="Open huizen", eenheid="huizen")
    for nr, dag in enumerate(dagen, 1):
        maak.maak_gemeten(geteld, 120 * nr, peildatum=dag, organisatie=organisatie)
        maak.maak_gemeten(wachten, 20 - 5 * nr, peildatum=dag, organisatie=organisatie)
        maak.maak_meting(huizen, 100 * nr, peildatum=dag, door=medewerker)
    besluit = {"besluit_nummer": "V 2024-12", "besluit_url": "https://besluit.voorbeeld.test/12"}
    maak.maak_subsidie(actie=actie, organisatie=organisatie, **besluit)
    maak.maak_subsidie(plan=actie.speerpunt.plan, organisatie=organisatie)


def _rondes(plan: Beleidsplan, organisatie: Organisatie, medewerker: Gebruiker) -> dict[str, Ronde]:
    """Give a ronde in every other phase, in days from today: opent, deadline, sluit."""
    vandaag = timezone.localdate()
    dagen = {"laat": (-20, -1, 9), "gepland": (5, 9, 12), "gesloten": (-40, -30, -20)}
    rondes = {}
    for naam, getallen in dagen.items():
        wanneer = (vandaag + dt.timedelta(days=getal) for getal in getallen)
        opties = dict(zip(("opent", "deadline", "sluit"), wanneer, strict=True))
        rondes[naam] = maak.maak_ronde(plan, naam=f"Ronde {naam}", slug=naam, **opties)
        # narrowed to nobody that the partner of the other pages speaks for: those stay as they were
        rondes[naam].organisaties.add(_uitvoerder(plan, naam))
    uitstel = {"dag": vandaag + dt.timedelta(days=20), "reden": "De dienst verhuist.", "door": medewerker}
    rondes["laat"].uitstellen.create(organisatie=rondes["laat"].organisaties.get(), **uitstel)
    leeg = {"van": dt.date(1990, 1, 1), "tot": dt.date(1990, 12, 31), "sluit": vandaag, "deadline": vandaag}
    return rondes | {"niets": maak.maak_ronde(plan, naam="Ronde van niets", slug="niets", **leeg)}


def _uitvoerder(plan: Beleidsplan, naam: str) -> Organisatie:
    """Give an organisatie that carries out two acties, beside another one without uitstel."""
    wie = maak.maak_organisatie(naam=f"Wijkhuis {naam} (voorbeeld)", slug=f"wijkhuis-{naam}")
    ander = maak.maak_organisatie(naam=f"Speelplein {naam} (voorbeeld)", slug=f"speelplein-{naam}")
    for actie in plan.speerpunten.get(nummer=1).acties.filter(titel__startswith="Reeks", rollen=None)[:2]:
        maak.geef_rol(actie, wie, "uitvoerder")
        maak.geef_rol(actie, ander, "uitvoerder")
    return wie


def _dien_in(actie: Actie, door: Gebruiker, **over) -> Melding:
    melding = maak.maak_melding(actie, indiener=door, **{"toestand": "ingediend"} | over)
    melding.schrijvers.add(door)
    Gebeurtenis.objects.create(melding=melding, soort="ingediend", door=door, inhoud=melding.inhoud())
    return melding


def _vul_standen(speerpunt) -> None:
    """Add an actie in every status, so that each colour, symbol and pattern is on the overview; and a second page."""
    for nr, status in enumerate(("uitgevoerd", "in_uitvoering", "in_voorbereiding", "opgeschort", "stopgezet"), 20):
        actie = maak.maak_actie(speerpunt=speerpunt, nummer=nr, titel=f"Voorbeeld van {status.replace('_', ' ')}")
        verloop = {"in_voorbereiding": "bijsturing", "in_uitvoering": "op_schema", "opgeschort": "vertraagd"}
        over = {"verloop": verloop.get(status, ""), "reden": "Geen zaal." if status != "uitgevoerd" else ""}
        maak.maak_melding(actie, status=status, peildatum=timezone.localdate() - dt.timedelta(days=30), **over)
    for nr in range(30, 50):
        maak.maak_actie(speerpunt=speerpunt, nummer=nr, titel=f"Reeks {nr}")
