"""What the open data says: every field of every answer, with its meaning for a reader (Dutch). No database."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from speerpunten.keuzes import (
    STATUS_LABELS,
    Bestandsoort,
    Herkomst,
    Indicatorsoort,
    OrganisatieRol,
    Overgangsbesluit,
    Resultaat,
    Status,
    Subsidiesoort,
    Toestand,
    Verloop,
)

Statuscode = Literal[tuple(STATUS_LABELS)]
Gezegdestatus = Literal[tuple(Status.values)]
Verloopcode = Literal[tuple(Verloop.values)]
Resultaatcode = Literal[tuple(Resultaat.values)]
Rolcode = Literal[tuple(OrganisatieRol.values)]
Webadres = Annotated[str, Field(json_schema_extra={"format": "uri"})]
Getal = Annotated[
    str, Field(pattern=r"^-?[0-9]+([.][0-9]+)?$", description="Een decimaal getal als tekst.", examples=["1234.5"])
]
Url = Annotated[Webadres, Field(description="De pagina voor mensen.")]
Zelf = Annotated[Webadres, Field(description="Het adres in deze API.")]


class Vorm(BaseModel):
    """What all forms share: fixed once made, and no field that is not told."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Licentie(Vorm):
    """Onder welke voorwaarden u de gegevens mag hergebruiken."""

    naam: str = Field(examples=["Modellicentie Gratis Hergebruik - Vlaanderen v1.0"])
    url: Webadres


class Verwijzing(Vorm):
    url: Url
    zelf: Zelf


class PlanRef(Verwijzing):
    slug: str = Field(description="Blijft gelijk.")
    naam: str


class SpeerpuntRef(Verwijzing):
    nummer: int = Field(description="Blijft gelijk binnen het plan.")
    titel: str


class OrganisatieRef(Verwijzing):
    slug: str = Field(description="Blijft gelijk.")
    naam: str


class ActieRef(Verwijzing):
    id: int = Field(description="Blijft gelijk, ook als de actie een andere code krijgt.")
    code: str = Field(description="Nummer van het speerpunt en van de actie.", examples=["8.3"])
    titel: str


class RondeRef(Vorm):
    slug: str
    naam: str


class Term(Vorm):
    slug: str = Field(description="De waarde van het filter.")
    naam: str


class Termregel(Term):
    aantal_acties: int = Field(description="Openbare acties, vandaag.")


class Besluit(Vorm):
    nummer: str
    datum: dt.date | None
    url: str


class Aantallen(Vorm):
    """Elke actie telt één keer: samen zijn ze het totaal."""

    uitgevoerd: int
    in_uitvoering: int
    in_voorbereiding: int
    niet_gestart: int
    opgeschort: int
    stopgezet: int
    geen_gegevens: int = Field(description="Niemand zei hoe het staat. Dat is niet hetzelfde als niet gestart.")


class Telling(Vorm):
    totaal: int
    per_status: Aantallen
    vraagt_aandacht: int


class Plan(PlanRef):
    van: dt.date
    tot: dt.date
    toestand: Literal[tuple(Toestand.values)]
    opdrachtgever: OrganisatieRef | None
    inleiding: str
    document: str
    bron: str
    besluit: Besluit | None
    contact: str = Field(description="Een openbare mailbox, geen persoon.")
    opvolger_van: PlanRef | None
    opvolger: PlanRef | None


class Planlinks(Vorm):
    """Wat er van dit plan nog is."""

    speerpunten: Webadres
    acties: Webadres
    standen: Webadres
    rondes: Webadres
    rapporten: Webadres
    alles_json: Webadres
    acties_csv: Webadres
    standen_csv: Webadres
    mijlpalen_csv: Webadres
    organisaties_csv: Webadres


class PlanMetTelling(Plan):
    op: dt.date = Field(description="De dag waarover de telling gaat.")
    telling: Telling
    links: Planlinks


class Meetpunt(Vorm):
    peildatum: dt.date
    waarde: Getal


class SpeerpuntElders(SpeerpuntRef):
    """Een speerpunt van een vorig of volgend plan."""

    plan: PlanRef


class Indicator(Vorm):
    naam: str
    soort: Literal[tuple(Indicatorsoort.values)]
    eenheid: str
    nulwaarde: Getal | None
    streefwaarde: Getal | None
    streefdatum: dt.date | None
    cumulatief: bool = Field(description="Elke meting komt bij de vorige.")
    waarde: Getal | None = Field(description="Op de gevraagde dag; leeg als er nog geen meting is.")
    metingen: list[Meetpunt] = Field(description="De waarde na elke meting, de oudste eerst.")


class Speerpunt(SpeerpuntRef):
    toelichting: str
    plan: PlanRef
    op: dt.date
    telling: Telling
    vervolg_op: list[SpeerpuntElders] = Field(description="Wat het voortzet uit een vorig openbaar plan, een of meer.")
    vervolgen: list[SpeerpuntElders] = Field(description="Waarin het verdergaat in een volgend openbaar plan.")


class SpeerpuntMetAlles(Speerpunt):
    acties: list[ActieRef]
    ook_acties: list[ActieRef] = Field(description="Acties van andere speerpunten die dit raken; ze tellen daar.")
    indicatoren: list[Indicator]


class Rol(Vorm):
    rol: Rolcode
    organisatie: OrganisatieRef


class Mijlpaal(Vorm):
    titel: str
    streefdatum: dt.date
    bereikt_op: dt.date | None = Field(description="Leeg als ze op de gevraagde dag niet bereikt was.")


class Aandachtspunt(Vorm):
    reden: str
    sinds: dt.date
    berekend: bool = Field(description="Nee: het staat in de stand zelf.")


class StandKort(Vorm):
    id: int
    peildatum: dt.date = Field(description="De dag waarover de stand gaat.")
    status: Gezegdestatus
    verloop: Verloopcode | None
    resultaat: Resultaatcode | None
    toelichting: str
    reden: str
    bereikt_resultaat: str
    herkomst: Literal[tuple(Herkomst.values)]


class Bijlage(Vorm):
    naam: str
    soort: Literal[tuple(Bestandsoort.values)]
    grootte: int = Field(description="In bytes.")
    url: Webadres


class Stand(StandKort):
    """Wat iemand rapporteerde en iemand anders aanvaardde. Verandert nooit; een correctie is een nieuwe stand."""

    url: Url
    actie: ActieRef
    organisatie: OrganisatieRef | None = Field(description="Wie het zei. Leeg: het bestuur of een publieke bron.")
    ronde: RondeRef | None
    volgende_stappen: str
    niets_veranderd: bool
    aanvaard_op: dt.datetime
    vervangt: int | None = Field(description="Het id van de stand die deze corrigeert.")
    correctie_reden: str
    vervangen_door: int | None = Field(description="Het id van de stand die deze corrigeert: dan geldt die.")
    bijlagen: list[Bijlage]


class ActieElders(ActieRef):
    """Een actie van een vorig of volgend plan."""

    plan: PlanRef


class Overgang(Vorm):
    """Wat over een actie beslist is voor het volgende plan."""

    besluit: Literal[tuple(Overgangsbesluit.values)]
    reden: str
    plan: PlanRef = Field(description="Het volgende plan.")
    naar: SpeerpuntRef | None = Field(description="Het speerpunt van het volgende plan; leeg als ze stopt.")


class Actie(ActieRef):
    plan: PlanRef
    speerpunt: SpeerpuntRef
    op: dt.date = Field(description="De dag waarover status, mijlpalen en aandachtspunten gaan.")
    status: Statuscode
    stand: StandKort | None
    vraagt_aandacht: bool
    aandachtspunten: list[Aandachtspunt]
    omschrijving: str
    beoogd_resultaat: str
    achtergrond: str
    volgens_bron: str = Field(description="Woorden van de bron, zonder dag. Geen stand.")
    bron: str
    koppeling_is_interpretatie: bool
    start: dt.date | None
    start_alleen_jaar: bool = Field(description="Alleen het jaar is bekend.")
    einde: dt.date | None
    einde_alleen_jaar: bool
    doorlopend: bool
    rollen: list[Rol]
    beleidsdomeinen: list[Term]
    doelgroepen: list[Term]
    ook_bij: list[int] = Field(description="Nummers van andere speerpunten van het plan.")
    mijlpalen: list[Mijlpaal]
    gearchiveerd_op: dt.date | None
    vervolg_op: list[ActieElders] = Field(description="Wat ze voortzet uit een vorig plan.")
    vervolgen: list[ActieElders] = Field(description="Waarin ze verdergaat in een volgend openbaar plan.")
    overgang: Overgang | None = Field(description="Leeg: geen besluit, of het volgende plan is niet openbaar.")


class Subsidie(Vorm):
    soort: Literal[tuple(Subsidiesoort.values)]
    bedrag: Getal = Field(description="In euro.")
    van: dt.date
    tot: dt.date
    organisatie: OrganisatieRef
    financier: OrganisatieRef
    besluit: Besluit | None


class Verhuis(Vorm):
    van_code: str
    reden: str


class Opgenomen(Vorm):
    id: int
    tekst: str


class ActieMetAlles(Actie):
    stand: Stand | None
    indicatoren: list[Indicator]
    subsidies: list[Subsidie]
    bijlagen: list[Bijlage]
    vroegere_codes: list[Verhuis]
    opgenomen: list[Opgenomen] = Field(description="Acties die hierin opgingen.")
    archief_reden: str
    standen: Webadres = Field(description="De geschiedenis: alle aanvaarde standen.")


class Organisatie(OrganisatieRef):
    afkorting: str
    rechtsvorm: str
    kbo: str
    website: str
    omschrijving: str
    bron: str
    opmerking: str
    aantal_acties: int = Field(description="Openbare acties, vandaag.")


class ActieVanOrganisatie(ActieRef):
    plan: PlanRef
    status: Statuscode
    peildatum: dt.date | None


class SubsidieVanOrganisatie(Subsidie):
    plan: PlanRef
    actie: ActieRef | None


class OrganisatieMetAlles(Organisatie):
    acties: list[ActieVanOrganisatie]
    subsidies: list[SubsidieVanOrganisatie]


class Ronde(RondeRef):
    """Een rapporteringsronde waarvan de periode voorbij is."""

    van: dt.date
    tot: dt.date
    eindronde: bool
    rapport: Webadres | None = Field(description="De pagina van het definitieve rapport.")


class Rapportbestand(Vorm):
    soort: Literal["pdf", "docx", "xlsx", "csv", "json"]
    url: Webadres


class Rapport(Vorm):
    ronde: RondeRef
    url: Url
    van: dt.date
    tot: dt.date
    eindronde: bool
    definitief_op: dt.datetime
    sha256: str = Field(description="Van de inhoud van het JSON-bestand, zoals docs/rapport.md zegt.")
    aantal_rechtzettingen: int
    bestanden: list[Rapportbestand]
