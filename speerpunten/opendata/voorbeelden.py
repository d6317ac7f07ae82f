"""An example of every answer, for the specification: fictitious, and whole, because it is made of the same forms."""

import datetime as dt

from pydantic import BaseModel

from speerpunten.opendata import bladen, dcat, vormen

BASIS = "https://samenleven.example"
DAG = dt.date(2024, 12, 31)
TOEN = dt.datetime(2025, 1, 20, 10, 30, tzinfo=dt.UTC)


def _plek(pad: str) -> dict[str, str]:
    """Give the page for people and the address in the API, which differ in their beginning alone."""
    return {"url": f"{BASIS}/{pad}/", "zelf": f"{BASIS}/api/{pad}/"}


def _velden(vorm: BaseModel, *weg: str) -> dict[str, object]:
    """Give the fields of a form, to make a larger one of it."""
    return {veld: getattr(vorm, veld) for veld in type(vorm).model_fields if veld not in weg}


def voorbeelden() -> dict[str, BaseModel]:
    """Give the examples by the name of their form."""
    eigen = [*_dingen().values(), _begin(), _alles(), probleem()]
    return {type(een).__name__: een for een in [*eigen, *_lijsten(eigen)]}


def _begin() -> bladen.Begin:
    lijsten = ("plannen", "organisaties", "beleidsdomeinen", "doelgroepen")
    return bladen.Begin(
        naam="Open data van beleidsplannen",
        uitgever="Bestuur (voorbeeld)",
        contact="bestuur@voorbeeld.test",
        licentie=LICENTIE,
        uitleg=f"{BASIS}/api/uitleg/",
        openapi=f"{BASIS}/api/openapi.json",
        catalogus=f"{BASIS}/api/dcat.jsonld",
        **{naam: f"{BASIS}/api/{naam}/" for naam in lijsten},
    )


def probleem() -> bladen.Probleem:
    return bladen.Probleem(
        type="about:blank",
        title="Parameter klopt niet",
        status=422,
        detail="Kijk in “fouten” wat er per parameter niet klopt.",
        fouten=[bladen.Veldfout(veld="op", melding="Schrijf een dag als 2024-12-31.")],
    )


def catalogus() -> dict[str, object]:
    eigen = {"@id": f"{BASIS}/api/dcat.jsonld#catalogus", "@type": "dcat:Catalog", "dct:title": "Open data (voorbeeld)"}
    return {"@context": dcat.CONTEXT, "@graph": [eigen]}


LICENTIE = vormen.Licentie(naam="Licentie (voorbeeld)", url="https://licentie.example/1.0")
PLAN = vormen.PlanRef(
    slug="voorbeeldplan", naam="Voorbeeldplan 2022-2025 (voorbeeld)", **_plek("plannen/voorbeeldplan")
)
VOLGEND = vormen.PlanRef(slug="volgend-plan", naam="Volgend plan (voorbeeld)", **_plek("plannen/volgend-plan"))
PUNT = vormen.SpeerpuntRef(nummer=8, titel="Ontmoeten (voorbeeld)", **_plek("plannen/voorbeeldplan/speerpunten/8"))
VERDER = vormen.SpeerpuntRef(nummer=3, titel="Samen (voorbeeld)", **_plek("plannen/volgend-plan/speerpunten/3"))
PARTNER = vormen.OrganisatieRef(slug="buurtwerk", naam="Buurtwerk (voorbeeld)", **_plek("organisaties/buurtwerk"))
BESTUUR = vormen.OrganisatieRef(slug="bestuur", naam="Bestuur (voorbeeld)", **_plek("organisaties/bestuur"))
ACTIE = vormen.ActieRef(id=12, code="8.3", titel="Buurtfeesten (voorbeeld)", **_plek("acties/12"))
ANDERE = vormen.ActieRef(id=92, code="3.1", titel="Buurtfeesten (voorbeeld)", **_plek("acties/92"))
RONDE = vormen.RondeRef(slug="jaar-2024", naam="Jaar 2024")
DOMEIN = vormen.Term(slug="jeugd", naam="Jeugd")
GROEP = vormen.Term(slug="buurtbewoners", naam="Buurtbewoners")
BESLUIT = vormen.Besluit(nummer="2022/14 (voorbeeld)", datum=dt.date(2022, 2, 10), url="")
PER_STATUS = {"uitgevoerd": 0, "in_voorbereiding": 0, "niet_gestart": 0, "opgeschort": 0, "stopgezet": 0}
TELLING = vormen.Telling(
    totaal=1, per_status=vormen.Aantallen(**PER_STATUS, in_uitvoering=1, geen_gegevens=0), vraagt_aandacht=1
)
KORT = vormen.StandKort(
    id=345,
    peildatum=DAG,
    status="in_uitvoering",
    verloop="bijsturing",
    resultaat=None,
    toelichting="Vier van de zes buurten hielden een feest.",
    reden="In twee buurten was er geen zaal vrij.",
    bereikt_resultaat="",
    herkomst="rapportering",
)
BIJLAGE = vormen.Bijlage(naam="verslag.pdf", soort="pdf", grootte=48_213, url=f"{BASIS}/bijlagen/7/")
STAND = vormen.Stand(
    **_velden(KORT),
    url=f"{BASIS}/acties/12/#stand-345",
    actie=ACTIE,
    organisatie=PARTNER,
    ronde=RONDE,
    volgende_stappen="Een zaal zoeken voor de andere twee.",
    niets_veranderd=False,
    aanvaard_op=TOEN,
    vervangt=None,
    correctie_reden="",
    vervangen_door=None,
    bijlagen=[BIJLAGE],
)
INDICATOR = vormen.Indicator(
    naam="Deelnemers",
    soort="getal",
    eenheid="mensen",
    nulwaarde="0",
    streefwaarde="600",
    streefdatum=dt.date(2025, 12, 31),
    cumulatief=True,
    waarde="412.5",
    metingen=[vormen.Meetpunt(peildatum=DAG, waarde="412.5")],
)
SUBSIDIE = vormen.Subsidie(
    soort="project",
    bedrag="12500.00",
    van=dt.date(2024, 1, 1),
    tot=DAG,
    organisatie=PARTNER,
    financier=BESTUUR,
    besluit=None,
)
RONDE_VOORBIJ = vormen.Ronde(
    **_velden(RONDE),
    van=dt.date(2024, 1, 1),
    tot=DAG,
    eindronde=False,
    rapport=f"{BASIS}/plannen/voorbeeldplan/rapporten/jaar-2024/",
)
RAPPORT = vormen.Rapport(
    ronde=RONDE,
    url=f"{BASIS}/plannen/voorbeeldplan/rapporten/jaar-2024/",
    van=dt.date(2024, 1, 1),
    tot=DAG,
    eindronde=False,
    definitief_op=TOEN,
    sha256="3f1c" * 16,
    aantal_rechtzettingen=0,
    bestanden=[
        vormen.Rapportbestand(soort="pdf", url=f"{BASIS}/plannen/voorbeeldplan/rapporten/jaar-2024.pdf"),
    ],
)


def _dingen() -> dict[str, BaseModel]:
    """Give what stands alone: a plan, a speerpunt, an actie and an organisatie, short and whole."""
    plan = vormen.Plan(
        **_velden(PLAN),
        van=dt.date(2022, 1, 1),
        tot=dt.date(2025, 12, 31),
        toestand="lopend",
        opdrachtgever=BESTUUR,
        inleiding="Wat we in vier jaar samen willen bereiken.",
        document="",
        bron="",
        besluit=BESLUIT,
        contact="plan@voorbeeld.test",
        opvolger_van=None,
        opvolger=VOLGEND,
    )
    wortel = f"{BASIS}/api/plannen/voorbeeldplan"
    lijsten = ("speerpunten", "acties", "standen", "rondes", "rapporten")
    tabellen = ("acties", "standen", "mijlpalen", "organisaties")
    links = {naam: f"{wortel}/{naam}/" for naam in lijsten} | {"alles_json": f"{wortel}/alles.json"}
    links |= {f"{naam}_csv": f"{wortel}/{naam}.csv" for naam in tabellen}
    punt = vormen.Speerpunt(
        **_velden(PUNT),
        toelichting="",
        plan=PLAN,
        op=DAG,
        telling=TELLING,
        vervolg_op=[],
        vervolgen=[vormen.SpeerpuntElders(**_velden(VERDER), plan=VOLGEND)],
    )
    actie = _actie()
    organisatie = vormen.Organisatie(
        **_velden(PARTNER),
        **dict.fromkeys(("afkorting", "kbo", "website", "omschrijving", "bron", "opmerking"), ""),
        rechtsvorm="vzw",
        aantal_acties=1,
    )
    bij_organisatie = vormen.ActieVanOrganisatie(**_velden(ACTIE), plan=PLAN, status="in_uitvoering", peildatum=DAG)
    return {
        "plan": plan,
        "plan_op": vormen.PlanMetTelling(**_velden(plan), op=DAG, telling=TELLING, links=vormen.Planlinks(**links)),
        "punt": punt,
        "punt_op": vormen.SpeerpuntMetAlles(**_velden(punt), acties=[ACTIE], ook_acties=[], indicatoren=[INDICATOR]),
        "actie": actie,
        "actie_op": vormen.ActieMetAlles(
            **_velden(actie, "stand"),
            stand=STAND,
            indicatoren=[INDICATOR],
            subsidies=[SUBSIDIE],
            bijlagen=[],
            vroegere_codes=[vormen.Verhuis(van_code="7.2", reden="Past beter bij ontmoeten.")],
            opgenomen=[],
            archief_reden="",
            standen=f"{BASIS}/api/acties/12/standen/",
        ),
        "organisatie": organisatie,
        "organisatie_op": vormen.OrganisatieMetAlles(
            **_velden(organisatie),
            acties=[bij_organisatie],
            subsidies=[vormen.SubsidieVanOrganisatie(**_velden(SUBSIDIE), plan=PLAN, actie=ACTIE)],
        ),
    }


def _actie() -> vormen.Actie:
    return vormen.Actie(
        **_velden(ACTIE),
        plan=PLAN,
        speerpunt=PUNT,
        op=DAG,
        status="in_uitvoering",
        stand=KORT,
        vraagt_aandacht=True,
        aandachtspunten=[vormen.Aandachtspunt(reden="Er is bijsturing nodig.", sinds=DAG, berekend=False)],
        omschrijving="Elke buurt houdt een feest dat buren zelf opzetten.",
        beoogd_resultaat="Zes buurten houden elk jaar een feest.",
        **dict.fromkeys(("achtergrond", "volgens_bron", "bron"), ""),
        koppeling_is_interpretatie=False,
        start=dt.date(2022, 1, 1),
        start_alleen_jaar=True,
        einde=None,
        einde_alleen_jaar=False,
        doorlopend=True,
        rollen=[vormen.Rol(rol="trekker", organisatie=PARTNER)],
        beleidsdomeinen=[DOMEIN],
        doelgroepen=[GROEP],
        ook_bij=[5],
        mijlpalen=[vormen.Mijlpaal(titel="Eerste feest", streefdatum=dt.date(2022, 6, 30), bereikt_op=None)],
        gearchiveerd_op=None,
        vervolg_op=[],
        vervolgen=[vormen.ActieElders(**_velden(ANDERE), plan=VOLGEND)],
        overgang=vormen.Overgang(besluit="loopt_door", reden="", plan=VOLGEND, naar=VERDER),
    )


def _alles() -> bladen.Alles:
    ding = _dingen()
    return bladen.Alles(
        licentie=LICENTIE,
        uitgever="Bestuur (voorbeeld)",
        op=DAG,
        plan=ding["plan_op"],
        speerpunten=[ding["punt"]],
        acties=[ding["actie"]],
        organisaties=[ding["organisatie"]],
        rondes=[RONDE_VOORBIJ],
        rapporten=[RAPPORT],
        standen=[STAND],
    )


def _lijsten(dingen: list[BaseModel]) -> list[bladen.Pagina]:
    """Give a page of each kind of list, with one thing on it."""
    term = vormen.Termregel(**_velden(DOMEIN), aantal_acties=1)
    van_soort = {type(ding): ding for ding in [*dingen, STAND, RONDE_VOORBIJ, RAPPORT, term]}
    soorten = {
        bladen.Plannen: vormen.Plan,
        bladen.Speerpunten: vormen.Speerpunt,
        bladen.Acties: vormen.Actie,
        bladen.Standen: vormen.Stand,
        bladen.Organisaties: vormen.Organisatie,
        bladen.Termen: vormen.Termregel,
        bladen.Rondes: vormen.Ronde,
        bladen.Rapporten: vormen.Rapport,
    }
    blad = {"aantal": 1, "volgende": None, "vorige": None}
    op = {bladen.Acties: {"op": DAG}}
    return [lijst(**blad, **op.get(lijst, {}), resultaten=[van_soort[ding]]) for lijst, ding in soorten.items()]
