"""A report as tables: CSV, and a workbook with a sheet per subject."""

from collections.abc import Iterable, Iterator

from speerpunten.rapportage.gegevens import Actieregel, Rechtzettingregel, Stuk
from speerpunten.uitwisseling.csv_bestand import csv_regels
from speerpunten.uitwisseling.xlsx_bestand import Werkblad, xlsx

SCHEIDING = "; "
# Column, width in a sheet (characters), and what stands in it.
ACTIES = (
    ("code", 8, lambda a: a.code),
    ("titel", 40, lambda a: a.titel),
    ("trekker", 28, lambda a: a.trekker),
    ("partners", 36, lambda a: SCHEIDING.join(_met_rol(r.organisatie, r.rol) for r in a.anderen)),
    ("beleidsdomeinen", 24, lambda a: SCHEIDING.join(a.beleidsdomeinen)),
    ("doelgroepen", 24, lambda a: SCHEIDING.join(a.doelgroepen)),
    ("looptijd", 20, lambda a: a.looptijd),
    ("status", 18, lambda a: a.status),
    ("verloop", 14, lambda a: a.verloop),
    ("resultaat", 14, lambda a: a.resultaat),
    ("toelichting", 60, lambda a: a.toelichting),
    ("reden", 40, lambda a: a.reden),
    ("bereikt_resultaat", 40, lambda a: a.bereikt_resultaat),
    ("peildatum", 12, lambda a: a.peildatum),
    ("uit_ronde", 10, lambda a: _ja_nee(a.uit_ronde)),
    ("mijlpalen", 40, lambda a: SCHEIDING.join(_mijlpaal(m) for m in a.mijlpalen)),
    ("indicatoren", 40, lambda a: SCHEIDING.join(f"{i.naam}: {i.tekst}" for i in a.indicatoren)),
    ("subsidies", 40, lambda a: SCHEIDING.join(subsidie.tekst for subsidie in a.subsidies)),
    ("aandachtspunten", 50, lambda a: SCHEIDING.join(punt.reden for punt in a.aandachtspunten)),
)
RECHTZETTINGEN = (
    ("nummer", 8, lambda r: r.nummer),
    ("op", 12, lambda r: r.op),
    ("code", 8, lambda r: r.code),
    ("wat er stond", 60, lambda r: r.stond),
    ("wat er moet staan", 60, lambda r: r.wordt),
    ("reden", 40, lambda r: r.reden),
)


def _met_rol(naam: str, rol: str) -> str:
    return naam if rol == "partner" else f"{naam} ({rol})"


def _ja_nee(waarde: bool) -> str:
    return "ja" if waarde else "nee"


def _mijlpaal(mijlpaal) -> str:
    slot = f"bereikt op {mijlpaal.bereikt_op:%d/%m/%Y}" if mijlpaal.bereikt_op else "niet bereikt"
    return f"{mijlpaal.titel}, tegen {mijlpaal.streefdatum:%d/%m/%Y}: {slot}"


def _in_een_cel(rechtzettingen: Iterable[Rechtzettingregel]) -> str:
    return SCHEIDING.join(f"Rechtzetting {r.nummer} van {r.op:%d/%m/%Y}: {r.wordt}" for r in rechtzettingen)


def csv(stuk: Stuk) -> Iterable[bytes]:
    """Give the acties of a report, a row each, with the speerpunt before them and the rechtzettingen behind them; those
    to the report as a whole in a row of their own at the end."""
    return csv_regels(["speerpunt", *(naam for naam, _, _ in ACTIES), "rechtzettingen"], _csv_rijen(stuk))


def _csv_rijen(stuk: Stuk) -> Iterator[list[object]]:
    for deel in stuk.rapportage.speerpunten:
        for actie in deel.acties:
            rechtgezet = _in_een_cel(stuk.rechtzettingen_bij(actie.code))
            yield [f"{deel.nummer}. {deel.titel}", *_rij(actie), rechtgezet]
    if algemeen := stuk.rechtzettingen_bij(""):
        yield ["", *("" for _ in ACTIES), _in_een_cel(algemeen)]


def _rij(actie: Actieregel) -> list[object]:
    return [waarde(actie) for _, _, waarde in ACTIES]


def werkboek(stuk: Stuk) -> bytes:
    """Give a workbook: samenvatting, speerpunten, acties, stand van zaken, rechtzettingen."""
    r = stuk.rapportage
    acties = ("code", "titel", "trekker", "partners", "beleidsdomeinen", "doelgroepen", "looptijd")
    stand = [kolom for kolom in ACTIES if kolom[0] not in acties[2:]]
    return xlsx(
        Werkblad("samenvatting", ["wat", "waarde"], [40, 70], _samenvatting(stuk)),
        Werkblad("speerpunten", *_speerpunten(stuk)),
        _blad("acties", [kolom for kolom in ACTIES if kolom[0] in acties], r.acties),
        _blad("stand van zaken", stand, r.acties),
        _blad("rechtzettingen", RECHTZETTINGEN, stuk.rechtzettingen),
    )


def _blad(naam: str, kolommen, rijen) -> Werkblad:
    return Werkblad(
        naam,
        [kolom[0] for kolom in kolommen],
        [kolom[1] for kolom in kolommen],
        [[waarde(rij) for _, _, waarde in kolommen] for rij in rijen],
    )


def _samenvatting(stuk: Stuk) -> list[list[object]]:
    r = stuk.rapportage
    rijen: list[list[object]] = [
        ["plan", r.plan.naam],
        ["bestuur", r.plan.bestuur],
        ["rapport", r.ronde.naam if r.ronde else ""],
        ["periode van", r.ronde.van if r.ronde else None],
        ["periode tot en met", r.ronde.tot if r.ronde else None],
        ["stand op", r.op],
        ["toestand", "definitief" if stuk.is_definitief else "ontwerp"],
        ["definitief op", stuk.definitief_op],
        ["controlegetal (SHA-256)", stuk.sha256],
        ["aantal rechtzettingen", len(stuk.rechtzettingen)],
        ["behandeld door", SCHEIDING.join(f"{b.orgaan} op {b.dag:%d/%m/%Y}" for b in stuk.behandelingen)],
        ["samengevat", r.telling.kop],
        *([f"aantal {tal.label.lower()}", tal.aantal] for tal in r.telling.tallen),
        ["aantal acties", r.telling.totaal],
        ["vraagt aandacht", r.telling.aandacht],
        ["niet openbaar, telt niet mee", r.niet_openbaar],
    ]
    if r.deelname:
        rijen += [
            ["gevraagd in deze ronde", r.deelname.gevraagd],
            ["beantwoord in deze ronde", r.deelname.beantwoord],
        ]
    if r.subsidies:
        rijen.append(["subsidies", r.subsidies.totaal.bedrag_in_woorden])
    return [*rijen, ["inleiding", r.inleiding], ["conclusie", r.conclusie]]


def _speerpunten(stuk: Stuk) -> tuple[list[str], list[int], list[list[object]]]:
    r = stuk.rapportage
    kop = ["nummer", "titel", *(tal.label.lower() for tal in r.telling.tallen), "totaal", "vraagt aandacht", "duiding"]
    breedtes = [8, 44, *(16 for _ in r.telling.tallen), 10, 14, 70]
    rijen = [
        [d.nummer, d.titel, *(t.aantal for t in d.telling.tallen), d.telling.totaal, d.telling.aandacht, d.duiding]
        for d in r.speerpunten
    ]
    return kop, breedtes, rijen
