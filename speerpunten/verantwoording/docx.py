"""A verantwoording as DOCX, to go on writing in."""

from speerpunten.rapportage.weergave.woord import (
    Blad,
    alinea,
    alineas,
    als_bytes,
    kop,
    lijst,
    met_label,
    schoon,
    tabel,
)
from speerpunten.verantwoording.gegevens import Actieregel, Cijfer, Gezegd, Mijlpaalregel, Subsidieregel, Verantwoording


def docx(stuk: Verantwoording) -> bytes:
    """Give the file. Raises WoordMislukt."""
    stuk = schoon(stuk)
    titel = f"Verantwoording {stuk.jaar}"
    blad = Blad(f"{titel}, {stuk.organisatie}", stuk.organisatie)
    kop(blad, titel, 0)
    kbo = f"KBO {stuk.kbo}" if stuk.kbo else ""
    alinea(blad, ", ".join(filter(None, (stuk.organisatie, stuk.rechtsvorm, kbo))))
    alinea(blad, "Dit jaar moet nog beginnen." if stuk.moet_nog_beginnen else stuk.kop)
    loopt = " Dit jaar loopt nog." if stuk.loopt_nog else ""
    alinea(blad, f"Stand op {stuk.op:%d/%m/%Y}, opgemaakt op {stuk.vandaag:%d/%m/%Y}.{loopt}")
    plan = ""
    for actie in stuk.acties:
        if actie.plan != plan:
            plan = actie.plan
            kop(blad, plan, 1)
        _actie(blad, actie, stuk.jaar)
    if stuk.anderen:
        kop(blad, f"Acties waaraan {stuk.organisatie} meewerkt", 1)
        lijst(blad, (f"{a.code} {a.titel} ({a.rol}, {a.plan}): {a.stand.status_label.lower()}" for a in stuk.anderen))
    _subsidies(blad, stuk)
    return als_bytes(blad)


def _actie(blad: Blad, actie: Actieregel, jaar: int) -> None:
    stand = actie.stand
    kop(blad, f"{actie.code} {actie.titel}", 2)
    doel = f"doel {stand.resultaat_label.lower()}" if stand.resultaat else ""
    dag = f"stand op {stand.peildatum:%d/%m/%Y}" if stand.peildatum else ""
    alinea(blad, ", ".join(filter(None, (stand.status_label, stand.verloop_label.lower(), doel, dag))) + ".")
    besloten = "" if actie.openbaar else " Niet openbaar."
    alinea(blad, f"Speerpunt {actie.speerpunt}. Rol: {actie.rol}. {actie.looptijd}".rstrip() + besloten)
    met_label(blad, "Beoogd", actie.beoogd_resultaat)
    met_label(blad, "Bereikt", stand.bereikt_resultaat)
    for keer in actie.gezegd:
        _gezegd(blad, keer)
    if not actie.gezegd:
        alinea(blad, f"Over {jaar} is geen stand aanvaard.")
    lijst(blad, (_mijlpaal(mijlpaal) for mijlpaal in actie.mijlpalen))
    lijst(blad, (_cijfer(cijfer, jaar) for cijfer in actie.cijfers))
    for subsidie in actie.subsidies:
        elders = "" if subsidie.jaar == jaar else f" (telt in {subsidie.jaar})"
        met_label(blad, "Subsidie", f"{subsidie.tekst}{elders}")


def _gezegd(blad: Blad, keer: Gezegd) -> None:
    wie = f"volgens {keer.wie}" if keer.wie else ""
    stand = ", ".join(filter(None, (keer.status_label.lower(), keer.verloop_label.lower(), wie)))
    zelfde = " Bevestigd dat er niets veranderde." if keer.niets_veranderd else ""
    met_label(blad, f"{keer.peildatum:%d/%m/%Y}", f"{stand}.{zelfde}")
    alineas(blad, keer.toelichting)
    met_label(blad, "Reden", keer.reden)
    met_label(blad, "Toen bereikt", keer.bereikt_resultaat)


def _mijlpaal(mijlpaal: Mijlpaalregel) -> str:
    slot = f"bereikt op {mijlpaal.bereikt_op:%d/%m/%Y}" if mijlpaal.bereikt_op else "niet bereikt"
    return f"Mijlpaal: {mijlpaal.titel}, tegen {mijlpaal.streefdatum:%d/%m/%Y}: {slot}"


def _cijfer(cijfer: Cijfer, jaar: int) -> str:
    dag = f", stand op {cijfer.dag:%d/%m/%Y}" if cijfer.dag else ""
    erbij = f", waarvan {cijfer.erbij} in {jaar}" if cijfer.erbij else ""
    return f"{cijfer.naam}: {cijfer.waarde}{dag}{erbij}"


def _subsidies(blad: Blad, stuk: Verantwoording) -> None:
    if not stuk.subsidies:
        return
    kop(blad, "Subsidies", 1)
    regels = [_rij(regel) for regel in stuk.begonnen]
    if regels:
        tabel(blad, ("Subsidie", "Voor", "Van", "Besluit", "Bedrag"), [*regels, _totaal(stuk)])
    if stuk.lopend:
        alinea(blad, "Begon vroeger en loopt nog in dit jaar; telt hier niet mee:")
        lijst(blad, (regel.tekst for regel in stuk.lopend))


def _rij(regel: Subsidieregel) -> tuple[str, ...]:
    aan = f", aan {regel.aan}" if regel.aan else ""
    voor = regel.actie or "zonder actie"
    return f"{regel.soort} {regel.periode}{aan}", voor, regel.financier, regel.besluit, regel.bedrag_in_woorden


def _totaal(stuk: Verantwoording) -> tuple[str, ...]:
    return "Totaal", "", "", "", stuk.totaal_in_woorden
