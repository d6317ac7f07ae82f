"""Plans, acties and meldingen of every kind, and everyone who may look at them: the stage of the access matrix."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.test import Client
from django.utils import timezone

from organisaties.models import Gebruiker, Lidmaatschap, Organisatie
from organisaties.uitnodigen import nodig_met_rol_uit, nodig_partner_uit
from speerpunten.models import Actie, Beleidsplan, Bijlage, Gebeurtenis, Melding, Ronde
from speerpunten.services.toegang import maak_toegangslink
from speerpunten.tests import maak
from speerpunten.uitwisseling.overnemen import maak_import

# Everyone of the matrix, in the order of its columns.
WIE = ("anoniem", "lezer", "partner", "ander", "oudlid", "medewerker", "beheerder")
# Who has no column of their own, and whose they share: logged in before the account was closed; never had a right.
TELT_ALS = {"inactief": "anoniem", "niemand": "oudlid"}
NODIG = "een tweede zaal van de gemeente"
OPMERKING = "liever niet te luid zeggen"
TERUGREDEN = "dit cijfer klopt niet met de telling"
CONCEPT = "nog niet af, eerst overleggen"
OPENBAAR = "dertig buren kwamen langs"


@dataclass(frozen=True)
class Toneel:
    """The clients per persona (`naast`: those of TELT_ALS), and what stands between braces in an address."""

    wie: dict[str, Client]
    naast: dict[str, Client]
    plek: dict[str, object]

    def adres(self, vorm: str) -> str:
        """Fill in an address: "/acties/{publiek}/" becomes "/acties/12/"."""
        return vorm.format(**self.plek)

    def via_link(self) -> Client:
        """Give the partner (Pia) as she comes in by a safe link, for the public and the hidden actie alone."""
        acties = Actie.objects.filter(pk__in=[self.plek["publiek"], self.plek["besloten"]])
        return via_link(Gebruiker.objects.get(email="partner@voorbeeld.test"), acties)


def via_link(gebruiker: Gebruiker, acties: Iterable[Actie]) -> Client:
    """Give a client in a session that a safe link opened."""
    client = Client()
    response = client.post(urlsplit(maak_toegangslink(gebruiker=gebruiker, acties=acties)).path)
    assert response.status_code == 302
    return client


def _wie(organisatie: Organisatie, ander: Organisatie) -> dict[str, Client]:
    gisteren = timezone.localdate() - dt.timedelta(days=1)
    oudlid = maak.maak_gebruiker(email="oudlid@voorbeeld.test", naam="Oda Oudlid")
    Lidmaatschap.objects.create(gebruiker=oudlid, organisatie=organisatie, van=dt.date(2020, 1, 1), tot=gisteren)
    mensen = {
        "lezer": maak.maak_gebruiker(email="lezer@voorbeeld.test", naam="Leo Lezer", rol="lezer"),
        "partner": maak.maak_partner(organisatie, email="partner@voorbeeld.test", naam="Pia Partner"),
        "ander": maak.maak_partner(ander, email="partner2@voorbeeld.test", naam="Andy Ander"),
        "oudlid": oudlid,
        "medewerker": maak.maak_medewerker(email="beleid@voorbeeld.test", naam="Mo Medewerker"),
        "beheerder": maak.maak_beheerder(email="beheer@voorbeeld.test", naam="Bea Beheerder"),
    }
    return {"anoniem": Client()} | {naam: _aangemeld(gebruiker) for naam, gebruiker in mensen.items()}


def _naast(organisatie: Organisatie) -> dict[str, Client]:
    inactief = maak.maak_partner(organisatie, email="inactief@voorbeeld.test", naam="Ina Inactief", rol="beheerder")
    niemand = maak.maak_gebruiker(email="niemand@voorbeeld.test", naam="Nil Niemand")
    clients = {"inactief": _aangemeld(inactief), "niemand": _aangemeld(niemand)}
    inactief.is_active = False
    inactief.save()
    return clients


def _aangemeld(gebruiker: Gebruiker) -> Client:
    client = Client()
    client.force_login(gebruiker)
    return client


def zet_op() -> Toneel:
    """Build the stage; `organisatie` (Buurtwerk) is the trekker of everything, `ander` (Taalhuis) of nothing hidden."""
    organisatie = maak.maak_organisatie(naam="Buurtwerk (voorbeeld)", slug="buurtwerk")
    ander = maak.maak_organisatie(naam="Taalhuis (voorbeeld)", slug="taalhuis")
    schaduw = maak.maak_organisatie(naam="Schaduwhuis (voorbeeld)", slug="schaduw")
    wie = _wie(organisatie, ander)
    contact = maak.maak_medewerker(email="contact@voorbeeld.test", naam="Carla Contact", telefoon="02 000 00 00")
    schrijver = maak.maak_partner(organisatie, email="schrijver@voorbeeld.test", naam="Sofie Schrijver")
    nakijker = maak.maak_medewerker(email="nakijker@voorbeeld.test", naam="Nour Nakijker")

    vroeger = maak.maak_plan(slug="vroeger", naam="Vroeger plan", van=dt.date(2018, 1, 1), tot=dt.date(2021, 12, 31))
    plannen = {
        "open": maak.maak_plan(slug="open", naam="Open plan"),
        "dicht": maak.maak_plan(slug="dicht", naam="Dicht plan", openbaar=False),
        "af": maak.maak_plan(slug="af", naam="Afgesloten plan", toestand="afgesloten", opvolger_van=vroeger),
    }
    volgend = {"slug": "volgend", "naam": "Volgend plan", "openbaar": False, "toestand": "concept"}
    maak.maak_plan(**volgend, opvolger_van=plannen["af"])
    punten = {naam: maak.maak_speerpunt(plan=plan, titel=f"Punt van {naam}") for naam, plan in plannen.items()}
    maak.maak_speerpunt(plan=plannen["open"], titel="Tweede punt")

    def actie(titel: str, plan: str = "open", **over) -> Actie:
        nieuw = maak.maak_actie(speerpunt=punten[plan], titel=titel, verantwoordelijke=contact, **over)
        maak.geef_rol(nieuw, organisatie)
        return nieuw

    acties = {
        "publiek": actie("Publieke actie"),
        "besloten": actie("Besloten actie", openbaar=False),
        "in_dicht": actie("Actie in het dichte plan", plan="dicht"),
        "in_af": actie("Actie in het afgesloten plan", plan="af"),
        "archief": actie("Gearchiveerde actie", gearchiveerd_op=dt.date(2024, 1, 1), archief_reden="Voorbij."),
    }
    acties["opgegaan"] = actie(
        "Opgegane actie", gearchiveerd_op=dt.date(2024, 1, 1), archief_reden="Samen.", opgegaan_in=acties["publiek"]
    )
    maak.geef_rol(acties["besloten"], schaduw, "partner")
    kern = {"organisatie": organisatie, "indiener": schrijver, "nodig": NODIG, "opmerking_voor_vgc": OPMERKING}
    aanvaard = {"nakijker": nakijker, "toelichting": OPENBAAR}
    meldingen = {
        "aanvaard": maak.maak_melding_met_bijlage(acties["publiek"], **kern, **aanvaard),
        "aanvaard_open": maak.maak_melding_met_bijlage(acties["publiek"], openbaar=True, **kern, **aanvaard),
        "aanvaard_besloten": maak.maak_melding_met_bijlage(acties["besloten"], openbaar=True, **kern, **aanvaard),
        "ingediend": maak.maak_melding(acties["publiek"], toestand="ingediend", **kern | {"toelichting": CONCEPT}),
        "terug": maak.maak_melding(acties["publiek"], toestand="teruggestuurd", **kern | {"toelichting": CONCEPT}),
        "concept": maak.maak_melding(
            acties["publiek"], toestand="concept", organisatie=organisatie, toelichting=CONCEPT, nodig=NODIG
        ),
        "ingediend_af": maak.maak_melding(acties["in_af"], toestand="ingediend", **kern),
    }
    _schrijf_log(meldingen, schrijver, nakijker)
    bijlagen = _bijlagen(acties, meldingen)
    rondes = {f"ronde_{naam}": _ronde(plan) for naam, plan in plannen.items()}
    rondes["ronde"] = rondes.pop("ronde_open")
    for plan in plannen.values():
        maak.maak_rapport(_voorbije_ronde(plan))
    invoer = maak_import(plan=plannen["open"], naam="lijst.csv", inhoud=b"titel;speerpunt\nEen;1\n", door=contact)
    doorgaven = _doorgaven(organisatie, schaduw, door=schrijver, nakijker=nakijker)
    mensen = _mensen(ander, schrijver, door=Gebruiker.objects.get(email="beheer@voorbeeld.test"))
    rijen = acties | meldingen | bijlagen | rondes | doorgaven | mensen | {"invoer": invoer}
    return Toneel(wie, _naast(organisatie), {naam: rij.pk for naam, rij in rijen.items()})


def _mensen(ander: Organisatie, schrijver: Gebruiker, *, door: Gebruiker) -> dict:
    """Give a person, for whom they speak, and an open invitation of each kind."""
    partner = {"naam": "Ulla Uitgenodigd", "email": "ulla@voorbeeld.test", "organisatie": ander}
    met_rol = {"naam": "Rita Rol", "email": "rita@voorbeeld.test", "rol": "lezer"}
    return {
        "mens": schrijver,
        "lid": schrijver.lidmaatschappen.get(),
        "uitnodiging": nodig_partner_uit(**partner, door=door),
        "uitnodiging_rol": nodig_met_rol_uit(**met_rol, door=door),
    }


def _doorgaven(organisatie: Organisatie, schaduw: Organisatie, *, door: Gebruiker, nakijker: Gebruiker) -> dict:
    af = {"email": "", "functie": "", "toestand": "afgewezen", "reden": "Verkeerd adres."}
    af |= {"afgehandeld_door": nakijker, "afgehandeld_op": timezone.now()}
    return {
        "doorgave": maak.maak_doorgave(organisatie, door, naam="Nina Nieuw (voorbeeld)"),
        "doorgave_af": maak.maak_doorgave(organisatie, door, **af),
        "doorgave_schaduw": maak.maak_doorgave(schaduw, door),
    }


def _bijlagen(acties: dict[str, Actie], meldingen: dict[str, Melding]) -> dict[str, Bijlage]:
    """Give a bijlage of every kind: of what is accepted, of what is not, of an actie; public and not."""
    return {
        "bijlage": meldingen["aanvaard_open"].bijlagen.get(),
        "bijlage_dicht": meldingen["aanvaard"].bijlagen.get(),
        "bijlage_besloten": meldingen["aanvaard_besloten"].bijlagen.get(),
        "bijlage_ingediend": maak.maak_bijlage(meldingen["ingediend"], openbaar=True),
        "bijlage_concept": maak.maak_bijlage(meldingen["concept"]),
        "bijlage_actie": maak.maak_bijlage(acties["publiek"]),
        "bijlage_actie_open": maak.maak_bijlage(acties["publiek"], openbaar=True),
        "bijlage_in_dicht": maak.maak_bijlage(acties["in_dicht"], openbaar=True),
    }


def _ronde(plan: Beleidsplan) -> Ronde:
    """Give a ronde over 2024 that has not opened: what is asked of whom changes nothing for the other addresses."""
    morgen = timezone.localdate() + dt.timedelta(days=1)
    jaar = {"van": dt.date(2024, 1, 1), "tot": dt.date(2024, 12, 31)}
    return maak.maak_ronde(plan, slug="ronde", **jaar, opent=morgen, deadline=morgen, sluit=morgen)


def _schrijf_log(meldingen: dict[str, Melding], schrijver, nakijker) -> None:
    for naam in ("aanvaard", "terug"):
        Gebeurtenis.objects.create(melding=meldingen[naam], soort="ingediend", door=schrijver)
        Gebeurtenis.objects.create(melding=meldingen[naam], soort="teruggestuurd", door=nakijker, reden=TERUGREDEN)


def _voorbije_ronde(plan: Beleidsplan) -> Ronde:
    """Give a ronde of long ago, of which the report is definitive."""
    jaar = {"van": dt.date(2022, 1, 1), "tot": dt.date(2022, 12, 31)}
    dagen = dict.fromkeys(("opent", "deadline", "sluit"), dt.date(2023, 1, 31))
    return maak.maak_ronde(plan, slug="voorbij", naam="Voorbij", **jaar, **dagen)
