"""The sheet of acties: which actie a row is, what it changes, and the stand that it tells."""

import datetime as dt
from functools import partial

from speerpunten.models import Actie, Speerpunt
from speerpunten.uitwisseling.cellen import Cel, is_leeg, tekst
from speerpunten.uitwisseling.herkenning import TUSSENKOP, Cellen, Lijst
from speerpunten.uitwisseling.indeling import vlak
from speerpunten.uitwisseling.register import lees_code
from speerpunten.uitwisseling.rijen.omgeving import Omgevingslezer
from speerpunten.uitwisseling.rijen.standen import bekijk_stand
from speerpunten.uitwisseling.rijen.velden import Velden
from speerpunten.uitwisseling.voorstel import Regel
from speerpunten.uitwisseling.werk import MISLUKT, Werk, begin_regel, laat_weg, lees_cel, noteer
from speerpunten.uitwisseling.woorden import TOTALEN


class Actierijen:
    """Reads the rows of one list of acties into the work of an import."""

    def __init__(self, werk: Werk, lijst: Lijst) -> None:
        self.werk = werk
        self.lijst = lijst
        self.register = werk.register
        kolommen = {kolom.naam for kolom in lijst.kolommen if kolom.naam}
        self.velden, self.omgeving = Velden(werk, kolommen), Omgevingslezer(werk, kolommen)
        self.onder: Speerpunt | None = None  # of the heading above the rows
        self.boven: Speerpunt | None = None  # of the row before this one

    def bekijk(self, nummer: int, cellen: Cellen) -> list[Regel]:
        """Give what a row would do: to the actie, and (where it tells one) the stand."""
        regel = begin_regel(self.lijst, nummer, _naam(cellen))
        if waarom := self._geen_actie(cellen):
            return [laat_weg(regel, waarom)]
        speerpunt = self._speerpunt(regel, cellen)
        actie = self._vind(regel, cellen, speerpunt)
        if actie is None:
            return [regel]
        if eerder := self.werk.plekken.get(id(actie)):
            regel.fout("", f"Deze actie staat ook in {eerder}. Houd één rij over.")
            return [regel]
        self.werk.plekken[id(actie)] = f"{self.lijst.naam}, rij {nummer}"
        werk = self.werk.aan(actie)
        werk.regels.append(regel)
        self.velden.bekijk(regel, werk, cellen)
        self.omgeving.bekijk(regel, werk, cellen)
        if werk.is_nieuw:
            noteer(regel, {}, is_nieuw=True)
        stand = bekijk_stand(self.werk, self.lijst, nummer, cellen, actie)
        return [regel, stand] if stand else [regel]

    def _geen_actie(self, cellen: Cellen) -> str:
        """Give why a row is no actie (a heading, a total, a note), or nothing."""
        if kop := cellen.get(TUSSENKOP):
            if speerpunt := self.register.herken_speerpunt(kop):
                self.onder = speerpunt
                return f"Een tussenkop: de rijen hieronder horen bij speerpunt {speerpunt.nummer}, {speerpunt.titel}."
        if is_leeg(cellen.get("titel")) and not _heeft_code(cellen.get("code")):
            return "Geen titel: dit is geen actie."
        if TOTALEN.match(vlak(tekst(cellen.get("titel")))) and is_leeg(cellen.get("speerpunt")):
            return "Dit is een totaal, geen actie."
        return ""

    def _speerpunt(self, regel: Regel, cellen: Cellen) -> Speerpunt | None:
        """Give the speerpunt of a row, or None where it tells none (or an unknown one, which is noted).

        An empty cell: the heading above, or (where the user says so) the row before it.
        """
        if is_leeg(cellen.get("speerpunt")):
            return self.onder or (self.boven if self.werk.keuzes.van_boven else None)
        code = "" if isinstance(cellen.get("code"), dt.date) else str(cellen.get("code") or "")
        gevonden = lees_cel(regel, "speerpunt", cellen, lambda cel: self.register.vind_speerpunt(tekst(cel), code=code))
        self.onder, self.boven = None, None if gevonden is MISLUKT else gevonden
        return self.boven

    def _code(self, regel: Regel, cellen: Cellen) -> str | None:
        """Give the code of a row; one that Excel made a number or a day of is not trusted."""
        titel = tekst(cellen.get("titel"))
        code = lees_cel(regel, "code", cellen, lambda cel: self.register.lees_codecel(cel, titel))
        return None if code is MISLUKT else code

    def _vind(self, regel: Regel, cellen: Cellen, speerpunt: Speerpunt | None) -> Actie | None:
        """Give the actie that a row speaks of, or a new one; None where a mistake was noted."""
        code = self._code(regel, cellen)
        if code is None and regel.is_fout:
            return None
        actie = self.register.op_code(code) if code else None
        if actie is None and speerpunt is None and code:
            speerpunt = next((s for s in self.register.speerpunten if s.nummer == int(code.split(".")[0])), None)
        if actie is None and not code and speerpunt:
            zoek = partial(self.register.op_titel, speerpunt, rij=f"rij {regel.rij}")
            actie = lees_cel(regel, "titel", cellen, lambda cel: zoek(tekst(cel)))
            if actie is MISLUKT:
                return None
        if actie:
            return self._keur_bestaande(regel, actie, speerpunt)
        if speerpunt is None:
            if not regel.is_fout:
                self.werk.tellers["zonder_speerpunt"] += self.boven is not None
                regel.fout("speerpunt", "Bij welk speerpunt hoort deze actie? Schrijf het nummer of de titel.")
            return None
        if code and int(code.split(".")[0]) != speerpunt.nummer:
            regel.fout("code", f"De code {code} hoort niet bij speerpunt {speerpunt.nummer}. Welk van de twee klopt?")
            return None
        nieuw = Actie(speerpunt=speerpunt, nummer=int(code.split(".")[1]) if code else None)
        if code:
            self.register.nieuwe_acties[code] = nieuw
        return nieuw

    def _keur_bestaande(self, regel: Regel, actie: Actie, speerpunt: Speerpunt | None) -> Actie | None:
        if actie.gearchiveerd_op and not self._haal_terug(regel, actie):
            regel.fout("code", f"Actie {actie.code} is gearchiveerd. Haal ze eerst terug, of laat deze rij weg.")
            return None
        if speerpunt and speerpunt.pk != actie.speerpunt_id:
            waar = f"Actie {actie.code} staat bij speerpunt {actie.speerpunt.nummer}."
            regel.fout("speerpunt", f"{waar} Verplaats ze in de toepassing, dan blijft de oude code bekend.")
            return None
        return actie

    def _haal_terug(self, regel: Regel, actie: Actie) -> bool:
        """Bring an archived actie back where the user says so; not one that was merged into another."""
        if actie.opgegaan_in_id or not self.register.mag_terug(actie):
            return False
        sinds = actie.gearchiveerd_op
        self.werk.aan(actie).archief = (sinds, actie.archief_reden)
        actie.gearchiveerd_op, actie.archief_reden = None, ""
        noteer(regel, {"gearchiveerd": (f"sinds {sinds:%d/%m/%Y}", "nee")}, is_nieuw=False)
        return True


def _naam(cellen: Cellen) -> str:
    delen = (cellen.get("code"), cellen.get("titel"))
    return " ".join(str(deel) for deel in delen if not is_leeg(deel))


def _heeft_code(cel: Cel) -> bool:
    return not isinstance(cel, dt.date) and not is_leeg(cel) and lees_code(str(cel)) is not None
