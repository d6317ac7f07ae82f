"""Earlier stands: what an actie was said to be on a day. They enter as ingediend, and a second person accepts them."""

import datetime as dt

from django.core.exceptions import ValidationError

from speerpunten.keuzes import (
    AFGERONDE_STATUSSEN,
    STATUSSEN_MET_REDEN,
    STATUSSEN_MET_VERLOOP,
    Herkomst,
    MeldingToestand,
    Resultaat,
    Status,
    Verloop,
)
from speerpunten.models import Actie, Melding
from speerpunten.models.melding import MAX_TEKST
from speerpunten.uitwisseling.cellen import Celprobleem, is_leeg, tekst
from speerpunten.uitwisseling.dagen import dag as lees_dag
from speerpunten.uitwisseling.herkenning import Cellen, Lijst
from speerpunten.uitwisseling.indeling import vlak
from speerpunten.uitwisseling.voorstel import Regel
from speerpunten.uitwisseling.werk import MISLUKT, Standwerk, Werk, begin_regel, laat_weg, lees_cel, lees_dagcel, noteer
from speerpunten.uitwisseling.woorden import RESULTAATWOORDEN, STATUSWOORDEN, VERLOOPWOORDEN, is_niets

TEKSTEN = ("toelichting", "reden", "bereikt_resultaat", "volgende_stappen")
KEUZEN = {
    "status": (Status, STATUSWOORDEN),
    "verloop": (Verloop, VERLOOPWOORDEN),
    "resultaat": (Resultaat, RESULTAATWOORDEN),
}
NIET_VERMELD = "Niet vermeld in de ingelezen lijst."  # where the user chose to fill what lacks
ZONDER_DATABASE = ("actie", "organisatie", "ronde", "vervangt", "ingediend_door", "aanvaard_door")


def _lees(werk: Werk, regel: Regel, cellen: Cellen) -> dict[str, str] | None:
    """Give what the cells of a stand say, of the columns that there are; None where a mistake was noted."""
    vind = werk.register.vind_keuze
    uit = {
        kolom: lees_cel(regel, kolom, cellen, lambda cel, k=kolom, ks=keuzes, w=woorden: vind(k, cel, ks, w))
        for kolom, (keuzes, woorden) in KEUZEN.items()
        if kolom in cellen
    }
    uit |= {kolom: lees_cel(regel, kolom, cellen, tekst) for kolom in TEKSTEN if kolom in cellen}
    for kolom in TEKSTEN:
        if isinstance(uit.get(kolom), str) and len(uit[kolom]) > MAX_TEKST:
            regel.fout(kolom, f"Deze tekst telt {len(uit[kolom])} tekens. Er passen er {MAX_TEKST}.")
            uit[kolom] = MISLUKT
    return None if MISLUKT in uit.values() else uit


def _dag(werk: Werk, lijst: Lijst, regel: Regel, cellen: Cellen) -> dt.date | None:
    """Give the day that a stand is about: of the row, of the heading, above the list, or chosen for the whole file."""
    gelezen = lees_dagcel(werk, regel, "peildatum", cellen, lees_dag)
    if gelezen is MISLUKT:
        return None
    gelezen = gelezen or lijst.dag_van("status") or lijst.dag_erboven
    if gelezen is None:
        werk.tellers["zonder_peildatum"] += 1
        gelezen = werk.keuzes.peildatum or min(werk.vandaag, werk.plan.tot)
    if gelezen > werk.vandaag:
        regel.fout("peildatum", "Deze dag moet nog komen. Een stand gaat over vandaag of een dag ervoor.")
        return None
    return gelezen


def bekijk_stand(werk: Werk, lijst: Lijst, nummer: int, cellen: Cellen, actie: Actie) -> Regel | None:
    """Give what the stand in a row would do; None where the row tells none, or the same as is known."""
    regel = Regel(lijst.naam, "standen", nummer, f"Stand van {actie.titel or ''}"[:120])
    waarden = _lees(werk, regel, cellen)
    if waarden is None:
        return regel
    if not waarden.get("status"):
        if all(is_niets(waarde) for waarde in waarden.values()):
            return None
        return laat_weg(regel, "Er staat wel tekst, maar geen status. De stand is niet ingelezen.")
    dag = _dag(werk, lijst, regel, cellen)
    if dag is None:
        return regel
    regel.titel = f"{actie.titel}, stand op {dag:%d/%m/%Y}"[:160]
    bestaande = [m for m in werk.register.meldingen_van(actie) if m.peildatum == dag]
    if gelijk := next((melding for melding in bestaande if _zelfde(melding, waarden)), None):
        return _andere_spreker(werk, regel, cellen, gelijk)
    sleutel = (id(actie), dag)
    if eerder := werk.gezien.get(sleutel):
        return _dubbel(regel, waarden, *eerder)
    werk.gezien[sleutel] = (regel, waarden)
    if open_ := next((m for m in bestaande if m.toestand != MeldingToestand.AANVAARD), None):
        regel.fout("", f"Over die dag wacht al een andere stand ({open_.get_toestand_display().lower()}). Werk die af.")
        return regel
    return _nieuw(werk, regel, cellen, actie, dag, waarden, bestaande[-1] if bestaande else None)


def _andere_spreker(werk: Werk, regel: Regel, cellen: Cellen, melding: Melding) -> Regel | None:
    """Say that who told a stand does not change, where a row names somebody else."""
    naam = vlak(tekst(cellen.get("organisatie")))
    wie = melding.organisatie
    gelezen = werk.register.namen["organisatie"].op_naam.get(naam)
    if not naam or (wie and (vlak(wie.naam) == naam or gelezen in (wie, wie.opvolger))):
        return None
    return laat_weg(regel, "Wie deze stand gaf, verandert niet door een import.")


def _dubbel(regel: Regel, waarden: dict[str, str], eerder: Regel, eerdere_waarden: dict[str, str]) -> Regel | None:
    """Judge a second stand about the same day: the same says nothing new, another is a mistake."""
    gedeeld = waarden.keys() & eerdere_waarden.keys()
    if all(waarden[veld] == eerdere_waarden[veld] for veld in gedeeld):
        return None
    regel.fout("", f"Over deze actie en dag zegt {eerder.lijst}, rij {eerder.rij} iets anders. Houd er één over.")
    return regel


def _zelfde(melding: Melding, waarden: dict[str, str]) -> bool:
    return all(str(getattr(melding, veld)).replace("\r\n", "\n").strip() == waarde for veld, waarde in waarden.items())


def _vul_aan(werk: Werk, velden: dict[str, str]) -> str:
    """Fill what lacks with what was chosen for the whole file; give why the stand cannot be taken over, or nothing."""
    keuzes, status = werk.keuzes, velden["status"]
    if status not in STATUSSEN_MET_VERLOOP:
        velden["verloop"] = ""
    elif not velden.get("verloop"):
        werk.tellers["zonder_verloop"] += 1
        velden["verloop"] = keuzes.verloop
        if not keuzes.verloop:
            return "er staat niet hoe het verloopt."
    if status in AFGERONDE_STATUSSEN and not velden.get("resultaat"):
        werk.tellers["zonder_resultaat"] += 1
        velden["resultaat"] = keuzes.resultaat
        if not keuzes.resultaat:
            return "er staat niet of het doel bereikt is."
    met_reden = velden["verloop"] in {Verloop.BIJSTURING, Verloop.VERTRAAGD} or status in STATUSSEN_MET_REDEN
    if met_reden and not velden.get("reden"):
        werk.tellers["zonder_tekst"] += 1
        if not keuzes.aanvullen:
            return "de reden ontbreekt."
        velden["reden"] = NIET_VERMELD
    if status in AFGERONDE_STATUSSEN and not velden.get("bereikt_resultaat"):
        werk.tellers["zonder_tekst"] += 1
        if not keuzes.aanvullen:
            return "er staat niet wat er bereikt is."
        velden["bereikt_resultaat"] = velden.get("toelichting") or NIET_VERMELD
    return ""


def _nieuw(
    werk: Werk, regel: Regel, cellen: Cellen, actie: Actie, dag: dt.date, waarden: dict[str, str], oude: Melding | None
) -> Regel:
    """Check a stand that nobody said before, or another one about a day that has an accepted one: a correction."""
    velden = ({veld: getattr(oude, veld) for veld in (*KEUZEN, *TEKSTEN)} if oude else {}) | waarden
    if waarom := _vul_aan(werk, velden):
        return laat_weg(regel, f"Stand niet overgenomen: {waarom}")
    try:
        organisatie = _spreker(werk, cellen, actie, oude)
    except Celprobleem as probleem:
        regel.fout("organisatie", str(probleem))
        return regel
    melding = Melding(
        actie=actie,
        peildatum=dag,
        herkomst=Herkomst.IMPORT,
        toestand=MeldingToestand.INGEDIEND,
        vervangt=oude,
        correctie_reden="Import" if oude else "",
        **velden,
    )
    melding.namens = organisatie is not None and organisatie != werk.plan.opdrachtgever
    try:
        melding.clean_fields(exclude=ZONDER_DATABASE)
        melding.clean()
    except ValidationError as fout:
        for veld, zinnen in fout.message_dict.items():
            laat_weg(regel, f"Stand niet overgenomen. {veld.replace('_', ' ').capitalize()}: {' '.join(zinnen)}")
        return regel
    werk.standen.append(Standwerk(actie, melding, organisatie, regel))
    if oude:
        anders = {v: (str(getattr(oude, v)), w) for v, w in velden.items() if str(getattr(oude, v)).strip() != w}
        noteer(regel, anders, is_nieuw=False)
    else:
        noteer(regel, {}, is_nieuw=True)
    return regel


def _spreker(werk: Werk, cellen: Cellen, actie: Actie, oude: Melding | None):
    """Give in whose name the stand is told: the column, else who told the one before it, else the trekker."""
    if not is_leeg(cellen.get("organisatie")):
        return werk.register.vind("organisatie", tekst(cellen["organisatie"]))
    return oude.organisatie if oude else werk.trekker_van(actie)


class Standrijen:
    """Reads the rows of one list of stands into the work of an import."""

    def __init__(self, werk: Werk, lijst: Lijst) -> None:
        self.werk = werk
        self.lijst = lijst

    def bekijk(self, nummer: int, cellen: Cellen) -> list[Regel]:
        regel = begin_regel(self.lijst, nummer, f"Stand van actie {tekst(cellen.get('actie'))}")
        if regel.is_fout:
            return [regel]
        code = lees_cel(regel, "actie", cellen, self.werk.register.lees_codecel)
        if code is MISLUKT:
            return [regel]
        actie = self.werk.register.op_code(code) if code else None
        if actie is None or actie.gearchiveerd_op:
            regel.fout("actie", f"Er is geen actie met code “{tekst(cellen.get('actie'))[:20]}” in dit plan.")
            return [regel]
        if is_leeg(cellen.get("status")):
            regel.fout("status", "Vul de status in.")
            return [regel]
        if is_leeg(cellen.get("peildatum")):
            regel.fout("peildatum", "Over welke dag gaat dit? Schrijf de dag als 31/12/2024.")
            return [regel]
        return [bekijk_stand(self.werk, self.lijst, nummer, cellen, actie) or regel]
