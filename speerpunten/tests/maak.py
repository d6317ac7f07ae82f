"""Plain makers: each gives a saved object with fixed values; what a test is about, it says itself."""

import datetime as dt
from decimal import Decimal
from itertools import count

from django.core.files.base import ContentFile
from django.utils import timezone

from organisaties.models import Doorgave, Gebruiker, Lidmaatschap, Organisatie, Rol
from speerpunten.bestandsoort import keur
from speerpunten.keuzes import Indicatorsoort, MeldingToestand, OrganisatieRol, Status, Verloop
from speerpunten.models import (
    Actie,
    ActieOrganisatie,
    Beleidsplan,
    Bijlage,
    Indicator,
    Melding,
    Meting,
    Mijlpaal,
    Rapport,
    Ronde,
    Speerpunt,
    Subsidie,
    Vrijgave,
)
from speerpunten.rapportage.bewaren import als_json, controlegetal
from speerpunten.rapportage.gegevens import SCHEMA
from speerpunten.rapportage.samenstellen import stel_samen
from speerpunten.tests.bestanden import pdf

_teller = count(1)
WACHTWOORD = "een-lang-wachtwoord"


def maak_organisatie(**over) -> Organisatie:
    nr = next(_teller)
    return Organisatie.objects.create(**{"naam": f"Partner {nr} (voorbeeld)", "slug": f"partner-{nr}"} | over)


def maak_gebruiker(**over) -> Gebruiker:
    nr = next(_teller)
    velden = {"email": f"iemand{nr}@voorbeeld.test", "naam": f"Iemand {nr}", "password": WACHTWOORD} | over
    return Gebruiker.objects.create_user(**velden)


def maak_medewerker(**over) -> Gebruiker:
    return maak_gebruiker(**{"rol": Rol.BELEIDSMEDEWERKER} | over)


def maak_beheerder(**over) -> Gebruiker:
    return maak_gebruiker(**{"rol": Rol.BEHEERDER} | over)


def maak_partner(organisatie: Organisatie, **over) -> Gebruiker:
    """Give a user who speaks for `organisatie` since 2020."""
    gebruiker = maak_gebruiker(**over)
    Lidmaatschap.objects.create(gebruiker=gebruiker, organisatie=organisatie, van=dt.date(2020, 1, 1))
    return gebruiker


def maak_doorgave(organisatie: Organisatie, door: Gebruiker, **over) -> Doorgave:
    """Give somebody (who is no gebruiker yet) whom `door` named as contact person, and who waits for staff."""
    nr = next(_teller)
    velden = {"naam": f"Nieuwe {nr} (voorbeeld)", "email": f"nieuw{nr}@voorbeeld.test", "functie": "coördinator"}
    return Doorgave.objects.create(organisatie=organisatie, door=door, **velden | over)


def maak_plan(**over) -> Beleidsplan:
    nr = next(_teller)
    velden = {
        "naam": f"Plan {nr}",
        "slug": f"plan-{nr}",
        "van": dt.date(2022, 1, 1),
        "tot": dt.date(2025, 12, 31),
        "openbaar": True,
    }
    return Beleidsplan.objects.create(**velden | over)


def maak_speerpunt(**over) -> Speerpunt:
    plan = over.pop("plan", None) or maak_plan()
    nummer = over.pop("nummer", None) or plan.speerpunten.count() + 1
    return Speerpunt.objects.create(**{"plan": plan, "nummer": nummer, "titel": f"Speerpunt {nummer}"} | over)


def maak_actie(**over) -> Actie:
    speerpunt = over.pop("speerpunt", None) or maak_speerpunt()
    nummer = over.pop("nummer", None) or speerpunt.acties.count() + 1
    return Actie.objects.create(**{"speerpunt": speerpunt, "nummer": nummer, "titel": f"Actie {nummer}"} | over)


def geef_rol(actie: Actie, organisatie: Organisatie, rol: str = OrganisatieRol.TREKKER) -> ActieOrganisatie:
    return ActieOrganisatie.objects.create(actie=actie, organisatie=organisatie, rol=rol)


def maak_mijlpaal(actie: Actie, **over) -> Mijlpaal:
    velden = {"titel": f"mijlpaal {next(_teller)}", "streefdatum": dt.date(2023, 6, 30)}
    return Mijlpaal.objects.create(actie=actie, **velden | over)


def maak_indicator(van: Actie | Speerpunt, **over) -> Indicator:
    """Give an indicator of an actie or a speerpunt: 0 to 500 deelnemers, unless told otherwise."""
    eigenaar = {"actie" if isinstance(van, Actie) else "speerpunt": van}
    velden = {"naam": f"indicator {next(_teller)}", "eenheid": "deelnemers", "nulwaarde": 0, "streefwaarde": 500}
    if over.get("soort") == Indicatorsoort.JA_NEE:
        velden |= {"eenheid": "", "nulwaarde": None, "streefwaarde": None}
    return Indicator.objects.create(**eigenaar, **velden | over)


def maak_meting(indicator: Indicator, waarde: Decimal | int | str, **over) -> Meting:
    """Give a meting: of `melding` where that is told (of its day), else written down by staff."""
    melding = over.get("melding")
    velden = {"peildatum": melding.peildatum} if melding else {"peildatum": dt.date(2023, 6, 30)}
    if melding is None and "door" not in over:
        velden["door"] = maak_medewerker()
    return Meting.objects.create(indicator=indicator, waarde=Decimal(waarde), **velden | over)


def maak_gemeten(indicator: Indicator, waarde: Decimal | int | str, **over) -> Melding:
    """Give a melding about the actie of an indicator, accepted unless told otherwise, that measured this value."""
    toestand = over.pop("toestand", MeldingToestand.AANVAARD)
    melding = maak_melding(indicator.actie, **over | {"toestand": MeldingToestand.INGEDIEND})
    maak_meting(indicator, waarde, melding=melding)
    if toestand == MeldingToestand.AANVAARD:
        melding.aanvaard_door, melding.aanvaard_op = maak_medewerker(), timezone.now()
    melding.toestand = toestand
    melding.save()
    return melding


def maak_subsidie(**over) -> Subsidie:
    """Give a project subsidie of 2024, within the plan of its actie or a new one."""
    actie = over.get("actie")
    plan = over.pop("plan", None) or (actie.speerpunt.plan if actie else maak_plan())
    velden = {
        "soort": "project",
        "bedrag": Decimal("1000.00"),
        "van": dt.date(2024, 1, 1),
        "tot": dt.date(2024, 12, 31),
    }
    for wie in ("organisatie", "financier"):
        if wie not in over:
            velden[wie] = maak_organisatie()
    return Subsidie.objects.create(plan=plan, **velden | over)


def maak_ronde(plan: Beleidsplan, **over) -> Ronde:
    """Give a ronde that is open today, over this year so far and the year before."""
    vandaag = timezone.localdate()
    nr = next(_teller)
    velden = {
        "naam": f"Ronde {nr}",
        "slug": f"ronde-{nr}",
        "van": vandaag - dt.timedelta(days=365),
        "tot": vandaag + dt.timedelta(days=30),
        "opent": vandaag - dt.timedelta(days=7),
        "deadline": vandaag + dt.timedelta(days=7),
        "sluit": vandaag + dt.timedelta(days=30),
    }
    return Ronde.objects.create(plan=plan, **velden | over)


def maak_melding(actie: Actie, **over) -> Melding:
    """Give a melding, accepted unless `toestand` says otherwise, with what its toestand demands."""
    toestand = over.setdefault("toestand", MeldingToestand.AANVAARD)
    nu = timezone.now()
    velden: dict = {
        "status": Status.IN_UITVOERING,
        "verloop": Verloop.OP_SCHEMA if over.get("status", "in_uitvoering") == Status.IN_UITVOERING else "",
        "peildatum": dt.date(2023, 6, 30),
        "toelichting": "Het loopt goed.",
    }
    if over.get("status") in {Status.UITGEVOERD, Status.STOPGEZET}:
        velden |= {"resultaat": "bereikt", "bereikt_resultaat": "Gedaan."}
    if toestand != MeldingToestand.CONCEPT:
        indiener = over.pop("indiener", None) or maak_gebruiker()
        velden |= {"ingediend_door": indiener, "ingediend_op": nu}
    if toestand == MeldingToestand.AANVAARD:
        velden |= {"aanvaard_door": over.pop("nakijker", None) or maak_medewerker(), "aanvaard_op": nu}
    return Melding.objects.create(actie=actie, **velden | over)


def maak_bijlage(bij: Melding | Actie, naam: str = "Verslag.pdf", *, inhoud: bytes = b"", **over) -> Bijlage:
    """Give a bijlage with a file on disk; public with `openbaar=True`."""
    openbaar = over.pop("openbaar", False)
    bestand = keur(naam, inhoud or pdf())
    bijlage = Bijlage(
        **{"melding" if isinstance(bij, Melding) else "actie": bij, "toegevoegd_door": maak_gebruiker()} | over,
        naam=bestand.naam,
        soort=bestand.soort,
        grootte=len(bestand.inhoud),
        sha256=bestand.sha256,
    )
    bijlage.bestand.save(naam, ContentFile(bestand.inhoud))
    if openbaar:
        Vrijgave.objects.create(bijlage=bijlage, door=maak_medewerker())
    return bijlage


def maak_melding_met_bijlage(actie: Actie, *, openbaar: bool = False, **over) -> Melding:
    """Give an accepted melding with a bijlage: nothing can be added once it is accepted."""
    nakijker = over.pop("nakijker", None) or maak_medewerker()
    melding = maak_melding(actie, toestand=MeldingToestand.INGEDIEND, **over)
    maak_bijlage(melding, openbaar=openbaar)
    melding.toestand, melding.aanvaard_door, melding.aanvaard_op = MeldingToestand.AANVAARD, nakijker, timezone.now()
    melding.save()
    return melding


def maak_rapport(ronde: Ronde) -> Rapport:
    """Give the definitive report of a ronde, as it stands now."""
    inhoud = als_json(stel_samen(ronde.plan, ronde=ronde))
    velden = {"schema": SCHEMA, "inhoud": inhoud, "sha256": controlegetal(inhoud)}
    return Rapport.objects.create(ronde=ronde, definitief_door=maak_beheerder(), **velden)
