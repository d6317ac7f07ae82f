"""What an address gives around the things of `vormen`: pages of a list, where it begins, a whole plan, and faults."""

import datetime as dt

from pydantic import Field

from speerpunten.opendata import vormen
from speerpunten.opendata.vormen import Vorm, Webadres


class Pagina(Vorm):
    aantal: int = Field(description="Hoeveel er zijn, over alle pagina’s.")
    volgende: Webadres | None
    vorige: Webadres | None


class Plannen(Pagina):
    resultaten: list[vormen.Plan]


class Speerpunten(Pagina):
    resultaten: list[vormen.Speerpunt]


class Acties(Pagina):
    op: dt.date
    resultaten: list[vormen.Actie]


class Standen(Pagina):
    resultaten: list[vormen.Stand]


class Organisaties(Pagina):
    resultaten: list[vormen.Organisatie]


class Termen(Pagina):
    resultaten: list[vormen.Termregel]


class Rondes(Pagina):
    resultaten: list[vormen.Ronde]


class Rapporten(Pagina):
    resultaten: list[vormen.Rapport]


class Begin(Vorm):
    naam: str
    uitgever: str
    contact: str
    licentie: vormen.Licentie | None = Field(description="Leeg: de uitgever koos er nog geen.")
    uitleg: Webadres
    openapi: Webadres
    catalogus: Webadres = Field(description="De beschrijving voor datacatalogi: DCAT-AP, als JSON-LD.")
    plannen: Webadres
    organisaties: Webadres
    beleidsdomeinen: Webadres
    doelgroepen: Webadres


class Alles(Vorm):
    """Een heel plan in één document, zoals het op die dag stond."""

    licentie: vormen.Licentie | None
    uitgever: str
    op: dt.date
    plan: vormen.PlanMetTelling
    speerpunten: list[vormen.Speerpunt]
    acties: list[vormen.Actie]
    organisaties: list[vormen.Organisatie]
    rondes: list[vormen.Ronde]
    rapporten: list[vormen.Rapport]
    standen: list[vormen.Stand]


class Veldfout(Vorm):
    veld: str
    melding: str


class Probleem(Vorm):
    """Wat er misging (RFC 9457). Het nummer van uw verzoek staat in de kop X-Request-ID."""

    type: str = Field(examples=["about:blank"])
    title: str
    status: int
    detail: str
    fouten: list[Veldfout] = Field(description="Wat er per parameter niet klopt.")
