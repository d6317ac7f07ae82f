"""A report as DOCX, for the nota to the College: headings, lists and tables that Word and LibreOffice know."""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass, replace

from docx import Document
from docx.document import Document as Docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from speerpunten.rapportage.gegevens import Actieregel, Indicatorregel, Rapportage, Speerpuntdeel, Stuk

TAAL = "nl-BE"
_GEEN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def docx(stuk: Stuk) -> bytes:
    """Give the file."""
    stuk = _schoon(stuk)
    r, blad = stuk.rapportage, Document()
    _maak_klaar(blad, r)
    _kop(blad, r.titel, level=0)
    toestand = f"Definitief op {stuk.definitief_op:%d/%m/%Y}." if stuk.definitief_op else "Ontwerp."
    over = f"Over {r.ronde.van:%d/%m/%Y} tot en met {r.ronde.tot:%d/%m/%Y}. " if r.ronde else ""
    _alinea(blad, f"{over}Stand op {r.op:%d/%m/%Y}. {toestand}")
    for behandeling in stuk.behandelingen:
        _alinea(blad, f"Behandeld door {behandeling.orgaan} op {behandeling.dag:%d/%m/%Y}.")
    _rechtzettingen(blad, stuk)
    _alinea(blad, f"{r.telling.kop} ({r.telling.zin}.)")
    _feiten(blad, r)
    _tekst(blad, "Inleiding", r.inleiding)
    for deel in r.speerpunten:
        _speerpunt(blad, deel, r)
    _deelname(blad, r)
    _tekst(blad, "Conclusie", r.conclusie)
    _cijfers(blad, r)
    if stuk.sha256:
        _alinea(blad, f"Controlegetal (SHA-256 van het bewaarde rapport): {stuk.sha256}")
    uit = io.BytesIO()
    blad.save(uit)
    return uit.getvalue()


def _schoon(deel: object) -> object:
    """Leave out the characters that no XML can hold, wherever they stand in a report."""
    if isinstance(deel, str):
        return _GEEN_XML.sub("", deel)
    if isinstance(deel, tuple):
        return tuple(_schoon(lid) for lid in deel)
    if is_dataclass(deel):
        return replace(deel, **{veld.name: _schoon(getattr(deel, veld.name)) for veld in fields(deel)})
    return deel


def _maak_klaar(blad: Docx, r: Rapportage) -> None:
    """Set what a reader's program wants to know: title, language, and one letter for all."""
    blad.core_properties.title = r.titel
    blad.core_properties.language = TAAL
    blad.core_properties.author = r.plan.bestuur
    blad.core_properties.comments = ""
    stijl = blad.styles["Normal"]
    stijl.font.name, stijl.font.size = "Calibri", Pt(10.5)
    taal = OxmlElement("w:lang")
    taal.set(qn("w:val"), TAAL)
    stijl.element.get_or_add_rPr().append(taal)


def _alinea(blad: Docx, tekst: str = "", stijl: str = "") -> Paragraph:
    """Add a paragraph at the end. The library looks for the end and for the style each time, which takes a large report
    many seconds."""
    element = OxmlElement("w:p")
    blad.element.body.sectPr.addprevious(element)
    if stijl:
        element.style = stijl.replace(" ", "")  # the key of each built-in style that stands here
    alinea = Paragraph(element, blad._body)
    if tekst:
        alinea.add_run(tekst)
    return alinea


def _kop(blad: Docx, tekst: str, level: int) -> None:
    _alinea(blad, tekst, f"Heading {level}" if level else "Title")


def _alineas(blad: Docx, tekst: str) -> None:
    for alinea in filter(None, tekst.replace("\r\n", "\n").split("\n\n")):
        _alinea(blad, alinea)


def _tekst(blad: Docx, kop: str, tekst: str) -> None:
    if tekst:
        _kop(blad, kop, level=1)
        _alineas(blad, tekst)


def _met_label(blad: Docx, label: str, tekst: str) -> None:
    if tekst:
        alinea = _alinea(blad)
        alinea.add_run(f"{label}: ").bold = True
        alinea.add_run(tekst)


def _lijst(blad: Docx, regels: Iterable[str]) -> None:
    for regel in regels:
        _alinea(blad, regel, "List Bullet")


def _tabel(blad: Docx, kop: Sequence[str], rijen: Iterable[Sequence[object]]) -> None:
    """Add a table whose first row is a heading that comes back on each page."""
    tabel = blad.add_table(rows=1, cols=len(kop), style="Table Grid")
    for cel, naam in zip(tabel.rows[0].cells, kop, strict=True):
        cel.paragraphs[0].add_run(naam).bold = True
    kopregel = OxmlElement("w:tblHeader")
    tabel.rows[0]._tr.get_or_add_trPr().append(kopregel)
    for rij in rijen:
        for cel, waarde in zip(tabel.add_row().cells, rij, strict=True):
            cel.text = str(waarde)


def _rechtzettingen(blad: Docx, stuk: Stuk) -> None:
    if stuk.rechtzettingen:
        _kop(blad, "Rechtzettingen", level=1)
    for r in stuk.rechtzettingen:
        over = f"actie {r.code}" if r.code else "het rapport als geheel"
        _kop(blad, f"Rechtzetting {r.nummer}, {r.op:%d/%m/%Y}, over {over}", level=2)
        for label, tekst in (("Er stond", r.stond), ("Er moet staan", r.wordt), ("Reden", r.reden)):
            _met_label(blad, label, tekst)


def _feiten(blad: Docx, r: Rapportage) -> None:
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
    _lijst(blad, feiten)


def _speerpunt(blad: Docx, deel: Speerpuntdeel, r: Rapportage) -> None:
    _kop(blad, f"{deel.nummer}. {deel.titel}", level=1)
    _alinea(blad, f"{deel.telling.kop} ({deel.telling.zin}.)")
    _alineas(blad, deel.duiding)
    _indicatoren(blad, deel.indicatoren)
    for actie in deel.acties:
        _actie(blad, actie, r)
    if deel.ook:
        namen = "; ".join(f"{a.code} {a.titel}" for a in deel.ook)
        _alinea(blad, f"Raken ook aan dit speerpunt, en tellen elders: {namen}.")


def _indicatoren(blad: Docx, indicatoren: Iterable[Indicatorregel]) -> None:
    _lijst(blad, (f"{indicator.naam}: {indicator.tekst}" for indicator in indicatoren))


def _actie(blad: Docx, actie: Actieregel, r: Rapportage) -> None:
    _kop(blad, f"{actie.code} {actie.titel}", level=2)
    stand = _alinea(blad)
    stand.add_run(actie.status_label).bold = True
    delen = [actie.verloop_label.lower(), f"doel {actie.resultaat_label.lower()}" if actie.resultaat else ""]
    stand.add_run("".join(f", {deel}" for deel in delen if deel) + ".")
    if actie.peildatum:
        oud = ", niet uit deze ronde" if r.ronde and not actie.uit_ronde else ""
        stand.add_run(f" Stand op {actie.peildatum:%d/%m/%Y}{oud}.")
    _alineas(blad, actie.toelichting)
    _met_label(blad, "Bereikt", actie.bereikt_resultaat)
    _met_label(blad, "Reden", actie.reden)
    for punt in actie.aandachtspunten:
        _met_label(blad, "Vraagt aandacht", f"{punt.reden} Sinds {punt.sinds:%d/%m/%Y}.")
    _lijst(
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
    _alinea(blad, "\n".join(f"{label}: {tekst}" for label, tekst in feiten if tekst))


def _deelname(blad: Docx, r: Rapportage) -> None:
    if r.deelname is None:
        return
    _kop(blad, "Wie rapporteerde niet", level=1)
    if not r.deelname.ontbreken:
        _alinea(blad, "Van elke gevraagde actie is er een aanvaarde stand uit deze ronde.")
    _lijst(
        blad,
        (
            f"{wie.organisatie or 'Niemand antwoordt voor deze acties'}: "
            + "; ".join(f"{a.code} {a.titel}" for a in wie.acties)
            for wie in r.deelname.ontbreken
        ),
    )


def _cijfers(blad: Docx, r: Rapportage) -> None:
    _kop(blad, "Cijfers", level=1)
    if r.vorige:
        _kop(blad, f"Nu en in het vorige rapport ({r.vorige.naam})", level=2)
        rijen = [(nu.label, toen, nu.aantal) for toen, nu in r.vergelijking]
        _tabel(blad, ("Status", "Vorig rapport", "Nu"), rijen)
    _kop(blad, "Aantal acties per speerpunt en status", level=2)
    kop = ("Speerpunt", *(tal.label for tal in r.telling.tallen), "Totaal")
    rijen = [
        (f"{d.nummer}. {d.titel}", *(tal.aantal for tal in d.telling.tallen), d.telling.totaal) for d in r.speerpunten
    ]
    _tabel(blad, kop, [*rijen, ("Totaal", *(tal.aantal for tal in r.telling.tallen), r.telling.totaal)])
    if r.subsidies:
        _kop(blad, f"Subsidies tot {r.op:%d/%m/%Y}: {r.subsidies.totaal.bedrag_in_woorden}", level=2)
        for wat, regels in r.subsidies.tabellen:
            alle = [*regels, r.subsidies.totaal]
            _tabel(blad, (f"Per {wat}", "Aantal", "Bedrag"), [(x.naam, x.aantal, x.bedrag_in_woorden) for x in alle])
            _alinea(blad)
