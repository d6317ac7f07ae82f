"""A whole public plan as files: one JSON document, and a CSV for each table. In pieces, however large it is."""

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import islice

from django.conf import settings
from pydantic import TypeAdapter
from pydantic_core import to_json

from speerpunten.models import Beleidsplan
from speerpunten.opendata import bouwen, vormen, vragen
from speerpunten.opendata.standrij import Standrij
from speerpunten.stand import ActieStand
from speerpunten.uitwisseling.csv_bestand import csv_regels

PER_KEER = 500  # rows fetched at once
PER_STUK = 50  # rows written at once
SCHEIDING = "; "
ACTIEVELDEN = tuple(vormen.Actie.model_fields)
ACTIEKOLOMMEN = (
    "id code titel speerpunt speerpunt_titel op status verloop resultaat peildatum toelichting reden bereikt_resultaat "
    "trekker andere_organisaties beleidsdomeinen doelgroepen ook_bij start einde doorlopend vraagt_aandacht bron url "
    "vervolg_op vervolgen overgang overgang_naar overgang_reden"
).split()
STANDKOLOMMEN = (
    "id actie_id actie_code peildatum status verloop resultaat toelichting reden bereikt_resultaat volgende_stappen "
    "niets_veranderd herkomst organisatie_slug organisatie ronde aanvaard_op vervangt correctie_reden "
    "vervangen_door url"
).split()
MIJLPAALKOLOMMEN = "actie_id actie_code titel streefdatum bereikt_op url".split()
ORGANISATIEKOLOMMEN = "slug naam afkorting rechtsvorm kbo website omschrijving bron aantal_acties url".split()
KOLOMMEN = {
    "acties.csv": ACTIEKOLOMMEN,
    "standen.csv": STANDKOLOMMEN,
    "mijlpalen.csv": MIJLPAALKOLOMMEN,
    "organisaties.csv": ORGANISATIEKOLOMMEN,
}


def alles(plan: Beleidsplan, op: dt.date) -> Iterator[bytes]:
    """Give the document `bladen.Alles` of a plan: nine queries."""
    alle_rondes, rondes, rapporten = vragen.rondes_en_rapporten(plan)
    standen = vragen.standen_van(plan, op, alle_rondes)
    licentie = bouwen.licentie()
    delen: list[tuple[str, Iterable[bytes]]] = [
        ("speerpunten", map(to_json, vragen.speerpunten(plan, op, standen))),
        ("acties", map(to_json, map(_in_volgorde, vragen.als_acties(standen)))),
        ("organisaties", map(to_json, map(vragen.als_organisatie, vragen.organisaties_van_plan(plan)))),
        ("rondes", map(to_json, rondes)),
        ("rapporten", map(to_json, rapporten)),
        ("standen", map(to_json, _standen(plan, op))),
    ]
    yield b'{"licentie":' + (licentie.model_dump_json().encode() if licentie else b"null")
    yield b',"uitgever":' + TypeAdapter(str).dump_json(settings.UITGEVER)
    yield b',"op":' + TypeAdapter(dt.date).dump_json(op)
    yield b',"plan":' + vragen.plan_met_telling(plan, op, standen).model_dump_json().encode()
    for naam, rijen in delen:
        yield f',"{naam}":['.encode()
        yield from _met_kommas(rijen)
        yield b"]"
    yield b"}"


def _met_kommas(delen: Iterable[bytes]) -> Iterator[bytes]:
    """Give the parts of a list in pieces of some rows."""
    rest, komma = iter(delen), b""
    while stuk := b",".join(islice(rest, PER_STUK)):
        yield komma + stuk
        komma = b","


def _in_volgorde(actie: bouwen.Velden) -> bouwen.Velden:
    """Give the fields of an actie in the order of its form."""
    return {veld: actie[veld] for veld in ACTIEVELDEN}


def _standen(plan: Beleidsplan, op: dt.date) -> Iterator[bouwen.Velden]:
    """Give the accepted stands that are about a day until `op`, as they are known today."""
    rijen = vragen.standen_van_plan(plan).filter(peildatum__lte=op)
    return map(bouwen.stand, map(Standrij._make, rijen.iterator(chunk_size=PER_KEER)))


def _ja(waarde: bool) -> str:
    return "ja" if waarde else "nee"


def _leeg(waarde: object) -> object:
    return "" if waarde is None else waarde


def _actierij(actie: bouwen.Velden) -> list:
    gezegd, punt = actie["stand"], actie["speerpunt"]
    paren = [(rol["rol"], rol["organisatie"]["naam"]) for rol in actie["rollen"]]
    van_stand = ("verloop", "resultaat", "peildatum", "toelichting", "reden", "bereikt_resultaat")
    return [
        *(actie["id"], actie["code"], actie["titel"], punt["nummer"], punt["titel"], actie["op"], actie["status"]),
        *(_leeg(gezegd[veld]) if gezegd else "" for veld in van_stand),
        SCHEIDING.join(naam for rol, naam in paren if rol == "trekker"),
        SCHEIDING.join(f"{naam} ({rol})" for rol, naam in paren if rol != "trekker"),
        SCHEIDING.join(term["naam"] for term in actie["beleidsdomeinen"]),
        SCHEIDING.join(term["naam"] for term in actie["doelgroepen"]),
        SCHEIDING.join(map(str, actie["ook_bij"])),
        _dag_of_jaar(actie["start"], actie["start_alleen_jaar"]),
        _dag_of_jaar(actie["einde"], actie["einde_alleen_jaar"]),
        *(_ja(actie["doorlopend"]), _ja(actie["vraagt_aandacht"]), actie["bron"], actie["url"]),
        SCHEIDING.join(str(ander["id"]) for ander in actie["vervolg_op"]),
        SCHEIDING.join(str(ander["id"]) for ander in actie["vervolgen"]),
        *_overgang(actie["overgang"]),
    ]


def _overgang(besluit: bouwen.Velden | None) -> tuple:
    if besluit is None:
        return "", "", ""
    return besluit["besluit"], besluit["naar"]["nummer"] if besluit["naar"] else "", besluit["reden"]


def _dag_of_jaar(dag: dt.date | None, alleen_jaar: bool) -> object:
    return dag.year if dag and alleen_jaar else _leeg(dag)


def acties_csv(plan: Beleidsplan, op: dt.date) -> Iterator[bytes]:
    return csv_regels(ACTIEKOLOMMEN, map(_actierij, vragen.als_acties(vragen.standen_van(plan, op))))


def _standrij(stand: bouwen.Velden) -> list:
    wie, ronde, actie = stand["organisatie"], stand["ronde"], stand["actie"]
    return [
        *(stand["id"], actie["id"], actie["code"], stand["peildatum"], stand["status"]),
        *(_leeg(stand["verloop"]), _leeg(stand["resultaat"])),
        *(stand[veld] for veld in ("toelichting", "reden", "bereikt_resultaat", "volgende_stappen")),
        *(_ja(stand["niets_veranderd"]), stand["herkomst"]),
        *((wie["slug"], wie["naam"]) if wie else ("", "")),
        *(ronde["naam"] if ronde else "", stand["aanvaard_op"].isoformat(), _leeg(stand["vervangt"])),
        *(stand["correctie_reden"], _leeg(stand["vervangen_door"]), stand["url"]),
    ]


def standen_csv(plan: Beleidsplan, op: dt.date) -> Iterator[bytes]:
    return csv_regels(STANDKOLOMMEN, map(_standrij, _standen(plan, op)))


def _mijlpaalrijen(standen: Iterable[ActieStand]) -> Iterator[list]:
    for rij in standen:
        ref = bouwen.actie_ref(rij.actie.pk, rij.actie.code, rij.actie.titel)
        for mijlpaal in rij.mijlpalen:
            bereikt = mijlpaal.bereikt_op if mijlpaal.is_bereikt(rij.op) else ""
            yield [ref["id"], ref["code"], mijlpaal.titel, mijlpaal.streefdatum, bereikt, ref["url"]]


def mijlpalen_csv(plan: Beleidsplan, op: dt.date) -> Iterator[bytes]:
    return csv_regels(MIJLPAALKOLOMMEN, _mijlpaalrijen(vragen.standen_van(plan, op)))


def organisaties_csv(plan: Beleidsplan, op: dt.date) -> Iterator[bytes]:
    rijen = map(vragen.als_organisatie, vragen.organisaties_van_plan(plan))
    return csv_regels(ORGANISATIEKOLOMMEN, ([getattr(rij, k) for k in ORGANISATIEKOLOMMEN] for rij in rijen))


TABELLEN = {"acties": acties_csv, "standen": standen_csv, "mijlpalen": mijlpalen_csv, "organisaties": organisaties_csv}
