"""The sheet of acties: which actie a row is, what it changes, and the stand that it tells."""

import datetime as dt
import re

from organisaties.models import Organisatie
from speerpunten.forms.actie import ActieTekstForm
from speerpunten.keuzes import OrganisatieRol
from speerpunten.models import Actie, Speerpunt
from speerpunten.uitwisseling import cellen as lezen
from speerpunten.uitwisseling.cellen import Celprobleem, is_leeg, tekst
from speerpunten.uitwisseling.herkenning import Cellen, Lijst
from speerpunten.uitwisseling.lijst import dag_of_jaar, ja_nee, met_rol
from speerpunten.uitwisseling.register import lees_code, namen_van
from speerpunten.uitwisseling.rijen.standen import bekijk_stand
from speerpunten.uitwisseling.voorstel import Regel
from speerpunten.uitwisseling.werk import MISLUKT, Actiewerk, Werk, begin_regel, laat_weg, lees_cel, noteer

# column of the layout -> field of the actie
TEKSTEN = {
    "titel": "titel",
    "omschrijving": "omschrijving",
    "beoogd_resultaat": "beoogd_resultaat",
    "achtergrond": "toelichting",
    "volgens_bron": "volgens_bron",
    "bron": "bron",
}
JA_NEE = {"doorlopend": False, "openbaar": True, "koppeling_is_interpretatie": False}  # what an empty cell says
DAGEN = ("start", "einde")
KOLOM_VAN = {veld: kolom for kolom, veld in TEKSTEN.items()} | {f"{dag}_alleen_jaar": dag for dag in DAGEN}
_ROL = re.compile(r"(.*\S)\s*\((trekker|uitvoerder|partner|financier)\)", re.IGNORECASE)
MEERVOUD = {"uitvoerders": OrganisatieRol.UITVOERDER, "financiers": OrganisatieRol.FINANCIER}
MAX_EXCEL = 32_767  # characters: a longer text was cut off when it was exported


class RijForm(ActieTekstForm):
    """The form of the screen, for one row: what the database would have to be asked per row it checks by itself."""

    def _post_clean(self) -> None:
        self.instance.validate_constraints = lambda exclude=None: None  # type: ignore[method-assign]
        self.instance.clean = lambda: None  # type: ignore[method-assign]  a row never changes the speerpunt
        try:
            super()._post_clean()
        finally:
            del self.instance.validate_constraints, self.instance.clean

    def validate_unique(self) -> None:
        """Nothing that a row says is unique; the number is the service's to give."""

    def clean(self) -> dict:
        gegevens = super().clean()
        start, einde = gegevens.get("start"), gegevens.get("einde")
        if start and einde and start > einde:
            self.add_error("einde", _melding_van("actie_start_voor_einde"))
        if einde and gegevens.get("doorlopend"):
            self.add_error("doorlopend", _melding_van("actie_doorlopend_zonder_einde"))
        return gegevens


def _melding_van(constraint: str) -> str:
    return next(str(c.violation_error_message) for c in Actie._meta.constraints if c.name == constraint)


class Actierijen:
    """Reads the rows of one list of acties into the work of an import."""

    def __init__(self, werk: Werk, lijst: Lijst) -> None:
        self.werk = werk
        self.lijst = lijst
        self.register = werk.register
        self.kolommen = {kolom.naam for kolom in lijst.kolommen if kolom.naam}

    def bekijk(self, nummer: int, cellen: Cellen) -> list[Regel]:
        """Give what a row would do: to the actie, and (where it tells one) the stand."""
        regel = begin_regel(self.lijst, nummer, _naam(cellen))
        if is_leeg(cellen.get("titel")) and not _heeft_code(cellen.get("code")):
            return [laat_weg(regel, "Geen titel: dit is geen actie.")]
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
        self._bekijk_velden(regel, werk, cellen)
        self._bekijk_lijsten(regel, werk, cellen)
        if werk.is_nieuw:
            noteer(regel, {}, is_nieuw=True)
        stand = bekijk_stand(self.werk, self.lijst, nummer, cellen, actie)
        return [regel, stand] if stand else [regel]

    # --- which actie
    def _speerpunt(self, regel: Regel, cellen: Cellen) -> Speerpunt | None:
        """Give the speerpunt of a row, or None where it tells none (or an unknown one, which is noted)."""
        if is_leeg(cellen.get("speerpunt")):
            return None
        gevonden = lees_cel(regel, "speerpunt", cellen, lambda cel: self.register.vind_speerpunt(tekst(cel)))
        return None if gevonden is MISLUKT else gevonden

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
            actie = self.register.op_titel(speerpunt, tekst(cellen.get("titel")), f"rij {regel.rij}")
        if actie:
            return self._keur_bestaande(regel, actie, speerpunt)
        if speerpunt is None:
            if not regel.is_fout:
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
        if actie.gearchiveerd_op:
            regel.fout("code", f"Actie {actie.code} is gearchiveerd. Haal ze eerst terug, of laat deze rij weg.")
            return None
        if speerpunt and speerpunt.pk != actie.speerpunt_id:
            waar = f"Actie {actie.code} staat bij speerpunt {actie.speerpunt.nummer}."
            regel.fout("speerpunt", f"{waar} Verplaats ze in de toepassing, dan blijft de oude code bekend.")
            return None
        return actie

    # --- its own columns
    def _bekijk_velden(self, regel: Regel, werk: Actiewerk, cellen: Cellen) -> None:
        actie = werk.actie
        gelezen = {
            veld: lees_cel(regel, kolom, cellen, tekst) for kolom, veld in TEKSTEN.items() if kolom in self.kolommen
        }
        for kolom, leeg in JA_NEE.items():
            if kolom in self.kolommen:
                gelezen[kolom] = lees_cel(regel, kolom, cellen, lambda cel, leeg=leeg: lezen.ja_nee(cel, leeg=leeg))
        for kolom in DAGEN:
            if kolom in self.kolommen:
                dag = lees_cel(regel, kolom, cellen, lambda cel, k=kolom: lezen.dag_of_jaar(cel, einde=k == "einde"))
                if dag is not MISLUKT:
                    gelezen[kolom], gelezen[f"{kolom}_alleen_jaar"] = dag
        gelezen = {veld: waarde for veld, waarde in gelezen.items() if waarde is not MISLUKT}
        oud = {veld: getattr(actie, veld) for veld in RijForm._meta.fields}
        anders = {veld for veld, waarde in gelezen.items() if not _zelfde(oud[veld], waarde)}
        if not anders and not werk.is_nieuw:
            return
        nieuw = oud | {veld: waarde for veld, waarde in gelezen.items() if veld in anders}
        form = RijForm({veld: _als_post(waarde) for veld, waarde in nieuw.items()}, instance=actie)
        if not form.is_valid():
            for veld, fouten in form.errors.items():
                regel.fout(KOLOM_VAN.get(veld, veld if veld in nieuw else ""), " ".join(fouten))
            return
        if werk.is_nieuw:
            return
        for veld in oud.keys() - anders:
            setattr(actie, veld, oud[veld])  # the form writes line ends in one way: that is no change of this file
        werk.kolommen, werk.oud = True, {veld: oud[veld] for veld in anders}
        kolommen = dict.fromkeys(KOLOM_VAN.get(veld, veld) for veld in RijForm._meta.fields if veld in anders)
        noteer(regel, {k: (_toon(k, oud), _toon(k, nieuw)) for k in kolommen}, is_nieuw=False)

    # --- the lists around it
    def _bekijk_lijsten(self, regel: Regel, werk: Actiewerk, cellen: Cellen) -> None:
        self._bekijk_rollen(regel, werk, cellen)
        for kolom, soort in (("beleidsdomeinen", "beleidsdomein"), ("doelgroepen", "doelgroep")):
            if kolom in self.kolommen:
                gekozen = self._objecten(regel, kolom, cellen, soort)
                huidig = list(getattr(werk.actie, kolom).all()) if werk.actie.pk else []
                self._zet_lijst(regel, werk, kolom, huidig, gekozen, namen_van)
        if "ook_bij" in self.kolommen:
            gekozen = lees_cel(regel, "ook_bij", cellen, self._lees_ook_bij)
            if gekozen is not MISLUKT:
                gekozen = [s for s in gekozen if s.pk != werk.actie.speerpunt_id]
                huidig = list(werk.actie.ook_bij.all()) if werk.actie.pk else []
                self._zet_lijst(regel, werk, "ook_bij", huidig, gekozen, _nummers)

    def _lees_ook_bij(self, cel: lezen.Cel) -> list[Speerpunt]:
        delen = re.split(r"[;,\n]", tekst(cel))
        return list(dict.fromkeys(self.register.vind_speerpunt(deel.strip()) for deel in delen if deel.strip()))

    def _zet_lijst(self, regel: Regel, werk: Actiewerk, kolom: str, huidig: list, gekozen: list, toon) -> None:
        if {id(o) if o.pk is None else o.pk for o in gekozen} == {o.pk for o in huidig}:
            return
        werk.lijsten[kolom] = gekozen
        if not werk.is_nieuw:
            werk.oud[kolom] = [o.pk for o in huidig]
            noteer(regel, {kolom: (toon(huidig), toon(gekozen))}, is_nieuw=False)

    def _objecten(self, regel: Regel, kolom: str, cellen: Cellen, soort: str) -> list:
        """Give the objects that the names in a cell stand for; each unknown one is asked about."""
        gevonden = []
        namen = lees_cel(regel, kolom, cellen, lezen.namen)
        for naam in namen if namen is not MISLUKT else ():
            try:
                gevonden.append(self.register.vind(soort, naam))
            except Celprobleem as probleem:
                regel.fout(kolom, str(probleem))
        return list(dict.fromkeys(gevonden)) if all(o.pk for o in gevonden) else _uniek(gevonden)

    def _bekijk_rollen(self, regel: Regel, werk: Actiewerk, cellen: Cellen) -> None:
        huidig = [(rij.organisatie, rij.rol) for rij in werk.actie.rollen.all()] if werk.actie.pk else []
        rollen = list(huidig)
        meer_trekkers: list[Organisatie] = []
        if "trekker" in self.kolommen:
            rollen = [(o, rol) for o, rol in rollen if rol != OrganisatieRol.TREKKER]
            trekkers = self._objecten(regel, "trekker", cellen, "organisatie")
            rollen = [(o, OrganisatieRol.TREKKER) for o in trekkers[:1]] + rollen
            meer_trekkers = trekkers[1:]
            if meer_trekkers:
                regel.opmerkingen.append(f"Eén trekker per actie: {namen_van(trekkers[1:])} wordt uitvoerder.")
        if "partners" in self.kolommen:
            rollen = [(o, rol) for o, rol in rollen if rol == OrganisatieRol.TREKKER]
            rollen += self._partners(regel, cellen)
        for kolom, rol in MEERVOUD.items():
            if kolom in self.kolommen:
                if "partners" not in self.kolommen:
                    rollen = [(o, r) for o, r in rollen if r != rol]
                rollen += [(o, rol) for o in self._objecten(regel, kolom, cellen, "organisatie")]
        rollen = _uniek([*rollen, *((o, OrganisatieRol.UITVOERDER) for o in meer_trekkers)])
        voor = {(o.pk, rol) for o, rol in huidig}
        if {(o.pk or id(o), rol) for o, rol in rollen} == voor:
            return
        paren = {
            "trekker": (_trekkers(huidig), _trekkers(rollen)),
            "partners": (_anderen(huidig), _anderen(rollen)),
        }
        anders = {kolom: paar for kolom, paar in paren.items() if paar[0] != paar[1]}
        if not werk.is_nieuw and not anders:
            return  # another organisatie of the same name: nothing that a reader could see changes
        if sum(rol == OrganisatieRol.TREKKER for _, rol in rollen) > 1:
            regel.fout("partners", "Een actie heeft hoogstens één trekker.")
            return
        werk.lijsten["rollen"] = rollen
        if not werk.is_nieuw:
            werk.oud["rollen"] = sorted(voor)
            noteer(regel, anders, is_nieuw=False)

    def _partners(self, regel: Regel, cellen: Cellen) -> list[tuple[Organisatie, str]]:
        """Give the organisaties of a cell with their roles: "Fonds (financier)"; without a role a partner."""
        uit = []
        namen = lees_cel(regel, "partners", cellen, lezen.namen)
        for naam in namen if namen is not MISLUKT else ():
            gevonden = _ROL.fullmatch(naam)
            kaal, rol = (gevonden[1], gevonden[2].lower()) if gevonden else (naam, OrganisatieRol.PARTNER)
            try:
                uit.append((self.register.vind("organisatie", kaal), rol))
            except Celprobleem as probleem:
                regel.fout("partners", str(probleem))
        return uit


def _naam(cellen: Cellen) -> str:
    delen = (cellen.get("code"), cellen.get("titel"))
    return " ".join(str(deel) for deel in delen if not is_leeg(deel))


def _heeft_code(cel: lezen.Cel) -> bool:
    return not isinstance(cel, dt.date) and not is_leeg(cel) and lees_code(str(cel)) is not None


def _uniek(rijen: list) -> list:
    """Keep each once, in order; unsaved objects are told apart by what they are, not by their key."""
    gezien: set[object] = set()
    uit = []
    for rij in rijen:
        object_, rest = rij if isinstance(rij, tuple) else (rij, "")
        sleutel = (object_.pk or -id(object_), rest)
        if sleutel not in gezien:
            gezien.add(sleutel)
            uit.append(rij)
    return uit


def _zelfde(oud: object, nieuw: object) -> bool:
    """Compare what stands there with what a cell says: other line ends and a text that Excel cut off are no change."""
    if isinstance(oud, str) and isinstance(nieuw, str):
        vlak_oud = oud.replace("\r\n", "\n").replace("\r", "\n").strip()
        return vlak_oud == nieuw or (len(nieuw) >= MAX_EXCEL - 1 and vlak_oud.startswith(nieuw))
    return oud == nieuw


def _als_post(waarde: object) -> object:
    return waarde.isoformat() if isinstance(waarde, dt.date) else waarde


def _toon(kolom: str, waarden: dict[str, object]) -> str:
    """Give the value of a column as the list shows it."""
    waarde = waarden[TEKSTEN.get(kolom, kolom)]
    if isinstance(waarde, bool):
        return ja_nee(waarde)
    if kolom in DAGEN:
        dag = dag_of_jaar(waarde, waarden[f"{kolom}_alleen_jaar"])
        return f"{dag:%d/%m/%Y}" if isinstance(dag, dt.date) else str(dag or "")
    return str(waarde)


def _nummers(speerpunten: list[Speerpunt]) -> str:
    return "; ".join(str(nummer) for nummer in sorted(s.nummer for s in speerpunten))


def _trekkers(rollen: list[tuple[Organisatie, str]]) -> str:
    return namen_van(o for o, rol in rollen if rol == OrganisatieRol.TREKKER)


def _anderen(rollen: list[tuple[Organisatie, str]]) -> str:
    namen = [met_rol(o.naam, rol) for o, rol in rollen if rol != OrganisatieRol.TREKKER]
    return "; ".join(sorted(namen, key=str.casefold))
