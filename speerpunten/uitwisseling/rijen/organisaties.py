"""The sheet of organisaties: known by KBO number, else by name."""

from django.core.exceptions import ValidationError

from organisaties.kbo import normaliseer_kbo
from organisaties.models import Organisatie
from speerpunten.uitwisseling.cellen import Celprobleem, is_leeg, tekst, webadres
from speerpunten.uitwisseling.herkenning import Cellen, Lijst
from speerpunten.uitwisseling.indeling import vlak
from speerpunten.uitwisseling.voorstel import Regel
from speerpunten.uitwisseling.werk import MISLUKT, Werk, begin_regel, laat_weg, lees_cel, noteer

VELDEN = ("naam", "afkorting", "rechtsvorm", "kbo", "website", "omschrijving", "bron")
LEZERS = {"website": webadres, "bron": webadres}  # the others are text
ZONDER_DATABASE = ("opvolger", "slug")


class Organisatierijen:
    """Reads the rows of one list of organisaties into the work of an import."""

    def __init__(self, werk: Werk, lijst: Lijst) -> None:
        self.werk = werk
        self.lijst = lijst
        self.kolommen = {kolom.naam for kolom in lijst.kolommen if kolom.naam}

    def bekijk(self, nummer: int, cellen: Cellen) -> list[Regel]:
        naam = "" if is_leeg(cellen.get("naam")) else tekst(cellen.get("naam"))
        regel = begin_regel(self.lijst, nummer, naam)
        if not naam:
            return [laat_weg(regel, "Geen naam: dit is geen organisatie.")]
        gelezen = {
            veld: lees_cel(regel, veld, cellen, LEZERS.get(veld, tekst)) for veld in VELDEN if veld in self.kolommen
        }
        if MISLUKT in gelezen.values():
            return [regel]
        if gelezen.get("kbo"):
            gelezen["kbo"] = normaliseer_kbo(gelezen["kbo"])
        organisatie = self._vind(regel, naam, gelezen)
        if organisatie is None:
            return [regel]
        if eerder := self.werk.plekken.get(id(organisatie)):
            regel.fout("naam", f"Deze organisatie staat ook in {eerder}. Houd één rij over.")
            return [regel]
        self.werk.plekken[id(organisatie)] = f"{self.lijst.naam}, rij {nummer}"
        self._zet(regel, organisatie, gelezen)
        return [regel]

    def _vind(self, regel: Regel, naam: str, gelezen: dict[str, str]) -> Organisatie | None:
        register = self.werk.register
        op_kbo = register.organisatie_met_kbo(gelezen.get("kbo", ""))
        op_naam = register.namen["organisatie"].op_naam.get(vlak(naam))
        if op_kbo and op_naam and op_kbo != op_naam:
            regel.fout("kbo", f"Dit KBO-nummer is van “{op_kbo.naam}”, de naam van een andere organisatie.")
            return None
        try:
            return op_kbo or register.vind("organisatie", naam)
        except Celprobleem as probleem:
            regel.fout("naam", str(probleem))
            return None

    def _zet(self, regel: Regel, organisatie: Organisatie, gelezen: dict[str, str]) -> None:
        oud = {veld: getattr(organisatie, veld) for veld in gelezen}
        anders = {veld: waarde for veld, waarde in gelezen.items() if oud[veld].replace("\r\n", "\n").strip() != waarde}
        for veld, waarde in anders.items():
            setattr(organisatie, veld, waarde)
        try:
            organisatie.clean_fields(exclude=ZONDER_DATABASE)
        except ValidationError as fout:
            for veld, zinnen in fout.message_dict.items():
                regel.fout(veld, " ".join(zinnen))
            for veld, waarde in oud.items():
                setattr(organisatie, veld, waarde)  # an actie may still name it
            return
        if organisatie.pk is None:
            self.werk.organisaties_nieuw.add(id(organisatie))
            noteer(regel, {}, is_nieuw=True)
        elif anders:
            self.werk.register.namen["organisatie"].op_naam.setdefault(vlak(organisatie.naam), organisatie)
            self.werk.organisaties[organisatie.pk] = (organisatie, {veld: oud[veld] for veld in anders})
            noteer(regel, {veld: (oud[veld], waarde) for veld, waarde in anders.items()}, is_nieuw=False)
