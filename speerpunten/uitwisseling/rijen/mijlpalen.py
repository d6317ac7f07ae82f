"""The sheet of mijlpalen: each belongs to an actie, by its code, and is known by its title."""

from speerpunten.services.acties import MijlpaalRegel
from speerpunten.uitwisseling.cellen import is_leeg, tekst
from speerpunten.uitwisseling.dagen import dag as lees_dag
from speerpunten.uitwisseling.herkenning import Cellen, Lijst
from speerpunten.uitwisseling.indeling import vlak
from speerpunten.uitwisseling.voorstel import Regel
from speerpunten.uitwisseling.werk import MISLUKT, Actiewerk, Werk, begin_regel, laat_weg, lees_cel, noteer

MAX_TITEL = 200  # characters, as on the screen


class Mijlpaalrijen:
    """Reads the rows of one list of mijlpalen into the work of an import."""

    def __init__(self, werk: Werk, lijst: Lijst) -> None:
        self.werk = werk
        self.lijst = lijst
        self.gezien: dict[tuple[int, str], int] = {}

    def bekijk(self, nummer: int, cellen: Cellen) -> list[Regel]:
        titel = tekst(cellen.get("mijlpaal")) if not is_leeg(cellen.get("mijlpaal")) else ""
        regel = begin_regel(self.lijst, nummer, titel)
        if not titel:
            return [laat_weg(regel, "Geen naam: dit is geen mijlpaal.")]
        code = lees_cel(regel, "actie", cellen, self.werk.register.lees_codecel)
        if code is MISLUKT:
            return [regel]
        actie = self.werk.register.op_code(code) if code else None
        if actie is None or actie.gearchiveerd_op:
            regel.fout("actie", f"Er is geen actie met code “{tekst(cellen.get('actie'))[:20]}” in dit plan.")
            return [regel]
        if len(titel) > MAX_TITEL:
            regel.fout("mijlpaal", f"Deze naam telt {len(titel)} tekens. Er passen er {MAX_TITEL}.")
        streef = lees_cel(regel, "streefdatum", cellen, lees_dag)
        bereikt = lees_cel(regel, "bereikt_op", cellen, lees_dag)
        if streef is None:
            regel.fout("streefdatum", "Tegen welke dag?")
        if bereikt not in (None, MISLUKT) and bereikt > self.werk.vandaag:
            regel.fout("bereikt_op", "Deze dag moet nog komen.")
        if eerder := self.gezien.get((id(actie), vlak(titel))):
            regel.fout("mijlpaal", f"Deze mijlpaal staat ook in rij {eerder}.")
        self.gezien[id(actie), vlak(titel)] = nummer
        if not regel.is_fout:
            self._zet(regel, self.werk.aan(actie), titel, streef, bereikt, met_bereikt="bereikt_op" in cellen)
        return [regel]

    def _zet(self, regel: Regel, werk: Actiewerk, titel: str, streef, bereikt, *, met_bereikt: bool) -> None:
        bestaande = {m.titel: m for m in werk.actie.mijlpalen.all()} if werk.actie.pk else {}
        oud = next((m for t, m in bestaande.items() if vlak(t) == vlak(titel)), None)
        bereikt = bereikt if met_bereikt or oud is None else oud.bereikt_op
        if oud and (oud.streefdatum, oud.bereikt_op) == (streef, bereikt):
            return
        if werk.mijlpalen is None:
            werk.mijlpalen = {
                m.titel: MijlpaalRegel(m, m.titel, m.streefdatum, m.bereikt_op) for m in bestaande.values()
            }
            werk.oud["mijlpalen"] = [
                [m.pk, m.titel, str(m.streefdatum), str(m.bereikt_op or "")] for m in bestaande.values()
            ]
        naam = oud.titel if oud else titel
        werk.mijlpalen[naam] = MijlpaalRegel(oud, naam, streef, bereikt)
        werk.regels.append(regel)
        paren = {
            "streefdatum": (_dag(oud and oud.streefdatum), _dag(streef)),
            "bereikt_op": (_dag(oud and oud.bereikt_op), _dag(bereikt)),
        }
        noteer(regel, {k: p for k, p in paren.items() if oud and p[0] != p[1]}, is_nieuw=oud is None)


def _dag(dag) -> str:
    return f"{dag:%d/%m/%Y}" if dag else ""
