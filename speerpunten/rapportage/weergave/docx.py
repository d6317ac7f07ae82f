"""A report as DOCX, for the nota to the College: headings, lists and tables that Word and LibreOffice know."""

from collections.abc import Iterable

from speerpunten.rapportage.gegevens import Actieregel, Indicatorregel, Rapportage, Speerpuntdeel, Stuk
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


def docx(stuk: Stuk) -> bytes:
    """Give the file. Raises WoordMislukt."""
    stuk = schoon(stuk)
    r = stuk.rapportage
    blad = Blad(r.titel, r.plan.bestuur)
    kop(blad, r.titel, level=0)
    toestand = f"Definitief op {stuk.definitief_op:%d/%m/%Y}." if stuk.definitief_op else "Ontwerp."
    over = f"Over {r.ronde.van:%d/%m/%Y} tot en met {r.ronde.tot:%d/%m/%Y}. " if r.ronde else ""
    alinea(blad, f"{over}Stand op {r.op:%d/%m/%Y}. {toestand}")
    for behandeling in stuk.behandelingen:
        alinea(blad, f"Behandeld door {behandeling.orgaan} op {behandeling.dag:%d/%m/%Y}.")
    _rechtzettingen(blad, stuk)
    alinea(blad, f"{r.telling.kop} ({r.telling.zin}.)")
    _feiten(blad, r)
    _tekst(blad, "Inleiding", r.inleiding)
    for deel in r.speerpunten:
        _speerpunt(blad, deel, r)
    _deelname(blad, r)
    _tekst(blad, "Conclusie", r.conclusie)
    _cijfers(blad, r)
    if stuk.sha256:
        alinea(blad, f"Controlegetal (SHA-256 van het bewaarde rapport): {stuk.sha256}")
    return als_bytes(blad)


def _tekst(blad: Blad, titel: str, tekst: str) -> None:
    if tekst:
        kop(blad, titel, level=1)
        alineas(blad, tekst)


def _rechtzettingen(blad: Blad, stuk: Stuk) -> None:
    if not stuk.rechtzettingen:
        return
    kop(blad, "Rechtzettingen", level=1)
    for r in stuk.rechtzettingen:
        over = f"actie {r.code}" if r.code else "het rapport als geheel"
        kop(blad, f"Rechtzetting {r.nummer}, {r.op:%d/%m/%Y}, over {over}", level=2)
        for label, tekst in (("Er stond", r.stond), ("Er moet staan", r.wordt), ("Reden", r.reden)):
            met_label(blad, label, tekst)
    kop(blad, "In het kort", level=1)  # what follows is no part of the last one


def _feiten(blad: Blad, r: Rapportage) -> None:
    feiten = []
    if r.deelname:
        feiten.append(
            f"{r.deelname.beantwoord} van de {r.deelname.gevraagd} gevraagde acties hebben een aanvaarde stand uit "
            "deze ronde."
        )
    if r.oudere_standen:
        feiten.append(f"Van {r.oudere_standen} acties komt de stand niet uit deze ronde. De dag staat erbij.")
    if r.oudste_stand:
        feiten.append(f"De oudste stand is van {r.oudste_stand:%d/%m/%Y}.")
    feiten.append(f"Vraagt aandacht: {r.telling.aandacht} van de {r.telling.totaal} acties.")
    if r.niet_openbaar:
        feiten.append(f"Niet-openbare acties die hier niet meetellen: {r.niet_openbaar}.")
    lijst(blad, feiten)


def _speerpunt(blad: Blad, deel: Speerpuntdeel, r: Rapportage) -> None:
    kop(blad, f"{deel.nummer}. {deel.titel}", level=1)
    alinea(blad, f"{deel.telling.kop} ({deel.telling.zin}.)")
    alineas(blad, deel.duiding)
    _indicatoren(blad, deel.indicatoren)
    for actie in deel.acties:
        _actie(blad, actie, r)
    if deel.ook:
        namen = "; ".join(f"{a.code} {a.titel}" for a in deel.ook)
        alinea(blad, f"Raken ook aan dit speerpunt, en tellen elders: {namen}.")


def _indicatoren(blad: Blad, indicatoren: Iterable[Indicatorregel]) -> None:
    lijst(blad, (f"{indicator.naam}: {indicator.tekst}" for indicator in indicatoren))


def _actie(blad: Blad, actie: Actieregel, r: Rapportage) -> None:
    kop(blad, f"{actie.code} {actie.titel}", level=2)
    stand = alinea(blad)
    stand.zeg(actie.status_label, vet=True)
    delen = [actie.verloop_label.lower(), f"doel {actie.resultaat_label.lower()}" if actie.resultaat else ""]
    stand.zeg("".join(f", {deel}" for deel in delen if deel) + ".")
    if actie.peildatum:
        oud = ", niet uit deze ronde" if r.ronde and not actie.uit_ronde else ""
        stand.zeg(f" Stand op {actie.peildatum:%d/%m/%Y}{oud}.")
    alineas(blad, actie.toelichting)
    met_label(blad, "Bereikt", actie.bereikt_resultaat)
    met_label(blad, "Reden", actie.reden)
    for punt in actie.aandachtspunten:
        met_label(blad, "Vraagt aandacht", f"{punt.reden} Sinds {punt.sinds:%d/%m/%Y}.")
    lijst(
        blad,
        (
            f"Mijlpaal: {m.titel}, tegen {m.streefdatum:%d/%m/%Y}: "
            + (f"bereikt op {m.bereikt_op:%d/%m/%Y}" if m.bereikt_op else "niet bereikt")
            for m in actie.mijlpalen
        ),
    )
    _indicatoren(blad, actie.indicatoren)
    feiten = (
        ("Trekker", actie.trekker or "niemand"),
        ("Met", ", ".join(rol.organisatie for rol in actie.anderen)),
        ("Beleidsdomeinen", ", ".join(actie.beleidsdomeinen)),
        ("Doelgroepen", ", ".join(actie.doelgroepen)),
        ("Looptijd", actie.looptijd),
        *(("Subsidie", subsidie.tekst) for subsidie in actie.subsidies),
        ("Beoogd resultaat", actie.beoogd_resultaat),
    )
    alinea(blad, "\n".join(f"{label}: {tekst}" for label, tekst in feiten if tekst))


def _deelname(blad: Blad, r: Rapportage) -> None:
    if r.deelname is None:
        return
    kop(blad, "Wie rapporteerde niet", level=1)
    if not r.deelname.ontbreken:
        alinea(blad, "Van elke gevraagde actie is er een aanvaarde stand uit deze ronde.")
    lijst(
        blad,
        (
            f"{wie.organisatie or 'Niemand antwoordt voor deze acties'}: "
            + "; ".join(f"{a.code} {a.titel}" for a in wie.acties)
            for wie in r.deelname.ontbreken
        ),
    )


def _cijfers(blad: Blad, r: Rapportage) -> None:
    kop(blad, "Cijfers", level=1)
    if r.vorige:
        kop(blad, f"Nu en in het vorige rapport ({r.vorige.naam})", level=2)
        rijen = [(nu.label, toen, nu.aantal) for toen, nu in r.vergelijking]
        tabel(blad, ("Status", "Vorig rapport", "Nu"), rijen)
    kop(blad, "Aantal acties per speerpunt en status", level=2)
    koppen = ("Speerpunt", *(tal.label for tal in r.telling.tallen), "Totaal")
    rijen = [
        (f"{d.nummer}. {d.titel}", *(tal.aantal for tal in d.telling.tallen), d.telling.totaal) for d in r.speerpunten
    ]
    tabel(blad, koppen, [*rijen, ("Totaal", *(tal.aantal for tal in r.telling.tallen), r.telling.totaal)])
    if r.subsidies:
        kop(blad, f"Subsidies tot {r.op:%d/%m/%Y}: {r.subsidies.totaal.bedrag_in_woorden}", level=2)
        for wat, regels in r.subsidies.tabellen:
            alle = [*regels, r.subsidies.totaal]
            tabel(blad, (f"Per {wat}", "Aantal", "Bedrag"), [(x.naam, x.aantal, x.bedrag_in_woorden) for x in alle])
            alinea(blad)
