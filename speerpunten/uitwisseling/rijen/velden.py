"""The own columns of an actie in a row: texts, ja or nee, and from when to when."""

import datetime as dt
from collections.abc import Callable
from functools import partial

from speerpunten.forms.actie import ActieTekstForm
from speerpunten.models import Actie
from speerpunten.uitwisseling import cellen as lezen
from speerpunten.uitwisseling.cellen import tekst
from speerpunten.uitwisseling.dagen import Grens, grens, looptijd
from speerpunten.uitwisseling.herkenning import Cellen
from speerpunten.uitwisseling.lijst import dag_of_jaar, ja_nee
from speerpunten.uitwisseling.voorstel import Regel
from speerpunten.uitwisseling.werk import MISLUKT, Actiewerk, Werk, lees_cel, lees_dagcel, noteer

# column of the layout -> field of the actie
TEKSTEN = {
    "titel": "titel",
    "omschrijving": "omschrijving",
    "beoogd_resultaat": "beoogd_resultaat",
    "achtergrond": "toelichting",
    "volgens_bron": "volgens_bron",
    "bron": "bron",
}
LEZERS = {"bron": lezen.webadres}  # the others are text
JA_NEE = {"doorlopend": False, "openbaar": True, "koppeling_is_interpretatie": False}  # what an empty cell says
DAGEN = ("start", "einde")
KOLOM_VAN = {veld: kolom for kolom, veld in TEKSTEN.items()} | {f"{dag}_alleen_jaar": dag for dag in DAGEN}
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


class Velden:
    """Reads the own columns of acties. In: the work of the import, and the columns that the list has."""

    def __init__(self, werk: Werk, kolommen: set[str]) -> None:
        self.werk = werk
        self.kolommen = kolommen

    def bekijk(self, regel: Regel, werk: Actiewerk, cellen: Cellen) -> None:
        actie = werk.actie
        gelezen = {
            veld: lees_cel(regel, kolom, cellen, LEZERS.get(kolom, tekst))
            for kolom, veld in TEKSTEN.items()
            if kolom in self.kolommen
        }
        for kolom, leeg in JA_NEE.items():
            if kolom in self.kolommen:
                gelezen[kolom] = lees_cel(regel, kolom, cellen, lambda cel, leeg=leeg: lezen.ja_nee(cel, leeg=leeg))
        gelezen |= self._lees_periode(regel, cellen)
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

    def _lees_periode(self, regel: Regel, cellen: Cellen) -> dict[str, object]:
        """Give the fields that tell from when to when: of two columns, or of one for both."""
        grenzen: dict[str, Grens] = {}
        if "looptijd" in self.kolommen:
            gelezen = self._lees_dag(regel, "looptijd", cellen, looptijd, (Grens(), Grens()))
            grenzen = dict(zip(DAGEN, gelezen, strict=True)) if gelezen else {}
        for kolom in DAGEN:
            if kolom in self.kolommen:
                gelezen = self._lees_dag(regel, kolom, cellen, partial(grens, einde=kolom == "einde"), Grens())
                grenzen |= {kolom: gelezen} if gelezen else {}
        uit: dict[str, object] = {}
        for kolom, gelezen in grenzen.items():
            uit |= {kolom: gelezen.dag, f"{kolom}_alleen_jaar": gelezen.alleen_jaar}
            regel.opmerkingen += [gelezen.opmerking] if gelezen.opmerking else []
        if any(gelezen.doorlopend for gelezen in grenzen.values()):
            uit["doorlopend"] = True
        elif uit.get("einde") and "doorlopend" not in self.kolommen:
            uit["doorlopend"] = False
        return uit

    def _lees_dag(self, regel: Regel, kolom: str, cellen: Cellen, lees: Callable, leeg: object) -> object | None:
        gelezen = lees_dagcel(self.werk, regel, kolom, cellen, lees, leeg)
        return None if gelezen is MISLUKT else gelezen


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
