"""The open data as a catalogue that other catalogues can harvest: DCAT-AP, and what DCAT-AP Vlaanderen asks on top.

A flat JSON-LD document: every node once, with an `@id` of its own. What nobody told us is left out, also where the
profile would like it (ADR 0035). No database.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from organisaties.models import Organisatie
from speerpunten.models import Beleidsplan
from speerpunten.opendata import bouwen
from speerpunten.opendata.adressen import pagina, van, zelf

EU = "http://publications.europa.eu/resource/authority/"
BESTANDSTYPES = f"{EU}file-type/"
MEDIATYPES = "https://www.iana.org/assignments/media-types/"
NEDERLANDS = f"{EU}language/NLD"
OPENBAAR = f"{EU}access-right/PUBLIC"
THEMAS = f"{EU}data-theme"
OVERHEID = f"{THEMAS}/GOVE"
OPENAPI = "https://spec.openapis.org/oas/v3.1.0"
LICENTIEREGISTER = "https://data.vlaanderen.be/{}/licentie/"  # "doc": the page of a licence; "id": the licence itself
TEKSTEN = ("dct:title", "dct:description", "dcat:keyword", "foaf:name", "skos:prefLabel")
ADRESSEN = (
    "dcat:accessService dcat:accessURL dcat:contactPoint dcat:dataset dcat:distribution dcat:downloadURL "
    "dcat:endpointDescription dcat:endpointURL dcat:landingPage dcat:mediaType dcat:servesDataset dcat:service "
    "dcat:theme dcat:themeTaxonomy dct:accessRights dct:conformsTo dct:creator dct:format dct:language dct:license "
    "dct:publisher dct:relation foaf:homepage foaf:page vcard:hasEmail"
).split()
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    **{naam: {"@language": "nl"} for naam in TEKSTEN},
    **{naam: {"@type": "@id"} for naam in ADRESSEN},
    "dcat:startDate": {"@type": "xsd:date"},
    "dcat:endDate": {"@type": "xsd:date"},
    "dct:modified": {"@type": "xsd:dateTime"},
}
BESTANDEN = {  # name of an address -> title, description, media type, file type
    "opendata:alles_json": ("Alles (JSON)", "Het hele plan in één document.", "application/json", "JSON"),
    "opendata:acties_csv": ("Acties (CSV)", "De acties, zoals ze vandaag staan.", "text/csv", "CSV"),
    "opendata:standen_csv": ("Standen (CSV)", "Alle aanvaarde standen.", "text/csv", "CSV"),
    "opendata:mijlpalen_csv": ("Mijlpalen (CSV)", "De mijlpalen, en wanneer ze bereikt zijn.", "text/csv", "CSV"),
    "opendata:organisaties_csv": ("Organisaties (CSV)", "Wie aan het plan meewerkt.", "text/csv", "CSV"),
    "wijzigingen_feed": (
        *("Wijzigingen (Atom)", "De jongste aanvaarde standen en definitieve rapporten."),
        *("application/atom+xml", "ATOM"),
    ),
    "agenda": ("Agenda (iCalendar)", "Deadlines en mijlpalen.", "text/calendar", "ICS"),
}

Knoop = dict[str, object]


@dataclass(frozen=True)
class Beschrevenplan:
    """A public plan (with opdrachtgever, opvolger_van and opvolger), and what is known of its data as a whole."""

    plan: Beleidsplan
    gewijzigd_op: dt.datetime | None  # when something was last accepted, reported or put right; None: never
    trefwoorden: tuple[str, ...]  # the names of the domains of its public acties


def document(plannen: Iterable[Beschrevenplan], *, titel: str, beschrijving: str, versie: str) -> dict[str, object]:
    """Give the catalogue of public plans as JSON-LD. In: what the API says of itself, and its version."""
    plannen = list(plannen)
    knopen = [
        _catalogus(plannen, titel, beschrijving),
        _dienst(plannen, titel, beschrijving, versie),
        *_van_de_installatie(),
        *(knoop for een in plannen for knoop in _dataset(een)),
        *_bekende_waarden(),
    ]
    return {"@context": CONTEXT, "@graph": list({knoop["@id"]: knoop for knoop in knopen}.values())}


def _knoop(id_: str, soort: str, **velden: object) -> Knoop:
    """Make a node. In: `dct_title` becomes "dct:title"; what is empty is left out."""
    gevuld = {naam.replace("_", ":", 1): waarde for naam, waarde in velden.items() if waarde}
    return {"@id": id_, "@type": soort} | gevuld


def _catalogus(plannen: list[Beschrevenplan], titel: str, beschrijving: str) -> Knoop:
    eigen = zelf("dcat") + "#catalogus"
    return _knoop(
        eigen,
        "dcat:Catalog",
        dct_identifier=eigen,
        dct_title=titel,
        dct_description=beschrijving,
        **_gedeeld(),
        foaf_homepage=settings.BASE_URL + "/",
        dct_modified=_tijdstip(max(filter(None, (een.gewijzigd_op for een in plannen)), default=None)),
        dcat_themeTaxonomy=THEMAS,
        dcat_service=zelf("begin") + "#dienst",
        dcat_dataset=[_dataset_id(een.plan) for een in plannen],
        dcat_contactPoint=_contact_id(),
    )


def _dienst(plannen: list[Beschrevenplan], titel: str, beschrijving: str, versie: str) -> Knoop:
    eigen = zelf("begin") + "#dienst"
    return _knoop(
        eigen,
        "dcat:DataService",
        dct_identifier=eigen,
        dct_title=f"API: {titel}",
        dct_description=beschrijving,
        **_gedeeld(),
        dct_accessRights=OPENBAAR,
        dct_conformsTo=OPENAPI,
        owl_versionInfo=versie,
        dcat_endpointURL=zelf("begin"),
        dcat_endpointDescription=zelf("openapi"),
        dcat_landingPage=van("opendata:uitleg"),
        dcat_servesDataset=[_dataset_id(een.plan) for een in plannen],
        dcat_contactPoint=_contact_id(),
    )


def _dataset_id(plan: Beleidsplan) -> str:
    return zelf("plan", plan.slug) + "#dataset"


def _dataset(een: Beschrevenplan) -> Iterator[Knoop]:
    """Give the dataset of a plan, with its distributions, its contact, and the body that the plan is of."""
    plan, eigen = een.plan, _dataset_id(een.plan)
    distributies = list(_distributies(plan))
    buren = [buur for buur in (plan.opvolger_van, getattr(plan, "opvolger", None)) if buur and buur.openbaar]
    wat = f"Wat {plan.naam} belooft en wat ervan terechtkomt: speerpunten, acties, standen, organisaties en rapporten."
    yield _knoop(
        eigen,
        "dcat:Dataset",
        dct_identifier=eigen,
        dct_title=plan.naam,
        dct_description="\n\n".join(filter(None, (wat, plan.inleiding))),
        **_gedeeld(),
        dct_creator=_organisatie_id(plan.opdrachtgever) if plan.opdrachtgever else None,
        dct_accessRights=OPENBAAR,
        dcat_theme=OVERHEID,
        dcat_keyword=list(een.trefwoorden),
        dct_temporal={
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": plan.van.isoformat(),
            "dcat:endDate": plan.tot.isoformat(),
        },
        dct_modified=_tijdstip(een.gewijzigd_op),
        dct_relation=[_dataset_id(buur) for buur in buren],
        dcat_landingPage=pagina(plan),
        foaf_page=plan.document,
        dcat_contactPoint=_contact_id(plan),
        dcat_distribution=[distributie["@id"] for distributie in distributies],
    )
    yield from distributies
    yield from (_knoop(adres, "foaf:Document") for adres in (pagina(plan), plan.document) if adres)
    if plan.contact:
        yield _contact(_contact_id(plan), plan.contact, plan.naam)
    if plan.opdrachtgever:
        yield _agent(_organisatie_id(plan.opdrachtgever), plan.opdrachtgever.naam)


def _distributies(plan: Beleidsplan) -> Iterator[Knoop]:
    for naam, (titel, wat, mediatype, bestandstype) in BESTANDEN.items():
        adres = van(naam, plan.slug)
        yield _distributie(adres, titel, wat, mediatype, bestandstype) | {"dcat:downloadURL": adres}
    wat = "Het plan als begin van de JSON-API, met filters en bladzijden."
    eigen = _distributie(zelf("plan", plan.slug), "API (JSON)", wat, "application/json", "JSON")
    yield eigen | {"dcat:accessService": zelf("begin") + "#dienst"}


def _distributie(adres: str, titel: str, wat: str, mediatype: str, bestandstype: str) -> Knoop:
    eigen = adres + "#distributie"
    return _knoop(
        eigen,
        "dcat:Distribution",
        dct_identifier=eigen,
        dct_title=titel,
        dct_description=wat,
        dct_language=NEDERLANDS,
        dct_license=_licentie_id(),
        dcat_accessURL=adres,
        dcat_mediaType=MEDIATYPES + mediatype,
        dct_format=BESTANDSTYPES + bestandstype,
    )


def _bekende_waarden() -> Iterator[Knoop]:
    """Tell what kind of thing each value of others is that we name, so that a checker need not fetch it."""
    yield _knoop(NEDERLANDS, "dct:LinguisticSystem")
    yield {"@id": OPENBAAR, "@type": ["dct:RightsStatement", "skos:Concept"], "skos:prefLabel": "Openbaar"}
    yield _knoop(OVERHEID, "skos:Concept", skos_prefLabel="Overheid en publieke sector")
    yield _knoop(THEMAS, "skos:ConceptScheme", dct_title="Thema’s van datasets")
    yield _knoop(OPENAPI, "dct:Standard", dct_title="OpenAPI 3.1")
    yield _knoop(settings.BASE_URL + "/", "foaf:Document")
    yield _knoop(van("opendata:uitleg"), "foaf:Document")
    for _, _, mediatype, bestandstype in BESTANDEN.values():
        yield _knoop(MEDIATYPES + mediatype, "dct:MediaType")
        yield _knoop(BESTANDSTYPES + bestandstype, "dct:MediaTypeOrExtent")


def _gedeeld() -> dict[str, object]:
    """Give what the catalogue, the service and every dataset say alike."""
    uitgever = _uitgever_id() if settings.UITGEVER else None
    return {"dct_publisher": uitgever, "dct_license": _licentie_id(), "dct_language": NEDERLANDS}


def _uitgever_id() -> str:
    return zelf("dcat") + "#uitgever"


def _organisatie_id(organisatie: Organisatie) -> str:
    return zelf("organisatie", organisatie.slug) + "#organisatie"


def _agent(id_: str, naam: str) -> Knoop:
    return {"@id": id_, "@type": ["foaf:Agent", "dct:Agent"], "foaf:name": naam}


def _contact_id(plan: Beleidsplan | None = None) -> str | None:
    """Give the contact of a plan: its own mailbox, or that of the installation; None where there is neither."""
    if plan and plan.contact:
        return zelf("plan", plan.slug) + "#contact"
    return zelf("dcat") + "#contact" if settings.CONTACT_EMAIL else None


def _contact(id_: str, adres: str, naam: str) -> Knoop:
    return _knoop(id_, "vcard:Kind", vcard_fn=naam, vcard_hasEmail=f"mailto:{adres}")


def _licentie_id() -> str | None:
    """Give what stands for the licence; of one in the Flemish register the id, which harvesters look for."""
    gekozen = bouwen.licentie()
    if gekozen is None:
        return None
    id_ = gekozen.url.replace(LICENTIEREGISTER.format("doc"), LICENTIEREGISTER.format("id"))
    return id_ or zelf("dcat") + "#licentie"


def _van_de_installatie() -> Iterator[Knoop]:
    """Give who publishes, whom to write to and the licence, as far as the settings say."""
    if settings.UITGEVER:
        yield _agent(_uitgever_id(), settings.UITGEVER)
    if settings.CONTACT_EMAIL:
        yield _contact(zelf("dcat") + "#contact", settings.CONTACT_EMAIL, settings.UITGEVER)
    if gekozen := bouwen.licentie():
        yield _knoop(_licentie_id(), "dct:LicenseDocument", dct_title=gekozen.naam, foaf_page=gekozen.url)


def _tijdstip(wanneer: dt.datetime | None) -> str | None:
    return timezone.localtime(wanneer).isoformat(timespec="seconds") if wanneer else None
