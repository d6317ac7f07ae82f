"""From a file to the preview: read it, recognise its lists, and see what each row would do. Changes nothing."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.utils import timezone

from speerpunten.keuzes import Resultaat, Verloop
from speerpunten.models import Beleidsplan
from speerpunten.uitwisseling.cellen import Celprobleem
from speerpunten.uitwisseling.herkenning import Cellen, Lijst, herken, pas_toe
from speerpunten.uitwisseling.indeling import ACTIES, CONTACTPERSONEN, MIJLPALEN, ORGANISATIES, STANDEN
from speerpunten.uitwisseling.lezer import Bestandsfout, Tabel, lees
from speerpunten.uitwisseling.register import Register
from speerpunten.uitwisseling.rijen.acties import Actierijen
from speerpunten.uitwisseling.rijen.contactpersonen import Contactrijen
from speerpunten.uitwisseling.rijen.mijlpalen import Mijlpaalrijen
from speerpunten.uitwisseling.rijen.organisaties import Organisatierijen
from speerpunten.uitwisseling.rijen.standen import Standrijen
from speerpunten.uitwisseling.voorstel import FOUT, NIEUW, WEG, Kolomkeuze, Lijstbeeld, Regel, Voorstel
from speerpunten.uitwisseling.werk import Keuzes, Werk, begin_regel
from speerpunten.voortgang import Voortgang

# What a later list speaks of, an earlier one makes.
LEZERS = {
    ORGANISATIES.naam: Organisatierijen,
    ACTIES.naam: Actierijen,
    MIJLPALEN.naam: Mijlpaalrijen,
    STANDEN.naam: Standrijen,
    CONTACTPERSONEN.naam: Contactrijen,
}
STAP = 100  # rows between two signs of life
MIN_ANDERE_TITELS = 5
DAG_TELT = "Die dag geldt voor de standen zonder dag."


@dataclass
class Uitkomst:
    """What came of looking: the work to be done, and the preview of it."""

    werk: Werk
    voorstel: Voorstel


def lees_keuzes(keuzes: Mapping[str, object]) -> Keuzes:
    """Give the choices of the user from their kept form; nonsense counts as none."""
    try:
        dag = dt.date.fromisoformat(str(keuzes.get("peildatum") or ""))
    except ValueError:
        dag = None
    verloop, resultaat = (str(keuzes.get(naam) or "") for naam in ("verloop", "resultaat"))
    return Keuzes(
        peildatum=dag,
        verloop=verloop if verloop in Verloop.values else "",
        resultaat=resultaat if resultaat in Resultaat.values else "",
        **{naam: bool(keuzes.get(naam)) for naam in ("aanvullen", "van_boven", "dagen_leeg", "samen", "fouten_weg")},
    )


def vind_lijsten(tabellen: list[Tabel], kolommen: Mapping[str, Mapping[str, str]]) -> tuple[list[Lijst], list[str]]:
    """Give the lists in a file, in the order in which they are read, and remarks about what was passed over.

    In: the tables, and what was chosen per column (sheet -> index -> column). Raises Bestandsfout without any list.
    """
    lijsten, opmerkingen = [], []
    for tabel in tabellen:
        lijst = herken(tabel)
        if lijst is None:
            if tabel.rijen:
                opmerkingen.append(f"Op het blad “{tabel.naam}” staat geen lijst die ik ken. Het wordt niet ingelezen.")
            continue
        opmerkingen += pas_toe(lijst, kolommen.get(lijst.naam, {}))
        lijsten.append(lijst)
        if weg := [f"{kolom.letter} (“{kolom.kopje}”)" for kolom in lijst.kolommen if not kolom.naam]:
            wat = "zijn de kolommen" if len(weg) > 1 else "is kolom"
            opmerkingen.append(f"{lijst.naam}: niet ingelezen {wat} {', '.join(weg)}.")
        if lijst.zonder_kopje:
            waar = ", ".join(lijst.zonder_kopje)
            opmerkingen.append(f"{lijst.naam}: kolom {waar} heeft geen kopje en wordt niet ingelezen.")
        if lijst.index("status") is not None and lijst.dag_erboven and not lijst.dag_van("status"):
            opmerkingen.append(f"{lijst.naam}: boven de kopjes staat {lijst.dag_erboven:%d/%m/%Y}. {DAG_TELT}")
        if any(bovenste != onderste for (bovenste, _), (onderste, _) in tabel.samengevoegd):
            opmerkingen.append(f"{lijst.naam}: een samengevoegde cel telt voor elke rij waarover ze loopt.")
        if tabel.formules:
            opmerkingen.append(f"{lijst.naam}: van formules lezen we de uitkomst die in het bestand bewaard is.")
    if not lijsten:
        raise Bestandsfout(
            "Er is geen lijst gevonden. Zet boven de kolommen een rij met kopjes, zoals “titel” en “speerpunt”."
        )
    plaats = {naam: nummer for nummer, naam in enumerate(LEZERS)}
    return sorted(lijsten, key=lambda lijst: plaats[lijst.blad.naam]), opmerkingen


def bekijk(
    plan: Beleidsplan,
    inhoud: bytes,
    keuzes: Mapping[str, object],
    *,
    meld: Callable[[Uitkomst], None],
) -> Iterator[Voortgang]:
    """Look at a file, with signs of life on the way; `meld` gets the outcome at the end. Raises Bestandsfout.

    `keuzes` is what the user chose: kolommen (sheet -> index -> column), antwoorden (question -> choice), peildatum,
    verloop, fouten_weg.
    """
    yield Voortgang("Het bestand lezen", 0, 0)
    lijsten, opmerkingen = vind_lijsten(lees(inhoud), keuzes.get("kolommen") or {})
    register = Register(plan, keuzes.get("antwoorden") or {})
    werk = Werk(plan, register, lees_keuzes(keuzes), timezone.localdate())
    voorstel = Voorstel(opmerkingen=opmerkingen, lijsten=[_beeld(lijst) for lijst in lijsten])
    totaal = sum(len(lijst.tabel.rijen) for lijst in lijsten)
    gedaan = 0
    for lijst in lijsten:
        lezer = LEZERS[lijst.blad.naam](werk, lijst)
        for nummer, cellen in lijst.rijen():
            voorstel.regels += _bekijk_rij(lezer, lijst, nummer, cellen)
            gedaan += 1
            if gedaan % STAP == 0:
                yield Voortgang("De rijen nakijken", gedaan, totaal)
    voorstel.vragen, voorstel.tellers = register.vragen.alle, dict(werk.tellers)
    voorstel.opmerkingen += _ander_plan(voorstel)
    if werk.keuzes.fouten_weg:
        _laat_fouten_weg(werk, voorstel)
    meld(Uitkomst(werk, voorstel))


def _ander_plan(voorstel: Voorstel) -> list[str]:
    """Warn where most acties would get another title: perhaps these are the codes of another plan."""
    acties = [regel for regel in voorstel.regels if regel.soort == ACTIES.naam and regel.oordeel != NIEUW]
    anders = sum(any(wijziging.kolom == "titel" for wijziging in regel.wijzigingen) for regel in acties)
    if anders < MIN_ANDERE_TITELS or anders * 2 < len(acties):
        return []
    return [f"{anders} van de {len(acties)} acties krijgen een andere titel. Is dit wel een lijst van dit plan?"]


def _bekijk_rij(lezer, lijst: Lijst, nummer: int, cellen: Cellen) -> list[Regel]:
    """Give what a row would do; a cell that says which record it is, and cannot be read, makes the row wrong."""
    try:
        return lezer.bekijk(nummer, cellen)
    except Celprobleem as probleem:
        regel = begin_regel(lijst, nummer, "")
        regel.fout("", str(probleem))
        return [regel]


def _laat_fouten_weg(werk: Werk, voorstel: Voorstel) -> None:
    """Leave out the wrong rows, on the user's word: the work on their acties goes too."""
    for sleutel, actiewerk in list(werk.acties.items()):
        if any(regel.is_fout for regel in actiewerk.regels):
            del werk.acties[sleutel]
            mee = [stand.regel for stand in werk.standen if stand.actie is actiewerk.actie]
            werk.standen = [stand for stand in werk.standen if stand.actie is not actiewerk.actie]
            for regel in (*actiewerk.regels, *mee):
                _zet_weg(regel, "Weggelaten, want een rij over deze actie is fout.")
    for regel in voorstel.regels:
        if regel.oordeel == FOUT:
            _zet_weg(regel, "Op uw vraag weggelaten.")
    _vergeet_ongebruikte_namen(werk)


def _zet_weg(regel: Regel, waarom: str) -> None:
    if regel.oordeel != WEG:
        regel.oordeel = WEG
        regel.opmerkingen.append(waarom)


def _vergeet_ongebruikte_namen(werk: Werk) -> None:
    """Make no name that only stood in a row that was left out."""
    gebruikt = {id(stand.organisatie) for stand in werk.standen} | set(werk.organisaties_nieuw)
    gebruikt |= {id(contact.organisatie) for contact in werk.contactpersonen}
    for actiewerk in werk.acties.values():
        gebruikt |= {id(organisatie) for organisatie, _ in actiewerk.lijsten.get("rollen", ())}
        for lijst in ("beleidsdomeinen", "doelgroepen"):
            gebruikt |= {id(object_) for object_ in actiewerk.lijsten.get(lijst, ())}
    for namen in werk.register.namen.values():
        namen.nieuw = {vlakke: object_ for vlakke, object_ in namen.nieuw.items() if id(object_) in gebruikt}


def _beeld(lijst: Lijst) -> Lijstbeeld:
    kolommen = [Kolomkeuze(k.index, k.letter, k.kopje, k.naam, k.zeker) for k in lijst.kolommen]
    mogelijk = [kolom.naam for kolom in lijst.blad.kolommen if not kolom.alleen_uit]
    return Lijstbeeld(lijst.naam, lijst.blad.naam, lijst.kop.nummer, kolommen, mogelijk, lijst.zonder_kopje)
