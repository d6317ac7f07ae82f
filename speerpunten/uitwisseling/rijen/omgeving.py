"""What stands around an actie in a row: organisaties with their roles, domains, target groups, other speerpunten."""

import re

from organisaties.models import Organisatie
from speerpunten.keuzes import OrganisatieRol
from speerpunten.models import Speerpunt
from speerpunten.uitwisseling import cellen as lezen
from speerpunten.uitwisseling.cellen import Celprobleem, tekst
from speerpunten.uitwisseling.herkenning import Cellen
from speerpunten.uitwisseling.lijst import met_rol
from speerpunten.uitwisseling.register import namen_van
from speerpunten.uitwisseling.voorstel import Regel
from speerpunten.uitwisseling.werk import MISLUKT, Actiewerk, Werk, lees_cel, noteer

_ROL = re.compile(r"(.*\S)\s*\((trekker|uitvoerder|partner|financier)\)", re.IGNORECASE)
MEERVOUD = {"uitvoerders": OrganisatieRol.UITVOERDER, "financiers": OrganisatieRol.FINANCIER}


class Omgevingslezer:
    """Reads the lists around acties. In: the work of the import, and the columns that the list has."""

    def __init__(self, werk: Werk, kolommen: set[str]) -> None:
        self.werk = werk
        self.register = werk.register
        self.kolommen = kolommen

    def bekijk(self, regel: Regel, werk: Actiewerk, cellen: Cellen) -> None:
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

    def _namen(self, regel: Regel, kolom: str, cellen: Cellen, soort: str) -> list[str]:
        """Give the names in a cell; what is one with a comma and what are two, the plan knows or the user says."""
        lijst = self.register.namen[soort]
        delen = lees_cel(regel, kolom, cellen, lezen.namen)
        uit: list[str] = []
        for deel in lijst.voeg_samen(delen) if delen is not MISLUKT else ():
            los, verbonden = lezen.losse_namen(deel), lezen.verbonden_namen(deel)
            if lijst.is_bekend(_zonder_rol(deel)):
                uit.append(deel)
            elif len(los) > 1:
                self.werk.tellers["met_komma"] += 1
                uit += [deel] if self.werk.keuzes.samen else los
            elif len(verbonden) > 1 and all(lijst.is_bekend(_zonder_rol(naam)) for naam in verbonden):
                uit += verbonden
            else:
                uit.append(deel)
        return list(dict.fromkeys(uit))

    def _objecten(self, regel: Regel, kolom: str, cellen: Cellen, soort: str) -> list:
        """Give the objects that the names in a cell stand for; each unknown one is asked about."""
        gevonden = []
        for naam in self._namen(regel, kolom, cellen, soort):
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
        for naam in self._namen(regel, "partners", cellen, "organisatie"):
            gevonden = _ROL.fullmatch(naam)
            if gevonden and not self.register.namen["organisatie"].is_bekend(gevonden[1]):
                gevonden = None if self.register.namen["organisatie"].is_bekend(naam) else gevonden
            kaal, rol = (gevonden[1], gevonden[2].lower()) if gevonden else (naam, OrganisatieRol.PARTNER)
            try:
                uit.append((self.register.vind("organisatie", kaal), rol))
            except Celprobleem as probleem:
                regel.fout("partners", str(probleem))
        return uit


def _zonder_rol(naam: str) -> str:
    gevonden = _ROL.fullmatch(naam)
    return gevonden[1] if gevonden else naam


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


def _nummers(speerpunten: list[Speerpunt]) -> str:
    return "; ".join(str(nummer) for nummer in sorted(s.nummer for s in speerpunten))


def _trekkers(rollen: list[tuple[Organisatie, str]]) -> str:
    return namen_van(o for o, rol in rollen if rol == OrganisatieRol.TREKKER)


def _anderen(rollen: list[tuple[Organisatie, str]]) -> str:
    namen = [met_rol(o.naam, rol) for o, rol in rollen if rol != OrganisatieRol.TREKKER]
    return "; ".join(sorted(namen, key=str.casefold))
